"""Shards made of other shards: their commit points' files are linked, documents that do not belong are marked deleted.

Nothing is parsed or analysed again, so that every source, version and sequence number is as it was. Segment files are
immutable and may be shared by any number of shards.
Source: Elasticsearch's shrink, split and clone, which link files and delete by routing.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from findling.codec.bitmap import Bitmap
from findling.codec.commit import write_commit
from findling.codec.durable_files import sync_directory, sync_file
from findling.codec.live_docs import write_live_docs
from findling.codec.segment import corrupt
from findling.codec.segment_reader import SegmentReader
from findling.index.commits import CommitPoint, CommittedSegment, read_committed_live
from findling.index.recovery import LOG
from findling.index.segment_entry import SegmentEntry
from findling.index.segment_names import SUFFIX, live_file_name, segment_name
from findling.index.translog.translog import Translog

Belongs = Callable[[list[str], list[str | None]], npt.NDArray[np.bool_]]
"""Ids and routing values of n documents -> (n,) bool: which of them a shard takes."""
_GENERATION = 1


@dataclass(frozen=True, slots=True)
class HeldCommit:
    """A commit point whose files stay while it is held."""

    directory: Path
    point: CommitPoint


def copy_shards(path: Path, sources: Sequence[HeldCommit], belongs: Belongs | None = None, sync: bool = True) -> None:
    """Makes a shard in a new directory of the documents of other shards.

    belongs: which documents it takes; None: all
    The commit point comes last; the caller syncs the directory above. Raises CorruptIndexError, OSError.
    """
    path.mkdir(parents=True)
    segments: list[CommittedSegment] = []
    for source in sources:
        for segment in source.point.segments:
            taken = _take(path, source.directory, segment, segment_name(len(segments)), belongs, sync)
            if taken is not None:
                segments.append(taken)
    point = CommitPoint(
        generation=_GENERATION,
        max_seq_no=max(source.point.max_seq_no for source in sources),
        next_segment=len(segments),
        primary_term=max(source.point.primary_term for source in sources),
        segments=tuple(segments),
    )
    Translog.create(path / LOG, point.log_generation, durable=sync).close()
    if sync:
        sync_directory(path)  # a commit point must not be there before the files that it names
    write_commit(path, _GENERATION, point.to_json(), sync)


def _take(
    path: Path, directory: Path, segment: CommittedSegment, name: str, belongs: Belongs | None, sync: bool
) -> CommittedSegment | None:
    """Links one segment under its new name; None if no document of it belongs."""
    live = read_committed_live(directory, segment)
    if belongs is not None:
        live = _only(directory / (segment.name + SUFFIX), live, belongs)
    if live is not None and live.count() == 0:
        return None
    _link(directory / (segment.name + SUFFIX), path / (name + SUFFIX), sync)
    if live is None:
        return CommittedSegment(name, segment.max_doc)
    live_file = live_file_name(name, _GENERATION)
    write_live_docs(path / live_file, live, sync)
    return CommittedSegment(name, segment.max_doc, live_file)


def _only(file: Path, live: Bitmap | None, belongs: Belongs) -> Bitmap | None:
    """Returns the live docs of a segment without the documents, nested ones included, that do not belong."""
    entry = SegmentEntry(SegmentReader.open(file), live, lambda unused: unused.reader.close())
    try:
        reader = entry.reader
        roots = reader.roots
        visible = roots if live is None else live if roots is None else live & roots
        docs = np.arange(entry.max_doc, dtype=np.int32) if visible is None else visible.to_docs()
        ids = [raw.decode("utf-8", "surrogatepass") for raw in reader.ids.get_many(docs)]
        strangers = docs[~belongs(ids, reader.routing_of(docs))]
        entry.delete(strangers.tolist())
        return entry.live
    finally:
        entry.release()


def _link(source: Path, target: Path, sync: bool) -> None:
    """Makes a hard link, or a copy where the file system has none."""
    if not source.exists():
        raise corrupt("segment of the commit point is missing", source, 0)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        if sync:
            sync_file(target)
