//! How another copy of a registry stands to this one: what each lacks, and where the two tell different things.
//!
//! No copy can prove that nothing was left out of it, but a second one can show what was. Where both hold a record in
//! one place, each signed by the same party, the two contradict each other, and together they are evidence: nobody else
//! could have made them.

use std::collections::BTreeSet;

use crate::digest::Digest;
use crate::id::{Id, Slug};
use crate::key::{PublicKey, VerifierKey};
use crate::note::Note;
use crate::party::add_recoverers;
use crate::path::RegistryPath;
use crate::record::Record;
use crate::text::{CanonicalText, Statement};
use crate::tree::{Content, Tree};
use crate::trust::Trust;
use crate::verify::{Outcome, Parties, Report};

/// How two copies of a registry stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What the other copy holds and this one does not, ordered by path.
    pub lacking_here: Vec<Lack>,
    /// What this copy holds and the other one does not, ordered by path.
    pub lacking_there: Vec<Lack>,
    /// Where one party signed two different records for one place, ordered by path.
    pub forks: Vec<Fork>,
    /// Where the copies differ otherwise, ordered by path.
    pub differing: Vec<Difference>,
    /// Holds if this copy has all that is sound in the other one, and nothing sound in it is told otherwise; does not
    /// hold if there is a fork; else it cannot be judged by these two copies which of them is right.
    pub outcome: Outcome,
}

/// A file that one of two copies holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Where it stands in the copy that holds it.
    pub path: RegistryPath,
    /// Whether it is a canonical text, or a record signed by whom it says, as that copy has it.
    pub sound: bool,
}

/// Two records by one party for one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// Where they stand.
    pub path: RegistryPath,
    /// Who signed both.
    pub party: Id,
    /// The digest of the record's text in this copy.
    pub here: Digest,
    /// The digest of the record's text in the other copy.
    pub there: Digest,
    /// The keys that signed both; none if the party replaced them in between, in a chain that both copies begin alike.
    pub keys: Vec<VerifierKey>,
}

/// A place in which the copies hold different files that prove nothing against anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where they stand.
    pub path: RegistryPath,
    /// Which of the two is sound.
    pub sound: Sound,
}

/// Which of two files is a canonical text, or a record signed by whom it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// That of this copy.
    Here,
    /// That of the other copy.
    There,
    /// Both: other texts, or records by parties with one id and nothing else in common.
    Both,
    /// Neither.
    Neither,
}

/// Holds `there`, another copy, against `here`; only the keys and the statement `slug`, if one is given.
pub fn compare(here: &Tree, there: &Tree, trust: &Trust, slug: Option<&Slug>) -> Comparison {
    let (here, there) = (Copy::new(here, trust), Copy::new(there, trust));
    let (mut forks, mut differing) = (Vec::new(), Vec::new());
    for path in here.paths(slug).intersection(&there.paths(slug)) {
        match (here.tell(path), there.tell(path)) {
            (ours, theirs) if ours == theirs => {}
            (Told::Signed(ours), Told::Signed(theirs)) if ours.digest == theirs.digest => {}
            (Told::Signed(ours), Told::Signed(theirs)) => match fork(path, &ours, &theirs) {
                Some(fork) => forks.push(fork),
                None => differing.push(Difference { path: path.clone(), sound: Sound::Both }),
            },
            (ours, theirs) => {
                let sound = match (ours.is_sound(), theirs.is_sound()) {
                    (true, true) => Sound::Both,
                    (true, false) => Sound::Here,
                    (false, true) => Sound::There,
                    (false, false) => Sound::Neither,
                };
                differing.push(Difference { path: path.clone(), sound });
            }
        }
    }
    let lacking_here = there.beyond(&here, slug);
    let is_behind = lacking_here.iter().any(|lack| lack.sound);
    let is_told_otherwise = differing.iter().any(|one| matches!(one.sound, Sound::There | Sound::Both));
    let outcome = match (forks.is_empty(), is_behind || is_told_otherwise) {
        (false, _) => Outcome::DoesNotHold,
        (true, true) => Outcome::NotJudged,
        (true, false) => Outcome::Holds,
    };
    Comparison { lacking_here, lacking_there: here.beyond(&there, slug), forks, differing, outcome }
}

/// The outcome of a report and of the comparison with another copy, if there was one.
pub fn outcome_of(report: &Report, against: Option<&Comparison>) -> Outcome {
    against.map_or(report.outcome, |against| report.outcome.and(against.outcome))
}

/// What shows a fork to somebody who has neither copy: in each of them the keys of the party and of whoever restored it, and the chain with the
/// text that it is about up to the record.
pub fn evidence(tree: &Tree, forks: &[Fork]) -> Tree {
    let mut out = Tree::default();
    for fork in forks {
        let mut ids = BTreeSet::from([fork.party.clone()]);
        add_recoverers(&mut ids, tree);
        let is_of = |path: &RegistryPath| match (path, &fork.path) {
            (RegistryPath::Keys(id, _), _) => ids.contains(id),
            (RegistryPath::Text(slug), forked) => Some(slug) == forked.slug(),
            (RegistryPath::Vouch(id, by, version), RegistryPath::Vouch(forked, other, last))
            | (RegistryPath::Check(id, by, version), RegistryPath::Check(forked, other, last)) => {
                id == forked && by == other && version <= last
            }
            (RegistryPath::Roll(slug, version), RegistryPath::Roll(forked, last)) => {
                slug == forked && version <= last
            }
            (RegistryPath::Act(slug, id, version), RegistryPath::Act(forked, by, last))
            | (RegistryPath::Attestation(slug, id, version), RegistryPath::Attestation(forked, by, last))
            | (RegistryPath::Translation(slug, id, version), RegistryPath::Translation(forked, by, last)) => {
                slug == forked && id == by && version <= last
            }
            _ => false,
        };
        for (path, content) in tree.files().filter(|(path, _)| is_of(path)) {
            out.insert(path, content.clone());
        }
    }
    out
}

fn fork(path: &RegistryPath, here: &Signed, there: &Signed) -> Option<Fork> {
    let is_there = |key: &&VerifierKey| there.keys.iter().any(|other| other.is_one_key_with(key));
    let keys: Vec<VerifierKey> = here.keys.iter().filter(is_there).cloned().collect();
    let is_same_party = here.party == there.party && (!keys.is_empty() || here.root == there.root);
    is_same_party.then(|| Fork {
        path: path.clone(),
        party: here.party.clone(),
        here: here.digest,
        there: there.digest,
        keys,
    })
}

/// One of two copies, its parties judged.
struct Copy<'a> {
    tree: &'a Tree,
    parties: Parties,
}

/// What a file tells.
#[derive(PartialEq, Eq)]
enum Told {
    /// A canonical text.
    Text(Digest),
    /// A record signed by its party.
    Signed(Signed),
    /// Nothing that is sound.
    Nothing(Content),
}

impl Told {
    fn is_sound(&self) -> bool {
        !matches!(self, Self::Nothing(_))
    }
}

#[derive(PartialEq, Eq)]
struct Signed {
    digest: Digest,
    party: Id,
    keys: Vec<VerifierKey>,
    /// The digest of the party's first keys record: two copies that begin alike are about one party.
    root: Option<Digest>,
}

impl<'a> Copy<'a> {
    fn new(tree: &'a Tree, trust: &Trust) -> Self {
        Self { tree, parties: Parties::read(tree, trust) }
    }

    fn paths(&self, slug: Option<&Slug>) -> BTreeSet<RegistryPath> {
        let is_asked = |path: &RegistryPath| path.slug().is_none() || slug.is_none() || path.slug() == slug;
        self.tree.files().map(|(path, _)| path).filter(is_asked).collect()
    }

    /// What stands in this copy and not in `other`.
    fn beyond(&self, other: &Self, slug: Option<&Slug>) -> Vec<Lack> {
        let paths = self.paths(slug).into_iter().filter(|path| other.tree.get(path).is_none());
        paths.map(|path| Lack { sound: self.tell(&path).is_sound(), path }).collect()
    }

    fn tell(&self, path: &RegistryPath) -> Told {
        let Some(content) = self.tree.get(path) else {
            return Told::Nothing(Content::Unreadable(String::new()));
        };
        let told = content.bytes().and_then(|bytes| match path {
            RegistryPath::Text(_) => {
                let text = CanonicalText::from_source(bytes).ok()?;
                let is_canonical = text.as_str().as_bytes() == bytes;
                is_canonical.then(|| Told::Text(Statement::new(text).digest()))
            }
            RegistryPath::Keys(id, version) => self.keys_record(id, *version).map(Told::Signed),
            _ => self.signed(path, bytes).map(Told::Signed),
        });
        told.unwrap_or_else(|| Told::Nothing(content.clone()))
    }

    fn keys_record(&self, id: &Id, version: u32) -> Option<Signed> {
        let links = self.parties.get(id)?.chain().links();
        let link = links.iter().find(|link| link.version == version)?;
        Some(self.by(id, link.digest, &link.signers.keys))
    }

    /// The record in its place, if its party signed it.
    fn signed(&self, path: &RegistryPath, bytes: &[u8]) -> Option<Signed> {
        let note = Note::parse(bytes).ok()?;
        let record = Record::parse(note.text()).ok().filter(|record| record.is_in_place(path))?;
        let (party, named) = record.signer();
        let signers = self.parties.signers(party, named?, &note).ok()?;
        Some(self.by(party, note.digest(), &signers.keys))
    }

    fn by(&self, party: &Id, digest: Digest, keys: &[PublicKey]) -> Signed {
        let links = self.parties.get(party).map_or(&[][..], |party| party.chain().links());
        let listed = |key| links.iter().rev().find_map(|link| link.record.listing(key)).cloned();
        let keys = keys.iter().filter_map(listed).collect();
        Signed { digest, party: party.clone(), keys, root: links.first().map(|link| link.digest) }
    }
}
