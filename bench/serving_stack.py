"""Web services on loopback, each behind an nginx of its own: workers by FastCGI or HTTP on one Unix socket.

All sides get the same nginx, the same number of workers and the same account. Processor time and peak memory are the
kernel's count of the processes that serve: workers, nginx, and the database's where there is one.
"""

from __future__ import annotations

import contextlib
import ctypes
import getpass
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from serving_usage import cpu, family

ACCOUNT = "www-data" if os.geteuid() == 0 else getpass.getuser()
_DIES_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG
_PATH = "/usr/sbin:/usr/bin:/bin"

_NGINX = """\
daemon off; worker_processes 1; pid {run}/nginx.pid; error_log {run}/nginx-error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; server_tokens off; default_type application/octet-stream;
  client_body_temp_path {run}/tmp; proxy_temp_path {run}/tmp; fastcgi_temp_path {run}/tmp;
  uwsgi_temp_path {run}/tmp; scgi_temp_path {run}/tmp;
  server {{
    listen 127.0.0.1:{port};
    location / {{
{upstream}
    }}
  }}
}}
"""
_FASTCGI = """\
      fastcgi_pass unix:{run}/workers.sock; fastcgi_read_timeout 600s;
      fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type; fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param SCRIPT_NAME $fastcgi_script_name; fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param DOCUMENT_URI $document_uri; fastcgi_param SERVER_PROTOCOL $server_protocol;
      fastcgi_param REQUEST_SCHEME $scheme; fastcgi_param REMOTE_ADDR $remote_addr;
      fastcgi_param SERVER_ADDR $server_addr; fastcgi_param SERVER_PORT $server_port;
      fastcgi_param SERVER_NAME $host; fastcgi_param HTTP_PROXY "";
      {more}"""
_PROXY = """\
      proxy_pass http://{target}; proxy_read_timeout 600s; proxy_http_version 1.1;
      proxy_set_header Host $http_host; proxy_set_header Connection "";"""


@dataclass
class Program:
    """How a service's worker is started. ``fastcgi``: the listening socket is its standard input; else the program
    listens itself, its words and environment naming ``{socket}`` (or, with ``by_port``, ``{port}`` of loopback) and its
    number of workers ``{workers}``. ``{run}`` is a folder that it may write to. ``parameters`` go with each request, as
    FastCGI replaces the environment."""

    words: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    fastcgi: bool = True
    by_port: bool = False
    parameters: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[Path], None] | None = None


class Running:
    """A service that runs until ``stop``; ``port`` is nginx's."""

    def __init__(self, program: Program, workers: int = 1):
        self.program, self.workers = program, workers
        self.run = Path(tempfile.mkdtemp(prefix="kmzb-bench-serve-"))
        self.port, self._inner = _free_port(), _free_port()
        self.processes, self._nginx, self._listener = [], None, None
        self._stopped, self._resting = threading.Event(), True
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        account = pwd.getpwnam(ACCOUNT)
        for name in ("tmp", "home"):
            (self.run / name).mkdir()
        self.run.chmod(0o755)
        if self.program.prepare:
            self.program.prepare(self.run)
        for path in (self.run, *self.run.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)
        if self.program.fastcgi:
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(str(self.run / "workers.sock"))
            self._listener.listen(128)
            os.chown(self.run / "workers.sock", account.pw_uid, account.pw_gid)
        more = [f"fastcgi_param {name} {value};" for name, value in self.program.parameters.items()]
        target = f"127.0.0.1:{self._inner}" if self.program.by_port else f"unix:{self.run}/workers.sock"
        form = _FASTCGI if self.program.fastcgi else _PROXY
        upstream = form.format(run=self.run, target=target, more="\n      ".join(more))
        text = _NGINX.format(run=self.run, port=self.port, upstream=upstream)
        (self.run / "nginx.conf").write_text(text, encoding="utf-8")
        self.start_workers()
        words = ["nginx", "-p", self.run, "-e", self.run / "nginx-error.log", "-c", self.run / "nginx.conf"]
        self._nginx = self._spawn([*map(str, words)], {"PATH": _PATH}, subprocess.DEVNULL)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        """End nginx where a worker ended by itself: nobody shall wait for an answer that never comes."""
        while not self._stopped.wait(0.5):
            if not self._resting and any(process.poll() is not None for process in list(self.processes)):
                self._nginx.terminate()
                return

    def give_up(self) -> None:
        """End nginx, as a worker that says nothing has others wait behind it: they are refused at once."""
        self._nginx.terminate()

    def start_workers(self) -> None:
        """Start the workers; a program that listens itself starts its own."""
        place = {"socket": self.run / "workers.sock", "run": self.run, "workers": self.workers, "port": self._inner}
        given = {"PATH": _PATH, "LANG": "C.UTF-8", "HOME": str(self.run / "home"), **self.program.environment}
        environment = {name: _filled(value, place) for name, value in given.items()}
        words = [_filled(word, place) for word in self.program.words]
        for _number in range(self.workers if self.program.fastcgi else 1):
            self.processes.append(self._spawn(words, environment, self._listener or subprocess.DEVNULL))
        self._resting = False

    def listening(self) -> bool:
        """Whether a program that listens itself does so already."""
        if self.program.fastcgi:
            return True
        kind, place = socket.AF_UNIX, str(self.run / "workers.sock")
        if self.program.by_port:
            kind, place = socket.AF_INET, ("127.0.0.1", self._inner)
        with contextlib.suppress(OSError), socket.socket(kind) as probe:
            probe.connect(place)
            return True
        return False

    def stop_workers(self) -> None:
        """End the workers, kindly at first."""
        self._resting = True
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for process in self.processes:
            _end(process, 2)  # MapServer ends after its next request only
        self.processes = []
        if not self.program.fastcgi:
            with contextlib.suppress(FileNotFoundError):
                (self.run / "workers.sock").unlink()

    def _spawn(self, words: list[str], environment: dict[str, str], stdin) -> subprocess.Popen:
        account, as_user = pwd.getpwnam(ACCOUNT), {}
        if os.geteuid() == 0:
            as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        with (self.run / "log").open("ab") as log:
            return subprocess.Popen(
                words, stdin=stdin, stdout=log, stderr=log, env=environment, cwd=self.run,
                preexec_fn=_die_with_parent, **as_user,
            )  # fmt: skip

    @property
    def log(self) -> str:
        """The end of what its programs said."""
        texts = [self.run / "log", self.run / "nginx-error.log"]
        return "\n".join(path.read_text(errors="replace")[-1500:] for path in texts if path.exists())

    def alive(self) -> bool:
        """Whether all its programs run."""
        return all(process.poll() is None for process in [*self.processes, self._nginx])

    def pids(self) -> list[int]:
        """The workers, with those that they started."""
        return family(process.pid for process in self.processes)

    def everybody(self) -> list[int]:
        """The workers and nginx."""
        return [*self.pids(), *family([self._nginx.pid])]

    def settle(self, still: float = 0.5, seconds: float = 90) -> None:
        """Wait until the workers listen and have nothing more to do."""
        until, before = time.monotonic() + seconds, -1.0
        while time.monotonic() < until and self.alive():
            now = cpu(self.pids())
            if before >= 0 and now - before < 0.002 and self.listening():
                return
            before = now
            time.sleep(still)

    def stop(self) -> None:
        """End everything and remove the run's folder."""
        self._stopped.set()
        self.stop_workers()
        if self._nginx is not None:
            _end(self._nginx)
        if self._listener is not None:
            self._listener.close()
        shutil.rmtree(self.run, ignore_errors=True)


def _filled(text: str, place: dict[str, object]) -> str:
    for name, value in place.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGTERM)


def _end(process: subprocess.Popen, seconds: float = 10) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def outcome(*words: str, environment: dict[str, str] | None = None, seconds: float = 600) -> tuple[bool, str]:
    """Run a program: whether it succeeded, and what it said."""
    try:
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    return done.returncode == 0, done.stdout + done.stderr
