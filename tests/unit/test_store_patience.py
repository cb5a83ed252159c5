"""What a window or a form reads waits for another program's lock only as long as a person does."""

from __future__ import annotations

import sqlite3

import pytest

from kmzb_qgis.store import attachments, create_store, handed, unit_names
from kmzb_qgis.store import store as opening
from kmzb_qgis.toolbelt.errors import KmzbError

LONGEST = 1.0  # seconds


@pytest.mark.parametrize(
    "read",
    [
        lambda path: attachments.listed(path, "nobody"),
        lambda path: handed.listed(path),
        lambda path: unit_names.names(path, "1465011", "K05"),
    ],
    ids=["attachments", "hand-overs", "units"],
)
def test_a_locked_store_is_told_and_not_waited_for(tmp_path, monkeypatch, read):
    """Opening asks the file already, before any statement: the first wait counts too."""
    path, waits = create_store(tmp_path / "żółw.gpkg").path, []
    connect = opening._connect

    def told(path, query, seconds):
        waits.append(seconds)
        return connect(path, query, min(seconds, 0.05))

    monkeypatch.setattr(opening, "_connect", told)
    holder = sqlite3.connect(path, isolation_level=None)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(KmzbError):
            read(path)
    finally:
        holder.close()
    assert waits and max(waits) <= LONGEST
