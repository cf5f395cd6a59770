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
from findling.mapping.documents.metadata_fields import DOC_COUNT

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.search.context import SegmentContext
    from findling.search.filter_cache import FilterCache


class _FieldTables(dict[str, FieldTable]):
    """Terms and postings of each field that was asked for."""

    def __init__(self, segments: tuple[SegmentContext, ...]) -> None:
        super().__init__()
        self._segments = segments

    def __missing__(self, field: str) -> FieldTable:
        terms = [segment.reader.terms(field) for segment in self._segments]
        made = self[field] = FieldTable([None if part is None else part.kernel_parts for part in terms])
        return made


class Snapshot:
    """Segments in order of their doc bases. Thread-safe.

    fields: terms and postings by field, made when asked for; filters: the cache
    """

    def __init__(self, segments: tuple[SegmentContext, ...], filters: FilterCache) -> None:
        self.segments = segments
        self.filters = filters
        self.fields = _FieldTables(segments)
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

    @cached_property
    def doc_bases(self) -> list[int]:
        """The doc base of each segment."""
        return [segment.doc_base for segment in self.segments]

    @cached_property
    def has_special_hits(self) -> bool:
        """Whether hits may have a routing value or ignored fields to show."""
        readers = [segment.reader for segment in self.segments]
        return any(reader.routing is not None or "_ignored" in reader.fields for reader in readers)

    @cached_property
    def max_doc(self) -> int:
        """Number of docs, deleted and nested ones included."""
        return sum([segment.max_doc for segment in self.segments])

    @cached_property
    def num_docs(self) -> int:
        """Number of live root documents."""
        return sum([int(segment.view.num_docs) for segment in self.segments])

    @cached_property
    def counts_documents(self) -> bool:
        """Whether every document counts once in aggregations: none has a `_doc_count`."""
        return all(segment.reader.numeric(DOC_COUNT) is None for segment in self.segments)

    @cached_property
    def is_visible(self) -> bool:
        """Whether all docs are live root documents."""
        return all(segment.visible is None for segment in self.segments)

    def numbers(self, field: str) -> ColumnTable:
        """Returns the numeric columns of a field."""
        return self._table("numbers", field, _numbers)

    def ordinals(self, field: str) -> ColumnTable | None:
        """Returns the ordinals of a field; None if a segment that has the field has none stored."""
        key = ("stored ordinals", field)
        if key not in self._columns:
            stored = all(_stores_ordinals(segment.reader, field) for segment in self.segments)
            self._columns[key] = self.all_ordinals(field) if stored else None
        return self._columns[key]

    def all_ordinals(self, field: str) -> ColumnTable:
        """Returns the ordinals of a field, made from its postings where none are stored."""
        return self._table("ordinals", field, _ordinals)

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
    limits = column.limits if is_double else None
    is_float = is_double and not column.is_sortable
    return column.stored, column.starts, presence, is_float, column.base, column.step, *column.ends, limits


def _ordinals(reader: SegmentReader, field: str) -> tuple[Any, ...] | None:
    column = reader.ordinals(field)
    return None if column is None else (column.ords, column.starts, None, False, 0, 1, 0, 0, None)


def _stores_ordinals(reader: SegmentReader, field: str) -> bool:
    info = reader.fields.get(field)
    return info is None or info.structures.doc_values == "ordinals"


class TermLookup(dict[tuple[str, bytes], TermStates]):
    """Where the terms of a search are in a snapshot, by field and term: looked up when asked for first."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self.snapshot = snapshot

    def __missing__(self, key: tuple[str, bytes]) -> TermStates:
        field, term = key
        found: TermStates = self.snapshot.fields[field].look_up(term)
        self[key] = found
        return found
