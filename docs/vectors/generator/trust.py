"""Part S: trust files, and the keys that they pin."""
from generator.signing import Key
from generator.vector import vector

ACME, SECOND, BETA = Key("acme"), Key("acme", "undersigned vector key: acme 2"), Key("beta")
LINE = f"key {ACME.vkey}\n"


def accepted(name, case, body, *pins):
    vector("trust", name, "accepted", "S1", case, body, pin=[key.vkey for key in pins])


def refused(name, case, body, rules="S1"):
    vector("trust", name, "refused", rules, case, body)


def vectors():
    accepted("one-key", "One key is pinned.", LINE, ACME)
    accepted("three-keys", "Two keys are pinned for one id, and one for another.", LINE + f"key {SECOND.vkey}\nkey {BETA.vkey}\n",
             ACME, SECOND, BETA)
    accepted("twice", "One key is pinned twice, which says no more than once.", LINE + LINE, ACME, ACME)
    accepted("empty", "There is no byte, and nothing is pinned.", "")
    accepted("comments", "Empty lines and lines that begin with # say nothing.", f"# keys\n\n{LINE}#key {BETA.vkey}\n", ACME)
    accepted("comment-indented", "A comment behind white space is one.", f"  # keys\n{LINE}", ACME)
    accepted("crlf", "Lines end in CRLF.", f"# keys\r\n{LINE[:-1]}\r\n", ACME)
    accepted("byte-order-mark", "U+FEFF stands at the very start.", "\ufeff" + LINE, ACME)
    accepted("no-last-line-end", "The last LF is missing.", LINE[:-1], ACME)
    accepted("indented", "White space stands at both ends of the line.", f" \t{LINE[:-1]} \u00a0\u3000\n", ACME)
    accepted("spaces-behind-key", "Several spaces stand behind `key`.", LINE.replace(" ", "    "), ACME)
    accepted("line-of-spaces", "A line of white space says nothing.", f"  \t\n{LINE}", ACME)

    refused("unknown-word", "A line begins with another word.", f"{LINE}voucher {BETA.vkey}\n")
    refused("bare-key", "The word `key` is missing.", ACME.vkey + "\n")
    refused("word-upper-case", "The word is in upper case.", LINE.replace("key", "KEY"))
    refused("tab-behind-key", "A TAB stands behind `key`, where a space has to.", LINE.replace("key ", "key\t"))
    refused("key-alone", "Nothing stands behind `key`.", "key\n")
    refused("comment-behind", "A comment stands behind the key.", f"{LINE[:-1]} # by phone\n")
    refused("two-keys-a-line", "Two keys stand in one line.", f"{LINE[:-1]} {BETA.vkey}\n")
    refused("not-utf-8", "A byte of a comment is no UTF-8.", LINE.encode() + b"# caf\xe9\n")
    refused("utf-16", "It is in UTF-16.", LINE.encode("utf-16"))
    refused("byte-order-mark-inside", "U+FEFF stands at the start of the second line.", f"# keys\n\ufeff{LINE}")
    refused("byte-order-mark-twice", "U+FEFF stands twice at the start.", f"\ufeff\ufeff{LINE}")
    refused("wrong-key-id", "The key id is wrong.", LINE.replace(ACME.id.hex(), "00000000"), "S1 K4")
    refused("small-order", "The key is the identity.", f"key {Key('acme', raw=bytes([1]) + bytes(31)).vkey}\n", "S1 K1")
    refused("other-algorithm", "The key is of an algorithm that is not checked.",
            f"key {Key('acme', raw=b'12', algorithm=0xFF).vkey}\n", "S1 K4")
    refused("cr-alone", "Lines end in CR alone, so that two keys stand in one line.", f"{LINE[:-1]}\rkey {BETA.vkey}\r")
