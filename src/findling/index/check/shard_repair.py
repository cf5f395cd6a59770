"""Makes a shard that opens of one that is damaged; says first what would be lost, and keeps what was damaged.

Segments that are whole stay as they are. Of a damaged one the documents are written again from their stored sources:
all whose id, numbers and source can be read. Without its live docs all documents of a segment are alive but those of
which another segment has a newer version, so that deleted ones may come back. A log keeps every record that can be
read. Without commit point the segments and live docs that are there make one; the log, replayed, makes the rest.
"""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from findling.base.errors import FindlingError
from findling.codec.bitmap import Bitmap
from findling.codec.commit import commit_generations, commit_path, read_commit, write_commit
from findling.codec.durable_files import make_directory, sync_directory
from findling.codec.live_docs import write_live_docs
from findling.index.check.findings import ShardCheck
from findling.index.check.log_repair import LogRepair, plan_log
from findling.index.check.lost_commit import commit_point_of_files, leave_to_the_log
from findling.index.check.remains import Remains, keep_newest
from findling.index.check.rewriting import RepairedIndex, Rewriter
from findling.index.commits import CommitPoint, CommittedSegment, read_committed_live
from findling.index.recovery import LOG, create_storage
from findling.index.segment_names import SUFFIX, live_file_name

_SHOWN_IDS: Final = 100


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a repair does.

    file: what is damaged; docs_kept, docs_lost: of a segment; lost_ids: some of them, as far as they can be read
    """

    file: str
    what: str
    docs_kept: int | None = None
    docs_lost: int | None = None
    lost_ids: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        members = {"file": self.file, "action": self.what, "docs_kept": self.docs_kept, "docs_lost": self.docs_lost}
        shown: dict[str, object] = {name: value for name, value in members.items() if value is not None}
        return {**shown, "lost_ids": list(self.lost_ids)} if self.lost_ids else shown


@dataclass(slots=True)
class _Plan:
    point: CommitPoint
    segments: list[Remains]
    logs: list[LogRepair]


class ShardRepair:
    """Mends a shard that nobody has open, of which `check` is what was found.

    actions: what `apply` will do; `close` at the end
    """

    def __init__(self, check: ShardCheck, index: RepairedIndex) -> None:
        self.number = check.number
        self.actions: list[Action] = []
        self._directory = Path(check.path)
        self._index = index
        self._commit = check.commit
        self._damaged = {problem.file for problem in check.all_problems()}
        self._plan = self._planned()

    def _planned(self) -> _Plan | None:
        """Returns what is to be made; None: an empty shard."""
        directory = self._directory
        if self._commit is None and not any(directory.glob("*" + SUFFIX)) and not any((directory / LOG).glob("*")):
            self.actions.append(Action(str(directory), "make an empty shard: nothing of this one is there"))
            return None
        if self._commit is not None:
            point = CommitPoint.from_json(read_commit(commit_path(directory, self._commit)))
        else:
            point = commit_point_of_files(directory)
            what = f"make a commit point of the {len(point.segments)} segments that are there"
            self.actions.append(Action(str(directory), what))
        segments = [self._remains(segment) for segment in point.segments]
        if self._commit is None or any(segment.changed for segment in segments):
            keep_newest(segments)
        if self._commit is None:
            point = leave_to_the_log(point, segments, directory / LOG, self._index.primary_term)
        return _Plan(point, segments, self._planned_logs(point))

    def _remains(self, committed: CommittedSegment) -> Remains:
        path = self._directory / (committed.name + SUFFIX)
        live, has_live = self._live(committed)
        segment = Remains(committed, path, live, str(path) not in self._damaged)
        segment.changed = not has_live
        if not segment.is_whole:
            what = "write its documents again from their stored sources" if len(segment.docs) else "drop it"
            lost = tuple(segment.lost[:_SHOWN_IDS])
            self.actions.append(Action(str(path), what, len(segment.docs), segment.n_lost, lost))
        return segment

    def _live(self, committed: CommittedSegment) -> tuple[Bitmap | None, bool]:
        """Returns the live docs, and whether they could be read."""
        try:
            return read_committed_live(self._directory, committed), True
        except (OSError, FindlingError):
            what = "do without these live docs: documents that were deleted may come back"
            self.actions.append(Action(str(self._directory / str(committed.live_file)), what))
            return None, False

    def _planned_logs(self, point: CommitPoint) -> list[LogRepair]:
        logs = plan_log(self._directory / LOG, point.log_generation, self._damaged)
        for log in logs:
            self.actions.append(Action(str(log.path), log.what()))
        return logs

    def apply(self, kept: Path) -> None:
        """Does it. What is damaged is moved to the directory `kept`, or copied where a part of it goes on."""
        make_directory(kept)
        if self._plan is None:
            if self._directory.exists():
                shutil.move(self._directory, kept / self._directory.name)
            create_storage(self._directory, self._index.primary_term)
            sync_directory(self._directory.parent)
            return
        for log in self._plan.logs:
            log.apply(kept / LOG)
        self._write_commit_point(self._plan)
        for path in sorted(map(Path, self._damaged)):
            if path.is_file() and path.parent == self._directory:
                shutil.move(path, kept / path.name)

    def _write_commit_point(self, plan: _Plan) -> None:
        directory, point = self._directory, plan.point
        generation = max([point.generation, *commit_generations(directory)]) + 1
        rewriter = Rewriter(directory, self._index, point.next_segment)
        segments: list[CommittedSegment] = []
        for segment in plan.segments:
            if not segment.is_whole:
                segments += rewriter.write(segment.batches())
            elif segment.changed:
                segments.append(self._with_live(segment, generation))
            else:
                segments.append(segment.committed)
        point = replace(point, generation=generation, next_segment=rewriter.next_segment, segments=tuple(segments))
        sync_directory(directory)  # a commit point must not be there before the files that it names
        write_commit(directory, generation, point.to_json())

    def _with_live(self, segment: Remains, generation: int) -> CommittedSegment:
        """Writes new live docs of a segment."""
        live = segment.live()
        if live is None:
            return replace(segment.committed, live_file=None)
        name = live_file_name(segment.committed.name, generation)
        write_live_docs(self._directory / name, live)
        return replace(segment.committed, live_file=name)

    def close(self) -> None:
        if self._plan is not None:
            for segment in self._plan.segments:
                segment.close()
