//! Who is counted, and how often.

use undersigned::trust::Standing;
use undersigned::verify::{Outcome, Question, Require, verify};

use super::forge::*;

const BOTH: &str = "a signed, b signed | 2/2 | holds";

#[test]
fn a_registry_that_nobody_attacked_holds() {
    assert_eq!(Registry::signed(&["a", "b"]).judged(), BOTH);
}

#[test]
fn one_signature_filed_under_two_names_counts_for_its_signer_alone() {
    let mut registry = Registry::of(&["a", "b"]);
    registry.act("a", "signature").file();
    registry.copy("signatures/s/a/1.note", "signatures/s/b/1.note");
    assert_eq!(registry.judged(), "a signed, b invalid(1 OtherParty) | 1/2, 1 failed | fails");
    // with the party's name in the text changed it is nobody's signature, whatever name its line bears
    registry.edit("signatures/s/b/1.note", "signatory a\nname A", "signatory b\nname B");
    let keys = (registry.digest("keys/a/1.note"), registry.digest("keys/b/1.note"));
    registry.edit("signatures/s/b/1.note", &keys.0, &keys.1);
    assert_eq!(registry.judged(), "a signed, b invalid(1 TooFew) | 1/2, 1 failed | fails");
    registry.edit("signatures/s/b/1.note", "— a ", "— b ");
    assert_eq!(registry.judged(), "a signed, b invalid(1 TooFew) | 1/2, 1 failed | fails");
}

#[test]
fn a_signature_by_the_key_of_another_party_counts_for_neither() {
    let mut registry = Registry::of(&["a", "b"]);
    registry.act("a", "signature").file();
    registry.act("b", "signature").by(&[&Key::of("a")]).file();
    assert_eq!(registry.judged(), "a signed, b invalid(1 TooFew) | 1/2, 1 failed | fails");
    registry.act("b", "signature").at(1).by(&[&Key::of("a").named("b")]).file();
    registry.remove("signatures/s/b/1.note");
    registry.act("b", "signature").by(&[&Key::of("a").named("b")]).file();
    assert_eq!(registry.judged(), "a signed, b invalid(1 TooFew) | 1/2, 1 failed | fails");
}

#[test]
fn one_raw_key_under_two_ids_counts_for_neither_once_both_proved_to_hold_it() {
    let mut registry = Registry::of(&["a", "b"]);
    registry.act("a", "signature").file();
    let shared = Key::of("a").named("b");
    registry.remove("keys/b/1.note");
    registry.keys("b").lists(&[&shared]).file();
    registry.act("b", "signature").by(&[&shared]).file();
    assert_eq!(
        registry.judged(),
        "a invalid(1 SharedKey), b invalid(1 SharedKey) | 0/2, 2 failed | fails NobodySigned"
    );
}

#[test]
fn a_key_that_two_parties_share_counts_for_neither_even_if_it_is_pinned() {
    let mut registry = Registry::signed(&["a"]);
    registry.keys("z").lists(&[&Key::of("a").named("z")]).file();
    let report = verify(&registry.tree(), &trusting(&[&Key::of("a")]), &accepting_all());
    assert_eq!(summary(&report), "a invalid(1 SharedKey) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn a_key_that_an_earlier_version_listed_is_shared_as_well() {
    let mut registry = Registry::signed(&["a"]);
    let fresh = Key::new("z", "fresh");
    registry.keys("z").lists(&[&Key::of("a").named("z")]).file();
    registry.keys("z").lists(&[&fresh]).by(&[&fresh, &Key::of("a").named("z")]).file();
    assert_eq!(registry.judged(), "a invalid(1 SharedKey) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn whoever_finds_a_key_that_was_replaced_voids_nothing_that_followed() {
    let (found, fresh) = (Key::of("a"), Key::new("a", "fresh"));
    let (convener, next) = (Key::of(CONVENER), Key::new(CONVENER, "next"));
    let mut registry = Registry::signed(&["a"]);
    let compromised = format!("\ncompromised 2025-11-01 {}\ndate", found.vkey());
    registry.keys("a").lists(&[&fresh]).with("\ndate", &compromised).by(&[&found, &fresh]).file();
    registry.act("a", "signature").by(&[&fresh]).file();
    registry.keys(CONVENER).lists(&[&next]).by(&[&convener, &next]).file();
    registry.roll(&["a"]).by(&[&next]).file();
    assert_eq!(registry.judged(), "a signed | 1/1 | holds");
    registry.keys("y").lists(&[&found.named("y")]).file();
    registry.keys("z").lists(&[&convener.named("z")]).file();
    assert_eq!(registry.judged(), "a signed | 1/1 | holds");
}

#[test]
fn a_second_act_or_a_roll_by_a_key_that_is_shared_is_refused() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.act("b", "withdrawal").file();
    registry.keys("z").lists(&[&Key::of("b").named("z")]).file();
    assert_eq!(registry.judged(), "a signed, b disputed(2 SharedKey) | 1/2, 1 failed | fails");
    let mut registry = Registry::signed(&["a"]);
    registry.keys("z").lists(&[&Key::of(CONVENER).named("z")]).file();
    assert_eq!(registry.judged(), "a signed | roll 1 SharedKey | 1/1 | fails");
}

#[test]
fn listing_the_key_of_another_party_without_a_proof_voids_nobody() {
    let mut registry = Registry::signed(&["a", "b"]);
    let stolen = Key::of("a").named("z");
    let own = Key::of("z");
    for signers in [&[][..], &[&own], &[&own, &Key::of("a")]] {
        let mut attacked = registry.clone();
        attacked.keys("z").lists(&[&own, &stolen]).by(signers).file();
        let report = attacked.report();
        assert_eq!(summary(&report), BOTH);
        assert_eq!(report.strays.len(), 1, "{:?}", report.strays);
    }
    // in the keys record of a name on the roll it voids that name alone
    registry.remove("keys/b/1.note");
    registry.keys("b").lists(&[&Key::of("b"), &Key::of("a").named("b")]).by(&[&Key::of("b")]).file();
    assert_eq!(registry.judged(), "a signed, b invalid(1 keys b 1 NotProven) | 1/2, 1 failed | fails");
}

#[test]
fn a_bad_signature_beside_a_good_one_by_the_same_key_is_refused_in_either_order() {
    let good = Registry::signed(&["a"]);
    let text = good.text("signatures/s/a/1.note");
    let (right, wrong) = (Key::of("a").line(&text), Key::of("a").line("another text\n"));
    for lines in [[&right, &wrong], [&wrong, &right], [&right, &right]] {
        let mut registry = good.clone();
        registry.put("signatures/s/a/1.note", format!("{text}\n{}{}", lines[0], lines[1]));
        assert_eq!(registry.judged(), "a unreadable(1 Note) | 0/1, 1 failed | fails NobodySigned");
    }
}

#[test]
fn a_bad_signature_by_one_of_two_keys_makes_the_act_invalid_though_the_other_would_do() {
    let mut registry = Registry::of(&["a"]);
    let second = Key::new("a", "second");
    registry.remove("keys/a/1.note");
    registry.keys("a").lists(&[&Key::of("a"), &second]).file();
    registry.act("a", "signature").file();
    let sound = registry.read("signatures/s/a/1.note");
    registry.put("signatures/s/a/1.note", format!("{sound}{}", second.line("another text\n")));
    assert_eq!(registry.judged(), "a invalid(1 BadSignature) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn unknown_lines_count_for_nothing_and_are_reported() {
    let mut registry = Registry::of(&["a"]);
    registry.act("a", "signature").by(&[&Key::of("a"), &Key::of("z"), &Key::new("a", "unlisted")]).file();
    let report = registry.report();
    assert_eq!(summary(&report), "a signed+UnknownLines | 1/1 | holds");
    let marks = &report.statements[0].findings[0].marks;
    assert_eq!(marks, &[undersigned::verify::Mark::UnknownLines(2)]);
    assert_eq!(report.statements[0].findings[0].act.as_ref().unwrap().keys().len(), 1);
}

#[test]
fn unknown_lines_on_a_roll_are_reported_too() {
    let mut registry = Registry::of(&["a"]);
    registry.remove("statement/s/roll/1.note");
    registry.roll(&["a"]).by(&[&Key::of("z"), &Key::of(CONVENER)]).file();
    registry.act("a", "signature").file();
    assert_eq!(registry.judged(), "a signed | 1/1 | holds");
    assert_eq!(registry.report().statements[0].roll.as_ref().unwrap().unknown_lines, 1);
}

#[test]
fn a_seventeenth_line_is_refused_and_a_sixteenth_is_not() {
    let strangers: Vec<Key> = (0..16).map(|n| Key::of(&format!("z{n}"))).collect();
    let own = Key::of("a");
    let signers: Vec<&Key> = [&own].into_iter().chain(&strangers).collect();
    let mut registry = Registry::of(&["a"]);
    registry.act("a", "signature").by(&signers[..16]).file();
    assert_eq!(registry.judged(), "a signed+UnknownLines | 1/1 | holds");
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").by(&signers).file();
    assert_eq!(registry.judged(), "a unreadable(1 Note) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn a_threshold_of_two_is_not_met_by_one_key_however_often_it_signs() {
    let (first, second) = (Key::of("a"), Key::new("a", "second"));
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").with("threshold 1", "threshold 2").lists(&[&first, &second]).file();
    let one = |signers: &[&Key]| {
        let mut registry = registry.clone();
        registry.act("a", "signature").by(signers).file();
        registry.judged()
    };
    let too_few = "a invalid(1 TooFew) | 0/1, 1 failed | fails NobodySigned";
    assert_eq!(one(&[&first]), too_few);
    assert_eq!(one(&[&first, &first.named("z")]), too_few);
    assert_eq!(one(&[&first, &Key::of("z")]), too_few);
    assert_eq!(one(&[&first, &first]), "a unreadable(1 Note) | 0/1, 1 failed | fails NobodySigned");
    assert_eq!(one(&[&first, &second]), "a signed | 1/1 | holds");
    assert_eq!(one(&[&second, &first]), "a signed | 1/1 | holds");
}

#[test]
fn a_key_listed_twice_in_one_record_does_not_raise_what_a_threshold_counts() {
    let first = Key::of("a");
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").with("threshold 1", "threshold 2").lists(&[&first, &first]).by(&[&first]).file();
    registry.act("a", "signature").file();
    assert_eq!(registry.judged(), "a unreadable(1 keys a 1 Record) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn of_a_threshold_of_two_a_key_that_another_party_shares_counts_for_nothing() {
    let (first, second) = (Key::of("a"), Key::new("a", "second"));
    let mut registry = Registry::of(&["a", "b"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").with("threshold 1", "threshold 2").lists(&[&first, &second]).file();
    registry.act("a", "signature").by(&[&first, &second]).file();
    registry.act("b", "signature").file();
    assert_eq!(registry.judged(), BOTH);
    registry.keys("z").lists(&[&second.named("z")]).file();
    assert_eq!(registry.judged(), "a invalid(1 SharedKey), b signed | 1/2, 1 failed | fails");
}

#[test]
fn with_a_threshold_of_one_a_shared_key_beside_an_own_one_is_not_counted_and_is_said() {
    let (first, second) = (Key::of("a"), Key::new("a", "second"));
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").lists(&[&first, &second]).file();
    registry.act("a", "signature").by(&[&first, &second]).file();
    registry.keys("z").lists(&[&second.named("z")]).file();
    let report = registry.report();
    assert_eq!(summary(&report), "a signed+SharedLines | 1/1 | holds");
    assert_eq!(report.statements[0].findings[0].act.as_ref().unwrap().keys().len(), 1);
}

#[test]
fn keys_of_a_kind_that_is_not_checked_never_count() {
    let (checked, unchecked) = (Key::of("a"), Key::new("a", "unchecked").unchecked());
    let listing = |threshold: &str, signers: &[&Key]| {
        let mut registry = Registry::of(&["a"]);
        registry.remove("keys/a/1.note");
        registry.keys("a").with("threshold 1", threshold).lists(&[&checked, &unchecked]).file();
        registry.act("a", "signature").by(signers).file();
        registry.judged()
    };
    assert_eq!(listing("threshold 1", &[&checked]), "a signed | 1/1 | holds");
    assert_eq!(listing("threshold 1", &[&checked, &unchecked]), "a signed+UncheckedLines | 1/1 | holds");
    let not_checked = "a unreadable(1 NotChecked) | 0/1, 1 failed | not judged NobodySigned";
    assert_eq!(listing("threshold 1", &[&unchecked]), not_checked);
    assert_eq!(listing("threshold 2", &[&checked, &unchecked]), not_checked);
    let too_few = "a invalid(1 TooFew) | 0/1, 1 failed | fails NobodySigned";
    assert_eq!(listing("threshold 2", &[&checked]), too_few);
    assert_eq!(listing("threshold 2", &[&unchecked]), too_few);
}

#[test]
fn where_a_key_is_shared_one_that_is_not_checked_might_still_reach_the_threshold() {
    let (own, shared, unchecked) =
        (Key::of("a"), Key::new("a", "shared"), Key::new("a", "other").unchecked());
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    let keys = [&own, &shared, &unchecked];
    registry.keys("a").lists(&keys).with("threshold 1", "threshold 2").file();
    registry.keys("z").lists(&[&shared.named("z")]).file();
    registry.act("a", "signature").by(&keys).file();
    assert_eq!(registry.judged(), "a unreadable(1 NotChecked) | 0/1, 1 failed | not judged NobodySigned");
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").by(&[&own, &shared]).file();
    assert_eq!(registry.judged(), "a invalid(1 SharedKey) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn a_keys_record_that_only_unchecked_keys_could_have_passed_on_is_not_judged() {
    let (old, fresh) = (Key::new("a", "unchecked").unchecked(), Key::new("a", "fresh"));
    let mut registry = Registry::of(&["a"]);
    registry.remove("keys/a/1.note");
    registry.keys("a").lists(&[&Key::of("a"), &old]).file();
    registry.keys("a").lists(&[&fresh]).by(&[&old, &fresh]).file();
    registry.act("a", "signature").by(&[&fresh]).file();
    assert_eq!(
        registry.judged(),
        "a unreadable(1 keys a 2 NotChecked) | 0/1, 1 failed | not judged NobodySigned"
    );
    registry.remove("keys/a/2.note");
    registry.remove("signatures/s/a/1.note");
    registry.keys("a").lists(&[&fresh]).by(&[&fresh]).file();
    registry.act("a", "signature").by(&[&fresh]).file();
    assert_eq!(registry.judged(), "a invalid(1 keys a 2 TooFew) | 0/1, 1 failed | fails NobodySigned");
}

#[test]
fn an_empty_roll_never_holds() {
    assert_eq!(Registry::of(&[]).judged(), "| 0/0 | fails EmptyRoll".trim());
    let mut registry = Registry::of(&[]);
    registry.keys("z").file();
    registry.act("z", "signature").file();
    assert_eq!(registry.judged(), "z not-on-roll(signature) | 0/0, 1 not on roll | fails EmptyRoll");
}

#[test]
fn a_roll_of_whom_nobody_signed_never_holds() {
    assert_eq!(Registry::of(&["a"]).judged(), "a missing | 0/1, 1 missing | fails NobodySigned");
    let mut registry = Registry::of(&["a", "b"]);
    registry.act("a", "decline").file();
    registry.act("b", "signature").file();
    registry.act("b", "withdrawal").file();
    assert_eq!(
        registry.judged(),
        "a declined, b withdrawn | 0/2, 1 withdrawn, 1 declined | fails NobodySigned"
    );
}

#[test]
fn withdrawals_and_declines_settle_a_name_and_are_never_counted_as_signatures() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.act("b", "withdrawal").with("date", "reason We were pressed\ndate").file();
    assert_eq!(registry.judged(), "a signed, b withdrawn | 1/2, 1 withdrawn | holds");
    let asking = |number| summary(&verify(&registry.tree(), &trusting(&[]), &at_least(number)));
    assert_eq!(asking(1), "a signed, b withdrawn | 1/2, 1 withdrawn | holds");
    assert_eq!(asking(2), "a signed, b withdrawn | 1/2, 1 withdrawn | fails TooFewSigned");
}

#[test]
fn a_proof_says_what_the_act_says() {
    let mut registry = Registry::signed(&["a"]);
    let reason = "\nreason We were not asked\ndate 2025-11-02";
    registry.act("a", "withdrawal").with("\ndate 2025-10-30", reason).file();
    let report = registry.report();
    let proof = report.statements[0].findings[0].act.as_ref().unwrap();
    assert_eq!((proof.kind().word(), proof.version()), ("withdrawal", 2));
    assert_eq!(proof.date().to_string(), "2025-11-02");
    assert_eq!(proof.reason().map(|reason| reason.as_str()), Some("We were not asked"));
    assert_eq!(proof.digest().prefixed(), registry.digest("signatures/s/a/2.note"));
    assert_eq!(proof.keys().iter().map(ToString::to_string).collect::<Vec<_>>(), [Key::of("a").vkey()]);
}

#[test]
fn a_party_that_is_not_on_the_roll_changes_nothing() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.keys("z").file();
    registry.act("z", "signature").file();
    registry.put("signatures/s/y/1.note", "garbage");
    assert_eq!(
        registry.judged(),
        "a signed, b signed, y unreadable(1 Note), z not-on-roll(signature) | 2/2, 2 not on roll | holds"
    );
    let report = verify(&registry.tree(), &trusting(&[]), &at_least(3));
    assert_eq!(
        report.outcome,
        Outcome::DoesNotHold,
        "who is not on the roll does not count towards a number"
    );
}

#[test]
fn asked_for_a_number_or_for_ids_the_other_names_do_not_matter() {
    let mut registry = Registry::signed(&["a", "b", "c"]);
    registry.remove("signatures/s/c/1.note");
    let asked = |require: Require| {
        let question = Question { require, ..accepting_all() };
        summary(&verify(&registry.tree(), &trusting(&[]), &question))
    };
    let ids = |ids: &[&str]| Require::Ids(ids.iter().map(|id| id.parse().unwrap()).collect());
    let found = "a signed, b signed, c missing | 2/3, 1 missing";
    assert_eq!(asked(Require::All), format!("{found} | fails"));
    assert_eq!(asked(Require::AtLeast(2)), format!("{found} | holds"));
    assert_eq!(asked(Require::AtLeast(3)), format!("{found} | fails TooFewSigned"));
    assert_eq!(asked(ids(&["a", "b"])), format!("{found} | holds"));
    assert_eq!(asked(ids(&["a", "c"])), format!("{found} | fails NotSigned"));
    assert_eq!(asked(ids(&["a", "z"])), format!("{found} | fails NotSigned"));
}

#[test]
fn asked_about_one_name_only_that_name_matters() {
    let mut registry = Registry::signed(&["a", "b", "c", "d"]);
    registry.remove("keys/b/1.note");
    registry.remove("signatures/s/c/1.note");
    registry.act("d", "withdrawal").file();
    let totals = "1/4, 1 withdrawn, 1 missing, 1 failed";
    for (id, found) in [
        ("a", "a signed | {} | holds"),
        ("b", "b unreadable(1 KeysNotHere) | {} | not judged"),
        ("c", "c missing | {} | fails"),
        ("d", "d withdrawn | {} | fails"),
        ("z", "z not-on-roll(Unknown) | {} | fails"),
    ] {
        let question = Question { id: Some(id.parse().unwrap()), ..accepting_all() };
        let report = verify(&registry.tree(), &trusting(&[]), &question);
        assert_eq!(summary(&report), found.replace("{}", totals));
    }
}

#[test]
fn asked_about_one_name_its_key_alone_needs_a_standing() {
    let registry = Registry::signed(&["a", "b"]);
    let asked = |pin: &Key| {
        let question = Question { id: Some("a".parse().unwrap()), ..Question::default() };
        summary(&verify(&registry.tree(), &trusting(&[pin]), &question))
    };
    assert_eq!(asked(&Key::of("a")), "a signed | 2/2 | holds");
    assert_eq!(asked(&Key::of("b")), "a signed | 2/2 | not judged NotConfirmed");
}

#[test]
fn what_could_not_be_judged_may_still_be_a_signature_so_that_a_number_is_not_judged_either() {
    let mut registry = Registry::signed(&["a", "b", "c"]);
    registry.remove("keys/c/1.note");
    let asked = |require: Require| {
        let question = Question { require, ..accepting_all() };
        summary(&verify(&registry.tree(), &trusting(&[]), &question))
    };
    let ids = |ids: &[&str]| Require::Ids(ids.iter().map(|id| id.parse().unwrap()).collect());
    let found = "a signed, b signed, c unreadable(1 KeysNotHere) | 2/3, 1 failed";
    assert_eq!(asked(Require::All), format!("{found} | not judged"));
    assert_eq!(asked(Require::AtLeast(2)), format!("{found} | holds"));
    assert_eq!(asked(Require::AtLeast(3)), format!("{found} | not judged TooFewSigned"));
    assert_eq!(asked(Require::AtLeast(4)), format!("{found} | fails TooFewSigned"));
    assert_eq!(asked(ids(&["a", "c"])), format!("{found} | not judged NotSigned"));
    assert_eq!(asked(ids(&["c", "z"])), format!("{found} | fails NotSigned NotSigned"));
}

#[test]
fn a_question_that_asks_for_nobody_is_not_answered() {
    let registry = Registry::signed(&["a"]);
    for require in [Require::AtLeast(0), Require::Ids(Default::default())] {
        let question = Question { require, ..accepting_all() };
        let report = verify(&registry.tree(), &trusting(&[]), &question);
        assert_eq!(report.outcome, Outcome::NotJudged);
    }
}

#[test]
fn of_the_names_asked_for_the_best_known_are_counted_and_the_others_need_no_standing() {
    let registry = Registry::signed(&["a", "b", "c"]);
    let asked = |require: Require, pins: &[&Key]| {
        let question = Question { require, ..Question::default() };
        summary(&verify(&registry.tree(), &trusting(pins), &question))
    };
    let ids = |ids: &[&str]| Require::Ids(ids.iter().map(|id| id.parse().unwrap()).collect());
    let found = "a signed, b signed, c signed | 3/3";
    let (b, c) = (Key::of("b"), Key::of("c"));
    assert_eq!(asked(Require::AtLeast(2), &[&b, &c]), format!("{found} | holds"));
    assert_eq!(asked(Require::AtLeast(2), &[&c]), format!("{found} | not judged NotConfirmed"));
    assert_eq!(asked(ids(&["c"]), &[&c]), format!("{found} | holds"));
    assert_eq!(asked(ids(&["b"]), &[&c]), format!("{found} | not judged NotConfirmed"));
    assert_eq!(asked(Require::All, &[&c]), format!("{found} | not judged NotConfirmed"));
    assert_eq!(asked(Require::All, &[&Key::of("a"), &b, &c]), format!("{found} | holds"));
}

#[test]
fn the_convener_signs_its_own_statement_like_any_other_name() {
    let mut registry = Registry::of(&[]);
    registry.remove("statement/s/roll/1.note");
    registry.roll(&[CONVENER]).file();
    assert_eq!(registry.judged(), "convener missing | 0/1, 1 missing | fails NobodySigned");
    registry.act(CONVENER, "signature").file();
    assert_eq!(registry.judged(), "convener signed | 1/1 | holds");
}

#[test]
fn totals_say_how_many_keys_the_reader_confirmed() {
    let registry = Registry::signed(&["a", "b"]);
    let report = verify(&registry.tree(), &trusting(&[&Key::of("a")]), &accepting_all());
    let statement = &report.statements[0];
    assert_eq!(statement.totals.confirmed, 1);
    let standings: Vec<_> = statement.findings.iter().map(|finding| finding.standing).collect();
    assert_eq!(standings, [Some(Standing::Pinned), Some(Standing::SelfPublished)]);
}
