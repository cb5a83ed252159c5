"""The list of texts that a publication kept back, for the officer who publishes: which report, and why."""

from __future__ import annotations

from pathlib import Path

from ..toolbelt import finding_words, harmless
from ..toolbelt.i18n import tr

NAME = "withheld.csv"


def write(place: Path, rows: list[tuple[str, str, str]]) -> Path | None:
    """Write (public id, reference, names of findings joined by commas) into a folder; None where there are no rows."""
    if not rows:
        return None
    path = place / NAME
    with path.open("w", encoding="utf-8-sig", newline="") as handle:  # spreadsheets know UTF-8 by its mark
        writer = harmless.sheet(handle)
        writer.writerow([tr("Public id"), tr("Reference"), tr("What was found")])
        for number, reference, found in rows:
            words = ", ".join(map(finding_words.kind, found.split(",")))
            writer.writerow(harmless.row([number, reference, words]))
    path.chmod(0o600)
    return path
