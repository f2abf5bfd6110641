//! The page on which an officer of an organisation reads a request and signs. It belongs to no statement: it shows what is
//! opened in it.

use std::collections::BTreeMap;

use crate::render::site::carried::in_script;
use crate::render::site::frame::{Frame, Parts};
use crate::render::site::script::sign_script;
use crate::render::site::words::Words;
use crate::render::site::{Context, DEFAULT, SiteError, shown};

/// The file name of the page in `words`.
pub fn file(context: &Context<'_>, words: &Words) -> String {
    context.file(DEFAULT, words).replacen("index", "sign", 1)
}

/// The page in one language.
pub fn page(context: &Context<'_>, words: &Words) -> Result<String, SiteError> {
    let others =
        context.alternatives(DEFAULT, words).into_iter().map(|(other, _)| (other, file(context, other)));
    let frame = Frame {
        words,
        title: words.text("sign-title").to_owned(),
        demonstration: context.demonstration(context.report.statements.iter().flat_map(shown)),
        unverified: &context.unverified,
        home: Some(context.file(DEFAULT, words)),
        alternatives: others.collect(),
        script: Some(sign_script()?),
        style: include_str!("sign.css"),
    };
    let said: BTreeMap<&str, &str> = words.of_sign_script();
    let parts = Parts {
        header: format!("<h1>{}</h1>\n<p>{}</p>\n", words.html("sign-title"), words.html("sign-intro")),
        main: [
            request(words),
            "<div id=\"shown\" hidden=\"\">\n".to_owned(),
            text(words),
            act(words),
            reply(words),
        ]
        .concat()
            + "</div>\n",
        footer: format!("<p>{}</p>\n<p>{}</p>\n", words.html("origin"), words.html("caveat")),
        data: format!("<script type=\"application/json\" id=\"words\">{}</script>\n", in_script(&said)?),
    };
    Ok(frame.document(&parts))
}

/// Where the request is opened.
fn request(words: &Words) -> String {
    format!(
        "<div>\n<noscript><p class=\"unverified\"><strong>{}</strong></p></noscript>\n\
         <p class=\"unverified\" id=\"insecure\" hidden=\"\"><strong>{}</strong></p>\n</div>\n\
         <section id=\"ask\" aria-labelledby=\"request\" hidden=\"\">\n<h2 id=\"request\">{}</h2>\n\
         <div class=\"drop\" id=\"drop\">\n<p id=\"request-how\">{}</p>\n\
         <p><input type=\"file\" id=\"request-file\" multiple=\"\" aria-labelledby=\"request\" aria-describedby=\"request-how\"></p>\n\
         <p id=\"request-said\" role=\"alert\"></p>\n</div>\n</section>\n",
        words.html("sign-no-script"),
        words.html("sign-insecure"),
        words.html("sign-request"),
        words.html("sign-request-how"),
    )
}

/// What will be signed, as the terminal shows it.
fn text(words: &Words) -> String {
    let fact = |name: &str| format!("<bdi data-fact=\"{name}\"></bdi>");
    format!(
        "<section aria-labelledby=\"the-text\">\n<h2 id=\"the-text\">{}</h2>\n<h3 id=\"title\"></h3>\n\
         <div class=\"facts\" id=\"facts\"></div>\n<div class=\"text\" id=\"text\" dir=\"auto\"></div>\n\
         <p>{} <code data-fact=\"digest\"></code></p>\n\
         <div class=\"notice\" id=\"warnings\"><p><strong>{}</strong></p><ul id=\"warned\"></ul></div>\n\
         <details><summary>{}</summary><ol class=\"roll\" id=\"roll\"></ol></details>\n</section>\n",
        words.html("sign-text"),
        words.filled("sign-exactly", &[("bytes", &fact("bytes"))]),
        words.html("sign-look"),
        words.filled("sign-names", &[("count", &fact("count"))]),
    )
}

/// Who does what with which key.
fn act(words: &Words) -> String {
    let field = |id: &str, label: &'static str, attributes: &str| {
        let label = words.html(label);
        format!(
            "<p class=\"field\"><label for=\"{id}\">{label}</label> <input id=\"{id}\" {attributes}></p>\n"
        )
    };
    let choice = |name: &str, id: &str, value: &str, label: &'static str, checked: &str| {
        let label = words.html(label);
        format!(
            "<p class=\"choice\"><input type=\"radio\" name=\"{name}\" id=\"{id}\" value=\"{value}\"{checked}> <label for=\"{id}\">{label}</label></p>\n"
        )
    };
    let checked = " checked=\"\"";
    let text = "type=\"text\" required=\"\" autocomplete=\"off\"";
    [
        format!("<section aria-labelledby=\"party\">\n<h2 id=\"party\">{}</h2>\n", words.html("sign-party")),
        format!(
            "<p class=\"field\"><label for=\"party-chosen\">{}</label> <select id=\"party-chosen\" required=\"\"><option value=\"\">{}</option><option value=\"*\">{}</option></select></p>\n",
            words.html("sign-party-label"),
            words.html("sign-party-choose"),
            words.html("sign-party-other"),
        ),
        "<div id=\"party-other\" hidden=\"\">\n".to_owned(),
        field("party-id", "sign-party-id", &format!("{text} dir=\"ltr\" spellcheck=\"false\"")),
        field("party-name", "sign-party-name", &format!("{text} dir=\"auto\"")),
        "</div>\n<ul id=\"known\" aria-live=\"polite\"></ul>\n".to_owned(),
        format!("<fieldset>\n<legend>{}</legend>\n", words.html("sign-act")),
        choice("act", "act-signature", "signature", "sign-act-signature", checked),
        choice("act", "act-withdrawal", "withdrawal", "sign-act-withdrawal", ""),
        choice("act", "act-decline", "decline", "sign-act-decline", ""),
        "<div id=\"reason-asked\" hidden=\"\">\n".to_owned(),
        field("reason", "sign-reason", "type=\"text\" dir=\"auto\" autocomplete=\"off\""),
        "</div>\n</fieldset>\n".to_owned(),
        format!("<fieldset>\n<legend>{}</legend>\n", words.html("sign-key")),
        choice("key", "key-own", "own", "sign-key-own", checked),
        choice("key", "key-fresh", "fresh", "sign-key-fresh", ""),
        "<div id=\"with-file\">\n".to_owned(),
        field("key-file", "sign-key-file", "type=\"file\" required=\"\""),
        "</div>\n".to_owned(),
        field("passphrase", "sign-passphrase", "type=\"password\" autocomplete=\"off\" dir=\"ltr\""),
        "<div id=\"with-fresh\" hidden=\"\">\n".to_owned(),
        field(
            "passphrase-again",
            "sign-passphrase-again",
            "type=\"password\" required=\"\" autocomplete=\"off\" dir=\"ltr\"",
        ),
        format!("<p>{}</p>\n</div>\n</fieldset>\n", words.html("sign-key-fresh-how")),
        format!("<p>{}</p>\n", words.filled("sign-date", &[("date", "<bdi data-fact=\"date\"></bdi>")])),
        format!("<p><strong>{}</strong></p>\n", words.html("sign-final")),
        format!(
            "<p class=\"choice\"><input type=\"checkbox\" id=\"consent\" required=\"\"> <label for=\"consent\">{}</label></p>\n",
            words.html("sign-consent")
        ),
        format!(
            "<p><button type=\"button\" id=\"do\">{}</button></p>\n<p id=\"complaint\" role=\"alert\"></p>\n</section>\n",
            words.html("sign-do")
        ),
    ]
    .concat()
}

/// What comes of it, and what to do with it.
fn reply(words: &Words) -> String {
    let demonstration = words.html("sign-by-demonstration");
    let first = words.html("sign-key-first");
    format!(
        "<section id=\"reply\" aria-labelledby=\"made\" tabindex=\"-1\" hidden=\"\">\n<h2 id=\"made\">{}</h2>\n\
         <p class=\"notice\" id=\"by-demonstration\">{demonstration}</p>\n\
         <div id=\"fresh-first\">\n<p>{first}</p>\n<p><button type=\"button\" id=\"save-key\">{}</button></p>\n</div>\n\
         <p><button type=\"button\" id=\"save-reply\">{}</button></p>\n<ol>\n<li>{}</li>\n\
         <li>{}<pre><code>undersigned add reply.json</code></pre></li>\n\
         <li>{}<pre><code id=\"check\"></code></pre></li>\n\
         <li>{}<pre><code id=\"vkey\"></code></pre></li>\n</ol>\n</section>\n",
        words.html("sign-reply"),
        words.html("sign-save-key"),
        words.html("sign-save-reply"),
        words.html("sign-mail"),
        words.html("sign-add"),
        words.html("sign-check"),
        words.html("sign-vkey"),
    )
}
