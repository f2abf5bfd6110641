//! `repair`: a mended text for a person to read.

use std::path::PathBuf;

use crate::cli::command::canonicalize::places;
use crate::cli::command::{read_draft, word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::registry::durable::{Access, create_new};
use crate::render::escape::{escape, escape_path};
use crate::text::repair;

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
    let source = read_draft(&args.input)?;
    let repair = repair(&source).map_err(|refusal| {
        places(&args.input, &refusal).hint("nothing was written: mend these by hand, then repeat the command")
    })?;
    create_new(&args.output, repair.text().as_str().as_bytes(), Access::Public)?;
    let mut out = String::new();
    for problem in repair.mended() {
        out.push_str(&format!("mended: {}; {}\n", escape(&problem.to_string()), problem.mend()));
    }
    if repair.unlisted() > 0 {
        out.push_str(&format!("mended: {} more places\n", repair.unlisted()));
    }
    out.push_str(&format!("{}: written\n", escape_path(&args.output)));
    terminal::say(&out)?;
    terminal::warning("a repair can change what the text says: read it again before it is published");
    terminal::hint(&format!("compare them: diff {} {}", word(&args.input), word(&args.output)));
    Ok(Status::Holds)
}
