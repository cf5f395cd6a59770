"""What the `knn` query and the `knn` section of a search are asked by."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    IllegalStateError,
    NamedObjectNotFoundError,
    XContentParseError,
)
from findling.base.java_numbers import java_float
from findling.base.json_values import as_float, as_integer, json_token
from findling.base.object_parser import NUMBER, OBJECT, STRING, Member, field_fault, parse_fault, parse_object
from findling.base.object_parser import not_built as object_not_built
from findling.inference.current import ENDPOINTS
from findling.inference.provider import TEXT_EMBEDDING, InferenceRequest
from findling.search.query.base import Query
from findling.search.vectors.query_vector import QueryVector, read_query_vector

MAX_CANDIDATES: Final = 10_000
_CANDIDATES_PER_HIT: Final = 1.5
ParseInner = Callable[[Any], Query]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnnBody:
    """The members that both have.

    k, num_candidates: None where they are not given
    similarity: the least similarity of hits, None for any
    oversample: how many times as many are found by quantized vectors, None for what the mapping says
    """

    field: str
    vector: QueryVector
    k: int | None
    num_candidates: int | None
    filters: tuple[Query, ...]
    similarity: float | None
    oversample: float | None
    boost: float
    name: str | None


def read_knn(body: Mapping[str, object], parse: ParseInner, more: Mapping[str, Member]) -> dict[str, Any]:
    """Returns the members of a body, read, by their names. Raises XContentParseError, IllegalArgumentError.

    more: members that only one of the two has
    """
    members = {
        **VECTOR_MEMBERS,
        "filter": Member(("START_OBJECT", "START_ARRAY"), lambda value: _read_filters(value, parse)),
        "boost": Member(NUMBER, as_float),
        "_name": Member(STRING),
        **more,
    }
    read = parse_object("knn", body, members)
    if "field" not in read:
        raise IllegalArgumentError("Required [field]")
    return read


def body_of(read: Mapping[str, Any]) -> KnnBody:
    """Returns the body of members that `read_knn` returned."""
    return KnnBody(
        field=read["field"],
        vector=read["query_vector"] if "query_vector" in read else read["query_vector_builder"],
        k=read.get("k"),
        num_candidates=read.get("num_candidates"),
        filters=read.get("filter", ()),
        similarity=read.get("similarity"),
        oversample=read.get("rescore_vector"),
        boost=read.get("boost", 1.0),
        name=read.get("_name"),
    )


def check_vector(read: Mapping[str, Any]) -> None:
    """Raises IllegalArgumentError unless a vector is given, or what makes one, but not both."""
    given = [name for name in ("query_vector", "query_vector_builder") if name in read]
    if len(given) > 1:
        raise IllegalArgumentError("only one of [query_vector] and [query_vector_builder] must be provided")
    if not given:
        raise IllegalArgumentError("either [query_vector] or [query_vector_builder] must be provided")


def check_counts(k: int | None, num_candidates: int | None) -> None:
    """Raises IllegalArgumentError for what k and num_candidates cannot be."""
    if k is not None and k < 1:
        raise IllegalArgumentError("[k] must be greater than 0")
    if num_candidates is not None and num_candidates > MAX_CANDIDATES:
        raise IllegalArgumentError(f"[num_candidates] cannot exceed [{MAX_CANDIDATES}]")
    if k is not None and num_candidates is not None and num_candidates < k:
        raise IllegalArgumentError("[num_candidates] cannot be less than [k]")


def default_candidates(k: int) -> int:
    """Returns how many candidates are looked at for k hits where that is not said."""
    return min(int(_CANDIDATES_PER_HIT * k + 0.5), MAX_CANDIDATES)


def negative_boost(shown: Mapping[str, Any]) -> IllegalArgumentError:
    """Returns the error for a boost below zero. shown: the members of the query as they are printed"""
    vector = [float(java_float(number)) for number in shown["query_vector"]]
    text = json.dumps({"knn": {**shown, "query_vector": vector}}, indent=2, separators=(",", " : "))
    return IllegalArgumentError(f"negative [boost] are not allowed in [{text}], use a value between 0 and 1 to deboost")


def not_built(cause: FindlingError, name: str = "knn") -> XContentParseError:
    """Returns the error of an object whose members do not go together, which has no place in the text."""
    return object_not_built(cause, name)


def _read_filters(value: Any, parse: ParseInner) -> tuple[Query, ...]:
    if not isinstance(value, list):
        return (parse(value),)
    for entry in value:
        if isinstance(entry, list):
            raise IllegalStateError(f"expected value but got [{json_token(entry)}]")
    return tuple(parse(entry) for entry in value)


def _read_rescoring(value: Mapping[str, object]) -> float:
    read = parse_object("rescore_vector", value, {"oversample": Member(NUMBER, _read_oversample)})
    if "oversample" not in read:
        raise IllegalArgumentError("Required [oversample]")
    return float(read["oversample"])


def _read_oversample(value: object) -> float:
    oversample = as_float(value)
    if oversample < 1 and oversample != 0:
        raise not_built(IllegalArgumentError("[oversample] must be >= 1.0 or 0"), "rescore_vector")
    return oversample


def _built_vector(value: Mapping[str, object]) -> QueryVector:
    """Returns the vector that a model makes of a text. Raises XContentParseError, InferenceError."""
    name = next(iter(value), "query_vector_builder")
    if name != "text_embedding" or len(value) > 1:
        unknown = NamedObjectNotFoundError(f"unknown field [{name}]")
        raise field_fault("query_vector_builder", name) from unknown
    read = parse_object("text_embedding", cast(Mapping[str, object], value[name]), _EMBEDDED)
    missing = [member for member in ("model_text",) if member not in read]
    if missing:
        raise IllegalArgumentError(f"Required [{', '.join(missing)}]")
    if "model_id" not in read:
        raise IllegalArgumentError("[model_id] must be specified, fields of vectors do not name a model")
    request = InferenceRequest(task_type=TEXT_EMBEDDING, inputs=[read["model_text"]], input_type="search")
    (vector,) = ENDPOINTS.get().infer(read["model_id"], request)
    return read_query_vector([float(number) for number in vector])


_EMBEDDED: Final = {"model_id": Member(STRING), "model_text": Member(STRING)}
# what is asked of vectors wherever they are searched
VECTOR_MEMBERS: Final = {
    "field": Member(STRING),
    "query_vector": Member(("VALUE_STRING", "VALUE_NUMBER", "START_ARRAY", "START_OBJECT"), read_query_vector),
    "k": Member(NUMBER, as_integer),
    "num_candidates": Member(NUMBER, as_integer),
    "similarity": Member(NUMBER, as_float),
    "rescore_vector": Member(OBJECT, _read_rescoring),
    "query_vector_builder": Member(OBJECT, _built_vector),
}

__all__ = [
    "VECTOR_MEMBERS",
    "KnnBody",
    "body_of",
    "check_counts",
    "check_vector",
    "default_candidates",
    "negative_boost",
    "not_built",
    "parse_fault",
]
