"""The catalogue of the national geoportal's services: the plugin's own file and the user's, read and checked."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

from ..toolbelt import settings
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from .service import KINDS, MAP_KINDS, ROLES, Service, service, wrong

__all__ = ["KINDS", "MAP_KINDS", "ROLES", "Service", "find", "load", "menu", "usable"]

OWN_FILE = Path(__file__).with_name("services.json")


def load(user_file: str | None = None) -> dict[str, Service]:
    """The services by id: the plugin's own, each overridden or added to by the user's file (default: the setting).

    Raises KmzbError with a sentence that names what is wrong in the user's file, the first thing where there are more.
    """
    known, flaws = usable(user_file)
    if flaws:
        raise flaws[0]
    return known


def usable(user_file: str | None = None) -> tuple[dict[str, Service], list[KmzbError]]:
    """As :func:`load`, but what is wrong in the user's file is left out: (services, a sentence for each thing wrong).

    Where an entry that overrides one of the plugin's own is wrong, the plugin's own stands.
    """
    own = json.loads(OWN_FILE.read_text(encoding="utf-8"))
    attribution = own["attribution"]
    raw = {entry["id"]: entry for entry in own["services"]}
    known = {name: service(entry, "services.json", attribution) for name, entry in raw.items()}
    path = settings.get("catalogue_file") if user_file is None else user_file
    flaws: list[KmzbError] = []
    if not path:
        return known, flaws
    seen = set()
    try:
        entries = _user_entries(path)
    except KmzbError as error:
        return known, [error]
    for number, entry in enumerate(entries, 1):
        try:
            if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"]:
                raise wrong(path, tr("entry {number} has no 'id'", number=number), f"#{number}")
            name = entry["id"]
            if name in seen:
                raise wrong(path, tr("'{name}' stands there more than once", name=name), name)
            seen.add(name)
            known[name] = service({**raw.get(name, {}), **entry}, path, attribution if name in raw else "")
        except KmzbError as error:
            flaws.append(error)
    return known, flaws


def find(service_id: str, services: dict[str, Service] | None = None) -> Service:
    """One service by id. Raises KmzbError: the nearest known one, or what the user's file has wrong in it.

    A user's file that cannot be read at all is an error for each: what it says of this service is not known.
    """
    if services is None:
        services, flaws = usable()
        for flaw in flaws:
            if getattr(flaw, "service_id", "") in ("", service_id):
                raise flaw
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
        raise wrong(path, tr("it has no list 'services'"))
    return entries
