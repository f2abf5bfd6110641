//! `verify`: who signed, name by name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::against::{Comparison, compare, evidence, outcome_of};
use crate::chain::Flaw;
use crate::cli::command::publish::sums;
use crate::cli::command::trust::{TrustArgs, newest};
use crate::cli::command::{
    at, bundle_of, read_input, read_statement, refuse_pipe, registry_root, standing, tree_of, word,
    write_directory,
};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::digest::Digest;
use crate::extract::mail::{MAX_INPUT, bundles_in};
use crate::id::{Id, Slug, nearest};
use crate::record::roll::Mode;
use crate::registry;
use crate::render::escape::isolate;
use crate::render::text::{counted, grouped};
use crate::render::{json, text};
use crate::tree::{Filed, Tree};
use crate::trust::{Standing, Trust};
use crate::verify::{Because, Finding, Outcome, Parties, Question, Reason, Report, Require, Verdict, verify};

/// The longest list of required ids, in bytes.
const MAX_REQUIRED: usize = 1 << 20;

/// The arguments of `verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned verify
  undersigned verify political-prisoners-2025 amnesty-international --trust my-keys.txt
  undersigned verify political-prisoners-2025 --require 20 --json
  undersigned verify political-prisoners-2025 --accept attested
  undersigned verify --against ../mirror

A trust file names the keys that you confirmed with their owners, one a line: key ID+KEYID+BASE64; and those whom you \
believe about the keys of others: voucher ID+KEYID+BASE64

Exit status: 0 it holds; 1 it does not; 2 usage; 3 it could not be judged, which is also the answer as long as the \
signatures are valid and you have not confirmed whose keys they are.")]
pub struct Args {
    /// One statement [default: all]
    slug: Option<Slug>,
    /// What this organisation did, in one sentence with its own exit status
    #[arg(conflicts_with = "require")]
    id: Option<Id>,
    #[command(flatten)]
    trust: TrustArgs,
    /// Who must have signed: all (every name signed, withdrawn or declined), a number, or a file of ids
    #[arg(long, value_name = "all|N|FILE", default_value = "all")]
    require: String,
    /// How well every counted key must be known [default: vouched]
    #[arg(long, value_name = "STANDING", value_parser = ["self-published", "domain", "vouched", "pinned"])]
    require_standing: Option<String>,
    /// Let what the convener attests, whose own keys are then asked for, pass for a signature
    #[arg(long, value_name = "attested", value_parser = ["attested"])]
    accept: Option<String>,
    /// Let no signature pass that is dated after the deadline
    #[arg(long)]
    on_time: bool,
    /// Compare with another copy of the registry: its directory, or a bundle as it came by mail
    #[arg(long, value_name = "DIR|FILE", conflicts_with = "id")]
    against: Option<PathBuf>,
    /// Write what shows a fork into this new directory: a bundle out of each copy
    #[arg(long, value_name = "DIR", requires = "against")]
    evidence: Option<PathBuf>,
    /// Print one JSON object, report/v1
    #[arg(long)]
    json: bool,
}

/// Verifies from bytes, on each run.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let question = Question {
        slug: args.slug.clone(),
        id: args.id.clone(),
        require: required(&args.require)?,
        standing: standing(args.require_standing.as_deref()),
        accept_attested: args.accept.is_some(),
        on_time: args.on_time,
    };
    let trust = args.trust.read()?;
    let root = registry_root(named)?;
    let tree = match &args.slug {
        Some(slug) => read_statement(&root, slug)?,
        None => registry::read(&root, None)?,
    };
    let mut report = verify(&tree, &trust, &question);
    pass_over_pages(&mut report, &root);
    let other = args.against.as_deref().map(|other| read_other(other, args.slug.as_ref())).transpose()?;
    let against = other.as_ref().map(|other| compare(&tree, other, &trust, args.slug.as_ref()));
    if args.json {
        let object = json::report(&report, against.as_ref());
        terminal::say(&object.map_err(|error| Failure::new(Status::NotJudged, error.to_string()))?)?;
    } else if question.id.is_some() {
        terminal::say(&text::answer(&report))?;
    } else {
        terminal::say(&text::report(&report, against.as_ref()))?;
    }
    if let Require::Ids(required) = &question.require {
        warn_of_unknown(required, &known(&report));
    }
    hints(&report, &tree, args, named);
    let outcome = outcome_of(&report, against.as_ref());
    if let (Some(other), Some(against)) = (&other, &against) {
        pass_on(&tree, other, against, args)?;
    }
    Ok(outcome.into())
}

/// The other copy: the directory of a registry, or the bundles in a file.
fn read_other(path: &Path, slug: Option<&Slug>) -> Result<Tree, Failure> {
    if path.is_dir() {
        return Ok(registry::read(path, slug)?);
    }
    refuse_pipe(path, "give what comes out of it to the standard input: undersigned verify --against -")?;
    let bytes = read_input(path, MAX_INPUT)?;
    let found = bundles_in(&bytes).map_err(|error| {
        Failure::new(Status::NotJudged, error.to_string())
            .of_file(path)
            .hint("give the directory of the other copy, or a bundle")
    })?;
    tree_of(&found.into_iter().map(|found| found.bundle).collect::<Vec<_>>())
}

/// What to do about a comparison, and the evidence that was asked for.
fn pass_on(here: &Tree, there: &Tree, against: &Comparison, args: &Args) -> Result<(), Failure> {
    if against.lacking_here.iter().any(|lack| lack.sound) {
        terminal::hint(
            "ask whoever keeps this copy for what it lacks: nothing that is published is ever removed",
        );
    }
    let Some(directory) = &args.evidence else {
        if !against.forks.is_empty() {
            terminal::hint(
                "to show others that one party signed both: repeat this with --evidence NEW-DIRECTORY",
            );
        }
        return Ok(());
    };
    if against.forks.is_empty() {
        terminal::hint("there is no fork, and so no evidence of one: nothing was written");
        return Ok(());
    }
    let bundle = |tree: &Tree| bundle_of(&evidence(tree, &against.forks), |_| true);
    let bundles = [("here.json", bundle(here)?), ("there.json", bundle(there)?)];
    write_directory(directory, &bundles.map(|(name, bundle)| (name.to_owned(), bundle.print())))?;
    let shown = word(directory);
    terminal::hint(&format!(
        "anybody checks it, with any copy: undersigned verify --against {shown}/here.json"
    ));
    terminal::hint(&format!(
        "and: undersigned verify --against {shown}/there.json; or undersigned show on each"
    ));
    Ok(())
}

/// The pages that `publish` wrote beside the records of a site are no strays, as long as they are what its list says.
fn pass_over_pages(report: &mut Report, root: &Path) {
    const MOST: u64 = 16 << 20;
    let listed = if report.strays.is_empty() { None } else { sums(root).ok() };
    let Some(listed) = listed.filter(|listed| !listed.is_empty()) else { return };
    let before = report.strays.len();
    report.strays.retain(|stray| {
        let path = root.join(&stray.path);
        let plain = path.symlink_metadata().is_ok_and(|found| found.is_file());
        let bytes = if plain { registry::read_file(&path, MOST).ok() } else { None };
        bytes.is_none_or(|bytes| listed.get(&stray.path) != Some(&Digest::of(&bytes)))
    });
    match before - report.strays.len() {
        0 => {}
        passed => terminal::note(&format!(
            "{} beside the records, which publish wrote, passed over",
            counted(passed, "page")
        )),
    }
}

/// Names the ids that nobody here has, the first few with what they may have been meant to be.
fn warn_of_unknown(required: &BTreeSet<Id>, known: &BTreeSet<&Id>) {
    const NAMED: usize = 20;
    let mut unknown = required.iter().filter(|id| !known.contains(id));
    for id in unknown.by_ref().take(NAMED) {
        terminal::warning(&format!("{id} is on no roll here, and nothing signed by it is here"));
        if let Some(meant) = nearest(id.as_str(), known.iter().copied()) {
            terminal::hint(&format!("did you mean {meant}?"));
        }
    }
    match unknown.count() {
        0 => {}
        more => terminal::warning(&format!("and so it is with {} more of the ids required", grouped(more))),
    }
}

/// Who is on a roll or did something here, in a report that was not asked about one id.
fn known(report: &Report) -> BTreeSet<&Id> {
    report.statements.iter().flat_map(|statement| &statement.findings).map(|finding| &finding.id).collect()
}

fn required(written: &str) -> Result<Require, Failure> {
    if written == "all" {
        return Ok(Require::All);
    }
    if let Ok(number) = written.parse() {
        return match number {
            0 => Err(Failure::new(Status::Usage, "--require 0 asks for nothing".to_owned())
                .hint("ask for all, for at least 1, or for the ids in a file")),
            number => Ok(Require::AtLeast(number)),
        };
    }
    let path = Path::new(written);
    let bytes = read_input(path, MAX_REQUIRED)
        .map_err(|failure| failure.hint("--require takes all, a number, or a file of ids"))?;
    let usage = |message: String| {
        Failure::new(Status::Usage, message).of_file(path).hint("one id a line; # begins a comment")
    };
    if bytes.len() > MAX_REQUIRED {
        return Err(usage(format!("longer than {MAX_REQUIRED} bytes")));
    }
    let listed = String::from_utf8(bytes).map_err(|_| usage("not UTF-8".to_owned()))?;
    let mut ids = BTreeSet::new();
    for (number, line) in (1..).zip(listed.lines()) {
        let id = line.split('#').next().unwrap_or_default().trim();
        if !id.is_empty() {
            ids.insert(id.parse().map_err(|error| usage(format!("line {number}: {error}")))?);
        }
    }
    if ids.is_empty() { Err(usage("it names no id".to_owned())) } else { Ok(Require::Ids(ids)) }
}

/// How one organisation's keys are confirmed, with the command that pins them.
fn ask_one(id: &Id, finding: &Finding, tree: &Tree, args: &Args, named: Option<&Path>) {
    let name = finding.name.as_ref().map_or(id.as_str(), |name| name.as_str());
    let name = isolate(name);
    let file = args.trust.named().map_or_else(String::new, |file| format!(" --trust {}", word(file)));
    let parties = Parties::read(tree, &Trust::default());
    // whoever signed may have lost or replaced the key since: those are asked about that `trust add` pins
    for key in newest(&parties, tree, id).iter().flat_map(|link| &link.record.keys) {
        terminal::hint(&format!("ask {name}, by a way that you trust, whether its verifier key is {key}"));
    }
    terminal::hint(&format!(
        "pin it when you have compared it, in words or in digits: undersigned trust add {id}{file}{}",
        at(named)
    ));
}

/// How well the keys are known behind the acts that are not confirmed.
fn unconfirmed_standings(report: &Report) -> impl Iterator<Item = Standing> {
    let findings = report.statements.iter().flat_map(|statement| &statement.findings);
    findings.filter_map(|finding| finding.standing).filter(|standing| *standing < Standing::Vouched)
}

/// How the keys of many are confirmed.
fn ask_each(report: &Report, named: Option<&Path>) {
    terminal::hint(&format!(
        "ask each organisation for its verifier key by a way that you trust; this copy gives it in: undersigned trust \
         show ID{}",
        at(named)
    ));
    terminal::hint(&format!("pin those that agree, one by one: undersigned trust add ID{}", at(named)));
    if unconfirmed_standings(report).all(|standing| standing == Standing::Domain) {
        terminal::hint("or take what your checkers found at the domains: --require-standing domain");
    }
    terminal::hint(&format!(
        "or name one whom you believe about the keys of others, if it vouches for them: undersigned trust add ID --voucher{}",
        at(named)
    ));
}

/// What to do next about what was found.
fn hints(report: &Report, tree: &Tree, args: &Args, named: Option<&Path>) {
    let because = || report.statements.iter().flat_map(|statement| &statement.because);
    let findings = report.statements.iter().flat_map(|statement| &statement.findings);
    let not_pinned = |finding: &&Finding| match &finding.reason {
        Some(Reason::Flaw { flaw, .. }) => matches!(**flaw, Flaw::NotPinned(_)),
        _ => false,
    };
    for finding in findings.clone().filter(not_pinned).take(3) {
        terminal::hint(&format!(
            "the keys of {0} changed, and nothing connects them with those that you pinned: somebody may be posing as {0}; ask \
             it by a way that you trust: undersigned trust add --help",
            finding.id
        ));
    }
    if because().any(|because| matches!(because, Because::NotConfirmed { .. })) {
        match (&args.id, findings.clone().next().filter(|finding| finding.act.is_some())) {
            (Some(id), Some(finding)) => ask_one(id, finding, tree, args, named),
            _ => ask_each(report, named),
        }
        terminal::hint("or accept what the registry says of itself: --require-standing self-published");
    }
    let attested = findings.clone().any(|finding| finding.verdict == Verdict::Attested);
    if attested && args.accept.is_none() && report.outcome != Outcome::Holds {
        terminal::hint(
            "what the convener attests of those who did not sign passes only if you accept it: --accept attested",
        );
    }
    if because().any(|because| matches!(because, Because::DemonstrationAmongReal)) {
        terminal::hint("a demonstration belongs in a registry of its own: undersigned demo");
    }
    if let Some(id) = &args.id {
        let unknown =
            findings.clone().any(|finding| finding.verdict == Verdict::NotOnRoll && finding.act.is_none());
        if unknown {
            let all = Question { slug: args.slug.clone(), ..Question::default() };
            let all = verify(tree, &Trust::default(), &all);
            if let Some(meant) = nearest(id.as_str(), known(&all).into_iter().filter(|known| *known != id)) {
                terminal::hint(&format!("did you mean {meant}?"));
            }
        }
    }
    let left = |filed: &Filed| filed.text.is_some() && filed.rolls.is_empty() && filed.acts.is_empty();
    for statement in &report.statements {
        if tree.statements.get(&statement.slug).is_some_and(left) {
            terminal::hint(&format!(
                "a propose of {} may have been interrupted: repeated with the same text and slug, it is completed",
                statement.slug
            ));
        }
        let open = statement.roll.as_ref().is_some_and(|roll| roll.mode == Mode::Open);
        if args.id.is_none() && open && !crate::filing::unlisted(statement).is_empty() {
            terminal::hint(&format!(
                "the convener lists who has signed with: undersigned roll publish {} --key FILE{}",
                statement.slug,
                at(named)
            ));
        }
    }
    if report.statements.is_empty() && report.outcome == Outcome::NotJudged {
        terminal::hint("publish a text: undersigned propose --help");
    }
}
