"""What is stored survives a loss of power at any byte."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from vectors import read, scanner_at, trusting

from haetae import DamagedError, FileSlots, TrustSync
from haetae.storage import load, save


def test_a_write_that_is_cut_off_at_any_byte_leaves_what_was_there(tmp_path: Path) -> None:
    slots = FileSlots(tmp_path)
    assert load(slots) is None
    save(slots, b"first, and longer than the second")
    save(slots, b"second")
    old, new = (tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()
    for length in range(len(new)):
        # The file was longer before, or shorter: what stood there follows what was written.
        for before in (b"", old, old * 2):
            (tmp_path / "b").write_bytes(new[:length] + before[length:])
            assert load(slots) == b"first, and longer than the second", (length, len(before))
    (tmp_path / "b").write_bytes(new + old)
    assert load(slots) == b"second"


def test_damage_is_said_and_the_scanner_starts_from_its_roots(tmp_path: Path) -> None:
    slots = FileSlots(tmp_path)
    (tmp_path / "a").write_bytes(b"?")
    with pytest.raises(DamagedError):
        load(slots)
    scanner, _ = scanner_at(read("checks.json")["roots"])
    restored = TrustSync(scanner, "https://haetae.example/v1/trust/", storage=slots).restore()
    assert (restored.found, restored.error) == ("damage", "both copies are damaged")
    # What is taken then is stored as if nothing had been there.
    save(slots, b"state")
    assert load(slots) == b"state"


WRITER = """
import sys
from haetae import FileSlots
from haetae.storage import save
slots = FileSlots(sys.argv[1])
number = 0
while True:
    number += 1
    save(slots, number.to_bytes(8, "big") * 20_000)
    print(number, flush=True)
"""


def test_a_process_that_is_killed_while_it_writes_loses_nothing_that_it_has_stored(tmp_path: Path) -> None:
    slots, reached = FileSlots(tmp_path), 0
    for lines in range(1, 9):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _ in range(lines):
                reached = int(writer.stdout.readline())
            os.kill(writer.pid, signal.SIGKILL)
            for line in writer.stdout.readlines():
                reached = int(line) if line.endswith("\n") else reached
        state = load(slots)
        assert state is not None
        number = int.from_bytes(state[:8], "big")
        assert state == number.to_bytes(8, "big") * 20_000
        # The one that was under way may have arrived.
        assert number in (reached, reached + 1)
        # The next process counts from 1 again, over what is there.


def test_processes_that_write_at_once_count_each_write(tmp_path: Path) -> None:
    program = WRITER.replace("while True:", "while number < 40:")
    command = [sys.executable, "-c", program, str(tmp_path)]
    writers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    slots = FileSlots(tmp_path)
    assert load(slots) == (40).to_bytes(8, "big") * 20_000
    # Behind the mark and the hash stands how often was written: two writers at once would have counted the same.
    assert max(int.from_bytes(content[40:48], "big") for content in slots.read()) == 3 * 40


def test_a_disk_that_refuses_is_said_and_checks_go_on(tmp_path: Path) -> None:
    file = read("checks.json")
    giver, clock = trusting(file)
    clock.time = file["now"]
    bundle = giver.bundle(2**40)
    assert bundle is not None
    scanner, _ = scanner_at(file["roots"], clock.time)
    slots = FileSlots(tmp_path / "slots")
    sync = TrustSync(scanner, "https://haetae.example/v1/trust/", storage=slots)
    (tmp_path / "slots" / "a").mkdir()
    assert sync.take_bundle(bundle) == "taken"
    assert sync.status.unsaved is not None
    case = file["cases"][0]
    assert scanner.check(case["qr"]).code == case["verdict"]
