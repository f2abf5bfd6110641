#!/usr/bin/env python3
"""A second reader of the formats of undersigned, written from format.md: Python 3.9 and the package `cryptography`.

    python3 docs/verify.py [--registry DIR] [--trust FILE] [--require-standing S] [--accept attested] [SLUG]

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
SAYS = {"voucher": ("vouches", "vouch"), "checker": ("checks", "domain-check")}  # where, and what: S5, S6
STANDS = {"signature": "signed", "withdrawal": "withdrawn", "decline": "declined"}  # V2: verdicts on acts that stand
def main():
    parser = argparse.ArgumentParser(description="Verify a registry of signed joint statements, a second time.")
    parser.add_argument("--registry", default=".", metavar="DIR")
    parser.add_argument("--trust", metavar="FILE", help="whose keys you confirmed, and whom you believe about others")
    parser.add_argument("--require-standing", default="vouched", choices=STANDINGS[1:])
    parser.add_argument("--accept", choices=["attested"], help="what the convener attests passes for a signature")
    parser.add_argument("slug", nargs="?")
    asked, status = parser.parse_args(), 2  # S1
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        trust = read_trust(open(asked.trust, "rb").read(MOST_TRUST + 1) if asked.trust else b"")
        status = 3
        report = verify(asked.registry, trust, asked.require_standing, asked.slug, asked.accept == "attested")
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
def verify(root, trust=None, require="vouched", slug=None, accept=False):
    """The report on the registry in the directory `root`; `trust` as `read_trust` gives it."""
    registry = Registry(read_registry(root), trust or read_trust(b""), accept)
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
        roll and digest not in (None, roll["text"]) and Refused("the roll is about another text"),
        *[registry.unseen(*seen, slug) for seen in registry.trust["seen"]]]))
    subjects = [(place, *name) for place, name in enumerate(roll["signatory"] if roll else (), 1)]
    said = [f"statement/{slug}/attestations/"] * bool(roll)
    acting = {party for folder in [f"signatures/{slug}/", *said] for party in registry.below(folder)}
    subjects += [(None, party, None) for party in sorted(acting - {party for _, party, _ in subjects})]  # V3
    findings = [find(registry, slug, digest, rolls, *subject) for subject in subjects]
    for each in findings:  # C13
        each["marks"] += ["recovered" for keys in registry.keys[each["id"]] if keys["recovered"]]
    on_roll = [each for each in findings if each["place"]]
    signed = [each for each in on_roll if each["verdict"] == "signed"]
    standings = [each["standing"] for each in on_roll if each["standing"]]  # V5
    number, late = Counter(each["verdict"] for each in on_roll), sum("late" in each["marks"] for each in signed)
    told = {verdict: number[verdict] for verdict in (*STANDS.values(), "attested", "missing")}
    totals = {"listed": len(on_roll), **told, "failed": len(on_roll) - sum(told.values()),  # V10
              "on_time": len(signed) - late, "late": late,
              "confirmed": sum(each["standing"] in ("vouched", "pinned") for each in signed),
              "not_on_roll": len(findings) - len(on_roll)}
    failures = [each["reason"].judged for each in on_roll if each["reason"]]  # V6: whether each is a judgement
    failures += [all(failures)] * bool(roll and not signed) + [problem.judged for problem in problems]
    convener = [registry.standing(roll["convener"])] if roll else []
    failures += [True] * ("demonstration" in convener + standings and not registry.is_demonstration)  # V7
    standings += convener * number["attested"] * registry.accept  # V12
    known = registry.is_demonstration or all(STANDINGS.index(each) >= STANDINGS.index(require) for each in standings)
    translations = [translation(registry, slug, digest, roll, party)
                    for party in sorted(registry.below(f"statement/{slug}/translations/") if roll else ())]
    shown = [party for _, party, _ in subjects] + [each["translator"] for each in translations]
    return {"slug": slug, "text": digest, "problems": problems, "findings": findings, "totals": totals,
            "demonstration": "demonstration" in convener + [registry.standing(party) for party in shown],
            "translations": translations,
            "outcome": "does-not-hold" if any(failures) else "holds" if known and not failures else "not-judged"}
def find(registry, slug, digest, rolls, place, party, listed):
    """What `party` did to a statement: V2 if it is on the roll, at `place`, and V3 if it is not."""
    check = lambda act, below: registry.check_act(act, below, digest)
    acts = Chain(registry.folders, f"signatures/{slug}/{party}", STANDS, check)
    flaw, uncounted, *others = registry.doubts(acts)
    reason = flaw or uncounted or next(filter(None, others), None)
    attested, said = consent(registry, slug, digest, rolls, party)
    finding = {"place": place, "id": party, "consent": None}
    if acts and not reason:  # V4
        if place and said and acts.state.type != "signature" and not said["lapsed"]:
            finding["consent"] = said
        return {**finding, "verdict": STANDS[acts.state.type] if place else "not-on-roll", "reason": None,
                "standing": registry.standing(party), **shown_of(acts, rolls, place, listed)}
    finding.update(name=listed, listed_as=None, standing=None, marks=[])
    if acts.versions:
        alone = (flaw or uncounted) and acts.versions == [1]
        stands = place and said and not said["lapsed"]
        return {**finding, "verdict": reason.verdict if alone else "disputed", "reason": reason,
                "consent": said if stands else None}
    lapsed = said and said["lapsed"]
    judged = not lapsed or lapsed.judged or not registry.accept
    finding.update(consent=said, verdict="missing", reason=Refused("nothing of it is here", judged=judged))
    if said and not place:
        finding["verdict"] = "not-on-roll"
    elif said and not lapsed:  # V12
        reason = None if registry.accept else Refused("attested by the convener alone")
        finding.update(verdict="attested", reason=reason, **shown_of(attested, rolls, place, listed))
    return finding
def shown_of(chain, rolls, place, listed):  # V4: the name in the state of a chain, and its marks
    deadline, state = rolls.state and rolls.state["deadline"], chain.state
    signed = state.type != "withdrawal" or "signature" in [each.type for each in chain]
    marks = {"late": deadline and state["date"] > deadline + 1, "listed-as": place and state["name"] != listed,
             "registry-incomplete": state["roll"] not in [roll.digest for roll in rolls], "never-signed": not signed,
             "unknown-lines": state.unknown, "unchecked-lines": state.unchecked,
             "shared-lines": state.signed - state.counted}
    return {"name": state["name"], "listed_as": listed if marks["listed-as"] else None,
            "marks": [mark for mark, stands in marks.items() if stands]}
def consent(registry, slug, digest, rolls, party):  # C11, V12: what the convener says of the consent of `party`
    convener = rolls.state and rolls.state["convener"]
    def check(attestation, below):
        refuse_if(attestation["convener"] != convener, "by another than the convener", "invalid")
        registry.check_about(attestation, convener, below, digest)
    chain = Chain(registry.folders, f"statement/{slug}/attestations/{party}", ["attestation"], check)
    if convener and chain.versions:
        return chain, {"means": chain.state and chain.state["means"], "lapsed": registry.lapse(chain)}
    return chain, None
def translation(registry, slug, digest, roll, party):  # C12, V13: what `party` says of a text as a translation
    check = lambda said, below: registry.check_about(said, party, below, digest)
    chain = Chain(registry.folders, f"statement/{slug}/translations/{party}", ["translation"], check)
    lapsed, related = registry.lapse(chain), roll["corrects|supersedes|translates"]
    if not lapsed:
        original = related and b"\ntranslates " in roll.bytes and related[1]
        is_alien = registry.standing(party) == "demonstration" != registry.standing(roll["convener"])
        stands = (chain.state["original"], chain.state["language"]) == (original, roll["language"]) and not is_alien
        lapsed = None if stands else Refused("of another text, into another language, or by anybody")
    return {"translator": party, "standing": registry.standing(party), "lapsed": lapsed}

# Part C: chains
class Chain(list):
    """The valid records of a folder, lowest first, its state, and the flaw that ended the reading (C1)."""
    def __init__(self, folders, folder, types, check):
        files, self.state = folders.get(folder, {}), None
        self.versions = sorted(int(name[:-len(".note")]) for name in files)
        top, *below = folder.split("/")
        owner = below[1 if top == "signatures" else 2 if top == "statement" and len(below) == 3 else 0]
        self.flaw = flaw_of(self.read, files, owner, types, check)
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
    def __init__(self, folders, trust, accept):
        self.folders, self.trust, self.pins, self.accept = folders, trust, trust["key"], accept
        parties = [folder.split("/")[1] for folder in folders if re.fullmatch(f"keys/{ID}", folder)]
        self.keys, waiting, known = defaultdict(lambda: Chain({}, "keys/", [], None)), parties, -1
        while known < (known := sum(map(len, self.keys.values()))):  # C13: again who may have waited for another
            self.keys.update([(each, Chain(folders, f"keys/{each}", ["keys"], self.check_keys)) for each in waiting])
            waiting = [party for party in parties if self.keys[party].flaw and not self.keys[party].flaw.judged]
        self.holders = Counter(key.bytes for party in parties for key in self.listed(party))
        self.published = {demonstration_key(party) for party in parties}  # K5
        for party, doubt in [(party, self.doubt_of_recoveries(party)) for party in parties]:
            self.keys[party].flaw = self.keys[party].flaw or doubt
        valid = [party for party in parties if self.keys[party]]
        self.is_demonstration = bool(valid) and all(map(self.demonstrates, valid))  # V7
    def below(self, folder):  # the ids of the chains in a folder
        return {each[len(folder):] for each in self.folders if each.startswith(folder)}
    def listed(self, party, line="key"):  # the checked keys behind a word in any valid version
        return {key for record in self.keys[party] for key in record[line] if key.is_checked}
    def connected(self, party):  # S2: what a pin counts for
        chain = self.keys[party]
        since = max([0, *[keys["version"] - 1 for keys in chain if keys["recovered"]]])  # C13
        present = {key for keys in chain[since:] for key in keys["key"] if key.is_checked}
        return present - self.listed(party, "compromised")
    def standing(self, party):  # S2
        if self.demonstrates(party):
            return "demonstration"
        if self.pins.get(party, set()) & self.connected(party):
            return "pinned"
        met, checked = ({by for by in self.trust[role] if self.confirms(role, by, party)} for role in SAYS)  # S4
        for name, (needed, members) in self.trust["group"].items():
            met |= {name} if len(met & members) >= needed else set()
        is_vouched = "" in met if "" in self.trust["group"] else met
        return "vouched" if is_vouched else "domain" if checked else "self-published"
    def demonstrates(self, party):
        published = self.published & {key.bytes for key in self.listed(party)}
        return published or any(keys["assurance"] for keys in self.keys[party])
    def confirms(self, role, by, party):  # S5, C9 of a voucher, S6, C10 of a checker
        folder, kind = SAYS[role]
        check = lambda record, below: self.check_signed(record, by if record[role] == by else "", below)
        chain, keys = Chain(self.folders, f"keys/{party}/{folder}/{by}", [kind], check), self.keys[party]
        named = self.trust[role][by] & self.connected(by)
        stands = named and chain and not self.lapse(chain)
        record = next((each for each in keys if stands and each.digest == chain.state["record"]), None)
        stays = record and keys.state["name"] == record["name"] and not self.demonstrates(by)
        if stays and role == "checker":
            stays = chain.state["domain"] == record["domain"] == keys.state["domain"]
        return stays and not any(each["compromised"] or each["recovered"] for each in keys[record["version"]:])
    def unseen(self, path, digest, slug):  # S7
        (folder, name), of = path.rsplit("/", 1), path.split("/")
        if self.folders.get(folder) if of[0] == "keys" else of[1] == slug:
            found = self.folders.get(folder, {}).get(name)
            text = (found or b"").rpartition(b"\n\n")[0] + b"\n"
            if found is None or f"sha256:{hashlib.sha256(text).hexdigest()}" != digest:
                return Refused(f"{path} is not {digest}, which was seen before", judged=found is not None)
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
        self.check_text(act, digest)
    def check_about(self, record, party, below, digest):  # C11, C12
        self.check_signed(record, party, below)
        self.check_text(record, digest)
    def check_text(self, act, digest):
        refuse_if(digest is None, "the text to hold it against is not here", judged=False)
        refuse_if(act["text"] != digest, f"signed another text, {act['text']}", "other-text")
    def check_signed(self, record, party, below, named=None):
        """C4; leaves in a roll or act the keys record that judges it, and the keys that count."""
        chain, pinned = self.keys[party], self.pins.get(party)
        record.judge = next((keys for keys in chain if keys.digest == (named or record["keys"])), None)
        if not record.judge:
            raise chain.flaw or Refused("the keys record that it names is not here", judged=False)
        record.open(record.judge["key"])
        check_threshold(record.judge["threshold"], record.signed, record.unchecked)
        refuse_if(pinned and not pinned & self.listed(party), "it has no key that you pinned", "invalid")  # S3
        refuse_if(below and record.judge["version"] < below.judge["version"], "an older keys record", "invalid")  # C7
        record.counted = {key for key in record.signed if self.holders[key.bytes] == 1}  # C5
    def lapse(self, chain):  # S5, V12, V13: why what a party can take back does not stand, or None
        withdrawn = chain and chain.state["mode"] == "withdrawn" and Refused("taken back")
        return next(filter(None, [*self.doubts(chain), withdrawn]), None)
    def doubts(self, chain):
        """What speaks against a chain, each or None: its flaw, C5, the flaw of the keys chain behind it, C8."""
        return [chain.flaw, *(self.doubts_about(chain.state) if chain else [None])]
    def doubts_about(self, state):
        keys, party = state.judge, self.keys[state.judge.owner]
        later = party[keys["version"]:]
        stand = state.counted.intersection(*[each["key"] for each in later]) - self.listed(keys.owner, "compromised")
        kept = any(state.digest in each["keeps"] for each in later)
        disputed = not kept and stand != state.counted and len(stand) < keys["threshold"]
        return [flaw_of(check_threshold, keys["threshold"], state.counted, state.unchecked), party.flaw,
                disputed and Refused("keys that signed it no longer stand for it")]
    def check_keys(self, record, below):  # C13, then C3
        (least, may), restoring = below and below["recovery"] or (0, ""), record["recovered"]
        refuse_if({party for party, _ in restoring} - {*may.split(" ")}, "restored by one not named for it", "invalid")
        refuse_if(0 < len(restoring) < least, "restored by too few", "invalid")
        for party, named in restoring:
            theirs = next((keys for keys in self.keys[party] if keys.digest == named), None)
            refuse_if(not theirs, f"the keys record of {party} by which it is restored is not here", judged=False)
            record.open(theirs["key"])
            check_threshold(theirs["threshold"], record.signed, record.unchecked)
        former = set(below["key"] if below else ())
        record.open([*former, *record["key"]])
        proven = [(key, key.kind) in record.proven or key in record.unchecked for key in record["key"]]
        refuse_if(not all(proven), "a listed key did not sign it", "invalid")
        needed = below["threshold"] if below and not restoring else 0
        check_threshold(needed, record.signed & former, record.unchecked & former)
    def doubt_of_recoveries(self, party):  # C13
        for record in self.keys[party]:
            for other, named in record["recovered"]:
                doubt = flaw_of(self.check_signed, record, other, None, named)
                doubt = doubt or next(filter(None, self.doubts_about(record)), None)
                if doubt or self.demonstrates(other) and not self.demonstrates(party):
                    return doubt or Refused(f"restored by {other}, with whose key anybody can sign", "invalid")
def check_threshold(threshold, signed, unchecked):  # C3, C4
    missing = threshold - len(signed)
    refuse_if(0 < missing <= len(unchecked), "signed by keys that are not checked", judged=False)
    refuse_if(missing > 0, "fewer keys than the threshold signed", "invalid")

if __name__ == "__main__":
    sys.exit(main())
