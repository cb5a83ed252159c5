"""The working database: creating, opening, migrating, loading; the rules are triggers in ``migrations/``."""

from .lifecycle import create_store, open_store
from .store import Store

__all__ = ["Store", "create_store", "open_store"]
