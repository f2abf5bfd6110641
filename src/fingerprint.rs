//! Fingerprints: a key in words and in digits that two people read to each other.
//!
//! Both are made of the first 16 bytes of SHA-256 of `undersigned fingerprint/v1`, a line feed and the verifier key. The
//! nine words are its first 99 bits, 11 each, in the English list of BIP-39; the thirty digits are the whole number
//! modulo 10^30, which is 99 bits too. Whoever would pass another key for this one has to find one that agrees in all of
//! them: 2^99 tries.

use std::fmt;

use crate::digest::Digest;
use crate::key::VerifierKey;

/// How many bits the words carry, and the digits.
pub const BITS: usize = 99;

/// The list of words, 2,048 of them; [its origin](https://github.com/bitcoin/bips/tree/master/bip-0039) and its licence
/// are in `words.md`.
const WORDS: &str = include_str!("fingerprint/words.txt");

/// What two people compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of a key under its id.
    pub fn of(key: &VerifierKey) -> Self {
        let digest = Digest::of(format!("undersigned fingerprint/v1\n{key}").as_bytes());
        let first = digest.as_bytes().iter().take(16);
        Self(first.fold(0, |number, byte| number << 8 | u128::from(*byte)))
    }

    /// Nine words, in threes.
    pub fn words(self) -> String {
        let words: Vec<&str> = WORDS.lines().collect();
        let place = |at: u32| usize::try_from(self.0 >> (128 - 11 * (at + 1)) & 0x7ff).unwrap_or_default();
        let chosen: Vec<&str> = (0..9).filter_map(|at| words.get(place(at)).copied()).collect();
        chosen.chunks(3).map(|three| three.join(" ")).collect::<Vec<_>>().join(", ")
    }

    /// Thirty digits, in fives.
    pub fn digits(self) -> String {
        let digits = format!("{:030}", self.0 % 10_u128.pow(30));
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && at.is_multiple_of(5) {
                grouped.push(' ');
            }
            grouped.push(digit);
        }
        grouped
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.words(), self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;

    #[test]
    fn the_list_is_the_english_one_of_bip_39() {
        let digest = Digest::of(WORDS.as_bytes()).prefixed();
        assert_eq!(digest, "sha256:2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
        assert_eq!(WORDS.lines().count(), 2048);
    }

    #[test]
    fn a_fingerprint_is_what_its_definition_says() {
        assert_eq!(Fingerprint(0).words(), ["abandon abandon abandon"; 3].join(", "));
        assert_eq!(Fingerprint(u128::MAX).words(), ["zoo zoo zoo"; 3].join(", "));
        assert_eq!(
            Fingerprint(1 << 29).words(),
            "abandon abandon abandon, abandon abandon abandon, abandon abandon ability"
        );
        assert_eq!(Fingerprint(10_u128.pow(30) + 7).digits(), "00000 00000 00000 00000 00000 00007");
        assert_eq!(BITS, 9 * 11);
        assert!(10_f64.powi(30).log2() > BITS as f64);
    }

    #[test]
    fn keys_and_ids_that_differ_in_anything_have_other_fingerprints() {
        let of = |id: &str, seed| {
            let key = SecretKey::from_seed(&[seed; 32]).public();
            Fingerprint::of(&VerifierKey::new(id.parse().unwrap(), key))
        };
        assert_eq!(of("a", 1), of("a", 1));
        assert_ne!(of("a", 1), of("a", 2));
        assert_ne!(of("a", 1), of("b", 1));
        assert_ne!(of("a", 1).words(), of("b", 1).words());
        assert_ne!(of("a", 1).digits(), of("b", 1).digits());
    }
}
