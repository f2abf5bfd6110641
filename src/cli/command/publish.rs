//! `publish`: the registry as a static site, or one statement as one file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::cli::command::{at, no_statement, registry_root, word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::digest::Digest;
use crate::id::Slug;
use crate::registry;
use crate::registry::durable::{self, Access, Created, DurableError, Lock, create_new};
use crate::render::escape::{escape_path, quoted};
use crate::render::site::words::{self, Words};
use crate::render::site::{self, Files, Options, SiteError};
use crate::render::text::{counted, grouped, notice};
use crate::tree::{Content, Tree};
use crate::trust::{Standing, Trust};
use crate::verify::{Demonstration, Outcome, Parties, Question, Report, verify};

/// What a site consists of, as `sha256sum --check` reads it: whatever is not listed in it is never touched. No release of
/// anything else has a list of this name.
const SUMS: &str = "undersigned.sha256";

/// The longest list of sums that is read, in bytes.
const MAX_SUMS: u64 = 64 << 20;

/// The longest time between two readings of the clock by which a file system tells when a file was changed.
const TICK: Duration = Duration::from_millis(10);

/// The longest address, so that it fits into a QR code together with a slug and a digest.
const MAX_ADDRESS: usize = 512;

/// The arguments of `publish`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  undersigned publish site --address https://example.org/statements/
  undersigned publish --single-file political-prisoners-2025 -o statement.html

Every web server, object store or USB stick can carry the directory. Publishing again writes what has changed, and removes \
what an earlier publish wrote and the registry no longer gives; it touches nothing else.

Exit status: 0 published, and the registry verifies, whoever its keys belong to; 1 published, and it does not, which every \
page says; 2 usage; 3 not published, or published and not judged.")]
pub struct Args {
    /// Where; created if need be
    #[arg(required_unless_present = "single_file", conflicts_with = "single_file")]
    directory: Option<PathBuf>,
    /// Where it will stand on the web, for QR codes, badges and the feed
    #[arg(long, value_name = "URL", value_parser = address)]
    address: Option<String>,
    /// Pages in this language too, or in all; of a single file, its language
    #[arg(long, value_name = "LANGUAGE|all", value_parser = language)]
    language: Vec<Languages>,
    /// Write the page of this statement as one file that needs no other
    #[arg(long, value_name = "SLUG", requires = "output")]
    single_file: Option<Slug>,
    /// The new file
    #[arg(short, long, value_name = "FILE", requires = "single_file", conflicts_with = "directory")]
    output: Option<PathBuf>,
}

/// Languages as they are asked for.
type Languages = &'static [Words];

/// Renders everything, then writes what differs.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let tree = registry::read(&root, None)?;
    let options = Options {
        address: args.address.clone(),
        languages: args.language.iter().copied().flatten().collect(),
    };
    let source = Source::of(&tree, &options)?;
    if let Some((directory, made)) = args.directory.as_ref().and_then(|to| Some((to, Made::of(to, &source)?)))
    {
        return unchanged(directory, &made, tree.statements.len());
    }
    // Whose the keys are is asked by each reader.
    let question = Question { standing: Standing::SelfPublished, ..Question::default() };
    let report = verify(&tree, &Trust::default(), &question);
    let parties = Parties::read(&tree, &Trust::default());
    let said = match (&args.single_file, &args.output, &args.directory) {
        (Some(slug), Some(output), _) => {
            let page = site::single(&tree, &parties, &report, &options, slug)?
                .ok_or_else(|| no_statement(slug, &tree.statements.keys().cloned().collect::<Vec<_>>()))?;
            create_new(output, page.as_bytes(), Access::Public)?;
            format!("{}: the page of {slug}, which checks itself\n", escape_path(output))
        }
        (_, _, directory) => {
            let directory = directory.as_deref().unwrap_or(Path::new("."));
            // Only of what verifies nothing more is to be said than that it is there.
            let made = Made { source, demonstration: report.demonstration };
            let made = Some(made).filter(|_| report.outcome == Outcome::Holds);
            let files = site::site(&tree, &parties, &report, &options)?;
            write(directory, &root, &tree, &files, made.as_ref())?
        }
    };
    if let Some(notice) = notice(report.demonstration) {
        terminal::say(&format!("{notice}\n\n"))?;
    }
    terminal::say(&said)?;
    let first = args.output.clone().or_else(|| Some(args.directory.as_ref()?.join("index.html")));
    outcome(&report, first.as_deref(), named)
}

/// How it ends when all is there as it was made of the same before.
fn unchanged(directory: &Path, made: &Made, statements: usize) -> Result<Status, Failure> {
    if let Some(notice) = notice(made.demonstration) {
        terminal::say(&format!("{notice}\n\n"))?;
    }
    let first = directory.join("index.html");
    let files = sums(directory)?.len();
    terminal::say(&written(directory, files, 0, 0, statements))?;
    terminal::hint(&format!("open it in a browser: {}", word(&first)));
    Ok(Status::Holds)
}

/// The digest of all that a site is made of: the version of this program and what it writes of nothing, as it is asked;
/// the registry.
#[derive(PartialEq, Eq)]
struct Source(Digest);

impl Source {
    fn of(tree: &Tree, options: &Options) -> Result<Self, SiteError> {
        let nothing = Tree::default();
        let report = verify(&nothing, &Trust::default(), &Question::default());
        let parties = Parties::read(&nothing, &Trust::default());
        let mut whole = format!("{} {:?}\n", env!("CARGO_PKG_VERSION"), options.address);
        for (path, bytes) in site::site(&nothing, &parties, &report, options)? {
            let _ = writeln!(whole, "{path} {}", Digest::of(&bytes));
        }
        for (path, content) in tree.files() {
            let _ = match content {
                Content::Bytes(bytes) => writeln!(whole, "{path} {}", Digest::of(bytes)),
                Content::Unreadable(why) => writeln!(whole, "{path} {why:?}"),
            };
        }
        for stray in &tree.strays {
            let _ = writeln!(whole, "{:?} {:?}", stray.path, stray.what);
        }
        Ok(Self(Digest::of(whole.as_bytes())))
    }
}

/// What is noted of a site of a registry that verifies: the first line of its list.
struct Made {
    source: Source,
    demonstration: Demonstration,
}

impl Made {
    const WORDS: [(&str, Demonstration); 3] = [
        ("nowhere", Demonstration::Nowhere),
        ("partly", Demonstration::Partly),
        ("wholly", Demonstration::Wholly),
    ];

    fn line(&self) -> String {
        let word =
            Self::WORDS.iter().find(|(_, one)| *one == self.demonstration).map_or("", |(word, _)| word);
        format!("# made of {}, demonstration {word}\n", self.source.0.prefixed())
    }

    fn read(line: &str) -> Option<Self> {
        let (digest, word) = line.strip_prefix("# made of ")?.split_once(", demonstration ")?;
        let (_, demonstration) = *Self::WORDS.iter().find(|(own, _)| *own == word)?;
        Some(Self { source: Source(digest.parse().ok()?), demonstration })
    }

    /// What is noted in `directory`, if it was made of `source` and no file of its list was touched since the list was
    /// written, which is written last.
    fn of(directory: &Path, source: &Source) -> Option<Self> {
        let path = directory.join(SUMS);
        let bytes = registry::read_file(&path, MAX_SUMS).ok()?;
        let first = std::str::from_utf8(bytes.get(..bytes.iter().position(|byte| *byte == b'\n')?)?).ok()?;
        let made = Self::read(first).filter(|made| made.source == *source)?;
        let last = changed(&path)?;
        let untouched = |path: &String| changed(&directory.join(path)).is_some_and(|when| when < last);
        sums(directory).ok()?.keys().all(untouched).then_some(made)
    }
}

/// When the regular file at `path` was last changed in any way: a time that no program sets, in seconds and nanoseconds.
#[cfg(unix)]
fn changed(path: &Path) -> Option<(i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    let found = path.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some((found.ctime(), found.ctime_nsec()))
}

/// Elsewhere nobody can tell.
#[cfg(not(unix))]
fn changed(_: &Path) -> Option<(i64, i64)> {
    None
}

/// How it ends, now that everything is published: with what the registry is worth.
fn outcome(report: &Report, first: Option<&Path>, named: Option<&Path>) -> Result<Status, Failure> {
    let open = first.map(|first| format!("open it in a browser: {}", word(first))).unwrap_or_default();
    if report.outcome == Outcome::Holds {
        terminal::hint(&open);
        return Ok(Status::Holds);
    }
    let message = "published, but this registry does not verify, and every page says so".to_owned();
    Err(Failure::new(report.outcome.into(), message)
        .hint(format!("see why: undersigned verify --require-standing self-published{}", at(named)))
        .hint(open))
}

/// Writes what differs, and removes what is ours and no longer there.
fn write(
    directory: &Path,
    root: &Path,
    tree: &Tree,
    files: &Files,
    made: Option<&Made>,
) -> Result<String, Failure> {
    refuse_inside(directory, root)?;
    if !directory.is_dir() {
        durable::create_directory(directory)?;
    }
    let lock = match Lock::try_acquire(directory)? {
        Some(lock) => lock,
        None => {
            terminal::waiting();
            Lock::acquire(directory)?
        }
    };
    let before = sums(directory)?;
    let foreign = files.keys().filter(|path| !before.contains_key(*path));
    for path in foreign {
        // An error if it is there with other bytes, or cannot be written at all.
        lock.survey(Path::new(path), files.get(path).map_or(&[], Vec::as_slice)).map_err(taken)?;
    }
    // What is about to be written is ours from here on, also if this is interrupted.
    let now: BTreeMap<String, Digest> =
        files.iter().map(|(path, bytes)| (path.clone(), Digest::of(bytes))).collect();
    let mut both = before.clone();
    both.extend(now.clone());
    if both != before {
        lock.replace(SUMS, &printed(&both))?;
    }
    let mut changed = 0;
    for (path, bytes) in files {
        if lock.replace(path, bytes)? == Created::Written {
            changed += 1;
        }
    }
    let gone: Vec<(&String, &Digest)> =
        before.iter().filter(|(path, _)| !files.contains_key(*path)).collect();
    let mut kept: BTreeSet<&String> = BTreeSet::new();
    for (path, digest) in &gone {
        if !lock.remove(path, |bytes| Digest::of(bytes) == **digest)? {
            kept.insert(path);
            terminal::warning(&format!("{path} is no longer what an earlier publish wrote, and was left"));
        }
    }
    if changed > 0 {
        // Then the list is written anew, and later than all that it lists by the clock of the file system.
        lock.replace(SUMS, &printed(&both))?;
        std::thread::sleep(TICK);
    }
    let made = made.map_or_else(String::new, Made::line);
    lock.replace(SUMS, &[made.as_bytes(), &printed(&now)].concat())?;
    Ok(written(directory, files.len(), changed, gone.len() - kept.len(), tree.statements.len()))
}

/// How many files were written and removed.
fn written(directory: &Path, files: usize, written: usize, removed: usize, statements: usize) -> String {
    format!(
        "{}: {}: {} written, {} unchanged, {} removed; {}\n",
        escape_path(directory),
        counted(files, "file"),
        grouped(written),
        grouped(files - written),
        grouped(removed),
        counted(statements, "statement"),
    )
}

/// What stands in the place of a page and was not written by an earlier publish.
fn taken(error: DurableError) -> Failure {
    match error {
        DurableError::Different(_) => Failure::new(Status::DoesNotHold, error.to_string())
            .hint("publish into another directory, or move away what stands there"),
        error => error.into(),
    }
}

/// A registry holds records alone: a site beside them would be strays, and a mirror in itself has no end.
fn refuse_inside(directory: &Path, root: &Path) -> Result<(), Failure> {
    let failed = |path: &Path, error: std::io::Error| {
        Failure::new(Status::NotJudged, format!("cannot find {}: {error}", escape_path(path)))
    };
    let root = root.canonicalize().map_err(|error| failed(root, error))?;
    let absolute = std::path::absolute(directory).map_err(|error| failed(directory, error))?;
    // As far as it is there already, since a link may lead into the registry.
    let there = absolute.ancestors().find_map(|there| Some((there, there.canonicalize().ok()?)));
    let target = match there {
        Some((there, real)) => match absolute.strip_prefix(there) {
            Ok(rest) if rest.as_os_str().is_empty() => real,
            Ok(rest) => real.join(rest),
            Err(_) => absolute.clone(),
        },
        None => absolute.clone(),
    };
    let inside = registry::FOLDERS.iter().any(|folder| target.starts_with(root.join(folder)));
    let strange = target.components().any(|component| component == Component::ParentDir);
    if target == root || inside || strange {
        let message = format!("{} is the registry itself, or in it", escape_path(directory));
        return Err(Failure::new(Status::Usage, message)
            .hint("name a directory beside keys/: undersigned publish site"));
    }
    Ok(())
}

/// The files that an earlier publish wrote into `directory`, with their digests.
pub(super) fn sums(directory: &Path) -> Result<BTreeMap<String, Digest>, Failure> {
    let path = directory.join(SUMS);
    if path.symlink_metadata().is_err() {
        return Ok(BTreeMap::new());
    }
    let bytes = registry::read_file(&path, MAX_SUMS)?;
    let whole = (bytes.len() as u64 <= MAX_SUMS).then_some(bytes.as_slice());
    let read = whole
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .and_then(|text| text.lines().filter(|line| !line.starts_with('#')).map(sum).collect());
    read.ok_or_else(|| {
        let message = format!("{} is not what an earlier publish wrote", escape_path(&path));
        Failure::new(Status::NotJudged, message).hint("publish into another directory")
    })
}

fn sum(line: &str) -> Option<(String, Digest)> {
    let (digest, path) = line.split_once("  ")?;
    let plain = Path::new(path).components().all(|component| matches!(component, Component::Normal(_)));
    Some((path.to_owned(), format!("sha256:{digest}").parse().ok()?)).filter(|_| plain && !path.is_empty())
}

fn printed(sums: &BTreeMap<String, Digest>) -> Vec<u8> {
    sums.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect::<String>().into_bytes()
}

/// An address as every kind of page can hold it, ending in `/`.
fn address(written: &str) -> Result<String, String> {
    let begins = ["https://", "http://"].iter().any(|scheme| written.starts_with(scheme));
    let plain = written.chars().all(|c| c.is_ascii_graphic() && !"\"'<>\\^`{|}#?".contains(c));
    if !begins || !plain || written.len() > MAX_ADDRESS {
        return Err("an address begins with https:// and has no spaces, quotes, ? or #".to_owned());
    }
    Ok(if written.ends_with('/') { written.to_owned() } else { format!("{written}/") })
}

fn language(written: &str) -> Result<Languages, String> {
    if written == "all" {
        return Ok(words::all());
    }
    let words = words::of(written).ok_or_else(|| {
        let known: Vec<&str> = words::all().iter().map(Words::tag).collect();
        format!("no words are there in {}: choose from {}, or all", quoted(written), known.join(", "))
    })?;
    Ok(std::slice::from_ref(words))
}

impl From<SiteError> for Failure {
    fn from(error: SiteError) -> Self {
        Self::new(Status::NotJudged, error.to_string())
    }
}
