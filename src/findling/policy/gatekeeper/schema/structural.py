"""Whether a schema is structural: what Kubernetes asks of the schema of a custom resource."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.policy.gatekeeper.go_pattern import go_pattern
from findling.policy.gatekeeper.schema.validate import type_name

_TYPES: Final = ("array", "boolean", "integer", "number", "object", "string")
_INT_OR_STRING: Final = "x-kubernetes-int-or-string"
_PRESERVE: Final = "x-kubernetes-preserve-unknown-fields"
_JUNCTORS: Final = ("allOf", "anyOf", "oneOf")
_NUMBERS: Final = ("maximum", "minimum", "multipleOf")
_COUNTS: Final = ("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties")
# what a schema below a junctor may not have: it only narrows what stands beside the junctor
_NOT_BELOW: Final = ("type", "description", "title", "default", "additionalProperties", "nullable")
_FORBIDDEN: Final = ("$ref", "definitions", "dependencies", "id", "patternProperties", "additionalItems")
_KNOWN: Final = frozenset(
    (*_JUNCTORS, *_NOT_BELOW, "not", "properties", "items", "required", "enum", "format", "pattern", "example",
     "externalDocs", "$schema", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf", "maxLength",
     "minLength", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", _INT_OR_STRING, _PRESERVE,
     "x-kubernetes-embedded-resource", "x-kubernetes-list-type", "x-kubernetes-list-map-keys",
     "x-kubernetes-map-type")
)  # fmt: skip


def problems(schema: object, path: str, is_nested: bool = False) -> Iterator[str]:
    """Yields what keeps a schema from being structural.

    path: where it stands; is_nested: whether it stands below `allOf`, `anyOf`, `oneOf` or `not`
    """
    if not isinstance(schema, dict):
        yield f"{path}: Invalid value: must be an object"
        return
    yield from _members(schema, path)
    if is_nested:
        yield from (
            f"{path}.{name}: Forbidden: must be empty to be structural" for name in _NOT_BELOW if name in schema
        )
    else:
        yield from _type(schema, path)
    yield from _below(schema, path, is_nested)


def _members(schema: Mapping[str, Any], path: str) -> Iterator[str]:
    for name in schema:
        if name in _FORBIDDEN:
            yield f"{path}.{name}: Forbidden: {name} is not supported"
        elif name == "x-kubernetes-validations":
            yield f"{path}.{name}: Forbidden: expressions in CEL are not supported"
        elif name not in _KNOWN:
            yield f'{path}: unknown field "{name}"'
    if schema.get("uniqueItems"):
        yield (
            f"{path}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes "
            "quadratic"
        )
    if "pattern" in schema:
        yield from _pattern(schema["pattern"], path)
    for name in _NUMBERS:
        if name in schema and type_name(schema[name]) not in ("number", "integer"):
            yield f"{path}.{name}: Invalid value: must be a number"
    for name in _COUNTS:
        if name in schema and type_name(schema[name]) != "integer":
            yield f"{path}.{name}: Invalid value: must be a whole number"
    required = schema.get("required", [])
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        yield f"{path}.required: Invalid value: must be a list of names"
    if not isinstance(schema.get("enum", []), list):
        yield f"{path}.enum: Invalid value: must be a list"


def _pattern(pattern: object, path: str) -> Iterator[str]:
    if not isinstance(pattern, str):
        yield f"{path}.pattern: Invalid value: must be a text"
        return
    try:
        go_pattern(pattern)
    except ValueError as error:
        yield f"{path}.pattern: Invalid value: {error}"


def _type(schema: Mapping[str, Any], path: str) -> Iterator[str]:
    kind = schema.get("type", "")
    is_open = bool(schema.get(_PRESERVE))
    if schema.get(_INT_OR_STRING):
        if kind:
            yield f"{path}.type: Invalid value: {kind!r}: must be empty if {_INT_OR_STRING} is true"
    elif not kind:
        if not is_open:
            yield f"{path}.type: Required value: must not be empty for specified object fields"
    elif kind not in _TYPES:
        supported = ", ".join(f'"{name}"' for name in _TYPES)
        yield f'{path}.type: Unsupported value: "{kind}": supported values: {supported}'
    elif kind == "array" and "items" not in schema:
        yield f"{path}.items: Required value: must be specified"
    elif is_open and kind != "object":
        yield f"{path}.type: Invalid value: {kind!r}: must be object if {_PRESERVE} is true"


def _below(schema: Mapping[str, Any], path: str, is_nested: bool) -> Iterator[str]:
    properties, others = schema.get("properties"), schema.get("additionalProperties")
    if properties and others:
        yield f"{path}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"
    if others is False:
        yield f"{path}.additionalProperties: Forbidden: additionalProperties cannot be set to false"
    if isinstance(properties, dict):
        for name, one in properties.items():
            yield from problems(one, f"{path}.properties[{name}]", is_nested)
    elif properties is not None:
        yield f"{path}.properties: Invalid value: must be an object"
    if isinstance(others, dict):
        yield from problems(others, f"{path}.additionalProperties", is_nested)
    if "items" in schema:
        yield from problems(schema["items"], f"{path}.items", is_nested)
    for name in _JUNCTORS:
        junctor = schema.get(name, [])
        if not isinstance(junctor, list):
            yield f"{path}.{name}: Invalid value: must be a list"
            continue
        for i, one in enumerate(junctor):
            yield from problems(one, f"{path}.{name}[{i}]", True)
    if "not" in schema:
        yield from problems(schema["not"], f"{path}.not", True)
