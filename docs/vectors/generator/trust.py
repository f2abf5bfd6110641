"""Part S: trust files: the keys that they pin, and the vouchers, checkers and groups that they name."""
from generator.signing import Key
from generator.vector import sha256, vector

ACME, SECOND, BETA = Key("acme"), Key("acme", "undersigned vector key: acme 2"), Key("beta")
LINE = f"key {ACME.vkey}\n"


def accepted(name, case, body, *pins, rules="S1", vouchers=(), checkers=(), group=None, quorum=None, seen=None):
    """`group` as `NAME NUMBER MEMBER …`."""
    vector("trust", name, "accepted", rules, case, body, pin=[key.vkey for key in pins],
           voucher=[key.vkey for key in vouchers], checker=[key.vkey for key in checkers], group=group, quorum=quorum,
           seen=seen)


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

    refused("unknown-word", "A line begins with another word.", f"{LINE}witness {BETA.vkey}\n")
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
    groups()
    seen()


def groups():
    """S4; acme and beta are vouchers."""
    both, vouchers = f"voucher {ACME.vkey}\nvoucher {BETA.vkey}\n", (ACME, BETA)
    accepted("voucher", "A voucher is named, whose key is pinned by that.", f"voucher {ACME.vkey}\n", vouchers=[ACME])
    accepted("voucher-and-key", "A key is pinned, and another of the same id is that of a voucher.",
             f"{LINE}voucher {SECOND.vkey}\n", ACME, vouchers=[SECOND])
    accepted("checker", "A checker is named, whose key is not pinned by that.", f"checker {ACME.vkey}\n", checkers=[ACME])
    for name, case, lines, group, quorum in [
        ("group-any", "One of two vouchers is enough.", "group either any acme beta\nquorum either\n", ["either 1 acme beta"],
         "either"),
        ("group-all", "It takes both of two vouchers.", "group both all acme beta\nquorum both\n", ["both 2 acme beta"], "both"),
        ("group-2", "It takes 2 of two vouchers.", "group both 2 acme beta\nquorum both\n", ["both 2 acme beta"], "both"),
        ("group-of-groups", "A group has a group for a member.", "group g any acme\ngroup h all g beta\nquorum h\n",
         ["g 1 acme", "h 2 g beta"], "h"),
        ("group-without-quorum", "A group that is no quorum asks for nothing.", "group g all acme beta\n", ["g 2 acme beta"], None),
        ("group-spaces", "Several spaces stand between the words.", "group   g  any  acme   beta \n", ["g 1 acme beta"], None),
        ("quorum-of-a-voucher", "The quorum is a voucher.", "quorum acme\n", None, "acme"),
        ("quorum-first", "A group stands below the quorum.", "quorum acme\ngroup g any acme\n", ["g 1 acme"], "acme"),
    ]:
        accepted(name, case, both + lines, rules="S1 S4", vouchers=vouchers, group=group, quorum=quorum)
    for name, case, lines in [
        ("group-alone", "Nothing stands behind `group`.", "group\n"),
        ("group-name-alone", "A group has a name and nothing else.", "group g\n"),
        ("group-without-members", "A group has no members.", "group g any\n"),
        ("group-upper-case", "The name of a group is no id.", "group G any acme\n"),
        ("group-tab", "A TAB stands between two members.", "group g any acme\tbeta\n"),
        ("group-0", "A group takes none of its members.", "group g 0 acme beta\n"),
        ("group-3-of-2", "A group takes more than its members.", "group g 3 acme beta\n"),
        ("group-02", "The number has a leading zero.", "group g 02 acme beta\n"),
        ("group-some", "A group takes neither all, nor any, nor a number.", "group g some acme beta\n"),
        ("group-unknown-member", "A member is not defined.", "group g any gamma\n"),
        ("group-member-below", "A member is defined below.", "group g any h\ngroup h any acme\n"),
        ("group-of-itself", "A group is its own member.", "group g any g\n"),
        ("group-member-twice", "A member stands twice in a group.", "group g any acme acme\n"),
        ("group-member-of-two", "A voucher is a member of two groups.", "group g any acme\ngroup h any acme beta\n"),
        ("group-twice", "Two groups have one name.", "group g any acme\ngroup g any beta\n"),
        ("group-named-as-a-voucher", "A group has the name of a voucher.", "group acme any beta\n"),
        ("voucher-named-as-a-group", "A voucher has the name of a group above.",
         f"group gamma any acme\nvoucher {Key('gamma').vkey}\n"),
        ("quorum-alone", "Nothing stands behind `quorum`.", "quorum\n"),
        ("quorum-unknown", "The quorum is not defined.", "quorum none\n"),
        ("quorum-of-two", "The quorum has two names.", "quorum acme beta\n"),
        ("quorum-twice", "There are two quorums.", "quorum acme\nquorum acme\n"),
    ]:
        refused(name, case, both + lines, "S1 S4")
    refused("voucher-other-algorithm", "The key of a voucher is of an algorithm that is not checked.",
            f"voucher {Key('acme', raw=b'12', algorithm=0xFF).vkey}\n", "S1 K4")
    refused("quorum-of-a-checker", "The quorum is a checker, who is no voucher.", f"checker {ACME.vkey}\nquorum acme\n", "S1 S4")
    refused("quorum-of-a-pin", "The quorum is a party whose key is pinned, who is no voucher.", f"{LINE}quorum acme\n", "S1 S4")


def seen():
    """S7"""
    digest = sha256("some text\n")
    paths = ["keys/acme/2.note", "keys/acme/vouches/beta/1.note", "statement/release/roll/12.note", "signatures/release/acme/1.note"]
    accepted("seen", "One record of each chain was seen.", "".join(f"seen {path} {digest}\n" for path in paths), rules="S1 S7",
             seen=[f"{path} {digest}" for path in paths])
    accepted("seen-twice", "One record was seen twice.", f"seen {paths[0]} {digest}\n" * 2, rules="S1 S7",
             seen=[f"{paths[0]} {digest}"] * 2)
    for name, case, line in [
        ("text", "A text was seen, which is no record.", f"seen statement/release/text.txt {digest}"),
        ("version-0", "Version 0 was seen.", f"seen keys/acme/0.note {digest}"),
        ("no-place", "What was seen has no place in a registry.", f"seen keys/acme/new.note {digest}"),
        ("without-digest", "The digest is missing.", "seen keys/acme/1.note"),
        ("two-digests", "There are two digests.", f"seen keys/acme/1.note {digest} {digest}"),
        ("two-spaces", "Two spaces stand before the digest.", f"seen keys/acme/1.note  {digest}"),
        ("digest-upper-case", "The digest is in upper case.", f"seen keys/acme/1.note {digest[:7]}{digest[7:].upper()}"),
    ]:
        refused(f"seen-{name}", case, line + "\n", "S1 S7")
