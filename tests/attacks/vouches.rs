//! Who can make a key `vouched`, and who cannot.

use undersigned::filing::{Objection, Proposal, judge};
use undersigned::trust::{GroupError, Trust, TrustError};
use undersigned::verify::{Question, verify};

use super::forge::*;

/// `a` and `b` signed, and the convener vouches for both.
fn coalition() -> Registry {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.vouch(CONVENER, "a").file();
    registry.vouch(CONVENER, "b").file();
    registry
}

fn voucher(id: &str) -> String {
    format!("voucher {}\n", Key::of(id).vkey())
}

#[test]
fn one_voucher_makes_its_whole_coalition_vouched() {
    let registry = coalition();
    assert_eq!(known(&registry, ""), "a self-published, b self-published");
    assert_eq!(known(&registry, &voucher(CONVENER)), "a vouched(convener), b vouched(convener)");
    let trust = Trust::parse(voucher(CONVENER).as_bytes()).unwrap();
    let report = verify(&registry.tree(), &trust, &Question::default());
    assert_eq!(summary(&report), "a signed, b signed | 2/2 | holds");
    let statement = &report.statements[0];
    assert_eq!(statement.totals.confirmed, 2);
    assert_eq!(statement.roll.as_ref().unwrap().convener_standing.word(), "pinned");
}

#[test]
fn a_key_that_is_pinned_and_no_voucher_vouches_for_nobody() {
    let pinned = format!("key {}\n", Key::of(CONVENER).vkey());
    assert_eq!(known(&coalition(), &pinned), "a self-published, b self-published");
}

#[test]
fn a_vouch_by_an_unknown_is_worth_nothing() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.vouch("b", "a").file();
    assert_eq!(known(&registry, &voucher(CONVENER)), "a self-published, b self-published");
    // nor one by another key under the voucher's id
    let other = format!("voucher {}\n", Key::new("b", "the true key").vkey());
    assert_eq!(known(&registry, &other), "a self-published, b invalid");
    // nor one by a voucher whose keys are not here
    registry.remove("keys/b/1.note");
    assert_eq!(known(&registry, &voucher("b")), "a self-published, b unreadable");
}

#[test]
fn whom_a_voucher_vouches_for_is_no_voucher() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.vouch(CONVENER, "a").file();
    registry.vouch("a", "b").file();
    assert_eq!(known(&registry, &voucher(CONVENER)), "a vouched(convener), b self-published");
}

#[test]
fn circular_vouches_lift_nobody() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.vouch("a", "b").file();
    registry.vouch("b", "a").file();
    assert_eq!(known(&registry, ""), "a self-published, b self-published");
    assert_eq!(known(&registry, &voucher("a")), "a pinned, b vouched(a)");
    assert_eq!(known(&registry, &(voucher("a") + &voucher("b"))), "a pinned, b pinned");
}

#[test]
fn nobody_vouches_for_themselves() {
    let mut registry = Registry::signed(&["a"]);
    registry.vouch("a", "a").file();
    assert_eq!(known(&registry, &voucher("a")), "a pinned");
    let (_, why) = refused(&Registry::signed(&["a"]), &registry, "keys/a/vouches/a/1.note");
    assert_eq!(why, "Flaw Record");
}

#[test]
fn a_vouch_that_was_withdrawn_does_not_count_until_it_is_given_again() {
    let mut registry = coalition();
    registry.vouch(CONVENER, "a").with("mode given", "mode withdrawn").file();
    assert_eq!(
        known(&registry, &voucher(CONVENER)),
        "a self-published(convener Withdrawn), b vouched(convener)"
    );
    registry.vouch(CONVENER, "a").file();
    assert_eq!(known(&registry, &voucher(CONVENER)), "a vouched(convener), b vouched(convener)");
}

/// The coalition, and the convener's next keys record, in which a second key takes over and `more` is said.
fn convener_rotated(more: &str) -> (Registry, Key) {
    let (first, second) = (Key::of(CONVENER), Key::new(CONVENER, "second"));
    let mut registry = coalition();
    let lines = more.replace("FIRST", &first.vkey());
    let lines = lines.replace("VOUCH", &registry.digest("keys/a/vouches/convener/1.note"));
    registry
        .keys(CONVENER)
        .lists(&[&second])
        .with("\ndate", &format!("{lines}\ndate"))
        .by(&[&first, &second])
        .file();
    (registry, second)
}

#[test]
fn a_voucher_that_retired_its_key_vouches_by_what_it_keeps_and_by_the_next_key() {
    let (mut registry, second) = convener_rotated("\nretired 2025-10-31 FIRST\nkeeps VOUCH");
    let kept = "a vouched(convener), b self-published(convener Revoked Retired)";
    assert_eq!(known(&registry, &voucher(CONVENER)), kept);
    let next = format!("voucher {}\n", second.vkey());
    assert_eq!(known(&registry, &next), kept);
    registry.vouch(CONVENER, "b").by(&[&second]).file();
    assert_eq!(known(&registry, &voucher(CONVENER)), "a vouched(convener), b vouched(convener)");
    // a vouch by the retired key, made today
    registry.vouch(CONVENER, "a").file();
    assert_eq!(known(&registry, &next), "a self-published(convener Flaw TooFew), b vouched(convener)");
}

#[test]
fn a_voucher_whose_key_was_compromised_vouches_for_nobody_by_it() {
    let (mut registry, second) = convener_rotated("\ncompromised 2025-10-20 FIRST\nkeeps VOUCH");
    // whoever holds the key that was named may have written the rest of the chain
    assert_eq!(known(&registry, &voucher(CONVENER)), "a self-published, b self-published");
    let next = format!("voucher {}\n", second.vkey());
    assert_eq!(
        known(&registry, &next),
        "a vouched(convener), b self-published(convener Revoked Compromised)"
    );
    registry.vouch(CONVENER, "b").by(&[&second]).file();
    assert_eq!(known(&registry, &next), "a vouched(convener), b vouched(convener)");
}

#[test]
fn a_vouch_goes_on_for_the_keys_that_follow() {
    let mut registry = coalition();
    let second = Key::new("a", "second");
    registry.keys("a").lists(&[&second]).by(&[&Key::of("a"), &second]).file();
    registry.act("a", "signature").by(&[&second]).file();
    assert_eq!(known(&registry, &voucher(CONVENER)), "a vouched(convener), b vouched(convener)");
}

#[test]
fn a_vouch_ends_where_a_key_was_compromised_since_and_can_be_renewed() {
    let mut registry = coalition();
    let second = Key::new("a", "second");
    let said = format!("\ncompromised 2025-10-20 {}\ndate", Key::of("a").vkey());
    registry.keys("a").lists(&[&second]).with("\ndate", &said).by(&[&Key::of("a"), &second]).file();
    registry.act("a", "signature").by(&[&second]).file();
    let ended = "a self-published(convener Compromised), b vouched(convener)";
    assert_eq!(known(&registry, &voucher(CONVENER)), ended);
    registry.vouch(CONVENER, "a").file();
    assert_eq!(known(&registry, &voucher(CONVENER)), "a vouched(convener), b vouched(convener)");
}

#[test]
fn a_vouch_ends_where_the_name_is_another_since() {
    let mut registry = coalition();
    registry.keys("a").with("name A", "name Greater A").file();
    assert_eq!(
        known(&registry, &voucher(CONVENER)),
        "a self-published(convener Renamed), b vouched(convener)"
    );
    registry.vouch(CONVENER, "a").file();
    assert_eq!(known(&registry, &voucher(CONVENER)), "a vouched(convener), b vouched(convener)");
}

#[test]
fn a_vouch_for_keys_that_are_not_in_the_chain_does_not_count() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.vouch(CONVENER, "a").file();
    // somebody else's keys under the id that was vouched for
    let thief = Key::new("a", "a thief");
    registry.remove("keys/a/1.note");
    registry.keys("a").lists(&[&thief]).file();
    registry.remove("signatures/s/a/1.note");
    registry.act("a", "signature").by(&[&thief]).file();
    assert_eq!(
        known(&registry, &voucher(CONVENER)),
        "a self-published(convener RecordNotHere), b self-published"
    );
}

#[test]
fn a_vouch_counts_whatever_day_it_claims() {
    // days are claims: one in the future proves as little as one in the past
    let mut registry = Registry::signed(&["a"]);
    registry.vouch(CONVENER, "a").with("2025-10-30", "9999-12-31").file();
    assert_eq!(known(&registry, &voucher(CONVENER)), "a vouched(convener)");
    let trust = Trust::parse(voucher(CONVENER).as_bytes()).unwrap();
    let report = verify(&registry.tree(), &trust, &Question::default());
    let given = report.statements[0].findings[0].vouches[0].given.clone().unwrap();
    assert_eq!(given.date.to_string(), "9999-12-31");
}

#[test]
fn of_two_copies_with_another_second_vouch_neither_takes_that_of_the_other() {
    let given = coalition();
    let mut renewed = given.clone();
    renewed.vouch(CONVENER, "a").with("2025-10-30", "2025-11-01").file();
    let mut withdrawn = given.clone();
    withdrawn.vouch(CONVENER, "a").with("mode given", "mode withdrawn").file();
    let path = "keys/a/vouches/convener/2.note";
    for (copy, other, standing) in [
        (&renewed, &withdrawn, "a vouched(convener)"),
        (&withdrawn, &renewed, "a self-published(convener Withdrawn)"),
    ] {
        assert_eq!(known(copy, &voucher(CONVENER)), format!("{standing}, b vouched(convener)"));
        let proposal = Proposal::from([(path.parse().unwrap(), other.files[path].clone())]);
        let judged = judge(&copy.tree(), &[proposal]).remove(0);
        assert_eq!(judged.unwrap_err(), [Objection::Taken(path.parse().unwrap())]);
    }
    // one that follows another first version than stands here
    renewed.edit(path, &renewed.digest("keys/a/vouches/convener/1.note"), &digest("another"));
    let fork = renewed.text(path);
    renewed.put(path, note(&fork, &[Key::of(CONVENER)]));
    assert_eq!(
        known(&renewed, &voucher(CONVENER)),
        "a self-published(convener Flaw Fork), b vouched(convener)"
    );
    // and a withdrawal whose predecessor was taken away
    withdrawn.remove("keys/a/vouches/convener/1.note");
    assert_eq!(
        known(&withdrawn, &voucher(CONVENER)),
        "a self-published(convener Flaw Gap), b vouched(convener)"
    );
}

#[test]
fn a_vouch_makes_no_demonstration_anything_else() {
    let mut registry = coalition();
    registry.remove("keys/a/1.note");
    registry.remove("signatures/s/a/1.note");
    let published = Key::demonstration("a");
    registry.keys("a").lists(&[&published]).file();
    registry.act("a", "signature").by(&[&published]).file();
    registry.vouch(CONVENER, "a").file();
    assert_eq!(known(&registry, &voucher(CONVENER)), "a demonstration, b vouched(convener)");
}

#[test]
fn a_demonstration_vouches_for_nobody() {
    let mut registry = Registry::signed(&["a"]);
    let published = Key::demonstration("d");
    registry.keys("d").lists(&[&published]).file();
    registry.vouch("d", "a").by(&[&published]).file();
    assert_eq!(
        known(&registry, &format!("voucher {}\n", published.vkey())),
        "a self-published(d Demonstration)"
    );
}

#[test]
fn it_takes_as_many_keys_of_a_voucher_as_its_acts_do() {
    let (first, second) = (Key::of(CONVENER), Key::new(CONVENER, "second"));
    let mut registry = Registry::signed(&["a", "b"]);
    registry.keys(CONVENER).lists(&[&first, &second]).with("threshold 1", "threshold 2").file();
    registry.vouch(CONVENER, "a").file();
    registry.vouch(CONVENER, "b").by(&[&first, &second]).file();
    assert_eq!(
        known(&registry, &voucher(CONVENER)),
        "a self-published(convener Flaw TooFew), b vouched(convener)"
    );
}

#[test]
fn a_vouch_that_was_moved_is_one_for_nobody() {
    let mut registry = Registry::signed(&["a", "b"]);
    registry.vouch(CONVENER, "a").file();
    registry.copy("keys/a/vouches/convener/1.note", "keys/b/vouches/convener/1.note");
    registry.copy("keys/a/vouches/convener/1.note", "keys/b/vouches/a/1.note");
    let trust = voucher(CONVENER) + &voucher("a");
    assert_eq!(
        known(&registry, &trust),
        "a pinned, b self-published(a Flaw OtherParty, convener Flaw OtherParty)"
    );
}

#[test]
fn a_voucher_whose_key_another_party_holds_too_vouches_for_nobody() {
    let mut registry = coalition();
    registry.keys("c").lists(&[&Key::of(CONVENER).named("c")]).file();
    assert_eq!(
        known(&registry, &voucher(CONVENER)),
        "a self-published(convener Flaw SharedKey), b self-published(convener Flaw SharedKey)"
    );
}

#[test]
fn a_changed_vouch_and_one_under_keys_in_dispute_do_not_count() {
    let mut changed = coalition();
    changed.edit("keys/a/vouches/convener/1.note", "2025-10-30", "2025-10-29");
    assert_eq!(
        known(&changed, &voucher(CONVENER)),
        "a self-published(convener Flaw BadSignature), b vouched(convener)"
    );
    let mut disputed = coalition();
    disputed.put("keys/convener/2.note", "no note\n");
    assert_eq!(
        known(&disputed, &voucher(CONVENER)),
        "a self-published(convener Flaw Keys), b self-published(convener Flaw Keys)"
    );
}

#[test]
fn a_quorum_says_how_many_vouchers_it_takes() {
    let mut registry = Registry::signed(&["a", "b"]);
    for (voucher, id) in [("v", "a"), ("w", "a"), ("x", "a"), ("x", "b")] {
        if !registry.files.contains_key(&format!("keys/{voucher}/1.note")) {
            registry.keys(voucher).file();
        }
        registry.vouch(voucher, id).file();
    }
    let vouchers: String = ["v", "w", "x"].map(voucher).concat();
    let with = |lines: &str| known(&registry, &format!("{vouchers}{lines}"));
    let both = "a vouched(v, w, x), b vouched(x)";
    let one = "a vouched(v, w, x), b self-published(x)";
    assert_eq!(with(""), both);
    assert_eq!(with("group any-of-them any v w x\nquorum any-of-them\n"), both);
    assert_eq!(with("quorum x\n"), both);
    assert_eq!(with("quorum v\n"), one);
    assert_eq!(with("group two 2 v w x\nquorum two\n"), one);
    assert_eq!(with("group all-of-them all v w x\nquorum all-of-them\n"), one);
    assert_eq!(with("group first any v w\ngroup both all first x\nquorum both\n"), one);
    // a group that is no quorum asks for nothing
    assert_eq!(with("group two 2 v w x\n"), both);
}

#[test]
fn groups_that_cannot_be_are_refused() {
    let name = |name: &str| name.parse().unwrap();
    let vouchers: String = ["v", "w"].map(voucher).concat();
    for (lines, line, error) in [
        ("group\n".to_owned(), 3, None),
        ("group g any v\ngroup g any w\n".to_owned(), 4, Some(GroupError::Taken(name("g")))),
        ("group v any w\n".to_owned(), 3, Some(GroupError::Taken(name("v")))),
        (format!("group g any v\n{}", voucher("g")), 4, Some(GroupError::Taken(name("g")))),
        ("group g any u\n".to_owned(), 3, Some(GroupError::Unknown("u".to_owned()))),
        ("group g any h\ngroup h any v\n".to_owned(), 3, Some(GroupError::Unknown("h".to_owned()))),
        ("group g any g\n".to_owned(), 3, Some(GroupError::Unknown("g".to_owned()))),
        ("group g any v v\n".to_owned(), 3, Some(GroupError::Twice(name("v")))),
        ("group g any v\ngroup h any v w\n".to_owned(), 4, Some(GroupError::Twice(name("v")))),
        ("group g all\n".to_owned(), 3, Some(GroupError::Needed { members: 0 })),
        ("group g any\n".to_owned(), 3, Some(GroupError::Needed { members: 0 })),
        ("group g 0 v\n".to_owned(), 3, Some(GroupError::Needed { members: 1 })),
        ("group g 3 v w\n".to_owned(), 3, Some(GroupError::Needed { members: 2 })),
        ("group g 02 v w\n".to_owned(), 3, Some(GroupError::Needed { members: 2 })),
        ("group g some v w\n".to_owned(), 3, Some(GroupError::Needed { members: 2 })),
        ("group G any v\n".to_owned(), 3, Some(GroupError::Name)),
        ("quorum none\n".to_owned(), 3, Some(GroupError::Unknown("none".to_owned()))),
        ("quorum v\nquorum v\n".to_owned(), 4, Some(GroupError::SecondQuorum)),
    ] {
        let refused = Trust::parse(format!("{vouchers}{lines}").as_bytes()).unwrap_err();
        let expected = match error {
            Some(error) => TrustError::Group { line, error },
            None => TrustError::Line { line, found: lines.trim().to_owned() },
        };
        assert_eq!(refused, expected, "{lines}");
    }
}

#[test]
fn a_vouch_that_comes_by_mail_is_filed_if_it_holds() {
    let mut before = Registry::signed(&["a", "b"]);
    let mut after = before.clone();
    after.vouch("b", "a").file();
    let path = "keys/a/vouches/b/1.note";
    let proposal = Proposal::from([(path.parse().unwrap(), after.files[path].clone())]);
    let accepted = judge(&before.tree(), &[proposal]).remove(0).unwrap();
    assert_eq!(accepted.new, [path.parse().unwrap()]);
    assert_eq!(accepted.confirmations[0].name.as_str(), "B");
    // with the keys of somebody who is new here
    let mut stranger = before.clone();
    stranger.keys("c").file();
    stranger.vouch("c", "a").file();
    let both = ["keys/c/1.note", "keys/a/vouches/c/1.note"];
    let proposal: Proposal =
        both.iter().map(|path| (path.parse().unwrap(), stranger.files[*path].clone())).collect();
    let accepted = judge(&before.tree(), &[proposal]).remove(0).unwrap();
    assert_eq!(accepted.new_parties, ["c".parse().unwrap()]);
    // and not without them
    let (at, why) = refused(&before, &stranger, both[1]);
    assert_eq!((at.as_str(), why.as_str()), (both[1], "Flaw KeysNotHere"));
    // nor for keys that are not here
    before.remove("keys/a/1.note");
    before.remove("signatures/s/a/1.note");
    assert_eq!(refused(&before, &after, path).1, "RecordNotHere");
    // nor with a published key, for one that is none
    let mut published = Registry::signed(&["a"]);
    let key = Key::demonstration("d");
    published.keys("d").lists(&[&key]).file();
    let before = published.clone();
    published.vouch("d", "a").by(&[&key]).file();
    assert_eq!(refused(&before, &published, "keys/a/vouches/d/1.note").1, "Demonstration");
}
