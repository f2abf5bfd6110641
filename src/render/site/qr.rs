//! QR codes, drawn as one path.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::render::escape::attribute;

/// `content` as a drawing that says `label`; nothing if it is too long for a code.
pub fn qr(content: &str, label: &str) -> Option<String> {
    const MARGIN: i32 = 2;
    let code = QrCode::encode_text(content, QrCodeEcc::Low).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let _ = write!(path, "M{MARGIN} {}.5", y + MARGIN);
        let mut x = 0;
        while x < code.size() {
            let dark = code.get_module(x, y);
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y) == dark).count() as i32;
            x += run;
            let _ = match dark {
                true => write!(path, "h{run}"),
                false if x < code.size() => write!(path, "m{run} 0"),
                false => Ok(()),
            };
        }
    }
    let size = code.size() + 2 * MARGIN;
    Some(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\">\
         <path stroke=\"#000\" d=\"{path}\"></path></svg>",
        attribute(label)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_code_and_a_book_has_none() {
        assert!(qr("https://example.org/#sha256:00", "\"<").unwrap().contains("aria-label=\"&quot;&lt;\""));
        assert_eq!(qr(&"a".repeat(5_000), ""), None);
    }
}
