"""Input that cannot be used: it is said, and nothing changes."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import pytest
from vectors import read, scanner_at, trusting

from haetae import FileSlots, InvalidInputError, MemorySlots, Scanner, Wallet, _ffi, code_kind, inspect, qr
from haetae.keys import FileKeys
from haetae.storage import save


@pytest.mark.parametrize("roots", ["", "{}", {}, {"threshold": 0, "keys": []}, "\0"])
def test_roots_that_are_none_are_refused(roots: Any) -> None:
    with pytest.raises(InvalidInputError, match="the roots are not a root set: ") as refused:
        Scanner(roots)
    assert refused.value.kind == "roots"


def test_a_clock_beyond_the_years_is_refused_and_changes_nothing() -> None:
    file = read("checks.json")
    scanner, clock = trusting(file)
    before = scanner._core.snapshot()
    for time in (-1.0, 253_402_300_800.0):
        clock.time = time
        for call in (lambda: scanner.check("HT1:"), scanner.trust, scanner.policies, scanner.show_challenge):
            with pytest.raises(InvalidInputError) as refused:
                call()
            assert refused.value.kind == "time"
    assert scanner._core.snapshot() == before


def test_other_input_that_cannot_be_used_is_refused() -> None:
    scanner, _ = scanner_at(read("checks.json")["roots"])
    for call, kind in (
        (lambda: scanner.bundle(-1), "size"),
        (lambda: scanner.check_picture(b"123", 2, 2), "picture"),
        (lambda: qr("a"), "text"),
        (lambda: Scanner(read("checks.json")["roots"], random=lambda _: b"1").show_challenge(), "challenge"),
    ):
        with pytest.raises(InvalidInputError) as refused:
            call()
        assert refused.value.kind == kind
    assert scanner.take_bundle(b"?") == "malformed"
    assert scanner.take_trust_list(b"?") == "malformed"
    assert (inspect("HT1:NO"), code_kind("hello")) == (None, None)


def test_a_wallet_of_another_version_is_not_overwritten(tmp_path: Path) -> None:
    slots = MemorySlots()
    save(slots, b'{"version": 2, "days": []}')
    before = slots.read()
    for stored in (None, b'{"version": 1}', b'{"version": 1, "days": [{}]}', b"?"):
        if stored is not None:
            save(slots, stored)
            before = slots.read()
        with pytest.raises(ValueError):
            Wallet(FileKeys(tmp_path), slots)
        assert slots.read() == before


def test_a_presentation_needs_a_pass_and_a_whole_signature() -> None:
    case = next(case for case in read("checks.json")["cases"] if case["name"] == "copied-pass")
    for unusable in (("HT1:NO", 0, None), (case["qr"], -1, None), (case["qr"], 0, "HQ1:")):
        with pytest.raises(_ffi.CoreError):
            _ffi.to_be_signed(*unusable)
    with pytest.raises(_ffi.CoreError):
        _ffi.presentation(case["qr"], 0, None, b"1")


def test_what_panics_inside_the_library_is_an_exception_and_the_library_goes_on() -> None:
    """No input does that. Bytes that the generated code never writes do: no variant has this number."""
    scanner, _ = scanner_at(read("checks.json")["roots"])
    garbage = (ctypes.c_uint8 * 4)(0, 0, 1, 0)
    library = _ffi._UniffiLib
    make_status: Any = _ffi._UniffiRustCallStatus
    status = make_status()
    foreign = _ffi._UniffiForeignBytes(4, ctypes.cast(garbage, ctypes.POINTER(ctypes.c_char)))
    buffer = library.ffi_haetae_ffi_rustbuffer_from_bytes(foreign, ctypes.byref(status))
    library.uniffi_haetae_ffi_fn_method_nextstep_code(buffer, ctypes.byref(status))
    assert status.code == _ffi._UniffiRustCallStatus.CALL_UNEXPECTED_ERROR
    assert scanner.check("HT1:").code == "malformed"


def test_threads_share_a_scanner(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    file = read("checks.json")
    scanner, clock = trusting(file)
    clock.time = file["now"]
    cases = [case for case in file["cases"] if case["now"] == file["now"] and not case.get("challenges")][:20] * 10
    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(lambda case: scanner.check(case["qr"]).code, cases))
    # Codes of a clock that is off may say otherwise once others were seen: the outcome of good ones does not change.
    for code, case in zip(codes, cases, strict=True):
        if case["verdict"] == "admit":
            assert code == "admit"
    assert FileSlots(tmp_path).read() == (b"", b"")
