//! `trust`: what the reader confirmed, in a file of their own; fingerprints to compare on the phone.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::chain::{Chain, Flaw, Link};
use crate::cli::command::{at, refuse_pipe, registry_root, today, word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::fingerprint::{BITS, Fingerprint};
use crate::id::{Id, nearest};
use crate::key::{SecretKey, VerifierKey};
use crate::path::RegistryPath;
use crate::record::check::DomainCheck;
use crate::record::keys::KeysRecord;
use crate::record::vouch::Vouch;
use crate::registry::{self, RegistryError, durable::Lock};
use crate::render::escape::isolate;
use crate::render::text::{DEMONSTRATION_KEY, counted};
use crate::tree::Tree;
use crate::trust::{MAX_TRUST, Seen, Standing, Trust};
use crate::verify::{Parties, Question, verify};

/// What the reader trusts.
#[derive(Debug, clap::Args)]
pub struct TrustArgs {
    /// The keys that you confirmed [default: undersigned/trust in your configuration directory, if it is there]
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// Leave your own trust file aside
    #[arg(long, conflicts_with = "trust")]
    no_trust: bool,
}

impl TrustArgs {
    /// Reads the file named, or the reader's own, and says so; nothing is trusted if there is none.
    pub(super) fn read(&self) -> Result<Trust, Failure> {
        Ok(match (&self.trust, user_file().filter(|_| !self.no_trust)) {
            (Some(named), _) => parse(named, &super::read_input(named, MAX_TRUST)?)?,
            (None, Some(own)) => match own_file(&own)? {
                Some(bytes) => {
                    terminal::note(&format!("what you trust is in {}", word(&own)));
                    parse(&own, &bytes)?
                }
                None => Trust::default(),
            },
            (None, None) => Trust::default(),
        })
    }

    /// The file that was named.
    pub(super) fn named(&self) -> Option<&Path> {
        self.trust.as_deref()
    }
}

fn parse(file: &Path, bytes: &[u8]) -> Result<Trust, Failure> {
    Trust::parse(bytes).map_err(|error| Failure::from(error).of_file(file))
}

/// The reader's own trust file: `undersigned/trust` below `XDG_CONFIG_HOME`, or where that is not set below `.config` in
/// the home directory, or below `APPDATA`.
fn user_file() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || set("HOME").map(|home| home.join(".config"));
    let directory = set("XDG_CONFIG_HOME").or_else(home).or_else(|| set("APPDATA"))?;
    Some(directory.join("undersigned").join("trust"))
}

/// The bytes of a file that need not be there.
fn own_file(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match registry::read_file(path, MAX_TRUST as u64) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(RegistryError::Io { error, .. }) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What is done about trust.
#[derive(Debug, clap::Subcommand)]
#[allow(missing_docs, reason = "a comment on a flattened field would become help")]
pub enum Command {
    /// Pin the keys that this registry gives for an organisation, when you have compared them
    #[command(after_help = "\
Examples:
  undersigned trust add freedom-house
  undersigned trust add our-coalition --voucher
  undersigned trust add our-checker --checker

Call somebody whose voice you know, at a number that you did not get with the statement. They run `undersigned trust show` \
on their own verifier key; you read the words to each other, or the digits. All of them have to agree.")]
    Add {
        /// The organisation
        id: Id,
        /// Trust what it says of the keys of others, too
        #[arg(long)]
        voucher: bool,
        /// Trust what it says of the domains of others; its own keys are not pinned by that
        #[arg(long, conflicts_with = "voucher")]
        checker: bool,
        /// The file that gets the keys [default: undersigned/trust in your configuration directory]
        #[arg(long, value_name = "FILE")]
        trust: Option<PathBuf>,
        /// Do not ask: you have compared the keys
        #[arg(long)]
        yes: bool,
    },
    /// Remember what this registry holds, so that an older or another copy is noticed
    #[command(after_help = "\
Examples:
  undersigned trust seen
  undersigned trust seen --trust releases-2025

The newest record of every chain that holds is written down, in place of what was written down of it before. A later \
`undersigned verify` with this file does not pass if one of them is missing or another stands in its place: exit status 3 \
or 1.")]
    Seen {
        /// The file that gets the lines [default: undersigned/trust in your configuration directory]
        #[arg(long, value_name = "FILE")]
        trust: Option<PathBuf>,
    },
    /// Show the fingerprint of a key in words and digits
    #[command(after_help = "\
Examples:
  undersigned trust show freedom-house
  undersigned trust show freedom-house+5f0a1b2c+AT...")]
    Show {
        /// An organisation of the registry, or a verifier key
        #[arg(value_name = "ID|VKEY")]
        of: String,
    },
}

/// Shows or pins keys.
pub(in crate::cli) fn run(command: &Command, named: Option<&Path>) -> Result<Status, Failure> {
    match command {
        Command::Add { id, voucher, checker, trust, yes } => {
            let role = match (voucher, checker) {
                (true, _) => Role::Voucher,
                (_, true) => Role::Checker,
                _ => Role::Party,
            };
            add(id, role, trust.as_deref(), *yes, named)
        }
        Command::Show { of } => show(of, named),
        Command::Seen { trust } => remember(trust.as_deref(), named),
    }
}

fn show(of: &str, named: Option<&Path>) -> Result<Status, Failure> {
    if of.contains('+') {
        let key: VerifierKey = of.parse().map_err(|error| {
            Failure::new(Status::Usage, format!("this is no verifier key: {error}"))
                .hint("give it whole, as keygen prints it: ID+KEYID+BASE64")
        })?;
        terminal::say(&fingerprint_text(&key))?;
        return Ok(Status::Holds);
    }
    let id: Id = of.parse().map_err(|error| {
        Failure::new(Status::Usage, format!("{error}"))
            .hint("give the id of an organisation or a verifier key")
    })?;
    let tree = registry::read(&registry_root(named)?, None)?;
    let parties = Parties::read(&tree, &Trust::default());
    terminal::say(&keys_text(&newest(&parties, &tree, &id)?.record))?;
    Ok(Status::Holds)
}

/// What a key is trusted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// What it signs itself.
    Party,
    /// What it says of the keys of others, too.
    Voucher,
    /// What it says of the domains of others.
    Checker,
}

impl Role {
    /// The word of a line of a trust file, what is asked, and what was done.
    fn words(self, id: &Id) -> [String; 3] {
        let [line, asked, done] = match self {
            Self::Party => ["key", "pin the keys of ID", "ID pinned"],
            Self::Voucher => [
                "voucher",
                "pin the keys of ID and whom it vouches for,",
                "ID pinned, as one whom you believe about the keys of others",
            ],
            Self::Checker => [
                "checker",
                "name ID as a checker, by these keys,",
                "ID named, as one whom you believe about the domains of others",
            ],
        };
        [line, asked, done].map(|words| words.replace("ID", id.as_str()))
    }
}

fn add(id: &Id, role: Role, file: Option<&Path>, yes: bool, named: Option<&Path>) -> Result<Status, Failure> {
    let file = named_file(file)?;
    let tree = registry::read(&registry_root(named)?, None)?;
    let before = own_file(&file)?.unwrap_or_default();
    let trust = parse(&file, &before)?;
    let parties = Parties::read(&tree, &trust);
    let link = newest(&parties, &tree, id)?;
    if parties.is_demonstration(id) {
        return Err(Failure::new(
            Status::DoesNotHold,
            format!("nothing to confirm of {id}: {DEMONSTRATION_KEY}"),
        )
        .hint("a demonstration stays one, whoever pins it"));
    }
    let known = parties.standing(id).map_err(|_| changed(id, &file, at(named)))?;
    let pinned = |key: &VerifierKey| match role {
        Role::Party => trust.pins(key),
        Role::Voucher => trust.pins(key) && trust.names_voucher(id),
        Role::Checker => trust.names_checker(key),
    };
    let new: Vec<&VerifierKey> =
        link.record.keys.iter().filter(|key| key.ed25519().is_some() && !pinned(key)).collect();
    if new.is_empty() {
        let done = if role == Role::Checker { "named" } else { "pinned" };
        terminal::say(&format!(
            "the keys of {id} are {done} already in {}: nothing was changed\n",
            word(&file)
        ))?;
        return Ok(Status::Holds);
    }
    terminal::say(&keys_text(&link.record))?;
    if known == Standing::Pinned {
        terminal::note(&format!("the keys of {id} follow by its own chain from what you pinned before"));
    }
    terminal::note(&format!(
        "compare the words or the digits ({BITS} bits) by a way that you trust, such as a call to somebody whose voice you know"
    ));
    let [line, asked, done] = role.words(id);
    terminal::ask(&format!("do all of them agree? {asked} in {}?", word(&file)), yes)?;
    let mut lines = format!("# {}, {}\n", link.record.name.as_str(), today()?);
    new.iter().for_each(|key| lines.push_str(&format!("{line} {key}\n")));
    append(&file, &lines)?;
    terminal::say(&format!("{}: {done}\n", word(&file)))?;
    terminal::hint(&format!("see what it says now: undersigned verify{}{}", at(named), with_trust(&file)));
    Ok(Status::Holds)
}

/// Writes down the newest record of every chain that holds.
fn remember(file: Option<&Path>, named: Option<&Path>) -> Result<Status, Failure> {
    let file = named_file(file)?;
    let tree = registry::read(&registry_root(named)?, None)?;
    let lock = locked(&file)?;
    let before = own_file(&file)?.unwrap_or_default();
    let trust = parse(&file, &before)?;
    let parties = Parties::read(&tree, &trust);
    if let Some(unseen) = parties.unseen().first() {
        let status = if unseen.is_other { Status::DoesNotHold } else { Status::NotJudged };
        return Err(Failure::new(status, format!("{unseen}: nothing was written"))
            .hint("hold it against the copy that you have seen: undersigned verify --against DIR"));
    }
    let heads = heads(&tree, &parties);
    let chain = |seen: &Seen| seen.path.to_string().rsplit_once('/').map(|(chain, _)| chain.to_owned());
    let known: BTreeSet<Option<String>> = heads.iter().map(chain).collect();
    let text = String::from_utf8(before).unwrap_or_default();
    let is_replaced = |line: &&str| {
        let seen = line.trim().strip_prefix("seen ").and_then(|seen| seen.trim().parse().ok());
        seen.is_some_and(|seen: Seen| known.contains(&chain(&seen)))
    };
    let kept = text.lines().filter(|line| !is_replaced(line)).map(str::to_owned);
    let lines: Vec<String> = kept.chain(heads.iter().map(ToString::to_string)).collect();
    let bytes = (lines.join("\n") + "\n").into_bytes();
    parse(&file, &bytes)?;
    lock.replace(file_name(&file), &bytes)?;
    terminal::say(&format!("{}: {} remembered\n", word(&file), counted(heads.len(), "newest record")))?;
    terminal::hint(&format!("later: undersigned verify{}{}", at(named), with_trust(&file)));
    Ok(Status::Holds)
}

/// The newest record of every chain that holds, in the order of their paths.
fn heads(tree: &Tree, parties: &Parties) -> Vec<Seen> {
    let mut heads = Vec::new();
    let whole = |id: &Id| parties.get(id).filter(|party| party.chain().flaw().is_none());
    for link in tree.keys.keys().filter_map(|id| whole(id)?.chain().state()) {
        let path = RegistryPath::Keys(link.record.signatory.clone(), link.version);
        heads.push(Seen { path, digest: link.digest });
    }
    for (id, voucher) in tree.vouches.iter().flat_map(|(id, by)| by.keys().map(move |voucher| (id, voucher)))
    {
        let path = |version| RegistryPath::Vouch(id.clone(), voucher.clone(), version);
        heads.extend(head(&parties.confirmations::<Vouch>(id, voucher, tree), path));
    }
    for (id, checker) in tree.checks.iter().flat_map(|(id, by)| by.keys().map(move |checker| (id, checker))) {
        let path = |version| RegistryPath::Check(id.clone(), checker.clone(), version);
        heads.extend(head(&parties.confirmations::<DomainCheck>(id, checker, tree), path));
    }
    for statement in verify(tree, &Trust::default(), &Question::default()).statements {
        let (slug, text) = (&statement.slug, statement.text.map(|(digest, _)| digest));
        let Some(filed) = tree.statements.get(slug) else { continue };
        if let Some(roll) = statement.roll.filter(|_| statement.problems.is_empty()) {
            heads.push(Seen { path: RegistryPath::Roll(slug.clone(), roll.version), digest: roll.digest });
            for (id, folder) in &filed.attestations {
                let path = |version| RegistryPath::Attestation(slug.clone(), id.clone(), version);
                heads.extend(head(&parties.attestations(id, &roll.convener, text, folder), path));
            }
        }
        for (by, folder) in &filed.translations {
            let path = |version| RegistryPath::Translation(slug.clone(), by.clone(), version);
            heads.extend(head(&parties.translations(by, text, folder), path));
        }
        for (id, act) in statement.findings.into_iter().filter_map(|finding| Some((finding.id, finding.act?)))
        {
            let path = RegistryPath::Act(slug.clone(), id, act.version());
            heads.push(Seen { path, digest: act.digest() });
        }
    }
    heads
}

/// The newest record of a chain without a flaw.
fn head<R>(chain: &Chain<R>, path: impl Fn(u32) -> RegistryPath) -> Option<Seen> {
    let newest = chain.state().filter(|_| chain.flaw().is_none())?;
    Some(Seen { path: path(newest.version), digest: newest.digest })
}

/// ` --trust FILE`, unless it is the reader's own, which needs no naming.
fn with_trust(file: &Path) -> String {
    match user_file() {
        Some(own) if own == file => String::new(),
        _ => format!(" --trust {}", word(file)),
    }
}

/// The failure that the keys of a party are others than those that were pinned.
fn changed(id: &Id, file: &Path, at: String) -> Failure {
    Failure::new(
        Status::DoesNotHold,
        format!("THE KEYS OF {id} CHANGED: this registry gives none that you pinned in {}", word(file)),
    )
    .hint(format!("somebody may be posing as {id}: pin nothing before you have asked it by a way that you trust"))
    .hint(format!("compare with another copy of the registry: keys that follow each other stand in keys/{id}/"))
    .hint(format!(
        "if {id} says itself that it lost its keys and began anew: take its old lines out of {}, then undersigned trust add {id}{at}",
        word(file)
    ))
}

/// The trust file that is meant: the one named, or the reader's own.
fn named_file(file: Option<&Path>) -> Result<PathBuf, Failure> {
    let file = file.map(Path::to_owned).or_else(user_file).ok_or_else(|| {
        Failure::new(Status::Usage, "there is no home directory to keep your trust file in".to_owned())
            .hint("name one: --trust FILE")
    })?;
    refuse_pipe(&file, "name a file, which keeps what is written to it: --trust FILE")?;
    Ok(file)
}

fn file_name(file: &Path) -> OsString {
    file.file_name().map_or_else(|| OsString::from(file), ToOwned::to_owned)
}

/// Keeps others from writing beside a trust file, whose directory is made if it is absent.
fn locked(file: &Path) -> Result<Lock, Failure> {
    let parent = file.parent().filter(|directory| !directory.as_os_str().is_empty());
    let directory = parent.filter(|_| file.file_name().is_some()).unwrap_or(Path::new("."));
    let mut builder = std::fs::DirBuilder::new();
    // as the XDG specification has it
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(directory).map_err(|error| {
        Failure::new(Status::NotJudged, format!("cannot create {}: {error}", word(directory)))
    })?;
    Ok(Lock::acquire(directory)?)
}

/// Adds lines to a trust file, which is made if it is absent; whole or not at all.
fn append(file: &Path, lines: &str) -> Result<(), Failure> {
    let lock = locked(file)?;
    // as it is now that nobody else writes
    let mut bytes = own_file(file)?.unwrap_or_default();
    if bytes.last().is_some_and(|last| *last != b'\n') {
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(lines.as_bytes());
    parse(file, &bytes)?;
    lock.replace(file_name(file), &bytes)?;
    Ok(())
}

/// The newest keys record of a party whose keys are not in dispute.
pub(super) fn newest<'p>(
    parties: &'p Parties,
    tree: &Tree,
    id: &Id,
) -> Result<&'p Link<KeysRecord>, Failure> {
    let party = parties.get(id);
    if let Some((version, flaw)) = party.and_then(|party| party.chain().flaw()) {
        let message = format!("{}: {flaw}", RegistryPath::Keys(id.clone(), *version));
        return Err(Failure::new(Status::DoesNotHold, message).hint("nothing rests on keys in dispute"));
    }
    let shared = |link: &Link<KeysRecord>| {
        let keys = link.record.keys.iter().filter_map(|key| key.ed25519());
        keys.filter_map(|key| parties.other_holder(key, id)).next().cloned()
    };
    let Some(link) = party.and_then(|party| party.chain().state()) else {
        let failure = Failure::new(Status::NotJudged, format!("{id} has no keys record in this registry"));
        return Err(match nearest(id.as_str(), tree.keys.keys()) {
            Some(meant) => failure.hint(format!("did you mean {meant}?")),
            None => failure
                .hint("its first one comes with the first thing that it signs: undersigned sign --help"),
        });
    };
    match shared(link) {
        Some(other) => Err(Failure::new(Status::DoesNotHold, Flaw::SharedKey(other).to_string())
            .hint("ask both: every organisation needs a key of its own")),
        None => Ok(link),
    }
}

/// A keys record as two people compare it.
pub(super) fn keys_text(record: &KeysRecord) -> String {
    let mut text = format!(
        "party        {} ({}), version {} of its keys\n",
        isolate(record.name.as_str()),
        record.signatory,
        record.version
    );
    record.keys.iter().for_each(|key| text.push_str(&fingerprint_text(key)));
    text
}

/// A key with its fingerprint.
pub(super) fn fingerprint_text(key: &VerifierKey) -> String {
    let fingerprint = Fingerprint::of(key);
    let published = SecretKey::demonstration(key.name()).public();
    let demonstration = match key.ed25519() == Some(&published) {
        true => format!("             {DEMONSTRATION_KEY}\n"),
        false => String::new(),
    };
    format!(
        "key          {key}\n{demonstration}  in words   {}\n  in digits  {}\n",
        fingerprint.words(),
        fingerprint.digits()
    )
}
