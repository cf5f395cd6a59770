"""Single documents: index, create, update, delete."""

from typing import Any

from findling.node.bulk import RefreshPolicy, write_items
from findling.node.bulk_item import BulkItem
from findling.node.node import Node


def write_document(node: Node, item: BulkItem, refresh: RefreshPolicy = "false") -> tuple[dict[str, Any], int]:
    """Carries out one write. Returns the answer and its HTTP status; raises what the write failed with."""
    write_items(node, [item], refresh)
    if item.error is not None:
        raise item.error
    return {"_index": item.index_name, "_id": item.id, **item.outcome}, item.status
