"""Publishing: snapshot, project, switch, and the notes kept of it."""

from __future__ import annotations

import configparser
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from qgis.core import Qgis

from ..catalogue import Catalogue, load, warsaw
from ..geoportal import metadata
from ..store import Store, open_store
from ..toolbelt import errors, log, paths
from ..toolbelt.errors import Cancelled, KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from ..toolbelt.reasons import is_full
from . import contacts, geopackage, project, records, snapshot, switch, withheld
from .folder import PROJECT, Folder, valid_until
from .zone.remembered import has_zone


@dataclass
class Publication:
    """What a run put in place. ``warnings`` are translated sentences."""

    version: str
    features: int
    outcome: snapshot.Outcome
    withheld_file: Path | None = None
    warnings: list[str] = field(default_factory=list)
    pushed: str = ""  # the version that the public zone serves now, where the folder has one


def parse_as_of(text: str, now: datetime) -> tuple[datetime, bool]:
    """``(instant, past)`` of a day YYYY-MM-DD (its end; today: now) or an ISO 8601 time, Warsaw's where it has no zone.

    Raises KmzbError for the future and for what is no date.
    """
    words = text.strip()
    if not words:
        return now, False
    try:
        if len(words) == 10:
            day = datetime.strptime(words, "%Y-%m-%d").date()
            following = warsaw.midnight(warsaw.add_days(day, 1))
            instant = min(following - timedelta(milliseconds=1), now) if day <= warsaw.day_of(now) else following
        else:
            instant = datetime.fromisoformat(words.replace("Z", "+00:00"))
            instant = instant.replace(tzinfo=warsaw.WARSAW) if instant.tzinfo is None else instant
            instant = instant.astimezone(warsaw.UTC)
    except (ValueError, OverflowError) as error:
        raise KmzbError(tr("'{text}' is no date. Write it as 2024-09-28.", text=text), code="as-of") from error
    if instant > now:
        raise KmzbError(
            tr("{text} lies in the future: only the present or a past day can be published.", text=text), code="as-of"
        )
    return instant, instant < now


def publish(
    store_path,
    folder_path,
    as_of: str = "",
    feedback=None,
    contact: dict[str, str] | None = None,
    keep: int | None = None,
) -> Publication:
    """Publish a store's public reports into a folder. Nothing served changes unless all of it succeeded."""
    progress, catalogue, now = Progress(feedback), load(), warsaw.now()
    at, past = parse_as_of(as_of, now)
    store = open_store(store_path, read_only=True)
    folder = Folder(folder_path)
    _apart(store, folder)
    words = {**contacts.stored(store, catalogue), **contacts.told(contact or {})}
    records.settled(words, catalogue)  # refuses a wrong address before anything is made
    metadata.web((contact or {}).get("online_resource", ""))
    with guarded(folder):
        folder.prepare()
        with folder.lock():
            folder.clean()
            finish_withdrawals(folder, catalogue, progress)
            version = folder.new_version(now)
            with _columns_of(store), building(folder, version) as target:
                outcome = snapshot.from_store(
                    target, store.path, catalogue, at, warsaw.day_of(now), list(folder.withdrawn()), progress, past
                )
                listed = withheld.write(folder.version_dir(version), outcome.withheld)
                label = project.Label(
                    version,
                    warsaw.to_text(now),
                    warsaw.to_text(valid_until(now, catalogue)),
                    warsaw.to_text(at),
                    warsaw.day_of(at).isoformat() if past else None,
                    words,
                )
                counts = complete(
                    folder, version, catalogue, label, "publish", outcome, progress, {"store": str(store.path)}
                )
                switch.switch(folder, version, progress)
            folder.forget_old(catalogue.publication["keep_versions"] if keep is None else keep)
    result = Publication(version, counts["zgloszenia"], outcome, listed)
    if past:
        result.warnings.append(
            tr("The publication shows the past day {day}, and says so in its titles.", day=label.day)
        )
    _warn(result)
    _record(store_path, folder, label, counts["zgloszenia"], "publish", result)
    follow(folder, result, progress)
    for sentence in result.warnings:
        progress.warn(sentence)
    progress.percent(100)
    return result


@contextmanager
def _columns_of(store: Store):
    """An older store is published as it is; where it lacks a column, say what helps."""
    try:
        yield
    except KmzbError as error:
        if "no such column" not in str(error.__cause__) and "no such table" not in str(error.__cause__):
            raise
        raise KmzbError(
            tr(
                "The store {store} is of an older version of the plugin and lacks something that is published."
                " Open it in QGIS once: that brings it up to date and keeps a copy of the old one.",
                store=store.path,
            ),
            str(error.__cause__),
            "store-old",
        ) from error


@contextmanager
def guarded(folder: Folder):
    """Turn what the system refuses into one sentence, which also says what is served now."""
    before = folder.served()
    try:
        yield
    except OSError as error:
        raise _refused(folder, before, error) from error
    except KmzbError as error:
        cause = error.__cause__
        system = isinstance(cause, (OSError, sqlite3.Error, RuntimeError)) or error.code in ("write", "snapshot")
        if isinstance(error, Cancelled) or not system:
            raise
        raise _refused(folder, before, error) from error


def _refused(folder: Folder, before: str | None, error: Exception) -> KmzbError:
    served = folder.served()
    if is_full(error):
        code = "full"
        if served and served == before:
            return KmzbError(
                tr("The disk of {path} is full. The old publication is still served.", path=folder.path), code=code
            )
        sentence = tr("The disk of {path} is full.", path=folder.path)
    elif isinstance(error, KmzbError):
        sentence, code = error.message, error.code
    else:
        sentence = tr("The folder {path} cannot be written: {reason}.", path=folder.path, reason=errors.reason(error))
        code = "folder"
    if served is None:
        return KmzbError(sentence, code=code)
    if served == before:
        return KmzbError(f"{sentence} {tr('The old publication is still served.')}", code=code)
    return KmzbError(f"{sentence} {tr('Version {version} is served now.', version=served)}", code=code)


@contextmanager
def building(folder: Folder, version: str):
    """A new version's folder; gives the path of its data file, and removes everything where the run does not finish."""
    place = folder.version_dir(version)
    place.mkdir(mode=0o700)
    try:
        yield folder.data(version)
    except BaseException:
        if folder.served() != version:  # cancelled or failed before the rename
            shutil.rmtree(place, ignore_errors=True)
            folder.clean_public(folder.served())
        raise


def complete(
    folder: Folder, version: str, catalogue: Catalogue, label, kind: str, outcome, progress: Progress, more: dict
) -> dict[str, int]:
    """Write a version's project and manifest; returns the counts of its layers."""
    data = folder.data(version)
    progress.say(tr("Writing the server's project…"))
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(geopackage.counts, data, catalogue)
        project.write(
            folder.version_dir(version) / PROJECT, data, catalogue, label, records.links(label.contact, catalogue)
        )
        counts = counting.result()
    geopackage.sync(folder.version_dir(version) / PROJECT)
    days = records.period(data, records.state_day(label))
    records.write(folder, label, catalogue, days)
    folder.write_manifest(
        version,
        {
            "version": version,
            "kind": kind,
            "published_at": label.published_at,
            "valid_until": label.valid_until,
            "as_of": label.as_of,
            "as_of_day": label.as_of_day,
            "past": label.as_of_day is not None,
            "contact": label.contact,
            "counts": counts,
            "period": days,
            "rows": outcome.features,
            "sha256": outcome.sha256,
            "withheld_texts": len(outcome.withheld),
            "without_place": outcome.without_place,
            "without_teryt": outcome.without_teryt,
            "plugin_version": plugin_version(),
            "qgis_version": Qgis.QGIS_VERSION,
            **more,
        },
    )
    progress.percent(90)
    return counts


def finish_withdrawals(folder: Folder, catalogue: Catalogue, progress: Progress) -> None:
    """Clean kept versions of withdrawn reports where a killed run did not come to it."""
    from .withdraw import clean_kept

    clean_kept(folder, catalogue, progress)


def follow(folder: Folder, result, progress: Progress) -> None:
    """The last step: the public zone gets what is served now; where it does not, ``result.warnings`` says so."""
    if not has_zone(folder):
        return
    from .zone.push import follow as push  # brings PostgreSQL's library: only where there is a zone

    done, sentence = push(folder.path, progress)
    result.pushed = done.version if done else ""
    result.warnings += [sentence] if sentence else []


def plugin_version() -> str:
    """The version in metadata.txt."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(paths.metadata_file(), encoding="utf-8")
    return parser.get("general", "version", fallback="")


def record(store_path, folder: Folder, label, features: int, kind: str) -> str | None:
    """Note a publication in the store; returns a sentence where that was not possible."""
    try:
        store = open_store(store_path, migrate=False)  # who edits it decides when it is brought up to date
        if not store.read_only:
            with store.connect() as connection:
                connection.execute(
                    "INSERT OR IGNORE INTO publication"
                    " (version, published_at, as_of, valid_until, folder, features, kind) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        label.version,
                        label.published_at,
                        label.as_of,
                        label.valid_until,
                        str(folder.path),
                        features,
                        kind,
                    ),
                )
            return None
        reason = tr("the store is read-only")
    except (KmzbError, sqlite3.Error) as error:
        reason = errors.reason(error)
    return tr("Published, but the store could not note it: {reason}.", reason=reason)


def _record(store_path, folder, label, features, kind, result: Publication) -> None:
    sentence = record(store_path, folder, label, features, kind)
    if sentence:
        log.warning(sentence)
        result.warnings.append(sentence)


def _apart(store: Store, folder: Folder) -> None:
    """Refuse a store inside the publication folder: what must not leak is not there."""
    here = folder.path.resolve()
    if here in store.path.resolve().parents:
        raise KmzbError(
            tr(
                "The store {store} lies inside the publication folder {folder}. Keep them apart.",
                store=store.path,
                folder=here,
            ),
            code="folder",
        )
    if here.exists() and not here.is_dir():
        raise KmzbError(tr("{path} is not a folder.", path=here), code="folder")


def _warn(result: Publication) -> None:
    outcome = result.outcome
    if outcome.without_place:
        result.warnings.append(tr("%n report(s) without a place were not published.", n=outcome.without_place))
    if outcome.without_teryt:
        result.warnings.append(tr("%n report(s) without a TERYT code count under no unit.", n=outcome.without_teryt))
    if outcome.units_without_outline:
        result.warnings.append(
            tr(
                "%n unit(s) have no outline in the store: their counts are published without a shape.",
                n=outcome.units_without_outline,
            )
        )
    if result.withheld_file:
        result.warnings.append(
            tr(
                "%n text(s) may hold personal data and were withheld; they are listed in {path}.",
                n=len(outcome.withheld),
                path=result.withheld_file,
            )
        )
