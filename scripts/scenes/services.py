"""Scenes of the public service, as others see it."""

from __future__ import annotations

import os

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsMarkerSymbol,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.utils import iface


def wfs2():
    """Counties and reports of the service at ``$KMZB_WFS``, both by WFS 2.0.0."""
    project, url = QgsProject.instance(), os.environ["KMZB_WFS"]
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:2180"))
    symbols = (
        ("statystyka_powiat", "Powiaty (WFS 2.0)",
         QgsFillSymbol.createSimple({"color": "255,255,255,0", "outline_color": "91,107,122", "outline_width": "0.3"})),
        ("zgloszenia", "Zgłoszenia (WFS 2.0)",
         QgsMarkerSymbol.createSimple({"color": "200,16,46", "outline_style": "no", "size": "1.8"})),
    )  # fmt: skip
    for name, title, symbol in symbols:
        uri = f"url='{url}' typename='kmzb:{name}' version='2.0.0' srsname='EPSG:2180' restrictToRequestBBOX='1'"
        layer = QgsVectorLayer(uri, title, "WFS")
        if not layer.isValid():
            raise RuntimeError(layer.error().message())
        layer.renderer().setSymbol(symbol)
        project.addMapLayer(layer)
    iface.mapCanvas().setDestinationCrs(project.crs())
    yield 1.0
    # Upper Silesia: dense reports and small counties, where a swap of axes could not hide
    iface.mapCanvas().setExtent(QgsRectangle(465000, 215000, 545000, 290000))
    iface.mapCanvas().refresh()
    yield 8.0


SCENES = {"wfs2": wfs2}
