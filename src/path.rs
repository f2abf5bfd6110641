//! Where each file of a registry lies: `keys/`, `statement/`, `signatures/`, and nothing else.

use std::fmt;
use std::str::FromStr;

use crate::id::{Id, Slug};

/// The largest number in a record or a path.
pub const MAX_NUMBER: u32 = 1_000_000;

/// The place of one file of a registry, relative to its root, with `/` between the parts.
///
/// Reading is strict: each file has one path, and a path read and printed is the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegistryPath {
    /// `keys/<id>/<version>.note`
    Keys(Id, u32),
    /// `keys/<id>/vouches/<voucher>/<version>.note`
    Vouch(Id, Id, u32),
    /// `keys/<id>/checks/<checker>/<version>.note`
    Check(Id, Id, u32),
    /// `statement/<slug>/text.txt`
    Text(Slug),
    /// `statement/<slug>/roll/<version>.note`
    Roll(Slug, u32),
    /// `statement/<slug>/attestations/<id>/<version>.note`
    Attestation(Slug, Id, u32),
    /// `statement/<slug>/translations/<translator>/<version>.note`
    Translation(Slug, Id, u32),
    /// `signatures/<slug>/<id>/<version>.note`
    Act(Slug, Id, u32),
}

impl RegistryPath {
    /// The statement that the file is filed with; none of keys and what is said of them.
    pub fn slug(&self) -> Option<&Slug> {
        match self {
            Self::Text(slug)
            | Self::Roll(slug, _)
            | Self::Attestation(slug, ..)
            | Self::Translation(slug, ..)
            | Self::Act(slug, ..) => Some(slug),
            Self::Keys(..) | Self::Vouch(..) | Self::Check(..) => None,
        }
    }
}

/// The string is the path of no file of a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the path of a file in a registry")]
pub struct RegistryPathError;

impl FromStr for RegistryPath {
    type Err = RegistryPathError;

    fn from_str(written: &str) -> Result<Self, RegistryPathError> {
        let mut parts = written.split('/');
        let mut part = || parts.next().ok_or(RegistryPathError);
        let path = match part()? {
            "keys" => {
                let party = id(part()?)?;
                match part()? {
                    "vouches" => Self::Vouch(party, id(part()?)?, version(part()?)?),
                    "checks" => Self::Check(party, id(part()?)?, version(part()?)?),
                    file => Self::Keys(party, version(file)?),
                }
            }
            "statement" => {
                let slug = id(part()?)?;
                match part()? {
                    "text.txt" => Self::Text(slug),
                    "roll" => Self::Roll(slug, version(part()?)?),
                    "attestations" => Self::Attestation(slug, id(part()?)?, version(part()?)?),
                    "translations" => Self::Translation(slug, id(part()?)?, version(part()?)?),
                    _ => return Err(RegistryPathError),
                }
            }
            "signatures" => Self::Act(id(part()?)?, id(part()?)?, version(part()?)?),
            _ => return Err(RegistryPathError),
        };
        if parts.next().is_none() { Ok(path) } else { Err(RegistryPathError) }
    }
}

impl fmt::Display for RegistryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys(id, version) => write!(f, "keys/{id}/{version}.note"),
            Self::Vouch(id, voucher, version) => write!(f, "keys/{id}/vouches/{voucher}/{version}.note"),
            Self::Check(id, checker, version) => write!(f, "keys/{id}/checks/{checker}/{version}.note"),
            Self::Text(slug) => write!(f, "statement/{slug}/text.txt"),
            Self::Roll(slug, version) => write!(f, "statement/{slug}/roll/{version}.note"),
            Self::Attestation(slug, id, version) => {
                write!(f, "statement/{slug}/attestations/{id}/{version}.note")
            }
            Self::Translation(slug, by, version) => {
                write!(f, "statement/{slug}/translations/{by}/{version}.note")
            }
            Self::Act(slug, id, version) => write!(f, "signatures/{slug}/{id}/{version}.note"),
        }
    }
}

/// Reads a number as records and paths write it: decimal, no sign, no leading zero, at most [`MAX_NUMBER`].
pub fn number(written: &str) -> Option<u32> {
    let plain = written.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = written.len() > 1 && written.starts_with('0');
    let number = written.parse().ok()?;
    (plain && !leading_zero && number <= MAX_NUMBER).then_some(number)
}

fn id(part: &str) -> Result<Id, RegistryPathError> {
    part.parse().map_err(|_| RegistryPathError)
}

fn version(part: &str) -> Result<u32, RegistryPathError> {
    let version = part.strip_suffix(".note").and_then(number);
    version.filter(|&version| version > 0).ok_or(RegistryPathError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_path_prints_as_it_was_read() {
        for written in [
            "keys/freedom-house/1.note",
            "keys/freedom-house/vouches/amnesty/2.note",
            "keys/vouches/vouches/vouches/1.note",
            "keys/freedom-house/checks/amnesty/2.note",
            "keys/checks/checks/checks/1.note",
            "statement/a/text.txt",
            "statement/a/roll/12.note",
            "statement/a/attestations/freedom-house/1.note",
            "statement/translations/translations/attestations/2.note",
            "signatures/a/freedom-house/1000000.note",
        ] {
            assert_eq!(written.parse::<RegistryPath>().map(|path| path.to_string()), Ok(written.to_owned()));
        }
    }

    #[test]
    fn nothing_else_is_a_path_of_a_registry() {
        for wrong in [
            "",
            "keys",
            "keys/a",
            "keys/a/0.note",
            "keys/a/01.note",
            "keys/a/vouches",
            "keys/a/vouches/1.note",
            "keys/a/vouches/b/0.note",
            "keys/a/vouches/b/1.note/1.note",
            "keys/a/vouch/b/1.note",
            "keys/a/checks",
            "keys/a/checks/1.note",
            "keys/a/check/b/1.note",
            "keys/a/+1.note",
            "keys/a/1000001.note",
            "keys/a/1.note/",
            "keys/a/1.note/x",
            "/keys/a/1.note",
            "./keys/a/1.note",
            "keys//1.note",
            "keys/../keys/1.note",
            "keys/a/1.NOTE",
            "keys/a/1.note\0",
            "keys\\a\\1.note",
            "keys/A/1.note",
            "statement/a/text.txt/..",
            "statement/a/roll.note",
            "statement/a/attestations/1.note",
            "statement/a/attestations/b/c/1.note",
            "statement/a/translations/b/0.note",
            "statement/a/attestation/b/1.note",
            "signatures/a/1.note",
            "log/1.note",
            "keys/con/1.note",
            "keys/a/99999999999999999999.note",
            "keys/a/١.note",
        ] {
            assert_eq!(wrong.parse::<RegistryPath>(), Err(RegistryPathError), "{wrong:?}");
        }
    }
}
