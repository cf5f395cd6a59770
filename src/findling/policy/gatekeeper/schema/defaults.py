"""Fills in what a structural schema says is there if nothing is."""

import copy
from collections.abc import Mapping
from typing import Any


def with_defaults(value: Any, schema: Mapping[str, Any]) -> Any:
    """Returns a value with the defaults of its schema: also in place of nulls that the schema does not allow.

    The value itself is not changed.
    """
    if isinstance(value, dict):
        properties = schema.get("properties") or {}
        others = schema.get("additionalProperties")
        filled = {name: one for name, one in value.items() if not _is_to_default(one, properties.get(name))}
        for name, below in properties.items():
            if name not in filled and "default" in below:
                filled[name] = copy.deepcopy(below["default"])
        return {
            name: with_defaults(one, properties.get(name) or (others if isinstance(others, dict) else {}))
            for name, one in filled.items()
        }
    if isinstance(value, list):
        return [with_defaults(one, schema.get("items") or {}) for one in value]
    return value


def _is_to_default(value: Any, schema: Mapping[str, Any] | None) -> bool:
    return value is None and schema is not None and "default" in schema and not schema.get("nullable")
