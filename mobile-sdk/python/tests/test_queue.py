"""Somebody who waits, at a real service, and what a phone makes of notices."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from service import PATIENCE, Service
from vectors import FixedClock, fixed

from haetae import FileSlots, InvalidInputError, LiveCode, QueueWatch, Wallet, queue_answer_of
from haetae.keys import FileKeys


def eventually(holds: Callable[[], bool]) -> None:
    """Looks again until it holds, for a minute at most."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, "it does not come to hold"


def refused(ask: Callable[[], Any]) -> str:
    """The code of the problem."""
    with pytest.raises(HTTPError) as caught:
        ask()
    with caught.value as problem:
        return str(json.loads(problem.read())["code"])


def test_a_phone_joins_waits_is_let_in_and_gets_its_passes(tmp_path: Path) -> None:
    folder = tmp_path / "service"
    folder.mkdir()
    service = Service(folder)
    service.start()
    try:
        waits(service, Wallet(FileKeys(tmp_path / "keys"), FileSlots(tmp_path / "wallet")))
    finally:
        service.kill()


def waits(service: Service, wallet: Wallet) -> None:
    """From before there is a room until the passes are there."""
    days = [datetime.now(timezone(timedelta(hours=9))).date()]
    # They began yesterday, and have waited past midnight.
    yesterday = [day - timedelta(days=1) for day in days]
    digest = wallet.prepare_request(yesterday).digest
    wallet.prepare_request(days)
    wallet.move_request(yesterday, days)
    assert wallet.prepare_request(days).digest == digest
    with pytest.raises(InvalidInputError, match="no key"):
        wallet.move_request(yesterday, days)
    watch = QueueWatch()

    def ask(ticket: str | None) -> Any:
        vouched = service.post("/demo/assertion", {"subject": "SYN-000001", "keys": digest})
        return service.post("/v1/passes", wallet.prepare_request(days, ticket=ticket).body, vouched["assertion"])

    def join() -> str:
        return str(service.post("/v1/queue", {"room": 1, "keys": digest})["ticket"])

    def until(code: str) -> None:
        def holds() -> bool:
            watch.read(service.get("/v1/queue"))
            place = watch.place()
            return place is not None and place.code == code

        eventually(holds)

    assert watch.place() is None
    until("not_needed")
    assert queue_answer_of(refused(join)) == "closed"
    service.run("queue", "open", "--yes", "--data", service.data)
    until("join")
    assert queue_answer_of(refused(lambda: ask(None))) == "join"
    service.run("queue", "pause", "--yes", "--data", service.data)
    eventually(lambda: json.loads(service.get("/v1/queue"))["state"] == "paused")
    watch.joined(join())
    until("paused")
    assert queue_answer_of(refused(lambda: ask(watch.kept.ticket))) == "wait"
    again = QueueWatch(watch.kept)
    kept = again.place()
    assert kept is not None
    assert (kept.code, kept.room) == ("paused", 1)
    service.run("queue", "open", "--yes", "--data", service.data)
    until("turn")
    wallet.store_answer(ask(watch.kept.ticket))
    assert isinstance(wallet.present(), LiveCode)
    with pytest.raises(InvalidInputError, match="there is a pass"):
        wallet.move_request(days, yesterday)


def test_what_is_no_notice_is_refused_and_failures_wait_longer() -> None:
    watch = QueueWatch(clock=FixedClock(0), random=fixed)
    with pytest.raises(InvalidInputError) as caught:
        watch.read(b"{}")
    assert caught.value.kind == "notice"
    assert 12 <= watch.next_read() <= 18
    assert 15 <= watch.failed() <= 30
    assert watch.failed(retry_after=600) >= 600
    watch.joined("T")
    with pytest.raises(InvalidInputError) as caught:
        watch.read(b'{"state":"none","made":"2026-12-01T00:00:00Z","poll_after":60}')
    assert caught.value.kind == "ticket"
    assert queue_answer_of("revoked") is None
