"""The history tab of a report's form: who, when, what from what to what, the newest first, read-only.

A relation widget of the plugin's own kind: a QGIS without the plugin shows its own table of the same relation instead.
It is also where the plugin finds an open form, to give its list of categories pictures (``category_list``) and to
keep the mouse wheel from its values (``form_wheel``).
"""

from __future__ import annotations

import html
import math

from qgis.gui import QgsAbstractRelationEditorWidgetFactory, QgsGui
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QTextBrowser, QVBoxLayout

from ..editing import definition, history, past, past_files, project, saving
from ..toolbelt import paths
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import attachment_queue, category_list, form_fit, form_parts, form_wheel, place_line, redaction_marks
from .form_tab import FormTab
from .slots import safe


def install() -> None:
    """Register the kind of widget. Once; again is harmless."""
    QgsGui.relationWidgetRegistry().addRelationWidget(Factory())


def remove() -> None:
    """Take it out again: forms opened later show QGIS's own table."""
    QgsGui.relationWidgetRegistry().removeRelationWidget(past.WIDGET)


class Factory(QgsAbstractRelationEditorWidgetFactory):
    """Makes the tab for a form."""

    def type(self) -> str:
        """As the store's form names it."""
        return past.WIDGET

    def name(self) -> str:
        """As the form designer names it."""
        return tr("KMZB: history of a report")

    def create(self, config, parent):
        """A tab."""
        return HistoryTab(config, parent)

    def configWidget(self, relation, parent):
        """Nothing to set."""
        return None


class HistoryTab(FormTab):
    """Reads the history of the form's report when it is seen, and again after each save."""

    def __init__(self, config, parent):
        super().__init__(config, parent)
        self.text = QTextBrowser(self)
        self.text.setObjectName("kmzb_history")
        self.text.setOpenLinks(False)
        self.text.setAccessibleName(tr("History of the report"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        self._shown = None
        attachment_queue.events.changed.connect(self._files_changed)

    def met(self, form) -> None:
        """What else the plugin adds to an open form."""
        parts = form_parts.of(form)
        category_list.attach(form, parts)
        form_fit.attach(form, parts)
        place_line.attach(form)
        form_wheel.attach(form, parts)
        redaction_marks.attach(form)

    def forget(self) -> None:
        """Saved: there may be a step more."""
        self._shown = None

    @safe
    def _files_changed(self, path) -> None:
        """Attachments are kept at once, not with the edits: there is a step more without a save."""
        if not sip.isdeleted(self) and self._shown is not None and self._shown[0] == path:
            self._again()

    def look(self, form) -> None:
        """The history of the form's report."""
        path, fid = saving.store_path(form.layer()), form.feature().id()
        if self._shown != (path, fid):
            self._shown = (path, fid)
            self.text.setHtml(page(path, fid))


def page(path, fid: int) -> str:
    """What the tab shows of a report; ``path`` None: the layer is no store's."""
    if path is None or fid < 0:
        return _line(tr("The history begins when the report is saved."))
    try:
        steps = history.read(path, fid)
        files = past_files.read(path, fid)
    except KmzbError as error:
        return _line(error.message)
    return "".join(_merged(steps, files)) or _line(tr("No change of this report has been recorded."))


def _merged(steps: list[history.Step], files: list[past_files.FileStep]) -> list[str]:
    """Both, the newest first; the report's own steps stay in the order of its versions, whatever a clock said."""
    told, waiting = [], list(files)
    for step in steps:
        while waiting and waiting[0].instant > step.instant:
            told.append(_file(waiting.pop(0)))
        told.append(_step(step))
    return told + [_file(step) for step in waiting]


def _line(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _step(step: history.Step) -> str:
    """A step as QTextDocument's HTML: the words of people come in escaped."""
    who = step.who or tr("unknown person")
    if step.imported:
        who = tr("import: {who}", who=who)
    if step.collected:
        who = tr("from the public intake: {who}", who=who)
    if step.assigned:
        who = tr("units assigned by place: {who}", who=who)
    if step.erased:
        who = tr("texts erased: {who}", who=who)
    if step.linked:
        who = tr("with the report that it repeats: {who}", who=who)
    if step.made is not None:
        by, when = step.made[0] or tr("unknown person"), step.made[1]
        who = tr("{who}, by a check-in; made in the working copy by {by}, {when}", who=who, by=by, when=when)
    head = _head(step.when, who)
    rows = [(_alias(change.column), change.before, change.after) for change in step.changes]
    lines = [_row(label, _value(before), _value(after)) for label, before, after in rows]
    if step.action == "insert":
        lines.append(_whole(tr("New report")))
    if step.action == "undo":
        lines.insert(0, _whole(tr("Decision undone")))
    if step.moved is not None:
        lines.append(_whole(_moved(step.moved)))
    if not lines:
        lines.append(_whole(tr("No change of content.")))
    return f"{head}<table width='100%' cellspacing='0' cellpadding='3'>{''.join(lines)}</table>"


def _file(step: past_files.FileStep) -> str:
    name = step.name or tr("(erased)")
    words = {
        past_files.ADDED: tr("Attachment added: {name}", name=name),
        past_files.REMOVED: tr("Attachment removed: {name}", name=name),
        past_files.ERASED: tr("Attachment erased"),
    }
    lines = _whole(words[step.what])
    head = _head(step.when, step.who or tr("unknown person"))
    return f"{head}<table width='100%' cellspacing='0' cellpadding='3'>{lines}</table>"


def _head(when: str, who: str) -> str:
    return f"<p style='margin-top:10px;margin-bottom:2px'><b>{html.escape(when)}</b> · {html.escape(who)}</p>"


def _row(label: str, before: str, after: str) -> str:
    return (
        f"<tr><td width='22%'>{html.escape(label)}</td><td width='39%'>{before}</td><td width='39%'>→ {after}</td></tr>"
    )


def _whole(text: str) -> str:
    return f"<tr><td colspan='3'>{html.escape(text)}</td></tr>"


def _value(text: str) -> str:
    return html.escape(text).replace("\n", "<br>") if text else f"<i>{html.escape(tr('(empty)'))}</i>"


def _moved(metres: float) -> str:
    if math.isnan(metres):
        return tr("The place was set or taken away.")
    return tr("The place was moved by {metres} m.", metres=f"{metres:.0f}")


def _alias(column: str) -> str:
    """A column's name as the form has it."""
    form = definition.read(paths.forms_dir() / "report.json", project.form_language())
    return form.field(history.ALIASES.get(column, column)).alias
