"""What the operating system, SQLite and GDAL refuse, in words of the user's language instead of theirs."""

from __future__ import annotations

import errno

from .i18n import tr

FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_GONE = ("EIO", "ESTALE", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT", "ENXIO", "ENODEV", "ESHUTDOWN")
GONE = {getattr(errno, name) for name in _GONE if hasattr(errno, name)}
# https://learn.microsoft.com/windows/win32/debug/system-error-codes: what errno does not tell apart
_WINDOWS = {32: "busy", 33: "busy", 39: "full", 112: "full", 19: "readonly"}
_WINDOWS.update(dict.fromkeys((21, 53, 55, 59, 64, 67, 1167, 1231), "gone"))
# sqlite3ErrStr() in SQLite's main.c; GDAL passes these texts on.
_SQLITE = (
    ("disk is full", "full"),
    ("no space left", "full"),
    ("disk i/o error", "io"),
    ("space on the volume", "io"),  # QgsProject's: it does not tell a full disk from a missing right
    ("readonly database", "readonly-store"),
    ("unable to open database", "open"),
    ("is locked", "busy"),
    ("locking protocol", "busy"),
    ("malformed", "damaged"),
    ("not a database", "damaged"),
    ("out of memory", "memory"),
)


def kind(error: object) -> str:
    """What sort of refusal an error (or its text) is: ``full``, ``gone``, ``readonly``, …; empty where unknown."""
    if isinstance(error, OSError) and error.errno is not None:
        number = getattr(error, "winerror", None)
        return _WINDOWS.get(number, "") or _ERRNO.get(error.errno, "")
    if getattr(error, "sqlite_errorname", "") == "SQLITE_READONLY_ROLLBACK":
        return "cut-off"
    text = str(error).lower()
    return next((name for phrase, name in _SQLITE if phrase in text), "")


def words(error: object) -> str:
    """A translated reason, to be put inside a sentence; empty where there is none for it."""
    found = _words().get(kind(error))
    return found() if found else ""


def is_full(error: object) -> bool:
    """Whether an error, or one that it comes from, says that the disk is full."""
    while error is not None:
        if kind(error) == "full":
            return True
        error = getattr(error, "__cause__", None)
    return False


_ERRNO = {
    **dict.fromkeys(FULL, "full"),
    **dict.fromkeys(GONE, "gone"),
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "readonly",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EBUSY: "busy",
    errno.ENAMETOOLONG: "name",
    errno.ENOMEM: "memory",
}


def _words() -> dict:
    return {
        "full": lambda: tr("the disk is full"),
        "gone": lambda: tr("the disk or the network drive does not answer"),
        "io": lambda: tr("the disk is full or does not answer, or the network drive is gone"),
        "denied": lambda: tr("your account has no right to it"),
        "readonly": lambda: tr("the disk is write-protected"),
        "readonly-store": lambda: tr("it is write-protected, or was moved or replaced while it was open"),
        "cut-off": lambda: tr(
            "a job was cut off while it wrote to it, and that cannot be undone because it is write-protected"
        ),
        "missing": lambda: tr("the file or its folder is not there"),
        "open": lambda: tr(
            "the file cannot be opened: it is gone, or your account has no right to it or to its folder"
        ),
        "busy": lambda: tr("another program is using it"),
        "damaged": lambda: tr("the file is damaged"),
        "memory": lambda: tr("there is not enough memory"),
        "name": lambda: tr("the name is too long"),
    }
