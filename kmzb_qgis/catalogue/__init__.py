"""What KMZB is: categories, statuses, transitions, deadlines, visibility, public layers. Pure Python and JSON."""

from .model import (
    Catalogue,
    Category,
    CategoryPublic,
    ClosingReason,
    Group,
    Status,
    StatusPublic,
    Transition,
    UnknownName,
    load,
    nearest,
)

__all__ = [
    "Catalogue",
    "Category",
    "CategoryPublic",
    "ClosingReason",
    "Group",
    "Status",
    "StatusPublic",
    "Transition",
    "UnknownName",
    "load",
    "nearest",
]
