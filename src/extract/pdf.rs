//! Text out of PDF, taken apart in a child process that can do no harm.
//!
//! The format is hostile and its parsers are large. The child is this program itself: it gets the file on its standard
//! input, limits its own memory and time before it reads, and answers with JSON. The parent waits only so long.

mod letters;
mod reading;

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::audit::copy::{Block, Furniture};
use crate::extract::{ExtractError, MAX_COPY};

/// What gets the text out, with its version.
pub(super) const EXTRACTOR: &str = "hayro-interpret 0.9.0";

/// The argument by which this program is asked to be the child.
pub const CHILD: &str = "read-pdf";

/// How long the child may take, in seconds, and how much memory it may have, in bytes.
const SECONDS: u64 = 10;
const MEMORY: u64 = 512 << 20;

/// The stack of the child's reader, in bytes: objects are nested.
const STACK: usize = 64 << 20;

/// The most bytes of an answer.
const MAX_ANSWER: u64 = 64 << 20;

/// What the child answers.
#[derive(Serialize, Deserialize)]
enum Answer {
    Blocks(Vec<Written>),
    Failed(Reason),
}

#[derive(Serialize, Deserialize)]
struct Written {
    text: String,
    line: usize,
    hidden: Option<String>,
    furniture: Option<String>,
}

/// An error on its way.
#[derive(Serialize, Deserialize)]
enum Reason {
    Damaged(String),
    Encrypted,
    NoText,
    NoLetters,
    VisualOrder,
    TooMuch(String),
}

/// The blocks of the file that `bytes` are, read by a child process of `program`, which is this one.
///
/// # Errors
/// When it holds no text, is damaged, encrypted or beyond the limits, or the child broke off.
pub(super) fn blocks(bytes: &[u8], program: &Path) -> Result<Vec<Block>, ExtractError> {
    let answer = ask(Command::new(program).arg(CHILD).env_clear(), bytes)?;
    match serde_json::from_slice(&answer).map_err(|_| unread("its reader broke off"))? {
        Answer::Blocks(written) => Ok(written.into_iter().map(Block::from).collect()),
        Answer::Failed(reason) => Err(match reason {
            Reason::Damaged(why) => unread(&why),
            Reason::Encrypted => ExtractError::Encrypted("PDF file"),
            Reason::NoText => ExtractError::NoText,
            Reason::NoLetters => ExtractError::NoLetters,
            Reason::VisualOrder => ExtractError::VisualOrder,
            Reason::TooMuch(why) => unread(&why),
        }),
    }
}

fn unread(why: &str) -> ExtractError {
    ExtractError::Damaged { what: "PDF file", why: why.to_owned() }
}

/// Starts a child, gives it the file, and waits for what it says.
pub(super) fn ask(child: &mut Command, bytes: &[u8]) -> Result<Vec<u8>, ExtractError> {
    let mut child = child
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| unread(&format!("its reader does not start: {error}")))?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(unread("its reader cannot be talked to"));
    };
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        // a child that broke off does not listen, and its silence says so
        scope.spawn(move || drop(input.write_all(bytes)));
        scope.spawn(move || {
            let mut answer = Vec::new();
            let read = output.take(MAX_ANSWER).read_to_end(&mut answer);
            drop(tell.send(read.map(|_| answer)));
        });
        let answer = told.recv_timeout(Duration::from_secs(SECONDS));
        // it has said everything, or said it too late
        let ended = if answer.is_ok() { Ok(()) } else { child.kill() };
        let status = ended.and_then(|()| child.wait());
        match (answer, status) {
            (Ok(Ok(answer)), Ok(status)) if status.success() => Ok(answer),
            (Err(_), _) => Err(unread(&format!("reading it takes more than {SECONDS} seconds"))),
            _ => Err(unread(&format!(
                "reading it takes more than {SECONDS} seconds or {} MiB, or its reader broke off",
                MEMORY >> 20
            ))),
        }
    })
}

impl From<Block> for Written {
    fn from(block: Block) -> Self {
        let furniture = block.furniture.map(|furniture| furniture.what);
        Self { text: block.text, line: block.line, hidden: block.hidden, furniture }
    }
}

impl From<Written> for Block {
    fn from(written: Written) -> Self {
        let furniture = written.furniture.map(|what| Furniture { what, element: None });
        Self { hidden: written.hidden, furniture, ..Self::visible(written.text, written.line) }
    }
}

/// The child: reads a file from the standard input, and writes the answer to the standard output.
pub fn child() -> ExitCode {
    let read = limit_itself().and_then(|()| {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MAX_COPY as u64 + 1).read_to_end(&mut bytes)?;
        let reader = thread::Builder::new().stack_size(STACK).spawn(move || read(bytes))?;
        let answer = match reader.join() {
            Ok(Ok(blocks)) => Answer::Blocks(blocks.into_iter().map(Written::from).collect()),
            Ok(Err(error)) => Answer::Failed(reason(error)),
            Err(_) => Answer::Failed(Reason::Damaged("its reader broke off".to_owned())),
        };
        let answer = serde_json::to_vec(&answer)?;
        std::io::stdout().lock().write_all(&answer)
    });
    if read.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(3) }
}

/// Takes a PDF file apart here and now, without limits of time and memory: for the child, and for tests of the reader.
///
/// # Errors
/// When it cannot be read, holds no text, or is beyond the limits of what is taken apart.
pub fn read(bytes: Vec<u8>) -> Result<Vec<Block>, ExtractError> {
    reading::blocks(&letters::pages(bytes)?)
}

fn reason(error: ExtractError) -> Reason {
    match error {
        ExtractError::Damaged { why, .. } => Reason::Damaged(why),
        ExtractError::Encrypted(_) => Reason::Encrypted,
        ExtractError::NoText => Reason::NoText,
        ExtractError::NoLetters => Reason::NoLetters,
        ExtractError::VisualOrder => Reason::VisualOrder,
        error => Reason::TooMuch(error.to_string()),
    }
}

/// Memory, time, files: what this process may use from now on.
#[cfg(unix)]
pub(super) fn limit_itself() -> std::io::Result<()> {
    use rlimit::Resource;
    Resource::AS.set(MEMORY, MEMORY)?;
    Resource::CPU.set(SECONDS, SECONDS)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)
}

/// Where a process cannot limit itself, the parent's clock does.
#[cfg(not(unix))]
pub(super) fn limit_itself() -> std::io::Result<()> {
    Ok(())
}
