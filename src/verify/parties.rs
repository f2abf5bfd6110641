//! Every party of a registry, judged once: its chain, its standing, the keys that it shares with others.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use crate::chain::{Chain, Confirmation, Flaw, Link, Said, Signers};
use crate::date::Date;
use crate::digest::Digest;
use crate::id::Id;
use crate::key::{PublicKey, SecretKey};
use crate::note::Note;
use crate::party::{Party, Revocation, restore};
use crate::path::RegistryPath;
use crate::record::check::DomainCheck;
use crate::record::keys::{Domain, KeysRecord, Recoverer};
use crate::record::vouch::Vouch;
use crate::text::Line;
use crate::tree::{Content, Folder, Tree};
use crate::trust::{Seen, Standing, Trust};
use crate::verify::is_unjudged;

/// The parties of a registry.
#[derive(Debug)]
pub struct Parties {
    by_id: BTreeMap<Id, Known>,
    holders: HashMap<PublicKey, Vec<Id>>,
    unseen: Vec<Unseen>,
}

/// A record that the reader has seen before and that this copy does not hold in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// What was seen.
    pub seen: Seen,
    /// Whether another file stands there; else none does that can be read.
    pub is_other: bool,
}

impl Unseen {
    /// Nothing if the record stands in its place, or this copy is not about what it belongs to.
    fn of(seen: &Seen, tree: &Tree) -> Option<Self> {
        let is_about = match (&seen.path, seen.path.slug()) {
            (_, Some(slug)) => tree.statements.contains_key(slug),
            (RegistryPath::Vouch(id, by, _), _) => !tree.vouches_for(id, by).is_empty(),
            (RegistryPath::Check(id, by, _), _) => !tree.checks_of(id, by).is_empty(),
            (RegistryPath::Keys(id, _), _) => !tree.keys_of(id).is_empty(),
            _ => false,
        };
        let found = tree.get(&seen.path).and_then(Content::bytes);
        let is_same = found.is_some_and(|bytes| text_digest(bytes) == Some(seen.digest));
        (is_about && !is_same).then(|| Self { seen: seen.clone(), is_other: found.is_some() })
    }
}

impl fmt::Display for Unseen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, digest) = (&self.seen.path, self.seen.digest.prefixed());
        match self.is_other {
            true => {
                write!(f, "{path}: you have seen another record there, {digest}: this copy tells otherwise")
            }
            false => write!(f, "{path} is missing: you have seen {digest} there, so that this copy is older"),
        }
    }
}

/// The digest of what stands above the signature lines of a note, if there is anything.
fn text_digest(note: &[u8]) -> Option<Digest> {
    let end = note.windows(2).rposition(|pair| pair == b"\n\n")?;
    note.get(..=end).map(Digest::of)
}

#[derive(Debug)]
struct Known {
    party: Party,
    demonstration: bool,
    /// Nothing if keys are pinned for the id and the chain holds none of them.
    standing: Option<Standing>,
    /// What the vouchers that the reader named say, where no pin and no demonstration decides.
    vouches: Vec<Confirmed>,
    /// What the checkers that the reader named say, likewise.
    checks: Vec<Confirmed>,
}

/// That others restored a party whose keys were lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The version of the party's keys record.
    pub version: u32,
    /// The claimed day.
    pub date: Date,
    /// Who did.
    pub by: Vec<Id>,
}

/// What a voucher or a checker whom the reader named says of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// Who says it.
    pub by: Id,
    /// Their name in their newest keys record.
    pub name: Line,
    /// The newest valid record of it.
    pub given: Option<Given>,
    /// Why it does not count, if it does not.
    pub lapsed: Option<Lapsed>,
}

/// A valid vouch or domain check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The claimed day.
    pub date: Date,
    /// The digest of the record.
    pub digest: Digest,
    /// The domain, of a domain check.
    pub domain: Option<Domain>,
}

/// Why a vouch or a domain check does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lapsed {
    /// The record, or the keys of who signed it, are flawed.
    #[error("{0}")]
    Flaw(Flaw),
    /// The key that signed it no longer stands.
    #[error("{0}")]
    Revoked(Revocation),
    /// Taken back.
    #[error("withdrawn")]
    Withdrawn,
    /// The roll does not say that the text translates this one.
    #[error("it says that the text translates {}, and the roll does not", .0.prefixed())]
    OtherOriginal(Digest),
    /// The roll gives another language.
    #[error("it is for a translation into {0}, and the roll gives another language")]
    OtherLanguage(String),
    /// It is about a keys record that is not in the chain.
    #[error("registry incomplete: it is about the keys record {}, which is not in this copy", .0.prefixed())]
    RecordNotHere(Digest),
    /// The party has another name than in the record that it is about.
    #[error("it is about keys of “{}”, and the name is another since", .0.as_str())]
    Renamed(Line),
    /// Whoever held the compromised key may have written the later records.
    #[error("version {0} of the keys record says that a key was compromised since")]
    Compromised(u32),
    /// Others restored the party, and the vouch says nothing of whom they took for it.
    #[error("others restored the keys since, with version {0} of the keys record")]
    Recovered(u32),
    /// The key behind it is published.
    #[error("it is signed with a demonstration key, with which anybody can sign")]
    Demonstration,
    /// The keys record that was served claims another domain than the one that was checked, or none.
    #[error("the keys record that it is about does not claim the domain {}", .0.as_str())]
    OtherDomain(Domain),
    /// The party claims another domain since, or none.
    #[error("it is about the domain {}, which the keys no longer claim", .0.as_str())]
    Moved(Domain),
}

impl Known {
    fn new(party: Party, demonstration: bool, standing: Option<Standing>) -> Self {
        Self { party, demonstration, standing, vouches: Vec::new(), checks: Vec::new() }
    }
}

impl Lapsed {
    /// Whether it keeps a record from being judged, rather than being a judgement.
    pub(crate) fn is_unjudged(&self) -> bool {
        match self {
            Self::Flaw(flaw) => is_unjudged(flaw),
            other => matches!(other, Self::RecordNotHere(_)),
        }
    }
}

impl Parties {
    /// Judges every keys chain in `tree`.
    pub fn read(tree: &Tree, trust: &Trust) -> Self {
        let ids: Vec<&Id> = tree.keys.keys().collect();
        let read = each(&ids, |id| (Party::begin(id, tree), SecretKey::demonstration(id).public()));
        let published: HashSet<PublicKey> = read.iter().map(|(_, key)| *key).collect();
        let mut read = read.into_iter().map(|(party, _)| (party.id().clone(), party)).collect();
        restore(&mut read, tree);
        let mut holders: HashMap<PublicKey, Vec<Id>> = HashMap::new();
        let mut by_id = BTreeMap::new();
        for party in read.into_values() {
            for key in party.keys().collect::<HashSet<_>>() {
                holders.entry(*key).or_default().push(party.id().clone());
            }
            let demonstration = party.is_demonstration(|key| published.contains(key));
            let standing = trust.standing(&party, demonstration).ok();
            by_id.insert(party.id().clone(), Known::new(party, demonstration, standing));
        }
        let unseen = trust.seen().iter().filter_map(|seen| Unseen::of(seen, tree)).collect();
        let mut parties = Self { by_id, holders, unseen };
        parties.hold_recoveries();
        if trust.has_vouchers() || trust.has_checkers() {
            parties.read_confirmations(tree, trust);
        }
        parties
    }

    /// Puts the chains in dispute that rest on a recovery which no longer stands.
    fn hold_recoveries(&mut self) {
        let doubts: Vec<(Id, u32, Flaw)> =
            self.by_id.values().filter_map(|known| self.doubt(known)).collect();
        for (id, version, flaw) in doubts {
            if let Some(known) = self.by_id.get_mut(&id) {
                known.party.dispute(version, flaw);
            }
        }
    }

    /// The first recovery of a party for which one of those who restored it does not stand, and why.
    fn doubt(&self, known: &Known) -> Option<(Id, u32, Flaw)> {
        let restored = known.party.chain().links().iter().filter(|link| !link.record.recovered.is_empty());
        let doubted = |link: &Link<KeysRecord>| {
            let by = link.record.recovered.iter();
            let refused =
                by.filter_map(|by| Some((by.party.clone(), self.stands_by(known, link, by).err()?)));
            refused.map(|(by, why)| Flaw::NotRestored(by, Box::new(why))).next()
        };
        restored.filter_map(|link| Some((known.party.id().clone(), link.version, doubted(link)?))).next()
    }

    /// Whether `by` stands for a record with which it restored `known`, as a voucher must for a vouch.
    fn stands_by(&self, known: &Known, link: &Link<KeysRecord>, by: &Recoverer) -> Result<(), Flaw> {
        let signed = Link { signers: self.signers(&by.party, by.keys, &link.note)?, ..link.clone() };
        self.counted(&by.party, by.keys, &signed)?;
        if let Some((version, flaw)) = self.get(&by.party).and_then(|party| party.chain().flaw()) {
            return Err(Flaw::Keys(by.party.clone(), *version, Box::new(flaw.clone())));
        }
        let standing = self.standing_keys(&by.party, by.keys, &signed);
        standing.map_err(|revocation| Flaw::Lapsed(revocation.to_string()))?;
        match self.is_demonstration(&by.party) && !known.demonstration {
            true => Err(Flaw::Lapsed("it is a demonstration, and anybody can sign with its key".to_owned())),
            false => Ok(()),
        }
    }

    /// Lets the vouchers and checkers that the reader named speak for those whose keys are not pinned. Whom they confirm
    /// is neither by that.
    fn read_confirmations(&mut self, tree: &Tree, trust: &Trust) {
        let unconfirmed = |id: &&Id| {
            self.by_id.get(*id).is_some_and(|known| known.standing == Some(Standing::SelfPublished))
        };
        let ids: BTreeSet<&Id> = tree.vouches.keys().chain(tree.checks.keys()).filter(unconfirmed).collect();
        let ids: Vec<&Id> = ids.into_iter().collect();
        let read = each(&ids, |id| {
            let vouches = self.confirmed::<Vouch>(id, tree, |party| trust.is_voucher(party));
            (vouches, self.confirmed::<DomainCheck>(id, tree, |party| trust.is_checker(party)))
        });
        for (id, (vouches, checks)) in ids.into_iter().zip(read) {
            let Some(known) = self.by_id.get_mut(id) else { continue };
            let standing = vouches.iter().filter(|vouch| vouch.lapsed.is_none());
            if trust.suffices(&standing.map(|vouch| &vouch.by).collect()) {
                known.standing = Some(Standing::Vouched);
            } else if checks.iter().any(|check| check.lapsed.is_none()) {
                known.standing = Some(Standing::Domain);
            }
            (known.vouches, known.checks) = (vouches, checks);
        }
    }

    /// What those who are `named` say of `id`.
    fn confirmed<C: Confirmation>(
        &self,
        id: &Id,
        tree: &Tree,
        named: impl Fn(&Party) -> bool,
    ) -> Vec<Confirmed> {
        let all = C::all(tree).get(id).into_iter().flat_map(BTreeMap::keys);
        let named = all.filter_map(|by| self.get(by).filter(|party| named(party)));
        let confirmed = named.filter_map(|by| {
            let chain = self.confirmations::<C>(id, by.id(), tree);
            let given = chain.state().map(|link| Given {
                date: link.record.date(),
                digest: link.digest,
                domain: link.record.domain().cloned(),
            });
            let name = by.chain().state()?.record.name.clone();
            let lapsed = self.lapse(id, &chain).err();
            (!chain.is_empty()).then(|| Confirmed { by: by.id().clone(), name, given, lapsed })
        });
        confirmed.collect()
    }

    /// The vouches or the domain checks by `by` for `id`.
    pub(crate) fn confirmations<C: Confirmation>(&self, id: &Id, by: &Id, tree: &Tree) -> Chain<C> {
        let nothing = Folder::new();
        let folder = C::all(tree).get(id).and_then(|all| all.get(by)).unwrap_or(&nothing);
        self.said(by, None, folder, |record: &C| {
            let stated = [(record.signatory(), id), (record.by(), by)];
            match stated.into_iter().find(|(stated, here)| stated != here) {
                Some((stated, _)) => Err(Flaw::OtherParty(stated.clone())),
                None => Ok(()),
            }
        })
    }

    /// Whether the state of a chain of vouches or domain checks for `id` counts, for a reader who named whose they are.
    ///
    /// # Errors
    /// Why it does not.
    pub(crate) fn lapse<C: Confirmation>(&self, id: &Id, chain: &Chain<C>) -> Result<(), Lapsed> {
        let Some(link) = self.still_says(chain)? else { return Ok(()) };
        let by = link.record.by();
        if self.is_demonstration(by) && !self.is_demonstration(id) {
            return Err(Lapsed::Demonstration);
        }
        let about = link.record.record();
        let party =
            self.get(id).and_then(|party| Some((party, party.record(about)?, party.chain().state()?)));
        let Some((party, confirmed, state)) = party else { return Err(Lapsed::RecordNotHere(about)) };
        if let Some(domain) = link.record.domain() {
            let claims = |keys: &Link<KeysRecord>| keys.record.domain.as_ref() == Some(domain);
            if !claims(confirmed) {
                return Err(Lapsed::OtherDomain(domain.clone()));
            }
            if !claims(state) {
                return Err(Lapsed::Moved(domain.clone()));
            }
        }
        let name = &confirmed.record.name;
        if state.record.name != *name {
            return Err(Lapsed::Renamed(name.clone()));
        }
        let mut later = party.chain().links().iter().filter(|link| link.version > confirmed.version);
        let is_break = |link: &&Link<KeysRecord>| {
            !link.record.compromised.is_empty() || !link.record.recovered.is_empty()
        };
        match later.find(is_break) {
            Some(link) if link.record.compromised.is_empty() => Err(Lapsed::Recovered(link.version)),
            Some(link) => Err(Lapsed::Compromised(link.version)),
            None => Ok(()),
        }
    }

    /// What `by` says in `folder`, of the statement's text `here` if it is of one: records that belong there are `in_place`.
    pub(super) fn said<S: Said>(
        &self,
        by: &Id,
        here: Option<Digest>,
        folder: &Folder,
        in_place: impl Fn(&S) -> Result<(), Flaw>,
    ) -> Chain<S> {
        Chain::read(folder, |link: &Link<S>, previous| {
            let record = &link.record;
            in_place(record)?;
            let signers = self.signers(by, record.keys(), &link.note)?;
            match (record.text(), here) {
                (Some(_), None) => return Err(Flaw::TextNotHere),
                (Some(text), Some(here)) if text != here => return Err(Flaw::OtherText(text)),
                _ => {}
            }
            if let Some(previous) = previous {
                self.keys_go_on(by, previous.record.keys(), record.keys())?;
            }
            Ok(signers)
        })
    }

    /// The state of a chain of what a party says, if it has one and still stands for it.
    ///
    /// # Errors
    /// Why it does not.
    pub(crate) fn still_says<'a, S: Said>(&self, chain: &'a Chain<S>) -> Result<Option<&'a Link<S>>, Lapsed> {
        if let Some((_, flaw)) = chain.flaw() {
            return Err(Lapsed::Flaw(flaw.clone()));
        }
        let Some(link) = chain.state() else { return Ok(None) };
        let (id, named) = (link.record.by(), link.record.keys());
        self.counted(id, named, link).map_err(Lapsed::Flaw)?;
        if let Some((version, flaw)) = self.get(id).and_then(|party| party.chain().flaw()) {
            return Err(Lapsed::Flaw(Flaw::Keys(id.clone(), *version, Box::new(flaw.clone()))));
        }
        self.standing_keys(id, named, link).map_err(Lapsed::Revoked)?;
        match link.record.is_withdrawn() {
            true => Err(Lapsed::Withdrawn),
            false => Ok(Some(link)),
        }
    }

    /// The name of `id` in its newest keys record.
    pub(crate) fn name(&self, id: &Id) -> Option<&Line> {
        Some(&self.get(id)?.chain().state()?.record.name)
    }

    /// What the vouchers that the reader named say of `id`; nothing where its keys are pinned.
    pub fn vouches(&self, id: &Id) -> &[Confirmed] {
        self.by_id.get(id).map_or(&[], |known| &known.vouches)
    }

    /// What the checkers that the reader named say of `id`; nothing where its keys are pinned.
    pub fn checks(&self, id: &Id) -> &[Confirmed] {
        self.by_id.get(id).map_or(&[], |known| &known.checks)
    }

    /// The party with this id.
    pub fn get(&self, id: &Id) -> Option<&Party> {
        self.by_id.get(id).map(|known| &known.party)
    }

    /// How well the keys of `id` are known.
    ///
    /// # Errors
    /// [`Flaw::NotPinned`].
    pub fn standing(&self, id: &Id) -> Result<Standing, Flaw> {
        let known = self.by_id.get(id).map_or(Some(Standing::SelfPublished), |known| known.standing);
        known.ok_or_else(|| Flaw::NotPinned(id.clone()))
    }

    /// Whether `id` is a demonstration, whatever was pinned for it.
    pub fn is_demonstration(&self, id: &Id) -> bool {
        self.by_id.get(id).is_some_and(|known| known.demonstration)
    }

    /// Whether there are parties, and each of them is a demonstration.
    pub fn are_all_demonstrations(&self) -> bool {
        let mut valid = self.by_id.values().filter(|known| known.party.chain().state().is_some()).peekable();
        valid.peek().is_some() && valid.all(|known| known.demonstration)
    }

    /// What the reader has seen before and this copy does not hold.
    pub fn unseen(&self) -> &[Unseen] {
        &self.unseen
    }

    /// Who restored `id`, each time that somebody did.
    pub fn recoveries(&self, id: &Id) -> Vec<Recovered> {
        let records = self.get(id).into_iter().flat_map(Party::recoveries);
        let of = |record: &KeysRecord| Recovered {
            version: record.version,
            date: record.date,
            by: record.recovered.iter().map(|by| by.party.clone()).collect(),
        };
        records.map(of).collect()
    }

    /// The parties whose keys chain is flawed, the version, and how.
    pub fn flawed(&self) -> impl Iterator<Item = (&Id, u32, &Flaw)> {
        let flaws =
            self.by_id.iter().filter_map(|(id, known)| known.party.chain().flaw().map(|flaw| (id, flaw)));
        flaws.map(|(id, (version, flaw))| (id, *version, flaw))
    }

    /// Reads the keys chains of `ids` again, which have grown to what stands in `tree`.
    pub(crate) fn read_again<'a>(&mut self, ids: impl Iterator<Item = &'a Id>, tree: &Tree) {
        for id in ids {
            let party = Party::read(id, tree);
            for key in party.keys() {
                let holders = self.holders.entry(*key).or_default();
                if !holders.contains(id) {
                    holders.push(id.clone());
                }
            }
            // Standings are those of the reader's trust file, and nothing is filed by that.
            let standing = Some(Standing::SelfPublished);
            self.by_id.insert(id.clone(), Known::new(party, false, standing));
        }
    }

    /// The parties that proved to hold `key`.
    pub(crate) fn holders(&self, key: &PublicKey) -> &[Id] {
        self.holders.get(key).map_or(&[], Vec::as_slice)
    }

    /// Another party than `id` that proved to hold `key`.
    pub fn other_holder(&self, key: &PublicKey, id: &Id) -> Option<&Id> {
        self.holders.get(key)?.iter().find(|holder| *holder != id)
    }

    /// Who signed `note` for `id`, judged by the keys record `named`: a threshold of its keys at least, those apart that
    /// another party holds too.
    ///
    /// # Errors
    /// Those of [`Party::signers`], and [`Flaw::NotPinned`].
    pub fn signers(&self, id: &Id, named: Digest, note: &Note) -> Result<Signers, Flaw> {
        let party = self.get(id).ok_or(Flaw::KeysNotHere(named))?;
        let (needed, opened) = party.open(named, note)?;
        party.enough(needed, &opened, opened.signers().len())?;
        self.standing(id)?;
        let (keys, shared) =
            opened.signers().iter().copied().partition(|key| self.other_holder(key, id).is_none());
        let (unchecked, unknown) = (opened.unchecked().len(), opened.unknown().len());
        Ok(Signers { keys, shared, unchecked, unknown })
    }

    /// Whether the keys of `id` that nobody else holds reach the threshold for `link`, which the keys record `named`
    /// judges.
    ///
    /// Asked of the state of a chain alone: whoever finds a key that a party has long replaced could otherwise void all
    /// that followed, by listing it as a key of its own.
    ///
    /// # Errors
    /// [`Flaw::SharedKey`]; [`Flaw::NotChecked`] if keys that are not checked might reach it.
    pub fn counted<R>(&self, id: &Id, named: Digest, link: &Link<R>) -> Result<(), Flaw> {
        let signers = &link.signers;
        let Some(other) = signers.shared.iter().find_map(|key| self.other_holder(key, id)) else {
            return Ok(());
        };
        let record = self.get(id).and_then(|party| party.record(named));
        let needed = record.map_or(1, |link| link.record.threshold) as usize;
        if signers.keys.len() >= needed {
            Ok(())
        } else if signers.keys.len() + signers.unchecked >= needed {
            Err(Flaw::NotChecked)
        } else {
            Err(Flaw::SharedKey(other.clone()))
        }
    }

    /// Along a chain the keys record named never goes back.
    pub(super) fn keys_go_on(&self, id: &Id, before: Digest, now: Digest) -> Result<(), Flaw> {
        let version = |digest| self.get(id).and_then(|party| party.record(digest)).map(|link| link.version);
        if version(now) < version(before) { Err(Flaw::KeysWentBack) } else { Ok(()) }
    }

    /// The signers of `link` that no later keys record took back, if they still reach the threshold.
    pub(super) fn standing_keys<R>(
        &self,
        id: &Id,
        named: Digest,
        link: &Link<R>,
    ) -> Result<Vec<PublicKey>, Revocation> {
        let Some(party) = self.get(id) else { return Ok(Vec::new()) };
        let threshold = party.record(named).map_or(1, |link| link.record.threshold);
        let mut standing = Vec::new();
        let mut revoked = None;
        for key in &link.signers.keys {
            match party.revocation(key, named, link.digest) {
                None => standing.push(*key),
                Some(revocation) => revoked = revoked.or(Some(revocation)),
            }
        }
        match revoked {
            Some(revocation) if standing.len() < threshold as usize => Err(revocation),
            _ => Ok(standing),
        }
    }
}

/// `judge` of each item, in order, on as many threads as there are cores.
pub(super) fn each<T: Sync, R: Send>(items: &[T], judge: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const WORTH_A_THREAD: usize = 32;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(cores).max(WORTH_A_THREAD);
    if items.len() <= share {
        return items.iter().map(judge).collect();
    }
    std::thread::scope(|scope| {
        let shares: Vec<_> = items
            .chunks(share)
            .map(|items| scope.spawn(|| items.iter().map(&judge).collect::<Vec<R>>()))
            .collect();
        let joined = shares.into_iter().flat_map(|share| match share.join() {
            Ok(judged) => judged,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    })
}
