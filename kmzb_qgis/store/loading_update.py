"""Changed reports: a few through the store's triggers, many at once with the same result."""

from __future__ import annotations

import numpy as np

from . import cells, loading_said
from .loading_columns import NONE
from .loading_digest import ERASED
from .loading_match import CHANGE
from .loading_pack import ROWS
from .loading_sql import statement
from .loading_texts import DAY, instants, listed, points, wall_times
from .loading_write import Writer, set_aside

FEW = 50_000  # of so many changed reports the pages are all kept in memory until the commit, which writes them once
FOLLOW = "report_duplicate_follow"  # the trigger by which duplicates follow their master's status
BULK = 500  # from so many changed reports on, history, version, clocks, deadlines and cells are written set-wise


def update(writer: Writer) -> None:
    """Write the changed reports."""
    connection = writer.connection
    changed = np.flatnonzero(writer.matched.what == CHANGE)
    connection.execute(statement("CHANGES"))
    for start in range(0, len(changed), ROWS):
        connection.executemany(statement("CHANGES_PUT"), _changes(writer, changed[start : start + ROWS]))
    target = {"run": writer.run_id, "who": writer.who}
    # where another program's save is just being refused, the triggers decide
    if len(changed) < BULK or connection.execute(statement("PENDING")).fetchone():
        connection.execute(statement("UPDATE"), target)
        return
    (size,) = connection.execute("PRAGMA cache_size").fetchone()
    if len(changed) <= FEW:
        connection.execute("PRAGMA cache_size = -65536")
    dropped = set_aside(connection, "UPDATE_TRIGGERS")
    connection.execute(statement("UPDATE_HISTORY"), target)
    if cells.UPDATE_TRIGGER in dropped:
        moved = connection.execute(statement("UPDATE_COUNTED"))
        while rows := moved.fetchmany(FEW):
            cells.move(connection, rows)
    connection.execute(statement("UPDATE_MOVED"))
    connection.execute(statement("UPDATE_MANY"), target)
    if loading_said.TRIGGER in dropped:
        loading_said.forget(connection)
    connection.execute(f"PRAGMA cache_size = {int(size)}")
    for text in dropped.values():
        connection.execute(text)
    if FOLLOW in dropped:
        connection.execute(statement("UPDATE_FOLLOWED"))


def _changes(writer: Writer, part: np.ndarray):
    """Rows for the table of changes."""
    found, values = writer.matched, writer.matched.checked.values
    texts, digest = writer.described(part)
    places = points(values["x"][part], values["y"][part])
    kept = [found.kept.get(index) for index in part.tolist()]
    for place in [place for place, keep in enumerate(kept) if keep == ERASED]:
        texts[place], digest[place] = None, digest[place].partition(":")[0] + ":"
    reported, event = values["reported"][part], values["event"][part]
    local = writer.zone.local(reported)
    due = [writer.due(day, at) for day, at in zip((local // DAY).tolist(), reported.tolist())]
    return zip(
        found.fid[part].tolist(),
        [bytes(point) if placed else None for point, placed in zip(places, ~np.isnan(values["x"][part]))],
        [text if keep is None else text + keep for text, keep in zip(digest, kept)],
        values["category"][part].tolist(),
        values["status"][part].tolist(),
        texts,
        listed(instants(reported)),
        listed(instants(event), event == NONE),
        _whole(values["part_of_day"][part]),
        _whole(values["days_of_week"][part]),
        listed(instants(values["modified"][part])),
        map(found.checked.codes.__getitem__, values["teryt"][part].tolist()),
        listed(wall_times(local)),
        listed(wall_times(writer.zone.local(event)), event == NONE),
        *zip(*due),
    )


def _whole(values: np.ndarray) -> list:
    found = values.tolist()
    for index in np.flatnonzero(values == NONE).tolist():
        found[index] = None
    return found
