//! The values of declarations: their tokens, their longhands, lengths and colours.

use cssparser::color::{parse_hash_color, parse_named_color};
use cssparser::{ParseError, Parser, Token as Css};

/// A token of a value; words, units and the names of functions in lower case.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    Text(String),
    Number(f64),
    Percent(f64),
    Length(f64, String),
    Hash(String),
    Url(String),
    /// A function, or brackets, which have no name.
    Function(String, Vec<Token>),
    Sign(char),
}

/// The value of a declaration.
pub(super) type Value = Vec<Token>;

/// The tokens to the end of `input`.
pub(super) fn tokens(input: &mut Parser<'_>) -> Value {
    let mut all = Vec::new();
    while let Ok(token) = input.next().cloned() {
        let name = match &token {
            Css::Function(name) => Some(name.to_ascii_lowercase()),
            Css::ParenthesisBlock | Css::SquareBracketBlock | Css::CurlyBracketBlock => Some(String::new()),
            _ => None,
        };
        if let Some(name) = name {
            let inner = input.parse_nested_block(|input| Ok::<_, ParseError<()>>(tokens(input)));
            all.push(match (name.as_str(), inner.unwrap_or_default()) {
                ("url", inner) => Token::Url(inner.iter().map(text_of).collect()),
                (_, inner) => Token::Function(name, inner),
            });
            continue;
        }
        all.push(match token {
            Css::Ident(word) if word.starts_with("--") => Token::Word(word.to_string()),
            Css::Ident(word) => Token::Word(word.to_ascii_lowercase()),
            Css::QuotedString(text) => Token::Text(text.to_string()),
            Css::UnquotedUrl(url) => Token::Url(url.to_string()),
            Css::Number { value, .. } => Token::Number(value.into()),
            Css::Percentage { unit_value, .. } => Token::Percent(100.0 * f64::from(unit_value)),
            Css::Dimension { value, unit, .. } => Token::Length(value.into(), unit.to_ascii_lowercase()),
            Css::Hash(hash) | Css::IDHash(hash) => Token::Hash(hash.to_string()),
            Css::Delim(sign) => Token::Sign(sign),
            Css::Comma => Token::Sign(','),
            Css::Colon => Token::Sign(':'),
            Css::Semicolon => Token::Sign(';'),
            _ => Token::Sign('?'),
        });
    }
    all
}

fn text_of(token: &Token) -> &str {
    match token {
        Token::Word(text) | Token::Text(text) | Token::Url(text) => text,
        _ => "",
    }
}

/// A value of one word.
pub(super) fn word(word: &str) -> Value {
    vec![Token::Word(word.to_owned())]
}

/// Whether a value is this one word.
pub(super) fn is_word(value: &[Token], words: &[&str]) -> bool {
    matches!(value, [Token::Word(word)] if words.contains(&word.as_str()))
}

/// Whether one of these words is among a value's.
pub(super) fn has_word(value: &[Token], words: &[&str]) -> bool {
    value.iter().any(|token| matches!(token, Token::Word(word) if words.contains(&word.as_str())))
}

/// Words that every property takes.
const WIDE: [&str; 5] = ["inherit", "initial", "unset", "revert", "revert-layer"];

/// Properties under one name here: that of the last, which they come to in writing that runs from left to right.
const SAME: [(&str, &str); 34] = [
    ("inset-inline-start", "left"),
    ("inset-inline-end", "right"),
    ("inset-block-start", "top"),
    ("inset-block-end", "bottom"),
    ("margin-inline-start", "margin-left"),
    ("margin-inline-end", "margin-right"),
    ("margin-block-start", "margin-top"),
    ("inline-size", "width"),
    ("max-inline-size", "max-width"),
    ("block-size", "height"),
    ("max-block-size", "max-height"),
    ("overflow-x", "overflow"),
    ("overflow-y", "overflow"),
    ("overflow-block", "overflow"),
    ("overflow-inline", "overflow"),
    ("text-decoration", "text-decoration-line"),
    ("-webkit-text-decoration", "text-decoration-line"),
    ("-webkit-text-decoration-line", "text-decoration-line"),
    ("mask-image", "mask"),
    ("-webkit-mask", "mask"),
    ("-webkit-mask-image", "mask"),
    ("-webkit-mask-box-image", "mask"),
    ("-webkit-transform", "transform"),
    ("-webkit-filter", "filter"),
    ("-webkit-clip-path", "clip-path"),
    ("-webkit-animation", "animation"),
    ("-webkit-animation-name", "animation"),
    ("animation-name", "animation"),
    ("-webkit-background-clip", "background-clip"),
    ("-webkit-line-clamp", "line-clamp"),
    ("-webkit-order", "order"),
    ("grid-row-start", "grid-row"),
    ("grid-column-start", "grid-column"),
    ("-webkit-writing-mode", "writing-mode"),
];

/// Longhands that are looked at.
const LOOKED_AT: [&str; 69] = [
    "all",
    "animation",
    "background-clip",
    "background-color",
    "background-image",
    "bottom",
    "clip",
    "clip-path",
    "color",
    "contain",
    "content",
    "content-visibility",
    "counter-increment",
    "counter-reset",
    "counter-set",
    "direction",
    "display",
    "filter",
    "flex-direction",
    "flex-wrap",
    "float",
    "font-family",
    "font-size",
    "font-size-adjust",
    "grid-area",
    "grid-row",
    "grid-column",
    "height",
    "left",
    "letter-spacing",
    "line-clamp",
    "line-height",
    "list-style-type",
    "margin-left",
    "margin-right",
    "margin-top",
    "mask",
    "max-height",
    "max-width",
    "mix-blend-mode",
    "mso-hide",
    "offset",
    "offset-path",
    "opacity",
    "order",
    "overflow",
    "padding-left",
    "position",
    "quotes",
    "right",
    "rotate",
    "scale",
    "text-decoration-line",
    "text-decoration-thickness",
    "text-emphasis",
    "text-indent",
    "text-security",
    "-webkit-text-security",
    "text-shadow",
    "text-transform",
    "text-underline-offset",
    "top",
    "transform",
    "translate",
    "unicode-bidi",
    "vertical-align",
    "-webkit-text-fill-color",
    "word-spacing",
    "writing-mode",
];

/// Further ones, and shorthands that are taken apart.
const TAKEN_APART: [&str; 13] = [
    "background",
    "flex-flow",
    "font",
    "inset",
    "inset-block",
    "inset-inline",
    "list-style",
    "margin",
    "margin-block",
    "margin-inline",
    "padding",
    "visibility",
    "white-space",
];

/// Whether a property can change what a reader sees.
pub(super) fn is_of_interest(name: &str) -> bool {
    name.starts_with("--")
        || matches!(name, "width" | "z-index" | "zoom")
        || LOOKED_AT.contains(&name)
        || TAKEN_APART.contains(&name)
        || SAME.iter().any(|(other, _)| *other == name)
}

/// The longhands of a declaration, and of each whether every browser takes it.
pub(super) fn expand(name: &str, value: &Value) -> Vec<(String, Value, bool)> {
    let is_wide = is_word(value, &WIDE);
    let each = |names: &[&str]| -> Vec<(String, Value, bool)> {
        names.iter().map(|name| ((*name).to_owned(), value.clone(), true)).collect()
    };
    let sides = |names: [&str; 4]| -> Vec<(String, Value, bool)> {
        let parts: Vec<&Token> = value.iter().collect();
        let (first, second) = (parts.first(), parts.get(1).or(parts.first()));
        let (third, fourth) =
            (parts.get(2).or(parts.first()), parts.get(3).or(parts.get(1)).or(parts.first()));
        let valid = parts.len() <= 4 && parts.iter().all(|part| is_side(part));
        let parts = [first, second, third, fourth];
        let pairs = names.into_iter().zip(parts).filter(|(name, _)| !name.is_empty());
        pairs.filter_map(|(name, part)| Some((name.to_owned(), vec![(**part?).clone()], valid))).collect()
    };
    let pair = |start: &'static str, end: &'static str| {
        let valid = value.len() <= 2 && value.iter().all(is_side);
        let (first, last) = (value.first().cloned(), value.last().cloned());
        let both = [(start, first), (end, last)].into_iter().filter(|(name, _)| !name.is_empty());
        both.filter_map(|(name, part)| Some((name.to_owned(), vec![part?], valid))).collect::<Vec<_>>()
    };
    match name {
        "background" if is_wide => each(&["background-color", "background-image"]),
        "background" => {
            let color =
                value.iter().rfind(|token| Color::of(token).is_some_and(|color| color != Color::Unknown));
            let image: Value = value.iter().filter(|token| is_image(token)).cloned().collect();
            let color = color.cloned().map_or_else(|| word("transparent"), |color| vec![color]);
            let clip = if has_word(value, &["text"]) { word("text") } else { word("border-box") };
            let image = if image.is_empty() { word("none") } else { image };
            let valid =
                value.iter().all(|token| !matches!(token, Token::Sign(sign) if !matches!(sign, ',' | '/')));
            let all = [("background-color", color), ("background-image", image), ("background-clip", clip)];
            all.into_iter().map(|(name, value)| (name.to_owned(), value, valid)).collect()
        }
        "font" if is_wide => each(&["font-size", "font-family", "line-height"]),
        "font" => {
            // size, perhaps a slash and the height of a line, then the families
            let Some(at) = value.iter().position(is_size) else { return Vec::new() };
            let mut rest = value.get(at + 1..).unwrap_or_default();
            let mut all = vec![(
                "font-size".to_owned(),
                value.get(at..=at).unwrap_or_default().to_vec(),
                !rest.is_empty(),
            )];
            if let [Token::Sign('/'), height, families @ ..] = rest {
                all.push(("line-height".to_owned(), vec![height.clone()], true));
                rest = families;
            } else {
                all.push(("line-height".to_owned(), word("normal"), true));
            }
            all.push(("font-family".to_owned(), rest.to_vec(), true));
            all
        }
        "margin" => sides(["margin-top", "margin-right", "", "margin-left"]),
        "inset" => sides(["top", "right", "bottom", "left"]),
        "padding" => sides(["", "", "", "padding-left"]),
        "inset-inline" => pair("left", "right"),
        "inset-block" => pair("top", "bottom"),
        "margin-inline" => pair("margin-left", "margin-right"),
        "margin-block" => pair("margin-top", ""),
        "flex-flow" => each(&["flex-direction", "flex-wrap"]),
        "list-style" => {
            let kind = value.iter().find(|token| {
                !matches!(token, Token::Word(word) if matches!(word.as_str(), "inside" | "outside"))
                    && !is_image(token)
            });
            let kind = kind.cloned().unwrap_or(Token::Word("disc".to_owned()));
            vec![("list-style-type".to_owned(), vec![kind], true)]
        }
        _ => {
            let name = SAME.iter().find(|(other, _)| *other == name).map_or(name, |(_, name)| name);
            vec![(name.to_owned(), value.clone(), is_wide || is_valid(name, value))]
        }
    }
}

fn is_image(token: &Token) -> bool {
    match token {
        Token::Url(_) => true,
        Token::Function(name, _) => {
            name.contains("gradient") || name.contains("image") || name == "element" || name == "paint"
        }
        _ => false,
    }
}

/// Whether a token may be the size of a font, in the shorthand.
fn is_size(token: &Token) -> bool {
    const SIZES: [&str; 10] = [
        "xx-small",
        "x-small",
        "small",
        "medium",
        "large",
        "x-large",
        "xx-large",
        "xxx-large",
        "smaller",
        "larger",
    ];
    match token {
        Token::Length(..) | Token::Percent(_) => true,
        Token::Number(number) => *number == 0.0,
        Token::Word(word) => SIZES.contains(&word.as_str()),
        Token::Function(name, _) => is_computed(name),
        _ => false,
    }
}

fn is_computed(name: &str) -> bool {
    matches!(name, "calc" | "min" | "max" | "clamp")
}

/// Whether a token may be a margin or an offset.
fn is_side(token: &Token) -> bool {
    match token {
        Token::Length(..) | Token::Percent(_) => true,
        Token::Number(number) => *number == 0.0,
        Token::Word(word) => word == "auto",
        Token::Function(name, _) => is_computed(name) || name == "env",
        _ => false,
    }
}

/// Whether every browser takes `value` for a property whose value decides whether text is seen at all.
fn is_valid(name: &str, value: &Value) -> bool {
    const DISPLAYS: [&str; 26] = [
        "none",
        "block",
        "inline",
        "inline-block",
        "flex",
        "inline-flex",
        "grid",
        "inline-grid",
        "table",
        "inline-table",
        "table-row",
        "table-cell",
        "table-row-group",
        "table-header-group",
        "table-footer-group",
        "table-column",
        "table-column-group",
        "table-caption",
        "list-item",
        "contents",
        "flow-root",
        "run-in",
        "-webkit-box",
        "-webkit-flex",
        "-ms-flexbox",
        "-webkit-inline-box",
    ];
    match name {
        "display" => is_word(value, &DISPLAYS),
        "visibility" => is_word(value, &["visible", "hidden", "collapse"]),
        "overflow" => !value.is_empty() && value.len() <= 2 && value.iter().all(|token| {
            matches!(token, Token::Word(word) if matches!(word.as_str(), "visible" | "hidden" | "clip" | "scroll" | "auto"))
        }),
        "position" => is_word(value, &["static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"]),
        "opacity" => matches!(value.as_slice(), [Token::Number(_) | Token::Percent(_)]),
        "font-size" => matches!(value.as_slice(), [token] if is_size(token)),
        "color" | "background-color" | "-webkit-text-fill-color" => {
            matches!(value.as_slice(), [token] if Color::of(token).is_some_and(|color| color != Color::Unknown))
        }
        "left" | "right" | "top" | "bottom" | "margin-left" | "margin-right" | "margin-top" | "text-indent" => {
            matches!(value.as_slice(), [token] if is_side(token))
        }
        "width" | "height" => matches!(value.as_slice(), [token] if is_side(token) || matches!(token, Token::Word(_))),
        "max-width" | "max-height" => {
            matches!(value.as_slice(), [token] if is_side(token) || matches!(token, Token::Word(_)))
        }
        _ => true,
    }
}

/// The length that a value comes to, in pixels: `size` is the font's, `whole` what percentages are of. None if it is none.
pub(super) fn pixels(value: &[Token], size: f64, whole: f64) -> Option<f64> {
    match value {
        [one] => match one {
            Token::Number(number) => (*number == 0.0).then_some(0.0),
            Token::Percent(percent) => Some(percent / 100.0 * whole),
            Token::Length(number, unit) => Some(number * unit_in_pixels(unit, size)?),
            Token::Function(name, inner) if name == "calc" || name.is_empty() => sum(inner, size, whole),
            Token::Function(name, inner) if is_computed(name) => {
                let parts: Option<Vec<f64>> = inner
                    .split(|token| *token == Token::Sign(','))
                    .map(|part| sum(part, size, whole))
                    .collect();
                let parts = parts?;
                match (name.as_str(), parts.as_slice()) {
                    ("clamp", [least, wished, most]) => Some(wished.min(*most).max(*least)),
                    ("min", all) => all.iter().copied().reduce(f64::min),
                    ("max", all) => all.iter().copied().reduce(f64::max),
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

/// The pixels of a unit, in a window of a usual size.
fn unit_in_pixels(unit: &str, size: f64) -> Option<f64> {
    Some(match unit {
        "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 9.6 / 2.54,
        "q" => 2.4 / 2.54,
        "em" => size,
        "ex" | "ch" | "cap" | "ic" => 0.5 * size,
        "lh" => 1.2 * size,
        "rem" | "rlh" => 16.0,
        "vw" | "svw" | "lvw" | "dvw" | "vi" | "vmax" => 12.8,
        "vh" | "svh" | "lvh" | "dvh" | "vb" | "vmin" => 8.0,
        _ => return None,
    })
}

/// A sum of products of lengths and numbers.
fn sum(tokens: &[Token], size: f64, whole: f64) -> Option<f64> {
    let mut total = 0.0;
    let mut product: Option<f64> = None;
    let (mut sign, mut operator) = (1.0, '*');
    for token in tokens {
        match token {
            Token::Sign(new @ ('+' | '-')) => {
                total += sign * product.take()?;
                sign = if *new == '-' { -1.0 } else { 1.0 };
            }
            Token::Sign(new @ ('*' | '/')) => operator = *new,
            _ => {
                let number = match token {
                    Token::Number(number) => *number,
                    other => pixels(std::slice::from_ref(other), size, whole)?,
                };
                product = Some(match (product, operator) {
                    (None, _) => number,
                    (Some(before), '/') => before / number,
                    (Some(before), _) => before * number,
                });
            }
        }
    }
    Some(total + sign * product?)
}

/// A colour, as far as a reader of values can tell it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Color {
    /// Red, green and blue, and how much of them covers what is beneath, from 0 to 1.
    Of([f64; 3], f64),
    /// That of the text.
    Current,
    /// One that depends on the reader's system, or is not computed here.
    Unknown,
}

pub(super) const WHITE: [f64; 3] = [255.0; 3];
pub(super) const BLACK: [f64; 3] = [0.0; 3];

impl Color {
    /// The colour that a token names; none if it names none.
    pub(super) fn of(token: &Token) -> Option<Self> {
        const SYSTEM: [&str; 20] = [
            "canvas",
            "canvastext",
            "linktext",
            "visitedtext",
            "activetext",
            "buttonface",
            "buttontext",
            "buttonborder",
            "field",
            "fieldtext",
            "highlight",
            "highlighttext",
            "selecteditem",
            "selecteditemtext",
            "mark",
            "marktext",
            "graytext",
            "accentcolor",
            "accentcolortext",
            "windowtext",
        ];
        let of_bytes = |(red, green, blue): (u8, u8, u8), alpha: f64| {
            Self::Of([f64::from(red), f64::from(green), f64::from(blue)], alpha)
        };
        match token {
            Token::Hash(hash) => {
                let (red, green, blue, alpha) = parse_hash_color(hash.as_bytes()).ok()?;
                Some(of_bytes((red, green, blue), alpha.into()))
            }
            Token::Word(word) => match word.as_str() {
                "transparent" => Some(Self::Of(BLACK, 0.0)),
                "currentcolor" => Some(Self::Current),
                system if SYSTEM.contains(&system) => Some(Self::Unknown),
                name => parse_named_color(name).ok().map(|color| of_bytes(color, 1.0)),
            },
            Token::Function(name, inner) => match name.as_str() {
                "rgb" | "rgba" => Some(numbers(inner, 255.0).map_or(Self::Unknown, |([r, g, b], alpha)| {
                    Self::Of([r, g, b].map(|part| part.clamp(0.0, 255.0)), alpha)
                })),
                "hsl" | "hsla" => {
                    Some(numbers(inner, 100.0).map_or(Self::Unknown, |([hue, saturation, light], alpha)| {
                        Self::Of(of_hue(hue, saturation / 100.0, light / 100.0), alpha)
                    }))
                }
                "oklab" | "oklch" => Some(perceived(name == "oklch", inner)),
                "hwb" | "lab" | "lch" | "color" | "color-mix" | "light-dark" | "device-cmyk" => {
                    Some(Self::Unknown)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Three numbers and how much they cover; of percentages, 100 are `whole`.
fn numbers(tokens: &[Token], whole: f64) -> Option<([f64; 3], f64)> {
    let mut all = Vec::new();
    for token in tokens {
        let is_alpha = all.len() == 3;
        match token {
            Token::Number(number) => all.push(*number),
            Token::Percent(percent) => all.push(percent / 100.0 * if is_alpha { 1.0 } else { whole }),
            Token::Length(number, unit) if unit == "deg" => all.push(*number),
            Token::Word(word) if word == "none" => all.push(0.0),
            Token::Sign(',' | '/') => {}
            _ => return None,
        }
    }
    match all.as_slice() {
        [one, two, three] => Some(([*one, *two, *three], 1.0)),
        [one, two, three, alpha] => Some(([*one, *two, *three], alpha.clamp(0.0, 1.0))),
        _ => None,
    }
}

/// A colour of the space Oklab, of lightness and two axes or, if `polar`, of chroma and hue (CSS Color 4, section 9).
fn perceived(polar: bool, tokens: &[Token]) -> Color {
    let axis = |percent: f64| Token::Number(percent / 100.0 * 0.4);
    let in_numbers = tokens.iter().enumerate().map(|(at, token)| match (at, token) {
        (1 | 2, Token::Percent(percent)) => axis(*percent),
        (_, token) => token.clone(),
    });
    let Some(([light, one, other], alpha)) = numbers(&in_numbers.collect::<Vec<_>>(), 1.0) else {
        return Color::Unknown;
    };
    let (sine, cosine) = other.to_radians().sin_cos();
    let (a, b) = if polar { (one * cosine, one * sine) } else { (one, other) };
    let l = (light + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (light - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (light - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ];
    let shown = |part: f64| {
        let part = part.clamp(0.0, 1.0);
        255.0 * if part <= 0.003_130_8 { 12.92 * part } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 }
    };
    Color::Of(linear.map(shown), alpha)
}

fn of_hue(hue: f64, saturation: f64, light: f64) -> [f64; 3] {
    let (saturation, light) = (saturation.clamp(0.0, 1.0), light.clamp(0.0, 1.0));
    let part = |offset: f64| {
        let at = (offset + hue / 30.0).rem_euclid(12.0);
        let reach = saturation * light.min(1.0 - light);
        255.0 * (light - reach * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0))
    };
    [part(0.0), part(8.0), part(4.0)]
}
