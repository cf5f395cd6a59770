"""Synthetic sources: documents as they can be put together again from the values of their fields.

What is stored of a document is the text that Elasticsearch would put together: names sorted, the values of a field in
the order and form that its doc values have, objects of an array as one object, nulls and empty arrays gone. What no
field has the values of (unmapped names, types without doc values, fields that are copied from) stays as it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any, Final

from findling.mapping.field_type import FieldType
from findling.mapping.tree import FieldNode, Node, ObjectNode

_NOTHING: Final = object()


def synthesizer(root: ObjectNode, keep: str) -> Callable[[Any], dict[str, Any]]:
    """Returns what turns a document into its synthetic source.

    keep: `none`, or `arrays` for fields that do not say themselves whether their arrays stay as they are
    """
    fields = (node for node in root.walk() if isinstance(node, FieldNode))
    build = _Builder(keep, {target for field in fields for target in field.copy_to})
    return lambda document: build.members(root, [document])


class _Builder:
    """copied_to: full names of the fields that values of others are copied to"""

    def __init__(self, keep: str, copied_to: Set[str]) -> None:
        self._keep = keep
        self._copied_to = copied_to

    def members(self, node: ObjectNode, objects: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Returns some objects of one place as a single one."""
        found: dict[str, list[Any]] = {}
        for members in objects:
            for name, value in members.items():
                self._collect(node, name, value, found)
        shown = ((name, self._member(node.children.get(name), found[name])) for name in sorted(found, key=_utf16))
        return {name: value for name, value in shown if value is not _NOTHING}

    def _collect(self, node: ObjectNode, name: str, value: object, found: dict[str, list[Any]]) -> None:
        """Notes a value under the name of a child; a dotted name stands for objects in each other, or these for it."""
        head, dot, rest = name.partition(".")
        if node.has_subobjects and dot and head and rest and name not in node.children:
            found.setdefault(head, []).append({rest: value})
            return
        objects = [] if node.has_subobjects else [each for each in _leaves([value]) if isinstance(each, dict)]
        if not objects or name in node.children:
            found.setdefault(name, []).append(value)
            return
        for members in objects:
            for inner, own in members.items():
                self._collect(node, f"{name}.{inner}", own, found)

    def _member(self, node: Node | None, values: list[Any]) -> Any:
        if isinstance(node, FieldNode):
            return self._field(node, values)
        if isinstance(node, ObjectNode):
            return self._object(node, values)
        return _merged([value for value in values if value is not None])

    def _field(self, node: FieldNode, values: list[Any]) -> Any:
        source_type = node.type.source_type(tuple(node.fields.values()))
        keep = node.type.params.get("synthetic_source_keep", self._keep)
        if node.copy_to or node.name in self._copied_to or keep == "all" or source_type.source_order == "kept":
            return _merged(values)
        flat = list(_flat(values, source_type))
        if keep == "arrays":
            kept = self._arrays(node.type, values, flat)
            if kept is not _NOTHING:
                return kept
        given = [source_type.null_value if value is None else value for value in flat]
        return _single(source_type.source_values([value for value in given if value is not None]))

    def _arrays(self, field_type: FieldType, values: list[Any], flat: list[Any]) -> Any:
        """Returns the values of arrays that are kept, _NOTHING if they are shown like others."""
        several, is_array = len(flat) > 1, any(isinstance(value, list) for value in values)
        if field_type.source_arrays == "kept":
            return _merged(values) if several or (is_array and field_type.takes_objects) else _NOTHING
        is_kept = (several or is_array) and field_type.source_arrays == "given"
        return field_type.source_array(flat) if is_kept else _NOTHING

    def _object(self, node: ObjectNode, values: list[Any]) -> Any:
        keep = node.source_keep or self._keep
        values = [value for value in values if value is not None]
        if not node.is_enabled or keep == "all":
            return _merged(values)
        if keep == "arrays" and not node.nested and any(isinstance(value, list) for value in values):
            return _merged(values)
        objects = [value for value in _leaves(values) if isinstance(value, dict)]
        if node.nested:
            return _single([self.members(node, [each]) for each in objects])
        return self.members(node, objects) or _NOTHING


def _merged(values: list[Any]) -> Any:
    """Returns values that stay as they are: one as it is, several, of objects in an array, as one array."""
    if len(values) < 2:
        return values[0] if values else _NOTHING
    return [entry for value in values for entry in (value if isinstance(value, list) else [value])]


def _single(values: list[Any]) -> Any:
    return _NOTHING if not values else values[0] if len(values) == 1 else values


def _flat(values: Iterable[Any], field_type: FieldType) -> Iterator[Any]:
    """Yields the values of arrays in arrays, but for arrays that are one value of the type."""
    for value in values:
        if isinstance(value, list) and not field_type.is_value(value):
            yield from _flat(value, field_type)
        else:
            yield value


def _leaves(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list):
            yield from _leaves(value)
        else:
            yield value


def _utf16(name: str) -> bytes:
    """Returns what names sort by: their UTF-16 units, as in Java."""
    return name.encode("utf-16-be", "surrogatepass")
