"""Rules of role mappings: whether they hold for a user, and what is wrong with one."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParseError, SecurityError
from findling.base.json_values import json_token
from findling.security.roles.names import matches_name

_PREFIX: Final = "failed to parse rules expression."


def check_rule(within: str, rule: object, of_list: bool = False, allow_except: bool = False) -> None:
    """Raises ParseError, or IllegalArgumentError for a value, for what is no rule.

    within: what it stands in; of_list: whether it is an element of a list
    """
    if not isinstance(rule, dict):
        what = f"expected [{within}] to be" if of_list else "expected"
        raise ParseError(f"{_PREFIX} {what} an object but found [{json_token(rule)}] instead")
    kind, value = _only(within, rule)
    if kind in ("any", "all"):
        if not isinstance(value, list):
            raise ParseError(f"{_PREFIX} field [{kind}] requires an array")
        for inner in value:
            check_rule(kind, inner, of_list=True, allow_except=kind == "all")
    elif kind == "field":
        _check_field(value)
    elif kind == "except":
        if not allow_except:
            raise ParseError(f"{_PREFIX} field [{kind}] is not allowed within [{within}]")
        check_rule(kind, value)
    else:
        raise ParseError(f"{_PREFIX} field [{kind}] is not recognised in object [{within}]")


def _only(within: str, members: Mapping[str, Any]) -> tuple[str, Any]:
    """Returns the one member of an object."""
    if len(members) != 1:
        what = "contains multiple fields" if members else "does not contain any fields"
        raise ParseError(f"{_PREFIX} object [{within}] {what}")
    ((name, value),) = members.items()
    return name, value


def _check_field(field: object) -> None:
    if not isinstance(field, dict):
        raise ParseError(f"{_PREFIX} expected an object but found [{json_token(field)}] instead")
    _, value = _only("field", field)
    values = value if isinstance(value, list) else [value]
    for one in values:
        if isinstance(one, (dict, list)):
            raise ParseError(f"{_PREFIX} expected a field value but found [{json_token(one)}] instead")
        if isinstance(one, str):
            _check_pattern(one)
    if not values:
        raise IllegalArgumentError("null or empty values ([])")


def _check_pattern(pattern: str) -> None:
    try:
        matches_name([pattern], "")
    except SecurityError as error:
        raise IllegalArgumentError(str(error.__cause__)) from None


def rule_holds(rule: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Whether a rule holds for a user. facts: `username`, `dn`, `groups`, `realm.name`, `metadata.x`"""
    ((kind, value),) = rule.items()
    if kind == "any":
        return any(rule_holds(inner, facts) for inner in value)
    if kind == "all":
        return all(rule_holds(inner, facts) for inner in value)
    if kind == "except":
        return not rule_holds(value, facts)
    ((name, wanted),) = value.items()
    found = facts.get(name)
    held = found if isinstance(found, (list, tuple)) else [found]
    return any(_fits(pattern, item) for pattern in (wanted if isinstance(wanted, list) else [wanted]) for item in held)


def _fits(pattern: object, value: object) -> bool:
    if isinstance(pattern, str) and isinstance(value, str):
        return matches_name([pattern], value)
    return pattern == value
