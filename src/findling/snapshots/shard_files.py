"""A shard's files, into a repository and back.

The content of a file is kept once, under its SHA-256. Segment files never change, and no name is used twice in a
shard; a file that an earlier snapshot has under the same name, size and mark is not read again. The mark is the
CRC-32C of a file's first and last bytes: a segment has the checksum of its directory, which has those of all arrays,
in the first, live documents have theirs in the last.
"""

import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from findling.codec.blobs.store import BlobMissingError, Check
from findling.codec.checksums import crc32c
from findling.codec.commit import write_commit
from findling.codec.durable_files import sync_directory, sync_file
from findling.index.commits import CommitPoint
from findling.index.recovery import LOG
from findling.index.shard_copy import HeldCommit
from findling.index.translog.translog import Translog
from findling.snapshots.details import FileEntry, ShardEntry
from findling.snapshots.errors import SnapshotRestoreError
from findling.snapshots.repository import DATA, Repository

_MARKED: Final = 64
_PIECE: Final = 4 << 20
_AT_ONCE: Final = 4
"""Files of a shard that are read and written side by side."""


@dataclass(slots=True)
class Progress:
    """How far a shard has come. Sizes in bytes; new: what the repository does not have; done: of the new ones"""

    stage: str = "INIT"
    files: int = 0
    size: int = 0
    new_files: int = 0
    new_bytes: int = 0
    done_files: int = 0
    done_bytes: int = 0
    start_ms: int = 0
    took_ms: int = 0
    reason: str | None = None
    started: float = field(default_factory=time.monotonic)


def stage_files(commit: HeldCommit, folder: Path) -> None:
    """Links a held commit point's files into a new folder, where they stay when it is let go."""
    folder.mkdir(parents=True)
    for segment in commit.point.segments:
        for name in segment.files:
            _link(commit.directory / name, folder / name)


def upload(
    repository: Repository,
    folder: Path,
    point: CommitPoint,
    known: Iterable[FileEntry],
    hold: Callable[[str], None],
    progress: Progress,
    check: Check,
) -> ShardEntry:
    """Brings staged files into the repository.

    known: files of the same shard in an earlier snapshot; hold: see Repository.holding
    Raises RepositoryError, and what `check` raises.
    """
    before = {(file.name, file.size, file.mark): file.hash for file in known}
    names = [name for segment in point.segments for name in segment.files]
    progress.stage, progress.files = "STARTED", len(names)
    sizes = {name: (folder / name).stat().st_size for name in names}
    marks = {name: mark_of(folder / name) for name in names}
    progress.size = sum(sizes.values())
    new = [name for name in names if (name, sizes[name], marks[name]) not in before]
    progress.new_files, progress.new_bytes = len(new), sum(sizes[name] for name in new)
    lock = threading.Lock()

    def entry_of(name: str) -> FileEntry:
        known_hash = before.get((name, sizes[name], marks[name]))
        content = known_hash or hash_of(folder / name, check)
        hold(content)
        if known_hash is None:
            with repository.told(f"could not write file [{name}]"):
                repository.blobs.put_file(f"{DATA}{content}", folder / name, check)
            with lock:
                progress.done_files += 1
                progress.done_bytes += sizes[name]
        return FileEntry(name, sizes[name], content, marks[name])

    with ThreadPoolExecutor(_AT_ONCE, "findling-snapshot") as pool:
        entries = list(pool.map(entry_of, names))
    progress.stage, progress.took_ms = "DONE", int((time.monotonic() - progress.started) * 1000)
    return ShardEntry(
        point.to_json(), tuple(entries), len(new), progress.new_bytes, progress.start_ms, progress.took_ms
    )


def download(repository: Repository, shard: ShardEntry, path: Path, sync: bool, check: Check) -> None:
    """Makes a shard's directory of what a snapshot has. The caller syncs the directory above.

    Every file's hash is checked. Raises SnapshotRestoreError naming a damaged or missing file, RepositoryError.
    """
    path.mkdir(parents=True)

    def bring(file: FileEntry) -> None:
        fetch(repository, file, path / file.name, check)
        if sync:
            sync_file(path / file.name)

    with ThreadPoolExecutor(_AT_ONCE, "findling-restore") as pool:
        list(pool.map(bring, shard.files))
    point = CommitPoint.from_json({**shard.commit, "log_generation": 1})
    Translog.create(path / LOG, point.log_generation, durable=sync).close()
    if sync:
        sync_directory(path)  # a commit point must not be there before the files that it names
    write_commit(path, point.generation, point.to_json(), sync)


def fetch(repository: Repository, file: FileEntry, target: Path, check: Check) -> None:
    """Makes a file of its content. Raises SnapshotRestoreError, RepositoryError."""
    name = f"{DATA}{file.hash}"
    try:
        with repository.told(f"could not read [{name}]"):
            repository.blobs.get_file(name, target, check)
    except Exception as error:
        target.unlink(missing_ok=True)
        if isinstance(error.__cause__, BlobMissingError):
            raise SnapshotRestoreError(f"[{repository.name}] file [{file.name}]: [{name}] is missing") from error
        raise
    if target.stat().st_size != file.size or hash_of(target, check) != file.hash:
        target.unlink()
        raise SnapshotRestoreError(f"[{repository.name}] file [{file.name}]: [{name}] is damaged")


def hash_of(path: Path, check: Check) -> str:
    """Returns the SHA-256 of a file, hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        piece = bytearray(_PIECE)
        while size := file.readinto(piece):
            check()
            found.update(memoryview(piece)[:size])
    return found.hexdigest()


def mark_of(path: Path) -> str:
    """Returns the checksum of a file's ends, hexadecimal."""
    with path.open("rb", buffering=0) as file:
        head = file.read(_MARKED)
        file.seek(max(0, path.stat().st_size - _MARKED))
        return f"{crc32c(file.read(), crc32c(head)):08x}"


def known_files(repository: Repository, uuid: str, shards: int) -> Mapping[int, tuple[FileEntry, ...]]:
    """Returns the files of an index's shards in its last snapshot; none where there is none.

    uuid: of the index; shards: how many it has
    """
    entry = repository.root().newest_of(uuid)
    if entry is None:
        return {}
    found = next((one for one in repository.details(entry).indices.values() if one.metadata["uuid"] == uuid), None)
    if found is None or len(found.shards) != shards:
        return {}
    return {number: shard.files for number, shard in enumerate(found.shards) if shard is not None}


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)
