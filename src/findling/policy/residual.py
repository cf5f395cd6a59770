"""A condition in UCAST as the expressions of Rego that OPA's older compile API answers with.

What is left of a query is a list of queries, of which one must be true, each a list of expressions, which all must be.
"""

from collections.abc import Mapping
from typing import Any, Final

from findling.policy.engine.errors import Problem, RegoError

_FUNCTIONS: Final = {
    "eq": "eq", "ne": "neq", "lt": "lt", "gt": "gt", "lte": "lte", "le": "lte", "gte": "gte", "ge": "gte",
    "startswith": "startswith", "endswith": "endswith", "contains": "contains",
}  # fmt: skip
_MEMBER: Final = ("internal", "member_2")
_MOST: Final = 1000
Expression = dict[str, Any]


def queries(condition: Mapping[str, Any] | None) -> list[list[Expression]]:
    """Returns the queries of a condition: none if it is never true, one without expressions if it always is.

    Raises RegoError for a condition that has no such form.
    """
    if condition is None:
        return []
    branches = [[]] if not condition else _branches(condition)
    return [[{"index": place, **expression} for place, expression in enumerate(branch)] for branch in branches]


def _branches(condition: Mapping[str, Any]) -> list[list[Expression]]:
    operator, value = condition["operator"], condition["value"]
    if condition["type"] != "compound":
        return [[_expression(condition)]]
    if operator == "or":
        return [branch for inner in value for branch in _branches(inner)]
    if operator == "and":
        together: list[list[Expression]] = [[]]
        for inner in value:
            together = [[*left, *right] for left in together for right in _branches(inner)]
            if len(together) > _MOST:
                raise _no_form("it has too many branches")
        return together
    inner = _branches(value[0]) if len(value) == 1 else []
    if operator != "not" or len(inner) != 1 or len(inner[0]) != 1:
        raise _no_form("a `not` of several expressions needs a rule of its own")
    return [[{"negated": True, **inner[0][0]}]]


def _expression(condition: Mapping[str, Any]) -> Expression:
    operator, value = condition["operator"], condition["value"]
    field = _reference("input", *condition["field"].split("."))
    if operator == "in":
        return {"terms": [_reference(*_MEMBER), field, _term(value)]}
    if operator not in _FUNCTIONS:
        raise _no_form(f"the operator [{operator}] is no function of Rego")
    other = _reference("input", *value["field"].split(".")) if isinstance(value, Mapping) else _term(value)
    return {"terms": [_reference(_FUNCTIONS[operator]), field, other]}


def _reference(first: str, *others: str) -> Expression:
    return {
        "type": "ref",
        "value": [{"type": "var", "value": first}, *({"type": "string", "value": part} for part in others)],
    }


def _term(value: Any) -> Expression:
    if isinstance(value, list):
        return {"type": "array", "value": [_term(one) for one in value]}
    if isinstance(value, bool):
        return {"type": "boolean", "value": value}
    if value is None:
        return {"type": "null", "value": None}
    return {"type": "string" if isinstance(value, str) else "number", "value": value}


def _no_form(why: str) -> RegoError:
    return RegoError([Problem("pe_fragment_error", f"the condition cannot be written as queries: {why}")])
