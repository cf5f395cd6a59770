"""One of the fields whose values are items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregator import AggregationContext
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.combined.terms_source import ChosenNumbers, ChosenTerms
from findling.search.aggs.bucket.composite_source import BoundSource, CompositeSource
from findling.search.aggs.bucket.include_exclude import IncludeExclude
from findling.search.aggs.values.bound_numbers import bound_values, is_numeric
from findling.search.aggs.values.ordinal_values import ordinal_values
from findling.search.aggs.values.values_source import ValuesSource, source_field, unsupported

_NAME: Final = "field_config"


@dataclass(frozen=True, kw_only=True)
class ItemField:
    """One field as in the request. chosen: None for all values"""

    values: ValuesSource
    chosen: IncludeExclude | None

    @classmethod
    def parse(cls, body: Mapping[str, object], aggregation: str) -> ItemField:
        """Reads the parameters; raises IllegalArgumentError, XContentParseError."""
        params = NamedParameters(_NAME, body, aggregation)
        field = params.text("field")
        chosen = IncludeExclude.parse(aggregation, params)
        params.finish()
        if field is None:
            raise IllegalArgumentError("Required one of fields [field], but none were specified.")
        return cls(values=ValuesSource(field), chosen=chosen)

    def bind(self, ctx: AggregationContext) -> BoundSource:
        """Returns what reads the values on one shard. Raises IllegalArgumentError."""
        source = CompositeSource(
            name=_NAME, kind="terms", values=self.values, ascending=True, missing_bucket=False, missing_first=True
        )
        field = source_field(ctx.shard, self.values)
        if field is not None and is_numeric(field):
            return ChosenNumbers(source, bound_values(field, self.values, ctx.shard), self.chosen)
        if field is not None and (not field.has_terms or field.type.intervals is not None):
            raise unsupported(field, "frequent_item_sets")
        return ChosenTerms(source, ordinal_values(field, None, ctx.shard), self.chosen)
