//! What a reader sees of an element's text: whether it is shown, hidden, or neither for sure.
//!
//! Of most properties the harmless values are listed, and every other one is a doubt.

use std::rc::Rc;

use crate::extract::color::{FAINT, GONE, PALE, UNSEEN, contrast, over};
use crate::extract::html::sheet::{Harm, Style, Vars};
use crate::extract::html::value::{BLACK, Color, Token, WHITE, has_word, is_word, pixels, word};

/// The most doubts about one element.
const MAX_DOUBTS: usize = 16;

/// Beneath which no reader finds a text, and beneath which some do not: the size of letters, in pixels.
const NO_SIZE: f64 = 2.5;
const TINY: f64 = 5.0;

/// How far from its place text is outside of every page, and how far it is still in its place.
const OUTSIDE: f64 = 480.0;
const NEARBY: f64 = 40.0;

/// Properties that may hide, move, mirror or replace a text, and the words that do none of it.
const HARMLESS: [(&str, &[&str]); 22] = [
    ("clip-path", &["none", "border-box", "padding-box", "content-box"]),
    ("mask", &["none"]),
    ("offset-path", &["none"]),
    ("offset", &["none"]),
    ("mix-blend-mode", &["normal"]),
    ("writing-mode", &["horizontal-tb", "lr", "lr-tb", "rl"]),
    ("unicode-bidi", &["normal", "embed", "isolate", "plaintext"]),
    ("font-size-adjust", &["none"]),
    ("text-security", &["none"]),
    ("-webkit-text-security", &["none"]),
    ("text-emphasis", &["none"]),
    ("line-clamp", &["none"]),
    ("mso-hide", &["none", "screen"]),
    ("content-visibility", &["visible", "auto"]),
    ("transform", &["none"]),
    ("translate", &["none"]),
    ("scale", &["none"]),
    ("rotate", &["none"]),
    ("filter", &["none"]),
    ("animation", &["none"]),
    ("order", &[]),
    ("zoom", &["normal"]),
];

/// Those of them that do not matter if they take the whole text with them.
const MOVING: [&str; 9] = [
    "transform",
    "translate",
    "scale",
    "rotate",
    "filter",
    "animation",
    "order",
    "position",
    "mix-blend-mode",
];

/// Fonts that draw other signs in the place of letters.
const OF_SIGNS: [&str; 8] = [
    "wingdings",
    "wingdings 2",
    "wingdings 3",
    "webdings",
    "symbol",
    "zapf dingbats",
    "zapfdingbats",
    "marlett",
];

/// Why it is not sure that a reader sees a text as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Why {
    /// The property or element.
    pub(super) what: &'static str,
    /// The element that it is harmless on if all of a text is within.
    pub(super) element: Option<usize>,
    /// Whether an element within may undo it by the same property.
    inherited: bool,
}

/// How text within an element looks.
#[derive(Clone)]
pub(super) struct Look {
    /// How it is hidden, whatever is within.
    gone: Option<&'static str>,
    /// How it is moved or cut out of sight, from which some elements within escape.
    away: Option<&'static str>,
    invisible: Harm,
    no_size: Harm,
    of_ground: Harm,
    /// The size of its letters in pixels.
    size: f64,
    color: Option<[f64; 3]>,
    alpha: f64,
    fill: Option<Token>,
    /// What is beneath; none if that cannot be told.
    ground: Option<[f64; 3]>,
    /// Whether what is beneath may be set by a style sheet that is not read.
    is_ground_open: bool,
    shadow: bool,
    opacity: f64,
    scaled: bool,
    pub(super) doubts: Vec<Why>,
    pub(super) right_to_left: bool,
    pub(super) vars: Option<Rc<Vars>>,
    /// How its items of lists are marked.
    pub(super) mark: Option<Token>,
    pub(super) quotes: Option<Vec<Token>>,
    /// Whether its children are not seen in their order.
    turns: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            gone: None,
            away: None,
            invisible: Harm::No,
            no_size: Harm::No,
            of_ground: Harm::No,
            size: 16.0,
            color: Some(BLACK),
            alpha: 1.0,
            fill: None,
            ground: Some(WHITE),
            is_ground_open: false,
            shadow: false,
            opacity: 1.0,
            scaled: false,
            doubts: Vec::new(),
            right_to_left: false,
            vars: None,
            mark: None,
            quotes: None,
            turns: false,
        }
    }
}

/// What an element is, as far as its looks go.
#[derive(Clone, Copy)]
pub(super) struct Own<'e> {
    pub(super) name: &'e str,
    pub(super) number: usize,
    /// Whether it is set apart from what stands beside it.
    pub(super) is_block: bool,
    /// Whether text stands before it on its line.
    pub(super) follows_text: bool,
}

impl Look {
    /// That of a page, of which other style sheets may be unread.
    pub(super) fn of_page(has_unread_sheets: bool) -> Self {
        Self { is_ground_open: has_unread_sheets, ..Self::default() }
    }

    /// How the text is hidden, if that is sure.
    pub(super) fn hidden(&self) -> Option<&'static str> {
        let sure = |harm: Harm, how| (harm == Harm::Sure).then_some(how);
        self.gone
            .or(sure(self.invisible, "visibility:hidden"))
            .or(sure(self.no_size, "zero size"))
            .or(self.away)
            .or(sure(self.of_ground, "the colour of its background"))
            .or((self.opacity < GONE).then_some("opacity:0"))
    }

    /// Hides all text within.
    pub(super) fn go(&mut self, how: &'static str) {
        self.gone = self.gone.or(Some(how));
    }

    /// Adds a doubt about all text within.
    pub(super) fn doubt(&mut self, what: &'static str, element: Option<usize>) {
        self.note(Why { what, element, inherited: false });
    }

    fn note(&mut self, why: Why) {
        if self.doubts.contains(&why) {
            return;
        }
        if self.doubts.len() < MAX_DOUBTS {
            self.doubts.push(why);
        } else if let Some(last) = self.doubts.last_mut() {
            *last = Why { what: "too many styles", element: None, inherited: false };
        }
    }

    /// A doubt that is told anew wherever the property is declared again.
    fn inherit(&mut self, what: &'static str, harm: Harm) {
        self.doubts.retain(|why| why.what != what || !why.inherited);
        if harm > Harm::No {
            self.note(Why { what, element: None, inherited: true });
        }
    }

    /// What hides it, or may.
    fn hide(&mut self, harm: Harm, how: &'static str, what: &'static str) {
        match harm {
            Harm::Sure => self.gone = self.gone.or(Some(how)),
            Harm::Perhaps => self.doubt(what, None),
            Harm::No => {}
        }
    }

    /// The look of an element with this style, within one of this look.
    pub(super) fn within(&self, style: &Style, own: Own<'_>) -> Self {
        let mut look = Self { turns: false, ..self.clone() };
        if self.turns {
            look.doubt("order", Some(own.number));
        }
        if style.is_empty() {
            return look;
        }
        look.size_of_letters(self.size, style);
        look.display(style, own);
        look.visibility(style);
        look.colors(self, style, own);
        look.place(style, own);
        look.cut(style, own);
        look.letters(style, own);
        look.turned(style);
        for (name, harmless) in HARMLESS {
            let harms = |value: &Vec<Token>| !is_harmless(name, value, harmless);
            if style.harm(name, harms) > Harm::No {
                let turned = style.harm(name, |value| turns_over(name, value)) > Harm::No;
                look.doubt(name, (MOVING.contains(&name) && !turned).then_some(own.number));
            }
        }
        let hides = |value: &Vec<Token>| is_word(value, &["hidden"]);
        if style.harm("content-visibility", hides) == Harm::Sure && own.is_block {
            look.gone = look.gone.or(Some("content-visibility:hidden"));
        }
        if let Some(value) = style.likely("list-style-type") {
            look.mark = value.first().cloned();
        }
        if let Some(value) = style.likely("quotes") {
            look.quotes = Some(value.clone());
        }
        look
    }

    fn size_of_letters(&mut self, outer: f64, style: &Style) {
        if !style.says("font-size") {
            return;
        }
        let (values, or_none) = style.possible("font-size");
        let mut sizes: Vec<f64> = values.iter().map(|value| font_size(value, outer)).collect();
        if or_none {
            sizes.push(outer);
        }
        self.size = style.likely("font-size").map_or(outer, |value| font_size(value, outer));
        let unseen = sizes.iter().filter(|size| **size < NO_SIZE).count();
        let scaled = self.scaled || style.says("zoom") || style.says("transform") || style.says("scale");
        self.no_size = match () {
            () if unseen == sizes.len() && !scaled => Harm::Sure,
            () if unseen > 0 => Harm::Perhaps,
            () => Harm::No,
        };
        let tiny = sizes.iter().any(|size| *size < TINY) && self.no_size != Harm::Sure;
        self.inherit("font-size", if tiny { Harm::Perhaps } else { Harm::No });
    }

    fn display(&mut self, style: &Style, own: Own<'_>) {
        self.scaled |= style.says("zoom") || style.says("transform") || style.says("scale");
        const UNSHOWN: [&str; 3] = ["none", "table-column", "table-column-group"];
        self.hide(style.harm("display", |value| is_word(value, &UNSHOWN)), "display:none", "display");
        if style.harm("display", |value| matches!(value.as_slice(), [Token::Function(..)])) > Harm::No {
            self.doubt("display", Some(own.number));
        }
        let cuts = |value: &Vec<Token>| {
            value.iter().any(|token| matches!(token, Token::Word(word) if matches!(word.as_str(), "strict" | "size" | "paint")))
        };
        if !own.is_block && style.harm("contain", cuts) > Harm::No {
            self.doubt("contain", None);
        }
        let opacity = |value: &Vec<Token>| match value.as_slice() {
            [Token::Number(number)] => number.clamp(0.0, 1.0),
            [Token::Percent(percent)] => (percent / 100.0).clamp(0.0, 1.0),
            _ => 1.0,
        };
        let animated = style.harm("animation", |value| !is_word(value, &["none"])) > Harm::No;
        let outer = self.opacity;
        let pale = style.harm("opacity", |value| outer * opacity(value) < PALE);
        match style.sure("opacity") {
            Some(value) if !animated => self.opacity *= opacity(value),
            _ => {}
        }
        if pale > Harm::No && self.opacity >= GONE {
            self.doubt("opacity", None);
        }
        let reverses = |value: &Vec<Token>| {
            value.iter().any(|token| matches!(token, Token::Word(word) if word.ends_with("-reverse")))
        };
        self.turns = style.harm("flex-direction", reverses).max(style.harm("flex-wrap", reverses)) > Harm::No;
        for name in ["grid-row", "grid-area"] {
            if style.harm(name, |value| !is_word(value, &["auto"])) > Harm::No {
                self.doubt(name, Some(own.number));
            }
        }
        // rows keep their order whatever columns their blocks are set to; pieces of a line do not
        if !own.is_block && style.harm("grid-column", |value| !is_word(value, &["auto"])) > Harm::No {
            self.doubt("grid-column", None);
        }
    }

    fn visibility(&mut self, style: &Style) {
        if style.says("visibility") {
            let (outer, animated) = (self.invisible, style.says("animation"));
            let hides = |value: &Vec<Token>| match value.as_slice() {
                [Token::Word(word)] if word == "inherit" || word == "unset" => outer > Harm::No,
                value => is_word(value, &["hidden", "collapse"]),
            };
            let harm = style.harm("visibility", hides);
            self.invisible = if animated { harm.min(Harm::Perhaps) } else { harm };
            // a rule that may not apply leaves what was
            if style.possible("visibility").1 && outer > Harm::No {
                self.invisible = Harm::Perhaps;
            }
            self.inherit(
                "visibility",
                if self.invisible == Harm::Perhaps { Harm::Perhaps } else { Harm::No },
            );
        }
    }

    /// The colour of the text against what is beneath.
    fn colors(&mut self, outer: &Self, style: &Style, own: Own<'_>) {
        const NAMES: [&str; 4] = ["color", "-webkit-text-fill-color", "background-color", "background-image"];
        if !NAMES.iter().any(|name| style.says(name)) {
            return;
        }
        let mut possible = Vec::new();
        let (grounds, ground_or_none) = style.possible("background-color");
        let mut beneath: Vec<Option<[f64; 3]>> =
            grounds.iter().map(|value| ground(value, outer.ground, outer.color)).collect();
        if ground_or_none {
            beneath.push(outer.ground);
        }
        let pictured =
            style.harm("background-image", |value| !is_word(value, &["none", "initial", "unset"])) > Harm::No;
        let clipped = style.harm("background-clip", |value| has_word(value, &["text"])) > Harm::No;
        let (colors, color_or_none) = style.possible("color");
        let mut written: Vec<Option<([f64; 3], f64)>> =
            colors.iter().map(|value| ink(value, outer)).collect();
        if color_or_none {
            written.push(outer.color.map(|color| (color, outer.alpha)));
        }
        self.color =
            style.likely("color").map_or(outer.color, |value| ink(value, outer).map(|(color, _)| color));
        self.alpha =
            style.likely("color").and_then(|value| ink(value, outer)).map_or(outer.alpha, |(_, alpha)| alpha);
        if style.says("-webkit-text-fill-color") {
            let fills = style.possible("-webkit-text-fill-color");
            self.fill = style.likely("-webkit-text-fill-color").and_then(|value| value.first().cloned());
            let own: Vec<_> = fills.0.iter().map(|value| ink(value, self)).collect();
            written = if fills.1 { written.into_iter().chain(own).collect() } else { own };
        } else if let Some(fill) = &self.fill {
            written = vec![ink(std::slice::from_ref(fill), self)];
        }
        self.ground = if pictured {
            None
        } else {
            style
                .likely("background-color")
                .map_or(outer.ground, |value| ground(value, outer.ground, outer.color))
        };
        for ink in &written {
            for ground in &beneath {
                possible.push(match (ink, ground) {
                    (Some((_, alpha)), _) if *alpha < GONE => 1.0,
                    (Some((color, alpha)), Some(ground)) => contrast(over(*color, *alpha, *ground), *ground),
                    // nothing to be held against: what stands beside it is seen, so it is too if it looks alike
                    (Some((color, _)), None) => {
                        let beside = outer.color.map_or(1.0, |beside| contrast(*color, beside));
                        if beside > 4.0 { FAINT - 0.01 } else { 21.0 }
                    }
                    (None, _) => 21.0,
                });
            }
        }
        self.is_ground_open &=
            style.sure("background-color").is_none_or(|value| ground(value, None, None).is_none());
        let unseen = possible.iter().filter(|contrast| **contrast < UNSEEN).count();
        let may_be_seen =
            pictured || clipped || self.shadow || style.says("text-shadow") || self.is_ground_open;
        self.shadow |= style.says("text-shadow");
        self.of_ground = match () {
            () if unseen == possible.len() && !may_be_seen => Harm::Sure,
            () if unseen > 0 => Harm::Perhaps,
            () => Harm::No,
        };
        let faint = possible.iter().any(|contrast| *contrast < FAINT) && self.of_ground != Harm::Sure;
        self.inherit("color", if faint { Harm::Perhaps } else { Harm::No });
        let is_untold = |value: &Vec<Token>| {
            matches!(value.first(), Some(Token::Function(..))) && ink(value, outer).is_none()
        };
        if !own.is_block && style.harm("color", is_untold) > Harm::No {
            self.doubt("color", None);
        }
        if pictured && !own.is_block && style.says("background-image") {
            // a picture in the midst of a line may be a bar across it
            self.doubt("background-image", Some(own.number));
        }
    }

    /// Where the text stands, against where it is written.
    fn place(&mut self, style: &Style, own: Own<'_>) {
        let position =
            |words: &'static [&'static str]| style.harm("position", move |value| is_word(value, words));
        let (lifted, placed) =
            (position(&["absolute", "fixed"]), position(&["relative", "sticky", "-webkit-sticky"]));
        let size = self.size;
        let far = |name: &str, least: f64| {
            style.harm(name, move |value| pixels(value, size, 800.0).is_some_and(|at| at <= -least))
        };
        let far_behind = |name: &str, least: f64| {
            style.harm(name, move |value| pixels(value, size, 800.0).is_some_and(|at| at >= least))
        };
        let moves = style.says("margin-left") || style.says("margin-right") || style.says("margin-top");
        let escapes = lifted > Harm::No
            || placed > Harm::No
            || moves
            || style.says("transform")
            || style.says("translate");
        if self.away.is_some() && escapes {
            self.away = None;
            self.doubt("position", None);
        }
        let outside = far("left", OUTSIDE)
            .max(far("top", OUTSIDE))
            .max(far_behind("right", 2.0 * OUTSIDE))
            .max(far_behind("bottom", 4.0 * OUTSIDE));
        let moved = lifted.max(placed);
        if outside.min(moved) == Harm::Sure && !style.says("animation") {
            self.away = Some("outside of the page");
            return;
        }
        if lifted > Harm::No {
            self.doubt("position", Some(own.number));
        }
        if outside.min(moved) > Harm::No {
            self.doubt("position", None);
        }
        if placed > Harm::No {
            let steps = ["left", "right", "top", "bottom"];
            let away = steps.iter().any(|name| far(name, 10.0).max(far_behind(name, 10.0)) > Harm::No);
            let stays = is_word(
                style.likely("position").map_or(&[][..], |value| value),
                &["sticky", "-webkit-sticky"],
            );
            if away && !stays {
                self.doubt("position", Some(own.number));
            }
        }
        let behind =
            |value: &Vec<Token>| matches!(value.as_slice(), [Token::Number(number)] if *number < 0.0);
        if style.harm("z-index", behind).min(moved) > Harm::No {
            self.doubt("z-index", Some(own.number));
        }
        let margin = far("margin-left", 4.0 * OUTSIDE).max(far("margin-top", 4.0 * OUTSIDE));
        if margin == Harm::Sure {
            self.away = Some("outside of the page");
            return;
        }
        let usual = if own.is_block { NEARBY } else { 0.3 * size };
        let most = ["margin-left", "margin-top", "margin-right"].iter().map(|name| far(name, usual)).max();
        if most > Some(Harm::No) {
            self.doubt("margin", Some(own.number));
        }
        let floats =
            |side: &'static str| style.harm("float", move |value| is_word(value, &[side])) > Harm::No;
        let is_item = matches!(own.name, "li" | "td" | "th" | "dt" | "dd");
        if (floats("left") || floats("right")) && own.follows_text {
            self.doubt("float", None);
        } else if floats("right") && !is_item && !self.right_to_left {
            self.doubt("float", Some(own.number));
        }
        // it shifts the first line alone
        let padding =
            style.likely("padding-left").and_then(|value| pixels(value, size, 800.0)).unwrap_or(0.0);
        if style.says("text-indent") {
            let harm = far("text-indent", NEARBY.max(padding + 1.0)).max(far_behind("text-indent", OUTSIDE));
            self.inherit("text-indent", harm);
        }
    }

    /// What of the text is cut off.
    fn cut(&mut self, style: &Style, own: Own<'_>) {
        let size = self.size;
        let lifted = style.harm("position", |value| is_word(value, &["absolute", "fixed"]));
        let clip = style.harm("clip", |value| !is_word(value, &["auto"]));
        let to_nothing = style.harm("clip", |value| clips_all(value, size));
        if to_nothing.min(lifted) == Harm::Sure {
            self.away = Some("clipped");
        } else if clip.min(lifted) > Harm::No {
            self.doubt("clip", None);
        }
        let inset = style.harm("clip-path", |value| match value.as_slice() {
            [Token::Function(name, inner)] if name == "inset" => {
                matches!(inner.as_slice(), [Token::Percent(percent)] if *percent >= 50.0)
            }
            _ => false,
        });
        if inset == Harm::Sure {
            self.away = Some("clipped");
        }
        let cuts = style.harm("overflow", |value| has_word(value, &["hidden", "clip", "scroll", "auto"]));
        let hides = style.harm("overflow", |value| has_word(value, &["hidden", "clip"]));
        let inline =
            style.sure("display").map_or(!own.is_block, |value| is_word(value, &["inline", "contents"]));
        let has_box = !inline || lifted == Harm::Sure || style.says("float");
        for name in ["height", "max-height", "width", "max-width"] {
            let least = |most: f64| {
                style.harm(name, move |value| {
                    let whole = if matches!(value.as_slice(), [Token::Percent(percent)] if *percent < 5.0) {
                        20.0
                    } else {
                        800.0
                    };
                    !matches!(value.as_slice(), [Token::Word(_)])
                        && pixels(value, size, whole).is_some_and(|length| length < most)
                })
            };
            if least(3.0).min(hides) == Harm::Sure && has_box {
                self.away = Some("a box without size");
                return;
            }
            let most = if name.ends_with("height") { OUTSIDE } else { 3.0 * size };
            if least(3.0).min(cuts) > Harm::No || least(most).min(hides) > Harm::No {
                self.doubt("overflow", None);
            }
        }
    }

    /// How letters are drawn.
    fn letters(&mut self, style: &Style, own: Own<'_>) {
        let size = self.size;
        let is_heading = matches!(own.name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        let struck = style.harm("text-decoration-line", |value| has_word(value, &["line-through"]));
        if struck > Harm::No {
            self.doubt("line-through", None);
        }
        let low = |value: &Vec<Token>| pixels(value, size, size).is_some_and(|offset| offset < -1.0);
        let thick = |value: &Vec<Token>| pixels(value, size, size).is_some_and(|width| width > 0.3 * size);
        if style.harm("text-underline-offset", low).max(style.harm("text-decoration-thickness", thick))
            > Harm::No
        {
            self.doubt("text-decoration", None);
        }
        if style.says("text-transform") || is_heading {
            let harm = style
                .harm("text-transform", |value| !is_word(value, &["none", "inherit", "initial", "unset"]));
            self.inherit("text-transform", if is_heading { Harm::No } else { harm });
        }
        for (name, least) in [("letter-spacing", -0.12), ("word-spacing", -0.2)] {
            if style.says(name) {
                let close =
                    |value: &Vec<Token>| pixels(value, size, size).is_some_and(|space| space < least * size);
                self.inherit(name, style.harm(name, close));
            }
        }
        if style.says("line-height") && (own.is_block || style.says("overflow")) {
            let low = |value: &Vec<Token>| match value.as_slice() {
                [Token::Number(number)] => *number < 0.7,
                value => pixels(value, size, size).is_some_and(|height| height < 0.7 * size),
            };
            self.inherit("line-height", style.harm("line-height", low));
        }
        if style.says("font-family") {
            let draws_signs = |value: &Vec<Token>| {
                let first = value.split(|token| *token == Token::Sign(',')).next().unwrap_or_default();
                let words: Vec<String> = first
                    .iter()
                    .map(|token| match token {
                        Token::Word(name) | Token::Text(name) => name.trim().to_lowercase(),
                        _ => String::new(),
                    })
                    .collect();
                OF_SIGNS.contains(&words.join(" ").as_str())
            };
            self.inherit("font-family", style.harm("font-family", draws_signs));
        }
        let shifted = |value: &Vec<Token>| match value.as_slice() {
            [Token::Word(word)] => matches!(word.as_str(), "super" | "sub"),
            value => pixels(value, size, size).is_some_and(|shift| shift.abs() > 0.25 * size),
        };
        if !own.is_block
            && !matches!(own.name, "sup" | "sub")
            && style.harm("vertical-align", shifted) > Harm::No
        {
            self.doubt("vertical-align", None);
        }
    }

    fn turned(&mut self, style: &Style) {
        if let Some(value) = style.likely("direction") {
            self.right_to_left = is_word(value, &["rtl"]);
        }
        if style.harm("direction", |value| is_word(value, &["rtl"])) == Harm::Perhaps {
            self.doubt("direction", None);
        }
    }
}

/// The size that a value of `font-size` gives.
fn font_size(value: &[Token], outer: f64) -> f64 {
    match value {
        [Token::Word(word)] => match word.as_str() {
            "xx-small" => 9.0,
            "x-small" => 10.0,
            "small" => 13.0,
            "large" => 18.0,
            "x-large" => 24.0,
            "xx-large" => 32.0,
            "smaller" => 0.83 * outer,
            "larger" => 1.2 * outer,
            "inherit" | "unset" => outer,
            _ => 16.0,
        },
        value => pixels(value, outer, outer).map_or(outer, f64::abs),
    }
}

/// The colour of text, and how much it covers.
fn ink(value: &[Token], outer: &Look) -> Option<([f64; 3], f64)> {
    match value {
        [Token::Word(word)] if matches!(word.as_str(), "inherit" | "unset") => {
            outer.color.map(|color| (color, outer.alpha))
        }
        [Token::Word(word)] if word == "initial" => Some((BLACK, 1.0)),
        [token] => match Color::of(token) {
            Some(Color::Of(color, alpha)) => Some((color, alpha)),
            Some(Color::Current) | None => outer.color.map(|color| (color, outer.alpha)),
            // the colours of the system are those of a plain page
            Some(Color::Unknown) => {
                is_word(value, &["canvas", "field", "buttonface"]).then_some((WHITE, 1.0))
            }
        },
        _ => outer.color.map(|color| (color, outer.alpha)),
    }
}

/// What is beneath text on this ground.
fn ground(value: &[Token], outer: Option<[f64; 3]>, current: Option<[f64; 3]>) -> Option<[f64; 3]> {
    match value {
        [token] => match Color::of(token) {
            Some(Color::Of(color, alpha)) if alpha >= 1.0 => Some(color),
            Some(Color::Of(_, alpha)) if alpha <= 0.0 => outer,
            Some(Color::Of(color, alpha)) => outer.map(|beneath| over(color, alpha, beneath)),
            Some(Color::Current) => current,
            Some(Color::Unknown) => None,
            None => outer,
        },
        _ => outer,
    }
}

/// Whether `clip` leaves next to nothing.
fn clips_all(value: &[Token], size: f64) -> bool {
    let [Token::Function(name, inner)] = value else { return false };
    let sides: Vec<f64> = inner
        .iter()
        .filter(|token| **token != Token::Sign(','))
        .filter_map(|token| pixels(std::slice::from_ref(token), size, 0.0))
        .collect();
    match sides.as_slice() {
        [top, right, bottom, left] => name == "rect" && (bottom - top < 3.0 || right - left < 3.0),
        _ => false,
    }
}

/// Whether a value sets a text upside down or mirrors it, which no reader takes for a whim of its page.
fn turns_over(name: &str, value: &[Token]) -> bool {
    const QUARTER: f64 = 90.0;
    let is_negative = |token: &Token| matches!(token, Token::Number(number) if *number < 0.0);
    let turns = |token: &Token| match token {
        Token::Length(turn, unit) => {
            let degrees = match unit.as_str() {
                "turn" => 360.0,
                "rad" => 180.0 / std::f64::consts::PI,
                "grad" => 0.9,
                _ => 1.0,
            };
            (turn * degrees).abs() >= QUARTER
        }
        _ => false,
    };
    match name {
        "scale" => value.iter().any(is_negative),
        "rotate" => value.iter().any(turns),
        "transform" => value.iter().any(|token| match token {
            Token::Function(name, inner) if name.starts_with("scale") => inner.iter().any(is_negative),
            Token::Function(name, inner) if name.starts_with("rotate") => inner.iter().any(turns),
            Token::Function(name, inner) if name.starts_with("matrix") => {
                inner.first().is_some_and(is_negative)
            }
            _ => false,
        }),
        _ => false,
    }
}

/// Whether a value of a property that is listed in [`HARMLESS`] does nothing to a text.
fn is_harmless(name: &str, value: &[Token], words: &[&str]) -> bool {
    if is_word(value, words) || is_word(value, &["initial", "inherit", "unset", "revert", "revert-layer"]) {
        return true;
    }
    let small = |token: &Token| match token {
        Token::Number(number) => number.abs() < 0.01,
        Token::Length(..) => {
            pixels(std::slice::from_ref(token), 16.0, 0.0).is_some_and(|length| length.abs() <= 20.0)
        }
        Token::Percent(percent) => percent.abs() < 0.01,
        _ => *token == Token::Sign(','),
    };
    let near_one = |token: &Token| match token {
        Token::Number(number) => (0.5..=3.0).contains(number),
        Token::Percent(percent) => (50.0..=300.0).contains(percent),
        _ => *token == Token::Sign(','),
    };
    match name {
        "order" => matches!(value, [Token::Number(number)] if *number == 0.0),
        "zoom" | "scale" => !value.is_empty() && value.iter().all(near_one),
        "translate" => value.iter().all(small),
        "rotate" => value.iter().all(|token| matches!(token, Token::Length(turn, _) if turn.abs() < 0.01)),
        "transform" => value.iter().all(|token| match token {
            Token::Function(name, inner) => match name.as_str() {
                "translate" | "translatex" | "translatey" | "translate3d" | "translatez" => {
                    inner.iter().all(small)
                }
                "scale" | "scalex" | "scaley" | "scale3d" => inner.iter().all(near_one),
                "perspective" => true,
                "rotate" | "rotatez" | "skew" | "skewx" => inner.iter().all(|token| match token {
                    Token::Length(turn, unit) => unit == "deg" && turn.abs() <= 15.0,
                    other => small(other),
                }),
                _ => false,
            },
            _ => false,
        }),
        "filter" => value.iter().all(|token| match token {
            Token::Function(name, inner) => match name.as_str() {
                "drop-shadow" | "grayscale" | "sepia" | "hue-rotate" | "saturate" => true,
                "brightness" | "contrast" => inner.iter().all(near_one),
                "blur" => {
                    inner.iter().all(|token| pixels(std::slice::from_ref(token), 16.0, 0.0) == Some(0.0))
                }
                "opacity" => inner.iter().all(near_one),
                _ => false,
            },
            // old ones of another kind
            Token::Word(word) => word == "alpha" || word == "progid",
            _ => false,
        }),
        "mask" => value
            .iter()
            .all(|token| matches!(token, Token::Word(word) if word == "none" || word == "border-box")),
        "animation" => has_word(value, &["none"]),
        _ => false,
    }
}

/// What a browser does to an element by itself, or by attributes that are older than style sheets.
pub(super) fn by_nature<'e>(name: &str, attribute: impl Fn(&str) -> Option<&'e str>, style: &mut Style) {
    let one = |value: &str| word(&value.trim().to_ascii_lowercase());
    let color = |value: &str| match value.trim().strip_prefix('#') {
        Some(hash) => vec![Token::Hash(hash.to_owned())],
        None => one(value),
    };
    if matches!(name, "body" | "table" | "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" | "col") {
        if let Some(ground) = attribute("bgcolor") {
            style.otherwise("background-color", color(ground));
        }
        if attribute("background").is_some() {
            style.otherwise("background-image", vec![Token::Url(String::new())]);
        }
    }
    let ink = match name {
        "font" | "basefont" => attribute("color"),
        "body" => attribute("text"),
        "a" if attribute("href").is_some() => Some("#0000ee"),
        "input" | "button" | "select" | "textarea" | "mark" => Some("black"),
        _ => None,
    };
    if let Some(ink) = ink {
        style.otherwise("color", color(ink));
    }
    if let Some(face) = attribute("face").filter(|_| name == "font") {
        style.otherwise("font-family", vec![Token::Text(face.to_owned())]);
    }
    match name {
        "s" | "strike" | "del" => style.otherwise("text-decoration-line", one("line-through")),
        "mark" => style.otherwise("background-color", one("yellow")),
        "input" | "button" | "select" | "textarea" => style.otherwise("background-color", one("white")),
        "bdo" => style.otherwise("unicode-bidi", one("bidi-override")),
        "rp" | "mphantom" | "noframes" | "noembed" | "progress" | "meter" | "canvas" => {
            style.otherwise("display", one("none"));
        }
        "dialog" if attribute("open").is_none() => style.otherwise("display", one("none")),
        _ => {}
    }
    if attribute("hidden").is_some() || attribute("popover").is_some() {
        style.otherwise("display", one("none"));
    }
    match attribute("dir").map(|dir| dir.trim().to_ascii_lowercase()).as_deref() {
        Some("rtl") => style.otherwise("direction", one("rtl")),
        Some("ltr") => style.otherwise("direction", one("ltr")),
        _ => {}
    }
}
