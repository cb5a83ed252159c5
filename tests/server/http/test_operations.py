"""The service as a public machine runs it: what the shared cache may show, limits, health, and what the log may hold.

nginx's configuration is deploy/nginx-kmzb.conf, filled in for loopback (scripts/serve.py)."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.server import harness
from tests.server.harness import refused

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d (?P<status>\d{3}) \d+ [\d.]+"
    r" (?P<cache>-|MISS|HIT|EXPIRED|REVALIDATED|BYPASS|STALE|UPDATING) (?P<method>GET|HEAD|POST|other)"
    r" (?P<service>-|OAPIF|(?i:wfs|wms)|other) (?P<version>-|\d\.\d\.\d) (?P<request>-|other|[A-Za-z]+)"
    r" (?P<layer>-|other|\w+)"
)
WITHDRAW = """
import sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
from pathlib import Path
from kmzb_qgis.publishing.withdraw import withdraw
withdraw(sys.argv[3], Path(sys.argv[2]))
application.exitQgis()
"""


def withdraw(site: harness.Site, number: str) -> None:
    """What kmzb:withdraw does, in a process of its own."""
    command = [sys.executable, "-c", WITHDRAW, str(harness.ROOT), str(site.folder), number]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def logged(service) -> list[dict[str, str]]:
    """The request log's lines, each as its fields."""
    found = [LINE.fullmatch(line) for line in requests_log(service).splitlines()]
    assert all(found)
    return [each.groupdict() for each in found]


def requests_log(service) -> str:
    return (service.log / "kmzb-requests.log").read_text(encoding="utf-8")


def last(service, count: int = 1) -> list[str]:
    """How the cache took the last requests; a line is written after its answer has left."""
    size = -1
    for _try in range(100):
        text = requests_log(service)
        if len(text) == size:
            break
        size = len(text)
        time.sleep(0.05)
    return [line["cache"] for line in logged(service)[-count:]]


@contextmanager
def stopped(service):
    """All workers held: whatever is answered now comes from nginx alone."""
    for number in service.worker_pids:
        os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        for number in service.worker_pids:
            os.kill(number, signal.SIGCONT)


@pytest.fixture
def own():
    with harness.site(harness.rows(40)) as made, harness.service(made.project, workers=2) as service:
        yield made, service


QUESTIONS = {
    "features": lambda client: client.wfs(OUTPUTFORMAT="GeoJSON"),
    "GML": lambda client: client.wfs(),
    "count": lambda client: client.wfs(RESULTTYPE="hits"),
    "features api": lambda client: client.items(limit=1000),
    "map": lambda client: client.wms(WIDTH="200", HEIGHT="200"),
    "grid": lambda client: client.wfs(TYPENAME="siatka_10km"),
    "capabilities": lambda client: client.wfs(REQUEST="GetCapabilities"),
}


def test_what_is_kept_comes_without_a_worker_and_goes_at_once_with_its_publication(own):
    site, service = own
    client = harness.Client(service.url)
    versions = [client.wfs(RESULTTYPE="hits").headers["X-KMZB-Publication"]]
    before = {name: ask(client) for name, ask in QUESTIONS.items()}
    gone = "a0krakow-0000-4000-8000-000000000000"
    assert gone in before["features"].text and gone in before["GML"].text and gone in before["features api"].text
    with stopped(service):
        for name, ask in QUESTIONS.items():
            assert ask(client).content == before[name].content, name
    assert last(service, len(QUESTIONS)) == ["HIT"] * len(QUESTIONS)

    withdraw(site, gone)
    after = {name: ask(client) for name, ask in QUESTIONS.items()}
    assert set(last(service, len(QUESTIONS))) == {"MISS"}
    versions.append(after["count"].headers["X-KMZB-Publication"])
    for name in ("features", "GML", "features api", "map", "grid"):
        assert after[name].status_code == 200 and gone not in after[name].text
        assert after[name].content != before[name].content, name
        assert after[name].headers["X-KMZB-Publication"] == versions[-1] != versions[0], name

    site.publish([harness.report("new", "suwalki")])
    newest = QUESTIONS["features"](client)
    assert "new00000-" in newest.text and gone not in newest.text
    # and a client that still has the first answer is not told that it holds
    stale = before["features"].headers["ETag"]
    for tag in (stale, after["features"].headers["ETag"]):
        assert (
            client.ask(params=newest.request.path_url.partition("?")[2], headers={"If-None-Match": tag}).status_code
            == 200
        )


def test_no_reader_sees_an_older_publication_once_publishing_has_returned(own):
    site, service = own
    stop, seen, faults = threading.Event(), [], []

    def read():
        reader = harness.Client(service.url)
        while not stop.is_set():
            begun = time.monotonic()
            answer = reader.wfs(OUTPUTFORMAT="GeoJSON")
            seen.append((begun, answer.headers.get("X-KMZB-Publication"), len(answer.content)))
            if answer.status_code != 200:
                faults.append(answer.text[:200])

    readers = [threading.Thread(target=read) for _number in range(4)]
    for reader in readers:
        reader.start()
    returned = []
    try:
        for number in range(2):
            version = site.publish([harness.report(f"next{number}", "gdansk")])
            returned.append((time.monotonic(), version))
            time.sleep(0.5)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert not faults and any(line["cache"] == "HIT" for line in logged(service))
    order = sorted({version for _begun, version, _size in seen})
    for begun, version, _size in seen:
        for at, published in returned:
            assert begun < at or order.index(version) >= order.index(published), "older than what is published"
    assert all(len({size for _begun, each, size in seen if each == version}) == 1 for version in order)
    assert {version for _at, version in returned} <= set(order)


@pytest.fixture(scope="module")
def fresh(site):
    """A service of this module's own, so that its log and cache hold what is asked here."""
    with harness.service(site.project, workers=1) as service:
        yield service


def test_kept_answers_do_not_mix(fresh):
    client = harness.Client(fresh.url)
    page = client.ask("wfs3/", headers={"Accept": "text/html"})
    data = client.ask("wfs3/", headers={"Accept": "application/json"})
    assert "<html" in page.text and data.json()["links"]
    asked = {"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetCapabilities"}
    head = client.ask(params=asked, method="HEAD")
    whole = client.ask(params=asked)
    again = client.ask(params=asked, method="HEAD")
    assert head.status_code == again.status_code == 200 and not head.content and not again.content
    assert whole.content and whole.headers["ETag"] == head.headers["ETag"]
    port = fresh.port
    other = client.ask(params=asked, headers={"Host": f"localhost:{port}"})
    assert f"http://localhost:{port}/" in other.text and "127.0.0.1" not in other.text
    assert f"http://127.0.0.1:{port}/" in client.ask(params=asked).text
    pictures = [client.wms(**more).content for more in ({}, {"WIDTH": "65"}, {})]
    assert pictures[0] == pictures[2] != pictures[1]


def test_errors_and_posts_are_never_kept(fresh):
    client = harness.Client(fresh.url)
    for _time in range(2):
        assert client.wfs(TYPENAME="no_such_layer").status_code == 400
        assert client.wfs(MAP="/etc/passwd").status_code == 403
        posted = client.ask(method="POST", data={"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetCapabilities"})
        assert posted.status_code == 200 and posted.headers["Cache-Control"] == "no-store"
    assert last(fresh, 6) == ["MISS", "MISS", "-"] * 2


def test_nginx_says_itself_that_an_answer_still_holds(fresh):
    client = harness.Client(fresh.url)
    kept = client.wfs(RESULTTYPE="hits")
    assert (
        kept.headers["Cache-Control"] == "public, max-age=0, must-revalidate" and "X-Accel-Expires" not in kept.headers
    )
    address = kept.request.path_url.lstrip("/")
    with stopped(fresh):
        same = client.ask(address, headers={"If-None-Match": kept.headers["ETag"]})
        assert same.status_code == 304 and not same.content and same.headers["ETag"] == kept.headers["ETag"]
        assert client.ask(address, headers={"If-None-Match": 'W/"other"'}).content == kept.content


def test_no_header_of_a_visitor_gets_through(fresh):
    client = harness.Client(fresh.url)
    asked = {"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetCapabilities"}
    evil = "http://evil.example/"
    spoofed = {
        **{f"X-Qgis-{each}Service-Url": evil for each in ("", "Wfs-", "Wms-", "Wcs-", "Wmts-")},
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "X-Forwarded-For": "192.0.2.66",
        "Forwarded": "host=evil.example;proto=gopher", "Proxy": evil, "Authorization": "Basic ZXZpbDpldmls",
        "X-HTTP-Method-Override": "DELETE", "X-Forwarded-User": "evil", "QGIS-User": "evil", "X-Original-URL": "/evil",
        "X-Rewrite-URL": "/evil", "Range": "bytes=0-9", "Cookie": "evil=1", "Accept-Language": "evil",
        "X-Accel-Redirect": "/-kmzb-publication", "Content-Location": evil,
    }  # fmt: skip
    for number, path in enumerate(("", "wfs3/", "wfs3/collections")):
        mark = {"_": str(number)}
        first = client.ask(
            path,
            params={**asked, **mark} if not path else {},
            headers={k: v for k, v in spoofed.items() if k != "Range"},
        )
        clean = client.ask(path, params={**asked, **mark} if not path else {})
        assert first.status_code == clean.status_code == 200 and first.content == clean.content
        assert "evil" not in first.text and "evil" not in str(first.headers)
    assert client.ask(params=asked, headers=spoofed).status_code in (200, 206)


def test_headers_of_all_answers(fresh):
    client = harness.Client(fresh.url)
    answers = [
        client.wfs(), client.wms(), client.items(), client.ask("wfs3/", headers={"Accept": "text/html"}),
        client.wfs(TYPENAME="none"), client.ask("", method="DELETE"), client.ask("health"),
    ]  # fmt: skip
    for answer in answers:
        assert (
            answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Referrer-Policy"] == "no-referrer"
        )
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy
        assert not re.search(r"\d", answer.headers["Server"])
        assert ("script-src" in policy) == answer.headers["Content-Type"].startswith("text/html")
    page = answers[3].text
    hosts = set(re.findall(r'(?:src|href)="(https://[^/"]+)/[^"]*\.(?:js|css)', page))
    assert hosts and all(host in answers[3].headers["Content-Security-Policy"] for host in hosts)


def test_text_is_compressed_and_pictures_are_not(fresh):
    client = harness.Client(fresh.url)
    gzip = {"Accept-Encoding": "gzip"}
    for path in (
        "?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=zgloszenia",
        "?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=zgloszenia&OUTPUTFORMAT=GeoJSON",
        "?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=zgloszenia",
        "?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=zgloszenia&OUTPUTFORMAT=GeoJSON",
        "?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=zgloszenia&OUTPUTFORMAT=CSV",
        "?SERVICE=WFS&VERSION=1.0.0&REQUEST=GetFeature&TYPENAME=zgloszenia",
        "?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities", "wfs3/collections/zgloszenia/items?limit=100", "wfs3/api",
    ):  # fmt: skip
        small, plain = client.ask(path, headers=gzip), client.ask(path, headers={"Accept-Encoding": "identity"})
        assert small.headers.get("Content-Encoding") == "gzip", path
        assert "Content-Encoding" not in plain.headers and small.content == plain.content
        assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in client.wms(headers=gzip).headers


@pytest.fixture(scope="module")
def long_site():
    with harness.site(harness.rows(6000)) as made:
        yield made


def test_long_answers_pass_whole_with_and_without_the_cache(long_site):
    texts = []
    for cache in (True, False):
        with harness.service(long_site.project, workers=1, cache=cache) as service:
            client = harness.Client(service.url)
            texts += [client.wfs(OUTPUTFORMAT="GeoJSON").content for _time in range(2)]
            states = last(service, 2)
        assert states == (["MISS", "HIT"] if cache else ["-", "-"])
    assert len(texts[0]) > 2_000_000 and len(set(texts)) == 1


@pytest.mark.parametrize("seconds", ["0.03", "0.06", "0.1"])
def test_an_answer_that_breaks_off_is_never_taken_for_whole_nor_kept(long_site, seconds):
    """Whether the time is up before the answer, within it or after it depends on the machine: all three are right."""
    with harness.service(long_site.project, workers=1, environment={"KMZB_WFS_SECONDS": seconds}) as service:
        client, worker = harness.Client(service.url), service.worker_pids
        for _time in range(3):
            try:
                answer = client.wfs(VERSION="2.0.0", TYPENAMES="zgloszenia", TYPENAME="zgloszenia")
            except requests.exceptions.ChunkedEncodingError:
                continue
            assert refused(answer) or answer.content.rstrip().endswith(b"FeatureCollection>")
        assert client.wfs(RESULTTYPE="hits").status_code == 200 and service.worker_pids == worker


def test_an_answer_whose_worker_ends_is_never_taken_for_whole_nor_kept(long_site):
    with harness.service(long_site.project, workers=1) as service:
        client = harness.Client(service.url)
        address = "/?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME=zgloszenia"
        with socket.create_connection(("127.0.0.1", service.port), timeout=30) as link:
            link.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost:{service.port}\r\n\r\n".encode())
            link.recv(100)  # it has begun
            os.kill(service.worker_pids[0], signal.SIGKILL)
        time.sleep(0.3)
        service.supervise()
        again = client.ask(address[1:], headers={"Host": f"localhost:{service.port}"})
        assert again.status_code == 200 and again.content.rstrip().endswith(b"FeatureCollection>")


def raw(service, text: bytes, wait: float = 30) -> bytes:
    """What comes back for bytes sent as they are, until the server closes."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=wait) as link:
        link.sendall(text)
        found = b""
        while True:
            try:
                part = link.recv(65536)
            except ConnectionResetError:  # as nginx is told to do with who is too slow
                return found
            if not part:
                return found
            found += part


def test_oversized_requests_get_an_exception_each(fresh):
    client = harness.Client(fresh.url)
    address = {"SERVICE": "WFS", "VERSION": "1.1.0", "REQUEST": "GetFeature", "FILTER": "x" * 20_000}
    cases = {
        413: client.ask(method="POST", data=b"<" * 100_000, headers={"Content-Type": "text/xml"}),
        414: client.ask(params=address),
        400: client.ask(headers={"X-Long": "y" * 20_000}),
        405: client.ask(method="TEAPOT"),
    }
    for status, answer in cases.items():
        assert answer.status_code == status and refused(answer), status
    assert cases[405].headers["Allow"] == "GET, HEAD, POST"
    assert client.ask("wfs3/collections", method="PATCH").json()["code"] == "OperationNotSupported"
    chunked = client.ask(method="POST", data=iter([b"<" * 50_000] * 4), headers={"Content-Type": "text/xml"})
    assert chunked.status_code == 413


def test_slow_visitors_are_cut_off_and_no_worker_waits_for_them(fresh):
    host = f"Host: 127.0.0.1:{fresh.port}\r\n".encode()
    half = (
        b"POST /?SERVICE=WFS HTTP/1.1\r\n"
        + host
        + b"Content-Type: text/xml\r\nContent-Length: 60000\r\n\r\n<wfs:GetFeat"
    )
    found = {}
    slow = [
        threading.Thread(target=lambda name=name, text=text: found.update({name: raw(fresh, text)}))
        for name, text in {"body": half, "head": b"GET / HTTP/1.1\r\n" + host + b"X-A: ", "line": b"GET /?SERV"}.items()
    ]
    for each in slow:
        each.start()
    client = harness.Client(fresh.url)
    for number in range(5):  # the only worker is free meanwhile
        assert client.wfs(RESULTTYPE="hits", n=number).status_code == 200
    for each in slow:
        each.join(60)
    assert set(found) == {"body", "head", "line"} and not any(b" 200 " in text for text in found.values())


def test_who_asks_too_much_waits(site):
    limits = {"rate": 1, "burst": 3, "connections": 2}
    with harness.service(site.project, workers=1, limits=limits, ready=False) as service:
        client = harness.Client(service.url)
        for _try in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", service.port)) == 0:
                    break
            time.sleep(0.05)
        answers = [client.ask("wfs3/conformance") for _number in range(12)]
        told = [answer for answer in answers if answer.status_code == 429]
        assert told and all(refused(answer) and int(answer.headers["Retry-After"]) > 0 for answer in told)
        time.sleep(5)
        links = []
        for _number in range(4):  # requests that are open at one time
            links.append(socket.create_connection(("127.0.0.1", service.port), timeout=30))
            links[-1].sendall(
                f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\nContent-Length: 50\r\n\r\n".encode()
            )
        try:
            got = links[-1].recv(4096)
        finally:
            for link in links:
                link.close()
        assert b" 429 " in got.split(b"\r\n")[0]
        # whose address it was is written nowhere
        for name in ("kmzb-requests.log", "kmzb-error.log", "nginx-error.log", "nginx.log", "qgis.log"):
            path = service.log / name
            assert not path.exists() or "127.0.0." not in path.read_text(errors="replace"), name


def test_the_log_holds_neither_who_asked_nor_for_what(fresh):
    client = harness.Client(fresh.url)
    marker = "Kowalska"
    marked = {
        "headers": {
            "User-Agent": f"{marker}/1.0",
            "Referer": f"http://{marker}.example/",
            "X-Forwarded-For": "192.0.2.5",
        }
    }
    like = (
        '<Filter><PropertyIsLike wildCard="*" singleChar="?" escapeChar="!"><PropertyName>powod</PropertyName>'
        f"<Literal>*{marker}*</Literal></PropertyIsLike></Filter>"
    )
    base = "?SERVICE=WFS&VERSION=1.1.0&REQUEST=GetFeature&TYPENAME="
    for path in (
        f"{base}zgloszenia&FILTER={like}", f"{base}{marker}", f"{base}zgloszenia&BBOX=19.93,50.05,19.94,50.06,{marker}",
        f"?SERVICE={marker}", f"?SERVICE=WFS&REQUEST={marker}", f"?SERVICE=WFS&VERSION={marker}&REQUEST=GetFeature",
        f"wfs3/collections/{marker}/items", f"wfs3/collections/zgloszenia/items/{marker}", f"{marker}", "wfs3/api",
        f"wfs3/collections/zgloszenia/items?powod={marker}&bbox=19.93,50.05,19.94,50.06", f"health?{marker}",
        "?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetCapabilities",
    ):  # fmt: skip
        client.ask(path, **marked)
    client.ask(method="POST", data=f"<wfs:GetFeature>{marker}", **marked)
    client.ask(method=marker.upper(), **marked)
    last(fresh)
    text = requests_log(fresh)
    assert (
        marker.lower() not in text.lower() and "127.0.0.1" not in text and "192.0.2" not in text and "19.9" not in text
    )
    told = [
        (line["method"], line["service"], line["version"], line["request"], line["layer"]) for line in logged(fresh)
    ]
    assert ("GET", "WFS", "1.1.0", "GetFeature", "zgloszenia") in told and (
        "GET",
        "OAPIF",
        "-",
        "items",
        "zgloszenia",
    ) in told
    assert ("GET", "WFS", "1.1.0", "GetFeature", "other") in told and ("POST", "-", "-", "-", "-") in told
    assert ("other", "-", "-", "-", "-") in told and ("GET", "other", "-", "-", "-") in told
    for name in ("kmzb-error.log", "nginx-error.log", "nginx.log", "qgis.log"):
        path = fresh.log / name
        held = path.read_text(errors="replace") if path.exists() else ""
        assert marker.lower() not in held.lower() and "192.0.2" not in held, name


def test_health_is_marker_a_worker(own):
    site, service = own
    client = harness.Client(service.url)
    good = client.ask("health")
    told = good.json()
    assert good.status_code == 200 and good.headers["Cache-Control"] == "no-store" and told["status"] == "ok"
    assert told["publication"] == client.wfs(RESULTTYPE="hits").headers["X-KMZB-Publication"]
    assert 0 <= told["age_seconds"] < 600 and set(told) == {
        "status",
        "publication",
        "published",
        "age_seconds",
        "good_until",
    }
    assert client.ask("health", method="HEAD").status_code == 200

    with socket.socket() as link:  # another address of this machine is not a watcher's
        link.bind(("127.0.0.2", 0))
        link.settimeout(30)
        link.connect(("127.0.0.1", service.port))
        link.sendall(f"GET /health HTTP/1.1\r\nHost: localhost:{service.port}\r\nConnection: close\r\n\r\n".encode())
        assert b" 403 " in link.recv(4096).split(b"\r\n")[0]

    data = next(site.project.parent.glob("*.gpkg"))
    aside = data.with_suffix(".aside")
    data.rename(aside)
    fault = client.ask("health")
    assert fault.status_code == 503 and "data" in fault.json()["reason"] and str(site.root) not in fault.text
    aside.rename(data)
    assert client.ask("health").status_code == 200

    text = site.project.read_text(encoding="utf-8")
    for name, old in re.findall(r"<(valid_until)[^>]*>([^<]+)<", text):
        past = text.replace(f">{old}</{name}>", ">2020-01-01T00:00:00.000Z</valid_until>")
    assert past != text
    replaced(site.project, past)
    late = client.ask("health")
    assert late.status_code == 503 and "out of date" in late.json()["reason"]
    replaced(site.project, text)

    site.project.rename(site.project.with_suffix(".away"))
    none = client.ask("health")
    assert none.status_code == 503 and none.json()["status"] == "fault"
    assert client.wfs().status_code == 503  # nginx itself: there is no publication
    site.project.with_suffix(".away").rename(site.project)
    assert client.ask("health").status_code == 200 == client.wfs().status_code


def replaced(path: Path, text: str) -> None:
    part = path.with_name("part")
    part.write_text(text, encoding="utf-8")
    part.chmod(0o644)
    part.replace(path)


def test_the_service_lives_below_a_path_too(site):
    with harness.service(site.project, workers=1, prefix="/kmzb") as service:
        client = harness.Client(service.url)
        root = f"http://127.0.0.1:{service.port}"
        assert service.url == f"{root}/kmzb/" and client.ask("health").status_code == 200
        for place in ("x/health", "%0A/health", "wfs3/x/health"):  # for watchers, and at its own address alone
            assert client.ask(place).status_code == 404, place
        bare = client.session.get(f"{root}/kmzb?SERVICE=WFS&REQUEST=GetCapabilities", timeout=30)
        assert f"{root}/kmzb" in bare.text and refused(client.session.get(f"{root}/other", timeout=30))
        links = [link["href"] for link in client.ask("wfs3/").json()["links"]]
        assert links and all(link.startswith(f"{root}/kmzb/wfs3") for link in links)
        page = client.session.get(f"{root}/kmzb/wfs3/collections/zgloszenia/items?limit=2", timeout=30).json()
        following = next(link["href"] for link in page["links"] if link["rel"] == "next")
        assert client.session.get(following, timeout=30).json()["features"]
        record = client.ask("metadata/kmzb-zbior.xml")
        assert record.status_code == 200 and record.headers["Content-Type"] == "application/xml; charset=utf-8"
        for name in ("", "inny.xml", "../public/kmzb.qgs", "%2e%2e/public/kmzb.qgs", ".kmzb-zbior.xml.part"):
            assert client.ask(f"metadata/{name}").status_code >= 400
        for name in ("-kmzb-publication", "-kmzb-said.xml"):
            assert client.session.get(f"{root}/{name}", timeout=30).status_code == 404
