//! Notes, records and the values in them: what is read prints to the same bytes.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use undersigned::date::Date;
use undersigned::digest::Digest;
use undersigned::id::{Id, nearest};
use undersigned::key::{PublicKey, SecretKey, VerifierKey};
use undersigned::note::{MAX_NOTE, MAX_SIGNATURES, Note};
use undersigned::path::RegistryPath;
use undersigned::record::keys::Domain;
use undersigned::record::roll::Language;
use undersigned::record::{MAX_VALUE, Record};
use undersigned::text::{CanonicalText, Line};

use super::{is_harmless, refused, say};

/// Values have one spelling.
pub fn atoms(bytes: &[u8]) -> bool {
    if let Ok(key) = PublicKey::from_bytes(bytes) {
        assert_eq!(key.as_bytes(), bytes);
        return true;
    }
    let Ok(written) = std::str::from_utf8(bytes) else { return false };
    let read = [
        one_spelling(written, Id::to_string),
        one_spelling(written, Digest::prefixed),
        one_spelling(written, Date::to_string),
        one_spelling(written, VerifierKey::to_string),
        one_spelling(written, RegistryPath::to_string),
        one_spelling(written, |domain: &Domain| domain.as_str().to_owned()),
        one_spelling(written, |language: &Language| language.as_str().to_owned()),
    ];
    let line = Line::new(written, MAX_VALUE);
    match &line {
        Ok(line) => {
            assert_eq!(line.as_str(), written);
            assert!((1..=MAX_VALUE).contains(&written.len()) && written.chars().all(is_harmless));
            let canonical = CanonicalText::from_source(bytes).unwrap();
            assert_eq!(canonical.as_str().strip_suffix('\n'), Some(written));
        }
        Err(error) => say(error),
    }
    if let Some(id) = Id::proposed(written) {
        assert_eq!((id.as_str().parse(), Id::proposed(id.as_str())), (Ok(id.clone()), Some(id.clone())));
        assert_eq!(nearest(id.as_str(), [&id].into_iter()), Some(&id));
    }
    line.is_ok() || read.contains(&true)
}

fn one_spelling<T: FromStr<Err: Display> + PartialEq + Debug>(
    written: &str,
    print: impl Fn(&T) -> String,
) -> bool {
    let read = written.parse::<T>();
    match &read {
        Ok(read) => assert_eq!(print(read), written),
        Err(error) => say(error),
    }
    read.is_ok()
}

/// A note prints as it was read, and opening it accounts for each of its lines.
pub fn note(bytes: &[u8]) -> bool {
    let note = match Note::parse(bytes) {
        Ok(note) => note,
        Err(error) => return refused(&error),
    };
    assert_eq!(note.to_string().as_bytes(), bytes);
    assert_eq!(note.digest(), Digest::of(note.text().as_bytes()));
    assert!((1..=MAX_SIGNATURES).contains(&note.signatures().len()));
    let keys = match record(note.text()) {
        Some(Record::Keys(record)) => record.keys,
        _ => Vec::new(),
    };
    let published: Vec<VerifierKey> =
        note.signatures().iter().filter_map(|line| demonstration(&line.name)).collect();
    for keys in [&keys, &published] {
        match note.open(keys) {
            Ok(opened) => {
                let accounted = opened.signers().len() + opened.unchecked().len() + opened.unknown().len();
                assert!(accounted <= note.signatures().len());
                for signer in opened.signers() {
                    assert!(keys.iter().any(|key| key.ed25519() == Some(signer)));
                    let mut lines = note.signatures().iter();
                    assert!(lines.any(|line| signer.verify(note.text().as_bytes(), &line.signature)));
                }
            }
            Err(bad) => {
                assert!(note.signatures().contains(&bad.0));
                say(&bad);
            }
        }
    }
    true
}

fn demonstration(name: &str) -> Option<VerifierKey> {
    let id: Id = name.parse().ok()?;
    Some(VerifierKey::new(id.clone(), SecretKey::demonstration(&id).public()))
}

/// A keys record behind its type line.
pub fn keys(bytes: &[u8]) -> bool {
    of_type("keys", bytes)
}

/// A roll behind its type line.
pub fn roll(bytes: &[u8]) -> bool {
    of_type("roll", bytes)
}

/// A signature, a withdrawal and a decline behind their type lines.
pub fn act(bytes: &[u8]) -> bool {
    ["signature", "withdrawal", "decline"].map(|kind| of_type(kind, bytes)).contains(&true)
}

/// A vouch behind its type line.
pub fn vouch(bytes: &[u8]) -> bool {
    of_type("vouch", bytes)
}

/// An attestation of consent behind its type line.
pub fn attestation(bytes: &[u8]) -> bool {
    of_type("attestation", bytes)
}

/// An attested translation behind its type line.
pub fn translation(bytes: &[u8]) -> bool {
    of_type("translation", bytes)
}

/// A domain check behind its type line.
pub fn check(bytes: &[u8]) -> bool {
    of_type("domain-check", bytes)
}

fn of_type(kind: &str, bytes: &[u8]) -> bool {
    let lines = std::str::from_utf8(bytes);
    lines.is_ok_and(|lines| record(&format!("undersigned/{kind}/v1\n{lines}")).is_some())
}

/// A record prints as it was read, says nothing that moves or hides anything, and can be signed and read again.
fn record(text: &str) -> Option<Record> {
    let record = match Record::parse(text) {
        Ok(record) => record,
        Err(error) => {
            assert!((1..=text.lines().count() + 1).contains(&error.line), "{error}");
            say(&error);
            return None;
        }
    };
    assert_eq!(record.text(), text);
    assert!(text.chars().all(|c| c == '\n' || is_harmless(c)), "{text:?}");
    let mut note = record.to_note().unwrap();
    assert_eq!(note.text(), text);
    let id: Id = "a".parse().unwrap();
    note.sign(&id, &SecretKey::demonstration(&id));
    let printed = note.to_string();
    if printed.len() <= MAX_NOTE {
        assert_eq!(Note::parse(printed.as_bytes()), Ok(note));
    }
    Some(record)
}
