"""Whether this node may decide, and answer, without asking anybody: nobody else can have taken its place."""

from typing import Final

from findling.cluster.nats.heartbeats import EVERY_S, SILENT_S, Heartbeats
from findling.cluster.nats.log_contact import LOST_S, LogContact
from findling.cluster.service import ClusterService
from findling.cluster.shards.members import MASTER_ROLE, members
from findling.cluster.shards.routing_table import routing_of
from findling.node.services.replication.copy import Copy

_RECENT_S: Final = SILENT_S / 2
"""Whoever takes this node for dead has not heard it for SILENT_S; it sends at least twice in this time."""
_HEARD_AGAIN_S: Final = 2 * EVERY_S


class Standing:
    """What others think of this node, as far as it can know.

    contact: with the log in which others would take its place; heartbeats: None until it is a member
    """

    def __init__(self, node_id: str, cluster: ClusterService, contact: LogContact) -> None:
        self._node_id = node_id
        self._cluster = cluster
        self._contact = contact
        self.heartbeats: Heartbeats | None = None

    def decides(self, copy: Copy) -> bool:
        """Whether nobody else can have written behind a copy: it is the primary, and others count on it."""
        index = self._cluster.state.indices.get(copy.service.name)
        if index is None or copy.own_term != index.primary_terms[copy.number]:
            return False
        routing = routing_of(self._cluster.state, *copy.key)
        return routing.primary == self._node_id and (len(routing.copies) == 1 or self._is_counted_on())

    def _is_counted_on(self) -> bool:
        """Whether those that might take its place hear this node, and have stored nothing that it does not know.

        It has sent without a pause, a majority of the log's servers was in contact with its own a moment ago, and so
        were most of those that may be master, who know nothing newer.
        """
        beats, state = self.heartbeats, self._cluster.state
        if beats is None or not beats.has_listened() or self._contact.age() > LOST_S or not self._hears_most(beats):
            return False
        said = (body for node, body in beats.live().items() if node != self._node_id)
        return max((body.get("version", 0) for body in said), default=0) <= state.version

    def _hears_most(self, beats: Heartbeats) -> bool:
        """Whether most of those that may be master were heard a moment ago."""
        voters = [node.id for node in members(self._cluster.state).values() if MASTER_ROLE in node.roles]
        heard = [node for node in voters if node == self._node_id or beats.age(node) < _RECENT_S]
        return 2 * len(heard) > len(voters)

    def can_judge(self) -> bool:
        """Whether nodes that are silent here can be taken for dead.

        Not while this one is cut off itself, nor at once when it is not any more: they have to be heard again first.
        """
        beats = self.heartbeats
        if beats is None or not beats.has_listened():
            return False
        return self._contact.lasted_s() > (0 if self._hears_most(beats) else _HEARD_AGAIN_S)
