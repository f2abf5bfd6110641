//! What comes out of PDF: what a page shows, in the order in which it shows it; and errors instead of harm.

use std::fs;
use std::path::Path;
use std::process::Command;

use undersigned::audit::copy::Block;
use undersigned::extract::{self, ExtractError};

const PROGRAM: &str = env!("CARGO_BIN_EXE_undersigned");

/// A PDF file whose pages, 300 by 300 points, have these contents; F is Helvetica.
fn pdf_of(contents: &[&str]) -> Vec<u8> {
    let page = |at: usize| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents {} 0 R /Resources << /Font << /F 3 0 R >> \
             /ExtGState << /Clear << /ca 0.01 >> /Pale << /ca 0.2 >> /Half << /ca 0.4 >> /Darker << /BM /Multiply >> /Bright << /BM /Luminosity >> >> >> >>",
            5 + 2 * at
        )
    };
    let kids: String = (0..contents.len()).map(|at| format!("{} 0 R ", 4 + 2 * at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", contents.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (at, content) in contents.iter().enumerate() {
        objects.push(page(at));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    file_of(&objects)
}

fn file_of(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = String::new();
    for (number, object) in (1..).zip(objects) {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file += &format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Root 1 0 R /Size {size} >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

/// A text of this size at a place from the lower left corner.
fn at(x: u32, y: u32, size: u32, text: &str) -> String {
    format!("BT /F {size} Tf {x} {y} Td ({text}) Tj ET\n")
}

fn blocks(contents: &[&str]) -> Vec<Block> {
    let copy = extract::copy(&pdf_of(contents), None).unwrap();
    copy.parts.into_iter().next().unwrap().blocks.unwrap()
}

fn told(contents: &[&str]) -> Vec<String> {
    let tell = |block: Block| {
        let hidden = block.hidden.map(|how| format!(" [{how}]")).unwrap_or_default();
        let furniture = block.furniture.map(|furniture| format!(" [{}]", furniture.what)).unwrap_or_default();
        let doubts =
            block.doubts.iter().map(|doubt| format!(" [{}?: {}]", &block.text[doubt.at.clone()], doubt.what));
        format!("{}{hidden}{furniture}{}", block.text, doubts.collect::<String>())
    };
    blocks(contents).into_iter().map(tell).collect()
}

fn error(bytes: &[u8]) -> ExtractError {
    extract::copy(bytes, None).unwrap_err()
}

#[test]
fn the_page_decides_the_order_and_not_the_file() {
    let page = at(20, 100, 10, "third") + &at(20, 260, 10, "first") + &at(20, 180, 10, "second");
    assert_eq!(told(&[&page]), ["first", "second", "third"]);
}

#[test]
fn what_stands_above_comes_first_where_there_are_no_columns() {
    let page = at(200, 280, 10, "30 October") + &at(20, 200, 10, "We ask") + &at(20, 180, 10, "for it.");
    assert_eq!(told(&[&page]), ["30 October", "We ask\nfor it."]);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let mut page = at(20, 280, 10, "A heading over both of the columns of the page");
    for (row, (left, right)) in
        [("one two", "nine ten"), ("three four", "eleven"), ("five six", "twelve")].iter().enumerate()
    {
        let y = 240 - 12 * row as u32;
        page += &(at(20, y, 10, left) + &at(150, y, 10, right));
    }
    assert_eq!(
        told(&[&page]),
        [
            "A heading over both of the columns of the page",
            "one two\nthree four\nfive six",
            "nine ten\neleven\ntwelve",
        ]
    );
}

#[test]
fn gaps_part_words_and_letters_set_apart_do_not() {
    let gaps = "BT /F 10 Tf 20 200 Td [(one) -300 (two) -20 (three)] TJ ET\n";
    let spaced = "BT /F 10 Tf 4 Tc 20 100 Td (2026) Tj ET\n";
    assert_eq!(told(&[gaps, spaced]), ["one twothree", "2026"]);
}

#[test]
fn raised_digits_are_not_those_of_the_line() {
    let page = at(20, 200, 10, "one million") + &at(68, 204, 6, "2") + &at(75, 200, 10, "people");
    assert_eq!(told(&[&page]), ["one million\u{b2} people"]);
}

#[test]
fn what_a_page_hides_is_apart_from_what_it_shows() {
    let word = at(60, 200, 10, "not");
    for (hidden, how) in [
        (format!("1 g {word} 0 g"), "the colour of its background"),
        (format!("1 0 0 rg 50 190 60 30 re f {word} 0 g"), "the colour of its background"),
        (format!("3 Tr {word} 0 Tr"), "invisible letters"),
        (format!("{word} 1 g 55 195 30 20 re f 0 g"), "painted over"),
        (format!("q 0 0 10 10 re W n {word} Q"), "clipped"),
        (format!("q /Clear gs {word} Q"), "transparent"),
        (at(600, 200, 10, "not"), "outside of the page"),
        (format!("q 0.05 0 0 0.05 0 190 cm {word} Q"), "zero size"),
    ] {
        let page = at(20, 100, 10, "release them") + &hidden;
        assert_eq!(told(&[&page]), ["release them".to_owned(), format!("not [{how}]")], "{hidden}");
    }
    let shown = at(20, 100, 10, "do") + "0 g 50 190 60 30 re f 1 g " + &word;
    assert_eq!(told(&[&shown]), ["not", "do"]);
}

#[test]
fn what_may_be_seen_or_not_is_shown_with_a_doubt() {
    let (before, word, behind) = (at(20, 200, 10, "do"), at(35, 200, 10, "not"), at(53, 200, 10, "go"));
    let drawn =
        |around: &str, over: &str| format!("{before} q {} Q {behind} {over}", around.replace("WORD", &word));
    for (page, what) in [
        (drawn("0.9 g WORD", ""), "color"),
        (drawn("1 1 0 rg WORD", ""), "color"),
        (drawn("/Pale gs WORD", ""), "transparency"),
        (drawn("0.15 0 0 1 30 0 cm WORD", ""), "size"),
        (drawn("/Bright gs WORD", ""), "pattern or mask"),
        // a line through it, and one that covers its upper half
        (drawn("WORD", "34 203 m 50 203 l S"), "painted over"),
        (drawn("WORD", "1 g 34 202 17 10 re f"), "painted over"),
        (drawn("WORD", "/Darker gs 34 195 17 20 re f"), "painted over"),
        (drawn("WORD", &format!("1 g {word}")), "letters over each other"),
        (drawn("0 0 300 203 re W n WORD", ""), "clip"),
        (drawn("WORD", "34 195 17 8 re W n 0 0 300 300 re f"), "painted over"),
    ] {
        let told = told(&[&page]);
        assert!(told[0].contains(&format!("not?: {what}]")), "{page}: {told:?}");
        assert!(!told[0].contains("[do") && !told[0].contains("go?"), "{page}: {told:?}");
    }
    // whatever is painted, in the one way or the other, the word is seen
    for page in [
        drawn("WORD", "34 198.5 m 50 198.5 l S"),
        drawn("WORD", "34 195 17 20 re S"),
        drawn("WORD", "/Darker gs 1 1 0 rg 34 195 17 20 re f"),
        drawn("WORD", "/Half gs 1 1 0 rg 34 195 17 20 re f"),
        drawn("WORD", "0 0 300 300 re 10 190 80 40 re f*"),
        drawn("0 g 34 195 17 20 re f 1 g WORD", ""),
        drawn("0 G 20 w 30 204 m 52 204 l S 1 g WORD", ""),
        drawn("0 0 300 300 re 0 0 9 9 re W* n WORD", ""),
        drawn("q 0 0 9 9 re W n 0 g 0 0 300 300 re f Q WORD", ""),
        drawn("WORD WORD", ""),
    ] {
        assert_eq!(told(&[&page]), ["do not go"], "{page}");
    }
}

#[test]
fn letters_as_a_clip_may_be_painted() {
    let stencil = at(60, 200, 10, "forged").replace("Td", "Td 7 Tr");
    let page = at(20, 100, 10, "release them") + &format!("q {stencil} 0 0 300 300 re f Q");
    assert_eq!(told(&[&page]), ["forged [forged?: letters as a clip]", "release them"]);
    // the text behind the picture of a page, which is drawn in its own clip
    let behind = at(60, 200, 10, "forged").replace("Td", "Td 3 Tr");
    let page = at(20, 100, 10, "release them") + &format!("q {behind} Q q 0 0 300 300 re W n Q");
    assert_eq!(told(&[&page]), ["release them", "forged [invisible letters]"]);
}

/// The blocks of a page that says one thing, with this annotation, and this in its catalog.
fn annotated(annotation: &str, catalog: &str) -> Vec<String> {
    let content = at(20, 100, 10, "release them");
    let file = file_of(&[
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"),
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 5 0 R /Resources << /Font << /F 3 0 R >> >> \
             /Annots [ << /Type /Annot {annotation} >> ] >>"
        ),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ]);
    let blocks = extract::copy(&file, None).unwrap().parts.remove(0).blocks.unwrap();
    let tell = |block: Block| {
        let doubts: String = block
            .doubts
            .iter()
            .map(|doubt| format!(" [{}?: {}]", &block.text[doubt.at.clone()], doubt.what))
            .collect();
        format!("{}{}{doubts}", block.text, block.hidden.map(|how| format!(" [{how}]")).unwrap_or_default())
    };
    blocks.into_iter().map(tell).collect()
}

#[test]
fn what_viewers_make_up_of_annotations_is_read() {
    const MADE_UP: &str = "annotation without an appearance";
    let said = |text: &str| vec!["release them".to_owned(), format!("{text} [{text}?: {MADE_UP}]")];
    assert_eq!(annotated("/Subtype /FreeText /Contents (Forged)", ""), said("Forged"));
    assert_eq!(
        annotated("/Subtype /FreeText /Contents <FEFF0046006F00720067006500640021>", ""),
        said("Forged!")
    );
    assert_eq!(annotated("/Subtype /Stamp /Name /NotApproved", ""), said("Not Approved"));
    assert_eq!(annotated("/Subtype /Widget /V (Forged)", ""), said("Forged"));
    assert_eq!(
        annotated("/Subtype /Widget /Parent << /V (Forged) >>", "/AcroForm << /NeedAppearances true >>"),
        said("Forged")
    );
    for (annotation, what) in [
        ("/Subtype /StrikeOut /QuadPoints [20 110 90 110 20 98 90 98]", "struck through"),
        ("/Subtype /Highlight /C [0 0 0] /Rect [20 98 90 110]", MADE_UP),
        ("/Subtype /Square /IC [1 1 1] /Rect [20 98 90 110]", MADE_UP),
        ("/Subtype /FreeText /OC << /Type /OCG >> /Rect [20 98 90 110]", "layer of an annotation"),
    ] {
        assert_eq!(
            annotated(annotation, ""),
            [format!("release them [release them?: {what}]")],
            "{annotation}"
        );
    }
    for annotation in [
        "/Subtype /Highlight /C [1 1 0] /Rect [20 98 90 110]",
        "/Subtype /Square /Rect [20 98 90 110]",
        "/Subtype /StrikeOut /Rect [20 198 90 210]",
        "/Subtype /FreeText /Contents (Forged) /F 2",
        "/Subtype /Link /Contents (to a page) /Rect [20 98 90 110]",
    ] {
        assert_eq!(annotated(annotation, ""), ["release them"], "{annotation}");
    }
    let note = "/Subtype /Text /Contents (Is it two?)";
    assert_eq!(annotated(note, ""), ["release them", "Is it two? [a note]"]);
    assert_eq!(
        annotated(&format!("{note} /Open true"), ""),
        ["release them", "Is it two? [Is it two??: open note]"]
    );
}

#[test]
fn layers_that_go_off_somewhere_leave_all_of_a_file_open() {
    let layers = |usage: &str| {
        format!(
            "/OCProperties << /OCGs [ << /Type /OCG /Usage << {usage} >> >> ] /D << /AS [ << /Event /View >> ] >> >>"
        )
    };
    let link = "/Subtype /Link";
    assert_eq!(
        annotated(link, &layers("/Print << /PrintState /OFF >>")),
        ["release them [release them?: layers]"]
    );
    assert_eq!(annotated(link, &layers("/Print << /PrintState /ON >>")), ["release them"]);
}

#[test]
fn heads_feet_and_numbers_of_pages_are_furniture() {
    let page = |number: u32, text: &str| {
        at(20, 285, 8, "The Harbour Gazette")
            + &at(20, 200, 10, text)
            + &at(140, 10, 8, &format!("Page {number} of 2"))
    };
    assert_eq!(
        told(&[&page(1, "We ask"), &page(2, "for it.")]),
        [
            "We ask",
            "for it.",
            "The Harbour Gazette [running head]",
            "Page 1 of 2 [page number]",
            "The Harbour Gazette [running head]",
            "Page 2 of 2 [page number]",
        ]
    );
    let other = [at(20, 285, 8, "We sign 3 times"), at(20, 285, 8, "We sign 5 times")];
    assert_eq!(told(&[&other[0], &other[1]]), ["We sign 3 times", "We sign 5 times"]);
}

#[test]
fn a_list_keeps_its_numbers_and_its_wrapped_names() {
    let page = at(20, 200, 10, "1.")
        + &at(50, 200, 10, "The Harbour")
        + &at(50, 188, 10, "Gazette")
        + &at(20, 170, 10, "2.")
        + &at(50, 170, 10, "Open Records");
    assert_eq!(told(&[&page]), ["1. The Harbour\nGazette", "2. Open Records"]);
}

#[test]
fn a_word_that_is_broken_at_the_end_of_a_page_goes_on_over_its_foot() {
    let first = at(20, 200, 10, "We ask for re-") + &at(140, 10, 8, "1");
    let second = at(20, 200, 10, "lease") + &at(140, 10, 8, "2");
    assert_eq!(told(&[&first, &second]), ["We ask for re-\nlease", "1 [page number]", "2 [page number]"]);
}

#[test]
fn the_title_at_the_top_of_a_later_page_is_a_running_head_in_any_case() {
    let first = at(20, 250, 16, "For an open record") + &at(20, 200, 10, "We ask");
    let later = |head: &str| told(&[&first, &(at(20, 285, 8, head) + &at(20, 200, 10, "for it."))]);
    let last = |head: &str| later(head).pop().unwrap_or_default();
    assert_eq!(last("FOR AN OPEN RECORD"), "FOR AN OPEN RECORD [running head]");
    assert_eq!(last("FOR NO OPEN RECORD"), "for it.");
}

#[test]
fn a_large_letter_belongs_to_the_first_of_the_lines_beside_it() {
    let initial = at(20, 86, 30, "W");
    let lines = at(50, 100, 10, "e ask for") + &at(50, 88, 10, "an open") + &at(20, 76, 10, "record.");
    for page in [initial.clone() + &lines, lines + &initial] {
        assert_eq!(told(&[&page]), ["We ask for\nan open\nrecord."]);
    }
    // beside one line it is no more than large, and what stands small above that is a power
    assert_eq!(told(&[&(initial + &at(50, 93, 10, "2"))]), ["W\u{b2}"]);
}

#[test]
fn names_that_are_wrapped_in_the_cells_of_a_table_stay_apart() {
    let cell = |x, lines: [&str; 2]| at(x, 100, 10, lines[0]) + &at(x, 88, 10, lines[1]);
    let row = cell(20, ["Harbour", "Press"]) + &cell(66, ["Open", "Records"]);
    assert_eq!(told(&[&row]), ["Harbour\nPress", "Open\nRecords"]);
    // the same words, drawn from left to right, are lines
    let line = |y, words: [&str; 2]| at(20, y, 10, words[0]) + &at(66, y, 10, words[1]);
    let lines = line(100, ["Harbour", "Open"]) + &line(88, ["Press", "Records"]);
    assert_eq!(told(&[&lines]), ["Harbour Open\nPress Records"]);
}

#[test]
fn a_file_without_letters_is_not_compared() {
    assert_eq!(error(&pdf_of(&["0 0 100 100 re f"])), ExtractError::NoText);
    assert_eq!(
        error(&pdf_of(&[&format!("3 Tr {}", at(20, 100, 10, "behind the picture"))])),
        ExtractError::NoText
    );
}

#[test]
fn a_locked_file_is_not_compared() {
    let locked =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit/copies/locked.pdf")).unwrap();
    assert_eq!(error(&locked), ExtractError::Encrypted("PDF file".into()));
}

#[test]
fn every_piece_of_a_file_is_read_or_refused_without_harm() {
    let whole = pdf_of(&[&at(20, 100, 10, "We ask for it."), &at(20, 100, 10, "All of us.")]);
    let mut refused = 0;
    for length in (0..whole.len()).step_by(11) {
        // what is there of it may be read: never more
        match extract::copy(&whole[..length], None) {
            Ok(copy) => {
                let mut blocks = copy.parts.iter().flat_map(|part| part.blocks.iter().flatten());
                assert!(
                    length < 5
                        || blocks.all(|block| ["We ask for it.", "All of us."].contains(&&*block.text))
                )
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 10, "{refused}");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit/copies");
    for file in ["object-streams.pdf", "groff.pdf", "chromium.pdf", "libreoffice.pdf"] {
        let whole = fs::read(corpus.join(file)).unwrap();
        for length in (0..whole.len()).step_by(whole.len() / 20) {
            drop(extract::copy(&whole[..length], None));
        }
    }
}

#[test]
fn an_audit_of_what_cannot_be_compared_exits_with_3_and_says_why() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit");
    for (file, why) in [
        ("pictures.pdf", "only pictures"),
        ("locked.pdf", "locked under a password"),
        ("cut-off.pdf", "do not say what their letters are"),
        ("ar-chromium.pdf", "right to left"),
        ("cut-off.docx", "damaged"),
        ("old-word.doc", "not read here"),
    ] {
        let registry = folder.join("registry");
        let copy = folder.join("copies").join(file);
        let output =
            Command::new(PROGRAM).arg("audit").arg(copy).arg("--registry").arg(registry).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{file}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("cannot-compare") && said.contains(why), "{file}: {said}");
    }
}
