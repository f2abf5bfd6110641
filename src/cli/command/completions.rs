//! `completions`: for shells, from the definition of the command line.

use clap_complete::Shell;

use crate::cli::failure::{Failure, Status};
use crate::cli::{definition, terminal};

/// The arguments of `completions`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  undersigned completions bash > ~/.local/share/bash-completion/completions/undersigned"
)]
pub struct Args {
    /// For which shell
    shell: Shell,
}

/// Prints the completions.
pub(in crate::cli) fn run(args: &Args) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut definition(), "undersigned", &mut script);
    terminal::say_bytes(&script)?;
    Ok(Status::Holds)
}
