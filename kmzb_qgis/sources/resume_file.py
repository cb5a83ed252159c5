"""The file of a checkpoint, looked through before a word of it is believed: whose, what, since when, whole or not."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ..catalogue import warsaw
from ..toolbelt.i18n import tr
from .answer import COLUMNS

HOURS = 24  # h after its start what was read is not gone on with: too much of the service's data has moved on
ASIDE_DAYS = 7  # days that a damaged file is kept for a look
LINE_LIMIT = 256 * 1024 * 1024  # bytes
DIGEST = 32  # hexadecimal digits


class Unfit(Exception):
    """Why a file is not gone on with; ``old`` where it is sound but too old."""

    def __init__(self, why: str, old: bool = False):
        super().__init__(why)
        self.old = old


def chain(before: bytes, text: bytes) -> bytes:
    """The digest of a line: over its text and the digest of the line before."""
    return hashlib.blake2b(before + text, digest_size=DIGEST // 2).hexdigest().encode("ascii")


def owned(path: Path) -> None:
    """Only a plain file of one's own, which nobody else can write or read, is opened. Raises Unfit."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise Unfit(tr("it is no plain file"))
    if os.name == "posix" and (found.st_uid != os.getuid() or found.st_mode & 0o077):
        raise Unfit(tr("others than you can read or write it"))


def lines(file, size: int) -> Iterator[tuple[int, bytes, dict]]:
    """(end, digest, content) of each whole line. A last line without its end was cut short and is left out."""
    digest, at = b"", 0
    with os.fdopen(os.dup(file.fileno()), "rb") as reader:  # the file itself is unbuffered
        while line := reader.readline(LINE_LIMIT + DIGEST + 2):
            at += len(line)
            if not line.endswith(b"\n"):
                if at < size:
                    raise Unfit(tr("it is damaged"))
                return
            text = line[DIGEST + 1 : -1]
            digest = chain(digest, text)
            if line[: DIGEST + 1] != digest + b" ":
                raise Unfit(tr("it is damaged"))
            yield at, digest, _object(text)


def _object(text: bytes) -> dict:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Unfit(tr("it is damaged"))
    return content


def instant(value) -> datetime:
    """A stored instant. Raises Unfit for what is none."""
    try:
        return warsaw.from_text(value)
    except (TypeError, ValueError, AttributeError):
        raise Unfit(tr("it is damaged")) from None


def sound(kept: dict) -> None:
    """Whether a line is an answer, as far as the reader relies on it. Raises Unfit."""
    tile, rows = kept.get("tile"), kept.get("rows")
    good = (
        set(kept) == {"tile", "rows", "clusters", "unknown"}
        and isinstance(tile, list)
        and len(tile) == 4
        and all(isinstance(bound, float) for bound in tile)
        and isinstance(rows, list)
        and all(isinstance(row, list) and len(row) == len(COLUMNS) for row in rows)
        and isinstance(kept["clusters"], list)
        and isinstance(kept["unknown"], list)
        and all(isinstance(name, str) for name in kept["unknown"])
    )
    if not good:
        raise Unfit(tr("it holds what is no answer of the service"))


def sweep(folder: Path, mine: Path) -> None:
    """Remove what no run can go on with any more: reports must not lie about."""
    now = time.time()
    for pattern, hours in (("import-*.jsonl", HOURS), ("import-*.aside", 24 * ASIDE_DAYS)):
        for path in folder.glob(pattern):
            with contextlib.suppress(OSError):
                if path != mine and now - path.lstat().st_mtime > hours * 3600:
                    path.unlink()
