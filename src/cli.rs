//! The command line: what can be asked, and how each answer becomes an exit status.
//!
//! 0: what was asked holds. 1: judged, and it does not. 2: usage. 3: it could not be judged.

pub mod command;
pub mod failure;
pub mod terminal;

use std::error::Error as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory as _, Parser, Subcommand};

use self::command::{
    act, add, attest, audit, canonicalize, completions, demo, export, init, key, keygen, man, open, pending,
    propose, publish, repair, request, roll, show, translate, trust, verify, vouch,
};
use self::failure::{Failure, Status};
use crate::extract::{child, poppler};
use crate::id::{Id, IdError};

/// A registry of signed, verifiable joint statements.
///
/// A convener publishes the canonical text of a statement under a roll of names; each organisation signs the text's
/// SHA-256 with its own key; anyone verifies the full set, offline.
///
/// Exit status: 0 what was asked holds, 1 judged and it does not, 2 usage, 3 it could not be judged.
#[derive(Debug, Parser)]
#[command(name = "undersigned", version, arg_required_else_help = true, max_term_width = 100)]
#[command(after_help = "Start here: undersigned demo\nFor a command: undersigned help COMMAND")]
pub struct Arguments {
    /// The registry [default: the nearest directory, from here upwards, that is one]
    #[arg(long, global = true, value_name = "DIR")]
    registry: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build a demonstration registry, verify it, and show what is refused
    Demo(demo::Args),
    /// Verify a registry, a statement, or what one organisation did
    Verify(verify::Args),
    /// Show a record or a bundle, checked
    Show(show::Args),
    /// Make a key file
    Keygen(keygen::Args),
    /// Replace, add or give up keys of your organisation
    #[command(subcommand, after_help = KEY_EXAMPLES)]
    Key(key::Command),
    /// Say that keys are the organisation's whose name they bear, for readers who trust you
    Vouch(vouch::Args),
    /// Pin the keys that you compared with their owners
    #[command(subcommand, after_help = TRUST_EXAMPLES)]
    Trust(trust::Command),
    /// Sign a statement, here or by mail
    Sign(act::SignArgs),
    /// Take a signature back
    #[command(after_help = WITHDRAW_EXAMPLES)]
    Withdraw(act::AnswerArgs),
    /// Say that your organisation does not sign
    #[command(after_help = DECLINE_EXAMPLES)]
    Decline(act::AnswerArgs),
    /// Make an empty registry
    Init(init::Args),
    /// Hold a copy in circulation against the signed text, and its names against the signatures
    Audit(audit::Args),
    /// Publish a text and its roll as a statement
    Propose(propose::Args),
    /// Write the registry as a static site whose pages check themselves
    Publish(publish::Args),
    /// Write a statement for whoever checks it with openssl or signify
    Export(export::Args),
    /// Write the file that signatories are asked with
    Request(request::Args),
    /// Make a reply of signatures that another tool made
    Attach(open::AttachArgs),
    /// File replies, as they came by mail
    Add(add::Args),
    /// Say that organisations on your roll consented by other means than a signature
    Attest(attest::Args),
    /// Say that a statement is a faithful translation of another
    Translate(translate::Args),
    /// Publish the next version of a roll
    #[command(subcommand, after_help = ROLL_EXAMPLES)]
    Roll(roll::Command),
    /// Say who of those invited has not answered
    Pending(pending::Args),
    /// Print the canonical form of a text, or every reason why it has none
    Canonicalize(canonicalize::Args),
    /// Write a mended text for a person to read
    Repair(repair::Args),
    /// Print the completions for a shell
    Completions(completions::Args),
    /// Write the manual pages
    Man(man::Args),
}

impl Command {
    /// The name of a command that would silently ignore `--registry`.
    fn without_registry(&self) -> Option<&'static str> {
        match self {
            Self::Init(_) => Some("init"),
            Self::Demo(_) => Some("demo"),
            Self::Keygen(_) => Some("keygen"),
            Self::Canonicalize(_) => Some("canonicalize"),
            Self::Repair(_) => Some("repair"),
            Self::Completions(_) => Some("completions"),
            Self::Man(_) => Some("man"),
            Self::Verify(_)
            | Self::Audit(_)
            | Self::Show(_)
            | Self::Key(_)
            | Self::Vouch(_)
            | Self::Trust(_)
            | Self::Sign(_)
            | Self::Withdraw(_)
            | Self::Decline(_)
            | Self::Propose(_)
            | Self::Publish(_)
            | Self::Export(_)
            | Self::Request(_)
            | Self::Attach(_)
            | Self::Add(_)
            | Self::Attest(_)
            | Self::Translate(_)
            | Self::Roll(_)
            | Self::Pending(_) => None,
        }
    }
}

const WITHDRAW_EXAMPLES: &str = "\
Examples:
  undersigned withdraw political-prisoners-2025 --as freedom-house \\
      --key freedom-house.pem --reason 'Signed in error'
  undersigned withdraw request.json reply.json --as freedom-house \\
      --key freedom-house.pem -o withdrawal.json

By mail, give the request and the reply with which you signed.";

const DECLINE_EXAMPLES: &str = "\
Example:
  undersigned decline request.json --as freedom-house --name 'Freedom House' \\
      --key freedom-house.pem -o reply.json";

const KEY_EXAMPLES: &str = "\
Examples:
  undersigned key rotate freedom-house --key freedom-house.pem --new new.pem
  undersigned key compromise freedom-house 5f0a1b2c --since 2025-11-20 --key freedom-house.pem --new new.pem";

const TRUST_EXAMPLES: &str = "\
Examples:
  undersigned trust show freedom-house
  undersigned trust add freedom-house
  undersigned trust add our-coalition --voucher";

const ROLL_EXAMPLES: &str = "\
Examples:
  undersigned roll publish political-prisoners-2025 --key convener.pem
  undersigned roll close political-prisoners-2025 --key convener.pem";

/// Runs the command line on the arguments of this process.
pub fn main() -> ExitCode {
    // no commands of anybody's: the children in which audit takes copies apart
    match std::env::args_os().nth(1) {
        Some(first) if first == child::ARGUMENT => return child::main(),
        Some(first) if first == poppler::CHILD => return poppler::child(),
        _ => {}
    }
    match Arguments::try_parse() {
        Ok(arguments) => finish(run(arguments)),
        Err(error) => usage(error),
    }
}

/// The definition of the command line, from which help, completions and manual pages are made.
pub fn definition() -> clap::Command {
    Arguments::command()
}

fn run(arguments: Arguments) -> Result<Status, Failure> {
    let registry = arguments.registry.as_deref();
    if let (Some(_), Some(command)) = (registry, arguments.command.without_registry()) {
        return Err(Failure::new(
            Status::Usage,
            format!("{command} uses no registry, and --registry was given"),
        )
        .hint("leave --registry out"));
    }
    match arguments.command {
        Command::Demo(args) => demo::run(&args),
        Command::Verify(args) => verify::run(&args, registry),
        Command::Audit(args) => audit::run(&args, registry),
        Command::Show(args) => show::run(&args, registry),
        Command::Keygen(args) => keygen::run(&args),
        Command::Key(command) => key::run(&command, registry),
        Command::Vouch(args) => vouch::run(&args, registry),
        Command::Trust(command) => trust::run(&command, registry),
        Command::Sign(args) => act::sign(&args, registry),
        Command::Withdraw(args) => act::withdraw(&args, registry),
        Command::Decline(args) => act::decline(&args, registry),
        Command::Init(args) => init::run(&args),
        Command::Propose(args) => propose::run(&args, registry),
        Command::Publish(args) => publish::run(&args, registry),
        Command::Export(args) => export::run(&args, registry),
        Command::Request(args) => request::run(&args, registry),
        Command::Attach(args) => open::attach(&args, registry),
        Command::Add(args) => add::run(&args, registry),
        Command::Attest(args) => attest::run(&args, registry),
        Command::Translate(args) => translate::run(&args, registry),
        Command::Roll(command) => roll::run(&command, registry),
        Command::Pending(args) => pending::run(&args, registry),
        Command::Canonicalize(args) => canonicalize::run(&args),
        Command::Repair(args) => repair::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

fn finish(result: Result<Status, Failure>) -> ExitCode {
    match result {
        Ok(status) => status.into(),
        Err(failure) => {
            failure.report();
            failure.status().into()
        }
    }
}

/// clap's own answer: help and version are what was asked for, everything else is usage.
fn usage(mut error: clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => Status::Holds.into(),
            Err(error) => finish(Err(terminal::unsaid(error))),
        };
    }
    let meant = meant(&error);
    // It quotes the arguments as they came: one with a line feed would begin a line of its own. Everything else is
    // escaped when it is said, and once is enough.
    let quoted: Vec<(ContextKind, String)> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(value) if value.contains('\n') => {
                Some((kind, value.replace('\n', "\u{240a}")))
            }
            _ => None,
        })
        .collect();
    for (kind, value) in quoted {
        error.insert(kind, ContextValue::String(value));
    }
    let said = error.render().to_string();
    match said.strip_prefix("error: ") {
        Some(said) => terminal::block("error", said),
        None => terminal::block("", &said),
    }
    if let Some(meant) = meant {
        terminal::hint(&format!("did you mean {meant}?"));
    }
    Status::Usage.into()
}

/// The id or slug that a name given in its place would have.
fn meant(error: &clap::Error) -> Option<Id> {
    error.source()?.downcast_ref::<IdError>()?;
    match error.get(ContextKind::InvalidValue)? {
        ContextValue::String(name) => Id::proposed(name),
        _ => None,
    }
}
