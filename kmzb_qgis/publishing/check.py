"""Reads a publication back over HTTP as a stranger would, and compares it with the publication folder."""

from __future__ import annotations

from pathlib import Path

from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import check_closed, check_content, check_gdal, check_places, check_ready, check_truth, check_wfs2, check_words
from .check_client import Client
from .check_report import CheckReport, Result

LISTED = 50


def check_publication(url: str, folder, feedback=None, output: str = "") -> CheckReport:
    """Check the service at ``url`` against ``folder``. ``output``: where to write the report (.json or .html).

    Raises KmzbError where the service cannot be asked at all, and, listing them, where questions failed.
    """
    progress = Progress(feedback)
    truth, client = check_truth.read(folder), Client(url)
    report = CheckReport(client.base, truth.version, str(truth.manifest.get("qgis_version", "")))
    try:
        _run(client, truth, report, progress)
    finally:
        client.close()
    if output:
        _write(report, output)
    _tell(report, progress)
    return report


def _run(client, truth, report, progress) -> None:
    check_content.first_look(client, truth)
    steps = [
        (tr("Capabilities and columns…"), lambda: _described(client, truth, report)),
        (tr("Counts, values and validity…"), lambda: _contents(client, truth, report)),
        (tr("Places…"), lambda: _places(client, truth, report, progress)),
        (tr("GDAL as a second client…"), lambda: check_gdal.read(client, truth, report, progress)),
        (tr("Inner columns…"), lambda: _inner(client, report, progress)),
        (tr("What must be refused…"), lambda: check_closed.attacks(client, truth, report)),
    ]
    for number, (title, step) in enumerate(steps):
        progress.check()
        progress.say(title)
        step()
        progress.percent(100 * (number + 1) / len(steps))


def _described(client, truth, report) -> None:
    check_content.capabilities(client, truth, report)
    check_content.schema(client, truth, report)


def _contents(client, truth, report) -> None:
    check_content.counts(client, truth, report)
    check_content.values(client, truth, report)
    check_wfs2.values(client, truth, report)
    check_content.validity(client, truth, report)
    check_ready.check(truth, report)


def _places(client, truth, report, progress) -> None:
    if not truth.places:
        progress.warn(tr("The publication has no report to compare places with."))
        return
    check_places.wfs_matrix(client, truth, report, progress)
    check_wfs2.places(client, truth, report, progress)
    check_places.boxes(client, truth, report)
    check_places.oapif(client, truth, report)
    check_places.wms(client, truth, report)


def _inner(client, report, progress) -> None:
    check_closed.inner_columns(client, report, progress)
    check_wfs2.inner_columns(client, report, progress)


def _write(report: CheckReport, output: str) -> None:
    try:
        report.write(Path(output))
    except OSError as error:
        raise KmzbError(
            tr("The report {path} cannot be written: {reason}.", path=output, reason=reason(error)),
            code="write",
        ) from error


def _tell(report: CheckReport, progress: Progress) -> None:
    known: dict[str, int] = {}
    for finding in report.of(Result.KNOWN):
        known[finding.defect] = known.get(finding.defect, 0) + 1
    for name, count in known.items():
        progress.warn(
            tr(
                "Known defect of QGIS Server {version}: {text} (%n time(s))",
                n=count,
                version=report.qgis_version,
                text=check_words.defect(name),
            )
        )
    for name in report.mended():
        progress.say(tr("The known defect '{name}' does not occur here any more.", name=check_words.defect(name)))
    passed, failed = report.count(Result.PASSED), report.of(Result.FAILED)
    if failed:
        lines = [f"{check_words.area(finding.area)}: {finding.question}: {finding.seen}" for finding in failed[:LISTED]]
        if len(failed) > LISTED:
            lines.append("…")
        raise KmzbError(
            tr("%n check(s) of the publication failed, {passed} passed.", n=len(failed), passed=passed),
            "\n".join(lines),
            code="check",
        )
    progress.say(tr("%n check(s) passed.", n=passed))
