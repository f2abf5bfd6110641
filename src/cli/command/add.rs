//! `add`: files replies, as they came by mail.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::chain::Flaw;
use crate::cli::command::{at, registry_root, today};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::extract::mail::{MAX_INPUT, Mended, bundles_in};
use crate::filing::{
    Accepted, AcceptedAct, AcceptedAttestation, AcceptedConfirmation, Objection, Proposal, gather, judge,
    repeated,
};
use crate::id::Id;
use crate::path::RegistryPath;
use crate::pending::read_drawn_up;
use crate::record::Record;
use crate::record::keys::KeysRecord;
use crate::registry::bundle::{Bundle, MAX_CHECKS};
use crate::registry::{self, Writing};
use crate::render::escape::{escape_path, isolate};
use crate::render::keys::{KeysLine, keys_lines, keys_warnings, leaving};
use crate::render::text::{act_text, banner_for, counted, grouped, mark_text};
use crate::tree::Tree;
use crate::trust::{Standing, Trust};
use crate::verify::Parties;

/// The most files that one command takes.
const MAX_REPLIES: usize = 20_000;

/// The most bytes that one command holds at once.
const MAX_BYTES: usize = 64 << 20;

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
    /// File new statements and rolls too: a reply is for acts, so that nobody publishes here by mail
    #[arg(long)]
    statements: bool,
}

/// One bundle out of one file.
struct Reply {
    file: PathBuf,
    mended: Vec<Mended>,
}

/// A reply that is filed.
struct Filed<'r> {
    reply: &'r Reply,
    proposal: &'r Proposal,
    judged: Accepted,
}

/// Files replies.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let (mut refused, mut unjudged, mut unread) = (0, 0, 0);
    let (mut replies, mut proposals): (Vec<Reply>, Vec<Proposal>) = Default::default();
    let (mut bytes, mut work) = (0, 0);
    for file in files(&args.files)? {
        match read(&file) {
            Ok(found) => {
                for (reply, bundle) in found {
                    work += bundle.checks();
                    let proposal = proposal(&bundle);
                    bytes += proposal.values().map(Vec::len).sum::<usize>();
                    replies.push(reply);
                    proposals.push(proposal);
                }
                // Asked behind every file, so that no more is held than one file beyond the limit.
                let beyond = match (bytes > MAX_BYTES, work > MAX_CHECKS) {
                    (true, _) => format!("{} MiB", MAX_BYTES >> 20),
                    (_, true) => format!("{MAX_CHECKS} keys and signatures"),
                    (false, false) => continue,
                };
                return Err(Failure::new(Status::Usage, format!("the replies hold more than {beyond}"))
                    .hint("file them in parts"));
            }
            Err(failure) => {
                failure.report();
                match failure.status() {
                    Status::NotJudged => unread += 1,
                    _ => refused += 1,
                }
            }
        }
    }
    let writing = Writing::begin(&root, terminal::waiting)?;
    let (mut accepted, mut again) = (Vec::new(), Vec::new());
    gather(&writing.tree, &mut proposals);
    let judged = judge(&writing.tree, &proposals);
    let repeated = repeated(&writing.tree, &proposals, &judged);
    for (((reply, proposal), judged), repeated) in replies.iter().zip(&proposals).zip(judged).zip(repeated) {
        if !reply.mended.is_empty() {
            let mended: Vec<String> = reply.mended.iter().map(ToString::to_string).collect();
            terminal::note(&format!("{}: mended: {}", reply.file.to_string_lossy(), mended.join("; ")));
        }
        match judged {
            Ok(_) if proposal.is_empty() => {
                refuse(reply, &[Objection::Empty]);
                refused += 1;
            }
            Ok(judged) if !args.statements && judged.new.iter().any(is_publication) => {
                publishes(reply, &judged.new);
                refused += 1;
            }
            Ok(judged) => accepted.push(Filed { reply, proposal, judged }),
            Err(_) if repeated => again.push(reply),
            Err(objections) => {
                refuse(reply, &objections);
                refused += 1;
                unjudged += usize::from(objections.iter().all(Objection::is_unjudged));
            }
        }
    }
    let status = match (refused - unjudged, unjudged + unread) {
        (0, 0) => Status::Holds,
        (0, _) => Status::NotJudged,
        _ => Status::DoesNotHold,
    };
    if status != Status::Holds && !args.keep_going {
        let mut why = Vec::new();
        if refused > 0 {
            let noun = if refused == 1 { "reply" } else { "replies" };
            why.push(format!("{} {noun} refused", grouped(refused)));
        }
        if unread > 0 {
            why.push(format!("{} not read", counted(unread, "file")));
        }
        let failure = Failure::new(status, format!("{}: nothing was filed", why.join(", ")));
        return Err(match accepted.is_empty() {
            true => failure,
            false => failure.hint("file the others with --keep-going"),
        });
    }
    let here = keys_here(&writing.tree, &accepted);
    let standings = standings(&here, &accepted);
    // All at once, keys first and acts in the order of their versions, so that a command which is killed leaves no gap;
    // and before anything is told, since whoever reads along may leave.
    let new: Proposal = accepted
        .iter()
        .flat_map(|filed| filed.judged.new.iter().map(|path| (path, filed.proposal)))
        .filter_map(|(path, proposal)| Some((path.clone(), proposal.get(path)?.clone())))
        .collect();
    let count = new.len();
    writing.file(&new.into_iter().collect::<Vec<_>>())?;
    let acts = || accepted.iter().flat_map(|filed| &filed.judged.acts);
    terminal::say(&banner_for(acts().map(|act| standings.get(&act.id).copied().unwrap_or(UNKNOWN))))?;
    for reply in again {
        terminal::say(&format!("{}: filed before, nothing new in it\n", escape_path(&reply.file)))?;
    }
    for filed in &accepted {
        tell(filed, &standings, &here)?;
    }
    terminal::say(&format!("{} filed\n", counted(count, "record")))?;
    let mut slugs: Vec<String> = acts().map(|act| act.slug.to_string()).collect();
    slugs.sort();
    slugs.dedup();
    if let [slug] = slugs.as_slice() {
        terminal::hint(&format!("check them: undersigned verify {slug}{}", at(named)));
    } else if !slugs.is_empty() {
        terminal::hint(&format!("check them: undersigned verify{}", at(named)));
    }
    Ok(status)
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
            Failure::new(Status::NotJudged, format!("cannot list {}: {error}", path.to_string_lossy()))
        };
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).map_err(cannot)? {
            let entry = entry.map_err(cannot)?;
            if !entry.file_name().to_string_lossy().starts_with('.') && entry.path().is_file() {
                inside.push(entry.path());
            }
        }
        if inside.is_empty() {
            let message = format!("there is no file in {}", path.to_string_lossy());
            return Err(Failure::new(Status::NotJudged, message)
                .hint("save the replies in it, then repeat the command"));
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

fn read(file: &Path) -> Result<Vec<(Reply, Bundle)>, Failure> {
    let bytes = registry::read_file(file, MAX_INPUT as u64)?;
    let found = bundles_in(&bytes).map_err(|error| {
        Failure::new(Status::DoesNotHold, error.to_string()).of_file(file).hint(
            "ask for the reply again, as an attachment; save the whole e-mail if its attachment was changed",
        )
    })?;
    let reply = |mended| Reply { file: file.to_owned(), mended };
    Ok(found.into_iter().map(|found| (reply(found.mended), found.bundle)).collect())
}

fn proposal(bundle: &Bundle) -> Proposal {
    let files =
        bundle.files().filter_map(|(path, content)| Some((path.parse().ok()?, content.as_bytes().to_vec())));
    files.collect()
}

fn is_publication(path: &RegistryPath) -> bool {
    matches!(path, RegistryPath::Text(_) | RegistryPath::Roll(..))
}

fn publishes(reply: &Reply, new: &[RegistryPath]) {
    let new: Vec<String> = new.iter().filter(|path| is_publication(path)).map(ToString::to_string).collect();
    let message = format!("a reply is for acts, and this one would publish {}", new.join(", "));
    Failure::new(Status::DoesNotHold, message)
        .of_file(&reply.file)
        .hint("if you mean to take over that statement: undersigned add --statements FILE")
        .report();
}

fn refuse(reply: &Reply, objections: &[Objection]) {
    let failures = objections.iter().cloned().map(Failure::from);
    if let Some(failure) = failures.reduce(Failure::with) {
        let unsound = |objection: &Objection| match objection {
            // no other copy of it would be better
            Objection::Keys(_, _, Flaw::NotRestored(..)) => false,
            Objection::Keys(..) | Objection::Act { .. } => objection.lacks().is_none(),
            _ => false,
        };
        let failure = match objections.iter().any(unsound) {
            true => failure.hint("ask for the reply again, as an attachment"),
            false => failure,
        };
        failure.of_file(&reply.file).report();
    }
}

/// All keys records, with those that are filed.
fn keys_here(tree: &Tree, accepted: &[Filed<'_>]) -> Tree {
    let mut merged = Tree { keys: tree.keys.clone(), ..Tree::default() };
    let proposed = accepted.iter().flat_map(|filed| filed.proposal.clone());
    merged.extend(proposed.filter(|(path, _)| matches!(path, RegistryPath::Keys(..))));
    merged
}

/// How well the keys of those who acted are known: a demonstration is told from everything else.
fn standings(here: &Tree, accepted: &[Filed<'_>]) -> BTreeMap<Id, Standing> {
    let parties = Parties::read(here, &Trust::default());
    let ids = accepted.iter().flat_map(|filed| &filed.judged.acts).map(|act| &act.id);
    ids.map(|id| (id.clone(), parties.standing(id).unwrap_or(UNKNOWN))).collect()
}

/// The standing of a key of which nothing is known.
const UNKNOWN: Standing = Standing::SelfPublished;

fn tell(filed: &Filed<'_>, standings: &BTreeMap<Id, Standing>, here: &Tree) -> Result<(), Failure> {
    let (file, accepted) = (escape_path(&filed.reply.file), &filed.judged);
    let keys: Vec<KeysRecord> = accepted.new.iter().filter_map(|path| keys_record(path, here)).collect();
    for act in &accepted.acts {
        let on_roll = if act.on_roll { "" } else { ", not on the roll yet" };
        let proof = &act.proof;
        terminal::say(&format!(
            "{file}: {} by {} ({}) on {}, dated {}{on_roll}\n",
            act_text(proof, standings.get(&act.id).copied().unwrap_or(UNKNOWN)),
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
        let untold = |record: &KeysRecord| record.signatory == act.id && !is_told(record, accepted);
        if accepted.new_parties.contains(&act.id) && !keys.iter().any(untold) {
            terminal::warning(&format!(
                "this key is new here: ask {} by a way that you trust whether it is theirs",
                isolate(act.name.as_str())
            ));
        }
    }
    for record in keys.iter().filter(|record| !is_told(record, accepted)) {
        let name = isolate(record.name.as_str());
        terminal::say(&format!("{file}: keys record {} of {name} ({})\n", record.version, record.signatory))?;
        let before = RegistryPath::Keys(record.signatory.clone(), record.version - 1);
        let before = keys_record(&before, here);
        for KeysLine { word, says, .. } in
            keys_lines(record, before.as_ref()).iter().filter(|line| line.is_new || line.word == "key")
        {
            terminal::say(&format!("  {word} {says}\n"))?;
        }
        keys_warnings(record, before.as_ref(), today()?)
            .iter()
            .for_each(|warning| terminal::warning(warning));
        if before.is_none_or(|before| leaving(&before, record).next().is_some()) {
            terminal::warning(&format!(
                "these keys are new here: ask {name} by a way that you trust whether they are theirs"
            ));
        }
    }
    for AcceptedConfirmation { signatory, by, name, domain, withdrawn, date } in &accepted.confirmations {
        let (kind, place) = match domain {
            None => ("a vouch", String::new()),
            Some(domain) => ("a domain check", format!(" at {}", domain.as_str())),
        };
        let mode = if *withdrawn { "the withdrawal of " } else { "" };
        let name = isolate(name.as_str());
        terminal::say(&format!(
            "{file}: {mode}{kind} by {name} ({by}) for the keys of {signatory}{place}, dated {date}\n"
        ))?;
    }
    for AcceptedAttestation { slug, record, name } in &accepted.attestations {
        let name = isolate(name.as_str());
        let what = |withdrawn| if withdrawn { "the withdrawal of an attestation" } else { "an attestation" };
        let told = match record {
            Record::Attestation(said) => {
                let whose = format!("{} ({})", isolate(said.name.as_str()), said.signatory);
                format!(
                    "{} by {name} ({}) that {whose} consents to {slug}, dated {}",
                    what(said.withdrawn),
                    said.convener,
                    said.date
                )
            }
            Record::Translation(said) => {
                let (what, by) = (what(said.withdrawn), &said.translator);
                format!("{what} by {name} ({by}) that {slug} is a faithful translation, dated {}", said.date)
            }
            _ => continue,
        };
        terminal::say(&format!("{file}: {told}\n"))?;
    }
    for path in &accepted.new {
        let told = match path {
            RegistryPath::Keys(..)
            | RegistryPath::Vouch(..)
            | RegistryPath::Check(..)
            | RegistryPath::Attestation(..)
            | RegistryPath::Translation(..) => continue,
            RegistryPath::Text(slug) => format!("the text of {slug}, a statement that is new here"),
            RegistryPath::Roll(slug, version) => format!("version {version} of the roll of {slug}"),
            RegistryPath::Act(slug, id, version) => {
                let is_state =
                    |act: &AcceptedAct| act.slug == *slug && act.id == *id && act.proof.version() == *version;
                if accepted.acts.iter().any(is_state) {
                    continue;
                }
                format!("{path}, behind which a later act of {id} stands")
            }
        };
        terminal::say(&format!("{file}: {told}\n"))?;
    }
    if accepted.new.is_empty() {
        terminal::say(&format!("{file}: nothing new in it\n"))?;
    }
    Ok(())
}

/// The keys record at `path`.
fn keys_record(path: &RegistryPath, here: &Tree) -> Option<KeysRecord> {
    let RegistryPath::Keys(..) = path else { return None };
    match read_drawn_up(here.get(path)?.bytes()?)? {
        (Record::Keys(record), _) => Some(record),
        _ => None,
    }
}

/// Whether an act says all of a party's first keys record: who it is, and every key.
fn is_told(record: &KeysRecord, accepted: &Accepted) -> bool {
    let says_all = |act: &AcceptedAct| {
        act.id == record.signatory && record.keys.iter().all(|key| act.proof.keys().contains(key))
    };
    record.version == 1 && accepted.acts.iter().any(says_all)
}
