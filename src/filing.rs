//! Filing: new records against the registry that they would join.
//!
//! Proposals are judged before anything of them is written: what is filed leaves every statement as sound as it was.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::chain::{Confirmation, Flaw};
use crate::date::Date;
use crate::digest::Digest;
use crate::id::{Id, Slug};
use crate::key::{PublicKey, VerifierKey};
use crate::note::Note;
use crate::party::{Party, add_recoverers};
use crate::path::RegistryPath;
use crate::pending::{gathered, signing_keys};
use crate::record::Record;
use crate::record::act::Kind;
use crate::record::check::DomainCheck;
use crate::record::keys::{Domain, Recoverer};
use crate::record::roll::Mode;
use crate::record::vouch::Vouch;
use crate::text::Line;
use crate::tree::{Content, Filed, Folder, Tree};
use crate::trust::{Standing, Trust};
use crate::verify::{
    Finding, Lapsed, Mark, Parties, Problem, Proof, Question, Reason, Report, StatementReport, Verdict,
    is_unjudged, verify, verify_among,
};

/// Files that are to join a registry together or not at all, by their paths; in this order every prefix of them leaves
/// the registry consistent.
pub type Proposal = BTreeMap<RegistryPath, Vec<u8>>;

/// A proposal that may be filed.
#[derive(Clone, Debug, Default)]
pub struct Accepted {
    /// What is new of it.
    pub new: Vec<RegistryPath>,
    /// The new acts: whose, on which statement, and what the finding on that name will be.
    pub acts: Vec<AcceptedAct>,
    /// The parties that had no keys record here before.
    pub new_parties: Vec<Id>,
    /// The new vouches and domain checks.
    pub confirmations: Vec<AcceptedConfirmation>,
    /// The new attestations, of consent and of translations.
    pub attestations: Vec<AcceptedAttestation>,
}

/// A new attestation, found valid.
#[derive(Clone, Debug)]
pub struct AcceptedAttestation {
    /// The statement.
    pub slug: Slug,
    /// The record.
    pub record: Record,
    /// The name of who attests in its newest keys record.
    pub name: Line,
}

/// A new vouch or domain check, found valid.
#[derive(Clone, Debug)]
pub struct AcceptedConfirmation {
    /// Whose keys it is about.
    pub signatory: Id,
    /// Who says it.
    pub by: Id,
    /// Their name in their newest keys record.
    pub name: Line,
    /// The domain, of a domain check.
    pub domain: Option<Domain>,
    /// Whether it takes back what was said before.
    pub withdrawn: bool,
    /// The claimed day.
    pub date: Date,
}

/// A new act, found valid.
#[derive(Clone, Debug)]
pub struct AcceptedAct {
    /// The statement.
    pub slug: Slug,
    /// The party.
    pub id: Id,
    /// Its name in the act.
    pub name: Line,
    /// The valid act.
    pub proof: Proof,
    /// What else is to be said, as in a finding.
    pub marks: Vec<Mark>,
    /// Whether the roll names the party.
    pub on_roll: bool,
}

/// Why a proposal may not be filed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    /// The statement is not in this registry.
    #[error("the statement {0} is not in this registry")]
    NoStatement(Slug),
    /// Another file stands at the path.
    #[error("another file stands at {0} already, and nothing is ever overwritten")]
    Taken(RegistryPath),
    /// What stands at the path in this registry cannot be read.
    #[error("what stands at {0} cannot be read: {1}")]
    Unreadable(RegistryPath, String),
    /// An act about another text.
    #[error("{path} is about another text, {}", .text.prefixed())]
    OtherText {
        /// The act.
        path: RegistryPath,
        /// The digest that it names.
        text: Digest,
        /// The statement here that it is about, if there is one.
        filed_as: Option<Slug>,
    },
    /// A keys record that is not valid here.
    #[error("keys/{0}/{1}.note: {2}")]
    Keys(Id, u32, Flaw),
    /// A vouch, a domain check or an attestation that is not valid here.
    #[error("{path}: {why}")]
    Said {
        /// The record.
        path: RegistryPath,
        /// Why not.
        why: Box<Lapsed>,
    },
    /// An attestation of the consent of somebody whom the roll does not name.
    #[error("the roll of {0} does not name {1}, whose consent is attested")]
    Unlisted(Slug, Id),
    /// A roll that is not valid here.
    #[error("statement/{0}/roll/{1}.note: {2}")]
    Roll(Slug, u32, Flaw),
    /// A text that is filed here already.
    #[error("the text of {0} is filed as {1}: a registry files a text under one slug only")]
    FiledTwice(Slug, Slug),
    /// A statement that is not sound with the text or the roll proposed.
    #[error("{0} would not be a sound statement: {1}")]
    Statement(Slug, String),
    /// An act that is not valid here.
    #[error("{path}: {reason}")]
    Act {
        /// The act.
        path: RegistryPath,
        /// Why not.
        reason: String,
    },
    /// An act to which not all the keys that it needs have put their lines.
    #[error("{path}: {why}")]
    Pending {
        /// The act.
        path: RegistryPath,
        /// Which lines it lacks.
        why: Box<Flaw>,
    },
    /// An act that cannot be judged with what is here, such as one whose keys record is not.
    #[error("{path}: {reason}")]
    NotJudged {
        /// The act.
        path: RegistryPath,
        /// Why not.
        reason: String,
    },
    /// A key that another party proved to hold.
    #[error("the key of {0} is held by {1} too: it would count for neither")]
    SharedKey(Id, Id),
    /// A new signature under a closed roll.
    #[error("the roll of {0} is closed, and {1} is not on it")]
    Closed(Slug, Id),
    /// The name belongs to another id.
    #[error("the name “{name}” stands on the roll under the id {listed}, not {id}")]
    NameTaken {
        /// The name.
        name: String,
        /// The id on the roll.
        listed: Id,
        /// The id of the act.
        id: Id,
    },
    /// An act with a demonstration key on a statement that is none.
    #[error("{0} signs with a demonstration key, with which anybody can sign, and {1} is no demonstration")]
    Demonstration(Id, Slug),
    /// A name under which another party has signed that is not on the roll either.
    #[error("the name “{name}” is that of {other} here, which has signed before, not of {id}")]
    NameShared {
        /// The name.
        name: String,
        /// The id that signed under it before.
        other: Id,
        /// The id of the act.
        id: Id,
    },
    /// Keys that nothing in the proposal is signed with.
    #[error(
        "it holds a keys record of {0}, and neither an act nor a roll of {0}: nothing asks for these keys"
    )]
    Unasked(Id),
    /// Too many proposals that hang on each other.
    #[error("whether it may be filed hangs on too many of the others")]
    Undecided,
    /// Nothing to file in it.
    #[error("it holds neither a keys record nor an act")]
    Empty,
}

impl Objection {
    /// Whether it says that something could not be judged, rather than that it does not hold.
    pub fn is_unjudged(&self) -> bool {
        match self {
            Self::Unreadable(..) | Self::NotJudged { .. } | Self::Undecided => true,
            Self::Keys(_, _, flaw) | Self::Roll(_, _, flaw) => is_unjudged(flaw),
            Self::Said { why, .. } => why.is_unjudged(),
            _ => false,
        }
    }

    /// Which signature lines are lacking, if that is all that it says.
    pub fn lacks(&self) -> Option<&Flaw> {
        let flaw = match self {
            Self::Keys(_, _, flaw) | Self::Roll(_, _, flaw) => flaw,
            Self::Pending { why, .. } => why,
            Self::Said { why, .. } => match &**why {
                Lapsed::Flaw(flaw) => flaw,
                _ => return None,
            },
            _ => return None,
        };
        Some(flaw).filter(|flaw| flaw.is_pending())
    }
}

/// Puts the signature lines of several copies of one record into each of them: those who have to sign it may do so at the
/// same time. A copy with a bad line, or without a valid one, gives nothing and gets nothing.
pub fn gather(tree: &Tree, proposals: &mut [Proposal]) {
    let mut copies: BTreeMap<RegistryPath, Vec<usize>> = BTreeMap::new();
    for (index, proposal) in proposals.iter().enumerate() {
        for path in proposal.keys() {
            copies.entry(path.clone()).or_default().push(index);
        }
    }
    for (path, indices) in copies {
        let bytes = |index: usize| proposals.get(index).and_then(|proposal| proposal.get(&path));
        let first = indices.first().and_then(|index| bytes(*index));
        if indices.iter().all(|index| bytes(*index) == first) {
            continue;
        }
        let mut by_text: BTreeMap<String, Vec<(usize, Note)>> = BTreeMap::new();
        for (index, proposal) in of(&indices, proposals) {
            let note = proposal.get(&path).and_then(|bytes| Note::parse(bytes).ok());
            if let Some(note) = note {
                by_text.entry(note.text().to_owned()).or_default().push((index, note));
            }
        }
        for (text, copies) in by_text {
            let Ok(record) = Record::parse(&text) else { continue };
            // each apart: what one copy carries must not hide what another does
            let carried = copies.iter().filter_map(|(index, _)| proposals.get(*index));
            let carried: Vec<Tree> = carried.map(tree_of).collect();
            let trees: Vec<&Tree> = [tree].into_iter().chain(&carried).collect();
            let keys = signing_keys(&record, &trees);
            let is_signed = |note: &Note| note.open(&keys).is_ok_and(|opened| !opened.signers().is_empty());
            let signed: Vec<&(usize, Note)> = copies.iter().filter(|(_, note)| is_signed(note)).collect();
            let Ok(whole) = gathered(&record, signed.iter().map(|(_, note)| note), &keys) else { continue };
            for (index, _) in signed {
                if let Some(proposal) = proposals.get_mut(*index) {
                    proposal.insert(path.clone(), whole.to_string().into_bytes());
                }
            }
        }
    }
}

/// The files of a proposal alone.
fn tree_of(proposal: &Proposal) -> Tree {
    let mut tree = Tree::default();
    tree.extend(proposal.clone());
    tree
}

/// Whether each proposal was refused only since its parties have done the same already: a second signature changes
/// nothing.
pub fn repeated(
    tree: &Tree,
    proposals: &[Proposal],
    judged: &[Result<Accepted, Vec<Objection>>],
) -> Vec<bool> {
    let is_taken = |objection: &Objection| {
        matches!(objection, Objection::Taken(RegistryPath::Keys(..) | RegistryPath::Act(..)))
    };
    let mut parties = None;
    let mut is_repeated = |proposal: &Proposal| {
        let parties = parties.get_or_insert_with(|| Parties::read(tree, &Trust::default()));
        let here = concerned(tree, proposal, parties);
        // What the proposal does on its own, in place of what the registry holds of its parties.
        let mut alone = here.clone();
        for path in proposal.keys() {
            match path {
                RegistryPath::Keys(id, _) => drop(alone.keys.remove(id)),
                RegistryPath::Act(slug, id, _) => {
                    alone.statements.get_mut(slug).map(|filed| filed.acts.remove(id));
                }
                _ => {}
            }
        }
        alone.extend(proposal.clone());
        let acts = proposal.keys().filter_map(|path| match path {
            RegistryPath::Act(slug, id, _) => Some((slug, id)),
            _ => None,
        });
        let mut acts = acts.peekable();
        let [alone, here] = [alone, here].map(|tree| verify(&tree, &Trust::default(), &Question::default()));
        let [alone, here] = [&alone, &here].map(acts_in);
        acts.peek().is_some()
            && acts.all(|act| alone.get(&act).is_some_and(|new| here.get(&act) == Some(new)))
    };
    let asked = proposals.iter().zip(judged);
    asked
        .map(|(proposal, judged)| match judged {
            Err(objections) if objections.iter().all(is_taken) => is_repeated(proposal),
            _ => false,
        })
        .collect()
}

/// The kind and the keys of every act in a report that was read, by its statement and its party.
fn acts_in(report: &Report) -> HashMap<(&Slug, &Id), (Kind, &[VerifierKey])> {
    let findings = report
        .statements
        .iter()
        .flat_map(|judged| judged.findings.iter().map(move |finding| (&judged.slug, finding)));
    findings
        .filter_map(|(slug, finding)| {
            let act = finding.act.as_ref()?;
            Some(((slug, &finding.id), (act.kind(), act.keys())))
        })
        .collect()
}

/// How often all proposals are judged together, each time without those that were refused, and how often the refused
/// are tried again behind those that were accepted since: every time costs a verification of all of them.
const PASSES: usize = 8;

/// Judges proposals for the registry in `tree`, in this order: each as if all that are accepted were filed before it.
///
/// A proposal that is refused does nothing to the others, whatever places it claims. All are judged together first;
/// those that were refused then are judged again one by one, since each may have been spoiled by another of them, or
/// have to follow one that came later.
pub fn judge(tree: &Tree, proposals: &[Proposal]) -> Vec<Result<Accepted, Vec<Objection>>> {
    let mut judged: Vec<Result<Accepted, Vec<Objection>>> =
        proposals.iter().map(|_| Err(Vec::new())).collect();
    let mut filed = involved(tree, proposals);
    let mut together: Vec<usize> = (0..proposals.len()).collect();
    for pass in 1..=PASSES {
        let mut merged = filed.clone();
        let mut sound = Vec::new();
        for (index, proposal) in of(&together, proposals) {
            match merge(proposal, &[tree], &mut merged) {
                Ok(()) => sound.push(index),
                Err(objections) => put(&mut judged, index, Err(objections)),
            }
        }
        let found = judge_merged(tree, &merged, &of(&sound, proposals).collect::<Vec<_>>());
        let refused = found.iter().any(|(_, found)| found.is_err());
        together = found.iter().filter(|(_, found)| found.is_ok()).map(|(index, _)| *index).collect();
        for (index, found) in found {
            put(&mut judged, index, found);
        }
        if !refused {
            filed = merged;
            break;
        }
        // They would have to be judged once more without those refused now: one by one, then.
        if pass == PASSES {
            for index in &together {
                put(&mut judged, *index, Err(vec![Objection::Undecided]));
            }
        }
    }
    if proposals.len() > 1 {
        judge_again(tree, filed, proposals, &mut judged);
    }
    judged
}

/// Judges one by one what was refused so far, and adds to `filed` what is accepted now.
fn judge_again(
    tree: &Tree,
    mut filed: Tree,
    proposals: &[Proposal],
    judged: &mut [Result<Accepted, Vec<Objection>>],
) {
    let mut parties = None;
    for _ in 0..PASSES {
        let refused = judged.iter().enumerate().filter(|(_, judged)| judged.is_err());
        let refused: Vec<usize> = refused.map(|(index, _)| index).collect();
        let before = refused.len();
        let mut still_refused = 0;
        for (index, proposal) in of(&refused, proposals) {
            let parties = parties.get_or_insert_with(|| Parties::read(&filed, &Trust::default()));
            let mut part = concerned(&filed, proposal, parties);
            let found = match merge(proposal, &[tree, &filed], &mut part) {
                Ok(()) => judge_merged(tree, &part, &[(index, proposal)]).pop().map(|(_, found)| found),
                Err(objections) => Some(Err(objections)),
            };
            let Some(found) = found else { continue };
            match found.is_ok() {
                true => {
                    parties.read_again(proposal_ids(proposal), &part);
                    filed.extend(proposal.clone());
                }
                false => still_refused += 1,
            }
            put(judged, index, found);
        }
        if still_refused == before || still_refused == 0 {
            return;
        }
    }
    for objections in judged.iter_mut().filter_map(|judged| judged.as_mut().err()) {
        objections.push(Objection::Undecided);
    }
}

fn of<'p>(indices: &[usize], proposals: &'p [Proposal]) -> impl Iterator<Item = (usize, &'p Proposal)> {
    indices.iter().filter_map(|index| Some((*index, proposals.get(*index)?)))
}

fn put<T>(all: &mut [T], index: usize, value: T) {
    if let Some(place) = all.get_mut(index) {
        *place = value;
    }
}

/// The names under which a proposal acts.
fn names_in(proposal: &Proposal) -> impl Iterator<Item = &str> {
    let acts = proposal.iter().filter(|(path, _)| matches!(path, RegistryPath::Act(..)));
    acts.filter_map(|(_, bytes)| acting_name(bytes))
}

/// The parties that have acted on these statements under one of these names.
fn namesakes<'t>(tree: &'t Tree, slugs: &BTreeSet<&Slug>, names: &BTreeSet<&str>) -> Vec<&'t Id> {
    if names.is_empty() {
        return Vec::new();
    }
    let filed = slugs.iter().filter_map(|slug| tree.statements.get(*slug));
    let acts = filed.flat_map(|filed| &filed.acts);
    let bears =
        |content: &Content| content.bytes().and_then(acting_name).is_some_and(|name| names.contains(name));
    acts.filter(|(_, chain)| chain.values().any(bears)).map(|(id, _)| id).collect()
}

/// The name in an act, which is found without reading the rest of it.
fn acting_name(act: &[u8]) -> Option<&str> {
    std::str::from_utf8(act).ok()?.lines().find_map(|line| line.strip_prefix("name "))
}

/// The parties that a proposal says something of.
fn proposal_ids(proposal: &Proposal) -> impl Iterator<Item = &Id> {
    proposal.keys().flat_map(|path| match path {
        RegistryPath::Keys(id, _) | RegistryPath::Act(_, id, _) => vec![id],
        RegistryPath::Vouch(id, by, _) | RegistryPath::Check(id, by, _) => vec![id, by],
        RegistryPath::Attestation(_, id, _) | RegistryPath::Translation(_, id, _) => vec![id],
        RegistryPath::Text(_) | RegistryPath::Roll(..) => Vec::new(),
    })
}

/// The part of a registry by which these proposals are judged: all keys, since any may be shared, and the statements
/// that they are about, with the acts of their parties alone.
fn involved(tree: &Tree, proposals: &[Proposal]) -> Tree {
    let slugs: BTreeSet<&Slug> =
        proposals.iter().flat_map(|proposal| proposal.keys()).filter_map(RegistryPath::slug).collect();
    let mut ids: BTreeSet<&Id> = proposals.iter().flat_map(proposal_ids).collect();
    let names: BTreeSet<&str> = proposals.iter().flat_map(names_in).collect();
    ids.extend(namesakes(tree, &slugs, &names));
    let statements = statements(tree, &slugs, &ids);
    let (keys, vouches, checks) = (tree.keys.clone(), tree.vouches.clone(), tree.checks.clone());
    Tree { keys, vouches, checks, statements, strays: Vec::new() }
}

/// The part of a registry by which one proposal is judged: its statements with the acts of its parties alone, and the
/// keys of these, of the conveners, and of whoever else holds one of these keys.
fn concerned(tree: &Tree, proposal: &Proposal, parties: &Parties) -> Tree {
    let slugs: BTreeSet<&Slug> = proposal.keys().filter_map(RegistryPath::slug).collect();
    let mut ids: BTreeSet<Id> = proposal_ids(proposal).cloned().collect();
    let about = |all: &BTreeMap<Id, BTreeMap<Id, Folder>>| {
        ids.iter().filter_map(|id| Some((id.clone(), all.get(id)?.clone()))).collect()
    };
    let (vouches, checks) = (about(&tree.vouches), about(&tree.checks));
    ids.extend(namesakes(tree, &slugs, &names_in(proposal).collect()).into_iter().cloned());
    let statements = statements(tree, &slugs, &ids.iter().collect());
    let mut part = Tree { statements, vouches, checks, ..Tree::default() };
    let rolls = part.statements.values().flat_map(|filed| filed.rolls.values());
    let proposed = proposal.iter().filter(|(path, _)| matches!(path, RegistryPath::Roll(..)));
    let read = rolls.filter_map(Content::bytes).chain(proposed.map(|(_, bytes)| bytes.as_slice()));
    ids.extend(read.filter_map(convener));
    ids.extend(proposal.values().flat_map(|bytes| Recoverer::hints(bytes)));
    add_recoverers(&mut ids, tree);
    let mut keys: Vec<PublicKey> =
        ids.iter().filter_map(|id| parties.get(id)).flat_map(Party::keys).copied().collect();
    let proposed = proposal.iter().filter(|(path, _)| matches!(path, RegistryPath::Keys(..)));
    keys.extend(proposed.filter_map(|(_, bytes)| listed(bytes)).flatten());
    ids.extend(keys.iter().flat_map(|key| parties.holders(key)).cloned());
    for id in ids {
        if let Some(folder) = tree.keys.get(&id) {
            part.keys.insert(id, folder.clone());
        }
    }
    part
}

/// These statements with the acts of these parties alone.
fn statements(tree: &Tree, slugs: &BTreeSet<&Slug>, ids: &BTreeSet<&Id>) -> BTreeMap<Slug, Filed> {
    let found = slugs.iter().filter_map(|slug| Some((*slug, tree.statements.get(*slug)?)));
    let of = |by: &BTreeMap<Id, Folder>| {
        ids.iter().filter_map(|id| Some(((*id).clone(), by.get(*id)?.clone()))).collect()
    };
    let part = |filed: &Filed| Filed {
        text: filed.text.clone(),
        rolls: filed.rolls.clone(),
        attestations: of(&filed.attestations),
        translations: of(&filed.translations),
        acts: of(&filed.acts),
    };
    found.map(|(slug, filed)| (slug.clone(), part(filed))).collect()
}

/// Who a roll says is its convener.
fn convener(roll: &[u8]) -> Option<Id> {
    match Record::parse(Note::parse(roll).ok()?.text()).ok()? {
        Record::Roll(roll) => Some(roll.convener),
        _ => None,
    }
}

/// The keys that a keys record lists.
fn listed(keys: &[u8]) -> Option<Vec<PublicKey>> {
    match Record::parse(Note::parse(keys).ok()?.text()).ok()? {
        Record::Keys(record) => Some(record.keys.iter().filter_map(VerifierKey::ed25519).copied().collect()),
        _ => None,
    }
}

/// Puts the files of `proposal` into `merged`, unless something stands in their way there or in the `others`, which hold
/// the statements that `merged` leaves out.
fn merge(proposal: &Proposal, others: &[&Tree], merged: &mut Tree) -> Result<(), Vec<Objection>> {
    let mut objections = Vec::new();
    for (path, bytes) in proposal {
        match merged.get(path) {
            Some(Content::Bytes(here)) if here == bytes => {}
            Some(Content::Bytes(_)) => objections.push(Objection::Taken(path.clone())),
            Some(Content::Unreadable(why)) => {
                objections.push(Objection::Unreadable(path.clone(), why.clone()))
            }
            None => {}
        }
        let trees = || others.iter().copied().chain([&*merged]);
        match path {
            RegistryPath::Act(slug, ..) => {
                let text = RegistryPath::Text(slug.clone());
                if !proposal.contains_key(&text) && trees().all(|tree| tree.get(&text).is_none()) {
                    let about = trees().find_map(|tree| other_statement(slug, bytes, tree));
                    objections.push(about.unwrap_or(Objection::NoStatement(slug.clone())));
                }
            }
            RegistryPath::Text(slug) => {
                let twin = trees().find_map(|tree| twin(slug, bytes, tree));
                objections.extend(twin.map(|twin| Objection::FiledTwice(slug.clone(), twin.clone())));
            }
            RegistryPath::Attestation(slug, ..) | RegistryPath::Translation(slug, ..) => {
                let text = RegistryPath::Text(slug.clone());
                if !proposal.contains_key(&text) && trees().all(|tree| tree.get(&text).is_none()) {
                    objections.push(Objection::NoStatement(slug.clone()));
                }
            }
            RegistryPath::Keys(..)
            | RegistryPath::Vouch(..)
            | RegistryPath::Check(..)
            | RegistryPath::Roll(..) => {}
        }
    }
    if !objections.is_empty() {
        return Err(objections);
    }
    merged.extend(proposal.clone());
    Ok(())
}

/// Another slug than `slug` under which `text` is filed in `tree`.
fn twin<'t>(slug: &Slug, text: &[u8], tree: &'t Tree) -> Option<&'t Slug> {
    let is_same = |filed: &Filed| filed.text.as_ref().and_then(Content::bytes) == Some(text);
    let mut statements = tree.statements.iter();
    statements.find(|(other, filed)| *other != slug && is_same(filed)).map(|(other, _)| other)
}

/// The objection that an act filed under an unknown slug is about a statement that is filed here otherwise.
fn other_statement(slug: &Slug, act: &[u8], tree: &Tree) -> Option<Objection> {
    let note = Note::parse(act).ok()?;
    let Record::Act(act) = Record::parse(note.text()).ok()? else { return None };
    let filed_as = filed_as(tree, act.text)?;
    let path = RegistryPath::Act(slug.clone(), act.signatory, act.version);
    Some(Objection::OtherText { path, text: act.text, filed_as: Some(filed_as) })
}

/// The slug under which the text with this digest is filed.
fn filed_as(tree: &Tree, text: Digest) -> Option<Slug> {
    let same = |content: &Content| content.bytes().is_some_and(|bytes| Digest::of(bytes) == text);
    let mut statements = tree.statements.iter();
    statements.find(|(_, filed)| filed.text.as_ref().is_some_and(same)).map(|(slug, _)| slug.clone())
}

/// A judged statement with what is asked of it for every new act.
struct Judged<'r> {
    statement: &'r StatementReport,
    findings: HashMap<&'r Id, &'r Finding>,
    /// Whose the names on the roll are.
    names: HashMap<&'r Line, &'r Id>,
    /// Who has signed under a name without being on it.
    signed_as: HashMap<&'r Line, Vec<&'r Id>>,
}

/// The findings by which proposals are judged, all of which stand in `merged`.
struct Desk<'r> {
    tree: &'r Tree,
    merged: &'r Tree,
    parties: &'r Parties,
    statements: HashMap<&'r Slug, Judged<'r>>,
}

/// The parties that do something in a proposal. The first keys of any other would take its id for good, and nobody would
/// be told by an act.
fn acting(proposal: &Proposal) -> BTreeSet<Id> {
    let acting = proposal.iter().filter_map(|(path, bytes)| match path {
        RegistryPath::Act(_, id, _) | RegistryPath::Vouch(_, id, _) | RegistryPath::Check(_, id, _) => {
            Some(id.clone())
        }
        RegistryPath::Translation(_, translator, _) => Some(translator.clone()),
        RegistryPath::Roll(..) => convener(bytes),
        RegistryPath::Attestation(..) | RegistryPath::Keys(..) | RegistryPath::Text(_) => None,
    });
    // whoever restores a party has to be known
    acting.chain(proposal.values().flat_map(|bytes| Recoverer::hints(bytes))).collect()
}

fn judge_merged(
    tree: &Tree,
    merged: &Tree,
    proposals: &[(usize, &Proposal)],
) -> Vec<(usize, Result<Accepted, Vec<Objection>>)> {
    let parties = Parties::read(merged, &Trust::default());
    let report = verify_among(&parties, merged, &Question::default());
    let statements = report.statements.iter().map(|judged| (&judged.slug, Judged::new(judged))).collect();
    let desk = Desk { tree, merged, parties: &parties, statements };
    proposals.iter().map(|(index, proposal)| (*index, desk.judge(proposal))).collect()
}

impl<'r> Judged<'r> {
    fn new(statement: &'r StatementReport) -> Self {
        let listed = statement.findings.iter().filter(|finding| finding.place.is_some());
        let mut signed_as: HashMap<&Line, Vec<&Id>> = HashMap::new();
        for (_, id, name) in signed_unlisted(statement) {
            signed_as.entry(name).or_default().push(id);
        }
        Self {
            signed_as,
            statement,
            findings: statement.findings.iter().map(|finding| (&finding.id, finding)).collect(),
            names: listed.filter_map(|finding| Some((finding.listed_name()?, &finding.id))).collect(),
        }
    }
}

impl Desk<'_> {
    fn judge(&self, proposal: &Proposal) -> Result<Accepted, Vec<Objection>> {
        let mut accepted = Accepted::default();
        let mut objections = Vec::new();
        let acting = acting(proposal);
        for path in proposal.keys().filter(|path| self.tree.get(path).is_none()) {
            accepted.new.push(path.clone());
            match path {
                RegistryPath::Keys(id, _) => {
                    let is_asked = acting.contains(id) || !self.tree.keys_of(id).is_empty();
                    let unasked = || (!is_asked).then(|| Objection::Unasked(id.clone()));
                    objections.extend(self.judge_keys(id).or_else(unasked));
                    // the versions of one party follow each other
                    if self.tree.keys_of(id).is_empty() && accepted.new_parties.last() != Some(id) {
                        accepted.new_parties.push(id.clone());
                    }
                }
                RegistryPath::Vouch(id, by, version) | RegistryPath::Check(id, by, version) => {
                    let judged = match path {
                        RegistryPath::Vouch(..) => self.judge_confirmation::<Vouch>(id, by, *version),
                        _ => self.judge_confirmation::<DomainCheck>(id, by, *version),
                    };
                    match judged {
                        Ok(confirmation) => accepted.confirmations.extend(confirmation),
                        Err(why) => {
                            objections.push(Objection::Said { path: path.clone(), why: Box::new(why) })
                        }
                    }
                }
                RegistryPath::Attestation(slug, ..) | RegistryPath::Translation(slug, ..) => {
                    match self.judge_attestation(path, slug) {
                        Ok(attestation) => accepted.attestations.extend(attestation),
                        Err(objection) => objections.push(objection),
                    }
                }
                RegistryPath::Text(slug) | RegistryPath::Roll(slug, _) => {
                    objections.extend(self.judge_statement(slug))
                }
                RegistryPath::Act(slug, id, version) => match self.judge_act(path, slug, id, *version) {
                    Ok(act) => accepted.acts.extend(act),
                    Err(objection) => objections.push(objection),
                },
            }
        }
        objections.dedup();
        if objections.is_empty() { Ok(accepted) } else { Err(objections) }
    }

    fn judge_keys(&self, id: &Id) -> Option<Objection> {
        let party = self.parties.get(id)?;
        if let Some((version, flaw)) = party.chain().flaw() {
            return Some(Objection::Keys(id.clone(), *version, flaw.clone()));
        }
        let shared = party.keys().find_map(|key| self.parties.other_holder(key, id));
        shared.map(|other| Objection::SharedKey(id.clone(), other.clone()))
    }

    /// A new vouch or domain check; nothing if a later one of the same chain is its state.
    fn judge_confirmation<C: Confirmation>(
        &self,
        id: &Id,
        by: &Id,
        version: u32,
    ) -> Result<Option<AcceptedConfirmation>, Lapsed> {
        let chain = self.parties.confirmations::<C>(id, by, self.merged);
        match self.parties.lapse(id, &chain) {
            Ok(()) | Err(Lapsed::Withdrawn) => {}
            Err(why) => return Err(why),
        }
        let Some(link) = chain.state().filter(|link| link.version == version) else { return Ok(None) };
        let Some(name) = self.parties.name(by).cloned() else { return Ok(None) };
        let record = &link.record;
        Ok(Some(AcceptedConfirmation {
            signatory: id.clone(),
            by: by.clone(),
            name,
            domain: record.domain().cloned(),
            withdrawn: record.is_withdrawn(),
            date: record.date(),
        }))
    }

    /// A new attestation; nothing if a later one of the same chain is its state.
    fn judge_attestation(
        &self,
        path: &RegistryPath,
        slug: &Slug,
    ) -> Result<Option<AcceptedAttestation>, Objection> {
        let unknown = || Objection::NoStatement(slug.clone());
        let judged = self.statements.get(slug).ok_or_else(unknown)?;
        let (filed, statement) = (self.merged.statements.get(slug).ok_or_else(unknown)?, judged.statement);
        let roll = statement.roll.as_ref().ok_or_else(unknown)?;
        let (text, nothing) = (statement.text.map(|(digest, _)| digest), Folder::new());
        let (lapse, state, by): (_, Option<Record>, _) = match path {
            RegistryPath::Attestation(_, id, _) => {
                if judged.findings.get(id).is_none_or(|finding| finding.place.is_none()) {
                    return Err(Objection::Unlisted(slug.clone(), id.clone()));
                }
                let folder = filed.attestations.get(id).unwrap_or(&nothing);
                let chain = self.parties.attestations(id, &roll.convener, text, folder);
                let state = chain.state().map(|link| link.record.clone().into());
                (self.parties.still_says(&chain).map(|_| ()), state, &roll.convener)
            }
            RegistryPath::Translation(_, translator, _) => {
                let folder = filed.translations.get(translator).unwrap_or(&nothing);
                let chain = self.parties.translations(translator, text, folder);
                let state = chain.state().map(|link| link.record.clone().into());
                (self.parties.translates(roll, &chain), state, translator)
            }
            _ => return Ok(None),
        };
        match lapse {
            Ok(()) | Err(Lapsed::Withdrawn) => {}
            Err(why) => return Err(Objection::Said { path: path.clone(), why: Box::new(why) }),
        }
        let state = state.filter(|record| record.is_in_place(path));
        if let Some(Record::Attestation(said)) = &state
            && let Some(listed) = judged.names.get(&said.name).filter(|listed| **listed != &said.signatory)
        {
            let (name, listed) = (said.name.as_str().to_owned(), (*listed).clone());
            return Err(Objection::NameTaken { name, listed, id: said.signatory.clone() });
        }
        Ok(state.zip(self.parties.name(by)).map(|(record, name)| AcceptedAttestation {
            slug: slug.clone(),
            record,
            name: name.clone(),
        }))
    }

    /// The first problem of a statement of which the text or a roll is new: what was wrong with it before is not asked,
    /// since one that is not sound takes neither before it is mended.
    fn judge_statement(&self, slug: &Slug) -> Option<Objection> {
        let problem = self.statements.get(slug)?.statement.problems.first()?;
        Some(match problem {
            Problem::RollFlawed { version, flaw, .. } => {
                Objection::Roll(slug.clone(), *version, flaw.clone())
            }
            other => Objection::Statement(slug.clone(), other.to_string()),
        })
    }

    /// The finding on a new act; nothing if a later act of the same chain is its state.
    fn judge_act(
        &self,
        path: &RegistryPath,
        slug: &Slug,
        id: &Id,
        version: u32,
    ) -> Result<Option<AcceptedAct>, Objection> {
        let judged = self.statements.get(slug).and_then(|judged| Some((judged, *judged.findings.get(id)?)));
        let Some((judged, finding)) = judged else { return Err(Objection::NoStatement(slug.clone())) };
        let (Some(proof), Some(name)) = (&finding.act, &finding.name) else {
            return Err(self.refusal(path, finding));
        };
        if proof.version() != version {
            return Ok(None);
        }
        if let Some(listed) = judged.names.get(name).filter(|listed| **listed != id) {
            let (name, listed) = (name.as_str().to_owned(), (*listed).clone());
            return Err(Objection::NameTaken { name, listed, id: id.clone() });
        }
        let convener = judged.statement.roll.as_ref().map(|roll| &roll.convener);
        let is_demonstration = |id: &Id| self.parties.is_demonstration(id);
        if is_demonstration(id) && !convener.is_some_and(is_demonstration) {
            return Err(Objection::Demonstration(id.clone(), slug.clone()));
        }
        let on_roll = finding.verdict != Verdict::NotOnRoll;
        let others = judged.signed_as.get(name).into_iter().flatten();
        if let (Kind::Signature, false, Some(other)) =
            (proof.kind(), on_roll, others.copied().find(|other| *other != id))
        {
            let (name, other) = (name.as_str().to_owned(), other.clone());
            return Err(Objection::NameShared { name, other, id: id.clone() });
        }
        let closed = judged.statement.roll.as_ref().is_some_and(|roll| roll.mode == Mode::Closed);
        if closed && !on_roll && proof.kind() == Kind::Signature {
            return Err(Objection::Closed(slug.clone(), id.clone()));
        }
        Ok(Some(AcceptedAct {
            slug: slug.clone(),
            id: id.clone(),
            name: name.clone(),
            proof: proof.clone(),
            marks: finding.marks.clone(),
            on_roll,
        }))
    }

    fn refusal(&self, path: &RegistryPath, finding: &Finding) -> Objection {
        if let Some(Reason::Flaw { flaw, .. }) = &finding.reason
            && let Flaw::OtherText(text) = **flaw
        {
            return Objection::OtherText { path: path.clone(), text, filed_as: filed_as(self.tree, text) };
        }
        let flaw = match &finding.reason {
            Some(Reason::Flaw { flaw, .. }) => Some(&**flaw),
            Some(Reason::Keys(flaw)) => Some(flaw),
            _ => None,
        };
        let reason = finding.reason.as_ref().map(Reason::to_string);
        let reason = reason.unwrap_or_else(|| finding.verdict.word().to_owned());
        let path = path.clone();
        match flaw {
            Some(flaw) if is_unjudged(flaw) => Objection::NotJudged { path, reason },
            Some(flaw) if flaw.is_pending() && !matches!(finding.reason, Some(Reason::Keys(_))) => {
                Objection::Pending { path, why: Box::new(flaw.clone()) }
            }
            _ => Objection::Act { path, reason },
        }
    }
}

/// The parties with a valid signature that the roll does not name yet and can name, by the day that they claim, then by
/// id. A demonstration is listed by a demonstration alone; for those whose name is taken, see [`collisions`].
pub fn unlisted(report: &StatementReport) -> Vec<(Id, Line)> {
    let taken = collisions(report);
    let signed: BTreeSet<(Date, &Id, &Line)> = signed_unlisted(report).collect();
    let free = signed.into_iter().filter(|(_, id, _)| !taken.iter().any(|(taken, ..)| taken == *id));
    free.map(|(_, id, name)| (id.clone(), name.clone())).collect()
}

/// The parties that would be [`unlisted`] if another id did not bear their name, on the roll or beside it: whose, which
/// name, and the other id. Neither of two is taken for the right one, since the days are claims.
pub fn collisions(report: &StatementReport) -> Vec<(Id, Line, Id)> {
    let mut bearers: HashMap<&Line, BTreeSet<&Id>> = HashMap::new();
    for finding in &report.findings {
        if let Some(name) = finding.listed_name() {
            bearers.entry(name).or_default().insert(&finding.id);
        }
    }
    for (_, id, name) in signed_unlisted(report) {
        bearers.entry(name).or_default().insert(id);
    }
    let taken = signed_unlisted(report).filter_map(|(_, id, name)| {
        let other = bearers.get(name)?.iter().find(|other| **other != id)?;
        Some((id.clone(), name.clone(), (*other).clone()))
    });
    taken.collect()
}

/// Who has signed without being on the roll, but for demonstrations under a roll that is none.
fn signed_unlisted(report: &StatementReport) -> impl Iterator<Item = (Date, &Id, &Line)> {
    let is_demonstration =
        report.roll.as_ref().is_some_and(|roll| roll.convener_standing == Standing::Demonstration);
    report.findings.iter().filter(|finding| finding.verdict == Verdict::NotOnRoll).filter_map(
        move |finding| {
            let (proof, name) = (finding.act.as_ref()?, finding.name.as_ref()?);
            let is_listable = is_demonstration || finding.standing != Some(Standing::Demonstration);
            (proof.kind() == Kind::Signature && is_listable).then_some((proof.date(), &finding.id, name))
        },
    )
}
