"""A back office and simulated phones with a real service, which is killed and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal
from urllib.error import URLError

import pytest
from service import Service
from test_sample import draw, run

from haetae import (
    Admission,
    FileSlots,
    LiveCode,
    NoCode,
    Refusal,
    Scanner,
    TrustSync,
    Wallet,
    code_kind,
    inspect,
    is_challenge,
)
from haetae.keys import FileKeys

SUBJECT = "SYN-000001"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("service"))
    service.start()
    yield service
    service.kill()


def ask(service: Service, wallet: Wallet, subject: str = SUBJECT, days: int = 2) -> None:
    """Asks for what is due, as an app does: with an assertion over the digest of its keys."""
    today = datetime.now(timezone(timedelta(hours=9))).date()
    request = wallet.prepare_request(wallet.due(today, days=days).days)
    vouched = service.post("/demo/assertion", {"subject": subject, "keys": request.digest})
    wallet.store_answer(service.post("/v1/passes", request.body, vouched["assertion"]))


def live(wallet: Wallet, challenge: str | None = None) -> LiveCode:
    shown = wallet.present(challenge)
    assert isinstance(shown, LiveCode), shown
    return shown


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256"])
def test_a_back_office_checks_what_phones_show(
    service: Service, tmp_path: Path, algorithm: Literal["Ed25519", "P-256"]
) -> None:
    scanner = Scanner(service.roots())
    sync = TrustSync(scanner, f"{service.url}/v1/trust/", storage=FileSlots(tmp_path / "trust"))
    assert sync.restore().found == "nothing"
    sync.run()
    assert sync.status.online, sync.status.trouble

    keys = FileKeys(tmp_path / "keys", algorithm=algorithm)
    wallet = Wallet(keys, FileSlots(tmp_path / "wallet"))
    nothing = wallet.present()
    assert isinstance(nothing, NoCode)
    assert nothing.why == "no_pass"
    ask(service, wallet)
    assert wallet.time().state == "trusted"
    shown = live(wallet)
    verdict = scanner.check(shown.text)
    assert isinstance(verdict, Admission), verdict
    assert (verdict.next_step, verdict.words("ko").headline) == ("enter", "입장하세요")
    assert code_kind(shown.text) == "presentation"
    assert len(shown.code.rows()) == shown.code.size
    found = inspect(shown.text)
    assert found is not None
    assert (found.presented, found.evidence) == (shown.made, verdict.evidence)

    # With a challenge, and a copy without one.
    scanner.require_challenge(True)
    assert scanner.check(live(wallet).text).code == "challenge_missing"
    challenge = scanner.show_challenge()
    assert is_challenge(challenge)
    assert scanner.check(live(wallet, challenge).text).code == "admit"

    renewal = wallet.renewal(scanner)
    assert {own.standing for own in renewal.passes} == {"good"}
    assert all(held.own is not None for held in wallet.passes())
    assert wallet.outlook(scanner) == "no_rules"
    until = wallet.covered_until()
    assert until is not None
    assert until > shown.made
    wallet.discard_expired()
    assert len(wallet.passes()) == 2


def test_a_phone_keeps_its_passes_and_asks_again_for_the_same_while_the_service_dies(
    service: Service, tmp_path: Path
) -> None:
    scanner = Scanner(service.roots())
    trust = FileSlots(tmp_path / "trust")
    TrustSync(scanner, f"{service.url}/v1/trust/", storage=trust).run()

    def opened() -> Wallet:
        return Wallet(FileKeys(tmp_path / "keys"), FileSlots(tmp_path / "wallet"))

    wallet = opened()
    service.kill()
    with pytest.raises((URLError, ConnectionError)):
        ask(service, wallet, "SYN-000002")
    service.start()
    # Another start of the phone: the keys of the request that failed are used again.
    again = opened()
    today = datetime.now(timezone(timedelta(hours=9))).date()
    days = wallet.due(today, days=2).days
    assert wallet.prepare_request(days) == again.prepare_request(days)
    ask(service, again, "SYN-000002")
    first = {held.day: held.qr for held in again.passes()}
    assert len(first) == 2

    # The answer was lost, and the same request brings the same passes.
    request = again.prepare_request(days)
    vouched = service.post("/demo/assertion", {"subject": "SYN-000002", "keys": request.digest})
    repeated = service.post("/v1/passes", request.body, vouched["assertion"])
    assert {str(day): qr for day, qr in first.items()} == {issued["day"]: issued["qr"] for issued in repeated["passes"]}

    # Phone and scanner are started again without a network.
    service.kill()
    offline = Scanner(service.roots())
    sync = TrustSync(offline, f"{service.url}/v1/trust/", storage=trust)
    assert (sync.restore().found, sync.status.online) == ("snapshot", None)
    assert offline.check(live(opened()).text).code == "admit"
    sync.run()
    assert (sync.status.online, sync.status.foreign) == (False, False)
    assert offline.check(live(opened()).text).code == "admit"
    service.start()


def test_a_revoked_pass_is_refused_after_the_next_sync(service: Service, tmp_path: Path) -> None:
    wallet = Wallet(FileKeys(tmp_path / "keys"), FileSlots(tmp_path / "wallet"))
    ask(service, wallet, "SYN-000003")
    scanner = Scanner(service.roots())
    sync = TrustSync(scanner, f"{service.url}/v1/trust/")
    sync.run()
    assert scanner.check(live(wallet).text).code == "admit"
    service.run("revoke", "--subject", "SYN-000003", "--data", service.data)
    version = _manifest(scanner)
    ends = datetime.now(timezone.utc) + timedelta(seconds=60)
    while _manifest(scanner) == version:
        sync.refresh()
        sync.run()
        assert datetime.now(timezone.utc) < ends, "the service publishes nothing new"
    verdict = scanner.check(live(wallet).text)
    assert isinstance(verdict, Refusal)
    assert (verdict.code, verdict.next_step) == ("revoked", "ask_issuer")
    wallet.renewal(scanner)
    # The lists of coming days (UTC) change twice a day: whose day has not begun may still be good.
    utc_day = datetime.now(timezone.utc).date()
    known = [held.own for held in wallet.passes() if held.inspected.not_before.date() <= utc_day]
    assert known
    assert {own and own.standing for own in known} == {"revoked"}
    assert wallet.covered_until() is None
    assert wallet.covered_until(refused=True) is not None


def test_the_sample_admits_a_live_code_and_refuses_what_is_forged(service: Service, tmp_path: Path) -> None:
    wallet = Wallet(FileKeys(tmp_path / "keys"), FileSlots(tmp_path / "wallet"))
    ask(service, wallet, "SYN-000005")
    (tmp_path / "roots.json").write_text(service.roots())
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    asked = ("--roots", tmp_path / "roots.json", "--service", service.url, "--data", tmp_path / "trust", pictures)
    text = live(wallet).text
    draw(text, pictures / "live.png")
    good = run(*asked)
    assert (good.returncode, good.stdout.split()[:2]) == (0, ["live.png", "admit"]), good
    # The last characters are of the phone's signature.
    draw(text[:-6] + ("AAAAAA" if text[-6:] != "AAAAAA" else "BBBBBB"), pictures / "forged.png")
    done = run(*asked)
    rows = dict(line.split()[:2] for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert rows["live.png"] == "admit"
    assert rows["forged.png"] in ("holder_proof_invalid", "malformed")


def _manifest(scanner: Scanner) -> int:
    manifest = scanner.trust().manifest
    assert manifest is not None
    return manifest.version


def test_an_answer_that_is_none_is_refused_and_nothing_is_stored(service: Service, tmp_path: Path) -> None:
    wallet = Wallet(FileKeys(tmp_path / "keys"), FileSlots(tmp_path / "wallet"))
    ask(service, wallet, "SYN-000004")
    held = wallet.passes()
    good: dict[str, Any] = {"refresh_after": "2030-01-01T00:00:00Z", "server_time": "2030-01-01T00:00:00Z"}
    day = str(held[0].day)
    for answer in (
        {},
        {"passes": [], "refresh_after": "soon", "server_time": "now"},
        {**good, "passes": [{"day": "1999-01-01", "qr": held[0].qr}]},
        {**good, "passes": [{"day": day, "qr": "HT1:NO"}]},
        {**good, "passes": [{"day": day, "qr": live(wallet).text}]},
    ):
        with pytest.raises(ValueError):
            wallet.store_answer(answer)
        assert wallet.passes() == held
        assert wallet.time().state == "trusted"
