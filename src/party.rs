//! A party: its keys chain, judged, and which of its keys stand behind a note.

use crate::chain::{Chain, Flaw, KeysOf, Link, count};
use crate::digest::Digest;
use crate::id::Id;
use crate::key::{KeyKind, PublicKey, SecretKey, VerifierKey};
use crate::note::Note;
use crate::record::keys::KeysRecord;
use crate::tree::Tree;

/// A party as its keys records show it.
#[derive(Clone, Debug)]
pub struct Party {
    id: Id,
    chain: Chain<KeysRecord>,
}

impl Party {
    /// Judges the keys chain of `id` in `tree`.
    pub fn read(id: &Id, tree: &Tree) -> Self {
        let chain = Chain::read(tree.keys_of(id), |link, previous| valid(id, link, previous));
        Self { id: id.clone(), chain }
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
        self.chain.links().iter().find(|link| link.digest == digest)
    }

    /// Every Ed25519 key that the party listed in any valid version, each with a valid signature of its own.
    pub fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        self.chain.links().iter().flat_map(|link| link.record.keys.iter().filter_map(VerifierKey::ed25519))
    }

    /// Whether the chain ever said or showed that it is a demonstration: a key published with this program, for its
    /// own id or one of `others`, makes it one for ever, whatever the records say.
    pub fn is_demonstration(&self, published: &dyn Fn(&PublicKey) -> bool) -> bool {
        let own = SecretKey::demonstration(&self.id).public();
        self.chain.links().iter().any(|link| link.record.demonstration)
            || self.keys().any(|key| *key == own || published(key))
    }

    /// The keys of the record `named` that signed `note`, as many as its threshold at least.
    ///
    /// # Errors
    /// [`Flaw::KeysNotHere`], [`Flaw::Keys`], [`Flaw::BadSignature`], [`Flaw::NotChecked`], [`Flaw::TooFew`].
    pub fn signers(&self, named: Digest, note: &Note) -> Result<Vec<PublicKey>, Flaw> {
        let keys = self.record(named).ok_or_else(|| match self.chain.flaw() {
            Some((version, flaw)) => Flaw::Keys(self.id.clone(), *version, Box::new(flaw.clone())),
            None => Flaw::KeysNotHere(named),
        })?;
        let opened = note.open(&keys.record.keys)?;
        let (needed, signed) = (keys.record.threshold, opened.signers().len());
        if signed >= needed as usize {
            return Ok(opened.signers().to_vec());
        }
        if signed + opened.unchecked().len() >= needed as usize {
            return Err(Flaw::NotChecked);
        }
        Err(Flaw::TooFew { needed, signed, of: KeysOf::Party(self.id.clone()) })
    }

    /// Why `key`, which signed the record with digest `signed` under the keys record `named`, no longer stands for it.
    ///
    /// A key that a later version retires, declares compromised or just no longer lists does not: whoever holds it
    /// today could have made the signature today. What a later version keeps stands.
    pub fn revocation(&self, key: &PublicKey, named: Digest, signed: Digest) -> Option<Revocation> {
        let later = || self.chain.links().iter().skip_while(|link| link.digest != named).skip(1);
        if later().any(|link| link.record.keeps.contains(&signed)) {
            return None;
        }
        let is_key = |listed: &VerifierKey| listed.ed25519() == Some(key);
        let first = |how: fn(&KeysRecord) -> &[crate::record::keys::FormerKey]| {
            later()
                .find(|link| how(&link.record).iter().any(|former| is_key(&former.key)))
                .map(|link| link.version)
        };
        if let Some(version) = first(|record| &record.compromised) {
            return Some(Revocation::Compromised { version });
        }
        if let Some(version) = first(|record| &record.retired) {
            return Some(Revocation::Retired { version });
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

fn valid(
    id: &Id,
    link: &Link<KeysRecord>,
    previous: Option<&Link<KeysRecord>>,
) -> Result<Vec<PublicKey>, Flaw> {
    let record = &link.record;
    if record.signatory != *id {
        return Err(Flaw::OtherParty(record.signatory.clone()));
    }
    let before: &[VerifierKey] = previous.map_or(&[], |previous| &previous.record.keys);
    let opened = link.note.open(record.keys.iter().chain(before))?;
    for key in &record.keys {
        let proven = match key.kind() {
            KeyKind::Ed25519(public) => opened.signers().contains(public),
            KeyKind::Unchecked(..) => opened.unchecked().iter().any(|line| line.key_id == key.key_id()),
        };
        if !proven {
            return Err(Flaw::NotProven(Box::new(key.clone())));
        }
    }
    let needed = previous.map_or(0, |previous| previous.record.threshold);
    let signed = count(opened.signers(), before);
    if signed >= needed as usize {
        return Ok(opened.signers().to_vec());
    }
    Err(Flaw::TooFew { needed, signed, of: KeysOf::PreviousVersion })
}
