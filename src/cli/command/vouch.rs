//! `vouch`: a record that says whose keys another organisation's are.

use std::path::Path;

use crate::cli::command::said::{Planned, SayArgs, disputed};
use crate::cli::command::trust::{keys_text, newest};
use crate::cli::command::{at, registry_root};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::date::Date;
use crate::id::Id;
use crate::path::RegistryPath;
use crate::record::keys::KeysRecord;
use crate::record::vouch::Vouch;
use crate::registry;
use crate::render::escape::isolate;
use crate::tree::Tree;
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
    #[command(flatten)]
    said: SayArgs,
}

/// Publishes vouches.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let date = args.said.way.date()?;
    let tree = registry::read(&root, None)?;
    let plan = |tree: &Tree| Plan::new(args, date, tree);
    let planned = plan(&tree)?;
    if planned.vouches.is_empty() {
        let all: Vec<&str> = args.ids.iter().map(Id::as_str).collect();
        let what = if args.said.withdraw { "no vouch stands" } else { "a vouch stands already" };
        let by = &args.said.by;
        terminal::say(&format!("{what} by {by} for {}: nothing was changed\n", all.join(", ")))?;
        return Ok(Status::Holds);
    }
    planned.show()?;
    let verb = if args.said.withdraw { "withdraw your vouch" } else { "vouch for these keys" };
    args.said.publish(&root, &tree, &planned.records(), verb, |tree| Ok(plan(tree)?.records()))?;
    if !args.said.way.is_mailed() {
        terminal::hint(&format!(
            "readers who trust you for it write your key into their trust file: undersigned trust add {} --voucher{}",
            args.said.by,
            at(named)
        ));
    }
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
        let own = newest(&parties, tree, &args.said.by)?;
        let mut plan = Self { vouches: Vec::new(), records: Vec::new(), former_names: Vec::new() };
        for id in &args.ids {
            if *id == args.said.by {
                return Err(Failure::new(Status::Usage, format!("{id} cannot vouch for itself"))
                    .hint("name another organisation, or ask one that your readers know to vouch for you"));
            }
            let chain = parties.confirmations::<Vouch>(id, &args.said.by, tree);
            if let Some((version, flaw)) = chain.flaw() {
                let path = RegistryPath::Vouch(id.clone(), args.said.by.clone(), *version);
                return Err(disputed(&path, flaw));
            }
            let before = chain.state();
            // A vouch is taken back whatever became of the keys that it is for.
            let link = if args.said.withdraw { None } else { Some(newest(&parties, tree, id)?) };
            let Some(record) = link.map(|link| link.digest).or(before.map(|before| before.record.record))
            else {
                continue;
            };
            let is_done = before.is_some_and(|before| match args.said.withdraw {
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
                voucher: args.said.by.clone(),
                keys: own.digest,
                withdrawn: args.said.withdraw,
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

    fn records(&self) -> Planned {
        let place = |vouch: &Vouch| {
            RegistryPath::Vouch(vouch.signatory.clone(), vouch.voucher.clone(), vouch.version)
        };
        self.vouches.iter().map(|vouch| (place(vouch), vouch.clone().into())).collect()
    }
}
