//! Every seed of the fuzzer keeps to the property of its target, without the fuzzer.
#![allow(missing_docs)]

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::PathBuf;

use proptest::prelude::RngExt as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

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

/// `seed` with a bit turned, a run of bytes left out or doubled, or a run of `other` put into it.
fn mutant(seed: &[u8], other: &[u8], random: &mut TestRng) -> Vec<u8> {
    let mut run = |bytes: &[u8]| {
        let from = random.random_range(0..=bytes.len());
        from..random.random_range(from..=bytes.len().min(from + 64))
    };
    let (place, piece) = (run(seed), run(other));
    let mut bytes = seed.to_vec();
    match random.random_range(0..4) {
        0 => bytes
            .iter_mut()
            .skip(place.start)
            .take(1)
            .for_each(|byte| *byte ^= 1 << random.random_range(0..8)),
        1 => drop(bytes.drain(place)),
        2 => drop(bytes.splice(place.start..place.start, seed[place.clone()].to_vec())),
        _ => drop(bytes.splice(place, other[piece].to_vec())),
    }
    bytes
}

#[test]
#[ignore = "takes half a minute"]
fn mutants_of_each_seed_keep_to_the_property_of_its_target() {
    const MUTANTS: usize = 200;
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for (name, target) in fuzz::TARGETS {
        let seeds: Vec<_> = seeds(name).iter().map(|seed| fs::read(seed).unwrap()).collect();
        for seed in &seeds {
            for _ in 0..MUTANTS {
                let other = &seeds[random.random_range(0..seeds.len())];
                let mut bytes = seed.clone();
                for _ in 0..random.random_range(1..4) {
                    bytes = mutant(&bytes, other, &mut random);
                }
                let kept = catch_unwind(|| target(&bytes));
                assert!(kept.is_ok(), "{name} does not hold of: {}", bytes.escape_ascii());
            }
        }
    }
}
