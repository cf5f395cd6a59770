"""Blobs behind a URL, to be read: a web server's folder, say."""

import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, NoReturn
from urllib.parse import quote

from findling.codec.blobs.store import BlobInfo, BlobMissingError, BlobStoreError, Check

_TIMEOUT_S: Final = 30
_PIECE: Final = 1 << 20


class UrlBlobs:
    """The blobs below an http or https URL."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def get(self, name: str) -> bytes:
        with self._opened(name) as answer:
            return answer.read()

    def get_file(self, name: str, path: Path, check: Check) -> None:
        with self._opened(name) as answer, path.open("xb") as target:
            while piece := answer.read(_PIECE):
                check()
                target.write(piece)

    def put(self, name: str, data: bytes) -> NoReturn:
        raise _read_only()

    def create(self, name: str, data: bytes) -> NoReturn:
        raise _read_only()

    def put_file(self, name: str, path: Path, check: Check) -> NoReturn:
        raise _read_only()

    def delete(self, names: Iterable[str]) -> NoReturn:
        raise _read_only()

    def list(self, prefix: str) -> Iterator[BlobInfo]:
        """A web server does not list."""
        raise BlobStoreError("blobs behind a URL cannot be listed")

    def _opened(self, name: str) -> IO[bytes]:
        try:
            answer: IO[bytes] = urllib.request.urlopen(f"{self._url}/{quote(name)}", timeout=_TIMEOUT_S)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                raise BlobMissingError(f"{self._url}/{name}") from error
            raise BlobStoreError(f"{self._url}/{name}: status {error.code}") from error
        return answer


def _read_only() -> BlobStoreError:
    return BlobStoreError("blobs behind a URL are read-only")
