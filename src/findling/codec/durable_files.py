"""Files that are there whole or not at all after a crash."""

import os
from contextlib import suppress
from pathlib import Path


class SyncFailedError(OSError):
    """A sync failed: what was to be synced may be lost, and a later sync that succeeds says nothing about it."""


class NameNotSyncedError(SyncFailedError):
    """A file got its name, and nobody knows whether it will keep it."""


def sync_descriptor(fd: int, data_only: bool = False) -> None:
    """Returns once what was written to an open file is on stable storage. Raises SyncFailedError.

    data_only: times and the like need not be
    """
    try:
        os.fdatasync(fd) if data_only else os.fsync(fd)
    except OSError as error:
        raise SyncFailedError(error.errno, error.strerror) from error


def sync_file(path: Path) -> None:
    """Returns once the content of the file is on stable storage."""
    fd = os.open(path, os.O_RDONLY)
    try:
        sync_descriptor(fd)
    finally:
        os.close(fd)


def sync_directory(path: Path) -> None:
    """Returns once the names in the directory are on stable storage."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync_descriptor(fd)
    finally:
        os.close(fd)


def make_directory(path: Path, sync: bool = True) -> None:
    """Makes a directory, and those above it that are missing; each name is on stable storage afterwards.

    sync: false leaves the syncs out
    """
    if path.is_dir():
        return
    make_directory(path.parent, sync)
    path.mkdir(exist_ok=True)
    if sync:
        sync_directory(path.parent)


def write_durably(path: Path, data: bytes, sync: bool = True) -> None:
    """Makes a file that is whole whenever its name exists.

    It is written under another name, synced and renamed, then the directory is synced.
    sync: false leaves out both syncs, for files that need not outlive the machine
    Raises NameNotSyncedError if the last sync fails: the file is there, and may be gone after a power cut. Whatever
    else fails leaves what was there before.
    """
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY) if sync else None
    try:
        _write_and_rename(path, data, sync)
        if directory is not None:
            _sync_name(directory)
    finally:
        if directory is not None:
            os.close(directory)


def _write_and_rename(path: Path, data: bytes, sync: bool) -> None:
    temporary = path.with_name(path.name + ".tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            if sync:
                sync_descriptor(file.fileno())
        temporary.rename(path)
    except OSError:
        with suppress(OSError):  # the disk has said so already
            temporary.unlink(missing_ok=True)
        raise


def _sync_name(directory: int) -> None:
    try:
        sync_descriptor(directory)
    except SyncFailedError as error:
        raise NameNotSyncedError(error.errno, error.strerror) from error
