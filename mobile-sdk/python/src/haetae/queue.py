"""The waiting room, as somebody sees it who waits. None of it says anything about a person."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from haetae import _ffi
from haetae.clock import Clock, SystemClock, moment, moment_or_none
from haetae.errors import said_as_ours

_SEED_BYTES = 8
_USUAL_POLL = 15

QueuePlaceCode = Literal[
    "not_needed", "join", "closed", "other_room", "expired", "not_open", "waiting", "paused", "turn"
]
"""Where somebody is.

`not_needed`: passes are issued without a ticket. `join`: there is a room, and no ticket. `closed`: there is no ticket,
and the room takes nobody in any more. `other_room`, `expired`: join again. `not_open`: a draw decides among all who
come before the opening. `waiting`: the turn comes. `paused`: nobody is let in at present; the place is kept. `turn`:
ask for passes with the ticket.
"""

QueueAnswer = Literal["join", "wait", "closed", "later"]
"""What to do after a problem of the service. A ticket is dropped with `join` only.

`join` (again) with the same holder keys; `wait` for the turn, and ask again after `Retry-After`; `closed`: the room
takes nobody in, or there is none, so read the notice again; `later`: the same request later.
"""

_ANSWERS: dict[str, QueueAnswer] = {
    "queue_required": "join",
    "queue_not_yet": "wait",
    "queue_expired": "join",
    "queue_ticket_invalid": "join",
    "queue_closed": "closed",
    "queue_unavailable": "later",
}


def queue_answer_of(code: str) -> QueueAnswer | None:
    """What a problem's code of `POST /v1/passes` or `POST /v1/queue` says of the waiting room; None: nothing."""
    return _ANSWERS.get(code)


@dataclass(frozen=True)
class QueuePlace:
    """What somebody sees of the waiting room at a time. Times are the service's."""

    code: QueuePlaceCode
    made: datetime
    """As of when."""
    room: int | None
    """The number of the room, to join it; absent if there has been none."""
    joined: int | None = None
    """With `not_open`: how many have joined."""
    opens: datetime | None = None
    """With `not_open`: when the room opens."""
    opens_in: int | None = None
    """With `not_open`: the seconds until then; absent if it is not known how old the notice is."""
    people: int | None = None
    """With `waiting` and `paused`: about how many are before, which never become more; absent while nobody knows."""
    seconds: tuple[int, int] | None = None
    """With `waiting`: between how many seconds it takes from now on; absent where that cannot be said."""
    until: datetime | None = None
    """With `turn`: until when at least the ticket is good; absent where that cannot be said."""


@dataclass(frozen=True)
class QueueKept:
    """What to store of somebody's waiting: the next start goes on with it."""

    ticket: str | None = None
    """The ticket, once they have joined."""
    notice: bytes | None = None
    """The newest notice, as it arrived."""
    trail: str | None = None
    """By what the next notice is read."""


class QueueWatch:
    """One person's waiting: reads notices, and says where the person is.

    Only the service's times count, and how long ago a notice arrived; what the phone's clock shows does not.
    """

    def __init__(
        self,
        kept: QueueKept | None = None,
        *,
        clock: Clock | None = None,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._kept = kept or QueueKept()
        self._clock: Clock = clock or SystemClock()
        self._random = random
        self._arrived: float | None = None
        self._newest: tuple[int | None, int] | None = None
        self._poll_after = _USUAL_POLL
        self._failures = 0

    @property
    def kept(self) -> QueueKept:
        """To store after each `joined` and `read`."""
        return self._kept

    def joined(self, ticket: str | None) -> None:
        """Begins to wait with this ticket, or goes on without one."""
        self._kept = replace(self._kept, ticket=ticket, trail=None)

    def read(self, notice: bytes) -> None:
        """Takes a notice that has just arrived, the answer of `GET /v1/queue`.

        One that is older than the newest changes nothing. Fails if it is no notice, or the ticket is none.
        """
        seen = self._seen(notice, 0)
        self._failures = 0
        if self._newest is not None and self._newest[0] == seen.room and seen.made < self._newest[1]:
            return
        self._newest = (seen.room, seen.made)
        self._poll_after = seen.poll_after
        self._arrived = self._clock.monotonic()
        self._kept = replace(self._kept, notice=notice, trail=seen.trail)

    def place(self) -> QueuePlace | None:
        """What the person sees now; None before the first notice. Fails if the ticket is none."""
        if self._kept.notice is None:
            return None
        age = None if self._arrived is None else int(self._clock.monotonic() - self._arrived)
        return _place(self._seen(self._kept.notice, age))

    def next_read(self) -> float:
        """After how many seconds to read the next notice: a fifth more or less than the service asks for."""
        return self._pause(None)

    def failed(self, *, retry_after: int | None = None) -> float:
        """Notes that a notice could not be read.

        Returns after how many seconds to try again: the pause doubles up to five minutes, and is no shorter than the
        `retry_after` seconds that the service asked for.
        """
        self._failures += 1
        return self._pause(retry_after)

    def _seen(self, notice: bytes, age: int | None) -> Any:
        with said_as_ours():
            return _ffi.queue_seen(notice, self._kept.ticket, age, self._kept.trail)

    def _pause(self, retry_after: int | None) -> float:
        random = int.from_bytes(self._random(_SEED_BYTES), "big", signed=True)
        return float(_ffi.queue_pause(self._poll_after, self._failures, retry_after, random)) / 1_000


def _place(seen: Any) -> QueuePlace:
    place = seen.place
    known: dict[str, Any] = {}
    if place.is_not_open():
        known = {"joined": place.joined, "opens": moment(place.opens), "opens_in": place.seconds}
    elif place.is_waiting():
        seconds = None if place.seconds is None else (place.seconds.least, place.seconds.most)
        known = {"people": place.people, "seconds": seconds}
    elif place.is_paused():
        known = {"people": place.people}
    elif place.is_turn():
        known = {"until": moment_or_none(place.until)}
    code: QueuePlaceCode = next(code for code in get_args(QueuePlaceCode) if getattr(place, f"is_{code}")())
    return QueuePlace(code, moment(seen.made), seen.room, **known)
