"""Synthetic reports for demonstrations, tests and planning: the shares of domain figures, places around real cities.

The same count, seed and end give the same bytes. Shares of categories and outcomes follow published yearly figures; the
profile over hours and seasons is not known, so times are spread evenly. Nothing in a sample is a real report.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import numpy as np

from ..catalogue import load as load_catalogue
from ..toolbelt import leftovers
from ..toolbelt.errors import KmzbError, reason
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .columns import COLUMNS
from .sample_cities import CITIES

NOTE = "Synthetic sample made by kmzb:samplereports; no row is a real report."
LIMIT = 5_000_000
DAY = 86_400_000  # ms
CHUNK = 50_000
FIRST_OBJECTID = 4_000_001
SENTINEL = -62_135_596_800_000  # 0001-01-01, as the service's empty event dates
SHARES = {18: 0.30, 11: 0.26, 19: 0.10, 14: 0.08, 26: 0.04, 4: 0.035, 10: 0.03, 1: 0.03, 21: 0.025, 3: 0.025}
SHARES.update({22: 0.02, 17: 0.015})
CONFIRMED = {11: 0.64, 18: 0.57, 14: 0.65, 19: 0.38}  # others .40
JOKES, ELIMINATED, PLACELESS, NO_TERYT = 0.03, 0.85, 0.002, 0.01


def make(count: int, seed: int, end: datetime) -> dict:
    """Columns (NumPy arrays by short name) of ``count`` reports made before ``end``; x and y are NaN where unplaced."""
    rng = np.random.default_rng(seed)
    book = load_catalogue()
    end_ms = int(end.timestamp() * 1000)
    span = max(365, count / 1100)  # about 1,100 reports a day in all Poland
    reported = np.sort(end_ms - (rng.random(count) * span * DAY).astype(np.int64) - 60_000)

    others = [c.id for c in book.offered_categories(end.date()) if c.id not in SHARES]
    shares = {**SHARES, **dict.fromkeys(others, (1 - sum(SHARES.values())) / len(others))}
    kinds = np.array(sorted(shares))
    weights = np.array([shares[kind] for kind in kinds])
    category = rng.choice(kinds, count, p=weights / weights.sum())
    status, modified = _lives(rng, book, category, reported, end_ms)

    size = np.array([city[4] for city in CITIES], dtype=float)
    city = rng.choice(len(CITIES), count, p=size / size.sum())
    centre = np.array([city[2:4] for city in CITIES], dtype=float)[city]
    spread = 120.0 * np.sqrt(size)[city]  # m; Warsaw's about 5 km, a town's about 1 km
    place = centre + rng.standard_normal((count, 2)) * np.minimum(spread, 5000)[:, None]
    low, high = np.array(book.rules["extent_2180"], dtype=float).reshape(2, 2)
    place = np.round(np.clip(place, low + 1000, high - 1000), 2)
    place[rng.random(count) < PLACELESS] = np.nan

    event = reported - (rng.random(count) * 5 * DAY).astype(np.int64)
    chance = rng.random(count)
    return {
        "objectid": np.arange(FIRST_OBJECTID, FIRST_OBJECTID + count),
        "typ": category,
        "status": status,
        "teryt": np.where(rng.random(count) < NO_TERYT, -1, city),
        "reported": reported,
        "event": np.where(chance < 0.03, SENTINEL, event),
        "event_known": chance < 0.30,
        "modified": modified,
        "part_of_day": rng.integers(0, 5, count),
        "days_of_week": rng.integers(0, 128, count),
        "x": place[:, 0],
        "y": place[:, 1],
    }


def _lives(rng, book, category, reported, end_ms):
    """The status each report has come to by the end, and when it last changed (ms)."""
    count = len(category)
    ids = {status.key: status.id for status in book.statuses}
    confirmed_share = np.full(max(c.id for c in book.categories) + 1, 0.40)
    for kind, share in CONFIRMED.items():
        confirmed_share[kind] = share
    read = reported + (np.minimum(rng.exponential(0.8, count), 3.5) * DAY).astype(np.int64)
    decided = read + ((0.2 + rng.beta(2, 2.5, count) * 6.5) * DAY).astype(np.int64)
    closed = decided + (np.minimum(rng.lognormal(2.7, 0.8, count), 200) * DAY).astype(np.int64)
    joke = rng.random(count) < JOKES
    confirmed = ~joke & (rng.random(count) < confirmed_share[category] / (1 - JOKES))
    eliminated = confirmed & (rng.random(count) < ELIMINATED)
    handed = confirmed & ~eliminated & (rng.random(count) < 0.4)

    final = np.full(count, ids["niepotwierdzone"])
    final[joke] = ids["zart"]
    final[confirmed] = ids["potwierdzone"]
    status = np.where(decided <= end_ms, final, np.where(read <= end_ms, ids["weryfikacja"], ids["nowe"]))
    modified = np.where(decided <= end_ms, decided, np.where(read <= end_ms, read, reported))
    later = (eliminated | handed) & (closed <= end_ms)
    status[later] = np.where(eliminated, ids["wyeliminowane"], ids["przekazane"])[later]
    modified[later] = closed[later]
    return status, modified


def write_sample(path: Path, count: int, seed: int, end: datetime, feedback=None) -> None:
    """Write a sample as CSV or as a saved answer of the service, by the name's ending; the whole file or none."""
    path, progress = Path(path), Progress(feedback)
    ending = path.suffix.lower()
    if ending not in (".csv", ".json"):
        raise KmzbError(tr("The name of the sample must end in .csv or .json, not '{ending}'.", ending=path.suffix))
    if not 1 <= count <= LIMIT:
        raise KmzbError(tr("The number of reports must be between 1 and {limit}.", limit=LIMIT))
    if seed < 0:
        raise KmzbError(tr("The seed must not be negative."))
    data = make(count, seed, end)
    progress.percent(30)
    leftovers.forget(path.parent, path.name)
    partial = path.with_name(leftovers.part_name(path.name))
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            for done, text in _pieces(data, count, ending == ".json"):
                progress.check()
                file.write(text)
                progress.percent(30 + 70 * done / count)
        partial.replace(path)
    except OSError as error:
        raise KmzbError(
            tr("The sample '{name}' cannot be written: {why}.", name=path.name, why=reason(error))
        ) from error
    finally:
        leftovers.discard(partial)


def _pieces(data: dict, count: int, as_json: bool):
    """The file's text in pieces, with the number of reports written so far."""
    book = load_catalogue()
    quote = json.dumps if as_json else lambda name, **_: name  # no catalogue name holds a comma or a quote
    kinds = {c.id: quote(c.name, ensure_ascii=False) for c in book.categories}
    states = {s.id: quote(s.name, ensure_ascii=False) for s in book.statuses}
    codes = [quote(city[1], ensure_ascii=False) for city in CITIES] + ["null" if as_json else ""]
    if as_json:
        yield 0, f'{{"synthetic": true, "note": {json.dumps(NOTE)},\n"clusters": [],\n"features": [\n'
        row = (
            '{{"attributes":{{"OBJECTID":{},"Typ":{},"Status":{},"TERYT":{},"Data utworzenia":{},"Data zdarzenia":{},'
            '"Data modyfikacji":{},"Pora dnia":{},"Dni tygodnia":{}}},"geometry":{},"attachments":null}}'
        ).format
        end, empty = ",\n", "null"
        place = '{{"x":{:.2f},"y":{:.2f},"esriGeometryType":"esriGeometryPoint","spatialReference":{{"wkid":2180}}}}'
    else:
        yield 0, ",".join(name for name in COLUMNS.values() if name != "Opis") + "\n"
        row = "{},{},{},{},{},{},{},{},{},{}".format
        end, empty, place = "\n", "", "{:.2f},{:.2f}"
    nowhere = "null" if as_json else ","
    place = place.format
    for start in range(0, count, CHUNK):
        part = {name: column[start : start + CHUNK].tolist() for name, column in data.items()}
        rows = [
            row(n, kinds[k], states[s], codes[t], r, e if known else empty, m, p, d, place(x, y) if x == x else nowhere)
            for n, k, s, t, r, e, known, m, p, d, x, y in zip(
                *(part[name] for name in ("objectid", "typ", "status", "teryt", "reported", "event", "event_known")),
                *(part[name] for name in ("modified", "part_of_day", "days_of_week", "x", "y")),
            )
        ]
        done = min(start + CHUNK, count)
        last = done == count
        yield done, end.join(rows) + ("\n]}\n" if last and as_json else end)
