//! Records that wait for signature lines: shown to whoever signs next, signed, and mailed on.
//!
//! Acts are not among them: who signs one has the text before them, in the request.

use std::path::Path;

use crate::chain::Flaw;
use crate::cli::command::attest;
use crate::cli::command::key::{newest_of, show_drawn_up};
use crate::cli::command::roll::{current, objections};
use crate::cli::command::translate;
use crate::cli::command::trust::keys_text;
use crate::cli::command::{about, bundle_of, foreign_key, name_word, registry_root};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::digest::Digest;
use crate::filing::{Proposal, judge};
use crate::id::{Id, Slug};
use crate::key::{SecretKey, VerifierKey};
use crate::note::{Note, NoteError};
use crate::party::Party;
use crate::path::RegistryPath;
use crate::pending::{read_drawn_up, read_mailed, signing_keys};
use crate::record::Record;
use crate::record::keys::{KeysRecord, Recoverer};
use crate::registry;
use crate::registry::bundle::Bundle;
use crate::registry::durable::{Access, create_new};
use crate::render::escape::{escape_path, isolate, quote_lines};
use crate::signer::Signer;
use crate::tree::{Content, Tree};
use crate::trust::Trust;
use crate::verify::{Problem, verify};

/// What came by mail, and what of it waits for the lines of a party.
pub(super) struct Waiting<'t> {
    id: &'t Id,
    /// The registry that it would join.
    tree: &'t Tree,
    /// What of it is new and asked for.
    new: Proposal,
    records: Vec<WaitingRecord>,
}

struct WaitingRecord {
    path: RegistryPath,
    record: Record,
    note: Note,
    /// The keys of the party that may sign it.
    keys: Vec<VerifierKey>,
}

impl WaitingRecord {
    /// A record that came, if it is new and `id` may sign it; otherwise why not, unless it stands in the registry as it came.
    /// `trees` are the registry and everything that came.
    ///
    /// # Errors
    /// When the registry holds another record in its place, or it does not fit what stands there.
    fn read(
        path: &RegistryPath,
        bytes: &[u8],
        trees: [&Tree; 2],
        id: &Id,
    ) -> Result<Result<Option<Self>, String>, Failure> {
        let [tree, _] = trees;
        let here = tree.get(path).map(|content| content.bytes().unwrap_or_default());
        if here == Some(bytes) {
            return Ok(Ok(None));
        }
        let came = read_mailed(bytes, |record| signing_keys(record, &trees));
        let filed = here.and_then(read_drawn_up);
        if here.is_some()
            && came.as_ref().ok().map(|(record, _)| record) != filed.as_ref().map(|(record, _)| record)
        {
            return Err(Failure::new(
                Status::DoesNotHold,
                format!("the registry holds another record at {path}"),
            )
            .hint("only one of the two can ever be filed: compare them with whoever drew this one up"));
        }
        let (record, note) = match came {
            Ok(_) if here.is_some() => return Ok(Err("it stands in the registry already".to_owned())),
            Ok(read) => read,
            Err(flaw @ Flaw::BadSignature(_)) => {
                return Err(Failure::new(Status::DoesNotHold, format!("{path}: {flaw}")).hint(
                    "it was changed since somebody signed it: sign nothing of it, and ask them for it again",
                ));
            }
            Err(flaw) => return Ok(Err(flaw.to_string())),
        };
        let signer = record.signer().0;
        if signer != id && recovery(&record, id).is_none() {
            return Ok(Err(format!("it is for {signer} to sign")));
        }
        if !record.is_in_place(path) {
            return Ok(Err("it is another record than its path says".to_owned()));
        }
        check_assurance(&record, tree)?;
        check(&record, tree, id)?;
        check_text(path, &record, trees)?;
        let mut keys = signing_keys(&record, &trees);
        keys.retain(|key| key.name() == id);
        Ok(Ok(Some(Self { path: path.clone(), record, note, keys })))
    }

    fn placed(&self) -> (RegistryPath, Vec<u8>) {
        (self.path.clone(), self.note.to_string().into_bytes())
    }
}

/// A note, where it would stand.
pub(super) type Placed<'n> = (&'n RegistryPath, &'n mut Note);

/// Whether what came is no request and no reply: what may wait in it are other records than acts.
pub(super) fn holds_no_act(carried: &Tree) -> bool {
    let mut filed = carried.statements.iter();
    filed.all(|(slug, filed)| {
        let is_drawn_up = || {
            let report = verify(carried, &Trust::default(), &about(slug));
            let mut problems = report.statements.iter().flat_map(|statement| &statement.problems);
            problems.any(|problem| match problem {
                Problem::RollFlawed { flaw, .. } => flaw.is_pending() || is_unsigned(flaw),
                _ => false,
            })
        };
        filed.acts.is_empty() && (filed.text.is_none() || is_drawn_up())
    })
}

fn is_unsigned(flaw: &Flaw) -> bool {
    *flaw == Flaw::Note(NoteError::NoSignatures)
}

/// The registry that a pending record would join.
///
/// # Errors
/// When there is none here.
pub(super) fn registry_around(named: Option<&Path>) -> Result<Tree, Failure> {
    let root = registry_root(named).map_err(|_| {
        let message =
            "what is pending is read beside the registry that it would join, and none is here".to_owned();
        Failure::new(Status::NotJudged, message)
            .hint("get a copy of that registry, and name it: --registry DIR")
    })?;
    Ok(registry::read(&root, None)?)
}

/// What a record lacks before it may be filed.
pub(super) struct Lacking {
    flaw: Flaw,
    /// The same with the place of the record.
    placed: String,
}

impl Lacking {
    /// Which lines, in the words of the record's chain.
    pub(super) fn flaw(&self) -> &Flaw {
        &self.flaw
    }
}

/// In a few words, for the one record that is meant.
impl std::fmt::Display for Lacking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.flaw {
            Flaw::Note(_) => f.write_str("nobody has signed it yet"),
            // of several officers it says how many did
            Flaw::NotRestored(_, why) if !matches!(**why, Flaw::TooFew { needed: 1, .. }) => why.fmt(f),
            Flaw::NotRestored(other, _) => write!(f, "{other} has to sign too"),
            flaw => flaw.fmt(f),
        }
    }
}

/// What the records of a proposal lack; nothing if it may be filed.
///
/// # Errors
/// When anything else is wrong with it.
pub(super) fn lacking(tree: &Tree, proposal: &Proposal) -> Result<Vec<Lacking>, Failure> {
    let is_bare =
        |bytes: &Vec<u8>| read_drawn_up(bytes).is_some_and(|(_, note)| note.signatures().is_empty());
    let mut bare = proposal.iter().filter(|(_, bytes)| is_bare(bytes)).peekable();
    if bare.peek().is_some() {
        let unsigned = |(path, _)| {
            let flaw = Flaw::Note(NoteError::NoSignatures);
            Lacking { placed: format!("{path}: nobody has signed it yet"), flaw }
        };
        return Ok(bare.map(unsigned).collect());
    }
    let judged = judge(tree, std::slice::from_ref(proposal)).pop();
    let Some(Err(refused)) = judged else { return Ok(Vec::new()) };
    let lacks = refused
        .iter()
        .map(|objection| Some(Lacking { flaw: objection.lacks()?.clone(), placed: objection.to_string() }));
    lacks.collect::<Option<Vec<_>>>().ok_or_else(|| objections(refused))
}

/// The failure to file what lacks lines.
pub(super) fn too_few(why: &Lacking) -> Failure {
    Failure::new(Status::DoesNotHold, format!("{}: nothing was written", why.flaw))
        .hint("where it takes several of your keys, give each with --key")
        .hint("or write what you sign to a file, for the others to add their lines: -o pending.json")
}

/// Writes `proposal`, to be mailed: with the chains that it continues and the keys of `by`, who signs it. `what` is what
/// it is called.
pub(super) fn write_drawn_up(
    output: &Path,
    what: &str,
    by: &Id,
    proposal: &Proposal,
    lacking: &[Lacking],
    tree: &Tree,
) -> Result<(), Failure> {
    create_new(output, &mailed(by, proposal, tree)?.print(), Access::Public)?;
    if !lacking.is_empty() {
        return say_pending(what, lacking, output, by);
    }
    terminal::say(&format!("{}: {what}, to be mailed\n", escape_path(output)))?;
    terminal::hint(&format!(
        "mail this file to whoever keeps the registry, who files it with: {}",
        adding(output, proposal)
    ));
    Ok(())
}

/// A proposal with the chains that it continues and the keys of `by`, who signs it.
fn mailed(by: &Id, proposal: &Proposal, tree: &Tree) -> Result<Bundle, Failure> {
    let mut carried = tree.clone();
    carried.extend(proposal.clone());
    bundle_of(&carried, |path| match path {
        RegistryPath::Keys(id, _) if id == by => true,
        path => proposal.keys().any(|new| folder(new) == folder(path)),
    })
}

/// The folder of the chain that a record stands in.
fn folder(path: &RegistryPath) -> Option<String> {
    path.to_string().rsplit_once('/').map(|(folder, _)| folder.to_owned())
}

/// The command that files what is in a file.
fn adding(output: &Path, proposal: &Proposal) -> String {
    let publishes =
        proposal.keys().any(|path| matches!(path, RegistryPath::Text(_) | RegistryPath::Roll(..)));
    format!("undersigned add {}{}", if publishes { "--statements " } else { "" }, name_word(output))
}

/// Says that the file which was written lacks lines, and who adds them.
fn say_pending(what: &str, lacking: &[Lacking], output: &Path, id: &Id) -> Result<(), Failure> {
    let (file, name) = (escape_path(output), name_word(output));
    let mut whys: Vec<String> = lacking.iter().map(ToString::to_string).collect();
    whys.dedup();
    if whys.len() > 1 {
        whys = lacking.iter().map(|why| why.placed.clone()).collect();
    }
    terminal::say(&format!("{file}: {what}, pending: {}\n", whys.join("; ")))?;
    let id = match lacking.first().map(|why| &why.flaw) {
        Some(Flaw::NotRestored(other, _)) => {
            terminal::hint(&format!(
                "mail it on: undersigned key restore {name} --as {other} --key FILE -o restored.json"
            ));
            return Ok(());
        }
        Some(Flaw::NotProven(key)) => key.name(),
        _ => id,
    };
    terminal::hint(&format!(
        "another of your officers reads it and adds a line: undersigned sign {name} --as {id} --key FILE -o signed.json"
    ));
    terminal::hint(&format!(
        "or signs it with another tool: undersigned request open {name} --as {id} --public KEY -o to-sign"
    ));
    Ok(())
}

impl<'t> Waiting<'t> {
    /// What in `carried` is not in the registry `tree` yet and waits for lines of `id`. Of the rest nothing is carried on
    /// but the texts of the rolls among it.
    ///
    /// # Errors
    /// When nothing does, with the reasons; when it could not be filed with whatever lines.
    pub(super) fn find(carried: Tree, tree: &'t Tree, id: &'t Id) -> Result<Self, Failure> {
        let (mut records, mut others) = (Vec::new(), Vec::new());
        for (path, content) in carried.files() {
            let Some(bytes) = content.bytes().filter(|_| !matches!(path, RegistryPath::Text(_))) else {
                continue;
            };
            match WaitingRecord::read(&path, bytes, [tree, &carried], id)? {
                Ok(Some(waiting)) => records.push(waiting),
                Ok(None) => {}
                Err(why) => others.push(format!("{path}: {why}")),
            }
        }
        let mut new: Proposal = records.iter().map(WaitingRecord::placed).collect();
        for slug in records.iter().filter_map(|waiting| waiting.path.slug()) {
            let text = RegistryPath::Text(slug.clone());
            if tree.get(&text).is_none()
                && let Some(bytes) = carried.get(&text).and_then(Content::bytes)
            {
                new.insert(text, bytes.to_vec());
            }
        }
        if !records.is_empty() && lacking(tree, &new)?.is_empty() {
            others.extend(
                records.drain(..).map(|whole| format!("{}: it has all the lines that it needs", whole.path)),
            );
        }
        if records.is_empty() {
            let message = format!("nothing in it waits for {id} to sign it");
            return Err(others.into_iter().fold(Failure::new(Status::NotJudged, message), Failure::and).hint(
                "give the file of which undersigned said that it is pending, or your organisation's id with --as",
            ));
        }
        others.iter().for_each(|other| terminal::note(&format!("left out: {other}")));
        Ok(Self { id, tree, new, records })
    }

    /// Keeps what restores another party alone.
    pub(super) fn only_recoveries(mut self) -> Result<Self, Failure> {
        self.records.retain(|waiting| recovery(&waiting.record, self.id).is_some());
        self.new.retain(|path, _| self.records.iter().any(|waiting| waiting.path == *path));
        match self.records.is_empty() {
            false => Ok(self),
            true => Err(Failure::new(
                Status::NotJudged,
                format!("nothing in it waits for {} to restore it", self.id),
            )
            .hint("give the file that undersigned key recover wrote, or whoever added a line after that")),
        }
    }

    /// Whose keys it would restore, if it would.
    pub(super) fn restores(&self) -> Option<&Id> {
        self.records.iter().find_map(|waiting| Some(&recovery(&waiting.record, self.id)?.0.signatory))
    }

    /// The records that a key of the party may sign, and how they list it.
    pub(super) fn of_key(&mut self, key: &VerifierKey) -> Result<(VerifierKey, Vec<Placed<'_>>), Failure> {
        let listing =
            |waiting: &WaitingRecord| waiting.keys.iter().find(|listed| listed.is_one_key_with(key)).cloned();
        let Some(listed) = self.records.iter().find_map(listing) else {
            return Err(foreign_key(key, self.id).hint(
                "give the file of a key that your newest keys record lists, or that joins with this one",
            ));
        };
        let records = self.records.iter_mut().filter(|waiting| waiting.keys.contains(&listed));
        let notes = records.map(|waiting| (&waiting.path, &mut waiting.note)).collect();
        Ok((listed, notes))
    }

    /// Adds the lines by a key.
    pub(super) fn sign(&mut self, signer: &Signer) -> Result<(), Failure> {
        let (listed, notes) = self.of_key(&signer.verifier_key(self.id))?;
        for (_, note) in notes {
            signer.sign(note, [&listed])?;
        }
        Ok(())
    }

    /// Shows what will be signed.
    pub(super) fn show(&self) -> Result<(), Failure> {
        for WaitingRecord { path, record, note, .. } in &self.records {
            let about = match record {
                Record::Roll(roll) if roll.version == 1 => {
                    let text = self.new.get(&RegistryPath::Text(roll.slug.clone()));
                    let text = text.and_then(|text| std::str::from_utf8(text).ok()).map(quote_lines);
                    terminal::page(&format!(
                        "---- the text, {}\n{}---- end of the text\n",
                        roll.text.prefixed(),
                        text.unwrap_or_default()
                    ))?;
                    None
                }
                Record::Attestation(said) => {
                    let slug = path.slug().unwrap_or(&said.signatory);
                    show_title(slug, self.tree)?;
                    attest::show(slug, std::slice::from_ref(said))?;
                    None
                }
                Record::Translation(said) => {
                    let slug = path.slug().unwrap_or(&said.translator);
                    show_title(slug, self.tree)?;
                    translate::show(slug, said, self.tree)?;
                    None
                }
                Record::Keys(keys) => {
                    show_drawn_up(keys, self.tree)?;
                    if recovery(record, self.id).is_some() {
                        warn_of_restoring(keys, note);
                    }
                    continue;
                }
                Record::Vouch(vouch) => Some((&vouch.signatory, vouch.record, vouch.withdrawn)),
                Record::Check(check) => Some((&check.signatory, check.record, check.withdrawn)),
                _ => None,
            };
            terminal::say(&quote_lines(note.text()))?;
            if let Some((signatory, digest, false)) = about {
                show_keys(signatory, digest, self.tree)?;
            }
        }
        if self.restores().is_none() {
            terminal::warning(
                "your line says all of this, as the others do: make sure of it yourself, by a way that you trust",
            );
        }
        Ok(())
    }

    /// Writes it to be mailed on, and says what it lacks still.
    pub(super) fn write(mut self, output: &Path) -> Result<(), Failure> {
        self.new.extend(self.records.iter().map(WaitingRecord::placed));
        let lacking = lacking(self.tree, &self.new)?;
        create_new(output, &mailed(self.id, &self.new, self.tree)?.print(), Access::Public)?;
        if lacking.is_empty() {
            let what = match self.restores() {
                Some(restored) => format!("the keys of {restored}, restored"),
                None => "with all the lines that it needs".to_owned(),
            };
            terminal::say(&format!("{}: {what}\n", escape_path(output)))?;
            terminal::hint(&format!(
                "mail it to whoever keeps the registry, who files it with: {}",
                adding(output, &self.new)
            ));
            return Ok(());
        }
        say_pending("with your line", &lacking, output, self.id)
    }
}

/// The record by which `id` restores another party, and what it says of `id`.
fn recovery<'r>(record: &'r Record, id: &Id) -> Option<(&'r KeysRecord, &'r Recoverer)> {
    let Record::Keys(keys) = record else { return None };
    Some((keys, keys.recovered.iter().find(|by| by.party == *id)?))
}

/// Whether a record follows what stands in the registry, and would be judged by the newest keys of `id`.
fn check(record: &Record, tree: &Tree, id: &Id) -> Result<(), Failure> {
    // its first keys are drawn up with what they sign
    if tree.keys_of(id).is_empty() {
        return Ok(());
    }
    let again = |message: String, by: &Id| {
        Err(Failure::new(Status::DoesNotHold, message)
            .hint(format!("ask {by} to draw it up again from a new copy of this registry")))
    };
    let named = match (record, recovery(record, id)) {
        (_, Some((_, by))) => Some(by.keys),
        (record, None) => record.signer().1,
    };
    if let Some(named) = named
        && newest_of(&Party::read(id, tree))?.digest != named
    {
        return again(format!("it does not name the newest keys record of {id}"), record.signer().0);
    }
    if let Record::Keys(keys) = record
        && Some(newest_of(&Party::read(&keys.signatory, tree))?.digest) != keys.previous
    {
        let message = format!("it does not follow the newest keys record of {}", keys.signatory);
        return Err(
            Failure::new(Status::DoesNotHold, message).hint("compare the copies of the registry first")
        );
    }
    Ok(())
}

/// Whether a keys record calls a party a demonstration that was none and has no such key: nobody could take that back.
fn check_assurance(record: &Record, tree: &Tree) -> Result<(), Failure> {
    let Record::Keys(keys) = record else { return Ok(()) };
    let published = SecretKey::demonstration(&keys.signatory).public();
    let party = Party::read(&keys.signatory, tree);
    if !keys.demonstration
        || keys.listing(&published).is_some()
        || party.is_demonstration(|key| *key == published)
    {
        return Ok(());
    }
    let message = format!("it would make {} a demonstration for ever, and its keys are none", keys.signatory);
    Err(Failure::new(Status::DoesNotHold, message)
        .hint("sign nothing of it: ask whoever drew it up whether they wrote `assurance demonstration`"))
}

/// Whether the text that is filed beside a record is the one that it is about: whoever signs it has read that one.
fn check_text(path: &RegistryPath, record: &Record, trees: [&Tree; 2]) -> Result<(), Failure> {
    let stated = match record {
        Record::Roll(roll) => Some(roll.text),
        record => record.about(),
    };
    let (Some(stated), Some(slug)) = (stated, path.slug()) else { return Ok(()) };
    let place = RegistryPath::Text(slug.clone());
    let text = trees.iter().find_map(|tree| tree.get(&place).and_then(Content::bytes));
    match text.map(Digest::of) {
        Some(digest) if digest == stated => Ok(()),
        Some(_) => {
            let message = format!("{path} is about another text, {}", stated.prefixed());
            Err(Failure::new(Status::DoesNotHold, message)
                .hint(format!("sign nothing of it: ask who sent it for the text of {slug}")))
        }
        None => Err(Failure::new(Status::NotJudged, format!("the text of {slug} is not here"))
            .hint("get a new copy of the registry first")),
    }
}

/// What whoever restores a party has to know beforehand.
fn warn_of_restoring(record: &KeysRecord, note: &Note) {
    let opened = note.open(&record.keys);
    let has_signed = |key: &VerifierKey| opened.as_ref().is_ok_and(|opened| opened.is_signed_by(key));
    for key in record.keys.iter().filter(|key| key.ed25519().is_some() && !has_signed(key)) {
        terminal::warning(&format!("the new key {key} did not sign it: nothing shows that anybody holds it"));
    }
    terminal::warning(
        "call somebody whose voice you know, at a number that you did not get with this: whoever holds these keys will \
         sign in the name of the organisation",
    );
}

fn show_title(slug: &Slug, tree: &Tree) -> Result<(), Failure> {
    let title = current(tree, slug)?.record.title;
    terminal::say(&format!("statement    {slug}: {}\n", isolate(title.as_str())))
}

/// The keys record with this digest, as two people compare it.
fn show_keys(id: &Id, digest: Digest, tree: &Tree) -> Result<(), Failure> {
    let party = Party::read(id, tree);
    match party.record(digest) {
        Some(link) => terminal::say(&keys_text(&link.record)),
        None => {
            let message =
                format!("it is about the keys record {} of {id}, which is not here", digest.prefixed());
            Err(Failure::new(Status::NotJudged, message).hint("get a new copy of the registry first"))
        }
    }
}
