//! Copies taken apart in a child process that can do no harm.
//!
//! Copies come from anybody, and the parsers of their formats are large. The child is this program itself: it limits its
//! own memory, time and files before it reads the copy on its standard input, and answers with JSON. The parent waits only
//! so long, and looks at nothing but the answer.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::audit::copy::Copy;
use crate::extract::{self, ExtractError, MAX_COPY, within};

/// The argument by which this program is asked to be the child; the name of the copy may stand behind it.
pub const ARGUMENT: &str = "take-apart";

/// How much memory the child may have, in bytes, and how much time of a processor, in seconds.
pub(super) const MEMORY: u64 = 512 << 20;
pub(super) const SECONDS: u64 = 6;

/// How long the parent waits: longer where the child counts its own time, which may be little of a busy processor.
const PATIENCE: Duration = Duration::from_secs(if cfg!(unix) { 60 } else { SECONDS });

/// The files that the child may have open: those that it was started with.
const FILES: u64 = 3;

/// The stack of the child's reader, in bytes: what it reads is nested.
const STACK: usize = 64 << 20;

/// The most bytes of an answer.
const MAX_ANSWER: usize = 32 << 20;

/// What the child answers.
type Answer = Result<Copy, ExtractError>;

/// What a copy shows and hides, as a child process of `program` has it, which is the path of this one.
///
/// # Errors
/// When it is of a kind that is not read here, or beyond the limits, or the child broke off.
pub fn copy(bytes: &[u8], name: Option<&str>, program: &Path) -> Result<Copy, ExtractError> {
    let answer = ask(Command::new(program).arg(ARGUMENT).args(name).env_clear(), bytes)?;
    serde_json::from_slice::<Answer>(&answer).map_err(no_answer)?
}

fn no_answer(why: impl ToString) -> ExtractError {
    ExtractError::NoAnswer(why.to_string())
}

/// Starts a child, gives it the copy, and waits for what it says.
pub(super) fn ask(child: &mut Command, bytes: &[u8]) -> Result<Vec<u8>, ExtractError> {
    let mut child = child
        // glibc reserves address space for every thread, which is no memory, and which the limit counts
        .env("MALLOC_ARENA_MAX", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(no_answer)?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(no_answer("it cannot be talked to"));
    };
    let (tell, told) = mpsc::channel();
    thread::scope(|scope| {
        // a child that broke off does not listen, and its silence says so
        scope.spawn(move || drop(input.write_all(bytes)));
        scope.spawn(move || {
            let mut answer = Vec::new();
            let read = output.take(MAX_ANSWER as u64 + 1).read_to_end(&mut answer);
            drop(tell.send(read.map(|_| answer)));
        });
        let answer = told.recv_timeout(PATIENCE);
        // it has said everything, or said it too late
        let ended = if answer.is_ok() { Ok(()) } else { child.kill() };
        let status = ended.and_then(|()| child.wait()).map_err(no_answer)?;
        match answer {
            Ok(answer) if status.success() => answer.map_err(no_answer),
            // it ended by itself
            Ok(_) if status.code().is_some() => Err(no_answer(status)),
            Ok(_) if !is_out_of_time(status) => Err(ExtractError::BrokeOff),
            _ => Err(ExtractError::TooSlow),
        }
    })
}

/// The child: reads a copy from the standard input, and writes the answer to the standard output.
pub fn main() -> ExitCode {
    let name = std::env::args_os().nth(2).and_then(|name| name.into_string().ok());
    let written = limit_itself(FILES).and_then(|()| {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MAX_COPY as u64 + 1).read_to_end(&mut bytes)?;
        let take_apart = move || extract::copy(&bytes, name.as_deref());
        let reader = thread::Builder::new().stack_size(STACK).spawn(take_apart)?;
        let answer: Answer = reader.join().unwrap_or(Err(ExtractError::BrokeOff));
        let mut written = serde_json::to_vec(&answer)?;
        if let Err(error) = within("bytes in all that comes out of it", written.len(), MAX_ANSWER) {
            written = serde_json::to_vec(&Answer::Err(error))?;
        }
        std::io::stdout().lock().write_all(&written)
    });
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether the system ended a child whose time was up.
#[cfg(unix)]
fn is_out_of_time(status: ExitStatus) -> bool {
    const KILLED: i32 = 9;
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(KILLED)
}

/// Where a process cannot limit itself, the parent's clock says so.
#[cfg(not(unix))]
fn is_out_of_time(_: ExitStatus) -> bool {
    false
}

/// What this process may use from now on: memory, time, so many open files, and none to write.
#[cfg(unix)]
pub(super) fn limit_itself(files: u64) -> std::io::Result<()> {
    use rlimit::Resource;
    // whoever runs this may have set less
    let lower = |resource: Resource, limit: u64| {
        let (_, most) = resource.get()?;
        resource.set(limit.min(most), limit.min(most))
    };
    lower(Resource::AS, MEMORY)?;
    lower(Resource::CPU, SECONDS)?;
    lower(Resource::FSIZE, 0)?;
    lower(Resource::CORE, 0)?;
    lower(Resource::NOFILE, files)
}

/// Here no process can limit itself; the parent's clock does.
#[cfg(not(unix))]
pub(super) fn limit_itself(_: u64) -> std::io::Result<()> {
    Ok(())
}
