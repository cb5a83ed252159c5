#!/usr/bin/env python3
"""Makes the zip of a release, ``build/release/kmzb_qgis.<version>.zip``, and proves that its bytes can be made again.

Refuses where the tree is not the commit, where the versions do not agree and where ``make lint`` fails. Then it builds
the commit twice from nothing, under circumstances that differ in all that could creep into a zip (folder, times of the
files, umask, time zone, language, order of Python's hashes), and compares. It tags nothing and sends nothing.
"""

from __future__ import annotations

import configparser
import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import package

ROOT = package.ROOT
# Each (folder, umask, time of the files, environment) on its own gives other bytes from a careless packer.
CIRCUMSTANCES = (
    ("first", 0o022, 1_000_000_000, {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}),
    ("second place/ąę", 0o077, 1_700_000_001, {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "4242"}),
)


def versions(root: Path = ROOT) -> dict[str, str]:
    """The version by each file that says one. Where a file says none, its place is empty."""
    parser = configparser.ConfigParser()
    parser.read(root / "metadata.txt", encoding="utf-8")
    general = parser["general"]
    log = re.search(r"^## \[([^\]]+)\]", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    project = re.search(r'^version = "([^"]+)"', (root / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    return {
        "metadata.txt": general.get("version", ""),
        "metadata.txt, changelog": general.get("changelog", "").strip().split(":")[0].strip(),
        "CHANGELOG.md": log.group(1) if log else "",
        "pyproject.toml": project.group(1) if project else "",
    }


def version(root: Path = ROOT) -> str:
    """The one version of all files. Exits with a sentence where they differ or it is no ``1.2.3``."""
    found = versions(root)
    if len(set(found.values())) != 1:
        told = "; ".join(f"{name}: {value or 'none'}" for name, value in found.items())
        sys.exit(f"release: the versions do not agree ({told})")
    one = found["metadata.txt"]
    if not re.fullmatch(r"\d+\.\d+\.\d+", one):
        sys.exit(f"release: '{one}' is no version such as 1.2.3")
    return one


def refuse_dirt(root: Path = ROOT) -> None:
    """Exits with a sentence where the working tree is not exactly the commit HEAD."""
    dirt = subprocess.run(
        ["git", "-C", str(root), "status", "--porcelain"], capture_output=True, text=True, check=False
    )
    if dirt.returncode:
        sys.exit("release: this is no git clone; a release is made from a commit")
    if dirt.stdout:
        shown = "".join(f"\n  {line}" for line in dirt.stdout.splitlines()[:10])
        sys.exit(f"release: there are changes that are not committed; commit or remove them first:{shown}")


def build(folder: Path, umask: int, moment: int, environment: dict[str, str], root: Path = ROOT) -> Path:
    """Unpack the commit HEAD into a folder, package it there in a process of its own; returns the zip."""
    folder.mkdir(parents=True)
    source = folder / "source"
    exported = folder / "head.tar"
    subprocess.run(["git", "-C", str(root), "archive", "--format=tar", "-o", str(exported), "HEAD"], check=True)
    with tarfile.open(exported) as tar:
        tar.extractall(source)  # noqa: S202  # nosec B202 - git has just written it
    for path in source.rglob("*"):
        os.utime(path, (moment, moment))
    subprocess.run(
        [sys.executable, "scripts/package.py", "--build", str(folder / "out")],
        cwd=source,
        env={**os.environ, **environment},
        preexec_fn=lambda: os.umask(umask),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return folder / "out" / f"{package.NAME}.zip"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def twice(root: Path = ROOT) -> bytes:
    """The zip's bytes, built under both circumstances. Exits with a sentence where they differ."""
    with tempfile.TemporaryDirectory() as folder:
        made = [build(Path(folder) / name, *rest, root=root) for name, *rest in CIRCUMSTANCES]
        first, second = map(digest, made)
        print(f"release: built twice, SHA-256 {first} and {second}")
        if first != second:
            sys.exit("release: two builds of the same commit differ; nothing was released")
        return made[0].read_bytes()


def main() -> None:
    """What ``make release`` calls."""
    refuse_dirt()
    number = version()
    if subprocess.run(["make", "--no-print-directory", "lint"], cwd=ROOT, check=False).returncode:
        sys.exit("release: 'make lint' fails (see above); nothing was released")
    content = twice()
    target = ROOT / "build" / "release" / f"{package.NAME}.{number}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_bytes(content)
    part.replace(target)
    Path(f"{target}.sha256").write_text(f"{digest(target)}  {target.name}\n", encoding="ascii")
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    if re.search(rf"^## \[{re.escape(number)}\].*unreleased", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE):
        print(f"release: note: CHANGELOG.md calls {number} 'unreleased'; write the day there before you tag it")
    print(f"release: {target.name}  {target.stat().st_size} bytes  commit {commit.stdout.strip()[:12]}")
    print(f"release: SHA-256 {digest(target)}")
    print(f"release: {target} (nothing was tagged or sent)")


if __name__ == "__main__":
    main()
