"""Searches and suggestions in Query DSL."""

from collections.abc import Callable, Mapping
from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.graphql.resolve.documents import Document


def search(root: Any, info: Any, index: list[str] | None = None, body: Any = None) -> Mapping[str, Any]:
    """Returns the answer of a search."""
    answer: Mapping[str, Any] = info.context.backend.search(index or ("_all",), _object(body, "body"))
    return answer


def suggest(root: Any, info: Any, body: Any, index: list[str] | None = None, text: str | None = None) -> Any:
    """Returns suggestions as a search has them."""
    suggesters = {**({} if text is None else {"text": text}), **_object(body, "body")}
    return info.context.backend.search(index or ("_all",), {"suggest": suggesters, "size": 0}).get("suggest")


def complete(name: str) -> Callable[..., list[Mapping[str, Any]]]:
    """Returns the resolver of completions of a prefix by a field of an index."""

    def resolve(
        root: Any,
        info: Any,
        prefix: str,
        field: str,
        size: int,
        fuzzy: bool,
        skipDuplicates: bool,
        contexts: Any = None,
    ) -> list[Mapping[str, Any]]:
        completion = {"field": field, "size": size, "skip_duplicates": skipDuplicates}
        if fuzzy:
            completion["fuzzy"] = {}
        if contexts is not None:
            completion["contexts"] = contexts
        body = {"suggest": {"found": {"prefix": prefix, "completion": completion}}, "size": 0}
        entries = info.context.backend.search((name,), body)["suggest"]["found"]
        return [option for entry in entries for option in entry["options"]]

    return resolve


def hit_member(name: str) -> Callable[..., Any]:
    """Returns the resolver of a member of a hit."""
    return lambda hit, info: hit.get(name)


def answer_hits(answer: Mapping[str, Any], info: Any) -> Any:
    return answer["hits"]["hits"]


def answer_total(answer: Mapping[str, Any], info: Any) -> Any:
    return answer["hits"].get("total")


def answer_max_score(answer: Mapping[str, Any], info: Any) -> Any:
    return answer["hits"].get("max_score")


def hit_document(hit: dict[str, Any], info: Any) -> Document | None:
    """Returns the document of a hit, None if its index is none of the schema's."""
    return Document(hit) if info.context.knows_index(hit.get("_index")) else None


def whole(answer: Any, info: Any) -> Any:
    return answer


def _object(value: Any, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise IllegalArgumentError(f"[{name}] must be an object")
    return value
