"""Makes a commit point of the files of a shard whose own cannot be read."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from findling.base.errors import FindlingError
from findling.codec.commit import commit_generations
from findling.codec.segment_reader import SegmentReader
from findling.index.check.log_repair import first_batch
from findling.index.check.remains import Remains
from findling.index.commits import CommitPoint, CommittedSegment
from findling.index.recovery import LOG
from findling.index.segment_names import LIVE_SUFFIX, SUFFIX
from findling.index.translog.translog import list_generations


def commit_point_of_files(directory: Path) -> CommitPoint:
    """Returns a commit point of all segments that can be opened, with their newest live docs, and of the whole log."""
    segments = [segment for path in sorted(directory.glob("*" + SUFFIX)) for segment in _segment(path)]
    log = directory / LOG
    return CommitPoint(
        generation=max(commit_generations(directory), default=0),
        log_generation=min(list_generations(log) if log.is_dir() else [], default=1),
        next_segment=1 + max((int(segment.name[1:], 36) for segment in segments), default=-1),
        segments=tuple(segments),
    )


def _segment(path: Path) -> list[CommittedSegment]:
    """Returns the segment of a file; none if the file is one that was never finished, or its directory is damaged."""
    try:
        reader = SegmentReader.open(path)
    except (OSError, FindlingError):
        return []
    lives = sorted(path.parent.glob(f"{path.stem}_*{LIVE_SUFFIX}"), key=lambda live: int(live.stem.rpartition("_")[2]))
    max_doc = reader.max_doc
    reader.close()
    return [CommittedSegment(path.stem, max_doc, lives[-1].name if lives else None)]


def leave_to_the_log(point: CommitPoint, segments: Sequence[Remains], log: Path, primary_term: int) -> CommitPoint:
    """Lets go of the documents that the log will bring back, and returns the point behind which it is replayed.

    So deletes that are only in the log happen too, whatever segments were written since the lost commit point.
    """
    highest = max((int(segment.seq_nos.max()) for segment in segments if len(segment.docs)), default=-1)
    first = first_batch(log, point.log_generation)
    if first is not None and len(first):
        highest = int(first.seq_nos[0]) - 1
        for segment in segments:
            segment.keep(segment.seq_nos <= highest)
    return replace(point, max_seq_no=highest, primary_term=primary_term)
