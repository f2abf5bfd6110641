//! Records that wait for signature lines: shown to whoever signs next, signed, and mailed on.
//!
//! Acts are not among them: who signs one has the text before them, in the request.

use std::path::Path;

use crate::chain::Flaw;
use crate::cli::command::key::{newest_of, show_drawn_up};
use crate::cli::command::roll::objections;
use crate::cli::command::trust::keys_text;
use crate::cli::command::{bundle_of, foreign_key, name_word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::digest::Digest;
use crate::filing::{Objection, Proposal, judge};
use crate::id::Id;
use crate::key::VerifierKey;
use crate::note::{Note, NoteError};
use crate::party::Party;
use crate::path::RegistryPath;
use crate::pending::{read_drawn_up, signing_keys};
use crate::record::Record;
use crate::record::keys::{KeysRecord, Recoverer};
use crate::registry::durable::{Access, create_new};
use crate::render::escape::{escape_path, quote_lines};
use crate::signer::Signer;
use crate::tree::Tree;

/// What came by mail, and what of it waits for the lines of a party.
pub(super) struct Waiting<'t> {
    id: &'t Id,
    /// The registry that it would join.
    tree: &'t Tree,
    /// Everything that came.
    carried: Tree,
    records: Vec<WaitingRecord>,
}

struct WaitingRecord {
    path: RegistryPath,
    record: Record,
    note: Note,
    /// The keys of the party that may sign it.
    keys: Vec<VerifierKey>,
}

/// Whether what came holds no statement and no act: what may wait in it are other records.
pub(super) fn holds_no_act(carried: &Tree) -> bool {
    carried.statements.values().all(|filed| filed.text.is_none() && filed.acts.is_empty())
}

/// Which lines a proposal lacks; nothing if it may be filed.
///
/// # Errors
/// When anything else is wrong with it.
pub(super) fn lacking(tree: &Tree, proposal: &Proposal) -> Result<Option<Flaw>, Failure> {
    let is_unsigned =
        |bytes: &Vec<u8>| read_drawn_up(bytes).is_some_and(|(_, note)| note.signatures().is_empty());
    if proposal.values().any(is_unsigned) {
        return Ok(Some(Flaw::Note(NoteError::NoSignatures)));
    }
    let judged = judge(tree, std::slice::from_ref(proposal)).pop();
    let Some(Err(refused)) = judged else { return Ok(None) };
    match refused.iter().map(Objection::lacks).collect::<Option<Vec<_>>>() {
        Some(lacks) => Ok(lacks.first().map(|flaw| (*flaw).clone())),
        None => Err(objections(refused)),
    }
}

/// Says that the file which was written lacks lines, and who adds them.
pub(super) fn say_pending(what: &str, why: &Flaw, output: &Path, id: &Id) -> Result<(), Failure> {
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
        let mut records = Vec::new();
        for (path, content) in carried.files().filter(|(path, _)| tree.get(path).is_none()) {
            let Some((record, note)) = content.bytes().and_then(read_drawn_up) else { continue };
            let mut keys = signing_keys(&record, &[tree]);
            keys.retain(|key| key.name() == id);
            if keys.is_empty() || !record.is_in_place(&path) {
                continue;
            }
            let proposal = Proposal::from([(path.clone(), note.to_string().into_bytes())]);
            if lacking(tree, &proposal)?.is_some() {
                check(&record, tree, id)?;
                records.push(WaitingRecord { path, record, note, keys });
            }
        }
        if records.is_empty() {
            let message = format!("nothing in it waits for {id} to sign it");
            return Err(Failure::new(Status::NotJudged, message)
                .hint("give the file of which undersigned said that it is pending, or your organisation's id with --as"));
        }
        Ok(Self { id, tree, carried, records })
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
    pub(super) fn of_key(
        &mut self,
        key: &VerifierKey,
    ) -> Result<(VerifierKey, Vec<(&RegistryPath, &mut Note)>), Failure> {
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
        for WaitingRecord { record, note, .. } in &self.records {
            let about = match record {
                Record::Keys(keys) if recovery(record, self.id).is_some() => {
                    show_recovery(keys)?;
                    continue;
                }
                Record::Keys(keys) => {
                    show_drawn_up(keys, self.tree)?;
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
        let proposal: Proposal =
            signed.map(|waiting| (waiting.path.clone(), waiting.note.to_string().into_bytes())).collect();
        let lacking = lacking(self.tree, &proposal)?;
        self.carried.extend(proposal);
        create_new(output, &bundle_of(&self.carried, |_| true)?.print(), Access::Public)?;
        let Some(why) = lacking else {
            let what = match self.restores() {
                Some(restored) => format!("the keys of {restored}, restored"),
                None => "with all the lines that it needs".to_owned(),
            };
            terminal::say(&format!("{}: {what}\n", escape_path(output)))?;
            terminal::hint(&format!(
                "mail it to whoever keeps the registry, who files it with: undersigned add {}",
                name_word(output)
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

fn show_recovery(record: &KeysRecord) -> Result<(), Failure> {
    terminal::say(&keys_text(record))?;
    let by: Vec<&str> = record.recovered.iter().map(|by| by.party.as_str()).collect();
    terminal::say(&format!(
        "restored by  {}\ndate         {}, as {} claims it\n",
        by.join(", "),
        record.date,
        record.signatory
    ))?;
    terminal::warning(
        "call somebody whose voice you know, at a number that you did not get with this: whoever holds these keys will \
         sign in the name of the organisation",
    );
    Ok(())
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
