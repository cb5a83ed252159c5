"""ListStoredQueries and DescribeStoredQueries: GetFeatureById, which every WFS 2.0 has, in both its spellings."""

from __future__ import annotations

from .model import NAMESPACE, PREFIX, feature_types
from .xml import HEAD, NS, SCHEMAS, spaces

MEDIA_TYPE = "text/xml; charset=utf-8"
TITLE = "GetFeatureById"
ABSTRACT = "The feature of a resource id, as zgloszenia.<id>. Ids stay the same from publication to publication."
LANGUAGE = "urn:ogc:def:queryLanguage:OGC-WFS::WFS_QueryExpression"


def _document(name: str, inner: str) -> str:
    said = spaces("wfs", "xsi", "xsd", **{PREFIX: NAMESPACE})
    place = f'xsi:schemaLocation="{NS["wfs"]} {SCHEMAS}/wfs/2.0/wfs.xsd"'
    return f"{HEAD}<wfs:{name}{said} {place}>\n{inner}</wfs:{name}>\n"


def listed(ids: tuple[str, ...]) -> str:
    """The stored queries and what they may give."""
    kinds = "".join(f"<wfs:ReturnFeatureType>{PREFIX}:{name}</wfs:ReturnFeatureType>" for name in feature_types())
    queries = "".join(
        f' <wfs:StoredQuery id="{one}"><wfs:Title>{TITLE}</wfs:Title>{kinds}</wfs:StoredQuery>\n' for one in ids
    )
    return _document("ListStoredQueriesResponse", queries)


def described(ids: tuple[str, ...]) -> str:
    """The stored queries with their parameter. The expression itself is private: it stands for any feature type."""
    kinds = " ".join(f"{PREFIX}:{name}" for name in feature_types())
    told = ABSTRACT.replace("<", "&lt;").replace(">", "&gt;")
    queries = "".join(
        f' <wfs:StoredQueryDescription id="{one}"><wfs:Title>{TITLE}</wfs:Title>'
        f"<wfs:Abstract>{told}</wfs:Abstract>"
        '<wfs:Parameter name="ID" type="xsd:string"><wfs:Title>ID</wfs:Title></wfs:Parameter>'
        f'<wfs:QueryExpressionText isPrivate="true" language="{LANGUAGE}" returnFeatureTypes="{kinds}"/>'
        "</wfs:StoredQueryDescription>\n"
        for one in ids
    )
    return _document("DescribeStoredQueriesResponse", queries)
