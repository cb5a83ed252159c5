"""After an update of the plugin: the older form in a store is told, and renewed where the person wants it."""

from __future__ import annotations

import html

from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtWidgets import QPushButton

from ..editing import belonging, renewal
from ..store import Store, open_store
from ..store.address import Address, parse
from ..toolbelt import log
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from .messages import TITLE, Messages
from .open_forms import open_forms, release_closed
from .stores import Stores
from .task import Work


class Renewing:
    """The action in the menu, and the offer when an older store is opened."""

    def __init__(self, iface, messages: Messages, stores: Stores):
        self._iface, self._messages, self._stores = iface, messages, stores
        stores.after_open.append(self.offer)

    def ask(self) -> Work:
        """Renew the store used last. Raises KmzbError where there is none, or edits wait or forms are open."""
        return self.start(self._stores.require())

    def start(self, path: str | Address) -> Work:
        """Renew a store's form and styles in the background, then show them."""
        self._refuse_edits(parse(path))
        return Work(
            tr("Renewing the form of the store {name}", name=parse(path).name),
            lambda feedback: _renew(path, feedback),
            self._messages.guard(self._renewed),
            self._messages.error,
        ).start()

    def offer(self, store: Store) -> None:
        """Tell that a store's form is of an older plugin, with a button."""
        if store.read_only or not renewal.is_older(store):
            return
        bar = self._iface.messageBar()
        text = tr("The form of the store {name} was made by an older plugin.", name=store.path.name)
        log.info(text)
        item = bar.createMessage(TITLE, html.escape(text, quote=False))
        button = QPushButton(tr("Renew form and styles"), item)
        button.setObjectName("kmzb_renew_button")
        run = self._messages.guard(self.start)

        def renew(_=False):
            bar.popWidget(item)
            run(store.path)

        button.clicked.connect(renew)
        item.layout().addWidget(button)
        bar.pushWidget(item, Qgis.MessageLevel.Info, 0)

    def _refuse_edits(self, path: Address) -> None:
        for layer in QgsProject.instance().mapLayers().values():
            if belonging.role(layer) != "report" or belonging.store_of(layer) != path.resolve():
                continue
            if layer.isEditable():
                raise KmzbError(tr("Save or discard the edits of the reports first; then renew the form."))
            release_closed(layer)
            if open_forms(layer):
                raise KmzbError(
                    tr("Close the open forms and attribute tables of the reports first; then renew the form.")
                )

    def _renewed(self, result) -> None:
        store, done = result
        name = store.path.name
        shown = belonging.layers_of(QgsProject.instance(), store.path).get("report")
        if shown is not None:
            release_closed(shown)
        if shown is not None and open_forms(shown):  # opened meanwhile
            self._messages.warning(
                tr(
                    "The form of the store {name} is renewed. To see it, close the open forms and attribute tables of"
                    " the reports and renew it once more.",
                    name=name,
                )
            )
        elif not renewal.refresh(store, QgsProject.instance()):
            self._messages.warning(
                tr(
                    "The form of the store {name} is renewed. Open the store again to see it: edits wait here.",
                    name=name,
                )
            )
        elif done.kept:
            self._messages.success(
                tr(
                    "Form and styles of the store {name} are renewed. Kept, and no longer the default: {styles}.",
                    name=name,
                    styles=", ".join(done.kept),
                )
            )
        else:
            self._messages.success(tr("Form and styles of the store {name} are renewed.", name=name))


def _renew(path, feedback) -> tuple[Store, renewal.Renewed]:
    store = open_store(path)
    return store, renewal.renew(store, feedback)
