"""Where a sort key's values come from: a column of the documents themselves, of their nested objects, or distances."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.collector.matches import Matches
from findling.search.doc_set import Docs
from findling.search.reduced_values import reduce_by_owner

if TYPE_CHECKING:
    from findling.codec.bitmap import Bitmap
    from findling.codec.columns.ordinals import OrdinalColumn
    from findling.search.context import SegmentContext
    from findling.search.query.base import Weight

# turns (column values) into what is sorted by, such as distances, (n,) or (n, numbers of each); None: the values
Transform = Callable[[NDArray[Any]], NDArray[Any]]


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """One number per document, in the order of the values that they stand for.

    values: (max_doc,) in whatever dtype is stored; presence: documents that have a value, None: all
    """

    values: NDArray[Any]
    presence: Bitmap | None


class NestedLevel(NamedTuple):
    """Nested objects on the way to the values of a sort. filter: which of them count, None: all"""

    path: str
    filter: Weight | None

    def docs(self, segment: SegmentContext) -> Docs:
        """Returns the nested docs of a segment that count; as in Elasticsearch, a filter may match others as well."""
        if self.filter is None:
            return segment.nested(self.path).to_docs()
        found = self.filter.filter(segment).docs()
        return found[~segment.roots.test(found)]

    def inside(self, segment: SegmentContext, children: Docs) -> Docs:
        """Returns those of the children that are within objects that count; an object follows what is within it."""
        children = children[~segment.nested(self.path).test(children)]
        if self.filter is None or len(children) == 0:
            return children
        objects = segment.nested(self.path).to_docs()
        counts = np.append(self.filter.filter(segment).contains(objects), False)
        kept: Docs = children[counts[np.searchsorted(objects, children)]]
        return kept


class NestedValues:
    """The nested documents from which the values of the documents around them are taken.

    levels: from the outermost to the one that has the values
    parent: path of the nested objects that are sorted, None: root documents
    max_children: how many of each parent count, None: all
    """

    def __init__(self, levels: Sequence[NestedLevel], parent: str | None, max_children: int | None) -> None:
        self.levels = levels
        self.parent = parent
        self.max_children = max_children

    def children(self, matches: Matches, present: Bitmap | None = None) -> tuple[Docs, NDArray[np.int64]]:
        """Returns the nested docs of the matches, and for each the index of its match.

        present: the docs that have a value, of which alone `max_children` are taken; None: all have one
        """
        segment = matches.segment
        children = self.all_children(segment)
        if len(matches.docs) == 0 or len(children) == 0:
            return np.empty(0, np.int32), np.empty(0, np.int64)
        around = segment.nested(self.parent).to_docs()
        children = children[children < around[-1]] if len(around) else children[:0]
        children = children[~segment.nested(self.parent).test(children)]
        parents = around[np.searchsorted(around, children)]
        places = np.searchsorted(matches.docs, parents)
        places[places == len(matches.docs)] = 0
        mine = matches.docs[places] == parents
        children, owners = children[mine], places[mine].astype(np.int64)
        if self.max_children is not None and len(owners):
            if present is not None:
                with_value = present.test(children)
                children, owners = children[with_value], owners[with_value]
            first = np.searchsorted(owners, owners)
            few = np.arange(len(owners)) - first < self.max_children
            children, owners = children[few], owners[few]
        return children, owners

    def all_children(self, segment: SegmentContext) -> Docs:
        """Returns the nested docs of a segment that count for whichever document they are of."""
        children = self.levels[-1].docs(segment)
        for level in self.levels[:-1]:
            children = level.inside(segment, children)
        return children


class ValueSource:
    """The values of one field by match, several reduced to one by `mode`.

    mode: min, max, sum, avg, median
    """

    def __init__(
        self, field: str, mode: str, nested: NestedValues | None = None, transform: Transform | None = None
    ) -> None:
        self.field = field
        self.mode = mode
        self._nested = nested
        self._transform = transform

    @property
    def is_plain(self) -> bool:
        """Whether values are those of the documents' own column."""
        return self._nested is None and self._transform is None

    def has_negative_zeros(self, segment: SegmentContext) -> bool:
        """Whether -0.0 is among the values of a segment."""
        column = segment.reader.numeric(self.field)
        return column is not None and column.is_sortable

    def numbers(self, matches: Matches, missing: float, is_double: bool) -> NDArray[np.generic]:
        """Returns one number per match, (n,) int64 or float64."""
        column = matches.segment.reader.numeric(self.field)
        if column is not None and self.is_plain and column.starts is None and (column.kind == "double") == is_double:
            return column.single(matches.docs, missing)
        out = np.full(len(matches.docs), missing, np.float64 if is_double else np.int64)
        if column is None or len(out) == 0:
            return out
        if self.mode == "median" and self._nested is not None and self._transform is None:
            if len(self._nested.all_children(matches.segment)):
                raise IllegalArgumentError("Unsupported sort mode: MEDIAN")
            return out
        docs, owners = self._documents(matches)
        values, places = column.values(docs)
        if self._transform is not None:
            values = self._transform(values)
        if values.ndim > 1:
            # several numbers for each value
            places, values = places.repeat(values.shape[1]), values.ravel()
        if is_double:
            values = values.astype(np.float64)
        owners = owners[places]
        found, reduced = reduce_by_owner(values, owners, self.mode)
        out[found] = reduced
        return out

    def stored_numbers(self, segment: SegmentContext) -> StoredColumn | None:
        """Returns the column of a segment as it is stored, if it holds what is sorted by, one value per document."""
        column = segment.reader.numeric(self.field)
        if column is None or column.starts is not None or not self.is_plain:
            return None
        return StoredColumn(column.stored, column.presence)

    def stored_ordinals(self, segment: SegmentContext) -> StoredColumn | None:
        """Returns the ordinals of a segment as they are stored, if no document has several."""
        column = segment.reader.ordinals(self.field)
        if column is None or column.starts is not None or self._nested is not None:
            return None
        return StoredColumn(column.ords, column.presence)

    def ordinals(self, matches: Matches) -> NDArray[np.int64]:
        """Returns the least (mode max: the greatest) ordinal of each match, -1 where it has none."""
        out = np.full(len(matches.docs), -1, np.int64)
        column = matches.segment.reader.ordinals(self.field)
        if column is None or len(out) == 0:
            return out
        docs, owners = self._documents(matches)
        values, places = column.values(docs)
        found, reduced = reduce_by_owner(values.astype(np.int64), owners[places], self.mode)
        out[found] = reduced
        return out

    def terms(self, matches: Matches) -> list[bytes | None]:
        """Returns the term of each match, None where it has none."""
        ords = self.ordinals(matches)
        column = self._ordinal_column(matches.segment)
        if column is None:
            return [None] * len(ords)
        return [None if ord_ < 0 else column.dictionary.term(ord_) for ord_ in ords.tolist()]

    def place_of(self, matches: Matches, term: bytes) -> int:
        """Returns the place of a term among the doubled ordinals: even if it is there, odd between two others."""
        column = self._ordinal_column(matches.segment)
        if column is None:
            return 0
        at = column.dictionary.seek_ceil(term)
        exact = at < column.dictionary.n_terms and column.dictionary.term(at) == term
        return 2 * at if exact else 2 * at - 1

    def _ordinal_column(self, segment: SegmentContext) -> OrdinalColumn | None:
        return segment.reader.ordinals(self.field)

    def _documents(self, matches: Matches) -> tuple[Docs, NDArray[np.int64]]:
        if self._nested is not None:
            return self._nested.children(matches, matches.segment.reader.presence(self.field.partition("\0")[0]))
        return matches.docs, np.arange(len(matches.docs), dtype=np.int64)
