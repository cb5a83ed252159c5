"""Catalogue search on the desktop: asks in the background, shows, and adds what a person chose."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsProject
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from ..geoportal import csw, offer_layers, offers
from ..geoportal.csw_answer import Page
from ..geoportal.csw_links import Link
from ..geoportal.csw_question import Query
from ..geoportal.csw_record import Record
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .catalogue_window import CatalogueWindow
from .offer_window import OfferWindow
from .open_project import OpenProject
from .task import Work


class Catalogue:
    """One window, one thing asked at a time; closing the window cancels it."""

    def __init__(self, iface, messages):
        self._iface, self._messages = iface, messages
        self.window: CatalogueWindow | None = None
        self.choice: OfferWindow | None = None
        self._work: Work | None = None
        self._query = Query()
        self._open = OpenProject()

    def open(self) -> CatalogueWindow:
        """Show the window; nothing is asked yet."""
        if self.window is None:
            window = self.window = CatalogueWindow(self._iface.mainWindow())
            guard = self._messages.guard
            window.searched.connect(guard(self.search))
            window.turned.connect(guard(self._turn))
            window.wanted.connect(guard(self.ask))
            window.opened.connect(guard(_open))
            window.stopped.connect(self.stop)
            window.left.connect(self.stop)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.window.words.setFocus()
        return self.window

    def search(self) -> None:
        """Search for what stands in the window."""
        window = self.window
        try:
            box = self._sight() if window.in_sight.isChecked() else None
        except KmzbError as error:
            window.show_problem(error.message)
            return
        self._query = Query(window.words.text(), window.kind.currentData(), box)
        self._turn(1)

    def ask(self, record: Record, link: Link) -> None:
        """Ask a record's service what it offers, and let the person choose."""
        self._run(
            tr("Asking the service what it offers…"),
            lambda feedback: offers.ask(link, "", feedback),
            lambda offer: self._offer(record, offer),
        )

    def stop(self) -> None:
        """Cancel what is being asked."""
        if self._work is not None:
            work, self._work = self._work, None
            work.cancel()
            if self.window is not None:
                self.window.say(tr("Cancelled. Nothing was changed."))

    def remove(self) -> None:
        """Take the windows away."""
        self.stop()
        for window in (self.choice, self.window):
            if window is not None:
                window.hide()
                window.deleteLater()
        self.choice = self.window = None

    def _turn(self, start: int) -> None:
        query = self._query

        def show(page: Page) -> None:
            self._query = page.query
            self.window.show_page(page)

        self._run(tr("Searching the catalogue…"), lambda feedback: csw.search(query, start, feedback=feedback), show)

    def _offer(self, record: Record, offer: offers.Offer) -> None:
        self.window.say(tr("%n layer(s) to choose from.", n=len(offer.layers)))
        self.choice = choice = OfferWindow(record, offer, parent=self.window)
        choice.accepted.connect(self._messages.guard(lambda: self._add(choice.wishes())))
        choice.finished.connect(choice.deleteLater)
        choice.finished.connect(self._chosen)
        choice.show()

    def _chosen(self, _result: int) -> None:
        self.choice = None

    def _add(self, wishes: list[offer_layers.Wish]) -> None:
        """Build all layers, and only then touch the project."""
        home = QgsApplication.instance().thread()
        project, number = QgsProject.instance(), self._open.number

        def make(feedback) -> list:
            layers = [offer_layers.build(wish, feedback) for wish in wishes]
            for layer in layers:
                layer.moveToThread(home)
            return layers

        def done(layers: list) -> None:
            try:
                self._open.check(number)
            except KmzbError as error:
                self.window.show_problem(error.message)
                return
            offer_layers.place(project, layers)
            self.window.say(tr("%n layer(s) added to the map.", n=len(layers)))

        self._run(tr("Adding to the map…"), make, done)

    def _run(self, title: str, function, done) -> None:
        """Do one thing in the background; what was asked before is cancelled and no longer heard."""
        self.stop()
        self.window.show_waiting(True, title)

        def finish(result) -> None:
            if self._work is work:
                self._work = None
                done(result)

        def failed(error) -> None:
            if self._work is not work:
                return
            self._work = None
            if isinstance(error, KmzbError):
                self.window.show_problem(error.message, error.details)
            else:
                self.window.show_problem("")
                self._messages.error(error)

        work = self._work = Work(title, function, self._messages.guard(finish), failed)
        work.start()

    def _sight(self) -> tuple[float, float, float, float]:
        """The map's view in degrees. Raises KmzbError where the map shows no place on earth."""
        canvas = self._iface.mapCanvas()
        source = canvas.mapSettings().destinationCrs()
        way = QgsCoordinateTransform(source, QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance())
        try:
            box = way.transformBoundingBox(canvas.extent())
        except QgsCsException:
            box = None
        if box is None or not box.isFinite() or box.isEmpty() or not source.isValid():
            raise KmzbError(tr("The map shows no place on earth yet: add a layer or zoom to a place first."))
        return (
            max(-180.0, box.xMinimum()), max(-90.0, box.yMinimum()), min(180.0, box.xMaximum()),
            min(90.0, box.yMaximum()),
        )  # fmt: skip


def _open(url: str) -> None:
    """An address in the browser; nothing else than a web address is opened."""
    target = QUrl(url)
    if target.scheme() not in ("http", "https") or not QDesktopServices.openUrl(target):
        raise KmzbError(tr("The address cannot be opened: {url}", url=url[:300]))
