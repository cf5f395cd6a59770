"""What every blob store can do."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

Check = Callable[[], object]
"""Called between pieces of long work; raises to end it."""


class BlobMissingError(FileNotFoundError):
    """No blob of this name."""


class BlobExistsError(FileExistsError):
    """There is a blob of this name already."""


class BlobChangedError(OSError):
    """A blob is not the version that was to be replaced: somebody else was faster."""


class BlobStoreError(OSError):
    """A store that cannot be reached or refuses; its words."""


class BlobInfo(NamedTuple):
    """A blob in a listing. size: in bytes; modified_s: seconds since 1970"""

    name: str
    size: int
    modified_s: float


class VersionedBlob(NamedTuple):
    """A blob and what tells it from those of its name before and after. version: opaque, of the store"""

    data: bytes
    version: str


class BlobStore(Protocol):
    """Blobs by name. Thread-safe. All raise OSError for what the store cannot do."""

    def get(self, name: str) -> bytes:
        """Returns a blob. Raises BlobMissingError."""
        ...

    def get_ranges(self, name: str, bounds: Sequence[tuple[int, int]]) -> list[bytes]:
        """Returns pieces of a blob, each from its first byte to before its last. Raises BlobMissingError."""
        ...

    def get_version(self, name: str, known: str | None = None) -> VersionedBlob | None:
        """Returns a blob with its version; None if that is still the one that is known. Raises BlobMissingError."""
        ...

    def get_file(self, name: str, path: Path, check: Check) -> None:
        """Makes a new file of a blob. Raises BlobMissingError."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Writes a blob, over another of its name if there is one; it is on stable storage then."""
        ...

    def create(self, name: str, data: bytes) -> None:
        """Writes a blob under a free name, whoever else tries. Raises BlobExistsError."""
        ...

    def replace(self, name: str, data: bytes, version: str | None) -> str:
        """Writes a blob over the version of it that is known, whoever else tries; returns the new version.

        version: None where there was none
        Raises BlobChangedError. Of a store that fails half-way nobody knows whether it was written.
        """
        ...

    def put_file(self, name: str, path: Path, check: Check) -> None:
        """Writes a blob of a file's bytes; it is on stable storage then."""
        ...

    def list(self, prefix: str) -> Iterator[BlobInfo]:
        """Yields the blobs whose names begin with a path ("data/"; "" for all), in no order."""
        ...

    def delete(self, names: Iterable[str]) -> None:
        """Removes blobs; those that are not there are none the less gone."""
        ...
