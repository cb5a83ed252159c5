"""What all KMZB algorithms share: names, groups, and errors told as one sentence."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from qgis.core import QgsProcessingAlgorithm, QgsProcessingException
from qgis.PyQt.QtGui import QIcon

from ..catalogue import UnknownName, warsaw
from ..store import address
from ..store.address import Address
from ..toolbelt import compat, paths
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr


class KmzbAlgorithm(QgsProcessingAlgorithm):
    """A job of the plugin. Subclasses set NAME and ICON and write title, help, initAlgorithm and work."""

    NAME = ""
    ICON = "kmzb"

    def title(self) -> str:
        """The translated name in the toolbox."""
        raise NotImplementedError  # pragma: no cover - a subclass without a title cannot be registered

    def help(self) -> str:
        """The translated help text."""
        raise NotImplementedError  # pragma: no cover

    def work(self, parameters, context, feedback) -> dict:
        """Do the job; raise KmzbError for what a person can act on."""
        raise NotImplementedError  # pragma: no cover

    def createInstance(self):
        return type(self)()

    def name(self) -> str:
        return self.NAME

    def displayName(self) -> str:
        return self.title()

    def shortHelpString(self) -> str:
        return self.help()

    def shortDescription(self) -> str:
        """The help's first sentence: up to a full stop before a capital letter, so that 'e.g. so' does not end it."""
        text = self.help()
        ends = (match.start() for match in re.finditer(r"\. ", text) if text[match.end() : match.end() + 1].isupper())
        return text[: next(ends, len(text))].rstrip(".")

    def group(self) -> str:
        return ""

    def groupId(self) -> str:
        return ""

    def icon(self) -> QIcon:
        return QIcon(paths.icon(self.ICON))

    def store_address(self, parameters, context, name: str = "STORE") -> Address | str:
        """The store that a parameter names: a path or a database; empty where it may be left out and is."""
        text = self.parameterAsFile(parameters, name, context)
        return address.parse(text) if text else ""

    def prepareAlgorithm(self, parameters, context, feedback) -> bool:
        """In the main thread, before QGIS hands the work to another."""
        compat.keep_crs()
        return True

    def processAlgorithm(self, parameters, context, feedback):
        try:
            return self.work(parameters, context, feedback)
        except KmzbError as error:
            raise QgsProcessingException(str(error)) from error
        except UnknownName as error:
            raise QgsProcessingException(_unknown(error)) from error


def instant_of(text: str) -> datetime | None:
    """An ISO 8601 time, of Warsaw where it names no zone; None where empty. Raises KmzbError for anything else."""
    if not text.strip():
        return None
    try:
        instant = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise KmzbError(tr("'{text}' is not a time in ISO 8601, e.g. 2024-09-28T10:15.", text=text)) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=warsaw.WARSAW)


def apart(target: str | Path, *others: str | Address) -> None:
    """Refuse to write over a file that the run works with, by whatever name it goes; empty names are none.

    Raises KmzbError.
    """
    for other in others:
        if address.is_database(other):
            continue
        same = bool(str(other)) and Path(target).resolve() == Path(other).resolve()
        with suppress(OSError, ValueError):  # one of them is no file yet, or no file at all
            same = same or (bool(str(other)) and Path(target).samefile(other))
        if same:
            raise KmzbError(
                tr("{path} must not be written over: it is one of the files this works with.", path=target),
                code="output",
            )


def _unknown(error: UnknownName) -> str:
    """The catalogue's refusal as a sentence; the catalogue itself knows no languages."""
    if error.nearest is None:
        return tr("'{name}' is not in the catalogue.", name=error.name)
    return tr(
        "'{name}' is not in the catalogue; the nearest name there is '{near}'.", name=error.name, near=error.nearest
    )
