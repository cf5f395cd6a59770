"""Objects in objects that have no subobjects: their fields are flat, under names with dots in them."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping.tree import AliasNode, Dynamic, FieldNode, ObjectNode

Row = Mapping[str, Any]


def flat_children(key: str, node: ObjectNode, parent: str, dynamic: Dynamic) -> dict[str, FieldNode | AliasNode]:
    """Returns the fields of a defined object by the flat names that they get; raises what forbids them.

    key: the object's name in its parent; parent: the parent's name; dynamic: that of the parent
    """
    if node.nested:
        raise MapperParsingError(
            f"Tried to add nested object [{key}] to object [{parent or '_doc'}] which does not support subobjects"
        )
    for reason in _obstacles(node, dynamic):
        raise IllegalArgumentError(
            f"Object mapper [{key}] was found in a context where subobjects is set to false. Auto-flattening [{key}] "
            f"failed because the value of {reason}"
        )
    found: dict[str, FieldNode | AliasNode] = {}
    for name, child in node.children.items():
        if isinstance(child, ObjectNode):
            found.update(flat_children(f"{key}.{name}", child, parent, dynamic))
        else:
            found[f"{key}.{name}"] = child
    return found


def _obstacles(node: ObjectNode, dynamic: Dynamic) -> list[str]:
    reasons = []
    if node.dynamic not in (None, dynamic):
        reasons.append(
            f"[dynamic] ({str(node.dynamic).upper()}) is not compatible with the value from its parent context "
            f"({dynamic.upper()})"
        )
    if not node.is_enabled:
        reasons.append("[enabled] is [false]")
    if node.subobjects:
        reasons.append("[subobjects] is [true]")
    return reasons


def flat_rows(known: Container[str], rows: Sequence[Row]) -> list[dict[str, object]]:
    """Returns the objects of documents with the members of inner objects under dotted names.

    known: the names of fields; what stands under them is left to the field's type
    """
    return [_flat_row(known, row) for row in rows]


def _flat_row(known: Container[str], row: Row) -> dict[str, object]:
    flat: dict[str, Any] = {}
    left = list(row.items())[::-1]
    while left:
        name, value = left.pop()
        if name not in known and isinstance(value, dict):
            left.extend((f"{name}.{inner}", entry) for inner, entry in reversed(value.items()))
        elif name not in known and isinstance(value, list) and any(isinstance(entry, dict | list) for entry in value):
            left.extend((name, entry) for entry in reversed(value))
        elif name in flat:
            flat[name] = [*_listed(flat[name]), *_listed(value)]
        else:
            flat[name] = value
    return flat


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
