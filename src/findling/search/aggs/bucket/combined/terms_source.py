"""One of the fields that multi_terms combines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregator import AggregationContext, Leaf
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.composite_source import BoundSource, CompositeSource, Keyed, NumberKeys, TermKeys
from findling.search.aggs.bucket.include_exclude import IncludeExclude
from findling.search.aggs.bucket.terms import encoded_missing
from findling.search.aggs.values.bound_numbers import bound_values, is_numeric, unmapped_numbers
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.ordinal_values import OrdinalValues, ordinal_values
from findling.search.aggs.values.value_families import VALUE_TYPES
from findling.search.aggs.values.values_source import (
    ValuesSource,
    source_field,
    unsupported,
)

_NAME: Final = "field_config"


@dataclass(frozen=True, kw_only=True)
class TermsSource:
    """One field as in the request. exclude: None for all terms"""

    values: ValuesSource
    exclude: IncludeExclude | None

    @classmethod
    def parse(cls, body: Mapping[str, object], aggregation: str) -> TermsSource:
        """Reads the parameters; raises IllegalArgumentError, XContentParseError."""
        given = {key: value for key, value in NamedParameters(_NAME, body, "").each() if not _is_ignored(key, value)}
        params = NamedParameters(_NAME, given, "")
        params.know(("field", "script", "missing", "value_type", "time_zone", "format", "exclude"))
        params.finish()
        exclude = IncludeExclude.parse(aggregation, params)
        if "field" not in params and "script" not in params:
            fault = "[field] and [script] cannot both be null.  Please specify one or the other."
            raise IllegalArgumentError(fault)
        return cls(values=ValuesSource.parse(params, zones=True), exclude=exclude)

    def bind(self, ctx: AggregationContext) -> BoundSource:
        """Returns what reads the keys on one shard. Raises IllegalArgumentError."""
        source = CompositeSource(
            name=_NAME, kind="terms", values=self.values, ascending=True, missing_bucket=False, missing_first=True
        )
        field = source_field(ctx.shard, self.values)
        if field is not None and is_numeric(field):
            return ChosenNumbers(source, bound_values(field, self.values, ctx.shard), self.exclude)
        if field is not None and (not field.has_terms or field.type.intervals is not None):
            raise unsupported(field, "multi_terms", self.values)
        if field is None:
            numbers = unmapped_numbers(self.values, ctx.shard.now_ms)
            if numbers is not None:
                return ChosenNumbers(source, numbers, self.exclude)
        terms = ordinal_values(field, encoded_missing(field, self.values), ctx.shard)
        return ChosenTerms(source, terms, self.exclude)


class ChosenTerms(TermKeys):
    """Terms, of those that are chosen."""

    def __init__(self, source: CompositeSource, values: OrdinalValues, chosen: IncludeExclude | None) -> None:
        super().__init__(source, values)
        self._accepted = None if chosen is None else chosen.ordinals(values)

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Keyed:
        """Returns the ordinals that are chosen."""
        keys, owners = super().read(leaf, docs)
        return (keys, owners) if self._accepted is None else _kept(keys, owners, self._accepted[keys])


class ChosenNumbers(NumberKeys):
    """Numbers, of those that are chosen; dates are shown as text."""

    def __init__(self, source: CompositeSource, values: NumericValues, chosen: IncludeExclude | None) -> None:
        super().__init__(source, values)
        self.format = values.format
        self._chosen = chosen

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Keyed:
        """Returns the keys of the values that are chosen."""
        keys, owners = super().read(leaf, docs)
        if self._chosen is None:
            return keys, owners
        found = self._values.as_doubles(self._values.read(leaf.reader, docs)[0])
        return _kept(keys, owners, self._chosen.numbers(self._values, found))


def _is_ignored(key: str, value: object) -> bool:
    if key == "value_type":
        return value not in VALUE_TYPES
    return key == "missing" and value is None


def _kept(keys: NDArray[np.int64], owners: NDArray[np.int32] | None, accepted: NDArray[np.bool_]) -> Keyed:
    places = np.flatnonzero(accepted).astype(np.int32)
    return keys[places], places if owners is None else owners[places]
