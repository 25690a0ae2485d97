"""How long checks take through this package, and calls that end at once."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from haetae import Scanner, SystemClock, is_challenge


class Standing(SystemClock):
    """A clock that stands."""

    def __init__(self, at: float) -> None:
        self.at = at

    def now(self) -> float:
        """Where it stands."""
        return self.at


def main() -> None:
    """Measures, and prints seconds."""
    file, count = json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2])
    case = next(case for case in file["cases"] if case["verdict"].startswith("admit"))
    scanner = Scanner(file["roots"], clock=Standing(case["now"]))
    scanner.take_bundle(bytes.fromhex(file["bundle"]))
    if scanner.check(case["qr"]).code != "admit":
        raise SystemExit("the code is not admitted")
    scanner.forget()
    for _ in range(count // 10):
        scanner.check(case["qr"])
        is_challenge("x")
    began = time.perf_counter()
    for _ in range(count):
        scanner.check(case["qr"])
    checked = time.perf_counter()
    for _ in range(count):
        is_challenge("x")
    called = time.perf_counter()
    seconds = {"checks_seconds": checked - began, "calls_seconds": called - checked}
    print(json.dumps({"language": "python", "count": count, **seconds}))


if __name__ == "__main__":
    main()
