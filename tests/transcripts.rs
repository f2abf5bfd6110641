//! Transcripts of the command line: every command in `tests/transcripts/*.md`, in the README, in `docs/keys.md` and in
//! `docs/tools.md` is run, and says what stands there.
//!
//! A transcript is prose and blocks of ` ```console `: `$ ` begins a command, `> ` goes on with it, what follows is what
//! a terminal would show, and `[exit 1]` is its status where that is not 0. `[..]` stands for anything within a line,
//! `...` on a line of its own for any lines, `[ROOT]` for the directory in which the transcript runs, `\$ ` for a `$ `
//! that begins a line of output. Files, the working directory, exported variables and functions last from one command to
//! the next. The README begins in a directory that holds the registry of this repository; beside it lie a draft and a
//! passphrase, and at home a key of ssh-keygen. A block of ` ```console pkcs11 ` is run by a build with that feature, and is
//! prose to any other.
//!
//! `SNAPSHOTS=overwrite cargo test --test transcripts` writes what was said into the transcripts; it runs them twice and
//! puts `[..]` in place of what differs. `TRANSCRIPT=mail` runs only those with `mail` in their name.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use snapbox::filter::NormalizeToExpected;
use snapbox::{Data, IntoData as _, Redactions};
use tempfile::TempDir;

/// After so many seconds a command is killed, and all that it has started.
const PATIENCE: u32 = 60;

/// The day on which every transcript begins: 2025-11-01.
const EPOCH: &str = "1761955200";

#[test]
fn every_command_says_what_its_transcript_says() {
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite");
    let wanted = std::env::var("TRANSCRIPT").unwrap_or_default();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = repository.join("tests/transcripts");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "there is no transcript in {}", folder.display());
    paths.extend(["README.md", "docs/keys.md", "docs/tools.md"].map(|path| repository.join(path)));
    paths.retain(|path| path.file_name().unwrap().to_str().unwrap().contains(&wanted));

    let work = Mutex::new(paths.into_iter());
    let differences = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(path) = { work.lock().unwrap().next() } {
                    let found = check(&path, overwrite);
                    differences.lock().unwrap().extend(found);
                }
            });
        }
    });
    let mut differences = differences.into_inner().unwrap();
    differences.sort();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn a_transcript_without_a_command_is_an_error() {
    for (source, why) in [
        ("Prose alone.\n", "it holds no command"),
        ("```console\n```\n", "it holds no command"),
        ("```sh\n$ true\n```\n", "it holds no command"),
        ("```console\n$ true\n", "its last block has no end"),
        ("```console\noutput\n$ true\n```\n", "line 2: a console block begins with a command"),
    ] {
        assert_eq!(Transcript::parse(source).err().as_deref(), Some(why), "{source}");
    }
}

#[test]
fn a_difference_is_told_with_its_file_and_line() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("short.md");
    for (said, is_same) in [
        ("one\n[exit 3]", true),
        ("o[..]\n[exit 3]", true),
        ("...\n[exit 3]", true),
        ("one", false),
        ("two\n[exit 3]", false),
        ("one\n[exit 1]", false),
        ("one\n\n[exit 3]", false),
    ] {
        fs::write(&path, format!("# Short\n\n```console\n$ echo one; exit 3\n{said}\n```\n")).unwrap();
        let differences = check(&path, false);
        assert_eq!(differences.is_empty(), is_same, "{said}: {differences:?}");
        assert!(
            differences.iter().all(|told| told.starts_with("short.md:4: $ echo one; exit 3\n")),
            "{differences:?}"
        );
    }
}

#[test]
fn a_command_that_does_not_end_is_killed_with_all_that_it_started() {
    let root = TempDir::new().unwrap();
    fs::create_dir(root.path().join("work")).unwrap();
    fs::write(root.path().join("state"), format!("cd '{}'\n", root.path().display())).unwrap();
    let command = "(sleep 3; touch late) & echo begun; sleep 60".to_owned();
    let step = Step { line: 1, command, expected: String::new() };
    assert_eq!(said(&step, root.path(), 1), "begun\n[killed]\n");
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert!(!root.path().join("late").exists());
}

/// Runs the transcript at `path` and tells every difference.
fn check(path: &Path, overwrite: bool) -> Vec<String> {
    assert_eq!(path.extension().and_then(|extension| extension.to_str()), Some("md"), "{}", path.display());
    let source = fs::read_to_string(path).unwrap();
    let transcript = Transcript::parse(&source).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let prepare = match path.file_name().and_then(|name| name.to_str()) {
        Some("README.md") => readme,
        Some("keys.md") => web,
        _ => nothing,
    };
    let said = run(&transcript, prepare);
    if said == transcript.expected() {
        return Vec::new();
    }
    if overwrite {
        let again = run(&transcript, prepare);
        let steady = said.iter().zip(&again).map(|(one, other)| without_chance(one, other));
        let kept = transcript
            .expected()
            .into_iter()
            .zip(steady)
            .map(|(expected, said)| normalized(&said, &expected));
        fs::write(path, transcript.with(&kept.collect::<Vec<_>>())).unwrap();
        return Vec::new();
    }
    let mut differences = Vec::new();
    for (step, said) in transcript.steps().zip(&said).filter(|(step, said)| step.expected != **said) {
        let mut diff = String::new();
        let place = format!("{}:{}", path.file_name().unwrap().to_str().unwrap(), step.line);
        let (expected, actual) = (Data::text(&step.expected), Data::text(said));
        snapbox::report::write_diff(
            &mut diff,
            &expected,
            &actual,
            Some(&"the transcript"),
            Some(&"the program"),
            snapbox::report::Palette::plain(),
        )
        .unwrap();
        differences.push(format!("{place}: $ {}\n{diff}", step.command));
    }
    differences
}

/// Prose and commands, in their order.
struct Transcript<'a> {
    parts: Vec<Part<'a>>,
}

enum Part<'a> {
    /// A line that is no command and no output of one.
    Prose(&'a str),
    Step(Step),
}

struct Step {
    /// Where its command stands, from 1.
    line: usize,
    command: String,
    /// What it prints, then the status if that is not 0.
    expected: String,
}

impl<'a> Transcript<'a> {
    fn parse(source: &'a str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut within = false;
        for (line, text) in (1..).zip(source.lines()) {
            let fence = text.starts_with("```");
            let command = text.strip_prefix("$ ").filter(|_| within);
            match (within, parts.last_mut()) {
                (false, _) => {
                    within = text == "```console" || cfg!(feature = "pkcs11") && text == "```console pkcs11";
                    parts.push(Part::Prose(text));
                }
                (true, _) if fence => {
                    within = false;
                    parts.push(Part::Prose(text));
                }
                (true, _) if command.is_some() => {
                    let command = command.unwrap_or_default().to_owned();
                    parts.push(Part::Step(Step { line, command, expected: String::new() }));
                }
                (true, Some(Part::Step(step))) => match text.strip_prefix('>') {
                    Some(more) if step.expected.is_empty() && (more.is_empty() || more.starts_with(' ')) => {
                        step.command.push('\n');
                        step.command.push_str(more.strip_prefix(' ').unwrap_or(more));
                    }
                    _ => {
                        step.expected.push_str(text);
                        step.expected.push('\n');
                    }
                },
                (true, _) => return Err(format!("line {line}: a console block begins with a command")),
            }
        }
        let transcript = Self { parts };
        if within {
            return Err("its last block has no end".to_owned());
        }
        if transcript.steps().next().is_none() {
            return Err("it holds no command".to_owned());
        }
        Ok(transcript)
    }

    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.parts.iter().filter_map(|part| match part {
            Part::Step(step) => Some(step),
            Part::Prose(_) => None,
        })
    }

    fn expected(&self) -> Vec<String> {
        self.steps().map(|step| step.expected.clone()).collect()
    }

    /// The transcript with other outputs.
    fn with(&self, outputs: &[String]) -> String {
        let mut outputs = outputs.iter();
        let mut written = String::new();
        for part in &self.parts {
            match part {
                Part::Prose(line) => writeln!(written, "{line}").unwrap(),
                Part::Step(step) => {
                    let command = step.command.replace('\n', "\n> ").replace("\n> \n", "\n>\n");
                    write!(written, "$ {command}\n{}", outputs.next().unwrap()).unwrap();
                }
            }
        }
        written
    }
}

/// What every step says, with the wildcards of its transcript where they fit.
fn run(transcript: &Transcript<'_>, prepare: fn(&Path) -> Option<Server>) -> Vec<String> {
    let root = TempDir::new().unwrap();
    for name in ["home", "tmp", "work"] {
        fs::create_dir(root.path().join(name)).unwrap();
    }
    let state = root.path().join("state");
    fs::write(&state, format!("cd '{}'\n", root.path().join("work").display())).unwrap();
    let _server = prepare(root.path());
    let mut here = Redactions::new();
    here.insert("[ROOT]", root.path().to_path_buf()).unwrap();
    let said = transcript
        .steps()
        .map(|step| normalized(&here.redact(&said(step, root.path(), PATIENCE)), &step.expected));
    said.collect()
}

fn nothing(_: &Path) -> Option<Server> {
    None
}

/// A web server, stopped at the end.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// The web server of `fishers.example`, with a certificate of an authority of its own: `$WEB` and `$WEB_PORT`.
fn web(root: &Path) -> Option<Server> {
    let web = root.join("home/web");
    fs::create_dir(&web).unwrap();
    let mut command = Command::new("/usr/bin/python3");
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/domain/server.py")).arg(&web).arg("right");
    let mut server = Server(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut port = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let mut state = fs::OpenOptions::new().append(true).open(root.join("state")).unwrap();
    writeln!(state, "export WEB='{}' WEB_PORT={}", web.display(), port.trim()).unwrap();
    Some(server)
}

/// What the README begins with.
fn readme(root: &Path) -> Option<Server> {
    let work = root.join("work");
    let clone = work.join("undersigned");
    fs::create_dir(&clone).unwrap();
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["keys", "statement", "signatures"].map(|folder| repository.join(folder));
    assert!(Command::new("cp").arg("-r").args(folders).arg(&clone).status().unwrap().success());
    fs::write(root.join("state"), format!("cd '{}'\n", clone.display())).unwrap();
    fs::write(work.join("draft.txt"), README_DRAFT).unwrap();
    fs::write(work.join("passphrase"), "a heron stands in every river\n").unwrap();
    fs::set_permissions(work.join("passphrase"), Permissions::from_mode(0o600)).unwrap();
    let ssh = root.join("home/.ssh");
    fs::create_dir(&ssh).unwrap();
    let keygen = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(ssh.join("id_ed25519"))
        .status();
    assert!(keygen.expect("ssh-keygen is needed").success());
    None
}

const README_DRAFT: &str = "\
Let them publish

We, publishers and writers of the river towns, ask that the five closed presses be opened again.

Signed:
1. River Street Press
2. The Ferry House (Publishers)
";

/// Runs one command in its own session, without a terminal, and tells what it prints and how it ends.
fn said(step: &Step, root: &Path, patience: u32) -> String {
    let state = root.join("state");
    let script = r#"exec 2>&1
state=$1 command=$2
trap '{ export -p; declare -f; printf "cd %q; OLDPWD=%q\n" "$PWD" "$OLDPWD"; } >"$state"' EXIT
. "$state"
eval "$command""#;
    let bin = Path::new(env!("CARGO_BIN_EXE_undersigned")).parent().unwrap();
    let mut command = Command::new("setsid");
    let patience = patience.to_string();
    command.args(["--wait", "timeout", "--signal=KILL", &patience, "bash", "--norc", "-c", script]);
    command.arg("bash").arg(&state).arg(&step.command).env_clear().current_dir(root.join("work"));
    command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()));
    command.env("HOME", root.join("home")).env("TMPDIR", root.join("tmp"));
    command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC").env("SOURCE_DATE_EPOCH", EPOCH);
    let output = command.stdin(Stdio::null()).output().unwrap();
    // What looks like a command, or like the end of the block, is neither.
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut said = String::new();
    for line in lines.split_inclusive('\n') {
        let mark = if line.starts_with("$ ") || line.starts_with("```") { "\\" } else { "" };
        said.push_str(mark);
        said.push_str(line);
    }
    if !said.is_empty() && !said.ends_with('\n') {
        said.push_str("[no line end]\n");
    }
    match output.status.code() {
        Some(0) => {}
        Some(137) | None => said.push_str("[killed]\n"),
        Some(code) => writeln!(said, "[exit {code}]").unwrap(),
    }
    said
}

fn normalized(said: &str, expected: &str) -> String {
    let expected = expected.into_data().raw();
    NormalizeToExpected::new().redact().normalize(Data::text(said), &expected).to_string()
}

/// What two runs have in common, with `[..]` where their words differ.
fn without_chance(one: &str, other: &str) -> String {
    if one.lines().count() != other.lines().count() {
        return one.to_owned();
    }
    let mut steady = String::new();
    for (one, other) in one.split_inclusive('\n').zip(other.split_inclusive('\n')) {
        let (words, others): (Vec<_>, Vec<_>) = (one.split(' ').collect(), other.split(' ').collect());
        let word =
            |(one, other): (&&str, &&str)| if one == other { (*one).to_owned() } else { blurred(one, other) };
        match words.len() == others.len() {
            true => steady.push_str(&words.iter().zip(&others).map(word).collect::<Vec<_>>().join(" ")),
            false => steady.push_str("[..]\n"),
        }
    }
    steady
}

/// Two words as one: the names around what differs stay, broken letters do not.
fn blurred(one: &str, other: &str) -> String {
    let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let alike = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a);
    let head: String = alike.collect();
    let head = head.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '/' || c == '=');
    let tail: Vec<char> = one.chars().rev().take_while(|c| !is_part(c)).collect();
    let tail: String = tail.into_iter().rev().collect();
    format!("{head}[..]{tail}")
}
