//! The child process in which copies are taken apart: it says what a reader in the process would say, is limited, and its
//! silence is an error.
#![cfg(unix)]
#![allow(missing_docs)]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use undersigned::extract::{self, ExtractError, MAX_COPY, child};

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

#[test]
fn a_child_says_of_every_kind_of_copy_what_a_reader_in_the_process_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit/copies");
    let mut kinds: Vec<String> = Vec::new();
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let kind = file.extension().unwrap_or_default().to_string_lossy().into_owned();
        // some of each kind
        if kinds.iter().filter(|known| **known == kind).count() >= 5 {
            continue;
        }
        let (bytes, name) = (fs::read(&file).unwrap(), file.file_name().unwrap().to_str());
        let by_child = child::copy(&bytes, name, Path::new(PROGRAM));
        assert_eq!(by_child, extract::copy(&bytes, name), "{}", file.display());
        kinds.push(kind);
    }
    for kind in ["txt", "md", "html", "pdf", "docx", "odt", "eml"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind}");
    }
}

#[test]
fn a_reader_that_is_not_there_or_says_nonsense_is_an_error() {
    for program in ["/nowhere/undersigned", "/bin/true", "/bin/echo", "/bin/false", "/bin/cat"] {
        let refused = child::copy(b"We ask for it.", None, Path::new(program)).unwrap_err();
        assert!(matches!(refused, ExtractError::NoAnswer(_)), "{program}: {refused}");
    }
}

/// What a child says of `input`, started by a shell that runs `before` first.
fn answer(before: &str, input: &[u8]) -> (Option<i32>, String) {
    let mut child = Command::new("sh")
        .args(["-c", &format!("{before} exec \"$@\""), "-", PROGRAM, child::ARGUMENT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // one that breaks off does not listen
    drop(child.stdin.take().unwrap().write_all(input));
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_child_says_in_json_what_is_wrong_with_what_it_gets() {
    let (status, said) = answer("", b"%PDF-1.7\n");
    assert_eq!(status, Some(0));
    assert!(said.starts_with("{\"Err\":{\"Damaged\":"), "{said}");
    let (status, said) = answer("", &vec![b'a'; MAX_COPY + 1]);
    assert_eq!(status, Some(0));
    assert_eq!(
        said,
        format!("{{\"Err\":{{\"TooMuch\":{{\"what\":\"bytes in the copy\",\"limit\":{MAX_COPY}}}}}}}")
    );
}

#[test]
fn a_child_that_was_given_less_makes_do_with_it() {
    let (status, said) = answer("ulimit -v 400000; ulimit -t 3;", b"We ask for it.\n");
    assert_eq!(status, Some(0));
    assert!(said.starts_with("{\"Ok\":"), "{said}");
    // too little for the stack of its reader
    let (status, said) = answer("ulimit -v 50000;", b"We ask for it.\n");
    assert_ne!(status, Some(0), "{said}");
    assert_eq!(said, "");
}

#[test]
fn an_answer_is_as_long_as_it_may_be() {
    const MAX_ANSWER: usize = 32 << 20;
    // a control is written with six characters, twice: in the source, and in the block
    let text = |controls: usize, letters: usize, lines: usize| {
        ["\n".repeat(lines), "a".repeat(letters), "\u{1}".repeat(controls)].concat()
    };
    // the number of a line with two digits makes one character more
    let lines = [0, 9]
        .into_iter()
        .find(|lines| answer("", text(0, 1, *lines).as_bytes()).1.len().is_multiple_of(2))
        .unwrap();
    let least = answer("", text(0, 1, lines).as_bytes()).1.len();
    let (controls, letters) = ((MAX_ANSWER - least) / 12, (MAX_ANSWER - least) % 12 / 2);
    let (status, said) = answer("", text(controls, 1 + letters, lines).as_bytes());
    assert_eq!((status, said.len()), (Some(0), MAX_ANSWER), "MAX_ANSWER");
    assert!(said.starts_with("{\"Ok\":"));
    let (status, said) = answer("", text(controls, 2 + letters, lines).as_bytes());
    assert_eq!(status, Some(0));
    assert!(
        said.starts_with("{\"Err\":{\"TooMuch\":{\"what\":\"bytes in all that comes out of it\""),
        "{said:.300}"
    );
}
