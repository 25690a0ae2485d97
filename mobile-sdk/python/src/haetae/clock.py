"""Where the present comes from."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Protocol


class Clock(Protocol):
    """Both clocks of a device, in seconds. Tests use their own."""

    def now(self) -> float:
        """The time of day, since 1970."""

    def monotonic(self) -> float:
        """A clock that nobody sets; where it begins does not matter."""


class SystemClock:
    """The clocks of this machine."""

    def now(self) -> float:
        """The time of day, since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """A clock that nobody sets."""
        return time.monotonic()


def moment(seconds: int) -> datetime:
    """A time of the format, with its zone: UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc)


def moment_or_none(seconds: int | None) -> datetime | None:
    """The same where there may be none."""
    return None if seconds is None else moment(seconds)
