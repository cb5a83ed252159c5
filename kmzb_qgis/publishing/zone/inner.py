"""The inner copy of what citizens sent, opened for one collector at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg2

from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from . import link

_THERE = "SELECT to_regclass('kmzb_intake.report') IS NOT NULL AND to_regclass('kmzb_intake.collected') IS NOT NULL"
_ALONE = "SELECT kmzb_intake.alone()"  # until the connection ends


@contextmanager
def opened(address: str) -> Iterator:
    """A psycopg2 connection to the inner copy, not in autocommit; always closed. Refusals come out as KmzbError.

    One collector at a time: two that bring the same reports into two stores would have each citizen's report twice.
    """
    connection = link.connect(address, application_name="kmzb intake")
    try:
        with connection.cursor() as cursor:
            cursor.execute(_THERE)
            if not cursor.fetchone()[0]:
                raise KmzbError(
                    tr(
                        "The database {zone} holds no copy of the public intake: let its administrator run"
                        " kmzb:subscribeintake there first.",
                        zone=address,
                    ),
                    code="intake",
                )
            cursor.execute(_ALONE)
            if not cursor.fetchone()[0]:
                raise KmzbError(
                    tr("Another program is collecting from {zone} just now; try again later.", zone=address),
                    code="busy",
                )
        connection.commit()
        yield connection
    except psycopg2.Error as error:
        raise link.refused(error, address) from error
    finally:
        with suppress(psycopg2.Error):
            connection.close()
