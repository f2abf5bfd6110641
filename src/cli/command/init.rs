//! `init`: an empty registry.

use std::path::PathBuf;

use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::registry;

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  undersigned init our-registry")]
pub struct Args {
    /// Where; created if need be
    #[arg(default_value = ".")]
    directory: PathBuf,
}

/// Makes an empty registry.
pub(in crate::cli) fn run(args: &Args) -> Result<Status, Failure> {
    registry::init(&args.directory)?;
    terminal::say(&format!(
        "an empty registry is in {}: keys/, statement/, signatures/\n",
        args.directory.display()
    ))?;
    terminal::hint("make the convener's key outside of it: undersigned keygen ID -o ID.pem");
    terminal::hint(
        "then publish a text: undersigned propose FILE --slug SLUG --title TITLE --convener ID --key ID.pem",
    );
    Ok(Status::Holds)
}
