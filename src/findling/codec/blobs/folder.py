"""Blobs as files of a folder, which may be shared by a network."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from findling.base.ids import random_uuid
from findling.codec.blobs.store import (
    BlobChangedError,
    BlobExistsError,
    BlobInfo,
    BlobMissingError,
    Check,
    VersionedBlob,
)
from findling.codec.durable_files import make_directory, sync_descriptor, sync_directory

_PIECE: Final = 16 << 20
_UNFINISHED: Final = ".unfinished-"


class Folder:
    """The blobs below a folder, which is made when the first is written.

    sync: whether blobs must outlive the machine's power; only tests say no
    """

    def __init__(self, root: Path, sync: bool = True) -> None:
        self.root = root
        self._sync = sync

    def get(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BlobMissingError(error.errno, error.strerror, name) from error

    def get_ranges(self, name: str, bounds: Sequence[tuple[int, int]]) -> list[bytes]:
        try:
            with self._path(name).open("rb") as file:
                return [os.pread(file.fileno(), end - start, start) for start, end in bounds]
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BlobMissingError(error.errno, error.strerror, name) from error

    def get_version(self, name: str, known: str | None = None) -> VersionedBlob | None:
        data = self.get(name)
        version = _version(data)
        return None if version == known else VersionedBlob(data, version)

    def get_file(self, name: str, path: Path, check: Check) -> None:
        try:
            source = self._path(name).open("rb")
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BlobMissingError(error.errno, error.strerror, name) from error
        with source, path.open("xb") as target:
            _copy(source, target, check)

    def put(self, name: str, data: bytes) -> None:
        path = self._path(name)
        self._finish(self._written(path.parent, data), path)

    def create(self, name: str, data: bytes) -> None:
        path = self._path(name)
        unfinished = self._written(path.parent, data)
        try:
            os.link(unfinished, path)  # a rename would overwrite
        except FileExistsError as error:
            raise BlobExistsError(error.errno, error.strerror, name) from error
        finally:
            unfinished.unlink()
        if self._sync:
            sync_directory(path.parent)

    def replace(self, name: str, data: bytes, version: str | None) -> str:
        path = self._path(name)
        make_directory(path.parent, self._sync)
        with _locked(path.parent):
            try:
                found = _version(path.read_bytes())
            except FileNotFoundError:
                found = None
            if found != version:
                raise BlobChangedError(name)
            self._finish(self._written(path.parent, data), path)
        return _version(data)

    def put_file(self, name: str, path: Path, check: Check) -> None:
        target = self._path(name)
        unfinished = self._unfinished(target.parent)
        try:
            with path.open("rb") as source, unfinished.open("xb") as copy:
                _copy(source, copy, check)
                if self._sync:
                    sync_descriptor(copy.fileno())
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        self._finish(unfinished, target)

    def list(self, prefix: str) -> Iterator[BlobInfo]:
        folder = self._path(prefix) if prefix else self.root
        for directory, _, files in os.walk(folder):
            for file in files:
                path = Path(directory, file)
                with suppress(FileNotFoundError):  # removed meanwhile
                    found = path.stat()
                    yield BlobInfo(path.relative_to(self.root).as_posix(), found.st_size, found.st_mtime)

    def delete(self, names: Iterable[str]) -> None:
        for name in names:
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.root / name

    def _unfinished(self, folder: Path) -> Path:
        make_directory(folder, self._sync)
        return folder / f"{_UNFINISHED}{random_uuid()}"

    def _written(self, folder: Path, data: bytes) -> Path:
        unfinished = self._unfinished(folder)
        try:
            with unfinished.open("xb") as file:
                file.write(data)
                file.flush()
                if self._sync:
                    sync_descriptor(file.fileno())
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return unfinished

    def _finish(self, unfinished: Path, path: Path) -> None:
        unfinished.rename(path)
        if self._sync:
            sync_directory(path.parent)


def _version(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keeps other threads and processes from replacing blobs of a folder while the block runs."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _copy(source: BinaryIO, target: BinaryIO, check: Check) -> None:
    """Copies what is left of a file, within the kernel where it can."""
    while True:
        check()
        try:
            copied = os.copy_file_range(source.fileno(), target.fileno(), _PIECE)
        except OSError:  # between file systems that cannot
            copied = os.sendfile(target.fileno(), source.fileno(), None, _PIECE)
        if not copied:
            return
