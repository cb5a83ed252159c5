"""No way of asking tells anything of a column that is not public (``tests/server/attacks/probes.py``)."""

from __future__ import annotations

import pytest

from tests.server.attacks.probes import WAYS, alike, inner_columns
from tests.server.attacks.target import leaks

COLUMNS = inner_columns()


def test_the_columns_are_those_of_the_store():
    for name in (
        "description",
        "note",
        "officer",
        "modified_by",
        "reference",
        "unit_id",
        "handed_to",
        "until",
        "x",
        "lat",
    ):
        assert name in COLUMNS
    assert len(COLUMNS) >= 40 and "typ" not in COLUMNS


@pytest.mark.parametrize("way", WAYS)
def test_a_question_and_its_opposite_get_the_same(target, way):
    faults = []
    for column in COLUMNS:
        cases = [WAYS[way](column, opposite) for opposite in (False, True)]
        replies = [target.ask(case.method, case.target, case.headers, case.body) for case in cases]
        for case, reply in zip(cases, replies):
            if leaks(case.bytes(target.port), reply):
                faults.append(f"{column}: tells {leaks(case.bytes(target.port), reply)}")
        one, other = replies
        if one.status != other.status or not alike(column, one.text, other.text):
            faults.append(f"{column}: {one.status} {one.text[-200:]} / {other.status} {other.text[-200:]}")
        elif one.status == 200 and one.reports not in (0, 66):
            faults.append(f"{column}: {one.reports} reports")
    target.check()
    assert faults == []
