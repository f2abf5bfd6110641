//! Talking to the person at the terminal: findings to stdout, all else to stderr; questions, and long texts page by page.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::process::{Command, Stdio};

use crate::cli::failure::{Failure, Status};
use crate::render::escape::{escape_lines, escape_message};

/// Prints findings to stdout; colours only where it is a terminal.
///
/// # Errors
/// When stdout does not take them: nobody must believe that they were told.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(unsaid)
}

/// Prints bytes to stdout as they are.
///
/// # Errors
/// When stdout does not take them.
pub fn say_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(unsaid)
}

/// The failure to write to stdout; silent where the reader has left.
pub(super) fn unsaid(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Failure::silent(Status::NotJudged);
    }
    Failure::new(Status::NotJudged, format!("cannot write to the standard output: {error}"))
}

/// What a person should know and need not act on.
pub fn note(text: &str) {
    line("note", text);
}

/// What a person should look at before going on.
pub fn warning(text: &str) {
    line("warning", text);
}

/// The next command.
pub fn hint(text: &str) {
    line("hint", text);
}

/// One line on stderr; `text` is escaped here, and nowhere before.
pub(super) fn line(kind: &str, text: &str) {
    // Nobody is left to tell when stderr is gone.
    let _ = writeln!(anstream::stderr(), "undersigned: {kind}: {}", escape_message(text));
}

/// Several lines on stderr, of which `kind` begins the first.
pub(super) fn block(kind: &str, text: &str) {
    let head = if kind.is_empty() { String::new() } else { format!("undersigned: {kind}: ") };
    let _ = writeln!(anstream::stderr(), "{head}{}", escape_lines(text.trim_end()));
}

/// Asks a question that only yes answers; `yes` answers it beforehand.
///
/// # Errors
/// When the answer is no, or there is nobody to ask.
pub fn ask(question: &str, yes: bool) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        let message = "this must be confirmed, and there is no terminal to ask on".to_owned();
        return Err(Failure::new(Status::Usage, message)
            .hint("read what is shown, then repeat the command with --yes"));
    }
    let mut err = anstream::stderr();
    let asked = write!(err, "{question} [y/N] ").and_then(|()| err.flush());
    let mut answer = String::new();
    let read = asked.and_then(|()| io::stdin().lock().read_line(&mut answer));
    let read = read.map_err(|error| Failure::new(Status::NotJudged, format!("cannot ask: {error}")))?;
    if read == 0 {
        // The end of the input leaves the cursor behind the question.
        let _ = writeln!(err);
    }
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(Failure::new(Status::DoesNotHold, "not confirmed: nothing was written".to_owned()))
}

/// Shows a long text: through the pager on a terminal, else to stdout.
///
/// # Errors
/// Those of [`say`].
pub fn page(text: &str) -> Result<(), Failure> {
    let interactive = io::stdout().is_terminal() && io::stdin().is_terminal();
    if interactive && text.lines().count() > 20 && through_pager(text).is_ok() {
        return Ok(());
    }
    say(text)
}

/// `$PAGER`, or `less`; it gets no control sequences, since the text holds none.
fn through_pager(text: &str) -> io::Result<()> {
    let pager = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let pager = pager.unwrap_or_else(|| "less".to_owned());
    let mut words = pager.split_whitespace();
    let program = words.next().unwrap_or("less");
    let mut child = Command::new(program).args(words).env("LESSSECURE", "1").stdin(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // A reader who leaves early closes the pipe; that is no failure.
        let _ = input.write_all(text.as_bytes());
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(io::Error::other("the pager failed")) }
}

/// Waits for another writer: says so once.
pub fn waiting() {
    note("another process is writing to this registry: waiting until it is done");
}
