//! `pending`: who of those invited has not answered.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::cli::command::{read_input, read_statement, registry_root, say_demonstration, sound_statement};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::id::{Id, Slug};
use crate::render::escape::isolate;
use crate::verify::{Finding, StatementReport, Verdict};

/// The longest list of invitations, in bytes.
const MAX_INVITATIONS: usize = 4 << 20;

/// The arguments of `pending`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  undersigned pending political-prisoners-2025 invited.txt

Invitations are a plain file outside any registry: one id or name a line; # begins a comment.
Exit status: 0 everyone has answered, or the convener attests their consent; 1 somebody has not.")]
pub struct Args {
    /// The statement
    slug: Slug,
    /// The file of those invited, or - for the standard input
    invitations: PathBuf,
}

/// Tells who has not answered.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let bytes = read_input(&args.invitations, MAX_INVITATIONS)?;
    let usage = |message: String| Failure::new(Status::Usage, message).of_file(&args.invitations);
    if bytes.len() > MAX_INVITATIONS {
        return Err(usage(format!("longer than {MAX_INVITATIONS} bytes")));
    }
    let invited = String::from_utf8(bytes)
        .map_err(|_| usage("not UTF-8".to_owned()).hint("save it as plain text in UTF-8"))?;
    let root = registry_root(named)?;
    let tree = read_statement(&root, &args.slug)?;
    let statement = sound_statement(&tree, &args.slug, named)?;
    say_demonstration(&statement)?;
    let known = Known::of(&statement);
    let (mut answered, mut attested, mut pending) = (0, 0, 0);
    let mut out = String::new();
    for line in invited.lines() {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match known.finding(line) {
            Some(finding) if finding.act.is_some() => answered += 1,
            Some(finding) if finding.verdict == Verdict::Attested => attested += 1,
            _ => {
                pending += 1;
                out.push_str(&format!("pending  {}\n", isolate(line)));
            }
        }
    }
    if answered + attested + pending == 0 {
        return Err(usage("nobody is invited in it".to_owned()).hint("one id or name a line"));
    }
    out.push_str(&format!("{answered} of {} answered", answered + attested + pending));
    if attested > 0 {
        out.push_str(&format!("; {attested} attested by the convener"));
    }
    out.push('\n');
    terminal::say(&out)?;
    Ok(if pending == 0 { Status::Holds } else { Status::DoesNotHold })
}

/// The findings of a statement, by what an invited party may be called.
struct Known<'s> {
    by_id: HashMap<&'s str, &'s Finding>,
    by_name: HashMap<&'s str, &'s Finding>,
}

impl<'s> Known<'s> {
    fn of(statement: &'s StatementReport) -> Self {
        let mut known = Self { by_id: HashMap::new(), by_name: HashMap::new() };
        for finding in &statement.findings {
            known.by_id.insert(finding.id.as_str(), finding);
            for name in [finding.name.as_ref(), finding.listed_name()].into_iter().flatten() {
                known.by_name.entry(name.as_str()).or_insert(finding);
            }
        }
        known
    }

    /// What is known of an invited party: by its id, by its name, or by the id that its name proposes.
    fn finding(&self, invited: &str) -> Option<&'s Finding> {
        let found = self.by_id.get(invited).or_else(|| self.by_name.get(invited));
        found.or_else(|| self.by_id.get(Id::proposed(invited)?.as_str())).copied()
    }
}
