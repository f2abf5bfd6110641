//! How much of a statement stands in a copy, before it is known whether the two have anything to do with each other.

use std::hash::BuildHasher as _;

use foldhash::HashSet;

use crate::audit::align::SEED;
use crate::audit::windows;
use crate::audit::word::Word;

/// Each [`SEED`] words in a row of a copy, by their keys.
pub(super) struct CopySeeds {
    all: HashSet<[u32; SEED]>,
    /// A bit for each, by its hash: where none is set stands no seed, which tells most of what a registry holds.
    bits: Vec<u64>,
}

impl CopySeeds {
    /// These.
    pub(super) fn of(all: HashSet<[u32; SEED]>) -> Self {
        /// How many bits there are for a seed, at least.
        const BITS: usize = 16;
        let bits = vec![0; (all.len() * BITS / 64).next_power_of_two()];
        let mut own = Self { all, bits };
        for seed in &own.all {
            let (at, bit) = own.place(seed);
            if let Some(bits) = own.bits.get_mut(at) {
                *bits |= bit;
            }
        }
        own
    }

    /// Where the bit of a seed stands.
    fn place(&self, seed: &[u32; SEED]) -> (usize, u64) {
        let hash = self.all.hasher().hash_one(seed);
        ((hash >> 32) as usize & (self.bits.len() - 1), 1 << (hash & 63))
    }

    fn has(&self, seed: &[u32; SEED]) -> bool {
        let (at, bit) = self.place(seed);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0) && self.all.contains(seed)
    }

    /// How many different ones stand among `words`.
    pub(super) fn shared(&self, words: &[Word]) -> usize {
        let shared: HashSet<_> = windows(words).filter(|seed| self.has(seed)).collect();
        shared.len()
    }
}
