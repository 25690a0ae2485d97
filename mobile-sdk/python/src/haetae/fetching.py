"""Fetches files of the service, within limits."""

from __future__ import annotations

import time
from typing import Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from haetae.errors import FetchError, ForeignAnswerError

_OK = 200
_SERVER_ERRORS = 500
_SIGN_IN = (407, 511)
_PIECE = 64 * 1024


class Fetch(Protocol):
    """Fetches an address: over a proxy or a client of your own, for instance."""

    def __call__(self, url: str, max_bytes: int, timeout: float) -> bytes:
        """The content of the address.

        Raises `FetchError` if it does not answer 200, is longer than `max_bytes`, or takes longer than `timeout`
        seconds; `ForeignAnswerError` if something else answers in its place.
        """


def fetch(url: str, max_bytes: int, timeout: float) -> bytes:
    """The content of an address, by Python's own HTTP client."""
    if not url.startswith(("https://", "http://")):
        raise FetchError(f"{url} is no address of the web")
    ends = time.monotonic() + timeout
    try:
        with urlopen(Request(url, headers={"Cache-Control": "no-cache"}), timeout=timeout) as answer:  # noqa: S310
            kind = answer.headers.get_content_type()
            if answer.status != _OK or _is_page(kind):
                raise _refused(url, answer.status, kind)
            content = bytearray()
            while piece := answer.read1(min(_PIECE, max_bytes + 1 - len(content))):
                content += piece
                if len(content) > max_bytes:
                    raise FetchError(f"{url} is longer than {max_bytes} bytes")
                if time.monotonic() > ends:
                    raise FetchError(f"{url} takes longer than {timeout:g} seconds")
            return bytes(content)
    except HTTPError as error:
        with error:
            raise _refused(url, error.code, error.headers.get_content_type()) from None
    except (OSError, ValueError) as error:
        raise FetchError(f"{url}: {error}") from error


def _refused(url: str, status: int, kind: str) -> FetchError:
    """A service that is down answers 5xx, perhaps with a page of its proxy; networks with a sign-in 407 and 511."""
    is_foreign = status in _SIGN_IN or (status < _SERVER_ERRORS and _is_page(kind))
    return (ForeignAnswerError if is_foreign else FetchError)(f"{url} answers {status} {kind}")


def _is_page(kind: str) -> bool:
    """No file of a service is a web page."""
    return kind in ("text/html", "application/xhtml+xml")
