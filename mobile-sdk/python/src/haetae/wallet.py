"""Holds one person's passes and presents them."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from haetae import _ffi
from haetae.clock import Clock, SystemClock, moment, moment_or_none
from haetae.codes import inspect, qr
from haetae.errors import HaetaeError, InvalidInputError, said_as_ours
from haetae.holding import DayPass, holding_of
from haetae.outlook import Outlook, OutlookUnknown, outlook_of
from haetae.phone_time import PhoneTime, both_clocks, phone_time_of
from haetae.presenting import (
    Due,
    HeldPass,
    LiveCode,
    NoCode,
    OwnPass,
    PassesRequest,
    Renewal,
    due_of,
    no_code_of,
    renewal_of,
)
from haetae.scanner import Scanner
from haetae.signer import KeySource
from haetae.storage import SlotStorage, load, save

_SEED_BYTES = 8


class Wallet:
    """Holds the passes of one person and presents them. Threads may share one; processes may not.

    `keys` makes and keeps the holder keys, `storage` everything else: both before a call returns.
    """

    def __init__(
        self,
        keys: KeySource,
        storage: SlotStorage,
        *,
        clock: Clock | None = None,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._keys = keys
        self._storage = storage
        self._clock: Clock = clock or SystemClock()
        self._seed = int.from_bytes(random(_SEED_BYTES), "big", signed=True)
        self._turn = threading.RLock()
        self._kept = holding_of(load(storage))
        server, behind = self._kept.server_ms, self._kept.behind_ms
        contact = None if server is None or behind is None else _ffi.Contact(server_ms=server, behind_ms=behind)
        self._phone_clock = _ffi.CorePhoneClock(both_clocks(self._clock), contact)
        self._scanner: Scanner | None = None
        self._own: dict[str, OwnPass] = {}
        self._core: Any = None
        self._hold()

    def time(self) -> PhoneTime:
        """The time that codes are made with, and how much of it is known."""
        return phone_time_of(self._time())

    def learn_time(self, server: datetime) -> None:
        """Learns the service's time from an answer that has just arrived."""
        with self._turn:
            learned = self._phone_clock.learn(round(server.timestamp() * 1000), both_clocks(self._clock))
            self._kept.server_ms, self._kept.behind_ms = learned.server_ms, learned.behind_ms
            self._save()

    def due(self, today: date, *, days: int | None = None, asked: bool = False) -> Due:
        """What to ask the service for, so that there is a pass for each of so many civil days from `today` on.

        `today` is the day in the issuer's zone. Passes that scanners refuse are replaced at the time that `renewal`
        named; `asked` does not wait for it.
        """
        count = _ffi.limits().days_kept if days is None else days
        with self._turn, said_as_ours():
            return due_of(self._core.due(today.isoformat(), count, self._time(), asked))

    def prepare_request(self, days: Sequence[date], *, ticket: str | None = None) -> PassesRequest:
        """The request for the passes of these civil days.

        A day that was requested before keeps its key, so that the same request gets the same answer; the keys are
        stored before this returns. With the `ticket` of the waiting room, which is for the same keys, when it is its
        turn.
        """
        with self._turn:
            wanted = [self._kept.of_day(day.isoformat()) or self._new_key(day) for day in days]
            self._save()
            self._hold()
            with said_as_ours():
                digest = _ffi.holder_keys_digest([json.dumps(day.jwk) for day in wanted])
            body: dict[str, Any] = {"holder_keys": [{"day": day.day, "jwk": day.jwk} for day in wanted]}
            if ticket is not None:
                body["ticket"] = ticket
            return PassesRequest(body, digest)

    def move_request(self, days: Sequence[date], to: Sequence[date]) -> None:
        """Moves the keys of a request that has waited past midnight to as many other days, to ask for those.

        A place in a waiting room is for keys, whatever days they are for, and no pass is issued for a day that is over.
        Fails, and moves nothing, if a key is missing, or one of the days has a pass: its key would be that of two days.
        """
        with self._turn:
            if len(days) != len(to) or len(set(to)) != len(to):
                raise InvalidInputError("days", "each day needs another one to move to")
            wanted = {day.isoformat(): other.isoformat() for day, other in zip(days, to, strict=True)}
            touched = {kept.day: kept for kept in self._kept.days if kept.day in {*wanted, *wanted.values()}}
            for day in sorted(touched):
                if touched[day].qr is not None:
                    raise InvalidInputError("days", f"there is a pass for {day}")
            for day in wanted:
                if day not in touched:
                    raise InvalidInputError("days", f"there is no key for {day}: call prepare_request first")
            moved = [replace(touched[day], day=other) for day, other in wanted.items()]
            self._kept.days = [kept for kept in self._kept.days if kept.day not in touched] + moved
            self._save()
            self._hold()
            for name in {kept.key for kept in touched.values()} - {kept.key for kept in moved}:
                self._keys.delete(name)

    def store_answer(self, answer: Mapping[str, Any]) -> None:
        """Stores the answer of `POST /v1/passes`, and learns the service's time.

        Passes for days that were not asked for, or that cannot be read, are refused: then nothing is stored.
        """
        with self._turn:
            try:
                passes = {str(issued["day"]): str(issued["qr"]) for issued in answer["passes"]}
                refresh_after, server_time = _time(answer["refresh_after"]), _time(answer["server_time"])
            except (KeyError, TypeError, ValueError) as error:
                raise InvalidInputError("answer", f"this is no answer of the service: {error!r}") from error
            for day, text in passes.items():
                self._require_usable(day, text)
            for kept in self._kept.days:
                kept.qr = passes.get(kept.day, kept.qr)
            self._kept.refresh_after = int(refresh_after.timestamp())
            self.learn_time(server_time)
            self._hold()

    def passes(self) -> list[HeldPass]:
        """The passes, by day, with their content."""
        with self._turn:
            held = []
            for kept in sorted(self._kept.days, key=lambda kept: kept.day):
                found = None if kept.qr is None else inspect(kept.qr)
                if kept.qr is not None and found is not None:
                    held.append(HeldPass(date.fromisoformat(kept.day), kept.qr, found, self._own.get(kept.qr)))
            return held

    def present(self, challenge: str | None = None) -> LiveCode | NoCode:
        """The code to show now; with the text of a challenge if a venue shows one.

        It is of the latest valid pass, and of one that scanners refuse only if there is no other. Made at an estimated
        time if this device's clock is wrong.
        """
        with self._turn, said_as_ours():
            now = self._time()
            time, choice = phone_time_of(self._core.time_to_show(now)), self._core.to_show(now)
            if not choice.is_show():
                return no_code_of(choice, time)
            kept = self._kept.of_day(choice.day)
            if kept is None or kept.qr is None:
                raise HaetaeError(f"the pass for {choice.day} is gone")
            message = _ffi.to_be_signed(kept.qr, choice.made, challenge)
            signature = self._keys.open(kept.key).sign(message)
            text = _ffi.presentation(kept.qr, choice.made, challenge, signature)
            day, made, following = date.fromisoformat(choice.day), moment(choice.made), moment(choice.next)
            return LiveCode(text, qr(text), day, made, following, time)

    def covered_until(self, *, refused: bool = False) -> datetime | None:
        """Until when there is a pass to show without a gap; with `refused`, those count too that scanners refuse."""
        with self._turn:
            return moment_or_none(self._core.covered_until(self._time(), refused))

    def renewal(self, scanner: Scanner) -> Renewal:
        """Holds the passes against what is in force for a scanner, and plans when to ask for others.

        To be called when new data is in force, not continuously.
        """
        with self._turn:
            self._scanner = scanner
            renewal = self._renew(scanner)
            self._save()
            return renewal

    def outlook(self, scanner: Scanner) -> Outlook | OutlookUnknown:
        """Where the pass will do, by the rules that a scanner holds, or why that is not known. It is no verdict."""
        with self._turn:
            return outlook_of(self._core.outlook(scanner._core, self._time()))

    def discard_expired(self) -> None:
        """Deletes keys and passes that are over. A clock that was set ahead deletes nothing."""
        with self._turn:
            over = set(self._core.discardable(self._time()))
            gone = [kept for kept in self._kept.days if kept.day in over]
            self._kept.days = [kept for kept in self._kept.days if kept.day not in over]
            self._save()
            self._hold()
            for kept in gone:
                self._keys.delete(kept.key)

    def _time(self) -> Any:
        return self._phone_clock.time(both_clocks(self._clock))

    def _new_key(self, day: date) -> DayPass:
        name = self._keys.make()
        kept = DayPass(day.isoformat(), name, dict(self._keys.open(name).jwk))
        self._kept.days.append(kept)
        return kept

    def _require_usable(self, day: str, text: str) -> None:
        if self._kept.of_day(day) is None:
            raise InvalidInputError("answer", f"the answer has a pass for {day}, which was not asked for")
        found = inspect(text)
        if found is None or found.paper or found.presented is not None:
            raise InvalidInputError("answer", f"the pass for {day} cannot be read, or is not for a phone")

    def _hold(self) -> None:
        """Gives the core what is kept now. What was found out about the passes is found out again."""
        with said_as_ours():
            self._core = _ffi.CoreWallet(self._kept.refresh_after, self._kept.asked)
            for kept in self._kept.days:
                self._core.add(kept.day, kept.qr)
        if self._scanner is not None:
            self._renew(self._scanner)

    def _renew(self, scanner: Scanner) -> Renewal:
        found = self._core.renew(scanner._core, self._time(), self._seed)
        renewal = renewal_of(found)
        issued = [kept.qr for kept in self._kept.days if kept.qr is not None]
        self._own = dict(zip(issued, renewal.passes, strict=True))
        self._kept.refresh_after, self._kept.asked = found.at, found.asked
        return renewal

    def _save(self) -> None:
        save(self._storage, self._kept.written())


def _time(text: str) -> datetime:
    """A time in RFC 3339; Python before 3.11 does not read the Z."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
