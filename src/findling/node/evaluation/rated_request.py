"""Reads a rank evaluation: searches with ratings, templates, a metric."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from findling.base.errors import (
    IllegalArgumentError,
    IllegalStateError,
    NamedObjectNotFoundError,
    ParsingError,
)
from findling.base.json_values import as_integer, json_token
from findling.base.object_parser import (
    NUMBER,
    OBJECT,
    STRING,
    STRINGS,
    Member,
    not_built,
    parse_fault,
    parse_object,
    require,
)
from findling.node.evaluation.metric import Metric
from findling.node.evaluation.metrics import METRICS
from findling.node.search.search import SearchCall, parse_search
from findling.script.definition import ScriptDefinition, parse_script

DEFAULT_CONCURRENCY: Final = 10
_OBJECTS: Final = ("START_ARRAY", "START_OBJECT")
_REFUSED: Final = (
    (("suggest",), "contain a suggest section"),
    (("aggs", "aggregations"), "contain aggregations"),
    (("highlight",), "contain a highlighter section"),
    (("explain",), "use explain"),
    (("profile",), "use profile"),
)

Key = tuple[str, str]
"""Index and id of a document."""


@dataclass(frozen=True, slots=True)
class RatedRequest:
    """One search. request: its body, None if a template gives it"""

    id: str
    ratings: Mapping[Key, int]
    request: Mapping[str, Any] | None = None
    template_id: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    summary_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankEvaluation:
    """Everything that is asked for."""

    requests: tuple[RatedRequest, ...]
    metric: Metric
    templates: Mapping[str, ScriptDefinition]
    max_concurrent_searches: int


def parse_rank_evaluation(body: Mapping[str, object]) -> RankEvaluation:
    """Reads the body. Raises XContentParseError, IllegalArgumentError."""
    members = parse_object("rank_eval", body, _MEMBERS)
    require(members, "requests", "metric")
    requests, templates = members["requests"], dict(members.get("templates", ()))
    if not requests:
        fault = "Cannot evaluate ranking if no search requests with rated results are provided. Seen: []"
        raise not_built(IllegalArgumentError(fault), "rank_eval")
    unknown = next((one.id for one in requests if one.request is None), None)
    if unknown is not None and not templates:
        fault = (
            "Cannot evaluate ranking if neither template nor evaluation request is provided. Seen for request id: "
            f"{unknown}"
        )
        raise not_built(IllegalStateError(fault), "rank_eval")
    return RankEvaluation(
        requests, members["metric"], templates, members.get("max_concurrent_searches", DEFAULT_CONCURRENCY)
    )


def _each(read: Any) -> Any:
    """Returns a reader of a list of objects, or of one that stands for a list."""
    return lambda value: tuple(read(entry) for entry in (value if isinstance(value, list) else [value]))


def _object(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise parse_fault(f"[{name}] Expected START_OBJECT but was: {json_token(value)}")
    return value


def _metric(value: Mapping[str, object]) -> Metric:
    fault = "Failed to parse object: expecting token of type"
    if not value:
        raise ParsingError(f"{fault} [FIELD_NAME] but found [END_OBJECT]")
    name, body = next(iter(value.items()))
    if name not in METRICS:
        raise NamedObjectNotFoundError(f"[1:1] unknown field [{name}]")
    metric = METRICS[name].parse(body)
    if len(value) > 1:
        raise ParsingError(f"{fault} [END_OBJECT] but found [FIELD_NAME]")
    return metric


def _template(value: object) -> tuple[str, ScriptDefinition]:
    members = parse_object("script_with_id", _object("script_with_id", value), _TEMPLATE)
    require(members, "id", "template")
    return members["id"], members["template"]


def _rating(value: object) -> tuple[Key, int]:
    members = parse_object("rated_document", _object("rated_document", value), _RATING)
    require(members, "_index", "_id", "rating")
    return (str(members["_index"]), str(members["_id"])), members["rating"]


def _request(value: object) -> RatedRequest:
    members = parse_object("request", _object("request", value), _REQUEST)
    require(members, "id", "ratings")
    fault = _ambiguity(members)
    if fault is None:
        fault = _repetition(members)
    if fault is None and "request" in members:
        fault = search_fault(members["request"])
    if fault is not None:
        raise not_built(IllegalArgumentError(fault), "request")
    return RatedRequest(**{**members, "ratings": dict(members["ratings"])})


def _ambiguity(members: Mapping[str, Any]) -> str | None:
    """Returns what is wrong with the way in which the search is given, None if nothing is."""
    if (members.get("params") or "template_id" in members) and "request" in members:
        return "Ambiguous rated request: Set both, verbatim test request and test request template parameters."
    if not members.get("params") and "request" not in members:
        return "Need to set at least test request or test request template parameters."
    if members.get("params") and "template_id" not in members:
        return "If template parameters are supplied need to set id of template to apply them to too."
    return None


def _repetition(members: Mapping[str, Any]) -> str | None:
    seen: set[Key] = set()
    for key, _ in members["ratings"]:
        if key in seen:
            shown = orjson.dumps(dict(zip(("_index", "_id"), key, strict=True))).decode()
            return f"Found duplicate rated document key [{shown}] in evaluation request [{members['id']}]"
        seen.add(key)
    return None


def search_fault(body: Mapping[str, Any]) -> str | None:
    """Returns what a search asks for that is no matter of its hits, None if there is nothing of the kind."""
    for names, what in _REFUSED:
        if any(body.get(name) not in (None, False) for name in names):
            return f"Query in rated requests should not {what}."
    return None


def _search(body: Mapping[str, Any]) -> Mapping[str, Any]:
    parse_search(SearchCall(None, body))
    return body


def _strings(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


_TEMPLATE: Final = {"id": Member(STRING), "template": Member(OBJECT, lambda body: parse_script(body, "mustache"))}
_RATING: Final = {"_index": Member(STRING), "_id": Member(STRING), "rating": Member(NUMBER, as_integer)}
_REQUEST: Final = {
    "id": Member(STRING),
    "request": Member(OBJECT, _search),
    "ratings": Member(_OBJECTS, _each(_rating)),
    "params": Member(OBJECT),
    "summary_fields": Member(STRINGS, _strings),
    "template_id": Member(STRING),
}
_MEMBERS: Final = {
    "requests": Member(_OBJECTS, _each(_request)),
    "metric": Member(OBJECT, _metric),
    "templates": Member(_OBJECTS, _each(_template)),
    "max_concurrent_searches": Member(NUMBER, as_integer),
}
