"""What every blob store can do."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

Check = Callable[[], object]
"""Called between pieces of long work; raises to end it."""


class BlobMissingError(FileNotFoundError):
    """No blob of this name."""


class BlobExistsError(FileExistsError):
    """There is a blob of this name already."""


class BlobStoreError(OSError):
    """A store that cannot be reached or refuses; its words."""


class BlobInfo(NamedTuple):
    """A blob in a listing. size: in bytes; modified_s: seconds since 1970"""

    name: str
    size: int
    modified_s: float


class BlobStore(Protocol):
    """Blobs by name. Thread-safe. All raise OSError for what the store cannot do."""

    def get(self, name: str) -> bytes:
        """Returns a blob. Raises BlobMissingError."""
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

    def put_file(self, name: str, path: Path, check: Check) -> None:
        """Writes a blob of a file's bytes; it is on stable storage then."""
        ...

    def list(self, prefix: str) -> Iterator[BlobInfo]:
        """Yields the blobs whose names begin with a path ("data/"; "" for all), in no order."""
        ...

    def delete(self, names: Iterable[str]) -> None:
        """Removes blobs; those that are not there are none the less gone."""
        ...
