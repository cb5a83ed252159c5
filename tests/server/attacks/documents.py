"""Bodies that are no plain XML in UTF-8: bombs, entities, encodings, halves, and ways of sending them."""

from __future__ import annotations

import gzip
import zlib

from .model import FES, FORM, OGC, XML, Case, body, fes, head, ogc, post, wfs

GOOD = body(fes("<fes:PropertyIsNull><fes:ValueReference>powod</fes:ValueReference></fes:PropertyIsNull>"))
OLD = body(ogc("<ogc:PropertyIsNull><ogc:PropertyName>powod</ogc:PropertyName></ogc:PropertyIsNull>"), "1.1.0")
NEVER = (400, 403, 413)
ODD = (200, *NEVER)
LIMIT = 80 * 1024


def _like(literal: str) -> str:
    return (
        "<fes:PropertyIsLike wildCard='*' singleChar='?' escapeChar='!'><fes:ValueReference>typ</fes:ValueReference>"
        f"<fes:Literal>{literal}</fes:Literal></fes:PropertyIsLike>"
    )


def _entities(secret: str):
    """Document types and entities; ``secret`` is what an entity would bring in."""
    lots = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    asked = _like("&a;")
    for name, declared, inner in (
        ("billion laughs", f'<!ENTITY a0 "ha">{lots}', _like("&a11;")),
        ("quadratic", f'<!ENTITY a "{"x" * 20000}">', _like("&a;" * 3000)),
        ("a file", f'<!ENTITY a SYSTEM "{secret}">', asked),
        ("a host", '<!ENTITY a SYSTEM "http://127.0.0.1:9/x">', asked),
        ("public", '<!ENTITY a PUBLIC "x" "file:///etc/passwd">', asked),
        ("parameter", '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;', ""),
        ("harmless", '<!ENTITY a "x">', asked),
        ("recursive", '<!ENTITY a "&b;"><!ENTITY b "&a;">', asked),
        ("in an attribute", '<!ENTITY a "x">', _like("x").replace("'*'", "'&a;'")),
        ("notation", '<!NOTATION n SYSTEM "x"><!ENTITY a SYSTEM "file:///etc/passwd" NDATA n>', ""),
    ):
        start = f"<!DOCTYPE x [{declared}]>"
        yield name, start.encode() + body(fes(inner) if inner else "")
    yield "doctype alone", b'<!DOCTYPE GetFeature SYSTEM "http://127.0.0.1:9/x.dtd">' + GOOD
    yield "doctype in small letters", b"<!doctype x>" + GOOD
    yield "doctype behind a comment", b"<!-- x --><!DOCTYPE x [<!ENTITY a 'x'>]>" + GOOD
    yield "undeclared entity", body(fes(_like("&passwd;")))
    yield "numbers of no characters", body(fes(_like("&#0;&#xFFFFFFFF;")))


def _markup():
    """XML that brings in something else, or means another thing to another reader."""
    inside = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    yield "XInclude in a literal", GOOD.replace(b"powod", inside), NEVER
    yield "XInclude for a query", body().replace(b"<wfs:Query", inside + b"<wfs:Query"), NEVER
    style = b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl" type="text/xsl"?>'
    yield "a style sheet", style + GOOD, NEVER
    yield "php", b"<?php echo 1 ?>" + GOOD, NEVER
    yield "an instruction inside", GOOD.replace(b"<wfs:Query", b"<?x y?><wfs:Query"), NEVER
    yield "CDATA for a name", GOOD.replace(b"powod", b"<![CDATA[powod' or 1=1]]>"), NEVER
    yield "a comment in a name", GOOD.replace(b"powod", b"no<!-- x -->te"), NEVER
    yield "two roots", GOOD + GOOD, NEVER
    yield "text behind", GOOD + b"MAP=/etc/passwd", NEVER
    yield (
        "SOAP",
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>' + GOOD + b"</s:Body></s:Envelope>",
        NEVER,
    )
    yield "JSON", b'{"request":"GetFeature"}', NEVER
    yield "a form in XML's type", b"SERVICE=WFS&REQUEST=GetFeature&MAP=/etc/passwd", NEVER
    yield "one attribute twice", GOOD.replace(b"service=", b'service="WMS" service='), NEVER
    yield "unbound prefix", GOOD.replace(b"<fes:Filter", b"<x:Filter").replace(b"</fes:Filter", b"</x:Filter"), NEVER
    yield "another namespace", GOOD.replace(b"opengis.net/fes/2.0", b"evil.example/fes/2.0"), NEVER
    yield (
        "no namespace",
        b'<GetFeature service="WFS" version="2.0.0"><Query typeNames="zgloszenia"/></GetFeature>',
        NEVER,
    )
    yield (
        "a function",
        body(
            fes(
                '<fes:PropertyIsEqualTo><fes:Function name="env"><fes:Literal>PATH</fes:Literal>'
                "</fes:Function>"
                "<fes:Literal>x</fes:Literal></fes:PropertyIsEqualTo>"
            )
        ),
        NEVER,
    )
    yield (
        "arithmetic",
        body(
            fes(
                "<fes:PropertyIsEqualTo><fes:Add><fes:Literal>1</fes:Literal><fes:Literal>1</fes:Literal>"
                "</fes:Add>"
                "<fes:Literal>2</fes:Literal></fes:PropertyIsEqualTo>"
            )
        ),
        NEVER,
    )
    yield "an expression of QGIS", body('<wfs:Expression>file_exists("/etc/passwd")</wfs:Expression>'), NEVER
    yield (
        "a stored query's expression",
        body().replace(b'typeNames="zgloszenia"', b'typeNames="zgloszenia" expression="1"'),
        NEVER,
    )
    yield "joins", body().replace(b'"zgloszenia"', b'"zgloszenia siatka_1km" aliases="a b"'), NEVER
    yield (
        "many queries",
        body().replace(b'<wfs:Query typeNames="zgloszenia"></wfs:Query>', b'<wfs:Query typeNames="zgloszenia"/>' * 500),
        NEVER,
    )
    for name, glue in (
        ("many attributes", b" "),
        ("attributes by lines", b"\r\n\t"),
        ("attributes without spaces", b""),
    ):
        lots = glue.join(b'a%d="1"' % n for n in range(4000))
        yield name, GOOD.replace(b"service=", lots + b" service="), NEVER
        yield f"{name} in other quotes", GOOD.replace(b"service=", lots.replace(b'"1"', b"'>'") + b" service="), NEVER
        yield f"{name} of no known element", b"<a " + lots + b"/>", NEVER
    yield (
        "fifty attributes",
        GOOD.replace(b"service=", b" ".join(b'a%d="1"' % n for n in range(50)) + b" service="),
        (200, *NEVER),
    )
    yield "a long attribute", GOOD.replace(b"service=", b'handle="' + b"x" * 70000 + b'" service='), NEVER
    yield "a long name", GOOD.replace(b"wfs:GetFeature", b"wfs:" + b"G" * 30000), NEVER
    yield (
        "many namespaces",
        GOOD.replace(b"service=", b" ".join(b'xmlns:n%d="urn:%d"' % (n, n) for n in range(2000)) + b" service="),
        NEVER,
    )
    yield "deep", body(fes("<fes:Not>" * 4000 + "</fes:Not>" * 4000)), NEVER
    yield "deep and open", body(fes("<fes:And>" * 7000)), NEVER
    yield "wide", body(fes("<fes:Or>" + _like("x") * 300 + "</fes:Or>")), NEVER
    yield "white space", b" " * 60000 + GOOD, (200, *NEVER)
    yield "nothing", b"", NEVER
    yield "only spaces", b" \r\n\t ", NEVER
    yield "one angle", b"<", NEVER
    yield "only a declaration", b'<?xml version="1.0"?>', NEVER
    yield "XML 1.1", b'<?xml version="1.1"?>' + GOOD, (200, *NEVER)
    yield (
        "schema elsewhere",
        GOOD.replace(
            b"service=",
            b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x http://127.0.0.1:9/x.xsd"'
            b" service=",
        ),
        (200,),
    )  # it is no business of ours where a schema lies: nobody looks there


def _encodings():
    text = GOOD.decode()
    for name, sent, status in (
        ("UTF-16 with a mark", text.encode("utf-16"), (200, *NEVER)),
        ("UTF-16 LE", text.encode("utf-16-le"), NEVER), ("UTF-16 BE", text.encode("utf-16-be"), NEVER),
        ("UTF-16 declared only", b'<?xml version="1.0" encoding="UTF-16"?>' + GOOD, (200, *NEVER)),
        ("UTF-32", text.encode("utf-32"), NEVER),
        ("UTF-7", b'<?xml version="1.0" encoding="UTF-7"?>' + text.encode("utf-7").replace(b"<", b"+ADw-"), NEVER),
        ("UTF-8 with a mark", b"\xef\xbb\xbf" + GOOD, (200,)), ("two marks", b"\xef\xbb\xbf" * 2 + GOOD, (200, *NEVER)),
        ("latin 2 declared", b'<?xml version="1.0" encoding="ISO-8859-2"?>' + body(fes(_like("ż"))), (200, *NEVER)),
        ("latin 2 undeclared", body(fes(_like("Z"))).replace(b">Z<", b">" + "ż".encode("iso-8859-2") + b"<"), ODD),
        ("no characters", GOOD.replace(b"powod", b"\xff\xfe\xc0\xaf\xed\xa0\x80"), NEVER),
        ("overlong", GOOD.replace(b"<fes:Filter", b"\xc0\xbcfes:Filter"), NEVER),
        ("zero bytes", GOOD.replace(b"powod", b"po\x00wod"), NEVER),
        ("control characters", GOOD.replace(b"powod", b"\x01\x02"), NEVER),
        ("EBCDIC", text.encode("cp037"), NEVER),
        ("unknown", b'<?xml version="1.0" encoding="x-none"?>' + GOOD, (200, *NEVER)),
        ("CESU", GOOD.replace(b"powod", "\U0001f600".encode()), NEVER),
        ("reversed direction", GOOD.replace(b"powod", "\u202enote".encode()), NEVER),
        ("gzip as XML", gzip.compress(GOOD), NEVER),
    ):  # fmt: skip
        yield post(f"encoding: {name}", sent, status=status, reports=None if 200 in status else 0)
    for coding, sent in (
        ("gzip", gzip.compress(GOOD)),
        ("deflate", zlib.compress(GOOD)),
        ("br", GOOD),
        ("x-none", GOOD),
        ("gzip", gzip.compress(b"<" * 10**7)),
    ):
        status = (200, *NEVER) if sent is GOOD else NEVER
        yield post(
            f"Content-Encoding: {coding} {len(sent)}",
            sent,
            XML,
            ("Content-Encoding", coding),
            status=status,
            reports=None,
        )
    for kind in (
        "text/plain",
        "application/json",
        "application/soap+xml",
        "multipart/form-data; boundary=x",
        "text/xml; charset=utf-7",
        "text/xml; charset=iso-8859-2",
        "",
        "x" * 5000,
        "application/xml; charset=\"'",
        "text/xml, text/html",
    ):
        yield post(f"type {kind[:40]!r}", GOOD, ("Content-Type", kind), status=(200, *NEVER, 415), reports=None)
    for kind in ("multipart/form-data; boundary=b",):
        sent = b'--b\r\nContent-Disposition: form-data; name="MAP"\r\n\r\n/etc/passwd\r\n--b--\r\n'
        yield post("MAP in a form of parts", sent, ("Content-Type", kind), status=NEVER)


def _halves():
    """Bodies cut off, said to be longer or shorter than they are, or too large."""
    for name, whole in (("2.0", GOOD), ("1.1", OLD)):
        for tenth in range(1, 10):
            yield post(f"{name} cut at {tenth}0 %", whole[: len(whole) * tenth // 10], status=NEVER)
        short = (XML, ("Content-Length", str(len(whole) - 20)))
        yield Case(f"{name} said shorter", raw=head("POST", "/", short, whole, 80), status=NEVER)
    for name, value in (
        ("negative", "-5"),
        ("a word", "many"),
        ("huge", "99999999999999999999"),
        ("two numbers", "5, 6"),
        ("hexadecimal", "0x10"),
        ("nothing", ""),
        ("a plus", "+5"),
    ):
        yield Case(
            f"length {name}", raw=head("POST", "/", (XML, ("Content-Length", value)), GOOD, 80), status=(0, 400, 413)
        )
    two = (XML, ("Content-Length", str(len(GOOD))), ("Content-Length", "5"))
    yield Case("two lengths", raw=head("POST", "/", two, GOOD, 80), status=(0, 400))
    for name, sent in (
        ("XML", b"<a>" + b"x" * LIMIT + b"</a>"),
        ("spaces", b" " * (LIMIT + 1) + GOOD),
        ("a form", b"x=" + b"y" * LIMIT),
    ):
        kind = FORM if name == "a form" else XML
        yield post(f"too large: {name}", sent, kind, status=(413,), code="RequestEntityTooLarge")
    yield post("just small enough", b"<a>" + b"x" * (LIMIT - 200) + b"</a>", status=NEVER)
    yield Case(
        "no length and no body",
        raw=b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
        status=(400, 411),
    )


def _chunks():
    """Bodies in pieces (nginx puts them together), and requests hidden in them."""
    start = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: text/xml\r\n"
    start += b"Transfer-Encoding: chunked\r\n"
    parts = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (GOOD[:50], GOOD[50:]))
    hidden = b"GET /?MAP=/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"
    for name, raw, status in (
        ("whole", start + b"\r\n" + parts + b"0\r\n\r\n", (200,)),
        ("with a trailer", start + b"Trailer: MAP\r\n\r\n" + parts + b"0\r\nMAP: /etc/passwd\r\n\r\n", (200, 400)),
        ("by single bytes", start + b"\r\n" + b"".join(b"1\r\n%c\r\n" % byte for byte in GOOD) + b"0\r\n\r\n", (200,)),
        ("of a wrong length", start + b"\r\n" + b"ffffffffffffffff1\r\nx\r\n0\r\n\r\n", (0, 400, 413)),
        ("of no number", start + b"\r\nzz\r\nx\r\n0\r\n\r\n", (0, 400)),
        ("and a length", start + b"Content-Length: 6\r\n\r\n0\r\n\r\n" + hidden, (0, 400)),
        ("and a length of nothing", start + b"Content-Length: 0\r\n\r\n" + parts + b"0\r\n\r\n", (0, 200, 400)),
        ("twice", start + b"Transfer-Encoding: identity\r\n\r\n" + parts + b"0\r\n\r\n", (0, 400, 501)),
        ("spelled oddly", start.replace(b"g: chunked", b"g: xchunked") + b"\r\n" + parts + b"0\r\n\r\n", (0, 400, 501)),
        ("too large", start + b"\r\n" + b"%x\r\n" % (LIMIT * 2) + b"x" * LIMIT * 2 + b"\r\n0\r\n\r\n", (413,)),
    ):
        yield Case(f"chunks {name}", raw=raw, status=status, reports=None)


def cases():
    """All of them."""
    for name, sent in _entities("file:///etc/passwd"):
        characters = name == "numbers of no characters"  # the parser leaves them out: nothing is found
        yield post(f"entity: {name}", sent, status=(200, *NEVER) if characters else NEVER)
        if b"fes" in sent:
            older = (
                sent.replace(GOOD, OLD)
                .replace(b"wfs/2.0", b"wfs")
                .replace(b'"2.0.0"', b'"1.1.0"')
                .replace(FES.encode(), OGC.encode())
            )
            yield post(f"entity of 1.1: {name}", older, status=NEVER)
    for name, sent, status in _markup():
        yield post(f"markup: {name}", sent, status=status, reports=None if 200 in status else 0)
    hostile = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    for version in ("2.0.0", "1.1.0", "1.0.0"):
        asked = fes(_like("&a;")) if version == "2.0.0" else ogc("&a;")
        yield Case(f"entity in a FILTER of {version}", wfs(version, FILTER=hostile + asked), status=NEVER)
    yield from _encodings()
    yield from _halves()
    yield from _chunks()
