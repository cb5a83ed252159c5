#!/usr/bin/env python3
"""Prints how well the redaction check does on its labelled corpus; ``--misses`` also what it missed in the first half.

What it misses in the half that is held out is not shown: looking at it would be the first step of tuning on it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit")]
import redaction_corpus as corpus  # noqa: E402 - found by the path above

from kmzb_qgis.catalogue import redaction  # noqa: E402


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    for half in corpus.HALVES:
        texts = corpus.read(half)
        found = corpus.score(texts)
        print(f"\n{half}: {found.texts} texts, {found.harmless} harmless, {found.alarmed} of them marked")
        print(
            f"{'kind':10}{'labels':>8}{'found':>8}{'recall':>8}{'covered':>9}{'marks':>8}{'right':>8}{'precision':>11}"
        )
        for kind in redaction.KINDS:
            if found.wanted[kind] or found.made[kind]:
                print(
                    f"{kind:10}{found.wanted[kind]:8}{found.seen[kind]:8}{found.recall(kind):8.2f}"
                    f"{found.covered[kind]:9}"
                    f"{found.made[kind]:8}{found.right[kind]:8}{found.precision(kind):11.2f}"
                )
        if options.misses and half == "dev":
            for title, rows in (("missed", found.missed), ("wrong", found.wrong)):
                for kind, part, text in rows:
                    print(f"  {title} {kind}: «{part}» in: {text}")
    texts = [text for half in corpus.HALVES for text, _ in corpus.read(half)]
    began = time.process_time()
    for _ in range(20):
        for text in texts:
            redaction.marks(text)
    took = (time.process_time() - began) / 20 / len(texts)
    print(f"\n{took * 1e6:.0f} µs of processor time a text; {sum(map(len, texts)) / len(texts):.0f} letters on average")


if __name__ == "__main__":
    main()
