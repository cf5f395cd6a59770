"""Tries out whether a repository keeps its promises: many blobs at once, ranges, listings, and who wins a race."""

import hashlib
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.ids import random_uuid
from findling.base.units import format_bytes, format_time
from findling.codec.blobs.store import BlobChangedError, BlobExistsError, BlobMissingError, BlobStore
from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.snapshots.errors import RepositoryVerificationError

_PIECE: Final = 1 << 20
_MOST_BLOBS: Final = 100_000
_RACERS: Final = 8


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """How much is tried. Sizes in bytes; rare_action: how probable it is that a blob is written over."""

    blob_count: int = 100
    concurrency: int = 10
    max_blob_size: int = 10 << 20
    max_total_size: int = 1 << 30
    register_operations: int = 10
    rare_action: float = 0.02
    seed: int = 0
    timeout_ms: int = 30_000
    detailed: bool = False

    def check(self) -> None:
        """Raises IllegalArgumentError for numbers that make no sense."""
        for name, value in (("blobCount", self.blob_count), ("concurrency", self.concurrency)):
            if value <= 0:
                raise IllegalArgumentError(f"{name} must be >0, but was [{value}]")
        if self.blob_count > _MOST_BLOBS:
            raise IllegalArgumentError(f"blobCount must be <= 100000, but was [{self.blob_count}]")
        for name, value in (("maxBlobSize", self.max_blob_size), ("maxTotalDataSize", self.max_total_size)):
            if value <= 0:
                raise IllegalArgumentError(f"{name} must be >0, but was [{value}]")


class _Fault(Exception):
    """The store has not kept a promise."""


@dataclass(slots=True)
class _Trial:
    """One blob. write_s, read_s: how long it took; overwritten: whether it was written twice"""

    name: str
    size: int
    overwritten: bool
    write_s: float = 0.0
    read_s: float = 0.0


class _Analysis:
    """What is done to one store, below a prefix of its own."""

    def __init__(self, blobs: BlobStore, request: AnalysisRequest, folder: Path, check: Callable[[], object]) -> None:
        self.blobs = blobs
        self.request = request
        self.folder = folder
        self.check = check
        self.prefix = f"temp-analysis-{random_uuid()}/"

    def trials(self) -> list[_Trial]:
        """Returns blobs of sizes from one byte to the largest, not more in all than there may be."""
        rng, request = random.Random(self.request.seed), self.request
        left, found = request.max_total_size, []
        for number in range(request.blob_count):
            size = min(max(1, int(request.max_blob_size ** rng.random())), left // (request.blob_count - number) or 1)
            left -= size
            found.append(_Trial(f"{self.prefix}test-blob-{number}", size, rng.random() < request.rare_action))
        if len(found) > 1 and request.max_blob_size <= left:
            found[-1].size = request.max_blob_size
        return found

    def try_blob(self, trial: _Trial) -> None:
        """Writes a blob and reads it, whole and a piece of it. Raises _Fault."""
        self.check()
        path = self.folder / trial.name.rpartition("/")[2]
        started = time.perf_counter()
        for turn in range(1 + trial.overwritten):
            written = self._make(path, trial, turn)
            self.blobs.put_file(trial.name, path, self.check)
            path.unlink()
        trial.write_s, started = time.perf_counter() - started, time.perf_counter()
        self.blobs.get_file(trial.name, path, self.check)
        trial.read_s = time.perf_counter() - started
        if _hash(path) != written:
            raise _Fault(f"blob [{trial.name}] is not read as it was written")
        middle = trial.size // 2
        [piece] = self.blobs.get_ranges(trial.name, [(middle, min(trial.size, middle + 100))])
        with path.open("rb") as file:
            file.seek(middle)
            if file.read(len(piece)) != piece or len(piece) != min(trial.size - middle, 100):
                raise _Fault(f"a range of blob [{trial.name}] is not read as it was written")
        path.unlink()

    def _make(self, path: Path, trial: _Trial, turn: int) -> str:
        rng = random.Random(f"{self.request.seed} {trial.name} {turn}")
        with path.open("wb") as file:
            for start in range(0, trial.size, _PIECE):
                file.write(rng.randbytes(min(_PIECE, trial.size - start)))
        return _hash(path)

    def try_races(self) -> None:
        """Lets many make one blob, and many count in another. Raises _Fault if more than one of them wins."""
        with ThreadPoolExecutor(_RACERS) as pool:
            won = sum(pool.map(self._makes, range(_RACERS)))
            if won != 1:
                raise _Fault(f"[{won}] of [{_RACERS}] writers have made the same blob")
            list(pool.map(self._counts, range(self.request.register_operations)))
        if self.request.register_operations:
            counted = int(self.blobs.get(f"{self.prefix}test-register"))
            if counted != self.request.register_operations:
                raise _Fault(f"a register has counted [{counted}] of [{self.request.register_operations}] operations")

    def _makes(self, number: int) -> bool:
        try:
            self.blobs.create(f"{self.prefix}test-create", str(number).encode())
        except BlobExistsError:
            return False
        return True

    def _counts(self, _: int) -> None:
        name = f"{self.prefix}test-register"
        while True:
            self.check()
            try:
                found = self.blobs.get_version(name)
            except BlobMissingError:
                found = None
            value, version = (0, None) if found is None else (int(found.data), found.version)
            with suppress(BlobChangedError):
                self.blobs.replace(name, str(value + 1).encode(), version)
                return

    def names(self) -> set[str]:
        return {blob.name for blob in self.blobs.list(self.prefix)}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def analyze_repository(node: Node, name: str, request: AnalysisRequest, task: Task) -> dict[str, Any]:
    """Returns how fast a repository was. Raises RepositoryVerificationError if it has not kept its promises.

    Raises IllegalArgumentError for one that is read only.
    """
    request.check()
    where = node.snapshots.repository(name)
    if where.readonly:
        raise IllegalArgumentError(f"repository [{name}] is read-only")
    deadline = time.monotonic() + request.timeout_ms / 1000

    def check() -> None:
        task.check()
        if time.monotonic() > deadline:
            raise _Fault(f"analysis timed out after [{format_time(request.timeout_ms)}]")

    with TemporaryDirectory(dir=node.snapshots.staging_folder()) as folder:
        analysis = _Analysis(where.blobs, request, Path(folder), check)
        try:
            trials = analysis.trials()
            with ThreadPoolExecutor(request.concurrency) as pool:
                list(pool.map(analysis.try_blob, trials))
            analysis.try_races()
            ended = _ended(analysis, trials)
        except (_Fault, OSError) as error:
            with suppress(OSError):
                where.blobs.delete(analysis.names())
            raise RepositoryVerificationError(
                f"[{name}] analysis failed, you may need to manually remove [{analysis.prefix}]: {error}"
            ) from error
    return {**_head(node, name, request, analysis), "summary": _summary(trials), **_details(trials, request), **ended}


def _ended(analysis: _Analysis, trials: list[_Trial]) -> dict[str, Any]:
    """Lists all blobs and deletes them; returns how long that took. Raises _Fault if one is missing, or stays."""
    started = time.perf_counter()
    listed = analysis.names()
    listing_s, started = time.perf_counter() - started, time.perf_counter()
    missing = {trial.name for trial in trials} - listed
    if missing:
        raise _Fault(f"blobs {sorted(missing)[:3]} are not listed")
    analysis.blobs.delete(listed)
    delete_s = time.perf_counter() - started
    if analysis.names():
        raise _Fault("blobs are listed that were deleted")
    return {**dict(_elapsed("listing_elapsed", listing_s)), **dict(_elapsed("delete_elapsed", delete_s))}


def _head(node: Node, name: str, request: AnalysisRequest, analysis: _Analysis) -> dict[str, Any]:
    return {
        "coordinating_node": {"id": node.id, "name": node.name},
        "repository": name,
        "blob_count": request.blob_count,
        "concurrency": request.concurrency,
        "read_node_count": 1,
        "early_read_node_count": 0,
        **dict(_size("max_blob_size", request.max_blob_size)),
        **dict(_size("max_total_data_size", request.max_total_size)),
        "seed": request.seed,
        "rare_action_probability": request.rare_action,
        "blob_path": analysis.prefix.rstrip("/"),
        "issues_detected": [],
    }


def _summary(trials: list[_Trial]) -> dict[str, Any]:
    count, size = len(trials), sum(trial.size for trial in trials)

    def part(seconds: float) -> dict[str, Any]:
        return {"count": count, **dict(_size("total_size", size)), **dict(_elapsed("total_elapsed", seconds))}

    return {"write": part(sum(one.write_s for one in trials)), "read": part(sum(one.read_s for one in trials))}


def _details(trials: list[_Trial], request: AnalysisRequest) -> dict[str, Any]:
    if not request.detailed:
        return {}
    return {
        "details": [
            {
                "blob": {
                    "name": trial.name.rpartition("/")[2],
                    **dict(_size("size", trial.size)),
                    "overwritten": trial.overwritten,
                },
                **dict(_elapsed("write_elapsed", trial.write_s)),
                **dict(_elapsed("read_elapsed", trial.read_s)),
            }
            for trial in trials
        ]
    }


def _size(name: str, size: int) -> Iterator[tuple[str, Any]]:
    yield name, format_bytes(size)
    yield f"{name}_bytes", size


def _elapsed(name: str, seconds: float) -> Iterator[tuple[str, Any]]:
    yield name, format_time(seconds * 1000)
    yield f"{name}_nanos", int(seconds * 1e9)
