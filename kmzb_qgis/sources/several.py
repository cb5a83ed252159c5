"""Several files as one source: one import run over all of them, with one progress, and rows that know their file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from ..toolbelt.errors import KmzbError
from ..toolbelt.i18n import tr
from ..toolbelt.progress import Progress
from .files import READ_SHARE, header_rows, read_file
from .inspect import inspect
from .lines import Lines
from .options import ReadOptions

_NAMED = 5  # so many files are named in a source's description, the others counted


def chosen(names: list[str], progress: Progress) -> list[Path]:
    """The files meant, each once, in their order. Raises KmzbError for what is none: a folder, a pattern, nothing."""
    found: dict[Path, Path] = {}
    for name in names:
        path = Path(name)
        if path.is_dir():
            raise KmzbError(tr("'{name}' is a folder: choose the files in it.", name=name))
        if not path.exists():
            if any(sign in path.name for sign in "*?["):
                raise KmzbError(
                    tr("'{name}' is a pattern, not a file: choose the files themselves.", name=name), code="pattern"
                )
            raise KmzbError(tr("There is no file '{name}'.", name=name))
        if path.resolve() in found:
            progress.warn(tr("The file '{name}' was given more than once; it is read once.", name=path.name))
            continue
        found[path.resolve()] = path
    if not found:
        raise KmzbError(tr("Choose one file or more to import."), code="no-file")
    return list(found.values())


def titles(paths: list[Path]) -> list[str]:
    """What each file is called: its name, or its whole path where two have one name."""
    names = [path.name for path in paths]
    return [name if names.count(name) == 1 else str(path) for name, path in zip(names, paths)]


def description(paths: list[Path]) -> str:
    """What the store notes as the source."""
    names = titles(paths)
    if len(names) <= _NAMED:
        return ", ".join(names)
    return ", ".join(names[:_NAMED]) + f", … (+{len(names) - _NAMED})"


def read_files(paths: list[Path], origins: list, feedback=None, options: ReadOptions | None = None) -> Iterator[tuple]:
    """Batches of all files, one after the other; ``origins`` gets (first row, name, lines of names) of each.

    Raises KmzbError for the first file that cannot be read; nothing of the others counts then either.
    """
    sizes = [max(1, _size(path)) for path in paths]
    done, before, whole = 0, 0, sum(sizes)
    for path, title, size in zip(paths, titles(paths), sizes):
        origins.append((done + 1, title, header_rows(path)))
        part = _Part(feedback, title if len(paths) > 1 else "", READ_SHARE * before / whole, size / whole)
        try:
            mine = fitting(path, options, len(paths), Progress(part))
            with closing(read_file(path, part, mine)) as batches:
                for batch in batches:  # a batch of lines is not taken apart here: it may not have to be read
                    done += batch.lines if isinstance(batch, Lines) else len(batch[1])
                    yield batch
        except KmzbError as error:
            raise _named(error, path, title, len(paths)) from error
        before += size


def fitting(path: Path, options: ReadOptions | None, count: int, progress: Progress) -> ReadOptions | None:
    """The options for one of ``count`` files: a mapping made for another of them gives way to the file's own names.

    It does so only where the file lacks a column by the mapping and none by its own names. The only file of a run is
    read by the mapping that was given for it, or refused.
    """
    if count < 2 or options is None or options.mapping is None or not options.mapping.columns:
        return options
    if not inspect(path, options).missing:
        return options
    own = replace(options.settled(), mapping=replace(options.mapping, columns={}))
    if inspect(path, own).missing:
        return options
    progress.say(tr("The mapping is of another file; '{name}' is read by its own column names.", name=path.name))
    return own


def _named(error: KmzbError, path: Path, title: str, count: int) -> KmzbError:
    """The refusal of one of several files, with its name where the sentence does not hold it."""
    if count == 1 or path.name in error.message or error.code == "cancelled":
        return error
    return type(error)(f"{title}: {error.message}", error.details, error.code)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # reading it says why
        return 0


class _Part:
    """The feedback of one file among several, in QgsFeedback's shape: its share of the progress, its name in words."""

    def __init__(self, feedback, title: str, start: float, share: float):
        self._progress, self._title, self._start, self._share = Progress(feedback), title, start, share

    def isCanceled(self) -> bool:
        return self._progress.cancelled

    def setProgress(self, value: float) -> None:
        self._progress.percent(self._start + value * self._share)

    def pushInfo(self, text: str) -> None:
        self._progress.say(self._with_title(text))

    def pushWarning(self, text: str) -> None:
        self._progress.warn(self._with_title(text))

    def _with_title(self, text: str) -> str:
        return f"{self._title}: {text}" if self._title and self._title not in text else text
