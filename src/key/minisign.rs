//! Signatures of minisign in its default form: over the BLAKE2b-512 hash of the text, and over a comment.
//!
//! A signature line holds the 64 bytes of each, then the trusted comment, so that `minisign -V` can check the same.

use blake2::{Blake2b512, Digest as _};

use crate::key::PublicKey;

/// The longest trusted comment, in bytes.
pub const MAX_COMMENT: usize = 1024;

/// The comment of a signature that is made here.
const COMMENT: &[u8] = b"undersigned";

/// A signature by its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'s> {
    /// Over the hash of the text.
    pub signature: &'s [u8; 64],
    /// Over the first signature and the comment.
    pub global: &'s [u8; 64],
    /// UTF-8 without control characters but TAB, at most [`MAX_COMMENT`] bytes.
    pub comment: &'s str,
}

impl<'s> Parts<'s> {
    /// Takes a signature apart.
    pub fn of(signature: &'s [u8]) -> Option<Self> {
        let (signature, rest) = signature.split_first_chunk()?;
        let (global, comment) = rest.split_first_chunk()?;
        let comment = std::str::from_utf8(comment).ok()?;
        let is_plain =
            comment.len() <= MAX_COMMENT && !comment.contains(|c: char| c.is_control() && c != '\t');
        is_plain.then_some(Self { signature, global, comment })
    }

    /// Whether the comment is the one that `key` signed with this signature.
    pub fn is_own_comment(&self, key: &PublicKey) -> bool {
        key.verify(&[self.signature, self.comment.as_bytes()].concat(), self.global)
    }
}

pub(super) fn verify(key: &PublicKey, text: &[u8], signature: &[u8]) -> bool {
    Parts::of(signature).is_some_and(|parts| {
        key.verify(&Blake2b512::digest(text), parts.signature) && parts.is_own_comment(key)
    })
}

pub(super) fn sign<E>(text: &[u8], mut made: impl FnMut(&[u8]) -> Result<[u8; 64], E>) -> Result<Vec<u8>, E> {
    let signature = made(&Blake2b512::digest(text))?;
    let global = made(&[&signature, COMMENT].concat())?;
    Ok([&signature, &global, COMMENT].concat())
}
