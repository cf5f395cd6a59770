"""What passes, searched at once on this edge: data streams that lose their oldest parts by age and size."""

import logging
from itertools import pairwise
from typing import Final

from findling.base.errors import FindlingError
from findling.edge.forward.rules import Rule, Rules
from findling.node.indices.delete_index import delete_index
from findling.node.indices.maintenance import refresh
from findling.node.services.node import Node
from findling.node.streams.stream_rollover import roll_over

logger = logging.getLogger("findling.edge")

_PARTS: Final = 8
"""Backing indices that an index of full age or size has: so much of it goes at a time."""
_LEAST_PART_BYTES: Final = 1 << 20
_LEAST_PART_MS: Final = 60_000


def keep_limits(node: Node, rules: Rules) -> None:
    """Rolls indices over that have grown, and deletes parts that are too old or too much."""
    by_index: dict[str, Rule] = {}
    for rule in rules.all():
        by_index.setdefault(rule.index, rule)
    for index, rule in by_index.items():
        try:
            if node.cluster.state.streams.get(index) is not None:
                _keep(node, index, rule)
        except FindlingError as error:
            logger.warning("limits of a local index cannot be kept index=%s reason=%s", index, error.reason)


def _keep(node: Node, name: str, rule: Rule) -> None:
    conditions = {
        "max_size": f"{max(rule.max_bytes // _PARTS, _LEAST_PART_BYTES)}b",
        "max_age": f"{max(rule.max_age_ms // _PARTS, _LEAST_PART_MS)}ms",
        "min_docs": 1,
    }
    refresh(node, name)  # conditions count what can be searched, and an index that nobody searches is refreshed seldom
    roll_over(node, name, None, {"conditions": conditions})
    parts = [node.cluster.state.indices[part] for part in node.cluster.state.streams.streams[name].indices]
    now_ms = node.clock.now_ms()
    sizes = [store_bytes(node, part.name) for part in parts]
    for place, (part, newer) in enumerate(pairwise(parts)):
        # what a part holds is older than the part after it
        if now_ms - newer.creation_date <= rule.max_age_ms and sum(sizes[place:]) <= rule.max_bytes:
            return
        delete_index(node, part.name)
        logger.info("a part of a local index has gone index=%s part=%s", name, part.name)


def store_bytes(node: Node, index: str) -> int:
    """Returns what an index takes on the disk."""
    shards = node.indices.get(node.cluster.state.indices[index]).running().values()
    return sum(shard.stats().store_bytes for shard in shards)
