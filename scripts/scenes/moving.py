"""The scene of a check-in: reports taken out, changed on both sides, and the window that asks what is to hold."""

from __future__ import annotations

import processing

from kmzb_qgis.store import open_store

from .desk import PLAN, face, folder

CRACOW = "560000,575000,238000,250000 [EPSG:2180]"  # west, east, south, north
# On both sides: what, whose report (its number in the service), who.
THERE = (
    ("note = 'Studzienka zabezpieczona'", 4104, "asp. Łucja Źdźbło"),
    ("status_id = 3", 4102, "asp. Łucja Źdźbło"),
    ("description = 'Auta na chodniku i przejściu'", 4101, "asp. Łucja Źdźbło"),
    ("status_id = 2", 4105, "asp. Łucja Źdźbło"),
)
HERE = (
    ("note = 'Zarządca drogi już wie'", 4104, "sierż. Jan Kowalski"),
    ("status_id = 6, reason_id = 20", 4102, "sierż. Jan Kowalski"),
    ("description = 'Auta po obu stronach ulicy'", 4101, "sierż. Jan Kowalski"),
)


def checkin():
    """The window with what was changed on both sides, one row decided."""
    copy = folder() / "teren.gpkg"
    processing.run("kmzb:checkout", {"STORE": PLAN["store"], "EXTENT": CRACOW, "OUTPUT": str(copy)})
    for path, changes in ((copy, THERE), (PLAN["store"], HERE)):
        with open_store(path).connect() as store:
            for what, number, who in changes:
                store.execute(
                    f"UPDATE report SET {what}, base_version = version, modified_by = ?"  # noqa: S608 - the lines above
                    " WHERE service_id = ?",
                    (who, number),
                )
    yield 0.5
    window = face().checking_in.open()
    window.resize(1260, 330)
    window.move(10, 120)
    window.copy.setFilePath(str(copy))
    yield 0.3
    window.again.click()
    yield 2.0
    window.table.selectRow(0)
    window.theirs.click()
    window.table.selectRow(1)
    yield 1.0


SCENES = {"checkin": checkin}
