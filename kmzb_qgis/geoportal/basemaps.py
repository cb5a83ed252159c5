"""Basemaps: a service of the catalogue becomes a layer under the reports.

``prepare`` and ``build`` use the network and run in a task; ``place`` touches the project, in the GUI thread. Nothing
here asks for a picture: QGIS asks for those that are on the screen, and keeps them as the service's headers say.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import quote

from qgis.core import QgsProject, QgsRasterLayer

from ..toolbelt import net, settings
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from . import capabilities, services
from .basemap_tree import GROUP_PROPERTY, LAYER_PROPERTY, PROJECT_CRS, existing, group, mark, place
from .services import Service

__all__ = [
    "GROUP_PROPERTY", "LAYER_PROPERTY", "PROJECT_CRS", "Plan", "add", "build", "capabilities_url", "existing", "group",
    "place", "prepare",
]  # fmt: skip
PAUSES_S = (0.5, 1.0, 2.0)  # between tries: the geoportal answers an empty 404 now and then


@dataclass(frozen=True)
class Plan:
    """A basemap that was checked against its service: all that QGIS needs to draw it."""

    service: Service
    crs: str
    uri: str

    @property
    def name(self) -> str:
        """The layer's name; other than the project's CRS is said."""
        return self.service.title if self.crs == PROJECT_CRS else f"{self.service.title} ({self.crs})"


def prepare(service: Service, crs: str = PROJECT_CRS, feedback=None) -> Plan:
    """Ask the service what it offers and check that the catalogue's layer is there. For any thread.

    Raises KmzbError with one sentence where the service is down, gave something else or has changed.
    """
    if not service.is_map:
        raise _refused(service, tr("{kind} services are not maps.", kind=service.kind))
    if crs not in service.crs:
        raise _refused(
            service, tr("The catalogue lists it in {list}, not in {crs}.", list=", ".join(service.crs), crs=crs)
        )
    try:
        offered = capabilities.read(service.kind, _fetch(service, Progress(feedback)).body)
        return Plan(service, crs, _uri(service, crs, offered))
    except KmzbError as error:
        if error.code == "cancelled":
            raise
        raise _refused(service, error.message, error.details) from error


def build(plan: Plan, feedback=None) -> QgsRasterLayer:
    """The QGIS layer; QGIS reads the capabilities itself here, so not for the GUI thread. Raises KmzbError.

    It takes them from its cache, unless the service forbids that: then it asks once, and the empty 404 needs us.
    """
    progress = Progress(feedback)
    for pause in (*PAUSES_S, None):
        layer = QgsRasterLayer(plan.uri, plan.name, "wms")
        if layer.isValid():
            break
        if pause is None:
            reason = tr("QGIS could not read the service's answer.")
            raise _refused(plan.service, reason, layer.error().message())
        _rest(pause, progress)
    mark(layer, plan.service, plan.crs)
    if plan.service.attribution:
        metadata = layer.metadata()
        metadata.setRights([plan.service.attribution])
        layer.setMetadata(metadata)
    return layer


def add(
    project: QgsProject,
    service_id: str,
    crs: str = PROJECT_CRS,
    feedback=None,
    opacity: float | None = None,
    visible: bool = True,
) -> QgsRasterLayer:
    """Add a basemap of the catalogue to a project, all in this thread (scripts, templates in a task's own project).

    ``opacity`` 0–1 (None: the service's own look). A basemap that is there already is made visible and returned as it
    is. The GUI adds with :class:`gui.basemap_adding.Adding`, which does not block. Raises KmzbError.
    """
    service = services.find(service_id)
    found = existing(project, service, crs)
    return found or place(project, build(prepare(service, crs, feedback), feedback), opacity, visible)


def capabilities_url(service: Service) -> str:
    """The address of a service's capabilities."""
    version = f"&VERSION={quote(service.version)}" if service.version else ""
    return f"{_open_query(service.url)}SERVICE={service.kind}&REQUEST=GetCapabilities{version}"


def _open_query(url: str) -> str:
    """A URL to which a parameter can be added."""
    return url + ("" if url.endswith(("?", "&")) else "&" if "?" in url else "?")


def _fetch(service: Service, progress: Progress) -> net.Answer:
    timeout = float(settings.get("service_timeout_s"))
    for pause in (*PAUSES_S, None):
        progress.check()
        try:
            return net.fetch(
                capabilities_url(service), timeout_s=timeout, authcfg=service.authcfg, feedback=progress.feedback
            )
        except net.NetworkError as error:
            if pause is None or not error.passing:
                raise
        _rest(pause, progress)
    raise AssertionError  # pragma: no cover - the last try returns or raises


def _rest(seconds: float, progress: Progress) -> None:
    """Wait; a cancel ends it at once."""
    for _ in range(int(seconds * 10)):
        progress.check()
        time.sleep(0.1)


def _uri(service: Service, crs: str, offered: dict) -> str:
    """QGIS's URI for the service's layers; raises KmzbError that says what the service offers instead."""
    names = service.layers or tuple(offered)
    missing = [name for name in names if name not in offered]
    if missing or not names:
        raise _changed("layer", ", ".join(missing), list(offered))
    layers = [offered[name] for name in names]
    wanted = service.format or next((kind for kind in ("image/png", "image/jpeg") if kind in layers[0].formats), "")
    if wanted not in layers[0].formats:
        raise _changed("format", wanted, layers[0].formats)
    pairs = [("crs", crs), ("dpiMode", "7"), ("format", wanted)]
    pairs += [("layers", layer.name) for layer in layers]
    if service.kind == "WMTS":
        layer = layers[0]
        if layer.matrix_sets.get(service.crs[crs]) != crs:
            sets = [f"{name} ({code})" for name, code in layer.matrix_sets.items()]
            raise _changed("matrix", service.crs[crs], sets)
        style = service.style if service.style in layer.styles else layer.default_style
        address = capabilities_url(service)
        pairs += [("styles", style), ("tileMatrixSet", service.crs[crs])]
    else:
        if not all(crs in layer.crs for layer in layers):
            raise _changed("crs", crs, layers[0].crs)
        address = _open_query(service.url)
        address += f"VERSION={service.version}&" if service.version else ""
        pairs += [("styles", service.style if service.style in layer.styles else "") for layer in layers]
        if service.max_pixels:
            pairs += [("maxHeight", str(service.max_pixels)), ("maxWidth", str(service.max_pixels))]
    if service.east_first:
        pairs.append(("IgnoreAxisOrientation", "1"))
    if service.authcfg:
        pairs.append(("authcfg", service.authcfg))
    pairs.append(("url", address))
    return "&".join(f"{key}={quote(value, safe=':/')}" for key, value in pairs)


def _changed(what: str, wanted: str, offered: list[str]) -> KmzbError:
    """The service no longer offers something; ``what``: layer, format, matrix or crs."""
    if not offered or not wanted:
        sentence = {
            "layer": lambda: tr("The service has changed: it offers no layer at all."),
            "format": lambda: tr("The service has changed: it offers no picture format that QGIS can use."),
            "matrix": lambda: tr("The service has changed: it offers no tile matrix set at all."),
            "crs": lambda: tr("The service has changed: it offers no coordinate system at all."),
        }[what]()
        return KmzbError(sentence, "\n".join(offered), "service")
    values = {"wanted": wanted, "list": ", ".join(offered[:12]) + (" …" if len(offered) > 12 else "")}
    sentence = {
        "layer": lambda: tr("The service has changed: it has no layer '{wanted}'; it offers: {list}.", **values),
        "format": lambda: tr(
            "The service has changed: it has no picture format '{wanted}'; it offers: {list}.", **values
        ),
        "matrix": lambda: tr(
            "The service has changed: it has no tile matrix set '{wanted}'; it offers: {list}.", **values
        ),
        "crs": lambda: tr(
            "The service has changed: it has no coordinate system '{wanted}'; it offers: {list}.", **values
        ),
    }[what]()
    return KmzbError(sentence, "\n".join(offered), "service")


def _refused(service: Service, reason: str, details: str = "") -> KmzbError:
    message = tr("The basemap '{title}' cannot be shown. {reason}", title=service.title, reason=reason)
    return KmzbError(message, f"{service.url}\n{details}".strip(), "basemap")
