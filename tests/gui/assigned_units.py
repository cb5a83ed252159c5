"""Hand-made units in a store: squares around Kraków, and the police of a small Mazovia."""

from __future__ import annotations

import struct

LEVELS_OF_POLICE = ("K01", "K02", "K03", "K04", "K05")


def shape(*rings) -> bytes:
    """A GeoPackage multipolygon of one polygon: rings of (x, y), closed by themselves."""
    wkb = struct.pack("<BII", 1, 6, 1) + struct.pack("<BII", 1, 3, len(rings))
    for ring in rings:
        points = [*ring, ring[0]]
        wkb += struct.pack("<I", len(points)) + b"".join(struct.pack("<dd", *point) for point in points)
    xs, ys = zip(*(point for ring in rings for point in ring))
    return struct.pack("<2sBBi", b"GP", 0, 3, 2180) + struct.pack("<dddd", min(xs), max(xs), min(ys), max(ys)) + wkb


def box(x1, y1, x2, y2) -> list:
    """A ring."""
    return [(x1, y1), (x2, y1), (x2, y2), (x1, y2)]


def unit(store, level: str, key: str, *rings, since=None, until=None) -> None:
    """Put a unit into a store by SQL."""
    with store.connect() as connection:
        connection.execute(
            "INSERT INTO unit (geom, id, level, teryt, name, valid_from, valid_to) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (shape(*rings), key, level, key if level[0] != "K" else None, f"Jednostka {key}", since, until),
        )


def krakow(store) -> None:
    """Two municipalities side by side at x = 567000, with a command over both and a station in the left one."""
    unit(store, "municipality", "1261011", box(560000, 240000, 567000, 250000))
    unit(store, "municipality", "1206032", box(567000, 240000, 575000, 250000))
    unit(store, "K01", "KWP Kraków", box(550000, 230000, 600000, 260000))
    unit(store, "K02", "KMP Kraków", box(560000, 240000, 575000, 250000))
    unit(store, "K05", "KP I", box(560000, 240000, 563000, 250000))


def mazovia(store) -> None:
    """Radom's command (K01) and the Warsaw command (K03) with two districts (K04) and a county of its own (K02).

    There is no voivodeship's command in Warsaw: K01 leaves the agglomeration out.
    """
    unit(store, "K01", "KWP zs. w Radomiu", box(600000, 350000, 700000, 520000), box(620000, 470000, 660000, 510000))
    unit(store, "K02", "KMP Radom", box(640000, 380000, 660000, 400000))
    unit(store, "K03", "KSP", box(620000, 470000, 660000, 510000))
    unit(store, "K04", "KRP I", box(635000, 485000, 640000, 490000))
    unit(store, "K04", "KRP II", box(640000, 485000, 645000, 490000))
    unit(store, "K02", "KPP Piaseczno", box(635000, 472000, 645000, 480000))
    unit(store, "K05", "KP Wawer", box(643000, 485000, 645000, 490000))
