//! What a text looks like, as far as that decides whether a reader sees it.

/// A colour: red, green, blue.
pub(super) type Rgb = [u8; 3];

const WHITE: Rgb = [255; 3];

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
        }
    }

    /// How the look hides a text.
    pub(super) fn hides(&self) -> Option<&'static str> {
        const TINY: f32 = 1.0;
        const NARROW: f32 = 5.0;
        match () {
            () if self.hidden == Some(true) => Some("hidden text"),
            () if self.struck == Some(true) => Some("struck through"),
            () if self.size.is_some_and(|size| size <= TINY) => Some("zero size"),
            () if self.width.is_some_and(|width| width <= NARROW) => Some("zero width"),
            () if self.color.is_some_and(|color| alike(color, self.back.unwrap_or(WHITE))) => {
                Some("the colour of its background")
            }
            () => None,
        }
    }
}

fn alike(one: Rgb, other: Rgb) -> bool {
    const NEAR: u8 = 16;
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= NEAR)
}

/// A colour written as six hexadecimal digits, perhaps behind `#`.
pub(super) fn rgb(written: &str) -> Option<Rgb> {
    let digits = written.strip_prefix('#').unwrap_or(written);
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 6)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}
