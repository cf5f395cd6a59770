"""Merges an update into a mapping tree, with Elasticsearch's conflict errors."""

from dataclasses import replace

from findling.base.errors import IllegalArgumentError, MapperError
from findling.mapping.field_type import FieldType
from findling.mapping.tree import AliasNode, FieldNode, Node, ObjectNode


def merge_objects(old: ObjectNode, new: ObjectNode) -> ObjectNode:
    """Returns `old` with the children and explicit options of `new`; raises IllegalArgumentError on conflicts."""
    if old.nested != new.nested and old.name:
        raise IllegalArgumentError(f"can't merge a non-nested mapping [{old.name}] with a nested mapping")
    if new.enabled is not None and new.is_enabled != old.is_enabled:
        raise IllegalArgumentError(
            f"the [enabled] parameter can't be updated for the object mapping [{old.name or '_doc'}]"
        )
    if new.subobjects is not None and new.has_subobjects != old.has_subobjects:
        raise MapperError(f"the [subobjects] parameter can't be updated for the object mapping [{old.name or '_doc'}]")
    if (old.passthrough is None) != (new.passthrough is None) and old.name:
        raise IllegalArgumentError(f"can't merge a non object mapping [{old.name}] with an object mapping")
    _check_includes(old, new)
    children = dict(old.children)
    for name, child in new.children.items():
        children[name] = merge_nodes(children[name], child) if name in children else child
    return replace(old, children=children, dynamic=new.dynamic or old.dynamic, passthrough=new.passthrough)


def _check_includes(old: ObjectNode, new: ObjectNode) -> None:
    includes = {
        "include_in_parent": (old.include_in_parent, new.include_in_parent),
        "include_in_root": (old.include_in_root, new.include_in_root),
    }
    for option, (before, value) in includes.items():
        if value is not None and value != bool(before):
            raise IllegalArgumentError(f"the [{option}] parameter can't be updated on a nested object mapping")


def merge_nodes(old: Node, new: Node) -> Node:
    """Returns the merged field, object or alias; raises IllegalArgumentError on conflicts."""
    if isinstance(old, ObjectNode) or isinstance(new, ObjectNode):
        if not (isinstance(old, ObjectNode) and isinstance(new, ObjectNode)):
            if isinstance(new, ObjectNode) and new.nested:
                raise IllegalArgumentError(f"can't merge a non-nested mapping [{new.name}] with a nested mapping")
            raise IllegalArgumentError(f"can't merge a non object mapping [{new.name}] with an object mapping")
        return merge_objects(old, new)
    if isinstance(old, AliasNode) or isinstance(new, AliasNode):
        if not (isinstance(old, AliasNode) and isinstance(new, AliasNode)):
            raise IllegalArgumentError(f"Cannot merge a {_word(new)} mapping [{new.name}] with a {_word(old)} mapping")
        return new
    return _merge_fields(old, new)


def _word(node: Node) -> str:
    return "field alias" if isinstance(node, AliasNode) else "field"


def _merge_fields(old: FieldNode, new: FieldNode) -> FieldNode:
    fields = dict(old.fields)
    for name, update in new.fields.items():
        fields[name] = merge_types(fields[name], update) if name in fields else update
    return FieldNode(old.name, merge_types(old.type, new.type), fields, new.copy_to)


def merge_types(old: FieldType, new: FieldType) -> FieldType:
    """Returns the updated type; raises IllegalArgumentError for another type or a parameter that may not change."""
    if old.type_name != new.type_name:
        raise IllegalArgumentError(
            f"mapper [{old.name}] cannot be changed from type [{old.type_name}] to [{new.type_name}]"
        )
    merged, conflicts = old.merged(new)
    if conflicts:
        lines = "".join(f"\n\t{conflict}" for conflict in conflicts)
        raise IllegalArgumentError(f"Mapper for [{old.name}] conflicts with existing mapper:{lines}")
    return merged
