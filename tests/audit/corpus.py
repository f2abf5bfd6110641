"""What a case is, and the plain copies of a statement that all kinds start from."""

import textwrap

from statements import LAST_YEAR, SAMPLE, slug_of, statements

ALL = statements()
CASES = []  # in the order of cases.json: (entry, function that makes the bytes)
INVENTED = "Brightwater Reading Trust"  # on no roll
INVENTED_TOO = "Copperbell Hearing Fund"


def of(language):
    return ALL[slug_of(language)]


def sample():
    return ALL[SAMPLE]


def last_year():
    return ALL[LAST_YEAR]


def case(file, what, make, *, harmless, text, statement=None, names="absent", named=None, flags=(), exit=None, ask=None, differences=()):
    """One copy and what a perfect auditor says of it; tests/audit/README.md explains the fields."""
    entry = {"file": file, "what": what, "harmless": harmless, "statement": statement.slug if statement else None}
    if ask:
        entry["ask"] = ask
    entry["text"] = [text] if isinstance(text, str) else text
    entry["names"] = names
    if named:
        entry["named"] = named
    if flags:
        entry["flags"] = list(flags)
    if differences:
        entry["differences"] = [{"statement": old, "copy": new} for old, new in differences]
    entry["exit"] = exit if exit is not None else 0 if harmless else 1
    assert file not in [known["file"] for known, _ in CASES], file
    CASES.append((entry, make))


def counts(statement, listed, **others):
    """How many of the listed names have each verdict by the roll, and which signatories are left out. Counts that differ,
    as for altered names, are given: altered=1 and the like."""
    found = {}
    for name in listed:
        verdict = statement.verdict(name)
        found[verdict] = found.get(verdict, 0) + 1
    named = {identifier for identifier, name, _, aliases in statement.names if name in listed or any(alias in listed for _, alias in aliases)}
    omitted = sum(verdict in ("signed", "late") and identifier not in named for identifier, _, verdict, _ in statement.names)
    if omitted:
        found["omitted"] = omitted
    return {**found, **others}


def altered(statement, listed, number=1, **others):
    """As `counts`, for a list that holds altered names, which `listed` leaves out: whether the name meant is `omitted`
    besides is left to the auditor."""
    found = counts(statement, listed)
    omitted = found.pop("omitted", 0)
    return {**found, "altered": number, "omitted": list(range(omitted - number, omitted + 1)), **others}


# Copies as plain text


def numbered(names):
    return "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1))


def published(statement, names=None, body=None, heading=None, listing=numbered):
    """The statement as it is published: its text, a heading, the names; by default of all who signed."""
    names = statement.signed if names is None else names
    return f"{body or statement.text}\n{heading or statement.heading}\n\n{listing(names)}\n"


def replaced(text, *pairs):
    """The text with each `old` replaced by `new`; every `old` stands in it exactly once."""
    for old, new in pairs:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text


def wrapped(text, width=72):
    lines = [textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) if line else "" for line in text.split("\n")]
    return "\n".join(lines)


def with_name(names, name, position):
    return names[:position] + [name] + names[position:]
