//! Every copy of `tests/audit/` gets the verdicts that a perfect auditor would give, or a worse one in few cases.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use undersigned::audit::{Audit, CopyWords, NameVerdict, PartAudit, Reference, Texts, audit, find};
use undersigned::digest::Digest;
use undersigned::extract;
use undersigned::id::Slug;
use undersigned::registry;
use undersigned::text::CanonicalText;
use undersigned::tree::{Content, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Demonstration, Outcome, Question, StatementReport, verify};

/// The best first.
const TEXT_VERDICTS: [&str; 7] =
    ["identical", "same-text", "same-words", "near", "excerpt", "unrelated", "cannot-compare"];

struct Statement {
    text: CanonicalText,
    report: StatementReport,
    demonstration: Demonstration,
}

struct Corpus {
    folder: PathBuf,
    statements: BTreeMap<Slug, Statement>,
}

impl Corpus {
    fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit");
        let tree: Tree = registry::read(&folder.join("registry"), None).unwrap();
        let report = verify(&tree, &Trust::default(), &Question::default());
        let statements = report.statements.into_iter().map(|statement| {
            let Some(Content::Bytes(bytes)) = &tree.statements[&statement.slug].text else { panic!() };
            let text = CanonicalText::from_source(bytes).unwrap();
            let slug = statement.slug.clone();
            (slug, Statement { text, report: statement, demonstration: report.demonstration })
        });
        let statements = statements.collect();
        Self { folder, statements }
    }

    fn cases(&self) -> Vec<Value> {
        serde_json::from_slice(&fs::read(self.folder.join("cases.json")).unwrap()).unwrap()
    }

    /// What is found about a copy: the statement, and the audit; why not, if it cannot be read.
    fn audit(&self, case: &Value) -> Result<Option<(Slug, Audit)>, String> {
        let name = case["file"].as_str().unwrap();
        let bytes = fs::read(self.folder.join("copies").join(name)).unwrap();
        let copy = extract::copy(&bytes, Some(name)).map_err(|error| error.to_string())?;
        let mut words = CopyWords::of(&copy);
        let texts = Texts::of(self.statements.iter().map(|(slug, statement)| (slug, &statement.text)));
        let asked = case["ask"].as_str().map(|slug| slug.parse().unwrap());
        let Some(slug) = asked.or_else(|| find(&mut words, &texts).cloned()) else {
            return Ok(None);
        };
        let Statement { text, report, demonstration } = &self.statements[&slug];
        let reference = Reference { text, report, demonstration: *demonstration };
        Ok(Some((slug, audit(words, Digest::of(&bytes), &reference, Standing::Vouched))))
    }
}

fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(word) => vec![word.clone()],
        Value::Array(all) => all.iter().map(|word| word.as_str().unwrap().to_owned()).collect(),
        _ => Vec::new(),
    }
}

fn statuses(value: &Value) -> Vec<u64> {
    value.as_array().map_or_else(
        || value.as_u64().into_iter().collect(),
        |all| all.iter().filter_map(Value::as_u64).collect(),
    )
}

fn status(outcome: Outcome) -> u64 {
    match outcome {
        Outcome::Holds => 0,
        Outcome::DoesNotHold => 1,
        Outcome::NotJudged => 3,
    }
}

fn rank(verdict: &str) -> usize {
    TEXT_VERDICTS.iter().position(|known| *known == verdict).unwrap()
}

fn counts(part: &PartAudit) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for name in part.names.iter().filter(|name| name.verdict != NameVerdict::Omitted) {
        *counts.entry(name.verdict.word()).or_default() += 1;
    }
    counts
}

/// What is better than deserved, and what is worse than deserved or else not as it should be.
#[derive(Default)]
struct Faults {
    better: Vec<String>,
    worse: Vec<String>,
    other: Vec<String>,
    unread: usize,
    harmless: usize,
    all: usize,
}

#[test]
fn no_copy_that_deceives_is_given_a_better_verdict_than_it_deserves() {
    let faults = judged();
    assert!(faults.all >= 800, "{}", faults.all);
    assert!(faults.better.is_empty(), "{}:\n  {}", faults.better.len(), faults.better.join("\n  "));
}

#[test]
fn at_most_5_of_100_harmless_copies_are_called_altered() {
    let faults = judged();
    assert!(faults.harmless >= 330, "{}", faults.harmless);
    let told = format!(
        "{} of {} harmless copies ({} copies not read):\n  {}\nand otherwise not as expected:\n  {}",
        faults.worse.len(),
        faults.harmless,
        faults.unread,
        faults.worse.join("\n  "),
        faults.other.join("\n  ")
    );
    println!("{told}");
    assert!(100 * faults.worse.len() <= 5 * faults.harmless && faults.other.len() <= 10, "{told}");
}

/// Holds every copy against the registry.
fn judged() -> Faults {
    let corpus = Corpus::read();
    let mut faults = Faults::default();
    for case in corpus.cases() {
        let file = case["file"].as_str().unwrap();
        faults.all += 1;
        faults.harmless += usize::from(case["harmless"] == true);
        let told = |what: String| format!("{file}: {what} ({})", case["what"].as_str().unwrap());
        let (expected_text, expected_exit) = (words(&case["text"]), statuses(&case["exit"]));
        let found = match corpus.audit(&case) {
            Err(why) => {
                faults.unread += 1;
                if case["harmless"] == true && !expected_text.contains(&"cannot-compare".to_owned()) {
                    faults.worse.push(told(format!("not read: {why}")));
                }
                continue;
            }
            Ok(found) => found,
        };
        let (text, exit, part) = match &found {
            None => ("unrelated", 1, None),
            Some((_, audit)) => {
                let part = &audit.parts[audit.deciding];
                (part.verdict.word(), status(audit.outcome), Some(part))
            }
        };
        let best = expected_text.iter().map(|word| rank(word)).min().unwrap();
        if rank(text) < best || exit == 0 && !expected_exit.contains(&0) {
            faults
                .better
                .push(told(format!("{text}, exit {exit}, deserves {expected_text:?}, {expected_exit:?}")));
            continue;
        }
        if case["harmless"] == true && !expected_exit.contains(&exit) {
            let Some(part) = part else {
                faults.worse.push(told(text.to_owned()));
                continue;
            };
            let differences = part.comparison.iter().flat_map(|comparison| &comparison.differences);
            let differences: Vec<_> =
                differences.take(3).map(|d| format!("{}: {:?} {:?}", d.kind.word(), d.was, d.is)).collect();
            let names: Vec<_> = part
                .names
                .iter()
                .filter(|name| name.verdict.is_false())
                .take(3)
                .map(|name| format!("{} {:?}", name.verdict.word(), name.written))
                .collect();
            faults.worse.push(told(format!("{text}, exit {exit}; {differences:?}; {names:?}")));
            continue;
        }
        let statement = found.as_ref().map(|(slug, _)| slug.as_str());
        if !expected_text.contains(&text.to_owned()) || !expected_exit.contains(&exit) {
            faults
                .other
                .push(told(format!("{text}, exit {exit}, expected {expected_text:?}, {expected_exit:?}")));
        } else if statement != case["statement"].as_str() && !case["statement"].is_null() {
            faults.other.push(told(format!("held against {statement:?}")));
        } else if let Some(part) = part {
            let expected = if case["names"].is_array() {
                case["names"].clone()
            } else {
                Value::Array(vec![case["names"].clone()])
            };
            let counts = counts(part);
            let is_right = |expected: &Value| match expected {
                Value::Object(expected) => {
                    expected.iter().filter(|(verdict, _)| *verdict != "omitted").all(|(verdict, number)| {
                        statuses(number)
                            .contains(&(counts.get(verdict.as_str()).copied().unwrap_or(0) as u64))
                    }) && counts.keys().all(|verdict| expected.contains_key(*verdict))
                }
                _ => counts.is_empty(),
            };
            if !case["names"].is_null()
                && text != "cannot-compare"
                && !expected.as_array().unwrap().iter().any(is_right)
            {
                let named: Vec<_> = part
                    .names
                    .iter()
                    .filter(|name| name.verdict.is_false())
                    .take(3)
                    .map(|name| format!("{} {:?}", name.verdict.word(), name.written))
                    .collect();
                faults.other.push(told(format!("names {counts:?} {named:?}, expected {}", case["names"])));
            }
        }
    }
    faults
}
