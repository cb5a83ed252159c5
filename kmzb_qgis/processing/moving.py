"""Working copies made and areas read: what the algorithms around them share."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingParameterFile,
)

from ..editing import install
from ..store import Store, checkout, lifecycle, open_store
from ..store.checkout import Taken, Wanted
from ..store.copies import settle
from ..toolbelt import leftovers, settings
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress

CRS = "EPSG:2180"


def store_parameter(name: str, words: str) -> QgsProcessingParameterFile:
    """A parameter for a store: a GeoPackage's path, or a database as ``service=…`` or ``connection=…``."""
    # The second filter lets QGIS take a text without an ending: "All files (*.*)" wants one.
    filters = ";;".join((tr("GeoPackage (*.gpkg)"), "(*)"))
    return QgsProcessingParameterFile(name, words, defaultValue=settings.get("store") or None, fileFilter=filters)


def area(algorithm, parameters, context, layer: str, extent: str) -> tuple[str, str]:
    """The polygon of the layer's features, of the extent, or of both, as WKT in EPSG:2180; and what to call it.

    Empty where neither is given. Raises KmzbError where the layer has no area.
    """
    crs, shape, words = QgsCoordinateReferenceSystem(CRS), None, ""
    source = algorithm.parameterAsSource(parameters, layer, context)
    if source is not None:
        request = QgsFeatureRequest().setNoAttributes().setDestinationCrs(crs, context.transformContext())
        shape = QgsGeometry.unaryUnion([feature.geometry() for feature in source.getFeatures(request)]).makeValid()
        words = source.sourceName()
        if shape.isEmpty() or not shape.area():
            raise KmzbError(tr("The layer {layer} has no polygon to take reports of.", layer=words), code="area")
    box = algorithm.parameterAsExtentGeometry(parameters, extent, context, crs)
    if box.area():  # without an extent it is a point
        shape = box if shape is None else shape.intersection(box)
        words = words or tr("an extent of the map")
    if shape is None:
        return "", ""
    if shape.isEmpty() or not shape.convertToMultiType():
        raise KmzbError(tr("No report lies there: there is nothing to take out."), code="empty")
    return shape.asWkt(3), words


def take(store: Store, target: Path, wanted: Wanted, files: bool, who: str, feedback=None) -> Taken:
    """Make a working copy with its form and styles under a new name, or none at all. Raises KmzbError, Cancelled."""
    lifecycle.check_free(target)
    try:
        with leftovers.draft_folder(target.parent, lifecycle.DRAFT) as folder:
            draft, own = folder / "copy.gpkg", folder / "attachments"
            taken = checkout.fill(store, draft, own if files else None, wanted, who, feedback)
            Progress(feedback).check()
            install(open_store(draft))
            settle(draft, suspected=False)
            lifecycle.place(draft, own, target)
    except OSError as error:
        raise KmzbError(
            tr("The store {path} cannot be written: {reason}.", path=target, reason=reason(error)), code="store-write"
        ) from error
    open_store(target)  # notes which file it is
    return taken
