"""The index of violations: what the last audit has found, hidden, searched as any other by those who may."""

import logging
from collections.abc import Mapping
from typing import Any, Final

import orjson

from findling.base.ids import random_uuid
from findling.cluster.access import under
from findling.node.by_query.by_query import OPTIONS, delete_by_query
from findling.node.by_query.by_query_request import parse_request
from findling.node.documents.bulk import WriteOptions, write_items
from findling.node.documents.bulk_item import BulkItem
from findling.node.indices.create_index import create_index, parse_create_body
from findling.node.services.node import Node
from findling.node.services.tasks import Task

logger = logging.getLogger("findling.gatekeeper")
INDEX: Final = ".findling-violations"
_BATCH: Final = 500
_KEYWORD: Final[dict[str, Any]] = {"type": "keyword", "ignore_above": 8191}
_DEFINITION: Final[dict[str, Any]] = {
    "settings": {"index.hidden": True, "index.number_of_shards": 1, "index.number_of_replicas": 0},
    "mappings": {
        "dynamic": False,
        "properties": {
            "@timestamp": {"type": "date"},
            "audit_id": _KEYWORD,
            "event_type": _KEYWORD,
            "constraint_kind": _KEYWORD,
            "constraint_name": _KEYWORD,
            "constraint_action": _KEYWORD,
            "constraint_enforcement_actions": _KEYWORD,
            "message": {"type": "text", "fields": {"keyword": _KEYWORD}},
            "details": {"type": "flattened", "ignore_above": 8191},
            "resource_group": _KEYWORD,
            "resource_api_version": _KEYWORD,
            "resource_kind": _KEYWORD,
            "resource_namespace": _KEYWORD,
            "resource_name": _KEYWORD,
            "resource_labels": {"type": "flattened", "ignore_above": 8191},
        },
    },
}


class ViolationWriter:
    """Writes the violations of one audit, and removes those of the audits before at its end."""

    def __init__(self, node: Node, task: Task) -> None:
        self._node = node
        self._task = task
        self._audit_id = random_uuid()
        self._waiting: list[BulkItem] = []

    def add(self, document: Mapping[str, Any]) -> None:
        """Writes a violation, with others."""
        source = orjson.dumps({**document, "audit_id": self._audit_id})
        self._waiting.append(BulkItem("index", INDEX, source=source))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def finish(self) -> None:
        """Makes what was written searchable, and only that."""
        with under(None):
            self._flush()
            if INDEX in self._node.cluster.state.indices:
                others = {"bool": {"must_not": {"term": {"audit_id": self._audit_id}}}}
                request = parse_request({"query": others}, {"conflicts": "proceed", "refresh": "true"}, True)
                delete_by_query(self._node, INDEX, request, OPTIONS, self._task)

    def _flush(self) -> None:
        if not self._waiting:
            return
        with under(None):
            if INDEX not in self._node.cluster.state.indices:
                create_index(self._node, INDEX, parse_create_body(_DEFINITION))
            write_items(self._node, self._waiting, WriteOptions(refresh="true"))
        failed = [item.error for item in self._waiting if item.error is not None]
        if failed:
            logger.warning("violations not written count=%d reason=%s", len(failed), failed[0].reason)
        self._waiting = []
