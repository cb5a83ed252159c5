"""The publication folder: what lies where, one writer at a time, version names, manifests, the withdrawn reports."""

from __future__ import annotations

import json
import os
import re
import shutil
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from ..catalogue import warsaw
from ..toolbelt import leftovers
from ..toolbelt.compat import is_file
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from . import record_files
from .geopackage import sync

PROJECT = "kmzb.qgs"
_VERSION = re.compile(r"^\d{8}T\d{6}Z-\d{3,}$")
_DATA = re.compile(r"^kmzb-(\d{8}T\d{6}Z-\d{3,})\.gpkg$")


def data_name(version: str) -> str:
    """The data file's name of a version."""
    return f"kmzb-{version}.gpkg"


class Folder:
    """A publication folder. Nothing is created before :meth:`prepare`."""

    def __init__(self, path: str | os.PathLike):
        if "\0" in os.fspath(path):
            raise KmzbError(tr("{path} holds no publication.", path=os.fspath(path).replace("\0", "·")), code="folder")
        place = Path(path)
        with suppress(RuntimeError):  # no such user: '~ab' is a name then, as in a shell
            place = place.expanduser()
        self.path = place.absolute()
        self.public = self.path / "public"
        self.versions = self.path / "versions"
        self.project = self.public / PROJECT
        self.records = self.path / "metadata"  # what is served of the metadata records

    def prepare(self) -> None:
        """Make the folders; ``versions`` is the publisher's alone. Raises KmzbError where that is not possible."""
        try:
            for place in (self.path, self.public, self.records):
                if not place.exists():
                    place.mkdir(parents=True)
                    place.chmod(0o755)  # the server's account reads what lies here, whatever the publisher's umask
            self.versions.mkdir(mode=0o700, exist_ok=True)
            if self.public.is_symlink() or self.project.is_symlink():
                raise KmzbError(
                    tr(
                        "{path} is a symbolic link: a running server goes on serving old rows behind it.",
                        path=self.public,
                    ),
                    code="symlink",
                )
            self.versions.chmod(0o700)
            probe = self.public / f".write-{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise KmzbError(
                tr("The folder {path} cannot be written: {reason}.", path=self.path, reason=reason(error)),
                code="folder",
            ) from error

    def require(self) -> None:
        """Raise KmzbError where this is no publication folder."""
        if not self.versions.is_dir() or not self.public.is_dir():
            raise KmzbError(tr("{path} holds no publication.", path=self.path), code="folder")

    @contextmanager
    def lock(self):
        """Hold the folder against a second publisher; the system lets go of it when the process ends in any way."""
        with (self.versions / ".lock").open("a+") as handle:
            try:
                _lock(handle)
            except OSError as error:
                raise KmzbError(
                    tr("Another program is publishing to {path} just now. Try again when it is done.", path=self.path),
                    code="busy",
                ) from error
            yield

    def version_dir(self, version: str) -> Path:
        """Where a version is kept."""
        return self.versions / version

    def data(self, version: str) -> Path:
        """A kept version's data file."""
        return self.version_dir(version) / data_name(version)

    def kept(self) -> list[str]:
        """Finished versions, oldest first. Raises OSError where it cannot be known of one whether it is finished."""
        return [version for version in self.named() if self.finished(version)]

    def named(self) -> list[str]:
        """All that is named as a version is, finished or not, oldest first."""
        if not self.versions.is_dir():
            return []
        return sorted(entry.name for entry in self.versions.iterdir() if _VERSION.match(entry.name))

    def finished(self, version: str) -> bool:
        """Whether a version has its manifest, which is written last. Raises OSError where that cannot be known."""
        return is_file(self.version_dir(version) / "manifest.json")

    def find(self, version: str) -> str:
        """The version of a name, checked to be there. Raises KmzbError with the known ones."""
        known = self.kept()
        if version.strip() in known:
            return version.strip()
        raise KmzbError(
            tr("There is no version '{version}' in {path}.", version=version, path=self.path),
            tr("Kept versions: {versions}", versions=", ".join(reversed(known)) or "–"),
            code="version",
        )

    def served(self) -> str | None:
        """The version that the pinned project serves now; None where there is none."""
        try:
            text = self.project.read_text(encoding="utf-8", errors="replace")  # the name looked for is ASCII
        except (OSError, ValueError):
            return None
        found = re.search(r"\./kmzb-(\d{8}T\d{6}Z-\d{3,})\.gpkg", text)
        return found.group(1) if found else None

    def new_version(self, at: datetime) -> str:
        """A version name later than every name used so far, also where the clock went back."""
        used = [entry.name for entry in self.versions.iterdir() if _VERSION.match(entry.name)]
        used += [match.group(1) for match in (_DATA.match(entry.name) for entry in self.public.iterdir()) if match]
        stamp = f"{at:%Y%m%dT%H%M%SZ}"
        last = max(used, key=sort_key, default="")
        if last and last.split("-")[0] >= stamp:
            stamp, number = last.split("-")
            return f"{stamp}-{int(number) + 1:03d}"
        return f"{stamp}-001"

    def manifest(self, version: str) -> dict:
        """A version's manifest. Raises KmzbError where it cannot be read."""
        try:
            return json.loads((self.version_dir(version) / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise KmzbError(
                tr("The manifest of version {version} cannot be read.", version=version), str(error)
            ) from error

    def write_manifest(self, version: str, content: dict) -> None:
        """Put a version's manifest in place in one step; with it the version counts as finished."""
        write_json(self.version_dir(version) / "manifest.json", content)

    def withdrawn(self) -> dict[str, dict]:
        """Public ids that must not come back, each with its time and whether the kept versions were cleaned of it."""
        path = self.versions / "withdrawn.json"
        if not path.exists():
            return {}
        try:
            return json.loads(path.read_text(encoding="utf-8"))["reports"]
        except (OSError, ValueError, KeyError) as error:
            # Publishing without the list would bring withdrawn reports back.
            raise KmzbError(
                tr("The list of withdrawn reports {path} cannot be read.", path=path), str(error)
            ) from error

    def write_withdrawn(self, reports: dict[str, dict]) -> None:
        """Keep the list of withdrawn reports."""
        write_json(self.versions / "withdrawn.json", {"reports": reports})

    def clean(self) -> None:
        """Remove what a killed run left: unfinished versions, data that no project refers to, temporary files."""
        served, kept = self.served(), set(self.kept())
        for entry in self.versions.iterdir():
            if entry.is_dir() and entry.name not in kept and (_VERSION.match(entry.name) or entry.name.startswith(".")):
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name.endswith(".part"):
                entry.unlink(missing_ok=True)
        for version in kept:
            for part in self.version_dir(version).glob("*.part*"):
                part.unlink(missing_ok=True)
            for part in (self.version_dir(version) / record_files.KEPT).glob("*.part"):
                part.unlink(missing_ok=True)
        self.clean_public(served)
        record_files.settle(self.version_dir(served) if served else None, self.records)

    def clean_public(self, served: str | None) -> None:
        """Leave in ``public`` only the pinned project and its data."""
        if served is None and self.project.exists():
            return  # a project that we cannot read may still be served: nobody knows which data it needs
        for entry in self.public.iterdir():
            match = _DATA.match(entry.name.replace("-wal", "").replace("-shm", "").replace("-journal", ""))
            stale = (match and match.group(1) != served) or entry.name.startswith((".write-", ".kmzb-"))
            if stale or entry.name.endswith((".part", "~")):
                try:
                    entry.unlink(missing_ok=True)
                except OSError:
                    continue  # Windows keeps a file that a server has open: the next run removes it

    def forget_old(self, keep: int) -> None:
        """Remove the oldest kept versions beyond ``keep``, never the served one."""
        served = self.served()
        for version in self.kept()[: -max(keep, 1)]:
            if version != served:
                shutil.rmtree(self.version_dir(version), ignore_errors=True)


def read_json(path: Path) -> dict:
    """A JSON file's content. Raises OSError and ValueError."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_json(path: Path, content: dict) -> None:
    """Replace a JSON file in one step, on the disk."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8") as handle:
            json.dump(content, handle, ensure_ascii=False, indent=1, sort_keys=True)
            handle.flush()
            os.fsync(handle.fileno())
        part.chmod(0o600)
        part.replace(path)
    except OSError:
        leftovers.discard(part)
        raise
    sync(path.parent)


def valid_until(at: datetime, catalogue) -> datetime:
    """When a publication made at an instant is out of date: some hours after the next Warsaw midnight."""
    from datetime import timedelta

    following = warsaw.midnight(warsaw.add_days(warsaw.day_of(at), 1))
    return following + timedelta(hours=catalogue.publication["valid_hours_after_midnight"])


def sort_key(version: str) -> tuple[str, int]:
    """Versions in the order in which they were made."""
    stamp, number = version.split("-")
    return stamp, int(number)


def _lock(handle) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
