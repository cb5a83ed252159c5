"""A server on a real socket that answers as told, misbehaviour included; for tests of the network and of its users."""

from __future__ import annotations

import contextlib
import datetime
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        """Keep the tests' output clean."""

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        path = self.path.split("?")[0]
        if path == "/drip":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            with contextlib.suppress(OSError):
                while not self.server.closing:
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.05)
            return
        if path == "/endless":  # without a length, 16 MB a second
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                while not self.server.closing:
                    self.wfile.write(bytes(1 << 16))
                    time.sleep(0.004)
            return
        if path == "/silent":
            while not self.server.closing:
                time.sleep(0.05)
            return
        if path == "/dropped":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b"only this")
            return
        if path == "/nothing":
            self.close_connection = True
            return
        if path == "/loop":
            self.answer(302, b"", {"Location": self.path})
            return
        if path == "/empty":
            self.answer(200, b"", {})
            return
        if path == "/wavering":  # it answers once, to be kept for a day, and is down from then on
            again = any(seen.startswith(path) for seen, _ in self.server.seen[:-1])
            self.answer(503 if again else 200, b"yesterday", {} if again else {"Cache-Control": "max-age=86400"})
            return
        if path == "/moved":
            self.answer(302, b"", {"Location": "/x"})
            return
        if path == "/corrupted":
            self.answer(200, b"this is not gzip", {"Content-Encoding": "gzip"})
            return
        if path == "/to-file":
            self.answer(302, b"", {"Location": "file:///etc/hostname"})
            return
        if path.startswith("/status/"):
            self.answer(int(path.rsplit("/", 1)[1]), "Łódź".encode(), {"Retry-After": "7"})
            return
        self.answer(200, "zażółć gęślą jaźń".encode(), {"Content-Type": "Text/Plain; charset=utf-8"})

    def do_POST(self):
        """Say back what was posted, and as what."""
        length = int(self.headers.get("Content-Length", 0))
        self.server.seen.append((self.path, dict(self.headers)))
        body = self.rfile.read(length)
        if self.path.startswith("/status/"):
            self.answer(int(self.path.rsplit("/", 1)[1]), b"", {})
        else:
            self.answer(200, body, {"Content-Type": self.headers.get("Content-Type", "")})

    def answer(self, status: int, body: bytes, headers: dict) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def odd_server(certificate: Path | None = None):
    """The server while the block runs; ``.address`` without a trailing slash, ``.seen`` the requests."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads, server.closing, server.seen = True, False, []
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # a client that refuses the certificate is what is tested
        scheme = "https"
    server.address = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing = True
        server.shutdown()
        server.server_close()


def self_signed(folder: Path, expired: bool = False) -> Path:
    """A PEM file (key and certificate for 127.0.0.1) signed by itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    end = datetime.datetime.utcnow() + datetime.timedelta(days=-1 if expired else 1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - datetime.timedelta(days=30))
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
