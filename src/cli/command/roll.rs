//! `roll`: the next version of a roll.

use std::path::Path;

use crate::chain::Flaw;
use crate::cli::command::key::newest_of;
use crate::cli::command::waiting::{lacking, too_few, write_drawn_up};
use crate::cli::command::{
    KeysArgs, at, line, read_statement, registry_root, say_demonstration, signed_note, sound_statement,
};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::compose::signing_record;
use crate::digest::Digest;
use crate::filing::{Proposal, collisions, unlisted};
use crate::id::{Id, Slug, nearest};
use crate::note::Note;
use crate::party::Party;
use crate::path::RegistryPath;
use crate::record::Record;
use crate::record::roll::{Listed, Mode, Roll};
use crate::render::escape::{isolate, quoted};
use crate::render::text::counted;
use crate::tree::Tree;
use crate::verify::{Finding, Reason, StatementReport};

/// What to do with the roll.
#[derive(Debug, clap::Subcommand)]
#[allow(missing_docs, reason = "a comment on a flattened field would become help")]
pub enum Command {
    /// List everyone who has signed since the last version
    #[command(
        after_help = "Example:\n  undersigned roll publish political-prisoners-2025 --key convener.pem"
    )]
    Publish {
        /// The statement
        slug: Slug,
        #[command(flatten)]
        keys: KeysArgs,
    },
    /// List an organisation
    #[command(
        after_help = "Example:\n  undersigned roll add political-prisoners-2025 'Freedom House' --key convener.pem"
    )]
    Add {
        /// The statement
        slug: Slug,
        /// The organisation's name
        name: String,
        /// Its id [default: the name in lower-case words joined by -]
        #[arg(long)]
        id: Option<Id>,
        #[command(flatten)]
        keys: KeysArgs,
    },
    /// Correct the name of an organisation in its place
    #[command(
        after_help = "Example:\n  undersigned roll rename political-prisoners-2025 ovd-info 'OVD-Info' --key convener.pem"
    )]
    Rename {
        /// The statement
        slug: Slug,
        /// The organisation
        id: Id,
        /// The corrected name
        name: String,
        #[command(flatten)]
        keys: KeysArgs,
    },
    /// Close it: no name is ever added again
    #[command(after_help = "Example:\n  undersigned roll close political-prisoners-2025 --key convener.pem")]
    Close {
        /// The statement
        slug: Slug,
        #[command(flatten)]
        keys: KeysArgs,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// Writes the next version of the roll.
pub(in crate::cli) fn run(command: &Command, named: Option<&Path>) -> Result<Status, Failure> {
    let (Command::Publish { slug, keys }
    | Command::Add { slug, keys, .. }
    | Command::Rename { slug, keys, .. }
    | Command::Close { slug, keys, .. }) = command;
    let root = registry_root(named)?;
    // The key comes first: nobody waits for a passphrase while the registry is locked.
    let seen = read_statement(&root, slug)?;
    let planned = changed(command, &sound_statement(&seen, slug, named)?, &current(&seen, slug)?.record)?;
    if let (Command::Close { yes, .. }, Some(_)) = (command, planned) {
        terminal::ask(&format!("close the roll of {slug}? it never opens again"), *yes)?;
    }
    let held = keys.open()?;

    let writing = keys.begin_writing(&root)?;
    let tree = writing.as_ref().map_or(&seen, |writing| &writing.tree);
    let statement = sound_statement(tree, slug, named)?;
    say_demonstration(&statement)?;
    let current = current(tree, slug)?;
    let unread = match command {
        Command::Publish { .. } => {
            warn_of_collisions(&statement);
            unread(&statement)
        }
        _ => Vec::new(),
    };
    let Some((mut roll, done)) = changed(command, &statement, &current.record)? else {
        if let Some(failure) = unread.into_iter().reduce(Failure::with) {
            return Err(failure);
        }
        terminal::say(&format!("the roll of {slug} {}: nothing to publish\n", standing(command)))?;
        return Ok(Status::Holds);
    };
    let party = Party::read(&roll.convener, tree);
    let newest = newest_of(&party)?;
    if held.iter().any(|key| signing_record(&party, &key.public()).is_none()) {
        let message = format!("this is not a key of {}, the convener of {slug}", roll.convener);
        return Err(
            Failure::new(Status::DoesNotHold, message).hint("give the convener's key file with --key")
        );
    }
    roll.keys = newest.digest;
    roll.version = current.record.version + 1;
    roll.previous = Some(current.digest);
    let path = RegistryPath::Roll(slug.clone(), roll.version);
    let names = roll.signatories.len();
    let note = signed_note(roll, &newest.record.keys, &held)?;
    let proposal = Proposal::from([(path.clone(), note.to_string().into_bytes())]);
    let done = format!("{done}; {} now", counted(names, "name"));
    let lacking = lacking(tree, &proposal)?;
    if let Some(output) = &keys.output {
        write_drawn_up(output, &done, party.id(), &proposal, &lacking, tree)?;
    } else if let Some(why) = lacking.first() {
        return Err(too_few(why));
    } else if let Some(writing) = &writing {
        writing.file(&proposal.into_iter().collect::<Vec<_>>())?;
        terminal::say(&format!("{path}: {done}\n"))?;
        terminal::hint(&format!("check it: undersigned verify {slug}{}", at(named)));
    }
    match unread.into_iter().reduce(Failure::with) {
        Some(failure) => Err(failure),
        None => Ok(Status::Holds),
    }
}

/// Who may have signed and is left out, since what they did could not be read.
fn unread(statement: &StatementReport) -> Vec<Failure> {
    let failure = |finding: &Finding| {
        let reason = finding.reason.as_ref().filter(|_| finding.place.is_none())?;
        let unread = match reason {
            Reason::Flaw { flaw, .. } => is_unread(flaw),
            Reason::Keys(flaw) => is_unread(flaw),
            _ => false,
        };
        unread.then(|| {
            Failure::new(Status::NotJudged, format!("{} is left out: {reason}", finding.id))
                .hint("mend what could not be read, then repeat the command: it lists the others")
        })
    };
    statement.findings.iter().filter_map(failure).collect()
}

fn is_unread(flaw: &Flaw) -> bool {
    match flaw {
        Flaw::Unreadable(_) => true,
        Flaw::Keys(_, _, flaw) => is_unread(flaw),
        _ => false,
    }
}

/// Says who is left out since somebody else bears the name.
fn warn_of_collisions(statement: &StatementReport) {
    for (id, name, other) in collisions(statement) {
        terminal::warning(&format!(
            "{id} is left out: {other} bears the name {} too, and a roll has no name twice",
            isolate(name.as_str())
        ));
        terminal::hint(&format!(
            "ask both by a way that you trust, then list the right one under its full name: \
             undersigned roll add {} NAME --id {id} --key FILE",
            statement.slug
        ));
    }
}

/// Why there is nothing to do.
fn standing(command: &Command) -> String {
    match command {
        Command::Publish { .. } => "lists everyone who has signed".to_owned(),
        Command::Add { id, name, .. } => {
            let named = id.as_ref().map_or_else(|| isolate(name).into_owned(), ToString::to_string);
            format!("lists {named} already")
        }
        Command::Rename { id, name, .. } => format!("lists {id} as {} already", isolate(name)),
        Command::Close { .. } => "is closed already".to_owned(),
    }
}

/// The failure that some objections make.
pub(in crate::cli) fn objections(objections: Vec<crate::filing::Objection>) -> Failure {
    let failures = objections.into_iter().map(Failure::from);
    failures.reduce(Failure::with).unwrap_or_else(|| Failure::silent(Status::DoesNotHold))
}

/// The roll that is published, and its digest.
pub(in crate::cli) struct CurrentRoll {
    pub(in crate::cli) record: Roll,
    pub(in crate::cli) digest: Digest,
}

/// The highest roll of a sound statement.
pub(in crate::cli) fn current(tree: &Tree, slug: &Slug) -> Result<CurrentRoll, Failure> {
    let newest = tree.statements.get(slug).and_then(|filed| filed.rolls.iter().next_back());
    let read = newest.and_then(|(_, content)| {
        let note = Note::parse(content.bytes()?).ok()?;
        let Record::Roll(record) = Record::parse(note.text()).ok()? else { return None };
        Some(CurrentRoll { record, digest: note.digest() })
    });
    read.ok_or_else(|| {
        Failure::new(Status::NotJudged, format!("there is no roll of {slug}"))
            .hint(format!("ask the convener for statement/{slug}/roll/1.note"))
    })
}

/// The roll as the command changes it, and what was done; nothing if there is nothing to do.
fn changed(
    command: &Command,
    statement: &StatementReport,
    current: &Roll,
) -> Result<Option<(Roll, String)>, Failure> {
    let mut roll = current.clone();
    let closed = || {
        Failure::new(
            Status::DoesNotHold,
            format!("the roll of {} is closed, and never opens again", current.slug),
        )
        .hint("for more names, propose the text of a new statement with an open roll")
    };
    let done = match command {
        Command::Publish { .. } => {
            let new = unlisted(statement);
            if new.is_empty() {
                return Ok(None);
            }
            if roll.mode == Mode::Closed {
                return Err(closed());
            }
            let done = format!("{} added", counted(new.len(), "name"));
            roll.signatories.extend(new.into_iter().map(|(id, name)| Listed { id, name }));
            done
        }
        Command::Add { name, id, .. } => {
            if roll.mode == Mode::Closed {
                return Err(closed());
            }
            let name = line("the name", name)?;
            let id = id.clone().or_else(|| Id::proposed(name.as_str())).ok_or_else(|| {
                Failure::new(
                    Status::Usage,
                    format!("no id can be made from the name {}", quoted(name.as_str())),
                )
                .hint("give one with --id, in a-z, 0-9 and -")
            })?;
            if roll.signatories.iter().any(|listed| listed.id == id || listed.name == name) {
                let message =
                    format!("{id} or the name {} stands on the roll already", quoted(name.as_str()));
                return Err(Failure::new(Status::DoesNotHold, message).hint(format!(
                    "correct a name: undersigned roll rename {} ID NAME --key FILE",
                    roll.slug
                )));
            }
            let done = format!("{id} added as {}", isolate(name.as_str()));
            roll.signatories.push(Listed { id, name });
            done
        }
        Command::Rename { id, name, .. } => {
            let name = line("the name", name)?;
            let ids: Vec<Id> = roll.signatories.iter().map(|listed| listed.id.clone()).collect();
            let Some(listed) = roll.signatories.iter_mut().find(|listed| listed.id == *id) else {
                let failure = Failure::new(Status::DoesNotHold, format!("{id} is not on the roll"));
                return Err(match nearest(id.as_str(), ids.iter()) {
                    Some(meant) => failure.hint(format!("did you mean {meant}?")),
                    None => failure.hint(format!(
                        "the names on it and their ids: undersigned verify {} --json",
                        roll.slug
                    )),
                });
            };
            if listed.name == name {
                return Ok(None);
            }
            let done =
                format!("{id} renamed from {} to {}", isolate(listed.name.as_str()), isolate(name.as_str()));
            listed.name = name;
            done
        }
        Command::Close { .. } => {
            if roll.mode == Mode::Closed {
                return Ok(None);
            }
            roll.mode = Mode::Closed;
            "closed".to_owned()
        }
    };
    Ok(Some((roll, done)))
}
