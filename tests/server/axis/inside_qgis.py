"""Run as a program: QGIS's own providers as clients. Standard input: jobs as JSON; standard output: what QGIS saw.

A job: ``provider`` (WFS, OAPIF or wms), ``uri``, ``boxes`` (x and y of corners in the layer's CRS, easting first; none:
all). The result: for each box the reports' places by id (x, y in the layer's CRS), for wms whether a mark is drawn in
the middle; and the layer's CRS.
"""

from __future__ import annotations

import json
import os
import sys

from qgis.core import QgsApplication, QgsFeatureRequest, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtGui import qAlpha


def look(job: dict):
    if job["provider"] == "wms":
        return draw(job)
    layer = QgsVectorLayer(job["uri"], "zgloszenia", job["provider"])
    if not layer.isValid():
        return {"error": layer.error().message()[:200] or "the layer is not valid"}
    authority, _colon, code = layer.crs().authid().partition(":")
    found = []
    for box in job["boxes"] or [None]:
        request = QgsFeatureRequest() if box is None else QgsFeatureRequest().setFilterRect(QgsRectangle(*box))
        seen = {}
        for feature in layer.getFeatures(request):
            point = feature.geometry().asPoint()
            seen[feature["id"]] = (point.x(), point.y())
        found.append(seen)
    return {"code": 4326 if authority == "OGC" else int(code or 0), "found": found}


def draw(job: dict):
    layer = QgsRasterLayer(job["uri"], "zgloszenia", "wms")
    if not layer.isValid():
        return {"error": "the layer is not valid"}
    found = []
    for box in job["boxes"]:
        block = layer.dataProvider().block(1, QgsRectangle(*box), 101, 101)
        middle = any(qAlpha(block.color(row, column)) for row in range(45, 56) for column in range(45, 56))
        corners = any(qAlpha(block.color(row, column)) for row in range(10) for column in range(10))
        found.append(middle and not corners)
    return {"code": 0, "found": found}


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    results = [look(job) for job in json.load(sys.stdin)]
    json.dump(results, sys.stdout)
    sys.stdout.flush()
    os._exit(0)  # the provider's threads may outlive the application and crash at its end


if __name__ == "__main__":
    main()
