//! ODT (OpenDocument 1.3, part 3): the text, with notes and frames behind their paragraphs, heads and feet.

use std::collections::{HashMap, HashSet};

use crate::audit::copy::{Block, Furniture};
use crate::extract::office::look::{Look, draws_signs, rgb};
use crate::extract::office::paragraphs::Paragraphs;
use crate::extract::office::xml::{Element, Event, Xml};
use crate::extract::office::{Package, damaged};
use crate::extract::{ExtractError, crosses_out};

/// The longest chain of styles that are based on each other: what has more is taken to be hidden.
const MAX_CHAIN: usize = 20;

/// The most spaces that one element stands for.
const MAX_SPACES: usize = 1_000;

/// The name of the list that headings are items of.
const OUTLINE: &str = "the outline";

/// How far from the edges a frame still is on the page, and how small nothing in it is to be read, in points.
const ON_PAGE: std::ops::RangeInclusive<f32> = -100.0..=1_500.0;
const SMALL_BOX: f32 = 20.0;

/// Elements whose characters are not on the page: who changed what, templates of tables of contents, labels of lists,
/// descriptions of pictures.
const UNSEEN: [(&str, &str); 17] = [
    ("dc", "creator"),
    ("dc", "date"),
    ("office", "change-info"),
    ("office", "forms"),
    ("office", "scripts"),
    ("office", "binary-data"),
    ("text", "number"),
    ("text", "script"),
    ("text", "table-of-content-source"),
    ("text", "illustration-index-source"),
    ("text", "table-index-source"),
    ("text", "object-index-source"),
    ("text", "user-index-source"),
    ("text", "alphabetical-index-source"),
    ("text", "bibliography-source"),
    ("svg", "title"),
    ("svg", "desc"),
];

/// Whether a manifest says that files are encrypted.
pub(super) fn is_encrypted(manifest: &str) -> Result<bool, ExtractError> {
    let mut xml = Xml::new(manifest);
    while let Some(event) = xml.next()? {
        if matches!(event, Event::Open(element) if element.is() == ("manifest", "encryption-data")) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The blocks of the document.
pub(super) fn blocks(package: &mut Package<'_>) -> Result<Vec<Block>, ExtractError> {
    let Some(content) = package.file("content.xml")? else { return Err(damaged("content.xml is missing")) };
    let styles = package.file("styles.xml")?;
    let mut walk = Walk::default();
    for text in styles.iter().chain([&content]) {
        walk.styles.read(text)?;
    }
    walk.file(&content)?;
    if let Some(text) = &styles {
        walk.file(text)?;
    }
    Ok(walk.paragraphs.finish())
}

/// The looks that styles give.
#[derive(Default)]
struct Styles {
    /// By family and name; the default of a family has no name.
    all: HashMap<(String, String), (Option<String>, Look)>,
    /// The words before the items of a list, by its style and level.
    labels: HashMap<(String, String), String>,
    /// The number of the first item of such a list, if it is not one.
    starts: HashMap<(String, String), u32>,
    /// The list style that a style of paragraphs names.
    lists: HashMap<String, String>,
    /// Rows whose height is fixed, and tables that are not shown.
    fixed: HashSet<String>,
    unshown: HashSet<String>,
    /// Whether pages, sections or rows have a ground of their own.
    has_ground: bool,
}

impl Styles {
    fn read(&mut self, text: &str) -> Result<(), ExtractError> {
        let mut xml = Xml::new(text);
        let mut open: Option<(String, String)> = None;
        let mut list = String::new();
        while let Some(event) = xml.next()? {
            let Event::Open(element) = event else { continue };
            match element.is() {
                ("style", "style" | "default-style") => {
                    let said = |name: &str| element.attribute("style", name).unwrap_or_default().to_owned();
                    let key = (said("family"), said("name"));
                    let parent = element.attribute("style", "parent-style-name").map(str::to_owned);
                    if let Some(list) = element.attribute("style", "list-style-name") {
                        self.lists.insert(key.1.clone(), list.to_owned());
                    }
                    self.all.insert(key.clone(), (parent, Look::default()));
                    open = Some(key);
                }
                ("style", "text-properties") => {
                    if let Some((_, look)) = open.as_ref().and_then(|key| self.all.get_mut(key)) {
                        *look = read_look(&element).over(*look);
                    }
                }
                ("style", "paragraph-properties" | "table-cell-properties" | "graphic-properties") => {
                    if let Some((_, look)) = open.as_ref().and_then(|key| self.all.get_mut(key)) {
                        *look = read_box(&element).over(*look);
                    }
                }
                // another look in a list, a table, a section, a head
                ("style", "map")
                    if element.attribute("style", "condition").is_some_and(|said| said.contains("()")) =>
                {
                    let own = open.as_ref().filter(|(family, _)| family == "paragraph");
                    if let Some((_, look)) = own.and_then(|key| self.all.get_mut(key)) {
                        look.doubt = Some("condition");
                    }
                }
                ("style", "table-row-properties") => {
                    self.has_ground |= has_ground(&element);
                    if element.attribute("style", "row-height").is_some()
                        && element.attribute("style", "use-optimal-row-height") != Some("true")
                    {
                        self.fixed.extend(open.clone().map(|(_, name)| name));
                    }
                }
                ("style", "table-properties") if element.attribute("table", "display") == Some("false") => {
                    self.unshown.extend(open.clone().map(|(_, name)| name));
                }
                ("style", "page-layout-properties" | "section-properties") => {
                    self.has_ground |= has_ground(&element);
                }
                ("text", "outline-style") => OUTLINE.clone_into(&mut list),
                ("text", "list-style") => {
                    list = element.attribute("style", "name").unwrap_or_default().to_owned();
                }
                ("text", "list-level-style-number" | "list-level-style-bullet" | "outline-level-style") => {
                    let level = element.attribute("text", "level").unwrap_or_default().to_owned();
                    let label = ["num-prefix", "num-suffix"].map(|name| element.attribute("style", name));
                    let label = label.map(Option::unwrap_or_default).concat();
                    // `%1%.`, before these two where LibreOffice reads it
                    let format = element.attribute("loext", "num-list-format");
                    let format =
                        format.map(|format| format.replace(|c: char| c == '%' || c.is_ascii_digit(), ""));
                    let label = format.unwrap_or(label);
                    // one letter may count, or be a bullet
                    let bullet =
                        element.attribute("text", "bullet-char").filter(|sign| sign.contains(crosses_out));
                    if label.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 1) {
                        self.labels.insert((list.clone(), level.clone()), label);
                    } else if let Some(bullet) = bullet {
                        self.labels.insert((list.clone(), level.clone()), bullet.to_owned());
                    }
                    let start = element.attribute("text", "start-value").and_then(|start| start.parse().ok());
                    if let Some(start) = start.filter(|start| *start > 1) {
                        self.starts.insert((list.clone(), level), start);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What a style says, with what it is based on.
    fn look(&self, family: &str, name: &str) -> Look {
        let mut look = Look::default();
        let mut next = Some(name.to_owned());
        for _ in 0..MAX_CHAIN {
            let style = next.take().and_then(|name| self.all.get(&(family.to_owned(), name)));
            let Some((parent, own)) = style else { break };
            look = look.over(*own);
            next = parent.clone();
        }
        if next.is_some_and(|name| self.all.contains_key(&(family.to_owned(), name))) {
            look.hidden = Some(true);
        }
        look.over(
            self.all.get(&(family.to_owned(), String::new())).map_or(Look::default(), |(_, look)| *look),
        )
    }
}

/// What the properties of a text say about its look.
fn read_look(properties: &Element) -> Look {
    let said = |space: &str, name: &str| properties.attribute(space, name);
    let line = said("style", "text-line-through-style").or(said("style", "text-line-through-type"));
    let size = said("fo", "font-size");
    let font = said("style", "font-name").or(said("fo", "font-family"));
    let is_automatic = said("style", "use-window-font-color") == Some("true");
    let mut look = Look {
        hidden: said("text", "display").map(|display| display == "none"),
        struck: line.map(|line| line != "none"),
        color: said("fo", "color").filter(|_| !is_automatic).and_then(rgb),
        back: said("fo", "background-color").and_then(rgb),
        size: size.and_then(points),
        width: said("style", "text-scale").and_then(percent),
        // LibreOffice writes 0% beside a colour that is automatic, and means nothing by it
        opacity: said("fo", "color")
            .filter(|_| !is_automatic)
            .and(said("loext", "opacity"))
            .and_then(percent)
            .map(|opacity| opacity / 100.0),
        apart: said("fo", "letter-spacing").and_then(points),
        signs: font.map(draws_signs),
        ..Look::default()
    };
    if let Some(position) = said("style", "text-position") {
        moved(position, &mut look);
    }
    if said("text", "display") == Some("condition") {
        look.doubt = Some("condition");
    }
    // of that of the style that it is based on
    if size.and_then(percent).is_some_and(|size| size < SMALL) {
        look.doubt = Some("size");
    }
    look
}

/// What the properties of a paragraph, a cell or a frame say about the look of what is in it.
fn read_box(properties: &Element) -> Look {
    let said = |space: &str, name: &str| properties.attribute(space, name);
    let margins = ["margin-left", "margin-right", "text-indent"].into_iter();
    let margins = margins.filter_map(|name| said("fo", name).and_then(points));
    let height = said("fo", "line-height");
    Look {
        back: said("fo", "background-color").or(said("draw", "fill-color")).and_then(rgb),
        line: height.and_then(points),
        indent: margins.max_by(|one, other| one.abs().total_cmp(&other.abs())),
        doubt: height.and_then(percent).filter(|height| *height < SMALL).map(|_| "line height"),
        ..Look::default()
    }
}

/// Of the usual size of letters, or height of lines, what is beneath is not to be read, in percent.
const SMALL: f32 = 35.0;

/// Letters moved up or down, by a part of their size, and perhaps smaller.
fn moved(position: &str, look: &mut Look) {
    /// As far as notes are raised and indices lowered, in percent.
    const UP: f32 = 100.0;
    const DOWN: f32 = -50.0;
    let mut words = position.split_whitespace();
    let by = match words.next() {
        Some("super") => 33.0,
        Some("sub") => -33.0,
        by => by.and_then(percent).unwrap_or_default(),
    };
    look.raised = Some(by > 0.0);
    let is_small = words.next().and_then(percent).is_some_and(|size| size < SMALL);
    if is_small || !(DOWN..=UP).contains(&by) {
        look.doubt = Some("position");
    }
}

/// Whether a page, a section or a row has a ground of its own.
fn has_ground(properties: &Element) -> bool {
    let ground = properties.attribute("fo", "background-color");
    ground.is_some_and(|ground| !matches!(ground, "transparent" | "#ffffff"))
}

/// Whether programs show something else for a field than what stands in the file: the day, a property, a variable.
fn is_worked_out_anew(field: &str) -> bool {
    const NAMES: [&str; 38] = [
        "date",
        "time",
        "user-field-get",
        "user-field-input",
        "variable-get",
        "variable-set",
        "variable-input",
        "expression",
        "bookmark-ref",
        "reference-ref",
        "title",
        "subject",
        "keywords",
        "description",
        "file-name",
        "template-name",
        "author-name",
        "author-initials",
        "database-display",
        "database-name",
        "database-row-number",
        "chapter",
        "user-defined",
        "sequence",
        "text-input",
        "meta-field",
        "execute-macro",
        "dde-connection",
        "creation-date",
        "creation-time",
        "print-date",
        "print-time",
        "modification-date",
        "modification-time",
        "initial-creator",
        "creator",
        "drop-down",
        "page-variable-get",
    ];
    NAMES.contains(&field) || field.starts_with("sender-") || field.ends_with("-count")
}

fn percent(written: &str) -> Option<f32> {
    written.strip_suffix('%').and_then(|number| number.parse().ok())
}

/// A length in points.
fn points(written: &str) -> Option<f32> {
    let units = [("pt", 1.0), ("cm", 28.35), ("mm", 2.835), ("in", 72.0), ("pc", 12.0), ("px", 0.75)];
    units.iter().find_map(|(unit, size)| Some(size * written.strip_suffix(unit)?.parse::<f32>().ok()?))
}

/// An element that is open.
#[derive(Clone, Default)]
struct Frame {
    name: (&'static str, String),
    /// How it hides what it holds.
    hidden: Option<&'static str>,
    look: Look,
    /// What leaves open whether a reader sees what it holds.
    doubt: Option<&'static str>,
    /// Whether its characters are none of the page.
    is_unseen: bool,
    /// Whether a ground that nobody named is something else than the paper: that of a table or a frame.
    on_other_ground: bool,
    /// The style of the list that it is in, and how many are around it.
    list: (String, usize),
}

#[derive(Default)]
struct Walk {
    styles: Styles,
    paragraphs: Paragraphs,
    frames: Vec<Frame>,
    /// The elements of heads and feet so far.
    around: usize,
    /// What stands before the item of a list whose text has not begun.
    label: Option<String>,
    /// For each list that is open the number of its next item, where it is not its place.
    numbers: Vec<Option<u32>>,
}

impl Walk {
    fn file(&mut self, text: &str) -> Result<(), ExtractError> {
        let mut xml = Xml::new(text);
        while let Some(event) = xml.next()? {
            match event {
                Event::Open(element) => self.open(&element),
                Event::Close => self.close(),
                Event::Text(text) => self.characters(&text),
            }
        }
        Ok(())
    }

    fn open(&mut self, element: &Element) {
        let outer = self.frames.last().cloned().unwrap_or_default();
        let mut frame = Frame { name: (element.space, element.name.clone()), ..outer };
        frame.is_unseen |= UNSEEN.contains(&element.is());
        let said = |name: &str| element.attribute("text", name);
        match element.is() {
            ("text", "p" | "h") => {
                frame.look = self
                    .look("paragraph", said("style-name"))
                    .over(Look { back: frame.look.back, ..Look::default() });
                self.paragraphs.begin();
                let level = said("outline-level").filter(|_| element.name == "h");
                let outline = level.map(|level| (OUTLINE.to_owned(), level.to_owned()));
                let own = said("style-name").and_then(|style| self.styles.lists.get(style));
                let own = own.map(|list| (list.clone(), frame.list.1.max(1).to_string()));
                let other = outline.or(own).and_then(|item| self.styles.labels.get(&item));
                if let Some(label) = other.filter(|_| self.label.is_none()) {
                    self.paragraphs.text(&format!("{label} "), frame.hidden, &frame.look);
                }
                if let Some(label) = self.label.take() {
                    self.paragraphs.text(&label, frame.hidden, &frame.look);
                }
            }
            ("text", "list") => {
                frame.list.1 += 1;
                self.numbers.push(None);
                if let Some(style) = said("style-name") {
                    style.clone_into(&mut frame.list.0);
                }
            }
            ("text", "numbered-paragraph") => {
                let item = (said("style-name"), said("level"));
                let item = (item.0.unwrap_or_default().to_owned(), item.1.unwrap_or("1").to_owned());
                self.label = self.styles.labels.get(&item).map(|label| format!("{label} "));
            }
            ("text", "list-item") => {
                let key = (frame.list.0.clone(), frame.list.1.to_string());
                let given = said("start-value")
                    .and_then(|start| start.parse::<u32>().ok())
                    .filter(|start| *start > 1);
                let next = self.numbers.last_mut().map(|next| {
                    let own = given.or(*next).or_else(|| self.styles.starts.get(&key).copied());
                    *next = own.map(|own| own.saturating_add(1));
                    own
                });
                let number = next.flatten().map(|number| format!("{number}. ")).unwrap_or_default();
                let words = self.styles.labels.get(&key).map(|label| format!("{label} ")).unwrap_or_default();
                self.label = Some(format!("{number}{words}")).filter(|label| !label.is_empty());
            }
            ("text", "span") => frame.look = self.look("text", said("style-name")).over(frame.look),
            ("table", "table-cell") => {
                let style = element.attribute("table", "style-name");
                frame.look =
                    Look { back: self.look("table-cell", style).back, ..Look::default() }.over(frame.look);
            }
            ("draw", "frame" | "custom-shape") => {
                let style = element.attribute("draw", "style-name");
                frame.look = Look { back: self.look("graphic", style).back, ..Look::default() };
                frame.on_other_ground = true;
                let points = |name| element.attribute("svg", name).and_then(points);
                let is_away = [points("x"), points("y")].iter().flatten().any(|at| !ON_PAGE.contains(at));
                let is_small =
                    [points("width"), points("height")].iter().flatten().any(|size| *size < SMALL_BOX);
                let doubt = is_away.then_some("position").or(is_small.then_some("size"));
                frame.doubt = frame.doubt.or(doubt);
            }
            ("text", "note-citation") => frame.look.raised = Some(true),
            ("text", "deletion") => frame.hidden = Some("a tracked deletion"),
            ("text", "hidden-text") => {
                let is_shown = said("is-hidden") == Some("false");
                frame.hidden = frame.hidden.or((!is_shown).then_some("hidden text"));
                self.may_be_shown([said("string-value")], "condition");
            }
            // it hides the paragraph that it stands in, where its condition holds
            ("text", "hidden-paragraph") => self.paragraphs.doubt("hidden-paragraph"),
            ("text", "conditional-text") => {
                frame.look.doubt = Some("condition");
                self.may_be_shown(["string-value-if-true", "string-value-if-false"].map(said), "condition");
            }
            ("text", name) if is_worked_out_anew(name) && said("fixed") != Some("true") => {
                frame.doubt = Some("field");
            }
            // forms show what they are labelled with, and hold
            ("form", _) => {
                let said = ["label", "current-value", "value"].map(|name| element.attribute("form", name));
                self.may_be_shown(said, "form");
            }
            ("text", "section-source") => {
                self.frames.last_mut().into_iter().for_each(|section| section.doubt = Some("section-source"));
            }
            ("office", "annotation") => frame.hidden = frame.hidden.or(Some("a comment")),
            ("table", "table") => {
                frame.on_other_ground = true;
                if element
                    .attribute("table", "style-name")
                    .is_some_and(|name| self.styles.unshown.contains(name))
                {
                    frame.hidden = frame.hidden.or(Some("hidden text"));
                }
            }
            ("text", "section") => {
                let is_hidden = match said("display") {
                    Some("none") => true,
                    Some("condition") => said("is-hidden") == Some("true"),
                    _ => false,
                };
                frame.hidden = frame.hidden.or(is_hidden.then_some("hidden text"));
                if said("display") == Some("condition") {
                    frame.doubt = Some("condition");
                }
            }
            ("table", "covered-table-cell") => frame.hidden = frame.hidden.or(Some("a covered cell")),
            ("table", "table-row" | "table-column") => {
                let is_shown = matches!(element.attribute("table", "visibility"), None | Some("visible"));
                frame.hidden = frame.hidden.or((!is_shown).then_some("hidden text"));
                if element
                    .attribute("table", "style-name")
                    .is_some_and(|name| self.styles.fixed.contains(name))
                {
                    frame.doubt = Some("row height");
                }
            }
            ("style", "header" | "header-left" | "header-first") => self.begin_around(Furniture::HEAD),
            ("style", "footer" | "footer-left" | "footer-first") => self.begin_around(Furniture::FOOT),
            ("", _) => frame.doubt = frame.doubt.or(Some("unknown element")),
            _ => {}
        }
        self.frames.push(frame);
        match element.is() {
            ("text", "s") => {
                let count = said("c").and_then(|count| count.parse().ok()).unwrap_or(1).min(MAX_SPACES);
                self.sign(&" ".repeat(count));
            }
            ("text", "tab") => self.sign("\t"),
            ("text", "line-break") => self.sign("\n"),
            _ => {}
        }
    }

    fn close(&mut self) {
        match self.frames.pop().map(|frame| frame.name) {
            Some(("text", name)) if name == "p" || name == "h" => self.paragraphs.end(),
            Some(("text", name)) if name == "list-item" => self.label = None,
            Some(("text", name)) if name == "list" => drop(self.numbers.pop()),
            Some(("style", name)) if name.starts_with("header") || name.starts_with("footer") => {
                self.paragraphs.furniture = None;
            }
            _ => {}
        }
    }

    /// What a program may show in the place of what stands here.
    fn may_be_shown<const N: usize>(&mut self, said: [Option<&str>; N], what: &'static str) {
        let look = Look { doubt: Some(what), ..Look::default() };
        for text in said.into_iter().flatten().filter(|text| text.contains(char::is_alphanumeric)) {
            self.paragraphs.begin();
            self.paragraphs.text(text, None, &look);
            self.paragraphs.end();
        }
    }

    fn look(&self, family: &str, name: Option<&str>) -> Look {
        self.styles.look(family, name.unwrap_or_default())
    }

    fn begin_around(&mut self, what: &str) {
        self.around += 1;
        self.paragraphs.furniture = Some(Furniture { what: what.to_owned(), element: Some(self.around) });
    }

    /// Characters between tags: runs of white space are one space, and none at the start of a paragraph (6.1.2).
    fn characters(&mut self, text: &str) {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' => {
                    let is_behind_space =
                        if out.is_empty() { self.paragraphs.ends_in_space() } else { out.ends_with(' ') };
                    if !is_behind_space {
                        out.push(' ');
                    }
                }
                c => out.push(c),
            }
        }
        self.sign(&out);
    }

    fn sign(&mut self, text: &str) {
        let Some(within) = self.frames.last().filter(|within| !within.is_unseen) else { return };
        let hidden = within.hidden.or(within.look.hides(!within.on_other_ground && !self.styles.has_ground));
        let doubt = within.look.doubt.filter(|what| !what.is_empty()).or(within.doubt);
        self.paragraphs.text(text, hidden, &Look { doubt, ..within.look });
    }
}
