//! The page of a statement: its text, its roll with a place for each mark, its records, and how to check all of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::note::Note;
use crate::path::RegistryPath;
use crate::record::Record;
use crate::record::roll::{Mode, RelationKind};
use crate::render::escape::{attribute, escape_lines, html};
use crate::render::recipe::{Recipe, recipe};
use crate::render::site::carried::{carried, in_script};
use crate::render::site::frame::{Frame, Parts, isolated, line, link};
use crate::render::site::qr::qr;
use crate::render::site::script::statement_script;
use crate::render::site::words::Words;
use crate::render::site::{Context, SiteError, audit, language_of, shown, sign};
use crate::text::CanonicalText;
use crate::tree::Content;
use crate::trust::Standing;
use crate::verify::{RollReport, StatementReport};

/// A canonical text is shown as it is signed: what acts on its neighbours stands in it only where a script needs it. Of any
/// other nothing is known, and it is escaped.
fn faithful(text: &str) -> Cow<'_, str> {
    match CanonicalText::from_source(text.as_bytes()) {
        Ok(canonical) if canonical.as_str() == text => Cow::Borrowed(text),
        _ => escape_lines(text),
    }
}

/// The page in one language; with links to the files beside it if it is part of a `site`.
pub fn page(
    context: &Context<'_>,
    statement: &StatementReport,
    words: &Words,
    site: bool,
) -> Result<String, SiteError> {
    let view = View { context, statement, words, up: site.then_some("../../") };
    let own = language_of(statement);
    let demonstration = context.demonstration(shown(statement));
    let carried = carried(context.tree, context.parties, statement);
    let frame = Frame {
        words,
        title: view.title(),
        demonstration,
        unverified: &context.unverified,
        home: view.up.map(|up| format!("{up}{}", context.file(super::DEFAULT, words))),
        alternatives: if site { context.alternatives(own, words) } else { Vec::new() },
        script: Some(statement_script()?),
        style: "",
    };
    let main = [
        view.verdict(&carried.lacks),
        view.text(),
        view.roll(),
        view.sign(),
        view.audit(),
        view.trust(),
        view.elsewhere(),
        view.records(),
    ];
    let mut said: BTreeMap<&str, &str> = words.of_script();
    said.insert("slug", statement.slug.as_str());
    let data = format!(
        "<script type=\"application/json\" id=\"words\">{}</script>\n\
         <script type=\"application/json\" id=\"bundle\">{}</script>\n",
        in_script(&said)?,
        carried.json()?
    );
    let parts = Parts { header: view.header(), main: main.concat(), footer: view.footer(), data };
    Ok(frame.document(&parts))
}

/// The file with the recipe, beside the page.
pub const CHECK: &str = "check.sh";

/// The recipe for the first record on which a finding rests: to be run beside the raw files, without this program.
pub fn check(context: &Context<'_>, statement: &StatementReport) -> Option<String> {
    let (finding, act) =
        statement.findings.iter().find_map(|finding| Some((finding, finding.act.as_ref()?)))?;
    let id = &finding.id;
    let place = RegistryPath::Act(statement.slug.clone(), id.clone(), act.version());
    let note = Note::parse(context.tree.get(&place)?.bytes()?).ok()?;
    let Record::Act(record) = Record::parse(note.text()).ok()? else { return None };
    let keys = context.parties.get(id)?.record(record.keys)?.version;
    Some(recipe(&Recipe {
        note: place.to_string(),
        keys: RegistryPath::Keys(id.clone(), keys).to_string(),
        place: vec![format!("signatory {id}"), format!("version {}", act.version())],
        text: Some(RegistryPath::Text(statement.slug.clone()).to_string()),
        signers: act.keys(),
        demonstration: finding.standing == Some(Standing::Demonstration),
    }))
}

struct View<'a> {
    context: &'a Context<'a>,
    statement: &'a StatementReport,
    words: &'a Words,
    /// From the page to the root of the site that it is part of.
    up: Option<&'static str>,
}

impl View<'_> {
    fn title(&self) -> String {
        let roll = self.statement.roll.as_ref();
        roll.map_or_else(|| self.statement.slug.to_string(), |roll| roll.title.as_str().to_owned())
    }

    fn header(&self) -> String {
        let words = self.words;
        let Some(roll) = &self.statement.roll else {
            return format!("<h1>{}</h1>\n", isolated(&self.title()));
        };
        let mut out = format!(
            "<h1 lang=\"{}\" data-fact=\"title\">{}</h1>\n<div class=\"facts\">\n",
            attribute(&roll.language),
            line(&roll.title)
        );
        let convener = format!("<bdi data-fact=\"convener\">{}</bdi>", html(roll.convener_name.as_str()));
        let convener = link(self.party(roll.convener.as_str()).as_deref(), &convener);
        let date = format!("<time data-fact=\"date\">{}</time>", roll.date);
        let mut say = |markup: String| {
            let _ = writeln!(out, "<p>{markup}</p>");
        };
        say(words.filled("published", &[("date", &date), ("convener", &convener)]));
        say(match roll.mode {
            Mode::Open => words.html("roll-open"),
            Mode::Closed => words.html("roll-closed"),
        });
        if let Some(deadline) = roll.deadline {
            say(words.filled("deadline", &[("date", &format!("<time>{deadline}</time>"))]));
        }
        self.relations(roll).into_iter().for_each(say);
        out.push_str("</div>\n");
        out
    }

    /// What the statement is to others, and others to it.
    fn relations(&self, roll: &RollReport) -> Vec<String> {
        let words = self.words;
        let mut lines = Vec::new();
        if let Some(relation) = &roll.relation {
            let other = self.context.statement_link(&relation.slug, words, self.up);
            let with = [("statement", other.as_str())];
            lines.push(match relation.kind {
                RelationKind::Corrects => words.filled("corrects", &with),
                RelationKind::Supersedes => words.filled("supersedes", &with),
                RelationKind::Translates => words.filled("translates", &with),
            });
            if relation.kind == RelationKind::Translates {
                lines.push("<span id=\"translations\"></span>".to_owned());
            }
        }
        for follower in &self.statement.followers {
            let statement = self.context.statement_link(&follower.slug, words, self.up);
            let with = [("statement", statement.as_str())];
            let said = match follower.kind {
                RelationKind::Corrects => words.filled("is-corrected", &with),
                RelationKind::Supersedes => words.filled("is-superseded", &with),
                RelationKind::Translates => words.filled("is-translated", &with),
            };
            let date = format!("<time>{}</time>", follower.date);
            let convener = line(&follower.convener_name);
            let convener = link(self.party(follower.convener.as_str()).as_deref(), &convener);
            let who = words.filled("published", &[("date", &date), ("convener", &convener)]);
            lines.push(format!("{said} {who}"));
        }
        lines
    }

    /// The place where the verdict will stand. Until then the page claims nothing.
    fn verdict(&self, lacks: &[RegistryPath]) -> String {
        let words = self.words;
        let lacks: String = match lacks {
            [] => String::new(),
            lacks => {
                let items: String =
                    lacks.iter().map(|lack| format!("<li><code>{lack}</code></li>")).collect();
                let said = words.html("lacks");
                format!("<div class=\"unverified\" id=\"lacks\"><p>{said}</p><ul>{items}</ul></div>\n")
            }
        };
        format!(
            "<section aria-labelledby=\"signatures\">\n<h2 id=\"signatures\">{}</h2>\n{lacks}\
             <p id=\"verdict\" class=\"unchecked\" role=\"status\" aria-live=\"polite\">{}</p>\n\
             <noscript><p class=\"unverified\"><strong>{}</strong></p></noscript>\n\
             <p id=\"unconfirmed\" hidden=\"\">{}</p>\n</section>\n",
            words.html("signatures"),
            words.html("unchecked"),
            words.html("no-script"),
            words.html("unconfirmed"),
        )
    }

    fn text(&self) -> String {
        let words = self.words;
        let path = RegistryPath::Text(self.statement.slug.clone());
        let text = self.context.tree.get(&path).and_then(Content::bytes);
        let text = text.and_then(|bytes| std::str::from_utf8(bytes).ok());
        let shown = match text {
            Some(text) => format!(
                "<div class=\"text\" id=\"text\" lang=\"{}\" dir=\"auto\">{}</div>\n",
                attribute(language_of(self.statement)),
                html(&faithful(text))
            ),
            None => format!("<p class=\"unverified\">{}</p>\n", words.html("text-none")),
        };
        format!(
            "<section aria-labelledby=\"the-text\">\n<h2 id=\"the-text\">{}</h2>\n\
             <div class=\"failure\" id=\"failure\" role=\"alert\" hidden=\"\"></div>\n{shown}</section>\n",
            words.html("text")
        )
    }

    fn roll(&self) -> String {
        let words = self.words;
        let mut out = format!(
            "<section aria-labelledby=\"names\">\n<h2 id=\"names\">{}</h2>\n<ol class=\"roll\" id=\"roll\">\n",
            words.html("names")
        );
        for finding in self.statement.findings.iter().filter(|finding| finding.place.is_some()) {
            let name = finding.listed_name().map_or_else(|| isolated(finding.id.as_str()), line);
            let _ = writeln!(
                out,
                "<li><span class=\"name\">{}</span> <span class=\"mark\">{}</span></li>",
                link(self.party(finding.id.as_str()).as_deref(), &name),
                words.html("not-checked")
            );
        }
        let (late, others) = (words.html("late-names"), words.html("others"));
        let _ = write!(
            out,
            "</ol>\n<h3 id=\"late-heading\" hidden=\"\">{late}</h3>\n<ol class=\"roll\" id=\"late\" hidden=\"\"></ol>\n\
             <h3 id=\"others-heading\" hidden=\"\">{others}</h3>\n<ul class=\"roll\" id=\"others\" hidden=\"\"></ul>\n</section>\n"
        );
        out
    }

    /// The way to sign; nothing in a page that stands alone.
    fn sign(&self) -> String {
        let Some(up) = self.up else { return String::new() };
        let to = format!("{up}{}", sign::file(self.context, self.words));
        let link = link(Some(&to), &self.words.html("sign-title"));
        let how = self.words.filled("sign-how", &[("link", &link)]);
        format!("<p class=\"screen\" data-site=\"\">{how}</p>")
    }

    /// The way to hold a copy against the text; nothing in a page that stands alone.
    fn audit(&self) -> String {
        if self.up.is_none() {
            return String::new();
        }
        let to = audit::file(&self.context.statement_file(self.statement, self.words));
        let link = link(Some(&to), &self.words.html("audit"));
        let how = self.words.filled("audit-way", &[("link", &link)]);
        format!("<p class=\"screen\" data-site=\"\">{how}</p>")
    }

    /// Hidden until there is a script to use it.
    fn trust(&self) -> String {
        let words = self.words;
        format!(
            "<section class=\"screen\" id=\"controls\" aria-labelledby=\"trust\" hidden=\"\">\n<h2 id=\"trust\">{}</h2>\n\
             <div class=\"drop\" id=\"drop\">\n<p id=\"trust-how\">{}</p>\n\
             <p><input type=\"file\" id=\"trust-file\" aria-labelledby=\"trust\" aria-describedby=\"trust-how\"></p>\n\
             <p id=\"trust-said\" role=\"status\"></p>\n</div>\n\
             <p><button type=\"button\" id=\"save\" aria-describedby=\"save-how\">{}</button> <span id=\"save-how\">{}</span></p>\n</section>\n",
            words.html("trust"),
            words.html("trust-how"),
            words.html("save"),
            words.html("save-how"),
        )
    }

    /// How to check the statement without believing this page.
    fn elsewhere(&self) -> String {
        let words = self.words;
        let slug = &self.statement.slug;
        let mut out = format!(
            "<section aria-labelledby=\"elsewhere\">\n<h2 id=\"elsewhere\">{}</h2>\n<p>{}</p>\n<p>{}</p>\n\
             <pre><code>undersigned verify {slug} --registry DIR --trust my-keys.txt</code></pre>\n",
            words.html("elsewhere"),
            words.html("origin"),
            words.html("elsewhere-program"),
        );
        if let Some((digest, _)) = self.statement.text {
            let digest = format!("<code data-fact=\"hex\">{digest}</code>");
            let _ = writeln!(
                out,
                "<p>{}</p>\n<pre><code>sha256sum statement/{slug}/text.txt</code></pre>\n<p>{}</p>",
                words.html("elsewhere-digest"),
                words.filled("elsewhere-expected", &[("digest", &digest)])
            );
        }
        if check(self.context, self.statement).is_some() {
            let _ = writeln!(
                out,
                "<p>{}</p>\n<pre><code>sh statement/{slug}/{CHECK}</code></pre>",
                words.html("elsewhere-recipe")
            );
        }
        out.push_str("</section>\n");
        out
    }

    /// The raw files beside the page; nothing in a page that stands alone.
    fn records(&self) -> String {
        if self.up.is_none() {
            return String::new();
        }
        let words = self.words;
        let filed = self.context.tree.statements.get(&self.statement.slug);
        let mut items = format!("<li><a href=\"text.txt\">{}</a></li>", words.html("record-text"));
        for version in filed.into_iter().flat_map(|filed| filed.rolls.keys()) {
            let roll = words.filled("record-roll", &[("version", &version.to_string())]);
            let _ = write!(items, "<li><a href=\"roll/{version}.note\">{roll}</a></li>");
        }
        format!(
            "<section class=\"screen\" data-site=\"\" aria-labelledby=\"records\"><h2 id=\"records\">{}</h2><ul>{items}</ul></section>",
            words.html("records")
        )
    }

    fn footer(&self) -> String {
        let words = self.words;
        let caveat = words.html("caveat");
        let Some((digest, _)) = self.statement.text else { return format!("<p>{caveat}</p>\n") };
        let digest = digest.prefixed();
        let page = self
            .context
            .options
            .address
            .as_ref()
            .map(|address| format!("{address}statement/{}/index.html", self.statement.slug));
        let content = page.as_ref().map_or_else(|| digest.clone(), |page| format!("{page}#{digest}"));
        let address = page.map_or_else(String::new, |page| format!("<p><bdi>{}</bdi></p>\n", html(&page)));
        let code = format!("<code data-fact=\"text\">{digest}</code>");
        format!(
            "<div class=\"foot\">\n{}\n<div>\n{address}<p>{}</p>\n<p>{caveat}</p>\n</div>\n</div>\n",
            qr(&content, words.text("foot-qr")).unwrap_or_default(),
            words.filled("foot", &[("digest", &code)])
        )
    }

    fn party(&self, id: &str) -> Option<String> {
        self.up.map(|up| format!("{up}keys/{id}/{}", self.context.file(super::DEFAULT, self.words)))
    }
}
