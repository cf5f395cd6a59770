"""From the JSON definition of fields to the tree."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, cast

from findling.base.errors import FindlingError, IllegalArgumentError, MapperError, MapperParsingError, ParseError
from findling.base.java_values import class_name, shown
from findling.base.work.current import checked
from findling.mapping.field_path import check_defined_name, without_end_dots
from findling.mapping.field_type import FieldType, TypeContext, type_class
from findling.mapping.flat_objects import flat_children
from findling.mapping.parameters import boolean_value, source_keep
from findling.mapping.passthrough import parse_passthrough, with_dimensions
from findling.mapping.time_series.dimensions import check_series_parameters
from findling.mapping.tree import AliasNode, Dynamic, FieldNode, Node, ObjectNode
from findling.mapping.types.refused import check_supported

_EVERY: Final = 64
"""So many fields are made between two questions whether to go on."""

OBJECT_PARAMETERS = (
    "dynamic",
    "enabled",
    "subobjects",
    "properties",
    "type",
    "include_in_all",
    "synthetic_source_keep",
)
NESTED_PARAMETERS = (*OBJECT_PARAMETERS, "include_in_parent", "include_in_root")
PASSTHROUGH_PARAMETERS = (
    "dynamic",
    "enabled",
    "properties",
    "type",
    "priority",
    "time_series_dimension",
    "synthetic_source_keep",
)
OBJECTS = ("object", "nested", "passthrough")
NO_MULTI_FIELDS = (*OBJECTS, "alias")


def parse_object(
    name: str, definition: Mapping[str, object], context: TypeContext, inherited: Dynamic = "true"
) -> ObjectNode:
    """Returns the object or nested object `name`; raises MapperParsingError.

    inherited: what `dynamic` is around it
    """
    nested = definition.get("type") == "nested"
    passes = definition.get("type") == "passthrough"
    known = NESTED_PARAMETERS if nested else PASSTHROUGH_PARAMETERS if passes else OBJECT_PARAMETERS
    unknown = [f"[{key} : {shown(value)}]" for key, value in definition.items() if key not in known]
    if unknown:
        leaf = name.rpartition(".")[2]
        raise MapperParsingError(f"Mapping definition for [{leaf}] has unsupported parameters:  {' '.join(unknown)}")
    passthrough = parse_passthrough(name, definition) if passes else None
    subobjects = False if passes else _subobjects(name, definition, nested)
    dynamic = parse_dynamic(definition["dynamic"]) if "dynamic" in definition else None
    properties = definition.get("properties")
    if passthrough is not None and passthrough.dimension:
        properties = with_dimensions(properties)
    return ObjectNode(
        name,
        parse_properties(name, properties, context, subobjects is not False, dynamic or inherited),
        dynamic=dynamic,
        enabled=_flag(name, "enabled", definition),
        subobjects=subobjects,
        nested=nested,
        include_in_parent=_flag(name, "include_in_parent", definition),
        include_in_root=_flag(name, "include_in_root", definition),
        source_keep=_source_keep(name, definition, nested),
        passthrough=passthrough,
    )


def _source_keep(name: str, definition: Mapping[str, object], nested: bool) -> str | None:
    if "synthetic_source_keep" not in definition:
        return None
    keep = source_keep(definition["synthetic_source_keep"])
    if nested and keep == "arrays":
        raise MapperError(f"parameter [ synthetic_source_keep ] can't be set to [arrays] for nested object [{name}]")
    return keep


def _subobjects(name: str, definition: Mapping[str, object], nested: bool) -> bool | None:
    given = definition.get("subobjects")
    if given is not None and shown(given) not in ("true", "false"):
        raise ParseError(f"unknown subobjects value: {shown(given)}")
    subobjects = _flag(name, "subobjects", definition)
    if nested and subobjects is not None:
        raise MapperParsingError(f"Nested type [{name}] does not support [subobjects] parameter")
    return subobjects


def _flag(name: str, parameter: str, definition: Mapping[str, object]) -> bool | None:
    if parameter not in definition:
        return None
    try:
        return boolean_value(definition[parameter])
    except FindlingError as error:
        raise MapperParsingError(f"Could not convert [{name}.{parameter}] to boolean") from error


_OF_ALL_TYPES = ("fields", "copy_to")


def parse_dynamic(value: object) -> Dynamic:
    """Reads `dynamic`; raises IllegalArgumentError for anything unknown."""
    text = shown(value).lower()
    if text not in ("true", "false", "strict", "runtime"):
        reason = f"Failed to parse value [{shown(value)}] as only [true] or [false] are allowed."
        raise IllegalArgumentError("Could not convert [dynamic.dynamic] to boolean") from IllegalArgumentError(reason)
    return cast(Dynamic, text)


def parse_properties(
    parent: str, properties: object, context: TypeContext, subobjects: bool, dynamic: Dynamic = "true"
) -> dict[str, Node]:
    """Returns the children of an object by name.

    subobjects: dotted names become objects; without, objects become dotted names
    """
    if properties is None or properties == []:
        return {}
    if not isinstance(properties, dict):
        raise ParseError("properties must be a map type")
    children: dict[str, Node] = {}
    for name, definition in checked(properties.items(), _EVERY):
        if not isinstance(definition, dict):
            # whatever it got: Elasticsearch names the class of the field's name
            raise MapperParsingError(
                f"Expected map for property [fields] on field [{name}] but got a class java.lang.String"
            )
        check_defined_name(name, subobjects)
        for key, node in _parsed(parent, name, definition, context, subobjects, dynamic).items():
            children[key] = _combined(children.get(key), node)
    return children


def _parsed(
    parent: str, name: str, definition: Mapping[str, object], context: TypeContext, subobjects: bool, dynamic: Dynamic
) -> Mapping[str, Node]:
    """Returns what one property makes of an object's children."""
    if not subobjects:
        node = parse_node(_join(parent, name), definition, context, dynamic)
        return flat_children(name, node, parent, dynamic) if isinstance(node, ObjectNode) else {name: node}
    head, dot, rest = without_end_dots(name).partition(".")
    path = _join(parent, head)
    if not dot:
        return {head: parse_node(path, definition, context, dynamic)}
    return {head: ObjectNode(path, parse_properties(path, {rest: definition}, context, True, dynamic))}


def _combined(first: Node | None, second: Node) -> Node:
    """Two definitions of one object, one of them dotted, hold together."""
    if first is None:
        return second
    if not (isinstance(first, ObjectNode) and isinstance(second, ObjectNode)):
        raise MapperParsingError(f"Field [{second.name}] is defined more than once")
    children = dict(first.children)
    for name, child in second.children.items():
        children[name] = _combined(children.get(name), child)
    return replace(first, children=children, nested=first.nested or second.nested, **second.given_options())


def _join(parent: str, name: str) -> str:
    return f"{parent}.{name}" if parent else name


def parse_node(name: str, definition: Mapping[str, object], context: TypeContext, inherited: Dynamic = "true") -> Node:
    """Returns the field, object or alias `name`; raises MapperParsingError.

    inherited: what `dynamic` is around it
    """
    type_name = _type_name(name, definition)
    if type_name in OBJECTS:
        return parse_object(name, definition, context, inherited)
    if type_name == "alias":
        return _parse_alias(name, definition)
    return parse_field(name, type_name, definition, context)


def _type_name(name: str, definition: Mapping[str, object]) -> str:
    if "type" in definition:
        return str(definition["type"])
    if "properties" in definition or list(definition) == ["enabled"]:
        return "object"
    raise MapperParsingError(f"No type specified for field [{name.rpartition('.')[2]}]")


def _parse_alias(name: str, definition: Mapping[str, object]) -> AliasNode:
    leaf = name.rpartition(".")[2]
    if not definition.get("path"):
        raise MapperParsingError(f"The [path] property must be specified for field [{leaf}].")
    for key in definition:
        if key not in ("type", "path"):
            raise MapperParsingError(
                f"Mapping definition for [{leaf}] has unsupported parameters:  [{key} : {shown(definition[key])}]"
            )
    return AliasNode(name, str(definition["path"]))


def parse_field(name: str, type_name: str, definition: Mapping[str, object], context: TypeContext) -> FieldNode:
    """Returns the field `name` with its multi-fields; raises MapperParsingError."""
    leaf = name.rpartition(".")[2]
    check_supported(type_name, leaf)
    of_all_types = () if type_class(type_name, leaf).takes_only_type else _OF_ALL_TYPES
    own = {key: value for key, value in definition.items() if key not in ("type", *of_all_types)}
    field_type = build_type(name, leaf, type_name, own, context)
    fields = {
        short: _multi_field(name, short, entry, context)
        for short, entry in _entries(leaf, definition.get("fields")).items()
    }
    return FieldNode(name, field_type, fields, _copy_targets(definition.get("copy_to")))


def build_type(
    name: str, leaf: str, type_name: str, own: Mapping[str, object], context: TypeContext, in_multi_field: bool = False
) -> FieldType:
    """Returns the field type; raises MapperParsingError and IllegalArgumentError."""
    check_supported(type_name, leaf)
    cls = type_class(type_name, leaf)
    if in_multi_field and not cls.in_multi_fields:
        raise MapperParsingError(f"Field [{leaf}] of type [{type_name}] can't be used in multifields")
    field_type = cls.from_definition(name, own, context)
    check_series_parameters(field_type, own)
    return field_type


def _entries(leaf: str, fields: object) -> dict[str, object]:
    if fields is None or fields == []:
        return {}
    if not isinstance(fields, dict):
        raise MapperParsingError(
            f"expected map for property [fields] on field [{leaf}] but got a class {class_name(fields)}"
        )
    return fields


def _multi_field(parent: str, leaf: str, definition: object, context: TypeContext) -> FieldType:
    if "." in leaf or not leaf:
        raise MapperParsingError(f"Field name [{leaf}] which is a multi field of [{parent}] cannot contain '.'")
    if not isinstance(definition, dict):
        raise MapperParsingError(f"illegal field [{leaf}], only fields can be specified inside fields")
    if "type" not in definition:
        raise MapperParsingError(f"no type specified for property [{leaf}]")
    type_name = str(definition["type"])
    if type_name in NO_MULTI_FIELDS:
        raise MapperParsingError(f"Type [{type_name}] cannot be used in multi field")
    if definition.get("copy_to"):
        raise MapperParsingError(
            f"copy_to in multi fields is not allowed. Found the copy_to in field [{leaf}] which is within a multi "
            "field."
        )
    if definition.get("fields"):
        raise MapperParsingError(
            f"Encountered a multi-field [{leaf}] which itself contains a multi-field. Defining chained multi-fields "
            "is not supported."
        )
    own = {key: value for key, value in definition.items() if key not in ("type", "fields", "copy_to")}
    return build_type(f"{parent}.{leaf}", leaf, type_name, own, context, in_multi_field=True)


def _copy_targets(copy_to: object) -> tuple[str, ...]:
    if copy_to is None:
        return ()
    return tuple(map(str, copy_to)) if isinstance(copy_to, list) else (str(copy_to),)
