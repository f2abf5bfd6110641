//! What acts on a terminal, or is there without being seen, gets into no record; and where a name can hold it all the
//! same, it is never printed as it is.
#![cfg(unix)]
#![allow(missing_docs)]

#[allow(dead_code)]
#[path = "attacks/forge.rs"]
mod forge;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;
use undersigned::note::Note;
use undersigned::record::Record;
use undersigned::trust::Trust;

use forge::{Key, Registry, SLUG, TEXT, digest};

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

/// No value of a record holds one of these, wherever it stands.
const UNSEEN: [char; 45] = [
    '\0',
    '\u{7}',
    '\u{8}',
    '\t',
    '\n',
    '\u{b}',
    '\u{c}',
    '\r',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{9b}',
    '\u{a0}',
    '\u{ad}',
    '\u{34f}',
    '\u{61c}',
    '\u{115f}',
    '\u{180e}',
    '\u{200b}',
    '\u{200e}',
    '\u{200f}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202b}',
    '\u{202c}',
    '\u{202d}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{2067}',
    '\u{2068}',
    '\u{2069}',
    '\u{206f}',
    '\u{2800}',
    '\u{3164}',
    '\u{e000}',
    '\u{fe0f}',
    '\u{feff}',
    '\u{fffd}',
    '\u{ffff}',
    '\u{e0001}',
    '\u{e0041}',
    '\u{e007f}',
    '\u{e0100}',
];

/// One record of each type with every line that it can have.
fn records() -> [String; 5] {
    let [key, former, lost] = ["a", "former", "lost"].map(|seed| Key::new("a", seed).vkey());
    let sha = digest(TEXT);
    let keys = format!(
        "undersigned/keys/v1\nsignatory a\nversion 2\nname An Organisation\ndomain example.org\n\
         assurance demonstration\nthreshold 1\nkey {key}\nretired 2025-01-02 {former}\n\
         compromised 2025-01-03 {lost}\nkeeps {sha}\nrecovery 1 b c\ndate 2025-10-01\nprevious {sha}\n"
    );
    let roll = format!(
        "undersigned/roll/v1\nslug s\nversion 2\ntitle A Statement\nlanguage en\nprofile text-v1\ntext {sha}\n\
         date 2025-10-30\nconvener convener\nkeys {sha}\nmode open\ndeadline 2025-11-30\ncorrects t {sha}\n\
         previous {sha}\nsignatory a An Organisation\nsignatory b Another One\nalias a fr Une Organisation\n"
    );
    let act = |kind: &str, reason: &str| {
        format!(
            "undersigned/{kind}/v1\nversion 2\ntext {sha}\nprofile text-v1\nsignatory a\nname An Organisation\n\
             keys {sha}\nroll {sha}\n{reason}date 2025-10-30\nprevious {sha}\n"
        )
    };
    let reason = "reason We were not asked\n";
    [keys, roll, act("signature", ""), act("withdrawal", reason), act("decline", reason)]
}

/// Where the words of a text begin and end, and their middles.
fn places(text: &str) -> Vec<usize> {
    let mut places = vec![0];
    for (at, space) in text.char_indices().filter(|(_, c)| matches!(c, ' ' | '\n')) {
        let begun = *places.last().unwrap();
        places.extend([begun + (at - begun) / 2, at, at + space.len_utf8()]);
    }
    places.retain(|place| text.is_char_boundary(*place));
    places.dedup();
    places
}

#[test]
fn no_line_of_a_record_holds_what_is_not_seen() {
    for record in records() {
        assert!(Record::parse(&record).is_ok(), "{record}");
        for place in places(&record) {
            for unseen in UNSEEN {
                let mut text = record.clone();
                text.insert(place, unseen);
                assert!(Record::parse(&text).is_err(), "U+{:04X} in {text:?}", u32::from(unseen));
            }
        }
    }
}

#[test]
fn no_word_of_a_record_has_10_000_characters() {
    for record in records() {
        let words = || record.split_inclusive([' ', '\n']);
        for long in 0..words().count() {
            for filling in ["a", "1", "é", "a b "] {
                let longer = |word: &str| {
                    let end = word.len() - 1;
                    format!("{}{}{}", &word[..end], filling.repeat(10_000), &word[end..])
                };
                let text: String = words()
                    .enumerate()
                    .map(|(place, word)| if place == long { longer(word) } else { word.to_owned() })
                    .collect();
                assert!(Record::parse(&text).is_err(), "word {long} of {record}");
            }
        }
    }
}

#[test]
fn names_have_256_bytes_and_reasons_1024() {
    let [keys, roll, _, withdrawal, _] = records();
    for (record, value, most) in [
        (&keys, "An Organisation", 256),
        (&roll, "A Statement", 256),
        (&roll, "Another One", 256),
        (&roll, "Une Organisation", 256),
        (&withdrawal, "An Organisation", 256),
        (&withdrawal, "We were not asked", 1024),
    ] {
        let filled = |length: usize| record.replace(value, &"é".repeat(length / 2));
        assert!(Record::parse(&filled(most)).is_ok(), "{value}");
        assert!(Record::parse(&filled(most + 2)).is_err(), "{value}");
    }
}

#[test]
fn a_note_takes_no_control_character_and_a_trust_file_no_key_with_one() {
    let key = Key::of("a");
    for unseen in UNSEEN {
        let text = format!("te{unseen}xt\n");
        let note = format!("{text}\n{}", key.line(&text));
        if unseen.is_control() && unseen != '\n' {
            assert!(Note::parse(note.as_bytes()).is_err(), "U+{:04X}", u32::from(unseen));
        }
        for place in places(&format!("key {}\n", key.vkey())).into_iter().skip(1).take(3) {
            let mut trust = format!("key {}\n", key.vkey());
            trust.insert(place, unseen);
            // white space around a key is passed over, which a trust file is written by hand for
            let read = Trust::parse(trust.as_bytes());
            assert!(read.is_err() || unseen.is_whitespace(), "U+{:04X}", u32::from(unseen));
        }
    }
}

// the command line

/// What was printed holds nothing that acts on a terminal.
fn assert_plain(output: &Output, what: &str) -> String {
    let mut all = String::new();
    for printed in [&output.stdout, &output.stderr] {
        let printed = std::str::from_utf8(printed).expect(what);
        // Two are seen, and move nothing; one changes the look of what it stands behind, and stays for emoji.
        let shown = |c: &char| matches!(c, '\n' | '\u{a0}' | '\u{fffd}' | '\u{fe0f}');
        let plain: Vec<String> = printed.lines().map(without_isolates).collect();
        let raw: Vec<char> =
            plain.iter().flat_map(|line| line.chars()).filter(|c| !shown(c) && UNSEEN.contains(c)).collect();
        assert!(raw.is_empty(), "{what}: {raw:?} in {printed:?}");
        assert!(!printed.contains("panicked"), "{what}: {printed}");
        // A line that only a file name can have begun.
        assert!(!printed.lines().any(|line| line.starts_with("FORGED")), "{what}: {printed}");
        all += printed;
    }
    all
}

/// A line without the isolates that are closed on it and not nested: they keep a name from moving its neighbours.
fn without_isolates(line: &str) -> String {
    let (mut out, mut rest) = (String::new(), line);
    while let Some((before, (within, after))) = rest
        .split_once('\u{2068}')
        .and_then(|(before, isolated)| Some((before, isolated.split_once('\u{2069}')?)))
    {
        out.push_str(before);
        out.push_str(within);
        rest = after;
    }
    out + rest
}

fn run(root: &Path, arguments: &[&OsStr]) -> Output {
    Command::new(PROGRAM).args(arguments).current_dir(root).output().unwrap()
}

fn words<'a>(words: &[&'a str]) -> Vec<&'a OsStr> {
    words.iter().map(|word| OsStr::new(*word)).collect()
}

fn on_disk(registry: &Registry) -> TempDir {
    let root = TempDir::new().unwrap();
    for (path, bytes) in &registry.files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

/// File names that mean harm, each around one character.
fn hostile_names() -> Vec<String> {
    let mut names: Vec<String> = UNSEEN
        .into_iter()
        .filter(|c| *c != '\0')
        .map(|c| format!("x{c}FORGED: 1 of 1 signatures valid{c}.note"))
        .collect();
    names.push("\u{1b}[2J\u{1b}[1;1HFORGED\u{1b}]0;title\u{7}".to_owned());
    names.push("1.note\r".to_owned());
    names.push("a\u{300}".repeat(60));
    names.push(format!("a{}", "\u{301}".repeat(100)));
    names.push("\\u{1b}".to_owned());
    names.push("--json".to_owned());
    names.push("n".repeat(255));
    names
}

#[test]
fn hostile_names_in_a_registry_are_never_printed_as_they_are() {
    let names = hostile_names();
    let root = on_disk(&Registry::signed(&["a"]));
    let folders = [
        "keys",
        "keys/a",
        "statement",
        "statement/s",
        "statement/s/roll",
        "signatures",
        "signatures/s",
        "signatures/s/a",
    ];
    for folder in folders {
        for name in &names {
            fs::write(root.path().join(folder).join(name), "").unwrap();
        }
    }
    let accepting = ["--require-standing", "self-published"];
    let json = run(root.path(), &words(&[&["verify", "--json"][..], &accepting].concat()));
    assert_plain(&json, "verify --json");
    assert_eq!(json.status.code(), Some(0), "strays change nothing");
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let mut found: Vec<String> = report["strays"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stray| stray["path"].as_str().unwrap().to_owned())
        .collect();
    let mut put: Vec<String> =
        folders.iter().flat_map(|folder| names.iter().map(move |name| format!("{folder}/{name}"))).collect();
    found.sort();
    put.sort();
    assert_eq!(found, put, "JSON gives each name as it is, spelled with escapes");

    for command in [&["verify"][..], &["verify", SLUG], &["verify", SLUG, "a"], &["pending", SLUG]] {
        assert_plain(&run(root.path(), &words(command)), &format!("{command:?}"));
    }
}

#[test]
fn each_hostile_name_is_told_as_a_file_a_directory_and_a_link() {
    for name in hostile_names() {
        let root = on_disk(&Registry::signed(&["a"]));
        let at = |folder: &str| root.path().join(folder).join(&name);
        fs::write(at("keys/a"), "").unwrap();
        fs::create_dir_all(at("signatures/s").join(&name)).unwrap();
        fs::write(at("signatures/s").join(&name).join("1.note"), "").unwrap();
        symlink("/", at("statement")).unwrap();
        for more in [&[][..], &["--json"]] {
            let output = run(root.path(), &words(&[&["verify"], more].concat()));
            let said = assert_plain(&output, &format!("{name:?} {more:?}"));
            assert!(said.contains("keys/a/"), "{said}");
        }
    }
}

#[test]
fn a_name_that_is_not_utf_8_is_told_too() {
    let root = on_disk(&Registry::signed(&["a"]));
    fs::write(root.path().join("keys").join(OsStr::from_bytes(b"x\xff\x1b[2J\xc2")), "").unwrap();
    for more in [&[][..], &["--json"]] {
        let output = run(root.path(), &words(&[&["verify"], more].concat()));
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains("keys/x") && !said.contains('\u{1b}'), "{said:?}");
    }
}

#[test]
fn hostile_paths_on_the_command_line_are_never_printed_as_they_are() {
    for name in hostile_names() {
        let root = on_disk(&Registry::signed(&["a"]));
        let name = OsStr::new(&name);
        for arguments in [
            &["verify", "--registry"][..],
            &["verify", "--trust"],
            &["verify", "--require"],
            &["verify"],
            &["verify", SLUG],
            &["verify", SLUG, "a"],
            &["verify", "--require-standing"],
            &["sign", SLUG, "--date"],
            &["propose", "--mode"],
            &["propose", "--language"],
            &[],
            &["show"],
            &["show", "--recipe"],
            &["add"],
            &["canonicalize"],
        ] {
            let arguments = [words(arguments), vec![name]].concat();
            let missing = run(root.path(), &arguments);
            assert_plain(&missing, &format!("{arguments:?}, missing"));
            fs::write(root.path().join(name), "undersigned/roll/v1\n").unwrap();
            assert_plain(&run(root.path(), &arguments), &format!("{arguments:?}, no such thing"));
            fs::remove_file(root.path().join(name)).unwrap();
        }
    }
}

/// Every line that is printed about something 10,000 characters long is a line that a person can read.
fn assert_bounded(output: &Output, what: &str) {
    let said = assert_plain(output, what);
    let longest = said.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    assert!(longest <= 2000, "{what}: a line of {longest} characters");
}

#[test]
fn what_a_hostile_record_holds_is_told_escaped_and_short() {
    let long = "x".repeat(10_000);
    let hostile = UNSEEN.iter().filter(|c| !c.is_control()).collect::<String>();
    for bad in [long.as_str(), &hostile, &hostile.repeat(100)] {
        for (path, line) in [
            ("keys/a/1.note", "signatory a"),
            ("keys/a/1.note", "name A"),
            ("keys/a/1.note", "threshold 1"),
            ("statement/s/roll/1.note", "title A Statement"),
            ("statement/s/roll/1.note", "slug s"),
            ("statement/s/roll/1.note", "signatory a A"),
            ("signatures/s/a/1.note", "undersigned/signature/v1"),
            ("signatures/s/a/1.note", "profile text-v1"),
            ("signatures/s/a/1.note", "name A"),
            ("signatures/s/a/1.note", "date 2025-10-30"),
        ] {
            let registry = Registry::signed(&["a"]);
            let key = Key::of(if path.starts_with("statement") { forge::CONVENER } else { "a" });
            for instead in [format!("{line}{bad}"), bad.to_owned(), format!("{line}\n{bad}")] {
                let text = registry.text(path).replacen(line, &instead, 1);
                let mut registry = registry.clone();
                registry.put(path, forge::note(&text, std::slice::from_ref(&key)));
                let root = on_disk(&registry);
                let accepting = ["verify", "--require-standing", "self-published"];
                for arguments in [
                    accepting.to_vec(),
                    [&accepting[..], &["--json"]].concat(),
                    [&accepting[..], &[SLUG, "a"]].concat(),
                    vec!["show", path],
                ] {
                    let output = run(root.path(), &words(&arguments));
                    assert!(!output.status.success(), "{arguments:?} {path} {line}");
                    assert_bounded(&output, &format!("{arguments:?} {path} {line}"));
                }
            }
        }
    }
}

#[test]
fn the_name_of_an_unknown_key_is_told_escaped_and_short() {
    // A note takes any name without white space and +, since such a line is worth nothing.
    let long = "x".repeat(10_000);
    let hostile: String = UNSEEN.iter().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    for name in [&long, &hostile] {
        let registry = Registry::signed(&["a"]);
        for path in ["keys/a/1.note", "signatures/s/a/1.note", "statement/s/roll/1.note"] {
            let line = format!("— {name} {}\n", STANDARD.encode([1; 68]));
            for lines in [line.clone(), line.repeat(2)] {
                let note = registry.read(path) + &lines;
                let mut registry = registry.clone();
                registry.put(path, note);
                let root = on_disk(&registry);
                for arguments in
                    [&["verify"][..], &["verify", "--json"], &["verify", SLUG, "a"], &["show", path]]
                {
                    assert_bounded(&run(root.path(), &words(arguments)), &format!("{arguments:?} {path}"));
                }
            }
        }
    }
}

#[test]
fn what_a_hostile_trust_file_holds_is_told_escaped_and_short() {
    let root = on_disk(&Registry::signed(&["a"]));
    let long = "x".repeat(10_000);
    let hostile = UNSEEN.iter().filter(|c| **c != '\n').collect::<String>();
    for bad in [&long, &hostile] {
        for line in
            [bad.clone(), format!("key {bad}"), format!("key a+00000000+{bad}"), format!("key {bad}+0+AA==")]
        {
            fs::write(root.path().join("trust"), &line).unwrap();
            let output = run(root.path(), &words(&["verify", "--trust", "trust"]));
            assert!(!output.status.success());
            assert_bounded(&output, &format!("{line:.40?}"));
        }
    }
}

/// A bundle as nobody's program writes it: what stands in it is spelled with escapes.
fn bundle(files: &[(&str, &str)]) -> String {
    let quoted = |value: &str| serde_json::Value::from(value);
    let files: Vec<String> =
        files.iter().map(|(path, content)| format!("{}:{}", quoted(path), quoted(content))).collect();
    format!("{{\"undersigned\":\"bundle/v1\",\"files\":{{{}}}}}\n", files.join(","))
}

/// What a bundle is given to.
const TAKERS: [&[&str]; 3] = [
    &["show"],
    &["add"],
    &["sign", "--as", "z", "--name", "Z", "--key", "z.pem", "--yes", "-o", "reply.json"],
];

#[test]
fn what_a_hostile_bundle_holds_is_told_escaped_and_short() {
    let registry = Registry::signed(&["a"]);
    let root = on_disk(&registry);
    let long = "x".repeat(10_000);
    let hostile: String = UNSEEN.iter().collect();
    let name = |path: &str| (path.to_owned(), registry.read(path));
    let request = ["keys/convener/1.note", "statement/s/text.txt", "statement/s/roll/1.note"].map(name);
    for bad in [&long, &hostile, &hostile.repeat(100), &format!("{}\u{1b}[2J", "\u{301}".repeat(200))] {
        let quoted = serde_json::Value::from(bad.as_str());
        let mut bundles = vec![
            bundle(&[(bad, "x")]),
            bundle(&[(&format!("keys/{bad}/1.note"), "x")]),
            bundle(&[("keys/a/1.note", bad)]),
            bundle(&[("keys/z/1.note", &format!("undersigned/{bad}\n\n— a AAAAAAA=\n"))]),
            format!("{{\"undersigned\":{quoted},\"files\":{{}}}}"),
            format!("{{\"undersigned\":\"bundle/v1\",{quoted}:1}}"),
            format!("{{\"undersigned\":\"bundle/v1\",\"files\":{quoted}}}"),
            format!("{{\"undersigned\":\"bundle/v1\",\"files\":{{\"keys/a/1.note\":[{quoted}]}}}}"),
        ];
        for (place, key, line) in [
            (0, forge::CONVENER, "name CONVENER"),
            (0, forge::CONVENER, "threshold 1"),
            (2, forge::CONVENER, "title A Statement"),
            (2, forge::CONVENER, "signatory a A"),
            (2, forge::CONVENER, "mode open"),
        ] {
            let mut files = request.clone();
            let text = registry.text(&files[place].0).replacen(line, &format!("{line}{bad}"), 1);
            files[place].1 = forge::note(&text, &[Key::of(key)]);
            bundles.push(bundle(&files.each_ref().map(|(path, content)| (path.as_str(), content.as_str()))));
        }
        for bundle in bundles {
            fs::write(root.path().join("b.json"), &bundle).unwrap();
            for taker in TAKERS {
                let output = run(root.path(), &words(&[&taker[..1], &["b.json"], &taker[1..]].concat()));
                assert!(!output.status.success(), "{taker:?} {bundle:.200}");
                assert_bounded(&output, &format!("{taker:?} {bundle:.200}"));
            }
        }
    }
}

#[test]
fn a_hostile_text_in_a_request_is_shown_escaped_and_never_signed() {
    for unseen in UNSEEN.into_iter().filter(|c| !matches!(c, '\n' | '\u{a0}' | '\u{fffd}' | '\u{fe0f}')) {
        let mut registry = Registry::default();
        registry.keys(forge::CONVENER).file();
        registry.put("statement/s/text.txt", format!("Words.{unseen}\nFORGED: all signed{unseen}\n"));
        registry.roll(&["a"]).file();
        let files: Vec<(&str, String)> =
            registry.files.keys().map(|path| (path.as_str(), registry.read(path))).collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, content)| (*path, content.as_str())).collect();
        let root = TempDir::new().unwrap();
        fs::write(root.path().join("b.json"), bundle(&files)).unwrap();
        for taker in [TAKERS[0], TAKERS[2]] {
            let output = run(root.path(), &words(&[&taker[..1], &["b.json"], &taker[1..]].concat()));
            assert!(!output.status.success(), "{taker:?} U+{:04X}", u32::from(unseen));
            assert_plain(&output, &format!("{taker:?} U+{:04X}", u32::from(unseen)));
        }
    }
}

#[test]
fn a_reply_is_filed_under_any_name_and_its_name_told_escaped() {
    let open = Registry::of(&[]);
    let mut after = open.clone();
    after.keys("z").file();
    after.act("z", "signature").file();
    let new = ["keys/z/1.note", "signatures/s/z/1.note"].map(|path| (path, after.read(path)));
    let reply = bundle(&new.each_ref().map(|(path, content)| (*path, content.as_str())));
    for name in hostile_names().iter().filter(|name| !name.starts_with("--")) {
        let root = on_disk(&open);
        fs::create_dir_all(root.path().join("signatures")).unwrap();
        fs::write(root.path().join(name), &reply).unwrap();
        for (command, words) in
            [("show", "a bundle of 2 files"), ("add", "2 records filed"), ("add", "nothing new in it")]
        {
            let output = run(root.path(), &[OsStr::new(command), OsStr::new(name)]);
            let said = assert_plain(&output, &format!("{command} {name:?}"));
            assert!(output.status.success() && said.contains(words), "{command} {name:?}: {said}");
        }
    }
}
