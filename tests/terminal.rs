//! The command line on a real terminal: what it asks, what an answer does, and what Ctrl-C leaves behind.
#![cfg(target_os = "linux")]
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What a person types to interrupt a command, and to end the input.
const CONTROL_C: &str = "\u{3}";
const CONTROL_D: &str = "\u{4}";

const SIGN: &str =
    "undersigned sign no-dam --as anglers --name Anglers --key anglers.pem --registry registry";
const PROPOSE: &str = "undersigned propose other.txt --slug other --title Other --convener coalition \
                       --key coalition.pem --registry registry";

#[test]
fn sign_asks_and_only_yes_writes() {
    for (answer, status) in [("n\n", 1), ("\n", 1), ("yess\n", 1), (CONTROL_D, 1), ("y\n", 0), ("YES\n", 0)] {
        let here = prepared();
        let before = files(here.path());
        let mut terminal = Terminal::run(here.path(), SIGN);
        terminal.see("No dam on the Wend.");
        terminal.see("publication cannot be undone");
        terminal.see("sign this as anglers? [y/N] ");
        terminal.types(answer);
        let (ended, said) = terminal.end();
        assert_eq!(ended, status, "{answer:?}: {said}");
        let written = "registry/signatures/no-dam/anglers/1.note";
        assert_eq!(here.path().join(written).exists(), status == 0, "{answer:?}");
        if status == 1 {
            assert!(said.contains("undersigned: error: not confirmed: nothing was written\r\n"), "{said}");
            assert!(!said.contains("[y/N] undersigned"), "{said}");
            assert_eq!(files(here.path()), before, "{answer:?}");
        }
    }
}

#[test]
fn propose_withdraw_and_decline_ask_too() {
    let here = prepared();
    let act = |verb: &str| format!("{} --reason Late", SIGN.replace(" sign ", &format!(" {verb} ")));
    for (command, question) in [
        (PROPOSE.to_owned(), "publish this as other? [y/N] "),
        (act("decline"), "decline this as anglers? [y/N] "),
        (SIGN.to_owned(), "sign this as anglers? [y/N] "),
        (act("withdraw"), "withdraw the signature of anglers? [y/N] "),
    ] {
        let before = files(here.path());
        for (answer, status) in [("n\n", 1), ("y\n", 0)] {
            if command.contains("decline") && status == 0 {
                continue;
            }
            let mut terminal = Terminal::run(here.path(), &command);
            terminal.see(question);
            terminal.types(answer);
            let (ended, said) = terminal.end();
            assert_eq!(ended, status, "{command}: {said}");
            assert_eq!(files(here.path()) != before, status == 0, "{command}");
        }
    }
}

#[test]
fn a_key_is_pinned_only_when_somebody_says_that_all_agrees() {
    let here = prepared();
    let trust = here.path().join("mine");
    for (answer, status) in [("n\n", 1), (CONTROL_D, 1), ("y\n", 0)] {
        let command = "undersigned trust add coalition --voucher --trust mine --registry registry";
        let mut terminal = Terminal::run(here.path(), command);
        terminal.see("in words");
        terminal.see("in digits");
        terminal
            .see("do all of them agree? pin the keys of coalition and whom it vouches for, in mine? [y/N] ");
        terminal.types(answer);
        let (ended, said) = terminal.end();
        assert_eq!(ended, status, "{answer:?}: {said}");
        assert_eq!(trust.exists(), status == 0, "{answer:?}");
    }
    let pinned = fs::read_to_string(trust).unwrap();
    assert!(pinned.lines().any(|line| line.starts_with("voucher coalition+")), "{pinned}");
}

#[test]
fn a_statement_that_changes_behind_the_question_is_not_signed() {
    let here = prepared();
    let mut terminal = Terminal::run(here.path(), SIGN);
    terminal.see("[y/N] ");
    let other = "undersigned roll add no-dam Ramblers --key coalition.pem --registry registry";
    let added = Command::new("bash").args(["-c", other]).env("PATH", path()).current_dir(&here).output();
    assert!(added.unwrap().status.success());
    let before = files(here.path());
    terminal.types("y\n");
    let (ended, said) = terminal.end();
    assert_eq!(ended, 1, "{said}");
    assert!(said.contains("no-dam changed meanwhile") && said.contains("repeat the command"), "{said}");
    assert_eq!(files(here.path()), before);
}

#[test]
fn propose_shows_all_that_it_publishes_before_it_asks() {
    let here = prepared();
    let draft = "\n\nWe know \u{F900}.\nNo dam.\n\nSigned:\n- The Herons' Friends\n- \u{F901}\n";
    fs::write(here.path().join("other.txt"), draft).unwrap();
    let command = "undersigned propose other.txt --slug other --title Other --language en --mode closed \
                   --deadline 2026-01-31 --date 2025-12-24 --convener the-herons-friends --key anglers.pem \
                   --id crane=\u{66F4} --registry registry";
    let mut terminal = Terminal::run(here.path(), command);
    terminal.see("[y/N] ");
    terminal.types("n\n");
    let (_, said) = terminal.end();
    for shown in [
        "statement  other: Other\r\n",
        "language   en\r\n",
        "convener   The Herons' Friends (the-herons-friends)\r\n",
        "roll       closed\r\n",
        "deadline   2026-01-31",
        "date       2025-12-24",
        "warning: line 3, column 9: U+F900",
    ] {
        assert!(said.contains(shown), "{shown}: {said}");
    }
    assert!(!said.contains("U+F901"), "{said}");
}

#[test]
fn an_interrupted_question_writes_nothing() {
    let here = prepared();
    let passphrase = "undersigned keygen ramblers -o ramblers.pem";
    for (command, prompts) in [
        (SIGN, &["[y/N] "][..]),
        (PROPOSE, &["[y/N] "]),
        (passphrase, &["new passphrase"]),
        (passphrase, &["new passphrase", "again"]),
    ] {
        let before = files(here.path());
        let mut terminal = Terminal::run(here.path(), command);
        for (index, prompt) in prompts.iter().enumerate() {
            terminal.see(prompt);
            let last = index + 1 == prompts.len();
            terminal.types(if last { CONTROL_C } else { "a passphrase of some length\n" });
        }
        let (ended, said) = terminal.end();
        assert_eq!(ended, 130, "{command}: {said}");
        assert_eq!(files(here.path()), before, "{command}");
    }
}

#[test]
fn keygen_asks_twice_and_shows_nothing_of_the_passphrase() {
    let here = TempDir::new().unwrap();
    let mut terminal = Terminal::run(here.path(), "undersigned keygen ramblers -o ramblers.pem");
    terminal.see("new passphrase for \"ramblers.pem\": ");
    terminal.types("seven herons over the weir\n");
    terminal.see("the same passphrase again: ");
    terminal.types("seven herons over the weir\n");
    let (ended, said) = terminal.end();
    assert_eq!(ended, 0, "{said}");
    assert!(said.contains("ramblers+") && !said.contains("herons"), "{said}");
    assert!(fs::read_to_string(here.path().join("ramblers.pem")).unwrap().contains("ENCRYPTED"));
}

#[test]
fn two_passphrases_that_differ_make_no_key() {
    let here = TempDir::new().unwrap();
    let mut terminal = Terminal::run(here.path(), "undersigned keygen ramblers -o ramblers.pem");
    for _ in 0..3 {
        terminal.see("new passphrase for");
        terminal.types("seven herons over the weir\n");
        terminal.see("again: ");
        terminal.types("seven storks over the weir\n");
    }
    let (ended, said) = terminal.end();
    assert_eq!(ended, 3, "{said}");
    assert!(said.contains("undersigned: error: the passphrase and its repetition differ"), "{said}");
    assert!(files(here.path()).is_empty());
}

#[test]
fn the_passphrase_of_a_key_may_be_typed_again() {
    let here = prepared();
    let key = "echo 'seven herons' > words; undersigned keygen anglers -o locked.pem --passphrase-file words";
    assert!(
        Command::new("bash")
            .args(["-c", key])
            .env("PATH", path())
            .current_dir(&here)
            .output()
            .unwrap()
            .status
            .success()
    );
    let mut terminal =
        Terminal::run(here.path(), &format!("{} --yes", SIGN.replace("anglers.pem", "locked.pem")));
    terminal.see("passphrase for \"locked.pem\": ");
    terminal.types("seven storks\n");
    terminal.see("passphrase for \"locked.pem\": ");
    terminal.types("seven herons\n");
    let (ended, said) = terminal.end();
    assert_eq!(ended, 0, "{said}");
    assert!(here.path().join("registry/signatures/no-dam/anglers/1.note").exists());
}

#[test]
fn without_a_terminal_nothing_is_asked_and_nothing_written() {
    let here = prepared();
    let before = files(here.path());
    for (command, status, remedy) in [
        (SIGN, 2, "repeat the command with --yes"),
        (PROPOSE, 2, "repeat the command with --yes"),
        ("undersigned keygen ramblers -o ramblers.pem", 3, "--passphrase-file"),
    ] {
        let mut setsid = Command::new("setsid");
        setsid
            .args(["--wait", "bash", "-c", command])
            .env("PATH", path())
            .current_dir(&here)
            .stdin(Stdio::null());
        let output = setsid.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{command}: {said}");
        assert!(said.contains("undersigned: error: ") && said.contains(remedy), "{command}: {said}");
        assert_eq!(files(here.path()), before, "{command}");
    }
}

#[test]
fn a_long_text_goes_through_the_pager_and_a_short_one_does_not() {
    let here = prepared();
    let long: String = (1..=60).map(|number| format!("Demand {number}.\n")).collect();
    fs::write(here.path().join("other.txt"), &long).unwrap();
    for (command, paged) in [(PROPOSE, true), (SIGN, false)] {
        let mut terminal = Terminal::run(here.path(), &format!("PAGER='tee pager-saw' {command}"));
        terminal.see("[y/N] ");
        terminal.types("n\n");
        let (_, said) = terminal.end();
        let saw = fs::read_to_string(here.path().join("pager-saw")).unwrap_or_default();
        assert_eq!(saw.contains("Demand 60."), paged, "{said}");
        assert_eq!(said.matches("---- end of the text").count(), 1, "{said}");
        let _ = fs::remove_file(here.path().join("pager-saw"));
    }
    // A pager that is not there, or fails, hides nothing.
    for pager in ["no-such-pager", "false"] {
        let mut terminal = Terminal::run(here.path(), &format!("PAGER={pager} {PROPOSE}"));
        terminal.see("Demand 60.");
        terminal.see("[y/N] ");
        terminal.types("n\n");
        assert_eq!(terminal.end().0, 1);
    }
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let here = prepared();
    let verify = "undersigned verify --registry registry";
    assert!(Terminal::run(here.path(), verify).end().1.contains('\u{1b}'));
    assert!(!Terminal::run(here.path(), &format!("NO_COLOR=1 {verify}")).end().1.contains('\u{1b}'));
    assert!(!Terminal::run(here.path(), &format!("{verify} | cat")).end().1.contains('\u{1b}'));
}

#[test]
fn nothing_that_is_named_acts_on_the_terminal() {
    let here = prepared();
    let bad = "$'bad\\e[2Jname\\r'";
    fs::write(here.path().join("bad\u{1b}[2Jname\r"), "nothing of use").unwrap();
    fs::write(here.path().join("list.txt"), "Text.\n\nSigned:\n\n1. A\u{9b}2J\n").unwrap();
    let commands = [
        "canonicalize BAD",
        "canonicalize --explain BADx",
        "show BAD",
        "add BAD --registry registry",
        "verify --registry BAD",
        "verify BAD",
        "verify no-dam --require BAD --registry registry",
        "verify --trust BAD --registry registry",
        "pending no-dam BADx --registry registry",
        "init BAD",
        "keygen BAD -o k.pem",
        "keygen ramblers -o BAD --no-passphrase",
        "keygen ramblers -o BAD2 --no-passphrase",
        "sign BAD --as anglers --key anglers.pem -o r.json",
        "sign no-dam --as anglers --name BAD --key anglers.pem --registry registry",
        "sign no-dam --as anglers --name Anglers --key BAD --yes --registry registry",
        "decline no-dam --as anglers --name Anglers --key anglers.pem --yes --registry registry -o BAD3",
        "decline no-dam --as anglers --key anglers.pem --yes --registry registry --reason BAD",
        "propose list.txt --slug x --title X --convener coalition --key coalition.pem --registry registry",
        "propose other.txt --slug x --title BAD --convener coalition --key coalition.pem --registry registry",
        "propose other.txt --slug x --title X --id BAD --roll BAD --convener coalition --key k --registry registry",
        "request no-dam --registry registry -o BAD4",
        "request BAD -o r.json --registry registry",
        "roll add no-dam BAD --key coalition.pem --registry registry",
        "demo BAD",
        "demo BAD5",
        "man BAD",
        "repair BAD BAD6",
        "completions BAD",
        "BAD",
        "--BAD",
    ];
    for command in commands {
        // What follows BAD is part of the name.
        let command = format!("NO_COLOR=1 undersigned {}", command.replace("BAD", bad));
        let (_, said) = Terminal::run(here.path(), &command).end();
        assert!(!said.contains(['\u{1b}', '\u{9b}']), "{command}: {said:?}");
        assert!(!said.replace("\r\n", "\n").contains('\r'), "{command}: {said:?}");
        assert!(!said.is_empty() && !said.contains("panicked"), "{command}: {said:?}");
    }
}

/// A registry with one open statement, two keys, and another draft.
fn prepared() -> TempDir {
    let here = TempDir::new().unwrap();
    let script = "set -e; undersigned init registry
        for id in coalition anglers; do undersigned keygen $id -o $id.pem --no-passphrase; done
        printf 'No dam on the Wend.\\n' > draft.txt; printf 'Something else.\\n' > other.txt
        undersigned propose draft.txt --slug no-dam --title 'No Dam' --convener coalition --key coalition.pem \\
            --registry registry --yes";
    let output =
        Command::new("bash").args(["-c", script]).env("PATH", path()).current_dir(&here).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    here
}

/// Every file below `root`, but for the lock, and its bytes.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.file_name().is_none_or(|name| name != ".lock") {
                found.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    found
}

fn path() -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_undersigned")).parent().unwrap();
    format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display())
}

/// A command on a terminal of its own, by util-linux's `script`.
struct Terminal {
    child: Child,
    input: ChildStdin,
    output: Receiver<Vec<u8>>,
    said: Vec<u8>,
    /// How much of it was waited for.
    seen: usize,
}

impl Terminal {
    fn run(here: &Path, command: &str) -> Self {
        let mut script = Command::new("script");
        // Whoever runs the tests in the background of a shell passes on that interrupts are ignored.
        let command = format!("exec env --default-signal=INT {command}");
        script.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
        script
            .env_clear()
            .env("PATH", path())
            .env("HOME", here)
            .env("SHELL", "/bin/bash")
            .env("TERM", "xterm");
        script.env("LC_ALL", "C.UTF-8").env("SOURCE_DATE_EPOCH", "1761955200").current_dir(here);
        let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, mut from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (to, output) = channel();
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(read @ 1..) = from.read(&mut piece) {
                if to.send(piece[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, input, output, said: Vec::new(), seen: 0 }
    }

    /// Waits until `words` are on the screen, behind those that were waited for before.
    fn see(&mut self, words: &str) {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let unseen = &self.said[self.seen..];
            if let Some(at) = unseen.windows(words.len()).position(|window| window == words.as_bytes()) {
                self.seen += at + words.len();
                return;
            }
            match self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(more) => self.said.extend(more),
                Err(_) => {
                    let _ = self.child.kill();
                    panic!("waited for {words:?}, and saw: {}", String::from_utf8_lossy(&self.said));
                }
            }
        }
    }

    fn types(&mut self, keys: &str) {
        // Between the prompt and the answer the program turns off the echo.
        std::thread::sleep(Duration::from_millis(100));
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Waits for the end: the exit status and everything on the screen.
    fn end(mut self) -> (i32, String) {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            match self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(more) => self.said.extend(more),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
                Err(_) => {
                    let _ = self.child.kill();
                    panic!("it does not end: {}", String::from_utf8_lossy(&self.said));
                }
            }
        }
        let status = self.child.wait().unwrap().code().unwrap_or(-1);
        (status, String::from_utf8_lossy(&self.said).into_owned())
    }
}
