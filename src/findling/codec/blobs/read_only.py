"""Blobs that are read and never written."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from findling.codec.blobs.store import BlobInfo, BlobStoreError, Check


class ReadOnlyBlobs:
    """The half of a blob store that such a one refuses."""

    def put(self, name: str, data: bytes) -> NoReturn:
        raise _read_only()

    def create(self, name: str, data: bytes) -> NoReturn:
        raise _read_only()

    def replace(self, name: str, data: bytes, version: str | None) -> NoReturn:
        raise _read_only()

    def put_file(self, name: str, path: Path, check: Check) -> NoReturn:
        raise _read_only()

    def delete(self, names: Iterable[str]) -> NoReturn:
        raise _read_only()

    def list(self, prefix: str) -> Iterator[BlobInfo]:
        """It is read by names that are known."""
        raise BlobStoreError("blobs behind a URL cannot be listed")


def _read_only() -> BlobStoreError:
    return BlobStoreError("blobs behind a URL are read-only")
