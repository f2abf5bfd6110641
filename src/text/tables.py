#!/usr/bin/env python3
"""Writes src/text/tables.rs, the Unicode 15.0.0 tables of profile text-v1, to stdout.

Reads the Unicode Character Database under /usr/share/unicode (or the directory given), as Debian's package
unicode-data 15.0.0 installs it. Run: python3 src/text/tables.py > src/text/tables.rs
"""

import pathlib
import sys

UNICODE = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode")
SIZE = 0x110000
BLOCK = 128

# Kinds: what the pass over a text does with a character. The names are those of class.rs.
KINDS = [
    "PLAIN", "LINE_FEED", "CARRIAGE_RETURN", "SPACE", "NARROW_SPACE", "REFUSED", "SPACING_MARK", "MARK",
    "JOINER", "ZERO_WIDTH_SPACE", "DIRECTION_MARK", "ISOLATE", "ISOLATE_END", "VARIATION", "IDEOGRAPHIC_VARIATION",
    "VOWEL_SEPARATOR",
]
# Properties: one bit each above the kind's four.
PROPERTIES = [
    "REORDERS", "MAY_COMPOSE", "DECOMPOSES", "ENDS_IN_MARK", "JOINER_SCRIPT", "UNSPACED_SCRIPT", "INHERITED",
    "LETTER", "RIGHT_TO_LEFT", "MONGOLIAN", "PICTOGRAPH", "MODIFIER", "IDEOGRAPH", "JOINS_NEXT", "JOINS_PREVIOUS",
    "TRANSPARENT", "STACKS",
]


def rows(name):
    for line in (UNICODE / name).read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if fields[0]:
            yield fields


def span(field):
    first, _, last = field.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def prop(name, default):
    values = [default] * SIZE
    for fields in rows(name):
        for code in span(fields[0]):
            values[code] = fields[1]
    return values


def members(name, *wanted):
    return {code for fields in rows(name) if tuple(fields[1:]) == wanted for code in span(fields[0])}


version = (UNICODE / "DerivedAge.txt").read_text().splitlines()[0]
if "15.0.0" not in version:
    sys.exit(f"text-v1 is pinned to Unicode 15.0.0, this is {version}")

category = prop("extracted/DerivedGeneralCategory.txt", "Cn")
bidi = prop("extracted/DerivedBidiClass.txt", "L")
combining = prop("extracted/DerivedCombiningClass.txt", "0")
joining = prop("extracted/DerivedJoiningType.txt", "U")
line_break = prop("extracted/DerivedLineBreak.txt", "XX")
script = prop("Scripts.txt", "Unknown")
syllabic = prop("IndicSyllabicCategory.txt", "Other")
ignorable = members("DerivedCoreProperties.txt", "Default_Ignorable_Code_Point")
prepended = members("PropList.txt", "Prepended_Concatenation_Mark")
ideographs = members("PropList.txt", "Unified_Ideograph")
pictographs = members("emoji/emoji-data.txt", "Extended_Pictographic")
modifiers = members("emoji/emoji-data.txt", "Emoji_Modifier")
compose_no = members("DerivedNormalizationProps.txt", "NFC_QC", "N")
compose_maybe = members("DerivedNormalizationProps.txt", "NFC_QC", "M")

decomposition, names = {}, {}
for fields in rows("UnicodeData.txt"):
    names[int(fields[0], 16)] = fields[1]
    if fields[5] and not fields[5].startswith("<"):
        decomposition[int(fields[0], 16)] = [int(code, 16) for code in fields[5].split()]

STACKERS = {"Virama", "Invisible_Stacker"}
own_script = {name for name in set(script) if name not in ("Common", "Inherited", "Unknown")}
joiner_scripts = own_script & {
    script[code] for code in range(SIZE)
    if category[code].startswith("L") and joining[code] in "DLRC" or syllabic[code] in STACKERS
}
# Scripts that are written without spaces; those beyond Line_Break SA are named by the profile.
unspaced_scripts = own_script & (
    {script[code] for code in range(SIZE) if line_break[code] == "SA"}
    | {"Javanese", "Balinese", "Sundanese", "Cham", "Chakma", "Buginese", "Batak"}
)


def last_of(code):
    while code in decomposition:
        code = decomposition[code][-1]
    return code


def kind(code):
    special = {
        0x09: "SPACE", 0x0A: "LINE_FEED", 0x0D: "CARRIAGE_RETURN",
        0x200B: "ZERO_WIDTH_SPACE", 0x200C: "JOINER", 0x200D: "JOINER",
        0x200E: "DIRECTION_MARK", 0x200F: "DIRECTION_MARK", 0x061C: "DIRECTION_MARK",
        0x2066: "ISOLATE", 0x2067: "ISOLATE", 0x2068: "ISOLATE", 0x2069: "ISOLATE_END",
        0x180B: "VARIATION", 0x180C: "VARIATION", 0x180D: "VARIATION", 0x180F: "VARIATION",
        0x180E: "VOWEL_SEPARATOR", 0x202F: "NARROW_SPACE",
        # Kept as they are wherever they stand.
        0x20: "PLAIN", 0x3000: "PLAIN", 0x1680: "PLAIN", 0x070F: "PLAIN",
        # Neither controls nor ignorable, yet they show nothing or stand for something lost.
        0xFFFC: "REFUSED", 0xFFFD: "REFUSED", 0x2800: "REFUSED",
    }
    if code in special:
        return special[code]
    if 0xFE00 <= code <= 0xFE0F:
        return "VARIATION"
    if 0xE0100 <= code <= 0xE01EF:
        return "IDEOGRAPHIC_VARIATION"
    if code in prepended:
        return "PLAIN"
    if category[code] in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or code in ignorable:
        return "REFUSED"
    if category[code] == "Zs":
        return "SPACE"
    if category[code] == "Mc":
        return "SPACING_MARK"
    if category[code] in ("Mn", "Me"):
        return "MARK"
    return "PLAIN"


def class_of(code):
    # The class of what never comes through holds nothing else.
    if kind(code) == "REFUSED":
        return KINDS.index("REFUSED")
    letter = category[code].startswith("L")
    hangul = 0xAC00 <= code <= 0xD7A3
    has = {
        "REORDERS": combining[code] != "0",
        "MAY_COMPOSE": code in compose_maybe,
        "DECOMPOSES": code in compose_no,
        "ENDS_IN_MARK": combining[code] == "0" and not hangul and combining[last_of(code)] != "0",
        "JOINER_SCRIPT": script[code] in joiner_scripts,
        "UNSPACED_SCRIPT": script[code] in unspaced_scripts,
        "INHERITED": script[code] == "Inherited",
        "LETTER": letter,
        "RIGHT_TO_LEFT": letter and bidi[code] in ("R", "AL"),
        "MONGOLIAN": letter and script[code] == "Mongolian",
        "PICTOGRAPH": code in pictographs,
        "MODIFIER": code in modifiers,
        "IDEOGRAPH": code in ideographs,
        "JOINS_NEXT": joining[code] in "DLC",
        "JOINS_PREVIOUS": joining[code] in "DRC",
        "TRANSPARENT": joining[code] == "T",
        "STACKS": syllabic[code] in STACKERS | {"Register_Shifter"},
    }
    bits = sum(1 << (4 + i) for i, name in enumerate(PROPERTIES) if has[name])
    return KINDS.index(kind(code)) | bits


def wrapped(values, width=110):
    line = "   "
    for value in values:
        if len(line) + len(value) + 2 > width:
            yield line
            line = "   "
        line += f" {value},"
    yield line


def table(name, kind_of, doc, values):
    values = list(values)
    print(f"\n/// {doc}\npub(super) static {name}: [{kind_of}; {len(values)}] = [")
    print("\n".join(wrapped(values)))
    print("];")


classes = [class_of(code) for code in range(SIZE)]
palette = sorted(set(classes))
place = {value: index for index, value in enumerate(palette)}
assert len(palette) <= 256
blocks, stage_one = {}, []
for start in range(0, SIZE, BLOCK):
    block = tuple(place[value] for value in classes[start:start + BLOCK])
    stage_one.append(blocks.setdefault(block, len(blocks)))
while stage_one[-1] == stage_one[-2]:  # the last planes are private use: all alike
    stage_one.pop()

print("//! What profile `text-v1` knows of every code point: the Unicode Character Database, version 15.0.0.")
print("//!\n//! Written by `tables.py`, and compared with what it writes by a test. Do not edit.")
print(f"\n// Kinds: the low four bits of a class.")
for index, name in enumerate(KINDS):
    print(f"pub(super) const {name}: u32 = {index};")
print("\n// Properties: one bit each.")
for index, name in enumerate(PROPERTIES):
    print(f"pub(super) const {name}: u32 = 1 << {4 + index};")
print(f"\n/// Code points in a block.\npub(super) const BLOCK: usize = {BLOCK};")
active = sum(1 << (4 + PROPERTIES.index(name)) for name in ("REORDERS", "MAY_COMPOSE", "DECOMPOSES"))
print(f"\n/// The properties of characters that NFC may change or put elsewhere.")
print(f"pub(super) const ACTIVE: u32 = {active:#x};")
table("CLASSES", "u32", "The distinct classes.", (f"{value:#x}" for value in palette))
index_type = "u8" if len(blocks) <= 256 else "u16"
table("BLOCK_OF", index_type, "The block of code points `BLOCK * i` and on; beyond the end, the last one again.",
      map(str, stage_one))
table("BLOCKS", "u8", "For every code point of every block, the index of its class.",
      (str(index) for block in blocks for index in block))

passes = [value & (15 | active) == 0 for value in classes]
table("PASSING_BITS", "u64", "Bit `c % 64` of entry `c / 64`: whether every step lets c, below U+10000, pass as it is.",
      (f"{sum(passes[start + bit] << bit for bit in range(64)):#x}" for start in range(0, 0x10000, 64)))

sources = ("StandardizedVariants.txt", "emoji/emoji-variation-sequences.txt")
variants = {tuple(int(code, 16) for code in fields[0].split()) for source in sources for fields in rows(source)}
table("VARIANTS", "(u32, u32)", "Characters and the variation selectors that they stand before.",
      (f"({base:#x}, {selector:#x})" for base, selector in sorted(variants)))

aliases = {}
for fields in rows("NameAliases.txt"):
    if fields[2] in ("control", "figment"):
        aliases.setdefault(int(fields[0], 16), fields[1])
named = {code for code in names if category[code] in ("Cc", "Cf", "Zs", "Zl", "Zp") or code in ignorable}
named |= {0x2800, 0xFFFC, 0xFFFD}
named -= set(range(0xFE00, 0xFE10)) | set(range(0xE0100, 0xE01F0)) | {0x20}
table("NAMES", "(u32, &str)", "Names of what can be refused or warned of by its property; controls under their alias.",
      (f'({code:#x}, "{aliases.get(code, names[code])}")' for code in sorted(named)))
