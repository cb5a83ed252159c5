"""The zip: it obeys the QGIS plugin repository's rules, holds what git tracks, and its bytes can be made again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(Path(__file__).parent)]

import package  # noqa: E402 - the developers' tools lie outside the package
import release  # noqa: E402
import repository_rules  # noqa: E402


def _git(where: Path, *words: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@t.pl", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(where), *who, *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory) -> Path:
    """A clone whose one commit is the tree as it stands: nobody changes it while the tests run."""
    root = tmp_path_factory.mktemp("tree") / "clone"
    beside = ("kmzb_qgis/i18n/kmzb_pl.ts", "pyproject.toml", "scripts/package.py", ".gitignore")
    for name in [*package.listed(), *map(Path, beside)]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes((ROOT / name).read_bytes())
    _git(root.parent, "init", "-q", str(root))
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "-m", "all")
    return root


@pytest.fixture
def clone(snapshot, tmp_path) -> Path:
    """A copy of it that a test may change."""
    return shutil.copytree(snapshot, tmp_path / "clone", symlinks=True)


@pytest.fixture(scope="module")
def archive(snapshot, tmp_path_factory) -> Path:
    """The zip of the tree as it stands."""
    folder = tmp_path_factory.mktemp("zip")
    package.pack(package.stage(folder / "stage", snapshot), folder / "kmzb_qgis.zip")
    return folder / "kmzb_qgis.zip"


@pytest.fixture(scope="module")
def unpacked(archive, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    zipfile.ZipFile(archive).extractall(folder)
    return folder / "kmzb_qgis"


def test_the_zip_obeys_the_repository(archive):
    assert repository_rules.problems(archive) == []


def _changed(metadata: str, **fields: str | None) -> str:
    lines = [line for line in metadata.splitlines() if line.split("=")[0] not in fields]
    return "\n".join([*lines, *(f"{name}={value}" for name, value in fields.items() if value is not None)]) + "\n"


METADATA = {
    "no repository": {"repository": None},
    "no about": {"about": " "},
    "no tags": {"tags": None},
    "a stray percent": {"about": "covers 100 % of Poland"},
    "markup": {"about": "the <b>map</b>"},
    "a slash in the author": {"author": "A/B"},
    "no email": {"email": "nobody"},
    "a placeholder": {"tracker": "http://bugs"},
    "no link": {"homepage": "github.com/x"},
    "a private link": {"homepage": "http://192.168.0.1/"},
    "a flag": {"experimental": "perhaps"},
    "an unknown menu": {"category": "Police"},
    "QGIS 3 only": {"qgisMaximumVersion": "3.99"},
    "no QGIS": {"qgisMinimumVersion": "3"},
    "upside down": {"qgisMinimumVersion": "4.99", "qgisMaximumVersion": "4.0"},
    "an old changelog": {"changelog": "0.0.9: before"},
    "a lost icon": {"icon": "icons/lost.svg"},
    "a doubled tag": {"tags": "kmzb,kmzb"},
    "mojibake": {"description": "ZagroÅ¼eÅ\u0084"},
    "a wrong dependency": {"plugin_dependencies": "a;b"},
}


def _spoilt(archive: Path, target: Path, leave_out=(), add=(), metadata=None) -> Path:
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            if entry.filename.removeprefix("kmzb_qgis/") in leave_out:
                continue
            data = old.read(entry)
            if metadata and entry.filename == "kmzb_qgis/metadata.txt":
                data = _changed(data.decode(), **metadata).encode()
            new.writestr(entry, data)
        for name, data in add:
            new.writestr(name, data)
    return target


@pytest.mark.parametrize("change", METADATA.values(), ids=METADATA)
def test_wrong_metadata_is_told(archive, tmp_path, change):
    assert repository_rules.problems(_spoilt(archive, tmp_path / "bad.zip", metadata=change))


@pytest.mark.parametrize("name", ["LICENSE", "metadata.txt", "__init__.py"])
def test_a_missing_file_is_told(archive, tmp_path, name):
    assert f"{name} is missing" in repository_rules.problems(_spoilt(archive, tmp_path / "bad.zip", leave_out=[name]))


@pytest.mark.parametrize(
    "entry",
    [
        ("kmzb_qgis/__pycache__/x.py", ""),
        ("kmzb_qgis/x.pyc", ""),
        ("kmzb_qgis/.hidden.txt", ""),
        ("kmzb_qgis/lib.so", b"\x7fELF"),
        ("kmzb_qgis/store.gpkg", b"SQLite"),
        ("kmzb_qgis/../../x.py", ""),
        ("kmzb_qgis\\x.py", ""),
        ("other/x.py", ""),
        ("kmzb_qgis/Metadata.txt", ""),
        ("kmzb_qgis/latin.txt", "ż".encode("iso8859-2")),
        ("kmzb_qgis/windows.txt", "a\r\n"),
        ("kmzb_qgis/zażółć.txt", ""),
    ],
    ids=lambda entry: entry[0],
)
def test_a_file_that_must_not_be_there_is_told(archive, tmp_path, entry):
    assert repository_rules.problems(_spoilt(archive, tmp_path / "bad.zip", add=[entry]))


def test_all_that_the_plugin_needs_is_inside(unpacked, snapshot):
    needed = ("__init__.py", "metadata.txt", "LICENSE", "icons/kmzb.svg", "forms/report.json", "i18n/kmzb_pl.qm")
    assert not [name for name in needed if not (unpacked / name).is_file()]
    assert len(list((unpacked / "icons" / "category").glob("*.svg"))) == 27
    tracked = {path.relative_to(package.NAME) for path in package.listed(snapshot) if path.parts[0] == package.NAME}
    assert not [path for path in tracked if not (unpacked / path).is_file()]


def test_the_licence_is_the_gpl_that_metadata_names(unpacked):
    text = (unpacked / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text and "Version 2" in text
    assert "license=GPL-2.0-or-later" in (unpacked / "metadata.txt").read_text(encoding="utf-8")


def test_the_flags_say_what_the_plugin_is(unpacked):
    text = (unpacked / "metadata.txt").read_text(encoding="utf-8").splitlines()
    assert {"server=True", "hasProcessingProvider=yes", "qgisMinimumVersion=3.22"} <= set(text)
    factories = (unpacked / "__init__.py").read_text(encoding="utf-8")
    assert "def classFactory(iface)" in factories and "def serverClassFactory(server_iface)" in factories


def test_bandit_finds_nothing_in_the_zip_as_the_repository_runs_it(unpacked):
    # Without our pyproject.toml, which the repository does not see; any finding blocks an upload.
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", str(unpacked)],
        capture_output=True,
        text=True,
        cwd=unpacked.parent,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_detect_secrets_finds_nothing_in_the_zip(unpacked):
    done = subprocess.run(
        [sys.executable, "-m", "detect_secrets", "-C", str(unpacked.parent), "scan", "--all-files", unpacked.name],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["results"] == {}


def test_the_same_sources_give_the_same_bytes(snapshot, archive, tmp_path):
    package.pack(package.stage(tmp_path / "stage", snapshot), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


# --- what goes in, and what a release asks for -------------------------------------------------------------------


def test_only_tracked_files_go_into_a_zip(clone):
    (clone / "kmzb_qgis" / "notes.txt").write_text("private", encoding="utf-8")
    (clone / "kmzb_qgis" / "ignored.qm").write_text("x", encoding="utf-8")
    (clone / "elsewhere.py").write_text("", encoding="utf-8")
    _git(clone, "add", "elsewhere.py")
    note, ignored = Path("kmzb_qgis/notes.txt"), Path("kmzb_qgis/ignored.qm")
    assert note in package.listed(clone) and note not in package.listed(clone, tracked_only=True)
    assert ignored not in package.listed(clone)
    assert Path("elsewhere.py") not in package.listed(clone, tracked_only=True)


def test_a_tracked_file_that_is_gone_or_a_link_is_refused(clone):
    (clone / "LICENSE").unlink()
    with pytest.raises(SystemExit, match="LICENSE"):
        package.listed(clone, tracked_only=True)
    (clone / "LICENSE").symlink_to("/etc/hostname")
    with pytest.raises(SystemExit, match="link"):
        package.listed(clone, tracked_only=True)


def test_a_release_is_the_same_bytes_whatever_the_circumstances(clone, archive):
    assert release.twice(clone) == archive.read_bytes()


def test_a_release_needs_a_clean_tree(clone):
    release.refuse_dirt(clone)
    (clone / "new.txt").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"not committed.*\n.*new\.txt"):
        release.refuse_dirt(clone)


def test_a_release_needs_a_clone(tmp_path):
    with pytest.raises(SystemExit, match="no git clone"):
        release.refuse_dirt(tmp_path)


def test_all_files_name_one_version():
    assert release.version() in (ROOT / "metadata.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("metadata.txt", "\nversion=", "\nversion=9"),
        ("metadata.txt", "\nchangelog=", "\nchangelog=9"),
        ("CHANGELOG.md", "## [", "## [9"),
        ("pyproject.toml", 'version = "', 'version = "9'),
    ],
)
def test_a_version_that_differs_is_refused(clone, file, old, new):
    text = (clone / file).read_text(encoding="utf-8")
    assert old in text
    (clone / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SystemExit, match="do not agree"):
        release.version(clone)
