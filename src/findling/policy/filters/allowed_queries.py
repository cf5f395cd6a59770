"""The queries that a rule may return as a filter: those that look at the document and nothing else."""

from collections.abc import Mapping
from typing import Any, Final

from findling.policy.filters.errors import FilterError

_LEAVES: Final = frozenset({
    "match_all", "match_none", "term", "terms", "terms_set", "range", "exists", "prefix", "wildcard", "regexp", "ids",
    "match", "match_phrase", "match_phrase_prefix", "match_bool_prefix", "multi_match", "geo_distance",
    "geo_bounding_box", "geo_polygon", "geo_shape", "shape",
})  # fmt: skip
_COMPOUND: Final[Mapping[str, tuple[str, ...]]] = {
    "bool": ("must", "filter", "should", "must_not"),
    "constant_score": ("filter",),
    "dis_max": ("queries",),
    "boosting": ("positive", "negative"),
    "nested": ("query",),
}
"""Queries with queries inside, and the members that hold them."""
_DEEPEST: Final = 30


def check_query(query: Any, depth: int = 0) -> None:
    """Raises FilterError for what a rule may not return: scripts, joins, other documents, or no query at all."""
    if not isinstance(query, Mapping) or len(query) != 1 or depth > _DEEPEST:
        raise FilterError("the policy's filter is not a query of the query DSL")
    ((name, body),) = query.items()
    if name in _COMPOUND:
        _check_inner(name, body, depth)
    elif name not in _LEAVES:
        raise FilterError(f"the policy's filter has the query [{name}], which is not allowed there")
    elif name == "terms" and _is_lookup(body):
        raise FilterError("the policy's filter looks terms up in another document, which is not allowed there")
    elif name in ("geo_shape", "shape") and "indexed_shape" in str(body):
        raise FilterError("the policy's filter uses the shape of another document, which is not allowed there")
    elif name == "terms_set" and "script" in str(body):
        raise FilterError("the policy's filter has a script, which is not allowed there")


def _check_inner(name: str, body: Any, depth: int) -> None:
    if not isinstance(body, Mapping):
        raise FilterError("the policy's filter is not a query of the query DSL")
    for member in _COMPOUND[name]:
        inner = body.get(member, [])
        for one in inner if isinstance(inner, list) else [inner]:
            check_query(one, depth + 1)


def _is_lookup(body: Any) -> bool:
    return isinstance(body, Mapping) and any(isinstance(value, Mapping) for value in body.values())
