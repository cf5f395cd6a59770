"""One write of a bulk (or single document) request on its way through the node."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.error_body import error_object
from findling.base.errors import ActionRequestValidationError, FindlingError, IllegalArgumentError, IndexNotFoundError
from findling.cluster.state import IndexMetadata
from findling.index.operations.operation import OperationResult
from findling.node.documents.document_update import UpdateBody
from findling.search.source_filter import SourceFilter

ACTIONS: Final = frozenset({"index", "create", "update", "delete"})
MAX_ID_BYTES: Final = 512


@dataclass(slots=True)
class BulkItem:
    """A write: what the client asked for, then what became of it.

    source: the document's JSON, or an update's body
    index_name: the concrete index, known once resolved
    type_name: mapping type of the document, None if the client speaks of none
    shard: number of its shard, known once the document of a time series is routed
    update: an update's body as it was read already, None if it was not
    dynamic_templates: full name of a new field -> the template that it gets its definition from
    outcome: members of the answer beside index and id; error: why there is none
    """

    action: str
    index: str
    id: str | None = None
    routing: str | None = None
    source: bytes = b""
    version: int | None = None
    version_type: str = "internal"
    if_seq_no: int | None = None
    if_primary_term: int | None = None
    require_alias: bool = False
    require_data_stream: bool = False
    dynamic_templates: dict[str, str] | None = None
    retry_on_conflict: int = 0
    fetch_source: SourceFilter | None = None
    pipeline: str | None = None
    auto_id: bool = False
    type_name: str | None = None
    shard: int = 0
    update: UpdateBody | None = None
    index_name: str = ""
    outcome: dict[str, Any] = field(default_factory=dict)
    status: int = 0
    error: FindlingError | None = None

    @property
    def may_create_index(self) -> bool:
        """Whether a missing index is made for this write: not for a delete, which would find nothing there anyway.

        A delete with an external version counts: it has to be remembered.
        """
        return self.action != "delete" or self.version_type in ("external", "external_gte")

    def fail(self, error: FindlingError) -> None:
        self.error = error
        self.status = error.status

    def succeed(
        self, metadata: IndexMetadata, result: OperationResult, forced_refresh: bool = False, copies: int = 1
    ) -> None:
        """Takes over what the shard answered."""
        if result.error is not None:
            self.fail(result.error)
            return
        self.outcome = {
            "_version": result.version,
            "result": result.result,
            **({"forced_refresh": True} if forced_refresh else {}),
            "_shards": shards_of_write(metadata, copies),
            "_seq_no": result.seq_no,
            "_primary_term": result.primary_term,
        }
        self.status = {"created": 201, "not_found": 404}.get(result.result, 200)

    def answer(self) -> dict[str, object]:
        """Returns the item as the bulk response shows it, without the action around it."""
        typed = {} if self.type_name is None else {"_type": self.type_name}
        body: dict[str, Any] = {"_index": self.index_name or self.index, **typed, "_id": self.id}
        if self.error is None:
            return {**body, **self.outcome, "status": self.status}
        return {**body, "status": self.status, "error": error_object(self.error)}


def shards_of_write(metadata: IndexMetadata, copies: int = 1) -> dict[str, int]:
    """Returns the `_shards` of a write that reached some copies."""
    return {"total": 1 + metadata.number_of_replicas, "successful": copies, "failed": 0}


def check_items(items: Sequence[BulkItem]) -> None:
    """Raises ActionRequestValidationError with all that is wrong with the writes of a request."""
    faults = [fault for item in items for fault in _faults(item)] if items else ["no requests added"]
    if faults:
        raise ActionRequestValidationError.of(*faults)


def check_item(item: BulkItem) -> None:
    """Raises what is wrong with one write, the others of its request are not concerned."""
    if item.id == "":
        raise IllegalArgumentError("if _id is specified it must not be empty")
    if item.require_data_stream:
        raise IndexNotFoundError(
            item.index,
            f"no such index [{item.index}] and [require_data_stream] request flag is [true] and [{item.index}] is not "
            "a data stream",
        )


def _faults(item: BulkItem) -> list[str]:
    faults = [] if item.index else ["index is missing"]
    if item.id is not None and len(item.id) * 4 > MAX_ID_BYTES:
        size = len(item.id.encode("utf-8", "surrogatepass"))
        if size > MAX_ID_BYTES:
            faults.append(f"id [{item.id}] is too long, must be no longer than {MAX_ID_BYTES} bytes but was: {size}")
    if item.if_seq_no is not None and not item.if_primary_term:
        faults.append("ifSeqNo is set, but primary term is [0]")
    if item.if_primary_term and item.if_seq_no is None:
        faults.append(f"ifSeqNo is unassigned, but primary term is [{item.if_primary_term}]")
    faults += _version_faults(item)
    if item.action in ("delete", "update") and item.id is None:
        faults.append("id is missing")
    return faults


def _version_faults(item: BulkItem) -> list[str]:
    faults = []
    external = item.version_type in ("external", "external_gte")
    if item.action == "create" and (external or item.version is not None):
        faults.append("create operations do not support versioning. use index instead" if not external else
                      "create operations only support internal versioning. use index instead")  # fmt: skip
    elif external and item.version is None:
        faults.append(f"illegal version value [-3] for version type [{item.version_type.upper()}]")
    elif external and item.version is not None and item.version < 0:
        faults.append(f"illegal version value [{item.version}] for version type [{item.version_type.upper()}]")
    elif not external and item.version is not None and item.action != "create":
        faults.append("internal versioning can not be used for optimistic concurrency control. "
                      "Please use `if_seq_no` and `if_primary_term` instead")  # fmt: skip
    if item.action == "index" and item.id is None and (external or item.version is not None):
        faults.append("an id must be provided if version type or value are set")
    if item.action == "update" and item.if_seq_no is not None and item.retry_on_conflict > 0:
        faults.append("compare and write operations can not be retried")
    if item.action == "update" and external:
        faults.append("the provided version type is not supported by update")
    if item.if_seq_no is not None and (external or item.action == "create"):
        faults.append("compare and write operations can not use versioning" if external else
                      "create operations do not support compare and set. use index instead")  # fmt: skip
    return faults
