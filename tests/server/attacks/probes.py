"""Every inner column, asked for by every service and in every way, always as a question and its opposite.

An answer that differs between the two would tell what stands in the column, even where the column itself is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kmzb_qgis.catalogue.model import load
from tests.server import harness

from .model import XML, Case, body, fes, items, ogc, wfs, wms

# What serving itself adds to the rows (kmzb_qgis/publishing)
SERVING = ("until", "since", "x", "y", "lon", "lat", "visible_until", "nr", "od", "ile", "rowid", "OGC_FID", "oid")


def inner_columns() -> list[str]:
    """Columns of the store's reports, and of the publication's tables, that no public layer has."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((harness.ROOT / "kmzb_qgis/store").rglob("*.sql"))
    )
    table = re.search(r"CREATE TABLE (?:kmzb\.)?report\s*\((.*?)\n\)", text, re.DOTALL).group(1)
    named = re.findall(r"^\s*([a-z_0-9]+)\s+(?:INTEGER|TEXT|POINT|REAL|DATETIME|BOOLEAN|geometry|bigint|text)", table,
                       re.MULTILINE | re.IGNORECASE)  # fmt: skip
    public = {column["name"] for layer in load().layers for column in layer["columns"]} | {"geom", "fid"}
    return [name for name in dict.fromkeys([*named, *SERVING]) if name not in public]


def compared(column: str, operator: str, value: str, space: str) -> str:
    """A comparison in the words of FES 2.0 (``fes``) or 1.1 (``ogc``)."""
    name = "ValueReference" if space == "fes" else "PropertyName"
    return (
        f"<{space}:PropertyIs{operator}><{space}:{name}>{column}</{space}:{name}>"
        f"<{space}:Literal>{value}</{space}:Literal></{space}:PropertyIs{operator}>"
    )


def empty(column: str, space: str, opposite: bool) -> str:
    """Whether a column has no value, or its opposite."""
    name = "ValueReference" if space == "fes" else "PropertyName"
    asked = f"<{space}:PropertyIsNull><{space}:{name}>{column}</{space}:{name}></{space}:PropertyIsNull>"
    return f"<{space}:Not>{asked}</{space}:Not>" if opposite else asked


def _sort(column: str, space: str, opposite: bool) -> str:
    name = "ValueReference" if space == "fes" else "PropertyName"
    order = "DESC" if opposite else "ASC"
    return (
        f"<{space}:SortBy><{space}:SortProperty><{space}:{name}>{column}</{space}:{name}>"
        f"<{space}:SortOrder>{order}</{space}:SortOrder></{space}:SortProperty></{space}:SortBy>"
    )


def _get(target: str) -> Case:
    return Case("", target)


def _post(inner: str, version: str, more: str = "", kind: str = "GetFeature") -> Case:
    return Case("", "/", "POST", (XML,), body(inner, version, more, kind))


def _click(**words: str) -> Case:
    return Case(
        "", wms(REQUEST="GetFeatureInfo", QUERY_LAYERS="zgloszenia", I="32", J="32", INFO_FORMAT="text/xml", **words)
    )


def _order(opposite: bool) -> str:
    return "DESC" if opposite else "ASC"


def _least(opposite: bool) -> str:
    return "GreaterThanOrEqualTo" if opposite else "LessThan"


# A way: (column, whether the opposite is asked) -> request
WAYS: dict[str, Callable[[str, bool], Case]] = {
    "2.0 null": lambda c, o: _get(wfs(FILTER=fes(empty(c, "fes", o)))),
    "2.0 compared": lambda c, o: _get(wfs(FILTER=fes(compared(c, _least(o), "M", "fes")))),
    "2.0 like": lambda c, o: _get(wfs(FILTER=fes(
        f"<fes:PropertyIsLike wildCard='*' singleChar='?' escapeChar='!'><fes:ValueReference>{c}</fes:ValueReference>"
        f"<fes:Literal>{'*' if o else 'qq*'}</fes:Literal></fes:PropertyIsLike>"))),
    "2.0 prefix": lambda c, o: _get(wfs(FILTER=fes(empty(f"kmzb:{c}", "fes", o)))),
    "2.0 path": lambda c, o: _get(wfs(FILTER=fes(empty(f"//kmzb:zgloszenia/kmzb:{c}[1]", "fes", o)))),
    "2.0 attribute": lambda c, o: _get(wfs(FILTER=fes(empty(f"@{c}", "fes", o)))),
    "2.0 by id": lambda c, o: _get(wfs(FILTER=fes(
        f"<fes:And>{compared('id', 'EqualTo', 'x', 'fes')}{empty(c, 'fes', o)}</fes:And>"))),
    "2.0 sorted": lambda c, o: _get(wfs(SORTBY=f"{c} {_order(o)}", COUNT="1")),
    "2.0 properties": lambda c, o: _get(wfs(PROPERTYNAME=f"typ,{c}" if o else c)),
    "2.0 value": lambda c, o: _get(wfs(REQUEST="GetPropertyValue", VALUEREFERENCE=f"kmzb:{c}" if o else c)),
    "2.0 value path": lambda c, o: _get(wfs(REQUEST="GetPropertyValue", VALUEREFERENCE=f"/*/{c}" if o else f"../{c}")),
    "2.0 body": lambda c, o: _post(fes(empty(c, "fes", o)), "2.0.0"),
    "2.0 body sorted": lambda c, o: _post(_sort(c, "fes", o), "2.0.0"),
    "2.0 body value": lambda c, o: _post(
        "", "2.0.0", f'valueReference="{"kmzb:" if o else ""}{c}"', "GetPropertyValue"
    ),
    "2.0 other layer": lambda c, o: _get(wfs(TYPENAMES="statystyka_powiat", FILTER=fes(empty(c, "fes", o)))),
    "1.1 null": lambda c, o: _get(wfs("1.1.0", FILTER=ogc(empty(c, "ogc", o)))),
    "1.1 compared": lambda c, o: _get(wfs("1.1.0", FILTER=ogc(compared(c, _least(o), "M", "ogc")))),
    "1.1 expression": lambda c, o: _get(wfs("1.1.0", EXP_FILTER=f'"{c}" is {"not " if o else ""}null')),
    "1.1 sorted": lambda c, o: _get(wfs("1.1.0", SORTBY=f"{c} {'D' if o else 'A'}", MAXFEATURES="1")),
    "1.1 properties": lambda c, o: _get(wfs("1.1.0", PROPERTYNAME=f"typ,{c}" if o else c)),
    "1.1 body": lambda c, o: _post(ogc(empty(c, "ogc", o)), "1.1.0"),
    "1.1 body sorted": lambda c, o: _post(_sort(c, "ogc", o), "1.1.0"),
    "1.1 grid": lambda c, o: _get(wfs("1.1.0", TYPENAME="siatka_1km", FILTER=ogc(empty(c, "ogc", o)))),
    "1.0 null": lambda c, o: _get(wfs("1.0.0", FILTER=ogc(empty(c, "ogc", o)))),
    "1.0 compared": lambda c, o: _get(wfs("1.0.0", FILTER=ogc(compared(c, _least(o), "M", "ogc")))),
    "1.0 body": lambda c, o: _post(ogc(empty(c, "ogc", o)), "1.0.0"),
    "api value": lambda c, o: _get(items(**{c: "*" if o else "qq*"})),
    "api sorted": lambda c, o: _get(items(sortby=c, sortdesc="1" if o else "0")),
    "api properties": lambda c, o: _get(items(properties=f"typ,{c}" if o else c)),
    "api filter": lambda c, o: _get(items(filter=f"{c} is {'not ' if o else ''}null")),
    "api cql": lambda c, o: _get(items(**{"filter-lang": "cql2-text", "filter": f"{c} < 'M'" if o else f"{c} >= 'M'"})),
    "api item": lambda c, o: _get(items(f"items/{c}1" if o else f"items/{c}")),
    "map filter": lambda c, o: _get(wms(FILTER=f'zgloszenia:"{c}" {"!=" if o else "="} \'M\'')),
    "map selection": lambda c, o: _get(wms(SELECTION=f"zgloszenia:{c}" if o else f"zgloszenia:1,{c}")),
    "click filter": lambda c, o: _click(FILTER=f'zgloszenia:"{c}" {"!=" if o else "="} \'M\''),
    "click filter of 1.1": lambda c, o: _click(FILTER=ogc(empty(c, "ogc", o))),
}  # fmt: skip


def alike(column: str, one: str, other: str) -> bool:
    """Whether two answers differ at most in what they repeat of the question."""
    words = rf"{re.escape(column)}|kmzb:|typ,|[/*.@\[\]1]"
    return re.sub(words, "", one) == re.sub(words, "", other)
