//! The command line in hard places: two processes at once, a full disk, things that cannot be read or written.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A registry with an open statement, its request, and eight organisations with a key and a reply each.
const WORLD: &str = "
set -e
undersigned init registry
undersigned keygen coalition -o coalition.pem --no-passphrase
printf 'No dam on the Wend.\\n' > draft.txt
undersigned propose draft.txt --slug no-dam --title Dam --convener coalition --key coalition.pem --registry registry --yes
undersigned request no-dam -o request.json --registry registry
for id in a b c d e f g h; do
    undersigned keygen $id -o $id.pem --no-passphrase
    undersigned sign request.json --as $id --name \"The $id\" --key $id.pem -o $id.json --yes
done
";

/// The same with a roll that lists one of them, who has signed.
const LISTED: &str = "
set -e
rm -r registry; undersigned init registry
printf 'No dam on the Wend.\\n\\nSigned:\\n- The a\\n' > draft.txt
undersigned propose draft.txt --slug no-dam --title Dam --convener coalition --key coalition.pem --registry registry --yes \\
    --id 'a=The a'
undersigned sign no-dam --as a --key a.pem --registry registry --yes
";

#[test]
fn commands_at_once_end_with_all_records() {
    let here = world();
    let said = ok(&here, "
        cp -r registry twin
        for id in a b c d e f g h; do
            undersigned add $id.json --registry registry & pids+=($!)
            undersigned sign no-dam --as $id --name \"The $id\" --key $id.pem --registry twin --yes & pids+=($!)
        done
        for pid in ${pids[@]}; do wait $pid || exit 1; done
        undersigned verify no-dam --registry registry --json > one.json; undersigned verify no-dam --registry twin --json > two.json
        grep -c '\"kind\": \"signature\"' one.json two.json");
    assert!(said.contains("one.json:8\ntwo.json:8\n"), "{said}");
    assert_eq!(leftovers(here.path()), BTreeSet::new());
}

#[test]
fn the_same_signature_at_once_is_one_record() {
    let here = world();
    let said = ok(&here, "
        for n in 1 2 3 4; do
            undersigned sign no-dam --as a --name 'The a' --key a.pem --registry registry --yes > $n.out & pids+=($!)
            undersigned add a.json --registry registry > add$n.out & adds+=($!)
        done
        for pid in ${pids[@]} ${adds[@]}; do wait $pid || exit 1; done
        ls registry/signatures/no-dam/a");
    assert!(said.ends_with("1.note\n"), "{said}");
    ok(&here, "undersigned verify no-dam a --registry registry | grep 'made a valid signature'");
}

#[test]
fn a_full_disk_during_propose_is_an_error_and_the_command_can_be_repeated() {
    let here = world();
    ok(
        &here,
        "for n in {1..3000}; do echo \"Demand $n of the people who live from this river.\"; done > long.txt",
    );
    let propose = "undersigned propose long.txt --slug long --title Long --convener d --key d.pem --registry registry --yes";
    let before = files(&here);
    // 64 KiB are enough for the keys record, which comes first, and not for the text.
    let full = bash(here.path(), &format!("trap '' XFSZ; ulimit -f 64; {propose}"));
    let said = text(&full);
    assert_eq!(full.status.code(), Some(3), "{said}");
    assert!(said.contains("undersigned: error: cannot write ") && said.contains("text.txt"), "{said}");
    assert!(said.contains("undersigned: hint: ") && said.contains("repeat the command"), "{said}");
    let new: BTreeSet<PathBuf> = files(&here).difference(&before).cloned().collect();
    assert_eq!(new, BTreeSet::from([PathBuf::from("registry/keys/d/1.note")]));
    assert_eq!(leftovers(here.path()), BTreeSet::new());
    ok(&here, propose);
    ok(&here, "undersigned canonicalize long.txt | cmp - registry/statement/long/text.txt");
    ok(&here, "undersigned verify no-dam --registry registry; test $? = 1");
}

#[test]
fn a_full_disk_during_add_is_an_error_and_the_command_can_be_repeated() {
    let here = world();
    ok(&here, "reason=$(printf 'No %.0s' {1..300})again
        undersigned decline request.json --as i --name 'The i' --key a.pem -o i.json --yes --reason \"$reason\"");
    let before = files(&here);
    // 1 KiB is enough for the keys record, and not for the decline with its long reason.
    let full = bash(here.path(), "trap '' XFSZ; ulimit -f 1; undersigned add i.json --registry registry");
    let said = text(&full);
    assert_eq!(full.status.code(), Some(3), "{said}");
    assert!(
        said.contains("undersigned: error: cannot write ") && said.contains("(1 of 2 files are in place)"),
        "{said}"
    );
    assert!(!said.contains(" filed\n"), "{said}");
    let new: BTreeSet<PathBuf> = files(&here).difference(&before).cloned().collect();
    assert_eq!(new, BTreeSet::from([PathBuf::from("registry/keys/i/1.note")]));
    assert_eq!(leftovers(here.path()), BTreeSet::new());
    let again = ok(&here, "undersigned add i.json --registry registry");
    assert!(again.contains("decline by The i") && again.contains("1 record filed"), "{again}");
    let again = ok(&here, "undersigned add i.json --registry registry");
    assert!(again.contains("0 records filed"), "{again}");
}

#[test]
fn a_full_disk_leaves_no_half_key_request_or_reply() {
    let here = world();
    let before = files(&here);
    for command in [
        "undersigned keygen new -o new.pem --no-passphrase",
        "undersigned request no-dam -o new.json --registry registry",
        "undersigned sign request.json --as a --key a.pem --name 'The a' -o new.json --yes",
        "undersigned sign no-dam --as a --key a.pem --name 'The a' --registry registry --yes",
        "undersigned roll close no-dam --key coalition.pem --yes --registry registry",
        "undersigned repair draft.txt new.txt",
        "undersigned init new",
    ] {
        let full = bash(here.path(), &format!("trap '' XFSZ; ulimit -f 0; {command}"));
        let said = text(&full);
        assert_eq!(full.status.code(), Some(3), "{command}: {said}");
        assert!(
            said.contains("undersigned: error: cannot ") && said.contains("undersigned: hint: "),
            "{command}: {said}"
        );
        assert_eq!(files(&here), before, "{command}");
    }
}

#[test]
fn what_cannot_be_read_is_named_and_never_passes() {
    let cases = [
        (
            "a directory for the text",
            "rm registry/statement/no-dam/text.txt; mkdir registry/statement/no-dam/text.txt",
            3,
            "statement/no-dam/text.txt",
        ),
        (
            "a link for the text",
            "cp registry/statement/no-dam/text.txt .; ln -sf \"$PWD/text.txt\" registry/statement/no-dam/text.txt",
            3,
            "statement/no-dam/text.txt",
        ),
        (
            "a link for a signature",
            "cp registry/signatures/no-dam/a/1.note .; ln -sf \"$PWD/1.note\" registry/signatures/no-dam/a/1.note",
            3,
            "signatures/no-dam/a/1.note",
        ),
        (
            "a link for a folder",
            "mv registry/signatures/no-dam/a .; ln -s \"$PWD/a\" registry/signatures/no-dam/a",
            3,
            "signatures/no-dam/a/1.note",
        ),
        (
            "a pipe for a signature",
            "rm registry/signatures/no-dam/a/1.note; mkfifo registry/signatures/no-dam/a/1.note",
            3,
            "signatures/no-dam/a/1.note",
        ),
        (
            "a directory for a roll",
            "rm registry/statement/no-dam/roll/1.note; mkdir registry/statement/no-dam/roll/1.note",
            3,
            "statement/no-dam/roll/1.note",
        ),
        ("a directory for a key", "rm registry/keys/a/1.note; mkdir registry/keys/a/1.note", 3, "a/1.note"),
        ("an empty signature", ": > registry/signatures/no-dam/a/1.note", 1, "signatures/no-dam/a/1.note"),
    ];
    for (what, done, status, named) in cases {
        let here = world();
        ok(&here, LISTED);
        let sound = bash(
            here.path(),
            "undersigned verify no-dam a --registry registry --require-standing self-published",
        );
        assert_eq!(sound.status.code(), Some(0), "{}", text(&sound));
        ok(&here, done);
        let output = bash(
            here.path(),
            "undersigned verify no-dam a --registry registry --require-standing self-published",
        );
        assert_eq!(output.status.code(), Some(status), "{what}: {}", text(&output));
        assert!(text(&output).contains(named), "{what}: {}", text(&output));
        let sign = bash(here.path(), "undersigned sign no-dam --as a --key a.pem --registry registry --yes");
        assert_ne!(sign.status.code(), Some(0), "{what}: {}", text(&sign));
        assert!(text(&sign).contains("undersigned: error: "), "{what}: {}", text(&sign));
    }
}

#[test]
fn what_cannot_be_written_is_named_with_a_remedy() {
    let here = world();
    for (prepare, command) in [
        ("", "undersigned init /proc/registry"),
        ("", "undersigned keygen new -o /proc/new.pem --no-passphrase"),
        ("", "undersigned request no-dam -o /proc/request.json --registry registry"),
        ("", "undersigned demo /proc/demo"),
        ("", "undersigned man /proc"),
        (
            "cp -r registry locked; rm -f locked/.lock; mkdir locked/.lock",
            "undersigned add a.json --registry locked",
        ),
        ("cp -r registry file; : > file/signatures/no-dam", "undersigned add a.json --registry file"),
        (
            "cp -r registry link; ln -s \"$PWD\" link/signatures/no-dam",
            "undersigned add a.json --registry link",
        ),
        ("cp -r registry keys; rm -r keys/keys; : > keys/keys", "undersigned add a.json --registry keys"),
    ] {
        ok(&here, prepare);
        let output = bash(here.path(), command);
        let said = text(&output);
        assert!(matches!(output.status.code(), Some(1 | 3)), "{command}: {said}");
        assert!(
            said.contains("undersigned: error: ") && said.contains("undersigned: hint: "),
            "{command}: {said}"
        );
        assert!(!said.contains("panicked") && !said.contains(": written"), "{command}: {said}");
    }
    assert!(!here.path().join("a").exists(), "a link was followed");
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let here = world();
    let said = ok(
        &here,
        "undersigned demo demo | head -1; echo ${PIPESTATUS[0]}; for n in {1..5}; do undersigned verify --registry demo | true; done",
    );
    assert!(!said.contains("undersigned: "), "{said}");
}

fn world() -> TempDir {
    let here = TempDir::new().unwrap();
    ok(&here, WORLD);
    here
}

/// Every file here, but for locks.
fn files(here: &TempDir) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut directories = vec![here.path().to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => directories.push(path),
                false => drop(found.insert(path.strip_prefix(here.path()).unwrap().to_owned())),
            }
        }
    }
    found.retain(|path| !path.ends_with(".lock"));
    found
}

/// The temporary files that were left behind.
fn leftovers(here: &Path) -> BTreeSet<PathBuf> {
    let found = bash(here, "find . -name '.tmp-*'");
    String::from_utf8(found.stdout).unwrap().lines().map(PathBuf::from).collect()
}

fn ok(here: &TempDir, script: &str) -> String {
    let output = bash(here.path(), script);
    assert!(output.status.success(), "{script}\n{}", text(&output));
    text(&output)
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout))
}

/// Runs a script without a terminal.
fn bash(here: &Path, script: &str) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_undersigned")).parent().unwrap();
    let mut command = Command::new("setsid");
    command.args(["--wait", "timeout", "60", "bash", "-c", script]).current_dir(here).env_clear();
    command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()));
    command.env("HOME", here).env("LC_ALL", "C.UTF-8").env("SOURCE_DATE_EPOCH", "1761955200");
    command.stdin(Stdio::null()).output().unwrap()
}

/// 100 MB of text in less than six times its size, though most of it is not ASCII.
#[test]
fn a_text_of_100_mb_is_canonicalized_within_six_times_its_size() {
    let directory = TempDir::new().unwrap();
    let line = "Никто не должен сидеть в тюрьме за то, что он написал.\r\n";
    let megabytes = line.repeat(100_000_000 / line.len());
    fs::write(directory.path().join("large.txt"), &megabytes).unwrap();
    let limit = megabytes.len() * 6 / 1024;
    let program = env!("CARGO_BIN_EXE_undersigned");
    let limited = format!("ulimit -v {limit} && exec '{program}' canonicalize --digest large.txt");
    let output = Command::new("bash").args(["-c", &limited]).current_dir(directory.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let canonical = undersigned::digest::Digest::of(megabytes.replace("\r\n", "\n").as_bytes());
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{canonical}\n"));
}

#[test]
fn a_text_of_more_than_256_mib_is_refused() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("larger.txt");
    fs::File::create(&path).unwrap().set_len((256 << 20) + 1).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_undersigned")).arg("canonicalize").arg(&path).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("longer than 256 MiB"));
    assert!(output.stdout.is_empty());
}
