//! How long it takes when there is much: printed with `--ignored --nocapture`, and held to grow no faster than the files.

use std::time::{Duration, Instant};

use undersigned::filing::{Proposal, judge};
use undersigned::tree::Tree;
use undersigned::trust::Trust;
use undersigned::verify::{Outcome, Parties, verify};

use super::forge::*;

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = run();
    println!("{:>8.3} s  {what}", start.elapsed().as_secs_f64());
    (start.elapsed(), result)
}

fn names(number: usize) -> Vec<String> {
    (0..number).map(|number| format!("n{number}")).collect()
}

/// So many parties that signed an empty roll, which then lists them all.
fn large(number: usize) -> Registry {
    let mut registry = Registry::of(&[]);
    let names = names(number);
    for id in &names {
        registry.keys(id).file();
        registry.act(id, "signature").file();
    }
    registry.roll(&names.iter().map(String::as_str).collect::<Vec<_>>()).file();
    registry
}

#[test]
#[ignore = "some seconds"]
fn ten_thousand_signatories_are_verified_in_seconds() {
    let tree = large(10_000).tree();
    timed("parties", || Parties::read(&tree, &Trust::default()));
    let (whole, report) = timed("everything", || verify(&tree, &Trust::default(), &accepting_all()));
    assert_eq!(report.outcome, Outcome::Holds);
    assert_eq!(report.statements[0].totals.signed, 10_000);
    let mut without_acts = tree.clone();
    without_acts.statements.values_mut().for_each(|filed| filed.acts.clear());
    timed("parties, text and rolls", || verify(&without_acts, &Trust::default(), &accepting_all()));
    let keys: Vec<Key> = names(10_000).iter().map(|id| Key::of(id)).collect();
    let pins = trusting(&keys.iter().collect::<Vec<_>>());
    timed("everything, each key pinned", || verify(&tree, &pins, &accepting_all()));
    let one = undersigned::verify::Question { id: Some("n1".parse().unwrap()), ..accepting_all() };
    timed("one of them", || verify(&tree, &Trust::default(), &one));
    assert!(whole < Duration::from_secs(30));
}

#[test]
#[ignore = "some seconds"]
fn ten_thousand_replies_are_judged_in_seconds() {
    let registry = Registry::of(&[]);
    let tree: Tree = registry.tree();
    let reply = |id: &str, act: Option<&str>| -> Proposal {
        let mut after = Registry { files: registry.files.clone() };
        after.keys(id).file();
        after.act(id, "signature").file();
        after.files.retain(|path, _| !registry.files.contains_key(path));
        if let Some(act) = act {
            after.put(&format!("signatures/s/{id}/1.note"), act);
        }
        after.files.into_iter().map(|(path, bytes)| (path.parse().unwrap(), bytes)).collect()
    };
    let mut replies: Vec<Proposal> = names(10_000).iter().map(|id| reply(id, None)).collect();
    let (_, judged) = timed("10,000 good replies", || judge(&tree, &replies));
    assert!(judged.iter().all(Result::is_ok));
    for (number, spoilt) in replies.iter_mut().enumerate().step_by(20) {
        *spoilt = reply(&format!("n{number}"), Some("garbage"));
    }
    let (took, judged) = timed("500 of them bad", || judge(&tree, &replies));
    assert_eq!(judged.iter().filter(|judged| judged.is_err()).count(), 500);
    assert!(took < Duration::from_secs(60));
    let large = large(10_000).tree();
    timed("one reply to a registry of 10,000", || judge(&large, &[reply("z", None)]));
    let bad: Vec<Proposal> = (0..200).map(|n| reply(&format!("z{n}"), Some("garbage"))).collect();
    timed("200 bad replies to a registry of 10,000", || judge(&large, &bad));
}

#[test]
#[ignore = "some seconds"]
fn a_long_chain_takes_time_in_proportion_to_its_length() {
    let chain = |length: usize| {
        let mut registry = Registry::signed(&["a"]);
        for version in 2..=length as u32 {
            registry.keys("a").file();
            registry.act("a", if version % 2 == 0 { "withdrawal" } else { "signature" }).file();
        }
        registry.tree()
    };
    let (short, long) = (chain(1_000), chain(4_000));
    let (short, _) = timed("2,000 links", || verify(&short, &Trust::default(), &accepting_all()));
    let (long, _) = timed("8,000 links", || verify(&long, &Trust::default(), &accepting_all()));
    assert!(long < short * 10, "four times the links took {long:?} after {short:?}");
}

#[test]
#[ignore = "some seconds"]
fn one_key_that_very_many_parties_share_and_one_text_under_very_many_slugs_take_no_longer() {
    let mut registry = Registry::signed(&["a"]);
    for id in names(5_000) {
        registry.keys(&id).lists(&[&Key::of("a").named(&id)]).file();
        registry.copy("statement/s/text.txt", &format!("statement/{id}/text.txt"));
    }
    let tree = registry.tree();
    let (took, _) = timed("5,000 sharers and slugs", || verify(&tree, &Trust::default(), &accepting_all()));
    assert!(took < Duration::from_secs(20));
}

#[test]
#[ignore = "some seconds"]
fn the_largest_keys_record_is_read_in_seconds() {
    let former = Key::new("a", "former").vkey();
    for (what, lines) in [
        ("30,000 former keys", format!("retired 2025-01-01 {former}\n").repeat(30_000)),
        ("50,000 acts kept", format!("keeps {}\n", digest("act")).repeat(50_000)),
    ] {
        let mut registry = Registry::signed(&["a"]);
        registry.keys("a").with("date", &format!("{lines}date")).file();
        let tree = registry.tree();
        let (took, report) = timed(what, || verify(&tree, &Trust::default(), &accepting_all()));
        assert_eq!(report.outcome, Outcome::Holds);
        assert!(took < Duration::from_secs(30));
    }
}
