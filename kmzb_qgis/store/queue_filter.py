"""What of the work queue a person wants to see: a value that can be kept as a text and compared."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

OPEN, ANSWERS = "open", "answers"  # views: open reports; hand-overs whose answer is overdue
LATE, TODAY, SOON = "late", "today", "soon"
DEADLINES = (LATE, TODAY, SOON)


@dataclass(frozen=True)
class Filter:
    """Empty parts ask for nothing. ``units``: (level, id); ``area``: a polygon as WKT in EPSG:2180."""

    view: str = OPEN
    statuses: tuple[int, ...] = ()
    categories: tuple[int, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    deadline: str = ""
    text: str = ""
    mine: bool = False
    area: str = ""

    def to_text(self) -> str:
        """JSON, to be kept in settings."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Filter:
        """The filter of a text. Raises ValueError where it is none: settings can be edited by hand."""
        try:
            raw = json.loads(text)
            return cls(
                view=ANSWERS if raw.get("view") == ANSWERS else OPEN,
                statuses=tuple(sorted(int(key) for key in raw.get("statuses", ()))),
                categories=tuple(sorted(int(key) for key in raw.get("categories", ()))),
                units=tuple(sorted((str(level), str(code)) for level, code in raw.get("units", ()))),
                deadline=raw["deadline"] if raw.get("deadline") in DEADLINES else "",
                text=str(raw.get("text", "")),
                mine=bool(raw.get("mine", False)),
                area=str(raw.get("area", "")),
            )
        except (AttributeError, TypeError, KeyError) as error:
            raise ValueError(f"not a filter of the work queue: {text[:80]}") from error
