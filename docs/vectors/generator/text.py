"""Part T: source bytes, and their canonical bytes as stated here, or that they are refused.

Characters that cannot be seen are written as escapes.
"""
from generator.vector import sha256, vector


def accepted(name, rules, case, source, canonical=None):
    """`canonical` is what comes out; left out, it is the source itself (T11)."""
    same = canonical is None
    canonical = (source if same else canonical).encode()
    vector("text", name, "accepted", rules, case, source, digest=sha256(canonical), length=len(canonical))


def refused(name, rules, case, source):
    vector("text", name, "refused", rules, case, source)


def vectors():
    decoding()
    repertoire()
    lines_and_spaces()
    composition()
    joiners()
    word_breaks()
    directions()
    variations()
    marks()
    edges()
    languages()


def decoding():
    accepted("byte-order-mark", "T1", "One U+FEFF at the very start is removed.", "\ufeffWe ask.\n", "We ask.\n")
    refused("byte-order-mark-twice", "T1 T2", "A second U+FEFF at the start is an invisible character.", "\ufeff\ufeffWe ask.\n")
    refused("byte-order-mark-inside", "T1 T2", "U+FEFF behind the first character is an invisible character.", "We\ufeff ask.\n")
    refused("utf-16-little-endian", "T1", "Bytes that begin with FF FE are refused.",
            b"\xff\xfe" + "We ask.\n".encode("utf-16-le"))
    refused("utf-16-big-endian", "T1", "Bytes that begin with FE FF are refused.", b"\xfe\xff" + "We ask.\n".encode("utf-16-be"))
    for name, what, data in [
        ("latin-1", "E9 with no continuation behind it, which is é in Latin-1, is no UTF-8", b"\xe9t\n"),
        ("lone-continuation", "A continuation byte without its first byte is no UTF-8", b"a\x80b\n"),
        ("surrogate", "ED A0 80, a surrogate, is no UTF-8", b"a\xed\xa0\x80b\n"),
        ("overlong-2", "C0 80, an overlong NUL, is no UTF-8", b"a\xc0\x80b\n"),
        ("overlong-3", "E0 80 AF, an overlong slash, is no UTF-8", b"a\xe0\x80\xafb\n"),
        ("beyond-unicode", "F4 90 80 80, which is U+110000, is no UTF-8", b"a\xf4\x90\x80\x80b\n"),
        ("cut-off", "E2 82 at the end, a character cut off, is no UTF-8", b"a\xe2\x82"),
    ]:
        refused(f"utf-8-{name}", "T1", what + ".", data)


def repertoire():
    for name, character, what in [
        ("nul", "\0", "U+0000 is a control"),
        ("bell", "\x07", "U+0007 is a control"),
        ("vertical-tab", "\x0b", "U+000B is a control, and no line end"),
        ("form-feed", "\x0c", "U+000C is a control, and no page end"),
        ("escape", "\x1b", "U+001B would act on a terminal"),
        ("unit-separator", "\x1f", "U+001F is a control"),
        ("delete", "\x7f", "U+007F is a control"),
        ("next-line", "\x85", "U+0085 is a control, and no line end"),
        ("last-c1", "\x9f", "U+009F is a control"),
        ("line-separator", "\u2028", "U+2028 is no line end here"),
        ("paragraph-separator", "\u2029", "U+2029 is no line end here"),
        ("object-replacement", "\ufffc", "U+FFFC stands for something lost"),
        ("replacement", "\ufffd", "U+FFFD stands for something lost"),
        ("braille-blank", "\u2800", "U+2800 looks like a space and is none"),
        ("private-use", "\ue000", "U+E000 is for private use"),
        ("private-use-plane-16", "\U0010fffd", "U+10FFFD is for private use"),
        ("noncharacter-arabic", "\ufdd0", "U+FDD0 is a noncharacter"),
        ("noncharacter-of-plane-1", "\U0001fffe", "U+1FFFE is a noncharacter"),
        ("noncharacter-last", "\U0010ffff", "U+10FFFF is a noncharacter"),
        ("unassigned", "\u0378", "U+0378 is assigned in no version"),
        ("assigned-in-15.1", "\u2ffc", "U+2FFC is assigned since Unicode 15.1 only"),
        ("ideograph-of-15.1", "\U0002ebf0", "U+2EBF0 is an ideograph since Unicode 15.1 only"),
        ("assigned-in-16", "\u1c89", "U+1C89 is a letter since Unicode 16.0 only"),
        ("embedding", "\u202a", "U+202A embeds"),
        ("pop-directional", "\u202c", "U+202C ends an embedding"),
        ("override", "\u202e", "U+202E shows what follows in another order"),
        ("soft-hyphen", "\u00ad", "U+00AD is default ignorable"),
        ("grapheme-joiner", "\u034f", "U+034F is default ignorable"),
        ("hangul-filler", "\u3164", "U+3164 is a letter by its category, and default ignorable"),
        ("hangul-choseong-filler", "\u115f", "U+115F is default ignorable"),
        ("halfwidth-hangul-filler", "\uffa0", "U+FFA0 is default ignorable"),
        ("khmer-inherent-vowel", "\u17b4", "U+17B4 is default ignorable"),
        ("word-joiner", "\u2060", "U+2060 is default ignorable"),
        ("invisible-plus", "\u2064", "U+2064 is default ignorable"),
        ("deprecated-format", "\u206a", "U+206A is default ignorable"),
        ("annotation", "\ufff9", "U+FFF9 has General_Category Cf, though it is not default ignorable"),
        ("hieroglyph-joiner", "\U00013430", "U+13430 has General_Category Cf, though it is not default ignorable"),
        ("musical-beam", "\U0001d173", "U+1D173 is default ignorable"),
        ("tag", "\U000e0041", "U+E0041 is default ignorable: tags can carry a hidden message"),
        ("variation-selector-256-plus-1", "\U000e01f0", "U+E01F0 is default ignorable, though unassigned"),
    ]:
        refused(f"refused-{name}", "T2", f"{what}: refused wherever it stands.", f"We{character}ask.\n")
    accepted("arabic-number-sign", "T2", "U+0600, a prepended concatenation mark, stays.", "\u0600\u0661\u0662\u0663\n")
    accepted("kaithi-number-sign", "T2", "U+110BD, a prepended concatenation mark, stays.", "\U000110bd\U00011067\n")
    accepted("syriac-abbreviation", "T2", "U+070F stays.", "\u070f\u0710\u0712\n")
    accepted("ideograph-of-15.0", "T2", "U+31350, an ideograph since Unicode 15.0, stays.", "\U00031350\n")
    accepted("emoji-of-15.0", "T2", "U+1F6DC, assigned since Unicode 15.0, stays.", "\U0001f6dc\n")
    accepted("not-compatibility", "T2 T5",
             "Ligatures, full-width letters, superscripts and Roman numerals stay: the form is NFC, never NFKC.",
             "\ufb01 Ａ² Ⅷ ½ ™ …\n")
    accepted("case-and-sharp-s", "T8", "Case is kept, and ß is no ss.", "STRASSE Straße STRAẞE\n")


def lines_and_spaces():
    accepted("crlf", "T3", "CRLF becomes LF.", "One\r\nTwo\r\n", "One\nTwo\n")
    accepted("crlf-and-lf", "T3", "CRLF and LF may stand in one text.", "One\r\nTwo\nThree\r\n", "One\nTwo\nThree\n")
    refused("cr-inside", "T3", "A CR that no LF follows is refused.", "One\rTwo\n")
    refused("cr-at-end", "T3", "A CR at the end is refused.", "One\r")
    refused("cr-cr-lf", "T3", "Of CR CR LF the first CR is refused.", "One\r\r\n")
    refused("lf-cr", "T3", "Of LF CR the CR is refused, unless LF follows it.", "One\n\rTwo\n")
    for name, character in [("tab", "\t"), ("no-break-space", "\u00a0"), ("en-quad", "\u2000"), ("em-space", "\u2003"),
                            ("thin-space", "\u2009"),
                            ("hair-space", "\u200a"), ("narrow-no-break-space", "\u202f"), ("mathematical-space", "\u205f")]:
        accepted(name, "T4", f"U+{ord(character):04X} becomes U+0020.", f"a{character}b\n", "a b\n")
    accepted("ideographic-space", "T4", "U+3000 inside a line is kept.", "我们\u3000要求\n")
    accepted("ogham-space", "T4", "U+1680, which can be seen, is kept.", "\u1681\u1680\u1682\n")
    accepted("ogham-space-at-end", "T4 T7", "U+1680 is kept at the end of a line too.", "\u1681\u1680\n")
    accepted("mongolian-suffix", "T4", "U+202F before a Mongolian letter is kept: it joins a suffix.", "ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ\n")
    accepted("mongolian-space-before", "T4", "U+202F behind a Mongolian letter is kept.", "ᠤᠨ\u202f2025\n")
    accepted("mongolian-space-at-end", "T4 T7", "U+202F kept behind a Mongolian letter is not removed at the end of a line.",
             "ᠤᠨ\u202f\n")
    accepted("mongolian-digit", "T4", "U+202F beside a Mongolian digit, which is no letter, becomes U+0020.",
             "\u1811\u202f\u1812\n", "\u1811 \u1812\n")
    accepted("no-break-space-at-end", "T4 T7", "A space of another kind at the end of a line becomes U+0020, and goes.",
             "a\u00a0\n", "a\n")


def composition():
    accepted("nfd-acute", "T5", "e and U+0301 become é.", "caf\u0065\u0301\n", "caf\u00e9\n")
    accepted("nfc-acute", "T5 T11", "é stays.", "caf\u00e9\n")
    accepted("angstrom-sign", "T5", "U+212B becomes Å (U+00C5).", "\u212b\n", "\u00c5\n")
    accepted("kelvin-sign", "T5", "U+212A becomes K.", "\u212a\n", "K\n")
    accepted("grave-tone-mark", "T5", "U+0340 becomes U+0300, and joins its letter.", "e\u0340\n", "\u00e8\n")
    accepted("mark-order", "T5", "Marks are put into the order of their combining classes.", "q\u0307\u0323\n", "q\u0323\u0307\n")
    accepted("marks-that-stay-in-order", "T5", "Marks of one combining class stay in their order.", "q\u0323\u0331\n")
    accepted("hangul-jamo", "T5", "Leading consonant, vowel and trailing consonant become one syllable.",
             "\u1112\u1161\u11ab\u1100\u116e\u11a8\n", "한국\n")
    accepted("hangul-syllable-and-trailing", "T5", "A syllable without a trailing consonant takes the one behind it.",
             "\ud558\u11ab\n", "\ud55c\n")
    accepted("compatibility-ideograph", "T5", "U+F900 becomes 豈 (U+8C48).", "\uf900\n", "\u8c48\n")
    accepted("composition-exclusion", "T5", "U+0958 becomes U+0915 U+093C and is never composed again.", "\u0958\n",
             "\u0915\u093c\n")
    accepted("tibetan-exclusion", "T5", "U+0F43 becomes U+0F42 U+0FB7 and is never composed again.", "\u0f43\n", "\u0f42\u0fb7\n")
    accepted("hebrew-mark-order", "T5", "The shin dot (class 24) goes behind the qamats (class 18).",
             "\u05e9\u05c1\u05b8\u05dc\u05d5\u05dd\n", "\u05e9\u05b8\u05c1\u05dc\u05d5\u05dd\n")
    accepted("alef-and-madda", "T5", "U+0627 U+0653 become U+0622.", "\u0627\u0653\u0646\n", "\u0622\u0646\n")
    accepted("bengali-vowel-o", "T5", "U+09C7 U+09BE become U+09CB.", "\u0995\u09c7\u09be\n", "\u0995\u09cb\n")
    accepted("turkish-dotted-i", "T5", "I and U+0307 become İ; ı stays without its dot.",
             "I\u0307stanbul, D\u0131yarbak\u0131r\n", "\u0130stanbul, D\u0131yarbak\u0131r\n")


def joiners():
    for name, source, case in [
        ("persian", "می\u200cخواهیم که آزاد شوند.", "U+200C behind an Arabic letter, as Persian spells"),
        ("persian-at-word-end", "خانه\u200c ما", "U+200C behind an Arabic letter, a space directly after"),
        ("persian-line-start", "\u200cها", "U+200C at the start of a line, an Arabic letter directly after"),
        ("persian-line-end", "می\u200c", "U+200C at the end of a line, an Arabic letter before"),
        ("arabic-fatha", "مَ\u200cم", "U+200C behind U+064E, of script Inherited, and an Arabic letter before that"),
        ("hindi-zwj", "क्\u200dष", "U+200D behind a virama, as Hindi writes a half letter"),
        ("hindi-zwnj", "क्\u200cष", "U+200C behind a virama, as Hindi shows the virama"),
        ("bengali-ya-phala", "র\u200d্যাব", "U+200D between a Bengali letter and a virama"),
        ("bengali-khanda-ta", "উত্\u200dসব", "U+200D behind a virama, an older spelling of Bengali"),
        ("malayalam-chillu", "അവന്\u200d", "U+200D behind a virama at the end of a line, as Malayalam wrote a chillu"),
        ("sinhala", "ශ්\u200dරී ලංකා", "U+200D behind a virama, as Sinhala spells"),
        ("khmer", "ក\u200c្ខ", "U+200C beside Khmer, a script with an invisible stacker"),
        ("mongolian", "ᠠ\u200d", "U+200D behind a Mongolian letter, which joins"),
        ("syriac", "ܒ\u200cܒ", "U+200C between letters of Syriac, which join"),
    ]:
        accepted(f"joiner-{name}", "T6.1", f"{case}: passes.", source + "\n")
    for name, source, case in [
        ("latin", "Auf\u200clage", "U+200C between Latin letters"),
        ("latin-zwj", "free\u200ddom", "U+200D between Latin letters"),
        ("latin-underlined", "e\u0332\u200cf", "U+200C behind a mark of script Inherited, and a Latin letter before that"),
        ("cyrillic", "сво\u200cбода", "U+200C between Cyrillic letters"),
        ("chinese", "人\u200d权", "U+200D between ideographs"),
        ("thai", "ก\u200cข", "U+200C between Thai letters, which neither join nor stack"),
        ("arabic-comma", "سلام،\u200cabc", "U+200C behind the Arabic comma, of script Common, a Latin letter directly after"),
        ("space-between", "سلام \u200c abc", "U+200C with a space on either side"),
        ("alone", "\u200c", "U+200C alone on its line"),
        ("other-line", "می\n\u200c", "U+200C on the line below an Arabic letter: before never crosses LF"),
        ("twice", "می\u200c\u200cخواهیم", "A second U+200C directly behind the first"),
        ("zwj-zwnj", "क्\u200d\u200cष", "U+200C directly behind U+200D"),
        ("zwnj-zwj", "क्\u200c\u200dष", "U+200D directly behind U+200C"),
    ]:
        refused(f"joiner-{name}", "T6.1", f"{case}: refused.", source + "\n")
    for name, source, case in [
        ("family", "👨\u200d👩\u200d👧", "U+200D between Extended_Pictographic characters"),
        ("skin", "👩🏽\u200d⚕\ufe0f", "U+200D behind an Emoji_Modifier, which is passed over"),
        ("selector", "🏳\ufe0f\u200d🌈", "U+200D behind U+FE0F, which is passed over"),
        ("heart", "❤\ufe0f\u200d🔥", "U+200D behind U+2764 U+FE0F"),
        ("gender", "🏃\u200d♀\ufe0f", "U+200D before U+2640"),
    ]:
        accepted(f"emoji-{name}", "T6.1", f"{case}: passes.", source + "\n")
    for name, source, case in [
        ("letter-behind", "👨\u200da", "U+200D before a letter"),
        ("letter-before", "a\u200d👨", "U+200D behind a letter"),
        ("line-end", "👨\u200d\n👩", "U+200D at the end of a line"),
        ("zwnj", "👨\u200c👩", "U+200C between emoji"),
        ("space", "👨 \u200d👩", "U+200D behind a space, which is not passed over"),
    ]:
        refused(f"emoji-{name}", "T6.1", f"{case}: refused.", source + "\n")


def word_breaks():
    for name, source, case in [
        ("thai", "สิทธิ\u200bมนุษยชน", "between Thai words"),
        ("khmer", "សូម\u200bជួយ", "between Khmer words"),
        ("lao", "ສິດທິ\u200bມະນຸດ", "between Lao words"),
        ("burmese", "လူ့\u200bအခွင့်", "between Burmese words"),
        ("javanese", "ꦲꦏ\u200bꦲꦱ", "between Javanese words, a script named in the rule"),
        ("thai-and-latin", "NATO\u200bและ", "between a Latin and a Thai letter"),
        ("line-end", "ไทย\u200b", "at the end of a line, behind Thai"),
        ("twice", "ไทย\u200b\u200bไทย", "twice, each with Thai directly beside it"),
    ]:
        accepted(f"zero-width-space-{name}", "T6.2", f"U+200B {case}: passes.", source + "\n")
    for name, source, case in [
        ("latin", "free\u200bdom", "between Latin letters"),
        ("chinese", "人\u200b权", "between ideographs, which have no Line_Break SA"),
        ("arabic", "حرية\u200bسلام", "between Arabic letters"),
        ("thrice", "ไทย\u200b\u200b\u200bไทย", "between two others, no Thai directly beside it"),
        ("behind-space", "ไทย \u200b", "behind a space, Thai before that"),
        ("line-below", "ไทย\n\u200b", "on the line below Thai"),
    ]:
        refused(f"zero-width-space-{name}", "T6.2", f"U+200B {case}: refused.", source + "\n")


def directions():
    for name, source, case in [
        ("hebrew", "שלום!\u200f", "U+200F behind a sign, the nearest letter before Hebrew"),
        ("hebrew-lrm", "ארגון (NGO)\u200e שלום NGO", "U+200E, the nearest letter after Hebrew"),
        ("arabic-alm", "١٢٣\u061c سلام", "U+061C behind digits, the nearest letter after Arabic"),
        ("line-start", "\u200f2025: שלום", "U+200F at the start of a line, the nearest letter after Hebrew"),
        ("twice-apart", "א\u200fב\u200fג", "U+200F twice, a letter between them"),
        ("syriac", "ܫܠܡܐ.\u200f", "U+200F behind Syriac, which runs from right to left too"),
    ]:
        accepted(f"mark-{name}", "T6.3", f"{case}: passes.", source + "\n")
    for name, source, case in [
        ("latin", "Free\u200edom", "U+200E between Latin letters"),
        ("before-far", "ab\u200fc שלום", "U+200F with Latin letters nearest on both sides, Hebrew further on"),
        ("behind-far", "שלום a\u200fbc", "U+200F with Latin letters nearest on both sides, Hebrew further before"),
        ("digits", "2025\u200f", "U+200F on a line without letters"),
        ("other-line", "שלום\n\u200f2025", "U+200F on the line below Hebrew"),
        ("twice", "שלום!\u200f\u200f", "U+200F directly behind U+200F"),
        ("two-kinds", "שלום!\u200f\u200e", "U+200E directly behind U+200F"),
        ("alm-latin", "a\u061cb", "U+061C between Latin letters"),
    ]:
        refused(f"mark-{name}", "T6.3", f"{case}: refused.", source + "\n")
    for name, source, case in [
        ("lri", "ארגון \u2066Amnesty (UK)\u2069 שלום", "U+2066 round Latin on a line that holds Hebrew"),
        ("lri-round-hebrew", "a \u2066שלום\u2069 b", "U+2066 round the only Hebrew of the line"),
        ("rli", "see \u2067שלום עולם!\u2069 there", "U+2067 round Hebrew"),
        ("fsi", "see \u2068سلام\u2069 there", "U+2068 round Arabic"),
        ("two", "\u2067א\u2069 and \u2067ב\u2069", "Two isolates one behind the other"),
        ("empty", "שלום \u2066\u2069", "U+2066 and U+2069 with nothing between, on a line that holds Hebrew"),
    ]:
        accepted(f"isolate-{name}", "T6.4", f"{case}: passes.", source + "\n")
    for name, source, case in [
        ("latin", "see \u2066Amnesty\u2069 there", "U+2066 on a line without a right-to-left letter"),
        ("open", "ארגון \u2066Amnesty", "U+2066 without its U+2069"),
        ("end-alone", "שלום\u2069", "U+2069 that ends nothing"),
        ("nested", "שלום \u2067א\u2066b\u2069ג\u2069", "U+2066 inside U+2067"),
        ("rli-round-latin", "שלום \u2067Amnesty\u2069", "U+2067 round Latin, Hebrew elsewhere on the line"),
        ("fsi-round-digits", "שלום \u2068123\u2069", "U+2068 round digits, Hebrew elsewhere on the line"),
    ]:
        refused(f"isolate-{name}", "T6.4", f"{case}: refused.", source + "\n")


def variations():
    for name, source, case in [
        ("emoji", "❤\ufe0f", "U+FE0F behind U+2764, an emoji variation sequence"),
        ("text-style", "☎\ufe0e", "U+FE0E behind U+260E, an emoji variation sequence"),
        ("keycap", "1\ufe0f\u20e3", "U+FE0F behind a digit, U+20E3 directly after"),
        ("keycap-number-sign", "#\ufe0f\u20e3", "U+FE0F behind #, U+20E3 directly after"),
        ("mathematics", "A\u2229\ufe00B", "U+FE00 behind U+2229, a standardized variant"),
        ("compatibility-ideograph", "\u8c48\ufe00", "U+FE00 behind U+8C48, a standardized variant"),
        ("mongolian", "\u1820\u180b", "U+180B behind U+1820, a standardized variant"),
        ("ideograph", "葛\U000e0101飾", "U+E0101 behind an ideograph"),
        ("ideograph-last", "禰\U000e01ef", "U+E01EF behind an ideograph: any of the 240 passes"),
        ("vowel-separator", "ᠬᠠᠷ\u180eᠠ", "U+180E between two Mongolian letters"),
    ]:
        accepted(f"variation-{name}", "T6.5", f"{case}: passes.", source + "\n")
    for name, source, case in [
        ("letter", "a\ufe0f", "U+FE0F behind a letter"),
        ("letter-fe00", "a\ufe00", "U+FE00 behind a letter"),
        ("other-selector", "❤\ufe00", "U+FE00 behind U+2764, no sequence"),
        ("line-start", "\ufe0f", "U+FE0F at the start of a line"),
        ("twice", "❤\ufe0f\ufe0f", "U+FE0F behind U+FE0F"),
        ("digit", "1\ufe0f", "U+FE0F behind a digit, no U+20E3 after"),
        ("digit-and-space", "1\ufe0f \u20e3", "U+FE0F behind a digit, U+20E3 behind a space"),
        ("slashed-zero", "0\ufe00", "U+FE00 behind 0, a standardized variant that the rule leaves out"),
        ("mongolian-latin", "a\u180b", "U+180B behind a Latin letter"),
        ("mongolian-no-sequence", "\u1820\u180f", "U+180F behind U+1820, no sequence of Unicode 15.0"),
        ("ideographic-latin", "a\U000e0100", "U+E0100 behind a Latin letter"),
        ("ideographic-kana", "か\U000e0100", "U+E0100 behind a kana"),
        ("ideographic-twice", "葛\U000e0100\U000e0101", "U+E0101 behind U+E0100"),
        ("vowel-separator-latin", "a\u180eb", "U+180E between Latin letters"),
        ("vowel-separator-end", "ᠬᠠᠷ\u180e", "U+180E at the end of a line"),
        ("vowel-separator-one-side", "ᠬᠠᠷ\u180ea", "U+180E between a Mongolian and a Latin letter"),
    ]:
        refused(f"variation-{name}", "T6.5", f"{case}: refused.", source + "\n")


def marks():
    row = "\u0316\u0317\u0318\u0319\u031c\u031d\u031e\u031f"
    refused("mark-first", "T6.6", "The text begins with a combining acute.", "\u0301a\n")
    refused("mark-first-behind-bom", "T1 T6.6", "The text begins with a combining acute, once U+FEFF is removed.",
            "\ufeff\u0301a\n")
    refused("mark-first-spacing", "T6.6", "A line begins with a vowel sign of Hindi, of General_Category Mc.", "क\nा\n")
    refused("mark-first-enclosing", "T6.6", "A line begins with U+20E3, of General_Category Me.", "\u20e3\n")
    accepted("mark-behind-space", "T6.6", "A combining acute behind a space begins no line.", "see \u0301 there\n")
    accepted("mark-behind-indentation", "T6.6", "A combining acute behind the indentation begins no line.", " \u0301a\n")
    accepted("marks-8", "T6.7", "Eight marks stand in a row.", f"x{row}\n")
    refused("marks-9", "T6.7", "Nine marks stand in a row.", f"x{row}\u0320\n")
    accepted("marks-8-once-composed", "T5 T6.7", "Nine marks in a row of which NFC joins one to its letter.", f"e\u0301{row}\n",
             f"\u00e9{row}\n")
    refused("marks-9-sorted", "T5 T6.7", "Nine marks in a row of which NFC joins none to its letter.", f"x\u0301{row}\n")
    accepted("marks-8-and-selector", "T6.7", "Eight marks and U+FE0F, which is not counted, stand in a row.",
             "☎\ufe0f" + "\u0332" * 8 + "\n")
    accepted("marks-8-and-first-selector", "T6.7", "Eight marks and U+FE00, which is not counted, stand in a row.",
             "\u2229\ufe00" + "\u0332" * 8 + "\n")
    refused("marks-9-enclosing", "T6.7", "Nine marks of General_Category Me stand in a row.", "x" + "\u20dd" * 9 + "\n")
    accepted("marks-8-twice", "T6.7", "Eight marks, a letter, and eight marks.", f"x{row}y{row}\n")


def edges():
    accepted("trailing-spaces", "T7", "Spaces at the end of a line are removed.", "One  \nTwo \n", "One\nTwo\n")
    accepted("trailing-tabs", "T4 T7", "Tabs at the end of a line become spaces, and go.", "One\t \t\n", "One\n")
    accepted("trailing-ideographic-space", "T7", "U+3000 at the end of a line is removed.", "要求\u3000 \u3000\n", "要求\n")
    accepted("indentation", "T8", "Spaces at the start of a line are kept.", "  1. One\n     and more\n")
    accepted("indentation-of-tabs", "T4 T8", "A TAB at the start of a line becomes one space.", "\tOne\n", " One\n")
    accepted("indentation-ideographic", "T8", "U+3000 at the start of a line is kept.", "\u3000\u3000我们要求\n")
    accepted("inner-spaces", "T8", "Several spaces inside a line are kept.", "One   two\n")
    accepted("inner-blank-lines", "T8", "Blank lines inside are kept, however many.", "One\n\n\n\nTwo\n")
    accepted("inner-line-of-spaces", "T7 T8", "A line of spaces inside becomes a blank one.", "One\n  \t\nTwo\n", "One\n\nTwo\n")
    accepted("blank-lines-at-start", "T8", "Blank lines at the start are removed.", "\n \n\nOne\n", "One\n")
    accepted("blank-lines-at-end", "T8 T9", "Blank lines at the end are removed.", "One\n\n \n\n", "One\n")
    accepted("first-line-keeps-indentation", "T8", "Blank lines at the start go, the indentation behind them stays.", "\n  One\n",
             "  One\n")
    accepted("punctuation", "T8", "Quotes and dashes are kept as they are.", "“Quotes” \"here\" – dashes — and - more…\n")
    accepted("no-last-line-end", "T9", "A last LF that is missing is added.", "One\nTwo", "One\nTwo\n")
    accepted("only-ogham-space", "T7 T9", "A text that is U+1680 alone is not empty.", "\u1680\n")
    for name, source, case in [("nothing", "", "No byte"), ("line-end", "\n", "One LF"), ("crlf", "\r\n", "One CRLF"),
                               ("spaces", "  \n \t\n", "Spaces and tabs"),
                               ("byte-order-mark", "\ufeff", "U+FEFF alone"), ("ideographic-space", "\u3000\n", "U+3000 alone")]:
        refused(f"empty-{name}", "T9", f"{case}: nothing is left.", source)
    accepted("canonical", "T11", "The function gives back these very bytes: the file is canonical text.",
             "Title\n\n  1. We ask – “all” of us – for their release.\n")


def languages():
    for name, case, source, canonical in [
        ("vietnamese", "Vietnamese", "Ma\u0302\u0301t tu\u031b\u0323 do.\n", "M\u1ea5t t\u1ef1 do.\n"),
        ("vietnamese-other-order", "Vietnamese with its marks in another order", "tu\u0323\u031b do.\n", "t\u1ef1 do.\n"),
        ("french", "French", "L\u2019e\u0301galite\u0301\u00a0: nous demandons la libe\u0301ration.\n",
         "L\u2019\u00e9galit\u00e9 : nous demandons la lib\u00e9ration.\n"),
        ("korean", "Korean", "\u110c\u1161\u110b\u1172\u1105\u1173\u11af\n", "자유를\n"),
        ("greek", "Greek", "\u03b5\u03bb\u03b5\u03c5\u03b8\u03b5\u03c1\u03b9\u0301\u03b1\n", "ελευθερ\u03afα\n"),
    ]:
        accepted(f"language-{name}-nfd", "T5", f"{case} in NFD gives the bytes of its NFC.", source, canonical)
        if name != "vietnamese-other-order":
            accepted(f"language-{name}-nfc", "T5 T11", f"{case} in NFC is canonical as it is.", canonical)
    for name, case, source in [
        ("persian", "Persian with U+200C", "ما خواستار آزادی فوری همه\u200cی زندانیان هستیم و می\u200cخواهیم که آزاد شوند.\n"),
        ("arabic", "Arabic with vowel signs", "نُطَالِبُ بِالإِفْرَاجِ عَنْهُمْ، ١٢ سجينًا.\n"),
        ("hebrew", "Hebrew with an isolate and a mark", "אנו דורשים (\u2066NGO\u2069) את שחרורם!\u200f\n"),
        ("hindi", "Hindi with U+200D and U+200C", "हम उनकी रिहाई की माँग करते हैं: क्\u200dष और क्\u200cष।\n"),
        ("bengali", "Bengali", "আমরা তাদের মুক্তি চাই। র\u200d্যাব\n"),
        ("thai", "Thai with U+200B", "เรา\u200bขอ\u200bเรียกร้อง\u200bให้\u200bปล่อยตัว\n"),
        ("khmer", "Khmer with U+200B", "យើង\u200bសុំ\u200bឲ្យ\u200bដោះលែង\n"),
        ("mongolian", "Mongolian with U+202F, U+180B and U+180E", "ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ \u1820\u180b ᠬᠠᠷ\u180eᠠ\n"),
        ("chinese", "Chinese with U+3000 and an ideographic variation", "\u3000\u3000我们要求释放。\n\u3000\u3000葛\U000e0101先生\n"),
        ("turkish", "Turkish with İ and ı", "İnsan hakları ve ışık.\n"),
        ("tibetan", "Tibetan", "བོད་ཀྱི་མི་རིགས།\n"),
        ("emoji", "Emoji with U+200D, U+FE0F and U+20E3", "👩🏽\u200d⚕\ufe0f ❤\ufe0f 1\ufe0f\u20e3 🏳\ufe0f\u200d🌈 🇫🇷\n"),
    ]:
        rules = {"persian": "T6.1", "hebrew": "T6.3 T6.4", "hindi": "T6.1", "bengali": "T6.1", "thai": "T6.2", "khmer": "T6.2",
                 "mongolian": "T4 T6.5", "chinese": "T4 T6.5", "emoji": "T6.1 T6.5"}.get(name, "T5")
        accepted(f"language-{name}", rules + " T11", f"{case} is canonical as it is.", source)
        if name in ("persian", "hebrew", "thai"):
            accepted(f"language-{name}-windows", "T1 T3", f"{case}, saved with U+FEFF and CRLF, gives the same bytes.",
                     "\ufeff" + source.replace("\n", "\r\n"), source)
