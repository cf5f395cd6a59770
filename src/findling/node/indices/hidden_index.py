"""Indices that Findling writes for whoever may search them: hidden, of one shard, with fields that are known."""

from collections.abc import Mapping
from typing import Any, Final

from findling.node.indices.create_index import create_index, parse_create_body
from findling.node.services.node import Node

LABEL: Final[dict[str, Any]] = {"type": "keyword", "ignore_above": 8191}
"""A field of names and the like."""
_SETTINGS: Final = {"index.hidden": True, "index.number_of_shards": 1, "index.number_of_replicas": 0}


def ensure_hidden_index(node: Node, name: str, properties: Mapping[str, Any]) -> None:
    """Creates an index that is not there yet. properties: its fields; what else documents have is only stored"""
    if name not in node.cluster.state.indices:
        mappings = {"dynamic": False, "properties": dict(properties)}
        create_index(node, name, parse_create_body({"settings": _SETTINGS, "mappings": mappings}))
