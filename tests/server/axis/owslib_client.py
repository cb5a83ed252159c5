"""OWSLib: how it writes boxes, filters and names of systems. Its answers are bytes, which the test reads itself."""

from __future__ import annotations

from inspect import signature

import requests
from lxml import etree
from owslib import fes, fes2
from owslib.ogcapi.features import Features
from owslib.util import ServiceException
from owslib.wfs import WebFeatureService
from owslib.wms import WebMapService

from . import raw, truth
from .answers import points, verdict
from .cells import Cell

LAYER = "zgloszenia"
TIMEOUT_S = 60
CANNOT = "client fails"


class Owslib:
    """OWSLib's objects for the services at ``url``, made once each."""

    def __init__(self, url: str):
        self.url, self._made = url, {}

    def _service(self, name: str, version: str):
        if (name, version) not in self._made:
            if name == "WFS":
                made = WebFeatureService(self.url, version=version, timeout=TIMEOUT_S)
            elif name == "WMS":
                made = WebMapService(self.url, version=version, timeout=TIMEOUT_S)
            else:
                made = Features(f"{self.url}wfs3")
            self._made[name, version] = made
        return self._made[name, version]

    def ask(self, cell: Cell, output: str = "") -> str:
        """The verdict on a cell."""
        try:
            return getattr(self, f"_{cell.service.lower()}")(cell, output)
        except (ServiceException, requests.HTTPError):
            return truth.REFUSED
        except ValueError:  # a name of a system that OWSLib cannot read
            return CANNOT

    def _wfs(self, cell: Cell, output: str) -> str:
        service = self._service("WFS", cell.version)
        name = next(one for one in service.contents if one.split(":")[-1] == LAYER)
        given = {"typename": [name], **({"outputFormat": output} if output else {})}
        asks = cell.ask != "filter" and (cell.ask == "output" or cell.version != "2.0.0")
        if cell.crs and asks:
            if "srsname" not in signature(service.getfeature).parameters:
                return CANNOT
            given["srsname"] = cell.crs
        if cell.ask == "output":
            answer = service.getfeature(**given, filter=raw.ids_filter(cell.version))
            return self._read(answer, truth.CHOSEN, raw.answer_code(cell))
        verdicts = set()
        for place in truth.CHOSEN:
            # OWSLib takes easting first and turns a box round itself; a filter is sent as it is written
            if cell.ask == "filter":
                more = {"filter": self._filter(cell, truth.box(place, cell.system, truth.north_first(cell)))}
            else:
                named = [cell.crs] if cell.crs and cell.version != "1.0.0" else []  # 1.0.0 has no place for it
                more = {"bbox": (*truth.box(place, cell.system, False), *named)}
            code = raw.answer_code(cell) if not asks or cell.format == "GeoJSON" else cell.system
            verdicts.add(self._read(service.getfeature(**given, **more), (place,), code))
        return " / ".join(sorted(verdicts))

    def _filter(self, cell: Cell, box: tuple) -> str:
        module = fes2 if cell.version == "2.0.0" else fes
        made = module.BBox([f"{value:.8f}" for value in box], crs=cell.crs or None).toXML()
        root = etree.Element(f"{{{raw.FES if cell.version == '2.0.0' else raw.OGC}}}Filter")
        root.append(etree.fromstring(etree.tostring(made)))
        return etree.tostring(root).decode()

    def _read(self, answer, places: tuple[str, ...], code: int) -> str:
        body = answer.read()
        body = body if isinstance(body, bytes) else body.encode()
        kind = "json" if body[:1] == b"{" else "xml" if body[:1] == b"<" else "csv"
        return verdict(points(body, kind), places, code)

    def _oapif(self, cell: Cell, _output: str) -> str:
        service, verdicts = self._service("OAPIF", ""), set()
        for place in truth.CHOSEN:
            given = {"bbox": list(truth.box(place, cell.system if cell.ask == "bbox" else 4326, False)), "limit": 10}
            if cell.crs:
                given["crs" if cell.ask == "output" else "bbox-crs"] = cell.crs
                if cell.ask == "bbox":
                    given["bbox"] = list(truth.box(place, cell.system, truth.north_first(cell)))
            found = service.collection_items(LAYER, **given)
            seen = {one["id"]: ("", *one["geometry"]["coordinates"]) for one in found["features"]}
            verdicts.add(verdict(seen, (place,), raw.answer_code(cell)))
        return " / ".join(sorted(verdicts))

    def _wms(self, cell: Cell, _output: str) -> str:
        service, verdicts = self._service("WMS", cell.version), set()
        for place in truth.CHOSEN:
            given = {
                "layers": [LAYER], "styles": [""], "srs": cell.crs, "size": (101, 101), "format": "image/png",
                "bbox": truth.box(place, cell.system, False), "transparent": True,
            }  # fmt: skip
            if cell.ask == "map":
                verdicts.add(raw.drawn(service.getmap(**given).read()))
            else:
                click = {"query_layers": [LAYER], "info_format": "application/json", "xy": (50, 50), "feature_count": 9}
                body = service.getfeatureinfo(**given, **click).read()
                verdicts.add(raw.clicked(body, place))
        return " / ".join(sorted(verdicts))
