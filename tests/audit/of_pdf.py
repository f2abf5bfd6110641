"""Copies as PDF, by WeasyPrint, Chromium, LibreOffice and groff."""

import re
import textwrap

from corpus import INVENTED, altered, case, counts, last_year, of, replaced, sample, with_name
from of_html import blocks, escaped, head_of, inner, list_of, plain
from producers import chromium, groff, libreoffice, pictures, qpdf, weasyprint
from statements import MISSING, WITHDRAWN

PAGED = """<style>@page { size: A5; margin: 22mm 18mm;
 @top-left { content: "The Harbour Gazette" } @top-right { content: "30 October 2025" }
 @bottom-center { content: "Page " counter(page) " of " counter(pages) } }
body { font: 10pt/1.4 "DejaVu Serif", serif; text-align: justify; hyphens: auto } h1 { text-align: left; hyphens: manual }</style>
"""
COLUMNS = (
    "<style>@page { size: A4; margin: 20mm } body { font: 9pt/1.4 sans-serif } .text { columns: 2; column-gap: 10mm; text-align:"
    " justify; hyphens: auto }</style>\n"
)


def titled(statement, content):
    return f"<h1>{escaped(statement.title)}</h1>\n{content}"


def paged(statement, content, style=PAGED):
    return plain(statement, titled(statement, content), style)


def columns(statement, content):
    return plain(statement, titled(statement, f'<div class="text">{content}</div>'), COLUMNS)


def roff(statement, names=None, body=None, head="", columns=False):
    """The statement for groff's ms macros, which hyphenate and number pages."""
    sign = lambda text: re.sub(r"^([.'])", r"\\&\1", text, flags=re.M).replace("'", "\\[aq]")
    lines = [".nr PS 10p", ".nr VS 13p", *([head] if head else []), ".LP", f".ce\n{statement.title}", ".sp", *([".2C"] if columns else [])]
    for paragraph in body or statement.paragraphs:
        lines += [".PP", sign(paragraph)]
    lines += [".LP", sign(statement.heading)]
    for number, name in enumerate(names or statement.signed, 1):
        lines += [f".IP {number}. 4", sign(name)]
    return "\n".join(lines) + "\n"


def drawn(lines, over=b"", resources=b"", catalog=b"", annotation=b"", objects=()):
    """A page by hand: lines in Helvetica, each a text or operators that stand within it, and what is drawn over them. Objects
    are counted from 6."""
    shown = b"".join(line if isinstance(line, bytes) else b"(" + letters(line) + b") Tj T*\n" for line in lines)
    content = b"BT /F 8 Tf 10 TL 40 820 Td\n" + shown + b"ET\n" + over
    notes = b"/Annots [ << /Type /Annot " + annotation + b" >> ]" if annotation else b""
    made = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + notes + b" /Resources << /Font << /F 5 0 R >> "
        + resources + b" >> >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"endstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *objects,
    ]
    file, places = b"%PDF-1.7\n", []
    for number, item in enumerate(made, 1):
        places.append(len(file))
        file += b"%d 0 obj\n" % number + item + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(made) + 1
    return file + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(file))


def letters(text):
    return re.sub(rb"([\\()])", rb"\\\1", text.encode("cp1252"))


def lines_of(statement, word="", before=b"", behind=b""):
    """The statement in lines for `drawn`; operators stand before and behind the first `word`."""
    lines = [line for part in statement.paragraphs for line in [*textwrap.wrap(part, 110), ""]] + [statement.heading, *statement.signed]
    for at, line in enumerate(lines):
        if word and word in line:
            first, last = map(letters, line.split(word, 1))
            lines[at] = b"(" + first + b") Tj " + before + b"(" + letters(word) + b") Tj " + behind + b"(" + last + b") Tj T*\n"
            return lines
    assert not word, word
    return lines


NOTICE = "The text above is a draft and is open to changes."
BELOW = b"BT /F 8 Tf 40 60 Td (" + letters(NOTICE) + b") Tj ET "


def drawn_by_hand():
    st = sample()
    word, row = "peacefully ", lambda text: 820 - 10 * next(at for at, line in enumerate(lines_of(st)) if text in line)
    same = dict(harmless=True, statement=st, text="same-words", names=counts(st, st.signed))
    near = {**same, "harmless": False, "text": "near"}
    states = b"/ExtGState << /Faint << /ca 0.15 >> /Half << /ca 0.4 >> /Full << /ca 1 >> /Multiply << /BM /Multiply >> /Bright << /BM /Luminosity >> >>"
    line = lambda width, color, y: b"q %s RG %d w 35 %d m 560 %d l S Q\n" % (color, width, y, y)
    box = lambda y, height: b"35 %d 525 %d re" % (y, height)
    case("drawn.pdf", "Letters as a page draws them", lambda: drawn(lines_of(st)), **same)
    case(
        "drawn-lines.pdf",
        "Lines under a line of the text and around all of it, on a page that is painted white",
        lambda: drawn([b"ET 1 g 0 0 595 842 re f 0 g BT /F 8 Tf 10 TL 40 820 Td\n", *lines_of(st)], line(1, b"0 0 0", row("one million") - 3) + b"30 40 540 795 re S\n"),
        **same,
    )
    case(
        "drawn-marked.pdf",
        "A line marked yellow, over its letters: multiplied, and half transparent",
        lambda: drawn(
            lines_of(st),
            b"q /Multiply gs 1 1 0 rg %s f Q q /Half gs 1 1 0 rg %s f Q\n" % (box(row("one million") - 2, 10), box(row("one million") - 12, 10)),
            states,
        ),
        **same,
    )
    case(
        "drawn-frame.pdf",
        "A frame around the text, filled by the even-odd rule",
        lambda: drawn(lines_of(st), b"0.8 g 5 5 585 832 re 20 20 555 815 re f* 0 g\n"),
        **same,
    )
    case("drawn-dark.pdf", "A word in a dark grey", lambda: drawn(lines_of(st, word, b"0.4 g ", b"0 g ")), **same)
    case(
        "drawn-note.pdf",
        "A closed note of an editor, who asks whether a number is right",
        lambda: drawn(lines_of(st), annotation=b"/Subtype /Text /Rect [20 400 30 410] /Contents (Is it two million?)"),
        **same,
    )
    case(
        "drawn-underlined.pdf",
        "A line is underlined by an annotation",
        lambda: drawn(lines_of(st), annotation=b"/Subtype /Underline /Rect [35 %d 560 %d]" % (row("one million") - 2, row("one million") + 8)),
        **same,
    )
    for name, what, before, behind in [
        ("narrow", "a hundredth of its width", b"1 Tz ", b"100 Tz "),
        ("small", "1.5 points high", b"/F 1.5 Tf ", b"/F 8 Tf "),
        ("faint", "in a fill that covers a seventh", b"/Faint gs ", b"/Full gs "),
        ("grey", "in a grey that is nearly white", b"0.92 g ", b"0 g "),
        ("away", "raised off the page", b"900 Ts ", b"0 Ts "),
        ("clip-only", "drawn as a clip alone", b"7 Tr ", b"0 Tr "),
    ]:
        case(
            f"drawn-{name}.pdf",
            f"A word of the statement {what}, so that no reader finds it",
            lambda before=before, behind=behind: drawn(lines_of(st, word, before, behind), resources=states),
            **near,
        )
    for name, what, over in [
        ("line-over", "A thick white line over a line of the text", line(10, b"1 1 1", row("one million") + 3)),
        ("box-over", "A white box over a line of the text", b"1 g %s f 0 g\n" % box(row("one million") - 2, 10)),
        ("struck", "A thin line through a line of the text", line(1, b"0 0 0", row("one million") + 2)),
        ("notice-frame", "A sentence behind the list, in a frame that is filled by the even-odd rule", BELOW + b"30 50 300 30 re 35 55 290 20 re f*\n"),
        ("notice-pattern", "A sentence behind the list, painted with a pattern", b"/Pattern cs /P scn " + BELOW),
        ("notice-bright", "A sentence behind the list, blended by its luminosity", b"/Bright gs " + BELOW),
        ("notice-on-line", "A sentence behind the list, white on a thick dark line", b"q 0.5 0 0 RG 14 w 30 62 m 400 62 l S 1 g " + BELOW + b"Q\n"),
        ("notice-clip", "A sentence behind the list as a clip, through which a black box is painted", b"q " + BELOW.replace(b"Td", b"Td 7 Tr") + b"0 0 595 842 re f Q\n"),
        ("overprint", "A word written over in white", b"q 1 g BT /F 8 Tf 40 %d Td (" % row(lines_of(st)[0]) + letters(lines_of(st)[0]) + b") Tj ET Q\n"),
    ]:
        pattern = b"<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >> /Length 17 >>\nstream\n0 g 0 0 9 9 re f\nendstream"
        case(
            f"drawn-{name}.pdf",
            what,
            lambda over=over, pattern=pattern: drawn(lines_of(st), over, states + b" /Pattern << /P 6 0 R >>", objects=[pattern]),
            **near,
        )
    for name, what, annotation, catalog in [
        ("free-text", "A sentence behind the list, as an annotation of text without an appearance", b"/Subtype /FreeText /Rect [40 50 400 70] /DA (/F 9 Tf 0 g) /Contents (" + letters(NOTICE) + b")", b""),
        ("field", "A sentence behind the list, as a field of a form that is drawn by the viewer", b"/Subtype /Widget /FT /Tx /T (a) /Rect [40 50 400 70] /DA (/F 9 Tf 0 g) /V (" + letters(NOTICE) + b")", b"/AcroForm << /Fields [] /NeedAppearances true >>"),
        ("stamp", "A stamp across the text: not approved", b"/Subtype /Stamp /Name /NotApproved /Rect [100 300 400 400]", b""),
        ("strike-out", "A line of the text is struck out by an annotation", b"/Subtype /StrikeOut /Rect [35 %d 560 %d]" % (row("one million") - 2, row("one million") + 8), b""),
        ("redacted", "A line of the text is covered by a square without an appearance", b"/Subtype /Square /IC [0 0 0] /Rect [35 %d 560 %d]" % (row("one million") - 2, row("one million") + 8), b""),
    ]:
        case(
            f"drawn-{name}.pdf",
            what,
            lambda annotation=annotation, catalog=catalog: drawn(lines_of(st), catalog=catalog, annotation=annotation),
            **{**near, "names": [near["names"], {"signed": 29, "not-on-roll": 1}]},
        )
    case(
        "drawn-layer.pdf",
        "A sentence behind the list in a layer that goes off where it is shown, but not where it is printed",
        lambda: drawn(
            lines_of(st),
            b"/OC /L BDC " + BELOW + b"EMC\n",
            b"/Properties << /L 6 0 R >>",
            b"/OCProperties << /OCGs [6 0 R] /D << /AS [ << /Event /View /Category [/View] /OCGs [6 0 R] >> ] >> >>",
            objects=[b"<< /Type /OCG /Name (L) /Usage << /View << /ViewState /OFF >> /Print << /PrintState /ON >> >> >>"],
        ),
        **near,
    )
    case(
        "drawn-name-field.pdf",
        "A name that did not sign, in a field of a form that is drawn by the viewer",
        lambda: drawn(lines_of(st), catalog=b"/AcroForm << /NeedAppearances true >>", annotation=b"/Subtype /Widget /FT /Tx /Rect [40 50 400 70] /V (" + letters(MISSING) + b")"),
        harmless=False,
        statement=st,
        text=["same-words", "near"],
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )


def cases():
    harmless()
    drawn_by_hand()
    laid_out()
    other_scripts()
    not_to_be_read()
    changed()
    names()


def harmless():
    st = sample()
    full, content = counts(st, st.signed), inner(st)
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    case("weasyprint.pdf", "WeasyPrint, one column, no hyphens", lambda: weasyprint(plain(st, titled(st, content))), **same)
    case(
        "weasyprint-paged.pdf",
        "WeasyPrint, small pages with running heads and page numbers, justified and hyphenated",
        lambda: weasyprint(paged(st, content)),
        **same,
    )
    case("weasyprint-columns.pdf", "WeasyPrint, two columns, hyphenated", lambda: weasyprint(columns(st, content)), **same)
    case(
        "weasyprint-body.pdf",
        "WeasyPrint, the text without title and list",
        lambda: weasyprint(plain(st, "\n".join(blocks(st)))),
        harmless=True,
        statement=st,
        text="same-words",
    )
    case(
        "weasyprint-table.pdf",
        "WeasyPrint, names in a table of two columns",
        lambda: weasyprint(
            plain(
                st,
                titled(
                    st,
                    inner(
                        st,
                        listing="<table>"
                        + "".join(
                            "<tr>" + "".join(f"<td>{escaped(name)}</td>" for name in st.signed[at : at + 2]) + "</tr>" for at in range(0, 29, 2)
                        )
                        + "</table>",
                    ),
                ),
            )
        ),
        **same,
    )
    case("chromium.pdf", "Chromium, printed without heads", lambda: chromium(plain(st, titled(st, content))), **same)
    case(
        "chromium-heads.pdf",
        "Chromium with its own heads and feet: day, title, address, page",
        lambda: chromium(plain(st, titled(st, content)), heads=True),
        **same,
    )
    case("chromium-columns.pdf", "Chromium, two columns, hyphenated", lambda: chromium(columns(st, content)), **same)
    case("libreoffice.pdf", "LibreOffice Writer", lambda: libreoffice(plain(st, titled(st, content)), "html", "pdf"), **same)
    case(
        "libreoffice-heads.pdf",
        "LibreOffice from an ODT with a running head and page numbers",
        lambda: libreoffice(odt_with_heads(st), "fodt", "pdf"),
        **same,
    )
    case("groff.pdf", "groff -ms: hyphenated, justified, page numbers", lambda: groff(roff(st)), **same)
    case("groff-columns.pdf", "groff -ms in two columns", lambda: groff(roff(st, columns=True)), **same)
    case(
        "groff-heads.pdf",
        "groff -ms with a head and a foot on each page",
        lambda: groff(roff(st, head=".ds LH The Harbour Gazette\n.ds RH October 2025\n.ds CF %\n.nr HM 1i\n.P1")),
        **same,
    )
    case(
        "object-streams.pdf",
        "Object streams, linearized, encrypted under an empty password",
        lambda: qpdf(
            weasyprint(plain(st, titled(st, content))),
            "--object-streams=generate",
            "--linearize",
            "--allow-weak-crypto",
            "--encrypt",
            "",
            "owner",
            "128",
            "--",
        ),
        **same,
    )
    case(
        "uncompressed.pdf",
        "All streams uncompressed",
        lambda: qpdf(weasyprint(plain(st, titled(st, content))), "--stream-data=uncompress", "--object-streams=disable"),
        **same,
    )
    old = last_year()
    case(
        "last-year.pdf",
        "Last year's version by groff",
        lambda: groff(roff(old)),
        harmless=True,
        statement=old,
        text="same-words",
        names=counts(old, old.signed),
    )


def laid_out():
    """Columns, cells and large first letters, and for each a copy that deceives."""
    st = sample()
    page = lambda style, content: plain(st, titled(st, content), f"<style>@page {{ size: A4; margin: 22mm }} body {{ font: 10pt/1.35 serif }} {style}</style>")
    same = dict(harmless=True, statement=st, text="same-words", names=counts(st, st.signed))
    near = {**same, "harmless": False, "text": "near"}
    rows = lambda names: [names[at : at + 3] for at in range(0, len(names), 3)]
    cells = lambda names: "<table>" + "".join("<tr>" + "".join(f"<td>{escaped(name)}</td>" for name in row) + "</tr>" for row in rows(names)) + "</table>"
    table = "td { width: 33%; padding: 2pt 4pt; font-size: 9pt; text-align: center; vertical-align: middle }"
    case("chromium-cells.pdf", "Chromium, names wrapped in three columns of centred cells", lambda: chromium(page(table, inner(st, listing=cells(st.signed)))), **same)
    case(
        "chromium-cells-missing.pdf",
        "Chromium, names wrapped in cells, one of which did not sign",
        lambda: chromium(page(table, inner(st, listing=cells(with_name(st.signed, MISSING, 4))))),
        harmless=False,
        statement=st,
        text="same-words",
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    initial = "body > p::first-letter { float: left; font-size: 300%; line-height: 0.9; padding-right: 3pt }"
    plain_list = list_of(st.signed, "ul")
    case("chromium-initials.pdf", "Chromium, large first letters of paragraphs", lambda: chromium(page(initial, inner(st, listing=plain_list))), **same)
    case(
        "chromium-initials-word.pdf",
        "Chromium, large first letters of paragraphs; a word lost beside one of them",
        lambda: chromium(page(initial, replaced(inner(st, listing=plain_list), ("the rule of law, silences", "the rule of law, and silences")))),
        **near,
    )
    whole = "body { columns: 2; column-gap: 8mm } h1 { text-transform: uppercase } p { text-align: justify; hyphens: auto }"
    case("weasyprint-all-columns.pdf", "WeasyPrint, text and list in two columns, the title in capitals", lambda: weasyprint(page(whole, inner(st, listing=plain_list))), **same)
    case(
        "weasyprint-all-columns-digit.pdf",
        "WeasyPrint, text and list in two columns; a digit changed",
        lambda: weasyprint(page(whole, replaced(inner(st, listing=plain_list), ("1974", "1975")))),
        **near,
        differences=[("1974", "1975")],
    )
    case(
        "weasyprint-dots.pdf",
        "WeasyPrint, names in a centred run with dots between them, broken anywhere",
        lambda: weasyprint(page("p { text-align: center }", inner(st, listing=f"<p>{' • '.join(map(escaped, st.signed))}</p>"))),
        **same,
    )


def odt_with_heads(statement, footnote=""):
    names = "".join(f'<text:list-item><text:p>{escaped(name)}</text:p></text:list-item>' for name in statement.signed)
    body = "".join(f'<text:p text:style-name="P">{escaped(paragraph)}</text:p>' for paragraph in statement.paragraphs)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:style style:name="P" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.3cm" fo:text-align="justify"/><style:text-properties fo:font-size="11pt" fo:language="en" fo:country="GB" fo:hyphenate="true"/></style:style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-suffix="." style:num-format="1"/></text:list-style></office:styles>
<office:automatic-styles><style:page-layout style:name="A"><style:page-layout-properties fo:page-width="14.8cm" fo:page-height="21cm" fo:margin="1.8cm"/><style:header-style><style:header-footer-properties fo:min-height="1cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="1cm"/></style:footer-style></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A"><style:header><text:p>The Harbour Gazette</text:p></style:header><style:footer><text:p>Page <text:page-number/> of <text:page-count/></text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text><text:h text:outline-level="1">{escaped(statement.title)}</text:h>{body}<text:p>{escaped(statement.heading)}</text:p><text:list text:style-name="L">{names}</text:list></office:text></office:body></office:document>"""


def other_scripts():
    for language in ("fr", "de", "ru", "el", "tr", "vi"):
        st = of(language)
        for producer, make in [
            ("weasyprint", lambda st=st: weasyprint(paged(st, inner(st)))),
            ("chromium", lambda st=st: chromium(plain(st, titled(st, inner(st))))),
            ("libreoffice", lambda st=st: libreoffice(plain(st, titled(st, inner(st))), "html", "pdf")),
        ]:
            if (language, producer) in [
                ("fr", "chromium"),
                ("de", "weasyprint"),
                ("ru", "weasyprint"),
                ("ru", "libreoffice"),
                ("el", "chromium"),
                ("tr", "libreoffice"),
                ("vi", "weasyprint"),
            ]:
                case(
                    f"{language}-{producer}.pdf",
                    f"{producer}, {'small pages with heads, hyphenated' if producer == 'weasyprint' else 'one column'}",
                    make,
                    harmless=True,
                    statement=st,
                    text="same-words",
                    names=counts(st, st.signed),
                )
    st = of("fr")
    case(
        "fr-groff.pdf",
        "groff with Latin-1 letters",
        lambda st=st: groff(roff(st).replace("’", "\\[cq]").replace("Œ", "\\[OE]")),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    for language, producers in [
        ("ar", ("weasyprint", "chromium", "libreoffice")),
        ("he", ("weasyprint", "chromium")),
        ("fa", ("chromium", "libreoffice")),
    ]:
        st = of(language)
        for producer in producers:
            make = {
                "weasyprint": lambda st=st: weasyprint(plain(st, titled(st, inner(st)))),
                "chromium": lambda st=st: chromium(plain(st, titled(st, inner(st)))),
                "libreoffice": lambda st=st: libreoffice(plain(st, titled(st, inner(st))), "html", "pdf"),
            }[producer]
            if producer == "weasyprint":
                case(
                    f"{language}-{producer}.pdf",
                    f"{producer}, right to left: the text layer holds other letters than the page shows",
                    make,
                    harmless=True,
                    statement=None,
                    text="cannot-compare",
                    exit=3,
                )
            else:
                case(
                    f"{language}-{producer}.pdf",
                    f"{producer}, right to left: the letters may come out in visual order",
                    make,
                    harmless=True,
                    statement=st,
                    text=["same-words", "cannot-compare"],
                    names=[counts(st, st.signed), "absent"],
                    exit=[0, 3],
                )
    for language, producer in [("zh-Hans", weasyprint), ("ja", chromium), ("ko", chromium), ("am", chromium), ("hy", weasyprint)]:
        st = of(language)
        case(
            f"{language}.pdf",
            f"{producer.__name__}, one column",
            lambda st=st, producer=producer: producer(plain(st, titled(st, inner(st)))),
            harmless=True,
            statement=st,
            text="same-words",
            names=counts(st, st.signed),
        )
    for language, producer in [("hi", chromium), ("th", weasyprint), ("km", chromium)]:
        st = of(language)
        case(
            f"{language}.pdf",
            f"{producer.__name__}; a script whose marks stand out of order in the page, so that its letters may be lost",
            lambda st=st, producer=producer: producer(plain(st, titled(st, inner(st)))),
            harmless=True,
            statement=st,
            text=["same-words", "cannot-compare"],
            names=[counts(st, st.signed), "absent"],
            exit=[0, 3],
        )


def not_to_be_read():
    st = sample()
    content = inner(st)
    unreadable = dict(statement=None, text="cannot-compare", exit=3)
    case(
        "pictures.pdf",
        "Images of the pages only, faithful, without a text layer",
        lambda: pictures(weasyprint(plain(st, titled(st, content)))),
        harmless=True,
        **unreadable,
    )
    case(
        "pictures-changed.pdf",
        "Images of the pages only, a number changed: nobody can tell",
        lambda: pictures(weasyprint(plain(st, titled(st, replaced(content, ("one million", "two million")))))),
        harmless=False,
        **unreadable,
    )
    case(
        "locked.pdf",
        "Encrypted under a password",
        lambda: qpdf(weasyprint(plain(st, titled(st, content))), "--encrypt", "reader", "owner", "256", "--"),
        harmless=True,
        **unreadable,
    )
    case("cut-off.pdf", "The first 3,000 bytes of a PDF", lambda: weasyprint(plain(st, titled(st, content)))[:3000], harmless=False, **unreadable)


def changed():
    st = sample()
    full, content = counts(st, st.signed), inner(st)
    near = dict(harmless=False, statement=st, text="near", names=full)
    html_of = lambda *pairs: plain(st, titled(st, replaced(content, *pairs)))
    case(
        "weasyprint-digit.pdf",
        "WeasyPrint, hyphenated; a digit of a year changed",
        lambda: weasyprint(paged(st, replaced(content, ("1974", "1975")))),
        **near,
        differences=[("1974", "1975")],
    )
    case(
        "weasyprint-columns-word.pdf",
        "WeasyPrint, two columns; a word changed",
        lambda: weasyprint(columns(st, replaced(content, ("silences dissent", "silences debate")))),
        **near,
        differences=[("dissent", "debate")],
    )
    case(
        "weasyprint-swapped.pdf",
        "WeasyPrint; two paragraphs swapped",
        lambda: weasyprint(plain(st, titled(st, inner(st, body=[blocks(st)[i] for i in (0, 1, 2, 4, 3, 5, 6)])))),
        **near,
    )
    case(
        "weasyprint-white.pdf",
        "WeasyPrint; a word printed white on white, so that no reader sees it",
        lambda: weasyprint(html_of(("peacefully expressing", '<span style="color:#fff">peacefully</span> expressing'))),
        harmless=False,
        statement=st,
        text=["near", "cannot-compare"],
        names=full,
        exit=[1, 3],
    )
    case(
        "chromium-word.pdf",
        "Chromium; a word inserted",
        lambda: chromium(html_of(("release of political", "early release of political"))),
        **near,
        differences=[("", "early")],
    )
    case(
        "chromium-notice.pdf",
        "Chromium; a sentence directly before the text",
        lambda: chromium(plain(st, titled(st, "<p>The text below is a draft and is open to changes.</p>" + content))),
        **near,
    )
    case(
        "chromium-footnote.pdf",
        "Chromium; a note behind the list",
        lambda: chromium(plain(st, titled(st, content + "<p>The text above is a draft and is open to changes.</p>"))),
        **near,
    )
    case(
        "libreoffice-dropped.pdf",
        "LibreOffice; a paragraph is missing",
        lambda: libreoffice(plain(st, titled(st, inner(st, body=blocks(st)[:3] + blocks(st)[4:]))), "html", "pdf"),
        **near,
    )
    case(
        "libreoffice-number.pdf",
        "LibreOffice; one million made two million",
        lambda: libreoffice(html_of(("one million", "two million")), "html", "pdf"),
        **near,
        differences=[("one", "two")],
    )
    case(
        "groff-digit.pdf",
        "groff, hyphenated; a digit of a year changed",
        lambda: groff(roff(st, body=replaced("\n\n".join(st.paragraphs), ("2021", "2012")).split("\n\n"))),
        **near,
        differences=[("2021", "2012")],
    )
    case(
        "groff-columns-word.pdf",
        "groff, two columns; a word lost",
        lambda: groff(
            roff(st, columns=True, body=replaced("\n\n".join(st.paragraphs), ("bilateral and multilateral", "bilateral and")).split("\n\n"))
        ),
        **near,
        differences=[("multilateral", "")],
    )
    case(
        "first-page.pdf",
        "Date and first paragraph only, with the whole list",
        lambda: groff(roff(st, body=st.paragraphs[:2])),
        harmless=False,
        statement=st,
        text="excerpt",
        names=full,
    )
    case(
        "report.pdf",
        "Two pages of a report on another matter, which quotes one sentence",
        lambda: groff(
            ".LP\n"
            + "The reading room was open on forty days of the year. " * 12
            + "\n.LP\nThe statement of the day says: “Each unjust detention sends a chilling message to others who seek to speak"
            " truth to power.” \n.LP\n"
            + "Members returned their keys in good time. " * 12
            + "\n"
        ),
        harmless=False,
        statement=st,
        text="excerpt",
    )
    for language, producer, old, new in [
        ("ru", chromium, "Никто не может быть подвергнут", "Никто может быть подвергнут"),
        ("de", weasyprint, "Niemand darf willkürlich", "Jeder darf willkürlich"),
        ("el", weasyprint, "Κανείς δεν μπορεί να συλλαμβάνεται", "Κανείς μπορεί να συλλαμβάνεται"),
        ("zh-Hans", chromium, "不得迫使隶属", "得迫使隶属"),
        ("ja", weasyprint, "干渉を受けることなく", "干渉を受けて"),
    ]:
        other = of(language)
        case(
            f"{language}-word.pdf",
            f"{producer.__name__}; a negation lost or turned",
            lambda other=other, producer=producer, old=old, new=new: producer(plain(other, titled(other, replaced(inner(other), (old, new))))),
            harmless=False,
            statement=other,
            text="near",
            names=counts(other, other.signed),
        )
    for language, old, new in [("ar", "لا يجوز إرغام", "يجوز إرغام"), ("he", "לא יכפו", "יכפו")]:
        other = of(language)
        case(
            f"{language}-word.pdf",
            "Chromium, right to left; a negation lost",
            lambda other=other, old=old, new=new: chromium(plain(other, titled(other, replaced(inner(other), (old, new))))),
            harmless=False,
            statement=other,
            text=["near", "cannot-compare"],
            names=[counts(other, other.signed), "absent"],
            exit=[1, 3],
        )


def names():
    st = sample()
    content = lambda names: plain(st, titled(st, inner(st, names)))
    for file, what, make, name, verdict in [
        (
            "name-missing.pdf",
            "WeasyPrint; a name that did not sign",
            lambda: weasyprint(content(with_name(st.signed, MISSING, 6))),
            MISSING,
            "listed-not-signed",
        ),
        ("name-invented.pdf", "Chromium; an invented name", lambda: chromium(content(with_name(st.signed, INVENTED, 20))), INVENTED, "not-on-roll"),
        (
            "name-withdrawn.pdf",
            "LibreOffice; a name that withdrew, at the end",
            lambda: libreoffice(content(st.signed + [WITHDRAWN]), "html", "pdf"),
            WITHDRAWN,
            "withdrawn",
        ),
        (
            "name-missing-groff.pdf",
            "groff, two columns; a name that did not sign",
            lambda: groff(roff(st, with_name(st.signed, MISSING, 25), columns=True)),
            MISSING,
            "listed-not-signed",
        ),
    ]:
        case(file, what, make, harmless=False, statement=st, text="same-words", names={"signed": 29, verdict: 1}, named={name: verdict})
    case(
        "name-foot.pdf",
        "WeasyPrint, small pages; a name that did not sign in the running foot",
        lambda: weasyprint(paged(st, inner(st), PAGED.replace('"Page " counter(page) " of " counter(pages)', f'"{MISSING}"'))),
        harmless=False,
        statement=st,
        text=["same-words", "near"],
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    case(
        "name-altered.pdf",
        "WeasyPrint, a table; a letter of a name changed",
        lambda: weasyprint(content([name.replace("OVD-Info", "OVD-Infos") for name in st.signed])),
        harmless=False,
        statement=st,
        text="same-words",
        names=altered(st, [name for name in st.signed if name != "OVD-Info"]),
        named={"OVD-Infos": "altered"},
    )
    other = of("ru")
    case(
        "ru-name-missing.pdf",
        "WeasyPrint, hyphenated; a name that did not sign",
        lambda: weasyprint(paged(other, inner(other, other.signed + ["Мастерская гласности"]))),
        harmless=False,
        statement=other,
        text="same-words",
        names=counts(other, other.signed + ["Мастерская гласности"]),
        named={"Мастерская гласности": "listed-not-signed"},
    )
