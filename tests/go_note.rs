//! Go's own note package (golang.org/x/mod/sumdb/note) opens our notes, and we open its.
#![allow(missing_docs)]

#[allow(dead_code)]
#[path = "attacks/forge.rs"]
mod forge;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use undersigned::key::{SecretKey, VerifierKey};
use undersigned::note::Note;
use undersigned::record::Record;

use forge::{Key, Registry};

const MISSING: &str = "Go or its note package is missing: \
                       apt-get install -y --no-install-recommends golang-go golang-golang-x-mod-dev";

/// tests/go_note/main.go, built once.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        assert!(Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/note").is_dir(), "{MISSING}");
        let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let program = place.join("go_note");
        let built = Command::new("go")
            .args(["build", "-o"])
            .arg(&program)
            .arg("tests/go_note/main.go")
            .env("GO111MODULE", "off")
            .env("GOPATH", "/usr/share/gocode")
            .env("GOCACHE", place.join("go-cache"))
            .status();
        assert!(built.expect(MISSING).success(), "tests/go_note/main.go is not built");
        program
    })
}

fn go(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(program())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may refuse its arguments before it reads.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// What Go says of a note, by one of these keys at least: digest, then names and key hashes, then the unverified lines.
fn go_opens(note: &[u8], keys: &[&str]) -> Result<String, String> {
    let output = go(&[&["check"], keys].concat(), note);
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).unwrap().trim_start_matches("- ").trim().to_owned()),
        false => Err(String::from_utf8(output.stderr).unwrap()),
    }
}

/// The same of ours, in Go's words.
fn we_open(note: &[u8], keys: &[&str]) -> Result<String, String> {
    let keys: Vec<VerifierKey> =
        keys.iter().map(|key| key.parse()).collect::<Result<_, _>>().map_err(|error| format!("{error}"))?;
    let read = Note::parse(note).map_err(|error| error.to_string())?;
    let opened = read.open(&keys).map_err(|error| error.to_string())?;
    if opened.signers().is_empty() {
        return Err("no line by a known key".to_owned());
    }
    let signers: Vec<String> = opened
        .signers()
        .iter()
        .map(|signer| keys.iter().find(|key| key.ed25519() == Some(signer)).unwrap())
        .map(|key| format!("{}+{}", key.name(), key.key_id()))
        .collect();
    let unverified = opened.unknown().len();
    Ok(format!("{} {} unverified:{unverified}", read.digest(), signers.join(" ")))
}

/// Every note below this directory.
fn notes(directory: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            notes(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "note") {
            found.insert(path.to_str().unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
}

#[test]
fn go_opens_every_note_of_this_repository_as_we_do() {
    let output = go(&["open", "."], b"");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs = String::from_utf8(output.stdout).unwrap();

    let mut all = BTreeMap::new();
    ["keys", "statement", "signatures"].iter().for_each(|folder| notes(Path::new(folder), &mut all));
    let keys: Vec<String> = all
        .values()
        .filter_map(|note| match Record::parse(Note::parse(note).unwrap().text()).unwrap() {
            Record::Keys(keys) => Some(keys.keys),
            _ => None,
        })
        .flatten()
        .map(|key| key.to_string())
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let mut ours: Vec<String> =
        all.iter().map(|(path, note)| format!("{path} {}", we_open(note, &keys).unwrap())).collect();
    let mut theirs: Vec<&str> = theirs.lines().collect();
    theirs.sort_unstable();
    ours.sort_unstable();
    assert_eq!(ours.len(), 60);
    assert_eq!(theirs, ours);
}

/// A note of this repository and the key that signed it.
fn sample() -> (String, String) {
    let note = fs::read_to_string("signatures/political-prisoners-2025/freedom-house/1.note").unwrap();
    let keys = fs::read_to_string("keys/freedom-house/1.note").unwrap();
    let key = keys.lines().find_map(|line| line.strip_prefix("key ")).unwrap();
    (note, key.to_owned())
}

/// The bytes of the last signature line changed.
fn line(note: &str, change: impl Fn(&mut Vec<u8>)) -> String {
    let (before, encoded) = note.trim_end().rsplit_once(' ').unwrap();
    let mut bytes = STANDARD.decode(encoded).unwrap();
    change(&mut bytes);
    format!("{before} {}\n", STANDARD.encode(bytes))
}

#[test]
fn go_and_we_refuse_the_same_corruptions() {
    let (note, key) = sample();
    assert_eq!(go_opens(note.as_bytes(), &[&key]), we_open(note.as_bytes(), &[&key]));
    assert!(we_open(note.as_bytes(), &[&key]).is_ok());
    let corruptions: [(&str, Vec<u8>); 16] = [
        ("a byte of the text", note.replace("2025-10-30", "2025-10-31").into()),
        ("a line added to the text", note.replacen("\n\n", "\nmore\n\n", 1).into()),
        ("an empty line added to the text", note.replacen("\n\n", "\n\n\n", 1).into()),
        ("CRLF", note.replace('\n', "\r\n").into()),
        ("no last line feed", note.trim_end().into()),
        ("an empty line at the end", format!("{note}\n").into()),
        ("text behind the lines", format!("{note}more\n").into()),
        ("no empty line", note.replacen("\n\n", "\n", 1).into()),
        ("no signature lines", note.split_once("\n\n").unwrap().0.into()),
        ("a hyphen for the dash", note.replace('—', "-").into()),
        ("another name", note.replace("— freedom-house", "— freedom-now").into()),
        ("another key id", line(&note, |bytes| bytes[0] ^= 1).into()),
        ("another R", line(&note, |bytes| bytes[4] ^= 1).into()),
        ("another S", line(&note, |bytes| bytes[36] ^= 1).into()),
        ("a signature cut off", line(&note, |bytes| bytes.truncate(67)).into()),
        ("a byte that is not UTF-8", [b"\xff", note.as_bytes()].concat()),
    ];
    for (what, corrupted) in corruptions {
        assert_ne!(corrupted, note.as_bytes(), "{what}");
        assert!(go_opens(&corrupted, &[&key]).is_err(), "{what}");
        assert!(we_open(&corrupted, &[&key]).is_err(), "{what}");
    }
}

#[test]
fn what_go_takes_and_we_refuse_is_this() {
    let (note, key) = sample();
    let last = note.lines().last().unwrap();
    // Unknown lines of other names, up to Go's limit of 100.
    let unknown = |count: usize| -> String {
        let line = |n| format!("— other-{n} {}\n", STANDARD.encode([n as u8; 68]));
        note.clone() + &(0..count).map(line).collect::<String>()
    };
    let (before, encoded) = note.trim_end().rsplit_once(' ').unwrap();
    let sloppy = {
        // 68 bytes leave two trailing bits unused: `x=` and its neighbour decode alike to a lenient reader.
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let (body, last) = encoded.trim_end_matches('=').split_at(encoded.trim_end_matches('=').len() - 1);
        let next = digits.chars().nth(digits.find(last).unwrap() + 1).unwrap();
        format!("{before} {body}{next}=\n")
    };
    let signed = |text: &str| {
        let secret = forge::Key::of("a");
        (format!("{text}\n{}", secret.line(text)), secret.vkey())
    };
    let (control, a) = signed("DEL \u{7f} and NEL \u{85} in a text\n");
    let taken: [(&str, String, &str); 5] = [
        ("one line twice: N4, so that a note has one reading", format!("{note}{last}\n"), &key),
        ("a 17th line: N2, bounded work", unknown(16), &key),
        ("unused bits of base64 set: N5, one spelling", sloppy, &key),
        ("DEL and C1 controls: N1, Go refuses those below U+0020 alone", control, &a),
        (
            "a second, bad line by the same key: N4, Go drops it unread",
            {
                let bad = line(&note, |bytes| bytes[67] ^= 1);
                format!("{note}{}\n", bad.lines().last().unwrap())
            },
            &key,
        ),
    ];
    for (what, note, key) in taken {
        assert!(go_opens(note.as_bytes(), &[key]).is_ok(), "{what}");
        assert!(we_open(note.as_bytes(), &[key]).is_err(), "{what}");
    }
    assert_eq!(go_opens(unknown(15).as_bytes(), &[&key]), we_open(unknown(15).as_bytes(), &[&key]));
}

#[test]
fn go_takes_a_verifier_key_of_small_order_and_we_do_not() {
    // For the identity as a key everybody's signature is R = the identity, S = 0.
    let identity = [&[1_u8], &[0; 31][..]].concat();
    let key = Key::of("a");
    let encoded = |bytes: &[u8]| STANDARD.encode(bytes);
    let id = {
        use sha2::Digest as _;
        let hash = sha2::Sha256::digest([b"a\n\x01", &identity[..]].concat());
        hash[..4].to_vec()
    };
    let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    let forged = format!("a+{hex}+{}", encoded(&[&[1], &identity[..]].concat()));
    let note = format!("anything\n\n— a {}\n", encoded(&[&id[..], &identity, &[0; 32]].concat()));
    assert!(go_opens(note.as_bytes(), &[&forged]).is_ok());
    assert!(we_open(note.as_bytes(), &[&forged]).is_err());
    assert!(we_open(note.as_bytes(), &[&key.vkey()]).is_err());
}

/// A signer key and its verifier key, made by Go.
fn generate(name: &str) -> (String, String) {
    let output = go(&["generate", name], b"");
    let keys = String::from_utf8(output.stdout).unwrap();
    let (secret, public) = keys.trim_end().split_once('\n').unwrap();
    (secret.to_owned(), public.to_owned())
}

fn go_signs(text: &str, keys: &[&str]) -> String {
    let output = go(&[&["sign"], keys].concat(), text.as_bytes());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn we_open_what_go_signs() {
    let ((secret, public), (other_secret, other)) = (generate("freedom-house"), generate("a"));
    for text in [
        "a text\n",
        "\n",
        "one\n\ntwo\n",
        "متن فارسی\n— not a line\n",
        &"x".repeat(100_000).replace("xx", "x\n"),
    ] {
        for keys in [&[&*secret][..], &[&secret, &other_secret]] {
            let note = go_signs(text, keys);
            let read = Note::parse(note.as_bytes()).unwrap();
            assert_eq!((read.text(), read.to_string().as_str()), (text, note.as_str()));
            for known in [&[&*public][..], &[&public, &other]] {
                assert_eq!(go_opens(note.as_bytes(), known), we_open(note.as_bytes(), known));
                assert!(we_open(note.as_bytes(), known).is_ok());
            }
        }
    }
    let note = go_signs("a text\n", &[&secret]).replace("text", "test");
    assert!(we_open(note.as_bytes(), &[&public]).is_err());
}

#[test]
fn go_opens_what_we_sign() {
    let (record, _) = sample();
    let mut note = Note::parse(record.as_bytes()).unwrap();
    let id = "a".parse().unwrap();
    let secret = SecretKey::from_seed(&[9; 32]);
    note.sign(&id, &secret);
    let key = VerifierKey::new(id, secret.public()).to_string();
    let written = note.to_string();
    let opened = go_opens(written.as_bytes(), &[&key]).unwrap();
    assert!(opened.ends_with(" unverified:1"), "{opened}");
    assert_eq!(Ok(opened), we_open(written.as_bytes(), &[&key]));
}

#[test]
fn a_party_whose_key_lives_in_go_signs_a_statement() {
    let (secret, public) = generate("a");
    let mut registry = Registry::of(&["a"]);
    let keys = registry.text("keys/a/1.note").replace(&Key::of("a").vkey(), &public);
    registry.put("keys/a/1.note", go_signs(&keys, &[&secret]));
    registry.act("a", "signature").file();
    assert_eq!(registry.judged(), "a invalid(1 TooFew) | 0/1, 1 failed | fails NobodySigned");
    let act = registry.text("signatures/s/a/1.note");
    registry.put("signatures/s/a/1.note", go_signs(&act, &[&secret]));
    assert_eq!(registry.judged(), "a signed | 1/1 | holds");
}
