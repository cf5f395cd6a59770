"""A shard against a dict: any order of writes, refreshes, flushes, merges, crashes and openings."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import orjson
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from findling.codec.index_sort import IndexSort, IndexSortField
from findling.index.merge_policy import MergePolicy
from findling.index.operations.operation import Operation
from findling.index.shard_settings import ShardSettings
from tests.reference.shard_case import ShardCase

IDS = st.sampled_from([f"id-{i}" for i in range(12)])
DOCUMENTS = st.fixed_dictionaries(
    {"n": st.integers(0, 9)},
    optional={
        "title": st.lists(st.sampled_from(["red fox", "blue fox", "fox", ""]), min_size=1, max_size=3),
        "tag": st.sampled_from(["a", "b"]),
        "parts": st.lists(st.fixed_dictionaries({"name": st.sampled_from(["x", "y"])}), max_size=3),
    },
)
WRITES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["index", "create"]), IDS, DOCUMENTS), st.tuples(st.just("delete"), IDS, st.none())
    ),
    min_size=1,
    max_size=8,
)
SORTS: list[IndexSort] = [
    (),
    (
        IndexSortField("n", "long", reverse=True, mode="max", missing="_last"),
        IndexSortField("tag", "string", reverse=False, mode="min", missing="_last"),
    ),
]


class ShardMachine(RuleBasedStateMachine):
    """documents: what a real-time get finds; refreshed: what a search sees; versions: of live documents"""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp(prefix="findling-machine-"))
        self.documents: dict[str, Any] = {}
        self.refreshed: dict[str, Any] = {}
        self.versions: dict[str, int] = {}
        self.seq_nos: dict[str, int] = {}
        self.operations = 0
        self.held: list[tuple[Any, int]] = []

    @initialize(buffer_bytes=st.sampled_from([1, 3000, 1 << 26]), index_sort=st.sampled_from(SORTS))
    def open(self, buffer_bytes: int, index_sort: IndexSort) -> None:
        policy = MergePolicy(segments_per_tier=2, max_merge_at_once=2, floor_segment_bytes=1)
        self.buffer_bytes = buffer_bytes
        options = ShardSettings(fsync=False, buffer_bytes=buffer_bytes, merge_policy=policy, index_sort=index_sort)
        self.case = ShardCase(self.directory / "shard", options)

    @rule(writes=WRITES)
    def write(self, writes: list[tuple[str, str, Any]]) -> None:
        if self.case.shard.stats().buffer_bytes > self.buffer_bytes:
            self.refreshed = dict(self.documents)  # the batch makes room first
        operations = [
            Operation(
                "delete" if kind == "delete" else "index", doc_id, op_type="create" if kind == "create" else "index"
            )
            for kind, doc_id, _ in writes
        ]
        results = self.case.apply(operations, [document for _, _, document in writes if document is not None])
        for (kind, doc_id, document), result in zip(writes, results, strict=True):
            exists = doc_id in self.documents
            if kind == "create" and exists:
                assert result.error is not None
                assert f"current version [{self.versions[doc_id]}]" in result.error.reason
                continue
            assert result.error is None
            assert result.seq_no == self.operations
            self.operations += 1
            if exists:
                assert result.version == self.versions[doc_id] + 1
            if kind == "delete":
                assert result.result == ("deleted" if exists else "not_found")
                self.documents.pop(doc_id, None)
            else:
                assert result.result == ("updated" if exists else "created")
                self.documents[doc_id] = document
            self.versions[doc_id], self.seq_nos[doc_id] = result.version, result.seq_no

    @rule()
    def refresh(self) -> None:
        self.case.shard.refresh()
        self.refreshed = dict(self.documents)

    @rule()
    def flush(self) -> None:
        self.case.shard.flush()
        self.refreshed = dict(self.documents)
        assert self.case.shard.stats().translog_operations == 0

    @rule()
    def merge(self) -> None:
        self.case.shard.maybe_merge()

    @rule(count=st.integers(1, 2))
    def force_merge(self, count: int) -> None:
        self.case.shard.force_merge(max_num_segments=count)
        self.refreshed = dict(self.documents)
        assert len(self.case.shard.stats().segments) <= count

    @rule()
    def crash(self) -> None:
        self.release()
        self.case.crash()
        self.refreshed = dict(self.documents)

    @rule(flush=st.booleans())
    def reopen(self, flush: bool) -> None:
        self.case.shard.close(flush)
        self.case.shard = self.case.open()
        self.refreshed = dict(self.documents)

    @rule()
    def hold_searcher(self) -> None:
        searcher = self.case.shard.searcher()
        self.held.append((searcher, searcher.num_docs))

    @rule()
    def release(self) -> None:
        for searcher, num_docs in self.held:
            with searcher:
                assert sum(len(view.reader.source.get_many(view_docs(view))) for view in searcher.segments) == num_docs
        self.held.clear()

    @invariant()
    def same_as_the_model(self) -> None:
        if not hasattr(self, "case"):
            return
        assert self.case.searchable() == self.refreshed
        ids = [f"id-{i}" for i in range(12)]
        for doc_id, found in zip(ids, self.case.shard.get_many(ids), strict=True):
            assert (found is not None) == (doc_id in self.documents)
            if found is not None:
                assert (found.version, found.seq_no) == (self.versions[doc_id], self.seq_nos[doc_id])
        assert {i: self.case.get(i) for i in ids if i in self.documents} == self.documents
        for doc_id in ids:
            assert self.case.get(doc_id, realtime=False) == self.refreshed.get(doc_id)

    @invariant()
    def in_the_order_of_the_index(self) -> None:
        if not hasattr(self, "case") or not self.case.settings.index_sort:
            return
        with self.case.shard.searcher() as searcher:
            for view in searcher.segments:
                roots = range(view.max_doc) if view.reader.roots is None else view.reader.roots.to_docs().tolist()
                documents = map(orjson.loads, view.reader.source.get_many(list(roots)))
                ranks = [(-document["n"], document.get("tag", "z")) for document in documents]
                assert view.reader.index_sort == self.case.settings.index_sort
                assert ranks == sorted(ranks)

    @invariant()
    def no_forgotten_files(self) -> None:
        if hasattr(self, "case") and not self.held:
            stats = self.case.shard.stats()
            searched = {segment.name for segment in stats.segments}
            committed = {
                name for name in (p.stem for p in self.case.path.glob("*.seg")) if self.case.shard._commits.holds(name)
            }
            assert {path.stem for path in self.case.path.glob("*.seg")} == searched | committed

    def teardown(self) -> None:
        if hasattr(self, "case"):
            self.release()
            self.case.shard.close()
        shutil.rmtree(self.directory)


def view_docs(view: Any) -> Any:
    return range(view.max_doc) if view.visible is None else view.visible.to_docs()


TestShardMachine = ShardMachine.TestCase
TestShardMachine.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
