"""fes:Filter_Capabilities: what filters are understood (09-026r2, clause 8). A test holds it to what fes.py reads."""

from __future__ import annotations

from .offered import yes_or_no
from .tree import Space

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
COMPARISONS = (
    "PropertyIsEqualTo", "PropertyIsNotEqualTo", "PropertyIsLessThan", "PropertyIsGreaterThan",
    "PropertyIsLessThanOrEqualTo", "PropertyIsGreaterThanOrEqualTo", "PropertyIsLike", "PropertyIsNull",
    "PropertyIsNil", "PropertyIsBetween",
)  # fmt: skip
SHAPES = ("Envelope", "Point", "MultiPoint", "LineString", "Curve", "MultiCurve", "Polygon", "Surface", "MultiSurface")
SPATIAL = ("BBOX", *(one.value for one in Space), "DWithin", "Beyond")
TIMES = ("TimeInstant", "TimePeriod")
TEMPORAL = (
    "After", "Before", "Begins", "BegunBy", "TContains", "During", "TEquals", "TOverlaps", "Meets", "OverlappedBy",
    "MetBy", "Ends", "EndedBy",
)  # fmt: skip


def _each(name: str, values: tuple[str, ...], prefix: str = "") -> str:
    return "".join(f'<fes:{name} name="{prefix}{one}"/>' for one in values)


def described() -> str:
    """The element."""
    return (
        f"<fes:Filter_Capabilities>\n<fes:Conformance>\n{yes_or_no(CONFORMANCE, 'fes')}</fes:Conformance>\n"
        '<fes:Id_Capabilities><fes:ResourceIdentifier name="fes:ResourceId"/></fes:Id_Capabilities>\n'
        "<fes:Scalar_Capabilities><fes:LogicalOperators/><fes:ComparisonOperators>"
        f"{_each('ComparisonOperator', COMPARISONS)}</fes:ComparisonOperators></fes:Scalar_Capabilities>\n"
        f"<fes:Spatial_Capabilities><fes:GeometryOperands>{_each('GeometryOperand', SHAPES, 'gml:')}"
        "</fes:GeometryOperands><fes:SpatialOperators>"
        f"{_each('SpatialOperator', SPATIAL)}</fes:SpatialOperators></fes:Spatial_Capabilities>\n"
        f"<fes:Temporal_Capabilities><fes:TemporalOperands>{_each('TemporalOperand', TIMES, 'gml:')}"
        "</fes:TemporalOperands><fes:TemporalOperators>"
        f"{_each('TemporalOperator', TEMPORAL)}</fes:TemporalOperators></fes:Temporal_Capabilities>\n"
        "</fes:Filter_Capabilities>\n"
    )
