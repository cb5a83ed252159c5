"""Named filters of the work queue, kept in the user's settings; those that name units belong to one store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..store.queue_filter import Filter
from ..toolbelt import settings


@dataclass(frozen=True)
class Saved:
    """A filter under a name. ``store``: the file whose units it names; empty where it fits any store."""

    name: str
    store: str
    wanted: Filter


def everything() -> list[Saved]:
    """All that are kept; an entry that cannot be read (the settings file was edited by hand) is left out."""
    try:
        entries = json.loads(settings.get("queue_saved"))
    except ValueError:
        return []
    found = []
    for entry in entries if isinstance(entries, list) else []:
        try:
            found.append(Saved(str(entry["name"]), str(entry["store"]), Filter.from_text(entry["filter"])))
        except (TypeError, KeyError, ValueError):
            continue
    return found


def of(path: Path | None) -> list[Saved]:
    """Those that can be used with a store, by name."""
    store = str(path or "")
    return sorted((one for one in everything() if one.store in ("", store)), key=lambda one: one.name.casefold())


def keep(name: str, path: Path | None, wanted: Filter) -> None:
    """Keep a filter; one of the same name for the same store is replaced."""
    store = str(path or "") if wanted.units else ""
    others = [one for one in everything() if one.name != name or one.store not in ("", str(path or ""))]
    _write([*others, Saved(name, store, wanted)])


def forget(name: str, path: Path | None) -> None:
    """Take a filter out."""
    _write([one for one in everything() if one.name != name or one.store not in ("", str(path or ""))])


def _write(found: list[Saved]) -> None:
    entries = [{"name": one.name, "store": one.store, "filter": one.wanted.to_text()} for one in found]
    settings.put("queue_saved", json.dumps(entries, ensure_ascii=False))
