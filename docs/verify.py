#!/usr/bin/env python3
"""A second reader of the formats of undersigned, written from format.md alone. It needs nothing but Python 3.9.

    python3 docs/verify.py [--registry DIR] [--trust FILE] [--require-standing S] [--json] [SLUG]

It says of a registry what `undersigned verify` says, without a line of that program. Exit status: 0 it holds, 1 it does
not, 2 usage, 3 not judged. Numbers like K1 or V2 are the rules of format.md. Read it from the top: first the verdicts,
then chains, files, records, notes and keys, and at the end the curve, and the text.

Ed25519 is written out below, and takes some 10 milliseconds for each signatory.

What it cannot do: part T rests on Unicode 15.0, and Python has the Unicode of its own day, without scripts and variation
sequences. So T6.1, T6.2 and T6.5 are not checked (joiners, U+200B and variation selectors pass), unassigned characters
pass, and NFC and categories are those of this Python. `undersigned canonicalize` checks everything. Signatures are over
exact bytes, so that none of this lets a forgery pass.
"""
import argparse
import base64
import functools
import hashlib
import json
import os
import re
import sys
import unicodedata
from collections import defaultdict, namedtuple

STANDINGS = ["self-published", "domain", "vouched", "pinned"]  # S2, rising
STATUS = {"holds": 0, "does-not-hold": 1, "not-judged": 3}  # V6


class Refused(Exception):
    """Why something has no meaning; the verdict on an act that it befalls, and whether that is a judgement (V2, V6)."""

    def __init__(self, why, verdict="unreadable", judged=True):
        super().__init__(why)
        self.verdict, self.judged = verdict, judged


def main():
    parser = argparse.ArgumentParser(description="Verify a registry of signed joint statements, a second time.")
    parser.add_argument("--registry", default=".", metavar="DIR")
    parser.add_argument("--trust", metavar="FILE", help="lines `key VKEY`: the keys that you confirmed")
    parser.add_argument("--require-standing", default="vouched", choices=STANDINGS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("slug", nargs="?")
    asked = parser.parse_args()
    status = 2  # S1
    try:
        pins = read_trust(open(asked.trust, "rb").read()) if asked.trust else {}
        status = 3
        report = verify(asked.registry, pins, asked.require_standing, asked.slug)
    except Refused as why:
        print(f"verify.py: {why}", file=sys.stderr)
        return status
    print(json.dumps(report, indent=2, default=str) if asked.json else text_of(report))
    return STATUS[report["outcome"]]


def text_of(report):
    lines = ["DEMONSTRATION, NOT AN ENDORSEMENT: anybody can sign with keys shown here."] * report["demonstration"]  # V7
    for statement in report["statements"]:
        lines.append(f"{statement['slug']}: {statement['text']}: {statement['outcome']}")
        lines += [f"  problem: {problem}" for problem in statement["problems"]]
        for finding in statement["findings"]:
            words = [finding["standing"], *[mark["mark"] for mark in finding["marks"]], finding["reason"]]
            lines.append(f"{finding['place'] or '+':>4} {finding['verdict']:11} {finding['name'] or finding['id']}: "
                         + "; ".join(str(word) for word in words if word))
    return "\n".join(lines + ["as this copy has it; nothing here proves that nothing was left out"])  # V9


# Part V: the verdicts

def verify(root, pins=None, require="vouched", slug=None):
    """The report on the registry in the directory `root`; `pins` as `read_trust` gives them."""
    registry = Registry(root, pins or {})
    slugs = sorted({path.split("/")[1] for path in registry.files if not path.startswith("keys/")})  # V1
    if slug and slug not in slugs:
        raise Refused(f"there is no statement {slug} in {root}")
    statements = [judge(registry, each, require) for each in slugs if slug in (None, each)]
    outcomes = [statement["outcome"] for statement in statements] or ["not-judged"]
    return {"demonstration": registry.is_demonstration or any(statement.pop("shows") for statement in statements),  # V7
            "outcome": max(outcomes, key=["holds", "not-judged", "does-not-hold"].index), "statements": statements}


def judge(registry, slug, require):
    path, problems = f"statement/{slug}/text.txt", []
    text = registry.files.get(path)
    digest = text if text is None else sha256(text)
    rolls = registry.roll_chain(slug)
    roll = rolls.state
    try:  # V1
        refuse_if(text is None, "the text is missing or unreadable", judged=False)
        refuse_uncanonical(text)
    except Refused as why:
        problems.append(why)
    twins = [other for other, content in registry.files.items() if other.endswith("/text.txt") and content == text]
    if text is not None and len(twins) > 1:
        problems.append(Refused("the text is filed under another slug too", "invalid"))
    if rolls.flaw or not roll:
        problems.append(rolls.flaw or Refused("there is no roll", judged=False))
    if roll and digest and roll["text"] != digest:
        problems.append(Refused("the roll is about another text", "invalid"))
    if roll:
        problems += filter(None, [registry.uncounted(roll), registry.keys[roll["convener"]].flaw])
    if roll and registry.in_dispute(roll, roll["convener"]):
        problems.append(Refused("keys that signed the roll no longer stand for it", "invalid"))

    names = roll["signatory"] if roll else []
    acting = {path.split("/")[2] for path in registry.files if path.startswith(f"signatures/{slug}/")}
    subjects = [(place, *name) for place, name in enumerate(names, 1)]
    subjects += [(None, party, None) for party in sorted(acting - set(dict(names)))]  # V3
    findings = [find(registry, slug, digest, rolls, *subject) for subject in subjects]

    on_roll = findings[:len(names)]
    number = {verdict: sum(finding["verdict"] == verdict for finding in on_roll)
              for verdict in ("signed", "withdrawn", "declined", "missing")}
    signed = [finding for finding in on_roll if finding["verdict"] == "signed"]
    totals = {"listed": len(names), **number, "failed": len(names) - sum(number.values()),
              "late": sum({"mark": "late"} in finding["marks"] for finding in signed),
              "confirmed": sum(finding["standing"] in ("vouched", "pinned") for finding in signed),
              "not_on_roll": len(findings) - len(names)}

    # V6: each failure, and whether it is a judgement
    counted = [finding for finding in on_roll if finding["verdict"] in ("signed", "withdrawn", "declined")]  # V5
    failures = [getattr(finding["reason"], "judged", True) for finding in on_roll if finding not in counted]
    if roll and not signed:
        failures.append(all(failures))
    shown = [registry.standing(party) for party in ([roll["convener"]] if roll else []) + [each[1] for each in subjects]]
    standings = [finding["standing"] for finding in counted]
    known = registry.is_demonstration or all(STANDINGS.index(standing) >= STANDINGS.index(require)
                                             for standing in standings if standing != "demonstration")
    if roll and not registry.is_demonstration and "demonstration" in shown[:1] + standings:
        failures.append(True)  # V7
    failures += [problem.judged for problem in problems]
    outcome = "does-not-hold" if any(failures) else "holds" if not failures and known else "not-judged"
    return {"slug": slug, "text": digest, "problems": problems, "findings": findings, "totals": totals,
            "outcome": outcome, "shows": "demonstration" in shown}


def find(registry, slug, digest, rolls, place, party, listed):
    """What `party` did to a statement: V2 for a name on the roll, V3 for any other, and the marks of V4."""
    acts = registry.act_chain(slug, party, digest)
    act, reason, marks = acts.state, acts.flaw or registry.keys[party].flaw, []
    if acts.flaw:
        verdict = "disputed" if act or acts.versions != [1] else acts.flaw.verdict
    elif not act:
        verdict, reason = "missing", None
    elif registry.uncounted(act):
        reason = registry.uncounted(act)
        verdict = "disputed" if act["version"] > 1 else reason.verdict
    elif reason or registry.in_dispute(act, party):
        verdict, reason = "disputed", reason or "keys that signed it no longer stand for it"
    else:
        verdict = {"signature": "signed", "withdrawal": "withdrawn", "decline": "declined"}[act.type] if place else "not-on-roll"
        deadline = rolls.state and rolls.state["deadline"]
        marks = [word for word, stands in {  # V4
            "late": deadline and day_number(act["date"]) > day_number(deadline) + 1,
            "listed-as": place and act["name"] != listed,
            "registry-incomplete": act["roll"] not in [roll.digest for roll in rolls],
            "never-signed": act.type == "withdrawal" and "signature" not in [each.type for each in acts],
            **act.lines}.items() if stands]
        return {"place": place, "id": party, "name": act["name"], "listed_as": listed if "listed-as" in marks else None,
                "verdict": verdict, "standing": registry.standing(party), "marks": [{"mark": mark} for mark in marks],
                "reason": None}
    return {"place": place, "id": party, "name": listed, "listed_as": None, "verdict": verdict, "standing": None,
            "marks": [], "reason": reason}


# Part C: chains

class Chain(list):
    """The valid records of a folder, lowest first, and the flaw that ended the reading (C1)."""

    def __init__(self, files=None, check=None):
        super().__init__()
        self.versions, self.state, self.flaw = sorted(files or {}), None, None
        try:
            for expected, version in enumerate(self.versions, 1):
                refuse_if(version != expected, f"version {expected} is missing below a higher one", "invalid")
                refuse_if(files[version] is None, f"version {version} cannot be read", judged=False)
                record = Record(files[version])
                refuse_if(record["version"] != version, f"version {version} says that it is another", "invalid")  # C2
                refuse_if(self and record["previous"] != self.state.digest, f"version {version} is a fork", "invalid")
                check(record, self.state)
                self.append(record)
                self.state = record
        except Refused as why:
            self.flaw = why


class Registry:
    """The files of a registry, its keys chains, and what a reader trusts."""

    def __init__(self, root, pins):
        self.files, self.pins, self.folders = read_files(root), pins, defaultdict(dict)
        for path, content in self.files.items():
            folder, _, name = path.rpartition("/")
            self.folders[folder][int(name[:-5]) if name != "text.txt" else 0] = content
        parties = [path.split("/")[1] for path in self.folders if path.startswith("keys/")]
        self.keys = defaultdict(Chain, {party: self.keys_chain(party) for party in parties})
        owners = [key for party in parties for key in self.listed(party)]
        self.shared = {key for key in owners if owners.count(key) > 1}  # C5
        self.demonstration_keys = {demonstration_key(party) for party in parties}
        self.is_demonstration = {self.standing(party) for party in parties if self.keys[party]} == {"demonstration"}  # V7

    def listed(self, party, line="key"):
        """The Ed25519 keys behind a word in any valid version."""
        return {key.bytes for record in self.keys[party] for key in record[line] if key.algorithm == 1}

    def keys_chain(self, party):
        def check(record, below):
            must_be(record, ["keys"], "signatory", party)
            former = below["key"] if below else []
            signed, unchecked, _ = record.open(record["key"] + former)
            proven = lambda key: key.bytes in signed if key.algorithm == 1 else key in unchecked
            refuse_if(not all(map(proven, record["key"])), "a listed key did not sign it", "invalid")  # C3
            if below:
                check_threshold(below, signed & {key.bytes for key in former}, unchecked & set(former))
        return Chain(self.folders[f"keys/{party}"], check)

    def roll_chain(self, slug):
        def check(roll, below):
            must_be(roll, ["roll"], "slug", slug)
            self.check_signed_by(roll, roll["convener"], below)
            if below:  # C6
                stays = all(roll[line] == below[line] for line in ("text", "language", "convener", "date"))
                refuse_if(not stays, "the roll changes what stays", "invalid")
                ids, before = [name[0] for name in roll["signatory"]], [name[0] for name in below["signatory"]]
                refuse_if(ids[:len(before)] != before, "the roll drops or moves a name", "invalid")
                reopened = below["mode"] == "closed" and (roll["mode"] != "closed" or ids != before)
                refuse_if(reopened, "the roll was closed", "invalid")
        return Chain(self.folders[f"statement/{slug}/roll"], check)

    def act_chain(self, slug, party, digest):
        def check(act, below):
            must_be(act, ["signature", "withdrawal", "decline"], "signatory", party)
            self.check_signed_by(act, party, below)
            refuse_if(act["name"] != act.judge["name"], "the name is not the one in the keys record", "invalid")  # C7
            refuse_if(digest is None, "the text that it would have to be held against is not here", judged=False)
            refuse_if(act["text"] != digest, f"signed another text, {act['text']}", "other-text")
        return Chain(self.folders[f"signatures/{slug}/{party}"], check)

    def check_signed_by(self, record, party, below):
        """C4 for a roll or an act; leaves in it the keys record that judges it, the keys that count, and its lines."""
        chain = self.keys[party]
        record.judge = next((keys for keys in chain if keys.digest == record["keys"]), None)
        if not record.judge:
            raise chain.flaw or Refused("the keys record that it names is not here", judged=False)
        signed, unchecked, unknown = record.open(record.judge["key"])
        record.signers, record.unchecked = signed - self.shared, unchecked
        check_threshold(record.judge, signed, unchecked)
        pinned = self.pins.get(party)
        refuse_if(pinned and not pinned & self.listed(party), "the keys that you pinned are not this party's", "invalid")  # S3
        back = below and record.judge["version"] < below.judge["version"]
        refuse_if(back, "the keys record named goes back to a lower version", "invalid")  # C6, C7
        record.lines = {"unknown-lines": unknown, "unchecked-lines": unchecked, "shared-lines": signed & self.shared}

    def uncounted(self, state):
        """C5: why the keys that no other party holds too do not suffice for the state of a chain."""
        try:
            check_threshold(state.judge, state.signers, state.unchecked)
        except Refused as why:
            return why

    def in_dispute(self, record, party):
        """C8: do some keys, and so fewer than the threshold stand, no longer stand for it?"""
        later = self.keys[party][record.judge["version"]:]
        stand = record.signers - self.listed(party, "compromised")
        for keys in later:
            stand &= {key.bytes for key in keys["key"]}
        kept = any(record.digest in keys["keeps"] for keys in later)
        return not kept and stand != record.signers and len(stand) < record.judge["threshold"]

    def standing(self, party):  # S2
        listed = self.listed(party)
        if any(keys["assurance"] for keys in self.keys[party]) or listed & self.demonstration_keys:
            return "demonstration"
        pinned = self.pins.get(party, set()) & listed - self.listed(party, "compromised")
        return "pinned" if pinned else "self-published"


def must_be(record, types, line, owner):  # C1, C2
    refuse_if(record.type not in types, "a record of another type", "invalid")
    refuse_if(record[line] != owner, f"a record of {record[line]}", "invalid")


def check_threshold(keys, signed, unchecked):  # C3, C4
    if len(signed) < keys["threshold"]:
        refuse_if(len(signed) + len(unchecked) >= keys["threshold"], "signed by keys that are not checked", judged=False)
        raise Refused("fewer keys than the threshold signed", "invalid")


# Part S: trust files; part P: the registry on disk; part A: what the lines of records are made of

def refuse_if(wrong, why, verdict="unreadable", judged=True):
    if wrong:
        raise Refused(why, verdict, judged)


def read_trust(data):
    """S1: the bytes of the keys pinned, by id."""
    pins = defaultdict(set)
    for line in map(str.strip, utf8(data).removeprefix("\ufeff").split("\n")):
        if line and not line.startswith("#"):
            refuse_if(not line.startswith("key "), f"not understood: {line!r}")
            key = verifier_key(line[4:].strip())
            refuse_if(key.algorithm != 1, "a key that is not checked confirms nothing")
            pins[key.name].add(key.bytes)
    return pins


def read_files(root):
    """P1, P2: from path to bytes, or to None where a file, or the first file of an unreadable folder, is unreadable."""
    files, tops = {}, ("keys", "statement", "signatures")
    is_folder = lambda path: os.path.isdir(path) and not os.path.islink(path)
    refuse_if(not all(is_folder(os.path.join(root, top)) for top in tops), f"{root} is no registry")

    def walk(folder):
        for name in os.listdir(os.path.join(root, folder)):
            path, place = f"{folder}/{name}", os.path.join(root, folder, name)
            if re.fullmatch(FOLDER, path) and is_folder(place):
                walk(path)
            elif re.fullmatch(FILE, path) and os.path.isfile(place) and not os.path.islink(place):
                files[path] = open(place, "rb").read()
            else:  # all that hides no file is a stray, without consequence
                hidden = [each for each in (path, f"{path}/1.note", f"{path}/text.txt") if re.fullmatch(FILE, each)]
                files.update({each: None for each in hidden})
    for top in tops:
        walk(top)
    return files


ID = r"(?!(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?![a-z0-9-]))(?!-)[a-z0-9-]{1,64}(?<!-)"  # A1
NUMBER = r"(?:[1-9][0-9]{0,5}|1000000)"  # A2
LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"  # A7
FOLDER = rf"keys/{ID}|statement/{ID}(?:/roll)?|signatures/{ID}(?:/{ID})?"
FILE = rf"statement/{ID}/text\.txt|(?:keys/{ID}|statement/{ID}/roll|signatures/{ID}/{ID})/{NUMBER}\.note"


def like(pattern, convert=str, most=1024):
    def read(word):
        refuse_if(not re.fullmatch(pattern, word) or len(word) > most, f"ill formed: {word!r}")
        return convert(word)
    return read


def day_number(date):
    """A4: the number of a day from the year 0000 on, by the proleptic Gregorian calendar."""
    year, month, day = map(int, like("[0-9]{4}-[0-9]{2}-[0-9]{2}")(date).split("-"))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    months = [31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    refuse_if(not (1 <= month <= 12 and 1 <= day <= months[month - 1]), f"no day: {date!r}")
    return year * 365 + (year + 3) // 4 - (year + 99) // 100 + (year + 399) // 400 + sum(months[:month - 1]) + day


def value(word, most=256):  # A5
    refuse_if(not word or len(word.encode()) > most, "a value is empty or too long")
    refuse_if(re.search("^[ \u3000]|[\u061c\u200e\u200f\u2066-\u2069]", word), "a space before a value, or bidi controls")
    refuse_uncanonical(word.encode() + b"\n")
    return word


def read_words(line, kinds):
    """Words of these kinds, one space between; the last may hold spaces of its own."""
    words = line.split(" ", len(kinds) - 1)
    refuse_if(len(words) < len(kinds), f"words are missing: {line!r}")
    values = tuple(READ.get(kind, like(kind))(word) for kind, word in zip(kinds, words))
    return values if len(kinds) > 1 else values[0]


def recovery(line):  # R3
    least, *ids = line.split(" ")
    refuse_if(READ["NUMBER"](least) > len(ids) or len(set(map(READ["ID"], ids))) < len(ids), "no recovery")


READ = {  # the words of part R
    "ID": like(ID), "NUMBER": like(NUMBER, int), "DIGEST": like("sha256:[0-9a-f]{64}"),  # A1, A2, A3
    "DATE": lambda word: day_number(word) and word, "VALUE": value, "REASON": lambda word: value(word, 1024),  # A4, A5
    "LANGUAGE": like("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", most=35),  # A6
    "DOMAIN": like(rf"{LABEL}(?:\.{LABEL})+", most=253),  # A7
    "VKEY": lambda word: verifier_key(word), "RECOVERY": recovery}


# Part R: records

LINES = {  # of each type: its lines in order, `?`, `*`, `+` as in part R, and how each is read
    "keys": "signatory=ID version=NUMBER name=VALUE domain?=DOMAIN assurance?=demonstration threshold=NUMBER key+=VKEY "
            "retired*=DATE,VKEY compromised*=DATE,VKEY keeps*=DIGEST recovery?=RECOVERY date=DATE previous?=DIGEST",
    "roll": "slug=ID version=NUMBER title=VALUE language=LANGUAGE profile=text-v1 text=DIGEST date=DATE convener=ID keys=DIGEST "
            "mode=open|closed deadline?=DATE corrects|supersedes|translates?=ID,DIGEST previous?=DIGEST signatory*=ID,VALUE "
            "alias*=ID,LANGUAGE,VALUE",
    "signature": "version=NUMBER text=DIGEST profile=text-v1 signatory=ID name=VALUE keys=DIGEST roll=DIGEST date=DATE previous?=DIGEST"}
LINES["withdrawal"] = LINES["decline"] = LINES["signature"].replace("date=", "reason?=REASON date=")
MOST = {"key": 16, "signatory": 10000, "alias": 10000}


class Record(dict):
    """A note whose text is a record: from the word of a line to its value, or to its values."""

    def __init__(self, data):
        super().__init__()
        refuse_if(len(data) > 4194304 or re.search(r"[^\n\x20-\x7e\xa0-\U0010ffff]", utf8(data)), "no note")  # N1
        cut = data.rfind(b"\n\n")  # N2
        refuse_if(cut < 0 or not data.endswith(b"\n"), "no note")
        text, below = utf8(data[:cut + 1]), utf8(data[cut + 2:])
        self.bytes, self.digest = text.encode(), sha256(text.encode())  # N7
        self.signatures = [signature_line(line) for line in below.split("\n")[:-1]]
        refuse_if(not 1 <= len(self.signatures) <= 16, "too few or too many signature lines")
        refuse_if(len({line[:2] for line in self.signatures}) < len(self.signatures), "two lines of one key")  # N4
        kind, *lines = text.split("\n")[:-1]
        self.type = kind[12:-3]
        refuse_if(kind != f"undersigned/{self.type}/v1" or self.type not in LINES, f"no type of record: {kind!r}")  # R5 too
        for key, count, kinds in re.findall(r"(\S+?)([?*+]?)=(\S+)", LINES[self.type]):  # R1
            values = []
            while lines and lines[0].partition(" ")[0] in key.split("|") and (count in ("*", "+") or not values):
                values.append(read_words(lines.pop(0).partition(" ")[2], kinds.split(",")))
            refuse_if(not values and count in ("", "+"), f"`{key}` is missing or out of order")
            refuse_if(len(values) > MOST.get(key, 10**6), f"too many lines `{key}`")
            self[key] = values if count in ("*", "+") else values[0] if values else None
        refuse_if(lines, "a line too many or out of order")
        refuse_if((self["version"] == 1) == bool(self["previous"]), "`previous` and the version disagree")  # R2
        if self.type == "keys":  # R3
            self.update({line: [key for _, key in self[line]] for line in ("retired", "compromised")})
            keys, former = [key[2:] for key in self["key"]], self["retired"] + self["compromised"]
            refuse_if(any(key.name != self["signatory"] for key in self["key"] + former), "a key of another name")
            refuse_if(not len(set(keys)) == len({key.id for key in self["key"]}) == len(keys), "a key or key id twice")
            refuse_if(any(key[2:] in keys for key in former), "a former key is listed")
            refuse_if(self["threshold"] > len(keys), "the threshold is higher than the number of keys")
        if self.type == "roll":  # R4
            ids, names = [[name[part] for name in self["signatory"]] for part in (0, 1)]
            twice = any(len(set(each)) < len(each) for each in (ids, names, self["alias"]))
            refuse_if(twice or {alias[0] for alias in self["alias"]} - set(ids), "a name or alias twice, or an alias of nobody")

    def open(self, keys):
        """N6: the bytes of the keys that signed, the keys with an unchecked line, and the number of unknown lines."""
        signed, unchecked, unknown = set(), set(), 0
        for name, key_id, signature in self.signatures:
            selected = [key for key in keys if (key.name, key.id) == (name, key_id)]
            valid = {key.bytes for key in selected if key.algorithm == 1 and is_signature(key.bytes, signature, self.bytes)}
            other = {key for key in selected if key.algorithm != 1}
            refuse_if(selected and not valid and not other, f"a bad signature in the name of {name}", "invalid")
            signed, unchecked, unknown = signed | valid, unchecked | (set() if valid else other), unknown + (not selected)
        return signed, unchecked, unknown


# Part N: signature lines; part K: keys and signatures

Key = namedtuple("Key", "name id algorithm bytes")


def signature_line(line):  # N3
    parts = line.split(" ")
    refuse_if(len(parts) != 3 or parts[0] != "\u2014" or not re.fullmatch(r"[^\s+]+", parts[1]), "no signature line")
    blob = unbase64(parts[2])
    refuse_if(len(blob) < 5, "no signature")
    return parts[1], blob[:4], blob[4:]


@functools.lru_cache(maxsize=None)
def verifier_key(word):  # K4
    refuse_if(not re.fullmatch(rf"{ID}\+[0-9a-f]{{8}}\+.*", word) or len(word) > 1024, f"no verifier key: {word!r}")
    name, key_id, blob = word.split("+", 2)
    blob = unbase64(blob)
    refuse_if(not blob, "no algorithm")
    key = Key(name, bytes.fromhex(key_id), blob[0], blob[1:])
    named = hashlib.sha256(name.encode() + b"\n" + blob).digest()[:4]  # K3
    refuse_if(key.algorithm == 1 and (key.id != named or not is_public_key(key.bytes)), "no sound Ed25519 key")
    return key


def is_public_key(key):  # K1
    point = len(key) == 32 and decode(key)
    return bool(point) and encode(point) == key and key not in SMALL_ORDER and encode(times(L, point)) == IDENTITY


def is_signature(key, signature, message):  # K2, of a key that passed K1
    point, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    return len(signature) == 64 and scalar < L and point not in SMALL_ORDER and satisfies(key, point, scalar, message)


def satisfies(key, point, scalar, message):
    """The equation of K2. R is found anew from S and compared as bytes, so that it must be canonical."""
    x, y, z, t = decode(key)
    challenge = int.from_bytes(hashlib.sha512(point + key + message).digest(), "little") % L
    return encode(add(times(scalar, BASE), times(challenge, (P - x, y, z, P - t)))) == point


@functools.lru_cache(maxsize=None)
def demonstration_key(party):  # K5; RFC 8032, 5.1.5
    seed = hashlib.sha256(b"undersigned demonstration key: " + party.encode()).digest()
    secret = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    return encode(times(secret & (1 << 254) - 8 | 1 << 254, BASE))


def unbase64(word):
    try:
        blob = base64.b64decode(word, validate=True)
    except ValueError as why:
        raise Refused(f"no base64: {why}") from None
    refuse_if(base64.b64encode(blob).decode() != word, "base64 with bits that mean nothing")
    return blob


def utf8(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as why:
        raise Refused(f"no UTF-8: {why}") from None


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


# The curve of Ed25519 (RFC 8032, 5.1): -x² + y² = 1 + D·x²·y² modulo P; points as (X, Y, Z, T)

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    m, n = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    t, z = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = (n - m) % P, (z - t) % P, (z + t) % P, (n + m) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    result = (0, 1, 1, 0)
    for bit in bin(scalar)[2:]:
        result = add(result, result)
        result = add(result, point) if bit == "1" else result
    return result


def encode(point):
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data):
    """The point, or None; also of encodings that are not canonical: `encode` gives other bytes then."""
    sign, y = divmod(int.from_bytes(data, "little"), 2**255)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    x = x if (v * x * x - u) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    x = x if x & 1 == sign else -x % P
    return None if (v * x * x - u) % P else (x, y % P, 1, x * y % P)


BASE, IDENTITY = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little")), (1).to_bytes(32, "little")
ORDER_8 = decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
SMALL_ORDER = {encode(times(scalar, ORDER_8)) for scalar in range(8)}  # all eight points of small order


# Part T, as far as Python's Unicode goes

NOWHERE = re.compile(  # T2 to T4: what stands in no canonical text; last, Default_Ignorable that T6 never permits
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u2000-\u200a\u2028-\u202e\u205f\u2800\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff]")
FORMAT = "\u0600-\u0605\u06dd\u070f\u08e2\u0890\u0891\U000110bd\U000110cd\u061c\u180e\u200b-\u200f\u2066-\u2069"  # Cf that may stand


def refuse_uncanonical(data):
    """T11: would the function of part T give back these very bytes?"""
    text, category = utf8(data), unicodedata.category
    refuse_if(len(data) > 268435456, "not canonical: too long")  # T10
    odd = [c for c in text if NOWHERE.match(c) or ord(c) % 65536 > 65533 or category(c) == "Cf" and not re.match(f"[{FORMAT}]", c)]
    refuse_if(odd, f"not canonical: U+{ord((odd or ' ')[0]):04X}")  # T1 to T4
    refuse_if(not unicodedata.is_normalized("NFC", text), "not canonical: not in NFC")  # T5
    refuse_if(text == "\n" or text.strip("\n") + "\n" != text, "not canonical: blank lines outside, or no end")  # T8, T9
    for line in text.split("\n"):
        refuse_if(line.rstrip(" \u3000") != line, "not canonical: spaces behind a line")  # T7
        refuse_if(line and category(line[0])[0] == "M", "not canonical: a mark begins a line")  # T6.6
        marks = "".join("M" if category(c) in ("Mn", "Me") else " " for c in line if not "\ufe00" <= c <= "\ufe0f")
        refuse_if("M" * 9 in marks, "not canonical: more than 8 marks in a row")  # T6.7
        rtl = [unicodedata.bidirectional(c) in ("R", "AL") for c in line]
        shape = "".join(("R" if rtl[at] else "L") if category(c)[0] == "L" else c for at, c in enumerate(line))
        for mark in re.finditer("[\u061c\u200e\u200f]", shape):  # T6.3
            nearest = re.findall("[RL]", shape[:mark.start()])[-1:] + re.findall("[RL]", shape[mark.end():])[:1]
            twice = re.search("[\u061c\u200e\u200f]$", shape[:mark.start()])
            refuse_if("R" not in nearest or twice, "not canonical: a direction mark")
        rest = re.sub("\u2066[^\u2066-\u2069]*\u2069|[\u2067\u2068][^R\u2066-\u2069]*R[^\u2066-\u2069]*\u2069", "", shape)
        refuse_if(re.search("[\u2066-\u2069]", rest) or rest != shape and "R" not in shape, "not canonical: an isolate")  # T6.4


if __name__ == "__main__":
    sys.exit(main())
