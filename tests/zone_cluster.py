"""Private PostgreSQL clusters for the public zone's tests: made by initdb, set up by the administrator's own scripts.

PostgreSQL refuses to run as root: there the account ``postgres`` runs it. A cluster lives in the network namespace of
the thread that starts it.
"""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SECRET = "ćma-nad-Wisłą"
ACCOUNT = "postgres" if os.geteuid() == 0 else getpass.getuser()


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL here, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def needed() -> None:
    """Skip, with the reason, where PostgreSQL with PostGIS is not installed."""
    place = binaries()
    if place is None:
        pytest.skip("PostgreSQL is not installed (make setup-test installs it)")
    share = Path("/usr/share/postgresql") / place.parts[-2] / "extension" / "postgis.control"
    if not share.exists():
        pytest.skip("PostGIS is not installed (make setup-test installs it)")


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def as_postgres(*command: str, **options) -> subprocess.CompletedProcess:
    """Run a program under the account that runs PostgreSQL."""
    words = ["runuser", "-u", ACCOUNT, "--", *command] if os.geteuid() == 0 else list(command)
    given = {"capture_output": True, "text": True, "timeout": 120, "check": False, "cwd": "/", **options}
    return subprocess.run([str(word) for word in words], **given)


class Cluster:
    """One cluster: ``data``, ``socket`` (a folder), ``port``, ``address`` it listens on. Use as a context manager."""

    def __init__(self, name: str, address: str = "127.0.0.1", settings: dict[str, str] | None = None, port: int = 0):
        self.name, self.address, self.port = name, address, port or free_port()
        self.root = Path(tempfile.mkdtemp(prefix=f"kmzb-{name}-", dir="/tmp"))
        self.data, self.socket = self.root / "data", self.root / "run"
        self.settings = settings or {}
        self.tools = binaries()
        self.environment = {**os.environ, "PGHOST": str(self.socket), "PGPORT": str(self.port), "LC_ALL": "C.UTF-8"}
        self.environment.pop("PGSERVICEFILE", None)

    def __enter__(self) -> Cluster:
        try:
            self.make_place()
            self.must(self.tools / "initdb", "-D", self.data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
                      "-A", "trust", "--no-sync", "--no-instructions", "--wal-segsize=1")  # fmt: skip
            self.certify()
            # What Debian's pg_hba.conf says: the superuser by the socket alone.
            (self.data / "pg_hba.conf").write_text("local all postgres trust\n", encoding="utf-8")
            self.configure()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error) -> None:
        if (self.data / "postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.root, ignore_errors=True)

    def make_place(self) -> None:
        """Its folders, for the account that runs it."""
        self.root.chmod(0o755)
        self.socket.mkdir()
        if os.geteuid() == 0:
            for path in (self.root, self.socket):
                shutil.chown(path, ACCOUNT)

    def certify(self) -> None:
        """A certificate of its own, as Debian's clusters have one."""
        for name in ("server.key", "server.crt"):
            (self.root / name).unlink(missing_ok=True)
        as_postgres("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=kmzb", "-addext", f"subjectAltName=IP:{self.address}",
                    "-keyout", self.root / "server.key", "-out", self.root / "server.crt")  # fmt: skip
        (self.root / "server.crt").chmod(0o644)

    def configure(self) -> None:
        """What the cluster's own configuration file says."""
        said = {
            "listen_addresses": self.address, "port": str(self.port), "unix_socket_directories": str(self.socket),
            "ssl": "on", "ssl_cert_file": str(self.root / "server.crt"), "ssl_key_file": str(self.root / "server.key"),
            "fsync": "off", "shared_buffers": "16MB", "max_connections": "40", "timezone": "Europe/Warsaw",
            "lc_messages": "C", "max_wal_size": "32MB", "min_wal_size": "2MB", **self.settings,
        }  # fmt: skip
        text = "".join(f"{name} = '{value}'\n" for name, value in said.items())
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as handle:
            handle.write(text)

    def must(self, *command, **options) -> str:
        """Run a program as the cluster's account; its output. Fails the test with what it said."""
        done = as_postgres(*command, **{"env": self.environment, **options})
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def know(self, *entries: str) -> Path:
        """Write the service file of the cluster's own account; the server finds it from its next start on."""
        found = service_file(self.root, *entries)
        if os.geteuid() == 0:
            shutil.chown(self.root / "pgpass", ACCOUNT)
        self.environment["PGSERVICEFILE"] = str(found)
        return found

    def start(self) -> None:
        self.must(self.tools / "pg_ctl", "-D", self.data, "-l", self.root / "log", "-w", "-t", "30", "start",
                  capture_output=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    def stop(self, how: str = "fast") -> None:
        as_postgres(self.tools / "pg_ctl", "-D", self.data, "-w", "-m", how, "stop", env=self.environment)

    def restart(self) -> None:
        self.stop()
        self.start()

    def sql(self, statement: str, database: str = "kmzb_public", role: str = "postgres") -> str:
        """What psql says to a statement by the superuser."""
        return self.must("psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-U", role, "-d", database, "-c",
                         statement).strip()  # fmt: skip

    def set_up_zone(self, *words: str) -> str:
        """The administrator's command; gives the roles their passwords and restarts as it asks."""
        said = self.must(ROOT / "deploy" / "zone-public.sh", *words, env={**self.environment, "PGUSER": "postgres"})
        if "restart PostgreSQL" in said:
            self.restart()
        for role in ("push", "collect", "replica"):
            self.sql(f"ALTER ROLE kmzb_zone_{role} PASSWORD '{SECRET}'")
        return said

    def service(self, name: str, role: str, database: str = "kmzb_public", local: bool = False, **more) -> str:
        """An entry of a service file for this cluster."""
        said = {"dbname": database, "user": role, "port": self.port, **more}
        if local:
            said = {"host": self.socket, **said}
        else:
            said |= {"host": self.address, "sslmode": "verify-ca", "sslrootcert": self.root / "server.crt"}
        return f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in said.items())

    def log(self) -> str:
        return (self.root / "log").read_text(encoding="utf-8", errors="replace")

    def wait_for(self, statement: str, wanted: str, database: str = "kmzb_public", seconds: float = 30) -> str:
        """Ask again and again until the answer is the wanted one, or matches it as a pattern."""
        ends = time.monotonic() + seconds
        while True:
            found = self.sql(statement, database)
            if found == wanted or re.fullmatch(wanted, found) or time.monotonic() > ends:
                assert found == wanted or re.fullmatch(wanted, found), f"{statement}: {found!r}, wanted {wanted!r}"
                return found
            time.sleep(0.2)


def service_file(folder: Path, *entries: str) -> Path:
    """A service file and its passwords' file, for any account here; returns the service file's path."""
    passwords = folder / "pgpass"
    passwords.write_text(f"*:*:*:*:{SECRET}\n", encoding="utf-8")
    passwords.chmod(0o600)
    path = folder / "pg_service.conf"
    path.write_text("\n".join(entries), encoding="utf-8")
    path.chmod(0o644)
    return path
