//! The pages in a real browser: Chromium, driven by `tests/browser/look.mjs`. `scripts/test` installs both, and says where.
#![cfg(unix)]
#![allow(missing_docs)]

#[allow(dead_code)]
#[path = "attacks/forge.rs"]
mod forge;

#[path = "browser/sign.rs"]
mod sign;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use undersigned::render::escape::html;

use forge::{Key, Registry};

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

/// Our own registry, whose statement is the sample.
const OURS: &str = env!("CARGO_MANIFEST_DIR");

const SAMPLE: &str = "statement/political-prisoners-2025/index.html";

/// Where playwright-core and axe-core are.
fn tools() -> PathBuf {
    let directory = std::env::var_os("BROWSER_DIR").map(PathBuf::from);
    let directory = directory.unwrap_or_else(|| Path::new(OURS).join("target/browser"));
    assert!(
        directory.join("node_modules/playwright-core").is_dir(),
        "scripts/test installs what this test needs"
    );
    directory
}

/// What a reader sees who opens `page` so.
fn look(page: &Path, arguments: &[&str]) -> Value {
    let seen = look_at(page, arguments);
    assert_eq!(seen["errors"], Value::Array(Vec::new()), "{} {arguments:?}", page.display());
    seen
}

/// The same where the browser complains.
fn look_at(page: &Path, arguments: &[&str]) -> Value {
    let output = Command::new("node")
        .arg(Path::new(OURS).join("tests/browser/look.mjs"))
        .arg(page)
        .args(arguments)
        .env("BROWSER_DIR", tools())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} {arguments:?}: {said}", page.display());
    serde_json::from_slice(&output.stdout).unwrap()
}

fn publish(registry: &Path, site: &Path, more: &[&str]) -> i32 {
    let output = Command::new(PROGRAM)
        .args(["publish", "--registry"])
        .arg(registry)
        .arg(site)
        .args(more)
        .output()
        .unwrap();
    output.status.code().unwrap()
}

/// The site of our own registry, in every language.
fn ours() -> TempDir {
    let site = TempDir::new().unwrap();
    assert_eq!(
        publish(Path::new(OURS), site.path(), &["--language", "all", "--address", "https://example.org/"]),
        0
    );
    site
}

fn published(registry: &Registry, code: i32) -> TempDir {
    let root = TempDir::new().unwrap();
    for (path, bytes) in &registry.files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let site = TempDir::new().unwrap();
    assert_eq!(publish(root.path(), site.path(), &[]), code);
    site
}

/// What `verify` prints about the sample, without the notice before it.
fn terminal() -> String {
    let output = Command::new(PROGRAM).args(["verify", "--registry", OURS]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// The page at `from`, changed, in a file of its own.
fn changed(site: &TempDir, from: &str, change: impl FnOnce(String) -> String) -> PathBuf {
    let page = site.path().join(from);
    let before = fs::read_to_string(&page).unwrap();
    let after = change(before.clone());
    assert_ne!(before, after, "nothing was changed");
    let copy = page.with_file_name("changed.html");
    fs::write(&copy, after).unwrap();
    copy
}

/// Nothing but the page itself was asked for, by the page or by anything in the browser.
fn assert_alone(seen: &Value) {
    let address = seen["address"].as_str().unwrap();
    let requests: Vec<&str> =
        strings(&seen["requests"]).into_iter().filter(|url| !url.starts_with("blob:")).collect();
    assert_eq!(requests, [address], "the page asked for more than itself");
    assert!(seen["logged"].as_u64().unwrap() > 10, "the browser kept no log of its network");
    let wanted = wanted_by_pages(seen);
    let others: Vec<&str> =
        wanted.into_iter().filter(|url| *url != address && !url.starts_with("blob:")).collect();
    assert!(others.is_empty(), "the page went to {others:?}");
}

/// Every address in the browser's own log of its network that a page wanted: what the browser wants for itself (its
/// updates, its accounts) has no origin.
fn wanted_by_pages(seen: &Value) -> Vec<&str> {
    let log = seen["network"].as_array().unwrap().iter().map(strings);
    log.filter(|entry| entry[1] != "not an origin").map(|entry| entry[0]).collect()
}

#[test]
fn the_log_of_the_browser_would_tell_of_a_request() {
    let directory = TempDir::new().unwrap();
    let page = directory.path().join("page.html");
    fs::write(&page, "<!DOCTYPE html><title>t</title><img src=\"http://127.0.0.1:9/picture.png\">").unwrap();
    let seen = look_at(&page, &[]);
    assert_eq!(wanted_by_pages(&seen), ["http://127.0.0.1:9/picture.png"], "{seen}");
}

#[test]
fn the_sample_checks_itself_from_a_disk_and_from_a_server_and_says_what_the_terminal_says() {
    let site = ours();
    let directory = site.path().to_str().unwrap().to_owned();
    let said = terminal();
    for seen in [look(&site.path().join(SAMPLE), &[]), look(Path::new(SAMPLE), &["--serve", &directory])] {
        assert_eq!(seen["failure"], Value::Null);
        let verdict = seen["verdict"].as_str().unwrap();
        let (totals, caveat) = verdict.split_once('\n').unwrap();
        assert_eq!(totals, "29 of 29 demonstration signatures valid; 0 of 29 keys confirmed by you");
        assert!(said.contains(&format!("\n{totals}\n")) && said.contains(caveat), "{verdict}");
        let (names, marks) = (strings(&seen["names"]), strings(&seen["marks"]));
        assert_eq!((names.len(), marks.len()), (29, 29));
        let (standings, dates) = (strings(&seen["standings"]), strings(&seen["dates"]));
        for (number, name) in names.iter().enumerate() {
            let line = said.lines().find(|line| line.contains(&format!(" {name}  "))).expect(name);
            let standing = standings[number].strip_suffix(" key").unwrap();
            let date = dates[number].strip_suffix(" (claimed)").unwrap();
            for word in [marks[number], standing, date] {
                assert!(line.contains(&format!(" {word}")), "{line}: {word}");
            }
        }
        assert_eq!(seen["barAtTheBottom"], "DEMONSTRATION, NOT AN ENDORSEMENT", "it is scrolled away");
        assert_eq!(seen["scrollsSideways"], false);
        assert_alone(&seen);
    }
}

#[test]
fn without_a_script_nothing_is_claimed_and_the_way_to_check_is_told() {
    let site = ours();
    let seen = look(&site.path().join(SAMPLE), &["--no-script"]);
    let shown = seen["shown"].as_str().unwrap();
    assert_eq!(shown.matches("not checked yet").count(), 29, "{shown}");
    assert!(shown.contains("Scripts are off, so nothing is checked here"), "{shown}");
    assert!(shown.contains("sha256sum statement/political-prisoners-2025/text.txt"), "{shown}");
    assert!(
        !shown.contains("signatures valid") && shown.contains("DEMONSTRATION, NOT AN ENDORSEMENT"),
        "{shown}"
    );
    assert_alone(&seen);
}

#[test]
fn a_browser_without_ed25519_comes_to_the_same() {
    let site = ours();
    let seen = look(&site.path().join(SAMPLE), &["--no-ed25519"]);
    assert!(
        seen["verdict"].as_str().unwrap().starts_with("29 of 29 demonstration signatures valid"),
        "{seen}"
    );
    let page = changed(&site, SAMPLE, |page| swapped_signatures(&page));
    let seen = look(&page, &["--no-ed25519"]);
    assert!(seen["failure"].as_str().unwrap().contains("names whose signatures are not valid: 2"), "{seen}");
}

/// The page with the signature lines of two records in each other's place.
fn swapped_signatures(page: &str) -> String {
    let line = |id: &str| {
        let record =
            page.split(&format!("\"signatures/political-prisoners-2025/{id}/1.note\":")).nth(1).unwrap();
        record.split(&format!("— {id} ")).nth(1).unwrap().split("\\n").next().unwrap().to_owned()
    };
    let (one, other) = (line("freedom-house"), line("freedom-now"));
    // The key id stays: it only selects.
    let (one, other) = (&one[6..], &other[6..]);
    page.replace(one, "SWAPPED").replace(other, one).replace("SWAPPED", other)
}

#[test]
fn whatever_is_changed_in_a_page_is_said_over_the_text() {
    let site = ours();
    let failure = "Do not rely on this page";
    // each with what the page says of it, and how many marks still say “signed”
    type Change = fn(String) -> String;
    let cases: [(&str, Change, &str, usize); 9] = [
        (
            "the text that is shown",
            |page| page.replacen("must not be forgotten", "must be forgotten", 1),
            "the text that is shown is not the text of the records",
            0,
        ),
        (
            "the text in the records",
            |page| {
                let (shown, carried) = page.split_at(page.find("id=\"bundle\"").unwrap());
                shown.to_owned() + &carried.replacen("must not be forgotten", "must be forgotten", 1)
            },
            "the text that is shown is not the text of the records",
            0,
        ),
        (
            "the text in both",
            |page| page.replace("must not be forgotten", "must be forgotten"),
            "it is about another text",
            0,
        ),
        (
            "a name that is shown",
            |page| page.replacen("<bdi>Freedom House</bdi>", "<bdi>The Invented League</bdi>", 1),
            "The Invented League",
            0,
        ),
        (
            "a name in a record",
            |page| page.replacen("\\nname Freedom House\\nkeys", "\\nname The Invented League\\nkeys", 1),
            "not valid: 1",
            28,
        ),
        (
            "a name too many",
            |page| {
                page.replacen(
                    "<li><span",
                    "<li><span class=\"name\"><bdi>Invented</bdi></span></li><li><span",
                    1,
                )
            },
            "Invented",
            0,
        ),
        ("a signature", |page| swapped_signatures(&page), "not valid: 2", 27),
        (
            "a key",
            |page| {
                let key = |id: &str| {
                    page.split(&format!("\\nkey {id}+"))
                        .nth(1)
                        .unwrap()
                        .split("\\n")
                        .next()
                        .unwrap()
                        .to_owned()
                };
                page.replacen(&key("freedom-house"), &key("freedom-now"), 1)
            },
            "not valid: 1",
            28,
        ),
        (
            "the records as a whole",
            |page| page.replacen("\"bundle/v1\"", "\"bundle/v2\"", 1),
            "the check itself failed",
            0,
        ),
    ];
    for (what, change, says, signed) in cases {
        let seen = look(&changed(&site, SAMPLE, change), &[]);
        let said = seen["failure"].as_str().unwrap_or_else(|| panic!("{what}: nothing is said: {seen}"));
        assert!(said.starts_with(failure) && said.contains(says), "{what}: {said}");
        assert!(seen["verdict"].as_str().unwrap().starts_with(failure), "{what}: {seen}");
        let marks = strings(&seen["marks"]);
        assert_eq!(marks.iter().filter(|mark| **mark == "signed").count(), signed, "{what}: {marks:?}");
    }
}

#[test]
fn a_page_from_which_the_notice_was_taken_gives_it_again() {
    let site = ours();
    let page = changed(&site, SAMPLE, |page| {
        let (before, rest) = page.split_once("<aside").unwrap();
        before.to_owned() + rest.split_once("</aside>").unwrap().1
    });
    let seen = look(&page, &[]);
    assert!(seen["barAtTheBottom"].as_str().unwrap().contains("NOT AN ENDORSEMENT"), "{seen}");
}

#[test]
fn a_changed_script_does_not_run() {
    let site = ours();
    let page = changed(&site, SAMPLE, |page| page.replacen("\nopen();\n", "\nglobalThis.alerted = 1;\n", 1));
    let seen = look_at(&page, &["--unchecked"]);
    // It stays as it came, and the browser says why.
    assert!(seen["errors"].to_string().contains("Content Security Policy"), "{seen}");
    assert_eq!(seen["alerted"], Value::Null);
    assert!(strings(&seen["marks"]).iter().all(|mark| *mark == "not checked yet"), "{seen}");
}

#[test]
fn the_page_saves_itself_as_the_single_file_which_checks_itself_again() {
    let site = ours();
    let directory = TempDir::new().unwrap();
    let [saved, single] = ["saved.html", "single.html"].map(|name| directory.path().join(name));
    let seen = look(&site.path().join(SAMPLE), &["--save", saved.to_str().unwrap()]);
    assert_eq!(seen["saved"], "political-prisoners-2025.html");
    assert_alone(&seen);
    let output = Command::new(PROGRAM)
        .args(["publish", "--registry", OURS, "--address", "https://example.org/"])
        .args(["--single-file", "political-prisoners-2025", "-o"])
        .arg(&single)
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(fs::read_to_string(&saved).unwrap(), fs::read_to_string(&single).unwrap());
    let alone = look(&saved, &[]);
    assert!(alone["verdict"].as_str().unwrap().starts_with("29 of 29"), "{alone}");
    assert_alone(&alone);
}

#[test]
fn a_reader_pins_keys_and_the_page_forgets_them() {
    let site = published(&Registry::signed(&["a", "b"]), 0);
    let page = site.path().join("statement/s/index.html");
    let directory = TempDir::new().unwrap();
    let trust = directory.path().join("my-keys.txt");
    let plain = look(&page, &[]);
    assert!(
        plain["verdict"]
            .as_str()
            .unwrap()
            .starts_with("2 of 2 signatures valid; 0 of 2 keys confirmed by you")
    );
    fs::write(&trust, format!("key {}\n", Key::of("a").vkey())).unwrap();
    for way in ["--trust", "--drop"] {
        let pinned = look(&page, &[way, trust.to_str().unwrap()]);
        assert!(
            pinned["verdict"]
                .as_str()
                .unwrap()
                .starts_with("2 of 2 signatures valid; 1 of 2 keys confirmed by you"),
            "{pinned}"
        );
        assert_eq!(strings(&pinned["standings"]), ["key pinned by you", "self-published key"]);
        assert_eq!(pinned["trust"], "Keys pinned from your file: 1");
        assert_alone(&pinned);
    }
    fs::write(&trust, format!("key {}\n", Key::new("a", "another").vkey())).unwrap();
    let refused = look(&page, &["--trust", trust.to_str().unwrap()]);
    assert_eq!(strings(&refused["marks"]), ["invalid", "signed"]);
    fs::write(&trust, "no key\n").unwrap();
    let unread = look(&page, &["--trust", trust.to_str().unwrap()]);
    assert!(unread["trust"].as_str().unwrap().starts_with("Your file cannot be used"), "{unread}");
    assert_eq!(strings(&unread["marks"]), ["signed", "signed"]);
}

#[test]
fn every_verdict_is_shown_in_its_word() {
    let mut registry = Registry::of(&["a", "b", "c", "d", "e"]);
    registry.act("a", "signature").file();
    registry.act("b", "signature").file();
    registry.act("b", "withdrawal").with("date 2025-10-30", "reason In <b>error</b>\ndate 2025-11-02").file();
    registry.act("c", "decline").file();
    registry.keys("d").with("name D", "name The Real D").file();
    registry.act("d", "signature").with("name D", "name The Real D").file();
    registry.keys("f").file();
    registry.act("f", "signature").file();
    let seen = look(&published(&registry, 1).path().join("statement/s/index.html"), &[]);
    assert_eq!(strings(&seen["marks"]), ["signed", "withdrawn", "declined", "signed", "missing"]);
    assert_eq!(strings(&seen["names"]), ["A", "B", "C", "The Real D", "E"]);
    assert_eq!(strings(&seen["others"]), ["not-on-roll"]);
    assert_eq!(seen["failure"], Value::Null, "nothing here is false");
    let verdict = seen["verdict"].as_str().unwrap();
    let (totals, _) = verdict.split_once('\n').unwrap();
    assert_eq!(
        totals,
        "2 of 5 signatures valid; 0 of 2 keys confirmed by you; 1 withdrawn; 1 declined; 1 missing; 1 not on the roll"
    );
}

#[test]
fn what_is_attested_and_what_is_late_are_shown_apart_and_who_answers_for_a_translation() {
    let mut registry = Registry::of(&["a", "b", "c", "d"]);
    registry.remove("statement/s/roll/1.note");
    let original = format!("deadline 2025-11-30\ntranslates o sha256:{}", "0".repeat(64));
    registry.roll(&["a", "b", "c", "d"]).with("mode open", &format!("mode open\n{original}")).file();
    registry.act("a", "signature").with("date 2025-10-30", "date 2025-12-02").file();
    registry.act("b", "signature").file();
    registry.attest("c").file();
    registry.attest("d").file();
    registry.attest("d").with("mode given", "mode withdrawn").file();
    let text = registry.read("statement/s/text.txt");
    let named = format!("original sha256:{}", "0".repeat(64));
    let own = format!("original {}", forge::digest(&text));
    registry.translate("s", "b").with(&own, &named).with("language fr", "language en").file();
    let seen = look(&published(&registry, 1).path().join("statement/s/index.html"), &["--axe"]);
    assert_eq!(strings(&seen["names"]), ["B", "C", "D"]);
    assert_eq!(strings(&seen["marks"]), ["signed", "attested by the convener", "missing"]);
    let late = strings(&seen["late"]);
    assert!(late.len() == 1 && late[0].starts_with("1. A signed"), "{late:?}");
    assert!(strings(&seen["dates"])[1].contains("“By e-mail”"), "{}", seen["dates"]);
    let translation = "Attested as a faithful translation, 2025-10-30 (claimed): B · self-published key";
    assert_eq!(seen["translations"].as_str().map(str::trim), Some(translation));
    assert_eq!(seen["failure"], Value::Null, "nothing here is false");
    let (totals, _) = seen["verdict"].as_str().unwrap().split_once('\n').unwrap();
    assert_eq!(
        totals,
        "2 of 4 signatures valid; 0 of 2 keys confirmed by you; 1 on time, 1 late; 1 attested by the convener; 1 missing"
    );
    assert_eq!(seen["axe"]["violations"], Value::Array(Vec::new()));
}

#[test]
fn nothing_that_a_record_holds_is_run_or_becomes_an_element() {
    for markup in [
        "<img src=x onerror=globalThis.alerted=1>",
        "</script><script>globalThis.alerted=1</script>",
        "<!--<script>",
        "</title><svg onload=globalThis.alerted=1>",
        "{name}&lt;b&gt;\\u{5c}",
    ] {
        let mut registry = Registry::default();
        registry.keys(forge::CONVENER).with("name CONVENER", &format!("name {markup}")).file();
        registry.keys("a").with("name A", &format!("name {markup} A")).file();
        registry.put("statement/s/text.txt", format!("{markup}\n\nAnd {markup}.\n"));
        registry
            .roll(&["a"])
            .with("title A Statement", &format!("title {markup}"))
            .with("signatory a A", &format!("signatory a {markup} A"))
            .file();
        registry.act("a", "signature").with("name A", &format!("name {markup} A")).file();
        registry
            .act("a", "withdrawal")
            .with("name A", &format!("name {markup} A"))
            .with("date 2025-10-30", &format!("reason {markup}\ndate 2025-11-01"))
            .file();
        let site = published(&registry, 1);
        let page = site.path().join("statement/s/index.html");
        assert!(fs::read_to_string(&page).unwrap().contains(&html(markup)));
        let seen = look(&page, &[]);
        assert_eq!(seen["failure"], Value::Null, "{markup}: {seen}");
        assert_eq!(seen["alerted"], Value::Null, "{markup}");
        assert_eq!(
            (&seen["injected"], &seen["scripts"]),
            (&Value::from(0), &Value::from(3)),
            "{markup}: {seen}"
        );
        assert_eq!(strings(&seen["names"]), [format!("{markup} A")]);
        assert_eq!(seen["text"], format!("{markup}\n\nAnd {markup}.\n"));
        assert_eq!(strings(&seen["marks"]), ["withdrawn"]);
        assert_alone(&seen);
    }
}

/// A statement in Arabic, with names that go both ways.
fn arabic() -> Registry {
    let mut registry = Registry::default();
    let ids = ["bayt", "dar", "river"];
    let names = [
        "\u{628}\u{64a}\u{62a} \u{627}\u{644}\u{643}\u{644}\u{645}\u{629}",
        "\u{62f}\u{627}\u{631} \u{627}\u{644}\u{646}\u{647}\u{631} (2011)",
        "River Street Press",
    ];
    registry.keys(forge::CONVENER).lists(&[&Key::demonstration(forge::CONVENER)]).file();
    for (id, name) in ids.iter().zip(names) {
        let upper = format!("name {}", id.to_uppercase());
        registry.keys(id).lists(&[&Key::demonstration(id)]).with(&upper, &format!("name {name}")).file();
    }
    registry.put(
        "statement/s/text.txt",
        "\u{646}\u{637}\u{627}\u{644}\u{628} \u{628}\u{627}\u{644}\u{625}\u{641}\u{631}\u{627}\u{62c} \u{639}\u{646}\u{647}\u{645} \
         \u{62c}\u{645}\u{64a}\u{639}\u{64b}\u{627}\u{60c} \u{648}\u{628}\u{641}\u{62a}\u{62d} \u{627}\u{644}\u{645}\u{637}\u{627}\u{628}\u{639} \
         \u{627}\u{644}\u{62e}\u{645}\u{633} \u{627}\u{644}\u{645}\u{63a}\u{644}\u{642}\u{629}.\n\nRiver Street Press\n",
    );
    let mut roll = registry
        .roll(&ids)
        .by(&[&Key::demonstration(forge::CONVENER)])
        .with("language en", "language ar")
        .with("title A Statement", "title \u{627}\u{641}\u{62a}\u{62d}\u{648}\u{627} \u{627}\u{644}\u{645}\u{637}\u{627}\u{628}\u{639}");
    for (id, name) in ids.iter().zip(names) {
        roll = roll.with(&format!("signatory {id} {}", id.to_uppercase()), &format!("signatory {id} {name}"));
    }
    roll.file();
    for (id, name) in ids.iter().zip(names) {
        let upper = format!("name {}", id.to_uppercase());
        registry
            .act(id, "signature")
            .by(&[&Key::demonstration(id)])
            .with(&upper, &format!("name {name}"))
            .file();
    }
    registry
}

/// Where pictures are left to be looked at.
fn pictures() -> PathBuf {
    let directory = Path::new(OURS).join("target/screenshots");
    fs::create_dir_all(&directory).unwrap();
    directory
}

#[test]
fn pages_are_accessible_narrow_and_dark_and_are_pictured() {
    let (site, right_to_left) = (ours(), published(&arabic(), 0));
    let sample = site.path().join(SAMPLE);
    let arabic_page = right_to_left.path().join("statement/s/index.html");
    let pages: [(&str, PathBuf, &[&str]); 9] = [
        ("light", sample.clone(), &[]),
        ("dark", sample.clone(), &["--dark"]),
        ("narrow", sample.clone(), &["--width", "320"]),
        ("narrow-dark-arabic", arabic_page.clone(), &["--dark", "--width", "320"]),
        ("arabic", arabic_page, &[]),
        ("persian", sample.with_file_name("index.fa.html"), &["--width", "320"]),
        ("index", site.path().join("index.html"), &[]),
        ("party", site.path().join("keys/freedom-house/index.html"), &["--width", "320"]),
        ("unscripted", sample.clone(), &["--no-script"]),
    ];
    for (name, page, arguments) in pages {
        let picture = pictures().join(format!("{name}.png"));
        let mut all = vec!["--screenshot", picture.to_str().unwrap()];
        all.extend(arguments);
        if !arguments.contains(&"--no-script") {
            all.push("--axe");
        }
        let seen = look(&page, &all);
        if !arguments.contains(&"--no-script") {
            assert_eq!(seen["axe"]["violations"], Value::Array(Vec::new()), "{name}: {:#}", seen["axe"]);
            assert!(seen["axe"]["passes"].as_u64().unwrap() > 10, "{name}: {seen}");
            assert_eq!(seen["scrollsSideways"], false, "{name}");
        }
        assert!(fs::metadata(&picture).unwrap().len() > 5_000, "{name}");
    }
}

/// `SNAPSHOTS=overwrite` takes it anew. What fonts are here is not for a test to say, so pixels are not compared.
#[test]
fn the_picture_in_the_readme_shows_the_sample_under_its_notice() {
    let site = ours();
    let taken = pictures().join("readme.png");
    let seen = look(&site.path().join(SAMPLE), &["--top", "--screenshot", taken.to_str().unwrap()]);
    assert!(
        seen["verdict"].as_str().unwrap().starts_with("29 of 29 demonstration signatures valid"),
        "{seen}"
    );
    let kept = Path::new(OURS).join("docs/sample.png");
    if std::env::var_os("SNAPSHOTS").is_some_and(|asked| asked == "overwrite") {
        fs::copy(&taken, &kept).unwrap();
    }
    // Behind the signature and the head of its first chunk a PNG has its width and height.
    let size = |picture: &Path| fs::read(picture).unwrap()[16..24].to_vec();
    assert_eq!(size(&taken), size(&kept), "SNAPSHOTS=overwrite takes it anew");
    assert!(fs::metadata(&kept).unwrap().len() < 200_000);
    let readme = fs::read_to_string(Path::new(OURS).join("README.md")).unwrap();
    assert!(readme.contains("](docs/sample.png)"));
}

#[test]
fn everything_is_reached_by_the_keyboard_and_seen_where_it_is() {
    let site = ours();
    let seen = look(&site.path().join(SAMPLE), &["--keyboard"]);
    let focused = strings(&seen["focused"]);
    for needed in ["skip", "trust-file", "save"] {
        assert!(focused.iter().any(|at| at.starts_with(needed)), "{needed} is not reached: {focused:?}");
    }
    assert!(focused.iter().all(|at| !at.ends_with(": none")), "{focused:?}");
}

#[test]
fn a_printed_page_has_the_notice_and_the_digest_on_every_sheet() {
    let site = ours();
    let pdf = pictures().join("print.pdf");
    look(&site.path().join(SAMPLE), &["--pdf", pdf.to_str().unwrap()]);
    let text = Command::new("pdftotext").args(["-layout"]).arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let sheets: Vec<&str> = text.split('\u{c}').filter(|sheet| !sheet.trim().is_empty()).collect();
    assert!((1..=4).contains(&sheets.len()), "{} sheets", sheets.len());
    for (number, sheet) in sheets.iter().enumerate() {
        assert!(sheet.contains("DEMONSTRATION, NOT AN ENDORSEMENT"), "sheet {number}: {sheet}");
        assert!(sheet.contains("sha256:b459eb79b1fbeacaf4f668336a93d90c"), "sheet {number}: {sheet}");
    }
    let draw = |arguments: &[&str], name: &str| {
        let picture = pictures().join(name);
        let drawn = Command::new("pdftoppm").args(arguments).args([&pdf, &picture]).status().unwrap();
        assert!(drawn.success());
    };
    draw(&["-r", "70", "-png"], "print");
    // The code in the foot leads to the page, and names the text.
    draw(&["-r", "200", "-gray", "-f", "1", "-singlefile"], "first");
    let script = Path::new(OURS).join("tests/browser/qr.py");
    let read =
        Command::new("/usr/bin/python3").arg(script).arg(pictures().join("first.pgm")).output().unwrap();
    assert!(read.status.success(), "{read:?}");
    assert_eq!(
        String::from_utf8_lossy(&read.stdout).trim(),
        format!(
            "https://example.org/{SAMPLE}#sha256:b459eb79b1fbeacaf4f668336a93d90cdf66425873762078aa6ca48175beabfb"
        )
    );
}

// the page for audits

/// The page beside the sample's.
const AUDIT: &str = "statement/political-prisoners-2025/audit.html";

/// The sample statement as it was published, with its list, changed.
fn copy_of_sample(change: impl FnOnce(String) -> String) -> (TempDir, PathBuf) {
    let published = fs::read_to_string(Path::new(OURS).join("tests/audit/copies/published.txt")).unwrap();
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("copy.txt");
    fs::write(&file, change(published)).unwrap();
    (directory, file)
}

#[test]
fn a_stranger_opens_the_sample_page_changes_a_word_of_a_copy_and_sees_it_named() {
    let site = ours();
    let sample = site.path().join(SAMPLE);
    let seen = look(&sample, &[]);
    assert_eq!(strings(&seen["marks"]), ["signed"; 29]);
    assert!(seen["barAtTheBottom"].as_str().unwrap().contains("NOT AN ENDORSEMENT"), "{seen}");
    let (_directory, copy) = copy_of_sample(|text| text);
    let picture = pictures().join("audit.png");
    let arguments = [
        "--follow",
        "audit.html",
        "--copy",
        copy.to_str().unwrap(),
        "--change",
        "must not be=>must be",
        "--change",
        "Freedom House=>Freedom Horse",
        "--axe",
        "--screenshot",
        picture.to_str().unwrap(),
    ];
    let seen = look(&sample, &arguments);
    // as it was pasted, and after the first change in the box
    let before = strings(&seen["before"]);
    assert!(before[0].starts_with("same-text: ") && before[1].starts_with("near: "), "{before:?}");
    let said = &seen["audit"];
    assert_eq!(strings(&said["struck"]), ["not"], "{said}");
    assert_eq!(strings(&said["added"]), [""; 0], "{said}");
    assert!(
        said["said"].as_str().unwrap().contains("\u{2026} political prisoners must"),
        "no word is quoted in part: {said}"
    );
    let sentences = strings(&said["sentences"]);
    assert!(
        sentences[0].starts_with("near: the copy differs from the text of \u{2068}political-prisoners-2025"),
        "{said}"
    );
    assert_eq!(
        sentences[1],
        "names: 29 listed: 28 signed with demonstration keys, 1 altered, 1 omitted; 0 of 28 keys confirmed by you"
    );
    assert_eq!(strings(&said["marks"])[..2], ["altered", "omitted"], "{said}");
    assert!(said["said"].as_str().unwrap().contains("the roll has Freedom House: u \u{2192} r"), "{said}");
    assert_eq!((&said["focused"], &said["kept"]), (&Value::from("found"), &Value::from(0)));
    assert!(seen["barAtTheBottom"].as_str().unwrap().contains("NOT AN ENDORSEMENT"), "{seen}");
    assert_eq!(seen["axe"]["violations"], Value::Array(Vec::new()), "{:#}", seen["axe"]);
    assert!(fs::metadata(&picture).unwrap().len() > 5_000);
}

#[test]
fn the_page_for_audits_says_of_the_published_text_what_the_program_says_whichever_way_it_comes() {
    let site = ours();
    let page = site.path().join(AUDIT);
    let (_directory, copy) = copy_of_sample(|text| text);
    let output =
        Command::new(PROGRAM).args(["audit", "--json", "--registry", OURS]).arg(&copy).output().unwrap();
    let program: Value = serde_json::from_slice(&output.stdout).unwrap();
    let verdict = format!("{}: ", program["text"]["verdict"].as_str().unwrap());
    for way in [&["--copy"][..], &["--by-keyboard", "--copy"], &["--copy-file"], &["--copy-drop"]] {
        let seen = look(&page, &[way, &[copy.to_str().unwrap()]].concat());
        let said = &seen["audit"];
        assert!(strings(&said["sentences"])[0].starts_with(&verdict), "{way:?}: {said}");
        assert_eq!(strings(&said["marks"]), ["signed"; 29], "{way:?}");
        assert_alone(&seen);
    }
    let text = Path::new(OURS).join("statement/political-prisoners-2025/text.txt");
    let seen = look(&page, &["--copy-file", text.to_str().unwrap()]);
    assert!(strings(&seen["audit"]["sentences"])[0].starts_with("identical: "), "{seen}");
}

/// A saved page of the sample with its list among the furniture of a newspaper, changed.
fn saved_page(change: impl FnOnce(String) -> String) -> (TempDir, PathBuf) {
    let page = fs::read_to_string(Path::new(OURS).join("tests/audit/copies/news.html")).unwrap();
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("page.html");
    fs::write(&file, change(page)).unwrap();
    (directory, file)
}

/// What a reader sees who holds a saved page: the browser complains of nothing but what the policy of the page forbids it.
fn look_at_saved(copy: &Path, arguments: &[&str]) -> Value {
    let site = ours();
    let seen = look_at(&site.path().join(AUDIT), &[arguments, &[copy.to_str().unwrap()]].concat());
    let forbidden = [
        "Applying inline style violates",
        "Executing inline event handler violates",
        "Setting the document's base URI",
    ];
    let complaints = strings(&seen["errors"]);
    let others = complaints.iter().filter(|said| !forbidden.iter().any(|begin| said.starts_with(begin)));
    assert_eq!(others.collect::<Vec<_>>(), [&""; 0], "{arguments:?}");
    assert_alone(&seen);
    seen
}

#[test]
fn a_saved_page_with_a_word_a_name_and_a_hidden_name_is_told_as_the_program_tells_it_whichever_way_it_comes()
{
    let (_directory, copy) = saved_page(|page| {
        let changed = page.replacen("must not be forgotten", "must be forgotten", 1);
        let added = changed
            .replacen("<li>Freedom House</li>", "<li>Freedom House</li><li>The Invented League</li>", 1)
            .replacen("<li>Human Rights Watch</li>", "<li style='display:none'>Human Rights Watch</li>", 1);
        assert_ne!(added, changed);
        added
    });
    let output =
        Command::new(PROGRAM).args(["audit", "--json", "--registry", OURS]).arg(&copy).output().unwrap();
    let program: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(program["text"]["verdict"], "near");
    for way in [&["--copy"][..], &["--by-keyboard", "--copy"], &["--copy-file"], &["--copy-drop"]] {
        let seen = look_at_saved(&copy, &[&["--axe"], way].concat());
        let said = &seen["audit"];
        assert!(strings(&said["sentences"])[0].starts_with("near: "), "{way:?}: {said}");
        assert_eq!(strings(&said["struck"]), ["not"], "{way:?}: {said}");
        assert_eq!(strings(&said["marks"])[..3], ["not-on-roll", "omitted", "signed"], "{way:?}: {said}");
        assert_eq!(strings(&said["marks"]).len(), program["names"].as_array().unwrap().len(), "{way:?}");
        let words = said["said"].as_str().unwrap();
        assert!(words.contains("The Invented League") && words.contains("Hidden text"), "{way:?}: {words}");
        assert!(words.contains("Human Rights Watch (display:none)"), "{way:?}: {words}");
        assert_eq!(seen["axe"]["violations"], Value::Array(Vec::new()), "{way:?}: {:#}", seen["axe"]);
    }
    let picture = pictures().join("audit-page.png");
    look_at_saved(&copy, &["--width", "320", "--screenshot", picture.to_str().unwrap(), "--copy-file"]);
}

#[test]
fn nothing_of_a_saved_page_runs_and_nothing_of_it_is_loaded() {
    let elsewhere = "http://192.0.2.1";
    let (_directory, copy) = saved_page(|page| {
        let head = format!(
            "<base href='{elsewhere}/'><meta http-equiv=refresh content='0;url={elsewhere}/'>\
             <link rel=stylesheet href='{elsewhere}/a.css'><link rel=preload as=image href='{elsewhere}/b.png'>\
             <style>@import url('{elsewhere}/c.css');p{{background:url({elsewhere}/d.png);color:#222}}\
             @font-face{{font-family:E;src:url({elsewhere}/e.woff)}}</style><script>globalThis.alerted=1</script>"
        );
        let body = format!(
            "<img src='{elsewhere}/f.png' srcset='{elsewhere}/g.png 2x' onerror='globalThis.alerted=1'>\
             <svg onload='globalThis.alerted=1'><image href='{elsewhere}/h.svg'/></svg>\
             <iframe src='{elsewhere}/i.html'></iframe><video src='{elsewhere}/j.mp4' autoplay poster='k.png'></video>\
             <object data='{elsewhere}/l.pdf'></object><embed src='{elsewhere}/m.swf'>\
             <input autofocus onfocus='globalThis.alerted=1'><p style=\"background:url('{elsewhere}/n.png')\">3 min read</p>"
        );
        page.replacen("<title>", &format!("{head}<title>"), 1).replacen("<main", &format!("{body}<main"), 1)
    });
    let seen = look_at_saved(&copy, &["--copy-file"]);
    assert!(!strings(&seen["audit"]["sentences"])[0].starts_with("cannot-compare"), "{seen}");
    assert_eq!((&seen["alerted"], &seen["injected"]), (&Value::Null, &Value::from(0)));
}

#[test]
fn nothing_that_a_copy_holds_is_run_or_becomes_an_element_and_what_cannot_be_read_is_left_to_the_program() {
    let site = ours();
    let page = site.path().join(AUDIT);
    for hostile in [
        "<img src=x onerror=globalThis.alerted=1>",
        "</script><script>globalThis.alerted=1</script><iframe srcdoc=a></iframe>",
        "</textarea><svg onload=globalThis.alerted=1>",
        "\u{1b}[31mred\u{1b}[0m \u{7}\u{9b}1m",
        "\u{202e}deerga ton\u{202c} \u{2067}a\u{e0041}",
    ] {
        let (_directory, copy) = copy_of_sample(|text| {
            text.replacen("political", &format!("{hostile} political"), 1) + &format!("30. {hostile}\n")
        });
        let seen = look(&page, &["--copy", copy.to_str().unwrap()]);
        assert!(strings(&seen["audit"]["sentences"])[0].starts_with("near: "), "{hostile:?}: {seen}");
        let (alerted, injected) = (&seen["alerted"], &seen["injected"]);
        assert_eq!(
            (alerted, injected, &seen["scripts"]),
            (&Value::Null, &Value::from(0), &Value::from(4)),
            "{hostile:?}"
        );
        let said = seen["audit"]["said"].as_str().unwrap();
        assert!(
            !said.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\u{2067}', '\u{e0041}']),
            "{said:?}"
        );
        assert_alone(&seen);
    }
    let program = "this page cannot compare";
    for (change, says) in [
        (
            Box::new(|text: String| text.repeat(2_000)) as Box<dyn Fn(String) -> String>,
            "the limit is 1,048,576 characters",
        ),
        (Box::new(|_| String::new()), "the copy is empty"),
        (Box::new(|text| format!("From: a@example.org\nSubject: b\n\n{text}")), program),
    ] {
        let (_directory, copy) = copy_of_sample(change);
        let seen = look(&page, &["--copy", copy.to_str().unwrap()]);
        assert!(seen["audit"]["said"].as_str().unwrap().contains(says), "{says}: {}", seen["audit"]["said"]);
        assert_eq!(strings(&seen["audit"]["marks"]), [""; 0], "{says}");
    }
    let folder = Path::new(OURS).join("tests/audit/copies");
    for format in ["pdf", "docx", "eml", "md"] {
        let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let copy = files.filter(|path| path.extension().is_some_and(|end| end == format)).min().unwrap();
        let seen = look(&page, &["--copy-file", copy.to_str().unwrap()]);
        assert!(seen["audit"]["said"].as_str().unwrap().contains(program), "{format}: {seen}");
    }
}

#[test]
fn the_page_for_audits_is_accessible_narrow_and_right_to_left_with_what_was_found() {
    let (site, right_to_left) = (ours(), published(&arabic(), 0));
    let (_directory, copy) = copy_of_sample(|text| text.replacen("must not", "must", 1));
    let (_other, arabic_copy) = copy_of_sample(|_| {
        "\u{646}\u{637}\u{627}\u{644}\u{628} \u{628}\u{627}\u{644}\u{625}\u{641}\u{631}\u{627}\u{62c} \
         \u{62c}\u{645}\u{64a}\u{639}\u{64b}\u{627}\u{60c} \u{648}\u{628}\u{641}\u{62a}\u{62d} \
         \u{627}\u{644}\u{645}\u{637}\u{627}\u{628}\u{639} \u{627}\u{644}\u{62e}\u{645}\u{633} \
         \u{627}\u{644}\u{645}\u{63a}\u{644}\u{642}\u{629}.\n\nRiver Street Press\n"
            .to_owned()
    });
    let sample = site.path().join(AUDIT);
    let cases: [(&str, PathBuf, &Path, &[&str]); 4] = [
        ("audit-narrow", sample.clone(), &copy, &["--width", "320"]),
        ("audit-dark", sample.clone(), &copy, &["--dark"]),
        ("audit-persian", sample.with_file_name("audit.fa.html"), &copy, &["--width", "320"]),
        ("audit-arabic", right_to_left.path().join("statement/s/audit.html"), &arabic_copy, &[]),
    ];
    for (name, page, copy, arguments) in cases {
        let picture = pictures().join(format!("{name}.png"));
        let found = ["--copy", copy.to_str().unwrap(), "--axe", "--screenshot", picture.to_str().unwrap()];
        let seen = look(&page, &[&found[..], arguments].concat());
        assert!(strings(&seen["audit"]["sentences"])[0].starts_with("near"), "{name}: {seen}");
        assert_eq!(seen["axe"]["violations"], Value::Array(Vec::new()), "{name}: {:#}", seen["axe"]);
        assert_eq!(seen["scrollsSideways"], false, "{name}");
    }
    let focused = look(&sample, &["--keyboard"]);
    let focused = strings(&focused["focused"]);
    for needed in ["skip", "copy: ", "compare", "copy-file"] {
        assert!(focused.iter().any(|at| at.starts_with(needed)), "{needed} is not reached: {focused:?}");
    }
    assert!(focused.iter().all(|at| !at.ends_with(": none")), "{focused:?}");
}

#[test]
fn a_page_for_audits_whose_records_were_changed_compares_nothing() {
    let site = ours();
    let page = changed(&site, AUDIT, |page| page.replacen("must not be forgotten", "must be forgotten", 1));
    let seen = look(&page, &[]);
    assert!(seen["failure"].as_str().unwrap().starts_with("Do not rely on this page"), "{seen}");
    assert_eq!(seen["audit"]["said"], "");
}
