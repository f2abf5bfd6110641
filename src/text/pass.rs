//! Steps 3 to 8 in one pass over a decoded text, at the speed of its plain stretches.

use crate::text::class::{Class, U3000_END, skip};
use crate::text::context::Context;
use crate::text::nfc;
use crate::text::tables::{CARRIAGE_RETURN, LINE_FEED, MONGOLIAN, NARROW_SPACE, REFUSED, SPACE};

/// The canonical form of `text`, without its leading U+FEFF; `None` if any step refuses a character of it.
///
/// The empty string if nothing is left.
pub(super) fn canonical(text: &str) -> Option<String> {
    let mut pass = Pass { out: String::with_capacity(text.len() + 1) };
    pass.lines(text, false)?;
    pass.trim();
    Some(pass.out)
}

struct Pass {
    out: String,
}

impl Pass {
    /// Appends the lines of `text`, whose first starts a line.
    fn lines(&mut self, text: &str, normalized: bool) -> Option<()> {
        let mut context = Context::new(text);
        // Text is appended in stretches: what lies from here to `at` is right as it is.
        let mut pending = 0;
        let mut at = skip(text, 0);
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let class = Class::of(c);
            let end = at + c.len_utf8();
            if class.is_active() && !normalized && !nfc::stays(text, at, c, class) {
                at = self.line_to_normalize(text, at, pending)?;
                pending = at;
                at = skip(text, at);
                continue;
            }
            match class.kind() {
                REFUSED => return None,
                LINE_FEED => {
                    let before = text.as_bytes().get(at.wrapping_sub(1)).copied();
                    if pending == at || matches!(before, None | Some(b' ' | U3000_END)) {
                        self.end_line(text.get(pending..at)?);
                        pending = end;
                    }
                }
                CARRIAGE_RETURN => {
                    if text.as_bytes().get(end) != Some(&b'\n') {
                        return None;
                    }
                    self.end_line(text.get(pending..at)?);
                    pending = end + 1;
                }
                SPACE => pending = self.space(text.get(pending..at)?, end),
                NARROW_SPACE if !is_beside_mongolian(text, at, end) => {
                    pending = self.space(text.get(pending..at)?, end);
                }
                _ => {
                    if context.fault(at, c, class).is_some() {
                        // The rules are about NFC, and what follows may not be in it.
                        if normalized {
                            return None;
                        }
                        at = self.line_to_normalize(text, at, pending)?;
                        pending = at;
                        at = skip(text, at);
                        continue;
                    }
                }
            }
            at = skip(text, end.max(pending));
        }
        self.out.push_str(text.get(pending..)?);
        Some(())
    }

    /// Appends the line that holds `at`, in NFC and with its end, as [`lines`](Self::lines) does; gives the start of
    /// the next.
    fn line_to_normalize(&mut self, text: &str, at: usize, pending: usize) -> Option<usize> {
        let start = text.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        let end = text.get(at..)?.find('\n').map_or(text.len(), |length| at + length + 1);
        if pending <= start {
            self.out.push_str(text.get(pending..start)?);
        } else {
            // A part of the line was appended already.
            self.out.truncate(self.out.rfind('\n').map_or(0, |end| end + 1));
        }
        self.lines(&nfc::normalized(text.get(start..end)?), true)?;
        Some(end)
    }

    fn space(&mut self, stretch: &str, end: usize) -> usize {
        self.out.push_str(stretch);
        self.out.push(' ');
        end
    }

    fn end_line(&mut self, stretch: &str) {
        self.out.push_str(stretch);
        self.out.truncate(self.out.trim_end_matches(TRAILING).len());
        self.out.push('\n');
    }

    /// Steps 8 and 9, and step 7 for the last line.
    fn trim(&mut self) {
        let blank = |c| c == '\n' || TRAILING.contains(&c);
        self.out.truncate(self.out.trim_end_matches(blank).len());
        let text = self.out.trim_start_matches(blank);
        let first = self.out.len() - text.len();
        let start = self.out.get(..first).and_then(|blank| blank.rfind('\n')).map_or(0, |end| end + 1);
        self.out.drain(..start);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}

/// What step 7 removes at line ends.
pub(super) const TRAILING: [char; 2] = [' ', '\u{3000}'];

/// U+202F stays where it joins a Mongolian suffix.
pub(super) fn is_beside_mongolian(text: &str, at: usize, end: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    let after = text.get(end..).and_then(|after| after.chars().next());
    [before, after].into_iter().flatten().any(|c| Class::of(c).has(MONGOLIAN))
}
