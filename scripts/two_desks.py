#!/usr/bin/env python3
"""One of the pictures of two desktops on one database: ``two_desks.py OUTPUT.png``, as their end-to-end test takes it.

The output's name says which: ``two_desks_open.png``, ``two_desks_sees.png`` or ``two_desks_told.png``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TAKEN = {"two_desks_open.png": "anna_1_open", "two_desks_sees.png": "adam_3_sees", "two_desks_told.png": "adam_4_told"}


def main() -> None:
    """Run the test and keep the picture."""
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "pytest", "-q", "tests/e2e/test_two_desks.py"]
        subprocess.run(words, cwd=ROOT, env={**os.environ, "KMZB_PICTURES_DIR": folder}, check=True, timeout=280)
        shutil.copyfile(Path(folder) / f"{TAKEN[target.name]}.png", target)


if __name__ == "__main__":
    main()
