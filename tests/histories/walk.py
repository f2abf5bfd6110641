"""Random histories of keys and acts, as registries, with what the model and docs/verify.py say of each.

    python3 tests/histories/walk.py FIRST COUNT

prints a line of JSON for each: `files`, `trust`, `standing`, `model`, `second`. The same number gives the same bytes. Every
key is derived from a published word; none is anybody's.
"""
import functools
import json
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [os.path.join(HERE, "../reader"), os.path.join(HERE, "../../docs")]

import verify
from generate import Key, sha256
from model import CONVENER, NOTHING, Act, Keys, Model

PARTIES = [CONVENER, "a", "b", "c", "d"]
TEXT = "We ask for their release.\n"
SLUG = "s"


@functools.lru_cache(maxsize=None)
def key_of(party, number):
    return Key(party, f"history {number}")


def date(day):
    return f"20{25 + day // 336:02}-{1 + day // 28 % 12:02}-{1 + day % 28:02}"


class Text:
    """Records as bytes."""

    def __init__(self):
        self.texts = {}

    def digest(self, record):
        return sha256(self.text(record).encode())

    def text(self, record):
        if id(record) not in self.texts:
            lines = self.keys(record) if isinstance(record, Keys) else getattr(self, record.kind, self.act)(record)
            self.texts[id(record)] = (record, "".join(f"{line}\n" for line in lines))  # keeps it, and so its id
        return self.texts[id(record)][1]

    def note(self, record):
        if record is NOTHING:
            return "no note\n"
        text = self.text(record)
        lines = {pair: key_of(*pair).line(text.encode()) for pair in sorted(record.signed)}
        lines.update({pair: key_of(*pair).line(b"another text\n") for pair in sorted(record.forged)})
        return text + "\n" + "".join(lines.values())

    def previous(self, record):
        return [f"previous {self.digest(record.previous)}"] if record.previous else []

    def keys(self, record):
        vkeys = lambda word, keys: [f"{word} {key_of(record.party, key).vkey}" for key in keys]
        since = "2025-01-01"
        lines = ["undersigned/keys/v1", f"signatory {record.party}", f"version {record.version}", f"name {record.name}"]
        lines += [f"domain {'ab'[record.date % 2]}.example"] * (record.date % 3 == 0)
        lines += [f"threshold {record.threshold}", *vkeys("key", record.keys)]
        lines += vkeys(f"retired {since}", record.retired) + vkeys(f"compromised {since}", record.compromised)
        lines += [f"keeps {self.digest(each)}" for each in record.keeps]
        lines += [f"recovery {record.recovery[0]} {' '.join(record.recovery[1])}"] if record.recovery else []
        lines += [f"recovered {party} {self.digest(each)}" for party, each in record.recovered]
        return lines + [f"date {date(record.date)}"] + self.previous(record)

    def act(self, act):
        return [f"undersigned/{act.kind}/v1", f"version {act.version}", f"text {sha256(TEXT.encode())}", "profile text-v1",
                f"signatory {act.party}", f"name {act.name}", f"keys {self.digest(act.keys)}", f"roll {self.digest(act.roll)}",
                f"date {date(act.date)}", *self.previous(act)]

    def given(self, vouch):
        return ["undersigned/vouch/v1", f"version {vouch.version}", f"signatory {vouch.of}",
                f"record {self.digest(vouch.about)}", f"voucher {vouch.party}", f"keys {self.digest(vouch.keys)}",
                f"mode {vouch.kind}", f"date {date(vouch.date)}", *self.previous(vouch)]

    withdrawn = given

    def roll(self, roll):
        return ["undersigned/roll/v1", f"slug {SLUG}", f"version {roll.version}", f"title On Release {roll.date}", "language en",
                "profile text-v1", f"text {sha256(TEXT.encode())}", "date 2025-10-28", f"convener {CONVENER}",
                f"keys {self.digest(roll.keys)}", "mode open", *self.previous(roll),
                *[f"signatory {party} {party.upper()}" for party in roll.names]]


class Walk:
    """A history: at each step somebody does something, mostly what the rules allow."""

    def __init__(self, number):
        self.pick = random.Random(f"history {number}")
        self.files, self.day, self.made = {}, 1, 0
        self.wild = self.pick.choice([0, 0, 0.03, 0.1, 0.2])
        self.everything = []
        for party in PARTIES:
            self.create(party)
        self.roll()
        for party in self.newest(("roll",)).names:
            if self.chance(0.8):
                self.act(party)
        steps = [self.rotate, self.join, self.lower, self.retire, self.compromise, self.recover, self.recover, self.name_recovery,
                 self.move, self.act, self.act, self.act, self.act, self.vouch, self.vouch, self.roll]
        wild = [self.steal, self.fork, self.gap, self.damage, self.share, self.share, self.roll_back]
        for _ in range(self.pick.randint(2, 20)):
            self.pick.choice(wild if self.chance(self.wild) else steps)()

    def chance(self, share):
        return self.pick.random() < share

    def odd(self):
        return self.chance(self.wild)

    def some_party(self):
        return self.pick.choice(PARTIES[1:] if self.chance(0.8) else PARTIES)

    def new_key(self):
        self.made += 1
        return self.made

    def newest(self, folder):
        """The highest record that stands there, past what was put in by force; None if there is none."""
        records = [record for _, record in sorted(self.files.get(folder, {}).items()) if record is not NOTHING]
        return records[-1] if records else None

    def file(self, folder, record):
        self.day += 1
        record.date = self.day if self.chance(0.9) else self.pick.randint(1, 2000)  # dates are claims, of the future too
        if self.odd() and record.version > 1:
            record.previous = self.pick.choice(self.everything)
        if self.odd() and record.signed:
            record.signed.discard(self.pick.choice(sorted(record.signed)))
        if self.odd() and record.signed:
            pair = self.pick.choice(sorted(record.signed))
            record.signed.discard(pair)
            record.forged.add(pair)
        if self.odd() or not (record.signed or record.forged):
            record.signed.add(("stranger", 0))
        self.files.setdefault(folder, {})[record.version] = record
        self.everything.append(record)

    def below(self, keys):
        """The keys record that it follows, if it follows one of its party."""
        is_own = isinstance(keys.previous, Keys) and keys.previous.party == keys.party
        return keys.previous if is_own else keys

    def by(self, keys):
        """A threshold of the keys of a record, or all of them, or somewhat fewer."""
        number = keys.threshold if self.chance(0.6) else len(keys.keys)
        return {(keys.party, key) for key in self.pick.sample(keys.keys, number - (number > 1 and self.odd()))}

    # Keys

    def create(self, party):
        keys = [self.new_key() for _ in range(self.pick.choice([1, 1, 1, 2, 3]))]
        others = [other for other in PARTIES if other != party]
        recovery = (self.pick.randint(1, 2), self.pick.sample(others, self.pick.randint(2, 3))) if self.chance(0.6) else None
        record = Keys(party, 1, party.upper(), keys, self.pick.randint(1, len(keys)), None, recovery=recovery)
        record.signed = {(party, key) for key in keys}
        self.file(("keys", party), record)

    def next_keys(self, party, leaving=(), joining=(), signed_before=True, **more):
        """The next keys record, which keeps what hangs on the keys that leave, or forgets to."""
        folder, before = ("keys", party), self.newest(("keys", party))
        keys = [key for key in before.keys if key not in leaving] + list(joining)
        keys = keys or [self.new_key()]
        kept = [record for record in self.heads(party) if any((party, key) in record.signed for key in leaving)]
        keeps = [record for record in kept if self.chance(0.95)]
        values = {"threshold": min(before.threshold, len(keys)), "name": before.name, "recovery": before.recovery,
                  "keeps": keeps, **more}
        record = Keys(party, before.version + 1, keys=keys, previous=before, **values)
        record.signed = {(party, key) for key in keys} | (self.by(before) if signed_before else set())
        self.file(folder, record)
        return record

    def heads(self, party):
        """What the party signed last in each chain, with the recoveries that it was part of."""
        heads = [self.newest(folder) for folder in sorted(self.files) if folder[0] in ("act", "roll", "vouch")]
        heads = [record for record in heads if record and record.party == party]
        restored = [record for folder in sorted(self.files) if folder[0] == "keys" for record in self.files[folder].values()
                    if record is not NOTHING and any(other == party for other, _ in record.recovered)]
        return heads + restored

    def rotate(self):
        party = self.some_party()
        before = self.newest(("keys", party))
        leaving = [self.pick.choice(before.keys)]
        self.next_keys(party, leaving, [self.new_key()], retired=leaving if self.chance(0.5) else [])

    def join(self):
        party = self.some_party()
        if len(self.newest(("keys", party)).keys) < 4:
            record = self.newest(("keys", party))
            threshold = self.pick.randint(1, len(record.keys) + 1)
            self.next_keys(party, (), [self.new_key()], threshold=threshold)

    def lower(self):
        party = self.some_party()
        self.next_keys(party, threshold=self.pick.randint(1, len(self.newest(("keys", party)).keys)))

    def retire(self):
        party = self.some_party()
        leaving = [self.pick.choice(self.newest(("keys", party)).keys)]
        self.next_keys(party, leaving, retired=leaving)

    def compromise(self):
        party = self.some_party()
        every = sorted({key for record in self.files[("keys", party)].values() if record is not NOTHING for key in record.keys})
        leaving = [self.pick.choice(every)]
        self.next_keys(party, leaving, compromised=leaving)

    def name_recovery(self):
        party = self.some_party()
        others = [other for other in PARTIES if other != party]
        may = self.pick.sample(others, self.pick.randint(1, 3))
        self.next_keys(party, recovery=(self.pick.randint(1, len(may)), may))

    def move(self):
        """Another name, and by the day that comes another domain or none."""
        party = self.some_party()
        self.next_keys(party, name=party.upper() + "*" * self.pick.randint(0, 2))

    def recover(self):
        """Keys that were lost are restored, by those named for it, by too few, or by others."""
        party = self.some_party()
        before = self.newest(("keys", party))
        number, may = before.recovery or (1, [other for other in PARTIES if other != party][:2])
        if not before.recovery and not self.odd():
            return
        number = max(1, number - self.odd())
        if self.odd():
            may = [other for other in PARTIES if other != party]
        by = self.pick.sample(may, self.pick.randint(min(number, len(may)), len(may)))
        records = [(other, self.newest(("keys", other))) for other in by]
        records = [(other, self.below(each) if self.odd() else each) for other, each in records]
        lost = list(before.keys)
        record = self.next_keys(party, lost, [self.new_key()], signed_before=self.chance(0.1), recovered=records, threshold=1)
        for _, each in records:
            record.signed |= self.by(each)

    # Acts, vouches and rolls

    def next_of(self, folder, kind, party, **more):
        before, keys = self.newest(folder), self.newest(("keys", party))
        if self.odd():
            keys = self.below(keys)
        record = Act(kind, party, before.version + 1 if before else 1, keys, before, signed=self.by(keys), **more)
        self.file(folder, record)

    def act(self, party=None):
        party = party or self.pick.choice(PARTIES[1:])
        before = self.newest(("act", party))
        kinds = ["withdrawal", "signature"] if before else ["signature"] * 6 + ["decline", "withdrawal"]
        keys = self.newest(("keys", party))
        name = "Somebody" if self.odd() else keys.name
        self.next_of(("act", party), self.pick.choice(kinds), party, name=name, roll=self.newest(("roll",)))

    def vouch(self):
        voucher, of = self.pick.sample(PARTIES, 2)
        voucher = CONVENER if self.chance(0.5) and of != CONVENER else voucher
        before = self.newest(("vouch", of, voucher))
        kind = "withdrawn" if before and self.chance(0.4) else "given"
        self.next_of(("vouch", of, voucher), kind, voucher, of=of, about=self.newest(("keys", of)))

    def roll(self):
        before = self.newest(("roll",))
        names = list(before.names) if before else self.pick.sample(PARTIES[1:], self.pick.randint(1, 4))
        names += [party for party in PARTIES[1:] if before and party not in names][:1]
        if before and self.odd():
            names = names[1:]
        self.next_of(("roll",), "roll", CONVENER, names=names)

    # What somebody does who should not

    def steal(self):
        """A key that was given up, or is still in use, signs an act under the keys record that listed it."""
        party = self.pick.choice(PARTIES[1:])
        chain = [record for record in self.files[("keys", party)].values() if record is not NOTHING]
        keys, before = self.pick.choice(chain), self.newest(("act", party))
        kind = self.pick.choice(["signature", "withdrawal"])
        signed = {(party, self.pick.choice(keys.keys))} if self.chance(0.5) else {(party, key) for key in keys.keys}
        self.file(("act", party), Act(kind, party, before.version + 1 if before else 1, keys, before, name=keys.name,
                                      roll=self.newest(("roll",)), signed=signed))

    def fork(self):
        """Another record takes the place of one that stands."""
        folder, version, record = self.some_record()
        if record is NOTHING:
            return
        values = {**vars(record), "signed": set(record.signed), "forged": set(record.forged)}
        self.files[folder][version] = other = type(record)(**values)
        other.date = record.date + 1
        self.everything.append(other)

    def gap(self):
        folder, version, _ = self.some_record()
        del self.files[folder][version]
        self.begin_again(folder)

    def begin_again(self, folder):
        """Nobody can go on in a chain of which nothing can be read."""
        if not self.newest(folder):
            del self.files[folder]
            self.create(folder[1]) if folder[0] == "keys" else self.roll() if folder[0] == "roll" else None

    def roll_back(self):
        folder, _, _ = self.some_record()
        if len(self.files[folder]) > 1:
            del self.files[folder][max(self.files[folder])]
            self.begin_again(folder)

    def damage(self):
        folder, version, _ = self.some_record()
        if len(self.files[folder]) > 1:
            self.files[folder][version] = NOTHING
            self.begin_again(folder)

    def share(self):
        """A party lists the key of another, with proof or without."""
        party, other = self.pick.sample(PARTIES, 2)
        rich = [each for each in PARTIES if each != party and len(self.newest(("keys", each)).keys) > 1]
        other = self.pick.choice(rich or [other])
        key = self.pick.choice(self.newest(("keys", other)).keys)
        if key not in self.newest(("keys", party)).keys:
            record = self.next_keys(party, (), [key])
            if self.chance(0.3):
                record.signed.discard((party, key))

    def some_record(self):
        folder = self.pick.choice(sorted(self.files))
        version = self.pick.choice(sorted(self.files[folder]))
        return folder, version, self.files[folder][version]

    # What the reader asks

    def trust(self):
        pick, trust = self.pick, {"pins": [], "vouchers": [], "seen": []}
        for word, share in [("pins", 0.25), ("vouchers", 0.25)]:
            for party in PARTIES:
                if self.chance(share + 0.4 * (word == "vouchers" and party == CONVENER)):
                    listed = [record for record in self.files[("keys", party)].values() if record is not NOTHING]
                    trust[word].append((party, 0 if self.odd() else pick.choice(pick.choice(listed).keys)))
        if self.chance(0.2):
            seen = pick.choice(self.everything)
            if isinstance(seen, Keys):
                trust["seen"].append((("keys", seen.party), seen.version, seen))
            elif seen.kind in ("given", "withdrawn"):
                trust["seen"].append((("vouch", seen.of, seen.party), seen.version, seen))
            else:
                trust["seen"].append((("roll",) if seen.kind == "roll" else ("act", seen.party), seen.version, seen))
        return trust


def path(folder, version):
    kind, *of = folder
    place = {"keys": "keys/{}", "vouch": "keys/{}/vouches/{}", "act": f"signatures/{SLUG}/{{}}", "roll": f"statement/{SLUG}/roll"}
    return f"{place[kind].format(*of)}/{version}.note"


def history(number):
    walk, text = Walk(number), Text()
    trust = walk.trust()
    standing = walk.pick.choice(["self-published", "vouched", "vouched", "pinned"])
    files = {path(folder, version): text.note(record)
             for folder, chain in walk.files.items() for version, record in chain.items()}
    files[f"statement/{SLUG}/text.txt"] = TEXT
    lines = [f"key {key_of(*pair).vkey}" for pair in trust["pins"]]
    lines += [f"voucher {key_of(*pair).vkey}" for pair in trust["vouchers"]]
    lines += [f"seen {path(folder, version)} {text.digest(record)}" for folder, version, record in trust["seen"]]
    trusted = "".join(f"{line}\n" for line in lines)
    folders = {}
    for name, content in files.items():
        folders.setdefault(os.path.dirname(name), {})[os.path.basename(name)] = content.encode()
    verify.read_registry = lambda _: folders
    second = verify.verify(".", verify.read_trust(trusted.encode()), standing)
    return {"files": files, "trust": trusted, "standing": standing, "model": Model(walk.files, trust).report(standing),
            "second": {"report": second, "status": verify.STATUS[second["outcome"]]}}


if __name__ == "__main__":
    for number in range(int(sys.argv[1]), int(sys.argv[1]) + int(sys.argv[2])):
        print(json.dumps(history(number), default=str))
