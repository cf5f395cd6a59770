"""What all resolvers of one request share."""

from collections.abc import Callable, Container, Mapping
from typing import Any

from findling.base.work.breakers import MemoryAccount
from findling.graphql.resolve.backend import Backend
from findling.node.services.node import Node


class RequestContext:
    """One request.

    names: of all fields that its document selects anywhere: what nobody selects need not be found out
    headers: of the transport's request, in lower case; indices: those whose documents have a type
    account: of the memory of answers
    """

    def __init__(
        self,
        node: Node,
        check: Callable[[], None],
        names: frozenset[str],
        headers: Mapping[str, str],
        indices: Container[str],
        account: MemoryAccount | None = None,
    ) -> None:
        self.node = node
        self.backend = Backend(node, check, account)
        self.names = names
        self.headers = headers
        self._indices = indices
        self.loaders: dict[Any, Any] = {}

    def selects(self, *names: str) -> bool:
        """Whether any of these fields may be wanted."""
        return not self.names.isdisjoint(names)

    def knows_index(self, name: str) -> bool:
        """Whether the documents of an index have a type in the schema."""
        return name in self._indices
