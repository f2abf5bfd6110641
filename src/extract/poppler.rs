//! Text out of PDF by poppler's `pdftotext`, for whoever asks for it: by default two auditors read with one program.
//!
//! It runs in a child process as the reader of this program does, with the same limits.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use crate::audit::copy::Copy;
use crate::extract::child::{ask, limit_itself};
use crate::extract::{ExtractError, MAX_TEXT, mail, plain, whole, within};

/// The program.
pub const PDFTOTEXT: &str = "pdftotext";

/// The argument by which this program is asked to become the child.
pub const CHILD: &str = "run-pdftotext";

/// The most files that it may have open: its libraries and fonts are files.
const FILES: u64 = 64;

/// The copy that a PDF file is. `program` is this program.
///
/// # Errors
/// When it is no PDF file, there is no `pdftotext`, or that gets no text out of it within the limits.
pub fn copy(bytes: &[u8], program: &Path) -> Result<Copy, ExtractError> {
    if mail::kind_of(bytes) != mail::Kind::Pdf {
        return Err(ExtractError::NoPdf);
    }
    let version = version().ok_or(ExtractError::NoPdftotext)?;
    let mut child = Command::new(program);
    child.arg(CHILD).env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    let text = ask(&mut child, bytes).map_err(|error| match error {
        // it says nothing else, and not why
        ExtractError::NoAnswer(_) => ExtractError::Damaged {
            what: "PDF file".into(),
            why: format!("{PDFTOTEXT} gets no text out of it"),
        },
        error => error,
    })?;
    within("bytes of text in the copy", text.len(), MAX_TEXT)?;
    // it writes these around what runs from right to left
    let text = String::from_utf8_lossy(&text).replace(['\u{202a}', '\u{202b}', '\u{202c}'], "");
    if text.trim().is_empty() {
        return Err(ExtractError::NoText);
    }
    let extractor = format!("{PDFTOTEXT} {version} (poppler)");
    Ok(Copy { parts: vec![whole(&extractor, plain::blocks(&text))] })
}

/// The version of the `pdftotext` that is installed.
fn version() -> Option<String> {
    let output = Command::new(PDFTOTEXT).arg("-v").stdin(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let version = said.lines().find_map(|line| line.strip_prefix("pdftotext version "))?;
    Some(version.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect())
}

/// The child: limits itself, and becomes `pdftotext`, which reads the standard input and writes the standard output.
pub fn child() -> ExitCode {
    let mut command = Command::new(PDFTOTEXT);
    command.args(["-q", "-enc", "UTF-8", "-eol", "unix", "-", "-"]);
    let failed = limit_itself(FILES).err().or_else(|| become_it(command));
    if failed.is_none() { ExitCode::SUCCESS } else { ExitCode::from(3) }
}

/// Why it did not; otherwise never returns.
#[cfg(unix)]
fn become_it(mut command: Command) -> Option<std::io::Error> {
    use std::os::unix::process::CommandExt as _;
    Some(command.exec())
}

/// Why it failed, where no process can become another.
#[cfg(not(unix))]
fn become_it(mut command: Command) -> Option<std::io::Error> {
    let ended = command.status();
    ended.map_or_else(Some, |status| (!status.success()).then(|| std::io::Error::other(status.to_string())))
}
