//! Write whole or not at all.
//!
//! # The contract
//!
//! A file is written under a temporary name, synced, moved to its name without ever replacing what is there, and the
//! directory synced. Hence, of every file that this module creates:
//!
//! - **After `Ok`** it is there under its name with exactly the bytes given, and so are the directories that lead to
//!   it; neither the end of this process nor a power failure takes them back. [`Created::AlreadyThere`] says the
//!   same of a file that was there before: it is synced too, since whoever wrote it may have been killed before it
//!   was.
//! - **After `Err`** it is not there, and what was there is untouched. One error is different:
//!   [`DurableError::Unsynced`] is *error returned, yet persisted*: the file is there, whole, and stays there as
//!   long as the power does. Writing it again is right, but whether the disk kept it only the disk knows.
//!   Directories made on the way may remain; they are empty.
//! - **After SIGKILL, at any moment,** it is there whole or it is not there. Left over may be empty directories and
//!   one temporary file, `.tmp-` and 16 letters or digits: in a registry it lies at the root, where the next
//!   [`Lock`] removes it; beside a single file it stays, as private as the file itself would have been.
//! - **After a power failure** the same. What was never synced is lost: a name that was given last and whose directory
//!   was not, and nothing that was acknowledged. No name is without its bytes, since a file is synced before it gets
//!   its name, and no name is given before the directories that lead to it are on the disk.
//! - **In a batch** ([`Lock::create_all`]) the files appear in the order given, each durable before the next is
//!   begun. A caller who orders them so that every prefix is a consistent registry never leaves an inconsistent one.
//!
//! Records are never overwritten or removed. What can be made again may be: [`Lock::replace`] and [`Lock::remove`] are for
//! a published site, and after either fails, or is killed, the file is there whole, as it was or as it was to be.
//!
//! Nothing is ever written outside the directory: a symbolic link on the way is an error, not a way. That holds against
//! whatever a registry contains when it is opened, and not against a process that ignores the lock and swaps directories
//! for links meanwhile.
//!
//! Where a file system cannot sync a directory, or a disk reports as written what is not, the promise about power
//! failures is only theirs.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;

/// The file at the root of a registry that a writer holds locked. It is empty and stays.
pub const LOCK_FILE: &str = ".lock";

/// How the names of temporary files begin.
pub const TEMPORARY_PREFIX: &str = ".tmp-";

/// Behind the prefix: so many ASCII letters or digits.
const TEMPORARY_CHARACTERS: usize = 16;

/// The right to write into a registry, held by one process at a time; given back when dropped.
///
/// Readers need none: what they can see is whole.
#[derive(Debug)]
pub struct Lock {
    root: PathBuf,
    /// Open as long as the lock is held.
    _file: File,
    /// The directories whose own entry is known to be on the disk.
    settled: RefCell<BTreeSet<PathBuf>>,
}

/// What became of a file that was to be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It was written.
    Written,
    /// It was there, with the same bytes.
    AlreadyThere,
}

/// Who may read a single file that is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever the umask lets: mode 0644 and umask.
    Public,
    /// The owner alone, whatever the umask: never wider than mode 0600, from its creation on.
    Private,
}

/// Why a file was not created, or a registry not locked.
#[derive(Debug, thiserror::Error)]
pub enum DurableError {
    /// The operating system refused.
    #[error("cannot {doing} {}: {error}", path.display())]
    Io {
        /// What was tried, as an infinitive.
        doing: &'static str,
        /// With which file or directory.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// There is something at the path of a new file.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// A registry holds another file at this path.
    #[error("{} exists already, with other content", .0.display())]
    Different(PathBuf),
    /// Something of the wrong kind is in the way.
    #[error("{} is {found}, not {expected}", path.display())]
    InTheWay {
        /// What is in the way.
        path: PathBuf,
        /// What it is.
        found: FileKind,
        /// What it would have to be.
        expected: FileKind,
    },
    /// The path leads out of the registry, to its own files, or nowhere.
    #[error("{:?} is no path of a file below a registry", .0)]
    Path(PathBuf),
    /// The file is there, whole; but its directory could not be synced, so a power failure may still take it.
    #[error("{} is written, but may not outlive a power failure: cannot sync its directory: {error}", path.display())]
    Unsynced {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
}

/// What can be at a path, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, wherever it leads.
    SymbolicLink,
    /// A device, a pipe, a socket.
    Special,
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "a file",
            Self::Directory => "a directory",
            Self::SymbolicLink => "a symbolic link",
            Self::Special => "a device, pipe or socket",
        })
    }
}

/// A batch that ended early.
#[derive(Debug, thiserror::Error)]
#[error("{error} ({} of {total} files are in place)", done.len())]
pub struct BatchError {
    /// What became of the files before the one that failed, in the order of the batch.
    pub done: Vec<Created>,
    /// How many files the batch has.
    pub total: usize,
    /// What happened to the file after them.
    pub error: DurableError,
}

impl Lock {
    /// Locks the registry at `root`, an existing directory, and removes what interrupted writes have left there.
    ///
    /// Waits as long as another process holds the lock. A second lock in the same process waits for ever.
    ///
    /// # Errors
    /// When there is no such directory, it cannot be written, or its file system has no locks.
    pub fn acquire(root: &Path) -> Result<Self, DurableError> {
        let file = open_lock_file(root)?;
        while let Err(error) = file.lock() {
            if error.kind() != ErrorKind::Interrupted {
                return Err(failed("lock", root)(error));
            }
        }
        Self::begin(root, file)
    }

    /// As [`Lock::acquire`], but `None` at once when another process holds the lock.
    ///
    /// # Errors
    /// As [`Lock::acquire`].
    pub fn try_acquire(root: &Path) -> Result<Option<Self>, DurableError> {
        let file = open_lock_file(root)?;
        match file.try_lock() {
            Ok(()) => Self::begin(root, file).map(Some),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed("lock", root)(error)),
        }
    }

    fn begin(root: &Path, file: File) -> Result<Self, DurableError> {
        let lock = Self { root: root.to_owned(), _file: file, settled: RefCell::default() };
        lock.remove_leftovers()?;
        Ok(lock)
    }

    /// The registry's directory, as given.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Creates the file `path` (below the root, of plain names only) with `bytes`, and the directories that lead to
    /// it.
    ///
    /// # Errors
    /// When the path is taken by other content, leads through anything but directories, or cannot be written.
    pub fn create(&self, path: impl AsRef<Path>, bytes: &[u8]) -> Result<Created, DurableError> {
        let path = path.as_ref();
        let there = self.survey(path, bytes)?;
        let directory = self.settle_parents(path)?;
        let target = self.root.join(path);
        if !there {
            match place(&self.root, &directory, &target, bytes, Access::Public) {
                // by a process that ignores the lock
                Err(DurableError::Exists(_)) if self.survey(path, bytes)? => {}
                placed => return placed.map(|()| Created::Written),
            }
        }
        let synced = File::open(&target).and_then(|file| file.sync_all());
        synced
            .and_then(|()| sync_directory(&directory))
            .map_err(|error| DurableError::Unsynced { path: target, error })?;
        Ok(Created::AlreadyThere)
    }

    /// Creates files in the given order; the answer has one entry for each.
    ///
    /// Paths that are taken by other content or cannot be used are found before anything is written.
    ///
    /// # Errors
    /// At the first file that cannot be created: that one, and what became of those before it.
    pub fn create_all<P: AsRef<Path>, B: AsRef<[u8]>>(
        &self,
        files: &[(P, B)],
    ) -> Result<Vec<Created>, BatchError> {
        let stopped = |done, error| BatchError { done, total: files.len(), error };
        for (path, bytes) in files {
            self.survey(path.as_ref(), bytes.as_ref()).map_err(|error| stopped(Vec::new(), error))?;
        }
        let mut done = Vec::with_capacity(files.len());
        for (path, bytes) in files {
            match self.create(path, bytes.as_ref()) {
                Ok(created) => done.push(created),
                Err(error) => return Err(stopped(done, error)),
            }
        }
        Ok(done)
    }

    /// Writes the file `path` with `bytes` whatever it holds, unless it holds these bytes already: then it is not touched.
    ///
    /// # Errors
    /// When the path is taken by something that is no file, leads through anything but directories, or cannot be written.
    pub fn replace(&self, path: impl AsRef<Path>, bytes: &[u8]) -> Result<Created, DurableError> {
        let path = path.as_ref();
        match self.survey(path, bytes) {
            Ok(true) => return Ok(Created::AlreadyThere),
            Ok(false) | Err(DurableError::Different(_)) => {}
            Err(error) => return Err(error),
        }
        let directory = self.settle_parents(path)?;
        let target = self.root.join(path);
        let file = temporary(&self.root, &target, bytes, Access::Public)?;
        file.persist(&target).map_err(|failure| failed("write", &target)(failure.error))?;
        sync_directory(&directory).map_err(|error| DurableError::Unsynced { path: target, error })?;
        Ok(Created::Written)
    }

    /// Removes the file `path` if it holds what `ours` recognises, and the directories that are empty without it. Whether
    /// it is gone: what was never there is.
    ///
    /// # Errors
    /// When it cannot be read or removed.
    pub fn remove(
        &self,
        path: impl AsRef<Path>,
        ours: impl FnOnce(&[u8]) -> bool,
    ) -> Result<bool, DurableError> {
        let path = path.as_ref();
        match self.survey(path, &[]) {
            Ok(false) => return Ok(true),
            Ok(true) | Err(DurableError::Different(_)) => {}
            Err(_) => return Ok(false),
        }
        let target = self.root.join(path);
        if !ours(&fs::read(&target).map_err(failed("read", &target))?) {
            return Ok(false);
        }
        fs::remove_file(&target).map_err(failed("remove", &target))?;
        for directory in path.ancestors().skip(1).filter(|directory| !directory.as_os_str().is_empty()) {
            if fs::remove_dir(self.root.join(directory)).is_err() {
                break;
            }
            self.settled.borrow_mut().remove(&self.root.join(directory));
        }
        Ok(true)
    }

    /// Whether `path` is there with `bytes`. Changes nothing.
    ///
    /// # Errors
    /// Whatever would hinder creating it.
    pub fn survey(&self, path: &Path, bytes: &[u8]) -> Result<bool, DurableError> {
        let refused = || DurableError::Path(path.to_owned());
        let mut components = path.components();
        let mut place = self.root.clone();
        let name = components.next_back().ok_or_else(refused)?;
        for component in components.clone() {
            let Component::Normal(_) = component else { return Err(refused()) };
        }
        let Component::Normal(name) = name else { return Err(refused()) };
        if components.as_path().as_os_str().is_empty() && (name == LOCK_FILE || is_temporary(name)) {
            return Err(refused());
        }
        for component in components {
            place.push(component);
            match kind_of(&place)? {
                Some(FileKind::Directory) => {}
                Some(found) => {
                    return Err(DurableError::InTheWay { path: place, found, expected: FileKind::Directory });
                }
                None => return Ok(false),
            }
        }
        place.push(name);
        match kind_of(&place)? {
            None => Ok(false),
            Some(FileKind::File) if holds(&place, bytes).map_err(failed("read", &place))? => Ok(true),
            Some(FileKind::File) => Err(DurableError::Different(place)),
            Some(found) => Err(DurableError::InTheWay { path: place, found, expected: FileKind::File }),
        }
    }

    /// Makes the directories that lead to `path` and syncs each in its parent; the last of them.
    ///
    /// One that is there already is synced as well: whoever made it may have been killed before it was.
    fn settle_parents(&self, path: &Path) -> Result<PathBuf, DurableError> {
        let mut directory = self.root.clone();
        for component in path.parent().into_iter().flat_map(Path::components) {
            let below = directory.join(component);
            if !self.settled.borrow().contains(&below) {
                match fs::create_dir(&below) {
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                        return Err(failed("create the directory", &below)(error));
                    }
                    _ => sync_directory(&directory).map_err(failed("sync the directory", &directory))?,
                }
                self.settled.borrow_mut().insert(below.clone());
            }
            directory = below;
        }
        Ok(directory)
    }

    /// Nobody else can be writing while the lock is held: every temporary file is of a write that was interrupted.
    fn remove_leftovers(&self) -> Result<(), DurableError> {
        let listing = fs::read_dir(&self.root).map_err(failed("list", &self.root))?;
        for entry in listing {
            let entry = entry.map_err(failed("list", &self.root))?;
            if is_temporary(&entry.file_name()) && kind_of(&entry.path())? == Some(FileKind::File) {
                fs::remove_file(entry.path()).map_err(failed("remove", &entry.path()))?;
            }
        }
        Ok(())
    }
}

/// Creates the single file `path`, outside any registry, with `bytes`. Its directory must exist.
///
/// # Errors
/// When anything is at `path`, or it cannot be written.
pub fn create_new(path: &Path, bytes: &[u8], access: Access) -> Result<(), DurableError> {
    if path.file_name().is_none() {
        return Err(DurableError::Path(path.to_owned()));
    }
    if kind_of(path)?.is_some() {
        return Err(DurableError::Exists(path.to_owned()));
    }
    let directory = directory_of(path);
    place(directory, directory, path, bytes, access)
}

/// Creates the directory `path`, in a directory that exists, and syncs it there.
///
/// # Errors
/// When anything is at `path`, or it cannot be created.
pub fn create_directory(path: &Path) -> Result<(), DurableError> {
    match fs::create_dir(path) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(DurableError::Exists(path.to_owned()));
        }
        Err(error) => return Err(failed("create the directory", path)(error)),
    }
    sync_directory(directory_of(path))
        .map_err(|error| DurableError::Unsynced { path: path.to_owned(), error })
}

/// Writes `bytes` to a temporary file in `workshop` and moves it to `target` in `directory`; both directories are on
/// one file system.
fn place(
    workshop: &Path,
    directory: &Path,
    target: &Path,
    bytes: &[u8],
    access: Access,
) -> Result<(), DurableError> {
    let file = temporary(workshop, target, bytes, access)?;
    file.persist_noclobber(target).map_err(|failure| match failure.error.kind() {
        ErrorKind::AlreadyExists => DurableError::Exists(target.to_owned()),
        _ => failed("write", target)(failure.error),
    })?;
    sync_directory(directory).map_err(|error| DurableError::Unsynced { path: target.to_owned(), error })
}

/// A temporary file in `workshop` that holds `bytes` and is on the disk: what will be at `target`.
fn temporary(
    workshop: &Path,
    target: &Path,
    bytes: &[u8],
    access: Access,
) -> Result<NamedTempFile, DurableError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX).rand_bytes(TEMPORARY_CHARACTERS);
    #[cfg(unix)]
    let mode = {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = match access {
            Access::Public => 0o644,
            Access::Private => 0o600,
        };
        fs::Permissions::from_mode(mode)
    };
    #[cfg(unix)]
    builder.permissions(mode.clone());
    let mut file = builder.tempfile_in(workshop).map_err(failed("create a file in", workshop))?;
    // A umask can only have narrowed the mode, perhaps so far that the owner could not read the file.
    #[cfg(unix)]
    if access == Access::Private {
        file.as_file().set_permissions(mode).map_err(failed("set the mode of", target))?;
    }
    file.write_all(bytes).map_err(failed("write", target))?;
    file.as_file().sync_all().map_err(failed("write", target))?;
    Ok(file)
}

fn open_lock_file(root: &Path) -> Result<File, DurableError> {
    let path = root.join(LOCK_FILE);
    match OpenOptions::new().write(true).create_new(true).open(&path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        opened => return opened.map_err(failed("lock", root)),
    }
    // A registry may come from anywhere, with a link or a pipe in the place of its lock file.
    match kind_of(&path)? {
        Some(FileKind::File) | None => {
            OpenOptions::new().write(true).open(&path).map_err(failed("lock", root))
        }
        Some(found) => Err(DurableError::InTheWay { path, found, expected: FileKind::File }),
    }
}

fn is_temporary(name: &std::ffi::OsStr) -> bool {
    let random = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY_PREFIX));
    random.is_some_and(|random| {
        random.len() == TEMPORARY_CHARACTERS && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// What is at `path`, links not followed; nothing is `None`.
fn kind_of(path: &Path) -> Result<Option<FileKind>, DurableError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => Ok(Some(FileKind::Directory)),
        Ok(metadata) if metadata.is_file() => Ok(Some(FileKind::File)),
        Ok(metadata) if metadata.is_symlink() => Ok(Some(FileKind::SymbolicLink)),
        Ok(_) => Ok(Some(FileKind::Special)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("look at", path)(error)),
    }
}

/// Whether the file at `path` holds exactly `bytes`; reads no more than needed to say so.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut found = Vec::new();
    let limit = u64::try_from(bytes.len()).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(limit).read_to_end(&mut found)?;
    Ok(found == bytes)
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Brings the entries of a directory to the disk, where the file system can.
fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(directory)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> DurableError {
    move |error| DurableError::Io { doing, path: path.to_owned(), error }
}
