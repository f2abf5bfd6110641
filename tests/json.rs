//! The report and the audit as JSON are what docs/json.md says, member by member and word by word.
#![allow(missing_docs)]

use std::collections::BTreeSet;

use serde_json::Value;
use undersigned::against::{Comparison, Difference, Fork, Lack, Sound};
use undersigned::audit::copy::{Block, Copy, Furniture, Part};
use undersigned::audit::{
    CopyWords, DifferenceKind, Fold, NamePlace, NameVerdict, Reference, TextVerdict, audit,
};
use undersigned::cli::command::demo;
use undersigned::compose::{Intent, first_keys, next_act};
use undersigned::digest::Digest;
use undersigned::id::Id;
use undersigned::key::{SecretKey, VerifierKey};
use undersigned::note::Note;
use undersigned::party::Party;
use undersigned::path::RegistryPath;
use undersigned::record::Record;
use undersigned::record::act::Kind;
use undersigned::record::check::DomainCheck;
use undersigned::record::keys::KeysRecord;
use undersigned::record::vouch::Vouch;
use undersigned::render::audit::{Flag, object};
use undersigned::render::json::{mark_word, outcome, report};
use undersigned::text::{CanonicalText, Line};
use undersigned::tree::{Content, StrayFile, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Mark, Outcome, Question, Recovered, Verdict, verify};

const DOCUMENT: &str = include_str!("../docs/json.md");

/// Where the part about the audit begins.
const AUDIT: &str = "\n# The audit as JSON";

fn about_reports() -> &'static str {
    DOCUMENT.split_once(AUDIT).unwrap().0
}

fn about_audits() -> &'static str {
    DOCUMENT.split_once(AUDIT).unwrap().1
}

#[test]
fn the_document_names_every_member_and_no_other() {
    let mut printed = BTreeSet::new();
    let nobody = Trust::default();
    let (confirmed, reader) = with_confirmations();
    for (tree, trust) in [(demonstration(), &nobody), (with_everything(), &nobody), (confirmed, &reader)] {
        let mut judged = verify(&tree, trust, &Question::default());
        for roll in judged.statements.iter_mut().filter_map(|statement| statement.roll.as_mut()) {
            let date = roll.date;
            roll.convener_recoveries.push(Recovered { version: 2, date, by: vec!["b".parse().unwrap()] });
        }
        let object: Value = serde_json::from_str(&report(&judged, Some(&comparison())).unwrap()).unwrap();
        members(&object, "", &mut printed);
    }
    assert_eq!(documented(about_reports()), printed);
}

#[test]
fn every_member_is_there_when_there_is_nothing_to_say() {
    let empty = verify(&Tree::default(), &Trust::default(), &Question::default());
    let object: Value = serde_json::from_str(&report_text(&empty)).unwrap();
    let mut printed = BTreeSet::new();
    members(&object, "", &mut printed);
    let top: BTreeSet<String> =
        documented(about_reports()).into_iter().filter(|path| !path.contains(['.', '['])).collect();
    assert_eq!(printed, top);
}

#[test]
fn the_document_names_every_word() {
    let verdicts = [
        Verdict::Signed,
        Verdict::Withdrawn,
        Verdict::Declined,
        Verdict::Attested,
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
    let some = Digest::of(b"");
    let name = Line::new("Name", 256).unwrap();
    let marks = [
        Mark::Late,
        Mark::ListedAs(name),
        Mark::RollNotHere(some),
        Mark::NeverSigned,
        Mark::UnknownLines(1),
        Mark::UncheckedLines(1),
        Mark::SharedLines(1),
        Mark::Recovered(Recovered { version: 2, date: "2025-11-20".parse().unwrap(), by: Vec::new() }),
    ];
    assert_eq!(words("**Marks**"), marks.each_ref().map(mark_word));
    // A word that is added stops these from compiling, and asks for its place in the document and above.
    let _ = |verdict, standing, outcome, mark: Mark| {
        match verdict {
            Verdict::Signed
            | Verdict::Withdrawn
            | Verdict::Declined
            | Verdict::Attested
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
            Mark::UnknownLines(_) | Mark::UncheckedLines(_) | Mark::SharedLines(_) | Mark::Recovered(_) => {}
        }
    };
}

#[test]
fn the_document_names_every_member_of_an_audit_and_no_other() {
    let object = audited(vec![Ok(tampered()), Ok(tampered())]);
    let mut printed = BTreeSet::new();
    members(&object, "", &mut printed);
    let documented = documented(about_audits());
    // the kinds of what is not compared are no members, and of the other parts every member is named above
    let is_kind = |path: &String| path.contains("not_compared.");
    let (of_others, printed): (BTreeSet<String>, BTreeSet<String>) =
        printed.into_iter().filter(|path| !is_kind(path)).partition(|path| path.starts_with("others[]"));
    assert_eq!(documented, printed);
    let of_whole = ["undersigned", "notice", "copy", "statement", "digest", "outcome", "others", "caveat"];
    let of_part = documented.iter().filter(|path| !of_whole.contains(&path.as_str()));
    assert_eq!(of_others, of_part.map(|path| format!("others[].{path}")).collect());
}

#[test]
fn every_member_of_an_audit_is_there_when_nothing_could_be_compared() {
    let object = audited(vec![Err("no text".to_owned())]);
    let mut printed = BTreeSet::new();
    members(&object, "", &mut printed);
    let expected = documented(about_audits()).into_iter().filter(|path| !path.contains("[]"));
    assert_eq!(printed, expected.collect());
    assert_eq!(object["text"]["verdict"], "cannot-compare");
    assert_eq!(object["text"]["why"], "no text");
}

#[test]
fn the_document_names_every_word_of_an_audit() {
    let texts = [
        TextVerdict::Identical,
        TextVerdict::SameText,
        TextVerdict::SameWords,
        TextVerdict::Near,
        TextVerdict::Excerpt,
        TextVerdict::Unrelated,
        TextVerdict::CannotCompare,
    ];
    assert_eq!(words("**Verdicts on a text**"), texts.each_ref().map(TextVerdict::word));
    let names = [
        NameVerdict::Signed,
        NameVerdict::Attested,
        NameVerdict::ListedNotSigned,
        NameVerdict::Withdrawn,
        NameVerdict::NotOnRoll,
        NameVerdict::Altered,
        NameVerdict::Duplicate,
        NameVerdict::Omitted,
    ];
    assert_eq!(words("**Verdicts on a name**"), names.map(NameVerdict::word));
    let places = [NamePlace::List, NamePlace::Text, NamePlace::Hidden, NamePlace::Nowhere];
    assert_eq!(words("**Places**"), places.map(NamePlace::word));
    let kinds = [
        DifferenceKind::Inserted,
        DifferenceKind::Deleted,
        DifferenceKind::Replaced,
        DifferenceKind::Moved,
        DifferenceKind::AddedBefore,
        DifferenceKind::AddedBehind,
        DifferenceKind::Renumbered,
        DifferenceKind::Reordered,
        DifferenceKind::Miscounted,
        DifferenceKind::Uncertain,
    ];
    assert_eq!(words("**Kinds of differences**"), kinds.map(DifferenceKind::word));
    let folds = [
        Fold::Layout,
        Fold::ListMarks,
        Fold::Hyphenation,
        Fold::Quotes,
        Fold::Dashes,
        Fold::Ellipses,
        Fold::Ligatures,
        Fold::PresentationForms,
        Fold::Tatweel,
        Fold::FullWidth,
        Fold::Normalization,
        Fold::Invisible,
    ];
    assert_eq!(words("**Folds**"), folds.map(Fold::word));
    let flags = [
        Flag::Invisible,
        Flag::Joiners,
        Flag::LookAlike,
        Flag::Spelling,
        Flag::Uncertain,
        Flag::Hidden,
        Flag::UnreadStyles,
    ];
    assert_eq!(words("**Flags**"), flags.map(Flag::word));
    // A word that is added stops these from compiling, and asks for its place in the document and above.
    let _ = |text, name, place, kind, fold, flag| {
        match text {
            TextVerdict::Identical | TextVerdict::SameText | TextVerdict::SameWords | TextVerdict::Near => {}
            TextVerdict::Excerpt | TextVerdict::Unrelated | TextVerdict::CannotCompare => {}
        }
        match name {
            NameVerdict::Signed | NameVerdict::Attested | NameVerdict::ListedNotSigned => {}
            NameVerdict::Withdrawn | NameVerdict::NotOnRoll | NameVerdict::Altered => {}
            NameVerdict::Duplicate | NameVerdict::Omitted => {}
        }
        match place {
            NamePlace::List | NamePlace::Text | NamePlace::Hidden | NamePlace::Nowhere => {}
        }
        match kind {
            DifferenceKind::Inserted | DifferenceKind::Deleted | DifferenceKind::Replaced => {}
            DifferenceKind::Moved | DifferenceKind::AddedBefore | DifferenceKind::AddedBehind => {}
            DifferenceKind::Renumbered | DifferenceKind::Reordered | DifferenceKind::Miscounted => {}
            DifferenceKind::Uncertain => {}
        }
        match fold {
            Fold::Layout | Fold::ListMarks | Fold::Hyphenation | Fold::Quotes | Fold::Dashes => {}
            Fold::Ellipses | Fold::Ligatures | Fold::PresentationForms | Fold::Tatweel => {}
            Fold::FullWidth | Fold::Normalization | Fold::Invisible => {}
        }
        match flag {
            Flag::Invisible | Flag::Joiners | Flag::LookAlike | Flag::Spelling | Flag::Hidden => {}
            Flag::Uncertain | Flag::UnreadStyles => {}
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

/// An audit of a copy in these parts, held against the demonstration.
fn audited(parts: Vec<Result<Vec<Block>, String>>) -> Value {
    let tree = demonstration();
    let report = verify(&tree, &Trust::default(), &Question::default());
    let (_, filed) = tree.statements.first_key_value().unwrap();
    let bytes = filed.text.as_ref().and_then(Content::bytes).unwrap();
    let text = CanonicalText::from_source(bytes).unwrap();
    let reference =
        Reference { text: &text, report: &report.statements[0], demonstration: report.demonstration };
    let part = |blocks| Part {
        name: "the file".to_owned(),
        extractor: "a test".to_owned(),
        encoding: None,
        plain: None,
        unread_styles: 0,
        blocks,
    };
    let copy = Copy { parts: parts.into_iter().map(part).collect() };
    let audit = audit(CopyWords::of(&copy), Digest::of(b""), &reference, Standing::Vouched);
    serde_json::from_str(&object(&audit, &reference, "a copy").unwrap()).unwrap()
}

/// The demonstration with a difference, something hidden, something around it, and a list with a name that it does not have.
fn tampered() -> Vec<Block> {
    let tree = demonstration();
    let (_, filed) = tree.statements.first_key_value().unwrap();
    let text = String::from_utf8(filed.text.as_ref().and_then(Content::bytes).unwrap().to_vec()).unwrap();
    let hidden = Block { hidden: Some("display:none".to_owned()), ..Block::visible("unseen", 90) };
    let furniture = Some(Furniture { what: "page number".to_owned(), element: None });
    vec![
        Block::visible(text.replacen("artists", "\u{430}rtists", 1), 1),
        Block::visible("Signed:", 50),
        Block::visible("The Invented League", 51),
        hidden,
        Block { furniture, ..Block::visible("7", 91) },
    ]
}

fn report_text(found: &undersigned::verify::Report) -> String {
    report(found, None).unwrap()
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

/// The members that the tables of a document name, under the heading of each.
fn documented(document: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut above = String::new();
    for line in document.lines() {
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

/// Two copies with something of every kind between them.
fn comparison() -> Comparison {
    let path: RegistryPath = "keys/a/1.note".parse().unwrap();
    let lack = || vec![Lack { path: path.clone(), sound: true }];
    let party: Id = "a".parse().unwrap();
    let keys = vec![VerifierKey::new(party.clone(), SecretKey::demonstration(&party).public())];
    let (here, there) = (Digest::of(b"here"), Digest::of(b"there"));
    Comparison {
        lacking_here: lack(),
        lacking_there: lack(),
        forks: vec![Fork { path: path.clone(), party, here, there, keys }],
        differing: vec![Difference { path, sound: Sound::Neither }],
        outcome: Outcome::DoesNotHold,
    }
}

/// A statement by a convener and a signatory, for both of whom a third party vouches, and checked their domains; and a
/// reader who named that one as both.
fn with_confirmations() -> (Tree, Trust) {
    let id = |id: &str| id.parse::<Id>().unwrap();
    let key =
        |party: &str| SecretKey::from_seed(&Digest::of(party.as_bytes()).as_bytes()[..].try_into().unwrap());
    let date = "2025-10-30".parse().unwrap();
    let mut tree = Tree::default();
    let put = |tree: &mut Tree, path: String, note: Note| {
        tree.insert(path.parse().unwrap(), Content::Bytes(note.to_string().into_bytes()));
        note.digest()
    };
    let signed = |record: Record, by: &str| {
        let mut note = record.to_note().unwrap();
        note.sign(&id(by), &key(by));
        note
    };
    let digests = ["a", "convener", "voucher"].map(|party| {
        let name = Line::new(party, 256).unwrap();
        let domain = Some("a.example".parse().unwrap());
        let keys = KeysRecord { domain, ..first_keys(&id(party), &name, &key(party).public(), date) };
        put(&mut tree, format!("keys/{party}/1.note"), signed(keys.into(), party))
    });
    for (party, record) in [("a", digests[0]), ("convener", digests[1])] {
        let vouch = Vouch {
            version: 1,
            signatory: id(party),
            record,
            voucher: id("voucher"),
            keys: digests[2],
            withdrawn: false,
            date,
            previous: None,
        };
        let note = signed(vouch.into(), "voucher");
        put(&mut tree, format!("keys/{party}/vouches/voucher/1.note"), note);
        let check = DomainCheck {
            version: 1,
            signatory: id(party),
            domain: "a.example".parse().unwrap(),
            record,
            checker: id("voucher"),
            keys: digests[2],
            withdrawn: false,
            date,
            previous: None,
        };
        let note = signed(check.into(), "voucher");
        put(&mut tree, format!("keys/{party}/checks/voucher/1.note"), note);
    }
    let text = "We ask.\n";
    tree.insert("statement/s/text.txt".parse().unwrap(), Content::Bytes(text.into()));
    let roll = format!(
        "undersigned/roll/v1\nslug s\nversion 1\ntitle T\nlanguage en\nprofile text-v1\ntext {}\ndate {date}\n\
         convener convener\nkeys {}\nmode open\nsignatory a a\n",
        Digest::of(text.as_bytes()).prefixed(),
        digests[1].prefixed()
    );
    let Record::Roll(roll) = Record::parse(&roll).unwrap() else { panic!() };
    let text = roll.text;
    let roll = put(&mut tree, "statement/s/roll/1.note".to_owned(), signed(roll.into(), "convener"));
    let party = Party::read(&id("a"), &tree);
    let intent = Intent { kind: Kind::Signature, text, roll, reason: None, date };
    let act = next_act(&intent, &party.chain().state().unwrap().record, None);
    put(&mut tree, "signatures/s/a/1.note".to_owned(), signed(act.into(), "a"));
    let named = VerifierKey::new(id("voucher"), key("voucher").public());
    let trust = format!("voucher {named}\nchecker {named}\n");
    (tree, Trust::parse(trust.as_bytes()).unwrap())
}

/// A demonstration with a stray file, words of somebody beside the acts, a roll that corrects another statement and a signature that is late for it.
fn with_everything() -> Tree {
    let mut tree = demonstration();
    let (slug, filed) = tree.statements.first_key_value().unwrap();
    let slug = slug.clone();
    let Content::Bytes(bytes) = &filed.rolls[&1] else { panic!() };
    let Record::Roll(roll) = Record::parse(Note::parse(bytes).unwrap().text()).unwrap() else { panic!() };
    let relation = format!("corrects an-earlier-one {}", roll.text.prefixed());
    let line = format!("deadline 2025-01-01\n{relation}\nsignatory");
    let text = Record::from(roll).to_note().unwrap().text().replacen("signatory", &line, 1);
    let Record::Roll(roll) = Record::parse(&text).unwrap() else { panic!() };
    let key = SecretKey::demonstration(&roll.convener);
    let path = RegistryPath::Roll(slug.clone(), 1);
    let convener = roll.convener.clone();
    let signed = |roll| {
        let mut note = Record::from(roll).to_note().unwrap();
        note.sign(&convener, &key);
        note
    };
    let later: Id = "a-later-one".parse().unwrap();
    let follower = Record::from(roll.clone()).to_note().unwrap();
    let follower = follower.text().replace(&format!("slug {slug}"), "slug a-later-one");
    let of = format!("supersedes {slug} {}", roll.text.prefixed());
    let Record::Roll(follower) = Record::parse(&follower.replace(&relation, &of)).unwrap() else { panic!() };
    let (roll, follower) = (signed(roll), signed(follower));
    tree.insert(path, Content::Bytes(roll.to_string().into_bytes()));
    tree.insert(RegistryPath::Roll(later, 1), Content::Bytes(follower.to_string().into_bytes()));
    for place in
        [format!("{slug}/attestations"), format!("{slug}/translations"), "a-later-one/translations".into()]
    {
        // who says it is told, whatever it is
        let path = format!("statement/{place}/somebody/1.note");
        tree.insert(path.parse().unwrap(), Content::Bytes(Vec::new()));
    }
    tree.strays.push(StrayFile { path: "keys/x".to_owned(), what: "something".to_owned() });
    tree
}
