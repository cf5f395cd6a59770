"""The order of buckets: by count, by key, by a figure of a sub-aggregation, or by several of these."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import CLOSING, IllegalStateError, IndexOutOfBoundsError, ParsingError
from findling.base.json_values import json_token
from findling.search.aggs.base.directions import no_such_direction
from findling.search.aggs.base.path import AggregationPath
from findling.search.collector.field_docs import smallest

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregations, Partial
    from findling.search.parameters import ObjectParameters

COUNT, KEY = "_count", "_key"


@dataclass(frozen=True, slots=True)
class OrderPart:
    """One criterion. by: _count, _key or the text of a path."""

    by: str
    ascending: bool
    path: AggregationPath | None = None


@dataclass(frozen=True, slots=True)
class BucketOrder:
    """Criteria in order of weight; the key, ascending, decides at last."""

    parts: tuple[OrderPart, ...]

    @property
    def is_count_desc(self) -> bool:
        """Whether the highest counts come first."""
        return self.parts[0].by == COUNT and not self.parts[0].ascending and len(self._without_tie_break()) == 1

    @property
    def is_key(self) -> bool:
        """Whether keys alone decide."""
        return self.parts[0].by == KEY

    @property
    def is_key_asc(self) -> bool:
        """Whether buckets come in the order of their keys."""
        return self.is_key and self.parts[0].ascending

    @property
    def uses_children(self) -> bool:
        """Whether figures of sub-aggregations decide."""
        return any(part.path is not None for part in self.parts)

    def ranked(
        self,
        own: NDArray[np.int64],
        counts: NDArray[np.int64],
        figures: Callable[[AggregationPath], NDArray[np.float64]],
        size: int,
    ) -> NDArray[np.intp]:
        """Returns the indices of the first `size` of a shard's buckets in order.

        own: (n,) ordinals or keys that compare as the keys do; counts: (n,); figures: path -> (n,)
        """
        keys: list[NDArray[Any]] = []
        for part in self.parts:
            if part.path is not None:
                keys.append(_nan_last(figures(part.path), part.ascending))
            else:
                column = counts if part.by == COUNT else own
                keys.append(column if part.ascending else ~column)
        keys.append(own)
        return smallest(keys, size)

    def sorted(self, buckets: list[Partial], children: Aggregations, stable: bool = False) -> list[Partial]:
        """Returns reduced buckets in order. stable: ties stay as they are instead of going by key."""
        result = list(buckets) if stable or self.is_key else sorted(buckets, key=lambda bucket: bucket["key"])
        # sorting is stable: the criterion that weighs most comes last
        for part in reversed(self.parts):
            result.sort(key=_key_function(part, children), reverse=not part.ascending)
        return result

    def _without_tie_break(self) -> tuple[OrderPart, ...]:
        last = self.parts[-1]
        return self.parts[:-1] if len(self.parts) > 1 and last.by == KEY and last.ascending else self.parts


BY_COUNT: Final = BucketOrder((OrderPart(COUNT, False),))
BY_KEY: Final = BucketOrder((OrderPart(KEY, True),))


def order_of(params: ObjectParameters, default: BucketOrder) -> BucketOrder:
    """Reads `order`. Raises XContentParseError."""
    body = params.take("order")
    if "order" not in params:
        return default
    if not isinstance(body, Mapping | list):
        raise params.wrong_token("order", body)
    return params.read("order", lambda value: parse_order(value, default), default)


def parse_order(body: object, default: BucketOrder) -> BucketOrder:
    """Returns the order of {"_count": "asc"} or of a list of such objects. Raises ParsingError."""
    entries = body if isinstance(body, list) else [body]
    if not entries:
        raise IndexOutOfBoundsError("Index 0 out of bounds for length 0")
    is_list = isinstance(body, list)
    parts = [_parse_part(entry, ("order", place) if is_list else ("order",)) for place, entry in enumerate(entries)]
    return BucketOrder(tuple(parts))


def _parse_part(entry: object, place: tuple[str | int, ...]) -> OrderPart:
    """Returns the criterion of one object: its last member counts, as in Elasticsearch. place: where it stands"""
    if isinstance(entry, list):
        raise IllegalStateError("expected value but got [START_ARRAY]").at(*place)
    if not isinstance(entry, Mapping):
        raise ParsingError(f"Unexpected token [{json_token(entry)}] for [order]").at(*place)
    for by, direction in entry.items():
        if not isinstance(direction, str):
            raise ParsingError(f"Unexpected token [{json_token(direction)}] for [order]").at(*place, by)
        if direction.lower() not in ("asc", "desc"):
            raise no_such_direction(direction).at(*place, by)
    if not entry:
        raise ParsingError("Must specify at least one field for [order]").at(*place, CLOSING)
    by, direction = list(entry.items())[-1]
    return OrderPart(by, direction.lower() == "asc", None if by in (COUNT, KEY) else AggregationPath.parse(by))


def _nan_last(figures: NDArray[np.float64], ascending: bool) -> NDArray[np.float64]:
    """Returns what sorts as the figures do; on a shard no figure comes last, either way, as in Elasticsearch."""
    return np.where(np.isnan(figures), np.inf, figures if ascending else -figures)


def _key_function(part: OrderPart, children: Aggregations) -> Callable[[Partial], Any]:
    path = part.path
    if path is None:
        name = "count" if part.by == COUNT else "key"
        return lambda bucket: bucket[name]

    def figure(bucket: Partial) -> tuple[bool, float | str]:
        # among reduced buckets no figure is greater than any, as in Elasticsearch 9
        value = children.sort_value(bucket["aggs"], path.names, path.key)
        if isinstance(value, str):
            return False, value
        missing = math.isnan(value)
        return missing, 0.0 if missing else value

    return figure
