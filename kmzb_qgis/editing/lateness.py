"""Which reports are late: still unverified when the deadline has passed. The map finds them anew at each drawing."""

from __future__ import annotations

from ..catalogue import Catalogue
from . import expressions

REDRAW_MS = 600_000  # deadlines end at midnight, so looking again every ten minutes is enough


def unverified(book: Catalogue) -> tuple[int, ...]:
    """The statuses in which a report still waits for its verification."""
    return tuple(status.id for status in book.statuses if status.open and not status.confirmed)


def overdue(field: str) -> str:
    """Expression: whether a stored instant has passed; QGIS reckons the clock's side once for each drawing.

    Compared as text, ``to_string`` being the fastest that gives UTC digits in every version of QGIS.
    """
    return f'coalesce(to_string("{field}") < {expressions.utc_now_text()}, false)'
