"""graphql-core's executor, with a shorter way for what documents hold.

A selection of nothing but fields that are read from a document needs no resolver, no path and no completion of each
value: what reads them is put together once, and goes over all documents of a list. It is what most of an answer is.
"""

from asyncio import Future
from collections.abc import Callable
from types import CoroutineType
from typing import Any, Final

from graphql import Executor, GraphQLNonNull, GraphQLObjectType, get_named_type

from findling.graphql.resolve.documents import Document

Read = Callable[[Any], Any]

PLAIN: Final = "plain"
"""In the extensions of a field: its resolver looks at the document alone, and gives what the answer shows."""
_AWAITABLE: Final = frozenset({Future, CoroutineType})


def is_awaitable(value: Any) -> bool:
    """Whether a value has to be waited for: those of loaders, and what graphql-core makes of them."""
    return type(value) in _AWAITABLE


class DocumentExecutor(Executor[Any]):
    """Executes one operation."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._readers: dict[tuple[GraphQLObjectType, int], tuple[Any, Read | None]] = {}

    def execute_collected_subfields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Any,
        grouped_field_set: Any,
        new_defer_usages: Any,
        position_context: Any,
    ) -> Any:
        read = self._known_reader(parent_type, grouped_field_set)
        if read is not None:
            return read(source_value)
        return super().execute_collected_subfields(
            parent_type, source_value, path, grouped_field_set, new_defer_usages, position_context
        )

    def complete_iterable_value(
        self, item_type: Any, field_details_list: Any, info: Any, path: Any, items: Any, position_context: Any
    ) -> Any:
        kind = item_type.of_type if isinstance(item_type, GraphQLNonNull) else item_type
        if isinstance(kind, GraphQLObjectType) and type(items) is list and all(type(one) is Document for one in items):
            read = self._known_reader(kind, self.collect_subfields(kind, field_details_list)[0])
            if read is not None:
                return [read(one) for one in items]
        return super().complete_iterable_value(item_type, field_details_list, info, path, items, position_context)

    def _known_reader(self, parent: GraphQLObjectType, grouped: Any) -> Read | None:
        """Returns the reader of a selection, found once. The selection is kept, so that no other gets its id."""
        key = (parent, id(grouped))
        found = self._readers.get(key)
        if found is None:
            found = self._readers[key] = (grouped, self._reader(parent, grouped))
        return found[1]

    def _reader(self, parent: GraphQLObjectType, grouped: Any) -> Read | None:
        """Returns what makes an object of the answer, None if some field of it has to be resolved."""
        readers: list[tuple[str, Read]] = []
        for name, details in grouped.items():
            read = self._field_reader(parent, details)
            if read is None:
                return None
            readers.append((name, read))
        return lambda source: {name: read(source) for name, read in readers}

    def _field_reader(self, parent: GraphQLObjectType, details: Any) -> Read | None:
        node = details[0].node
        if node.name.value == "__typename":
            return lambda source, name=parent.name: name  # type: ignore[misc]
        field = parent.fields.get(node.name.value)
        if field is None or field.resolve is None or not field.extensions.get(PLAIN):
            return None
        resolve = field.resolve
        inner = get_named_type(field.type)
        if not isinstance(inner, GraphQLObjectType):
            return lambda source: resolve(source, None)
        read = self._reader(inner, self.collect_subfields(inner, details)[0])
        if read is None:
            return None
        return lambda source: _each(read, resolve(source, None))


def _each(read: Read, value: Any) -> Any:
    """Returns an object, or each of a list of them, as the answer shows it."""
    if isinstance(value, list):
        return [None if one is None else read(one) for one in value]
    return None if value is None else read(value)
