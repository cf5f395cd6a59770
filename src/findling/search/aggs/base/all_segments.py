"""The columns of all segments of a shard as one, for few documents: looked up by one call.

Documents are those of the snapshot: a segment's doc and its doc base.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.codec.columns.numeric import NumericColumn
from findling.codec.columns.ordinals import OrdinalColumn
from findling.kernels.search.doc_filter import ColumnTable
from findling.kernels.search.snapshot_values import count_values, gather_numbers, gather_ordinals
from findling.search.global_ordinals import global_ordinals
from findling.search.snapshot_memo import remembered

if TYPE_CHECKING:
    from findling.search.context import ShardContext
    from findling.search.snapshot import Snapshot

# columns that have them are read value by value
_STARTS: Final[NDArray[np.int32]] = np.zeros(1, np.int32)

# values of some documents, and for each the index of its document
Found = tuple[NDArray[Any], NDArray[np.int32]]


class ColumnReader(Protocol):
    """Where aggregations find columns: a segment, or all segments of a shard."""

    @property
    def max_doc(self) -> int:
        """Number of documents, deleted and nested ones included."""

    def numeric(self, field: str) -> NumericColumn | None:
        """Returns the numbers of a field, None if no document has any."""

    def ordinals(self, field: str) -> OrdinalColumn | None:
        """Returns the ordinals of a field, None if no document has any."""


class AllSegments:
    """All segments of a shard."""

    def __init__(self, ctx: ShardContext) -> None:
        self._ctx = ctx

    @property
    def max_doc(self) -> int:
        """Number of documents, deleted and nested ones included."""
        return self._ctx.snapshot.max_doc

    def numeric(self, field: str) -> NumericColumn | None:
        """Returns the numbers of a field."""
        snapshot = self._ctx.snapshot
        return remembered(self._ctx.searcher, ("numbers of all", field), lambda: _numbers(snapshot, field))

    def ordinals(self, field: str) -> OrdinalColumn | None:
        """Returns the ordinals of a field, as the shard numbers its terms."""
        return remembered(self._ctx.searcher, ("ordinals of all", field), lambda: _ordinals(self._ctx, field))


@dataclass(frozen=True, slots=True)
class _Numbers(NumericColumn):
    """Numbers in all segments; bases, steps: (n_segments,) int64 and uint64, what stored whole numbers stand for."""

    snapshot: Snapshot
    bases: NDArray[np.int64]
    steps: NDArray[np.uint64]
    table: ColumnTable
    has_several: bool

    def values(self, docs: NDArray[np.int32]) -> Found:
        size = count_values(self.snapshot.table, self.table, docs) if self.has_several else len(docs)
        values: NDArray[Any] = np.empty(size, np.float64 if self.kind == "double" else np.int64)
        owners = np.empty(size, np.int32)
        n = gather_numbers(self.snapshot.table, self.table, self.bases, self.steps, docs, values, owners)
        return values[:n], owners[:n]


@dataclass(frozen=True, slots=True)
class _Ordinals(OrdinalColumn):
    """Ordinals in all segments; numbers: for each segment what its ordinals are in the shard."""

    snapshot: Snapshot
    table: ColumnTable
    numbers: ColumnTable
    has_several: bool

    def values(self, docs: NDArray[np.int32]) -> Found:
        size = count_values(self.snapshot.table, self.table, docs) if self.has_several else len(docs)
        ords, owners = np.empty(size, np.int32), np.empty(size, np.int32)
        n = gather_ordinals(self.snapshot.table, self.table, self.numbers, docs, ords, owners)
        return ords[:n], owners[:n]


def _numbers(snapshot: Snapshot, field: str) -> NumericColumn | None:
    columns = [segment.reader.numeric(field) for segment in snapshot.segments]
    known = [column for column in columns if column is not None and column.count]
    if not known:
        return None
    return _Numbers(
        kind=known[0].kind,
        stored=np.empty(0, np.uint8),
        base=0,
        step=1,
        starts=_STARTS,
        presence=None,
        max_doc=snapshot.max_doc,
        count=sum(column.count for column in known),
        min=min(column.min for column in known),
        max=max(column.max for column in known),
        snapshot=snapshot,
        bases=np.array([0 if column is None else column.base for column in columns], np.int64),
        steps=np.array([1 if column is None else column.step for column in columns], np.uint64),
        table=snapshot.numbers(field),
        has_several=any(column.starts is not None for column in known),
    )


def _ordinals(ctx: ShardContext, field: str) -> OrdinalColumn | None:
    snapshot = ctx.snapshot
    table = snapshot.all_ordinals(field)
    known = [column for segment in snapshot.segments if (column := segment.reader.ordinals(field)) is not None]
    if not known:
        return None
    maps = global_ordinals(ctx.searcher, field).maps
    numbers = [
        None if mapping is None else (mapping.view(np.uint32), None, None, False, 0, 1, 0, 0) for mapping in maps
    ]
    return _Ordinals(
        ords=np.empty(0, np.uint8),
        starts=_STARTS,
        dictionary=known[0].dictionary,
        presence=None,
        snapshot=snapshot,
        table=table,
        numbers=ColumnTable(numbers),
        has_several=any(column.starts is not None for column in known),
    )
