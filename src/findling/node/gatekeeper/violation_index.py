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
from findling.node.indices.hidden_index import LABEL, ensure_hidden_index
from findling.node.services.node import Node
from findling.node.services.tasks import Task

logger = logging.getLogger("findling.gatekeeper")
INDEX: Final = ".findling-violations"
_BATCH: Final = 500
_PROPERTIES: Final[dict[str, Any]] = {
    "@timestamp": {"type": "date"},
    "audit_id": LABEL,
    "event_type": LABEL,
    "constraint_kind": LABEL,
    "constraint_name": LABEL,
    "constraint_action": LABEL,
    "constraint_enforcement_actions": LABEL,
    "message": {"type": "text", "fields": {"keyword": LABEL}},
    "details": {"type": "flattened", "ignore_above": 8191},
    "resource_group": LABEL,
    "resource_api_version": LABEL,
    "resource_kind": LABEL,
    "resource_namespace": LABEL,
    "resource_name": LABEL,
    "resource_labels": {"type": "flattened", "ignore_above": 8191},
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
            ensure_hidden_index(self._node, INDEX, _PROPERTIES)
            write_items(self._node, self._waiting, WriteOptions(refresh="true"))
        failed = [item.error for item in self._waiting if item.error is not None]
        if failed:
            logger.warning("violations not written count=%d reason=%s", len(failed), failed[0].reason)
        self._waiting = []
