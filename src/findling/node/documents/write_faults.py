"""What makes no sense in a write, whatever the index holds.

The order is Elasticsearch's: of a create only the first fault is told, of other writes all.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from findling.base.errors import ActionRequestValidationError
from findling.node.documents.bulk_item import BulkItem

MAX_ID_BYTES: Final = 512
INTERNAL_VERSION: Final = (
    "internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and "
    "`if_primary_term` instead"
)


def check_items(items: Sequence[BulkItem]) -> None:
    """Raises ActionRequestValidationError with all that is wrong with the writes of a request."""
    faults = [fault for item in items for fault in _faults(item)] if items else ["no requests added"]
    if faults:
        raise ActionRequestValidationError.of(*faults)


def _faults(item: BulkItem) -> Iterator[str]:
    if not item.index:
        yield "index is missing"
    if item.action == "create":
        fault = _create_fault(item)
        if fault is not None:
            yield fault
            return
    elif not item.id:
        yield from _nameless(item)
    yield from _version_faults(item)
    if item.action != "delete":
        yield from _id_faults(item.id)
    if item.action == "update":
        yield from _update_faults(item)
    if item.action != "delete" and item.pipeline == "":
        yield "pipeline cannot be an empty string"


def _create_fault(item: BulkItem) -> str | None:
    if item.version_type != "internal":
        return "create operations only support internal versioning. use index instead"
    if item.version is not None:
        return "create operations do not support explicit versions. use index instead"
    if item.if_seq_no is not None or item.if_primary_term:
        return "create operations do not support compare and set. use index instead"
    return None


def _nameless(item: BulkItem) -> Iterator[str]:
    if item.action != "index":
        yield "id is missing"
    elif item.id is None and (item.version_type != "internal" or item.version is not None):
        yield "an id must be provided if version type or value are set"


def _version_faults(item: BulkItem) -> Iterator[str]:
    external = item.version_type != "internal"
    if external and item.version is None:
        yield f"illegal version value [-3] for version type [{item.version_type.upper()}]"
    elif item.version is not None and item.version < (0 if external else 1):
        yield f"illegal version value [{item.version}] for version type [{item.version_type.upper()}]"
    if not external and item.version is not None:
        yield INTERNAL_VERSION
    if item.if_seq_no is not None and (external or item.version is not None):
        yield "compare and write operations can not use versioning"
    if item.if_seq_no is not None and not item.if_primary_term:
        yield "ifSeqNo is set, but primary term is [0]"
    if item.if_primary_term and item.if_seq_no is None:
        yield f"ifSeqNo is unassigned, but primary term is [{item.if_primary_term}]"


def _update_faults(item: BulkItem) -> Iterator[str]:
    if item.if_seq_no is not None and item.retry_on_conflict > 0:
        yield "compare and write operations can not be retried"
    if item.update is not None:
        yield from item.update.faults


def _id_faults(doc_id: str | None) -> Iterator[str]:
    if doc_id is not None and len(doc_id) * 4 > MAX_ID_BYTES:
        size = len(doc_id.encode("utf-8", "surrogatepass"))
        if size > MAX_ID_BYTES:
            yield f"id [{doc_id}] is too long, must be no longer than {MAX_ID_BYTES} bytes but was: {size}"
