//! A party: its keys chain, judged, and which of its keys stand behind a note.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::chain::{Chain, Flaw, KeysOf, Link, Signers, count};
use crate::digest::Digest;
use crate::id::Id;
use crate::key::{KeyKind, PublicKey, VerifierKey};
use crate::note::{Note, Opened};
use crate::record::keys::{FormerKey, KeysRecord, Recoverer, Recovery};
use crate::tree::{Content, Folder, Tree};

/// A party as its keys records show it.
#[derive(Clone, Debug)]
pub struct Party {
    id: Id,
    chain: Chain<KeysRecord>,
    /// Where in the chain the record with each digest stands: every act of a long chain asks for one.
    places: HashMap<Digest, usize>,
}

impl Party {
    /// Judges the keys chain of `id` in `tree`, and for that the chains of those who restored it.
    pub fn read(id: &Id, tree: &Tree) -> Self {
        let mut ids = BTreeSet::from([id.clone()]);
        add_recoverers(&mut ids, tree);
        let read = ids.iter().map(|id| (id.clone(), Self::begin(id, tree)));
        let mut parties = read.collect();
        restore(&mut parties, tree);
        parties.remove(id).unwrap_or_else(|| Self::begin(id, tree))
    }

    /// Judges the keys chain of `id` up to the first record by which others restore it; [`restore`] goes on there.
    pub(crate) fn begin(id: &Id, tree: &Tree) -> Self {
        let chain = Chain::read(&Folder::new(), |_, _| Ok(Signers::default()));
        let mut party = Self { id: id.clone(), chain, places: HashMap::new() };
        party.read_on(tree, |_| None);
        party
    }

    /// Reads on, with the `others` as far as they were read.
    fn read_on<'p>(&mut self, tree: &Tree, others: impl Fn(&Id) -> Option<&'p Party>) {
        let id = &self.id;
        self.chain.read_on(tree.keys_of(id), |link, previous| valid(id, link, previous, &others));
        self.places = (0..).zip(self.chain.links()).map(|(place, link)| (link.digest, place)).collect();
    }

    /// The keys record of another party without which the chain cannot be read on.
    fn awaited(&self) -> Option<Digest> {
        match self.chain.flaw() {
            Some((_, Flaw::NotRestored(_, why))) => match **why {
                Flaw::KeysNotHere(digest) => Some(digest),
                _ => None,
            },
            _ => None,
        }
    }

    /// Puts the chain in dispute from this version on.
    pub(crate) fn dispute(&mut self, version: u32, why: Flaw) {
        self.chain.dispute(version, why);
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

    /// The keys that it listed since others last restored it; all, if nobody did.
    pub fn keys_since_recovery(&self) -> impl Iterator<Item = &PublicKey> {
        let links = self.chain.links();
        let since = links.iter().rposition(|link| !link.record.recovered.is_empty()).unwrap_or(0);
        let records = links.iter().skip(since).map(|link| &link.record);
        records.flat_map(|record| record.keys.iter().filter_map(VerifierKey::ed25519))
    }

    /// The versions by which others restored the party.
    pub fn recoveries(&self) -> impl Iterator<Item = &KeysRecord> {
        self.chain.links().iter().map(|link| &link.record).filter(|record| !record.recovered.is_empty())
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

/// Adds to `ids` whoever restored one of them, as their keys records in `tree` say, and whoever restored those in turn.
pub(crate) fn add_recoverers(ids: &mut BTreeSet<Id>, tree: &Tree) {
    let mut new: Vec<Id> = ids.iter().cloned().collect();
    while let Some(id) = new.pop() {
        let notes = tree.keys_of(&id).values().filter_map(Content::bytes);
        new.extend(notes.flat_map(Recoverer::hints).filter(|id| ids.insert(id.clone())));
    }
}

/// Reads on the chains that stopped at a record by which others restore the party, now that these are read. Each record
/// names those of the others by their digests, so that no two wait for each other.
pub(crate) fn restore(parties: &mut BTreeMap<Id, Party>, tree: &Tree) {
    let mut waiting: HashMap<Digest, Vec<Id>> = HashMap::new();
    let mut ready: Vec<Id> =
        parties.values().filter(|party| party.awaited().is_some()).map(|party| party.id.clone()).collect();
    while let Some((id, mut party)) = ready.pop().and_then(|id| parties.remove_entry(&id)) {
        let before = party.chain.links().len();
        party.read_on(tree, |other| parties.get(other));
        if let Some(digest) = party.awaited() {
            waiting.entry(digest).or_default().push(id.clone());
        }
        for link in party.chain.links().iter().skip(before) {
            ready.extend(waiting.remove(&link.digest).into_iter().flatten());
        }
        parties.insert(id, party);
    }
}

fn valid<'p>(
    id: &Id,
    link: &Link<KeysRecord>,
    previous: Option<&Link<KeysRecord>>,
    others: impl Fn(&Id) -> Option<&'p Party>,
) -> Result<Signers, Flaw> {
    let record = &link.record;
    if record.signatory != *id {
        return Err(Flaw::OtherParty(record.signatory.clone()));
    }
    let previous = previous.map(|previous| &previous.record);
    restored(link, previous.and_then(|previous| previous.recovery.as_ref()), others)?;
    let before: &[VerifierKey] = previous.map_or(&[], |previous| &previous.keys);
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
    let needed = previous.filter(|_| record.recovered.is_empty()).map_or(0, |previous| previous.threshold);
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

/// Whether those who restore a party with a record, if any do, are named for that in the one before it, are enough, and
/// signed it.
fn restored<'p>(
    link: &Link<KeysRecord>,
    recovery: Option<&Recovery>,
    others: impl Fn(&Id) -> Option<&'p Party>,
) -> Result<(), Flaw> {
    let recovered = &link.record.recovered;
    let may = |id: &Id| recovery.is_some_and(|recovery| recovery.parties.contains(id));
    if let Some(other) = recovered.iter().find(|by| !may(&by.party)) {
        return Err(Flaw::NotRecoverer(other.party.clone()));
    }
    let (needed, named) = (recovery.map_or(0, |recovery| recovery.threshold), recovered.len());
    if named > 0 && named < needed as usize {
        return Err(Flaw::TooFewRecoverers { needed, named });
    }
    recovered.iter().try_for_each(|by| {
        let party = others(&by.party).filter(|party| party.record(by.keys).is_some());
        let signers = party.ok_or(Flaw::KeysNotHere(by.keys)).and_then(|it| it.signers(by.keys, &link.note));
        signers.map(drop).map_err(|why| Flaw::NotRestored(by.party.clone(), Box::new(why)))
    })
}
