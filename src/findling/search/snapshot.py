"""Snapshot: the segments of a searcher as searches take them, with tables of what kernels read of each field.

A table is made when the first search needs it, and kept for as long as the searcher.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.kernels.search.doc_filter import ColumnTable
from findling.kernels.search.field_table import FieldTable, TermStates
from findling.kernels.search.snapshot_search import SegmentTable

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.search.context import SegmentContext


class Snapshot:
    """Segments in order of their doc bases. Thread-safe."""

    def __init__(self, segments: tuple[SegmentContext, ...]) -> None:
        self.segments = segments
        self._fields: dict[str, FieldTable] = {}
        self._columns: dict[tuple[str, str], ColumnTable | None] = {}

    @cached_property
    def table(self) -> SegmentTable:
        """The segments with their visible documents."""
        views = [segment.view for segment in self.segments]
        return SegmentTable(
            np.array([view.doc_base for view in views], np.int64),
            np.array([view.max_doc for view in views], np.int32),
            [None if view.visible is None else view.visible.words for view in views],
            np.array([view.max_doc - view.num_docs for view in views], np.int64),
        )

    def field(self, field: str) -> FieldTable:
        """Returns terms and postings of a field."""
        found = self._fields.get(field)
        if found is None:
            terms = [segment.reader.terms(field) for segment in self.segments]
            found = FieldTable([None if part is None else part.kernel_parts for part in terms])
            self._fields[field] = found
        return found

    def numbers(self, field: str) -> ColumnTable:
        """Returns the numeric columns of a field."""
        return self._table("numbers", field, _numbers)

    def ordinals(self, field: str) -> ColumnTable | None:
        """Returns the ordinals of a field; None if a segment that has the field has none stored."""
        key = ("ordinals", field)
        if key not in self._columns:
            stored = all(_stores_ordinals(segment.reader, field) for segment in self.segments)
            self._columns[key] = self._table("stored ordinals", field, _ordinals) if stored else None
        return self._columns[key]

    def _table(self, kind: str, field: str, read: Callable[[SegmentReader, str], Any]) -> ColumnTable:
        found = self._columns.get((kind, field))
        if found is None:
            found = ColumnTable([read(segment.reader, field) for segment in self.segments])
            self._columns[kind, field] = found
        return found


def _numbers(reader: SegmentReader, field: str) -> tuple[Any, ...] | None:
    column = reader.numeric(field)
    if column is None or column.count == 0:
        return None
    presence = None if column.presence is None else column.presence.words
    is_double = column.kind == "double"
    return column.stored, column.starts, presence, is_double, column.base, column.step, column.min, column.max


def _ordinals(reader: SegmentReader, field: str) -> tuple[Any, ...] | None:
    column = reader.ordinals(field)
    return None if column is None else (column.ords, column.starts, None, False, 0, 1, 0, 0)


def _stores_ordinals(reader: SegmentReader, field: str) -> bool:
    info = reader.fields.get(field)
    return info is None or info.structures.doc_values == "ordinals"


class TermLookup:
    """Terms looked up in a snapshot, each once per search."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._found: dict[tuple[str, bytes], TermStates] = {}

    def states(self, field: str, term: bytes) -> TermStates:
        """Returns where a term is."""
        found = self._found.get((field, term))
        if found is None:
            found = self._found[field, term] = self.snapshot.field(field).look_up(term)
        return found
