"""A first look at a document, before it is validated: what it selects, and how much validation would have to compare.

Whether fields of the same name in the answer agree is found in pairs, of fields and of fragments: a short document can
keep that busy for minutes.
"""

from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

MAX_REPEATED: Final = 100
MAX_SPREADS: Final = 50


class Sight:
    """What is in a document.

    names: of the fields; repeated: how many stand in a selection that has one of that name already
    spreads: the most fragments that are spread in one selection
    """

    def __init__(self, document: DocumentNode) -> None:
        self.names: set[str] = set()
        self.repeated = self.spreads = 0
        for one in document.definitions:
            if isinstance(one, OperationDefinitionNode | FragmentDefinitionNode):
                self._look(one.selection_set)

    def _look(self, selections: SelectionSetNode) -> None:
        """Looks at a selection: that of a field with those of fragments within it."""
        seen: set[str] = set()
        spreads = 0
        waiting = [selections]
        for part in waiting:
            for one in part.selections:
                if isinstance(one, FieldNode):
                    self._see(one, seen)
                elif isinstance(one, InlineFragmentNode):
                    waiting.append(one.selection_set)
                elif isinstance(one, FragmentSpreadNode):
                    spreads += 1
        self.spreads = max(self.spreads, spreads)

    def _see(self, field: FieldNode, seen: set[str]) -> None:
        name = (field.alias or field.name).value
        self.repeated += name in seen
        seen.add(name)
        self.names.add(field.name.value)
        if field.selection_set is not None:
            self._look(field.selection_set)
