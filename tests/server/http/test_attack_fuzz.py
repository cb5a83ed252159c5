"""Random requests: none may break, hold or open anything. More of them: ``KMZB_FUZZ=5000 KMZB_FUZZ_SEED=3``."""

from __future__ import annotations

import os
import random

from tests.server.attacks.mutations import changed, seeds
from tests.server.attacks.target import LIMIT_S, leaks

COUNT, SEED = int(os.environ.get("KMZB_FUZZ", "300")), int(os.environ.get("KMZB_FUZZ_SEED", "1"))


def test_random_requests_break_nothing(target):
    chance, given, faults = random.Random(SEED), seeds(target.port), []
    for number in range(COUNT):
        sent = changed(chance, given)
        try:
            reply = target.send(sent, "HEAD" if sent.startswith(b"HEAD") else "GET")
        except TimeoutError:
            faults.append((number, "no answer in time", sent))
            continue
        if reply.status in (500, 502, 503, 504) or reply.seconds > LIMIT_S or leaks(sent, reply):
            faults.append((number, reply.status, reply.seconds, leaks(sent, reply), sent, reply.text[:300]))
        if not target.same_workers():
            faults.append((number, "a worker ended", sent))
            target.pids = list(target.service.worker_pids)
    target.check()
    assert faults == []
    assert target.unwritten()
