"""Holder keys in software, for simulated phones and tests. Needs the extra `keys`."""

from __future__ import annotations

import base64
import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from haetae.signer import Signer

_COORDINATE = 32


class Ed25519Signer:
    """An Ed25519 key."""

    def __init__(self, key: ed25519.Ed25519PrivateKey) -> None:
        self._key = key

    @property
    def jwk(self) -> Mapping[str, str]:
        """Its public half."""
        return {"kty": "OKP", "crv": "Ed25519", "x": _base64url(self._key.public_key().public_bytes_raw())}

    def sign(self, message: bytes) -> bytes:
        """The signature over a message."""
        return self._key.sign(message)


class P256Signer:
    """A P-256 key."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key

    @property
    def jwk(self) -> Mapping[str, str]:
        """Its public half."""
        point = self._key.public_key().public_numbers()
        x, y = (_base64url(number.to_bytes(_COORDINATE, "big")) for number in (point.x, point.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def sign(self, message: bytes) -> bytes:
        """The signature over a message: r and s."""
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(_COORDINATE, "big") + s.to_bytes(_COORDINATE, "big")


class FileKeys:
    """Keys in files of a folder, without a passphrase: for simulated phones, and no place for a person's keys."""

    def __init__(self, folder: str | os.PathLike[str], *, algorithm: Literal["Ed25519", "P-256"] = "P-256") -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._algorithm = algorithm

    def make(self) -> str:
        """Makes a key."""
        key = (
            ed25519.Ed25519PrivateKey.generate()
            if self._algorithm == "Ed25519"
            else ec.generate_private_key(ec.SECP256R1())
        )
        name = uuid.uuid4().hex
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        descriptor = os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        return name

    def open(self, name: str) -> Signer:
        """The key of this name."""
        key = serialization.load_pem_private_key(self._path(name).read_bytes(), password=None)
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return Ed25519Signer(key)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return P256Signer(key)
        raise ValueError(f"{name} is a key of another kind")

    def delete(self, name: str) -> None:
        """Deletes the key of this name, if it is there."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.pem"


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
