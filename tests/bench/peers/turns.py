"""Measures two calls turn by turn, so that what else the machine does meets both."""

from __future__ import annotations

import json
from collections.abc import Callable
from statistics import median
from time import perf_counter, process_time

Call = Callable[[], object]
PAIRS = 15
# Of CPU time: the same work, whatever else the machine does.
SECONDS_A_TURN = 0.05


def compare(name: str, peer: str, ours: Call, theirs: Call) -> None:
    """Prints JSON: the medians of both times in microseconds, and of the ratios of pairs of turns, of CPU time too."""
    counts = [_fitting(call) for call in (ours, theirs)]
    pairs = [(_turn(ours, counts[0]), _turn(theirs, counts[1])) for _ in range(PAIRS)]
    took, cpu = ([(own[at], other[at]) for own, other in pairs] for at in (0, 1))
    times = [round(median(times) * 1e6, 1) for times in zip(*took, strict=True)]
    ratios = {"ratio": _ratio(took), "cpu_ratio": _ratio(cpu)}
    print(json.dumps({"name": name, "peer": peer, "ours": times[0], "theirs": times[1], **ratios}), flush=True)


def _ratio(pairs: list[tuple[float, float]]) -> float:
    return round(median(other / own for own, other in pairs), 3)


def _fitting(call: Call) -> int:
    """How many calls take about the time of a turn. Calls until then are the warm-up."""
    count = 1
    while (seconds := _turn(call, count)[1] * count) < SECONDS_A_TURN / 2:
        count *= 2
    return max(1, round(count * SECONDS_A_TURN / seconds))


def _turn(call: Call, count: int) -> tuple[float, float]:
    """Seconds of each of so many calls, and seconds of CPU time."""
    began, cpu_began = perf_counter(), process_time()
    for _ in range(count):
        call()
    return (perf_counter() - began) / count, (process_time() - cpu_began) / count
