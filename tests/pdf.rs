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
             /ExtGState << /Clear << /ca 0.01 >> >> >> >>",
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
        format!("{}{hidden}{furniture}", block.text)
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
            "The Harbour Gazette [running head]",
            "Page 1 of 2 [page number]",
            "for it.",
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
