//! Views as one self-contained page: no script, no network, fit to print, right in every direction of writing.

use std::fmt::Write as _;

use anstream::adapter::strip_str;

use crate::audit::{Audit, Difference, DifferenceKind, Name, PartAudit, PieceKind, Reference};
use crate::render::audit::{LIMITS, in_short, invisible_text, quotable, remark_text, unread_styles};
use crate::render::escape::{attribute, escape, escape_lines, html};
use crate::render::text::{CAVEAT, counted, notice};

/// What every page looks like. Insertions and deletions differ by more than colour.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1.05rem/1.6 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}\
.notice{border:3px double;padding:.8rem;font-weight:bold}\
.text{white-space:pre-line;border-inline-start:3px solid #888;padding-inline-start:1rem}\
del{background:#fbb;color:#000;text-decoration:line-through}\
ins{background:#bfb;color:#000;text-decoration:underline}\
table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #888;padding:.3rem;text-align:start}\
.false{font-weight:bold}code{overflow-wrap:anywhere}\
@media print{body{max-width:none;margin:0;font-size:11pt}@page{size:A4;margin:20mm}}";

/// What an audit found, with the differences marked in the text.
pub fn audit(audit: &Audit, reference: &Reference<'_>, copy: &str) -> String {
    let language = reference.report.roll.as_ref().map_or("", |roll| roll.language.as_str());
    let mut out = String::new();
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>Audit of {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>Audit of {}</h1>\n",
        html(copy),
        html(copy)
    );
    if let Some(notice) = notice(reference.demonstration) {
        let _ = writeln!(out, "<p class=\"notice\" role=\"note\">{}</p>", html(notice));
    }
    if let Some(part) = audit.parts.get(audit.deciding) {
        let verdicts = quotable(audit, part, reference.report, copy);
        for sentence in strip_str(&verdicts).to_string().lines() {
            let _ = writeln!(out, "<p>{}</p>", html(sentence));
        }
        parts_section(audit, &mut out);
        text_section(part, language, &mut out);
        names_section(part, &mut out);
        flags_section(part, &mut out);
    }
    let _ = write!(out, "<footer><p>{LIMITS}; {CAVEAT}</p></footer>\n</body>\n</html>\n");
    out
}

/// Of a copy in parts, the verdicts on each.
fn parts_section(audit: &Audit, out: &mut String) {
    if audit.parts.len() < 2 {
        return;
    }
    out.push_str(
        "<section aria-labelledby=\"parts\"><h2 id=\"parts\">The parts</h2>\n\
         <p>The worst of them decides, and is shown below.</p>\n<ol>\n",
    );
    for (at, part) in audit.parts.iter().enumerate() {
        let decides = if at == audit.deciding { " <strong>(decides)</strong>" } else { "" };
        let _ = writeln!(out, "<li>{}: {}{decides}</li>", html(&escape(&part.name)), html(&in_short(part)));
    }
    out.push_str("</ol>\n</section>\n");
}

fn text_section(part: &PartAudit, language: &str, out: &mut String) {
    let Some(comparison) = part.comparison.as_ref().filter(|comparison| comparison.covered > 0) else {
        return;
    };
    let _ = writeln!(
        out,
        "<section aria-labelledby=\"text\"><h2 id=\"text\">The text: {}</h2>\n\
         <p>{} of the statement's {} stand in the copy. What the copy lacks is <del>struck out</del>, what it adds is \
         <ins>underlined</ins>.</p>",
        part.verdict.word(),
        comparison.covered,
        counted(comparison.words, "word")
    );
    let _ = write!(out, "<div class=\"text\" dir=\"auto\" lang=\"{}\">", attribute(language));
    for piece in &comparison.pieces {
        let text = html(&escape_lines(&piece.text));
        let _ = match piece.kind {
            PieceKind::Same => write!(out, "{text} "),
            PieceKind::Deleted => write!(out, "<del>{text}</del> "),
            PieceKind::Inserted => write!(out, "<ins>{text}</ins> "),
        };
    }
    out.push_str("</div>\n");
    if !comparison.differences.is_empty() {
        out.push_str("<ol>\n");
        for difference in &comparison.differences {
            let _ = writeln!(out, "<li>{}</li>", difference_item(difference));
        }
        out.push_str("</ol>\n");
    }
    out.push_str("</section>\n");
}

fn difference_item(difference: &Difference) -> String {
    let mut item = format!("{}, line {}: ", difference.kind.word(), difference.line);
    let added = if difference.kind == DifferenceKind::Uncertain { "mark" } else { "ins" };
    for (tag, text) in [("del", &difference.was), (added, &difference.is)] {
        if !text.is_empty() {
            let _ = write!(item, "<{tag}><bdi>{}</bdi></{tag}> ", html(&escape(text)));
        }
    }
    if let Some(remark) = &difference.remark {
        let _ = write!(item, "({})", html(&remark_text(remark)));
    }
    item
}

fn names_section(part: &PartAudit, out: &mut String) {
    if part.names.is_empty() {
        return;
    }
    out.push_str(
        "<section aria-labelledby=\"names\"><h2 id=\"names\">The names</h2>\n<table>\n<thead><tr>\
         <th scope=\"col\">Name</th><th scope=\"col\">Verdict</th><th scope=\"col\">Key</th></tr></thead>\n<tbody>\n",
    );
    part.names.iter().for_each(|name| name_row(name, out));
    out.push_str("</tbody>\n</table>\n</section>\n");
}

fn name_row(name: &Name, out: &mut String) {
    let class = if name.verdict.is_false() { " class=\"false\"" } else { "" };
    let altered = name.altered.as_ref().map_or(String::new(), |altered| {
        format!(" (the roll has <bdi>{}</bdi>)", html(&escape(&altered.name)))
    });
    let _ = writeln!(
        out,
        "<tr{class}><td><bdi>{}</bdi>{altered}</td><td>{}</td><td>{}</td></tr>",
        html(&escape(&name.written)),
        name.verdict.word(),
        name.standing.map_or("", |standing| standing.word())
    );
}

fn flags_section(part: &PartAudit, out: &mut String) {
    let invisible = part.comparison.iter().flat_map(|comparison| &comparison.invisible);
    let mut items: Vec<String> = invisible
        .map(|invisible| format!("invisible character, {}", html(&invisible_text(invisible))))
        .collect();
    items.extend(part.hidden.iter().map(|hidden| {
        format!("hidden text ({}): <bdi>{}</bdi>", html(&escape(&hidden.how)), html(&escape(&hidden.text)))
    }));
    if part.unread_styles > 0 {
        items.push(format!("unread: {}", html(&unread_styles(part))));
    }
    if items.is_empty() {
        return;
    }
    out.push_str(
        "<section aria-labelledby=\"flags\"><h2 id=\"flags\">What the copy hides or lost</h2>\n<ul>\n",
    );
    for item in items {
        let _ = writeln!(out, "<li>{item}</li>");
    }
    out.push_str("</ul>\n</section>\n");
}
