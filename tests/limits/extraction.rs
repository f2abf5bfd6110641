//! The limits of what is taken out of copies, from both sides.

use std::io::{Cursor, Write as _};

use undersigned::audit::copy::Block;
use undersigned::extract::{self, ExtractError, MAX_COPY, MAX_PAGE, MAX_TEXT};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The names of the limits that are held to here.
pub const LIMITS: [&str; 19] = [
    "MAX_ANNOTATIONS",
    "MAX_FIELDS",
    "MAX_CHAIN",
    "MAX_COPY",
    "MAX_DEPTH",
    "MAX_FILES",
    "MAX_INFLATED",
    "MAX_LETTERS",
    "MAX_LINES",
    "MAX_NAMESPACES",
    "MAX_PAGE",
    "MAX_PAGES",
    "MAX_PIECES",
    "MAX_ALTERNATIVES",
    "MAX_BESIDE",
    "MAX_DOUBTS",
    "MAX_MATCHES",
    "MAX_RULES",
    "MAX_SPACES",
];

fn blocks(copy: &[u8], name: &str) -> Result<Vec<Block>, ExtractError> {
    extract::copy(copy, Some(name)).map(|copy| copy.parts.into_iter().next().unwrap().blocks.unwrap())
}

/// A copy is taken, and one with more is refused for this.
fn holds(name: &str, what: &str, limit: usize, copy_of: impl Fn(usize) -> Vec<u8>) {
    let within = blocks(&copy_of(limit), name);
    assert!(within.is_ok(), "{what}: {:?}", within.unwrap_err());
    let beyond = blocks(&copy_of(limit + 1), name);
    assert_eq!(beyond, Err(ExtractError::TooMuch { what: what.to_owned().into(), limit }));
}

const ODT: (&str, &str) = ("mimetype", "application/vnd.oasis.opendocument.text");

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let is_filling = *name == "filling";
        let method = if is_filling { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        archive.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const SPACES: &str = "xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:t='urn:oasis:names:tc:opendocument:xmlns:text:1.0' \
                      xmlns:s='urn:oasis:names:tc:opendocument:xmlns:style:1.0'";

fn odt(body: &str) -> String {
    format!("<o:document-content {SPACES}>{body}</o:document-content>")
}

#[test]
fn copies_are_as_long_as_they_may_be() {
    holds("a.txt", "bytes of text in the copy", MAX_TEXT, |bytes| vec![b'a'; bytes]);
    let page = "<!DOCTYPE html><p>a<!-- -->";
    holds("a.html", "bytes in the page", MAX_PAGE, |bytes| {
        page.replace("<!-- ", &format!("<!--{}", " ".repeat(1 + bytes - page.len()))).into_bytes()
    });
    let mail = "From: a@example.org\nTo: b@example.org\nX: \n\nWe ask.\n";
    holds("a.eml", "bytes in the e-mail", MAX_PAGE, |bytes| {
        mail.replace("X: ", &format!("X: {}", "a".repeat(bytes - mail.len()))).into_bytes()
    });
    let document = odt("<t:p>a</t:p>");
    let with = |filling: usize| zipped(&[ODT, ("content.xml", &document), ("filling", &"a".repeat(filling))]);
    let least = with(0).len();
    holds("a.odt", "bytes in the copy", MAX_COPY, |bytes| with(bytes - least));
    let read = ODT.1.len() + document.len();
    holds("a.odt", "bytes in the document, inflated", 32 << 20, |bytes| {
        zipped(&[ODT, ("content.xml", &(document.clone() + &" ".repeat(bytes - read)))])
    });
}

#[test]
fn documents_hold_as_many_files_depths_and_names_as_they_may() {
    let document = odt("<t:p>a</t:p>");
    let names: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
    holds("a.odt", "files in the document", 10_000, |files| {
        let others = names[..files - 2].iter().map(|name| (name.as_str(), ""));
        zipped(&[ODT, ("content.xml", document.as_str())].into_iter().chain(others).collect::<Vec<_>>())
    });
    holds("a.odt", "elements within each other", 1_000, |depth| {
        let [open, close] = ["<t:p>", "</t:p>"].map(|tag| tag.repeat(depth - 1));
        zipped(&[ODT, ("content.xml", &odt(&(open + &close)))])
    });
    let bound = |number: usize| {
        // one is that of the prefix xml
        let more: String = (0..number - 4).map(|n| format!(" xmlns:a{n}='x'")).collect();
        blocks(&zipped(&[ODT, ("content.xml", &odt(&format!("<t:p{more}>a</t:p>")))]), "a.odt")
    };
    assert_eq!(bound(500).map(|blocks| blocks.len()), Ok(1), "MAX_NAMESPACES");
    assert!(matches!(bound(502), Err(ExtractError::Damaged { .. })), "MAX_NAMESPACES");
    let spaces = |number: usize| {
        let document = odt(&format!("<t:p>a<t:s t:c='{number}'/>b</t:p>"));
        blocks(&zipped(&[ODT, ("content.xml", &document)]), "a.odt").unwrap()[0].text.len() - 2
    };
    assert_eq!([spaces(1_000), spaces(1_001)], [1_000, 1_000], "MAX_SPACES");
}

#[test]
fn styles_are_based_on_as_many_as_they_may_be_and_what_has_more_is_hidden() {
    for number in [20, 21] {
        let is_hidden = number > 20;
        let styles: String = (1..=number)
            .map(|n| format!("<s:style s:family='text' s:name='s{n}' s:parent-style-name='s{}'/>", n + 1))
            .collect();
        let document = odt(&format!("{styles}<t:p><t:span t:style-name='s1'>a</t:span></t:p>"));
        let found = blocks(&zipped(&[ODT, ("content.xml", &document)]), "a.odt").unwrap();
        assert_eq!(found[0].hidden.is_some(), is_hidden, "ODT, {number}");

        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relation = |kind: &str, target: &str| {
            format!(
                "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>\
                 <Relationship Id='r' Type='{office}/{kind}' Target='{target}'/></Relationships>"
            )
        };
        let word = |content: &str| {
            format!(
                "<w:x xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>{content}</w:x>"
            )
        };
        let styles: String = (1..=number)
            .map(|n| format!("<w:style w:styleId='s{n}'><w:basedOn w:val='s{}'/></w:style>", n + 1))
            .collect();
        let run = "<w:p><w:r><w:rPr><w:rStyle w:val='s1'/></w:rPr><w:t>a</w:t></w:r></w:p>";
        let document = zipped(&[
            ("_rels/.rels", &relation("officeDocument", "word/document.xml")),
            ("word/_rels/document.xml.rels", &relation("styles", "styles.xml")),
            ("word/styles.xml", &word(&styles)),
            ("word/document.xml", &word(run)),
        ]);
        assert_eq!(blocks(&document, "a.docx").unwrap()[0].hidden.is_some(), is_hidden, "DOCX, {number}");
    }
}

/// The doubts about the last block of a page.
fn doubts(page: &str) -> Vec<String> {
    let blocks = blocks(page.as_bytes(), "a.html").unwrap();
    blocks.last().unwrap().doubts.iter().map(|doubt| doubt.what.clone()).collect()
}

#[test]
fn what_is_left_out_of_the_styles_of_a_page_leaves_a_doubt() {
    let with_rules = |rules: usize| {
        let rules: String = (0..rules).map(|n| format!(".c{n}{{display:none}}")).collect();
        doubts(&format!("<!DOCTYPE html><style>{rules}</style><p>a"))
    };
    assert!(with_rules(20_000).is_empty(), "MAX_RULES");
    assert!(!with_rules(20_001).is_empty());

    let held_against = |elements: usize| {
        let rules: String = (0..1_000).map(|n| format!("p:not(.c{n}){{opacity:1}}")).collect();
        doubts(&format!("<!DOCTYPE html><style>{rules}</style>{}", "<p>a".repeat(elements)))
    };
    assert!(held_against(100).is_empty(), "MAX_MATCHES");
    assert!(!held_against(5_000).is_empty());

    let beside = |elements: usize| {
        doubts(&format!("<!DOCTYPE html><style>h6~p{{display:none}}</style>{}", "<p>a".repeat(elements)))
    };
    assert!(beside(1_000).is_empty(), "MAX_BESIDE");
    assert!(!beside(1_002).is_empty());

    let within = |elements: usize| {
        let turned = "<div style='display:flex;flex-direction:column-reverse'>".repeat(elements);
        doubts(&format!("<!DOCTYPE html>{turned}<p>a"))
    };
    assert_eq!(within(16).len(), 16, "MAX_DOUBTS");
    assert_eq!(within(20).len(), 16);
    assert!(within(20).contains(&"too many styles".to_owned()));
}

#[test]
fn words_that_stand_for_pictures_are_kept_up_to_a_limit() {
    let last = |paragraphs: usize| {
        let page = format!("<!DOCTYPE html>{}<p>b<img alt=Harbour>", "<p>a".repeat(paragraphs));
        blocks(page.as_bytes(), "a.html").unwrap().iter().any(|block| block.is_alternative)
    };
    assert!(last(19_000), "MAX_ALTERNATIVES");
    assert!(!last(20_001));
}

#[test]
fn mails_have_as_many_parts_and_mails_within_as_they_may() {
    let mail = |kind: &str, body: &str| {
        format!("From: a@example.org\nTo: b@example.org\nMIME-Version: 1.0\nContent-Type: {kind}\n\n{body}")
    };
    let part = "--b\nContent-Type: text/plain\n\nWe ask.\n";
    holds("a.eml", "parts of the e-mail", 100, |parts| {
        mail("multipart/mixed; boundary=b", &format!("{}--b--\n", part.repeat(parts))).into_bytes()
    });
    holds("a.eml", "e-mails within each other", 16, |depth| {
        (0..depth)
            .fold(mail("text/plain", "We ask.\n"), |inner, _| mail("message/rfc822", &inner))
            .into_bytes()
    });
}

/// A PDF file with a page, of 5,000 by 20,000 points, for each of these contents.
fn pdf(contents: &[String]) -> Vec<u8> {
    pdf_with(contents, "")
}

/// The same, each page with more in its dictionary.
fn pdf_with(contents: &[String], more: &str) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|at| format!("{} 0 R ", 4 + 2 * at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", contents.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (at, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 5000 20000] /Contents {} 0 R {more} /Resources << /Font << /F 3 0 R >> >> >>",
            5 + 2 * at
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut file = "%PDF-1.7\n".to_owned();
    let mut table = String::new();
    for (number, object) in (1..).zip(&objects) {
        table += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file += &format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Root 1 0 R /Size {size} >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

#[test]
fn pdf_files_have_as_many_pages_letters_lines_and_pieces_as_they_may() {
    let text = |shown: &str| format!("BT /F 10 Tf 20 19000 Td {shown} ET");
    holds("a.pdf", "pages in the PDF file", 5_000, |pages| pdf(&vec![text("(a) Tj"); pages]));
    holds("a.pdf", "letters in the PDF file", 1_000_000, |letters| {
        // 500 on a line
        let lines = (0..letters.div_ceil(500)).map(|line| (letters - 500 * line).min(500));
        let lines: Vec<String> = lines.map(|count| format!("0 -20 Td ({}) Tj ", "a".repeat(count))).collect();
        pdf(&lines.chunks(500).map(|lines| text(&lines.concat())).collect::<Vec<_>>())
    });
    holds("a.pdf", "lines on a page", 1_500, |lines| {
        // no more than a few letters stand below each other
        pdf(&[text(&(0..lines).map(|_| "0 -12 Td (a) Tj ").collect::<String>())])
    });
    holds("a.pdf", "pieces of text on a page", 20_000, |pieces| {
        // each letter is drawn before the one to its left
        let letter =
            |n: usize| format!("1 0 0 1 {} {} Tm (a) Tj ", 4_900 - n % 500 * 6, 19_000 - n / 500 * 20);
        pdf(&[text(&(0..pieces).map(letter).collect::<String>())])
    });
    let annotated = |all: &str| pdf_with(&[text("(a) Tj")], &format!("/Annots [ {all} ]"));
    holds("a.pdf", "annotations on a page", 5_000, |count| annotated(&"<< /Subtype /Link >> ".repeat(count)));
    holds("a.pdf", "fields of a form over each other", 50, |count| {
        let over = "/Parent << ".repeat(count - 1) + &" >>".repeat(count - 1);
        annotated(&format!("<< /Subtype /Widget {over} >>"))
    });
}
