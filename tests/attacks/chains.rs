//! What becomes of a chain of acts or of keys when somebody takes a record away, adds one, or plays an old one again.

use undersigned::verify::{Outcome, Question, verify};

use super::forge::*;

const DISPUTED: &str = "| 0/1, 1 failed | fails NobodySigned";

/// Signed, withdrawn, signed again.
fn signed_again() -> Registry {
    let mut registry = Registry::signed(&["a"]);
    registry.act("a", "withdrawal").file();
    registry.act("a", "signature").file();
    registry
}

#[test]
fn the_last_act_is_what_a_party_says() {
    let mut registry = signed_again();
    assert_eq!(registry.judged(), "a signed | 1/1 | holds");
    registry.act("a", "decline").file();
    assert_eq!(registry.judged(), "a declined | 0/1, 1 declined | fails NobodySigned");
}

#[test]
fn a_withdrawal_replayed_after_signing_again_does_not_withdraw() {
    let mut registry = signed_again();
    registry.copy("signatures/s/a/2.note", "signatures/s/a/4.note");
    assert_eq!(registry.judged(), format!("a disputed(4 OtherVersion) {DISPUTED}"));
    registry.edit("signatures/s/a/4.note", "version 2", "version 4");
    assert_eq!(registry.judged(), format!("a disputed(4 Fork) {DISPUTED}"));
    let previous = (registry.digest("signatures/s/a/1.note"), registry.digest("signatures/s/a/3.note"));
    registry.edit("signatures/s/a/4.note", &previous.0, &previous.1);
    assert_eq!(registry.judged(), format!("a disputed(4 BadSignature) {DISPUTED}"));
}

#[test]
fn a_signature_replayed_after_a_withdrawal_does_not_sign_again() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.act("a", "withdrawal").file();
    registry.copy("signatures/s/a/1.note", "signatures/s/a/3.note");
    assert_eq!(registry.judged(), "a disputed(3 OtherVersion), b signed | 1/2, 1 failed | fails");
    registry.copy("signatures/s/a/1.note", "signatures/s/a/2.note");
    registry.remove("signatures/s/a/3.note");
    assert_eq!(registry.judged(), "a disputed(2 OtherVersion), b signed | 1/2, 1 failed | fails");
}

#[test]
fn a_missing_second_note_is_a_dispute_whatever_the_third_says() {
    let mut registry = signed_again();
    registry.remove("signatures/s/a/2.note");
    assert_eq!(registry.judged(), format!("a disputed(2 Gap) {DISPUTED}"));
    registry.remove("signatures/s/a/1.note");
    assert_eq!(registry.judged(), format!("a disputed(1 Gap) {DISPUTED}"));
}

#[test]
fn a_second_note_behind_a_first_that_does_not_hold_is_a_dispute() {
    let mut registry = signed_again();
    registry.remove("signatures/s/a/3.note");
    registry.edit("signatures/s/a/1.note", "signature/v1", "decline/v1");
    assert_eq!(registry.judged(), format!("a disputed(1 BadSignature) {DISPUTED}"));
    registry.put("signatures/s/a/1.note", "garbage");
    assert_eq!(registry.judged(), format!("a disputed(1 Note) {DISPUTED}"));
    registry.remove("signatures/s/a/2.note");
    assert_eq!(registry.judged(), format!("a unreadable(1 Note) {DISPUTED}"));
}

#[test]
fn a_record_of_a_far_higher_number_is_a_gap_and_costs_nothing() {
    let mut registry = Registry::signed(&["a"]);
    registry.act("a", "withdrawal").version(1_000_000).file();
    assert_eq!(registry.judged(), format!("a disputed(2 Gap) {DISPUTED}"));
}

#[test]
fn a_withdrawal_of_what_was_never_signed_is_not_said_to_have_been_a_signature() {
    let mut registry = Registry::signed(&["b"]);
    registry.keys("a").file();
    registry.roll(&["b", "a"]).file();
    registry.act("a", "withdrawal").file();
    assert_eq!(registry.judged(), "b signed, a withdrawn+NeverSigned | 1/2, 1 withdrawn | holds");
    let question = Question { id: Some("a".parse().unwrap()), ..accepting_all() };
    let answer = undersigned::render::text::answer(&verify(&registry.tree(), &trusting(&[]), &question));
    assert!(answer.contains("withdrew from the statement s"), "{answer}");
}

#[test]
fn a_fork_is_a_dispute() {
    // the party signed two second records: the registry shows one, and a third that follows the other
    let mut registry = Registry::signed(&["a"]);
    let mut other = registry.clone();
    other.act("a", "withdrawal").with("date 2025-10-30", "date 2025-10-31").file();
    other.act("a", "signature").file();
    registry.act("a", "withdrawal").file();
    registry.put("signatures/s/a/3.note", other.read("signatures/s/a/3.note"));
    assert_eq!(registry.judged(), format!("a disputed(3 Fork) {DISPUTED}"));
}

#[test]
fn a_first_note_that_names_a_previous_one_is_no_record() {
    let mut registry = Registry::of(&["a"]);
    let previous = format!("{}\n", digest("something"));
    registry.act("a", "signature").with("-30\n", &format!("-30\nprevious {previous}")).file();
    assert_eq!(registry.judged(), "a unreadable(1 Record) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn a_flawed_act_behind_a_valid_withdrawal_is_a_dispute_and_says_so() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.act("a", "withdrawal").file();
    registry.act("a", "signature").by(&[&Key::of("z")]).file();
    assert_eq!(registry.judged(), "a disputed(3 TooFew), b signed | 1/2, 1 failed | fails");
    registry.put("signatures/s/a/3.note", "garbage");
    assert_eq!(registry.judged(), "a disputed(3 Note), b signed | 1/2, 1 failed | fails");
}

#[test]
fn an_act_is_judged_by_exactly_the_keys_record_that_it_names() {
    let (first, second) = (Key::of("a"), Key::new("a", "second"));
    let mut registry = Registry::of(&["a"]);
    registry.keys("a").lists(&[&second]).by(&[&first, &second]).file();
    let signed = |version: u32, key: &Key| {
        let mut registry = registry.clone();
        registry.act("a", "signature").under("a", version).by(&[key]).file();
        registry.judged()
    };
    let invalid = "a invalid(1 TooFew) | 0/1, 1 failed | fails NobodySigned";
    assert_eq!(signed(1, &second), invalid, "a newer key under the older record");
    assert_eq!(signed(2, &first), invalid, "an older key under the newer record");
    assert_eq!(signed(1, &first), "a disputed(Dropped) | 0/1, 1 failed | fails NobodySigned");
    assert_eq!(signed(2, &second), "a signed | 1/1 | holds");
}

#[test]
fn along_a_chain_of_acts_the_keys_record_never_goes_back() {
    let (first, second) = (Key::of("a"), Key::new("a", "second"));
    let mut registry = Registry::of(&["a"]);
    registry.keys("a").lists(&[&first, &second]).file();
    registry.act("a", "signature").under("a", 2).file();
    registry.act("a", "withdrawal").under("a", 1).file();
    assert_eq!(registry.judged(), "a disputed(2 KeysWentBack) | 0/1, 1 failed | fails NobodySigned");
    registry.remove("signatures/s/a/2.note");
    registry.act("a", "withdrawal").under("a", 2).file();
    assert_eq!(registry.judged(), "a withdrawn | 0/1, 1 withdrawn | fails NobodySigned");
}

#[test]
fn an_act_that_names_a_keys_record_that_is_not_here_is_not_judged() {
    let mut registry = Registry::signed(&["a", "b"]);
    let named = registry.digest("keys/a/1.note");
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").with(&named, &digest("elsewhere")).file();
    assert_eq!(registry.judged(), "a unreadable(1 KeysNotHere), b signed | 1/2, 1 failed | not judged");
    // the digest of another party's keys record is not here either
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").under("b", 1).file();
    assert_eq!(registry.judged(), "a unreadable(1 KeysNotHere), b signed | 1/2, 1 failed | not judged");
    registry.remove("keys/a/1.note");
    assert_eq!(registry.judged(), "a unreadable(1 KeysNotHere), b signed | 1/2, 1 failed | not judged");
}

#[test]
fn an_act_that_names_an_unseen_roll_counts_and_is_marked() {
    let mut registry = Registry::of(&["a"]);
    let seen = registry.digest("statement/s/roll/1.note");
    registry.act("a", "signature").with(&seen, &digest("another roll")).file();
    assert_eq!(registry.judged(), "a signed+RollNotHere | 1/1 | holds");
}

#[test]
fn an_act_about_another_text_is_named_as_that() {
    let mut registry = Registry::of(&["a", "b"]);
    registry.act("a", "signature").with(&digest(TEXT), &digest("Another text.\n")).file();
    registry.act("b", "signature").file();
    let report = registry.report();
    assert_eq!(summary(&report), "a other-text(1 OtherText), b signed | 1/2, 1 failed | fails");
    // unless nobody signed that either
    registry.act("a", "signature").with(&digest(TEXT), &digest("Another text.\n")).by(&[]).at(1).file();
    registry.remove("signatures/s/a/1.note");
    registry
        .act("a", "signature")
        .with(&digest(TEXT), &digest("Another text.\n"))
        .by(&[&Key::of("z")])
        .file();
    assert_eq!(registry.judged(), "a invalid(1 TooFew), b signed | 1/2, 1 failed | fails");
}

#[test]
fn late_begins_when_the_day_after_the_deadline_has_ended() {
    for (date, found) in [
        ("2025-11-30", "a signed | 1/1 | holds"),
        ("2025-12-01", "a signed | 1/1 | holds"),
        ("2025-12-02", "a signed+Late | 1/1, 1 late | holds"),
    ] {
        let mut registry = Registry::of(&["a"]);
        registry.remove("statement/s/roll/1.note");
        registry.roll(&["a"]).with("mode open", "mode open\ndeadline 2025-11-30").file();
        registry.act("a", "signature").with("2025-10-30", date).file();
        assert_eq!(registry.judged(), found, "{date}");
    }
}

#[test]
fn a_keys_record_needs_the_keys_of_the_one_before_it() {
    let (first, second, third) = (Key::of("a"), Key::new("a", "second"), Key::new("a", "third"));
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").with("threshold 1", "threshold 2").lists(&[&first, &second]).file();
    registry.act("a", "signature").by(&[&first, &second]).file();
    let followed = |signers: &[&Key]| {
        let mut registry = registry.clone();
        registry.keys("a").lists(&[&first, &second, &third]).by(signers).file();
        registry.judged()
    };
    assert_eq!(followed(&[&first, &second, &third]), "a signed | 1/1 | holds");
    let disputed = |flaw: &str| format!("a disputed(keys a 2 {flaw}) {DISPUTED}");
    assert_eq!(followed(&[&first, &second]), disputed("NotProven"));
    assert_eq!(followed(&[&second, &third]), disputed("NotProven"));
    // the old keys are not all listed any more, and too few of them sign
    let handed_over = |signers: &[&Key]| {
        let mut registry = registry.clone();
        registry.keys("a").lists(&[&third]).by(signers).file();
        registry.judged()
    };
    assert_eq!(handed_over(&[&third]), disputed("TooFew"));
    assert_eq!(handed_over(&[&first, &third]), disputed("TooFew"));
    assert_eq!(
        handed_over(&[&first, &second, &third]),
        "a disputed(Dropped) | 0/1, 1 failed | fails NobodySigned"
    );
}

#[test]
fn it_is_said_whose_keys_must_sign_a_record() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.act("a", "withdrawal").by(&[&Key::of("z")]).file();
    let fresh = Key::new("b", "fresh");
    registry.keys("b").lists(&[&fresh]).file();
    let report = registry.report();
    let why = |place: usize| report.statements[0].findings[place].reason.as_ref().unwrap().to_string();
    assert_eq!(why(0), "signatures/s/a/2.note: 1 of the keys of a must sign it, 0 did");
    assert_eq!(why(1), "keys/b/2.note: 1 of the keys of the previous version must sign it, 0 did");
}

#[test]
fn a_bad_signature_by_a_key_of_the_version_before_spoils_a_keys_record() {
    let (first, second) = (Key::of("a"), Key::new("a", "second"));
    let mut registry = Registry::signed(&["a"]);
    registry.keys("a").lists(&[&second]).file();
    let note = registry.read("keys/a/2.note");
    registry.put("keys/a/2.note", format!("{note}{}", first.line("another text\n")));
    assert_eq!(registry.judged(), format!("a disputed(keys a 2 BadSignature) {DISPUTED}"));
}

#[test]
fn a_keys_record_of_a_wrong_previous_version_or_party_is_a_dispute() {
    let mut registry = Registry::signed(&["a", "b"]);
    let previous = registry.digest("keys/a/1.note");
    for (from, to, flaw) in [
        (previous.as_str(), digest("another record"), "Fork"),
        ("version 2", "version 3".to_owned(), "OtherVersion"),
    ] {
        let mut registry = registry.clone();
        registry.keys("a").with(from, &to).file();
        let found = format!("a disputed(keys a 2 {flaw}), b signed | 1/2, 1 failed | fails");
        assert_eq!(registry.judged(), found);
    }
    registry.copy("keys/b/1.note", "keys/a/2.note");
    assert_eq!(registry.judged(), "a disputed(keys a 2 OtherVersion), b signed | 1/2, 1 failed | fails");
    registry.copy("keys/b/1.note", "keys/a/1.note");
    registry.remove("keys/a/2.note");
    assert_eq!(registry.judged(), "a invalid(1 keys a 1 OtherParty), b signed | 1/2, 1 failed | fails");
    registry.copy("signatures/s/b/1.note", "keys/a/1.note");
    assert_eq!(registry.judged(), "a invalid(1 keys a 1 OtherKind), b signed | 1/2, 1 failed | fails");
}

#[test]
fn a_gap_in_the_keys_chain_is_a_dispute() {
    let mut registry = Registry::signed(&["a"]);
    registry.keys("a").version(3).file();
    assert_eq!(registry.judged(), format!("a disputed(keys a 2 Gap) {DISPUTED}"));
}

#[test]
fn an_act_of_another_kind_of_record_is_refused() {
    let mut registry = Registry::signed(&["a", "b"]);
    for (from, what) in [("keys/a/1.note", "keys record"), ("statement/s/roll/1.note", "roll")] {
        registry.copy(from, "signatures/s/a/1.note");
        let report = registry.report();
        assert_eq!(summary(&report), "a invalid(1 OtherKind), b signed | 1/2, 1 failed | fails");
        let why = report.statements[0].findings[0].reason.as_ref().unwrap().to_string();
        assert_eq!(why, format!("signatures/s/a/1.note: a {what} stands in its place"));
    }
}

#[test]
fn what_cannot_be_read_is_not_judged_and_what_is_no_record_is_refused() {
    use undersigned::tree::Content;
    let registry = Registry::signed(&["a", "b"]);
    for (path, found) in [
        ("signatures/s/a/1.note", "a unreadable(1 Unreadable), b signed | 1/2, 1 failed | not judged"),
        ("signatures/s/a/2.note", "a disputed(2 Unreadable), b signed | 1/2, 1 failed | not judged"),
        ("keys/a/1.note", "a unreadable(1 keys a 1 Unreadable), b signed | 1/2, 1 failed | not judged"),
        ("keys/a/2.note", "a disputed(keys a 2 Unreadable), b signed | 1/2, 1 failed | not judged"),
        ("keys/convener/2.note", "a signed, b signed | keys convener 2 Unreadable | 2/2 | not judged"),
        ("statement/s/roll/2.note", "a signed, b signed | roll 2 Unreadable | 2/2 | not judged"),
    ] {
        let mut tree = registry.tree();
        tree.insert(path.parse().unwrap(), Content::Unreadable("no permission".to_owned()));
        assert_eq!(summary(&verify(&tree, &trusting(&[]), &accepting_all())), found, "{path}");
    }
    for (path, found) in [
        ("signatures/s/a/1.note", "a unreadable(1 Note), b signed | 1/2, 1 failed | fails"),
        ("signatures/s/a/2.note", "a disputed(2 Note), b signed | 1/2, 1 failed | fails"),
        ("keys/a/1.note", "a unreadable(1 keys a 1 Note), b signed | 1/2, 1 failed | fails"),
        ("keys/a/2.note", "a disputed(keys a 2 Note), b signed | 1/2, 1 failed | fails"),
        ("keys/convener/2.note", "a signed, b signed | keys convener 2 Note | 2/2 | fails"),
        ("statement/s/roll/2.note", "a signed, b signed | roll 2 Note | 2/2 | fails"),
    ] {
        let mut registry = registry.clone();
        registry.put(path, "garbage");
        assert_eq!(registry.judged(), found, "{path}");
    }
}

#[test]
fn strays_change_nothing() {
    let mut registry = Registry::signed(&["a", "b"]);
    let sound = registry.judged();
    for path in [
        "keys/a/01.note",
        "keys/a/1.note.bak",
        "keys/A/1.note",
        "keys/../x",
        "statement/s/roll/0.note",
        "statement/s/notes.txt",
        "signatures/s/a/1.NOTE",
        "signatures/s/a/notes/1.note",
        "signatures/s/con/1.note",
    ] {
        registry.put(path, "garbage");
    }
    let report = registry.report();
    assert_eq!(summary(&report), sound);
    assert_eq!(report.strays.len(), 9);
    assert_eq!(report.outcome, Outcome::Holds);
}

#[test]
fn asked_about_one_statement_only_its_strays_and_those_of_keys_are_listed() {
    let mut registry = Registry::signed(&["a"]);
    for path in [
        "keys/A/1.note",
        "signatures/s/con/1.note",
        "signatures/t/con/1.note",
        "statement/s/notes.txt",
        "statement/t/notes.txt",
        "elsewhere.txt",
    ] {
        registry.put(path, "garbage");
    }
    let question = Question { slug: Some(SLUG.parse().unwrap()), ..accepting_all() };
    let report = verify(&registry.tree(), &trusting(&[]), &question);
    let strays: Vec<&str> = report.strays.iter().map(|stray| stray.path.as_str()).collect();
    assert_eq!(strays, ["keys/A/1.note", "signatures/s/con/1.note", "statement/s/notes.txt"]);
    assert_eq!(registry.report().strays.len(), 6);
}

#[test]
fn a_part_of_a_registry_gives_the_same_findings_as_the_whole() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.put("statement/other/text.txt", "Another text.\n");
    registry.keys("z").file();
    registry.roll_of("other", "z", &["a"]).file();
    let question = Question { slug: Some(SLUG.parse().unwrap()), ..accepting_all() };
    let asked = |tree| summary(&verify(&tree, &trusting(&[]), &question));
    let whole = asked(registry.tree());
    let mut part = registry.tree();
    part.statements.retain(|slug, _| slug.as_str() == SLUG);
    assert_eq!(asked(part), whole);
    assert_eq!(whole, "a signed, b signed | 2/2 | holds");
}
