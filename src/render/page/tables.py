#!/usr/bin/env python3
"""Writes src/render/page/tables.js, what part T of docs/format.md asks of Unicode 15.0.0, to stdout.

Reads the Unicode Character Database under /usr/share/unicode (or the directory given), as Debian's package
unicode-data 15.0.0 installs it. Run: python3 src/render/page/tables.py > src/render/page/tables.js
"""
import pathlib
import sys

UNICODE = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode")
SIZE = 0x110000
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Rule T6.2 names these beside the scripts that have Line_Break SA.
UNSPACED = {"Javanese", "Balinese", "Sundanese", "Cham", "Chakma", "Buginese", "Batak"}


def rows(name):
    for line in (UNICODE / name).read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if fields[0]:
            yield fields


def span(field):
    first, _, last = field.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def values(name, default):
    found = [default] * SIZE
    for fields in rows(name):
        for code in span(fields[0]):
            found[code] = fields[1]
    return found


def members(name, *wanted):
    return {code for fields in rows(name) if tuple(fields[1:]) == wanted for code in span(fields[0])}


if "15.0.0" not in (UNICODE / "DerivedAge.txt").read_text().splitlines()[0]:
    sys.exit("text-v1 is pinned to Unicode 15.0.0")

category = values("extracted/DerivedGeneralCategory.txt", "Cn")
bidi = values("extracted/DerivedBidiClass.txt", "L")
combining = values("extracted/DerivedCombiningClass.txt", "0")
joining = values("extracted/DerivedJoiningType.txt", "U")
line_break = values("extracted/DerivedLineBreak.txt", "XX")
script = values("Scripts.txt", "Unknown")
syllabic = values("IndicSyllabicCategory.txt", "Other")
ignorable = members("DerivedCoreProperties.txt", "Default_Ignorable_Code_Point")
prepended = members("PropList.txt", "Prepended_Concatenation_Mark") | {0x070F}
ideograph = members("PropList.txt", "Unified_Ideograph")
pictograph = members("emoji/emoji-data.txt", "Extended_Pictographic")
modifier = members("emoji/emoji-data.txt", "Emoji_Modifier")
recomposed = {code for code in range(SIZE) if combining[code] != "0"}
recomposed |= members("DerivedNormalizationProps.txt", "NFC_QC", "N")
recomposed |= members("DerivedNormalizationProps.txt", "NFC_QC", "M")

letters = {code for code in range(SIZE) if category[code][0] == "L"}
no_script = {"Common", "Inherited", "Unknown"}
joiner_scripts = {script[code] for code in letters if joining[code] in "DLRC"}
joiner_scripts |= {script[code] for code in range(SIZE) if syllabic[code] in ("Virama", "Invisible_Stacker")}
unspaced_scripts = UNSPACED | {script[code] for code in range(SIZE) if line_break[code] == "SA"}

PROPERTIES = {  # in the order of their bits
    "UNASSIGNED": lambda code: category[code] == "Cn",
    "INVISIBLE": lambda code: (category[code] == "Cf" or code in ignorable) and code not in prepended,
    "SPACE": lambda code: category[code] == "Zs",
    "SPACING_MARK": lambda code: category[code] == "Mc",
    "MARK": lambda code: category[code] in ("Mn", "Me"),
    "LETTER": lambda code: code in letters,
    "RIGHT_TO_LEFT": lambda code: code in letters and bidi[code] in ("R", "AL"),
    "MONGOLIAN": lambda code: code in letters and script[code] == "Mongolian",
    "JOINER_SCRIPT": lambda code: script[code] in joiner_scripts - no_script,
    "UNSPACED_SCRIPT": lambda code: script[code] in unspaced_scripts - no_script,
    "INHERITED": lambda code: script[code] == "Inherited",
    "PICTOGRAPH": lambda code: code in pictograph,
    "MODIFIER": lambda code: code in modifier,
    "IDEOGRAPH": lambda code: code in ideograph,
    "RECOMPOSED": lambda code: code in recomposed,
}


def number(value):
    digits = ""
    while True:
        value, digit = divmod(value, 36)
        digits = DIGITS[digit] + digits
        if not value:
            return digits


def runs(wanted):
    """Sorted numbers as (gap before the run, length of the run)."""
    found, end = [], 0
    for value in sorted(wanted):
        if found and value == end:
            found[-1][1] += 1
        else:
            found.append([value - end, 1])
        end = value + 1
    return found


def printed(name, doc, text):
    print(f"\n// {doc}\nexport const {name} = \"\" +")
    lines = [text[start:start + 960] for start in range(0, len(text), 960)]
    print(" +\n".join(f'"{line}"' for line in lines) + ";")


classes = [sum(1 << bit for bit, has in enumerate(PROPERTIES.values()) if has(code)) for code in range(SIZE)]
kinds = sorted(set(classes), key=lambda kind: -sum(a == kind != b for a, b in zip(classes, classes[1:])))
names = [chr(code) for code in range(0x21, 0x7F) if chr(code) not in DIGITS + "\"\\<&`$"]
assert len(kinds) <= len(names)
text, start = "", 0
for code in range(1, SIZE + 1):
    if code == SIZE or classes[code] != classes[start]:
        text += names[kinds.index(classes[start])] + (number(code - start) if code - start > 1 else "")
        start = code

pairs = {}
for name in ("StandardizedVariants.txt", "emoji/emoji-variation-sequences.txt"):
    for fields in rows(name):
        base, selector = (int(code, 16) for code in fields[0].split())
        if 0xFE00 <= selector <= 0xFE0F or selector in (0x180B, 0x180C, 0x180D, 0x180F):
            pairs.setdefault(selector, set()).add(base)

print("// What part T of docs/format.md asks of the Unicode Character Database, version 15.0.0.")
print("// Written by tables.py, and compared with what it writes by a test. Do not edit.")
print("\n// Properties: one bit each.")
for bit, name in enumerate(PROPERTIES):
    print(f"export const {name} = {1 << bit};")
printed("CLASSES", "From each sign of RUNS to the properties of what it stands for, in base 36.",
        " ".join(f"{name}{number(kind)}" for name, kind in zip(names, kinds)))
printed("RUNS", "From U+0000 on: a sign and how many characters it stands for, in base 36, if not one.", text)
printed("VARIANTS", "For each variation selector (T6.5) the gaps between the bases and, behind a dot, how many follow.",
        " ".join(f"{number(selector)}:" + ",".join(number(gap) + (f".{number(length)}" if length > 1 else "")
                                                   for gap, length in runs(bases))
                 for selector, bases in sorted(pairs.items())))
