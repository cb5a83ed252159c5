"""The list of bodies as a CSV: written for another unit or a spreadsheet, and read back, all rows or none."""

from __future__ import annotations

import csv
import io
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ..toolbelt import harmless, leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import bodies, refusals
from .store import Store

COLUMNS = (
    "name", "kind", "address", "email", "phone", "contact", "answer_days", "territory", "categories", "valid",
)  # fmt: skip
BETWEEN = " | "  # of the names of categories, some of which have commas
MOST_BYTES = 5_000_000
_INSERT = (
    "INSERT INTO body (name, kind, address, email, phone, contact, answer_days, territory, categories, valid)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UPDATE = (
    "UPDATE body SET name = ?, kind = ?, address = ?, email = ?, phone = ?, contact = ?, answer_days = ?,"
    " territory = ?, categories = ?, valid = ? WHERE id = ?"
)
_NOW = (
    "SELECT name, kind, coalesce(address, ''), coalesce(email, ''), coalesce(phone, ''), coalesce(contact, ''),"
    " answer_days, coalesce(territory, ''), coalesce(categories, '{}'), valid FROM body WHERE id = ?"
)


@dataclass(frozen=True)
class Read:
    """How many bodies were new, changed and as they were."""

    new: int
    changed: int
    same: int


def write(store: Store, path: Path) -> int:
    """Write all bodies; how many. Raises KmzbError."""
    draft = path.with_name(leftovers.part_name(path.name))
    try:
        with store.connect() as connection:
            known = bodies.read(connection)
            names = dict(connection.execute("SELECT id, name FROM category"))
        with draft.open("w", encoding="utf-8-sig", newline="") as file:
            writer = harmless.sheet(file)
            writer.writerow(COLUMNS)
            for one in known:
                categories = BETWEEN.join(names.get(number, str(number)) for number in sorted(one.categories))
                row = (one.name, one.kind_id, one.address, one.email, one.phone, one.contact, one.answer_days)
                writer.writerow(harmless.row((*row, ", ".join(one.territory), categories, int(one.valid))))
        draft.replace(path)
    except sqlite3.Error as error:
        raise refusals.explain(error) from error
    except OSError as error:
        raise KmzbError(tr("The list {path} cannot be written: {reason}.", path=path, reason=reason(error))) from error
    finally:
        leftovers.discard(draft)
    return len(known)


def read(store: Store, path: Path) -> Read:
    """Bring the bodies of a file in: known names are changed, new ones added, none is removed. Raises KmzbError that
    names the line which was refused: then nothing was changed.
    """
    if store.read_only:
        raise KmzbError(store.notice or tr("The store {path} is read-only.", path=store.path), code="read-only")
    rows = _rows(path)
    added = changed = 0
    try:
        with store.connect() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                kinds = _both_ways(connection.execute("SELECT id, name FROM body_kind"))
                categories = _both_ways(connection.execute("SELECT CAST(id AS TEXT), name FROM category"))
                known = {name.casefold(): number for number, name in connection.execute("SELECT id, name FROM body")}
                for line, row in rows:
                    values = _values(line, row, kinds, categories)
                    number = known.get(values[0].casefold())
                    before = connection.execute(_NOW, (number,)).fetchone() if number is not None else None
                    try:
                        if before is None:
                            known[values[0].casefold()] = connection.execute(_INSERT, values).lastrowid
                            added += 1
                            continue
                        # What the file has no column for stays as it is.
                        values = tuple(new if name in row else old for name, new, old in zip(COLUMNS, values, before))
                        if tuple(before) != values:
                            connection.execute(_UPDATE, (*values, number))
                            changed += 1
                    except sqlite3.IntegrityError as error:
                        raise _wrong(line, refusals.explain(error).message) from error
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
    except sqlite3.Error as error:
        raise refusals.explain(error) from error
    return Read(added, changed, len(rows) - added - changed)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Lines with their numbers; columns by name, missing ones empty. Raises KmzbError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise KmzbError(tr("{path} is no list of bodies: it is too large.", path=path), code="file")
        raw = path.read_bytes()
    except OSError as error:
        raise KmzbError(tr("{path} cannot be read: {reason}.", path=path, reason=reason(error))) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1250", "replace")  # what an older Excel saves in Poland
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        table = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise KmzbError(tr("{path} cannot be read: {reason}.", path=path, reason=reason(error))) from error
    columns = [cell.strip().lower() for cell in table[0][1]] if table else []
    if "name" not in columns or set(columns) - set(COLUMNS):
        raise KmzbError(
            tr("{path} is no list of bodies: its first line must name the columns {list}.",
               path=path, list=", ".join(COLUMNS)), code="file",
        )  # fmt: skip
    return [
        (line, {name: (harmless.uncell(cell) or "").strip() for name, cell in zip(columns, cells)})
        for line, cells in table[1:]
    ]


def _values(line: int, row: dict[str, str], kinds: dict, categories: dict) -> tuple:
    """A row as the store has it. Raises KmzbError for an unknown kind or category, and for days that are no number."""
    kind = kinds.get((row.get("kind") or "other").casefold())
    if kind is None:
        raise _wrong(line, tr("there is no kind '{name}'", name=row["kind"]))
    numbers = []
    for name in filter(None, (part.strip() for part in row.get("categories", "").split(BETWEEN.strip()))):
        parts = name.split(",") if name.replace(",", "").replace(" ", "").isdigit() else [name]
        for part in parts:
            number = categories.get(part.strip().casefold())
            if number is None:
                raise _wrong(line, tr("there is no category '{name}'", name=part.strip()))
            numbers.append(int(number))
    days, valid = row.get("answer_days") or "30", row.get("valid") or "1"
    if not (days.isascii() and days.isdigit() and len(days) < 19 and valid in ("0", "1")):  # what SQLite's numbers hold
        raise _wrong(line, tr("the days for an answer and 'valid' are whole numbers"))
    listed = "{" + ",".join(map(str, sorted(set(numbers)))) + "}"
    texts = [row.get(name, "") for name in ("address", "email", "phone", "contact")]
    return (row.get("name", ""), kind, *texts, int(days), row.get("territory", ""), listed, int(valid))


def _wrong(line: int, why: str) -> KmzbError:
    return KmzbError(tr("Line {line}: {reason}. Nothing was changed.", line=line, reason=reason(why)), code="row")


def _both_ways(rows) -> dict[str, str]:
    """By id and by name, whatever the case."""
    found = {}
    for key, name in rows:
        found[name.casefold()] = key
        found[key.casefold()] = key
    return found
