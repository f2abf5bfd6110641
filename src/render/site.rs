//! A registry as a static site: pages that carry their own proof, and the raw records beside them.
//!
//! Nothing here reads a clock or a disk: the same registry gives the same bytes. No page claims that anything is signed
//! before its own script has checked it: what is written here are places for marks, and what the records say of themselves.

mod audit;
mod badge;
mod beside;
mod carried;
mod feed;
mod frame;
mod index;
mod lexicon;
mod party;
mod qr;
mod script;
mod sign;
mod statement;
pub mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{Id, Slug};
use crate::render::escape::attribute;
use crate::render::json;
use crate::render::site::beside::Beside;
use crate::render::site::frame::{Unverified, isolated, line, link};
use crate::render::site::script::JoinError;
use crate::render::site::words::Words;
use crate::render::text::{because_text, counted};
use crate::tree::{Content, Tree};
use crate::verify::{Demonstration, Outcome, Parties, Report, StatementReport};

/// How a site is written.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where it will stand, ending in `/`: for QR codes and the feed.
    pub address: Option<String>,
    /// The languages of the interface beside each page's own.
    pub languages: Vec<&'static Words>,
}

/// The files of a site, by their path with `/` between its parts.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Why there is no site. Neither happens with what this crate holds.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// An object that JSON does not have.
    #[error("what a page carries cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The modules of the page's script do not fit together.
    #[error("the page has no script: {0}")]
    Script(#[from] JoinError),
}

/// The whole site of the registry in `tree`, which `report` judges: all of it, trusting nobody.
///
/// # Errors
/// See [`SiteError`].
pub fn site(tree: &Tree, parties: &Parties, report: &Report, options: &Options) -> Result<Files, SiteError> {
    let context = Context::new(tree, parties, report, options);
    let mut files = Files::new();
    for (path, content) in tree.files() {
        if let Content::Bytes(bytes) = content {
            files.insert(path.to_string(), bytes.clone());
        }
    }
    files.insert("report.json".to_owned(), json::report(report, None)?.into_bytes());
    files.insert("feed.xml".to_owned(), feed::feed(&context).into_bytes());
    for words in context.languages(DEFAULT) {
        files.insert(context.file(DEFAULT, words), index::page(&context, words).into_bytes());
        files.insert(sign::file(&context, words), sign::page(&context, words)?.into_bytes());
        for id in context.party_ids() {
            let page = party::page(&context, id, words);
            files.insert(format!("keys/{id}/{}", context.file(DEFAULT, words)), page.into_bytes());
        }
    }
    for statement in &report.statements {
        let own = language_of(statement);
        let folder = format!("statement/{}", statement.slug);
        for words in context.languages(own) {
            let page = statement::page(&context, statement, words, true)?;
            files.insert(format!("{folder}/{}", context.file(own, words)), page.into_bytes());
            if let Some(page) = audit::page(&context, statement, words)? {
                let file = audit::file(&context.file(own, words));
                files.insert(format!("{folder}/{file}"), page.into_bytes());
            }
        }
        if let Some(recipe) = statement::check(&context, statement) {
            files.insert(format!("{folder}/{}", statement::CHECK), recipe.into_bytes());
        }
        files.insert(format!("{folder}/badge.svg"), badge::badge(&context, statement).into_bytes());
    }
    Ok(files)
}

/// The page of one statement, which needs no other file.
///
/// # Errors
/// See [`SiteError`].
pub fn single(
    tree: &Tree,
    parties: &Parties,
    report: &Report,
    options: &Options,
    slug: &Slug,
) -> Result<Option<String>, SiteError> {
    let context = Context::new(tree, parties, report, options);
    let Some(statement) = report.statements.iter().find(|statement| statement.slug == *slug) else {
        return Ok(None);
    };
    let words = options.languages.first().copied();
    let words = words.unwrap_or_else(|| words::of_or_english(language_of(statement)));
    statement::page(&context, statement, words, false).map(Some)
}

/// The language of whatever is not one statement's.
const DEFAULT: &str = "en";

/// The language that a statement's page has by default.
fn language_of(statement: &StatementReport) -> &str {
    statement.roll.as_ref().map_or(DEFAULT, |roll| roll.language.as_str())
}

/// What all pages are made from.
struct Context<'a> {
    tree: &'a Tree,
    parties: &'a Parties,
    report: &'a Report,
    options: &'a Options,
    beside: Beside,
    /// Why the registry does not verify; nothing if it does.
    unverified: Vec<Unverified>,
}

impl<'a> Context<'a> {
    fn new(tree: &'a Tree, parties: &'a Parties, report: &'a Report, options: &'a Options) -> Self {
        let unverified =
            report.statements.iter().filter(|one| one.outcome != Outcome::Holds).map(why).collect();
        let beside = Beside::read(tree, parties);
        Self { tree, parties, report, options, beside, unverified }
    }

    /// The languages of a page whose own is `own`, that one first.
    fn languages(&self, own: &str) -> Vec<&'static Words> {
        let mut all = vec![words::of_or_english(own)];
        for words in &self.options.languages {
            if !all.iter().any(|there| there.tag() == words.tag()) {
                all.push(words);
            }
        }
        all
    }

    /// The file name of a page in `words`, where its own language is `own`; the own one if there is no such page.
    fn file(&self, own: &str, words: &Words) -> String {
        let is_other = words.tag() != words::of_or_english(own).tag();
        match is_other && self.languages(own).iter().any(|there| there.tag() == words.tag()) {
            true => format!("index.{}.html", words.tag()),
            false => "index.html".to_owned(),
        }
    }

    /// The same page in its other languages.
    fn alternatives(&self, own: &str, words: &Words) -> Vec<(&'static Words, String)> {
        let others = self.languages(own).into_iter().filter(|other| other.tag() != words.tag());
        others.map(|other| (other, self.file(own, other))).collect()
    }

    /// The file name of the page of `statement` in `words`.
    fn statement_file(&self, statement: &StatementReport, words: &Words) -> String {
        self.file(language_of(statement), words)
    }

    fn statement(&self, slug: &Slug) -> Option<&'a StatementReport> {
        self.report.statements.iter().find(|statement| statement.slug == *slug)
    }

    /// The title of a statement as a link to its page, which stands `up` from here; its slug if none is here.
    fn statement_link(&self, slug: &Slug, words: &Words, up: Option<&str>) -> String {
        let Some(statement) = self.statement(slug) else { return format!("<code>{slug}</code>") };
        let to = up.map(|up| format!("{up}statement/{slug}/{}", self.statement_file(statement, words)));
        let title = statement.roll.as_ref().map_or_else(
            || format!("<code>{slug}</code>"),
            |roll| format!("<span lang=\"{}\">{}</span>", attribute(&roll.language), line(&roll.title)),
        );
        link(to.as_deref(), &title)
    }

    /// The name of a party as a link to its page, which stands `up` from here; its id if it has no keys here.
    fn party_link(&self, id: &Id, words: &Words, up: &str) -> String {
        let Some(name) = self.parties.name(id) else { return isolated(id.as_str()) };
        link(Some(&format!("{up}keys/{id}/{}", self.file(DEFAULT, words))), &line(name))
    }

    /// Whoever has keys here, acted, or convenes: each has a page.
    fn party_ids(&self) -> BTreeSet<&'a Id> {
        let acting = self.tree.statements.values().flat_map(|filed| filed.acts.keys());
        let shown = self.report.statements.iter().flat_map(shown);
        self.tree.keys.keys().chain(acting).chain(shown).collect()
    }

    /// Whom any statement shows, and who says something of others.
    fn everybody(&self) -> impl Iterator<Item = &Id> {
        self.report.statements.iter().flat_map(shown).chain(self.beside.parties())
    }

    /// Whether demonstration keys stand behind what is shown of `ids`.
    fn demonstration<'i>(&self, mut ids: impl Iterator<Item = &'i Id>) -> Demonstration {
        if self.report.demonstration.is_whole() {
            Demonstration::Wholly
        } else if ids.any(|id| self.parties.is_demonstration(id)) {
            Demonstration::Partly
        } else {
            Demonstration::Nowhere
        }
    }
}

/// The parties that a statement shows.
fn shown(statement: &StatementReport) -> impl Iterator<Item = &Id> {
    let convener = statement.roll.as_ref().map(|roll| &roll.convener);
    statement.findings.iter().map(|finding| &finding.id).chain(convener)
}

/// Why a statement does not hold.
fn why(statement: &StatementReport) -> Unverified {
    let totals = &statement.totals;
    let counts = [
        (totals.attested, "attested by the convener"),
        (totals.missing, "missing"),
        (totals.failed, "not valid"),
    ];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0);
    let counts = counts.map(|(number, what)| format!("{} {what}", counted(number, "name")));
    let problems = statement.problems.iter().map(ToString::to_string);
    let because = statement.because.iter().map(because_text);
    let all: Vec<String> = problems.chain(counts).chain(because).collect();
    Unverified {
        slug: statement.slug.clone(),
        why: all.join("; "),
        counts: vec![
            ("attested", totals.attested),
            ("missing", totals.missing),
            ("failed", totals.failed),
            ("unverified-reasons", statement.problems.len() + statement.because.len()),
        ],
    }
}
