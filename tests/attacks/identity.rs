//! Whose key is whose: pins, former keys, demonstration keys.

use undersigned::trust::{Standing, Trust, TrustError};
use undersigned::verify::{Question, verify};

use super::forge::*;

/// What is found when exactly these keys are pinned, asked whether every counted key is known.
fn pinned(registry: &Registry, pins: &[&Key]) -> String {
    summary(&verify(&registry.tree(), &trusting(pins), &Question::default()))
}

/// `a` with `first`, and with `second` from version 2 on, of which `more` lines are said.
fn rotated(more: &str) -> (Registry, Key, Key) {
    let (first, second) = (Key::of("a"), Key::new("a", "second"));
    let mut registry = Registry::signed(&["a"]);
    let lines = more.replace("FIRST", &first.vkey());
    let lines = lines.replace("ACT", &registry.digest("signatures/s/a/1.note"));
    registry
        .keys("a")
        .lists(&[&second])
        .with("\ndate", &format!("{lines}\ndate"))
        .by(&[&first, &second])
        .file();
    (registry, first, second)
}

#[test]
fn two_keys_of_one_key_id_cannot_both_be_listed() {
    // A key id is 4 bytes and can be ground; for a kind that is not checked, nothing even has to be ground.
    let first = Key::of("a");
    let twin = first.unchecked().vkey().replacen(
        &format!("{:08x}", u32::from_be_bytes(first.unchecked().key_id())),
        &format!("{:08x}", u32::from_be_bytes(first.key_id())),
        1,
    );
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").with("\ndate", &format!("\nkey {twin}\ndate")).by(&[&first]).file();
    registry.act("a", "signature").file();
    assert_eq!(registry.judged(), "a unreadable(1 keys a 1 Record) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn a_key_id_that_is_not_the_hash_of_its_key_is_refused() {
    let (first, second) = (Key::of("a"), Key::new("a", "second"));
    let id = |key: &Key| format!("{:08x}", u32::from_be_bytes(key.key_id()));
    let forged = second.vkey().replacen(&id(&second), &id(&first), 1);
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").with(&first.vkey(), &forged).by(&[&first]).file();
    registry.act("a", "signature").file();
    assert_eq!(registry.judged(), "a unreadable(1 keys a 1 Record) | 0/1, 1 failed | fails NobodySigned");
    assert!(Trust::parse(format!("key {forged}\n").as_bytes()).is_err());
}

#[test]
fn a_key_of_one_version_does_not_stand_in_for_a_key_of_the_next_with_its_key_id() {
    // The twin in version 2 bears the key id of the key in version 1: the one line can be by one of them alone.
    let first = Key::of("a");
    let twin = first.unchecked().vkey().replacen(
        &format!("{:08x}", u32::from_be_bytes(first.unchecked().key_id())),
        &format!("{:08x}", u32::from_be_bytes(first.key_id())),
        1,
    );
    let mut registry = Registry::signed(&["a"]);
    registry.keys("a").with(&first.vkey(), &twin).by(&[&first]).file();
    assert_eq!(registry.judged(), "a disputed(keys a 2 NotProven) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn a_pin_that_the_chain_does_not_hold_makes_the_acts_invalid() {
    let registry = Registry::signed(&["a", "b"]);
    assert_eq!(
        pinned(&registry, &[&Key::new("a", "the true key"), &Key::of("b")]),
        "a invalid(1 NotPinned), b signed | 1/2, 1 failed | fails"
    );
    // under the standing that accepts anything too
    let trust = trusting(&[&Key::new("a", "the true key")]);
    let report = verify(&registry.tree(), &trust, &accepting_all());
    assert_eq!(summary(&report), "a invalid(1 NotPinned), b signed | 1/2, 1 failed | fails");
    // one of several pins is enough
    assert_eq!(
        pinned(&registry, &[&Key::new("a", "another"), &Key::of("a"), &Key::of("b")]),
        "a signed, b signed | 2/2 | holds"
    );
}

#[test]
fn a_pin_is_for_one_id_whoever_holds_the_key() {
    let registry = Registry::signed(&["a"]);
    assert_eq!(pinned(&registry, &[&Key::of("a").named("b")]), "a signed | 1/1 | not judged NotConfirmed");
}

#[test]
fn a_pinned_key_listed_without_a_proof_is_not_held() {
    let mut registry = Registry::of(&["a"]);
    let (own, pin) = (Key::of("a"), Key::new("a", "the true key"));
    registry.remove("keys/a/1.note");
    registry.keys("a").lists(&[&own, &pin]).by(&[&own]).file();
    registry.act("a", "signature").file();
    let found = pinned(&registry, &[&pin]);
    assert_eq!(found, "a invalid(1 keys a 1 NotProven) | 0/1, 1 failed | fails NobodySigned");
    // behind a sound first version: the chain ends before the proof that is missing
    let mut registry = Registry::signed(&["a"]);
    registry.keys("a").lists(&[&own, &pin]).by(&[&own]).file();
    let found = pinned(&registry, &[&pin]);
    assert_eq!(found, "a invalid(1 NotPinned) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn a_pinned_key_named_as_a_former_one_is_not_held() {
    for word in ["retired", "compromised"] {
        let pin = Key::new("a", "the true key");
        let mut registry = Registry::of(&["a"]);
        registry.remove("keys/a/1.note");
        registry.keys("a").with("\ndate", &format!("\n{word} 2025-01-01 {}\ndate", pin.vkey())).file();
        registry.act("a", "signature").file();
        let found = pinned(&registry, &[&pin]);
        assert_eq!(found, "a invalid(1 NotPinned) | 0/1, 1 failed | fails NobodySigned", "{word}");
    }
}

#[test]
fn a_pin_on_any_version_is_carried_along_the_chain() {
    let (mut registry, first, second) = rotated("\nretired 2025-11-01 FIRST\nkeeps ACT");
    for pin in [&first, &second] {
        assert_eq!(pinned(&registry, &[pin]), "a signed | 1/1 | holds");
    }
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").by(&[&second]).file();
    for pin in [&first, &second] {
        assert_eq!(pinned(&registry, &[pin]), "a signed | 1/1 | holds");
    }
}

#[test]
fn a_pin_on_a_compromised_key_carries_nothing() {
    // whoever found the key may have written every later version
    let (mut registry, first, second) = rotated("\ncompromised 2025-11-01 FIRST");
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").by(&[&second]).file();
    assert_eq!(pinned(&registry, &[&first]), "a signed | 1/1 | not judged NotConfirmed");
    assert_eq!(pinned(&registry, &[&second]), "a signed | 1/1 | holds");
}

#[test]
fn a_pin_of_a_kind_that_is_not_checked_is_refused() {
    let unchecked = Key::of("a").unchecked().vkey();
    let error = Trust::parse(format!("# mine\nkey {unchecked}\n").as_bytes());
    assert_eq!(error, Err(TrustError::Unchecked { line: 2 }));
}

#[test]
fn what_a_former_key_signed_is_disputed_unless_a_later_record_keeps_it() {
    for (lines, disputed) in [
        ("\nretired 2025-11-01 FIRST", "Retired"),
        ("\ncompromised 2025-11-01 FIRST", "Compromised"),
        ("", "Dropped"),
    ] {
        let found = format!("a disputed({disputed}) | 0/1, 1 failed | fails NobodySigned");
        assert_eq!(rotated(lines).0.judged(), found);
        let (kept, ..) = rotated(&format!("{lines}\nkeeps ACT"));
        assert_eq!(kept.judged(), "a signed | 1/1 | holds", "{lines}");
        let other = format!("{lines}\nkeeps {}", digest("another act"));
        assert_eq!(rotated(&other).0.judged(), found);
    }
}

#[test]
fn a_key_that_was_rotated_away_withdraws_nothing() {
    for lines in ["", "\nretired 2025-11-01 FIRST", "\ncompromised 2025-11-01 FIRST"] {
        // under the keys record that listed it: nobody keeps that
        let (mut registry, first, second) = rotated(&format!("{lines}\nkeeps ACT"));
        registry.act("a", "withdrawal").under("a", 1).by(&[&first]).file();
        let finding = &registry.report().statements[0].findings[0];
        assert_eq!((finding.verdict.word(), finding.act.is_some()), ("disputed", false), "{lines}");
        // under the one that replaced it
        registry.remove("signatures/s/a/2.note");
        registry.act("a", "withdrawal").by(&[&first]).file();
        assert_eq!(registry.judged(), "a disputed(2 TooFew) | 0/1, 1 failed | fails NobodySigned");
        registry.remove("signatures/s/a/2.note");
        registry.act("a", "withdrawal").by(&[&second]).file();
        assert_eq!(registry.judged(), "a withdrawn | 0/1, 1 withdrawn | fails NobodySigned");
    }
}

#[test]
fn what_was_kept_once_stands_though_the_key_is_found_to_be_compromised_later() {
    let (mut registry, first, second) = rotated("\nretired 2025-11-01 FIRST\nkeeps ACT");
    let third = Key::new("a", "third");
    let lines =
        format!("compromised 2025-10-01 {}\ncompromised 2025-10-01 {}\n", first.vkey(), second.vkey());
    registry.keys("a").lists(&[&third]).with("date", &format!("{lines}date")).by(&[&second, &third]).file();
    assert_eq!(registry.judged(), "a signed | 1/1 | holds");
    // it is taken back by a further act
    registry.act("a", "withdrawal").by(&[&third]).file();
    assert_eq!(registry.judged(), "a withdrawn | 0/1, 1 withdrawn | fails NobodySigned");
}

#[test]
fn dates_in_the_future_and_out_of_order_are_claims_and_change_no_verdict() {
    let mut registry = Registry::of(&["a", "b"]);
    registry.keys("a").with("date 2025-10-01", "date 9999-12-31").file();
    registry.keys("a").with("date 2025-10-01", "date 0000-01-01").file();
    registry.act("a", "signature").with("2025-10-30", "9999-12-31").file();
    registry.act("a", "withdrawal").with("2025-10-30", "0000-01-01").file();
    registry.act("b", "signature").with("2025-10-30", "9999-12-31").file();
    assert_eq!(registry.judged(), "a withdrawn, b signed | 1/2, 1 withdrawn | holds");
    let report = registry.report();
    assert_eq!(report.statements[0].findings[1].act.as_ref().unwrap().date().to_string(), "9999-12-31");
    // behind a deadline, whatever the day is today
    registry.remove("statement/s/roll/1.note");
    registry.roll(&["a", "b"]).with("mode open\n", "mode open\ndeadline 2025-11-30\n").file();
    assert!(registry.judged().contains("b signed+Late"), "{}", registry.judged());
}

#[test]
fn the_record_that_an_act_names_cannot_keep_the_act_itself() {
    // `keeps` stands in a record later than the one under which the act was signed, or says nothing.
    let (mut registry, first, second) = rotated("\nretired 2025-11-01 FIRST\nkeeps ACT");
    let third = Key::new("a", "third");
    registry.keys("a").lists(&[&third]).by(&[&second, &third]).file();
    assert_eq!(registry.judged(), "a signed | 1/1 | holds", "what was kept once stays kept");
    registry.remove("keys/a/3.note");
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").under("a", 1).with("2025-10-30", "2025-10-31").by(&[&first]).file();
    assert_eq!(registry.judged(), "a disputed(Retired) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn a_compromised_key_is_compromised_for_ever() {
    let (mut registry, first, second) = rotated("\ncompromised 2025-11-01 FIRST");
    registry.keys("a").lists(&[&first, &second]).file();
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").under("a", 3).by(&[&first]).file();
    assert_eq!(registry.judged(), "a disputed(Compromised) | 0/1, 1 failed | fails NobodySigned");
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").under("a", 3).by(&[&second]).file();
    assert_eq!(registry.judged(), "a signed | 1/1 | holds");
}

#[test]
fn of_a_threshold_of_two_one_former_key_disputes_the_act() {
    let (first, second, third) = (Key::of("a"), Key::new("a", "second"), Key::new("a", "third"));
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").with("threshold 1", "threshold 2").lists(&[&first, &second, &third]).file();
    registry.act("a", "signature").by(&[&first, &second]).file();
    registry.keys("a").with("threshold 1", "threshold 2").lists(&[&second, &third]).file();
    assert_eq!(registry.judged(), "a disputed(Dropped) | 0/1, 1 failed | fails NobodySigned");
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").under("a", 1).by(&[&first, &second, &third]).file();
    assert_eq!(registry.judged(), "a signed | 1/1 | holds");
    let report = registry.report();
    assert_eq!(report.statements[0].findings[0].act.as_ref().unwrap().keys().len(), 2);
}

#[test]
fn a_chain_that_starts_at_a_demonstration_key_stays_a_demonstration() {
    let (published, fresh) = (Key::demonstration("a"), Key::of("a"));
    let mut registry = Registry::of(&["a", "b"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").lists(&[&published]).file();
    registry.keys("a").lists(&[&fresh]).by(&[&published, &fresh]).file();
    registry.act("a", "signature").by(&[&fresh]).file();
    registry.act("b", "signature").file();
    let report = registry.report();
    assert_eq!(summary(&report), "a signed, b signed | 2/2 | fails DemonstrationAmongReal");
    assert_eq!(report.statements[0].findings[0].standing, Some(Standing::Demonstration));
    assert!(report.demonstration.is_any());
    // nor does a pin lift it
    let found = pinned(&registry, &[&fresh, &Key::of("b")]);
    assert_eq!(found, "a signed, b signed | 2/2 | fails DemonstrationAmongReal");
}

#[test]
fn a_record_that_says_demonstration_of_a_real_key_is_believed() {
    let mut registry = Registry::signed(&["b"]);
    registry.remove("statement/s/roll/1.note");
    registry.roll(&["a", "b"]).file();
    registry.keys("a").with("\nthreshold", "\nassurance demonstration\nthreshold").file();
    registry.act("a", "signature").file();
    registry.remove("signatures/s/b/1.note");
    registry.act("b", "signature").file();
    assert_eq!(registry.judged(), "a signed, b signed | 2/2 | fails DemonstrationAmongReal");
}

#[test]
fn a_demonstration_key_of_another_id_is_a_demonstration_key() {
    let published = Key::demonstration("b").named("a");
    let mut registry = Registry::of(&["a", "b"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").lists(&[&published]).file();
    registry.act("a", "signature").by(&[&published]).file();
    registry.act("b", "signature").file();
    assert_eq!(registry.judged(), "a signed, b signed | 2/2 | fails DemonstrationAmongReal");
}

#[test]
fn a_registry_of_demonstration_keys_holds_under_its_banner() {
    let registry = Registry::demonstration(&["a", "b"]);
    let report = verify(&registry.tree(), &Trust::default(), &Question::default());
    assert_eq!(summary(&report), "a signed, b signed | 2/2 | holds");
    assert!(report.demonstration.is_whole());
    assert_eq!(report.statements[0].totals.confirmed, 0);
}

#[test]
fn one_real_party_does_not_take_the_banner_off_a_demonstration() {
    let mut registry = Registry::demonstration(&["a"]);
    registry.keys("z").file();
    let report = registry.report();
    assert!(report.demonstration.is_any() && !report.demonstration.is_whole());
    assert_eq!(summary(&report), "a signed | 1/1 | fails DemonstrationAmongReal");
    // nor does a flawed one, which holds no key
    let mut registry = Registry::demonstration(&["a"]);
    registry.put("keys/z/1.note", "garbage");
    let report = registry.report();
    assert!(report.demonstration.is_whole());
    assert_eq!(summary(&report), "a signed | 1/1 | holds");
}

#[test]
fn demonstration_keys_never_hold_among_real_ones() {
    let mut registry = Registry::signed(&["a"]);
    registry.remove("statement/s/roll/1.note");
    registry.keys("b").lists(&[&Key::demonstration("b")]).file();
    registry.roll(&["a", "b"]).file();
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").file();
    registry.act("b", "signature").by(&[&Key::demonstration("b")]).file();
    assert_eq!(registry.judged(), "a signed, b signed | 2/2 | fails DemonstrationAmongReal");
    // unless they are not asked for
    let report = verify(&registry.tree(), &Trust::default(), &at_least(1));
    assert_eq!(summary(&report), "a signed, b signed | 2/2 | holds");
    assert!(report.demonstration.is_any());
}

#[test]
fn a_demonstration_convener_never_holds_among_real_names() {
    let mut registry = Registry::of(&["a"]);
    registry.remove("statement/s/roll/1.note");
    registry.remove("keys/convener/1.note");
    let published = Key::demonstration(CONVENER);
    registry.keys(CONVENER).lists(&[&published]).file();
    registry.roll(&["a"]).by(&[&published]).file();
    registry.act("a", "signature").file();
    assert_eq!(registry.judged(), "a signed | 1/1 | fails DemonstrationAmongReal");
}

#[test]
fn a_demonstration_party_that_is_not_asked_about_changes_nothing_but_the_banner() {
    let mut registry = Registry::signed(&["a"]);
    registry.keys("z").lists(&[&Key::demonstration("z")]).file();
    let report = registry.report();
    assert_eq!(summary(&report), "a signed | 1/1 | holds");
    assert!(!report.demonstration.is_any(), "nothing shown is a demonstration");
    registry.act("z", "signature").by(&[&Key::demonstration("z")]).file();
    let report = registry.report();
    assert_eq!(summary(&report), "a signed, z not-on-roll(signature) | 1/1, 1 not on roll | holds");
    assert!(report.demonstration.is_any());
}

#[test]
fn a_roll_that_renames_a_pinned_signatory_is_shown_beside_the_name_that_signed() {
    let mut registry = Registry::signed(&["a"]);
    registry.roll(&["a"]).with("signatory a A", "signatory a Friends of A").file();
    let report = verify(&registry.tree(), &trusting(&[&Key::of("a")]), &Question::default());
    assert_eq!(summary(&report), "a signed+ListedAs | 1/1 | holds");
    let finding = &report.statements[0].findings[0];
    assert_eq!(finding.name.as_ref().unwrap().as_str(), "A");
    assert_eq!(finding.listed_name().unwrap().as_str(), "Friends of A");
}

#[test]
fn a_roll_that_lists_another_id_under_a_pinned_name_gives_it_no_standing() {
    let mut registry = Registry::signed(&["a"]);
    registry.keys("z").with("name Z", "name A").file();
    registry.act("z", "signature").with("name Z", "name A").file();
    registry.remove("statement/s/roll/1.note");
    registry.roll(&["z"]).with("signatory z Z", "signatory z A").file();
    assert_eq!(
        pinned(&registry, &[&Key::of("a")]),
        "z signed+RollNotHere, a not-on-roll(signature)+RollNotHere | 1/1, 1 not on roll | not judged NotConfirmed"
    );
}

#[test]
fn an_act_gives_the_name_in_its_keys_record_and_no_other() {
    let mut registry = Registry::of(&["a"]);
    registry.act("a", "signature").with("name A", "name B").file();
    assert_eq!(registry.judged(), "a invalid(1 OtherName) | 0/1, 1 failed | fails NobodySigned");
}
