"""The programs of README.md run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from vectors import read

README = Path(__file__).parents[1] / "README.md"


def program(heading: str) -> str:
    """The Python below a heading."""
    section = README.read_text().split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return "\n".join(re.findall(r"```python\n(.*?)```", section, re.DOTALL))


def test_the_program_of_the_beginning_checks_a_code(tmp_path: Path) -> None:
    file = read("checks.json")
    (tmp_path / "roots.json").write_text(str(file["roots"]).replace("'", '"'))
    (tmp_path / "bundle").write_bytes(bytes.fromhex(file["bundle"]))
    lines = program("Check a code").splitlines()
    assert len(lines) <= 10
    command = [sys.executable, "-c", "\n".join(lines), file["cases"][0]["qr"]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    code, headline = done.stdout.strip().split(" - ")
    assert code in {"admit", "trust_expired", "clock_suspect", "expired"}
    assert headline


@pytest.mark.parametrize("heading", ["Keep up to date", "A simulated phone"])
def test_the_other_programs_are_of_the_package(heading: str) -> None:
    """They need a service: `test_service.py` does the same with one. Here they must compile, and be typed."""
    folder = Path(os.environ["VIRTUAL_ENV"]) if "VIRTUAL_ENV" in os.environ else Path(sys.prefix)
    typed = [str(folder / "bin/mypy"), "--strict", "--no-incremental", "-c", program(heading)]
    done = subprocess.run(typed, capture_output=True, text=True, timeout=120, check=False, cwd="/")
    assert done.returncode == 0, done.stdout
