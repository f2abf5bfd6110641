//! A party: its keys chain, judged, and which of its keys stand behind a note.

use std::collections::HashMap;

use crate::chain::{Chain, Flaw, KeysOf, Link, Signers, count};
use crate::digest::Digest;
use crate::id::Id;
use crate::key::{KeyKind, PublicKey, VerifierKey};
use crate::note::{Note, Opened};
use crate::record::keys::{FormerKey, KeysRecord};
use crate::tree::Tree;

/// A party as its keys records show it.
#[derive(Clone, Debug)]
pub struct Party {
    id: Id,
    chain: Chain<KeysRecord>,
    /// Where in the chain the record with each digest stands: every act of a long chain asks for one.
    places: HashMap<Digest, usize>,
}

impl Party {
    /// Judges the keys chain of `id` in `tree`.
    pub fn read(id: &Id, tree: &Tree) -> Self {
        let chain = Chain::read(tree.keys_of(id), |link, previous| valid(id, link, previous));
        let places = (0..).zip(chain.links()).map(|(place, link)| (link.digest, place)).collect();
        Self { id: id.clone(), chain, places }
    }

    /// The party's id.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// The keys records, as far as they are valid.
    pub fn chain(&self) -> &Chain<KeysRecord> {
        &self.chain
    }

    /// The keys record with this digest, if it stands in the chain.
    pub fn record(&self, digest: Digest) -> Option<&Link<KeysRecord>> {
        self.chain.links().get(*self.places.get(&digest)?)
    }

    /// Every checked key that the party listed in any valid version, each with a valid signature of its own.
    pub fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        self.chain.links().iter().flat_map(|link| link.record.keys.iter().filter_map(VerifierKey::ed25519))
    }

    /// Whether the chain ever said or showed that it is a demonstration: a key that is `published` with this program
    /// makes it one for ever, whatever the records say.
    pub fn is_demonstration(&self, published: impl Fn(&PublicKey) -> bool) -> bool {
        self.chain.links().iter().any(|link| link.record.demonstration) || self.keys().any(published)
    }

    /// The keys of the record `named` that signed `note`, as many as its threshold at least.
    ///
    /// # Errors
    /// [`Flaw::KeysNotHere`], [`Flaw::Keys`], [`Flaw::BadSignature`], [`Flaw::NotChecked`], [`Flaw::TooFew`].
    pub fn signers(&self, named: Digest, note: &Note) -> Result<Vec<PublicKey>, Flaw> {
        let (needed, opened) = self.open(named, note)?;
        self.enough(needed, &opened, opened.signers().len())?;
        Ok(opened.signers().to_vec())
    }

    /// What `note` holds by the keys of the record `named`, and how many of them it needs.
    pub(crate) fn open(&self, named: Digest, note: &Note) -> Result<(u32, Opened), Flaw> {
        let keys = self.record(named).ok_or_else(|| match self.chain.flaw() {
            Some((version, flaw)) => Flaw::Keys(self.id.clone(), *version, Box::new(flaw.clone())),
            None => Flaw::KeysNotHere(named),
        })?;
        Ok((keys.record.threshold, note.open(&keys.record.keys)?))
    }

    /// Whether `counted` of the keys in `opened` reach the threshold.
    pub(crate) fn enough(&self, needed: u32, opened: &Opened, counted: usize) -> Result<(), Flaw> {
        if counted >= needed as usize {
            return Ok(());
        }
        if counted + opened.unchecked().len() >= needed as usize {
            return Err(Flaw::NotChecked);
        }
        Err(Flaw::TooFew { needed, signed: counted, of: KeysOf::Party(self.id.clone()) })
    }

    /// These keys as the record `named` lists them.
    pub fn listings(&self, named: Digest, keys: &[PublicKey]) -> Vec<VerifierKey> {
        let record = self.record(named).map(|link| &link.record);
        keys.iter().filter_map(|key| record?.listing(key).cloned()).collect()
    }

    /// Why `key`, which signed the record with digest `signed` under the keys record `named`, no longer stands for it.
    ///
    /// A key that a later version retires, declares compromised or just no longer lists does not: whoever holds it
    /// today could have made the signature today. What a later version keeps stands. A key that any version declares
    /// compromised is so for ever, though a later one list it again.
    pub fn revocation(&self, key: &PublicKey, named: Digest, signed: Digest) -> Option<Revocation> {
        let later = || self.chain.links().iter().skip_while(|link| link.digest != named).skip(1);
        if later().any(|link| link.record.keeps.contains(&signed)) {
            return None;
        }
        let is_key = |listed: &VerifierKey| listed.ed25519() == Some(key);
        let names = |former: &[FormerKey]| former.iter().any(|former| is_key(&former.key));
        if let Some(link) = self.chain.links().iter().find(|link| names(&link.record.compromised)) {
            return Some(Revocation::Compromised { version: link.version });
        }
        if let Some(link) = later().find(|link| names(&link.record.retired)) {
            return Some(Revocation::Retired { version: link.version });
        }
        let dropped = later().find(|link| !link.record.keys.iter().any(is_key));
        dropped.map(|link| Revocation::Dropped { version: link.version })
    }
}

/// Why a key no longer stands for what it signed; the version of the keys record that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum Revocation {
    #[error("version {version} of the keys record says that the key was compromised")]
    Compromised { version: u32 },
    #[error("version {version} of the keys record retired the key")]
    Retired { version: u32 },
    #[error("version {version} of the keys record no longer lists the key")]
    Dropped { version: u32 },
}

fn valid(id: &Id, link: &Link<KeysRecord>, previous: Option<&Link<KeysRecord>>) -> Result<Signers, Flaw> {
    let record = &link.record;
    if record.signatory != *id {
        return Err(Flaw::OtherParty(record.signatory.clone()));
    }
    let before: &[VerifierKey] = previous.map_or(&[], |previous| &previous.record.keys);
    let opened = link.note.open(record.keys.iter().chain(before))?;
    let unchecked = |key: &VerifierKey| {
        key.ed25519().is_none() && opened.unchecked().iter().any(|line| line.key_id == key.key_id())
    };
    for key in &record.keys {
        let proven = match key.kind() {
            KeyKind::Checked(..) => opened.is_signed_by(key),
            // Its line is there; that it proves nothing here does no harm, since such a key never counts.
            KeyKind::Unchecked(..) => unchecked(key),
        };
        if !proven {
            return Err(Flaw::NotProven(Box::new(key.clone())));
        }
    }
    let needed = previous.map_or(0, |previous| previous.record.threshold);
    let signed = count(opened.signers(), before);
    if signed >= needed as usize {
        return Ok(Signers {
            keys: opened.signers().to_vec(),
            shared: Vec::new(),
            unchecked: opened.unchecked().len(),
            unknown: opened.unknown().len(),
        });
    }
    if signed + before.iter().filter(|key| unchecked(key)).count() >= needed as usize {
        return Err(Flaw::NotChecked);
    }
    Err(Flaw::TooFew { needed, signed, of: KeysOf::PreviousVersion })
}
