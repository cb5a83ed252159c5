"""Dialogs of hand-overs that record something: in the background, and back with what was typed where that fails."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt import sip

from ..store import handed, open_store
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import at_hand, handing_asking, handing_changes
from .handing_changes import Meanwhile
from .handing_window import HandOversWindow
from .messages import Messages
from .task import Work


class Recording:
    """What the window of hand-overs is built on."""

    _messages: Messages
    window: HandOversWindow | None

    def _ask_about(self, asked, letter: handed.HandOver, gather, told: str = "") -> None:
        """Ask about a hand-over that is there: ``gather(version)`` gives what is done with the store.

        ``told``: a sentence for when that is recorded.
        """
        path, shown = self._path(), [letter]

        def gathered():
            change = gather(shown[0].version)

            def work(_feedback):
                try:
                    change(open_store(path, migrate=False))
                except KmzbError as error:
                    if error.code != "KMZB-409":
                        raise
                    before = shown[0]
                    now, who = handing_asking.now(path, letter.fid)
                    may = handing_asking.may(path, letter.report_fid, "wyeliminowane")
                    shown[0] = now  # the dialog comes back with it: the next OK is about what is shown then
                    raise Meanwhile(error, handing_changes.of_letter(before, now, who), now, may) from error

            return work

        def done(_result) -> None:
            self._changed()
            if told:
                self._tell(told)

        self._ask(asked, gathered, done)

    def _ask(self, asked, gather, done) -> None:
        """Show a dialog. When it is accepted ``gather()`` reads it, and what that gives is done in the background.

        Where that fails, the dialog comes back with all that was typed, and the sentence in it. Where somebody else
        was faster it shows what was written, too, and asks for another decision.
        """
        path = self._path()

        def accepted() -> None:
            work = gather()

            def run(feedback):
                at_hand.store(path, write=True)
                return work(feedback)

            self._run(tr("Recording the hand-over"), run, finished, failed)

        def finished(result) -> None:
            try:
                done(result)
            finally:
                asked.deleteLater()

        def failed(error: Exception) -> None:
            if sip.isdeleted(asked) or not isinstance(error, KmzbError):
                self._messages.error(error)
                return
            if isinstance(error, Meanwhile):
                asked.changed(error)
            asked.tell(error.message)
            asked.open()

        asked.accepted.connect(self._messages.guard(accepted))
        asked.rejected.connect(asked.deleteLater)
        asked.open()

    def _run(self, title: str, function, done, failed=None) -> None:
        Work(title, function, self._messages.guard(done), failed or self._messages.error).start()

    def _changed(self) -> None:
        raise NotImplementedError  # pragma: no cover - see handing.py

    def _tell(self, words: str) -> None:
        self._messages.success(words)
        if self.window is not None:
            self.window.tell(words)

    def _path(self) -> Path:
        raise NotImplementedError  # pragma: no cover
