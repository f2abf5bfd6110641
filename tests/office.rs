//! What comes out of DOCX and ODT: what a reader sees, what is hidden, and errors instead of harm.

use std::io::{Cursor, Write as _};

use undersigned::audit::copy::Block;
use undersigned::extract::{self, ExtractError};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(of: &[(&str, &str)]) -> String {
    let one = |(kind, target): &(&str, &str)| {
        format!("<Relationship Id='{target}' Type='{OFFICE}/{kind}' Target='{target}'/>")
    };
    let all: String = of.iter().map(one).collect();
    format!(
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{all}</Relationships>"
    )
}

fn word(tag: &str, content: &str) -> String {
    format!(
        "<w:{tag} xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' \
         xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' \
         xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape' xmlns:x='urn:of:nobody' \
         xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml' xmlns:v='urn:schemas-microsoft-com:vml'>{content}</w:{tag}>"
    )
}

/// A document with this body, and styles, notes and a head beside it.
fn docx(body: &str) -> Vec<u8> {
    let styles = "<w:style w:type='character' w:styleId='Hidden'><w:rPr><w:vanish/></w:rPr></w:style>\
                  <w:style w:type='paragraph' w:styleId='Quiet'><w:basedOn w:val='Quieter'/></w:style>\
                  <w:style w:type='paragraph' w:styleId='Quieter'><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>";
    let notes = "<w:footnote w:id='7'><w:p><w:r><w:t>A note.</w:t></w:r></w:p></w:footnote>";
    let numbering = "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:lvlText w:val='%1.'/></w:lvl>\
                     <w:lvl w:ilvl='1'><w:lvlText w:val='Never %2.'/></w:lvl></w:abstractNum>\
                     <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>\
                     <w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/>\
                     </w:lvlOverride></w:num>";
    let head = "<w:p><w:r><w:t>The Harbour Gazette</w:t></w:r></w:p>";
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &relations(&[("officeDocument", "word/document.xml")])),
        (
            "word/_rels/document.xml.rels",
            &relations(&[
                ("styles", "styles.xml"),
                ("numbering", "numbering.xml"),
                ("footnotes", "footnotes.xml"),
                ("header", "header1.xml"),
            ]),
        ),
        ("word/document.xml", &word("document", &format!("<w:body>{body}</w:body>"))),
        ("word/styles.xml", &word("styles", styles)),
        ("word/numbering.xml", &word("numbering", numbering)),
        ("word/footnotes.xml", &word("footnotes", notes)),
        ("word/header1.xml", &word("hdr", head)),
    ])
}

fn odt(body: &str) -> Vec<u8> {
    let spaces: String = ["office", "text", "style", "table"]
        .iter()
        .map(|name| format!(" xmlns:{name}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"))
        .collect();
    let spaces = format!(
        "{spaces} xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0' \
         xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' \
         xmlns:loext='urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0'"
    );
    let style = |name: &str, said: &str| {
        format!(
            "<style:style style:name='{name}' style:family='text'><style:text-properties {said}/></style:style>"
        )
    };
    let styles = [
        ("H", "text:display='none'"),
        ("S", "style:text-position='super 58%'"),
        ("Struck", "style:text-line-through-style='solid'"),
        ("Black", "fo:background-color='#000000'"),
        ("Down", "style:text-position='-1000% 100%'"),
        ("Tiny", "style:text-position='50% 1%'"),
        ("Close", "fo:letter-spacing='-1cm'"),
        ("Pale", "fo:color='#000000' loext:opacity='20%'"),
        ("Automatic", "style:use-window-font-color='true' fo:color='#ffffff' loext:opacity='0%'"),
        ("Signs", "style:font-name='Wingdings'"),
    ];
    let labels = "<text:list-style style:name='Never'><text:list-level-style-number text:level='1' style:num-prefix='never'/></text:list-style>";
    let styles: String =
        styles.iter().map(|(name, said)| style(name, said)).chain([labels.to_owned()]).collect();
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                "<office:document-content{spaces}><office:automatic-styles>{styles}</office:automatic-styles>\
                 <office:body><office:text>{body}</office:text></office:body></office:document-content>"
            ),
        ),
        (
            "styles.xml",
            &format!(
                "<office:document-styles{spaces}><office:master-styles><style:master-page><style:footer>\
                 <text:p>Page 1</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>"
            ),
        ),
    ])
}

fn blocks(document: &[u8]) -> Vec<Block> {
    extract::copy(document, None).unwrap().parts.remove(0).blocks.unwrap()
}

/// Each block, with what is special about it.
fn told(document: &[u8]) -> Vec<String> {
    let tell = |block: Block| {
        let hidden = block.hidden.map(|how| format!(" [{how}]")).unwrap_or_default();
        let furniture = block.furniture.map(|furniture| format!(" [{}]", furniture.what)).unwrap_or_default();
        format!("{}{hidden}{furniture}", block.text)
    };
    blocks(document).into_iter().map(tell).collect()
}

fn run(text: &str, look: &str) -> String {
    format!("<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>")
}

fn error(document: &[u8]) -> ExtractError {
    extract::copy(document, None).unwrap_err()
}

const HEAD: &str = "The Harbour Gazette [running head]";

#[test]
fn a_docx_shows_its_runs_breaks_and_signs() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>free</w:t></w:r>\
                <w:r><w:t> them </w:t><w:br/><w:t>civil</w:t><w:noBreakHyphen/><w:t>society</w:t><w:tab/><w:t>a&amp;b&#233;</w:t>\
                <w:softHyphen/><w:sym w:font='Symbol' w:char='00B1'/></w:r></w:p>\
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>one</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>two</w:t></w:r></w:p></w:tc>\
                </w:tr></w:tbl>";
    assert_eq!(
        told(&docx(body)),
        ["freethem\ncivil\u{2011}society\ta&b\u{e9}\u{ad}\u{b1}", "one", "two", HEAD]
    );
}

#[test]
fn what_a_docx_hides_is_apart_from_what_it_shows() {
    for (look, how) in [
        ("<w:vanish/>", "hidden text"),
        ("<w:rStyle w:val='Hidden'/>", "hidden text"),
        ("<w:color w:val='FFFFFF'/>", "the colour of its background"),
        ("<w:color w:val='FEFEFE'/>", "the colour of its background"),
        ("<w:highlight w:val='black'/><w:color w:val='000000'/>", "the colour of its background"),
        ("<w14:textFill><w14:noFill/></w14:textFill>", "hidden text"),
        (
            "<w14:textFill><w14:solidFill><w14:srgbClr w14:val='FFFFFF'/></w14:solidFill></w14:textFill>",
            "the colour of its background",
        ),
        ("<w:color w:val='000000' w:themeColor='background1'/>", "the colour of its background"),
        ("<w:color w:val='FF0000'/><w:shd w:fill='FF0000'/>", "the colour of its background"),
        ("<w:sz w:val='1'/>", "zero size"),
        ("<w:w w:val='1'/>", "zero width"),
    ] {
        let body = format!("<w:p>{}{}{}</w:p>", run("do ", ""), run("not", look), run(" go", ""));
        assert_eq!(
            told(&docx(&body)),
            ["do  go".to_owned(), format!("not [{how}]"), HEAD.to_owned()],
            "{look}"
        );
    }
    for look in [
        "<w:vanish w:val='0'/>",
        "<w:rStyle w:val='Hidden'/><w:vanish w:val='false'/>",
        "<w:highlight w:val='none'/>",
        "<w:color w:val='FFFFFF'/><w:shd w:fill='000000'/>",
        "<w:color w:val='auto'/>",
        "<w:sz w:val='16'/>",
        "<w:strike w:val='0'/>",
    ] {
        let body = format!("<w:p>{}{}</w:p>", run("do ", ""), run("not", look));
        assert_eq!(told(&docx(&body)), ["do not", HEAD], "{look}");
    }
    let quiet = "<w:p><w:pPr><w:pStyle w:val='Quiet'/></w:pPr><w:r><w:t>white</w:t></w:r></w:p>";
    assert_eq!(told(&docx(quiet)), ["white [the colour of its background]", HEAD]);
}

#[test]
fn what_a_docx_may_show_or_not_is_shown_with_a_doubt() {
    let doubted = |document: &[u8]| {
        let block = blocks(document).remove(0);
        block
            .doubts
            .iter()
            .map(|doubt| (block.text[doubt.at.clone()].to_owned(), doubt.what.clone()))
            .collect::<Vec<_>>()
    };
    for (look, what) in [
        ("<w:strike/>", "struck through"),
        ("<w:dstrike/>", "struck through"),
        ("<w:highlight w:val='black'/>", "color"),
        ("<w:color w:val='E8E8E8'/>", "color"),
        ("<w:sz w:val='3'/>", "size"),
        ("<w:w w:val='10'/>", "width"),
        ("<w:position w:val='-2000'/>", "position"),
        ("<w:position w:val='60'/>", "position"),
        ("<w:spacing w:val='-400'/>", "letter spacing"),
        ("<w:rFonts w:ascii='Wingdings 2'/>", "font"),
        (
            "<w14:textFill><w14:solidFill><w14:srgbClr w14:val='000000'><w14:alpha w14:val='99000'/></w14:srgbClr>\
             </w14:solidFill></w14:textFill>",
            "textFill",
        ),
    ] {
        let body = format!("<w:p>{}{}{}</w:p>", run("do ", ""), run("not", look), run(" go", ""));
        assert_eq!(doubted(&docx(&body)), [("not".to_owned(), what.to_owned())], "{look}");
    }
    for look in [
        "<w:highlight w:val='yellow'/>",
        "<w:color w:val='7F7F7F'/>",
        "<w:position w:val='2'/>",
        "<w:spacing w:val='-10'/>",
        "<w:rFonts w:ascii='Georgia'/>",
        "<w14:textOutline><w14:noFill/></w14:textOutline>",
        "<w14:textFill><w14:solidFill><w14:schemeClr w14:val='tx1'/></w14:solidFill></w14:textFill>",
    ] {
        let body = format!("<w:p>{}{}</w:p>", run("do ", ""), run("not", look));
        assert_eq!((doubted(&docx(&body)), told(&docx(&body))[0].as_str()), (vec![], "do not"), "{look}");
    }
    for (properties, what) in [
        ("<w:ind w:left='-30000'/>", Some("indent")),
        ("<w:spacing w:line='1' w:lineRule='exact'/>", Some("line height")),
        ("<w:spacing w:line='1' w:lineRule='auto'/>", None),
        ("<w:ind w:left='720' w:hanging='360'/>", None),
    ] {
        let body = format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", run("not", ""));
        let expected: Vec<_> = what.map(|what| ("not".to_owned(), what.to_owned())).into_iter().collect();
        assert_eq!(doubted(&docx(&body)), expected, "{properties}");
    }
    // the ground of a table may be dark
    let cell = format!(
        "<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
        run("not", "<w:color w:val='FFFFFF'/>")
    );
    assert_eq!(doubted(&docx(&cell)), [("not".to_owned(), "color".to_owned())]);
}

#[test]
fn digits_raised_by_their_position_are_not_those_of_the_line() {
    let body = format!("<w:p>{}{}</w:p>", run("5", ""), run("00", "<w:position w:val='12'/>"));
    assert_eq!(told(&docx(&body)), ["5\u{2070}\u{2070}", HEAD]);
}

#[test]
fn what_lies_across_the_page_is_no_running_head() {
    let body = "<w:p><w:r><w:pict><v:shape><v:textpath string='DRAFT'/></v:shape></w:pict></w:r></w:p>";
    assert_eq!(told(&docx(body)), ["DRAFT", HEAD]);
    let turned = "<w:p><w:dir w:val='rtl'><w:r><w:t>one two</w:t></w:r></w:dir></w:p>";
    assert_eq!(told(&docx(turned)), ["\u{202b}one two\u{202c}", HEAD]);
}

#[test]
fn words_in_the_labels_of_a_list_are_shown_and_numbers_are_not() {
    let item = |level: u32| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr></w:pPr>{}</w:p>",
            run("release them", "")
        )
    };
    assert_eq!(told(&docx(&(item(0) + &item(1)))), ["release them", "Never . release them", HEAD]);
}

#[test]
fn a_list_that_does_not_begin_with_one_shows_its_numbers() {
    let item = "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='2'/></w:numPr></w:pPr><w:r><w:t>go</w:t></w:r></w:p>";
    assert_eq!(told(&docx(&item.repeat(2))), ["5. go", "6. go", HEAD]);
}

#[test]
fn tracked_deletions_and_codes_of_fields_are_not_shown() {
    let body = format!(
        "<w:p><w:del>{}</w:del><w:ins>{}</w:ins><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText>\
         <w:t>code</w:t></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>{}<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        run("two", "").replace("w:t", "w:delText"),
        run("one ", ""),
        run("million", "")
    );
    assert_eq!(
        told(&docx(&body)),
        ["one million", "two [a tracked deletion]", "code [the code of a field]", HEAD]
    );
}

#[test]
fn a_note_is_raised_in_the_text_and_stands_behind_the_paragraph() {
    let body = format!(
        "<w:p>{}<w:r><w:footnoteReference w:id='7'/></w:r>{}</w:p>",
        run("one million", ""),
        run(" people", "")
    );
    assert_eq!(told(&docx(&body)), ["one million\u{b9} people", "A note.", HEAD]);
}

#[test]
fn of_alternatives_a_repetition_is_dropped_and_nothing_else() {
    let of = |first: &str, second: &str, needs: &str| {
        docx(&format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='{needs}'><w:t>{first}</w:t></mc:Choice>\
             <mc:Fallback><w:t>{second}</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ))
    };
    assert_eq!(told(&of("yes", "yes", "wps")), ["yes", HEAD]);
    assert_eq!(told(&of("yes", "no", "wps")), ["yesno", HEAD]);
    assert_eq!(told(&of("yes", "no", "x")), ["no yes", HEAD]);
    let unknown = format!("<w:p>{}<x:any>{}</x:any></w:p>", run("do", ""), run(" not", ""));
    assert_eq!(told(&docx(&unknown)), ["do not", HEAD]);
}

#[test]
fn what_word_shows_and_this_program_does_not_read_is_an_error() {
    assert!(matches!(error(&docx("<w:altChunk/>")), ExtractError::Damaged { .. }));
    let no_document = zipped(&[("readme.txt", "We ask for it.")]);
    assert!(matches!(error(&no_document), ExtractError::Unsupported(_)));
    let sheet = zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]);
    assert!(matches!(error(&sheet), ExtractError::Unsupported(_)));
}

#[test]
fn an_odt_shows_its_text_and_hides_what_its_styles_hide() {
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>two</text:p></text:deletion>\
                </text:changed-region></text:tracked-changes>\
                <text:p>  one\n  million<text:span text:style-name='S'>2</text:span><text:s text:c='2'/>x<text:tab/>\
                <text:span text:style-name='H'>not</text:span><text:line-break/>y<office:annotation><text:p>Sure?</text:p>\
                </office:annotation></text:p><text:list><text:list-item><text:p><text:number>1.</text:number>item</text:p>\
                </text:list-item></text:list><text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body>\
                <text:p>A note.</text:p></text:note-body></text:note></text:p>\
                <text:section text:display='none'><text:p>away</text:p></text:section>";
    assert_eq!(
        told(&odt(body)),
        [
            "two [a tracked deletion]",
            "one million\u{b2}  x\t\ny",
            "not [hidden text]",
            "Sure? [a comment]",
            "item",
            "a\u{b9}",
            "A note.",
            "away [hidden text]",
            "Page 1 [running foot]",
        ]
    );
}

#[test]
fn what_an_odt_may_show_or_not_is_shown_with_a_doubt() {
    let doubts = |body: &str| -> Vec<String> {
        blocks(&odt(body)).iter().flat_map(|block| &block.doubts).map(|doubt| doubt.what.clone()).collect()
    };
    for (style, what) in [
        ("Struck", "struck through"),
        ("Black", "color"),
        ("Down", "position"),
        ("Tiny", "position"),
        ("Close", "letter spacing"),
        ("Pale", "transparency"),
        ("Signs", "font"),
    ] {
        let body = format!("<text:p>do <text:span text:style-name='{style}'>not</text:span></text:p>");
        assert_eq!(doubts(&body), [what], "{style}");
    }
    assert_eq!(doubts("<text:p>do <text:hidden-paragraph/>not</text:p>"), ["hidden-paragraph"]);
    assert_eq!(
        doubts("<text:p>do <text:conditional-text>not</text:conditional-text></text:p>"),
        ["condition"]
    );
    for style in ["S", "Automatic"] {
        let body = format!("<text:p>do <text:span text:style-name='{style}'>2</text:span></text:p>");
        assert!(doubts(&body).is_empty() && told(&odt(&body)).len() == 2, "{style}");
    }
}

#[test]
fn words_before_the_items_of_an_odt_list_are_shown() {
    let item = "<text:list-item><text:p>go</text:p></text:list-item>";
    let body = format!("<text:list text:style-name='Never'>{item}</text:list><text:list>{item}</text:list>");
    assert_eq!(told(&odt(&body)), ["never go", "go", "Page 1 [running foot]"]);
}

#[test]
fn blocks_know_the_line_where_they_begin() {
    let body = "<text:p>a<text:line-break/>b</text:p><text:p>c</text:p>";
    assert_eq!(blocks(&odt(body)).iter().map(|block| block.line).collect::<Vec<_>>(), [1, 3, 4]);
}

#[test]
fn bombs_are_refused() {
    let long = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "a".repeat(40 << 20));
    let bomb = docx(&long);
    assert!(bomb.len() < 1 << 20);
    let refused = |what: &'static str, limit| ExtractError::TooMuch { what: what.into(), limit };
    assert_eq!(error(&bomb), refused("bytes in the document, inflated", 32 << 20));
    let deep = "<text:span>".repeat(100_000) + &"</text:span>".repeat(100_000);
    assert_eq!(error(&odt(&deep)), refused("elements within each other", 1_000));
    let names: Vec<String> = (0..10_001).map(|number| format!("word/{number}.xml")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(error(&zipped(&many)), refused("files in the document", 10_000));
}

#[test]
fn definitions_and_entities_are_refused() {
    let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><x>&b;</x>";
    let external = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>";
    let undefined = "<x>&hellip;</x>";
    let mime = ("mimetype", "application/vnd.oasis.opendocument.text");
    for content in [
        laughs,
        external,
        undefined,
        "<x>",
        "<x></y>",
        "<?xml version='1.0' encoding='windows-1252'?><x/>",
        "<x>&#0;</x>",
    ] {
        let document = zipped(&[mime, ("content.xml", content)]);
        assert!(matches!(error(&document), ExtractError::Damaged { .. }), "{content}");
    }
}

#[test]
fn what_is_encrypted_is_refused() {
    let manifest = "<m:manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><m:file-entry>\
                    <m:encryption-data/></m:file-entry></m:manifest>";
    let document = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", "noise"),
    ]);
    assert_eq!(error(&document), ExtractError::Encrypted("document".into()));
    let mut document = docx("<w:p/>");
    // the flag of encryption, in each local and central header
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        for at in 0..document.len() - 4 {
            if &document[at..at + 4] == magic {
                document[at + flags] |= 1;
            }
        }
    }
    assert_eq!(error(&document), ExtractError::Encrypted("document".into()));
}

#[test]
fn two_files_of_one_name_are_refused() {
    let mime = ("mimetype", "application/vnd.oasis.opendocument.text");
    let document = zipped(&[mime, ("content.xml", "<x/>"), ("Content.xml", "<x/>")]);
    assert!(matches!(error(&document), ExtractError::Damaged { .. }));
}

#[test]
fn every_piece_of_a_document_is_an_error() {
    for document in
        [docx("<w:p><w:r><w:t>We ask for it.</w:t></w:r></w:p>"), odt("<text:p>We ask for it.</text:p>")]
    {
        assert!(extract::copy(&document, None).is_ok());
        // below that it is no archive any more
        for length in (4..document.len()).step_by(7) {
            assert!(
                extract::copy(&document[..length], Some("copy.docx")).is_err(),
                "{length} of {}",
                document.len()
            );
        }
    }
}
