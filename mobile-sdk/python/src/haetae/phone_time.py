"""The time of a phone, corrected by the service's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Literal

from haetae import _ffi
from haetae.clock import Clock


@dataclass(frozen=True)
class PhoneTime:
    """The time that live codes are made with, and how much of it is known."""

    now: datetime
    trust: Literal["confirmed", "unconfirmed", "disturbed", "estimated"]
    """How much of it is known."""
    state: Literal["trusted", "corrected", "doubtful", "estimated"]
    """What its owner must know of the phone's clock."""
    behind: timedelta | None
    """How far the phone's clock was behind the service's at the last contact, ever; absent before the first."""
    correction: timedelta
    """What was added to the phone's clock."""
    earliest: datetime | None
    """The earliest that it can be; absent where there was no contact since the start."""


def both_clocks(clock: Clock) -> Any:
    """Both clocks at this moment, for the generated layer."""
    return _ffi.Moment(wall_ms=round(clock.now() * 1000), monotonic_ms=round(clock.monotonic() * 1000))


def phone_time_of(core: Any) -> PhoneTime:
    """The time of a phone from the generated layer."""
    behind, earliest = core.behind_ms(), core.earliest_ms()
    return PhoneTime(
        now=_instant(core.now_ms()),
        trust=core.trust().name.lower(),
        state=core.state().name.lower(),
        behind=None if behind is None else timedelta(milliseconds=behind),
        correction=timedelta(milliseconds=core.correction_ms()),
        earliest=None if earliest is None else _instant(earliest),
    )


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
