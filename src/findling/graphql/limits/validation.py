"""Parses and validates documents."""

from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    Visitor,
    parse,
    validate,
    visit,
)

MAX_TOKENS: Final = 4000
MAX_ERRORS: Final = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that is valid.

    names: of all the fields that it selects; operations: those by their names, None for the one without
    """

    document: DocumentNode
    names: frozenset[str]
    operations: dict[str | None, OperationDefinitionNode]


def check(schema: GraphQLSchema, text: str) -> Checked | list[GraphQLError]:
    """Returns a document, or what is wrong with it."""
    try:
        document = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLError as error:
        return [error]
    errors = validate(schema, document, max_errors=MAX_ERRORS)
    if errors:
        return errors
    names = _Names()
    visit(document, names)
    operations = {
        None if one.name is None else one.name.value: one
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
    }
    return Checked(document, frozenset(names.found), operations)


class _Names(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.found.add(node.name.value)
