"""The two signatures of a Haetae code, verified with PyPI's cwt and base45. It checks nothing else."""

from __future__ import annotations

from typing import Any

import cbor2
from base45 import b45decode
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey

# Labels of docs/wire-format.md.
ALGORITHM, KID, PASS = 1, 4, 13
HOLDER, KEY = 8, 1
CURVE, X, Y = -1, -2, -3
KEY_ALGORITHM, P256, ED25519 = 3, 1, -19


class CwtPeer:
    """Verifies codes of one issuer."""

    def __init__(self, issuer_seed: bytes, kid: bytes) -> None:
        public = Ed25519PrivateKey.from_private_bytes(issuer_seed).public_key().public_bytes_raw()
        self._issuer = COSEKey.new({1: 1, 2: kid, KEY_ALGORITHM: ED25519, CURVE: 6, X: public})
        self._cose = COSE.new()

    def check(self, text: str) -> dict[int, Any]:
        """The claims of the pass; fails if one of both signatures is wrong."""
        presentation = cbor2.loads(b45decode(text[4:]))
        protected = cbor2.loads(presentation.value[0])
        claims: dict[int, Any] = cbor2.loads(
            self._cose.decode(protected[PASS], self._issuer, external_aad=b"haetae pass v1")
        )
        holder = COSEKey.new({KEY_ALGORITHM: protected[ALGORITHM], **_uncompressed(claims[HOLDER][KEY])})
        self._cose.decode(presentation, holder, external_aad=b"haetae presentation v1")
        return claims


def _uncompressed(key: dict[int, Any]) -> dict[int, Any]:
    """Keys on P-256 with both coordinates: cwt takes no others."""
    if key[CURVE] != P256:
        return key
    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), bytes([2 + key[Y]]) + key[X])
    return {**key, Y: point.public_numbers().y.to_bytes(32, "big")}


def kid_of(text: str) -> bytes:
    """Which key has signed the pass in a code."""
    inside = cbor2.loads(cbor2.loads(b45decode(text[4:])).value[0])[PASS]
    kid: bytes = cbor2.loads(inside.value[0])[KID]
    return kid
