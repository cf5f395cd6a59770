"""Blobs behind a URL, to be read: a web server's folder, say."""

import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPResponse
from pathlib import Path
from typing import Final
from urllib.parse import quote

from findling.codec.blobs.read_only import ReadOnlyBlobs
from findling.codec.blobs.store import BlobMissingError, BlobStoreError, Check, VersionedBlob

_TIMEOUT_S: Final = 30
_PIECE: Final = 1 << 20
_NO_HEADERS: Final[Mapping[str, str]] = {}


class _UnchangedError(Exception):
    """The server has still what is known."""


class UrlBlobs(ReadOnlyBlobs):
    """The blobs below an http or https URL."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def get(self, name: str) -> bytes:
        with self._opened(name) as answer:
            return answer.read()

    def get_ranges(self, name: str, bounds: Sequence[tuple[int, int]]) -> list[bytes]:
        return [self._range(name, start, end) for start, end in bounds]

    def _range(self, name: str, start: int, end: int) -> bytes:
        with self._opened(name, {"Range": f"bytes={start}-{end - 1}"}) as answer:
            data = answer.read()
            return data if answer.status == 206 else data[start:end]  # a server need not know ranges

    def get_version(self, name: str, known: str | None = None) -> VersionedBlob | None:
        try:
            with self._opened(name, {} if not known else {"If-None-Match": known}) as answer:
                return VersionedBlob(answer.read(), answer.headers.get("ETag") or "")
        except _UnchangedError:
            return None

    def get_file(self, name: str, path: Path, check: Check) -> None:
        with self._opened(name) as answer, path.open("xb") as target:
            while piece := answer.read(_PIECE):
                check()
                target.write(piece)

    def _opened(self, name: str, headers: Mapping[str, str] = _NO_HEADERS) -> HTTPResponse:
        asked = urllib.request.Request(f"{self._url}/{quote(name)}", headers=dict(headers))
        try:
            answer: HTTPResponse = urllib.request.urlopen(asked, timeout=_TIMEOUT_S)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 304:
                raise _UnchangedError from error
            if error.code == 404:
                raise BlobMissingError(f"{self._url}/{name}") from error
            raise BlobStoreError(f"{self._url}/{name}: status {error.code}") from error
        return answer
