//! The letters of a PDF where they stand on its pages, and whether a reader sees them.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{BezPath, Point, Rect, Shape as _};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, TransformExt as _, interpret_page,
};
use unicode_normalization::UnicodeNormalization as _;

use crate::extract::{ExtractError, within};

/// The most pages, and letters of all pages.
const MAX_PAGES: usize = 5_000;
const MAX_LETTERS: usize = 1_000_000;

/// Glyph space has this many units for the size of the font.
const UNITS: f64 = 1_000.0;

/// A letter, or the few that one glyph shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Letter {
    pub(super) text: String,
    /// Where it begins on its base line: points from the left and upper edge of the page.
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) size: f64,
    /// Whether it is written from left to right and stands upright.
    pub(super) is_upright: bool,
    /// How it is hidden from a reader.
    pub(super) hidden: Option<&'static str>,
}

/// The letters of each page in the order in which they are drawn.
pub(super) fn pages(bytes: Vec<u8>) -> Result<Vec<Vec<Letter>>, ExtractError> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => ExtractError::Encrypted("PDF file".into()),
        LoadPdfError::Invalid => damaged("it is none, or only a piece of one"),
    })?;
    within("pages in the PDF file", pdf.pages().len(), MAX_PAGES)?;
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    let mut count = 0;
    for page in pdf.pages().iter() {
        let letters = letters(page, &pdf, &cache);
        count += letters.len();
        within("letters in the PDF file", count, MAX_LETTERS)?;
        pages.push(letters);
    }
    if pages.is_empty() {
        return Err(damaged("it has no pages"));
    }
    Ok(pages)
}

fn damaged(why: &str) -> ExtractError {
    ExtractError::Damaged { what: "PDF file".into(), why: why.to_owned() }
}

fn letters<'a>(page: &Page<'a>, pdf: &'a Pdf, cache: &InterpreterCache<'a>) -> Vec<Letter> {
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, bounds, cache, pdf.xref(), InterpreterSettings::default());
    let mut paper = Paper {
        bounds,
        letters: Vec::new(),
        middles: Vec::new(),
        fills: Vec::new(),
        clips: Vec::new(),
        groups: Vec::new(),
    };
    interpret_page(page, &mut context, &mut paper);
    paper.letters
}

/// Red, green and blue, each from 0 to 1.
type Rgb = [f32; 3];

/// A page as it is drawn.
struct Paper {
    bounds: Rect,
    letters: Vec<Letter>,
    /// The middle of each letter.
    middles: Vec<Point>,
    /// What was filled so far; without a colour where it is not one.
    fills: Vec<(Rect, BezPath, Option<Rgb>)>,
    clips: Vec<(Rect, BezPath)>,
    /// Of each group that is open, its opacity, and whether it is laid over the page as it is.
    groups: Vec<(f32, bool)>,
}

impl Paper {
    /// How a letter that is drawn here is hidden. Where only a rendering could tell, it counts as hidden.
    fn hides(
        &self,
        middle: Point,
        size: f64,
        props: &DrawProps<'_>,
        mode: &DrawMode,
    ) -> Option<&'static str> {
        const TINY: f64 = 1.0;
        const FAINT: f32 = 0.1;
        let Some((color, alpha)) = color_of(&props.paint) else { return Some("painted with a pattern") };
        match () {
            () if matches!(mode, DrawMode::Invisible) => Some("invisible letters"),
            () if size < TINY => Some("zero size"),
            () if !self.bounds.contains(middle) => Some("outside of the page"),
            () if clips(&self.clips, middle) => Some("clipped"),
            () if alpha * self.opacity() < FAINT => Some("transparent"),
            () if !self.is_plain() || !is_plain(props.blend_mode) || props.soft_mask.is_some() => {
                Some("masked")
            }
            () if self.ground(middle).is_some_and(|ground| alike(color, ground)) => {
                Some("the colour of its background")
            }
            () => None,
        }
    }

    fn opacity(&self) -> f32 {
        self.groups.iter().map(|(opacity, _)| opacity).product()
    }

    fn is_plain(&self) -> bool {
        self.groups.iter().all(|(_, is_plain)| *is_plain)
    }

    /// Whether what is filled here covers what was there.
    fn covers(&self, alpha: f32, blend_mode: BlendMode, soft_mask: Option<&SoftMask<'_>>) -> bool {
        const OPAQUE: f32 = 0.9;
        alpha * self.opacity() >= OPAQUE
            && self.is_plain()
            && matches!(blend_mode, BlendMode::Normal)
            && soft_mask.is_none()
    }

    /// The colour of the paper at a place; none if it is not one.
    fn ground(&self, place: Point) -> Option<Rgb> {
        let last =
            self.fills.iter().rev().find(|(bounds, path, _)| bounds.contains(place) && path.contains(place));
        last.map_or(Some([1.0; 3]), |(_, _, color)| *color)
    }

    /// Fills an area: letters that stood there are gone.
    fn fill(&mut self, path: BezPath, color: Option<Rgb>) {
        let bounds = path.bounding_box();
        let covers = |middle: Point| bounds.contains(middle) && path.contains(middle);
        for (letter, middle) in self.letters.iter_mut().zip(&self.middles) {
            if letter.hidden.is_none() && covers(*middle) && !clips(&self.clips, *middle) {
                letter.hidden = Some("painted over");
            }
        }
        self.fills.push((bounds, path, color));
    }
}

/// Whether a letter that is blended so stays dark on white.
fn is_plain(blend_mode: BlendMode) -> bool {
    matches!(blend_mode, BlendMode::Normal | BlendMode::Multiply | BlendMode::Darken)
}

/// Whether a place lies outside of one of the clips.
fn clips(clips: &[(Rect, BezPath)], place: Point) -> bool {
    clips.iter().any(|(bounds, path)| !bounds.contains(place) || !path.contains(place))
}

fn color_of(paint: &Paint<'_>) -> Option<(Rgb, f32)> {
    match paint {
        Paint::Color(color) => {
            let [red, green, blue, alpha] = color.to_rgba().components();
            Some(([red, green, blue], alpha))
        }
        Paint::Pattern(_) => None,
    }
}

fn alike(one: Rgb, other: Rgb) -> bool {
    const NEAR: f32 = 0.07;
    one.iter().zip(other).all(|(one, other)| (one - other).abs() <= NEAR)
}

impl<'a> Device<'a> for Paper {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let is_filled = matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..));
        let (color, alpha) =
            color_of(&props.paint).map_or((None, 1.0), |(color, alpha)| (Some(color), alpha));
        if is_filled && self.covers(alpha, props.blend_mode, props.soft_mask.as_ref()) {
            self.fill(props.transform * path.clone(), color);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.clips.push((clip.path.bounding_box(), clip.path.clone()));
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend_mode: BlendMode) {
        self.groups.push((opacity, mask.is_none() && is_plain(blend_mode)));
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if self.letters.len() > MAX_LETTERS {
            return;
        }
        let first = self.letters.len();
        let is_across = run.writing_mode() == WritingMode::Horizontal;
        let places = run.glyphs().iter().map(|glyph| props.transform * glyph.transform());
        for (positioned, place) in run.glyphs().iter().zip(places) {
            let [a, b, c, d, x, y] = place.as_coeffs();
            let size = c.hypot(d) * UNITS;
            let advance = match &**positioned {
                Glyph::Outline(glyph) => glyph.advance_width().map(f64::from),
                Glyph::Type3(_) => None,
            };
            let width = match &**positioned {
                Glyph::Outline(_) => advance.unwrap_or_default() * a,
                // its advance is in units of its own
                Glyph::Type3(glyph) => {
                    let mut ink = Ink::default();
                    glyph.interpret(&mut ink, props.transform, positioned.transform(), &props.paint);
                    ink.0.map_or(0.0, |bounds| (bounds.x1 - x).max(0.0))
                }
            };
            let middle = place * Point::new(advance.unwrap_or(0.0) / 2.0, UNITS / 4.0);
            let letter = Letter {
                text: shown(positioned),
                x,
                y,
                width,
                size,
                is_upright: is_across && a > 0.0 && d < 0.0 && b.abs() < 0.05 * a && c.abs() < 0.5 * d.abs(),
                hidden: self.hides(middle, size, &props, mode),
            };
            self.letters.push(letter);
            self.middles.push(middle);
        }
        self.forget_repeated(first);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        if let Image::Raster(image) = &image {
            let is_masked =
                ["SMask", "Mask"].iter().any(|key| image.stream().dict().contains_key(key.as_bytes()));
            if !is_masked && matches!(props.blend_mode, BlendMode::Normal) && props.soft_mask.is_none() {
                let size = (f64::from(image.width()), f64::from(image.height()));
                self.fill(props.transform * Rect::from_origin_size(Point::ZERO, size).to_path(0.1), None);
            }
        }
    }
}

impl Paper {
    /// Takes back the letters from `first` on, if they were drawn just so directly before: filled, then stroked.
    fn forget_repeated(&mut self, first: usize) {
        let count = self.letters.len() - first;
        let Some(before) = first.checked_sub(count) else { return };
        let is_same = |one: &Letter, other: &Letter| {
            one.text == other.text && one.hidden == other.hidden && (one.x, one.y) == (other.x, other.y)
        };
        let (earlier, later) = (self.letters.get(before..first), self.letters.get(first..));
        if earlier
            .zip(later)
            .is_some_and(|(one, other)| one.iter().zip(other).all(|(one, other)| is_same(one, other)))
        {
            self.letters.truncate(first);
            self.middles.truncate(first);
        }
    }
}

/// Radicals with the ideographs that look the same (EquivalentUnifiedIdeograph.txt of Unicode 15.0): some programs give
/// the radical as the meaning of a glyph that stands for both.
const RADICALS: &str = "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕𫜹⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗\
    ⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风\
    ⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟";

/// The ideograph in place of a radical.
fn ideograph(c: char) -> char {
    match c {
        '\u{2f00}'..='\u{2fdf}' => std::iter::once(c).nfkc().next().unwrap_or(c),
        '\u{2e80}'..='\u{2eff}' => {
            let (radicals, mut ideographs) =
                (RADICALS.chars().step_by(2), RADICALS.chars().skip(1).step_by(2));
            radicals
                .into_iter()
                .position(|radical| radical == c)
                .and_then(|at| ideographs.nth(at))
                .unwrap_or(c)
        }
        c => c,
    }
}

/// The extent of what is drawn.
#[derive(Default)]
struct Ink(Option<Rect>);

impl Ink {
    fn add(&mut self, bounds: Rect) {
        self.0 = Some(self.0.map_or(bounds, |before| before.union(bounds)));
    }
}

impl<'a> Device<'a> for Ink {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        self.add((props.transform * path.clone()).bounding_box());
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = (f64::from(image.width()), f64::from(image.height()));
        self.add(props.transform.transform_rect_bbox(Rect::from_origin_size(Point::ZERO, size)));
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn pop_clip(&mut self) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_transparency_group(&mut self) {}
}

/// What a glyph shows: a visible soft hyphen is a hyphen, and a glyph without letters is a sign of that.
fn shown(glyph: &Glyph<'_>) -> String {
    let text = match glyph.as_unicode() {
        Some(BfString::Char(c)) => c.to_string(),
        Some(BfString::String(text)) => text,
        None => char::REPLACEMENT_CHARACTER.to_string(),
    };
    let shown = text.chars().map(|c| match c {
        '\u{ad}' => '-',
        c if c.is_whitespace() => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => ideograph(c),
    });
    shown.collect()
}
