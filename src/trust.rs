//! What the reader trusts: whose keys are whose.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::id::Id;
use crate::key::{PublicKey, VerifierKey, VerifierKeyError};
use crate::party::Party;
use crate::text::excerpt;

/// How well a key is known to be its party's, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A published key: anybody can sign with it.
    Demonstration,
    /// Only the registry says so.
    SelfPublished,
    /// Checked against the party's domain by a checker that the reader named.
    Domain,
    /// Vouched for by a voucher that the reader named.
    Vouched,
    /// Named by the reader.
    Pinned,
}

impl Standing {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Demonstration => "demonstration",
            Self::SelfPublished => "self-published",
            Self::Domain => "domain",
            Self::Vouched => "vouched",
            Self::Pinned => "pinned",
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The longest trust file, in bytes.
pub const MAX_TRUST: usize = 8 << 20;

/// What the reader wrote into a trust file: lines `key VKEY`, empty lines and comments behind `#`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    pins: HashMap<Id, HashSet<PublicKey>>,
}

/// Why bytes are no trust file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// Longer than [`MAX_TRUST`].
    #[error("a trust file has at most {MAX_TRUST} bytes")]
    TooLong,
    /// Not UTF-8: the first wrong byte, counted from 0.
    #[error("byte {0} is not UTF-8")]
    NotUtf8(usize),
    /// A line that is not understood: what one does not understand, one cannot trust.
    #[error(
        "line {line}: `{}` is not understood: a line is `key VERIFIER-KEY`, empty, or a comment behind #",
        excerpt(found)
    )]
    Line {
        /// The line, from 1.
        line: usize,
        /// Its text.
        found: String,
    },
    /// A key whose signatures are not checked here: it would confirm nothing.
    #[error("line {line}: a key of a kind that this version does not check")]
    Unchecked {
        /// The line, from 1.
        line: usize,
    },
    /// A key that is not one.
    #[error("line {line}: {error}")]
    Key {
        /// The line, from 1.
        line: usize,
        /// Why not.
        error: VerifierKeyError,
    },
}

impl Trust {
    /// Reads a trust file; CRLF line ends are taken too.
    ///
    /// # Errors
    /// The first line that is not understood, by its number.
    pub fn parse(bytes: &[u8]) -> Result<Self, TrustError> {
        if bytes.len() > MAX_TRUST {
            return Err(TrustError::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|error| TrustError::NotUtf8(error.valid_up_to()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut pins: HashMap<Id, HashSet<PublicKey>> = HashMap::new();
        for (line, found) in (1..).zip(text.lines()) {
            let found = found.trim();
            if found.is_empty() || found.starts_with('#') {
                continue;
            }
            let Some(key) = found.strip_prefix("key ") else {
                return Err(TrustError::Line { line, found: found.to_owned() });
            };
            let key: VerifierKey = key.trim().parse().map_err(|error| TrustError::Key { line, error })?;
            let pin = key.ed25519().ok_or(TrustError::Unchecked { line })?;
            pins.entry(key.name().clone()).or_default().insert(*pin);
        }
        Ok(Self { pins })
    }

    /// How well the keys of `party` are known, its keys chain connecting them all.
    ///
    /// # Errors
    /// When keys are pinned for the party's id and its chain holds none of them.
    pub fn standing(&self, party: &Party, demonstration: bool) -> Result<Standing, NotPinned> {
        if let Some(pins) = self.pins.get(party.id()) {
            let held: HashSet<&PublicKey> = party.keys().filter(|key| pins.contains(key)).collect();
            if held.is_empty() {
                return Err(NotPinned);
            }
            if !demonstration && !held.is_subset(&compromised(party)) {
                return Ok(Standing::Pinned);
            }
        }
        Ok(if demonstration { Standing::Demonstration } else { Standing::SelfPublished })
    }
}

/// Keys are pinned for a party whose chain holds none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotPinned;

/// Whoever holds a compromised key may have written every later keys record, so it connects nothing.
fn compromised(party: &Party) -> HashSet<&PublicKey> {
    let former = party.chain().links().iter().flat_map(|link| &link.record.compromised);
    former.filter_map(|former| former.key.ed25519()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trust_file_of_16_mebibytes_is_read_and_a_longer_one_is_refused() {
        let mut file = vec![b'#'; MAX_TRUST];
        assert_eq!(Trust::parse(&file), Ok(Trust::default()));
        file.push(b'#');
        assert_eq!(Trust::parse(&file), Err(TrustError::TooLong));
    }
}
