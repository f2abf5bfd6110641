//! `request`: the file that signatories are asked with, and what is to be signed of it.

use std::path::{Path, PathBuf};

use crate::cli::command::open::{self, OpenArgs};
use crate::cli::command::{
    at, bundle_of, name_word, read_statement, registry_root, say_demonstration, sound_statement,
};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::id::{Id, Slug, nearest};
use crate::path::RegistryPath;
use crate::registry::durable::{Access, create_new};
use crate::render::escape::escape_path;

/// The arguments of `request`.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  undersigned request political-prisoners-2025 -o request.json
  undersigned request political-prisoners-2025 --for freedom-house -o request.json"
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The statement
    #[arg(required = true)]
    slug: Option<Slug>,
    /// The new file; mail it as an attachment
    #[arg(short, long, value_name = "FILE", required = true)]
    output: Option<PathBuf>,
    /// Put in the keys and acts of this organisation too, if it has signed something here before
    #[arg(long = "for", value_name = "ID")]
    party: Option<Id>,
}

/// What is done with a request that came.
#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write the exact bytes to sign with a tool of your own: openssl, signify, minisign
    Open(OpenArgs),
}

/// Writes the request, or what is to be signed of one.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    match (&args.command, &args.slug, &args.output) {
        (Some(Command::Open(args)), ..) => open::open(args, named),
        (None, Some(slug), Some(output)) => write(slug, output, args.party.as_ref(), named),
        // clap asks for both
        (None, ..) => Err(Failure::silent(Status::Usage)),
    }
}

fn write(slug: &Slug, output: &Path, party: Option<&Id>, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let tree = read_statement(&root, slug)?;
    let statement = sound_statement(&tree, slug, named)?;
    if let Some(party) = party {
        let known = || statement.findings.iter().map(|finding| &finding.id);
        if !known().any(|id| id == party) && !tree.keys.contains_key(party) {
            let message = format!("{party} is not on the roll of {}, and nothing signed by it is here", slug);
            let failure = Failure::new(Status::DoesNotHold, message);
            return Err(match nearest(party.as_str(), known()) {
                Some(meant) => failure.hint(format!("did you mean {meant}?")),
                None => failure.hint("leave --for out: a request is the same for everyone who is new here"),
            });
        }
    }
    let convener = statement.roll.as_ref().map(|roll| roll.convener.clone());
    let translates = |id: &Id| statement.translations.iter().any(|said| said.translator == *id);
    let shown = |id: &Id| Some(id) == convener.as_ref() || Some(id) == party || translates(id);
    let confirming = tree.confirming(shown);
    let bundle = bundle_of(&tree, |path| match path {
        RegistryPath::Keys(id, _) => shown(id) || confirming.contains(id),
        RegistryPath::Vouch(id, ..) | RegistryPath::Check(id, ..) => shown(id),
        // the texts of other statements are read too, for one that is filed twice
        RegistryPath::Text(of) | RegistryPath::Roll(of, _) => of == slug,
        RegistryPath::Translation(of, ..) => of == slug,
        RegistryPath::Attestation(of, id, _) | RegistryPath::Act(of, id, _) => {
            of == slug && Some(id) == party
        }
    })?;
    create_new(output, &bundle.print(), Access::Public)?;
    say_demonstration(&statement)?;
    terminal::say(&format!(
        "{}: the text of {}, its roll and the convener's keys\n",
        escape_path(output),
        slug
    ))?;
    let name = name_word(output);
    terminal::hint(&format!(
        "mail it to everyone who is asked, and they run: undersigned sign {name} --as ID --name NAME --key FILE -o reply.json"
    ));
    terminal::hint(&format!("and file what they mail back: undersigned add reply.json{}", at(named)));
    Ok(Status::Holds)
}
