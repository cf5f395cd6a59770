"""Aggregations: all that a selection wants of them, to any depth, is one search."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from graphql import FieldNode, GraphQLError, GraphQLObjectType, get_argument_values, get_named_type

from findling.graphql.model.fields import Field
from findling.graphql.resolve.searching import Searching
from findling.graphql.resolve.selections import selected

MAX_DEPTH: Final = 3
_INNER: Final = "of"
_WITHIN: Final = "_nested"

Arguments = Mapping[str, Any]
Body = dict[str, Any]


def search_aggregates(searching: Searching, info: Any, arguments: Arguments) -> Mapping[str, Any]:
    """Returns the counts and aggregations of documents, by the names that they have in the answer."""
    aggregations = _Bodies(info, searching).of(info.field_nodes, get_named_type(info.return_type), None, 0)
    body: Body = {"size": 0, "track_total_hits": info.context.selects("count")}
    query = searching.query(arguments)
    if query is not None:
        body["query"] = query
    if aggregations:
        body["aggs"] = aggregations
    answer = info.context.backend.search(searching.names, body)
    total = answer["hits"].get("total")
    return {**answer.get("aggregations", {}), "doc_count": None if total is None else total["value"]}


class _Bodies:
    """Makes the aggregations of selections."""

    def __init__(self, info: Any, searching: Searching) -> None:
        self._info = info
        self._searching = searching

    def of(self, nodes: Sequence[FieldNode], parent: GraphQLObjectType, scope: str | None, depth: int) -> Body:
        """Returns the aggregations that nodes of a type with buckets select, by their names in the answer.

        scope: the nested object whose documents are aggregated; depth: how many levels of buckets are above
        """
        bodies: Body = {}
        for name, found in selected(self._info, nodes).items():
            definition = parent.fields.get(found[0].name.value)
            make = AGGREGATIONS.get(found[0].name.value)
            if definition is None or make is None:
                continue  # a key, a count or __typename
            given = get_argument_values(definition, found[0], self._info.variable_values)
            field: Field | None = given.pop("field", None)
            own = scope if field is None else field.scope
            body = make(field, given, self._searching)
            inner = get_named_type(definition.type)
            if found[0].name.value in BUCKETS and isinstance(inner, GraphQLObjectType):
                if depth == MAX_DEPTH:
                    raise GraphQLError(f"Aggregations may have at most {MAX_DEPTH} levels of buckets.", found)
                below = self.of(found, inner, own, depth + 1)
                if below:
                    body["aggs"] = below
            bodies[name] = _in_scope(body, own, scope)
        return bodies


def _in_scope(body: Body, own: str | None, scope: str | None) -> Body:
    """Returns an aggregation of the objects in which its field is, asked among those of another scope."""
    if own == scope:
        return body
    if own is None or (scope is not None and scope.startswith(f"{own}.")):
        return {"reverse_nested": {} if own is None else {"path": own}, "aggs": {_INNER: body}, "meta": {_WITHIN: True}}
    within: Body = {"nested": {"path": own}, "aggs": {_INNER: body}, "meta": {_WITHIN: True}}
    if scope is not None and not own.startswith(f"{scope}."):
        return {"reverse_nested": {}, "aggs": {_INNER: within}, "meta": {_WITHIN: True}}
    return within


def result_of(parent: Mapping[str, Any], info: Any) -> Any:
    """Returns what came of the field that is resolved."""
    found = parent[info.path.key]
    while (found.get("meta") or {}).get(_WITHIN):
        found = found[_INNER]
    return found


def buckets(parent: Mapping[str, Any], info: Any, **arguments: Any) -> Any:
    return result_of(parent, info)["buckets"]


def bucket(parent: Mapping[str, Any], info: Any, **arguments: Any) -> Any:
    return result_of(parent, info)


def number(parent: Mapping[str, Any], info: Any, **arguments: Any) -> Any:
    return result_of(parent, info).get("value")


def numbers(parent: Mapping[str, Any], info: Any, **arguments: Any) -> Any:
    return result_of(parent, info)


def percentiles(parent: Mapping[str, Any], info: Any, **arguments: Any) -> Any:
    return [{"percent": float(one["key"]), "value": one["value"]} for one in result_of(parent, info)["values"]]


def _terms(field: Field, given: Arguments, searching: Searching) -> Body:
    body: Body = {"field": field.whole, "size": given["size"], "min_doc_count": given["minDocCount"]}
    if given.get("order"):
        body["order"] = [{key: value} for one in given["order"] for key, value in _order(one)]
    body |= {name: given[name] for name in ("missing", "include", "exclude") if given.get(name) is not None}
    return {"terms": body}


def _order(one: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = {"key": "_key", "count": "_count"}
    return [(names[name], value) for name, value in one.items() if value is not None]


def _histogram(field: Field, given: Arguments, searching: Searching) -> Body:
    body: Body = {"field": field.whole, "interval": given["interval"], "min_doc_count": given["minDocCount"]}
    body |= {name: given[name] for name in ("offset", "missing") if given.get(name) is not None}
    return {"histogram": body}


_OF_DATES: Final = {
    "calendarInterval": "calendar_interval", "fixedInterval": "fixed_interval", "timeZone": "time_zone",
    "format": "format", "offset": "offset", "missing": "missing", "minDocCount": "min_doc_count",
}  # fmt: skip


def _dates(field: Field, given: Arguments, searching: Searching) -> Body:
    body = {_OF_DATES[name]: value for name, value in given.items() if value is not None}
    return {"date_histogram": {"field": field.whole, **body}}


def _ranges(kind: str) -> Callable[[Field, Arguments, Searching], Body]:
    def make(field: Field, given: Arguments, searching: Searching) -> Body:
        ranges = [{name: value for name, value in one.items() if value is not None} for one in given["ranges"]]
        body: Body = {"field": field.whole, "ranges": ranges}
        body |= {
            ours: given[name]
            for name, ours in (("format", "format"), ("timeZone", "time_zone"))
            if given.get(name) is not None
        }
        return {kind: body}

    return make


def _filter(field: Field | None, given: Arguments, searching: Searching) -> Body:
    return {"filter": searching.where(given["where"])}


def _missing(field: Field, given: Arguments, searching: Searching) -> Body:
    return {"missing": {"field": field.whole}}


def _metric(kind: str) -> Callable[[Field, Arguments, Searching], Body]:
    def make(field: Field, given: Arguments, searching: Searching) -> Body:
        members = {name: value for name, value in given.items() if value is not None}
        if "precisionThreshold" in members:
            members["precision_threshold"] = members.pop("precisionThreshold")
        return {kind: {"field": field.whole, **members}}

    return make


def _percentiles(field: Field, given: Arguments, searching: Searching) -> Body:
    return {"percentiles": {"field": field.whole, "percents": given["percents"], "keyed": False}}


METRICS: Final = ("avg", "sum", "min", "max", "cardinality", "value_count")
STATS: Final = ("stats", "extended_stats")
BUCKETS: Final = frozenset({"terms", "histogram", "date_histogram", "range", "date_range", "filter", "missing"})
AGGREGATIONS: Final[Mapping[str, Callable[[Any, Arguments, Searching], Body]]] = {
    "terms": _terms,
    "histogram": _histogram,
    "date_histogram": _dates,
    "range": _ranges("range"),
    "date_range": _ranges("date_range"),
    "filter": _filter,
    "missing": _missing,
    "percentiles": _percentiles,
    **{kind: _metric(kind) for kind in (*METRICS, *STATS)},
}
"""By name of the field, what makes the aggregation of its arguments; `where` is read by `Searching`."""
