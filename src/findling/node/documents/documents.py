"""Single documents: index, create, update, delete."""

from typing import Any, Final

from findling.node.documents.bulk import WriteOptions, write_items
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.write_faults import check_items
from findling.node.services.node import Node

_NO_SHARDS: Final = {"total": 0, "successful": 0, "failed": 0}


def write_document(node: Node, item: BulkItem, options: WriteOptions) -> tuple[dict[str, Any], int]:
    """Carries out one write. Returns the answer and its HTTP status; raises what the write failed with."""
    check_items([item])
    with node.indexing.operation(len(item.source)):
        write_items(node, [item], options)
    if item.error is not None:
        raise item.error
    if item.outcome["result"] == "noop":
        # what only those of a bulk request have
        item.outcome["_shards"] = dict(_NO_SHARDS)
        item.outcome.pop("forced_refresh", None)
    stored = {} if item.failure_store is None else {"failure_store": item.failure_store}
    return {"_index": item.index_name, "_id": item.id, **item.outcome, **stored}, item.status
