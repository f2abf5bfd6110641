"""Parts R and A: the texts of records, without their signature lines."""
from generator.signing import Key
from generator.vector import sha256, vector

ACME, FORMER, COMPROMISED = (Key("acme", f"undersigned vector key: acme {number}") for number in (1, 2, 3))
DIGEST = sha256("some text\n")

# Every line that a record of each type may have, each once.
WHOLE = {
    "keys": f"""undersigned/keys/v1
signatory acme
version 2
name Acme
domain acme.example
assurance demonstration
threshold 1
key {ACME.vkey}
retired 2025-09-01 {FORMER.vkey}
compromised 2025-09-02 {COMPROMISED.vkey}
keeps {DIGEST}
recovery 1 beta gamma
date 2025-10-01
previous {DIGEST}
""",
    "roll": f"""undersigned/roll/v1
slug release
version 2
title On Release
language en
profile text-v1
text {DIGEST}
date 2025-10-28
convener acme
keys {DIGEST}
mode open
deadline 2025-11-30
corrects other {DIGEST}
previous {DIGEST}
signatory acme Acme
alias acme fr Acmé
""",
    "signature": f"""undersigned/signature/v1
version 2
text {DIGEST}
profile text-v1
signatory acme
name Acme
keys {DIGEST}
roll {DIGEST}
date 2025-10-30
previous {DIGEST}
""",
}
WHOLE["vouch"] = f"""undersigned/vouch/v1
version 2
signatory acme
record {DIGEST}
voucher beta
keys {DIGEST}
mode given
date 2025-10-30
previous {DIGEST}
"""
WHOLE["domain-check"] = f"""undersigned/domain-check/v1
version 2
signatory acme
domain acme.example
record {DIGEST}
checker beta
keys {DIGEST}
mode found
date 2025-10-30
previous {DIGEST}
"""
WHOLE["attestation"] = f"""undersigned/attestation/v1
version 2
text {DIGEST}
profile text-v1
signatory acme
name Acme Foundation
means An e-mail of its chair.
convener beta
keys {DIGEST}
roll {DIGEST}
mode given
date 2025-10-30
previous {DIGEST}
"""
WHOLE["translation"] = f"""undersigned/translation/v1
version 2
text {DIGEST}
profile text-v1
language fr
original {DIGEST}
translator acme
keys {DIGEST}
mode given
date 2025-10-30
previous {DIGEST}
"""
for act in ("withdrawal", "decline"):
    WHOLE[act] = WHOLE["signature"].replace("signature", act).replace("date ", "reason We were pressed.\ndate ")

OPTIONAL = ["domain", "assurance", "retired", "compromised", "keeps", "recovery", "deadline", "corrects", "signatory of roll",
            "alias", "reason"]


def accepted(name, rules, case, text):
    vector("record", name, "accepted", rules, case, text, digest=sha256(text))


def refused(name, rules, case, text):
    vector("record", name, "refused", rules, case, text)


def with_line(kind, word, value):
    """The whole record with `value` behind `word`; with None, without that line."""
    lines = WHOLE[kind].splitlines(keepends=True)
    assert sum(line.split(" ")[0] == word for line in lines) == 1, (kind, word)
    return "".join((f"{word} {value}\n" if value is not None else "") if line.split(" ")[0] == word else line for line in lines)


def first(kind):
    """Version 1 of the whole record."""
    return with_line(kind, "version", 1).replace(f"previous {DIGEST}\n", "")


def vectors():
    for kind, text in WHOLE.items():
        accepted(f"{kind}-whole", "R1 R2", f"A {kind} record with every line that it may have.", text)
        accepted(f"{kind}-version-1", "R2", f"Version 1 of a {kind} record, without `previous`.", first(kind))
        refused(f"{kind}-previous-in-version-1", "R2", "`previous` stands in version 1.", with_line(kind, "version", 1))
    lines()
    spelling()
    atoms()
    keys()
    roll()
    acts()


def lines():
    """Each line missing, twice, and one too late, of one act and the two other types."""
    for kind in ("keys", "roll", "withdrawal"):
        whole = WHOLE[kind].splitlines(keepends=True)
        for at, line in enumerate(whole[1:], 1):
            word = line.split(" ")[0]
            optional = word in OPTIONAL or (kind, word) == ("roll", "signatory")
            without = "".join(whole[:at] + whole[at + 1:])
            if (kind, word) == ("roll", "signatory"):
                without = "".join(whole[:at])  # the alias would be of nobody
            if optional:
                accepted(f"{kind}-without-{word}", "R1", f"The line `{word}`, which may be absent, is absent.", without)
            else:
                refused(f"{kind}-without-{word}", "R2" if word == "previous" else "R1", f"The line `{word}` is missing.", without)
            twice = "".join(whole[:at + 1] + whole[at:])
            if word in ("retired", "compromised", "keeps"):
                accepted(f"{kind}-{word}-twice", "R1", f"The line `{word}`, which may be repeated, stands twice.", twice)
            else:
                rule = {"key": "R3", "signatory": "R4" if kind == "roll" else "R1", "alias": "R4"}.get(word, "R1")
                refused(f"{kind}-{word}-twice", rule, f"The line `{word}` stands twice.", twice)
            if at + 1 < len(whole):
                swapped = "".join(whole[:at] + [whole[at + 1], line] + whole[at + 2:])
                refused(f"{kind}-{word}-too-late", "R1", f"The line `{word}` stands behind the one that has to follow it.",
                        swapped)


def spelling():
    text = WHOLE["signature"]
    for name, case, wrong in [
        ("empty", "There is no byte.", ""),
        ("type-alone", "There is the type and nothing else.", "undersigned/signature/v1\n"),
        ("last-lf-missing", "The last LF is missing.", text[:-1]),
        ("empty-line", "An empty line stands in the record.", text.replace("name", "\nname")),
        ("empty-line-at-end", "An empty line stands at the end.", text + "\n"),
        ("line-behind", "A line that no record has stands at the end.", text + "note hello\n"),
        ("line-inside", "A line that no record has stands inside.", text.replace("name", "note hello\nname")),
        ("two-spaces", "Two spaces stand behind a word.", text.replace("version ", "version  ")),
        ("tab", "A TAB stands behind a word.", text.replace("version ", "version\t")),
        ("space-at-line-end", "A space stands at the end of a line.", text.replace("version 2", "version 2 ")),
        ("space-at-line-start", "A space stands at the start of a line.", text.replace("version", " version")),
        ("colon", "A colon stands behind a word.", text.replace("version", "version:")),
        ("word-upper-case", "A word begins with a capital letter.", text.replace("version", "Version")),
        ("type-behind", "The type stands in the second line.",
         text.replace("undersigned/signature/v1\nversion 2\n", "version 2\nundersigned/signature/v1\n")),
        ("type-v2", "The type is of another version of the format.", text.replace("/v1", "/v2")),
        ("type-unknown", "The type is unknown.", text.replace("undersigned/signature", "undersigned/opinion")),
        ("type-of-another", "The type is that of a keys record, the lines are those of a signature.",
         text.replace("undersigned/signature", "undersigned/keys")),
        ("profile-unknown", "The profile is text-v2.", text.replace("text-v1", "text-v2")),
    ]:
        refused(f"spelling-{name}", "R1", case, wrong)
    refused("reserved-vouch", "R1", "The type is that of a vouch, the lines are those of a signature.",
            text.replace("undersigned/signature", "undersigned/vouch"))
    accepted("vouch-withdrawn", "R1", "A vouch is withdrawn.", with_line("vouch", "mode", "withdrawn"))
    refused("vouch-mode-unknown", "R1", "The mode of a vouch is neither given nor withdrawn.", with_line("vouch", "mode", "open"))
    refused("vouch-for-oneself", "R6", "The voucher is the signatory.", with_line("vouch", "voucher", "acme"))
    accepted("domain-check-withdrawn", "R1", "A domain check is withdrawn.", with_line("domain-check", "mode", "withdrawn"))
    refused("domain-check-mode-unknown", "R1", "The mode of a domain check is that of a vouch.",
            with_line("domain-check", "mode", "given"))
    refused("domain-check-without-domain", "R1", "The line `domain` is missing.", with_line("domain-check", "domain", None))
    refused("domain-check-of-no-domain", "R1 A7", "The domain has no dot.", with_line("domain-check", "domain", "acme"))
    refused("domain-check-of-oneself", "R7", "The checker is the signatory.", with_line("domain-check", "checker", "acme"))
    for kind, rule in [("attestation", "R8"), ("translation", "R9")]:
        refused(f"reserved-{kind}", "R1", f"The type is that of {'an' if kind[0] == 'a' else 'a'} {kind}, the lines are those of a signature.",
                text.replace("undersigned/signature", f"undersigned/{kind}"))
        accepted(f"{kind}-withdrawn", f"R1 {rule}", "It is withdrawn.", with_line(kind, "mode", "withdrawn"))
        refused(f"{kind}-mode-unknown", f"R1 {rule}", "The mode is neither given nor withdrawn.", with_line(kind, "mode", "open"))
    refused("attestation-for-oneself", "R8", "The convener is the signatory.", with_line("attestation", "convener", "acme"))
    for length in (1024, 1025):
        text_of = with_line("attestation", "means", "m" * length)
        (accepted if length == 1024 else refused)(f"attestation-means-of-{length}-bytes", "A5", f"The means have {length} bytes.", text_of)


def atoms():
    def each(rule, kind, word, value, right, wrong):
        """`value` is where the atom stands in the value of the line; each of `right` and `wrong` is a name, what it is, and the atom."""
        for name, case, atom in right:
            accepted(name, rule, f"{case}.", with_line(kind, word, value.replace("*", atom)))
        for name, case, atom in wrong:
            refused(name, rule, f"{case}: refused.", with_line(kind, word, value.replace("*", atom)))

    each("A1", "roll", "slug", "*", [
        ("slug-of-1", "A slug of 1 character", "a"), ("slug-of-64", "A slug of 64 characters", "a" * 64),
        ("slug-inner-hyphens", "A slug with two hyphens inside", "a--b"),
        ("slug-of-digits", "A slug of digits", "2025"), ("slug-console", "A slug that begins like a device", "console"),
        ("slug-com10", "A slug that is com10, no device of the list", "com10"),
    ], [
        ("slug-of-65", "A slug of 65 characters", "a" * 65), ("slug-empty", "An empty slug", ""),
        ("slug-upper-case", "A capital letter in a slug", "Release"),
        ("slug-hyphen-first", "A slug that begins with a hyphen", "-a"),
        ("slug-hyphen-last", "A slug that ends with a hyphen", "a-"), ("slug-underscore", "A slug with an underscore", "a_b"),
        ("slug-dot", "A slug with a dot", "a.b"), ("slug-slash", "A slug with a slash", "a/b"),
        ("slug-not-ascii", "A slug with é", "é"), ("slug-con", "A slug that is con", "con"),
        ("slug-nul", "A slug that is nul", "nul"), ("slug-com0", "A slug that is com0", "com0"),
        ("slug-lpt9", "A slug that is lpt9", "lpt9"), ("slug-full-width", "A slug with a full-width digit", "２"),
    ])
    each("A2", "signature", "version", "*", [
        ("number-of-1000000", "The version is 1000000", "1000000"),
    ], [
        ("number-of-1000001", "The version is 1000001", "1000001"), ("number-of-0", "The version is 0", "0"),
        ("number-leading-zero", "The version is 02", "02"),
        ("number-plus", "The version is +2", "+2"), ("number-minus", "The version is -2", "-2"),
        ("number-fraction", "The version is 2.0", "2.0"), ("number-hexadecimal", "The version is 0x2", "0x2"),
        ("number-arabic", "The version is written with an Arabic digit", "٢"), ("number-empty", "The version is empty", ""),
        ("number-of-20-digits", "The version has 20 digits", "1" * 20),
    ])
    digits = DIGEST[7:]
    each("A3", "signature", "text", "*", [], [
        ("digest-upper-case", "A digest in upper case", "sha256:" + digits.upper()),
        ("digest-of-63", "A digest of 63 digits", DIGEST[:-1]), ("digest-of-65", "A digest of 65 digits", DIGEST + "0"),
        ("digest-bare", "A digest without `sha256:`", digits), ("digest-sha512", "A digest with `sha512:`", "sha512:" + digits),
        ("digest-no-hexadecimal", "A digest with the letter g", "sha256:g" + digits[1:]),
    ])
    each("A4", "signature", "date", "*", [
        ("date-leap-day", "29 February of a year divisible by 4", "2024-02-29"),
        ("date-leap-day-2000", "29 February of a year divisible by 400", "2000-02-29"),
        ("date-first", "The first day of the year 0000", "0000-01-01"),
        ("date-leap-day-0000", "29 February of the year 0000, which is divisible by 400", "0000-02-29"),
        ("date-last", "The last day of the year 9999", "9999-12-31"),
        ("date-before-gregory", "A day before the Gregorian calendar came", "1582-10-10"),
    ], [
        ("date-no-leap-day-1900", "29 February of a year divisible by 100 and not by 400", "1900-02-29"),
        ("date-february-30", "30 February of a leap year", "2024-02-30"),
        ("date-month-13", "Month 13", "2025-13-01"), ("date-month-0", "Month 00", "2025-00-01"),
        ("date-day-0", "Day 00", "2025-10-00"), ("date-one-digit", "A month of one digit", "2025-1-01"),
        ("date-year-10000", "The year 10000", "10000-01-01"), ("date-year-negative", "A negative year", "-001-01-01"),
        ("date-year-signed", "A year of six digits with a sign", "+002025-10-30"),
        ("date-slashes", "A date with slashes", "2025/10/30"), ("date-time", "A date with a time", "2025-10-30T00:00:00Z"),
        ("date-basic", "A date without hyphens", "20251030"),
        ("date-week", "A week date", "2025-W44-4"), ("date-digits-not-ascii", "A date in Arabic digits", "٢٠٢٥-١٠-٣٠"),
    ])
    for month, days in enumerate([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], 1):
        accepted(f"date-month-{month:02}-last-day", "A4", f"Day {days} of month {month}.",
                 with_line("signature", "date", f"2025-{month:02}-{days}"))
        refused(f"date-month-{month:02}-too-long", "A4", f"Day {days + 1} of month {month}: refused.",
                with_line("signature", "date", f"2025-{month:02}-{days + 1}"))
    each("A5", "signature", "name", "*", [
        ("value-of-256-bytes", "A name of 256 bytes", "é" * 128), ("value-of-1-byte", "A name of one byte", "A"),
        ("value-persian", "A name with U+200C, as Persian spells", "سازمان همه\u200cی ما"),
        ("value-inner-ideographic-space", "A name with U+3000 inside", "人权\u3000观察"),
        ("value-inner-spaces", "A name with two spaces inside", "Acme  Inc"), ("value-signs", "A name with + and &", "A+B & Co."),
        ("value-emoji", "A name with an emoji sequence", "Red ❤\ufe0f"),
    ], [
        ("value-of-257-bytes", "A name of 257 bytes", "é" * 128 + "a"), ("value-empty", "An empty name", ""),
        ("value-space-first", "A name that begins with a space", " Acme"),
        ("value-space-last", "A name that ends with a space", "Acme "),
        ("value-ideographic-space-first", "A name that begins with U+3000", "\u3000人权"),
        ("value-ideographic-space-last", "A name that ends with U+3000", "人权\u3000"),
        ("value-tab", "A name with TAB, which text-v1 changes", "Ac\tme"),
        ("value-no-break-space", "A name with U+00A0, which text-v1 changes", "Acme\u00a0Inc"),
        ("value-nfd", "A name in NFD, which text-v1 changes", "Acme\u0301"),
        ("value-mark-first", "A name that begins with a mark", "\u0301Acme"),
        ("value-left-to-right-mark", "A name with U+200E, Hebrew beside it", "שלום\u200e!"),
        ("value-right-to-left-mark", "A name with U+200F, Hebrew beside it", "שלום!\u200f"),
        ("value-arabic-letter-mark", "A name with U+061C, Arabic beside it", "سلام\u061c!"),
        ("value-isolate", "A name with U+2068 and U+2069 round Hebrew", "a \u2068שלום\u2069"),
        ("value-zero-width-space", "A name with U+200B between Latin letters", "Ac\u200bme"),
        ("value-soft-hyphen", "A name with U+00AD", "Ac\u00adme"),
        ("value-escape", "A name with U+001B", "Ac\x1b[31mme"),
        ("value-byte-order-mark", "A name that begins with U+FEFF, which text-v1 removes", "\ufeffAcme"),
        ("value-private-use", "A name with U+E000", "Acme\ue000"),
    ])
    each("A6", "roll", "language", "*", [
        ("language-script-region", "zh-Hant-TW", "zh-Hant-TW"), ("language-of-8", "A first subtag of 8 letters", "abcdefgh"),
        ("language-year", "A second subtag of digits", "de-1996"),
        ("language-of-35", "A tag of 35 characters", "en-" + "abcdefgh-" * 3 + "abcde"),
        ("language-upper-case", "A first subtag in upper case", "EN"),
    ], [
        ("language-of-36", "A tag of 36 characters", "en-" + "abcdefgh-" * 3 + "abcdef"),
        ("language-of-1", "A first subtag of one letter", "e"), ("language-of-9", "A first subtag of 9 letters", "abcdefghi"),
        ("language-digit-first", "A digit in the first subtag", "e1"),
        ("language-subtag-of-9", "A second subtag of 9 letters", "en-abcdefghi"),
        ("language-subtag-empty", "An empty subtag", "en--GB"), ("language-hyphen-last", "A hyphen at the end", "en-"),
        ("language-underscore", "An underscore", "en_GB"), ("language-not-ascii", "A letter outside ASCII", "én"),
        ("language-empty", "No language", ""),
    ])
    label = "a" * 63
    longest = f"{label}.{label}.{label}.{'a' * 61}"
    each("A7", "keys", "domain", "*", [
        ("domain-of-253", "A domain of 253 characters", longest), ("domain-two-labels", "A domain of two labels", "a.b"),
        ("domain-punycode", "A domain in its ASCII form", "xn--80ak6aa92e.example"),
        ("domain-digits", "A domain of digits", "1.2.3.4"),
    ], [
        ("domain-of-254", "A domain of 254 characters", longest + "a"),
        ("domain-label-of-64", "A label of 64 characters", f"a{label}.example"),
        ("domain-one-label", "A domain of one label", "localhost"),
        ("domain-upper-case", "A capital letter", "Acme.example"), ("domain-dot-last", "A dot at the end", "acme.example."),
        ("domain-dot-first", "A dot at the start", ".example"), ("domain-label-empty", "An empty label", "acme..example"),
        ("domain-hyphen-first", "A label that begins with a hyphen", "-acme.example"),
        ("domain-hyphen-last", "A label that ends with a hyphen", "acme-.example"),
        ("domain-underscore", "An underscore", "ac_me.example"),
        ("domain-not-ascii", "A Cyrillic letter", "аcme.example"), ("domain-port", "A port", "acme.example:443"),
    ])


def keys():
    listing = lambda number, threshold=1: with_line("keys", "threshold", threshold).replace(
        f"key {ACME.vkey}\n", "".join(f"key {Key('acme', f'undersigned vector key: acme, listed {each}').vkey}\n" for each in range(number)))
    accepted("keys-16", "R1", "A keys record lists 16 keys.", listing(16))
    refused("keys-17", "R1", "A keys record lists 17 keys.", listing(17))
    accepted("keys-threshold-2-of-2", "R3", "The threshold is the number of keys.", listing(2, 2))
    refused("keys-threshold-3-of-2", "R3", "The threshold is higher than the number of keys.", listing(2, 3))
    refused("keys-threshold-0", "A2", "The threshold is 0.", listing(2, 0))
    key = f"key {ACME.vkey}\n"
    listed = lambda *more: WHOLE["keys"].replace(key, key + "".join(f"key {each.vkey}\n" for each in more))
    other = Key("acme", raw=b"\x02\x03", algorithm=0xFF, id=b"\xd0\xd0\xd0\xd0")
    accepted("keys-other-algorithm", "K4 R3", "A keys record lists a key of algorithm 0xff too.", listed(other))
    refused("keys-other-algorithm-twice", "R3", "A key of algorithm 0xff stands twice, under two key ids.",
            listed(other, Key("acme", raw=other.raw, algorithm=0xFF, id=b"\xd1\xd1\xd1\xd1")))
    refused("keys-key-id-twice", "R3", "A key of algorithm 0xff has the key id of the Ed25519 key.",
            listed(Key("acme", raw=other.raw, algorithm=0xFF, id=ACME.id)))
    sshsig = lambda seed: Key("acme", f"undersigned vector key: {seed}", kind="sshsig")
    accepted("keys-of-two-kinds", "K6 R3", "A keys record lists keys of two kinds.", listed(sshsig("acme 4")))
    refused("keys-one-key-of-two-kinds", "K7 R3", "One key stands twice, under two kinds.", listed(sshsig("acme 1")))
    refused("keys-former-of-another-kind", "K7 R3", "A retired key is listed under another kind.", listed(sshsig("acme 2")))
    accepted("keys-one-raw-key-of-two-algorithms", "R3",
             "The bytes of the Ed25519 key stand under algorithm 0xff too, which is another key.",
             listed(Key("acme", raw=ACME.raw, algorithm=0xFF, id=b"\xd0\xd0\xd0\xd0")))
    beta = Key("beta")
    refused("keys-key-of-another", "R3", "The name of a key is not the signatory.", listed(beta))
    refused("keys-retired-of-another", "R3", "The name of a retired key is not the signatory.",
            with_line("keys", "retired", f"2025-09-01 {beta.vkey}"))
    refused("keys-compromised-of-another", "R3", "The name of a compromised key is not the signatory.",
            with_line("keys", "compromised", f"2025-09-01 {beta.vkey}"))
    refused("keys-retired-and-listed", "R3", "A retired key stands under `key`.",
            with_line("keys", "retired", f"2025-09-01 {ACME.vkey}"))
    refused("keys-compromised-and-listed", "R3", "A compromised key stands under `key`.",
            with_line("keys", "compromised", f"2025-09-01 {ACME.vkey}"))
    accepted("keys-retired-and-compromised", "R3", "One key is retired and compromised.",
             with_line("keys", "compromised", f"2025-09-01 {FORMER.vkey}"))
    refused("keys-retired-without-date", "R1", "The date of a retired key is missing.", with_line("keys", "retired", FORMER.vkey))
    refused("keys-retired-date-behind", "R1", "The date of a retired key stands behind it.",
            with_line("keys", "retired", f"{FORMER.vkey} 2025-09-01"))
    refused("keys-unsound", "K1 R1", "A listed key is the identity.",
            WHOLE["keys"].replace(key, f"key {Key('acme', raw=bytes([1]) + bytes(31)).vkey}\n"))
    refused("keys-assurance-other", "R1", "The assurance is not `demonstration`.", with_line("keys", "assurance", "verified"))
    accepted("keys-recovery-all", "R3", "`recovery` asks for all the ids that it names.",
             with_line("keys", "recovery", "2 beta gamma"))
    def recovered(*values, of=WHOLE["keys"]):
        return of.replace("date 2025-10-01\n", "".join(f"recovered {value}\n" for value in values) + "date 2025-10-01\n")

    accepted("keys-recovered", "R1 R3", "Beta and gamma restored the party.",
             recovered(f"beta {DIGEST}", f"gamma {DIGEST}"))
    accepted("keys-recovered-by-another", "R3", "Delta restored the party: whom the record below names is asked later (C13).",
             recovered(f"delta {DIGEST}"))
    refused("keys-recovered-twice", "R3", "Beta restored the party twice.", recovered(f"beta {DIGEST}", f"beta {sha256('b')}"))
    refused("keys-recovered-by-itself", "R3", "The party restored itself.", recovered(f"acme {DIGEST}"))
    refused("keys-recovered-at-first", "R3", "The party was restored in version 1.", recovered(f"beta {DIGEST}", of=first("keys")))
    refused("keys-recovered-without-digest", "R1", "A `recovered` line names no keys record.", recovered("beta"))
    refused("keys-recovered-two-spaces", "R1", "Two spaces stand in a `recovered` line.", recovered(f"beta  {DIGEST}"))
    for name, case, rule, value in [("too-many", "`recovery` asks for more ids than it names", "R3", "3 beta gamma"),
                                    ("id-twice", "`recovery` names an id twice", "R3", "1 beta beta"),
                                    ("of-0", "`recovery` asks for 0 ids", "A2", "0 beta"),
                                    ("of-nobody", "`recovery` names no id", "R3", "1"),
                                    ("two-spaces", "Two spaces stand in `recovery`", "R1", "1 beta  gamma"),
                                    ("no-id", "`recovery` names what is no id", "A1", "1 Beta")]:
        refused(f"keys-recovery-{name}", rule, f"{case}.", with_line("keys", "recovery", value))


def roll():
    signed = lambda *more: WHOLE["roll"].replace("signatory acme Acme\n",
                                                 "signatory acme Acme\n" + "".join(f"{line}\n" for line in more))
    accepted("roll-two-names", "R4", "Two names stand on the roll.", signed("signatory beta Beta"))
    refused("roll-id-twice", "R4", "One id stands on the roll under two names.", signed("signatory acme Beta"))
    refused("roll-name-twice", "R4", "One name stands on the roll under two ids.", signed("signatory beta Acme"))
    accepted("roll-name-by-case", "R4", "Two names differ by a capital letter: they are compared as written.",
             signed("signatory beta acme"))
    refused("roll-signatory-without-name", "R1", "A name is missing.", signed("signatory beta"))
    refused("roll-signatory-two-spaces", "A5 R1", "Two spaces stand behind an id, so that the name begins with one.",
            signed("signatory beta  Beta"))
    refused("roll-alias-of-nobody", "R4", "The id of an alias is not on the roll.", with_line("roll", "alias", "beta fr Beta"))
    refused("roll-alias-without-language", "R1", "The language of an alias is missing.", with_line("roll", "alias", "acme Acmé"))
    alias = lambda line: WHOLE["roll"] + f"alias {line}\n"
    accepted("roll-alias-same-language", "R4", "Two aliases of one id are in one language.", alias("acme fr La Acme"))
    accepted("roll-alias-same-name", "R4", "Two aliases of one id are in two languages.", alias("acme de Acmé"))
    accepted("roll-alias-language-by-case", "A6 R4",
             "Two aliases differ by the case of their language, which is compared as written.", alias("acme FR Acmé"))
    refused("roll-mode-other", "R1", "The mode is neither `open` nor `closed`.", with_line("roll", "mode", "shut"))
    accepted("roll-closed", "R1", "The mode is `closed`.", with_line("roll", "mode", "closed"))
    for word in ("supersedes", "translates"):
        accepted(f"roll-{word}", "R1", f"The roll {word} another statement.", WHOLE["roll"].replace("corrects", word))
    refused("roll-relation-other", "R1", "The roll has a relation that no roll has.",
            WHOLE["roll"].replace("corrects", "contradicts"))
    refused("roll-two-relations", "R1", "The roll corrects and supersedes.",
            WHOLE["roll"].replace("previous", f"supersedes other {DIGEST}\nprevious"))
    refused("roll-relation-without-slug", "R1", "The slug of a relation is missing.", with_line("roll", "corrects", DIGEST))
    refused("roll-deadline-no-day", "A4", "The deadline is no day.", with_line("roll", "deadline", "2025-11-31"))
    for word, value in [("title", "T*"), ("signatory", "acme *"), ("alias", "acme fr *")]:
        longest = "é" * 127
        more = {"title": "x"}.get(word, "xx")
        accepted(f"roll-{word}-of-256-bytes", "A5", f"The value of `{word}` has 256 bytes.",
                 with_line("roll", word, value.replace("*", longest + more)))
        refused(f"roll-{word}-of-257-bytes", "A5", f"The value of `{word}` has 257 bytes.",
                with_line("roll", word, value.replace("*", longest + more + "x")))


def acts():
    refused("signature-with-reason", "R1", "A signature gives a reason.",
            WHOLE["signature"].replace("date", "reason We agree.\ndate"))
    for kind in ("withdrawal", "decline"):
        accepted(f"{kind}-reason-of-1024-bytes", "A5", "The reason has 1,024 bytes.", with_line(kind, "reason", "é" * 512))
        refused(f"{kind}-reason-of-1025-bytes", "A5", "The reason has 1,025 bytes.", with_line(kind, "reason", "é" * 512 + "x"))
    refused("withdrawal-reason-empty", "A5", "The reason is empty.", with_line("withdrawal", "reason", ""))
