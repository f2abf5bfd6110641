//! `verify`: who signed, name by name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::cli::command::{no_statement, read_input, registry_root};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::id::{Id, Slug, nearest};
use crate::registry;
use crate::render::{json, text};
use crate::trust::{MAX_TRUST, Standing, Trust};
use crate::verify::{Because, Outcome, Question, Report, Require, Verdict, verify};

/// The longest list of required ids, in bytes.
const MAX_REQUIRED: usize = 1 << 20;

/// The arguments of `verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned verify
  undersigned verify political-prisoners-2025 amnesty-international --trust my-keys.txt
  undersigned verify political-prisoners-2025 --require 20 --json

A trust file names the keys that you confirmed with their owners, one a line: key ID+KEYID+BASE64

Exit status: 0 it holds; 1 it does not; 2 usage; 3 it could not be judged, which is also the answer as long as the \
signatures are valid and you have not confirmed whose keys they are.")]
pub struct Args {
    /// One statement [default: all]
    slug: Option<Slug>,
    /// What this organisation did, in one sentence with its own exit status
    id: Option<Id>,
    /// The keys that you confirmed
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// Who must have signed: all (every name signed, withdrawn or declined), a number, or a file of ids
    #[arg(long, value_name = "all|N|FILE", default_value = "all")]
    require: String,
    /// How well every counted key must be known [default: vouched]
    #[arg(long, value_name = "STANDING", value_parser = ["self-published", "domain", "vouched", "pinned"])]
    require_standing: Option<String>,
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
    };
    let trust = match &args.trust {
        Some(path) => {
            Trust::parse(&read_input(path, MAX_TRUST)?).map_err(|error| Failure::from(error).of_file(path))?
        }
        None => Trust::default(),
    };
    let root = registry_root(named)?;
    let tree = registry::read(&root, args.slug.as_ref())?;
    if let Some(slug) = args.slug.as_ref().filter(|slug| !tree.statements.contains_key(*slug)) {
        return Err(no_statement(slug, &registry::slugs(&root)));
    }
    let report = verify(&tree, &trust, &question);
    if args.json {
        let object = json::report(&report);
        terminal::say(&object.map_err(|error| Failure::new(Status::NotJudged, error.to_string()))?)?;
    } else if question.id.is_some() {
        terminal::say(&text::answer(&report))?;
    } else {
        terminal::say(&text::report(&report))?;
    }
    hints(&report, args, &tree.statements.values().flat_map(|filed| filed.acts.keys()).collect());
    Ok(report.outcome.into())
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
    let bytes = read_input(path, MAX_REQUIRED)?;
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

fn standing(written: Option<&str>) -> Standing {
    match written {
        Some("self-published") => Standing::SelfPublished,
        Some("domain") => Standing::Domain,
        Some("pinned") => Standing::Pinned,
        _ => Standing::Vouched,
    }
}

/// What to do next about what was found.
fn hints(report: &Report, args: &Args, actors: &BTreeSet<&Id>) {
    let because = || report.statements.iter().flat_map(|statement| &statement.because);
    if because().any(|because| matches!(because, Because::NotConfirmed { .. })) {
        terminal::hint(
            "ask each organisation for its verifier key by a way that you trust, write it into a file as",
        );
        terminal::hint("  key ID+KEYID+BASE64   and give that file with --trust FILE");
        terminal::hint("or accept what the registry says of itself: --require-standing self-published");
    }
    let findings = report.statements.iter().flat_map(|statement| &statement.findings);
    if let Some(id) = &args.id {
        let unknown =
            findings.clone().any(|finding| finding.verdict == Verdict::NotOnRoll && finding.act.is_none());
        let listed = || actors.iter().copied();
        if let (true, Some(meant)) = (unknown, nearest(id.as_str(), listed().filter(|actor| *actor != id))) {
            terminal::hint(&format!("did you mean {meant}?"));
        }
    }
    for statement in &report.statements {
        let unlisted = crate::filing::unlisted(statement);
        if args.id.is_none() && !unlisted.is_empty() {
            terminal::hint(&format!(
                "the convener lists them with: undersigned roll publish {} --key FILE",
                statement.slug
            ));
        }
    }
    if report.statements.is_empty() && report.outcome == Outcome::NotJudged {
        terminal::hint("publish a text: undersigned propose --help");
    }
}
