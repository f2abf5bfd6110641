//! Who can make a text pass for a translation of another.

use undersigned::filing::{Objection, Proposal, judge};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Question, Translated, verify};

use super::forge::{CONVENER, Key, Registry, TEXT, digest, note, trusting};

const FRENCH: &str = "t";
const PATH: &str = "statement/t/translations/a/1.note";

/// The statement of [`Registry::signed`] by `a` and `b`, and its translation, which nobody signed yet.
fn translated() -> Registry {
    let mut registry = Registry::signed(&["a", "b"]);
    publish(&mut registry, "translates s", TEXT);
    registry
}

fn publish(registry: &mut Registry, relation: &str, original: &str) {
    registry.put("statement/t/text.txt", "Nous demandons la lib\u{e9}ration de tous.\n");
    registry
        .roll_of(FRENCH, CONVENER, &["a", "b"])
        .with("language en", "language fr")
        .with("mode open", &format!("mode open\n{relation} {}", digest(original)))
        .file();
}

/// Who attests the translation, and why what they say does not count, as both statements have it.
fn attested(registry: &Registry) -> String {
    attested_to(registry, &Trust::default())
}

fn attested_to(registry: &Registry, trust: &Trust) -> String {
    let report = verify(&registry.tree(), trust, &Question::default());
    let statement =
        |slug: &str| report.statements.iter().find(|statement| statement.slug.as_str() == slug).unwrap();
    let own = said(&statement(FRENCH).translations);
    let followers = &statement("s").followers;
    if let [follower] = followers.as_slice() {
        assert_eq!(said(&follower.translations), own);
    }
    own
}

fn said(translations: &[Translated]) -> String {
    let one = |said: &Translated| {
        let lapsed = said.lapsed.as_ref().map(|lapsed| format!("{lapsed:?}"));
        let word = |debug: String| debug.replace("Flaw(", "").replace("Revoked(", "");
        let lapsed = lapsed.map_or_else(String::new, |debug| {
            let debug = word(debug);
            let end = debug.find(|c: char| !c.is_alphanumeric()).unwrap_or(debug.len());
            format!("({})", &debug[..end])
        });
        format!("{} {}{lapsed}", said.translator, said.standing.word())
    };
    translations.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_translation_is_attested_by_whoever_answers_for_it_and_signed_by_nobody() {
    let mut registry = translated();
    assert_eq!(attested(&registry), "");
    registry.translate(FRENCH, "a").file();
    registry.translate(FRENCH, CONVENER).file();
    assert_eq!(attested(&registry), "a self-published, convener self-published");
    assert_eq!(attested_to(&registry, &trusting(&[&Key::of("a")])), "a pinned, convener self-published");
    assert!(registry.judged().ends_with("a missing, b missing | 0/2, 2 missing | fails NobodySigned"));
}

#[test]
fn an_attested_translation_passes_for_no_signature() {
    let mut registry = translated();
    registry.translate(FRENCH, "a").file();
    let accepting = Question {
        slug: Some(FRENCH.parse().unwrap()),
        accept_attested: true,
        standing: Standing::SelfPublished,
        ..Question::default()
    };
    let report = verify(&registry.tree(), &Trust::default(), &accepting);
    assert_eq!(report.statements[0].totals.signed + report.statements[0].totals.attested, 0);
    assert_eq!(report.statements[0].totals.missing, 2);
}

#[test]
fn a_translation_that_was_taken_back_counts_no_more_and_can_be_given_again() {
    let mut registry = translated();
    registry.translate(FRENCH, "a").file();
    registry.translate(FRENCH, "a").with("mode given", "mode withdrawn").file();
    assert_eq!(attested(&registry), "a self-published(Withdrawn)");
    registry.translate(FRENCH, "a").file();
    assert_eq!(attested(&registry), "a self-published");
}

#[test]
fn a_translation_of_another_text_into_another_language_or_of_what_is_none_does_not_count() {
    let with = |from: &str, to: &str| {
        let mut registry = translated();
        registry.translate(FRENCH, "a").with(from, to).file();
        attested(&registry)
    };
    let (original, other) = (digest(TEXT), digest("another"));
    assert_eq!(with(&original, &other), "a self-published(OtherOriginal)");
    assert_eq!(with("language fr", "language de"), "a self-published(OtherLanguage)");
    let text = digest("Nous demandons la lib\u{e9}ration de tous.\n");
    assert_eq!(with(&text, &other), "a self-published(OtherText)");
    // the roll of a text that corrects another does not call it a translation
    let mut correction = Registry::signed(&["a"]);
    publish(&mut correction, "corrects s", TEXT);
    correction.translate(FRENCH, "a").file();
    assert_eq!(attested(&correction), "a self-published(OtherOriginal)");
}

#[test]
fn a_translation_in_the_name_of_another_does_not_count() {
    let mut registry = translated();
    registry.translate(FRENCH, "a").by(&[&Key::of("b")]).file();
    assert_eq!(attested(&registry), "a self-published(TooFew)");
    let mut moved = translated();
    moved.translate(FRENCH, "b").file();
    moved.copy("statement/t/translations/b/1.note", PATH);
    assert_eq!(attested(&moved), "a self-published(OtherParty), b self-published");
    let mut nobody = translated();
    nobody.translate(FRENCH, "d").file();
    assert_eq!(attested(&nobody), "d self-published(KeysNotHere)");
}

#[test]
fn a_translation_by_a_key_that_was_retired_or_compromised_counts_if_it_was_kept() {
    for (word, lapsed) in [("retired", "Retired"), ("compromised", "Compromised")] {
        for (kept, found) in [(false, format!("({lapsed})")), (true, String::new())] {
            let mut registry = translated();
            registry.translate(FRENCH, "a").file();
            let (first, second) = (Key::of("a"), Key::new("a", "second"));
            let keeps = if kept { format!("\nkeeps {}", registry.digest(PATH)) } else { String::new() };
            let said = format!("\n{word} 2025-10-31 {}{keeps}\ndate", first.vkey());
            registry.keys("a").lists(&[&second]).with("\ndate", &said).by(&[&first, &second]).file();
            assert_eq!(attested(&registry), format!("a self-published{found}"), "{word} {kept}");
        }
    }
}

#[test]
fn a_translation_that_forks_lacks_one_below_it_or_was_changed_does_not_count() {
    let mut fork = translated();
    fork.translate(FRENCH, "a").file();
    fork.translate(FRENCH, "a").file();
    let path = "statement/t/translations/a/2.note";
    let forked = fork.text(path).replace(&fork.digest(PATH), &digest("another"));
    fork.put(path, note(&forked, &[Key::of("a")]));
    assert_eq!(attested(&fork), "a self-published(Fork)");
    fork.remove(PATH);
    assert_eq!(attested(&fork), "a self-published(Gap)");
    let mut changed = translated();
    changed.translate(FRENCH, "a").file();
    changed.edit(PATH, "2025-10-30", "2025-10-29");
    assert_eq!(attested(&changed), "a self-published(BadSignature)");
}

#[test]
fn a_translation_counts_whatever_day_it_claims() {
    let mut registry = translated();
    registry.translate(FRENCH, "a").with("date 2025-10-30", "date 9999-12-31").file();
    assert_eq!(attested(&registry), "a self-published");
}

#[test]
fn a_demonstration_answers_for_no_real_translation() {
    let mut registry = translated();
    let published = Key::demonstration("d");
    registry.keys("d").lists(&[&published]).file();
    registry.translate(FRENCH, "d").by(&[&published]).file();
    assert_eq!(attested(&registry), "d demonstration(Demonstration)");
    let report = verify(&registry.tree(), &Trust::default(), &Question::default());
    assert!(report.demonstration.is_any());
}

#[test]
fn a_translation_that_comes_by_mail_is_filed_if_it_holds() {
    let before = translated();
    let mut after = before.clone();
    after.keys("d").file();
    after.translate(FRENCH, "d").file();
    let (keys, path) = ("keys/d/1.note", "statement/t/translations/d/1.note");
    let propose = |paths: &[&str], from: &Registry| {
        let files = paths.iter().map(|path| (path.parse().unwrap(), from.files[*path].clone()));
        judge(&before.tree(), &[files.collect::<Proposal>()]).remove(0)
    };
    let accepted = propose(&[keys, path], &after).unwrap();
    assert_eq!(accepted.new_parties, ["d".parse().unwrap()]);
    assert_eq!(accepted.attestations[0].name.as_str(), "D");
    let refused = propose(&[path], &after).unwrap_err().remove(0);
    assert!(matches!(&refused, Objection::Said { .. }) && refused.is_unjudged(), "{refused:?}");
    let mut other = before.clone();
    other.translate(FRENCH, "a").with("language fr", "language de").file();
    let refused = propose(&[PATH], &other).unwrap_err().remove(0);
    assert!(matches!(&refused, Objection::Said { .. }) && !refused.is_unjudged(), "{refused:?}");
}
