"""Header fields that say who asks, through whom, or for what: none changes what is answered."""

from __future__ import annotations

from urllib.parse import quote

from .model import Case, items, query, wfs, wms

HITS = wfs(RESULTTYPE="hits")
EVIL = "evil.example"
CAPABILITIES = {
    "2.0": query(SERVICE="WFS", VERSION="2.0.0", REQUEST="GetCapabilities"),
    "1.1": query(SERVICE="WFS", VERSION="1.1.0", REQUEST="GetCapabilities"),
    "map": query(SERVICE="WMS", VERSION="1.3.0", REQUEST="GetCapabilities"), "api": "/wfs3/collections.json",
}  # fmt: skip
ADDRESSES = {
    "Forwarded": f"for=1.2.3.4;host={EVIL};proto=https", "X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https",
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": "1", "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Scheme": "https", "X-Host": EVIL,
    "X-Qgis-Service-Url": f"http://{EVIL}/", "X-Qgis-Wfs-Service-Url": f"http://{EVIL}/",
    "X-Qgis-Wms-Service-Url": f"http://{EVIL}/",
    "X-Qgis-Wcs-Service-Url": f"http://{EVIL}/", "X-Qgis-Wmts-Service-Url": f"http://{EVIL}/",
    "X-Real-Ip": "127.0.0.1", "Via": EVIL,
    "True-Client-Ip": "127.0.0.1", "X-Originating-Ip": "127.0.0.1", "X-Script-Name": "/evil", "X-Scheme": "ftp",
    "Origin": f"http://{EVIL}",
}  # fmt: skip
HOSTS = (
    EVIL,
    f"127.0.0.1@{EVIL}",
    f"127.0.0.1, {EVIL}",
    "127.0.0.1:99999",
    "127.0.0.1\tx",
    "../../etc/passwd",
    "[::1]",
    "'\"><script>",
    "*",
    "a" * 3000,
)
WHO = {
    "Authorization": "Basic YWRtaW46YWRtaW4=", "Proxy-Authorization": "Bearer x", "X-Remote-User": "admin",
    "Remote-User": "admin", "X-User": "admin",
    "X-Role": "kmzb_coordinator", "X-Qgis-User": "admin", "X-Lizmap-User": "admin", "X-Lizmap-User-Groups": "admins",
    "X-Lizmap-Override-Filter": "1=1",
    "Cookie": "QGIS=admin; PHPSESSID=1", "X-Ssl-Client-Dn": "CN=admin", "X-Api-Key": "x", "X-Kmzb-Publication": "1",
    "X-Csrf-Token": "x",
    "X-Forwarded-User": "admin", "X-Qgis-Role": "admin", "Http-Remote-User": "admin",
}  # fmt: skip
ODD = {
    "Range": "bytes=0-10", "If-Range": "*", "If-Match": "*", "If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT",
    "If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT",
    "If-None-Match": "W/\"" + "x" * 3000 + '"', "Accept": "application/x-none",
    "Accept-Encoding": "gzip;q=0, identity;q=0, *;q=0", "Accept-Language": "../../etc",
    "Accept-Charset": "utf-7", "Upgrade": "h2c", "Te": "trailers", "Expect": "200-ok", "Max-Forwards": "0",
    "User-Agent": "() { :; }; /bin/cat /etc/passwd",
    "Date": "x", "From": "${jndi:ldap://127.0.0.1:9/a}", "Cache-Control": "no-cache", "Pragma": "no-cache",
    "Content-Encoding": "gzip", "X-Http2-Settings": "x",
    "Transfer_Encoding": "chunked", "Content_Length": "5",
    "Content-Type": "multipart/form-data; boundary=" + "b" * 3000, "Sec-Fetch-Mode": "x\x7f",
}  # fmt: skip


def cases():
    """All of them."""
    for name, value in ADDRESSES.items():
        for service, target in CAPABILITIES.items():
            yield Case(f"{name} of {service}", target, headers=((name, value),), status=(200,))
    for host in HOSTS:
        yield Case(f"Host {host[:30]!r}", CAPABILITIES["2.0"], headers=(("Host", host),), status=(200, 400, 421))
    yield Case("no Host", raw=f"GET {HITS} HTTP/1.1\r\nConnection: close\r\n\r\n".encode(), status=(400,))
    two = (("Host", "127.0.0.1"), ("Host", EVIL))
    yield Case("two Hosts", HITS, headers=two, status=(400,))
    for name, value in WHO.items():
        yield Case(f"who: {name}", HITS, headers=((name, value),), status=(200,), holds='numberMatched="66"')
        yield Case(
            f"who, the api: {name}",
            items(limit="1"),
            headers=((name, value),),
            status=(200,),
            holds='"numberMatched": 66',
            reports=1,
        )
    for name, value in ODD.items():
        status = {
            "Accept": (200, 406),
            "Range": (200, 206),
            "If-Modified-Since": (200, 304),
            "If-Match": (200, 412),
            "If-Unmodified-Since": (200, 412),
        }
        yield Case(f"odd {name}", HITS, headers=((name, value),), status=status.get(name, (200, 400, 417)))
    for tag in ("*", '"*"', "W/*", '*, "x"', "\x00", '"' * 1000):
        yield Case(f"If-None-Match {tag[:10]!r}", HITS, headers=(("If-None-Match", tag),), status=(200, 304, 400))
    yield Case("a header of 70 KB", HITS, headers=(("X-Long", "x" * 70_000),), status=(400,))
    yield Case("a header without end", HITS, headers=(("X" * 17_000, "x"),), status=(400,))
    many = tuple((f"X-Many-{number}", "x") for number in range(2000))
    yield Case("2000 headers", HITS, headers=many, status=(200, 400))
    yield Case("a folded header", HITS, headers=(("X-Folded", "a\r\n MAP: b"),), status=(200, 400))
    yield Case("a header with a space", HITS, headers=(("MAP ", "b"),), status=(200, 400))
    yield Case(
        "ranges",
        wms(),
        headers=(("Range", "bytes=" + ",".join(f"{n}-{n}" for n in range(500))),),
        status=(200, 206, 416),
    )
    for name, target in CAPABILITIES.items():
        asked = f"{target}{'&' if '?' in target else '?'}callback=alert(1)&_={quote('<script>')}"
        yield Case(f"a script's name for {name}", asked, status=(200, 400))
