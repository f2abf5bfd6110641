//! Who may restore a party whose keys were lost, and what the reader is told of it.

use undersigned::filing::{Objection, Proposal, gather, judge};
use undersigned::render::json::report as json;
use undersigned::render::text::mark_text;
use undersigned::trust::Trust;
use undersigned::verify::{Mark, Question, verify};

use super::forge::*;

/// `a` lost its key, which had signed; `b` and `c` are two of the three that it named for that.
fn lost() -> Registry {
    let mut registry = Registry::of(&["a"]);
    for id in ["b", "c", "d"] {
        registry.keys(id).file();
    }
    registry.remove("keys/a/1.note");
    registry.keys("a").with("\ndate", "\nrecovery 2 b c d\ndate").file();
    registry.act("a", "signature").file();
    registry
}

fn found() -> Key {
    Key::new("a", "the new one")
}

/// The next keys record of `a`, restored by the newest keys of each of `by`.
fn restored<'r>(registry: &'r mut Registry, by: &[&str]) -> Draft<'r> {
    let kept = registry.digest("signatures/s/a/1.note");
    let newest =
        |id: &str| registry.digest(&format!("keys/{id}/{}.note", registry.last(&format!("keys/{id}"))));
    let lines: String = by.iter().map(|id| format!("recovered {id} {}\n", newest(id))).collect();
    let signers: Vec<Key> = by.iter().map(|id| Key::of(id)).chain([found()]).collect();
    registry
        .keys("a")
        .lists(&[&found()])
        .with("date", &format!("keeps {kept}\nrecovery 2 b c d\n{lines}date"))
        .by(&signers.iter().collect::<Vec<_>>())
}

const HOLDS: &str = "a signed+Recovered | 1/1 | holds";

fn disputed(why: &str) -> String {
    format!("a disputed(keys a 2 {why}) | 0/1, 1 failed | fails NobodySigned")
}

#[test]
fn as_many_as_it_takes_of_those_named_before_restore_a_party() {
    for by in [&["b", "c"][..], &["d", "b"], &["b", "c", "d"]] {
        let mut registry = lost();
        restored(&mut registry, by).file();
        assert_eq!(registry.judged(), HOLDS, "{by:?}");
    }
}

#[test]
fn a_recovery_by_too_few_restores_nothing() {
    let mut registry = lost();
    restored(&mut registry, &["b"]).file();
    assert_eq!(registry.judged(), disputed("TooFewRecoverers"));
    // two are named, and one of them signed
    let mut registry = lost();
    restored(&mut registry, &["b", "c"]).by(&[&Key::of("b"), &found()]).file();
    assert_eq!(registry.judged(), disputed("NotRestored"));
    // nobody at all, but the new key
    let mut registry = lost();
    restored(&mut registry, &[]).file();
    assert_eq!(registry.judged(), disputed("TooFew"));
}

/// The record by which `b` and `c` restore `a`, as each of `by` signed a copy of it.
fn copies(registry: &Registry, by: &[&str]) -> Vec<Proposal> {
    let copy = |id: &&str| {
        let mut after = registry.clone();
        restored(&mut after, &["b", "c"]).by(&[&Key::of(id), &found()]).file();
        Proposal::from([("keys/a/2.note".parse().unwrap(), after.files["keys/a/2.note"].clone())])
    };
    by.iter().map(copy).collect()
}

/// Whether each may be filed; one that may not is pending or not.
fn judged(registry: &Registry, copies: &[Proposal]) -> Vec<&'static str> {
    let judged = judge(&registry.tree(), copies);
    let told = judged.iter().map(|judged| match judged {
        Ok(_) => "filed",
        Err(refused) if refused.iter().all(|objection| objection.lacks().is_some()) => "pending",
        Err(_) => "refused",
    });
    told.collect()
}

#[test]
fn two_who_restore_a_party_at_the_same_time_restore_it_together() {
    let registry = lost();
    let mut copies = copies(&registry, &["b", "c"]);
    for copy in &copies {
        assert_eq!(judged(&registry, std::slice::from_ref(copy)), ["pending"]);
    }
    gather(&registry.tree(), &mut copies);
    assert_eq!(judged(&registry, &copies), ["filed", "filed"]);
    let mut after = registry.clone();
    for (path, bytes) in copies.remove(1) {
        after.put(&path.to_string(), &bytes);
    }
    assert_eq!(after.judged(), HOLDS);
}

#[test]
fn copies_by_one_and_the_same_stay_pending() {
    let registry = lost();
    let mut copies = copies(&registry, &["b", "b"]);
    let unlike = copies[1].values_mut().next().unwrap();
    *unlike = [&unlike[..], Key::of("stranger").line("").as_bytes()].concat();
    gather(&registry.tree(), &mut copies);
    for copy in &copies {
        assert_eq!(judged(&registry, std::slice::from_ref(copy)), ["pending"]);
    }
}

#[test]
fn a_copy_with_a_bad_line_gives_the_others_nothing_and_takes_nothing_from_them() {
    let registry = lost();
    let mut all = copies(&registry, &["d", "b", "c"]);
    let bad = all[0].values_mut().next().unwrap();
    *bad = [&bad[..], Key::of("b").line_of(&[7; 64]).as_bytes()].concat();
    let before = all[0].clone();
    gather(&registry.tree(), &mut all);
    assert_eq!(all[0], before);
    assert_eq!(judged(&registry, &all[..1]), ["refused"]);
    assert_eq!(judged(&registry, &all[1..]), ["filed", "filed"]);
}

#[test]
fn a_recovery_by_one_that_was_not_named_in_the_version_before_restores_nothing() {
    let mut registry = lost();
    registry.keys("e").file();
    restored(&mut registry, &["b", "e"]).file();
    assert_eq!(registry.judged(), disputed("NotRecoverer"));
    // nor if the version that it restores names it
    let mut registry = lost();
    registry.keys("e").file();
    restored(&mut registry, &["b", "e"]).with("recovery 2 b c d", "recovery 2 b e").file();
    assert_eq!(registry.judged(), disputed("NotRecoverer"));
}

#[test]
fn a_recovery_by_one_named_twice_or_by_itself_is_no_record() {
    let mut registry = lost();
    restored(&mut registry, &["b", "b"]).by(&[&Key::of("b"), &found()]).file();
    assert_eq!(registry.judged(), disputed("Record"));
    let mut registry = lost();
    restored(&mut registry, &["b", "a"]).by(&[&Key::of("b"), &Key::of("a"), &found()]).file();
    assert_eq!(registry.judged(), disputed("Record"));
}

#[test]
fn one_key_under_two_names_does_not_restore_twice() {
    let mut registry = lost();
    registry.remove("keys/c/1.note");
    let twin = Key::of("b").named("c");
    registry.keys("c").lists(&[&twin]).file();
    restored(&mut registry, &["b", "c"]).by(&[&Key::of("b"), &twin, &found()]).file();
    assert_eq!(
        registry.judged(),
        "a disputed(keys a 2 NotRestored)+Recovered | 0/1, 1 failed | fails NobodySigned"
    );
}

#[test]
fn a_recovery_by_one_whose_own_key_was_compromised_ends_unless_it_is_kept() {
    for (lines, judged) in [
        ("compromised 2025-10-01 FIRST\n", "disputed"),
        ("retired 2025-10-01 FIRST\n", "disputed"),
        ("", "disputed"),
        ("compromised 2025-10-01 FIRST\nkeeps RECOVERY\n", "signed"),
        ("retired 2025-10-01 FIRST\nkeeps RECOVERY\n", "signed"),
    ] {
        let mut registry = lost();
        restored(&mut registry, &["b", "c"]).file();
        let lines = lines.replace("FIRST", &Key::of("b").vkey());
        let lines = lines.replace("RECOVERY", &registry.digest("keys/a/2.note"));
        let next = Key::new("b", "second");
        registry
            .keys("b")
            .lists(&[&next])
            .with("date", &format!("{lines}date"))
            .by(&[&Key::of("b"), &next])
            .file();
        let finding = &registry.report().statements[0].findings[0];
        assert_eq!(finding.verdict.word(), judged, "{lines}");
        assert!(finding.marks.iter().any(|mark| matches!(mark, Mark::Recovered(_))), "{lines}");
    }
}

#[test]
fn the_lost_key_withdraws_nothing_behind_a_recovery() {
    let mut registry = lost();
    restored(&mut registry, &["b", "c"]).file();
    registry.act("a", "withdrawal").under("a", 1).file();
    assert_eq!(registry.judged(), "a disputed(Dropped)+Recovered | 0/1, 1 failed | fails NobodySigned");
    registry.remove("signatures/s/a/2.note");
    registry.act("a", "withdrawal").by(&[&found()]).file();
    assert_eq!(registry.judged(), "a withdrawn+Recovered | 0/1, 1 withdrawn | fails NobodySigned");
}

#[test]
fn whoever_pinned_the_lost_key_or_believed_a_voucher_of_it_has_to_confirm_anew() {
    let standing = |registry: &Registry, trust: &str| {
        let report = verify(&registry.tree(), &Trust::parse(trust.as_bytes()).unwrap(), &Question::default());
        let statement = &report.statements[0];
        (statement.findings[0].standing.unwrap().word(), statement.outcome)
    };
    let pin = |word: &str, key: &Key| format!("{word} {}\n", key.vkey());
    let mut before = lost();
    before.vouch(CONVENER, "a").file();
    let mut after = before.clone();
    restored(&mut after, &["b", "c"]).file();
    for (trust, was, is) in [
        (pin("key", &Key::of("a")), "pinned", "self-published"),
        (pin("voucher", &Key::of(CONVENER)), "vouched", "self-published"),
    ] {
        use undersigned::verify::Outcome::{Holds, NotJudged};
        assert_eq!(standing(&before, &trust), (was, Holds), "{trust}");
        assert_eq!(standing(&after, &trust), (is, NotJudged), "{trust}");
    }
    assert_eq!(standing(&after, &pin("key", &found())).0, "pinned");
    after.vouch(CONVENER, "a").file();
    assert_eq!(standing(&after, &pin("voucher", &Key::of(CONVENER))).0, "vouched");
}

#[test]
fn a_recovery_is_said_for_ever_in_every_view() {
    let mut registry = lost();
    restored(&mut registry, &["b", "c"]).file();
    registry.keys("a").lists(&[&found()]).file();
    let report = registry.report();
    let said: Vec<String> = report.statements[0].findings[0].marks.iter().map(mark_text).collect();
    let expected = "recovered by b, c on 2025-10-01 (claimed), with version 2 of the keys record: the keys before were lost";
    assert_eq!(said, [expected]);
    let object: serde_json::Value = serde_json::from_str(&json(&report, None).unwrap()).unwrap();
    let mark = &object["statements"][0]["findings"][0]["marks"][0];
    assert_eq!((mark["mark"].as_str(), mark["says"].as_str()), (Some("recovered"), Some(expected)));
    // of a convener too, and of a name that did not act
    let mut registry = lost();
    restored(&mut registry, &["b", "c"]).file();
    registry.remove("signatures/s/a/1.note");
    registry.remove("statement/s/roll/1.note");
    registry.roll_of(SLUG, "a", &["a"]).by(&[&found()]).file();
    let report = registry.report();
    assert_eq!(report.statements[0].roll.as_ref().unwrap().convener_recoveries.len(), 1);
    assert!(registry.judged().starts_with("a missing+Recovered"), "{}", registry.judged());
}

#[test]
fn parties_that_restore_one_another_wait_for_no_one_in_circles() {
    // `a` and `b` each name a record of the other that does not exist
    let mut registry = lost();
    restored(&mut registry, &["b", "c"]).with(&lost().digest("keys/b/1.note"), &digest("nothing")).file();
    assert_eq!(
        registry.judged(),
        "a disputed(keys a 2 NotRestored) | 0/1, 1 failed | not judged NobodySigned"
    );
}

#[test]
fn a_recovery_comes_by_mail_with_what_it_rests_on() {
    let before = lost();
    let mut after = before.clone();
    restored(&mut after, &["b", "c"]).file();
    let file = |path: &str, from: &Registry| (path.parse().unwrap(), from.files[path].clone());
    let proposal = Proposal::from([file("keys/a/2.note", &after)]);
    let accepted = judge(&before.tree(), std::slice::from_ref(&proposal)).remove(0).unwrap();
    assert_eq!(accepted.new, ["keys/a/2.note".parse().unwrap()]);
    // where `b` is not known, its keys come with it
    let mut thin = before.clone();
    thin.remove("keys/b/1.note");
    let refused = judge(&thin.tree(), std::slice::from_ref(&proposal)).remove(0).unwrap_err();
    assert!(matches!(refused[..], [Objection::Keys(..)]) && refused[0].is_unjudged(), "{refused:?}");
    let whole = Proposal::from([file("keys/a/2.note", &after), file("keys/b/1.note", &before)]);
    assert!(judge(&thin.tree(), std::slice::from_ref(&whole)).remove(0).is_ok());
    // judged one by one behind one that is refused
    let spoiled = Proposal::from([("keys/c/2.note".parse().unwrap(), b"no note\n".to_vec())]);
    let judged = judge(&before.tree(), &[spoiled, proposal]);
    assert!(judged[0].is_err() && judged[1].is_ok(), "{judged:?}");
}

#[test]
fn a_long_line_of_parties_each_restored_by_the_next_is_read_once() {
    let number = 1_500;
    let id = |at: usize| format!("p{at:04}");
    let mut registry = Registry::of(&["a"]);
    for at in (0..number).rev() {
        registry.keys(&id(at)).with("date", &format!("recovery 1 {}\ndate", id(at + 1))).file();
        if at + 1 < number {
            let newest = registry.digest(&format!(
                "keys/{}/{}.note",
                id(at + 1),
                registry.last(&format!("keys/{}", id(at + 1)))
            ));
            let next = Key::new(&id(at), "second");
            let last = if at + 2 < number { Key::new(&id(at + 1), "second") } else { Key::of(&id(at + 1)) };
            registry
                .keys(&id(at))
                .lists(&[&next])
                .with("date", &format!("recovered {} {newest}\ndate", id(at + 1)))
                .by(&[&next, &last])
                .file();
        }
    }
    let parties = undersigned::verify::Parties::read(&registry.tree(), &Trust::default());
    let links = |at: usize| parties.get(&id(at).parse().unwrap()).unwrap().chain().links().len();
    assert_eq!((links(number - 1), links(number - 2), links(0)), (1, 2, 2));
}
