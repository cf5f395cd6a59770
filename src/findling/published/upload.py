"""Brings the files of staged shards to a place."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from findling.codec.blobs.store import Check
from findling.index.commits import CommitPoint
from findling.published.apart import LEAST_APART, frames_of, hash_without
from findling.published.manifest import Manifest, PublishedFile, PublishedShard
from findling.published.objects import ObjectNames
from findling.published.place import Place
from findling.snapshots.shard_files import hash_of, mark_of

_AT_ONCE: Final = 8
_Key = tuple[str, int, str]
"""Name, size and mark of a file: of one index they tell its content."""


@dataclass(frozen=True, slots=True)
class StagedShard:
    """A shard's files where nothing takes them away. point: the commit point that names them"""

    folder: Path
    point: CommitPoint


class Upload:
    """The shards of one index on their way to a place.

    new_files, new_bytes: what had to be written
    """

    def __init__(self, place: Place, staged: Sequence[StagedShard], check: Check) -> None:
        self._place = place
        self._staged = staged
        self._check = check
        self._hashes: dict[Path, str] = {}
        self._written: dict[str, str] = {}
        self._lock = threading.Lock()
        self.new_files = 0
        self.new_bytes = 0

    def bring(self, manifest: Manifest, name: str) -> tuple[PublishedShard, ...]:
        """Writes what neither the newest manifest names nor an earlier call has written; returns the shards.

        name: of the index; files that it has there already are not even read
        Raises PlaceError, and what `check` raises.
        """
        names = ObjectNames(self._place, manifest)
        index = manifest.indices.get(name)
        known = {} if index is None else {(file.name, file.size, file.mark): file for file in index.files()}
        files = [(shard, file) for shard in self._staged for segment in shard.point.segments for file in segment.files]
        with ThreadPoolExecutor(_AT_ONCE, "findling-publish") as pool:
            found = iter(list(pool.map(lambda one: self._file(one[0].folder / one[1], known, names), files)))
        return tuple(
            PublishedShard(
                shard.point.to_json(), tuple(next(found) for segment in shard.point.segments for _ in segment.files)
            )
            for shard in self._staged
        )

    def _file(self, path: Path, known: dict[_Key, PublishedFile], names: ObjectNames) -> PublishedFile:
        size, mark = path.stat().st_size, mark_of(path)
        before = known.get((path.name, size, mark))
        if before is not None:
            return before
        content = self._hash(path)
        there = names.named(content) or self._written.get(content) or self._write(path, content, names)
        return PublishedFile(path.name, size, content, mark, there, *self._apart(path))

    def _apart(self, path: Path) -> tuple[int, int, str]:
        start, size = frames_of(path)
        return (start, size, hash_without(path, start, size, self._check)) if size >= LEAST_APART else (0, 0, "")

    def _hash(self, path: Path) -> str:
        if path not in self._hashes:
            self._hashes[path] = hash_of(path, self._check)
        return self._hashes[path]

    def _write(self, path: Path, content: str, names: ObjectNames) -> str:
        target = names.free(content)
        with self._place.told(f"could not write object [{target}]"):
            self._place.blobs.put_file(target, path, self._check)
        with self._lock:
            self._written[content] = target
            self.new_files += 1
            self.new_bytes += path.stat().st_size
        return target
