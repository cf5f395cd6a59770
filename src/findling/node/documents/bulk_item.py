"""One write of a bulk (or single document) request on its way through the node."""

from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.error_body import error_object
from findling.base.errors import FindlingError, IllegalArgumentError
from findling.cluster.state import IndexMetadata
from findling.index.operations.operation import OperationResult
from findling.node.documents.document_update import UpdateBody, parse_update
from findling.search.source_filter import SourceFilter

ACTIONS: Final = frozenset({"index", "create", "update", "delete"})


@dataclass(slots=True)
class BulkItem:
    """A write: what the client asked for, then what became of it.

    source: the document's JSON, or an update's body
    index_name: the concrete index, known once resolved
    type_name: mapping type of the document, None if the client speaks of none
    shard: number of its shard, known once the document of a time series is routed
    stream: the data stream that the write goes to, known once resolved
    failure_store: whether the document of a stream went to its failure store, None if that was no question
    asked_index: where the client sent a document that a pipeline failed on
    is_failure: whether it is itself the record of a failure
    is_of_pipeline, pipeline_failure: whether a pipeline failed, and where
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
    list_executed_pipelines: bool = False
    dynamic_templates: dict[str, str] | None = None
    retry_on_conflict: int = 0
    fetch_source: SourceFilter | None = None
    pipeline: str | None = None
    auto_id: bool = False
    type_name: str | None = None
    shard: int = 0
    update: UpdateBody | None = None
    executed_pipelines: list[str] = field(default_factory=list)
    index_name: str = ""
    stream: str | None = None
    failure_store: str | None = None
    asked_index: str = ""
    is_failure: bool = False
    is_of_pipeline: bool = False
    pipeline_failure: dict[str, Any] = field(default_factory=dict)
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
        stored = {} if self.failure_store is None else {"failure_store": self.failure_store}
        if self.error is None:
            return {**body, **self.outcome, **self._pipelines(), **stored, "status": self.status}
        return {**body, "status": self.status, "error": error_object(self.error), **stored}

    def _pipelines(self) -> dict[str, object]:
        """Returns which pipelines the document went through, if somebody wants to know."""
        listed = self.list_executed_pipelines and self.action in ("index", "create")
        return {"executed_pipelines": self.executed_pipelines} if listed else {}


def read_update(item: BulkItem, doc_as_upsert: bool = False) -> UpdateBody:
    """Returns the body of an update, read once; what it says of sequence numbers goes to the item.

    doc_as_upsert: what the request says beside the body
    Raises XContentParseError, ActionRequestValidationError.
    """
    if item.update is None:
        item.update = parse_update(item.source, item.if_seq_no, doc_as_upsert)
        if item.update.if_seq_no is not None:
            item.if_seq_no = item.update.if_seq_no
        if item.update.if_primary_term is not None:
            item.if_primary_term = item.update.if_primary_term
    return item.update


def shards_of_write(metadata: IndexMetadata, copies: int = 1) -> dict[str, int]:
    """Returns the `_shards` of a write that reached some copies."""
    return {"total": 1 + metadata.number_of_replicas, "successful": copies, "failed": 0}


def check_item(item: BulkItem) -> None:
    """Raises what is wrong with one write, the others of its request are not concerned."""
    if item.id == "":
        raise IllegalArgumentError("if _id is specified it must not be empty")
