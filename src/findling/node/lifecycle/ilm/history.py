"""The history of lifecycles: what became of each step, as documents of a hidden data stream.

Source: Elasticsearch's ILMHistoryItem and ILMHistoryStore.
"""

import logging
import threading
from collections import deque
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError
from findling.base.ids import random_uuid
from findling.base.json_values import json_text
from findling.cluster.access import under
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.state import IndexMetadata
from findling.cluster.streams.origination import origination_date
from findling.node.documents.bulk import WriteOptions, bulk
from findling.node.documents.bulk_item import BulkItem
from findling.node.indices.hidden_index import LABEL
from findling.node.indices.index_templates import put_index_template
from findling.node.lifecycle.ilm.kept import is_known
from findling.node.lifecycle.ilm.policies import put_policy
from findling.node.lifecycle.ilm.progress import Progress
from findling.node.lifecycle.ilm.step import ERROR
from findling.node.lifecycle.managed import POLICY
from findling.node.services.node import Node

STREAM: Final = "ilm-history-7"
ENABLED: Final = "indices.lifecycle.history_index_enabled"
_POLICY: Final = "ilm-history-ilm-policy"
_MOST_WAITING: Final = 10_000
"""Of entries that are not written yet; older ones are dropped."""
_MILLIS: Final[dict[str, Any]] = {"type": "date", "format": "epoch_millis"}
_PROPERTIES: Final[dict[str, Any]] = {
    "@timestamp": _MILLIS,
    "policy": LABEL,
    "index": LABEL,
    "index_age": {"type": "long"},
    "success": {"type": "boolean"},
    "state": {
        "type": "object",
        "dynamic": True,
        "properties": {
            **dict.fromkeys(("phase", "action", "step", "failed_step", "is_auto-retryable_error"), LABEL),
            **dict.fromkeys(("creation_date", "phase_time", "action_time", "step_time"), _MILLIS),
            "phase_definition": {"type": "text"},
            "step_info": {"type": "text"},
        },
    },
    "error_details": {"type": "text"},
}
_PHASES: Final[dict[str, Any]] = {
    "hot": {"actions": {"rollover": {"max_primary_shard_size": "50gb", "max_age": "30d"}}},
    "delete": {"min_age": "90d", "actions": {"delete": {}}},
}
logger = logging.getLogger("findling.lifecycle")


class History:
    """What waits to be written: `node.kept(History)`."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._waiting: deque[dict[str, Any]] = deque(maxlen=_MOST_WAITING)
        self._writing = threading.Lock()

    def note(self, index: IndexMetadata, progress: Progress) -> None:
        """Takes an entry: an index came to another step."""
        if index.name.startswith(f".ds-{STREAM}") or not cluster_setting(self._node.cluster.state, ENABLED):
            return  # its own indices would make it grow by itself
        now_ms = self._node.clock.now_ms()
        since = origination_date(index.settings) or progress.lifecycle_date
        entry: dict[str, Any] = {"index": index.name, "policy": index.settings.get(POLICY), "@timestamp": now_ms}
        if since is not None:
            entry["index_age"] = now_ms - since
        entry |= {"success": progress.step != ERROR, "state": _shown(progress)}
        if progress.step == ERROR and progress.step_info is not None:
            entry["error_details"] = json_text(progress.step_info).decode()
        self._waiting.append(entry)

    def write(self) -> None:
        """Writes what waits. What cannot be written is told in the log and dropped."""
        with self._writing, under(None):
            entries = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if not entries:
                return
            try:
                self._prepare()
                items = [
                    BulkItem("create", STREAM, random_uuid(), source=orjson.dumps(entry), auto_id=True)
                    for entry in entries
                ]
                bulk(self._node, items, WriteOptions())
            except FindlingError as error:
                logger.warning("history not written entries=%d reason=%s", len(entries), error.reason)

    def _prepare(self) -> None:
        """Puts the template and the policy of the stream, unless they are there."""
        state = self._node.cluster.state
        if not is_known(state, _POLICY):
            put_policy(self._node, _POLICY, {"policy": {"phases": _PHASES}})
        if STREAM not in state.index_templates:
            settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1", "index.lifecycle.name": _POLICY}
            body = {
                "index_patterns": [f"{STREAM}*"],
                "priority": 2147483647,
                "data_stream": {"hidden": True},
                "template": {"settings": settings, "mappings": {"dynamic": False, "properties": _PROPERTIES}},
            }
            put_index_template(self._node, STREAM, body)


def _item(entry: dict[str, Any]) -> BulkItem:
    return BulkItem("create", STREAM, random_uuid(), source=orjson.dumps(entry), auto_id=True)


def _shown(progress: Progress) -> dict[str, str]:
    """Returns where an index is, all of it as text."""
    members = {
        "phase": progress.phase,
        "action": progress.action,
        "step": progress.step,
        "creation_date": progress.lifecycle_date,
        "phase_time": progress.phase_time,
        "action_time": progress.action_time,
        "step_time": progress.step_time,
        "failed_step": progress.failed_step,
        "is_auto_retryable_error": progress.is_auto_retryable_error,
        "failed_step_retry_count": progress.failed_step_retry_count,
        "snapshot_name": progress.snapshot_name,
        "snapshot_repository": progress.snapshot_repository,
        "shrink_index_name": progress.shrink_index_name,
    }
    shown = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in members.items()
             if value is not None}  # fmt: skip
    for name, body in (("step_info", progress.step_info), ("phase_definition", progress.phase_definition)):
        if body is not None:
            shown[name] = json_text(body).decode()
    return shown
