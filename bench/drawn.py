#!/usr/bin/env python3
"""Runs ``drawing.compare`` on a store in a process of its own and prints its lines for the table, as one of JSON."""

from __future__ import annotations

import json
import sys

import drawing
from qgis.core import QgsApplication


def measured(path: str) -> list[tuple[str, float, str, float]]:
    """``(job, seconds, peer, seconds of the peer)`` of the map of a store at each scale."""
    return [(f"draw at {scale}", ours, "a plain single symbol", plain) for scale, ours, plain in drawing.compare(path)]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.splitlines()[0])
    application = QgsApplication([], True)
    application.initQgis()
    rows = measured(sys.argv[1])
    application.exitQgis()
    print(json.dumps(rows))
