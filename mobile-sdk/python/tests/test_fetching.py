"""What a network answers in the place of the service, and what the service answers when it is down."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from vectors import pieces, read, scanner_at

from haetae import FetchError, FileSlots, ForeignAnswerError, SyncStatus, TrustSync, fetch

BYTES = "application/octet-stream"


class Answers(ThreadingHTTPServer):
    """A server on the loopback that answers as the test says."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, tuple[int, str, bytes]] = {}
        self.asked: list[str] = []
        self.stuck = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Answers

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path == "/stuck":
            self.server.stuck.wait()
            return
        status, kind, content = self.server.answers.get(self.path, (404, "application/problem+json", b"{}"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if status // 100 == 3:
            self.send_header("Location", "/sign-in")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Answers]:
    with Answers() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.stuck.set()
        server.shutdown()
        thread.join()


def test_a_file_of_the_allowed_length_arrives_and_a_longer_one_does_not(server: Answers) -> None:
    server.answers["/file"] = (200, BYTES, b"0123456789")
    assert fetch(f"{server.url}/file", 10, 5) == b"0123456789"
    with pytest.raises(FetchError, match="longer than 9 bytes"):
        fetch(f"{server.url}/file", 9, 5)


@pytest.mark.parametrize(
    ("status", "kind", "is_foreign"),
    [
        (404, "application/problem+json", False),
        (503, "text/html", False),
        (200, "text/html", True),
        (403, "text/html; charset=utf-8", True),
        (511, "text/html", True),
        (407, BYTES, True),
        (204, BYTES, False),
    ],
)
def test_other_answers_are_failures_and_those_of_others_are_named(
    server: Answers, status: int, kind: str, is_foreign: bool
) -> None:
    server.answers["/file"] = (status, kind, b"")
    with pytest.raises(FetchError) as failure:
        fetch(f"{server.url}/file", 10, 5)
    assert isinstance(failure.value, ForeignAnswerError) == is_foreign


def test_a_redirect_to_a_sign_in_page_is_foreign(server: Answers) -> None:
    server.answers |= {"/file": (302, "text/plain", b""), "/sign-in": (200, "text/html", b"<html>")}
    with pytest.raises(ForeignAnswerError):
        fetch(f"{server.url}/file", 10, 5)


def test_what_does_not_answer_in_time_or_at_all_is_a_failure(server: Answers) -> None:
    with pytest.raises(FetchError):
        fetch(f"{server.url}/stuck", 10, 0.05)
    with pytest.raises(FetchError):
        fetch("http://127.0.0.1:1/file", 10, 5)
    with pytest.raises(FetchError, match="no address of the web"):
        fetch("file:///etc/passwd", 10, 5)


def script() -> tuple[dict[str, object], bytes, dict[str, bytes], int]:
    """A scanner that knows nothing yet, a manifest and its files."""
    case = next(case for case in read("scanner.json")["cases"] if case["name"] == "rollback-by-a-mirror")
    steps = case["steps"]
    manifest = next(step for step in steps if "manifest" in step)
    files: dict[str, bytes] = {}
    for step in steps[steps.index(manifest) + 1 :]:
        if "manifest" in step:
            break
        if "file" in step:
            files[step["sha256"]] = pieces(step["file"])
    return case["roots"], pieces(manifest["manifest"]), files, manifest["at"]


def test_a_sync_fetches_all_that_the_manifest_pins_keeps_it_and_says_how_it_goes(
    server: Answers, tmp_path: Path
) -> None:
    roots, manifest, files, now = script()
    scanner, clock = scanner_at(roots, now)
    slots = FileSlots(tmp_path)
    sync = TrustSync(scanner, f"{server.url}/v1/trust/", storage=slots, timeout=5)
    wait = sync.run()
    assert 0 < wait <= 60
    assert (sync.status.online, sync.status.foreign) == (False, False)
    assert "404" in (sync.status.trouble or "")
    assert scanner.trust().manifest is None

    server.answers["/v1/trust/manifest"] = (200, "text/html", b"Sign in")
    sync.refresh()
    sync.run()
    assert (sync.status.online, sync.status.foreign) == (False, True)
    server.answers["/v1/trust/manifest"] = (200, BYTES, b"Sign in")
    sync.refresh()
    sync.run()
    assert (sync.status.online, sync.status.foreign) == (False, True)

    server.answers["/v1/trust/manifest"] = (200, BYTES, manifest)
    server.answers |= {f"/v1/trust/files/{name}": (200, BYTES, content) for name, content in files.items()}
    sync.refresh()
    sync.run()
    assert (sync.status.online, sync.status.foreign, sync.status.outcome) == (True, False, "taken")
    assert sync.status.answered is not None
    assert sync.status.answered.timestamp() == clock.time
    assert scanner.trust().manifest is not None
    assert {f"/v1/trust/files/{name}" for name in files} <= set(server.asked)
    again, _ = scanner_at(roots, now)
    assert TrustSync(again, server.url, storage=slots).restore().found == "snapshot"
    assert again.trust() == scanner.trust()


def test_a_fetcher_of_ones_own_is_asked_and_its_trouble_is_a_failure() -> None:
    roots, manifest, files, now = script()
    scanner, _ = scanner_at(roots, now)
    asked = []

    def own(url: str, max_bytes: int, timeout: float) -> bytes:
        asked.append(url)
        if url.endswith("/manifest"):
            return manifest
        if len(asked) == 2:
            raise OSError("the cable is out")
        return files[url.rsplit("/", 1)[1]]

    sync = TrustSync(scanner, "https://haetae.example/v1/trust/", fetch=own)
    sync.run()
    assert sync.status.trouble == "the cable is out"
    sync.refresh()
    sync.run()
    assert scanner.trust().manifest is not None
    assert asked[0] == "https://haetae.example/v1/trust/manifest"


def test_a_thread_keeps_a_scanner_up_to_date_until_it_is_stopped(server: Answers) -> None:
    roots, manifest, files, now = script()
    server.answers["/v1/trust/manifest"] = (200, BYTES, manifest)
    server.answers |= {f"/v1/trust/files/{name}": (200, BYTES, content) for name, content in files.items()}
    scanner, _ = scanner_at(roots, now)
    fetched = threading.Condition()

    def note(_: SyncStatus) -> None:
        with fetched:
            fetched.notify_all()

    sync = TrustSync(scanner, f"{server.url}/v1/trust/", timeout=5, on_change=note)
    assert sync.start().found == "nothing"
    with pytest.raises(RuntimeError):
        sync.start()
    with fetched:
        assert fetched.wait_for(lambda: scanner.trust().manifest is not None, 10)
        before = len(server.asked)
        sync.refresh()
        assert fetched.wait_for(lambda: len(server.asked) > before, 10)
    sync.stop()
    assert not any(thread.name == "haetae-sync" for thread in threading.enumerate())
