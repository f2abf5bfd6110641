//! Nothing read from a file reaches a terminal or a page unescaped.
//!
//! What is shown as it is: letters, marks, digits, punctuation and spaces of every script. What is written as
//! `\u{202e}`: whatever acts on the terminal, moves its neighbours, or is there without being seen.
//!
//! The written form is unambiguous: `\u{` in it always begins an escape, because a backslash before `u{` is itself
//! written `\u{5c}`. Every other backslash stays, so that the path of a Windows file reads as its owner wrote it.

use std::borrow::Cow;
use std::path::Path;

use unicode_normalization::char::is_combining_mark;
use unicode_width::UnicodeWidthStr as _;

/// `text` on one line, safe to print.
///
/// Kept although nobody sees them: single joiners (U+200C, U+200D) and variation selectors (U+FE00 to U+FE0F), which
/// Persian, Indic scripts and emoji need; a zero width space beside a script that is written without spaces; Mongolian
/// selectors behind a Mongolian letter.
pub fn escape(text: &str) -> Cow<'_, str> {
    written(text, false)
}

/// The same with its LFs kept: a statement's text on a terminal.
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    written(text, true)
}

/// [`escape_lines`], each line behind `| `: what a file says cannot be taken for what the program says.
pub fn quote_lines(text: &str) -> String {
    escape_lines(text).lines().map(|line| format!("| {line}").trim_end().to_owned() + "\n").collect()
}

/// [`escape`], cut to `most` characters as shown; what was cut says so: `AAAA… (10000 characters)`.
///
/// For names of any length in messages. The length is that of `text`; an escape is never cut in two.
pub fn escape_bounded(text: &str, most: usize) -> String {
    let whole = escape(text);
    if whole.chars().nth(most).is_none() {
        return whole.into_owned();
    }
    let mut out = String::new();
    let mut room = most.saturating_sub(1);
    for shown in shown(text, false) {
        room = match room.checked_sub(shown.chars()) {
            Some(room) => room,
            None => break,
        };
        shown.push_to(&mut out);
    }
    out.push_str(&format!("… ({} characters)", text.chars().count()));
    out
}

/// [`escape`], between U+2068 and U+2069 if it holds a right-to-left letter: for a name inside a line of other things.
///
/// A terminal that reorders (VTE, Konsole, Terminal.app, and every editor or browser that the output is pasted into)
/// would otherwise draw two such names and the day between them in the wrong order, and turn round a line that begins
/// with one. Most other terminals give the two isolates no width. `text` cannot close the isolate: its own bidi controls
/// are escaped.
pub fn isolate(text: &str) -> Cow<'_, str> {
    let escaped = escape(text);
    if escaped.contains(is_right_to_left) {
        Cow::Owned(format!("\u{2068}{escaped}\u{2069}"))
    } else {
        escaped
    }
}

/// A whole message on one line, safe to print: what [`isolate`] or [`quoted`] isolated in it stays so, and everything
/// else is escaped.
pub fn escape_message(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, isolated)) = rest.split_once('\u{2068}') {
        let Some((within, after)) = isolated.split_once('\u{2069}') else { break };
        out.push_str(&escape(before));
        out.push_str(&format!("\u{2068}{}\u{2069}", escape(within)));
        rest = after;
    }
    out + &escape(rest)
}

/// Words out of a file or from the command line, quoted for a message that [`escape_message`] is to escape: at most 80
/// characters of them.
pub fn quoted(text: &str) -> String {
    const MOST: usize = 80;
    let mut shown: String = text.chars().take(MOST).collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    if shown.contains(is_right_to_left) {
        format!("“\u{2068}{shown}\u{2069}”")
    } else {
        format!("“{shown}”")
    }
}

/// A path on one line, safe to print.
pub fn escape_path(path: &Path) -> String {
    escape(&path.to_string_lossy()).into_owned()
}

/// `text` as the content of an element of a page: nothing in it becomes markup. It is written as browsers write it again.
pub fn html(text: &str) -> String {
    markup(text, false)
}

/// `text` as the value of an attribute between double quotes.
pub fn attribute(text: &str) -> String {
    markup(text, true)
}

fn markup(text: &str, quotes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            '"' if quotes => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// A word of a command line as a POSIX shell takes it: quoted if it has to be.
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./+=:,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !word.starts_with('-') {
        return word.to_owned();
    }
    let option = if word.starts_with('-') { "./" } else { "" };
    format!("'{option}{}'", word.replace('\'', "'\\''"))
}

/// [`isolate`], filled with spaces up to `columns` columns of a terminal; wider text is not cut.
///
/// It takes the text as it was read: escaping it before would escape the escapes.
pub fn pad(text: &str, columns: usize) -> String {
    let mut cell = isolate(text).into_owned();
    cell.extend(std::iter::repeat_n(' ', columns.saturating_sub(cell.width())));
    cell
}

/// The columns that `text` takes when [`pad`] writes it.
pub fn width(text: &str) -> usize {
    isolate(text).width()
}

fn written(text: &str, lines: bool) -> Cow<'_, str> {
    if shown(text, lines).all(|shown| matches!(shown, Shown::Itself(_))) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    shown(text, lines).for_each(|shown| shown.push_to(&mut out));
    Cow::Owned(out)
}

/// How one character is shown.
enum Shown {
    Itself(char),
    Escaped(char),
}

impl Shown {
    fn chars(&self) -> usize {
        match self {
            Self::Itself(_) => 1,
            Self::Escaped(c) => c.escape_unicode().len(),
        }
    }

    fn push_to(&self, out: &mut String) {
        match self {
            Self::Itself(c) => out.push(*c),
            Self::Escaped(c) => out.extend(c.escape_unicode()),
        }
    }
}

fn shown(text: &str, lines: bool) -> impl Iterator<Item = Shown> {
    // what the last shown character was, None where a mark would sit on something that is not its base
    let mut before: Option<char> = None;
    let mut marks = 0;
    text.char_indices().map(move |(at, c)| {
        let after = text.get(at + c.len_utf8()..).unwrap_or_default();
        let next = after.chars().next();
        marks = if is_combining_mark(c) && !is_variation_selector(c) { marks + 1 } else { 0 };
        let itself = match c {
            '\n' => lines,
            '\\' => !after.starts_with("u{"),
            '\u{200b}' => [before, next].into_iter().flatten().any(is_written_without_spaces),
            '\u{200c}' | '\u{200d}' => !before.is_some_and(|c| matches!(c, '\u{200c}' | '\u{200d}')),
            '\u{180b}'..='\u{180f}' => before.is_some_and(|c| matches!(c, '\u{1820}'..='\u{18aa}')),
            _ if is_variation_selector(c) => before.is_some_and(|before| !is_variation_selector(before)),
            // eight is what text-v1 permits; more climb into the lines above
            _ if is_combining_mark(c) => before.is_some() && marks <= 8 && !is_unseen(c),
            _ => !is_unseen(c),
        };
        before = if itself && c != '\n' { Some(c) } else { None };
        if itself { Shown::Itself(c) } else { Shown::Escaped(c) }
    })
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

/// Controls, line separators, bidi controls, private use, noncharacters, and of Unicode 15.0 every Cf and
/// Default_Ignorable character (reserved ones too) but the prepended concatenation marks, which are seen. U+2800 is
/// a Braille pattern without dots.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(
            c,
            '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{10ffff}'
        )
}

/// The blocks of Thai, Lao, Myanmar, Khmer, Tai Le, New Tai Lue, Khmer symbols, Buginese, Tai Tham, Balinese, Sundanese,
/// Batak, Javanese, Myanmar extended, Cham, Tai Viet, Ahom, Chakma.
fn is_written_without_spaces(c: char) -> bool {
    matches!(
        c,
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{1950}'..='\u{1aaf}'
        | '\u{1b00}'..='\u{1bff}'
        | '\u{a980}'..='\u{aadf}'
        | '\u{11700}'..='\u{1174f}'
        | '\u{11100}'..='\u{1114f}'
    )
}

/// The blocks of right-to-left scripts: a mark or a reserved character more does no harm here.
fn is_right_to_left(c: char) -> bool {
    matches!(
        c,
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(html("<b a='1'>&\"x\"</b>\u{a0}"), "&lt;b a='1'&gt;&amp;\"x\"&lt;/b&gt;&nbsp;");
        assert_eq!(attribute("\"><script>"), "&quot;&gt;&lt;script&gt;");
    }

    #[test]
    fn a_message_keeps_the_isolates_of_the_names_in_it_and_nothing_else() {
        let name = "سازمان";
        let said = escape_message(&format!("no id can be made from the name {}\u{1b}[2J\n", quoted(name)));
        assert_eq!(
            said,
            format!("no id can be made from the name “\u{2068}{name}\u{2069}”\\u{{1b}}[2J\\u{{a}}")
        );
        for alone in ["\u{2068}a", "a\u{2069}", "\u{2069}\u{2068}", "\u{2068}\u{2068}a\u{2069}\u{202e}"] {
            let opened = escape_message(alone).matches('\u{2068}').count();
            assert_eq!(opened, escape_message(alone).matches('\u{2069}').count(), "{alone:?}");
            assert!(!escape_message(alone).contains('\u{202e}'), "{alone:?}");
        }
        assert_eq!(quoted(&"a".repeat(100)), format!("“{}…”", "a".repeat(80)));
    }

    #[test]
    fn a_shell_takes_a_word_as_it_was() {
        for (word, written) in [
            ("our-registry/a.json", "our-registry/a.json"),
            ("", "''"),
            ("Re: please sign.eml", "'Re: please sign.eml'"),
            ("it's", "'it'\\''s'"),
            ("$(reboot)", "'$(reboot)'"),
            ("-o", "'./-o'"),
            ("ключ.pem", "'ключ.pem'"),
        ] {
            assert_eq!(shell_word(word), written);
        }
    }

    #[test]
    fn text_of_every_script_is_shown_as_it_is() {
        for text in [
            "McCain Institute",
            "Организация «Мемориал»",
            "منظمة العفو الدولية",
            "می‌خواهم",
            "אמנסטי",
            "国际特赦组织　香港",
            "अन्तर्राष्ट्रीय न्यायिक आयोग",
            "শ্রীলঙ্কা র‍্যাব",
            "ការ\u{200b}ពង្រឹង",
            "Nguyễn Thị",
            "e\u{301}",
            "❤\u{fe0f} 👩\u{200d}⚖\u{fe0f}",
            "ᠮᠣᠩᠭᠣᠯ\u{180e}ᠠ ᠪᠢᠴᠢᠭ\u{180b}",
            "\u{600}١٢",
            "C:\\Users\\undersigned",
            "a\u{a0}b",
        ] {
            assert!(matches!(escape(text), Cow::Borrowed(_)), "{}", escape(text));
        }
    }

    #[test]
    fn what_acts_moves_or_hides_is_written_out() {
        for (text, written) in [
            ("a\nb", "a\\u{a}b"),
            ("a\r\n\tb", "a\\u{d}\\u{a}\\u{9}b"),
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("\u{9b}2J\u{7f}\0", "\\u{9b}2J\\u{7f}\\u{0}"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("\u{61c}\u{200e}\u{200f}\u{2066}\u{2069}", "\\u{61c}\\u{200e}\\u{200f}\\u{2066}\\u{2069}"),
            ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
            ("a\u{ad}\u{200b}\u{2060}\u{feff}b", "a\\u{ad}\\u{200b}\\u{2060}\\u{feff}b"),
            ("a\u{e0041}\u{e0100}\u{e000}\u{10fffd}", "a\\u{e0041}\\u{e0100}\\u{e000}\\u{10fffd}"),
            ("\u{fffe}\u{1ffff}\u{fdd0}", "\\u{fffe}\\u{1ffff}\\u{fdd0}"),
            ("\u{3164}\u{115f}\u{2800}", "\\u{3164}\\u{115f}\\u{2800}"),
            ("a\u{200d}\u{200d}b\u{180b}", "a\u{200d}\\u{200d}b\\u{180b}"),
            ("\u{301}a", "\\u{301}a"),
            ("\u{200e}\u{301}", "\\u{200e}\\u{301}"),
            ("\u{fe0f}", "\\u{fe0f}"),
        ] {
            assert_eq!(escape(text), written);
        }
        let heap = format!("a{}", "\u{301}".repeat(10));
        assert_eq!(escape(&heap), format!("a{}\\u{{301}}\\u{{301}}", "\u{301}".repeat(8)));
    }

    /// Every character of each class, from the Unicode Character Database 15.0.
    #[test]
    fn no_character_of_a_class_that_acts_or_hides_is_shown() {
        let noncharacters: Vec<_> =
            (0..=16).map(|plane| char::from_u32((plane << 16) + 0xfffe).unwrap()).collect();
        let noncharacters: Vec<_> =
            noncharacters.into_iter().map(|c| c..=char::from_u32(u32::from(c) + 1).unwrap()).collect();
        for (class, ranges) in [
            ("C0", &['\0'..='\u{1f}'][..]),
            ("DEL and C1", &['\u{7f}'..='\u{9f}']),
            ("line and paragraph separator", &['\u{2028}'..='\u{2029}']),
            (
                "Bidi_Control",
                &[
                    '\u{61c}'..='\u{61c}',
                    '\u{200e}'..='\u{200f}',
                    '\u{202a}'..='\u{202e}',
                    '\u{2066}'..='\u{2069}',
                ],
            ),
            ("tags, and what is reserved beside them", &['\u{e0000}'..='\u{e0fff}']),
            (
                "private use",
                &['\u{e000}'..='\u{f8ff}', '\u{f0000}'..='\u{ffffd}', '\u{100000}'..='\u{10fffd}'],
            ),
            ("noncharacters", &['\u{fdd0}'..='\u{fdef}']),
            ("noncharacters at the end of a plane", &noncharacters),
            (
                "Default_Ignorable, but joiners and variation selectors",
                &[
                    '\u{ad}'..='\u{ad}',
                    '\u{34f}'..='\u{34f}',
                    '\u{115f}'..='\u{1160}',
                    '\u{17b4}'..='\u{17b5}',
                    '\u{180b}'..='\u{180f}',
                    '\u{200b}'..='\u{200b}',
                    '\u{2060}'..='\u{206f}',
                    '\u{3164}'..='\u{3164}',
                    '\u{feff}'..='\u{feff}',
                    '\u{ffa0}'..='\u{ffa0}',
                    '\u{fff0}'..='\u{fff8}',
                    '\u{1bca0}'..='\u{1bca3}',
                    '\u{1d173}'..='\u{1d17a}',
                ],
            ),
            ("other Cf", &['\u{fff9}'..='\u{fffb}', '\u{13430}'..='\u{1343f}']),
            ("the pattern without dots", &['\u{2800}'..='\u{2800}']),
        ] {
            for c in ranges.iter().cloned().flatten() {
                let written = c.escape_unicode();
                assert_eq!(escape(&c.to_string()), written.to_string(), "{class}");
                assert_eq!(escape(&format!("a{c}b")), format!("a{written}b"), "{class}");
                assert_eq!(isolate(&format!("س{c}س")), format!("\u{2068}س{written}س\u{2069}"), "{class}");
                let line = if c == '\n' { "a\nb".to_owned() } else { format!("a{written}b") };
                assert_eq!(escape_lines(&format!("a{c}b")), line, "{class}");
            }
        }
    }

    #[test]
    fn what_scripts_need_is_shown_although_nobody_sees_it() {
        for kept in ['\u{200c}', '\u{200d}'].into_iter().chain('\u{fe00}'..='\u{fe0f}') {
            let text = format!("a{kept}b");
            assert_eq!(escape(&text), text);
            assert_eq!(escape(&format!("a{kept}{kept}b")), format!("a{kept}{}b", kept.escape_unicode()));
        }
        // prepended concatenation marks, and the abbreviation mark of Syriac, are Cf and seen
        for seen in
            ('\u{600}'..='\u{605}').chain("\u{6dd}\u{70f}\u{890}\u{891}\u{8e2}\u{110bd}\u{110cd}".chars())
        {
            assert_eq!(escape(&seen.to_string()), seen.to_string());
        }
    }

    #[test]
    fn a_backslash_is_escaped_only_where_it_would_pass_for_an_escape() {
        assert_eq!(escape("\\u{202e}"), "\\u{5c}u{202e}");
        assert_eq!(escape("\\\\u{a}"), "\\\\u{5c}u{a}");
        assert_eq!(escape("\\\u{1b}"), "\\\\u{1b}");
        assert_eq!(escape("C:\\undersigned\\u"), "C:\\undersigned\\u");
    }

    #[test]
    fn lines_keep_their_ends_and_nothing_else() {
        assert_eq!(escape_lines("a\n\nb\r\n\tc\u{1b}"), "a\n\nb\\u{d}\n\\u{9}c\\u{1b}");
        assert_eq!(escape_lines("a\n\u{301}b"), "a\n\\u{301}b");
    }

    #[test]
    fn a_long_name_is_cut_and_its_length_told() {
        assert_eq!(escape_bounded("short", 5), "short");
        assert_eq!(escape_bounded(&"A".repeat(10_000), 5), "AAAA… (10000 characters)");
        assert_eq!(escape_bounded("ab\u{202e}cd", 9), "ab… (5 characters)");
        assert_eq!(escape_bounded("ab\u{202e}", 10), "ab\\u{202e}");
        assert_eq!(escape_bounded("abc", 0), "… (3 characters)");
        assert_eq!(escape_bounded("", 0), "");
    }

    #[test]
    fn cells_are_as_wide_as_a_terminal_draws_them() {
        assert_eq!(pad("ab", 5), "ab   ");
        assert_eq!(pad("国际", 5), "国际 ");
        assert_eq!(pad("e\u{301}", 2), "e\u{301} ");
        assert_eq!(pad("abcdef", 3), "abcdef");
        assert_eq!(pad("a\nb", 8), "a\\u{a}b ");
        assert_eq!(pad("العفو", 7), "\u{2068}العفو\u{2069}  ");
        assert_eq!((width("国际"), width("العفو"), width("a\nb")), (4, 5, 7));
    }

    #[test]
    fn a_right_to_left_name_cannot_leave_its_place() {
        assert_eq!(isolate("Al-Haq"), "Al-Haq");
        assert_eq!(isolate("Al-Haq (الحق)"), "\u{2068}Al-Haq (الحق)\u{2069}");
        assert_eq!(isolate("الحق\u{2069}"), "\u{2068}الحق\\u{2069}\u{2069}");
    }

    /// What [`escape`] wrote, read back.
    fn unescape(written: &str) -> String {
        let mut pieces = written.split("\\u{");
        let mut out = pieces.next().unwrap().to_owned();
        for piece in pieces {
            let (digits, rest) = piece.split_once('}').unwrap();
            out.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
            out.push_str(rest);
        }
        out
    }

    proptest! {
        #[test]
        fn no_two_texts_are_written_alike(text in any::<String>(), tricky in "[\\\\u{}a0\u{301}\u{200b}\u{1b}]{0,12}") {
            for text in [text, tricky] {
                prop_assert_eq!(unescape(&escape(&text)), text.clone());
                prop_assert_eq!(unescape(&escape_lines(&text)), text);
            }
        }

        #[test]
        fn nothing_unseen_is_left(text in any::<String>()) {
            let written = escape(&text);
            let left = written.chars().find(|&c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
            prop_assert_eq!(left, None);
        }
    }
}
