//! `translate`: a party's word that a statement is a faithful translation of another.

use std::path::Path;

use crate::cli::command::roll::current;
use crate::cli::command::said::{Planned, SayArgs, disputed};
use crate::cli::command::trust::newest;
use crate::cli::command::{at, read_statement, registry_root, say_demonstration, sound_statement};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::date::Date;
use crate::digest::Digest;
use crate::id::Slug;
use crate::path::RegistryPath;
use crate::record::roll::RelationKind;
use crate::record::translation::Translation;
use crate::render::escape::quoted;
use crate::tree::{Folder, Tree};
use crate::trust::Trust;
use crate::verify::Parties;

/// The arguments of `translate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned translate lettre-ouverte --as our-coalition --key our-coalition.pem
  undersigned translate lettre-ouverte --withdraw --as our-coalition --key our-coalition.pem

The statement is one that was published with: undersigned propose --translates. Whoever answers for a translation says that \
it says the same as the original; that signs neither of the two.")]
pub struct Args {
    /// The statement that is a translation
    slug: Slug,
    #[command(flatten)]
    said: SayArgs,
}

/// Publishes the attestation.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let date = args.said.way.date()?;
    let tree = read_statement(&root, &args.slug)?;
    say_demonstration(&sound_statement(&tree, &args.slug, named)?)?;
    let plan = |tree: &Tree| plan(args, date, tree, named);
    let Some(said) = plan(&tree)? else {
        let what = if args.said.withdraw { "no attestation stands" } else { "an attestation stands already" };
        let (by, slug) = (&args.said.by, &args.slug);
        terminal::say(&format!("{what} by {by} for {slug}: nothing was changed\n"))?;
        return Ok(Status::Holds);
    };
    show(&args.slug, &said, &tree)?;
    let record = |said: Translation| -> Planned {
        let place = RegistryPath::Translation(args.slug.clone(), said.translator.clone(), said.version);
        vec![(place, said.into())]
    };
    let verb = if args.said.withdraw { "take this back" } else { "answer for this translation" };
    let again = |tree: &Tree| Ok(plan(tree)?.map_or_else(Vec::new, record));
    args.said.publish(&root, &tree, &record(said.clone()), verb, again)?;
    if !args.said.way.is_mailed() {
        terminal::hint(&format!("check it: undersigned verify {}{}", args.slug, at(named)));
    }
    Ok(Status::Holds)
}

/// The attestation, if it is new.
fn plan(args: &Args, date: Date, tree: &Tree, named: Option<&Path>) -> Result<Option<Translation>, Failure> {
    let (slug, by) = (&args.slug, &args.said.by);
    let statement = sound_statement(tree, slug, named)?;
    let roll = current(tree, slug)?.record;
    let relation = roll.relation.clone().filter(|relation| relation.kind == RelationKind::Translates);
    let (Some(relation), Some(published)) = (relation, &statement.roll) else {
        let message = format!("{slug} is not published as a translation");
        return Err(Failure::new(Status::DoesNotHold, message)
            .hint("a translation is a statement of its own: undersigned propose --translates SLUG"));
    };
    let parties = Parties::read(tree, &Trust::default());
    let own = newest(&parties, tree, by)?;
    let nothing = Folder::new();
    let filed = tree.statements.get(slug);
    let folder = filed.and_then(|filed| filed.translations.get(by)).unwrap_or(&nothing);
    let chain = parties.translations(by, Some(roll.text), folder);
    if let Some((version, flaw)) = chain.flaw() {
        return Err(disputed(&RegistryPath::Translation(slug.clone(), by.clone(), *version), flaw));
    }
    let before = chain.state();
    let is_done = before.map_or(args.said.withdraw, |before| match args.said.withdraw {
        true => before.record.withdrawn,
        false => parties.translates(published, &chain).is_ok(),
    });
    if is_done {
        return Ok(None);
    }
    let said = Translation {
        version: before.map_or(1, |before| before.version + 1),
        text: roll.text,
        language: roll.language,
        original: relation.text,
        translator: by.clone(),
        keys: own.digest,
        withdrawn: args.said.withdraw,
        date,
        previous: before.map(|before| before.digest),
    };
    Ok(Some(said))
}

/// Shows what is attested: both texts, by their first lines.
pub(super) fn show(slug: &Slug, said: &Translation, tree: &Tree) -> Result<(), Failure> {
    let relation = current(tree, slug)?.record.relation;
    let original = relation.filter(|relation| relation.text == said.original);
    let what = if said.withdrawn { "withdrawn" } else { "translation" };
    terminal::say(&format!(
        "{what:<13}{slug}, {}, language {}\n{}original     {}, {}\n{}date         {}, as you claim it\n",
        said.text.prefixed(),
        said.language.as_str(),
        first_line(Some(slug), said.text, tree),
        original.as_ref().map_or("a text that the roll does not name", |original| original.slug.as_str()),
        said.original.prefixed(),
        first_line(original.as_ref().map(|original| &original.slug), said.original, tree),
        said.date
    ))?;
    if !said.withdrawn {
        terminal::warning("answer only for what you read in both languages, to the last line");
    }
    Ok(())
}

/// How the text with this digest begins, if it is filed under `slug`.
fn first_line(slug: Option<&Slug>, text: Digest, tree: &Tree) -> String {
    let bytes = slug.and_then(|slug| tree.get(&RegistryPath::Text(slug.clone()))?.bytes());
    let bytes = bytes.filter(|bytes| Digest::of(bytes) == text);
    let line = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()?.lines().next());
    line.map_or_else(String::new, |line| format!("             {}\n", quoted(line)))
}
