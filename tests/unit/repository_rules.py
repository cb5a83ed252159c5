"""The rules of the QGIS plugin repository for an uploaded zip, as of 2026, told as a list of what is wrong.

Sources: the repository's validator (required fields, forbidden names, links, LICENSE, the folder's name), its page on
security scanning (bandit and detect-secrets block an upload, flake8 is told), its page on QGIS 4 (it goes by
``qgisMaximumVersion``, no longer by ``supportsQt6``), and the PyQGIS cookbook on metadata.txt. Links are checked for
their form only: no network.
"""

from __future__ import annotations

import configparser
import re
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

REQUIRED = ("name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker", "repository")
# What the repository does not ask for and we do: they are shown on the plugin's page.
OURS = (
    "homepage",
    "tags",
    "icon",
    "category",
    "license",
    "changelog",
    "qgisMaximumVersion",
    "experimental",
    "deprecated",
)
CATEGORIES = {"Raster", "Vector", "Database", "Mesh", "Web", "Plugins"}  # the menus of QGIS that plugins may name
FLAGS = ("experimental", "deprecated", "server", "supportsQt6")
PLACEHOLDERS = {"http://bugs", "http://repo", "http://homepage"}
KINDS = {".py", ".txt", ".md", ".json", ".sql", ".svg", ".png", ".qm", ".ui", ".qml", ".csv", ".css", ".js", ".html"}
BINARY = {".qm", ".png"}
LARGEST = 25_000_000
LARGEST_ICON = 100_000


def problems(archive: Path) -> list[str]:
    """Everything that the repository would refuse or warn of, one sentence each; empty where all is well."""
    with zipfile.ZipFile(archive) as zipped:
        names = zipped.namelist()
        found = _of_size(archive) + _of_names(names)
        if zipped.testzip():
            found.append("the zip is damaged")
        tops = {name.split("/")[0] for name in names}
        if len(tops) != 1:
            return [*found, f"more than one folder: {sorted(tops)}"]
        top = tops.pop()
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]+", top) or not top.isidentifier():
            found.append(f"the folder's name is no Python identifier: {top}")
        found += [
            f"{name} is missing" for name in ("__init__.py", "metadata.txt", "LICENSE") if f"{top}/{name}" not in names
        ]
        if f"{top}/metadata.txt" in names:
            found += _of_metadata(zipped.read(f"{top}/metadata.txt"), zipped, top)
        return found + _of_contents(zipped)


def _of_size(archive: Path) -> list[str]:
    size = archive.stat().st_size
    return [f"larger than 25 MB: {size}"] if size > LARGEST else []


def _of_names(names: list[str]) -> list[str]:
    found = []
    if len(set(names)) != len(names):
        found.append("a name is there twice")
    if len({name.lower() for name in names}) != len(set(names)):
        found.append("two names differ only in case; Windows unpacks one over the other")
    for name in names:
        path = PurePosixPath(name)
        if name.startswith("/") or ".." in path.parts or "\\" in name or re.match(r"^[A-Za-z]:", name):
            found.append(f"leads out of the folder, or is no zip path: {name}")
        if any(part.startswith(".") or part in ("__pycache__", "__MACOSX") for part in path.parts):
            found.append(f"hidden, or of a cache: {name}")
        if not name.isascii():
            found.append(f"not ASCII; older unzip programs spoil it: {name}")
        if not name.endswith("/") and path.suffix.lower() not in KINDS and path.name != "LICENSE":
            found.append(f"a kind of file that a plugin has no need of: {name}")
    return found


def _of_contents(zipped: zipfile.ZipFile) -> list[str]:
    found = []
    for entry in zipped.infolist():
        if entry.is_dir():
            continue
        if (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000):
            found.append(f"no plain file (a link?): {entry.filename}")
        if (entry.external_attr >> 16) & 0o111:
            found.append(f"may be executed: {entry.filename}")
        if PurePosixPath(entry.filename).suffix in BINARY:
            continue
        data = zipped.read(entry)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            found.append(f"no UTF-8: {entry.filename}")
            continue
        if text.startswith("\ufeff") or "\r" in text or "\0" in text:
            found.append(f"a byte order mark, a Windows line end or a binary byte: {entry.filename}")
    return found


def _of_metadata(data: bytes, zipped: zipfile.ZipFile, top: str) -> list[str]:
    # Read as the repository reads it: with configparser's own meaning of "%".
    parser = configparser.ConfigParser()
    parser.optionxform = str
    try:
        parser.read_string(data.decode("utf-8"))
        general = dict(parser.items("general"))
    except (configparser.Error, UnicodeDecodeError) as error:
        return [f"metadata.txt cannot be read: {error}"]
    found = [f"metadata.txt has no {name}" for name in (*REQUIRED, *OURS) if not general.get(name, "").strip()]
    if parser.sections() != ["general"]:
        found.append(f"metadata.txt has other sections than [general]: {parser.sections()}")
    return found + _of_words(general) + _of_versions(general) + _of_links(general) + _of_icon(general, zipped, top)


def _of_words(general: dict[str, str]) -> list[str]:
    found = []
    for name in ("name", "description", "about", "author", "tags", "changelog"):
        text = general.get(name, "")
        if re.search(r"[<>]|&[a-z#]+;", text):
            found.append(f"{name} has markup; the repository shows plain text: {text[:60]}")
        if "\ufffd" in text or re.search(r"[Ã\u0080-\u009f]", text):
            found.append(f"{name} has letters of a wrong encoding: {text[:60]}")
    if "/" in general.get("author", ""):
        found.append("the author has a slash")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", general.get("email", "")):
        found.append("the email is none")
    if len(general.get("name", "")) > 50 or re.search(r"(?i)plugin|qgis", general.get("name", "")):
        found.append("the name is long, or says what every plugin is")
    if len(general.get("description", "")) > 200 or "\n" in general.get("description", ""):
        found.append("the description is more than one short line")
    if general.get("category") not in CATEGORIES:
        found.append(f"QGIS has no menu {general.get('category')}")
    tags = [tag.strip() for tag in general.get("tags", "").split(",")]
    if len(tags) != len(set(tags)) or any(not tag or tag != tag.lower() for tag in tags):
        found.append(f"a tag is empty, there twice or in capitals: {tags}")
    found += [
        f"{flag} is neither True nor False" for flag in FLAGS if general.get(flag, "True") not in ("True", "False")
    ]
    if general.get("hasProcessingProvider", "no") not in ("yes", "no"):
        found.append("hasProcessingProvider is neither yes nor no")
    # "name==1.0 or name": QGIS offers to install these from the repository.
    for needed in filter(None, general.get("plugin_dependencies", "").split(",")):
        if not re.fullmatch(r"\s*[\w .-]+(==\d[\d.]*)?\s*", needed):
            found.append(f"plugin_dependencies names no plugin: {needed}")
    return found


def _of_versions(general: dict[str, str]) -> list[str]:
    found = []
    if not re.fullmatch(r"\d+\.\d+(\.\d+)?", general.get("version", "")):
        found.append(f"the version is none: {general.get('version')}")
    if not general.get("changelog", "").strip().startswith(general.get("version", "?")):
        found.append("the changelog does not begin with this version")
    bounds = [general.get("qgisMinimumVersion", ""), general.get("qgisMaximumVersion", "")]
    if not all(re.fullmatch(r"\d+\.\d{1,2}", bound) for bound in bounds):
        return [*found, f"qgisMinimumVersion and qgisMaximumVersion are not of the form 3.22: {bounds}"]
    lowest, highest = ([int(part) for part in bound.split(".")] for bound in bounds)
    if lowest > highest:
        found.append("qgisMaximumVersion is lower than qgisMinimumVersion")
    # The repository offers a plugin to QGIS 4 by this alone; without it 3.99 is taken.
    if highest < [4, 0]:
        found.append("QGIS 4 would not be offered this plugin")
    return found


def _of_links(general: dict[str, str]) -> list[str]:
    found = []
    for name in ("homepage", "tracker", "repository"):
        link = urlsplit(general.get(name, ""))
        host = link.hostname or ""
        if link.scheme not in ("http", "https") or "." not in host or general[name] in PLACEHOLDERS or link.username:
            found.append(f"{name} is no public address: {general.get(name)}")
        if re.fullmatch(r"[\d.]+|.*\.(local|localhost|test|example|invalid)|(.*\.)?example\.(com|org|net)", host):
            found.append(f"{name} leads to no public place: {general.get(name)}")
    return found


def _of_icon(general: dict[str, str], zipped: zipfile.ZipFile, top: str) -> list[str]:
    name = f"{top}/{general.get('icon', '').removeprefix('./')}"
    if name not in zipped.namelist():
        return [f"the icon is not in the zip: {general.get('icon')}"]
    data = zipped.read(name)
    found = [f"the icon is large: {len(data)} bytes"] if len(data) > LARGEST_ICON else []
    if name.endswith(".svg"):
        box = re.search(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"', data)
        if not box or box.group(1) != box.group(2):
            found.append("the icon is not square")
        if re.search(rb"<script|<image|href=|<!ENTITY", data, re.IGNORECASE):
            found.append("the icon runs or fetches something")
    elif not (name.endswith(".png") and data.startswith(b"\x89PNG")):
        found.append("the icon is neither SVG nor PNG")
    return found
