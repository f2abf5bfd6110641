//! Two readers, one written from docs/format.md alone, say the same of 2,000 registries, most of them corrupted.

#[path = "reader/comparable.rs"]
mod comparable;
#[path = "reader/python.rs"]
mod python;

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use serde_json::{Value, json};
use undersigned::id::Slug;
use undersigned::registry;
use undersigned::render::json::report;
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Outcome, Question, verify};

use comparable::{comparable, first_difference};
use python::python;

const REGISTRIES: u64 = 2_000;
const BATCH: u64 = 100;
/// Of so many, the program itself is asked; of the others, the library.
const SPAWNED: u64 = 50;

#[test]
fn two_readers_say_the_same_of_2000_registries() {
    let python = python();
    let next = AtomicU64::new(0);
    let work = || {
        let mut differing = Vec::new();
        loop {
            let first = next.fetch_add(BATCH, Ordering::Relaxed);
            if first >= REGISTRIES {
                return differing;
            }
            let directory = tempfile::tempdir().unwrap();
            generate(&python, directory.path(), first);
            differing.extend((first..first + BATCH).filter_map(|seed| difference(directory.path(), seed)));
        }
    };
    let mut differing = thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    differing.sort();
    let list: String = differing.iter().map(|(seed, what)| format!("seed {seed}: {what}\n")).collect();
    assert!(differing.is_empty(), "{} of {REGISTRIES} differ:\n{list}", differing.len());
}

#[test]
fn each_module_of_the_second_reader_has_fewer_than_400_lines() {
    for (name, module) in second_reader() {
        let lines: Vec<&str> = module.lines().collect();
        assert!(lines.len() < 400, "{name}: {} lines", lines.len());
        let wide: Vec<_> = lines.iter().filter(|line| line.chars().count() > 120).collect();
        assert!(wide.is_empty(), "{name}: wider than 120 characters: {wide:#?}");
    }
}

#[test]
fn the_second_reader_imports_nothing_but_the_standard_library_and_cryptography() {
    let modules = second_reader();
    let script = "import ast, sys\n\
                  for node in ast.walk(ast.parse(sys.stdin.buffer.read())):\n\
                  \x20   names = [each.name for each in node.names] if isinstance(node, ast.Import) else \
                  ['.' * node.level + (node.module or '')] if isinstance(node, ast.ImportFrom) else []\n\
                  \x20   for name in names: print(name.split('.')[0], name.split('.')[0] in sys.stdlib_module_names)\n";
    let mut asked = Command::new(python())
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    for (_, module) in &modules {
        asked.stdin.as_mut().unwrap().write_all(module.as_bytes()).unwrap();
    }
    drop(asked.stdin.take());
    let output = asked.wait_with_output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    let own: Vec<String> = modules.iter().map(|(name, _)| format!("{name} False")).collect();
    let is_own = |line: &&str| own.iter().any(|each| each == line);
    let (standard, others): (Vec<&str>, Vec<&str>) =
        said.lines().filter(|line| !is_own(line)).partition(|line| line.ends_with(" True"));
    assert!(standard.contains(&"hashlib True"), "{said}");
    assert!(!others.is_empty() && others.iter().all(|line| *line == "cryptography False"), "{said}");
    for hidden in ["__import__", "importlib", "exec(", "eval("] {
        for (name, module) in &modules {
            assert!(!module.contains(hidden), "{name}: {hidden}");
        }
    }
}

/// The modules in docs/ by name, each with its source.
fn second_reader() -> Vec<(String, String)> {
    let documents = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")).unwrap();
    let mut modules: Vec<(String, String)> = documents
        .map(|document| document.unwrap().path())
        .filter(|path| path.extension() == Some(OsStr::new("py")))
        .map(|path| {
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect();
    modules.sort();
    assert!(modules.iter().any(|(name, _)| name == "verify"));
    modules
}

/// Writes registries, and what the second reader says of each.
fn generate(python: &Path, directory: &Path, first: u64) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reader/generate.py");
    let arguments = [script.as_os_str(), directory.as_os_str()];
    let numbers = [first.to_string(), BATCH.to_string()];
    let output = Command::new(python).args(arguments).args(numbers.iter().map(OsStr::new)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The seed and the first thing that the two readers do not say alike.
fn difference(directory: &Path, seed: u64) -> Option<(u64, String)> {
    let here = directory.join(seed.to_string());
    let second: Value = serde_json::from_slice(&fs::read(here.join("report.json")).unwrap()).unwrap();
    let first = if seed < SPAWNED { by_program(&here) } else { by_library(&here) };
    let (place, first, second) = first_difference("", &comparable(&first), &comparable(&second))?;
    Some((seed, format!("{place}: the program says {first}, docs/verify.py {second}")))
}

fn question(here: &Path) -> (String, Option<String>, Option<PathBuf>, bool) {
    let question: Value = serde_json::from_slice(&fs::read(here.join("question.json")).unwrap()).unwrap();
    let word = |member: &str| question[member].as_str().map(str::to_owned);
    let trust = here.join("trust");
    let accepts = question["accept"] == Value::Bool(true);
    (word("standing").unwrap(), word("slug"), trust.exists().then_some(trust), accepts)
}

fn by_program(here: &Path) -> Value {
    let (standing, slug, trust, accepts) = question(here);
    let mut command = Command::new(env!("CARGO_BIN_EXE_undersigned"));
    command.args(["verify", "--json", "--require-standing", &standing]).args(slug);
    if accepts {
        command.args(["--accept", "attested"]);
    }
    command.arg("--registry").arg(here.join("registry"));
    match trust {
        Some(trust) => command.arg("--trust").arg(trust),
        None => command.arg("--no-trust"),
    };
    let output = command.output().unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    json!({ "report": report, "status": output.status.code() })
}

fn by_library(here: &Path) -> Value {
    let refused = |status: u8| json!({ "report": null, "status": status });
    let (standing, slug, trust, accept_attested) = question(here);
    let slug: Option<Slug> = slug.map(|slug| slug.parse().unwrap());
    let root = here.join("registry");
    let trust = trust.map_or(Ok(Trust::default()), |trust| Trust::parse(&fs::read(trust).unwrap()));
    let Ok(trust) = trust else { return refused(2) };
    if !registry::is_registry(&root) {
        return refused(3);
    }
    let tree = registry::read(&root, slug.as_ref()).unwrap();
    if slug.as_ref().is_some_and(|slug| !tree.statements.contains_key(slug)) {
        return refused(3);
    }
    let standing = match standing.as_str() {
        "self-published" => Standing::SelfPublished,
        "domain" => Standing::Domain,
        "vouched" => Standing::Vouched,
        _ => Standing::Pinned,
    };
    let judged = verify(&tree, &trust, &Question { slug, standing, accept_attested, ..Question::default() });
    let status = match judged.outcome {
        Outcome::Holds => 0,
        Outcome::DoesNotHold => 1,
        Outcome::NotJudged => 3,
    };
    let report: Value = serde_json::from_str(&report(&judged, None).unwrap()).unwrap();
    json!({ "report": report, "status": status })
}
