//! What the reader trusts: whose keys are whose.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use crate::digest::Digest;
use crate::id::Id;
use crate::key::{PublicKey, VerifierKey, VerifierKeyError};
use crate::party::Party;
use crate::path::RegistryPath;
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

/// What the reader wrote into a trust file: part S of `docs/format.md`, in the spirit of C2SP `tlog-policy`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// Lines `key VKEY`, and those that name a voucher.
    pins: HashMap<Id, HashSet<PublicKey>>,
    /// Lines `voucher VKEY`.
    vouchers: HashMap<Id, HashSet<PublicKey>>,
    /// Lines `checker VKEY`, which pin nothing.
    checkers: HashMap<Id, HashSet<PublicKey>>,
    /// Lines `group NAME all|any|K MEMBER …`, in their order: a group has none behind it for a member.
    groups: Vec<Group>,
    /// The line `quorum NAME`.
    quorum: Option<Id>,
    /// Lines `seen PATH DIGEST`.
    seen: Vec<Seen>,
}

/// A record that the reader has seen before in its place: every later copy holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where it stands.
    pub path: RegistryPath,
    /// The digest of its text.
    pub digest: Digest,
}

impl std::str::FromStr for Seen {
    type Err = ();

    fn from_str(written: &str) -> Result<Self, ()> {
        let (path, digest) = written.split_once(' ').ok_or(())?;
        let path: RegistryPath = path.parse().map_err(|_| ())?;
        let digest = digest.parse().map_err(|_| ())?;
        if matches!(path, RegistryPath::Text(_)) { Err(()) } else { Ok(Self { path, digest }) }
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seen {} {}", self.path, self.digest.prefixed())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    name: Id,
    /// How many of the members it takes, 1 to their number.
    needed: usize,
    members: Vec<Id>,
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
        "line {line}: `{}` is not understood: a line is `key VERIFIER-KEY`, `voucher VERIFIER-KEY`, `checker \
         VERIFIER-KEY`, `group NAME all|any|NUMBER MEMBER ...`, `quorum NAME`, `seen PATH DIGEST`, empty, or a comment \
         behind #",
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
    /// A group or a quorum that cannot be.
    #[error("line {line}: {error}")]
    Group {
        /// The line, from 1.
        line: usize,
        /// Why not.
        error: GroupError,
    },
}

/// Why a group of vouchers or a quorum cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupError {
    /// No id stands for the name.
    #[error("a group has a name of a-z, 0-9 and -, as an id has")]
    Name,
    /// A voucher or another group has the name.
    #[error("the name {0} is taken by a voucher or a group")]
    Taken(Id),
    /// Neither `all`, `any` nor a number from 1 to that of the members.
    #[error("a group takes all, any, or a number of its members, 1 to {members}")]
    Needed {
        /// How many members it has.
        members: usize,
    },
    /// No line above defines it.
    #[error("`{}` is neither a voucher nor a group of a line above", excerpt(.0))]
    Unknown(String),
    /// It would count twice.
    #[error("{0} is a member already, here or of another group, and would count twice")]
    Twice(Id),
    /// There is a quorum already.
    #[error("there is a quorum already")]
    SecondQuorum,
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
        let (mut trust, mut members) = (Self::default(), HashSet::new());
        for (line, found) in (1..).zip(text.lines()) {
            let found = found.trim();
            if found.is_empty() || found.starts_with('#') {
                continue;
            }
            let (word, rest) = found.split_once(' ').unwrap_or_default();
            let group = |error| TrustError::Group { line, error };
            match word {
                "key" => insert(&mut trust.pins, line, rest)?,
                "checker" => insert(&mut trust.checkers, line, rest)?,
                "voucher" => {
                    insert(&mut trust.pins, line, rest)?;
                    insert(&mut trust.vouchers, line, rest)?;
                    let mut groups = trust.groups.iter();
                    if let Some(taken) = groups.find(|group| trust.vouchers.contains_key(&group.name)) {
                        return Err(group(GroupError::Taken(taken.name.clone())));
                    }
                }
                "group" => {
                    let read = trust.read_group(rest, &mut members).map_err(group)?;
                    trust.groups.push(read);
                }
                "quorum" if trust.quorum.is_some() => return Err(group(GroupError::SecondQuorum)),
                "quorum" => trust.quorum = Some(trust.defined(rest.trim()).map_err(group)?),
                "seen" => {
                    let unread = |()| TrustError::Line { line, found: found.to_owned() };
                    trust.seen.push(rest.trim().parse().map_err(unread)?);
                }
                _ => return Err(TrustError::Line { line, found: found.to_owned() }),
            }
        }
        Ok(trust)
    }

    /// A group of vouchers and groups that are defined; `members` are those of all groups.
    fn read_group(&self, rest: &str, members: &mut HashSet<Id>) -> Result<Group, GroupError> {
        let mut words = rest.split(' ').filter(|word| !word.is_empty());
        let name: Id = words.next().and_then(|name| name.parse().ok()).ok_or(GroupError::Name)?;
        if self.defined(name.as_str()).is_ok() {
            return Err(GroupError::Taken(name));
        }
        let needed = words.next().unwrap_or_default();
        let own = words.map(|word| self.defined(word)).collect::<Result<Vec<Id>, _>>()?;
        if let Some(twice) = own.iter().find(|member| !members.insert((*member).clone())) {
            return Err(GroupError::Twice(twice.clone()));
        }
        let needed = match needed {
            "all" => own.len(),
            "any" => 1,
            number => crate::path::number(number).map_or(0, |number| number as usize),
        };
        if !(1..=own.len()).contains(&needed) {
            return Err(GroupError::Needed { members: own.len() });
        }
        Ok(Group { name, needed, members: own })
    }

    /// The voucher or the group of this name, if a line above defines it.
    fn defined(&self, name: &str) -> Result<Id, GroupError> {
        let unknown = || GroupError::Unknown(name.to_owned());
        let id: Id = name.parse().map_err(|_| unknown())?;
        let is_group = self.groups.iter().any(|group| group.name == id);
        if is_group || self.vouchers.contains_key(&id) { Ok(id) } else { Err(unknown()) }
    }

    /// Whether any checker is named.
    pub fn has_checkers(&self) -> bool {
        !self.checkers.is_empty()
    }

    /// Whether the reader named `id` as a checker, by this key.
    pub fn names_checker(&self, key: &VerifierKey) -> bool {
        let checkers = self.checkers.get(key.name());
        checkers.zip(key.ed25519()).is_some_and(|(checkers, key)| checkers.contains(key))
    }

    /// Whether `party` is a checker that the reader named, as with [`is_voucher`](Self::is_voucher).
    pub fn is_checker(&self, party: &Party) -> bool {
        self.checkers.get(party.id()).is_some_and(|keys| connects(party, keys))
    }

    /// The records that the reader has seen before, in the order of their lines.
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// Whether the reader pinned this key under its id.
    pub fn pins(&self, key: &VerifierKey) -> bool {
        let pins = self.pins.get(key.name());
        pins.zip(key.ed25519()).is_some_and(|(pins, key)| pins.contains(key))
    }

    /// Whether any voucher is named.
    pub fn has_vouchers(&self) -> bool {
        !self.vouchers.is_empty()
    }

    /// Whether the reader named `id` as a voucher, by whatever key.
    pub fn names_voucher(&self, id: &Id) -> bool {
        self.vouchers.contains_key(id)
    }

    /// Whether `party` is a voucher that the reader named: its chain lists a key that was named so, and that no version
    /// of it declares compromised.
    pub fn is_voucher(&self, party: &Party) -> bool {
        self.vouchers.get(party.id()).is_some_and(|keys| connects(party, keys))
    }

    /// Whether the vouches of exactly these vouchers make a party vouched for.
    pub fn suffices(&self, vouching: &BTreeSet<&Id>) -> bool {
        let Some(quorum) = &self.quorum else { return !vouching.is_empty() };
        let mut met = vouching.clone();
        for group in &self.groups {
            if group.members.iter().filter(|member| met.contains(member)).count() >= group.needed {
                met.insert(&group.name);
            }
        }
        met.contains(quorum)
    }

    /// How well the keys of `party` are known, its keys chain connecting them all.
    ///
    /// # Errors
    /// When keys are pinned for the party's id and its chain holds none of them.
    pub fn standing(&self, party: &Party, demonstration: bool) -> Result<Standing, NotPinned> {
        if let Some(pins) = self.pins.get(party.id()) {
            if !party.keys().any(|key| pins.contains(key)) {
                return Err(NotPinned);
            }
            if !demonstration && connects(party, pins) {
                return Ok(Standing::Pinned);
            }
        }
        Ok(if demonstration { Standing::Demonstration } else { Standing::SelfPublished })
    }
}

/// Adds the key of a line to those of its name.
fn insert(keys: &mut HashMap<Id, HashSet<PublicKey>>, line: usize, key: &str) -> Result<(), TrustError> {
    let key: VerifierKey = key.trim().parse().map_err(|error| TrustError::Key { line, error })?;
    let public = key.ed25519().ok_or(TrustError::Unchecked { line })?;
    keys.entry(key.name().clone()).or_default().insert(*public);
    Ok(())
}

/// Keys are pinned for a party whose chain holds none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotPinned;

/// Whether the chain of `party` lists one of these keys and no version of it declares that one compromised: whoever holds
/// a compromised key may have written every later keys record, so it connects nothing. Nor does a key that others
/// replaced: that they restored the right one is theirs to say, and the reader's to confirm anew.
fn connects(party: &Party, keys: &HashSet<PublicKey>) -> bool {
    let former = party.chain().links().iter().flat_map(|link| &link.record.compromised);
    let compromised: HashSet<&PublicKey> = former.filter_map(|former| former.key.ed25519()).collect();
    party.keys_since_recovery().any(|key| keys.contains(key) && !compromised.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trust_file_of_8_mebibytes_is_read_and_a_longer_one_is_refused() {
        let mut file = vec![b'#'; MAX_TRUST];
        assert_eq!(Trust::parse(&file), Ok(Trust::default()));
        file.push(b'#');
        assert_eq!(Trust::parse(&file), Err(TrustError::TooLong));
    }
}
