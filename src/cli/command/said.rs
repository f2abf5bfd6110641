//! What `vouch`, `key check`, `attest` and `translate` share: records in which a party says something that it can take back.

use std::path::{Path, PathBuf};

use crate::chain::Flaw;
use crate::cli::command::waiting::{Lacking, lacking, too_few, write_drawn_up};
use crate::cli::command::{claimed, foreign_key, open_key, signed_note};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::compose::signing_record;
use crate::date::Date;
use crate::filing::Proposal;
use crate::id::Id;
use crate::key::SecretKey;
use crate::party::Party;
use crate::path::RegistryPath;
use crate::record::Record;
use crate::registry::Writing;
use crate::render::text::{DEMONSTRATION_KEY, counted};
use crate::signer::Signer;
use crate::tree::Tree;

/// Who says it, with which keys, and where it goes.
#[derive(Debug, clap::Args)]
pub struct SayArgs {
    /// The id of your organisation
    #[arg(long = "as", value_name = "ID")]
    pub by: Id,
    /// Your key file; given again for each key that has to sign, left out where other tools or officers sign
    #[arg(long, required_unless_present = "output", value_name = "FILE")]
    key: Vec<PathBuf>,
    /// Take back what you said before
    #[arg(long)]
    pub withdraw: bool,
    #[command(flatten)]
    pub(super) way: WayArgs,
}

/// When it is said, and where it goes.
#[derive(Debug, clap::Args)]
pub struct WayArgs {
    /// The file whose first line is the passphrase of all these [default: UNDERSIGNED_PASSPHRASE, or asked]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Write a bundle to be mailed to whoever signs it too or keeps the registry, instead of into it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The day that you claim, YYYY-MM-DD in UTC [default: today]
    #[arg(long)]
    date: Option<Date>,
    /// Do not ask: you have made sure of it
    #[arg(long)]
    yes: bool,
}

/// The records that would be published, each where it would stand.
pub(super) type Planned = Vec<(RegistryPath, Record)>;

impl SayArgs {
    /// Publishes what is said, as [`WayArgs::publish`] does.
    pub(super) fn publish(
        &self,
        root: &Path,
        tree: &Tree,
        planned: &Planned,
        verb: &str,
        plan: impl Fn(&Tree) -> Result<Planned, Failure>,
    ) -> Result<(), Failure> {
        self.way.publish((&self.by, &self.key), root, tree, planned, verb, plan)
    }
}

impl WayArgs {
    /// The day that is claimed.
    pub(super) fn date(&self) -> Result<Date, Failure> {
        claimed(self.date)
    }

    /// Whether it is written to be mailed.
    pub(super) fn is_mailed(&self) -> bool {
        self.output.is_some()
    }

    /// Asks whether to `verb`, signs what is `planned` for the party `by` with the keys in `files`, and files it in the
    /// registry at `root` or writes it to be mailed. `plan` makes the same of what stands there once it is locked: nobody
    /// says what they were not shown.
    pub(super) fn publish(
        &self,
        (by, files): (&Id, &[PathBuf]),
        root: &Path,
        tree: &Tree,
        planned: &Planned,
        verb: &str,
        plan: impl Fn(&Tree) -> Result<Planned, Failure>,
    ) -> Result<(), Failure> {
        terminal::ask(&format!("{verb} as {by}?"), self.yes)?;
        let held = files.iter().map(|file| open_key(file, self.passphrase_file.as_deref()));
        let held = held.collect::<Result<Vec<_>, _>>()?;
        if held.iter().any(|key| key.public() == SecretKey::demonstration(by).public()) {
            terminal::warning(DEMONSTRATION_KEY);
        }
        match &self.output {
            Some(output) => {
                let (proposal, lacking) = signed(by, &held, planned, tree)?;
                let what = counted(proposal.len(), "record");
                write_drawn_up(output, &what, by, &proposal, &lacking, tree)
            }
            None => {
                let writing = Writing::begin(root, terminal::waiting)?;
                if plan(&writing.tree)? != *planned {
                    let message = "what stands here changed meanwhile: nothing was written".to_owned();
                    return Err(Failure::new(Status::DoesNotHold, message)
                        .hint("repeat the command: it shows what is there now"));
                }
                let (proposal, lacking) = signed(by, &held, planned, &writing.tree)?;
                match lacking.first() {
                    None => file(&writing, proposal),
                    Some(why) => Err(too_few(why)),
                }
            }
        }
    }
}

/// The records, signed for `by` and judged, and which lines they lack.
fn signed(
    by: &Id,
    held: &[Signer],
    planned: &Planned,
    tree: &Tree,
) -> Result<(Proposal, Vec<Lacking>), Failure> {
    let party = Party::read(by, tree);
    if let Some(foreign) = held.iter().find(|key| signing_record(&party, &key.public()).is_none()) {
        return Err(foreign_key(&foreign.verifier_key(by), by)
            .hint("give the file of a key that your newest keys record lists"));
    }
    let keys = party.chain().state().map(|link| link.record.keys.clone()).unwrap_or_default();
    let mut proposal = Proposal::new();
    for (path, record) in planned {
        let note = signed_note(record.clone(), &keys, held)?;
        proposal.insert(path.clone(), note.to_string().into_bytes());
    }
    let lacking = lacking(tree, &proposal)?;
    Ok((proposal, lacking))
}

fn file(writing: &Writing, signed: Proposal) -> Result<(), Failure> {
    let files: Vec<(RegistryPath, Vec<u8>)> = signed.into_iter().collect();
    writing.file(&files)?;
    for (path, _) in &files {
        terminal::say(&format!("{path}: written\n"))?;
    }
    Ok(())
}

/// The failure to follow a chain with a flaw.
pub(super) fn disputed(path: &RegistryPath, flaw: &Flaw) -> Failure {
    Failure::new(Status::DoesNotHold, format!("{path}: {flaw}"))
        .hint("nothing can follow what is in dispute before it is mended by hand")
}
