"""The index of decisions: hidden, restricted, searched as any other by those who may."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from findling.cluster.access import under
from findling.node.documents.bulk import WriteOptions, bulk
from findling.node.documents.bulk_item import BulkItem
from findling.node.indices.create_index import create_index, parse_create_body
from findling.node.services.node import Node

INDEX: Final = ".findling-decisions"
_KEYWORD: Final[dict[str, Any]] = {"type": "keyword", "ignore_above": 8191}
_DEFINITION: Final[dict[str, Any]] = {
    "settings": {"index.hidden": True, "index.number_of_shards": 1, "index.number_of_replicas": 0},
    "mappings": {
        "dynamic": False,
        "properties": {
            "@timestamp": {"type": "date"},
            "decision_id": _KEYWORD,
            "path": _KEYWORD,
            "query": _KEYWORD,
            "revision": {"type": "long"},
            "dry_run": {"type": "boolean"},
            "requested_by": _KEYWORD,
            "error": {"type": "text", "fields": {"keyword": _KEYWORD}},
            "erased": _KEYWORD,
            "bundles": {"type": "flattened"},
            "input": {"type": "flattened", "ignore_above": 8191},
            "result": {"type": "flattened", "ignore_above": 8191},
        },
    },
}


def start_log(node: Node) -> None:
    """Lets what is decided go into the index."""
    node.decisions.log.start(lambda lines: _write(node, lines))


def _write(node: Node, lines: Sequence[bytes]) -> None:
    """Indexes events under their ids, so that none is there twice."""
    with under(None):
        if INDEX not in node.cluster.state.indices:
            create_index(node, INDEX, parse_create_body(_DEFINITION))
        items = [BulkItem("index", INDEX, orjson.loads(line)["decision_id"], source=_shaped(line)) for line in lines]
        bulk(node, items, WriteOptions(refresh="true"))


def _shaped(line: bytes) -> bytes:
    """Returns an event whose input and result are objects, as the index has them."""
    event = orjson.loads(line)
    for member in ("input", "result"):
        if member in event and not isinstance(event[member], dict):
            event[member] = {"value": event[member]}
    return orjson.dumps(event)
