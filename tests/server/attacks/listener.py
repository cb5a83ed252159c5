"""A stranger's host: who makes the server ask it has made the server ask anybody."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager


@contextmanager
def listener():
    """A host on loopback; gives its address and what was asked of it."""
    heard, stop = [], threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def listen():
            while not stop.is_set():
                try:
                    connection, _from = server.accept()
                except OSError:
                    continue
                with connection:
                    connection.settimeout(2)
                    heard.append(connection.recv(200))
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/", heard
        finally:
            stop.set()
            thread.join()
