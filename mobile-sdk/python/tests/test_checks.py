"""Every code of `checks.json` and `rules.json` ends in its verdict."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

import pytest
from vectors import FixedClock, read, trusting, written

from haetae import (
    Admission,
    Clearance,
    Evidence,
    Exemption,
    NegativeTest,
    Recovery,
    Refusal,
    Scanner,
    Unclear,
    Vaccination,
    _ffi,
    verdict,
)

Case = tuple[Scanner, FixedClock, Any]


def cases(name: str) -> list[Any]:
    file = read(name)
    scanners = [file, *file["checks"]] if "cases" in file else file["checks"]
    found = []
    for scanner in scanners:
        ready = trusting(scanner)
        of = scanner.get("name", "checks")
        if scanner.get("outcome", "taken") == "taken":
            found += [pytest.param((*ready, case), id=f"{of}-{case['name']}") for case in scanner["cases"]]
    return found


def verdict_on(scanner: Scanner, clock: FixedClock, case: Any) -> Admission | Refusal | Unclear:
    """The verdict on a case, as if it were the first at this scanner."""
    clock.time = case["now"]
    scanner.forget()
    for challenge in case.get("challenges", []):
        scanner._core.show_challenge(bytes.fromhex(challenge), case["now"])
    scanner.require_challenge(case.get("require_challenge", False))
    scanner.choose_policy(case.get("policy"))
    return scanner.check(case["qr"])


@pytest.mark.parametrize("case", cases("checks.json"))
def test_a_check_ends_in_its_verdict(case: Case) -> None:
    verdict = verdict_on(*case)
    assert written(verdict) == case[2]["verdict"]
    assert verdict.words("ko").headline != verdict.words("en").headline != ""
    if isinstance(verdict, Admission):
        for warning in verdict.warnings:
            assert warning.next_step in ("compare_card", "look_at_person", "update_scanner", "set_clock")
            assert warning.words("ko").headline != warning.words("en").headline != ""
    now = case[2]["now"]
    match verdict:
        case Refusal(code="expired", expired_at=since):
            assert since is not None
            assert since.timestamp() <= now
        case Unclear(code="not_yet_valid", valid_from=start):
            assert start is not None
            assert start.timestamp() > now
        case Refusal(expired_at=time) | Unclear(valid_from=time):
            assert time is None


@pytest.mark.parametrize("case", cases("rules.json"))
def test_a_check_with_a_policy_shows_what_the_policy_allows(case: Case) -> None:
    verdict, wanted = verdict_on(*case), case[2]
    assert written(verdict) == wanted["verdict"]
    if "policy" not in wanted:
        return
    rules: list[str] = []
    if isinstance(verdict, Admission):
        assert shown(verdict) == wanted["shown"]
    elif isinstance(verdict, Refusal):
        rules = list(verdict.rules)
        assert [message.rule for message in verdict.messages] == wanted.get("messages", [])
        assert all({"ko", "en"} <= message.text.keys() for message in verdict.messages)
    elif verdict.rule is not None:
        rules = [verdict.rule]
    assert rules == wanted.get("rules", [])


def shown(admission: Admission) -> dict[str, Any]:
    """What a venue sees, in the words of the vectors."""
    members = {
        "name": admission.name,
        "birth": admission.birth,
        "evidence": admission.evidence and [piece(evidence) for evidence in admission.evidence],
        "issuer": admission.issuer,
        "valid_until": admission.valid_until and utc(admission.valid_until),
    }
    return {name: value for name, value in members.items() if value is not None}


def piece(evidence: Evidence) -> dict[str, Any]:
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
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_layer_names_every_case_of_the_core() -> None:
    """A case that is new in the core must get a name here: what is generated is not typed."""

    def names(kind: Any) -> set[str]:
        variants = (getattr(kind, name) for name in vars(kind) if name.isupper())
        return {variant.__name__.rsplit(".", 1)[-1].lower() for variant in variants if isinstance(variant, type)}

    assert names(_ffi.Refusal) == set(get_args(verdict.RefusalCode))
    assert names(_ffi.Unclear) == set(get_args(verdict.UnclearCode))
    assert names(_ffi.Evidence) == {"vaccination", "test", "recovery", "exemption", "clearance"}
    assert {step.name.lower() for step in _ffi.NextStep} == set(get_args(verdict.NextStep))
    assert {warning.name.lower() for warning in _ffi.Warning} == set(get_args(verdict.WarningCode))
