"""A bucket for each cell of a grid that documents have points or shapes in, the fullest cells first."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.search.aggs.base.aggregation import Partial
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import positive
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.grid.cells import Cells
from findling.search.aggs.bucket.grid.grid_aggregator import PointGridAggregator
from findling.search.aggs.bucket.grid.shape_grid import ShapeGridAggregator
from findling.search.aggs.bucket.keyed_buckets import KeyedBucketsAggregation
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.shape_figures import shape_field
from findling.search.aggs.values.sourced_aggregation import SourcedAggregation
from findling.search.aggs.values.values_source import ValuesSource
from findling.search.query.geo.geo_bounding_box import Box, box_or_none

if TYPE_CHECKING:
    from findling.search.context import ShardContext

DEFAULT_SIZE: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class GridAggregation(KeyedBucketsAggregation, SourcedAggregation):
    """Base. cells: of the precision that was asked for; shard_size: cells that a shard gives."""

    default_precision: ClassVar[int]

    cells: Cells
    size: int
    shard_size: int

    @classmethod
    @abstractmethod
    def cells_of(cls, params: NamedParameters, precision: Any, box: Box | None) -> Cells:
        """Returns the cells of a value of `precision`. Raises FindlingError for one that is none."""

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError, XContentParseError."""
        source = ValuesSource.parse(params, formats=False)
        size = positive(params, "size", params.integer("size", DEFAULT_SIZE), name)
        shard_size = params.integer("shard_size", -1)
        if "shard_size" in params:
            shard_size = positive(params, "shard_size", shard_size, name, "shardSize")
        else:
            shard_size = min(int(size * 1.5 + 10), 2**31 - 1)
        item = cls(
            name=name,
            source=source,
            cells=cls.cells_of(params, _precision(params, cls.default_precision), _bounds(params)),
            size=size,
            shard_size=max(shard_size, size),
        )
        params.finish()
        return item

    def bucket_names(self, partial: Partial) -> Sequence[str]:
        """Returns the cells."""
        return [self.cells.text(bucket["key"]) for bucket in partial["buckets"]]

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all cells are in the answer: only the fullest are."""
        return False

    def check_fields(self, ctx: ShardContext) -> None:
        """Raises what is wrong of the source; shapes have no values to look at."""
        field = ctx.field(self.source.field)
        if field is None or field.type.shapes_on is None:
            super().check_fields(ctx)

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's points or shapes."""
        field = ctx.shard.field(self.source.field)
        if field is None or field.type.shapes_on is None:
            values = point_values(self.source, ctx.shard, self.type_name)
            return PointGridAggregator(self, ctx, max_parents, values)
        shapes = shape_field(self.source, ctx.shard, "globe", self.type_name)
        assert shapes is not None, "it is mapped"
        return ShapeGridAggregator(self, ctx, max_parents, shapes)

    def chosen(self, counts: dict[Any, int]) -> list[int]:
        """Returns the fullest cells; of those that are as full, the last ones."""
        return sorted(counts, key=lambda cell: (-counts[cell], -cell))[: self.size]

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets."""
        return {"buckets": self.shown(partial, typed_keys, self.cells.text)}


def read_precision(params: NamedParameters, precision: object, least: int, most: int, label: str) -> int:
    """Returns a whole number in bounds. Raises XContentParseError, caused by what is wrong."""
    try:
        number = _whole_number(precision)
    except ValueError:
        refusal = params.refused("precision", NumberFormatError.of(precision))
        # the cause is what a client sees, not Python's
        raise refusal from refusal.__cause__
    if not least <= number <= most:
        raise params.refused("precision", beyond_precision(number, least, most, label))
    return number


def beyond_precision(number: int, least: int, most: int, label: str) -> IllegalArgumentError:
    """Returns the error of a precision that is out of bounds."""
    return IllegalArgumentError(f"Invalid {label} precision of {number}. Must be between {least} and {most}.")


def _whole_number(value: object) -> int:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("no whole number")
    if isinstance(value, str) and value != value.strip():
        raise ValueError("no whole number")
    return int(value) if isinstance(value, str | int | float) else int(str(value))


def _precision(params: NamedParameters, default: int) -> object:
    value = params.take("precision")
    if "precision" not in params:
        return default
    if value is None or isinstance(value, bool | dict | list):
        raise params.wrong_token("precision", value)
    return value


def _bounds(params: NamedParameters) -> Box | None:
    params.object("bounds")
    return params.read("bounds", box_or_none, None)
