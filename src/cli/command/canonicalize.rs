//! `canonicalize`: the canonical form of a text, or every reason why it has none.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::command::{read_source, word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::digest::Digest;
use crate::render::escape::escape;
use crate::render::text::grouped;
use crate::text::{CanonicalText, Explanation, Mend, Refusal, explain};

/// The arguments of `canonicalize`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned canonicalize draft.txt > text.txt
  undersigned canonicalize --digest draft.txt
  undersigned canonicalize --explain draft.txt")]
pub struct Args {
    /// The text, or - for the standard input
    file: PathBuf,
    /// Print the SHA-256 of the canonical form, as sha256sum would
    #[arg(long)]
    digest: bool,
    /// Print what each step changed, and every warning
    #[arg(long, conflicts_with = "digest")]
    explain: bool,
}

/// Canonicalizes.
pub(in crate::cli) fn run(args: &Args) -> Result<Status, Failure> {
    let source = read_source(&args.file)?;
    if args.explain {
        let explanation = explain(&source).map_err(|refusal| refused(&args.file, &refusal))?;
        terminal::say(&explained(&explanation))?;
        return Ok(Status::Holds);
    }
    let text = CanonicalText::from_source(&source).map_err(|refusal| refused(&args.file, &refusal))?;
    if args.digest {
        terminal::say(&format!("{}\n", Digest::of(text.as_str().as_bytes())))?;
    } else {
        terminal::say_bytes(text.as_str().as_bytes())?;
    }
    Ok(Status::Holds)
}

/// What each step changed, the warnings, and what the text is then.
fn explained(explanation: &Explanation) -> String {
    let mut out = String::new();
    for change in &explanation.changes {
        let what = escape(&change.what.to_string()).into_owned();
        let _ = write!(out, "step {}: {what}, {}:", change.what.step(), times(change.times));
        for (line, column) in &change.places {
            let _ = write!(out, " {line}:{column}");
        }
        out.push_str(if change.times > change.places.len() as u64 { " …\n" } else { "\n" });
    }
    if explanation.changes.is_empty() {
        out.push_str("no step changes anything: the text is canonical as it is\n");
    }
    for warning in &explanation.warnings {
        let _ = writeln!(out, "warning: {}", escape(&warning.to_string()));
    }
    let text = explanation.text.as_str();
    let _ = writeln!(out, "{} bytes, {}", grouped(text.len()), Digest::of(text.as_bytes()).prefixed());
    out
}

fn times(times: u64) -> String {
    if times == 1 { "once at".to_owned() } else { format!("{times} times at") }
}

/// The failure that a refusal is, with a way to mend what can be mended without a person.
pub(in crate::cli) fn refused(file: &Path, refusal: &Refusal) -> Failure {
    let failure = places(file, refusal);
    let can_help = refusal.problems().iter().all(|problem| !matches!(problem.mend(), Mend::ByHand(_)));
    if !can_help || file == Path::new("-") {
        return failure;
    }
    let mended = file.with_extension("mended.txt");
    failure.hint(format!(
        "write a mended copy, and read it: undersigned repair {} {}",
        word(file),
        word(&mended)
    ))
}

/// Every offending place, with its mend.
pub(super) fn places(file: &Path, refusal: &Refusal) -> Failure {
    let mut failure = Failure::silent(Status::DoesNotHold);
    for problem in refusal.problems() {
        failure = failure.and(format!("{problem}; mend: {}", problem.mend()));
    }
    if refusal.unlisted() > 0 {
        failure = failure.and(format!("and {} more places", refusal.unlisted()));
    }
    failure.of_file(file)
}
