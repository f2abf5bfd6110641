"""Copies as PDF, by WeasyPrint, Chromium, LibreOffice and groff."""

import re

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


def cases():
    harmless()
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
