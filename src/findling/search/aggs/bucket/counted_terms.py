"""counted_terms: how often terms stand in documents, rather than in how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from findling.mapping.types.metrics.counted_keyword import counts_of_terms
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.checks import positive
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.order import BY_COUNT
from findling.search.aggs.bucket.terms import TermsAggregation, encoded_missing
from findling.search.aggs.bucket.terms_aggregator import OrdinalTermsAggregator
from findling.search.aggs.values.ordinal_values import OrdinalValues, ordinal_values
from findling.search.aggs.values.values_source import ValuesSource, source_field, unsupported
from findling.search.snapshot_memo import remembered


@register("counted_terms")
@dataclass(frozen=True, kw_only=True)
class CountedTermsAggregation(TermsAggregation):
    """Terms by how often they stand in documents; of other fields than counted_keyword each counts once a document."""

    type_name = "counted_terms"

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        source = ValuesSource.parse(params, formats=False)
        size = positive(params, "size", params.integer("size", 10), name)
        params.finish()
        return cls(
            name=name,
            source=source,
            size=size,
            shard_size=min(int(size * 1.5 + 10), 2**31 - 1),
            order=BY_COUNT,
            min_doc_count=1,
            shard_min_doc_count=0,
            include_exclude=None,
            show_error=False,
        )

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over ordinals. Raises IllegalArgumentError for fields of other values."""
        field = source_field(ctx.shard, self.source)
        if field is not None and (not field.has_terms or field.type.intervals is not None):
            raise unsupported(field, self.type_name, self.source)
        values = ordinal_values(field, encoded_missing(field, self.source), ctx.shard)
        counts = None if field is None else field.type.counts_column
        return CountingAggregator(self, ctx, max_parents, values, counts)


class CountingAggregator(OrdinalTermsAggregator):
    """counts: the column that says how often a document has each of its terms; None: once"""

    def __init__(
        self,
        aggregation: TermsAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        values: OrdinalValues,
        counts: str | None,
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, values)
        self._counts = counts

    @property
    def reads_columns_only(self) -> bool:
        return False

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of their documents' terms, as often as they stand there."""
        ords, owners = self._values.read(leaf, rows.docs)
        column = None if self._counts is None else leaf.segment.reader.ordinals(self._counts)
        if column is None:
            self.add(leaf, rows, owners, ords)
            return
        docs = np.arange(leaf.segment.max_doc, dtype=np.int32) if rows.docs is None else rows.docs
        places, _ = column.values(docs)
        terms = column.dictionary
        counts = remembered(
            self.ctx.shard.searcher,
            ("term counts", self._counts, leaf.segment.ord),
            lambda: counts_of_terms([terms.term(i) for i in range(terms.n_terms)]),
        )
        # both columns have the terms of a document in the same order
        self.add(leaf, rows, owners, ords, counts[places] if len(places) == len(ords) else None)
