//! `audit`: how a copy in circulation stands to a signed statement.

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

use crate::audit::{Audit, CopyWords, Reference, Texts, audit, find};
use crate::cli::command::trust::TrustArgs;
use crate::cli::command::{about, at, no_statement, read_input, refuse_pipe, registry_root, standing, word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::digest::Digest;
use crate::extract::{MAX_COPY, child, poppler};
use crate::id::Slug;
use crate::registry::durable::{Access, create_new};
use crate::registry::{self, RegistryError};
use crate::render::escape::escape;
use crate::render::{audit as view, page};
use crate::text::CanonicalText;
use crate::tree::{Content, Tree};
use crate::verify::{Outcome, Question, verify};

/// The arguments of `audit`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned audit saved-page.html
  undersigned audit letter.eml --statement political-prisoners-2025 --trust my-keys.txt
  undersigned audit - --json < copy.txt

Reads plain text in any usual encoding, Markdown, PDF, DOCX, ODT, saved web pages and saved e-mails. Of a page on the \
web, save a copy first: nothing here uses the network.

Exit status: 0 the copy has the words of the statement and lists nobody falsely; 1 it does not; 2 usage; 3 it could not be \
judged, which is also the answer as long as nobody confirmed whose keys signed.")]
pub struct Args {
    /// The copy, or - for the standard input
    copy: PathBuf,
    /// The statement that it is held against [default: the one of which most stands in the copy]
    #[arg(long, value_name = "SLUG")]
    statement: Option<Slug>,
    #[command(flatten)]
    trust: TrustArgs,
    /// How well the keys behind the names must be known [default: vouched]
    #[arg(long, value_name = "STANDING", value_parser = ["self-published", "domain", "vouched", "pinned"])]
    require_standing: Option<String>,
    /// Let a name that the convener attests, whose own keys are then asked for, pass for one that signed
    #[arg(long, value_name = "attested", value_parser = ["attested"])]
    accept: Option<String>,
    /// Read a PDF file with another program: pdftotext, of poppler; two auditors may then get two verdicts
    #[arg(long, value_name = "PROGRAM", value_parser = [poppler::PDFTOTEXT])]
    extractor: Option<String>,
    /// Print one JSON object, audit/v1
    #[arg(long)]
    json: bool,
    /// Write the same as a page too, with the differences marked in the text
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Holds the copy against one statement, which alone is verified.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let written = args.copy.to_string_lossy();
    let shown = if written == "-" { "the standard input".to_owned() } else { word(&args.copy) };
    if written.contains("://") {
        return Err(Failure::new(
            Status::Usage,
            format!("{written} is an address, and nothing here uses the network"),
        )
        .hint("open it in a browser, save the page (Ctrl+S, the HTML alone), and audit the file"));
    }
    refuse_pipe(&args.copy, "give what comes out of it to the standard input: undersigned audit -")?;
    if let Some(path) = args.html.as_deref().filter(|path| path.symlink_metadata().is_ok()) {
        return Err(Failure::new(Status::Usage, format!("{} exists already", word(path)))
            .hint("nothing is ever overwritten: give another name"));
    }
    let trust = args.trust.read()?;
    let bytes = read_input(&args.copy, MAX_COPY)?;
    let program = std::env::current_exe()
        .map_err(|error| Failure::new(Status::NotJudged, format!("cannot find this program: {error}")))?;
    let take_apart = || match args.extractor {
        Some(_) => poppler::copy(&bytes, &program),
        None => child::copy(&bytes, args.copy.file_name().and_then(|name| name.to_str()), &program),
    };
    let root = registry_root(named)?;
    // the registry is read while the copy is taken apart
    let (copy, (candidates, digest)) = thread::scope(|scope| {
        let reading = scope.spawn(|| (Candidates::read(&root), Digest::of(&bytes)));
        (take_apart(), reading.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let copy = copy.map_err(|error| Failure::from(error).of_file(&args.copy))?;
    let mut copy = CopyWords::of(&copy);
    let Candidates { tree, texts } = candidates?;
    let found = args.statement.as_ref().or_else(|| find(&mut copy, &texts));
    let slug = found.ok_or_else(|| unrelated(&args.copy))?;
    let tree = registry::read_rest(tree, &root, slug)?;
    let standing = standing(args.require_standing.as_deref());
    let question = Question { standing, accept_attested: args.accept.is_some(), ..about(slug) };
    let report = verify(&tree, &trust, &question);
    let Some(statement) = report.statements.first() else {
        return Err(no_statement(slug, &registry::slugs(&root)?));
    };
    let text = canonical(&tree, slug).ok_or_else(|| {
        Failure::new(
            Status::NotJudged,
            format!("the statement {slug} has no text here to hold a copy against"),
        )
        .hint(format!("see what is wrong: undersigned verify {slug}{}", at(named)))
    })?;
    let reference = Reference { text: &text, report: statement, demonstration: report.demonstration };
    let audit = audit(copy, digest, &reference, standing);
    if args.json {
        let object = view::object(&audit, &reference, &written);
        terminal::say(&object.map_err(|error| Failure::new(Status::NotJudged, error.to_string()))?)?;
    } else {
        terminal::say(&view::text(&audit, &reference, &shown))?;
    }
    if let Some(path) = &args.html {
        let page = page::audit(&audit, &reference, &shown);
        create_new(path, page.as_bytes(), Access::Public)?;
        terminal::note(&format!("{}: written", word(path)));
    }
    if let Some(part) = better_part(&audit) {
        terminal::hint(&format!(
            "{part} alone has the words of the statement: to judge it for itself, save it as a file, and audit that"
        ));
    }
    if audit.outcome == Outcome::NotJudged {
        terminal::hint(&format!("see how well the keys are known: undersigned verify {slug}{}", at(named)));
    }
    Ok(audit.outcome.into())
}

/// The part of a mail that has the statement's words, where another does not, and decides.
fn better_part(audit: &Audit) -> Option<String> {
    let decides = audit.parts.get(audit.deciding)?;
    let better = audit.parts.iter().find(|part| part.verdict.is_same() && !decides.verdict.is_same())?;
    Some(escape(&better.name).into_owned())
}

/// Every statement that a copy may be a copy of.
struct Candidates {
    tree: Tree,
    texts: Texts,
}

impl Candidates {
    fn read(root: &Path) -> Result<Self, RegistryError> {
        let tree = registry::read_texts(root)?;
        let texts: Vec<(&Slug, CanonicalText)> =
            tree.statements.keys().filter_map(|slug| Some((slug, canonical(&tree, slug)?))).collect();
        let texts = Texts::of(texts.iter().map(|(slug, text)| (*slug, text)));
        Ok(Self { tree, texts })
    }
}

fn unrelated(path: &Path) -> Failure {
    Failure::new(Status::DoesNotHold, "unrelated: nothing of any statement here stands in it".to_owned())
        .of_file(path)
        .hint("hold it against one by name: --statement SLUG")
}

fn canonical(tree: &Tree, slug: &Slug) -> Option<CanonicalText> {
    match &tree.statements.get(slug)?.text {
        Some(Content::Bytes(bytes)) => CanonicalText::from_source(bytes).ok(),
        _ => None,
    }
}
