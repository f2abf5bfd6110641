//! The site that `publish` writes: the same bytes each time, nothing claimed that the page has not checked, nothing of a
//! record taken for markup, and nobody else's file touched.
#![allow(missing_docs)]

#[allow(dead_code)]
#[path = "attacks/forge.rs"]
mod forge;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use undersigned::path::RegistryPath;
use undersigned::registry::bundle::Bundle;
use undersigned::render::json;
use undersigned::render::site::{Files, Options, single, site, words};
use undersigned::tree::{Content, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Parties, Question, Report, verify};

use forge::{CONVENER, Key, Registry, SLUG, TEXT};

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

/// Our own registry.
const OURS: &str = env!("CARGO_MANIFEST_DIR");

fn everything() -> Options {
    Options { address: Some("https://example.org/s/".to_owned()), languages: words::all().iter().collect() }
}

fn report(tree: &Tree) -> Report {
    let question = Question { standing: Standing::SelfPublished, ..Question::default() };
    verify(tree, &Trust::default(), &question)
}

fn published(tree: &Tree, options: &Options) -> Files {
    site(tree, &Parties::read(tree, &Trust::default()), &report(tree), options).unwrap()
}

fn pages(files: &Files) -> impl Iterator<Item = (&String, &str)> {
    let html = files.iter().filter(|(path, _)| path.ends_with(".html"));
    html.map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap()))
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: &ElementRef<'_>) -> String {
    element.text().collect()
}

fn on_disk(registry: &Registry) -> TempDir {
    let root = TempDir::new().unwrap();
    for folder in ["keys", "statement", "signatures"] {
        fs::create_dir(root.path().join(folder)).unwrap();
    }
    for (path, bytes) in &registry.files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

fn publish(root: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM).arg("publish").args(arguments).current_dir(root).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// Every file below `directory`, with what tells whether it was written again.
fn state(directory: &Path) -> BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
            found.insert(name, (fs::read(&path).unwrap(), path.metadata().unwrap().modified().unwrap()));
        }
    }
    found
}

// the command

#[test]
fn a_site_is_what_the_registry_gives_and_is_not_written_twice() {
    let root = on_disk(&Registry::signed(&["a", "b"]));
    let first = publish(root.path(), &["site"]);
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    let before = state(&root.path().join("site"));
    let again = publish(root.path(), &["site"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(before, state(&root.path().join("site")), "a file was written again");
    let elsewhere = TempDir::new().unwrap();
    let other = elsewhere.path().join("other");
    let other_run = publish(root.path(), &[other.to_str().unwrap()]);
    assert_eq!(other_run.status.code(), Some(0));
    let bytes = |files: BTreeMap<String, (Vec<u8>, _)>| -> Vec<_> {
        files.into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
    };
    assert_eq!(bytes(before), bytes(state(&other)), "two runs differ");

    let mut sums = Command::new("sha256sum");
    let sums = sums
        .args(["--check", "--strict", "--quiet", "undersigned.sha256"])
        .current_dir(&other)
        .output()
        .unwrap();
    assert!(sums.status.success(), "{}", said(&sums));
    for raw in ["keys/a/1.note", "statement/s/text.txt", "statement/s/roll/1.note", "signatures/s/a/1.note"] {
        assert_eq!(fs::read(root.path().join(raw)).unwrap(), fs::read(other.join(raw)).unwrap(), "{raw}");
    }
}

#[test]
fn a_site_that_is_whole_is_recognised_and_one_that_was_touched_is_restored() {
    let mut registry = Registry::signed(&["a"]);
    let root = on_disk(&registry);
    let page = root.path().join("site/statement/s/index.html");
    let publishes = |more: &[&str]| {
        let output = publish(root.path(), &[&["site"], more].concat());
        (output.status.code(), said(&output))
    };
    publishes(&[]);
    let list = root.path().join("site/undersigned.sha256");
    let made = |list: &Path| fs::read_to_string(list).unwrap().starts_with("# made of sha256:");
    assert!(made(&list));
    let before = state(&root.path().join("site"));
    let (status, told) = publishes(&[]);
    assert!(status == Some(0) && told.contains(": 0 written,"), "{told}");
    assert_eq!(before, state(&root.path().join("site")));
    let sound = fs::read(&page).unwrap();
    type Touch<'a> = &'a dyn Fn();
    let touches: [Touch<'_>; 3] =
        [&|| fs::write(&page, "something else").unwrap(), &|| fs::remove_file(&page).unwrap(), &|| {
            // Of the same length and age, put in its place.
            let aside = root.path().join("aside");
            fs::write(&aside, vec![b'x'; sound.len()]).unwrap();
            let age = fs::metadata(&page).unwrap().modified().unwrap();
            fs::File::options().write(true).open(&aside).unwrap().set_modified(age).unwrap();
            fs::rename(&aside, &page).unwrap();
        }];
    for touch in touches {
        touch();
        let (_, told) = publishes(&[]);
        assert!(told.contains(": 1 written"), "{told}");
        assert_eq!(fs::read(&page).unwrap(), sound);
    }
    let (_, told) = publishes(&["--address", "https://example.org/"]);
    assert!(!told.contains(": 0 written,"), "{told}");
    publishes(&[]);
    registry.act("a", "withdrawal").file();
    let path = "signatures/s/a/2.note";
    fs::write(root.path().join(path), &registry.files[path]).unwrap();
    // Nobody signs it any more: it does not verify, and says so each time.
    for _ in 0..2 {
        let (status, told) = publishes(&[]);
        assert!(status == Some(1) && told.contains("this registry does not verify"), "{told}");
        assert!(!made(&list), "it is recognised, and not judged");
    }
    let demonstration = on_disk(&Registry::demonstration(&["a"]));
    for _ in 0..3 {
        let output = publish(demonstration.path(), &["site"]);
        assert!(said(&output).starts_with("DEMONSTRATION, NOT AN ENDORSEMENT"), "{}", said(&output));
    }
}

#[test]
fn only_what_has_changed_is_written_and_what_is_gone_is_removed() {
    let mut registry = Registry::signed(&["a", "b"]);
    let root = on_disk(&registry);
    assert_eq!(publish(root.path(), &["site", "--language", "es"]).status.code(), Some(0));
    let before = state(&root.path().join("site"));
    registry.act("a", "withdrawal").file();
    let path = "signatures/s/a/2.note";
    fs::write(root.path().join(path), &registry.files[path]).unwrap();
    let again = publish(root.path(), &["site", "--language", "es"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    let after = state(&root.path().join("site"));
    assert!(after.contains_key(path));
    let changed: BTreeSet<&str> = after
        .iter()
        .filter(|(path, state)| before.get(*path) != Some(state))
        .map(|(path, _)| path.as_str())
        .collect();
    for unchanged in
        ["index.html", "index.es.html", "keys/b/index.html", "keys/a/1.note", "signatures/s/b/1.note"]
    {
        assert!(!changed.contains(unchanged), "{unchanged} was written again");
    }
    assert!(
        changed.contains("statement/s/index.html") && changed.contains("keys/a/index.html"),
        "{changed:?}"
    );
    assert_eq!(publish(root.path(), &["site"]).status.code(), Some(0));
    let last = state(&root.path().join("site"));
    for gone in ["index.es.html", "keys/a/index.es.html", "statement/s/index.es.html"] {
        assert!(after.contains_key(gone) && !last.contains_key(gone), "{gone}");
    }
}

#[test]
fn the_pages_of_a_site_are_no_strays_among_its_records_and_whatever_else_is_there_is_one() {
    let root = on_disk(&Registry::signed(&["a"]));
    assert_eq!(publish(root.path(), &["site", "--language", "fr"]).status.code(), Some(0));
    let verify = || {
        let mut command = Command::new(PROGRAM);
        let output = command
            .args(["verify", "--json", "--require-standing", "self-published", "--registry", "site"])
            .current_dir(root.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let strays = report["strays"].as_array().unwrap().iter();
        let paths: Vec<String> = strays.map(|stray| stray["path"].as_str().unwrap().to_owned()).collect();
        (paths, String::from_utf8(output.stderr).unwrap())
    };
    let (strays, told) = verify();
    assert!(strays.is_empty(), "{strays:?}");
    assert!(told.contains("10 pages beside the records, which publish wrote, passed over"), "{told}");
    fs::write(root.path().join("site/keys/a/index.fr.html"), "another page").unwrap();
    fs::write(root.path().join("site/keys/a/2.note.orig"), "").unwrap();
    let (strays, told) = verify();
    assert_eq!(strays, ["keys/a/2.note.orig", "keys/a/index.fr.html"]);
    assert!(told.contains("9 pages beside"), "{told}");
}

#[test]
fn no_file_of_anybody_else_is_touched() {
    let root = on_disk(&Registry::signed(&["a"]));
    let site = root.path().join("site");
    fs::create_dir_all(site.join("keys/a")).unwrap();
    fs::write(site.join("keys/a/notes.txt"), "mine").unwrap();
    fs::write(site.join("CNAME"), "mine").unwrap();
    assert_eq!(publish(root.path(), &["site", "--language", "fr"]).status.code(), Some(0));
    fs::write(site.join("statement/s/index.fr.html"), "mended by hand").unwrap();
    let again = publish(root.path(), &["site"]);
    assert_eq!(again.status.code(), Some(0));
    assert!(
        said(&again).contains("index.fr.html is no longer what an earlier publish wrote"),
        "{}",
        said(&again)
    );
    for (path, content) in
        [("keys/a/notes.txt", "mine"), ("CNAME", "mine"), ("statement/s/index.fr.html", "mended by hand")]
    {
        assert_eq!(fs::read_to_string(site.join(path)).unwrap(), content, "{path}");
    }

    let taken = root.path().join("taken");
    fs::create_dir(&taken).unwrap();
    fs::write(taken.join("index.html"), "my home page").unwrap();
    let refused = publish(root.path(), &["taken"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert_eq!(fs::read_to_string(taken.join("index.html")).unwrap(), "my home page");
    assert_eq!(
        state(&taken).keys().filter(|path| !path.starts_with('.')).count(),
        1,
        "nothing was written beside it"
    );
}

#[test]
#[cfg(unix)]
fn links_are_never_followed_out_of_the_site() {
    let root = on_disk(&Registry::signed(&["a"]));
    let (site, outside) = (root.path().join("site"), TempDir::new().unwrap());
    fs::create_dir(&site).unwrap();
    std::os::unix::fs::symlink(outside.path(), site.join("statement")).unwrap();
    let refused = publish(root.path(), &["site"]);
    assert_eq!(refused.status.code(), Some(3), "{}", said(&refused));
    assert!(state(outside.path()).is_empty());
    std::os::unix::fs::symlink(root.path().join("keys"), root.path().join("way-in")).unwrap();
    assert_eq!(publish(root.path(), &["way-in/site"]).status.code(), Some(2));
}

#[test]
fn a_registry_is_not_published_into_itself() {
    let root = on_disk(&Registry::signed(&["a"]));
    for inside in [".", "keys", "keys/site", "statement/s", "signatures/new/site", "site/../keys/x"] {
        let before = state(root.path());
        let refused = publish(root.path(), &[inside]);
        assert!([Some(2), Some(3)].contains(&refused.status.code()), "{inside}: {}", said(&refused));
        assert_eq!(before, state(root.path()), "{inside}");
    }
}

#[test]
fn what_is_not_asked_well_is_usage() {
    let root = on_disk(&Registry::signed(&["a"]));
    for wrong in [
        &[][..],
        &["site", "--address", "javascript:alert(1)"],
        &["site", "--address", "https://example.org/\"onload=x"],
        &["site", "--address", "https://example.org/?a"],
        &["site", "--language", "tlh"],
        &["--single-file", "s"],
        &["site", "--single-file", "s", "-o", "s.html"],
        &["site", "-o", "s.html"],
    ] {
        assert_eq!(publish(root.path(), wrong).status.code(), Some(2), "{wrong:?}");
    }
    let unknown = publish(root.path(), &["--single-file", "t", "-o", "t.html"]);
    assert_eq!(unknown.status.code(), Some(3), "{}", said(&unknown));
    assert!(!root.path().join("t.html").exists());
}

#[test]
fn an_address_and_a_list_of_sums_are_taken_up_to_their_limits() {
    let root = on_disk(&Registry::signed(&["a"]));
    let address = |length: usize| format!("https://{}/", "a".repeat(length - 9));
    for (length, status) in [(512, 0), (513, 2)] {
        let output = publish(root.path(), &["site", "--address", &address(length)]);
        // one side of MAX_ADDRESS and the other
        assert_eq!(output.status.code(), Some(status), "MAX_ADDRESS: {}", said(&output));
    }
    let most = 64 << 20;
    // Lines of 68 bytes, and longer names in one until the list is as long as it may be.
    let line = |name: usize| format!("{}  {}\n", "0".repeat(64), "a".repeat(name));
    let sums = line(1).repeat(most / 68 - 1) + &line(1 + most % 68);
    fs::create_dir(root.path().join("other")).unwrap();
    for (more, status) in [("", 0), ("\n", 3)] {
        let _ = fs::remove_dir_all(root.path().join("other"));
        fs::create_dir(root.path().join("other")).unwrap();
        fs::write(root.path().join("other/undersigned.sha256"), sums.clone() + more).unwrap();
        let output = publish(root.path(), &["other"]);
        // one side of MAX_SUMS and the other
        assert_eq!(output.status.code(), Some(status), "MAX_SUMS: {}", said(&output));
    }
}

#[test]
fn a_registry_that_does_not_verify_says_so_on_every_page_and_in_the_exit_status() {
    let mut missing = Registry::signed(&["a"]);
    missing.remove("signatures/s/a/1.note");
    let mut tampered = Registry::signed(&["a"]);
    tampered.edit("statement/s/text.txt", "all political prisoners", "some political prisoners");
    for registry in [missing, tampered] {
        let root = on_disk(&registry);
        let output = publish(root.path(), &["site", "--language", "all"]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        for (path, (bytes, _)) in state(&root.path().join("site")) {
            let Some(name) = path.strip_suffix(".html") else { continue };
            let tag = name.rsplit_once('.').map_or("en", |(_, tag)| tag);
            let page = Html::parse_document(std::str::from_utf8(&bytes).unwrap());
            let warning = all(&page, "main > .unverified").first().map(text).unwrap_or_default();
            assert!(warning.contains(words::of(tag).unwrap().text("unverified")), "{path}");
            assert!(warning.contains("s: "), "{path} says why: {warning}");
        }
        for path in ["feed.xml", "statement/s/badge.svg"] {
            let other = fs::read_to_string(root.path().join("site").join(path)).unwrap();
            assert!(other.contains("does not verify"), "{path}");
        }
    }
    for (path, page) in pages(&published(&Registry::signed(&["a"]).tree(), &everything())) {
        assert!(!page.contains("class=\"unverified\" role"), "{path} warns of nothing");
    }
}

// the pages

/// A registry of everything that a reader may meet: every kind of act, a convener of another name, two statements.
fn varied() -> Registry {
    let mut registry = Registry::of(&["a", "b", "c", "d", "e"]);
    registry.act("a", "signature").file();
    registry.act("b", "signature").file();
    registry.act("b", "withdrawal").with("date 2025-10-30", "reason In error\ndate 2025-11-02").file();
    registry.act("c", "decline").file();
    registry.keys("d").with("name D", "name The Real D").file();
    registry.act("d", "signature").with("name D", "name The Real D").file();
    registry.keys("f").file();
    registry.act("f", "signature").file();
    registry.put("statement/t/text.txt", "Another text.\n");
    let other = forge::digest(TEXT);
    registry
        .roll_of("t", CONVENER, &["a"])
        .with("mode open\n", &format!("mode closed\ndeadline 2025-12-01\nsupersedes s {other}\n"))
        .with("language en", "language ar")
        .file();
    registry
}

#[test]
fn every_page_allows_its_own_script_and_style_and_nothing_else() {
    let hash = |source: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(source)));
    let files = published(&varied().tree(), &everything());
    assert!(pages(&files).count() > 50);
    for (path, page) in pages(&files) {
        let parsed = Html::parse_document(page);
        let policy = all(&parsed, "meta[http-equiv=Content-Security-Policy]");
        let [policy] = policy.as_slice() else { panic!("{path} has {} policies", policy.len()) };
        let scripts: Vec<_> =
            all(&parsed, "script").into_iter().filter(|it| it.attr("type") == Some("module")).collect();
        let script =
            scripts.iter().map(|script| format!(" script-src {};", hash(&text(script)))).collect::<String>();
        let style = all(&parsed, "style").iter().map(text).map(|style| hash(&style)).collect::<String>();
        assert_eq!(
            policy.attr("content").unwrap(),
            format!(
                "default-src 'none';{script} style-src {style}; img-src data:; base-uri 'none'; form-action 'none'"
            ),
            "{path}"
        );
        let scripted = path.starts_with("statement/") || path.starts_with("sign.");
        assert_eq!(scripts.len(), usize::from(scripted), "{path}");
        assert!(all(&parsed, "[src], [style], link, iframe, object, embed, form, img").is_empty(), "{path}");
        let own = page.find("<meta http-equiv").unwrap();
        assert!(page[..own].len() < 120, "{path}: something stands before the policy");
    }
}

#[test]
fn every_link_leads_to_a_file_of_the_site() {
    let files = published(&varied().tree(), &everything());
    let mut links = 0;
    for (path, page) in pages(&files) {
        for link in all(&Html::parse_document(page), "a[href]") {
            let to = link.attr("href").unwrap();
            let Some(place) = (!to.starts_with('#')).then_some(to) else { continue };
            let mut at: Vec<&str> = path.split('/').collect();
            at.pop();
            for part in place.split('/') {
                match part {
                    ".." => assert!(at.pop().is_some(), "{path}: {to}"),
                    part => at.push(part),
                }
            }
            assert!(files.contains_key(&at.join("/")), "{path} links to {to}");
            links += 1;
        }
    }
    assert!(links > 500, "{links}");
}

#[test]
fn a_page_claims_no_signature_before_it_has_checked() {
    for registry in [varied(), Registry::demonstration(&["a", "b"])] {
        for (path, page) in pages(&published(&registry.tree(), &everything())) {
            let parsed = Html::parse_document(page);
            for mark in all(&parsed, ".mark") {
                assert_eq!(mark.attr("data-verdict"), None, "{path}");
            }
            if path == "statement/s/index.html" {
                let marks: Vec<String> = all(&parsed, "#roll .mark").iter().map(text).collect();
                assert!(!marks.is_empty() && marks.iter().all(|mark| mark == "not checked yet"), "{marks:?}");
                let words: String = all(&parsed, "main").iter().map(text).collect();
                assert!(!words.contains("signatures valid"), "{words}");
                assert!(words.contains("This page claims nothing before its own script has checked"));
                let unscripted = all(&parsed, "noscript");
                assert!(
                    text(&unscripted[0]).contains("Check it without this page"),
                    "the way without a script"
                );
            }
        }
    }
}

#[test]
fn a_demonstration_is_said_first_on_every_page_and_badge() {
    let demonstration = published(&Registry::demonstration(&["a"]).tree(), &everything());
    for (path, page) in pages(&demonstration) {
        let parsed = Html::parse_document(page);
        let language = all(&parsed, "html")[0].attr("lang").unwrap().to_owned();
        let words = words::of(&language).unwrap();
        let bar = all(&parsed, "body > .demonstration");
        assert_eq!(bar.iter().map(text).collect::<String>(), words.text("demonstration-short"), "{path}");
        assert!(text(&all(&parsed, "main > .notice")[0]).contains(words.text("demonstration")), "{path}");
    }
    for path in ["feed.xml", "statement/s/badge.svg"] {
        let other = String::from_utf8_lossy(&demonstration[path]);
        assert!(other.contains("DEMONSTRATION, NOT AN ENDORSEMENT"), "{path}");
    }
    assert!(
        String::from_utf8_lossy(&demonstration["statement/s/badge.svg"])
            .contains("1 of 1 demonstration signatures")
    );

    let mut mixed = Registry::signed(&["a"]);
    mixed.keys("b").lists(&[&Key::demonstration("b")]).file();
    mixed.act("b", "signature").by(&[&Key::demonstration("b")]).file();
    let page =
        String::from_utf8(published(&mixed.tree(), &Options::default())["statement/s/index.html"].clone())
            .unwrap();
    assert!(page.contains("DEMONSTRATION KEYS ARE AMONG THESE"), "where some are real");
}

/// What would be markup if it were not escaped.
const MARKUP: [&str; 6] = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--",
    "\"><b onclick='x'>",
    "</title></style></noscript><svg/onload=alert(1)>",
    "&lt;i&gt;{name}{date}",
];

#[test]
fn nothing_that_a_record_holds_becomes_markup() {
    let sound = Html::parse_document(
        std::str::from_utf8(
            &published(&Registry::signed(&["a"]).tree(), &everything())["statement/s/index.html"],
        )
        .unwrap(),
    );
    let elements = all(&sound, "*").len();
    for markup in MARKUP {
        let mut registry = Registry::default();
        registry.keys(CONVENER).with("name CONVENER", &format!("name {markup}")).file();
        registry.keys("a").with("name A", &format!("name {markup} A")).file();
        registry.put("statement/s/text.txt", format!("{markup}\n\nA text with {markup} in it.\n"));
        registry
            .roll(&["a"])
            .with("title A Statement", &format!("title {markup}"))
            .with("signatory a A", &format!("signatory a {markup} A"))
            .file();
        registry.act("a", "signature").with("name A", &format!("name {markup} A")).file();
        let (tree, options) = (registry.tree(), everything());
        let files = published(&tree, &options);
        let page = Html::parse_document(std::str::from_utf8(&files["statement/s/index.html"]).unwrap());
        assert_eq!(all(&page, "*").len(), elements, "{markup}: an element came or went");
        assert_eq!(text(&all(&page, "h1")[0]), markup);
        assert_eq!(text(&all(&page, "title")[0]), markup);
        assert_eq!(text(&all(&page, "#text")[0]), format!("{markup}\n\nA text with {markup} in it.\n"));
        assert_eq!(text(&all(&page, "#roll .name bdi")[0]), format!("{markup} A"));
        let bundle = text(&all(&page, "#bundle")[0]);
        assert!(!bundle.contains('<') && Bundle::parse(bundle.as_bytes()).is_ok(), "{markup}");
        for (path, page) in pages(&files) {
            let parsed = Html::parse_document(page);
            assert!(
                all(&parsed, "[onerror], [onclick], [onload], img, b, i, main svg").is_empty(),
                "{markup} in {path}"
            );
            // What it does, its words, and the records of a statement; for audits also the words of headings.
            let expected = match path {
                path if path.contains("/audit.") => 4,
                path if path.starts_with("statement/") => 3,
                path if path.starts_with("sign.") => 2,
                _ => 0,
            };
            assert_eq!(all(&parsed, "script").len(), expected, "{markup} in {path}");
        }
        for xml in ["feed.xml", "statement/s/badge.svg"] {
            let source = String::from_utf8(files[xml].clone()).unwrap();
            let mut reader = quick_xml::Reader::from_str(&source);
            let mut names = BTreeSet::new();
            loop {
                match reader.read_event().expect(xml) {
                    quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                        names.insert(tag.name().as_ref().to_owned());
                    }
                    quick_xml::events::Event::Eof => break,
                    _ => {}
                }
            }
            assert!(
                !names.iter().any(|name| ["img", "script", "b", "i", "svg/onload"].contains(&name.as_str())),
                "{names:?}"
            );
        }
    }
}

#[test]
fn what_acts_on_its_neighbours_is_written_out_in_every_field() {
    let long = "x".repeat(10_000);
    for bad in ["\u{1b}[2J", "\u{202e}", "\u{2066}", "\u{9b}31m", "\u{e0041}", long.as_str()] {
        for (path, line) in [
            ("keys/a/1.note", "name A"),
            ("keys/a/1.note", "signatory a"),
            ("statement/s/roll/1.note", "title A Statement"),
            ("statement/s/roll/1.note", "signatory a A"),
            ("statement/s/roll/1.note", "language en"),
            ("signatures/s/a/1.note", "name A"),
            ("signatures/s/a/1.note", "date 2025-10-30"),
        ] {
            let mut registry = Registry::signed(&["a"]);
            let key = Key::of(if path.starts_with("statement") { CONVENER } else { "a" });
            let forged = registry.text(path).replacen(line, &format!("{line}{bad}"), 1);
            registry.put(path, forge::note(&forged, &[key]));
            registry.put("statement/s/text.txt", format!("A text\n{bad}\n"));
            for (page_path, page) in pages(&published(&registry.tree(), &Options::default())) {
                let parsed = Html::parse_document(page);
                let shown: String = all(&parsed, "body > :not(script)").iter().map(text).collect();
                if bad.len() < 100 {
                    let raw = bad.chars().next().unwrap();
                    assert!(!shown.contains(raw), "{path}, {line}: {bad:?} in {page_path}");
                }
                let warned = all(&parsed, "main > .unverified");
                assert_eq!(warned.len(), 1, "{path}, {line}: {page_path} does not warn");
                let warning = text(&warned[0]).chars().count();
                assert!(warning < 5_000, "{path}, {line}: {page_path} warns in {warning} characters");
            }
        }
    }
}

#[test]
fn a_canonical_text_is_shown_as_it_is_signed() {
    let persian = "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{6cc}\u{645} \u{2066}abc\u{2069}.\n";
    let mut registry = Registry::of(&[]);
    registry.put("statement/s/text.txt", persian);
    let files = published(&registry.tree(), &Options::default());
    let page = Html::parse_document(std::str::from_utf8(&files["statement/s/index.html"]).unwrap());
    assert_eq!(text(&all(&page, "#text")[0]), persian);
}

#[test]
fn a_page_carries_what_it_takes_to_judge_as_the_registry_does() {
    let mut shared = varied();
    shared.keys("thief").lists(&[&Key::of("a").named("thief")]).file();
    let mut twin = varied();
    twin.copy("statement/s/text.txt", "statement/t/text.txt");
    let mut stolen = varied();
    stolen.keys("a").file();
    stolen.edit("keys/a/2.note", "date 2025-10-01", "date 2025-10-02");
    let mut orphan = varied();
    orphan.remove("keys/a/1.note");
    let mut demonstration_among_real = Registry::demonstration(&["a"]);
    demonstration_among_real.keys("real").file();
    let mut unconvened = varied();
    unconvened.edit("statement/s/roll/1.note", "mode open", "mode closed");
    let ours = undersigned::registry::read(Path::new(OURS), None).unwrap();
    let registries = [
        varied(),
        shared,
        twin,
        stolen,
        orphan,
        demonstration_among_real,
        unconvened,
        Registry::demonstration(&["a"]),
    ];
    let trees = registries.iter().map(Registry::tree).chain([ours]);
    for (number, tree) in trees.enumerate() {
        let files = published(&tree, &Options::default());
        for slug in tree.statements.keys() {
            let page = Html::parse_document(
                std::str::from_utf8(&files[&format!("statement/{slug}/index.html")]).unwrap(),
            );
            let bundle = Bundle::parse(text(&all(&page, "#bundle")[0]).as_bytes()).unwrap();
            let mut carried = Tree::default();
            for (path, content) in bundle.files() {
                let path: RegistryPath = path.parse().unwrap();
                carried.insert(path, Content::Bytes(content.as_bytes().to_vec()));
            }
            let question = Question { slug: Some(slug.clone()), ..Question::default() };
            let judged = |tree| {
                let mut report = verify(tree, &Trust::default(), &question);
                report.strays.clear();
                // a page carries its own statement alone
                report.statements.iter_mut().for_each(|statement| statement.followers.clear());
                json::report(&report, None).unwrap()
            };
            assert_eq!(judged(&carried), judged(&tree), "registry {number}, {slug}");
        }
    }
}

#[test]
fn what_no_bundle_can_carry_is_named_on_the_page() {
    let mut registry = Registry::signed(&["a"]);
    registry.put("signatures/s/a/1.note", b"\xff\xfe");
    let files = published(&registry.tree(), &Options::default());
    let page = Html::parse_document(std::str::from_utf8(&files["statement/s/index.html"]).unwrap());
    let lacks: String = all(&page, "#lacks").iter().map(text).collect();
    assert!(lacks.contains("signatures/s/a/1.note"), "{lacks}");
}

#[test]
fn a_single_file_is_the_page_without_the_way_to_others() {
    let tree = varied().tree();
    let parties = Parties::read(&tree, &Trust::default());
    let file = single(&tree, &parties, &report(&tree), &Options::default(), &SLUG.parse().unwrap())
        .unwrap()
        .unwrap();
    let alone = Html::parse_document(&file);
    assert!(all(&alone, "[data-site]").is_empty());
    assert!(all(&alone, "a[href]").iter().all(|link| link.attr("href").unwrap().starts_with('#')));
    let files = published(&tree, &Options::default());
    let page = Html::parse_document(std::str::from_utf8(&files["statement/s/index.html"]).unwrap());
    for part in ["#text", "#bundle", "#roll", "script[type=module]", "meta[http-equiv]"] {
        assert_eq!(
            all(&alone, part).iter().map(text).collect::<Vec<_>>(),
            all(&page, part).iter().map(text).collect::<Vec<_>>(),
            "{part}"
        );
    }
    let root = on_disk(&varied());
    let output = publish(root.path(), &["--single-file", SLUG, "-o", "s.html"]);
    assert_eq!(fs::read_to_string(root.path().join("s.html")).unwrap(), file, "{}", said(&output));
    let again = publish(root.path(), &["--single-file", SLUG, "-o", "s.html"]);
    assert_eq!(again.status.code(), Some(1), "nothing is overwritten: {}", said(&again));
}

#[test]
fn a_statement_speaks_its_own_language_and_others_beside_it() {
    let options = Options { address: None, languages: vec![words::of("fa").unwrap()] };
    let files = published(&varied().tree(), &options);
    for (path, language, dir) in [
        ("index.html", "en", "ltr"),
        ("index.fa.html", "fa", "rtl"),
        ("statement/s/index.html", "en", "ltr"),
        ("statement/s/index.fa.html", "fa", "rtl"),
        ("statement/t/index.html", "ar", "rtl"),
        ("statement/t/index.fa.html", "fa", "rtl"),
        ("keys/a/index.fa.html", "fa", "rtl"),
    ] {
        let page = Html::parse_document(std::str::from_utf8(&files[path]).unwrap());
        let html = all(&page, "html")[0];
        assert_eq!((html.attr("lang"), html.attr("dir")), (Some(language), Some(dir)), "{path}");
        if path.starts_with("statement/") {
            let shown = all(&page, "#text")[0];
            assert_eq!(shown.attr("lang"), Some(if path.contains("/t/") { "ar" } else { "en" }), "{path}");
        }
    }
    assert!(!files.contains_key("statement/t/index.en.html"), "nobody asked for it");
}

#[test]
fn statements_tell_what_became_of_them() {
    let files = published(&varied().tree(), &Options::default());
    let page = |slug: &str| {
        Html::parse_document(std::str::from_utf8(&files[&format!("statement/{slug}/index.html")]).unwrap())
    };
    assert!(text(&all(&page("s"), ".facts")[0]).contains("It is superseded by A Statement: read that one."));
    assert!(
        text(&all(&page("t"), ".facts")[0]).contains("A Statement"),
        "and the other one which it supersedes"
    );
}

#[test]
fn the_feed_is_dated_by_records_and_its_ids_outlive_the_address() {
    let tree = varied().tree();
    let feed = |options| String::from_utf8(published(&tree, &options)["feed.xml"].clone()).unwrap();
    let ids = |feed: &str| -> Vec<String> {
        feed.lines().filter(|line| line.starts_with("<id>ni:")).map(str::to_owned).collect()
    };
    let (with, without) = (feed(everything()), feed(Options::default()));
    assert_eq!(ids(&with), ids(&without)[1..], "the feed itself is named by its address, if there is one");
    assert_eq!(ids(&with).len(), 3, "{with}");
    assert!(with.contains("<updated>2025-11-02T00:00:00Z</updated>"), "{with}");
    assert!(with.contains("withdrawal: 1"), "{with}");
    let badge =
        String::from_utf8(published(&tree, &Options::default())["statement/s/badge.svg"].clone()).unwrap();
    assert!(badge.contains("2025-11-02") && badge.contains("a claim, not a proof"), "{badge}");
}

/// A registry in which parties say something of each other, of keys, of consent and of a translation.
fn told() -> Registry {
    let mut registry = Registry::of(&["a", "b", "c"]);
    registry.act("a", "signature").file();
    registry.attest("b").with("date 2025-10-30", "date 2025-11-01").file();
    registry.attest("b").with("mode given", "mode withdrawn").with("2025-10-30", "2025-11-02").file();
    registry.put("statement/t/text.txt", "Un autre texte.\n");
    let original = forge::digest(TEXT);
    registry
        .roll_of("t", CONVENER, &["a"])
        .with("mode open\n", &format!("mode open\ntranslates s {original}\n"))
        .with("language en", "language fr")
        .file();
    registry.translate("t", "b").with("date 2025-10-30", "date 2025-11-03").file();
    registry.vouch("a", "c").with("date 2025-10-30", "date 2025-11-04").file();
    registry.put("keys/c/vouches/b/1.note", "no note\n");
    registry.keys("d").with("threshold", "domain d.org\nthreshold").with("date", "recovery 1 a\ndate").file();
    registry.check("b", "d").with("date 2025-10-30", "date 2025-11-05").file();
    let newest = registry.digest("keys/a/1.note");
    let (lost, fresh) = (Key::of("d"), Key::new("d", "fresh"));
    assert_ne!(lost.vkey(), fresh.vkey());
    registry
        .keys("d")
        .lists(&[&fresh])
        .with("date 2025-10-01", &format!("recovered a {newest}\ndate 2025-11-06"))
        .by(&[&fresh, &Key::of("a")])
        .file();
    registry
}

#[test]
fn what_parties_say_of_each_other_stands_on_their_pages_in_the_index_and_in_the_feed() {
    let tree = told().tree();
    let files = published(&tree, &everything());
    let listed = |path: &str| -> Vec<String> {
        let page = Html::parse_document(std::str::from_utf8(&files[path]).unwrap());
        let of = all(&page, "[aria-labelledby=said] li");
        of.iter()
            .map(|item| text(item).replace(" (claimed)", "").trim_end_matches(" (record)").to_owned())
            .collect()
    };
    assert_eq!(
        listed("keys/a/index.html"),
        [
            "vouch: A says whose the keys of C are, 2025-11-04",
            "recovery: A restored the keys of D, 2025-11-06"
        ]
    );
    assert_eq!(
        listed("keys/b/index.html"),
        [
            "unreadable record",
            "domain check: B found the keys of D under its domain, 2025-11-05",
            "A Statement: attestation: CONVENER says that B consents by other means than a signature, 2025-11-01",
            "A Statement: attestation: CONVENER says that B consents by other means than a signature, 2025-11-02, taken back",
            "A Statement: B attests that this is a faithful translation, 2025-11-03",
        ]
    );
    assert_eq!(listed(&format!("keys/{CONVENER}/index.html")).len(), 2);
    assert_eq!(listed("keys/c/index.html").len(), 2);
    assert_eq!(listed("keys/d/index.html").len(), 2);
    for (path, page) in pages(&files).filter(|(path, _)| path.ends_with("keys/a/index.html")) {
        assert!(page.contains("Nothing of this is checked on this page"), "{path}");
    }
    let index = Html::parse_document(std::str::from_utf8(&files["index.html"]).unwrap());
    let told: Vec<String> = all(&index, "main .facts").iter().map(text).collect();
    for said in [
        "Also filed, and not checked on this page: attestations of consent: 2",
        "Also filed, and not checked on this page: attestations of translations: 1",
        "Also filed, and not checked on this page: vouches: 2; domain checks: 1; recoveries of keys: 1",
    ] {
        assert!(told.iter().any(|told| told == said), "{said}: {told:?}");
    }
    let feed = String::from_utf8(files["feed.xml"].clone()).unwrap();
    for (day, page, said) in [
        ("2025-11-01", "statement/s", "attestation: 1; "),
        ("2025-11-02", "statement/s", "attestation: 1; "),
        ("2025-11-03", "statement/t", "translation: 1; "),
        ("2025-11-04", "keys/c", "vouch: 1; "),
        ("2025-11-05", "keys/d", "domain-check: 1; "),
        ("2025-11-06", "keys/d", "recovery: 1; "),
    ] {
        let entry =
            feed.split("<entry>").find(|entry| entry.contains(&format!("?day={day}</id>"))).expect(day);
        assert!(entry.contains(&format!("https://example.org/s/{page}/index.html")), "{day}: {entry}");
        assert!(entry.contains(said), "{day}: {entry}");
    }
    assert!(feed.contains("<updated>2025-11-06T00:00:00Z</updated>"), "dated by the newest record");
    assert_eq!(files, published(&tree, &everything()), "the same registry gives the same bytes");
    let none = published(&Registry::signed(&["a"]).tree(), &Options::default());
    let quiet = String::from_utf8(none["keys/a/index.html"].clone()).unwrap()
        + &String::from_utf8_lossy(&none["index.html"]);
    assert!(
        !quiet.contains("id=\"said\"") && !quiet.contains("Also filed"),
        "nothing is said where nothing is"
    );
}

#[test]
fn names_in_what_parties_say_of_each_other_are_no_markup_and_a_demonstration_among_them_is_told() {
    for markup in MARKUP {
        let mut registry = told();
        registry.keys("a").with("name A", &format!("name {markup}")).file();
        let files = published(&registry.tree(), &Options::default());
        let page = Html::parse_document(std::str::from_utf8(&files["keys/c/index.html"]).unwrap());
        let said: String = all(&page, "[aria-labelledby=said] li").iter().map(text).collect();
        assert!(said.contains(markup), "{markup}: {said}");
        assert!(all(&page, "[onerror], [onclick], [onload], script, img, b, i, svg").is_empty(), "{markup}");
    }
    let mut registry = Registry::signed(&["a"]);
    registry.keys("z").lists(&[&Key::demonstration("z")]).file();
    registry.vouch("z", "a").by(&[&Key::demonstration("z")]).file();
    let files = published(&registry.tree(), &Options::default());
    for path in ["keys/a/index.html", "index.html", "feed.xml"] {
        assert!(
            String::from_utf8_lossy(&files[path]).contains("DEMONSTRATION KEYS ARE AMONG THESE"),
            "{path}"
        );
    }
}

// our own registry

#[test]
fn the_sample_page_is_small_and_tells_where_it_will_stand() {
    let tree = undersigned::registry::read(Path::new(OURS), None).unwrap();
    let files = published(&tree, &everything());
    for (path, page) in pages(&files) {
        // Cyrillic and Arabic words take two bytes a letter.
        let most = match path {
            path if path.contains("/audit.") => 245_000,
            path if path.ends_with("/index.html") => 150_000,
            _ => 160_000,
        };
        assert!(page.len() < most, "{path} has {} bytes", page.len());
    }
    let page = String::from_utf8(files["statement/political-prisoners-2025/index.html"].clone()).unwrap();
    assert!(page.contains("https://example.org/s/statement/political-prisoners-2025/index.html"));
    let badge = String::from_utf8_lossy(&files["statement/political-prisoners-2025/badge.svg"]).into_owned();
    assert!(badge.contains("29 of 29 demonstration signatures") && badge.contains("2025-10-30"), "{badge}");
    let report: serde_json::Value = serde_json::from_slice(&files["report.json"]).unwrap();
    assert_eq!(report["statements"][0]["totals"]["signed"], 29);
}

#[test]
fn a_page_runs_fewer_than_2500_lines_and_writes_none_as_markup() {
    let tree = Registry::signed(&["a"]).tree();
    let files = published(&tree, &Options::default());
    for path in ["statement/s/index.html", "sign.html", "statement/s/audit.html"] {
        let page = Html::parse_document(std::str::from_utf8(&files[path]).unwrap());
        let script = text(&all(&page, "script[type=module]")[0]);
        assert!((500..2_500).contains(&own_lines(&script)), "{path}: {} lines", own_lines(&script));
        for sink in [
            "innerHTML",
            "outerHTML =",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "fetch(",
            "localStorage",
        ] {
            assert!(!script.contains(sink), "{path}: {sink}");
        }
    }
    for view in ["view.js", "signing.js", "paste.js"] {
        let view = fs::read_to_string(Path::new("src/render/page").join(view)).unwrap();
        assert!(view.lines().count() <= 500);
    }
}

/// How many lines of a page's script are ours: neither the vendored module's nor those of tables.
fn own_lines(script: &str) -> usize {
    let modules = script.split("\nconst $").skip(1);
    let own =
        modules.filter(|module| !module.starts_with("noble_ed25519=") && !module.starts_with("tables="));
    own.map(|module| module.lines().count()).sum()
}

#[test]
fn the_script_of_a_page_means_what_its_modules_mean() {
    let tree = Registry::signed(&["a"]).tree();
    let files = published(&tree, &Options::default());
    let mut all_found: BTreeSet<String> = BTreeSet::new();
    for path in ["statement/s/index.html", "sign.html", "statement/s/audit.html"] {
        let page = Html::parse_document(std::str::from_utf8(&files[path]).unwrap());
        let script = text(&all(&page, "script[type=module]")[0]);
        let mut node = Command::new("node")
            .arg(Path::new(OURS).join("tests/page/joined.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        node.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = node.wait_with_output().unwrap();
        assert!(output.status.success(), "{path}");
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said["isStrict"], true, "{path}");
        all_found
            .extend(said["found"].as_array().unwrap().iter().map(|file| file.as_str().unwrap().to_owned()));
    }
    let modules = fs::read_dir(Path::new(OURS).join("src/render/page")).unwrap();
    let modules = modules.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(all_found, modules.filter(|file| file.ends_with(".js")).collect());
}

#[test]
fn the_recipe_beside_a_page_checks_a_record_without_this_program() {
    let root = on_disk(&Registry::signed(&["a"]));
    assert_eq!(publish(root.path(), &["site"]).status.code(), Some(0));
    let run = || {
        Command::new("sh").arg("statement/s/check.sh").current_dir(root.path().join("site")).output().unwrap()
    };
    assert!(run().status.success(), "{}", said(&run()));
    fs::write(root.path().join("site/statement/s/text.txt"), "Another text.\n").unwrap();
    assert!(!run().status.success(), "it holds for another text");
}
