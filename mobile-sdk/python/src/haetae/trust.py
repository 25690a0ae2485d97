"""What a scanner trusts, and what a venue can choose of its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from haetae.clock import moment, moment_or_none

TrustOutcome = Literal[
    "taken",
    "unchanged",
    "malformed",
    "missing_file",
    "rollback",
    "conflict",
    "unsigned",
    "unknown_key",
    "bad_signature",
    "too_large",
]
"""What became of data that a scanner was offered (wire format, sections 5 and 7)."""


@dataclass(frozen=True)
class SyncSettings:
    """How often a scanner looks for new data, and which days' status lists it fetches."""

    refresh_seconds: int = 300
    """From one manifest to the next, on average; each is moved by up to a quarter."""
    days_back: int = 2
    """The lists of this many days before today are kept up to date. Those of earlier days, which only paper passes are
    of, are fetched when such a pass is seen."""
    days_ahead: int = 1
    """The lists of this many days after today are kept up to date."""
    days_in_reserve: int = 14
    """The lists of this many days after today are fetched once, in case there is no network later."""


@dataclass(frozen=True)
class ManifestState:
    """The manifest in force."""

    version: int
    issued: datetime
    stale: datetime
    """From when on scanners say that their data is old."""
    expires: datetime
    """From when on scanners admit nobody."""


@dataclass(frozen=True)
class TrustListState:
    """The trust list in force."""

    version: int
    issued: datetime
    expires: datetime
    """From when on scanners admit nobody."""


@dataclass(frozen=True)
class TrustFile:
    """A file that the manifest pins and a scanner reads."""

    name: str
    held: bool
    """Whether one of this name is in force."""
    newest: bool
    """Whether it is the one that the manifest pins."""
    issued: datetime | None


@dataclass(frozen=True)
class TrustState:
    """What a scanner trusts, and how old it is."""

    manifest: ManifestState | None
    trust_list: TrustListState | None
    files: tuple[TrustFile, ...]
    floor: datetime
    """The present cannot be earlier."""
    stale: bool
    """Old enough to be reported; also without any data."""
    expired: bool
    """Nobody is admitted any more; also without any data."""
    median_ahead: timedelta | None
    """By how much the median phone was ahead of this scanner; absent before the fifth live code."""
    clock_behind: bool
    """Whether this scanner's clock is certainly wrong: it is behind the data in force."""


@dataclass(frozen=True)
class Policy:
    """A policy that a venue can choose."""

    id: str
    name: Mapping[str, str]
    """What people call it, by language: `ko`, `en` and perhaps others."""
    start: datetime
    until: datetime | None
    """The first second after it; absent: no end."""
    standing: Literal["ended", "current", "later"]
    challenge_required: bool
    """Whether a code must answer a challenge of the scanner."""
    status: Literal["warn", "required"] | None
    """What it says where no status list of the pass's day is in force."""


@dataclass(frozen=True)
class PolicyList:
    """What a venue can choose of the rules in force; those that follow each other share an id."""

    rules: Literal["missing", "unreadable", "readable"]
    policies: tuple[Policy, ...]


def trust_of(core: Any) -> TrustState:
    """The state of the trust data from the generated layer."""
    manifest, trust_list, ahead = core.manifest, core.trust_list, core.median_ahead
    return TrustState(
        manifest=manifest
        and ManifestState(manifest.version, moment(manifest.issued), moment(manifest.stale), moment(manifest.expires)),
        trust_list=trust_list
        and TrustListState(trust_list.version, moment(trust_list.issued), moment(trust_list.expires)),
        files=tuple(TrustFile(file.name, file.held, file.newest, moment_or_none(file.issued)) for file in core.files),
        floor=moment(core.floor),
        stale=core.stale,
        expired=core.expired,
        median_ahead=None if ahead is None else timedelta(seconds=ahead),
        clock_behind=core.clock_behind,
    )


def policies_of(core: Any) -> PolicyList:
    """What can be chosen, from the generated layer."""
    return PolicyList(
        rules=core.rules.name.lower(),
        policies=tuple(
            Policy(
                id=policy.id,
                name=policy.name,
                start=moment(policy._from),
                until=moment_or_none(policy.until),
                standing=policy.standing.name.lower(),
                challenge_required=policy.challenge_required,
                status=policy.status and policy.status.name.lower(),
            )
            for policy in core.policies
        ),
    )
