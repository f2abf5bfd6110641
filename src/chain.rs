//! Chains: folders of numbered records, each naming the one before it by digest.
//!
//! A chain is read from `1.note` upwards as far as every record stands in its place and is valid; the last of these is
//! its state. Whatever stops the reading is the chain's flaw: a chain with a flaw has a state, and is in dispute.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::key::{PublicKey, VerifierKey};
use crate::note::{BadSignature, Note, NoteError};
use crate::path::RegistryPath;
use crate::record::act::Act;
use crate::record::attestation::Attestation;
use crate::record::check::DomainCheck;
use crate::record::keys::{Domain, KeysRecord};
use crate::record::roll::Roll;
use crate::record::translation::Translation;
use crate::record::vouch::Vouch;
use crate::record::{Record, RecordError};
use crate::tree::{Content, Folder, Tree};

/// One record in its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<R> {
    /// The number in its path, which is the version that it states.
    pub version: u32,
    /// The digest of its text.
    pub digest: Digest,
    /// The note that it was read from.
    pub note: Note,
    /// What it says.
    pub record: R,
    /// Who signed it.
    pub signers: Signers,
}

/// What the signature lines of a record in a chain come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signers {
    /// The keys that signed it and count; with the shared ones, a threshold at least.
    pub keys: Vec<PublicKey>,
    /// The keys that signed it and that another party holds too: they keep the chain together, and are not counted.
    pub shared: Vec<PublicKey>,
    /// Lines by keys of a kind that is not checked here.
    pub unchecked: usize,
    /// Lines by keys that the keys record does not list.
    pub unknown: usize,
}

/// A chain as far as it is valid, and what stopped it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain<R> {
    links: Vec<Link<R>>,
    flaw: Option<(u32, Flaw)>,
}

impl<R: Chained> Chain<R> {
    /// Reads a folder. `signers` judges a link that reads well and names its predecessor rightly, given that
    /// predecessor: it gives the keys that signed it, or says why it is not valid.
    pub fn read(
        folder: &Folder,
        signers: impl FnMut(&Link<R>, Option<&Link<R>>) -> Result<Signers, Flaw>,
    ) -> Self {
        let mut chain = Self { links: Vec::new(), flaw: None };
        chain.read_on(folder, signers);
        chain
    }

    /// Reads on behind the valid records, where `signers` may know more than when they were read.
    pub(crate) fn read_on(
        &mut self,
        folder: &Folder,
        mut signers: impl FnMut(&Link<R>, Option<&Link<R>>) -> Result<Signers, Flaw>,
    ) {
        self.flaw = None;
        for (expected, (&version, content)) in (1..).zip(folder).skip(self.links.len()) {
            let judged = if version == expected {
                read_link(version, content, self.links.last()).and_then(|link| {
                    let signers = signers(&link, self.links.last())?;
                    Ok(Link { signers, ..link })
                })
            } else {
                Err(Flaw::Gap)
            };
            match judged {
                Ok(link) => self.links.push(link),
                Err(why) => {
                    self.flaw = Some((expected, why));
                    break;
                }
            }
        }
    }
}

impl<R> Chain<R> {
    /// The valid records, from version 1.
    pub fn links(&self) -> &[Link<R>] {
        &self.links
    }

    /// The highest valid record.
    pub fn state(&self) -> Option<&Link<R>> {
        self.links.last()
    }

    /// The version at which the chain stops short of the highest file, and why.
    pub fn flaw(&self) -> Option<&(u32, Flaw)> {
        self.flaw.as_ref()
    }

    /// Puts a chain without a flaw in dispute, for what others took back that a valid record rests on.
    pub(crate) fn dispute(&mut self, version: u32, why: Flaw) {
        self.flaw.get_or_insert((version, why));
    }

    /// Whether the folder holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty() && self.flaw.is_none()
    }
}

fn read_link<R: Chained>(
    version: u32,
    content: &Content,
    previous: Option<&Link<R>>,
) -> Result<Link<R>, Flaw> {
    let bytes = match content {
        Content::Bytes(bytes) => bytes,
        Content::Unreadable(why) => return Err(Flaw::Unreadable(why.clone())),
    };
    let note = Note::parse(bytes)?;
    let record = R::from_record(Record::parse(note.text())?)?;
    if record.version() != version {
        return Err(Flaw::OtherVersion(record.version()));
    }
    if record.previous() != previous.map(|link| link.digest) {
        return Err(Flaw::Fork);
    }
    Ok(Link { version, digest: note.digest(), note, record, signers: Signers::default() })
}

/// A record that stands in a chain.
pub trait Chained: Sized {
    /// The record if it is of this kind.
    ///
    /// # Errors
    /// [`Flaw::OtherKind`] if not.
    fn from_record(record: Record) -> Result<Self, Flaw>;
    /// The version that it states.
    fn version(&self) -> u32;
    /// The digest of its predecessor.
    fn previous(&self) -> Option<Digest>;
}

macro_rules! chained {
    ($variant:ident, $record:ty) => {
        impl Chained for $record {
            fn from_record(record: Record) -> Result<Self, Flaw> {
                match record {
                    Record::$variant(record) => Ok(record),
                    other => Err(Flaw::OtherKind(other.kind())),
                }
            }
            fn version(&self) -> u32 {
                self.version
            }
            fn previous(&self) -> Option<Digest> {
                self.previous
            }
        }
    };
}
chained!(Keys, KeysRecord);
chained!(Roll, Roll);
chained!(Act, Act);
chained!(Vouch, Vouch);
chained!(Check, DomainCheck);
chained!(Attestation, Attestation);
chained!(Translation, Translation);

/// What a party says and can take back, in a chain of its own, judged by exactly the keys record that it names.
pub trait Said: Chained {
    /// Who says it.
    fn by(&self) -> &Id;
    /// The digest of the keys record of who says it.
    fn keys(&self) -> Digest;
    /// The digest of the statement's text that it is about, if it is about one.
    fn text(&self) -> Option<Digest>;
    /// Whether it is taken back.
    fn is_withdrawn(&self) -> bool;
    /// The claimed day.
    fn date(&self) -> Date;
}

macro_rules! said {
    ($record:ty, $by:ident, $text:expr) => {
        impl Said for $record {
            fn by(&self) -> &Id {
                &self.$by
            }
            fn keys(&self) -> Digest {
                self.keys
            }
            fn text(&self) -> Option<Digest> {
                let text: fn(&Self) -> Option<Digest> = $text;
                text(self)
            }
            fn is_withdrawn(&self) -> bool {
                self.withdrawn
            }
            fn date(&self) -> Date {
                self.date
            }
        }
    };
}
said!(Vouch, voucher, |_| None);
said!(DomainCheck, checker, |_| None);
said!(Attestation, convener, |attestation| Some(attestation.text));
said!(Translation, translator, |translation| Some(translation.text));

/// What one party says of the keys record of another: a vouch, a domain check.
pub trait Confirmation: Said {
    /// Whose keys record.
    fn signatory(&self) -> &Id;
    /// The digest of the keys record that it is about.
    fn record(&self) -> Digest;
    /// The domain under which that was found, in a domain check.
    fn domain(&self) -> Option<&Domain>;
    /// What is said in `tree`, by whose keys it is about and by who says it.
    fn all(tree: &Tree) -> &BTreeMap<Id, BTreeMap<Id, Folder>>;
    /// Where it is filed.
    fn path(signatory: Id, by: Id, version: u32) -> RegistryPath;
}

macro_rules! confirmation {
    ($path:ident, $record:ty, $all:ident, $domain:expr) => {
        impl Confirmation for $record {
            fn signatory(&self) -> &Id {
                &self.signatory
            }
            fn record(&self) -> Digest {
                self.record
            }
            fn domain(&self) -> Option<&Domain> {
                let domain: fn(&Self) -> Option<&Domain> = $domain;
                domain(self)
            }
            fn all(tree: &Tree) -> &BTreeMap<Id, BTreeMap<Id, Folder>> {
                &tree.$all
            }
            fn path(signatory: Id, by: Id, version: u32) -> RegistryPath {
                RegistryPath::$path(signatory, by, version)
            }
        }
    };
}
confirmation!(Vouch, Vouch, vouches, |_| None);
confirmation!(Check, DomainCheck, checks, |check| Some(&check.domain));

/// What can be wrong with a record in its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A record of a higher version stands here, this one is missing.
    #[error("the record is missing, though a later one stands here")]
    Gap,
    /// `previous` is not the digest of the record before it.
    #[error("it does not follow the record before it: the chain forks")]
    Fork,
    /// Not a file, or one that cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// No note.
    #[error("not a signed note: {0}")]
    Note(#[from] NoteError),
    /// A note, but no record.
    #[error("not a record: {0}")]
    Record(#[from] RecordError),
    /// A record of another kind.
    #[error("a {0} stands in its place")]
    OtherKind(&'static str),
    /// The version that it states is not the one in its path.
    #[error("it says that it is version {0}")]
    OtherVersion(u32),
    /// The id that it states is not the one in its path.
    #[error("it is a record of {0}")]
    OtherParty(Id),
    /// The slug that it states is not the one in its path.
    #[error("it is a roll of {0}")]
    OtherSlug(Id),
    /// A listed key did not sign: no proof that the party holds it.
    #[error("the listed key {0} did not sign it")]
    NotProven(Box<VerifierKey>),
    /// A key of the set, and a signature that is not its own.
    #[error("{0}")]
    BadSignature(#[from] BadSignature),
    /// Too few of the keys that must sign did.
    #[error("{needed} of the keys of {of} must sign it, {signed} did")]
    TooFew {
        /// The threshold.
        needed: u32,
        /// How many distinct keys did.
        signed: usize,
        /// Whose keys.
        of: KeysOf,
    },
    /// The threshold might be met by keys of a kind that is not checked here.
    #[error("not checked here: it is signed by a key of a kind that this version does not check")]
    NotChecked,
    /// An attestation by somebody else than who publishes the roll.
    #[error("it is by {0}, who is not the convener")]
    NotConvener(Id),
    /// An act about another text.
    #[error("it is about another text, {}", .0.prefixed())]
    OtherText(Digest),
    /// An act whose statement's text is not here.
    #[error("registry incomplete: the text that it would have to be held against is not here")]
    TextNotHere,
    /// The name in an act is not the one in the keys record that it names.
    #[error("it gives the name “{0}”, which is not the name in the keys record that it names")]
    OtherName(String),
    /// The keys record that it names is not here.
    #[error("registry incomplete: it names the keys record {}, which is not in this copy", .0.prefixed())]
    KeysNotHere(Digest),
    /// The party's keys records are themselves flawed.
    #[error("keys/{0}/{1}.note: {2}")]
    Keys(Id, u32, Box<Flaw>),
    /// It is restored by a party that the record before it does not name for that.
    #[error("{0} restored it, whom the record before it does not name for that")]
    NotRecoverer(Id),
    /// It is restored by fewer parties than it takes.
    #[error("{needed} of those named for that must restore it, {named} did")]
    TooFewRecoverers {
        /// How many it takes.
        needed: u32,
        /// How many it says did.
        named: usize,
    },
    /// A party did not restore it, though it says so, or no longer stands for it.
    #[error("it is not restored by {0}: {1}")]
    NotRestored(Id, Box<Flaw>),
    /// Why a party that restored it does not stand for that.
    #[error("{0}")]
    Lapsed(String),
    /// It names an older keys record than its predecessor did.
    #[error("it goes back to an older keys record than the record before it")]
    KeysWentBack,
    /// The same raw key is held by another party.
    #[error("the same key is held by {0} too: it counts for neither")]
    SharedKey(Id),
    /// The party's chain holds none of the keys that the reader pinned for it.
    #[error("none of the keys that you pinned for {0} is among its keys")]
    NotPinned(Id),
    /// A later roll changes what must stay.
    #[error("it changes {0}, which must stay as it was")]
    Changed(&'static str),
    /// A later roll drops or moves a name.
    #[error("it drops or moves {0}: names are only appended")]
    Dropped(Id),
    /// A roll that follows a closed one is open, or appends.
    #[error("it opens a closed roll again")]
    Reopened,
}

impl Flaw {
    /// Whether further signature lines may mend it: the record is pending. What none of the keys of a party signed is
    /// nothing that the party began.
    pub fn is_pending(&self) -> bool {
        match self {
            Self::TooFew { signed, of, .. } => *signed > 0 || *of == KeysOf::PreviousVersion,
            Self::NotProven(_) => true,
            Self::NotRestored(_, why) => matches!(**why, Self::TooFew { .. }),
            _ => false,
        }
    }
}

/// Whose keys had to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeysOf {
    /// Those of the keys record that a record names.
    Party(Id),
    /// Those of the previous version of a keys record.
    PreviousVersion,
}

impl std::fmt::Display for KeysOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Party(id) => write!(f, "{id}"),
            Self::PreviousVersion => f.write_str("the previous version"),
        }
    }
}

/// How many of `signers` are among `keys`, by their raw bytes.
pub(crate) fn count(signers: &[PublicKey], keys: &[VerifierKey]) -> usize {
    signers.iter().filter(|signer| keys.iter().any(|key| key.ed25519() == Some(signer))).count()
}
