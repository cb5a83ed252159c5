"""Columns as the store writes them, made a batch at a time: instants, wall times, UUIDs, points, fingerprints."""

from __future__ import annotations

import os

import numpy as np

from .functions import point_header
from .loading_columns import NONE

DAY = 86_400_000  # ms
HOUR = 3_600_000
_TWO = np.array([f"{value:02d}".encode() for value in range(100)], dtype="S2").view(np.uint8).reshape(100, 2)
_THREE = np.array([f"{value:03d}".encode() for value in range(1000)], dtype="S3").view(np.uint8).reshape(1000, 3)
_HEX = np.array([f"{value:02x}".encode() for value in range(256)], dtype="S2").view(np.uint8).reshape(256, 2)
_POINT = np.dtype([("head", f"V{len(point_header())}"), ("x", "<f8"), ("y", "<f8")])


class Zone:
    """Warsaw's offsets from UTC as the store keeps them; ``rows`` are ``(ms from which on, shift in ms)``."""

    def __init__(self, rows: list) -> None:
        self._since = np.array([row[0] for row in rows], dtype=np.int64)
        # before the first offset known the triggers take an hour too
        self._shift = np.array([HOUR, *(row[1] for row in rows)], dtype=np.int64)

    def local(self, instants: np.ndarray) -> np.ndarray:
        """Epoch ms of the same wall time in UTC; NONE stays NONE."""
        shift = self._shift[np.searchsorted(self._since, instants, side="right")]
        return np.where(instants == NONE, NONE, instants + shift)


def instants(values: np.ndarray) -> np.ndarray:
    """``YYYY-MM-DDTHH:MM:SS.mmmZ`` of epoch ms as ASCII, shape (rows, 24); of NONE something."""
    figures = _clock(values, 24)
    figures[:, 19], figures[:, 23] = ord("."), ord("Z")
    figures[:, 20:23] = _THREE[values % 1000]
    return figures


def wall_times(local: np.ndarray) -> np.ndarray:
    """``YYYY-MM-DDTHH:MM:SS`` of what :meth:`Zone.local` gave, shape (rows, 19); of NONE something."""
    return _clock(local, 19)


def _clock(values: np.ndarray, width: int) -> np.ndarray:
    """Date and time of day as ASCII figures, shape (rows, width)."""
    days, rest = np.divmod(np.where(values == NONE, 0, values), DAY)
    distinct, which = np.unique(days, return_inverse=True)
    dates = np.datetime_as_string(distinct.astype("M8[D]")).astype("S10").view(np.uint8).reshape(-1, 10)
    seconds = rest // 1000
    figures = np.empty((len(values), width), dtype=np.uint8)
    figures[:, :10] = dates[which]
    figures[:, 10], figures[:, 13], figures[:, 16] = ord("T"), ord(":"), ord(":")
    figures[:, 11:13] = _TWO[seconds // 3600]
    figures[:, 14:16] = _TWO[seconds // 60 % 60]
    figures[:, 17:19] = _TWO[seconds % 60]
    return figures


def listed(figures: np.ndarray, absent: np.ndarray | None = None) -> list:
    """Rows of ASCII as texts; None where ``absent``."""
    width = figures.shape[1]
    text = figures.tobytes().decode("ascii")
    found = [text[start : start + width] for start in range(0, len(text), width)]
    for index in () if absent is None else np.flatnonzero(absent).tolist():
        found[index] = None
    return found


def random_starts(count: int) -> np.ndarray:
    """The random first halves of ``count`` UUIDs (uint64), ascending: an index takes those several times faster."""
    halves = np.frombuffer(os.urandom(8 * count), dtype=np.uint64).copy()
    halves &= np.uint64(0xFFFF_FFFF_FFFF_0FFF)
    halves |= np.uint64(0x4000)  # version 4
    halves.sort()
    return halves


def random_ids(starts: np.ndarray) -> np.ndarray:
    """Random bits of UUIDs that begin with ``starts``, shape (rows, 16)."""
    bits = np.empty((len(starts), 16), dtype=np.uint8)
    bits[:, :8] = starts.astype(">u8").view(np.uint8).reshape(-1, 8)
    bits[:, 8:] = np.frombuffer(os.urandom(8 * len(starts)), dtype=np.uint8).reshape(-1, 8)
    bits[:, 8] = bits[:, 8] & 0x3F | 0x80  # variant
    return bits


def uuids(bits: np.ndarray) -> np.ndarray:
    """UUIDs from their 16 bytes as ASCII, shape (rows, 36)."""
    figures = np.full((len(bits), 36), ord("-"), dtype=np.uint8)
    digits = _HEX[bits].reshape(-1, 32)
    start = 0
    for place, size in ((0, 8), (9, 4), (14, 4), (19, 4), (24, 12)):
        figures[:, place : place + size] = digits[:, start : start + size]
        start += size
    return figures


def points(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """GeoPackage points in EPSG:2180, shape (rows, 29) of bytes; of NaN something."""
    rows = np.zeros(len(x), dtype=_POINT)
    rows["head"] = np.void(point_header())
    rows["x"], rows["y"] = x, y
    return rows.view(np.uint8).reshape(-1, _POINT.itemsize)


def digests(values: np.ndarray) -> np.ndarray:
    """First parts of digests as ASCII, shape (rows, 18): ``=``, 16 hexadecimal digits, ``:``."""
    figures = np.empty((len(values), 18), dtype=np.uint8)
    figures[:, 0], figures[:, 17] = ord("="), ord(":")
    figures[:, 1:17] = _HEX[values.astype(">u8").view(np.uint8).reshape(-1, 8)].reshape(-1, 16)
    return figures
