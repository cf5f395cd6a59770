"""Collects time_series: own ordinals are those of `_tsid`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.mapping.documents.metadata_fields import SERIES_ID
from findling.mapping.time_series.series_id import encode_long, encode_text, variable_length
from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.bucket_ords import bucket_ords
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator
from findling.search.aggs.values.ordinal_values import ordinal_values

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.aggs.base.aggregation import Aggregation
    from findling.search.context import SegmentContext

Dimensions = dict[str, Any]
_NOWHERE = -1


class TimeSeriesAggregator(MultiBucketAggregator):
    """Remembers one document of each series, which has the values of its dimensions.

    size: so many series of each owning bucket are kept
    """

    def __init__(self, aggregation: Aggregation, ctx: AggregationContext, max_parents: int | None, size: int) -> None:
        self._values = ordinal_values(ctx.shard.field(SERIES_ID), None, ctx.shard)
        n_series = self._values.n_ords
        super().__init__(aggregation, ctx, max_parents, bucket_ords(n_series, max_parents, ctx.expected_docs))
        self._size = size
        self._segments: list[SegmentContext] = []
        self._segment_of: NDArray[np.int32] = np.full(n_series, _NOWHERE, np.int32)
        self._doc_of = np.zeros(n_series, np.int32)
        self._known: dict[int, tuple[str, Dimensions]] = {}

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of their series; documents without one are in none."""
        ords, owners = self._values.read(leaf, rows.docs)
        docs = rows.doc_ids()
        unseen = self._segment_of[ords] == _NOWHERE
        if unseen.any():
            self._segment_of[ords[unseen]] = len(self._segments)
            self._doc_of[ords[unseen]] = (docs if owners is None else docs[owners])[unseen]
            self._segments.append(leaf.segment)
        self.add(leaf, rows, owners, ords)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the first series of each owning bucket, by their keys."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        own, buckets, counts = (found[: self._size] for found in self.counted(parent))
        self._read(own)
        series = [self._known[ord_] for ord_ in own.tolist()]
        order = sorted(range(len(series)), key=lambda place: series[place][0])
        inner = self.inner(buckets[order].tolist())
        return {
            "buckets": [
                {
                    "key": series[place][0],
                    "dimensions": series[place][1],
                    "count": int(counts[place]),
                    "aggs": aggs,
                }
                for place, aggs in zip(order, inner, strict=True)
            ]
        }

    def _read(self, ords: NDArray[np.int64]) -> None:
        """Finds the dimensions of series whose are not known yet."""
        new = np.array([ord_ for ord_ in ords.tolist() if ord_ not in self._known], np.int64)
        segments = self._segment_of[new]
        for place in dict.fromkeys(segments.tolist()):
            of_segment = new[segments == place]
            of_segment = of_segment[np.argsort(self._doc_of[of_segment], kind="stable")]
            found = self._dimensions(self._segments[place], self._doc_of[of_segment])
            for ord_, dimensions in zip(of_segment.tolist(), found, strict=True):
                self._known[ord_] = _sort_key(dimensions), dimensions

    def _dimensions(self, segment: SegmentContext, docs: NDArray[np.int32]) -> list[Dimensions]:
        """Returns the dimensions of some documents of a segment, by name. docs: increasing"""
        found: list[Dimensions] = [{} for _ in docs]
        mapping = self.ctx.shard.mapping
        for dimension in sorted(mapping.dimensions, key=lambda each: each.name.encode()):
            field = self.ctx.shard.field(dimension.name)
            if field is not None:
                for place, value in _first_values(field, segment, docs).items():
                    found[place][dimension.name] = value
        return found


def _first_values(field: MappedField, segment: SegmentContext, docs: NDArray[np.int32]) -> dict[int, Any]:
    """Returns the least value of each document that has one, by its place in docs."""
    numbers = field.type.numbers
    if numbers is None:
        terms = segment.reader.ordinals(field.column)
        if terms is None:
            return {}
        ords, owners = terms.values(docs)
        shown = [str(field.type.from_term(terms.dictionary.term(ord_))) for ord_ in ords.tolist()]
        return _firsts(owners, shown)
    column = segment.reader.numeric(field.name)
    if column is None:
        return {}
    values, owners = column.values(docs)
    return _firsts(owners, [int(value) + numbers.offset for value in numbers.read(values).tolist()])


def _firsts(owners: NDArray[np.int32], values: Sequence[Any]) -> dict[int, Any]:
    return dict(zip(reversed(owners.tolist()), reversed(values), strict=True))


def _sort_key(dimensions: Mapping[str, Any]) -> str:
    """Returns what orders series, as hexadecimal digits: names and values, one after the other.

    Source: Elasticsearch's TimeSeriesIdFieldMapper.buildLegacyTsid.
    """
    parts = [variable_length(len(dimensions))]
    for name, value in dimensions.items():
        encoded = name.encode("utf-8", "surrogatepass")
        parts += [variable_length(len(encoded)), encoded]
        is_text = isinstance(value, str)
        parts.append(encode_text(value.encode("utf-8", "surrogatepass")) if is_text else encode_long(value))
    return b"".join(parts).hex()
