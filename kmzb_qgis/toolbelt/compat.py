"""The only place that knows that versions of QGIS, and of the Python inside it, differ."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def dialog_parameters(dialog) -> dict:
    """What stands in an algorithm's dialog now; empty where a parameter is not right yet."""
    # 3.22 names it getParameterValues; later versions also have the first, which the C++ base class declares.
    for name in ("createProcessingParameters", "getParameterValues"):
        read = getattr(dialog, name, None)
        if read is not None:
            try:
                return dict(read())
            except Exception:  # Processing's own exception type moved between modules
                return {}
    return {}


def is_unset(value) -> bool:
    """Whether a form left an attribute to the database: QGIS since 3.28 says so by a type of its own."""
    from qgis import core

    kind = getattr(core, "QgsUnsetAttributeValue", None)
    return kind is not None and isinstance(value, kind)


def field(name: str, kind: str = "text"):
    """A QgsField of the kind text, integer, long, real, date, datetime or bool. Raises KeyError for another.

    QGIS takes QMetaType.Type since 3.38 and is to lose QVariant's types with Qt 6; before it takes QVariant's alone.
    """
    from qgis.core import Qgis, QgsField
    from qgis.PyQt import QtCore

    names = {"text": "String", "integer": "Int", "long": "LongLong", "real": "Double", "date": "Date"}
    names |= {"datetime": "DateTime", "bool": "Bool"}
    if Qgis.QGIS_VERSION_INT >= 33800:
        of_qt = names[kind] if kind in {"integer", "long", "real", "bool"} else f"Q{names[kind]}"
        return QgsField(name, getattr(QtCore.QMetaType.Type, of_qt))
    return QgsField(name, getattr(QtCore.QVariant, names[kind]))


def is_file(path: str | os.PathLike) -> bool:
    """Whether a path is a file. Raises OSError where that cannot be known, as behind a folder without rights.

    Path.is_file does so up to Python 3.13; since 3.14 it answers False, and what may not be read seems not to be there.
    """
    try:
        return stat.S_ISREG(Path(path).stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def any_files():
    """The kind of a Processing parameter that takes several files: QGIS 3.36 renamed its enum."""
    from qgis.core import Qgis, QgsProcessing

    kinds = getattr(Qgis, "ProcessingSourceType", None)
    return QgsProcessing.SourceType.TypeFile if kinds is None else kinds.File


def redraw_every(layer, milliseconds: int) -> None:
    """Have the map draw a layer anew from time to time, without reading its data again."""
    from qgis import core

    layer.setAutoRefreshInterval(milliseconds)
    if hasattr(layer, "setAutoRefreshMode"):  # since 3.34
        layer.setAutoRefreshMode(core.Qgis.AutoRefreshMode.RedrawOnly)
    else:
        layer.setAutoRefreshEnabled(True)


def set_layer_id(layer, identifier: str) -> None:
    """Give a layer an id that stays; before 3.38 no layer can be given one, and its own stays as it is."""
    if hasattr(layer, "setId"):
        layer.setId(identifier)


def server_words(layer):
    """What holds a layer's short name, title, abstract and keywords for QGIS Server: since 3.38 no longer the layer."""
    properties = layer.serverProperties()
    return properties if hasattr(properties, "setShortName") else layer


def write_in(label, form) -> None:
    """Give a layout's label its letters: a QgsTextFormat since 3.24, before a font."""
    if hasattr(label, "setTextFormat"):
        label.setTextFormat(form)
    else:
        label.setFont(form.font())


def letters_of(label) -> float:
    """The size of a layout's label's letters in points: of a QgsTextFormat since 3.24, before of a font."""
    return label.textFormat().size() if hasattr(label, "setTextFormat") else label.font().pointSizeF()


def write_legend_in(key, kind, form) -> None:
    """Give a part of a layout's legend its letters: a QgsTextFormat since 3.30, before a font."""
    style = key.rstyle(kind)
    if hasattr(style, "setTextFormat"):
        style.setTextFormat(form)
    else:
        style.setFont(form.font())


def single_feature():
    """The target of a layer's action that works on one feature: QGIS 3.30 moved the enum."""
    from qgis import core, gui

    moved = getattr(core.Qgis, "MapLayerActionTarget", None)
    return moved.SingleFeature if moved is not None else gui.QgsMapLayerAction.Target.SingleFeature


def link_metadata(layer, url: str) -> None:
    """Name a layer's ISO metadata record for QGIS Server's capabilities."""
    from qgis.core import QgsMapLayerServerProperties

    link = QgsMapLayerServerProperties.MetadataUrl()
    link.url, link.type, link.format = url, "TC211", "text/xml"
    layer.serverProperties().setMetadataUrls([link])


CRS_OF_THREADS = ("EPSG:2180", "EPSG:4326", "EPSG:3857", "CRS:84")  # the last: of boxes in a service's capabilities


def keep_crs(codes=CRS_OF_THREADS) -> None:
    """Have QGIS know these coordinate systems from the main thread; in another thread this does nothing. The first
    call takes some 0.2 s, later ones next to none.

    In 3.40 and 3.44 one that a background thread made first dies with that thread (an idle one ends after 30 s), yet
    stays in QGIS's cache once the main thread has used it: later threads can then transform nothing with it, and say
    "NULL P object not allowed". What the main thread made lives as long as QGIS.
    """
    from qgis.core import QgsApplication, QgsCoordinateReferenceSystem
    from qgis.PyQt.QtCore import QThread

    if QThread.currentThread() != QgsApplication.instance().thread():
        return
    for code in codes:
        authority, _, number = code.partition(":")
        names = [code, f"urn:ogc:def:crs:{authority}::{number}"] if authority != "CRS" else [code]
        for name in names:  # each spelling has a place of its own in the cache
            QgsCoordinateReferenceSystem.fromOgcWmsCrs(name).isDynamic()  # PROJ is asked: it is not only listed then
        if authority != "CRS":
            QgsCoordinateReferenceSystem(code).isDynamic()


def client_gone(response, otherwise):
    """A function that says whether a client of QGIS Server went away; ``otherwise`` before 3.36, which cannot tell."""
    feedback = getattr(response, "feedback", None)
    found = feedback() if feedback is not None else None
    return found.isCanceled if found is not None else otherwise
