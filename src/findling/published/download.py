"""Brings a shard's files from a place; every byte is checked against the hash that the manifest says."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from findling.base.ids import random_uuid
from findling.codec.blobs.store import BlobMissingError, Check
from findling.codec.commit import write_commit
from findling.codec.durable_files import sync_directory, sync_file
from findling.index.commits import CommitPoint
from findling.index.recovery import LOG
from findling.index.translog.translog import Translog
from findling.published.apart import Apart
from findling.published.errors import DamagedObjectError
from findling.published.manifest import PublishedFile, PublishedShard
from findling.published.place import Place
from findling.snapshots.shard_files import hash_of, mark_of

_AT_ONCE: Final = 8


class ConflictingFileError(Exception):
    """A shard's directory has another file of the name of one that is published."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the files of a shard go. directory: of the shard"""

    directory: Path
    shard: PublishedShard


def bring_files(place: Place, targets: Iterable[Target], sync: bool, check: Check, apart: Apart | None = None) -> int:
    """Brings the files that are not there yet, side by side; returns the bytes that it brought.

    apart: leaves stored sources at the place where all of the files would take more space than it has

    Each comes under another name and gets its own when it is whole and checked: whoever is killed leaves nothing that
    could be taken for it.
    Raises DamagedObjectError naming the object, PlaceError, ConflictingFileError, and what `check` raises.
    """
    wanted = [(target.directory / file.name, file) for target in targets for file in target.shard.files]
    missing = [(path, file) for path, file in wanted if not _is_there(path, file)]
    scarce = apart is not None and sum(file.size for _, file in wanted) > apart.space_bytes

    def fetch(path: Path, file: PublishedFile) -> int:
        holed = apart if scarce and file.frames_size else None
        _fetch(place, file, path, sync, check, holed)
        return file.size if holed is None else file.size - file.frames_size

    with ThreadPoolExecutor(_AT_ONCE, "findling-fetch") as pool:
        return sum(pool.map(lambda one: fetch(*one), missing))


def make_shard(directory: Path, shard: PublishedShard, sync: bool) -> None:
    """Makes a shard of the files in its directory. The caller syncs the directory above."""
    point = CommitPoint.from_json({**shard.commit, "log_generation": 1})
    Translog.create(directory / LOG, point.log_generation, durable=sync).close()
    if sync:
        sync_directory(directory)  # a commit point must not be there before the files that it names
    write_commit(directory, point.generation, point.to_json(), sync)


def _is_there(path: Path, file: PublishedFile) -> bool:
    """Whether a file has been brought already. Raises ConflictingFileError if it is another one."""
    if not path.exists():
        return False
    if path.stat().st_size != file.size or mark_of(path) != file.mark:
        raise ConflictingFileError(str(path))
    return True


def fetch_checked(place: Place, file: PublishedFile, target: Path, check: Check) -> None:
    """Makes a new file of an object. Raises DamagedObjectError naming it, PlaceError, and what `check` raises."""
    with place.told(f"could not read object [{file.object}]"):
        try:
            place.blobs.get_file(file.object, target, check)
        except BlobMissingError:
            raise DamagedObjectError.of(place.url, f"object [{file.object}] is missing") from None
    _check_whole(place, file, target, check)


def _fetch(place: Place, file: PublishedFile, target: Path, sync: bool, check: Check, apart: Apart | None) -> None:
    unfinished = target.with_name(f".unfinished-{random_uuid()}")
    try:
        if apart is None:
            fetch_checked(place, file, unfinished, check)
        else:
            apart.bring(file, unfinished, target, check)
        if sync:
            sync_file(unfinished)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _check_whole(place: Place, file: PublishedFile, path: Path, check: Check) -> None:
    size = path.stat().st_size
    if size != file.size:
        raise DamagedObjectError.of(
            place.url, f"object [{file.object}] is damaged: it has {size} bytes, {file.size} were published"
        )
    found = hash_of(path, check)
    if found != file.hash:
        raise DamagedObjectError.of(place.url, f"object [{file.object}] is damaged: its SHA-256 is [{found}]")
