"""The units of a store as a tree: which lie in which, and sums of counts from the most local ones upwards."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from ..catalogue import warsaw
from ..geoportal import unit_levels

_DIGITS = {level.digits: level.id for level in unit_levels.LEVELS if level.digits}
_ORDER = [level.id for level in unit_levels.LEVELS]
Key = tuple  # (level, id)


@dataclass(frozen=True)
class Unit:
    """A unit valid today; ``parent`` is the key of the one it lies in, None at the top."""

    level: str
    id: str
    name: str
    parent: Key | None

    @property
    def key(self) -> Key:
        """By which filters know it."""
        return self.level, self.id


@dataclass
class Units:
    """All of them, parents before children, by name within a level."""

    all: dict[Key, Unit] = field(default_factory=dict)
    _police: dict[str, Key] = field(default_factory=dict)  # a report's unit_id says no level

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Units:
        """The units of a store, of Warsaw's today."""
        rows = connection.execute(
            "SELECT level, id, name, parent_id FROM unit WHERE valid_to IS NULL OR valid_to > ?",
            (warsaw.day_of(warsaw.now()).isoformat(),),
        ).fetchall()
        return cls.of(rows)

    @classmethod
    def of(cls, rows: list[tuple]) -> Units:
        """Units of ``(level, id, name, parent's id)``."""
        known = {(level, code) for level, code, _, _ in rows}
        rank = {name: number for number, name in enumerate(_ORDER)}
        units = {}
        for level, code, name, above in sorted(rows, key=lambda row: (rank.get(row[0], 99), row[2] or "", row[1])):
            units[level, code] = Unit(level, code, name or code, _parent(level, code, above, known))
        return cls(units, {code: (level, code) for level, code in units if level not in _DIGITS.values()})

    def below(self, key: Key) -> set[str]:
        """The ids of a police unit and of all that lie in it."""
        children: dict[Key, list[Key]] = {}
        for unit in self.all.values():
            if unit.parent is not None:
                children.setdefault(unit.parent, []).append(unit.key)
        found, waiting = set(), [key]
        while waiting:
            one = waiting.pop()
            if one[1] not in found:
                found.add(one[1])
                waiting += children.get(one, [])
        return found

    def sums(self, rows: list[tuple]) -> dict[Key, int]:
        """Counts by unit, those below added, of ``(TERYT, unit_id, count)``."""
        found: dict[Key, int] = {}
        for teryt, unit_id, count in rows:
            for digits, level in _DIGITS.items():
                if teryt and len(teryt) >= digits:
                    key = (level, teryt[:digits])
                    found[key] = found.get(key, 0) + count
            key = self._police.get(unit_id)
            while key is not None:
                found[key] = found.get(key, 0) + count
                key = self.all[key].parent
        return found


def is_police(level: str) -> bool:
    """Whether reports name units of a level in ``unit_id``; the others are in the TERYT code."""
    return level not in _DIGITS.values()


def _parent(level: str, code: str, above: str | None, known: set[Key]) -> Key | None:
    if level in _DIGITS.values():
        digits = sorted(number for number in _DIGITS if number < len(code))
        key = (_DIGITS[digits[-1]], code[: digits[-1]]) if digits else None
        return key if key in known and key != (level, code) else None
    levels = unit_levels.level(level).parents if level in _ORDER else ()
    return next(((name, above) for name in levels if above and (name, above) in known), None)
