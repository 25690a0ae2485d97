"""Every sequence of trust lists, bundles and events ends as the vectors say."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from vectors import FixedClock, pieces, read, scanner_at, trusting, written

from haetae import FileSlots, Scanner, TrustSync
from haetae.storage import load, save


def named(file: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in read(file)["cases"]]


def root_set(pinned: Any) -> Any:
    """The roots of `trust.json`, which are keys in hexadecimal, as a root set."""
    keys = [base64.urlsafe_b64encode(bytes.fromhex(key)).rstrip(b"=").decode() for key in pinned["keys"]]
    return {**pinned, "keys": [{"kty": "OKP", "crv": "Ed25519", "x": key} for key in keys]}


@pytest.mark.parametrize("case", named("trust.json"))
def test_trust_lists_have_their_outcomes(case: Any) -> None:
    scanner, _ = scanner_at(root_set(case["pinned"]))
    outcomes = [scanner.take_trust_list(bytes.fromhex(step["data"])) for step in case["steps"]]
    assert outcomes == [step["outcome"] for step in case["steps"]]


@pytest.mark.parametrize("case", named("store.json"))
def test_bundles_have_their_outcomes_whenever_the_program_is_started_again(case: Any) -> None:
    scanner, _ = scanner_at(case["roots"])
    for step in case["steps"]:
        assert scanner.take_bundle(bytes.fromhex(step["bundle"])) == step["outcome"]
        again, _ = scanner_at(case["roots"])
        assert again._core.restore(scanner._core.snapshot()) == 0
        if step.get("floor") is not None:
            assert again.trust().floor.timestamp() == step["floor"]
        scanner = again


@pytest.mark.parametrize("case", named("scanner.json"))
def test_a_scanner_behaves_as_its_script_says(case: Any, tmp_path: Any) -> None:
    slots = FileSlots(tmp_path)
    scanner, clock = scanner_at(case["roots"])
    for number, step in enumerate(case["steps"], start=1):
        clock.time = step.get("at", clock.time)
        if "restart" in step:
            save(slots, scanner._core.snapshot())
            scanner, clock = scanner_at(case["roots"], clock.time)
            assert scanner._core.restore(load(slots)) == step["restart"], number
        else:
            live(scanner, clock, step, number)


def live(scanner: Scanner, clock: FixedClock, step: Any, number: int) -> None:
    core, now = scanner._core, int(clock.time)
    arrived: Any = None
    if "show" in step:
        assert written(scanner.check(step["show"])) == step["verdict"], number
        return
    if "plan" in step:
        assert fits(core.next(now), step["plan"]), f"{number}: {core.next(now)}, not {step['plan']}"
        return
    if "floor" in step:
        assert scanner.trust().floor.timestamp() == step["floor"], number
        return
    if "failed" in step:
        core.failed(None if step["failed"] == "manifest" else step["failed"], now)
        return
    if "unknown_kid" in step:
        core.unknown_key_seen()
        return
    if "bundle" in step:
        assert scanner.take_bundle(pieces(step["bundle"])) == step["outcome"], number
        return
    if "manifest" in step:
        arrived = core.manifest_arrived(pieces(step["manifest"]), now)
    else:
        arrived = core.file_arrived(step["sha256"], pieces(step["file"]), now)
    assert (arrived and arrived.code()) == step["outcome"], number


def fits(plan: Any, wanted: Any) -> Any:
    if plan.is_fetch_manifest():
        return wanted.get("manifest") == plan.most_bytes
    if plan.is_fetch_file():
        return (wanted.get("file"), wanted.get("size")) == (plan.sha256, plan.size)
    earliest, latest = wanted.get("until", (1, 0))
    return earliest <= plan.until <= latest


def test_what_one_scanner_holds_another_takes(tmp_path: Any) -> None:
    file = read("checks.json")
    giver, clock = trusting(file)
    clock.time = file["now"]
    state = giver.trust()
    assert state.manifest is not None
    assert state.manifest.issued.timestamp() <= clock.time < state.manifest.expires.timestamp()
    assert not state.expired
    assert all(kept.held for kept in state.files)
    taker, _ = scanner_at(file["roots"], clock.time)
    sync = TrustSync(taker, "https://haetae.example/v1/trust/", storage=FileSlots(tmp_path))
    bundle = giver.bundle(2**40)
    assert bundle is not None
    assert [sync.take_bundle(bundle) for _ in range(2)] == ["taken", "unchanged"]
    assert sync.status.outcome == "unchanged"
    # It is on the disk, and verifies.
    again, _ = scanner_at(file["roots"], clock.time)
    restored = TrustSync(again, "https://haetae.example/v1/trust/", storage=FileSlots(tmp_path)).restore()
    assert (restored.found, restored.dropped) == ("snapshot", 0)
    assert again.trust() == state
