"""Copies as DOCX and ODT: converted by LibreOffice, and written by hand as Word and others write them."""

import io
import zipfile

from corpus import INVENTED, altered, case, counts, last_year, of, published, replaced, sample, with_name
from of_html import escaped, inner, plain
from of_pdf import odt_with_heads, titled
from producers import libreoffice
from statements import DECLINED, MISSING, WITHDRAWN

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BY = 'w:id="1" w:author="Editor" w:date="2025-10-29T10:00:00Z"'


# DOCX by hand


def run(text, properties="", tag="t"):
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:{tag} xml:space="preserve">{escaped(text)}</w:{tag}></w:r>'


def paragraph(*runs, properties=""):
    runs = [item if item.startswith("<") else run(item) for item in runs]
    return f'<w:p w:rsidR="00A1{len(runs):04X}">{f"<w:pPr>{properties}</w:pPr>" if properties else ""}{"".join(runs)}</w:p>'


NUMBERED = '<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def body_of(statement):
    """The text's paragraphs as XML, each for itself, so that a case can exchange one."""
    made = []
    for part in statement.paragraphs:
        lines = part.split("\n")
        if len(lines) > 1 or part.startswith("1. "):
            made += [paragraph(line.split(" ", 1)[1], properties=NUMBERED.replace('numId w:val="1"', 'numId w:val="2"')) for line in lines]
        else:
            made.append(paragraph(part, properties="<w:bidi/>" if statement.rtl else ""))
    return made


def listed(statement, names=None):
    return [paragraph(run(statement.heading, "<w:b/>"))] + [
        paragraph(name, properties=NUMBERED) for name in (statement.signed if names is None else names)
    ]


def docx(parts, header=None, footnotes=None, comments=None, stored=False, more=None):
    """A document of these paragraphs; the parts beside it as Word lays them down."""
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText'
        ' w:val="%1."/></w:lvl></w:abstractNum>'
        for n in (0, 1)
    )
    numbering += "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (0, 1))
    beside = {
        "numbering": f"<w:numbering {W}>{numbering}</w:numbering>",
        "styles": (
            f'<w:styles {W}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name'
            ' w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List'
            ' Paragraph"/></w:style></w:styles>'
        ),
    }
    if header:
        beside["header"] = f"<w:hdr {W}>{paragraph(header)}</w:hdr>"
        beside["footer"] = (
            f'<w:ftr {W}><w:p><w:r><w:t xml:space="preserve">Page </w:t></w:r><w:r><w:fldChar'
            ' w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar'
            ' w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
        )
    if footnotes:
        beside["footnotes"] = (
            f'<w:footnotes {W}><w:footnote w:type="separator"'
            ' w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote'
            f' w:id="2">{paragraph(footnotes)}</w:footnote></w:footnotes>'
        )
    if comments:
        beside["comments"] = f'<w:comments {W}><w:comment {BY} w:initials="E">{paragraph(comments)}</w:comment></w:comments>'
    beside.update(more or {})
    sections = '<w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/>' if header else ""
    files = {
        "[Content_Types].xml": (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Types'
            ' xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
            f' ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{OFFICE}.document.main+xml"/>'
            + "".join(f'<Override PartName="/word/{name}.xml" ContentType="{OFFICE}.{name}+xml"/>' for name in beside)
            + "</Types>"
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
            f' Type="{RELATED}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + "".join(f'<Relationship Id="rId{n}" Type="{RELATED}/{name}" Target="{name}.xml"/>' for n, name in enumerate(beside, 1))
            + f'<Relationship Id="rId90" Type="{RELATED}/hyperlink" Target="https://example.org/" TargetMode="External"/></Relationships>'
        ),
        "word/document.xml": (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {W} {MORE}'
            f' mc:Ignorable="wps"><w:body>{"".join(parts)}<w:sectPr>{sections}<w:pgSz w:w="11906"'
            ' w:h="16838"/></w:sectPr></w:body></w:document>'
        ),
        **{f"word/{name}.xml": content for name, content in beside.items()},
    }
    return zipped(files, stored)


def zipped(files, stored=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2025, 10, 30, 10, 0, 0))
            archive.writestr(entry, content, zipfile.ZIP_STORED if stored or name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def text_box(*paragraphs):
    """A text box as Word writes it: once as a shape and once more, for old programs, as VML."""
    content = f'<w:txbxContent>{"".join(paragraphs)}</w:txbxContent>'
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="5000000"'
        ' cy="2000000"/><wp:docPr id="1" name="Box" descr="A box"/><a:graphic><a:graphicData'
        ' uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
    )


def cut(text, word):
    """The text before a word that stands in it once, the word, and the text behind it."""
    before, found, behind = text.partition(word)
    assert found and word not in behind, word
    return before, found, behind


def holding(statement, word):
    """Which paragraph of the sample holds this word, and its three pieces."""
    number = next(number for number, text in enumerate(statement.paragraphs) if word in text)
    return number, *cut(statement.paragraphs[number], word)


def with_runs(statement, word, make):
    """The sample's paragraphs, in one of which `make` gives the XML for a word."""
    number, before, word, behind = holding(statement, word)
    parts = body_of(statement)
    parts[number] = paragraph(run(before), make(word), run(behind))
    return parts


# ODT by hand

ODT = (
    " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "style", "table"))
    + ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def odt(parts, tracked="", more=""):
    styles = more + (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style><style:style'
        ' style:name="White" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>'
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": (
                '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
                ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry'
                ' manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry'
                ' manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
            ),
            "content.xml": (
                f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODT}'
                f' office:version="1.3"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{tracked}{"".join(parts)}</office:text></office:body></office:document-content>'
            ),
        }
    )


def odt_body(statement):
    return [f'<text:p text:style-name="Standard">{escaped(part)}</text:p>' for part in statement.paragraphs]


def odt_list(statement, names=None):
    return [
        f"<text:p>{escaped(statement.heading)}</text:p>",
        "<text:list>"
        + "".join(f"<text:list-item><text:p>{escaped(name)}</text:p></text:list-item>" for name in (statement.signed if names is None else names))
        + "</text:list>",
    ]


def odt_with(statement, word, make):
    number, before, word, behind = holding(statement, word)
    parts = odt_body(statement)
    parts[number] = f"<text:p>{escaped(before)}{make(escaped(word))}{escaped(behind)}</text:p>"
    return parts


def cases():
    harmless_docx()
    harmless_odt()
    languages()
    changed()
    worked_out_or_away()
    looks()
    names()
    not_to_be_read()


def harmless_docx():
    st = sample()
    same = dict(harmless=True, statement=st, text="same-words", names=counts(st, st.signed))
    tracked_changes = {**same, "text": ["same-words", "near"], "exit": [0, 1]}  # programs show both or the outcome alone
    names, body = listed(st), body_of(st)
    title = paragraph(run(st.title, "<w:b/>"), properties='<w:jc w:val="center"/>')
    case("plain.docx", "Title, paragraphs, an automatically numbered list", lambda: docx([title, *body, *names]), **same)
    case("body.docx", "The text alone, stored without compression", lambda: docx(body, stored=True), harmless=True, statement=st, text="same-words")
    case("libreoffice.docx", "Saved by LibreOffice", lambda: libreoffice(plain(st, titled(st, inner(st))), "html", "docx:MS Word 2007 XML"), **same)
    case(
        "heads.docx",
        "A running head, a page number as a field in the foot",
        lambda: docx([title, *body, *names], header="The Harbour Gazette"),
        **same,
    )
    pieces = lambda text: "".join(
        run(text[at : at + 7]) + ('<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="0" w:name="b"/>' if at % 5 == 0 else "")
        for at in range(0, len(text), 7)
    )
    case(
        "split-runs.docx",
        "Every seven letters a run of their own, with spelling marks and bookmarks between",
        lambda: docx([paragraph(pieces(text)) for text in st.paragraphs] + names),
        **same,
    )
    case(
        "comment.docx",
        "A comment of an editor beside a sentence",
        lambda: docx(
            body[:3]
            + [
                paragraph(
                    '<w:commentRangeStart w:id="1"/>',
                    run(st.paragraphs[3]),
                    '<w:commentRangeEnd w:id="1"/>',
                    '<w:r><w:commentReference w:id="1"/></w:r>',
                )
            ]
            + body[4:]
            + names,
            comments="Is it two million?",
        ),
        **same,
    )
    case(
        "links.docx",
        "Names as hyperlinks, some by a field code",
        lambda: docx(
            body
            + names[:1]
            + [
                paragraph(
                    f'<w:hyperlink r:id="rId90">{run(name)}</w:hyperlink>'
                    if number % 2
                    else (
                        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> HYPERLINK'
                        ' "https://example.org/" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
                    )
                    + run(name)
                    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
                )
                for number, name in enumerate(st.signed)
            ]
        ),
        **same,
    )
    cell = lambda name: f"<w:tc><w:tcPr><w:tcW w:w='4000' w:type='dxa'/></w:tcPr>{paragraph(name)}</w:tc>"
    case(
        "table.docx",
        "Names in a table of two columns",
        lambda: docx(
            body
            + names[:1]
            + [
                "<w:tbl>"
                + "".join("<w:tr>" + "".join(cell(name) for name in st.signed[at : at + 2]) + "</w:tr>" for at in range(0, 29, 2))
                + "</w:tbl>"
            ]
        ),
        **same,
    )
    case(
        "content-controls.docx",
        "Paragraphs inside content controls, no-break hyphens, line breaks between names",
        lambda: docx(
            [
                f"<w:sdt><w:sdtPr/><w:sdtContent>{part}</w:sdtContent></w:sdt>"
                for part in with_runs(st, "civil-society", lambda word: '<w:r><w:t>civil</w:t><w:noBreakHyphen/><w:t>society</w:t></w:r>')
            ]
            + names[:1]
            + [paragraph("<w:r>" + "<w:br/>".join(f"<w:t>{escaped(name)}</w:t>" for name in st.signed) + "</w:r>")]
        ),
        **same,
    )
    case("text-box.docx", "Text and list inside a text box, which the file holds twice", lambda: docx([paragraph(text_box(*body, *names))]), **same)
    case(
        "tracked-done.docx",
        "Tracked changes: with all of them accepted it is the statement",
        lambda: docx(
            with_runs(st, "one million", lambda word: f'<w:del {BY}>{run("two million", tag="delText")}</w:del><w:ins {BY}>{run(word)}</w:ins>')
            + names
        ),
        **tracked_changes,
    )
    case(
        "moved-done.docx",
        "A tracked move: the paragraph stands where it belongs, and where it was as moved away",
        lambda: docx(
            [
                body[0],
                f'<w:p><w:moveFrom {BY}>{run(st.paragraphs[4])}</w:moveFrom></w:p>',
                *body[1:4],
                f'<w:p><w:moveTo {BY}>{run(st.paragraphs[4])}</w:moveTo></w:p>',
                *body[5:],
                *names,
            ]
        ),
        **tracked_changes,
    )
    case(
        "hidden-extra.docx",
        "A hidden sentence (vanish) that no reader sees",
        lambda: docx([*body[:3], paragraph(run("This text is a draft of the second of October.", "<w:vanish/>")), *body[3:], *names]),
        **same,
        flags=["hidden-text"],
    )
    case(
        "soft-hyphens.docx",
        "Soft hyphens as elements inside words",
        lambda: docx(with_runs(st, "consolidate", lambda _: "<w:r><w:t>consoli</w:t><w:softHyphen/><w:t>date</w:t></w:r>") + names),
        **same,
    )
    old = last_year()
    case(
        "last-year.docx",
        "Last year's version, saved by LibreOffice",
        lambda: libreoffice(plain(old, titled(old, inner(old))), "html", "docx:MS Word 2007 XML"),
        harmless=True,
        statement=old,
        text="same-words",
        names=counts(old, old.signed),
    )


def harmless_odt():
    st = sample()
    same = dict(harmless=True, statement=st, text="same-words", names=counts(st, st.signed))
    case(
        "plain.odt",
        "Title, paragraphs, a list",
        lambda: odt([f'<text:h text:outline-level="1">{st.title}</text:h>', *odt_body(st), *odt_list(st)]),
        **same,
    )
    case("libreoffice.odt", "Saved by LibreOffice from a page", lambda: libreoffice(plain(st, titled(st, inner(st))), "html", "odt"), **same)
    case("heads.odt", "Saved by LibreOffice, with running heads and page numbers", lambda: libreoffice(odt_with_heads(st), "fodt", "odt"), **same)
    case(
        "spaces.odt",
        "Spaces and line breaks as elements, words split by spans",
        lambda: odt(
            odt_with(st, "hunger strike", lambda _: 'hun<text:span text:style-name="T1">ger</text:span><text:s/>str<text:bookmark text:name="b"/>ike')
            + odt_list(st)[:1]
            + ["<text:p>" + "<text:line-break/>".join(map(escaped, st.signed)) + "</text:p>"]
        ),
        **same,
    )
    case(
        "annotation.odt",
        "An annotation of an editor in a sentence",
        lambda: odt(
            odt_with(
                st,
                "one million",
                lambda word: (f'{word}<office:annotation><dc:creator>Editor</dc:creator><text:p>Is it two million?</text:p></office:annotation>'),
            )
            + odt_list(st)
        ),
        **same,
    )
    tracked_changes = {**same, "text": ["same-words", "near"], "exit": [0, 1]}
    tracked = (
        '<text:tracked-changes><text:changed-region'
        ' text:id="ct1"><text:deletion><office:change-info><dc:creator>Editor</dc:creator><dc:date>2025-10-29T10:00:00</dc:date></office:change-info><text:p>In'
        ' 1947 two million were held.</text:p></text:deletion></text:changed-region></text:tracked-changes>'
    )
    case(
        "tracked-done.odt",
        "A tracked deletion, whose text the file keeps apart",
        lambda: odt(odt_with(st, "one million", lambda word: f'<text:change text:change-id="ct1"/>{word}') + odt_list(st), tracked),
        **tracked_changes,
    )
    case(
        "frame.odt",
        "Text and list inside a frame",
        lambda: odt(
            ['<text:p><draw:frame svg:width="15cm"><draw:text-box>' + "".join(odt_body(st) + odt_list(st)) + "</draw:text-box></draw:frame></text:p>"]
        ),
        **same,
    )
    table = (
        "<table:table>"
        + "".join(
            "<table:table-row>"
            + "".join(f"<table:table-cell><text:p>{escaped(name)}</text:p></table:table-cell>" for name in st.signed[at : at + 3])
            + "</table:table-row>"
            for at in range(0, 29, 3)
        )
        + "</table:table>"
    )
    case("table.odt", "Names in a table of three columns", lambda: odt(odt_body(st) + odt_list(st)[:1] + [table]), **same)


def languages():
    for language in ("ru", "ar", "ja", "hi", "ka"):
        st = of(language)
        case(
            f"{language}.docx",
            "Written as Word writes it, numbers by the program",
            lambda st=st: docx(body_of(st) + listed(st)),
            harmless=True,
            statement=st,
            text="same-words",
            names=counts(st, st.signed),
        )
    for language in ("he", "zh-Hans", "fr", "th"):
        st = of(language)
        case(
            f"{language}.odt",
            "Saved by LibreOffice",
            lambda st=st: libreoffice(plain(st, titled(st, inner(st))), "html", "odt"),
            harmless=True,
            statement=st,
            text="same-words",
            names=counts(st, st.signed),
        )
    for language in ("fa", "de", "ko"):
        st = of(language)
        case(
            f"{language}.docx",
            "Saved by LibreOffice",
            lambda st=st: libreoffice(plain(st, titled(st, inner(st))), "html", "docx:MS Word 2007 XML"),
            harmless=True,
            statement=st,
            text="same-words",
            names=counts(st, st.signed),
        )


def changed():
    st = sample()
    full = counts(st, st.signed)
    near = dict(harmless=False, statement=st, text="near", names=full)
    ends, odt_ends = listed(st), odt_list(st)
    body = body_of(st)
    case(
        "word-changed.docx",
        "One word changed",
        lambda: docx(with_runs(st, "one million", lambda _: run("two million")) + ends),
        **near,
        differences=[("one", "two")],
    )
    case(
        "digit-split.docx",
        "A digit changed, in a run of its own",
        lambda: docx(with_runs(st, "1974", lambda _: run("19") + run("7") + run("5")) + ends),
        **near,
        differences=[("1974", "1975")],
    )
    case(
        "tracked-open.docx",
        "Tracked changes: with all of them accepted a number is another",
        lambda: docx(
            with_runs(st, "one million", lambda word: f'<w:del {BY}>{run(word, tag="delText")}</w:del><w:ins {BY}>{run("two million")}</w:ins>')
            + ends
        ),
        **near,
        differences=[("one", "two")],
    )
    case(
        "tracked-inserted.docx",
        "A tracked insertion of one word",
        lambda: docx(with_runs(st, "release of political", lambda word: f'<w:ins {BY}>{run("early ")}</w:ins>{run(word)}') + ends),
        **near,
        differences=[("", "early")],
    )
    case(
        "tracked-deleted-paragraph.docx",
        "A paragraph is deleted by tracked changes",
        lambda: docx([*body[:5], f'<w:p><w:del {BY}>{run(st.paragraphs[5], tag="delText")}</w:del></w:p>', *body[6:], *ends]),
        **near,
    )
    case(
        "hidden-word.docx",
        "A word of the statement is hidden (vanish)",
        lambda: docx(with_runs(st, "peacefully ", lambda word: run(word, "<w:vanish/>")) + ends),
        **near,
        flags=["hidden-text"],
        differences=[("peacefully", "")],
    )
    case(
        "white-word.docx",
        "A word of the statement is white",
        lambda: docx(with_runs(st, "peacefully ", lambda word: run(word, '<w:color w:val="FFFFFF"/>')) + ends),
        **near,
        flags=["hidden-text"],
    )
    case(
        "struck-word.docx",
        "A word of the statement is struck through",
        lambda: docx(with_runs(st, "collectively ", lambda word: run(word, "<w:strike/>")) + ends),
        **near,
    )
    case(
        "superscript.docx",
        "A raised 2 behind a number, without a note",
        lambda: docx(with_runs(st, "one million", lambda word: run(word) + run("2", '<w:vertAlign w:val="superscript"/>')) + ends),
        **near,
    )
    case(
        "footnote.docx",
        "A footnote to a number",
        lambda: docx(
            with_runs(st, "one million", lambda word: run(word) + '<w:r><w:footnoteReference w:id="2"/></w:r>') + ends,
            footnotes="The number is an estimate of the editors.",
        ),
        **near,
    )
    case(
        "text-box-notice.docx",
        "A text box with a sentence in the middle of the text",
        lambda: docx([*body[:3], paragraph(text_box(paragraph("The text is a draft and is open to changes."))), *body[3:], *ends]),
        **near,
    )
    case(
        "notice-behind.docx",
        "A sentence behind the list",
        lambda: docx([*body, *ends, paragraph("The text above is a draft and is open to changes.")]),
        **near,
    )
    case(
        "swapped.docx",
        "Two paragraphs swapped, saved by LibreOffice",
        lambda: libreoffice(docx([*body[:2], body[3], body[2], *body[4:], *ends]), "docx", "docx:MS Word 2007 XML"),
        **near,
    )
    case(
        "word-changed.odt",
        "One word changed",
        lambda: odt(odt_with(st, "instill fear", lambda _: "instill dread") + odt_ends),
        **near,
        differences=[("fear", "dread")],
    )
    case(
        "hidden-word.odt",
        "A word of the statement is hidden by its style",
        lambda: odt(odt_with(st, "peacefully ", lambda word: f'<text:span text:style-name="H">{word}</text:span>') + odt_ends),
        **near,
        flags=["hidden-text"],
        differences=[("peacefully", "")],
    )
    case(
        "note.odt",
        "A footnote in the text",
        lambda: odt(
            odt_with(
                st,
                "one million",
                lambda word: (
                    f'{word}<text:note'
                    ' text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>The number is'
                    ' an estimate of the editors.</text:p></text:note-body></text:note>'
                ),
            )
            + odt_ends
        ),
        **near,
    )
    case(
        "dropped.odt",
        "A paragraph is missing, saved by LibreOffice",
        lambda: libreoffice(odt(odt_body(st)[:2] + odt_body(st)[3:] + odt_ends), "odt", "odt"),
        **near,
    )
    case(
        "frame-notice.odt",
        "A frame with a sentence before the text",
        lambda: odt(
            [
                (
                    '<text:p><draw:frame svg:width="9cm"><draw:text-box><text:p>The text is a draft and is open to'
                    ' changes.</text:p></draw:text-box></draw:frame></text:p>'
                ),
                *odt_body(st),
                *odt_ends,
            ]
        ),
        **near,
    )
    case("excerpt.docx", "Two paragraphs of the text", lambda: docx(body[3:4] + body[5:6]), harmless=False, statement=st, text="excerpt")
    case(
        "unrelated.docx",
        "A text on another matter",
        lambda: docx([paragraph("The reading room is closed on Monday."), paragraph("Please return the keys to the desk before noon.")]),
        harmless=False,
        text="unrelated",
    )
    for language, old, new in [
        ("ru", "Никто не может быть принуждаем", "Никто может быть принуждаем"),
        ("ar", "لا يجوز إرغام", "يجوز إرغام"),
        ("ja", "強制されない", "強制される"),
    ]:
        other = of(language)
        case(
            f"{language}-word.docx",
            "A negation lost",
            lambda other=other, old=old, new=new: docx(
                [replaced(part, (old, new)) if old in part else part for part in body_of(other)] + listed(other)
            ),
            harmless=False,
            statement=other,
            text="near",
            names=counts(other, other.signed),
        )
    for language, old, new in [("he", "לא יכפו", "יכפו"), ("zh-Hans", "不得迫使", "得迫使")]:
        other = of(language)
        case(
            f"{language}-word.odt",
            "A negation lost; saved by LibreOffice",
            lambda other=other, old=old, new=new: libreoffice(plain(other, titled(other, replaced(inner(other), (old, new)))), "html", "odt"),
            harmless=False,
            statement=other,
            text="near",
            names=counts(other, other.signed),
        )


def worked_out_or_away():
    """What programs show in the place of what stands in the file, or away from where a reader looks."""
    st = sample()
    near = dict(harmless=False, statement=st, text="near", names=[counts(st, st.signed), "absent", {"signed": 29, "not-on-roll": 1}])
    same = dict(harmless=True, statement=st, text="same-words", names=counts(st, st.signed))
    body, ends, text = body_of(st), listed(st), st.paragraphs[3]
    said = "None of these organisations was asked."
    placed = lambda item: [*body[:3], item, *body[4:], *ends]
    table = lambda cell="", row="", whole="": f"<w:tbl><w:tblPr>{whole}</w:tblPr><w:tr><w:trPr>{row}</w:trPr><w:tc><w:tcPr>{cell}</w:tcPr>{body[3]}</w:tc></w:tr></w:tbl>"
    box = (
        '<w:r><w:drawing><wp:anchor><wp:positionH relativeFrom="page"><wp:posOffset>{}</wp:posOffset></wp:positionH><wp:extent cx="{}" cy="2000000"/>'
        f"<a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{body[3]}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )
    shape = f'<w:r><w:pict><v:shape style="{{}}"><v:textbox><w:txbxContent>{body[3]}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
    for name, what, item in [
        ("merged-cell", "in a cell that goes on with the one above, which shows its own text alone", table('<w:vMerge/>')),
        ("row-height", "in a row of a table that is one point high", table(row='<w:trHeight w:val="20" w:hRule="exact"/>')),
        ("row-deleted", "in a row of a table that is deleted, tracked", table(row=f"<w:del {BY}/>")),
        ("cell-narrow", "in a cell that is a twentieth of a point wide", table('<w:tcW w:w="1" w:type="dxa"/>')),
        ("table-away", "in a table that floats off the page", table(whole='<w:tblpPr w:tblpX="-20000" w:tblpY="-30000"/>')),
        ("frame-away", "in a frame above the page", paragraph(text, properties='<w:framePr w:w="5000" w:vAnchor="page" w:y="-20000"/>')),
        ("box-away", "in a text box off the page", paragraph(box.format(-99999999, 5000000))),
        ("box-small", "in a text box of no width", paragraph(box.format(0, 1))),
        ("vml-away", "in a text box of an old program, off the page", paragraph(shape.format("position:absolute;margin-left:-3000pt"))),
        ("vml-hidden", "in a text box of an old program that is hidden", paragraph(shape.format("visibility:hidden"))),
        (
            "data-binding",
            "in a content control, which shows what the data of the document say",
            f'<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{{1}}"/></w:sdtPr><w:sdtContent>{body[3]}</w:sdtContent></w:sdt>',
        ),
        ("ground-solid", "in black on a solid black pattern", paragraph(run(text), properties='<w:shd w:val="solid" w:color="000000" w:fill="auto"/>')),
    ]:
        case(f"{name}.docx", f"A paragraph of the statement {what}", lambda item=item: docx(placed(item)), **near)
    numbering = f'<w:numbering {W}><w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:lvlText w:val="It is not true that"/></w:lvl></w:abstractNum>'
    numbering += '<w:num w:numId="9"><w:abstractNumId w:val="9"/></w:num></w:numbering>'
    styles = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="X"><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:style></w:styles>'
    case(
        "label-of-style.docx",
        "A paragraph of the statement behind a label that denies it, which its style gives it",
        lambda: docx(placed(paragraph(text, properties='<w:pStyle w:val="X"/>')), more={"numbering": numbering, "styles": styles}),
        **near,
    )
    for name, code in [("title", " TITLE "), ("variable", " DOCVARIABLE v "), ("condition", " IF 1=1 a b "), ("quoted", " \\* DATE ")]:
        case(
            f"field-{name}.docx",
            f"A number of the statement as what a field showed last whose code is{code}",
            lambda code=code: docx(with_runs(st, "one million", lambda word: f'<w:fldSimple w:instr="{code}">{run(word)}</w:fldSimple>') + ends),
            **near,
        )
    settings = f'<w:settings {W}><w:clrSchemeMapping w:bg1="light1" w:t1="light1"/></w:settings>'
    case(
        "theme-mapped.docx",
        "A word of the statement in the colour of text, which the settings make that of the ground",
        lambda: docx(with_runs(st, "peacefully ", lambda word: run(word, '<w:color w:val="000000" w:themeColor="text1"/>')) + ends, more={"settings": settings}),
        **near,
    )
    separator = f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1">{paragraph(said)}</w:footnote><w:footnote w:id="2">{paragraph(" ")}</w:footnote></w:footnotes>'
    case("note-separator.docx", "A sentence in the place of the line above the notes", lambda: docx([*body, *ends], more={"footnotes": separator}), **near)
    case(
        "element-unknown.docx",
        "A sentence behind the list in an element of another namespace, which some programs show",
        lambda: docx([*body, *ends, f'<x:show xmlns:x="urn:x">{paragraph(said)}</x:show>']),
        **near,
    )
    initial = '<w:keepNext/><w:framePr w:dropCap="drop" w:lines="3" w:wrap="around" w:vAnchor="text" w:hAnchor="text"/>'
    split = lambda text: [paragraph(run(text[0], '<w:sz w:val="96"/>'), properties=initial), paragraph(text[1:])]
    case("initial.docx", "A paragraph that begins with a large letter, three lines high", lambda: docx([*body[:1], *split(st.paragraphs[1]), *body[2:], *ends]), **same)
    case(
        "initial-changed.docx",
        "A large letter before a paragraph makes another word of its first",
        lambda: docx([*body[:1], *split("N" + st.paragraphs[1]), *body[2:], *ends]),
        **near,
    )

    odt_text, odt_ends = odt_body(st), odt_list(st)
    odt_placed = lambda item: [*odt_text[:3], item, *odt_text[4:], *odt_ends]
    style = lambda name, family, said: f'<style:style style:name="{name}" style:family="{family}">{said}</style:style>'
    list_style = '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" {}/></text:list-style>'
    in_list = f'<text:list text:style-name="N"><text:list-item>{odt_text[3]}</text:list-item></text:list>'
    LOEXT = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    row = f'<table:table><table:table-row table:style-name="R"><table:table-cell>{odt_text[3]}</table:table-cell></table:table-row></table:table>'
    frame = f'<text:p><draw:frame text:anchor-type="page" svg:x="-50cm" svg:y="0cm"><draw:text-box>{odt_text[3]}</draw:text-box></draw:frame></text:p>'
    for name, what, item, more in [
        ("section-condition", "in a section that is shown on a condition", f'<text:section text:name="s" text:display="condition" text:condition="ooow:1">{odt_text[3]}</text:section>', ""),
        ("section-linked", "in a section that shows another file", f'<text:section text:name="s"><text:section-source/>{odt_text[3]}</text:section>', ""),
        ("row-height", "in a row of a table that has no height", row, style("R", "table-row", '<style:table-row-properties style:row-height="0.01cm"/>')),
        ("frame-away", "in a frame off the page", frame, ""),
        ("label-format", "behind a label that denies it, as LibreOffice writes it", in_list, list_style.format(f'{LOEXT} loext:num-list-format="It is not true that %1%"')),
        (
            "label-of-style",
            "behind a label that denies it, which its style gives it",
            f'<text:p text:style-name="P">{escaped(text)}</text:p>',
            '<style:style style:name="P" style:family="paragraph" style:list-style-name="N"/>' + list_style.format('style:num-prefix="not "'),
        ),
    ]:
        case(f"{name}.odt", f"A paragraph of the statement {what}", lambda item=item, more=more: odt(odt_placed(item), more=more), **near)
    for name in ("date", "user-field-get", "bookmark-ref", "drop-down"):
        case(
            f"field-{name}.odt",
            f"A number of the statement as what a field showed last: {name}",
            lambda name=name: odt(odt_with(st, "one million", lambda word: f"<text:{name}>{word}</text:{name}>") + odt_ends),
            **near,
        )
    form = 'xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"'
    case(
        "form-label.odt",
        "A sentence as the label of a form",
        lambda: odt([f'<office:forms><form:form {form}><form:fixed-text form:label="{said}"/></form:form></office:forms>', *odt_text, *odt_ends]),
        **near,
    )
    dark = style("D", "section", '<style:section-properties fo:background-color="#000000"/>') + style("Wh", "paragraph", '<style:text-properties fo:color="#ffffff"/>')
    case(
        "white-on-section.odt",
        "A sentence behind the list, white in a black section",
        lambda: odt([*odt_text, *odt_ends, f'<text:section text:name="s" text:style-name="D"><text:p text:style-name="Wh">{said}</text:p></text:section>'], more=dark),
        **near,
    )


def looks():
    """Words that nobody finds, or not as they are, by their looks; and looks that change nothing."""
    st = sample()
    same = dict(harmless=True, statement=st, text="same-words", names=counts(st, st.signed))
    near = {**same, "harmless": False, "text": "near"}
    body, ends, odt_ends, word = body_of(st), listed(st), odt_list(st), "peacefully "
    filled = lambda fill: f'<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">{fill}</w14:textFill>'
    for name, what, look in [
        ("marked-black", "is marked black", '<w:highlight w:val="black"/>'),
        ("moved", "is moved a thousand points down", '<w:position w:val="-2000"/>'),
        ("small", "is 1.5 points high", '<w:sz w:val="3"/>'),
        ("close", "is written letter upon letter", '<w:spacing w:val="-400"/>'),
        ("white-fill", "is filled white", filled('<w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill>')),
        (
            "clear-fill",
            "has a fill that nothing is seen of",
            filled('<w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr></w14:solidFill>'),
        ),
        ("signs", "is drawn as signs", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),
    ]:
        case(f"{name}.docx", f"A word of the statement {what}", lambda look=look: docx(with_runs(st, word, lambda word: run(word, look)) + ends), **near)
    for name, what, properties in [
        ("indented", "is indented off the page", '<w:ind w:left="-30000" w:right="30000"/>'),
        ("flat", "has lines of a twentieth of a point", '<w:spacing w:line="1" w:lineRule="exact"/>'),
    ]:
        case(
            f"{name}.docx",
            f"A paragraph of the statement {what}",
            lambda properties=properties: docx([*body[:3], paragraph(st.paragraphs[3], properties=properties), *body[4:], *ends]),
            **near,
        )
    case(
        "raised-zeros.docx",
        "Two digits of a year raised by their position",
        lambda: docx(with_runs(st, "1974", lambda _: run("19") + run("74", '<w:position w:val="10"/><w:sz w:val="12"/>')) + ends),
        **near,
    )
    drawing = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    slots = [("dk1", "000000"), ("lt1", "FFFFFF"), ("accent1", "FFFFFF"), ("accent2", "C0504D")]
    colors = "".join(f'<a:{slot}><a:srgbClr val="{color}"/></a:{slot}>' for slot, color in slots)
    theme = f'<a:theme {drawing}><a:themeElements><a:clrScheme name="Office">{colors}</a:clrScheme></a:themeElements></a:theme>'
    for name, what, look, expected in [
        ("theme-white", "is white by the theme, and black beside it", '<w:color w:val="000000" w:themeColor="accent1"/>', near),
        ("theme-tint", "is all but white by a tint of the theme", '<w:color w:val="000000" w:themeColor="accent2" w:themeTint="08"/>', near),
        ("theme-shade", "is black by a shade of white, and white beside it", '<w:color w:val="FFFFFF" w:themeColor="background1" w:themeShade="00"/>', same),
        ("theme-black", "is black by the theme, and white beside it", '<w:color w:val="FFFFFF" w:themeColor="text1"/>', same),
        ("raised-word", "is raised as a note is", '<w:vertAlign w:val="superscript"/>', near),
    ]:
        make = lambda look=look: docx(with_runs(st, word, lambda word: run(word, look)) + ends, more={"theme": theme})
        case(f"{name}.docx", f"A word of the statement {what}", make, **expected)
    said = "<a:p><a:r><a:t>None of these organisations was asked.</a:t></a:r></a:p>"
    spaces = lambda prefix, kind: f'xmlns:{prefix}="http://schemas.openxmlformats.org/drawingml/2006/{kind}" {drawing}'
    chart = f'<c:chartSpace {spaces("c", "chart")}><c:chart><c:title>{said}</c:title></c:chart></c:chartSpace>'
    diagram = f'<dgm:dataModel {spaces("dgm", "diagram")}><dgm:pt><dgm:t>{said}</dgm:t></dgm:pt></dgm:dataModel>'
    case("chart.docx", "A chart whose title says something", lambda: docx(body + ends, more={"chart": chart}), **near)
    case("diagram.docx", "A diagram that says something", lambda: docx(body + ends, more={"diagramData": diagram}), **near)
    white = run("None of these organisations was asked.", '<w:color w:val="FFFFFF"/>')
    box = f'<w:r><w:pict><v:shape fillcolor="black"><v:textbox><w:txbxContent>{paragraph(white)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
    case("vml-box.docx", "A text box of an old program, white on black", lambda: docx([*body, *ends, paragraph(box)]), **near)
    begin, parted, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    dirty = begin.replace("/></w:r>", ' w:dirty="true"/></w:r>') + "<w:r><w:instrText> QUOTE </w:instrText></w:r>" + parted
    for name, what, make in [
        ("field-date", "A day that is worked out each time it is shown", lambda day: f'<w:fldSimple w:instr=" DATE ">{run(day)}</w:fldSimple>'),
        ("field-dirty", "A field that is to be worked out anew", lambda day: dirty + run(day) + end),
    ]:
        case(f"{name}.docx", what, lambda make=make: docx(with_runs(st, "October 30", make) + ends), **near)
    crosses = '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\u2717"/></w:lvl></w:abstractNum>'
    crosses = f'<w:numbering {W}>{crosses}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    unsure = {**near, "text": ["same-words", "near"], "names": None}
    case("bullet-crossed.docx", "Names behind crosses", lambda: docx(body + ends, more={"numbering": crosses}), **unsure)
    crossed = '<text:list-style style:name="X"><text:list-level-style-bullet text:level="1" text:bullet-char="\u2717"/></text:list-style>'
    styled = [odt_ends[0], odt_ends[1].replace("<text:list>", '<text:list text:style-name="X">')]
    case("bullet-crossed.odt", "Names behind crosses", lambda: odt([*odt_body(st), *styled], more=crossed), **unsure)
    first = [odt_ends[0], odt_ends[1].replace("<text:list-item>", '<text:list-item text:start-value="7">', 1)]
    case("list-from-seven.odt", "Names counted from seven", lambda: odt([*odt_body(st), *first]), **{**unsure, "exit": [0, 1]})
    case(
        "leftward.docx",
        "Two words of the statement run from right to left",
        lambda: docx(with_runs(st, "one million", lambda word: f'<w:dir w:val="rtl">{run(word)}</w:dir>') + ends),
        **near,
    )
    case(
        "watermark.docx",
        "A watermark in the running head, across each page",
        lambda: docx(
            body + ends,
            header='<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>',
        ),
        **{**near, "names": [near["names"], {"signed": 29, "not-on-roll": 1}]},
    )
    case(
        "white-on-table.docx",
        "A sentence before the text in white, in a table whose style is dark",
        lambda: docx(
            [
                '<w:tbl><w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr><w:tr><w:tc>'
                + paragraph(run("The text below is a draft and is open to changes.", '<w:color w:val="FFFFFF"/>'))
                + "</w:tc></w:tr></w:tbl>",
                *body,
                *ends,
            ]
        ),
        **near,
    )
    case(
        "struck-sentence.docx",
        "A sentence behind the list, struck through and still to be read",
        lambda: docx([*body, *ends, paragraph(run("None of these organisations was asked.", "<w:strike/>"))]),
        **near,
    )
    case(
        "looks.docx",
        "Looks that hide nothing: grey, raised by half a point, wider, condensed, lines of 14 points, an indent, an outline without fill",
        lambda: docx(
            [
                *body[:3],
                paragraph(st.paragraphs[3], properties='<w:spacing w:line="280" w:lineRule="exact"/><w:ind w:left="720" w:hanging="360"/>'),
                paragraph(
                    run(
                        st.paragraphs[4],
                        '<w:rFonts w:ascii="Calibri"/><w:color w:val="595959"/><w:spacing w:val="-6"/><w:position w:val="1"/><w:w w:val="90"/>'
                        + filled('<w14:solidFill><w14:schemeClr w14:val="tx1"/></w14:solidFill>')
                        + filled("<w14:noFill/>").replace("textFill", "textOutline"),
                    )
                ),
                *body[5:],
                *ends,
            ]
        ),
        **same,
    )
    style = lambda said: f'<style:style style:name="L" style:family="text"><style:text-properties {said}/></style:style>'
    LOEXT = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
    for name, what, said in [
        ("marked-black", "stands in black on black", 'fo:color="#000000" fo:background-color="#000000"'),
        ("moved", "is moved ten lines down", 'style:text-position="-1000% 100%"'),
        ("small", "is a hundredth of its size", 'style:text-position="50% 1%"'),
        ("clear", "is transparent", f'fo:color="#000000" {LOEXT} loext:opacity="0%"'),
        ("close", "is written letter upon letter", 'fo:letter-spacing="-1cm"'),
        ("struck", "is struck through", 'style:text-line-through-style="solid"'),
        ("condition", "is shown on a condition", 'text:display="condition" text:condition="ooow:1"'),
    ]:
        case(
            f"{name}.odt",
            f"A word of the statement {what}",
            lambda said=said: odt(odt_with(st, word, lambda word: f'<text:span text:style-name="L">{word}</text:span>') + odt_ends, more=style(said)),
            **near,
        )
    case(
        "conditional.odt",
        "A word by a condition, which a program evaluates anew",
        lambda: odt(
            odt_with(
                st,
                "one million",
                lambda word: f'<text:conditional-text text:condition="ooow:1" text:string-value-if-true="two million">{word}</text:conditional-text>',
            )
            + odt_ends
        ),
        **near,
    )
    case(
        "hidden-paragraph.odt",
        "A paragraph of the statement hidden by a field in it",
        lambda: odt(odt_with(st, "one million", lambda word: f'<text:hidden-paragraph text:condition="ooow:1" text:is-hidden="true"/>{word}') + odt_ends),
        **near,
    )
    case(
        "label.odt",
        "A paragraph of the statement behind a label of its list that says “not”",
        lambda: odt(
            [
                *odt_body(st)[:3],
                f'<text:list text:style-name="N"><text:list-item><text:p>{escaped(st.paragraphs[3])}</text:p></text:list-item></text:list>',
                *odt_body(st)[4:],
                *odt_ends,
            ],
            more='<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" style:num-prefix="not "/></text:list-style>',
        ),
        **near,
    )
    case(
        "looks.odt",
        "Looks that hide nothing: grey, wider, on yellow, in a font of letters",
        lambda: odt(
            odt_with(st, word, lambda word: f'<text:span text:style-name="L">{word}</text:span>') + odt_ends,
            more=style('fo:color="#595959" fo:letter-spacing="0.05cm" fo:background-color="#ffff00" fo:font-size="110%" style:font-name="Calibri" style:text-scale="90%"'),
        ),
        **same,
    )


def names():
    st = sample()
    false = dict(harmless=False, statement=st, text="same-words")
    body = body_of(st)
    case(
        "name-missing.docx",
        "A name that did not sign",
        lambda: docx(body + listed(st, with_name(st.signed, MISSING, 11))),
        **false,
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    case(
        "name-invented.docx",
        "An invented name, in a run that is split",
        lambda: docx(body + listed(st) + [paragraph(run(INVENTED[:8]), run(INVENTED[8:]), properties=NUMBERED)]),
        **false,
        names={"signed": 29, "not-on-roll": 1},
        named={INVENTED: "not-on-roll"},
    )
    case(
        "name-tracked.docx",
        "A name that withdrew, put in by a tracked insertion",
        lambda: docx(body + listed(st) + [f'<w:p><w:pPr>{NUMBERED}</w:pPr><w:ins {BY}>{run(WITHDRAWN)}</w:ins></w:p>']),
        **false,
        names={"signed": 29, "withdrawn": 1},
        named={WITHDRAWN: "withdrawn"},
    )
    case(
        "name-hidden.docx",
        "A name that did not sign, hidden in the list",
        lambda: docx(body + listed(st) + [paragraph(run(MISSING, "<w:vanish/>"), properties=NUMBERED)]),
        **false,
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
        flags=["hidden-text"],
    )
    case(
        "name-text-box.docx",
        "A name that declined, in a text box beside the list",
        lambda: docx(body + listed(st) + [paragraph(text_box(paragraph(DECLINED)))]),
        harmless=False,
        statement=st,
        text=["same-words", "near"],
        names={"signed": 29, "listed-not-signed": 1},
        named={DECLINED: "listed-not-signed"},
    )
    case(
        "name-head.docx",
        "A name that did not sign, in the running head",
        lambda: docx(body + listed(st), header=MISSING),
        harmless=False,
        statement=st,
        text=["same-words", "near"],
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    case(
        "name-foot.odt",
        "A name that did not sign, in the running foot",
        lambda: libreoffice(odt_with_heads(st).replace("Page <text:page-number/> of <text:page-count/>", MISSING), "fodt", "odt"),
        harmless=False,
        statement=st,
        text=["same-words", "near"],
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    case(
        "name-altered.docx",
        "A letter of a name changed",
        lambda: docx(body + listed(st, [name.replace("Oma ", "Omas ") for name in st.signed])),
        **false,
        names=altered(st, [name for name in st.signed if not name.startswith("Oma ")]),
        named={"Omas Organization for Human Rights and Democracy Promotion": "altered"},
    )
    case(
        "name-missing.odt",
        "A name that did not sign, in LibreOffice's list",
        lambda: libreoffice(plain(st, titled(st, inner(st, with_name(st.signed, MISSING, 2)))), "html", "odt"),
        **false,
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    case(
        "name-twice.odt",
        "A name stands twice",
        lambda: odt(odt_body(st) + odt_list(st, st.signed + ["Freedom House"])),
        **false,
        names={"signed": 29, "duplicate": 1},
        named={"Freedom House": "duplicate"},
    )
    other = of("fa")
    case(
        "fa-name-missing.docx",
        "A name that did not sign",
        lambda: docx(body_of(other) + listed(other, other.signed + ["بنیاد چراغ دریایی"])),
        harmless=False,
        statement=other,
        text="same-words",
        names=counts(other, other.signed + ["بنیاد چراغ دریایی"]),
        named={"بنیاد چراغ دریایی": "listed-not-signed"},
    )


def not_to_be_read():
    st = sample()
    page = plain(st, titled(st, inner(st)))
    case(
        "cut-off.docx",
        "The first 2,000 bytes of a DOCX",
        lambda: docx(body_of(st) + listed(st))[:2000],
        harmless=False,
        text="cannot-compare",
        exit=3,
    )
    case(
        "old-word.doc",
        "The format of Word before 2007, which is not read",
        lambda: libreoffice(page, "html", "doc:MS Word 97"),
        harmless=True,
        text="cannot-compare",
        exit=3,
    )
    case(
        "rich-text.rtf",
        "Rich Text Format, which is not read",
        lambda: libreoffice(page, "html", "rtf:Rich Text Format"),
        harmless=True,
        text="cannot-compare",
        exit=3,
    )
    case(
        "no-document.docx",
        "A ZIP file without a document",
        lambda: zipped({"readme.txt": published(st)}),
        harmless=False,
        text="cannot-compare",
        exit=3,
    )
