"""The columns of a KMZB report as the data service and files spell them, and the short names that the code uses."""

from __future__ import annotations

# short name -> the service's spelling; the order is that of files
COLUMNS = {
    "objectid": "OBJECTID",
    "typ": "Typ",
    "status": "Status",
    "teryt": "TERYT",
    "reported": "Data utworzenia",
    "event": "Data zdarzenia",
    "modified": "Data modyfikacji",
    "part_of_day": "Pora dnia",
    "days_of_week": "Dni tygodnia",
    "x": "x",
    "y": "y",
    "description": "Opis",
}
NAMES = tuple(COLUMNS)
REQUIRED = ("typ", "status", "reported", "modified", "x", "y")
REQUIRED_ATTRIBUTES = ("typ", "status", "reported", "modified")


def fold(name: str) -> str:
    """A column's name without case, spaces and underscores: one client saw 'Data_utworzenia'."""
    return "".join(str(name).replace("_", " ").casefold().split())


FOLDED = {fold(spelling): short for short, spelling in COLUMNS.items()}


def short_name(spelling: str) -> str | None:
    """The short name of a column, or None for a column that the plugin does not know."""
    return FOLDED.get(fold(spelling))
