//! What a convener, or somebody in its place, does to the roll and to the text.

use undersigned::id::Slug;
use undersigned::tree::Content;
use undersigned::trust::Trust;
use undersigned::verify::{Outcome, Question, verify};

use super::forge::*;

#[test]
fn a_later_roll_that_changes_what_must_stay_is_refused() {
    let text = digest(TEXT);
    for (from, to, flaw) in [
        (text.as_str(), digest("Another text.\n"), "Changed"),
        ("slug s", "slug other".to_owned(), "OtherSlug"),
        ("language en", "language fr".to_owned(), "Changed"),
        ("date 2025-10-30", "date 2025-10-31".to_owned(), "Changed"),
        ("signatory a A\n", String::new(), "Dropped"),
        ("signatory b B\n", String::new(), "Dropped"),
        ("signatory a A\nsignatory b B\n", "signatory b B\nsignatory a A\n".to_owned(), "Dropped"),
        ("signatory a A\n", "signatory z Z\nsignatory a A\n".to_owned(), "Dropped"),
        ("version 2", "version 3".to_owned(), "OtherVersion"),
        ("profile text-v1", "profile text-v2".to_owned(), "Record"),
    ] {
        let mut registry = Registry::signed(&["a", "b"]);
        registry.roll(&["a", "b"]).with(from, &to).file();
        let found = format!("a signed, b signed | roll 2 {flaw} | 2/2 | fails");
        assert_eq!(registry.judged(), found, "{from} to {to}");
    }
}

#[test]
fn a_later_roll_may_append_names_and_correct_them() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.keys("z").file();
    registry.act("z", "signature").file();
    registry.roll(&["a", "b", "z"]).with("signatory b B", "signatory b B-Verein").file();
    assert_eq!(registry.judged(), "a signed, b signed+ListedAs, z signed | 3/3 | holds");
}

#[test]
fn a_closed_roll_never_opens_again() {
    let mut registry = Registry::signed(&["a"]);
    registry.roll(&["a"]).with("mode open", "mode closed").file();
    assert_eq!(registry.judged(), "a signed | 1/1 | holds");
    let mut reopened = registry.clone();
    reopened.roll(&["a"]).file();
    assert_eq!(reopened.judged(), "a signed | roll 3 Reopened | 1/1 | fails");
    let mut appended = registry.clone();
    appended.roll(&["a", "z"]).with("mode open", "mode closed").file();
    assert_eq!(appended.judged(), "a signed | roll 3 Reopened | 1/1 | fails");
    registry.roll(&["a"]).with("mode open", "mode closed").with("signatory a A", "signatory a Aa").file();
    assert_eq!(registry.judged(), "a signed+ListedAs | 1/1 | holds");
}

#[test]
fn a_roll_signed_by_another_party_is_refused() {
    let mut registry = Registry::signed(&["a"]);
    registry.roll(&["a", "z"]).by(&[&Key::of("a")]).file();
    assert_eq!(registry.judged(), "a signed | roll 2 TooFew | 1/1 | fails");
    registry.roll(&["a", "z"]).at(2).by(&[&Key::of("z").named(CONVENER)]).file();
    registry.remove("statement/s/roll/2.note");
    registry.roll(&["a", "z"]).by(&[&Key::of("z").named(CONVENER)]).file();
    assert_eq!(registry.judged(), "a signed | roll 2 TooFew | 1/1 | fails");
}

#[test]
fn another_convener_cannot_go_on_with_a_roll() {
    let mut registry = Registry::signed(&["a"]);
    registry.keys("z").file();
    registry.roll(&["a"]).with("convener convener", "convener z").under("z", 1).by(&[&Key::of("z")]).file();
    assert_eq!(registry.judged(), "a signed | roll 2 Changed | 1/1 | fails");
}

#[test]
fn a_first_roll_by_an_impostor_leaves_every_signature_marked() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.keys("z").file();
    registry.remove("statement/s/roll/1.note");
    registry.roll_of(SLUG, "z", &["a"]).file();
    assert_eq!(
        registry.judged(),
        "a signed+RollNotHere, b not-on-roll(signature)+RollNotHere | 1/1, 1 not on roll | holds"
    );
}

#[test]
fn along_a_chain_of_rolls_the_keys_record_never_goes_back() {
    let (first, second) = (Key::of(CONVENER), Key::new(CONVENER, "second"));
    let mut registry = Registry::signed(&["a"]);
    registry.keys(CONVENER).lists(&[&first, &second]).file();
    registry.roll(&["a"]).under(CONVENER, 2).file();
    registry.roll(&["a"]).under(CONVENER, 1).file();
    assert_eq!(registry.judged(), "a signed | roll 3 KeysWentBack | 1/1 | fails");
}

#[test]
fn a_roll_by_a_key_that_no_longer_stands_is_in_dispute_until_a_new_key_signs_the_next() {
    let (first, second) = (Key::of(CONVENER), Key::new(CONVENER, "second"));
    for (lines, revocation) in [
        ("retired 2025-11-01 FIRST\n", "Retired"),
        ("compromised 2025-11-01 FIRST\n", "Compromised"),
        ("", "Dropped"),
    ] {
        let mut registry = Registry::signed(&["a"]);
        registry
            .keys(CONVENER)
            .lists(&[&second])
            .with("date", &format!("{}date", lines.replace("FIRST", &first.vkey())))
            .by(&[&first, &second])
            .file();
        assert_eq!(registry.judged(), format!("a signed | roll {revocation} | 1/1 | fails"));
        registry.roll(&["a"]).by(&[&second]).file();
        assert_eq!(registry.judged(), "a signed | 1/1 | holds");
    }
}

#[test]
fn a_roll_whose_convener_has_no_keys_here_is_not_judged() {
    let mut registry = Registry::signed(&["a"]);
    registry.remove("keys/convener/1.note");
    assert_eq!(
        registry.judged(),
        "a not-on-roll(signature)+RollNotHere | roll 1 KeysNotHere | 0/0, 1 not on roll | not judged"
    );
}

#[test]
fn a_roll_by_a_convener_whose_pin_is_not_in_its_chain_is_refused() {
    let registry = Registry::signed(&["a"]);
    let trust = trusting(&[&Key::new(CONVENER, "the true key")]);
    assert_eq!(
        summary(&verify(&registry.tree(), &trust, &accepting_all())),
        "a not-on-roll(signature)+RollNotHere | roll 1 NotPinned | 0/0, 1 not on roll | fails"
    );
}

#[test]
fn without_a_roll_nothing_is_judged() {
    let mut registry = Registry::signed(&["a"]);
    registry.remove("statement/s/roll/1.note");
    let found = "a not-on-roll(signature)+RollNotHere | RollMissing | 0/0, 1 not on roll | not judged";
    assert_eq!(registry.judged(), found);
    for question in [at_least(1), Question { id: Some("a".parse().unwrap()), ..accepting_all() }] {
        assert_eq!(summary(&verify(&registry.tree(), &trusting(&[]), &question)), found);
    }
    let question = Question { id: Some("z".parse().unwrap()), ..accepting_all() };
    assert_eq!(
        summary(&verify(&registry.tree(), &trusting(&[]), &question)),
        "z not-on-roll(Unknown) | RollMissing | 0/0, 1 not on roll | not judged"
    );
}

#[test]
fn a_missing_first_roll_is_refused_if_a_second_stands_here() {
    let mut registry = Registry::signed(&["a"]);
    registry.roll(&["a"]).file();
    registry.remove("statement/s/roll/1.note");
    assert_eq!(
        registry.judged(),
        "a not-on-roll(signature)+RollNotHere | roll 1 Gap | 0/0, 1 not on roll | fails"
    );
}

#[test]
fn a_slug_that_disagrees_with_its_path_is_refused() {
    let mut registry = Registry::signed(&["a"]);
    for path in ["statement/s/text.txt", "statement/s/roll/1.note", "signatures/s/a/1.note"] {
        registry.copy(path, &path.replace("/s/", "/moved/"));
        registry.remove(path);
    }
    assert_eq!(
        registry.judged(),
        "a not-on-roll(signature)+RollNotHere | roll 1 OtherSlug | 0/0, 1 not on roll | fails"
    );
}

#[test]
fn an_id_that_disagrees_with_its_path_is_refused() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.act("b", "signature").with("signatory b", "signatory z").version(1).file();
    registry.remove("signatures/s/b/1.note");
    registry.act("b", "signature").with("signatory b", "signatory z").file();
    assert_eq!(registry.judged(), "a signed, b invalid(1 OtherParty) | 1/2, 1 failed | fails");
}

#[test]
fn one_text_under_two_slugs_fails_under_both() {
    let mut registry = Registry::signed(&["a"]);
    registry.copy("statement/s/text.txt", "statement/t/text.txt");
    registry.copy("signatures/s/a/1.note", "signatures/t/a/1.note");
    registry.roll_of("t", CONVENER, &["a"]).file();
    assert_eq!(
        registry.judged(),
        "a signed | FiledTwice | 1/1 | fails || a signed+RollNotHere | FiledTwice | 1/1 | fails"
    );
}

#[test]
fn a_text_under_very_many_slugs_is_reported_once_for_each() {
    let mut registry = Registry::signed(&["a"]);
    for number in 0..300 {
        registry.copy("statement/s/text.txt", &format!("statement/t{number}/text.txt"));
    }
    for statement in registry.report().statements {
        let twins = statement.problems.iter().filter(|problem| problem.to_string().contains("filed as"));
        assert_eq!(twins.count(), 1, "{}", statement.slug);
    }
}

#[test]
fn two_texts_that_cannot_be_read_are_not_one_text() {
    let mut registry = Registry::signed(&["a"]);
    registry.copy("statement/s/roll/1.note", "statement/t/roll/1.note");
    let mut tree = registry.tree();
    for path in ["statement/s/text.txt", "statement/t/text.txt"] {
        tree.insert(path.parse().unwrap(), Content::Unreadable("no permission".to_owned()));
    }
    let question = Question { slug: Some(SLUG.parse().unwrap()), ..accepting_all() };
    assert_eq!(
        summary(&verify(&tree, &trusting(&[]), &question)),
        "a unreadable(1 TextNotHere) | TextUnreadable | 0/1, 1 failed | not judged NobodySigned"
    );
}

#[test]
fn a_text_that_is_missing_altered_or_not_canonical_never_holds() {
    let signed = Registry::signed(&["a"]);
    let with = |text: &[u8]| {
        let mut registry = signed.clone();
        registry.put("statement/s/text.txt", text);
        registry.judged()
    };
    let other = "a other-text(1 OtherText)";
    let nobody = "0/1, 1 failed | fails NobodySigned";
    assert_eq!(with(b"Another text.\n"), format!("{other} | RollForOtherText | {nobody}"));
    assert_eq!(
        with(TEXT.replace('\n', "\r\n").as_bytes()),
        format!("{other} | TextNotCanonical, RollForOtherText | {nobody}")
    );
    assert_eq!(with(b"\xff\xfe"), format!("{other} | TextRefused, RollForOtherText | {nobody}"));
    assert_eq!(with(b""), format!("{other} | TextRefused, RollForOtherText | {nobody}"));
    let mut registry = signed.clone();
    registry.remove("statement/s/text.txt");
    assert_eq!(
        registry.judged(),
        "a unreadable(1 TextNotHere) | TextMissing | 0/1, 1 failed | not judged NobodySigned"
    );
}

#[test]
fn signatures_under_a_text_that_is_not_canonical_do_not_hold_whatever_they_say() {
    let mut registry = Registry::default();
    for id in [CONVENER, "a"] {
        registry.keys(id).file();
    }
    registry.put("statement/s/text.txt", "A text with a \u{200b} space that nobody sees.\n");
    registry.roll(&["a"]).file();
    registry.act("a", "signature").file();
    assert_eq!(registry.judged(), "a signed | TextRefused | 1/1 | fails");
    registry.put("statement/s/text.txt", "A text without its last line feed.");
    for path in ["statement/s/roll/1.note", "signatures/s/a/1.note"] {
        registry.remove(path);
    }
    registry.roll(&["a"]).file();
    registry.act("a", "signature").file();
    assert_eq!(registry.judged(), "a signed | TextNotCanonical | 1/1 | fails");
}

#[test]
fn a_roll_for_another_text_fails_though_everybody_signed_the_one_that_stands_here() {
    let mut registry = Registry::signed(&["a"]);
    registry.remove("statement/s/roll/1.note");
    registry.roll(&["a"]).with(&digest(TEXT), &digest("Another text.\n")).file();
    assert_eq!(registry.judged(), "a signed+RollNotHere | RollForOtherText | 1/1 | fails");
}

#[test]
fn a_statement_names_those_that_follow_it_whoever_convenes_them() {
    let mut registry = Registry::signed(&["a"]);
    registry.keys("rival").file();
    let follow = |registry: &mut Registry, slug: &str, convener: &str, line: String| {
        registry.put(&format!("statement/{slug}/text.txt"), format!("{slug}: a text.\n"));
        registry.roll_of(slug, convener, &["a"]).with("mode open\n", &format!("mode open\n{line}\n")).file();
    };
    let text = digest(TEXT);
    follow(&mut registry, "newer", CONVENER, format!("supersedes s {text}"));
    follow(&mut registry, "other", "rival", format!("corrects s {text}"));
    // not of this text, not of this slug, not signed
    follow(&mut registry, "stale", CONVENER, format!("corrects s {}", digest("an older text\n")));
    follow(&mut registry, "apart", CONVENER, format!("corrects t {text}"));
    follow(&mut registry, "void", CONVENER, format!("corrects s {text}"));
    registry.edit("statement/void/roll/1.note", "title A Statement", "title Another");
    let slug: Slug = SLUG.parse().unwrap();
    for question in [accepting_all(), Question { slug: Some(slug.clone()), ..accepting_all() }] {
        let report = verify(&registry.tree(), &Trust::default(), &question);
        let statement = report.statements.iter().find(|statement| statement.slug == slug).unwrap();
        let followers = statement.followers.iter();
        let followers: Vec<String> = followers
            .map(|follower| format!("{} {} by {}", follower.kind.word(), follower.slug, follower.convener))
            .collect();
        assert_eq!(followers, ["supersedes newer by convener", "corrects other by rival"]);
        assert_eq!(statement.outcome, Outcome::Holds);
    }
}
