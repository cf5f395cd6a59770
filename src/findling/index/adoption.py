"""A copy of a shard goes on to the next commit point of its original."""

from findling.codec.bitmap import Bitmap
from findling.index.commits import CommitPoint, Commits, read_committed_live
from findling.index.searcher import SegmentView
from findling.index.segment_entry import SegmentEntry, SegmentRemover
from findling.index.segment_files import open_committed
from findling.index.segment_names import SUFFIX
from findling.index.shard_state import ShardState


def adopt_commit(state: ShardState, commits: Commits, point: CommitPoint, remover: SegmentRemover) -> None:
    """Makes a commit point's segments the shard's segments, and the commit point its last.

    Its files are in the shard's directory. What the shard had, and it does not have, goes when nobody uses it any more.
    Raises CorruptIndexError; nothing has changed then.
    """
    with state.refresh_lock, state.write_lock:
        known = {entry.name: entry for entry in state.entries}
        opened: list[SegmentEntry] = []
        try:
            lives = _segments(state, commits, point, known, remover, opened)
        except BaseException:
            for entry in opened:
                entry.reader.close()
            raise
        commits.adopt(point, lives, state.settings.fsync)
        for entry, live in lives.items():
            entry.replace_live(live)
        state.next_segment = max(state.next_segment, point.next_segment)
        state.seq_nos.adopt(point.max_seq_no)
        state.versions.clear()  # what was deleted here may have come back there
        gone, state.entries = [entry for entry in state.entries if entry not in lives], list(lives)
        state.publish([_view(state, entry, live) for entry, live in lives.items()], point.max_seq_no)
        for entry in gone:
            entry.release()


def _segments(
    state: ShardState,
    commits: Commits,
    point: CommitPoint,
    known: dict[str, SegmentEntry],
    remover: SegmentRemover,
    opened: list[SegmentEntry],
) -> dict[SegmentEntry, Bitmap | None]:
    """Returns the segments of a commit point with their live docs; those that are new are opened, and noted."""
    before = {segment.name: segment for segment in commits.last.segments}
    lives: dict[SegmentEntry, Bitmap | None] = {}
    for segment in point.segments:
        entry = known.get(segment.name)
        if entry is not None and before.get(segment.name) == segment:
            lives[entry] = entry.live
            continue
        live = read_committed_live(state.directory, segment)
        if entry is None:
            entry = open_committed(state.directory / f"{segment.name}{SUFFIX}", live, remover)
            opened.append(entry)
        lives[entry] = live
    return lives


def _view(state: ShardState, entry: SegmentEntry, live: Bitmap | None) -> SegmentView:
    """Returns how searchers see a segment; what has been computed for it is kept where nothing changed."""
    view = state.searcher.view_of(entry)
    return view if view is not None and view.live is live else SegmentView(entry, live, 0)
