//! What two copies of a registry show of each other: what was left out of one, and who told two tales.

use undersigned::against::{Comparison, Sound, compare, evidence};
use undersigned::id::Slug;
use undersigned::registry::bundle::Bundle;
use undersigned::tree::Content;
use undersigned::trust::Trust;
use undersigned::verify::Outcome;

use super::forge::*;

fn against(here: &Registry, there: &Registry) -> Comparison {
    compare(&here.tree(), &there.tree(), &Trust::default(), None)
}

/// A comparison in one line: `FORK PATH; DIFFER PATH SOUND; HERE PATH; THERE PATH | OUTCOME`.
fn told(comparison: &Comparison) -> String {
    let forks = comparison.forks.iter().map(|fork| format!("fork {} by {}", fork.path, fork.party));
    let differing =
        comparison.differing.iter().map(|one| format!("differ {} {:?}", one.path, one.sound).to_lowercase());
    let unsound = |sound: bool| if sound { "" } else { " unsound" };
    let here = comparison.lacking_here.iter();
    let here = here.map(|lack| format!("not here {}{}", lack.path, unsound(lack.sound)));
    let there = comparison.lacking_there.iter();
    let there = there.map(|lack| format!("not there {}{}", lack.path, unsound(lack.sound)));
    let all: Vec<String> = forks.chain(differing).chain(here).chain(there).collect();
    format!("{} | {:?}", all.join("; "), comparison.outcome)
}

#[test]
fn equal_copies_hold() {
    let registry = Registry::signed(&["a", "b"]);
    assert_eq!(told(&against(&registry, &registry)), " | Holds");
}

#[test]
fn a_copy_that_was_rolled_back_is_noticed_from_either_side() {
    let before = Registry::signed(&["a"]);
    let mut after = before.clone();
    after.act("a", "withdrawal").file();
    assert_eq!(told(&against(&before, &after)), "not here signatures/s/a/2.note | NotJudged");
    assert_eq!(told(&against(&after, &before)), "not there signatures/s/a/2.note | Holds");
}

#[test]
fn one_party_that_signed_two_records_for_one_place_made_a_fork() {
    let mut here = Registry::signed(&["a"]);
    let mut there = here.clone();
    here.act("a", "withdrawal").file();
    there.act("a", "decline").file();
    let comparison = against(&here, &there);
    assert_eq!(told(&comparison), "fork signatures/s/a/2.note by a | DoesNotHold");
    assert_eq!(comparison.forks[0].keys.len(), 1);
    assert_ne!(comparison.forks[0].here, comparison.forks[0].there);
}

#[test]
fn a_convener_who_shows_two_rolls_made_a_fork() {
    let mut here = Registry::signed(&["a"]);
    let mut there = here.clone();
    here.keys("b").file();
    there.keys("b").file();
    here.roll(&["a", "b"]).file();
    there.roll(&["a"]).with("mode open", "mode closed").file();
    assert_eq!(told(&against(&here, &there)), "fork statement/s/roll/2.note by convener | DoesNotHold");
}

#[test]
fn two_keys_records_by_one_key_are_a_fork() {
    let mut here = Registry::signed(&["a"]);
    let mut there = here.clone();
    let (old, new, other) = (Key::of("a"), Key::new("a", "new"), Key::new("a", "other"));
    here.keys("a").lists(&[&new]).by(&[&new, &old]).file();
    there.keys("a").lists(&[&other]).by(&[&other, &old]).file();
    let comparison = against(&here, &there);
    assert_eq!(told(&comparison), "fork keys/a/2.note by a | DoesNotHold");
    assert_eq!(comparison.forks[0].keys.len(), 1, "the old key alone signed both");
}

#[test]
fn two_valid_versions_3_in_two_copies_are_a_fork_though_each_copy_holds() {
    let mut here = Registry::signed(&["a"]);
    here.keys("a").with("date 2025-10-01", "date 2025-10-02").file();
    let mut there = here.clone();
    here.keys("a").with("date 2025-10-01", "date 2025-10-03").file();
    there.keys("a").with("date 2025-10-01", "date 2025-10-04").file();
    assert_eq!([here.judged(), there.judged()], ["a signed | 1/1 | holds"; 2]);
    let comparison = against(&here, &there);
    assert_eq!(comparison.outcome, Outcome::DoesNotHold);
    let forks: Vec<String> = comparison.forks.iter().map(|fork| fork.path.to_string()).collect();
    assert_eq!(forks, ["keys/a/3.note"]);
    assert_eq!(comparison.forks[0].keys.len(), 1);
}

#[test]
fn a_fork_behind_a_fork_of_the_keys_needs_no_key_in_common() {
    let mut here = Registry::of(&["a"]);
    let mut there = here.clone();
    for (registry, new) in [(&mut here, Key::new("a", "new")), (&mut there, Key::new("a", "other"))] {
        registry.keys("a").lists(&[&new]).by(&[&new, &Key::of("a")]).file();
        registry.act("a", "signature").by(&[&new]).file();
    }
    let comparison = against(&here, &there);
    assert_eq!(told(&comparison), "fork keys/a/2.note by a; fork signatures/s/a/1.note by a | DoesNotHold");
    assert!(comparison.forks[1].keys.is_empty());
}

#[test]
fn an_impostor_under_the_same_id_makes_no_fork() {
    let here = Registry::signed(&["a"]);
    let mut there = Registry::default();
    for id in [CONVENER, "a"] {
        let impostor = Key::new(id, "impostor");
        there.keys(id).lists(&[&impostor]).file();
    }
    there.put("statement/s/text.txt", TEXT);
    there.roll(&["a"]).by(&[&Key::new(CONVENER, "impostor")]).file();
    there.act("a", "decline").by(&[&Key::new("a", "impostor")]).file();
    assert_eq!(
        told(&against(&here, &there)),
        "differ keys/a/1.note both; differ keys/convener/1.note both; differ statement/s/roll/1.note both; \
         differ signatures/s/a/1.note both | NotJudged"
    );
    // Whom the reader pinned is no matter of opinion.
    let pinned = compare(&here.tree(), &there.tree(), &trusting(&[&Key::of("a")]), None);
    let act = pinned.differing.iter().find(|one| one.path.to_string() == "signatures/s/a/1.note");
    assert_eq!(act.unwrap().sound, Sound::Here);
}

#[test]
fn a_file_that_was_spoilt_in_one_copy_accuses_nobody() {
    let here = Registry::signed(&["a"]);
    let mut there = here.clone();
    there.edit("signatures/s/a/1.note", "date 2025-10-30", "date 2025-10-31");
    there.edit("statement/s/text.txt", "all", "\u{1}");
    assert_eq!(
        told(&against(&here, &there)),
        "differ statement/s/text.txt here; differ signatures/s/a/1.note here | Holds"
    );
    assert_eq!(
        told(&against(&there, &here)),
        "differ statement/s/text.txt there; differ signatures/s/a/1.note there | NotJudged"
    );
}

#[test]
fn a_record_with_another_signature_line_is_the_same_record() {
    let here = Registry::signed(&["a"]);
    let mut there = here.clone();
    let text = there.text("signatures/s/a/1.note");
    there.put("signatures/s/a/1.note", note(&text, &[Key::of("a"), Key::of("stranger")]));
    assert_eq!(told(&against(&here, &there)), " | Holds");
}

#[test]
fn what_anybody_could_have_put_there_does_not_make_this_copy_incomplete() {
    let here = Registry::signed(&["a"]);
    let mut there = here.clone();
    there.put("signatures/s/a/2.note", "nonsense");
    there.act("b", "signature").file();
    assert_eq!(
        told(&against(&here, &there)),
        "not here signatures/s/a/2.note unsound; not here signatures/s/b/1.note unsound | Holds"
    );
}

#[test]
fn asked_about_one_statement_the_others_are_not_compared() {
    let mut here = Registry::signed(&["a"]);
    let there = here.clone();
    here.put("statement/other/text.txt", "Another text.\n");
    here.roll_of("other", CONVENER, &["a"]).file();
    let slug: Slug = SLUG.parse().unwrap();
    let asked = |slug| compare(&there.tree(), &here.tree(), &Trust::default(), slug);
    assert_eq!(asked(Some(&slug)).outcome, Outcome::Holds);
    assert_eq!(asked(None).lacking_here.len(), 2);
}

#[test]
fn the_evidence_of_a_fork_shows_it_to_whoever_has_neither_copy() {
    let mut here = Registry::signed(&["a", "b"]);
    let mut there = here.clone();
    here.act("a", "withdrawal").file();
    there.act("a", "decline").file();
    there.act("a", "withdrawal").file();
    let forks = against(&here, &there).forks;
    let (ours, theirs) = (evidence(&here.tree(), &forks), evidence(&there.tree(), &forks));
    let shown = compare(&ours, &theirs, &Trust::default(), None);
    assert_eq!(told(&shown), "fork signatures/s/a/2.note by a | DoesNotHold");
    assert_eq!(shown.forks, forks);
    // It carries no more than that needs, and fits the mail.
    let paths: Vec<String> = theirs.files().map(|(path, _)| path.to_string()).collect();
    assert_eq!(
        paths,
        ["keys/a/1.note", "statement/s/text.txt", "signatures/s/a/1.note", "signatures/s/a/2.note"]
    );
    let mut bundle = Bundle::default();
    for (path, content) in theirs.files() {
        let Content::Bytes(bytes) = content else { panic!() };
        bundle.insert(&path.to_string(), std::str::from_utf8(bytes).unwrap()).unwrap();
    }
    assert!(Bundle::parse(&bundle.print()).is_ok());
}

#[test]
fn a_voucher_that_says_two_things_made_a_fork_and_the_evidence_carries_both() {
    let mut here = Registry::signed(&["a", "b"]);
    here.vouch("b", "a").file();
    let mut there = here.clone();
    here.vouch("b", "a").with("mode given", "mode withdrawn").file();
    there.vouch("b", "a").with("date 2025-10-30", "date 2025-10-31").file();
    let forks = against(&here, &there).forks;
    let shown =
        compare(&evidence(&here.tree(), &forks), &evidence(&there.tree(), &forks), &Trust::default(), None);
    assert_eq!(told(&shown), "fork keys/a/vouches/b/2.note by b | DoesNotHold");
}
