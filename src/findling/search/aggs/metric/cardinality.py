"""cardinality: the number of distinct values of a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import scalar_text
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import not_negative
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import DistinctPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.metric.cardinality_aggregator import (
    CardinalityAggregator,
    IntervalKeys,
    NumericKeys,
    OrdinalKeys,
)
from findling.search.aggs.values.bound_numbers import bound_values, check_source, is_numeric
from findling.search.aggs.values.distinct.distinct_counts import (
    DEFAULT_PRECISION,
    NONE,
    estimate,
    merge,
    precision_for,
)
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.ordinal_values import ordinal_values
from findling.search.aggs.values.values_source import ValuesSource, source_field, unchecked_field, unsupported

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_HINTS: Final = ("global_ordinals", "segment_ordinals", "direct", "save_memory_heuristic", "save_time_heuristic")


@register("cardinality")
@dataclass(frozen=True, kw_only=True)
class CardinalityAggregation(Aggregation):
    """precision: of sketches, see distinct_counts; by default so many bits that 3,000 values are about exact"""

    type_name = "cardinality"
    partial_type = DistinctPartial

    source: ValuesSource
    precision: int = DEFAULT_PRECISION
    execution_hint: str | None = None

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        source = ValuesSource.parse(params, formats=False)
        threshold = params.long("precision_threshold", 3000)
        not_negative(params, "precision_threshold", threshold, name, "precisionThreshold")
        params.long("rehash", 0)
        hint = params.text("execution_hint")
        item = cls(name=name, source=source, precision=precision_for(threshold), execution_hint=hint)
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over ordinals or numbers; raises IllegalArgumentError."""
        field = source_field(ctx.shard, self.source)
        if field is not None:
            check_source(field, self.source, ctx.shard)
        if self.execution_hint is not None and self.execution_hint.lower() not in _HINTS:
            raise IllegalArgumentError(
                f"Invalid execution mode for cardinality aggregation.  Got [{self.execution_hint}]expected one of "
                "[global_ordinal, segment_ordinal, direct]"
            )
        if field is not None and _is_other(field):
            raise unsupported(field, self.type_name, self.source)
        if field is not None and field.type.is_point:
            keys: Any = NumericKeys(point_values(self.source, ctx.shard, self.type_name), ctx)
        elif field is not None and is_numeric(field):
            keys = NumericKeys(bound_values(field, self.source, ctx.shard), ctx)
        else:
            missing = self.source.missing
            encoded = None
            if missing is not None:
                encoded = scalar_text(missing).encode() if field is None else field.type.missing_term(missing)
            values = ordinal_values(field, encoded, ctx.shard)
            are_intervals = field is not None and field.type.intervals is not None
            keys = IntervalKeys(values) if are_intervals else OrdinalKeys(values)
        return CardinalityAggregator(keys, max_parents, ctx, self.precision)

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        field = unchecked_field(ctx, self.source)
        has_terms = field is not None and not is_numeric(field) and not field.type.is_point
        return "GlobalOrdCardinalityAggregator" if has_terms else "CardinalityAggregator"

    def empty(self) -> Partial:
        """Returns no values."""
        return NONE

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Unites the values."""
        return partials[0] if len(partials) == 1 else merge(partials)

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the number."""
        return {"value": estimate(partial)}

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the number."""
        return super().figure(partial, names, key) if names or key not in (None, "value") else float(estimate(partial))


def _is_other(field: MappedField) -> bool:
    """Whether the values of a field are none that can be told apart."""
    return field.type.holds_histograms or field.type.metrics is not None or field.structures.is_vector
