"""The databases that this computer knows: libpq's own places, in libpq's order."""

from __future__ import annotations

import pytest

from kmzb_qgis.toolbelt import databases


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("PGSERVICEFILE", "PGSYSCONFDIR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".pg_service.conf").write_text("[biuro]\nhost=10.0.0.1\n\n[łódź]\nhost=10.0.0.2\n", encoding="utf-8")
    return tmp_path


def test_the_own_file_and_the_systems(home, monkeypatch):
    system = home / "system"
    system.mkdir()
    (system / "pg_service.conf").write_text("[komenda]\nhost=10.0.0.3\n", encoding="utf-8")
    monkeypatch.setenv("PGSYSCONFDIR", str(system))
    assert databases.services() == ["biuro", "łódź", "komenda"]
    assert databases.service_files() == [home / ".pg_service.conf", system / "pg_service.conf"]


def test_a_file_that_is_named_stands_for_the_own_one(home, monkeypatch):
    other = home / "other.conf"
    other.write_text("[inna]\nhost=10.0.0.4\n", encoding="utf-8")
    monkeypatch.setenv("PGSERVICEFILE", str(other))
    monkeypatch.setenv("PGSYSCONFDIR", str(home / "nowhere"))
    assert databases.services() == ["inna"]


def test_without_a_variable_it_is_debians_folder(home):
    assert str(databases.service_files()[-1]) == "/etc/postgresql-common/pg_service.conf"


def test_a_file_that_is_none_names_nothing(home, monkeypatch):
    monkeypatch.setenv("PGSYSCONFDIR", str(home / "nowhere"))
    (home / ".pg_service.conf").write_bytes(b"\xff\xfe\x00 no service file")
    assert databases.services() == [] and databases.kind_of("biuro") == ""
