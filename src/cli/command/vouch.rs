//! `vouch`: a record that says whose keys another organisation's are.

use std::path::{Path, PathBuf};

use crate::cli::command::roll::objections;
use crate::cli::command::trust::{keys_text, newest};
use crate::cli::command::{at, bundle_of, open_key, registry_root, signed_note, today, word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::compose::signing_record;
use crate::date::Date;
use crate::filing::{Proposal, judge};
use crate::id::Id;
use crate::key::SecretKey;
use crate::party::Party;
use crate::path::RegistryPath;
use crate::record::keys::KeysRecord;
use crate::record::vouch::Vouch;
use crate::registry::durable::{Access, create_new};
use crate::registry::{self, Writing};
use crate::render::escape::{escape_path, isolate};
use crate::render::text::{DEMONSTRATION_KEY, counted};
use crate::signer::Signer;
use crate::tree::{Content, Tree};
use crate::trust::Trust;
use crate::verify::Parties;

/// The arguments of `vouch`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned vouch freedom-house --as our-coalition --key our-coalition.pem
  undersigned vouch freedom-house --as our-coalition --key our-coalition.pem --withdraw

Vouch for a key that its owner told you by a way that you trust: readers who name you as their voucher take your word for
it. A vouch goes on for the keys that follow by the organisation's own chain, until one is said to be compromised or the
name changes; then vouch again.")]
pub struct Args {
    /// The organisations whose keys these are
    #[arg(required = true, value_name = "ID")]
    ids: Vec<Id>,
    /// The id of your organisation
    #[arg(long = "as", value_name = "ID")]
    voucher: Id,
    /// Your key file; given again for each key that has to sign
    #[arg(long, required = true, value_name = "FILE")]
    key: Vec<PathBuf>,
    /// The file whose first line is the passphrase of all these [default: UNDERSIGNED_PASSPHRASE, or asked]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Take back what you said before
    #[arg(long)]
    withdraw: bool,
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

/// Publishes vouches.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let date = args.date.map_or_else(today, Ok)?;
    let tree = registry::read(&root, None)?;
    let planned = Plan::new(args, date, &tree)?;
    if planned.vouches.is_empty() {
        let all: Vec<&str> = args.ids.iter().map(Id::as_str).collect();
        let what = if args.withdraw { "no vouch stands" } else { "a vouch stands already" };
        terminal::say(&format!("{what} by {} for {}: nothing was changed\n", args.voucher, all.join(", ")))?;
        return Ok(Status::Holds);
    }
    planned.show()?;
    let verb = if args.withdraw { "withdraw your vouch" } else { "vouch for these keys" };
    terminal::ask(&format!("{verb} as {}?", args.voucher), args.yes)?;
    let held = args.key.iter().map(|file| open_key(file, args.passphrase_file.as_deref()));
    let held = held.collect::<Result<Vec<_>, _>>()?;
    if held.iter().any(|key| key.public() == SecretKey::demonstration(&args.voucher).public()) {
        terminal::warning(DEMONSTRATION_KEY);
    }
    let Some(output) = &args.output else {
        let writing = Writing::begin(&root, terminal::waiting)?;
        // Nobody vouches for what they were not shown.
        if Plan::new(args, date, &writing.tree)?.vouches != planned.vouches {
            let message = "what stands here changed meanwhile: nothing was written".to_owned();
            return Err(Failure::new(Status::DoesNotHold, message)
                .hint("repeat the command: it shows what is there now"));
        }
        let signed = planned.signed(&held, &writing.tree)?;
        writing
            .file(&signed.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect::<Vec<_>>())?;
        for path in signed.keys() {
            terminal::say(&format!("{path}: written\n"))?;
        }
        terminal::hint(&format!(
            "readers who trust you for it write your key into their trust file: undersigned trust add {} --voucher{}",
            args.voucher,
            at(named)
        ));
        return Ok(Status::Holds);
    };
    let signed = planned.signed(&held, &tree)?;
    let mut carried = Tree::default();
    carried.keys.insert(args.voucher.clone(), tree.keys_of(&args.voucher).clone());
    for id in &args.ids {
        let before = tree.vouches_for(id, &args.voucher).clone();
        carried.vouches.entry(id.clone()).or_default().insert(args.voucher.clone(), before);
    }
    for (path, bytes) in signed {
        carried.insert(path, Content::Bytes(bytes));
    }
    create_new(output, &bundle_of(&carried, |_| true)?.print(), Access::Public)?;
    let number = counted(planned.vouches.len(), "record");
    terminal::say(&format!("{}: {number}, to be mailed\n", escape_path(output)))?;
    terminal::hint(&format!(
        "mail this file to whoever keeps the registry, who files it with: undersigned add {}",
        word(Path::new(output.file_name().unwrap_or(output.as_os_str())))
    ));
    Ok(Status::Holds)
}

/// The vouches that would be published, and the newest keys records that they are for.
struct Plan {
    vouches: Vec<Vouch>,
    records: Vec<KeysRecord>,
    /// What is to be said of the names that they had before.
    former_names: Vec<String>,
}

impl Plan {
    fn new(args: &Args, date: Date, tree: &Tree) -> Result<Self, Failure> {
        let parties = Parties::read(tree, &Trust::default());
        let own = newest(&parties, tree, &args.voucher)?;
        let mut plan = Self { vouches: Vec::new(), records: Vec::new(), former_names: Vec::new() };
        for id in &args.ids {
            if *id == args.voucher {
                return Err(Failure::new(Status::Usage, format!("{id} cannot vouch for itself"))
                    .hint("name another organisation, or ask one that your readers know to vouch for you"));
            }
            let chain = parties.vouch_chain(id, &args.voucher, tree);
            if let Some((version, flaw)) = chain.flaw() {
                let path = RegistryPath::Vouch(id.clone(), args.voucher.clone(), *version);
                return Err(Failure::new(Status::DoesNotHold, format!("{path}: {flaw}"))
                    .hint("nothing can follow what is in dispute before it is mended by hand"));
            }
            let before = chain.state();
            // A vouch is taken back whatever became of the keys that it is for.
            let link = if args.withdraw { None } else { Some(newest(&parties, tree, id)?) };
            let Some(record) = link.map(|link| link.digest).or(before.map(|before| before.record.record))
            else {
                continue;
            };
            let is_done = before.is_some_and(|before| match args.withdraw {
                true => before.record.withdrawn,
                false => before.record.record == record && parties.lapse(id, &chain).is_ok(),
            });
            if is_done || plan.vouches.iter().any(|vouch| vouch.signatory == *id) {
                continue;
            }
            plan.vouches.push(Vouch {
                version: before.map_or(1, |before| before.version + 1),
                signatory: id.clone(),
                record,
                voucher: args.voucher.clone(),
                keys: own.digest,
                withdrawn: args.withdraw,
                date,
                previous: before.map(|before| before.digest),
            });
            let Some(link) = link else { continue };
            let names = parties.get(id).into_iter().flat_map(|party| party.chain().links());
            let others = names.map(|link| &link.record.name).filter(|name| **name != link.record.name);
            plan.former_names
                .extend(others.map(|name| format!("{id} was called {} before", isolate(name.as_str()))));
            plan.records.push(link.record.clone());
        }
        Ok(plan)
    }

    fn show(&self) -> Result<(), Failure> {
        for record in &self.records {
            terminal::say(&keys_text(record))?;
        }
        self.former_names.iter().for_each(|name| terminal::warning(name));
        for vouch in self.vouches.iter().filter(|vouch| vouch.withdrawn) {
            terminal::say(&format!("withdrawn    the vouch for {}\n", vouch.signatory))?;
        }
        if let Some(vouch) = self.vouches.first() {
            terminal::say(&format!("date         {}, as you claim it\n", vouch.date))?;
            if !vouch.withdrawn {
                terminal::warning(
                    "vouch only for keys that you compared with their owners by a way that you trust",
                );
            }
        }
        Ok(())
    }

    /// The records, signed and judged.
    fn signed(&self, held: &[Signer], tree: &Tree) -> Result<Proposal, Failure> {
        let mut proposal = Proposal::new();
        for vouch in &self.vouches {
            let party = Party::read(&vouch.voucher, tree);
            if let Some(foreign) = held.iter().find(|key| signing_record(&party, &key.public()).is_none()) {
                let given = foreign.verifier_key(&vouch.voucher);
                let message = format!("the key that you gave, {given}, is not a key of {}", vouch.voucher);
                return Err(Failure::new(Status::DoesNotHold, message)
                    .hint("give the file of a key that your newest keys record lists"));
            }
            let path = RegistryPath::Vouch(vouch.signatory.clone(), vouch.voucher.clone(), vouch.version);
            let keys = party.chain().state().map(|link| link.record.keys.clone()).unwrap_or_default();
            proposal.insert(path, signed_note(vouch.clone(), &keys, held)?.to_string().into_bytes());
        }
        for judged in judge(tree, std::slice::from_ref(&proposal)) {
            judged.map_err(|refused| {
                objections(refused).hint("where it takes several of your keys, give each with --key")
            })?;
        }
        Ok(proposal)
    }
}
