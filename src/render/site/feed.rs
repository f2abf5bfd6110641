//! What is new, as an Atom feed: one entry for each statement and each day that its records claim.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::date::Date;
use crate::digest::Digest;
use crate::id::Slug;
use crate::note::Note;
use crate::record::Record;
use crate::render::escape::{attribute, escape, html};
use crate::render::site::{Context, shown, words};
use crate::verify::Demonstration;

/// The most entries.
const MOST: usize = 100;

/// How many rolls, signatures, withdrawals and declines are dated with one day.
type Counts = [(&'static str, usize); 4];

/// The days that the records of a statement claim, and what is dated so.
pub fn days(context: &Context<'_>, slug: &Slug) -> BTreeMap<Date, Counts> {
    let mut days: BTreeMap<Date, Counts> = BTreeMap::new();
    let filed = context.tree.statements.get(slug);
    let rolls = filed.into_iter().flat_map(|filed| filed.rolls.values());
    let acts = filed.into_iter().flat_map(|filed| filed.acts.values().flat_map(BTreeMap::values));
    for content in rolls.chain(acts) {
        let note = content.bytes().and_then(|bytes| Note::parse(bytes).ok());
        let (kind, date) = match note.and_then(|note| Record::parse(note.text()).ok()) {
            Some(Record::Roll(roll)) => ("roll", roll.date),
            Some(Record::Act(act)) => (act.kind.word(), act.date),
            _ => continue,
        };
        let none = [("roll", 0), ("signature", 0), ("withdrawal", 0), ("decline", 0)];
        let counts = days.entry(date).or_insert(none);
        counts.iter_mut().filter(|(of, _)| *of == kind).for_each(|(_, count)| *count += 1);
    }
    days
}

/// The feed. Its ids are made from digests (RFC 6920), so that they outlive every address.
pub fn feed(context: &Context<'_>) -> String {
    let mut entries: Vec<(Date, &Slug, Counts)> = Vec::new();
    for slug in context.tree.statements.keys() {
        entries.extend(days(context, slug).into_iter().map(|(day, counts)| (day, slug, counts)));
    }
    entries.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let address = context.options.address.as_deref().unwrap_or_default();
    let words = words::of_or_english(super::DEFAULT);
    let first = entries.last().map(|(_, slug, _)| *slug);
    let id = match address {
        "" => first.map_or_else(|| named(Digest::of(b"")), |slug| named(text(context, slug))),
        address => format!("{address}feed.xml"),
    };
    let updated = entries.first().map_or_else(|| "1970-01-01".to_owned(), |(day, ..)| day.to_string());
    let demonstration = context.demonstration(context.report.statements.iter().flat_map(shown));
    let notice = match demonstration {
        Demonstration::Nowhere => String::new(),
        Demonstration::Wholly => format!("{}. ", words.text("demonstration-short")),
        Demonstration::Partly => format!("{}. ", words.text("mixed-short")),
    };
    let unverified = match context.unverified.as_slice() {
        [] => String::new(),
        reasons => format!("{} {}. ", words.text("unverified"), reasons.join("; ")),
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
    for (day, slug, counts) in entries.iter().take(MOST) {
        let roll = context.statement(slug).and_then(|statement| statement.roll.as_ref());
        let title = roll.map_or(slug.as_str(), |roll| roll.title.as_str());
        let counts: Vec<String> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{kind}: {count}"))
            .collect();
        let said = format!("{notice}{unverified}{}; {}", counts.join(", "), words.text("badge-claim"));
        let _ = write!(
            out,
            "<entry>\n<id>{}?day={day}</id>\n<title>{}</title>\n<updated>{day}T00:00:00Z</updated>\n\
             <link href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
            named(text(context, slug)),
            html(&escape(title)),
            attribute(&format!("{address}statement/{slug}/index.html")),
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

fn named(digest: Digest) -> String {
    format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(digest.as_bytes()))
}
