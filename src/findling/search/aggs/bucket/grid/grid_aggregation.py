"""A bucket for each cell of a grid that documents have points in, the fullest cells first."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

import numpy as np

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.search.aggs.base.aggregation import Partial
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.checks import positive
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.grid.cells import Cells
from findling.search.aggs.bucket.keyed_buckets import KeyedBucketsAggregation
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator, distinct_pairs
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.values_source import ValuesSource
from findling.search.collector.field_docs import smallest
from findling.search.query.geo.geo_bounding_box import Box, parse_box

if TYPE_CHECKING:
    from findling.search.aggs.values.numeric_values import NumericValues

_EDGES: Final = {"top", "left", "bottom", "right"}
DEFAULT_SIZE: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class GridAggregation(KeyedBucketsAggregation):
    """Base. cells: of the precision that was asked for; shard_size: cells that a shard gives."""

    default_precision: ClassVar[int]

    source: ValuesSource
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
        if params.text("field") is None:
            raise IllegalArgumentError("Required one of fields [field], but none were specified.")
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

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all cells are in the answer: only the fullest are."""
        return False

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's points."""
        return GridAggregator(self, ctx, max_parents, point_values(self.source, ctx.shard, self.type_name))

    def chosen(self, counts: dict[Any, int]) -> list[int]:
        """Returns the fullest cells; of those that are as full, the last ones."""
        return sorted(counts, key=lambda cell: (-counts[cell], -cell))[: self.size]

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets."""
        return {"buckets": self.shown(partial, typed_keys, self.cells.text)}


class GridAggregator(MultiBucketAggregator):
    """Own keys are cells."""

    def __init__(
        self, aggregation: GridAggregation, ctx: AggregationContext, max_parents: int | None, values: NumericValues
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, HashedBucketOrds())
        self._cells = aggregation.cells
        self._shard_size = aggregation.shard_size
        self._values = values

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the cells of their documents' points."""
        own, owners = self._values.mapped(leaf.reader, rows.docs, self._cells.of_points)
        inside = self._cells.inside(own)
        if not inside.all():
            places = np.flatnonzero(inside).astype(np.int32)
            own, owners = own[places], places if owners is None else owners[places]
        if owners is not None and len(own) > 1:
            order = np.lexsort((own, owners))
            owners, own = distinct_pairs(owners[order], own[order])
        self.add(leaf, rows, owners, own)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the fullest cells of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        own, buckets, counts = self.counted(parent)
        kept = smallest([~counts, ~own], self._shard_size)
        inner = self.inner(buckets[kept].tolist())
        rows = zip(own[kept].tolist(), counts[kept].tolist(), inner, strict=True)
        return {"buckets": [{"key": key, "count": count, "aggs": aggs} for key, count, aggs in rows]}


def read_precision(params: NamedParameters, precision: object, least: int, most: int, label: str) -> int:
    """Returns a whole number in bounds. Raises XContentParseError, caused by what is wrong."""
    try:
        number = _whole_number(precision)
    except ValueError:
        refusal = params.refused("precision", NumberFormatError(f'For input string: "{precision}"'))
        # the cause is what a client sees, not Python's
        raise refusal from refusal.__cause__
    if not least <= number <= most:
        fault = f"Invalid {label} precision of {number}. Must be between {least} and {most}."
        raise params.refused("precision", IllegalArgumentError(fault))
    return number


def _whole_number(value: object) -> int:
    if isinstance(value, float) and not math.isfinite(value):
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
    body = params.object("bounds")
    if body is None or set(body) < _EDGES or not body:
        # as in Elasticsearch, a box that lacks an edge has none at all
        return None
    return params.read("bounds", parse_box, None)
