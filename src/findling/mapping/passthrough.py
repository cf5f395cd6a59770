"""Passthrough objects: their fields are known without the object's name too, as OpenTelemetry's attributes are.

Source: Elasticsearch's PassThroughObjectMapper, asked of 9.1.
"""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import MapperError
from findling.base.json_values import as_integer
from findling.mapping.parameters import boolean_value
from findling.mapping.tree import FieldNode, ObjectNode, Passthrough

_DIMENSION: Final = "time_series_dimension"
# the types whose fields may be dimensions
_DIMENSIONS: Final = frozenset(
    ("keyword", "ip", "boolean", "byte", "short", "integer", "long", "unsigned_long", "half_float", "float", "double")
)


def parse_passthrough(name: str, definition: Mapping[str, object]) -> Passthrough:
    """Reads what makes an object pass its fields through. Raises MapperError without a priority."""
    priority = as_integer(definition.get("priority", -1))
    if priority < 0:
        raise MapperError(f"Pass-through object [{name}] is missing a non-negative value for parameter [priority]")
    dimension = boolean_value(definition[_DIMENSION]) if _DIMENSION in definition else None
    return Passthrough(priority, dimension)


def with_dimensions(properties: Any) -> Any:
    """Returns definitions of fields as those of dimensions, where their types can be ones and do not say themselves."""
    if not isinstance(properties, dict):
        return properties
    return {name: _with_dimension(definition) for name, definition in properties.items()}


def _with_dimension(definition: Any) -> Any:
    if not isinstance(definition, dict):
        return definition
    if "properties" in definition:
        return {**definition, "properties": with_dimensions(definition["properties"])}
    if definition.get("type") not in _DIMENSIONS or _DIMENSION in definition:
        return definition
    return {**definition, _DIMENSION: True}


def as_dimension(definition: dict[str, Any]) -> dict[str, Any]:
    """Returns the definition of a new field of an object of dimensions: texts are keywords there."""
    return {"type": "keyword"} if definition.get("type") == "text" else definition


def passed_through(root: ObjectNode) -> dict[str, str]:
    """Returns the full names of fields by their names without the objects; fields of the mapping go before them."""
    nodes = [node for node in root.walk() if isinstance(node, ObjectNode)]
    given = sorted((node.passthrough.priority, node.name, node) for node in nodes if node.passthrough is not None)
    own = {node.name for node in root.walk() if not isinstance(node, ObjectNode)}
    return {
        key: child.name
        for _, _, node in given
        for key, child in node.children.items()
        if isinstance(child, FieldNode) and key not in own
    }


def check_priorities(root: ObjectNode) -> None:
    """Raises MapperError for two passthrough objects of one priority."""
    known: dict[int, str] = {}
    for node in root.walk():
        if isinstance(node, ObjectNode) and node.passthrough is not None:
            priority = node.passthrough.priority
            if priority in known:
                first, second = sorted((known[priority], node.name))
                raise MapperError(
                    f"Pass-through object [{first}] has a conflicting param [priority={priority}] with object "
                    f"[{second}]"
                )
            known[priority] = node.name
