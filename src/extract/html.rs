//! Text out of HTML: blocks in reading order, with what the page hides and what stands around its content.
//!
//! A saved page is no longer what a browser shows: style sheets are read for rules that hide, and for nothing else;
//! scripts are not run.

use std::collections::{HashMap, HashSet};

use scraper::node::Element;
use scraper::{ElementRef, Html, Node, Selector};

use crate::audit::copy::{Block, Furniture, LINKS};
use crate::extract::{ExtractError, within};

/// The deepest nesting of elements: parsing takes time in proportion to it for every element.
const MAX_DEPTH: usize = 512;

/// The most rules that hide: each is held against every element.
const MAX_RULES: usize = 1_000;

/// Elements that set what they hold apart from what stands beside them.
const BLOCKS: [&str; 48] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements whose content no reader sees as text.
const UNSEEN: [&str; 13] = [
    "script", "style", "template", "head", "title", "noscript", "iframe", "object", "svg", "math", "audio",
    "video", "datalist",
];

/// Words of classes, ids and roles by which pages name what stands around their content.
const AROUND: [(&str, &str); 44] = [
    ("nav", "navigation"),
    ("navbar", "navigation"),
    ("navigation", "navigation"),
    ("menu", "navigation"),
    ("breadcrumb", "navigation"),
    ("breadcrumbs", "navigation"),
    ("pagination", "navigation"),
    ("skip", "navigation"),
    ("toc", "navigation"),
    ("header", "header"),
    ("masthead", "header"),
    ("banner", "header"),
    ("footer", "footer"),
    ("contentinfo", "footer"),
    ("copyright", "footer"),
    ("sidebar", "sidebar"),
    ("aside", "sidebar"),
    ("complementary", "sidebar"),
    ("widget", "sidebar"),
    ("share", "share links"),
    ("sharing", "share links"),
    ("social", "share links"),
    ("cookie", "cookie banner"),
    ("cookies", "cookie banner"),
    ("consent", "cookie banner"),
    ("gdpr", "cookie banner"),
    ("ad", "advertisement"),
    ("ads", "advertisement"),
    ("advert", "advertisement"),
    ("advertisement", "advertisement"),
    ("promo", "advertisement"),
    ("sponsor", "advertisement"),
    ("sponsored", "advertisement"),
    ("related", "related pages"),
    ("recommended", "related pages"),
    ("comment", "comments"),
    ("comments", "comments"),
    ("newsletter", "form"),
    ("subscribe", "form"),
    ("login", "form"),
    ("search", "form"),
    ("form", "form"),
    ("tags", "tags"),
    ("modal", "dialog"),
];

/// The blocks of a page.
///
/// # Errors
/// When its elements are nested too deeply, or its style sheets hide by too many rules.
pub(super) fn blocks(html: &str) -> Result<Vec<Block>, ExtractError> {
    within("elements within each other", depth(html), MAX_DEPTH)?;
    let page = Html::parse_document(html);
    let rules = Rules::of(&page)?;
    let mut walk =
        Walk { blocks: Vec::new(), open: Vec::new(), block: Building::default(), elements: 0, line: 1 };
    for edge in page.tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => match node.value() {
                Node::Text(text) => walk.text(text),
                Node::Element(element) => {
                    walk.open(element, &rules, node.id());
                    if let Some(text) = rules.before.get(&node.id()) {
                        walk.text(text);
                    }
                }
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) => {
                if node.value().is_element() {
                    if let Some(text) = rules.behind.get(&node.id()) {
                        walk.text(text);
                    }
                    walk.close();
                }
            }
        }
    }
    walk.flush();
    Ok(links_alone(walk.blocks))
}

/// How deep elements are nested, by their tags: at least as deep as a parser will find, but for those that end by
/// themselves.
fn depth(html: &str) -> usize {
    const END_BY_THEMSELVES: [&str; 33] = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr", "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody", "thead",
        "tfoot", "rt", "rp", "colgroup", "html", "head", "body", "frame",
    ];
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
        let name = tag.get(..end).unwrap_or_default().to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || END_BY_THEMSELVES.contains(&name.as_str())
        {
            continue;
        }
        let count = open.entry(name).or_default();
        if closes {
            depth -= usize::from(*count > 0);
            *count = count.saturating_sub(1);
        } else {
            *count += 1;
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// An element that is open.
#[derive(Clone, Default)]
struct Open {
    number: usize,
    hidden: Option<String>,
    furniture: Option<Furniture>,
    preformatted: bool,
    is_unseen: bool,
    is_link: bool,
    is_raised: bool,
    background: Option<String>,
    is_block: bool,
    is_article: bool,
    reordered: bool,
}

/// The block that is being read.
#[derive(Default)]
struct Building {
    text: String,
    /// Whether white space stands behind the text so far.
    space: bool,
    linked: usize,
    letters: usize,
    reordered: bool,
}

struct Walk {
    blocks: Vec<(Block, bool)>,
    open: Vec<Open>,
    block: Building,
    elements: usize,
    line: usize,
}

impl Walk {
    fn open(&mut self, element: &Element, rules: &Rules, id: ego_tree::NodeId) {
        let outer = self.open.last().cloned().unwrap_or_default();
        let name = element.name();
        let is_block = BLOCKS.contains(&name);
        let style = style_of(element);
        let background = background_of(element, &style).or_else(|| outer.background.clone());
        let by_rule = || rules.hidden.contains(&id).then(|| "a style sheet".to_owned());
        let hides = hides(element, &style, background.as_deref()).or_else(by_rule);
        if is_block || hides.is_some() != outer.hidden.is_some() {
            self.flush();
        }
        self.elements += 1;
        let number = self.elements;
        let is_article = outer.is_article || name == "article";
        // the foot of an article speaks about it
        let own = furniture_of(element).filter(|what| !is_article || !matches!(*what, "footer" | "sidebar"));
        let own = own.map(|what| Furniture { what: what.to_owned(), element: Some(number) });
        self.open.push(Open {
            number,
            hidden: outer.hidden.or(hides),
            furniture: outer.furniture.or(own),
            preformatted: outer.preformatted
                || name == "pre"
                || name == "textarea"
                || style.contains("white-space:pre"),
            is_unseen: outer.is_unseen || UNSEEN.contains(&name),
            is_link: outer.is_link || name == "a",
            is_raised: name == "sup",
            background,
            is_block,
            is_article,
            reordered: outer.reordered || name == "bdo" || reorders(&style) || rules.reordered.contains(&id),
        });
        if name == "br" {
            self.block.text.push('\n');
            self.block.space = false;
        }
    }

    fn close(&mut self) {
        let Some(closed) = self.open.last() else { return };
        let outer_hidden = self.open.iter().rev().nth(1).is_some_and(|outer| outer.hidden.is_some());
        if closed.is_block || closed.hidden.is_some() != outer_hidden {
            self.flush();
        }
        self.open.pop();
    }

    fn text(&mut self, text: &str) {
        let Some(within) = self.open.last() else { return };
        if within.is_unseen {
            return;
        }
        let building = &mut self.block;
        for c in text.chars() {
            if within.preformatted && c == '\n' {
                building.text.push('\n');
                building.space = false;
            } else if c.is_whitespace() && c != '\u{a0}' && c != '\u{3000}' && c != '\u{202f}' {
                building.space = true;
            } else {
                if building.space && !building.text.is_empty() && !building.text.ends_with('\n') {
                    building.text.push(' ');
                }
                building.space = false;
                building.text.push(if within.is_raised { raised(c) } else { c });
                building.letters += 1;
                building.reordered |= within.reordered;
                building.linked += usize::from(within.is_link);
            }
        }
    }

    fn flush(&mut self) {
        let Building { text, linked, letters, reordered, .. } = std::mem::take(&mut self.block);
        if letters == 0 {
            return;
        }
        let line = self.line;
        self.line += text.matches('\n').count() + 1;
        let within = self.open.last().cloned().unwrap_or_default();
        let block = Block {
            text,
            line,
            hidden: within.hidden,
            reordered,
            furniture: within.furniture,
            // html and body hold everything, and tell nothing
            elements: self.open.iter().skip(2).map(|open| open.number).collect(),
        };
        self.blocks.push((block, linked == letters));
    }
}

/// Blocks that are nothing but links, and stand beside nothing else in their element, are furniture: menus, tags, related
/// pages.
fn links_alone(blocks: Vec<(Block, bool)>) -> Vec<Block> {
    let outer = |block: &Block| block.elements.iter().rev().nth(1).copied();
    let not_alone: HashSet<usize> =
        blocks.iter().filter(|(_, linked)| !linked).flat_map(|(block, _)| outer(block)).collect();
    let furnished = blocks.into_iter().map(|(block, linked)| {
        let is_alone = outer(&block).is_none_or(|element| !not_alone.contains(&element));
        match block.elements.last() {
            Some(element) if linked && block.furniture.is_none() && is_alone => {
                let furniture = Some(Furniture { what: LINKS.to_owned(), element: Some(*element) });
                Block { furniture, ..block }
            }
            _ => block,
        }
    });
    furnished.collect()
}

/// The style attribute, in lower case and without white space.
fn style_of(element: &Element) -> String {
    let style = element.attr("style").unwrap_or_default();
    style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// How an element hides what it holds, which stands on `background`.
fn hides(element: &Element, style: &str, background: Option<&str>) -> Option<String> {
    if element.attr("hidden").is_some() {
        return Some("hidden".to_owned());
    }
    if let Some(how) = hiding_declaration(style) {
        return Some(how.to_owned());
    }
    let color = declared(style, "color").or(element.attr("color").map(str::trim))?;
    let color = plain_color(color);
    (color == "transparent" || color == background.unwrap_or(WHITE))
        .then(|| "the colour of its background".to_owned())
}

/// What a page is printed on where nothing says otherwise.
const WHITE: &str = "white";

/// The colour behind what an element holds, if it says so.
fn background_of(element: &Element, style: &str) -> Option<String> {
    let declared = declared(style, "background-color").or(declared(style, "background"));
    declared.or(element.attr("bgcolor").map(str::trim)).map(plain_color)
}

/// One name for the usual ways to write a colour.
fn plain_color(color: &str) -> String {
    let color = color.trim_end_matches("!important").to_ascii_lowercase();
    match color.as_str() {
        "#fff" | "#ffffff" | "rgb(255,255,255)" | "#fefefe" | "#fffffe" => WHITE.to_owned(),
        _ => color,
    }
}

/// Whether a style shows what it applies to in another order than it stands in the source.
fn reorders(style: &str) -> bool {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(property, value)| {
        match property {
            "order" => value.trim_end_matches("!important") != "0",
            "flex-direction" | "flex-flow" => value.contains("-reverse"),
            "unicode-bidi" => value.contains("override"),
            _ => false,
        }
    })
}

/// How a declaration among `style` (lower case, no white space) hides.
fn hiding_declaration(style: &str) -> Option<&'static str> {
    let number = |value: &str| {
        let digits = value.trim_start_matches(['-', '+']).find(|c: char| !c.is_ascii_digit() && c != '.');
        let end =
            digits.map_or(value.len(), |end| end + value.len() - value.trim_start_matches(['-', '+']).len());
        value.get(..end).and_then(|number| number.parse::<f64>().ok())
    };
    let zero = |value: &str| number(value).is_some_and(|number| number.abs() < 0.05);
    let tiny = |value: &str| {
        let least = if value.contains("px") || value.contains("pt") {
            3.0
        } else if value.contains('%') {
            20.0
        } else {
            0.2
        };
        number(value).is_some_and(|number| number.abs() < least)
    };
    let far = |value: &str| number(value).is_some_and(|number| number <= -99.0);
    let clips = style.contains("overflow:hidden") || style.contains("overflow:clip");
    for (property, value) in style.split(';').filter_map(|declaration| declaration.split_once(':')) {
        let how = match property {
            "display" if value.starts_with("none") => "display:none",
            "visibility" if value.starts_with("hidden") || value.starts_with("collapse") => {
                "visibility:hidden"
            }
            "font-size" if tiny(value) => "zero size",
            "height" | "width" | "max-height" | "max-width" if clips && tiny(value) => "a box without size",
            "opacity" if zero(value) => "opacity:0",
            "left" | "top" | "text-indent" | "margin-left" if far(value) => "outside of the page",
            "clip-path" if value.starts_with("inset(50%") || value.starts_with("inset(100%") => "clipped",
            "transform" if value.starts_with("scale(0") => "zero size",
            "clip" if value.starts_with("rect(0") || value.starts_with("rect(1px") => "clipped",
            _ => continue,
        };
        return Some(how);
    }
    None
}

fn declared<'s>(style: &'s str, property: &str) -> Option<&'s str> {
    let mut declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    declarations.find(|(name, _)| *name == property).map(|(_, value)| value)
}

/// What the rules of the page's own style sheets do to what a reader sees, as far as they are read.
#[derive(Default)]
struct Rules {
    hidden: HashSet<ego_tree::NodeId>,
    reordered: HashSet<ego_tree::NodeId>,
    /// Text that stands in a style sheet alone.
    before: HashMap<ego_tree::NodeId, String>,
    behind: HashMap<ego_tree::NodeId, String>,
}

impl Rules {
    fn of(page: &Html) -> Result<Self, ExtractError> {
        let mut found = Self::default();
        let Ok(styles) = Selector::parse("style") else { return Ok(found) };
        let sheets: Vec<String> = page.select(&styles).map(|style| style.text().collect()).collect();
        let rules = sheets.iter().flat_map(|css| plain_rules(css, 0));
        let telling = rules.filter(|(_, declarations)| Effect::of(declarations).is_some());
        for (number, (selectors, declarations)) in (1..).zip(telling) {
            within("rules that hide in the style sheets", number, MAX_RULES)?;
            for selector in selectors.split(',') {
                found.apply(page, selector.trim(), declarations);
            }
        }
        Ok(found)
    }

    fn apply(&mut self, page: &Html, selector: &str, declarations: &str) {
        let (plain, pseudo) = selector.rsplit_once(':').unwrap_or((selector, ""));
        let (selector, pseudo) = match pseudo {
            "before" | "after" => (plain.trim_end_matches(':'), pseudo),
            _ => (selector, ""),
        };
        let Ok(selector) = Selector::parse(selector.trim()) else { return };
        let ids = page.select(&selector).map(|element: ElementRef<'_>| element.id());
        match (Effect::of(declarations), pseudo) {
            (Some(Effect::Hides), "") => self.hidden.extend(ids),
            (Some(Effect::Reorders), "") => self.reordered.extend(ids),
            (Some(Effect::Says(text)), "before") => self.before.extend(ids.map(|id| (id, text.clone()))),
            (Some(Effect::Says(text)), "after") => self.behind.extend(ids.map(|id| (id, text.clone()))),
            _ => {}
        }
    }
}

/// What the declarations of a rule come to.
enum Effect {
    Hides,
    Reorders,
    Says(String),
}

impl Effect {
    fn of(declarations: &str) -> Option<Self> {
        let said = declarations
            .split(';')
            .filter_map(|one| one.split_once(':'))
            .find(|(name, _)| name.trim() == "content");
        let said = said.map(|(_, value)| value.trim().trim_matches(['"', '\'']));
        if let Some(said) = said.filter(|said| said.chars().any(char::is_alphanumeric) && !said.contains('('))
        {
            return Some(Self::Says(said.to_owned()));
        }
        let style: String =
            declarations.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        match () {
            () if hiding_declaration(&style).is_some() => Some(Self::Hides),
            () if reorders(&style) => Some(Self::Reorders),
            () => None,
        }
    }
}

/// The rules of a style sheet that apply on a wide screen: selectors and declarations.
fn plain_rules(css: &str, depth: usize) -> Vec<(&str, &str)> {
    const DEEPEST: usize = 4;
    let mut rules = Vec::new();
    let mut rest = css;
    while let Some((selectors, behind)) = rest.split_once('{') {
        let selectors = selectors.rsplit_once(['}', ';']).map_or(selectors, |(_, last)| last);
        let selectors = selectors.rsplit_once("*/").map_or(selectors, |(_, last)| last);
        let end = closing_brace(behind);
        let (body, next) = (behind.get(..end).unwrap_or(behind), behind.get(end + 1..).unwrap_or_default());
        match selectors.trim().strip_prefix('@') {
            Some(condition) if depth < DEEPEST && applies(condition) => {
                rules.extend(plain_rules(body, depth + 1))
            }
            Some(_) => {}
            None => rules.push((selectors, body)),
        }
        rest = next;
    }
    rules
}

/// Where the brace closes that was opened before `css`.
fn closing_brace(css: &str) -> usize {
    let mut depth = 1_usize;
    let end = css.char_indices().find(|(_, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.map_or(css.len(), |(end, _)| end)
}

/// Whether an at-rule applies in the window of a usual browser.
fn applies(condition: &str) -> bool {
    const WINDOW: f64 = 1280.0;
    let condition = condition.to_ascii_lowercase();
    if !["media", "supports", "layer"].iter().any(|rule| condition.starts_with(rule))
        || condition.contains("print")
    {
        return false;
    }
    let width = |feature: &str| {
        let (_, value) = condition.split_once(feature)?;
        let value = value.trim_start_matches([':', ' ']);
        let end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
        let number: f64 = value.get(..end)?.parse().ok()?;
        Some(if value.get(end..)?.starts_with("em") || value.get(end..)?.starts_with("rem") {
            16.0 * number
        } else {
            number
        })
    };
    width("max-width").is_none_or(|width| width >= WINDOW)
        && width("min-width").is_none_or(|width| width <= WINDOW)
}

/// What an element is, if it stands around a page's content by its name, role, class or id.
fn furniture_of(element: &Element) -> Option<&'static str> {
    let by_name = match element.name() {
        "nav" => Some("navigation"),
        "header" => Some("header"),
        "footer" => Some("footer"),
        "aside" => Some("sidebar"),
        "form" | "button" | "select" | "search" => Some("form"),
        "dialog" => Some("dialog"),
        _ => None,
    };
    by_name.or_else(|| {
        let named = ["role", "id", "class"].into_iter().filter_map(|attribute| element.attr(attribute));
        let mut words = named.flat_map(|value| value.split(|c: char| !c.is_ascii_alphanumeric()));
        words.find_map(|word| {
            AROUND.iter().find(|(hint, _)| word.eq_ignore_ascii_case(hint)).map(|(_, what)| *what)
        })
    })
}

/// Raised digits are not those of the line: `10<sup>2</sup>` is not 102.
pub(super) fn raised(c: char) -> char {
    match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32(c as u32 - '4' as u32 + '⁴' as u32).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(html: &str) -> Vec<String> {
        blocks(html)
            .unwrap()
            .into_iter()
            .map(|block| {
                let furniture = block.furniture.map(|furniture| format!(" [{}]", furniture.what));
                let hidden = block.hidden.map(|how| format!(" [{how}]"));
                format!("{}{}{}", block.text, furniture.unwrap_or_default(), hidden.unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn blocks_are_what_a_reader_sees_set_apart() {
        let html = "<title>T</title><p>One <b>bo</b>ld\n  word.</p>Loose<br>line<ul><li>First<li>Second</ul>\
            <table><tr><td>a<td>b</table><pre>x\n y</pre><script>alert('no')</script><p>10<sup>2</sup>";
        assert_eq!(told(html), ["One bold word.", "Loose\nline", "First", "Second", "a", "b", "x\ny", "10²"]);
    }

    #[test]
    fn what_stands_around_is_told_by_element_role_class_or_links() {
        let html = "<body><nav>Home</nav><div class='cookie-banner'>We use cookies</div><main><p>Text</p></main>\
            <div role=contentinfo>Imprint</div><ul><li><a href=1>One</a><li><a href=2>Two</a></ul><p><a href=3>A</a> link</p>";
        assert_eq!(
            told(html),
            [
                "Home [navigation]",
                "We use cookies [cookie banner]",
                "Text",
                "Imprint [footer]",
                "One [links]",
                "Two [links]",
                "A link"
            ]
        );
    }

    #[test]
    fn what_a_page_hides_is_told_with_how() {
        let html = "<style>@media print { .a { display: none } } .gone, #out { display: none } p { color: red }</style>\
            <p class=a>Seen</p><p class=gone>1</p><p id=out>2</p><p hidden>3</p><p>a<span style='display: none'>4</span>b</p>\
            <p style='visibility:hidden'>5</p><p style='font-size:0'>6</p><font color=white>7</font>\
            <p style='color:#FFF;background:#fff'>8</p><div style='background:#000'><p style='color:white'>Seen too</p></div>\
            <p style='position:absolute;left:-9999px'>9</p>";
        assert_eq!(
            told(html),
            [
                "Seen",
                "1 [a style sheet]",
                "2 [a style sheet]",
                "3 [hidden]",
                "a",
                "4 [display:none]",
                "b",
                "5 [visibility:hidden]",
                "6 [zero size]",
                "7 [the colour of its background]",
                "8 [the colour of its background]",
                "Seen too",
                "9 [outside of the page]"
            ]
        );
    }

    #[test]
    fn elements_nested_beyond_reason_are_refused() {
        let nested = |depth: usize| format!("{}deep{}", "<div>".repeat(depth), "</div>".repeat(depth));
        assert_eq!(told(&nested(MAX_DEPTH)), ["deep"]);
        let refused =
            Err(ExtractError::TooMuch { what: "elements within each other".into(), limit: MAX_DEPTH });
        assert_eq!(blocks(&nested(MAX_DEPTH + 1)), refused);
        assert_eq!(blocks(&nested(100_000)), refused);
        assert_eq!(told(&format!("<ul>{}</ul>", "<li>x".repeat(2_000))).len(), 2_000);
    }
}
