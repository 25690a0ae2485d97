"""Checks through the SDK for Python beside cwt and python-jose. A line of JSON for each comparison."""

from __future__ import annotations

import json
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path

from bench_checks import Standing
from cwt_peer import CwtPeer, kid_of
from haetae import Scanner
from jose_peer import JosePeer
from turns import compare


def main() -> None:
    """Compares the codes of both kinds of phones."""
    vectors = json.loads(Path(sys.argv[1]).read_text())
    samples = json.loads(Path(__file__).with_name("samples.json").read_text())
    for phone, name in samples["codes"].items():
        case = next(case for case in vectors["cases"] if case["name"] == name)
        text = case["qr"]
        scanner = Scanner(vectors["roots"], clock=Standing(case["now"]))
        scanner.take_bundle(bytes.fromhex(vectors["bundle"]))
        if (code := scanner.check(text).code) != "admit":
            raise SystemExit(f"{name} is not admitted: {code}")
        ours = partial(scanner.check, text)

        cwt = CwtPeer(bytes.fromhex(vectors["private"]["issuer"]), kid_of(text))
        cwt.check(text)
        named = f"Python, check, {phone} phone"
        peer = f"cwt {version('cwt')}, base45 {version('base45')}: the same code"
        compare(named, peer, ours, partial(cwt.check, text))
        if phone == "P-256":
            jose = JosePeer()
            token = jose.token(samples["claims"])
            jose.check(token)
            peer = f"python-jose {version('python-jose')}: ES256 twice"
            compare(named, peer, ours, partial(jose.check, token))


if __name__ == "__main__":
    main()
