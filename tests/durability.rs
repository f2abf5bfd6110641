//! The contract of `registry::durable`, held against killed processes, full disks, races and hostile directories.
//!
//! A test that needs a second process runs this very binary again: see [`child`].
#![cfg(unix)]
#![allow(missing_docs)]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tempfile::TempDir;
use undersigned::registry::durable::{
    Access, Created, DurableError, FileKind, LOCK_FILE, Lock, TEMPORARY_PREFIX, create_directory, create_new,
};

#[test]
fn a_file_is_created_once_and_never_changed() {
    let root = TempDir::new().unwrap();
    let lock = Lock::acquire(root.path()).unwrap();
    assert_eq!(lock.create("keys/a/1.note", b"one").unwrap(), Created::Written);
    assert_eq!(lock.create("keys/a/1.note", b"one").unwrap(), Created::AlreadyThere);
    for other in [&b"two"[..], b"", b"one more", b"on"] {
        let error = lock.create("keys/a/1.note", other).unwrap_err();
        assert!(matches!(error, DurableError::Different(_)), "{error}");
    }
    assert_eq!(fs::read(root.path().join("keys/a/1.note")).unwrap(), b"one");
    assert_eq!(files_below(root.path()), BTreeSet::from([LOCK_FILE.into(), "keys/a/1.note".into()]));
}

#[test]
fn a_batch_is_written_in_order_and_stops_at_the_first_error() {
    let root = TempDir::new().unwrap();
    let lock = Lock::acquire(root.path()).unwrap();
    let done = lock.create_all(&[("b", "2"), ("a/c", "3"), ("b", "2")]).unwrap();
    assert_eq!(done, [Created::Written, Created::Written, Created::AlreadyThere]);

    // what can be seen beforehand is seen before anything is written
    let failure = lock.create_all(&[("new", "1"), ("b", "other"), ("newer", "2")]).unwrap_err();
    assert!(failure.done.is_empty() && failure.total == 3, "{failure}");
    assert!(!root.path().join("new").exists());

    // "x" cannot be a file and a directory, which only shows on the way
    let failure = lock.create_all(&[("first", "1"), ("x", "2"), ("x/y", "3"), ("last", "4")]).unwrap_err();
    assert_eq!(failure.done, [Created::Written, Created::Written]);
    assert!(matches!(failure.error, DurableError::InTheWay { .. }), "{failure}");
    assert!(failure.to_string().ends_with("(2 of 4 files are in place)"), "{failure}");
    assert!(!root.path().join("last").exists());
}

#[test]
fn nothing_is_written_outside_the_root() {
    let (root, outside) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let at = |path: &str| root.path().join(path);
    fs::create_dir(at("real")).unwrap();
    symlink(outside.path(), at("link")).unwrap();
    symlink(outside.path(), at("real/link")).unwrap();
    symlink(outside.path().join("dangling"), at("file")).unwrap();
    let lock = Lock::acquire(root.path()).unwrap();
    for (path, culprit) in [
        ("link/x", "link"),
        ("link/deep/x", "link"),
        ("real/link/x", "real/link"),
        ("file", "file"),
        ("real/link", "real/link"),
    ] {
        match lock.create(path, b"").unwrap_err() {
            DurableError::InTheWay { path, found: FileKind::SymbolicLink, .. } => {
                assert_eq!(path, at(culprit))
            }
            other => panic!("{path}: {other}"),
        }
    }
    let absolute = outside.path().join("x");
    for path in ["", "/", ".", "..", "../x", "a/..", "a/../x", "./x", absolute.to_str().unwrap()] {
        let error = lock.create(path, b"").unwrap_err();
        assert!(matches!(error, DurableError::Path(_)), "{path}: {error}");
    }
    assert!(files_below(outside.path()).is_empty());
}

#[test]
fn the_names_that_writing_itself_needs_are_refused() {
    let root = TempDir::new().unwrap();
    let lock = Lock::acquire(root.path()).unwrap();
    for path in [LOCK_FILE, ".tmp-0123456789abcdef"] {
        assert!(matches!(lock.create(path, b"").unwrap_err(), DurableError::Path(_)), "{path}");
    }
    assert!(lock.create(".gitattributes", b"* -text\n").is_ok());
}

#[test]
fn what_is_in_the_way_is_named() {
    let root = TempDir::new().unwrap();
    let at = |path: &str| root.path().join(path);
    fs::write(at("keys"), "a file where a directory should be").unwrap();
    fs::create_dir(at("text")).unwrap();
    let lock = Lock::acquire(root.path()).unwrap();
    let error = lock.create("keys/a/1.note", b"").unwrap_err();
    assert_eq!(error.to_string(), format!("{} is a file, not a directory", at("keys").display()));
    let error = lock.create("text", b"").unwrap_err();
    assert_eq!(error.to_string(), format!("{} is a directory, not a file", at("text").display()));
}

#[test]
fn what_is_no_directory_cannot_be_locked() {
    let root = TempDir::new().unwrap();
    let file = root.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [&file, &root.path().join("missing")] {
        let error = Lock::acquire(path).unwrap_err();
        assert!(error.to_string().starts_with(&format!("cannot lock {}: ", path.display())), "{error}");
    }
}

#[test]
fn a_lock_file_that_is_none_is_left_alone() {
    let (root, outside) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let lock_file = root.path().join(LOCK_FILE);
    symlink(outside.path().join("x"), &lock_file).unwrap();
    let error = Lock::acquire(root.path()).unwrap_err();
    assert!(matches!(error, DurableError::InTheWay { found: FileKind::SymbolicLink, .. }), "{error}");
    assert!(files_below(outside.path()).is_empty());
    // opening a pipe for writing would wait for a reader
    fs::remove_file(&lock_file).unwrap();
    assert!(Command::new("mkfifo").arg(&lock_file).status().unwrap().success());
    let error = Lock::try_acquire(root.path()).unwrap_err();
    assert!(matches!(error, DurableError::InTheWay { found: FileKind::Special, .. }), "{error}");
}

#[test]
fn leftovers_go_with_the_next_lock_and_nothing_else_does() {
    let root = TempDir::new().unwrap();
    let at = |path: &str| root.path().join(path);
    let kept = [".tmp-", ".tmp-notes", ".tmp-0123456789abcdefg", "tmp-0123456789abcdef"];
    for name in kept {
        fs::write(at(name), "mine").unwrap();
    }
    fs::create_dir(at(".tmp-0123456789abcdeD")).unwrap();
    fs::write(at(".tmp-0123456789abcdef"), "half a rec").unwrap();
    drop(Lock::acquire(root.path()).unwrap());
    assert!(!at(".tmp-0123456789abcdef").exists());
    assert!(at(".tmp-0123456789abcdeD").is_dir());
    assert!(kept.iter().all(|name| at(name).exists()));
}

#[test]
fn one_process_at_a_time_holds_the_lock() {
    let root = TempDir::new().unwrap();
    let lock = Lock::try_acquire(root.path()).unwrap().unwrap();
    assert!(Lock::try_acquire(root.path()).unwrap().is_none());
    drop(lock);
    assert!(Lock::try_acquire(root.path()).unwrap().is_some());
}

#[test]
fn a_single_file_is_created_once() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("reply.json");
    create_new(&path, b"{}", Access::Public).unwrap();
    symlink("nowhere", directory.path().join("dangling")).unwrap();
    for taken in [path.clone(), directory.path().join("dangling"), directory.path().to_owned()] {
        let error = create_new(&taken, b"other", Access::Public).unwrap_err();
        assert_eq!(error.to_string(), format!("{} exists already", taken.display()));
    }
    assert_eq!(fs::read(&path).unwrap(), b"{}");
    let error = create_new(&directory.path().join("missing/reply"), b"", Access::Public).unwrap_err();
    assert!(matches!(error, DurableError::Io { doing: "create a file in", .. }), "{error}");
    assert!(matches!(create_new(Path::new(".."), b"", Access::Public), Err(DurableError::Path(_))));

    let new = directory.path().join("registry");
    create_directory(&new).unwrap();
    assert!(matches!(create_directory(&new), Err(DurableError::Exists(_))));
    assert!(matches!(create_directory(&new.join("a/b")), Err(DurableError::Io { .. })));
}

#[test]
fn of_many_who_create_one_file_one_succeeds() {
    let directory = TempDir::new().unwrap();
    for round in 0..30 {
        let path = directory.path().join(round.to_string());
        let winners: Vec<usize> = std::thread::scope(|scope| {
            let create =
                |name: usize| create_new(&path, name.to_string().as_bytes(), Access::Public).map(|()| name);
            let racers: Vec<_> = (0..8).map(|name| scope.spawn(move || create(name))).collect();
            racers.into_iter().filter_map(|racer| racer.join().unwrap().ok()).collect()
        });
        assert_eq!(winners.len(), 1);
        assert_eq!(fs::read_to_string(&path).unwrap(), winners[0].to_string());
    }
    assert_eq!(files_below(directory.path()).len(), 30);
}

#[test]
fn two_processes_at_once_end_with_both_records() {
    let root = TempDir::new().unwrap();
    let children = ["left", "right"]
        .map(|name| child("both", root.path()).env("NAME", name).stderr(Stdio::piped()).spawn().unwrap());
    let mut won = Vec::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        won.extend(acknowledged(&said(&output)));
    }
    // each file that both wanted went to exactly one of them, each of their own is there
    won.sort_unstable();
    assert_eq!(won, (0..40).collect::<Vec<_>>());
    for name in ["left", "right"] {
        for number in 0..40 {
            let path = root.path().join(format!("{name}/{number}/1.note"));
            assert_eq!(fs::read_to_string(path).unwrap(), name);
        }
    }
    assert_eq!(files_below(root.path()).len(), 1 + 3 * 40);
}

#[test]
fn a_process_killed_at_any_moment_leaves_whole_files_only() {
    let root = TempDir::new().unwrap();
    let mut first = 0;
    let mut leftovers = 0;
    for round in 0..25_u64 {
        let mut child = child("many", root.path())
            .env("FIRST", first.to_string())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (has_begun, begun) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            stderr.split(b'\n').fold(Vec::new(), |mut said, line| {
                said.extend_from_slice(&line.unwrap());
                said.push(b'\n');
                has_begun.send(()).unwrap_or_default();
                said
            })
        });
        // from the start, or, however slow the machine, amid the work
        if round % 2 == 0 {
            begun.recv().unwrap();
        }
        std::thread::sleep(Duration::from_micros(RandomState::new().hash_one(round) % 50_000));
        child.kill().unwrap();
        child.wait().unwrap();
        let acknowledged = acknowledged(&String::from_utf8(reader.join().unwrap()).unwrap());

        let found = files_below(root.path());
        let is_leftover = |path: &PathBuf| path.to_str().unwrap().starts_with(TEMPORARY_PREFIX);
        leftovers += found.iter().filter(|path| is_leftover(path)).count();
        drop(Lock::acquire(root.path()).unwrap());
        let found = files_below(root.path());
        assert!(!found.iter().any(is_leftover), "{found:?}");
        let records: BTreeSet<u64> =
            found.iter().filter_map(|path| whole_record(root.path(), path)).collect();
        for number in &acknowledged {
            assert!(records.contains(number), "{number} was acknowledged and is gone");
        }
        // in order, without a gap: the prefix of what the child wanted
        assert_eq!(records, (0..u64::try_from(records.len()).unwrap()).collect());
        first = records.len();
    }
    println!("{first} records, {leftovers} leftovers");
    assert!(first >= 13, "the processes were killed before they wrote anything");
}

#[test]
fn a_file_that_cannot_grow_is_an_error_and_nothing_is_lost() {
    let root = TempDir::new().unwrap();
    // The limit, with its signal ignored, makes a write fail half-way as a full disk does, for root as well.
    let output = under("trap '' XFSZ; ulimit -f 64; exec \"$@\"", child("full", root.path()));
    assert!(output.status.success(), "{}", said(&output));
    let small = ["after", "before"].map(PathBuf::from);
    assert_eq!(files_below(root.path()), small.into_iter().chain([LOCK_FILE.into()]).collect());
}

#[test]
fn a_full_disk_is_an_error_and_nothing_is_lost() {
    let mount = "mount -t tmpfs -o size=256k tmpfs \"$ROOT\"";
    let root = TempDir::new().unwrap();
    let mut probe = Command::new("unshare");
    probe.args(["-rm", "sh", "-c", mount]).env("ROOT", root.path());
    if !probe.output().is_ok_and(|output| output.status.success()) {
        eprintln!("no file system can be mounted here: not tried");
        return;
    }
    let child = child("full", root.path());
    let output = under(&format!("exec unshare -rm sh -c '{mount} && exec \"$@\"' - \"$@\""), child);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("No space left on device"), "{}", said(&output));
}

#[test]
fn modes_follow_the_umask_unless_private() {
    let directory = TempDir::new().unwrap();
    for (umask, public) in [("000", 0o644), ("022", 0o644), ("027", 0o640), ("077", 0o600), ("377", 0o400)] {
        let root = directory.path().join(umask);
        fs::create_dir(&root).unwrap();
        let output = under("umask $UMASK; exec \"$@\"", {
            let mut child = child("modes", &root);
            child.env("UMASK", umask);
            child
        });
        assert!(output.status.success(), "{}", said(&output));
        let mode = |name| fs::metadata(root.join(name)).unwrap().permissions().mode() & 0o7777;
        assert_eq!(
            (mode("record"), mode("public"), mode("private")),
            (public, public, 0o600),
            "umask {umask}"
        );
    }
}

/// Runs a process under strace and fails, or kills it at, one system call after the other.
#[test]
#[ignore = "needs strace, and the right to trace"]
fn every_system_call_may_fail_or_be_the_last() {
    let strace = |inject: &str, root: &Path| {
        let child = child("once", root);
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={inject}")]);
        strace.arg(child.get_program()).args(child.get_args());
        for (name, value) in child.get_envs() {
            strace.env(name, value.unwrap());
        }
        strace.output().unwrap()
    };
    let target = Path::new("keys/a/1.note");
    // the root after keys/ was made, keys/ after keys/a/ was, the file, keys/a/
    for (call, outcome, there) in [
        ("fsync:error=EIO:when=1", "cannot sync the directory", false),
        ("fsync:error=EIO:when=2", "cannot sync the directory", false),
        ("fsync:error=EIO:when=3", "cannot write", false),
        ("fsync:error=EIO:when=4", "may not outlive a power failure", true),
        ("renameat2:error=EIO", "cannot write", false),
        ("renameat2:error=ENOSYS", "created Written", true), // by a hard link then
        ("fsync:error=EINVAL:when=4", "created Written", true),
        ("flock:error=ENOLCK", "cannot lock", false),
        ("mkdir:error=ENOSPC", "cannot create the directory", false),
    ] {
        let root = TempDir::new().unwrap();
        let output = strace(call, root.path());
        assert!(said(&output).contains(outcome), "{call}: {}", said(&output));
        let found = files_below(root.path());
        assert_eq!(found.contains(target), there, "{call}");
        assert!(found.iter().all(|path| path == target || path == Path::new(LOCK_FILE)), "{call}: {found:?}");
    }
    for call in ["openat", "mkdir", "write", "fsync", "renameat2", "flock", "close"] {
        for when in 1.. {
            let root = TempDir::new().unwrap();
            let output = strace(&format!("{call}:signal=KILL:when={when}"), root.path());
            let path = root.path().join(target);
            let content = fs::read(&path).ok();
            assert!(content.is_none() || content == Some(record(1)), "{call} {when}");
            assert!(content.is_some() || !said(&output).contains("created"), "{call} {when}");
            let lock = Lock::acquire(root.path()).unwrap();
            lock.create(target, &record(1)).unwrap();
            assert_eq!(files_below(root.path()).len(), 2, "{call} {when}");
            if output.status.success() {
                assert!(when > 1, "no {call} was seen");
                break;
            }
        }
    }
}

/// What the second process does, as the environment says; nothing in an ordinary run.
#[test]
fn second_process() {
    let (Ok(role), Some(root)) = (std::env::var("ROLE"), std::env::var_os("ROOT").map(PathBuf::from)) else {
        return;
    };
    let number = |name: &str| std::env::var(name).unwrap().parse::<u64>().unwrap();
    let mut stderr = std::io::stderr();
    match role.as_str() {
        "many" => {
            let lock = Lock::acquire(&root).unwrap();
            for number in number("FIRST").. {
                lock.create(record_path(number), &record(number)).unwrap();
                // in one piece, or a kill would tear it
                stderr.write_all(format!("ack {number}\n").as_bytes()).unwrap();
            }
        }
        "both" => {
            let name = std::env::var("NAME").unwrap();
            for number in 0..40 {
                let lock = Lock::acquire(&root).unwrap();
                lock.create(format!("{name}/{number}/1.note"), name.as_bytes()).unwrap();
                if lock.create(format!("shared/{number}/1.note"), name.as_bytes()).is_ok() {
                    writeln!(stderr, "ack {number}").unwrap();
                }
            }
        }
        "full" => {
            let lock = Lock::acquire(&root).unwrap();
            lock.create("before", &[b'x'; 1000]).unwrap();
            let error = lock.create("large", &vec![b'x'; 1 << 20]).unwrap_err();
            writeln!(stderr, "{error}").unwrap();
            assert!(matches!(error, DurableError::Io { doing: "write", .. }));
            lock.create("after", &[b'x'; 1000]).unwrap();
            let expected = [LOCK_FILE, "after", "before"].map(PathBuf::from);
            assert_eq!(files_below(&root), expected.into_iter().collect());
        }
        "modes" => {
            Lock::acquire(&root).unwrap().create("record", b"").unwrap();
            create_new(&root.join("public"), b"", Access::Public).unwrap();
            create_new(&root.join("private"), b"", Access::Private).unwrap();
        }
        "once" => match Lock::acquire(&root).and_then(|lock| lock.create("keys/a/1.note", &record(1))) {
            Ok(created) => writeln!(stderr, "created {created:?}").unwrap(),
            Err(error) => writeln!(stderr, "{error}").unwrap(),
        },
        other => panic!("{other}"),
    }
}

/// This test binary, told to be the second process in `role`.
fn child(role: &str, root: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "second_process", "--nocapture"]).env("ROLE", role).env("ROOT", root);
    command
}

/// Runs `child` out of a shell script that ends in `exec "$@"`.
fn under(script: &str, child: Command) -> Output {
    let mut shell = Command::new("sh");
    shell.args([OsString::from("-c"), script.into(), "-".into(), child.get_program().to_owned()]);
    shell.args(child.get_args());
    for (name, value) in child.get_envs() {
        shell.env(name, value.unwrap());
    }
    shell.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn acknowledged(said: &str) -> Vec<u64> {
    said.lines().map(|line| line.strip_prefix("ack ").expect(line).parse().unwrap()).collect()
}

fn record_path(number: u64) -> String {
    format!("signatures/{}/{number}.note", number % 7)
}

/// 0 to 200 kB that tell the number.
fn record(number: u64) -> Vec<u8> {
    let line = format!("record {number}\n");
    line.bytes().cycle().take(usize::try_from(number * 7919 % 200_000).unwrap()).collect()
}

/// The number of the record at `path`, which must be whole.
fn whole_record(root: &Path, path: &Path) -> Option<u64> {
    if path == Path::new(LOCK_FILE) {
        return None;
    }
    let number = path.file_stem().unwrap().to_str().unwrap().parse().unwrap();
    assert_eq!(path, Path::new(&record_path(number)));
    assert!(fs::read(root.join(path)).unwrap() == record(number), "{} is not whole", path.display());
    Some(number)
}

/// Every file below `root`, relative to it.
fn files_below(root: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                directories.push(entry.path());
            } else {
                found.insert(entry.path().strip_prefix(root).unwrap().to_owned());
            }
        }
    }
    found
}
