//! The letters of a PDF where they stand on its pages, and whether a reader sees them.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{
    self, Affine, BezPath, Line, PathSeg, Point, Rect, Shape as _, Stroke, StrokeOpts,
};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, StrokeProps, TransformExt as _, interpret_page,
};
use unicode_normalization::UnicodeNormalization as _;

use crate::extract::color::{FAINT, GONE, PALE, contrast, luminance, over};
use crate::extract::pdf::annotations::{self, Said};
use crate::extract::{ExtractError, within};

/// The most pages, and letters of all pages.
const MAX_PAGES: usize = 5_000;
const MAX_LETTERS: usize = 1_000_000;

/// Glyph space has this many units for the size of the font.
const UNITS: f64 = 1_000.0;

/// What covers so much, or more, leaves nothing of what is beneath.
const OPAQUE: f64 = 0.9;

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
    pub(super) sight: Sight,
}

/// Whether a reader sees something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    Seen,
    /// Perhaps not, or not as it is: what leaves it open.
    Doubtful(&'static str),
    /// No: what hides it.
    Hidden(&'static str),
}

impl Letter {
    /// How it is hidden from a reader.
    pub(super) fn hidden(&self) -> Option<&'static str> {
        if let Sight::Hidden(how) = self.sight { Some(how) } else { None }
    }

    /// What leaves open whether a reader sees it.
    pub(super) fn doubt(&self) -> Option<&'static str> {
        if let Sight::Doubtful(what) = self.sight { Some(what) } else { None }
    }
}

/// What a page shows and hides.
pub(super) struct Shown {
    /// In the order in which they are drawn.
    pub(super) letters: Vec<Letter>,
    /// What its annotations say that draw nothing themselves.
    pub(super) said: Vec<Said>,
}

/// What each page shows and hides.
pub(super) fn pages(bytes: Vec<u8>) -> Result<Vec<Shown>, ExtractError> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => ExtractError::Encrypted("PDF file".into()),
        LoadPdfError::Invalid => damaged("it is none, or only a piece of one"),
    })?;
    within("pages in the PDF file", pdf.pages().len(), MAX_PAGES)?;
    let cache = InterpreterCache::new();
    let has_changing_layers = annotations::has_changing_layers(&pdf);
    let shown_instead = annotations::shown_instead(&pdf);
    let mut pages = Vec::new();
    let mut count = 0;
    for page in pdf.pages().iter() {
        let mut shown = shown(page, &pdf, &cache)?;
        if has_changing_layers {
            shown.letters.iter_mut().for_each(|letter| letter.doubt_it("layers"));
        }
        if let Some(what) = shown_instead {
            shown.letters.iter_mut().for_each(|letter| letter.doubt_it(what));
        }
        count += shown.letters.len();
        within("letters in the PDF file", count, MAX_LETTERS)?;
        pages.push(shown);
    }
    if pages.is_empty() {
        return Err(damaged("it has no pages"));
    }
    Ok(pages)
}

fn damaged(why: &str) -> ExtractError {
    ExtractError::Damaged { what: "PDF file".into(), why: why.to_owned() }
}

fn shown<'a>(page: &Page<'a>, pdf: &'a Pdf, cache: &InterpreterCache<'a>) -> Result<Shown, ExtractError> {
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, bounds, cache, pdf.xref(), InterpreterSettings::default());
    let mut paper = Paper { bounds, ..Paper::default() };
    interpret_page(page, &mut context, &mut paper);
    let (said, marked) = annotations::of(page, pdf)?;
    for (place, what) in marked {
        let place = transform.transform_rect_bbox(place);
        for (letter, core) in paper.letters.iter_mut().zip(&paper.cores) {
            if place.contains(core.midpoint()) {
                letter.doubt_it(what);
            }
        }
    }
    Ok(Shown { letters: paper.letters, said })
}

impl Letter {
    /// Leaves open whether it is seen, if it was seen so far.
    fn doubt_it(&mut self, what: &'static str) {
        if self.sight == Sight::Seen {
            self.sight = Sight::Doubtful(what);
        }
    }
}

/// Red, green and blue, each from 0 to 255.
type Rgb = [f64; 3];

const WHITE: Rgb = [255.0; 3];

/// What painting does to what is beneath.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ink {
    /// Lays a colour over it, so opaque.
    Over(Rgb, f64),
    /// Darkens it by a colour.
    Darker(Rgb),
    /// Lays something over it that nothing is seen through, and that has no one colour.
    Picture,
    /// Something that only a rendering could tell.
    Unknown,
}

impl Ink {
    /// What it makes of a ground.
    fn on(self, ground: Rgb) -> Option<Rgb> {
        match self {
            Self::Over(color, alpha) => Some(over(color, alpha, ground)),
            Self::Darker(color) => {
                let [[r, g, b], [x, y, z]] = [color, ground];
                Some([(r, x), (g, y), (b, z)].map(|(one, other)| one * other / 255.0))
            }
            Self::Picture | Self::Unknown => None,
        }
    }
}

/// A place on the page that is painted, or left free by a clip.
struct Area {
    bounds: Rect,
    path: BezPath,
    rule: FillRule,
}

impl Area {
    fn of(path: BezPath, rule: FillRule) -> Self {
        Self { bounds: path.bounding_box(), path, rule }
    }

    fn is_box(&self) -> bool {
        /// A rectangle has no more elements.
        const MOST: usize = 6;
        self.path.elements().len() <= MOST
    }

    fn holds(&self, place: Point) -> bool {
        self.bounds.contains(place)
            && match self.rule {
                FillRule::NonZero => self.path.winding(place) != 0,
                FillRule::EvenOdd => self.path.winding(place) % 2 != 0,
            }
    }

    /// Whether its outline runs through a line.
    fn crosses(&self, line: Line) -> bool {
        let bounds = Rect::from_points(line.p0, line.p1);
        bounds.x0 <= self.bounds.x1
            && self.bounds.x0 <= bounds.x1
            && bounds.y0 <= self.bounds.y1
            && self.bounds.y0 <= bounds.y1
            && self.path.segments().any(|segment: PathSeg| !segment.intersect_line(line).is_empty())
    }
}

/// The areas that what is painted must lie in.
type Clips = Vec<Rc<Area>>;

fn is_within(clips: &Clips, place: Point) -> bool {
    clips.iter().all(|clip| clip.holds(place))
}

fn crosses_any(clips: &Clips, line: Line) -> bool {
    clips.iter().any(|clip| clip.crosses(line))
}

/// A page as it is drawn.
#[derive(Default)]
struct Paper {
    bounds: Rect,
    letters: Vec<Letter>,
    /// The heart of each letter: a line upwards through its middle.
    cores: Vec<Line>,
    /// What was painted so far.
    painted: Vec<(Area, Clips, Ink)>,
    clips: Clips,
    /// Of each group that is open, its opacity, and how it is laid over the page; nothing if only a rendering could tell.
    groups: Vec<(f64, Option<BlendMode>)>,
    /// Of each marked content that is open, whether what shows it is computed.
    marked: Vec<bool>,
    /// Where letters stand, in squares of the page.
    squares: HashMap<(i64, i64), Vec<usize>>,
    /// Of each glyph, whether it draws nothing.
    blank: HashMap<u128, bool>,
}

impl Paper {
    /// Whether a letter that is drawn here is seen.
    fn sight(&self, core: Line, (across, size): (f64, f64), props: &DrawProps<'_>, mode: &DrawMode) -> Sight {
        /// In points.
        const NO_SIZE: f64 = 1.0;
        const TINY: f64 = 3.0;
        /// Of one extent to the other.
        const GONE_NARROW: f64 = 0.05;
        const NARROW: f64 = 0.35;
        let ink = self.ink(&props.paint, props.blend_mode, props.soft_mask.as_ref());
        let middle = core.midpoint();
        let alpha = if let Ink::Over(_, alpha) = ink { alpha } else { 1.0 };
        let (least, most) = (across.min(size), across.max(size));
        match () {
            () if matches!(mode, DrawMode::Invisible) => return Sight::Hidden("invisible letters"),
            () if least < NO_SIZE || least < GONE_NARROW * most => return Sight::Hidden("zero size"),
            () if !self.bounds.contains(middle) => return Sight::Hidden("outside of the page"),
            () if !is_within(&self.clips, middle) => return Sight::Hidden("clipped"),
            () if alpha < GONE => return Sight::Hidden("transparent"),
            () if self.marked.contains(&true) => return Sight::Doubtful("layers"),
            () if crosses_any(&self.clips, core) => return Sight::Doubtful("clip"),
            () if least < TINY || least < NARROW * most => return Sight::Doubtful("size"),
            () if alpha < PALE => return Sight::Doubtful("transparency"),
            () if ink == Ink::Unknown => return Sight::Doubtful("pattern or mask"),
            () => {}
        }
        let Some(ground) = self.ground(middle) else { return Sight::Doubtful("background") };
        match ink.on(ground) {
            Some(color) if alike(color, ground) => Sight::Hidden("the colour of its background"),
            Some(color) if contrast(color, ground) >= FAINT => Sight::Seen,
            _ => Sight::Doubtful("color"),
        }
    }

    /// How much of what is drawn here covers what is beneath.
    fn opacity(&self) -> f64 {
        self.groups.iter().map(|(opacity, _)| opacity).product()
    }

    /// What painting does here.
    fn ink(&self, paint: &Paint<'_>, blend_mode: BlendMode, mask: Option<&SoftMask<'_>>) -> Ink {
        let Paint::Color(color) = paint else { return Ink::Unknown };
        let [red, green, blue, alpha] = color.to_rgba().components().map(f64::from);
        let color = [red, green, blue].map(|part| 255.0 * part);
        let alpha = alpha * self.opacity();
        let mut modes = self.groups.iter().map(|(_, mode)| *mode).chain([Some(blend_mode)]);
        let darkens = |mode: &BlendMode| matches!(mode, BlendMode::Multiply | BlendMode::Darken);
        match modes.try_fold(false, |darker, mode| {
            let mode = mode.filter(|mode| darkens(mode) || matches!(mode, BlendMode::Normal))?;
            Some(darker || darkens(&mode))
        }) {
            _ if mask.is_some() => Ink::Unknown,
            None => Ink::Unknown,
            Some(false) => Ink::Over(color, alpha),
            Some(true) => Ink::Darker(over(color, alpha, WHITE)),
        }
    }

    /// The colour of the paper at a place; none if only a rendering could tell.
    fn ground(&self, place: Point) -> Option<Rgb> {
        let mut above = Vec::new();
        let mut ground = WHITE;
        let here = |(area, clips, _): &&(Area, Clips, Ink)| area.holds(place) && is_within(clips, place);
        for (_, _, ink) in self.painted.iter().rev().filter(here) {
            match ink {
                Ink::Over(color, alpha) if *alpha >= OPAQUE => {
                    ground = *color;
                    break;
                }
                Ink::Picture | Ink::Unknown => return None,
                ink => above.push(*ink),
            }
        }
        above.into_iter().rev().try_fold(ground, |ground, ink| ink.on(ground))
    }

    /// Paints an area, or along the outline of one: letters that stood there may be gone.
    fn paint(&mut self, area: Area, is_filled: bool, ink: Ink) {
        /// What covers less leaves letters to be read.
        const LIGHT: f64 = 0.5;
        let is_harmless = match ink {
            Ink::Over(_, alpha) => alpha < LIGHT,
            Ink::Darker(color) => luminance(color) > LIGHT,
            Ink::Picture | Ink::Unknown => false,
        };
        let covers = matches!(ink, Ink::Picture) || matches!(ink, Ink::Over(_, alpha) if alpha >= OPAQUE);
        for (letter, core) in self.letters.iter_mut().zip(&self.cores).filter(|_| !is_harmless) {
            if letter.hidden().is_some() {
                continue;
            }
            let is_crossed = area.crosses(*core);
            let is_filled =
                is_filled && [core.p0, core.midpoint(), core.p1].iter().any(|place| area.holds(*place));
            if !is_crossed && !is_filled {
                continue;
            }
            let is_cut = crosses_any(&self.clips, *core);
            let is_within = is_within(&self.clips, core.midpoint());
            // through letters as a clip the same letters are painted
            if covers && is_within && !is_crossed && !is_cut && self.clips.iter().all(|clip| clip.is_box()) {
                letter.sight = Sight::Hidden("painted over");
            } else if is_within || is_cut {
                letter.doubt_it("painted over");
            }
        }
        if is_filled {
            self.painted.push((area, self.clips.clone(), ink));
        }
    }

    /// Paints along a path.
    fn stroke(&mut self, path: &BezPath, transform: Affine, stroke: &StrokeProps, ink: Ink) {
        /// What is thinner is no ground of a letter, and covers none: it runs across. In points.
        const THIN: f64 = 2.0;
        let scale = transform.determinant().abs().sqrt();
        let width = f64::from(stroke.line_width);
        if width * scale < THIN {
            return self.paint(Area::of(transform * path.clone(), FillRule::NonZero), false, ink);
        }
        let style = Stroke::new(width).with_caps(stroke.line_cap).with_join(stroke.line_join);
        let outline = kurbo::stroke(path, &style, &StrokeOpts::default(), 0.1 / scale);
        let ink = if stroke.dash_array.is_empty() { ink } else { Ink::Unknown };
        self.paint(Area::of(transform * outline, FillRule::NonZero), true, ink);
    }
}

fn alike(one: Rgb, other: Rgb) -> bool {
    const NEAR: f64 = 18.0;
    one.iter().zip(other).all(|(one, other)| (one - other).abs() <= NEAR)
}

impl<'a> Device<'a> for Paper {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let ink = self.ink(&props.paint, props.blend_mode, props.soft_mask.as_ref());
        if let DrawMode::Fill(rule) | DrawMode::FillAndStroke(rule, _) = mode {
            self.paint(Area::of(props.transform * path.clone(), *rule), true, ink);
        }
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
            self.stroke(path, props.transform, stroke, ink);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let area = Area::of(clip.path.clone(), clip.fill);
        if !area.is_box() {
            self.show_stencil(&area);
        }
        self.clips.push(Rc::new(area));
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend_mode: BlendMode) {
        self.groups.push((opacity.into(), mask.is_none().then_some(blend_mode)));
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        self.marked.push(tag == b"OC" && properties.is_some_and(|properties| properties.contains_key(b"VE")));
    }

    fn end_marked_content(&mut self) {
        self.marked.pop();
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
            let text = shown_by(positioned);
            let advance = match &**positioned {
                Glyph::Outline(glyph) => glyph.advance_width().map(f64::from),
                Glyph::Type3(_) => None,
            };
            let (width, is_blank) = match &**positioned {
                Glyph::Outline(glyph) => {
                    let key = glyph.identifier().cache_key();
                    let is_blank = || glyph.outline().elements().is_empty();
                    let is_blank = *self.blank.entry(key).or_insert_with(is_blank);
                    (advance.unwrap_or_default() * a, is_blank)
                }
                // its advance is in units of its own
                Glyph::Type3(glyph) => {
                    let mut extent = Extent::default();
                    glyph.interpret(&mut extent, props.transform, positioned.transform(), &props.paint);
                    (extent.0.map_or(0.0, |bounds| (bounds.x1 - x).max(0.0)), extent.0.is_none())
                }
            };
            let middle = advance.unwrap_or(0.0) / 2.0;
            let core =
                Line::new(place * Point::new(middle, 0.1 * UNITS), place * Point::new(middle, 0.4 * UNITS));
            let mut sight = self.sight(core, (a.hypot(b) * UNITS, size), &props, mode);
            // a viewer may take another font
            if is_blank && sight == Sight::Seen && text.chars().any(char::is_alphanumeric) {
                sight = Sight::Doubtful("glyph");
            }
            let is_upright = is_across && a > 0.0 && d < 0.0 && b.abs() < 0.05 * a && c.abs() < 0.5 * d.abs();
            self.letters.push(Letter { text, x, y, width, size, is_upright, sight });
            self.cores.push(core);
        }
        self.forget_repeated(first);
        self.overprint(first);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let size = (f64::from(image.width()), f64::from(image.height()));
        let area = Area::of(
            props.transform * Rect::from_origin_size(Point::ZERO, size).to_path(0.1),
            FillRule::NonZero,
        );
        let is_whole = |image: &Image<'_, '_>| match image {
            Image::Raster(image) => {
                let dict = image.stream().dict();
                !dict.contains_key(b"SMask") && !dict.contains_key(b"Mask") && props.soft_mask.is_none()
            }
            Image::Stencil(_) => false,
        };
        let is_laid_over = self.groups.iter().all(|(_, mode)| matches!(mode, Some(BlendMode::Normal)))
            && matches!(props.blend_mode, BlendMode::Normal)
            && self.opacity() >= OPAQUE;
        let ink = if is_laid_over && is_whole(&image) { Ink::Picture } else { Ink::Unknown };
        self.paint(area, true, ink);
    }
}

impl Paper {
    /// Takes back the letters from `first` on, if they were drawn just so directly before: filled, then stroked.
    fn forget_repeated(&mut self, first: usize) {
        let count = self.letters.len() - first;
        let Some(before) = first.checked_sub(count) else { return };
        let is_same = |one: &Letter, other: &Letter| {
            one.text == other.text && one.sight == other.sight && (one.x, one.y) == (other.x, other.y)
        };
        let (earlier, later) = (self.letters.get(before..first), self.letters.get(first..));
        if earlier
            .zip(later)
            .is_some_and(|(one, other)| one.iter().zip(other).all(|(one, other)| is_same(one, other)))
        {
            self.letters.truncate(first);
            self.cores.truncate(first);
        }
    }

    /// Doubts letters without ink that a clip has the outlines of: what is painted next is seen through them.
    fn show_stencil(&mut self, clip: &Area) {
        let letters = self.letters.iter_mut().zip(&self.cores).filter(|(letter, core)| {
            letter.sight == Sight::Hidden("invisible letters") && clip.bounds.contains(core.midpoint())
        });
        let letters: Vec<_> = letters.collect();
        if letters.iter().any(|(_, core)| clip.crosses(**core) || clip.holds(core.midpoint())) {
            for (letter, _) in letters {
                letter.sight = Sight::Doubtful("letters as a clip");
            }
        }
    }

    /// Doubts what the letters from `first` on are written over: others, or the same once more in the colour of the paper.
    fn overprint(&mut self, first: usize) {
        /// The squares that letters are looked for in, in points, and how near they are to each other, in their sizes.
        const SQUARE: f64 = 8.0;
        const NEAR: f64 = 0.12;
        /// Of more in one place nobody reads any.
        const MOST: usize = 50;
        let square = |letter: &Letter| ((letter.x / SQUARE) as i64, (letter.y / SQUARE) as i64);
        for at in first..self.letters.len() {
            let Some(new) = self.letters.get(at).filter(|new| new.text.chars().any(char::is_alphanumeric))
            else {
                continue;
            };
            let (column, row) = square(new);
            let is_unseen = new.sight == Sight::Hidden("the colour of its background");
            if new.hidden().is_none() || is_unseen {
                let around = (-1..=1).flat_map(|x| (-1..=1).map(move |y| (column + x, row + y)));
                let near = around.filter_map(|square| self.squares.get(&square)).flatten();
                let is_beneath = |earlier: &&usize| {
                    self.letters.get(**earlier).is_some_and(|old| {
                        old.hidden().is_none()
                            && (old.text != new.text || is_unseen)
                            && (old.x - new.x).abs().max((old.y - new.y).abs())
                                < NEAR * old.size.min(new.size)
                    })
                };
                let beneath: Vec<usize> = near.filter(is_beneath).copied().collect();
                let touched = beneath.iter().copied().chain((!beneath.is_empty()).then_some(at));
                for touched in touched {
                    if let Some(letter) = self.letters.get_mut(touched) {
                        letter.doubt_it("letters over each other");
                    }
                }
            }
            let here = self.squares.entry((column, row)).or_default();
            if here.len() < MOST {
                here.push(at);
            }
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
struct Extent(Option<Rect>);

impl Extent {
    fn add(&mut self, bounds: Rect) {
        self.0 = Some(self.0.map_or(bounds, |before| before.union(bounds)));
    }
}

impl<'a> Device<'a> for Extent {
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
fn shown_by(glyph: &Glyph<'_>) -> String {
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
