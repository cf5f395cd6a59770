"""The container: one immutable file of named arrays, each with its checksum.

    preamble    64 bytes: magic "FNDLSEG" and the format's number (a digit), directory offset and size (uint64), CRC32C
                of the directory, CRC32C of the 28 bytes before (uint32), zeros
    arrays      each at a multiple of 64 bytes, raw, little-endian; zeros between them
    directory   JSON: {"meta": {...}, "arrays": {name: [dtype, shape, offset, CRC32C]}}

Opening reads preamble and directory only; arrays are views of the mapped file and are checked when first asked for.
"""

import contextlib
import mmap
import os
import struct
import sys
import threading
import weakref
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import orjson
from numpy.typing import NDArray

from findling.base.errors import CorruptIndexError, StorageError
from findling.codec.checksums import array_bytes, crc32c, crc32c_of_array, crc32c_of_file
from findling.codec.durable_files import sync_descriptor

FORMAT = 2
"""Changes with the layout of any structure; tests/formats keeps a segment of each."""
_MAGIC = b"FNDLSEG"
_PREAMBLE = struct.Struct("<8sQQI")
_PREAMBLE_SIZE = 64
_ALIGNMENT = 64

# checked by the checksums of its own compressed frames, when they are read
SELF_CHECKED = frozenset({"_source/frames"})


def corrupt(reason: str, path: Path, offset: int) -> CorruptIndexError:
    """Returns the error that names a damaged file and where the damage is."""
    return CorruptIndexError(f"{reason} (file=[{path}], offset=[{offset}])", file=str(path), offset=offset)


class SegmentWriter:
    """Writes a segment file: arrays go to disk as they are added, `close` completes the file.

    meta: JSON object kept in the directory; set its members before closing
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.meta: dict[str, Any] = {}
        self._arrays: dict[str, list[Any]] = {}
        self._file = self.path.open("wb")
        self._file.write(bytes(_PREAMBLE_SIZE))

    def add(self, name: str, array: NDArray[np.generic]) -> None:
        """Writes one array; raises ValueError if there is one of that name."""
        array = np.ascontiguousarray(array)
        offset = self._start(name)
        self._file.write(array_bytes(array))
        self._arrays[name] = [array.dtype.newbyteorder("<").str, list(array.shape), offset, crc32c_of_array(array)]

    def add_chunks(self, name: str, chunks: Iterable[bytes]) -> None:
        """Writes one uint8 array that comes in pieces."""
        offset, size, crc = self._start(name), 0, 0
        for chunk in chunks:
            self._file.write(chunk)
            size += len(chunk)
            crc = crc32c(chunk, crc)
        self._arrays[name] = ["|u1", [size], offset, crc]

    def close(self, sync: bool = True) -> int:
        """Writes the directory, syncs the file and returns its size in bytes."""
        directory = orjson.dumps({"meta": self.meta, "arrays": self._arrays})
        offset = self._align()
        self._file.write(directory)
        head = _PREAMBLE.pack(_MAGIC + b"%d" % FORMAT, offset, len(directory), crc32c(directory))
        self._file.seek(0)
        self._file.write(head + struct.pack("<I", crc32c(head)))
        self._file.flush()
        if sync:
            sync_descriptor(self._file.fileno())
        self._file.close()
        return offset + len(directory)

    def abort(self) -> None:
        """Closes and removes the unfinished file; does nothing after `close`."""
        if not self._file.closed:
            with suppress(OSError):  # the disk has said so already
                self._file.close()
            self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the file, or removes it if an exception passes through."""
        if error is None and not self._file.closed:
            self.close()
        else:
            self.abort()

    def _start(self, name: str) -> int:
        if name in self._arrays:
            raise ValueError(f"the segment has an array [{name}] already")
        return self._align()

    def _align(self) -> int:
        """Fills up with zeros and returns the offset at which the next array starts."""
        self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
        return self._file.tell()


class Segment:
    """An open segment file. Thread-safe; arrays stay valid after `close` for whoever holds them."""

    def __init__(self, path: Path, fd: int, directory: dict[str, Any], size: int) -> None:
        self.path = path
        self.size_bytes = size
        self.meta: dict[str, Any] = directory["meta"]
        self._fd = fd
        self._close_fd = weakref.finalize(self, os.close, fd)  # also when nobody calls close
        self._entries: dict[str, list[Any]] = directory["arrays"]
        self._map: mmap.mmap | None = _mapped(fd, size)
        self._arrays: dict[str, NDArray[Any]] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Opens a file; raises CorruptIndexError if its preamble or directory is damaged, FileNotFoundError."""
        path = Path(path)
        fd = os.open(path, os.O_RDONLY)
        try:
            directory, size = _read_directory(path, fd), os.fstat(fd).st_size
        except BaseException:
            os.close(fd)
            raise
        return cls(path, fd, directory, size)

    def names(self) -> list[str]:
        """Returns the names of all arrays."""
        return list(self._entries)

    def has(self, name: str) -> bool:
        """Returns whether there is an array of this name."""
        return name in self._entries

    def nbytes(self, name: str) -> int:
        """Returns the size of an array in bytes."""
        dtype, shape, _, _ = self._entries[name]
        return int(np.dtype(dtype).itemsize) * int(np.prod(shape, dtype=np.int64))

    def offset(self, name: str) -> int:
        """Returns where in the file an array starts."""
        return int(self._entries[name][2])

    def array(self, name: str) -> NDArray[Any]:
        """Returns a read-only array.

        Its checksum is checked the first time it is asked for: raises CorruptIndexError. Raises KeyError if there is
            none.
        """
        found = self._arrays.get(name)
        if found is None:
            with self._lock:
                self._require_open()
                if name not in self._arrays:
                    if name not in SELF_CHECKED:
                        self._check(name)
                    self._arrays[name] = self._view(name)
                found = self._arrays[name]
        return found

    def get(self, name: str) -> NDArray[Any] | None:
        """Returns a read-only array, or None if there is none of this name; see `array`."""
        return self.array(name) if name in self._entries else None

    def check(self, name: str) -> None:
        """Compares an array with its checksum; raises CorruptIndexError."""
        self._require_open()
        self._check(name)

    def verify(self) -> None:
        """Checks every byte of the file; raises CorruptIndexError at the first that is wrong."""
        self._require_open()
        end = _PREAMBLE_SIZE
        self._check_zeros(_PREAMBLE.size + 4, end)
        for name, (_, _, offset, _) in sorted(self._entries.items(), key=lambda item: item[1][2]):
            self._check_zeros(end, offset)
            self._check(name)
            end = offset + self.nbytes(name)
        _read_directory(self.path, self._fd)
        self._check_zeros(end, -(-end // _ALIGNMENT) * _ALIGNMENT)

    def close(self) -> None:
        """Closes the file; the mapping goes when the last array that was handed out goes."""
        with self._lock:
            self._arrays = {}
            if self._map is None:
                return
            with contextlib.suppress(BufferError):
                self._map.close()
            self._map = None
            self._close_fd()

    def _require_open(self) -> mmap.mmap:
        """Returns the mapping; raises ValueError once closed, when the descriptor may be another file's."""
        if self._map is None:
            raise ValueError(f"segment [{self.path}] is closed")
        return self._map

    def _check(self, name: str) -> None:
        offset, expected = self._entries[name][2:]
        try:
            found = crc32c_of_file(self._fd, offset, self.nbytes(name))
        except OSError as error:
            raise StorageError(f"{error.strerror}: [{name}] (file=[{self.path}], offset=[{offset}])") from error
        if found != expected:
            raise corrupt(f"checksum of [{name}] does not match", self.path, offset)

    def _check_zeros(self, start: int, end: int) -> None:
        if any(os.pread(self._fd, end - start, start)):
            raise corrupt("padding is not zero", self.path, start)

    def _view(self, name: str) -> NDArray[np.generic]:
        dtype, shape, offset, _ = self._entries[name]
        count = int(np.prod(shape, dtype=np.int64))
        if count == 0:
            return np.empty(shape, dtype)
        return np.frombuffer(self._require_open(), dtype, count, offset).reshape(shape)


def _mapped(fd: int, size: int) -> mmap.mmap:
    if sys.version_info >= (3, 13):
        return mmap.mmap(fd, size, access=mmap.ACCESS_READ, trackfd=False)  # no second descriptor
    return mmap.mmap(fd, size, access=mmap.ACCESS_READ)


def _read_directory(path: Path, fd: int) -> dict[str, object]:
    """Returns the checked directory of a segment file."""
    head = os.pread(fd, _PREAMBLE.size + 4, 0)
    if len(head) < _PREAMBLE.size + 4 or crc32c(head[:-4]) != struct.unpack("<I", head[-4:])[0]:
        raise corrupt("checksum of the preamble does not match", path, 0)
    magic, offset, size, crc = _PREAMBLE.unpack(head[:-4])
    if magic != _MAGIC + b"%d" % FORMAT:
        raise corrupt(_unreadable(magic), path, 0)
    directory = os.pread(fd, size, offset)
    if len(directory) != size or crc32c(directory) != crc:
        raise corrupt("checksum of the directory does not match", path, offset)
    parsed: dict[str, Any] = orjson.loads(directory)
    return parsed


def _unreadable(magic: bytes) -> str:
    """Returns why a file that is not damaged cannot be read."""
    if not magic.startswith(_MAGIC):
        return "not a segment"
    return f"segment format {magic.removeprefix(_MAGIC).decode('latin-1')}, this Findling reads {FORMAT}"
