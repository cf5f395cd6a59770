"""Which fields of a type are wanted, before they are resolved: to ask for all of them at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_directive_values,
)


def selected(info: Any, nodes: Sequence[FieldNode]) -> dict[str, list[FieldNode]]:
    """Returns the fields that some nodes of the same object type select, by the name that they have in the answer."""
    found: dict[str, list[FieldNode]] = {}
    for node in nodes:
        if node.selection_set is not None:
            for inner in _fields(info, node.selection_set, frozenset()):
                found.setdefault((inner.alias or inner.name).value, []).append(inner)
    return found


def _fields(info: Any, selections: SelectionSetNode, within: frozenset[str]) -> Iterator[FieldNode]:
    for one in selections.selections:
        if not _is_included(info, one):
            continue
        if isinstance(one, FieldNode):
            yield one
        elif isinstance(one, FragmentSpreadNode):
            name = one.name.value
            if name not in within:
                yield from _fields(info, info.fragments[name].selection_set, within | {name})
        elif isinstance(one, InlineFragmentNode):
            yield from _fields(info, one.selection_set, within)


def _is_included(info: Any, node: Any) -> bool:
    if not node.directives:
        return True
    skip = get_directive_values(GraphQLSkipDirective, node, info.variable_values)
    if skip is not None and skip["if"]:
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, info.variable_values)
    return include is None or bool(include["if"])
