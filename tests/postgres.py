"""A private PostgreSQL cluster for the tests: on a unix socket only, made once per run, gone with it.

Tests get databases of their own, copied from a template that holds an empty store; they are named by services in a
service file of the run (``PGSERVICEFILE``), as an administrator would do it.
"""

from __future__ import annotations

import itertools
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg2

from kmzb_qgis.store.address import Service

TEMPLATE = "kmzb_template"
_SETTINGS = {
    "listen_addresses": "''", "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off",
    "max_connections": "200", "shared_buffers": "64MB", "autovacuum": "off", "log_min_messages": "fatal",
}  # fmt: skip


def binaries() -> Path | None:
    """The folder of the newest server's programs; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    own = shutil.which("initdb")
    return Path(own).parent if own else None


class Cluster:
    """A running server; ``superuser`` is its log-in. Root runs it as 'postgres', as PostgreSQL refuses root."""

    superuser = "kmzb_root"

    def __init__(self, settings: dict[str, str] | None = None, data: Path | None = None):
        self.bin = binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="kmzb-pg-", dir="/tmp"))
        self.port = "5432"
        self._as: list[str] = []
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = ["runuser", "-u", "postgres", "--"]
        self.folder.chmod(0o755)
        self.data = data or self.folder / "data"
        self.run(
            "initdb", "-D", str(self.data), "-X", str(self.folder / "wal"), "-U", self.superuser, "-A", "trust", "-N",
            "-E", "UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        given = {**_SETTINGS, "unix_socket_directories": f"'{self.folder}'", "port": self.port, **(settings or {})}
        text = "".join(f"{name} = {value}\n" for name, value in given.items())
        self.write(self.data / "conf.d.tests", text)
        with_include = (self.data / "postgresql.conf").read_text() + "\ninclude 'conf.d.tests'\n"
        self.write(self.data / "postgresql.conf", with_include)
        self._numbers = itertools.count(1)
        self.services = self.folder / "pg_service.conf"
        self.services.write_text("")
        self.services.chmod(0o644)
        self.start()

    def write(self, path: Path, text: str) -> None:
        """A file that the server may read."""
        path.write_text(text, encoding="utf-8")
        path.chmod(0o644)

    def run(self, program: str, *arguments: str) -> str:
        """One of the server's programs."""
        done = subprocess.run(
            [*self._as, str(self.bin / program), *arguments],
            check=False, capture_output=True, text=True, cwd="/tmp", stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log = self.folder / "log"
        subprocess.run(
            [*self._as, str(self.bin / "pg_ctl"), "-D", str(self.data), "-w", "-t", "60", "-l", str(log), "start"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/tmp",
        )  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; it can be started again."""
        with suppress(AssertionError):
            self.run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def remove(self) -> None:
        """Stop the server and take its folder away."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, database: str = "postgres", user: str = ""):
        """psycopg2's own connection, in autocommit."""
        raw = psycopg2.connect(host=str(self.folder), port=self.port, dbname=database, user=user or self.superuser)
        raw.autocommit = True
        return raw

    def sql(self, text: str, database: str = "postgres", user: str = "") -> list:
        """Run something and give its rows, if there are any."""
        raw = self.connect(database, user)
        try:
            with raw.cursor() as cursor:
                cursor.execute(text)
                return cursor.fetchall() if cursor.description else []
        finally:
            raw.close()

    def service(self, name: str, database: str, user: str = "") -> Service:
        """Name a database in the service file; a name that is there already (of another test file) is this one."""
        lines = f"host={self.folder}\nport={self.port}\ndbname={database}\nuser={user or self.superuser}\n"
        before = self.services.read_text(encoding="utf-8")
        kept = re.sub(rf"^\[{re.escape(name)}\]\n(?:[^\[\n].*\n)*", "", before, flags=re.MULTILINE)
        new = self.services.with_suffix(".new")  # whoever connects just now reads a whole file
        new.write_text(f"{kept}[{name}]\n{lines}", encoding="utf-8")
        new.chmod(0o644)
        new.replace(self.services)
        return Service(name)

    def database(self, template: str = "") -> str:
        """A new database, empty or a copy of a template."""
        name = f"kmzb_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return name

    def empty(self) -> Service:
        """A database without a store."""
        name = self.database()
        return self.service(name, name)

    def copy(self, store: Service) -> Service:
        """A database like another store's, which nobody uses meanwhile."""
        name = self.database(store.name)
        return self.service(name, name)

    def store(self) -> Service:
        """A database with an empty store."""
        from kmzb_qgis.store import create_store

        if not self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
            self.sql(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
            create_store(self.service(TEMPLATE, TEMPLATE))
        name = self.database(TEMPLATE)
        return self.service(name, name)

    def officer(self, login: str, database: str, level: str = "country", unit: str = "") -> Service:
        """An officer's own log-in, and the service by which it comes in."""
        named = f"'{unit}'" if unit else "NULL"
        self.sql(f"SELECT kmzb.add_account('{login}', '{login}', '{{officer}}', '{level}', {named})", database)
        return self.service(f"{login}.{database}", database, login)
