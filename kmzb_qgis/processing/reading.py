"""The parameters by which a person says what a file does not say itself, and what they come to."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..sources.inspect import inspect
from ..sources.mapping import Mapping
from ..sources.options import DATE_FORMS, ReadOptions
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

CRS, AXIS, ENCODING, LAYER = "CRS", "AXIS", "ENCODING", "LAYER"
DATES, MAPPING, SAVE_MAPPING = "DATES", "MAPPING", "SAVE_MAPPING"
SWAPPED = (None, False, True)  # what the entries of AXIS mean


def axis_names() -> list[str]:
    """The entries of AXIS."""
    return [
        tr("Decide by the file"),
        tr("First easting (longitude), then northing (latitude)"),
        tr("First northing (latitude), then easting (longitude)"),
    ]


def date_names() -> list[str]:
    """The entries of DATES."""
    return [
        tr("Each value by its form"),
        tr("Milliseconds since 1970"),
        tr("ISO 8601, e.g. 2024-09-28T10:15"),
        tr("Day first, e.g. 28.09.2024 10:15 (Warsaw time)"),
    ]


def parameters() -> list[QgsProcessingParameterDefinition]:
    """All of them, as advanced parameters that may be left empty."""
    crs = QgsProcessingParameterCrs(CRS, tr("Coordinate system (empty: decide by the file)"), optional=True)
    crs.setHelp(
        tr(
            "Only where the file does not declare it and the points do not show it. A wrong one puts all reports in "
            "wrong places, so the plugin asks rather than guesses."
        )
    )
    axis = QgsProcessingParameterEnum(AXIS, tr("Order of the coordinates"), axis_names(), defaultValue=0, optional=True)
    axis.setHelp(tr("Which of the two coordinates comes first. Needed only where the points do not show it."))
    encoding = QgsProcessingParameterString(ENCODING, tr("Encoding of a text file (empty: decide by the file)"), "")
    encoding.setHelp(tr("For example UTF-8 or CP1250 (Windows). Wrong Polish letters are a sign of a wrong encoding."))
    layer = QgsProcessingParameterString(LAYER, tr("Layer or sheet (empty: the only one)"), "")
    layer.setHelp(tr("The name of the layer in a GeoPackage, or of the sheet in a spreadsheet."))
    dates = QgsProcessingParameterEnum(DATES, tr("Form of the dates"), date_names(), defaultValue=0, optional=True)
    dates.setHelp(tr("Needed only where the dates' own form leaves a doubt."))
    mapping = QgsProcessingParameterFile(
        MAPPING, tr("Mapping of the columns (file)"), optional=True, fileFilter=tr("Mapping (*.json)")
    )
    mapping.setHelp(
        tr(
            "Says which column of the file is which column of KMZB, and how other names of categories and statuses are "
            "to be taken. It is made in the import window, or by the next parameter, and can be edited as text."
        )
    )
    save = QgsProcessingParameterFileDestination(
        SAVE_MAPPING, tr("Keep the mapping as"), tr("Mapping (*.json)"), optional=True, createByDefault=False
    )
    save.setHelp(tr("Writes down how the first file was read, so that the next file of its kind can be read the same."))
    found = [crs, axis, encoding, layer, dates, mapping, save]
    for parameter in (encoding, layer):
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagOptional)
    for parameter in found:
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return found


def options(algorithm, parameters: dict, context) -> ReadOptions:
    """What the parameters say. Raises KmzbError for a mapping that is none and a CRS without a number."""
    crs = algorithm.parameterAsCrs(parameters, CRS, context)
    given = parameters.get(CRS)
    if given not in (None, "") and not (crs.isValid() and crs.authid()):
        raise KmzbError(tr("The coordinate system '{crs}' is not known; give one such as EPSG:2180.", crs=given))
    mapping = algorithm.parameterAsFile(parameters, MAPPING, context)
    axis = algorithm.parameterAsEnum(parameters, AXIS, context)
    dates = algorithm.parameterAsEnum(parameters, DATES, context)
    return ReadOptions(
        crs.authid() if crs.isValid() else "",
        SWAPPED[axis],
        algorithm.parameterAsString(parameters, ENCODING, context).strip(),
        Mapping.load(mapping) if mapping else None,
        algorithm.parameterAsString(parameters, LAYER, context).strip(),
        ("", *DATE_FORMS)[dates],
    )


def kept(path: Path, said: ReadOptions) -> Mapping:
    """How a file is read, to be kept: the mapping as it was seen or given, with all that a person said."""
    said = said.settled()
    seen = said.mapping or inspect(path, said).mapping
    return Mapping(
        dict(seen.columns),
        dict(seen.categories),
        dict(seen.statuses),
        said.crs or seen.crs,
        seen.swapped if said.swapped is None else said.swapped,
        said.encoding or seen.encoding,
        said.date_form or seen.date_form,
        said.layer or seen.layer,
    )
