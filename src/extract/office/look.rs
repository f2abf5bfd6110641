//! What a text looks like, as far as that decides whether a reader sees it.

use crate::extract::color::{FAINT, GONE, PALE, contrast};

/// A colour: red, green, blue.
pub(super) type Rgb = [u8; 3];

const WHITE: Rgb = [255; 3];
const BLACK: Rgb = [0; 3];

/// Fonts that draw signs in place of letters.
const SIGNS: [&str; 8] = [
    "wingdings",
    "webdings",
    "symbol",
    "zapfdingbats",
    "zapf dingbats",
    "marlett",
    "bookshelf symbol",
    "mt extra",
];

/// What was said about the look of a text; nothing where nothing was said.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) hidden: Option<bool>,
    pub(super) struck: Option<bool>,
    pub(super) raised: Option<bool>,
    pub(super) color: Option<Rgb>,
    pub(super) back: Option<Rgb>,
    /// In points.
    pub(super) size: Option<f32>,
    /// Of the letters' usual width, in percent.
    pub(super) width: Option<f32>,
    /// How much of what is beneath it covers, from 0 to 1.
    pub(super) opacity: Option<f32>,
    /// The height of its lines, if it is fixed, and the space between its letters, in points.
    pub(super) line: Option<f32>,
    pub(super) apart: Option<f32>,
    /// How far it is moved up from its line, and its lines from the edge of the text, in points.
    pub(super) up: Option<f32>,
    pub(super) indent: Option<f32>,
    /// Whether its font draws signs.
    pub(super) signs: Option<bool>,
    /// What else leaves open how it looks; an empty word if nothing does.
    pub(super) doubt: Option<&'static str>,
}

impl Look {
    /// This, and where it says nothing, `outer`.
    pub(super) fn over(self, outer: Self) -> Self {
        Self {
            hidden: self.hidden.or(outer.hidden),
            struck: self.struck.or(outer.struck),
            raised: self.raised.or(outer.raised),
            color: self.color.or(outer.color),
            back: self.back.or(outer.back),
            size: self.size.or(outer.size),
            width: self.width.or(outer.width),
            opacity: self.opacity.or(outer.opacity),
            line: self.line.or(outer.line),
            apart: self.apart.or(outer.apart),
            up: self.up.or(outer.up),
            indent: self.indent.or(outer.indent),
            signs: self.signs.or(outer.signs),
            doubt: self.doubt.or(outer.doubt),
        }
    }

    /// How the look hides a text. `on_paper`: whether its ground is white where nothing else is said.
    pub(super) fn hides(&self, on_paper: bool) -> Option<&'static str> {
        const TINY: f32 = 1.0;
        const NARROW: f32 = 5.0;
        let ground = self.back.or(on_paper.then_some(WHITE));
        match () {
            () if self.hidden == Some(true) => Some("hidden text"),
            () if self.size.is_some_and(|size| size <= TINY) => Some("zero size"),
            () if self.width.is_some_and(|width| width <= NARROW) => Some("zero width"),
            () if self.opacity.is_some_and(|opacity| f64::from(opacity) < GONE) => Some("transparent"),
            () if self.color.zip(ground).is_some_and(|(color, ground)| alike(color, ground)) => {
                Some("the colour of its background")
            }
            () => None,
        }
    }

    /// What leaves open whether a reader sees a text that is not hidden, or as it is.
    pub(super) fn doubts(&self) -> Option<&'static str> {
        /// In points: sizes, heights of lines, gaps, and how far from its place a text still belongs there.
        const SMALL: f32 = 3.0;
        const FLAT: f32 = 4.0;
        const CLOSE: f32 = -1.5;
        const UP: f32 = 12.0;
        const DOWN: f32 = -3.0;
        const OUTSIDE: f32 = 360.0;
        /// In percent.
        const NARROW: f32 = 30.0;
        let is = |measure: Option<f32>, fails: &dyn Fn(f32) -> bool| measure.is_some_and(fails);
        let (color, ground) = (self.color.unwrap_or(BLACK), self.back.unwrap_or(WHITE));
        match () {
            () if self.struck == Some(true) => Some("struck through"),
            () if is(self.size, &|size| size < SMALL) => Some("size"),
            () if is(self.width, &|width| width < NARROW) => Some("width"),
            () if is(self.opacity, &|opacity| f64::from(opacity) < PALE) => Some("transparency"),
            () if is(self.line, &|line| line < FLAT) => Some("line height"),
            () if is(self.apart, &|apart| apart < CLOSE) => Some("letter spacing"),
            () if is(self.up, &|up| !(DOWN..=UP).contains(&up)) => Some("position"),
            () if is(self.indent, &|indent| indent.abs() > OUTSIDE) => Some("indent"),
            () if self.signs == Some(true) => Some("font"),
            () if contrast(color.map(f64::from), ground.map(f64::from)) < FAINT => Some("color"),
            () => self.doubt.filter(|what| !what.is_empty()),
        }
    }
}

fn alike(one: Rgb, other: Rgb) -> bool {
    const NEAR: u8 = 16;
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= NEAR)
}

/// Whether a font of this name draws signs in place of letters.
pub(super) fn draws_signs(font: &str) -> bool {
    let font = font.trim_matches(['\'', '"', ' ']).to_lowercase();
    SIGNS.iter().any(|known| font.starts_with(known))
}

/// A colour written as six hexadecimal digits, perhaps behind `#`.
pub(super) fn rgb(written: &str) -> Option<Rgb> {
    let digits = written.strip_prefix('#').unwrap_or(written);
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 6)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}
