//! How much of a copy stands in each of many texts, with work that grows with the sizes of all added.
//!
//! Four words in a row tell texts apart. Words are known by their hashes alone, so that the texts can be read before the
//! copy is there; the hashes are seeded anew for each search, so that nobody can make words collide.

use std::hash::BuildHasher as _;

use foldhash::HashSet;
use foldhash::fast::RandomState;

use crate::audit::word::{Vocabulary, Word, read};
use crate::id::Slug;
use crate::text::CanonicalText;

/// The texts of a registry, read to be found in copies.
pub struct Texts {
    hasher: RandomState,
    /// The words of each, by their hashes.
    pub(super) all: Vec<(Slug, Vec<u32>)>,
}

impl Texts {
    /// These.
    pub fn of<'t>(texts: impl Iterator<Item = (&'t Slug, &'t CanonicalText)>) -> Self {
        let hasher = RandomState::default();
        let mut words = Vec::new();
        let hashed = texts.map(|(slug, text)| {
            words.clear();
            read(text.as_str(), 0, &mut |folded| hash(&hasher, folded), &mut words);
            (slug.clone(), words.iter().map(|word| word.key).collect())
        });
        let all = hashed.collect();
        Self { hasher, all }
    }
}

/// The hashes of four words in a row.
type Seed = u128;

/// The seeds of a copy.
pub(super) struct CopySeeds {
    hasher: RandomState,
    /// Of each word of the copy, by its key.
    hashes: Vec<u32>,
    all: HashSet<Seed>,
    /// A bit for each, by its hash: where none is set stands no seed, which tells most of what a registry holds.
    bits: Vec<u64>,
}

impl CopySeeds {
    /// For a copy whose words `vocabulary` holds, before any is added.
    pub(super) fn of(vocabulary: &Vocabulary, texts: &Texts) -> Self {
        let hasher = texts.hasher.clone();
        let hashes = vocabulary.all().map(|folded| hash(&hasher, folded)).collect();
        Self { hasher, hashes, all: HashSet::default(), bits: Vec::new() }
    }

    /// Adds those of `words` of the copy.
    pub(super) fn add(&mut self, words: &[Word]) {
        let hashes: Vec<u32> =
            words.iter().filter_map(|word| self.hashes.get(word.key as usize).copied()).collect();
        self.all.extend(seeds(&hashes));
    }

    /// Those that were added, to be looked for.
    pub(super) fn ready(mut self) -> Self {
        /// How many bits there are for a seed, at least.
        const BITS: usize = 16;
        self.bits = vec![0; (self.all.len() * BITS / 64).next_power_of_two()];
        for seed in &self.all {
            let (at, bit) = self.place(seed);
            if let Some(bits) = self.bits.get_mut(at) {
                *bits |= bit;
            }
        }
        self
    }

    /// Where the bit of a seed stands.
    fn place(&self, seed: &Seed) -> (usize, u64) {
        let hash = self.hasher.hash_one(seed);
        ((hash >> 32) as usize & (self.bits.len() - 1), 1 << (hash & 63))
    }

    fn has(&self, seed: &Seed) -> bool {
        let (at, bit) = self.place(seed);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0) && self.all.contains(seed)
    }

    /// How many different ones stand in a text, of which these are the words.
    pub(super) fn shared(&self, words: &[u32]) -> usize {
        let shared: HashSet<Seed> = seeds(words).filter(|seed| self.has(seed)).collect();
        shared.len()
    }
}

fn hash(hasher: &RandomState, folded: &str) -> u32 {
    (hasher.hash_one(folded) >> 32) as u32
}

fn seeds(words: &[u32]) -> impl Iterator<Item = Seed> {
    words
        .array_windows()
        .map(|four: &[u32; 4]| four.iter().fold(0, |seed, hash| seed << 32 | Seed::from(*hash)))
}
