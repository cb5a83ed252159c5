"""What KMZB is made of: categories, statuses, transitions and closing reasons, read from the JSON beside this file."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent


class UnknownName(ValueError):
    """A name that the catalogue does not know; ``nearest`` is the closest known one, or None."""

    def __init__(self, kind: str, name: str, nearest: str | None):
        self.kind, self.name, self.nearest = kind, name, nearest
        hint = f"; did you mean '{nearest}'?" if nearest else ""
        super().__init__(f"unknown {kind} '{name}'{hint}")


class CategoryPublic(str, Enum):
    """When reports of a category may be public."""

    ALWAYS = "always"
    NEVER = "never"
    CONFIRMED = "confirmed"


class StatusPublic(str, Enum):
    """How long reports of a status are public, counted from the status's last change."""

    ALWAYS = "always"
    WEEK = "week"
    MONTH = "month"
    NEVER = "never"


@dataclass(frozen=True)
class Group:
    """Categories that stand together in a list; ``pl`` and ``en`` are its names."""

    key: str
    pl: str
    en: str


@dataclass(frozen=True)
class Category:
    """A kind of threat. ``valid_from`` and ``valid_to`` (exclusive) are Warsaw days; None is open-ended."""

    id: int
    name: str
    icon: str
    group: str  # key of a Group
    valid_from: date | None = None
    valid_to: date | None = None
    uncertain: tuple[str, ...] = ()
    description_required: bool = False
    public: CategoryPublic = CategoryPublic.ALWAYS

    def offered(self, on: date) -> bool:
        """Whether a new report of this day may have the category."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True)
class Status:
    """A state of a report. ``key`` is its ASCII short name, used in column names of statistics."""

    id: int
    name: str
    key: str
    colour: str
    public: StatusPublic
    open: bool
    confirmed: bool = False
    colour_documented: bool = True


@dataclass(frozen=True)
class Transition:
    """A step an officer may take. ``reopens`` asks for a reason; a store's setting can forbid ``uncertain`` ones."""

    from_status: int
    to_status: int
    reopens: bool = False
    uncertain: bool = False


@dataclass(frozen=True)
class ClosingReason:
    """A public reason an officer gives with a status."""

    id: int
    status_id: int
    name: str


@dataclass(frozen=True)
class Catalogue:
    """All lists at once, with look-up by number and by exact name."""

    groups: tuple[Group, ...]
    categories: tuple[Category, ...]
    statuses: tuple[Status, ...]
    transitions: tuple[Transition, ...]
    reasons: tuple[ClosingReason, ...]
    new_statuses: tuple[int, ...]
    rules: dict = field(hash=False)
    layers: tuple[dict, ...] = field(hash=False)
    publication: dict = field(hash=False)

    def category(self, key: int | str) -> Category:
        """The category of an id or an exact name. Raises :class:`UnknownName` naming the nearest."""
        return _find("category", self.categories, key)

    def status(self, key: int | str) -> Status:
        """The status of an id, an exact name or a key. Raises :class:`UnknownName` naming the nearest."""
        for status in self.statuses:
            if status.key == key:
                return status
        return _find("status", self.statuses, key)

    def next_statuses(self, from_status: int | None) -> tuple[Status, ...]:
        """The statuses an officer may set on a report stored with ``from_status`` (None: a new report)."""
        if from_status is None:
            return tuple(self.status(number) for number in self.new_statuses)
        return tuple(self.status(t.to_status) for t in self.transitions if t.from_status == from_status)

    def offered_categories(self, on: date) -> tuple[Category, ...]:
        """The categories that a new report of this Warsaw day may have."""
        return tuple(category for category in self.categories if category.offered(on))

    def layer(self, name: str) -> dict:
        """The definition of a public layer. Raises :class:`UnknownName`."""
        for layer in self.layers:
            if layer["name"] == name:
                return layer
        raise UnknownName("layer", name, nearest(name, [layer["name"] for layer in self.layers]))


def nearest(name: str, known: list[str]) -> str | None:
    """The known name most like the given one, or None where nothing is near."""
    folded = {candidate.casefold(): candidate for candidate in known}
    found = difflib.get_close_matches(str(name).strip().casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def _find(kind, entries, key):
    for entry in entries:
        if key == entry.id or key == entry.name:
            return entry
    raise UnknownName(kind, str(key), nearest(str(key), [entry.name for entry in entries]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _read(name: str) -> dict:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def _statistics_columns(layer: dict, categories, statuses) -> list[dict]:
    """Columns of an aggregate layer: the area, the total, one count a public status, one a public category."""
    if layer["area"] == "teryt":
        columns = [
            {"name": "teryt", "type": "text", "pl": "Kod TERYT", "en": "TERYT code"},
            {"name": "nazwa", "type": "text", "pl": "Nazwa", "en": "Name"},
        ]
    else:
        columns = [{"name": "kod", "type": "text", "pl": "Oczko siatki", "en": "Grid cell"}]
    columns.append({"name": "razem", "type": "integer", "pl": "Razem", "en": "Total"})
    columns += [
        {"name": f"s_{s.key}", "type": "integer", "pl": s.name, "en": s.name, "status_id": s.id}
        for s in statuses
        if s.public is not StatusPublic.NEVER
    ]
    columns += [
        {"name": f"t{c.id:02d}", "type": "integer", "pl": c.name, "en": c.name, "category_id": c.id}
        for c in categories
        if c.public is not CategoryPublic.NEVER
    ]
    return columns


@lru_cache(maxsize=1)
def load() -> Catalogue:
    """The catalogue from the JSON files, read once."""
    listed = _read("categories.json")
    categories = tuple(
        Category(
            id=entry["id"],
            name=entry["name"],
            icon=entry["icon"],
            group=entry["group"],
            valid_from=_day(entry.get("valid_from")),
            valid_to=_day(entry.get("valid_to")),
            uncertain=tuple(entry.get("uncertain", ())),
            description_required=entry.get("description_required", False),
            public=CategoryPublic(entry.get("public", "always")),
        )
        for entry in listed["categories"]
    )
    states = _read("statuses.json")
    statuses = tuple(
        Status(
            id=entry["id"],
            name=entry["name"],
            key=entry["key"],
            colour=entry["colour"],
            public=StatusPublic(entry["public"]),
            open=entry["open"],
            confirmed=entry.get("confirmed", False),
            colour_documented=entry.get("colour_documented", True),
        )
        for entry in states["statuses"]
    )
    publication = _read("publication.json")
    layers = tuple(
        layer if "columns" in layer else {**layer, "columns": _statistics_columns(layer, categories, statuses)}
        for layer in publication["layers"]
    )
    return Catalogue(
        groups=tuple(Group(**entry) for entry in listed["groups"]),
        categories=categories,
        statuses=statuses,
        transitions=tuple(
            Transition(t["from"], t["to"], t.get("reopens", False), t.get("uncertain", False))
            for t in states["transitions"]
        ),
        reasons=tuple(ClosingReason(r["id"], r["status"], r["name"]) for r in states["closing_reasons"]),
        new_statuses=tuple(states["new_statuses"]),
        rules=_read("rules.json"),
        layers=layers,
        publication=publication,
    )
