//! Everything that is linked may be used by everyone: each dependency offers a permissive licence.

use std::process::Command;

const PERMITTED: [&str; 9] = [
    "MIT",
    "Apache-2.0",
    "BSD-3-Clause",
    "BSD-2-Clause",
    "ISC",
    "Unicode-3.0",
    "Zlib",
    "Unlicense",
    // of data: the authorities that browsers believe
    "CDLA-Permissive-2.0",
];

/// Crates that ask for more, and only for their own files: the source of their changed files stays open.
const BY_FILE: [(&str, &str); 4] = [
    ("cssparser", "MPL-2.0"),
    ("cssparser-macros", "MPL-2.0"),
    ("dtoa-short", "MPL-2.0"),
    ("selectors", "MPL-2.0"),
];

/// Whether an SPDX expression of AND and OR offers permitted licences.
fn is_permitted(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], " ").replace('/', " OR ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|licence| PERMITTED.contains(&licence.trim())))
}

#[test]
fn every_dependency_offers_a_permissive_licence() {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--all-features"])
        .args(["--filter-platform", host])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 20, "{} packages", packages.len());
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        let name = package["name"].as_str().unwrap();
        assert!(is_permitted(licence) || BY_FILE.contains(&(name, licence)), "{name} is under {licence}");
    }
}
