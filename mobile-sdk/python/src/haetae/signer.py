"""Holder keys: made, kept and used by whatever holds them; the core only says what to sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Signer(Protocol):
    """A holder key."""

    @property
    def jwk(self) -> Mapping[str, str]:
        """Its public half as a JSON Web Key: Ed25519 or P-256."""

    def sign(self, message: bytes) -> bytes:
        """The signature over a message, 64 bytes: Ed25519, or ECDSA with SHA-256 as r and s of 32 bytes each."""


class KeySource(Protocol):
    """Makes holder keys, one for each day, and keeps them."""

    def make(self) -> str:
        """Makes a key, and returns when it is kept for good: its name, by which it is opened again."""

    def open(self, name: str) -> Signer:
        """The key of this name."""

    def delete(self, name: str) -> None:
        """Deletes the key of this name, if it is there."""
