//! Commands whose system calls fail, or are the last: whatever was acknowledged is there, and everything there is whole.
//!
//! strace makes the calls fail and tells their order, so these tests need it, and the right to trace.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use undersigned::registry;
use undersigned::signer::{PassphraseSource, read_key_file};
use undersigned::trust::{Standing, Trust};
use undersigned::verify::{Question, verify};

/// A registry with an open statement, a reply to it, keys, and another draft. ROOT is its place.
const WORLD: &str = "
set -e
for id in coalition fishers anglers walkers; do undersigned keygen $id -o $id.pem --no-passphrase; done
printf 'No dam on the Wend.\\n' > draft.txt
printf 'Clean water.\\n\\nSigned:\\n- Fishers\\n' > other.txt
undersigned init registry
undersigned propose draft.txt --slug no-dam --title Dam --convener coalition --key coalition.pem --registry registry --yes
undersigned request no-dam -o request.json --registry registry
undersigned sign request.json --as fishers --name Fishers --key fishers.pem -o fishers.json --yes
undersigned sign request.json --as anglers --name Anglers --key anglers.pem -o anglers.json --yes
undersigned add fishers.json --registry registry
";

/// A command that writes, with absolute paths behind ROOT.
#[rustfmt::skip]
const SIGN: &[&str] = &["sign", "no-dam", "--as", "anglers", "--name", "Anglers", "--key", "ROOT/anglers.pem",
    "--registry", "ROOT/registry", "--yes"];
const ADD: &[&str] = &["add", "ROOT/anglers.json", "--registry", "ROOT/registry"];
#[rustfmt::skip]
const PUBLISH: &[&str] = &["roll", "publish", "no-dam", "--key", "ROOT/coalition.pem", "--registry", "ROOT/registry"];
#[rustfmt::skip]
const PROPOSE: &[&str] = &["propose", "ROOT/other.txt", "--slug", "water", "--title", "Water", "--convener", "anglers",
    "--key", "ROOT/anglers.pem", "--registry", "ROOT/registry", "--yes"];
const KEYGEN: &[&str] = &["keygen", "ramblers", "-o", "ROOT/ramblers.pem", "--no-passphrase"];
#[rustfmt::skip]
const REPLY: &[&str] = &["sign", "ROOT/request.json", "--as", "walkers", "--name", "Walkers", "--key", "ROOT/walkers.pem",
    "-o", "ROOT/walkers.json", "--yes"];
const INIT: &[&str] = &["init", "ROOT/new"];

/// The system calls by which files come to be, and those around them.
const CALLS: [&str; 8] = ["write", "fsync", "renameat2", "mkdir", "openat", "close", "flock", "fchmod"];

#[test]
fn sign_leaves_nothing_half_done() {
    survives(SIGN);
}

#[test]
fn add_leaves_nothing_half_done() {
    survives(ADD);
}

#[test]
fn roll_publish_leaves_nothing_half_done() {
    survives(PUBLISH);
}

#[test]
fn propose_leaves_nothing_half_done() {
    survives(PROPOSE);
}

#[test]
fn keygen_leaves_no_half_key() {
    survives(KEYGEN);
}

#[test]
fn a_reply_is_left_whole_or_not_at_all() {
    survives(REPLY);
}

#[test]
fn init_leaves_what_init_completes() {
    survives(INIT);
}

/// The state of a place: every file in it, but for locks.
type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Lets each call of a command fail, and be its last, and looks at what is left.
fn survives(arguments: &[&str]) {
    let world = world();
    let before = files(world.path());
    let judged_before = judged(world.path());
    let whole = copy(world.path());
    let done = run(whole.path(), arguments, None);
    assert!(done.status.success(), "{}", said(&done));
    let after = files(whole.path());
    let judged_after = judged(whole.path());
    assert_ne!(before, after);
    let mut tried = 0;
    for call in CALLS {
        for fault in ["error=EIO", "signal=KILL"] {
            // the standard library panics if a directory does not close
            if call == "close" && fault == "error=EIO" {
                continue;
            }
            for when in 1.. {
                let what = format!("{} {call}:{fault}:when={when}", arguments[0]);
                let place = copy(world.path());
                let (output, hit) = faulty(place.path(), arguments, &format!("{call}:{fault}:when={when}"));
                if !hit {
                    assert!(output.status.success(), "{what}: {}", said(&output));
                    break;
                }
                tried += 1;
                let left = files(place.path());
                for (path, bytes) in &left {
                    let is_temporary = path.file_name().unwrap().to_str().unwrap().starts_with(".tmp-");
                    let is_whole = before.get(path) == Some(bytes) || is_as(place.path(), path, &after);
                    assert!(is_temporary || is_whole, "{what}: {} is not whole", path.display());
                }
                assert!(before.keys().all(|path| left.contains_key(path)), "{what}: a file is gone");
                for path in acknowledged(&output, place.path(), &before, &after) {
                    assert!(left.contains_key(&path), "{what}: {} was acknowledged", path.display());
                }
                // before the program has begun
                let is_loaded = output.status.code() != Some(127);
                if is_loaded && !fault.ends_with("KILL") {
                    let status = output.status.code().unwrap();
                    assert!(matches!(status, 0 | 3), "{what}: {status}: {}", said(&output));
                    assert!(
                        status == 0 || said(&output).contains("undersigned: error: ") || call == "write",
                        "{what}: {}",
                        said(&output)
                    );
                    let temporary = left.keys().find(|path| path.to_str().unwrap().contains(".tmp-"));
                    assert_eq!(temporary, None, "{what}");
                }
                for (slug, judgement) in judged(place.path()) {
                    let known = [judged_before.get(&slug), judged_after.get(&slug)];
                    // what propose was about to publish may stand there without its roll, and never holds
                    let unpublished =
                        !judged_before.contains_key(&slug) && judgement.starts_with("NotJudged");
                    assert!(known.contains(&Some(&judgement)) || unpublished, "{what}: {slug}: {judgement}");
                }

                let again = run(place.path(), arguments, None);
                let there = said(&again).contains("already") && again.status.code() == Some(1);
                assert!(again.status.success() || there, "{what}, again: {}", said(&again));
                let mut finally = files(place.path());
                finally.retain(|path, _| {
                    path.parent() != Some(Path::new("")) || !path.to_str().unwrap().starts_with(".tmp-")
                });
                assert!(finally.keys().eq(after.keys()), "{what}, again: {:?}", finally.keys());
                assert!(finally.keys().all(|path| is_as(place.path(), path, &after)), "{what}, again");
            }
        }
    }
    println!("{}: {tried} faults", arguments[0]);
    assert!(tried > 40, "only {tried} calls were seen");
}

/// Whether the file at `path` is what the undisturbed command wrote; a new key is another each time, and is read.
fn is_as(place: &Path, path: &Path, after: &Files) -> bool {
    let file = place.join(path);
    match path.to_str() {
        Some("ramblers.pem") => read_key_file(&file, &PassphraseSource::None).is_ok(),
        _ => after.get(path) == fs::read(file).ok().as_ref(),
    }
}

/// The files that the command said it wrote: all new ones if it succeeded.
fn acknowledged(output: &Output, place: &Path, before: &Files, after: &Files) -> BTreeSet<PathBuf> {
    let new = after.keys().filter(|path| !before.contains_key(*path)).cloned();
    if output.status.success() {
        return new.collect();
    }
    let told = String::from_utf8(output.stdout.clone()).unwrap();
    let is_told = |path: &PathBuf| {
        let inside = path.strip_prefix("registry").unwrap_or(path).to_str().unwrap().to_owned();
        let outside = place.join(path).to_str().unwrap().to_owned();
        told.lines().any(|line| {
            [inside.clone(), outside.clone()].iter().any(|path| line.starts_with(&format!("{path}:")))
        })
    };
    new.filter(is_told).collect()
}

/// What verification says of each statement.
fn judged(place: &Path) -> BTreeMap<String, String> {
    let tree = registry::read(&place.join("registry"), None).unwrap();
    let question = Question { standing: Standing::SelfPublished, ..Question::default() };
    let report = verify(&tree, &Trust::default(), &question);
    let judgement = |statement: &undersigned::verify::StatementReport| {
        let findings: Vec<String> = statement
            .findings
            .iter()
            .map(|finding| format!("{} {}", finding.id, finding.verdict.word()))
            .collect();
        format!("{:?}: {}", statement.outcome, findings.join(", "))
    };
    report.statements.iter().map(|statement| (statement.slug.to_string(), judgement(statement))).collect()
}

#[test]
fn no_fault_of_the_disk_makes_a_registry_hold_or_fail() {
    let world = world();
    let act = |command| {
        [
            command,
            "water",
            "--as",
            "fishers",
            "--key",
            "ROOT/fishers.pem",
            "--registry",
            "ROOT/registry",
            "--yes",
        ]
    };
    assert!(run(world.path(), PROPOSE, None).status.success());
    assert!(run(world.path(), &act("sign"), None).status.success());
    // what stands behind the first signature takes it back
    let withdrawn = copy(world.path());
    assert!(run(withdrawn.path(), &act("withdraw"), None).status.success());
    let registry = ["--registry", "ROOT/registry", "--require-standing", "self-published"];
    let statement = [&["verify", "water"][..], &registry].concat();
    let one = [&["verify", "water", "fishers"][..], &registry].concat();
    let whole = [&["verify"][..], &registry].concat();
    for (place, arguments, sound) in
        [(&world, &statement, 0), (&world, &one, 0), (&withdrawn, &one, 1), (&withdrawn, &whole, 1)]
    {
        for call in ["openat", "getdents64", "read", "statx"] {
            for when in 1.. {
                let what = format!("{arguments:?} {call} {when}");
                let (output, hit) = faulty(place.path(), arguments, &format!("{call}:error=EIO:when={when}"));
                let status = output.status.code().unwrap();
                if !hit {
                    assert_eq!(status, sound, "{what}: {}", said(&output));
                    assert!(when > 1, "no {call} was seen");
                    break;
                }
                let told = format!("{}{}", said(&output), String::from_utf8_lossy(&output.stdout));
                assert!([sound, 3, 127].contains(&status), "{what}: {status}: {told}");
            }
        }
    }
}

// what strace tells

#[test]
fn no_file_gets_its_name_before_its_bytes_are_synced_and_nothing_is_acknowledged_before_its_folder_is() {
    let world = world();
    for arguments in [SIGN, ADD, PUBLISH, PROPOSE, KEYGEN, REPLY, INIT] {
        let place = copy(world.path());
        let before = files(place.path());
        let log = place.path().join("log");
        let traced = [
            "-y",
            "-s",
            "0",
            "-e",
            "trace=write,fsync,fdatasync,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,open,openat,unlink,exit_group",
        ];
        let output = strace(place.path(), &log, &traced, arguments);
        assert!(output.status.success(), "{}", said(&output));
        let log = fs::read_to_string(log).unwrap();
        let named = Disk::watch(place.path(), &log);
        let mut new: BTreeSet<PathBuf> =
            files(place.path()).into_keys().filter(|path| !before.contains_key(path)).collect();
        new.remove(Path::new("log"));
        assert_eq!(
            named, new,
            "{}: every new file comes by its name in the way that was watched",
            arguments[0]
        );
    }
}

#[test]
fn the_watch_sees_what_it_is_for() {
    let sound = "1 openat(AT_FDCWD</r>, \"/r/.tmp-1\", O_RDWR|O_CREAT|O_EXCL|O_CLOEXEC, 0644) = 3</r/.tmp-1>\n\
        1 write(3</r/.tmp-1>, \"\"..., 5) = 5\n\
        1 fsync(3</r/.tmp-1>) = 0\n\
        1 renameat2(AT_FDCWD</r>, \"/r/.tmp-1\", AT_FDCWD</r>, \"/r/a\", RENAME_NOREPLACE) = 0\n\
        1 fsync(3</r>) = 0\n\
        1 write(1</r/out>, \"\"..., 5) = 5\n";
    assert_eq!(Disk::watch(Path::new("/r"), sound), BTreeSet::from(["a".into()]));
    let lines: Vec<&str> = sound.lines().collect();
    let without = |line: usize| {
        let kept: Vec<&str> =
            lines.iter().enumerate().filter(|(number, _)| *number != line).map(|(_, line)| *line).collect();
        let log = kept.join("\n");
        std::panic::catch_unwind(|| Disk::watch(Path::new("/r"), &log)).is_err()
    };
    assert!(without(2) && without(4), "a missing fsync is noticed");
    assert!(!without(5));
}

/// What of the files below a place would outlive a power failure, by the calls that strace logged.
#[derive(Default)]
struct Disk {
    /// Files with bytes that are not on the disk.
    unsynced: BTreeSet<PathBuf>,
    /// Names that are not on the disk, of files and of directories.
    unsettled: BTreeSet<PathBuf>,
    /// Files that were given their name.
    named: BTreeSet<PathBuf>,
}

impl Disk {
    /// Follows a log, and stops at the first call that comes too early; the files that were given a name.
    fn watch(place: &Path, log: &str) -> BTreeSet<PathBuf> {
        let mut disk = Self::default();
        for line in log.lines() {
            let line = line.split_once(' ').map_or(line, |(_, call)| call.trim_start());
            let Some((name, rest)) = line.split_once('(') else { continue };
            let Some((arguments, result)) = rest.rsplit_once(" = ") else { continue };
            if result.starts_with('-') {
                continue;
            }
            disk.call(place, name, arguments, line);
        }
        assert!(disk.unsettled.is_empty(), "the end, before {:?} outlive a power failure", disk.unsettled);
        disk.named
    }

    fn call(&mut self, place: &Path, name: &str, arguments: &str, line: &str) {
        // `3</path>` and "path"
        let open = || PathBuf::from(arguments.split_once('<').unwrap().1.split_once('>').unwrap().0);
        let paths: Vec<PathBuf> = arguments.split('"').skip(1).step_by(2).map(PathBuf::from).collect();
        let inside = |path: &Path| path.starts_with(place);
        match name {
            "write" if arguments.starts_with("1<") => {
                assert!(
                    self.unsettled.is_empty(),
                    "{line}: before {:?} outlive a power failure",
                    self.unsettled
                );
            }
            "write" if arguments.starts_with("2<") => {}
            "write" if inside(&open()) => drop(self.unsynced.insert(open())),
            // An empty file too has a length that the disk must know.
            "openat" | "open"
                if arguments.contains("O_CREAT") && inside(&paths[0]) && !paths[0].ends_with(".lock") =>
            {
                self.unsynced.insert(paths[0].clone());
            }
            "fsync" | "fdatasync" => {
                let synced = open();
                self.unsynced.remove(&synced);
                self.unsettled.retain(|path| path.parent() != Some(&synced));
            }
            "mkdir" | "mkdirat" if inside(&paths[0]) => drop(self.unsettled.insert(paths[0].clone())),
            "rename" | "renameat" | "renameat2" | "link" | "linkat" if inside(&paths[1]) => {
                assert!(!self.unsynced.contains(&paths[0]), "{line}: its bytes are not on the disk");
                assert!(
                    self.unsettled.is_empty(),
                    "{line}: before {:?} outlive a power failure",
                    self.unsettled
                );
                self.unsettled.insert(paths[1].clone());
                self.named.insert(paths[1].strip_prefix(place).unwrap().to_owned());
            }
            _ => {}
        }
    }
}

/// Runs a command under strace with `-e inject=INJECT`: what came of it, and whether the call was made at all.
fn faulty(place: &Path, arguments: &[&str], inject: &str) -> (Output, bool) {
    let log = place.join("log");
    let call = inject.split_once(':').unwrap().0;
    let output =
        strace(place, &log, &["-e", &format!("trace={call}"), "-e", &format!("inject={inject}")], arguments);
    let told = fs::read_to_string(&log).unwrap();
    fs::remove_file(log).unwrap();
    (output, told.contains("(INJECTED)") || told.contains("killed by SIGKILL"))
}

fn strace(place: &Path, log: &Path, options: &[&str], arguments: &[&str]) -> Output {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o"]).arg(log).args(options);
    run(place, arguments, Some(strace))
}

/// Runs `undersigned` with ROOT replaced, under `tracer` if there is one.
fn run(place: &Path, arguments: &[&str], tracer: Option<Command>) -> Output {
    let program = env!("CARGO_BIN_EXE_undersigned");
    let is_traced = tracer.is_some();
    let mut command = tracer.map_or_else(
        || Command::new(program),
        |mut tracer| {
            tracer.arg(program);
            tracer
        },
    );
    command.args(arguments.iter().map(|word| word.replace("ROOT", place.to_str().unwrap())));
    command.current_dir(place).env("SOURCE_DATE_EPOCH", "1761955200").stdin(Stdio::null());
    let output = command.output();
    let output = output.unwrap_or_else(|error| panic!("cannot run strace, which this test needs: {error}"));
    assert!(
        !is_traced || !said(&output).contains("strace: "),
        "strace cannot trace here, which this test needs: {}",
        said(&output)
    );
    output
}

/// In memory, where the system has such a place: the calls are the same, and syncing takes no time.
fn new_place() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

fn world() -> TempDir {
    let place = new_place();
    let bin = Path::new(env!("CARGO_BIN_EXE_undersigned")).parent().unwrap();
    let made = Command::new("bash")
        .args(["-c", WORLD])
        .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()))
        .env("SOURCE_DATE_EPOCH", "1761955200")
        .current_dir(&place)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", said(&made));
    place
}

fn copy(place: &Path) -> TempDir {
    let copy = new_place();
    for (path, bytes) in files(place) {
        let path = copy.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    copy
}

fn files(place: &Path) -> Files {
    let mut found = Files::new();
    let mut directories = vec![place.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if !path.ends_with(".lock") {
                found.insert(path.strip_prefix(place).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
