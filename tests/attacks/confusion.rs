//! One thing offered as another: records in the places of other records, notes that are nearly notes, bundles that say a
//! thing twice.

use undersigned::registry::bundle::{Bundle, BundleError};
use undersigned::verify::Outcome;

use super::forge::*;

/// The places of a sound registry, and the key that signs what stands there.
const PLACES: [(&str, &str); 4] = [
    ("keys/a/1.note", "a"),
    ("keys/convener/1.note", CONVENER),
    ("statement/s/roll/1.note", CONVENER),
    ("signatures/s/a/1.note", "a"),
];

/// Texts of other types, signed or not by anybody: each a record somewhere else, later, or in another system.
fn strangers(registry: &Registry) -> Vec<String> {
    let act = registry.text("signatures/s/a/1.note");
    let mut all: Vec<String> = PLACES.iter().map(|(path, _)| registry.text(path)).collect();
    for kind in ["withdrawal", "decline"] {
        all.push(act.replace("signature/v1", &format!("{kind}/v1")));
    }
    for reserved in ["vouch", "attestation", "translation", "domain-check", "signature/v2", "Signature"] {
        all.push(act.replace("undersigned/signature/v1", &format!("undersigned/{reserved}")));
    }
    for (path, kind) in [("keys/a/1.note", "keys"), ("statement/s/roll/1.note", "roll")] {
        all.push(registry.text(path).replace(&format!("{kind}/v1"), &format!("{kind}/v2")));
    }
    all.push(format!("example.org/log\n5\n{}\n", "A".repeat(43) + "="));
    all.push("go.sum database tree\n5\n\nsome words\n".to_owned());
    all.push(TEXT.to_owned());
    // a record as the text of a note that quotes another
    all.push(format!("{act}\n— a AAAAAAA=\n"));
    all
}

#[test]
fn no_record_passes_for_another_though_the_right_key_signed_it() {
    let registry = Registry::signed(&["a"]);
    let mut tried = 0;
    for (path, signer) in PLACES {
        for text in strangers(&registry).iter().filter(|text| **text != registry.text(path)) {
            // A decline settles a name, and there is nobody else on the roll.
            let mut copy = registry.clone();
            copy.put(path, note(text, &[Key::of(signer)]));
            assert_ne!(copy.report().outcome, Outcome::Holds, "{text} at {path}");
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn a_note_that_is_nearly_one_is_none() {
    let registry = Registry::signed(&["a"]);
    type Change = fn(&str) -> String;
    let changes: [(&str, Change); 11] = [
        ("CRLF", |note| note.replace('\n', "\r\n")),
        ("one CRLF", |note| note.replacen('\n', "\r\n", 1)),
        ("CRLF in the lines", |note| note.replacen("\n— ", "\r\n— ", 1)),
        ("no last LF", |note| note.trim_end().to_owned()),
        ("one more LF", |note| format!("{note}\n")),
        ("text behind", |note| format!("{note}and more\n")),
        ("text behind an empty line", |note| format!("{note}\nand more\n")),
        ("text before the lines", |note| note.replacen("\n\n", "\n\nand more\n", 1)),
        ("a byte order mark", |note| format!("\u{feff}{note}")),
        ("a NUL at the end", |note| format!("{note}\0")),
        ("twice", |note| note.repeat(2)),
    ];
    for (path, _) in PLACES {
        for (what, change) in changes {
            let mut copy = registry.clone();
            copy.put(path, change(&registry.read(path)));
            assert_ne!(copy.report().outcome, Outcome::Holds, "{what} at {path}");
        }
    }
}

#[test]
fn a_bundle_that_says_a_thing_twice_is_refused_however_it_spells_it() {
    let files = r#"{"keys/a/1.note":"x"}"#;
    let once = format!(r#"{{"undersigned":"bundle/v1","files":{files}}}"#);
    assert!(Bundle::parse(once.as_bytes()).is_ok());
    for (json, refusal) in [
        (
            format!(r#"{{"undersigned":"bundle/v1","\u0075ndersigned":"bundle/v1","files":{files}}}"#),
            BundleError::MemberTwice("undersigned"),
        ),
        (
            format!(r#"{{"undersigned":"bundle/v1","files":{files},"f\u0069les":{{}}}}"#),
            BundleError::MemberTwice("files"),
        ),
        (
            format!(r#"{{"fil\u0065s":{{}},"undersigned":"bundle/v1","files":{files}}}"#),
            BundleError::MemberTwice("files"),
        ),
        (
            once.replace("\"x\"", r#""x","keys\/a\/1.note":"y""#),
            BundleError::PathTwice("keys/a/1.note".to_owned()),
        ),
        (
            once.replace("\"x\"", r#""x","\u006beys/\u0061/1\u002enote":"x""#),
            BundleError::PathTwice("keys/a/1.note".to_owned()),
        ),
        // not the same name, though it looks the same
        (
            format!(r#"{{"undersigned":"bundle/v1","files":{files},"f\u0456les":{{}}}}"#),
            BundleError::Member("f\u{456}les".to_owned()),
        ),
        (
            once.replace("\"x\"", r#""x","keys/\u0430/1.note":"y""#),
            BundleError::Path("keys/\u{430}/1.note".to_owned()),
        ),
    ] {
        assert_eq!(Bundle::parse(json.as_bytes()), Err(refusal), "{json}");
    }
}
