//! ODT (OpenDocument 1.3, part 3): the text, with notes and frames behind their paragraphs, heads and feet.

use std::collections::HashMap;

use crate::audit::copy::{Block, Furniture};
use crate::extract::ExtractError;
use crate::extract::office::look::{Look, rgb};
use crate::extract::office::paragraphs::Paragraphs;
use crate::extract::office::xml::{Element, Event, Xml};
use crate::extract::office::{Package, damaged};

/// The longest chain of styles that are based on each other: what has more is taken to be hidden.
const MAX_CHAIN: usize = 20;

/// The most spaces that one element stands for.
const MAX_SPACES: usize = 1_000;

/// Elements whose characters are not on the page: comments, who changed what, templates of tables of contents, labels
/// of lists, descriptions of pictures.
const UNSEEN: [(&str, &str); 16] = [
    ("office", "annotation"),
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

/// The looks that styles give, by family and name; the default of a family has no name.
#[derive(Default)]
struct Styles(HashMap<(String, String), (Option<String>, Look)>);

impl Styles {
    fn read(&mut self, text: &str) -> Result<(), ExtractError> {
        let mut xml = Xml::new(text);
        let mut open: Option<(String, String)> = None;
        while let Some(event) = xml.next()? {
            let Event::Open(element) = event else { continue };
            match element.is() {
                ("style", "style" | "default-style") => {
                    let said = |name: &str| element.attribute("style", name).unwrap_or_default().to_owned();
                    let key = (said("family"), said("name"));
                    let parent = element.attribute("style", "parent-style-name").map(str::to_owned);
                    self.0.insert(key.clone(), (parent, Look::default()));
                    open = Some(key);
                }
                ("style", "text-properties") => {
                    if let Some((_, look)) = open.as_ref().and_then(|key| self.0.get_mut(key)) {
                        *look = read_look(&element).over(*look);
                    }
                }
                ("style", "paragraph-properties" | "table-cell-properties" | "graphic-properties") => {
                    let back = element
                        .attribute("fo", "background-color")
                        .or(element.attribute("draw", "fill-color"));
                    if let (Some((_, look)), Some(back)) =
                        (open.as_ref().and_then(|key| self.0.get_mut(key)), back)
                    {
                        look.back = rgb(back).or(look.back);
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
            let style = next.take().and_then(|name| self.0.get(&(family.to_owned(), name)));
            let Some((parent, own)) = style else { break };
            look = look.over(*own);
            next = parent.clone();
        }
        if next.is_some_and(|name| self.0.contains_key(&(family.to_owned(), name))) {
            look.hidden = Some(true);
        }
        look.over(self.0.get(&(family.to_owned(), String::new())).map_or(Look::default(), |(_, look)| *look))
    }
}

fn read_look(properties: &Element) -> Look {
    let said = |space: &str, name: &str| properties.attribute(space, name);
    let line = said("style", "text-line-through-style").or(said("style", "text-line-through-type"));
    let percent = |value: &str| value.trim_end_matches('%').parse::<f32>().ok();
    let raised = |position: &str| {
        let by = position.split_whitespace().next().unwrap_or_default();
        by == "super" || percent(by).is_some_and(|by| by > 0.0)
    };
    Look {
        hidden: said("text", "display").map(|display| display == "none"),
        struck: line.map(|line| line != "none"),
        raised: said("style", "text-position").map(raised),
        color: said("fo", "color").and_then(rgb),
        back: said("fo", "background-color").and_then(rgb),
        size: said("fo", "font-size")
            .and_then(|size| size.strip_suffix("pt"))
            .and_then(|size| size.parse().ok()),
        width: said("style", "text-scale").and_then(percent),
    }
}

/// An element that is open.
#[derive(Clone, Default)]
struct Frame {
    name: (&'static str, String),
    /// How it hides what it holds.
    hidden: Option<&'static str>,
    look: Look,
    /// Whether its characters are none of the page.
    is_unseen: bool,
}

#[derive(Default)]
struct Walk {
    styles: Styles,
    paragraphs: Paragraphs,
    frames: Vec<Frame>,
    /// The elements of heads and feet so far.
    around: usize,
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
            }
            ("text", "note-citation") => frame.look.raised = Some(true),
            ("text", "deletion") => frame.hidden = Some("a tracked deletion"),
            ("text", "hidden-text" | "hidden-paragraph") => {
                let is_shown = said("is-hidden") == Some("false");
                frame.hidden = frame.hidden.or((!is_shown).then_some("hidden text"));
            }
            ("text", "section") => {
                let is_hidden = match said("display") {
                    Some("none") => true,
                    Some("condition") => said("is-hidden") == Some("true"),
                    _ => false,
                };
                frame.hidden = frame.hidden.or(is_hidden.then_some("hidden text"));
            }
            ("table", "covered-table-cell") => frame.hidden = frame.hidden.or(Some("a covered cell")),
            ("table", "table-row" | "table-column") => {
                let is_shown = matches!(element.attribute("table", "visibility"), None | Some("visible"));
                frame.hidden = frame.hidden.or((!is_shown).then_some("hidden text"));
            }
            ("style", "header" | "header-left" | "header-first") => self.begin_around("running head"),
            ("style", "footer" | "footer-left" | "footer-first") => self.begin_around("running foot"),
            ("", _) => frame.hidden = frame.hidden.or(Some("an element that is not shown")),
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
            Some(("style", name)) if name.starts_with("header") || name.starts_with("footer") => {
                self.paragraphs.furniture = None;
            }
            _ => {}
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
        self.paragraphs.text(text, within.hidden.or(within.look.hides()), &within.look);
    }
}
