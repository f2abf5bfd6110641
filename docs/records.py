"""What a registry holds and a reader trusts, as it is read and before it is judged: parts A, K, N, P, R, S and T of
format.md. Part of the second reader, `verify.py`.

Not checked of part T, for which the standard library has no tables: T6 (what may stand beside what: joiners, direction
marks, isolates and variation selectors pass anywhere, and so do marks) and what stands beside U+202F (T4). Categories,
NFC and what is assigned are those of this Python, not of Unicode 15.0. `undersigned canonicalize` checks it all.
Signatures are over exact bytes, so that none of this lets a forgery pass.
"""
import base64, contextlib, datetime, hashlib, io, os, re, unicodedata
from collections import defaultdict, namedtuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MOST_TRUST, MOST_NOTE, MOST_TEXT, MOST_BYTES, MOST_FILES = 2**23, 2**22, 2**22, 2**27, 250000  # S1, N1, P5, P4

class Refused(ValueError):
    """Why something has no meaning, the verdict on an act that it befalls (V2), and whether that is judged (V6)."""
    def __init__(self, why, verdict="unreadable", judged=True):
        super().__init__(why)
        self.verdict, self.judged = verdict, judged

def refuse_if(wrong, why, verdict="unreadable", judged=True):
    if wrong:
        raise Refused(why, verdict, judged)
def flaw_of(check, *arguments):
    """What a check refuses, or None. What a library refuses, such as bytes that are no UTF-8, has no meaning either."""
    try:
        check(*arguments)
    except (ValueError, InvalidSignature) as why:
        return why if isinstance(why, Refused) else Refused(why)

# Part S: trust files; part P: the registry on disk
WHITE_SPACE = "".join(c for c in map(chr, range(0x3001)) if c.isspace() and c not in "\x1c\x1d\x1e\x1f")
ID = r"(?!(?:con|prn|aux|nul|(?:com|lpt)[0-9])(?![a-z0-9-]))(?!-)[a-z0-9-]{1,64}(?<!-)"  # A1
NUMBER = r"(?:[1-9][0-9]{0,5}|1000000)"  # A2
SAID, HELD = "(?:attestation|translation)s", "(?:vouche|check)s"
FOLDER = (rf"keys(?:/{ID}(?:/{HELD}(?:/{ID})?)?)?|statement(?:/{ID}(?:/roll|/{SAID}(?:/{ID})?)?)?|"
          rf"signatures(?:/{ID}){{0,2}}")
CHAIN = rf"keys/{ID}(?:/{HELD}/{ID})?|statement/{ID}/(?:roll|{SAID}/{ID})|signatures/{ID}/{ID}"
FILE = rf"statement/{ID}/text\.txt|(?:{CHAIN})/{NUMBER}\.note"
def read_trust(data):
    """S1, S4: from the word of a line to ids and their keys; from `group` to names, each with the number of members
    that it takes and these. The quorum is a group without a name. From `seen` to paths and digests."""
    refuse_if(len(data) > MOST_TRUST, "too long for a trust file")
    keys, groups, members, seen = {word: defaultdict(set) for word in ("key", "voucher", "checker")}, {}, [], []
    for line in data.decode().removeprefix("\ufeff").split("\n"):
        word, _, rest = line.strip(WHITE_SPACE).partition(" ")
        is_group, known = word == "group", {*groups, *keys["voucher"]}
        if word in keys:
            key = verifier_key(rest.strip(WHITE_SPACE))
            refuse_if(not key.is_checked or word == "voucher" and key.name in groups, "not checked, or a group's name")
            keys[word][key.name].add(key)
            keys["checker" if word == "checker" else "key"][key.name].add(key)
        elif word == "seen":  # S7
            found = re.fullmatch(rf"((?:{CHAIN})/{NUMBER}\.note) (sha256:[0-9a-f]{{64}})", rest.strip(WHITE_SPACE))
            refuse_if(not found, "no record that was seen")
            seen.append(found.groups())
        elif word and not word.startswith("#"):
            name, needed, *own = ["", "any"] * (word == "quorum") + [each for each in rest.split(" ") if each]
            refuse_if(not is_group and (word, len(own)) != ("quorum", 1), "a line that is not understood")
            refuse_if(name in known or not known.issuperset(own) or is_group and not re.fullmatch(ID, name), "no group")
            most, members = len(own), members + own * is_group
            number = {"all": most, "any": 1}.get(needed) or int(needed if re.fullmatch(NUMBER, needed) else 0)
            refuse_if(not 1 <= number <= most or len({*members}) < len(members), "no number of members, or one twice")
            groups[name] = number, {*own}
    return {**keys, "group": groups, "seen": seen}
def read_registry(root):
    """P1, P2: from folder to file to bytes, or None where a file, or the first of an unreadable folder, is not read."""
    paths, folders, total = ["keys", "statement", "signatures"], defaultdict(dict), 0
    is_plain = lambda place, is_kind: is_kind(place) and not os.path.islink(place)
    refuse_if(not all(is_plain(os.path.join(root, top), os.path.isdir) for top in paths), f"{root!r} is no registry")
    for path in paths:
        place, content = os.path.join(root, path), None
        with contextlib.suppress(() if re.fullmatch(rf"keys|statement|signatures(/{ID})?", path) else OSError):  # P2
            if re.fullmatch(FOLDER, path) and is_plain(place, os.path.isdir):
                paths += [f"{path}/{name}" for name in os.listdir(place)]
                continue
            if re.fullmatch(FILE, path) and is_plain(place, os.path.isfile):
                content = open(place, "rb").read(MOST_TEXT + 1)
        total += len(content or b"")
        refuse_if(total > MOST_BYTES or len(paths) > MOST_FILES, f"{root!r} is too large")  # P4
        for hidden in filter(re.compile(FILE).fullmatch, (path, f"{path}/1.note", f"{path}/text.txt")):  # else a stray
            is_too_long = hidden.endswith(".txt") and len(content or b"") > MOST_TEXT  # P5
            folders[os.path.dirname(hidden)][os.path.basename(hidden)] = None if is_too_long else content
    return folders

# Part R: records, of the atoms of part A
def day_number(date):  # A4; the calendar repeats itself every 400 years, and Python's has no year 0
    year, month, day = map(int, date.split("-"))
    return datetime.date(2000 + year % 400, month, day).toordinal() + year // 400 * 146097
def value(word, most=256):  # A5
    refuse_if(len(word.encode()) > most or re.search("^[ \u3000]|[\u061c\u200e\u200f\u2066-\u2069]", word), "no value")
    refuse_uncanonical(word.encode() + b"\n")
    return word
def verifier_key(word):  # K4, K6
    refuse_if(len(word) > 1024 or not re.fullmatch(rf"{ID}\+[0-9a-f]{{8}}\+.*", word), "no verifier key")
    name, key_id, blob = word.split("+", 2)
    blob = unbase64(blob, 1)
    kind = (KIND.match(blob) or [blob[:1]])[0]
    key = Key(name, bytes.fromhex(key_id), kind, blob[len(kind):])
    named = hashlib.sha256(name.encode() + b"\n" + blob).digest()[:4]  # K3
    refuse_if(key.is_checked and (key.id != named or not is_public_key(key.bytes)), "no sound Ed25519 key")
    return key

class Key(namedtuple("Key", "name id kind bytes")):
    """What stands before the bytes of a key is its kind. Two of one party are equal if they are one key (K7)."""
    is_checked = property(lambda self: bool(KIND.fullmatch(self.kind)))
    same = property(lambda self: (self.name, self.bytes if self.is_checked else self.kind + self.bytes))
    __eq__, __hash__ = lambda self, other: self.same == other.same, lambda self: hash(self.same)
FORM = {  # the words of lines: A1 to A7
    "ID": ID, "IDS": f"{ID}(?: {ID})*", "NUMBER": NUMBER, "DIGEST": "sha256:[0-9a-f]{64}", "VALUE": ".+", "LONG": ".+",
    "DOMAIN": r"(?=.{1,253}\n)(?:(?!-)[a-z0-9-]{1,63}(?<!-)\.)+(?!-)[a-z0-9-]{1,63}(?<!-)", "VKEY": ".+",
    "LANGUAGE": "(?=[A-Za-z0-9-]{2,35}[ \n])[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", "DATE": "[0-9]{4}-[0-9]{2}-[0-9]{2}"}
READ = {"NUMBER": int, "DATE": day_number, "VALUE": value, "LONG": lambda word: value(word, 1024), "VKEY": verifier_key}
LINES = {  # R1: the lines of each type in their order, each with its words
    "keys": "signatory=ID version=NUMBER name=VALUE domain?=DOMAIN assurance?=demonstration threshold=NUMBER key+=VKEY "
            "retired*=DATE,VKEY compromised*=DATE,VKEY keeps*=DIGEST recovery?=NUMBER,IDS recovered*=ID,DIGEST "
            "date=DATE previous?=DIGEST",
    "roll": "slug=ID version=NUMBER title=VALUE language=LANGUAGE profile=text-v1 text=DIGEST date=DATE convener=ID "
            "keys=DIGEST mode=open|closed deadline?=DATE corrects|supersedes|translates?=ID,DIGEST previous?=DIGEST "
            "signatory*=ID,VALUE alias*=ID,LANGUAGE,VALUE",
    "signature": "version=NUMBER text=DIGEST profile=text-v1 signatory=ID name=VALUE keys=DIGEST roll=DIGEST date=DATE "
                 "previous?=DIGEST", "vouch": "version=NUMBER signatory=ID record=DIGEST voucher=ID keys=DIGEST "
                                              "mode=given|withdrawn date=DATE previous?=DIGEST"}
LINES["domain-check"] = "version=NUMBER signatory=ID domain=DOMAIN record=DIGEST checker=ID keys=DIGEST " \
                        "mode=found|withdrawn date=DATE previous?=DIGEST"
LINES["attestation"] = LINES["signature"].replace("keys=", "means=LONG convener=ID keys=").replace(
    "date=", "mode=given|withdrawn date=")
LINES["translation"] = LINES["vouch"].replace("signatory=ID record=DIGEST voucher=ID", "text=DIGEST profile=text-v1 "
                                              "language=LANGUAGE original=DIGEST translator=ID")
LINES["withdrawal"] = LINES["decline"] = LINES["signature"].replace("date=", "reason?=LONG date=")
NOTE = re.compile(  # N1 to N3, R5
    rf"(undersigned/({'|'.join(LINES)})/v1\n([^\x00-\x09\x0b-\x1f\x7f-\x9f]*\n))\n"
    r"((?:\u2014 [^\x00-\x20\x7f-\x9f\s+]+ [A-Za-z0-9+/]+=*\n){1,16})")

class Record(dict):
    """A note whose text is a record: from the word of a line to its value, or to its values."""
    def __init__(self, data):
        note = NOTE.fullmatch(data.decode())
        refuse_if(not note or len(data) > MOST_NOTE, "no note, or of no known type")
        text, self.type, lines, below = note.groups()
        self.bytes, self.signatures, at = text.encode(), {}, 0
        self.digest = f"sha256:{hashlib.sha256(self.bytes).hexdigest()}"  # N7
        for name, blob in re.findall("\u2014 (.+) (.+)\n", below):
            blob = unbase64(blob, 5)
            refuse_if((name, blob[:4]) in self.signatures, "two lines of one key")  # N4
            self.signatures[name, blob[:4]] = blob[4:]
        for key, count, kinds in re.findall(r"(\S+?)([?*+]?)=(\S+)", LINES[self.type]):
            least, most = {"": (1, 1), "?": (0, 1), "+": (1, 16), "*": (0, 10**6)}[count]
            kinds, values = kinds.split(","), []
            line = re.compile(f"(?:{key}) " + " ".join(f"({FORM.get(kind, kind)})" for kind in kinds) + "\n")
            while found := line.match(lines, at):
                at, words = found.end(), [READ.get(kind, str)(word) for kind, word in zip(kinds, found.groups())]
                values.append(tuple(words) if len(words) > 1 else words[0])
            refuse_if(not least <= len(values) <= most, f"`{key}` is missing, ill formed, out of order, or too many")
            self[key] = values if most > 1 else values[0] if values else None
        refuse_if(at < len(lines), "a line is too many, ill formed or out of order")
        refuse_if((self["version"] == 1) == bool(self["previous"]), "`previous` and the version disagree")  # R2
        self.owner = self[{"roll": "slug", "translation": "translator"}.get(self.type, "signatory")]
        own = self.get("signatory") in [self.get(by, "") for by in ("voucher", "checker", "convener")]
        refuse_if(own, "a party's word for itself")  # R6, R7, R8
        if self.type == "keys":  # R3
            self.update({line: [key for _, key in self[line]] for line in ("retired", "compromised")})
            keys, former = self["key"], self["retired"] + self["compromised"]
            refuse_if({key.name for key in keys + former} != {self.owner}, "a key of another name")
            sound = len(set(keys)) == len({key.id for key in keys}) == len(keys) >= self["threshold"]
            refuse_if(not sound, "a key or key id twice, or fewer keys than the threshold")
            refuse_if(set(keys) & set(former), "a former key is listed")
            least, ids = self["recovery"] or (1, self.owner)
            refuse_if(not least <= len(set(ids.split(" "))) == len(ids.split(" ")), "no recovery")
            restoring = [party for party, _ in self["recovered"]]
            refuse_if(len({self.owner, *restoring}) <= len(restoring), "restored by itself, or by one party twice")
            refuse_if(restoring and self["version"] == 1, "nothing to restore in version 1")
        if self.type == "roll":  # R4
            names, aliases = dict(self["signatory"]), self["alias"]
            sound = len(set(names.values())) == len(self["signatory"]) <= 10000 >= len(aliases) == len(set(aliases))
            refuse_if(not sound or {alias[0] for alias in aliases} - names.keys(), "names or aliases twice or too many")
    def open(self, keys):
        """N6: leaves the keys that signed, each with its kind too, the keys with an unchecked line, and the number of
        unknown lines."""
        self.signed, self.proven, self.unchecked, self.unknown = set(), set(), set(), 0
        for named, signature in self.signatures.items():
            selected = {key for key in keys if key[:2] == named}
            other = {key for key in selected if not key.is_checked}
            valid = {key for key in selected - other if is_by(key, signature, self.bytes)}
            refuse_if(selected and not valid and not other, f"a bad signature in the name of {named[0]}", "invalid")
            self.signed |= valid
            self.proven |= {(key, key.kind) for key in valid}
            self.unchecked |= set() if valid else other
            self.unknown += not selected

# Part K: keys and signatures
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # of Ed25519 (RFC 8032, 5.1)
NEGATION = x25519.X25519PrivateKey.from_private_bytes((5 * L - 1).to_bytes(32, "little"))
def is_public_key(key):
    """K1. On Curve25519 (RFC 7748, 4.1) a point and its negative have one u. 5·L - 1, a multiple of 8 as X25519 has it,
    takes to their negatives the points of order L and no others: of a part of small order it leaves nothing, and what
    lies on the twist has another order. Where x could be a negative zero, y = ±1, are points of small order."""
    y = int.from_bytes(key, "little") % 2**255
    refuse_if(len(key) != 32 or not 1 < y < P - 1, "no canonical encoding of a point, or one of small order")
    u = ((1 + y) * pow(1 - y, -1, P) % P).to_bytes(32, "little")
    return NEGATION.exchange(x25519.X25519PublicKey.from_public_bytes(u)) == u
def is_signature(key, signature, message):
    """K2, of a key of K1. OpenSSL computes R from the rest, so of order L or the identity, and compares its bytes."""
    identity, scalar = (1).to_bytes(32, "little"), int.from_bytes(signature[32:], "little")
    wrong = flaw_of(ed25519.Ed25519PublicKey.from_public_bytes(key).verify, signature, message)
    return len(signature) == 64 and scalar < L and signature[:32] != identity and not wrong
def string(*parts):  # N8
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
def is_sshsig(key, signature, message, name=b"ssh-ed25519", *application):
    """N8. All but what the key made, and what a token added to it, is known: so it is written anew, and compared."""
    end = len(signature) - 5 * len(application)
    made, added = signature[end - 64:end], signature[end:]
    for hashed in (b"sha512", b"sha256"):
        parts = b"undersigned", b"", hashed
        signed = b"SSHSIG" + string(*parts, hashlib.new(hashed.decode(), message).digest())
        if application:
            signed = hashlib.sha256(*application).digest() + added + hashlib.sha256(signed).digest()
        whole = b"SSHSIG\0\0\0\1" + string(string(name, key, *application), *parts, string(name, made) + added)
        if whole == signature and (not application or added[0] & 1):
            return is_signature(key, made, signed)
def is_fido(key, signature, message):
    return is_sshsig(key, signature, message, b"sk-ssh-ed25519@openssh.com", b"ssh:")
def is_minisign(key, signature, message):
    made, whole, comment = signature[:64], signature[64:128], signature[128:]
    plain = comment.decode(errors="replace")
    is_plain = plain.encode() == comment and len(comment) <= 1024
    is_plain = is_plain and not re.search("[\0-\x08\x0a-\x1f\x7f-\x9f]", plain)
    return is_plain and is_signature(key, made, hashlib.blake2b(message).digest()) and is_signature(
        key, whole, made + comment)
def refuse_openpgp(key, signature, message, head):
    """N8; `head` is what stands before the key in its packet. Numbers in comments are those of RFC 9580."""
    stream, version, body = io.BytesIO(signature), head[0], head + key
    def number(size, stream=stream):
        data = stream.read(size)
        refuse_if(len(data) < size, "cut off")
        return int.from_bytes(data, "big")
    def length(two, stream=stream):  # 4.2.1, 5.2.3.7
        first = number(1, stream)
        refuse_if(two < first < 255, "of unknown length")
        more = number(4 if first == 255 else 1, stream) if first > 191 else 0
        return first if first < 192 else more if first == 255 else (first - 192 << 8) + more + 192
    def subpackets(data):  # 5.2.3.7: of each the type, with 0x80 if it is critical, and the content
        area, found = io.BytesIO(data), []
        while area.tell() < len(data):
            size = length(254, area)
            content = area.read(size)
            refuse_if(not content or len(content) < size, "cut off")
            found.append((content[0], content[1:]))
        return found
    tag = number(1)  # 4.2
    sizes = {0xc2: lambda: length(223), 0x88: lambda: number(1), 0x89: lambda: number(2), 0x8a: lambda: number(4)}
    refuse_if(tag not in sizes or sizes[tag]() != len(signature) - stream.tell(), "not one signature packet")
    start, of_form = stream.tell(), bytes([version, 0, head[5]])
    refuse_if(stream.read(3) != of_form, "another version, type or algorithm")
    hashed_by = {8: "sha256", 9: "sha384", 10: "sha512"}.get(number(1))
    refuse_if(not hashed_by, "another hash")
    width = 4 if version == 6 else 2
    hashed = stream.read(number(width))
    covered = signature[start:stream.tell()]
    unhashed, first = stream.read(number(width)), stream.read(2)
    salt = stream.read(number(1)) if version == 6 else b""
    refuse_if(len(salt) != hashlib.new(hashed_by).digest_size // 2 * (version == 6), "another salt")
    framed = (b"\x9b" if version == 6 else b"\x99") + len(body).to_bytes(width, "big") + body
    named = hashlib.new("sha256" if version == 6 else "sha1", framed).digest()  # 5.5.4
    names = [(33, head[:1] + named), (16, named[:8] if version == 6 else named[-8:])]
    stated, open_ones = subpackets(hashed), subpackets(unhashed)
    refuse_if(any(each not in names for each in open_ones), "it holds what nobody signed")
    plain = [(kind & 0x7f, content) for kind, content in stated]
    refuse_if(any(each not in names for each in plain if each[0] in (16, 33)), "of another key")
    times = [content for kind, content in plain if kind == 2]
    sound = len(times) == 1 and len(times[0]) == 4 and times[0] >= head[1:5] and plain.count(names[0]) == 1
    limited = [kind for kind, _ in stated if kind & 0x7f == 3 or kind & 0x80 and kind & 0x7f not in (2, 16, 33)]
    refuse_if(not sound or limited, "it does not say when or by whom, or is limited")
    made = stream.read()
    if head[5] == 22:  # 3.2: R and S without zeros before them
        size = (int.from_bytes(made[:2], "big") + 7) // 8
        parts = made[2:2 + size], made[4 + size:]
        sizes = made[:2], made[2 + size:4 + size]
        refuse_if(any(len(part) > 32 or len(part) and not part[0] or int.from_bytes(part, "big").bit_length() !=
                      int.from_bytes(size, "big") for part, size in zip(parts, sizes)), "no numbers")
        made = b"".join(part.rjust(32, b"\0") for part in parts)
    digest = hashlib.new(hashed_by, salt + message + covered + bytes([version, 255]) + len(covered).to_bytes(4, "big"))
    refuse_if(digest.digest()[:2] != first or not is_signature(key, made, digest.digest()), "a bad signature")  # 5.2.4
SCHEMES = {b"\x01": is_signature, b"sshsig": is_sshsig, b"fido": is_fido, b"minisign": is_minisign,
           b"openpgp": lambda *given: not flaw_of(refuse_openpgp, *given)}  # K6
KIND = re.compile(rb"(?s)(\x01)|\xffundersigned/(?:(sshsig|fido|minisign)/v1\0|(openpgp)/v1\0("
                  rb"\x04....(?:\x16\x09\+\x06\x01\x04\x01\xda\x47\x0f\x01\x01\x07@|\x1b)|\x06....\x1b\0\0\0 ))")
def is_by(key, signature, message):
    *names, head = KIND.fullmatch(key.kind).groups()
    return SCHEMES[next(filter(None, names))](key.bytes, signature, message, *([head] if head else []))
def demonstration_key(party):  # K5
    seed = hashlib.sha256(b"undersigned demonstration key: " + party.encode()).digest()
    return ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
def unbase64(word, least):
    blob = base64.b64decode(word, validate=True)
    refuse_if(base64.b64encode(blob).decode() != word or len(blob) < least, "base64 too short, or not canonical")
    return blob

# Part T, as far as Python's Unicode goes
MAY_STAND = set("\n\u3000\u1680\u202f\u0600\u0601\u0602\u0603\u0604\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
                "\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\U000110bd\U000110cd")  # Zs of T4, Cf of T2, T6
NEVER = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\ufffd")  # T2, of categories that may stand
def refuse_uncanonical(data):  # T11: would the function of part T give back these very bytes?
    refuse_if(data is None, "the text is missing or unreadable", judged=False)
    text = data.decode()  # T1
    strange = [c for c in set(text) - MAY_STAND if c in NEVER or not c.isprintable()]  # T2 to T4: Cc, Cf, Cn, Co, Z*
    refuse_if(strange, f"not canonical: U+{ord(max(strange, default=' ')):04X}")
    refuse_if(not unicodedata.is_normalized("NFC", text), "not canonical: not in NFC")  # T5
    ends = re.search(r"(?m)[ \u3000]$|\A\n|\n\n\Z|[^\n]\Z|\A\Z", text)  # T7 to T9
    refuse_if(ends, "not canonical: spaces behind a line, blank lines at an end, no LF at the end, or nothing")
