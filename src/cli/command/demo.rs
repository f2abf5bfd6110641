//! `demo`: the registry of a real statement, signed with demonstration keys alone.

use std::path::{Path, PathBuf};

use crate::cli::command::word;
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::compose::{Intent, first_keys, next_act};
use crate::date::Date;
use crate::filing::Proposal;
use crate::id::{Id, Slug};
use crate::key::SecretKey;
use crate::list::{SplitAt, skipped_lines, split};
use crate::note::Note;
use crate::path::RegistryPath;
use crate::record::act::Kind;
use crate::record::roll::{Listed, Mode, Roll};
use crate::record::{Record, RecordError};
use crate::registry::durable::{DurableError, create_directory};
use crate::registry::{self, Writing};
use crate::render::escape::escape;
use crate::render::text;
use crate::text::{CanonicalText, Line, Statement};
use crate::tree::{Content, Tree};
use crate::trust::Trust;
use crate::verify::{Outcome, Question, Report, Verdict, verify};

/// The statement as it was published, with its list of names.
const SOURCE: &[u8] = include_bytes!("demo/statement.txt");

const SLUG: &str = "political-prisoners-2025";
const TITLE: &str = "International Day of Political Prisoners";
const CONVENER: &str = "demonstration-convener";
const CONVENER_NAME: &str = "Demonstration Convener";
const DATE: &str = "2025-10-30";

/// The directory, if none is named.
const DIRECTORY: &str = "undersigned-demo";

/// The arguments of `demo`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  undersigned demo")]
pub struct Args {
    /// The new directory [default: undersigned-demo, or the next free undersigned-demo-N]
    directory: Option<PathBuf>,
}

/// Builds the demonstration, verifies it, and shows what is refused.
pub(in crate::cli) fn run(args: &Args) -> Result<Status, Failure> {
    let files = files()?;
    let directory = match &args.directory {
        Some(directory) => create_directory(directory).map(|()| directory.clone()),
        None => create_free(),
    };
    let directory = directory.map_err(|error| match error {
        DurableError::Exists(_) => Failure::new(Status::DoesNotHold, error.to_string())
            .hint("name a new directory: undersigned demo DIR"),
        error => error.into(),
    })?;
    registry::init(&directory)?;
    let writing = Writing::begin(&directory, terminal::waiting)?;
    writing.file(&files.into_iter().collect::<Vec<_>>())?;
    drop(writing);

    let tree = registry::read(&directory, None)?;
    let report = judge(&tree);
    terminal::say(&format!(
        "$ undersigned verify --registry {}\n\n{}",
        escape(&word(&directory)),
        text::report(&report, None)
    ))?;
    terminal::say(&format!(
        "\nNow a copy in which one word of the text is changed.\n\n{}",
        refusals(&judge(&one_word_changed(&tree)))
    ))?;
    terminal::say(&format!(
        "\nNow a copy in which the signature of {} is filed under {} as well.\n\n{}",
        MOVED.0,
        MOVED.1,
        refusals(&judge(&signature_moved(&tree)))
    ))?;
    terminal::say(&next(&directory))?;
    Ok(report.outcome.into())
}

fn judge(tree: &Tree) -> Report {
    verify(tree, &Trust::default(), &Question::default())
}

/// The first directory of our name that was free, created.
fn create_free() -> Result<PathBuf, DurableError> {
    let numbered = (2..1000).map(|number| PathBuf::from(format!("{DIRECTORY}-{number}")));
    let names = std::iter::once(PathBuf::from(DIRECTORY)).chain(numbered);
    let mut created = names.map(|directory| create_directory(&directory).map(|()| directory));
    let free = created.find(|created| !matches!(created, Err(DurableError::Exists(_))));
    free.unwrap_or_else(|| Err(DurableError::Exists(DIRECTORY.into())))
}

/// Every file of the demonstration registry: the sample statement, signed by the demonstration key of each name on it.
///
/// # Errors
/// Never, unless the rules changed under the sample.
pub fn files() -> Result<Proposal, Failure> {
    let broken = |what: &str| Failure::new(Status::NotJudged, format!("the demonstration is broken: {what}"));
    let slug: Slug = SLUG.parse().map_err(|_| broken("slug"))?;
    let convener: Id = CONVENER.parse().map_err(|_| broken("convener"))?;
    let date: Date = DATE.parse().map_err(|_| broken("date"))?;
    let line =
        |value: &str| Line::new(value, crate::record::MAX_VALUE).map_err(|error| broken(&error.to_string()));

    let whole = CanonicalText::from_source(SOURCE).map_err(|refusal| broken(&refusal.to_string()))?;
    let skipped = skipped_lines(&String::from_utf8_lossy(SOURCE));
    let cut = split(whole.as_str(), skipped, SplitAt::Heading)?;
    let body =
        CanonicalText::from_source(cut.body.as_bytes()).map_err(|refusal| broken(&refusal.to_string()))?;
    let statement = Statement::new(body);

    let mut files = Proposal::new();
    let mut file = |path, note: &Note| files.insert(path, note.to_string().into_bytes());
    let key = SecretKey::demonstration(&convener);
    let keys = signed(first_keys(&convener, &line(CONVENER_NAME)?, &key.public(), date), &convener)?;
    file(RegistryPath::Keys(convener.clone(), 1), &keys);
    let mut signatories = Vec::new();
    for listed in &cut.names {
        let id = Id::proposed(&listed.name).ok_or_else(|| broken(&listed.name))?;
        signatories.push(Listed { id, name: line(&listed.name)? });
    }
    let roll = Roll {
        slug: slug.clone(),
        version: 1,
        title: line(TITLE)?,
        language: "en".parse().map_err(|_| broken("language"))?,
        text: statement.digest(),
        date,
        convener: convener.clone(),
        keys: keys.digest(),
        mode: Mode::Open,
        deadline: None,
        relation: None,
        previous: None,
        signatories: signatories.clone(),
        aliases: Vec::new(),
    };
    let roll = signed(roll, &convener)?;
    file(RegistryPath::Roll(slug.clone(), 1), &roll);
    for Listed { id, name } in signatories {
        let key = SecretKey::demonstration(&id);
        let keys = first_keys(&id, &name, &key.public(), date);
        file(RegistryPath::Keys(id.clone(), 1), &signed(keys.clone(), &id)?);
        let intent = Intent {
            kind: Kind::Signature,
            text: statement.digest(),
            roll: roll.digest(),
            reason: None,
            date,
        };
        let act = signed(next_act(&intent, &keys, None), &id)?;
        file(RegistryPath::Act(slug.clone(), id, 1), &act);
    }
    files.insert(RegistryPath::Text(slug), statement.text().as_str().as_bytes().to_vec());
    Ok(files)
}

/// A record as a note, signed by the demonstration key of `id`.
fn signed(record: impl Into<Record>, id: &Id) -> Result<Note, RecordError> {
    let mut note = record.into().to_note()?;
    note.sign(id, &SecretKey::demonstration(id));
    Ok(note)
}

/// The word that is changed, and what it is changed to.
const CHANGED: (&str, &str) = ("must not be forgotten", "must be forgotten");

/// Whose signature is copied, and to whom.
const MOVED: (&str, &str) = ("freedom-house", "freedom-now");

fn one_word_changed(tree: &Tree) -> Tree {
    let mut copy = tree.clone();
    for filed in copy.statements.values_mut() {
        if let Some(Content::Bytes(bytes)) = &mut filed.text {
            *bytes = String::from_utf8_lossy(bytes).replacen(CHANGED.0, CHANGED.1, 1).into_bytes();
        }
    }
    copy
}

fn signature_moved(tree: &Tree) -> Tree {
    let mut copy = tree.clone();
    for filed in copy.statements.values_mut() {
        let folder = |id: &str| filed.acts.iter().find(|(party, _)| party.as_str() == id);
        if let (Some((_, from)), Some((to, _))) = (folder(MOVED.0), folder(MOVED.1)) {
            let (from, to) = (from.clone(), to.clone());
            filed.acts.insert(to, from);
        }
    }
    copy
}

/// The findings that are not signed, the first few of them, and the totals.
fn refusals(report: &Report) -> String {
    const SHOWN: usize = 3;
    let mut out = String::new();
    for statement in &report.statements {
        for problem in &statement.problems {
            out.push_str(&format!("  {}\n", escape(&problem.to_string())));
        }
        let failed: Vec<_> =
            statement.findings.iter().filter(|finding| finding.verdict != Verdict::Signed).collect();
        for finding in failed.iter().take(SHOWN) {
            let reason = finding.reason.as_ref().map_or_else(String::new, ToString::to_string);
            out.push_str(&format!("  {} {}: {}\n", finding.verdict.word(), finding.id, escape(&reason)));
        }
        if failed.len() > SHOWN {
            out.push_str(&format!("  … and {} more\n", failed.len() - SHOWN));
        }
        out.push_str(&format!("  {}\n", text::totals(statement)));
    }
    let status = match report.outcome {
        Outcome::Holds => "holds, exit status 0",
        Outcome::DoesNotHold => "refused, exit status 1",
        Outcome::NotJudged => "not judged, exit status 3",
    };
    out.push_str(&format!("  {status}\n"));
    out
}

fn next(directory: &Path) -> String {
    let directory = word(directory);
    let directory = escape(&directory);
    format!(
        "
What to type next

  a reader      undersigned verify {SLUG} freedom-house --registry {directory}
                undersigned show {directory}/signatures/{SLUG}/freedom-house/1.note
  a convener    undersigned init ours
                undersigned keygen our-coalition -o our-coalition.pem
                undersigned propose DRAFT --slug our-statement --title 'Our Statement' \\
                    --convener our-coalition --key our-coalition.pem --registry ours
                undersigned request our-statement -o request.json --registry ours
  a signatory   undersigned keygen our-organisation -o our-organisation.pem
                undersigned sign request.json --as our-organisation --name 'Our Organisation' \\
                    --key our-organisation.pem -o reply.json

Without this program: sha256sum {directory}/statement/{SLUG}/text.txt
prints the digest that every signature names; each .note under signatures/ is readable, and carries a plain Ed25519
signature over its text.
"
    )
}
