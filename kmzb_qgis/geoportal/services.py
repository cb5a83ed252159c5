"""The catalogue of the national geoportal's services: the plugin's own file and the user's, read and checked."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..toolbelt import i18n, settings
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr

OWN_FILE = Path(__file__).with_name("services.json")
KINDS = ("WMTS", "WMS", "WFS", "CSW", "ULDK", "UUG")
ROLES = ("background", "overlay", "data")
MAP_KINDS = ("WMTS", "WMS")
_TEXTS = ("kind", "role", "url", "style", "format", "version", "authcfg")
_LISTS = ("layers", "crs", "menu")
_FIELDS = {"id", "title", "matrix_sets", "max_pixels", *_TEXTS, *_LISTS}


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
    attribution: str = ""

    @property
    def title(self) -> str:
        """The title in the language QGIS shows, else in English, else in any."""
        return self.titles.get(i18n.locale_code()) or self.titles.get("en") or next(iter(self.titles.values()))

    @property
    def is_map(self) -> bool:
        """Whether it can be added as a picture under the reports."""
        return self.kind in MAP_KINDS


def load(user_file: str | None = None) -> dict[str, Service]:
    """The services by id: the plugin's own, each overridden or added to by the user's file (default: the setting).

    Raises KmzbError with a sentence that names what is wrong in the user's file.
    """
    own = json.loads(OWN_FILE.read_text(encoding="utf-8"))
    attribution = own["attribution"]
    raw = {entry["id"]: entry for entry in own["services"]}
    known = {name: _service(entry, "services.json", attribution) for name, entry in raw.items()}
    path = settings.get("catalogue_file") if user_file is None else user_file
    if not path:
        return known
    for entry in _user_entries(path):
        name = entry["id"]
        merged = {**raw.get(name, {}), **entry}
        known[name] = _service(merged, path, "" if name not in raw else attribution)
    return known


def find(service_id: str, services: dict[str, Service] | None = None) -> Service:
    """One service by id. Raises KmzbError that names the nearest known one."""
    services = load() if services is None else services
    if service_id in services:
        return services[service_id]
    near = difflib.get_close_matches(service_id, services, 1, 0)
    raise KmzbError(
        tr("There is no service '{name}' in the catalogue; the nearest is '{near}'.", name=service_id, near=near[0]),
        code="catalogue",
    )


def menu(services: dict[str, Service]) -> list[tuple[Service, str]]:
    """What the basemaps menu offers: (service, CRS), backgrounds first, in the catalogue's order."""
    rows = [(service, crs) for service in services.values() if service.is_map for crs in service.menu]
    return sorted(rows, key=lambda row: ROLES.index(row[0].role))


def _user_entries(path: str) -> list[dict]:
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise KmzbError(
            tr("Your service catalogue {path} could not be read.", path=path), str(error), "catalogue"
        ) from error
    except ValueError as error:  # of JSON or of UTF-8
        raise KmzbError(
            tr("Your service catalogue {path} is not valid JSON: {reason}.", path=path, reason=reason(error)),
            code="catalogue",
        ) from error
    entries = document.get("services") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise _wrong(path, tr("it has no list 'services'"))
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"]:
            raise _wrong(path, tr("entry {number} has no 'id'", number=number))
    return entries


def _wrong(path: str, what: str) -> KmzbError:
    return KmzbError(tr("The service catalogue {path} is wrong: {what}.", path=path, what=what), code="catalogue")


def _service(entry: dict, path: str, attribution: str) -> Service:
    """Check one entry and make it a Service; raises KmzbError that names the entry and the field."""
    name = entry["id"]

    def missing(field: str) -> KmzbError:
        return _wrong(path, tr("'{field}' of '{name}' is missing", field=field, name=name))

    for field in entry:
        if field not in _FIELDS:
            near = difflib.get_close_matches(field, sorted(_FIELDS), 1, 0)[0]
            raise _wrong(
                path,
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
            raise _wrong(path, tr("'{field}' of '{name}' is not a text", field=field, name=name))
    for field in _LISTS:
        value = entry.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise _wrong(path, tr("'{field}' of '{name}' is not a list of texts", field=field, name=name))
    for field in ("title", "matrix_sets"):
        value = entry.get(field, {})
        if not isinstance(value, dict) or not all(isinstance(text, str) and text for text in value.values()):
            raise _wrong(
                path, tr("'{field}' of '{name}' is not an object whose values are texts", field=field, name=name)
            )
    if entry["kind"] not in KINDS:
        raise _wrong(
            path, tr("'{field}' of '{name}' is none of: {list}", field="kind", name=name, list=", ".join(KINDS))
        )
    if entry["role"] not in ROLES:
        raise _wrong(
            path, tr("'{field}' of '{name}' is none of: {list}", field="role", name=name, list=", ".join(ROLES))
        )
    try:
        parts = urlsplit(entry["url"])
    except ValueError:  # e.g. an opened bracket
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise _wrong(path, tr("'{field}' of '{name}' is not an http or https address", field="url", name=name))
    if "@" in parts.netloc:  # it would be kept in every project that shows the layer
        raise _wrong(
            path,
            tr(
                "'{field}' of '{name}' holds a user name or password; name an 'authcfg' instead", field="url", name=name
            ),
        )
    pixels = entry.get("max_pixels", 0)
    if not isinstance(pixels, int) or isinstance(pixels, bool) or pixels < 0:
        raise _wrong(path, tr("'{field}' of '{name}' is not a number of pixels", field="max_pixels", name=name))
    crs = dict(entry.get("matrix_sets", {})) if entry["kind"] == "WMTS" else dict.fromkeys(entry.get("crs", []), "")
    for code in entry.get("menu", []):
        if code not in crs:
            raise _wrong(
                path,
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
        crs=crs, menu=tuple(entry.get("menu", [])), version=entry.get("version", ""),
        authcfg=entry.get("authcfg", ""), max_pixels=pixels, attribution=attribution,
    )  # fmt: skip
