"""Runs the plugin's algorithms as a scheduled job does: ``qgis_process``, the staged plugin, a profile of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGE = ROOT / "build" / "stage"


def qgis_process() -> str:
    """The program's path. Debian's 3.22 wrapper script always fails, so its binary comes first."""
    for name in ("qgis_process.bin", "qgis_process"):
        found = shutil.which(name)
        if found:
            return found
    raise SystemExit("qgis_process was not found; run 'make setup'")


def environment(home: Path, plugins: Path = STAGE) -> dict[str, str]:
    """The environment for a headless QGIS with an own, throw-away profile."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)  # as XDG_RUNTIME_DIR asks
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("QGIS_")}
    return {
        **inherited,  # without another profile's path
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_PLUGINPATH": str(plugins),
        "LC_ALL": "C.UTF-8",
        "LANG": "pl_PL.UTF-8",
    }


def enable(home: Path, plugins: Path = STAGE) -> None:
    """Switch the plugin on in the profile."""
    done = subprocess.run(
        [qgis_process(), "plugins", "enable", "kmzb_qgis"],
        env=environment(home, plugins),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the plugin could not be enabled:\n{done.stdout}{done.stderr}")


def run(algorithm: str, home: Path, plugins: Path = STAGE, timeout: float = 600, **parameters: object) -> dict:
    """Run one algorithm; returns its results. Raises RuntimeError with what it said where it fails."""
    words = [qgis_process(), "--json", "run", algorithm, "--"]
    words += [f"{name}={value}" for name, value in parameters.items() if value is not None]
    done = subprocess.run(
        words, env=environment(home, plugins), capture_output=True, text=True, timeout=timeout, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{algorithm} failed:\n{done.stderr.strip() or done.stdout.strip()}")
    start = done.stdout.find("{")
    return json.loads(done.stdout[start:])["results"]
