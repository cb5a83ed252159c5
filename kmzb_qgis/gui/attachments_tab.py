"""The attachments tab of a report's form: look, add (also by dropping files), open, give a copy out, remove.

What is added to a saved report is kept at once; a new report's files wait until it is saved (``attachment_queue``).
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import NULL
from qgis.gui import QgsAbstractRelationEditorWidgetFactory, QgsGui
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout

from ..catalogue import load
from ..editing import past, saving
from ..store import attachment_kinds, attachments, leaving
from ..toolbelt import harmless, log
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import attachment_list, attachment_queue
from .form_tab import FormTab
from .slots import safe
from .task import Work


def install() -> None:
    """Register the kind of widget. Once; again is harmless."""
    QgsGui.relationWidgetRegistry().addRelationWidget(Factory())


def remove() -> None:
    """Take it out again."""
    QgsGui.relationWidgetRegistry().removeRelationWidget(past.ATTACHMENTS)


class Factory(QgsAbstractRelationEditorWidgetFactory):
    """Makes the tab for a form."""

    def type(self) -> str:
        """As the store's form names it."""
        return past.ATTACHMENTS

    def name(self) -> str:
        """As the form designer names it."""
        return tr("KMZB: attachments of a report")

    def create(self, config, parent):
        """A tab."""
        return AttachmentsTab(config, parent)

    def configWidget(self, relation, parent):
        """Nothing to set."""
        return None


class AttachmentsTab(FormTab):
    """Shows the files of the form's report."""

    def __init__(self, config, parent):
        super().__init__(config, parent)
        self.list = attachment_list.AttachmentList(self)
        self.told = QLabel(self)
        self.told.setObjectName("kmzb_attachments_told")
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        size = f"{load().rules[attachments.LIMIT] / 1024 / 1024:.3g}"
        hint = QLabel(
            tr(
                "JPG, PNG, PDF, 3gp, mov, doc and txt, {size} MB each. Never public. Kept at once, not with the edits.",
                size=size,
            )
        )
        hint.setWordWrap(True)
        self.add = self._button("add", tr("Add files…"), self._ask_files)
        self.open = self._button("open", tr("Open"), self._open)
        self.give = self._button("give", tr("Copy to hand out…"), self._give)
        self.take = self._button("remove", tr("Remove"), self._remove)
        self.give.setToolTip(tr("Save a copy that may leave the unit: pictures without place, time and device"))
        row = QHBoxLayout()
        for button in (self.add, self.open, self.give, self.take):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (hint, self.list, self.told):
            layout.addWidget(part, 1 if part is self.list else 0)
        layout.addLayout(row)
        self._shown = None
        self.list.dropped.connect(self.put)
        self.list.itemDoubleClicked.connect(lambda _item: self._open())
        self.list.itemSelectionChanged.connect(self._buttons)
        attachment_queue.events.changed.connect(self._changed)
        self._buttons()

    def forget(self) -> None:
        """Saved: what waited may be attached now."""
        self._shown = None

    def look(self, form) -> None:
        """The files of the form's report, where it is another one, or has others, than before."""
        path, report = saving.store_path(form.layer()), self._report()
        waiting = attachment_queue.of(form.layer()).waiting(report) if report else []
        shown = (path, report, tuple(file.sha256 for file in waiting))
        if self._shown != shown:
            if self._shown is not None and self._shown[:2] != shown[:2]:
                self.told.setText("")
            self._shown = shown
            self._fill(path, report, waiting)

    @safe
    def put(self, files: list[Path]) -> Work | None:
        """Attach files, in the background; what is not taken is told, and hinders no other."""
        form, report = self._form, self._report()
        store = attachment_queue.store_of(form.layer()) if form is not None else None
        if store is None or not report:
            self.told.setText(tr("Files can be attached to a report of a store only."))
            return None
        queue, new = attachment_queue.of(form.layer()), form.feature().id() < 0
        who = attachment_queue.who()
        self.told.setText(tr("Attaching files…"))

        def run(feedback):
            most, found = attachments.limit(store.path), []
            for number, file in enumerate(files):
                if feedback.isCanceled():
                    break
                try:
                    prepared = attachments.prepare(file, most)
                    found.append(prepared if new else attachments.add_prepared(store, report, prepared, who))
                except KmzbError as error:
                    found.append(error)
                feedback.setProgress(100 * (number + 1) / len(files))
            return found

        def done(found) -> None:
            lines = []
            for result in found:
                try:
                    if isinstance(result, attachments.Prepared):
                        queue.put(report, result)
                    elif isinstance(result, KmzbError):
                        lines.append(result.message)
                    elif result.also_in:
                        names = ", ".join(result.also_in)
                        lines.append(
                            tr("'{name}' is also attached to: {reports}.", name=result.attachment.name, reports=names)
                        )
                except KmzbError as error:
                    lines.append(error.message)
            self._tell("\n".join(lines))
            attachment_queue.events.changed.emit(store.path)

        return Work(tr("Attaching files"), run, done, self._failed).start()

    def _report(self) -> str:
        """The id of the form's report; a new one has it from the start. Empty without one."""
        if self._form is None:
            return ""
        feature = self._form.feature()
        if feature.fields().lookupField("id") < 0:
            return ""
        value = feature.attribute("id")
        return "" if value is None or value == NULL else str(value)

    def _fill(self, path, report: str, waiting) -> None:
        found, gone = [], []
        try:
            if path is not None and report:
                found = attachments.listed(path, report)
                gone = attachments.listed(path, report, removed=True)
        except KmzbError as error:
            self.told.setText(error.message)
        missing = []
        self._paint([*found, *waiting], missing)
        if gone:
            names = "\n".join(f"{row.name}: {row.removed_by or '?'}" for row in gone)
            self.list.setToolTip(tr("Removed, kept beside the store:") + "\n" + names)
        else:
            self.list.setToolTip("")
        if missing:
            self._draw(path, missing, [*found, *waiting])

    def _paint(self, things: list, missing: list | None) -> None:
        rows = []
        for thing in things:
            image = attachment_list.known(thing.sha256)
            kind = thing.kind
            if image is None and kind is not None and kind.picture and missing is not None:
                missing.append(thing)
            drawn = image is not None and not image.isNull()
            media = kind.media_type if kind else ""
            icon = attachment_list.framed(image) if drawn else attachment_list.plate(media)
            rows.append((thing, attachment_list.line(thing), icon))
        self.list.fill(rows)
        self._buttons()

    def _draw(self, path, missing: list, things: list) -> None:
        """Make the thumbnails in the background, then show them."""
        shown = self._shown

        def run(_feedback):
            return [(thing.sha256, attachment_list.thumbnail(path, thing)) for thing in missing]

        def done(found) -> None:
            for sha256, image in found:
                attachment_list.keep(sha256, image)
            if not sip.isdeleted(self) and self._shown == shown:
                self._paint(things, None)

        Work(tr("Thumbnails"), run, done, lambda error: log.error(repr(error))).start()

    def _button(self, name: str, words: str, run) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(f"kmzb_attachment_{name}")
        button.setAutoDefault(False)  # Enter in the form is not to press it
        button.clicked.connect(lambda _=False: self._press(run))
        return button

    @safe
    def _press(self, run) -> None:
        try:
            run()
        except KmzbError as error:
            self.told.setText(error.message)

    def _buttons(self) -> None:
        chosen = self.list.chosen()
        stored = isinstance(chosen, attachments.Attachment)
        self.open.setEnabled(stored)
        self.give.setEnabled(stored)
        self.take.setEnabled(chosen is not None)
        self.add.setEnabled(bool(self._report()))

    def _ask_files(self) -> None:
        suffixes = " ".join(f"*.{kind.suffix}" for kind in attachment_kinds.KINDS.values())
        known = f"{tr('Attachments')} ({suffixes} *.jpeg)"
        names, _ = QFileDialog.getOpenFileNames(self, tr("Add files"), "", f"{known};;{tr('All files')} (*)")
        if names:
            self.put([Path(name) for name in names])

    def _open(self) -> None:
        chosen = self.list.chosen()
        if not isinstance(chosen, attachments.Attachment):
            return
        try:
            file = attachments.file_of(self._shown[0], chosen)
            if chosen.kind is None:  # written by another program
                raise KmzbError(tr("'{name}' is of a kind that is not opened.", name=chosen.name))
            attachment_kinds.judge(file.read_bytes(), chosen.name)
        except (KmzbError, OSError) as error:
            self.told.setText(getattr(error, "message", str(error)))
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            self.told.setText(tr("This computer has no program for '{name}'.", name=chosen.name))

    def _give(self) -> None:
        chosen, agreed = self.list.chosen(), False
        if not isinstance(chosen, attachments.Attachment):
            return
        if chosen.kind is None or not chosen.kind.picture:
            yes = QMessageBox.StandardButton.Yes
            question = leaving.not_cleaned(chosen.name) + "\n\n" + tr("Save the copy as it is?")
            agreed = QMessageBox.question(self, tr("Copy to hand out"), harmless.tip(question)) == yes
            if not agreed:
                return
        suffix = chosen.kind.suffix if chosen.kind else "bin"
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Copy to hand out"), f"{Path(chosen.name).stem}.{suffix}", f"{suffix.upper()} (*.{suffix})"
        )
        if name:
            leaving.save(self._shown[0], chosen, Path(name), agreed)
            self.told.setText(tr("Saved: {path}", path=name))

    def _remove(self) -> None:
        chosen, form = self.list.chosen(), self._form
        if isinstance(chosen, attachments.Prepared):
            attachment_queue.of(form.layer()).drop(self._report(), chosen.sha256)
            self._look()
            return
        question = tr("Remove '{name}' from the report? The file is kept beside the store.", name=chosen.name)
        if QMessageBox.question(self, tr("Remove"), harmless.tip(question)) == QMessageBox.StandardButton.Yes:
            attachments.remove(attachment_queue.store_of(form.layer()), chosen.id, attachment_queue.who())
            attachment_queue.events.changed.emit(self._shown[0])

    @safe
    def _changed(self, path) -> None:
        if not sip.isdeleted(self) and self._shown is not None and self._shown[0] == path:
            self._again()

    def _tell(self, text: str) -> None:
        if not sip.isdeleted(self):
            self.told.setText(text)

    def _failed(self, error) -> None:
        if not isinstance(error, KmzbError):
            log.error(repr(error))
        self._tell(error.message if isinstance(error, KmzbError) else tr("The files could not be attached."))
