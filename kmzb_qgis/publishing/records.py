"""The metadata records of a publication: its public facts, and the files written from them."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from ..catalogue import Catalogue, warsaw
from ..geoportal import eziudp, metadata, metadata_dataset, metadata_service
from ..geoportal.metadata_xml import clean
from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from . import geopackage
from .folder import Folder, read_json, write_json
from .project import Label, warned
from .record_files import KEPT
from .statements import quoted, sql

FORM = "eziudp.html"
# What is told about the publication besides the service's title and contact; kept in the store as publication.<name>
NAMES = (
    "service_url", "records_url", "resource_identifier", "inspire_theme", "regon", "legal_basis", "area", "box",
)  # fmt: skip


def settled(contact: dict[str, str], catalogue: Catalogue) -> dict[str, str]:
    """The catalogue's words about service and metadata, overridden by a publication's own; addresses in one spelling.

    Raises KmzbError for an address, a REGON number or an area that is none.
    """
    words = {**catalogue.publication["service"], **catalogue.publication["metadata"]}
    words.update({name: word for name, word in contact.items() if clean(word)})
    words["service_url"], words["records_url"] = metadata.addresses(words["service_url"], words["records_url"])
    words["regon"] = metadata.regon(words["regon"])
    metadata.box(words["box"])
    return words


def with_present(folder: Folder, contact: dict[str, str]) -> dict[str, str]:
    """An older version's contact, with what is said now of addresses, identifiers, area: the service's own."""
    served = folder.served()
    if served is None or served not in folder.kept():
        return contact
    now = folder.manifest(served).get("contact", {})
    return {**contact, **{name: now[name] for name in NAMES if name in now}}


def links(contact: dict[str, str], catalogue: Catalogue) -> tuple[str, str]:
    """Addresses of the records of the data set and of the viewing service; empty where nobody said."""
    base = settled(contact, catalogue)["records_url"]
    return (base + metadata.DATASET_FILE, base + metadata.VIEW_FILE) if base else ("", "")


def identity(folder: Folder, day: str) -> dict[str, str]:
    """``{"id", "since"}`` of a publication folder, made at its first publication and never again.

    Raises KmzbError where the file cannot be read: with a new id catalogues would list the data twice.
    """
    path = folder.versions / "metadata.json"
    if path.exists():
        try:
            found = read_json(path)
            return {"id": str(uuid.UUID(found["id"])), "since": str(datetime.fromisoformat(found["since"]).date())}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KmzbError(
                tr("The identifiers of the metadata records {path} cannot be read.", path=path), str(error)
            ) from error
    # Versions that an older plugin published are named by their instants in UTC.
    instants = (datetime.strptime(version[:16], "%Y%m%dT%H%M%S%z") for version in folder.kept())
    made = {"id": str(uuid.uuid4()), "since": min([day, *(warsaw.day_of(at).isoformat() for at in instants)])}
    write_json(path, made)
    return made


def period(data: Path, end: str) -> list[str] | None:
    """The Warsaw days of the earliest published report and of the publication's state; None without reports."""
    query = sql("SELECT min(data_utworzenia) FROM {table}", table=quoted(geopackage.base_table("zgloszenia")))
    with geopackage.reading(data) as connection:
        (first,) = connection.execute(query).fetchone()
    if not first:
        return None
    day = warsaw.day_of(warsaw.from_text(first)).isoformat()
    return [min(day, end), end]


def state_day(label: Label) -> str:
    """The Warsaw day whose state a publication shows."""
    return label.as_of_day or _day(label.as_of)


def facts(folder: Folder, label: Label, catalogue: Catalogue, days: list[str] | None) -> metadata.Facts:
    """What the records of a publication say. ``days``: see :func:`period`."""
    words = settled(label.contact, catalogue)
    day = _day(label.published_at)
    made = identity(folder, day)
    base = uuid.UUID(made["id"])
    ids = [str(uuid.uuid5(base, name)) for name in ("dataset", "view", "download")]
    return metadata.Facts(
        *ids,
        resource=words["resource_identifier"] or f"urn:uuid:{base}",
        title=label.title(words["title"]),
        abstract=label.abstract(warned(words["abstract"], catalogue)),
        keywords=tuple(words["keywords"]),
        contact=metadata.Party(
            words["organization"], words["person"], words["email"], words["phone"], _web(words["online_resource"])
        ),
        first_day=min(made["since"], day),
        day=day,
        period=(days[0], days[1]) if days else None,
        box=metadata.box(words["box"]),
        area=words["area"],
        lineage=(
            "Zbiór powstaje ze zgłoszeń przyjętych w Krajowej Mapie Zagrożeń Bezpieczeństwa: przy każdej publikacji"
            " wybiera się te, które według zasad widoczności są publiczne, i liczy z nich statystyki powiatów, gmin"
            f" oraz oczek siatki 1 km i 10 km. Publikacja {label.version}, stan na dzień {state_day(label)}."
        ),
        access=words["access_constraints"],
        use=words["fees"],
        layers=tuple((layer["name"], layer["title"]["pl"]) for layer in catalogue.layers),
        service_url=words["service_url"],
        records_url=words["records_url"],
        theme=words["inspire_theme"],
    )


def write(folder: Folder, label: Label, catalogue: Catalogue, days: list[str] | None) -> metadata.Facts:
    """Write a version's records and the register's form into its folder. Raises KmzbError and OSError."""
    found = facts(folder, label, catalogue, days)
    words = settled(label.contact, catalogue)
    place = folder.version_dir(label.version) / KEPT
    place.mkdir(mode=0o700, exist_ok=True)
    content = {metadata.DATASET_FILE: metadata_dataset.record(found)}
    if found.service_url:
        content[metadata.VIEW_FILE] = metadata_service.record(found, metadata_service.VIEW)
        content[metadata.DOWNLOAD_FILE] = metadata_service.record(found, metadata_service.DOWNLOAD)
    content[FORM] = eziudp.form(found, words["regon"], words["legal_basis"], words["resource_identifier"])
    for name in (*metadata.FILES, FORM):
        path = place / name
        if name in content:
            part = path.with_name(name + ".part")
            part.write_bytes(content[name])
            geopackage.sync(part)
            part.replace(path)
        else:
            path.unlink(missing_ok=True)
    geopackage.sync(place)
    return found


def missing(found: metadata.Facts) -> list[str]:
    """Sentences about what catalogues will ask for and nobody has said yet."""
    sentences = []
    if not found.service_url:
        sentences.append(
            tr("The service's public address is not known: the records name no address, and services have no record.")
        )
    if not found.contact.email:
        sentences.append(tr("The contact has no e-mail address, which INSPIRE and the Polish profile require."))
    return sentences


def _web(text: str) -> str:
    """A contact's address, left out where it is none: an old word in a store must not keep a publication back."""
    try:
        return metadata.web(text)
    except KmzbError:
        return ""


def _day(instant: str) -> str:
    return warsaw.day_of(warsaw.from_text(instant)).isoformat()
