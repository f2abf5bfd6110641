"""Part C: chains of keys records, rolls and acts, in whole small registries."""
from generator.signing import Key
from generator.vector import sha256
from generator.world import SLUG, World, found, judged, statement, world

K = [Key("beta", f"undersigned vector key: beta {number}") for number in range(5)]
U = Key("beta", raw=b"\x02\x03", algorithm=0xFF, id=b"\xd0\xd0\xd0\xd0")
STRANGER = Key("stranger")
ACT, KEYS, ROLL = f"signatures/{SLUG}/beta/", "keys/beta/", f"statement/{SLUG}/roll/"
ACME = found("acme", "signed")


def case(name, rules, says, here, verdict, outcome=None, marks="", problems=0, **finding):
    """`acme` signed, `beta` is found to be `verdict`."""
    outcome = outcome or ("holds" if verdict in ("signed", "withdrawn", "declined") else "does-not-hold")
    judged("chain", name, rules, says, here,
           statement(outcome, ACME, found("beta", verdict, marks=marks, **finding), problems=problems))


def vectors():
    reading()
    places()
    keys_chains()
    thresholds()
    shared()
    kinds()
    rolls()
    acts()
    former()
    recoveries()


def signed_twice():
    here = world()
    here.act("beta")
    here.act("beta", "withdrawal", version=2)
    return here


def reading():
    case("signature-and-withdrawal", "C1", "A chain of two valid acts: its state is the second.", signed_twice(), "withdrawn")
    here = signed_twice()
    here.act("beta", version=3)
    case("signed-again", "C1 V2", "A chain of three valid acts, the last a signature.", here, "signed")
    here = signed_twice()
    here.act("beta", version=3)
    del here.files[ACT + "2.note"]
    case("gap", "C1 V2 V6", "Version 2 is missing below version 3: the state is version 1, and the chain is flawed.", here,
         "disputed")
    here = signed_twice()
    del here.files[ACT + "2.note"]
    case("rolled-back", "C1 V9", "The withdrawal that was version 2 is left out of this copy: nothing here shows it.", here,
         "signed")
    here = signed_twice()
    del here.files[ACT + "1.note"]
    case("gap-at-the-bottom", "C1 V2 V6", "The only file is version 2: a file is missing below it.", here, "disputed")
    here = signed_twice()
    here.files[ACT + "1.note"] = "no note\n"
    case("flaw-below", "C1 V2", "Version 1 is no note; version 2 above it is not read.", here, "disputed")
    here = signed_twice()
    here.files[ACT + "2.note"] = "no note\n"
    case("flaw-above", "C1 V2 V6", "Version 2 is no note: the state is version 1, and the chain is flawed.", here, "disputed")
    here = signed_twice()
    here.files[ACT + "2.note"] = {"link": "1.note"}
    case("unreadable-above", "C1 P2 V2 V6", "Version 2 is a link: in dispute, and it could only not be read.", here, "disputed",
         "not-judged")
    here = world()
    here.files[ACT] = {"folder": True}
    case("folder-without-a-file", "C1 V2", "The folder of the chain is empty: neither state nor flaw.", here, "missing")
    here = world()
    here.files[ACT + "1.note"] = "no note\n"
    case("no-note", "C1 V2 V6", "The only file is no note: unreadable, and judged, since it was read.", here, "unreadable")
    here = world()
    here.act("beta", edit=lambda text: text.replace("date", "hello x\ndate"))
    case("no-record", "C1 V2 V6", "The only file is a note, and no record: unreadable, and judged.", here, "unreadable")
    here = world()
    here.act("beta", edit=lambda text: text.replace("undersigned/signature", "undersigned/opinion"))
    case("reserved-type", "R5 V2 V6", "The only file is of an unknown type: no record.", here, "unreadable")
    here = world()
    here.files[ACT + "1.note"] = here.files[KEYS + "1.note"]
    case("another-type", "C1 V2", "The only file is a keys record, of another type than an act.", here, "invalid")


def places():
    here = world()
    here.act("beta", edit=lambda text: text.replace("version 1", "version 2") + f"previous {sha256('none')}\n")
    case("version-of-another-path", "C2", "1.note says that it is version 2.", here, "invalid")
    here = world()
    here.act("acme", under="beta")
    case("act-of-another", "C2", "The signature of acme stands in the folder of beta.", here, "invalid")
    here = signed_twice()
    here.act("beta", "withdrawal", version=2, edit=lambda text: text.rpartition("previous")[0] + f"previous {sha256('none')}\n")
    case("fork", "C2 V2", "Version 2 names another record as the previous one.", here, "disputed")
    here = world()
    here.keys("gamma")
    here.files[KEYS + "1.note"] = here.files.pop("keys/gamma/1.note")
    here.act("beta")
    case("keys-of-another", "C2 C4",
         "The keys record in the folder of beta is one of gamma: the flaw of the keys chain is the flaw of the act.",
         here, "invalid")
    here = world(edit=lambda text: text.replace(f"slug {SLUG}", "slug other"))
    here.act("beta")
    judged("chain", "roll-of-another-slug", "C2 V1 V3",
           "The roll has another slug than its folder: there is no roll, and nobody is on it.", here,
           statement("does-not-hold", beside=[found("acme", "not-on-roll", marks="registry-incomplete"),
                                              found("beta", "not-on-roll", marks="registry-incomplete")], problems=1))


def with_keys(**keys):
    here = World("acme")
    here.keys("beta", **keys)
    here.text()
    here.roll("acme", "beta")
    here.act("acme")
    return here


def keys_chains():
    def acted(here, **act):
        here.act("beta", **act)
        return here

    case("keys-two-keys", "C3", "A keys record lists two keys, and both signed it.", acted(with_keys(keys=K[:2])), "signed")
    case("keys-not-signed", "C3 C4 V2", "The listed key did not sign its keys record, a stranger did.",
         acted(with_keys(signers=[STRANGER])), "invalid")
    case("keys-one-did-not-sign", "C3 V2", "One of two listed keys did not sign the keys record.",
         acted(with_keys(keys=K[:2], signers=K[:1])), "invalid")
    case("keys-bad-signature", "C3 N6", "A signature below the keys record is over another text.",
         acted(with_keys(keys=[K[0]], signers=[K[0].line("another text\n")])), "invalid")
    case("keys-unchecked-proof", "C3", "A listed key of algorithm 0xff has a line, which is not checked.",
         acted(with_keys(keys=[K[0], U]), signers=[K[0]]), "signed")
    case("keys-unchecked-without-line", "C3", "A listed key of algorithm 0xff has no line.",
         acted(with_keys(keys=[K[0], U], signers=[K[0]]), signers=[K[0]]), "invalid")
    case("keys-no-note", "C4 V2 V6", "The keys record is no note: the act has that flaw, and is unreadable.",
         acted(with_keys(damage=lambda _: "no note\n")), "unreadable")

    here = acted(with_keys(keys=[K[0]]))
    here.keys("beta", version=2, keys=K[:2])
    case("keys-grow", "C3 C8", "Version 2 of the keys record adds a key, signed by both.", here, "signed")
    here = with_keys(keys=K[:3], threshold=2)
    here.keys("beta", version=2, keys=K[3:4], signers=[K[3], K[0], K[1]])
    case("keys-replaced", "C3", "Version 2 replaces all keys, signed by a threshold of those of version 1.", acted(here),
         "signed")
    here = with_keys(keys=K[:3], threshold=2)
    here.keys("beta", version=2, keys=K[3:4], signers=[K[3], K[0]])
    case("keys-below-the-threshold", "C3 C4 V2",
         "Version 2 is signed by one key of version 1, whose threshold is 2; the act names version 2.", acted(here), "invalid")
    here = acted(with_keys(keys=[K[0]]))
    here.keys("beta", version=2, keys=[K[1]], signers=[K[1]])
    case("keys-taken-over", "C3 V2", "Version 2 is signed by its own key alone: the act that names version 1 is in dispute.",
         here, "disputed")
    here = with_keys(keys=[K[0], K[1], U], threshold=2)
    here.act("beta", signers=K[:2])
    here.keys("beta", version=2, keys=K[:1], signers=[K[0], U])
    case("keys-not-checked", "C3 V2 V6", "Of the threshold of version 1, one key signed version 2 and one line is not checked.",
         here, "disputed", "not-judged")
    here = acted(with_keys(keys=K[:2], threshold=2))
    here.keys("beta", version=2, keys=[K[0], U], signers=[K[0], U])
    case("keys-not-checked-and-new", "C3 V2 V6",
         "Of the threshold of version 1, one key signed version 2; the line that is not checked is by none of its keys.", here,
         "disputed")
    here = acted(with_keys(keys=[K[0]]))
    here.keys("beta", version=2, keys=K[:2])
    here.keys("beta", version=3, keys=K[:3])
    del here.files[KEYS + "2.note"]
    case("keys-gap", "C1 V2 V6", "Version 2 of the keys record is missing below version 3.", here, "disputed")
    here = with_keys(keys=[K[0]])
    here.keys("beta", version=2, keys=K[:2])
    del here.files[KEYS + "1.note"]
    case("keys-gap-at-the-bottom", "C1 C4 V2",
         "The only keys record is version 2, which the act names: the flaw is that of the keys chain, and the act is its only file.",
         acted(here), "invalid")
    here = acted(with_keys(keys=[K[0]]))
    here.files[KEYS + "2.note"] = {"link": "1.note"}
    case("keys-unreadable-above", "C1 P2 V2 V6", "Version 2 of the keys record is a link, and could only not be read.", here,
         "disputed", "not-judged")
    here = acted(with_keys(keys=[K[0]]))
    here.files[KEYS + "2.note"] = "no note\n"
    case("keys-no-note-above", "C1 V2 V6", "Version 2 of the keys record is no note.", here, "disputed")


def thresholds():
    def signed_by(*signers, keys=tuple(K[:2]), threshold=2, **act):
        here = with_keys(keys=list(keys), threshold=threshold)
        here.act("beta", signers=list(signers), **act)
        return here

    case("threshold-reached", "C4", "The threshold is 2, and two keys signed.", signed_by(K[0], K[1]), "signed")
    case("threshold-missed", "C4 V2", "The threshold is 2, and one key signed.", signed_by(K[0]), "invalid")
    case("threshold-with-a-stranger", "C4", "The threshold is 2, one key signed and a stranger did.", signed_by(K[0], STRANGER),
         "invalid")
    case("threshold-one-of-two", "C4", "The threshold is 1, and one of two keys signed.", signed_by(K[1], threshold=1), "signed")
    case("threshold-not-checked", "C4 V2 V6", "The threshold is 2, one key signed and a line by another is not checked.",
         signed_by(K[0], U, keys=[K[0], U]), "unreadable", "not-judged")
    case("threshold-unchecked-cannot-reach", "C4",
         "The threshold is 3, one key signed and one line is not checked: that cannot make up the number.",
         signed_by(K[0], U, keys=[K[0], K[1], U], threshold=3), "invalid")
    case("unchecked-beside", "C4 V4", "The threshold is 1, one key signed and a line by another is not checked.",
         signed_by(K[0], U, keys=[K[0], U], threshold=1), "signed", marks="unchecked-lines")
    case("bad-signature", "C4 N6", "A line by a listed key holds no valid signature; the other would reach the threshold.",
         signed_by(K[0], K[1].line("another text\n"), threshold=1), "invalid")
    case("stranger-alone", "C4", "Nobody but a stranger signed.", signed_by(STRANGER, threshold=1), "invalid")
    here = world()
    here.act("beta", edit=lambda text: text.replace(f"keys {here.judge('beta')['digest']}", f"keys {sha256('none')}"))
    case("keys-record-not-here", "C4 V2 V6", "The act names a keys record that is not here, and the keys chain has no flaw.",
         here, "unreadable", "not-judged")
    here = world()
    here.act("beta")
    del here.files[KEYS + "1.note"]
    case("keys-chain-not-here", "C4 V2 V6", "There is no keys record of beta.", here, "unreadable", "not-judged")
    here = world()
    here.act("beta", edit=lambda text: text.replace(f"keys {here.judge('beta')['digest']}",
                                                    f"keys {here.judge('acme')['digest']}"), signers=[Key("acme")])
    case("keys-record-of-another", "C4",
         "The act of beta names the keys record of acme, whose key signed it: that is no record of the keys chain of beta.",
         here, "unreadable", "not-judged")
    here = with_keys(keys=[K[0]])
    here.keys("beta", version=2, keys=[K[1]])
    here.act("beta", keys=2, signers=[K[0]])
    case("key-of-a-lower-version", "C4", "The act names version 2 of the keys record, and is signed by the key of version 1.",
         here, "invalid")


def kinds():
    """Of K6 to K8: one key is one key, whatever it signs with."""
    of = lambda number, kind: Key("beta", f"undersigned vector key: beta {number}", kind=kind)
    for kind in ("sshsig", "fido", "minisign", "openpgp"):
        here = with_keys(keys=[of(0, kind)])
        here.act("beta")
        here.kind = kind
        case(f"kind-{kind}", "K6 N8 C4", f"The key of beta is one of the kind {kind}.", here, "signed")
    here = with_keys(keys=[K[0], of(1, "sshsig")], threshold=2)
    here.act("beta")
    here.kind = "sshsig"
    case("kinds-threshold", "K7 C4", "The threshold is 2, and two keys signed, of two kinds.", here, "signed")
    here = with_keys(keys=[K[0], of(0, "sshsig")])
    here.act("beta")
    case("kinds-of-one-key-listed", "K7 R3 C4 V2", "The keys record lists one key twice, under two kinds.", here, "unreadable")
    here = with_keys(keys=K[:2], threshold=2)
    here.act("beta")
    here.keys("beta", version=2, keys=[of(0, "sshsig"), K[2]], signers=[K[0], of(0, "sshsig"), K[2]])
    here.kind = "sshsig"
    case("kinds-of-one-key-threshold", "K7 C3",
         "Version 2 is signed by one key of version 1, whose threshold is 2; it signed twice, by two kinds.", here, "disputed")
    here = with_keys(keys=[of(0, "sshsig")], signers=[K[0]])
    here.act("beta")
    case("kind-not-its-own", "C3", "The listed key signed its keys record by another kind than the one that is listed.", here,
         "invalid")
    here = with_keys(keys=[of(0, "sshsig")])
    here.act("beta")
    here.keys("beta", version=2, keys=[K[0]])
    here.kind = "sshsig"
    case("kind-changed", "K7 C3 C8", "Version 2 lists the key that signed under another kind: it still stands.", here, "signed")
    here = with_keys(keys=[of(0, "minisign")])
    here.keys("gamma", keys=[Key("gamma", "undersigned vector key: beta 0")])
    here.act("beta")
    here.kind = "minisign"
    case("kinds-shared", "K7 C5", "The key that signed is gamma's too, under another kind.", here, "invalid")
    here = with_keys(keys=[of(0, "openpgp"), K[1]], threshold=2)
    here.act("beta")
    here.keys("beta", version=2, keys=[of(0, "openpgp"), K[2]], signers=[of(0, "openpgp"), K[1], K[2]])
    here.kind = "openpgp"
    case("kind-rotation", "K7 C3 C8", "Two keys signed, one of them of the kind openpgp; both sign version 2, which lists one of them.",
         here, "disputed")
    here = with_keys(keys=[of(0, "openpgp")])
    here.keys("gamma", keys=[Key("gamma", "undersigned vector key: beta 0")])
    here.act("beta")
    here.kind = "openpgp"
    case("kind-openpgp-shared", "K7 C5", "The key that signed is gamma's too, outside of OpenPGP.", here, "invalid")
    here = with_keys(keys=[K[0]])
    here.act("beta")
    here.keys("beta", version=2, keys=[K[1]], compromised=[of(0, "fido")])
    case("kind-compromised", "K7 C8", "Version 2 says under another kind that the key which signed was compromised.", here,
         "disputed")
    here = with_keys(keys=[K[0]])
    here.act("beta")
    here.keys("beta", version=2, keys=[K[0]], retired=[of(0, "fido")])
    case("kind-retired-and-listed", "K7 R3", "Version 2 retires under another kind a key that it lists.", here, "disputed")
    here = with_keys(keys=[K[0]])
    here.act("beta")
    here.trust = f"key {of(0, 'sshsig').vkey}\n"
    case("kind-pinned", "K7 S1 S2", "The key that signed is pinned as one of another kind.", here, "signed", standing="pinned")
    here = with_keys(keys=[of(0, "sshsig")])
    here.act("beta", signers=[of(0, "sshsig").line("another text\n")])
    here.kind = "sshsig"
    case("kind-bad-signature", "C4 N6 N8", "The signature of the kind sshsig is over another text.", here, "invalid")


def shared():
    """`gamma`, which does nothing else, lists K[0] as its own key."""
    twin = Key("gamma", "undersigned vector key: beta 0")

    def sharing(**keys):
        here = with_keys(**keys)
        here.keys("gamma", keys=[twin])
        return here

    here = sharing(keys=[K[0]])
    here.act("beta")
    case("shared-key", "C5 V2", "The key that signed is gamma's too, which proved to hold it.", here, "invalid")
    here = with_keys(keys=[K[0]])
    here.keys("gamma", keys=[Key("gamma"), twin], signers=[Key("gamma")])
    here.act("beta")
    case("shared-key-not-proven", "C5", "Gamma lists the key that signed without a signature by it: that voids nobody.", here,
         "signed")
    here = sharing(keys=K[:2])
    here.act("beta")
    case("shared-beside", "C5 V4", "The threshold is 1; of the two keys that signed, one is gamma's too.", here, "signed",
         marks="shared-lines")
    here = sharing(keys=K[:2], threshold=2)
    here.act("beta")
    case("shared-below-the-threshold", "C5", "The threshold is 2; of the two keys that signed, one is gamma's too.", here,
         "invalid")
    here = sharing(keys=K[:2])
    here.act("beta")
    here.keys("beta", version=2, keys=[K[1]], retired=[K[0]])
    case("shared-and-retired", "C5 C8",
         "The threshold is 1; of the two keys that signed, one is gamma's too and was retired: it did not count, and the other stands.",
         here, "signed", marks="shared-lines")
    here = sharing(keys=[K[0]])
    here.act("beta")
    here.act("beta", "withdrawal", version=2)
    case("shared-later", "C5 V2", "The key that signed version 2 is gamma's too.", here, "disputed")
    here = sharing(keys=[K[0]])
    here.act("beta")
    here.keys("beta", version=2, keys=[K[1]])
    here.act("beta", "withdrawal", version=2)
    case("shared-given-up", "C5", "The key that signed version 1 is gamma's too; version 2 is by another, and the chain goes on.",
         here, "withdrawn")
    here = sharing(keys=[K[0], K[1], U], threshold=2)
    here.act("beta")
    case("shared-not-checked", "C5 V2 V6",
         "The threshold is 2; one key that signed is gamma's too, one is not, and one line is not checked.", here, "unreadable",
         "not-judged")
    here = sharing(keys=[K[0], K[1], U], threshold=2)
    here.act("beta", signers=K[1:2] + [K[0], U])
    here.act("beta", "withdrawal", version=2)
    case("shared-not-checked-later", "C5 V2 V6", "As before, in version 2.", here, "disputed", "not-judged")
    here = world()
    here.act("beta")
    here.keys("gamma", keys=[Key("gamma", "undersigned vector key: acme")])
    judged("chain", "shared-key-of-the-convener", "C5 V1",
           "The convener's key is gamma's too: neither its roll nor its signature holds.", here,
           statement("does-not-hold", found("acme", "invalid"), found("beta", "signed"), problems=1))


def rolls():
    def next_roll(*names, before=None, **roll):
        here = World("acme", "beta", "gamma")
        here.text()
        here.roll("acme", "beta", **(before or {}))
        here.act("acme")
        here.act("beta")
        here.roll(*names, version=2, **roll)
        return here

    beta, gamma = found("beta", "signed"), found("gamma", "signed")

    def good(name, says, here, *findings):
        judged("chain", name, "C6", says, here, statement("holds", *findings))

    def wrong(name, says, here):
        judged("chain", name, "C6 V1", says, here, statement("does-not-hold", ACME, beta, problems=1))

    here = next_roll("acme", "beta", "gamma")
    here.act("gamma")
    good("roll-grows", "Version 2 of the roll adds a name.", here, ACME, beta, gamma)
    good("roll-renames", "Version 2 of the roll spells a name otherwise.", next_roll("acme", ("beta", "Beta")), ACME,
         found("beta", "signed", marks="listed-as", listed_as="Beta"))
    good("roll-closes", "Version 2 of the roll closes it.", next_roll("acme", "beta", mode="closed"), ACME, beta)
    good("roll-renames-when-closed", "Version 2 of a closed roll spells a name otherwise.",
         next_roll("acme", ("beta", "Beta"), mode="closed", before={"mode": "closed"}), ACME,
         found("beta", "signed", marks="listed-as", listed_as="Beta"))
    good("roll-changes-title-and-deadline", "Version 2 of the roll has another title and a deadline.",
         next_roll("acme", "beta", title="On Their Release", deadline="2025-12-31"), ACME, beta)
    here = next_roll("acme", "beta", mode="closed")
    here.act("beta", "withdrawal", version=2)
    good("act-behind-a-closed-roll", "Beta withdraws though the roll is closed: a roll closes for names.", here, ACME,
         found("beta", "withdrawn"))
    wrong("roll-drops", "Version 2 of the roll drops a name.", next_roll("acme"))
    wrong("roll-moves", "Version 2 of the roll has the names in another order.", next_roll("beta", "acme"))
    wrong("roll-inserts", "Version 2 of the roll adds a name before another.", next_roll("acme", "gamma", "beta"))
    wrong("roll-reopens", "Version 2 of the roll opens it again.", next_roll("acme", "beta", before={"mode": "closed"}))
    wrong("roll-grows-when-closed", "Version 2 of a closed roll adds a name.",
          next_roll("acme", "beta", "gamma", mode="closed", before={"mode": "closed"}))
    wrong("roll-of-another-text", "Version 2 of the roll is about another text.",
          next_roll("acme", "beta", text="Another text.\n"))
    wrong("roll-in-another-language", "Version 2 of the roll is in another language.", next_roll("acme", "beta", language="fr"))
    wrong("roll-of-another-date", "Version 2 of the roll has another date.", next_roll("acme", "beta", date="2025-10-29"))
    wrong("roll-of-another-convener", "Version 2 of the roll has another convener, who signed it.",
          next_roll("acme", "beta", convener="beta"))
    wrong("roll-fork", "Version 2 of the roll names another record as the previous one.",
          next_roll("acme", "beta", edit=lambda text: text.replace(text.split("previous ")[1][:71], sha256("none"))))
    wrong("roll-not-signed", "Version 2 of the roll is signed by beta, who does not convene.",
          next_roll("acme", "beta", signers=[Key("beta")]))
    here = World("acme", "beta")
    here.keys("acme", version=2, name="Acme World")
    here.text()
    here.roll("acme", "beta")
    here.act("acme", keys=1)
    here.act("beta")
    here.roll("acme", "beta", version=2, keys=1)
    judged("chain", "roll-keys-go-back", "C6 V1", "Version 2 of the roll names a lower version of the convener's keys record.",
           here, statement("does-not-hold", ACME, beta, problems=1))


def acts():
    here = world()
    here.act("beta", name="Beta")
    case("another-name", "C7", "The name in the act is not the one in the keys record.", here, "invalid")
    here = world()
    here.keys("beta", version=2, name="Beta World Union")
    here.act("beta", keys=1)
    case("name-of-the-version-named", "C7", "The name in the act is that of the version that it names, which is not the highest.",
         here, "signed")
    here = world()
    here.act("beta", text="Another text.\n")
    case("another-text", "C7 V2", "The act is about another text.", here, "other-text")
    here = world()
    here.act("beta", text="Another text.\n", signers=[STRANGER])
    case("another-text-not-signed", "C7 V2",
         "The act is about another text, and is not signed: it is invalid, not valid otherwise.", here, "invalid")
    here = signed_twice()
    here.act("beta", "withdrawal", version=2, text="Another text.\n")
    case("another-text-later", "C7 V2", "Version 2 is about another text.", here, "disputed")
    here = world()
    here.keys("beta", version=2)
    here.act("beta")
    here.act("beta", "withdrawal", version=2, keys=1)
    case("keys-go-back", "C7 V2", "Version 2 names a lower version of the keys record than version 1.", here, "disputed")
    here = world()
    here.keys("beta", version=2)
    here.act("beta", keys=1)
    here.act("beta", "withdrawal", version=2)
    case("keys-go-on", "C7", "Version 2 names a higher version of the keys record than version 1.", here, "withdrawn")
    here = world()
    here.act("beta")
    del here.files[f"statement/{SLUG}/text.txt"]
    judged("chain", "text-not-here", "C7 V1 V2 V6", "The text is missing: nothing can be held against it.", here,
           statement("not-judged", found("acme", "unreadable"), found("beta", "unreadable"), problems=1, text=None))


def former():
    def later(changed, act=None, keys=None, **first):
        """An act of version 1 of the keys record, and a version 2 that is `changed`."""
        here = with_keys(keys=keys or [K[0]], **first)
        digest = here.act("beta", **(act or {}))
        here.keys("beta", version=2, **changed(digest))
        return here

    case("retired", "C8 V2", "Version 2 retires the key that signed.", later(lambda _: {"keys": [K[1]], "retired": [K[0]]}),
         "disputed")
    case("compromised", "C8 V2", "Version 2 declares the key that signed compromised.",
         later(lambda _: {"keys": [K[1]], "compromised": [K[0]]}), "disputed")
    case("no-longer-listed", "C8 V2", "Version 2 no longer lists the key that signed.", later(lambda _: {"keys": [K[1]]}),
         "disputed")
    case("retired-and-kept", "C8", "Version 2 retires the key that signed, and keeps the act.",
         later(lambda digest: {"keys": [K[1]], "retired": [K[0]], "keeps": [digest]}), "signed")
    case("compromised-and-kept", "C8", "Version 2 declares the key that signed compromised, and keeps the act.",
         later(lambda digest: {"keys": [K[1]], "compromised": [K[0]], "keeps": [digest]}), "signed")
    case("another-act-kept", "C8", "Version 2 retires the key that signed, and keeps another act.",
         later(lambda _: {"keys": [K[1]], "retired": [K[0]], "keeps": [sha256("none")]}), "disputed")
    case("one-of-two-retired", "C8", "Version 2 retires one of the two keys that signed; the threshold is 1.",
         later(lambda _: {"keys": [K[1]], "retired": [K[0]]}, keys=K[:2]), "signed")
    case("one-of-two-retired-threshold-2", "C8", "Version 2 retires one of the two keys that signed; the threshold was 2.",
         later(lambda _: {"keys": [K[1]], "retired": [K[0]]}, keys=K[:2], threshold=2), "disputed")
    case("one-of-two-retired-and-kept", "C8",
         "Version 2 retires one of the two keys that signed, and keeps the act with all its keys; the threshold was 2.",
         later(lambda digest: {"keys": [K[1]], "retired": [K[0]], "keeps": [digest]}, keys=K[:2], threshold=2), "signed")
    case("key-that-did-not-sign-retired", "C8", "Version 2 retires a key that did not sign.",
         later(lambda _: {"keys": [K[1]], "retired": [K[0]]}, act={"signers": [K[1]]}, keys=K[:2]), "signed")
    here = later(lambda _: {"keys": [K[1]], "retired": [K[0]]})
    here.keys("beta", version=3, keys=K[:2])
    case("retired-and-listed-again", "C8",
         "Version 2 retires the key that signed, version 3 lists it again: the act names version 1.", here, "disputed")
    here = later(lambda digest: {"keys": [K[1]], "retired": [K[0]]})
    here.keys("beta", version=3, keys=K[1:3], keeps=[sha256(here.files[ACT + "1.note"].rpartition("\n\n")[0] + "\n")])
    case("kept-later", "C8", "Version 2 retires the key that signed, version 3 keeps the act.", here, "signed")
    here = later(lambda _: {"keys": [K[1]], "retired": [K[0]]})
    here.files[KEYS + "3.note"] = {"link": "1.note"}
    case("retired-below-keys-unreadable", "C8 V2 V6",
         "Version 2 retires the key that signed; version 3 is a link: what could not be read may keep the act.", here, "disputed",
         "not-judged")
    for word, verdict, says in [("retired", "signed",
                                 "A key that version 2 retired signed an act that names version 3, where it is listed again."),
                                ("compromised", "disputed",
                                 "A key that version 2 declared compromised signed an act that names version 3, where it is listed again.")]:
        here = with_keys(keys=[K[0]])
        here.keys("beta", version=2, keys=[K[1]], **{word: [K[0]]})
        here.keys("beta", version=3, keys=K[:2])
        here.act("beta", signers=[K[0]])
        case(f"{word}-before", "C8", says, here, verdict)
    here = later(lambda _: {"keys": [K[1]], "retired": [K[0]]})
    here.act("beta", version=2)
    case("retired-and-signed-again", "C8", "Version 2 retires the key that signed; a second signature is by the new one.", here,
         "signed")
    for kept, outcome in (False, "does-not-hold"), (True, "holds"):
        here = World("beta")
        first, second = Key("acme"), Key("acme", "undersigned vector key: acme 2")
        here.keys("acme")
        here.text()
        roll = here.roll("acme", "beta")
        here.keys("acme", version=2, keys=[second], retired=[first], keeps=[roll] * kept)
        here.act("acme")
        here.act("beta")
        judged("chain", "roll-" + ("kept" if kept else "in-dispute"), "C8 V1",
               "The convener retires the key that signed the roll" + (", and keeps it." if kept else "."), here,
               statement(outcome, ACME, found("beta", "signed"), problems=0 if kept else 1))


def recoveries():
    """Beta lost K[0]; acme and gamma, two of the three it named, restore it with K[1]."""
    GAMMA = Key("gamma", "undersigned vector key: gamma")

    def lost(recovery="2 acme gamma delta", gamma=None):
        here = World("acme", "delta")
        here.keys("gamma", **(gamma or {"keys": [GAMMA]}))
        here.keys("beta", keys=[K[0]], recovery=recovery)
        here.text()
        here.roll("acme", "beta")
        here.act("acme")
        here.kept = here.act("beta", signers=[K[0]])
        return here

    def restore(here, by=("acme", "gamma"), signers=(Key("acme"), GAMMA, K[1]), **keys):
        recovered = [(party, here.judge(party)["digest"] if party in here.parties else sha256("none")) for party in by]
        keys = {"keeps": [here.kept], "recovered": recovered, **keys}
        return here.keys("beta", version=2, keys=[K[1]], signers=list(signers), **keys)

    def restored(**more):
        here = lost()
        restore(here, **more)
        return here

    def wrong(name, rules, says, here, outcome=None):
        case(name, rules, says, here, "disputed", outcome)

    case("recovered", "C13 V4", "Two of three parties named for it restored the keys; what the lost key signed is kept.",
         restored(), "signed", marks="recovered")
    case("recovered-and-not-kept", "C13 C8 V4", "As before, and nothing is kept: who found the key may have signed it since.",
         restored(keeps=()), "disputed", "does-not-hold", marks="recovered")
    here = restored()
    here.act("beta", "withdrawal", version=2)
    case("recovered-and-withdrawn", "C13", "The key that replaced the lost one withdraws.", here, "withdrawn", marks="recovered")
    wrong("recovered-by-too-few", "C13", "One party restored the keys, and it takes two.",
          restored(by=["acme"], signers=[Key("acme"), K[1]]))
    wrong("recovered-without-a-line", "C13 C4", "Two are named, and one of them signed.", restored(signers=[Key("acme"), K[1]]))
    wrong("recovered-without-the-new-key", "C13 C3", "Both who restored the keys signed, and the new key did not.",
          restored(signers=[Key("acme"), GAMMA]))
    here = lost("2 acme delta")
    restore(here)
    wrong("recovered-by-another", "C13", "The record below names acme and delta; acme and gamma restored it.", here)
    here = lost(None)
    restore(here)
    wrong("recovered-unasked", "C13", "The record below names nobody.", here)
    here = lost(gamma={"keys": [GAMMA, Key("gamma", "undersigned vector key: gamma 2")], "threshold": 2})
    restore(here)
    wrong("recovered-below-a-threshold", "C13 C4", "Gamma has a threshold of 2, and one of its keys signed.", here)
    here = restored()
    del here.files["keys/gamma/1.note"]
    wrong("recovered-by-keys-not-here", "C13 V6", "The keys record of gamma is not here.", here, "not-judged")
    here = restored(signers=[Key("acme"), GAMMA.line("another text\n"), K[1]])
    wrong("recovered-bad-signature", "C13 N6", "The line of gamma is over another text.", here)
    here = restored()
    here.keys("gamma", version=2, keys=[Key("gamma", "undersigned vector key: gamma 2")], compromised=[GAMMA])
    case("recovered-by-a-stolen-key", "C13 C8", "Gamma says later that its key was compromised, and does not keep the recovery.",
         here, "disputed", marks="recovered")
    here = lost()
    record = restore(here)
    here.keys("gamma", version=2, keys=[Key("gamma", "undersigned vector key: gamma 2")], compromised=[GAMMA], keeps=[record])
    case("recovered-and-kept", "C13 C8", "Gamma says later that its key was compromised, and keeps the recovery.", here, "signed",
         marks="recovered")
    here = restored()
    here.keys("gamma", version=2, keys=[Key("gamma", "undersigned vector key: gamma 2")])
    case("recovered-by-a-key-given-up", "C13 C8", "Gamma no longer lists its key, and does not keep the recovery.", here, "disputed",
         marks="recovered")
    here = restored()
    here.files["keys/gamma/2.note"] = "no note\n"
    case("recovered-by-keys-in-dispute", "C13", "The keys chain of gamma has a flaw above the record named.", here, "disputed",
         marks="recovered")
    here = lost(gamma={"keys": [Key("gamma", "undersigned vector key: delta")]})
    restore(here, by=["gamma", "delta"], signers=[Key("gamma", "undersigned vector key: delta"), Key("delta"), K[1]])
    case("recovered-by-one-key-twice", "C13 C5", "Gamma and delta hold one key, which counts for neither.", here, "disputed",
         marks="recovered")
    here = restored()
    here.trust = f"key {GAMMA.vkey}\nkey {Key('acme').vkey}\nkey {K[0].vkey}\n"
    judged("chain", "recovered-and-pinned-before", "C13 S2 V6",
           "The lost key of beta was pinned: that ended with the recovery, whoever restored it.", here,
           statement("not-judged", found("acme", "signed", "pinned"), found("beta", "signed", marks="recovered")),
           standing="pinned")
    here = restored()
    here.trust = f"key {K[1].vkey}\nkey {Key('acme').vkey}\n"
    judged("chain", "recovered-and-pinned-since", "C13 S2", "The new key of beta was pinned.", here,
           statement("holds", found("acme", "signed", "pinned"), found("beta", "signed", "pinned", marks="recovered")),
           standing="pinned")
    here = restored()
    here.trust = f"key {Key('gamma', 'undersigned vector key: another').vkey}\n"
    case("recovered-by-one-pinned-otherwise", "C13 S3", "The reader pinned another key of gamma than it lists.", here, "disputed",
         marks="recovered")
    here = lost()
    here.vouch("acme", "beta")
    restore(here)
    here.trust = f"voucher {Key('acme').vkey}\n"
    judged("chain", "recovered-and-vouched-before", "C13 S5", "Acme vouched for the keys before, and that ended.", here,
           statement("not-judged", found("acme", "signed", "pinned"), found("beta", "signed", marks="recovered")),
           standing="vouched")
    # Each names a record of the other; what they rest on is below them.
    here = World("acme")
    here.keys("gamma", keys=[GAMMA], recovery="1 beta")
    here.keys("beta", keys=[K[0]], recovery="1 gamma")
    here.text()
    here.roll("acme", "beta")
    here.act("acme")
    here.kept = here.act("beta", signers=[K[0]])
    fresh = Key("gamma", "undersigned vector key: gamma 2")
    restore(here, by=["gamma"], signers=[GAMMA, K[1]])
    here.keys("gamma", version=2, keys=[fresh], recovered=[("beta", here.judge("beta")["digest"])], signers=[K[1], fresh],
              keeps=[here.judge("beta")["digest"]])
    case("recovered-by-each-other", "C13",
         "Gamma restored beta, and beta gamma: the second recovery names the first.", here, "signed", marks="recovered")
