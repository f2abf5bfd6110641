//! Texts: canonical form, repair, the list of names under a draft, what is shown of any string.

use undersigned::id::Id;
use undersigned::list::{MAX_NAME, Split, SplitAt, skipped_lines, split, stated_counts};
use undersigned::render::escape;
use undersigned::text::{CanonicalText, Refusal, explain, repair};
use unicode_normalization::UnicodeNormalization as _;

use super::{is_harmless, say};

/// Bytes have one canonical form, which every other form of the same text has too, or are refused for reasons that have
/// places in them; and what a repair gives is canonical.
pub fn text(source: &[u8]) -> bool {
    let text = CanonicalText::from_source(source);
    match &text {
        Ok(text) => accepted(source, text),
        Err(refusal) => refused(source, refusal),
    }
    text.is_ok()
}

fn accepted(source: &[u8], text: &CanonicalText) {
    is_canonical(text);
    let other_form: String = text.as_str().nfd().collect::<String>().replace('\n', " \r\n");
    let other_form = format!("\u{feff}\r\n{other_form}\n \n");
    assert_eq!(CanonicalText::from_source(other_form.as_bytes()).as_ref(), Ok(text), "{other_form:?}");

    let explanation = explain(source).unwrap();
    assert_eq!(explanation.text, *text);
    assert_eq!(
        explanation.changes.is_empty(),
        source == text.as_str().as_bytes(),
        "{:?}",
        explanation.changes
    );
    explanation.changes.iter().for_each(|change| say(&change.what));
    explanation.warnings.iter().chain(&text.warnings()).for_each(say);

    let repair = repair(source).unwrap();
    assert_eq!((repair.text(), repair.mended(), repair.unlisted()), (text, &[][..], 0));
}

fn refused(source: &[u8], refusal: &Refusal) {
    say(refusal);
    assert!(!refusal.problems().is_empty());
    assert!(explain(source).is_err());
    let lines: Vec<&[u8]> = source.split(|byte| *byte == b'\n').collect();
    for problem in refusal.problems() {
        let line = lines.get(problem.line as usize - 1);
        assert!(
            line.is_some_and(|line| (1..=line.len().max(1)).contains(&(problem.column as usize))),
            "{problem:?}"
        );
        say(problem);
        say(&format!("{}", problem.mend()));
    }
    if let Ok(repair) = repair(source) {
        is_canonical(repair.text());
        assert!(!repair.mended().is_empty());
        repair.mended().iter().for_each(say);
    }
}

/// The text is its own canonical form, ends in one LF, and holds no control that acts on a terminal.
fn is_canonical(text: &CanonicalText) {
    let written = text.as_str();
    assert_eq!(CanonicalText::from_source(written.as_bytes()).as_ref(), Ok(text));
    assert!(written.ends_with('\n') && !written.ends_with("\n\n") && !written.starts_with('\n'));
    assert!(
        !written.contains(|c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c))
    );
    assert!(escape::escape_lines(written).chars().all(|c| c == '\n' || is_harmless(c)));
}

/// No line of a draft is lost, wherever it is cut: each belongs to the body, or is blank, the heading or a name.
pub fn list(source: &[u8]) -> bool {
    let Ok(text) = CanonicalText::from_source(source) else { return false };
    let skipped = skipped_lines(std::str::from_utf8(source).unwrap());
    let lines = text.as_str().lines().count();
    let some_lines = (1..=skipped + lines + 1).step_by(1 + lines / 16).map(SplitAt::Line);
    for at in [SplitAt::Heading, SplitAt::Nowhere].into_iter().chain(some_lines) {
        match split(text.as_str(), skipped, at) {
            Ok(found) => is_whole(&found, text.as_str(), skipped, at),
            Err(error) => say(&error),
        }
    }
    for stated in stated_counts(text.as_str(), skipped) {
        assert!((skipped + 1..=skipped + lines).contains(&stated.line) && stated.number > 1, "{stated:?}");
    }
    split(text.as_str(), skipped, SplitAt::Heading).is_ok()
}

fn is_whole(split: &Split<'_>, text: &str, skipped: usize, at: SplitAt) {
    assert!(text.starts_with(split.body));
    let body = CanonicalText::from_source(split.body.as_bytes()).unwrap();
    assert_eq!(body.as_str(), split.body);
    split.stated_counts().iter().for_each(|stated| say(&stated.words));
    let Some(heading) = &split.heading else {
        assert_eq!((at, split.body, split.names.len()), (SplitAt::Nowhere, text, 0));
        return;
    };
    let line_of = |number: usize| text.lines().nth(number - skipped - 1).unwrap();
    assert_eq!(line_of(heading.line).trim(), heading.text);
    let between =
        text.lines().skip(split.body.lines().count()).take_while(|line| *line != line_of(heading.line));
    assert!(between.into_iter().all(|line| line.trim().is_empty()), "a line before the heading is lost");
    let below = text.lines().skip(heading.line - skipped).filter(|line| !line.trim().is_empty());
    assert_eq!(below.count(), split.names.len());
    assert!(split.names.is_sorted_by(|one, next| one.line < next.line));
    for listed in &split.names {
        assert!(listed.line > heading.line && line_of(listed.line).contains(&listed.name), "{listed:?}");
        assert!(
            (1..=MAX_NAME).contains(&listed.name.len()) && listed.name.trim() == listed.name,
            "{listed:?}"
        );
        if let Some(id) = Id::proposed(&listed.name) {
            assert_eq!(id.as_str().parse(), Ok(id.clone()));
        }
    }
}

/// Whatever a file holds, nothing that acts on a terminal is shown of it, and the string can be told from what is shown.
pub fn escape(bytes: &[u8]) -> bool {
    let text = &*String::from_utf8_lossy(bytes);
    let shown = escape::escape(text);
    assert!(shown.chars().all(is_harmless), "{shown:?}");
    assert_eq!(unescaped(&shown), text);
    let lines = escape::escape_lines(text);
    assert!(lines.chars().all(|c| c == '\n' || is_harmless(c)), "{lines:?}");
    assert_eq!(unescaped(&lines), text);
    assert!(
        escape::quote_lines(text).lines().all(|line| line.starts_with('|') && line.chars().all(is_harmless))
    );
    for most in [0, 1, 7, 80] {
        let bounded = escape::escape_bounded(text, most);
        assert!(bounded.chars().all(is_harmless) && bounded.chars().count() <= most + 32, "{bounded:?}");
    }
    say(&text);
    say(&escape::quoted(text));
    assert!(escape::width(text) <= escape::width(&escape::pad(text, 40)).max(escape::width(text)));
    let word = escape::shell_word(text);
    assert_eq!(shell_reads(&word), if text.starts_with('-') { format!("./{text}") } else { text.to_owned() });
    true
}

/// What [`escape::escape`] wrote, read back.
fn unescaped(shown: &str) -> String {
    let mut pieces = shown.split("\\u{");
    let mut out = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (digits, rest) = piece.split_once('}').unwrap();
        out.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
        out.push_str(rest);
    }
    out
}

/// What a POSIX shell makes of one word that nothing but single quotes and `\'` quote.
fn shell_reads(word: &str) -> String {
    let (mut out, mut quoted) = (String::new(), false);
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match c {
            '\'' => quoted = !quoted,
            '\\' if !quoted => out.extend(chars.next()),
            c => {
                assert!(quoted || c.is_ascii_alphanumeric() || "_-./+=:,@%".contains(c), "{word:?}");
                out.push(c);
            }
        }
    }
    assert!(!quoted, "{word:?}");
    out
}
