"""Prints what was measured as a table, and what must be known to read it."""

from __future__ import annotations

import json
import sys
from typing import Any

NOTES = """\
The ratio is our rate / their rate: above 1 ours is faster. Times are medians in us (microseconds) of turns that
alternate in one process; the ratio is the median of those of neighbouring turns. On a machine that does something
else meanwhile, believe the ratio by CPU time: it counts all threads, and no waiting. What is not equivalent:
- Ours answers with a verdict: both signatures, times, validity of the issuing key, revocation, name and evidence,
  strictly decoded. The peers verify both signatures, decode the claims and look at exp and nbf (cwt here: not even
  those). All know the issuer's key beforehand, and take the phone's key out of the pass each time.
- cwt reads the very same codes. It takes no compressed keys, so on P-256 cryptography decompresses the phone's first.
- python-jose and jose verify tokens with like claims, without base45. Tokens in base64 are longer than our codes.
  python-jose has no Ed25519: ES256 twice, where ours has one Ed25519 and one P-256.
- cwt, python-jose and jose verify with OpenSSL, which has assembly; ours is Rust without it. P-256 shows it most.
- Below Node's jose is OpenSSL as machine code, in threads of its own; ours is WebAssembly in one thread. In a browser
  jose uses the browser's WebCrypto, which this does not measure.
- Both readers of pictures are WebAssembly in Node, get the same pixels in colours, look for one QR code and must have
  read its text. A picture or two says little about reading: mobile-sdk/web has 'npm run bench --workspace tests'."""


def main() -> None:
    """Reads lines of JSON."""
    results = [json.loads(line) for line in sys.stdin]
    names, peers = (max(len(result[of]) for result in results) for of in ("name", "peer"))
    for result in results:
        print(f"{result['name']:{names}} | {result['peer']:{peers}} | {measured(result)}")
    print()
    for word, chosen in (("Faster", lambda ratio: ratio > 1), ("Slower", lambda ratio: ratio <= 1)):
        there = [result for result in results if "ratio" in result and chosen(result["ratio"])]
        print(f"{word} than the peer: {len(there)} of {len(results)}")
        for result in there:
            print(f"  {result['name']} ({result['peer']})")
    print(f"\n{NOTES}")


def measured(result: dict[str, Any]) -> str:
    """The ratio and both times; or who could not read the picture, so that there is none."""
    if "unread" in result:
        return f"ratio     - | not read by: {'; '.join(result['unread'])}"
    times = f"ours {result['ours']:8.1f} us | theirs {result['theirs']:8.1f} us"
    return f"ratio {result['ratio']:5.2f} | {times} | by CPU time {result['cpu_ratio']:5.2f}"


if __name__ == "__main__":
    main()
