//! What annotations and layers of a PDF file show that no content of a page draws: viewers make it up, each its own way.

use hayro_interpret::RectExt as _;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{
    Array, Dict, Name, Object, Rect as Box, Stream, String as Bytes,
};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::Rect;

use crate::extract::pdf::letters::Sight;
use crate::extract::{ExtractError, within};

/// The most annotations of a page.
const MAX_ANNOTATIONS: usize = 5_000;

/// The longest chain of fields of a form that take their value from each other.
const MAX_FIELDS: usize = 50;

/// Flags of annotations that are not on the screen.
const HIDDEN: u32 = 1 << 1;
const NO_VIEW: u32 = 1 << 5;
/// And of those that are on paper.
const PRINT: u32 = 1 << 2;

/// A text of an annotation, and whether a reader sees it.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) sight: Sight,
}

/// A place in the page's own units, and what is done to the letters there.
pub(super) type Marked = (Rect, &'static str);

/// What the annotations of a page say that draw nothing themselves, and where they mark its letters.
///
/// # Errors
/// When there are too many.
pub(super) fn of(page: &Page<'_>, pdf: &Pdf) -> Result<(Vec<Said>, Vec<Marked>), ExtractError> {
    let (mut said, mut marked) = (Vec::new(), Vec::new());
    let form = catalog(pdf).and_then(|catalog| catalog.get::<Dict<'_>>(b"AcroForm"));
    let is_filled_anew = form.and_then(|form| form.get::<bool>(b"NeedAppearances")) == Some(true);
    let all = page.raw().get::<Array<'_>>(b"Annots");
    for (before, annotation) in all.iter().flat_map(|all| all.iter::<Dict<'_>>()).enumerate() {
        within("annotations on a page", before + 1, MAX_ANNOTATIONS)?;
        let flags = annotation.get::<u32>(b"F").unwrap_or(0);
        if flags & NO_VIEW != 0 && flags & PRINT != 0 && flags & HIDDEN == 0 {
            let contents = annotation.get::<Bytes<'_>>(b"Contents").map(|bytes| text_of(&bytes));
            let text = contents.unwrap_or_else(|| "on paper alone".to_owned());
            said.push(Said { text, sight: Sight::Doubtful("annotation that is printed alone") });
        }
        if flags & (HIDDEN | NO_VIEW) != 0 {
            continue;
        }
        let kind = annotation.get::<Name<'_>>(b"Subtype");
        let kind = kind.as_deref().unwrap_or_default();
        let is_drawn = has_appearance(&annotation);
        // it may be shown, or hide what is beneath, or not
        if annotation.get::<Object<'_>>(b"OC").is_some() && !matches!(kind, b"Link" | b"Popup") {
            let place = annotation.get::<Box>(b"Rect").map(|place| place.to_kurbo());
            marked.extend(place.map(|place| (place, "layer of an annotation")));
        }
        let contents = annotation.get::<Bytes<'_>>(b"Contents").map(|bytes| text_of(&bytes));
        let mut say = |text: Option<String>, sight| said.extend(text.map(|text| Said { text, sight }));
        let made_up = Sight::Doubtful("annotation without an appearance");
        match kind {
            b"FreeText" if !is_drawn => {
                let rich = annotation.get::<Bytes<'_>>(b"RC").map(|bytes| text_of(&bytes));
                say(contents.or(rich), made_up);
            }
            b"Line" if !is_drawn && annotation.get::<bool>(b"Cap") == Some(true) => say(contents, made_up),
            b"Redact" if annotation.contains_key(b"OverlayText") => {
                say(annotation.get::<Bytes<'_>>(b"OverlayText").map(|bytes| text_of(&bytes)), made_up);
            }
            b"FreeText" | b"Link" | b"Popup" => {}
            b"Widget" if is_filled_anew || !is_drawn => {
                let looks = annotation.get::<Dict<'_>>(b"MK");
                let caption =
                    looks.and_then(|looks| looks.get::<Bytes<'_>>(b"CA")).map(|bytes| text_of(&bytes));
                say(caption.filter(|caption| caption.chars().count() > 1), made_up);
                say(value(&annotation)?, made_up);
            }
            b"Widget" => {}
            b"Stamp" if !is_drawn => {
                let name = annotation.get::<Name<'_>>(b"Name");
                say(Some(words_of(name.as_deref().unwrap_or(b"Draft"))), made_up);
                say(contents, Sight::Hidden("a note"));
            }
            _ => {
                let is_open = annotation.get::<bool>(b"Open") == Some(true)
                    || annotation.get::<Dict<'_>>(b"Popup").and_then(|popup| popup.get::<bool>(b"Open"))
                        == Some(true);
                let sight = if is_open { Sight::Doubtful("open note") } else { Sight::Hidden("a note") };
                say(contents, sight);
                if let Some(what) = marks(kind, &annotation).filter(|_| !is_drawn) {
                    marked.extend(places(&annotation).into_iter().map(|place| (place, what)));
                }
            }
        }
    }
    Ok((said, marked))
}

/// What a viewer shows in place of the pages, if it may: another file that is packed into this one, or a form.
pub(super) fn shown_instead(pdf: &Pdf) -> Option<&'static str> {
    let catalog = catalog(pdf)?;
    let form = catalog.get::<Dict<'_>>(b"AcroForm");
    match () {
        () if catalog.contains_key(b"Collection") => Some("portfolio"),
        () if form.is_some_and(|form| form.contains_key(b"XFA")) => Some("form"),
        () => None,
    }
}

/// Whether what layers show is not fixed in the file: some go off where it is shown, printed or exported.
pub(super) fn has_changing_layers(pdf: &Pdf) -> bool {
    let Some(layers) = catalog(pdf).and_then(|catalog| catalog.get::<Dict<'_>>(b"OCProperties")) else {
        return false;
    };
    let changes = layers.get::<Dict<'_>>(b"D").and_then(|default| default.get::<Array<'_>>(b"AS"));
    let all = layers.get::<Array<'_>>(b"OCGs");
    let goes_off = |layer: Dict<'_>| {
        let usage = layer.get::<Dict<'_>>(b"Usage");
        [(&b"View"[..], &b"ViewState"[..]), (b"Print", b"PrintState"), (b"Export", b"ExportState")]
            .iter()
            .any(|(event, state)| {
                let event = usage.as_ref().and_then(|usage| usage.get::<Dict<'_>>(*event));
                event.and_then(|event| event.get::<Name<'_>>(*state)).as_deref() == Some(b"OFF")
            })
    };
    changes.is_some_and(|changes| changes.iter::<Dict<'_>>().next().is_some())
        && all.is_some_and(|all| all.iter::<Dict<'_>>().any(goes_off))
}

fn catalog(pdf: &Pdf) -> Option<Dict<'_>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())
}

/// Whether it says itself how it looks.
fn has_appearance(annotation: &Dict<'_>) -> bool {
    match annotation.get::<Dict<'_>>(b"AP").and_then(|all| all.get::<Object<'_>>(b"N")) {
        Some(Object::Stream(_)) => true,
        Some(Object::Dict(states)) => {
            let state = annotation.get::<Name<'_>>(b"AS");
            state.is_some_and(|state| states.get::<Stream<'_>>(state).is_some())
                || states.get::<Stream<'_>>(b"Off").is_some()
        }
        _ => false,
    }
}

/// What a field of a form holds, its own or that of the field over it.
fn value(field: &Dict<'_>) -> Result<Option<String>, ExtractError> {
    let mut field = Some(field.clone());
    for before in 0.. {
        let Some(open) = field else { break };
        within("fields of a form over each other", before + 1, MAX_FIELDS)?;
        if let Some(value) = open.get::<Bytes<'_>>(b"V") {
            return Ok(Some(text_of(&value)));
        }
        field = open.get::<Dict<'_>>(b"Parent");
    }
    Ok(None)
}

/// What a viewer does to the letters beneath, if it does something.
fn marks(kind: &[u8], annotation: &Dict<'_>) -> Option<&'static str> {
    /// A highlight is darker than that only to black out.
    const DARK: f32 = 0.5;
    match kind {
        b"StrikeOut" => Some("struck through"),
        b"Highlight" => {
            let color = annotation.get::<Array<'_>>(b"C")?;
            let is_dark = color.iter::<f32>().next().is_some() && color.iter::<f32>().all(|part| part < DARK);
            is_dark.then_some("annotation without an appearance")
        }
        b"Square" | b"Circle" | b"Polygon" if !annotation.contains_key(b"IC") => None,
        b"Redact" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" | b"Line" | b"Ink" => {
            Some("annotation without an appearance")
        }
        _ => None,
    }
}

/// Where an annotation stands: its pieces, or the whole.
fn places(annotation: &Dict<'_>) -> Vec<Rect> {
    let corners: Vec<f64> =
        annotation.get::<Array<'_>>(b"QuadPoints").map(|all| all.iter::<f64>().collect()).unwrap_or_default();
    let piece = |corners: &[f64]| {
        let (across, up) = (corners.iter().step_by(2), corners.iter().skip(1).step_by(2));
        let least = |all: &mut dyn Iterator<Item = &f64>| all.copied().fold(f64::MAX, f64::min);
        let most = |all: &mut dyn Iterator<Item = &f64>| all.copied().fold(f64::MIN, f64::max);
        Rect::new(
            least(&mut across.clone()),
            least(&mut up.clone()),
            most(&mut across.clone()),
            most(&mut up.clone()),
        )
    };
    let pieces: Vec<Rect> = corners.chunks_exact(8).map(piece).collect();
    let whole = || annotation.get::<Box>(b"Rect").map(|place| place.to_kurbo());
    if pieces.is_empty() { whole().into_iter().collect() } else { pieces }
}

/// The words of a name such as `NotApproved`.
fn words_of(name: &[u8]) -> String {
    let mut words = String::new();
    for c in String::from_utf8_lossy(name).chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c);
    }
    words
}

/// The text that a string stands for: UTF-16 or UTF-8 behind a byte order mark, otherwise one byte a letter.
fn text_of(bytes: &[u8]) -> String {
    let encoding =
        encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::WINDOWS_1252, |(found, _)| found);
    let (text, _, _) = encoding.decode(bytes);
    text.chars().map(|c| if c == '\r' { '\n' } else { c }).filter(|c| *c == '\n' || !c.is_control()).collect()
}
