"""Shards on other nodes as a search asks them: which copy, for how long, and what if its node is silent.

A call goes to one copy; if its node does not even say that it lives, the next copy is asked. Once a copy has answered,
the request stays with it: the numbers of its documents mean nothing to another. If it is lost then, CopyLostError has
the request begin anew.
"""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError, NoShardAvailableError
from findling.base.ids import random_uuid
from findling.cluster.nats.errors import NodeUnreachableError
from findling.cluster.nats.remote_calls import PATIENCE_S, PING, PING_S, RemoteCalls
from findling.cluster.shards.routing_table import routing_of
from findling.cluster.transport import CopyLostError
from findling.node.services.replication.copies import Copies

ACTION: Final = "shard"
CLOSE: Final = "shards_close"
_LOOK_S: Final = 0.05
_AVOIDED_S: Final = 5.0
"""For so long a node that was silent is asked last."""

Check = Callable[[], None]


@dataclass(slots=True)
class FarCall:
    """A call that is under way."""

    node: str
    action: str
    argument: object
    future: "Future[bytes]"
    begun: float


class FarShards:
    """The other nodes' copies, as seen from this node."""

    def __init__(self, copies: Copies, calls: RemoteCalls) -> None:
        self.copies = copies
        self.calls = calls
        self._speed: dict[str, float] = {}
        self._busy: dict[str, int] = {}
        self._silent: dict[str, float] = {}
        self._lock = threading.Lock()

    def reading(self, common: dict[str, Any], check: Check) -> "FarReading":
        """Returns what one request reads on other nodes."""
        return FarReading(self, common, check)

    def is_here(self, uuid: str, number: int, nodes: Sequence[str] | None = None) -> bool:
        """Whether a copy on this node can be read. nodes: those that may be asked, None: all"""
        if nodes is not None and (not nodes or nodes[0] != self.copies.node_id):
            return False
        return self.copies.readable(uuid, number) is not None

    def nodes_of(self, uuid: str, number: int) -> list[str]:
        """Returns the nodes with a copy that can be read: this one, then those that answer soonest."""
        started = routing_of(self.copies.cluster.state, uuid, number).started
        return sorted(filter(self.copies.is_live, started), key=self._rank)

    def _rank(self, node: str) -> tuple[bool, bool, float]:
        cost = self._speed.get(node, 0.0) * (1 + self._busy.get(node, 0))
        is_silent = time.monotonic() - self._silent.get(node, -_AVOIDED_S) < _AVOIDED_S
        return is_silent, node != self.copies.node_id, cost

    def began(self, node: str) -> None:
        with self._lock:
            self._busy[node] = self._busy.get(node, 0) + 1

    def ended(self, node: str, seconds: float | None) -> None:
        """Notes how long a node took; None: it did not answer."""
        with self._lock:
            self._busy[node] -= 1
            if seconds is not None:
                self._silent.pop(node, None)
                self._speed[node] = 0.7 * self._speed.get(node, seconds) + 0.3 * seconds

    def is_silent(self, node: str) -> bool:
        """Whether a node does not even say that it lives; those that do not are asked last from then on."""
        if self.copies.is_live(node):
            try:
                self.calls.call(node, PING, None, PING_S)
                return False
            except FindlingError:
                pass
        self._silent[node] = time.monotonic()
        return True


class FarReading:
    """What one request reads on other nodes. `close` lets them forget it.

    common: what they are told of the request; check: raises once nobody wants the answer
    """

    def __init__(self, shards: FarShards, common: dict[str, Any], check: Check) -> None:
        self.shards = shards
        self.check = check
        self.common = {**common, "session": random_uuid(), "from": shards.copies.node_id}
        self._nodes: set[str] = set()

    def shard(self, uuid: str, number: int, place: int, nodes: Iterable[str] | None, **told: Any) -> "FarShard":
        """Returns a shard of this request. nodes: to ask, in order; told: what its node has to know of it"""
        chosen = self.shards.nodes_of(uuid, number) if nodes is None else list(nodes)
        return FarShard(self, chosen, {**self.common, **told, "uuid": uuid, "number": number, "place": place})

    def touched(self, node: str) -> None:
        self._nodes.add(node)

    def close(self) -> None:
        for node in self._nodes:
            self.shards.calls.tell(node, CLOSE, self.common["session"])


class FarShard:
    """A shard that is asked on another node. node: the one that has answered, None before the first answer"""

    def __init__(self, reading: FarReading, nodes: list[str], told: dict[str, Any]) -> None:
        self.node: str | None = None
        self._reading = reading
        self._nodes = nodes
        self._told = told
        self._shards = reading.shards

    @property
    def is_kept(self) -> bool:
        """Whether it is read by a snapshot that one node keeps between requests."""
        return self._told.get("reader") is not None

    def begin(self, action: str, argument: object) -> FarCall:
        """Asks, for `result`. Raises NoShardAvailableError if nobody can be asked."""
        node = self.node
        if node is None:
            if not self._nodes:
                raise self._unavailable(None)
            node = self._nodes.pop(0)
        self._reading.touched(node)
        self._shards.began(node)
        request = {**self._told, "action": action, "argument": argument}
        return FarCall(node, action, argument, self._shards.calls.begin(node, ACTION, request), time.monotonic())

    def result(self, call: FarCall) -> Any:
        """Returns an answer, another copy's if need be. Raises what it raises there, and as the module says."""
        while True:
            try:
                answer = self._answer(call)
            except NodeUnreachableError as error:
                if self.node is not None and not self.is_kept:
                    raise CopyLostError(f"node [{call.node}] is lost") from error
                if self.node is not None or not self._nodes:
                    raise self._unavailable(error) from error
                call = self.begin(call.action, call.argument)
                continue
            except FindlingError:
                self.node = call.node
                raise
            self.node = call.node
            return answer

    def _answer(self, call: FarCall) -> Any:
        took: float | None = None
        try:
            self._wait(call)
            took = time.monotonic() - call.begun
            return self._shards.calls.result(call.future, call.node, 0)
        finally:
            call.future.cancel()
            self._shards.ended(call.node, took)

    def _wait(self, call: FarCall) -> None:
        """Returns once there is an answer. Raises NodeUnreachableError if the node is silent."""
        looked = call.begun
        while not call.future.done():
            wait((call.future,), _LOOK_S)
            self._reading.check()
            now = time.monotonic()
            if not call.future.done() and now - looked > PATIENCE_S:
                looked = now
                # the last one is waited for as long as it is taken to live
                gone = self._shards.is_silent(call.node) and (
                    bool(self._nodes) or self.node is not None or not self._shards.copies.is_live(call.node)
                )
                if gone:
                    raise NodeUnreachableError(f"node [{call.node}] does not answer")

    def _unavailable(self, cause: FindlingError | None) -> NoShardAvailableError:
        index, number = self._told["index"], self._told["number"]
        error = NoShardAvailableError(
            f"No shard available for [{index}][{number}]", index=index, index_uuid=self._told["uuid"], shard=str(number)
        )
        error.__cause__ = cause
        return error
