//! `attest`: the convener's word that organisations consented by other means than a signature.

use std::path::Path;

use crate::cli::command::roll::current;
use crate::cli::command::said::{Planned, SayArgs, disputed};
use crate::cli::command::trust::newest;
use crate::cli::command::{at, line, read_statement, registry_root, say_demonstration, sound_statement};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::date::Date;
use crate::id::{Slug, nearest};
use crate::path::RegistryPath;
use crate::record::MAX_REASON;
use crate::record::attestation::Attestation;
use crate::record::roll::{Listed, Roll};
use crate::render::escape::{isolate, quoted, shell_word};
use crate::text::Line;
use crate::tree::{Folder, Tree};
use crate::trust::Trust;
use crate::verify::{Parties, Verdict};

/// The arguments of `attest`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned attest open-letter --name 'Anglers of the North' --means 'e-mail of its chair, 28 October' \\
      --as our-coalition --key our-coalition.pem
  undersigned attest open-letter --name 'Anglers of the North' --withdraw --as our-coalition --key our-coalition.pem

For organisations that have no one yet who can sign. It is your word and not theirs: it is shown apart, as attested by the \
convener, it is never counted as a signature, and as soon as the organisation signs or declines, that goes first.")]
pub struct Args {
    /// The statement, whose convener you are
    slug: Slug,
    /// An organisation on the roll, by its name or its id; given again for each that consented by the same means
    #[arg(long, required = true, value_name = "NAME")]
    name: Vec<String>,
    /// How it consented, in words that it would recognise
    #[arg(long, value_name = "TEXT", required_unless_present = "withdraw")]
    means: Option<String>,
    #[command(flatten)]
    said: SayArgs,
}

/// Publishes attestations.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let date = args.said.way.date()?;
    let tree = read_statement(&root, &args.slug)?;
    say_demonstration(&sound_statement(&tree, &args.slug, named)?)?;
    let plan = |tree: &Tree| plan(args, date, tree, named);
    let planned = plan(&tree)?;
    if planned.is_empty() {
        let what = if args.said.withdraw { "no attestation stands" } else { "an attestation stands already" };
        terminal::say(&format!("{what} for {}: nothing was changed\n", isolate(&args.name.join(", "))))?;
        return Ok(Status::Holds);
    }
    show(&args.slug, &planned)?;
    let records = |planned: Vec<Attestation>| -> Planned {
        let place = |said: &Attestation| {
            RegistryPath::Attestation(args.slug.clone(), said.signatory.clone(), said.version)
        };
        planned.into_iter().map(|said| (place(&said), said.into())).collect()
    };
    let verb = if args.said.withdraw { "take this back" } else { "attest this" };
    args.said.publish(&root, &tree, &records(planned), verb, |tree| Ok(records(plan(tree)?)))?;
    if !args.said.way.is_mailed() {
        let at = at(named);
        terminal::hint(&format!("check it: undersigned verify {}{at}", args.slug));
        if !args.said.withdraw {
            terminal::hint(&format!(
                "readers who take your word for it ask: undersigned verify {} --accept attested{at}",
                args.slug
            ));
        }
    }
    Ok(Status::Holds)
}

/// The attestations that are new.
fn plan(args: &Args, date: Date, tree: &Tree, named: Option<&Path>) -> Result<Vec<Attestation>, Failure> {
    let (slug, by) = (&args.slug, &args.said.by);
    let statement = sound_statement(tree, slug, named)?;
    let roll = current(tree, slug)?;
    let convener = &roll.record.convener;
    if by != convener {
        let message = format!("{by} does not convene {slug}: {convener} does, and attests alone");
        return Err(Failure::new(Status::DoesNotHold, message)
            .hint("ask the convener, or ask the organisation to sign"));
    }
    let means = args.means.as_deref().map(means).transpose()?;
    let parties = Parties::read(tree, &Trust::default());
    let own = newest(&parties, tree, by)?;
    let filed = tree.statements.get(slug);
    let mut planned: Vec<Attestation> = Vec::new();
    for name in &args.name {
        let Listed { id, name } = listed(name, &roll.record)?;
        if id == by {
            let message = format!("{id} cannot attest its own consent");
            return Err(Failure::new(Status::Usage, message)
                .hint(format!("it signs: undersigned sign {slug} --as {id} --key FILE{}", at(named))));
        }
        let finding = statement.findings.iter().find(|finding| finding.id == *id);
        let own_act = finding.filter(|finding| {
            !matches!(finding.verdict, Verdict::Missing | Verdict::Attested) && !args.said.withdraw
        });
        if let Some(finding) = own_act {
            let message =
                format!("{} answered itself, and its own word goes first: {}", id, finding.verdict.word());
            return Err(Failure::new(Status::DoesNotHold, message)
                .hint(format!("see what it did: undersigned verify {slug} {id}{}", at(named))));
        }
        let nothing = Folder::new();
        let folder = filed.and_then(|filed| filed.attestations.get(id)).unwrap_or(&nothing);
        let chain = parties.attestations(id, convener, Some(roll.record.text), folder);
        if let Some((version, flaw)) = chain.flaw() {
            return Err(disputed(&RegistryPath::Attestation(slug.clone(), id.clone(), *version), flaw));
        }
        let before = chain.state();
        let said = means.clone().or_else(|| before.map(|before| before.record.means.clone()));
        // There is nothing to take back where nothing was said.
        let Some(means) = said else { continue };
        let is_done = before.map_or(args.said.withdraw, |before| match args.said.withdraw {
            true => before.record.withdrawn,
            false => {
                before.record.name == *name
                    && before.record.means == means
                    && parties.still_says(&chain).is_ok()
            }
        });
        if is_done || planned.iter().any(|said| said.signatory == *id) {
            continue;
        }
        planned.push(Attestation {
            version: before.map_or(1, |before| before.version + 1),
            text: roll.record.text,
            signatory: id.clone(),
            name: name.clone(),
            means,
            convener: by.clone(),
            keys: own.digest,
            roll: roll.digest,
            withdrawn: args.said.withdraw,
            date,
            previous: before.map(|before| before.digest),
        });
    }
    Ok(planned)
}

fn means(written: &str) -> Result<Line, Failure> {
    Line::new(written, MAX_REASON).map_err(|error| {
        Failure::new(Status::Usage, format!("the means {}: {error}", quoted(written)))
            .hint(format!("write it on one line, as plain text of at most {MAX_REASON} bytes"))
    })
}

/// Who is meant: by the name on the roll, or by the id.
fn listed<'r>(meant: &str, roll: &'r Roll) -> Result<&'r Listed, Failure> {
    let name = line("the name", meant)?;
    let mut all = roll.signatories.iter();
    let found = all.find(|listed| listed.name == name || listed.id.as_str() == meant);
    found.ok_or_else(|| {
        let message = format!("{} is not on the roll of {}", quoted(name.as_str()), roll.slug);
        let failure = Failure::new(Status::DoesNotHold, message);
        match nearest(meant, roll.signatories.iter().map(|listed| &listed.id)) {
            Some(near) => failure.hint(format!("did you mean {near}?")),
            None => failure.hint(format!(
                "list it first: undersigned roll add {} {} --key FILE",
                roll.slug,
                shell_word(name.as_str())
            )),
        }
    })
}

/// Shows what is attested.
pub(super) fn show(slug: &Slug, planned: &[Attestation]) -> Result<(), Failure> {
    for said in planned {
        let (name, means) = (isolate(said.name.as_str()), isolate(said.means.as_str()));
        let what = if said.withdrawn { "withdrawn" } else { "consent" };
        terminal::say(&format!(
            "{what:<13}of {name} ({}) to {slug}\nmeans        {means}\n",
            said.signatory
        ))?;
    }
    if let Some(said) = planned.first() {
        terminal::say(&format!("date         {}, as you claim it\n", said.date))?;
        if !said.withdrawn {
            terminal::warning(
                "this is your word, for which nobody else answers: keep what shows that they consented",
            );
        }
    }
    Ok(())
}
