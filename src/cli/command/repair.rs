//! `repair`: a mended text for a person to read.

use std::path::PathBuf;

use crate::cli::failure::{Failure, Status};

/// The arguments of `repair`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  undersigned repair draft.txt mended.txt")]
pub struct Args {
    /// The text
    input: PathBuf,
    /// The new file
    output: PathBuf,
}

/// Repairs.
pub(in crate::cli) fn run(args: &Args) -> Result<Status, Failure> {
    let _ = args;
    Err(Failure::silent(Status::NotJudged))
}
