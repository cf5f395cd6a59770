"""What must hold for a whole mapping: limits, and references between fields."""

from collections.abc import Mapping
from typing import Final

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping.mapping_settings import MappingSettings
from findling.mapping.passthrough import check_priorities
from findling.mapping.tree import AliasNode, FieldNode, Node, ObjectNode

METADATA_NAMES: Final = frozenset(
    ("_id", "_index", "_routing", "_ignored", "_nested_path", "_field_names", "_source", "_tier", "_seq_no", "_version")
) | {"_doc_count", "_inference_fields"}


def count_fields(root: ObjectNode) -> int:
    """Returns the number of fields, multi-fields, objects and aliases, which the total_fields limit counts."""
    return sum(1 + (len(node.fields) if isinstance(node, FieldNode) else 0) for node in root.walk())


def too_many_fields(settings: MappingSettings, added: int | None = None) -> IllegalArgumentError:
    """Returns the error of a mapping with more fields than the index allows. added: by documents"""
    of_documents = "" if added is None else f" while adding new fields [{added}]"
    return IllegalArgumentError(f"Limit of total fields [{settings.total_fields}] has been exceeded{of_documents}")


def check_limits(root: ObjectNode, settings: MappingSettings, before: ObjectNode | None = None) -> None:
    """Raises IllegalArgumentError if the mapping is larger than the index allows, MapperError for clashing priorities.

    before: the tree without the fields that documents brought
    """
    total = count_fields(root)
    if total > settings.total_fields:
        raise too_many_fields(settings, None if before is None else total - count_fields(before))
    check_priorities(root)
    nested = dimensions = 0
    for node in root.walk():
        if isinstance(node, ObjectNode):
            nested += node.nested
            if node.name.count(".") + 2 > settings.depth:
                raise IllegalArgumentError(
                    f"Limit of mapping depth [{settings.depth}] has been exceeded due to object field [{node.name}]"
                )
            continue
        dimensions += isinstance(node, FieldNode) and bool(node.type.get("time_series_dimension"))
        if len(node.name.rpartition(".")[2]) > settings.field_name_length:
            leaf = node.name.rpartition(".")[2]
            raise IllegalArgumentError(
                f"Field name [{leaf}] is longer than the limit of [{settings.field_name_length}] characters"
            )
    if nested > settings.nested_fields:
        raise IllegalArgumentError(f"Limit of nested fields [{settings.nested_fields}] has been exceeded")
    if dimensions > settings.dimension_fields:
        raise IllegalArgumentError(f"Limit of total dimension fields [{settings.dimension_fields}] has been exceeded")


def check_metadata(root: ObjectNode) -> None:
    """Raises MapperParsingError for properties named as metadata fields."""
    for name in METADATA_NAMES & root.children.keys():
        if isinstance(root.children[name], ObjectNode):
            raise MapperParsingError(f"Field [{name}] is defined both as an object and a field")
        raise MapperParsingError(f"Field [{name}] is defined more than once")


def check_references(root: ObjectNode) -> None:
    """Raises MapperParsingError for aliases and copy_to that name the wrong things."""
    nodes = {node.name: node for node in root.walk()}
    multi_fields = {
        field_type.name for node in nodes.values() if isinstance(node, FieldNode) for field_type in node.fields.values()
    }
    for node in nodes.values():
        if isinstance(node, AliasNode):
            _check_alias(node, nodes.get(node.path), node.path in multi_fields)
        elif isinstance(node, FieldNode):
            _check_not_nested(node, _nested_scope(nodes, node.name))
            for target in node.copy_to:
                _check_copy_to(node, target, isinstance(nodes.get(target), ObjectNode), target in multi_fields)
                _check_scopes(_nested_scope(nodes, node.name), _nested_scope(nodes, target))
    joins = [node.name for node in nodes.values() if isinstance(node, FieldNode) and node.type.type_name == "join"]
    if len(joins) > 1:
        raise IllegalArgumentError(f"Only one [parent-join] field can be defined per index, got [{', '.join(joins)}]")


def _check_not_nested(node: FieldNode, scope: str | None) -> None:
    for field_type in (node.type, *node.fields.values()):
        if scope is not None and not field_type.may_be_nested:
            raise IllegalArgumentError(f"{field_type.type_name} field [{field_type.name}] cannot be nested")
        if scope is not None and field_type.get("time_series_dimension"):
            raise IllegalArgumentError(f"time_series_dimension can't be configured in nested field [{field_type.name}]")


def _check_alias(alias: AliasNode, target: ObjectNode | FieldNode | AliasNode | None, is_multi_field: bool) -> None:
    start = f"Invalid [path] value [{alias.path}] for field alias [{alias.name}]: an alias"
    if alias.path == alias.name:
        raise MapperParsingError(f"{start} cannot refer to itself.")
    if isinstance(target, AliasNode):
        raise MapperParsingError(f"{start} cannot refer to another alias.")
    if not is_multi_field and not isinstance(target, FieldNode):
        raise MapperParsingError(f"{start} must refer to an existing field in the mappings.")


def _check_copy_to(node: FieldNode, target: str, is_object: bool, is_multi_field: bool) -> None:
    if is_multi_field:
        raise IllegalArgumentError(f"[copy_to] may not be used to copy to a multi-field: [{target}]")
    if is_object:
        raise IllegalArgumentError(f"Cannot copy to field [{target}] since it is mapped as an object")


def _nested_scope(nodes: Mapping[str, Node], field: str) -> str | None:
    """Returns the nearest nested object around a field."""
    at = field.rfind(".")
    while at > 0:
        node = nodes.get(field[:at])
        if isinstance(node, ObjectNode) and node.nested:
            return node.name
        at = field.rfind(".", 0, at)
    return None


def _check_scopes(source: str | None, target: str | None) -> None:
    """Raises IllegalArgumentError for a copy to other documents than the field's own and those around it."""
    if target is None or (source is not None and f"{source}.".startswith(f"{target}.")):
        return
    raise IllegalArgumentError(
        "Illegal combination of [copy_to] and [nested] mappings: [copy_to] may only copy data to the current nested "
        "document or any of its parents, however one [copy_to] directive is trying to copy data from nested object "
        f"[{source or 'null'}] to [{target}]"
    )
