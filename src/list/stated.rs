//! How many signatories a text says it has.
//!
//! A number counts only with what it counts behind it (`29 organisations`), and a word of signing in the same sentence;
//! or right before those who sign (`29 signatories`); or in brackets behind them (`Signatories (29)`).

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::list::heading::{self, Sense};
use crate::list::mark;

/// The largest number that is taken for one of signatories.
const MOST: u32 = 10_000;

/// How many words may stand between a number and what it counts: 29 international human rights organisations.
const BETWEEN: usize = 3;

/// A number of signatories that a text states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The line of the source, from 1.
    pub line: usize,
    /// The number.
    pub number: u32,
    /// The words that state it.
    pub words: String,
}

/// The numbers of signatories that `text` states; `skipped` lines of the source stand before it.
pub fn stated_counts(text: &str, skipped: usize) -> Vec<Stated> {
    let mut found = Vec::new();
    for sentence in sentences(text, skipped) {
        let signs = |token: &Token| token.senses.iter().any(|s| matches!(s, Sense::Signer | Sense::Signing));
        let about_signing = sentence.iter().any(signs);
        for (place, token) in sentence.iter().enumerate() {
            let Some(number) = token.number.filter(|number| (2..=MOST).contains(number)) else { continue };
            let behind = sentence.get(place + 1..).unwrap_or_default();
            let before = sentence.get(..place).unwrap_or_default();
            if before.last().is_some_and(|word| MONTHS.contains(word.word.as_str())) {
                continue;
            }
            let last = counted(behind, about_signing);
            let bracketed = token.opened && behind.first().is_none_or(|next| next.closed);
            let first = before.last().filter(|before| {
                bracketed
                    && before
                        .senses
                        .iter()
                        .any(|s| *s == Sense::Signer || (*s == Sense::Party && about_signing))
            });
            let end = match (last, first) {
                (Some(last), _) => last.end,
                // with the bracket that closes behind it
                (None, Some(_)) => {
                    let bracket = text.get(token.end..).and_then(|rest| rest.chars().next());
                    token.end + bracket.filter(|c| ")]）］".contains(*c)).map_or(0, char::len_utf8)
                }
                (None, None) => continue,
            };
            let start = first.map_or(token.start, |first| first.start);
            let words = text.get(start..end).unwrap_or_default();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            found.push(Stated { line: token.line, number, words });
        }
    }
    found
}

/// The last of the words that say what the number before `behind` counts, if that is signatories.
fn counted(behind: &[Token], about_signing: bool) -> Option<&Token> {
    let counts = |token: &Token| {
        token.senses.iter().any(|s| *s == Sense::Signer || (*s == Sense::Party && about_signing))
    };
    let apart = |token: &Token| token.after_comma || token.number.is_some() || token.opened || token.closed;
    let within = behind.iter().take(BETWEEN + 1).take_while(|token| !apart(token));
    for (place, token) in within.enumerate() {
        if counts(token) {
            let further = behind.iter().skip(place + 1).take_while(|next| !apart(next) && counts(next));
            return further.last().or(Some(token));
        }
        if STOPPING.contains(token.word.as_str()) || MONTHS.contains(token.word.as_str()) {
            return None;
        }
    }
    None
}

/// Words after which a number counts something else: 30 countries and organisations. Folded, as tokens are.
static STOPPING: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "of in on at by from with to for and or the a an is are was were have has ago years days months \
    weeks countries states million billion people persons prisoners year day month de del du des en por para con y e o \
    et ou par dans pour com do da dos das em und oder von aus mit jahre jahren tage tagen lander landern в и из с на \
    для лет стран днеи من في و از در"
        .split_whitespace()
        .collect()
});

/// Months that stand before a day, or behind it.
static MONTHS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "january february march april may june july august september october november december jan feb mar \
    apr jun jul aug sep sept oct nov dec enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre \
    diciembre janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre janeiro fevereiro \
    marco maio junho julho setembro outubro novembro dezembro januar februar marz juni juli oktober dezember января \
    февраля марта апреля мая июня июля августа сентября октября ноября декабря"
        .split_whitespace()
        .collect()
});

/// A word or a number of a sentence.
struct Token {
    start: usize,
    end: usize,
    line: usize,
    word: String,
    number: Option<u32>,
    senses: Vec<Sense>,
    /// A comma stands before it.
    after_comma: bool,
    /// A bracket opens, or a colon stands, before it.
    opened: bool,
    /// A bracket closes before it.
    closed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Digits,
    Han,
    Other,
}

fn kind(c: char) -> Kind {
    if mark::digit(c).is_some() {
        Kind::Digits
    } else if heading::is_han(c) {
        Kind::Han
    } else if c.is_alphabetic()
        || unicode_normalization::char::is_combining_mark(c)
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{640}')
    {
        Kind::Word
    } else {
        Kind::Other
    }
}

/// The sentences of `text`, as words and numbers; a blank line ends one too.
fn sentences(text: &str, skipped: usize) -> Vec<Vec<Token>> {
    let mut sentences: Vec<Vec<Token>> = vec![Vec::new()];
    let mut line = skipped + 1;
    let (mut after_comma, mut opened, mut closed) = (false, false, false);
    let mut number_before = false;
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let found = kind(c);
        if found == Kind::Other {
            let next = rest.get(c.len_utf8()..).unwrap_or_default();
            let ends = matches!(c, '!' | '?' | '。' | '！' | '？' | '؟' | '۔')
                || (c == '.' && !next.starts_with(|c: char| !c.is_whitespace()))
                || (c == '\n' && next.starts_with('\n'));
            if ends {
                sentences.push(Vec::new());
                (after_comma, opened, closed) = (false, false, false);
            }
            line += usize::from(c == '\n');
            after_comma |= matches!(c, ',' | ';' | '，' | '；' | '،' | '؛' | '、');
            opened |= matches!(c, '(' | '[' | '（' | '［' | ':' | '：');
            closed |= matches!(c, ')' | ']' | '）' | '］');
            at += c.len_utf8();
            continue;
        }
        let length = match found {
            Kind::Digits => grouped_digits(rest),
            _ => rest.find(|c| kind(c) != found).unwrap_or(rest.len()),
        };
        let written = rest.get(..length).unwrap_or_default();
        let digits: String = written.chars().filter(|c| mark::digit(*c).is_some()).collect();
        let number = mark::decimal(&digits).map(|(value, _)| value).filter(|_| found == Kind::Digits);
        let word = heading::folded(written);
        let senses = match found {
            Kind::Word => heading::sense(&word).into_iter().collect(),
            Kind::Han if number_before => counted_in_han(&word),
            Kind::Han => heading::senses_within(&word),
            Kind::Digits | Kind::Other => Vec::new(),
        };
        number_before = number.is_some();
        let token =
            Token { start: at, end: at + length, line, word, number, senses, after_comma, opened, closed };
        if let Some(sentence) = sentences.last_mut() {
            sentence.push(token);
        }
        (after_comma, opened, closed) = (false, false, false);
        at += length;
    }
    sentences
}

/// What a number before `text`, a run of Han characters, counts: 29家联署机构. Nothing if it is part of a date.
fn counted_in_han(text: &str) -> Vec<Sense> {
    if text.starts_with(['年', '月', '日', '号', '號', '天']) {
        return Vec::new();
    }
    let near: String = text.chars().take(9).collect();
    heading::senses_within(&near)
}

/// The bytes of a number at the start of `text`, with its groups of three digits: 1,200.
fn grouped_digits(text: &str) -> usize {
    let run = |text: &str| text.find(|c| mark::digit(c).is_none()).unwrap_or(text.len());
    let mut length = run(text);
    while let Some(group) = text.get(length..).and_then(|rest| rest.strip_prefix([',', '.', '٬'])) {
        let digits = run(group);
        if group.get(..digits).is_none_or(|digits| digits.chars().count() != 3) {
            break;
        }
        length = text.len() - group.len() + digits;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u32> {
        stated_counts(text, 0).iter().map(|stated| stated.number).collect()
    }

    #[test]
    fn a_number_of_those_who_sign_is_found_in_nine_languages() {
        let table = [
            ("We, the undersigned 30 organisations, call on", 30),
            ("We, the 29 undersigned organizations, call on", 29),
            ("The 29 signatories call on", 29),
            ("Signed by 29 international human rights organizations", 29),
            ("29 civil society\norganisations have signed this statement.", 29),
            ("Signatories (29):", 29),
            ("List of signatories: 29", 29),
            ("More than 1,200 organisations signed.", 1200),
            ("Les 29 organisations signataires demandent", 29),
            ("Nous, 29 organisations soussignées,", 29),
            ("Las 29 organizaciones firmantes exigimos", 29),
            ("Las 29 organizaciones abajo firmantes exigimos", 29),
            ("As 29 organizações signatárias exigem", 29),
            ("Wir, die 29 unterzeichnenden Organisationen, fordern", 29),
            ("Мы, 29 нижеподписавшихся организаций, требуем", 29),
            ("29 организаций, подписавших это заявление", 29),
            ("نحن الموقعين أدناه، ٢٩ منظمة، ندعو", 29),
            ("نحن المنظمات الـ29 الموقعة أدناه ندعو", 29),
            ("ما ۲۹ سازمان امضاکننده خواستار", 29),
            ("我们29家联署机构呼吁", 29),
            ("本声明由29个组织共同签署。", 29),
            ("29個團體聯署", 29),
        ];
        for (text, number) in table {
            assert_eq!(numbers(text), [number], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "an estimated one million political prisoners signed",
            "30 organisations were closed last year.",
            "We, the undersigned organisations, remember the 30 prisoners of 1974.",
            "On October 30 signatories met.",
            "On 30 October the undersigned organisations met.",
            "The undersigned know of 30 countries and organisations.",
            "In 2021, organisations signed a letter.",
            "The undersigned ask for 1.5 million.",
            "1 organisation signed.",
            "50,000 organisations signed.",
            "2025年10月30日联署机构发表声明。",
            "The undersigned organisations meet. In 30 organisations there is fear.",
        ] {
            assert_eq!(numbers(text), [0; 0], "{text}");
        }
    }

    #[test]
    fn a_stated_number_comes_with_its_line_and_words() {
        let text = "First.\n\nWe, the 29\nundersigned   organisations, call.\n";
        let expected = Stated { line: 7, number: 29, words: "29 undersigned organisations".to_owned() };
        assert_eq!(stated_counts(text, 4), [expected]);
    }
}
