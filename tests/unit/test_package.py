"""The zip obeys the QGIS plugin repository's rules, and the same sources give the same bytes."""

from __future__ import annotations

import configparser
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import package  # noqa: E402 - the developers' tool lies outside the package


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("zip")
    package.pack(package.stage(folder / "stage"), folder / "kmzb_qgis.zip")
    return folder / "kmzb_qgis.zip"


def test_one_folder_with_what_qgis_needs(archive):
    names = zipfile.ZipFile(archive).namelist()
    assert {name.split("/")[0] for name in names} == {"kmzb_qgis"}
    inside = {name.removeprefix("kmzb_qgis/") for name in names}
    assert {
        "__init__.py",
        "metadata.txt",
        "LICENSE",
        "icons/kmzb.svg",
        "forms/report.json",
        "i18n/kmzb_pl.qm",
    } <= inside
    assert sum(name.startswith("icons/category/") for name in inside) == 27


def test_no_caches_no_binaries_no_hidden_files_and_small(archive):
    bad = (".pyc", ".so", ".dll", ".exe", ".gpkg", ".pyd", ".zip", ".db", ".sqlite", ".ts")
    for name in zipfile.ZipFile(archive).namelist():
        assert not name.endswith(bad), name
        assert "__pycache__" not in name and "/." not in name, name
    assert archive.stat().st_size < 25_000_000


def test_metadata_is_complete():
    text = (ROOT / "metadata.txt").read_text(encoding="utf-8")
    assert "%" not in text  # configparser would take it for a reference
    parser = configparser.ConfigParser()
    parser.read_string(text)
    general = parser["general"]
    for key in ("name", "qgisMinimumVersion", "description", "about", "version", "author", "email", "repository"):
        assert general[key].strip(), key
    for key in ("homepage", "tracker", "tags", "icon", "category", "license", "changelog"):
        assert general[key].strip(), key
    assert general["server"] == "True" and general["hasProcessingProvider"] == "yes"
    assert general["qgisMinimumVersion"] == "3.22"
    assert (ROOT / general["icon"]).is_file()
    assert f"## [{general['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_licence_is_the_gpl():
    assert "GNU GENERAL PUBLIC LICENSE" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_same_sources_give_the_same_bytes(archive, tmp_path):
    package.pack(package.stage(tmp_path / "stage"), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()
