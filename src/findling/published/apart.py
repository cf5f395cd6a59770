"""Stored sources that stay at the place, where local space is scarce: all else of a file is brought, with a hole in it.

Sources are most of many indices, and a search reads those of its hits alone. Their frames have checksums of their own;
the rest of a file is checked by a hash that the publisher made of it.
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError
from findling.codec.blobs.store import BlobMissingError, Check
from findling.codec.durable_files import write_durably
from findling.codec.segment import Segment
from findling.codec.stored.apart import Bounds, forget_apart, leave_apart
from findling.published.errors import DamagedObjectError
from findling.published.manifest import PublishedFile
from findling.published.place import Place

LEAST_APART: Final = 1 << 20
"""Bytes of frames that are worth it."""
_FRAMES: Final = "_source/frames"
_SEGMENT: Final = ".seg"
_PIECE: Final = 4 << 20
_NOTES: Final = "apart.json"


def frames_of(path: Path) -> tuple[int, int]:
    """Returns where the frames of stored sources lie in a file, and their bytes; 0, 0 where there are none."""
    if path.suffix != _SEGMENT:
        return 0, 0
    segment = Segment.open(path)
    try:
        return (segment.offset(_FRAMES), segment.nbytes(_FRAMES)) if segment.has(_FRAMES) else (0, 0)
    finally:
        segment.close()


def hash_without(path: Path, start: int, size: int, check: Check) -> str:
    """Returns the SHA-256 of a file without so many bytes from a place on, hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        for begin, end in _around(start, size, path.stat().st_size):
            file.seek(begin)
            while begin < end:
                check()
                piece = file.read(min(_PIECE, end - begin))
                if not piece:
                    break
                found.update(piece)
                begin += len(piece)
    return found.hexdigest()


def _around(start: int, size: int, total: int) -> Iterator[Bounds]:
    yield 0, start
    yield start + size, total


@dataclass(frozen=True, slots=True)
class ObjectFrames:
    """The frames of one file, read from its object as they are wanted."""

    place: Place
    object: str

    def read(self, bounds: Sequence[Bounds]) -> list[bytes]:
        """Returns pieces of the object. Raises DamagedObjectError naming it, PlaceError."""
        with self.place.told(f"could not read object [{self.object}]"):
            try:
                pieces = self.place.blobs.get_ranges(self.object, bounds)
            except BlobMissingError:
                raise self.damaged("it is missing") from None
        if any(len(piece) != end - start for piece, (start, end) in zip(pieces, bounds, strict=True)):
            raise self.damaged("it is too short")
        return pieces

    def damaged(self, reason: str) -> FindlingError:
        return DamagedObjectError.of(self.place.url, f"object [{self.object}] is damaged: {reason}")


class Apart:
    """Which files of a data directory have holes. Noted there, so that a later start knows. Thread-safe."""

    def __init__(self, place: Place, root: Path, space_bytes: int) -> None:
        """root: the data directory; space_bytes: more than so much is not brought whole"""
        self._place = place
        self._root = root
        self.space_bytes = space_bytes
        self._lock = threading.Lock()
        self._objects: dict[str, str] = self._read()
        for name, object_ in self._objects.items():
            leave_apart(root / name, ObjectFrames(place, object_))

    def bring(self, file: PublishedFile, target: Path, final: Path, check: Check) -> None:
        """Makes a file with a hole. target: for now; final: how it is to be called

        Raises DamagedObjectError naming the object, PlaceError, and what `check` raises.
        """
        store = ObjectFrames(self._place, file.object)
        with target.open("xb") as made:
            made.truncate(file.size)
            for start, end in _around(file.frames_at, file.frames_size, file.size):
                for begin in range(start, end, _PIECE):
                    check()
                    made.seek(begin)
                    made.write(store.read([(begin, min(begin + _PIECE, end))])[0])
        if hash_without(target, file.frames_at, file.frames_size, check) != file.rest_hash:
            raise store.damaged("what surrounds its sources has another SHA-256")
        self._note({str(final.relative_to(self._root)): file.object})
        leave_apart(final, store)

    def forget(self, folder: Path) -> None:
        """Forgets the files below a folder, which is removed."""
        forget_apart(folder)
        with self._lock:
            self._objects = {
                name: one for name, one in self._objects.items() if not (self._root / name).is_relative_to(folder)
            }

    def _note(self, found: Mapping[str, str]) -> None:
        with self._lock:
            self._objects |= found
            write_durably(self._root / _NOTES, orjson.dumps(self._objects), False)

    def _read(self) -> dict[str, str]:
        """Returns the objects of files that are still there."""
        try:
            noted: Any = orjson.loads((self._root / _NOTES).read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            return {}
        return {name: object_ for name, object_ in noted.items() if (self._root / name).exists()}
