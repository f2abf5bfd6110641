//! What a convener can say in the name of others, and what nobody can make of it.

use undersigned::filing::{Objection, Proposal, judge};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Outcome, Question, Require, verify};

use super::forge::{CONVENER, Key, Registry, SLUG, accepting_all, at_least, digest, note, summary, trusting};

/// A roll of three: one signed, one is attested, one did nothing.
fn coalition() -> Registry {
    let mut registry = Registry::of(&["a", "b", "c"]);
    registry.act("a", "signature").file();
    registry.attest("b").file();
    registry
}

fn asked(registry: &Registry, question: Question) -> String {
    summary(&verify(&registry.tree(), &Trust::default(), &question))
}

/// What is found where attestations pass for signatures.
fn accepting(registry: &Registry) -> String {
    asked(registry, Question { accept_attested: true, ..accepting_all() })
}

const ATTESTATION: &str = "statement/s/attestations/b/1.note";

#[test]
fn a_name_that_is_attested_is_shown_apart_and_never_counted_as_signed() {
    let mut registry = coalition();
    let found = "a signed, b attested*, c missing | 1/3, 1 attested, 1 missing | fails";
    assert_eq!(registry.judged(), found);
    assert_eq!(accepting(&registry), found);
    registry.attest("c").file();
    let found = "a signed, b attested*, c attested* | 1/3, 2 attested";
    assert_eq!(registry.judged(), format!("{found} | fails"));
    assert_eq!(accepting(&registry), format!("{found} | holds"));
}

#[test]
fn a_roll_that_is_attested_alone_never_holds() {
    let mut registry = Registry::of(&["a"]);
    registry.attest("a").file();
    assert_eq!(accepting(&registry), "a attested* | 0/1, 1 attested | fails NobodySigned");
}

#[test]
fn what_passes_for_a_signature_passes_whatever_is_asked_and_by_the_conveners_keys() {
    let registry = coalition();
    let found = "a signed, b attested*, c missing | 1/3, 1 attested, 1 missing |";
    let two = |accept_attested| asked(&registry, Question { accept_attested, ..at_least(2) });
    assert_eq!(two(false), format!("{found} fails TooFewSigned"));
    assert_eq!(two(true), format!("{found} holds"));
    let of_b = |accept_attested| {
        let require = Require::Ids(["b".parse().unwrap()].into());
        asked(&registry, Question { require, accept_attested, ..accepting_all() })
    };
    assert_eq!(of_b(false), format!("{found} fails NotSigned"));
    assert_eq!(of_b(true), format!("{found} holds"));
    let one = |accept_attested, trust: &Trust| {
        let id = Some("b".parse().unwrap());
        let question =
            Question { slug: Some(SLUG.parse().unwrap()), id, accept_attested, ..Question::default() };
        verify(&registry.tree(), trust, &question).outcome
    };
    assert_eq!(one(false, &trusting(&[&Key::of(CONVENER)])), Outcome::DoesNotHold);
    assert_eq!(one(true, &trusting(&[&Key::of(CONVENER)])), Outcome::Holds);
    // a key of the organisation itself says nothing of who attests it
    assert_eq!(one(true, &trusting(&[&Key::of("b")])), Outcome::NotJudged);
}

#[test]
fn nobody_but_the_convener_attests() {
    let mut registry = coalition();
    registry.remove(ATTESTATION);
    let keys = registry.digest("keys/a/1.note");
    let own = registry.digest("keys/convener/1.note");
    registry
        .attest("b")
        .with("convener convener", "convener a")
        .with(&own, &keys)
        .by(&[&Key::of("a")])
        .file();
    let found = |flaw: &str| format!("a signed, b missing*{flaw}, c missing | 1/3, 2 missing | fails");
    assert_eq!(accepting(&registry), found("NotConvener"));
    // in the convener's name
    registry.remove(ATTESTATION);
    registry.attest("b").by(&[&Key::of("a")]).file();
    assert_eq!(accepting(&registry), found("TooFew"));
    registry.remove(ATTESTATION);
    registry.attest("b").with(&own, &keys).by(&[&Key::of("a")]).file();
    assert_eq!(accepting(&registry), found("KeysNotHere"));
}

/// The coalition, and the convener's next keys record, in which a second key takes over and `more` is said.
fn convener_rotated(more: &str) -> Registry {
    let (first, second) = (Key::of(CONVENER), Key::new(CONVENER, "second"));
    let mut registry = coalition();
    let roll = registry.digest("statement/s/roll/1.note");
    let attestation = registry.digest(ATTESTATION);
    let lines = more.replace("FIRST", &first.vkey()).replace("ATTESTATION", &attestation);
    registry
        .keys(CONVENER)
        .lists(&[&second])
        .with("\ndate", &format!("{lines}\nkeeps {roll}\ndate"))
        .by(&[&first, &second])
        .file();
    registry
}

#[test]
fn an_attestation_by_a_key_that_was_retired_or_compromised_counts_if_it_was_kept() {
    let found = |b: &str, missing| {
        let attested = if missing == 1 { "1 attested, " } else { "" };
        format!("a signed, b {b}, c missing | 1/3, {attested}{missing} missing | fails")
    };
    for (word, lapsed) in [("retired", "Retired"), ("compromised", "Compromised")] {
        let said = format!("\n{word} 2025-10-31 FIRST");
        let given_up = convener_rotated(&said);
        assert_eq!(accepting(&given_up), found(&format!("missing*{lapsed}"), 2), "{word}");
        let kept = convener_rotated(&format!("{said}\nkeeps ATTESTATION"));
        assert_eq!(accepting(&kept), found("attested*", 1), "{word}");
    }
    // and one that the thief makes today
    let mut stolen = convener_rotated("\ncompromised 2025-10-31 FIRST");
    stolen.attest("c").under(CONVENER, 1).file();
    let both = "a signed, b missing*Compromised, c missing*Compromised | 1/3, 2 missing | fails";
    assert_eq!(accepting(&stolen), both);
}

#[test]
fn an_attestation_that_was_taken_back_counts_no_more_and_can_be_given_again() {
    let mut registry = coalition();
    registry.attest("b").with("mode given", "mode withdrawn").file();
    assert_eq!(accepting(&registry), "a signed, b missing*Withdrawn, c missing | 1/3, 2 missing | fails");
    registry.attest("b").file();
    assert_eq!(accepting(&registry), "a signed, b attested*, c missing | 1/3, 1 attested, 1 missing | fails");
}

#[test]
fn an_attestation_for_a_name_that_is_not_on_the_roll_changes_nothing() {
    let mut registry = coalition();
    registry.keys("d").file();
    registry.attest("d").file();
    let on_the_roll = "a signed, b attested*, c missing";
    assert_eq!(
        accepting(&registry),
        format!(
            "{on_the_roll}, d not-on-roll(Unlisted)* | 1/3, 1 attested, 1 missing, 1 not on roll | fails"
        )
    );
    // what it did itself is told, and not what is said of it
    registry.act("d", "signature").file();
    assert_eq!(
        accepting(&registry),
        format!(
            "{on_the_roll}, d not-on-roll(signature) | 1/3, 1 attested, 1 missing, 1 not on roll | fails"
        )
    );
}

#[test]
fn an_attestation_for_another_text_counts_for_none() {
    let mut registry = coalition();
    registry.remove(ATTESTATION);
    let text = digest(&registry.read("statement/s/text.txt"));
    registry.attest("b").with(&text, &digest("another text")).file();
    assert_eq!(accepting(&registry), "a signed, b missing*OtherText, c missing | 1/3, 2 missing | fails");
}

#[test]
fn what_an_organisation_did_itself_goes_before_what_the_convener_says_of_it() {
    let with = |kind: &str| {
        let mut registry = coalition();
        registry.act("b", kind).file();
        registry
    };
    // in agreement, nothing is said of it
    let signed = "a signed, b signed, c missing | 2/3, 1 missing | fails";
    assert_eq!(accepting(&with("signature")), signed);
    // against each other, both are told
    let declined = "a signed, b declined*, c missing | 1/3, 1 declined, 1 missing | fails";
    assert_eq!(accepting(&with("decline")), declined);
    let mut withdrawn = with("signature");
    withdrawn.act("b", "withdrawal").file();
    let found = "a signed, b withdrawn*, c missing | 1/3, 1 withdrawn, 1 missing | fails";
    assert_eq!(accepting(&withdrawn), found);
    // an act in dispute is one of its own too, and one that is none may be what is left of it
    let mut disputed = with("decline");
    disputed.act("b", "signature").with("previous ", "previous sha256:0").at(3).file();
    let found = "a signed, b disputed(2 Gap)*, c missing | 1/3, 1 missing, 1 failed | fails";
    assert_eq!(accepting(&disputed), found);
    let mut unread = coalition();
    unread.put("signatures/s/b/1.note", "no note\n");
    let found = "a signed, b unreadable(1 Note)*, c missing | 1/3, 1 missing, 1 failed | fails";
    assert_eq!(accepting(&unread), found);
    // and what was taken back contradicts nobody
    let mut both = with("decline");
    both.attest("b").with("mode given", "mode withdrawn").file();
    let found = "a signed, b declined, c missing | 1/3, 1 declined, 1 missing | fails";
    assert_eq!(accepting(&both), found);
}

#[test]
fn an_attestation_that_forks_or_lacks_one_below_it_counts_for_nobody() {
    let mut fork = coalition();
    fork.attest("b").file();
    let path = "statement/s/attestations/b/2.note";
    let forked = fork.text(path).replace(&fork.digest(ATTESTATION), &digest("another"));
    fork.put(path, note(&forked, &[Key::of(CONVENER)]));
    let found = |flaw: &str| format!("a signed, b missing*{flaw}, c missing | 1/3, 2 missing | fails");
    assert_eq!(accepting(&fork), found("Fork"));
    fork.remove(ATTESTATION);
    assert_eq!(accepting(&fork), found("Gap"));
    let mut changed = coalition();
    changed.edit(ATTESTATION, "By e-mail", "By phone");
    assert_eq!(accepting(&changed), found("BadSignature"));
    let mut moved = coalition();
    moved.copy(ATTESTATION, "statement/s/attestations/c/1.note");
    let found = "a signed, b attested*, c missing*OtherParty | 1/3, 1 attested, 1 missing | fails";
    assert_eq!(accepting(&moved), found);
}

#[test]
fn an_attestation_counts_whatever_day_it_claims_and_is_late_behind_the_deadline() {
    let mut registry = Registry::of(&["a", "b"]);
    registry.remove("statement/s/roll/1.note");
    registry.roll(&["a", "b"]).with("mode open", "mode open\ndeadline 2025-11-30").file();
    registry.act("a", "signature").file();
    registry.attest("b").with("date 2025-10-30", "date 9999-12-31").file();
    let found = "a signed, b attested+Late* | 1/2, 1 attested |";
    assert_eq!(accepting(&registry), format!("{found} holds"));
    let on_time = Question { accept_attested: true, on_time: true, ..accepting_all() };
    assert_eq!(asked(&registry, on_time), format!("{found} fails Late"));
}

#[test]
fn a_convener_that_is_a_demonstration_makes_every_attestation_one() {
    let mut registry = Registry::demonstration(&["a", "b"]);
    registry.remove("signatures/s/b/1.note");
    registry.attest("b").by(&[&Key::demonstration(CONVENER)]).file();
    let report = verify(
        &registry.tree(),
        &Trust::default(),
        &Question { accept_attested: true, ..Question::default() },
    );
    assert!(report.demonstration.is_whole());
    assert_eq!(summary(&report), "a signed, b attested* | 1/2, 1 attested | holds");
    // beside real keys nothing of it counts
    let mut mixed = registry.clone();
    mixed.remove("keys/a/1.note");
    mixed.remove("signatures/s/a/1.note");
    mixed.keys("a").file();
    mixed.act("a", "signature").file();
    assert_eq!(accepting(&mixed), "a signed, b attested* | 1/2, 1 attested | fails DemonstrationAmongReal");
}

#[test]
fn pins_decide_on_a_convener_that_attests_too() {
    let registry = coalition();
    let question = Question { accept_attested: true, ..accepting_all() };
    let trust = trusting(&[&Key::new(CONVENER, "another key")]);
    let report = verify(&registry.tree(), &trust, &question);
    assert!(summary(&report).ends_with("not judged") || summary(&report).contains("fails"));
    assert_ne!(report.outcome, Outcome::Holds);
}

#[test]
fn an_attestation_whose_keys_record_is_not_here_could_not_be_judged() {
    let mut registry = coalition();
    registry.attest("c").file();
    registry.put("statement/s/attestations/b/1.note", "");
    registry.remove(ATTESTATION);
    let keys = registry.digest("keys/convener/1.note");
    registry.attest("b").with(&keys, &digest("keys elsewhere")).file();
    let found = "a signed, b missing*KeysNotHere, c attested* | 1/3, 1 attested, 1 missing |";
    assert_eq!(registry.judged(), format!("{found} fails"));
    assert_eq!(accepting(&registry), format!("{found} not judged"));
}

/// What is refused of the file at `path`, which goes beyond `before` in `after`.
fn refused(before: &Registry, after: &Registry, path: &str) -> Objection {
    let proposal = Proposal::from([(path.parse().unwrap(), after.files[path].clone())]);
    judge(&before.tree(), &[proposal]).remove(0).unwrap_err().remove(0)
}

#[test]
fn an_attestation_that_comes_by_mail_is_filed_if_it_holds() {
    let after = coalition();
    let mut before = after.clone();
    before.remove(ATTESTATION);
    let proposal = Proposal::from([(ATTESTATION.parse().unwrap(), after.files[ATTESTATION].clone())]);
    let accepted = judge(&before.tree(), &[proposal]).remove(0).unwrap();
    assert_eq!(accepted.new, [ATTESTATION.parse().unwrap()]);
    assert_eq!(accepted.attestations[0].name.as_str(), "CONVENER");
    // for somebody whom the roll does not name
    let mut unlisted = before.clone();
    unlisted.attest("d").file();
    let path = "statement/s/attestations/d/1.note";
    let (slug, id) = (SLUG.parse().unwrap(), "d".parse().unwrap());
    assert_eq!(refused(&before, &unlisted, path), Objection::Unlisted(slug, id));
    // by somebody else
    let mut stranger = before.clone();
    stranger.attest("b").by(&[&Key::of("a")]).file();
    assert!(matches!(refused(&before, &stranger, ATTESTATION), Objection::Said { .. }));
    // for a statement that is not here
    before.files.retain(|path, _| path.starts_with("keys/"));
    assert!(matches!(refused(&before, &after, ATTESTATION), Objection::NoStatement(_)));
}

#[test]
fn the_standing_that_is_asked_for_is_asked_of_the_convener() {
    let mut registry = coalition();
    registry.attest("c").file();
    let trust = trusting(&[&Key::of("a")]);
    let ask = |trust: &Trust| {
        verify(&registry.tree(), trust, &Question { accept_attested: true, ..Question::default() }).outcome
    };
    assert_eq!(ask(&trust), Outcome::NotJudged);
    assert_eq!(ask(&trusting(&[&Key::of("a"), &Key::of(CONVENER)])), Outcome::Holds);
    let pinned = Question { accept_attested: true, standing: Standing::Pinned, ..Question::default() };
    let both = trusting(&[&Key::of("a"), &Key::of(CONVENER)]);
    assert_eq!(verify(&registry.tree(), &both, &pinned).outcome, Outcome::Holds);
}
