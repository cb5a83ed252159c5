"""The rows that every store has from the start, made from the catalogue."""

from __future__ import annotations

import re
import sqlite3
from datetime import datetime, timedelta

from ..catalogue import Catalogue, warsaw

FIRST_YEAR, LAST_YEAR = 1990, 2100
# 0 forbids the catalogue's undocumented step from "przekazane poza Policję" to "wyeliminowane".
_UPSERT = "INSERT INTO @table (@names) VALUES (@places) ON CONFLICT (@key) DO UPDATE SET @news"
HAND_OVER_ENDS = "transitions.handed_over_may_be_eliminated"


def sow(connection: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Write the catalogue's lists into a store; known rows are brought up to date, settings that stand are left."""
    connection.executemany(
        _upsert("category", "id", "name", "valid_from", "valid_to", "description_required", "public", "icon"),
        [
            (c.id, c.name, _day(c.valid_from), _day(c.valid_to), int(c.description_required), c.public.value, c.icon)
            for c in catalogue.categories
        ],
    )
    connection.executemany(
        _upsert("status", "id", "name", "key", "colour", "public", "open", "confirmed"),
        [(s.id, s.name, s.key, s.colour, s.public.value, int(s.open), int(s.confirmed)) for s in catalogue.statuses],
    )
    connection.executemany(
        _upsert("closing_reason", "id", "status_id", "name"), [(r.id, r.status_id, r.name) for r in catalogue.reasons]
    )
    connection.executemany(
        "INSERT OR IGNORE INTO setting (name, value) VALUES (?, ?)", list(settings(catalogue).items())
    )
    connection.execute("DELETE FROM transition")
    connection.executemany(
        "INSERT INTO transition (from_status, to_status, label, reopens) VALUES (?, ?, ?, ?)",
        _steps(catalogue, _hand_over_ends(connection)),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO zone_offset (since, seconds) VALUES (?, ?)", zone_offsets(FIRST_YEAR, LAST_YEAR)
    )


def _upsert(table: str, key: str, *columns: str) -> str:
    """Insert a row or bring the one of the same key up to date; the names are those of this module."""
    words = {
        "@table": table,
        "@names": ", ".join((key, *columns)),
        "@places": ", ".join("?" * (1 + len(columns))),
        "@key": key,
        "@news": ", ".join(f"{column} = excluded.{column}" for column in columns),
    }
    return re.sub(r"@\w+", lambda found: words[found[0]], _UPSERT)


def follow_settings(connection: sqlite3.Connection, catalogue: Catalogue) -> None:
    """Bring the steps in line with a setting that was changed since they were written; else nothing is written."""
    wanted = {step[:2]: step for step in _steps(catalogue, _hand_over_ends(connection))}
    uncertain = {(t.from_status, t.to_status) for t in catalogue.transitions if t.uncertain}
    for pair in uncertain:
        stands = connection.execute("SELECT 1 FROM transition WHERE (from_status, to_status) = (?, ?)", pair).fetchone()
        if stands and pair not in wanted:
            connection.execute("DELETE FROM transition WHERE (from_status, to_status) = (?, ?)", pair)
        elif pair in wanted and not stands:
            connection.execute(
                "INSERT OR IGNORE INTO transition (from_status, to_status, label, reopens) VALUES (?, ?, ?, ?)",
                wanted[pair],
            )


def _hand_over_ends(connection: sqlite3.Connection) -> bool:
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (HAND_OVER_ENDS,)).fetchone()
    return row is None or str(row[0]).strip() != "0"


def settings(catalogue: Catalogue) -> dict[str, str]:
    """The rules that the triggers look up, as text by name; instants in UTC, lengths in metres of EPSG:2180."""
    rules = catalogue.rules
    earliest = datetime.fromisoformat(rules["earliest_report"]).date()
    named = {
        "read_days": rules["deadlines"]["read_days"],
        "verify_days": rules["deadlines"]["verify_days"],
        "week_days": rules["visibility"]["week_days"],
        "month_months": rules["visibility"]["month_months"],
        "description_max": rules["description_max"],
        "attachment_max_bytes": rules["attachment_max_bytes"],
        "future_tolerance_minutes": rules["future_tolerance_minutes"],
        "earliest_report": warsaw.to_text(warsaw.midnight(earliest)),
        HAND_OVER_ENDS: 1,
    }
    for name, value in zip(("min_x", "min_y", "max_x", "max_y"), rules["extent_2180"]):
        named[f"extent_{name}"] = value
    return {name: str(value) for name, value in named.items()}


def zone_offsets(first_year: int, last_year: int) -> list[tuple[str, int]]:
    """``(since, seconds)`` for each span of one UTC offset in Warsaw; ``since`` is the UTC instant it begins at."""
    instant = datetime(first_year, 1, 1, tzinfo=warsaw.UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=warsaw.UTC)
    spans = [(warsaw.to_text(instant), _offset(instant))]
    week = timedelta(days=7)
    while instant < end:
        following = instant + week
        if _offset(following) != spans[-1][1]:
            low, high = instant, following
            while high - low > timedelta(minutes=1):
                middle = (low + (high - low) / 2).replace(second=0, microsecond=0)
                if middle == low:
                    break
                low, high = (low, middle) if _offset(middle) != spans[-1][1] else (middle, high)
            spans.append((warsaw.to_text(high), _offset(high)))
        instant = following
    return spans


def _steps(catalogue: Catalogue, with_uncertain: bool) -> list[tuple[int, int, str, int]]:
    name = {status.id: status.name for status in catalogue.statuses}
    steps = [(status.id, status.id, status.name, 0) for status in catalogue.statuses]
    steps += [(0, status, name[status], 0) for status in catalogue.new_statuses]
    steps += [
        (t.from_status, t.to_status, name[t.to_status], int(t.reopens))
        for t in catalogue.transitions
        if with_uncertain or not t.uncertain
    ]
    return steps


def _offset(instant: datetime) -> int:
    return int(instant.astimezone(warsaw.WARSAW).utcoffset().total_seconds())


def _day(day) -> str | None:
    return day.isoformat() if day else None
