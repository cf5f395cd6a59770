"""A condition that is left of a rule, in UCAST, becomes a query of the query DSL.

In Rego a comparison with a member that a document does not have is not true, not even `!=`. `not` makes it true of `==`
only: the operands of other functions are looked up before, so that `not input.doc.level < 3` is not true either where
there is no level. The queries are the same.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.policy.filters.errors import FilterError
from findling.policy.filters.exact_fields import ExactField

ALL: Final[Mapping[str, Any]] = {"match_all": {}}
NONE: Final[Mapping[str, Any]] = {"match_none": {}}
_RANGES: Final = {"lt": "lt", "lte": "lte", "le": "lte", "gt": "gt", "gte": "gte", "ge": "gte"}
_PARTS: Final = ("startswith", "endswith", "contains")
Find = Callable[[str], ExactField]
Query = Mapping[str, Any]


def to_query(condition: Mapping[str, Any] | None, find: Find, negated: bool = False) -> Query:
    """Returns the query that finds the documents for which a condition is true. Raises FilterError.

    condition: {} is always true, None never; find: gives the exact field of a name; negated: whether the documents that
    are found will be left out
    """
    if condition is None:
        return NONE
    if not condition:
        return ALL
    return _query(condition, find, negated)


def _query(condition: Mapping[str, Any], find: Find, negated: bool) -> Query:
    """negated: whether a `not` stands around it, where a field that leaves values out would let documents through"""
    operator, value = condition["operator"], condition["value"]
    if condition["type"] == "compound":
        return _compound(operator, value, find, negated)
    name = condition["field"].partition(".")[2]
    if isinstance(value, Mapping) or (isinstance(value, list) and operator != "in"):
        raise FilterError(f"the policy's filter compares [{name}] with another field, or with no single value")
    if value is None or (isinstance(value, list) and None in value):
        raise FilterError(f"the policy's filter compares [{name}] with null, which is not indexed")
    field = find(name)
    if field.is_lossy and (negated or operator == "ne"):
        raise FilterError(
            f"the field [{field.name}] has ignore_above, a normalizer or the like: the policy's filter cannot say what "
            "its values are not"
        )
    return _comparison(operator, field, value)


def _compound(operator: str, inner: list[Mapping[str, Any]], find: Find, negated: bool) -> Query:
    if operator == "and":
        return {"bool": {"filter": [_query(one, find, negated) for one in inner]}}
    if operator == "or":
        return {"bool": {"should": [_query(one, find, negated) for one in inner], "minimum_should_match": 1}}
    if operator == "not":
        return _negated(inner, find)
    raise FilterError(f"the policy's filter has the operator [{operator}], which no query has")


def _negated(inner: list[Mapping[str, Any]], find: Find) -> Query:
    if len(inner) != 1 or inner[0]["type"] == "compound":
        raise FilterError("the policy's filter negates more than one comparison at once")
    (one,) = inner
    query = {"bool": {"must_not": [_query(one, find, True)]}}
    if one["operator"] == "eq":
        return query
    name = find(one["field"].partition(".")[2]).name
    return {"bool": {"filter": [{"exists": {"field": name}}], **query["bool"]}}


def _comparison(operator: str, field: ExactField, value: Any) -> Query:
    name = field.name
    if operator in _PARTS:
        return _part(operator, field, value)
    if not all(map(field.holds, value if isinstance(value, list) else [value])):
        raise FilterError(f"the policy's filter compares [{name}] with a value of another type")
    if operator == "eq":
        return {"term": {name: {"value": value}}}
    if operator == "ne":
        return {"bool": {"filter": [{"exists": {"field": name}}], "must_not": [{"term": {name: {"value": value}}}]}}
    if operator == "in":
        return {"terms": {name: value}}
    if operator in _RANGES:
        return {"range": {name: {_RANGES[operator]: value}}}
    raise FilterError(f"the policy's filter has the operator [{operator}], which no query has")


def _part(operator: str, field: ExactField, value: Any) -> Query:
    if not field.is_text or not isinstance(value, str):
        raise FilterError(f"the policy's filter looks into the text of [{field.name}], whose values are no texts")
    if operator == "startswith":
        return {"prefix": {field.name: {"value": value}}}
    escaped = "".join(f"\\{character}" if character in "*?\\" else character for character in value)
    behind = "*" if operator == "contains" else ""
    return {"wildcard": {field.name: {"value": f"*{escaped}{behind}"}}}
