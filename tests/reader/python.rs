//! The Python that the generators of registries and vectors run in.
#![allow(missing_docs)]

use std::path::PathBuf;
use std::process::Command;

/// One that has the package `cryptography`, which they sign with.
pub fn python() -> PathBuf {
    let has_it = |python: &&&str| {
        let asked = Command::new(python).args(["-c", "import cryptography"]).output();
        asked.is_ok_and(|output| output.status.success())
    };
    let found = ["/usr/bin/python3", "python3"].iter().find(has_it);
    PathBuf::from(found.expect("python3 with the package cryptography: apt-get install python3-cryptography"))
}
