//! Programs that verify signatures one at a time, each with its own keys and signatures of one text.

use std::path::Path;
use std::process::{Command, Stdio};

use undersigned::extract::child;

/// A program, and the package that holds it.
pub struct Program {
    pub name: &'static str,
    package: &'static str,
    /// What makes a key pair, what signs, what verifies: command lines in which `$N` is the number of the signer.
    sign: &'static [&'static str],
    verify: &'static str,
}

pub const MINISIGN: Program = Program {
    name: "minisign",
    package: "minisign",
    sign: &["minisign -G -W -p $N.pub -s $N.sec", "minisign -S -s $N.sec -m text.txt -x $N.minisig"],
    verify: "minisign -V -q -p $N.pub -m text.txt -x $N.minisig",
};

pub const SIGNIFY: Program = Program {
    name: "signify-openbsd",
    package: "signify-openbsd",
    sign: &[
        "signify-openbsd -G -n -p $N.pub -s $N.sec",
        "signify-openbsd -S -s $N.sec -m text.txt -x $N.sig",
    ],
    verify: "signify-openbsd -V -q -p $N.pub -m text.txt -x $N.sig",
};

pub const OPENSSL: Program = Program {
    name: "openssl",
    package: "openssl",
    sign: &[
        "openssl genpkey -algorithm ed25519 -out $N.sec",
        "openssl pkey -in $N.sec -pubout -out $N.pub",
        "openssl pkeyutl -sign -rawin -inkey $N.sec -in text.txt -out $N.sig",
    ],
    verify: "openssl pkeyutl -verify -rawin -pubin -inkey $N.pub -in text.txt -sigfile $N.sig",
};

impl Program {
    /// Signs `text` in `folder` with `count` keys of their own; the commands that verify one signature each. Nothing,
    /// and a word about it, if the program is missing.
    pub fn verifications(&self, folder: &Path, text: &[u8], count: usize) -> Option<Vec<Command>> {
        if Command::new(self.name).arg("-h").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            println!(
                "  {0} is missing, and not compared with: apt-get install -y {1}",
                self.name, self.package
            );
            return None;
        }
        let folder = folder.join(self.name);
        std::fs::create_dir(&folder).expect("a folder is made");
        std::fs::write(folder.join("text.txt"), text).expect("the text is written");
        for (number, line) in (0..count).flat_map(|number| self.sign.iter().map(move |line| (number, line))) {
            run(&mut command(line, number, &folder));
        }
        Some((0..count).map(|number| command(self.verify, number, &folder)).collect())
    }
}

fn command(line: &str, number: usize, folder: &Path) -> Command {
    let line = line.replace("$N", &number.to_string());
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().expect("a command line has a first word"));
    command.args(words).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs `command`, which must succeed.
pub fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}

/// This program, asked something of what is in `registry`.
pub fn undersigned(registry: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_undersigned"));
    command.args(arguments).arg("--registry").arg(registry);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Takes a page apart as `audit` has it done, in a process that does nothing else.
pub fn take_apart(page: &Path) {
    let file = std::fs::File::open(page).expect("the page is read");
    let mut child = Command::new(env!("CARGO_BIN_EXE_undersigned"));
    run(child.args([child::ARGUMENT, "page.html"]).stdin(file).stdout(Stdio::null()).stderr(Stdio::null()));
}
