"""What goes wrong without being a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from haetae import _ffi


class HaetaeError(Exception):
    """The root of all errors of this package."""


class InvalidInputError(HaetaeError, ValueError):
    """An argument that cannot be used; the message says what is wrong with it. Nothing has changed."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        """What was wrong: `roots`, `snapshot`, `time`, `day`, `challenge`, `pass`, `jwk`, `signature` and so on."""


class DamagedError(HaetaeError):
    """Something is stored, and neither copy of it is whole."""


class FetchError(HaetaeError):
    """The service has not answered as it should: no connection, another status, too long, too slow."""


class ForeignAnswerError(FetchError):
    """Something else answers in place of the service: a sign-in page of a network, a proxy, a firewall."""


@contextmanager
def said_as_ours() -> Iterator[None]:
    """Turns an error of the core into one of this package."""
    try:
        yield
    except _ffi.CoreError as error:
        raise InvalidInputError(_kind(type(error).__name__), str(error)) from None


def _kind(name: str) -> str:
    """The name of an error of the core as this package writes names: `RetryAfter` is `retry_after`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
