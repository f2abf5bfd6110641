//! `key recover` and `key restore`: new keys for a party that lost its own, by those whom it named beforehand.

use std::path::{Path, PathBuf};

use crate::cli::command::key::{Plan, newest_of};
use crate::cli::command::waiting::{Waiting, registry_around};
use crate::cli::command::{bundle_of, claimed, name_word, open_key, read_input, registry_root, tree_of};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::compose::Succession;
use crate::date::Date;
use crate::extract::mail::bundles_in;
use crate::filing::Objection;
use crate::id::{Id, Slug};
use crate::party::Party;
use crate::path::RegistryPath;
use crate::record::keys::{KeysRecord, Recoverer, Recovery};
use crate::registry;
use crate::registry::bundle::MAX_JSON;
use crate::registry::durable::{Access, create_new};
use crate::render::escape::escape_path;
use crate::signer::Signer;
use crate::tree::Tree;
use crate::trust::Trust;
use crate::verify::Parties;

/// What drawing up a recovery asks for.
#[derive(Debug, clap::Args)]
pub struct RecoverArgs {
    /// The id of your organisation
    id: Id,
    /// The file of a new key, which undersigned keygen made; given again for each
    #[arg(long, required = true, value_name = "FILE")]
    new: Vec<PathBuf>,
    /// Who is to restore your keys, given again for each [default: all whom your keys record names, if it takes them all]
    #[arg(long, value_name = "ID")]
    by: Vec<Id>,
    /// The file whose first line is the passphrase of all these [default: UNDERSIGNED_PASSPHRASE, or asked]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// How many of your keys every act and every roll needs from now on
    #[arg(long, value_name = "K")]
    threshold: Option<u32>,
    /// Let go of what a lost key signed on this statement: it becomes disputed
    #[arg(long, value_name = "SLUG")]
    except: Vec<Slug>,
    /// Where to write what they have to sign, to be mailed to them
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The day that you claim, YYYY-MM-DD in UTC [default: today]
    #[arg(long)]
    date: Option<Date>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// What restoring the keys of another party asks for.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The file that came by mail
    #[arg(value_name = "FILE")]
    pending: PathBuf,
    /// The id of your organisation
    #[arg(long = "as", value_name = "ID")]
    party: Id,
    /// Your key file; given again for each key that has to sign
    #[arg(long, required = true, value_name = "FILE")]
    key: Vec<PathBuf>,
    /// The file whose first line is the passphrase of all these [default: UNDERSIGNED_PASSPHRASE, or asked]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Where to write it with your line, to be mailed on
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Do not ask: you have compared the keys
    #[arg(long)]
    yes: bool,
}

/// Draws up the record with which others restore the keys of a party.
pub(super) fn draw_up(args: &RecoverArgs, named: Option<&Path>) -> Result<Status, Failure> {
    let mut tree = registry::read(&registry_root(named)?, None)?;
    let party = Party::read(&args.id, &tree);
    let newest = newest_of(&party)?;
    let held = args.new.iter().map(|file| open_key(file, args.passphrase_file.as_deref()));
    let held = held.collect::<Result<Vec<Signer>, _>>()?;
    let parties = Parties::read(&tree, &Trust::default());
    if let Some(other) = held.iter().find_map(|key| parties.other_holder(&key.public(), &args.id)) {
        return Err(Objection::SharedKey(args.id.clone(), other.clone()).into());
    }
    let succession = Succession {
        joining: held.iter().map(|key| key.verifier_key(&args.id)).collect(),
        retired: Vec::new(),
        compromised: Vec::new(),
        keeps: Vec::new(),
        threshold: args.threshold,
        recovery: None,
        domain: None,
        recovered: recoverers(args, &newest.record, &tree)?,
        date: claimed(args.date)?,
    };
    let lost = newest.record.keys.iter().collect::<Vec<_>>();
    let plan = Plan::of(&party, newest, succession, &lost, &args.except, held.iter(), &tree)?;
    plan.show()?;
    terminal::ask(&format!("ask them to restore these keys as those of {}?", args.id), args.yes)?;
    tree.extend([(plan.path.clone(), plan.note.to_string().into_bytes())]);
    write(&args.output, &tree, &args.id)?;
    let by: Vec<&str> = plan.record.recovered.iter().map(|by| by.party.as_str()).collect();
    terminal::say(&format!(
        "{}: your new keys, for {} to restore\n",
        escape_path(&args.output),
        by.join(", ")
    ))?;
    terminal::hint(&format!(
        "mail it to one of them, who compares the keys with you on the phone, adds a line and mails it on: undersigned \
         key restore {} --as ID --key FILE -o restored.json",
        name_word(&args.output)
    ));
    Ok(Status::Holds)
}

/// Who restores the keys, by their newest keys records.
fn recoverers(args: &RecoverArgs, lost: &KeysRecord, tree: &Tree) -> Result<Vec<Recoverer>, Failure> {
    let Some(Recovery { threshold, parties }) = &lost.recovery else {
        let message = format!("the keys record of {} names nobody who may restore its keys", args.id);
        return Err(Failure::new(Status::DoesNotHold, message)
            .hint("begin anew under another id, and say so where people know you")
            .hint("name somebody while you have your keys: undersigned key recovery --help"));
    };
    let all: Vec<&str> = parties.iter().map(Id::as_str).collect();
    let by = if args.by.is_empty() && parties.len() == *threshold as usize { parties } else { &args.by };
    if let Some(other) = by.iter().find(|id| !parties.contains(id)) {
        let message = format!("{other} may not restore the keys of {}", args.id);
        return Err(Failure::new(Status::DoesNotHold, message)
            .hint(format!("{threshold} of these may: {}", all.join(", "))));
    }
    let mut named: Vec<&Id> = by.iter().collect();
    named.sort();
    named.dedup();
    if named.len() < *threshold as usize {
        let message = format!("it takes {threshold} to restore the keys of {}", args.id);
        return Err(Failure::new(Status::Usage, message)
            .hint(format!("name them with --by, of these: {}", all.join(", "))));
    }
    let of = |id: &Id| {
        let party = Party::read(id, tree);
        Ok(Recoverer { party: id.clone(), keys: newest_of(&party)?.digest })
    };
    named.into_iter().map(of).collect()
}

/// Adds the lines of one of those who restore the keys of a party.
pub(super) fn restore(args: &RestoreArgs, named: Option<&Path>) -> Result<Status, Failure> {
    let tree = registry_around(named)?;
    let found = bundles_in(&read_input(&args.pending, MAX_JSON)?).map_err(|error| {
        Failure::new(Status::NotJudged, error.to_string())
            .of_file(&args.pending)
            .hint("give the file as it came")
    })?;
    let carried = tree_of(&found.into_iter().map(|found| found.bundle).collect::<Vec<_>>())?;
    let mut waiting = Waiting::find(carried, &tree, &args.party)?.only_recoveries()?;
    waiting.show()?;
    let restored = waiting.restores().map_or("", Id::as_str);
    terminal::ask(
        &format!("do all of them agree? restore the keys of {restored} as {}?", args.party),
        args.yes,
    )?;
    for file in &args.key {
        waiting.sign(&open_key(file, args.passphrase_file.as_deref())?)?;
    }
    waiting.write(&args.output)?;
    Ok(Status::Holds)
}

fn write(output: &Path, tree: &Tree, id: &Id) -> Result<(), Failure> {
    let bundle = bundle_of(tree, |path| matches!(path, RegistryPath::Keys(of, _) if of == id))?;
    Ok(create_new(output, &bundle.print(), Access::Public)?)
}
