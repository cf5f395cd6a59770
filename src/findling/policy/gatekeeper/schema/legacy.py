"""Schemas of templates before v1: `legacySchema` lets them take what they do not mention."""

from collections.abc import Mapping
from typing import Any, Final

_PRESERVE: Final = "x-kubernetes-preserve-unknown-fields"


def preserving(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Returns a schema that takes unknown members wherever an object may stand, and lists of anything."""
    kind = schema.get("type", "")
    opened = dict(schema)
    if kind in ("", "object"):
        opened[_PRESERVE] = True
    elif kind == "array" and not schema.get("items"):
        opened["items"] = {_PRESERVE: True}
    if isinstance(opened.get("properties"), dict):
        opened["properties"] = {
            name: preserving(one) if isinstance(one, dict) else one for name, one in opened["properties"].items()
        }
    for below in ("items", "additionalProperties"):
        if isinstance(opened.get(below), dict):
            opened[below] = preserving(opened[below])
    return opened
