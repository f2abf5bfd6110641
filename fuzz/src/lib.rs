//! What each parser of foreign bytes must keep to, whatever the bytes: one function for each target of the fuzzer.
//!
//! A target panics where a property does not hold. `main.rs` gives them to libFuzzer, and `tests/fuzz_seeds.rs` of the
//! crate above includes this file to put every seed to its target without it.

#[allow(dead_code)]
#[path = "../../tests/attacks/forge.rs"]
mod forge;

mod copies;
mod files;
mod mail;
mod records;
mod registries;
mod script;
mod text;
mod tools;

use std::fmt::Display;

use undersigned::render::escape::{escape, escape_message};

/// Holds a property of whatever bytes; whether they were accepted.
pub type Target = fn(&[u8]) -> bool;

/// Every target by its name, which is that of its folder in `seeds/`.
pub const TARGETS: [(&str, Target); 32] = [
    ("agent", tools::agent),
    ("atoms", records::atoms),
    ("audit", copies::audit),
    ("bundle", mail::bundle),
    ("certificate", tools::certificate),
    ("damaged", mail::damaged),
    ("escape", text::escape),
    ("filing", registries::filing),
    ("html", copies::html),
    ("key_file", files::key_file),
    ("list", text::list),
    ("mail", mail::mail),
    ("mail_copy", copies::mail_copy),
    ("markdown", copies::markdown),
    ("note", records::note),
    ("office", copies::office),
    ("office_parts", copies::office_parts),
    ("pdf", copies::pdf),
    ("plain", copies::plain),
    ("public_key", tools::public_key),
    ("record_act", records::act),
    ("record_attestation", records::attestation),
    ("record_check", records::check),
    ("record_keys", records::keys),
    ("record_roll", records::roll),
    ("record_translation", records::translation),
    ("record_vouch", records::vouch),
    ("registry", registries::registry),
    ("tampering", registries::tampering),
    ("text", text::text),
    ("tool_signature", tools::tool_signature),
    ("trust", files::trust),
];

/// The target with this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
}

/// Neither acts on a terminal nor moves its neighbours.
fn is_harmless(c: char) -> bool {
    let redirects =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !redirects && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// Says why bytes were not accepted.
fn refused(why: &impl Display) -> bool {
    say(why);
    false
}

/// What the program would print of `message` does no harm.
fn say(message: &impl Display) {
    let message = message.to_string();
    assert!(escape(&message).chars().all(is_harmless), "{message:?}");
    // a name may be isolated in it, which ends where the name does
    let shown = escape_message(&message);
    let open = shown.chars().fold(0, |open: i32, c| match c {
        '\u{2068}' => open + 1,
        '\u{2069}' => open - 1,
        _ => {
            assert!(is_harmless(c), "{shown:?}");
            open
        }
    });
    assert_eq!(open, 0, "{shown:?}");
}
