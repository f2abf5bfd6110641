//! Profile `text-v1`, rule by rule and both ways, on real text.

use undersigned::text::{
    CanonicalText, Concern, Edit, Fault, LISTED, Line, LineError, Mend, explain, repair,
};

fn canonical(source: &str) -> String {
    match CanonicalText::from_source(source.as_bytes()) {
        Ok(text) => text.as_str().to_owned(),
        Err(refusal) => panic!("{source:?}: {refusal}"),
    }
}

/// Line, column, character and fault of every problem.
fn problems(source: &[u8]) -> Vec<(u32, u32, Option<char>, Fault)> {
    let refusal = CanonicalText::from_source(source).expect_err(&String::from_utf8_lossy(source));
    assert_eq!(refusal.unlisted(), 0);
    refusal.problems().iter().map(|p| (p.line, p.column, p.character, p.what)).collect()
}

/// `source` has one problem: `c` at `line` and `column`.
#[track_caller]
fn refused(source: &str, line: u32, column: u32, c: char, fault: Fault) {
    assert_eq!(problems(source.as_bytes()), [(line, column, Some(c), fault)], "{source:?}");
}

#[track_caller]
fn kept(line: &str) {
    assert_eq!(canonical(line), format!("{line}\n"));
}

#[test]
fn decoding_is_strict() {
    assert_eq!(canonical("\u{FEFF}Freedom"), "Freedom\n");
    refused("\u{FEFF}\u{FEFF}Freedom", 1, 1, '\u{FEFF}', Fault::InnerMark);
    refused("Free\u{FEFF}dom", 1, 5, '\u{FEFF}', Fault::InnerMark);
    let overlong = b"a\n\xC0\x80bc\xFFd\xED\xA0\x80";
    assert_eq!(
        problems(overlong).iter().map(|p| (p.0, p.1)).collect::<Vec<_>>(),
        [(2, 1), (2, 5), (2, 7)],
        "every invalid sequence, neighbours folded"
    );
    assert!(problems(overlong).iter().all(|p| (p.2, p.3) == (None, Fault::NotUtf8)));
    for utf16 in [&b"\xFF\xFEa\0"[..], b"\xFE\xFF\0a"] {
        assert_eq!(problems(utf16), [(1, 1, None, Fault::Utf16)]);
    }
}

#[test]
fn what_shows_nothing_or_means_nothing_is_refused_wherever_it_stands() {
    for (c, fault) in [
        ('\0', Fault::Control),
        ('\u{1B}', Fault::Control),
        ('\u{7F}', Fault::Control),
        ('\u{92}', Fault::Control),
        ('\u{B}', Fault::LineBreak),
        ('\u{C}', Fault::LineBreak),
        ('\u{85}', Fault::LineBreak),
        ('\u{2028}', Fault::LineBreak),
        ('\u{2029}', Fault::LineBreak),
        ('\r', Fault::LineBreak),
        ('\u{FFFC}', Fault::Object),
        ('\u{FFFD}', Fault::Lost),
        ('\u{2800}', Fault::BlankBraille),
        ('\u{E000}', Fault::PrivateUse),
        ('\u{F0B7}', Fault::PrivateUse),
        ('\u{10FFFD}', Fault::PrivateUse),
        ('\u{FDD0}', Fault::Noncharacter),
        ('\u{FFFF}', Fault::Noncharacter),
        ('\u{10FFFE}', Fault::Noncharacter),
        ('\u{378}', Fault::Unassigned),
        ('\u{2FFC}', Fault::Unassigned), // assigned in 15.1
        ('\u{1C89}', Fault::Unassigned), // assigned in 16.0
        ('\u{E0002}', Fault::Unassigned),
        ('\u{202A}', Fault::Embedding),
        ('\u{202E}', Fault::Embedding),
        ('\u{AD}', Fault::Invisible),
        ('\u{34F}', Fault::Invisible),
        ('\u{115F}', Fault::Invisible),
        ('\u{3164}', Fault::Invisible),
        ('\u{FFA0}', Fault::Invisible),
        ('\u{17B4}', Fault::Invisible),
        ('\u{2060}', Fault::Invisible),
        ('\u{2064}', Fault::Invisible),
        ('\u{206A}', Fault::Invisible),
        ('\u{FFF9}', Fault::Invisible),
        ('\u{13430}', Fault::Invisible),
        ('\u{1D173}', Fault::Invisible),
        ('\u{E0041}', Fault::Tag),
    ] {
        refused(&format!("ab\ncd{c}ef"), 2, 3, c, fault);
        refused(&format!("{c}حقوق الإنسان"), 1, 1, c, fault);
        refused(&format!("人权\n自由{c}"), 2, 3, c, fault);
    }
}

#[test]
fn what_looks_like_a_control_and_shows_something_stays() {
    // Signs that hold what follows them, the Syriac abbreviation mark; what is new in Unicode 15.0.
    for line in
        ["\u{600}١٢", "\u{6DD}٣٤", "\u{70F}ܐܒ", "\u{110BD}\u{110A0}", "\u{11F02}\u{11F04}", "\u{1FAE8}"]
    {
        kept(line);
    }
}

#[test]
fn lines_end_in_lf() {
    assert_eq!(canonical("a\r\nb\r\n\r\nc"), "a\nb\n\nc\n");
    refused("a\rb", 1, 2, '\r', Fault::LineBreak);
    refused("a\r\r\nb", 1, 2, '\r', Fault::LineBreak);
    refused("a\n\r", 2, 1, '\r', Fault::LineBreak);
}

#[test]
fn spaces_are_one_but_those_that_scripts_need() {
    assert_eq!(canonical("a\tb\u{A0}c\u{2003}d\u{2009}e\u{205F}f\u{202F}g"), "a b c d e f g\n");
    assert_eq!(canonical("\t a"), "  a\n", "indentation is kept");
    kept("人\u{3000}权");
    kept("\u{3000}人权");
    kept("ᚁ\u{1680}ᚂ");
    kept("ᠮᠣᠩᠭᠣᠯ\u{202F}ᠤᠨ");
    assert_eq!(canonical("ᠮᠣᠩ ᠭ\u{202F}\u{202F}«"), "ᠮᠣᠩ ᠭ\u{202F} «\n", "beside means directly beside");
    assert_eq!(canonical("12\u{202F}%"), "12 %\n");
}

#[test]
fn text_is_in_nfc_and_no_other_form() {
    assert_eq!(canonical("Vie\u{302}\u{323}t Nam, cafe\u{301}"), "Việt Nam, café\n");
    assert_eq!(canonical("\u{1112}\u{1161}\u{11AB}글"), "한글\n");
    assert_eq!(canonical("one\nb\tcafe\u{301}"), "one\nb café\n", "the line before stays as it is");
    assert_eq!(canonical("\u{212B}\u{37E}\u{F900}"), "Å;豈\n");
    assert_eq!(canonical("שּׁ"), "ש\u{5BC}\u{5C1}\n");
    assert_eq!(canonical("क\u{93C} \u{958}"), "क\u{93C} क\u{93C}\n", "composition exclusions");
    kept("ﬁ ² ½ Ａ ﷺ ①"); // NFKC would change these
}

#[test]
fn joiners_pass_where_letters_join_or_stack() {
    for line in [
        "می\u{200C}خواهم",       // Persian
        "«می\u{200C}»",          // after a letter
        "ه\u{200D} ۱۳۵۷",        // Arabic abbreviation
        "क्\u{200D}ष श्\u{200C}व", // Hindi
        "র\u{200D}্যাব",           // Bengali
        "ශ්\u{200D}රී ලංකා",        // Sinhala
        "ខ្ញុំ\u{200C}",             // Khmer
        "ᠮᠣᠩ\u{200D}",           // Mongolian
        "ب\u{64E}\u{200C}ا",     // a mark of script Inherited between
        "\u{200C}ها",            // before a letter
    ] {
        kept(line);
    }
    refused("free\u{200C}dom", 1, 5, '\u{200C}', Fault::Joiner);
    refused("сво\u{200D}бода", 1, 4, '\u{200D}', Fault::Joiner);
    refused("人\u{200D}权", 1, 2, '\u{200D}', Fault::Joiner);
    refused("สิทธิ\u{200C}มนุษย์", 1, 6, '\u{200C}', Fault::Joiner);
    refused("ـ\u{200D}", 1, 2, '\u{200D}', Fault::Joiner); // the tatweel is of no script
    refused("می\u{200C}\u{200C}خواهم", 1, 4, '\u{200C}', Fault::JoinerAgain);
    refused("क्\u{200D}\u{200C}ष", 1, 4, '\u{200C}', Fault::JoinerAgain);
    refused("ب\n\u{200D}a", 2, 1, '\u{200D}', Fault::Joiner); // the line before does not count
    refused("a\u{200C}\nب", 1, 2, '\u{200C}', Fault::Joiner);
    refused("می\u{200C}خواهم a\u{200C}b", 1, 11, '\u{200C}', Fault::Joiner); // nor does a joiner before
}

#[test]
fn a_zwj_joins_emoji() {
    for line in [
        "👨\u{200D}👩\u{200D}👧",
        "🏳\u{FE0F}\u{200D}🌈",
        "👩🏽\u{200D}⚕\u{FE0F}",
        "🏃🏻\u{200D}♀\u{FE0F}",
        "❤\u{FE0F}\u{200D}🔥",
    ] {
        kept(line);
    }
    refused("👨\u{200D}", 1, 2, '\u{200D}', Fault::Joiner);
    refused("👨\u{200C}👩", 1, 2, '\u{200C}', Fault::Joiner);
    refused("a\u{200D}👩", 1, 2, '\u{200D}', Fault::Joiner);
    refused("👨\u{200D}a", 1, 2, '\u{200D}', Fault::Joiner);
}

#[test]
fn a_zero_width_space_passes_beside_scripts_without_spaces() {
    for line in
        ["สิทธิ\u{200B}มนุษย์", "សិទ្ធិ\u{200B}មនុស្ស", "လူ့\u{200B}အခွင့်အရေး", "ສິດ\u{200B}", "\u{200B}ꦲ", "ᨕ\u{200B}a"]
    {
        kept(line);
    }
    refused("human\u{200B}rights", 1, 6, '\u{200B}', Fault::ZeroWidthSpace);
    refused("人\u{200B}权", 1, 2, '\u{200B}', Fault::ZeroWidthSpace);
    refused("สิทธิ \u{200B}", 1, 7, '\u{200B}', Fault::ZeroWidthSpace);
}

#[test]
fn direction_marks_pass_beside_right_to_left_letters() {
    kept("(שלום)\u{200F} abc");
    kept("abc! \u{200F}(שלום)");
    kept("العدد 12\u{61C}%");
    kept("\u{200E}א");
    refused("abc\u{200F}!", 1, 4, '\u{200F}', Fault::DirectionMark);
    refused("אב cd\u{200E} ef", 1, 6, '\u{200E}', Fault::DirectionMark);
    refused("אב\n12\u{200E}", 2, 3, '\u{200E}', Fault::DirectionMark);
    // Each mark by the letters nearest to it.
    kept("abc! \u{200F}ש");
    refused("אב\u{200F} ab\u{200E} c", 1, 7, '\u{200E}', Fault::DirectionMark);
    refused("1\u{200F}……א b\u{200F}c", 1, 8, '\u{200F}', Fault::DirectionMark);
    refused("אב\u{200F}\u{200F}", 1, 4, '\u{200F}', Fault::DirectionMarkAgain);
    refused("אב\u{200F}\u{200E}", 1, 4, '\u{200E}', Fault::DirectionMarkAgain);
}

#[test]
fn isolates_are_closed_hold_what_they_isolate_and_do_not_nest() {
    kept("abc \u{2067}שלום\u{2069} def \u{2068}مرحبا\u{2069}");
    kept("שלום \u{2066}C++\u{2069}!");
    refused("שלום \u{2067}C++\u{2069}!", 1, 6, '\u{2067}', Fault::EmptyIsolate);
    refused("שלום \u{2068}1\u{2069}!", 1, 6, '\u{2068}', Fault::EmptyIsolate);
    refused("abc \u{2066}C++\u{2069}!", 1, 5, '\u{2066}', Fault::Isolate);
    refused("שלום \u{2066}C++", 1, 6, '\u{2066}', Fault::OpenIsolate);
    refused("שלום \u{2066}C\u{2066}+\u{2069}+\u{2069}", 1, 8, '\u{2066}', Fault::NestedIsolate);
    refused("שלום\u{2069}", 1, 5, '\u{2069}', Fault::StrayIsolateEnd);
    // The letters of the line before do not count, nor does it matter where in the line they stand.
    refused("שלום \u{2066}a\u{2069}\nabc \u{2066}d\u{2069}", 2, 5, '\u{2066}', Fault::Isolate);
    kept("\u{2066}a\u{2069} שלום\n\u{2066}b\u{2069} שלום");
    refused("א\u{2028}ב \u{2066}a\u{2069}", 1, 2, '\u{2028}', Fault::LineBreak);
    assert_eq!(
        problems("אב\u{2067}גד\nה\u{2069}".as_bytes()),
        [(1, 3, Some('\u{2067}'), Fault::OpenIsolate), (2, 2, Some('\u{2069}'), Fault::StrayIsolateEnd)]
    );
}

#[test]
fn variation_selectors_pass_in_standard_sequences() {
    for line in [
        "❤\u{FE0F}",
        "☎\u{FE0E}",
        "1\u{FE0F}\u{20E3}",
        "、\u{FE00}",
        "不\u{FE00}",
        "ᠠ\u{180B}",
        "\u{2229}\u{FE00}",
    ] {
        kept(line);
    }
    refused("a\u{FE0F}", 1, 2, '\u{FE0F}', Fault::Variation);
    refused("❤\u{FE0F}\u{FE0F}", 1, 3, '\u{FE0F}', Fault::Variation);
    refused("❤\u{FE00}", 1, 2, '\u{FE00}', Fault::Variation);
    refused("a\u{180B}", 1, 2, '\u{180B}', Fault::Variation);
    kept("\u{1821}\u{180B}");
    refused("\u{1821}\u{180C}", 1, 2, '\u{180C}', Fault::Variation);
    refused("\u{1820}\u{180F}", 1, 2, '\u{180F}', Fault::Variation); // Unicode 15.0 has no sequence with it
    refused("\u{FE0F}a", 1, 1, '\u{FE0F}', Fault::Variation);
    refused("1\u{FE0F}", 1, 2, '\u{FE0F}', Fault::Keycap);
    refused("#\u{FE0E}1", 1, 2, '\u{FE0E}', Fault::Keycap);
    refused("0\u{FE00}", 1, 2, '\u{FE00}', Fault::Keycap);
    kept("禰\u{E0100} 葛\u{E0101}");
    refused("a\u{E0100}", 1, 2, '\u{E0100}', Fault::IdeographicVariation);
    refused("か\u{E0100}", 1, 2, '\u{E0100}', Fault::IdeographicVariation);
    refused("禰\u{E0100}\u{E0100}", 1, 3, '\u{E0100}', Fault::IdeographicVariation);
}

#[test]
fn the_mongolian_vowel_separator_stands_between_mongolian_letters() {
    kept("ᠬᠠᠷ\u{180E}ᠠ");
    refused("ᠬᠠᠷ\u{180E}", 1, 4, '\u{180E}', Fault::VowelSeparator);
    refused("a\u{180E}ᠠ", 1, 2, '\u{180E}', Fault::VowelSeparator);
}

#[test]
fn marks_need_a_letter_and_come_in_rows_of_8_at_most() {
    kept("שָׁלוֹם עֲלֵיכֶם");
    kept("กำลังใจที่ดี");
    kept("◌\u{301} and \u{301}");
    refused("\u{301}a", 1, 1, '\u{301}', Fault::MarkAtStart);
    refused("ক\nা", 2, 1, 'া', Fault::MarkAtStart); // spacing marks too
    refused("กา\n\u{E48}", 2, 1, '\u{E48}', Fault::MarkAtStart);
    let row = "\u{316}\u{317}\u{318}\u{319}\u{31C}\u{31D}\u{31E}\u{31F}";
    kept(&format!("x{row}"));
    refused(&format!("x{row}\u{320}"), 1, 10, '\u{320}', Fault::TooManyMarks);
    // Where NFC joins the first to the letter, eight are left; it sorts them before they are counted.
    assert_eq!(canonical(&format!("e\u{301}{row}")), format!("é{row}\n"));
    assert_eq!(problems(format!("x\u{301}{row}").as_bytes()), [(1, 2, Some('\u{301}'), Fault::TooManyMarks)]);
}

#[test]
fn a_variation_selector_neither_counts_as_one_of_a_row_of_marks_nor_ends_it() {
    let marks = "\u{301}".repeat(8);
    assert_eq!(
        problems(format!("x{marks}\u{FE0F}\u{301}").as_bytes()),
        [(1, 10, Some('\u{FE0F}'), Fault::Variation), (1, 11, Some('\u{301}'), Fault::TooManyMarks)]
    );
}

#[test]
fn blank_lines_and_trailing_spaces_are_removed_at_the_edges_alone() {
    assert_eq!(canonical(" \n\t\n\u{3000}\n  a  \u{3000}\t\n\n\n b\u{A0}\n \n\n"), "  a\n\n\n b\n");
    assert_eq!(canonical("“Quotes” – dashes — ‘and’  case Kept"), "“Quotes” – dashes — ‘and’  case Kept\n");
    for nothing in ["", "\n", " \r\n\t\n", "\u{FEFF}", "\u{3000}"] {
        assert_eq!(problems(nothing.as_bytes()), [(1, 1, None, Fault::Empty)]);
    }
}

#[test]
fn a_trailing_space_is_removed_wherever_in_a_long_text_it_stands() {
    for n in 0..64 {
        for space in [" ", "\u{3000}"] {
            let (before, after) = ("a".repeat(n), "b".repeat(64));
            let expected = format!("{before}\n{after}\n");
            assert_eq!(
                canonical(&format!("{before}{space}\n{after}")),
                expected.trim_start(),
                "{n} {space:?}"
            );
        }
    }
}

#[test]
fn every_problem_is_told_where_it_stands_in_the_source() {
    let source = "\u{FEFF}1.\tVie\u{323}\u{302}t\u{AD}Nam\u{200B}\r\nok\r\n\0\0\0 e\u{301}\u{200C}\u{202E}";
    assert_eq!(
        problems(source.as_bytes()),
        [
            (1, 10, Some('\u{AD}'), Fault::Invisible),
            (1, 14, Some('\u{200B}'), Fault::ZeroWidthSpace),
            (3, 1, Some('\0'), Fault::Control),
            (3, 7, Some('\u{200C}'), Fault::Joiner),
            (3, 8, Some('\u{202E}'), Fault::Embedding),
        ]
    );
    let refusal = CanonicalText::from_source(source.as_bytes()).unwrap_err();
    let told: Vec<String> = refusal.problems().iter().map(|p| format!("{p}; {}", p.mend())).collect();
    assert_eq!(
        told[..3],
        [
            "line 1, column 10: U+00AD SOFT HYPHEN: this character cannot be seen; remove it",
            "line 1, column 14: U+200B ZERO WIDTH SPACE: a zero width space belongs beside scripts that are written \
             without spaces; remove it",
            "line 3, column 1: U+0000 NULL: control characters do not belong in a text (3 times in a row); remove it",
        ]
    );
}

#[test]
fn a_character_that_normalization_moves_is_told_where_it_was_written() {
    let marks = "\u{323}".repeat(7);
    refused(&format!("x{marks}\u{301}\u{323}"), 1, 9, '\u{301}', Fault::TooManyMarks);
    let repaired = repair("\u{180B}a".as_bytes()).unwrap();
    let mended: Vec<_> = repaired.mended().iter().map(|p| (p.line, p.column, p.what)).collect();
    assert_eq!(mended, [(1, 1, Fault::MarkAtStart), (1, 1, Fault::Variation)]);
}

#[test]
fn a_flood_of_problems_is_counted_and_not_held() {
    let refusal = CanonicalText::from_source("a\0".repeat(LISTED + 5).as_bytes()).unwrap_err();
    assert_eq!((refusal.problems().len(), refusal.unlisted()), (LISTED, 5));
    let refusal = CanonicalText::from_source("\0".repeat(LISTED + 5).as_bytes()).unwrap_err();
    assert_eq!((refusal.problems().len(), refusal.problems()[0].times), (1, LISTED as u64 + 5));
}

#[test]
fn a_flood_is_counted_whichever_step_finds_it() {
    let (early, late) = ("a\0", "a\u{200D}");
    for (source, found) in [
        (early.repeat(LISTED + 1), LISTED + 1),
        (late.repeat(LISTED + 5) + &early.repeat(3), LISTED + 8),
        (early.repeat(LISTED + 5) + &late.repeat(3), LISTED + 8),
        (early.repeat(LISTED + 5) + &late.repeat(LISTED + 5), 2 * (LISTED + 5)),
    ] {
        let refusal = CanonicalText::from_source(source.as_bytes()).unwrap_err();
        assert_eq!((refusal.problems().len(), refusal.unlisted()), (LISTED, (found - LISTED) as u64));
        let told =
            format!("the text cannot be signed as it is, for {found} reasons: first, line 1, column 2: U+");
        assert!(refusal.to_string().starts_with(&told), "{refusal}");
        let repaired = repair(source.as_bytes()).unwrap();
        assert_eq!((repaired.mended().len(), repaired.unlisted()), (LISTED, (found - LISTED) as u64));
    }
    let refusal = repair("a\u{FFFD}".repeat(LISTED + 3).as_bytes()).unwrap_err();
    assert_eq!((refusal.problems().len(), refusal.unlisted()), (LISTED, 3));
}

#[test]
fn a_refusal_says_how_many_reasons_it_has_and_the_first() {
    for (source, told) in [
        (&b""[..], ": there is no text; write the text first"),
        (b"\xFF\xFE", ": the file is in UTF-16, not in UTF-8; save the file again as UTF-8"),
        (
            b"a\x0B",
            ": line 1, column 2: U+000B LINE TABULATION: only LF and CRLF end a line; put a line end in its place",
        ),
        (
            b"\x0Ca\0",
            ", for 2 reasons: first, line 1, column 1: U+000C FORM FEED: only LF and CRLF end a line; put a line end in its place",
        ),
        (
            b"a\xFF",
            ": line 1, column 2: these bytes are not UTF-8; open the file in the program that wrote it and save it again as UTF-8",
        ),
    ] {
        let refusal = CanonicalText::from_source(source).unwrap_err();
        let mend = refusal.problems()[0].mend();
        assert_eq!(format!("{refusal}; {mend}"), format!("the text cannot be signed as it is{told}"));
    }
    assert_eq!(Fault::TooLong.mend(), Mend::ByHand("sign a shorter text"));
    let names = |source: &[u8]| CanonicalText::from_source(source).unwrap_err().problems()[0].name();
    assert_eq!(names(b"\0"), Some("NULL".to_owned()));
    assert_eq!(names(b"\xFF"), None);
}

#[test]
fn a_warning_says_where_what_and_how_often() {
    let told = |source: &str| -> Vec<String> {
        let text = CanonicalText::from_source(source.as_bytes()).unwrap();
        text.warnings().iter().map(ToString::to_string).collect()
    };
    let joiner = "line 1, column 4: U+200C ZERO WIDTH NON-JOINER: this";
    assert_eq!(
        told("شما\u{200C}خواهم"),
        [
            format!("{joiner} control character cannot be seen"),
            format!("{joiner} joiner changes nothing that can be seen")
        ]
    );
    assert_eq!(
        told("Аmnesty Аmnesty"),
        ["line 1, column 1: the word “Аmnesty” mixes letters that look alike (2 times)"]
    );
    let compatibility = explain("\u{F900}".as_bytes()).unwrap().warnings.remove(0);
    assert_eq!(
        compatibility.to_string(),
        "line 1, column 1: U+F900: this compatibility ideograph becomes 豈 (U+8C48)"
    );
    let text = CanonicalText::from_source("ה\u{200F}!".as_bytes()).unwrap();
    assert_eq!(text.warnings()[0].name().as_deref(), Some("RIGHT-TO-LEFT MARK"));
}

#[test]
fn words_without_end_are_counted_and_not_held() {
    let letter = |n: u32| char::from_u32(u32::from('a') + n % 26).unwrap();
    let words = (0..1003).map(|n| format!("Ж{}{}{} ", letter(n), letter(n / 26), letter(n / 676)));
    let text = CanonicalText::from_source(words.collect::<String>().repeat(2).as_bytes()).unwrap();
    let warnings = text.warnings();
    assert_eq!(warnings.len(), 1001);
    assert!(warnings[..1000].iter().all(|warning| warning.times == 2));
    assert_eq!((&warnings[1000].what, warnings[1000].times), (&Concern::MoreMixedScripts, 6));
    assert_eq!(
        warnings[1000].to_string(),
        "line 1, column 5001: more words mix letters that look alike (6 times)"
    );
}

#[test]
fn a_joiner_is_idle_where_nothing_joins_and_a_word_ends_at_what_is_no_letter() {
    let concerns = |source: &str| -> Vec<Concern> {
        let text = CanonicalText::from_source(source.as_bytes()).unwrap();
        text.warnings().into_iter().map(|warning| warning.what).collect()
    };
    let idle = [Concern::Control, Concern::IdleJoiner];
    assert_eq!(concerns("क\u{200D}ग"), idle, "no virama stacks them");
    assert_eq!(concerns("क\u{200D}😀"), idle, "a letter is no emoji");
    assert_eq!(concerns("ب\u{200D}"), idle[..1], "the letter takes its joined form");
    assert_eq!(concerns("ب\u{200D}ب"), idle, "they join anyway");
    for sound in ["漢б", "あб", "한б", "ㄅб", "ไб", "б—a", "б…a", "б’a"] {
        assert_eq!(concerns(sound), [], "{sound}");
    }
}

#[test]
fn warnings_show_what_a_signer_cannot_see() {
    let warnings = |source: &str| -> Vec<(u32, u32, u64, Concern)> {
        let text = CanonicalText::from_source(source.as_bytes()).unwrap();
        text.warnings().into_iter().map(|w| (w.line, w.column, w.times, w.what)).collect()
    };
    assert_eq!(warnings("plain\nمی\u{200C}خواهم می\u{200C}خواهم"), [(2, 3, 2, Concern::Control)]);
    assert_eq!(
        warnings("شما\u{200C}خواهم"), // alef never joins what follows it
        [(1, 4, 1, Concern::Control), (1, 4, 1, Concern::IdleJoiner)]
    );
    assert_eq!(warnings("क्\u{200D}ष"), [(1, 3, 1, Concern::Control)]);
    assert_eq!(warnings("👨\u{200D}👩"), [(1, 2, 1, Concern::Control)]);
    assert_eq!(warnings("ה\u{200F}!")[0].3, Concern::Control);
    let mixed = |word: &str| Concern::MixedScripts(word.to_owned());
    assert_eq!(
        warnings("Amnesty, Аmnesty, Аmnesty; Ελλάδa"), // the second and third with a Cyrillic А
        [(1, 10, 2, mixed("Аmnesty")), (1, 28, 1, mixed("Ελλάδa"))]
    );
    for sound in [
        "Amnesty Россия Ελλάδα",
        "我用iPhone打电话",
        "東京タワーとひらがな",
        "LG전자",
        "وGoogle",
        "МВД2025г",
        "р\u{30C}",
    ] {
        assert_eq!(warnings(sound), [], "{sound}");
    }
}

#[test]
fn explanations_name_the_step_and_the_places() {
    let source = "\u{FEFF}\n\r\nA\u{A0}B\tC  \r\ncafe\u{301} cafe\u{301} \u{F900}\n\nend\n\n \n";
    let explanation = explain(source.as_bytes()).unwrap();
    assert_eq!(explanation.text.as_str(), "A B C\ncafé café 豈\n\nend\n");
    let changes: Vec<_> =
        explanation.changes.iter().map(|c| (c.what.step(), c.times, c.places.clone())).collect();
    assert_eq!(
        changes,
        [
            (1, 1, vec![(1, 1)]),
            (3, 2, vec![(2, 1), (3, 8)]),
            (4, 1, vec![(3, 2)]),
            (4, 1, vec![(3, 4)]),
            (5, 2, vec![(4, 4), (4, 10)]),
            (5, 1, vec![(4, 12)]),
            (7, 2, vec![(3, 6), (8, 1)]),
            (8, 2, vec![(1, 1), (2, 1)]),
            (8, 2, vec![(7, 1), (8, 1)]),
        ]
    );
    assert_eq!(explanation.warnings[0].what, Concern::Compatibility('豈'));
    assert!(explain(b"a\n").unwrap().changes.is_empty());
    assert_eq!(explain(b"a").unwrap().changes[0].what, Edit::LastLineEnd);
    assert!(explain(b"\0").is_err());
}

#[test]
fn an_explanation_says_what_became_of_what() {
    let source =
        "\u{FEFF}\n\ta\u{A0}b\u{202F}c \r\ne\u{301}\n1\u{202F}\u{1820}\u{202F}\u{1820}\u{202F}1\n\nend";
    let told: Vec<String> =
        explain(source.as_bytes()).unwrap().changes.iter().map(|change| change.what.to_string()).collect();
    assert_eq!(
        told,
        [
            "byte order mark removed",
            "line end CRLF to LF",
            "tab to space",
            "U+00A0 NO-BREAK SPACE to space",
            "U+202F NARROW NO-BREAK SPACE to space",
            "U+0065 U+0301 to U+00E9 (é)",
            "spaces at the end of a line removed",
            "blank line at the start removed",
            "line end added to the last line",
        ]
    );
    let explanation = explain(source.as_bytes()).unwrap();
    let places =
        |what: Edit| explanation.changes.iter().find(|change| change.what == what).unwrap().places.clone();
    assert_eq!(places(Edit::Space('\u{202F}')), [(2, 5)], "beside a Mongolian letter it stays");
    assert_eq!(places(Edit::LineEnd), [(2, 8)]);
    assert_eq!(places(Edit::LastLineEnd), [(6, 4)]);
    let tabs = explain(b"a\tb\tc\td\te\tf\tg\n").unwrap().changes.remove(0);
    assert_eq!((tabs.times, tabs.places), (6, vec![(1, 2), (1, 4), (1, 6), (1, 8), (1, 10)]));
}

#[test]
fn kinds_of_normalization_without_end_are_counted_and_not_held() {
    let syllable = |n: u32| {
        let jamo = [0x1100 + n / 588, 0x1161 + n % 588 / 28, 0x11A7 + n % 28];
        jamo[..if n.is_multiple_of(28) { 2 } else { 3 }]
            .iter()
            .map(|c| char::from_u32(*c).unwrap())
            .collect::<String>()
    };
    let line: Vec<String> = (0..1003).chain([0]).map(syllable).collect();
    let changes = explain(format!("{} \n", line.join("-")).as_bytes()).unwrap().changes;
    assert_eq!(changes.len(), 1002);
    assert_eq!((&changes[0].what.to_string()[..], changes[0].times), ("U+1100 U+1161 to U+AC00 (가)", 2));
    assert_eq!((&changes[1000].what, changes[1000].times), (&Edit::MoreNfc, 3));
    assert_eq!(changes[1000].what.to_string(), "other characters to their NFC form");
    assert_eq!(changes[1001].what, Edit::TrailingSpaces);
}

#[test]
fn a_repair_keeps_what_is_in_place_unless_each_thing_taken_out_puts_another_out_of_place() {
    let repaired = |source: &str| repair(source.as_bytes()).unwrap().text().as_str().to_owned();
    assert_eq!(repaired("\u{200B}می\u{200C}خواهم"), "می\u{200C}خواهم\n");
    // Each of these separators stands beside the one before, and the first beside no Mongolian letter.
    let separators = |number| "\u{180E}".repeat(number);
    assert_eq!(
        repaired(&format!("a{}\u{1820} می\u{200C}خواهم", separators(8))),
        "a\u{1820} می\u{200C}خواهم\n"
    );
    assert_eq!(repaired(&format!("a{}\u{1820} می\u{200C}خواهم", separators(12))), "a\u{1820} میخواهم\n");
}

#[test]
fn utf16_is_read_in_either_order_and_half_a_pair_is_told_where_it_stands() {
    let source = "été\n😀";
    for (mark, bytes) in [
        ([0xFF, 0xFE], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ([0xFE, 0xFF], u16::to_be_bytes as fn(u16) -> [u8; 2]),
    ] {
        let encoded =
            |units: &[u16]| [&mark[..], &units.iter().copied().flat_map(bytes).collect::<Vec<u8>>()].concat();
        let units: Vec<u16> = source.encode_utf16().collect();
        assert_eq!(repair(&encoded(&units)).unwrap().text().as_str(), "été\n😀\n");
        let half = encoded(&[&units[..], &[0xD800, u16::from(b'b'), 0xDC00]].concat());
        let refusal = repair(&half).unwrap_err();
        let places: Vec<_> =
            refusal.problems().iter().map(|problem| (problem.line, problem.column)).collect();
        assert_eq!(places, [(2, 2), (2, 4)]);
    }
}

#[test]
fn repairs_mend_what_needs_no_person() {
    let source = "co\u{AD}operation\u{2028}stop\u{202E}here\u{2800}now\n\u{301}a\u{200B}\rשלום \u{2066}a\u{2067}b\u{2069}";
    let repaired = repair(source.as_bytes()).unwrap();
    assert_eq!(repaired.text().as_str(), "cooperation\nstophere now\n◌\u{301}a\nשלום ab\n");
    assert_eq!(repaired.mended().iter().filter(|p| p.mend() == Mend::NewLine).count(), 2);
    for (source, fault) in [
        (&b"caf\xE9"[..], Fault::NotUtf8),
        ("lost \u{FFFD}".as_bytes(), Fault::Lost),
        ("\u{F0B7} item".as_bytes(), Fault::PrivateUse),
        ("\u{2FFC}".as_bytes(), Fault::Unassigned),
        (b"\xFF\xFEa\0\0\xD8", Fault::HalfPair),
        (b"\xFF\xFEa\0b", Fault::HalfPair),
        (b"\0", Fault::Empty),
    ] {
        assert_eq!(repair(source).unwrap_err().problems()[0].what, fault);
    }
}

#[test]
fn a_line_is_one_line_of_canonical_text() {
    for good in
        ["Amnesty International", "Human Rights Center “Viasna”", "العدل", "می\u{200C}خواهم", "人 权", "a"]
    {
        assert_eq!(Line::new(good, 256).unwrap().as_str(), good);
    }
    assert_eq!(Line::new("", 256), Err(LineError::Empty));
    assert_eq!(Line::new("été", 4), Err(LineError::TooLong { length: 5, limit: 4 }));
    assert!(Line::new("été", 5).is_ok());
    for lines in ["a\nb", "a\n", "\n", "a\tb", "a\r\nb", "\ta"] {
        assert_eq!(Line::new(lines, 256), Err(LineError::NotOneLine), "{lines:?}");
    }
    for spaced in [" a", "a ", "\u{3000}a", "a\u{A0}", "\u{1680}ᚁ", " "] {
        assert_eq!(Line::new(spaced, 256), Err(LineError::OuterSpace), "{spaced:?}");
    }
    for c in ['\u{200E}', '\u{200F}', '\u{61C}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'] {
        assert_eq!(Line::new(&format!("אב{c}ג"), 256), Err(LineError::Direction(c)));
    }
    assert_eq!(Line::new("cafe\u{301}", 256), Err(LineError::NotCanonical("café".to_owned())));
    assert_eq!(Line::new("a\u{A0}b", 256), Err(LineError::NotCanonical("a b".to_owned())));
    assert_eq!(Line::new("\u{FEFF}a", 256), Err(LineError::NotCanonical("a".to_owned())));
    let refused = Line::new("a\u{202E}b", 256).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "column 2: U+202E RIGHT-TO-LEFT OVERRIDE: this control reorders the text that a reader sees"
    );
}
