"""Keeps what a scanner trusts up to date, and keeps it on the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

from haetae.clock import moment
from haetae.errors import DamagedError, ForeignAnswerError, InvalidInputError, said_as_ours
from haetae.fetching import Fetch, fetch
from haetae.scanner import Scanner
from haetae.storage import SlotStorage, load, save
from haetae.trust import TrustOutcome

_LONGEST_WAIT = 60.0
"""Seconds before the schedule is looked at again: clocks are set, and machines sleep."""


@dataclass(frozen=True)
class Restored:
    """What was restored at the start.

    `snapshot`: everything is in force again, but for `dropped` parts that no longer verify. `nothing`: a first start.
    `damage`: what is stored cannot be read, and the scanner starts again from the pinned roots.
    """

    found: Literal["snapshot", "nothing", "damage"]
    dropped: int = 0
    error: str | None = None


@dataclass(frozen=True)
class SyncStatus:
    """How fetching goes. Checks go on with the data in force, whatever it says."""

    online: bool | None = None
    """Whether the service answered the last fetch; absent before the first."""
    foreign: bool = False
    """Whether something else answered: the network asks for a sign-in, or a proxy is in between."""
    trouble: str | None = None
    """Why the last fetch failed."""
    answered: datetime | None = None
    """When the service last answered with data that was accepted, or is in force already."""
    outcome: TrustOutcome | None = None
    """The outcome of the last manifest, file or bundle."""
    restored: Restored | None = None
    """What was restored at the start."""
    unsaved: str | None = None
    """Why the data in force could not be stored. It is in force all the same."""


class TrustSync:
    """Fetches what the core asks for, and stores the data in force.

    `base` is the address of the service's `/v1/trust/`. Without `storage` nothing is kept from one start to the next.
    `on_change` is called with each new status, by the thread that fetches: it must not wait for that thread.
    """

    def __init__(
        self,
        scanner: Scanner,
        base: str,
        *,
        storage: SlotStorage | None = None,
        fetch: Fetch = fetch,
        timeout: float = 30.0,
        on_change: Callable[[SyncStatus], object] | None = None,
    ) -> None:
        self._scanner = scanner
        self._base = base.rstrip("/")
        self._storage = storage
        self._fetch = fetch
        self._timeout = timeout
        self._on_change = on_change
        self._status = SyncStatus()
        # One thread fetches at a time; what is stored and the status are not held up by a slow network.
        self._fetching = threading.Lock()
        self._keeping = threading.RLock()
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        scanner.on_outdated(self._wake.set)

    @property
    def status(self) -> SyncStatus:
        """How fetching goes."""
        return self._status

    def restore(self) -> Restored:
        """Puts the stored data in force again, verifying each signature. To be called before the first check."""
        with self._keeping:
            restored = self._restored()
            self._changed(restored=restored)
            return restored

    def run(self) -> float:
        """Fetches until nothing is due. Returns the seconds after which it should be called again.

        For programs with a schedule of their own; `start` does it in a thread.
        """
        with self._fetching:
            while True:
                now = int(self._scanner.clock.now())
                with said_as_ours():
                    due = self._scanner._core.next(now)
                if due.is_wait():
                    return min(max(float(due.until) - self._scanner.clock.now(), 0.0), _LONGEST_WAIT)
                self._fetch_next(due)

    def start(self) -> Restored:
        """Restores the stored data, and keeps it up to date in a thread of its own until `stop`."""
        if self._thread is not None:
            raise RuntimeError("this sync has been started")
        restored = self.restore()
        self._thread = threading.Thread(target=self._work, name="haetae-sync", daemon=True)
        self._thread.start()
        return restored

    def stop(self) -> None:
        """Stops fetching, after the fetch that is under way. The data in force stays."""
        self._ended.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def refresh(self) -> None:
        """Makes the manifest due at once, whatever failed before."""
        self._scanner._core.refresh()
        self._wake.set()

    def take_bundle(self, bundle: bytes) -> TrustOutcome:
        """Takes a bundle, and stores it if it is accepted."""
        outcome = self._scanner.take_bundle(bundle)
        if outcome == "taken":
            self._save()
        self._changed(outcome=outcome)
        return outcome

    def _work(self) -> None:
        while not self._ended.is_set():
            self._wake.clear()
            self._wake.wait(self.run() if not self._ended.is_set() else 0)

    def _fetch_next(self, due: Any) -> None:
        sha256 = due.sha256 if due.is_fetch_file() else None
        url = f"{self._base}/manifest" if sha256 is None else f"{self._base}/files/{sha256}"
        try:
            content = self._fetch(url, due.most_bytes if sha256 is None else due.size, self._timeout)
        except Exception as error:
            # Whatever a fetcher of the app's raises is a failure, and the core says when to try again.
            self._failed(sha256, isinstance(error, ForeignAnswerError), str(error))
            return
        now = int(self._scanner.clock.now())
        with said_as_ours():
            if sha256 is None:
                arrived = self._scanner._core.manifest_arrived(content, now)
            else:
                arrived = self._scanner._core.file_arrived(sha256, content, now)
        outcome = None if arrived is None else cast("TrustOutcome", arrived.code())
        if outcome == "malformed":
            self._changed(online=False, foreign=True, trouble=f"{url} is not what the service publishes")
            return
        if outcome == "taken":
            self._save()
        is_good = outcome in ("taken", "unchanged")
        self._changed(
            online=True,
            foreign=False,
            trouble=None if is_good or outcome is None else f"{url} is refused: {outcome}",
            answered=moment(now) if is_good else self._status.answered,
            outcome=outcome or self._status.outcome,
        )

    def _failed(self, sha256: str | None, foreign: bool, trouble: str) -> None:
        with said_as_ours():
            self._scanner._core.failed(sha256, int(self._scanner.clock.now()))
        self._changed(online=False, foreign=foreign, trouble=trouble)

    def _restored(self) -> Restored:
        if self._storage is None:
            return Restored("nothing")
        try:
            state = load(self._storage)
            if state is None:
                return Restored("nothing")
            with said_as_ours():
                return Restored("snapshot", dropped=self._scanner._core.restore(state))
        except (DamagedError, InvalidInputError, OSError) as error:
            return Restored("damage", error=str(error))

    def _save(self) -> None:
        if self._storage is None:
            return
        with self._keeping:
            try:
                save(self._storage, self._scanner._core.snapshot())
                self._changed(unsaved=None)
            except OSError as error:
                self._changed(unsaved=str(error))

    def _changed(self, **change: Any) -> None:
        with self._keeping:
            self._status = replace(self._status, **change)
        if self._on_change is not None:
            self._on_change(self._status)
