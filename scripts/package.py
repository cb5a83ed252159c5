#!/usr/bin/env python3
"""Builds the plugin: ``build/stage/kmzb_qgis`` (a folder QGIS can load) and ``build/kmzb_qgis.zip`` (the same, zipped).

The package, metadata.txt, icons/, forms/, LICENSE and README.md become one folder; translations are compiled with
Qt's lrelease. The zip is reproducible: sorted names, one fixed date (SOURCE_DATE_EPOCH, else 1980), fixed modes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "kmzb_qgis"
BESIDE = ("metadata.txt", "icons", "forms", "LICENSE", "README.md", "CHANGELOG.md")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.ts", ".*", "*.orig", "*~")
LRELEASE = ("lrelease", "/usr/lib/qt5/bin/lrelease", "/usr/lib/qt6/bin/lrelease")


def compile_translations() -> list[Path]:
    """Compile every .ts beside itself into .qm; exits with a sentence where Qt's lrelease is missing."""
    tool = next((path for path in LRELEASE if shutil.which(path)), None)
    if tool is None:
        sys.exit("package: Qt's lrelease is missing (Debian: qttools5-dev-tools); run 'make setup'")
    made = []
    for source in sorted((ROOT / NAME / "i18n").glob("*.ts")):
        target = source.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([tool, "-silent", str(source), "-qm", str(target)], check=True)
        made.append(target)
    return made


def stage(folder: Path) -> Path:
    """Lay the plugin out as QGIS wants it; the folder is made anew. Returns its path."""
    compile_translations()
    target = folder / NAME
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(ROOT / NAME, target, ignore=LEFT_OUT)
    for name in BESIDE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=LEFT_OUT)
        else:
            shutil.copy2(source, target / name)
    return target


def pack(folder: Path, archive: Path) -> None:
    """Zip a staged plugin; the archive appears under its name only when it is whole."""
    moment = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", "315532800")))[:6]
    part = archive.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(f"{NAME}/{path.relative_to(folder).as_posix()}", moment)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o100644 << 16
                entry.create_system = 3
                zipped.writestr(entry, path.read_bytes())
    part.replace(archive)


def main() -> None:
    """Command line: ``package.py [--stage-only] [--build FOLDER]``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stage-only", action="store_true", help="lay the folder out, make no zip")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="where to build (default: build/)")
    options = parser.parse_args()
    options.build.mkdir(parents=True, exist_ok=True)
    folder = stage(options.build / "stage")
    if options.stage_only:
        print(f"package: {folder}")
        return
    archive = options.build / f"{NAME}.zip"
    pack(folder, archive)
    print(f"package: {archive} ({archive.stat().st_size / 1e6:.2f} MB)")


if __name__ == "__main__":
    main()
