"""rank_feature: documents score by a number of theirs that says how good they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.search.parameters import ObjectParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.scoring.feature_function import (
    FeatureFunction,
    Linear,
    Log,
    Saturation,
    Sigmoid,
    features_of,
    frequencies_of,
)
from findling.search.query.scoring.feature_query import Feature, FeatureQuery
from findling.search.query.scoring.score_function import single

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

# where Elasticsearch keeps the features of rank_feature fields
_META_FIELD: Final = "_feature"


@dataclass(frozen=True, kw_only=True)
class RankFeatureQuery(Query):
    """The rank_feature query of the query DSL."""

    field: str
    function: FeatureFunction

    def rewrite(self, ctx: ShardContext) -> Query:
        field = ctx.field(self.field)
        if field is None:
            return MatchNoneQuery(reason="")
        if not field.type.is_feature:
            raise IllegalArgumentError(
                "[rank_feature] query only works on [rank_feature] fields and features of [rank_features] fields, not "
                f"[{field.type_name}]"
            )
        feature = _feature_of(field, self.field)
        if feature.inverted and feature.prefix is None and isinstance(self.function, Log):
            raise IllegalArgumentError(
                "Cannot use the [log] function with a field that has a negative score impact as it would trigger "
                "negative scores"
            )
        self.function.check()
        return FeatureQuery(feature=feature, function=_with_pivot(self.function, feature, ctx), boost=self.boost)


def _feature_of(field: MappedField, name: str) -> Feature:
    impact = field.type.positive_score_impact
    if not field.type.key_prefix:
        return Feature(field.name, None, field.name, _META_FIELD, not impact)
    feature = name.rpartition(".")[2]
    return Feature(field.name, field.type.key_prefix, feature, field.name, not impact)


def _with_pivot(function: FeatureFunction, feature: Feature, ctx: ShardContext) -> FeatureFunction:
    """Returns a function with the pivot that Lucene guesses: about the geometric mean of all values."""
    if not isinstance(function, Saturation) or function.pivot is not None:
        return function
    total = count = 0
    for segment in ctx.segments:
        _, values = feature.values(segment)
        total += int(frequencies_of(values).sum())
        count += len(values)
    if count == 0:
        return Saturation(1.0)
    mean = int(np.float32(total / count))
    return Saturation(float(features_of(np.array([mean], np.int64))[0]))


def _singles(name: str, body: object, *names: str, needed: bool = True) -> list[float | None]:
    """Returns the numbers of an object, in single precision; raises for those that are missing if they are needed."""
    parameters = ObjectParameters(name, body)
    found = [parameters.number(key, None) for key in names]
    parameters.finish()
    missing = [key for key, value in zip(names, found, strict=True) if value is None]
    if missing and needed:
        raise parameters.missing(", ".join(missing))
    return [None if value is None else single(value) for value in found]


def _log(body: object) -> FeatureFunction:
    (factor,) = _singles("log", body, "scaling_factor")
    return Log(factor or 0.0)


def _saturation(body: object) -> FeatureFunction:
    (pivot,) = _singles("saturation", body, "pivot", needed=False)
    return Saturation(pivot)


def _sigmoid(body: object) -> FeatureFunction:
    pivot, exponent = _singles("sigmoid", body, "pivot", "exponent")
    return Sigmoid(pivot or 0.0, exponent or 0.0)


def _linear(body: object) -> FeatureFunction:
    _singles("linear", body)
    return Linear()


_FUNCTIONS: Final[Mapping[str, Callable[[object], FeatureFunction]]] = {
    "log": _log,
    "saturation": _saturation,
    "sigmoid": _sigmoid,
    "linear": _linear,
}


@register("rank_feature")
def parse_rank_feature(body: object, inner: InnerParser) -> Query:
    """Parses {"rank_feature": {"field": "pagerank", "saturation": {"pivot": 8}}}."""
    parameters = ObjectParameters("feature", body)
    field = parameters.text("field")
    given = [found for name, read in _FUNCTIONS.items() if (found := _function(parameters, name, read)) is not None]
    try:
        common = parameters.common()
    except XContentParseError as error:
        raise _unbuilt(error.__cause__) from None
    parameters.finish()
    if field is None:
        raise parameters.missing("field")
    if len(given) > 1:
        raise _unbuilt(IllegalArgumentError("Can only specify one of [log], [saturation], [sigmoid] and [linear]"))
    return RankFeatureQuery(field=field, function=given[0] if given else Saturation(), **common)


def _function(
    parameters: ObjectParameters, name: str, read: Callable[[object], FeatureFunction]
) -> FeatureFunction | None:
    value = parameters.take(name)
    if name in parameters and not isinstance(value, Mapping):
        raise parameters.wrong_token(name, value)
    return parameters.read(name, read, None)


def _unbuilt(cause: BaseException | None) -> XContentParseError:
    error = XContentParseError("Failed to build [feature] after last required field arrived")
    error.__cause__ = cause
    return error
