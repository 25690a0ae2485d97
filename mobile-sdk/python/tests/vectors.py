"""The vectors, and scanners that trust what they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from haetae import Admission, Scanner, Verdict

VECTORS = Path(__file__).parents[3] / "tests/vectors"


class FixedClock:
    """A clock that stands where a test sets it."""

    def __init__(self, now: float = 0) -> None:
        self.time = now
        self.ticks = 0.0

    def now(self) -> float:
        return self.time

    def monotonic(self) -> float:
        return self.ticks


def read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text())


def scanner_at(roots: Any, now: float = 0) -> tuple[Scanner, FixedClock]:
    clock = FixedClock(now)
    return Scanner(roots, clock=clock, random=fixed), clock


def fixed(count: int) -> bytes:
    """Bytes in the place of random ones: the same in each run."""
    return bytes(range(1, count + 1))


def written(verdict: Verdict) -> str:
    """A verdict in the words of the vectors: its code, and the warnings after plus signs."""
    warnings = verdict.warnings if isinstance(verdict, Admission) else ()
    return "+".join([verdict.code, *(warning.code for warning in warnings)])


def trusting(of: Any) -> tuple[Scanner, FixedClock]:
    """A scanner of a vector file when everything was offered to it."""
    scanner, clock = scanner_at(of["roots"])
    for earlier in of.get("earlier", []):
        assert scanner.take_bundle(bytes.fromhex(earlier)) == "taken"
    assert scanner.take_bundle(bytes.fromhex(of["bundle"])) == of.get("outcome", "taken")
    return scanner, clock


def pieces(value: Any) -> bytes:
    """Bytes in hexadecimal, or a list of pieces."""
    if isinstance(value, str):
        return bytes.fromhex(value)
    return b"".join(map(_piece, value))


def _piece(piece: Any) -> bytes:
    if isinstance(piece, str):
        return bytes.fromhex(piece)
    if "byte" in piece:
        return bytes.fromhex(piece["byte"]) * int(piece["times"])
    template, at = bytes.fromhex(piece["template"]), piece["counter_at"]
    numbered = (template[:at] + number.to_bytes(8, "big") + template[at + 8 :] for number in range(piece["times"]))
    return b"".join(numbered)
