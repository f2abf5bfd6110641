//! What a reply that comes by mail can do to a registry, or to the other replies.

use undersigned::compose::{Intent, first_keys, next_act};
use undersigned::digest::Digest;
use undersigned::filing::{Objection, Proposal, collisions, gather, judge, repeated, unlisted};
use undersigned::id::Id;
use undersigned::key::SecretKey;
use undersigned::record::Record;
use undersigned::record::act::Kind;
use undersigned::text::Line;
use undersigned::trust::Trust;
use undersigned::verify::{Question, verify};

use super::forge::*;

/// The files by which `after` goes beyond `before`.
fn reply(before: &Registry, after: &Registry) -> Proposal {
    let new = after.files.iter().filter(|(path, bytes)| before.files.get(*path) != Some(bytes));
    new.map(|(path, bytes)| (path.parse().unwrap(), bytes.clone())).collect()
}

/// The reply of a party that has no keys record yet: these, and a signature.
fn answer(registry: &Registry, id: &str) -> Proposal {
    let mut after = registry.clone();
    after.keys(id).file();
    after.act(id, "signature").file();
    reply(registry, &after)
}

/// `filed`, or the kinds of the objections, for each reply; and what the registry is with what was filed.
fn filed(registry: &Registry, replies: &[Proposal]) -> (Vec<String>, String) {
    let mut after = registry.clone();
    let told =
        judge(&registry.tree(), replies).into_iter().zip(replies).map(|(judged, reply)| match judged {
            Ok(accepted) => {
                for path in &accepted.new {
                    after.put(&path.to_string(), &reply[path]);
                }
                "filed".to_owned()
            }
            Err(objections) => objections.iter().map(told).collect::<Vec<_>>().join(" "),
        });
    (told.collect(), after.judged())
}

fn told(objection: &Objection) -> String {
    let told = format!("{objection:?}");
    told.chars().take_while(|c| c.is_alphanumeric()).collect()
}

/// A convener and a roll that invites everybody.
fn open() -> Registry {
    Registry::of(&[])
}

#[test]
fn good_replies_are_filed_together() {
    let registry = open();
    let replies: Vec<Proposal> = ["a", "b", "c"].map(|id| answer(&registry, id)).into();
    assert_eq!(filed(&registry, &replies).0, ["filed", "filed", "filed"]);
}

/// What an organisation with two officers signs, as one of them alone has signed it.
fn half(registry: &Registry, officer: usize) -> Proposal {
    let officers = [Key::of("a"), Key::new("a", "the second officer")];
    let mut after = registry.clone();
    let both: Vec<&Key> = officers.iter().collect();
    after.keys("a").lists(&both).with("threshold 1", "threshold 2").by(&both).file();
    after.act("a", "signature").by(&[&officers[officer]]).file();
    reply(registry, &after)
}

#[test]
fn what_two_officers_sign_at_the_same_time_is_filed_with_the_lines_of_both() {
    let registry = open();
    let mut replies = [half(&registry, 0), half(&registry, 1)];
    assert_eq!(filed(&registry, &replies[..1]).0, ["Pending"]);
    assert_eq!(filed(&registry, &replies[1..]).0, ["Pending"]);
    gather(&registry.tree(), &mut replies);
    assert_eq!(filed(&registry, &replies).0, ["filed", "filed"]);
}

#[test]
fn other_keys_beside_a_copy_do_not_keep_the_lines_of_the_others_apart() {
    let registry = open();
    let mut strange = half(&registry, 0);
    let mut other = registry.clone();
    other.keys("a").lists(&[&Key::new("a", "a stranger")]).file();
    strange.insert("keys/a/1.note".parse().unwrap(), other.files["keys/a/1.note"].clone());
    for place in 0..3 {
        let mut replies = vec![half(&registry, 0), half(&registry, 1)];
        replies.insert(place, strange.clone());
        gather(&registry.tree(), &mut replies);
        replies.remove(place);
        assert_eq!(filed(&registry, &replies).0, ["filed", "filed"], "{place}");
    }
}

#[test]
fn copies_that_differ_in_their_text_are_not_one_record() {
    let registry = open();
    let mut replies = [half(&registry, 0), half(&registry, 1)];
    let act = "signatures/s/a/1.note".parse().unwrap();
    let mut after = registry.clone();
    for (path, bytes) in half(&registry, 0) {
        after.put(&path.to_string(), &bytes);
    }
    after.remove("signatures/s/a/1.note");
    after.act("a", "signature").with("date 2025", "date 2024").by(&[&Key::of("a")]).file();
    replies[0].insert(act, after.files["signatures/s/a/1.note"].clone());
    let before = replies.clone();
    gather(&registry.tree(), &mut replies);
    assert_eq!(replies, before);
}

#[test]
fn a_reply_that_takes_the_place_of_another_party_does_not_keep_its_own_reply_out() {
    let registry = open();
    let good = answer(&registry, "b");
    for path in ["keys/b/1.note", "signatures/s/b/1.note", "keys/b/2.note", "signatures/s/b/2.note"] {
        for bytes in ["garbage", registry.read("keys/convener/1.note").as_str()] {
            let mut bad = answer(&registry, "a");
            bad.insert(path.parse().unwrap(), bytes.as_bytes().to_vec());
            for replies in [[bad.clone(), good.clone()], [good.clone(), bad.clone()]] {
                let (told, _) = filed(&registry, &replies);
                let good = replies.iter().position(|reply| *reply == good).unwrap();
                assert_eq!(told[good], "filed", "{path}: {told:?}");
                assert_ne!(told[1 - good], "filed", "{path}");
            }
        }
    }
}

#[test]
fn a_reply_is_filed_whole_or_not_at_all() {
    let registry = Registry::signed(&["a"]);
    let mut after = registry.clone();
    after.keys("b").file();
    after.act("b", "signature").file();
    after.put("signatures/s/a/2.note", "garbage");
    let (told, judged) = filed(&registry, &[reply(&registry, &after)]);
    assert_eq!(told, ["Act"]);
    assert_eq!(judged, registry.judged());
}

#[test]
fn nothing_that_a_stranger_sends_changes_what_holds() {
    let registry = Registry::signed(&["a", "b"]);
    let sending = |change: &dyn Fn(&mut Registry)| {
        let mut after = registry.clone();
        change(&mut after);
        let (told, judged) = filed(&registry, &[reply(&registry, &after)]);
        assert_eq!(judged, registry.judged());
        told.join(" ")
    };
    let z = Key::of("z");
    assert_eq!(sending(&|after| after.put("keys/a/2.note", "garbage")), "Keys");
    assert_eq!(sending(&|after| after.put("keys/convener/2.note", "garbage")), "Keys");
    assert_eq!(sending(&|after| after.put("keys/a/3.note", "garbage")), "Keys");
    assert_eq!(sending(&|after| after.keys("a").lists(&[&z.named("a")]).file()), "Keys");
    assert_eq!(sending(&|after| after.act("a", "withdrawal").by(&[&z.named("a")]).file()), "Act");
    assert_eq!(sending(&|after| after.act("a", "withdrawal").version(4).file()), "Act");
    assert_eq!(sending(&|after| after.roll(&["a"]).by(&[&z.named(CONVENER)]).file()), "Roll");
    assert_eq!(sending(&|after| after.put("statement/s/roll/2.note", "garbage")), "Roll");
    assert_eq!(sending(&|after| after.put("statement/s/text.txt", "Another text.\n")), "Taken");
    assert_eq!(sending(&|after| after.put("keys/a/1.note", "garbage")), "Taken");
    assert_eq!(sending(&|after| after.keys("z").lists(&[&Key::of("a").named("z")]).file()), "SharedKey");
    assert_eq!(
        sending(&|after| {
            after.keys("z").lists(&[&z, &Key::of("a").named("z")]).by(&[&z]).file();
        }),
        "Keys",
        "somebody else's key without a proof"
    );
}

#[test]
fn a_statement_that_comes_by_mail_is_sound_or_refused() {
    let registry = Registry::signed(&["a"]);
    let sending = |change: &dyn Fn(&mut Registry)| {
        let mut after = registry.clone();
        change(&mut after);
        filed(&registry, &[reply(&registry, &after)])
    };
    let (told, judged) = sending(&|after| {
        after.put("statement/t/text.txt", "Another text.\n");
        after.keys("z").file();
        after.roll_of("t", "z", &[]).file();
    });
    assert_eq!(told, ["filed"]);
    assert_eq!(judged, "a signed | 1/1 | holds || | 0/0 | fails EmptyRoll");
    for (change, objection) in [
        (
            &(|after: &mut Registry| after.put("statement/t/text.txt", "Another text.\n"))
                as &dyn Fn(&mut Registry),
            "Statement",
        ),
        (
            &|after| {
                after.keys("z").file();
                after.put("statement/t/text.txt", TEXT);
                after.roll_of("t", "z", &[]).file();
            },
            "FiledTwice",
        ),
        (
            &|after| {
                after.keys("z").file();
                after.put("statement/t/text.txt", "Another text.\r\n");
                after.roll_of("t", "z", &[]).file();
            },
            "Statement",
        ),
        (
            &|after| {
                after.keys("z").file();
                after.put("statement/t/text.txt", "Another text.\n");
                after.roll_of("t", "z", &[]).with(&digest("Another text.\n"), &digest(TEXT)).file();
            },
            "Statement",
        ),
    ] {
        let (told, judged) = sending(change);
        assert_eq!(told, [objection]);
        assert_eq!(judged, registry.judged());
    }
}

#[test]
fn two_replies_with_one_text_under_two_slugs_are_not_both_filed() {
    let registry = Registry::signed(&["a"]);
    let proposing = |slug: &str| {
        let mut after = registry.clone();
        after.put(&format!("statement/{slug}/text.txt"), "Another text.\n");
        after.keys("z").file();
        after.roll_of(slug, "z", &[]).file();
        reply(&registry, &after)
    };
    assert_eq!(filed(&registry, &[proposing("t"), proposing("u")]).0, ["filed", "FiledTwice"]);
}

#[test]
fn of_two_replies_by_one_party_the_first_is_filed() {
    let registry = open();
    let mut after = registry.clone();
    after.keys("a").file();
    after.act("a", "decline").file();
    let replies = [answer(&registry, "a"), reply(&registry, &after), answer(&registry, "a")];
    assert_eq!(filed(&registry, &replies).0, ["filed", "Taken", "filed"]);
}

#[test]
fn of_two_replies_that_share_a_key_the_first_is_filed() {
    let registry = open();
    let mut after = registry.clone();
    let shared = Key::of("a").named("z");
    after.keys("z").lists(&[&shared]).file();
    after.act("z", "signature").by(&[&shared]).file();
    let (told, judged) = filed(&registry, &[answer(&registry, "a"), reply(&registry, &after)]);
    assert!(told[0] == "filed" && told[1].starts_with("SharedKey"), "{told:?}");
    assert!(judged.starts_with("a not-on-roll(signature) |"), "{judged}");
}

#[test]
fn replies_that_follow_each_other_are_filed_in_whatever_order_they_come() {
    let registry = open();
    let mut after = registry.clone();
    after.keys("a").file();
    after.act("a", "signature").file();
    let first = reply(&registry, &after);
    let mut later = after.clone();
    later.act("a", "withdrawal").file();
    let second = reply(&after, &later);
    assert_eq!(filed(&registry, &[first.clone(), second.clone()]).0, ["filed", "filed"]);
    assert_eq!(filed(&registry, &[second, first]).0, ["filed", "filed"]);
}

#[test]
fn a_closed_roll_takes_no_new_signature() {
    let mut registry = Registry::of(&["a"]);
    registry.roll(&["a"]).with("mode open", "mode closed").file();
    let mut after = registry.clone();
    after.act("a", "signature").file();
    let replies = [reply(&registry, &after), answer(&registry, "z")];
    assert_eq!(filed(&registry, &replies).0, ["filed", "Closed"]);
}

#[test]
fn nobody_is_attested_under_another_name_of_the_roll() {
    let registry = Registry::of(&["a", "b"]);
    let mut after = registry.clone();
    after.attest("b").with("name B", "name A").file();
    assert_eq!(filed(&registry, &[reply(&registry, &after)]).0, ["NameTaken"]);
    let mut after = registry.clone();
    after.attest("b").file();
    assert_eq!(filed(&registry, &[reply(&registry, &after)]).0, ["filed"]);
}

#[test]
fn a_name_on_the_roll_is_not_taken_by_another_id() {
    let registry = Registry::of(&["a"]);
    let mut after = registry.clone();
    after.keys("z").with("name Z", "name A").file();
    after.act("z", "signature").with("name Z", "name A").file();
    assert_eq!(filed(&registry, &[reply(&registry, &after)]).0, ["NameTaken"]);
}

#[test]
fn an_act_about_another_text_says_where_that_text_is_filed() {
    let mut registry = Registry::signed(&["a"]);
    registry.put("statement/t/text.txt", "Another text.\n");
    registry.keys("z").file();
    registry.roll_of("t", "z", &[]).file();
    let mut after = registry.clone();
    after.keys("b").file();
    after.act("b", "signature").with(&digest(TEXT), &digest("Another text.\n")).file();
    let judged = judge(&registry.tree(), &[reply(&registry, &after)]).remove(0);
    let objections = judged.unwrap_err();
    assert!(
        matches!(&objections[..], [Objection::OtherText { filed_as: Some(slug), .. }] if slug.as_str() == "t"),
        "{objections:?}"
    );
}

#[test]
fn a_reply_that_comes_again_changed_only_in_its_dates_is_known_as_a_repetition() {
    let mut registry = open();
    let mut again = registry.clone();
    again.keys("a").with("2025-10-01", "2025-11-01").file();
    again.act("a", "signature").with("2025-10-30", "2025-11-02").file();
    let again = reply(&registry, &again);
    let mut other = registry.clone();
    other.keys("a").file();
    other.act("a", "decline").file();
    let other = reply(&registry, &other);
    let mut foreign = registry.clone();
    foreign.keys("a").lists(&[&Key::new("a", "another")]).file();
    foreign.act("a", "signature").by(&[&Key::new("a", "another")]).file();
    let foreign = reply(&registry, &foreign);
    registry.keys("a").file();
    registry.act("a", "signature").file();
    let replies = [again, other, foreign];
    let judged = judge(&registry.tree(), &replies);
    assert!(judged.iter().all(Result::is_err));
    assert_eq!(repeated(&registry.tree(), &replies, &judged), [true, false, false]);
}

#[test]
fn a_reply_that_does_nothing_repeats_nothing() {
    let registry = Registry::signed(&["a"]);
    let squatting = |bytes: &str| Proposal::from([("keys/a/1.note".parse().unwrap(), bytes.into())]);
    let other = registry.read("keys/convener/1.note");
    let replies = ["garbage", &other].map(squatting);
    let judged = judge(&registry.tree(), &replies);
    assert!(judged.iter().all(Result::is_err));
    assert_eq!(repeated(&registry.tree(), &replies, &judged), [false, false]);
}

#[test]
fn a_name_under_which_somebody_signed_is_not_taken_by_another_id() {
    let mut registry = open();
    let mut after = registry.clone();
    for id in ["y", "z"] {
        after.keys(id).with(&format!("name {}", id.to_uppercase()), "name Same").file();
        after.act(id, "signature").with(&format!("name {}", id.to_uppercase()), "name Same").file();
    }
    let both = reply(&registry, &after);
    let [y, z] = ["y", "z"].map(|id| -> Proposal {
        let of = |path: &str| path.contains(&format!("/{id}/"));
        both.clone().into_iter().filter(|(path, _)| of(&path.to_string())).collect()
    });
    assert_eq!(filed(&registry, &[y.clone(), z.clone()]).0, ["filed", "NameShared"]);
    for (path, bytes) in &y {
        registry.put(&path.to_string(), bytes);
    }
    assert_eq!(filed(&registry, &[z]).0, ["NameShared"]);

    let report = verify(&after.tree(), &Trust::default(), &Question::default());
    assert!(unlisted(&report.statements[0]).is_empty());
    let left_out = collisions(&report.statements[0]);
    let ids: Vec<&str> = left_out.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["y", "z"]);
}

#[test]
fn keys_that_nothing_asks_for_are_refused() {
    let registry = Registry::signed(&["a"]);
    let mut after = registry.clone();
    after.keys("z").file();
    let squatting = reply(&registry, &after);
    after.keys("b").file();
    after.act("b", "signature").file();
    assert_eq!(filed(&registry, &[squatting, reply(&registry, &after)]).0, ["Unasked", "Unasked"]);
}

#[test]
fn a_party_that_is_known_here_changes_its_keys_without_an_act() {
    let registry = Registry::signed(&["a"]);
    let mut after = registry.clone();
    after.keys("a").file();
    assert_eq!(filed(&registry, &[reply(&registry, &after)]).0, ["filed"]);
}

#[test]
fn an_act_without_its_keys_record_is_not_judged() {
    let registry = open();
    let mut alone = answer(&registry, "a");
    alone.retain(|path, _| path.to_string().starts_with("signatures/"));
    let objections = judge(&registry.tree(), &[alone]).remove(0).unwrap_err();
    assert!(objections.iter().all(Objection::is_unjudged), "{objections:?}");
}

#[test]
fn a_demonstration_is_not_filed_among_real_ones() {
    let registry = open();
    let id: Id = "z".parse().unwrap();
    let key = SecretKey::demonstration(&id);
    let name = Line::new("Z", 256).unwrap();
    let date = "2025-10-01".parse().unwrap();
    let signed = |record: Record| {
        let mut note = record.to_note().unwrap();
        note.sign(&id, &key);
        note.to_string()
    };
    let keys = first_keys(&id, &name, &key.public(), date);
    let mut after = registry.clone();
    after.put("keys/z/1.note", signed(keys.clone().into()));
    let intent = Intent {
        kind: Kind::Signature,
        text: Digest::of(TEXT.as_bytes()),
        roll: Digest::of(b"a roll"),
        reason: None,
        date,
    };
    after.put("signatures/s/z/1.note", signed(next_act(&intent, &keys, None).into()));
    assert_eq!(filed(&registry, &[reply(&registry, &after)]).0, ["Demonstration"]);
    let report = verify(&after.tree(), &Trust::default(), &Question::default());
    assert!(unlisted(&report.statements[0]).is_empty());
}

#[test]
fn replies_that_hang_on_each_other_in_a_long_line_are_decided_in_the_end() {
    let registry = open();
    let mut before = registry.clone();
    let mut replies = Vec::new();
    for step in 0..40 {
        let mut after = before.clone();
        if step == 0 {
            after.keys("a").file();
        }
        after.act("a", if step % 2 == 0 { "signature" } else { "withdrawal" }).file();
        replies.push(reply(&before, &after));
        before = after;
    }
    let first = replies.remove(0);
    assert!(judge(&registry.tree(), &replies).iter().all(Result::is_err));
    replies.push(first);
    replies.reverse();
    assert!(judge(&registry.tree(), &replies).iter().all(Result::is_ok));
}
