"""A vector: a header that says what to expect, an empty line, and the body to the end of the file."""
import hashlib
import re

VECTORS = {}  # from family and name to the bytes of the file


def vector(family, name, expect, rules, case, body, **more):
    """`more` are further header keys; a list stands for a key that is repeated, None for one that is absent."""
    assert re.fullmatch("[a-z0-9][a-z0-9.-]*", name), name
    assert (family, name) not in VECTORS, (family, name)
    assert all(re.fullmatch(r"[ATKNRCBSPV][0-9]+(\.[0-9])?", rule) for rule in rules.split()), rules
    assert case.endswith("."), case
    lines = [f"expect: {expect}", f"rules: {rules}", f"case: {case}"]
    for key, values in more.items():
        for value in [] if values is None else values if isinstance(values, list) else [values]:
            lines.append(f"{key.replace('_', '-')}: {value}")
    assert not any("\n" in line for line in lines), lines
    body = body.encode() if isinstance(body, str) else body
    VECTORS[family, name] = "".join(line + "\n" for line in lines).encode() + b"\n" + body


def sha256(data):
    return "sha256:" + hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
