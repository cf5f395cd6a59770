"""Files that are there whole or not at all after a crash."""

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Returns once the content of the file is on stable storage."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_directory(path: Path) -> None:
    """Returns once the names in the directory are on stable storage."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
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
    """
    temporary = path.with_name(path.name + ".tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        temporary.rename(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    if sync:
        sync_directory(path.parent)
