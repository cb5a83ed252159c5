"""fes:Filter_Capabilities: what filters are understood (09-026r2, clause 7.14), as supported.py tells it."""

from __future__ import annotations

from . import supported
from .offered import yes_or_no

# The schema (filter/2.0, 2.0.2) has no place for it, though the standard's text and ours know it
UNNAMED = frozenset({"AnyInteracts"})


def _each(name: str, values: tuple[str, ...], prefix: str = "") -> str:
    return "".join(f'<fes:{name} name="{prefix}{one}"/>' for one in values)


def described() -> str:
    """The element."""
    temporal = tuple(one for one in supported.TEMPORAL if one not in UNNAMED)
    return (
        f"<fes:Filter_Capabilities>\n<fes:Conformance>\n{yes_or_no(supported.CONFORMANCE, 'fes')}</fes:Conformance>\n"
        f'<fes:Id_Capabilities><fes:ResourceIdentifier name="{supported.RESOURCE_ID}"/></fes:Id_Capabilities>\n'
        "<fes:Scalar_Capabilities><fes:LogicalOperators/><fes:ComparisonOperators>"
        f"{_each('ComparisonOperator', supported.COMPARISON)}</fes:ComparisonOperators></fes:Scalar_Capabilities>\n"
        f"<fes:Spatial_Capabilities><fes:GeometryOperands>{_each('GeometryOperand', supported.GEOMETRIES, 'gml:')}"
        "</fes:GeometryOperands><fes:SpatialOperators>"
        f"{_each('SpatialOperator', supported.SPATIAL)}</fes:SpatialOperators></fes:Spatial_Capabilities>\n"
        f"<fes:Temporal_Capabilities><fes:TemporalOperands>{_each('TemporalOperand', supported.TIMES, 'gml:')}"
        "</fes:TemporalOperands><fes:TemporalOperators>"
        f"{_each('TemporalOperator', temporal)}</fes:TemporalOperators></fes:Temporal_Capabilities>\n"
        "</fes:Filter_Capabilities>\n"
    )
