"""Files of an index, brought piece by piece: a transfer that broke goes on where it was, after a kill too."""

import base64
import os
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.codec.blobs.read_only import ReadOnlyBlobs
from findling.codec.blobs.store import BlobMissingError, BlobStoreError, Check, VersionedBlob
from findling.edge.pieces import bring
from findling.published.manifest import PublishedIndex
from findling.snapshots.shard_files import hash_of

Fetch = Callable[[str, int], Mapping[str, Any]]
"""Name of an object, offset -> a piece: its `content` (base64), the object's `size_in_bytes`. Raises FindlingError."""
_AT_ONCE: Final = 2
"""Of the hub's few threads, which are there for all edges."""


class HubBlobs(ReadOnlyBlobs):
    """The objects of one index, as a blob store that is read. Thread-safe.

    home: where pieces lie until the whole index is there; fetched: is told how many bytes have come
    """

    def __init__(self, home: Path, index: PublishedIndex, fetch: Fetch, fetched: Callable[[int], None]) -> None:
        self._home = home
        self._hashes = {file.object: file.hash for file in index.files()}
        self._fetch = fetch
        self._fetched = fetched
        self._turn = threading.Semaphore(_AT_ONCE)
        self._locks = {name: threading.Lock() for name in self._hashes}
        home.mkdir(parents=True, exist_ok=True)

    def get_file(self, name: str, path: Path, check: Check) -> None:
        """Makes a new file of an object. Raises BlobMissingError, BlobStoreError."""
        if name not in self._hashes:
            raise BlobMissingError(name)
        whole = self._home / name.replace("/", "-")
        with self._turn, self._locks[name]:
            if not whole.exists():
                self._bring(name, whole.with_name(f"{whole.name}.part"), check).rename(whole)
        os.link(whole, path)

    def get(self, name: str) -> bytes:
        return self.get_ranges(name, [(0, self._piece(name, 0)["size_in_bytes"])])[0]

    def get_ranges(self, name: str, bounds: Sequence[tuple[int, int]]) -> list[bytes]:
        return [self._range(name, start, end) for start, end in bounds]

    def get_version(self, name: str, known: str | None = None) -> VersionedBlob | None:
        raise BlobMissingError(name)  # what is published comes in a bundle

    def _range(self, name: str, start: int, end: int) -> bytes:
        made = bytearray()
        while start + len(made) < end and (
            content := base64.b64decode(self._piece(name, start + len(made))["content"])
        ):
            made += content
        return bytes(made[: end - start])

    def clear(self) -> None:
        """Forgets the pieces: the index is there."""
        shutil.rmtree(self._home, ignore_errors=True)

    def _bring(self, name: str, part: Path, check: Check) -> Path:
        def ask(offset: int) -> Mapping[str, Any]:
            check()
            return self._piece(name, offset)

        bring(part, ask, self._fetched)
        if hash_of(part, check) != self._hashes[name]:
            part.unlink()  # what is wrong is not gone on with
            raise BlobStoreError(f"object [{name}] came with another SHA-256")
        return part

    def _piece(self, name: str, offset: int) -> Mapping[str, Any]:
        try:
            return self._fetch(name, offset)
        except FindlingError as error:
            raise BlobStoreError(error.reason) from error
