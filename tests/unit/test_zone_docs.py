"""The administrator's pages and templates: the same commands in both languages, and nothing that is not there."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kmzb_qgis.server import zone

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs/zone.md", ROOT / "docs/zone.pl.md"]
SQL = (ROOT / "kmzb_qgis/publishing/zone/public.sql").read_text(encoding="utf-8")
ADDRESS = f"postgresql:?service=kmzb_public&schema={zone.SCHEMA}&project={zone.PROJECT}"


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```\w+\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_both_languages_give_the_same_commands_in_the_same_order():
    english, polish = map(blocks, PAGES)
    assert english == polish and len(english) >= 10
    heads = [re.findall(r"^## (\d\.|)", page.read_text(encoding="utf-8"), re.MULTILINE) for page in PAGES]
    assert heads[0] == heads[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_role_and_algorithm_that_is_named_exists(page):
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"(?:deploy|tests|docs)/[\w./-]+\.\w+", text):
        assert (ROOT / name).exists(), name
    roles = set(re.findall(r"kmzb_zone_[a-z]+", text)) - {"kmzb_zone_replica_2"}
    assert roles == {"kmzb_zone_push", "kmzb_zone_read", "kmzb_zone_intake", "kmzb_zone_collect", "kmzb_zone_replica"}
    assert all(role in SQL for role in roles)
    for algorithm, words in re.findall(r"qgis_process run kmzb:(\w+)([^\n]*)", text):
        source = ROOT / f"kmzb_qgis/processing/algorithms/{algorithm}.py"
        known = {node.value for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Constant)}
        assert set(re.findall(r"--([A-Z_]+)=", words)) <= known


def test_the_address_of_the_project_is_one_and_names_the_guards_publication():
    for path in (*PAGES, ROOT / "deploy/kmzb-server-zone.conf"):
        assert ADDRESS in path.read_text(encoding="utf-8"), path
    assert zone.service_of(ADDRESS) == "kmzb_public"


@pytest.mark.parametrize(
    "address",
    [
        "", "/srv/kmzb.qgs", "postgresql:?service=x&schema=kmzb_public&project=other", "postgresql:",
        "postgresql:?service=x&schema=public&project=kmzb", "postgresql://host/db?sslmode=disable",
    ],
)  # fmt: skip
def test_other_projects_are_no_zone(address):
    assert zone.service_of(address) is None


def test_nothing_that_is_kept_in_files_is_a_password():
    for path in [*ROOT.glob("deploy/*zone*"), ROOT / "deploy/pgbouncer-kmzb.ini", *PAGES]:
        assert not re.search(r"password\s*=|PGPASSWORD", path.read_text(encoding="utf-8")), path


def test_publishing_and_the_guard_mean_the_same_place():
    served = (ROOT / "kmzb_qgis/publishing/zone/served.py").read_text(encoding="utf-8")
    assert 'SERVICE = "kmzb_public"' in served and f'SCHEMA = "{zone.SCHEMA}"' in served


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
@pytest.mark.parametrize("unit", ["kmzb-server@", "kmzb-publish"])
def test_systemd_accepts_what_is_laid_over_its_units(tmp_path, unit):
    for path in (f"{unit}.service", "kmzb-server.socket"):
        shutil.copy(ROOT / "deploy" / path, tmp_path)
    over = tmp_path / f"{unit}.service.d"
    over.mkdir()
    shutil.copy(ROOT / f"deploy/{unit.rstrip('@')}-zone.conf", over / "zone.conf")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / f"{unit}.service")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    lines = [line for line in done.stderr.splitlines() if "kmzb" in line or "zone.conf" in line]
    assert not [line for line in lines if "is not executable" not in line], lines
