"""A web server for domain.rs, with a certificate of an authority of its own.

server.py DIRECTORY BEHAVIOUR: writes the authority to DIRECTORY/authority.pem, serves DIRECTORY/served, prints the port.
"""

import datetime
import http.server
import pathlib
import ssl
import sys
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DIRECTORY, BEHAVIOUR = pathlib.Path(sys.argv[1]), sys.argv[2]
DOMAIN = "fishers.example"
PATH = "/.well-known/undersigned/fishers.note"
NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)


def certificate(name, key, issuer, issuer_key, names=(), until=NOW + DAY):
    subject, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer))
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(NOW - 9 * DAY).not_valid_after(until)
               .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def context():
    known, stranger, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    (DIRECTORY / "authority.pem").write_bytes(pem(certificate("Authority", known, "Authority", known)))
    names = ["anglers.example"] if BEHAVIOUR == "other-name" else [DOMAIN, f"www.{DOMAIN}", f"evil{DOMAIN}", "anglers.example"]
    issuer = stranger if BEHAVIOUR in ("unknown-authority", "false-authority") else known
    authority = "Stranger" if BEHAVIOUR == "unknown-authority" else "Authority"
    until = NOW - DAY if BEHAVIOUR == "expired" else NOW + DAY
    chain, secret = DIRECTORY / "chain.pem", DIRECTORY / "secret.pem"
    chain.write_bytes(pem(certificate(DOMAIN, key, authority, issuer, names, until)))
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    return context


REDIRECTS = {
    "elsewhere": f"https://anglers.example{PATH}",
    "look-alike": f"https://evil{DOMAIN}{PATH}",
    "plain": f"http://{DOMAIN}{PATH}",
    "other-port": f"https://{DOMAIN}:8443{PATH}",
    "user": f"https://{DOMAIN}@anglers.example{PATH}",
    "two-slashes": f"//anglers.example{PATH}",
    "loop": PATH,
}

# from where, to where, each by another form of a reference
RELATIVE = {
    PATH: "beside/it.note",
    "/.well-known/undersigned/beside/it.note": "../../above/./it.note?old",
    "/.well-known/above/it.note?old": "?new",
    "/.well-known/above/it.note?new": f"//www.{DOMAIN}/other.note",
    "/other.note": "/last.note#it",
}


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        host, served = self.headers["Host"], (DIRECTORY / "served").read_bytes()
        if BEHAVIOUR in REDIRECTS:
            self.answer(302, Location=REDIRECTS[BEHAVIOUR])
        elif BEHAVIOUR.startswith("hops-"):
            done = int(self.path.partition("?")[2] or 0)
            if done < int(BEHAVIOUR.removeprefix("hops-")):
                self.answer(302, Location=f"{PATH}?{done + 1}")
            else:
                self.answer(200, served)
        elif BEHAVIOUR == "relative" and self.path in RELATIVE:
            self.answer(302, Location=RELATIVE[self.path])
        elif BEHAVIOUR == "relative" and self.path == "/last.note" and host == f"www.{DOMAIN}":
            self.answer(200, served)
        elif BEHAVIOUR == "nowhere":
            self.answer(302)
        elif BEHAVIOUR == "below" and host == DOMAIN:
            self.answer(301, Location=f"https://www.{DOMAIN}/elsewhere.note")
        elif BEHAVIOUR == "below" and self.path == "/elsewhere.note":
            self.answer(307, Location=PATH)
        elif BEHAVIOUR.isdigit():
            self.answer(int(BEHAVIOUR), b"no such thing\n")
        elif BEHAVIOUR == "silent":
            threading.Event().wait()
        elif BEHAVIOUR in ("slow", "endless"):
            self.send_response(200)
            self.end_headers()
            while True:
                self.wfile.write(b"x" * (1 if BEHAVIOUR == "slow" else 1 << 16))
                self.wfile.flush()
                if BEHAVIOUR == "slow":
                    threading.Event().wait(0.1)
        elif BEHAVIOUR == "short":
            self.answer(200, served[:100], **{"Content-Length": str(len(served))})
        elif self.path == PATH:
            self.answer(200, served)
        else:
            self.answer(404)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Clients that hang up are what is tried here."""


server = Server(("127.0.0.1", 0), Handler)
if BEHAVIOUR != "no-tls":
    server.socket = context().wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
else:
    context()
print(server.server_address[1], flush=True)
server.serve_forever()
