"""When a phone may ask the service for a person's passes again."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from haetae import _ffi
from haetae.clock import Clock, SystemClock, moment
from haetae.errors import said_as_ours

_SEED_BYTES = 8


class RequestTimer:
    """Pauses that grow, and a budget of retries, so that many phones cannot keep down a service that is coming back.

    There is one for each person. `kept` is what `text` was when it was kept last: before a request leaves, and after it
    has ended. What the owner of a phone asks for does not wait.
    """

    def __init__(
        self, kept: str | None = None, *, clock: Clock | None = None, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._clock: Clock = clock or SystemClock()
        self._core: Any = _ffi.CoreRequestTimer(int.from_bytes(random(_SEED_BYTES), "big", signed=True), kept)

    @property
    def text(self) -> str:
        """What to keep for the next start. It says nothing of the person."""
        return cast("str", self._core.text())

    def next(self) -> datetime:
        """The earliest time of the next request: now, or later."""
        with said_as_ours():
            return moment(self._core.next(self._now()))

    def sent(self) -> None:
        """A request leaves. If its end is never learned, it has failed."""
        with said_as_ours():
            self._core.sent(self._now())

    def answered(self) -> None:
        """The service has answered, with passes or with none that are new."""
        with said_as_ours():
            self._core.answered(self._now())

    def failed(self, *, retry_after: int | None = None, urgent: bool = False) -> None:
        """The service could not be reached or could not answer.

        `retry_after` are the seconds after which it wants to be asked again; `urgent` as in `Due`.
        """
        with said_as_ours():
            self._core.failed(self._now(), retry_after, urgent)

    def refused_by_issuer(self) -> None:
        """The issuer has decided about the person: revoked, without a record, to sign in anew."""
        with said_as_ours():
            self._core.refused_by_issuer(self._now())

    def _now(self) -> int:
        return int(self._clock.now())
