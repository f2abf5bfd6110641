"""Small registries from seeds, most of them corrupted in one or two ways, for two readers to disagree about.

    python3 tests/reader/generate.py DIR FIRST COUNT [native]

writes DIR/SEED/registry, DIR/SEED/question.json (the standing required, the statement asked for), sometimes
DIR/SEED/trust, and what docs/verify.py says of it: DIR/SEED/report.json, its report and exit status. The same seed gives
the same bytes; with `native` every key signs by itself, for readers that check no other kind. Every key is derived from a seed; none is anybody's.
"""
import base64
import functools
import hashlib
import json
import os
import random
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

L = 2**252 + 27742317777372353535851937790883648493
NAMES = ["Amnesty", "Freedom House", "Союз Свободы", "Organisation « Été »", "人权 观察", "Ärzte (AEDH)", "Ω-Group", "A+B & Co."]
TEXTS = [
    "We ask for their release.\n", "Nous demandons\n\nleur libération.\n", "Мы требуем.\n  1. свободы\n", "　我们 要求\n",
    "- one\n- two\n", "سلام\u200f.\n", "a \u2068שלום\u2069 b\n", "éà\n", "e\u0332\u0331\u0333\n", "🙂 ok\n", "x" * 5000 + "\n",
]
UNCANONICAL = [  # each refused, or changed, by a rule of part T that docs/records.py checks
    "", "\n", "no end", "two ends\n\n", "\nblank first\n", "space behind \n", "behind\u3000\n", "TAB\there\n", "CR\r\n", "CR\ralone\n",
    "\ufeffmark\n", "no\u00a0break\n", "NFD e\u0301\n", "soft\u00adhyphen\n", "line\u2028end\n",
    "bell\x07\n", "c1\x85\n", "\ue000private\n", "\U0010ffffnon\n", "\ufdd0\n", "\u2800\n", "\ufffc\n", "\ufffd\n", "a\u202eb\n",
    "word\u2060joiner\n", "\U000e0041\n", "\u3164\n", b"\xff\xfea\x00", b"\xed\xa0\x80\n", b"a\xc0\x80\n",
]
POINTS = [  # 32 bytes that K1 refuses: small order, not canonical, torsion, no point
    bytes(32), b"\x01" + bytes(31), b"\x01" + bytes(30) + b"\x80", b"\xec" + b"\xff" * 30 + b"\x7f", b"\xed" + b"\xff" * 30 + b"\x7f",
    b"\xee" + b"\xff" * 30 + b"\x7f", bytes(31) + b"\x80", b"\x02" + bytes(31), b"\xff" * 32,
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
    bytes.fromhex("cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d"),
    bytes.fromhex("f56d51fd86a93cd4f6f3cc9c5d4b95bdc7a6ec9e1cf3bcd94f5fc0e6d1ca3dd8"),
    b"\x03" + bytes(31), b"\x04" + bytes(31), b"\x05" + bytes(31), b"\x06" + bytes(31), b"\x09" + bytes(31),
]


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def base64_of(data):
    return base64.b64encode(data).decode()


@functools.lru_cache(maxsize=None)
def secret(seed):
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


class Key:
    """A key as a party names it: it has a verifier key, and makes signature lines; `kind` is the word in an identifier."""

    def __init__(self, name, seed=None, algorithm=1, raw=None, key_id=None, kind=None):
        self.name, self.algorithm, self.seed, self.kind = name, algorithm, seed, kind
        prefix = b"\xffundersigned/" + kind.encode() + b"/v1\0" if kind else bytes([algorithm])
        self.raw = raw if raw is not None else secret(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        named = hashlib.sha256(name.encode() + b"\n" + prefix + self.raw).digest()[:4]
        self.id = key_id or named
        self.vkey = f"{name}+{self.id.hex()}+{base64_of(prefix + self.raw)}"

    def line(self, text):
        of_kind = {"sshsig": self.sshsig, "fido": self.sshsig, "minisign": self.minisign}.get(self.kind, self.sign)
        return f"— {self.name} {base64_of(self.id + of_kind(text))}\n"

    def sign(self, data):
        return secret(self.seed).sign(data) if self.seed else hashlib.sha512(data).digest()

    def sshsig(self, text):
        is_token = self.kind == "fido"
        name, application = (b"sk-ssh-ed25519@openssh.com", [b"ssh:"]) if is_token else (b"ssh-ed25519", [])
        added = bytes([text[-2] % 8 | 1, 0, 0, 0, text[-3]]) if is_token else b""
        signed = b"SSHSIG" + strings(b"undersigned", b"", b"sha512", hashlib.sha512(text).digest())
        if is_token:
            signed = hashlib.sha256(b"ssh:").digest() + added + hashlib.sha256(signed).digest()
        public, made = strings(name, self.raw, *application), strings(name, self.sign(signed)) + added
        return b"SSHSIG\0\0\0\1" + strings(public, b"undersigned", b"", b"sha512", made)

    def minisign(self, text):
        made, comment = self.sign(hashlib.blake2b(text).digest()), b"timestamp:%d" % text[-2]
        return made + self.sign(made + comment) + comment


def strings(*parts):
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


class Party:
    def __init__(self, identifier, name, demonstration):
        self.id, self.name, self.demonstration = identifier, name, demonstration
        self.versions = []  # of each keys record: digest, keys, threshold, name
        self.former, self.made = [], 0


class Writer:
    """Writes one registry; every record passes `emit`, which may corrupt it before it is signed."""

    def __init__(self, seed, is_native=False):
        self.random, self.is_native = random.Random(seed), is_native
        self.seed, self.files, self.digests, self.trust = seed, {}, [], None
        self.to_corrupt = self.random.choice([0, 1, 1, 1, 1, 2])
        self.wildness = self.random.choice([0, 0.2, 1])  # of what may stand in a sound registry, and spoils its outcome
        self.kind = self.random.choice(["demonstration", "plain", "plain", "plain", "mixed"])
        self.parties, self.acts, self.rolls = [], {}, {}
        self.write()

    def chance(self, share):
        return self.random.random() < share

    def odd(self, share):
        return self.chance(share * self.wildness)

    def emit(self, path, lines, signers):
        lines, extra, late = list(lines), [], lambda note: note
        if self.to_corrupt and self.chance(0.08):
            self.to_corrupt -= 1
            if self.chance(0.6):
                lines = self.corrupt_lines(lines)
            else:
                signers, extra, late = self.corrupt_signatures(list(signers))
        text = ("".join(line + "\n" for line in lines)).encode()
        if self.chance(0.03):
            extra.append(Key("stranger", f"stranger {self.seed}").line(text))
        if self.chance(0.01):
            extra.append(f"— somebody/else {base64_of(b'12345')}\n")
        note = text + b"\n" + "".join([signer.line(text) for signer in signers] + extra).encode()
        self.files[path] = late(note)
        self.digests.append(sha256(text))
        return sha256(text)

    # A registry that holds together

    def write(self):
        pick = self.random
        count = pick.randint(0, 6)
        for number in range(count + 1):
            identifier = ["convener", "amnesty", "b2", "c-3", "dd", "roll", "x" * 64][number]
            demonstration = {"demonstration": True, "plain": False, "mixed": self.chance(0.4)}[self.kind]
            self.parties.append(Party(identifier, NAMES[number], demonstration))
        for party in self.parties:
            for _ in range(pick.choice([1, 1, 1, 2])):
                self.keys_record(party)
        slugs = pick.sample(["release", "fair-trial", "s3"], pick.choice([1, 1, 1, 2, 3]))
        texts = pick.sample(TEXTS, len(slugs))
        if len(slugs) > 1 and self.odd(0.2):
            texts[1] = texts[0]
        for slug, text in zip(slugs, texts):
            self.statement(slug, text.encode())
        if self.seed % 2:
            self.vouches()
            self.checks()
        if self.seed % 4 > 1:
            for slug in slugs:
                self.attestations(slug)
        for party in self.parties:
            while self.odd(0.3):
                self.keys_record(party)
        for slug in slugs:
            while self.chance(0.3):
                self.next_roll(slug)
            for party in self.parties:
                while self.odd(0.3):
                    self.act(slug, party)
        for top in ("keys", "statement", "signatures"):
            if self.chance(0.3):
                self.files[f"{top}/.gitattributes"] = b"* -text\n"
            else:
                self.files[f"{top}/"] = None
        for _ in range(self.to_corrupt):
            self.corrupt_files()
        self.write_trust()

    def new_key(self, party):
        party.made += 1
        if party.demonstration and party.made == 1:
            return Key(party.id, f"undersigned demonstration key: {party.id}")
        if self.odd(0.1):
            key_id = self.random.randbytes(4)
            if party.versions and self.chance(0.4):
                key_id = party.versions[-1]["keys"][0].id
            return Key(party.id, None, self.random.choice([0xff, 0xff, 2, 4, 0]), self.random.randbytes(self.random.choice([0, 1, 32, 40])), key_id)
        if self.odd(0.03):
            return Key(party.id, None, 1, self.random.choice(POINTS))
        if self.odd(0.06) and party is not self.parties[0]:  # the key of another, with proof or without
            return Key(party.id, f"{self.seed % 50} {self.parties[0].id} 1", kind=self.any_kind())
        if self.odd(0.05) and party.made > 1:  # one that it has, or had
            return Key(party.id, f"{self.seed % 50} {party.id} {party.made - 1}", kind=self.any_kind())
        return Key(party.id, f"{self.seed % 50} {party.id} {party.made}", kind=self.any_kind())

    def any_kind(self):
        return self.random.choice(["sshsig", "fido", "minisign"]) if self.chance(0.2) and not self.is_native else None

    def keys_record(self, party):
        version, former = len(party.versions) + 1, party.versions[-1] if party.versions else None
        keys, declared = list(former["keys"]) if former else [], []
        name = party.name
        if former:
            if self.chance(0.2):
                name = party.name = party.name + "*"
            what = self.random.choice(["same", "add", "retire", "compromise", "drop", "replace", "relist", "many"])
            if what in ("retire", "compromise", "drop", "replace"):
                gone = keys.pop(self.random.randrange(len(keys)))
                party.former.append(gone)
                if what in ("retire", "compromise"):
                    declared.append((what + "d", gone))
            if what == "relist" and party.former:
                keys.append(party.former.pop())
            if what in ("add", "replace") or not keys:
                keys.append(self.new_key(party))
        if not former:
            for _ in range(self.random.choice([1, 1, 1, 2, 3])):
                keys.append(self.new_key(party))
        unique = {}
        for key in keys:
            unique.setdefault((key.algorithm, key.raw), key)
        keys = list(unique.values())
        threshold = self.random.randint(1, len(keys)) if self.chance(0.5) else 1
        keeps = [self.random.choice(digests) for digests in self.acts.values() if self.chance(0.2)
                 and digests] if former else []
        lines = ["undersigned/keys/v1", f"signatory {party.id}", f"version {version}", f"name {name}"]
        stays = former and self.chance(0.8)
        domain = former["domain"] if stays else self.random.choice([None, "a.org", "x-y.example.com"])
        lines += [f"domain {domain}"] if domain else []
        own = any(key.seed == f"undersigned demonstration key: {party.id}" for key in keys)
        lines += ["assurance demonstration"] * (self.chance(0.7) if own else self.chance(0.01))
        lines += [f"threshold {threshold}", *[f"key {key.vkey}" for key in keys]]
        for word in ("retired", "compromised"):
            lines += [f"{word} 2025-11-0{self.random.randint(1, 9)} {key.vkey}" for what, key in declared if what == word]
        lines += [f"keeps {digest}" for digest in keeps]
        lines += ["recovery 2 amnesty b2 dd"] * self.chance(0.05)
        lines += ["date 2025-10-01"] + ([f"previous {former['digest']}"] if former else [])
        signers = {key.vkey: key for key in keys}
        if former:
            for key in former["keys"][:former["threshold"] if self.chance(0.5) else None]:
                signers.setdefault(key.vkey, key)
        signers = [key for key in signers.values() if key.algorithm == 1 and key.seed or self.chance(0.9)]
        chosen = {(key.name, key.id): key for key in reversed(signers)}
        digest = self.emit(f"keys/{party.id}/{version}.note", lines, list(chosen.values()))
        party.versions.append({"digest": digest, "keys": keys, "threshold": threshold, "name": name, "domain": domain})

    def signers(self, keys):
        """As many keys of a version as its threshold asks, sometimes more or fewer."""
        few = self.random.sample(keys["keys"], keys["threshold"])
        if self.chance(0.2):
            few = list(keys["keys"])
        if self.odd(0.06):
            few = few[1:] or few
        return few

    def statement(self, slug, text):
        pick = self.random
        self.files[f"statement/{slug}/text.txt"] = text
        names = [[party.id, party.versions[-1]["name"]] for party in self.parties[1 - self.chance(0.3):]]
        pick.shuffle(names)
        for name in names:
            if self.odd(0.2):
                name[1] += " Inc."
        absent = names.pop() if names and self.chance(0.3) else None
        roll = {"slug": slug, "names": names, "text": sha256(text), "mode": pick.choice(["open", "open", "closed"]), "digests": [],
                "deadline": pick.choice([None, None, "2025-10-29", "2025-10-30", "2025-12-31", "2024-02-29"]), "absent": absent,
                "language": pick.choice(["en", "fr", "zh-Hant-TW"]),
                "original": pick.choice(self.digests) if self.seed % 4 > 1 and self.chance(0.5) else None}
        self.rolls[slug] = roll
        self.roll_record(roll)
        for party in self.parties:
            if self.seed % 4 > 1 and self.chance(0.3):
                continue  # somebody else speaks for it
            if not self.odd(0.3) and (self.wildness or party.id in dict(names)):
                self.act(slug, party)
                while self.chance(0.12):
                    self.act(slug, party)

    def roll_record(self, roll):
        convener = self.parties[0]
        keys = self.version_of(convener, roll)
        version = len(roll["digests"]) + 1
        lines = ["undersigned/roll/v1", f"slug {roll['slug']}", f"version {version}", "title On Release", f"language {roll['language']}",
                 "profile text-v1", f"text {roll['text']}", "date 2025-10-28", f"convener {convener.id}", f"keys {keys['digest']}",
                 f"mode {roll['mode']}"]
        lines += [f"deadline {roll['deadline']}"] if roll["deadline"] else []
        if roll["original"]:
            lines.append(f"translates other {roll['original']}")
        elif self.chance(0.1):
            lines.append(f"{self.random.choice(['corrects', 'supersedes', 'translates'])} other {self.random.choice(self.digests)}")
        lines += [f"previous {roll['digests'][-1]}"] if roll["digests"] else []
        lines += [f"signatory {identifier} {name}" for identifier, name in roll["names"]]
        lines += [f"alias {identifier} fr Le {name}" for identifier, name in roll["names"] if self.chance(0.1)]
        digest = self.emit(f"statement/{roll['slug']}/roll/{version}.note", lines, self.signers(keys))
        roll["digests"].append(digest)
        self.acts.setdefault(convener.id, []).append(digest)

    def version_of(self, party, memory):
        """The keys record to name: the newest mostly, never a lower one than before, but for one in forty."""
        lowest = memory.get(party.id, 0)
        chosen = len(party.versions) - 1
        if self.chance(0.2):
            chosen = self.random.randint(0 if self.odd(0.2) else lowest, chosen)
        memory[party.id] = chosen
        return party.versions[chosen]

    def next_roll(self, slug):
        roll = self.rolls[slug]
        if roll["absent"] and (roll["mode"] == "open" or self.odd(0.3)):
            roll["names"].append(roll["absent"])
            roll["absent"] = None
        if roll["names"] and self.odd(0.4):
            self.random.choice(roll["names"])[1] += "!"
        if roll["mode"] == "open" and self.chance(0.3) or self.odd(0.2):
            roll["mode"] = "closed" if roll["mode"] == "open" else "open"
        if self.chance(0.1):
            roll["deadline"] = self.random.choice([None, "2025-10-28", "2026-01-01"])
        self.roll_record(roll)

    def act(self, slug, party):
        roll = self.rolls[slug]
        memory = roll.setdefault("acts", {})
        digests = memory.setdefault("digests " + party.id, [])
        keys = self.version_of(party, memory)
        kind = self.random.choice(["signature"] * 10 + ["withdrawal", "decline"])
        text = roll["text"] if not self.odd(0.06) else self.random.choice(self.digests)
        known = roll["digests"][-1] if not self.odd(0.08) else sha256(b"a roll that is not here")
        lines = [f"undersigned/{kind}/v1", f"version {len(digests) + 1}", f"text {text}", "profile text-v1", f"signatory {party.id}",
                 f"name {keys['name']}", f"keys {keys['digest']}", f"roll {known}"]
        lines += ["reason We changed our mind."] * (kind != "signature" and self.chance(0.5))
        lines += [f"date {self.random.choice(['2025-10-29', '2025-10-30', '2025-10-31', '2025-11-01', '2024-03-01'])}"]
        lines += [f"previous {digests[-1]}"] if digests else []
        digest = self.emit(f"signatures/{slug}/{party.id}/{len(digests) + 1}.note", lines, self.signers(keys))
        digests.append(digest)
        self.acts.setdefault(party.id, []).append(digest)

    def vouches(self):
        """Vouches by some for some, of versions that are given and withdrawn."""
        for party in self.parties:
            for voucher in self.parties:
                if voucher is party and not self.odd(0.05) or not self.chance(0.5):
                    continue
                digests, memory = [], {}
                while not digests or self.chance(0.2):
                    keys = self.version_of(voucher, memory)
                    record = self.random.choice(party.versions)["digest"] if not self.odd(0.05) else self.random.choice(self.digests)
                    lines = ["undersigned/vouch/v1", f"version {len(digests) + 1}", f"signatory {party.id}", f"record {record}",
                             f"voucher {voucher.id}", f"keys {keys['digest']}", f"mode {self.random.choice(['given'] * 4 + ['withdrawn'])}",
                             "date 2025-11-02"] + ([f"previous {digests[-1]}"] if digests else [])
                    path = f"keys/{party.id}/vouches/{voucher.id}/{len(digests) + 1}.note"
                    digests.append(self.emit(path, lines, self.signers(keys)))
                self.acts.setdefault(voucher.id, []).extend(digests)

    def checks(self):
        """Checks by some of the domains of some, in the manner of vouches."""
        for party in self.parties:
            for checker in self.parties:
                if checker is party and not self.odd(0.05) or not self.chance(0.4):
                    continue
                digests, memory = [], {}
                while not digests or self.chance(0.2):
                    keys, served = self.version_of(checker, memory), self.random.choice(party.versions)
                    domain = served["domain"] or "a.org"
                    if self.odd(0.1):
                        domain = "another.example"
                    record = served["digest"] if not self.odd(0.05) else self.random.choice(self.digests)
                    lines = ["undersigned/domain-check/v1", f"version {len(digests) + 1}", f"signatory {party.id}", f"domain {domain}",
                             f"record {record}", f"checker {checker.id}", f"keys {keys['digest']}",
                             f"mode {self.random.choice(['found'] * 4 + ['withdrawn'])}", "date 2025-11-02"]
                    lines += [f"previous {digests[-1]}"] if digests else []
                    path = f"keys/{party.id}/checks/{checker.id}/{len(digests) + 1}.note"
                    digests.append(self.emit(path, lines, self.signers(keys)))
                self.acts.setdefault(checker.id, []).extend(digests)
    def attestations(self, slug):
        """What the convener says of some, and some of the text as a translation: given, withdrawn, given again."""
        roll, convener = self.rolls[slug], self.parties[0]
        text = lambda: roll["text"] if not self.odd(0.06) else self.random.choice(self.digests)
        end = lambda digests: [f"mode {self.random.choice(['given'] * 4 + ['withdrawn'])}",
                               f"date {self.random.choice(['2025-10-30', '2025-11-02', '2026-01-03'])}"] + [f"previous {digests[-1]}" for _ in digests[-1:]]
        for party in self.parties:
            by, digests = convener if not self.odd(0.05) else self.random.choice(self.parties), []
            while (party is not by or self.odd(0.05)) and self.chance(0.2 if digests else 0.6):
                keys, known = self.version_of(by, roll.setdefault("said", {})), roll["digests"][-1] if not self.odd(0.08) else sha256(b"a roll that is not here")
                lines = ["undersigned/attestation/v1", f"version {len(digests) + 1}", f"text {text()}", "profile text-v1", f"signatory {party.id}",
                         f"name {party.versions[-1]['name']}", "means By e-mail.", f"convener {by.id}", f"keys {keys['digest']}", f"roll {known}"]
                path = f"statement/{slug}/attestations/{party.id}/{len(digests) + 1}.note"
                digests.append(self.emit(path, lines + end(digests), self.signers(keys)))
            self.acts.setdefault(by.id, []).extend(digests)
            digests, memory = [], {}
            while self.chance(0.2 if digests else 0.3):
                keys, language = self.version_of(party, memory), roll["language"] if not self.odd(0.1) else "de"
                original = roll["original"] if roll["original"] and not self.odd(0.1) else self.random.choice(self.digests)
                lines = ["undersigned/translation/v1", f"version {len(digests) + 1}", f"text {text()}", "profile text-v1", f"language {language}",
                         f"original {original}", f"translator {party.id}", f"keys {keys['digest']}"]
                path = f"statement/{slug}/translations/{party.id}/{len(digests) + 1}.note"
                digests.append(self.emit(path, lines + end(digests), self.signers(keys)))
            self.acts.setdefault(party.id, []).extend(digests)

    def write_trust(self):
        if self.chance(0.35):
            return
        lines = ["# the keys that I confirmed", ""]
        wholly, few = self.chance(0.6), self.seed % 2 and self.chance(0.7)  # a few vouchers, who speak for the others
        for party in self.parties:
            if self.chance(0.3) if few else wholly or self.chance(0.6):
                version = self.random.choice(party.versions)
                key = self.random.choice(version["keys"] + party.former)
                if self.odd(0.1):
                    key = Key(party.id, f"another {self.seed % 50}")
                if key.algorithm == 1 and key.seed or self.odd(0.1):
                    lines.append(f"{'voucher' if few or self.chance(0.3) else 'key'} {key.vkey}")
                if key.algorithm == 1 and key.seed and self.chance(0.5):
                    lines.append(f"checker {key.vkey}")
                if self.chance(0.1):
                    lines.append(f"key {Key(party.id, f'another {self.seed % 50}').vkey}")
        named = sorted({line.split(" ")[1].split("+")[0] for line in lines if line.startswith("voucher ")})
        if named and self.chance(0.4):
            few = self.random.sample(named, self.random.randint(1, len(named)))
            number = self.random.choice(["any", "all", self.random.randint(1, len(few)), len(few) + self.odd(0.1)])
            lines += [f"group g {number} {' '.join(few)}", f"quorum {self.random.choice(['g', 'g', named[0]])}"]
        if self.odd(0.05):
            lines.append(self.random.choice(["key  ", " ", "pin x", "key", "key amnesty+00000000+AAAA", "\tkey", "voucher x", "quorum x", "group g any x", "  # indented", "  " + lines[-1] + " ", "key  " + lines[-1][4:]]))
        ends = "\r\n" if self.chance(0.1) else "\n"
        self.trust = ends.join(lines).encode() + ends.encode() * self.chance(0.9)
        if self.odd(0.05):
            self.trust = self.random.choice([b"\xef\xbb\xbf" + self.trust, self.trust + b"\xff\n", b"\r\n" + self.trust, self.trust + b"\r"])

    # Corruption before signing: the record is wrong, its signatures are right

    def corrupt_lines(self, lines):
        pick, here = self.random, self.random.randrange(len(lines))
        word, _, rest = lines[here].partition(" ")
        what = pick.choice(["swap", "double", "delete", "insert", "digest", "digest", "value", "value", "value", "value", "value", "names", "type", "former"])
        if what == "swap":
            other = pick.randrange(len(lines))
            lines[here], lines[other] = lines[other], lines[here]
        elif what == "double":
            lines.insert(here, lines[here])
        elif what == "delete":
            del lines[here]
        elif what == "insert":
            lines.insert(here, pick.choice([
                "", " ", "note x", "name X", "key", "date 2025-01-01", "reason Because.", f"keeps {pick.choice(self.digests or [sha256(b'')])}",
                "alias amnesty fr X", "alias nobody fr X", "signatory zz Z", "deadline 2025-10-30", "domain a.org", "threshold 1",
                "assurance demonstration", "recovery 1 a", "recovery 2 a", "recovery 1 a a", "recovery 0 a", "signatory amnesty Again"]))
        elif what == "digest":
            wanted = [n for n, line in enumerate(lines) if " sha256:" in line]
            if wanted:
                here = pick.choice(wanted)
                new = pick.choice(self.digests + [sha256(b"nothing")])
                lines[here] = lines[here][:lines[here].index("sha256:")] + pick.choice([new, new, new, new.upper(), new[:-1], new + "0"])
        elif what == "names":
            named = [n for n, line in enumerate(lines) if line.startswith("signatory ")]
            if len(named) > 1:
                a, b = pick.sample(named, 2)
                lines[a], lines[b] = lines[b], lines[a]
                if self.chance(0.5):
                    del lines[b]
            elif named:
                lines[named[0]] = "signatory " + pick.choice(["amnesty", "b2", "con", "-a", "A", ""])
        elif what == "former":  # a key, or its twin of another algorithm, that is declared retired while it is listed
            keys = [n for n, line in enumerate(lines) if line.startswith("key ")]
            if keys:
                lines.insert(keys[-1] + 1, f"{pick.choice(['retired', 'compromised'])} 2025-11-01 {lines[keys[0]][4:]}")
        elif what == "type":
            lines[0] = pick.choice(["undersigned/keys/v1", "undersigned/roll/v1", "undersigned/signature/v1", "undersigned/decline/v1",
                                    "undersigned/withdrawal/v1", "undersigned/vouch/v1", "undersigned/attestation/v1", "undersigned/translation/v1", "undersigned/domain-check/v1",
                                    "undersigned/signature/v2", "Undersigned/keys/v1"])
        else:
            values = {"version": ["0", "1", "2", "3", "01", "1000000", "1000001", "x", "+1", "１"],
                      "threshold": ["0", "1", "2", "3", "01", "99"],
                      "date": ["2025-02-29", "2024-02-29", "0000-02-29", "0000-01-01", "9999-12-31", "2025-1-1", "2025-13-01", "2100-02-29", "2000-02-29"],
                      "deadline": ["2025-02-29", "9999-12-31", "0000-01-01", "2025-10-30 "],
                      "mode": ["open", "closed", "OPEN"], "profile": ["text-v1", "text-v2"],
                      "language": ["e", "en-", "abcdefghi", "en-US-x-private", "a1", "EN", "en_US", "de-1234-5678-1234-5678-1234-5678-12", "de-1234-5678-1234-5678-1234-5678-123"],
                      "domain": ["a", "a.", "A.org", "a..b", "-a.org", "a-.org", "1.2", "a_b.org", "x" * 63 + ".org", "x" * 64 + ".org"],
                      "slug": ["release", "other", "s3"], "convener": ["amnesty", "nobody", "b2"], "previous": [""]}.get(word)
            if word in ("name", "title", "reason", "signatory", "alias") or not values:
                head, middle = (rest.partition(" ")[0] + " ", rest.partition(" ")[2]) if word in ("signatory", "alias") and " " in rest else ("", rest)
                values = [head + new for new in [
                    middle + " ", " " + middle, middle + "\u3000", "", "a" * 256, "a" * 257, "é" * 128, "é" * 129, "b" * 1024, "b" * 1025, "tab\there",
                    "e\u0301", "a\u00a0b", "a\u200eb", "سلام\u200f", "\u0633\u2067\u0633\u2069", "\u2060", "cr\r", "\x1b[31m", "a  b",
                    "\ufeffa", "x\u0332\u0332\u0332\u0332\u0332\u0332\u0332\u0332", middle + "x", "\ue000", "\x7f"]]
                if self.chance(0.3):  # canonical text, and yet no value
                    values = [head + new for new in [" " + middle, "\u3000" + middle, "سلام\u200f", "\u0633\u2067\u0633\u2069", "\u061c\u0633"]]
                if word == "key":
                    key = Key(rest.split("+")[0], None, 1, pick.choice(POINTS))
                    values = [key.vkey, rest + "=", rest.replace("=", ""), rest[:-4], rest.upper(), rest + " ", rest.replace("+", " ", 1),
                              Key("amnesty", "x").vkey, Key(key.name, None, 255, bytes(1100)).vkey, Key(key.name, None, 255, bytes(700)).vkey]
                if word in ("retired", "compromised"):
                    values = ["2025-11-31 " + rest[11:], rest[11:], rest + " ", rest[:11] + Key("amnesty", "x").vkey]
            lines[here] = f"{word} {pick.choice(values)}"
        return lines

    def corrupt_signatures(self, signers):
        pick = self.random
        what = pick.choice(["fewer", "none", "twice", "many", "wrong key", "malleable", "small", "spaces", "padding", "short", "behind", "zero", "order", "reorder"])
        edit = lambda change: ([*signers], [], change)

        def last_line(change):
            def late(note):
                head, _, line = note[:-1].rpartition(b"\n")
                start, _, blob = line.rpartition(b" ")
                raw = base64.b64decode(blob)
                return head + b"\n" + start + b" " + base64.b64encode(change(raw)) + b"\n"
            return edit(late)

        if what == "fewer":
            return signers[1:] or signers, [], lambda note: note
        if what == "none":
            return [], [], pick.choice([lambda note: note, lambda note: note[:-1], lambda note: note + b"\n"])
        if what == "twice":
            return signers + signers[:1], [], lambda note: note
        if what == "many":
            strangers = [f"— s{n} {base64_of(b'12345')}\n" for n in range(pick.choice([15, 16]) - len(signers) + 1)]
            return signers, strangers, lambda note: note
        if what == "wrong key" and signers:
            wrong = Key(signers[0].name, f"another {self.seed % 50}")
            wrong.id = signers[0].id
            return [wrong] + signers[1:], [], lambda note: note
        if what == "malleable":
            return last_line(lambda raw: raw[:36] + ((int.from_bytes(raw[36:], "little") + L) % 2**256).to_bytes(32, "little"))
        if what == "small":
            return last_line(lambda raw: raw[:4] + pick.choice(POINTS) + pick.choice([bytes(32), raw[36:]]))
        if what == "short":
            length = pick.choice([4, 5, 36, 67, 69])
            return last_line(lambda raw: (raw + bytes(9))[:length])
        if what == "zero":
            return last_line(lambda raw: raw[:4] + bytes(64))
        if what == "order":
            return signers[::-1], [], lambda note: note
        if what == "spaces":
            return edit(lambda note: note.replace("— ".encode(), pick.choice(["—  ", "—\u00a0", "- ", "—"]).encode()))
        if what == "padding":
            return edit(lambda note: note[:-1] + pick.choice([b"=\n", b" \n", b"\r\n", b"", b"\n\n"]))
        if what == "behind":
            return edit(lambda note: note + pick.choice([b"x", b"x\n", b"\n", b"\n\xe2\x80\x94 a MTIzNDU=\n", b"\xe2\x80\x94 a MTIzNDU=\n",
                                                         "— a\u2003b MTIzNDU=\n".encode(), b"\xe2\x80\x94 a+b MTIzNDU=\n", b"\xe2\x80\x94  MTIzNDU=\n",
                                                         b"\xe2\x80\x94 a MTIzNA==\n", b"\xe2\x80\x94 a MTIzNDV=\n"]))
        return signers, [], lambda note: note

    # Corruption of files

    def corrupt_files(self):
        pick = self.random
        paths = sorted(path for path, content in self.files.items() if isinstance(content, bytes) and not path.endswith("attributes"))
        notes = [path for path in paths if path.endswith(".note")]
        path, other = pick.choice(paths), pick.choice(paths)
        note = pick.choice(notes) if notes else path
        content = self.files[path]
        folder, _, name = note.rpartition("/")
        what = pick.choice(["flip", "flip", "cut", "swap", "copy", "remove", "remove", "renumber", "next", "insert", "link", "link folder", "folder",
                            "stray", "crlf", "append", "empty", "text", "text", "text", "same text", "move", "file for folder", "remove all"])
        if what == "flip" and content:
            at = pick.randrange(len(content))
            self.files[path] = content[:at] + bytes([content[at] ^ 1 << pick.randrange(8)]) + content[at + 1:]
        elif what == "cut":
            self.files[path] = content[:pick.randrange(len(content) + 1)]
        elif what == "swap":
            self.files[path], self.files[other] = self.files[other], content
        elif what == "copy":
            self.files[other] = content
        elif what == "remove":
            del self.files[path]
        elif what == "renumber":
            self.files[f"{folder}/{pick.choice(['2', '3', '7', '1000000', '1000001', '0', '01', 'x'])}.note"] = self.files.pop(note)
        elif what == "next":
            self.files[f"{folder}/{int(name[:-5]) + 1}.note"] = self.files[note]
        elif what == "insert" and content:
            at = content.index(b"\n") + 1 if b"\n" in content else 0
            self.files[path] = content[:at] + pick.choice([b"x\n", b"\n", b"\x00", b"\xff"]) + content[at:]
        elif what == "link":
            self.files[path] = ("link", pick.choice([other, "nowhere"]))
        elif what in ("link folder", "file for folder"):
            parts = path.split("/")
            depth = pick.randint(1, len(parts) - 1) if self.chance(0.3) else len(parts) - 1
            head = "/".join(parts[:depth])
            moved = {p: self.files.pop(p) for p in list(self.files) if p.startswith(head + "/")}
            if what == "link folder":
                self.files.update({"elsewhere" + p[len(head):]: c for p, c in moved.items() if not p.endswith("/")})
                self.files[head] = ("link", "elsewhere")
            else:
                self.files[head] = b"a file\n"
        elif what == "folder":
            self.files[path] = None if self.chance(0.5) else ("folder", content)
        elif what == "stray":
            self.files[pick.choice([
                "keys/stray", "README", "statement/x/y.txt", folder + "/stray.txt", folder + "/.gitattributes", "keys/UPPER/1.note", "keys/con/1.note",
                folder + "/1.note~", "signatures/nothing/b2/stray", "statement/empty/", "keys/empty/", "signatures/release/empty/", "signatures/empty/",
                "signatures/other/b2/1.note", "statement/other/roll/1.note", "statement/other/text.txt", "keys/zz/1.note", "keys/zz/2.note",
                "statement/other/roll/", "signatures/release/zz/1.note", "signatures/release/zz/2.note"])] = content
        elif what == "crlf":
            self.files[path] = content.replace(b"\n", b"\r\n")
        elif what == "append":
            self.files[path] = content + pick.choice([b"\n", b" ", b"x\n", b"\x00", b"\r\n", b"\xe2\x80\x94"])
        elif what == "empty":
            self.files[path] = b""
        elif what == "text":
            text = pick.choice(UNCANONICAL + TEXTS)
            where = pick.choice([p for p in self.files if p.endswith("text.txt")] or [path])
            self.files[where] = text if isinstance(text, bytes) else text.encode()
        elif what == "same text":
            texts = [p for p in paths if p.endswith("text.txt")]
            if texts:
                self.files[pick.choice(["statement/copy/text.txt", texts[-1]])] = self.files[texts[0]]
        elif what == "move":
            target = pick.choice(notes or [path]).rpartition("/")[0]
            for p in [p for p in self.files if p.startswith(folder + "/") and folder != target]:
                self.files[target + p[len(folder):]] = self.files.pop(p)
        elif what == "remove all":
            head = pick.choice([folder, "/".join(path.split("/")[:2]), path.split("/")[0]])
            for p in [p for p in self.files if p.startswith(head + "/")]:
                del self.files[p]

    def save(self, root):
        """Files as bytes; a path with a slash behind it, or None, is an empty folder."""
        for path, content in sorted(self.files.items(), key=lambda item: (item[1] is not None and item[1][:1] == ("link",), item[0])):
            there = os.path.join(root, path)
            try:
                if path.endswith("/") or content is None or content[0:1] == ("folder",):
                    os.makedirs(there, exist_ok=True)
                    there, content = os.path.join(there, "1.note"), content[1] if isinstance(content, tuple) else None
                os.makedirs(os.path.dirname(there), exist_ok=True)
                if isinstance(content, tuple):
                    os.symlink(os.path.join(root, content[1]), there)
                elif content is not None:
                    with open(there, "wb") as file:
                        file.write(content)
            except OSError:
                pass  # two corruptions met in one place


def main():
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs"))
    sys.dont_write_bytecode = True
    import verify
    directory, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for seed in range(first, first + count):
        writer = Writer(seed, sys.argv[4:] == ["native"])
        here = os.path.join(directory, str(seed))
        root = os.path.join(here, "registry")
        os.makedirs(root)
        writer.save(root)
        standing = writer.random.choice(["vouched", "vouched", "self-published", "pinned", "domain"])
        accept = writer.random.choice([False, True])
        slug = writer.random.choice([None] * 12 + ["release", "nothing"])
        report = None
        try:
            pins, status = {}, 2
            if writer.trust is not None:
                with open(os.path.join(here, "trust"), "wb") as file:
                    file.write(writer.trust)
                pins = verify.read_trust(writer.trust)
            status = 3
            report = verify.verify(root, pins, standing, slug, accept)
            status = verify.STATUS[report["outcome"]]
        except ValueError:  # verify.Refused is one
            pass
        with open(os.path.join(here, "question.json"), "w") as file:
            json.dump({"standing": standing, "slug": slug, "accept": accept}, file)
        with open(os.path.join(here, "report.json"), "w") as file:
            json.dump({"report": report, "status": status}, file, default=str)


if __name__ == "__main__":
    main()
