#!/usr/bin/env python3
"""Pictures of other people's clients on the public service: QGIS Desktop and OpenLayers, both by WFS 2.0.

    python scripts/client_pictures.py TARGET.png [--counties FILE]

It publishes synthetic reports with the counties' outlines into a temporary folder, serves them on loopback, and takes
the picture that TARGET's name says. ``--counties``: outlines with their TERYT code in ``terc`` (default:
``$KMZB_COUNTIES``, or ``../shared/data/prg/counties.geojson`` beside the clone).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from string import Template

import qgisrun
import serve

ROOT = qgisrun.ROOT
COUNTIES = Path(os.environ.get("KMZB_COUNTIES") or ROOT.parent / "shared" / "data" / "prg" / "counties.geojson")
REPORTS = 6000
OPENLAYERS = ROOT / "build" / "openlayers"  # put there by the matrix of axis order
PAGE = ROOT / "scripts" / "openlayers_page.html"


def publish(folder: Path, counties: Path) -> Path:
    """A publication of synthetic reports with the counties' outlines; returns its project file."""
    if not counties.is_file():
        raise SystemExit(f"client_pictures: {counties} is not there: name the counties' outlines by --counties")
    home, store, sample = folder / "home", folder / "kmzb.gpkg", folder / "zgloszenia.json"
    qgisrun.enable(home)
    qgisrun.run("kmzb:samplereports", home, COUNT=REPORTS, SEED=2180, OUTPUT=sample)
    qgisrun.run("kmzb:createstore", home, STORE=store)
    qgisrun.run("kmzb:importfile", home, INPUT=sample, STORE=store)
    qgisrun.run("kmzb:importunits", home, SOURCE=counties, LEVEL=1, STORE=store, COMPLETE="true")
    qgisrun.run("kmzb:publish", home, STORE=store, FOLDER=folder / "publication")
    return folder / "publication" / "public" / "kmzb.qgs"


def in_openlayers(url: str, target: Path, folder: Path) -> None:
    """A web page with OpenLayers in headless Chromium."""
    if not (OPENLAYERS / "node_modules").is_dir():
        raise SystemExit("client_pictures: run 'make axis' first: it puts OpenLayers into build/")
    packages = (OPENLAYERS / "node_modules").as_uri()
    page = folder / "page.html"
    page.write_text(Template(PAGE.read_text(encoding="utf-8")).substitute(url=url, packages=packages), encoding="utf-8")
    words = [
        "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1280,900",
        "--disable-web-security",  # the page is a file here; on a site of its own the server would allow it
        "--allow-file-access-from-files", f"--user-data-dir={folder / 'chromium'}", "--virtual-time-budget=60000",
        "--timeout=60000", f"--screenshot={target}", page.as_uri(),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(folder), "NO_PROXY": "127.0.0.1"}
    subprocess.run(words, check=True, timeout=180, env=environment, capture_output=True)


def in_qgis(url: str, target: Path) -> None:
    """QGIS Desktop."""
    words = ["--no-standin", "--scene", "wfs2", "--size", "1280x800", "--tree-width", "330", "--picture", str(target)]
    environment = {**os.environ, "KMZB_WFS": url, "NO_PROXY": "127.0.0.1"}
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "desktop.py"), *words], check=True, timeout=280, env=environment
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", type=Path, help="openlayers_wfs2.png or qgis_wfs2.png")
    parser.add_argument("--counties", type=Path, default=COUNTIES)
    parser.add_argument("--folder", type=Path, help="keep the publication here, and use the one that is there")
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="kmzb-clients-"))
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    try:
        project = folder / "publication" / "public" / "kmzb.qgs"
        project = project if project.exists() else publish(folder, chosen.counties)
        staged = qgisrun.STAGE / "kmzb_qgis"
        with serve.Service(project, workers=2, plugin=staged if staged.is_dir() else None) as service:
            if chosen.target.name.startswith("openlayers"):
                in_openlayers(service.url, chosen.target.resolve(), folder)
            else:
                in_qgis(service.url, chosen.target.resolve())
    finally:
        if chosen.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
