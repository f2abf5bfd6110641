//! Records that wait for signature lines: shown to whoever signs next, signed, and mailed on.
//!
//! Acts are not among them: who signs one has the text before them, in the request.

use std::path::Path;

use crate::chain::Flaw;
use crate::cli::command::key::{newest_of, show_drawn_up};
use crate::cli::command::roll::objections;
use crate::cli::command::trust::keys_text;
use crate::cli::command::{about, bundle_of, foreign_key, name_word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::digest::Digest;
use crate::filing::{Objection, Proposal, judge};
use crate::id::Id;
use crate::key::{SecretKey, VerifierKey};
use crate::note::{Note, NoteError};
use crate::party::Party;
use crate::path::RegistryPath;
use crate::pending::{read_drawn_up, signing_keys};
use crate::record::Record;
use crate::record::keys::{KeysRecord, Recoverer};
use crate::registry::durable::{Access, create_new};
use crate::render::escape::{escape_path, quote_lines};
use crate::signer::Signer;
use crate::tree::{Content, Tree};
use crate::trust::Trust;
use crate::verify::{Problem, verify};

/// What came by mail, and what of it waits for the lines of a party.
pub(super) struct Waiting<'t> {
    id: &'t Id,
    /// The registry that it would join.
    tree: &'t Tree,
    /// Everything that came.
    carried: Tree,
    /// What of it is new.
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

/// Which lines a proposal lacks; nothing if it may be filed.
///
/// # Errors
/// When anything else is wrong with it.
pub(super) fn lacking(tree: &Tree, proposal: &Proposal) -> Result<Option<Flaw>, Failure> {
    let is_bare =
        |bytes: &Vec<u8>| read_drawn_up(bytes).is_some_and(|(_, note)| note.signatures().is_empty());
    if proposal.values().any(is_bare) {
        return Ok(Some(Flaw::Note(NoteError::NoSignatures)));
    }
    let judged = judge(tree, std::slice::from_ref(proposal)).pop();
    let Some(Err(refused)) = judged else { return Ok(None) };
    let lacks: Option<Vec<&Flaw>> = refused.iter().map(Objection::lacks).collect();
    match lacks.as_deref() {
        Some([first, ..]) => Ok(Some((*first).clone())),
        _ => Err(objections(refused)),
    }
}

/// The failure to file what lacks lines.
pub(super) fn too_few(why: &Flaw) -> Failure {
    Failure::new(Status::DoesNotHold, format!("{why}: nothing was written"))
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
    lacking: Option<Flaw>,
    tree: &Tree,
) -> Result<(), Failure> {
    let mut carried = tree.clone();
    carried.extend(proposal.clone());
    let bundle = bundle_of(&carried, |path| match path {
        RegistryPath::Keys(id, _) => id == by,
        path => proposal.keys().any(|new| folder(new) == folder(path)),
    })?;
    create_new(output, &bundle.print(), Access::Public)?;
    if let Some(why) = lacking {
        return say_pending(what, &why, output, by);
    }
    terminal::say(&format!("{}: {what}, to be mailed\n", escape_path(output)))?;
    terminal::hint(&format!(
        "mail this file to whoever keeps the registry, who files it with: {}",
        adding(output, proposal)
    ));
    Ok(())
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
fn say_pending(what: &str, why: &Flaw, output: &Path, id: &Id) -> Result<(), Failure> {
    let (file, name) = (escape_path(output), name_word(output));
    if let Flaw::NotRestored(other, _) = why {
        terminal::say(&format!("{file}: {what}, pending: {other} has to sign too\n"))?;
        terminal::hint(&format!(
            "mail it on: undersigned key restore {name} --as {other} --key FILE -o restored.json"
        ));
        return Ok(());
    }
    let why = match why {
        Flaw::Note(_) => "nobody has signed it yet".to_owned(),
        why => why.to_string(),
    };
    terminal::say(&format!("{file}: {what}, pending: {why}\n"))?;
    terminal::hint(&format!(
        "another of your officers reads it and adds a line: undersigned sign {name} --as {id} --key FILE -o signed.json"
    ));
    terminal::hint(&format!(
        "or signs it with another tool: undersigned request open {name} --as {id} --public KEY -o to-sign"
    ));
    Ok(())
}

impl<'t> Waiting<'t> {
    /// What in `carried` is not in the registry `tree` yet and waits for lines of `id`.
    ///
    /// # Errors
    /// When nothing does, or it could not be filed with whatever lines.
    pub(super) fn find(carried: Tree, tree: &'t Tree, id: &'t Id) -> Result<Self, Failure> {
        let new = carried.files().filter(|(path, _)| tree.get(path).is_none());
        let new: Proposal =
            new.filter_map(|(path, content)| Some((path, content.bytes()?.to_vec()))).collect();
        let mut records = Vec::new();
        if lacking(tree, &new)?.is_some() {
            for (path, bytes) in &new {
                let Some((record, note)) = read_drawn_up(bytes) else { continue };
                let mut keys = signing_keys(&record, &[tree, &carried]);
                keys.retain(|key| key.name() == id);
                if !keys.is_empty() && record.is_in_place(path) {
                    check_assurance(&record, tree)?;
                    check(&record, tree, id)?;
                    check_text(path, &record, [tree, &carried])?;
                    records.push(WaitingRecord { path: path.clone(), record, note, keys });
                }
            }
        }
        if records.is_empty() {
            let message = format!("nothing in it waits for {id} to sign it");
            return Err(Failure::new(Status::NotJudged, message)
                .hint("give the file of which undersigned said that it is pending, or your organisation's id with --as"));
        }
        Ok(Self { id, tree, carried, new, records })
    }

    /// Keeps what restores another party alone.
    pub(super) fn only_recoveries(mut self) -> Result<Self, Failure> {
        self.records.retain(|waiting| recovery(&waiting.record, self.id).is_some());
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
                Record::Attestation(_) | Record::Translation(_) => {
                    let slug = path.slug().map_or("", Id::as_str);
                    terminal::say(&format!("statement    {slug}\n"))?;
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
        let signed = self.records.iter();
        self.new.extend(signed.map(|waiting| (waiting.path.clone(), waiting.note.to_string().into_bytes())));
        let lacking = lacking(self.tree, &self.new)?;
        self.carried.extend(self.new.clone());
        create_new(output, &bundle_of(&self.carried, |_| true)?.print(), Access::Public)?;
        let Some(why) = lacking else {
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
        };
        say_pending("with your line", &why, output, self.id)
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
