"""kmzb:checkpublication against real services: right ones, wrong ones, and none."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from kmzb_qgis.catalogue import warsaw
from kmzb_qgis.processing.algorithms.checkpublication import CheckPublication
from kmzb_qgis.publishing import check_report
from kmzb_qgis.publishing.check import check_publication
from kmzb_qgis.publishing.check_report import CheckReport, Result
from kmzb_qgis.store import functions
from kmzb_qgis.toolbelt import i18n
from kmzb_qgis.toolbelt.errors import Cancelled, KmzbError
from tests.server import harness

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "scripts"))

import i18n as translations


class Feedback:
    """Collects what is told; cancels after a number of looks."""

    def __init__(self, looks: int = 10**9):
        self.told, self.looks = [], looks

    def setProgress(self, _value):
        pass

    def pushInfo(self, text):
        self.told.append(text)

    pushWarning = pushInfo

    def isCanceled(self):
        self.looks -= 1
        return self.looks < 0


def test_a_right_publication_passes(running, site, tmp_path):
    feedback = Feedback()
    report = check_publication(running.url, site.folder, feedback, str(tmp_path / "report.json"))
    assert report.count(Result.FAILED) == 0 and report.count(Result.PASSED) > 600
    areas = {finding.area for finding in report.findings}
    assert areas == {
        "capabilities",
        "schema",
        "counts",
        "values",
        "validity",
        "places",
        "GDAL",
        "inner columns",
        "closed",
    }
    newest = {finding.area for finding in report.findings if "WFS 2.0.0" in finding.question}
    assert newest == {"capabilities", "schema", "counts", "places", "GDAL", "inner columns"}
    asked = [finding.question for finding in report.findings if "2.0.0" in finding.question]
    assert len(asked) > 30 and all(
        any(words in text for text in asked) for words in ("layers", "columns", "place", "URN")
    )
    assert report.count(Result.KNOWN) == 0 and not any("nown defect" in text for text in feedback.told)
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert written["counts"]["passed"] == report.count(Result.PASSED) and written["version"] == report.version
    check_publication(running.url + "?SERVICE=WFS", site.folder, None, str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<table>" in page and '<html lang="en">' in page and "What must be refused" in page


class Polish(QTranslator):
    """The Polish texts straight from their source file; remembers what it was asked for in vain."""

    def __init__(self):
        super().__init__()
        self.texts, self.lacking = translations.read(translations.PACKAGE / "i18n" / "kmzb_pl.ts"), set()

    def isEmpty(self):
        return False

    def translate(self, context, text, disambiguation=None, n=-1):
        if context != "KMZB":
            return ""
        if text not in self.texts:
            self.lacking.add(text)
        return self.texts.get(text, [""])[-1]


def test_the_report_is_polish_for_a_polish_reader(bare, site, qgis_app, tmp_path, monkeypatch):
    """Without the guard questions fail too, so that what was seen is told as well."""
    polish, page = Polish(), tmp_path / "raport.html"
    monkeypatch.setattr(i18n, "_language", "pl")
    QCoreApplication.installTranslator(polish)
    try:
        with pytest.raises(KmzbError) as caught:
            check_publication(bare.url, site.folder, None, str(page))
    finally:
        QCoreApplication.removeTranslator(polish)
    text = page.read_text(encoding="utf-8")
    assert '<html lang="pl">' in text and not polish.lacking
    for words in ("sprawdzenie publikacji", "niepomyślnie: ", "Kolumny wewnętrzne", "kolumny warstwy"):
        assert words in text
    for words in ("answer", "missing", "passed", "failed", "columns", "instead of", "the report", " by "):
        assert words not in re.sub(r"<style.*?</style>|<[^>]*>", " ", text) + str(caught.value), words


def test_known_defects_are_not_passed_and_mended_ones_are_told(running, site, monkeypatch):
    """None is left that the guard does not mend; were there one, it would be counted apart."""
    assert check_report.known_defects() == ()
    entries = ({"id": "seen", "first": "3.22", "last": None}, {"id": "gone", "first": "3.22", "last": None})
    monkeypatch.setattr(check_report, "known_defects", lambda: entries)
    report = CheckReport("x", "v", "9.0.0")
    report.note("a", "b", False, "", "seen")
    report.note("a", "b", True, "", "gone")
    report.note("a", "b", False, "", "other")
    assert [finding.result for finding in report.findings] == [Result.KNOWN, Result.PASSED, Result.FAILED]
    assert report.mended() == ["gone"]


def test_a_defect_of_other_versions_is_no_excuse(monkeypatch):
    entry = {"id": "old", "first": "3.22", "last": "3.34"}
    monkeypatch.setattr(check_report, "known_defects", lambda: (entry,))
    results = {}
    for version in ("3.16.1", "3.22.16-Białowieża", "3.34.0", "3.40.1", ""):
        report = CheckReport("x", "v", version)
        report.note("a", "b", False, "seen", "old")
        results[version] = report.findings[0].result
    assert results == {
        "3.16.1": Result.FAILED, "3.22.16-Białowieża": Result.KNOWN, "3.34.0": Result.KNOWN, "3.40.1": Result.FAILED,
        "": Result.KNOWN,
    }  # fmt: skip


def test_without_the_guard_the_check_fails(bare, site, tmp_path):
    with pytest.raises(KmzbError) as caught:
        check_publication(bare.url, site.folder, None, str(tmp_path / "report.json"))
    assert caught.value.code == "check"
    findings = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["findings"]
    failed = {finding["question"] for finding in findings if finding["result"] == "failed"}
    assert {"EXP_FILTER", "a function by POST", "WMS FILTER", "a quote in OGC API Features"} <= failed
    assert {"WFS 2.0.0: count of zgloszenia", "WFS 2.0.0, BBOX in EPSG:2180"} <= failed
    assert {"the guard is on and serves this folder's version", "until by EXP_FILTER"} - failed == set()


class Stranger(BaseHTTPRequestHandler):
    """Answers that are no publication, by the first part of the path."""

    ANSWERS: ClassVar[dict] = {
        "page": (200, "<html><body>Dzień dobry</body></html>"),
        "other": (200, '<WFS_Capabilities xmlns="http://www.opengis.net/wfs"><Name>drogi</Name></WFS_Capabilities>'),
        "broken": (503, "Traceback (most recent call last)"),
    }

    def do_GET(self):
        status, text = self.ANSWERS[self.path.split("/")[1].split("?")[0]]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def stranger():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_wrong_addresses_are_one_sentence(running, site, tmp_path, stranger):
    nobody = f"http://127.0.0.1:{harness.serve.free_port()}/"
    told = {}
    for url in (nobody, "ftp://x/", "no address", stranger + "page", stranger + "other", stranger + "broken"):
        with pytest.raises(KmzbError) as caught:
            check_publication(url, site.folder)
        assert "\n" not in caught.value.message and "Traceback" not in caught.value.message
        told[url] = caught.value.message
    assert len(set(told.values())) == 6
    assert "refuses the connection" in told[nobody] and "503" in told[stranger + "broken"]
    assert "does not answer as a WFS" in told[stranger + "page"] and "not a KMZB" in told[stranger + "other"]
    with pytest.raises(KmzbError) as caught:
        check_publication(running.url, tmp_path)
    assert caught.value.code == "folder"


def test_another_publication_and_a_stale_one_are_seen(running, site):
    """The service is right, the folder says otherwise: a row less, another place, another version, out of date."""
    other = harness.Site()
    try:
        other.publish(harness.rows(119))
        data = next(other.project.parent.glob("*.gpkg"))
        data.chmod(0o644)
        with sqlite3.connect(data) as connection:
            functions.register(connection)
            connection.execute("UPDATE dane_zgloszenia SET status = 'Potwierdzone' WHERE typ LIKE 'Przekr%'")
        manifest = next(other.folder.glob("versions/*/manifest.json"))
        content = json.loads(manifest.read_text(encoding="utf-8"))
        content["valid_until"] = warsaw.to_text(warsaw.now() - timedelta(hours=1))
        manifest.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(KmzbError):
            check_publication(running.url, other.folder, None, str(other.root / "report.json"))
        written = (other.root / "report.json").read_text(encoding="utf-8")
        failed = [str(f) for f in json.loads(written)["findings"] if f["result"] == "failed"]
        for told in ("126 instead of 125", "not out of date", "serves this folder's version", "'Potwierdzone'"):
            assert any(told in finding for finding in failed), failed
    finally:
        other.remove()


def test_cancel(running, site):
    with pytest.raises(Cancelled):
        check_publication(running.url, site.folder, Feedback(looks=20))


def test_the_algorithm(running, site, qgis_app, tmp_path):
    algorithm = CheckPublication().create()
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    given = {"URL": running.url, "FOLDER": str(site.folder), "REPORT": str(tmp_path / "report.html")}
    results, right = algorithm.run(given, context, feedback)
    assert right and results["FAILED"] == 0 and results["PASSED"] > 600 and results["KNOWN"] == 0
    assert (tmp_path / "report.html").is_file() and "Known defect" not in feedback.textLog()
    _results, right = algorithm.run({**given, "URL": running.url.replace("http", "gopher")}, context, feedback)
    assert not right and "must begin with http" in feedback.textLog()
