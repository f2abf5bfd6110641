//! Keys that sign by the scheme of a tool: each is 32 bytes like any other, and counts as such.

use undersigned::trust::Trust;
use undersigned::verify::{Question, verify};

use super::forge::{Key, Registry, note, summary, trusting};

const SCHEMES: [&str; 3] = ["sshsig", "fido", "minisign"];
const SIGNED: &str = "a signed | 1/1 | holds";
const BAD: &str = "a invalid(1 BadSignature) | 0/1, 1 failed | fails NobodySigned";

/// A registry in which `a` lists these keys, with this threshold.
fn listing(keys: &[&Key], threshold: u32) -> Registry {
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").with("threshold 1", &format!("threshold {threshold}")).lists(keys).file();
    registry
}

/// What is found of an act of `a` with this signature instead of its own.
fn judged_with(key: &Key, signature: impl Fn(&str) -> Vec<u8>) -> String {
    let mut registry = listing(&[key], 1);
    registry.act("a", "signature").by(&[key]).file();
    assert_eq!(registry.judged(), SIGNED);
    let text = registry.text("signatures/s/a/1.note");
    registry.put("signatures/s/a/1.note", format!("{text}\n{}", key.line_of(&signature(&text))));
    registry.judged()
}

#[test]
fn a_key_of_every_kind_signs_and_withdraws() {
    for scheme in SCHEMES {
        let key = Key::of("a").signing_by(scheme);
        let mut registry = listing(&[&key], 1);
        registry.act("a", "signature").by(&[&key]).file();
        assert_eq!(registry.judged(), SIGNED, "{scheme}");
        let listed = registry.report().statements[0].findings[0].act.as_ref().unwrap().keys()[0].to_string();
        assert_eq!(listed, key.vkey(), "{scheme}");
        registry.act("a", "withdrawal").by(&[&key]).file();
        assert_eq!(registry.judged(), "a withdrawn | 0/1, 1 withdrawn | fails NobodySigned", "{scheme}");
    }
}

#[test]
fn keys_of_several_kinds_reach_a_threshold_together() {
    let keys: Vec<Key> = SCHEMES.iter().map(|scheme| Key::new("a", scheme).signing_by(scheme)).collect();
    let [ssh, fido, minisign] = &keys[..] else { unreachable!() };
    let native = Key::of("a");
    let mut registry = listing(&[&native, ssh, fido, minisign], 4);
    registry.act("a", "signature").by(&[&native, ssh, fido, minisign]).file();
    assert_eq!(registry.judged(), SIGNED);
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").by(&[&native, ssh, fido]).file();
    assert_eq!(registry.judged(), "a invalid(1 TooFew) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn one_raw_key_under_two_algorithms_is_listed_once() {
    let native = Key::of("a");
    for scheme in SCHEMES {
        let twin = native.signing_by(scheme);
        let mut registry = listing(&[&native, &twin], 1);
        registry.act("a", "signature").by(&[&native, &twin]).file();
        assert_eq!(registry.judged(), "a unreadable(1 keys a 1 Record) | 0/1, 1 failed | fails NobodySigned");
    }
}

#[test]
fn a_threshold_is_not_met_by_one_key_under_two_kinds() {
    let (first, second, fresh) = (Key::of("a"), Key::new("a", "second"), Key::new("a", "fresh"));
    let twin = first.signing_by("sshsig");
    let mut registry = listing(&[&first, &second], 2);
    // both lines are valid, the one by the keys of version 1, the other by those of version 2
    registry.keys("a").lists(&[&twin, &fresh]).by(&[&first, &twin, &fresh]).file();
    registry.act("a", "signature").by(&[&fresh]).file();
    assert_eq!(registry.judged(), "a invalid(1 keys a 2 TooFew) | 0/1, 1 failed | fails NobodySigned");
    registry.remove("keys/a/2.note");
    registry.remove("signatures/s/a/1.note");
    registry.keys("a").lists(&[&twin, &fresh]).by(&[&twin, &second, &fresh]).file();
    registry.act("a", "signature").by(&[&twin]).file();
    assert_eq!(registry.judged(), SIGNED, "the raw key signed, by its new kind alone");
}

#[test]
fn a_listed_key_proves_itself_by_its_own_kind() {
    let (native, twin) = (Key::of("a"), Key::of("a").signing_by("sshsig"));
    for (listed, signer) in [(&native, &twin), (&twin, &native)] {
        let mut registry = listing(&[listed], 1);
        let text = registry.text("keys/a/1.note");
        registry.put("keys/a/1.note", note(&text, std::slice::from_ref(signer)));
        registry.act("a", "signature").by(&[listed]).file();
        assert_eq!(registry.judged(), "a invalid(1 keys a 1 NotProven) | 0/1, 1 failed | fails NobodySigned");
        // nor does it pass on the keys of the version before
        let mut registry = listing(&[listed], 1);
        registry.keys("a").lists(&[signer]).by(&[listed]).file();
        registry.act("a", "signature").by(&[signer]).file();
        assert_eq!(registry.judged(), "a invalid(1 keys a 2 NotProven) | 0/1, 1 failed | fails NobodySigned");
    }
}

#[test]
fn one_raw_key_in_two_parties_counts_for_neither_whatever_its_kinds() {
    for scheme in SCHEMES {
        let key = Key::of("a").signing_by(scheme);
        let mut registry = listing(&[&key], 1);
        registry.act("a", "signature").by(&[&key]).file();
        registry.keys("z").lists(&[&Key::of("a").named("z")]).file();
        let shared = "a invalid(1 SharedKey) | 0/1, 1 failed | fails NobodySigned";
        assert_eq!(registry.judged(), shared, "{scheme}");
    }
}

#[test]
fn a_party_goes_over_to_another_kind_of_the_same_key_and_what_it_signed_stands() {
    let (first, second) = (Key::of("a").signing_by("sshsig"), Key::of("a"));
    let mut registry = listing(&[&first], 1);
    registry.act("a", "signature").by(&[&first]).file();
    registry.keys("a").lists(&[&second]).by(&[&first, &second]).file();
    assert_eq!(registry.judged(), SIGNED);
    registry.act("a", "withdrawal").by(&[&second]).file();
    assert_eq!(registry.judged(), "a withdrawn | 0/1, 1 withdrawn | fails NobodySigned");
}

#[test]
fn a_key_is_retired_and_compromised_under_whichever_kind() {
    for (word, reason) in [("retired", "Retired"), ("compromised", "Compromised")] {
        let (first, fresh) = (Key::of("a").signing_by("sshsig"), Key::new("a", "fresh"));
        let mut registry = listing(&[&first], 1);
        registry.act("a", "signature").by(&[&first]).file();
        let line = format!("\n{word} 2025-11-01 {}\ndate", Key::of("a").vkey());
        registry.keys("a").lists(&[&fresh]).with("\ndate", &line).by(&[&first, &fresh]).file();
        let found = format!("a disputed({reason}) | 0/1, 1 failed | fails NobodySigned");
        assert_eq!(registry.judged(), found);
        // it is none of those that are listed, under no kind
        registry.remove("keys/a/2.note");
        registry.keys("a").lists(&[&first]).with("\ndate", &line).file();
        assert!(registry.judged().starts_with("a disputed("), "{}", registry.judged());
    }
}

#[test]
fn a_pin_holds_for_the_key_under_every_kind() {
    let key = Key::of("a").signing_by("sshsig");
    let mut registry = listing(&[&key], 1);
    registry.act("a", "signature").by(&[&key]).file();
    for (pin, found) in [
        (&key, SIGNED),
        (&Key::of("a"), SIGNED),
        (&Key::of("a").signing_by("minisign"), SIGNED),
        (
            &Key::new("a", "another").signing_by("sshsig"),
            "a invalid(1 NotPinned) | 0/1, 1 failed | fails NobodySigned",
        ),
    ] {
        let report = verify(&registry.tree(), &trusting(&[pin]), &Question::default());
        assert_eq!(summary(&report), found, "{}", pin.vkey());
    }
    let voucher = format!("voucher {}\n", Key::of("v").signing_by("fido").vkey());
    let trust = Trust::parse(voucher.as_bytes()).unwrap();
    registry.keys("v").lists(&[&Key::of("v").signing_by("fido")]).file();
    registry.vouch("v", "a").by(&[&Key::of("v").signing_by("fido")]).file();
    assert_eq!(summary(&verify(&registry.tree(), &trust, &Question::default())), SIGNED);
}

#[test]
fn a_demonstration_key_is_one_under_every_kind() {
    for scheme in SCHEMES {
        let key = Key::demonstration("a").signing_by(scheme);
        let mut registry = listing(&[&key], 1);
        registry.act("a", "signature").by(&[&key]).file();
        assert!(!registry.judged().ends_with("| holds"), "{scheme}: {}", registry.judged());
    }
}

#[test]
fn an_sshsig_is_for_this_purpose_with_a_sound_hash_and_a_key_of_its_type() {
    let key = Key::of("a").signing_by("sshsig");
    for hash in ["sha512", "sha256"] {
        assert_eq!(judged_with(&key, |text| key.sshsig(text, "undersigned", hash)), SIGNED, "{hash}");
    }
    for (namespace, hash) in [
        ("file", "sha512"),
        ("git", "sha512"),
        ("", "sha512"),
        ("Undersigned", "sha512"),
        ("undersigned@v1", "sha512"),
        ("undersigned", "sha384"),
        ("undersigned", "sha1"),
        ("undersigned", ""),
    ] {
        assert_eq!(judged_with(&key, |text| key.sshsig(text, namespace, hash)), BAD, "{namespace} {hash}");
    }
    let other = Key::new("a", "another");
    assert_eq!(judged_with(&key, |text| other.sshsig(text, "undersigned", "sha512")), BAD);
    assert_eq!(judged_with(&key, |text| key.fido(text, "ssh:", 1)), BAD, "a key of another type");
    assert_eq!(judged_with(&key, |text| key.minisign(text, "")), BAD);
    assert_eq!(
        judged_with(&key, |text| key.sshsig(&text.replace("2025", "2026"), "undersigned", "sha512")),
        BAD
    );
}

#[test]
fn a_fido_signature_without_user_presence_does_not_count() {
    let key = Key::of("a").signing_by("fido");
    for (flags, found) in [(0x01, SIGNED), (0x05, SIGNED), (0x00, BAD), (0x04, BAD), (0xfe, BAD)] {
        assert_eq!(judged_with(&key, |text| key.fido(text, "ssh:", flags)), found, "{flags:#x}");
    }
    for application in ["ssh:work", "ssh", "", "webauthn"] {
        assert_eq!(judged_with(&key, |text| key.fido(text, application, 1)), BAD, "{application}");
    }
    assert_eq!(judged_with(&key, |text| key.sshsig(text, "undersigned", "sha512")), BAD, "no token made it");
    // flags and counter are under the signature
    for place in 1..=5 {
        let changed = |text: &str| {
            let mut made = key.fido(text, "ssh:", 1);
            let at = made.len() - place;
            made[at] ^= 2;
            made
        };
        assert_eq!(judged_with(&key, changed), BAD, "{place}");
    }
}

#[test]
fn a_trusted_comment_that_was_changed_makes_the_signature_bad() {
    let key = Key::of("a").signing_by("minisign");
    for comment in ["", "a comment", "timestamp:1\tfile:act.txt\thashed", &"x".repeat(1024)] {
        assert_eq!(judged_with(&key, |text| key.minisign(text, comment)), SIGNED, "{comment}");
    }
    for comment in ["a\nb", "\u{1b}[1m", "\u{9b}", &"x".repeat(1025)] {
        assert_eq!(judged_with(&key, |text| key.minisign(text, comment)), BAD, "{comment:?}");
    }
    let changed = |text: &str| [&key.minisign(text, "signed")[..], b"?"].concat();
    assert_eq!(judged_with(&key, changed), BAD);
    let cut = |text: &str| key.minisign(text, "")[..127].to_vec();
    assert_eq!(judged_with(&key, cut), BAD);
}

#[test]
fn no_bit_of_a_signature_of_another_kind_may_change() {
    for scheme in SCHEMES {
        let key = Key::of("a").signing_by(scheme);
        let mut registry = listing(&[&key], 1);
        registry.act("a", "signature").by(&[&key]).file();
        let text = registry.text("signatures/s/a/1.note");
        let made = match scheme {
            "sshsig" => key.sshsig(&text, "undersigned", "sha512"),
            "fido" => key.fido(&text, "ssh:", 1),
            _ => key.minisign(&text, "a comment"),
        };
        assert_eq!(registry.read("signatures/s/a/1.note"), format!("{text}\n{}", key.line_of(&made)));
        let verifies = |signature: &[u8]| {
            key.vkey().parse::<undersigned::key::VerifierKey>().unwrap().verify(text.as_bytes(), signature)
        };
        assert!(verifies(&made));
        for position in 0..made.len() * 8 {
            let mut flipped = made.clone();
            flipped[position / 8] ^= 1 << (position % 8);
            assert!(!verifies(&flipped), "{scheme}: bit {position}");
        }
        for length in 0..made.len() {
            assert!(!verifies(&made[..length]), "{scheme}: {length} bytes");
        }
        assert!(!verifies(&[&made[..], &[0]].concat()), "{scheme}");
    }
}
