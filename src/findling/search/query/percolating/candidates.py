"""Which stored queries may match: those of whose terms and ranges the documents have enough."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.mapping.types.percolator import COMPLETE, FAILED, PercolatorFieldType, decode_range
from findling.search.doc_set import Docs

if TYPE_CHECKING:
    from findling.codec.postings.postings import TermsReader
    from findling.codec.segment_reader import SegmentReader
    from findling.search.context import SegmentContext
    from findling.search.query.percolating.documents import PercolatedDocuments

_NONE: Final = np.empty(0, np.int32)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Documents whose queries may match, deleted ones included.

    docs: (n,) int32, increasing; certain: (n,) bool, whether they match without being tried
    """

    docs: Docs
    certain: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Ranges:
    """The ranges of one field in a segment's queries: ordinals of their terms and inclusive ends."""

    ords: NDArray[np.int64]
    lows: NDArray[Any]
    highs: NDArray[Any]

    def hit_by(self, numbers: NDArray[Any]) -> NDArray[np.int64]:
        """Returns the ordinals of those that contain any of some numbers, which increase."""
        places = np.searchsorted(numbers, self.lows)
        inside = places < len(numbers)
        inside[inside] = numbers[places[inside]] <= self.highs[inside]
        return self.ords[inside]


_RANGES: Final[weakref.WeakKeyDictionary[SegmentReader, dict[str, dict[str, _Ranges]]]] = weakref.WeakKeyDictionary()


def candidates(segment: SegmentContext, field: PercolatorFieldType, documents: PercolatedDocuments) -> Candidates:
    """Returns the candidates of a segment."""
    reader = segment.reader
    results, present = reader.terms(field.result_field), reader.presence(field.name)
    if present is None:
        return Candidates(_NONE, np.empty(0, np.bool_))
    if results is None:
        # written before there was anything to find queries by
        docs = present.to_docs()
        return Candidates(docs, np.zeros(len(docs), np.bool_))
    enough = _with_enough(segment, field, documents)
    docs = np.union1d(enough, _docs_of(results, FAILED)).astype(np.int32)
    if not documents.is_one:
        return Candidates(docs, np.zeros(len(docs), np.bool_))
    return Candidates(docs, np.isin(docs, _docs_of(results, COMPLETE), assume_unique=True))


def _with_enough(segment: SegmentContext, field: PercolatorFieldType, documents: PercolatedDocuments) -> Docs:
    reader = segment.reader
    parts: list[Docs] = []
    terms = reader.terms(field.terms_field)
    if terms is not None:
        ords = np.asarray(terms.lookup_many(documents.terms))
        parts += [terms.docs(ord_) for ord_ in ords[ords >= 0].tolist()]
    intervals = reader.terms(field.range_field)
    if intervals is not None:
        parts += [intervals.docs(ord_) for ord_ in _ranges_hit(reader, intervals, field, documents)]
    if not parts:
        return _NONE
    docs, counts = np.unique(np.concatenate(parts), return_counts=True)
    column = reader.numeric(field.least_field)
    assert column is not None
    least, _ = column.values(docs)
    enough: Docs = docs[counts >= least]
    return enough


def _ranges_hit(
    reader: SegmentReader, intervals: TermsReader, field: PercolatorFieldType, documents: PercolatedDocuments
) -> list[int]:
    by_field = _RANGES.setdefault(reader, {}).get(field.name)
    if by_field is None:
        by_field = _RANGES[reader][field.name] = _ranges(intervals)
    hit: list[int] = []
    for name, numbers in documents.numbers.items():
        if name in by_field:
            hit += by_field[name].hit_by(numbers).tolist()
    return hit


def _ranges(intervals: TermsReader) -> dict[str, _Ranges]:
    """Returns all ranges of a segment by field."""
    found: dict[str, list[tuple[int, int | float, int | float]]] = {}
    for ord_, term in enumerate(intervals.terms(np.arange(len(intervals)))):
        field, low, high = decode_range(term)
        found.setdefault(field, []).append((ord_, low, high))
    return {field: _columns(rows) for field, rows in found.items()}


def _columns(rows: list[tuple[int, int | float, int | float]]) -> _Ranges:
    whole = all(isinstance(low, int) and isinstance(high, int) for _, low, high in rows)
    kind = np.int64 if whole else np.float64
    ords, lows, highs = zip(*rows, strict=True)
    return _Ranges(np.array(ords, np.int64), np.array(lows, kind), np.array(highs, kind))


def _docs_of(results: TermsReader, result: bytes) -> Docs:
    ord_ = results.lookup(result)
    return _NONE if ord_ < 0 else results.docs(ord_)
