//! The registry as a directory: found, read, and written to. It makes no judgements.
//!
//! Reading follows no symbolic link and stops at no file: what cannot be read stands in the [`Tree`] as unreadable, what
//! has no place there as a stray.

pub mod bundle;
pub mod durable;

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::id::Slug;
use crate::note::MAX_NOTE;
use crate::path::RegistryPath;
use crate::record::checks;
use crate::registry::bundle::MAX_CHECKS;
use crate::registry::durable::{BatchError, DurableError, Lock};
use crate::text::MAX_TEXT;
use crate::tree::{Content, StrayFile, Tree};

/// The directories that make a directory a registry.
pub const FOLDERS: [&str; 3] = ["keys", "statement", "signatures"];

/// The most bytes that are read from one registry.
pub const MAX_REGISTRY: u64 = 128 << 20;

/// The most entries that are read from one registry.
pub const MAX_ENTRIES: usize = 250_000;

/// In each of the three directories: it keeps git from changing line ends in notes, and from dropping the directory
/// while it is empty.
const ATTRIBUTES: (&str, &str) = (".gitattributes", "* -text\n");

/// Why a registry could not be found, read or written.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Neither the directory nor a parent of it is a registry.
    #[error("no registry here: neither {} nor a directory above it holds keys/, statement/ and signatures/", .0.display())]
    NotFound(PathBuf),
    /// The directory named is no registry.
    #[error("{} is no registry: it does not hold the directories keys/, statement/ and signatures/", .0.display())]
    NoRegistry(PathBuf),
    /// A registry stands here already.
    #[error("{} is a registry already", .0.display())]
    Already(PathBuf),
    /// Reading failed.
    #[error("cannot {doing} {}: {error}", path.display())]
    Io {
        /// What was tried, as an infinitive.
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// Beyond [`MAX_REGISTRY`], [`MAX_ENTRIES`] or [`MAX_CHECKS`].
    #[error(
        "{} is too large for a registry: it has more than {} MiB, {MAX_ENTRIES} entries, or {MAX_CHECKS} keys and signatures",
        .0.display(),
        MAX_REGISTRY >> 20
    )]
    TooLarge(PathBuf),
    /// Writing failed.
    #[error(transparent)]
    Durable(#[from] DurableError),
    /// Writing stopped in the middle of several files.
    #[error(transparent)]
    Batch(#[from] BatchError),
}

/// Whether `directory` is a registry.
pub fn is_registry(directory: &Path) -> bool {
    FOLDERS
        .iter()
        .all(|folder| fs::symlink_metadata(directory.join(folder)).is_ok_and(|found| found.is_dir()))
}

/// The nearest registry: `from` or a directory above it.
///
/// # Errors
/// [`RegistryError::NotFound`], and when the working directory is gone.
pub fn find(from: &Path) -> Result<PathBuf, RegistryError> {
    let start = std::path::absolute(from).map_err(failed("find", from))?;
    let found = start.ancestors().find(|directory| is_registry(directory));
    found.map(Path::to_owned).ok_or_else(|| RegistryError::NotFound(start.clone()))
}

/// Makes an empty registry in `directory`, which is created if need be; completes one that was interrupted.
///
/// # Errors
/// When it is a registry already, or cannot be written.
pub fn init(directory: &Path) -> Result<(), RegistryError> {
    if is_registry(directory) && !is_unfinished(directory) {
        return Err(RegistryError::Already(directory.to_owned()));
    }
    if !directory.is_dir() {
        durable::create_directory(directory)?;
    }
    let (name, content) = ATTRIBUTES;
    let files: Vec<(String, &str)> =
        FOLDERS.iter().map(|folder| (format!("{folder}/{name}"), content)).collect();
    Lock::acquire(directory)?.create_all(&files)?;
    Ok(())
}

/// Whether the registry in `directory` is what an interrupted [`init`] leaves: nothing, and not even that whole.
fn is_unfinished(directory: &Path) -> bool {
    let names = |folder| -> Option<Vec<_>> {
        let listing = fs::read_dir(directory.join(folder)).ok()?;
        listing.map(|entry| entry.ok().map(|entry| entry.file_name())).collect()
    };
    let folders: Option<Vec<_>> = FOLDERS.into_iter().map(names).collect();
    let Some(folders) = folders else { return false };
    folders.iter().flatten().all(|name| name == ATTRIBUTES.0) && folders.iter().any(Vec::is_empty)
}

/// Why there is no registry to be read at `root`.
fn no_registry(root: &Path) -> RegistryError {
    let hidden = FOLDERS.iter().map(|folder| root.join(folder)).find_map(|path| {
        let error = fs::symlink_metadata(&path).err()?;
        (!matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory))
            .then_some((path, error))
    });
    match hidden {
        Some((path, error)) => failed("look at", &path)(error),
        None => RegistryError::NoRegistry(root.to_owned()),
    }
}

/// Reads the registry at `root`: everything, or all keys, all texts and rolls, and the acts on the statement `slug`: another
/// text may be the same, and another roll may say that it supersedes this one.
///
/// # Errors
/// When it is no registry, or beyond the limits, or a directory that is no chain's cannot be listed, so that nobody knows
/// what is missing; single files never fail it.
pub fn read(root: &Path, slug: Option<&Slug>) -> Result<Tree, RegistryError> {
    if !is_registry(root) {
        return Err(no_registry(root));
    }
    let mut reader = Reader { root, tree: Tree::default(), bytes: 0, entries: 0, checks: 0 };
    match slug {
        None => FOLDERS.iter().try_for_each(|folder| reader.read(folder, 0))?,
        Some(slug) => {
            reader.read("keys", 0)?;
            reader.read("statement", 0)?;
            reader.read(&format!("signatures/{slug}"), 1)?;
        }
    }
    Ok(reader.tree)
}

/// The texts of all statements and nothing else: what a copy may be a copy of.
///
/// # Errors
/// When it is no registry, or beyond the limits.
pub fn read_texts(root: &Path) -> Result<Tree, RegistryError> {
    if !is_registry(root) {
        return Err(no_registry(root));
    }
    let mut reader = Reader { root, tree: Tree::default(), bytes: 0, entries: 0, checks: 0 };
    for slug in slugs(root)? {
        let folder = format!("statement/{slug}");
        if fs::symlink_metadata(root.join(&folder)).is_ok_and(|found| found.is_dir()) {
            reader.read(&format!("{folder}/text.txt"), 2)?;
        }
    }
    Ok(reader.tree)
}

/// What [`read`] reads of the registry at `root` for one statement, without the rolls of others, when its `texts` are read
/// already.
///
/// # Errors
/// Those of [`read`].
pub fn read_rest(mut texts: Tree, root: &Path, slug: &Slug) -> Result<Tree, RegistryError> {
    texts.statements.remove(slug);
    texts.strays.retain(|stray| !stray.path.starts_with(&format!("statement/{slug}/")));
    let contents = texts.statements.values().filter_map(|filed| filed.text.as_ref()?.bytes());
    let bytes = contents.map(|bytes| bytes.len() as u64).sum();
    let entries = texts.statements.len();
    let mut reader = Reader { root, tree: texts, bytes, entries, checks: 0 };
    for folder in ["keys".to_owned(), format!("statement/{slug}"), format!("signatures/{slug}")] {
        reader.read(&folder, usize::from(folder != "keys"))?;
    }
    Ok(reader.tree)
}

/// The names under `statement/`, without reading what is filed there: what a slug may have been meant to be.
///
/// # Errors
/// When the directory cannot be listed.
pub fn slugs(root: &Path) -> Result<Vec<Slug>, RegistryError> {
    let folder = root.join("statement");
    let listing = fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let names = listing.map_err(failed("list", &folder))?;
    Ok(names.iter().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect())
}

/// A registry locked for writing, and what stands in it.
#[derive(Debug)]
pub struct Writing {
    lock: Lock,
    /// Its files as they stand while it is locked.
    pub tree: Tree,
}

impl Writing {
    /// Locks the registry at `root` and reads it; calls `waiting` first if another process holds the lock.
    ///
    /// # Errors
    /// Those of [`read`], and when it cannot be locked.
    pub fn begin(root: &Path, waiting: impl FnOnce()) -> Result<Self, RegistryError> {
        if !is_registry(root) {
            return Err(no_registry(root));
        }
        let lock = match Lock::try_acquire(root)? {
            Some(lock) => lock,
            None => {
                waiting();
                Lock::acquire(root)?
            }
        };
        Ok(Self { lock, tree: read(root, None)? })
    }

    /// Files new records in the given order, each durable before the next is begun; nothing is ever overwritten.
    ///
    /// # Errors
    /// At the first that cannot be written.
    pub fn file(&self, files: &[(RegistryPath, Vec<u8>)]) -> Result<(), RegistryError> {
        let files: Vec<(String, &Vec<u8>)> =
            files.iter().map(|(path, bytes)| (path.to_string(), bytes)).collect();
        self.lock.create_all(&files)?;
        Ok(())
    }
}

/// Reads at most `limit` bytes of the regular file `path`, links followed; one byte more if it is longer.
///
/// # Errors
/// When it is no regular file, or cannot be read.
pub fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, RegistryError> {
    let file = File::open(path).map_err(failed("read", path))?;
    let length = file.metadata().map_err(failed("read", path))?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(limit) + 1).unwrap_or_default());
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed("read", path))?;
    Ok(bytes)
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> RegistryError {
    move |error| RegistryError::Io { doing, path: path.to_owned(), error }
}

struct Reader<'a> {
    root: &'a Path,
    tree: Tree,
    bytes: u64,
    entries: usize,
    checks: usize,
}

impl Reader<'_> {
    /// Reads what is at `path`, `depth` levels below one of the three directories.
    fn read(&mut self, path: &str, depth: usize) -> Result<(), RegistryError> {
        self.entries += 1;
        if self.entries > MAX_ENTRIES {
            return Err(RegistryError::TooLarge(self.root.to_owned()));
        }
        let full = self.root.join(path);
        let kind = match fs::symlink_metadata(&full) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return self.hidden(path, error),
        };
        if kind.is_symlink() {
            self.unreadable(path, "a symbolic link, which is never followed")
        } else if kind.is_dir() {
            self.read_directory(path, depth)
        } else if kind.is_file() {
            self.read_file(path, kind.len())
        } else {
            self.unreadable(path, "a device, pipe or socket, not a file")
        }
    }

    fn read_directory(&mut self, path: &str, depth: usize) -> Result<(), RegistryError> {
        if path.parse::<RegistryPath>().is_ok() || depth > 3 {
            return self.unreadable(path, "a directory, not a file");
        }
        let listing = match fs::read_dir(self.root.join(path)) {
            Ok(listing) => listing,
            Err(error) => return self.hidden(path, error),
        };
        let mut names = Vec::new();
        for entry in listing {
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => return self.hidden(path, error),
            }
            if self.entries + names.len() > MAX_ENTRIES {
                return Err(RegistryError::TooLarge(self.root.to_owned()));
            }
        }
        names.sort();
        for name in names {
            if depth == 0 && name == ATTRIBUTES.0 {
                continue;
            }
            match name.to_str() {
                Some(name) => self.read(&format!("{path}/{name}"), depth + 1)?,
                None => self.stray(format!("{path}/{}", name.to_string_lossy()), "the name is not UTF-8"),
            }
        }
        Ok(())
    }

    /// Notes that nobody knows what is at `path`. Where that may be the acts of everybody, nothing can be read; and a
    /// chain is not read in part, since what was hidden may take back what was not.
    fn hidden(&mut self, path: &str, error: io::Error) -> Result<(), RegistryError> {
        let acts = path.strip_prefix("signatures/").is_some_and(|slug| slug.parse::<Slug>().is_ok());
        if acts || FOLDERS.contains(&path) {
            return Err(failed("read", &self.root.join(path))(error));
        }
        self.unreadable(path, &error.to_string())
    }

    fn read_file(&mut self, path: &str, length: u64) -> Result<(), RegistryError> {
        let Ok(place) = path.parse::<RegistryPath>() else {
            return self.unreadable(path, "no file has this place in a registry");
        };
        let limit = match place {
            RegistryPath::Text(_) => MAX_TEXT as u64,
            _ => MAX_NOTE as u64,
        };
        self.bytes += length.min(limit);
        if self.bytes > MAX_REGISTRY {
            return Err(RegistryError::TooLarge(self.root.to_owned()));
        }
        let content = match read_file(&self.root.join(path), limit) {
            Ok(bytes) if matches!(place, RegistryPath::Text(_)) && bytes.len() > MAX_TEXT => {
                Content::Unreadable(format!("a text has at most {MAX_TEXT} bytes"))
            }
            Ok(bytes) => {
                self.checks += checks(&bytes);
                Content::Bytes(bytes)
            }
            Err(RegistryError::Io { error, .. }) => Content::Unreadable(error.to_string()),
            Err(error) => Content::Unreadable(error.to_string()),
        };
        if self.checks > MAX_CHECKS {
            return Err(RegistryError::TooLarge(self.root.to_owned()));
        }
        self.tree.insert(place, content);
        Ok(())
    }

    /// Notes that what is at `path` cannot be read: in the place of the record that it hides, if it is the place of
    /// one, or of the folder of one.
    fn unreadable(&mut self, path: &str, why: &str) -> Result<(), RegistryError> {
        let hidden = [path.to_owned(), format!("{path}/1.note"), format!("{path}/text.txt")];
        match hidden.iter().find_map(|path| path.parse::<RegistryPath>().ok()) {
            Some(place) => {
                self.tree.insert(place, Content::Unreadable(why.to_owned()));
            }
            None => self.stray(path.to_owned(), why),
        }
        Ok(())
    }

    fn stray(&mut self, path: String, what: &str) {
        self.tree.strays.push(StrayFile { path, what: what.to_owned() });
    }
}
