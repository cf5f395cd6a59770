"""What refresh hands to the codec; users of segments; counters."""

from pathlib import Path

import numpy as np
import pytest

from findling.base.clock import FixedClock
from findling.base.errors import CorruptIndexError
from findling.codec.durable_files import sync_file, write_durably
from findling.codec.field_values import NumberValues, TermValues, TextTokens
from findling.index.buffer import BufferedDocuments
from findling.index.commits import CommitPoint, CommittedSegment
from findling.index.recovery import create_storage, open_storage
from findling.index.searcher import Searcher, SegmentView
from findling.index.segment_entry import SegmentEntry, SegmentRemover
from findling.index.segment_files import segment_data
from findling.index.shard_settings import ShardSettings
from findling.index.shard_stats import StatsRecorder
from tests.reference.shard_case import BLANK_ANALYSIS, ShardCase


@pytest.fixture
def case(tmp_path: Path) -> ShardCase:
    return ShardCase(tmp_path / "shard")


def buffered(case: ShardCase, documents: list[dict[str, object]], routings: list[str | None]) -> BufferedDocuments:
    ids = [f"id-{i}" for i in range(len(documents))]
    numbers = np.arange(len(ids), dtype=np.int64)
    batch = case.mapping.parse_batch(ids, documents)
    return BufferedDocuments(batch, ids, [[b"s"] * len(ids)], routings, numbers, numbers + 1, numbers + 10, numbers)


def test_nested_documents_share_the_numbers_of_their_root(case: ShardCase) -> None:
    documents = buffered(case, [{"parts": [{"name": "x"}, {"name": "y"}]}, {"n": 1}], [None, "r"])
    data = segment_data(documents, BLANK_ANALYSIS)
    assert data.max_doc == 4
    assert data.ids == [b"", b"", b"id-0", b"id-1"]
    assert list(data.sources) == [b"", b"", b"s", b"s"]
    assert data.seq_nos.tolist() == [0, 0, 0, 1]
    assert data.primary_terms.tolist() == [1, 1, 1, 2]
    assert data.versions.tolist() == [10, 10, 10, 11]
    assert data.routings == [None, None, None, "r"]
    assert data.root_mask is not None
    assert data.root_mask.tolist() == [False, False, True, True]


def test_each_kind_of_field_has_its_kind_of_values(case: ShardCase) -> None:
    documents = buffered(case, [{"title": "red fox", "tag": "t", "n": 4, "price": 0.5}], [None])
    data = segment_data(documents, BLANK_ANALYSIS)
    kinds = {field.name: type(field.values) for field in data.fields}
    assert kinds["title"] is TextTokens
    assert kinds["tag"] is TermValues
    assert kinds["n"] is kinds["price"] is NumberValues
    assert data.routings is None
    assert list(kinds) == sorted(kinds)


def entry_of(case: ShardCase, *ids: str) -> SegmentEntry:
    for doc_id in ids:
        case.index(doc_id)
    case.shard.refresh()
    return case.shard._state.entries[-1]


def test_live_docs_are_copied_once_somebody_may_look_at_them(case: ShardCase) -> None:
    entry = entry_of(case, "a", "b", "c")
    assert entry.share_live() is None
    entry.delete([0])
    first = entry.live
    assert first is not None
    entry.delete([1])
    assert entry.live is first, "nobody has seen it yet"
    shared = entry.share_live()
    entry.delete([2])
    assert shared is first
    assert shared.count() == 1
    assert entry.live is not None
    assert entry.live.count() == 0
    assert entry.deleted_count == 3
    entry.delete_docs(np.empty(0, dtype=np.int32))


def test_the_last_user_removes_the_file(case: ShardCase) -> None:
    entry = entry_of(case, "a")
    path = entry.path
    first = Searcher([SegmentView(entry, None, 0)], 1, 0)
    assert first.acquire()
    first.release()
    assert case.shard.force_merge(1) is False
    case.delete("a")
    case.shard.force_merge(1)
    assert path.exists()
    first.release()
    assert not path.exists()
    assert not first.acquire()


def test_a_disabled_remover_closes_only(case: ShardCase, tmp_path: Path) -> None:
    entry = entry_of(case, "a")
    remover = SegmentRemover()
    remover.enabled = False
    remover(entry)
    assert entry.path.exists()


def test_a_moved_view_keeps_what_was_computed(case: ShardCase) -> None:
    entry = entry_of(case, "a", "b")
    view = SegmentView(entry, None, 0)
    assert view.num_docs == 2
    moved = view.moved_to(10)
    assert (moved.doc_base, moved.live, moved.num_docs, view.doc_base) == (10, None, 2, 0)
    assert view.moved_to(0) is view


def test_commit_points_survive_json() -> None:
    segments = (CommittedSegment("_0", 3, "_0_2.liv"), CommittedSegment("_a", 1))
    point = CommitPoint(7, 12, 3, 11, 2, segments)
    assert CommitPoint.from_json(point.to_json()) == point
    assert [segment.files for segment in segments] == [["_0.seg", "_0_2.liv"], ["_a.seg"]]


def test_live_docs_are_written_only_when_they_changed(case: ShardCase) -> None:
    entry_of(case, "a", "b")
    case.delete("a")
    case.shard.flush()
    assert [path.name for path in case.path.glob("*.liv")] == ["_0_2.liv"]
    case.index("c")
    case.shard.flush()
    assert [path.name for path in case.path.glob("*.liv")] == ["_0_2.liv"]
    case.crash()
    case.index("d")
    case.shard.flush()
    assert [path.name for path in case.path.glob("*.liv")] == ["_0_2.liv"]
    case.delete("b")
    case.shard.force_merge(1)
    case.shard.flush()
    assert list(case.path.glob("*.liv")) == []
    assert len(list(case.path.glob("commit-*"))) == 1


def test_a_missing_segment_is_named(case: ShardCase) -> None:
    entry = entry_of(case, "a")
    case.shard.flush()
    case.shard.close()
    entry.path.unlink()
    with pytest.raises(CorruptIndexError, match=r"segment of the commit point is missing.*_0\.seg"):
        case.open()


def test_storage_is_made_only_once(tmp_path: Path) -> None:
    settings = ShardSettings(fsync=True)
    create_storage(tmp_path / "a" / "b", 3)
    with pytest.raises(FileExistsError):
        create_storage(tmp_path / "a" / "b", 5)
    commits, log, entries = open_storage(tmp_path / "a" / "b", settings, SegmentRemover())
    assert (commits.last.generation, commits.last.primary_term, entries) == (1, 3, [])
    log.close()
    again, log, _ = open_storage(tmp_path / "a" / "b", settings, SegmentRemover())
    assert again.last == commits.last
    log.close()


def test_a_durable_file_is_whole_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"one")
    write_durably(path, b"two", sync=False)
    sync_file(path)
    assert path.read_bytes() == b"two"
    with pytest.raises(FileNotFoundError):
        write_durably(tmp_path / "missing" / "file", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_operations_are_timed_and_failures_counted() -> None:
    clock = FixedClock(0)
    recorder = StatsRecorder(clock)
    with recorder.timed(recorder.counters.flush):
        clock.advance(40)
        assert recorder.snapshot().flush.current == 1
    with pytest.raises(KeyError), recorder.timed(recorder.counters.flush):
        raise KeyError
    before = recorder.snapshot()
    recorder.add(recorder.counters.flush, 3, recorder.now())
    flush = recorder.snapshot().flush
    assert (flush.total, flush.failed, flush.time_ms, flush.current) == (4, 1, 40, 0)
    assert before.flush.total == 1
