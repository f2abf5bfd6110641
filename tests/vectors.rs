//! The test vectors of docs/vectors, through the library, the program and the second reader.

#[path = "reader/comparable.rs"]
mod comparable;
#[path = "reader/python.rs"]
mod python;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use undersigned::digest::Digest;
use undersigned::id::{Id, Slug};
use undersigned::key::{PublicKey, SecretKey, VerifierKey};
use undersigned::note::Note;
use undersigned::record::Record;
use undersigned::registry;
use undersigned::registry::bundle::Bundle;
use undersigned::render::json::report;
use undersigned::text::CanonicalText;
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Outcome, Question, Require, verify};

use comparable::{comparable, first_difference};
use python::python;

const FAMILIES: [&str; 8] = ["bundle", "chain", "key", "note", "record", "registry", "text", "trust"];
const AT_LEAST: usize = 1_000;

/// Rules that no vector can show, and why.
const NOT_SHOWN: [(&str, &str); 11] = [
    ("T6", "its parts are shown"),
    ("T10", "the source would have 256 MiB"),
    ("T12", "how a refusal is worded is no part of the profile"),
    ("K8", "how many kinds a reader checks is its own affair"),
    ("B2", "the bundle would have 64 MiB, or 30,000 files"),
    ("P4", "a reader may refuse such a registry, and need not"),
    ("P5", "the text would have 4 MiB"),
    ("D1", "where a record is served is no part of a registry"),
    ("D2", "how it is found there is what tests/domain.rs tries"),
    ("D3", "what is not found is written nowhere"),
    ("V11", "the members that are compared do not hold it"),
];

// the vectors

struct Vector {
    /// FAMILY/NAME
    name: String,
    header: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Vector {
    fn all() -> Vec<Self> {
        let files = files_below(&directory());
        let vectors =
            files.into_iter().filter(|(name, _)| FAMILIES.contains(&name.split('/').next().unwrap()));
        vectors.map(|(name, bytes)| Self::read(name, &bytes)).collect()
    }

    fn of(family: &str) -> Vec<Self> {
        Self::all().into_iter().filter(|vector| vector.name.starts_with(&format!("{family}/"))).collect()
    }

    fn read(name: String, bytes: &[u8]) -> Self {
        let end =
            bytes.windows(2).position(|two| two == b"\n\n").unwrap_or_else(|| panic!("{name}: no body"));
        let header = std::str::from_utf8(&bytes[..end]).unwrap();
        let header = header.lines().map(|line| {
            let (key, value) = line.split_once(": ").unwrap_or_else(|| panic!("{name}: {line}"));
            (key.to_owned(), value.to_owned())
        });
        Self { header: header.collect(), body: bytes[end + 2..].to_vec(), name }
    }

    fn each(&self, key: &str) -> Vec<&str> {
        self.header.iter().filter(|(other, _)| other == key).map(|(_, value)| value.as_str()).collect()
    }

    fn one(&self, key: &str) -> &str {
        let [value] = self.each(key)[..] else { panic!("{}: one {key}", self.name) };
        value
    }

    fn each_as<T: FromStr<Err: std::fmt::Debug>>(&self, key: &str) -> Vec<T> {
        self.each(key).iter().map(|value| value.parse().unwrap()).collect()
    }
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/vectors")
}

/// From paths relative to `root` to bytes.
fn files_below(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

/// Panics with a line for each vector that was not judged as it says.
fn assert_judged(vectors: &[Vector], judge: impl Fn(&Vector) -> Result<(), String>) {
    assert!(!vectors.is_empty());
    let wrong: Vec<String> = vectors
        .iter()
        .filter_map(|vector| {
            let why = judge(vector).err()?;
            Some(format!("docs/vectors/{}: {}: {why}\n", vector.name, vector.one("case")))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), vectors.len(), wrong.concat());
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, said: T, expected: T) -> Result<(), String> {
    if said == expected { Ok(()) } else { Err(format!("{what}: {said:?}, expected {expected:?}")) }
}

// the library

#[test]
fn texts_are_canonicalized_or_refused_as_their_vectors_say() {
    assert_judged(&Vector::of("text"), |vector| {
        let text = CanonicalText::from_source(&vector.body);
        same("expect", text.as_ref().map_or("refused", |_| "accepted"), vector.one("expect"))?;
        let text = match text {
            Ok(text) => text,
            Err(refusal) => return same("number of problems", refusal.problems().len(), 1),
        };
        same("length", text.as_str().len().to_string().as_str(), vector.one("length"))?;
        same("digest", Digest::of(text.as_str().as_bytes()).prefixed().as_str(), vector.one("digest"))?;
        let again = CanonicalText::from_source(text.as_str().as_bytes());
        same("canonicalized again", again, Ok(text))
    });
}

#[test]
fn verifier_keys_are_read_or_refused_as_their_vectors_say() {
    assert_judged(&Vector::of("key"), |vector| {
        let key = std::str::from_utf8(&vector.body).unwrap().parse::<VerifierKey>();
        same("expect", key.as_ref().map_or("refused", |_| "accepted"), vector.one("expect"))?;
        let Ok(key) = key else { return Ok(()) };
        same("checked", if key.ed25519().is_some() { "yes" } else { "no" }, vector.one("checked"))?;
        vector.each_as::<Id>("demonstration").iter().try_for_each(|of| {
            same("demonstration key", key.ed25519(), Some(&SecretKey::demonstration(of).public()))
        })
    });
}

#[test]
fn notes_are_opened_or_refused_as_their_vectors_say() {
    assert_judged(&Vector::of("note"), |vector| {
        let keys: Vec<VerifierKey> = vector.each_as("key");
        let note = Note::parse(&vector.body);
        let opened = note.as_ref().map(|note| note.open(&keys));
        let said = match &opened {
            Err(_) => "refused",
            Ok(Err(_)) => "bad",
            Ok(Ok(_)) => "opened",
        };
        same("expect", said, vector.one("expect"))?;
        let (Ok(note), Ok(Ok(opened))) = (&note, opened) else { return Ok(()) };
        same("printed", note.to_string().into_bytes(), vector.body.clone())?;
        same("digest", note.digest().prefixed().as_str(), vector.one("digest"))?;
        let signed: Vec<VerifierKey> = vector.each_as("signed");
        let bytes = |keys: &[PublicKey]| keys.iter().map(|key| *key.as_bytes()).collect::<BTreeSet<_>>();
        let signed: Vec<PublicKey> = signed.iter().filter_map(VerifierKey::ed25519).copied().collect();
        same("number of signers", opened.signers().len(), signed.len())?;
        same("signed", bytes(opened.signers()), bytes(&signed))?;
        same("unchecked", opened.unchecked().len().to_string().as_str(), vector.one("unchecked"))?;
        same("unknown", opened.unknown().len().to_string().as_str(), vector.one("unknown"))
    });
}

#[test]
fn records_are_read_or_refused_as_their_vectors_say() {
    assert_judged(&Vector::of("record"), |vector| {
        let text = std::str::from_utf8(&vector.body).unwrap();
        let record = Record::parse(text);
        same("expect", record.as_ref().map_or("refused", |_| "accepted"), vector.one("expect"))?;
        let Ok(record) = record else { return Ok(()) };
        same("printed", record.text().as_str(), text)?;
        same("digest", Digest::of(text.as_bytes()).prefixed().as_str(), vector.one("digest"))
    });
}

#[test]
fn bundles_are_read_or_refused_as_their_vectors_say() {
    assert_judged(&Vector::of("bundle"), |vector| {
        let bundle = Bundle::parse(&vector.body);
        same("expect", bundle.as_ref().map_or("refused", |_| "accepted"), vector.one("expect"))?;
        let Ok(bundle) = bundle else { return Ok(()) };
        let files = bundle.files().map(|(path, content)| {
            format!("{path} {} {}", content.len(), Digest::of(content.as_bytes()).prefixed())
        });
        same(
            "files",
            files.collect(),
            vector.each("file").iter().map(|file| (*file).to_owned()).collect::<Vec<_>>(),
        )?;
        same("printed and read", Bundle::parse(&bundle.print()), Ok(bundle))
    });
}

#[test]
fn trust_files_are_read_or_refused_as_their_vectors_say() {
    assert_judged(&Vector::of("trust"), |vector| {
        let trust = Trust::parse(&vector.body);
        same("expect", trust.as_ref().map_or("refused", |_| "accepted"), vector.one("expect"))?;
        let Ok(trust) = trust else { return Ok(()) };
        let lines =
            |word: &str, key: &str| vector.each(key).iter().map(|said| format!("{word} {said}\n")).collect();
        let plain: [String; 6] = [
            ("voucher", "voucher"),
            ("key", "pin"),
            ("checker", "checker"),
            ("group", "group"),
            ("quorum", "quorum"),
            ("seen", "seen"),
        ]
        .map(|(word, key)| lines(word, key));
        same("what is trusted", Some(trust), Trust::parse(plain.concat().as_bytes()).ok())
    });
}

// registries

/// The vectors whose body is a registry with a question, laid out on disk.
struct LaidOut {
    vector: Vector,
    body: Value,
    directory: TempDir,
}

impl LaidOut {
    fn all() -> Vec<Self> {
        ["chain", "registry"].into_iter().flat_map(Vector::of).map(Self::new).collect()
    }

    fn new(vector: Vector) -> Self {
        let body: Value = serde_json::from_slice(&vector.body).unwrap();
        let directory = tempfile::tempdir().unwrap();
        for (path, content) in body["files"].as_object().unwrap() {
            let place = directory.path().join("registry").join(path);
            if content["folder"] == true {
                fs::create_dir_all(place).unwrap();
                continue;
            }
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            match content["link"].as_str() {
                Some(target) => symlink(target, place).unwrap(),
                None => fs::write(place, bytes(content)).unwrap(),
            }
        }
        if !body["trust"].is_null() {
            fs::write(directory.path().join("trust"), bytes(&body["trust"])).unwrap();
        }
        Self { vector, body, directory }
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("registry")
    }

    fn asked(&self, member: &str) -> &Value {
        &self.body["question"][member]
    }

    fn trust(&self) -> Option<PathBuf> {
        let trust = self.directory.path().join("trust");
        trust.exists().then_some(trust)
    }

    /// Whether `said` is what the vector expects.
    fn expects(&self, said: &Value) -> Result<(), String> {
        let mut expected = json!({ "status": self.body["status"], "report": self.body["report"] });
        match expected["report"]["outcome"].as_str() {
            Some(outcome) => same("expect", self.vector.one("expect"), outcome)?,
            None => expected = comparable(&expected),
        }
        match first_difference("", &comparable(said), &expected) {
            None => Ok(()),
            Some((place, said, expected)) => Err(format!("{place}: {said}, expected {expected}")),
        }
    }
}

/// A string as it stands, lines with their ends, or base64.
fn bytes(content: &Value) -> Vec<u8> {
    match (content.as_str(), content.as_array(), content["base64"].as_str()) {
        (Some(text), _, _) => text.as_bytes().to_vec(),
        (_, Some(lines), _) => {
            lines.iter().flat_map(|line| [line.as_str().unwrap(), "\n"].concat().into_bytes()).collect()
        }
        (_, _, Some(encoded)) => STANDARD.decode(encoded).unwrap(),
        _ => panic!("{content}"),
    }
}

fn assert_said(laid_out: &[LaidOut], said: impl Fn(usize, &LaidOut) -> Value) {
    assert!(laid_out.len() > 200);
    let differing = laid_out.iter().enumerate().filter_map(|(at, one)| {
        let why = one.expects(&said(at, one)).err()?;
        Some(format!("docs/vectors/{}: {}: {why}\n", one.vector.name, one.vector.one("case")))
    });
    let differing: Vec<String> = differing.collect();
    assert!(
        differing.is_empty(),
        "{} of {} differ:\n{}",
        differing.len(),
        laid_out.len(),
        differing.concat()
    );
}

#[test]
fn the_library_reports_on_registries_what_their_vectors_say() {
    assert_said(&LaidOut::all(), |_, one| by_library(one));
}

fn by_library(one: &LaidOut) -> Value {
    let refused = |status: u8| json!({ "report": null, "status": status });
    let trust = one.trust().map_or(Ok(Trust::default()), |trust| Trust::parse(&fs::read(trust).unwrap()));
    let Ok(trust) = trust else { return refused(2) };
    let slug: Option<Slug> = one.asked("slug").as_str().map(|slug| slug.parse().unwrap());
    let Ok(tree) = registry::read(&one.root(), slug.as_ref()) else { return refused(3) };
    if slug.as_ref().is_some_and(|slug| !tree.statements.contains_key(slug)) {
        return refused(3);
    }
    let require = match one.asked("require") {
        Value::Number(number) => Require::AtLeast(number.as_u64().unwrap() as usize),
        Value::Array(ids) => {
            Require::Ids(ids.iter().map(|id| id.as_str().unwrap().parse().unwrap()).collect())
        }
        _ => Require::All,
    };
    let standing = [Standing::SelfPublished, Standing::Domain, Standing::Vouched, Standing::Pinned]
        .into_iter()
        .find(|standing| one.asked("standing") == standing.word());
    let id = one.asked("id").as_str().map(|id| id.parse().unwrap());
    let accept_attested = one.asked("accept") == "attested";
    let standing = standing.unwrap();
    let on_time = one.asked("on_time") == true;
    let question = Question { slug, id, require, standing, accept_attested, on_time };
    let judged = verify(&tree, &trust, &question);
    let status = match judged.outcome {
        Outcome::Holds => 0,
        Outcome::DoesNotHold => 1,
        Outcome::NotJudged => 3,
    };
    let report: Value = serde_json::from_str(&report(&judged, None).unwrap()).unwrap();
    json!({ "report": report, "status": status })
}

#[test]
fn the_program_reports_on_registries_what_their_vectors_say() {
    assert_said(&LaidOut::all(), |_, one| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_undersigned"));
        command.args(["verify", "--json", "--require-standing", one.asked("standing").as_str().unwrap()]);
        command.args(["slug", "id"].iter().filter_map(|member| one.asked(member).as_str()));
        command.args(one.asked("accept").as_str().map(|accepted| format!("--accept={accepted}")));
        command.args((one.asked("on_time") == true).then_some("--on-time"));
        command.arg("--registry").arg(one.root());
        match one.trust() {
            Some(trust) => command.arg("--trust").arg(trust),
            None => command.arg("--no-trust"),
        };
        match one.asked("require") {
            Value::Number(number) => command.args(["--require", &number.to_string()]),
            Value::Array(ids) => {
                let file = one.directory.path().join("ids");
                let ids = ids.iter().map(|id| id.as_str().unwrap().to_owned() + "\n");
                fs::write(&file, ids.collect::<String>()).unwrap();
                command.arg("--require").arg(file)
            }
            _ => &mut command,
        };
        let output = command.output().unwrap();
        let report = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        json!({ "report": report, "status": output.status.code() })
    });
}

/// Asks docs/verify.py each question of the standard input.
const SECOND_READER: &str = r#"
import json, pathlib, sys
sys.path.insert(0, sys.argv[1])
import verify
for root, trust, standing, slug, accept in json.load(sys.stdin):
    report, status = None, 2
    try:
        pins = verify.read_trust(pathlib.Path(trust).read_bytes()) if trust else {}
        status = 3
        report = verify.verify(root, pins, standing, slug, accept == "attested")
        status = verify.STATUS[report["outcome"]]
    except (verify.Refused, ValueError):
        pass
    print(json.dumps({"report": report, "status": status}, default=str))
"#;

#[test]
fn the_second_reader_reports_on_registries_what_their_vectors_say() {
    let mut laid_out = LaidOut::all();
    // It is asked about all names of a roll, and knows no part of V8 and V14.
    laid_out.retain(|one| {
        one.asked("id").is_null() && one.asked("require") == "all" && one.asked("on_time").is_null()
    });
    let mut asked = Command::new(python());
    asked
        .args(["-B", "-c", SECOND_READER])
        .arg(directory().join(".."))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut asked = asked.spawn().unwrap();
    let questions: Vec<Value> = laid_out
        .iter()
        .map(|one| {
            json!([one.root(), one.trust(), one.asked("standing"), one.asked("slug"), one.asked("accept")])
        })
        .collect();
    asked.stdin.take().unwrap().write_all(json!(questions).to_string().as_bytes()).unwrap();
    let output = asked.wait_with_output().unwrap();
    assert!(output.status.success());
    let answers: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), laid_out.len());
    assert_said(&laid_out, |at, _| answers[at].clone());
}

// the set of vectors

#[test]
fn the_generator_writes_exactly_the_vectors_that_stand_here() {
    let written = tempfile::tempdir().unwrap();
    let output = Command::new(python())
        .arg("-B")
        .arg(directory().join("generate.py"))
        .arg(written.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut committed = files_below(&directory());
    committed.retain(|name, _| {
        !name.ends_with(".py") && !["README.md", ".gitattributes"].contains(&name.as_str())
    });
    let written = files_below(written.path());
    let differing: Vec<&String> = committed
        .keys()
        .chain(written.keys())
        .filter(|name| committed.get(*name) != written.get(*name))
        .collect();
    assert!(differing.is_empty(), "run python3 docs/vectors/generate.py: {differing:?}");
}

#[test]
fn every_rule_that_a_vector_can_show_is_shown() {
    let format = include_str!("../docs/format.md");
    let rules: BTreeSet<&str> = format
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("- **")?.split_once("**"))
        .map(|(rule, _)| rule)
        .collect();
    assert!(rules.len() > 60, "{rules:?}");
    let vectors = Vector::all();
    assert!(vectors.len() >= AT_LEAST, "{}", vectors.len());
    let cited: BTreeSet<&str> = vectors.iter().flat_map(|vector| vector.one("rules").split(' ')).collect();
    let unknown: Vec<&&str> = cited.difference(&rules).collect();
    assert!(unknown.is_empty(), "not in docs/format.md: {unknown:?}");
    let silent: BTreeSet<&str> = NOT_SHOWN.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules.difference(&cited).copied().collect::<BTreeSet<_>>(), silent);
}

#[test]
fn every_vector_is_in_a_family_that_a_test_above_reads() {
    let families: BTreeSet<String> =
        Vector::all().iter().map(|vector| vector.name.split('/').next().unwrap().to_owned()).collect();
    assert_eq!(families, FAMILIES.map(str::to_owned).into());
    let folders = fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap());
    let folders =
        folders.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().into_string().unwrap());
    assert_eq!(folders.filter(|name| name != "generator").collect::<BTreeSet<_>>(), families);
}
