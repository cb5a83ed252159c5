"""How `make conformance` reads what a suite found, and when it calls a run failed."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

from ogc import causes, checks, page, results, web  # noqa: E402

RESULTS = """\
<?xml version="1.0" encoding="UTF-8"?>
<testng-results><suite name="wfs20"><test name="Basic WFS"><class name="a.b.FilterTests">
 <test-method status="PASS" name="prepare" is-config="true"/>
 <test-method status="PASS" name="like"><params><param index="0"><value> GET </value></param></params></test-method>
 <test-method status="FAIL" name="near"><exception class="x"><message>status
  400 | 200</message></exception></test-method>
 <test-method status="SKIP" name="later"/>
</class></test></suite></testng-results>
"""


def test_a_suites_results(tmp_path):
    path = tmp_path / "testng-results.xml"
    path.write_text(RESULTS, encoding="utf-8")
    (group,) = results.from_testng(path)
    assert [(one.test, one.state, one.why) for one in group.outcomes] == [
        ("FilterTests.like(GET)", results.PASSED, ""),
        ("FilterTests.near()", results.FAILED, "status 400 | 200"),
        ("FilterTests.later()", results.SKIPPED, ""),
    ]


def report(test: str, state: str) -> page.Report:
    outcome = results.Outcome("Basic WFS", test, state, "because")
    good = results.Outcome("Basic WFS", "good", results.PASSED)
    made = page.Report({"QGIS Server": "3.22"}, "1.25")
    made.groups[causes.WFS20] = [results.Group("Basic WFS", [good, outcome])]
    return made


def test_a_failure_needs_a_cause():
    made = report("FilterTests.near()", results.FAILED)
    assert made.unexplained() and "because" in page.text(made)
    known = report(f"{causes.KNOWN[0].test}(x)", results.FAILED)
    assert known.unexplained() == [] and causes.KNOWN[0].why in page.text(known)
    assert causes.KNOWN[0] not in known.outdated() and causes.KNOWN[0] in made.outdated()


def test_a_run_in_which_nothing_passed_has_failed():
    made = report("FilterTests.near()", results.SKIPPED)
    del made.groups[causes.WFS20][0].outcomes[0]
    assert made.unexplained() == [f"{causes.WFS20}: no test passed"]


def test_our_own_tests_tell_failed_from_left_out():
    suite = checks.Suite()

    @suite("Core", "good")
    def _(_site):
        pass

    @suite("Core", "bad")
    def _(_site):
        raise AssertionError("two\nlines")

    @suite("Core", "unreadable")
    def _(_site):
        raise KeyError("links")

    @suite("CRS", "left out")
    def _(_site):
        raise checks.LeftOut("not declared")

    core, crs = suite.run(checks.Site("http://127.0.0.1:1/"))
    assert [(one.state, one.why) for one in core.outcomes] == [
        (results.PASSED, ""), (results.FAILED, "two lines"), (results.FAILED, "KeyError: 'links'"),
    ]  # fmt: skip
    assert crs.outcomes[0].state == results.SKIPPED


def test_the_suite_reaches_schemas_alone(tmp_path):
    (tmp_path / "wfs20/opengis/wfs/2.0").mkdir(parents=True)
    (tmp_path / "wfs20/opengis/wfs/2.0/wfs.xsd").write_text("<schema/>")
    (tmp_path / "secret").write_text("x")
    with web.Web(tmp_path) as served:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": f"http://127.0.0.1:{served.port}"}))
        assert opener.open("http://schemas.opengis.net/wfs/2.0/wfs.xsd", timeout=10).read() == b"<schema/>"
        for address in (
            "http://schemas.opengis.net/../../secret",
            "http://example.org/",
            "http://schemas.opengis.net/x",
        ):
            with pytest.raises(urllib.error.HTTPError):
                opener.open(address, timeout=10)
        assert [found for _address, found in served.asked] == [True, False, False, False]
