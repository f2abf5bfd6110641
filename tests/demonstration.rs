//! This repository's own registry is the demonstration, byte for byte.

use std::collections::BTreeMap;
use std::path::Path;

use undersigned::cli::command::demo;
use undersigned::registry;
use undersigned::tree::Content;
use undersigned::trust::Trust;
use undersigned::verify::{Demonstration, Outcome, Question, verify};

#[test]
fn the_registry_in_this_repository_is_what_demo_writes() {
    let written = demo::files().unwrap();
    let written: BTreeMap<String, Vec<u8>> =
        written.into_iter().map(|(path, bytes)| (path.to_string(), bytes)).collect();
    let here = registry::read(Path::new("."), None).unwrap();
    assert!(here.strays.is_empty(), "{:?}", here.strays);
    let here: BTreeMap<String, Vec<u8>> = here
        .files()
        .map(|(path, content)| match content {
            Content::Bytes(bytes) => (path.to_string(), bytes.clone()),
            Content::Unreadable(why) => panic!("{path}: {why}"),
        })
        .collect();
    assert_eq!(here.keys().collect::<Vec<_>>(), written.keys().collect::<Vec<_>>());
    assert!(here == written, "a file differs from what demo writes");
}

#[test]
fn it_verifies_29_of_29_under_the_banner() {
    let tree = registry::read(Path::new("."), None).unwrap();
    let report = verify(&tree, &Trust::default(), &Question::default());
    assert_eq!(report.demonstration, Demonstration::Wholly);
    assert_eq!(report.outcome, Outcome::Holds);
    let [statement] = report.statements.as_slice() else { panic!("one statement") };
    assert_eq!((statement.totals.signed, statement.totals.listed), (29, 29));
    let digest = "b459eb79b1fbeacaf4f668336a93d90cdf66425873762078aa6ca48175beabfb";
    assert_eq!(
        statement.text.map(|(digest, bytes)| (digest.to_string(), bytes)),
        Some((digest.to_owned(), 2631))
    );
}
