"""What QGIS's locator bar finds: addresses (UUG), parcels and units (ULDK), reports of the open store.

Results are fetched in the locator's own threads, each by a clone made for one search. The network is asked only after
a filter's prefix, at least three letters and a pause. What fails is a line in the list, which tells more when clicked.
"""

from __future__ import annotations

import traceback

from qgis.core import QgsFeedback, QgsLocatorContext, QgsLocatorFilter, QgsLocatorResult

from ..geoportal import locate
from ..geoportal.found import Found
from ..store import search
from ..toolbelt import log, paths
from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import tr
from . import report_layer

PAUSE_MS = 500  # without a key, before a service is asked
LOCAL_PAUSE_MS = 150
MOST_REPORTS = 20
MOST_LOOSE = 5  # without the prefix, beside what other filters find
NEW_REPORT, WHAT_IS_HERE, OPEN_FORM = 1, 2, 3


class PlaceFilter(QgsLocatorFilter):
    """A filter of the plugin. ``triggered(data, action)`` is what a chosen result is handed to (action 0: shown)."""

    NAME = PREFIX = ""

    def __init__(self, triggered, parent=None):
        super().__init__(parent)
        self._triggered = triggered
        self.setUseWithoutPrefix(False)
        self.setFetchResultsDelay(PAUSE_MS)

    def clone(self) -> PlaceFilter:
        """One for one search, in a thread of its own."""
        return type(self)(self._triggered)

    def name(self) -> str:
        """QGIS keeps the user's settings of the filter under this name."""
        return self.NAME

    def prefix(self) -> str:
        """Three letters: QGIS keeps shorter ones for itself."""
        return self.PREFIX

    def priority(self) -> QgsLocatorFilter.Priority:
        """Beside the layers and features of the project."""
        return QgsLocatorFilter.Priority.Medium

    def fetchResults(self, text: str, context: QgsLocatorContext, feedback: QgsFeedback) -> None:
        """In the locator's thread; never raises."""
        text = text.strip()
        if len(text) < locate.LEAST_LETTERS:
            return
        try:
            results = self.find(text, context, feedback)
            if not results and context.usingPrefix and not feedback.isCanceled():
                results = [self._line(self.nothing(text))]
        except Cancelled:
            return
        except KmzbError as error:
            log.warning(str(error))
            results = [self._line(error.message)]
        except Exception:
            log.error(traceback.format_exc())
            results = [self._line(tr("The search failed. The 'KMZB' tab of the log panel has the details."))]
        for number, result in enumerate(results):
            result.score = 1 - number / 1000  # QGIS sorts by score, then by name
            self.resultFetched.emit(result)

    def find(self, text: str, context: QgsLocatorContext, feedback: QgsFeedback) -> list[QgsLocatorResult]:
        """The results; raises KmzbError, Cancelled."""
        raise NotImplementedError  # pragma: no cover

    def nothing(self, text: str) -> str:
        """The sentence where nothing was found."""
        return tr("Nothing was found for '{text}'.", text=text)

    def triggerResult(self, result: QgsLocatorResult) -> None:
        """A result was chosen."""
        self._triggered(result.userData, 0)

    def triggerResultFromAction(self, result: QgsLocatorResult, action: int) -> None:
        """A result's own menu was used."""
        self._triggered(result.userData, action)

    def _line(self, sentence: str) -> QgsLocatorResult:
        return self._result(sentence, "", {"sentence": sentence}, [])

    def _result(self, title: str, detail: str, data: dict, actions: list) -> QgsLocatorResult:
        result = QgsLocatorResult()
        result.filter, result.displayString, result.description = self, title, detail
        result.userData = data
        result.actions = [QgsLocatorResult.ResultAction(code, words, path) for code, words, path in actions]
        return result

    def _place(self, found: Found) -> QgsLocatorResult:
        data = {"title": found.title, "x": found.x, "y": found.y, "wkt": found.wkt}
        actions = [
            (NEW_REPORT, tr("New report here…"), paths.icon("kmzb")),
            (WHAT_IS_HERE, tr("What is here?"), paths.icon("here")),
        ]
        return self._result(found.title, found.detail, data, actions)


class AddressFilter(PlaceFilter):
    """Addresses, streets and towns."""

    NAME, PREFIX = "kmzb_address", "adr"

    def displayName(self) -> str:
        """In the locator's list."""
        return tr("KMZB: addresses (geoportal)")

    def find(self, text, context, feedback):
        return [self._place(found) for found in locate.addresses(text, feedback)]

    def nothing(self, text: str) -> str:
        if "," in text:
            return super().nothing(text)
        return tr("Nothing was found for '{text}'. Write the town first, then a comma: Marki, Andersa 1.", text=text)


class ParcelFilter(PlaceFilter):
    """Parcels, precincts, municipalities and counties."""

    NAME, PREFIX = "kmzb_parcel", "dzi"

    def displayName(self) -> str:
        """In the locator's list."""
        return tr("KMZB: parcels and units (geoportal)")

    def find(self, text, context, feedback):
        return [self._place(found) for found in locate.parcels(text, feedback)]


class ReportFilter(PlaceFilter):
    """Reports of the open store: without the prefix by their numbers alone, with it also by words."""

    NAME, PREFIX = "kmzb_report", "zgl"

    def __init__(self, triggered, parent=None):
        super().__init__(triggered, parent)
        self.setUseWithoutPrefix(True)
        self.setFetchResultsDelay(LOCAL_PAUSE_MS)
        self._path = None

    def displayName(self) -> str:
        """In the locator's list."""
        return tr("KMZB: reports of the open store")

    def prepare(self, text: str, context: QgsLocatorContext) -> list[str]:
        """In the GUI thread, before a search: layers may be asked here only."""
        self._path = report_layer.store_of(report_layer.find())
        return []

    def find(self, text, context, feedback):
        if self._path is None:
            if not context.usingPrefix:
                return []
            raise KmzbError(tr("No store is open: there are no reports to search."))
        limit = MOST_REPORTS if context.usingPrefix else MOST_LOOSE
        hits = search.reports(self._path, text, limit, context.usingPrefix, feedback.isCanceled)
        return [self._hit(hit) for hit in hits]

    def _hit(self, hit: search.Hit) -> QgsLocatorResult:
        title = tr("Report {number}: {category}", number=hit.number, category=hit.category or "–")
        place = hit.place if hit.x is not None else tr("without a place")
        detail = " · ".join(part for part in (hit.status, hit.reported, place, hit.description[:80]) if part)
        data = {"title": title, "fid": hit.fid, "store": str(self._path), "x": hit.x, "y": hit.y}
        actions = [(OPEN_FORM, tr("Open the form"), paths.icon("kmzb"))]
        if hit.x is not None:
            actions.append((WHAT_IS_HERE, tr("What is here?"), paths.icon("here")))
        return self._result(f"{hit.number} · {hit.category}", detail, data, actions)  # QGIS cuts the column off


FILTERS = (AddressFilter, ParcelFilter, ReportFilter)
