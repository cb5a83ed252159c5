"""What capabilities offer: the operations with their parameters and constraints (09-025r2, tables 11 to 14)."""

from __future__ import annotations

from . import formats, negotiate, paging
from .operations import SECTIONS
from .query import Output
from .xml import element, quoteattr

RESOLVED = ("none", "local")
GML = formats.NAMES[Output.GML32]
EVERY = tuple(name for names in formats.NAMES.values() for name in names)
# operation -> parameter -> its values
OPERATIONS = {
    "GetCapabilities": {
        "AcceptVersions": negotiate.SERVED,
        "AcceptFormats": ("text/xml", "application/xml"),
        "Sections": SECTIONS,
    },
    "DescribeFeatureType": {"outputFormat": GML},
    "ListStoredQueries": {},
    "DescribeStoredQueries": {},
    "GetFeature": {"resultType": ("results", "hits"), "outputFormat": EVERY, "resolve": RESOLVED},
    "GetPropertyValue": {"resultType": ("results", "hits"), "outputFormat": GML, "resolve": RESOLVED},
}
PAGED = ("GetFeature", "GetPropertyValue")
CONFORMANCE = {
    "ImplementsSimpleWFS": True,
    "ImplementsBasicWFS": True,
    "ImplementsTransactionalWFS": False,
    "ImplementsLockingWFS": False,
    "KVPEncoding": True,
    "XMLEncoding": True,
    "SOAPEncoding": False,
    "ImplementsInheritance": False,
    "ImplementsRemoteResolve": False,
    "ImplementsResultPaging": True,
    "ImplementsStandardJoins": False,
    "ImplementsSpatialJoins": False,
    "ImplementsTemporalJoins": False,
    "ImplementsFeatureVersioning": False,
    "ManageStoredQueries": False,
}


def allowed(values: tuple[str, ...]) -> str:
    """A domain's values."""
    return f"<ows:AllowedValues>{''.join(element('ows:Value', one) for one in values)}</ows:AllowedValues>"


def parameter(name: str, values: tuple[str, ...]) -> str:
    """An ows:Parameter."""
    return f'<ows:Parameter name="{name}">{allowed(values)}</ows:Parameter>'


def constraint(name: str, value: str, prefix: str = "ows") -> str:
    """A constraint that has one value (ows:Constraint, or fes:Constraint in the filter's capabilities)."""
    default = element("ows:DefaultValue", value)
    return f'<{prefix}:Constraint name="{name}"><ows:NoValues/>{default}</{prefix}:Constraint>\n'


def yes_or_no(names: dict[str, bool], prefix: str = "ows") -> str:
    """Constraints that are TRUE or FALSE."""
    return "".join(constraint(name, "TRUE" if holds else "FALSE", prefix) for name, holds in names.items())


def _paging() -> str:
    """How much comes at once. Pages are not safe: a new publication between two of them is seen by the second."""
    return constraint("CountDefault", str(paging.limit(None))) + constraint("PagingIsTransactionSafe", "FALSE")


def operations(base: str) -> str:
    """ows:OperationsMetadata. ``base``: the service's address."""
    get, post = quoteattr(f"{base}?"), quoteattr(base)
    reach = (
        f'<ows:DCP><ows:HTTP><ows:Get xlink:type="simple" xlink:href={get}/>'
        f'<ows:Post xlink:type="simple" xlink:href={post}/></ows:HTTP></ows:DCP>'
    )
    told = "".join(
        f'<ows:Operation name="{name}">{reach}'
        f"{''.join(parameter(*pair) for pair in parameters.items())}"
        f"{_paging() if name in PAGED else ''}</ows:Operation>\n"
        for name, parameters in OPERATIONS.items()
    )
    expressions = (
        f'<ows:Constraint name="QueryExpressions">{allowed(("wfs:Query", "wfs:StoredQuery"))}</ows:Constraint>\n'
    )
    return (
        f"<ows:OperationsMetadata>\n{told}{parameter('version', negotiate.SERVED)}\n"
        f"{yes_or_no(CONFORMANCE)}{expressions}</ows:OperationsMetadata>\n"
    )
