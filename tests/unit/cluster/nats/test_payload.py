"""What goes from node to node: data, and nothing that does anything."""

import os
import pickle
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pytest

from findling.base.errors import FindlingError, VersionConflictError
from findling.cluster.nats.payload import made, packed, packed_error, unpacked, unpacked_error
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


@dataclass(frozen=True, slots=True)
class _Newer:
    """What a node sends whose version has a field more, and one less, than this one's Operation."""

    kind: str = "index"
    id: str = "1"
    source: bytes = b"{}"
    color: str = "red"


def test_fields_of_other_versions_are_left_out_or_have_their_defaults() -> None:
    members = {field.name: getattr(_Newer(), field.name) for field in fields(_Newer)}
    assert made(Operation, members) == Operation("index", "1", source=b"{}")
    with pytest.raises(pickle.UnpicklingError, match=r"Operation came without \[id\]"):
        made(Operation, {"kind": "index"})
    with pytest.raises(TypeError):
        made(str, {"kind": "index"})
