"""Short questions with long work: patterns, shapes, nesting, pictures, lists. Each is answered or refused in time."""

from __future__ import annotations

import math

from .model import FORM, Case, body, fes, items, ogc, post, query, wfs, wms

NEVER = (400, 403, 413, 414)
ANY = (200, *NEVER)


def ring(places: int, radius: float = 3e5, rounds: int = 1) -> str:
    """A ring of GML 3 round the country's middle; several rounds cross themselves."""
    angles = [2 * math.pi * rounds * number / places for number in range(places)]
    text = " ".join(f"{5e5 + radius * math.cos(a):.0f} {5e5 + radius * math.sin(a * 1.5):.0f}" for a in [*angles, 0])
    return f"<gml:LinearRing><gml:posList>{text}</gml:posList></gml:LinearRing>"


def polygon(inner: str, srs: str = "urn:ogc:def:crs:EPSG::2180") -> str:
    """A polygon of GML 3."""
    return f'<gml:Polygon gml:id="p" srsName="{srs}"><gml:exterior>{inner}</gml:exterior></gml:Polygon>'


def line(text: str, more: str = "") -> str:
    """A line of GML 3 with any text for its places."""
    places = f"<gml:posList {more}>{text}</gml:posList>"
    return f'<gml:LineString gml:id="l" srsName="urn:ogc:def:crs:EPSG::2180">{places}</gml:LineString>'


def where(shape: str, operator: str = "Intersects", more: str = "") -> str:
    """A spatial condition of FES 2.0."""
    return f"<fes:{operator}><fes:ValueReference>geom</fes:ValueReference>{shape}{more}</fes:{operator}>"


def like(pattern: str, count: int = 1) -> str:
    """Conditions by pattern."""
    one = (
        "<fes:PropertyIsLike wildCard='*' singleChar='?' escapeChar='!' matchCase='false'>"
        "<fes:ValueReference>typ</fes:ValueReference>"
        f"<fes:Literal>{pattern}</fes:Literal></fes:PropertyIsLike>"
    )
    return one if count == 1 else f"<fes:Or>{one * count}</fes:Or>"


PATTERNS = {
    "stars": "*a" * 20 + "b", "many stars": "*" * 2000, "stars and letters": "*i" * 400 + "x",
    "question marks": "?" * 3000, "both": "*?" * 1000,
    "escapes": "!*" * 1000, "half an escape": "abc!", "regex": "(a+)+$", "regex of brackets": "[" * 2000,
    "backslashes": "\\" * 2000,
    "percent": "%" * 2000, "underscores": "_" * 2000 + "%", "letters of all kinds": "ẞİıſK" * 300,
    "combining": "é" + "\u0301" * 2000,
}  # fmt: skip
HUGE = ("1e308", "-1e308", "1e999", "NaN", "Infinity", "-Infinity", "1e-400", "9" * 300, "0x7fffffff", "1_000", "１")
SHAPES = {
    "many places": polygon(ring(1400)), "crossing itself": polygon(ring(900, rounds=97)),
    "tiny": polygon(ring(500, 1e-9)),
    "huge": polygon(ring(100, 1e300)), "one place": line("1 2"), "no place": line(""), "odd": line("1 2 3"),
    "a text": line("a b c d"),
    "same places": line("5 5 " * 500), "three dimensions": line("1 2 3 4 5 6", 'srsDimension="3"'),
    "a million dimensions": line("1 2 3 4", 'srsDimension="1000000"'),
    "no dimension": line("1 2 3 4", 'srsDimension="0"'), "negative dimension": line("1 2 3 4", 'srsDimension="-2"'),
    "count lies": line("1 2 3 4", 'count="99999999"'),
    "open ring": polygon("<gml:LinearRing><gml:posList>0 0 9 0 9 9</gml:posList></gml:LinearRing>"),
    "empty ring": polygon("<gml:LinearRing/>"),
    "no ring": polygon(""), "nested": "<gml:MultiGeometry>" * 200 + "</gml:MultiGeometry>" * 200,
    "a surface of nothing": "<gml:Surface/>",
    "curves": '<gml:Curve gml:id="c"><gml:segments><gml:CircleByCenterPoint numArc="1"><gml:pos>1 1</gml:pos>'
    '<gml:radius uom="m">1e300</gml:radius>'
    "</gml:CircleByCenterPoint></gml:segments></gml:Curve>",
    "a reference": '<gml:Point xlink:href="http://127.0.0.1:9/" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
    "from the poles": polygon(ring(40), "urn:ogc:def:crs:EPSG::4326"),
    "another system": polygon(ring(40), "EPSG:32661"),
    "system by file": polygon(ring(9), "/etc/passwd"), "system by host": polygon(ring(9), "http://127.0.0.1:9/2180"),
    "a box inside out": '<gml:Envelope><gml:lowerCorner>9e5 9e5</gml:lowerCorner>'
    '<gml:upperCorner>0 0</gml:upperCorner></gml:Envelope>',
}  # fmt: skip
OPERATORS = (
    "Equals",
    "Disjoint",
    "Touches",
    "Within",
    "Overlaps",
    "Crosses",
    "Intersects",
    "Contains",
    "DWithin",
    "Beyond",
    "BBOX",
)


def _shapes():
    for name, shape in SHAPES.items():
        for operator in OPERATORS:
            more = '<fes:Distance uom="m">10</fes:Distance>' if operator in ("DWithin", "Beyond") else ""
            yield post(f"{operator}: {name}", body(fes(where(shape, operator, more))), status=ANY, reports=None)
    point = '<gml:Point gml:id="p" srsName="urn:ogc:def:crs:EPSG::2180"><gml:pos>244219 567059</gml:pos></gml:Point>'
    for text in (*HUGE, "-5", "0", "", "10 10"):
        for unit in ("m", "deg", "parsec", "http://127.0.0.1:9/m", ""):
            away = f'<fes:Distance uom="{unit}">{text}</fes:Distance>'
            yield post(f"{text} {unit} away", body(fes(where(point, "DWithin", away))), status=ANY, reports=None)
    for text in HUGE:
        yield post(f"a line to {text[:20]}", body(fes(where(line(f"0 0 {text} 5")))), status=ANY, reports=None)
        for name, target in (
            ("2.0", wfs(BBOX=f"0,0,{text},5")),
            ("1.1", wfs("1.1.0", BBOX=f"0,0,{text},5")),
            ("api", items(bbox=f"0,0,{text},5")),
            ("map", wms(BBOX=f"0,0,{text},5")),
        ):
            yield Case(f"a box of {name} to {text[:20]}", target, status=ANY, reports=None)


def _pictures():
    for name, words in (
        ("as large as may be", {"WIDTH": "4096", "HEIGHT": "4096"}), ("too large", {"WIDTH": "4097", "HEIGHT": "1"}),
        ("a line", {"WIDTH": "4096", "HEIGHT": "1"}),
        ("fine dots", {"WIDTH": "2000", "HEIGHT": "2000", "DPI": "600"}), ("coarse dots", {"DPI": "1"}),
        ("no size", {"WIDTH": "0", "HEIGHT": "0"}),
        ("no box", {"BBOX": ""}),
        ("a box of nothing", {"BBOX": "1,1,1,1"}), ("a box inside out", {"BBOX": "9,9,1,1"}),
        ("a tiny box", {"BBOX": "1,1,1.0000000001,1.0000000001"}),
        ("a box round all", {"BBOX": "-1e9,-1e9,1e9,1e9"}),
        ("a stretched one", {"BBOX": "240000,560000,240001,970000", "VERSION": "1.1.1", "SRS": "EPSG:2180"}),
        ("stretched without end", {"BBOX": "0,0,1e-300,1e300", "VERSION": "1.1.1", "SRS": "EPSG:2180"}),
        ("from far away", {"CRS": "EPSG:3031", "BBOX": "-1e6,-1e6,1e6,1e6"}),
        ("unknown system", {"CRS": "EPSG:999999"}),
        ("all layers", {"LAYERS": "kmzb,zgloszenia,siatka_1km,siatka_10km,statystyka_powiat,statystyka_gmina"}),
        ("many names", {"LAYERS": ",".join(f"x{number}" for number in range(500))}),
        ("many styles", {"STYLES": "," * 5000}),
        ("many opacities", {"OPACITIES": "1," * 5000}), ("a long opacity", {"OPACITIES": "9" * 5000}),
        ("both names", {"LAYER": "zgloszenia", "QUERY_LAYERS": "zgloszenia"}),
    ):  # fmt: skip
        yield Case(f"map: {name}", wms(**words), status=ANY)
    legend = {
        "SERVICE": "WMS",
        "VERSION": "1.3.0",
        "REQUEST": "GetLegendGraphic",
        "LAYER": "zgloszenia",
        "FORMAT": "image/png",
    }
    for word in (
        "SYMBOLWIDTH",
        "SYMBOLHEIGHT",
        "BOXSPACE",
        "LAYERSPACE",
        "SYMBOLSPACE",
        "ICONLABELSPACE",
        "SCALE",
        "WIDTH",
        "HEIGHT",
        "DPI",
    ):
        for text in ("100", "1e308", "-1", "NaN", "0", "4096"):
            yield Case(f"legend: {word}={text}", query(**legend, **{word: text}), status=ANY)
    for name in ("GetMap", "GetFeatureInfo"):
        yield Case(
            f"{name} without a box",
            wms(REQUEST=name, QUERY_LAYERS="zgloszenia").replace("BBOX=", "XBOX="),
            status=NEVER,
        )
    click = {"REQUEST": "GetFeatureInfo", "QUERY_LAYERS": "zgloszenia", "INFO_FORMAT": "application/json"}
    for words in (
        {"I": "-1", "J": "-1"},
        {"I": "1e9", "J": "1e9"},
        {"I": "NaN", "J": "0"},
        {"I": "1", "J": "1", "FI_POINT_TOLERANCE": "100", "FEATURE_COUNT": "100"},
        {"I": "1", "J": "1", "FEATURE_COUNT": "1000000"},
        {"I": "1", "J": "1", "FI_POINT_TOLERANCE": "1e9"},
        {},
    ):
        yield Case(f"click: {words}", wms(**click, **words), status=ANY, reports=100)


def _lists():
    many = "&".join(f"a{number}=1" for number in range(1500))
    hits = wfs(RESULTTYPE="hits")
    yield Case("1500 parameters", f"{hits}&{many}", status=NEVER)
    yield Case("1500 parameters of the api", f"{items(limit='1')}&{many}", status=NEVER)
    yield Case("1500 parameters of a map", f"{wms()}&{many}", status=NEVER)
    yield post("10,000 parameters that say to be XML", "&".join(f"a{n}" for n in range(10_000)).encode(), status=NEVER)
    yield post("10,000 parameters behind an angle", b"<a>" + b"&".join(b"a%d" % n for n in range(10_000)), status=NEVER)
    yield post(
        "300 parameters in a form",
        (hits[2:] + "&" + "&".join(f"a{n}=" for n in range(300))).encode(),
        FORM,
        status=NEVER,
    )
    yield post(
        "10,000 parameters in a form",
        (hits[2:] + "&" + "&".join(f"a{n}=" for n in range(10_000))).encode(),
        FORM,
        status=NEVER,
    )
    for name, target in (
        ("2.0", hits),
        ("1.1", wfs("1.1.0", RESULTTYPE="hits")),
        ("map", wms()),
        ("api", items(limit="1")),
    ):
        for word in ("SERVICE", "VERSION", "REQUEST", "TYPENAMES", "LAYERS", "FILTER", "limit", "f"):
            twice = f"{target}&{word}=zgloszenia&{word.lower()}=other"
            yield Case(f"{word} again, {name}", twice, status=ANY, reports=66)
    layers = ",".join(["zgloszenia"] * 500)
    for name, target in (
        ("2.0", wfs(TYPENAMES=layers)),
        ("2.0 brackets", wfs(TYPENAMES="(zgloszenia)" * 200)),
        ("1.1", wfs("1.1.0", TYPENAME=layers)),
        ("map", wms(LAYERS=layers)),
        ("described", query(SERVICE="WFS", VERSION="2.0.0", REQUEST="DescribeFeatureType", TYPENAMES=layers)),
    ):
        yield Case(f"500 layers: {name}", target, status=ANY if name == "described" else NEVER)
    for name, words in (
        ("ids", {"RESOURCEID": ",".join(f"zgloszenia.{n}" for n in range(900))}),
        ("properties", {"PROPERTYNAME": ",".join(["typ"] * 2000)}),
        ("sorts", {"SORTBY": ",".join(["typ", "status"] * 500)}),
        ("namespaces", {"NAMESPACES": ",".join(f"xmlns(a{n},u{n})" for n in range(500))}),
        ("brackets", {"FILTER": "(" * 5000}), ("brackets both", {"FILTER": "()" * 2500}),
        ("commas", {"TYPENAMES": "," * 5000}),
        ("accepted versions", {"REQUEST": "GetCapabilities", "ACCEPTVERSIONS": "," * 5000}),
        ("accepted formats", {"REQUEST": "GetCapabilities", "ACCEPTFORMATS": ",;" * 3000}),
        ("sections", {"REQUEST": "GetCapabilities", "SECTIONS": "All," * 2000}),
        ("slashes", {"PROPERTYNAME": "/" * 5000}), ("colons", {"PROPERTYNAME": "a:" * 3000}),
        ("references", {"REQUEST": "GetPropertyValue", "VALUEREFERENCE": "zgloszenia/" * 900 + "typ"}),
        ("spaces", {"SORTBY": "typ" + " " * 9000 + "ASC"}),
        ("a system", {"SRSNAME": "urn:ogc:def:crs:EPSG::" + "0" * 9000 + "2180"}),
        ("a format", {"OUTPUTFORMAT": ";" * 9000}), ("box", {"BBOX": "1," * 4000}),
    ):  # fmt: skip
        yield Case(f"many: {name}", wfs(**words), status=ANY, reports=66)
        old = {
            {"TYPENAMES": "TYPENAME", "RESOURCEID": "FEATUREID"}.get(word, word): value for word, value in words.items()
        }
        yield Case(f"many of 1.1: {name}", wfs("1.1.0", **old), status=ANY, reports=66)
    for name, words in (
        ("commas", {"bbox": "," * 5000}),
        ("properties", {"properties": "typ," * 2000}),
        ("time", {"datetime": "2020/" * 15}),
        ("stars", {"typ": "*" * 5000}),
        ("time of all years", {"datetime": "0001-01-01T00:00:00Z/9999-12-31T23:59:59Z"}),
        ("open time", {"datetime": "../.."}),
    ):
        yield Case(f"many of the api: {name}", items(**words), status=ANY, reports=66)


def cases():
    """All of them."""
    for name, pattern in PATTERNS.items():
        yield post(f"pattern: {name}", body(fes(like(pattern))), status=ANY, reports=66)
        yield post(f"ten patterns: {name}", body(fes(like(pattern, 10))), status=ANY, reports=66)
        older = (
            like(pattern)
            .replace("fes:ValueReference", "ogc:PropertyName")
            .replace("fes:", "ogc:")
            .replace(" matchCase='false'", "")
        )
        yield post(f"pattern of 1.1: {name}", body(ogc(older), "1.1.0"), status=ANY, reports=66)
        yield Case(f"pattern of the api: {name}", items(typ=pattern), status=ANY, reports=66)
    yield post("eleven patterns", body(fes(like("*a*", 11))), status=(403,), code="OperationProcessingFailed")
    one = "<fes:PropertyIsNull><fes:ValueReference>typ</fes:ValueReference></fes:PropertyIsNull>"
    yield post(
        "too many conditions",
        body(fes(f"<fes:And>{one * 250}</fes:And>")),
        status=(403,),
        code="OperationProcessingFailed",
    )
    yield post(
        "too deep",
        body(fes("<fes:Not>" * 50 + one + "</fes:Not>" * 50)),
        status=(403,),
        code="OperationProcessingFailed",
    )
    yield post("too many ids", body(fes('<fes:ResourceId rid="zgloszenia.1"/>' * 2100)), status=NEVER)
    yield post("too many shapes", body(fes(f"<fes:Or>{where(polygon(ring(9))) * 9}</fes:Or>")), status=NEVER)
    yield from _shapes()
    yield from _pictures()
    yield from _lists()
