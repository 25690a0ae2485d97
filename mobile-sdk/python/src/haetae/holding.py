"""What a wallet keeps: the key of each day, its pass once that is issued, and what it learned from the service."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

_VERSION = 1


@dataclass
class DayPass:
    """The key of a civil day, and its pass."""

    day: str
    key: str
    """The key's name (`KeySource`)."""
    jwk: dict[str, str]
    qr: str | None = None
    """The text of the pass (`HT1:`)."""


@dataclass
class Holding:
    """All that a wallet keeps."""

    days: list[DayPass] = field(default_factory=list)
    refresh_after: int = 0
    """When to ask for more, in seconds since 1970; 0: it was not said yet."""
    asked: str | None = None
    """What the core said to keep of asking for other passes."""
    server_ms: int | None = None
    """The service's time at the last contact, in milliseconds since 1970."""
    behind_ms: int | None = None
    """How far this device's clock was behind it then, in milliseconds."""

    def of_day(self, day: str) -> DayPass | None:
        """What is kept of a day."""
        return next((kept for kept in self.days if kept.day == day), None)

    def written(self) -> bytes:
        """This as it is stored."""
        return json.dumps({"version": _VERSION, **asdict(self)}).encode()


def holding_of(stored: bytes | None) -> Holding:
    """What was stored. Fails with `ValueError` where that is of another version, or not what a wallet writes."""
    if stored is None:
        return Holding()
    members: dict[str, Any] = json.loads(stored)
    version = members.pop("version", None)
    if version != _VERSION:
        raise ValueError(f"the wallet was stored by version {version} of this form, and this is version {_VERSION}")
    try:
        return Holding(**{**members, "days": [DayPass(**day) for day in members["days"]]})
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is not what a wallet stores: {error}") from error
