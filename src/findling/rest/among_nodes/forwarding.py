"""Gives a request that reads shards to a node that has all of them, or the context it goes on with.

A second node is asked if the first does not answer soon, and the others if it cannot; the first answer is taken.
"""

import itertools
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.cluster.name_resolution import OPEN_AND_CLOSED, resolve_names
from findling.cluster.shards.routing_table import routing_of
from findling.node.search.shards.serving import ShardServing
from findling.node.services.node import Node
from findling.rest.query_string import parse_query
from findling.rest.render import Rendered
from findling.rest.request import Request
from findling.rest.route_actions import actions_of
from findling.rest.router import Match

_READS: Final = frozenset({"indices:admin/analyze_disk_usage", "indices:monitor/segments"})
_CONTEXTS: Final = frozenset(
    f"indices:data/read/{what}"
    for what in ("async_search/delete", "async_search/get", "close_point_in_time", "scroll", "scroll/clear", "search")
) | {"cluster:monitor/async_search/status"}
_ID: Final = re.compile(rb'"(?:scroll_id|id)"\s*:\s*(?:\[\s*)?"([A-Za-z0-9_=-]{16,})"')
_HEADER: Final = "x-findling-forwarded"
_HEDGE_S: Final = 0.4
_LOOK_S: Final = 0.1
_ASK_S: Final = 1.0
_LONG_S: Final = 3600.0

Handle = Callable[[Request, str], Rendered]


class Forwarding:
    """What an application of a node in a cluster asks before it carries out a request. handle: carries it out here"""

    def __init__(self, node: Node, handle: Handle) -> None:
        assert node.others is not None
        self._node = node
        self._copies = node.others.copies
        self._calls = node.others.calls
        self._turn = itertools.count()
        self._calls.register("http", lambda asked: _answer(handle, asked), "http")
        self._calls.register("has_context", self._has_context)
        self._shards = ShardServing(node)

    def answer(self, request: Request, query_string: str, match: Match | None) -> Rendered | None:
        """Returns the answer of another node, None if the request is to be carried out here."""
        if match is None or match.route is None or _HEADER in request.headers:
            return None
        action = actions_of(match.route)[0]
        if action in _CONTEXTS:
            home = self._home_of(request, query_string, match)
            if home is not None:
                return self._ask([home], request, query_string, hedged=False)
        if action not in _READS:
            return None
        nodes = self._nodes_with_all(match)
        return self._ask(nodes, request, query_string, hedged=True) if nodes else None

    # contexts

    def _has_context(self, asked: dict[str, Any]) -> bool:
        return self._node.readers.find(asked["id"]) is not None

    def _home_of(self, request: Request, query_string: str, match: Match) -> str | None:
        """Returns the node that keeps the scroll or point in time of a request, None if it is here or nowhere."""
        name = (
            match.parameters.get("scroll_id")
            or parse_query(query_string).get("scroll_id")
            or match.parameters.get("id")
        )
        if name is None and b"id" in request.body:
            found = _ID.search(request.body)
            name = found[1].decode() if found else None
        if name is None or self._node.readers.find(name) is not None:
            return None
        live = [node for node in self._others() if self._copies.is_live(node)]
        asked = {node: self._calls.begin(node, "has_context", {"id": name}) for node in live}
        for node, future in asked.items():
            try:
                if self._calls.result(future, node, _ASK_S):
                    return node
            except FindlingError:
                continue
        return None

    def _others(self) -> list[str]:
        members: dict[str, Any] = self._node.cluster.state.custom.get("nodes", {})
        return [node for node in members if node != self._node.id]

    # shards

    def _nodes_with_all(self, match: Match) -> list[str]:
        """Returns the nodes that can read all shards of a request; none if this one can, or nobody."""
        state = self._node.cluster.state
        try:
            named = resolve_names(state, match.parameters.get("index"), OPEN_AND_CLOSED, self._node.clock.now_ms())
            indices = [index for index in named if not index.closed]
        except FindlingError:
            return []
        having: set[str] | None = None
        for index in {index.uuid: index for index in indices}.values():
            for number in range(index.number_of_shards):
                started = {node for node in routing_of(state, index.uuid, number).started if self._copies.is_live(node)}
                having = started if having is None else having & started
        if not having or (self._node.id in having and self._all_open(indices)):
            return []
        nodes = sorted(having - {self._node.id})
        turn = next(self._turn) % len(nodes) if nodes else 0
        return nodes[turn:] + nodes[:turn]

    def _all_open(self, indices: Sequence[Any]) -> bool:
        return all(
            self._copies.readable(index.uuid, number) is not None
            for index in indices
            for number in range(index.number_of_shards)
        )

    def _ask(self, nodes: Sequence[str], request: Request, query_string: str, hedged: bool) -> Rendered | None:
        """Returns the first answer of several nodes, None if none of them answers."""
        asked = {
            "method": request.method,
            "path": request.path,
            "query": query_string,
            "headers": {**request.headers, _HEADER: self._node.id},
            "body": request.body,
            "address": request.address,
        }
        running: dict[Future[bytes], str] = {}
        left = list(nodes)
        asked_at = 0.0
        while left or running:
            late = hedged and time.monotonic() - asked_at > _HEDGE_S
            if left and (not running or late):
                node = left.pop(0)
                running[self._calls.begin(node, "http", asked)] = node
                asked_at = time.monotonic()
            done, _ = wait(running, _LOOK_S, FIRST_COMPLETED)
            request.check()
            for future in [*done, *(future for future, node in running.items() if not self._copies.is_live(node))]:
                node = running.pop(future, "")
                if future in done:
                    try:
                        status, headers, body = self._calls.result(future, node, _LONG_S)
                    except FindlingError:
                        continue
                    return Rendered(status, headers, body)
                if not hedged:
                    return None
        return None


def _answer(handle: Handle, asked: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Carries out a request that another node was sent."""
    request = Request(
        asked["method"], asked["path"], {}, {}, asked["headers"], body=asked["body"], address=asked["address"]
    )
    rendered = handle(request, asked["query"])
    return rendered.status, list(rendered.headers), rendered.whole
