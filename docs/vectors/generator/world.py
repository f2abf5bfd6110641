"""A registry under construction, and the report that is expected of it.

Each record is sound and soundly signed unless a case says otherwise: `edit` changes a record's text before it is signed,
`damage` a note after that.
"""
import json

from generator.signing import Key, base64_of, note
from generator.vector import sha256, vector

NAMES = {"acme": "Acme Foundation", "beta": "Beta Union", "gamma": "Gamma Circle", "delta": "Delta Forum"}
TEXT = "We ask for their release.\n"
SLUG = "release"
ACTED = ("signed", "withdrawn", "declined", "not-on-roll")
TOPS = ("keys", "statement", "signatures")
STATUS = {"holds": 0, "does-not-hold": 1, "not-judged": 3}


def same(text):
    return text


class World:
    """Its files by path: text, bytes, {"link": TARGET} or {"folder": True}; the three directories stand though empty."""

    kind = None  # of K6, whose signatures have to be checked

    def __init__(self, *parties):
        self.files, self.trust, self.parties = {f"{top}/": {"folder": True} for top in TOPS}, None, {}
        for party in parties:
            self.keys(party)

    def keys(self, party, version=1, keys=None, signers=None, name=None, threshold=1, demonstration=False, retired=(),
             compromised=(), keeps=(), domain=None, recovery=None, recovered=(), edit=same, damage=same):
        """A keys record, signed by all its keys and by all those of the record below."""
        keys = keys or [Key(party)]
        below = self.parties.get(party, {}).get(version - 1)
        lines = ["undersigned/keys/v1", f"signatory {party}", f"version {version}", f"name {name or NAMES[party]}"]
        lines += [f"domain {domain}"] if domain else []
        lines += ["assurance demonstration"] * demonstration + [f"threshold {threshold}", *[f"key {key.vkey}" for key in keys]]
        lines += [f"retired 2025-10-20 {key.vkey}" for key in retired] + [f"compromised 2025-10-20 {key.vkey}" for key in compromised]
        lines += [f"keeps {digest}" for digest in keeps] + [f"recovery {recovery}"] * bool(recovery)
        lines += [f"recovered {by} {digest}" for by, digest in recovered] + ["date 2025-10-01"] + ([f"previous {below['digest']}"] if below else [])
        text = edit("\n".join(lines) + "\n")
        signers = {key.vkey: key for key in keys + (below["keys"] if below else [])}.values() if signers is None else signers
        self.files[f"keys/{party}/{version}.note"] = damage(note(text, *signers))
        self.parties.setdefault(party, {})[version] = {"digest": sha256(text), "keys": keys, "threshold": threshold,
                                                       "name": name or NAMES[party]}
        return sha256(text)

    def judge(self, party, version=None):
        """The keys record to name: the highest, unless another is named."""
        return self.parties[party][version or max(self.parties[party])]

    def text(self, text=TEXT, slug=SLUG):
        self.files[f"statement/{slug}/text.txt"] = text

    def roll(self, *names, version=1, slug=SLUG, text=TEXT, convener="acme", keys=None, mode="open", deadline=None,
             date="2025-10-28", language="en", title="On Release",
             signers=None, edit=same, damage=same):
        """`names` are ids, or ids and names."""
        judge, below = self.judge(convener, keys), self.files.get(f"statement/{slug}/roll/{version - 1}.note")
        lines = ["undersigned/roll/v1", f"slug {slug}", f"version {version}", f"title {title}", f"language {language}",
                 "profile text-v1", f"text {sha256(text)}",
                 f"date {date}", f"convener {convener}", f"keys {judge['digest']}",
                 f"mode {mode}"] + ([f"deadline {deadline}"] if deadline else [])
        lines += [f"previous {text_digest(below)}"] if below else []
        lines += [f"signatory {name} {NAMES[name]}" if isinstance(name,
                                                                  str) else f"signatory {name[0]} {name[1]}" for name in names]
        record = edit("\n".join(lines) + "\n")
        self.files[f"statement/{slug}/roll/{version}.note"] = damage(note(record,
                                                                          *(judge["keys"] if signers is None else signers)))
        return sha256(record)

    def act(self, party, kind="signature", version=1, slug=SLUG, text=TEXT, keys=None, roll=None, date="2025-10-30", reason=None,
            name=None, signers=None, edit=same, damage=same,
            under=None):
        """An act by all keys of the keys record that it names; `roll` is a digest, or the first roll is named."""
        judge, below = self.judge(party, keys), self.files.get(f"signatures/{slug}/{under or party}/{version - 1}.note")
        known = roll or text_digest(self.files.get(f"statement/{slug}/roll/1.note", "no roll\n\n"))
        lines = [f"undersigned/{kind}/v1", f"version {version}", f"text {sha256(text)}", "profile text-v1", f"signatory {party}",
                 f"name {name or judge['name']}",
                 f"keys {judge['digest']}", f"roll {known}"] + ([f"reason {reason}"] if reason else []) + [f"date {date}"]
        lines += [f"previous {text_digest(below)}"] if below else []
        record = edit("\n".join(lines) + "\n")
        self.files[f"signatures/{slug}/{under or party}/{version}.note"] = damage(note(record,
                                                                                       *(judge["keys"] if signers is None else signers)))
        return sha256(record)


    def vouch(self, voucher, party, version=1, record=None, keys=None, mode="given", date="2025-10-30", signers=None, edit=same,
              damage=same, under=None):
        """A vouch for the highest keys record of `party`, unless `record`, a digest, is named; filed as one by `under`."""
        judge = self.judge(voucher, keys)
        folder = f"keys/{party}/vouches/{under or voucher}"
        below = self.files.get(f"{folder}/{version - 1}.note")
        lines = ["undersigned/vouch/v1", f"version {version}", f"signatory {party}",
                 f"record {record or self.judge(party)['digest']}", f"voucher {voucher}", f"keys {judge['digest']}",
                 f"mode {mode}", f"date {date}"] + ([f"previous {text_digest(below)}"] if below else [])
        text = edit("\n".join(lines) + "\n")
        self.files[f"{folder}/{version}.note"] = damage(note(text, *(judge["keys"] if signers is None else signers)))
        return sha256(text)

    def check(self, checker, party, version=1, domain="beta.example", record=None, keys=None, mode="found", date="2025-10-30",
              signers=None, edit=same, damage=same, under=None):
        """A domain check, in the manner of `vouch`."""
        judge, folder = self.judge(checker, keys), f"keys/{party}/checks/{under or checker}"
        lines = ["undersigned/domain-check/v1", f"version {version}", f"signatory {party}", f"domain {domain}",
                 f"record {record or self.judge(party)['digest']}", f"checker {checker}", f"keys {judge['digest']}"]
        return self.said(lines, folder, version, mode, date, judge, signers, edit, damage)

    def attest(self, party, version=1, by="acme", keys=None, mode="given", date="2025-10-30", name=None, text=TEXT, roll=None,
               signers=None, edit=same, damage=same, under=None):
        """An attestation that `party` consents, by the convener; filed as one for `under`."""
        judge, folder = self.judge(by, keys), f"statement/{SLUG}/attestations/{under or party}"
        known = roll or text_digest(self.files[f"statement/{SLUG}/roll/1.note"])
        lines = ["undersigned/attestation/v1", f"version {version}", f"text {sha256(text)}", "profile text-v1",
                 f"signatory {party}", f"name {name or NAMES[party]}", "means By e-mail.", f"convener {by}",
                 f"keys {judge['digest']}", f"roll {known}"]
        return self.said(lines, folder, version, mode, date, judge, signers, edit, damage)

    def translate(self, by, version=1, keys=None, mode="given", date="2025-10-30", text=TEXT, original="The original.\n",
                  language="fr", signers=None, edit=same, damage=same, under=None):
        """An attestation that the text is a translation; filed as one by `under`."""
        judge, folder = self.judge(by, keys), f"statement/{SLUG}/translations/{under or by}"
        lines = ["undersigned/translation/v1", f"version {version}", f"text {sha256(text)}", "profile text-v1",
                 f"language {language}", f"original {sha256(original)}", f"translator {by}", f"keys {judge['digest']}"]
        return self.said(lines, folder, version, mode, date, judge, signers, edit, damage)

    def said(self, lines, folder, version, mode, date, judge, signers, edit, damage):
        below = self.files.get(f"{folder}/{version - 1}.note")
        lines += [f"mode {mode}", f"date {date}"] + ([f"previous {text_digest(below)}"] if below else [])
        text = edit("\n".join(lines) + "\n")
        self.files[f"{folder}/{version}.note"] = damage(note(text, *(judge["keys"] if signers is None else signers)))
        return sha256(text)


def text_digest(written):
    """N7, of a note that was written here."""
    return sha256(written.rpartition("\n\n")[0] + "\n" if isinstance(written, str) else b"")


def world(**roll):
    """`acme` convenes and signed, `beta` is on the roll too and did not act yet."""
    here = World("acme", "beta")
    here.text()
    here.roll("acme", "beta", **roll)
    here.act("acme")
    return here


def found(party, verdict, standing=None, marks="", listed_as=None, name=None, named=True, counts=None, means="By e-mail."):
    """A finding, without its place; not `named` if neither an act nor the roll gives a name; `counts` says whether what the
    convener says of it counts, if that is told."""
    consent = {} if counts is None else {"consent": {"means": means, "counts": counts}}
    standing = standing or ("self-published" if verdict in ACTED else None)
    return {"id": party, "name": (name or NAMES[party]) if named else None, "listed_as": listed_as, "verdict": verdict,
            "standing": standing, "marks": sorted(marks.split()), **consent}


def statement(outcome, *findings, beside=(), problems=0, slug=SLUG, text=TEXT, totals=None,
              translations=()):
    """`findings` are those of the roll, `beside` those of parties that are not on it; V10."""
    count = lambda verdict: sum(finding["verdict"] == verdict for finding in findings)
    signed = [finding for finding in findings if finding["verdict"] == "signed"]
    numbers = {"listed": len(findings), **{verdict: count(verdict) for verdict in ("signed", "withdrawn", "declined", "missing")}}
    numbers.update({"attested": count("attested")} if count("attested") else {})
    numbers["failed"] = 2 * len(findings) - sum(numbers.values())
    numbers.update(late=sum("late" in finding["marks"] for finding in signed),
                   confirmed=sum(finding["standing"] in ("pinned", "vouched") for finding in signed), not_on_roll=len(beside))
    placed = [{"place": place, **finding} for place,
              finding in enumerate(findings, 1)] + [{"place": None, **finding} for finding in beside]
    return {"slug": slug, "text": text and sha256(text), "totals": totals or numbers, "outcome": outcome, "problems": problems,
            **({"translations": list(translations)} if translations else {}), "findings": placed}


def question(**asked):
    return {"slug": None, "id": None, "require": "all", "standing": "self-published", **asked}


def judged(family, name, rules, case, here, *statements, outcome=None, demonstration=False, **asked):
    """A registry that is judged; `outcome` is that of the only statement if not stated."""
    outcome = outcome or statements[0]["outcome"]
    report = {"demonstration": demonstration, "outcome": outcome, "statements": list(statements)}
    write(family, name, outcome, rules, case, here, question(**asked), report, STATUS[outcome])


def unjudged(family, name, expect, rules, case, here, status, **asked):
    """A question that gets no report."""
    write(family, name, expect, rules, case, here, question(**asked), None, status)


def write(family, name, expect, rules, case, here, asked, report, status):
    filled = {path.split("/")[0] + "/" for path in here.files if path.count("/") > 1 or not path.endswith("/")}
    files = {path: contents(content) for path, content in sorted(here.files.items()) if path not in filled}
    body = {"files": files, "trust": here.trust and contents(here.trust), "question": asked, "status": status, "report": report}
    written = json.dumps(body, ensure_ascii=False, indent=1) + "\n"
    readable = "".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in written)
    vector(family, name, expect, rules, case, readable, kind=here.kind)


def contents(content):
    """A list of lines where each has its LF and nothing is odd, a string elsewhere."""
    if isinstance(content, bytes):
        return {"base64": base64_of(content)}
    if isinstance(content, str) and content.endswith("\n") and content.replace("\n", "").isprintable():
        return content[:-1].split("\n")
    return content
