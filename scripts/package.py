#!/usr/bin/env python3
"""Builds the plugin: ``build/stage/kmzb_qgis`` (a folder QGIS can load) and ``build/kmzb_qgis.zip`` (the same, zipped).

The package, metadata.txt, icons/, forms/, LICENSE, README.md and CHANGELOG.md become one folder; translations are
compiled with Qt's lrelease. Into the zip goes what git tracks and nothing else; the folder that developers run also
has what is not added yet. The zip is reproducible: sorted names, one fixed date (SOURCE_DATE_EPOCH, else 1980), fixed
modes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "kmzb_qgis"
BESIDE = ("metadata.txt", "icons", "forms", "LICENSE", "README.md", "CHANGELOG.md")
LEFT_OUT = ("*.pyc", "*.ts", "*.orig", "*~")  # and whatever lies in a hidden folder or one of caches
LRELEASE = ("lrelease", "/usr/lib/qt5/bin/lrelease", "/usr/lib/qt6/bin/lrelease")


def compile_translations(root: Path = ROOT) -> list[Path]:
    """Compile every .ts beside itself into .qm; exits with a sentence where Qt's lrelease is missing."""
    tool = next((path for path in LRELEASE if shutil.which(path)), None)
    if tool is None:
        sys.exit("package: Qt's lrelease is missing (Debian: qttools5-dev-tools); run 'make setup'")
    made = []
    for source in sorted((root / NAME / "i18n").glob("*.ts")):
        target = source.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([tool, "-silent", str(source), "-qm", str(target)], check=True)
        made.append(target)
    return made


def listed(root: Path = ROOT, tracked_only: bool = False) -> list[Path]:
    """The files of the plugin, relative to ``root``, sorted; all that lie there where ``root`` is no clone of its own.

    ``tracked_only``: only what git tracks; else also what is new and not ignored. Exits with a sentence where a
    tracked file is gone or is a link (which a zip would follow out of the project).
    """
    names = _of_git(root, tracked_only)
    if names is None:
        names = [path.relative_to(root).as_posix() for top in (NAME, *BESIDE) for path in _under(root / top)]
    found = []
    for name in sorted(names):
        path = Path(name)
        if path.parts[0] not in (NAME, *BESIDE) or any(path.match(pattern) for pattern in LEFT_OUT):
            continue
        if any(part.startswith(".") or part == "__pycache__" for part in path.parts):
            continue
        if (root / path).is_symlink():
            sys.exit(f"package: {name} is a link; the plugin takes only files")
        if not (root / path).is_file():
            if tracked_only:
                sys.exit(f"package: git tracks {name}, but it is gone; restore it or commit its removal")
            continue
        found.append(path)
    return found


def _under(path: Path) -> list[Path]:
    return [path] if path.is_file() else [found for found in path.rglob("*") if found.is_file()]


def _of_git(root: Path, tracked_only: bool) -> list[str] | None:
    """What git lists, or None where ``root`` is not the top of a clone (an unpacked archive) or git is missing."""
    git = ["git", "-C", str(root)]
    try:
        top = subprocess.run([*git, "rev-parse", "--show-toplevel"], capture_output=True, text=True, check=True)
        if Path(top.stdout.strip()).resolve() != root.resolve():
            return None
        others = [] if tracked_only else ["--others", "--exclude-standard"]
        out = subprocess.run([*git, "ls-files", "-z", "--cached", *others], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return sorted(set(out.decode("utf-8").split("\0")) - {""})


def stage(folder: Path, root: Path = ROOT, tracked_only: bool = False) -> Path:
    """Lay the plugin out as QGIS wants it; the folder is made anew. Returns its path."""
    target = folder / NAME
    if target.exists():
        shutil.rmtree(target)
    for name in listed(root, tracked_only):
        # The package's own files lie at the top of the plugin, as do those beside it.
        place = target / (name.relative_to(NAME) if name.parts[0] == NAME else name)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, place)
    for made in compile_translations(root):
        place = target / made.relative_to(root / NAME)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(made, place)
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
    if options.stage_only:
        print(f"package: {stage(options.build / 'stage')}")
        return
    left = set(listed()) - set(listed(tracked_only=True))
    if left:
        print(f"package: git does not track these, so they are left out: {', '.join(sorted(map(str, left)))}")
    archive = options.build / f"{NAME}.zip"
    with tempfile.TemporaryDirectory(dir=options.build) as folder:
        pack(stage(Path(folder), tracked_only=True), archive)
    print(f"package: {archive} ({archive.stat().st_size / 1e6:.2f} MB)")


if __name__ == "__main__":
    main()
