"""Names of snapshots, and the bodies that speak of them."""

from collections.abc import Mapping
from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.base.settings import parse_bool
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.index_names import forbidden_characters
from findling.node.services.node import Node
from findling.snapshots.errors import InvalidSnapshotNameError


def new_name(node: Node, repository: str, given: str) -> str:
    """Returns the name of a new snapshot, its date maths computed. Raises InvalidSnapshotNameError."""
    name = resolve_date_math(given, node.clock.now_ms())
    fault = name_fault(name)
    if fault is not None:
        raise InvalidSnapshotNameError(f"[{repository}:{name}] Invalid snapshot name [{name}], {fault}")
    return name


def name_fault(name: str) -> str | None:
    """Returns what is wrong with a name, None if nothing is."""
    if not name:
        return "cannot be empty"
    if any(character.isspace() for character in name):
        return "must not contain whitespace"
    if "," in name:
        return "must not contain ','"
    if "#" in name:
        return "must not contain '#'"
    if name.startswith("_"):
        return "must not start with '_'"
    if name != name.lower():
        return "must be lowercase"
    return forbidden_characters(name)


def index_expressions(body: Mapping[str, Any], member: str = "indices") -> list[str]:
    """Returns the names in a member of a body, a text with commas or a list. Raises IllegalArgumentError."""
    value = body.get(member)
    if value is None:
        return []
    if isinstance(value, str):
        return [name for name in value.split(",") if name]
    if not isinstance(value, list):
        raise IllegalArgumentError(f"malformed {member} section, should be an array of strings")
    return [str(one) for one in value]


def flag(body: Mapping[str, Any], member: str, default: bool) -> bool:
    """Returns a boolean member of a body. Raises IllegalArgumentError."""
    value = body.get(member)
    if value is None:
        return default
    if isinstance(value, bool):
        return value
    try:
        return parse_bool(member, value)
    except IllegalArgumentError as error:
        raise IllegalArgumentError(f"Could not convert [{member}] to boolean") from error
