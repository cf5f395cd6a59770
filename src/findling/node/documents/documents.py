"""Single documents: index, create, update, delete."""

from typing import Any

from findling.node.documents.bulk import WriteOptions, write_items
from findling.node.documents.bulk_item import BulkItem, check_items
from findling.node.services.node import Node


def write_document(node: Node, item: BulkItem, options: WriteOptions) -> tuple[dict[str, Any], int]:
    """Carries out one write. Returns the answer and its HTTP status; raises what the write failed with."""
    check_items([item])
    with node.indexing.operation(len(item.source)):
        write_items(node, [item], options)
    if item.error is not None:
        raise item.error
    return {"_index": item.index_name, "_id": item.id, **item.outcome}, item.status
