//! Text out of HTML: blocks in reading order, with what the page hides and what stands around its content.
//!
//! A saved page is no longer what a browser shows: style sheets are read for what hides, moves or writes text; where they
//! leave open what a reader sees, the text is shown with a doubt. Scripts are not run.

mod look;
mod sheet;
mod value;

use std::collections::{HashMap, HashSet};

use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use crate::audit::copy::{Block, Doubt, Furniture, LINKS, TAGS};
use crate::extract::html::look::{Look, Own, by_nature};
use crate::extract::html::sheet::{Harm, Pseudo, Sheets, Style, Styles};
use crate::extract::html::value::{Color, Token, is_word};
use crate::extract::{ExtractError, crosses_out, within};

/// The deepest nesting of elements: parsing takes time in proportion to it for every element.
const MAX_DEPTH: usize = 512;

/// The most blocks behind which no further words are kept that stand for pictures.
const MAX_ALTERNATIVES: usize = 20_000;

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
    "script",
    "style",
    "template",
    "head",
    "title",
    "noscript",
    "iframe",
    "datalist",
    "desc",
    "metadata",
    "defs",
    "annotation",
    "annotation-xml",
];

/// Words of classes, ids and roles by which pages name what stands around their content.
const AROUND: [(&str, &str); 52] = [
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
    ("foot", "footer"),
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
    ("cmp", "cookie banner"),
    ("cmp2", "cookie banner"),
    ("cmplz", "cookie banner"),
    ("wm", "archive"),
    ("ad", "advertisement"),
    ("ads", "advertisement"),
    ("advert", "advertisement"),
    ("advertisement", "advertisement"),
    ("promo", "advertisement"),
    ("sponsor", "advertisement"),
    ("sponsored", "advertisement"),
    ("cta", "advertisement"),
    ("donate", "advertisement"),
    ("related", "related pages"),
    ("recommended", "related pages"),
    ("comment", "comments"),
    ("comments", "comments"),
    ("disqus", "comments"),
    ("newsletter", "form"),
    ("subscribe", "form"),
    ("login", "form"),
    ("search", "form"),
    ("form", "form"),
    ("tags", "tags"),
    ("modal", "dialog"),
];

/// Of these kinds is only what leads elsewhere: a share row without a link is none.
const OF_LINKS: [&str; 4] = ["navigation", "share links", "related pages", "tags"];

/// What a page shows and hides.
pub(super) struct Page {
    /// In reading order.
    pub(super) blocks: Vec<Block>,
    /// How many style sheets it takes from elsewhere, which are not read.
    pub(super) unread_styles: usize,
}

/// The blocks of a page.
///
/// # Errors
/// When its elements are nested too deeply.
pub(super) fn page(html: &str) -> Result<Page, ExtractError> {
    within("elements within each other", depth(html), MAX_DEPTH)?;
    let page = Html::parse_document(html);
    let sheets = Sheets::of(&page);
    let unread_styles = sheets.unread;
    let mut walk = Walk::new(sheets);
    for edge in page.tree.root().traverse() {
        match edge {
            ego_tree::iter::Edge::Open(node) => match node.value() {
                Node::Text(text) => walk.text(text),
                Node::Comment(comment) => walk.comment(comment),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(node) {
                        walk.open(element);
                    }
                }
                _ => {}
            },
            ego_tree::iter::Edge::Close(node) => {
                if node.value().is_element() {
                    walk.close();
                }
            }
        }
    }
    walk.flush();
    Ok(Page { blocks: links_alone(walk.finished()), unread_styles })
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
    furniture: Option<Furniture>,
    look: Look,
    preformatted: bool,
    is_unseen: bool,
    is_link: bool,
    raise: Option<fn(char) -> char>,
    is_block: bool,
    is_article: bool,
    /// Whether its own text runs another way than what is around.
    turns: bool,
    /// How many elements it has had so far.
    children: usize,
    /// Whether it is laid over what stands beside it.
    covers: bool,
    /// How many letters had been read before it.
    letters_before: usize,
    /// What a style sheet writes behind its content.
    behind: Option<(String, Look)>,
    /// The number of its next item, and the step to the one behind, where they are no usual ones.
    numbers: Option<(i64, i64)>,
}

/// The block that is being read.
#[derive(Default)]
struct Building {
    text: String,
    /// Whether white space stands behind the text so far.
    space: bool,
    linked: usize,
    letters: usize,
    /// What of it is no link.
    unlinked: String,
    doubts: Vec<Doubt>,
    covered: bool,
}

struct Walk {
    sheets: Sheets,
    blocks: Vec<(Block, bool)>,
    open: Vec<Open>,
    block: Building,
    elements: usize,
    line: usize,
    /// All letters read.
    letters: usize,
    /// The mark of an item of a list, until its text begins.
    mark: Option<String>,
    /// Elements of which something is laid over what they hold.
    covered: HashSet<usize>,
}

impl Walk {
    fn new(sheets: Sheets) -> Self {
        Self {
            sheets,
            blocks: Vec::new(),
            open: Vec::new(),
            block: Building::default(),
            elements: 0,
            line: 1,
            letters: 0,
            mark: None,
            covered: HashSet::new(),
        }
    }

    fn open(&mut self, element: ElementRef<'_>) {
        let value = element.value();
        let name = value.name();
        let beside = self.open.last_mut().map_or(0, |outer| {
            outer.children += 1;
            outer.children
        });
        let outer = self
            .open
            .last()
            .cloned()
            .unwrap_or_else(|| Open { look: Look::of_page(self.sheets.unread > 0), ..Open::default() });
        let is_block = BLOCKS.contains(&name);
        self.elements += 1;
        let number = self.elements;
        let styles = self.sheets.styles(element, (beside, self.open.len()), &outer.look.vars);
        let mut style = styles.part(Pseudo::None).cloned().unwrap_or_default();
        by_nature(name, |attribute| value.attr(attribute), &mut style);
        let follows_text = self.block.letters > 0;
        let mut look = outer.look.within(&style, Own { name, number, is_block, follows_text });
        look.vars = styles.vars.clone();
        self.doubts_about(element, number, &styles, &mut look);
        if is_block || look.hidden().is_some() != outer.look.hidden().is_some() {
            self.flush();
        }
        let is_article = outer.is_article || name == "article";
        // the foot of an article speaks about it
        let own = furniture_of(value)
            .filter(|what| !is_article || !matches!(*what, "footer" | "sidebar"))
            .filter(|what| outer.furniture.is_some() || !OF_LINKS.contains(what) || leads_elsewhere(element));
        let own = own.map(|what| Furniture { what: what.to_owned(), element: Some(number) });
        let is_shadow = name == "template" && value.attr("shadowrootmode").is_some();
        let unseen = UNSEEN.contains(&name) && !is_shadow || is_anchor(element);
        let is_preformatted = |value: &Vec<Token>| matches!(value.first(), Some(Token::Word(word)) if word.starts_with("pre") || word == "break-spaces");
        let preformatted = style.likely("white-space").map_or(outer.preformatted, is_preformatted);
        self.open.push(Open {
            number,
            furniture: outer.furniture.or(own),
            preformatted: preformatted || name == "pre" || name == "textarea",
            is_unseen: outer.is_unseen || unseen,
            is_link: outer.is_link || name == "a",
            raise: match name {
                "sup" => Some(raised),
                "sub" => Some(lowered),
                _ => None,
            },
            is_block,
            is_article,
            turns: !is_block && (outer.turns || look.right_to_left != outer.look.right_to_left),
            children: 0,
            covers: covers(&style),
            letters_before: self.letters,
            behind: None,
            numbers: numbers(element),
            look,
        });
        self.item(element, outer.numbers);
        self.written_by(&styles, element);
        self.in_place_of(element);
        if name == "br" {
            self.block.text.push('\n');
            self.block.space = false;
        }
    }

    /// Doubts that come with an element by its kind, or with the parts of it that a style sheet dresses.
    fn doubts_about(&mut self, element: ElementRef<'_>, number: usize, styles: &Styles, look: &mut Look) {
        if styles.left_out {
            look.doubt("more rules than are read", None);
        }
        if let Some(first) = styles.part(Pseudo::First) {
            let own = Own { name: "", number: 0, is_block: false, follows_text: false };
            let dressed = look.within(first, own);
            if dressed.hidden().is_some() || dressed.doubts.len() > look.doubts.len() {
                look.doubt("::first-letter", None);
            }
        }
        let has = |name: &str| {
            element.children().any(|child| {
                child
                    .value()
                    .as_element()
                    .is_some_and(|child| child.name() == name && child.attr("shadowrootmode").is_some())
            })
        };
        match element.value().name() {
            "svg" => look.doubt("svg", None),
            "object" if element.attr("data").is_some() => look.doubt("object", None),
            "menclose" | "maction" => look.doubt("formula", None),
            "marquee" => look.doubt("marquee", None),
            "details" if element.attr("open").is_none() => look.doubt(CLOSED, Some(number)),
            "summary" => look.doubts.retain(|why| why.what != CLOSED),
            "audio" | "video" => look.go("what a browser does not show"),
            _ if has("template") => look.doubt("shadow root", None),
            _ => {}
        }
        if let Some(Token::Word(kind)) = &look.mark
            && element.value().name() == "li"
            && self.sheets.counters.contains(kind)
        {
            look.doubt("list-style-type", None);
        }
        let counts_items = |value: &Vec<Token>| value.contains(&Token::Word("list-item".to_owned()));
        let own = styles.part(Pseudo::None);
        let counting = ["counter-reset", "counter-set", "counter-increment"].into_iter();
        if counting.into_iter().any(|name| own.is_some_and(|own| own.harm(name, counts_items) > Harm::No)) {
            look.doubt("counter", None);
        }
    }

    /// The mark of an item of a list, where a reader reads more than its place.
    fn item(&mut self, element: ElementRef<'_>, numbers: Option<(i64, i64)>) {
        if element.value().name() != "li" {
            return;
        }
        let Some(open) = self.open.last() else { return };
        match (&open.look.mark, numbers) {
            (Some(Token::Text(text)), _) => self.mark = Some(text.clone()),
            (None, Some((next, step))) => {
                let number =
                    element.attr("value").and_then(|value| value.trim().parse().ok()).unwrap_or(next);
                self.mark = Some(format!("{number}. "));
                if let [.., list, _] = self.open.as_mut_slice() {
                    list.numbers = Some((number.saturating_add(step), step));
                }
            }
            _ => {}
        }
    }

    /// What style sheets write before and behind the content of the element that was opened last.
    fn written_by(&mut self, styles: &Styles, element: ElementRef<'_>) {
        let Some(open) = self.open.last() else { return };
        let look = open.look.clone();
        let dressed = |pseudo: Pseudo| {
            let style = styles.part(pseudo)?;
            let own = Own { name: "", number: 0, is_block: false, follows_text: true };
            let mut look = look.within(style, own);
            let (text, is_sure) = said(style, element, &look, &self.sheets.counters)?;
            if !is_sure {
                look.doubt("content", None);
            }
            look.hidden().is_none().then_some((text, look))
        };
        let is_quoted = element.value().name() == "q";
        let quote = |behind: bool, look: &Look| quote(look, behind);
        let plain = |pseudo: Pseudo, behind: bool| {
            let is_plain = styles.part(pseudo).is_none_or(|style| !style.says("content"));
            (is_quoted && is_plain).then(|| (quote(behind, &look), look.clone()))
        };
        let before = dressed(Pseudo::Before).or_else(|| plain(Pseudo::Before, false));
        let behind = dressed(Pseudo::After).or_else(|| plain(Pseudo::After, true));
        let mark = dressed(Pseudo::Marker).filter(|_| element.value().name() == "li");
        let unknown = [&before, &behind].into_iter().flatten().any(|(text, _)| text == UNKNOWN);
        if let Some(open) = self.open.last_mut() {
            open.behind = behind.filter(|(text, _)| text != UNKNOWN);
            if unknown {
                open.look.doubt("content", None);
            }
        }
        for (text, look) in mark.into_iter().chain(before).filter(|(text, _)| text != UNKNOWN) {
            self.text_of(&text, &look);
        }
    }

    /// What a reader reads in the place of an element, and what stands for it where it is not seen.
    fn in_place_of(&mut self, element: ElementRef<'_>) {
        let value = element.value();
        let kind = value.attr("type").unwrap_or_default().to_ascii_lowercase();
        match value.name() {
            "input"
                if !matches!(
                    kind.as_str(),
                    "hidden" | "checkbox" | "radio" | "file" | "image" | "range" | "color"
                ) =>
            {
                let said = value.attr("value").filter(|value| !value.is_empty());
                let usual = match kind.as_str() {
                    "submit" => "Submit",
                    "reset" => "Reset",
                    _ => "",
                };
                self.aside(said.or(value.attr("placeholder")).unwrap_or(usual), "form", None);
            }
            "textarea" if element.text().all(|text| text.trim().is_empty()) => {
                self.aside(value.attr("placeholder").unwrap_or_default(), "form", None);
            }
            "optgroup" | "option" => self.aside(value.attr("label").unwrap_or_default(), "form", None),
            "iframe" => {
                if let Some(inner) = value.attr("srcdoc") {
                    self.aside(&words_of(inner), "frame", None);
                }
            }
            "noscript" => {
                let inner: String = element.text().collect();
                self.aside(&words_of(&inner), "noscript", Some("noscript"));
            }
            _ => {}
        }
        let is_hidden = self.open.last().is_some_and(|open| open.look.hidden().is_some());
        if is_hidden && value.name() != "track" {
            return;
        }
        for attribute in ["alt", "title", "aria-label", "label"] {
            let text = value.attr(attribute).filter(|text| text.chars().any(char::is_alphabetic));
            let Some(text) = text.filter(|_| self.blocks.len() < MAX_ALTERNATIVES) else { continue };
            let block = Block {
                hidden: Some(attribute.to_owned()),
                is_alternative: true,
                ..self.block_of(text.to_owned())
            };
            self.blocks.push((block, false));
        }
    }

    /// Text of a kind that stands around a text if it does not stand in its midst.
    fn aside(&mut self, text: &str, what: &str, doubt: Option<&'static str>) {
        let is_amid = self.block.letters > 0 && doubt.is_none();
        let is_head = self.open.iter().any(|open| open.is_unseen) && !matches!(what, "frame" | "noscript");
        let in_head =
            self.open.len() <= 3 && what == "noscript" && self.open.get(1).is_some_and(|open| open.is_unseen);
        if text.trim().is_empty() || is_head || in_head {
            return;
        }
        let Some(open) = self.open.last() else { return };
        let mut look = open.look.clone();
        if let Some(what) = doubt {
            look.doubt(what, None);
        }
        if is_amid {
            return self.text_of(text, &look);
        }
        self.flush();
        let furniture = Furniture { what: what.to_owned(), element: Some(open_number(&self.open)) };
        if let Some(open) = self.open.last_mut() {
            open.furniture = open.furniture.take().or(Some(furniture));
        }
        self.text_of(text, &look);
        self.flush();
    }

    fn close(&mut self) {
        if let Some((text, look)) = self.open.last_mut().and_then(|open| open.behind.take()) {
            self.text_of(&text, &look);
        }
        let Some(closed) = self.open.last() else { return };
        let (number, is_block, covers) = (closed.number, closed.is_block, closed.covers);
        let covers = covers && closed.letters_before == self.letters && closed.look.hidden().is_none();
        let is_hidden = closed.look.hidden().is_some();
        let outer_hidden = self.open.iter().rev().nth(1).is_some_and(|outer| outer.look.hidden().is_some());
        let look = closed.look.clone();
        if let Some(mark) = self.mark.take_if(|_| is_block) {
            self.text_of(&mark, &look);
        }
        if is_block || is_hidden != outer_hidden {
            self.flush();
        }
        self.open.pop();
        if covers {
            let outer = self.open.last().map_or(number, |outer| outer.number);
            if self.block.letters > 0 || self.open.last().is_some_and(|outer| !outer.is_block) {
                self.block.covered = true;
            } else if self.open.len() > 2 {
                self.covered.insert(outer);
            }
        }
    }

    /// A comment is no text, but where a mail program takes its condition for true.
    fn comment(&mut self, comment: &str) {
        let comment = comment.trim();
        let Some((condition, inner)) = comment.strip_prefix("[if").and_then(|rest| rest.split_once("]>"))
        else {
            return;
        };
        let inner = inner.rsplit_once("<![endif]").map_or(inner, |(inner, _)| inner);
        let text = words_of(inner);
        let Some(open) = self.open.last().filter(|open| !open.is_unseen) else { return };
        if !text.chars().any(char::is_alphanumeric) {
            return;
        }
        if condition.contains("mso") && !condition.contains('!') {
            let mut look = open.look.clone();
            look.doubt("conditional comment", None);
            self.text_of(&text, &look);
        } else {
            let block = Block { hidden: Some("a comment".to_owned()), ..self.block_of(text) };
            self.blocks.push((block, false));
        }
    }

    fn text(&mut self, text: &str) {
        let Some(within) = self.open.last() else { return };
        if within.is_unseen {
            return;
        }
        let mut look = within.look.clone();
        if within.turns && is_turned(text, look.right_to_left) {
            look.doubt("direction", None);
        }
        let begins_word =
            self.block.text.is_empty() || self.block.space || text.starts_with(char::is_whitespace);
        if within.raise.is_some() && begins_word && text.contains(char::is_alphabetic) {
            look.doubt("raised or lowered", None);
        }
        if !text.trim().is_empty()
            && let Some(mark) = self.mark.take()
        {
            self.text_of(&mark, &look);
        }
        self.text_of(text, &look);
    }

    /// Adds text of this look.
    fn text_of(&mut self, text: &str, look: &Look) {
        let Some(within) = self.open.last() else { return };
        let building = &mut self.block;
        let mut from = None;
        for c in text.chars() {
            if within.preformatted && c == '\n' {
                building.text.push('\n');
                building.space = false;
            } else if c.is_whitespace() && c != '\u{a0}' && c != '\u{3000}' && c != '\u{202f}' {
                building.space = true;
                building.unlinked.push(' ');
            } else {
                if building.space && !building.text.is_empty() && !building.text.ends_with('\n') {
                    building.text.push(' ');
                }
                building.space = false;
                from = from.or(Some(building.text.len()));
                building.text.push(within.raise.map_or(c, |raise| raise(c)));
                building.letters += 1;
                self.letters += 1;
                building.linked += usize::from(within.is_link);
                building.unlinked.push(if within.is_link { ' ' } else { c });
            }
        }
        let Some(from) = from.filter(|_| !look.doubts.is_empty()) else { return };
        for why in &look.doubts {
            let at = from..building.text.len();
            building.doubts.push(Doubt { at, what: why.what.to_owned(), element: why.element });
        }
    }

    /// A block at this place.
    fn block_of(&self, text: String) -> Block {
        let within = self.open.last();
        Block {
            text,
            line: self.line,
            furniture: within.and_then(|within| within.furniture.clone()),
            // html and body hold everything, and tell nothing
            elements: self.open.iter().skip(2).map(|open| open.number).collect(),
            ..Block::default()
        }
    }

    fn flush(&mut self) {
        let Building { text, linked, letters, unlinked, mut doubts, covered, .. } =
            std::mem::take(&mut self.block);
        if letters == 0 {
            return;
        }
        let look = self.open.last().map(|open| &open.look);
        let hidden = look.and_then(Look::hidden).map(str::to_owned);
        let all = 0..text.len();
        if covered {
            doubts.push(Doubt { at: all.clone(), what: "position".to_owned(), element: None });
        }
        if look.is_some_and(|look| look.right_to_left) && begins_turned(&text) {
            doubts.push(Doubt { at: all, what: "direction".to_owned(), element: None });
        }
        let lines = text.matches('\n').count() + 1;
        let mut block = Block { hidden, doubts, ..self.block_of(text) };
        if linked > 0 && block.furniture.is_none() && is_filing(&unlinked) {
            block.furniture = Some(Furniture { what: TAGS.to_owned(), element: None });
        }
        self.line += lines;
        self.blocks.push((block, linked == letters));
    }

    /// All blocks, with what is laid over some of them.
    fn finished(mut self) -> Vec<(Block, bool)> {
        if !self.covered.is_empty() {
            for (block, _) in &mut self.blocks {
                let over = block.elements.iter().find(|element| self.covered.contains(element));
                if let Some(element) = over {
                    let (at, element) = (0..block.text.len(), Some(*element));
                    block.doubts.push(Doubt { at, what: "position".to_owned(), element });
                }
            }
        }
        self.blocks
    }
}

fn open_number(open: &[Open]) -> usize {
    open.last().map_or(0, |open| open.number)
}

/// Whether a style lays an element over others, with a ground of its own.
fn covers(style: &Style) -> bool {
    let lifted = style.harm("position", |value| is_word(value, &["absolute", "fixed"]));
    let opaque = |value: &Vec<Token>| match value.as_slice() {
        [token] => matches!(Color::of(token), Some(Color::Of(_, alpha)) if alpha > 0.5),
        _ => false,
    };
    let pictured = style.harm("background-image", |value| !is_word(value, &["none", "initial", "unset"]));
    lifted > Harm::No && style.harm("background-color", opaque).max(pictured) > Harm::No
}

/// The number of the first item of a list and the step to the next, if it does not count from one.
fn numbers(element: ElementRef<'_>) -> Option<(i64, i64)> {
    let value = element.value();
    if value.name() != "ol" || value.attr("type").is_some_and(|kind| kind != "1") {
        return None;
    }
    let is_item = |child: &ElementRef<'_>| child.value().name() == "li";
    let start = value.attr("start").and_then(|start| start.trim().parse::<i64>().ok());
    if value.attr("reversed").is_some() {
        let items = i64::try_from(element.child_elements().filter(is_item).count()).unwrap_or(0);
        return Some((start.unwrap_or(items), -1));
    }
    let has_own = element.child_elements().any(|child| is_item(&child) && child.attr("value").is_some());
    (start.is_some_and(|start| start != 1) || has_own).then_some((start.unwrap_or(1), 1))
}

/// What takes a text out of sight until a reader opens it.
const CLOSED: &str = "details";

/// Stands for text that a style sheet writes and that cannot be told.
const UNKNOWN: &str = "\u{fffc}";

/// The text that `content` writes, if it is more than a sign, and whether it is sure.
fn said(
    style: &Style,
    element: ElementRef<'_>,
    look: &Look,
    counters: &HashSet<String>,
) -> Option<(String, bool)> {
    let (values, _) = style.possible("content");
    let is_sure = style.sure("content").is_some();
    let texts = values.into_iter().map(|value| {
        let mut text = String::new();
        for token in value {
            match token {
                Token::Text(own) => text.push_str(own),
                Token::Sign('/') => break,
                Token::Word(word) if word == "open-quote" => text.push_str(&quote(look, false)),
                Token::Word(word) if word == "close-quote" => text.push_str(&quote(look, true)),
                Token::Function(name, inner) if name == "attr" => {
                    let Some(Token::Word(name)) = inner.first() else { continue };
                    let own = element.attr(name).unwrap_or_default();
                    // an address is no words
                    if !(name == "href" && own.contains(['/', '.', ':', '#'])) {
                        text.push_str(own);
                    }
                }
                Token::Function(name, inner) if name == "counter" || name == "counters" => {
                    let is_custom = inner.iter().any(|token| {
                        matches!(token, Token::Word(word) if counters.contains(word))
                            || matches!(token, Token::Function(..))
                    });
                    let counts = BLOCKS.contains(&element.value().name());
                    if is_custom || !counts {
                        return UNKNOWN.to_owned();
                    }
                }
                Token::Function(name, _) if name == "var" || name == "env" || name == "string" => {}
                _ => {}
            }
        }
        text
    });
    let text = texts
        .into_iter()
        .find(|text| text == UNKNOWN || text.contains(|c: char| c.is_alphanumeric() || crosses_out(c)))?;
    Some((text, is_sure))
}

/// The quotation mark that a browser draws.
fn quote(look: &Look, behind: bool) -> String {
    let own = look.quotes.as_ref().and_then(|quotes| match quotes.as_slice() {
        [Token::Text(before), Token::Text(after), ..] => {
            Some(if behind { after.clone() } else { before.clone() })
        }
        [Token::Word(word)] if word == "none" => Some(String::new()),
        _ => None,
    });
    own.unwrap_or_else(|| if behind { "”" } else { "“" }.to_owned())
}

/// The words of a piece of HTML that is no part of the page's own tree.
fn words_of(html: &str) -> String {
    const LONGEST: usize = 100_000;
    if html.len() > LONGEST || depth(html) > MAX_DEPTH {
        return "what is not read".to_owned();
    }
    let inner = Html::parse_fragment(html);
    let is_seen = |node: ego_tree::NodeRef<'_, Node>| {
        !node.ancestors().any(|outer| {
            outer.value().as_element().is_some_and(|outer| {
                UNSEEN.contains(&outer.name()) || matches!(outer.name(), "xml" | "noscript" | "iframe")
            })
        })
    };
    let texts = inner.tree.root().descendants().filter_map(|node| match node.value() {
        Node::Text(text) if is_seen(node) => Some(text.to_string()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Whether a text within a line is of the other direction than it is set to.
fn is_turned(text: &str, right_to_left: bool) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| is_right_to_left(c) != right_to_left)
}

/// Whether a text from left to right begins with what is seen at its end where lines run from right to left.
fn begins_turned(text: &str) -> bool {
    let first = text.chars().find(|c| c.is_alphanumeric());
    first.is_some_and(char::is_numeric) && is_turned(text, true)
}

/// The words beside links that say that a page is filed under these: `Posted in`, `Tagged`.
pub(crate) const FILING: &str = "posted in filed under tagged tags tag category categories topic topics and";

/// Whether the words beside links are all of [`FILING`].
fn is_filing(unlinked: &str) -> bool {
    let mut words = unlinked.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some_and(|first| first.len() > 3)
        && words.all(|word| FILING.split(' ').any(|known| word.eq_ignore_ascii_case(known)))
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

/// Whether an element holds a link, something to press, or a heading that says of what follows that it is another matter.
fn leads_elsewhere(element: ElementRef<'_>) -> bool {
    const ELSEWHERE: &str = "related also more recommended latest recent weitere mehr auch aussi plus también más também mais \
        ещё еще также похожие اقرأ أيضا المزيد עוד";
    let says_so = |node: ego_tree::NodeRef<'_, Node>| {
        let text: String = ElementRef::wrap(node).map_or(String::new(), |heading| heading.text().collect());
        text.to_lowercase().split_whitespace().any(|word| ELSEWHERE.split(' ').any(|known| known == word))
    };
    element.descendants().any(|node| {
        node.value().as_element().is_some_and(|element| match element.name() {
            "a" | "button" | "input" | "select" | "form" => true,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => says_so(node),
            _ => element.attr("onclick").is_some(),
        })
    })
}

/// Whether an element is the sign beside a heading that leads to it: `#`, `¶`.
fn is_anchor(element: ElementRef<'_>) -> bool {
    const SIGNS: [&str; 5] = ["#", "¶", "§", "\u{1f517}", "\u{1f517}\u{fe0e}"];
    let is_link = element.value().name() == "a";
    let leads_here = || element.value().attr("href").is_some_and(|address| address.starts_with('#'));
    is_link && leads_here() && SIGNS.contains(&element.text().collect::<String>().trim())
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
        let mut words = named.flat_map(words_of_name);
        words.find_map(|word| {
            let word = word.to_ascii_lowercase();
            let what = AROUND.iter().find(|(hint, _)| word == *hint).map(|(_, what)| *what);
            what.or_else(|| word.starts_with("cookie").then_some("cookie banner"))
        })
    })
}

/// The words of a class or an id, written as `site-header` or as `siteHeader`.
fn words_of_name(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut before) = (0, ' ');
    for (at, c) in name.char_indices() {
        if !c.is_ascii_alphanumeric() || c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.extend(name.get(start..at));
            start = at + usize::from(!c.is_ascii_alphanumeric()) * c.len_utf8();
        }
        before = c;
    }
    words.extend(name.get(start..));
    words
}

/// Lowered digits are not those of the line either.
fn lowered(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(c as u32 - '0' as u32 + '\u{2080}' as u32).unwrap_or(c),
        _ => c,
    }
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
