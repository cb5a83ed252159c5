"""Two network namespaces joined by one cable, and a firewall on the inner one: nothing may be opened from outside."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

CLONE_NEWNET = 0x40000000  # sched.h
INNER, PUBLIC = "10.213.77.1", "10.213.77.2"
# What the inner side asks for comes back, and nothing else comes in.
FIREWALL = """
table inet kmzb {
  chain input {
    type filter hook input priority 0; policy drop;
    iif "lo" accept
    ct state established,related accept
  }
}
"""


def _run(*words: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(words, capture_output=True, text=True, timeout=30, check=False, **options)


class Net:
    """The namespaces ``inner`` and ``public``. Use as a context manager; skips, with the reason, where not allowed."""

    def __init__(self):
        self.mark = f"kmzb{os.getpid()}"
        self.names = {side: f"{self.mark}-{side}" for side in ("inner", "public")}
        self.path = f"{os.environ['PATH']}:/usr/sbin:/sbin"

    def __enter__(self) -> Net:
        if os.geteuid() != 0:
            pytest.skip("only root can make network namespaces")
        for program in ("ip", "nft"):
            if shutil.which(program, path=self.path) is None:
                pytest.skip(f"{program} is not installed (make setup-test installs it)")
        try:
            self._make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _make(self) -> None:
        for name in self.names.values():
            done = self.ip("netns", "add", name)
            if done.returncode:
                pytest.skip(f"no network namespaces here: {done.stderr.strip()}")
        inner, public = self.names["inner"], self.names["public"]
        done = self.ip("link", "add", "cable", "netns", inner, "type", "veth", "peer", "name", "cable", "netns", public)
        if done.returncode:
            pytest.skip(f"no pair of network devices here: {done.stderr.strip()}")
        for side, address in (("inner", INNER), ("public", PUBLIC)):
            for words in (("addr", "add", f"{address}/30", "dev", "cable"), ("link", "set", "lo", "up"),
                          ("link", "set", "cable", "up")):  # fmt: skip
                assert self.ip("-n", self.names[side], *words).returncode == 0

    def __exit__(self, *_error) -> None:
        for name in self.names.values():
            self.ip("netns", "del", name)

    def ip(self, *words: str) -> subprocess.CompletedProcess:
        return _run("ip", *words, env={**os.environ, "PATH": self.path})

    def shut(self) -> None:
        """Put the firewall up on the inner side."""
        words = ("ip", "netns", "exec", self.names["inner"], "nft", "-f", "-")
        done = _run(*words, input=FIREWALL, env={**os.environ, "PATH": self.path})
        if done.returncode:
            pytest.skip(f"no packet filter here: {done.stderr.strip()}")

    def cut(self) -> None:
        """Pull the cable."""
        assert self.ip("-n", self.names["public"], "link", "set", "cable", "down").returncode == 0

    def mend(self) -> None:
        """Plug it in again."""
        assert self.ip("-n", self.names["public"], "link", "set", "cable", "up").returncode == 0

    @contextlib.contextmanager
    def inside(self, side: str):
        """This thread, and the processes that it starts, in a namespace."""
        libc = ctypes.CDLL(None, use_errno=True)
        with Path("/proc/thread-self/ns/net").open() as home, Path("/run/netns", self.names[side]).open() as there:
            if libc.setns(there.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
            try:
                yield
            finally:
                if libc.setns(home.fileno(), CLONE_NEWNET):
                    os._exit(70)  # the tests that follow must not run in a namespace that is not theirs

    def opens(self, side: str, address: str, port: int) -> str:
        """'open', 'refused' or 'no answer': an attempt to connect from a side."""
        with self.inside(side), socket.socket() as probe:
            probe.settimeout(2)
            try:
                probe.connect((address, port))
                return "open"
            except ConnectionRefusedError:
                return "refused"
            except socket.timeout:
                return "no answer"
