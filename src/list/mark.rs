//! The marks that stand before the names of a list: numbers of all kinds, and bullets.
//!
//! A mark is only a mark when the whole list carries it: "30 October Foundation" starts with no number of a list, and
//! "+972 Magazine" with no bullet.

/// How sure it is that a number before a name counts the names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hold {
    /// Only a space parts it from the name: `1 Freedom House`.
    Loose,
    /// A mark parts it, but no space: `1.Freedom House`, `1-Freedom House`.
    Tight,
    /// `1. Freedom House`.
    Firm,
}

/// A number before a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number<'a> {
    pub(crate) value: u32,
    pub(crate) hold: Hold,
    pub(crate) rest: &'a str,
}

/// What a list counts its names with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numerals {
    /// Decimal digits of any script.
    Digits,
    /// 一、二、三
    Han,
    /// ①②③
    Circled,
    /// a, b, c or а, б, в
    Letters,
    /// i, ii, iii
    Roman,
}

/// All numerals, the commonest first.
pub(crate) const NUMERALS: [Numerals; 5] =
    [Numerals::Digits, Numerals::Han, Numerals::Circled, Numerals::Letters, Numerals::Roman];

/// A bullet before a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bullet<'a> {
    /// The bullet; `-` for every dash, since editors turn one into another.
    pub(crate) shape: char,
    /// Whether it can be nothing else: a pictorial bullet, or one with a space behind.
    pub(crate) firm: bool,
    pub(crate) rest: &'a str,
}

/// The number at the start of `line`, written in `numerals`.
pub(crate) fn number(line: &str, numerals: Numerals) -> Option<Number<'_>> {
    let (counted, prefixed) = past_number_sign(line);
    let (inner, close) = match counted.chars().next().and_then(closing) {
        Some(close) => (past_first(counted), Some(close)),
        None => (counted, None),
    };
    let (value, rest) = match numerals {
        Numerals::Digits => decimal(inner),
        Numerals::Han => han(inner),
        Numerals::Circled => circled(inner),
        Numerals::Letters => letter(inner),
        Numerals::Roman => roman(inner),
    }?;
    let keycap = rest.trim_start_matches('\u{fe0f}').strip_prefix('\u{20e3}');
    let (rest, closed) = match (close, keycap) {
        (Some(close), _) => (past_closers(rest.trim_start().strip_prefix(close)?).0, Some(close)),
        (None, Some(rest)) => (rest, Some('\u{20e3}')),
        (None, None) => past_closers(rest),
    };
    let sure_alone = |c| !matches!(c, '.' | ':' | '/' | '°' | 'º' | '،' | '۔') && !is_dash(c);
    let hold = match closed {
        _ if numerals == Numerals::Circled => Hold::Firm,
        Some(_) if rest.is_empty() || rest.starts_with([' ', '\u{3000}']) => Hold::Firm,
        Some(close) if sure_alone(close) => Hold::Firm,
        // 1.5 and 10:30 count nothing
        Some(_) if rest.starts_with(|c| digit(c).is_some()) => return None,
        Some(_) => Hold::Tight,
        None if prefixed && rest.starts_with(' ') => Hold::Firm,
        None if numerals == Numerals::Digits && rest.starts_with(' ') => Hold::Loose,
        None => return None,
    };
    Some(Number { value, hold, rest: trimmed(rest) })
}

/// The bullet at the start of `line`.
pub(crate) fn bullet(line: &str) -> Option<Bullet<'_>> {
    let found = line.chars().next()?;
    let rest = past_first(line);
    let apart = rest.is_empty() || rest.starts_with([' ', '\u{3000}']);
    let (shape, firm) = match found {
        _ if is_dash(found) && (apart || rest.starts_with(char::is_alphabetic)) => ('-', apart),
        '*' if apart || rest.starts_with(char::is_alphabetic) => ('*', apart),
        '+' | '>' | '~' | '»' | '›' | '→' if apart => (found, true),
        '•' | '·' | '∙' | '⋅' | '‣' | '◦' | '▪' | '▫' | '●' | '○' | '■' | '□' | '◆' | '◇' | '⁃' | '・'
        | '▶' | '►' | '➢' | '➤' | '❖' | '♦' | '★' | '☆' | '✓' | '✔' | '✅' | '☑' | '☐' | '❏' | '❑' | '◾'
        | '▸' | '‧' => (found, true),
        _ => return None,
    };
    // an emoji selector belongs to the bullet before it
    Some(Bullet { shape, firm, rest: trimmed(rest.trim_start_matches('\u{fe0f}')) })
}

/// `text` without outer spaces and outer direction marks, which show nothing.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}'))
}

/// The value of a decimal digit of any script that lists are likely to count in.
pub(crate) fn digit(c: char) -> Option<u32> {
    const ZEROS: [char; 14] = ['0', '٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '๐', '០', '၀', '\u{ff10}'];
    ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10))
}

/// A number of at most 5 digits at the start of `text`, and the rest.
pub(crate) fn decimal(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c| digit(c).is_none()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let count = digits.chars().count();
    (1..=5)
        .contains(&count)
        .then(|| (digits.chars().filter_map(digit).fold(0, |value, digit| value * 10 + digit), rest))
}

/// Whether `c` is a hyphen or a dash.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// `№ 1`, `#1`, `No. 1`: the text from the number on, and whether there was such a sign.
fn past_number_sign(line: &str) -> (&str, bool) {
    for sign in ["№", "#", "No.", "no.", "Nr.", "nr.", "Nº", "nº", "N°", "n°", "Núm.", "núm.", "رقم", "第"]
    {
        if let Some(rest) = line.strip_prefix(sign).map(str::trim_start)
            && rest.starts_with(|c| digit(c).is_some())
        {
            return (rest, true);
        }
    }
    (line, false)
}

/// What closes a bracket before a number.
fn closing(open: char) -> Option<char> {
    match open {
        '(' => Some(')'),
        '[' => Some(']'),
        '（' => Some('）'),
        '［' => Some('］'),
        '【' => Some('】'),
        '〔' => Some('〕'),
        _ => None,
    }
}

/// The text behind one or two marks that close a number (`.`, `)`, `.-`, `º.`), and the one that is surest.
/// A dash may stand apart from its number.
fn past_closers(text: &str) -> (&str, Option<char>) {
    let closes = |c: char| {
        let usual = ".)]:/°º،。۔、．）］：】·";
        usual.contains(c) || is_dash(c)
    };
    let mut rest = text.trim_start_matches(['\u{200e}', '\u{200f}', '\u{61c}']);
    let apart = rest.trim_start();
    if apart.starts_with(is_dash) {
        rest = apart;
    }
    let mut found = None;
    for _ in 0..2 {
        let Some(c) = rest.chars().next().filter(|c| closes(*c)) else { break };
        rest = past_first(rest).trim_start_matches(['\u{200e}', '\u{200f}', '\u{61c}']);
        if found.is_none() || matches!(c, ')' | ']') {
            found = Some(c);
        }
    }
    (rest, found)
}

fn past_first(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}

/// 一 to 九千九百九十九, as numbers of lists are written.
fn han(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c| !"〇零一二三四五六七八九十百千".contains(c)).unwrap_or(text.len());
    let (numeral, rest) = text.split_at(end);
    let (mut sum, mut units) = (0, None);
    for c in numeral.chars() {
        let power = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '〇' | '零' => continue,
            _ => {
                let place = "一二三四五六七八九".chars().position(|d| d == c)?;
                units = Some(u32::try_from(place).ok()? + 1);
                continue;
            }
        };
        sum += units.take().unwrap_or(1) * power;
    }
    let value: u32 = sum + units.unwrap_or(0);
    // a Han number has no space behind it that would make it one: it needs its mark
    (value > 0).then_some((value, rest))
}

/// ① to ㊿.
fn circled(text: &str) -> Option<(u32, &str)> {
    let c = text.chars().next()?;
    let value = match c {
        '\u{2460}'..='\u{2473}' => u32::from(c) - 0x2460 + 1,
        '\u{2474}'..='\u{2487}' => u32::from(c) - 0x2474 + 1,
        '\u{2488}'..='\u{249b}' => u32::from(c) - 0x2488 + 1,
        '\u{3251}'..='\u{325f}' => u32::from(c) - 0x3251 + 21,
        '\u{32b1}'..='\u{32bf}' => u32::from(c) - 0x32b1 + 36,
        '\u{2776}'..='\u{277f}' => u32::from(c) - 0x2776 + 1,
        _ => return None,
    };
    Some((value, past_first(text)))
}

/// One letter, by its place in the Latin or the Cyrillic order of lists (without ё, й, ъ, ы, ь).
fn letter(text: &str) -> Option<(u32, &str)> {
    let c = text.chars().next()?.to_lowercase().next()?;
    let rest = past_first(text);
    let place = ["abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя"]
        .iter()
        .find_map(|order| order.chars().position(|o| o == c))?;
    (!rest.starts_with(char::is_alphanumeric)).then_some((u32::try_from(place).ok()? + 1, rest))
}

/// A Roman number in one case; its value is not checked for spelling, the order of the list does that.
fn roman(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (numeral, rest) = text.split_at(end);
    if numeral.is_empty()
        || numeral.len() > 9
        || (numeral.to_lowercase() != numeral && numeral.to_uppercase() != numeral)
    {
        return None;
    }
    let (mut sum, mut before) = (0_u32, 0);
    for c in numeral.chars().rev() {
        let value = match c.to_ascii_lowercase() {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            'l' => 50,
            'c' => 100,
            _ => return None,
        };
        if value < before {
            sum = sum.checked_sub(value)?;
        } else {
            (sum, before) = (sum + value, value);
        }
    }
    Some((sum, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_usual_kinds_are_read() {
        let table = [
            ("1. A", Numerals::Digits, 1, Hold::Firm),
            ("1) A", Numerals::Digits, 1, Hold::Firm),
            ("12.) A", Numerals::Digits, 12, Hold::Firm),
            ("(1) A", Numerals::Digits, 1, Hold::Firm),
            ("[1] A", Numerals::Digits, 1, Hold::Firm),
            ("[1]: A", Numerals::Digits, 1, Hold::Firm),
            ("1 - A", Numerals::Digits, 1, Hold::Firm),
            ("1 – A", Numerals::Digits, 1, Hold::Firm),
            ("1.- A", Numerals::Digits, 1, Hold::Firm),
            ("1º A", Numerals::Digits, 1, Hold::Firm),
            ("1/ A", Numerals::Digits, 1, Hold::Firm),
            ("№ 1 A", Numerals::Digits, 1, Hold::Firm),
            ("#1 A", Numerals::Digits, 1, Hold::Firm),
            ("1\u{fe0f}\u{20e3} A", Numerals::Digits, 1, Hold::Firm),
            ("1)A", Numerals::Digits, 1, Hold::Firm),
            ("1.A", Numerals::Digits, 1, Hold::Tight),
            ("1-A", Numerals::Digits, 1, Hold::Tight),
            ("1 A", Numerals::Digits, 1, Hold::Loose),
            ("١. A", Numerals::Digits, 1, Hold::Firm),
            ("\u{661}\u{660}\u{200f}- A", Numerals::Digits, 10, Hold::Firm),
            ("۲۹- A", Numerals::Digits, 29, Hold::Firm),
            ("１．A", Numerals::Digits, 1, Hold::Firm),
            ("1、A", Numerals::Digits, 1, Hold::Firm),
            ("（1）A", Numerals::Digits, 1, Hold::Firm),
            ("一、A", Numerals::Han, 1, Hold::Firm),
            ("二十九、A", Numerals::Han, 29, Hold::Firm),
            ("（十）A", Numerals::Han, 10, Hold::Firm),
            ("一百零二、A", Numerals::Han, 102, Hold::Firm),
            ("②A", Numerals::Circled, 2, Hold::Firm),
            ("b) A", Numerals::Letters, 2, Hold::Firm),
            ("(b) A", Numerals::Letters, 2, Hold::Firm),
            ("B. A", Numerals::Letters, 2, Hold::Firm),
            ("б) A", Numerals::Letters, 2, Hold::Firm),
            ("xiv. A", Numerals::Roman, 14, Hold::Firm),
            ("IX) A", Numerals::Roman, 9, Hold::Firm),
        ];
        for (line, numerals, value, hold) in table {
            assert_eq!(number(line, numerals), Some(Number { value, hold, rest: "A" }), "{line}");
        }
    }

    #[test]
    fn numbers_that_belong_to_a_name_are_none() {
        for line in
            ["7amleh", "10:10 Action", "1.5 Degrees", "50:50 Now", "3D", "2025", "(1 A", "100000. A", ""]
        {
            assert_eq!(number(line, Numerals::Digits), None, "{line}");
        }
        for line in ["三一教会", "一个组织"] {
            assert_eq!(number(line, Numerals::Han), None, "{line}");
        }
        for line in ["A Foundation", "ABC. X", "Access"] {
            assert_eq!(number(line, Numerals::Letters), None, "{line}");
        }
    }

    #[test]
    fn bullets_of_all_usual_kinds_are_read() {
        for line in [
            "- A",
            "– A",
            "— A",
            "\u{2011} A",
            "* A",
            "• A",
            "•A",
            "· A",
            "‣ A",
            "◦A",
            "▪ A",
            "● A",
            "■A",
            "+ A",
            "> A",
        ] {
            let found = bullet(line).unwrap();
            assert!(found.firm && found.rest == "A", "{line}");
        }
        assert_eq!(bullet("-A").map(|b| b.firm), Some(false));
        for line in ["+972 Magazine", "**A**", "A", "\"A\"", "(A)", ""] {
            assert_eq!(bullet(line), None, "{line}");
        }
    }
}
