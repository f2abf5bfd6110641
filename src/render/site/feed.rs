//! What is new, as an Atom feed: one entry for each statement, or party, and each day that records of it claim.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::{Id, Slug};
use crate::note::Note;
use crate::record::Record;
use crate::render::escape::{attribute, escape, html};
use crate::render::site::{Context, words};
use crate::verify::Demonstration;

/// The most entries.
const MOST: usize = 100;

/// What is counted, in its order.
const KINDS: [&str; 9] = [
    "roll",
    "signature",
    "withdrawal",
    "decline",
    "attestation",
    "translation",
    "vouch",
    "domain-check",
    "recovery",
];

/// How many records of each kind are dated with a day.
#[derive(Clone, Copy, Default)]
pub struct Counts([usize; KINDS.len()]);

impl Counts {
    fn add(&mut self, word: &str) {
        KINDS.iter().zip(&mut self.0).filter(|(kind, _)| **kind == word).for_each(|(_, count)| *count += 1);
    }

    fn said(&self) -> String {
        let counted = KINDS.iter().zip(self.0).filter(|(_, count)| *count > 0);
        counted.map(|(kind, count)| format!("{kind}: {count}")).collect::<Vec<_>>().join(", ")
    }
}

/// The days that the records of a statement claim, and what is dated so.
pub fn days(context: &Context<'_>, slug: &Slug) -> BTreeMap<Date, Counts> {
    let mut days: BTreeMap<Date, Counts> = BTreeMap::new();
    let filed = context.tree.statements.get(slug);
    let rolls = filed.into_iter().flat_map(|filed| filed.rolls.values());
    let acts = filed.into_iter().flat_map(|filed| filed.acts.values().flat_map(BTreeMap::values));
    for content in rolls.chain(acts) {
        let note = content.bytes().and_then(|bytes| Note::parse(bytes).ok());
        match note.and_then(|note| Record::parse(note.text()).ok()) {
            Some(Record::Roll(roll)) => days.entry(roll.date).or_default().add("roll"),
            Some(Record::Act(act)) => days.entry(act.date).or_default().add(act.kind.word()),
            _ => {}
        }
    }
    for said in context.beside.of_statement(slug) {
        said.date.into_iter().for_each(|date| days.entry(date).or_default().add(said.kind.words().0));
    }
    days
}

/// What is said of the keys of each party, by the days that it claims.
fn days_of_keys<'c>(context: &'c Context<'_>) -> BTreeMap<(&'c Id, Date), Counts> {
    let mut days: BTreeMap<(&Id, Date), Counts> = BTreeMap::new();
    for said in context.beside.of_keys() {
        if let (Some(of), Some(date)) = (&said.of, said.date) {
            days.entry((of, date)).or_default().add(said.kind.words().0);
        }
    }
    days
}

/// One day of a statement or a party: what names it, what it is called, its page.
struct Entry {
    day: Date,
    page: String,
    named: String,
    title: String,
    counts: Counts,
}

fn entries(context: &Context<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for slug in context.tree.statements.keys() {
        let roll = context.statement(slug).and_then(|statement| statement.roll.as_ref());
        let title = roll.map_or(slug.as_str(), |roll| roll.title.as_str());
        let (page, named) = (format!("statement/{slug}/index.html"), named(text(context, slug)));
        entries.extend(days(context, slug).into_iter().map(|(day, counts)| Entry {
            day,
            page: page.clone(),
            named: named.clone(),
            title: title.to_owned(),
            counts,
        }));
    }
    entries.extend(days_of_keys(context).into_iter().map(|((id, day), counts)| Entry {
        day,
        page: format!("keys/{id}/index.html"),
        named: named(keys(context, id)),
        title: context.parties.name(id).map_or(id.as_str(), |name| name.as_str()).to_owned(),
        counts,
    }));
    entries.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.page.cmp(&b.page)));
    entries
}

/// The feed. Its ids are made from digests (RFC 6920), so that they outlive every address.
pub fn feed(context: &Context<'_>) -> String {
    let entries = entries(context);
    let address = context.options.address.as_deref().unwrap_or_default();
    let words = words::of_or_english(super::DEFAULT);
    let id = match address {
        "" => entries.last().map_or_else(|| named(Digest::of(b"")), |first| first.named.clone()),
        address => format!("{address}feed.xml"),
    };
    let updated = entries.first().map_or_else(|| "1970-01-01".to_owned(), |newest| newest.day.to_string());
    let demonstration = context.demonstration(context.everybody());
    let notice = match demonstration {
        Demonstration::Nowhere => String::new(),
        Demonstration::Wholly => format!("{}. ", words.text("demonstration-short")),
        Demonstration::Partly => format!("{}. ", words.text("mixed-short")),
    };
    let unverified = match context.unverified.as_slice() {
        [] => String::new(),
        all => {
            let reasons: Vec<String> = all.iter().map(|one| format!("{}: {}", one.slug, one.why)).collect();
            format!("{} {}. ", words.text("unverified"), reasons.join("; "))
        }
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>{}</id>\n\
         <title>{}</title>\n<subtitle>{}</subtitle>\n<updated>{updated}T00:00:00Z</updated>\n\
         <author><name>undersigned</name></author>\n<link rel=\"self\" href=\"{}\"/>\n",
        html(&id),
        words.html("registry"),
        html(&escape(&format!("{notice}{unverified}{}", words.text("caveat")))),
        attribute(&format!("{address}feed.xml"))
    );
    for Entry { day, page, named, title, counts } in entries.iter().take(MOST) {
        let said = format!("{notice}{unverified}{}; {}", counts.said(), words.text("badge-claim"));
        let _ = write!(
            out,
            "<entry>\n<id>{named}?day={day}</id>\n<title>{}</title>\n<updated>{day}T00:00:00Z</updated>\n\
             <link href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
            html(&escape(title)),
            attribute(&format!("{address}{page}")),
            html(&escape(&said)),
        );
    }
    out.push_str("</feed>\n");
    out
}

/// The digest of a statement's text; of its slug where no text is here.
fn text(context: &Context<'_>, slug: &Slug) -> Digest {
    let text = context.statement(slug).and_then(|statement| statement.text);
    text.map_or_else(|| Digest::of(slug.as_str().as_bytes()), |(digest, _)| digest)
}

/// The digest of a party's first keys record; of its id where none is valid.
fn keys(context: &Context<'_>, id: &Id) -> Digest {
    let first = context.parties.get(id).and_then(|party| party.chain().links().first());
    first.map_or_else(|| Digest::of(id.as_str().as_bytes()), |link| link.digest)
}

fn named(digest: Digest) -> String {
    format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(digest.as_bytes()))
}
