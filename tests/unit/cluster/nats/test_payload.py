"""What goes from node to node: data, and nothing that does anything."""

import os
import pickle
from typing import Any

import numpy as np
import pytest

from findling.base.errors import FindlingError, VersionConflictError
from findling.cluster.nats.payload import packed, packed_error, unpacked, unpacked_error
from findling.index.operations.operation import Operation
from findling.search.shard_result import ShardHit, ShardQueryResult


def test_results_and_operations_come_as_they_were() -> None:
    result = ShardQueryResult(hits=[ShardHit(3, 1.5)], aggregations={"a": np.arange(3)})
    again = unpacked(packed(result))
    assert again.hits == result.hits
    assert again.aggregations["a"].tolist() == [0, 1, 2]
    operation = Operation("index", "1", source=b"{}", input=0)
    assert unpacked(packed([operation])) == [operation]


def test_errors_come_with_their_causes() -> None:
    error = VersionConflictError("[1]: version conflict", index="a", shard="0")
    error.__cause__ = FindlingError("below")
    again = unpacked_error(packed_error(error))
    assert isinstance(again, VersionConflictError)
    assert (again.reason, again.metadata) == (error.reason, error.metadata)
    assert isinstance(again.__cause__, FindlingError)
    assert again.__cause__.reason == "below"


class _Harm:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("true",)


@pytest.mark.parametrize("harm", [_Harm(), os.getcwd, pickle.loads])
def test_nothing_else_is_read(harm: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="is not admitted"):
        unpacked(pickle.dumps(harm))
