"""What a structural schema finds wrong with a value, as Kubernetes puts it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from findling.policy.gatekeeper.go_pattern import go_pattern
from findling.policy.gatekeeper.schema.formats import has_format

Schema = Mapping[str, Any]
_NAMES: Final = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def problems(value: Any, schema: Schema, path: str = "") -> Iterator[str]:
    """Yields what is wrong. schema: structural; path: of the value, "" for the whole object."""
    if value is None and schema.get("nullable"):
        return
    wanted = schema.get("type", "")
    if schema.get("x-kubernetes-int-or-string"):
        if type_name(value) not in ("integer", "string"):
            yield _wrong_type(path, "integer,string", value)
            return
    elif wanted and not _is_of_type(value, wanted):
        yield _wrong_type(path, wanted, value)
        return
    if "enum" in schema and value not in schema["enum"]:
        supported = ", ".join(_shown(one) for one in schema["enum"])
        yield f"{path}: Unsupported value: {_shown(value)}: supported values: {supported}"
    if isinstance(value, str):
        yield from _text(value, schema, path)
    elif isinstance(value, list):
        yield from _list(value, schema, path)
    elif isinstance(value, dict):
        yield from _object(value, schema, path)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number(value, schema, path)
    yield from _junctors(value, schema, path)


def type_name(value: object) -> str:
    """Returns the name that a schema has for the type of decoded JSON; a number without a fraction is an integer."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return _NAMES.get(type(value), "null")


def _is_of_type(value: object, wanted: str) -> bool:
    found = type_name(value)
    return found == wanted or (wanted == "number" and found == "integer")


def _wrong_type(path: str, wanted: str, value: object) -> str:
    found = type_name(value)
    return f'{path}: Invalid value: "{found}": {path} in body must be of type {wanted}: "{found}"'


def _invalid(path: str, value: object, why: str) -> str:
    return f"{path}: Invalid value: {_shown(value)}: {path} in body {why}"


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _text(value: str, schema: Schema, path: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield _invalid(path, value, f"should be at least {schema['minLength']} chars long")
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        yield f"{path}: Too long: may not be more than {schema['maxLength']} bytes"
    if "pattern" in schema and go_pattern(schema["pattern"]).search(value) is None:
        yield _invalid(path, value, f"should match '{schema['pattern']}'")
    if not has_format(value, schema.get("format", "")):
        yield _invalid(path, value, f"must be of type {schema['format']}: {_shown(value)}")


def _number(value: float, schema: Schema, path: str) -> Iterator[str]:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and (value <= least if schema.get("exclusiveMinimum") else value < least):
        or_equal = "" if schema.get("exclusiveMinimum") else " or equal to"
        yield _invalid(path, value, f"should be greater than{or_equal} {least}")
    if most is not None and (value >= most if schema.get("exclusiveMaximum") else value > most):
        or_equal = "" if schema.get("exclusiveMaximum") else " or equal to"
        yield _invalid(path, value, f"should be less than{or_equal} {most}")
    factor = schema.get("multipleOf")
    if factor and not float(value / factor).is_integer():
        yield _invalid(path, value, f"should be a multiple of {factor}")


def _list(value: list[Any], schema: Schema, path: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield _invalid(path, len(value), f"should have at least {schema['minItems']} items")
    if "maxItems" in schema and len(value) > schema["maxItems"]:
        yield f"{path}: Too many: {len(value)}: must have at most {schema['maxItems']} items"
    keys = schema.get("x-kubernetes-list-map-keys", ())
    if schema.get("x-kubernetes-list-type") in ("set", "map"):
        seen: set[str] = set()
        for i, one in enumerate(value):
            key = {name: one.get(name) for name in keys} if keys and isinstance(one, dict) else one
            text = json.dumps(key, sort_keys=True)
            if text in seen:
                yield f"{path}[{i}]: Duplicate value: {_shown(key)}"
            seen.add(text)
    for i, one in enumerate(value):
        yield from problems(one, schema.get("items", {}), f"{path}[{i}]")


def _object(value: dict[str, Any], schema: Schema, path: str) -> Iterator[str]:
    below = f"{path}." if path else ""
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{below}{name}: Required value"
    if len(value) < schema.get("minProperties", 0):
        yield _invalid(path, len(value), f"should have at least {schema['minProperties']} properties")
    if "maxProperties" in schema and len(value) > schema["maxProperties"]:
        yield f"{path}: Too many: {len(value)}: must have at most {schema['maxProperties']} items"
    properties, others = schema.get("properties") or {}, schema.get("additionalProperties")
    for name, one in value.items():
        if name in properties:
            yield from problems(one, properties[name], f"{below}{name}")
        elif isinstance(others, dict):
            yield from problems(one, others, f"{below}{name}")


def _junctors(value: Any, schema: Schema, path: str) -> Iterator[str]:
    for one in schema.get("allOf", ()):
        yield from problems(value, one, path)
    if "anyOf" in schema and not any(_holds(value, one, path) for one in schema["anyOf"]):
        yield _junctor(path, value, "must validate at least one schema (anyOf)")
    if "oneOf" in schema:
        count = sum(_holds(value, one, path) for one in schema["oneOf"])
        if count != 1:
            found = "Found none valid" if count == 0 else f"Found {count} valid alternatives"
            yield _junctor(path, value, f"must validate one and only one schema (oneOf). {found}")
    if "not" in schema and _holds(value, schema["not"], path):
        yield _junctor(path, value, "must not validate the schema (not)")


def _holds(value: Any, schema: Schema, path: str) -> bool:
    return next(problems(value, schema, path), None) is None


def _junctor(path: str, value: object, why: str) -> str:
    return f'{path}: Invalid value: {_shown(value)}: "{path}" {why}'
