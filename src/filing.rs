//! Filing: new records against the registry that they would join.
//!
//! Records are composed here, and proposals judged before anything of them is written: what is filed leaves every
//! statement as sound as it was.

use std::collections::{BTreeMap, BTreeSet};

use crate::chain::{Flaw, Link};
use crate::date::Date;
use crate::digest::Digest;
use crate::id::{Id, Slug};
use crate::key::{PublicKey, SecretKey, VerifierKey};
use crate::note::Note;
use crate::party::Party;
use crate::path::RegistryPath;
use crate::record::act::{Act, Kind};
use crate::record::keys::KeysRecord;
use crate::record::roll::{Mode, Roll};
use crate::record::{Record, RecordError};
use crate::text::Line;
use crate::tree::{Content, Tree};
use crate::trust::Trust;
use crate::verify::{
    Mark, Parties, Problem, Proof, Question, Reason, Report, StatementReport, Verdict, verify,
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
    /// A roll that is not valid here.
    #[error("statement/{0}/roll/{1}.note: {2}")]
    Roll(Slug, u32, Flaw),
    /// An act that is not valid here.
    #[error("{path}: {reason}")]
    Act {
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
    /// Nothing to file in it.
    #[error("it holds neither a keys record nor an act")]
    Empty,
}

/// Judges proposals for the registry in `tree`: each as if all acceptable ones were filed together.
pub fn judge(tree: &Tree, proposals: &[Proposal]) -> Vec<Result<Accepted, Vec<Objection>>> {
    let mut objections: Vec<Vec<Objection>> = vec![Vec::new(); proposals.len()];
    loop {
        let mut merged = tree.clone();
        for (proposal, objections) in proposals.iter().zip(&mut objections) {
            if objections.is_empty() {
                *objections = merge(proposal, tree, &mut merged);
            }
        }
        let parties = Parties::read(&merged, &Trust::default());
        let report = verify(&merged, &Trust::default(), &Question::default());
        let mut accepted = Vec::new();
        let mut changed = false;
        for (proposal, objections) in proposals.iter().zip(&mut objections) {
            if !objections.is_empty() {
                accepted.push(Err(objections.clone()));
                continue;
            }
            match judge_merged(proposal, tree, &merged, &parties, &report) {
                Ok(judged) => accepted.push(Ok(judged)),
                Err(found) => {
                    *objections = found;
                    changed = true;
                }
            }
        }
        // One bad proposal may have spoiled others: judge these again without it.
        if !changed {
            return accepted;
        }
    }
}

/// Puts the files of `proposal` into `merged`, unless something stands in their way.
fn merge(proposal: &Proposal, tree: &Tree, merged: &mut Tree) -> Vec<Objection> {
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
        if let RegistryPath::Act(slug, ..) = path {
            let here = |tree: &Tree| tree.statements.get(slug).is_some_and(|filed| filed.text.is_some());
            if !here(tree) && !proposal.contains_key(&RegistryPath::Text(slug.clone())) {
                objections
                    .push(other_statement(slug, bytes, tree).unwrap_or(Objection::NoStatement(slug.clone())));
            }
        }
    }
    if objections.is_empty() {
        for (path, bytes) in proposal {
            merged.insert(path.clone(), Content::Bytes(bytes.clone()));
        }
    }
    objections
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
    let same = |content: &Content| matches!(content, Content::Bytes(bytes) if Digest::of(bytes) == text);
    let mut statements = tree.statements.iter();
    statements.find(|(_, filed)| filed.text.as_ref().is_some_and(same)).map(|(slug, _)| slug.clone())
}

fn judge_merged(
    proposal: &Proposal,
    tree: &Tree,
    merged: &Tree,
    parties: &Parties,
    report: &Report,
) -> Result<Accepted, Vec<Objection>> {
    let mut accepted = Accepted::default();
    let mut objections = Vec::new();
    for path in proposal.keys().filter(|path| tree.get(path).is_none()) {
        accepted.new.push(path.clone());
        match path {
            RegistryPath::Keys(id, _) => {
                objections.extend(judge_keys(id, parties));
                if tree.keys_of(id).is_empty() && !accepted.new_parties.contains(id) {
                    accepted.new_parties.push(id.clone());
                }
            }
            RegistryPath::Text(_) => {}
            RegistryPath::Roll(slug, _) => objections.extend(judge_roll(slug, report)),
            RegistryPath::Act(slug, id, version) => match judge_act(path, slug, id, *version, merged, report)
            {
                Ok(act) => accepted.acts.extend(act),
                Err(objection) => objections.push(objection),
            },
        }
    }
    objections.dedup();
    if objections.is_empty() { Ok(accepted) } else { Err(objections) }
}

fn judge_keys(id: &Id, parties: &Parties) -> Option<Objection> {
    let party = parties.get(id)?;
    if let Some((version, flaw)) = party.chain().flaw() {
        return Some(Objection::Keys(id.clone(), *version, flaw.clone()));
    }
    let shared = party.keys().find_map(|key| parties.other_holder(key, id));
    shared.map(|other| Objection::SharedKey(id.clone(), other.clone()))
}

fn judge_roll(slug: &Slug, report: &Report) -> Option<Objection> {
    let statement = report.statements.iter().find(|statement| statement.slug == *slug)?;
    statement.problems.iter().find_map(|problem| match problem {
        Problem::RollFlawed { version, flaw, .. } => {
            Some(Objection::Roll(slug.clone(), *version, flaw.clone()))
        }
        _ => None,
    })
}

/// The finding on a new act; nothing if a later act of the same proposal is the state of the chain.
fn judge_act(
    path: &RegistryPath,
    slug: &Slug,
    id: &Id,
    version: u32,
    merged: &Tree,
    report: &Report,
) -> Result<Option<AcceptedAct>, Objection> {
    let statement = report.statements.iter().find(|statement| statement.slug == *slug);
    let finding = statement.and_then(|statement| statement.findings.iter().find(|finding| finding.id == *id));
    let (Some(statement), Some(finding)) = (statement, finding) else {
        return Err(Objection::NoStatement(slug.clone()));
    };
    let (Some(proof), Some(name)) = (&finding.act, &finding.name) else {
        return Err(match &finding.reason {
            Some(Reason::Flaw { flaw, .. }) if matches!(**flaw, Flaw::OtherText(_)) => {
                let Flaw::OtherText(text) = **flaw else { return Err(Objection::NoStatement(slug.clone())) };
                Objection::OtherText { path: path.clone(), text, filed_as: filed_as(merged, text) }
            }
            reason => {
                let reason =
                    reason.as_ref().map_or_else(|| finding.verdict.word().to_owned(), Reason::to_string);
                Objection::Act { path: path.clone(), reason }
            }
        });
    };
    if proof.version() != version {
        return Ok(None);
    }
    let on_roll = finding.verdict != Verdict::NotOnRoll;
    let mut listed = statement.findings.iter().filter(|other| other.place.is_some() && other.id != *id);
    if let Some(other) = listed.find(|other| other.listed_name() == Some(name)) {
        let name = name.as_str().to_owned();
        return Err(Objection::NameTaken { name, listed: other.id.clone(), id: id.clone() });
    }
    let closed = statement.roll.as_ref().is_some_and(|roll| roll.mode == Mode::Closed);
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

/// The first keys record of a party with one key, signed by it.
///
/// # Errors
/// When the record could not be read again.
pub fn first_keys(id: &Id, name: &Line, key: &SecretKey, date: Date) -> Result<Note, RecordError> {
    let record = KeysRecord {
        signatory: id.clone(),
        version: 1,
        name: name.clone(),
        domain: None,
        demonstration: key.public() == SecretKey::demonstration(id).public(),
        threshold: 1,
        keys: vec![VerifierKey::new(id.clone(), key.public())],
        retired: Vec::new(),
        compromised: Vec::new(),
        keeps: Vec::new(),
        recovery: None,
        date,
        previous: None,
    };
    signed(record.into(), id, key)
}

/// What an act does, about which text, and what the signer saw.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Signature, withdrawal or decline.
    pub kind: Kind,
    /// The digest of the text.
    pub text: Digest,
    /// The digest of the roll that the signer saw.
    pub roll: Digest,
    /// Why, for a withdrawal or a decline.
    pub reason: Option<Line>,
    /// The claimed day.
    pub date: Date,
}

/// The next act of a party, signed by `key`, under the keys record `keys` and behind the act `previous`.
///
/// # Errors
/// When the record could not be read again.
pub fn next_act(
    intent: &Intent,
    keys: &Link<KeysRecord>,
    previous: Option<(u32, Digest)>,
    key: &SecretKey,
) -> Result<(u32, Note), RecordError> {
    let version = previous.map_or(1, |(version, _)| version + 1);
    let act = Act {
        kind: intent.kind,
        version,
        text: intent.text,
        signatory: keys.record.signatory.clone(),
        name: keys.record.name.clone(),
        keys: keys.digest,
        roll: intent.roll,
        reason: intent.reason.clone(),
        date: intent.date,
        previous: previous.map(|(_, digest)| digest),
    };
    Ok((version, signed(act.into(), &keys.record.signatory, key)?))
}

/// A roll as a note, signed by the convener's `key`.
///
/// # Errors
/// When the record could not be read again: an id or a name that is not unique, too many names.
pub fn sign_roll(roll: Roll, key: &SecretKey) -> Result<Note, RecordError> {
    let convener = roll.convener.clone();
    signed(roll.into(), &convener, key)
}

/// The keys record of `party` under which `key` may sign now: the newest, if it lists the key.
pub fn signing_record<'p>(party: &'p Party, key: &PublicKey) -> Option<&'p Link<KeysRecord>> {
    let newest = party.chain().state()?;
    newest.record.keys.iter().any(|listed| listed.ed25519() == Some(key)).then_some(newest)
}

/// The parties with a valid signature that the roll does not name yet, by the day that they claim, then by id.
pub fn unlisted(report: &StatementReport) -> Vec<(Id, Line)> {
    let mut unlisted: BTreeSet<(Date, Id, Line)> = BTreeSet::new();
    for finding in report.findings.iter().filter(|finding| finding.verdict == Verdict::NotOnRoll) {
        let (Some(proof), Some(name)) = (&finding.act, &finding.name) else { continue };
        if proof.kind() == Kind::Signature {
            unlisted.insert((proof.date(), finding.id.clone(), name.clone()));
        }
    }
    unlisted.into_iter().map(|(_, id, name)| (id, name)).collect()
}

fn signed(record: Record, id: &Id, key: &SecretKey) -> Result<Note, RecordError> {
    let mut note = record.to_note()?;
    note.sign(id, key);
    Ok(note)
}
