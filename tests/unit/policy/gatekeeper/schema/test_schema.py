"""Structural schemas: which are, what they find, what they fill in."""

from typing import Any

import pytest

from findling.policy.gatekeeper.schema import structural
from findling.policy.gatekeeper.schema.defaults import with_defaults
from findling.policy.gatekeeper.schema.legacy import preserving
from findling.policy.gatekeeper.schema.unknown_fields import unknown_fields
from findling.policy.gatekeeper.schema.validate import problems

TEXT = {"type": "string"}


def obj(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ([], "s: Invalid value: must be an object"),
        ({}, "s.type: Required value: must not be empty for specified object fields"),
        (obj(a={}), "s.properties[a].type: Required value: must not be empty for specified object fields"),
        ({"type": "text"}, 's.type: Unsupported value: "text": supported values: "array", "boolean", "integer", '
         '"number", "object", "string"'),
        ({"type": "array"}, "s.items: Required value: must be specified"),
        ({"type": "array", "items": {"type": "array"}}, "s.items.items: Required value: must be specified"),
        ({**obj(a=TEXT), "additionalProperties": TEXT},
         "s.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"),
        ({"type": "object", "additionalProperties": False},
         "s.additionalProperties: Forbidden: additionalProperties cannot be set to false"),
        ({"type": "string", "pattern": "["}, "s.pattern: Invalid value: missing ]: ["),
        ({"$ref": "#/a", "type": "object"}, "s.$ref: Forbidden: $ref is not supported"),
        ({"type": "string", "maxLength": "7"}, "s.maxLength: Invalid value: must be a whole number"),
        ({"type": "number", "minimum": "7"}, "s.minimum: Invalid value: must be a number"),
        ({"type": "string", "enum": "a"}, "s.enum: Invalid value: must be a list"),
        ({"type": "object", "required": "a"}, "s.required: Invalid value: must be a list of names"),
        ({"type": "object", "properties": []}, "s.properties: Invalid value: must be an object"),
        ({"type": "object", "allOf": {}}, "s.allOf: Invalid value: must be a list"),
        ({"type": "string", "anyOf": [{"type": "string"}]},
         "s.anyOf[0].type: Forbidden: must be empty to be structural"),
        ({"type": "string", "not": {"default": "a"}}, "s.not.default: Forbidden: must be empty to be structural"),
        ({"type": "string", "x-kubernetes-int-or-string": True},
         "s.type: Invalid value: 'string': must be empty if x-kubernetes-int-or-string is true"),
        ({"type": "string", "x-kubernetes-validations": []},
         "s.x-kubernetes-validations: Forbidden: expressions in CEL are not supported"),
        ({"type": "string", "minLenght": 2}, 's: unknown field "minLenght"'),
        ({"type": "object", "x-kubernetes-preserve-unknown-fields": True}, ""),
        ({"x-kubernetes-preserve-unknown-fields": True}, ""),
        ({"x-kubernetes-int-or-string": True, "anyOf": [{"pattern": "a"}]}, ""),
        ({"type": "object", "additionalProperties": TEXT}, ""),
    ],
)  # fmt: skip
def test_which_schemas_are_structural(schema: Any, problem: str) -> None:
    assert next(structural.problems(schema, "s"), "") == problem


@pytest.mark.parametrize(
    ("schema", "value", "problem"),
    [
        (obj(a=TEXT), {"a": 1}, 'a: Invalid value: "integer": a in body must be of type string: "integer"'),
        (obj(a=TEXT), {"a": None}, 'a: Invalid value: "null": a in body must be of type string: "null"'),
        (obj(a={**TEXT, "nullable": True}), {"a": None}, ""),
        (obj(a={"type": "integer"}), {"a": 1.0}, ""),
        (obj(a={"type": "integer"}), {"a": True},
         'a: Invalid value: "boolean": a in body must be of type integer: "boolean"'),
        (obj(a={"type": "number"}), {"a": 1}, ""),
        ({**obj(a=obj()), "required": ["b"]}, {"a": {}}, "b: Required value"),
        (obj(a={**obj(b=TEXT), "required": ["b"]}), {"a": {}}, "a.b: Required value"),
        (obj(a={**TEXT, "enum": ["x", "y"]}), {"a": "z"},
         'a: Unsupported value: "z": supported values: "x", "y"'),
        (obj(a={**TEXT, "minLength": 2}), {"a": "z"},
         'a: Invalid value: "z": a in body should be at least 2 chars long'),
        (obj(a={**TEXT, "maxLength": 1}), {"a": "zz"}, "a: Too long: may not be more than 1 bytes"),
        (obj(a={**TEXT, "pattern": "^z$"}), {"a": "zz"}, "a: Invalid value: \"zz\": a in body should match '^z$'"),
        (obj(a={**TEXT, "format": "ipv4"}), {"a": "1.2"},
         'a: Invalid value: "1.2": a in body must be of type ipv4: "1.2"'),
        (obj(a={**TEXT, "format": "date-time"}), {"a": "2024-01-31T10:00:00Z"}, ""),
        (obj(a={**TEXT, "format": "cidr"}), {"a": "10.0.0.0/33"},
         'a: Invalid value: "10.0.0.0/33": a in body must be of type cidr: "10.0.0.0/33"'),
        (obj(a={**TEXT, "format": "no-such"}), {"a": "z"}, ""),
        (obj(a={"type": "number", "minimum": 2}), {"a": 1},
         "a: Invalid value: 1: a in body should be greater than or equal to 2"),
        (obj(a={"type": "number", "maximum": 2, "exclusiveMaximum": True}), {"a": 2},
         "a: Invalid value: 2: a in body should be less than 2"),
        (obj(a={"type": "number", "multipleOf": 5}), {"a": 7},
         "a: Invalid value: 7: a in body should be a multiple of 5"),
        (obj(a={"type": "array", "items": TEXT}), {"a": ["x", 2]},
         'a[1]: Invalid value: "integer": a[1] in body must be of type string: "integer"'),
        (obj(a={"type": "array", "items": TEXT, "minItems": 1}), {"a": []},
         "a: Invalid value: 0: a in body should have at least 1 items"),
        (obj(a={"type": "array", "items": TEXT, "maxItems": 1}), {"a": ["x", "y"]},
         "a: Too many: 2: must have at most 1 items"),
        (obj(a={"type": "array", "items": TEXT, "x-kubernetes-list-type": "set"}), {"a": ["x", "x"]},
         'a[1]: Duplicate value: "x"'),
        (obj(a={"type": "object", "additionalProperties": TEXT}), {"a": {"b": 1}},
         'a.b: Invalid value: "integer": a.b in body must be of type string: "integer"'),
        (obj(a={**TEXT, "anyOf": [{"pattern": "x"}, {"pattern": "y"}]}), {"a": "z"},
         'a: Invalid value: "z": "a" must validate at least one schema (anyOf)'),
        (obj(a={**TEXT, "oneOf": [{"pattern": "x"}, {"pattern": "y"}]}), {"a": "xy"},
         'a: Invalid value: "xy": "a" must validate one and only one schema (oneOf). Found 2 valid alternatives'),
        (obj(a={**TEXT, "not": {"pattern": "x"}}), {"a": "x"},
         'a: Invalid value: "x": "a" must not validate the schema (not)'),
        (obj(a={"x-kubernetes-int-or-string": True}), {"a": "1"}, ""),
        (obj(a={"x-kubernetes-int-or-string": True}), {"a": 1.5},
         'a: Invalid value: "number": a in body must be of type integer,string: "number"'),
        (obj(), [], ': Invalid value: "array":  in body must be of type object: "array"'),
    ],
)  # fmt: skip
def test_what_is_found(schema: Any, value: Any, problem: str) -> None:
    assert next(problems(value, schema), "") == problem


def test_defaults_are_filled_in_at_every_depth() -> None:
    schema = obj(
        a={**TEXT, "default": "x"},
        b={"type": "array", "items": obj(c={**TEXT, "default": "y"})},
        d=obj(e={"default": 1}),
    )
    value = {"a": None, "b": [{}, {"c": "z"}]}
    assert with_defaults(value, schema) == {"a": "x", "b": [{"c": "y"}, {"c": "z"}]}
    assert value == {"a": None, "b": [{}, {"c": "z"}]}
    assert with_defaults({"d": {}}, schema) == {"a": "x", "d": {"e": 1}}


def test_unknown_fields_are_named_with_their_place() -> None:
    schema = obj(a={"type": "array", "items": obj(b=TEXT)}, c={"type": "object", "additionalProperties": obj(d=TEXT)})
    value = {"a": [{"b": "x"}, {"x": 1}], "c": {"any": {"d": "", "y": 2}}, "z": 3}
    assert list(unknown_fields(value, schema)) == ["a[1].x", "c.any.y", "z"]
    assert list(unknown_fields(value, preserving(schema))) == []


def test_a_legacy_schema_takes_lists_of_anything() -> None:
    schema = preserving({"properties": {"a": {"type": "array"}, "b": {"description": "anything"}}})
    assert list(structural.problems(schema, "s")) == []
    assert list(problems({"a": [1, "x"], "b": [2], "c": None}, schema)) == []
