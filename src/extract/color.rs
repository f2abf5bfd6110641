//! Colours, and how well they stand out from each other: what a reader sees of a text in one on a ground of another.

/// The contrast with its ground beneath which no reader finds a text, and beneath which some do not.
pub(super) const UNSEEN: f64 = 1.08;
pub(super) const FAINT: f64 = 1.35;

/// The same for how much a text covers.
pub(super) const GONE: f64 = 0.1;
pub(super) const PALE: f64 = 0.3;

/// One colour over another; red, green and blue from 0 to 255.
pub(super) fn over(color: [f64; 3], alpha: f64, beneath: [f64; 3]) -> [f64; 3] {
    let [[r, g, b], [x, y, z]] = [color, beneath];
    [(r, x), (g, y), (b, z)].map(|(above, below)| alpha * above + (1.0 - alpha) * below)
}

/// How well two colours stand out from each other: the ratio of WCAG 2, from 1, not at all, to 21.
pub(super) fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// How bright a colour is, from 0 to 1.
pub(super) fn luminance([r, g, b]: [f64; 3]) -> f64 {
    let linear = |part: f64| {
        let part = part / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}
