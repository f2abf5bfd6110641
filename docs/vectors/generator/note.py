"""Parts N and K2: notes, each opened against the verifier keys in its header."""
from generator.signing import CREATED, IDENTITY, L, P, SMALL_ORDER, Key, base64_of, encode, note, shortest, signature_with, subpacket
from generator.vector import sha256, vector

TEXT = "A text\nof two lines\n"
ACME, BETA = Key("acme"), Key("beta")
OTHER = Key("acme", raw=b"\x02\x03", algorithm=0xFF, id=b"\xd0\xd0\xd0\xd0")


def opened(name, rules, case, body, keys=(ACME,), signed=(ACME,), unchecked=0, unknown=0, text=TEXT, kind=None):
    vector("note", name, "opened", rules, case, body, key=[key.vkey for key in keys], digest=sha256(text),
           signed=[key.vkey for key in signed], unchecked=unchecked, unknown=unknown, kind=kind)


def bad(name, rules, case, body, keys=(ACME,)):
    vector("note", name, "bad", rules, case, body, key=[key.vkey for key in keys])


def refused(name, rules, case, body):
    vector("note", name, "refused", rules, case, body, key=ACME.vkey)


def vectors():
    whole, line = note(TEXT, ACME), ACME.line(TEXT)
    opened("one-line", "N2 N3 N6", "One line by a key of the set.", whole)
    form(whole, line)
    selection(line)
    signatures()
    kinds()


def kinds():
    """K6 to K8, N8: the header names the kind that has to be checked."""
    text = TEXT.encode()
    ssh, fido, minisign = [Key("acme", kind=kind) for kind in ("sshsig", "fido", "minisign")]
    takes = lambda name, case, key, signature: opened(
        f"{key.kind}{name}", "K6 N6 N8", case, note(TEXT, key.line(TEXT, signature)), keys=(key,), signed=(key,), kind=key.kind)
    refuses = lambda name, case, key, signature: vector(
        "note", f"{key.kind}-{name}", "bad", "N6 N8", case, note(TEXT, key.line(TEXT, signature)), key=key.vkey, kind=key.kind)
    takes("", "A signature of ssh-keygen -Y sign.", ssh, None)
    takes("-sha256", "The same with SHA-256.", ssh, ssh.sshsig(text, algorithm="sha256"))
    takes("", "A signature by a FIDO token.", fido, None)
    takes("-verified", "The token verified its user too, who was present.", fido, fido.fido(text, flags=5))
    takes("", "A signature of minisign.", minisign, None)
    takes("-comment-empty", "The trusted comment is empty.", minisign, minisign.minisign(text, ""))
    takes("-comment-1024", "The trusted comment has 1,024 bytes.", minisign, minisign.minisign(text, "x" * 1024))
    refuses("namespace", "The namespace is file.", ssh, ssh.sshsig(text, namespace=b"file"))
    refuses("namespace-empty", "The namespace is empty.", ssh, ssh.sshsig(text, namespace=b""))
    refuses("hash", "The hash is SHA-384.", ssh, ssh.sshsig(text, algorithm="sha384"))
    refuses("key-type", "It is one of a FIDO token.", ssh, ssh.fido(text))
    refuses("of-another-key", "It is by another key.", ssh, BETA.sshsig(text))
    refuses("plain", "It is 64 bytes over the text itself.", ssh, ACME.sign(TEXT))
    refuses("longer", "A byte stands behind it.", ssh, ssh.sshsig(text) + b"\0")
    refuses("version", "The version is 2.", ssh, ssh.sshsig(text).replace(b"SSHSIG\0\0\0\1", b"SSHSIG\0\0\0\2"))
    refuses("not-present", "Nobody touched the token.", fido, fido.fido(text, flags=0))
    refuses("verified-alone", "The token verified its user, who was not present.", fido, fido.fido(text, flags=4))
    refuses("application", "The application is ssh:work.", fido, fido.fido(text, application=b"ssh:work"))
    refuses("key-type", "It is one of ssh-keygen without a token.", fido, fido.sshsig(text))
    made = fido.fido(text)
    refuses("counter", "The counter is another than the one signed.", fido, made[:-1] + b"\0")
    made = minisign.minisign(text)
    refuses("comment-changed", "The trusted comment was changed.", minisign, made + b"!")
    refuses("comment-with-lf", "The trusted comment holds LF.", minisign, minisign.minisign(text, "a\nb"))
    refuses("comment-not-utf-8", "The trusted comment is no UTF-8.", minisign,
            made[:64] + minisign.plainly(made[:64] + b"\xff") + b"\xff")
    refuses("comment-1025", "The trusted comment has 1,025 bytes.", minisign, minisign.minisign(text, "x" * 1025))
    refuses("global-missing", "The second signature is missing.", minisign, made[:64])
    refuses("plain", "It is minisign -S -l, over the text itself.", minisign, ACME.sign(TEXT))
    openpgp(takes, refuses)
    opened("kind-unknown-line", "K6 N6", "A line by the key of acme as one of the kind sshsig, which is not of the set.",
           note(TEXT, ACME, ssh), unknown=1)
    opened("kinds-of-one-key", "K7 N6", "One key signed by two kinds: it is one signer.", note(TEXT, ACME, ssh),
           keys=(ACME, ssh), kind="sshsig")


def openpgp(takes, refuses):
    text = TEXT.encode()
    gpg, new, six = [Key("acme", kind="openpgp", form=form) for form in ((4, 22), (4, 27), (6, 27))]
    when, notation = (CREATED + 60).to_bytes(4, "big"), bytes(4) + b"\0\x05\0\1a@b.cd"
    named = gpg.issuer + subpacket(2, when)
    takes("", "A signature of gpg.", gpg, None)
    body = gpg.openpgp_body(text, algorithm="sha512", unhashed=b"",
                            hashed=subpacket(2, when, critical=True) + gpg.issuer_id + subpacket(20, notation) + gpg.issuer)
    takes("-sha512", "The same with SHA-512, as sq makes it: a notation, the newer form of packets.", gpg,
          b"\xc2" + bytes([len(body)]) + body)
    takes("-sha384", "The same with SHA-384.", gpg, gpg.openpgp(text, algorithm="sha384"))
    long = gpg.openpgp_body(text, hashed=named + subpacket(20, bytes(180)))
    takes("-two-byte-length", "The newer form of packets, with a length of 2 bytes.", gpg,
          b"\xc2" + bytes([(len(long) - 192 >> 8) + 192, len(long) - 192 & 255]) + long)
    takes("-v4", "The key is of version 4 and algorithm 27.", new, None)
    takes("-v6", "The key is of version 6.", six, None)
    refuses("text", "It is one over the text with other line ends, type 0x01.", gpg, gpg.openpgp(text, type=1))
    refuses("type", "It is a certification, type 0x10.", gpg, gpg.openpgp(text, type=0x10))
    refuses("hash", "The hash is SHA-224.", gpg, gpg.openpgp(text, algorithm="sha224"))
    refuses("of-another-key", "It is by another key, which it names.", gpg, Key("acme", "undersigned vector key: beta", kind="openpgp").openpgp(text))
    refuses("names-another-key", "It names another key than the one that made it.", gpg,
            gpg.openpgp(text, hashed=Key("beta", kind="openpgp").issuer + subpacket(2, when)))
    refuses("names-another-key-id", "The key id that nobody signed is that of another key.", gpg,
            gpg.openpgp(text, unhashed=Key("beta", kind="openpgp").issuer_id))
    refuses("no-name", "It does not name its key but by the key id.", gpg, gpg.openpgp(text, hashed=subpacket(2, when)))
    refuses("named-twice", "It names its key twice.", gpg, gpg.openpgp(text, hashed=named + gpg.issuer))
    refuses("named-by-nobody", "Nobody signed the subpacket that names its key.", gpg,
            gpg.openpgp(text, hashed=subpacket(2, when), unhashed=gpg.issuer))
    refuses("no-time", "It does not say when it was made.", gpg, gpg.openpgp(text, hashed=gpg.issuer))
    refuses("two-times", "It says twice when it was made.", gpg, gpg.openpgp(text, hashed=named + subpacket(2, when)))
    refuses("before-its-key", "It was made a second before its key.", gpg, gpg.openpgp(text, made=CREATED - 1))
    refuses("expires", "It expires in 10 years.", gpg, gpg.openpgp(text, hashed=named + subpacket(3, (315532800).to_bytes(4, "big"))))
    refuses("critical", "A notation is critical.", gpg, gpg.openpgp(text, hashed=named + subpacket(20, notation, critical=True)))
    refuses("unhashed", "A notation is not covered by the signature.", gpg,
            gpg.openpgp(text, unhashed=gpg.issuer_id + subpacket(20, notation)))
    refuses("unhashed-critical", "The key id that nobody signed is critical.", gpg,
            gpg.openpgp(text, unhashed=subpacket(16, gpg.fingerprint[-8:], critical=True)))
    refuses("subpacket-cut-off", "The last hashed subpacket is longer than what is left.", gpg,
            gpg.openpgp(text, hashed=named + b"\x09\x14abc"))
    refuses("twice", "There are two of them.", gpg, gpg.openpgp(text) * 2)
    refuses("longer", "A byte stands behind it.", gpg, gpg.openpgp(text) + b"\0")
    refuses("plain", "It is 64 bytes over the text itself.", gpg, ACME.sign(TEXT))
    body = gpg.openpgp_body(text)
    refuses("packet", "The packet is one of another type, 3.", gpg, b"\x8c" + bytes([len(body)]) + body)
    refuses("length-unknown", "The packet does not state its length.", gpg, b"\x8b" + body)
    refuses("length-partial", "The packet states its length in parts.", gpg, b"\xc2\xe6" + body[:64] + bytes([len(body) - 64]) + body[64:])
    refuses("start-of-hash", "The first bytes of the hash are others.", gpg, gpg.openpgp(text, start=b"\0\0"))
    made = next(made for made in range(CREATED, CREATED + 99) if short_r(gpg.openpgp(text, made=made)))
    refuses("number-of-bits", "R states a bit more than it has.", gpg,
            gpg.openpgp(text, made=made, number=lambda r: shortest(r, more=1)))
    refuses("algorithm", "It is one of algorithm 27, and its key of algorithm 22.", gpg,
            as_algorithm(gpg, text, 27))
    refuses("v6-salt", "The salt has 32 bytes, where the hash is SHA-256.", six, six.openpgp(text, salt=bytes(32)))
    refuses("v6-v4", "It is of version 4, and its key of version 6.", six, as_version_4(six, text))


def short_r(packet):
    """Whether R has fewer than 256 bits, in a signature of algorithm 22 with a key id that nobody signed."""
    at = packet.index(bytes([0, 10, 9, 16])) + 12 + 2
    return int.from_bytes(packet[at:at + 2], "big") < 256


def as_algorithm(key, text, algorithm):
    """A sound signature of another algorithm, which names this key."""
    other = Key(key.name, kind="openpgp", form=(4, algorithm))
    named = key.issuer + subpacket(2, (CREATED + 60).to_bytes(4, "big"))
    return other.openpgp(text, hashed=named, unhashed=key.issuer_id)


def as_version_4(key, text):
    other = Key(key.name, kind="openpgp", form=(4, 27))
    named = key.issuer + subpacket(2, (CREATED + 60).to_bytes(4, "big"))
    return other.openpgp(text, hashed=named, unhashed=b"")


def form(whole, line):
    for name, character in [("tab", "\t"), ("cr", "\r"), ("nul", "\0"), ("delete", "\x7f"), ("next-line", "\x85")]:
        text = f"A{character}text\n"
        refused(f"control-{name}", "N1", f"U+{ord(character):04X} stands in the text.", note(text, ACME))
    opened("invisible", "N1", "U+200B in the text: a note is no canonical text.", note("A\u200btext\n", ACME),
           text="A\u200btext\n")
    refused("crlf", "N1", "The lines end in CRLF.", whole.replace("\n", "\r\n"))
    refused("not-utf-8", "N1", "A byte of the text is no UTF-8.", whole.encode().replace(b"text", b"t\xe9xt"))
    opened("byte-order-mark", "N1", "U+FEFF at the start is a character of the text, as any other.", note("\ufeffA text\n", ACME),
           text="\ufeffA text\n")

    refused("empty", "N2", "There is no byte.", "")
    refused("text-alone", "N2", "There is no empty line.", TEXT)
    refused("no-signature-line", "N2", "Nothing stands behind the empty line.", TEXT + "\n")
    refused("no-empty-line", "N2", "The signature line stands directly below the text.", TEXT + line)
    refused("no-text", "N2", "Nothing stands before the empty line, so that the text has no last LF.", note("", ACME))
    opened("text-of-one-lf", "N2", "The text is one LF.", note("\n", ACME), text="\n")
    text = "A text\n\nof two parts\n"
    opened("empty-line-in-the-text", "N2", "The text holds an empty line; the note is cut at the last.", note(text, ACME),
           text=text)
    text = "A text\n\n— acme bm90IGEgc2lnbmF0dXJl\n"
    opened("signature-line-in-the-text", "N2",
           "The text ends in what looks like a signature line; the note is cut at the last empty line.", note(text, ACME),
           text=text)
    refused("last-lf-missing", "N2", "The last LF is missing.", whole[:-1])
    refused("empty-line-behind", "N2", "An empty line stands behind the last signature line.", whole + "\n")
    refused("line-behind", "N2 N3", "A line that is no signature line stands behind the last.", whole + "see above\n")
    bad("empty-line-between", "N2 N6", "An empty line stands between two signature lines: the first is text, and the second is not over it.",
        note(TEXT, BETA) + "\n" + line)
    strangers = [f"— s{number} {base64_of(b'12345')}\n" for number in range(16)]
    opened("lines-16", "N2", "There are 16 signature lines.", note(TEXT, ACME, *strangers[:15]), unknown=15)
    refused("lines-17", "N2", "There are 17 signature lines.", note(TEXT, ACME, *strangers))

    for name, case, changed in [
        ("hyphen", "The line begins with a hyphen.", line.replace("—", "-")),
        ("en-dash", "The line begins with U+2013.", line.replace("—", "–")),
        ("no-dash", "The line begins with the name.", line[2:]),
        ("no-space-behind-dash", "No space stands behind U+2014.", line.replace("— ", "—")),
        ("two-spaces-behind-dash", "Two spaces stand behind U+2014, so that the name is empty.", line.replace("— ", "—  ")),
        ("two-spaces-behind-name", "Two spaces stand behind the name.", line.replace("acme ", "acme  ")),
        ("no-break-space", "U+00A0 stands behind U+2014.", line.replace("— ", "—\u00a0")),
        ("space-behind", "A space stands behind the base64.", line.replace("\n", " \n")),
        ("name-with-plus", "The name has a +.", "— a+b MTIzNDU=\n"),
        ("name-with-white-space", "The name has U+2003.", "— a\u2003b MTIzNDU=\n"),
        ("name-alone", "The base64 is missing.", "— acme\n"),
        ("base64-empty", "The base64 is empty.", "— acme \n"),
        ("base64-padding-missing", "The padding of the base64 is missing.", "— a MTIzNDU\n"),
        ("base64-of-urls", "The base64 has the alphabet for URLs.", "— a __8-NDU=\n"),
        ("key-id-alone", "No byte of a signature stands behind the key id.", "— a MTIzNA==\n"),
    ]:
        refused(f"line-{name}", "N3", case, note(TEXT, changed))
    refused("line-base64-trailing-bits", "N3 N5",
            "Bits of the base64 that say nothing are not zero: printed, it would have other bytes.", note(TEXT, "— a MTIzNDV=\n"))
    opened("line-of-5-bytes", "N3", "A line with one byte of signature, by a key outside the set.",
           note(TEXT, ACME, "— a MTIzNDU=\n"), unknown=1)
    opened("line-name-of-a-host", "N3", "A line with a name that is no id of ours, as witnesses have.",
           note(TEXT, ACME, "— sum.example.org/2025 MTIzNDU=\n"), unknown=1)
    opened("line-name-not-latin", "N3", "A line with a name outside ASCII.", note(TEXT, ACME, "— Союз MTIzNDU=\n"), unknown=1)

    refused("twice", "N4", "The same line stands twice.", note(TEXT, ACME, ACME))
    refused("twice-other-signature", "N4", "Two lines have one name and one key id, and other signatures.",
            note(TEXT, ACME, ACME.line(TEXT, bytes(64))))
    refused("twice-unknown", "N4", "Two lines by a key outside the set have one name and one key id.",
            note(TEXT, ACME, "— a MTIzNDU=\n", "— a MTIzNDY=\n"))
    second = Key("acme", "undersigned vector key: acme 2")
    opened("one-name-two-keys", "N4 N6", "Two lines have one name and two key ids.", note(TEXT, ACME, second),
           keys=(ACME, second), signed=(ACME, second))
    opened("one-key-id-two-names", "N4", "Two lines have two names and one key id.",
           note(TEXT, "— a MTIzNDU=\n", "— b MTIzNDU=\n"), signed=(), unknown=2)


def selection(line):
    opened("two-signers", "N6", "Two lines by two keys of the set.", note(TEXT, ACME, BETA), keys=(ACME, BETA),
           signed=(ACME, BETA))
    opened("second-did-not-sign", "N6", "A key of the set has no line.", note(TEXT, ACME), keys=(ACME, BETA))
    opened("nobody-of-the-set", "N6", "The only line is by a key outside the set.", note(TEXT, BETA), signed=(), unknown=1)
    opened("unknown-line", "N6", "One line is by a key outside the set, and says nothing.", note(TEXT, ACME, BETA), unknown=1)
    opened("unknown-line-that-is-false", "N6", "A line by a key outside the set holds a signature of zeros, which nobody checks.",
           note(TEXT, ACME, BETA.line(TEXT, bytes(64))), unknown=1)
    opened("key-id-of-another", "N6", "A line has the name of a key of the set, and another key id: it is unknown.",
           note(TEXT, "— acme " + base64_of(b"\0\0\0\0" + ACME.sign(TEXT)) + "\n"), signed=(), unknown=1)
    opened("name-of-another", "N6", "A line has the key id of a key of the set, and another name: it is unknown.",
           note(TEXT, "— beta " + base64_of(ACME.id + ACME.sign(TEXT)) + "\n"), signed=(), unknown=1)
    opened("digest-with-one-line", "N7", "The digest is that of the text.", note(TEXT, BETA), keys=(ACME, BETA), signed=(BETA,))
    opened("digest-with-other-lines", "N7", "Other signature lines do not change the digest.",
           note(TEXT, BETA, ACME, "— a MTIzNDU=\n"), keys=(ACME, BETA), signed=(ACME, BETA), unknown=1)
    opened("unchecked-line", "N6 K4", "A line by a key of algorithm 0xff is not checked.", note(TEXT, ACME, OTHER),
           keys=(ACME, OTHER), unchecked=1)
    opened("unchecked-line-alone", "N6 K4", "The only line is by a key of algorithm 0xff, and counts for nothing.",
           note(TEXT, OTHER), keys=(ACME, OTHER), signed=(), unchecked=1)
    same = Key("acme", raw=b"\x02\x03", algorithm=0xFF, id=ACME.id)
    opened("key-id-of-both-kinds", "N6 K3",
           "A line selects an Ed25519 key, whose signature it holds, and one of another algorithm: it is signed.",
           note(TEXT, ACME), keys=(same, ACME))
    opened("key-id-of-both-kinds-not-signed", "N6 K3",
           "A line selects an Ed25519 key, whose signature it does not hold, and one of another algorithm: it is unchecked.",
           note(TEXT, ACME.line(TEXT, bytes(64))), keys=(ACME, same), signed=(), unchecked=1)
    twin = Key("beta", "undersigned vector key: acme")
    opened("one-key-under-two-names", "K3 N6",
           "Two lines by one key under two names are one signer, since identity goes by the 32 bytes.",
           note(TEXT, ACME, twin), keys=(ACME, twin), signed=(ACME,))
    one, two = Key("acme", COLLISION[0]), Key("acme", COLLISION[1])
    assert one.id == two.id and one.raw != two.raw
    opened("key-id-ground", "K3 N6", "Two keys of the set were ground to have one key id; the line holds the signature of the second.",
           note(TEXT, two), keys=(one, two), signed=(two,))
    bad("key-id-ground-third", "K3 N6", "Two keys of the set were ground to have one key id; the line holds the signature of neither.",
        note(TEXT, one.line(TEXT, ACME.sign(TEXT))), keys=(one, two))


COLLISION = ["undersigned vector key: acme, number 34374", "undersigned vector key: acme, number 47822"]  # found by trying


def signatures():
    line = lambda signature: note(TEXT, ACME.line(TEXT, signature))
    good = ACME.sign(TEXT)
    point, scalar = good[:32], int.from_bytes(good[32:], "little")
    little = lambda number: number.to_bytes(32, "little")
    opened("signature-by-its-parts", "K2", "A signature whose nonce is 7: R and S are nobody's choice.",
           line(signature_with(ACME, TEXT, 7, IDENTITY)))
    for name, case, signature in [
        ("other-text", "The signature is over another text.", ACME.sign(TEXT + "!\n")),
        ("text-without-last-lf", "The signature is over the text without its last LF.", ACME.sign(TEXT[:-1])),
        ("text-and-empty-line", "The signature is over the text and the empty line.", ACME.sign(TEXT + "\n")),
        ("other-key", "The signature is by another key.", BETA.sign(TEXT)),
        ("bit-of-r", "One bit of R is another.", bytes([good[0] ^ 1]) + good[1:]),
        ("bit-of-s", "One bit of S is another.", good[:32] + bytes([good[32] ^ 1]) + good[33:]),
        ("s-and-l", "L is added to S.", point + little(scalar + L)),
        ("s-and-8-l", "8·L is added to S, which has its highest bits set then.", point + little(scalar + 8 * L)),
        ("63-bytes", "The signature has 63 bytes.", good[:63]),
        ("65-bytes", "The signature has 65 bytes.", good + b"\0"),
        ("one-byte", "The signature has one byte.", b"\0"),
        ("zeros", "The signature is 64 zero bytes.", bytes(64)),
        ("r-is-identity", "R is the identity; the equation holds.", signature_with(ACME, TEXT, 0, IDENTITY)),
        ("r-of-order-2", "R is the point of order 2; the equation holds if multiplied by the cofactor.",
         signature_with(ACME, TEXT, 0, SMALL_ORDER[4])),
        ("r-of-order-8", "R is a point of order 8; the equation holds if multiplied by the cofactor.",
         signature_with(ACME, TEXT, 0, SMALL_ORDER[1])),
        ("r-with-torsion-8", "R is 7·B and a point of order 8; the equation holds if multiplied by the cofactor.",
         signature_with(ACME, TEXT, 7, SMALL_ORDER[1])),
        ("r-with-torsion-2", "R is 7·B and the point of order 2; the equation holds if multiplied by the cofactor.",
         signature_with(ACME, TEXT, 7, SMALL_ORDER[4])),
        ("r-not-reduced", "R is the identity, spelled with y = p + 1; the equation holds.",
         signature_with(ACME, TEXT, 0, IDENTITY, encode(IDENTITY, y=P + 1))),
        ("r-negative-zero", "R is the identity, spelled with x = -0; the equation holds.",
         signature_with(ACME, TEXT, 0, IDENTITY, encode(IDENTITY, sign=1))),
        ("r-not-on-the-curve", "R is no point.", little(2) + good[32:]),
    ]:
        bad(f"signature-{name}", "K2 N6", case, line(signature))
