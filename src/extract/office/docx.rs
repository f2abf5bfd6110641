//! DOCX (ECMA-376, part 1): the main document, its notes where they are referred to, heads and feet.

use std::collections::HashMap;

use crate::audit::copy::{Block, Furniture};
use crate::extract::office::look::{Look, Rgb, draws_signs, rgb};
use crate::extract::office::paragraphs::{Mark, Paragraphs};
use crate::extract::office::xml::{Element, Event, Xml};
use crate::extract::office::{Package, damaged};
use crate::extract::{ExtractError, crosses_out};

/// The longest chain of styles that are based on each other: what has more is taken to be hidden.
const MAX_CHAIN: usize = 20;

/// Those bullets of the usual font of signs that cross out.
const CROSSES: [char; 3] = ['\u{f0fb}', '\u{f0fd}', '\u{f078}'];

/// How what only some programs show is hidden.
const ALTERNATIVE: &str = "an alternative that is not shown";

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
    let mut theme = Theme::default();
    for relation in relations.iter().filter(|relation| relation.kind == "theme") {
        if let Some(text) = package.file(&relation.target)? {
            theme = Theme::of(&text)?;
        }
    }
    for relation in relations.iter().filter(|relation| relation.kind == "settings") {
        if let Some(text) = package.file(&relation.target)? {
            theme.map(&text)?;
        }
    }
    let styles = files.get("styles").map_or(Ok(Styles::default()), |text| Styles::of(text, &theme))?;
    let styles = Styles { theme, ..styles };
    let mut notes = HashMap::new();
    for kind in ["footnote", "endnote"] {
        if let Some(text) = files.get(format!("{kind}s").as_str()) {
            notes.extend(notes_of(kind, text, &styles)?);
        }
    }
    let own: Vec<Block> =
        notes.extract_if(|(_, id), _| id.starts_with(OWN)).flat_map(|(_, blocks)| blocks).collect();
    let mut walk = Walk::new(&styles, notes);
    if let Some(text) = files.get("numbering") {
        walk.labels = labels_of(text)?;
    }
    walk.file(&text)?;
    walk.paragraphs.hang(&own);
    for relation in relations.iter().filter(|relation| relation.kind == "comments") {
        if let Some(text) = package.file(&relation.target)? {
            walk.within = Some("a comment");
            walk.file(&text)?;
            walk.within = None;
        }
    }
    // what a chart or a diagram says is not known to stand anywhere: behind all else
    for relation in &relations {
        if ["chart", "chartEx", "diagramData", "diagramDrawing"].contains(&relation.kind.as_str())
            && let Some(text) = package.file(&relation.target)?
        {
            words_of_drawing(&text)?.iter().for_each(|text| walk.paragraphs.alone(text, None));
        }
    }
    for (number, relation) in (1..).zip(&relations) {
        let what = match relation.kind.as_str() {
            "header" => Furniture::HEAD,
            "footer" => Furniture::FOOT,
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

/// Before the number of a note that nothing refers to: what parts notes from the text.
const OWN: char = '#';

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
            let id = element.attribute("w", "id");
            open = id.map(|id| match element.attribute("w", "type") {
                None | Some("normal") => (kind, id.to_owned()),
                Some(_) => (kind, format!("{OWN}{id}")),
            });
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

/// What a reader reads before the items of a list: nothing where that is their place in it, or a bullet alone.
#[derive(Clone, Default)]
struct Label {
    /// The words beside the number.
    words: String,
    /// With which number the items begin.
    start: Option<u32>,
}

impl Label {
    /// What stands before the item that comes next.
    fn next(&mut self) -> Option<String> {
        let number = self.start.filter(|start| *start > 1);
        self.start = number.map(|number| number.saturating_add(1));
        let number = number.map(|number| format!("{number}.")).unwrap_or_default();
        let label = format!("{number} {}", self.words);
        (label != " ").then(|| format!("{} ", label.trim()))
    }
}

/// The labels of lists, by the list and the level.
type Labels = HashMap<(String, String), Label>;

fn labels_of(text: &str) -> Result<Labels, ExtractError> {
    let (mut own, mut shared) = (Labels::new(), Labels::new());
    let mut definitions: Vec<(String, String)> = Vec::new();
    let (mut list, mut level, mut is_shared) = (String::new(), String::new(), false);
    let mut xml = Xml::new(text);
    while let Some(event) = xml.next()? {
        let Event::Open(element) = event else { continue };
        let said = |name: &str| element.attribute("w", name).unwrap_or_default().to_owned();
        let labels = if is_shared { &mut shared } else { &mut own };
        match element.is() {
            ("w", "abstractNum") => (list, is_shared) = (said("abstractNumId"), true),
            ("w", "num") => (list, is_shared) = (said("numId"), false),
            ("w", "abstractNumId") => definitions.push((list.clone(), said("val"))),
            ("w", "lvl" | "lvlOverride") => level = said("ilvl"),
            ("w", "start" | "startOverride") => {
                labels.entry((list.clone(), level.clone())).or_default().start = said("val").parse().ok();
            }
            ("w", "lvlText") => {
                let label = said("val").replace('%', "").replace(|c: char| c.is_ascii_digit(), "");
                // one letter may be a bullet in a font of signs
                if label.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 1)
                    || label.contains(|sign| crosses_out(sign) || CROSSES.contains(&sign))
                {
                    labels.entry((list.clone(), level.clone())).or_default().words = label;
                }
            }
            _ => {}
        }
    }
    for (list, definition) in definitions {
        for ((of, level), label) in &shared {
            if *of == definition {
                let own = own.entry((list.clone(), level.clone())).or_default();
                own.start = own.start.or(label.start);
                if own.words.is_empty() {
                    own.words.clone_from(&label.words);
                }
            }
        }
    }
    Ok(own)
}

/// The words in a chart or a diagram, each time they stand there.
fn words_of_drawing(text: &str) -> Result<Vec<String>, ExtractError> {
    let mut words = Vec::new();
    let mut path: Vec<Element> = Vec::new();
    let mut xml = Xml::new(text);
    while let Some(event) = xml.next()? {
        match event {
            Event::Open(element) => path.push(element),
            Event::Close => drop(path.pop()),
            Event::Text(text) => {
                let is_shown = path.last().is_some_and(|within| matches!(within.name.as_str(), "t" | "v"));
                // a number of a chart says nothing by itself
                if is_shown && text.contains(char::is_alphabetic) {
                    words.push(text);
                }
            }
        }
    }
    Ok(words)
}

/// The colours of a document's theme, by their names.
#[derive(Default)]
struct Theme {
    slots: HashMap<String, Rgb>,
    /// Which of these a document takes for text and ground, where it says so.
    mapped: HashMap<String, String>,
}

impl Theme {
    fn of(text: &str) -> Result<Self, ExtractError> {
        let mut own = Self::default();
        let mut path: Vec<Element> = Vec::new();
        let mut xml = Xml::new(text);
        while let Some(event) = xml.next()? {
            match event {
                Event::Open(element) => {
                    let said = match element.is() {
                        ("a", "srgbClr") => element.attribute("", "val"),
                        ("a", "sysClr") => element.attribute("", "lastClr"),
                        _ => None,
                    };
                    let scheme = path.len().checked_sub(2).and_then(|at| path.get(at));
                    if let (Some(color), Some(slot)) = (said.and_then(rgb), path.last())
                        && scheme.is_some_and(|scheme| scheme.is() == ("a", "clrScheme"))
                    {
                        own.slots.insert(slot.name.clone(), color);
                    }
                    path.push(element);
                }
                Event::Close => drop(path.pop()),
                Event::Text(_) => {}
            }
        }
        Ok(own)
    }

    /// Reads from the settings of a document which colours it takes for text and ground.
    fn map(&mut self, text: &str) -> Result<(), ExtractError> {
        let mut xml = Xml::new(text);
        while let Some(event) = xml.next()? {
            let Event::Open(element) = event else { continue };
            if element.is() == ("w", "clrSchemeMapping") {
                let said = |name: &str| Some((name.to_owned(), element.attribute("w", name)?.to_owned()));
                self.mapped.extend(["bg1", "t1", "bg2", "t2"].into_iter().filter_map(said));
            }
        }
        Ok(())
    }

    /// The colour that a document names so; those of text and ground are black and white unless the theme says otherwise.
    fn color(&self, name: &str) -> Option<Rgb> {
        let mapped = match name {
            "text1" | "tx1" => "t1",
            "text2" | "tx2" => "t2",
            "background1" => "bg1",
            "background2" => "bg2",
            other => other,
        };
        let slot = match self.mapped.get(mapped).map_or(name, String::as_str) {
            "text1" | "dark1" | "tx1" => "dk1",
            "text2" | "dark2" | "tx2" => "dk2",
            "background1" | "light1" | "bg1" => "lt1",
            "background2" | "light2" | "bg2" => "lt2",
            "hyperlink" => "hlink",
            "followedHyperlink" => "folHlink",
            other => other,
        };
        let usual = || match slot {
            "dk1" => Some([0; 3]),
            "lt1" => Some([255; 3]),
            _ => None,
        };
        self.slots.get(slot).copied().or_else(usual)
    }

    /// The colour that a property takes from the theme under the attribute `name`, lighter or darker as it says.
    fn color_of(&self, property: &Element, name: &str) -> Option<Rgb> {
        let part = |end: &str| {
            let written = property.attribute("w", &format!("{name}{end}"))?;
            u8::from_str_radix(written, 16).ok().map(|part| f32::from(part) / 255.0)
        };
        let name = if name == "theme" { "themeColor" } else { name };
        let color = self.color(property.attribute("w", name)?)?;
        let (tint, shade) = (part("Tint").unwrap_or(1.0), part("Shade").unwrap_or(1.0));
        Some(color.map(|value| ((f32::from(value) * tint + 255.0 * (1.0 - tint)) * shade) as u8))
    }
}

/// The looks that styles give.
#[derive(Default)]
struct Styles {
    theme: Theme,
    defaults: Look,
    /// That of paragraphs that name none.
    paragraph: Option<String>,
    /// By its id: what it is based on, and what it says.
    all: HashMap<String, (Option<String>, Look)>,
    /// By the id of a style, the list and the level that its paragraphs are items of.
    numbered: HashMap<String, (String, String)>,
}

impl Styles {
    fn of(text: &str, theme: &Theme) -> Result<Self, ExtractError> {
        let mut styles = Self::default();
        let mut xml = Xml::new(text);
        let mut path: Vec<Element> = Vec::new();
        let mut open: Option<String> = None;
        let mut level: Option<String> = None;
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
                        (("w", "numId"), Some(_)) => {
                            let list = value(&element).unwrap_or_default().to_owned();
                            let level = std::mem::take(&mut level).unwrap_or_else(|| "0".to_owned());
                            styles.numbered.extend(open.clone().map(|id| (id, (list, level))));
                        }
                        (("w", "ilvl"), Some(_)) => level = value(&element).map(str::to_owned),
                        (("w", "basedOn"), Some(style)) => style.0 = value(&element).map(str::to_owned),
                        // that of rows and corners of a table is not told apart
                        _ if within("tblStylePr") => {}
                        (_, Some(style)) if within("rPr") || within("pPr") => {
                            read_look(&element, &mut style.1, theme)
                        }
                        (_, None) if within("rPrDefault") => read_look(&element, &mut styles.defaults, theme),
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

    /// The list and the level that paragraphs of a style are items of.
    fn numbering(&self, id: Option<&String>) -> Option<(String, String)> {
        let base = |id: &&String| self.all.get(*id).and_then(|(base, _)| base.as_ref());
        let mut chain = std::iter::successors(id, base).take(MAX_CHAIN);
        chain.find_map(|id| self.numbered.get(id).cloned())
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

/// Whether a measure in twentieths of a point is there and lies outside of a range.
fn twips(element: &Element, name: &str, range: impl std::ops::RangeBounds<i64>) -> bool {
    let measure = element.attribute("w", name).and_then(|measure| measure.parse::<i64>().ok());
    measure.is_some_and(|measure| !range.contains(&measure))
}

fn is_below(written: Option<&str>, limit: i64) -> bool {
    written.and_then(|number| number.parse::<i64>().ok()).is_some_and(|number| number < limit)
}

fn value(element: &Element) -> Option<&str> {
    element.attribute("w", "val")
}

/// Whether a switch is on: also if it is there and says nothing.
fn is_on(written: Option<&str>, otherwise: bool) -> bool {
    written.map_or(otherwise, |written| !matches!(written, "0" | "false" | "off"))
}

/// What a property of a run, a paragraph or a cell says about its look.
fn read_look(property: &Element, look: &mut Look, theme: &Theme) {
    /// Above which letters are raised as those of a note are, in points.
    const RAISED: f32 = 1.5;
    let value = value(property);
    let number = |name: &str| {
        let written = property.attribute("w", name)?;
        written.trim_end_matches("pt").trim_end_matches('%').parse::<f32>().ok()
    };
    // in twentieths of a point
    let points = |name: &str| number(name).map(|twips| twips / 20.0);
    match property.is() {
        ("w", "vanish") => look.hidden = Some(is_on(value, true)),
        ("w", "strike" | "dstrike") => look.struck = Some(is_on(value, true) || look.struck == Some(true)),
        ("w", "vertAlign") => look.raised = Some(value == Some("superscript")),
        // in half points
        ("w", "position") => {
            look.up = number("val").map(|by| by / 2.0);
            look.raised = look.up.map(|up| up > RAISED);
        }
        // Word takes that of the theme before the one beside it
        ("w", "color") => look.color = theme.color_of(property, "theme").or(value.and_then(rgb)),
        ("w", "shd") => {
            let fill = property.attribute("w", "fill").and_then(rgb);
            let fill = theme.color_of(property, "themeFill").or(fill);
            let part = match value.unwrap_or_default() {
                "solid" => 1.0,
                "clear" | "nil" | "" => 0.0,
                pattern => pattern
                    .strip_prefix("pct")
                    .and_then(|part| part.parse().ok())
                    .map_or(0.5, |part: f32| part / 100.0),
            };
            let ink = property.attribute("w", "color").and_then(rgb).unwrap_or_default();
            let mixed =
                |(ink, fill): (u8, u8)| (f32::from(ink) * part + f32::from(fill) * (1.0 - part)) as u8;
            let [red, green, blue] = fill.unwrap_or([255; 3]);
            let ground = [(ink[0], red), (ink[1], green), (ink[2], blue)].map(mixed);
            if part > 0.0 || fill.is_some() {
                look.back = Some(ground);
            }
        }
        ("w", "highlight") if value != Some("none") => look.back = value.and_then(highlight),
        // in half points
        ("w", "sz") => look.size = number("val").map(|size| size / 2.0),
        ("w", "w") => look.width = number("val"),
        // of a run, between letters; of a paragraph, between lines
        ("w", "spacing") if value.is_some() => look.apart = points("val"),
        ("w", "spacing") if property.attribute("w", "lineRule") == Some("exact") => {
            look.line = points("line")
        }
        ("w", "spacing") if property.attribute("w", "line").is_some() => look.line = None,
        ("w", "ind") => {
            let all =
                ["left", "start", "right", "end", "firstLine", "hanging"].into_iter().filter_map(points);
            look.indent = all.max_by(|one, other| one.abs().total_cmp(&other.abs()));
        }
        ("w", "rFonts") => {
            let mut fonts =
                ["ascii", "hAnsi", "cs"].into_iter().filter_map(|name| property.attribute("w", name));
            look.signs = Some(fonts.any(draws_signs));
        }
        ("w14", "textFill") => look.doubt = Some("textFill"),
        // squeezed into a width, or two lines into one
        ("w", "fitText") => look.doubt = Some("width"),
        ("w", "eastAsianLayout") => look.doubt = Some("size"),
        _ => {}
    }
}

/// What stands within the fill of a run's letters, as far as it is a plain colour.
fn read_fill(part: &Element, look: &mut Look, theme: &Theme) {
    let said = part.attribute("w14", "val");
    let fill = match part.is() {
        ("w14", "noFill") => return look.hidden = Some(true),
        ("w14", "srgbClr") => said.and_then(rgb),
        ("w14", "schemeClr") => said.and_then(|name| theme.color(name)),
        ("w14", "solidFill") => return,
        _ => None,
    };
    look.doubt = Some(if fill.is_some() { "" } else { "textFill" });
    if let Some(color) = fill {
        look.color = Some(color);
    }
}

fn highlight(name: &str) -> Option<Rgb> {
    Some(match name {
        "black" => [0, 0, 0],
        "white" => [255, 255, 255],
        "red" => [255, 0, 0],
        "green" => [0, 255, 0],
        "blue" => [0, 0, 255],
        "yellow" => [255, 255, 0],
        "cyan" => [0, 255, 255],
        "magenta" => [255, 0, 255],
        "darkRed" => [128, 0, 0],
        "darkGreen" => [0, 128, 0],
        "darkBlue" => [0, 0, 128],
        "darkYellow" => [128, 128, 0],
        "darkCyan" => [0, 128, 128],
        "darkMagenta" => [128, 0, 128],
        "lightGray" => [192, 192, 192],
        _ => [128, 128, 128],
    })
}

/// Whether every program shows what stands in the file for a field of this code, and works out nothing else in its place.
fn is_steady(code: &str) -> bool {
    const STEADY: [&str; 16] = [
        "HYPERLINK",
        "TOC",
        "TOA",
        "XE",
        "TC",
        "TA",
        "RD",
        "INDEX",
        "ADDIN",
        "CITATION",
        "BIBLIOGRAPHY",
        "FORMTEXT",
        "FORMCHECKBOX",
        "FORMDROPDOWN",
        "MERGEFIELD",
        "SHAPE",
    ];
    code.split_whitespace()
        .next()
        .is_none_or(|kind| STEADY.iter().any(|known| known.eq_ignore_ascii_case(kind)))
}

/// How far from its place a drawing is still on the page, in English Metric Units.
const NEAR: std::ops::RangeInclusive<i64> = -1_500_000..=12_000_000;

/// Whether what stands in a shape of this style is seen: how it is hidden, and what leaves it open.
fn seen_in_shape(style: &str) -> (Option<&'static str>, Option<&'static str>) {
    /// In points.
    const SMALL: f32 = 20.0;
    const AWAY: std::ops::RangeInclusive<f32> = -200.0..=1_000.0;
    let points = |value: &str| {
        let units = [("pt", 1.0), ("in", 72.0), ("cm", 28.35), ("mm", 2.835), ("px", 0.75), ("", 1.0)];
        units.iter().find_map(|(unit, size)| Some(size * value.strip_suffix(unit)?.parse::<f32>().ok()?))
    };
    let (mut hidden, mut doubt) = (None, None);
    for (name, value) in style.split(';').filter_map(|part| part.split_once(':')) {
        let (name, value) = (name.trim(), value.trim());
        match name {
            "visibility" if value == "hidden" => hidden = Some("hidden text"),
            "display" if value == "none" => hidden = Some("hidden text"),
            "width" | "height" if points(value).is_some_and(|size| size < SMALL) => doubt = Some("size"),
            "margin-left" | "margin-top" | "left" | "top"
                if points(value).is_some_and(|at| !AWAY.contains(&at)) =>
            {
                doubt = Some("position");
            }
            _ => {}
        }
    }
    (hidden, doubt)
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
    /// Whether a ground that nobody named is something else than the paper: that of a table or a box.
    on_other_ground: bool,
    /// What leaves open whether a reader sees what it holds.
    doubt: Option<&'static str>,
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

/// A field that is open.
#[derive(Default)]
struct Field {
    code: String,
    /// Whether its result has begun.
    has_result: bool,
}

struct Walk<'s> {
    styles: &'s Styles,
    notes: HashMap<(&'static str, String), Vec<Block>>,
    paragraphs: Paragraphs,
    frames: Vec<Frame>,
    fields: Vec<Field>,
    labels: Labels,
    /// The level of the list whose item is open, and the list and level of the paragraph that has not begun.
    level: String,
    numbering: Option<(String, String)>,
    /// How many notes of each kind were referred to.
    counted: HashMap<&'static str, usize>,
    /// Whether the pages have a ground of their own.
    has_ground: bool,
    /// How the file that is read is hidden as a whole.
    within: Option<&'static str>,
}

impl<'s> Walk<'s> {
    fn new(styles: &'s Styles, notes: HashMap<(&'static str, String), Vec<Block>>) -> Self {
        let (paragraphs, frames, fields) = (Paragraphs::default(), Vec::new(), Vec::new());
        let (labels, level, counted) = (Labels::new(), "0".to_owned(), HashMap::new());
        Self {
            styles,
            notes,
            paragraphs,
            frames,
            fields,
            labels,
            level,
            numbering: None,
            counted,
            has_ground: false,
            within: None,
        }
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
        let styles = self.styles;
        let outer = self.frames.last().cloned().unwrap_or_default();
        let mut frame = Frame {
            space: element.space,
            name: element.name.clone(),
            alternatives: (None, None),
            ..outer.clone()
        };
        match element.is() {
            ("w", "p") => {
                self.numbering = styles.numbering(styles.paragraph.as_ref());
                frame.paragraph = None;
                frame.look = Look { back: frame.look.back, ..Look::default() };
                self.paragraphs.begin();
            }
            ("w", "r") => frame.run = None,
            ("w", "txbxContent") => (frame.look, frame.on_other_ground) = (Look::default(), true),
            ("w", "tbl") => frame.on_other_ground = true,
            ("w", "background") => self.has_ground = true,
            ("w", "pStyle") => {
                self.tell(2, |frame| frame.paragraph = value(&element).map(str::to_owned));
                self.numbering = styles.numbering(value(&element).map(str::to_owned).as_ref());
            }
            ("w", "rStyle") if outer.is("w", "rPr") => {
                self.tell(2, |frame| frame.run = value(&element).map(str::to_owned))
            }
            ("w", "shd") if outer.is("w", "tcPr") => {
                self.tell(2, |frame| read_look(&element, &mut frame.look, &styles.theme));
            }
            ("w", "shd" | "spacing" | "ind") if outer.is("w", "pPr") => {
                self.tell(2, |frame| read_look(&element, &mut frame.look, &styles.theme));
            }
            // those of the mark at the end of a paragraph stand within its own properties
            _ if outer.is("w", "rPr") => self.tell(2, |frame| {
                if frame.is("w", "r") {
                    read_look(&element, &mut frame.look, &styles.theme);
                }
            }),
            ("w14", _) if self.is_within_fill() => {
                let run = self.frames.iter_mut().rev().find(|frame| frame.is("w", "r"));
                run.into_iter().for_each(|run| read_fill(&element, &mut run.look, &self.styles.theme));
            }
            ("w", "del" | "cellDel") if outer.is("w", "trPr") || outer.is("w", "tcPr") => {
                self.tell(2, |frame| frame.hidden = frame.hidden.or(Some("a tracked deletion")));
            }
            // what stands in the cells that one is merged with is not shown
            ("w", "vMerge" | "hMerge") if value(&element) != Some("restart") => {
                self.leave_open("merged cell")
            }
            ("w", "trHeight") if element.attribute("w", "hRule") == Some("exact") => {
                self.leave_open("row height");
            }
            ("w", "tcW") if element.attribute("w", "type") == Some("dxa") && twips(&element, "w", 200..) => {
                self.leave_open("width");
            }
            ("w", "tblInd") if twips(&element, "w", -2_000..) => self.leave_open("position"),
            ("w", "tblpPr")
                if ["tblpX", "tblpY"].iter().any(|name| twips(&element, name, -2_000..=20_000)) =>
            {
                self.leave_open("position");
            }
            ("w", "framePr") if matches!(element.attribute("w", "dropCap"), Some("drop" | "margin")) => {
                self.paragraphs.goes_on();
            }
            ("w", "framePr") => self.leave_open("frame"),
            ("wp", "extent")
                if ["cx", "cy"].iter().any(|name| is_below(element.attribute("", name), 250_000)) =>
            {
                self.tell(1, |frame| frame.doubt = Some("size"));
            }
            ("v", _) if element.attribute("", "style").is_some() => {
                let (hidden, doubt) = seen_in_shape(element.attribute("", "style").unwrap_or_default());
                (frame.hidden, frame.doubt) = (frame.hidden.or(hidden), frame.doubt.or(doubt));
            }
            // what a program shows is what the data say
            ("w" | "w15", "dataBinding") => self.leave_open("data binding"),
            (
                "w",
                "yearLong" | "yearShort" | "monthLong" | "monthShort" | "dayLong" | "dayShort" | "pgNum",
            ) => {
                self.paragraphs.doubt("field");
            }
            ("w", "del" | "moveFrom") => frame.hidden = frame.hidden.or(Some("a tracked deletion")),
            ("w", "bdo" | "dir") => {
                let sign = match (element.name.as_str(), value(&element)) {
                    ("bdo", Some("rtl")) => '\u{202e}',
                    ("bdo", _) => '\u{202d}',
                    (_, Some("rtl")) => '\u{202b}',
                    _ => '\u{202a}',
                };
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
                Some("begin") => {
                    self.fields.push(Field::default());
                    if is_on(element.attribute("w", "dirty"), false) {
                        self.paragraphs.doubt("field");
                    }
                }
                Some("separate") => {
                    if let Some(field) = self.fields.last_mut() {
                        field.has_result = true;
                        if !is_steady(&field.code) {
                            self.paragraphs.doubt("field");
                        }
                    }
                }
                _ => drop(self.fields.pop()),
            },
            ("w", "fldSimple") => {
                let code = element.attribute("w", "instr").unwrap_or_default();
                if is_on(element.attribute("w", "dirty"), false) || !is_steady(code) {
                    self.paragraphs.doubt("field");
                }
            }
            ("w", "footnoteReference") => self.note("footnote", &element),
            ("w", "endnoteReference") => self.note("endnote", &element),
            ("w", "ilvl") => self.level = value(&element).unwrap_or_default().to_owned(),
            ("w", "numId") => {
                let list = value(&element).unwrap_or_default().to_owned();
                let level = std::mem::replace(&mut self.level, "0".to_owned());
                // that of before a tracked change is none
                if !self.frames.iter().any(|outer| outer.is("w", "pPrChange")) {
                    self.numbering = Some((list, level));
                }
            }
            ("wp", "docPr") if is_on(element.attribute("", "hidden"), false) => {
                self.tell(1, |frame| frame.hidden = frame.hidden.or(Some("hidden text")));
            }
            ("w", "altChunk" | "subDoc") => {
                return Err(damaged("it shows another document that is packed into it"));
            }
            ("v", "textpath") => {
                // it is laid across the page, whatever holds it
                if let Some(text) = element.attribute("", "string") {
                    let furniture = self.paragraphs.furniture.take();
                    self.paragraphs.alone(text, frame.hidden);
                    self.paragraphs.furniture = furniture;
                }
            }
            ("mc", "AlternateContent") => frame.alternatives = (Some(self.paragraphs.mark()), None),
            ("mc", "Choice") => {
                let required = element.attribute("", "Requires").unwrap_or_default();
                if !required.split_whitespace().all(|prefix| xml.knows(prefix)) {
                    frame.hidden = frame.hidden.or(Some(ALTERNATIVE));
                }
            }
            ("mc", "Fallback") => {
                let mark = self.paragraphs.mark();
                self.tell(1, |frame| frame.alternatives.1 = Some(mark));
            }
            ("", _) => frame.doubt = frame.doubt.or(Some("unknown element")),
            _ => {}
        }
        self.frames.push(frame);
        Ok(())
    }

    fn close(&mut self) {
        let Some(closed) = self.frames.pop() else { return };
        match (closed.space, closed.name.as_str()) {
            ("w", "pPr") if self.frames.last().is_some_and(|outer| outer.is("w", "p")) => self.label(),
            ("w", "p") => self.paragraphs.end(),
            ("w", "bdo" | "dir") => self.paragraphs.text("\u{202c}", closed.hidden, &Look::default()),
            ("mc", "AlternateContent") => {
                if let (Some(first), Some(second)) = closed.alternatives {
                    self.paragraphs.drop_repeated(first, second);
                }
                if let (Some(first), _) = closed.alternatives {
                    self.paragraphs.leave_open_alternatives(first, ALTERNATIVE);
                }
            }
            _ => {}
        }
    }

    /// What stands before the paragraph that is open, if it is an item of a list.
    fn label(&mut self) {
        let label = self.numbering.take().and_then(|item| self.labels.get_mut(&item)?.next());
        if let Some(label) = label {
            let hidden = self.frames.last().and_then(|within| within.hidden);
            self.paragraphs.text(&label, hidden, &Look::default());
        }
    }

    /// Leaves open whether a reader sees what the element holds whose properties are open.
    fn leave_open(&mut self, what: &'static str) {
        self.tell(2, |frame| frame.doubt = frame.doubt.or(Some(what)));
    }

    /// Whether what comes stands within the fill of a run's letters.
    fn is_within_fill(&self) -> bool {
        let within = self.frames.iter().rev().take_while(|frame| !frame.is("w", "r"));
        within.into_iter().any(|frame| frame.is("w14", "textFill"))
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
        if within.is("w", "instrText")
            && let Some(field) = self.fields.last_mut()
        {
            field.code.push_str(text);
        }
        if within.is("wp", "posOffset") && text.parse().is_ok_and(|offset: i64| !NEAR.contains(&offset)) {
            self.tell(3, |frame| frame.doubt = Some("position"));
            return;
        }
        if within.is("a", "t") {
            let hidden = self.within.or(within.hidden);
            return self.paragraphs.alone(text, hidden);
        }
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
        self.label();
        let Some(within) = self.frames.last() else { return };
        let look = self.styles.run_look(within.paragraph.as_ref(), within.run.as_ref(), within.look);
        let in_code = self.fields.iter().any(|field| !field.has_result);
        let doubt = look.doubt.filter(|what| !what.is_empty()).or(within.doubt);
        let look = Look { doubt, ..look };
        let on_paper = !within.on_other_ground && !self.has_ground;
        let hidden = self
            .within
            .or(within.hidden)
            .or(in_code.then_some("the code of a field"))
            .or(look.hides(on_paper));
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
