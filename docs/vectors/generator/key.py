"""Part K: verifier keys, a line without LF each."""
from generator.signing import BASE, P, SMALL_ORDER, Key, add, base64_of, demonstration, encode, on_curve, times
from generator.vector import vector


def accepted(name, rules, case, key, checked="yes", demonstration=None):
    vector("key", name, "accepted", rules, case, key if isinstance(key, str) else key.vkey, checked=checked,
           demonstration=demonstration)


def refused(name, rules, case, key):
    vector("key", name, "refused", rules, case, key if isinstance(key, str) else key.vkey)


def raw(point, **spelling):
    return Key("acme", raw=encode(point, **spelling))


def vectors():
    acme = Key("acme")
    vkey, blob = acme.vkey, base64_of(b"\x01" + acme.raw)
    accepted("ed25519", "K1 K3 K4", "An Ed25519 key.", acme)

    for scalar, what in enumerate(["the identity", "a point of order 8", "a point of order 4", "another point of order 8",
                                   "the point of order 2",
                                   "a third point of order 8", "the other point of order 4", "the fourth point of order 8"]):
        refused(f"small-order-{scalar}", "K1", f"The key is {what}.", raw(SMALL_ORDER[scalar]))
    refused("y-is-p", "K1", "The key is spelled with y = p, which is 0.", raw(SMALL_ORDER[2], sign=0, y=P))
    refused("y-is-p-negative", "K1", "The key is spelled with y = p and x negative.", raw(SMALL_ORDER[2], sign=1, y=P))
    refused("y-is-p-plus-1", "K1", "The key is the identity, spelled with y = p + 1.", raw(SMALL_ORDER[0], y=P + 1))
    refused("y-is-p-plus-1-negative-zero", "K1", "The key is the identity, spelled with y = p + 1 and x = -0.",
            raw(SMALL_ORDER[0], sign=1, y=P + 1))
    refused("negative-zero", "K1", "The key is the identity, spelled with x = -0.", raw(SMALL_ORDER[0], sign=1))
    refused("negative-zero-order-2", "K1", "The key is the point of order 2, spelled with x = -0.", raw(SMALL_ORDER[4], sign=1))
    large = next(y for y in range(2, 19) if on_curve(y, 0))
    refused("y-not-reduced", "K1", f"The key is a point of large order, spelled with y = p + {large}.",
            raw(on_curve(large, 0), y=P + large))
    off = next(y for y in range(2, 19) if not on_curve(y, 0))
    refused("not-on-the-curve", "K1", f"No point has y = {off}.", raw((0, off)))
    for scalar in (1, 2, 4):
        point = add(times(5, BASE), SMALL_ORDER[scalar])
        refused(f"torsion-{8 // scalar}", "K1", f"The key is 5·B and a point of order {8 // scalar}.", raw(point))
    accepted("five-times-base", "K1", "The key is 5·B, which has no torsion component.", raw(times(5, BASE)))

    refused("31-bytes", "K1", "The key has 31 bytes.", Key("acme", raw=acme.raw[:31]))
    refused("33-bytes", "K1", "The key has 33 bytes.", Key("acme", raw=acme.raw + b"\0"))
    refused("no-bytes", "K1 K4", "Nothing stands behind the algorithm byte of an Ed25519 key.", Key("acme", raw=b""))

    refused("key-id-of-another-name", "K3 K4", "The key id is the one of the same key under another name.",
            Key("acme", id=Key("acme2", "undersigned vector key: acme").id))
    refused("key-id-zero", "K3 K4", "The key id is 00000000.", Key("acme", id=bytes(4)))
    refused("key-id-upper-case", "K4", "The key id is in upper case.", vkey.replace(acme.id.hex(), acme.id.hex().upper()))
    refused("key-id-7-digits", "K4", "The key id has 7 digits.", vkey.replace(acme.id.hex(), acme.id.hex()[:7]))
    refused("key-id-9-digits", "K4", "The key id has 9 digits, the first of them 0.",
            vkey.replace(acme.id.hex(), "0" + acme.id.hex()))
    refused("name-is-no-id", "A1 K4", "The name has a capital letter.", Key("Acme"))
    refused("name-with-a-dot", "A1 K4", "The name has a dot, as names of signed notes elsewhere have.", Key("acme.org"))
    refused("name-empty", "A1 K4", "The name is empty.", Key(""))
    refused("name-of-a-device", "A1 K4", "The name is con.", Key("con"))
    refused("two-parts", "K4", "The base64 is missing.", f"acme+{acme.id.hex()}")
    refused("base64-empty", "K4", "The base64 is empty: there is no algorithm byte.", f"acme+{acme.id.hex()}+")
    other = Key("acme", raw=b"\x02\x03", algorithm=0xFF, id=b"\xd0\xd0\xd0\xd0")
    one = Key("acme", raw=b"\x02", algorithm=0xFF, id=b"\xd0\xd0\xd0\xd0")
    assert one.vkey.endswith("/wI=") and other.vkey.endswith("/wID")
    accepted("base64-padded", "K4", "A key of algorithm 0xff whose base64 is padded.", one, checked="no")
    refused("base64-padding-missing", "K4", "The padding of the base64 is missing.", one.vkey.rstrip("="))
    refused("base64-trailing-bits", "K4", "Bits of the base64 that say nothing are not zero.", one.vkey.replace("/wI=", "/wJ="))
    refused("base64-of-urls", "K4", "The base64 has the alphabet for URLs.", other.vkey.replace("/wID", "_wID"))
    refused("base64-with-a-space", "K4", "A space stands inside the base64.", f"acme+{acme.id.hex()}+{blob[:4]} {blob[4:]}")
    refused("lf-behind", "K4", "LF stands behind the key.", vkey + "\n")
    refused("space-before", "K4", "A space stands before the key.", " " + vkey)
    accepted("other-algorithm", "K4", "A key of algorithm 0xff is read, with any key id, and not checked.", other, checked="no")
    accepted("other-algorithm-without-bytes", "K4", "A key of algorithm 0x02 is read, with no byte behind that one.",
             Key("acme", raw=b"", algorithm=2), checked="no")
    accepted("algorithm-zero", "K4", "A key of algorithm 0x00 is read, and not checked.", Key("acme", raw=acme.raw, algorithm=0),
             checked="no")
    long = Key("ab", raw=bytes(758), algorithm=0xFF)
    longer = Key("abc", raw=bytes(758), algorithm=0xFF)
    assert (len(long.vkey), len(longer.vkey)) == (1024, 1025)
    accepted("1024-bytes", "K4", "The verifier key has 1,024 bytes.", long, checked="no")
    refused("1025-bytes", "K4", "The verifier key has 1,025 bytes.", longer)

    kinds = [Key("acme", kind=kind) for kind in ("sshsig", "fido", "minisign", "openpgp")]
    for key in kinds:
        accepted(f"kind-{key.kind}", "K6", f"The key of acme as one of the kind {key.kind}.", key)
        refused(f"kind-{key.kind}-key-id", "K6", "The key id is the one of the same key with algorithm 0x01.",
                Key("acme", kind=key.kind, id=acme.id))
    refused("kind-31-bytes", "K1 K6", "The key behind the identifier has 31 bytes.", Key("acme", raw=acme.raw[:31], kind="sshsig"))
    refused("kind-33-bytes", "K1 K6", "The key behind the identifier has 33 bytes.", Key("acme", raw=acme.raw + b"\0", kind="sshsig"))
    refused("kind-no-bytes", "K1 K6", "Nothing stands behind the identifier.", Key("acme", raw=b"", kind="fido"))
    refused("kind-small-order", "K1 K6", "The key behind the identifier is the identity.",
            Key("acme", raw=encode(SMALL_ORDER[0]), kind="minisign"))
    for name, case, prefix in [
        ("other-version", "The identifier has another version.", b"undersigned/sshsig/v2\0"),
        ("unknown", "The identifier is none of K6.", b"undersigned/unknown/v1\0"),
        ("upper-case", "The identifier is in upper case.", b"UNDERSIGNED/SSHSIG/V1\0"),
        ("without-end", "No 0x00 ends the identifier.", b"undersigned/sshsig/v1"),
    ]:
        accepted(f"identifier-{name}", "K4 K6", f"{case} The key is read, with any key id, and not checked.",
                 Key("acme", raw=prefix + acme.raw, algorithm=0xFF, id=b"\xd0\xd0\xd0\xd0"), checked="no")
    for name, form, case in [("v4", (4, 27), "of version 4 and algorithm 27"), ("v6", (6, 27), "of version 6")]:
        accepted(f"kind-openpgp-{name}", "K6", f"The key of acme as one of the kind openpgp, {case}.",
                 Key("acme", kind="openpgp", form=form))
    openpgp = kinds[3]
    refused("kind-openpgp-31-bytes", "K1 K6", "The key in the packet has 31 bytes.", Key("acme", raw=acme.raw[:31], kind="openpgp"))
    refused("kind-openpgp-33-bytes", "K1 K6", "A byte stands behind the packet.", Key("acme", raw=acme.raw + b"\0", kind="openpgp"))
    refused("kind-openpgp-small-order", "K1 K6", "The key in the packet is the identity.",
            Key("acme", raw=encode(SMALL_ORDER[0]), kind="openpgp"))
    for name, case, head in [
        ("rsa", "The packet is one of RSA.", openpgp.head[:5] + b"\1" + openpgp.head[6:]),
        ("v3", "The packet has version 3.", b"\3" + openpgp.head[1:]),
        ("v6-legacy", "The packet has version 6 and algorithm 22.", b"\6" + openpgp.head[1:]),
        ("curve", "The packet is of Curve25519.", openpgp.head.replace(bytes.fromhex("092b06010401da470f01"), bytes.fromhex("0a2b060104019755010501"))),
        ("compressed", "0x41 stands before the key.", openpgp.head[:-1] + b"\x41"),
    ]:
        accepted(f"kind-openpgp-{name}", "K4 K6", f"{case} The key is read, with any key id, and not checked.",
                 Key("acme", raw=b"undersigned/openpgp/v1\0" + head + acme.raw, algorithm=0xFF, id=b"\xd0\xd0\xd0\xd0"), checked="no")
    accepted("kind-demonstration", "K5 K7", "The demonstration key of acme as one of the kind sshsig.",
             Key("acme", "undersigned demonstration key: acme", kind="sshsig"), demonstration="acme")

    accepted("demonstration", "K5", "The demonstration key of acme.", demonstration("acme"), demonstration="acme")
    accepted("demonstration-of-another", "K5", "The demonstration key of the-other, under the name acme.",
             demonstration("acme", "the-other"), demonstration="the-other")
