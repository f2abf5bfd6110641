//! The worst copies that `audit` is given: each ends with a verdict, or with a clear refusal.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use undersigned::extract::{MAX_COPY, MAX_PAGE, MAX_TEXT};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Place;
use super::forge::{CONVENER, Registry, SLUG};

const PUBLISHED: &str = include_str!("../../src/cli/command/demo/statement.txt");

/// How the roll spells most of its names.
const LEAGUE: &str = "The League of Village";

/// What is said of a copy in which nothing of the statement stands.
const UNRELATED: &str = "unrelated: ";

const MIB: usize = 1 << 20;

fn body() -> &'static str {
    PUBLISHED.split("Signed:").next().unwrap().trim()
}

/// A registry with the demonstration's text, and a roll of so many names that begin alike.
fn place(names: usize) -> Place {
    let mut registry = Registry::default();
    registry.keys(CONVENER).file();
    registry.put(&format!("statement/{SLUG}/text.txt"), format!("{}\n", body()));
    let names: String = (0..names).map(|n| format!("signatory l{n} {LEAGUE} {n}\n")).collect();
    registry.roll(&["x"]).with("signatory x X\n", &names).file();
    Place::of(&registry)
}

impl Place {
    /// Audits a copy: it ends with this status, and says these words.
    fn audits(&self, status: i32, words: &str, name: &str, copy: impl AsRef<[u8]>) {
        self.put(name, copy);
        self.judges(status, words, &["audit", name, "--statement", SLUG]);
    }

    /// Audits a copy that takes so much that it is refused, or not quite, as the machine may be.
    fn ends(&self, name: &str, copy: impl AsRef<[u8]>) {
        self.put(name, copy);
        let arguments = ["audit", name, "--statement", SLUG, "--registry", "registry"];
        let (status, said) = self.told(&arguments);
        let is_judged = status == 1 && said.contains(UNRELATED);
        let is_refused = status == 3 && said.contains("cannot-compare: ");
        assert!(is_judged || is_refused, "{name}: {status}: {said:.500}");
    }
}

/// `unit` again and again, up to so many bytes.
fn filled(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

/// `text` for so many numbers, one behind the other.
fn counted(numbers: usize, text: impl Fn(usize) -> String) -> String {
    (0..numbers).map(text).collect()
}

#[test]
fn texts_of_one_sign_or_of_no_sense() {
    let place = place(3);
    let too_long = "too many bytes of text in the copy, the limit is 4194304";
    for name in ["a.txt", "a.html", "a.md"] {
        place.audits(3, too_long, name, "a".repeat(10 * MIB));
    }
    place.audits(3, too_long, "signs.txt", "- ".repeat(MAX_COPY / 2));
    place.audits(
        3,
        "too many bytes in the copy, the limit is 67108864",
        "long.txt",
        " ".repeat(MAX_COPY + 1),
    );
    place.audits(3, "more than 2000000 words", "signs.txt", "!".repeat(MAX_TEXT));
    place.audits(3, "an unknown kind", "zeros.bin", vec![0; MAX_COPY]);
    place.audits(3, "needs more than 512 MiB", "lines.txt", filled("a\n\n", MAX_TEXT));
    for unit in ["a", "a ", "a\n", ">", "> > a\n", "\u{4eba}", "\u{fdfa}", "e\u{301}", "a\u{200b}", "\u{301}"]
    {
        // at most 2,000,000 words
        place.audits(1, UNRELATED, "unit.txt", filled(unit, 4_000_000));
    }
    place.audits(3, "the copy is empty", "breaks.txt", filled("\r", 4_000_000));
    place.audits(1, UNRELATED, "words.txt", &counted(900_000, |n| format!("{n:x} "))[..MAX_TEXT]);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(b"a\0".repeat(MAX_TEXT)).collect();
    place.audits(1, UNRELATED, "wide.txt", wide);
}

#[test]
fn texts_that_say_the_statement_again_and_again() {
    let place = place(3);
    let paragraph = body().split("\n\n").nth(1).unwrap();
    place.audits(1, "near: ", "whole.txt", filled(&format!("{}\n\n", body()), MAX_TEXT));
    place.audits(1, "excerpt: ", "paragraph.txt", filled(&format!("{paragraph}\n\n"), MAX_TEXT));
    let words: Vec<&str> = body().split_whitespace().collect();
    for number in 1..6 {
        place.audits(1, UNRELATED, "words.txt", filled(&(words[..number].join(" ") + " "), MAX_TEXT));
    }
    // each word of the statement is followed by every other
    let shuffled = counted(400_000, |n| format!("{} ", words[n * (n / words.len() + 1) % words.len()]));
    place.audits(1, "", "shuffled.txt", shuffled);
    let page = format!("<body><p>{}", filled(&format!("<p>{paragraph}"), MAX_TEXT));
    place.audits(1, "excerpt: ", "page.html", page);
    // without --statement
    place.put("whole.txt", filled(&format!("{}\n\n", body()), MAX_TEXT));
    place.judges(1, "near: ", &["audit", "whole.txt"]);
    place.put("signs.txt", "!".repeat(MAX_TEXT));
    place.judges(1, UNRELATED, &["audit", "signs.txt"]);
}

#[test]
fn names_without_end_against_a_roll_of_ten_thousand() {
    let place = place(10_000);
    let listing = |names: &str| format!("{}\n\nSigned:\n{names}", body());
    let rest = MAX_TEXT - PUBLISHED.len();
    for unit in
        ["The ", "The League of ", "The League of Village 7 ", "The League of Village 7\n", "The Leage of\n"]
    {
        place.audits(1, "", "names.txt", listing(&filled(unit, rest)));
    }
    let near = listing(&counted(100_000, |n| format!("{n}. The Leauge of Village {n}\n")));
    place.audits(1, "not-on-roll", "near.txt", &near[..near.len().min(MAX_TEXT)]);
    place.audits(1, "listed-not-signed", "all.txt", listing(&counted(10_000, |n| format!("{LEAGUE} {n}\n"))));
    place.audits(1, "", "commas.txt", listing(&filled("The League of Village 7, ", rest)));
    place.audits(1, "", "headings.txt", listing(&filled("Signed: The League of Village 7\n", rest)));
    let part = format!("--b\nContent-Type: text/plain\n\n{}\n", listing("The Leauge of Village 7\n"));
    place.audits(1, "1 altered", "parts.eml", mail("multipart/mixed; boundary=b", &part.repeat(90)));
    let near = listing(&counted(1_000, |n| format!("{n}. The Leauge of Village {n}\n")));
    let part = format!("--b\nContent-Type: text/plain\n\n{near}\n");
    place.audits(1, "not-on-roll", "near.eml", mail("multipart/mixed; boundary=b", &part.repeat(90)));
}

#[test]
fn pages_that_are_nested_or_flooded() {
    let place = place(3);
    for unit in [
        "<div>",
        "<b>",
        "<font>",
        "<blockquote>",
        "<table><tr><td>",
        "<svg>",
        "<template>",
        "<a><p>",
        "<nobr>x",
    ] {
        let page = format!("<!DOCTYPE html>{}", unit.repeat(100_000));
        place.audits(3, "elements within each other, the limit is 512", "nested.html", page);
    }
    for unit in [
        "&amp;",
        "&CounterClockwiseContourIntegral;",
        "&#x41;",
        "&",
        "<",
        "<p>",
        "</p>",
        "<br>",
        "<!--a-->",
        "<p hidden>a",
        "<b><p></b>",
        "<p a=1 b=2 c=3>",
        "<li>a",
        "<![CDATA[",
        "<ruby>a</ruby>",
    ] {
        place.ends("flooded.html", format!("<!DOCTYPE html>{}", filled(unit, 12 * MIB)));
    }
    let attributes = counted(200_000, |n| format!(" a{n}=1"));
    place.ends("attributes.html", format!("<!DOCTYPE html><p{attributes}>a"));
    place.ends("body.html", format!("<!DOCTYPE html>{}", counted(200_000, |n| format!("<body a{n}=1>"))));
    place.ends("blocks.html", format!("<!DOCTYPE html>{}{}", "<div>".repeat(500), filled("<p>a", 8 * MIB)));
    place.ends("open.html", format!("<!DOCTYPE html>{}{}", "<b>".repeat(500), filled("</i>", 4 * MIB)));
    place.audits(1, UNRELATED, "comment.html", format!("<!DOCTYPE html><!--{}", "-".repeat(15 * MIB)));
    place.audits(
        1,
        UNRELATED,
        "class.html",
        format!("<!DOCTYPE html><p class='{}'>a", filled("x ", 15 * MIB)),
    );
    let too_long = "too many bytes in the page, the limit is 16777216";
    place.audits(3, too_long, "long.html", "<p>".repeat(MAX_PAGE / 3 + 1));
    place.audits(3, too_long, "long.md", "- ".repeat(MAX_PAGE / 2 + 1));
}

#[test]
fn pages_with_style_sheets_without_end() {
    let place = place(3);
    let hide = "{display:none}";
    for sheet in [
        counted(100_000, |n| format!(".c{n}{hide}")),
        counted(200_000, |n| format!(".c{n},")) + "p" + hide,
        "div ".repeat(400) + "x" + hide,
        format!("p:has(~ p ~ p ~ x){hide}"),
        format!("p:nth-child(2n+1){hide}p:nth-last-of-type(3n+1){hide}"),
        format!("x ~ p ~ p ~ p{hide}"),
        format!("{}p{}{hide}", ":not(".repeat(5_000), ")".repeat(5_000)),
        format!("p::before{{content:'{}'}}", "a".repeat(10_000)),
        filled("p{}", 12 * MIB),
        filled("{", 12 * MIB),
        filled("@media screen{", 12 * MIB),
        filled("*{display:none}", 8 * MIB),
    ] {
        place.ends(
            "styled.html",
            format!("<!DOCTYPE html><style>{sheet}</style>{}", filled("<p>a</p>", 2 * MIB)),
        );
    }
}

#[test]
fn markdown_that_is_nested_or_flooded() {
    let place = place(3);
    let too_deep = "elements within each other";
    place.audits(3, too_deep, "quotes.md", format!("{}a", ">".repeat(100_000)));
    place.audits(3, too_deep, "lists.md", format!("{}a", "- ".repeat(100_000)));
    place.audits(3, too_deep, "indented.md", counted(2_000, |n| format!("{}- a\n", "  ".repeat(n))));
    for unit in [
        "[",
        "[a](",
        "![a](b)",
        "*a _",
        "**a *",
        "~~a~",
        "`",
        "<a ",
        "<!--",
        "<?",
        "<![CDATA[",
        "\\",
        "&amp;",
        "```\n",
        "a\n\n",
        "|a",
    ] {
        place.ends("flooded.md", filled(unit, 4 * MIB - 1));
    }
    place.ends("ticks.md", counted(3_000, |n| "`".repeat(n) + " "));
    place.ends("references.md", format!("[a]: {}\n{}", "x".repeat(100_000), "[a]".repeat(100_000)));
    place.ends(
        "table.md",
        format!("|{}\n|{}\n{}", "a|".repeat(5_000), "-|".repeat(5_000), "|\n".repeat(5_000)),
    );
}

fn mail(kind: &str, body: &str) -> String {
    format!("From: a@example.org\nTo: b@example.org\nMIME-Version: 1.0\nContent-Type: {kind}\n\n{body}")
}

#[test]
fn mails_with_parts_heads_and_depths_without_end() {
    let place = place(3);
    let part = "--b\nContent-Type: text/plain\n\nWe ask.\n";
    let mixed = "multipart/mixed; boundary=b";
    place.audits(3, "parts of the e-mail, the limit is 100", "parts.eml", mail(mixed, &part.repeat(10_000)));
    place.audits(1, UNRELATED, "some.eml", mail(mixed, &part.repeat(99)));
    let inner =
        counted(10_000, |n| format!("--b{n}\nContent-Type: multipart/mixed; boundary=b{}\n\n", n + 1));
    place.ends("deep.eml", mail("multipart/mixed; boundary=b0", &inner));
    place
        .ends("same.eml", mail(mixed, &"--b\nContent-Type: multipart/mixed; boundary=b\n\n".repeat(100_000)));
    place.ends("forwarded.eml", mail("message/rfc822", "").repeat(20_000));
    let mut attached = mail("text/plain", "We ask.\n");
    for _ in 0..30 {
        let encoded = STANDARD.encode(&attached);
        attached = mail("application/octet-stream\nContent-Transfer-Encoding: base64", &encoded);
    }
    place.ends("attached.eml", attached);
    for head in [
        format!("X: {}", "a".repeat(15 * MIB)),
        filled("X: a\n", 4 * MIB) + "X: a",
        format!("Cc: {}", filled("a@example.org, ", 8 * MIB)),
        format!("X:{}", filled("\n a", 8 * MIB)),
        format!("Comments: {}", filled("=?utf-8?b?YQ==?= ", 8 * MIB)),
        format!("Date: {}", "(".repeat(8 * MIB)),
    ] {
        place.ends("head.eml", format!("{head}\n{}", mail("text/plain", "We ask.\n")));
    }
    place.ends("parameters.eml", mail(&format!("text/plain; {}", filled("a=b; ", 8 * MIB)), "We ask.\n"));
    for encoding in ["quoted-printable", "base64"] {
        let kind = format!("text/plain\nContent-Transfer-Encoding: {encoding}");
        place.ends("encoded.eml", mail(&kind, &"=".repeat(12 * MIB)));
    }
    place.ends("boundary.eml", mail("multipart/mixed; boundary=----------", &"-".repeat(12 * MIB)));
    place.audits(3, "too many bytes of text", "a.eml", mail("text/plain", &"a".repeat(10 * MIB)));
    place.audits(3, "too many bytes in the e-mail", "long.eml", mail("text/plain", &" ".repeat(MAX_PAGE)));
    // every bomb among the parts is one, and all of them together are
    let bomb = zipped(&[ODT, ("content.xml", &"a".repeat(31 * MIB))]);
    let part = format!(
        "--b\nContent-Type: application/zip\nContent-Transfer-Encoding: base64\n\n{}\n",
        STANDARD.encode(bomb)
    );
    place.ends("bombs.eml", mail(mixed, &part.repeat(90)));
}

const ODT: (&str, &str) = ("mimetype", "application/vnd.oasis.opendocument.text");

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A DOCX of this body, and one more file that it refers to by this kind.
fn docx(body: &str, kind: &str, other: &str) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>\
             <Relationship Id='r' Type='{OFFICE}/{kind}' Target='{target}'/></Relationships>"
        )
    };
    let word = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'";
    zipped(&[
        ("_rels/.rels", &relation("officeDocument", "word/document.xml")),
        ("word/_rels/document.xml.rels", &relation(kind, "other.xml")),
        ("word/document.xml", &format!("<w:document {word}>{body}</w:document>")),
        ("word/other.xml", &other.replace("W ", &format!("{word} "))),
    ])
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn odt(body: &str) -> Vec<u8> {
    let spaces = "xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:t='urn:oasis:names:tc:opendocument:xmlns:text:1.0'";
    zipped(&[ODT, ("content.xml", &format!("<o:document-content {spaces}>{body}</o:document-content>"))])
}

#[test]
fn documents_whose_parts_are_bombs() {
    let place = place(3);
    let too_deep = "elements within each other, the limit is 1000";
    place.audits(3, "too many bytes of text", "a.docx", docx(&paragraph(&"a".repeat(10 * MIB)), "", ""));
    place.audits(3, too_deep, "deep.docx", docx(&"<w:p>".repeat(100_000), "", ""));
    place.audits(3, too_deep, "deep.odt", odt(&"<t:p>".repeat(100_000)));
    place.ends("paragraphs.docx", docx(&filled(&paragraph("a"), 30 * MIB), "", ""));
    place.ends("paragraphs.odt", odt(&filled("<t:p>a</t:p>", 30 * MIB)));
    place.ends("spaces.odt", odt(&format!("<t:p>{}</t:p>", filled("<t:s t:c='1000'/>", 16 * MIB))));
    place.ends("references.docx", docx(&paragraph(&filled("&amp;", 20 * MIB)), "", ""));
    place.ends(
        "attributes.docx",
        docx(&format!("<w:p{}/>", counted(500_000, |n| format!(" a{n}='1'"))), "", ""),
    );
    let prefixes = counted(499, |n| format!(" xmlns:a{n}='x'"));
    place.ends(
        "prefixes.docx",
        docx(&format!("<w:p{prefixes}>{}</w:p>", filled("<a5:x/>", 16 * MIB)), "", ""),
    );
    let fields = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>".repeat(50_000);
    place.ends(
        "fields.docx",
        docx(&format!("<w:p>{fields}{}</w:p>", "<w:r><w:t>a</w:t></w:r>".repeat(50_000)), "", ""),
    );
    let styles =
        counted(50_000, |n| format!("<w:style w:styleId='s{n}'><w:basedOn w:val='s{}'/></w:style>", n + 1));
    let styled = "<w:p><w:pPr><w:pStyle w:val='s1'/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>".repeat(50_000);
    place.ends("styles.docx", docx(&styled, "styles", &format!("<w:styles W >{styles}</w:styles>")));
    let lists = "<w:abstractNum w:abstractNumId='0'>".to_owned()
        + &counted(3_000, |n| format!("<w:lvl w:ilvl='{n}'><w:lvlText w:val='Never'/></w:lvl>"))
        + "</w:abstractNum>"
        + &counted(3_000, |n| format!("<w:num w:numId='{n}'><w:abstractNumId w:val='0'/></w:num>"));
    place.ends(
        "lists.docx",
        docx(&paragraph("a"), "numbering", &format!("<w:numbering W >{lists}</w:numbering>")),
    );
    let note = format!(
        "<w:footnotes W ><w:footnote w:id='7'>{}</w:footnote></w:footnotes>",
        paragraph(&"a".repeat(100_000))
    );
    let referred = "<w:r><w:footnoteReference w:id='7'/></w:r>".repeat(100_000);
    place.ends("notes.docx", docx(&format!("<w:p>{referred}</w:p>"), "footnotes", &note));
    for definition in
        ["<!DOCTYPE x [<!ENTITY a 'ha'>]><x/>", "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>", "<x>&a;</x>"]
    {
        place.audits(3, "is damaged: it ", "defined.docx", docx(&paragraph("a"), "styles", definition));
    }
}

#[test]
fn archives_that_are_bombs() {
    let place = place(3);
    let flat = zipped(&[ODT, ("content.xml", &"a".repeat(300 * MIB))]);
    assert!(flat.len() < MIB);
    place.audits(3, "bytes in the document, inflated, the limit is 33554432", "flat.odt", &flat);
    let names: Vec<String> = (0..60_000).map(|number| format!("word/{number}.xml")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    place.audits(3, "files in the document, the limit is 10000", "many.docx", zipped(&many));
    let folders = "a/".repeat(30_000);
    place.audits(3, "not read here", "folders.docx", zipped(&[(&folders, "")]));
    // archives within archives are not opened
    let mut inner = flat.clone();
    for _ in 0..10 {
        let text: String = inner.iter().map(|byte| char::from(byte & 0x7f)).collect();
        inner = zipped(&[("a.zip", &text), ("b.zip", &text)]);
    }
    place.audits(3, "not read here", "within.docx", inner);

    // all sizes in the headers are wrong
    let whole = zipped(&[ODT, ("content.xml", &"a".repeat(31 * MIB))]);
    for size in [0_u32, 5, u32::MAX - 1] {
        let mut wrong = whole.clone();
        for (magic, at) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
            for found in places_of(&whole, magic) {
                wrong[found + at..found + at + 4].copy_from_slice(&size.to_le_bytes());
            }
        }
        place.ends("sizes.odt", wrong);
    }
    // many names for the same compressed bytes
    let directory = places_of(&whole, b"PK\x01\x02");
    let end = *places_of(&whole, b"PK\x05\x06").last().unwrap();
    let content = &whole[directory[1]..end];
    let mut overlapping = whole[..end].to_vec();
    let others = ["styles.xml", "META-INF/manifest.xml"]
        .map(str::to_owned)
        .into_iter()
        .chain((0..5_000).map(|n| format!("{n}")));
    let mut count = 2_u16;
    for name in others {
        overlapping.extend(&content[..28]);
        overlapping.extend((name.len() as u16).to_le_bytes());
        overlapping.extend(&content[30..46]);
        overlapping.extend(name.as_bytes());
        count += 1;
    }
    let length = (overlapping.len() - directory[0]) as u32;
    overlapping.extend(
        [&b"PK\x05\x06\0\0\0\0"[..], &count.to_le_bytes(), &count.to_le_bytes(), &length.to_le_bytes()]
            .concat(),
    );
    overlapping.extend([&(directory[0] as u32).to_le_bytes()[..], &[0, 0]].concat());
    place.ends("overlapping.odt", overlapping);
}

fn places_of(bytes: &[u8], what: &[u8; 4]) -> Vec<usize> {
    (0..bytes.len() - 3).filter(|at| &bytes[*at..at + 4] == what).collect()
}

/// A PDF file of these objects, the first of which is its root.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        file.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let (start, size) = (file.len(), objects.len() + 1);
    write!(file, "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Root 1 0 R /Size {size} >>\nstartxref\n{start}\n%%EOF\n").unwrap();
    file
}

fn stream(content: &[u8], entries: &str) -> Vec<u8> {
    [format!("<< /Length {} {entries} >>\nstream\n", content.len()).as_bytes(), content, b"\nendstream"]
        .concat()
}

/// A PDF file of one page with this content; its resources begin with the font F, and the sixth object is `more`.
fn page(content: &[u8], entries: &str, resources: &str, more: &[u8]) -> Vec<u8> {
    pdf(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F 5 0 R /G 6 0 R >> {resources} >> >>").into_bytes(),
        stream(content, entries),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
        more.to_vec(),
    ])
}

fn shown(content: &str) -> Vec<u8> {
    page(content.as_bytes(), "", "", b"null")
}

/// So many bytes in the format of zlib, of which none is stored that comes again.
fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("", SimpleFileOptions::default()).unwrap();
    archive.write_all(bytes).unwrap();
    let whole = archive.finish().unwrap().into_inner();
    let end = places_of(&whole, b"PK\x01\x02")[0];
    let sum = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    [&[0x78, 0x9c][..], &whole[30..end], &(sum.1 << 16 | sum.0).to_be_bytes()].concat()
}

#[test]
fn pdf_files_whose_objects_are_bombs() {
    let place = place(3);
    let begin = "BT /F 10 Tf 20 100 Td ";
    place.ends("a.pdf", shown(&format!("{begin}({}) Tj ET", "a".repeat(10 * MIB))));
    // streams that inflate, one or many times
    let once = deflated(&vec![b'\n'; 200 * MIB]);
    let twice = deflated(&once);
    place.ends("inflated.pdf", page(&once, "/Filter /FlateDecode", "", b"null"));
    place.ends(
        "twice.pdf",
        page(&deflated(&twice), "/Filter [/FlateDecode /FlateDecode /FlateDecode]", "", b"null"),
    );
    let chain = format!("/Filter [{}]", "/ASCIIHexDecode ".repeat(100_000));
    place.ends("chain.pdf", page(b"00>", &chain, "", b"null"));
    // objects that hold or draw themselves
    let own = stream(
        b"/X Do /X Do",
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
    );
    place.ends("own.pdf", page(b"/X Do", "", "/XObject << /X 6 0 R >>", &own));
    let tile = stream(
        b"/Pattern cs /P scn 0 0 1 1 re f",
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.01 /YStep 0.01 /Resources << /Pattern << /P 6 0 R >> >>",
    );
    place.ends(
        "tiles.pdf",
        page(&b"/Pattern cs /P scn 0 0 300 300 re f ".repeat(1_000), "", "/Pattern << /P 6 0 R >>", &tile),
    );
    let catalog = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
    place.ends("references.pdf", pdf(&["2 0 R", "3 0 R", "1 0 R"].map(|object| object.as_bytes().to_vec())));
    place.ends("length.pdf", page(b"q", "/Length 4 0 R", "", b"null"));
    // trees of pages: deep, in circles, wide
    let mut tree = vec![catalog.clone()];
    tree.extend(
        (3..20_000).map(|next| format!("<< /Type /Pages /Kids [{next} 0 R] /Count 1 >>").into_bytes()),
    );
    place.ends("deep.pdf", pdf(&tree));
    place.ends(
        "circle.pdf",
        pdf(&[catalog.clone(), b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 3 >>".to_vec()]),
    );
    let mut tree = vec![catalog.clone()];
    tree.extend((3..15).map(|next| {
        format!("<< /Type /Pages /Kids [{}] /Count 10 >>", format!("{next} 0 R ").repeat(10)).into_bytes()
    }));
    place.ends("wide.pdf", pdf(&tree));
    let kids = format!("<< /Type /Pages /Kids [{}] /Count 9000 >>", "3 0 R ".repeat(9_000)).into_bytes();
    let empty = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_vec();
    place.ends("pages.pdf", pdf(&[catalog, kids, empty]));
    // fonts
    let ranges = "<0000> <ffff> <0041>\n".repeat(200_000);
    let meanings = stream(format!("begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 100 beginbfrange\n{ranges}endbfrange endcmap").as_bytes(), "");
    let font = |stream: &[u8]| {
        [
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>\nendobj\n7 0 obj\n",
            stream,
        ]
        .concat()
    };
    place.ends(
        "meanings.pdf",
        page(
            format!("BT /G 10 Tf 20 100 Td ({}) Tj ET", "a".repeat(100_000)).as_bytes(),
            "",
            "",
            &font(&meanings),
        ),
    );
    let drawn = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 4 0 R >> \
                  /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [1] /Resources << /Font << /G 6 0 R >> >> >>";
    place.ends(
        "drawn.pdf",
        page(format!("BT /G 10 Tf ({}) Tj ET", "a".repeat(10_000)).as_bytes(), "", "", drawn),
    );
    let embedded = [b"<< /Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor << /FontFile2 7 0 R >> >>\nendobj\n7 0 obj\n", stream(&[0; 20 * MIB], "").as_slice()].concat();
    place.ends("embedded.pdf", page(b"BT /G 10 Tf (a) Tj ET", "", "", &embedded));
    // tables of objects that refer to themselves, or are too large
    for (size, place_of_previous) in [("1", 9), ("4000000000", 9), ("1", 0)] {
        let loops = format!(
            "%PDF-1.7\nxref\n0 {size}\n0000000000 65535 f \ntrailer\n<< /Size {size} /Prev {place_of_previous} /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
        );
        place.audits(3, "cannot-compare", "table.pdf", loops);
    }
    for unit in ["(", "<<", "[", "1 0 obj ", "startxref\n9\n", "\0", "1 0 obj\n1\nendobj\n"] {
        place.audits(
            3,
            "cannot-compare",
            "unit.pdf",
            format!("%PDF-1.7\n1 0 obj\n{}", filled(unit, 10 * MIB)),
        );
    }
}

#[test]
fn pdf_files_whose_pages_are_bombs() {
    let place = place(3);
    let letters = |number: usize| format!("BT /F 1 Tf 20 100 Td ({}) Tj ET", "a".repeat(number));
    place.ends("letters.pdf", shown(&letters(900_000)));
    place.ends("lines.pdf", shown(&format!("BT /F 1 Tf 0 300 Td {}ET", "0 -0.2 Td (a) Tj ".repeat(1_400))));
    let scattered =
        counted(19_000, |n| format!("1 0 0 1 {} {} Tm (a) Tj ", n * 7_919 % 300, n * 104_729 % 299));
    place.ends("scattered.pdf", shown(&format!("BT /F 2 Tf {scattered}ET")));
    let grid = counted(1_400, |n| format!("1 0 0 1 {} {} Tm (a) Tj ", n % 20 * 15, n / 20 * 4));
    place.ends("grid.pdf", shown(&format!("BT /F 1 Tf {grid}ET")));
    let areas = counted(60_000, |n| format!("{} {} 1 1 re f ", n % 300, n % 290));
    place.ends("areas.pdf", shown(&(areas + &letters(60_000))));
    place.ends("covered.pdf", shown(&(letters(60_000) + &" 0 0 m 300 0 l 300 300 l h f".repeat(20_000))));
    place.ends("clips.pdf", shown(&("0 0 300 300 re W n ".repeat(20_000) + &letters(20_000))));
    place.ends("path.pdf", shown(&format!("0 0 m {}f {}", "1 1 l 2 2 l ".repeat(500_000), letters(10_000))));
    place.ends("states.pdf", shown(&("q ".repeat(2_000_000) + &letters(10))));
    let image = stream(
        &deflated(&vec![0; 100 * MIB]),
        "/Type /XObject /Subtype /Image /Width 10000 /Height 10000 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode",
    );
    place.ends(
        "image.pdf",
        page(
            &[b"300 0 0 300 0 0 cm ".as_slice(), &b"/I Do ".repeat(1_000)].concat(),
            "",
            "/XObject << /I 6 0 R >>",
            &image,
        ),
    );
    place.ends("inline.pdf", shown(&"BI /W 1 /H 1 /BPC 8 /CS /G ID a EI ".repeat(100_000)));
}
