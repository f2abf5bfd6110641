//! `show`: a record or a bundle, checked and escaped.

use std::path::{Path, PathBuf};

use crate::chain::Flaw;
use crate::cli::command::{read_input, tree_of};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::extract::mail::bundles_in;
use crate::key::SecretKey;
use crate::note::{Note, Opened};
use crate::party::Party;
use crate::record::Record;
use crate::record::keys::KeysRecord;
use crate::registry;
use crate::registry::bundle::{Bundle, MAX_JSON};
use crate::render::escape::{escape, escape_lines};
use crate::render::text::{DEMONSTRATION, counted};
use crate::tree::Tree;

/// The arguments of `show`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned show signatures/political-prisoners-2025/freedom-house/1.note
  undersigned show reply.json

A record is checked by the keys record that it names, which is looked up in the same bundle or in the registry.")]
pub struct Args {
    /// A record (.note) or a bundle, or - for the standard input
    file: PathBuf,
}

/// Shows a file.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let bytes = read_input(&args.file, MAX_JSON)?;
    let around = around(&args.file, named);
    if bytes.starts_with(b"undersigned/") {
        let (shown, status) = show_note(&bytes, &around).map_err(|failure| failure.of_file(&args.file))?;
        terminal::say(&shown)?;
        return Ok(status);
    }
    let found = bundles_in(&bytes).map_err(|error| {
        Failure::new(Status::DoesNotHold, error.to_string())
            .of_file(&args.file)
            .hint("show takes a record (.note) or a bundle (.json); a text is shown by undersigned canonicalize --explain")
    })?;
    let mut worst = Status::Holds;
    for found in found {
        for mended in &found.mended {
            terminal::note(&format!("{}: {mended}", args.file.display()));
        }
        worst = worse(worst, show_bundle(&found.bundle, &around)?);
    }
    Ok(worst)
}

/// The registry that the record lies in, or that was named, for the keys records in it.
fn around(file: &Path, named: Option<&Path>) -> Tree {
    let beside = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let root = named
        .map(Path::to_owned)
        .or_else(|| registry::find(beside).ok())
        .or_else(|| registry::find(Path::new(".")).ok());
    root.and_then(|root| registry::read(&root, None).ok()).unwrap_or_default()
}

fn show_bundle(bundle: &Bundle, around: &Tree) -> Result<Status, Failure> {
    let mut keys = tree_of(std::slice::from_ref(bundle))?.keys;
    for (id, folder) in &around.keys {
        keys.entry(id.clone()).or_insert_with(|| folder.clone());
    }
    let known = Tree { keys, ..Tree::default() };
    let mut worst = Status::Holds;
    terminal::say(&format!("a bundle of {}\n\n", counted(bundle.files().len(), "file")))?;
    for (path, content) in bundle.files() {
        let (shown, status) = match path.ends_with(".note") {
            true => show_note(content.as_bytes(), &known)
                .unwrap_or_else(|failure| (failure.message(), failure.status())),
            false => (escape_lines(content).into_owned(), Status::Holds),
        };
        terminal::say(&format!("==== {path}\n{shown}\n"))?;
        worst = worse(worst, status);
    }
    Ok(worst)
}

fn worse(one: Status, other: Status) -> Status {
    match (one, other) {
        (Status::DoesNotHold, _) | (_, Status::DoesNotHold) => Status::DoesNotHold,
        (Status::NotJudged, _) | (_, Status::NotJudged) => Status::NotJudged,
        _ => Status::Holds,
    }
}

/// The record as text with what its signature lines are worth.
fn show_note(bytes: &[u8], known: &Tree) -> Result<(String, Status), Failure> {
    let wrong = |error: &dyn std::fmt::Display| Failure::new(Status::DoesNotHold, error.to_string());
    let note = Note::parse(bytes).map_err(|error| wrong(&Flaw::from(error)))?;
    let record = Record::parse(note.text()).map_err(|error| wrong(&Flaw::from(error)))?;
    let mut shown = escape_lines(note.text()).into_owned();
    shown.push_str(&format!("\na {}, {}\n", record.kind(), note.digest().prefixed()));
    let (verdict, status) = check(&note, &record, known);
    shown.push_str(&format!("{verdict}\n"));
    if is_demonstration(&note, &record, known) {
        shown = format!("{DEMONSTRATION}\n\n{shown}");
    }
    Ok((shown, status))
}

fn check(note: &Note, record: &Record, known: &Tree) -> (String, Status) {
    if let Record::Keys(keys) = record {
        return check_keys(note, keys);
    }
    let (party, named) = signer(record);
    let Some(party) = party.map(|id| Party::read(id, known)) else { return (String::new(), Status::Holds) };
    match party.signers(named, note) {
        Ok(signers) => {
            let keys = counted(signers.len(), "key");
            (
                format!("signed by {keys} of {}, under the keys record that it names", party.id()),
                Status::Holds,
            )
        }
        Err(flaw @ (Flaw::KeysNotHere(_) | Flaw::NotChecked)) => {
            (format!("not checked: {}", escape(&flaw.to_string())), Status::NotJudged)
        }
        Err(flaw) => (format!("not valid: {}", escape(&flaw.to_string())), Status::DoesNotHold),
    }
}

fn check_keys(note: &Note, keys: &KeysRecord) -> (String, Status) {
    let proven = |opened: &Opened| {
        keys.keys.iter().filter_map(|key| key.ed25519()).all(|key| opened.signers().contains(key))
    };
    match note.open(&keys.keys) {
        Ok(opened) if proven(&opened) && keys.keys.iter().any(|key| key.ed25519().is_none()) => {
            (Flaw::NotChecked.to_string(), Status::NotJudged)
        }
        Ok(opened) if proven(&opened) && keys.version > 1 => {
            ("signed by every key that it lists; its chain is checked by verify".to_owned(), Status::Holds)
        }
        Ok(opened) if proven(&opened) => ("signed by every key that it lists".to_owned(), Status::Holds),
        Ok(_) => ("not valid: not every key that it lists signed it".to_owned(), Status::DoesNotHold),
        Err(bad) => (format!("not valid: {}", escape(&bad.to_string())), Status::DoesNotHold),
    }
}

/// Whose keys sign a record, and the digest of the keys record that it names.
fn signer(record: &Record) -> (Option<&crate::id::Id>, crate::digest::Digest) {
    match record {
        Record::Keys(keys) => {
            (Some(&keys.signatory), keys.previous.unwrap_or_else(|| crate::digest::Digest::of(b"")))
        }
        Record::Roll(roll) => (Some(&roll.convener), roll.keys),
        Record::Act(act) => (Some(&act.signatory), act.keys),
    }
}

fn is_demonstration(note: &Note, record: &Record, known: &Tree) -> bool {
    let own = matches!(record, Record::Keys(keys) if keys.demonstration);
    let Some(id) = signer(record).0 else { return own };
    let demonstration = SecretKey::demonstration(id).public();
    let line = crate::key::VerifierKey::new(id.clone(), demonstration).key_id();
    own || note.signatures().iter().any(|signature| signature.key_id == line && signature.name == id.as_str())
        || Party::read(id, known).is_demonstration(&|_| false)
}
