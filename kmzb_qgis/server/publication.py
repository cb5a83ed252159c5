"""Whether a project file is a KMZB publication, and which version of it is served."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..toolbelt import log
from . import zone

PROJECT_NAME = "kmzb.qgs"
MAX_BYTES = 32 * 1024 * 1024
DATA = re.compile(rb"kmzb-([\w.-]{1,80}?)\.gpkg")
RECORD = re.compile(rb"<service_record\b[^>]*>([^<]{1,2000})</service_record>")
TIME = r"<kmzb[ >].{0,2000}?<%s\b[^>]*>([0-9TZ:.-]{10,40})</%s>"
TIMES = tuple(re.compile((TIME % (name, name)).encode(), re.DOTALL) for name in ("published_at", "valid_until"))
PROPERTY = re.compile(rb"<kmzb[ >].{0,2000}?<valid_until\b", re.DOTALL)


@dataclass(frozen=True)
class Publication:
    """A publication as its pinned file, or the zone's database, tells it. ``stamp`` changes with every switch.

    ``record`` is the address of the service's metadata record; empty where it has none. ``gone``: the database does
    not say which version it serves, so nothing can be answered now. ``published_at`` and ``valid_until`` are instants
    as the store writes them; empty in the zone, whose database is asked for them.
    """

    version: str
    stamp: str
    record: str = ""
    gone: bool = False
    published_at: str = ""
    valid_until: str = ""


UNKNOWN = Publication("unknown", "none")


@lru_cache(maxsize=32)
def _read(path: str, changed_ns: int, size: int, inode: int) -> Publication | None:
    named = Path(path).name == PROJECT_NAME
    try:
        content = Path(path).read_bytes() if size <= MAX_BYTES else b""
    except OSError:
        content = b""
    if not named and PROPERTY.search(content) is None:
        return None
    data = DATA.search(content)
    stamp = hashlib.sha256(f"{path}|{changed_ns}|{size}|{inode}".encode()).hexdigest()[:16]
    record = RECORD.search(content)
    link = html.unescape(record.group(1).decode("utf-8", "replace")) if record else ""
    times = [found.group(1).decode() if found else "" for found in (pattern.search(content) for pattern in TIMES)]
    return Publication(data.group(1).decode() if data else "unknown", stamp, link, False, *times)


def publication_at(path: str) -> Publication | None:
    """The publication of a project file, None for any other project. Its name alone makes a file a publication."""
    if not path:
        return None
    if zone.service_of(path) is not None:
        return UNKNOWN  # whoever pins it asks pinned_at; nobody else makes us open a connection
    try:
        state = Path(path).stat()
    except (OSError, ValueError):
        return UNKNOWN if path.endswith(PROJECT_NAME) else None
    return _read(path, state.st_mtime_ns, state.st_size, state.st_ino)


def pinned_at(path: str, served: zone.Served) -> Publication | None:
    """The publication of the project that the server was started with: in a file, or in the zone's database."""
    service = zone.service_of(path)
    if service is None:
        return publication_at(path)
    try:
        found = served.now(service)
    except zone.Gone as error:
        log.error(f"zone: {error}")
        found = None
    if found is None:
        return Publication("unknown", "none", gone=True)
    version, stamp, record = found
    return Publication(version, hashlib.sha256(f"{path}|{stamp}".encode()).hexdigest()[:16], record)
