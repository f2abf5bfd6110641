//! The report as JSON is what docs/json.md says, member by member and word by word.
#![allow(missing_docs)]

use std::collections::BTreeSet;

use serde_json::Value;
use undersigned::cli::command::demo;
use undersigned::compose::sign_roll;
use undersigned::key::SecretKey;
use undersigned::note::Note;
use undersigned::path::RegistryPath;
use undersigned::record::Record;
use undersigned::render::json::{mark_word, outcome, report};
use undersigned::text::Line;
use undersigned::tree::{Content, StrayFile, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Mark, Outcome, Question, Verdict, verify};

const DOCUMENT: &str = include_str!("../docs/json.md");

#[test]
fn the_document_names_every_member_and_no_other() {
    let mut printed = BTreeSet::new();
    for tree in [demonstration(), with_everything()] {
        let report = verify(&tree, &Trust::default(), &Question::default());
        let object: Value = serde_json::from_str(&report_text(&report)).unwrap();
        members(&object, "", &mut printed);
    }
    assert_eq!(documented(), printed);
}

#[test]
fn every_member_is_there_when_there_is_nothing_to_say() {
    let empty = verify(&Tree::default(), &Trust::default(), &Question::default());
    let object: Value = serde_json::from_str(&report_text(&empty)).unwrap();
    let mut printed = BTreeSet::new();
    members(&object, "", &mut printed);
    let top: BTreeSet<String> = documented().into_iter().filter(|path| !path.contains(['.', '['])).collect();
    assert_eq!(printed, top);
}

#[test]
fn the_document_names_every_word() {
    let verdicts = [
        Verdict::Signed,
        Verdict::Withdrawn,
        Verdict::Declined,
        Verdict::Missing,
        Verdict::Disputed,
        Verdict::OtherText,
        Verdict::Invalid,
        Verdict::Unreadable,
        Verdict::NotOnRoll,
    ];
    assert_eq!(words("**Verdicts**"), verdicts.map(Verdict::word));
    let standings = [
        Standing::Pinned,
        Standing::Vouched,
        Standing::Domain,
        Standing::SelfPublished,
        Standing::Demonstration,
    ];
    assert_eq!(words("**Standings**"), standings.map(Standing::word));
    let outcomes = [Outcome::Holds, Outcome::DoesNotHold, Outcome::NotJudged];
    assert_eq!(words("**Outcomes**"), outcomes.map(outcome));
    let some = undersigned::digest::Digest::of(b"");
    let name = Line::new("Name", 256).unwrap();
    let marks = [
        Mark::Late,
        Mark::ListedAs(name),
        Mark::RollNotHere(some),
        Mark::NeverSigned,
        Mark::UnknownLines(1),
        Mark::UncheckedLines(1),
        Mark::SharedLines(1),
    ];
    assert_eq!(words("**Marks**"), marks.each_ref().map(mark_word));
    // A word that is added stops these from compiling, and asks for its place in the document and above.
    let _ = |verdict, standing, outcome, mark: Mark| {
        match verdict {
            Verdict::Signed
            | Verdict::Withdrawn
            | Verdict::Declined
            | Verdict::Missing
            | Verdict::Disputed => {}
            Verdict::OtherText | Verdict::Invalid | Verdict::Unreadable | Verdict::NotOnRoll => {}
        }
        match standing {
            Standing::Pinned | Standing::Vouched | Standing::Domain => {}
            Standing::SelfPublished | Standing::Demonstration => {}
        }
        match outcome {
            Outcome::Holds | Outcome::DoesNotHold | Outcome::NotJudged => {}
        }
        match mark {
            Mark::Late | Mark::ListedAs(_) | Mark::RollNotHere(_) | Mark::NeverSigned => {}
            Mark::UnknownLines(_) | Mark::UncheckedLines(_) | Mark::SharedLines(_) => {}
        }
    };
}

#[test]
fn the_order_is_that_of_the_document() {
    let text = report_text(&verify(&demonstration(), &Trust::default(), &Question::default()));
    let notice = text.find("\"notice\": \"DEMONSTRATION, NOT AN ENDORSEMENT").unwrap();
    assert!(notice < text.find("\"outcome\"").unwrap(), "the notice comes first");
}

#[test]
fn nothing_in_it_acts_on_a_terminal() {
    let mut tree = demonstration();
    let path = "keys/\u{1b}[2J\u{202e}\u{9b}x".to_owned();
    tree.strays.push(StrayFile { path: path.clone(), what: "\u{7}".to_owned() });
    let text = report_text(&verify(&tree, &Trust::default(), &Question::default()));
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\u{7}']));
    let object: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(object["strays"][0]["path"], Value::String(path));
}

fn report_text(found: &undersigned::verify::Report) -> String {
    report(found).unwrap()
}

/// The members of `value` below `path`, those of all elements of an array together.
fn members(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                found.insert(path.clone());
                members(value, &path, found);
            }
        }
        Value::Array(array) => array.iter().for_each(|value| members(value, &format!("{path}[]"), found)),
        _ => {}
    }
}

/// The members that the tables of the document name, under the heading of each.
fn documented() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut above = String::new();
    for line in DOCUMENT.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            above = heading.strip_prefix('`').map_or_else(String::new, |path| path.replace('`', "") + ".");
        } else if let Some((name, _)) = line.strip_prefix("| `").and_then(|row| row.split_once('`')) {
            assert!(found.insert(format!("{above}{name}")), "{above}{name} stands there twice");
        }
    }
    found
}

/// The words in the paragraph that begins so.
fn words(beginning: &str) -> Vec<&'static str> {
    let paragraph = DOCUMENT.split("\n\n").find(|paragraph| paragraph.starts_with(beginning)).unwrap();
    paragraph.split('`').skip(1).step_by(2).collect()
}

fn demonstration() -> Tree {
    let mut tree = Tree::default();
    for (path, bytes) in demo::files().unwrap() {
        tree.insert(path, Content::Bytes(bytes));
    }
    tree
}

/// A demonstration with a stray file, a roll that corrects another statement and a signature that is late for it.
fn with_everything() -> Tree {
    let mut tree = demonstration();
    let (slug, filed) = tree.statements.first_key_value().unwrap();
    let Content::Bytes(bytes) = &filed.rolls[&1] else { panic!() };
    let Record::Roll(roll) = Record::parse(Note::parse(bytes).unwrap().text()).unwrap() else { panic!() };
    let relation = format!("corrects an-earlier-one {}", roll.text.prefixed());
    let line = format!("deadline 2025-01-01\n{relation}\nsignatory");
    let text = Record::from(roll).to_note().unwrap().text().replacen("signatory", &line, 1);
    let Record::Roll(roll) = Record::parse(&text).unwrap() else { panic!() };
    let key = SecretKey::demonstration(&roll.convener);
    let path = RegistryPath::Roll(slug.clone(), 1);
    let roll = sign_roll(roll, &key).unwrap();
    tree.insert(path, Content::Bytes(roll.to_string().into_bytes()));
    tree.strays.push(StrayFile { path: "keys/x".to_owned(), what: "something".to_owned() });
    tree
}
