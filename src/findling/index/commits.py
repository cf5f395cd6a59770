"""Commit points of one shard: what a restart begins with."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from findling.codec.bitmap import Bitmap
from findling.codec.commit import commit_generations, commit_path, read_commit, write_commit
from findling.codec.durable_files import sync_directory
from findling.codec.live_docs import read_live_docs, write_live_docs
from findling.codec.segment import corrupt
from findling.index.operations.seq_no import NO_OPS_PERFORMED
from findling.index.searcher import Searcher
from findling.index.segment_entry import SegmentEntry, SegmentRemover
from findling.index.segment_files import open_committed
from findling.index.segment_names import SUFFIX, live_file_name


@dataclass(frozen=True, slots=True)
class CommittedSegment:
    """A segment of a commit point; `live_file` is None if all its docs are live."""

    name: str
    max_doc: int
    live_file: str | None = None

    @property
    def files(self) -> list[str]:
        """Names of the files it consists of."""
        return [self.name + SUFFIX] if self.live_file is None else [self.name + SUFFIX, self.live_file]


@dataclass(frozen=True, slots=True)
class CommitPoint:
    """What a commit point says.

    max_seq_no: it holds exactly the operations up to this one
    log_generation: the first part of the log with later ones
    next_segment: number of the next segment, so that no name is used twice
    """

    generation: int
    max_seq_no: int = NO_OPS_PERFORMED
    log_generation: int = 1
    next_segment: int = 0
    primary_term: int = 1
    segments: tuple[CommittedSegment, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Returns the manifest that `from_json` reads."""
        return {
            "generation": self.generation,
            "max_seq_no": self.max_seq_no,
            "log_generation": self.log_generation,
            "next_segment": self.next_segment,
            "primary_term": self.primary_term,
            "segments": [
                {"name": segment.name, "max_doc": segment.max_doc, "live_file": segment.live_file}
                for segment in self.segments
            ],
        }

    @classmethod
    def from_json(cls, manifest: dict[str, Any]) -> Self:
        """Returns the commit point of a manifest."""
        segments = tuple(CommittedSegment(**segment) for segment in manifest["segments"])
        return cls(**{**manifest, "segments": segments})


class Commits:
    """The last commit point, and the files that must stay because it names them.

    A commit point whose writing failed may be on disk all the same, and be what the next start opens: its files stay
    too, until a later one is written, which has another number. Not thread-safe: the flusher's lock guards it.
    """

    def __init__(self, directory: Path, last: CommitPoint, held: list[SegmentEntry], lives: dict[str, Bitmap | None]):
        self._directory = directory
        self._held: dict[int, list[SegmentEntry]] = {last.generation: held}
        self._points: dict[int, CommitPoint] = {last.generation: last}
        self._lives = lives
        self.last = last

    @property
    def next_generation(self) -> int:
        """Number of the next commit point."""
        return max(self._points) + 1

    @classmethod
    def create(cls, directory: Path, primary_term: int, sync: bool = True) -> Self:
        """Writes the first commit point of an empty shard."""
        point = CommitPoint(generation=1, primary_term=primary_term)
        write_commit(directory, point.generation, point.to_json(), sync)
        return cls(directory, point, [], {})

    @classmethod
    def open(cls, directory: Path, remover: SegmentRemover) -> "tuple[Commits, list[SegmentEntry]] | None":
        """Returns the newest commit point and its segments, None if there is no commit point.

        Files that it does not name are removed: they are what a crash left. Raises CorruptIndexError.
        """
        generations = commit_generations(directory)
        if not generations:
            return None
        point = CommitPoint.from_json(read_commit(commit_path(directory, generations[-1])))
        entries = [_open_segment(directory, segment, remover) for segment in point.segments]
        _remove_unnamed(directory, point)
        lives = {entry.name: entry.share_live() for entry in entries}
        for entry in entries:
            entry.acquire()
        return cls(directory, point, list(entries), lives), entries

    def holds(self, name: str) -> bool:
        """Returns whether the last commit point has a segment of this name."""
        return name in self._lives

    def write(self, point: CommitPoint, searcher: Searcher, sync: bool = True) -> None:
        """Writes a commit point with the searcher's segments, which are synced already, then lets the last one go.

        point: its segments are filled in here
        """
        committed = [self._committed(view.entry, view.live, point.generation, sync) for view in searcher.segments]
        manifest = CommitPoint(**{**_members(point), "segments": tuple(committed)})
        self._put(manifest, {view.entry: view.live for view in searcher.segments}, sync)

    def adopt(self, point: CommitPoint, lives: dict[SegmentEntry, Bitmap | None], sync: bool = True) -> None:
        """Writes a commit point that was made elsewhere as the next one, then lets the last one go.

        lives: its segments, whose files are in the directory, and their live docs
        """
        numbers = {"generation": self.next_generation, "log_generation": self.last.log_generation}
        self._put(CommitPoint(**{**_members(point), **numbers}), lives, sync)

    def _put(self, manifest: CommitPoint, lives: dict[SegmentEntry, Bitmap | None], sync: bool) -> None:
        if sync:
            sync_directory(self._directory)  # a commit point must not be there before the files that it names
        self._hold(manifest, list(lives))
        write_commit(self._directory, manifest.generation, manifest.to_json(), sync)
        self.last = manifest
        self._lives = {entry.name: live for entry, live in lives.items()}
        self._let_go_of_others()

    def close(self) -> None:
        """Lets the segments go."""
        for held in self._held.values():
            for entry in held:
                entry.release()
        self._held = {}

    def _hold(self, point: CommitPoint, entries: list[SegmentEntry]) -> None:
        for entry in entries:
            entry.acquire()
        self._points[point.generation], self._held[point.generation] = point, entries

    def _let_go_of_others(self) -> None:
        """Removes every commit point but the last, and what only they name."""
        for generation in sorted(self._points.keys() - {self.last.generation}):
            commit_path(self._directory, generation).unlink(missing_ok=True)
            self._remove_live_files(self._points.pop(generation))
            for entry in self._held.pop(generation, ()):  # none is held any more if the shard was closed meanwhile
                entry.release()

    def _committed(self, entry: SegmentEntry, live: Bitmap | None, generation: int, sync: bool) -> CommittedSegment:
        """Returns a segment's entry in the commit point; writes its live docs if they changed since the last."""
        if live is None:
            return CommittedSegment(entry.name, entry.max_doc)
        if self._lives.get(entry.name) is live:
            return next(segment for segment in self.last.segments if segment.name == entry.name)
        live_file = live_file_name(entry.name, generation)
        write_live_docs(self._directory / live_file, live, sync)
        return CommittedSegment(entry.name, entry.max_doc, live_file)

    def _remove_live_files(self, old: CommitPoint) -> None:
        used = {segment.live_file for segment in self.last.segments}
        for segment in old.segments:
            if segment.live_file is not None and segment.live_file not in used:
                (self._directory / segment.live_file).unlink(missing_ok=True)


def _members(point: CommitPoint) -> dict[str, Any]:
    return {name: getattr(point, name) for name in CommitPoint.__slots__}


def _open_segment(directory: Path, segment: CommittedSegment, remover: SegmentRemover) -> SegmentEntry:
    path = directory / (segment.name + SUFFIX)
    if not path.exists():
        raise corrupt("segment of the commit point is missing", path, 0)
    return open_committed(path, read_committed_live(directory, segment), remover)


def read_committed_live(directory: Path, segment: CommittedSegment) -> Bitmap | None:
    """Returns the live docs of a segment of a commit point; raises CorruptIndexError if they are damaged or missing."""
    if segment.live_file is None:
        return None
    path = directory / segment.live_file
    if not path.exists():
        raise corrupt("live docs of the commit point are missing", path, 0)
    return read_live_docs(path, segment.max_doc)


def _remove_unnamed(directory: Path, point: CommitPoint) -> None:
    named = {name for segment in point.segments for name in segment.files}
    named.add(commit_path(directory, point.generation).name)
    for path in directory.iterdir():
        if path.is_file() and path.name not in named:
            path.unlink()
