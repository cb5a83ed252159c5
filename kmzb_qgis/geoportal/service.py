"""One service of the catalogue: what an entry may say, each thing wrong in it a sentence."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from ..toolbelt import i18n
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr

KINDS = ("WMTS", "WMS", "WFS", "CSW", "ULDK", "UUG")
ROLES = ("background", "overlay", "data")
MAP_KINDS = ("WMTS", "WMS")
_TEXTS = ("kind", "role", "url", "style", "format", "version", "authcfg")
_LISTS = ("layers", "crs", "menu")
_FIELDS = {"id", "title", "matrix_sets", "max_pixels", "east_first", *_TEXTS, *_LISTS}
_VERSIONS = {"WMTS": ("1.0.0",), "WMS": ("1.1.1", "1.3.0")}
_CRS = re.compile(r"[A-Za-z]+:[0-9A-Za-z_]+")
_PROTOCOL = {"service", "request", "version"}  # of an address: QGIS and the plugin add them


@dataclass(frozen=True)
class Service:
    """One service. ``crs`` maps an authority id to the name of its matrix set (empty for WMS)."""

    id: str
    kind: str
    role: str
    titles: dict
    url: str
    layers: tuple = ()
    style: str = ""
    format: str = ""
    crs: dict | None = None
    menu: tuple = ()
    version: str = ""
    authcfg: str = ""
    max_pixels: int = 0
    east_first: bool = False  # it gives easting first although its CRS has northing first (QGIS: ignore axes)
    attribution: str = ""

    @property
    def title(self) -> str:
        """The title in the language QGIS shows, else in English, else in any."""
        return self.titles.get(i18n.locale_code()) or self.titles.get("en") or next(iter(self.titles.values()))

    @property
    def is_map(self) -> bool:
        """Whether it can be added as a picture under the reports."""
        return self.kind in MAP_KINDS


def wrong(path: str, what: str, service_id: str = "") -> KmzbError:
    """The error of a user's file; ``service_id`` of the entry that it concerns, '' for the whole file."""
    error = KmzbError(tr("The service catalogue {path} is wrong: {what}.", path=path, what=what), code="catalogue")
    error.service_id = service_id
    return error


def service(entry: dict, path: str, attribution: str) -> Service:
    """Check one entry and make it a Service; raises KmzbError that names the entry and the field."""
    name = entry["id"]

    def no(what: str) -> KmzbError:
        return wrong(path, what, name)

    def missing(field: str) -> KmzbError:
        return no(tr("'{field}' of '{name}' is missing", field=field, name=name))

    for field in entry:
        if field not in _FIELDS:
            near = difflib.get_close_matches(field, sorted(_FIELDS), 1, 0)[0]
            raise no(
                tr(
                    "'{field}' of '{name}' is not known; the nearest field is '{near}'",
                    field=field, name=name, near=near,
                ),
            )  # fmt: skip
    for field in ("kind", "role", "title", "url"):
        if not entry.get(field):
            raise missing(field)
    for field in _TEXTS:
        if not isinstance(entry.get(field, ""), str):
            raise no(tr("'{field}' of '{name}' is not a text", field=field, name=name))
    for field in _LISTS:
        value = entry.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise no(tr("'{field}' of '{name}' is not a list of texts", field=field, name=name))
    for field in ("title", "matrix_sets"):
        value = entry.get(field, {})
        if not isinstance(value, dict) or not all(isinstance(text, str) and text for text in value.values()):
            raise no(tr("'{field}' of '{name}' is not an object whose values are texts", field=field, name=name))
    if entry["kind"] not in KINDS:
        raise no(tr("'{field}' of '{name}' is none of: {list}", field="kind", name=name, list=", ".join(KINDS)))
    if entry["role"] not in ROLES:
        raise no(tr("'{field}' of '{name}' is none of: {list}", field="role", name=name, list=", ".join(ROLES)))
    try:
        parts = urlsplit(entry["url"])
    except ValueError:  # e.g. an opened bracket
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise no(tr("'{field}' of '{name}' is not an http or https address", field="url", name=name))
    if "@" in parts.netloc:  # it would be kept in every project that shows the layer
        raise no(
            tr(
                "'{field}' of '{name}' holds a user name or password; name an 'authcfg' instead", field="url", name=name
            ),
        )
    given = sorted({key.upper() for key, _ in parse_qsl(parts.query, True) if key.lower() in _PROTOCOL})
    if given:
        raise no(
            tr(
                "'{field}' of '{name}' holds {list}: give the address without what follows it",
                field="url", name=name, list=", ".join(given),
            )
        )  # fmt: skip
    versions = _VERSIONS.get(entry["kind"], ())
    if versions and entry.get("version", "") not in ("", *versions):
        raise no(tr("'{field}' of '{name}' is none of: {list}", field="version", name=name, list=", ".join(versions)))
    if entry["kind"] == "WMTS" and len(entry.get("layers", [])) > 1:
        raise no(
            tr("'{field}' of '{name}' holds more than one layer, which WMTS cannot give", field="layers", name=name)
        )
    if not isinstance(entry.get("east_first", False), bool):
        raise no(tr("'{field}' of '{name}' is neither true nor false", field="east_first", name=name))
    pixels = entry.get("max_pixels", 0)
    if not isinstance(pixels, int) or isinstance(pixels, bool) or pixels < 0:
        raise no(tr("'{field}' of '{name}' is not a number of pixels", field="max_pixels", name=name))
    crs = dict(entry.get("matrix_sets", {})) if entry["kind"] == "WMTS" else dict.fromkeys(entry.get("crs", []), "")
    for code in crs:
        if not _CRS.fullmatch(code):
            raise no(tr("'{crs}' of '{name}' is not written as EPSG:2180 is", crs=code, name=name))
    first = "EPSG:2180" if "EPSG:2180" in crs else next(iter(crs), "")
    menu = entry.get("menu", [first] if first and entry["kind"] in MAP_KINDS else [])  # a map is there to be seen
    for code in menu:
        if code not in crs:
            raise no(
                tr(
                    "'{field}' of '{name}' offers {crs}, which the service does not list",
                    field="menu",
                    name=name,
                    crs=code,
                ),
            )
    if entry["kind"] in MAP_KINDS and not crs:
        raise missing("matrix_sets" if entry["kind"] == "WMTS" else "crs")
    return Service(
        id=name, kind=entry["kind"], role=entry["role"], titles=dict(entry["title"]), url=entry["url"],
        layers=tuple(entry.get("layers", [])), style=entry.get("style", ""), format=entry.get("format", ""),
        crs=crs, menu=tuple(menu), version=entry.get("version", ""),
        authcfg=entry.get("authcfg", ""), max_pixels=pixels, attribution=attribution,
        east_first=entry.get("east_first", False),
    )  # fmt: skip
