"""What others think of this node, and it of them: whether it may answer without asking anybody, and who is dead.

A primary answers at once while most of the masters have heard it a moment ago. Nobody takes a node for dead that most
of them may have heard: each says whom it hears. So there are never two that answer, whoever leads a log, if anybody.
"""

from typing import Final

from findling.cluster.nats.heartbeats import SILENT_S, Heartbeats
from findling.cluster.nats.log_contact import LogContact
from findling.cluster.service import ClusterService
from findling.cluster.shards.members import MASTER_ROLE, members
from findling.cluster.shards.routing_table import routing_of
from findling.node.services.replication.copy import Copy

_ALONE_S: Final = 12.0
"""Who hears no majority of the masters waits so long until it takes them for dead: longer than a log's election."""
_APART_S: Final = 10.0
"""After so long without the log's majority a node is not counted on, whoever else is with it."""


class Standing:
    """This node among the others.

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
        # whoever else has everything may be made the primary, whether its copy can be read now or not
        is_only_one = {*routing.copies, *routing.in_sync} == {self._node_id}
        return routing.primary == self._node_id and (is_only_one or self._is_counted_on())

    def _is_counted_on(self) -> bool:
        """Whether nobody can have taken this node for dead, and nobody who is heard knows a newer state."""
        beats, voters = self.heartbeats, self._voters()
        if beats is None or not beats.has_listened() or self._contact.age() > _APART_S:
            return False
        said = (body for node, body in beats.live().items() if node != self._node_id)
        newest = max((body.get("version", 0) for body in said), default=0)
        return 2 * beats.vouching(voters) > len(voters) and newest <= self._cluster.state.version

    def lost(self) -> set[str]:
        """Returns the members that can be taken for dead."""
        beats = self.heartbeats
        if beats is None or not beats.has_listened():
            return set()
        silent = members(self._cluster.state).keys() - beats.live().keys() - {self._node_id}
        return {node for node in silent if self._is_lost(beats, node)}

    def _is_lost(self, beats: Heartbeats, node: str) -> bool:
        voters = self._voters()
        others = [voter for voter in voters if voter not in (node, self._node_id)]
        hearing = [voter for voter in others if beats.may_hear(voter, node)]
        if beats.has_left(node) or 2 * (len(hearing) + (node in voters)) <= len(voters):
            return True
        if any(beats.age(voter) < SILENT_S for voter in hearing):
            return False
        return beats.age(node) > _ALONE_S and self._contact.lasted_s() > _ALONE_S

    def _voters(self) -> list[str]:
        return [node.id for node in members(self._cluster.state).values() if MASTER_ROLE in node.roles]
