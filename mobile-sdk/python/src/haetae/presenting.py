"""What a wallet shows, and what it should do about its passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from haetae.clock import moment, moment_or_none
from haetae.codes import Inspected, Matrix
from haetae.phone_time import PhoneTime


@dataclass(frozen=True)
class LiveCode:
    """A code to show, made now."""

    text: str
    """`HP1:` and so on."""
    code: Matrix
    day: date
    """The civil day of the pass, in the issuer's zone."""
    made: datetime
    next: datetime
    """When to make the next."""
    time: PhoneTime


@dataclass(frozen=True)
class NoCode:
    """Why there is no code to show. A technical reason never means that a person is not eligible."""

    why: Literal["no_pass", "over", "not_yet"]
    starts: datetime | None
    """When the first begins, with `not_yet`."""
    time: PhoneTime


@dataclass(frozen=True)
class PassesRequest:
    """A request for passes, and what a partner's assertion must say about its keys."""

    body: Mapping[str, Any]
    """What to post to `/v1/passes`, as JSON."""
    digest: str
    """The assertion's `keys`."""


@dataclass(frozen=True)
class OwnPass:
    """What scanners make of a pass of one's own."""

    standing: Literal["good", "ended", "withdrawn", "key_gone", "revoked"]
    starts: datetime | None
    """Of a pass whose key was withdrawn: it is refused from this time on, which may have come."""


@dataclass(frozen=True)
class HeldPass:
    """A pass of a wallet, and its content."""

    day: date
    qr: str
    inspected: Inspected
    own: OwnPass | None
    """What scanners make of it, by the last `renewal`; absent before the first."""


@dataclass(frozen=True)
class Renewal:
    """What to do about passes: how each stands, and when to ask for others, which may have come."""

    passes: tuple[OwnPass, ...]
    at: datetime


@dataclass(frozen=True)
class Due:
    """What to ask the service for."""

    days: tuple[date, ...]
    """Empty where nothing is due."""
    urgent: bool
    """Whether there is nothing to show now that scanners take."""


def no_code_of(core: Any, time: PhoneTime) -> NoCode:
    """Why there is nothing to show, from the generated layer."""
    if core.is_not_yet():
        return NoCode("not_yet", moment(core._from), time)
    return NoCode("no_pass" if core.is_no_pass() else "over", None, time)


def own_pass_of(core: Any) -> OwnPass:
    """How a pass stands, from the generated layer."""
    return OwnPass(core.standing.name.lower(), moment_or_none(core._from))


def renewal_of(core: Any) -> Renewal:
    """A renewal from the generated layer."""
    return Renewal(tuple(map(own_pass_of, core.passes)), moment(core.at))


def due_of(core: Any) -> Due:
    """What is due, from the generated layer."""
    return Due(tuple(map(date.fromisoformat, core.days)), core.urgent)
