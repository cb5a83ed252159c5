"""fes:Filter_Capabilities: what filters are understood (09-026r2, clause 7.14), from what reads them."""

from __future__ import annotations

from . import fes, geometries, times
from .offered import yes_or_no

# ISO 19143, table 1: the conformance classes
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
COMPARISON = (*fes.COMPARISONS, "PropertyIsLike", "PropertyIsNull", "PropertyIsNil", "PropertyIsBetween")
SPATIAL = ("BBOX", *fes.SPATIAL, "DWithin", "Beyond")
# The schema (filter/2.0, 2.0.2) has no place for it, though the standard's text and ours know it
UNNAMED = frozenset({"AnyInteracts"})


def _each(name: str, values: tuple[str, ...], prefix: str = "") -> str:
    return "".join(f'<fes:{name} name="{prefix}{one}"/>' for one in values)


def described() -> str:
    """The element."""
    temporal = tuple(one for one in times.OPERATORS if one not in UNNAMED)
    return (
        f"<fes:Filter_Capabilities>\n<fes:Conformance>\n{yes_or_no(CONFORMANCE, 'fes')}</fes:Conformance>\n"
        '<fes:Id_Capabilities><fes:ResourceIdentifier name="fes:ResourceId"/></fes:Id_Capabilities>\n'
        "<fes:Scalar_Capabilities><fes:LogicalOperators/><fes:ComparisonOperators>"
        f"{_each('ComparisonOperator', COMPARISON)}</fes:ComparisonOperators></fes:Scalar_Capabilities>\n"
        f"<fes:Spatial_Capabilities><fes:GeometryOperands>{_each('GeometryOperand', geometries.OPERANDS, 'gml:')}"
        "</fes:GeometryOperands><fes:SpatialOperators>"
        f"{_each('SpatialOperator', SPATIAL)}</fes:SpatialOperators></fes:Spatial_Capabilities>\n"
        f"<fes:Temporal_Capabilities><fes:TemporalOperands>{_each('TemporalOperand', times.OPERANDS, 'gml:')}"
        "</fes:TemporalOperands><fes:TemporalOperators>"
        f"{_each('TemporalOperator', temporal)}</fes:TemporalOperators></fes:Temporal_Capabilities>\n"
        "</fes:Filter_Capabilities>\n"
    )
