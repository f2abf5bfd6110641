//! Every limit from both sides: what reaches it is taken, what passes it is refused in words that name it.
#![cfg(unix)]
#![allow(missing_docs)]

#[path = "limits/extraction.rs"]
mod extraction;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;
use undersigned::extract::mail::{MAX_FILES_IN_ALL, MAX_INPUT, bundles_in};
use undersigned::id::{Id, MAX_ID};
use undersigned::key::minisign::MAX_COMMENT;
use undersigned::key::scheme::Scheme;
use undersigned::key::{MAX_VERIFIER_KEY, SecretKey, VerifierKey};
use undersigned::list::{MAX_NAME, SplitAt, split};
use undersigned::note::{MAX_NOTE, MAX_SIGNATURES, Note};
use undersigned::path::{MAX_NUMBER, RegistryPath};
use undersigned::record::keys::MAX_KEYS;
use undersigned::record::roll::MAX_SIGNATORIES;
use undersigned::record::{MAX_REASON, MAX_VALUE, Record};
use undersigned::registry::bundle::{Bundle, HEAD, MAX_CHECKS, MAX_FILES, MAX_JSON};
use undersigned::registry::{self, MAX_ENTRIES, MAX_REGISTRY};
use undersigned::signer::tool;
use undersigned::text::{CanonicalText, MAX_TEXT};
use undersigned::tree::Content;
use undersigned::trust::{MAX_TRUST, Trust};

/// Limits that are held to both sides elsewhere, and where.
const ELSEWHERE: [(&str, &str); 16] = [
    ("MAX_ANSWER", "tests/child.rs"),
    ("MAX_WORDS", "tests/audit.rs"),
    ("MAX_ADDRESS", "tests/publish.rs"),
    ("MAX_SUMS", "tests/publish.rs"),
    ("MAX_PARTS", "tests/mail.rs"),
    ("MAX_BUNDLES", "tests/mail.rs"),
    ("MAX_PASSPHRASE", "src/signer.rs"),
    ("MAX_KEY_FILE", "src/signer.rs"),
    ("MAX_ROUNDS", "src/signer.rs"),
    ("MAX_BCRYPT_ROUNDS", "tests/ssh.rs"),
    ("MAX_SIGNATURE", "tests/tools.rs"),
    ("MAX_REDIRECTS", "tests/domain.rs"),
    ("MAX_SCRYPT_MEMORY", "src/signer.rs"),
    ("MAX_SCRYPT_WORK", "src/signer.rs"),
    // How deep mail is nested changes how it is read, and refuses nothing.
    ("MAX_DEPTH", "tests/mail.rs"),
    ("MAX_ENTRIES", "tests/limits.rs"),
];

/// Limits of the command line alone, held to below.
const OF_COMMANDS: [&str; 4] = ["MAX_REPLIES", "MAX_BYTES", "MAX_REQUIRED", "MAX_INVITATIONS"];

fn tried<T, E: Display>(result: Result<T, E>) -> Result<(), String> {
    result.map(drop).map_err(|error| error.to_string())
}

fn roll(names: usize, aliases: usize) -> String {
    let digest = format!("sha256:{}", "0".repeat(64));
    let mut text = format!(
        "undersigned/roll/v1\nslug s\nversion 1\ntitle T\nlanguage en\nprofile text-v1\ntext {digest}\n\
         date 2025-10-30\nconvener c\nkeys {digest}\nmode open\n"
    );
    text.extend((0..names).map(|n| format!("signatory n{n} N{n}\n")));
    text.extend((0..aliases).map(|n| format!("alias n0 fr A{n}\n")));
    text
}

fn keys(number: usize) -> String {
    let key = |n: u8| VerifierKey::new("a".parse().unwrap(), SecretKey::from_seed(&[n; 32]).public());
    let keys: String = (0..number).map(|n| format!("key {}\n", key(n as u8))).collect();
    format!("undersigned/keys/v1\nsignatory a\nversion 1\nname A\nthreshold 1\n{keys}date 2025-10-01\n")
}

fn act(version: u64, name: &str, reason: &str) -> String {
    let digest = format!("sha256:{}", "0".repeat(64));
    format!(
        "undersigned/decline/v1\nversion {version}\ntext {digest}\nprofile text-v1\nsignatory a\nname {name}\n\
         keys {digest}\nroll {digest}\nreason {reason}\ndate 2025-10-30\nprevious {digest}\n"
    )
}

fn note(text_bytes: usize, lines: usize) -> Result<(), String> {
    let line = |n: usize| format!("— k{n} {}\n", STANDARD.encode([n as u8; 68]));
    let lines: String = (0..lines).map(line).collect();
    tried(Note::parse(format!("{}\n\n{lines}", "x".repeat(text_bytes)).as_bytes()))
}

fn verifier_key(bytes: usize) -> Result<(), String> {
    let name = "n".repeat(1 + (bytes - 11) % 4);
    let kind = vec![0xff; (bytes - name.len() - 10) / 4 * 3];
    let vkey = format!("{name}+00000000+{}", STANDARD.encode(kind));
    assert_eq!(vkey.len(), bytes);
    tried(vkey.parse::<VerifierKey>())
}

/// One draft with a name of so many bytes on its list.
fn listed(bytes: usize) -> Result<(), String> {
    let draft = format!("Text.\n\nSigned:\n- Anglers\n- {}\n", "N".repeat(bytes));
    let text = CanonicalText::from_source(draft.as_bytes()).unwrap();
    tried(split(text.as_str(), 0, SplitAt::Heading))
}

fn bundle_of(files: usize) -> Result<(), String> {
    let mut bundle = Bundle::default();
    tried((1..=files).try_for_each(|version| bundle.insert(&format!("keys/a/{version}.note"), "")))
}

fn bundles_with(files: usize) -> Result<(), String> {
    let one = |number: usize, files: usize| {
        let files: Vec<String> = (1..=files).map(|at| format!("\"keys/a/{at}.note\":\"{number}\"")).collect();
        format!("{HEAD}\n{}\n}}}}\n", files.join(",\n"))
    };
    let whole: String = (0..files / 25_000).map(|number| one(number, 25_000)).collect();
    tried(bundles_in((whole + &one(9, files % 25_000)).as_bytes()))
}

fn inserted(path: &str, content: &str) -> Result<(), String> {
    tried(Bundle::default().insert(path, content))
}

/// Reads a registry with one file; one that cannot be read is refused as well.
fn registry_with(files: &[(&str, u64)]) -> Result<(), String> {
    let root = new_registry();
    for (path, bytes) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path).unwrap().set_len(*bytes).unwrap();
    }
    read(root.path())
}

fn read(root: &Path) -> Result<(), String> {
    let tree = registry::read(root, None).map_err(|error| error.to_string())?;
    let unreadable = tree.files().find_map(|(_, content)| match content {
        Content::Unreadable(why) => Some(why.clone()),
        Content::Bytes(_) => None,
    });
    unreadable.map_or(Ok(()), Err)
}

fn new_registry() -> TempDir {
    let root = tempfile::tempdir_in("/dev/shm").or_else(|_| TempDir::new()).unwrap();
    registry::FOLDERS.iter().for_each(|folder| fs::create_dir(root.path().join(folder)).unwrap());
    root
}

fn large_registry(more: u64) -> Result<(), String> {
    let notes: Vec<String> = (1..=32).map(|n| format!("keys/k{n}/1.note")).collect();
    let mut files: Vec<(&str, u64)> = notes.iter().map(|path| (path.as_str(), MAX_NOTE as u64)).collect();
    assert_eq!(files.iter().map(|(_, bytes)| bytes).sum::<u64>(), MAX_REGISTRY);
    files.push(("statement/s/text.txt", more));
    registry_with(&files)
}

fn costly_registry(lines: usize) -> Result<(), String> {
    let root = new_registry();
    fs::create_dir(root.path().join("keys/a")).unwrap();
    fs::write(root.path().join("keys/a/1.note"), "key \n".repeat(lines - 1)).unwrap();
    fs::write(root.path().join("keys/a/2.note"), "a note\n\n— a AAAA\n").unwrap();
    read(root.path())
}

#[test]
fn what_reaches_a_limit_is_taken_and_what_passes_it_is_refused_and_told() {
    let id = |length: usize| tried("a".repeat(length).parse::<Id>());
    let value = |length: usize| tried(Record::parse(&act(2, &"N".repeat(length), "No")));
    let reason = |length: usize| tried(Record::parse(&act(2, "N", &"r".repeat(length))));
    let number = |number: u32| {
        tried(Record::parse(&act(number.into(), "N", "No")))
            .and(tried(format!("keys/a/{number}.note").parse::<RegistryPath>()))
    };
    let json = |length: usize| {
        tried(Bundle::parse(format!("{HEAD}}}}}{}", " ".repeat(length - HEAD.len() - 2)).as_bytes()))
    };
    let input = |length: usize| {
        let padded = [HEAD.as_bytes(), b"}}\n", &vec![b'x'; length - HEAD.len() - 3]].concat();
        tried(bundles_in(&padded))
    };
    let comment = |length: usize| {
        let signature = STANDARD.encode([b"ED".as_slice(), &[0; 72]].concat());
        let (comment, global) = ("c".repeat(length), STANDARD.encode([0; 64]));
        let file = format!("untrusted comment: x\n{signature}\ntrusted comment: {comment}\n{global}\n");
        tried(tool::signature(file.as_bytes(), Scheme::Minisign))
    };
    let trust = |length: usize| tried(Trust::parse("#".repeat(length).as_bytes()));
    let in_note = |length: usize| inserted("keys/a/1.note", &"x".repeat(length));
    let in_text = |length: usize| inserted("statement/s/text.txt", &"x".repeat(length));
    let text_read = |length: usize| registry_with(&[("statement/s/text.txt", length as u64)]);
    let whole_note = |bytes: usize| note(bytes - 2 - "— k0 \n".len() - STANDARD.encode([0; 68]).len(), 1);
    type Side = Result<(), String>;
    #[rustfmt::skip]
    let table: Vec<(&str, Side, Side, &str)> = vec![
        ("MAX_ID", id(MAX_ID), id(MAX_ID + 1), "64"),
        ("MAX_VALUE", value(MAX_VALUE), value(MAX_VALUE + 1), "256"),
        ("MAX_REASON", reason(MAX_REASON), reason(MAX_REASON + 1), "1024"),
        ("MAX_NUMBER", number(MAX_NUMBER), number(MAX_NUMBER + 1), "1000000"),
        ("MAX_VERIFIER_KEY", verifier_key(MAX_VERIFIER_KEY), verifier_key(MAX_VERIFIER_KEY + 1), "1024"),
        ("MAX_KEYS", tried(Record::parse(&keys(MAX_KEYS))), tried(Record::parse(&keys(MAX_KEYS + 1))), "16 keys"),
        ("MAX_SIGNATORIES", tried(Record::parse(&roll(MAX_SIGNATORIES, 0))),
            tried(Record::parse(&roll(MAX_SIGNATORIES + 1, 0))), "10000 names"),
        ("MAX_SIGNATORIES", tried(Record::parse(&roll(1, MAX_SIGNATORIES))),
            tried(Record::parse(&roll(1, MAX_SIGNATORIES + 1))), "10000 aliases"),
        ("MAX_NOTE", whole_note(MAX_NOTE), whole_note(MAX_NOTE + 1), "4194304"),
        ("MAX_NOTE", in_note(MAX_NOTE), in_note(MAX_NOTE + 1), "4194304"),
        ("MAX_TEXT", in_text(MAX_TEXT), in_text(MAX_TEXT + 1), "4194304"),
        ("MAX_TEXT", text_read(MAX_TEXT), text_read(MAX_TEXT + 1), "4194304"),
        ("MAX_SIGNATURES", note(10, MAX_SIGNATURES), note(10, MAX_SIGNATURES + 1), "16 signature lines"),
        ("MAX_NAME", listed(MAX_NAME), listed(MAX_NAME + 1), "256"),
        ("MAX_COMMENT", comment(MAX_COMMENT), comment(MAX_COMMENT + 1), "1024"),
        ("MAX_TRUST", trust(MAX_TRUST), trust(MAX_TRUST + 1), "8388608"),
        ("MAX_FILES", bundle_of(MAX_FILES), bundle_of(MAX_FILES + 1), "30000 files"),
        ("MAX_FILES_IN_ALL", bundles_with(MAX_FILES_IN_ALL), bundles_with(MAX_FILES_IN_ALL + 1), "100000 files"),
        ("MAX_JSON", json(MAX_JSON), json(MAX_JSON + 1), "67108864"),
        ("MAX_INPUT", input(MAX_INPUT), input(MAX_INPUT + 1), "67108864"),
        ("MAX_CHECKS", inserted("keys/a/1.note", &"key \n".repeat(MAX_CHECKS)),
            inserted("keys/a/1.note", &"key \n".repeat(MAX_CHECKS + 1)), "100000 keys and signatures"),
        ("MAX_CHECKS", costly_registry(MAX_CHECKS), costly_registry(MAX_CHECKS + 1), "100000 keys and signatures"),
        ("MAX_REGISTRY", large_registry(0), large_registry(1), "128 MiB"),
    ];
    for (name, within, beyond, words) in &table {
        assert_eq!(within, &Ok(()), "{name}: at the limit");
        let told = beyond.as_ref().expect_err(&format!("{name}: beyond the limit"));
        assert!(told.contains(words), "{name}: {told}");
    }
    let mut named: BTreeSet<&str> = table.iter().map(|(name, ..)| *name).collect();
    named.extend(ELSEWHERE.iter().map(|(name, _)| name).chain(&OF_COMMANDS));
    named.extend(extraction::LIMITS);
    let defined = limits();
    let defined: BTreeSet<&str> = defined.iter().map(String::as_str).collect();
    assert_eq!(named, defined, "every limit is in the table");
    for (name, file) in ELSEWHERE.iter().filter(|(name, _)| *name != "MAX_DEPTH") {
        let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        assert!(source.matches(name).count() >= 2, "{name} in {file}");
    }
}

/// The names of all limits in the sources.
fn limits() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(path).unwrap();
                let constants = source.split("const MAX_").skip(1);
                found.extend(constants.map(|rest| format!("MAX_{}", rest.split(':').next().unwrap())));
            }
        }
    }
    found
}

#[test]
fn the_commands_hold_their_own_limits() {
    let here = TempDir::new().unwrap();
    let run = |arguments: &[&str]| {
        let program = env!("CARGO_BIN_EXE_undersigned");
        let output =
            Command::new(program).args(arguments).current_dir(&here).stdin(Stdio::null()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(&["demo", "demo"]).0, 0);
    let at = |name: &str| here.path().join(name);
    let slug = "political-prisoners-2025";
    let padded = |line: &str, bytes: usize| format!("{line}\n{}", "#".repeat(bytes - line.len() - 1));

    let require = ["verify", slug, "--registry", "demo", "--require", "file"];
    fs::write(at("file"), padded("freedom-house", 1 << 20)).unwrap();
    assert_eq!(run(&require).0, 0, "MAX_REQUIRED");
    fs::write(at("file"), padded("freedom-house", (1 << 20) + 1)).unwrap();
    let (status, said) = run(&require);
    assert!(status == 2 && said.contains("longer than 1048576 bytes"), "MAX_REQUIRED: {said}");

    let pending = ["pending", slug, "file", "--registry", "demo"];
    fs::write(at("file"), padded("freedom-house", 4 << 20)).unwrap();
    assert_eq!(run(&pending).0, 0, "MAX_INVITATIONS");
    fs::write(at("file"), padded("freedom-house", (4 << 20) + 1)).unwrap();
    let (status, said) = run(&pending);
    assert!(status == 2 && said.contains("longer than 4194304 bytes"), "MAX_INVITATIONS: {said}");

    for command in [
        &["repair", "file", "mended"][..],
        &[
            "propose",
            "file",
            "--slug",
            "s",
            "--title",
            "T",
            "--convener",
            "c",
            "--key",
            "k",
            "--registry",
            "demo",
        ],
    ] {
        fs::write(at("file"), format!("{}\n", "x".repeat(MAX_TEXT - 1))).unwrap();
        let (_, said) = run(command);
        assert!(!said.contains("longer than"), "MAX_TEXT: {said}");
        fs::write(at("file"), "x".repeat(MAX_TEXT + 1)).unwrap();
        let (status, said) = run(command);
        assert!(status == 1 && said.contains("longer than 4 MiB"), "MAX_TEXT: {said}");
    }

    fs::create_dir(at("replies")).unwrap();
    (0..20_000).for_each(|n| drop(fs::File::create(at("replies").join(n.to_string())).unwrap()));
    let add = ["add", "replies", "--registry", "demo"];
    let (status, said) = run(&add);
    assert!(status == 1 && said.contains("nothing was filed"), "MAX_REPLIES: {said:.300}");
    fs::File::create(at("replies/more")).unwrap();
    let (status, said) = run(&add);
    assert!(status == 2 && said.contains("more than 20000 files"), "MAX_REPLIES: {said:.300}");

    fs::remove_dir_all(at("replies")).unwrap();
    fs::create_dir(at("replies")).unwrap();
    let reply = |parties: usize, bytes: usize| {
        let files = (0..parties).map(|n| format!("\"keys/k{n}/1.note\":\"{}\"", "x".repeat(bytes)));
        format!("{HEAD}\n{}\n}}}}\n", files.collect::<Vec<_>>().join(",\n"))
    };
    fs::write(at("replies/1.json"), reply(8, 4 << 20)).unwrap();
    fs::write(at("replies/2.json"), reply(8, 4 << 20)).unwrap();
    let (status, said) = run(&add);
    assert!(status == 1 && said.contains("nothing was filed"), "MAX_BYTES: {said:.300}");
    fs::write(at("replies/3.json"), reply(1, 1)).unwrap();
    let (status, said) = run(&add);
    assert!(status == 2 && said.contains("more than 64 MiB"), "MAX_BYTES: {said:.300}");
    for n in 1..=3 {
        fs::write(
            at(&format!("replies/{n}.json")),
            reply(1, 1).replace("\":\"x", &format!("\":\"x{}", "\\nkey\\u0020".repeat(40_000))),
        )
        .unwrap();
    }
    let (status, said) = run(&add);
    assert!(status == 2 && said.contains("100000 keys and signatures"), "MAX_CHECKS: {said:.300}");
}

#[test]
#[ignore = "writes 250,000 files"]
fn a_registry_has_250_000_entries_at_most() {
    let root = new_registry();
    // three folders, and one for each thousand files
    for number in 0..MAX_ENTRIES - 3 {
        let folder = root.path().join(format!("keys/-{}", number / 1000));
        match number % 1000 {
            0 => fs::create_dir(folder).unwrap(),
            _ => drop(fs::File::create(folder.join(number.to_string())).unwrap()),
        }
    }
    assert_eq!(read(root.path()), Ok(()), "MAX_ENTRIES");
    fs::File::create(root.path().join("keys/more")).unwrap();
    let told = read(root.path()).expect_err("MAX_ENTRIES");
    assert!(told.contains("250000 entries"), "{told}");
}
