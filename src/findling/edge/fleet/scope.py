"""Searches and shadows of a whole fleet, `?scope=fleet`: each edge answers from what it has itself.

A hub asks the edges that are there, all at once, and waits until a deadline; who did not answer is said. An edge
answers from its own, and asks its hub for the others if that is an edge too (a gateway): so those of one network see
each other while the centre is away. A centre answers no such question of an edge: a stolen one would see all.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, Self

import orjson

from findling.base.errors import FindlingError, IllegalArgumentError, ResourceNotFoundError
from findling.base.units import parse_time_ms
from findling.cluster.name_resolution import IndicesOptions
from findling.edge.errors import EdgeRefusedError
from findling.edge.fleet.merging import Asked, merged
from findling.node.search.search import SearchCall, search
from findling.node.services.node import Node

Json = dict[str, Any]
Answer = Callable[[float], Any]
"""Waits for an answer that was asked for, so many seconds at most."""
SEARCH: Final = "search"
FLEET_SEARCH: Final = "fleet_search"
FLEET_SHADOW: Final = "fleet_shadow"
HUB: Final = "_hub"
_DEADLINE_MS: Final = 3_000
_PATIENCE_S: Final = 5.0


class Others(Protocol):
    """Those a node can ask."""

    def present(self) -> list[str]:
        """Returns the names of those that are there."""

    def begin(self, name: str, verb: str, body: bytes) -> Answer:
        """Asks one of them."""


class FleetScope:
    """What a node has of it: `node.kept(FleetScope.of)`.

    below: the edges of a hub; above: the hub of an edge; own: the name of this edge, None for what is none
    shadows: of the devices of this edge, by name
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self.below: Others | None = None
        self.above: Others | None = None
        self.own: str | None = None
        self.shadow: Callable[[str], Json | None] = lambda device: None

    @classmethod
    def of(cls, node: Node) -> Self:
        """Makes the scope of a node."""
        return cls(node)

    def search(
        self,
        index: str | None,
        body: Mapping[str, Any],
        params: Mapping[str, str],
        without: str | None = None,
        upwards: bool = True,
    ) -> Json:
        """Returns the hits of all that answer.

        without: the edge that asks, and answers itself; upwards: whether the hub of this edge is asked for others
        Raises IllegalArgumentError for what cannot be put together, or if this node knows no fleet.
        """
        if self.below is None and self.own is None:
            raise IllegalArgumentError("[scope] can be [fleet] on a hub of edges, and on an edge")
        asked = Asked.of(index, body, params)
        begun = self._node.clock.monotonic()
        waiting: dict[str, Answer] = {}
        names = [] if self.below is None else self.below.present()
        for name in names:
            if self.below is not None and name != without:
                waiting[name] = self.below.begin(name, SEARCH, asked.to_bytes())
        if self.above is not None and upwards:
            waiting[HUB] = self.above.begin(HUB, FLEET_SEARCH, asked.to_bytes())
        answers: dict[str, Json | FindlingError] = {}
        if self.own is not None:
            answers[self.own] = self._own(asked)
        deadline_s = parse_time_ms(str(body.get("timeout", f"{_DEADLINE_MS}ms")), "timeout") / 1000
        for name, answer in waiting.items():
            left_s = max(0.0, begun + deadline_s - self._node.clock.monotonic())
            try:
                answers[name] = answer(left_s)
            except FindlingError as error:
                answers[name] = error
        return merged(asked, answers, int((self._node.clock.monotonic() - begun) * 1000))

    def answer(self, body: bytes) -> Json:
        """Answers a hub from what this edge and those below it have."""
        asked = Asked.from_bytes(body)
        if self.below is None:
            return self._searched(asked)
        return self.search(asked.index, asked.body, asked.params, upwards=False)

    def answer_edge(self, edge: str, body: bytes) -> Json:
        """Answers an edge below, for the others of its network. Raises IllegalArgumentError."""
        asked = Asked.from_bytes(body)
        for name in (asked.index or "*").split(","):
            if not name.startswith("edge-"):
                raise IllegalArgumentError(f"edges search each other's [edge-*], not [{name}]")
        return self.search(asked.index, asked.body, asked.params, edge, upwards=False)

    def _own(self, asked: Asked) -> Json | FindlingError:
        try:
            return self._searched(asked)
        except FindlingError as error:
            return error

    def _searched(self, asked: Asked) -> Json:
        """Searches what arose here: what edges below have sent is theirs to answer."""
        for name in (asked.index or "").split(","):
            if name.lstrip("-").startswith("."):
                raise IllegalArgumentError(f"[{name}] is not for a fleet to search")
        body = dict(asked.body)
        if self.below is not None:
            mine = [{"term": {"edge.node": self.own}}]
            body["query"] = {"bool": {"must": [body.get("query", {"match_all": {}})], "filter": mine}}
        options = IndicesOptions(ignore_unavailable=True, allow_no_indices=True)
        found: Json = orjson.loads(
            orjson.dumps(search(self._node, SearchCall(asked.index, body, asked.params, options)))
        )
        return found

    def find_shadow(self, device: str) -> Json:
        """Returns a device's shadow: of this edge, or as its hub has it. Raises ResourceNotFoundError..."""
        found = self.shadow(device)
        if found is not None:
            return found
        if self.above is None:
            raise ResourceNotFoundError(f"shadow [{device}] not found")
        return self._ask_above({"device": device})

    def change_shadow(self, device: str, change: Mapping[str, Any]) -> Json:
        """Has the hub change what a device should be."""
        if self.above is None:
            raise IllegalArgumentError("an edge without a hub changes no shadows")
        return self._ask_above({"device": device, "state": dict(change)})

    def _ask_above(self, body: Json) -> Json:
        assert self.above is not None
        try:
            found: Json = self.above.begin(HUB, FLEET_SHADOW, orjson.dumps(body))(_PATIENCE_S)
        except EdgeRefusedError as error:
            if error.metadata.get("far_status") == ResourceNotFoundError.status:
                raise ResourceNotFoundError(error.reason) from error
            raise
        return found
