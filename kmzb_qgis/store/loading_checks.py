"""The checks of loading: limits from the store's settings, names looked up, plain rows at once, all others in SQL."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from ..catalogue import nearest, warsaw
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .loading_columns import COLUMNS, NONE, to_millimetres, words_digest
from .loading_read import Incoming, put_words, stage_again
from .loading_sql import statement

GUESSES = 200  # unknown names for which a near one is looked for; a file full of junk must not take an hour


def limits_of(connection) -> dict:
    """The store's own settings, as its triggers use them; instants in epoch ms. Raises KmzbError for a spoilt one."""
    found = dict(connection.execute("SELECT name, value FROM setting"))

    def value(name: str, kind):
        try:
            return kind(found[name])
        except (KeyError, ValueError) as error:  # people write this table by hand
            raise KmzbError(
                tr(
                    "The store's setting '{name}' is missing or wrong: '{value}'. Nothing was changed.",
                    name=name,
                    value=found.get(name, ""),
                ),
                code="setting",
            ) from error

    now = int(warsaw.now().timestamp() * 1000)
    limits = {name: value(f"extent_{name}", float) for name in ("min_x", "min_y", "max_x", "max_y")}
    limits["earliest"] = int(value("earliest_report", warsaw.from_text).timestamp() * 1000)
    limits["latest"] = now + int(value("future_tolerance_minutes", float) * 60_000)
    limits.update({name: value(name, int) for name in ("description_max", "read_days", "verify_days")})
    return limits


@dataclass
class Checked:
    """The rows that may come in, as arrays of equal length in the order of their numbers.

    ``rows`` as they were read; ``values`` what the store will hold: category and status by number, teryt as the index
    of ``codes`` (None among them), event NONE where unknown, x and y to the millimetre; ``teryt_number`` for
    fingerprints.
    """

    rows: Incoming
    values: dict[str, np.ndarray]
    codes: list


def check(stage, store, incoming: Incoming, limits: dict, step) -> Checked:
    """Leave the rows that may come in; the others are in the tables ``raw`` and ``checked``, each with its reason.

    ``stage`` is the connection with these tables, ``store`` the one to the store.
    """
    known = {name: dict(store.execute(statement(f"{table}_KNOWN"))) for name, table in _TABLES.items()}
    good = _plainly_good(incoming, limits, known)
    if not good.all():
        stage_again(stage, incoming, ~good)
        incoming.keep(good)
    step(0.1)
    for name, table in _TABLES.items():
        stage.execute(statement(table))
        _look_up(stage, table, known[name])
    stage.execute(statement("CHECKED"), limits)
    stage.execute(statement("CHECKED_MORE"), limits)
    stage.execute("CREATE UNIQUE INDEX temp.checked_n ON checked (n)")
    _add_mended(stage, incoming)
    step(0.2)
    return _values(incoming, known)


_TABLES = {"typ": "KIND", "status": "STATE"}
_SENTINEL_BEFORE = 946_681_200_000  # 2000-01-01 in Warsaw: the service writes year 1 where it knows no date
_EVENT_END = 253_402_300_800_000  # year 10000


def _numbers(spellings, known: dict) -> np.ndarray:
    """The numbers of spelt names, -1 for unknown ones."""
    found = [-1 if text is None else known.get(unicodedata.normalize("NFC", text).strip(), -1) for text in spellings]
    return np.array(found or [-1], dtype=np.int32)


def _code(text: str | None) -> str | None:
    """A TERYT code with the leading zero that its length shows to be lost."""
    text = (text or "").strip(" ")
    return (f"0{text}" if len(text) in (1, 3, 5) else text) or None


def _is_code(code: str | None) -> bool:
    return code is None or (len(code) <= 7 and code.isascii() and code.isdigit())


def _plainly_good(incoming: Incoming, limits: dict, known: dict) -> np.ndarray:
    """Which plain rows have nothing wrong with them; why the others are refused, the checks in SQL say."""
    rows = incoming.columns
    codes = np.array([_is_code(_code(text)) for text in incoming.spellings["teryt"]] or [True])
    good = codes[rows["teryt"]]
    for name in _TABLES:
        good &= _numbers(incoming.spellings[name], known[name])[rows["typ" if name == "typ" else "status"]] >= 0
    for name in ("reported", "modified"):
        good &= (rows[name] >= limits["earliest"]) & (rows[name] <= limits["latest"])
    good &= (rows["objectid"] > 0) | (rows["objectid"] == NONE)
    good &= rows["event"] < _EVENT_END
    good &= rows["length"] <= limits["description_max"]
    x, y = rows["x"], rows["y"]
    with np.errstate(invalid="ignore"):
        placed = (x >= limits["min_x"]) & (x <= limits["max_x"]) & (y >= limits["min_y"]) & (y <= limits["max_y"])
    return good & (placed | (np.isnan(x) & np.isnan(y)))


def _add_mended(connection, incoming: Incoming) -> None:
    """Rows that were not plain but turned out well."""
    cursor = connection.execute(statement("MENDED"))
    names = ("n", "objectid", "event", "reported", "modified", "part_of_day", "days_of_week", "x", "y")
    spelt = ("typ", "status", "teryt")
    while found := cursor.fetchmany(20_000):
        columns = dict(zip((*names, *spelt, "description"), zip(*found)))
        piece = {name: np.zeros(len(found), kind) for name, kind in COLUMNS.items()}
        for name in names:
            empty = np.nan if COLUMNS[name] is np.float64 else NONE
            piece[name][:] = [empty if value is None else value for value in columns[name]]
        for name in spelt:
            piece[name][:] = [incoming.spellings[name][text] for text in columns[name]]
        texts = []
        for index, text in enumerate(columns["description"]):
            if text is not None:
                digest = words_digest(text)
                piece["words"][index], piece["length"][index] = int(digest[:16], 16) or 1, len(text)
                texts.append((found[index][0], text, digest))
        put_words(connection, texts)
        incoming.add(piece)


def _values(incoming: Incoming, known: dict) -> Checked:
    rows = incoming.columns
    codes = [_code(text) for text in incoming.spellings["teryt"]] or [None]
    numbers = np.array([int(f"1{code}") if code and _is_code(code) else 0 for code in codes], dtype=np.int64)
    values = {
        "category": _numbers(incoming.spellings["typ"], known["typ"])[rows["typ"]],
        "status": _numbers(incoming.spellings["status"], known["status"])[rows["status"]],
        "teryt": rows["teryt"],
        "teryt_number": numbers[rows["teryt"]],
        "event": _told(rows["event"]),
        "x": to_millimetres(rows["x"]),
        "y": to_millimetres(rows["y"]),
    }
    for name in ("reported", "modified", "part_of_day", "days_of_week"):
        values[name] = rows[name]
    return Checked(incoming, values, codes)


def _told(events: np.ndarray) -> np.ndarray:
    """Without the service's sign for an unknown date; where there is none of it, no memory for a second copy."""
    unknown = (events < _SENTINEL_BEFORE) & (events != NONE)
    return np.where(unknown, NONE, events) if unknown.any() else events


def _look_up(connection, table: str, known: dict) -> None:
    """Fill a table of the names that occur: few, so Python may look for the nearest known one."""
    rows, guesses = [], 0
    for (name,) in connection.execute(statement(f"{table}_FOUND")):
        number, near = known.get(unicodedata.normalize("NFC", name).strip()), None
        if number is None and guesses < GUESSES:
            guesses += 1
            near = nearest(name[:200], list(known))
        rows.append((name, number, near))
    connection.executemany(statement(f"{table}_PUT"), rows)
