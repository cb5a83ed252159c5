"""What the guard answers in QGIS Server's place: a refusal in the words of the service asked, or 'not modified'."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import escape

from qgis.PyQt.QtXml import QDomDocument

OWS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" version="1.0.0">\n'
    " <ows:Exception exceptionCode={code}{place}>\n  <ows:ExceptionText>{text}</ows:ExceptionText>\n"
    " </ows:Exception>\n</ows:ExceptionReport>\n"
)
# OWS Common 1.1 (06-121r3), as 09-025r2, 7.5, asks; all texts of refusals are English
OWS_1_1 = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.opengis.net/ows/1.1 http://schemas.opengis.net/ows/1.1.0/owsAll.xsd"'
    ' version="2.0.0" xml:lang="en">\n'
    " <ows:Exception exceptionCode={code}{place}>\n  <ows:ExceptionText>{text}</ows:ExceptionText>\n"
    " </ows:Exception>\n</ows:ExceptionReport>\n"
)
PROCESSING = 403  # 09-025r2, table D.2: the request is understood, but the server will not work it out
OGC = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ServiceExceptionReport xmlns="http://www.opengis.net/ogc" version="{version}">\n'
    " <ServiceException code={code}{place}>{text}</ServiceException>\n</ServiceExceptionReport>\n"
)


# The document type of WMS 1.1.1 knows no namespace and no locator
OGC_1_1_1 = OGC.replace(' xmlns="http://www.opengis.net/ogc"', "").replace("{place}", "")


# XML 1.0, 2.2: characters that no document may hold; a request's own words stand in refusals
NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class Answer:
    """An answer that ends a request before QGIS Server acts on it."""

    status: int
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class Refused(Exception):
    """The guard does not let a request through. ``locator`` names the parameter or element at fault."""

    def __init__(self, status: int, code: str, text: str, locator: str = "", allow: str = ""):
        super().__init__(text)
        self.status, self.code, self.allow = status, code, allow
        self.text, self.locator = NEVER.sub("\ufffd", text), NEVER.sub("\ufffd", locator)

    def answer(self, service: str, version: str) -> Answer:
        """The refusal as the client's service spells it: OWS or OGC exception, or JSON (OGC API Features)."""
        headers = {"Allow": self.allow} if self.allow else {}
        if service == "OAPIF":
            text = json.dumps({"code": self.code, "description": self.text}, ensure_ascii=False)
            return Answer(self.status, text.encode(), "application/json; charset=utf-8", headers)
        place = f' locator="{escape(self.locator)}"' if self.locator else ""
        values = {"code": f'"{escape(self.code)}"', "place": place, "text": escape(self.text)}
        if (service == "WFS" and version.startswith("2")) or (not service and not version.startswith("1")):
            status = PROCESSING if self.code == "OperationProcessingFailed" else self.status
            return Answer(status, OWS_1_1.format(**values).encode(), "text/xml; charset=utf-8", headers)
        if service == "WFS" and not version.startswith("1.0"):
            text = OWS.format(**values)
        elif service == "WFS":
            text = OGC.format(version="1.2.0", **values)
        elif version.startswith("1.1"):
            text = OGC_1_1_1.format(version="1.1.1", **values)
        else:
            text = OGC.format(version="1.3.0", **values)
        return Answer(self.status, text.encode(), "text/xml; charset=utf-8", headers)


def reread(body: bytes, status: int) -> Refused | None:
    """QGIS Server's own ServiceExceptionReport as a refusal, to be spelled as the service and version spell it."""
    document = QDomDocument()
    parsed = document.setContent(body)
    if not (parsed[0] if isinstance(parsed, tuple) else parsed):
        return None
    if document.documentElement().tagName() == "ServerException":  # no word of WMS or WFS: a legend of too large a size
        text = document.documentElement().text().strip()
        return Refused(400 if "too large" in text else status, "NoApplicableCode", text)
    exception = document.documentElement().firstChildElement("ServiceException")
    if document.documentElement().tagName() != "ServiceExceptionReport" or exception.isNull():
        return None
    code = exception.attribute("code") or "NoApplicableCode"
    return Refused(status, code, exception.text().strip(), exception.attribute("locator"))
