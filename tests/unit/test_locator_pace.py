"""The gate before the geoportal's locators, by a clock of its own: how many go through when, in turn, and a cancel."""

import threading

import pytest

from kmzb_qgis.geoportal import pace
from kmzb_qgis.toolbelt.errors import Cancelled


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now, self.slept = 100.0, 0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        assert 0 < seconds <= pace.STEP_S
        self.now += seconds
        self.slept += 1


class Feedback:
    def __init__(self, clock=None, until=0.0):
        self._clock, self._until = clock, until

    def isCanceled(self):
        return self._clock is not None and self._clock() >= self._until


@pytest.fixture
def clock():
    return Clock()


def gate(clock):
    return pace.Pace(clock=clock, sleep=clock.sleep)


def test_five_go_at_once_and_the_sixth_three_seconds_after_the_first(clock):
    door = gate(clock)
    assert [door.take() for _ in range(5)] == [0.0] * 5
    assert door.take() == pytest.approx(3.0, abs=pace.STEP_S)


def test_no_window_of_three_seconds_ever_holds_more_than_five(clock):
    door, begun = gate(clock), []
    for number in range(40):
        door.take()
        begun.append(clock.now)
        clock.now += (number * 7 % 5) * 0.17  # callers come unevenly
    assert all(later - first >= 3.0 for first, later in zip(begun, begun[5:]))
    assert begun[-1] - begun[0] < 3.0 * 40 / 5 + 3.0  # and nobody waits for nothing


def test_a_cancel_ends_the_wait_and_uses_nothing_up(clock):
    door = gate(clock)
    for _ in range(5):
        door.take()
    with pytest.raises(Cancelled):
        door.take(Feedback(clock, until=clock.now + 1.0))
    assert clock.now == pytest.approx(101.0, abs=pace.STEP_S)
    assert door.take() == pytest.approx(2.0, abs=2 * pace.STEP_S)
    assert [door.take() for _ in range(4)] == [0.0] * 4


def test_who_cancelled_before_his_turn_asks_nothing(clock):
    with pytest.raises(Cancelled):
        gate(clock).take(Feedback(clock, until=0))


def test_threads_share_one_gate():
    door, through, lock = pace.Pace(calls=3, seconds=0.2), [], threading.Lock()

    def caller():
        door.take()
        with lock:
            through.append(door._clock())

    threads = [threading.Thread(target=caller) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    through.sort()
    assert len(through) == 8
    assert through[3] - through[0] > 0.15 and through[6] - through[0] > 0.35


def test_both_services_go_through_the_same_gate():
    assert isinstance(pace.SHARED, pace.Pace) and (pace.CALLS, pace.SECONDS) == (5, 3.0)
