//! What every page of a site has around it: its policy, the notice of a demonstration, the way to other pages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::digest::Digest;
use crate::id::Slug;
use crate::render::escape::{attribute, escape, html};
use crate::render::site::DEFAULT;
use crate::render::site::words::Words;
use crate::render::text::grouped;
use crate::text::Line;
use crate::verify::Demonstration;

/// A page around its content.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The words that it speaks in.
    pub words: &'a Words,
    /// What it is called, as text.
    pub title: String,
    /// Whether demonstration keys stand behind what it shows.
    pub demonstration: Demonstration,
    /// Why the registry does not verify; nothing if it does.
    pub unverified: &'a [Unverified],
    /// Where all statements are, from this page; none in a file that stands alone or is that page.
    pub home: Option<String>,
    /// The same page in other languages, with its place from this page.
    pub alternatives: Vec<(&'static Words, String)>,
    /// The script of the page.
    pub script: Option<&'a str>,
    /// What it looks like beyond what all pages do.
    pub style: &'static str,
}

/// A statement that does not hold.
#[derive(Debug)]
pub struct Unverified {
    /// Which one.
    pub slug: Slug,
    /// Why, in English, as the terminal has it. Of its signatures only what is wrong: no page claims the others here.
    pub why: String,
    /// How many names, or reasons, of each kind, under the key of what pages say of them.
    pub counts: Vec<(&'static str, usize)>,
}

impl Unverified {
    /// Why in the words of a page: all of it in English, its numbers in any other language.
    fn said(&self, words: &Words) -> String {
        if words.tag() == DEFAULT {
            return isolated(&format!("{}: {}", self.slug, self.why));
        }
        let counts = self.counts.iter().filter(|(_, count)| *count > 0);
        let told = counts.map(|(key, count)| words.filled(key, &[("count", &grouped(*count))]));
        format!("<bdi>{}</bdi>: {}", self.slug, told.collect::<Vec<_>>().join("; "))
    }
}

/// What stands in the parts of a page, as markup.
#[derive(Debug, Default)]
pub struct Parts {
    /// Under the navigation: a heading of the first level, and what belongs to it.
    pub header: String,
    /// What the page is for.
    pub main: String,
    /// What ends it.
    pub footer: String,
    /// What the script reads.
    pub data: String,
}

impl Frame<'_> {
    /// The whole document, written as a browser that has parsed it writes it again: a page that saves itself is this file.
    pub fn document(&self, parts: &Parts) -> String {
        let Self { words, title, .. } = self;
        let style = self.styles();
        let title = html(&escape(title));
        let script = self
            .script
            .map_or_else(String::new, |script| format!("<script type=\"module\">{script}</script>\n"));
        let Parts { header, main, footer, data } = parts;
        format!(
            "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\"><head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">{}</a>\n{}<header>\n{}{header}</header>\n\
             <main id=\"main\">\n{}{}{main}</main>\n<footer>\n{footer}</footer>\n{data}{script}</body></html>",
            words.tag(),
            words.text("direction"),
            self.policy(),
            words.html("skip"),
            self.bar(),
            self.navigation(),
            self.notice(),
            self.warning(),
        )
    }

    /// Nothing but what stands in the page itself: no network at all.
    fn policy(&self) -> String {
        let script =
            self.script.map_or_else(String::new, |script| format!(" script-src '{}';", hash(script)));
        format!(
            "default-src 'none';{script} style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
            hash(&self.styles())
        )
    }

    /// Without indentation and the spaces around signs, of which none stands within quotes.
    fn styles(&self) -> String {
        const SIGNS: [(&str, &str); 5] = [(": ", ":"), ("; ", ";"), (", ", ","), (" {", "{"), (" }", "}")];
        let lines = include_str!("style.css").lines().chain(self.style.lines());
        let short = |line: &str| {
            SIGNS.iter().fold(line.trim().to_owned(), |line, (sign, alone)| line.replace(sign, alone))
        };
        lines.map(|line| short(line) + "\n").collect()
    }

    /// The bar that is never scrolled away.
    fn bar(&self) -> String {
        let short = match self.demonstration {
            Demonstration::Nowhere => return String::new(),
            Demonstration::Wholly => "demonstration-short",
            Demonstration::Partly => "mixed-short",
        };
        format!(
            "<aside class=\"demonstration\" aria-labelledby=\"demonstration\"><p id=\"demonstration\">{}</p></aside>\n",
            self.words.html(short)
        )
    }

    fn notice(&self) -> String {
        let (short, long) = match self.demonstration {
            Demonstration::Nowhere => return String::new(),
            Demonstration::Wholly => ("demonstration-short", "demonstration"),
            Demonstration::Partly => ("mixed-short", "mixed"),
        };
        let (short, long) = (self.words.html(short), self.words.html(long));
        format!("<p class=\"notice\"><strong>{short}</strong>: {long}</p>\n")
    }

    fn warning(&self) -> String {
        if self.unverified.is_empty() {
            return String::new();
        }
        let reasons: String =
            self.unverified.iter().map(|reason| format!("<li>{}</li>\n", reason.said(self.words))).collect();
        format!(
            "<div class=\"unverified\" role=\"note\">\n<p>{}</p>\n<ul>\n{reasons}</ul>\n</div>\n",
            self.words.html("unverified")
        )
    }

    /// Left out of a page that is saved, like everything that leads to other files.
    fn navigation(&self) -> String {
        if self.home.is_none() && self.alternatives.is_empty() {
            return String::new();
        }
        let home = self
            .home
            .iter()
            .map(|home| format!("<li><a href=\"{}\">{}</a></li>", attribute(home), self.words.html("home")));
        let others = self.alternatives.iter().map(|(words, place)| {
            let (tag, dir) = (words.tag(), words.text("direction"));
            format!(
                "<li><a href=\"{}\" hreflang=\"{tag}\" lang=\"{tag}\" dir=\"{dir}\">{}</a></li>",
                attribute(place),
                words.html("language")
            )
        });
        let items: String = home.chain(others).collect();
        format!(
            "<nav data-site=\"\" aria-label=\"{}\"><ul>{items}</ul></nav>",
            attribute(self.words.text("registry"))
        )
    }
}

/// A hash as a policy names it.
fn hash(source: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Digest::of(source.as_bytes()).as_bytes()))
}

/// A line out of a record, isolated from its neighbours. It is shown as it is: no [`Line`] holds what acts on others.
pub fn line(line: &Line) -> String {
    format!("<bdi>{}</bdi>", html(line.as_str()))
}

/// Any other words that came from a file, escaped and isolated.
pub fn isolated(words: &str) -> String {
    format!("<bdi>{}</bdi>", html(&escape(words)))
}

/// A link that only a site has: a page that is saved keeps its words alone.
pub fn link(to: Option<&str>, words: &str) -> String {
    match to {
        Some(to) => format!("<a href=\"{}\">{words}</a>", attribute(to)),
        None => words.to_owned(),
    }
}
