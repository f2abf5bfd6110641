//! `init`: an empty registry.

use std::path::{Path, PathBuf};

use crate::cli::command::at;
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::registry;
use crate::render::escape::escape_path;

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
        escape_path(&args.directory)
    ))?;
    let (out, registry) = match args.directory == Path::new(".") {
        true => ("../", String::new()),
        false => ("", at(Some(&args.directory))),
    };
    terminal::hint(&format!("make the convener's key outside of it: undersigned keygen ID -o {out}ID.pem"));
    terminal::hint(&format!(
        "then publish a text: undersigned propose FILE --slug SLUG --title TITLE --convener ID --key {out}ID.pem{registry}"
    ));
    Ok(Status::Holds)
}
