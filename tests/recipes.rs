//! The recipes hold without this program, and fail on whatever is changed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");
const ACTS: &str = "signatures/political-prisoners-2025";

/// A copy of this repository's registry.
fn copy() -> TempDir {
    let copy = TempDir::new().unwrap();
    let copied = Command::new("cp").args(["-r", "keys", "statement", "signatures"]).arg(copy.path()).status();
    assert!(copied.unwrap().success());
    copy
}

fn recipe(registry: &Path, record: &str) -> String {
    let output =
        Command::new(PROGRAM).args(["show", "--recipe", record]).current_dir(registry).output().unwrap();
    assert!(output.status.success(), "{record}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the lines with standard tools alone: this program is not on the path.
fn run(registry: &Path, lines: &str) -> Output {
    let mut sh = Command::new("sh");
    sh.args(["-c", lines]).current_dir(registry).env_clear().env("PATH", "/usr/bin:/bin").output().unwrap()
}

fn signatories() -> Vec<String> {
    let ids = fs::read_dir(ACTS).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    ids.filter(|name| !name.starts_with('.')).collect()
}

#[test]
fn all_29_signatures_hold_by_their_recipes() {
    let registry = copy();
    let ids = signatories();
    assert_eq!(ids.len(), 29);
    for id in ids {
        let output = run(registry.path(), &recipe(registry.path(), &format!("{ACTS}/{id}/1.note")));
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{id}: {said}{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.starts_with("DEMONSTRATION"), "{id}: {said}");
        assert!(said.contains(" holds: signed by the key of "), "{id}: {said}");
    }
}

#[test]
fn rolls_and_keys_records_have_recipes_too() {
    let registry = copy();
    for record in ["statement/political-prisoners-2025/roll/1.note", "keys/demonstration-convener/1.note"] {
        assert!(run(registry.path(), &recipe(registry.path(), record)).status.success(), "{record}");
    }
}

/// A file of the registry, what is replaced in it, and by what.
type Corruption = (&'static str, fn(&str) -> String);

const CORRUPTIONS: [Corruption; 11] = [
    ("text", |text| text.replace("must not", "must")),
    ("text", |text| format!("{text}\n")),
    ("act", |act| act.replace("date 2025-10-30", "date 2025-10-31")),
    ("act", |act| act.replace("text sha256:b4", "text sha256:b5")),
    ("act", |act| act.replace('\n', "\r\n")),
    ("act", |act| act.replacen("\n\n", "\n \n", 1)),
    ("act", |act| format!("{}\n", act.split("\n\n").next().unwrap())),
    ("act", another_signature),
    ("act", |act| act.replace("— freedom-house", "— freedom-now")),
    ("keys", |keys| keys.replace("threshold 1", "threshold 2")),
    ("keys", |keys| keys.replace("name Freedom House", "name Freedom Mouse")),
];

/// The first letter of the signature itself becomes another.
fn another_signature(act: &str) -> String {
    let (before, line) = act.trim_end().rsplit_once(' ').unwrap();
    let (head, tail) = line.split_at(20);
    let other = if tail.starts_with('A') { "B" } else { "A" };
    format!("{before} {head}{other}{}\n", &tail[1..])
}

#[test]
fn no_recipe_holds_for_a_corrupted_registry() {
    let whole = copy();
    let lines = recipe(whole.path(), &format!("{ACTS}/freedom-house/1.note"));
    for (number, (what, corrupt)) in CORRUPTIONS.iter().enumerate() {
        let registry = copy();
        let path = registry.path().join(match *what {
            "text" => "statement/political-prisoners-2025/text.txt".to_owned(),
            "keys" => "keys/freedom-house/1.note".to_owned(),
            _ => format!("{ACTS}/freedom-house/1.note"),
        });
        let before = fs::read_to_string(&path).unwrap();
        let after = corrupt(&before);
        assert_ne!(before, after, "corruption {number} changes nothing");
        fs::write(&path, after).unwrap();
        let output = run(registry.path(), &lines);
        assert!(!output.status.success(), "corruption {number}: {}", String::from_utf8_lossy(&output.stdout));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("1.note does not hold: "), "corruption {number} says nothing: {said}");
    }
}

#[test]
fn a_signature_of_another_party_in_its_place_fails_its_recipe() {
    let registry = copy();
    let lines = recipe(registry.path(), &format!("{ACTS}/freedom-house/1.note"));
    let place = |id: &str| registry.path().join(format!("{ACTS}/{id}/1.note"));
    fs::copy(place("freedom-now"), place("freedom-house")).unwrap();
    assert!(!run(registry.path(), &lines).status.success());
    let moved = format!("{ACTS}/freedom-house/1.note");
    let output =
        Command::new(PROGRAM).args(["show", "--recipe", &moved]).current_dir(registry.path()).output();
    assert_eq!(output.unwrap().status.code(), Some(1), "there is no recipe for what belongs elsewhere");
}

#[test]
fn a_recipe_refuses_a_small_order_r_that_openssl_would_take() {
    let registry = copy();
    let lines = recipe(registry.path(), &format!("{ACTS}/freedom-house/1.note"));
    assert!(lines.contains("0100000000000000000000000000000000000000000000000000000000000000|"));
    let path = registry.path().join(format!("{ACTS}/freedom-house/1.note"));
    let act = fs::read_to_string(&path).unwrap();
    let (before, line) = act.trim_end().rsplit_once(' ').unwrap();
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD;
    let mut bytes = engine.decode(line).unwrap();
    bytes[4..36].fill(0);
    bytes[4] = 1;
    fs::write(&path, format!("{before} {}\n", engine.encode(bytes))).unwrap();
    let output = run(registry.path(), &lines);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("small order: refused"));
}
