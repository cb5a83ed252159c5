"""Cache headers. Rows expire at Warsaw midnights and a withdrawn report must go soon: answers live for a short time."""

from __future__ import annotations

import hashlib
from datetime import datetime

from ..catalogue import warsaw
from ..toolbelt import paths

MAX_AGE_S = 120
# another version of the plugin may answer otherwise: what a client kept is not "unchanged" then
BUILD = hashlib.sha256(paths.metadata_file().read_bytes()).hexdigest()[:16]


def max_age(now: datetime) -> int:
    """Seconds for which an answer may be reused: at most two minutes, never past the next Warsaw midnight."""
    following = warsaw.midnight(warsaw.add_days(warsaw.day_of(now), 1))
    return max(0, min(MAX_AGE_S, int((following - now).total_seconds())))


def entity_tag(stamp: str, now: datetime, *request: str) -> str:
    """A weak tag: the same plugin, publication, Warsaw day and request give the same features."""
    parts = "\n".join([BUILD, stamp, warsaw.day_of(now).isoformat(), *request])
    return f'W/"{hashlib.sha256(parts.encode()).hexdigest()[:32]}"'


def matches(if_none_match: str, tag: str) -> bool:
    """Whether a client that sent If-None-Match has this answer."""
    given = {entry.strip().removeprefix("W/") for entry in if_none_match.split(",")}
    return tag.removeprefix("W/") in given or "*" in given


def headers(now: datetime, tag: str, version: str, varies: tuple[str, ...] = (), ask=False) -> dict[str, str]:
    """The headers of an answer that may be kept for a while. ``ask``: our own nginx must ask each time whether it
    holds, as no file tells it which version is served."""
    # An instant, as nginx counts seconds from when an answer comes, which may be long after it was made; and a second
    # less, as it counts whole ones. 1 is long past: kept, and asked for anew.
    until = 1 if ask else int(now.timestamp()) + max_age(now) - 1
    return {
        "Cache-Control": f"public, max-age={max_age(now)}, must-revalidate",
        "X-Accel-Expires": f"@{until}",  # nginx heeds it (deploy/nginx-kmzb.conf) and passes it to nobody
        "ETag": tag,
        # Host: QGIS Server writes it into addresses, and not every cache tells answers apart by it
        "Vary": ", ".join(("Accept", "Accept-Encoding", "Host", *varies)),
        **marks(version),
    }


def marks(version: str) -> dict[str, str]:
    """The headers of every answer; the first shows that the guard is on."""
    # QGIS Server would tell its exact version
    return {"X-KMZB-Publication": version, "X-Content-Type-Options": "nosniff", "Server": "QGIS Server"}


def uncached(version: str) -> dict[str, str]:
    """The headers of an answer that nobody may keep: errors, and what was asked by POST."""
    return {"Cache-Control": "no-store", **marks(version)}
