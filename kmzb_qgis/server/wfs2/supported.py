"""What filters may hold, by the names of FES 2.0 and GML 3.2: for the capabilities' fes:Filter_Capabilities."""

from __future__ import annotations

from . import fes, geometries, times

LOGICAL = fes.LOGICAL
COMPARISON = (*fes.COMPARISONS, "PropertyIsLike", "PropertyIsNull", "PropertyIsNil", "PropertyIsBetween")
SPATIAL = ("BBOX", *fes.SPATIAL, "DWithin", "Beyond")
GEOMETRIES = geometries.OPERANDS  # gml:…
TEMPORAL = times.OPERATORS
TIMES = times.OPERANDS  # gml:…
RESOURCE_ID = "fes:ResourceId"
# ISO 19143, table 1: the conformance classes, as fes:Constraint of the capabilities names them
CONFORMANCE = {
    "ImplementsQuery": True,
    "ImplementsAdHocQuery": True,
    "ImplementsFunctions": False,
    "ImplementsResourceId": True,
    "ImplementsMinStandardFilter": True,
    "ImplementsStandardFilter": True,
    "ImplementsMinSpatialFilter": True,
    "ImplementsSpatialFilter": True,
    "ImplementsMinTemporalFilter": True,
    "ImplementsTemporalFilter": True,
    "ImplementsVersionNav": False,
    "ImplementsSorting": True,
    "ImplementsExtendedOperators": False,
    "ImplementsMinimumXPath": True,
    "ImplementsSchemaElementFunc": False,
}
