//! Every seed of the fuzzer keeps to the property of its target, without the fuzzer.
#![allow(missing_docs)]

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// The seeds of one target, by their file names.
fn seeds(target: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from("fuzz/seeds").join(target);
    let mut seeds: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    seeds
}

#[test]
fn every_target_has_seeds_and_every_folder_of_seeds_a_target() {
    let folders =
        fs::read_dir("fuzz/seeds").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let targets: BTreeSet<String> = fuzz::TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(folders.collect::<BTreeSet<_>>(), targets);
    for target in &targets {
        assert!(seeds(target).len() >= 3, "{target}");
        assert!(fuzz::target(target).is_some());
    }
}

#[test]
fn every_seed_is_accepted_or_refused_as_its_name_says_and_keeps_to_the_property_of_its_target() {
    let mut kept = 0;
    for (name, target) in fuzz::TARGETS {
        for seed in seeds(name) {
            println!("{}", seed.display());
            let accepted = target(&fs::read(&seed).unwrap());
            let is_to_be_refused = seed.file_name().unwrap().to_str().unwrap().starts_with("refused-");
            assert_eq!(accepted, !is_to_be_refused, "{}", seed.display());
            kept += 1;
        }
    }
    assert!(kept >= 100, "{kept} seeds");
}
