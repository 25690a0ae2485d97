"""Texts of codes: what they are, what is written in them, and how they look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from haetae import _ffi
from haetae.clock import moment, moment_or_none
from haetae.errors import said_as_ours
from haetae.evidence import Evidence, evidence_of

CodeKind = Literal["pass", "presentation", "challenge", "series", "setup"]
"""What the text of a code begins as."""


@dataclass(frozen=True)
class Inspected:
    """What is written in a code. Nothing about it has been checked: nobody opens a door by it."""

    kid: str
    not_before: datetime
    expires: datetime
    paper: bool
    evidence: tuple[Evidence, ...]
    name: str | None
    birth: str | None
    status_day: int
    status_index: int
    presented: datetime | None
    """When the live code was made; absent where the pass is shown as it is."""


@dataclass(frozen=True)
class Matrix:
    """A QR code: a square of dark and light modules, without its quiet zone of 4."""

    size: int
    modules: bytes
    """Row by row: 1 is dark."""

    def rows(self) -> Sequence[bytes]:
        """The modules of each row."""
        return [self.modules[row * self.size : (row + 1) * self.size] for row in range(self.size)]


def code_kind(text: str) -> CodeKind | None:
    """What the text of a code begins as; nothing where it is none of Haetae's."""
    kind = _ffi.code_kind(text)
    return None if kind is None else cast("CodeKind", kind.name.lower())


def is_challenge(text: str) -> bool:
    """Whether a text is a venue's challenge."""
    return cast("bool", _ffi.is_challenge(text))


def inspect(text: str) -> Inspected | None:
    """What is written in a code, unchecked; nothing if it holds no pass."""
    found = _ffi.inspect(text)
    if found is None:
        return None
    return Inspected(
        kid=found.kid,
        not_before=moment(found.not_before),
        expires=moment(found.expires),
        paper=found.paper,
        evidence=tuple(map(evidence_of, found.evidence)),
        name=found.name,
        birth=found.birth,
        status_day=found.status_day,
        status_index=found.status_index,
        presented=moment_or_none(found.presented),
    )


def qr(text: str) -> Matrix:
    """The QR code of a text, as the service draws it: error correction M, letters, digits and a few signs."""
    with said_as_ours():
        code = _ffi.qr(text)
    return Matrix(code.size, code.modules)
