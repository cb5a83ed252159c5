"""Links to a duplicate in an edit buffer: brought to the report that is meant, before the buffer is saved.

The store does the same. But QGIS sends a buffer's values a second time after the saver: what the store had made of them
would look like another writer's change then.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress

from qgis.core import NULL, QgsVectorLayer

from ..store.address import Address
from ..store.store import open_connection
from . import patience

COLUMN = "duplicate_of"
_MASTER = "SELECT m.duplicate_of FROM report m WHERE m.id = ? AND m.duplicate_of <> ''"


def settle(layer: QgsVectorLayer, path: Address) -> None:
    """Change links to duplicates into links to their masters. A store that cannot be read is the saver's to tell."""
    buffer, column = layer.editBuffer(), layer.fields().indexOf(COLUMN)
    if buffer is None or column < 0:
        return
    links = {
        fid: values[column]
        for fid, values in buffer.changedAttributeValues().items()
        if column in values and values[column] not in (None, NULL, "")
    }
    if not links:
        return
    seconds = patience.STEP_MS / 1000
    with suppress(sqlite3.Error), closing(open_connection(path, True, seconds)) as connection:
        for fid, link in links.items():
            found = connection.execute(_MASTER, (str(link),)).fetchone()
            if found is not None:
                buffer.changeAttributeValue(fid, column, found[0], link)
