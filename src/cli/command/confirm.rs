//! What one organisation says of the keys of others, signed and filed or mailed: the end of `vouch` and of `key check`.

use std::path::{Path, PathBuf};

use crate::chain::Confirmation;
use crate::cli::command::roll::objections;
use crate::cli::command::{bundle_of, open_key, signed_note, today, word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::compose::signing_record;
use crate::date::Date;
use crate::filing::{Proposal, judge};
use crate::id::Id;
use crate::key::{SecretKey, VerifierKey};
use crate::party::Party;
use crate::record::Record;
use crate::registry::Writing;
use crate::registry::durable::{Access, create_new};
use crate::render::escape::escape_path;
use crate::render::text::{DEMONSTRATION_KEY, counted};
use crate::signer::Signer;
use crate::tree::{Content, Tree};

/// Where what is said goes, and when it is said.
#[derive(Debug, clap::Args)]
pub struct ConfirmArgs {
    /// The file whose first line is the passphrase of all these [default: UNDERSIGNED_PASSPHRASE, or asked]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Write a bundle to be mailed to whoever keeps the registry, instead of into it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The day that you claim, YYYY-MM-DD in UTC [default: today]
    #[arg(long)]
    date: Option<Date>,
    /// Do not ask: you have compared the keys
    #[arg(long)]
    yes: bool,
}

impl ConfirmArgs {
    /// The day that is claimed.
    pub(super) fn day(&self) -> Result<Date, Failure> {
        self.date.map_or_else(today, Ok)
    }

    /// Asks, signs for `by` with the keys in `files`, and files the records that are `planned`, by one party all, or
    /// writes them to be mailed; says which. `again` plans them anew for the registry as it is when nobody else writes.
    pub(super) fn publish<C: Confirmation + Into<Record> + Clone + PartialEq>(
        &self,
        question: &str,
        (by, files): (&Id, &[PathBuf]),
        planned: &[C],
        (root, tree): (&Path, &Tree),
        again: impl FnOnce(&Tree) -> Result<Vec<C>, Failure>,
    ) -> Result<Published, Failure> {
        terminal::ask(question, self.yes)?;
        let held = files.iter().map(|file| open_key(file, self.passphrase_file.as_deref()));
        let held = held.collect::<Result<Vec<_>, _>>()?;
        if held.iter().any(|key| key.public() == SecretKey::demonstration(by).public()) {
            terminal::warning(DEMONSTRATION_KEY);
        }
        let Some(output) = &self.output else {
            let writing = Writing::begin(root, terminal::waiting)?;
            // Nobody says of the keys of others what they were not shown.
            if again(&writing.tree)? != planned {
                let message = "what stands here changed meanwhile: nothing was written".to_owned();
                return Err(Failure::new(Status::DoesNotHold, message)
                    .hint("repeat the command: it shows what is there now"));
            }
            let signed = signed(planned, by, &held, &writing.tree)?;
            writing.file(&signed.clone().into_iter().collect::<Vec<_>>())?;
            for path in signed.keys() {
                terminal::say(&format!("{path}: written\n"))?;
            }
            return Ok(Published::Filed);
        };
        let mut carried = Tree::default();
        carried.keys.insert(by.clone(), tree.keys_of(by).clone());
        for record in planned {
            let id = record.signatory();
            let before = C::all(tree).get(id).and_then(|all| all.get(by)).into_iter().flatten();
            for (version, content) in before {
                carried.insert(C::path(id.clone(), by.clone(), *version), content.clone());
            }
        }
        for (path, bytes) in signed(planned, by, &held, tree)? {
            carried.insert(path, Content::Bytes(bytes));
        }
        create_new(output, &bundle_of(&carried, |_| true)?.print(), Access::Public)?;
        let number = counted(planned.len(), "record");
        terminal::say(&format!("{}: {number}, to be mailed\n", escape_path(output)))?;
        terminal::hint(&format!(
            "mail this file to whoever keeps the registry, who files it with: undersigned add {}",
            word(Path::new(output.file_name().unwrap_or(output.as_os_str())))
        ));
        Ok(Published::Mailed)
    }
}

/// What became of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Published {
    /// They stand in the registry.
    Filed,
    /// They are to be mailed.
    Mailed,
}

/// The records, signed and judged.
fn signed<C: Confirmation + Into<Record> + Clone>(
    records: &[C],
    by: &Id,
    held: &[Signer],
    tree: &Tree,
) -> Result<Proposal, Failure> {
    let party = Party::read(by, tree);
    if let Some(foreign) = held.iter().find(|key| signing_record(&party, &key.public()).is_none()) {
        let given = VerifierKey::new(by.clone(), foreign.public());
        let message = format!("the key that you gave, {given}, is not a key of {by}");
        return Err(Failure::new(Status::DoesNotHold, message)
            .hint("give the file of a key that your newest keys record lists"));
    }
    let mut proposal = Proposal::new();
    for record in records {
        let path = C::path(record.signatory().clone(), by.clone(), record.version());
        proposal.insert(path, signed_note(record.clone(), by, held)?.to_string().into_bytes());
    }
    for judged in judge(tree, std::slice::from_ref(&proposal)) {
        judged.map_err(|refused| {
            objections(refused).hint("where it takes several of your keys, give each with --key")
        })?;
    }
    Ok(proposal)
}
