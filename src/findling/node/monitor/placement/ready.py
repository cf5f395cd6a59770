"""Whether this node can serve: what load balancers and holders of a virtual address ask, again and again."""

from typing import Any, Final

from findling.cluster.shards.members import members
from findling.cluster.shards.shutdowns import shutdowns
from findling.node.services.node import Node

_SILENT_S: Final = 3.0


def readiness(node: Node) -> tuple[dict[str, Any], int]:
    """Returns the answer and its status: 200 while this node can serve, else 503 with the reason.

    Load balancers ask it without credentials: of a node with security on it tells no names.
    """
    why = None if node.others is None else _fault(node)
    body: dict[str, Any] = {"ready": why is None}
    if node.security is None:
        body |= {"node": node.name, "cluster_name": node.config.cluster_name}
    return (body, 200) if why is None else ({**body, "reason": why}, 503)


def _fault(node: Node) -> str | None:
    """Returns what keeps a node of a cluster from serving, None if nothing does."""
    state = node.cluster.state
    if node.id in shutdowns(state):
        return "the node is about to be stopped"
    if node.id not in members(state):
        return "the node is no member of the cluster"
    assert node.others is not None
    if node.others.membership.heartbeats.age(node.id) > _SILENT_S:
        return "the node does not hear its own heartbeat: it is cut off from the cluster"
    return None
