"""GDAL's errors as exceptions: it goes on after a failed write and only prints that to the console."""

from __future__ import annotations

from contextlib import contextmanager

from osgeo import gdal


@contextmanager
def raised():
    """Raise OSError with GDAL's last complaint of what was done inside; its console stays quiet."""
    said: list[str] = []
    gdal.PushErrorHandler(lambda level, _number, text: said.append(text) if level >= gdal.CE_Failure else None)
    try:
        yield
    except RuntimeError as error:  # what it raises where its exceptions are switched on
        raise OSError(None, str(error)) from error
    finally:
        gdal.PopErrorHandler()
    if said:
        raise OSError(None, said[-1])
