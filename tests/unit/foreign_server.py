"""A server that refuses every log-in with an ErrorResponse in an encoding of its own, as one on a Polish Windows does.

What it sends is PostgreSQL's protocol 3.0: https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager

SSL, GSS = 80877103, 80877104  # what a client may ask before the start-up packet


def answer(words: str, state: str, encoding: str) -> bytes:
    """An ErrorResponse: its fields by letter, each ended by a zero byte."""
    fields = (("S", "KATASTROFALNY"), ("V", "FATAL"), ("C", state), ("M", words))
    body = b"".join(letter.encode() + text.encode(encoding) + b"\0" for letter, text in fields) + b"\0"
    return b"E" + struct.pack("!i", len(body) + 4) + body


def _refuse(client: socket.socket, message: bytes) -> None:
    with client:
        client.settimeout(10)
        while True:
            (length,) = struct.unpack("!i", client.recv(4, socket.MSG_WAITALL))
            packet = client.recv(length - 4, socket.MSG_WAITALL)
            if struct.unpack("!i", packet[:4])[0] not in (SSL, GSS):
                break
            client.sendall(b"N")
        client.sendall(message)


@contextmanager
def refusing(words: str, state: str, encoding: str = "cp1250"):
    """The port of such a server on 127.0.0.1, as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        message = answer(words, state, encoding)

        def serve():
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                _refuse(client, message)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)
