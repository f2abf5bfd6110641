#!/usr/bin/env python3
"""A second reader of the formats of undersigned, written from format.md: Python 3.9 and the package `cryptography`.

    python3 docs/verify.py [--registry DIR] [--trust FILE] [--require-standing S] [SLUG]

It says of a registry what `undersigned verify` says, without a line of that program. Exit status: 0 it holds, 1 it does
not, 2 usage, 3 not judged. Numbers like K1 or V2 are the rules of format.md.

Not checked of part T, for which the standard library has no tables: T6 (what may stand beside what: joiners, direction
marks, isolates and variation selectors pass anywhere, and so do marks) and what stands beside U+202F (T4). Categories,
NFC and what is assigned are those of this Python, not of Unicode 15.0. `undersigned canonicalize` checks it all.
Signatures are over exact bytes, so that none of this lets a forgery pass.
"""
import argparse, base64, contextlib, datetime, hashlib, os, re, sys, unicodedata
from collections import Counter, defaultdict, namedtuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

STATUS = {"holds": 0, "not-judged": 3, "does-not-hold": 1}  # V6, worst last
STANDINGS = ["demonstration", "self-published", "domain", "vouched", "pinned"]  # S2, best last
STANDS = {"signature": "signed", "withdrawal": "withdrawn", "decline": "declined"}  # V2: verdicts on acts that stand
MOST_TRUST, MOST_NOTE, MOST_TEXT, MOST_BYTES, MOST_FILES = 2**23, 2**22, 2**22, 2**27, 250000  # S1, N1, P5, P4

class Refused(ValueError):
    """Why something has no meaning, the verdict on an act that it befalls (V2), and whether that is judged (V6)."""
    def __init__(self, why, verdict="unreadable", judged=True):
        super().__init__(why)
        self.verdict, self.judged = verdict, judged

def refuse_if(wrong, why, verdict="unreadable", judged=True):
    if wrong:
        raise Refused(why, verdict, judged)
def flaw_of(check, *arguments):
    """What a check refuses, or None. What a library refuses, such as bytes that are no UTF-8, has no meaning either."""
    try:
        check(*arguments)
    except (ValueError, InvalidSignature) as why:
        return why if isinstance(why, Refused) else Refused(why)
def main():
    parser = argparse.ArgumentParser(description="Verify a registry of signed joint statements, a second time.")
    parser.add_argument("--registry", default=".", metavar="DIR")
    parser.add_argument("--trust", metavar="FILE", help="whose keys you confirmed, and whom you believe about others")
    parser.add_argument("--require-standing", default="vouched", choices=STANDINGS[1:])
    parser.add_argument("slug", nargs="?")
    asked, status = parser.parse_args(), 2  # S1
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        trust = read_trust(open(asked.trust, "rb").read(MOST_TRUST + 1) if asked.trust else b"")
        status = 3
        report = verify(asked.registry, trust, asked.require_standing, asked.slug)
        print(text_of(report), flush=True)
        return STATUS[report["outcome"]]
    except Exception as why:  # of any kind: Python would end with 1, which is a verdict
        print(f"verify.py: {type(why).__name__}: {why}", file=sys.stderr)
        return status
def text_of(report):
    lines = ["DEMONSTRATION, NOT AN ENDORSEMENT: anybody can sign with keys shown here"] * report["demonstration"]  # V7
    for statement in report["statements"]:
        lines.append(f"{statement['slug']}: {statement['text']}: {statement['outcome']}")
        lines += [f"  problem: {problem}" for problem in statement["problems"]]
        for each in statement["findings"]:
            more = ", ".join([str(each["standing"] or each["reason"]), *each["marks"]])
            lines.append(f"{each['place'] or '+':>4} {each['verdict']:11} {each['name'] or each['id']}: {more}")
    return "\n".join(lines + ["as this copy has it; nothing here proves that nothing was left out"])  # V9

# Part V: the verdicts
def verify(root, trust=None, require="vouched", slug=None):
    """The report on the registry in the directory `root`; `trust` as `read_trust` gives it."""
    registry = Registry(read_registry(root), trust or read_trust(b""))
    slugs = sorted({folder.split("/")[1] for folder in registry.folders if not folder.startswith("keys/")})  # V1
    refuse_if(slug and slug not in slugs, f"there is no statement {slug!r} in {root!r}")
    statements = [judge(registry, each, require) for each in slugs if slug in (None, each)]
    outcome = max([each["outcome"] for each in statements] or ["not-judged"], key=list(STATUS).index)
    shown = registry.is_demonstration or any(each["demonstration"] for each in statements)  # V7
    return {"demonstration": shown, "outcome": outcome, "statements": statements}
def judge(registry, slug, require):
    text = registry.folders.get(f"statement/{slug}", {}).get("text.txt")
    rolls = Chain(registry.folders, f"statement/{slug}/roll", ["roll"], registry.check_roll)
    roll, digest = rolls.state, None if text is None else f"sha256:{hashlib.sha256(text).hexdigest()}"
    twice = digest and sum(files.get("text.txt") == text for files in registry.folders.values()) > 1
    problems = list(filter(None, [  # V1
        flaw_of(refuse_uncanonical, text), twice and Refused("the text is filed under another slug too"),
        not roll and not rolls.flaw and Refused("there is no roll", judged=False), *registry.doubts(rolls),
        roll and digest not in (None, roll["text"]) and Refused("the roll is about another text")]))
    subjects = [(place, *name) for place, name in enumerate(roll["signatory"] if roll else (), 1)]
    acting = {folder.split("/")[2] for folder in registry.folders if folder.startswith(f"signatures/{slug}/")}
    subjects += [(None, party, None) for party in sorted(acting - {party for _, party, _ in subjects})]  # V3
    findings = [find(registry, slug, digest, rolls, *subject) for subject in subjects]
    on_roll = [each for each in findings if each["place"]]
    signed = [each for each in on_roll if each["verdict"] == "signed"]
    standings = [each["standing"] for each in on_roll if each["standing"]]  # V5
    number = Counter(each["verdict"] for each in on_roll)
    totals = {"listed": len(on_roll), **{verdict: number[verdict] for verdict in (*STANDS.values(), "missing")},  # V10
              "failed": len(on_roll) - len(standings) - number["missing"],
              "late": sum("late" in each["marks"] for each in signed),
              "confirmed": sum(each["standing"] in ("vouched", "pinned") for each in signed),
              "not_on_roll": len(findings) - len(on_roll)}
    failures = [each["reason"].judged for each in on_roll if each["reason"]]  # V6: whether each is a judgement
    failures += [all(failures)] * bool(roll and not signed) + [problem.judged for problem in problems]
    convener = [registry.standing(roll["convener"])] if roll else []
    failures += [True] * ("demonstration" in convener + standings and not registry.is_demonstration)  # V7
    known = registry.is_demonstration or all(STANDINGS.index(each) >= STANDINGS.index(require) for each in standings)
    return {"slug": slug, "text": digest, "problems": problems, "findings": findings, "totals": totals,
            "demonstration": "demonstration" in convener + [registry.standing(party) for _, party, _ in subjects],
            "outcome": "does-not-hold" if any(failures) else "holds" if known and not failures else "not-judged"}
def find(registry, slug, digest, rolls, place, party, listed):
    """What `party` did to a statement: V2 if it is on the roll, at `place`, and V3 if it is not."""
    check = lambda act, below: registry.check_act(act, below, digest)
    acts = Chain(registry.folders, f"signatures/{slug}/{party}", STANDS, check)
    flaw, uncounted, *others = registry.doubts(acts)
    reason = flaw or uncounted or next(filter(None, others), None)
    if acts and not reason:  # V4
        deadline, act, types = rolls.state and rolls.state["deadline"], acts.state, [each.type for each in acts]
        marks = {"late": deadline and act["date"] > deadline + 1, "listed-as": place and act["name"] != listed,
                 "registry-incomplete": act["roll"] not in [roll.digest for roll in rolls],
                 "never-signed": act.type == "withdrawal" and "signature" not in types, "unknown-lines": act.unknown,
                 "unchecked-lines": act.unchecked, "shared-lines": act.signed - act.counted}
        return {"place": place, "id": party, "name": act["name"], "listed_as": listed if marks["listed-as"] else None,
                "verdict": STANDS[act.type] if place else "not-on-roll", "standing": registry.standing(party),
                "marks": [mark for mark, stands in marks.items() if stands], "reason": None}
    alone = (flaw or uncounted) and acts.versions == [1]
    return {"place": place, "id": party, "name": listed, "listed_as": None, "standing": None, "marks": [],
            "verdict": reason.verdict if alone else "disputed" if acts.versions else "missing",
            "reason": reason or Refused("nothing of it is here")}

# Part C: chains
class Chain(list):
    """The valid records of a folder, lowest first, its state, and the flaw that ended the reading (C1)."""
    def __init__(self, folders, folder, types, check):
        files, self.state = folders.get(folder, {}), None
        self.versions = sorted(int(name[:-len(".note")]) for name in files)
        self.flaw = flaw_of(self.read, files, folder.split("/")[1 + folder.startswith("signatures")], types, check)
    def read(self, files, owner, types, check):
        for expected, version in enumerate(self.versions, 1):
            refuse_if(version != expected, f"version {expected} is missing below a higher one", "invalid")
            refuse_if(files[f"{version}.note"] is None, f"version {version} cannot be read", judged=False)
            record = Record(files[f"{version}.note"])
            refuse_if(record.type not in types, f"version {version} is a record of another type", "invalid")
            refuse_if((record.owner, record["version"]) != (owner, version), f"{version} is another's", "invalid")  # C2
            refuse_if(self and record["previous"] != self.state.digest, f"version {version} is a fork", "invalid")
            check(record, self.state)
            self.append(record)
            self.state = record

class Registry:
    """What the records of a registry say; `folders` as `read_registry` gives them, `trust` as `read_trust` does."""
    def __init__(self, folders, trust):
        self.folders, self.trust, self.pins = folders, trust, trust["key"]
        parties = [folder.split("/")[1] for folder in folders if re.fullmatch(f"keys/{ID}", folder)]
        chains = {party: Chain(folders, f"keys/{party}", ["keys"], check_keys) for party in parties}
        self.keys = defaultdict(lambda: Chain({}, "keys/", [], None), chains)
        self.holders = Counter(key.bytes for party in parties for key in self.listed(party))
        self.published = {demonstration_key(party) for party in parties}  # K5
        self.is_demonstration = {self.standing(party) for party in parties if chains[party]} == {"demonstration"}  # V7
    def listed(self, party, line="key"):  # the Ed25519 keys behind a word in any valid version
        return {key for record in self.keys[party] for key in record[line] if key.algorithm == 1}
    def standing(self, party):  # S2
        listed, former = self.listed(party), self.listed(party, "compromised")
        if any(keys["assurance"] for keys in self.keys[party]) or self.published & {key.bytes for key in listed}:
            return "demonstration"
        if self.pins.get(party, set()) & listed - former:
            return "pinned"
        met = {each for each in self.trust["voucher"] if self.vouches(each, party)}  # S4
        for name, (needed, members) in self.trust["group"].items():
            met |= {name} if len(met & members) >= needed else set()
        return "vouched" if ("" in met if "" in self.trust["group"] else met) else "self-published"
    def vouches(self, voucher, party):  # S5, C9
        check = lambda vouch, below: self.check_signed(vouch, voucher if vouch["voucher"] == voucher else "", below)
        chain, keys = Chain(self.folders, f"keys/{party}/vouches/{voucher}", ["vouch"], check), self.keys[party]
        named = self.trust["voucher"][voucher] & self.listed(voucher) - self.listed(voucher, "compromised")
        stands = named and chain and not any(self.doubts(chain)) and chain.state["mode"] == "given"
        record = next((each for each in keys if stands and each.digest == chain.state["record"]), None)
        stays = record and keys.state["name"] == record["name"] and self.standing(voucher) != "demonstration"
        return stays and not any(each["compromised"] for each in keys[record["version"]:])
    def check_roll(self, roll, below):  # C6
        self.check_signed(roll, roll["convener"], below)
        below = below or roll
        stays = all(roll[line] == below[line] for line in ("text", "language", "convener", "date"))
        ids, before = [[name[0] for name in each["signatory"]] for each in (roll, below)]
        reopened = below["mode"] == "closed" and (roll["mode"] == "open" or ids != before)
        refuse_if(not stays or reopened or ids[:len(before)] != before, "the roll changes what stays", "invalid")
    def check_act(self, act, below, digest):  # C7
        self.check_signed(act, act.owner, below)
        refuse_if(act["name"] != act.judge["name"], "the name is not the one in the keys record", "invalid")
        refuse_if(digest is None, "the text to hold it against is not here", judged=False)
        refuse_if(act["text"] != digest, f"signed another text, {act['text']}", "other-text")
    def check_signed(self, record, party, below):
        """C4; leaves in a roll or act the keys record that judges it, and the keys that count."""
        chain, pinned = self.keys[party], self.pins.get(party)
        record.judge = next((keys for keys in chain if keys.digest == record["keys"]), None)
        if not record.judge:
            raise chain.flaw or Refused("the keys record that it names is not here", judged=False)
        record.open(record.judge["key"])
        check_threshold(record.judge["threshold"], record.signed, record.unchecked)
        refuse_if(pinned and not pinned & self.listed(party), "it has no key that you pinned", "invalid")  # S3
        refuse_if(below and record.judge["version"] < below.judge["version"], "an older keys record", "invalid")  # C7
        record.counted = {key for key in record.signed if self.holders[key.bytes] == 1}  # C5
    def doubts(self, chain):
        """What speaks against a chain, each or None: its flaw, C5, the flaw of the keys chain behind it, C8."""
        if not chain:
            return [chain.flaw, None]
        state, keys, party = chain.state, chain.state.judge, self.keys[chain.state.judge.owner]
        later = party[keys["version"]:]
        stand = state.counted.intersection(*[each["key"] for each in later]) - self.listed(keys.owner, "compromised")
        kept = any(state.digest in each["keeps"] for each in later)
        disputed = not kept and stand != state.counted and len(stand) < keys["threshold"]
        return [chain.flaw, flaw_of(check_threshold, keys["threshold"], state.counted, state.unchecked), party.flaw,
                disputed and Refused("keys that signed it no longer stand for it")]
def check_keys(record, below):  # C3
    former = set(below["key"] if below else ())
    record.open(former.union(record["key"]))
    refuse_if(set(record["key"]) - record.signed - record.unchecked, "a listed key did not sign it", "invalid")
    check_threshold(below["threshold"] if below else 0, record.signed & former, record.unchecked & former)
def check_threshold(threshold, signed, unchecked):  # C3, C4
    missing = threshold - len(signed)
    refuse_if(0 < missing <= len(unchecked), "signed by keys that are not checked", judged=False)
    refuse_if(missing > 0, "fewer keys than the threshold signed", "invalid")

# Part S: trust files; part P: the registry on disk
WHITE_SPACE = "".join(c for c in map(chr, range(0x3001)) if c.isspace() and c not in "\x1c\x1d\x1e\x1f")
ID = r"(?!(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?![a-z0-9-]))(?!-)[a-z0-9-]{1,64}(?<!-)"  # A1
NUMBER = r"(?:[1-9][0-9]{0,5}|1000000)"  # A2
FOLDER = rf"keys(?:/{ID}(?:/vouches(?:/{ID})?)?)?|statement(?:/{ID}(?:/roll)?)?|signatures(?:/{ID}){{0,2}}"
CHAIN = rf"keys/{ID}(?:/vouches/{ID})?|statement/{ID}/roll|signatures/{ID}/{ID}"
FILE = rf"statement/{ID}/text\.txt|(?:{CHAIN})/{NUMBER}\.note"
def read_trust(data):
    """S1, S4: from the word of a line to ids and their keys; from `group` to names, each with the number of members
    that it takes and these. The quorum is a group without a name."""
    refuse_if(len(data) > MOST_TRUST, "too long for a trust file")
    keys, groups, members = {word: defaultdict(set) for word in ("key", "voucher", "checker")}, {}, []
    for line in data.decode().removeprefix("\ufeff").split("\n"):
        word, _, rest = line.strip(WHITE_SPACE).partition(" ")
        is_group, known = word == "group", {*groups, *keys["voucher"]}
        if word in keys:
            key = verifier_key(rest.strip(WHITE_SPACE))
            refuse_if(key.algorithm != 1 or word == "voucher" and key.name in groups, "not checked, or a group's name")
            keys[word][key.name].add(key)
            keys["checker" if word == "checker" else "key"][key.name].add(key)
        elif word and not word.startswith("#"):
            name, needed, *own = ["", "any"] * (word == "quorum") + [each for each in rest.split(" ") if each]
            refuse_if(not is_group and (word, len(own)) != ("quorum", 1), "a line that is not understood")
            refuse_if(name in known or not known.issuperset(own) or is_group and not re.fullmatch(ID, name), "no group")
            most, members = len(own), members + own * is_group
            number = {"all": most, "any": 1}.get(needed) or int(needed if re.fullmatch(NUMBER, needed) else 0)
            refuse_if(not 1 <= number <= most or len({*members}) < len(members), "no number of members, or one twice")
            groups[name] = number, {*own}
    return {**keys, "group": groups}
def read_registry(root):
    """P1, P2: from folder to file to bytes, or None where a file, or the first of an unreadable folder, is not read."""
    paths, folders, total = ["keys", "statement", "signatures"], defaultdict(dict), 0
    is_plain = lambda place, is_kind: is_kind(place) and not os.path.islink(place)
    refuse_if(not all(is_plain(os.path.join(root, top), os.path.isdir) for top in paths), f"{root!r} is no registry")
    for path in paths:
        place, content = os.path.join(root, path), None
        with contextlib.suppress(() if re.fullmatch(rf"keys|statement|signatures(/{ID})?", path) else OSError):  # P2
            if re.fullmatch(FOLDER, path) and is_plain(place, os.path.isdir):
                paths += [f"{path}/{name}" for name in os.listdir(place)]
                continue
            if re.fullmatch(FILE, path) and is_plain(place, os.path.isfile):
                content = open(place, "rb").read(MOST_TEXT + 1)
        total += len(content or b"")
        refuse_if(total > MOST_BYTES or len(paths) > MOST_FILES, f"{root!r} is too large")  # P4
        for hidden in filter(re.compile(FILE).fullmatch, (path, f"{path}/1.note", f"{path}/text.txt")):  # else a stray
            is_too_long = hidden.endswith(".txt") and len(content or b"") > MOST_TEXT  # P5
            folders[os.path.dirname(hidden)][os.path.basename(hidden)] = None if is_too_long else content
    return folders

# Part R: records, of the atoms of part A
def day_number(date):  # A4; the calendar repeats itself every 400 years, and Python's has no year 0
    year, month, day = map(int, date.split("-"))
    return datetime.date(2000 + year % 400, month, day).toordinal() + year // 400 * 146097
def value(word, most=256):  # A5
    refuse_if(len(word.encode()) > most or re.search("^[ \u3000]|[\u061c\u200e\u200f\u2066-\u2069]", word), "no value")
    refuse_uncanonical(word.encode() + b"\n")
    return word
def verifier_key(word):  # K4
    refuse_if(len(word) > 1024 or not re.fullmatch(rf"{ID}\+[0-9a-f]{{8}}\+.*", word), "no verifier key")
    name, key_id, blob = word.split("+", 2)
    blob = unbase64(blob, 1)
    key = Key(name, bytes.fromhex(key_id), blob[0], blob[1:])
    named = hashlib.sha256(name.encode() + b"\n" + blob).digest()[:4]  # K3
    refuse_if(key.algorithm == 1 and (key.id != named or not is_public_key(key.bytes)), "no sound Ed25519 key")
    return key

Key = namedtuple("Key", "name id algorithm bytes")
FORM = {  # the words of lines: A1 to A7
    "ID": ID, "IDS": f"{ID}(?: {ID})*", "NUMBER": NUMBER, "DIGEST": "sha256:[0-9a-f]{64}", "VALUE": ".+", "LONG": ".+",
    "DOMAIN": r"(?=.{1,253}\n)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{1,63}(?<!-)", "VKEY": ".+",
    "LANGUAGE": "(?=[A-Za-z0-9-]{2,35}[ \n])[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", "DATE": "[0-9]{4}-[0-9]{2}-[0-9]{2}"}
READ = {"NUMBER": int, "DATE": day_number, "VALUE": value, "LONG": lambda word: value(word, 1024), "VKEY": verifier_key}
LINES = {  # R1: the lines of each type in their order, each with its words
    "keys": "signatory=ID version=NUMBER name=VALUE domain?=DOMAIN assurance?=demonstration threshold=NUMBER key+=VKEY "
            "retired*=DATE,VKEY compromised*=DATE,VKEY keeps*=DIGEST recovery?=NUMBER,IDS date=DATE previous?=DIGEST",
    "roll": "slug=ID version=NUMBER title=VALUE language=LANGUAGE profile=text-v1 text=DIGEST date=DATE convener=ID "
            "keys=DIGEST mode=open|closed deadline?=DATE corrects|supersedes|translates?=ID,DIGEST previous?=DIGEST "
            "signatory*=ID,VALUE alias*=ID,LANGUAGE,VALUE",
    "signature": "version=NUMBER text=DIGEST profile=text-v1 signatory=ID name=VALUE keys=DIGEST roll=DIGEST date=DATE "
                 "previous?=DIGEST", "vouch": "version=NUMBER signatory=ID record=DIGEST voucher=ID keys=DIGEST "
                                              "mode=given|withdrawn date=DATE previous?=DIGEST"}
LINES["withdrawal"] = LINES["decline"] = LINES["signature"].replace("date=", "reason?=LONG date=")
NOTE = re.compile(  # N1 to N3, R5
    rf"(undersigned/({'|'.join(LINES)})/v1\n([^\x00-\x09\x0b-\x1f\x7f-\x9f]*\n))\n"
    r"((?:\u2014 [^\x00-\x20\x7f-\x9f\s+]+ [A-Za-z0-9+/]+=*\n){1,16})")

class Record(dict):
    """A note whose text is a record: from the word of a line to its value, or to its values."""
    def __init__(self, data):
        note = NOTE.fullmatch(data.decode())
        refuse_if(not note or len(data) > MOST_NOTE, "no note, or of no known type")
        text, self.type, lines, below = note.groups()
        self.bytes, self.signatures, at = text.encode(), {}, 0
        self.digest = f"sha256:{hashlib.sha256(self.bytes).hexdigest()}"  # N7
        for name, blob in re.findall("\u2014 (.+) (.+)\n", below):
            blob = unbase64(blob, 5)
            refuse_if((name, blob[:4]) in self.signatures, "two lines of one key")  # N4
            self.signatures[name, blob[:4]] = blob[4:]
        for key, count, kinds in re.findall(r"(\S+?)([?*+]?)=(\S+)", LINES[self.type]):
            least, most = {"": (1, 1), "?": (0, 1), "+": (1, 16), "*": (0, 10**6)}[count]
            kinds, values = kinds.split(","), []
            line = re.compile(f"(?:{key}) " + " ".join(f"({FORM.get(kind, kind)})" for kind in kinds) + "\n")
            while found := line.match(lines, at):
                at, words = found.end(), [READ.get(kind, str)(word) for kind, word in zip(kinds, found.groups())]
                values.append(tuple(words) if len(words) > 1 else words[0])
            refuse_if(not least <= len(values) <= most, f"`{key}` is missing, ill formed, out of order, or too many")
            self[key] = values if most > 1 else values[0] if values else None
        refuse_if(at < len(lines), "a line is too many, ill formed or out of order")
        refuse_if((self["version"] == 1) == bool(self["previous"]), "`previous` and the version disagree")  # R2
        self.owner = self["slug" if self.type == "roll" else "signatory"]
        refuse_if(self.get("voucher") == self.owner, "a vouch for oneself")  # R6
        if self.type == "keys":  # R3
            self.update({line: [key for _, key in self[line]] for line in ("retired", "compromised")})
            keys, former = [key[2:] for key in self["key"]], self["retired"] + self["compromised"]
            refuse_if({key.name for key in self["key"] + former} != {self.owner}, "a key of another name")
            sound = len(set(keys)) == len({key.id for key in self["key"]}) == len(keys) >= self["threshold"]
            refuse_if(not sound, "a key or key id twice, or fewer keys than the threshold")
            refuse_if(set(keys) & {key[2:] for key in former}, "a former key is listed")
            least, ids = self["recovery"] or (1, self.owner)
            refuse_if(not least <= len(set(ids.split(" "))) == len(ids.split(" ")), "no recovery")
        if self.type == "roll":  # R4
            names, aliases = dict(self["signatory"]), self["alias"]
            sound = len(set(names.values())) == len(self["signatory"]) <= 10000 >= len(aliases) == len(set(aliases))
            refuse_if(not sound or {alias[0] for alias in aliases} - names.keys(), "names or aliases twice or too many")
    def open(self, keys):
        """N6: leaves the keys that signed, the keys with an unchecked line, and the number of unknown lines."""
        self.signed, self.unchecked, self.unknown = set(), set(), 0
        for named, signature in self.signatures.items():
            selected = {key for key in keys if key[:2] == named}
            other = {key for key in selected if key.algorithm != 1}
            valid = {key for key in selected - other if is_signature(key.bytes, signature, self.bytes)}
            refuse_if(selected and not valid and not other, f"a bad signature in the name of {named[0]}", "invalid")
            self.signed |= valid
            self.unchecked |= set() if valid else other
            self.unknown += not selected

# Part K: keys and signatures
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # of Ed25519 (RFC 8032, 5.1)
NEGATION = x25519.X25519PrivateKey.from_private_bytes((5 * L - 1).to_bytes(32, "little"))
def is_public_key(key):
    """K1. On Curve25519 (RFC 7748, 4.1) a point and its negative have one u. 5·L - 1, a multiple of 8 as X25519 has it,
    takes to their negatives the points of order L and no others: of a part of small order it leaves nothing, and what
    lies on the twist has another order. Where x could be a negative zero, y = ±1, are points of small order."""
    y = int.from_bytes(key, "little") % 2**255
    refuse_if(len(key) != 32 or not 1 < y < P - 1, "no canonical encoding of a point, or one of small order")
    u = ((1 + y) * pow(1 - y, -1, P) % P).to_bytes(32, "little")
    return NEGATION.exchange(x25519.X25519PublicKey.from_public_bytes(u)) == u
def is_signature(key, signature, message):
    """K2, of a key of K1. OpenSSL computes R from the rest, so of order L or the identity, and compares its bytes."""
    identity, scalar = (1).to_bytes(32, "little"), int.from_bytes(signature[32:], "little")
    wrong = flaw_of(ed25519.Ed25519PublicKey.from_public_bytes(key).verify, signature, message)
    return len(signature) == 64 and scalar < L and signature[:32] != identity and not wrong
def demonstration_key(party):  # K5
    seed = hashlib.sha256(b"undersigned demonstration key: " + party.encode()).digest()
    return ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
def unbase64(word, least):
    blob = base64.b64decode(word, validate=True)
    refuse_if(base64.b64encode(blob).decode() != word or len(blob) < least, "base64 too short, or not canonical")
    return blob

# Part T, as far as Python's Unicode goes
MAY_STAND = set("\n\u3000\u1680\u202f\u0600\u0601\u0602\u0603\u0604\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
                "\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\U000110bd\U000110cd")  # Zs of T4, Cf of T2, T6
NEVER = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\ufffd")  # T2, of categories that may stand
def refuse_uncanonical(data):  # T11: would the function of part T give back these very bytes?
    refuse_if(data is None, "the text is missing or unreadable", judged=False)
    text = data.decode()  # T1
    strange = [c for c in set(text) - MAY_STAND if c in NEVER or not c.isprintable()]  # T2 to T4: Cc, Cf, Cn, Co, Z*
    refuse_if(strange, f"not canonical: U+{ord(max(strange, default=' ')):04X}")
    refuse_if(not unicodedata.is_normalized("NFC", text), "not canonical: not in NFC")  # T5
    ends = re.search(r"(?m)[ \u3000]$|\A\n|\n\n\Z|[^\n]\Z|\A\Z", text)  # T7 to T9
    refuse_if(ends, "not canonical: spaces behind a line, blank lines at an end, no LF at the end, or nothing")

if __name__ == "__main__":
    sys.exit(main())
