"""`global` of a role: privileges over the cluster that name what they are about."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import XContentParseError
from findling.base.json_values import json_token

_CATEGORIES: Final = {
    "application": ("manage", "applications"),
    "profile": ("write", "applications"),
    "role": ("manage", "indices"),
}
"""By category: the action and what it names."""
_TOLD: Final = ("profile", "application", "role")


def parse_global(value: object) -> Mapping[str, Any] | None:
    """Returns what is granted, None for nothing. Raises XContentParseError."""
    members = _object(value)
    granted = {category: _actions(category, body) for category, body in members.items()}
    return {category: body for category, body in granted.items() if body} or None


def told_apart(granted: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Returns each category of what is granted on its own, in the order in which Elasticsearch tells them."""
    return [{category: granted[category]} for category in _TOLD if granted and granted.get(category)]


def _actions(category: str, value: object) -> Mapping[str, Any]:
    if category not in _CATEGORIES:
        raise _fault(f"expected one of [{','.join(_CATEGORIES)}] but found [{category}] instead")
    wanted, named = _CATEGORIES[category]
    for action, body in _object(value).items():
        if action != wanted:
            raise _fault(f"expected field name [{wanted}] but found [{action}] instead")
        _check_named(named, _object(body))
    return _object(value)


def _check_named(named: str, body: Mapping[str, Any]) -> None:
    if not body:
        raise _fault("expected [FIELD_NAME] but found [END_OBJECT] instead")
    first, *others = body
    if first != named:
        raise _fault(f"expected field name [{named}] but found [{first}] instead")
    if not isinstance(body[named], list):
        raise _fault(f"expected [START_ARRAY] but found [{json_token(body[named])}] instead")
    if others:
        raise _fault("expected [END_OBJECT] but found [FIELD_NAME] instead")


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _fault(f"expected [START_OBJECT] but found [{json_token(value)}] instead")
    return value


def _fault(text: str) -> XContentParseError:
    return XContentParseError(f"[1:1] failed to parse privilege. {text}", line=1, col=1)
