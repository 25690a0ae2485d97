"""What passes attest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from haetae import _ffi
from haetae.clock import moment


@dataclass(frozen=True)
class Vaccination:
    """Vaccinated so many times, the last time on this day with this product."""

    doses: int
    date: date
    product: str


@dataclass(frozen=True)
class NegativeTest:
    """Tested negative: `naat` (PCR for one) or `rapid` (antigen)."""

    sampled_at: datetime
    method: Literal["naat", "rapid"]


@dataclass(frozen=True)
class Recovery:
    """Recovered from an infection; the day of the first positive test."""

    date: date


@dataclass(frozen=True)
class Exemption:
    """Exempt for medical reasons, up to and with this day."""

    until: date


@dataclass(frozen=True)
class Clearance:
    """Cleared by the issuer for a policy, up to this time; why stays with the issuer."""

    policy: str
    until: datetime


Evidence = Vaccination | NegativeTest | Recovery | Exemption | Clearance
"""One thing that a pass attests."""


def evidence_of(core: Any) -> Evidence:
    """A piece of evidence from the generated layer."""
    kinds = _ffi.Evidence
    match core:
        case kinds.VACCINATION():
            return Vaccination(core.doses, date.fromisoformat(core.date), core.product)
        case kinds.TEST():
            return NegativeTest(moment(core.sampled_at), "naat" if core.method is _ffi.TestMethod.NAAT else "rapid")
        case kinds.RECOVERY():
            return Recovery(date.fromisoformat(core.date))
        case kinds.EXEMPTION():
            return Exemption(date.fromisoformat(core.until))
        case kinds.CLEARANCE():
            return Clearance(core.policy, moment(core.until))
    raise NotImplementedError(f"evidence of another kind: {core}")
