"""Aggregations over API keys: those that tell of one's own fields only, in the names under which these are kept."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.node.security.record_fields import RecordFields
from findling.search.aggs.base.aggregation import Aggregations
from findling.search.aggs.request import parse_aggregations

_OF_FIELD: Final = frozenset({"terms", "range", "date_range", "missing", "cardinality", "value_count"})
_CHILDREN: Final = ("aggs", "aggregations")


def checked_syntax(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns aggregations that can be read. Raises what is wrong with them."""
    parse_aggregations(body)
    return body


def checked_aggregations(body: Mapping[str, Any], fields: RecordFields) -> dict[str, Any]:
    """Returns aggregations that can be read, in the kept names. Raises IllegalArgumentError."""
    return _level(body, parse_aggregations(body), fields)


def _level(body: Mapping[str, Any], parsed: Aggregations, fields: RecordFields) -> dict[str, Any]:
    pipelines = {pipeline.name for pipeline in parsed.pipelines}
    for name, one in body.items():
        if name in pipelines:
            raise IllegalArgumentError(f"Unsupported aggregation of type [{_kind(one)}]")
    children = {item.name: item.children for item in parsed.items}
    return {name: _renamed(name, one, children[name], fields) for name, one in body.items()}


def _kind(body: Mapping[str, Any]) -> str:
    return next(name for name in body if name not in (*_CHILDREN, "meta"))


def _renamed(name: str, body: Mapping[str, Any], children: Aggregations, fields: RecordFields) -> dict[str, Any]:
    kind = _kind(body)
    renamed = {**body, kind: _options(name, kind, body[kind], fields)}
    for member in _CHILDREN:
        if member in body:
            renamed[member] = _level(body[member], children, fields)
    return renamed


def _options(name: str, kind: str, options: Mapping[str, Any], fields: RecordFields) -> Any:
    if kind in _OF_FIELD:
        return _source(name, options, fields)
    if kind == "filter":
        return fields.query(options)
    if kind == "filters":
        given = options["filters"]
        queries = (
            {key: fields.query(query) for key, query in given.items()}
            if isinstance(given, Mapping)
            else [fields.query(query) for query in given]
        )
        return {**options, "filters": queries}
    if kind == "composite":
        return {**options, "sources": [_sources(source, fields) for source in options["sources"]]}
    raise IllegalArgumentError(f"Unsupported API Keys agg [{name}] of type [{kind}]")


def _sources(source: Mapping[str, Any], fields: RecordFields) -> dict[str, Any]:
    return {
        name: {kind: _source(name, options, fields) for kind, options in body.items()} for name, body in source.items()
    }


def _source(name: str, options: Mapping[str, Any], fields: RecordFields) -> dict[str, Any]:
    if "script" in options:
        raise IllegalArgumentError(f"Unsupported script value source for [{name}] agg")
    return {**options, "field": fields.name(options["field"])}
