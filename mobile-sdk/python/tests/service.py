"""A real service on the loopback, with synthetic citizens and the demonstration's sign-in."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[3]
PROGRAM = Path(os.environ.get("HAETAE_PROGRAM", ROOT / "target/debug/haetae"))
PATIENCE = 60


class Service:
    """The program `haetae` with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self.run("init", "--data", self.data, "--serial-bits", "20")
        self.run("records", "sample", "--count", "20", "--out", folder / "citizens.ndjson")
        self.run("records", "import", "--data", self.data, folder / "citizens.ndjson")
        self.run("partner", "demo", "--data", self.data)
        self._listen = "127.0.0.1:0"

    def run(self, *arguments: object) -> str:
        """The output of a command."""
        command = [str(PROGRAM), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{command} ends with {done.returncode}: {done.stderr}")
        return done.stdout

    def start(self) -> None:
        """Starts it, on the port of before if it was running already, and waits until it is ready."""
        self._log.write_bytes(b"")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(PROGRAM),
                    "serve",
                    "--data",
                    str(self.data),
                    "--listen",
                    self._listen,
                    "--operator-listen",
                    "127.0.0.1:0",
                ],
                stdout=subprocess.DEVNULL,
                stderr=log,
                env={**os.environ, "HAETAE__DEMO__SIGN_IN": "true"},
            )
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            found = re.search(r'"public":"([0-9.:]+)"', self._log.read_text())
            if found:
                self._listen = found[1]
                try:
                    self.get("/readyz")
                except OSError:
                    pass
                else:
                    return
            if self._process.poll() is not None:
                break
            # Looks again in a moment: there is nothing to wait on.
            self._process_ended_within(0.05)
        raise AssertionError(f"the service does not start: {self._log.read_text()}")

    def kill(self) -> None:
        """Kills it as a loss of power would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{self._listen}"

    def roots(self) -> str:
        """The roots that scanners pin."""
        return (self.data / "roots.json").read_text()

    def get(self, path: str) -> bytes:
        """What it answers."""
        with urlopen(f"{self.url}{path}", timeout=PATIENCE) as answer:
            content: bytes = answer.read()
            return content

    def post(self, path: str, body: Mapping[str, Any], assertion: str | None = None) -> Any:
        """What it answers, as JSON."""
        headers = {"Content-Type": "application/json"}
        if assertion is not None:
            headers["Authorization"] = f"Bearer {assertion}"
        request = Request(f"{self.url}{path}", data=json.dumps(body).encode(), headers=headers)
        with urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read())

    def _process_ended_within(self, seconds: float) -> bool:
        assert self._process is not None
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True
