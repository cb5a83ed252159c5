"""Decisions of the verification mode on their way to the store: waiting for a lock, heeding an open edit session."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from qgis.core import QgsApplication, QgsProject

from ..catalogue import load
from ..editing import belonging, patience
from ..store import account, deciding, refusals
from ..store.address import Address, exists
from ..store.store import Store, open_connection
from ..store.verifying import Facts
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

PATIENCE = 0.5  # seconds of SQLite's own waiting; then the window that waits comes


def me(path: Address) -> str:
    """The account that decides: a database's log-in, else the same that the layer's form writes."""
    return account.name(path, QgsApplication.userLoginName() or "")


def decide(store: Store, facts: Facts, status: int, reason: int | None, text: str, note: str) -> None:
    """Save a decision on a report as it was read. ``note`` is added to the one that it has. Raises KmzbError."""
    changes = {"status_id": status, "reason_id": reason, "reason_text": text}
    if note:
        changes["note"] = f"{facts.note.rstrip()}\n{note}" if facts.note.strip() else note
    if status == load().status("weryfikacja").id:
        changes["officer"] = me(store.path)
    one = deciding.Decision(facts.fid, facts.version, changes)
    _write(store, facts.fid, lambda connection: deciding.apply(connection, [one], me(store.path), store))


def undo(store: Store, fid: int, version: int) -> deciding.Undone:
    """Undo the last decision on a report, which led to this version; what its duplicates did. Raises KmzbError."""
    found = []
    _write(
        store, fid, lambda connection: found.append(deciding.take_back(connection, fid, me(store.path), store, version))
    )
    return found[-1]


def missing(path: Address) -> KmzbError:
    """The store's file is gone, as with a network drive."""
    return KmzbError(
        tr("The store {path} is not there any more. Nothing was saved; bring it back and save again.", path=path),
        code="store-missing",
    )


def repaint(store: Store) -> None:
    """Have the map draw the store's layers anew."""
    for layer in QgsProject.instance().mapLayers().values():
        if belonging.role(layer) and belonging.store_of(layer) == store.path.resolve():
            layer.triggerRepaint()


def _write(store: Store, fid: int, work) -> None:
    if not exists(store.path):
        raise missing(store.path)
    if store.read_only:
        raise KmzbError(store.notice or tr("The store is open read-only: no decision can be saved."), code="read-only")
    heed_edits(store.path, fid)
    try:
        with (
            closing(open_connection(store.path, patience=PATIENCE)) as connection,
            patience.waiting(store.path) as go_on,
        ):
            patience.insist(connection, work, go_on)
    except sqlite3.Error as error:
        raise refusals.explain(error) from error


def heed_edits(path: Address, fid: int) -> None:
    """What somebody typed into the layer and did not save would be refused later: it comes first. Raises KmzbError."""
    for layer in QgsProject.instance().mapLayers().values():
        if belonging.role(layer) != "report" or belonging.store_of(layer) != path.resolve():
            continue
        buffer = layer.editBuffer()
        if buffer is not None and (
            fid in buffer.changedAttributeValues()
            or fid in buffer.changedGeometries()
            or fid in buffer.deletedFeatureIds()
        ):
            raise KmzbError(
                tr(
                    "This report has changes in the layer {layer} that are not saved. Save or discard them first;"
                    " nothing of what you typed here is lost.",
                    layer=layer.name(),
                ),
                code="edited",
            )
