"""Types of aggregations: an object with buckets in it, whose buckets are such objects again."""

from collections.abc import Callable
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLFloat,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from findling.graphql.resolve import aggregates
from findling.graphql.schema.scalars import JSON, LONG

Arguments = dict[str, GraphQLArgument]

DIRECTION: Final = GraphQLEnumType("Direction", {"ASC": GraphQLEnumValue("asc"), "DESC": GraphQLEnumValue("desc")})
_ORDER: Final = GraphQLInputObjectType(
    "BucketOrder", {"key": GraphQLInputField(DIRECTION), "count": GraphQLInputField(DIRECTION)}, is_one_of=True
)


def _range_type(name: str, bound: Any) -> GraphQLInputObjectType:
    return GraphQLInputObjectType(
        name,
        {"key": GraphQLInputField(GraphQLString), "from": GraphQLInputField(bound), "to": GraphQLInputField(bound)},
        description="From a value on, up to but without another.",
    )


_RANGE: Final = _range_type("NumberRange", GraphQLFloat)
_DATE_RANGE: Final = _range_type("DateRange", GraphQLString)
_STATS: Final = GraphQLObjectType(
    "Stats",
    {"count": GraphQLField(LONG), **{name: GraphQLField(GraphQLFloat) for name in ("min", "max", "avg", "sum")}},
)
_EXTENDED: Final = GraphQLObjectType(
    "ExtendedStats",
    {
        **_STATS.fields,
        **{
            name: GraphQLField(GraphQLFloat, resolve=lambda found, info, of=of: found.get(of))
            for name, of in (
                ("sumOfSquares", "sum_of_squares"),
                ("variance", "variance"),
                ("stdDeviation", "std_deviation"),
            )
        },
    },
)
_PERCENTILE: Final = GraphQLObjectType(
    "Percentile",
    {"percent": GraphQLField(GraphQLNonNull(GraphQLFloat)), "value": GraphQLField(GraphQLFloat)},
)


class AggregateTypes:
    """The types of the aggregations of the documents of one type.

    enum: names of its fields, None if there are none to aggregate; where: the type of its conditions
    """

    def __init__(self, name: str, enum: GraphQLEnumType | None, where: Any) -> None:
        self._enum = enum
        self._where = where
        self._made: dict[str, GraphQLField] = {}
        bucket = GraphQLObjectType(f"{name}Bucket", lambda: {**_bucket_fields(), **self._aggregations(bucket)})
        self.root = GraphQLObjectType(
            f"{name}Aggregate",
            lambda: {
                "count": GraphQLField(GraphQLNonNull(LONG), resolve=lambda found, info: found["doc_count"]),
                **self._aggregations(bucket),
            },
        )

    def _aggregations(self, bucket: GraphQLObjectType) -> dict[str, GraphQLField]:
        found = self._made  # both types have the same
        if found:
            return found
        where = {"where": GraphQLArgument(GraphQLNonNull(self._where))}
        found["filter"] = GraphQLField(GraphQLNonNull(bucket), where, resolve=aggregates.bucket)
        if self._enum is None:
            return found
        listed = GraphQLNonNull(GraphQLList(GraphQLNonNull(bucket)))
        for name, arguments in _BUCKETS.items():
            found[name] = GraphQLField(listed, self._arguments(arguments()), resolve=aggregates.buckets)
        found["missing"] = GraphQLField(GraphQLNonNull(bucket), self._arguments({}), resolve=aggregates.bucket)
        for name in aggregates.METRICS:
            type_ = LONG if name in ("cardinality", "value_count") else GraphQLFloat
            found[name] = GraphQLField(type_, self._arguments(_METRIC.get(name, {})), resolve=aggregates.number)
        for name, stats in (("stats", _STATS), ("extended_stats", _EXTENDED)):
            found[name] = GraphQLField(stats, self._arguments({}), resolve=aggregates.numbers)
        found["percentiles"] = GraphQLField(
            GraphQLList(GraphQLNonNull(_PERCENTILE)), self._arguments(_PERCENTS), resolve=aggregates.percentiles
        )
        return found

    def _arguments(self, others: Arguments) -> Arguments:
        assert self._enum is not None
        return {"field": GraphQLArgument(GraphQLNonNull(self._enum)), **others}


def _bucket_fields() -> dict[str, GraphQLField]:
    def read(name: str) -> Callable[[Any, Any], Any]:
        return lambda found, info: found.get(name)

    return {
        "key": GraphQLField(JSON, resolve=read("key")),
        "keyAsString": GraphQLField(GraphQLString, resolve=_key_text),
        "docCount": GraphQLField(GraphQLNonNull(LONG), resolve=read("doc_count")),
        "from": GraphQLField(GraphQLFloat, resolve=read("from")),
        "to": GraphQLField(GraphQLFloat, resolve=read("to")),
    }


def _key_text(found: Any, info: Any) -> str | None:
    key = found.get("key_as_string", found.get("key"))
    return None if key is None else str(key)


def _least(default: int) -> GraphQLArgument:
    return GraphQLArgument(GraphQLNonNull(GraphQLInt), default_value=default)


_BUCKETS: Final[dict[str, Callable[[], Arguments]]] = {
    "terms": lambda: {
        "size": _least(10),
        "minDocCount": _least(1),
        "order": GraphQLArgument(GraphQLList(GraphQLNonNull(_ORDER))),
        "missing": GraphQLArgument(JSON),
        "include": GraphQLArgument(JSON),
        "exclude": GraphQLArgument(JSON),
    },
    "histogram": lambda: {
        "interval": GraphQLArgument(GraphQLNonNull(GraphQLFloat)),
        "offset": GraphQLArgument(GraphQLFloat),
        "minDocCount": _least(0),
        "missing": GraphQLArgument(GraphQLFloat),
    },
    "date_histogram": lambda: {
        "calendarInterval": GraphQLArgument(GraphQLString),
        "fixedInterval": GraphQLArgument(GraphQLString),
        "timeZone": GraphQLArgument(GraphQLString),
        "format": GraphQLArgument(GraphQLString),
        "offset": GraphQLArgument(GraphQLString),
        "minDocCount": _least(0),
        "missing": GraphQLArgument(GraphQLString),
    },
    "range": lambda: {
        "ranges": GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(_RANGE)))),
    },
    "date_range": lambda: {
        "ranges": GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(_DATE_RANGE)))),
        "format": GraphQLArgument(GraphQLString),
        "timeZone": GraphQLArgument(GraphQLString),
    },
}
_METRIC: Final = {"cardinality": {"precisionThreshold": GraphQLArgument(GraphQLInt)}}
_PERCENTS: Final = {
    "percents": GraphQLArgument(
        GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLFloat))), default_value=[1, 5, 25, 50, 75, 95, 99]
    )
}
