"""The plugin inside QGIS Server: what it imports, when the guard acts, and that a fault in it closes the door."""

from __future__ import annotations

import subprocess
import sys

import pytest
from qgis.core import Qgis, QgsProject, QgsVectorLayer

from kmzb_qgis.server import guard, parameters
from kmzb_qgis.server.publication import publication_at

WFS = "?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=zgloszenia&OUTPUTFORMAT=GeoJSON"
LEAK = "&EXP_FILTER=file_exists('/etc/passwd')"


@pytest.fixture(scope="session")
def foreign(site):
    """Somebody else's project, of the same data, under a name of its own."""
    project = QgsProject()
    layer = QgsVectorLayer(f"{next(site.project.parent.glob('*.gpkg'))}|layername=zgloszenia", "zgloszenia", "ogr")
    assert layer.isValid()
    project.addMapLayer(layer)
    project.writeEntry("WFSLayers", "/", [layer.id()])
    path = site.root / "foreign.qgs"
    assert project.write(str(path))
    return path


def test_the_server_side_imports_no_window_and_no_store():
    code = (
        "import sys, qgis.server\n"
        "own = set(sys.modules)\n"
        "import kmzb_qgis.server.plugin\n"
        "rooms = ('gui', 'store', 'editing', 'sources', 'publishing', 'processing', 'geoportal')\n"
        "bad = [m for m in sys.modules if m.startswith(tuple(f'kmzb_qgis.{room}' for room in rooms))]\n"
        "bad += [m for m in set(sys.modules) - own if m.startswith(('qgis.gui', 'qgis.utils'))]\n"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_a_publication_is_served_and_guarded(ask, site):
    answer = ask(site.project, WFS)
    assert answer.status == 200 and answer.text.count('"type":"Feature"') == 10
    assert answer.headers["X-KMZB-Publication"] == publication_at(str(site.project)).version
    refused = ask(site.project, WFS + LEAK)
    assert refused.status == 403 and "EXP_FILTER" in refused.text and "Feature" not in refused.text


def test_methods_that_write_are_refused(ask, site):
    for method in ("POST", "PUT", "DELETE"):
        answer = ask(site.project, "", method, b'{"type":"Feature"}', "/wfs3/collections/zgloszenia/items/1")
        assert answer.status == 405, answer.text
    body = b'<wfs:Transaction xmlns:wfs="http://www.opengis.net/wfs" service="WFS" version="1.1.0"/>'
    assert ask(site.project, "", "POST", body).status == 403


def test_other_projects_are_served_as_ever(ask, foreign):
    assert publication_at(str(foreign)) is None
    answer = ask(foreign, WFS + LEAK)
    assert answer.status == 200 and answer.text.count('"type":"Feature"') == 10
    assert not {"X-KMZB-Publication", "ETag", "Cache-Control"} & set(answer.headers)
    by_map = ask(None, f"{WFS}{LEAK}&MAP={foreign}")
    assert by_map.status == 200 and by_map.text.count('"type":"Feature"') == 10


def test_a_publication_is_never_served_by_map(ask, site, foreign):
    for pinned in (None, foreign):
        answer = ask(pinned, f"{WFS}&MAP={site.project}")
        assert "SEKRET" not in answer.text and answer.status in (200, 403)
        if pinned is None:
            assert answer.status == 403 and "MAP" in answer.text


def test_a_renamed_publication_is_still_guarded(ask, site):
    other = site.project.with_name("inna_nazwa.qgs")
    other.write_bytes(site.project.read_bytes())
    try:
        assert publication_at(str(other)).version == publication_at(str(site.project)).version
        assert ask(other, WFS + LEAK).status == 403
    finally:
        other.unlink()


def test_a_missing_publication_tells_no_path(ask, site):
    gone = site.root / "gone" / "kmzb.qgs"
    answer = ask(gone, WFS)
    assert answer.status >= 400 and str(site.root) not in answer.text and "gone" not in answer.text


def test_a_fault_in_the_guard_closes_the_door(ask, site, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("/secret/path in a fault")

    monkeypatch.setattr(parameters, "settle", broken)
    answer = ask(site.project, WFS)
    assert answer.status == 500 and "Feature" not in answer.text and "secret" not in answer.text
    monkeypatch.setattr(guard, "publication_at", broken)
    answer = ask(site.project, WFS)
    assert answer.status == 500 and "Feature" not in answer.text and "secret" not in answer.text


def test_both_spellings_of_the_filters_methods(ask, site, monkeypatch):
    """QGIS calls requestReady before 3.24 and onRequestReady since: the newer ones must guard as well."""
    told = []
    monkeypatch.setattr(guard.GuardFilter, "requestReady", lambda self: told.append(self.onRequestReady()))
    monkeypatch.setattr(guard.GuardFilter, "responseComplete", lambda self: told.append(self.onResponseComplete()))
    refused = ask(site.project, WFS + LEAK)
    assert refused.status == 403 and "EXP_FILTER" in refused.text
    assert told == ([True, True] if Qgis.versionInt() < 32400 else [])  # the newer QGIS calls the newer ones itself


CAPABILITIES = "?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetCapabilities"


@pytest.mark.parametrize("name", ["X-Qgis-Service-Url", "X-Qgis-Wfs-Service-Url", "X-Forwarded-Host", "Forwarded"])
def test_answers_with_a_strangers_address_are_not_kept(ask, site, name, monkeypatch):
    value = "host=evil.example" if name == "Forwarded" else "http://evil.example/"
    assert "public" in ask(site.project, CAPABILITIES).headers["Cache-Control"]
    answer = ask(site.project, CAPABILITIES, headers={name: value})
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers
    monkeypatch.setattr(guard, "TRUSTS_PROXY", True)
    answer = ask(site.project, CAPABILITIES, headers={name: value})
    if name.startswith("X-Qgis"):
        assert answer.headers["Cache-Control"] == "no-store"
    else:
        assert "public" in answer.headers["Cache-Control"] and "X-Forwarded-Host" in answer.headers["Vary"]
