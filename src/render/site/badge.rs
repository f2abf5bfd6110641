//! A badge: a small picture that claims, says that it does, and leads to the page that checks.

use crate::render::escape::{attribute, html};
use crate::render::site::words;
use crate::render::site::{Context, feed, language_of, shown};
use crate::render::text::grouped;
use crate::verify::{Demonstration, Outcome, StatementReport};

/// The badge of a statement, dated by its newest record.
pub fn badge(context: &Context<'_>, statement: &StatementReport) -> String {
    let words = words::of_or_english(language_of(statement));
    let totals = &statement.totals;
    let demonstration = context.demonstration(shown(statement));
    let kind = if demonstration == Demonstration::Wholly { "demonstration signatures" } else { "signatures" };
    let counts = format!("{} of {} {kind}", grouped(totals.signed), grouped(totals.listed));
    let (first, mark) = match statement.outcome {
        Outcome::Holds => (counts, "#0a6130"),
        _ => (format!("{counts}: {}", words.text("badge-unverified")), "#a8001c"),
    };
    let date = feed::days(context, &statement.slug)
        .pop_last()
        .map_or_else(String::new, |(day, _)| format!("{day}, "));
    let second = format!("{date}{}", words.text("badge-claim"));
    let third = match demonstration {
        Demonstration::Nowhere => None,
        Demonstration::Wholly => Some(words.text("demonstration-short")),
        Demonstration::Partly => Some(words.text("mixed-short")),
    };
    let longest = [first.as_str(), &second, third.unwrap_or_default()].map(|line| line.chars().count());
    let width = 24 + 8 * longest.into_iter().max().unwrap_or_default();
    let height = if third.is_some() { 70 } else { 50 };
    let to = match &context.options.address {
        Some(address) => format!("{address}statement/{}/index.html", statement.slug),
        None => "index.html".to_owned(),
    };
    let middle = width / 2;
    let line = |y: usize, weight: &str, text: &str| {
        format!("<text x=\"{middle}\" y=\"{y}\" font-weight=\"{weight}\">{}</text>\n", html(text))
    };
    let third = third.map_or_else(String::new, |third| line(61, "bold", third));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"t\">\n\
         <title id=\"t\">{}: {}</title>\n<a href=\"{}\" target=\"_top\">\n\
         <rect x=\"1\" y=\"1\" width=\"{}\" height=\"{}\" rx=\"4\" fill=\"#fff\" stroke=\"{mark}\" stroke-width=\"2\"/>\n\
         <g font-family=\"system-ui, sans-serif\" font-size=\"13\" text-anchor=\"middle\" fill=\"#1b1b1a\">\n{}{}{third}</g>\n</a>\n</svg>\n",
        html(&first),
        html(&second),
        attribute(&to),
        width - 2,
        height - 2,
        line(21, "bold", &first),
        line(41, "normal", &second),
    )
}
