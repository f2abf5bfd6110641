"""Copies as plain text and Markdown."""

import re
import unicodedata

from corpus import INVENTED, INVENTED_TOO, altered, case, counts, last_year, numbered, of, published, replaced, sample, with_name, wrapped
from statements import DECLINED, MISSING, OTHER_TEXT, SAMPLE, WITHDRAWN, slug_of

ZWSP, ZWNJ, ZWJ, SHY, RLO, LRO, PDF = "\u200b", "\u200c", "\u200d", "\u00ad", "\u202e", "\u202d", "\u202c"


def text_case(file, what, content, encoding="utf-8", **expected):
    case(file, what, lambda: content().encode(encoding) if callable(content) else content.encode(encoding), **expected)


def cases():
    transports()
    typography()
    scripts_without_spaces()
    traps()
    lists()
    markdown()
    changed_words()
    changed_order()
    added_text()
    changed_names()
    invisible()
    other_texts()
    marks_and_rules()
    controls_and_order()


# Harmless


def transports():
    st = sample()
    whole, full = published(st), counts(st, st.signed)
    same = dict(harmless=True, statement=st, text="same-text", names=full)
    text_case("identical.txt", "The file text.txt of the registry", st.text, harmless=True, statement=st, text="identical")
    text_case("published.txt", "The text with its list of 29 names, as published", whole, **same)
    text_case("crlf-body.txt", "The text alone, with CRLF line ends", st.text.replace("\n", "\r\n"), harmless=True, statement=st, text="same-text")
    text_case("crlf-bom.txt", "Text and list with a byte order mark and CRLF", "\ufeff" + whole.replace("\n", "\r\n"), **same)
    text_case(
        "mac-line-ends.txt",
        "Line ends of old Macs, CR alone, which text-v1 refuses",
        whole.replace("\n", "\r"),
        harmless=True,
        statement=st,
        text="same-words",
        names=full,
    )
    text_case("utf16-le.txt", "UTF-16 LE with its mark and CRLF, as Notepad saves", "\ufeff" + whole.replace("\n", "\r\n"), "utf-16-le", **same)
    text_case("utf16-be.txt", "UTF-16 BE with its mark", "\ufeff" + whole, "utf-16-be", **same)
    text_case("utf16-le-unmarked.txt", "UTF-16 LE without a mark", whole, "utf-16-le", **same)
    text_case("windows-1252.txt", "Windows-1252", whole, "cp1252", **same)
    text_case("blank-lines-before.txt", "Blank lines before the text and behind the list", "\n\n\n" + whole + "\n\n\n", **same)
    text_case("trailing-spaces.txt", "Two spaces at the end of every line", whole.replace("\n", "  \n"), **same)
    text_case(
        "nbsp.txt",
        "No-break spaces around the dashes and after the day's month",
        replaced(whole.replace(" — ", "\u00a0— "), ("October 30, 2025", "October\u00a030, 2025")),
        **same,
    )
    for language, encoding, name in [
        ("ru", "cp1251", "Windows-1251"),
        ("ar", "cp1256", "Windows-1256"),
        ("he", "cp1255", "Windows-1255"),
        ("ja", "shift_jis", "Shift_JIS"),
        ("zh-Hans", "gb18030", "GB 18030"),
        ("ko", "euc_kr", "EUC-KR"),
        ("el", "iso8859_7", "ISO 8859-7"),
        ("tr", "cp1254", "Windows-1254"),
        ("th", "cp874", "Windows-874"),
        ("fr", "cp1252", "Windows-1252"),
    ]:
        st = of(language)
        text_case(
            f"{language}-{encoding.replace('_', '-')}.txt",
            f"Text and list in {name}",
            published(st),
            encoding,
            harmless=True,
            statement=st,
            text="same-text",
            names=counts(st, st.signed),
        )
    st = of("ru")
    text_case("ru-koi8-r.txt", "The text alone in KOI8-R", st.text, "koi8_r", harmless=True, statement=st, text="same-text")
    st = of("uk")
    text_case(
        "uk-cp1251-hyphens.txt",
        "Windows-1251, which has no U+2010: hyphens instead",
        published(st).replace("\u2010", "-"),
        "cp1251",
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    for language in ("vi", "fr", "ko", "hi"):
        st = of(language)
        text_case(
            f"{language}-nfd.txt",
            "Decomposed (NFD), as file names and PDF come from a Mac",
            unicodedata.normalize("NFD", published(st)),
            harmless=True,
            statement=st,
            text="same-text",
            names=counts(st, st.signed),
        )
    for language in ("en", "hy", "am", "ka", "fa"):
        st = of(language)
        text_case(
            f"{language}-published.txt",
            "Text and list as published, UTF-8",
            published(st),
            harmless=True,
            statement=st,
            text="same-text",
            names=counts(st, st.signed),
        )


def typography():
    st = sample()
    whole, full = published(st), counts(st, st.signed)
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    text_case("hard-wrapped.txt", "Wrapped at 72 columns", wrapped(whole), **same)
    text_case("no-blank-lines.txt", "Paragraphs one beneath the other, without blank lines", whole.replace("\n\n", "\n"), **same)
    text_case(
        "indented.txt",
        "First lines indented, more blank lines",
        "\n\n\n".join("    " + paragraph for paragraph in st.paragraphs) + "\n\n\nSigned:\n\n" + numbered(st.signed),
        **same,
    )
    text_case(
        "one-long-line.txt", "The whole text on one line, the list below", " ".join(st.text.split()) + "\n\nSigned:\n" + numbered(st.signed), **same
    )
    text_case("curly-quotes.txt", "Curly apostrophes", whole.replace("'", "\u2019"), **same)
    text_case("en-dashes.txt", "En dashes for em dashes", whole.replace("—", "–"), **same)
    text_case("double-hyphens.txt", "Two hyphens for each em dash", whole.replace("—", "--"), **same)
    text_case(
        "ligatures.txt",
        "fi, fl and ff as ligatures",
        whole.replace("ffi", "\ufb03").replace("fi", "\ufb01").replace("fl", "\ufb02").replace("ff", "\ufb00"),
        **same,
    )
    text_case("double-spaces.txt", "Two spaces after each sentence", st.text.replace(". ", ".  ") + "\nSigned:\n\n" + numbered(st.signed), **same)
    text_case(
        "full-width-year.txt", "The years in full-width digits", replaced(whole, ("in 1974,", "in １９７４,"), ("in 2021.", "in ２０２１.")), **same
    )
    text_case(
        "hyphenated.txt", "Narrow lines, with words divided at line ends; civil-society is divided at its own hyphen", hyphenated(whole), **same
    )
    text_case("title-before.txt", "The roll's title before the text", f"{st.title}\n\n{whole}", **same)
    text_case("title-and-day-before.txt", "The roll's title and a day before the text", f"{st.title}\n\n30 October 2025\n\n{whole}", **same)
    text_case(
        "soft-hyphens.txt",
        "Soft hyphens inside long words, as web pages have",
        whole.replace("ational", f"a{SHY}tional").replace("political", f"polit{SHY}ical"),
        **same,
        flags=["invisible-characters"],
    )
    st = last_year()
    text_case(
        "ellipsis.txt",
        "Three full stops for the ellipsis of last year's text, straight quotes",
        published(st).replace("…", "...").replace("“", '"').replace("”", '"'),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    st = of("fr")
    text_case(
        "fr-straight.txt",
        "Straight apostrophes in text and names, no-break spaces before the signs",
        published(st).replace("’", "'").replace(" ;", "\u202f;").replace(" :", "\u00a0:"),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    text_case(
        "fr-curly-names.txt",
        "Curly apostrophes and no-break spaces inside the names, the text as it is",
        replaced(published(st), ("d'Aubrive", "d’Aubrive"), ("l'Écoute", "l’Écoute"), ("« Parole Vive »", "«\u00a0Parole Vive\u00a0»")),
        harmless=True,
        statement=st,
        text=["same-text", "same-words"],
        names=counts(st, st.signed),
    )
    text_case(
        "fr-list-alias.txt",
        "One name by its German alias",
        published(st, [name if name != "Comité Œuvre et Liberté" else "Komitee Werk und Freiheit" for name in st.signed]),
        harmless=True,
        statement=st,
        text="same-text",
        names=counts(st, st.signed),
        named={"Komitee Werk und Freiheit": "signed"},
    )
    st = of("de")
    text_case(
        "de-wrapped-hyphens.txt",
        "Hyphens for U+2010 and wrapped lines",
        wrapped(published(st).replace("\u2010", "-"), 60),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    st = of("ar")
    forms = presentation_forms(published(st))
    text_case(
        "ar-presentation-forms.txt",
        "Arabic presentation forms, with lam-alef ligatures, in logical order",
        forms,
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    text_case(
        "ar-tatweel.txt",
        "Words stretched with tatweel",
        published(st).replace("حرية", "حريـــة").replace("الحق", "الحـق"),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    st = of("fa")
    text_case(
        "fa-joiners-lost.txt",
        "Every zero-width non-joiner lost, in text and names, by a system that strips them",
        published(st).replace(ZWNJ, ""),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
        flags=["joiners|invisible-characters|spelling"],
    )
    text_case(
        "fa-hyphen-minus.txt",
        "A hyphen-minus for U+2010",
        published(st).replace("\u2010", "-"),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    st = of("ja")
    text_case(
        "ja-half-width.txt",
        "The full-width digits of the headings as ASCII",
        published(st).replace("５", "5").replace("９", "9"),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    st = of("zh-Hans")
    text_case(
        "zh-full-width.txt",
        "Full-width commas and semicolons for the ASCII ones",
        published(st).replace(",", "，").replace(";", "；"),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    st = of("ru")
    text_case(
        "ru-wrapped-quotes.txt",
        "Wrapped lines, straight quotes for « » in the names, a no-break hyphen",
        wrapped(published(st).replace("«", '"').replace("»", '"').replace("какую-либо", "какую\u2011либо"), 64),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )


def hyphenated(text):
    """Wrapped at 48 columns, a long word that does not fit divided with a hyphen after half of its letters."""
    out = []
    for line in text.split("\n"):
        row = ""
        for word in line.split(" "):
            if row and len(row) + len(word) + 1 > 48:
                half = word.index("-") + 1 if "civil-" in word else len(word) // 2
                if len(word) >= 9 and word.replace("-", "").isalpha():
                    out.append(f"{row} {word[:half]}" + ("" if word[:half].endswith("-") else "-"))
                    row = word[half:]
                    continue
                out.append(row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        out.append(row)
    return "\n".join(out)


def presentation_forms(text):
    """Every Arabic letter as the presentation form that its neighbours call for."""
    forms = {}
    for code in [*range(0xFE80, 0xFEFD)]:
        kind, *points = unicodedata.decomposition(chr(code)).split()
        forms[kind.strip("<>"), "".join(chr(int(point, 16)) for point in points)] = chr(code)
    both = {letters for kind, letters in forms if kind == "initial"}
    right = {letters for kind, letters in forms if kind == "final"}
    units, position = [], 0
    while position < len(text):
        size = 2 if text[position : position + 2] in right else 1
        units.append(text[position : position + size])
        position += size
    out = ""
    for number, unit in enumerate(units):
        if unit not in right:
            out += unit
            continue
        bases = lambda run: next((other for other in run if not unicodedata.combining(other[0])), "")
        joined_before = bases(units[:number][::-1]) in both
        joined_after = unit in both and bases(units[number + 1 :]) in right
        kind = {(True, True): "medial", (True, False): "final", (False, True): "initial", (False, False): "isolated"}[joined_before, joined_after]
        out += forms.get((kind, unit), unit)
    return out


def scripts_without_spaces():
    for language, width in [("zh-Hans", 30), ("ja", 28), ("th", 40), ("km", 45)]:
        st = of(language)

        def broken(st=st, width=width, language=language):
            lines = []
            for line in published(st).split("\n"):
                while len(line) > width:
                    at = width
                    while unicodedata.category(line[at])[0] == "M" or line[at - 1] in "្เแโใไ" or line[at] in " ำาะๆ、。，,;；:：」)":
                        at -= 1
                    lines.append(line[:at].rstrip(" ") if language in ("zh-Hans", "ja") else line[:at])
                    line = line[at:]
                lines.append(line)
            return "\n".join(lines)

        text_case(
            f"{language}-wrapped.txt",
            "Wrapped by characters, since the script has no spaces between words",
            broken,
            harmless=True,
            statement=st,
            text="same-words",
            names=counts(st, st.signed),
        )
    st = of("km")
    text_case(
        "km-zero-width-spaces.txt",
        "Zero-width spaces between words, as Khmer is typed for line breaking",
        published(st).replace("សិទ្ធិ", ZWSP + "សិទ្ធិ" + ZWSP).replace("និង", "និង" + ZWSP),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
        flags=["invisible-characters"],
    )
    st = of("th")
    text_case(
        "th-zero-width-spaces.txt",
        "Zero-width spaces between Thai words",
        published(st).replace("อิสรภาพ", ZWSP + "อิสรภาพ" + ZWSP),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
        flags=["invisible-characters"],
    )


def traps():
    """What looks like furniture, a list or transport, and is text; and what looks like text, and is transport."""
    st = sample()
    whole, full = published(st), counts(st, st.signed)
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    near = dict(harmless=False, statement=st, text="near", names=full)
    text_case(
        "year-at-line-start.txt",
        "A line is broken so that it begins with “2021. In”, which looks like an item's number",
        replaced(whole, ("in 2021. In", "in\n2021. In")),
        **same,
    )
    text_case(
        "year-at-line-start-changed.txt",
        "The same, and the year is another",
        replaced(whole, ("in 2021. In", "in\n2012. In")),
        **near,
        differences=[("2021", "2012")],
    )
    text_case(
        "year-at-line-start-lost.txt",
        "The same, and the year is lost",
        replaced(whole, ("tradition in 2021. In the years", "tradition in\nIn the years")),
        **near,
    )
    text_case("dash-at-line-start.txt", "Lines are broken before the dashes, which look like bullets", whole.replace(" — ", "\n— "), **same)
    text_case(
        "dash-at-line-start-lost.txt",
        "The same, and one dash is lost",
        replaced(whole, ("global priority — to raise", "global priority\nto raise")),
        **near,
    )
    text_case(
        "day-line-inside.txt",
        "Another day stands on a line of its own behind the statement's first line, which is its date",
        replaced(whole, ("October 30, 2025\n", "October 30, 2025\n\nOctober 29, 2025\n")),
        **near,
    )
    text_case("title-changed.txt", "Before the text stands what is nearly the roll's title", f"{st.title} in Our Time\n\n{whole}", **near)
    text_case(
        "space-lost.txt", "The space between two words is lost", replaced(whole, ("bilateral and multilateral", "bilateral andmultilateral")), **near
    )
    text_case("space-inserted.txt", "A space inside a word", replaced(whole, ("unjustly detained for", "un justly detained for")), **near)
    text_case(
        "zero-width-for-space.txt",
        "A zero-width space in the place of a space: the words run together",
        replaced(whole, ("one million", f"one{ZWSP}million")),
        **near,
        flags=["invisible-characters"],
    )
    text_case("break-in-a-word.txt", "A line is broken inside a word, without a hyphen", replaced(whole, ("consolidate", "conso\nlidate")), **near)
    text_case(
        "line-separators.txt",
        "U+2028 and U+2029 for the line ends, as some programs paste",
        st.text.rstrip("\n").replace("\n\n", "\u2029") + "\u2029Signed:\u2028" + "\u2028".join(st.signed) + "\n",
        **same,
    )
    pages = re.split(r"(?<=truth to power\.)\n\n", wrapped(whole))
    text_case(
        "pages.txt",
        "Pages as a PDF gives them: form feeds, a running head, page numbers",
        "\n\n\f".join(f"The Harbour Gazette\n\n{page.strip()}\n\n{number}" for number, page in enumerate(pages, 1)) + "\n\f",
        **same,
    )
    text_case(
        "pages-notice.txt",
        "The same, with a sentence in the place of one page's running head",
        "\n\n\f".join(
            f"{head}\n\n{page.strip()}\n\n{number}"
            for number, (head, page) in enumerate(zip(["The Harbour Gazette", "What follows was added later."], pages), 1)
        )
        + "\n\f",
        **near,
    )
    text_case(
        "heading-with-number.txt",
        "The list's heading states the number of names",
        published(st, heading="Signed by 29 organizations:"),
        harmless=True,
        statement=st,
        text=["same-text", "same-words"],
        names=full,
    )
    st = of("en")
    text_case(
        "en-items-lettered.txt",
        "The items of Article 20 with letters for numbers",
        replaced(
            published(st),
            ("1. Everyone has the right to freedom of peaceful", "(a) Everyone has the right to freedom of peaceful"),
            ("2. No one may", "(b) No one may"),
        ),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    text_case(
        "en-items-bare.txt",
        "The items of Article 20 without numbers",
        replaced(
            published(st),
            ("1. Everyone has the right to freedom of peaceful", "Everyone has the right to freedom of peaceful"),
            ("2. No one may", "No one may"),
        ),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )


# language: how a sentence begins that says who signed, what stands between the names, before the last, and at the end
SENTENCES = {
    "en": ("Signed by ", ", ", " and ", "."),
    "fr": ("Signé par ", ", ", " et ", "."),
    "de": ("Unterzeichnet von ", ", ", " und ", ""),
    "ru": ("Подписали ", ", ", " и ", "."),
    "el": ("Υπογράφουν ", ", ", " και ", "."),
    "tr": ("İmzalayanlar: ", ", ", " ve ", "."),
    "vi": ("Các tổ chức ký tên ", ", ", " và ", "."),
    "ar": ("الموقعون: ", "، ", " و", "."),
    "fa": ("امضاکنندگان ", "، ", " و ", "."),
    "he": ("החותמים ", ", ", " ו", "."),
    "hi": ("हस्ताक्षरकर्ता ", ", ", " और ", "।"),
    "am": ("ፈራሚዎች ", "፣ ", " እና ", "።"),
    "hy": ("Ստորագրողներ ", ", ", " և ", "։"),
    "ka": ("ხელმომწერები ", ", ", " და ", "."),
    "th": ("ผู้ลงนาม ", ", ", "และ", ""),
    "km": ("អ្នកចុះហត្ថលេខា ", ", ", "និង", "។"),
    "ja": ("賛同団体", "、", "および", "。"),
    "zh-Hans": ("签署方", "、", "和", "。"),
    "ko": ("서명 단체 ", ", ", " 및 ", "."),
}


def sentence(language, names):
    before, between, last, end = SENTENCES[language]
    return before + between.join(names[:-1]) + last + names[-1] + end


def sentences(st):
    """Lists that are a sentence: a heading and names, to its end; and sentences that say more."""
    for language in SENTENCES:
        own = st if language == "en" else of(language)
        text_case(
            f"sentence-{language}.txt",
            "A sentence that says who signed, and is the list",
            f"{own.text}\n{sentence(language, own.signed)}\n",
            harmless=True,
            statement=own,
            text=["same-text", "same-words"],
            names=counts(own, own.signed),
        )
    text_case(
        "sentence-wrapped.txt",
        "A sentence that says who signed, wrapped amid names",
        wrapped(f"{st.text}\n{sentence('en', st.signed)}\n"),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    for file, what, name, verdict in [
        ("missing", "a name that did not sign", MISSING, "listed-not-signed"),
        ("withdrawn", "a name that withdrew", WITHDRAWN, "withdrawn"),
    ]:
        text_case(
            f"sentence-{file}.txt",
            f"A sentence that says who signed, with {what}",
            f"{st.text}\n{sentence('en', with_name(st.signed, name, 28))}\n",
            harmless=False,
            statement=st,
            text=["same-text", "same-words"],
            names={"signed": 29, verdict: 1},
            named={name: verdict},
        )
    all_names = sentence("en", st.signed).removeprefix("Signed by ").removesuffix(".")
    for file, said in [
        ("members", f"Signed by members of {all_names}."),
        ("behalf", f"Signed on behalf of {all_names}."),
        ("not", f"Not signed by {all_names}."),
        ("question", f"Signed by {all_names}?"),
        ("protest", f"Signed by {all_names} under protest."),
        ("others", f"Signed by {all_names} and others."),
    ]:
        text_case(
            f"sentence-{file}.txt",
            f"A sentence behind the text that says something else of the names: {file}",
            f"{st.text}\n{said}\n",
            harmless=False,
            statement=st,
            text=["near", "same-text", "same-words"],
            names=[counts(st, st.signed), {"signed": 28, "altered": 1, "omitted": [0, 1]}, {"signed": 29, "not-on-roll": 1}, "absent"],
            exit=1,
        )


def lists():
    st = sample()
    full = counts(st, st.signed)
    same = dict(harmless=True, statement=st, text=["same-text", "same-words"], names=full)
    text_case("list-bulleted.txt", "Names with bullets", published(st, listing=lambda names: "\n".join("• " + name for name in names)), **same)
    text_case("list-bare.txt", "Names one a line, bare", published(st, listing="\n".join), **same)
    text_case(
        "list-by-name.txt",
        "Names sorted by the alphabet, under another heading",
        published(st, sorted(st.signed), heading="Signatory organizations:", listing="\n".join),
        **same,
    )
    text_case(
        "list-commas.txt",
        "Names in one run with commas and a last “and”",
        f"{st.text}\nSigned: {', '.join(st.signed[:-1])} and {st.signed[-1]}.\n",
        **same,
    )
    sentences(st)
    text_case(
        "list-semicolons-wrapped.txt",
        "Names in one run with semicolons, wrapped",
        wrapped(f"{st.text}\nSignatories: {'; '.join(st.signed)}.\n"),
        harmless=True,
        statement=st,
        text="same-words",
        names=full,
    )
    text_case(
        "list-wrapped-names.txt",
        "Long names continue on an indented second line",
        published(
            st, listing=lambda names: "\n".join(re.sub(r"^(.{30,}?) ", r"\1\n    ", f"{number:2}. {name}") for number, name in enumerate(names, 1))
        ),
        **same,
    )

    def columns(names):
        half = (len(names) + 1) // 2
        pairs = [(names[row], names[row + half] if row + half < len(names) else "") for row in range(half)]
        return "\n".join(f"{left:<66}{right}".rstrip() for left, right in pairs)

    text_case("list-two-columns.txt", "Names in two columns set with spaces", published(st, listing=columns), **same)
    text_case(
        "list-aliases.txt",
        "Two names by their French aliases and one by its short alias",
        published(
            st,
            [
                {
                    "McCain Institute": "Institut McCain",
                    "Center for Civil Liberties": "Centre pour les libertés civiles",
                    "Committee to Protect Journalists": "CPJ",
                }.get(name, name)
                for name in st.signed
            ],
        ),
        **same,
        named={"Institut McCain": "signed", "CPJ": "signed"},
    )
    text_case(
        "list-ten.txt",
        "Only ten of the names are listed",
        published(st, st.signed[:10]),
        harmless=True,
        statement=st,
        text=["same-text", "same-words"],
        names={"signed": 10, "omitted": 19},
        named={"World Liberty Congress": "omitted"},
    )
    text_case(
        "list-one-left-out.txt",
        "One signatory is left out of the list",
        published(st, [name for name in st.signed if name != "OVD-Info"]),
        harmless=True,
        statement=st,
        text=["same-text", "same-words"],
        names={"signed": 28, "omitted": 1},
        named={"OVD-Info": "omitted"},
    )
    st = of("en")
    text_case(
        "en-late.txt",
        "A name that signed after the deadline is listed: it signed",
        published(st),
        harmless=True,
        statement=st,
        text="same-text",
        names={"signed": 6},
        named={"Pennywhistle Law Centre": "signed"},
    )
    st = of("ru")
    text_case(
        "ru-list-dashes.txt",
        "Names with dashes for bullets",
        published(st, listing=lambda names: "\n".join(f"— {name};" for name in names)),
        harmless=True,
        statement=st,
        text=["same-text", "same-words"],
        names=counts(st, st.signed),
    )
    st = of("ar")
    text_case(
        "ar-list-arabic-digits.txt",
        "Names numbered with Arabic digits",
        published(st, listing=lambda names: "\n".join(f"{'٠١٢٣٤٥٦٧٨٩'[number]}- {name}" for number, name in enumerate(names, 1))),
        harmless=True,
        statement=st,
        text=["same-text", "same-words"],
        names=counts(st, st.signed),
    )
    st = of("zh-Hans")
    text_case(
        "zh-list-run.txt",
        "Names in one run with 、",
        f"{st.text}\n联署机构：{'、'.join(st.signed)}\n",
        harmless=True,
        statement=st,
        text=["same-text", "same-words"],
        names=counts(st, st.signed),
    )


def markdown():
    st = sample()
    full = counts(st, st.signed)
    same = dict(harmless=True, statement=st, text="same-words", names=full)
    body = st.paragraphs
    text_case(
        "headings.md",
        "Markdown: title and list under headings, a bold sentence, an emphasised word",
        f"# {st.title}\n\n*{body[0]}*\n\n"
        + replaced("\n\n".join(body[1:]), ("no one should be imprisoned", "**no one should be imprisoned**"), ("Their courage", "_Their courage_"))
        + "\n\n## Signed:\n\n"
        + numbered(st.signed)
        + "\n",
        **same,
    )
    text_case(
        "links.md",
        "Markdown: names are links, bullets, hard line breaks",
        "\n\n".join(body) + "\n\n**Signed:**\n\n" + "\n".join(f"* [{name}](https://example.org/{number})  " for number, name in enumerate(st.signed)),
        **same,
    )
    text_case(
        "quoted.md",
        "Markdown: the text as a block quote, wrapped",
        f"# {st.title}\n\n" + "\n".join(("> " + line).rstrip() for line in wrapped(published(st)).split("\n")) + "\n",
        **same,
    )
    text_case(
        "escapes.md",
        "Markdown: escaped signs and entities, a table of names",
        replaced("\n\n".join(body), ("one-day", "one\\-day"), ("forgotten—and", "forgotten&mdash;and"))
        + "\n\nSigned:\n\n| No. | Organization |\n| --- | --- |\n"
        + "\n".join(f"| {number} | {name} |" for number, name in enumerate(st.signed, 1))
        + "\n",
        **same,
    )
    st = of("de")
    text_case(
        "de-headings.md",
        "Markdown: articles as headings, the list renumbered 1. 1.",
        re.sub(r"(?m)^(Artikel \d+)$", r"### \1", st.text).replace("2. Niemand", "1. Niemand")
        + f"\n### {st.heading}\n\n"
        + "\n".join(f"- {name}" for name in st.signed)
        + "\n",
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    st = of("he")
    text_case(
        "he-headings.md",
        "Markdown, Hebrew: headings, emphasis, bullets",
        f"# {st.title}\n\n"
        + re.sub(r"(?m)^(סעיף .+)$", r"## \1", st.text)
        + f"\n**{st.heading}**\n\n"
        + "\n".join(f"+ {name}" for name in st.signed)
        + "\n",
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
    )
    st = sample()
    text_case(
        "tampered.md",
        "Markdown: a number changed inside the emphasis",
        replaced(published(st), ("one million", "**two million**")),
        harmless=False,
        statement=st,
        text="near",
        names=full,
        differences=[("one", "two")],
    )
    text_case(
        "name-bold.md",
        "Markdown: an invented name between the bullets",
        published(st, with_name(st.signed, f"**{INVENTED}**", 12), listing=lambda names: "\n".join(f"- {name}" for name in names)),
        harmless=False,
        statement=st,
        text=["same-text", "same-words"],
        names={"signed": 29, "not-on-roll": 1},
        named={INVENTED: "not-on-roll"},
    )


# Deceiving


def changed_words():
    st = sample()
    full = counts(st, st.signed)
    for file, what, old, new, difference in [
        ("digit-year.txt", "Two digits of a year swapped", "1974", "1947", ("1974", "1947")),
        ("digit-year-2021.txt", "One digit of a year changed", "2021", "2022", ("2021", "2022")),
        ("digit-date.txt", "The date at the head changed by a day", "October 30, 2025", "October 31, 2025", ("30", "31")),
        ("word-million.txt", "One million made two million", "one million", "two million", ("one", "two")),
        ("word-inserted.txt", "One word inserted", "there are an estimated", "there are now an estimated", ("", "now")),
        ("word-deleted.txt", "One word deleted", "and multilateral forums", "and forums", ("multilateral", "")),
        ("may-for-must.txt", "Must made may", "must be sustained", "may be sustained", ("must", "may")),
        ("comma-lost.txt", "One comma lost", "political prisoners, who are", "political prisoners who are", (",", "")),
        ("question-mark.txt", "A full stop made a question mark", "consolidate control.", "consolidate control?", (".", "?")),
        ("case-of-a-word.txt", "One word in capitals", "democratic governments to", "DEMOCRATIC governments to", ("democratic", "DEMOCRATIC")),
        ("superscript.txt", "The last digit of a year as a superscript", "1974", "197⁴", ("1974", "197⁴")),
    ]:
        text_case(file, what, replaced(published(st), (old, new)), harmless=False, statement=st, text="near", names=full, differences=[difference])
    text_case(
        "digit-in-wrapped.txt",
        "One digit changed in a copy that is wrapped, with curly quotes and CRLF",
        wrapped(replaced(published(st), ("1974", "1975"))).replace("'", "’").replace("\n", "\r\n"),
        harmless=False,
        statement=st,
        text="near",
        names=full,
        differences=[("1974", "1975")],
    )
    text_case(
        "full-width-digit.txt",
        "A year in full-width digits, of which one is changed",
        replaced(published(st), ("1974", "１９７５")),
        harmless=False,
        statement=st,
        text="near",
        names=full,
        differences=[("1974", "１９７５")],
    )
    text_case(
        "windows-1252-word.txt",
        "Windows-1252 with one word changed",
        replaced(published(st), ("one-day hunger strike", "two-day hunger strike")),
        "cp1252",
        harmless=False,
        statement=st,
        text="near",
        names=full,
    )
    text_case(
        "hyphen-joined.txt",
        "A hyphen that belongs to the text is taken out together with a line break",
        replaced(wrapped(published(st)), ("civil-society", "civilsociety")),
        harmless=False,
        statement=st,
        text="near",
        names=full,
    )
    numbers = {}
    for language, what, old, new, difference in [
        ("en", "“Not” by its other half: no one made everyone", "No one may be compelled", "Everyone may be compelled", None),
        ("en", "“Without” made “with”", "without interference", "with interference", ("without", "with")),
        ("fr", "The negation lost", "le droit de ne pas être inquiété", "le droit d’être inquiété", None),
        ("fr", "Nul made chacun", "Nul ne peut être obligé", "Chacun peut être obligé", None),
        ("de", "Niemand made jeder", "Niemand darf gezwungen", "Jeder darf gezwungen", ("Niemand", "Jeder")),
        ("de", "ß made ss", "Meinungsäußerung", "Meinungsäusserung", ("Meinungsäußerung", "Meinungsäusserung")),
        ("tr", "The negating suffix lost", "zorlanamaz", "zorlanabilir", ("zorlanamaz", "zorlanabilir")),
        ("tr", "A dot lost: ı for i", "din hürriyetine", "dın hürriyetine", ("din", "dın")),
        ("vi", "A tone changed", "hoà bình", "hoà binh", ("bình", "binh")),
        ("ru", "The particle не lost", "Никто не может быть принуждаем", "Никто может быть принуждаем", ("не", "")),
        ("ru", "The number of an article changed", "Статья 19", "Статья 29", ("19", "29")),
        ("uk", "і made и", "вільне їх виявлення", "вильне їх виявлення", ("вільне", "вильне")),
        ("el", "The negation δεν lost", "Κανείς δεν μπορεί να υποχρεωθεί", "Κανείς μπορεί να υποχρεωθεί", ("δεν", "")),
        ("el", "An accent moved", "ελευθερία για", "ελεύθερια για", ("ελευθερία", "ελεύθερια")),
        ("ar", "The negation لا lost", "لا يجوز إرغام أحد", "يجوز إرغام أحد", ("لا", "")),
        ("ar", "دون made مع", "دون أي تدخل", "مع أي تدخل", ("دون", "مع")),
        ("fa", "The negating ن lost", "احدی نمیتواند خودسرانه", "احدی میتواند خودسرانه", ("نمیتواند", "میتواند")),
        ("he", "The negation לא lost", "לא יכפו על אדם", "יכפו על אדם", ("לא", "")),
        ("hi", "The negation न lost", "देश-निष्कासित न किया", "देश-निष्कासित किया", ("न", "")),
        ("zh-Hans", "One character, 不, lost", "而不受干涉", "而受干涉", ("不", "")),
        ("zh-Hans", "One character exchanged: 平 for 乎", "和平集会", "和乎集会", ("平", "乎")),
        ("ja", "The negation at the end turned round", "強制されない。", "強制される。", None),
        ("ja", "A voiced mark lost: か for が", "求め、受け、及び伝える", "求め、受け、及ひ伝える", ("び", "ひ")),
        ("ko", "The negation turned round", "강요받지 아니한다", "강요받아야 한다", None),
        ("th", "The negation ไม่ lost", "สมาคมหนึ่งสมาคมใดไม่ได้", "สมาคมหนึ่งสมาคมใดได้", ("ไม่", "")),
        ("km", "The negating particle lost", "គ្មានជនណាម្នាក់ ត្រូវបានបង្ខិតបង្ខំ", "ជនណាម្នាក់ ត្រូវបានបង្ខិតបង្ខំ", ("គ្មាន", "")),
        ("am", "The negating verb form changed", "እንዲሆን፡አይገደድም።", "እንዲሆን፡ይገደዳል።", None),
        ("ka", "The negating word lost", "არავის მიმართ არ უნდა", "არავის მიმართ უნდა", ("არ", "")),
        ("hy", "The negating particle lost", "չի կարող հարկադրաբար", "կարող է հարկադրաբար", None),
    ]:
        st = of(language)
        numbers[language] = numbers.get(language, 0) + 1
        text_case(
            f"{language}-word-{numbers[language]}.txt",
            what,
            replaced(published(st), (old, new)),
            harmless=False,
            statement=st,
            text="near",
            names=counts(st, st.signed),
            differences=[difference] if difference else [],
        )
    st = of("ru")
    text_case(
        "ru-look-alike-word.txt",
        "One Cyrillic а of a word is a Latin a",
        replaced(published(st), ("произвольному аресту", "произвольному \u0061ресту")),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
        flags=["look-alike"],
    )
    st = sample()
    text_case(
        "look-alike-word.txt",
        "Two Latin letters of a word are Cyrillic",
        replaced(published(st), ("hunger strike", "hung\u0435r strik\u0435")),
        harmless=False,
        statement=st,
        text="near",
        names=full,
        flags=["look-alike"],
    )
    text_case(
        "look-alike-capital-i.txt",
        "A small l is a capital I",
        replaced(published(st), ("global cause", "gIobal cause")),
        harmless=False,
        statement=st,
        text="near",
        names=full,
        flags=["look-alike"],
    )
    text_case(
        "look-alike-mathematical.txt",
        "A word in mathematical bold letters",
        replaced(published(st), ("global cause", "global 𝐜𝐚𝐮𝐬𝐞")),
        harmless=False,
        statement=st,
        text="near",
        names=full,
    )
    text_case(
        "upper-case.txt",
        "A whole paragraph in capitals",
        replaced(published(st), (st.paragraphs[5], st.paragraphs[5].upper())),
        harmless=False,
        statement=st,
        text="near",
        names=full,
    )
    st = of("ar")
    text_case(
        "ar-spelling.txt",
        "Persian yeh for Arabic yeh throughout the text",
        published(st, body=st.text.replace("ي", "ی")),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
        flags=["spelling"],
    )
    st = of("fa")
    text_case(
        "fa-spelling.txt",
        "Arabic kaf and yeh for the Persian ones in the text",
        published(st, body=st.text.replace("ک", "ك").replace("ی", "ي")),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
        flags=["spelling"],
    )


def changed_order():
    st = sample()
    body, full = st.paragraphs, counts(st, st.signed)
    join = lambda parts: published(st, body="\n\n".join(parts) + "\n")
    text_case("last-paragraph-dropped.txt", "The last paragraph is missing", join(body[:-1]), harmless=False, statement=st, text="near", names=full)
    text_case(
        "middle-paragraph-dropped.txt",
        "The fourth paragraph is missing",
        join(body[:3] + body[4:]),
        harmless=False,
        statement=st,
        text="near",
        names=full,
    )
    text_case(
        "first-two-paragraphs.txt",
        "Date and first paragraph only, with the list",
        join(body[:2]),
        harmless=False,
        statement=st,
        text="excerpt",
        names=full,
    )
    text_case(
        "one-sentence.txt", "One sentence of the text, quoted", body[4].split(". ")[-1].strip() + "\n", harmless=False, statement=st, text="excerpt"
    )
    text_case(
        "cut-in-mid-sentence.txt",
        "Cut off in the middle of the last sentence, no list",
        st.text[:-60].rstrip() + "\n",
        harmless=False,
        statement=st,
        text="near",
    )
    text_case(
        "paragraphs-swapped.txt",
        "Two paragraphs swapped",
        join([*body[:3], body[4], body[3], *body[5:]]),
        harmless=False,
        statement=st,
        text="near",
        names=full,
    )
    text_case(
        "sentences-swapped.txt",
        "Two sentences of a paragraph swapped",
        replaced(published(st), (body[3], " ".join([body[3].split(". ")[1] + ".", body[3].split(". ")[0] + ".", body[3].split(". ")[2]]))),
        harmless=False,
        statement=st,
        text="near",
        names=full,
    )
    text_case(
        "paragraph-twice.txt",
        "One paragraph stands twice",
        join(body[:4] + [body[3]] + body[4:]),
        harmless=False,
        statement=st,
        text="near",
        names=full,
    )
    text_case(
        "words-shuffled.txt",
        "All words of the statement sorted by the alphabet",
        " ".join(sorted(st.text.split())) + "\n",
        harmless=False,
        text="unrelated",
    )
    text_case(
        "every-seventh-word.txt",
        "Every seventh word left out",
        " ".join(word for number, word in enumerate(st.text.split()) if number % 7 != 6) + "\n",
        harmless=False,
        statement=st,
        text="near",
    )
    st = of("en")
    text_case(
        "en-article-dropped.txt",
        "Article 9 is missing",
        replaced(published(st), ("Article 9\n\nNo one shall be subjected to arbitrary arrest, detention or exile.\n\n", "")),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
    )
    text_case(
        "en-items-swapped.txt",
        "The two items of Article 20 swapped, and numbered anew",
        replaced(
            published(st),
            (
                "1. Everyone has the right to freedom of peaceful assembly and association.\n2. No one may be compelled to belong to an association.",
                "1. No one may be compelled to belong to an association.\n2. Everyone has the right to freedom of peaceful assembly and association.",
            ),
        ),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
    )
    text_case(
        "en-item-renumbered.txt",
        "A number inside a sentence's heading is changed: Article 20 to 21",
        replaced(published(st), ("Article 20", "Article 21")),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
        differences=[("20", "21")],
    )
    st = of("zh-Hans")
    text_case("zh-sentence-only.txt", "One sentence of the text", st.paragraphs[5] + "\n", harmless=False, statement=st, text="excerpt")
    text_case(
        "zh-articles-swapped.txt",
        "Two articles swapped",
        published(st, body="\n\n".join(st.paragraphs[i] for i in (2, 3, 0, 1, 4, 5, 6, 7, 8, 9)) + "\n"),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
    )
    st = of("he")
    text_case(
        "he-article-dropped.txt",
        "One article is missing",
        published(st, body="\n\n".join(st.paragraphs[:2] + st.paragraphs[4:]) + "\n"),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
    )


def added_text():
    st = sample()
    whole, full = published(st), counts(st, st.signed)
    near = dict(harmless=False, statement=st, text="near", names=full)
    text_case(
        "introduction-before.txt",
        "An introduction directly before the text",
        "We are glad to share the following text with our readers.\n\n" + whole,
        **near,
    )
    text_case(
        "disclaimer-behind-text.txt",
        "A sentence between the text and the list",
        published(st, body=st.text + "\nThis text is a draft and is open to changes.\n"),
        **near,
    )
    text_case("disclaimer-behind-list.txt", "A sentence behind the list", whole + "\nThe text above is a translation and is not binding.\n", **near)
    text_case(
        "sentence-inside.txt",
        "One more sentence inside a paragraph",
        replaced(whole, ("in 2021.", "in 2021. The tradition is older than that.")),
        **near,
    )
    text_case(
        "footnote-inside.txt",
        "A footnote mark in the text and a note behind the list",
        replaced(whole, ("one million", "one million*")) + "\n* The number is an estimate of the editors.\n",
        **near,
    )
    text_case(
        "whole-text-twice.txt",
        "Text and list stand twice, the second time with another number",
        whole + "\n\n" + replaced(whole, ("one million", "two million")),
        harmless=False,
        statement=st,
        text="near",
        names={"signed": 29, "duplicate": [0, 29]},
    )
    text_case(
        "signature-line-behind.txt",
        "A further signatory in a sentence behind the list",
        whole + f"\nAlso joined by {MISSING}.\n",
        harmless=False,
        statement=st,
        text="near",
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    text_case(
        "invented-sentence-behind.txt",
        "An invented further signatory in a sentence behind the list",
        whole + f"\nAlso joined by {INVENTED}.\n",
        harmless=False,
        statement=st,
        text="near",
        names={"signed": 29, "not-on-roll": [0, 1]},
    )
    text_case(
        "name-in-the-body.txt",
        "A sentence inserted into the text names one who did not sign",
        replaced(whole, ("We also stand in solidarity", f"{MISSING} and all of us also stand in solidarity")),
        harmless=False,
        statement=st,
        text="near",
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    text_case(
        "withdrawn-in-the-body.txt",
        "The name of one who withdrew, moved from the list into the text",
        replaced(whole, ("We, as organizations who advocate", f"We, {WITHDRAWN} and other organizations who advocate")),
        harmless=False,
        statement=st,
        text="near",
        names={"signed": 29, "withdrawn": 1},
        named={WITHDRAWN: "withdrawn"},
    )
    text_case(
        "signatory-moved-into-body.txt",
        "A signatory is taken from the list into the text",
        replaced(
            published(st, [name for name in st.signed if name != "Freedom Now"]),
            ("On this day, and every day, we reaffirm", "On this day, and every day, Freedom Now and we reaffirm"),
        ),
        harmless=False,
        statement=st,
        text="near",
        names={"signed": 29},
        named={"Freedom Now": "signed"},
    )
    for language, sentence in [
        ("fr", "Le présent texte est un projet."),
        ("ru", "Этот текст — проект."),
        ("ar", "هذا النص مسودة."),
        ("zh-Hans", "本文件为草稿。"),
        ("ja", "この文書は草案である。"),
    ]:
        st = of(language)
        text_case(
            f"{language}-disclaimer.txt",
            "One sentence (“this text is a draft”) directly before the text",
            f"{sentence}\n\n{published(st)}",
            harmless=False,
            statement=st,
            text="near",
            names=counts(st, st.signed),
        )


def changed_names():
    st = sample()
    names = st.signed
    right = ["same-text", "same-words"]

    def listed(file, what, names, verdicts, named, **others):
        text_case(file, what, published(st, names), harmless=False, statement=st, text=right, names=verdicts, named=named, **others)

    for file, what, name, verdict in [
        ("name-missing-added.txt", "A name of the roll that did not sign is listed", MISSING, "listed-not-signed"),
        ("name-declined-added.txt", "A name that declined is listed", DECLINED, "listed-not-signed"),
        ("name-other-text-added.txt", "A name that signed last year's text only is listed", OTHER_TEXT, "listed-not-signed"),
        ("name-withdrawn-added.txt", "A name that withdrew is listed", WITHDRAWN, "withdrawn"),
        ("name-invented-added.txt", "An invented name is listed", INVENTED, "not-on-roll"),
    ]:
        listed(file, what, with_name(names, name, 17), {"signed": 29, verdict: 1}, {name: verdict})
    listed(
        "name-last.txt",
        "An invented name at the very end of the list",
        names + [INVENTED],
        {"signed": 29, "not-on-roll": 1},
        {INVENTED: "not-on-roll"},
    )
    listed(
        "name-first.txt", "An invented name at the head of the list", [INVENTED] + names, {"signed": 29, "not-on-roll": 1}, {INVENTED: "not-on-roll"}
    )
    listed(
        "name-replaced.txt",
        "An invented name in the place of a signatory",
        names[:21] + [INVENTED] + names[22:],
        {"signed": 28, "not-on-roll": 1, "omitted": 1},
        {INVENTED: "not-on-roll", names[21]: "omitted"},
    )
    listed("name-duplicate.txt", "A name stands twice", names + ["Freedom House"], {"signed": 29, "duplicate": 1}, {"Freedom House": "duplicate"})
    listed(
        "name-duplicate-alias.txt",
        "A name stands twice, once by its alias",
        names + ["Institut McCain"],
        {"signed": 29, "duplicate": 1},
        {"Institut McCain": "duplicate"},
    )
    listed(
        "names-four-false.txt",
        "Four false names of four kinds",
        [MISSING, *names, WITHDRAWN, DECLINED, INVENTED],
        {"signed": 29, "listed-not-signed": 2, "withdrawn": 1, "not-on-roll": 1},
        {MISSING: "listed-not-signed", WITHDRAWN: "withdrawn", DECLINED: "listed-not-signed", INVENTED: "not-on-roll"},
    )
    listed(
        "names-all-invented.txt",
        "The whole list exchanged for invented names",
        [INVENTED, INVENTED_TOO, "Thistledown Civic Fund"],
        {"not-on-roll": 3, "omitted": 29},
        {INVENTED: "not-on-roll"},
    )
    for file, what, old, new in [
        (
            "name-one-letter.txt",
            "One letter of a name changed",
            "The Raoul Wallenberg Centre for Human Rights",
            "The Raoul Wallenberg Center for Human Rights",
        ),
        (
            "name-two-letters.txt",
            "Two letters of a name swapped",
            "Lantos Foundation for Human Rights & Justice",
            "Lantos Foundation for Human Rights & Jusitce",
        ),
        ("name-case.txt", "A name in small letters", "Freedom Now", "freedom now"),
        ("name-hyphen.txt", "A hyphen of a name is a space", "OVD-Info", "OVD Info"),
        ("name-ampersand.txt", "& is written out", "Lantos Foundation for Human Rights & Justice", "Lantos Foundation for Human Rights and Justice"),
        ("name-article.txt", "The article of a name is lost", "The 30 October Foundation", "30 October Foundation"),
        ("name-digit.txt", "A digit of a name changed", "The 30 October Foundation", "The 31 October Foundation"),
    ]:
        rest = [name for name in names if name != old]
        listed(file, what, [new if name == old else name for name in names], altered(st, rest), {new: "altered"})
    for file, what, old, new in [
        ("name-look-alike.txt", "A Cyrillic о in a name", "Freedom Now", "Freed\u043em Now"),
        ("name-look-alike-digit.txt", "A zero for the O of a name", "OVD-Info", "0VD-Info"),
    ]:
        rest = [name for name in names if name != old]
        listed(file, what, [new if name == old else name for name in names], altered(st, rest), {new: "altered"}, flags=["look-alike"])
    text_case(
        "name-look-alike-beside.txt",
        "A name stands in the list, and again with a Cyrillic letter",
        published(st, names + ["Freed\u043em Now"]),
        harmless=False,
        statement=st,
        text=right,
        names={"signed": 29, "altered": [0, 1], "duplicate": [0, 1], "not-on-roll": [0, 1]},
        flags=["look-alike"],
    )
    text_case(
        "name-behind-blank-lines.txt",
        "An invented name far behind the list",
        published(st) + "\n" * 12 + f"30. {INVENTED}\n",
        harmless=False,
        statement=st,
        text=[*right, "near"],
        names={"signed": 29, "not-on-roll": 1},
        named={INVENTED: "not-on-roll"},
    )
    text_case(
        "name-second-list.txt",
        "A second list under a heading of its own",
        published(st) + f"\nSupported by:\n\n1. {INVENTED}\n2. {MISSING}\n",
        harmless=False,
        statement=st,
        text=[*right, "near"],
        names={"signed": 29, "not-on-roll": 1, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    text_case(
        "name-in-a-run.txt",
        "A missing name in a run of names with commas",
        f"{st.text}\nSigned: {', '.join(with_name(names, MISSING, 9))}.\n",
        harmless=False,
        statement=st,
        text=right,
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    text_case(
        "name-before-text.txt",
        "The list stands before the text and holds a missing name",
        f"Signed:\n\n{numbered(with_name(names, MISSING, 4))}\n\n{st.text}",
        harmless=False,
        statement=st,
        text=[*right, "near"],
        names={"signed": 29, "listed-not-signed": 1},
        named={MISSING: "listed-not-signed"},
    )
    for language, old, new, verdict in [
        ("ru", "Правовой центр Берёзовой рощи", "Правовой центр Березовой рощи", "altered"),
        ("ar", "نادي صحافة المنارة", "نادی صحافة المنارة", "altered"),
        ("he", "הפורום לרישום פתוח", "הפורום לרישם פתוח", "altered"),
        ("el", "Σύλλογος Ανοιχτών Αρχείων", "Σύλλογος Ανοικτών Αρχείων", "altered"),
        ("zh-Hans", "柳河法律援助中心", "柳江法律援助中心", "altered"),
        ("ja", "石橋読書の会", "岩橋読書の会", "altered"),
        ("tr", "Işıklı Sokak Hukuk Merkezi", "Isikli Sokak Hukuk Merkezi", "altered"),
        ("vi", "Trung tâm Pháp lý Đồi Gió", "Trung tâm Pháp lý Đôi Gió", "altered"),
    ]:
        st = of(language)
        rest = [name for name in st.signed if name != old]
        text_case(
            f"{language}-name-altered.txt",
            "One name differs by a letter, a mark or a word",
            published(st, [new if name == old else name for name in st.signed]),
            harmless=False,
            statement=st,
            text=right,
            names=altered(st, rest),
            named={new: verdict},
            flags=["spelling"] if language in ("ru", "ar") else (),
        )
    for language in ("fr", "de", "uk", "fa", "hi", "ko", "th", "km", "am", "ka", "hy"):
        st = of(language)
        false = next(name for _, name, verdict, _ in st.names if verdict not in ("signed", "late"))
        text_case(
            f"{language}-name-false.txt",
            "A name of the roll that did not sign is listed",
            published(st, with_name(st.signed, false, 1)),
            harmless=False,
            statement=st,
            text=right,
            names=counts(st, st.signed + [false]),
            named={false: st.verdict(false)},
        )
    st = of("en")
    text_case(
        "en-withdrawn.txt",
        "The names as they were before one withdrew",
        published(st, st.signed + ["Foxglove Civic Trust"]),
        harmless=False,
        statement=st,
        text=right,
        names={"signed": 6, "withdrawn": 1},
        named={"Foxglove Civic Trust": "withdrawn"},
    )
    st = of("ru")
    text_case(
        "ru-name-look-alike.txt",
        "Latin letters for Cyrillic ones in a name",
        published(st, [name.replace("Союз", "C\u043eюз") for name in st.signed]),
        harmless=False,
        statement=st,
        text=right,
        names=altered(st, [name for name in st.signed if "Союз" not in name]),
        named={"C\u043eюз открытых архивов": "altered"},
        flags=["look-alike"],
    )


def invisible():
    st = sample()
    whole, full = published(st), counts(st, st.signed)
    marked = dict(harmless=True, statement=st, text="same-words", names=full, flags=["invisible-characters"])

    def watermark(text, zero, one, bits):
        spaces = [place for place, character in enumerate(text) if character == " "]
        for place, bit in reversed(list(zip(spaces, bits))):
            text = text[:place] + (zero if bit == "0" else one) + text[place:]
        return text

    bits = "".join(f"{byte:08b}" for byte in b"copy 17")
    text_case(
        "watermark-zero-width.txt",
        "Seven bytes written in zero-width characters before the spaces, as copies of leaked drafts are traced",
        watermark(whole, ZWNJ, ZWSP, bits),
        **marked,
    )
    text_case(
        "watermark-word-joiners.txt",
        "The same with word joiners and zero-width no-break spaces",
        watermark(whole, "\u2060", "\ufeff", bits),
        **marked,
    )
    text_case(
        "watermark-variation-selectors.txt",
        "Bytes written in variation selectors behind the first letter",
        whole[:40] + "".join(chr(0xE0100 + byte) for byte in b"hidden words") + whole[40:],
        **marked,
    )
    text_case(
        "watermark-tags.txt",
        "A sentence in tag characters inside the text",
        replaced(whole, ("one million", "one" + "".join(chr(0xE0000 + ord(c)) for c in " odd") + " million")),
        **marked,
    )
    text_case(
        "invisible-in-name.txt",
        "A zero-width space inside a name",
        replaced(whole, ("Freedom House", f"Free{ZWSP}dom House")),
        **{**marked, "text": ["same-text", "same-words"]},
    )
    text_case(
        "hangul-filler.txt",
        "Hangul fillers and combining grapheme joiners between words",
        replaced(whole, ("one million", "one \u3164million"), ("hunger strike", "hunger\u034f strike")),
        **marked,
    )
    text_case(
        "watermark-spaces.txt",
        "Bits written in the kinds of spaces: thin, en and no-break",
        whole.replace("world, there", "world,\u2009there").replace("of conscience", "of\u00a0conscience").replace("the rule", "the\u2002rule"),
        harmless=True,
        statement=st,
        text="same-text",
        names=full,
    )
    deceived = dict(harmless=False, statement=st, text="near", names=full, flags=["invisible-characters"])
    text_case(
        "bidi-override-shown.txt",
        "A right-to-left override makes a reader see 4791 where the letters say 1974",
        replaced(whole, ("1974", f"{RLO}1974{PDF}")),
        **deceived,
    )
    text_case(
        "bidi-override-hidden.txt", "The letters say 4791, and an override shows 1974", replaced(whole, ("1974", f"{RLO}4791{PDF}")), **deceived
    )
    text_case(
        "bidi-isolate-words.txt",
        "Two words swap their places by an isolate with an override",
        replaced(whole, ("freedom of thought, expression", f"freedom of \u2067{RLO}noisserpxe ,thguoht{PDF}\u2069")),
        **deceived,
    )
    text_case(
        "bidi-override-name.txt",
        "An override in a name of the list",
        replaced(whole, ("Freedom Now", f"{RLO}woN modeerF{PDF}")),
        harmless=False,
        statement=st,
        text=["same-text", "same-words", "near"],
        names={"signed": [28, 29], "not-on-roll": [0, 1], "altered": [0, 1], "omitted": [0, 1]},
        flags=["invisible-characters"],
        exit=1,
    )
    text_case(
        "watermark-and-digit.txt",
        "A zero-width watermark, and a digit changed beside it",
        replaced(watermark(whole, ZWNJ, ZWSP, bits), ("2021", f"20{ZWSP}22")),
        **deceived,
    )
    text_case(
        "not-split-by-invisible.txt",
        "A dropped word in a copy full of soft hyphens",
        replaced(whole, ("or for peacefully expressing", "or for expressing")).replace("ation", f"a{SHY}tion"),
        **deceived,
    )
    text_case(
        "strike-through-marks.txt",
        "A word struck out with combining strokes",
        replaced(whole, ("global cause", "".join(c + "\u0336" for c in "global") + " cause")),
        harmless=False,
        statement=st,
        text="near",
        names=full,
    )
    st = of("he")
    text_case(
        "he-bidi-override.txt",
        "A left-to-right override turns a phrase round for the reader",
        replaced(published(st), ("המצפון והדת", f"{LRO}המצפון והדת{PDF}")),
        harmless=False,
        statement=st,
        text="near",
        names=counts(st, st.signed),
        flags=["invisible-characters"],
    )
    text_case(
        "he-direction-marks.txt",
        "Right-to-left marks behind full stops, as editors put them",
        published(st).replace(".\n", ".\u200f\n"),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
        flags=["invisible-characters"],
    )
    st = of("fa")
    text_case(
        "fa-joiner-inserted.txt",
        "Non-joiners added inside two words where the statement has none",
        replaced(published(st), ("خودسرانه", f"خود{ZWNJ}سرانه"), ("برخوردار", f"بر{ZWNJ}خوردار")),
        harmless=True,
        statement=st,
        text="same-words",
        names=counts(st, st.signed),
        flags=["invisible-characters|joiners|spelling"],
    )


def other_texts():
    st, old = sample(), last_year()
    text_case(
        "last-year.txt",
        "Last year's version with its own list",
        published(old),
        harmless=True,
        statement=old,
        text="same-text",
        names=counts(old, old.signed),
    )
    text_case(
        "last-year-asked-as-this.txt",
        "Last year's version, held against this year's statement",
        published(old),
        harmless=False,
        statement=st,
        ask=SAMPLE,
        text="near",
        names={"not-on-roll": 2, "listed-not-signed": 1, "withdrawn": 1, "omitted": 29},
        named={OTHER_TEXT: "listed-not-signed"},
    )
    text_case(
        "last-year-new-date.txt",
        "Last year's version with this year's date, under last year's names",
        replaced(published(old), ("October 30, 2024", "October 30, 2025")),
        harmless=False,
        statement=old,
        text="near",
        names=counts(old, old.signed),
        differences=[("2024", "2025")],
    )
    text_case(
        "last-year-false-name.txt",
        "Last year's version with a name that did not sign it",
        published(old, old.signed + ["Saltmarsh Reading Room"]),
        harmless=False,
        statement=old,
        text=["same-text", "same-words"],
        names={"signed": 4, "listed-not-signed": 1},
        named={"Saltmarsh Reading Room": "listed-not-signed"},
    )
    text_case(
        "translation.txt",
        "A French translation of two paragraphs of the sample, which nobody signed",
        "Le 30 octobre 2025\n\nEn cette Journée internationale des prisonniers politiques, nous affirmons ensemble une vérité"
        " simple : nul ne devrait être emprisonné pour avoir exercé ses droits fondamentaux ou exprimé pacifiquement ses"
        " convictions.\n\nChaque détention injuste adresse un message glaçant à celles et ceux qui veulent dire la vérité au"
        " pouvoir.\n",
        harmless=False,
        text="unrelated",
    )
    text_case(
        "translation-asked.txt",
        "The French appeal, held against the English one that it translates",
        of("fr").text,
        harmless=False,
        statement=of("en"),
        ask=slug_of("en"),
        text="unrelated",
    )
    text_case(
        "fr-found.txt",
        "The French appeal is found as the statement of its own that it is",
        of("fr").text,
        harmless=True,
        statement=of("fr"),
        text="identical",
    )
    text_case(
        "news-quote.txt",
        "A news item that quotes one sentence",
        "Groups mark day of solidarity\n\nA number of groups marked the day on Thursday. Their statement says: “Political"
        " imprisonment corrodes the rule of law, silences dissent, undermines press freedom, and weakens the foundations of"
        " democracy.” Events were held in several cities.\n",
        harmless=False,
        statement=st,
        text="excerpt",
    )
    text_case(
        "news-many-quotes.txt",
        "A news item that quotes four sentences in pieces",
        f"What the statement says\n\n“{st.paragraphs[3].split('. ')[0]}.” So it begins its third part. Then:"
        f" “{st.paragraphs[5].split('. ')[1]}” It goes on: “{st.paragraphs[2].split('. ')[0]}.” And it ends:"
        f" “{st.paragraphs[6].split('. ')[1]}”\n",
        harmless=False,
        statement=st,
        text="excerpt",
    )
    text_case(
        "news-few-words.txt",
        "A news item that quotes five words",
        "They asked that political prisoners “must not be forgotten”, a speaker said, and thanked all who had come to the square"
        " on that cold evening.\n",
        harmless=False,
        text="unrelated",
    )
    text_case(
        "unrelated.txt",
        "Another text by organisations of the roll of the English appeal",
        "The town library should stay open on Sundays. Readers who work all week have no other day, and the reading room is warm.\n\nSigned:\n\n"
        + numbered(of("en").signed[:4])
        + "\n",
        harmless=False,
        text="unrelated",
    )
    text_case(
        "unrelated-asked.txt",
        "The same, held against the English appeal",
        "The town library should stay open on Sundays. Readers who work all week have no other day, and the reading room is warm.\n\nSigned:\n\n"
        + numbered(of("en").signed[:4])
        + "\n",
        harmless=False,
        statement=of("en"),
        ask=slug_of("en"),
        text="unrelated",
        names={"signed": 4, "omitted": 2},
    )
    text_case(
        "unrelated-chinese.txt",
        "A Chinese text on another matter",
        "图书馆星期天也应当开放。平日工作的读者没有别的日子可以来。\n",
        harmless=False,
        text="unrelated",
    )
    text_case(
        "list-alone.txt",
        "The list of names without any text",
        "Signed:\n\n" + numbered(st.signed) + "\n",
        harmless=False,
        statement=st,
        ask=SAMPLE,
        text="unrelated",
        names=counts(st, st.signed),
    )
    text_case(
        "other-article.txt",
        "Another article of the Declaration, which is not in the appeal",
        "Article 24\n\nEveryone has the right to rest and leisure, including reasonable limitation of working hours and periodic"
        " holidays with pay.\n",
        harmless=False,
        text="unrelated",
    )
    case("empty.txt", "An empty file", lambda: b"", harmless=False, text=["cannot-compare", "unrelated"], exit=[1, 3])
    case(
        "noise.txt",
        "Bytes that are no text",
        lambda: bytes((number * 73 + 11) % 256 for number in range(3000)),
        harmless=False,
        text=["cannot-compare", "unrelated"],
        exit=[1, 3],
    )


def marks_and_rules():
    """Rules, numbers and breaks that say nothing, and such as say something."""
    st = sample()
    whole, full = published(st), counts(st, st.signed)
    same = dict(harmless=True, statement=st, text=["same-text", "same-words"], names=full)
    near = dict(harmless=False, statement=st, text="near", names=full)
    text_case("mark-number-sign.txt", "Names with #1, #2", published(st, listing=lambda names: "\n".join(f"#{n} {name}" for n, name in enumerate(names, 1))), **same)
    text_case("mark-no.txt", "Names with No. 1, No. 2", published(st, listing=lambda names: "\n".join(f"No. {n} {name}" for n, name in enumerate(names, 1))), **same)
    for file, rule in [("stars", "* * *"), ("dashes", "-----"), ("hashes", "###"), ("ends", "ENDS")]:
        text_case(f"rule-{file}.txt", "A rule behind the list, as press offices write it", f"{whole}\n{rule}\n", **same)
    text_case("rule-page-number.txt", "The number of a page between dashes, without a form feed", whole.replace("\n\n", "\n\n- 1 -\n\n", 1), **same)
    text_case("rule-says.txt", "Stars around a word behind the list", f"{whole}\n* not *\n", harmless=False, statement=st,
        text=["same-text", "same-words", "near"], names={**full, "not-on-roll": [0, 1]}, exit=1)
    text_case("name-of-pages.txt", "An invented name behind the last one, of words that pages use anyway", f"{whole}Listen and Read\n", harmless=False, statement=st,
        text=["same-text", "same-words", "near"], names={**full, "not-on-roll": [0, 1]}, exit=1)
    text_case("name-of-pages-apart.txt", "The same a line apart", f"{whole}\nListen and Read\n", harmless=False, statement=st,
        text=["same-text", "same-words", "near"], names={**full, "not-on-roll": [0, 1]}, exit=1)
    text_case("name-ending.txt", "Inc. behind a name of the roll", published(st, ["Freedom House Inc." if name == "Freedom House" else name for name in st.signed]),
        harmless=False, statement=st, text=["same-text", "same-words"], names=altered(st, [name for name in st.signed if name != "Freedom House"]),
        named={"Freedom House Inc.": "altered"})
    text_case("name-question.txt", "A question mark behind a name", whole.replace("Freedom House", "Freedom House?"), harmless=False, statement=st, text=["same-text", "same-words"],
        names=altered(st, [name for name in st.signed if name != "Freedom House"]), exit=1)
    text_case("name-soft-hyphen.txt", "A soft hyphen inside a name", whole.replace("Freedom House", f"Free{SHY}dom House"), **same, flags=["invisible-characters"])
    text_case("heading-zero-width.txt", "A zero-width space in the heading of the list", whole.replace("Signed:", f"Signed{ZWSP}:"), **same, flags=["invisible-characters"])
    for language in ("th", "km"):
        st = of(language)
        broken = re.sub(r"(.{60})", r"\1\n", st.text.replace("\n\n", "\0")).replace("\0", "\n\n")
        text_case(f"{language}-broken-anywhere.txt", "Lines broken after 60 characters, also before a mark", published(st, body=broken), harmless=True, statement=st,
            text="same-words", names=counts(st, st.signed))
    for language, joined in [("ar", " و"), ("he", " ו"), ("ja", "および"), ("th", " และ "), ("km", " និង ")]:
        st = of(language)
        comma = {"ar": "، ", "ja": "、"}.get(language, ", ")
        run = comma.join(st.signed[:-1]) + joined + st.signed[-1]
        text_case(f"{language}-run-and.txt", "Names in a run, the last behind an “and”", published(st, listing=lambda _: run), harmless=True, statement=st,
            text=["same-text", "same-words"], names=counts(st, st.signed))


def controls_and_order():
    """Controls that show another text than is written, and what stands amid the text."""
    st = sample()
    whole, full = published(st), counts(st, st.signed)
    near = dict(harmless=False, statement=st, text="near", names=full)
    for file, what, control in [
        ("backspace", "Four backspaces behind a word: a terminal shows the next one in its place", "\b" * 4),
        ("cursor", "A control that moves the line up", "\u008d"),
        ("charset", "A control behind which a terminal draws lines for letters", "\u000e"),
    ]:
        text_case(f"control-{file}.txt", what, whole.replace("peacefully ", f"peacefully {control}"), **near, flags=["invisible-characters"])
    text_case("control-string.txt", "A word within a control string, which a terminal swallows", whole.replace("peacefully", "\u0090peacefully\u009c"), **near,
        flags=["invisible-characters"])
    for file, mark in [("right", "\u200f"), ("arabic", "\u061c")]:
        text_case(f"mark-{file}.txt", "Marks around a number in a text from left to right, by which it is seen elsewhere",
            whole.replace("1974,", f"{mark}1974{mark},"), **near, flags=["invisible-characters"])
    rtl = of("he")
    text_case("he-mark-right.txt", "The same mark in a text from right to left", published(rtl).replace(". ", ".\u200f ", 1), harmless=True, statement=rtl,
        text="same-words", names=counts(rtl, rtl.signed), flags=["invisible-characters"])
    first, rest = st.paragraphs[:4], st.paragraphs[4:]
    above = lambda line: "\n\n".join([*st.paragraphs[:-1], line, st.paragraphs[-1]]) + "\n"
    text_case("amid-list.txt", "The list parts the text: who signed the end of it is not said",
        "\n\n".join([*first, st.heading, "\n".join(st.signed), *rest]) + "\n", **near)
    text_case("amid-day.txt", "Another day above the last paragraph", published(st, body=above("1 January 2030")), **near)
    text_case("amid-update.txt", "The day of an update above the last paragraph", published(st, body=above("Updated: 1 January 2030")), **near)
    text_case("amid-ends.txt", "The word that ends texts, above the last paragraph", published(st, body=above("ENDS")), **near)
    text_case("heading-quoted.txt", "The heading of the list in quotation marks", whole.replace("Signed:", "\u201cSigned\u201d:"), **near)
    text_case("heading-addressed.txt", "A heading by which the names are those who are written to", whole.replace("Signed:", "Letter to the undersigned:"), **near)
    signature = f"-----BEGIN PGP SIGNATURE-----\n\n{'iQEzBAEBCAAdFiEE' * 4}\n=aB3d\n-----END PGP SIGNATURE-----\n"
    armour = lambda text, hash="SHA256": f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: {hash}\n\n{text}{signature}"
    text_case("pgp.txt", "Signed with PGP in line", armour(whole), harmless=True, statement=st, text=["same-text", "same-words"], names=full)
    text_case("pgp-note.txt", "A note where PGP names the hash", armour(whole, "none, and forged"), harmless=False, statement=st, text="near", names=None, exit=1)
    text_case("pgp-changed.txt", "The same around a text that lost a word", armour(whole.replace("peacefully ", "")), **near)
