//! Ids of signatories and slugs of statements: one grammar.

use std::fmt;
use std::str::FromStr;

/// The id of a party: `[a-z0-9]` and inner `-`, 1 to 64 characters, no Windows device name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

/// The short name under which a registry files a statement; the same grammar as an [`Id`].
pub type Slug = Id;

/// Why a string is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id has 1 to 64 of the characters a-z, 0-9 and inner -")]
pub struct IdError;

impl Id {
    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(written: &str) -> Result<Self, IdError> {
        Ok(Self(written.to_owned()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
