#!/usr/bin/env python3
"""Runs the standards' own tests against the plugin's service: `make conformance`.

    python scripts/conformance.py [--write] [--only wfs20|wfs11|oapif ...]

Publishes a made-up publication, serves it on loopback, and runs OGC's executable suite for WFS 2.0 (fetched by Maven),
and the abstract tests of WFS 1.1.0 and OGC API Features as scripts/ogc carries them out, these two beside QGIS Server
alone. ``--write`` keeps the tables in docs/conformance.md. Everything started is stopped at the end. Exit code 1 where
a test fails whose cause is not known.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT)]  # the tests' helpers serve here too

import serve  # noqa: E402
from ogc import causes, page, suite  # noqa: E402
from ogc.checks import Site  # noqa: E402
from ogc.results import FAILED, PASSED, SKIPPED  # noqa: E402

PAGE = ROOT / "docs" / "conformance.md"
NAMES = {"wfs20": causes.WFS20, "wfs11": causes.WFS11, "oapif": causes.OAPIF}


def publication(folder: Path) -> Path:
    """A publication made for the tests; gives its project."""
    command = [sys.executable, str(ROOT / "scripts" / "ogc" / "publication.py"), str(folder / "store.gpkg")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([*command, str(folder / "publication")], check=True, timeout=300, env=environment, cwd=ROOT)
    return folder / "publication" / "public" / "kmzb.qgs"


def schemas() -> Path:
    """The folder of OGC's schemas."""
    folder = Path(os.environ.get("OGC_SCHEMAS") or ROOT.parent / "shared" / "schemas")
    if not (folder / "wfs11").is_dir() or not (folder / "wfs20").is_dir():
        raise SystemExit("conformance: name the folder of OGC's schemas in OGC_SCHEMAS")
    os.environ["OGC_SCHEMAS"] = str(folder)
    return folder


def versions() -> dict[str, str]:
    """What ran the tests."""
    asked = "from qgis.core import Qgis; print(getattr(Qgis, 'QGIS_VERSION', None) or Qgis.version())"
    qgis = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60).stdout.strip()
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=60).stderr
    number = re.search(r'"([^"]+)"', java)
    plugin = re.search(r"^version=(.+)$", (ROOT / "metadata.txt").read_text(encoding="utf-8"), re.MULTILINE)
    return {
        "plugin": plugin.group(1) if plugin else "",
        "QGIS Server": qgis,
        "Java": number.group(1) if number else "",
        "day": time.strftime("%Y-%m-%d"),
    }


def abstract(name: str, url: str, folder: Path):
    """The outcomes of an abstract test suite against a service."""
    from ogc import oapif_crs, wfs11_features  # needs OGC_SCHEMAS

    kept = Path(tempfile.mkdtemp(dir=folder))
    return {"wfs11": wfs11_features.suite, "oapif": oapif_crs.suite}[name].run(Site(url, kept))


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write docs/conformance.md")
    parser.add_argument("--only", nargs="*", choices=list(NAMES), default=list(NAMES))
    parser.add_argument("--plugin", default=None, help="a staged plugin folder; default build/stage, else the source")
    options = parser.parse_args()
    schema_folder = schemas()
    if "wfs20" in options.only:
        suite.fetch(), suite.patch()
    staged = ROOT / "build" / "stage" / "kmzb_qgis"
    plugin = options.plugin or (staged if staged.is_dir() else None)
    work = Path(tempfile.mkdtemp(prefix="kmzb-conformance-"))
    work.chmod(0o755)  # the service's user reads the publication
    report = page.Report(versions(), suite.VERSION)
    try:
        project = publication(work)
        with serve.Service(project, workers=2, plugin=plugin) as service:
            print(f"conformance: {service.url}", flush=True)
            if "wfs20" in options.only:
                address = f"{service.url}?service=WFS&version=2.0.0&request=GetCapabilities"
                report.groups[causes.WFS20] = suite.run(address, schema_folder)[0]
            for name in ("wfs11", "oapif"):
                if name in options.only:
                    report.groups[NAMES[name]] = abstract(name, service.url, work)
        if report.groups.keys() - {causes.WFS20}:
            with serve.Service(project, workers=1, plugin=False, guarded=False) as service:
                for name in ("wfs11", "oapif"):
                    if name in options.only:
                        report.alone[NAMES[name]] = abstract(name, service.url, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    for name, groups in report.groups.items():
        for group in groups:
            counts = f"{group.count(PASSED)} passed, {group.count(FAILED)} failed, {group.count(SKIPPED)} skipped"
            print(f"{name}: {group.name}: {counts}")
    if options.write and set(options.only) == set(NAMES):
        PAGE.write_text(page.text(report), encoding="utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}")
    for cause in report.outdated():
        print(f"passes by now, take it out of scripts/ogc/causes.py: {cause.suite}: {cause.test}")
    for fault in report.unexplained():
        print(f"FAILED {fault}")
    return 1 if report.unexplained() else 0


if __name__ == "__main__":
    sys.exit(main())
