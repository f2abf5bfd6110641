//! Every party of a registry, judged once: its chain, its standing, the keys that it shares with others.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::chain::{Flaw, Link, Signers};
use crate::digest::Digest;
use crate::id::Id;
use crate::key::{PublicKey, SecretKey};
use crate::note::Note;
use crate::party::Party;
use crate::tree::Tree;
use crate::trust::{Standing, Trust};

/// The parties of a registry.
#[derive(Debug)]
pub struct Parties {
    by_id: BTreeMap<Id, Known>,
    holders: HashMap<PublicKey, Vec<Id>>,
}

#[derive(Debug)]
struct Known {
    party: Party,
    demonstration: bool,
    /// Nothing if keys are pinned for the id and the chain holds none of them.
    standing: Option<Standing>,
}

impl Parties {
    /// Judges every keys chain in `tree`.
    pub fn read(tree: &Tree, trust: &Trust) -> Self {
        let ids: Vec<&Id> = tree.keys.keys().collect();
        let read = each(&ids, |id| (Party::read(id, tree), SecretKey::demonstration(id).public()));
        let published: HashSet<PublicKey> = read.iter().map(|(_, key)| *key).collect();
        let mut holders: HashMap<PublicKey, Vec<Id>> = HashMap::new();
        let mut by_id = BTreeMap::new();
        for (party, _) in read {
            for key in party.keys().collect::<HashSet<_>>() {
                holders.entry(*key).or_default().push(party.id().clone());
            }
            let demonstration = party.is_demonstration(|key| published.contains(key));
            let standing = trust.standing(&party, demonstration).ok();
            by_id.insert(party.id().clone(), Known { party, demonstration, standing });
        }
        Self { by_id, holders }
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
            let known = Known { party, demonstration: false, standing: Some(Standing::SelfPublished) };
            self.by_id.insert(id.clone(), known);
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
