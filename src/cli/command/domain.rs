//! `key publish` and `key check`: a keys record on the web server of its party, put there and looked for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::chain::Link;
use crate::cli::command::said::{Planned, WayArgs, disputed};
use crate::cli::command::trust::{keys_text, newest};
use crate::cli::command::{at, read_input, registry_root, word};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::date::Date;
use crate::domain::{NotServed, address, served, txt_line, well_known};
use crate::fetch::{self, Way, fetch};
use crate::id::Id;
use crate::note::MAX_NOTE;
use crate::path::RegistryPath;
use crate::record::check::DomainCheck;
use crate::record::keys::{Domain, KeysRecord};
use crate::registry;
use crate::registry::durable::{Access, create_new};
use crate::render::escape::{escape_path, shell_word};
use crate::tree::Tree;
use crate::trust::Trust;
use crate::verify::Parties;

/// Examples of `key publish`.
pub const PUBLISH_EXAMPLES: &str = "\
Examples:
  undersigned key publish freedom-house > freedom-house.note
  undersigned key publish freedom-house -o freedom-house.note

Serve the file as it is, to the byte, for as long as the keys are in use, and anew whenever they change.";

/// Examples of `key check`.
pub const CHECK_EXAMPLES: &str = "\
Examples:
  undersigned key check freedom-house --online
  undersigned key check freedom-house --online --as our-checker --key our-checker.pem
  undersigned key check freedom-house --withdraw --as our-checker --key our-checker.pem

Readers who name you as their checker take your word for it, without a network of their own. A check that finds nothing
writes nothing, since whoever stands between you and a server can make it fall silent: take your word back with --withdraw \
when you know that the domain is no longer theirs. A proxy that HTTPS_PROXY names is used.";

/// The arguments of `key publish`.
#[derive(Debug, clap::Args)]
pub struct PublishArgs {
    /// The organisation
    id: Id,
    /// Write the file instead of printing it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The arguments of `key check`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("signing").args(["key", "output"]).multiple(true))]
pub struct CheckArgs {
    /// The organisation whose domain is checked
    id: Id,
    /// Reach out over the network, which nothing else here does
    #[arg(long, conflicts_with = "withdraw")]
    online: bool,
    /// The id of your organisation, to publish what you find
    #[arg(long = "as", value_name = "ID", requires = "signing")]
    checker: Option<Id>,
    /// Your key file; given again for each key that has to sign, left out where other tools or officers sign
    #[arg(long, value_name = "FILE", requires = "checker")]
    key: Vec<PathBuf>,
    #[command(flatten)]
    way: WayArgs,
    /// Take back what you found before
    #[arg(long, requires = "checker")]
    withdraw: bool,
    /// The certificates (PEM) of the only authorities to believe, for a closed network [default: those of the web]
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Connect here whatever the name, as curl --connect-to does; the certificate must be for the domain all the same
    #[arg(long, value_name = "HOST:PORT")]
    address: Option<String>,
    /// How long everything may take together
    #[arg(long, value_name = "SECONDS", default_value_t = fetch::TIME.as_secs(), value_parser = clap::value_parser!(u64).range(1..=3600))]
    within: u64,
}

/// Prints or writes the newest keys record, and says where it is to be served.
pub(super) fn publish(args: &PublishArgs, named: Option<&Path>) -> Result<Status, Failure> {
    let tree = registry::read(&registry_root(named)?, None)?;
    let parties = Parties::read(&tree, &Trust::default());
    let link = newest(&parties, &tree, &args.id)?;
    let domain = claimed(link, named)?;
    let path = RegistryPath::Keys(args.id.clone(), link.version);
    let bytes = tree.get(&path).and_then(|content| content.bytes()).unwrap_or_default();
    match &args.output {
        None => terminal::say_bytes(bytes)?,
        Some(output) => {
            create_new(output, bytes, Access::Public)?;
            terminal::say(&format!(
                "{}: version {} of the keys record\n",
                escape_path(output),
                link.version
            ))?;
        }
    }
    terminal::hint(&format!("serve this file, to the byte, as {}", address(domain, &args.id)));
    terminal::hint(&format!(
        "for people and other tools, add to your DNS zone: {}",
        txt_line(domain, &args.id, link.digest)
    ));
    terminal::hint(&format!(
        "then look for it as others do: undersigned key check {} --online{}",
        args.id,
        at(named)
    ));
    Ok(Status::Holds)
}

/// Looks for the keys record on the web server of its party; signs and publishes what was found, if asked to.
pub(super) fn check(args: &CheckArgs, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let tree = registry::read(&root, None)?;
    if args.checker.as_ref() == Some(&args.id) {
        let message = format!("{} cannot check its own domain for others", args.id);
        return Err(Failure::new(Status::Usage, message)
            .hint("leave --as out to look for yourself, or ask somebody whom your readers know"));
    }
    let date = args.way.date()?;
    let found = match args.withdraw {
        true => None,
        false => Some(look(args, &tree, named)?),
    };
    let Some(checker) = &args.checker else {
        terminal::hint("for readers who trust you, publish what you found: --as ID --key FILE");
        return Ok(Status::Holds);
    };
    let plan = |tree: &Tree| next_check(&args.id, checker, found.as_deref(), date, tree);
    let Some(planned) = plan(&tree)? else {
        let what = if args.withdraw { "no check stands" } else { "a check of that day stands already" };
        terminal::say(&format!("{what} by {checker} for {}: nothing was changed\n", args.id))?;
        return Ok(Status::Holds);
    };
    let domain = planned.domain.as_str();
    if planned.withdrawn {
        terminal::say(&format!("withdrawn    the check of {} at {domain}\n", args.id))?;
    }
    terminal::say(&format!("date         {date}, as you claim it\n"))?;
    let verb = match planned.withdrawn {
        true => format!("withdraw your check of {domain}"),
        false => format!("publish that {domain} serves these keys,"),
    };
    let records = |planned: Option<DomainCheck>| -> Planned {
        let place = |check: &DomainCheck| {
            RegistryPath::Check(check.signatory.clone(), check.checker.clone(), check.version)
        };
        planned.into_iter().map(|check| (place(&check), check.into())).collect()
    };
    let again = |now: &Tree| Ok(records(plan(now)?));
    args.way.publish((checker, &args.key), &root, &tree, &records(Some(planned.clone())), &verb, again)?;
    if !args.way.is_mailed() {
        terminal::hint(&format!(
            "readers who trust you for it write your key into their trust file: undersigned trust add {checker} --checker{}",
            at(named)
        ));
    }
    Ok(Status::Holds)
}

/// The domain that the newest keys record of a party claims.
fn claimed<'p>(link: &'p Link<KeysRecord>, named: Option<&Path>) -> Result<&'p Domain, Failure> {
    link.record.domain.as_ref().ok_or_else(|| {
        let id = &link.record.signatory;
        Failure::new(Status::DoesNotHold, format!("the keys record of {id} claims no domain")).hint(format!(
            "if you are {id}, say which one is yours: undersigned key domain {id} DOMAIN --key FILE{}",
            at(named)
        ))
    })
}

/// Fetches what the domain of a party serves, which is its newest keys record.
fn look(args: &CheckArgs, tree: &Tree, named: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let id = &args.id;
    let parties = Parties::read(tree, &Trust::default());
    let link = newest(&parties, tree, id)?;
    let domain = claimed(link, named)?;
    if !args.online {
        let message =
            format!("checking a domain needs the network: this would fetch {}", address(domain, id));
        return Err(Failure::new(Status::Usage, message)
            .hint("add --online to do so; everything else works without a network"));
    }
    let bytes = fetch(domain, &well_known(id), MAX_NOTE as u64, &way(args)?)?;
    judged(&parties, id, link, domain, &bytes)?;
    terminal::say(&format!("found        {}\n", address(domain, id)))?;
    terminal::say(&keys_text(&link.record))?;
    Ok(bytes)
}

fn way(args: &CheckArgs) -> Result<Way, Failure> {
    let unread = |what: &str, why: String| Failure::new(Status::Usage, format!("{what}: {why}"));
    let authorities = args.authority.as_ref().map(|file| {
        let pem = read_input(file, MAX_NOTE)?;
        fetch::authorities(&pem).map_err(|why| {
            unread(&word(file), why).hint("give a file of certificates in PEM: -----BEGIN CERTIFICATE-----")
        })
    });
    let address = args.address.as_ref().map(|written| {
        fetch::address(written).map_err(|error| {
            unread(&shell_word(written), error.to_string())
                .hint("give --address a host and a port, such as 127.0.0.1:8443")
        })
    });
    let time = Duration::from_secs(args.within);
    Ok(Way { time, authorities: authorities.transpose()?, address: address.transpose()? })
}

/// Whether these bytes are the newest keys record.
fn judged(
    parties: &Parties,
    id: &Id,
    link: &Link<KeysRecord>,
    domain: &Domain,
    bytes: &[u8],
) -> Result<(), Failure> {
    let Some(party) = parties.get(id) else { return Err(Failure::silent(Status::NotJudged)) };
    served(party, link, bytes).map_err(|why| {
        let failure = Failure::new(Status::DoesNotHold, format!("{}: {why}", address(domain, id)));
        match why {
            NotServed::Older { .. } | NotServed::Damaged(_) | NotServed::OtherKind(_) => failure.hint(format!(
                "whoever runs {} serves the newest one, to the byte: undersigned key publish {id} -o {id}.note",
                domain.as_str()
            )),
            NotServed::Unknown(_) => failure
                .hint("if it is newer, get it into this registry first: undersigned add FILE")
                .hint(format!("if it is not, one of the two is not by {id}: ask it by a way that you trust")),
            NotServed::OtherParty(..) => failure.hint(format!(
                "ask {id} by a way that you trust whether {} is its domain, and whether this id is its own",
                domain.as_str()
            )),
        }
    })
}

/// The check to be published next: of what was `found`, or the withdrawal of the one that stands; nothing if there is
/// nothing to say.
fn next_check(
    id: &Id,
    checker: &Id,
    found: Option<&[u8]>,
    date: Date,
    tree: &Tree,
) -> Result<Option<DomainCheck>, Failure> {
    let parties = Parties::read(tree, &Trust::default());
    let own = newest(&parties, tree, checker)?;
    let chain = parties.confirmations::<DomainCheck>(id, checker, tree);
    if let Some((version, flaw)) = chain.flaw() {
        let path = RegistryPath::Check(id.clone(), checker.clone(), *version);
        return Err(disputed(&path, flaw));
    }
    let before = chain.state();
    let (domain, record) = match (found, before) {
        (Some(bytes), _) => {
            let link = newest(&parties, tree, id)?;
            let domain = claimed(link, None)?;
            judged(&parties, id, link, domain, bytes)?;
            (domain.clone(), link.digest)
        }
        (None, Some(before)) if !before.record.withdrawn => {
            (before.record.domain.clone(), before.record.record)
        }
        (None, _) => return Ok(None),
    };
    let is_said = |before: &Link<DomainCheck>| {
        found.is_some()
            && before.record.record == record
            && before.record.date == date
            && parties.lapse(id, &chain).is_ok()
    };
    if before.is_some_and(is_said) {
        return Ok(None);
    }
    Ok(Some(DomainCheck {
        version: before.map_or(1, |before| before.version + 1),
        signatory: id.clone(),
        domain,
        record,
        checker: checker.clone(),
        keys: own.digest,
        withdrawn: found.is_none(),
        date,
        previous: before.map(|before| before.digest),
    }))
}
