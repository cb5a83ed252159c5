"""docs/conformance.md: what the standards' tests found, as tables, with every failure's cause."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import causes
from .results import FAILED, PASSED, SKIPPED, Group, Outcome

TITLE = """\
# Conformance by the standards' own tests

`make conformance` makes this page (`scripts/conformance.py --write`): it publishes a made-up publication, serves it on
loopback with the plugin (nginx, two QGIS Server workers) and runs the tests against it. It needs Java and Maven, which
`scripts/setup.sh conformance` installs on Debian, and a folder of OGC's schemas named in `OGC_SCHEMAS`. It ends with an
error where a test fails that has no cause below.
"""
WFS20 = """\
## WFS 2.0.0: OGC's executable test suite

`org.opengis.cite:ets-wfs20:{version}` from Maven Central, run by its own main class, without TEAM Engine. It is the
newest version there: Maven's metadata name 1.23 and 1.25, and 1.43 is not found. What Java itself lost since version 8
and the suite's libraries need (JAXB, SAAJ, `ServiceRegistry` for other things than pictures) is put beside them.
"""
NOT_TRIED = (
    "The tables are of the QGIS version named above; others were not tried with the suites. Beside the tests: the"
    " documents of OGC API Features (not its items) are QGIS Server's own, put right, and it answers 400 to an `Accept`"
    " that names `application/geo+json` for them."
)
SKIPS = (
    "Skipped: the suite leaves out what the service does not declare (transactions, locks, joins, stored queries of"
    " one's own, versions), and filters by time where a type has none (the counts)."
)
OURS = """\
## WFS 1.1.0 and OGC API Features: the abstract test suites, carried out

**OGC's executable suites for these two could not be had from Maven Central.** Maven finds no version at all of
`org.opengis.cite:ets-wfs11` and `org.opengis.cite:ets-ogcapi-features10` (no metadata; of the versions in their release
notes 1.26, 1.30, 1.32, 1.37, 1.38 and 1.0, 1.5, 1.7.1, 1.8, 1.9 were asked for by name). So these are **not OGC's
suites** but tests of ours that carry out the abstract tests which those implement: for WFS 1.1.0 the 39 of the class
Basic as ets-wfs11 documents them, for OGC API Features annex A of Part 1 (OGC 17-069r4: Core, GeoJSON, HTML, OpenAPI
3.0) and of Part 2 (OGC 18-058r1). Each is also run against QGIS Server alone, without the plugin.
"""


@dataclass
class Report:
    """What was run. ``alone``: the same tests against QGIS Server without the plugin."""

    versions: dict[str, str]
    suite_version: str
    groups: dict[str, list[Group]] = field(default_factory=dict)
    alone: dict[str, list[Group]] = field(default_factory=dict)

    def failures(self) -> list[tuple[str, Outcome, causes.Cause | None]]:
        """Every failed test with its cause."""
        return [
            (suite, one, causes.of(suite, one.test))
            for suite, groups in self.groups.items()
            for group in groups
            for one in group.outcomes
            if one.state == FAILED
        ]

    def unexplained(self) -> list[str]:
        """What must not be: failures without a cause, and classes in which nothing was run."""
        found = [
            f"{suite}: {one.group}: {one.test}: {one.why}" for suite, one, cause in self.failures() if cause is None
        ]
        for suite, groups in self.groups.items():
            if not any(group.count(PASSED) for group in groups):
                found.append(f"{suite}: no test passed")
        return found

    def outdated(self) -> list[causes.Cause]:
        """Causes of tests that pass by now."""
        told = {cause for _suite, _one, cause in self.failures()}
        return [cause for cause in causes.KNOWN if cause.suite in self.groups and cause not in told]


def _cell(text: str, most: int = 300) -> str:
    short = re.sub(r"\s+", " ", text).replace("|", "\\|").replace("<", "&lt;")
    short = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", short)
    short = re.sub(r"@[0-9a-f]{6,8}\b", "", short)
    return short if len(short) <= most else short[: most - 1] + "…"


def _counts(groups: list[Group]) -> list[str]:
    lines = ["| class | passed | failed | skipped |", "| --- | ---: | ---: | ---: |"]
    lines += [
        f"| {group.name} | {group.count(PASSED)} | {group.count(FAILED)} | {group.count(SKIPPED)} |" for group in groups
    ]
    return lines


def _beside(groups: list[Group], alone: list[Group]) -> list[str]:
    lines = [
        "| class | passed | failed | QGIS Server alone: passed | failed or skipped |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    other = {group.name: group for group in alone}
    for group in groups:
        bare = other.get(group.name, Group(group.name))
        counts = [
            group.count(PASSED),
            group.count(FAILED),
            bare.count(PASSED),
            bare.count(FAILED) + bare.count(SKIPPED),
        ]
        lines.append(f"| {group.name} | {' | '.join(map(str, counts))} |")
    return lines


def _mended(groups: list[Group], alone: list[Group]) -> list[str]:
    good = {(one.group, one.test) for group in groups for one in group.outcomes if one.state == PASSED}
    lines = ["| test | what QGIS Server alone does |", "| --- | --- |"]
    for group in alone:
        for one in group.outcomes:
            if one.state != PASSED and (one.group, one.test) in good:
                lines.append(f"| {one.group}: {_cell(one.test)} | {_cell(one.why)} |")
    return lines


def text(report: Report) -> str:
    """The page."""
    lines = [TITLE, "| what | version |", "| --- | --- |"]
    lines += [f"| {name} | {version} |" for name, version in report.versions.items()]
    for suite, groups in report.groups.items():
        if suite == causes.WFS20:
            lines += ["", WFS20.format(version=report.suite_version), *_counts(groups)]
            lines += ["", SKIPS]
    others = [suite for suite in report.groups if suite != causes.WFS20]
    if others:
        lines += ["", OURS]
    for suite in others:
        lines += [f"### {suite}", "", *_beside(report.groups[suite], report.alone.get(suite, []))]
        lines += ["", "What the plugin mends:", "", *_mended(report.groups[suite], report.alone.get(suite, [])), ""]
    failures = report.failures()
    lines += ["", NOT_TRIED, "", "## Failures and their causes", ""]
    lines += ["| suite | test | whose | cause |", "| --- | --- | --- | --- |"]
    for suite, one, cause in failures:
        told = (cause.whose, cause.why) if cause else ("?", one.why)
        lines.append(f"| {suite} | {_cell(one.test)} | {told[0]} | {_cell(told[1])} |")
    return "\n".join(lines).replace("\n\n\n", "\n\n").rstrip() + "\n"
