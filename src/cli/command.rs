//! The commands, one file each, and what several of them ask for: a registry, a statement, a key, a day.

pub mod act;
pub mod add;
pub mod attest;
pub mod audit;
pub mod canonicalize;
pub mod completions;
pub mod demo;
pub mod domain;
pub mod export;
pub mod init;
pub mod key;
pub mod keygen;
pub mod man;
pub mod open;
pub mod pending;
pub mod propose;
pub mod publish;
pub mod recover;
pub mod repair;
pub mod request;
pub mod roll;
pub mod said;
pub mod show;
pub mod translate;
pub mod trust;
pub mod verify;
pub mod vouch;
pub mod waiting;

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::failure::{self, Failure, Status};
use crate::cli::terminal;
use crate::date::Date;
use crate::id::{Id, Slug, nearest};
use crate::key::VerifierKey;
use crate::key::scheme::Scheme;
use crate::note::Note;
use crate::party::add_recoverers;
use crate::path::RegistryPath;
use crate::pending::read_drawn_up;
use crate::record::Record;
use crate::record::keys::{Domain, DomainError};
use crate::registry::bundle::Bundle;
use crate::registry::durable::{Access, create_directory, create_new};
use crate::registry::{self, Writing};
use crate::render::escape::{quoted, shell_word};
use crate::render::text;
use crate::signer::{
    self, PASSPHRASE_VARIABLE, PassphraseSource, PublicKeyFile, Signer, read_certificate, read_public_key,
};
use crate::text::{LIMIT, Line, MAX_TEXT};
use crate::tree::{Content, Tree};
use crate::trust::{Standing, Trust};
use crate::verify::{Question, Require, StatementReport};

/// The key to sign with.
#[derive(Debug, clap::Args)]
pub struct KeyArgs {
    /// Your key file: from keygen, openssl or ssh-keygen, the .pub file of a key that ssh-agent holds, or a pkcs11: URI
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The file whose first line is the passphrase [default: UNDERSIGNED_PASSPHRASE, or asked on the terminal]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl KeyArgs {
    /// Opens the key file, asking for the passphrase if need be.
    fn open(&self) -> Result<Signer, Failure> {
        open_key(&self.key, self.passphrase_file.as_deref())
    }
}

/// The keys of a party, of which several may have to sign.
#[derive(Debug, clap::Args)]
pub struct KeysArgs {
    /// Your key file; given again for each key that has to sign, left out where other tools or officers sign
    #[arg(long, required_unless_present = "output", value_name = "FILE")]
    key: Vec<PathBuf>,
    /// The file whose first line is the passphrase of all these [default: UNDERSIGNED_PASSPHRASE, or asked]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Write a bundle to be mailed to whoever signs it too or keeps the registry, instead of into it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl KeysArgs {
    /// Opens the key files, asking for the passphrase if need be.
    fn open(&self) -> Result<Vec<Signer>, Failure> {
        self.key.iter().map(|file| open_key(file, self.passphrase_file.as_deref())).collect()
    }

    /// Begins to write in the registry at `root`, unless a bundle is written instead.
    fn begin_writing(&self, root: &Path) -> Result<Option<Writing>, Failure> {
        match &self.output {
            Some(_) => Ok(None),
            None => Ok(Some(Writing::begin(root, terminal::waiting)?)),
        }
    }
}

/// Opens a key file, with the passphrase from a file if one is named.
fn open_key(file: &Path, passphrase_file: Option<&Path>) -> Result<Signer, Failure> {
    let (signer, warnings) = signer::open(file, &passphrase(passphrase_file))?;
    warnings.iter().for_each(failure::warn);
    Ok(signer)
}

/// A record as a note, signed by each of `signers` as it stands among `keys`.
fn signed_note<'s>(
    record: impl Into<Record>,
    keys: &[VerifierKey],
    signers: impl IntoIterator<Item = &'s Signer>,
) -> Result<Note, Failure> {
    let mut note = record.into().to_note()?;
    for signer in signers {
        signer.sign(&mut note, keys)?;
    }
    Ok(note)
}

/// How a key signs for which a tool has several forms.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum KeyKind {
    /// The file itself: every reader checks it
    Ed25519,
    /// As ssh-keygen -Y sign does
    Sshsig,
    /// As minisign does without -l
    Minisign,
}

/// The key in a file that was read under the id of a party, as one of the kind asked for.
fn verifier_key(file: &PublicKeyFile, id: &Id, kind: Option<KeyKind>) -> Result<VerifierKey, Failure> {
    let asked = kind.map(|kind| match kind {
        KeyKind::Ed25519 => Scheme::Plain,
        KeyKind::Sshsig => Scheme::SshSig,
        KeyKind::Minisign => Scheme::Minisign,
    });
    match asked.filter(|asked| *asked != file.scheme) {
        Some(_) if matches!(file.scheme, Scheme::Fido | Scheme::OpenPgp(_)) => {
            let message = "the key of a FIDO token, or of OpenPGP, signs in a way of its own".to_owned();
            Err(Failure::new(Status::Usage, message).hint("leave --kind out"))
        }
        asked => Ok(VerifierKey::of(id.clone(), asked.unwrap_or(file.scheme), file.key)),
    }
}

/// A file named for it, else the environment, else the terminal.
fn passphrase(file: Option<&Path>) -> PassphraseSource {
    match file {
        Some(file) => PassphraseSource::File(file.to_owned()),
        None if std::env::var_os(PASSPHRASE_VARIABLE).is_some() => PassphraseSource::Environment,
        None => PassphraseSource::Terminal,
    }
}

/// The public key in a file: of an OpenPGP certificate the one with this fingerprint, or the only one that can sign.
fn public_key_in(
    file: &Path,
    fingerprint: Option<&str>,
    source: &PassphraseSource,
) -> Result<PublicKeyFile, Failure> {
    let now = now().ok_or_else(no_day)?;
    match read_certificate(file, fingerprint, now)? {
        Some(key) => Ok(key),
        None if fingerprint.is_some() => {
            Err(Failure::new(Status::Usage, "only a key of OpenPGP is named by a fingerprint".to_owned())
                .of_file(file)
                .hint("leave --fingerprint out, or name what gpg --export wrote"))
        }
        None => Ok(read_public_key(file, source)?),
    }
}

/// Seconds since 1970; `SOURCE_DATE_EPOCH` stands in for the clock where it is set.
fn now() -> Option<i64> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => seconds.parse().ok(),
        Err(_) => SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs().try_into().ok(),
    }
}

/// Today in UTC, by [`now`].
fn today() -> Result<Date, Failure> {
    let today = now().and_then(|seconds| Date::from_unix(seconds).ok());
    today.ok_or_else(|| no_day().hint("give the day with --date"))
}

/// The day that is claimed: the one given, with a warning if it is to come, or today.
fn claimed(given: Option<Date>) -> Result<Date, Failure> {
    match given {
        Some(date) => {
            warn_of_future(date);
            Ok(date)
        }
        None => today(),
    }
}

/// Warns of a day that has begun nowhere yet.
fn warn_of_future(date: Date) {
    if today().is_ok_and(|today| date.is_late_for(today)) {
        terminal::warning(&format!("{date} is to come: what is published cannot be dated anew"));
    }
}

fn no_day() -> Failure {
    Failure::new(Status::Usage, "the clock or SOURCE_DATE_EPOCH gives no day".to_owned())
}

/// The registry that was named, or the nearest from here upwards.
fn registry_root(named: Option<&Path>) -> Result<PathBuf, Failure> {
    match named {
        Some(root) => Ok(root.to_owned()),
        None => Ok(registry::find(Path::new("."))?),
    }
}

/// ` --registry DIR`, if the registry was named so: for the commands in hints.
fn at(named: Option<&Path>) -> String {
    named.map_or_else(String::new, |root| format!(" --registry {}", word(root)))
}

/// A path as a word of a command line.
fn word(path: &Path) -> String {
    shell_word(&path.to_string_lossy())
}

/// The name of a file as a word of a command line: whoever gets it by mail gets the file, not the way to it.
fn name_word(path: &Path) -> String {
    word(Path::new(path.file_name().unwrap_or(path.as_os_str())))
}

/// The failure that `given` is the key of somebody else, or none that signs now.
fn foreign_key(given: &VerifierKey, id: &Id) -> Failure {
    Failure::new(Status::DoesNotHold, format!("the key that you gave, {given}, is not a key of {id}"))
}

/// Says first that what follows is a demonstration, if it is.
fn say_demonstration(statement: &StatementReport) -> Result<(), Failure> {
    terminal::say(&text::banner_of(statement))
}

/// What asks about one statement: every judgement, and no demand.
fn about(slug: &Slug) -> Question {
    Question { slug: Some(slug.clone()), require: Require::All, ..Question::default() }
}

/// Reads all keys and the statement `slug` of the registry at `root`.
///
/// # Errors
/// When no such statement is filed there, with the nearest slug.
fn read_statement(root: &Path, slug: &Slug) -> Result<Tree, Failure> {
    let tree = registry::read(root, Some(slug))?;
    match tree.statements.contains_key(slug) {
        true => Ok(tree),
        false => Err(no_statement(slug, &registry::slugs(root)?)),
    }
}

/// The failure to find a statement, with the nearest slug.
fn no_statement(slug: &Slug, known: &[Slug]) -> Failure {
    let failure = Failure::new(Status::NotJudged, format!("there is no statement {slug} in this registry"));
    match (nearest(slug.as_str(), known.iter()), known) {
        (Some(meant), _) => failure.hint(format!("did you mean {meant}?")),
        (None, []) => failure.hint("none is filed here yet: undersigned propose --help"),
        (None, known) => failure.hint(format!("filed here: {}", list(known.iter().map(Id::as_str)))),
    }
}

/// The first few of some words.
fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    let shown = words.iter().take(10).copied().collect::<Vec<_>>().join(", ");
    if words.len() > 10 { format!("{shown} and {} more", words.len() - 10) } else { shown }
}

/// The judged statement `slug`, sound in text and roll.
///
/// # Errors
/// When it is not here, or something is wrong with its text or its roll.
fn sound_statement(tree: &Tree, slug: &Slug, named: Option<&Path>) -> Result<StatementReport, Failure> {
    sound(tree, slug, &format!("see the whole of it: undersigned verify {slug}{}", at(named)))
}

/// The same, with what to do if it is not sound.
fn sound(tree: &Tree, slug: &Slug, remedy: &str) -> Result<StatementReport, Failure> {
    let report = crate::verify::verify(tree, &Trust::default(), &about(slug));
    let Some(statement) = report.statements.into_iter().next() else {
        let known: Vec<Slug> = tree.statements.keys().cloned().collect();
        return Err(no_statement(slug, &known));
    };
    let Some((first, rest)) = statement.problems.split_first() else { return Ok(statement) };
    // What could not be read may well be sound.
    let unjudged = statement.problems.iter().all(|problem| problem.is_unjudged());
    let failure = if unjudged {
        Failure::new(Status::NotJudged, format!("the statement {slug} cannot be judged: {first}"))
    } else {
        Failure::new(Status::DoesNotHold, format!("the statement {slug} is not sound: {first}"))
    };
    let failure = rest.iter().fold(failure, |failure, problem| failure.and(problem.to_string()));
    Err(failure.hint(remedy))
}

/// A pipe or a device may never come to an end; `instead` is what to do.
fn refuse_pipe(path: &Path, instead: &str) -> Result<(), Failure> {
    match path.metadata() {
        Ok(found) if !found.is_file() && !found.is_dir() && path != Path::new("-") => {
            Err(Failure::new(Status::NotJudged, "it is no file, but a pipe or a device".to_owned())
                .of_file(path)
                .hint(instead))
        }
        _ => Ok(()),
    }
}

/// Makes a directory with these files in it, or nothing.
fn write_directory(directory: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    create_directory(directory)?;
    let put = |(name, bytes): &(String, Vec<u8>)| create_new(&directory.join(name), bytes, Access::Public);
    files.iter().try_for_each(put).map_err(|error| {
        // what stays would be in the way of the next attempt; why this one failed is what counts
        let _ = std::fs::remove_dir_all(directory);
        error.into()
    })
}

/// A domain that a party may claim: at an address nobody could ever check it.
fn claimable(written: &str) -> Result<Domain, String> {
    let domain: Domain = written.parse().map_err(|error: DomainError| error.to_string())?;
    match domain.is_address() {
        true => Err("this is the address of a machine: give a name such as example.org".to_owned()),
        false => Ok(domain),
    }
}

/// Reads a file, or stdin for `-`, of at most `limit` bytes.
fn read_input(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    if path != Path::new("-") {
        return Ok(registry::read_file(path, limit as u64)?);
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(limit as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        Failure::new(Status::NotJudged, format!("cannot read the standard input: {error}"))
    })?;
    Ok(bytes)
}

/// Reads a text that is to be published, or the names below it.
fn read_draft(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = read_input(path, MAX_TEXT)?;
    if bytes.len() > MAX_TEXT {
        let message = format!("longer than {} MiB, which is the most for a statement", MAX_TEXT >> 20);
        return Err(Failure::new(Status::DoesNotHold, message)
            .of_file(path)
            .hint("a statement is a text that people read: give that text alone"));
    }
    Ok(bytes)
}

/// Reads a text to be canonicalized.
fn read_source(path: &Path) -> Result<Vec<u8>, Failure> {
    read_input(path, LIMIT)
}

/// The standing that was asked for by its word.
fn standing(written: Option<&str>) -> Standing {
    match written {
        Some("self-published") => Standing::SelfPublished,
        Some("domain") => Standing::Domain,
        Some("pinned") => Standing::Pinned,
        _ => Standing::Vouched,
    }
}

/// The files of a bundle as a tree.
fn tree_of(bundles: &[Bundle]) -> Result<Tree, Failure> {
    let mut tree = Tree::default();
    for (path, content) in bundles.iter().flat_map(Bundle::files) {
        let Ok(place) = path.parse::<RegistryPath>() else { continue };
        let content = Content::Bytes(content.as_bytes().to_vec());
        let Some(before) = tree.insert(place, content.clone()).filter(|before| *before != content) else {
            continue;
        };
        let text = |content: &Content| Some(read_drawn_up(content.bytes()?)?.1.text().to_owned());
        let hint = match (text(&before), text(&content)) {
            (Some(one), Some(other)) if one == other => {
                "they are copies of one record: give one here; undersigned add takes both, and files their lines together"
            }
            _ => {
                "only one of the two can ever be filed: ask those who drew them up which, and give that alone"
            }
        };
        let message = format!("the files given hold two different {path}");
        return Err(Failure::new(Status::DoesNotHold, message).hint(hint));
    }
    Ok(tree)
}

/// What [`isolate`](crate::render::escape::isolate) puts around a right-to-left name.
const ISOLATES: [char; 2] = ['\u{2068}', '\u{2069}'];

/// Reads a display name or a title from the command line.
///
/// The isolates around a right-to-left name that was pasted from what this program showed are not part of it.
fn line(what: &str, value: &str) -> Result<Line, Failure> {
    Line::new(value.trim_matches(ISOLATES), crate::record::MAX_VALUE).map_err(|error| {
        Failure::new(Status::Usage, format!("{what} {}: {error}", quoted(value)))
            .hint("write it on one line, as plain text of at most 256 bytes")
    })
}

/// The files of `tree` that are wanted as a bundle, with the keys of whoever restored those in it; notes and canonical
/// texts are UTF-8.
fn bundle_of(tree: &Tree, wanted: impl Fn(&RegistryPath) -> bool) -> Result<Bundle, Failure> {
    let parties = tree.files().filter_map(|(path, _)| match &path {
        RegistryPath::Keys(id, _) if wanted(&path) => Some(id.clone()),
        _ => None,
    });
    let mut ids: BTreeSet<Id> = parties.collect();
    add_recoverers(&mut ids, tree);
    let is_their_key = |path: &RegistryPath| matches!(path, RegistryPath::Keys(id, _) if ids.contains(id));
    let wanted = |path: &RegistryPath| wanted(path) || is_their_key(path);
    let mut bundle = Bundle::default();
    for (path, content) in tree.files().filter(|(path, _)| wanted(path)) {
        let text = match content {
            Content::Bytes(bytes) => std::str::from_utf8(bytes).map_err(|error| error.to_string()),
            Content::Unreadable(why) => Err(why.clone()),
        };
        let text =
            text.map_err(|why| Failure::new(Status::NotJudged, format!("{path} cannot be read: {why}")))?;
        bundle.insert(&path.to_string(), text)?;
    }
    Ok(bundle)
}
