//! The steps once more, one after the other and as plainly as the profile words them, to hold the fast pass against.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use crate::text::class::{Class, is_variant};
use crate::text::tables::*;
use crate::text::{CanonicalText, Fault, Mend, explain, inspect, repair};

/// The canonical form of `source`, `None` if it is refused.
fn model(source: &str) -> Option<String> {
    let text = source.strip_prefix('\u{FEFF}').unwrap_or(source);
    if text.chars().any(|c| kind(c) == REFUSED) {
        return None;
    }
    let text = text.replace("\r\n", "\n");
    if text.contains('\r') {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    let spaced = chars.iter().enumerate().map(|(i, &c)| {
        let beside = [i.checked_sub(1).and_then(|i| chars.get(i)), chars.get(i + 1)];
        let mongolian = beside.into_iter().flatten().any(|&c| has(c, MONGOLIAN));
        match kind(c) {
            SPACE => ' ',
            NARROW_SPACE if !mongolian => ' ',
            _ => c,
        }
    });
    let text: String = spaced.nfc().collect();
    if !text.split('\n').all(|line| in_context(&line.chars().collect::<Vec<_>>())) {
        return None;
    }
    let lines: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\u{3000}'])).collect();
    let first = lines.iter().position(|line| !line.is_empty())?;
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    Some(lines[first..=last].join("\n") + "\n")
}

fn in_context(line: &[char]) -> bool {
    let before = |i: usize| line[..i].iter().rev().copied();
    let after = |i: usize| line[i + 1..].iter().copied();
    let joiner = |c: char| matches!(c, '\u{200C}' | '\u{200D}');
    let direction = |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}');
    let isolate = |c: char| matches!(c, '\u{2066}'..='\u{2068}');
    line.iter().enumerate().all(|(i, &c)| {
        let (left, right) = (before(i).next(), after(i).next());
        let own = match c {
            c if joiner(c) => {
                let by_script =
                    before(i).find(|&c| !has(c, INHERITED)).is_some_and(|c| has(c, JOINER_SCRIPT))
                        || right.is_some_and(|c| has(c, JOINER_SCRIPT));
                let shown = before(i).find(|&c| c != '\u{FE0F}' && !has(c, MODIFIER));
                let by_emoji = c == '\u{200D}'
                    && right.is_some_and(|c| {
                        has(c, PICTOGRAPH) || ['\u{2640}', '\u{2642}', '\u{2695}'].contains(&c)
                    })
                    && shown.is_some_and(|c| has(c, PICTOGRAPH));
                (by_script || by_emoji) && !left.is_some_and(joiner)
            }
            '\u{200B}' => [left, right].into_iter().flatten().any(|c| has(c, UNSPACED_SCRIPT)),
            c if direction(c) => {
                let letters = [before(i).find(|&c| has(c, LETTER)), after(i).find(|&c| has(c, LETTER))];
                letters.into_iter().flatten().any(|c| has(c, RIGHT_TO_LEFT)) && !left.is_some_and(direction)
            }
            c if isolate(c) => {
                let inner: Vec<char> = after(i).take_while(|&c| c != '\u{2069}').collect();
                line.iter().any(|&c| has(c, RIGHT_TO_LEFT))
                    && after(i).any(|c| c == '\u{2069}')
                    && !inner.iter().any(|&c| isolate(c))
                    && (c == '\u{2066}' || inner.iter().any(|&c| has(c, RIGHT_TO_LEFT)))
            }
            '\u{2069}' => before(i).find(|&c| isolate(c) || c == '\u{2069}').is_some_and(isolate),
            '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180D}' | '\u{180F}' => left.is_some_and(|base| {
                let keycap = base.is_ascii_digit() || base == '#' || base == '*';
                is_variant(base, c) && (!keycap || right == Some('\u{20E3}'))
            }),
            '\u{E0100}'..='\u{E01EF}' => left.is_some_and(|base| has(base, IDEOGRAPH)),
            '\u{180E}' => {
                [left, right].into_iter().all(|c| c.is_some_and(|c| ('\u{1800}'..='\u{18AF}').contains(&c)))
            }
            _ => true,
        };
        let row = before(i).chain([]).take_while(|&c| nonspacing(c)).filter(|c| counts(*c)).count();
        own && !(counts(c) && row >= 8) && !(i == 0 && (nonspacing(c) || kind(c) == SPACING_MARK))
    })
}

fn kind(c: char) -> u32 {
    Class::of(c).kind()
}

fn has(c: char, property: u32) -> bool {
    Class::of(c).has(property)
}

fn nonspacing(c: char) -> bool {
    matches!(kind(c), MARK | VARIATION | IDEOGRAPHIC_VARIATION)
}

fn counts(c: char) -> bool {
    nonspacing(c) && !('\u{FE00}'..='\u{FE0F}').contains(&c)
}

/// Pieces that meet each other's rules: letters of the scripts that some rule knows, what the rules are about, and
/// what NFC moves.
fn pieces() -> impl Strategy<Value = String> {
    let sets = [
        (6, "aeZ 19#*.\n\n  "),
        (4, "بادهیي\u{640}עבשک"),
        (4, "कषर्त्ক্যাர்ශ්රක්ഴ\u{DCA}"),
        (3, "กำสี\u{E48}ລខ្មែ\u{17D2}ကက္\u{1A20}ᬓ\u{1B44}ꦏ"),
        (3, "ᠮᠣᠩᠠᠨ\u{1886}\u{18A9}"),
        (3, "漢字禰\u{FA19}\u{F900}かカ\u{3000}、。"),
        (3, "👩❤🏳🌈⚕♀🏽☎©\u{20E3}"),
        (6, "\u{200C}\u{200D}\u{200B}\u{200E}\u{200F}\u{61C}\u{2066}\u{2067}\u{2068}\u{2069}\u{2069}"),
        (4, "\u{FE00}\u{FE0E}\u{FE0F}\u{180B}\u{180C}\u{180F}\u{180E}\u{E0100}\u{202F}"),
        (
            5,
            "\u{301}\u{301}\u{323}\u{308}\u{316}\u{344}\u{64B}\u{651}\u{653}\u{5B0}\u{5BC}\u{93C}\u{94D}\u{302E}",
        ),
        (3, "éệÅ\u{212B}\u{37E}\u{1E9B}각\u{1100}\u{1161}\u{11A8}\u{9BE}\u{9C7}\u{9D7}\u{102E}\u{1025}"),
        (2, "\t\u{A0}\u{2000}\u{2009}\u{1680}\u{205F}"),
    ];
    let chars = |set: &'static str| {
        let set: Vec<char> = set.chars().collect();
        proptest::sample::select(set).prop_map(String::from)
    };
    let mut weighted: Vec<(u32, BoxedStrategy<String>)> =
        sets.into_iter().map(|(weight, set)| (weight, chars(set).boxed())).collect();
    let words = [
        "می\u{200C}خواهم",
        "क\u{94D}\u{200D}ष",
        "ශ්\u{200D}රී",
        "👩🏽\u{200D}⚕\u{FE0F}",
        "1\u{FE0F}\u{20E3}",
        "❤\u{FE0F}",
        "\u{2067}שלום\u{2069}",
        "\r\n",
        " \n",
        "ᠨ\u{202F}ᠤ",
        "禰\u{E0100}",
        "ᠠ\u{180B}",
        "ᠨ\u{180E}ᠠ",
        "abcdefgh ",
        "plain words of a line that is longer than a chunk, ",
        "Русские слова в строке, ",
        "可以签署的文本",
        "\u{3000}\n",
        "e\u{301}\u{323}",
        "\u{1112}\u{1161}\u{11AB}",
    ];
    weighted.push((8, proptest::sample::select(words.to_vec()).prop_map(String::from).boxed()));
    proptest::strategy::Union::new_weighted(weighted)
}

fn texts() -> impl Strategy<Value = String> {
    let sound = proptest::collection::vec(pieces(), 0..40).prop_map(|pieces| pieces.concat());
    let anything = proptest::collection::vec(any::<char>(), 0..4).prop_map(String::from_iter);
    prop_oneof![20 => sound, 1 => anything.prop_flat_map(|odd| {
        proptest::collection::vec(pieces(), 0..10).prop_map(move |pieces| format!("{}{odd}", pieces.concat()))
    })]
}

/// Texts with characters in them that a repair takes out or replaces.
fn spoiled() -> impl Strategy<Value = String> {
    let refused = "\0\r\u{B}\u{85}\u{AD}\u{34F}\u{1160}\u{2028}\u{202E}\u{2060}\u{2800}\u{3164}\u{FEFF}\u{FFFC}\u{FFFF}\u{E0041}";
    let refused = proptest::sample::select(refused.chars().collect::<Vec<_>>()).prop_map(String::from);
    proptest::collection::vec(prop_oneof![1 => refused, 5 => pieces()], 0..40)
        .prop_map(|pieces| pieces.concat())
}

/// Texts that are accepted: what `repair` makes of any.
fn accepted() -> impl Strategy<Value = String> {
    texts().prop_filter_map("only a person can mend it", |text| {
        repair(text.as_bytes()).ok().map(|repair| repair.text().as_str().to_owned())
    })
}

fn canonical(source: &str) -> Option<String> {
    CanonicalText::from_source(source.as_bytes()).ok().map(|text| text.as_str().to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn the_pass_does_what_the_steps_say(text in texts()) {
        prop_assert_eq!(canonical(&text), model(&text));
    }

    #[test]
    fn the_close_look_finds_a_problem_exactly_where_the_pass_refuses(text in texts()) {
        let refused = match CanonicalText::from_source(text.as_bytes()) {
            Ok(_) => false,
            Err(refusal) => refusal.problems()[0].what != Fault::Empty,
        };
        prop_assert_eq!(inspect::refusal(text.as_bytes()).is_some(), refused);
    }

    #[test]
    fn canonical_text_is_its_own_form(text in accepted()) {
        prop_assert!(explain(text.as_bytes()).unwrap().changes.is_empty());
        prop_assert_eq!(canonical(&text), Some(text));
    }

    #[test]
    fn decomposed_marked_and_crlf_forms_are_one_text(text in accepted()) {
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(canonical(&decomposed), Some(text.clone()));
        let foreign = format!("\u{FEFF}\n \r\n{}\t\r\n\r\n", decomposed.trim_end_matches('\n').replace('\n', "\u{A0}\r\n"));
        prop_assert_eq!(canonical(&foreign), Some(text));
    }

    #[test]
    fn what_is_in_nobodys_words_is_mended(text in spoiled()) {
        match repair(text.as_bytes()) {
            Ok(repaired) => {
                let refused = CanonicalText::from_source(text.as_bytes()).err();
                prop_assert_eq!(repaired.mended().is_empty(), refused.is_none());
                let mended = repaired.text().as_str().to_owned();
                prop_assert_eq!(canonical(&mended), Some(mended));
            }
            Err(refusal) => prop_assert_eq!(refusal.problems()[0].what, Fault::Empty),
        }
    }

    #[test]
    fn what_cannot_be_mended_is_said(source in proptest::collection::vec(any::<u8>(), 0..60)) {
        if let Err(refusal) = repair(&source) {
            prop_assert!(!refusal.problems().is_empty());
            prop_assert!(refusal.problems().iter().all(|problem| matches!(problem.mend(), Mend::ByHand(_))));
        }
    }

    #[test]
    fn a_repair_of_a_sound_source_mends_nothing(text in accepted()) {
        let repaired = repair(text.as_bytes()).unwrap();
        prop_assert_eq!(repaired.mended(), []);
    }

    #[test]
    fn utf16_is_mended_into_the_same_text(text in accepted()) {
        for big in [false, true] {
            let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let source: Vec<u8> =
                std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(unit).collect();
            let repaired = repair(&source).unwrap();
            prop_assert_eq!(repaired.text().as_str(), &text);
            prop_assert_eq!(repaired.mended()[0].what, Fault::Utf16);
        }
    }
}
