"""What must be closed: inner columns, other projects, writing, expressions, other servers, the machine's own paths."""

from __future__ import annotations

from ..toolbelt.i18n import tr
from . import check_words
from .check_client import Client, Reply
from .check_places import id_filter
from .check_report import CheckReport
from .check_truth import Truth

# columns of the working store and of the data file that the public never sees
INNER = (
    "note", "description", "until", "visible_until", "plane", "officer", "modified_by", "read_by", "verify_by",
    "reference", "source_key", "service_id", "unit_id", "reason_text", "version",
)  # fmt: skip
OGC = 'xmlns:ogc="http://www.opengis.net/ogc"'
WFS = 'xmlns:wfs="http://www.opengis.net/wfs"'
READ = '<ogc:Function name="file_exists"><ogc:Literal>/etc/passwd</ogc:Literal></ogc:Function>'
LEAK = (
    f"<ogc:Filter {OGC}><ogc:PropertyIsEqualTo>{READ}<ogc:Literal>1</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>"
)
FEATURES = {"TYPENAME": "zgloszenia", "MAXFEATURES": 1}
MAP = {"LAYERS": "zgloszenia", "STYLES": "", "CRS": "EPSG:2180", "BBOX": "200000,500000,300000,600000", "WIDTH": 20,
       "HEIGHT": 20, "FORMAT": "image/png"}  # fmt: skip
LAYER = "/collections/zgloszenia/items"


def _null_filter(column: str, turned: bool) -> str:
    inner = f"<ogc:PropertyIsNull><ogc:PropertyName>{column}</ogc:PropertyName></ogc:PropertyIsNull>"
    return f"<ogc:Filter {OGC}>{f'<ogc:Not>{inner}</ogc:Not>' if turned else inner}</ogc:Filter>"


def _body(content: str) -> str:
    return (
        f'<wfs:GetFeature {WFS} service="WFS" version="1.1.0" maxFeatures="1"><wfs:Query typeName="zgloszenia">'
        f"{content}</wfs:Query></wfs:GetFeature>"
    )


def inner_columns(client: Client, report: CheckReport, progress) -> None:
    """No inner column answers: a question and its opposite are refused, or get the very same answer."""
    for column in INNER:
        progress.check()
        ways = {
            "FILTER": [client.wfs("GetFeature", **FEATURES, FILTER=_null_filter(column, t)) for t in (False, True)],
            "FILTER by POST": [client.post(_body(_null_filter(column, t))) for t in (False, True)],
            "EXP_FILTER": [
                client.wfs("GetFeature", **FEATURES, EXP_FILTER=f'"{column}" is {word}')
                for word in ("null", "not null")
            ],
            "SORTBY": [client.wfs("GetFeature", **FEATURES, SORTBY=f"{column} {order}") for order in "AD"],
            "OGC API Features": [client.oapif(f"{LAYER}.json", limit=1, **{column: value}) for value in ("*", "none")],
            "OGC API Features sortby": [
                client.oapif(f"{LAYER}.json", limit=1, sortby=column, sortdesc=way) for way in ("true", "false")
            ],
        }
        for way, (one, other) in ways.items():
            right = (one.refused and other.refused) or one.steady == other.steady
            question = tr("{column} by {way}", column=column, way=check_words.way(way))
            report.note("inner columns", question, right, tr("a question and its opposite are answered differently"))
        for way, reply in (
            ("PROPERTYNAME", client.wfs("GetFeature", **FEATURES, PROPERTYNAME=column)),
            ("properties", client.oapif(f"{LAYER}.json", limit=1, properties=column)),
        ):
            shown = f"qgs:{column}>" in reply.text or f'"{column}":' in reply.text
            question = tr("{column} by {way}", column=column, way=way)
            report.note("inner columns", question, reply.refused or not shown, tr("the column is sent"))


def attacks(client: Client, truth: Truth, report: CheckReport) -> None:
    """Each must be refused, and no answer may name a path of the machine."""
    delete = f'<wfs:Delete typeName="zgloszenia">{id_filter(truth.places[0].id) if truth.places else ""}</wfs:Delete>'
    cases = {
        tr("Transaction by KVP"): client.wfs("Transaction", OPERATION="Delete", TYPENAME="zgloszenia", FILTER=LEAK),
        tr("Transaction by POST, 1.1.0"): client.post(
            f'<wfs:Transaction {WFS} service="WFS" version="1.1.0">{delete}</wfs:Transaction>'
        ),
        tr("Transaction by POST, 1.0.0"): client.post(
            f'<Transaction {WFS} service="WFS" version="1.0.0">{delete}</Transaction>'
        ),
        tr("another project by MAP"): client.wfs("GetCapabilities", MAP="/usr/share/qgis/resources/none.qgs"),
        tr("a file by MAP"): client.wms("GetCapabilities", MAP="/etc/passwd"),
        "EXP_FILTER": client.wfs("GetFeature", **FEATURES, EXP_FILTER="file_exists('/etc/passwd')"),
        tr("a function in FILTER"): client.wfs("GetFeature", **FEATURES, FILTER=LEAK),
        tr("a function by POST"): client.post(_body(LEAK)),
        tr("a document type by POST"): client.post(
            '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + _body("&b;")
        ),
        "WMS FILTER": client.wms("GetMap", **MAP, FILTER="zgloszenia:\"typ\" = 'x'"),
        "SLD": client.wms("GetMap", **MAP, SLD="http://127.0.0.1:9/x.sld"),
        "SLD_BODY": client.wms("GetMap", **MAP, SLD_BODY="<StyledLayerDescriptor/>"),
        "HIGHLIGHT_GEOM": client.wms("GetMap", **MAP, HIGHLIGHT_GEOM="POINT(1 1)", HIGHLIGHT_SYMBOL="<x/>"),
        tr("an external layer"): client.wms(
            "GetMap", **{**MAP, "LAYERS": "EXTERNAL_WMS:a", "a:url": "http://127.0.0.1:9/"}
        ),
        "GetPrint": client.wms("GetPrint", TEMPLATE="a", FORMAT="pdf"),
        "GetProjectSettings": client.wms("GetProjectSettings"),
        "DXF": client.wms("GetMap", **{**MAP, "FORMAT": "application/dxf"}),
        tr("a huge map"): client.wms("GetMap", **{**MAP, "WIDTH": 90000, "HEIGHT": 90000}),
        tr("a quote in OGC API Features"): client.ask(
            f"/wfs3{LAYER}.json?typ=x'%20or%20file_exists('/etc/passwd')%20or%20'"
        ),
    }
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        path = f"/wfs3{LAYER}" + ("" if method == "POST" else "/1")
        cases[tr("{method} by OGC API Features", method=method)] = client.ask(
            path,
            method,
            data=b'{"type":"Feature","geometry":null,"properties":{}}',
            headers={"Content-Type": "application/json"},
        )
    for name, reply in cases.items():
        report.note("closed", name, reply.refused, check_words.status(reply))
        cached = "no-store" in reply.headers.get("Cache-Control", "")
        question = tr("{name}: the refusal is not kept", name=name)
        report.note("closed", question, cached, check_words.header(reply, "Cache-Control"))
        _paths(report, name, reply, truth)
    for name, reply in {
        tr("capabilities"): client.wms("GetCapabilities"),
        tr("no such layer"): client.wfs("GetFeature", TYPENAME="no_such_layer"),
        tr("no such collection"): client.oapif("/collections/no_such_layer/items.json"),
        tr("no such style"): client.wms("GetMap", **{**MAP, "STYLES": "no_such_style"}),
    }.items():
        _paths(report, name, reply, truth)


def _paths(report: CheckReport, name: str, reply: Reply, truth: Truth) -> None:
    told = [
        word
        for word in (str(truth.data.parent), ".gpkg", ".qgs", "Traceback", "/usr/", "root:x:")
        if word in reply.text
    ]
    question = tr("{name}: tells nothing of the machine", name=name)
    report.note("closed", question, not told, tr("the answer holds: {words}", words=", ".join(told)))
