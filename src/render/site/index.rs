//! The first page of a site: all statements, the newest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::render::site::beside::{Kind, Said};
use crate::render::site::frame::{Frame, Parts, line, link};
use crate::render::site::words::Words;
use crate::render::site::{Context, DEFAULT, sign};
use crate::render::text::grouped;
use crate::verify::StatementReport;

/// The page in one language.
pub fn page(context: &Context<'_>, words: &Words) -> String {
    let frame = Frame {
        words,
        title: words.text("registry").to_owned(),
        demonstration: context.demonstration(context.everybody()),
        unverified: &context.unverified,
        home: None,
        alternatives: context.alternatives(DEFAULT, words),
        script: None,
        style: "",
    };
    let mut statements: Vec<&StatementReport> = context.report.statements.iter().collect();
    statements
        .sort_by_key(|statement| (Reverse(statement.roll.as_ref().map(|roll| roll.date)), &statement.slug));
    let mut main = format!(
        "<section aria-labelledby=\"statements\">\n<h2 id=\"statements\">{}</h2>\n",
        words.html("statements")
    );
    if statements.is_empty() {
        let _ = writeln!(main, "<p>{}</p>", words.html("statements-none"));
    }
    for statement in statements {
        let _ = writeln!(main, "<h3>{}</h3>", context.statement_link(&statement.slug, words, Some("")));
        if let Some(roll) = &statement.roll {
            let line = words.filled(
                "statement-line",
                &[
                    ("date", &format!("<time>{}</time>", roll.date)),
                    ("convener", &line(&roll.convener_name)),
                    ("count", &grouped(statement.totals.listed)),
                ],
            );
            let _ = writeln!(main, "<p class=\"facts\">{line}</p>");
        }
        main.push_str(&filed(context.beside.of_statement(&statement.slug), words));
    }
    main.push_str(&filed(context.beside.of_keys(), words));
    let to = sign::file(context, words);
    let _ = writeln!(main, "<p class=\"screen\">{}</p>", link(Some(&to), &words.html("sign-title")));
    let _ = write!(
        main,
        "</section>\n<section class=\"screen\" aria-labelledby=\"records\">\n<h2 id=\"records\">{}</h2>\n\
         <ul><li><a href=\"feed.xml\">{}</a></li><li><a href=\"report.json\">{}</a></li></ul>\n</section>\n",
        words.html("records"),
        words.html("feed"),
        words.html("report")
    );
    let parts = Parts {
        header: format!("<h1>{}</h1>\n", words.html("registry")),
        main,
        footer: format!("<p>{}</p>\n", words.html("caveat")),
        data: String::new(),
    };
    frame.document(&parts)
}

/// How many records stand beside acts, or keys, by their kinds, which are not checked here; nothing where there are none.
fn filed<'s>(said: impl Iterator<Item = &'s Said>, words: &Words) -> String {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    said.for_each(|said| *counts.entry(said.kind).or_default() += 1);
    let told = counts.into_iter().map(|(kind, count)| {
        let (.., key) = kind.words();
        words.filled(key, &[("count", &grouped(count))])
    });
    match told.collect::<Vec<_>>().join("; ") {
        told if told.is_empty() => told,
        told => format!("<p class=\"facts\">{} {told}</p>\n", words.html("index-filed")),
    }
}
