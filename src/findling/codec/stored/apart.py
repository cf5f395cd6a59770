"""Frames of sources that lie elsewhere: a file has a hole where they belong, and they are brought when wanted.

Whoever leaves a hole says so here, by the file's path, before anything is read from it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

Bounds = tuple[int, int]
"""Where bytes of a file begin and end."""


class FrameStore(Protocol):
    """Has what belongs into the hole of one file. Thread-safe."""

    def read(self, bounds: Sequence[Bounds]) -> list[bytes]:
        """Returns pieces of the file, at once. Raises FindlingError."""
        ...

    def damaged(self, reason: str) -> Exception:
        """Returns the error about a piece that is not what it should be."""
        ...


_stores: dict[Path, FrameStore] = {}


def leave_apart(path: Path, store: FrameStore) -> None:
    """Says where the frames of a file lie."""
    _stores[path] = store


def store_of(path: Path) -> FrameStore | None:
    """Returns where the frames of a file lie, None if in the file."""
    return _stores.get(path)


def forget_apart(folder: Path) -> None:
    """Forgets the files below a folder, which is removed."""
    for path in [path for path in _stores if path.is_relative_to(folder)]:
        _stores.pop(path, None)
