"""This node as answers tell of it."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, Final

from findling.cluster.shards.members import members
from findling.node.services.node import Node
from findling.version import ELASTICSEARCH_VERSION, INDEX_VERSION, MIN_INDEX_VERSION

ROLES: Final = ["data", "data_cold", "data_content", "data_frozen", "data_hot", "data_warm", "ingest", "master", "ml",
                "remote_cluster_client", "transform"]  # fmt: skip
"""Those that a node of Elasticsearch has unless told otherwise: programs choose nodes by them."""
NO_ROLES: Final = ("index", "search", "voting_only")
"""Those that it could have, and has not."""
ROLE_LETTERS: Final = "cdfhilmrstw"
ATTRIBUTES: Final = {"xpack.installed": "true"}


_LETTERS: Final = {"data": "d", "ingest": "i", "master": "m"}


def role_letters(roles: Iterable[str]) -> str:
    """Returns roles of a node of a cluster as `_cat/nodes` shows them; `-` for one that only coordinates."""
    return "".join(sorted(_LETTERS[role] for role in roles)) or "-"


def roles_of(node: Node) -> list[str]:
    """Returns the roles of this node: alone it has all."""
    return ROLES if node.others is None else sorted(node.config.roles)


def attributes_of(node: Node) -> dict[str, str]:
    """Returns the attributes of this node."""
    return {**ATTRIBUTES, **node.config.attributes}


def drawn_id(*parts: object) -> str:
    """Returns what stands for an id that Elasticsearch or Lucene draws: always the same for the same thing."""
    return urlsafe_b64encode(blake2b(repr(parts).encode(), digest_size=16).digest()).decode().rstrip("=")


def allocation_id(index_uuid: str, shard: int) -> str:
    """Returns the id of the copy of a shard on this node."""
    return drawn_id(index_uuid, shard, "allocation")


def discovery_node(node: Node) -> dict[str, Any]:
    """Returns the node as cluster states and lists of shards show it."""
    return {
        "name": node.name,
        "ephemeral_id": node.id,
        "transport_address": node.bound_address,
        "external_id": node.name,
        "attributes": ATTRIBUTES,
        "roles": ROLES,
        "version": ELASTICSEARCH_VERSION,
        "min_index_version": MIN_INDEX_VERSION,
        "max_index_version": INDEX_VERSION,
    }


def discovery_nodes(node: Node) -> dict[str, dict[str, Any]]:
    """Returns all nodes of the cluster by id, as cluster states show them."""
    own = discovery_node(node)
    if node.others is None:
        return {node.id: own}
    return {
        member.id: {
            **own,
            "name": member.name,
            "ephemeral_id": member.id,
            "transport_address": member.address,
            "external_id": member.name,
            "attributes": {**ATTRIBUTES, **member.attributes},
            "roles": sorted(member.roles),
        }
        for member in members(node.cluster.state).values()
    }
