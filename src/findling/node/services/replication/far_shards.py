"""Shards on other nodes as a search asks them: which copy, for how long, and what if its node is silent.

A call goes to one copy; if it is late the next copy is asked as well, and the first answer is taken. Once a copy has
answered, the request stays with it: the numbers of its documents mean nothing to another. If it is lost then,
CopyLostError has the request begin anew.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from findling.base.errors import FindlingError, NoShardAvailableError
from findling.base.ids import random_uuid
from findling.cluster.nats.remote_calls import RemoteCalls
from findling.cluster.shards.routing_table import routing_of
from findling.cluster.transport import CopyLostError
from findling.node.services.reader_contexts import KEEP
from findling.node.services.replication.copies import Copies
from findling.node.services.replication.race import UNANSWERED, Race

ACTION: Final = "shard"
CLOSE: Final = "shards_close"
Check = Callable[[], None]


class FarShards:
    """The other nodes' copies, as seen from this node."""

    def __init__(self, copies: Copies, calls: RemoteCalls) -> None:
        self.copies = copies
        self.calls = calls

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
        return sorted(filter(self.copies.is_live, started), key=self.copies.answers.rank)


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

    def begin(self, action: str, argument: object) -> Race:
        """Asks, for `result`. Raises NoShardAvailableError if nobody can be asked."""
        nodes = self._nodes if self.node is None else [self.node]
        if not nodes:
            raise self._unavailable(None)
        request = {**self._told, "action": action, "argument": argument}
        race = Race(
            self._shards.calls,
            self._shards.copies.answers,
            f"{ACTION} {action}",
            partial(self._ask, request=request),
            nodes,
            # one that has answered already is not waited for: the request can begin anew
            self._shards.copies.is_live if self.node is None or self.is_kept else lambda node: False,
            self._reading.check,
            hedged=action != KEEP,
        )
        race.begin()
        return race

    def _ask(self, node: str, request: dict[str, Any]) -> "Future[bytes]":
        self._reading.touched(node)
        return self._shards.calls.begin(node, ACTION, request)

    def result(self, call: Race) -> Any:
        """Returns an answer, that of the copy that is soonest. Raises what it raises there, and as the module says."""
        try:
            return call.result()
        except UNANSWERED as error:
            if self.node is not None and not self.is_kept:
                raise CopyLostError(f"node [{self.node}] is lost") from error
            raise self._unavailable(error) from error
        finally:
            self.node = call.node or self.node

    def _unavailable(self, cause: FindlingError | None) -> NoShardAvailableError:
        index, number = self._told["index"], self._told["number"]
        error = NoShardAvailableError(
            f"No shard available for [{index}][{number}]", index=index, index_uuid=self._told["uuid"], shard=str(number)
        )
        error.__cause__ = cause
        return error
