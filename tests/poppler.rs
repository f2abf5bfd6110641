//! PDF read by poppler's `pdftotext`, for whoever asks for it.
#![cfg(unix)]
#![allow(missing_docs)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit")
}

/// What `audit --extractor pdftotext` answers about a copy of the corpus: exit status, output, errors.
fn audited(copy: &str, path: Option<&Path>) -> (Option<i32>, String, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_undersigned"));
    program.arg("audit").arg(corpus().join("copies").join(copy)).args(["--extractor", "pdftotext", "--json"]);
    program.arg("--registry").arg(corpus().join("registry"));
    if let Some(path) = path {
        program.env("PATH", path);
    }
    let output = program.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_pdf_file_is_read_and_the_extractor_is_named_with_its_version() {
    for (copy, status, verdict) in
        [("chromium.pdf", 0, "same-words"), ("groff.pdf", 0, "same-words"), ("chromium-word.pdf", 1, "near")]
    {
        let (found, output, errors) = audited(copy, None);
        assert_eq!(found, Some(status), "{copy}: {output}{errors}");
        let object: serde_json::Value = serde_json::from_str(&output).unwrap();
        assert_eq!(object["text"]["verdict"], verdict, "{copy}");
        let extractor = object["extractor"].as_str().unwrap();
        let version = extractor.strip_prefix("pdftotext ").and_then(|rest| rest.strip_suffix(" (poppler)"));
        assert!(
            version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit())),
            "{extractor}"
        );
    }
}

#[test]
fn without_pdftotext_the_remedy_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (status, output, errors) = audited("chromium.pdf", Some(folder.path()));
    assert_eq!((status, output.as_str()), (Some(3), ""));
    assert!(errors.contains("there is no pdftotext here"), "{errors}");
    assert!(errors.contains("apt-get install poppler-utils"), "{errors}");
}

#[test]
fn nothing_but_pdf_is_read_by_pdftotext() {
    for copy in ["identical.txt", "news.html", "attached-text.eml", "body.docx"] {
        let (status, output, errors) = audited(copy, None);
        assert_eq!((status, output.as_str()), (Some(3), ""), "{copy}");
        assert!(errors.contains("no PDF file"), "{copy}: {errors}");
    }
}

#[test]
fn a_pdftotext_that_fails_or_says_too_much_or_nothing_is_an_error() {
    for (does, why) in [
        ("exit 1", "pdftotext gets no text out of it"),
        ("exec yes", "brings its reader down"),
        ("exit 0", "shows no letters"),
        ("while :; do :; done", "needs more than 6 seconds"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("pdftotext");
        let version = "if [ \"$1\" = -v ]; then echo pdftotext version 9.9 >&2; exit; fi";
        fs::write(&program, format!("#!/bin/sh\nPATH=/usr/bin:/bin\n{version}\n{does}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let (status, output, errors) = audited("chromium.pdf", Some(folder.path()));
        assert_eq!((status, output.as_str()), (Some(3), ""), "{does}: {errors}");
        assert!(errors.contains(why), "{does}: {errors}");
    }
}
