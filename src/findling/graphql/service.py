"""The only door to GraphQL for whoever carries requests."""

from collections.abc import AsyncIterator
from typing import Any

from findling.base.errors import not_supported
from findling.base.lazy import lazy_module
from findling.graphql.request import Caller, GraphQLRequest, GraphQLResult
from findling.node.services.node import Node

_engine = lazy_module("findling.graphql.engine")


class GraphQL:
    """GraphQL over one node: `node.kept(GraphQL)`. The first request loads what it needs.

    Methods run in the thread of the request, under the access that holds there.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._loaded: Any = None

    def execute(self, request: GraphQLRequest, caller: Caller) -> GraphQLResult:
        """Answers a query or a mutation. What is wrong with it is in the answer."""
        result: GraphQLResult = self.engine.execute(request, caller)
        return result

    def subscribe(self, request: GraphQLRequest, caller: Caller) -> AsyncIterator[GraphQLResult]:
        """Returns the answers of a subscription as they come."""
        raise not_supported("subscriptions")

    @property
    def engine(self) -> Any:
        """The `findling.graphql.engine.Engine`."""
        if self._loaded is None:
            self._loaded = _engine.Engine(self._node)
        return self._loaded
