"""``kmzb:anonymise``: texts of reports erased by age, by choice, or where personal data were found."""

from __future__ import annotations

import re
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...store import open_store
from ...store.erasing import Erased, Rule, erase
from ...store.erasing_choose import AGE, CHOSEN, FINDINGS
from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from .. import stores
from ..base import KmzbAlgorithm

RULES = (AGE, CHOSEN, FINDINGS)


class Anonymise(KmzbAlgorithm):
    """Blanks what reports say in words."""

    NAME = "anonymise"
    ICON = "anonymise"
    STORE, RULE, MONTHS, REPORTS, DRY_RUN = "STORE", "RULE", "MONTHS", "REPORTS", "DRY_RUN"
    ERASED, TEXTS, HISTORY, ATTACHMENTS, ANSWERS = "ERASED", "TEXTS", "HISTORY", "ATTACHMENTS", "ANSWERS"
    SHEETS, CLEANED, BACKUPS, TABLES = "SHEETS", "CLEANED", "BACKUPS", "TABLES"

    def title(self) -> str:
        return tr("Erase texts of reports")

    def help(self) -> str:
        return tr(
            "Blanks description, note, free reason, attachments, answers and sheets of hand-overs of the chosen"
            " reports, also in their history and in the store's file. That each change was made, by whom and when,"
            " stays. It cannot be undone: try it as a rehearsal first, which tells how much would go, by column. Where"
            " only findings are erased, each becomes […] and the rest of the text stays. Copies and backups of the"
            " store still hold the texts; those beside it are named."
        )

    def initAlgorithm(self, configuration=None) -> None:
        self.addParameter(stores.parameter(self.STORE))
        words = [
            tr("Reports closed long enough ago"),
            tr("Reports named below"),
            tr("All findings of personal data, in all reports"),
        ]
        self.addParameter(QgsProcessingParameterEnum(self.RULE, tr("What is erased"), words, defaultValue=0))
        self.addParameter(
            QgsProcessingParameterNumber(
                self.MONTHS,
                tr("Months after closing (empty: the store's setting)"),
                QgsProcessingParameterNumber.Type.Integer,
                optional=True,
                minValue=1,
                maxValue=1200,
            )
        )
        self.addParameter(
            QgsProcessingParameterString(
                self.REPORTS, tr("Numbers of reports, separated by commas"), multiLine=True, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(self.DRY_RUN, tr("Rehearsal: only count, change nothing"), True)
        )
        for name, label in (
            (self.ERASED, tr("Reports with erased texts")),
            (self.TEXTS, tr("Texts in reports")),
            (self.HISTORY, tr("Texts in the history")),
            (self.ATTACHMENTS, tr("Attachments")),
            (self.ANSWERS, tr("Texts of hand-overs")),
            (self.SHEETS, tr("Sheets (PDF)")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))
        self.addOutput(QgsProcessingOutputBoolean(self.CLEANED, tr("The store's file was written anew")))
        self.addOutput(QgsProcessingOutputString(self.TABLES, tr("What is erased, by column of the store")))
        self.addOutput(QgsProcessingOutputString(self.BACKUPS, tr("Files beside the store that still hold texts")))

    def work(self, parameters, context, feedback) -> dict:
        path = self.store_address(parameters, context)
        dry_run = self.parameterAsBool(parameters, self.DRY_RUN, context)
        rule = self._rule(parameters, context)
        store = open_store(path, read_only=dry_run, migrate=not dry_run)
        if store.notice and not dry_run:
            feedback.pushInfo(store.notice)
        done = erase(store, rule, QgsApplication.userLoginName() or "", dry_run, feedback)
        self._tell(done, feedback)
        if rule.kind == FINDINGS:
            feedback.pushInfo(tr("Attachments and sheets were not looked through: they may hold the same data."))
        return {
            self.ERASED: done.reports,
            self.TEXTS: done.texts,
            self.HISTORY: done.history_texts,
            self.ATTACHMENTS: done.attachments,
            self.ANSWERS: done.answers,
            self.SHEETS: done.sheets,
            self.CLEANED: done.cleaned,
            self.TABLES: _columns(done),
            self.BACKUPS: "\n".join(map(str, done.backups)),
        }

    def _rule(self, parameters, context) -> Rule:
        kind = RULES[self.parameterAsEnum(parameters, self.RULE, context)]
        months = None
        if kind == AGE and parameters.get(self.MONTHS) not in (None, ""):
            months = self.parameterAsInt(parameters, self.MONTHS, context)
        numbers = re.split(r"[,;\n]+", self.parameterAsString(parameters, self.REPORTS, context) or "")
        numbers = tuple(number.strip() for number in numbers if number.strip())
        if kind != CHOSEN and numbers:
            raise KmzbError(tr("Numbers of reports are given, but the rule chooses others. Nothing was changed."))
        return Rule(kind, months, numbers)

    def _tell(self, done: Erased, feedback) -> None:
        if done.rehearsed:
            feedback.pushInfo(tr("A rehearsal: nothing was changed. These would be erased:"))
        feedback.pushInfo(tr("%n report(s) with texts to erase.", n=done.reports))
        feedback.pushInfo(
            tr(
                "Texts in reports: {texts}; in their history: {history}; attachments: {files}; of hand-overs:"
                " {answers}; sheets: {sheets}.",
                texts=done.texts,
                history=done.history_texts,
                files=done.attachments,
                answers=done.answers,
                sheets=done.sheets,
            )
        )
        if done.tables:
            feedback.pushInfo(_columns(done))
        if done.open_reports:
            feedback.pushWarning(tr("Reports among these that are not closed: {count}.", count=done.open_reports))
        if done.published:
            feedback.pushWarning(
                tr(
                    "Public reasons may stand in publications: publish anew, and withdraw reports whose reason must"
                    " go from the kept versions too."
                )
            )
        if done.left:
            names = ", ".join(map(str, done.left))
            feedback.pushWarning(tr("These files could not be removed; run this again later: {names}", names=names))
        if done.backups:
            feedback.pushWarning(
                tr(
                    "These copies beside the store still hold the texts; remove them when they are no longer needed:"
                    " {names}",
                    names=", ".join(str(Path(backup).name) for backup in done.backups),
                )
            )
        feedback.pushInfo(tr("Copies and backups kept elsewhere are not known here."))


def _columns(done: Erased) -> str:
    return "\n".join(f"{column}: {count}" for column, count in done.tables)
