"""Keys from published seeds, what they sign, and the curve, for signatures that no sound signer makes."""
import base64
import functools
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def base64_of(data):
    return base64.b64encode(data).decode()


# What stands between the algorithm and the key in the body of an OpenPGP key's packet (RFC 9580, 5.5.5), by version and
# algorithm: 22 is EdDSALegacy, 27 Ed25519.
OPENPGP = {(4, 22): bytes.fromhex("092b06010401da470f01010740"), (4, 27): b"", (6, 27): (32).to_bytes(4, "big")}
CREATED = 1761955200  # 2025-11-01


@functools.lru_cache(maxsize=None)
def secret(seed):
    return Ed25519PrivateKey.from_private_bytes(seed)


class Key:
    """A key under the name of a party: its verifier key (K4), and its signature lines (N3).

    The 32-byte seed of an Ed25519 key is the SHA-256 of `seed`, a sentence. A key with `raw` bytes signs nothing of its own.
    `kind` is the word in an identifier of K6, `form` version and algorithm of an OpenPGP key.
    """

    def __init__(self, name, seed=None, raw=None, algorithm=1, id=None, kind=None, form=(4, 22)):
        self.name, self.kind, self.form = name, kind, form
        prefix = b"\xffundersigned/" + kind.encode() + b"/v1\0" if kind else bytes([algorithm])
        self.head = bytes([form[0]]) + CREATED.to_bytes(4, "big") + bytes([form[1]]) + OPENPGP[form]
        prefix += self.head if kind == "openpgp" else b""
        self.seed = None if raw is not None else hashlib.sha256((seed or f"undersigned vector key: {name}").encode()).digest()
        self.raw = secret(self.seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) if raw is None else raw
        self.id = id or hashlib.sha256(name.encode() + b"\n" + prefix + self.raw).digest()[:4]  # K3, K6
        self.vkey = f"{name}+{self.id.hex()}+{base64_of(prefix + self.raw)}"

    def sign(self, text):
        of_kind = getattr(self, self.kind or "plainly", self.plainly)
        return of_kind(text.encode())

    def plainly(self, data):
        return secret(self.seed).sign(data) if self.seed else hashlib.sha512(data).digest()

    def sshsig(self, text, namespace=b"undersigned", algorithm="sha512", name=b"ssh-ed25519"):
        """N8: PROTOCOL.sshsig."""
        made = string(name) + string(self.plainly(ssh_signed(text, namespace, algorithm)))
        return ssh_signature(string(name) + string(self.raw), namespace, algorithm, made)

    def fido(self, text, application=b"ssh:", flags=1):
        """N8: the same by a token (PROTOCOL.u2f)."""
        name, added = string(b"sk-ssh-ed25519@openssh.com"), bytes([flags, 0, 0, 1, 44])
        signed = hashlib.sha256(ssh_signed(text, b"undersigned", "sha512")).digest()
        made = name + string(self.plainly(hashlib.sha256(application).digest() + added + signed)) + added
        return ssh_signature(name + string(self.raw) + string(application), b"undersigned", "sha512", made)

    def minisign(self, text, comment="timestamp:1761955200\tfile:act.txt\thashed"):
        """N8."""
        made = self.plainly(hashlib.blake2b(text).digest())
        return made + self.plainly(made + comment.encode()) + comment.encode()

    @property
    def fingerprint(self):
        """RFC 9580, 5.5.4."""
        return hashlib.new("sha256" if self.form[0] == 6 else "sha1", framed(self.head + self.raw)).digest()

    @property
    def issuer(self):
        """The subpacket that names the key, RFC 9580, 5.2.3.35."""
        return subpacket(33, self.head[:1] + self.fingerprint)

    @property
    def issuer_id(self):
        """RFC 9580, 5.2.3.12."""
        return subpacket(16, self.fingerprint[:8] if self.form[0] == 6 else self.fingerprint[-8:])

    def openpgp(self, text, **more):
        """N8: the packet, in the older form of packets as gpg writes it."""
        body = self.openpgp_body(text, **more)
        return (b"\x88" + bytes([len(body)]) if len(body) < 256 else b"\x89" + len(body).to_bytes(2, "big")) + body

    def openpgp_body(self, text, type=0, algorithm="sha256", made=CREATED + 60, hashed=None, unhashed=None, salt=None,
                     number=None, start=None):
        """RFC 9580, 5.2.3 and 5.2.4; `number` writes R and S, `start` stands for the first bytes of the hash."""
        version, public = self.form
        width = 4 if version == 6 else 2
        hash = {"sha256": 8, "sha384": 9, "sha512": 10, "sha224": 11}[algorithm]
        hashed = self.issuer + subpacket(2, made.to_bytes(4, "big")) if hashed is None else hashed
        unhashed = (b"" if version == 6 else self.issuer_id) if unhashed is None else unhashed
        covered = bytes([version, type, public, hash]) + len(hashed).to_bytes(width, "big") + hashed
        salt = (b"salt" * 8)[:hashlib.new(algorithm).digest_size // 2] if salt is None else salt
        salt = salt if version == 6 else b""
        end = bytes([version, 255]) + len(covered).to_bytes(4, "big")
        digest = hashlib.new(algorithm, salt + text + covered + end).digest()
        signature = self.plainly(digest)
        if public == 22:
            signature = (number or shortest)(signature[:32]) + shortest(signature[32:])
        rest = len(unhashed).to_bytes(width, "big") + unhashed + (start or digest[:2])
        return covered + rest + (bytes([len(salt)]) + salt if version == 6 else b"") + signature

    def line(self, text, signature=None):
        return f"— {self.name} {base64_of(self.id + (signature or self.sign(text)))}\n"


def framed(body):
    """The body of a key's packet as it is hashed, RFC 9580, 5.2.4."""
    return (b"\x9b" + len(body).to_bytes(4, "big") if body[0] == 6 else b"\x99" + len(body).to_bytes(2, "big")) + body


def subpacket(kind, content, critical=False):
    """RFC 9580, 5.2.3.7, of fewer than 192 bytes."""
    return bytes([len(content) + 1, kind | critical << 7]) + content


def shortest(number, more=0):
    """RFC 9580, 3.2; `more` is added to the number of bits that is stated."""
    bits = int.from_bytes(number, "big").bit_length()
    return (bits + more).to_bytes(2, "big") + number.lstrip(b"\0")


def string(data):
    """RFC 4251, section 5."""
    return len(data).to_bytes(4, "big") + data


def ssh_signed(text, namespace, algorithm):
    digest = hashlib.new(algorithm, text).digest()
    return b"SSHSIG" + string(namespace) + string(b"") + string(algorithm.encode()) + string(digest)


def ssh_signature(public, namespace, algorithm, made):
    parts = string(public) + string(namespace) + string(b"") + string(algorithm.encode()) + string(made)
    return b"SSHSIG" + (1).to_bytes(4, "big") + parts


def demonstration(name, of=None):
    """K5."""
    return Key(name, f"undersigned demonstration key: {of or name}")


def note(text, *signers):
    """`signers` are keys, or whole signature lines."""
    return text + "\n" + "".join(signer if isinstance(signer, str) else signer.line(text) for signer in signers)


# The curve of Ed25519 (RFC 8032, 5.1): -x² + y² = 1 + D·x²·y² modulo P; points as (x, y)

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
BASE_Y = 4 * pow(5, -1, P) % P
IDENTITY = (0, 1)


def add(a, b):
    product = D * a[0] * b[0] * a[1] * b[1]
    return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + product, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, P) % P)


def times(scalar, point):
    result = IDENTITY
    for bit in bin(scalar)[2:]:
        result = add(result, result)
        result = add(result, point) if bit == "1" else result
    return result


def encode(point, sign=None, y=None):
    """RFC 8032, 5.1.2; with `sign` or `y` stated, another spelling."""
    return ((point[1] if y is None else y) | (point[0] & 1 if sign is None else sign) << 255).to_bytes(32, "little")


def on_curve(y, sign):
    """The point with this y and this sign of x, or None."""
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    for root in (x, x * pow(2, (P - 1) // 4, P) % P):
        if (v * root * root - u) % P == 0:
            return (root if root & 1 == sign or root == 0 else P - root, y % P)
    return None


BASE = on_curve(BASE_Y, 0)
ORDER_8 = on_curve(int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"), 0)
SMALL_ORDER = [times(scalar, ORDER_8) for scalar in range(8)]
assert times(L, BASE) == IDENTITY and times(8, ORDER_8) == IDENTITY and len(set(SMALL_ORDER)) == 8


def scalar_of(key):
    """RFC 8032, 5.1.5, step 2."""
    return int.from_bytes(hashlib.sha512(key.seed).digest()[:32], "little") & (1 << 254) - 8 | 1 << 254


def signature_with(key, text, r, added, encoded=None):
    """R = r·B + `added`, and S that satisfies S·B = r·B + k·A: valid by K2 if `added` is the identity and R is not small."""
    point = encoded or encode(add(times(r, BASE), added))
    challenge = int.from_bytes(hashlib.sha512(point + key.raw + text.encode()).digest(), "little")
    return point + ((r + challenge * scalar_of(key)) % L).to_bytes(32, "little")
