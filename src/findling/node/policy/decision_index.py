"""The index of decisions: hidden, restricted, searched as any other by those who may."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from findling.cluster.access import under
from findling.node.documents.bulk import WriteOptions, bulk
from findling.node.documents.bulk_item import BulkItem
from findling.node.indices.hidden_index import LABEL, ensure_hidden_index
from findling.node.services.node import Node

INDEX: Final = ".findling-decisions"
_PROPERTIES: Final[dict[str, Any]] = {
    "@timestamp": {"type": "date"},
    "decision_id": LABEL,
    "path": LABEL,
    "query": LABEL,
    "revision": {"type": "long"},
    "dry_run": {"type": "boolean"},
    "requested_by": LABEL,
    "error": {"type": "text", "fields": {"keyword": LABEL}},
    "erased": LABEL,
    "bundles": {"type": "flattened"},
    "input": {"type": "flattened", "ignore_above": 8191},
    "result": {"type": "flattened", "ignore_above": 8191},
}


def start_log(node: Node) -> None:
    """Lets what is decided go into the index."""
    node.decisions.log.start(lambda lines: _write(node, lines))


def _write(node: Node, lines: Sequence[bytes]) -> None:
    """Indexes events under their ids, so that none is there twice."""
    with under(None):
        ensure_hidden_index(node, INDEX, _PROPERTIES)
        items = [BulkItem("index", INDEX, orjson.loads(line)["decision_id"], source=_shaped(line)) for line in lines]
        bulk(node, items, WriteOptions(refresh="true"))


def _shaped(line: bytes) -> bytes:
    """Returns an event whose input and result are objects, as the index has them."""
    event = orjson.loads(line)
    for member in ("input", "result"):
        if member in event and not isinstance(event[member], dict):
            event[member] = {"value": event[member]}
    return orjson.dumps(event)
