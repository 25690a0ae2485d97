"""What partners use does not change by accident."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1]


def test_the_public_interface_is_that_of_the_snapshot() -> None:
    """After a change that is meant: `mobile-sdk/python/test --bless`, and a line in the changelog."""
    dump = subprocess.run([sys.executable, str(FOLDER / "api_dump.py")], capture_output=True, text=True, check=True)
    assert dump.stdout.splitlines() == (FOLDER / "api.txt").read_text().splitlines()
