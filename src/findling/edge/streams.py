"""Data streams of events, on an edge and on its hub: made as one template says, and written to without doubling."""

from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.edge.errors import OutboxFullError
from findling.node.documents.bulk import bulk
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.get_document import look_up
from findling.node.indices.index_templates import put_index_template
from findling.node.services.node import Node

PATTERN: Final = "edge-*"
TEMPLATE: Final = "findling-edge"
_KEYWORD: Final = {"type": "keyword"}
_CONFLICT: Final = 409
_LOOKED_BACK: Final = 2
"""Backing indices before the newest in which an event that comes once more is looked for."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of documents. refused: those that can never be indexed; reason: why the first of them"""

    created: int = 0
    doubled: int = 0
    refused: int = 0
    reason: str | None = None


def ensure_template(node: Node, replicas: int | None) -> None:
    """Makes the template of streams of events, unless there is one: it may be changed."""
    if TEMPLATE in node.cluster.state.index_templates:
        return
    settings: dict[str, Any] = {} if replicas is None else {"index.number_of_replicas": replicas}
    properties = {
        "@timestamp": {"type": "date"},
        "edge": {
            "properties": {"node": _KEYWORD, "device": _KEYWORD, "topic": _KEYWORD, "n": {"type": "long"}},
        },
    }
    body = {
        "index_patterns": [PATTERN],
        "data_stream": {},
        "priority": 150,
        "template": {
            "settings": settings,
            "mappings": {"properties": properties},
            "data_stream_options": {"failure_store": {"enabled": True}},
        },
    }
    put_index_template(node, TEMPLATE, body)


def write_documents(node: Node, stream: str, documents: list[tuple[str, bytes]]) -> Written:
    """Writes documents, given as id and JSON, unless they are there already.

    What does not fit the mapping goes into the failure store of the stream. Raises the error of a document that could
    be written later: then it is unknown which of them were.
    """
    fresh = _not_in_older_indices(node, stream, documents)
    items = [BulkItem("create", stream, name, source=source) for name, source in fresh]
    if items:
        bulk(node, items)
    errors = [item.error for item in items if item.error is not None]
    doubled = sum(error.status == _CONFLICT for error in errors)
    for error in errors:
        if error.status >= 500 or error.status == OutboxFullError.status:
            raise error
    refused: list[FindlingError] = [error for error in errors if error.status != _CONFLICT]
    return Written(
        len(items) - len(errors),
        doubled + len(documents) - len(fresh),
        len(refused),
        refused[0].reason if refused else None,
    )


def _not_in_older_indices(node: Node, stream: str, documents: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Returns the documents that older indices do not have: an id is known to one index only."""
    found = node.cluster.state.streams.get(stream)
    older = () if found is None else found.indices[-1 - _LOOKED_BACK : -1]
    if not older:
        return documents
    return [
        (name, source) for name, source in documents if all(look_up(node, index, name, None) is None for index in older)
    ]
