//! `export`: a statement for whoever checks it with another tool.

use std::path::{Path, PathBuf};

use anstream::adapter::strip_str;

use crate::cli::command::{
    at, bundle_of, read_statement, registry_root, say_demonstration, sound_statement, word,
};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::id::{Id, Slug};
use crate::note::Note;
use crate::path::RegistryPath;
use crate::registry::bundle::Bundle;
use crate::registry::durable::{Access, create_directory, create_new};
use crate::render::escape::escape_path;
use crate::render::export::{Standing, Tool, files};
use crate::render::text::{banner_of, counted};
use crate::tree::{Content, Tree};
use crate::verify::{StatementReport, Verdict};

/// The arguments of `export`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned export political-prisoners-2025 --format openssl -o checkable && sh checkable/check.sh
  undersigned export political-prisoners-2025 --format bundle -o everything.json")]
pub struct Args {
    /// The statement
    slug: Slug,
    /// For whom: openssl, signify, minisign or ssh-keygen (allowed-signers), each for the acts whose keys sign its way, with
    /// the lines in check.sh; a bundle is all of it in one file
    #[arg(long, value_name = "FORMAT", value_parser = ["openssl", "signify", "minisign", "allowed-signers", "bundle"])]
    format: String,
    /// The new directory, or the new file of a bundle
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,
}

/// Writes the statement.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let tree = read_statement(&registry_root(named)?, &args.slug)?;
    let statement = sound_statement(&tree, &args.slug, named)?;
    let shown = escape_path(&args.output);
    let tool = match args.format.as_str() {
        "openssl" => Tool::OpenSsl,
        "signify" => Tool::Signify,
        "minisign" => Tool::Minisign,
        "allowed-signers" => Tool::Ssh,
        _ => {
            let bundle = bundle(&tree, &statement)?;
            create_new(&args.output, &bundle.print(), Access::Public)?;
            say_demonstration(&statement)?;
            let files = counted(bundle.files().count(), "file");
            terminal::say(&format!("{shown}: {files}, all that is here of {}\n", args.slug))?;
            return Ok(Status::Holds);
        }
    };
    let text = tree.get(&RegistryPath::Text(args.slug.clone())).and_then(Content::bytes).unwrap_or_default();
    let acts = standing(&tree, &statement);
    if acts.is_empty() {
        let message = format!("no act on {} stands here: there is nothing to check", args.slug);
        return Err(Failure::new(Status::DoesNotHold, message).hint(format!(
            "see what there is: undersigned verify {}{}",
            args.slug,
            at(named)
        )));
    }
    let others: Vec<&str> = acts.iter().filter(|act| !act.is_checked_by(tool)).map(|act| act.id).collect();
    if others.len() == acts.len() {
        let message = format!("no act on {} is signed in a way that {} checks", args.slug, args.format);
        return Err(Failure::new(Status::DoesNotHold, message).hint(
            "openssl and signify check keys that sign the file itself, minisign and allowed-signers those of --kind",
        ));
    }
    create_directory(&args.output)?;
    create_directory(&args.output.join("acts"))?;
    let banner = strip_str(&banner_of(&statement)).to_string();
    for (path, bytes) in files(text, &acts, tool, &banner) {
        create_new(&args.output.join(path), &bytes, Access::Public)?;
    }
    say_demonstration(&statement)?;
    let written = counted(acts.len() - others.len(), "act");
    terminal::say(&format!("{shown}: the text of {} and {written}\n", args.slug))?;
    if !others.is_empty() {
        terminal::note(&format!(
            "{} cannot check these, and they are left out: {}",
            args.format,
            others.join(" ")
        ));
    }
    terminal::note(
        "whether each key is its organisation's, and whether an act was left out, no tool can tell from this",
    );
    terminal::hint(&format!("check it: sh {}", word(&args.output.join("check.sh"))));
    Ok(Status::Holds)
}

/// The acts that stand.
fn standing<'s>(tree: &Tree, statement: &'s StatementReport) -> Vec<Standing<'s>> {
    let stands = [Verdict::Signed, Verdict::Withdrawn, Verdict::Declined, Verdict::NotOnRoll];
    let findings = statement.findings.iter().filter(|finding| stands.contains(&finding.verdict));
    let acts = findings.filter_map(|finding| {
        let act = finding.act.as_ref()?;
        let path = RegistryPath::Act(statement.slug.clone(), finding.id.clone(), act.version());
        let note = Note::parse(tree.get(&path)?.bytes()?).ok()?;
        Some(Standing { id: finding.id.as_str(), note, keys: act.keys().to_vec() })
    });
    acts.collect()
}

/// The statement, its roll and acts, the keys of all who have a part in it, and what others say of these.
fn bundle(tree: &Tree, statement: &StatementReport) -> Result<Bundle, Failure> {
    let convener = statement.roll.as_ref().map(|roll| &roll.convener);
    let acts = tree.statements.get(&statement.slug).map(|filed| &filed.acts);
    let translates = |id: &Id| statement.translations.iter().any(|said| said.translator == *id);
    let acted = |id: &Id| acts.is_some_and(|acts| acts.contains_key(id));
    let has_part = |id: &Id| Some(id) == convener || acted(id) || translates(id);
    let confirming = tree.confirming(has_part);
    bundle_of(tree, |path| match path {
        RegistryPath::Keys(id, _) => has_part(id) || confirming.contains(id),
        RegistryPath::Vouch(id, ..) | RegistryPath::Check(id, ..) => has_part(id),
        _ => path.slug() == Some(&statement.slug),
    })
}
