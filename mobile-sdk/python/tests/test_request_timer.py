"""A phone that asks again waits, and goes on waiting when it is started again."""

from __future__ import annotations

import pytest
from vectors import FixedClock, fixed

from haetae import InvalidInputError, RequestTimer

NOW = 1_797_000_000


def test_pauses_grow_with_each_failure_and_end_with_an_answer() -> None:
    clock = FixedClock(NOW)
    timer = RequestTimer(clock=clock, random=fixed)
    assert timer.next().timestamp() == NOW
    pauses = []
    for _ in range(2):
        timer.sent()
        timer.failed(urgent=True)
        pauses.append(timer.next().timestamp() - clock.time)
        clock.time = timer.next().timestamp()
    assert 2 <= pauses[0] <= 5 <= pauses[1] <= 10
    timer.sent()
    timer.failed(retry_after=600, urgent=True)
    assert 600 <= timer.next().timestamp() - clock.time <= 900
    again = RequestTimer(timer.text, clock=clock, random=fixed)
    assert (again.next(), again.text) == (timer.next(), timer.text)
    again.answered()
    assert again.next().timestamp() == clock.time
    again.refused_by_issuer()
    assert again.next().timestamp() - clock.time >= 1_800


def test_a_pause_below_0_is_refused_and_changes_nothing() -> None:
    timer = RequestTimer(clock=FixedClock(NOW), random=fixed)
    before = timer.text
    with pytest.raises(InvalidInputError) as refused:
        timer.failed(retry_after=-1)
    assert (refused.value.kind, timer.text) == ("retry_after", before)
