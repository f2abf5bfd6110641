//! `add`: files replies, as they came by mail.

use std::path::{Path, PathBuf};

use crate::cli::command::registry_root;
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::extract::mail::{MAX_INPUT, Mended, bundles_in};
use crate::filing::{Accepted, Objection, Proposal, judge, repeated};
use crate::path::RegistryPath;
use crate::registry::bundle::Bundle;
use crate::registry::{self, Writing};
use crate::render::escape::{escape, isolate};
use crate::render::text::{counted, mark_text};

/// The most files that one command takes.
const MAX_REPLIES: usize = 20_000;

/// The arguments of `add`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned add reply.json
  undersigned add replies/
  undersigned add 'Re: please sign.eml' --keep-going

Everything in all replies is checked before anything is filed. What mail does to a reply (an attachment in a saved \
e-mail, quoted-printable, quoting with >, changed line ends) is undone, and said.")]
pub struct Args {
    /// Replies, saved e-mails, or directories of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// File the good replies even if others are refused
    #[arg(long)]
    keep_going: bool,
}

/// One bundle out of one file.
struct Reply {
    file: PathBuf,
    mended: Vec<Mended>,
    proposal: Proposal,
}

/// Files replies.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let mut refused = 0;
    let mut replies = Vec::new();
    for file in files(&args.files)? {
        match read(&file) {
            Ok(found) => replies.extend(found),
            Err(failure) => {
                failure.report();
                refused += 1;
            }
        }
    }
    let writing = Writing::begin(&root, terminal::waiting)?;
    let proposals: Vec<Proposal> = replies.iter().map(|reply| reply.proposal.clone()).collect();
    let mut accepted = Vec::new();
    let judged = judge(&writing.tree, &proposals);
    let repeated = repeated(&writing.tree, &proposals, &judged);
    for ((reply, judged), repeated) in replies.iter().zip(judged).zip(repeated) {
        for mended in &reply.mended {
            terminal::note(&format!("{}: {mended}", reply.file.display()));
        }
        match judged {
            Ok(judged) => accepted.push((reply, judged)),
            Err(_) if repeated => {
                terminal::say(&format!("{}: signed already, nothing new in it\n", reply.file.display()))?;
            }
            Err(objections) => {
                refuse(reply, &objections);
                refused += 1;
            }
        }
    }
    if refused > 0 && !args.keep_going {
        let failure = Failure::new(
            Status::DoesNotHold,
            format!("{} refused: nothing was filed", counted(refused, "reply").replace("replys", "replies")),
        );
        return Err(failure.hint("file the others with --keep-going"));
    }
    let mut filed = 0;
    for (reply, accepted) in &accepted {
        let new =
            accepted.new.iter().filter_map(|path| Some((path.clone(), reply.proposal.get(path)?.clone())));
        writing.file(&new.collect::<Vec<_>>())?;
        tell(reply, accepted)?;
        filed += accepted.new.len();
    }
    terminal::say(&format!("{} filed\n", counted(filed, "record")))?;
    let mut slugs: Vec<String> =
        accepted.iter().flat_map(|(_, accepted)| &accepted.acts).map(|act| act.slug.to_string()).collect();
    slugs.dedup();
    if let Some(slug) = slugs.first() {
        terminal::hint(&format!("check them: undersigned verify {slug}"));
    }
    if refused > 0 { Ok(Status::DoesNotHold) } else { Ok(Status::Holds) }
}

/// The files named, and those in the directories named, hidden ones apart.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let cannot = |error: std::io::Error| {
            Failure::new(Status::NotJudged, format!("cannot list {}: {error}", path.display()))
        };
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            if !entry.file_name().to_string_lossy().starts_with('.') && entry.path().is_file() {
                inside.push(entry.path());
            }
        }
        if inside.is_empty() {
            return Err(Failure::new(Status::NotJudged, format!("there is no file in {}", path.display())));
        }
        inside.sort();
        files.extend(inside);
    }
    if files.len() > MAX_REPLIES {
        return Err(
            Failure::new(Status::Usage, format!("more than {MAX_REPLIES} files")).hint("file them in parts")
        );
    }
    Ok(files)
}

fn read(file: &Path) -> Result<Vec<Reply>, Failure> {
    let bytes = registry::read_file(file, MAX_INPUT as u64)?;
    let found = bundles_in(&bytes).map_err(|error| {
        Failure::new(Status::DoesNotHold, error.to_string()).of_file(file).hint(
            "ask for the reply again, as an attachment; save the whole e-mail if its attachment was changed",
        )
    })?;
    let reply = |bundle: &Bundle, mended| Reply { file: file.to_owned(), mended, proposal: proposal(bundle) };
    Ok(found.into_iter().map(|found| reply(&found.bundle, found.mended)).collect())
}

fn proposal(bundle: &Bundle) -> Proposal {
    let files =
        bundle.files().filter_map(|(path, content)| Some((path.parse().ok()?, content.as_bytes().to_vec())));
    files.collect()
}

fn refuse(reply: &Reply, objections: &[Objection]) {
    let message = |objection: &Objection| format!("{}: {objection}", reply.file.display());
    let failure = Failure::silent(Status::DoesNotHold);
    let mut failure = objections.iter().fold(failure, |failure, objection| failure.and(message(objection)));
    for objection in objections {
        failure = match objection {
            Objection::OtherText { filed_as: Some(slug), .. } => {
                failure.hint(format!("that text is filed here as {slug}: send that request and ask for a reply to it"))
            }
            Objection::OtherText { .. } | Objection::NoStatement(_) => {
                failure.hint("its sender signed another text: send the request again, and ask for a reply to it")
            }
            Objection::Taken(RegistryPath::Keys(id, _)) => failure.hint(format!(
                "{id} has a keys record here: send it undersigned request SLUG --for {id}, and ask for a reply to that"
            )),
            _ => failure,
        };
    }
    failure.report();
}

fn tell(reply: &Reply, accepted: &Accepted) -> Result<(), Failure> {
    let file = escape(&reply.file.display().to_string()).into_owned();
    for act in &accepted.acts {
        let on_roll = if act.on_roll { "" } else { ", not on the roll yet" };
        let proof = &act.proof;
        terminal::say(&format!(
            "{file}: {} by {} ({}) on {}, dated {}{on_roll}\n",
            proof.kind().word(),
            isolate(act.name.as_str()),
            act.id,
            act.slug,
            proof.date()
        ))?;
        for mark in &act.marks {
            terminal::say(&format!("  {}\n", mark_text(mark)))?;
        }
        for key in proof.keys() {
            terminal::say(&format!("  key {key}\n"))?;
        }
        if accepted.new_parties.contains(&act.id) {
            terminal::warning(&format!(
                "this key is new here: ask {} by a way that you trust whether it is theirs",
                isolate(act.name.as_str())
            ));
        }
    }
    if accepted.new.is_empty() {
        terminal::say(&format!("{file}: nothing new in it\n"))?;
    }
    Ok(())
}
