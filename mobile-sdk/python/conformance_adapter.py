"""The adapter of the conformance kit (docs/conformance.md): requests come in and answers go out, a line each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any

from haetae import (
    Admission,
    Clearance,
    Evidence,
    Exemption,
    InvalidInputError,
    NegativeTest,
    Recovery,
    Refusal,
    Scanner,
    Unclear,
    Vaccination,
    Verdict,
    _ffi,
)

Answer = Mapping[str, Any]


class Moment:
    """The time of the request: no clock of this machine is used."""

    at = 0.0

    def now(self) -> float:
        """That time."""
        return self.at

    def monotonic(self) -> float:
        """That time."""
        return self.at


@dataclass
class Adapter:
    """A scanner, and what it began with."""

    clock: Moment = field(default_factory=Moment)
    scanner: Scanner | None = None
    roots: str = ""
    seed: int = 0

    def init(self, asked: Any) -> Answer:
        """A new scanner."""
        self.roots, self.seed = json.dumps(asked["roots"]), asked.get("seed", 0)
        self.scanner = self._new()
        return {}

    def trust_list(self, asked: Any) -> Answer:
        """Takes a trust list."""
        return {"outcome": self._begun.take_trust_list(bytes.fromhex(asked["bytes"]))}

    def bundle(self, asked: Any) -> Answer:
        """Takes a bundle."""
        return {"outcome": self._begun.take_bundle(bytes.fromhex(asked["bytes"]))}

    def restart(self, _: Any) -> Answer:
        """Begins anew from what was written down."""
        snapshot = self._begun._core.snapshot()
        self.scanner = self._new()
        return {"dropped": self.scanner._core.restore(snapshot)}

    def state(self, _: Any) -> Answer:
        """How things are, as far as the surface says it."""
        trust = self._begun.trust()
        return {"floor": None if trust.manifest is None else int(trust.floor.timestamp())}

    def check(self, asked: Any) -> Answer:
        """Checks a code."""
        scanner = self._begun
        if asked.get("forget"):
            scanner.forget()
        for challenge in asked.get("challenges", []):
            scanner._core.show_challenge(bytes.fromhex(challenge), asked["at"])
        scanner.require_challenge(asked.get("require_challenge", False))
        scanner.choose_policy(asked.get("policy"))
        return answered(scanner.check(asked["text"]), with_policy="policy" in asked)

    def next(self, asked: Any) -> Answer:
        """What to fetch next."""
        plan = self._begun._core.next(asked["at"])
        if plan.is_fetch_manifest():
            return {"plan": {"do": "fetch_manifest", "most_bytes": plan.most_bytes}}
        if plan.is_fetch_file():
            return {"plan": {"do": "fetch_file", "sha256": plan.sha256, "size": plan.size}}
        return {"plan": {"do": "wait", "until": plan.until}}

    def manifest(self, asked: Any) -> Answer:
        """Takes a manifest."""
        return arrived(self._begun._core.manifest_arrived(bytes.fromhex(asked["bytes"]), asked["at"]))

    def file(self, asked: Any) -> Answer:
        """Takes a file."""
        content = bytes.fromhex(asked["bytes"])
        return arrived(self._begun._core.file_arrived(asked["sha256"], content, asked["at"]))

    def failed(self, asked: Any) -> Answer:
        """Something could not be fetched."""
        self._begun._core.failed(asked.get("sha256"), asked["at"])
        return {}

    def unknown_key(self, _: Any) -> Answer:
        """A code with an unknown key was seen elsewhere."""
        self._begun._core.unknown_key_seen()
        return {}

    def to_be_signed(self, asked: Any) -> Answer:
        """What a phone's key must sign."""
        return {"bytes": _ffi.to_be_signed(asked["pass"], asked["at"], asked.get("challenge")).hex()}

    def present(self, asked: Any) -> Answer:
        """The code to show."""
        signature = bytes.fromhex(asked["signature"])
        return {"text": _ffi.presentation(asked["pass"], asked["at"], asked.get("challenge"), signature)}

    @property
    def _begun(self) -> Scanner:
        if self.scanner is None:
            raise ValueError("there is no scanner before init")
        return self.scanner

    def _new(self) -> Scanner:
        return Scanner(self.roots, clock=self.clock, random=lambda count: self.seed.to_bytes(count, "big"))


def arrived(outcome: Any) -> Answer:
    """What became of a manifest or a file; null where more files come first."""
    return {"outcome": None if outcome is None else outcome.code()}


def answered(verdict: Verdict, *, with_policy: bool) -> Answer:
    """A verdict in the words of the kit."""
    if isinstance(verdict, Admission):
        warnings = [warning.code for warning in verdict.warnings]
        shown = {"shown": seen(verdict)} if with_policy else {}
        return {"outcome": "admit", "code": verdict.code, "warnings": warnings, **shown}
    said: dict[str, Any] = {"code": verdict.code, "warnings": []}
    if isinstance(verdict, Refusal):
        rules, messages = list(verdict.rules), [message.rule for message in verdict.messages]
        said |= (
            {"outcome": "refuse"} | ({"rules": rules} if rules else {}) | ({"messages": messages} if messages else {})
        )
    elif isinstance(verdict, Unclear):
        said |= {"outcome": "unclear"} | ({} if verdict.rule is None else {"rules": [verdict.rule]})
    return said


def seen(admission: Admission) -> Answer:
    """What the venue sees."""
    evidence, until = admission.evidence, admission.valid_until
    members = {
        "name": admission.name,
        "birth": admission.birth,
        "evidence": None if evidence is None else [piece(one) for one in evidence],
        "issuer": admission.issuer,
        "valid_until": None if until is None else utc(until),
    }
    return {name: value for name, value in members.items() if value is not None}


def piece(evidence: Evidence) -> Answer:
    """A piece of evidence."""
    match evidence:
        case Vaccination(doses, date, product):
            return {"kind": "vaccination", "doses": doses, "date": date.isoformat(), "product": product}
        case NegativeTest(sampled_at, method):
            return {"kind": "test", "sampled_at": utc(sampled_at), "method": method}
        case Recovery(date):
            return {"kind": "recovery", "date": date.isoformat()}
        case Exemption(until):
            return {"kind": "exemption", "until": until.isoformat()}
        case Clearance(policy, end):
            return {"kind": "clearance", "policy": policy, "until": utc(end)}


def utc(time: datetime) -> str:
    """A time as the vectors write it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


CAN = (
    "trust_list",
    "bundle",
    "restart",
    "state",
    "check",
    "next",
    "manifest",
    "file",
    "failed",
    "unknown_key",
    "to_be_signed",
    "present",
)


def answer(adapter: Adapter, asked: Any) -> Answer:
    """The answer to a request."""
    adapter.clock.at = asked.get("at", adapter.clock.at)
    match asked["do"]:
        case "hello":
            return {"protocol": 1, "name": "Haetae for Python", "version": version("haetae"), "can": list(CAN)}
        case "shutdown":
            return {}
        case name if name in (*CAN, "init"):
            request: Callable[[Any], Answer] = getattr(adapter, name)
            return request(asked)
    return {"unsupported": True}


def main() -> None:
    """Answers until the input ends."""
    adapter = Adapter()
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            said = answer(adapter, asked)
        except (InvalidInputError, _ffi.CoreError, KeyError, ValueError) as error:
            said = {"error": str(error)}
        print(json.dumps({"id": asked["id"], **said}), flush=True)
        if asked["do"] == "shutdown":
            break


if __name__ == "__main__":
    main()
