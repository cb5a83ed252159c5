"""What a person says about a file, because the file does not say it or says it wrongly."""

from __future__ import annotations

from dataclasses import dataclass

from .mapping import Mapping

DATE_FORMS = ("ms", "iso", "dmy")  # epoch milliseconds; ISO 8601; dd.mm.yyyy[ hh:mm[:ss]] in Warsaw time


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file; what is left empty is seen from the file, or refused with a question.

    ``crs`` an authority code such as ``EPSG:2180``; ``swapped`` True: the first coordinate is the northing (or the
    latitude), False: it is not, None: not said; ``encoding`` a name that Python knows (``cp1250``); ``layer`` the
    layer or sheet; ``date_form`` one of ``DATE_FORMS`` or '' (each value by its shape). What stands here wins over
    what ``mapping`` keeps.
    """

    crs: str = ""
    swapped: bool | None = None
    encoding: str = ""
    mapping: Mapping | None = None
    layer: str = ""
    date_form: str = ""

    def settled(self) -> ReadOptions:
        """The same with the empty fields filled from the mapping."""
        kept = self.mapping
        if kept is None:
            return self
        return ReadOptions(
            self.crs or kept.crs,
            kept.swapped if self.swapped is None else self.swapped,
            self.encoding or kept.encoding,
            kept,
            self.layer or kept.layer,
            self.date_form or kept.date_form,
        )
