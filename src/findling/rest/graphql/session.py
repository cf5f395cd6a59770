"""What a client does over a connection that stays: each piece of work has the rights that the client has by then."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from findling.inference.current import ENDPOINTS
from findling.node.search.query_rules import find_ruleset
from findling.node.services.node import Node
from findling.rest.guard import Guard
from findling.rest.request import Request
from findling.rest.route import Route
from findling.search.query_rules import RULESETS

Result = TypeVar("Result")


class Session:
    """One client of a node.

    request: the one that the connection began with; its headers say who asks
    route: what is asked for; only_queries: whether mutations are refused: any web page can send a GET
    """

    def __init__(self, node: Node, request: Request, route: Route, only_queries: bool = False) -> None:
        self.node = node
        self.only_queries = only_queries
        self.request = request
        self._guard = None if node.security is None else Guard(node.security)
        self._route = route

    @property
    def owner(self) -> str | None:
        """Name of who asks, None while nobody has to say so."""
        caller = self.request.caller
        return None if caller is None else caller.authentication.user.username

    def identify(self) -> None:
        """Finds out who asks. Raises AuthenticationError."""
        if self._guard is not None:
            self._guard.identify(self.request, "", self._route)

    async def run(self, work: Callable[[], Result]) -> Result:
        """Returns what work gives that is done in another thread. Raises SecurityError, and what it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.node.patient_pool, self._run, work)

    def _run(self, work: Callable[[], Result]) -> Result:
        ENDPOINTS.set(self.node.inference)
        RULESETS.set(partial(find_ruleset, self.node))
        with self.request.work(self.node):
            if self._guard is None:
                return work()
            self.identify()
            with self._guard.admitted(self.request, self._route):
                return work()
