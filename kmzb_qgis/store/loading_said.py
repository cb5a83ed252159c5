"""What an import hears the service say of reports that it leaves as an officer made them (table ``service_state``).

Nothing is asked of the store where no row is such a conflict, so imports without any pay nothing.
"""

from __future__ import annotations

import numpy as np

from .loading_match import OFFICER, STALE, Matched
from .loading_sql import statement
from .loading_texts import instants, listed

TRIGGER = "report_service_state_import"  # what :func:`forget` does for many reports at once


def record(connection, matched: Matched, run_id: int) -> None:
    """Note the status that the service says now of reports in conflict, unless a later word of it is known."""
    heard = np.array([row for row in matched.heard if matched.what[row] in (OFFICER, STALE)], dtype=np.int64)
    if not len(heard) or not connection.execute(statement("SAID_KEPT")).fetchone():
        return
    fids, status = matched.fid[heard].tolist(), matched.checked.values["status"][heard].tolist()
    said_at = listed(instants(matched.checked.values["modified"][heard]))
    connection.execute(statement("SAID"))
    connection.executemany(statement("SAID_PUT"), zip(fids, status, said_at))
    connection.execute(statement("SAID_HOLD"))
    connection.execute(statement("SAID_RECORD"), {"run": run_id})
    connection.execute(statement("SAID_RELEASE"))


def forget(connection) -> None:
    """The reports in ``temp.changes`` were written by the import: they tell themselves what the service says."""
    connection.execute(statement("SAID_HOLD"))
    connection.execute(statement("SAID_FORGET"))
    connection.execute(statement("SAID_RELEASE"))
