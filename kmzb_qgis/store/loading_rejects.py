"""The reject file: rows not taken and conflicts, each with its reason; it can be mended and imported again."""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from pathlib import Path

from ..catalogue import warsaw
from ..toolbelt import harmless, leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from .loading_sql import RAW_COLUMNS, statement

CONFLICTS = ("officer", "stale")


def sentence(code: str, row: dict, flaw: str | None, category: str | None, status: str | None, limits: dict) -> str:
    """Why a row was not taken, in the user's language."""
    if code == "flaw":
        return flaw or ""
    if code == "category":
        name = row["typ"] or ""
        if not name.strip():
            return tr("The category is missing.")
        if category:
            return tr("Unknown category '{name}'. Did you mean '{nearest}'?", name=name, nearest=category)
        return tr("Unknown category '{name}'.", name=name)
    if code == "status":
        name = row["status"] or ""
        if not name.strip():
            return tr("The status is missing.")
        if status:
            return tr("Unknown status '{name}'. Did you mean '{nearest}'?", name=name, nearest=status)
        return tr("Unknown status '{name}'.", name=name)
    if code == "early":
        day = warsaw.day_of(warsaw.from_epoch_ms(limits["earliest"]))
        return tr("The report's date is earlier than {day}.", day=warsaw.shown_day(day))
    if code == "description":
        return tr("The description is longer than {limit} characters.", limit=limits["description_max"])
    number = tr("'{value}' is not a whole number.", value=row.get(code, ""))
    return {
        "objectid": lambda: tr("OBJECTID '{value}' is not a positive whole number.", value=row["objectid"]),
        "reported": lambda: tr("The report's date '{value}' is not epoch milliseconds.", value=row["reported"] or ""),
        "future": lambda: tr("The report's date lies in the future."),
        "modified": lambda: tr("The change date '{value}' is not epoch milliseconds.", value=row["modified"] or ""),
        "modified_future": lambda: tr("The change date lies in the future."),
        "event": lambda: tr("The event's date '{value}' is not epoch milliseconds.", value=row["event"]),
        "part_of_day": lambda: number,
        "days_of_week": lambda: number,
        "place": lambda: tr(
            "The place '{x}', '{y}' is not two numbers (EPSG:2180, metres).", x=row["x"] or "", y=row["y"] or ""
        ),
        "outside": lambda: tr("The place lies outside Poland's extent in EPSG:2180."),
        "swapped": lambda: tr("The place lies outside Poland's extent: x and y seem to be swapped."),
        "teryt": lambda: tr("'{value}' is not a TERYT code of up to 7 digits.", value=row["teryt"]),
        "superseded": lambda: tr("The same OBJECTID stands in the source once more with a newer change date."),
        "ambiguous": lambda: tr("The same report stands in the source twice with different content."),
        "officer": lambda: tr("An officer changed this report after the last import; the store's state was kept."),
        "stale": lambda: tr("The row differs from the store but is not newer; the store's state was kept."),
    }[code]()


def _places(run):
    """A function from a row's number over all batches to what the reject file says of it: its file, where there are
    several, and its row there as a person counts."""
    origins = sorted(run.origins, key=itemgetter(0))
    starts = [origin[0] for origin in origins]

    def place(n: int) -> list:
        if len(origins) < 2:
            return [n + (origins[0][2] if origins and len(origins[0]) > 2 else run.first_row)]
        start, name, *first = origins[max(0, bisect_right(starts, n) - 1)]
        return [harmless.cell(name), n - start + 1 + (first[0] if first else run.first_row)]

    return place


def write(connection, path: Path | None, run, columns: tuple, limits: dict, refused: int) -> Path | None:
    """Write what was refused beside ``path`` under a temporary name, which is returned; None where nothing is to say.

    A file of that name from an earlier run is replaced even then, so that it does not speak for this one.
    """
    if path is None:
        return None
    leftovers.forget(path.parent, path.name)
    if not refused and not path.exists():
        return None
    shown = [name for name in RAW_COLUMNS if name in columns]
    partial = path.with_name(leftovers.part_name(path.name))
    try:
        with partial.open("w", encoding="utf-8-sig", newline="") as file:
            writer = harmless.sheet(file)
            place = _places(run)
            added = [tr("File")] * (len(run.origins) > 1) + [tr("Row"), tr("Kind"), tr("Reason")]
            writer.writerow([run.names.get(name, name) for name in shown] + added)
            for n, code, flaw, category, status, *values in connection.execute(statement("REFUSED")):
                row = dict(zip(RAW_COLUMNS, values))
                kind = tr("conflict") if code in CONFLICTS else tr("rejected")
                why = sentence(code, row, flaw, category, status, limits)
                writer.writerow([*harmless.row(row[name] for name in shown), *place(n), kind, harmless.cell(why)])
    except OSError as error:
        leftovers.discard(partial)
        raise KmzbError(
            tr("The reject file '{name}' cannot be written: {why}. Nothing was changed.", name=path, why=reason(error))
        ) from error
    return partial
