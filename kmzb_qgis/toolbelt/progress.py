"""Progress and cancel, in the shape of QgsFeedback, so that rooms without QGIS can report too."""

from __future__ import annotations

from .errors import Cancelled


class Progress:
    """Wraps a QgsProcessingFeedback, a QgsFeedback or nothing (None: silent, never cancelled)."""

    def __init__(self, feedback=None):
        self._feedback = feedback.feedback if isinstance(feedback, Progress) else feedback

    @property
    def feedback(self):
        """What was wrapped, for QGIS functions that take a QgsFeedback; None where there is none."""
        return self._feedback

    def percent(self, value: float) -> None:
        """Show 0–100."""
        if self._feedback is not None:
            self._feedback.setProgress(value)

    def say(self, text: str) -> None:
        """Tell a step."""
        if hasattr(self._feedback, "pushInfo"):
            self._feedback.pushInfo(text)

    def warn(self, text: str) -> None:
        """Tell something that needs a look but stops nothing."""
        if hasattr(self._feedback, "pushWarning"):
            self._feedback.pushWarning(text)
        else:
            self.say(text)

    @property
    def cancelled(self) -> bool:
        """Whether the person asked to stop."""
        return self._feedback is not None and self._feedback.isCanceled()

    def check(self) -> None:
        """Raise :class:`Cancelled` where the person asked to stop."""
        if self.cancelled:
            from .i18n import tr

            raise Cancelled(tr("Cancelled. Nothing was changed."), code="cancelled")
