"""Runs of operations: the plan for columns is the planner's plan for the same operations one by one."""

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from findling.base.errors import IllegalArgumentError, VersionConflictError
from findling.index.operations.operation import Operation
from findling.index.operations.operation_run import OperationRun, RunResult
from findling.index.operations.run_plan import plan_run
from findling.index.operations.versioning import DocumentVersion
from findling.index.shard_settings import ShardSettings
from findling.mapping.parsed_batch import ParsedBatch
from tests.reference.shard_case import ShardCase


def run_of(ids: list[str], op_type: Any = "index", **options: Any) -> OperationRun:
    return OperationRun(op_type, ids, [orjson.dumps({"n": i}) for i in range(len(ids))], **options)


def apply(case: ShardCase, run: OperationRun) -> RunResult:
    parsed = case.mapping.parse_batch(run.ids, [orjson.loads(source) for source in run.sources])
    return case.shard.apply_run(run, parsed)


def parsed_batch(count: int) -> ParsedBatch:
    return ParsedBatch(n_docs=count, roots=np.arange(count, dtype=np.int32))


def test_new_documents_are_numbered_in_order(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard")
    case.index("0")
    result = apply(case, run_of(["a", "b", "c"], routing="r"))
    assert result.seq_nos.tolist() == [1, 2, 3]
    assert result.versions.tolist() == [1, 1, 1]
    assert not result.updated.any()
    assert result.errors == {}
    found = case.shard.get_many(["b"])[0]
    assert found is not None
    assert (found.seq_no, found.version, found.routing, found.source) == (2, 1, "r", b'{"n":1}')
    case.crash()
    assert case.get("c") == {"n": 2}


def test_documents_in_buffers_segments_and_deleted_ones_go_on_counting(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard")
    case.index("segment")
    case.shard.refresh()
    case.index("buffer")
    case.index("gone")
    case.delete("gone")
    result = apply(case, run_of(["new", "segment", "buffer", "gone"]))
    assert result.versions.tolist() == [1, 2, 2, 3]
    assert result.updated.tolist() == [False, True, True, False]
    case.shard.refresh()
    assert case.searchable() == {"new": {"n": 0}, "segment": {"n": 1}, "buffer": {"n": 2}, "gone": {"n": 3}}


def test_repeated_ids_are_taken_one_by_one(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard")
    result = apply(case, run_of(["a", "a", "b"]))
    assert result.versions.tolist() == [1, 2, 1]
    assert result.updated.tolist() == [False, True, False]
    assert case.get("a") == {"n": 1}


def test_create_of_what_exists_conflicts_alone(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard")
    case.index("b")
    result = apply(case, run_of(["a", "b", "c"], "create"))
    assert list(result.errors) == [1]
    assert isinstance(result.errors[1], VersionConflictError)
    assert result.seq_nos[[0, 2]].tolist() == [1, 2]


def test_full_shard_refuses_what_is_too_many(tmp_path: Path) -> None:
    case = ShardCase(tmp_path / "shard", ShardSettings(fsync=False, max_docs=2))
    result = apply(case, run_of(["a", "b", "c"]))
    assert list(result.errors) == [2]
    assert isinstance(result.errors[2], IllegalArgumentError)


def test_runs_equal_single_operations(tmp_path: Path) -> None:
    one, many = ShardCase(tmp_path / "one"), ShardCase(tmp_path / "many")
    for ids in (["a", "b"], ["b", "c"], ["c", "c", "a"]):
        result = apply(one, run_of(ids))
        expected = many.apply([Operation("index", i) for i in ids], [{"n": n} for n in range(len(ids))])
        assert result.versions.tolist() == [single.version for single in expected]
        assert result.seq_nos.tolist() == [single.seq_no for single in expected]
    one.shard.refresh()
    many.shard.refresh()
    assert one.searchable() == many.searchable()


@pytest.mark.parametrize(
    ("run", "known", "parsed"),
    [
        (run_of(["a", "a"]), {}, parsed_batch(2)),
        (run_of(["a"], "create"), {"a": DocumentVersion(1, 0, 1, object())}, parsed_batch(1)),  # type: ignore[arg-type]
        (run_of(["a"]), {}, ParsedBatch(0, np.array([-1], np.int32), errors={0: IllegalArgumentError("no")})),
        (run_of(["a", "b"]), {}, parsed_batch(1)),
        (run_of(["a", "b", "c"]), {}, parsed_batch(3)),
    ],
)
def test_no_plan_where_something_may_be_refused(run: OperationRun, known: Any, parsed: ParsedBatch) -> None:
    assert plan_run(run, known, parsed, 0, 1, docs_left=2) is None


def test_results_are_put_at_their_places() -> None:
    result = RunResult.empty(4, 1)
    part = RunResult(2, np.array([5, -1]), np.array([1, -1]), np.array([True, False]), {1: IllegalArgumentError("x")})
    result.put([1, 3], part)
    assert (result.seq_nos[1], result.updated.tolist(), list(result.errors)) == (5, [False, True, False, False], [3])
    result.fail([0, 2], IllegalArgumentError("y"))
    assert sorted(result.errors) == [0, 2, 3]
