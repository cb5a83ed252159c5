"""What is asked of the data service, and which of its rows answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..catalogue import load as load_catalogue
from .answer import COLUMNS

SINCE_EVER = (
    946681200000  # 2000-01-01 in Warsaw, epoch ms: a filter that holds for all, as every known client sends one
)
_PLACES = {name: COLUMNS.index(name) for name in COLUMNS}
_OBJECTID, _MODIFIED = _PLACES["objectid"], _PLACES["modified"]


@dataclass(frozen=True)
class Query:
    """What to ask for. ``extent`` is (min E, min N, max E, max N) in EPSG:2180; empty lists mean all."""

    extent: tuple[float, float, float, float]
    categories: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: datetime | None = None

    def filter(self) -> str:
        """The service's filter expression. Raises catalogue.UnknownName for a name that is not in the catalogue."""
        types, states = self._names()
        conditions = []
        if types:
            conditions.append(_any_of("Typ", types))
        if states:
            conditions.append(_any_of("Status", states))
        conditions.append(f"('Data modyfikacji'>={self._since_ms()})")
        return " AND ".join(conditions)

    def holds(self, row: tuple) -> bool:
        """Whether a row (in the order of ``answer.COLUMNS``) answers the query, as the service itself would find.

        Reports without a place come with every answer. What cannot be read as a number or date is kept: loading
        refuses it with a reason.
        """
        types, states = self._names()
        if types and str(row[_PLACES["typ"]]).strip() not in types:
            return False
        if states and str(row[_PLACES["status"]]).strip() not in states:
            return False
        if number(row[_MODIFIED], float("inf")) < self._since_ms():
            return False
        x, y = (number(row[_PLACES[name]], float("nan")) for name in ("x", "y"))
        outside = x < self.extent[0] or x > self.extent[2] or y < self.extent[1] or y > self.extent[3]
        return not outside  # no comparison holds for a place that is none

    def _names(self) -> tuple[list[str], list[str]]:
        book = load_catalogue()
        return [book.category(name).name for name in self.categories], [
            book.status(name).name for name in self.statuses
        ]

    def _since_ms(self) -> int:
        return SINCE_EVER if self.since is None else int(self.since.timestamp() * 1000)


def _any_of(column: str, names: list[str]) -> str:
    if any('"' in name for name in names):  # the grammar knows no way to write it
        raise ValueError("a quote in a name cannot be asked for")
    return f"('{column}'=" + ",".join(f'"{name}"' for name in names) + ")"


def poland() -> tuple[float, ...]:
    """All of Poland, in metres of EPSG:2180."""
    return tuple(float(bound) for bound in load_catalogue().rules["extent_2180"])


def number(value, other: float = float("-inf")) -> float:
    """A number as the service gives it, also as text; ``other`` for what is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return other


def keep(rows: dict, row: tuple) -> None:
    """Keep a row once, by its number; of two that differ, the one changed later, else the one that came later.

    A row without a number is known by all it holds.
    """
    given = row[_OBJECTID]
    key = ("id", str(given).strip()) if isinstance(given, (int, str)) and str(given).strip() else row
    try:
        known = rows.get(key)
    except TypeError:  # a list or an object where a value should be: loading rejects it with a reason
        key = repr(row)
        known = rows.get(key)
    if known is None or number(row[_MODIFIED]) >= number(known[_MODIFIED]):
        rows[key] = row
