"""A FIDO token in software: what ssh-keygen writes with one (PROTOCOL.u2f, PROTOCOL.sshsig), and nothing to touch.

    fido.py new KEY [APPLICATION]         writes KEY, the seed, and KEY.pub
    fido.py sign KEY FILE [FLAGS]         prints the signature of ssh-keygen -Y sign -n undersigned
"""
import base64
import hashlib
import os
import sys
import textwrap

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NAME = b"sk-ssh-ed25519@openssh.com"


def string(data):
    return len(data).to_bytes(4, "big") + data


def new(path, application="ssh:"):
    seed = os.urandom(32)
    raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    blob = string(NAME) + string(raw) + string(application.encode())
    with open(path, "wb") as file:
        file.write(seed)
    with open(f"{path}.pub", "w") as file:
        file.write(f"{NAME.decode()} {base64.b64encode(blob).decode()} a token\n")


def sign(path, file, flags="1"):
    key = Ed25519PrivateKey.from_private_bytes(open(path, "rb").read())
    public = base64.b64decode(open(f"{path}.pub").read().split(" ")[1])
    application = public[len(string(NAME)) + 4 + 32 + 4:]
    wrapped = b"SSHSIG" + string(b"undersigned") + string(b"") + string(b"sha512")
    wrapped += string(hashlib.sha512(open(file, "rb").read()).digest())
    added = bytes([int(flags), 0, 0, 0, 9])
    made = key.sign(hashlib.sha256(application).digest() + added + hashlib.sha256(wrapped).digest())
    blob = b"SSHSIG" + (1).to_bytes(4, "big") + string(public) + string(b"undersigned") + string(b"") + string(b"sha512")
    blob += string(string(NAME) + string(made) + added)
    lines = textwrap.wrap(base64.b64encode(blob).decode(), 70)
    print("-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", sep="\n")


{"new": new, "sign": sign}[sys.argv[1]](*sys.argv[2:])
