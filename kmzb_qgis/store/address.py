"""Where a store is: a GeoPackage's path, or a PostgreSQL database by the name of a service or of a QGIS connection.

In text: ``service=NAME`` (libpq's service file), ``connection=NAME`` (QGIS's list of PostgreSQL connections), or a bare
name that one of the two lists knows; all else is a file's path. A name never holds a password: libpq's password file
or a QGIS authentication configuration does.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Union

from ..toolbelt import databases
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

SERVICE, CONNECTION = "service", "connection"
_TEXT = re.compile(r"\s*(service|connection)\s*=\s*(.*?)\s*", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(r"[^/\\:.]+")


@dataclass(frozen=True)
class Service:
    """A database's address. It stands wherever a file's path does; ``str()`` gives :func:`parse`'s text."""

    name: str
    kind: str = SERVICE

    def __str__(self) -> str:
        return f"{self.kind}={self.name}"

    @property
    def parents(self) -> tuple:
        """The folders that it lies in: none."""
        return ()

    def resolve(self) -> Service:
        """Itself: a name of a database has no other spelling."""
        return self


Address = Union[Path, Service]


def parse(text: str | os.PathLike | Service) -> Address:
    """The address that a text, a path or an address tells. Raises KmzbError for a database without a name.

    Reads QGIS's settings and the service file, for a bare name only; asks no database.
    """
    if isinstance(text, Service):
        return text
    if isinstance(text, os.PathLike):
        text = os.fspath(text)
        return Path(text)
    told = _TEXT.fullmatch(text)
    if told:
        if not told[2]:
            raise KmzbError(tr("'{text}' names no database.", text=text), code="store-name")
        return Service(told[2], told[1].lower())
    if _BARE.fullmatch(text) and not Path(text).exists():
        kind = databases.kind_of(text)
        if kind:
            return Service(text, kind)
    return Path(text)


def exists(address: Address) -> bool:
    """Whether a store may lie there: a file does, and a database is there for whoever names it until it is asked."""
    if isinstance(address, Service):
        return True
    try:
        return address.is_file()
    except (OSError, ValueError):  # a folder without rights; signs that no name can have
        return False


def identity(address: Address) -> tuple:
    """What lies at an address: another file there gives another answer. Raises OSError where there is none."""
    if isinstance(address, Service):
        return (str(address),)
    found = address.stat()
    return found.st_dev, found.st_ino


def folder(address: Address) -> Path:
    """Where what goes with a store may be kept: beside its file; a database has no such place, so the home folder."""
    return Path.home() if isinstance(address, Service) else address.parent


def beside(address: Address, ending: str) -> Path:
    """The name of a file that goes with a store."""
    name = address.name if isinstance(address, Service) else address.stem
    return folder(address) / f"{name}{ending}"


def is_database(text: str | os.PathLike | Service) -> bool:
    """Whether a text names a database and no file."""
    return isinstance(parse(text), Service)
