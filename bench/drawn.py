#!/usr/bin/env python3
"""Runs the measures of ``drawing.py`` in a process of their own and prints them as one line of JSON.

``drawing.measures(path)``, where it is, gives ``[(job, seconds, peer, seconds of the peer), …]``; else ``compare``'s.
"""

from __future__ import annotations

import json
import sys

import drawing
from qgis.core import QgsApplication


def measured(path: str) -> list[tuple[str, float, str, float]]:
    """Lines for the table: the map of a store and what it is held against."""
    if hasattr(drawing, "measures"):
        return [tuple(row) for row in drawing.measures(path)]
    times = drawing.compare(path)
    return [("draw the country", times["national"], "a plain symbol", times["plain"])]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.splitlines()[0])
    application = QgsApplication([], True)
    application.initQgis()
    rows = measured(sys.argv[1])
    application.exitQgis()
    print(json.dumps(rows))
