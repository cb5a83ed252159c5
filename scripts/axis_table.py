#!/usr/bin/env python3
"""Measures the matrix of axis order against a running service and prints its tables, or writes them into docs/axis.md.

    python scripts/axis_table.py [--write]

It publishes a few reports at known places into a temporary folder, serves them and takes everything down again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.server import harness
from tests.server.axis import openlayers, page, plan


def main() -> int:
    """Command line; fails where a cell comes to something that is not stated."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write docs/axis.md")
    chosen = parser.parse_args()
    if not openlayers.prepare():
        raise SystemExit("Node and npm are needed for OpenLayers (Debian: nodejs, npm)")
    found = {}
    with (
        harness.site(harness.rows(120)) as site,
        harness.service(site.project, workers=2) as service,
        tempfile.TemporaryDirectory() as home,
    ):
        for client in plan.CLIENTS:
            print(f"axis: {client}", file=sys.stderr)
            found.update(plan.asked(client, harness.Client(service.url), service.url, home))
    tables = page.written(found)
    if chosen.write:
        head = page.PAGE.read_text(encoding="utf-8").split(page.BEGIN)[0]
        page.PAGE.write_text(head + tables, encoding="utf-8")
    else:
        print(tables)
    wrong = [cell for cell, word in found.items() if word != plan.expected(cell)[0]]
    for cell in wrong:
        print(f"axis: {cell}: {found[cell]} instead of {plan.expected(cell)[0]}", file=sys.stderr)
    print(f"axis: {page.counted(found)}, not as stated: {len(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
