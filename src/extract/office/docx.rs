//! DOCX (ECMA-376, part 1): the main document, its notes where they are referred to, heads and feet.

use std::collections::HashMap;

use crate::audit::copy::{Block, Furniture};
use crate::extract::ExtractError;
use crate::extract::office::look::{Look, rgb};
use crate::extract::office::paragraphs::{Mark, Paragraphs};
use crate::extract::office::xml::{Element, Event, Xml};
use crate::extract::office::{Package, damaged};

/// The longest chain of styles that are based on each other: what has more is taken to be hidden.
const MAX_CHAIN: usize = 20;

/// The blocks of the document.
pub(super) fn blocks(package: &mut Package<'_>) -> Result<Vec<Block>, ExtractError> {
    let main = relations(package, "")?.into_iter().find(|relation| relation.kind == "officeDocument");
    let main =
        main.ok_or_else(|| ExtractError::Unsupported("a zip archive without a document".to_owned()))?.target;
    let Some(text) = package.file(&main)? else { return Err(damaged(format!("{main} is missing"))) };
    let relations = relations(package, &main)?;
    let mut files: HashMap<&str, String> = HashMap::new();
    for relation in &relations {
        if ["styles", "numbering", "footnotes", "endnotes"].contains(&relation.kind.as_str())
            && let Some(text) = package.file(&relation.target)?
        {
            files.insert(&relation.kind, text);
        }
    }
    let styles = files.get("styles").map_or(Ok(Styles::default()), |text| Styles::of(text))?;
    let mut notes = HashMap::new();
    for kind in ["footnote", "endnote"] {
        if let Some(text) = files.get(format!("{kind}s").as_str()) {
            notes.extend(notes_of(kind, text, &styles)?);
        }
    }
    let mut walk = Walk::new(&styles, notes);
    if let Some(text) = files.get("numbering") {
        walk.labels = labels_of(text)?;
    }
    walk.file(&text)?;
    for (number, relation) in (1..).zip(&relations) {
        let what = match relation.kind.as_str() {
            "header" => "running head",
            "footer" => "running foot",
            _ => continue,
        };
        if let Some(text) = package.file(&relation.target)? {
            walk.paragraphs.furniture = Some(Furniture { what: what.to_owned(), element: Some(number) });
            walk.file(&text)?;
        }
    }
    Ok(walk.paragraphs.finish())
}

/// How one file of a package refers to another.
struct Relation {
    /// The last piece of its type: `footnotes`, `header`.
    kind: String,
    /// The path from the root.
    target: String,
}

/// The relations of the file at `source`, or of the package.
fn relations(package: &mut Package<'_>, source: &str) -> Result<Vec<Relation>, ExtractError> {
    let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let Some(text) = package.file(&format!("{folder}_rels/{name}.rels"))? else { return Ok(Vec::new()) };
    let mut relations = Vec::new();
    let mut xml = Xml::new(&text);
    while let Some(event) = xml.next()? {
        let Event::Open(element) = event else { continue };
        let (Some(kind), Some(target)) = (element.attribute("", "Type"), element.attribute("", "Target"))
        else {
            continue;
        };
        if element.is() == ("rel", "Relationship") && element.attribute("", "TargetMode") != Some("External")
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let target = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
            relations.push(Relation { kind, target });
        }
    }
    Ok(relations)
}

/// The notes of a file, by their kind and number.
fn notes_of(
    kind: &'static str,
    text: &str,
    styles: &Styles,
) -> Result<HashMap<(&'static str, String), Vec<Block>>, ExtractError> {
    let mut notes = HashMap::new();
    let mut walk = Walk::new(styles, HashMap::new());
    let mut xml = Xml::new(text);
    let mut open = None;
    while let Some(event) = xml.next()? {
        if let Event::Open(element) = &event
            && element.is() == ("w", kind)
        {
            open = element.attribute("w", "id").map(|id| (kind, id.to_owned()));
        }
        let is_end =
            matches!(event, Event::Close) && walk.frames.last().is_some_and(|frame| frame.is("w", kind));
        walk.event(event, &xml)?;
        if is_end {
            let blocks = std::mem::take(&mut walk.paragraphs).finish();
            notes.extend(open.take().map(|id| (id, blocks)));
        }
    }
    Ok(notes)
}

/// The words in the labels of lists, by the list and the level; none where a label is a number or a bullet alone.
type Labels = HashMap<(String, String), String>;

fn labels_of(text: &str) -> Result<Labels, ExtractError> {
    let (mut own, mut shared) = (Labels::new(), Labels::new());
    let mut definitions: Vec<(String, String)> = Vec::new();
    let (mut list, mut level, mut is_shared) = (String::new(), String::new(), false);
    let mut xml = Xml::new(text);
    while let Some(event) = xml.next()? {
        let Event::Open(element) = event else { continue };
        let said = |name: &str| element.attribute("w", name).unwrap_or_default().to_owned();
        match element.is() {
            ("w", "abstractNum") => (list, is_shared) = (said("abstractNumId"), true),
            ("w", "num") => (list, is_shared) = (said("numId"), false),
            ("w", "abstractNumId") => definitions.push((list.clone(), said("val"))),
            ("w", "lvl") => level = said("ilvl"),
            ("w", "lvlText") => {
                let label = said("val").replace('%', "").replace(|c: char| c.is_ascii_digit(), "");
                // one letter may be a bullet in a font of signs
                if label.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 1) {
                    let labels = if is_shared { &mut shared } else { &mut own };
                    labels.insert((list.clone(), level.clone()), label);
                }
            }
            _ => {}
        }
    }
    for (list, definition) in definitions {
        for ((of, level), label) in &shared {
            if *of == definition {
                own.entry((list.clone(), level.clone())).or_insert_with(|| label.clone());
            }
        }
    }
    Ok(own)
}

/// The looks that styles give.
#[derive(Default)]
struct Styles {
    defaults: Look,
    /// That of paragraphs that name none.
    paragraph: Option<String>,
    /// By its id: what it is based on, and what it says.
    all: HashMap<String, (Option<String>, Look)>,
}

impl Styles {
    fn of(text: &str) -> Result<Self, ExtractError> {
        let mut styles = Self::default();
        let mut xml = Xml::new(text);
        let mut path: Vec<Element> = Vec::new();
        let mut open: Option<String> = None;
        while let Some(event) = xml.next()? {
            match event {
                Event::Open(element) => {
                    let within = |name: &str| path.iter().any(|outer| outer.is() == ("w", name));
                    let style = open.as_ref().and_then(|id| styles.all.get_mut(id));
                    match (element.is(), style) {
                        (("w", "style"), _) => {
                            let id = element.attribute("w", "styleId").unwrap_or_default().to_owned();
                            if is_on(element.attribute("w", "default"), false)
                                && element.attribute("w", "type") == Some("paragraph")
                            {
                                styles.paragraph = Some(id.clone());
                            }
                            styles.all.entry(id.clone()).or_default();
                            open = Some(id);
                        }
                        (("w", "basedOn"), Some(style)) => style.0 = value(&element).map(str::to_owned),
                        // that of rows and corners of a table is not told apart
                        _ if within("tblStylePr") => {}
                        (_, Some(style)) if within("rPr") || within("pPr") => {
                            read_look(&element, &mut style.1)
                        }
                        (_, None) if within("rPrDefault") => read_look(&element, &mut styles.defaults),
                        _ => {}
                    }
                    path.push(element);
                }
                Event::Close => {
                    if path.pop().is_some_and(|closed| closed.is() == ("w", "style")) {
                        open = None;
                    }
                }
                Event::Text(_) => {}
            }
        }
        Ok(styles)
    }

    /// What a style says, with what it is based on.
    fn look(&self, id: Option<&String>) -> Look {
        let mut look = Look::default();
        let mut next = id;
        for _ in 0..MAX_CHAIN {
            let Some((base, own)) = next.and_then(|id| self.all.get(id)) else { break };
            look = look.over(*own);
            next = base.as_ref();
        }
        let is_longer = next.is_some_and(|id| self.all.contains_key(id));
        if is_longer { Look { hidden: Some(true), ..look } } else { look }
    }

    /// The look of a run. What paragraph and run styles both switch on is off (17.7.3).
    fn run_look(&self, paragraph: Option<&String>, run: Option<&String>, own: Look) -> Look {
        let (paragraph, run) = (self.look(paragraph.or(self.paragraph.as_ref())), self.look(run));
        let both = |one: Option<bool>, other: Option<bool>| match (one, other) {
            (Some(one), Some(other)) => Some(one != other),
            (one, other) => one.or(other),
        };
        let toggles = Look {
            hidden: both(paragraph.hidden, run.hidden),
            struck: both(paragraph.struck, run.struck),
            ..Look::default()
        };
        own.over(toggles).over(run).over(paragraph).over(self.defaults)
    }
}

fn value(element: &Element) -> Option<&str> {
    element.attribute("w", "val")
}

/// Whether a switch is on: also if it is there and says nothing.
fn is_on(written: Option<&str>, otherwise: bool) -> bool {
    written.map_or(otherwise, |written| !matches!(written, "0" | "false" | "off"))
}

/// What a property of a run, a paragraph or a cell says about its look.
fn read_look(property: &Element, look: &mut Look) {
    let value = value(property);
    let number =
        || value.and_then(|value| value.trim_end_matches("pt").trim_end_matches('%').parse::<f32>().ok());
    match property.is() {
        ("w", "vanish") => look.hidden = Some(is_on(value, true)),
        ("w14", "noFill") => look.hidden = Some(true),
        ("w", "strike" | "dstrike") => look.struck = Some(is_on(value, true) || look.struck == Some(true)),
        ("w", "vertAlign") => look.raised = Some(value == Some("superscript")),
        // the theme's first background is white unless somebody made it another
        ("w", "color") if matches!(property.attribute("w", "themeColor"), Some("background1" | "light1")) => {
            look.color = property.attribute("w", "themeShade").is_none().then_some([255; 3]);
        }
        ("w", "color") => look.color = value.and_then(rgb),
        ("w", "shd") => {
            if let Some(fill) = property.attribute("w", "fill").and_then(rgb) {
                look.back = Some(fill);
            }
        }
        ("w", "highlight") if value != Some("none") => look.back = value.and_then(highlight),
        // in half points
        ("w", "sz") => look.size = number().map(|size| size / 2.0),
        ("w", "w") => look.width = number(),
        _ => {}
    }
}

fn highlight(name: &str) -> Option<[u8; 3]> {
    Some(match name {
        "black" => [0, 0, 0],
        "white" => [255, 255, 255],
        "red" => [255, 0, 0],
        "green" => [0, 255, 0],
        "blue" => [0, 0, 255],
        "yellow" => [255, 255, 0],
        "cyan" => [0, 255, 255],
        "magenta" => [255, 0, 255],
        _ => [128, 128, 128],
    })
}

/// An element that is open.
#[derive(Clone, Default)]
struct Frame {
    space: &'static str,
    name: String,
    /// How it hides what it holds.
    hidden: Option<&'static str>,
    /// What it says about the look of what it holds, and the styles that it names.
    look: Look,
    paragraph: Option<String>,
    run: Option<String>,
    /// Whether white space at the ends counts.
    preserve: bool,
    /// Of alternatives: where the first begins, and where the second.
    alternatives: (Option<Mark>, Option<Mark>),
}

impl Frame {
    fn is(&self, space: &str, name: &str) -> bool {
        self.space == space && self.name == name
    }
}

struct Walk<'s> {
    styles: &'s Styles,
    notes: HashMap<(&'static str, String), Vec<Block>>,
    paragraphs: Paragraphs,
    frames: Vec<Frame>,
    /// For each field that is open, whether its result has begun.
    fields: Vec<bool>,
    labels: Labels,
    /// The level of the list whose item is open.
    level: String,
    /// How many notes of each kind were referred to.
    counted: HashMap<&'static str, usize>,
}

impl<'s> Walk<'s> {
    fn new(styles: &'s Styles, notes: HashMap<(&'static str, String), Vec<Block>>) -> Self {
        let (paragraphs, frames, fields) = (Paragraphs::default(), Vec::new(), Vec::new());
        let (labels, level, counted) = (Labels::new(), "0".to_owned(), HashMap::new());
        Self { styles, notes, paragraphs, frames, fields, labels, level, counted }
    }

    fn file(&mut self, text: &str) -> Result<(), ExtractError> {
        let mut xml = Xml::new(text);
        self.fields.clear();
        while let Some(event) = xml.next()? {
            self.event(event, &xml)?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event, xml: &Xml<'_>) -> Result<(), ExtractError> {
        match event {
            Event::Open(element) => self.open(element, xml),
            Event::Close => {
                self.close();
                Ok(())
            }
            Event::Text(text) => {
                self.characters(&text);
                Ok(())
            }
        }
    }

    fn open(&mut self, element: Element, xml: &Xml<'_>) -> Result<(), ExtractError> {
        let outer = self.frames.last().cloned().unwrap_or_default();
        let mut frame = Frame {
            space: element.space,
            name: element.name.clone(),
            alternatives: (None, None),
            ..outer.clone()
        };
        match element.is() {
            ("w", "p") => {
                frame.paragraph = None;
                self.paragraphs.begin();
            }
            ("w", "r") => {
                frame.run = None;
                frame.look = Look { back: frame.look.back, ..Look::default() };
            }
            ("w", "txbxContent") => {
                frame.look = Look::default();
            }
            ("w", "pStyle") => self.tell(2, |frame| frame.paragraph = value(&element).map(str::to_owned)),
            ("w", "rStyle") if outer.is("w", "rPr") => {
                self.tell(2, |frame| frame.run = value(&element).map(str::to_owned))
            }
            ("w", "shd") if outer.is("w", "pPr") || outer.is("w", "tcPr") => {
                self.tell(2, |frame| read_look(&element, &mut frame.look));
            }
            // those of the mark at the end of a paragraph stand within its own properties
            _ if outer.is("w", "rPr") => self.tell(2, |frame| {
                if frame.is("w", "r") {
                    read_look(&element, &mut frame.look);
                }
            }),
            ("w14", "noFill") => self.tell(3, |frame| {
                if frame.is("w", "r") {
                    read_look(&element, &mut frame.look);
                }
            }),
            ("w", "del" | "moveFrom") => frame.hidden = frame.hidden.or(Some("a tracked deletion")),
            ("w", "bdo") => {
                let sign = if value(&element) == Some("rtl") { '\u{202e}' } else { '\u{202d}' };
                self.paragraphs.text(sign.encode_utf8(&mut [0; 4]), frame.hidden, &Look::default());
            }
            ("w", "t" | "delText") => frame.preserve = element.attribute("", "space") == Some("preserve"),
            ("w", "br" | "cr") if outer.is("w", "r") => self.sign("\n"),
            ("w", "tab" | "ptab") if outer.is("w", "r") => self.sign("\t"),
            ("w", "noBreakHyphen") => self.sign("\u{2011}"),
            ("w", "softHyphen") => self.sign("\u{ad}"),
            ("w", "sym") => {
                let code = element.attribute("w", "char").and_then(|code| u32::from_str_radix(code, 16).ok());
                self.sign(&code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER).to_string());
            }
            ("w", "fldChar") => match element.attribute("w", "fldCharType") {
                Some("begin") => self.fields.push(false),
                Some("separate") => {
                    self.fields.last_mut().into_iter().for_each(|has_result| *has_result = true)
                }
                _ => drop(self.fields.pop()),
            },
            ("w", "footnoteReference") => self.note("footnote", &element),
            ("w", "endnoteReference") => self.note("endnote", &element),
            ("w", "ilvl") => self.level = value(&element).unwrap_or_default().to_owned(),
            ("w", "numId") => {
                let list = value(&element).unwrap_or_default().to_owned();
                let level = std::mem::replace(&mut self.level, "0".to_owned());
                if let Some(label) = self.labels.get(&(list, level)) {
                    self.paragraphs.text(&format!("{label} "), frame.hidden, &Look::default());
                }
            }
            ("w", "altChunk" | "subDoc") => {
                return Err(damaged("it shows another document that is packed into it"));
            }
            ("v", "textpath") => {
                if let Some(text) = element.attribute("", "string") {
                    self.paragraphs.alone(text, frame.hidden);
                }
            }
            ("mc", "AlternateContent") => frame.alternatives = (Some(self.paragraphs.mark()), None),
            ("mc", "Choice") => {
                let required = element.attribute("", "Requires").unwrap_or_default();
                if !required.split_whitespace().all(|prefix| xml.knows(prefix)) {
                    frame.hidden = frame.hidden.or(Some("an alternative that is not shown"));
                }
            }
            ("mc", "Fallback") => {
                let mark = self.paragraphs.mark();
                self.tell(1, |frame| frame.alternatives.1 = Some(mark));
            }
            ("", _) => frame.hidden = frame.hidden.or(Some("an element that is not shown")),
            _ => {}
        }
        self.frames.push(frame);
        Ok(())
    }

    fn close(&mut self) {
        let Some(closed) = self.frames.pop() else { return };
        match (closed.space, closed.name.as_str()) {
            ("w", "p") => self.paragraphs.end(),
            ("w", "bdo") => self.paragraphs.text("\u{202c}", closed.hidden, &Look::default()),
            ("mc", "AlternateContent") => {
                if let (Some(first), Some(second)) = closed.alternatives {
                    self.paragraphs.drop_repeated(first, second);
                }
            }
            _ => {}
        }
    }

    /// Changes the element that is open so many levels up, from 1.
    fn tell(&mut self, levels: usize, change: impl FnOnce(&mut Frame)) {
        let frame = self.frames.len().checked_sub(levels).and_then(|place| self.frames.get_mut(place));
        if let Some(frame) = frame {
            change(frame);
        }
    }

    /// Characters between tags: text in the elements for text alone.
    fn characters(&mut self, text: &str) {
        let Some(within) = self.frames.last() else { return };
        let is_text = within.is("w", "t") || within.is("w", "delText") || within.is("m", "t");
        if is_text {
            // line ends in the file are spaces on the page
            let text = text.replace(['\n', '\r'], " ");
            let text =
                if within.preserve || within.is("m", "t") { &text } else { text.trim_matches([' ', '\t']) };
            self.sign(text);
        }
    }

    /// Text of the run that is open.
    fn sign(&mut self, text: &str) {
        let Some(within) = self.frames.last() else { return };
        let look = self.styles.run_look(within.paragraph.as_ref(), within.run.as_ref(), within.look);
        let in_code = self.fields.iter().any(|has_result| !has_result);
        let hidden = within.hidden.or(in_code.then_some("the code of a field")).or(look.hides());
        self.paragraphs.text(text, hidden, &look);
    }

    /// A raised number, and the note behind the paragraph.
    fn note(&mut self, kind: &'static str, reference: &Element) {
        let Some(id) = reference.attribute("w", "id") else { return };
        if !is_on(reference.attribute("w", "customMarkFollows"), false) {
            let number = self.counted.entry(kind).or_default();
            *number += 1;
            let number = number.to_string();
            let hidden = self.frames.last().and_then(|within| within.hidden);
            self.paragraphs.text(&number, hidden, &Look { raised: Some(true), ..Look::default() });
        }
        if let Some(note) = self.notes.get(&(kind, id.to_owned())) {
            self.paragraphs.hang(note);
        }
    }
}
