"""Whether what a data file holds ready for the server's own WFS 2.0 fits its rows (``ready.py``)."""

from __future__ import annotations

import numpy as np

from ..catalogue import Catalogue, warsaw
from ..toolbelt import poland92
from ..toolbelt.i18n import tr
from . import blobs
from .check_report import CheckReport
from .check_truth import Truth
from .geopackage import base_table, reading
from .statements import quoted, sql

_SAMPLE = 500  # places looked at, spread over the rows
_METRES, _DEGREES = 0.006, 0.6e-6  # half of the last decimal, and a little


def check(truth: Truth, report: CheckReport) -> None:
    """Note the counts and the coordinates of the served data file; one of an older version of the plugin has none."""
    with reading(truth.data) as connection:
        known = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "licznik" not in known:
            return
        wrong = [*counts(connection, truth.catalogue), *places(connection)]
    question = tr("what is kept ready for WFS 2.0 fits the rows")
    report.note("counts", question, not wrong, ", ".join(wrong))


def counts(connection, catalogue: Catalogue) -> list[str]:
    """Layers of which the table of counts, or that of blocks, says another number than the layer shows now."""
    now, wrong = warsaw.to_text(warsaw.now()), []
    for layer in catalogue.layers:
        name = layer["name"]
        interval = "" if layer["geometry"] == "Point" else " AND since <= :now"
        shown = sql(
            "SELECT count(*) FROM {table} WHERE until > :now{interval}",
            table=quoted(base_table(name)),
            interval=interval,
        )
        whole = "SELECT ile FROM licznik WHERE warstwa = :name AND od <= :now ORDER BY od DESC LIMIT 1"
        blocks = (
            "SELECT sum(ile) FROM (SELECT ile, max(od) FROM blok WHERE warstwa = :name AND od <= :now GROUP BY fid)"
        )
        values = {"name": name, "now": now}
        found = [(connection.execute(query, values).fetchone() or (0,))[0] or 0 for query in (shown, whole, blocks)]
        if len(set(found)) > 1:
            wrong.append(f"{name}: {found[0]}, {found[1]}, {found[2]}")
    return wrong


def places(connection) -> list[str]:
    """Reports, by id, whose coordinates as text are not those of their shape."""
    table = quoted(base_table("zgloszenia"))
    last = connection.execute(sql("SELECT max(fid) FROM {table}", table=table)).fetchone()[0] or 0
    step = max(1, last // _SAMPLE)
    rows = connection.execute(
        sql("SELECT id, geom, x, y, lon, lat FROM {table} WHERE fid % ? = 0 OR fid = 1", table=table), (step,)
    ).fetchall()
    if not rows:
        return []
    true = blobs.places([row[1] for row in rows])
    told = np.array([[float(text or "nan") for text in row[2:]] for row in rows])
    off = np.abs(told - np.concatenate([true, poland92.degrees(true)], axis=1))
    bad = ~((off[:, :2] <= _METRES).all(axis=1) & (off[:, 2:] <= _DEGREES).all(axis=1))
    return [rows[index][0] for index in np.flatnonzero(bad).tolist()]
