//! `man`: manual pages, from the definition of the command line.

use std::path::PathBuf;

use crate::cli::failure::{Failure, Status};
use crate::cli::{definition, terminal};
use crate::registry::durable::{Access, create_new};
use crate::render::escape::escape_path;

/// The arguments of `man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  undersigned man ~/.local/share/man/man1 && man undersigned-verify")]
pub struct Args {
    /// The directory for the pages
    directory: PathBuf,
}

/// Writes the pages.
pub(in crate::cli) fn run(args: &Args) -> Result<Status, Failure> {
    let mut root = definition();
    root.build();
    let mut written = 0;
    let mut commands = vec![root];
    while let Some(command) = commands.pop() {
        commands.extend(command.get_subcommands().filter(|sub| sub.get_name() != "help").cloned());
        let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(command).render(&mut page);
        rendered
            .map_err(|error| Failure::new(Status::NotJudged, format!("cannot render {name}: {error}")))?;
        create_new(&args.directory.join(format!("{name}.1")), &page, Access::Public)?;
        written += 1;
    }
    terminal::say(&format!("{written} pages written to {}\n", escape_path(&args.directory)))?;
    terminal::hint("read one: man undersigned-verify");
    Ok(Status::Holds)
}
