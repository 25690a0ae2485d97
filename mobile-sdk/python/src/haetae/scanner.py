"""Checks codes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any, cast

from haetae import _ffi
from haetae.clock import Clock, SystemClock
from haetae.errors import said_as_ours
from haetae.trust import PolicyList, SyncSettings, TrustOutcome, TrustState, policies_of, trust_of
from haetae.verdict import Admission, Verdict, verdict_of

_SEED_BYTES = 8
_CHALLENGE_BYTES = 8
_OUTDATED = {"unknown_key", "status_required", "status_missing", "status_old"}


class Scanner:
    """Checks codes by pinned roots and the data that they have signed, without a network. Threads may share one.

    `roots` are those that the operator of the service gives you: the content of `roots.json`, as text or as what it
    holds. They are part of your deployment and never come out of an answer on the network.
    """

    def __init__(
        self,
        roots: str | Mapping[str, Any],
        *,
        settings: SyncSettings | None = None,
        require_challenge: bool = False,
        policy: str | None = None,
        clock: Clock | None = None,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self._random = random
        self._on_outdated: list[Callable[[], None]] = []
        pinned = roots if isinstance(roots, str) else json.dumps(roots)
        seed = int.from_bytes(random(_SEED_BYTES), "big", signed=True)
        with said_as_ours():
            self._core: Any = _ffi.CoreScanner(pinned, seed)
            if settings is not None:
                self._core.configure(_ffi.SyncSettings(**vars(settings)))
        self.require_challenge(require_challenge)
        self.choose_policy(policy)

    def check(self, text: str) -> Verdict:
        """The verdict on the text of a code."""
        with said_as_ours():
            verdict = verdict_of(self._core.check(text, self._now()))
        warnings = verdict.warnings if isinstance(verdict, Admission) else ()
        if _OUTDATED.intersection([verdict.code, *(warning.code for warning in warnings)]):
            for call in self._on_outdated:
                call()
        return verdict

    def check_picture(self, luma: bytes, width: int, height: int) -> Verdict:
        """The verdict on the QR code in a picture of one byte of grey for each pixel; `unreadable` if there is none.

        Pillow makes one: `picture.convert("L").tobytes()`.
        """
        text = self.read_picture(luma, width, height)
        return verdict_of(self._core.unreadable()) if text is None else self.check(text)

    @staticmethod
    def read_picture(luma: bytes, width: int, height: int) -> str | None:
        """The text of the QR code in a picture, unchecked."""
        with said_as_ours():
            return cast("str | None", _ffi.read_picture(luma, width, height))

    def show_challenge(self) -> str:
        """The text of a new challenge (`HQ1:`), valid for two minutes: show it as a QR code, another every minute."""
        with said_as_ours():
            return cast("str", self._core.show_challenge(self._random(_CHALLENGE_BYTES), self._now()))

    def require_challenge(self, required: bool) -> None:
        """Sets whether codes must answer a challenge of this scanner: any other is `challenge_missing`, paper too."""
        self._core.require_challenge(required)

    def choose_policy(self, policy: str | None) -> None:
        """Chooses the venue's policy by its id in the rules in force; with none a genuine pass is enough."""
        self._core.choose_policy(policy)

    def policies(self) -> PolicyList:
        """What a venue can choose of the rules in force."""
        with said_as_ours():
            return policies_of(self._core.policies(self._now()))

    def trust(self) -> TrustState:
        """What this scanner trusts, and how old it is."""
        with said_as_ours():
            return trust_of(self._core.trust(self._now()))

    def take_bundle(self, bundle: bytes) -> TrustOutcome:
        """Takes a bundle. With a `TrustSync`, call its method instead: it also stores the bundle."""
        return cast("TrustOutcome", self._core.bundle_arrived(bundle).code())

    def take_trust_list(self, trust_list: bytes) -> TrustOutcome:
        """Takes a trust list by itself, from a file."""
        return cast("TrustOutcome", self._core.trust_list_arrived(trust_list).code())

    def bundle(self, max_bytes: int) -> bytes | None:
        """The data in force as a bundle of about this many bytes; nothing before the first manifest."""
        with said_as_ours():
            return cast("bytes | None", self._core.bundle(self._now(), max_bytes))

    def forget(self) -> None:
        """Forgets who was admitted, which challenges were shown and what the phones' clocks said."""
        self._core.forget()

    def on_outdated(self, call: Callable[[], None]) -> None:
        """Calls back when a code shows that this scanner's data may be too old.

        It was signed by a key that this scanner does not know, or the status list of its day is missing or not the
        newest.
        """
        self._on_outdated.append(call)

    def _now(self) -> int:
        return int(self.clock.now())
