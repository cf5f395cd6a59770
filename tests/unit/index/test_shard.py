"""The shard through its own interface: writes, gets, refreshes, deletes, flushes, clones, closing."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from findling.base.errors import (
    CorruptIndexError,
    DiskFullError,
    IllegalStateError,
    IndexShardClosedError,
)
from findling.index.merge_policy import MergePolicy
from findling.index.operations.operation import UNASSIGNED_SEQ_NO, Operation
from findling.index.set_aside import count_set_aside
from findling.index.shard_settings import MAX_DOCS, ShardSettings
from findling.mapping.mapping import Mapping
from tests.reference.shard_case import DEFINITION, ShardCase


@pytest.fixture
def case(tmp_path: Path) -> ShardCase:
    return ShardCase(tmp_path / "shard")


def test_results_of_index_update_and_delete(case: ShardCase) -> None:
    assert case.index("a").created
    results = case.apply(
        [Operation("index", "a"), Operation("delete", "b"), Operation("delete", "a"), Operation("index", "a")],
        [{"n": 2}, {"n": 3}],
    )
    assert [(r.seq_no, r.version, r.result) for r in results] == [
        (1, 2, "updated"),
        (2, 1, "not_found"),
        (3, 3, "deleted"),
        (4, 4, "created"),
    ]
    assert case.get("a") == {"n": 3}
    assert case.index("b").version == 2


def test_versions_go_on_for_a_minute_after_a_delete(case: ShardCase) -> None:
    case.index("a")
    case.delete("a")
    case.shard.refresh()
    case.clock.advance(60_001)
    assert case.index("a").version == 1


def test_a_refused_operation_leaves_no_trace(case: ShardCase) -> None:
    case.index("a", {"n": 1})
    size = case.shard.stats().translog_bytes
    result = case.index("a", {"n": 2}, op_type="create")
    assert (result.result, result.seq_no) == ("failed", UNASSIGNED_SEQ_NO)
    assert result.error is not None
    assert result.error.reason == "[a]: version conflict, document already exists (current version [1])"
    assert case.shard.stats().translog_bytes == size
    assert case.shard.stats().counters.index.failed == 1
    case.shard.refresh()
    assert case.searchable() == {"a": {"n": 1}}


def test_documents_that_did_not_parse_carry_their_error(case: ShardCase) -> None:
    results = case.apply([Operation("index", i) for i in "abc"], [{"n": 1}, {"n": "x"}, {"n": 3}])
    assert [result.error is None for result in results] == [True, False, True]
    assert [result.seq_no for result in results] == [0, UNASSIGNED_SEQ_NO, 1]
    case.shard.refresh()
    assert case.searchable() == {"a": {"n": 1}, "c": {"n": 3}}


def test_conflicts_look_into_segments_too(case: ShardCase) -> None:
    case.index("a")
    case.shard.flush()
    assert case.index("a", op_type="create").error is not None
    assert case.index("a", if_seq_no=0, if_primary_term=1).version == 2
    assert case.index("a", if_seq_no=0, if_primary_term=1).error is not None
    assert case.delete("a", if_seq_no=1, if_primary_term=1).version == 3


def test_external_versions(case: ShardCase) -> None:
    assert case.index("a", version=7, version_type="external").version == 7
    assert case.index("a", version=7, version_type="external").error is not None
    assert case.delete("a", version=9, version_type="external").version == 9
    case.crash()
    assert case.index("a", version=9, version_type="external").error is not None
    assert case.index("a", version=9, version_type="external_gte").result == "created"


def test_generated_ids_are_not_looked_up(case: ShardCase) -> None:
    results = case.apply([Operation("index", f"auto{i}", auto_id=True) for i in range(3)], [{"n": i} for i in range(3)])
    assert all(result.created for result in results)
    assert case.get("auto2") == {"n": 2}


def test_gets_see_the_buffer_or_only_what_is_refreshed(case: ShardCase) -> None:
    case.index("a", {"n": 1}, routing="r")
    assert case.get("a", realtime=False) is None
    case.shard.refresh()
    case.index("a", {"n": 2}, routing="s")
    case.index("b", {"n": 3})
    assert case.get("a", realtime=False) == {"n": 1}
    found = case.shard.get_many(["a", "zz", "b", "a"])
    assert [None if f is None else (f.id, f.version, f.seq_no, f.primary_term, f.routing) for f in found] == [
        ("a", 2, 1, 1, "s"),
        None,
        ("b", 1, 2, 1, None),
        ("a", 2, 1, 1, "s"),
    ]
    case.shard.refresh()
    refreshed = case.shard.get_many(["a"])[0]
    assert refreshed is not None
    assert (refreshed.routing, refreshed.version) == ("s", 2)
    counters = case.shard.stats().counters
    assert (counters.get_exists.total, counters.get_missing.total) == (5, 2)


def test_a_searcher_does_not_change(case: ShardCase) -> None:
    case.index("a")
    case.index("b")
    case.shard.refresh()
    with case.shard.searcher() as before:
        case.delete("a")
        case.index("b", {"n": 9})
        case.shard.refresh()
        case.shard.force_merge(1)
        assert before.num_docs == 2
        assert before.segments[0].reader.source.get(0) == b'{"n":1}'
    with case.shard.searcher() as after:
        assert after.num_docs == 1
        assert after.generation > before.generation


def test_views_and_generation_stay_while_nothing_changes(case: ShardCase) -> None:
    case.index("a")
    with case.shard.searcher(refresh=True) as first, case.shard.searcher(refresh=True) as second:
        assert first is second
    case.delete("none")
    assert not case.shard.refresh()
    case.index("b")
    with case.shard.searcher(refresh=True) as third:
        assert third.segments[0] is first.segments[0]
        assert third.generation == first.generation + 1
        assert [view.doc_base for view in third.segments] == [0, 1]


def test_a_replaced_document_is_seen_until_its_replacement_is(case: ShardCase) -> None:
    case.index("a", {"n": 1})
    case.index("b", {"n": 1})
    case.shard.refresh()
    case.index("c", {"n": 1})
    case.shard.refresh()
    case.index("a", {"n": 2})
    case.shard._merges.force_merge(1, False)
    assert case.searchable() == {"a": {"n": 1}, "b": {"n": 1}, "c": {"n": 1}}
    case.shard.refresh()
    assert case.searchable()["a"] == {"n": 2}


def test_nested_documents_die_with_their_root(case: ShardCase) -> None:
    for doc_id in "abc":
        case.index(doc_id, {"parts": [{"name": "x"}, {"name": "y"}]})
    case.shard.refresh()
    case.delete("b")
    case.shard.refresh()
    with case.shard.searcher() as searcher:
        view = searcher.segments[0]
        assert view.live is not None
        assert view.live.to_docs().tolist() == [0, 1, 2, 6, 7, 8]
        assert view.visible is not None
        assert view.visible.to_docs().tolist() == [2, 8]
    assert case.shard.stats().docs == 6
    case.shard.force_merge(1)
    assert case.shard.stats().deleted == 0


def test_text_is_analysed_at_refresh(case: ShardCase) -> None:
    case.index("a", {"title": ["red fox", "fox"]})
    case.index("b", {"title": "blue fox", "tag": "t"})
    with case.shard.searcher(refresh=True) as searcher:
        terms = searcher.segments[0].reader.terms("title")
        assert terms is not None
        docs, freqs = terms.docs_freqs(terms.lookup(b"fox"))
        assert (docs.tolist(), freqs.tolist()) == ([0, 1], [2, 1])
        ordinals = searcher.segments[0].reader.ordinals("tag")
        assert ordinals is not None


def test_listeners_are_released_by_the_refresh_that_covers_them(case: ShardCase) -> None:
    called: list[int] = []
    seq_no = case.index("a").seq_no
    assert not case.shard.add_refresh_listener(seq_no, lambda: called.append(1))
    assert case.shard.has_refresh_listeners
    case.shard.refresh()
    assert called == [1]
    assert case.shard.wait_for_refresh(seq_no)
    assert not case.shard.wait_for_refresh(seq_no + 1, timeout_s=0)


def test_too_many_listeners_force_a_refresh(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, max_refresh_listeners=0))
    assert case.shard.wait_for_refresh(case.index("a").seq_no)
    assert case.shard.add_refresh_listener(case.index("b").seq_no, lambda: None)
    assert len(case.searchable()) == 2


def test_a_delete_that_found_nothing_still_releases_listeners(case: ShardCase) -> None:
    seq_no = case.delete("none").seq_no
    assert case.shard.needs_refresh()
    case.shard.refresh()
    assert case.shard.wait_for_refresh(seq_no, timeout_s=0)


def test_the_buffer_budget_makes_segments(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, buffer_bytes=10_000))
    for i in range(100):
        case.index(str(i), {"n": i})
    stats = case.shard.stats()
    assert 1 < len(stats.segments) < 20
    assert stats.buffer_bytes < 11_000
    assert stats.docs + stats.buffered_docs == 100


def test_a_shard_takes_only_so_many_documents(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, max_docs=3))
    case.index("a")
    results = case.apply([Operation("index", i) for i in "bcd"] + [Operation("delete", "a")], [{"n": 1}] * 3)
    assert [result.error is None for result in results] == [True, True, False, True]
    assert results[2].error is not None
    assert results[2].error.reason == "Number of documents in the shard cannot exceed [3]"
    assert MAX_DOCS == 2_147_483_519


def test_flush_empties_the_log_and_is_idle_when_nothing_changed(case: ShardCase) -> None:
    case.index("a")
    assert case.shard.flush()
    assert not case.shard.flush()
    assert case.shard.flush(force=True)
    stats = case.shard.stats()
    assert (stats.translog_operations, stats.uncommitted_bytes) == (0, 0)
    assert all(segment.committed for segment in stats.segments)
    case.reopen()
    assert case.searchable() == {"a": {"n": 1}}


def test_needs_flush_looks_at_the_log(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, flush_threshold_bytes=100))
    assert not case.shard.needs_flush()
    case.index("a", {"title": "x" * 100})
    assert case.shard.needs_flush()
    case.shard.flush()
    assert not case.shard.needs_flush()


def test_merges_of_the_policy(tmp_path: Path) -> None:
    policy = MergePolicy(segments_per_tier=2, max_merge_at_once=3)
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, merge_policy=policy))
    assert not case.shard.maybe_merge()
    for i in range(3):
        case.index(str(i))
        case.shard.refresh()
    assert case.shard.maybe_merge()
    stats = case.shard.stats()
    assert len(stats.segments) == 1
    assert stats.counters.merge.total == 1
    assert stats.counters.merge.docs == 3
    assert not list(tmp_path.glob("shard/_0.seg"))


def test_a_shard_at_rest_is_merged_to_few_segments(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, merge_idle_after_ms=5_000))
    for i in range(4):
        case.index(str(i))
        case.shard.refresh()
        case.clock.advance(4_000)
        assert not case.shard.maybe_merge()
    case.clock.advance(5_000)
    assert case.shard.maybe_merge()
    assert len(case.shard.stats().segments) == 1
    case.settings = ShardSettings(fsync=False, merge_idle_after_ms=-1)
    case.reopen()
    for i in range(4, 8):
        case.index(str(i))
        case.shard.refresh()
    case.clock.advance(50_000)
    assert not case.shard.maybe_merge()


def test_segments_without_live_documents_go(case: ShardCase) -> None:
    case.index("a")
    case.shard.refresh()
    case.delete("a")
    case.shard.force_merge(1)
    assert case.shard.stats().segments == ()
    assert case.shard.stats().store_bytes == 0


def test_expunging_deletes_leaves_clean_segments(case: ShardCase) -> None:
    for doc_id in "abc":
        case.index(doc_id)
    case.shard.refresh()
    case.index("d")
    case.delete("a")
    assert case.shard.force_merge(only_expunge_deletes=True)
    assert [(s.num_docs, s.deleted_docs) for s in case.shard.stats().segments] == [(2, 0), (1, 0)]
    assert not case.shard.force_merge(only_expunge_deletes=True)


def test_deletes_during_a_merge_reach_its_result(case: ShardCase) -> None:
    for doc_id in "abcd":
        case.index(doc_id)
        case.shard.refresh()
    merges = case.shard._merges
    merge = merges._start(["_0", "_1", "_2", "_3"])
    merged, doc_maps = merges._files.merge(merge.entries, merge.lives)
    case.delete("a")
    case.shard.refresh()
    case.index("b", {"n": 7})
    merges._replace(merge, merged, doc_maps)
    merge.release()
    assert case.searchable() == {"b": {"n": 1}, "c": {"n": 1}, "d": {"n": 1}}
    case.shard.refresh()
    assert case.searchable() == {"b": {"n": 7}, "c": {"n": 1}, "d": {"n": 1}}
    assert case.shard.get_many(["a"]) == [None]
    case.shard.flush()
    case.crash()
    assert case.searchable() == {"b": {"n": 7}, "c": {"n": 1}, "d": {"n": 1}}


def test_writes_go_on_while_a_segment_is_written(case: ShardCase) -> None:
    """Between taking the buffer away and publishing: gets find the frozen documents, deletes reach the new segment."""
    for doc_id in "ab":
        case.index(doc_id)
    refresher = case.shard._refresher
    write = refresher._files.write

    def write_slowly(documents: Any) -> Any:
        entry = write(documents)
        assert case.get("a") == {"n": 1}
        assert case.index("a", {"n": 2}).version == 2
        assert case.delete("b").version == 2
        assert case.get("b") is None
        assert case.index("c").created
        return entry

    refresher._files.write = write_slowly  # type: ignore[method-assign]
    case.shard.refresh()
    refresher._files.write = write  # type: ignore[method-assign]
    assert case.searchable() == {"a": {"n": 1}, "b": {"n": 1}}
    assert case.get("a") == {"n": 2}
    case.shard.refresh()
    assert case.searchable() == {"a": {"n": 2}, "c": {"n": 1}}


def test_a_refresh_that_cannot_write_gives_the_documents_back(case: ShardCase, monkeypatch: pytest.MonkeyPatch) -> None:
    case.index("a")
    case.shard.refresh()
    case.index("b")
    files = case.shard._refresher._files

    def fail(documents: Any) -> Any:
        case.index("c")
        case.index("b", {"n": 2})
        case.delete("a")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", fail)
    with pytest.raises(DiskFullError, match="disk usage exceeded flood-stage watermark"):
        case.shard.refresh()
    monkeypatch.undo()
    assert case.searchable() == {"a": {"n": 1}}
    assert (case.get("a"), case.get("b"), case.get("c")) == (None, {"n": 2}, {"n": 1})
    case.shard.refresh()
    assert case.searchable() == {"b": {"n": 2}, "c": {"n": 1}}


def test_recovery_takes_what_the_log_says(case: ShardCase) -> None:
    case.index("a", {"title": "red"}, routing="r")
    case.shard.flush()
    case.index("a", {"n": 5}, version=40, version_type="external")
    case.delete("b")
    case.index("c")
    case.delete("c")
    before = case.shard.get_many(["a"])
    case.crash()
    assert case.shard.get_many(["a"]) == before
    assert case.searchable() == {"a": {"n": 5}}
    assert case.shard.stats().seq_no.max_seq_no == 4
    assert case.index("c").version == 3
    assert case.index("b").version == 2


def test_recovery_skips_what_the_commit_holds(case: ShardCase) -> None:
    """A crash between the commit point and the trimming of the log leaves the log's older part."""
    case.index("a", {"n": 1})
    file = case.path / "translog" / "translog-1.tlog"
    content = file.read_bytes()
    case.shard.flush()
    case.index("b")
    file.write_bytes(content)
    case.crash()
    assert not file.exists()
    assert case.shard.stats().seq_no.max_seq_no == 1
    assert case.searchable() == {"a": {"n": 1}, "b": {"n": 1}}


def test_recovery_in_small_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("findling.index.recovery._REPLAY_OPERATIONS", 3)
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, buffer_bytes=1000))
    for i in range(40):
        case.index(str(i % 15), {"n": i})
    expected = {str(i % 15): {"n": i} for i in range(40)}
    case.crash()
    assert case.searchable() == expected


def test_recovery_needs_the_mapping(case: ShardCase) -> None:
    case.index("a", {"n": 1})
    case.mapping = Mapping.from_json({"properties": {"tag": {"type": "keyword"}}}, case.mapping.context.analysis)
    with pytest.raises(IllegalStateError, match="fields that the mapping lacks"):
        case.crash()
    case.mapping = Mapping.from_json(DEFINITION, case.mapping.context.analysis)
    case.crash()
    assert case.searchable() == {"a": {"n": 1}}


def test_what_cannot_be_applied_again_is_set_aside_by_name(
    case: ShardCase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    case.index("a", {"n": 1})
    case.index("b", {"tag": "x"})
    case.index("a", {"n": 2})
    case.mapping = Mapping.from_json(
        {"dynamic": "strict", "properties": {"tag": {"type": "keyword"}}}, case.mapping.context.analysis
    )
    for _ in range(2):
        case.crash()
        assert case.searchable() == {"b": {"tag": "x"}}
    (file,) = tmp_path.rglob("set-aside.jsonl")
    entries = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    assert [(entry["_id"], entry["_source"]) for entry in entries] == [("a", {"n": 1}), ("a", {"n": 2})]
    assert {entry["error"]["type"] for entry in entries} == {"strict_dynamic_mapping_exception"}
    assert count_set_aside(file.parent) == 2
    assert "operation set aside" in caplog.text
    case.index("a", {"tag": "y"})
    case.crash()
    assert case.searchable() == {"a": {"tag": "y"}, "b": {"tag": "x"}}


def test_a_shard_that_is_not_there_is_not_made_anew(case: ShardCase) -> None:
    case.index("a")
    case.shard.close()
    case.path.rename(case.path.with_name("moved"))
    with pytest.raises(CorruptIndexError, match=r"shard directory is missing \(file=\[.*/shard\]") as caught:
        case.open()
    assert caught.value.metadata["file"] == str(case.path)
    assert not case.path.exists()


def test_missing_live_docs_are_named(case: ShardCase) -> None:
    case.index("a")
    case.index("b")
    case.shard.refresh()
    case.delete("a")
    case.shard.flush()
    file = next(case.path.glob("*.liv"))
    file.unlink()
    with pytest.raises(CorruptIndexError, match=r"live docs of the commit point are missing.*\.liv") as caught:
        case.crash()
    assert caught.value.metadata["file"] == str(file)


def test_data_without_a_commit_point_is_an_error(case: ShardCase) -> None:
    case.index("a")
    for path in case.path.glob("commit-*"):
        path.unlink()
    with pytest.raises(CorruptIndexError, match=r"no commit point \(file=\[.*/shard\]"):
        case.crash()


def test_leftovers_of_a_crash_are_removed(case: ShardCase) -> None:
    case.index("a")
    case.shard.flush()
    (case.path / "_9.seg").write_bytes(b"half")
    (case.path / "commit-7.tmp").write_bytes(b"half")
    case.crash()
    assert sorted(path.name for path in case.path.iterdir()) == ["_0.seg", "commit-2", "translog"]


def test_a_closed_shard_refuses_but_searchers_live_on(case: ShardCase) -> None:
    case.index("a")
    case.shard.refresh()
    with case.shard.searcher() as searcher:
        case.shard.close()
        case.shard.close()
        assert searcher.segments[0].reader.source.get(0) == b'{"n":1}'
    for call in (case.shard.searcher, case.shard.stats, lambda: case.get("a"), lambda: case.index("b")):
        with pytest.raises(IndexShardClosedError):
            call()
    assert case.shard.wait_for_refresh(99) is False


def test_a_late_searcher_removes_nothing_of_a_reopened_shard(case: ShardCase) -> None:
    case.index("a")
    case.shard.refresh()
    searcher = case.shard.searcher()
    case.reopen()
    searcher.release()
    assert (case.path / "_0.seg").exists()
    case.shard.flush()
    case.crash()
    assert case.searchable() == {"a": {"n": 1}}


def test_settings_may_change(case: ShardCase) -> None:
    case.shard.update_settings(ShardSettings(fsync=False, durability="async", gc_deletes_ms=5, flush_threshold_bytes=1))
    case.index("a")
    case.delete("a")
    case.clock.advance(6)
    assert case.index("a").version == 1
    assert case.shard.needs_flush()
    case.shard.count_noop_update()
    assert case.shard.stats().counters.noop_update == 1


def test_settings_are_read_from_the_index() -> None:
    read = ShardSettings.from_index_settings(
        {
            "index.translog.durability": "ASYNC",
            "index.translog.flush_threshold_size": "1mb",
            "index.gc_deletes": "5m",
            "index.merge.policy.segments_per_tier": "4",
        },
        buffer_bytes=9,
    )
    assert (read.durability, read.flush_threshold_bytes, read.gc_deletes_ms, read.buffer_bytes) == (
        "async",
        1 << 20,
        300_000,
        9,
    )
    assert read.merge_policy.segments_per_tier == 4
    assert ShardSettings.from_index_settings({}) == ShardSettings()


def test_threads_write_read_refresh_and_merge_together(tmp_path: Path) -> None:
    policy = MergePolicy(segments_per_tier=2, max_merge_at_once=3)
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, merge_policy=policy, buffer_bytes=20_000))
    failures: list[BaseException] = []
    done = threading.Event()

    def run(work: Any) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    def write(first: int) -> None:
        for i in range(150):
            doc_id = str(first + i % 50)
            case.index(doc_id, {"n": i})
            assert case.get(doc_id) == {"n": i}

    def look_after() -> None:
        while not done.is_set():
            case.shard.refresh()
            case.shard.maybe_merge()
            case.shard.flush()
            case.searchable()

    writers = [threading.Thread(target=run, args=(lambda first=first: write(first),)) for first in (0, 100)]
    keeper = threading.Thread(target=run, args=(look_after,))
    for thread in (*writers, keeper):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    keeper.join()
    assert failures == []
    case.crash()
    expected = {str(first + i): {"n": 100 + i} for first in (0, 100) for i in range(50)}
    assert case.searchable() == expected


def test_docs_of_a_view_are_counted(case: ShardCase) -> None:
    case.index("a", {"parts": [{"name": "x"}]})
    case.index("b")
    with case.shard.searcher(refresh=True) as searcher:
        view = searcher.segments[0]
        assert (view.name, view.max_doc, view.num_docs, view.num_live) == ("_0", 3, 2, 3)
        assert np.array_equal(view.reader.seq_nos[np.arange(3)], [0, 0, 1])
        assert (searcher.max_doc, searcher.max_seq_no) == (3, 1)
    assert repr(view.entry) == "SegmentEntry(_0, max_doc=3, deleted=0)"


def test_a_batch_that_does_not_fit_its_documents_is_refused_before_the_log(case: ShardCase) -> None:
    size = case.shard.stats().translog_bytes
    with pytest.raises(IndexError):
        case.shard.apply([Operation("index", "a", source=b"{}", input=3)], None)
    assert case.shard.stats().translog_bytes == size
    assert case.index("a").seq_no == 0
