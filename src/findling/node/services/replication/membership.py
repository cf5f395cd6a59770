"""This node as a member of the cluster: it joins, says that it lives, and does the master's duties when it is its turn.

Who is master stands in the cluster state; whoever finds that node silent takes its place, by compare-and-set. Two that
take themselves for the master do no harm: each of their changes is a function of the state that only one of them can
store. Nothing on the way of a write or a search waits for the master.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.cluster.nats.connection import NatsConnection
from findling.cluster.nats.heartbeats import Heartbeats
from findling.cluster.nats.state_stream import StateStream
from findling.cluster.service import ClusterService
from findling.cluster.shards.allocation import allocated
from findling.cluster.shards.members import (
    MASTER_ROLE,
    Member,
    excluded_masters,
    master_of,
    members,
    with_master,
    with_member,
    without_members,
)
from findling.cluster.state import ClusterState
from findling.node.services.replication.copy import stream_of
from findling.node.services.replication.standing import Standing

logger = logging.getLogger("findling.cluster")

_EVERY_S: Final = 0.25
_SHORTEN_EVERY_S: Final = 30.0


class Membership:
    """Joins with `join`, leaves with `leave`.

    standing: of this node among the others
    said: what this node's heartbeat says of its shards; disk: total and free bytes of its disk
    """

    def __init__(
        self,
        connection: NatsConnection,
        store: StateStream,
        cluster: ClusterService,
        member: Callable[[], Member],
        said: Callable[[], dict[str, Any]],
        disk: Callable[[], tuple[int, int]],
        standing: Standing,
    ) -> None:
        self._connection = connection
        self._store = store
        self._cluster = cluster
        self._member = member
        self._said = said
        self._disk = disk
        self._look_now = threading.Event()
        self._id = member().id
        self.heartbeats = Heartbeats(connection, self._id, self._beat)
        self.heartbeats.heard = self._heard
        self._standing = standing
        standing.heartbeats = self.heartbeats
        self._stop = threading.Event()
        self._shortened = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="findling-duties", daemon=True)
        cluster.listen(self._changed)

    def join(self) -> None:
        """Becomes a member. Raises IllegalStateError if another node has this one's name."""
        self.heartbeats.start()  # first: a member that nobody hears is taken for one that left
        try:
            self._cluster.update(lambda state: with_member(state, self._member()))
        except BaseException:
            self.heartbeats.stop()
            raise
        self._thread.start()

    def leave(self) -> None:
        """Leaves, and says so."""
        self._stop.set()
        self._look_now.set()
        self._thread.join(30)
        self.heartbeats.stop()

    @property
    def is_master(self) -> bool:
        return master_of(self._cluster.state) == self._id

    def _beat(self) -> dict[str, Any]:
        return {"version": self._cluster.state.version, "shards": self._said(), "disk": self._disk()}

    def disks(self) -> dict[str, tuple[int, int]]:
        """Returns total and free bytes of the disks of nodes, as they have told."""
        found = {node: body.get("disk") for node, body in self.heartbeats.live().items()}
        return {node: (int(disk[0]), int(disk[1])) for node, disk in found.items() if disk}

    def _heard(self, node: str, body: dict[str, Any]) -> None:
        self._store.hint(body.get("version", 0))

    def _run(self) -> None:
        while not self._stop.is_set():
            self._look_now.wait(_EVERY_S)
            self._look_now.clear()
            try:
                self._look()
            except FindlingError as error:
                logger.info("duties of the cluster wait: %s", error.reason)
            except Exception:
                logger.exception("duties of the cluster failed")

    def _look(self) -> None:
        state, member = self._cluster.state, self._member()
        if members(state).get(self._id) != member:
            self._cluster.update(lambda state: with_member(state, member))
        if not self.heartbeats.has_listened():
            return
        self._elect(self._standing.lost())
        if self.is_master:
            self._cluster.update(self._kept)
            if time.monotonic() - self._shortened > _SHORTEN_EVERY_S:
                self._shortened = time.monotonic()
                self._store.shorten()

    def _elect(self, lost: set[str]) -> None:
        """Takes the master's place if it is dead and this node's turn."""
        state, live = self._cluster.state, {self._id, *self.heartbeats.live()}
        master, excluded = master_of(state), excluded_masters(state)
        if master in members(state).keys() - lost - excluded:
            return
        able = [node.id for node in members(state).values() if node.id in live and MASTER_ROLE in node.roles]
        # those that are to leave the voting configuration are master only if nobody else can be
        able = [node for node in able if node not in excluded] or able
        if able and min(able) == self._id and master != self._id:
            self._cluster.update(lambda state: with_master(state, self._id) if master_of(state) == master else state)
            logger.info("this node is master now node=%s", self._member().name)

    def _kept(self, state: ClusterState) -> ClusterState:
        """Returns the state without nodes that are gone, and with what follows for the shards.

        It is asked for again if others have changed the state meanwhile: this node may not be the master any more.
        """
        if master_of(state) != self._id or not self.heartbeats.has_listened():
            return state
        gone = members(state).keys() & self._standing.lost()
        live = members(state).keys() - gone
        for node in gone:
            logger.warning("node left node=%s", members(state)[node].name)
        return allocated(without_members(state, set(gone)), live, time.time_ns() // 1_000_000, self.disks())

    def _changed(self, before: ClusterState, after: ClusterState) -> None:
        """Has what follows looked at soon, and the logs of deleted indices removed."""
        self._look_now.set()
        if before.indices is after.indices or not self.is_master:
            return
        left = {index.uuid for index in after.indices.values()}
        for index in before.indices.values():
            if index.uuid not in left:
                threading.Thread(
                    target=self._remove_logs, args=(index.uuid, index.number_of_shards), daemon=True
                ).start()

    def _remove_logs(self, uuid: str, shards: int) -> None:
        for number in range(shards):
            stream_of(self._connection, uuid, number).delete()
