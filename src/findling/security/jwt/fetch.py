"""Fetches JSON of an issuer: what is little, soon there, and where it was said to be."""

import ssl
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

import orjson

_LARGEST_BYTES: Final = 1 << 20
_PIECE_BYTES: Final = 1 << 16


class FetchError(Exception):
    """Something that could not be fetched; its text says why."""


def fetch_json(url: str, timeout_s: float, authorities: Sequence[str] = ()) -> Mapping[str, Any]:
    """Returns the object that is at a URL; redirects are not followed. Raises FetchError.

    authorities: files of the CAs that the server's certificate may be of; none: those of this machine
    """
    parts = urlsplit(url)
    ends = time.monotonic() + timeout_s
    try:
        connection = _connection(parts.scheme, parts.netloc, timeout_s, authorities)
        try:
            connection.request("GET", f"{parts.path or '/'}?{parts.query}".rstrip("?"), headers=_HEADERS)
            answer = connection.getresponse()
            body = b"".join(_pieces(answer, url, ends))
            status = answer.status
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:
        raise FetchError(f"{url}: {type(error).__name__}: {error}") from error
    if status != 200:
        raise FetchError(f"{url} answered with status {status}")
    return _object(body, url)


_HEADERS: Final = {"Accept": "application/json", "Connection": "close"}


def _connection(scheme: str, netloc: str, timeout_s: float, authorities: Sequence[str]) -> HTTPConnection:
    if scheme == "http":
        return HTTPConnection(netloc, timeout=timeout_s)
    context = ssl.create_default_context()
    if authorities:
        context = ssl.create_default_context(cafile=authorities[0])
        for path in authorities[1:]:
            context.load_verify_locations(path)
    return HTTPSConnection(netloc, timeout=timeout_s, context=context)


def _pieces(answer: Any, url: str, ends: float) -> list[bytes]:
    pieces: list[bytes] = []
    left = _LARGEST_BYTES
    while piece := answer.read1(_PIECE_BYTES):
        left -= len(piece)
        if left < 0:
            raise FetchError(f"{url} answered with more than {_LARGEST_BYTES} bytes")
        if time.monotonic() > ends:
            raise FetchError(f"{url} took too long")
        pieces.append(piece)
    return pieces


def _object(body: bytes, url: str) -> Mapping[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise FetchError(f"{url} answered with no JSON") from error
    if not isinstance(found, dict):
        raise FetchError(f"{url} answered with no JSON object")
    return found
