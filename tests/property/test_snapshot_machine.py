"""A snapshot is one moment: refreshes, flushes and merges with writes, and each other, in between."""

import shutil
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from findling.index.merge_policy import MergePolicy
from findling.index.shard_settings import ShardSettings
from tests.reference.interleaving import Step
from tests.reference.snapshot_case import SnapshotCase, seen

IDS = ["a", "b", "c", "d"]
LOCKS = {
    "refresh": frozenset({"refresh"}),
    "flush": frozenset({"refresh", "flush"}),
    "merge": frozenset({"refresh", "merge"}),
    "merge_to_one": frozenset({"refresh", "merge"}),
    "expunge": frozenset({"refresh", "merge"}),
}
WORK = list(LOCKS)
EAGER = ShardSettings(fsync=False, merge_policy=MergePolicy(2, 2, floor_segment_bytes=1))


def write(case: SnapshotCase, name: str, doc_id: str) -> Step:
    action = case.index if name == "index" else case.delete
    return Step(lambda: action(doc_id))


def work(case: SnapshotCase, name: str) -> Step:
    return Step(getattr(case, name), LOCKS[name])


def test_a_document_rewritten_during_a_refresh_is_never_missing(tmp_path: Path) -> None:
    """The refresh has taken the buffer away; before it asks for anything else the document comes again."""
    case = SnapshotCase(tmp_path / "shard")
    case.index("a")
    case.between.run(case.refresh, {0: [write(case, "index", "a")]})
    assert case.case.searchable() == {"a": {"n": 1, "parts": [{"name": "x"}]}}
    case.refresh()
    assert case.case.searchable() == {"a": {"n": 2, "parts": []}}


def test_a_commit_point_holds_documents_rewritten_during_the_flush(tmp_path: Path) -> None:
    """With the log lost (`durability: async`, power cut) the version before is still there."""
    case = SnapshotCase(tmp_path / "shard")
    for doc_id in IDS:
        case.index(doc_id)
    case.between.run(case.flush, {0: [write(case, "index", "a"), write(case, "delete", "b")]})
    assert case.committed() == ({"a": 1, "b": 2, "c": 3, "d": 4}, 3)


@pytest.mark.parametrize(("outer", "inner"), list(product(WORK, WORK)))
def test_every_place_of_every_pair(tmp_path: Path, outer: str, inner: str) -> None:
    """Two segments and a buffer; at each place in turn a rewrite, a delete and a new document, and other work."""
    place = 0
    places = 1
    while place < places:
        case = SnapshotCase(tmp_path / f"shard-{place}", EAGER)
        for doc_id in ("a", "b"):
            case.index(doc_id)
        case.refresh()
        case.index("c")
        case.index("a")
        case.refresh()
        case.index("d")
        case.delete("b")
        writes = [write(case, "index", "d"), write(case, "index", "a"), write(case, "delete", "c")]
        plan = {place: [*writes, work(case, inner), write(case, "index", "e"), Step(case.check)]}
        places = case.between.run(getattr(case, outer), plan)
        case.check()
        case.refresh()
        assert seen_now(case) == case.history[-1]
        case.close()
        place += 1
    assert places > 1


def seen_now(case: SnapshotCase) -> dict[str, int]:
    with case.case.shard.searcher() as searcher:
        return seen(searcher)


STEPS = st.one_of(
    st.tuples(st.sampled_from(["index", "delete"]), st.sampled_from(IDS)),
    st.tuples(st.sampled_from(WORK), st.none()),
)


class SnapshotMachine(RuleBasedStateMachine):
    """Any work of the shard, with any other work at any places in between."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp(prefix="findling-snapshots-"))

    @initialize()
    def open(self) -> None:
        self.case = SnapshotCase(self.directory / "shard", EAGER)

    @rule(writes=st.lists(st.tuples(st.sampled_from(["index", "delete"]), st.sampled_from(IDS)), max_size=5))
    def write(self, writes: list[tuple[str, str]]) -> None:
        for name, doc_id in writes:
            write(self.case, name, doc_id).work()

    @rule(
        name=st.sampled_from(WORK),
        plan=st.dictionaries(st.integers(0, 9), st.lists(STEPS, min_size=1, max_size=4), max_size=4),
    )
    def work(self, name: str, plan: dict[int, list[tuple[str, Any]]]) -> None:
        steps = {
            place: [
                work(self.case, step) if doc_id is None else write(self.case, step, doc_id) for step, doc_id in listed
            ]
            for place, listed in plan.items()
        }
        self.case.between.run(getattr(self.case, name), steps)

    @invariant()
    def every_snapshot_is_one_moment(self) -> None:
        if hasattr(self, "case"):
            self.case.check()

    def teardown(self) -> None:
        if hasattr(self, "case"):
            self.case.refresh()
            assert seen_now(self.case) == self.case.history[-1]
            self.case.close()
        shutil.rmtree(self.directory)


TestSnapshotMachine = SnapshotMachine.TestCase
TestSnapshotMachine.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
