"""Imported reports have the wall times of Warsaw too: large loads (triggers set aside), small ones, changes."""

from __future__ import annotations

import pytest
from loading_help import HOUR, MONDAY, bring, new_store, reports, row

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.store import loading_write


def wall(text):
    return None if text is None else f"{warsaw.from_text(text).astimezone(warsaw.WARSAW):%Y-%m-%dT%H:%M:%S}"


@pytest.mark.parametrize("bulk", [1, 10**9])
def test_imported_wall_times(tmp_path, monkeypatch, bulk):
    monkeypatch.setattr(loading_write, "BULK", bulk)
    store = new_store(tmp_path)
    instants = [MONDAY + number * HOUR for number in range(200)]  # over the change of clocks of 31 March 2024
    bring(store, *(row(objectid=n + 1, reported=at, modified=at, event=at - HOUR if n % 2 else None)
                   for n, at in enumerate(instants)))  # fmt: skip
    found = reports(store, "reported_at, reported_local, event_at, event_local, version")
    assert len(found) == 200
    assert {entry[3] is None for entry in found} == {True, False}
    for reported, reported_local, event, event_local, version in found:
        assert (reported_local, event_local, version) == (wall(reported), wall(event), 1)
    bring(store, row(objectid=1, reported=MONDAY + 4321 * HOUR, modified=MONDAY + 5000 * HOUR, event=MONDAY))
    changed = reports(store, "reported_at, reported_local, event_at, event_local, version")[0]
    assert changed[1::2][:2] == (wall(changed[0]), wall(changed[2]))
    assert changed[4] == 2
