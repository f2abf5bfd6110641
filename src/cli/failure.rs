//! One table from every kind of error to its message, its hint and its exit status.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::terminal;
use crate::filing::Objection;
use crate::list::SplitError;
use crate::record::RecordError;
use crate::registry::RegistryError;
use crate::registry::bundle::BundleError;
use crate::registry::durable::DurableError;
use crate::render::escape::{escape_bounded, escape_lines};
use crate::signer::KeyFileError;
use crate::trust::TrustError;
use crate::verify::Outcome;

/// The exit status, everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 0: what was asked holds.
    Holds,
    /// 1: judged, and it does not.
    DoesNotHold,
    /// 2: the question was not understood.
    Usage,
    /// 3: it could not be judged.
    NotJudged,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Holds => 0,
            Status::DoesNotHold => 1,
            Status::Usage => 2,
            Status::NotJudged => 3,
        })
    }
}

impl From<Outcome> for Status {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Holds => Self::Holds,
            Outcome::DoesNotHold => Self::DoesNotHold,
            Outcome::NotJudged => Self::NotJudged,
        }
    }
}

/// The longest message that is shown whole, in characters.
const LONGEST_MESSAGE: usize = 2_000;

/// Why a command ended without what was asked of it.
#[derive(Clone, Debug)]
pub struct Failure {
    status: Status,
    messages: Vec<String>,
    hints: Vec<String>,
}

impl Failure {
    /// A failure with one message: lower case, no full stop.
    pub fn new(status: Status, message: String) -> Self {
        Self { status, messages: vec![message], hints: Vec::new() }
    }

    /// A failure of which there is nothing more to say.
    pub fn silent(status: Status) -> Self {
        Self { status, messages: Vec::new(), hints: Vec::new() }
    }

    /// The same with what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same with one more message.
    pub fn and(mut self, message: String) -> Self {
        self.messages.push(message);
        self
    }

    /// The same, told of the file it happened in.
    pub fn of_file(mut self, path: &Path) -> Self {
        for message in &mut self.messages {
            *message = format!("{}: {message}", path.display());
        }
        self
    }

    /// Its messages in one.
    pub fn message(&self) -> String {
        self.messages.join("; ")
    }

    /// Its exit status.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Tells the person.
    pub fn report(&self) {
        for message in &self.messages {
            terminal::line("error", &escape_bounded(message, LONGEST_MESSAGE));
        }
        for hint in &self.hints {
            terminal::line("hint", &escape_lines(hint));
        }
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        let message = error.to_string();
        match error {
            RegistryError::NotFound(_) | RegistryError::NoRegistry(_) => Self::new(Status::NotJudged, message)
                .hint("name one with --registry DIR, or make one: undersigned init DIR"),
            RegistryError::Already(_) => Self::new(Status::DoesNotHold, message)
                .hint("publish a statement in it: undersigned propose --help"),
            RegistryError::Durable(error) => error.into(),
            RegistryError::Batch(error) => Self::new(Status::NotJudged, message).hint(match error.done.len() {
                0 => "nothing was written: make room or mend what stands in the way, then repeat the command",
                _ => "what was written is whole and stays: repeat the command to write the rest",
            }),
            RegistryError::Io { .. } | RegistryError::TooLarge(_) => Self::new(Status::NotJudged, message),
        }
    }
}

impl From<DurableError> for Failure {
    fn from(error: DurableError) -> Self {
        let message = error.to_string();
        match error {
            DurableError::Exists(_) => {
                Self::new(Status::DoesNotHold, message).hint("nothing is ever overwritten: give another name")
            }
            DurableError::Different(_) => Self::new(Status::DoesNotHold, message)
                .hint("records are never changed: see what stands there with undersigned show FILE"),
            DurableError::InTheWay { .. } | DurableError::Path(_) => Self::new(Status::NotJudged, message)
                .hint("move away what is in the way, then repeat the command"),
            DurableError::Io { .. } => Self::new(Status::NotJudged, message).hint(
                "nothing of this file was written: make room or give the permission, then repeat the command",
            ),
            DurableError::Unsynced { .. } => {
                Self::new(Status::NotJudged, message).hint("repeat the command: it writes nothing twice")
            }
        }
    }
}

impl From<BundleError> for Failure {
    fn from(error: BundleError) -> Self {
        Self::new(Status::DoesNotHold, error.to_string()).hint("ask for the file again, as an attachment")
    }
}

impl From<TrustError> for Failure {
    fn from(error: TrustError) -> Self {
        Self::new(Status::Usage, error.to_string())
            .hint("a trust file has one line for each key: key ID+KEYID+BASE64, as keygen and verify --json print it")
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        Self::new(Status::DoesNotHold, format!("this cannot be written as a record: {error}"))
    }
}

impl From<KeyFileError> for Failure {
    fn from(error: KeyFileError) -> Self {
        Self::new(Status::NotJudged, error.to_string())
    }
}

impl From<SplitError> for Failure {
    fn from(error: SplitError) -> Self {
        Self::new(Status::DoesNotHold, error.to_string())
    }
}

impl From<Objection> for Failure {
    fn from(objection: Objection) -> Self {
        Self::new(Status::DoesNotHold, objection.to_string())
    }
}
