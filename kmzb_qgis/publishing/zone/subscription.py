"""The inner side's subscription to what citizens send: set up, looked after, and made anew where its slot was lost.

PostgreSQL's logical replication; the connection is opened by the inner server. The same command sets up, checks and
mends, so a timer may run it. Everything is copied anew after a lost slot; what is there already is passed over by the
inner table's trigger, so nothing is lost and nothing comes twice.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import psycopg2.errors
from psycopg2 import sql

from ...toolbelt.errors import KmzbError
from ...toolbelt.i18n import tr
from ...toolbelt.progress import Progress
from . import link

NAME = "kmzb_intake"  # of the publication, the subscription and its slot
SYNC_S = 15  # to wait for the first copy
_DROP_S = 40  # for a slot whose reader is gone: the public server notices after wal_sender_timeout, 30 s
_NO_PASSWORD_ASKED = 160000  # since then subscriptions of ordinary roles must bring a password unless told otherwise


@dataclass
class Subscription:
    """``state``: 'new', 'running', 'renewed' (the slot was lost) or 'removed'. ``rows`` in the inner copy, ``behind``
    bytes that the public server still holds back, ``forgotten`` rows taken off the public server."""

    state: str
    rows: int = 0
    behind: int = 0
    errors: int = 0
    forgotten: int = 0
    warnings: list[str] = field(default_factory=list)


def subscribe(inner: str, public: str, forget_days: float | None = None, feedback=None) -> Subscription:
    """See to it that the inner database ``inner`` collects from the public server ``public``.

    ``public`` must be a service: the inner server itself opens it, and knows nothing of QGIS's connections. It is also
    opened from here, to look at the slot. ``forget_days``: rows that arrived here and are older leave the public
    server. Raises KmzbError; what ran before goes on then.
    """
    progress = Progress(feedback)
    with ExitStack() as until_done:
        ours, theirs = _opened(inner, public, until_done)
        try:
            _ready(ours, theirs, inner, public)
            state = _settled(ours, theirs, public, progress)
            _synced(ours, progress)
            done = _told(ours, theirs, state)
            if forget_days is not None:
                done.forgotten = _forgotten(ours, theirs, forget_days)
        except psycopg2.Error as error:
            raise link.refused(error, f"{inner}, {public}") from error
    for sentence in done.warnings:
        progress.warn(sentence)
    progress.percent(100)
    return done


def unsubscribe(inner: str, public: str, feedback=None) -> Subscription:
    """Collect nothing more. The inner copy stays as it is; the public server keeps no log for us any longer."""
    progress = Progress(feedback)
    with ExitStack() as until_done:
        ours, theirs = _opened(inner, public, until_done)
        try:
            _drop(ours, theirs, progress)
        except psycopg2.Error as error:
            raise link.refused(error, f"{inner}, {public}") from error
    return Subscription("removed")


def _opened(inner: str, public: str, until_done: ExitStack) -> tuple:
    if link.parsed(public)[0] != "service":
        raise KmzbError(
            tr(
                "Name the public server by a service: the inner server opens the connection itself and knows its own "
                "service file only."
            ),
            code="address",
        )
    found = []
    for address in (inner, public):
        connection = until_done.enter_context(closing(link.connect(address, application_name="kmzb intake")))
        connection.autocommit = True
        found.append(connection.cursor())
    return tuple(found)


def _one(cursor, query: str, *values):
    cursor.execute(query, values)
    row = cursor.fetchone()
    return row[0] if row and len(row) == 1 else row


def _ready(ours, theirs, inner: str, public: str) -> None:
    """Both sides as they must be; the inner tables are made."""
    if not _one(ours, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        raise KmzbError(
            tr(
                "Only a superuser of the inner server {inner} can subscribe: let its administrator run this.",
                inner=inner,
            ),
            code="rights",
        )
    if not _one(theirs, "SELECT count(*) FROM pg_publication WHERE pubname = %s", NAME):
        raise KmzbError(
            tr("The server {public} is not set up as a public zone: run zone-public.sh there.", public=public),
            code="zone-schema",
        )
    if _one(theirs, "SHOW wal_level") != "logical":
        raise KmzbError(
            tr("The public server {public} must be restarted once: zone-public.sh said so.", public=public),
            code="restart",
        )
    if _one(theirs, "SHOW max_slot_wal_keep_size") == "-1":
        raise KmzbError(
            tr(
                "On {public} max_slot_wal_keep_size is not set: a broken link would fill its disk. Run zone-public.sh.",
                public=public,
            ),
            code="keep",
        )
    text = Path(__file__).with_name("inner.sql").read_text(encoding="utf-8")
    ours.execute("BEGIN")
    try:
        ours.execute(text)
        ours.execute("COMMIT")
    except psycopg2.Error:
        ours.execute("ROLLBACK")
        raise


def _settled(ours, theirs, public: str, progress: Progress) -> str:
    """New, running, or made anew; returns which."""
    known = _one(ours, "SELECT subenabled, subconninfo FROM pg_subscription WHERE subname = %s AND subdbid = "
                       "(SELECT oid FROM pg_database WHERE datname = current_database())", NAME)  # fmt: skip
    slot = _one(theirs, "SELECT wal_status, active FROM pg_replication_slots WHERE slot_name = %s", NAME)
    words = _conninfo(public)
    if known is not None and slot is not None and slot[0] != "lost":
        if known[1] != words:
            ours.execute(
                sql.SQL("ALTER SUBSCRIPTION {} CONNECTION {}").format(sql.Identifier(NAME), sql.Literal(words))
            )
        _given_away(ours)
        if not known[0]:
            ours.execute(sql.SQL("ALTER SUBSCRIPTION {} ENABLE").format(sql.Identifier(NAME)))
        return "running"
    if known is None and slot is not None and slot[1]:
        raise KmzbError(
            tr("Another inner server collects from {public} already: stop that one first.", public=public), code="taken"
        )
    if known is not None:
        progress.say(tr("The public server no longer holds what was not collected: copying everything anew…"))
    _drop(ours, theirs, progress)
    more = ", password_required = false" if ours.connection.server_version >= _NO_PASSWORD_ASKED else ""
    ours.execute(
        sql.SQL(
            "CREATE SUBSCRIPTION {name} CONNECTION {words} PUBLICATION {name}"
            " WITH (copy_data = true, enabled = false, slot_name = {slot}" + more + ")"
        ).format(name=sql.Identifier(NAME), words=sql.Literal(words), slot=sql.Literal(NAME))
    )
    _one_table(ours, theirs, progress)
    _given_away(ours)
    ours.execute(sql.SQL("ALTER SUBSCRIPTION {} ENABLE").format(sql.Identifier(NAME)))
    return "new" if known is None else "renewed"


def _one_table(ours, theirs, progress: Progress) -> None:
    """The public server says which tables it publishes; one that was taken over might name others that are here."""
    ask = (
        "SELECT string_agg(r.srrelid::regclass::text, ', ') FROM pg_subscription_rel r JOIN pg_subscription s"
        " ON s.oid = r.srsubid WHERE s.subname = %s AND r.srrelid <> 'kmzb_intake.report'::regclass"
    )
    others = _one(ours, ask, NAME)
    if others:
        _drop(ours, theirs, progress)
        raise KmzbError(
            tr(
                "The public server publishes other tables than the intake's: {tables}. Look at that server.",
                tables=others,
            ),
            code="published",
        )


def _conninfo(public: str) -> str:
    alive = " ".join(f"{name}={value}" for name, value in link.ALIVE.items())
    return f"service={link.parsed(public)[1]} {alive}"


def _given_away(ours) -> None:
    """Rows are put in with the rights of the subscription's owner: one who may add rows and nothing else.

    PostgreSQL 15 lets only a superuser own one at the moment of giving; nobody else sees that moment.
    """
    ours.execute("BEGIN")
    try:
        ours.execute("ALTER ROLE kmzb_zone_apply SUPERUSER")
        ours.execute(sql.SQL("ALTER SUBSCRIPTION {} OWNER TO kmzb_zone_apply").format(sql.Identifier(NAME)))
        ours.execute("ALTER ROLE kmzb_zone_apply NOSUPERUSER")
        ours.execute("COMMIT")
    except psycopg2.Error:
        ours.execute("ROLLBACK")
        raise


def _drop(ours, theirs, progress: Progress) -> None:
    """The subscription and its slot go, whatever state they are in. The inner copy stays."""
    if _one(ours, "SELECT count(*) FROM pg_subscription WHERE subname = %s", NAME):
        for command in ("ALTER SUBSCRIPTION {} DISABLE", "ALTER SUBSCRIPTION {} SET (slot_name = NONE)",
                        "DROP SUBSCRIPTION {}"):  # fmt: skip
            ours.execute(sql.SQL(command).format(sql.Identifier(NAME)))
    ends = time.monotonic() + _DROP_S
    # Slots of a first copy that was cut off are called pg_<subscription>_sync_<table>_<system>.
    ask = (
        "SELECT slot_name FROM pg_replication_slots WHERE database = current_database() AND slot_type = 'logical'"
        " AND (slot_name = %s OR slot_name ~ '^pg_[0-9]+_sync_[0-9]+_[0-9]+$')"
    )
    while True:
        theirs.execute(ask, (NAME,))
        left = [row[0] for row in theirs.fetchall()]
        if not left:
            return
        for name in left:
            try:
                theirs.execute("SELECT pg_drop_replication_slot(%s)", (name,))
            except psycopg2.errors.ObjectInUse:  # a reader that is gone, which the server has not noticed yet
                if time.monotonic() > ends:
                    raise
                progress.check()
                time.sleep(0.5)


def _synced(ours, progress: Progress) -> None:
    """Wait for the first copy, so that whoever set it up sees that it works."""
    ends = time.monotonic() + SYNC_S
    pending = (
        "SELECT count(*) FROM pg_subscription s LEFT JOIN pg_subscription_rel r ON r.srsubid = s.oid"
        " WHERE s.subname = %s AND coalesce(r.srsubstate, 'i') <> 'r'"
    )
    while _one(ours, pending, NAME) and time.monotonic() < ends:
        progress.check()
        time.sleep(0.3)


def _told(ours, theirs, state: str) -> Subscription:
    done = Subscription(state, _one(ours, "SELECT count(*) FROM kmzb_intake.report"))
    slot = _one(
        theirs,
        "SELECT coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint, wal_status, active"
        " FROM pg_replication_slots WHERE slot_name = %s",
        NAME,
    )
    done.behind = int(slot[0]) if slot else 0
    done.errors = _one(
        ours,
        "SELECT coalesce(sum(apply_error_count + sync_error_count), 0)::bigint FROM pg_stat_subscription_stats"
        " WHERE subname = %s",
        NAME,
    )
    if _one(ours, "SELECT count(*) FROM pg_subscription_rel r JOIN pg_subscription s ON s.oid = r.srsubid"
                  " WHERE s.subname = %s AND r.srsubstate <> 'r'", NAME):  # fmt: skip
        done.warnings.append(tr("The first copy is not finished yet. Look into the inner server's log if it stays so."))
    elif not slot or not slot[2]:
        done.warnings.append(
            tr("The inner server is not connected to the public one just now: its log says why. Nothing is lost yet.")
        )
    if slot and slot[1] in ("extended", "unreserved"):
        done.warnings.append(tr("Much waits on the public server; if it goes on so, everything must be copied anew."))
    doubled = _one(ours, "SELECT count(*) FROM kmzb_intake.doubled")
    if doubled:
        done.warnings.append(
            tr("%n reference(s) came again with other words; they lie in kmzb_intake.doubled.", n=doubled)
        )
    passed = _one(ours, "SELECT coalesce(sum(rows), 0)::bigint FROM kmzb_intake.passed_over")
    if passed:
        done.warnings.append(
            tr("%n row(s) were not let in; kmzb_intake.passed_over says why. They lie on the public server.", n=passed)
        )
    return done


def _forgotten(ours, theirs, days: float) -> int:
    """Rows that lie here and arrived longer ago than ``days`` leave the public server."""
    ours.execute(
        "SELECT reference FROM kmzb_intake.report WHERE arrived_at < now() - make_interval(secs => %s)", (days * 86400,)
    )
    ours_have = [row[0] for row in ours.fetchall()]
    theirs.execute("SELECT reference FROM kmzb_intake.report WHERE reference = ANY (%s)", (ours_have,))
    both = [row[0] for row in theirs.fetchall()]
    return int(_one(theirs, "SELECT kmzb_intake.forget(%s)", both)) if both else 0
