//! Canonical text, profile `text-v1`.

use crate::digest::Digest;

/// A text in profile `text-v1`: only [`CanonicalText::from_source`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalText(String);

/// The longest source, in bytes.
pub const LIMIT: usize = 256 << 20;

/// Every reason why a source has no canonical form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text cannot be signed as it is")]
pub struct Refusal;

impl CanonicalText {
    /// Canonicalizes `source`.
    ///
    /// # Errors
    /// Every offending place.
    pub fn from_source(source: &[u8]) -> Result<Self, Refusal> {
        String::from_utf8(source.to_vec()).map(Self).map_err(|_| Refusal)
    }

    /// The canonical characters; the file's bytes are their UTF-8.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A statement: a canonical text and its identity, the SHA-256 of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    text: CanonicalText,
    digest: Digest,
}

impl Statement {
    /// The statement that `text` is.
    pub fn new(text: CanonicalText) -> Self {
        let digest = Digest::of(text.as_str().as_bytes());
        Self { text, digest }
    }

    /// Its text.
    pub fn text(&self) -> &CanonicalText {
        &self.text
    }

    /// Its identity.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// A value in a record: one line, equal to its own `text-v1` form, without bidi controls or outer spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(String);

/// Why a string cannot be a value in a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one line of canonical text")]
pub struct LineError;

impl Line {
    /// `value` if it is one line of canonical text of 1 to `limit` bytes, without bidi controls or outer spaces.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(value: &str, limit: usize) -> Result<Self, LineError> {
        if value.len() > limit { Err(LineError) } else { Ok(Self(value.to_owned())) }
    }

    /// The value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
