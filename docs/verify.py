#!/usr/bin/env python3
"""A second reader of the formats of undersigned, written from format.md: Python 3.9 and the package `cryptography`.

    python3 docs/verify.py [--registry DIR] [--trust FILE] [--require-standing S] [SLUG]

It says of a registry what `undersigned verify` says, without a line of that program. Exit status: 0 it holds, 1 it does
not, 2 usage, 3 not judged. Numbers like K1 or V2 are the rules of format.md. Here it is judged (parts C and V);
`records.py` beside it reads what is judged (parts A, K, N, P, R, S and T).
"""
import argparse, hashlib, re, sys
from collections import Counter, defaultdict

sys.dont_write_bytecode = True  # leave no __pycache__ beside the documents
from records import ID, MOST_TRUST, Record, Refused, demonstration_key, flaw_of, read_registry, read_trust
from records import refuse_if, refuse_uncanonical

STATUS = {"holds": 0, "not-judged": 3, "does-not-hold": 1}  # V6, worst last
STANDINGS = ["demonstration", "self-published", "domain", "vouched", "pinned"]  # S2, best last
STANDS = {"signature": "signed", "withdrawal": "withdrawn", "decline": "declined"}  # V2: verdicts on acts that stand
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

if __name__ == "__main__":
    sys.exit(main())
