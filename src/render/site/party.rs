//! The page of a party: its keys, their life, what is filed in its name, and what it and others say of each other.

use std::fmt::Write as _;

use crate::date::Date;
use crate::id::Id;
use crate::note::Note;
use crate::record::Record;
use crate::record::keys::FormerKey;
use crate::render::escape::html;
use crate::render::site::frame::{Frame, Parts, isolated, line};
use crate::render::site::words::Words;
use crate::render::site::{Context, DEFAULT};
use crate::tree::Content;

/// The page in one language. It checks nothing, and says so.
pub fn page(context: &Context<'_>, id: &Id, words: &Words) -> String {
    let chain = context.parties.get(id).map(|party| party.chain());
    let name = chain.and_then(|chain| chain.state()).map(|link| &link.record.name);
    let others = context.beside.of_party(id).flat_map(|said| said.by.iter().chain(&said.of));
    let shown = std::iter::once(id).chain(others);
    let frame = Frame {
        words,
        title: name.map_or(id.as_str(), |name| name.as_str()).to_owned(),
        demonstration: context.demonstration(shown),
        unverified: &context.unverified,
        home: Some(format!("../../{}", context.file(DEFAULT, words))),
        alternatives: context.alternatives(DEFAULT, words),
        script: None,
        style: "",
    };
    let header = format!(
        "<h1>{}</h1>\n<p class=\"facts\">{}: <code>{id}</code></p>\n",
        name.map_or_else(|| isolated(id.as_str()), line),
        words.html("party-id")
    );
    let parts = Parts {
        header,
        main: keys(context, id, words) + &acts(context, id, words) + &said(context, id, words),
        footer: format!("<p>{}</p>\n", words.html("caveat")),
        data: String::new(),
    };
    frame.document(&parts)
}

fn keys(context: &Context<'_>, id: &Id, words: &Words) -> String {
    let mut out =
        format!("<section aria-labelledby=\"keys\">\n<h2 id=\"keys\">{}</h2>\n", words.html("party-keys"));
    let chain = context.parties.get(id).map(|party| party.chain());
    let links = chain.map_or(&[][..], |chain| chain.links());
    if links.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", words.html("party-keys-none"));
    }
    for link in links {
        let record = &link.record;
        let heading = words.filled(
            "party-version",
            &[("version", &link.version.to_string()), ("date", &record.date.to_string())],
        );
        let threshold = words.filled(
            "party-threshold",
            &[("threshold", &record.threshold.to_string()), ("count", &record.keys.len().to_string())],
        );
        let _ = writeln!(
            out,
            "<h3><a href=\"{}.note\">{heading}</a></h3>\n<p>{}</p>\n<p>{threshold}</p>\n<ul>",
            link.version,
            line(&record.name)
        );
        if let Some(domain) = &record.domain {
            let domain = isolated(domain.as_str());
            let _ = writeln!(out, "<li>{}</li>", words.filled("party-domain", &[("domain", &domain)]));
        }
        for key in &record.keys {
            let _ = writeln!(
                out,
                "<li>{}: <code>{}</code></li>",
                words.html("party-key"),
                html(&key.to_string())
            );
        }
        let mut former = |said: &'static str, keys: &[FormerKey]| {
            for former in keys {
                let said = words.filled(said, &[("date", &former.since.to_string())]);
                let _ = writeln!(out, "<li>{said}: <code>{}</code></li>", html(&former.key.to_string()));
            }
        };
        former("party-retired", &record.retired);
        former("party-compromised", &record.compromised);
        out.push_str("</ul>\n");
    }
    if let Some((version, flaw)) = chain.and_then(|chain| chain.flaw()) {
        let said = words.filled("party-flawed", &[("version", &version.to_string())]);
        let why = match words.tag() {
            DEFAULT => format!(": {}", isolated(&flaw.to_string())),
            _ => String::new(),
        };
        let _ = writeln!(out, "<p class=\"unverified\"><strong>{said}</strong>{why}</p>");
    }
    out.push_str("</section>\n");
    out
}

fn acts(context: &Context<'_>, id: &Id, words: &Words) -> String {
    let mut items = String::new();
    for (slug, filed) in &context.tree.statements {
        for (version, content) in filed.acts.get(id).into_iter().flatten() {
            let (what, date) = act(content);
            let _ = writeln!(
                items,
                "<li>{}: <a href=\"../../signatures/{slug}/{id}/{version}.note\">{}</a>{}</li>",
                context.statement_link(slug, words, Some("../../")),
                words.html(what),
                dated(date, words),
            );
        }
    }
    let (heading, how) = (words.html("party-acts"), words.html("party-acts-how"));
    let said = match items.is_empty() {
        true => format!("<p>{}</p>\n", words.html("party-acts-none")),
        false => format!("<p>{how}</p>\n<ul>\n{items}</ul>\n"),
    };
    format!("<section aria-labelledby=\"acts\">\n<h2 id=\"acts\">{heading}</h2>\n{said}</section>\n")
}

/// A claimed day behind what claims it.
fn dated(date: Option<Date>, words: &Words) -> String {
    date.map_or_else(String::new, |date| {
        format!(", {}", words.filled("dated", &[("date", &date.to_string())]))
    })
}

/// What it attests of others, their keys and translations, and others of it; nothing where nobody does.
fn said(context: &Context<'_>, id: &Id, words: &Words) -> String {
    let mut items = String::new();
    for said in context.beside.of_party(id) {
        let link = |id: &Id| context.party_link(id, words, "../../");
        let (by, of): (Vec<String>, String) =
            (said.by.iter().map(link).collect(), said.of.as_ref().map_or_else(String::new, link));
        let about = said.path.slug().map(|slug| context.statement_link(slug, words, Some("../../")) + ": ");
        let (_, what, _) = said.kind.words();
        let what = match said.date {
            Some(_) => words.filled(what, &[("by", &by.join(", ")), ("of", &of)]),
            None => words.html("act-unreadable"),
        };
        let withdrawn =
            if said.is_withdrawn { format!(", {}", words.html("filed-withdrawn")) } else { String::new() };
        let _ = writeln!(
            items,
            "<li>{}{what}{}{withdrawn} (<a href=\"../../{}\">{}</a>)</li>",
            about.unwrap_or_default(),
            dated(said.date, words),
            said.path,
            words.html("filed-record"),
        );
    }
    if items.is_empty() {
        return String::new();
    }
    let (heading, how) = (words.html("party-said"), words.html("party-said-how"));
    format!(
        "<section aria-labelledby=\"said\">\n<h2 id=\"said\">{heading}</h2>\n<p>{how}</p>\n<ul>\n{items}</ul>\n</section>\n"
    )
}

/// What a file says that it is, unchecked, and the day that it claims.
fn act(content: &Content) -> (&'static str, Option<Date>) {
    let note = content.bytes().and_then(|bytes| Note::parse(bytes).ok());
    match note.and_then(|note| Record::parse(note.text()).ok()) {
        Some(Record::Act(act)) => {
            let what = match act.kind.word() {
                "withdrawal" => "act-withdrawal",
                "decline" => "act-decline",
                _ => "act-signature",
            };
            (what, Some(act.date))
        }
        _ => ("act-unreadable", None),
    }
}
