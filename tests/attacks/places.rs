//! A registry on disk in which somebody put what has no place there: asked through the command line.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::forge::*;

/// Longer than any answer takes, on a slow machine too.
const PATIENCE: Duration = Duration::from_secs(120);

/// A registry on disk, with a file beside it that nothing may touch.
struct Disk {
    directory: TempDir,
}

struct Answer {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Disk {
    fn of(registry: &Registry) -> Self {
        let disk = Self { directory: TempDir::new().unwrap() };
        for folder in ["keys", "statement", "signatures"] {
            fs::create_dir_all(disk.root().join(folder)).unwrap();
        }
        for (path, bytes) in &registry.files {
            disk.put(path, bytes);
        }
        fs::write(disk.outside(), "outside\n").unwrap();
        disk
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("registry")
    }

    fn outside(&self) -> PathBuf {
        self.directory.path().join("outside")
    }

    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root().join(path)
    }

    fn put(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Moves what is at `path` out of the registry and leaves a link to it.
    fn link_out(&self, path: &str) {
        let moved = self.directory.path().join(path.replace('/', "_"));
        fs::rename(self.at(path), &moved).unwrap();
        symlink(moved, self.at(path)).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        let mut child = Command::new(env!("CARGO_BIN_EXE_undersigned"))
            .args(arguments)
            .arg("--registry")
            .arg(self.root())
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .stdout(fs::File::create(self.directory.path().join("stdout")).unwrap())
            .stderr(fs::File::create(self.directory.path().join("stderr")).unwrap())
            .spawn()
            .unwrap();
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.code().expect("it was killed by a signal");
            }
            if start.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("{arguments:?} does not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let told =
            |name: &str| String::from_utf8(fs::read(self.directory.path().join(name)).unwrap()).unwrap();
        assert_eq!(fs::read_to_string(self.outside()).unwrap(), "outside\n");
        Answer { status, stdout: told("stdout"), stderr: told("stderr") }
    }

    /// What is found about the statement, asked for alone and with the whole registry.
    fn verified(&self) -> Answer {
        let whole = self.run(&["verify", "--require-standing", "self-published"]);
        let alone = self.run(&["verify", SLUG, "--require-standing", "self-published"]);
        assert_eq!(whole.status, alone.status, "{}\n{}", whole.stdout, alone.stdout);
        alone
    }
}

impl Answer {
    #[track_caller]
    fn says(&self, status: i32, words: &[&str]) {
        assert_eq!(self.status, status, "{}{}", self.stdout, self.stderr);
        for word in words {
            assert!(self.stdout.contains(word), "no {word} in\n{}", self.stdout);
        }
    }
}

fn sound() -> Registry {
    Registry::signed(&["a", "b"])
}

#[test]
fn a_sound_registry_on_disk_holds() {
    let answer = Disk::of(&sound()).verified();
    answer.says(0, &["2 of 2 signatures valid"]);
    assert!(!answer.stdout.contains("stray"), "{}", answer.stdout);
}

#[test]
fn a_link_out_of_the_registry_is_never_followed() {
    for (path, status, words) in [
        ("signatures/s/a/1.note", 3, &["unreadable", "symbolic link"][..]),
        ("signatures/s/a", 3, &["unreadable", "symbolic link"]),
        ("signatures/s", 1, &["missing", "stray: signatures/s"]),
        ("keys/a/1.note", 3, &["keys/a/1.note", "symbolic link"]),
        ("keys/a", 3, &["keys/a/1.note", "symbolic link"]),
        ("keys/convener", 3, &["keys/convener/1.note", "symbolic link"]),
        ("statement/s/text.txt", 3, &["text.txt cannot be read", "symbolic link"]),
        ("statement/s/roll/1.note", 3, &["roll/1.note", "symbolic link"]),
        ("statement/s/roll", 3, &["roll/1.note", "symbolic link"]),
        ("statement/s", 3, &["text.txt cannot be read", "symbolic link"]),
    ] {
        let disk = Disk::of(&sound());
        disk.link_out(path);
        disk.verified().says(status, words);
    }
    for folder in ["keys", "statement", "signatures"] {
        let disk = Disk::of(&sound());
        disk.link_out(folder);
        let answer = disk.run(&["verify"]);
        assert_eq!(answer.status, 3, "{folder}: {}", answer.stdout);
    }
}

#[test]
fn a_link_in_circles_or_to_nowhere_is_never_followed() {
    for target in ["1.note", "nowhere", "/dev/zero", ".", "../../.."] {
        let disk = Disk::of(&sound());
        fs::remove_file(disk.at("signatures/s/a/1.note")).unwrap();
        symlink(target, disk.at("signatures/s/a/1.note")).unwrap();
        symlink(target, disk.at("keys/loop")).unwrap();
        disk.verified().says(3, &["unreadable", "symbolic link"]);
    }
}

#[test]
fn a_directory_in_place_of_a_file_is_unreadable() {
    for (path, status) in [
        ("signatures/s/a/1.note", 3),
        ("signatures/s/a/2.note", 3),
        ("keys/a/1.note", 3),
        ("statement/s/text.txt", 3),
        ("statement/s/roll/1.note", 3),
    ] {
        let disk = Disk::of(&sound());
        let _ = fs::remove_file(disk.at(path));
        disk.put(format!("{path}/1.note"), "inside");
        disk.verified().says(status, &["a directory, not a file"]);
    }
}

#[test]
fn a_file_in_place_of_a_directory_is_a_stray_and_what_it_hides_is_missing() {
    for (path, status) in [("signatures/s", 1), ("signatures/s/a", 1), ("keys/a", 3), ("statement/s/roll", 3)]
    {
        let disk = Disk::of(&sound());
        fs::remove_dir_all(disk.at(path)).unwrap();
        disk.put(path, "a file");
        let answer = disk.verified();
        assert!(
            answer.status == status || answer.status == 3,
            "{path}: {}\n{}",
            answer.status,
            answer.stdout
        );
        assert_ne!(answer.status, 0, "{path}");
    }
}

#[test]
fn pipes_sockets_and_files_without_permission_are_never_waited_for() {
    use std::os::unix::fs::PermissionsExt as _;
    for path in ["signatures/s/a/1.note", "keys/a/1.note", "statement/s/text.txt", "statement/s/roll/1.note"]
    {
        let disk = Disk::of(&sound());
        fs::remove_file(disk.at(path)).unwrap();
        assert!(Command::new("mkfifo").arg(disk.at(path)).status().unwrap().success());
        disk.verified().says(3, &["a device, pipe or socket, not a file"]);
        fs::remove_file(disk.at(path)).unwrap();
        let socket = UnixListener::bind(disk.at(path));
        if socket.is_ok() {
            disk.verified().says(3, &["a device, pipe or socket, not a file"]);
        }
        // whoever runs this may be allowed to read everything
        let disk = Disk::of(&sound());
        fs::set_permissions(disk.at(path), fs::Permissions::from_mode(0o000)).unwrap();
        let expected = if fs::File::open(disk.at(path)).is_ok() { 0 } else { 3 };
        assert_eq!(disk.verified().status, expected, "{path}");
    }
}

#[test]
fn names_that_no_registry_has_are_strays_and_change_nothing() {
    let disk = Disk::of(&sound());
    for name in [
        &b"keys/\xff\xfe/1.note"[..],
        b"keys/a/\xff.note",
        b"keys/A/1.note",
        b"keys/con/1.note",
        b"keys/a/01.note",
        b"keys/a/1.note~",
        b"keys/a/ 1.note",
        b"keys/a/+1.note",
        b"keys/a/1000001.note",
        b"keys/a/\x1b[2J.note",
        "keys/а/1.note".as_bytes(),
        b"signatures/s/A/1.note",
        b"signatures/s/a/1.note.sig",
        b"signatures/s/a/2.NOTE",
        b"signatures/s/a/deep/er/and/deeper/1.note",
        b"signatures/\xff/a/1.note",
        b"statement/s/Text.txt",
        b"statement/s/roll/1.note.orig",
        b"statement/S/text.txt",
        b"statement/s/x\ny",
    ] {
        disk.put(OsStr::from_bytes(name), "garbage");
    }
    let answer = disk.verified();
    answer.says(0, &["2 of 2 signatures valid", "stray"]);
    assert!(!answer.stdout.contains('\u{1b}'), "{:?}", answer.stdout);
    let json = disk.run(&["verify", "--json", "--require-standing", "self-published"]);
    json.says(0, &["\"strays\"", "keys/con"]);
}

#[test]
fn fifty_thousand_junk_files_are_strays_and_change_nothing() {
    let disk = Disk::of(&sound());
    for number in 0..50_000 {
        let folder = ["keys/a", "signatures/s/a", "statement/s/roll", "keys/junk", "statement/s"][number % 5];
        disk.put(format!("{folder}/junk{number}"), "");
    }
    let answer = disk.verified();
    answer.says(0, &["2 of 2 signatures valid", "more, which --json names"]);
    assert!(answer.stdout.lines().count() < 60);
}

#[test]
fn the_same_text_under_another_slug_is_found_whichever_slug_is_asked_for() {
    let mut registry = sound();
    registry.copy("statement/s/text.txt", "statement/t/text.txt");
    Disk::of(&registry).verified();
    let disk = Disk::of(&registry);
    disk.run(&["verify", SLUG, "--require-standing", "self-published"]).says(1, &["filed as t too"]);
}

/// A bundle with these files, as nobody's program writes it.
fn bundle(files: &[(&str, &str)]) -> String {
    let files: Vec<String> = files
        .iter()
        .map(|(path, content)| format!("\"{path}\":{}", serde_json::to_string(content).unwrap()))
        .collect();
    format!("{{\"undersigned\":\"bundle/v1\",\"files\":{{{}}}}}\n", files.join(","))
}

fn everything_below(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            }
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

#[test]
fn a_bundle_names_no_file_outside_the_three_folders() {
    let mut after = sound();
    after.keys("c").file();
    let keys = after.read("keys/c/1.note");
    for path in [
        "../outside",
        "keys/../../outside",
        "keys/c/../../../outside",
        "keys/../keys/c/1.note",
        "/etc/undersigned",
        "//keys/c/1.note",
        "keys//c/1.note",
        "./keys/c/1.note",
        "keys/c/1.note/",
        "keys/c/1.note\\u0000",
        "keys/c\\u0000/1.note",
        "keys\\\\c\\\\1.note",
        "C:\\\\keys\\\\c\\\\1.note",
        "keys/nul/1.note",
        "keys/c/01.note",
        "keys/C/1.note",
        "keys/c/0.note",
        "keys/c/1000001.note",
        ".gitattributes",
        "keys/.gitattributes",
        ".git/hooks/post-checkout",
        "statement/s/roll/../../../../outside",
        "",
    ] {
        let disk = Disk::of(&sound());
        let before = everything_below(&disk.root());
        fs::write(disk.directory.path().join("reply.json"), bundle(&[(path, &keys)])).unwrap();
        let answer = disk.run(&["add", "reply.json"]);
        assert_eq!(answer.status, 1, "{path}: {}{}", answer.stdout, answer.stderr);
        let mut after = everything_below(&disk.root());
        after.retain(|path| path.parent() != Some(&disk.root()) || before.contains(path));
        assert_eq!(after, before, "{path}");
    }
    let disk = Disk::of(&sound());
    fs::write(disk.directory.path().join("reply.json"), bundle(&[("keys/c/1.note", &keys)])).unwrap();
    let answer = disk.run(&["add", "reply.json"]);
    assert!(answer.stderr.contains("nothing asks for these keys"), "the place is one: {}", answer.stderr);
}

#[test]
fn nothing_is_filed_through_a_link() {
    let mut after = sound();
    after.keys("c").file();
    let keys = after.read("keys/c/1.note");
    let disk = Disk::of(&sound());
    let elsewhere = disk.directory.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, disk.at("keys/c")).unwrap();
    fs::write(disk.directory.path().join("reply.json"), bundle(&[("keys/c/1.note", &keys)])).unwrap();
    let answer = disk.run(&["add", "reply.json"]);
    assert_ne!(answer.status, 0, "{}", answer.stdout);
    assert_eq!(everything_below(&elsewhere), Vec::<PathBuf>::new());
}

#[test]
fn a_reply_that_squats_in_another_place_does_not_keep_the_good_ones_out() {
    let mut registry = Registry::of(&["a", "b"]);
    let mut good = registry.clone();
    good.act("b", "signature").file();
    let act = good.read("signatures/s/b/1.note");
    registry.keys("z").file();
    let disk = Disk::of(&registry);
    fs::create_dir(disk.directory.path().join("replies")).unwrap();
    let bad = bundle(&[("signatures/s/b/1.note", "garbage"), ("signatures/s/a/2.note", "garbage")]);
    fs::write(disk.directory.path().join("replies/0.json"), bad).unwrap();
    fs::write(disk.directory.path().join("replies/1.json"), bundle(&[("signatures/s/b/1.note", &act)]))
        .unwrap();
    disk.run(&["add", "replies"]).says(1, &[]);
    assert!(!disk.at("signatures/s/b/1.note").exists(), "without --keep-going it is all or nothing");
    disk.run(&["add", "replies", "--keep-going"]).says(1, &["signature by", "1 record filed"]);
    assert_eq!(fs::read_to_string(disk.at("signatures/s/b/1.note")).unwrap(), act);
}
