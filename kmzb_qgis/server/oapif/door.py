"""Which requests of OGC API - Features are answered here, and in which format: items, and single features."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import parse_qsl, unquote

from .. import parameters
from ..refusal import Answer, Refused
from ..wfs2.source import open_source
from . import items, question

ITEMS = re.compile(
    r"(?P<base>.*/wfs3/collections)/(?P<collection>[\w-]+)/items(?:/(?P<feature>[^/]+?))?"
    r"(?:\.(?P<ending>json|geojson|html))?/?"
)
JSON, HTML = "json", "html"
FORMS = {"application/geo+json": JSON, "application/json": JSON, "application/*": JSON, "*/*": JSON, "text/html": HTML}


def checked(path: str, query: str) -> list[tuple[str, str]]:
    """The names and values of an encoded query, checked with the path. Raises Refused."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=parameters.MAX_PARAMETERS)
    except ValueError:
        raise Refused(400, "InvalidParameterValue", "There are too many parameters") from None
    parameters.settle_oapif(path, pairs)
    return pairs


def form(ending: str, named: str, accept: str) -> str:
    """The format: by the path's ending, else by the parameter ``f``, else by what the client accepts most. Raises
    Refused (406) where it accepts none."""
    for word in (ending, named.strip().lower()):
        if word:
            return HTML if word == HTML else JSON
    ranked = []
    for place, entry in enumerate(accept.split(",")):
        kind, *more = (part.strip().lower() for part in entry.split(";"))
        weight = next((part[2:] for part in more if part.startswith("q=")), "1")
        if kind in FORMS and re.fullmatch(r"[01](\.\d{0,3})?", weight) and float(weight) > 0:
            ranked.append((-float(weight), place, FORMS[kind]))
    if not ranked and accept.strip():
        raise Refused(406, "NotAcceptable", "Items are given as application/geo+json or text/html", "Accept")
    return min(ranked)[2] if ranked else JSON


def answered(
    path: str, given: list[tuple[str, str]], accept: str, project: str, base: str, now: datetime
) -> Answer | None:
    """The answer to a request for items, None for any other. ``given``: the checked query; ``project``: the pinned one;
    ``base``: the address that the request came by. Raises Refused."""
    found = ITEMS.fullmatch(unquote(path))
    if found is None:
        return None
    told = [(name, value) for name, value in given if parameters.OAPIF_IGNORED.fullmatch(name) is None]
    query = dict(told)
    if len(query) < len(told):
        raise Refused(400, "InvalidParameterValue", "A parameter is given more than once")
    wanted = form(found["ending"] or "", query.get("f", ""), accept)
    asked = question.read(found["collection"], found["feature"] or "", query)
    # what stands before /wfs3 in the address is the web server's own
    root = base.split("/wfs3", 1)[0] + "/wfs3/collections"
    return items.answer(asked, query, open_source(project), root, now, wanted == HTML)
