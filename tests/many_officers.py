"""Many officers who change the same reports of one database at once, each in a thread with a log-in of their own.

Every officer leaves a mark of their own in the note of a report with each change, so that the end can be compared with
what each was told: a change that was acknowledged and is not there is a lost update.
"""

from __future__ import annotations

import random
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field

from kmzb_qgis.store import Store, deciding
from kmzb_qgis.store.store import open_connection
from kmzb_qgis.toolbelt.errors import KmzbError

BULK = 5  # how many reports one of several decisions changes at once


@dataclass
class Told:
    """What one officer was told: marks that were acknowledged by fid, refusals by sentence, other failures."""

    done: list[tuple[int, str]] = field(default_factory=list)
    conflicts: list[tuple[int, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def work(store: Store, login: str, fids: list[int], until: float, seed: int) -> Told:
    """One officer's minute: read a report, think for a moment, write; a conflict is read anew and tried again."""
    told, dice, turn = Told(), random.Random(seed), 0
    try:
        with closing(open_connection(store.path)) as connection:
            while time.monotonic() < until:
                turn += 1
                chosen = list(dict.fromkeys(dice.sample(fids, BULK if turn % 5 == 0 else 1)))
                _change(connection, store, chosen, f"[{login}:{turn}]", dice, told)
    except Exception as error:
        told.failures.append(repr(error))
    return told


def _change(connection, store: Store, fids: list[int], mark: str, dice: random.Random, told: Told) -> None:
    for _ in range(20):
        decisions = []
        for fid in fids:
            version, note, status = connection.execute(
                "SELECT version, coalesce(note, ''), status_id FROM report WHERE fid = ?", (fid,)
            ).fetchone()
            changes: dict[str, object] = {"note": f"{note}{mark}"}
            if status == 1 and dice.random() < 0.2:
                changes["status_id"] = 2
            decisions.append(deciding.Decision(fid, version, changes))
        time.sleep(dice.random() * 0.01)
        try:
            deciding.apply(connection, decisions, mark, store)
        except KmzbError as error:
            if error.code == "KMZB-409":
                told.conflicts.append((fids[0], error.message))
                continue
            told.refused.append(str(error))
            return
        told.done += [(fid, mark) for fid in fids]
        return


def simulate(stores: list[Store], logins: list[str], fids: list[int], seconds: float) -> list[Told]:
    """All officers at once for some seconds; what each was told."""
    until, found = time.monotonic() + seconds, [Told() for _ in logins]

    def run(place: int) -> None:
        found[place] = work(stores[place], logins[place], fids, until, place)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(logins))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
