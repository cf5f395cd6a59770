"""The only door to GraphQL for whoever carries requests."""

from typing import TYPE_CHECKING, Any

from findling.base.lazy import lazy_module
from findling.graphql.request import Caller, GraphQLRequest, GraphQLResult
from findling.node.services.node import Node

if TYPE_CHECKING:
    from findling.graphql.subscribe.subscription import Subscription

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

    def begin(self, request: GraphQLRequest, caller: Caller) -> "GraphQLResult | Subscription":
        """Returns the subscription that a request asks for; answers any other as `execute` does."""
        begun: GraphQLResult | Subscription = self.engine.begin(request, caller)
        return begun

    @property
    def engine(self) -> Any:
        """The `findling.graphql.engine.Engine`."""
        if self._loaded is None:
            self._loaded = _engine.Engine(self._node)
        return self._loaded
