//! A directory with a registry, a statement in it and a request for it, and a shell in which the program and tools run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

/// The token of SoftHSM.
const SOFTHSM: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A FIDO token in software.
const TOKEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/fido.py");

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A directory with a registry, a statement in it, and a request for it.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Self {
        let desk = Self(TempDir::new().unwrap());
        fs::write(desk.at("draft.txt"), "No dam on the Wend.\n\nSigned:\n- Fishers\n- Anglers\n").unwrap();
        fs::write(desk.at("other.txt"), "Clean water.\n").unwrap();
        desk.works("undersigned init registry");
        desk.works("undersigned keygen coalition -o coalition.pem --no-passphrase");
        desk.works("undersigned propose draft.txt --slug no-dam --title Dam --convener coalition --key coalition.pem --registry registry --yes");
        desk.works("undersigned request no-dam -o request.json --registry registry");
        desk
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn run(&self, line: &str) -> Output {
        let path = format!("{}:/usr/bin:/bin", Path::new(PROGRAM).parent().unwrap().display());
        let mut sh = Command::new("bash");
        sh.args(["-o", "pipefail", "-c", &line.replace("$token", TOKEN).replace("$softhsm", SOFTHSM)])
            .current_dir(self.0.path())
            .stdin(Stdio::null());
        sh.env_clear().env("PATH", path).env("HOME", self.0.path()).env("SOURCE_DATE_EPOCH", "1761955200");
        sh.output().unwrap()
    }

    /// What a command prints; it must succeed.
    pub fn works(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout).trim_end().to_owned()
    }

    /// What a command prints that must end with this status.
    pub fn fails(&self, line: &str, status: i32) -> String {
        let output = self.run(line);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{line}: {said}");
        said
    }
}
