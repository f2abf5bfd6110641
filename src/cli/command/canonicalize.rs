//! `canonicalize`: the canonical form of a text, or every reason why it has none.

use std::path::{Path, PathBuf};

use crate::cli::command::read_source;
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::digest::Digest;
use crate::text::{CanonicalText, Refusal};

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
    let text = CanonicalText::from_source(&source).map_err(|refusal| refused(&args.file, &refusal))?;
    if args.digest {
        terminal::say(&format!("{}\n", Digest::of(text.as_str().as_bytes())))?;
    } else {
        terminal::say_bytes(text.as_str().as_bytes())?;
    }
    Ok(Status::Holds)
}

/// The failure that a refusal is: every offending place, with its mend.
pub(in crate::cli) fn refused(file: &Path, refusal: &Refusal) -> Failure {
    let mut failure = Failure::silent(Status::DoesNotHold);
    for problem in refusal.problems() {
        failure = failure.and(format!("{problem}: {}", problem.mend()));
    }
    failure.of_file(file)
}
