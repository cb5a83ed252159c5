"""Ways to another project, file or host: by path, by parameter in every spelling, by header and by body."""

from __future__ import annotations

from urllib.parse import quote

from .model import FORM, Case, body, items, post, query, wfs, wms

PROJECTS = (
    "/etc/passwd", "kmzb.qgs", "../versions/kmzb.qgs", "http://127.0.0.1:9/x.qgs", "/vsicurl/http://127.0.0.1:9/x.qgs",
    "postgresql:?service=other&schema=kmzb_public&project=kmzb", "geopackage:/etc/x.gpkg?projectName=x",
    "\\\\h\\s\\x.qgs",
)  # fmt: skip
SPELLINGS = (
    "MAP", "map", "Map", "mAP", "%4DAP", "%4d%61%70", "M%41P", "MAP%20", "%20MAP", "+MAP", "MAP%09", "MAP[]",
    "MAP%5B%5D",
    "%00MAP", "MAP%0A",
)  # fmt: skip
# These are other names: they open nothing, and the answer is the usual one or a refusal
OTHERS = (
    "%254DAP", "MAP%00", "M%C4%80P", "%EF%BC%AD%EF%BC%A1%EF%BC%B0", "QGIS_PROJECT_FILE", "PROJECT",
    "MAPFILE", "DATASOURCE", "QGIS_SERVER_PROJECT_CACHE_STRATEGY", "PLUGIN", "API", "COOKIE", "_MAP",
)  # fmt: skip
HITS = wfs(RESULTTYPE="hits")
SERVICES = {
    "2.0": HITS, "1.1": wfs("1.1.0", RESULTTYPE="hits"), "1.0": wfs("1.0.0", MAXFEATURES="1"), "map": wms(),
    "api": items(limit="1"), "capabilities": query(SERVICE="WMS", REQUEST="GetCapabilities"), "nothing": "/?",
}  # fmt: skip
PATHS = (
    "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/..%5c..%5cwindows%5cwin.ini",
    "/....//....//etc/passwd", "/..;/..;/etc/passwd", "/%c0%ae%c0%ae/etc/passwd", "/%252e%252e%252fetc%252fpasswd",
    "/kmzb.qgs", "/public/kmzb.qgs", "/versions/", "/metadata/../public/kmzb.qgs",
    "/metadata/%2e%2e%2fpublic%2fkmzb.qgs",
    "/metadata/kmzb-zbior.xml%00.html", "/.git/config", "/cgi-bin/qgis_mapserv.fcgi", "/ogc/kmzb", "/project/kmzb",
    "/index",
    "/index.html", "/map/", "/static/landingpage.js", "/mapserv", "/geoserver/wfs", "/-kmzb-said.xml", "/nginx_status",
    "/wfs3/../../etc/passwd", "/wfs3/static/../../../../etc/passwd", "/wfs3/static/%2e%2e/%2e%2e/etc/passwd",
    "/wfs3/static/..%2f..%2fetc%2fpasswd", "/wfs3/collections/../../kmzb.qgs", "/wfs3/collections/%00/items",
    "/wfs3/collections/licznik/items",
    "/wfs3/collections/zgloszenia_znaki/items", "/wfs3/collections/zgloszenia/items/..%2f..%2f1",
    "/wfs3//collections/x/items",
    "/wfs3/collections/zgloszenia/items/1;v=2", "/wfs3/collections/zgloszenia%2f..%2fx/items",
    "/wfs3/collections/'/items",
    "/wfs3/collections/zgloszenia/schema", "/wfs3/collections/zgloszenia/queryables", "/wfs3/processes",
    "/wfs3/map/tiles",
    "/wfs3/static/" + "a" * 4000, "/wfs3/" + "collections/" * 300, "/wfs3/%ff%fe",
    "/wfs3/collections/%F0%9F%98%80/items",
)  # fmt: skip
NGINX = (200, 400, 403, 404)  # below the service's path any address is asked of it; without SERVICE it refuses
HEADERS = {
    "X-Original-URL": "/?MAP=/etc/passwd", "X-Rewrite-URL": "/?MAP=/etc/passwd", "QGIS_PROJECT_FILE": "/etc/passwd",
    "QGIS-PROJECT-FILE": "/etc/passwd", "MAP": "/etc/passwd", "X-QGIS-PROJECT": "/etc/passwd",
    "Query-String": "MAP=/etc/passwd",
    "Script-Filename": "/etc/passwd", "Path-Translated": "/etc/passwd",
    "Cookie": "MAP=/etc/passwd; QGIS_PROJECT_FILE=x",
    "X-QGIS-PLUGINPATH": "/tmp", "Proxy": "http://127.0.0.1:9", "Document-Root": "/",
    "Request-Uri": "/?MAP=/etc/passwd",
    "X-Accel-Redirect": "/etc/passwd", "X-Sendfile": "/etc/passwd", "Referer": "http://x/?MAP=/etc/passwd",
}  # fmt: skip


def _lines():
    """Request lines that are no usual ones."""
    host = b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    usual = HITS.encode()
    for name, line, status in (
        ("absolute address of a stranger", b"GET http://stranger.example" + usual + b" HTTP/1.1", (200, 400, 421)),
        ("absolute address with MAP", b"GET http://127.0.0.1/?MAP=/etc/passwd HTTP/1.1", (400, 403)),
        ("CONNECT", b"CONNECT 127.0.0.1:22 HTTP/1.1", (400, 405)),
        ("asterisk", b"OPTIONS * HTTP/1.1", (400, 405)),
        ("HTTP/0.9", b"GET " + usual, (0, 400)),
        ("HTTP/3.7", b"GET " + usual + b" HTTP/3.7", (400, 505)),
        ("a space in the address", b"GET /?MAP= /etc/passwd HTTP/1.1", (400, 403)),
        ("tabs for spaces", b"GET\t" + usual + b"\tHTTP/1.1", (400,)),
        ("a zero byte", b"GET /?MAP\x00=/etc/passwd HTTP/1.1", (400,)),
        ("a line break in the address", b"GET /?x\r\nMAP: y HTTP/1.1", (0, 400)),
        ("only line feeds", b"GET " + usual + b" HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n", (200, 400)),
        ("bytes beyond ASCII", b"GET /?SERVICE=WFS&VERSION=2.0.0&REQUEST=\xff\xfe HTTP/1.1", (400,)),
        ("no HTTP at all", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", (0, 400)),
        ("a long address", b"GET /?x=" + b"a" * 20_000 + b" HTTP/1.1", (414,)),
        ("a fragment", b"GET " + usual + b"#&MAP=/etc/passwd HTTP/1.1", (200, 400, 403)),
        ("semicolons", b"GET " + usual + b";MAP=/etc/passwd HTTP/1.1", (200, 400, 403)),
    ):
        yield Case(f"line: {name}", raw=line if b"\n\n" in line else line + host, status=status, reports=0)


def cases():
    """All of them."""
    for value in PROJECTS:
        yield Case(f"MAP={value}", f"{HITS}&MAP={quote(value, safe='')}", status=(403,), code="OperationNotSupported")
    for spelling in SPELLINGS:
        for name, target in SERVICES.items():
            status = (400, 403, 404) if name == "api" else (400, 403)
            yield Case(f"{spelling}= of {name}", f"{target}&{spelling}=/etc/passwd", status=status)
    for name in OTHERS:
        yield Case(f"{name}=", f"{HITS}&{name}=/etc/passwd", status=(200, 400, 403))
        yield Case(f"{name}= before", HITS.replace("?", f"?{name}=/etc/passwd&", 1), status=(200, 400, 403))
    yield Case("MAP twice", f"{HITS}&MAP=&MAP=/etc/passwd", status=(403,))
    yield Case("MAP empty", f"{HITS}&MAP=", status=(403,))
    yield post("MAP beside a body", body(), target="/?MAP=/etc/passwd", status=(403,))
    yield post(
        "MAP in a form", b"SERVICE=WFS&REQUEST=GetFeature&TYPENAMES=zgloszenia&MAP=/etc/passwd", FORM, status=(403,)
    )
    yield post("map in a form", b"SERVICE=WMS&REQUEST=GetMap&%6dap=/etc/passwd", FORM, status=(400, 403))
    for more in ('map="/etc/passwd"', 'MAP="/etc/passwd"', 'project="/etc/passwd"', 'xml:base="/etc/passwd"'):
        yield post(f"attribute {more}", body(more=more), status=(400, 403))
    for path in PATHS:
        yield Case(f"path {path[:60]}", path, status=NGINX, reports=0)
        if "wfs3" not in path:
            yield Case(f"path with a question {path[:60]}", path + HITS[1:], status=NGINX)
    for name, value in HEADERS.items():
        yield Case(f"header {name}", HITS, headers=((name, value),), status=(200,), holds='numberMatched="66"')
    for method in (
        "PUT",
        "DELETE",
        "PATCH",
        "TRACE",
        "OPTIONS",
        "PROPFIND",
        "MOVE",
        "COPY",
        "MKCOL",
        "LOCK",
        "get",
        "FOO",
    ):
        yield Case(f"method {method}", HITS, method, status=(400, 405))
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        yield Case(name, HITS, headers=((name, "DELETE"),), status=(200,), holds='numberMatched="66"')
        changed = items("items/1")
        yield Case(f"{name} of the api", changed, headers=((name, "PUT"),), status=(200, 404), reports=1)
    yield from _lines()
