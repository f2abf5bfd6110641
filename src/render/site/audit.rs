//! The page on which a reader holds a copy against a statement: it carries the same proof as the page of the statement, and
//! checks it before it says anything of a copy.

use std::collections::BTreeMap;

use crate::path::RegistryPath;
use crate::render::site::carried::{carried, in_script};
use crate::render::site::frame::{Frame, Parts, line, link};
use crate::render::site::lexicon::Lexicon;
use crate::render::site::script::audit_script;
use crate::render::site::words::Words;
use crate::render::site::{Context, SiteError, language_of, shown};
use crate::text::CanonicalText;
use crate::tree::Content;
use crate::verify::StatementReport;

/// The file name of the page beside the page of a statement with this file name.
pub fn file(statement: &str) -> String {
    statement.replacen("index", "audit", 1)
}

/// The page in one language; none if nothing can be held against the statement.
pub fn page(
    context: &Context<'_>,
    statement: &StatementReport,
    words: &Words,
) -> Result<Option<String>, SiteError> {
    let text = context.tree.get(&RegistryPath::Text(statement.slug.clone())).and_then(Content::bytes);
    let text = text.and_then(|bytes| CanonicalText::from_source(bytes).ok());
    let (Some(text), Some(roll)) = (text, &statement.roll) else { return Ok(None) };
    let own = language_of(statement);
    let slug = &statement.slug;
    let others = context.alternatives(own, words).into_iter().map(|(other, to)| (other, file(&to)));
    let frame = Frame {
        words,
        title: format!("{}: {}", words.text("audit"), roll.title.as_str()),
        demonstration: context.demonstration(shown(statement)),
        unverified: &context.unverified,
        home: Some(format!("../../{}", context.file(super::DEFAULT, words))),
        alternatives: others.collect(),
        script: Some(audit_script()?),
        style: include_str!("audit.css"),
    };
    let title = format!("<span lang=\"{own}\" data-fact=\"title\">{}</span>", line(&roll.title));
    let header = format!(
        "<h1>{}</h1>\n<p>{}</p>\n<p>{}</p>\n",
        words.html("audit"),
        link(Some(&context.statement_file(statement, words)), &title),
        words.html("audit-intro"),
    );
    let mut said: BTreeMap<&str, &str> = words.of_audit_script();
    said.insert("slug", slug.as_str());
    let names = statement.findings.iter().filter_map(|finding| finding.name.as_ref());
    let names = names.map(|name| name.as_str()).chain(roll.aliases.iter().map(|alias| alias.name.as_str()));
    let lexicon = Lexicon::of(names.chain([text.as_str(), roll.title.as_str()]));
    let data = format!(
        "<script type=\"application/json\" id=\"words\">{}</script>\n\
         <script type=\"application/json\" id=\"lexicon\">{}</script>\n\
         <script type=\"application/json\" id=\"bundle\">{}</script>\n",
        in_script(&said)?,
        in_script(&lexicon)?,
        carried(context.tree, context.parties, statement).json()?
    );
    let footer = format!("<p>{}</p>\n<p>{}</p>\n", words.html("audit-limits"), words.html("caveat"));
    let main = main(words, slug.as_str());
    Ok(Some(frame.document(&Parts { header, main, footer, data })))
}

/// Places for what is checked, for a copy, and for what is found.
fn main(words: &Words, slug: &str) -> String {
    format!(
        "<p id=\"verdict\" class=\"unchecked\" role=\"status\">{}</p>\n\
         <noscript><p class=\"unverified\"><strong>{}</strong></p></noscript>\n\
         <div class=\"failure\" id=\"failure\" role=\"alert\" hidden=\"\"></div>\n\
         <section class=\"screen\" id=\"controls\" aria-labelledby=\"the-copy\" hidden=\"\">\n<h2 id=\"the-copy\">{}</h2>\n\
         <p><label for=\"copy\">{}</label></p>\n\
         <textarea id=\"copy\" rows=\"12\" dir=\"auto\" spellcheck=\"false\" autocomplete=\"off\"></textarea>\n\
         <p><button type=\"button\" id=\"compare\">{}</button></p>\n\
         <div class=\"drop\" id=\"drop\">\n<p><label for=\"copy-file\">{}</label></p>\n\
         <p><input type=\"file\" id=\"copy-file\"></p>\n</div>\n</section>\n\
         <section id=\"result\" aria-labelledby=\"found\" hidden=\"\">\n<h2 id=\"found\" tabindex=\"-1\">{}</h2>\n\
         <div id=\"said\"></div>\n</section>\n\
         <section aria-labelledby=\"program\">\n<h2 id=\"program\">{}</h2>\n\
         <pre><code>undersigned audit COPY --statement {slug} --registry DIR</code></pre>\n</section>\n",
        words.html("unchecked"),
        words.html("no-script"),
        words.html("audit-copy"),
        words.html("audit-paste"),
        words.html("audit-compare"),
        words.html("audit-file"),
        words.html("audit-found"),
        words.html("audit-program"),
    )
}
