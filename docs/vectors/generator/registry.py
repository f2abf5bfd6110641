"""Parts P, S and V: whole small registries."""
from generator.signing import Key, demonstration
from generator.vector import sha256
from generator.world import NAMES, SLUG, TEXT, World, found, judged, statement, unjudged, world

ACME, BETA = found("acme", "signed"), found("beta", "signed")
KEY = {party: Key(party) for party in NAMES}


def complete(**roll):
    """`acme` and `beta` are on the roll, and both signed."""
    here = world(**roll)
    here.act("beta")
    return here


def case(name, rules, says, here, *findings, outcome="holds", problems=0, beside=(), text=TEXT, demonstration=False, totals=None,
         translations=(), **asked):
    judged("registry", name, rules, says, here,
           statement(outcome, *findings, problems=problems, beside=beside, text=text, totals=totals, translations=translations),
           demonstration=demonstration,
           **asked)


def vectors():
    files()
    statements()
    verdicts()
    beside()
    marks()
    trust()
    seen()
    vouches()
    checks()
    attestations()
    translations()
    demonstrations()
    questions()


def files():
    case("complete", "P1 V6 V10", "Two names on the roll, and both signed.", complete(), ACME, BETA)
    here, name, text = World(), "سازمان همه\u200cی ما", "ما خواستار آزادی آنها هستیم و می\u200cخواهیم که برگردند!\u200f\n"
    here.keys("acme", name=name)
    here.text(text)
    here.roll(("acme", name), text=text, language="fa", title="آزادی")
    here.act("acme", text=text)
    case("persian", "A5 T11 V6", "Text, title and name are Persian, with U+200C and U+200F where they pass.", here,
         found("acme", "signed", name=name), text=text)
    for name, rules, says, path, content in [
        ("beside", "P1", "A file beside the three directories is none of the registry's business.", "README.md", "Hello\n"),
        ("attributes", "P1", "A .gitattributes directly in a directory is ignored.", "keys/.gitattributes", "* -text\n"),
        ("stray", "P2", "A file without a path of its own is a stray.", "keys/README.md", "Hello\n"),
        ("stray-beside-acts", "P2", "A file in the folder of a chain that is no version is a stray.",
         f"signatures/{SLUG}/beta/1.note.bak", "Hello\n"),
        ("stray-version-0", "A2 P2", "0.note is a stray.", f"signatures/{SLUG}/beta/0.note", "Hello\n"),
        ("stray-version-01", "A2 P2", "01.note is a stray.", f"signatures/{SLUG}/beta/01.note", "Hello\n"),
        ("stray-version-1000001", "A2 P2", "1000001.note is a stray.", f"signatures/{SLUG}/beta/1000001.note", "Hello\n"),
        ("stray-slug", "A1 P2", "What is filed under a slug with a capital letter is a stray.", "statement/Release/text.txt",
         "Another text.\n"),
        ("stray-device", "A1 P2", "What is filed under the id con is a stray.", "keys/con/1.note", "Hello\n"),
        ("stray-roll", "P2", "A roll beside the folder of its chain is a stray.", f"statement/{SLUG}/1.note", "Hello\n"),
        ("stray-folder-for-file", "P2", "A folder without a place is a stray, and what is in it too.",
         f"statement/{SLUG}/drafts/1.note", "Hello\n"),
        ("empty-folder", "P1 V1", "An empty folder under statement/ is no statement.", "statement/other/", {"folder": True}),
        ("stray-link", "P2", "A link without a place is a stray.", "keys/README.md", {"link": "../README.md"}),
    ]:
        here = complete()
        here.files[path] = content
        case(name, rules, says, here, ACME, BETA)

    here = complete()
    here.files = {path: content for path, content in here.files.items() if not path.startswith("signatures/")}
    unjudged("registry", "no-directory", "not-judged", "P1", "The directory signatures/ is missing: this is no registry.", here,
             3)
    here = complete()
    here.files = {path.replace("keys/", "elsewhere/"): content for path, content in here.files.items()}
    here.files["keys"] = {"link": "elsewhere"}
    unjudged("registry", "directory-is-a-link", "not-judged", "P1", "The directory keys/ is a link: this is no registry.", here,
             3)

    act, unreadable = f"signatures/{SLUG}/beta", found("beta", "unreadable")
    for name, says, path, content in [
        ("link", "The act is a link to the act itself elsewhere: links are never followed.", act + "/1.note",
         {"link": "../../../elsewhere.note"}),
        ("link-nowhere", "The act is a link to nowhere.", act + "/1.note", {"link": "nowhere"}),
        ("folder", "The act is a folder.", act + "/1.note/", {"folder": True}),
        ("folder-is-a-link", "The folder of the acts is a link: its 1.note is unreadable.", act, {"link": "../../elsewhere"}),
        ("folder-is-a-file", "A file stands in the place of the folder of the acts: its 1.note is unreadable.", act, "Hello\n"),
        ("keys-folder-is-a-link", "The folder of the keys records of beta is a link: its 1.note is unreadable, and so is the act.",
         "keys/beta", {"link": "../elsewhere"}),
    ]:
        here = complete()
        note = here.files.pop(f"{path}/1.note" if path.count("/") < 3 and "note" not in path else act + "/1.note")
        here.files["elsewhere/1.note"] = note
        here.files["elsewhere.note"] = note
        here.files[path] = content
        case(f"unreadable-{name}", "P2 V2 V6", says, here, ACME, unreadable, outcome="not-judged")
    here = complete()
    del here.files[f"statement/{SLUG}/text.txt"]
    here.files[f"statement/{SLUG}/text.txt/"] = {"folder": True}
    case("unreadable-text", "P2 V1 V2 V6", "The text is a folder, and unreadable.", here, found("acme", "unreadable"), unreadable,
         problems=1, text=None, outcome="not-judged")
    here = complete()
    del here.files[f"statement/{SLUG}/text.txt"]
    here.files |= {f"statement/{slug}/text.txt/": {"folder": True} for slug in ("other", SLUG)}
    judged("registry", "unreadable-texts", "P2 P3 V1",
           "The texts under two slugs are folders: they are unreadable, and not the same bytes.", here,
           statement("not-judged", slug="other", text=None, problems=2),
           statement("not-judged", found("acme", "unreadable"), unreadable, text=None, problems=1), outcome="not-judged")
    here = complete()
    here.files = {path: content for path, content in here.files.items() if not path.startswith("statement/")}
    here.files[f"statement/{SLUG}"] = TEXT
    case("unreadable-statement", "P2 V1 V3",
         "A file stands in the place of the folder of the statement: its text is unreadable, and there is no roll.", here,
         beside=[found("acme", "unreadable", named=False), found("beta", "unreadable", named=False)], problems=2, text=None,
         outcome="not-judged")


def statements():
    here = complete()
    del here.files[f"statement/{SLUG}/text.txt"]
    case("text-missing", "V1 V6", "The text is missing.", here, found("acme", "unreadable"), found("beta", "unreadable"),
         problems=1, text=None, outcome="not-judged")
    for name, says, text in [("text-without-last-line-end", "The text has no last LF: it is not canonical, though all signed it.",
                              "We ask."),
                             ("text-with-crlf", "The text ends in CRLF: it is not canonical, though all signed it.",
                              "We ask.\r\n"),
                             ("text-refused", "The text holds U+202E: it is refused, though all signed it.", "We \u202eask.\n"),
                             ("text-nfd", "The text is in NFD: it is not canonical, though all signed it.", "Liberte\u0301\n")]:
        here = World("acme", "beta")
        here.text(text)
        here.roll("acme", "beta", text=text)
        here.act("acme", text=text)
        here.act("beta", text=text)
        case(name, "T11 V1 V6", says, here, ACME, BETA, problems=1, text=text, outcome="does-not-hold")
    case("roll-for-another-text", "V1", "The roll is for another text than the one that stands here and all signed.",
         complete(text="Another text.\n"), ACME, BETA, problems=1, outcome="does-not-hold")
    here = complete()
    del here.files[f"statement/{SLUG}/roll/1.note"]
    lost = "registry-incomplete"
    case("roll-missing", "V1 V3 V6", "There is no roll: it is not known who was asked.", here,
         beside=[found("acme", "not-on-roll", marks=lost), found("beta", "not-on-roll", marks=lost)], problems=1,
         outcome="not-judged")
    here = complete()
    here.files[f"statement/{SLUG}/roll/1.note"] = {"link": "nowhere"}
    case("roll-unreadable", "V1 V6", "The only roll is a link, and could not be read.", here,
         beside=[found("acme", "not-on-roll", marks=lost), found("beta", "not-on-roll", marks=lost)], problems=1,
         outcome="not-judged")
    here = complete(damage=lambda _: "no note\n")
    case("roll-no-note", "V1 V6", "The only roll is no note.", here,
         beside=[found("acme", "not-on-roll", marks=lost), found("beta", "not-on-roll", marks=lost)], problems=1,
         outcome="does-not-hold")
    here = complete()
    here.files[f"statement/{SLUG}/roll/2.note"] = "no note\n"
    case("roll-flawed-above", "V1", "Version 2 of the roll is no note: the names are those of version 1.", here, ACME, BETA,
         problems=1, outcome="does-not-hold")
    here = complete()
    here.files[f"statement/{SLUG}/roll/2.note"] = {"link": "1.note"}
    case("roll-unreadable-above", "V1 V6", "Version 2 of the roll is a link, and could not be read.", here, ACME, BETA,
         problems=1, outcome="not-judged")
    here = World("acme", "beta", "gamma")
    here.text()
    here.roll("acme", "beta", convener="gamma")
    here.act("acme")
    here.act("beta")
    here.files["keys/gamma/2.note"] = "no note\n"
    case("keys-of-the-convener-flawed", "V1",
         "Version 2 of the convener's keys record is no note; the convener is not on the roll.", here, ACME, BETA, problems=1,
         outcome="does-not-hold")
    here = complete()
    here.text(slug="copy")
    judged("registry", "filed-twice", "P3 V1", "The text is filed under another slug too, where there is no roll.", here,
           statement("does-not-hold", slug="copy", problems=2), statement("does-not-hold", ACME, BETA, problems=1),
           outcome="does-not-hold")
    judged("registry", "filed-twice-and-asked-about-one", "P3 V1",
           "The text is filed under another slug too, which is not asked about.", here,
           statement("does-not-hold", ACME, BETA, problems=1), slug=SLUG)
    here = complete()
    here.act("beta", slug="other")
    judged("registry", "acts-alone", "V1 V3", "An act is filed under a slug that has neither text nor roll.", here,
           statement("not-judged", slug="other", text=None, problems=2, beside=[found("beta", "unreadable", named=False)]),
           statement("holds", ACME, BETA), outcome="not-judged")


def verdicts():
    for kind, verdict in [("withdrawal", "withdrawn"), ("decline", "declined")]:
        here = world()
        here.act("beta")
        here.act("beta", kind, version=2, reason="We were pressed.")
        case(verdict, "V2 V6", f"Beta signed, and then filed a {kind}.", here, ACME, found("beta", verdict))
    here = world()
    here.act("beta", "decline")
    case("declined-at-once", "V2", "Beta declined, and had not signed.", here, ACME, found("beta", "declined"))
    here.act("beta", version=2)
    case("declined-and-signed", "V2", "Beta declined, and then signed.", here, ACME, BETA)
    case("missing", "V2 V6", "Nothing by beta is here.", world(), ACME, found("beta", "missing"), outcome="does-not-hold")
    here = complete()
    here.files[f"signatures/{SLUG}/beta/2.note"] = here.files[f"signatures/{SLUG}/beta/1.note"]
    case("disputed", "V2 V6 V10", "The act is filed as version 2 too, which it is not.", here, ACME, found("beta", "disputed"),
         outcome="does-not-hold")
    here = world()
    here.act("beta", text="Another text.\n")
    case("other-text", "V2 V6 V10", "Beta signed another text.", here, ACME, found("beta", "other-text"), outcome="does-not-hold")
    here = world()
    here.act("beta", signers=[KEY["acme"]])
    case("invalid", "V2 V6 V10", "The act of beta is signed by another key.", here, ACME, found("beta", "invalid"),
         outcome="does-not-hold")
    here = complete()
    here.files[f"signatures/{SLUG}/beta/1.note"] = b"\xff\xfe\x00"
    case("unreadable", "V2 V6 V10", "The act of beta is no UTF-8, and was read.", here, ACME, found("beta", "unreadable"),
         outcome="does-not-hold")
    here = World("acme", "beta")
    here.text()
    here.roll("acme", "beta")
    here.act("acme", "decline")
    here.act("beta", "decline")
    case("nobody-signed", "V6", "Both names declined, and nobody signed.", here, found("acme", "declined"),
         found("beta", "declined"), outcome="does-not-hold")
    here = World("acme")
    here.text()
    here.roll()
    case("empty-roll", "V6", "The roll names nobody.", here, outcome="does-not-hold")
    here = World("acme", "beta")
    here.text()
    here.roll("acme", "beta")
    here.act("acme", "decline")
    here.files[f"signatures/{SLUG}/beta/1.note"] = {"link": "nowhere"}
    case("nobody-signed-but-one-unreadable", "V6", "One name declined, and the act of the other could not be read.", here,
         found("acme", "declined"), found("beta", "unreadable"), outcome="not-judged")
    here = World("acme", "beta", "gamma")
    here.text()
    here.roll("acme", "beta", deadline="2025-11-01")
    here.act("acme", date="2025-11-03")
    here.act("gamma")
    here.trust = f"key {KEY['acme'].vkey}\n"
    case("totals", "V10", "One name signed late by a pinned key, one is missing, and a party acted that is not on the roll.",
         here,
         found("acme", "signed", "pinned", "late"), found("beta", "missing"), beside=[found("gamma", "not-on-roll")],
         outcome="does-not-hold",
         totals={"listed": 2, "signed": 1, "withdrawn": 0, "declined": 0, "missing": 1, "failed": 0, "late": 1, "confirmed": 1,
                 "not_on_roll": 1})


def beside():
    def with_gamma(**act):
        here = complete()
        here.keys("gamma")
        here.act("gamma", **act)
        return here

    case("not-on-roll", "V3 V4", "Gamma signed, and is not on the roll.", with_gamma(), ACME, BETA,
         beside=[found("gamma", "not-on-roll")])
    case("not-on-roll-withdrawal", "V3 V4", "Gamma withdrew, is not on the roll and never signed.", with_gamma(kind="withdrawal"),
         ACME, BETA, beside=[found("gamma", "not-on-roll", marks="never-signed")])
    case("not-on-roll-invalid", "V3", "The act of gamma, who is not on the roll, is signed by another key.",
         with_gamma(signers=[KEY["acme"]]), ACME, BETA, beside=[found("gamma", "invalid", named=False)])
    case("not-on-roll-other-text", "V3", "Gamma, who is not on the roll, signed another text.",
         with_gamma(text="Another text.\n"), ACME, BETA, beside=[found("gamma", "other-text", named=False)])
    here = with_gamma()
    here.files[f"signatures/{SLUG}/gamma/3.note"] = "no note\n"
    case("not-on-roll-disputed", "V3", "A version is missing in the chain of gamma, who is not on the roll.", here, ACME, BETA,
         beside=[found("gamma", "disputed", named=False)])
    here = with_gamma()
    here.files[f"signatures/{SLUG}/gamma/1.note"] = {"link": "nowhere"}
    case("not-on-roll-unreadable", "V3 V6", "The act of gamma, who is not on the roll, cannot be read: it changes no outcome.",
         here, ACME, BETA, beside=[found("gamma", "unreadable", named=False)])
    here = with_gamma()
    here.roll("acme", "beta", "gamma", version=2)
    case("on-the-roll-later", "V3 C6", "Version 2 of the roll adds gamma, who had signed.", here, ACME, BETA,
         found("gamma", "signed"))


def marks():
    for name, says, date, mark in [("deadline-met", "The date of the act is the deadline", "2025-11-01", ""),
                                   ("deadline-met-elsewhere",
                                    "The date of the act is one day behind the deadline, which ends in UTC-12", "2025-11-02", ""),
                                   ("late", "The date of the act is two days behind the deadline", "2025-11-03", "late")]:
        here = world(deadline="2025-11-01")
        here.act("beta", date=date)
        case(name, "V4", f"{says}.", here, ACME, found("beta", "signed", marks=mark))
    for deadline, date, mark in [
        ("2024-02-28", "2024-03-01", "late"), ("2025-02-28", "2025-03-01", ""), ("2000-02-28", "2000-03-01", "late"),
        ("1900-02-28", "1900-03-01", ""), ("2023-12-31", "2024-01-01", ""), ("2024-12-31", "2025-01-01", ""),
        ("2024-12-30", "2025-01-01", "late"), ("2000-12-31", "2001-01-01", ""), ("1900-12-31", "1901-01-01", ""),
        ("1899-12-31", "1900-01-02", "late"), ("1999-12-31", "2000-01-02", "late"),
    ]:
        here = World("acme", "beta")
        here.text()
        here.roll("acme", "beta", deadline=deadline)
        here.act("acme", date="0000-01-01")
        here.act("beta", date=date)
        says = f"{date} is {'two days' if mark else 'one day'} behind the deadline {deadline}."
        case(f"deadline-{deadline}", "A4 V4", says, here, ACME, found("beta", "signed", marks=mark))
    here = world(deadline="2025-11-01")
    here.act("beta", date="2025-11-03")
    here.roll("acme", "beta", version=2, deadline="2025-12-01")
    case("deadline-extended", "V4", "The deadline of the highest valid roll counts.", here, ACME, BETA)
    here = world(deadline="2025-11-01")
    here.act("beta", "withdrawal", date="2025-11-03")
    case("late-withdrawal", "V4 V10", "A withdrawal is late too, and is none of the late signatures.", here, ACME,
         found("beta", "withdrawn", marks="late never-signed"))
    here = World("acme", "beta")
    here.text()
    here.roll("acme", ("beta", "Beta"))
    here.act("acme")
    here.act("beta")
    case("listed-as", "V4", "The roll spells the name otherwise than the act.", here, ACME,
         found("beta", "signed", marks="listed-as", listed_as="Beta"))
    here = world()
    here.act("beta", roll=sha256("none"))
    case("registry-incomplete", "V4", "The act names a roll that is not here.", here, ACME,
         found("beta", "signed", marks="registry-incomplete"))
    here = complete()
    here.act("beta", version=2, roll=here.roll("acme", "beta", version=2))
    case("roll-of-version-2", "V4", "The act names version 2 of the roll.", here, ACME, BETA)
    here = world()
    here.act("beta", roll=here.roll("acme", "beta", version=2, language="fr"))
    case("registry-incomplete-by-a-flaw", "V1 V4", "The act names version 2 of the roll, which is not valid.", here, ACME,
         found("beta", "signed", marks="registry-incomplete"), problems=1, outcome="does-not-hold")
    here = world()
    here.act("beta", "withdrawal")
    case("never-signed", "V4", "Beta withdrew, and no signature stands before.", here, ACME,
         found("beta", "withdrawn", marks="never-signed"))
    here = world()
    here.act("beta", signers=[KEY["beta"], Key("stranger")])
    case("unknown-lines", "V4 N6", "A line by a key that the keys record does not list stands beside.", here, ACME,
         found("beta", "signed", marks="unknown-lines"))
    here = World("acme")
    here.keys("beta", keys=[KEY["beta"], Key("beta", raw=b"\x02", algorithm=2)])
    here.text()
    here.roll("acme", "beta")
    here.act("acme")
    here.act("beta")
    case("unchecked-lines", "K4 V4", "A line by a key of algorithm 0x02 stands beside.", here, ACME,
         found("beta", "signed", marks="unchecked-lines"))
    here = complete()
    here.act("beta", "withdrawal", version=2, signers=[KEY["beta"], Key("stranger")])
    here.act("beta", version=3)
    case("unknown-lines-before", "V4", "A line by an unknown key stands in version 2, and none in the state.", here, ACME, BETA)


def trust():
    def pinned(*keys, **asked):
        here = complete()
        here.trust = "".join(f"key {key.vkey}\n" for key in keys)
        return here

    both = pinned(KEY["acme"], KEY["beta"])
    known = found("acme", "signed", "pinned"), found("beta", "signed", "pinned")
    case("pinned", "S2 V6", "The keys of both are pinned, and `vouched` or better is asked for.", both, *known,
         standing="vouched")
    case("pinned-and-asked-for", "S2 V6", "The keys of both are pinned, and that is asked for.", both, *known, standing="pinned")
    case("pinned-one", "S2 V6", "The key of one is pinned, and `vouched` is asked for.", pinned(KEY["acme"]), known[0], BETA,
         standing="vouched", outcome="not-judged")
    case("self-published", "S2 V6", "No key is pinned, and `vouched` is asked for.", complete(), ACME, BETA, standing="vouched",
         outcome="not-judged")
    case("self-published-and-domain-asked-for", "S2 V6", "No key is pinned, and `domain` is asked for.", complete(), ACME, BETA,
         standing="domain", outcome="not-judged")
    here = world()
    here.trust = f"key {KEY['acme'].vkey}\n"
    case("missing-needs-no-standing", "V5 V6",
         "The key of the one that signed is pinned; that of the one that is missing is not asked for.", here, known[0],
         found("beta", "missing"), standing="vouched", outcome="does-not-hold")
    here = world()
    here.act("beta", "decline")
    here.trust = f"key {KEY['acme'].vkey}\n"
    case("declined-needs-standing", "V5 V6", "The key of the one that declined counts, and is not pinned.", here, known[0],
         found("beta", "declined"), standing="vouched", outcome="not-judged")
    case("pinned-wrongly", "S3", "A key is pinned for beta that its keys chain does not list.",
         pinned(KEY["acme"], Key("beta", "undersigned vector key: beta 1")), known[0], found("beta", "invalid"),
         outcome="does-not-hold")
    case("pinned-wrongly-and-rightly", "S2 S3", "Two keys are pinned for beta, and its keys chain lists one of them.",
         pinned(KEY["acme"], Key("beta", "undersigned vector key: beta 1"), KEY["beta"]), *known)
    case("pinned-nobody", "S3", "A key is pinned for a party that is not here.", pinned(Key("nobody")), ACME, BETA)
    case("pinned-under-another-id", "S2", "The key of beta is pinned under another id.",
         pinned(Key("betty", "undersigned vector key: beta")), ACME, BETA)
    here = complete()
    del here.files["keys/beta/1.note"]
    here.trust = f"key {KEY['beta'].vkey}\n"
    case("pinned-and-not-here", "S3 C4", "A key is pinned for beta, whose keys record is not here: the act could not be read.",
         here, ACME, found("beta", "unreadable"), outcome="not-judged")
    here = World("acme", "beta", "gamma")
    here.text()
    here.roll("acme", "beta", convener="gamma")
    here.act("acme")
    here.act("beta")
    here.trust = f"key {Key('gamma', 'undersigned vector key: gamma 1').vkey}\n"
    lost = "registry-incomplete"
    case("pinned-wrongly-for-the-convener", "S3 V1",
         "A key is pinned for the convener that its keys chain does not list: there is no valid roll.", here,
         beside=[found("acme", "not-on-roll", marks=lost), found("beta", "not-on-roll", marks=lost)], problems=1,
         outcome="does-not-hold")
    second = Key("beta", "undersigned vector key: beta 1")
    for word in ("retired", "compromised"):
        here = world()
        here.keys("beta", version=2, keys=[second], **{word: [KEY["beta"]]})
        here.act("beta")
        here.trust = f"key {KEY['acme'].vkey}\nkey {KEY['beta'].vkey}\n"
        stands = word == "retired"
        case(f"pinned-and-{word}", "S2", f"The key pinned for beta was {word}, and its act is by the next one.", here, known[0],
             known[1] if stands else BETA, standing="vouched", outcome="holds" if stands else "not-judged")
    here = world()
    here.keys("beta", version=2, keys=[KEY["beta"]], retired=[second])
    here.act("beta")
    here.trust = f"key {second.vkey}\n"
    case("pinned-and-only-retired", "S3",
         "The key pinned for beta stands in its chain under `retired` alone, which is not to list it.", here, ACME,
         found("beta", "invalid"), outcome="does-not-hold")
    here = complete()
    here.trust = "pin beta\n"
    unjudged("registry", "trust-refused", "refused", "S1", "The trust file is not understood: a mistake in the question.", here,
             2)


def seen():
    """S7: beta signed, and withdrew."""
    WITHDRAWAL, WITHDRAWN = f"signatures/{SLUG}/beta/2.note", found("beta", "withdrawn")

    def withdrawn():
        here = complete()
        digest = here.act("beta", "withdrawal", version=2)
        here.trust = f"seen {WITHDRAWAL} {digest}\n"
        return here

    case("seen", "S7", "The withdrawal that was seen is here.", withdrawn(), ACME, WITHDRAWN)
    here = withdrawn()
    here.act("beta", version=3)
    case("seen-and-more", "S7", "The withdrawal that was seen is here, and another act above it.", here, ACME, BETA)
    here = withdrawn()
    del here.files[WITHDRAWAL]
    case("seen-rolled-back", "S7 V1 V6", "The withdrawal that was seen is left out: the copy is older.", here, ACME, BETA,
         outcome="not-judged", problems=1)
    here = withdrawn()
    here.act("beta", "withdrawal", version=2, reason="We changed our minds.")
    case("seen-otherwise", "S7 V1 V6", "Another withdrawal stands in the place of the one that was seen.", here, ACME, WITHDRAWN,
         outcome="does-not-hold", problems=1)
    here = withdrawn()
    here.files[WITHDRAWAL] = {"link": "1.note"}
    case("seen-unreadable", "S7 P2 V6", "A link stands in the place of the withdrawal that was seen.", here, ACME,
         found("beta", "disputed"), outcome="not-judged", problems=1)
    here = withdrawn()
    here.trust = here.trust.replace(SLUG, "other")
    case("seen-of-another-statement", "S7", "What was seen is of a statement that is not here.", here, ACME, WITHDRAWN)
    here = complete()
    here.trust = f"seen statement/{SLUG}/roll/2.note {sha256('a roll')}\n"
    case("seen-roll-rolled-back", "S7", "Version 2 of the roll was seen, and is not here.", here, ACME, BETA, outcome="not-judged",
         problems=1)
    here = complete()
    here.trust = f"seen keys/acme/2.note {sha256('keys')}\n"
    case("seen-keys-rolled-back", "S7", "Version 2 of a keys record was seen, and is not here.", here, ACME, BETA,
         outcome="not-judged", problems=1)
    here = complete()
    here.trust = f"seen keys/acme/1.note {sha256('keys')}\n"
    case("seen-keys-otherwise", "S7", "Another version 1 of a keys record was seen.", here, ACME, BETA, outcome="does-not-hold",
         problems=1)
    here = complete()
    here.trust = f"seen keys/delta/1.note {sha256('keys')}\nseen keys/acme/vouches/beta/1.note {sha256('vouch')}\n"
    case("seen-of-nobody-here", "S7", "Records of chains of which nothing is here were seen.", here, ACME, BETA)
    here = complete()
    here.vouch("acme", "beta")
    here.trust = f"seen keys/beta/vouches/acme/2.note {sha256('vouch')}\n"
    case("seen-vouch-rolled-back", "S7", "Version 2 of a vouch was seen, and version 1 alone is here.", here, ACME, BETA,
         outcome="not-judged", problems=1)


def attestations():
    """`acme` convenes and signed, `beta` did nothing itself; what is said of `beta` passes where `accept` asks for it."""
    second = Key("acme", "undersigned vector key: acme 1")

    def one(case_name, rules, says, *findings, prepare=lambda here: None, beside=(), deadline=None, **attest):
        here = world(deadline=deadline)
        prepare(here)
        here.attest("beta", **attest)
        case(case_name, rules, says, here, ACME, *findings, accept="attested", beside=beside,
             outcome="holds" if findings[-1]["verdict"] == "attested" else "does-not-hold")

    attested, missing = found("beta", "attested", counts=True), found("beta", "missing", counts=False)
    unread = found("beta", "missing", counts=False, means=None)
    here = world()
    here.attest("beta")
    case("attested", "R8 C11 V12", "The convener attests the consent of beta, which is not asked for.", here, ACME, attested,
         outcome="does-not-hold")
    one("attested-and-accepted", "V12 V6", "The convener attests the consent of beta, which passes.", attested)
    here = world()
    here.attest("beta")
    here.trust = f"key {KEY['acme'].vkey}\n"
    case("attested-by-a-pinned-convener", "V12", "The key that is asked for is that of the convener.", here,
         found("acme", "signed", "pinned"), attested, accept="attested", standing="pinned")
    here = World("acme", "beta", "gamma")
    here.text()
    here.roll("beta", "gamma")
    here.act("gamma")
    here.attest("beta")
    here.trust = f"key {KEY['gamma'].vkey}\n"
    case("attested-by-an-unknown-convener", "V12", "The key of the one that signed is pinned, that of the convener is not.", here,
         attested, found("gamma", "signed", "pinned"), accept="attested", standing="pinned", outcome="not-judged")
    for name, date, mark in [("on-time", "2025-10-31", ""), ("on-time-asked-of-late", "2025-11-01", "late")]:
        here = world(deadline="2025-10-30")
        here.act("beta", date=date)
        case(name, "V14", f"Signatures on time are asked for; that of beta is {mark or 'on time'}.", here, ACME,
             found("beta", "signed", marks=mark), on_time=True, outcome="does-not-hold" if mark else "holds")
    here = World("acme", "beta")
    here.text()
    here.roll("beta")
    here.attest("beta")
    case("attested-alone", "V12 V6", "Nobody signed.", here, attested, accept="attested", outcome="does-not-hold")
    one("attestation-by-another", "C11", "A party that does not convene attests.", unread, by="gamma",
        prepare=lambda here: here.keys("gamma"))
    one("attestation-by-a-stranger", "C11 C4", "A stranger signed the attestation.", unread, signers=[Key("stranger")])
    one("attestation-in-the-place-of-another", "C11 C2", "An attestation for gamma stands in the place of one for beta.", unread,
        edit=lambda text: text.replace("signatory beta", "signatory gamma"))
    one("attestation-for-another-text", "C11", "It is about another text.", unread, text="Another text.\n")
    one("attestation-under-another-name", "V12 V4", "The roll spells the name otherwise.",
        found("beta", "attested", marks="listed-as", listed_as=NAMES["beta"], name="Beta", counts=True), name="Beta")
    one("attestation-of-a-roll-that-is-not-here", "V12 V4", "It names a roll that is not here.",
        found("beta", "attested", marks="registry-incomplete", counts=True), roll=sha256("another"))
    one("attestation-in-the-future", "A4 V12", "It claims a day in the future, which is a claim like any other.", attested,
        date="9999-12-31")
    one("attestation-late", "V12 V4", "It claims a day behind the deadline.", found("beta", "attested", marks="late", counts=True),
        deadline="2025-10-30", date="2025-11-01")
    one("attestation-withdrawn-at-once", "V12", "The only version withdraws.", missing, mode="withdrawn")
    one("attestation-unreadable-in-form", "C1", "A signature stands in the place of an attestation.", unread,
        edit=lambda text: text.replace("undersigned/attestation", "undersigned/signature"))
    here = world()
    here.attest("beta", edit=lambda text: text.replace(here.judge("acme")["digest"], sha256("elsewhere")))
    case("attestation-under-keys-that-are-not-here", "V12 V6", "The keys record that it names is not here: it could not be judged.",
         here, ACME, unread, accept="attested", outcome="not-judged")
    for kind, verdict in [("decline", "declined"), ("withdrawal", "withdrawn"), ("signature", "signed")]:
        here = world()
        if kind == "withdrawal":
            here.act("beta")
        here.attest("beta")
        here.act("beta", kind, version=2 if kind == "withdrawal" else 1)
        case(f"attested-and-{verdict}", "V12", f"What beta did itself goes first: {verdict}.", here, ACME,
             found("beta", verdict, counts=None if kind == "signature" else True), accept="attested")
    here = world()
    here.attest("beta")
    here.act("beta", signers=[Key("stranger")])
    case("attested-and-invalid", "V12", "A file in the place of an act of beta goes first, whoever wrote it.", here, ACME,
         found("beta", "invalid", counts=True), accept="attested", outcome="does-not-hold")
    here = world()
    here.attest("gamma")
    case("attested-and-not-on-roll", "V12 V3", "Somebody is attested whom the roll does not name.", here, ACME, found("beta", "missing"),
         beside=[found("gamma", "not-on-roll", counts=True, named=False) | {"standing": None}], outcome="does-not-hold")
    for name, says, modes, finding in [
        ("attestation-withdrawn", "The second version withdraws.", ["withdrawn"], missing),
        ("attestation-given-again", "The second version withdraws, the third attests again.", ["withdrawn", "given"], attested),
        ("attestation-gap", "Version 2 is missing below version 3.", ["given", "withdrawn"], missing),
    ]:
        here = world()
        here.attest("beta")
        for version, mode in enumerate(modes, 2):
            here.attest("beta", version=version, mode=mode)
        if name == "attestation-gap":
            del here.files[f"statement/{SLUG}/attestations/beta/2.note"]
        case(name, "C1 V12" if name == "attestation-gap" else "V12", says, here, ACME, finding, accept="attested",
             outcome="holds" if finding is attested else "does-not-hold")
    here = world()
    here.attest("beta")
    here.attest("beta", version=2, edit=lambda text: text.rpartition("previous")[0] + f"previous {sha256('none')}\n")
    case("attestation-fork", "C2 C11", "Version 2 names another record as the previous one.", here, ACME, missing, accept="attested",
         outcome="does-not-hold")
    for word in ("retired", "compromised"):
        for kept in (False, True):
            here = world()
            digests = [here.attest("beta"), *(sha256(here.files[path].rpartition("\n\n")[0] + "\n") for path in
                                              (f"statement/{SLUG}/roll/1.note", f"signatures/{SLUG}/acme/1.note"))]
            here.keys("acme", version=2, keys=[second], keeps=sorted(digests[1 - kept:]), **{word: [KEY["acme"]]})
            case(f"attestation-by-a-key-{word}{'-and-kept' * kept}", "V12 C8",
                 f"The key of the convener was {word} since; the attestation is {'' if kept else 'not '}kept.", here, ACME,
                 attested if kept else missing, accept="attested", outcome="holds" if kept else "does-not-hold")
    here = World()
    for party in ("acme", "beta"):
        here.keys(party, keys=[demonstration(party)])
    here.text()
    here.roll("acme", "beta")
    here.act("acme")
    here.attest("beta")
    case("attested-in-a-demonstration", "V7 V12", "All keys are demonstration keys.", here, found("acme", "signed", "demonstration"),
         attested, accept="attested", demonstration=True)


def translations():
    """A translation that both signed, and what parties say of it as one."""
    second = Key("beta", "undersigned vector key: beta 1")
    relates = lambda word: lambda text: text.replace("signatory acme", f"{word} original {sha256('The original.' + chr(10))}\nsignatory acme", 1)

    def translated(word="translates"):
        here = world(language="fr", edit=relates(word))
        here.act("beta")
        return here

    def one(name, rules, says, counts=False, standing="self-published", here=None, by="beta", **translate):
        here = here or translated()
        here.translate(by, **translate)
        said(name, rules, says, here, counts, standing, by=translate.get("under", by))

    def said(name, rules, says, here, counts, standing="self-published", by="beta", demonstration=False):
        case(name, rules, says, here, ACME, BETA, demonstration=demonstration,
             translations=[{"translator": by, "standing": standing, "counts": counts}])

    one("translation", "R9 C12 V13", "A party on the roll answers for the translation.", True)
    here = translated()
    here.keys("gamma")
    one("translation-by-another", "V13", "A party that is on no roll answers for the translation.", True, here=here, by="gamma")
    one("translation-of-another-original", "V13", "It is of another original than the roll names.", original="Another.\n")
    one("translation-into-another-language", "V13", "It is into another language than the roll names.", language="de")
    one("translation-of-a-correction", "V13", "The roll says that the text corrects the original.", here=translated("corrects"))
    one("translation-of-another-text", "C12", "It is about another text than stands here.", text="Another text.\n")
    one("translation-by-a-stranger", "C12 C4", "A stranger signed it.", signers=[Key("stranger")])
    one("translation-in-the-place-of-another", "C12 C2", "The one of beta stands in the folder of acme.", under="acme")
    one("translation-in-the-future", "A4 V13", "It claims a day in the future, which is a claim like any other.", True,
        date="9999-12-31")
    one("translation-withdrawn-at-once", "V13", "The only version withdraws.", mode="withdrawn")
    here = translated()
    here.keys("gamma", keys=[demonstration("gamma")])
    here.translate("gamma")
    said("translation-by-a-demonstration", "V13 V7", "A demonstration answers for it, among real keys.", here, False, "demonstration",
         by="gamma", demonstration=True)
    for name, says, modes, counts in [
        ("translation-withdrawn", "The second version withdraws.", ["withdrawn"], False),
        ("translation-given-again", "The second version withdraws, the third answers for it again.", ["withdrawn", "given"], True),
        ("translation-gap", "Version 2 is missing below version 3.", ["given", "withdrawn"], False),
    ]:
        here = translated()
        here.translate("beta")
        for version, mode in enumerate(modes, 2):
            here.translate("beta", version=version, mode=mode)
        if name == "translation-gap":
            del here.files[f"statement/{SLUG}/translations/beta/2.note"]
        said(name, "C1 V13" if name == "translation-gap" else "V13", says, here, counts)
    here = translated()
    here.translate("beta")
    here.translate("beta", version=2, edit=lambda text: text.rpartition("previous")[0] + f"previous {sha256('none')}\n")
    said("translation-fork", "C2 C12", "Version 2 names another record as the previous one.", here, False)
    for word in ("retired", "compromised"):
        for kept in (False, True):
            here = translated()
            digests = [sha256(here.files[f"signatures/{SLUG}/beta/1.note"].rpartition("\n\n")[0] + "\n"), here.translate("beta")]
            here.keys("beta", version=2, keys=[second], keeps=sorted(digests[:1 + kept]), **{word: [KEY["beta"]]})
            said(f"translation-by-a-key-{word}{'-and-kept' * kept}", "V13 C8",
                 f"The key was {word} since; the translation is {'' if kept else 'not '}kept.", here, kept)


def vouches():
    """`acme`, or `gamma`, which is on no roll, is named as the voucher, and vouches for `beta`."""
    def complete_with_gamma():
        here = complete()
        here.keys("gamma")
        here.trust = f"voucher {KEY['gamma'].vkey}\n"
        return here

    def vouched(standing, name, rules, says, here):
        """The key of `acme` is pinned, and that of `beta` has this standing."""
        here.trust += f"key {KEY['acme'].vkey}\n"
        case(name, rules, says, here, found("acme", "signed", "pinned"), found("beta", "signed", standing), standing="vouched",
             outcome="holds" if standing == "vouched" else "not-judged")

    def one(name, rules, says, standing="self-published", prepare=lambda here: None, **vouch):
        """A coalition in which `gamma` vouches for `beta`, before which it is prepared, with a `vouch` as stated."""
        here = complete_with_gamma()
        prepare(here)
        here.vouch("gamma", "beta", **vouch)
        vouched(standing, name, rules, says, here)

    second = Key("beta", "undersigned vector key: beta 1")
    next_gamma = Key("gamma", "undersigned vector key: gamma 1")
    here = complete()
    here.vouch("acme", "beta")
    here.trust = f"voucher {KEY['acme'].vkey}\n"
    case("vouched", "S2 S5 C9", "The convener is named as a voucher, so that its key is pinned, and vouches for the other.", here,
         found("acme", "signed", "pinned"), found("beta", "signed", "vouched"), standing="vouched")
    here.trust = f"key {KEY['acme'].vkey}\n"
    case("vouched-by-a-pin", "S5", "The key of the convener is pinned, and it is no voucher.", here,
         found("acme", "signed", "pinned"), BETA, standing="vouched", outcome="not-judged")
    one("vouched-by-another", "S5", "A party that is on no roll vouches.", "vouched")
    here = complete_with_gamma()
    here.vouch("acme", "beta")
    vouched("self-published", "vouched-by-an-unknown", "S5", "One vouches that is not named.", here)
    here = complete_with_gamma()
    here.vouch("gamma", "acme")
    here.vouch("acme", "beta")
    case("vouched-by-a-vouched", "S5", "Whom a voucher vouches for is no voucher.", here, found("acme", "signed", "vouched"), BETA,
         standing="vouched", outcome="not-judged")
    here = complete()
    here.vouch("acme", "beta")
    here.vouch("beta", "acme")
    case("vouched-in-a-circle", "S5", "Two vouch for each other, and neither is named.", here, ACME, BETA, standing="vouched",
         outcome="not-judged")
    here = complete_with_gamma()
    here.trust = f"voucher {next_gamma.vkey}\n"
    here.vouch("gamma", "beta")
    vouched("self-published", "vouched-by-another-key", "S3 S5", "A voucher is named by a key that its chain does not list.", here)
    one("vouch-withdrawn-at-once", "S5", "The only version withdraws.", mode="withdrawn")
    one("vouch-in-the-future", "A4 S5", "The vouch claims a day in the future, which is a claim like any other.", "vouched",
        date="9999-12-31")
    one("vouch-for-another-record", "S5", "The keys record that it vouches for is not here.", record=sha256("another"))
    one("vouch-by-a-stranger", "C9 C4", "A stranger signed the vouch.", signers=[Key("stranger")])
    one("vouch-by-too-few", "C9 C4", "It takes both keys of the voucher, and one signed.",
        prepare=lambda here: here.keys("gamma", keys=[KEY["gamma"], next_gamma], threshold=2), signers=[KEY["gamma"]])
    one("vouch-by-enough", "C9 C4", "It takes both keys of the voucher, and both signed.", "vouched",
        prepare=lambda here: here.keys("gamma", keys=[KEY["gamma"], next_gamma], threshold=2))
    one("vouch-in-the-place-of-another", "C9 C2", "The vouch of acme stands in the folder of gamma.", under="acme")
    one("vouch-for-another-party", "C9 C2", "A vouch for acme stands in the place of one for beta.",
        edit=lambda text: text.replace("signatory beta", "signatory acme"))
    one("vouch-of-another-type", "C1", "A signature stands in the place of a vouch.",
        damage=lambda _: complete().files[f"signatures/{SLUG}/beta/1.note"])
    one("vouch-unreadable", "P2 C1", "The vouch is a link.", damage=lambda _: {"link": "../../1.note"})
    one("vouch-under-keys-in-dispute", "S5", "The keys chain of the voucher has a flaw.",
        prepare=lambda here: here.files.update({"keys/gamma/2.note": "no note\n"}))
    one("vouch-by-a-shared-key", "S5 C5", "Another party holds the key of the voucher too.",
        prepare=lambda here: here.keys("delta", name="Delta", keys=[Key("delta", "undersigned vector key: gamma")]))
    for name, says, standing, versions in [
        ("vouch-withdrawn", "The second version withdraws.", "self-published", ["withdrawn"]),
        ("vouch-given-again", "The second version withdraws, the third vouches again.", "vouched", ["withdrawn", "given"]),
        ("vouch-gap", "The withdrawal stands in version 3, and version 2 is missing.", "self-published", ["given", "withdrawn"]),
    ]:
        here = complete_with_gamma()
        here.vouch("gamma", "beta")
        for version, mode in enumerate(versions, 2):
            here.vouch("gamma", "beta", version=version, mode=mode)
        if name == "vouch-gap":
            del here.files["keys/beta/vouches/gamma/2.note"]
        vouched(standing, name, "C1 S5" if name == "vouch-gap" else "S5", says, here)
    here = complete_with_gamma()
    here.vouch("gamma", "beta")
    here.vouch("gamma", "beta", version=2, edit=lambda text: text.rpartition("previous")[0] + f"previous {sha256('none')}\n")
    vouched("self-published", "vouch-fork", "C2 C9", "Version 2 names another record as the previous one.", here)
    for name, rules, says, standing, keys, renewed in [
        ("vouch-and-rotation", "S5", "The keys of beta were replaced since.", "vouched", {"retired": [KEY["beta"]]}, False),
        ("vouch-and-compromise", "S5", "A key of beta was compromised since.", "self-published", {"compromised": [KEY["beta"]]},
         False),
        ("vouch-renewed", "S5", "A key of beta was compromised, and the vouch is renewed for what follows.", "vouched",
         {"compromised": [KEY["beta"]]}, True),
        ("vouch-and-another-name", "S5", "The name of beta is another since.", "self-published", {"name": "Beta & Sons"}, False),
        ("vouch-and-keys-taken-over", "S5 C3", "Version 2 of the keys of beta is by a stranger: their chain has a flaw.", "vouched",
         {"signers": [second]}, False),
    ]:
        here = complete_with_gamma()
        here.vouch("gamma", "beta")
        here.keys("beta", version=2, keys=[second], **keys)
        if "signers" not in keys:
            here.act("beta", version=2)
        if renewed:
            here.vouch("gamma", "beta", version=2)
        finding = found("beta", "disputed") if "signers" in keys else found(
            "beta", "signed", standing, name=keys.get("name"), listed_as=NAMES["beta"] if "name" in keys else None,
            marks="listed-as" if "name" in keys else "")
        outcome = "does-not-hold" if "signers" in keys else "holds" if standing == "vouched" else "not-judged"
        here.trust += f"key {KEY['acme'].vkey}\n"
        case(name, rules, says, here, found("acme", "signed", "pinned"), finding, standing="vouched", outcome=outcome)
    for name, says, standing, named, more in [
        ("voucher-retired", "The voucher retired the key that vouched.", "self-published", KEY["gamma"], "retired"),
        ("voucher-retired-and-kept", "The voucher retired the key that vouched, and keeps the vouch.", "vouched", KEY["gamma"],
         "retired keeps"),
        ("voucher-retired-named-by-the-next", "The key that vouched was retired, the next one is named, the vouch is kept.",
         "vouched", next_gamma, "retired keeps"),
        ("voucher-compromised", "The key that is named and that vouched was compromised: the vouch is kept in vain.",
         "self-published", KEY["gamma"], "compromised keeps"),
        ("voucher-compromised-named-by-the-next", "The key that vouched was compromised, the next one is named, the vouch is kept.",
         "vouched", next_gamma, "compromised keeps"),
    ]:
        here = complete_with_gamma()
        digest = here.vouch("gamma", "beta")
        said = {word: [KEY["gamma"]] if word != "keeps" else [digest] for word in more.split()}
        here.keys("gamma", version=2, keys=[next_gamma], **said)
        here.trust = f"voucher {named.vkey}\n"
        vouched(standing, name, "S5 C8", says, here)
    here = complete_with_gamma()
    here.keys("gamma", version=2, keys=[next_gamma], retired=[KEY["gamma"]])
    here.vouch("gamma", "beta", keys=2)
    here.vouch("gamma", "beta", version=2, keys=1)
    vouched("self-published", "vouch-goes-back", "C9", "The second version names a lower keys record of the voucher.", here)
    here = complete()
    here.keys("gamma", keys=[demonstration("gamma")])
    here.vouch("gamma", "beta")
    here.trust = f"voucher {demonstration('gamma').vkey}\n"
    vouched("self-published", "voucher-demonstration", "S5", "The voucher is a demonstration.", here)
    here = complete_with_gamma()
    here.keys("beta", keys=[demonstration("beta")], demonstration=True)
    here.act("beta")
    here.vouch("gamma", "beta")
    case("vouch-for-a-demonstration", "S2 V7", "The party is a demonstration, and stays one.", here, ACME,
         found("beta", "signed", "demonstration"), outcome="does-not-hold", demonstration=True, standing="vouched")
    delta = Key("delta")
    for name, says, lines, standing in [
        ("quorum-none", "Without a quorum one voucher is enough.", "", "vouched"),
        ("quorum-met", "It takes one of two vouchers.", "group g any gamma delta\nquorum g\n", "vouched"),
        ("quorum-not-met", "It takes both of two vouchers.", "group g all gamma delta\nquorum g\n", "self-published"),
        ("quorum-of-one", "It takes another voucher.", "quorum delta\n", "self-published"),
        ("quorum-of-groups", "It takes a group and the other voucher.", "group g any gamma\ngroup h all g delta\nquorum h\n",
         "self-published"),
        ("quorum-of-a-group-of-groups", "It takes one of a group in a group.", "group g any gamma\ngroup h any g delta\nquorum h\n",
         "vouched"),
    ]:
        here = complete_with_gamma()
        here.trust += f"voucher {delta.vkey}\n{lines}"
        here.vouch("gamma", "beta")
        vouched(standing, name, "S4 S5", says, here)
    here = complete_with_gamma()
    here.keys("delta", name="Delta")
    here.trust += f"voucher {delta.vkey}\ngroup g all gamma delta\nquorum g\n"
    here.vouch("gamma", "beta")
    here.vouch("delta", "beta")
    vouched("vouched", "quorum-of-both", "S4 S5", "It takes both of two vouchers, and both vouch.", here)
    here = complete_with_gamma()
    here.files["keys/beta/vouches/README.md"] = "Hello\n"
    here.vouch("gamma", "beta")
    vouched("vouched", "stray-beside-vouches", "P2 S5", "A file beside the folders of vouchers is a stray.", here)


def checks():
    """`gamma`, which is on no roll, is named as the checker, and found the keys of `beta` at its domain."""
    second, next_gamma = Key("beta", "undersigned vector key: beta 1"), Key("gamma", "undersigned vector key: gamma 1")

    def claimed(**keys):
        """`beta` claims `beta.example` and signed under these keys."""
        here = complete()
        here.keys("beta", **{"domain": "beta.example", **keys})
        here.act("beta")
        here.keys("gamma")
        here.trust = f"checker {KEY['gamma'].vkey}\n"
        return here

    def checked(standing, case_name, rules, says, here, **finding):
        """The key of `acme` is pinned, and that of `beta` has this standing."""
        here.trust += f"key {KEY['acme'].vkey}\n"
        case(case_name, rules, says, here, found("acme", "signed", "pinned"), found("beta", "signed", standing, **finding),
             standing="domain", outcome="holds" if standing in ("domain", "vouched") else "not-judged")

    def one(name, rules, says, standing="self-published", prepare=lambda here: None, claims="beta.example", **check):
        here = claimed(domain=claims)
        prepare(here)
        here.check("gamma", "beta", **check)
        checked(standing, name, rules, says, here)

    one("checked", "S2 S6 C10", "A checker that is named found the keys record at the domain that it claims.", "domain")
    here = claimed()
    here.check("gamma", "beta")
    here.trust += f"key {KEY['acme'].vkey}\n"
    case("checked-is-less-than-vouched", "S2 V6", "`vouched` is asked for, and the key is known by its domain.", here,
         found("acme", "signed", "pinned"), found("beta", "signed", "domain"), standing="vouched", outcome="not-judged")
    here = claimed()
    here.check("gamma", "beta")
    here.vouch("gamma", "beta")
    here.trust = f"checker {KEY['gamma'].vkey}\nvoucher {KEY['gamma'].vkey}\n"
    checked("vouched", "checked-and-vouched", "S2", "One is voucher and checker, and says both.", here)
    for name, says, line in [
        ("check-by-an-unknown", "Nobody is named as a checker.", ""),
        ("check-by-a-pin", "The key of the checker is pinned, and it is no checker.", f"key {KEY['gamma'].vkey}\n"),
        ("check-by-a-voucher", "The checker is named as a voucher, and it is no checker.", f"voucher {KEY['gamma'].vkey}\n"),
        ("check-by-another-key", "The checker is named by a key that its chain does not list: no pin, so that its own records "
         "stay valid.", f"checker {next_gamma.vkey}\n"),
    ]:
        here = claimed()
        here.check("gamma", "beta")
        here.trust = line
        checked("self-published", name, "S6", says, here)
    here = claimed()
    here.vouch("gamma", "beta")
    checked("self-published", "vouch-by-a-checker", "S5", "A checker vouches, who is no voucher.", here)
    one("check-in-the-place-of-another", "C10 C2", "The check of acme stands in the folder of gamma.", under="acme")
    one("check-for-another-party", "C10 C2", "A check of acme stands in the place of one of beta.",
        edit=lambda text: text.replace("signatory beta", "signatory acme"))
    one("check-of-another-record", "S6", "The keys record that was served is not here.", record=sha256("another"))
    one("check-of-another-domain", "S6", "The domain is not the one that the keys record claims.", domain="beta.test")
    one("check-of-no-domain", "S6", "The keys record claims no domain.", claims=None)
    one("check-by-a-stranger", "C10 C4", "A stranger signed the check.", signers=[Key("stranger")])
    one("check-by-too-few", "C10 C4", "It takes both keys of the checker, and one signed.",
        prepare=lambda here: here.keys("gamma", keys=[KEY["gamma"], next_gamma], threshold=2), signers=[KEY["gamma"]])
    one("check-of-another-type", "C1", "A vouch stands in the place of a domain check.",
        damage=lambda _: _vouch_of("gamma", "beta", claimed()))
    one("check-in-the-future", "A4 S6", "The check claims a day in the future, which is a claim like any other.", "domain",
        date="9999-12-31")
    one("check-withdrawn-at-once", "S6", "The only version withdraws.", mode="withdrawn")
    one("check-under-keys-in-dispute", "S6", "The keys chain of the checker has a flaw.",
        prepare=lambda here: here.files.update({"keys/gamma/2.note": "no note\n"}))
    one("check-by-a-shared-key", "S6 C5", "Another party holds the key of the checker too.",
        prepare=lambda here: here.keys("delta", name="Delta", keys=[Key("delta", "undersigned vector key: gamma")]))
    for name, says, standing, modes in [
        ("check-withdrawn", "The second version withdraws.", "self-published", ["withdrawn"]),
        ("check-found-again", "The second version withdraws, the third finds it again.", "domain", ["withdrawn", "found"]),
    ]:
        here = claimed()
        here.check("gamma", "beta")
        for version, mode in enumerate(modes, 2):
            here.check("gamma", "beta", version=version, mode=mode)
        checked(standing, name, "S6", says, here)
    here = claimed()
    here.check("gamma", "beta")
    here.check("gamma", "beta", version=2, edit=lambda text: text.rpartition("previous")[0] + f"previous {sha256('none')}\n")
    checked("self-published", "check-fork", "C2 C10", "Version 2 names another record as the previous one.", here)
    for name, says, standing, keys, renewed in [
        ("check-and-rotation", "The keys of beta were replaced since.", "domain", {"retired": [KEY["beta"]]}, False),
        ("check-and-compromise", "A key of beta was compromised since.", "self-published", {"compromised": [KEY["beta"]]}, False),
        ("check-renewed", "A key of beta was compromised, and what follows was found.", "domain", {"compromised": [KEY["beta"]]},
         True),
        ("check-and-another-domain", "The domain of beta is another since.", "self-published", {"domain": "beta.test"}, False),
        ("check-and-no-domain", "Beta claims no domain since.", "self-published", {"domain": None}, False),
        ("check-and-another-name", "The name of beta is another since.", "self-published", {"name": "Beta & Sons"}, False),
    ]:
        here = claimed()
        here.check("gamma", "beta")
        here.keys("beta", **{"version": 2, "keys": [second], "domain": "beta.example", **keys})
        here.act("beta", version=2)
        if renewed:
            here.check("gamma", "beta", version=2)
        renamed = {"name": keys["name"], "listed_as": NAMES["beta"], "marks": "listed-as"} if "name" in keys else {}
        checked(standing, name, "S6", says, here, **renamed)
    for name, says, standing, named, more in [
        ("checker-retired-and-kept", "The checker retired the key that signed, and keeps the check.", "domain", KEY["gamma"],
         "retired keeps"),
        ("checker-retired", "The checker retired the key that signed, and keeps nothing.", "self-published", KEY["gamma"],
         "retired"),
        ("checker-compromised", "The key that is named and that signed was compromised: the check is kept in vain.",
         "self-published", KEY["gamma"], "compromised keeps"),
    ]:
        here = claimed()
        digest = here.check("gamma", "beta")
        here.keys("gamma", version=2, keys=[next_gamma],
                  **{word: [KEY["gamma"]] if word != "keeps" else [digest] for word in more.split()})
        here.trust = f"checker {named.vkey}\n"
        checked(standing, name, "S6 C8", says, here)
    here = claimed()
    here.keys("gamma", keys=[demonstration("gamma")])
    here.check("gamma", "beta")
    here.trust = f"checker {demonstration('gamma').vkey}\n"
    checked("self-published", "checker-demonstration", "S6", "The checker is a demonstration.", here)
    here = claimed(keys=[demonstration("beta")], demonstration=True)
    here.check("gamma", "beta")
    case("check-of-a-demonstration", "S2 V7", "The party is a demonstration, and stays one.", here, ACME,
         found("beta", "signed", "demonstration"), outcome="does-not-hold", demonstration=True, standing="domain")


def _vouch_of(voucher, party, here):
    here.vouch(voucher, party)
    return here.files[f"keys/{party}/vouches/{voucher}/1.note"]


def demonstrations():
    def wholly(assurance=True, **keys):
        here = World()
        for party in ("acme", "beta"):
            here.keys(party, keys=[demonstration(party)], demonstration=assurance)
        here.text()
        here.roll("acme", "beta")
        here.act("acme")
        here.act("beta")
        return here

    shown = found("acme", "signed", "demonstration"), found("beta", "signed", "demonstration")
    case("demonstration", "S2 V7", "Every party is a demonstration: it holds without any standing, and says so.", wholly(),
         *shown, demonstration=True, standing="vouched")
    case("demonstration-not-declared", "K5 S2 V7", "Every key is a demonstration key, though no record says so.",
         wholly(assurance=False), *shown, demonstration=True, standing="vouched")
    here = wholly()
    here.trust = f"key {demonstration('acme').vkey}\n"
    case("demonstration-pinned", "S2", "A demonstration key is pinned, and stays one.", here, *shown, demonstration=True)
    here = wholly()
    del here.files[f"signatures/{SLUG}/beta/1.note"]
    case("demonstration-missing", "V6 V7", "Every party is a demonstration, and one name is missing.", here, shown[0],
         found("beta", "missing"), outcome="does-not-hold", demonstration=True)

    def among_real(key=None, convener="acme", assurance=False, names=("acme", "beta"), act=True):
        """`acme` is real; `beta` has this key."""
        here = World("acme")
        here.keys("beta", keys=[key or demonstration("beta")], demonstration=assurance)
        here.text()
        here.roll(*names, convener=convener)
        here.act("acme")
        if act:
            here.act("beta")
        return here

    case("demonstration-among-real", "V7", "Beta signed with its demonstration key, acme with a key of its own.", among_real(),
         ACME, shown[1], demonstration=True, outcome="does-not-hold")
    case("demonstration-not-asked-for", "V7 V8",
         "Beta signed with its demonstration key; the signature of acme alone is asked for.", among_real(), ACME, shown[1],
         demonstration=True, require=["acme"])
    case("demonstration-declared", "S2 V7", "The keys record of beta says that it is a demonstration, though its key is none.",
         among_real(KEY["beta"], assurance=True), ACME, shown[1], demonstration=True, outcome="does-not-hold")
    case("demonstration-key-of-another", "S2 V7", "Beta signed with the demonstration key of acme, whose id stands in keys/.",
         among_real(demonstration("beta", "acme")), ACME, shown[1], demonstration=True, outcome="does-not-hold")
    case("demonstration-key-of-nobody", "S2",
         "Beta signed with the demonstration key of an id that does not stand in keys/: nobody finds that out.",
         among_real(demonstration("beta", "nobody")), ACME, BETA)
    case("demonstration-as-convener", "V7", "The convener is a demonstration, and not on the roll.",
         among_real(convener="beta", names=("acme",), act=False), ACME, demonstration=True, outcome="does-not-hold")
    case("demonstration-beside", "V3 V7", "A demonstration acted that is not on the roll: it is shown, and counts for nothing.",
         among_real(names=("acme",)), ACME, beside=[found("beta", "not-on-roll", "demonstration")], demonstration=True)
    case("demonstration-in-keys-alone", "V7", "A demonstration stands in keys/ and nowhere else: nothing shows it.",
         among_real(names=("acme",), act=False), ACME)
    case("demonstration-on-the-roll-alone", "V7", "A demonstration is on the roll and did not act: it is shown.",
         among_real(act=False), ACME, found("beta", "missing"), demonstration=True, outcome="does-not-hold")
    here = among_real()
    here.keys("beta", version=2, keys=[KEY["beta"]], keeps=[])
    here.act("beta", version=2)
    case("demonstration-for-ever", "S2 V7",
         "Version 1 of the keys record lists a demonstration key, version 2 a real one, which signed.", here, ACME, shown[1],
         demonstration=True, outcome="does-not-hold")


def questions():
    here = complete()
    here.text("Another text.\n", slug="another")
    here.roll("acme", slug="another", text="Another text.\n")
    other = statement("does-not-hold", found("acme", "missing"), slug="another", text="Another text.\n")
    release = statement("holds", ACME, BETA)
    judged("registry", "two-statements", "V6", "One statement holds, the other does not.", here, other, release,
           outcome="does-not-hold")
    judged("registry", "one-of-two-statements", "V6", "Asked about the one of two statements that holds.", here, release,
           slug=SLUG)
    unjudged("registry", "no-such-statement", "not-judged", "V6", "Asked about a statement that is not here.", here, 3,
             slug="nothing")
    here = complete()
    here.text("Another text.\n", slug="another")
    here.roll("acme", slug="another", text="Another text.\n")
    here.act("acme", slug="another", text="Another text.\n")
    here.files["signatures/another/acme/1.note"] = {"link": "nowhere"}
    judged("registry", "two-statements-one-not-judged", "V6", "One statement holds, the other could not be judged.", here,
           statement("not-judged", found("acme", "unreadable"), slug="another", text="Another text.\n"), release,
           outcome="not-judged")
    judged("registry", "no-statement", "V6", "The registry is empty.", World(), outcome="not-judged")

    missing = found("beta", "missing")
    case("one-signature-required", "V8", "One signature is asked for, and one of two names signed.", world(), ACME, missing,
         require=1)
    case("two-signatures-required", "V8", "Two signatures are asked for, and one of two names signed.", world(), ACME, missing,
         require=2, outcome="does-not-hold")
    here = world()
    here.act("beta", "decline")
    case("two-signatures-required-one-declined", "V8", "Two signatures are asked for, and one of two names declined.", here, ACME,
         found("beta", "declined"), require=2, outcome="does-not-hold")
    here = complete()
    here.trust = f"key {KEY['beta'].vkey}\n"
    case("best-known-first", "V5 V8", "One signature of a pinned key is asked for, and the second name has one.", here, ACME,
         found("beta", "signed", "pinned"), require=1, standing="vouched")
    case("both-required-one-pinned", "V5 V8", "Two signatures of pinned keys are asked for, and one name has one.", here, ACME,
         found("beta", "signed", "pinned"), require=2, standing="vouched", outcome="not-judged")
    here = world()
    here.files[f"signatures/{SLUG}/beta/1.note"] = {"link": "nowhere"}
    unreadable = found("beta", "unreadable")
    case("two-signatures-required-one-unreadable", "V6 V8",
         "Two signatures are asked for; one name signed, and the act of the other could not be read.", here, ACME, unreadable,
         require=2, outcome="not-judged")
    case("one-signature-required-one-unreadable", "V8",
         "One signature is asked for; one name signed, and the act of the other could not be read.", here, ACME, unreadable,
         require=1)
    case("ids-required-one-unreadable", "V6 V8", "The signature of beta is asked for, whose act could not be read.", here, ACME,
         unreadable, require=["beta"], outcome="not-judged")
    case("ids-required", "V8", "The signature of acme is asked for, beta is missing.", world(), ACME, missing, require=["acme"])
    case("ids-required-one-missing", "V8", "The signatures of acme and beta are asked for, beta is missing.", world(), ACME,
         missing, require=["acme", "beta"], outcome="does-not-hold")
    here = complete()
    here.keys("gamma")
    here.act("gamma")
    case("id-required-not-on-the-roll", "V8", "The signature of gamma is asked for, who signed and is not on the roll.", here,
         ACME, BETA, beside=[found("gamma", "not-on-roll")], require=["gamma"], outcome="does-not-hold")
    totals = {"listed": 2, "signed": 1, "withdrawn": 0, "declined": 0, "missing": 1, "failed": 0, "late": 0, "confirmed": 0,
              "not_on_roll": 0}
    case("one-id", "V8 V10", "Asked about acme alone, who signed: one finding, and the totals of the whole roll.", world(), ACME,
         totals=totals, slug=SLUG, id="acme")
    here = world()
    here.act("acme", "withdrawal", version=2)
    totals = {**totals, "signed": 0, "withdrawn": 1}
    case("one-id-withdrawn", "V8", "Asked about acme alone, who withdrew: it is not signed.", here, found("acme", "withdrawn"),
         totals=totals, slug=SLUG, id="acme", outcome="does-not-hold")
