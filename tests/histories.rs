//! Ten thousand random histories of keys and acts: this library, docs/verify.py and the script of the pages say of each
//! what a small model of docs/format.md says.

#[path = "reader/comparable.rs"]
mod comparable;
#[path = "reader/node.rs"]
#[allow(dead_code)]
mod node;
#[path = "reader/python.rs"]
mod python;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use undersigned::render::json::report;
use undersigned::tree::{Content, Tree};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Outcome, Question, verify};

use comparable::{comparable, first_difference};
use node::Node;
use python::python;

const BATCH: u64 = 250;
/// The longest model that is still read at a sitting.
const MODEL: usize = 300;

#[test]
fn four_readers_say_the_same_of_1000_histories() {
    assert_said_alike(1_000);
}

#[test]
#[ignore = "some minutes"]
fn four_readers_say_the_same_of_10000_histories() {
    assert_said_alike(10_000);
}

#[test]
fn the_model_has_fewer_than_300_lines_and_knows_no_reader() {
    let model = include_str!("histories/model.py");
    assert!(model.lines().count() < MODEL, "{} lines", model.lines().count());
    let imports: Vec<&str> = model.lines().filter(|line| line.contains("import")).collect();
    assert_eq!(imports, ["from dataclasses import dataclass, field"]);
}

fn assert_said_alike(histories: u64) {
    let next = AtomicU64::new(0);
    let work = || {
        let (mut node, mut differing, mut met) = (Node::start(), Vec::new(), BTreeMap::<String, u64>::new());
        loop {
            let first = next.fetch_add(BATCH, Ordering::Relaxed);
            if first >= histories {
                return (differing, met);
            }
            let written = written(first, BATCH.min(histories - first));
            let asked: Vec<Value> = written.iter().map(asked).collect();
            let answers = node.ask(&asked);
            for ((number, history), script) in (first..).zip(&written).zip(answers) {
                for word in words(&history["model"]) {
                    *met.entry(word).or_default() += 1;
                }
                let said = [by_library(history), history["second"].clone(), script];
                differing
                    .extend(difference(&history["model"], &said).map(|what| format!("{number}: {what}\n")));
            }
        }
    };
    let (differing, met) = thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).fold(
            (Vec::new(), BTreeMap::<String, u64>::new()),
            |(mut differing, mut met), (more, counts)| {
                differing.extend(more);
                for (word, count) in counts {
                    *met.entry(word).or_default() += count;
                }
                (differing, met)
            },
        )
    });
    assert!(differing.is_empty(), "{} of {histories} differ:\n{}", differing.len(), differing.concat());
    // Everything is met often enough for the comparison to say something.
    for word in [
        "holds",
        "does-not-hold",
        "not-judged",
        "signed",
        "withdrawn",
        "declined",
        "missing",
        "disputed",
        "invalid",
        "unreadable",
        "not-on-roll",
        "pinned",
        "vouched",
        "self-published",
        "recovered",
        "never-signed",
        "registry-incomplete",
        "listed-as",
        "unknown-lines",
        "shared-lines",
    ] {
        assert!(met.get(word).is_some_and(|count| count * 1_000 >= histories), "{word}: {met:?}");
    }
}

/// The histories with these numbers, what the model says of each, and what docs/verify.py does.
fn written(first: u64, count: u64) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/histories/walk.py");
    let output =
        Command::new(python()).arg(script).args([first, count].map(|number| number.to_string())).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let histories: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(histories.len() as u64, count);
    histories
}

/// The question to the script of a page.
fn asked(history: &Value) -> Value {
    let files = history["files"].as_object().unwrap().iter();
    let encoded = |text: &Value| json!(STANDARD.encode(text.as_str().unwrap()));
    let files: serde_json::Map<String, Value> =
        files.map(|(path, content)| (path.clone(), encoded(content))).collect();
    json!({
        "ask": "registry", "files": files, "trust": encoded(&history["trust"]),
        "question": { "slug": null, "id": null, "require": "all", "standing": history["standing"] },
    })
}

fn by_library(history: &Value) -> Value {
    let mut tree = Tree::default();
    for (path, content) in history["files"].as_object().unwrap() {
        let content = content.as_str().unwrap().as_bytes().to_vec();
        tree.insert(path.parse().unwrap(), Content::Bytes(content));
    }
    let standing = match history["standing"].as_str().unwrap() {
        "self-published" => Standing::SelfPublished,
        "vouched" => Standing::Vouched,
        _ => Standing::Pinned,
    };
    let trust = Trust::parse(history["trust"].as_str().unwrap().as_bytes()).unwrap();
    let judged = verify(&tree, &trust, &Question { standing, ..Question::default() });
    let status = match judged.outcome {
        Outcome::Holds => 0,
        Outcome::DoesNotHold => 1,
        Outcome::NotJudged => 3,
    };
    let report: Value = serde_json::from_str(&report(&judged, None).unwrap()).unwrap();
    json!({ "report": report, "status": status })
}

/// Where the readers do not say what the model does, or not the same of what it does not know of.
fn difference(model: &Value, said: &[Value; 3]) -> Option<String> {
    let said: Vec<Value> = said.iter().map(comparable).collect();
    let names = ["the library", "docs/verify.py", "the script"];
    let models = said.iter().zip(names).find_map(|(said, name)| {
        let (place, model, said) = first_difference("", model, &as_model(said))?;
        Some(format!("{place}: the model says {model}, {name} {said}"))
    });
    let others = said.iter().zip(names).skip(1).find_map(|(other, name)| {
        let (place, first, other) = first_difference("", said.first()?, other)?;
        Some(format!("{place}: the library says {first}, {name} {other}"))
    });
    models.or(others)
}

/// A report in the terms of the model.
fn as_model(said: &Value) -> Value {
    let statement = &said["report"]["statements"][0];
    let findings = statement["findings"].as_array().unwrap().iter();
    let findings: serde_json::Map<String, Value> = findings
        .map(|finding| {
            let said = json!([finding["verdict"], finding["standing"], finding["marks"]]);
            (finding["id"].as_str().unwrap().to_owned(), said)
        })
        .collect();
    json!({ "findings": findings, "problems": statement["problems"], "outcome": statement["outcome"] })
}

/// Every word that the model says.
fn words(said: &Value) -> Vec<String> {
    match said {
        Value::String(word) => vec![word.clone()],
        Value::Array(all) => all.iter().flat_map(words).collect(),
        Value::Object(all) => all.values().flat_map(words).collect(),
        _ => Vec::new(),
    }
}
