"""Which project is open: what was asked for one project must not arrive in the next one that is opened meanwhile."""

from __future__ import annotations

from qgis.core import QgsProject

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr


class OpenProject:
    """Counts the projects: QGIS has one object for all of them, and clears it between two."""

    def __init__(self):
        self.number = 0
        QgsProject.instance().cleared.connect(self._next)

    def check(self, number: int) -> None:
        """Raise KmzbError where the project that had this number is not open any more."""
        if number != self.number:
            raise KmzbError(
                tr("Nothing was added: another project was opened meanwhile. Add it again if you want it here."),
                code="project",
            )

    def _next(self) -> None:
        self.number += 1
