"""A presentation as it would be with JSON Web Tokens, verified with PyPI's python-jose: ES256 twice."""

from __future__ import annotations

from time import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jose import jwk, jwt

DAY = 86400


class JosePeer:
    """Verifies tokens of one issuer."""

    def __init__(self) -> None:
        self._issuer_private, issuer = _key_pair()
        self._issuer = jwk.construct(issuer, "ES256")

    def token(self, claims: dict[str, Any]) -> str:
        """A pass with these claims and the phone's key, in what the phone has signed."""
        phone_private, phone = _key_pair()
        now = int(time())
        claims = {**claims, "nbf": now - DAY, "exp": now + DAY, "cnf": {"jwk": phone}}
        inside = jwt.encode(claims, self._issuer_private, algorithm="ES256")
        token: str = jwt.encode({"iat": now, "pass": inside}, phone_private, algorithm="ES256")
        return token

    def check(self, token: str) -> dict[str, Any]:
        """The claims of the pass; fails if one of both signatures is wrong, or a time."""
        inside = jwt.get_unverified_claims(token)["pass"]
        claims: dict[str, Any] = jwt.decode(inside, self._issuer, algorithms=["ES256"])
        jwt.decode(token, claims["cnf"]["jwk"], algorithms=["ES256"])
        return claims


def _key_pair() -> tuple[str, dict[str, str]]:
    """A private key in PEM and its public JWK."""
    private = generate_private_key(SECP256R1())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return pem, jwk.construct(pem, "ES256").public_key().to_dict()
