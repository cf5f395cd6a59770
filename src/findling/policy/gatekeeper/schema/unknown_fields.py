"""Finds members of which a structural schema does not know."""

from collections.abc import Iterator, Mapping
from typing import Any


def unknown_fields(value: Any, schema: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yields the paths of unknown members, such as `spec.match.kind` or `spec.parameters.a[0].b`."""
    if schema.get("x-kubernetes-preserve-unknown-fields") and not schema.get("properties"):
        return
    if isinstance(value, list):
        for i, one in enumerate(value):
            yield from unknown_fields(one, schema.get("items") or {}, f"{path}[{i}]")
    elif isinstance(value, dict):
        yield from _of_object(value, schema, f"{path}." if path else "")


def _of_object(value: dict[str, Any], schema: Mapping[str, Any], below: str) -> Iterator[str]:
    properties, others = schema.get("properties") or {}, schema.get("additionalProperties")
    for name, one in value.items():
        if name in properties:
            yield from unknown_fields(one, properties[name], below + name)
        elif isinstance(others, dict):
            yield from unknown_fields(one, others, below + name)
        elif not others and not schema.get("x-kubernetes-preserve-unknown-fields"):
            yield below + name
