"""Copies as mails: one file per message, as mail programs export it."""

import base64
import quopri
from email.header import Header

from corpus import INVENTED, case, counts, of, published, replaced, sample, with_name, wrapped
from of_html import inner, plain
from statements import MISSING, WITHDRAWN

HEAD = [
    "Received: from mail.example.org (mail.example.org [192.0.2.17]) by mx.example.net; Thu, 30 Oct 2025 10:12:07 +0000",
    "Date: Thu, 30 Oct 2025 10:12:05 +0000",
    "From: Office <office@example.org>",
    "To: list@example.net",
    "MIME-Version: 1.0",
    "Message-ID: <20251030.101205@example.org>",
]
MIXED = "----=_Part_17"


def part(text, kind="text/plain", charset="utf-8", transfer="8bit", codec=None, parameters="", headers=()):
    """Header lines and body of one part, encoded for transport."""
    data = text if isinstance(text, bytes) else text.encode(codec or charset)
    if transfer == "base64":
        data = base64.encodebytes(data)
    elif transfer == "quoted-printable":
        data = quopri.encodestring(data.replace(b"\r\n", b"\n"))
    charset = f"; charset={charset}" if charset else ""
    return [f"Content-Type: {kind}{charset}{parameters}", f"Content-Transfer-Encoding: {transfer}", *headers], data


def multipart(kind, parts, boundary=MIXED):
    data = b"This is a multi-part message in MIME format.\n"
    for headers, body in parts:
        data += f"--{boundary}\n".encode() + "\n".join(headers).encode() + b"\n\n" + body.rstrip(b"\n") + b"\n"
    return [f'Content-Type: multipart/{kind}; boundary="{boundary}"'], data + f"--{boundary}--\n".encode()


def message(statement, headers_and_body, subject=None):
    headers, body = headers_and_body
    title = Header(subject or statement.title, "utf-8").encode() if not (subject or statement.title).isascii() else subject or statement.title
    return ("\n".join([*HEAD, f"Subject: {title}", *headers]) + "\n\n").replace("\n", "\r\n").encode() + body.replace(b"\r\n", b"\n").replace(
        b"\n", b"\r\n"
    )


def mail_case(file, what, statement, body, subject=None, **expected):
    case(file, what, lambda: message(statement, body, subject), statement=statement, **expected)


def flowed(text, width=66, quote="", delsp=False):
    """RFC 3676: a space at the end of a line says that the next one goes on."""
    lines = []
    for line in text.split("\n"):
        rows = wrapped(line, width).split("\n")
        for number, row in enumerate(rows):
            stuffed = (" " if not quote and row.startswith((" ", ">", "From ")) else "") + row
            last = number == len(rows) - 1
            lines.append(quote + stuffed + ("" if last else "  " if delsp else " "))
    return "\n".join(lines)


def quoted(text, mark="> "):
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))


def cases():
    st = sample()
    full = counts(st, st.signed)
    whole = published(st)
    same = dict(harmless=True, text=["same-text", "same-words"], names=full)
    words = dict(harmless=True, text="same-words", names=full)
    mail_case("plain.eml", "Plain text, 8 bit, as it is", st, part(whole), **same)
    mail_case("quoted-printable.eml", "Plain text, quoted-printable with soft line ends", st, part(whole, transfer="quoted-printable"), **same)
    mail_case("base64.eml", "Plain text, base64", st, part(whole, transfer="base64"), **same)
    mail_case(
        "windows-1252.eml",
        "Plain text in Windows-1252, quoted-printable",
        st,
        part(whole, charset="windows-1252", codec="cp1252", transfer="quoted-printable"),
        **same,
    )
    mail_case("wrapped.eml", "Plain text, wrapped at 72 columns by the mail program", st, part(wrapped(whole)), **words)
    mail_case("flowed.eml", "format=flowed", st, part(flowed(whole), parameters="; format=flowed"), **words)
    mail_case(
        "flowed-delsp.eml", "format=flowed with delsp=yes", st, part(flowed(whole, delsp=True), parameters="; format=flowed; delsp=yes"), **words
    )
    mail_case("flowed-quoted.eml", "format=flowed, quoted once", st, part(flowed(whole, quote="> "), parameters="; format=flowed"), **words)
    mail_case("quoted.eml", "Wrapped and quoted with >", st, part(quoted(wrapped(whole))), **words)
    mail_case("quoted-twice.eml", "Wrapped and quoted twice", st, part(quoted(quoted(wrapped(whole, 68)))), **words)
    mail_case(
        "signature-block.eml",
        "A signature block behind “-- ”",
        st,
        part(whole + "\n-- \nThe office, Example Street 1\noffice@example.org\n"),
        **words,
    )
    forwarded = (
        "---------- Forwarded message ---------\nFrom: Office <office@example.org>\nDate: Thu, 30 Oct 2025 at 10:12\nSubject:"
        " {}\nTo: <list@example.net>\n\n\n{}"
    )
    mail_case(
        "forwarded.eml",
        "Forwarded in line, with the header lines of the first message",
        st,
        part(forwarded.format(st.title, wrapped(whole))),
        subject="Fwd: " + st.title,
        **words,
    )
    mail_case(
        "forwarded-attached.eml",
        "Forwarded as an attached message",
        st,
        multipart("mixed", [(["Content-Type: message/rfc822", "Content-Disposition: attachment"], message(st, part(whole)))]),
        **words,
    )
    page = plain(st, inner(st))
    mail_case("html-only.eml", "HTML only, quoted-printable", st, part(page, kind="text/html", transfer="quoted-printable"), **words)
    mail_case(
        "alternative.eml",
        "Plain text and HTML, both with the statement",
        st,
        multipart("alternative", [part(wrapped(whole), transfer="quoted-printable"), part(page, kind="text/html", transfer="base64")]),
        **words,
    )
    related = multipart(
        "related",
        [
            multipart("alternative", [part(whole), part(page, kind="text/html")], "----=_alt"),
            part(b"\x89PNG\r\n\x1a\n\x00", kind="image/png", charset=None, transfer="base64", headers=["Content-ID: <logo>"]),
        ],
        "----=_rel",
    )
    mail_case("nested.eml", "An alternative inside a related part with a picture", st, related, **words)
    mail_case(
        "attached-text.eml",
        "No words of its own, the statement as an attached text file",
        st,
        multipart("mixed", [part(""), part(whole, transfer="base64", headers=['Content-Disposition: attachment; filename="statement.txt"'])]),
        **same,
    )
    mail_case(
        "attached-html.eml",
        "No words of its own, the statement as an attached page",
        st,
        multipart(
            "mixed",
            [part("\n"), part(page, kind="text/html", transfer="base64", headers=['Content-Disposition: attachment; filename="statement.html"'])],
        ),
        **words,
    )
    case(
        "mbox-line.eml",
        "A message as an mbox holds it, with its “From ” line",
        lambda: b"From office@example.org Thu Oct 30 10:12:05 2025\r\n" + message(st, part(whole, transfer="quoted-printable")),
        statement=st,
        **same,
    )
    mail_case(
        "curly-quoted.eml",
        "Curly quotes, no-break spaces, wrapped and quoted, base64",
        st,
        part(quoted(wrapped(whole.replace("'", "’"))).replace(" — ", "\u00a0— "), transfer="base64"),
        **words,
    )
    case(
        "page.mhtml",
        "A page saved by a browser as one MHTML file",
        lambda: message(
            st,
            multipart(
                "related", [part(page, kind="text/html", transfer="quoted-printable", headers=["Content-Location: https://example.org/statement"])]
            ),
            subject="Page",
        ),
        statement=st,
        **words,
    )
    for language, charset, codec, transfer in [
        ("ru", "windows-1251", "cp1251", "quoted-printable"),
        ("ja", "iso-2022-jp", "iso2022_jp", "7bit"),
        ("zh-Hans", "gb2312", "gb2312", "base64"),
        ("ko", "euc-kr", "euc_kr", "base64"),
        ("he", "windows-1255", "cp1255", "quoted-printable"),
        ("ar", "utf-8", None, "base64"),
        ("fa", "utf-8", None, "quoted-printable"),
        ("th", "tis-620", "tis_620", "base64"),
        ("fr", "iso-8859-15", "iso8859_15", "quoted-printable"),
    ]:
        other = of(language)
        text = published(other).replace("’", "'") if language == "fr" else published(other)
        mail_case(
            f"{language}.eml",
            f"Plain text, {charset}, {transfer}",
            other,
            part(text, charset=charset, codec=codec, transfer=transfer),
            harmless=True,
            text="same-words" if language == "fr" else ["same-text", "same-words"],
            names=counts(other, other.signed),
        )
    other = of("hi")
    mail_case(
        "hi-alternative.eml",
        "Plain text and HTML in Hindi, quoted-printable",
        other,
        multipart(
            "alternative",
            [part(published(other), transfer="quoted-printable"), part(plain(other, inner(other)), kind="text/html", transfer="quoted-printable")],
        ),
        harmless=True,
        text="same-words",
        names=counts(other, other.signed),
    )

    near = dict(harmless=False, text="near", names=full)
    mail_case(
        "alternative-html-changed.eml",
        "Plain text as signed; in the HTML a number is changed",
        st,
        multipart("alternative", [part(whole), part(replaced(page, ("one million", "two million")), kind="text/html")]),
        **near,
        differences=[("one", "two")],
    )
    mail_case(
        "alternative-plain-changed.eml",
        "HTML as signed; in the plain text a year is changed",
        st,
        multipart("alternative", [part(replaced(whole, ("1974", "1947")), transfer="base64"), part(page, kind="text/html")]),
        **near,
        differences=[("1974", "1947")],
    )
    mail_case(
        "alternative-name-in-html.eml",
        "A name that did not sign stands in the HTML part only",
        st,
        multipart("alternative", [part(whole), part(plain(st, inner(st, st.signed + [MISSING])), kind="text/html")]),
        harmless=False,
        text="same-words",
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    mail_case(
        "alternative-plain-truncated.eml",
        "HTML as signed; the plain text lacks the last two paragraphs",
        st,
        multipart("alternative", [part(published(st, body="\n\n".join(st.paragraphs[:-2]) + "\n")), part(page, kind="text/html")]),
        **near,
    )
    mail_case(
        "attached-changed.eml",
        "The statement in the mail, another version attached",
        st,
        multipart(
            "mixed",
            [
                part(whole),
                part(replaced(whole, ("2021", "2020")), transfer="base64", headers=['Content-Disposition: attachment; filename="statement.txt"']),
            ],
        ),
        **near,
    )
    mail_case("dear-all.eml", "“Dear all” and a sentence before the text", st, part("Dear all,\n\nplease find our text below.\n\n" + whole), **near)
    mail_case(
        "cover-note.eml",
        "A covering note, the statement attached",
        st,
        multipart(
            "mixed",
            [part("Please find the statement attached.\n"), part(whole, headers=['Content-Disposition: attachment; filename="statement.txt"'])],
        ),
        harmless=False,
        text=["near", "unrelated"],
        names=full,
    )
    mail_case("best-wishes.eml", "A greeting behind the list, without the two hyphens", st, part(whole + "\nBest wishes\nthe office\n"), **near)
    mail_case(
        "quoted-word.eml",
        "Quoted, one word changed",
        st,
        part(quoted(wrapped(replaced(whole, ("instill fear", "instill dread"))))),
        **near,
        differences=[("fear", "dread")],
    )
    mail_case(
        "quoted-interrupted.eml",
        "Quoted, with a remark of the answerer between two paragraphs",
        st,
        part(
            quoted(wrapped(st.text)).replace("\n>\n> We also", "\n>\n\nThis part is new to me.\n\n> We also")
            + "\n"
            + quoted("Signed:\n\n" + "\n".join(st.signed))
        ),
        **near,
    )
    mail_case(
        "flowed-not-dropped.eml",
        "format=flowed with one line lost",
        st,
        part("\n".join(line for line in flowed(whole).split("\n") if "cities" not in line), parameters="; format=flowed"),
        **near,
    )
    mail_case(
        "base64-digit.eml",
        "base64, one digit of a year changed",
        st,
        part(replaced(whole, ("1974", "1971")), transfer="base64"),
        **near,
        differences=[("1974", "1971")],
    )
    mail_case(
        "forwarded-name.eml",
        "Forwarded, an invented name at the end of the list",
        st,
        part(forwarded.format(st.title, wrapped(published(st, st.signed + [INVENTED])))),
        harmless=False,
        text="same-words",
        names={"signed": 29, "not-on-roll": 1},
        named={INVENTED: "not-on-roll"},
    )
    mail_case(
        "withdrawn-in-quote.eml",
        "Quoted, with a name that withdrew",
        st,
        part(quoted(published(st, with_name(st.signed, WITHDRAWN, 8)))),
        harmless=False,
        text=["same-text", "same-words"],
        names={"signed": 29, "withdrawn": 1},
        named={WITHDRAWN: "withdrawn"},
    )
    mail_case(
        "html-hidden.eml",
        "HTML only, one word hidden from the reader",
        st,
        part(
            replaced(page, ("peacefully expressing", '<span style="display:none">peacefully</span> expressing')),
            kind="text/html",
            transfer="quoted-printable",
        ),
        **near,
        flags=["hidden-text"],
    )
    other_matter = part("Dear members,\n\nthe reading room is closed on Monday. Please return the keys.\n")
    case("unrelated.eml", "A mail on another matter", lambda: message(st, other_matter, "Reading room"), harmless=False, text="unrelated")
    mail_case(
        "quotation.eml",
        "A mail that quotes one sentence",
        st,
        part(
            "Dear members,\n\nremember the sentence: \"Each unjust detention sends a chilling message to others who seek to speak"
            " truth to power.\" Shall we print it?\n"
        ),
        harmless=False,
        text="excerpt",
        subject="A poster",
    )
    for language, old, new in [
        ("ru", "Никто не должен", "Никто должен"),
        ("ja", "受けることはない。", "受けることがある。"),
        ("ar", "دون تقيد", "مع تقيد"),
    ]:
        other = of(language)
        charset, codec = {"ru": ("koi8-r", "koi8_r"), "ja": ("iso-2022-jp", "iso2022_jp"), "ar": ("windows-1256", "cp1256")}[language]
        text = (
            replaced(published(other), (old, new)).replace("«", '"').replace("»", '"') if language == "ru" else replaced(published(other), (old, new))
        )
        mail_case(
            f"{language}-word.eml",
            f"One place of the text changed; {charset}",
            other,
            part(text, charset=charset, codec=codec, transfer="base64"),
            harmless=False,
            text="near",
            names=counts(other, other.signed),
        )
    around_the_body(st, whole, words, dict(harmless=False, text="near", names=full))
    programs(st, whole, page, words, near)


def programs(st, whole, page, words, near):
    """What mail programs write around what they forward and answer."""
    inner_page = inner(st)
    fields = "<b>From:</b> Office &lt;office@example.org&gt;<br><b>Sent:</b> Thursday, October 30, 2025 10:12 AM<br><b>To:</b> List<br><b>Subject:</b> For you"
    html_of = lambda before: part(plain(st, before + inner_page), kind="text/html", transfer="quoted-printable")
    attribution = "On Thu, Oct 30, 2025 at 10:12 AM Office of the Weir <office@example.org> wrote:"
    for file, what, before in [
        ("outlook", "Outlook: fields in a paragraph", f"<div><p class=MsoNormal>{fields}</p></div>"),
        (
            "gmail",
            "Gmail: a rule and fields in one division",
            '<div class="gmail_attr">---------- Forwarded message ---------<br>From: <strong>Office</strong> &lt;office@example.org&gt;<br>Date: Thu, Oct'
            " 30, 2025 at 10:12 AM<br>Subject: For you<br>To: List &lt;list@example.net&gt;<br></div>",
        ),
        (
            "apple",
            "Apple Mail: a line, and a division for each field",
            "<div>Begin forwarded message:</div><div><b>From: </b>Office &lt;office@example.org&gt;</div><div><b>Subject: </b>For you</div><div><b>Date:"
            " </b>30 October 2025 at 10:12:05 GMT</div>",
        ),
        (
            "thunderbird",
            "Thunderbird: fields in a table",
            "<div>-------- Forwarded Message --------<table><tr><th>Subject: </th><td>For you</td></tr><tr><th>Date: </th><td>Thu, 30 Oct 2025"
            " 10:12:05 +0000</td></tr><tr><th>From: </th><td>Office &lt;office@example.org&gt;</td></tr></table></div>",
        ),
        ("reply", "An answer: who wrote what follows", f"<div>{attribution.replace('<', '&lt;').replace('>', '&gt;')}</div>"),
    ]:
        mail_case(f"program-{file}.eml", what, st, html_of(before), **words)
    mail_case("program-reply-text.eml", "An answer in plain text, its first line wrapped", st, part(attribution.replace(" wrote", "\nwrote") + "\n\n" + quoted(wrapped(whole))), **words)
    mail_case("program-device.eml", "The name of a telephone behind the list", st, part(whole + "\nSent from my iPhone\n"), **words)
    card = part("BEGIN:VCARD\nVERSION:3.0\nFN:Office\nEND:VCARD\n", kind="text/vcard")
    mail_case("program-card.eml", "The card of the sender beside the text", st, multipart("mixed", [part(whole), card]), harmless=True, text=["same-text", "same-words"], names=words["names"])
    mail_case(
        "program-notice.eml",
        "A notice among the fields of a forwarded message",
        st,
        html_of(f"<div><p>{fields}</p></div><p>Notice: nobody agreed to this</p>"),
        **near,
    )
    mail_case("program-notice-field.eml", "A notice as one of the fields", st, html_of(f"<div><p>{fields}<br>Notice: nobody agreed to this</p></div>"), **near)
    mail_case("program-reply-says.eml", "A line like that above an answer, and it says more", st, part(attribution.replace(" wrote:", " withdrew this:") + "\n\n" + quoted(whole)), **near)
    said = "On Thu, Oct 30, 2025 at 10:12 AM nobody had agreed to any of this <office@example.org> wrote:"
    mail_case("program-reply-name.eml", "The same, and it says it in the place of a name", st, part(said + "\n\n" + quoted(whole)), **near)
    mail_case("program-device-says.eml", "A line like that of a telephone, and it says more", st, part(whole + "\nNot sent from my iPhone\n"), **near)


def around_the_body(st, whole, words, near):
    """What a reader of a mail sees above and beneath its text."""
    foot = "\n" + "_" * 47 + "\nPress mailing list\npress@lists.example.org\nhttps://lists.example.org/mailman/listinfo/press\n"
    any_names = {**near, "names": None}
    mail_case("list-foot.eml", "The foot of a mailing list", st, part(whole + foot), **words)
    mail_case("list-foot-says.eml", "The same, and it says more", st, part(whole + foot.replace("Press mailing", "We forged this mailing")), **any_names)
    mail_case("list-foot-line.eml", "The same with a line of its own", st, part(whole + foot + "Nobody agreed to this\n"), **any_names)
    mail_case("subject-denies.eml", "The subject says that the text is forged", st, part(whole), subject="Forged: " + st.title, **near)
    mail_case("subject-unsigned.eml", "The subject says that nobody signed", st, part(whole), subject="Not signed by anybody", **near)
    mail_case("signature-denies.eml", "A signature block that takes the text back", st, part(whole + "\n-- \nThis statement was withdrawn by all of them.\n"), **near)
    header = "---------- Forwarded message ---------\nFrom: Office <office@example.org>\nDate: Thu, 30 Oct 2025 at 10:12\nSubject: a forgery\nTo: <list@example.net>\n\n\n"
    mail_case("forwarded-denies.eml", "The subject of a forwarded message says that it is forged", st, part(header + whole), **near)
