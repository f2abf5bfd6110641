"""What docs/format.md says of keys and acts, on records that are no bytes yet: a model that histories are held against.

A digest is the record itself, a signature is a pair of a name and a key, and whoever is named is one of a few parties. Of
each rule there is what is left of it then. It shares no line with any reader.
"""
from dataclasses import dataclass, field


@dataclass(eq=False)
class Keys:
    party: str
    version: int
    name: str
    keys: list
    threshold: int
    previous: object
    retired: list = field(default_factory=list)
    compromised: list = field(default_factory=list)
    keeps: list = field(default_factory=list)
    recovery: tuple = None  # how many, of whom
    recovered: list = field(default_factory=list)  # who, and by which of their keys records
    date: int = 1
    signed: set = field(default_factory=set)  # names with keys that signed
    forged: set = field(default_factory=set)  # names with keys that have a line which is no signature of theirs


@dataclass(eq=False)
class Act:
    """An act, a roll (of the one who convenes) or a vouch (`about` a keys record of `of`)."""
    kind: str
    party: str
    version: int
    keys: Keys
    previous: object
    date: int = 1
    name: str = None
    of: str = None
    about: Keys = None
    names: list = None
    roll: object = None
    signed: set = field(default_factory=set)
    forged: set = field(default_factory=set)


NOTHING = object()  # a file that is no note
INVALID, UNREADABLE, NOT_HERE = ("invalid", True), ("unreadable", True), ("unreadable", False)  # verdict, and if judged
STANDS = {"signature": "signed", "withdrawal": "withdrawn", "decline": "declined"}
CONVENER = "convener"


class Model:
    """`files`: from folder to version to record; `trust`: pins and vouchers as (party, key), what was seen as (folder,
    version, record)."""

    def __init__(self, files, trust):
        self.files, self.trust = files, trust
        self.parties = sorted({folder[1] for folder in files if folder[0] == "keys"})
        self.chains = {party: ([], None) for party in self.parties}
        known = -1
        while known < self.known():  # C13: until nobody waits for another any more
            known = self.known()
            self.chains = {party: self.chain(("keys", party), self.check_keys) for party in self.parties}
        doubts = {party: self.doubt(party) for party in self.parties}
        self.chains = {party: (valid, flaw or doubts[party]) for party, (valid, flaw) in self.chains.items()}

    def known(self):
        return sum(len(valid) for valid, _ in self.chains.values())

    def valid(self, party):
        return self.chains.get(party, ([], None))[0]

    def flaw(self, party):
        return self.chains.get(party, ([], None))[1]

    def chain(self, folder, check):  # C1, C2
        files, valid = self.files.get(folder, {}), []
        for version in range(1, max(files, default=0) + 1):
            record, below = files.get(version), valid[-1] if valid else None
            if record is None:
                return valid, INVALID
            if record is NOTHING:
                return valid, UNREADABLE
            if record.version != version or record.previous is not below:
                return valid, INVALID
            flaw = check(record, below)
            if flaw:
                return valid, flaw
            valid.append(record)
        return valid, None

    def check_keys(self, record, below):  # C13, C3
        number, may = below.recovery if below and below.recovery else (0, [])
        if any(party not in may for party, _ in record.recovered):
            return INVALID
        if record.recovered and len(record.recovered) < number:
            return INVALID
        for party, named in record.recovered:
            if named not in self.valid(party):
                return NOT_HERE
            if self.is_forged(record, party, named.keys) or len(self.signers(record, party, named)) < named.threshold:
                return INVALID
        before = below.keys if below else []
        if self.is_forged(record, record.party, record.keys + before):
            return INVALID
        if any((record.party, key) not in record.signed for key in record.keys):
            return INVALID
        stay = [key for key in before if (record.party, key) in record.signed]
        if below and not record.recovered and len(stay) < below.threshold:
            return INVALID
        return None

    def is_forged(self, record, party, keys):  # N6
        return any((party, key) in record.forged for key in keys)

    def signers(self, record, party, named):
        return {key for key in named.keys if (party, key) in record.signed}

    def check_signed(self, record, party, named, below):  # C4, S3, then that the keys record never goes back
        if named not in self.valid(party):
            return self.flaw(party) or NOT_HERE
        if self.is_forged(record, party, named.keys) or len(self.signers(record, party, named)) < named.threshold:
            return INVALID
        if self.is_pinned_otherwise(party):
            return INVALID
        return INVALID if below and named.version < below.keys.version else None

    def is_pinned_otherwise(self, party):
        pins = self.pins(party)
        return bool(pins) and not any(key in record.keys for key in pins for record in self.valid(party))

    def pins(self, party):
        return {key for name, key in self.trust["pins"] + self.trust["vouchers"] if name == party}

    def is_shared(self, key):  # C5
        return sum(any(key in record.keys for record in self.valid(party)) for party in self.parties) > 1

    def objections(self, record, party, named):
        """What speaks against a valid state: that it does not hold (C5), its keys chain, that it is in dispute (C8)."""
        counted = {key for key in self.signers(record, party, named) if not self.is_shared(key)}
        found = ["C5"] * (len(counted) < named.threshold) + ["chain"] * bool(self.flaw(party))
        higher = [each for each in self.valid(party) if each.version > named.version]
        stand = {key for key in counted if all(key in each.keys for each in higher)
                 and not any(key in each.compromised for each in self.valid(party))}
        is_kept = any(record in each.keeps for each in higher)
        return found + ["C8"] * (not is_kept and stand != counted and len(stand) < named.threshold)

    def objection(self, record, party, named):
        return next(iter(self.objections(record, party, named)), None)

    def doubt(self, party):  # C13
        for record in self.valid(party):
            for other, named in record.recovered:
                if self.is_pinned_otherwise(other):
                    return INVALID
                why = self.objection(record, other, named)
                if why:
                    return self.flaw(other) if why == "chain" else INVALID
        return None

    def is_known_by(self, party, keys):  # S2
        valid = self.valid(party)
        since = max([record.version for record in valid if record.recovered], default=1)
        compromised = {key for record in valid for key in record.compromised}
        return any(key in keys and key not in compromised for record in valid[since - 1:] for key in record.keys)

    def standing(self, party):  # S2
        if self.is_known_by(party, self.pins(party)):
            return "pinned"
        vouchers = sorted({name for name, _ in self.trust["vouchers"]})
        return "vouched" if any(self.vouches(voucher, party) for voucher in vouchers) else "self-published"

    def vouches(self, voucher, party):  # S5, C9
        if not self.is_known_by(voucher, {key for name, key in self.trust["vouchers"] if name == voucher}):
            return False

        def check(record, below):
            return self.check_signed(record, voucher, record.keys, below)
        valid, flaw = self.chain(("vouch", party, voucher), check)
        if flaw or not valid or valid[-1].kind != "given":
            return False
        vouch, records = valid[-1], self.valid(party)
        if self.objection(vouch, voucher, vouch.keys) or vouch.about not in records:
            return False
        higher = [record for record in records if record.version > vouch.about.version]
        return records[-1].name == vouch.about.name and not any(each.compromised or each.recovered for each in higher)

    def check_act(self, act, below):  # C7
        flaw = self.check_signed(act, act.party, act.keys, below)
        return flaw or (INVALID if act.name != act.keys.name else None)

    def check_roll(self, roll, below):  # C6
        flaw = self.check_signed(roll, CONVENER, roll.keys, below)
        return flaw or (INVALID if below and roll.names[:len(below.names)] != below.names else None)

    def find(self, party, on_roll, rolls):  # V2, V4
        files = self.files.get(("act", party), {})
        marks = ["recovered" for record in self.valid(party) if record.recovered]
        valid, flaw = self.chain(("act", party), self.check_act)
        if not files:
            return ("missing", None, marks, True)
        is_alone = list(files) == [1]
        if flaw:
            return (flaw[0] if is_alone else "disputed", None, marks, flaw[1])
        act = valid[-1]
        why = self.objection(act, party, act.keys)
        if why:
            verdict = "invalid" if why == "C5" and is_alone else "disputed"
            return (verdict, None, marks, self.flaw(party)[1] if why == "chain" else True)
        if act.kind == "withdrawal" and not any(each.kind == "signature" for each in valid):
            marks.append("never-signed")
        if any(self.is_shared(key) for key in self.signers(act, party, act.keys)):
            marks.append("shared-lines")
        if any((name, key) not in {(party, each) for each in act.keys.keys} for name, key in act.signed | act.forged):
            marks.append("unknown-lines")
        if on_roll and act.name != party.upper():  # which every roll has
            marks.append("listed-as")
        if act.roll not in rolls:
            marks.append("registry-incomplete")
        return (STANDS[act.kind] if on_roll else "not-on-roll", self.standing(party), marks, True)

    def problems(self, rolls, flaw):  # V1, S7: for each, whether it is judged
        found = [flaw[1]] if flaw else []
        if not rolls and not flaw:
            found.append(False)
        if rolls:
            why = self.objections(rolls[-1], CONVENER, rolls[-1].keys)
            found += [self.flaw(CONVENER)[1] if each == "chain" else True for each in why]
        for folder, version, record in self.trust["seen"]:
            chain = self.files.get(folder, {})
            if chain.get(version) is not record and (chain or folder[0] in ("act", "roll")):
                found.append(version in chain)
        return found

    def report(self, question):
        """The verdict, standing and marks of each party, the number of problems, and the outcome (V6)."""
        rolls, flaw = self.chain(("roll",), self.check_roll)
        on_roll = rolls[-1].names if rolls else []
        acting = sorted({folder[1] for folder in self.files if folder[0] == "act" and self.files[folder]})
        beside = [party for party in acting if party not in on_roll]
        findings = {party: self.find(party, party in on_roll, rolls) for party in on_roll + beside}
        problems = self.problems(rolls, flaw)
        listed = [findings[party] for party in on_roll]
        failures = [judged for verdict, standing, _, judged in listed if not standing] + problems
        if rolls and not any(verdict == "signed" for verdict, *_ in listed):
            failures.append(all(judged for *_, judged in listed))
        order = ["self-published", "domain", "vouched", "pinned"]
        is_known = all(order.index(standing) >= order.index(question) for _, standing, *_ in listed if standing)
        outcome = "does-not-hold" if any(failures) else "holds" if rolls and is_known and not failures else "not-judged"
        said = {party: [verdict, standing, sorted(marks)] for party, (verdict, standing, marks, _) in findings.items()}
        return {"findings": said, "problems": len(problems), "outcome": outcome}
