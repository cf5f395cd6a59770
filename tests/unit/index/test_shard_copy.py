"""Shards made of others: linked files, each document with its source, version, sequence number and routing."""

import os
from pathlib import Path

import numpy as np
import pytest

from findling.index.operations.operation import Operation
from findling.index.shard_copy import copy_shards
from tests.reference.shard_case import ShardCase


@pytest.fixture
def case(tmp_path: Path) -> ShardCase:
    """Documents in two segments, with deletes, nested documents, routing and versions above 1."""
    case = ShardCase(tmp_path / "shard")
    for number in range(8):
        case.index(f"id-{number}", {"n": number, "parts": [{"name": "x"}] * (number % 3)}, routing=f"r{number}")
    case.shard.refresh()
    case.index("id-1", {"n": 11})
    case.index("id-1", {"n": 111})
    case.delete("id-2")
    return case


def everything(case: ShardCase, ids: list[str]) -> list[object]:
    found = case.shard.get_many(ids)
    return [None if d is None else (d.id, d.source, d.version, d.seq_no, d.primary_term, d.routing) for d in found]


def opened(case: ShardCase, path: Path) -> ShardCase:
    case.shard.close()
    other = ShardCase.__new__(ShardCase)
    other.__dict__.update(case.__dict__)
    other.path = path
    other.shard = case.open(path)
    return other


def test_a_copy_goes_its_own_way(case: ShardCase, tmp_path: Path) -> None:
    ids = [f"id-{number}" for number in range(8)]
    expected = everything(case, ids)
    with case.shard.held_commit() as commit:
        copy_shards(tmp_path / "copy", [commit])
    assert os.stat(case.path / "_0.seg").st_ino == os.stat(tmp_path / "copy" / "_0.seg").st_ino
    case.index("c")
    case.shard.force_merge(1)
    case.shard.flush()
    other = opened(case, tmp_path / "copy")
    assert everything(other, ids) == expected
    assert other.searchable().keys() == set(ids) - {"id-2"}
    assert other.index("d").seq_no == 11
    other.shard.force_merge(1)
    other.shard.flush()
    other.crash()
    assert other.searchable().keys() == {*ids, "d"} - {"id-2"}


def test_two_halves_are_the_whole(case: ShardCase, tmp_path: Path) -> None:
    ids = [f"id-{number}" for number in range(8)]
    expected = everything(case, ids)
    even = lambda names, routings: np.array([int(name[-1]) % 2 == 0 for name in names])  # noqa: E731
    odd = lambda names, routings: ~even(names, routings)  # noqa: E731
    with case.shard.held_commit() as commit:
        copy_shards(tmp_path / "even", [commit], even)
        copy_shards(tmp_path / "odd", [commit], odd)
        none = lambda names, routings: np.zeros(len(names), dtype=np.bool_)  # noqa: E731
        copy_shards(tmp_path / "empty", [commit], none)
    other = opened(case, tmp_path / "even")
    assert other.searchable().keys() == {"id-0", "id-4", "id-6"}
    with other.shard.held_commit() as first:
        odds = case.open(tmp_path / "odd")
        with odds.held_commit() as second:
            copy_shards(tmp_path / "both", [first, second])
    both = opened(other, tmp_path / "both")
    assert everything(both, ids) == expected
    assert not list((tmp_path / "empty").glob("*.seg"))


def test_a_copy_that_was_cut_short_is_no_shard(case: ShardCase, tmp_path: Path) -> None:
    """The commit point comes last."""
    with case.shard.held_commit() as commit:
        copy_shards(tmp_path / "copy", [commit])
    (tmp_path / "copy" / "commit-1").unlink()
    with pytest.raises(Exception, match="no commit point"):
        case.open(tmp_path / "copy")


def test_routing_of_operations_is_kept(case: ShardCase) -> None:
    case.apply([Operation("index", "z", "route")], [{"n": 1}])
    assert case.shard.get_many(["z"])[0].routing == "route"  # type: ignore[union-attr]
