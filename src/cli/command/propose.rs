//! `propose`: a text and its roll become a statement.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::command::act::first_domain;
use crate::cli::command::canonicalize::refused;
use crate::cli::command::key::newest_of;
use crate::cli::command::open::public_key;
use crate::cli::command::waiting::{lacking, too_few, write_drawn_up};
use crate::cli::command::{
    ISOLATES, KeysArgs, at, claimable, claimed, foreign_key, line, read_draft, registry_root, signed_note,
    sound_statement,
};
use crate::cli::failure::{Failure, Status};
use crate::cli::terminal;
use crate::compose::first_keys;
use crate::date::Date;
use crate::digest::Digest;
use crate::filing::Proposal;
use crate::id::{Id, Slug};
use crate::key::SecretKey;
use crate::list::{Split, SplitAt, SplitError, skipped_lines, split};
use crate::party::Party;
use crate::path::RegistryPath;
use crate::record::keys::{Domain, KeysRecord};
use crate::record::roll::{Language, Listed, MAX_SIGNATORIES, Mode, Relation, RelationKind, Roll};
use crate::registry;
use crate::render::escape::{escape, isolate, pad, quote_lines, quoted, width};
use crate::render::text::{banner_for, counted, grouped};
use crate::signer::Signer;
use crate::text::{CanonicalText, Concern, Line, Statement, Warning, explain};
use crate::tree::{Content, Tree};
use crate::trust::{Standing, Trust};
use crate::verify::Parties;

/// The arguments of `propose`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  undersigned propose draft.txt --slug political-prisoners-2025 \\
      --title 'International Day of Political Prisoners' --language en \\
      --convener our-coalition --key our-coalition.pem

The list of signatories under the text (“Signed:” and the like) becomes the roll; the text before it is what is signed. \
A roll file has one name a line, or lines: signatory ID NAME")]
pub struct Args {
    /// The draft: a plain text in UTF-8
    file: PathBuf,
    /// The short name under which the statement is filed
    #[arg(long)]
    slug: Slug,
    /// The title under which it is shown
    #[arg(long)]
    title: String,
    /// The id of whoever publishes the statement and its roll
    #[arg(long, value_name = "ID")]
    convener: Id,
    /// The convener's name, if it has no keys record yet [default: its id in capitalized words]
    #[arg(long, value_name = "NAME")]
    convener_name: Option<String>,
    /// The convener's domain, to be published with its first key: see key domain
    #[arg(long, value_name = "DOMAIN", value_parser = claimable)]
    convener_domain: Option<Domain>,
    #[command(flatten)]
    keys: KeysArgs,
    /// Your key, if nobody knows it yet and it signs elsewhere: a verifier key, or a file of it
    #[arg(long, value_name = "KEY", conflicts_with = "key", requires = "output")]
    public: Option<String>,
    /// The language of the text, as a tag: en, fa, pt-BR; und if it is not said
    #[arg(long, default_value = "und")]
    language: Language,
    /// The day of publication that you claim, YYYY-MM-DD in UTC [default: today]
    #[arg(long)]
    date: Option<Date>,
    /// Whether more names may follow: open or closed
    #[arg(long, default_value = "open")]
    mode: Mode,
    /// The last day for signatures; it ends when that day has ended everywhere
    #[arg(long, value_name = "DATE")]
    deadline: Option<Date>,
    /// The line of the list's heading, from 1, or none if the whole file is the text
    #[arg(long, value_name = "N|none")]
    split_at: Option<String>,
    /// Take the names from this file; the whole draft is the text
    #[arg(long, value_name = "FILE", conflicts_with = "split_at")]
    roll: Option<PathBuf>,
    /// File a name under this id; for names from which none can be made
    #[arg(long = "id", value_name = "ID=NAME")]
    ids: Vec<String>,
    #[command(flatten)]
    relation: RelationArgs,
    /// Do not ask: you have checked text and list
    #[arg(long)]
    yes: bool,
}

/// How the statement stands to one that is filed already, of which no signature carries over.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct RelationArgs {
    /// It mends an error in that statement
    #[arg(long, value_name = "SLUG")]
    corrects: Option<Slug>,
    /// It takes the place of that statement
    #[arg(long, value_name = "SLUG")]
    supersedes: Option<Slug>,
    /// It says the same as that statement in another language
    #[arg(long, value_name = "SLUG")]
    translates: Option<Slug>,
}

impl RelationArgs {
    /// The relation, with the digest of the other text as it stands in `tree`.
    fn of(&self, tree: &Tree, named: Option<&Path>) -> Result<Option<Relation>, Failure> {
        let given = [
            (RelationKind::Corrects, &self.corrects),
            (RelationKind::Supersedes, &self.supersedes),
            (RelationKind::Translates, &self.translates),
        ];
        let Some((kind, slug)) = given.into_iter().find_map(|(kind, slug)| Some((kind, slug.as_ref()?)))
        else {
            return Ok(None);
        };
        let (text, _) = sound_statement(tree, slug, named)?
            .text
            .ok_or_else(|| Failure::new(Status::NotJudged, format!("the text of {slug} cannot be read")))?;
        Ok(Some(Relation { kind, slug: slug.clone(), text }))
    }
}

/// Publishes a statement.
pub(in crate::cli) fn run(args: &Args, named: Option<&Path>) -> Result<Status, Failure> {
    let root = registry_root(named)?;
    let source = read_draft(&args.file)?;
    let whole = CanonicalText::from_source(&source).map_err(|refusal| refused(&args.file, &refusal))?;
    let skipped = skipped_lines(&String::from_utf8_lossy(&source));
    let cut = cut(args, &whole, skipped)?;
    let body =
        CanonicalText::from_source(cut.body.as_bytes()).map_err(|refusal| refused(&args.file, &refusal))?;
    let signatories = match &args.roll {
        Some(file) => {
            if let Some(place) = cut.left_in_body.first() {
                let heading = quoted(&place.text);
                let message =
                    format!("line {}: the text holds a list of signatories itself: {heading}", place.line);
                return Err(Failure::new(Status::DoesNotHold, message)
                    .of_file(&args.file)
                    .hint("cut the list out of the text, or take it instead: leave --roll out"));
            }
            read_roll(file, &args.ids)?
        }
        None => ids(cut.names.iter().map(|listed| listed.name.as_str()), &args.ids)?,
    };
    if args.mode == Mode::Closed && signatories.is_empty() {
        return Err(Failure::new(
            Status::Usage,
            "a closed roll without names can never be signed".to_owned(),
        )
        .hint("leave --mode closed out, or write the names under the text"));
    }
    let title = line("the title", &args.title)?;
    let date = claimed(args.date)?;
    if let Some(deadline) = args.deadline.filter(|deadline| *deadline < date) {
        let message = format!("the deadline {deadline} is before the day of publication, {date}");
        return Err(Failure::new(Status::Usage, message)
            .hint("give another --deadline, or the --date on which it was published"));
    }
    let statement = Statement::new(body);

    // What cannot be filed is said before anything is asked.
    let seen = registry::read(&root, None)?;
    check_slug(args, &seen, &statement)?;
    let relation = args.relation.of(&seen, named)?;
    let convener = convener_name(args, &seen, &signatories)?;
    let domain = first_domain(args.convener_domain.as_ref(), &Party::read(&args.convener, &seen))?;
    let known = Parties::read(&seen, &Trust::default()).standing(&args.convener);
    let known = banner_for(known.ok().filter(|standing| *standing == Standing::Demonstration));
    terminal::say(&known)?;
    show(&statement, &cut, &signatories)?;
    terminal::say(&terms(args, &title, &convener, domain.as_ref(), date, relation.as_ref()))?;
    warn(args, &cut, signatories.len(), &warnings(&source, &statement, &cut, skipped));
    terminal::warning("frozen from here: one changed letter is another statement");
    terminal::ask(&format!("publish this as {}?", args.slug), args.yes)?;
    let held = args.keys.open()?;
    let published = SecretKey::demonstration(&args.convener).public();
    if known.is_empty() && held.iter().any(|key| key.public() == published) {
        terminal::say(&banner_for([Standing::Demonstration]))?;
    }

    let writing = args.keys.begin_writing(&root)?;
    let here = writing.as_ref().map_or(&seen, |writing| &writing.tree);
    check_slug(args, here, &statement)?;
    if convener_name(args, here, &signatories)? != convener {
        let message = format!("the keys record of {} changed meanwhile: nothing was written", args.convener);
        return Err(
            Failure::new(Status::DoesNotHold, message).hint("repeat the command: it shows what is there now")
        );
    }
    if args.relation.of(here, named)? != relation {
        let failure = Failure::new(Status::DoesNotHold, "the other statement changed meanwhile".to_owned());
        return Err(failure.hint("repeat the command: it judges what is there now"));
    }
    let mut proposal = Proposal::new();
    let keys = match here.keys_of(&args.convener).is_empty() {
        true => {
            let record = first_record(args, &held, &convener, domain, date)?;
            let note = signed_note(record.clone(), &record.keys, &held)?;
            proposal.insert(RegistryPath::Keys(args.convener.clone(), 1), note.to_string().into_bytes());
            record
        }
        false => newest_of(&Party::read(&args.convener, here))?.record.clone(),
    };
    if held.iter().any(|key| keys.listing(&key.public()).is_none()) {
        return Err(Failure::new(Status::DoesNotHold, format!("this is not a key of {}", args.convener))
            .hint("give the convener's key file with --key, or another --convener"));
    }
    let roll = Roll {
        slug: args.slug.clone(),
        version: 1,
        title,
        language: args.language.clone(),
        text: statement.digest(),
        date,
        convener: args.convener.clone(),
        keys: Digest::of(keys.text().as_bytes()),
        mode: args.mode,
        deadline: args.deadline,
        relation,
        previous: None,
        signatories,
        aliases: Vec::new(),
    };
    let names = roll.signatories.len();
    proposal.insert(RegistryPath::Text(args.slug.clone()), statement.text().as_str().as_bytes().to_vec());
    let roll = signed_note(roll, &keys.keys, &held)?;
    proposal.insert(RegistryPath::Roll(args.slug.clone(), 1), roll.to_string().into_bytes());
    let lacking = lacking(here, &proposal)?;
    if let Some(output) = &args.keys.output {
        let what = format!("the statement {}", args.slug);
        write_drawn_up(output, &what, &args.convener, &proposal, &lacking, here)?;
        return Ok(Status::Holds);
    }
    if let Some(why) = lacking.first() {
        return Err(too_few(why));
    }
    let paths: Vec<String> = proposal.keys().map(ToString::to_string).collect();
    if let Some(writing) = &writing {
        writing.file(&proposal.into_iter().collect::<Vec<_>>())?;
    }
    for path in paths {
        terminal::say(&format!("{path}: written\n"))?;
    }
    if names == 0 {
        terminal::say("the roll names nobody yet: nobody is claimed to have signed\n")?;
    }
    let (slug, at) = (&args.slug, at(named));
    terminal::hint(&format!("ask the signatories: undersigned request {slug} -o request.json{at}"));
    terminal::hint(&format!("anyone checks it with: undersigned verify {slug}{at}"));
    Ok(Status::Holds)
}

/// The first keys record of a convener that has none: one key, which others join later.
fn first_record(
    args: &Args,
    held: &[Signer],
    name: &Line,
    domain: Option<Domain>,
    date: Date,
) -> Result<KeysRecord, Failure> {
    let key = match (held, &args.public) {
        ([key], _) => key.verifier_key(&args.convener),
        ([], Some(public)) => public_key(public, None, &args.convener)?,
        _ => {
            let message = format!("the first keys record of {} lists one key", args.convener);
            return Err(Failure::new(Status::Usage, message)
                .hint("give it with --key, or with --public if it signs elsewhere")
                .hint("others join it later: undersigned key join --help"));
        }
    };
    let Some(public) = key.ed25519() else { return Err(foreign_key(&key, &args.convener)) };
    let record = first_keys(&args.convener, name, public, date);
    Ok(KeysRecord { keys: vec![key], domain, ..record })
}

/// Cuts the draft into text and list as asked.
fn cut<'t>(args: &Args, whole: &'t CanonicalText, skipped: usize) -> Result<Split<'t>, Failure> {
    let at = match args.split_at.as_deref() {
        _ if args.roll.is_some() => SplitAt::Nowhere,
        None => SplitAt::Heading,
        Some("none") => SplitAt::Nowhere,
        Some(line) => SplitAt::Line(line.parse().map_err(|_| {
            Failure::new(
                Status::Usage,
                format!("--split-at {}: not a line number, and not none", quoted(line)),
            )
            .hint("give the number of the heading's line, counted from 1")
        })?),
    };
    match split(whole.as_str(), skipped, at) {
        Err(SplitError::NoHeading(near)) if near.is_empty() => {
            Ok(split(whole.as_str(), skipped, SplitAt::Nowhere)?)
        }
        Err(error) => Err(Failure::from(error).of_file(&args.file)),
        Ok(cut) => Ok(cut),
    }
}

/// Lines `signatory ID NAME`, or one name a line.
fn read_roll(file: &Path, given: &[String]) -> Result<Vec<Listed>, Failure> {
    let source = read_draft(file)?;
    let text = CanonicalText::from_source(&source).map_err(|refusal| refused(file, &refusal))?;
    let lines: Vec<&str> =
        text.as_str().lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    if !lines.iter().any(|line| line.starts_with("signatory ")) {
        return ids(lines.into_iter(), given);
    }
    let read = |written: &str| {
        let (id, name) = written.strip_prefix("signatory ")?.split_once(' ')?;
        Some(Listed { id: id.parse().ok()?, name: Line::new(name, crate::record::MAX_VALUE).ok()? })
    };
    let wrong = |written: &str| {
        Failure::new(Status::DoesNotHold, format!("{} is not signatory ID NAME", quoted(written)))
            .of_file(file)
            .hint("write each line as: signatory ID NAME, or write the names alone, one a line")
    };
    lines.into_iter().map(|written| read(written).ok_or_else(|| wrong(written))).collect()
}

/// Gives each name its id: the one given by hand, or the one proposed.
fn ids<'n>(names: impl Iterator<Item = &'n str>, given: &[String]) -> Result<Vec<Listed>, Failure> {
    let mut by_hand = BTreeMap::new();
    for pair in given {
        let read = pair
            .split_once('=')
            .and_then(|(id, name)| Some((name.trim_matches(ISOLATES).to_owned(), id.parse::<Id>().ok()?)));
        let (name, id) = read.ok_or_else(|| {
            Failure::new(Status::Usage, format!("--id {}: must be ID=NAME", quoted(pair)))
                .hint("the id in a-z, 0-9 and -, then = and the name as it stands on the list")
        })?;
        by_hand.insert(name, id);
    }
    let names: Vec<&str> = names.collect();
    if names.len() > MAX_SIGNATORIES {
        let message =
            format!("{}, and a roll has at most {}", counted(names.len(), "name"), grouped(MAX_SIGNATORIES));
        return Err(
            Failure::new(Status::DoesNotHold, message).hint("see whether these are names, one a line")
        );
    }
    let (mut listed, mut nameless) = (Vec::new(), Vec::new());
    for name in names {
        match by_hand.remove(name).or_else(|| Id::proposed(name)) {
            Some(id) => listed.push(Listed { id, name: line("the name", name)? }),
            None => nameless.push(name),
        }
    }
    if let Some((name, _)) = by_hand.first_key_value() {
        return Err(Failure::new(Status::Usage, format!("--id: no name on the list is {}", quoted(name)))
            .hint("write the name as it stands on the list"));
    }
    if !nameless.is_empty() {
        let failure =
            Failure::silent(Status::DoesNotHold).hint("give each an id in a-z, 0-9 and -: --id 'ID=NAME'");
        return Err(nameless.iter().fold(failure, |failure, name| {
            failure.and(format!("no id can be made from the name {}", quoted(name)))
        }));
    }
    for (index, one) in listed.iter().enumerate() {
        if let Some(other) = listed.iter().take(index).find(|other| other.id == one.id) {
            let names = format!("{} and {}", quoted(other.name.as_str()), quoted(one.name.as_str()));
            let message = format!("{names} would have the same id, {}", one.id);
            return Err(
                Failure::new(Status::DoesNotHold, message).hint("give one of them another: --id 'ID=NAME'")
            );
        }
    }
    Ok(listed)
}

/// A slug holds one text, and a text one slug. What an interrupted `propose` left is completed.
fn check_slug(args: &Args, tree: &Tree, statement: &Statement) -> Result<(), Failure> {
    let bytes = Content::Bytes(statement.text().as_str().as_bytes().to_vec());
    for (slug, filed) in &tree.statements {
        let same_text = filed.text.as_ref() == Some(&bytes);
        if (*slug == args.slug) != same_text && filed.text.is_some() && filed.rolls.is_empty() {
            let path = RegistryPath::Text(slug.clone());
            let message = format!("{path} is left from a propose that was interrupted: no roll publishes it");
            return Err(Failure::new(Status::DoesNotHold, message)
                .hint("repeat that propose with the same text and slug, or remove that file"));
        }
        if *slug == args.slug && !(filed.rolls.is_empty() && (same_text || filed.text.is_none())) {
            return Err(Failure::new(Status::DoesNotHold, format!("a statement is filed as {slug} already"))
                .hint("another text needs another --slug; for more names: undersigned roll --help"));
        }
        if *slug != args.slug && same_text {
            return Err(Failure::new(Status::DoesNotHold, format!("this text is filed as {slug} already"))
                .hint("a registry files a text under one slug only"));
        }
    }
    Ok(())
}

/// The convener's name: the one in its keys record, or the one given, or the one on the list, or one made of its id.
fn convener_name(args: &Args, tree: &Tree, signatories: &[Listed]) -> Result<Line, Failure> {
    let party = Party::read(&args.convener, tree);
    if let Some(keys) = party.chain().state() {
        return Ok(keys.record.name.clone());
    }
    let listed = signatories.iter().find(|listed| listed.id == args.convener);
    match (&args.convener_name, listed) {
        (Some(given), _) => line("the convener's name", given),
        (None, Some(listed)) => Ok(listed.name.clone()),
        (None, None) => line("the convener's name", &capitalized(&args.convener)),
    }
}

fn show(statement: &Statement, cut: &Split<'_>, signatories: &[Listed]) -> Result<(), Failure> {
    let text = statement.text().as_str();
    let digest = statement.digest().prefixed();
    let mut shown = format!(
        "---- the text, which is what gets signed: {} bytes, {digest}\n{}---- end of the text\n",
        grouped(text.len()),
        quote_lines(text)
    );
    match &cut.heading {
        Some(heading) => shown.push_str(&format!(
            "---- the roll, which is not signed: {} below {}\n",
            counted(signatories.len(), "name"),
            escape(&heading.to_string())
        )),
        None => shown.push_str(&format!(
            "---- the roll, which is not signed: {}\n",
            counted(signatories.len(), "name")
        )),
    }
    let columns =
        signatories.iter().map(|listed| width(listed.name.as_str())).max().unwrap_or_default().min(60);
    for (place, listed) in (1..).zip(signatories) {
        shown.push_str(&format!("{place:>4}. {}  {}\n", pad(listed.name.as_str(), columns), listed.id));
    }
    shown.push_str("---- end of the roll\n");
    terminal::page(&shown)
}

/// What else is published with the text, for ever.
fn terms(
    args: &Args,
    title: &Line,
    convener: &Line,
    domain: Option<&Domain>,
    date: Date,
    relation: Option<&Relation>,
) -> String {
    let domain = domain
        .map_or_else(String::new, |domain| format!("domain     {}, as you claim it\n", domain.as_str()));
    let relation = relation.map_or_else(String::new, |relation| {
        format!("{:<11}{}, {}\n", relation.kind.word(), relation.slug, relation.text.prefixed())
    });
    let deadline = args.deadline.map_or_else(String::new, |deadline| {
        format!("deadline   {deadline}, until that day has ended everywhere\n")
    });
    format!(
        "statement  {}: {}\nlanguage   {}\nconvener   {} ({})\n{domain}roll       {}\n{deadline}{relation}date       {date}, as you claim it\n",
        args.slug,
        isolate(title.as_str()),
        escape(args.language.as_str()),
        isolate(convener.as_str()),
        args.convener,
        args.mode,
    )
}

/// What to look at in the text, at its places in the draft: what it hides, and what canonicalization put into it.
fn warnings(source: &[u8], statement: &Statement, cut: &Split<'_>, skipped: usize) -> Vec<Warning> {
    let before = cut.heading.as_ref().map_or(usize::MAX, |heading| heading.line - 1);
    let body: Vec<u8> =
        source.split_inclusive(|byte| *byte == b'\n').take(before).flatten().copied().collect();
    let mut warnings =
        explain(&body).map_or_else(|_| statement.text().warnings(), |explanation| explanation.warnings);
    for warning in &mut warnings {
        // The others count the lines of the canonical text.
        if !matches!(warning.what, Concern::Compatibility(_)) {
            warning.line += skipped as u32;
        }
    }
    warnings
}

fn warn(args: &Args, cut: &Split<'_>, names: usize, warnings: &[Warning]) {
    for warning in warnings {
        terminal::warning(&warning.to_string());
    }
    for stated in cut.stated_counts() {
        if stated.number as usize != names {
            terminal::warning(&format!(
                "line {} says {}, but the roll has {}",
                stated.line,
                quoted(&stated.words),
                counted(names, "name")
            ));
        }
    }
    if args.roll.is_none() {
        for place in &cut.left_in_body {
            terminal::warning(&format!(
                "line {} of the text looks like the heading of a list: {}",
                place.line,
                quoted(&place.text)
            ));
        }
    }
}

fn capitalized(id: &Id) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), letters.as_str()))
    };
    id.as_str().split('-').map(word).collect::<Vec<_>>().join(" ")
}
