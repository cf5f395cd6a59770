"""Parses the `aggs` object of a search request."""

from __future__ import annotations

import marshal
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    NamedObjectNotFoundError,
    ParsingError,
    XContentParseError,
)
from findling.base.json_values import json_token
from findling.base.spelling import did_you_mean
from findling.search.aggs.base.aggregation import (
    Aggregation,
    Aggregations,
    Pipeline,
    aggregation_class,
    aggregation_names,
)
from findling.search.aggs.base.parameters import HandParameters
from findling.search.aggs.pipeline.pipeline_order import MisledPipelineError, in_order
from findling.search.aggs.validation import check, examined

_MAX_DEPTH: Final = 100
_MAX_KEPT_BYTES: Final = 4096
_PATHS: Final = "buckets_path"
# members that must be there, with values that can be
_MISSING: Final = re.compile(r"(?:(?:Required|Missing required field)|Aggregation \[.*\] must define an) \[(\w+)\]")
_FILLERS: Final[dict[str, Any]] = {
    _PATHS: "_count",
    "script": "1",
    "map_script": "1",
    "sources": [{"name": {"terms": {"field": "name"}}}],
    "origin": "0,0",
}
_OF_ALL: Final = ("Missing ", "Required ")
_FORBIDDEN: Final = frozenset("[]>")


def parse_aggregations(body: Any) -> Aggregations:
    """Returns sound aggregations, see `read_aggregations`. Raises ActionRequestValidationError too."""
    read = read_aggregations(body)
    check(read)
    return read


def read_aggregations(body: Any) -> Aggregations:
    """Returns the aggregations of a JSON object {name: {type: {...}, "aggs": {...}, "meta": {...}}}.

    Those of bodies seen lately are kept: clients ask for the same figures again and again.
    What is wrong of the whole tree is left to `validation.check`. Raises ParsingError, XContentParseError and
    IllegalArgumentError in Elasticsearch's wording.
    """
    try:
        # as bytes, because the caller's object may change later; version 2 depends on values only
        key = marshal.dumps(body, 2)
    except ValueError:
        return _examined(body)
    if len(key) > _MAX_KEPT_BYTES:
        return _examined(body)
    try:
        return _kept(key)
    except FindlingError:
        # once more, so that the error speaks of the caller's own object
        return _examined(body)


@lru_cache(maxsize=256)
def _kept(key: bytes) -> Aggregations:
    return _examined(marshal.loads(key))


def _examined(body: object) -> Aggregations:
    return examined(_parse(body, 0))


def _parse(body: object, depth: int) -> Aggregations:
    if not isinstance(body, Mapping):
        raise ParsingError(f"Expected [START_OBJECT] but found [{json_token(body)}] in [aggs]")
    if depth > _MAX_DEPTH:
        raise ParsingError(
            f"The nested depth of the aggregations exceeds the maximum nested depth for aggregations of [{_MAX_DEPTH}]"
        )
    parsed = [_parse_named(name, definition, depth) for name, definition in body.items()]
    items = tuple(item for item in parsed if isinstance(item, Aggregation))
    return _level(items, tuple(item for item in parsed if isinstance(item, Pipeline)))


def _level(items: tuple[Aggregation, ...], pipelines: tuple[Pipeline, ...]) -> Aggregations:
    try:
        return Aggregations(items, in_order(pipelines, items))
    except MisledPipelineError as fault:
        return Aggregations(items, pipelines, str(fault))


def _parse_named(name: str, definition: object, depth: int) -> Aggregation | Pipeline:
    try:
        return _parse_one(name, definition, depth)
    except FindlingError as error:
        error.put_within(name)
        raise


def _parse_one(name: str, definition: object, depth: int) -> Aggregation | Pipeline:
    if not name or not _FORBIDDEN.isdisjoint(name):
        raise ParsingError(
            f"Invalid aggregation name [{name}]. Aggregation names can contain any character except '[', ']', and '>'"
        )
    if not isinstance(definition, Mapping):
        raise ParsingError(
            f"Aggregation definition for [{name} starts with a [{json_token(definition)}], expected a [START_OBJECT]."
        )
    item: Aggregation | Pipeline | None = None
    children: Aggregations | None = None
    meta: Mapping[str, Any] | None = None
    for key, value in definition.items():
        if not isinstance(value, Mapping):
            raise ParsingError(f"Expected [START_OBJECT] under [{key}], but got a [{json_token(value)}] in [{name}]")
        if key == "meta":
            meta = value
        elif key in ("aggs", "aggregations"):
            if children is not None:
                raise ParsingError(f"Found two sub aggregation definitions under [{name}]")
            children = _children(key, value, depth + 1)
        elif item is not None:
            types = f"[{item.type_name}] and [{key}]"
            raise ParsingError(f"Found two aggregation type definitions in [{name}]: {types}")
        else:
            item = _parse_body(name, key, value)
    if item is None:
        raise ParsingError(f"Missing definition for aggregation [{name}]")
    if meta is not None:
        item = replace(item, meta=meta)
    return item if children is None else _with_children(item, children)


def _children(key: str, body: Mapping[str, Any], depth: int) -> Aggregations:
    try:
        return _parse(body, depth)
    except FindlingError as error:
        error.put_within(key)
        raise


def _parse_body(name: str, type_name: str, params: Mapping[str, Any]) -> Aggregation | Pipeline:
    """Returns what a type's parameters say, without sub-aggregations."""
    cls = aggregation_class(type_name)
    if cls is None:
        unknown = NamedObjectNotFoundError(f"unknown field [{type_name}]")
        raise ParsingError(
            f"Unknown aggregation type [{type_name}]{did_you_mean(type_name, aggregation_names())}"
        ) from unknown
    try:
        return cls.parse(name, cls.parameters(name, params))
    except FindlingError as error:
        first = _first_fault(cls, name, params)
        if first is not None:
            raise first from first.__cause__
        if isinstance(error, ActionRequestValidationError) and params.get(_PATHS) != _FILLERS[_PATHS]:
            # so are members that cannot be, before paths that lead nowhere
            _parse_body(name, type_name, {**params, _PATHS: _FILLERS[_PATHS]})
        missing = _MISSING.match(error.reason or "")
        if missing is not None and missing[1] in _FILLERS and missing[1] not in params:
            # what nobody knows is told before what is missing
            _parse_body(name, type_name, {**params, missing[1]: _FILLERS[missing[1]]})
        raise


def _first_fault(
    cls: type[Aggregation] | type[Pipeline], name: str, params: Mapping[str, object]
) -> FindlingError | None:
    """Returns the error of the first member that has one: Elasticsearch reads members in their order."""
    members = list(params.items())
    for n in range(1, len(members)):
        reader = cls.parameters(name, dict(members[:n]))
        try:
            cls.parse(name, reader)
        except FindlingError as error:
            if _is_of_member(error, cls.type_name, isinstance(reader, HandParameters)):
                return error
    return None


def _is_of_member(error: FindlingError, type_name: str, by_hand: bool) -> bool:
    """Whether an error is of a member that was read, not of all of them or of those that are still to come."""
    if by_hand and not isinstance(error, ActionRequestValidationError):
        return not error.reason.startswith(_OF_ALL)
    return isinstance(error, XContentParseError) and error.reason.startswith(f"[{type_name}] ")


def _with_children(item: Aggregation | Pipeline, children: Aggregations) -> Aggregation | Pipeline:
    if isinstance(item, Pipeline):
        raise IllegalArgumentError(f"Aggregation [{item.name}] cannot define sub-aggregations")
    if not item.takes_children:
        raise IllegalArgumentError(
            f"Aggregator [{item.name}] of type [{item.type_name}] cannot accept sub-aggregations"
        )
    return replace(item, children=children)
