"""Programs that make documents, run without network and with a fixed time: WeasyPrint, Chromium, LibreOffice, groff."""

import http.server
import os
import subprocess
import tempfile
import threading

TIME = {"SOURCE_DATE_EPOCH": "1761818400", "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def run(arguments, input=None, directory=None):
    done = subprocess.run(arguments, input=input, cwd=directory, env={**os.environ, **TIME}, capture_output=True, timeout=120)
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stderr.decode(errors='replace')[-800:]}")
    return done.stdout


def weasyprint(page):
    return run(["weasyprint", "-", "-"], page.encode())


def chromium(page, heads=False):
    """Printed from a server on this machine, under an example's name, which stands in the page's foot if there are heads."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_):
            pass

    with tempfile.TemporaryDirectory() as here, http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        run(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                f"--user-data-dir={here}/profile",
                *([] if heads else ["--no-pdf-header-footer"]),
                f"--host-resolver-rules=MAP www.example.org:80 127.0.0.1:{server.server_port}",
                f"--print-to-pdf={here}/page.pdf",
                "http://www.example.org/statement",
            ]
        )
        server.shutdown()
        return read(here, "page.pdf")


def libreoffice(data, suffix, target):
    """A document converted, as from "fodt" to "pdf"; pages of HTML are read by Writer."""
    with tempfile.TemporaryDirectory() as here:
        with open(os.path.join(here, f"copy.{suffix}"), "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())
        reading = ["--infilter=HTML (StarWriter)"] if suffix == "html" else []
        run(
            [
                "soffice",
                f"-env:UserInstallation=file://{here}/profile",
                "--headless",
                *reading,
                "--convert-to",
                target,
                "--outdir",
                here,
                f"copy.{suffix}",
            ],
            directory=here,
        )
        return read(here, f"copy.{target.split(':')[0]}")


def groff(source, *options):
    return run(["groff", "-k", "-ms", "-Tpdf", *options], source.encode())


def pictures(pdf, resolution=70):
    """A PDF of page images only."""
    with tempfile.TemporaryDirectory() as here:
        with open(os.path.join(here, "copy.pdf"), "wb") as file:
            file.write(pdf)
        run(["pdftoppm", "-gray", "-r", str(resolution), "-jpeg", "-jpegopt", "quality=35", "copy.pdf", "page"], directory=here)
        names = sorted(name for name in os.listdir(here) if name.endswith(".jpg"))
        page = "<style>@page { margin: 0; size: A4 } img { width: 210mm; display: block }</style>" + "".join(
            f'<img src="file://{here}/{name}">' for name in names
        )
        return weasyprint(page)


def qpdf(pdf, *options):
    with tempfile.TemporaryDirectory() as here:
        with open(os.path.join(here, "in.pdf"), "wb") as file:
            file.write(pdf)
        run(["qpdf", "--deterministic-id" if "--encrypt" not in options else "--static-id", *options, "in.pdf", "out.pdf"], directory=here)
        return read(here, "out.pdf")


def read(directory, name):
    with open(os.path.join(directory, name), "rb") as file:
        return file.read()
