"""A run of operations that differ in nothing but id and document, as columns: what bulk requests mostly are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Self

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes
from findling.base.errors import FindlingError
from findling.codec.ids import HashedIds
from findling.index.id_table import hashed_ids
from findling.index.operations.operation import Operation, OperationResult, OperationType


@dataclass
class OperationRun:
    """Documents to index or create without any condition on versions; document i is input i of its ParsedBatch.

    ids, sources: n each
    routing: custom routing value of them all, None if the ids route
    auto_id: the ids were generated for these operations, so that no document can have them
    """

    op_type: OperationType
    ids: list[str]
    sources: Sequence[bytes]
    routing: str | None = None
    auto_id: bool = False

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def hashed_ids(self) -> HashedIds:
        """The ids as tables look for them."""
        return hashed_ids(self.ids)

    def operations(self) -> list[Operation]:
        """Returns the same as single operations."""
        return [
            Operation("index", doc_id, self.routing, source, number, self.op_type, auto_id=self.auto_id)
            for number, (doc_id, source) in enumerate(zip(self.ids, self.sources, strict=True))
        ]

    def select(self, places: Sequence[int]) -> Self:
        """Returns the run of some of the documents."""
        ids, sources = [self.ids[i] for i in places], PackedBytes.of(self.sources).take(np.asarray(places, np.int64))
        return type(self)(self.op_type, ids, sources, self.routing, self.auto_id)


@dataclass(slots=True)
class RunResult:
    """What became of a run; `errors` has the place of every operation that was not applied.

    seq_nos, versions: (n,) int64, meaningless where there is an error
    updated: (n,) bool, whether there was a document before
    """

    primary_term: int
    seq_nos: npt.NDArray[np.int64]
    versions: npt.NDArray[np.int64]
    updated: npt.NDArray[np.bool_]
    errors: dict[int, FindlingError]

    @classmethod
    def of(cls, results: Sequence[OperationResult], primary_term: int) -> Self:
        """Returns the results of single operations as columns."""
        n = len(results)
        return cls(
            primary_term,
            np.fromiter((result.seq_no for result in results), np.int64, n),
            np.fromiter((result.version for result in results), np.int64, n),
            np.fromiter((result.result == "updated" for result in results), np.bool_, n),
            {i: result.error for i, result in enumerate(results) if result.error is not None},
        )

    @classmethod
    def empty(cls, count: int, primary_term: int) -> Self:
        """Returns room for the results of `count` operations."""
        return cls(
            primary_term,
            np.full(count, -1, np.int64),
            np.full(count, -1, np.int64),
            np.zeros(count, np.bool_),
            {},
        )

    def put(self, places: Sequence[int], part: "RunResult") -> None:
        """Takes over the results of the operations at these places."""
        self.primary_term = part.primary_term
        at = slice(None) if len(places) == len(self.seq_nos) else places
        self.seq_nos[at] = part.seq_nos
        self.versions[at] = part.versions
        self.updated[at] = part.updated
        self.errors.update((places[i], error) for i, error in part.errors.items())

    def fail(self, places: Sequence[int], error: FindlingError) -> None:
        """Gives all operations at these places one error."""
        self.errors.update(zip(places, repeat(error)))
