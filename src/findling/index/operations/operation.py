"""What a shard is asked to do with one document, and what it answers."""

from dataclasses import dataclass
from typing import Literal

from findling.base.errors import FindlingError
from findling.mapping.documents.stored_source import source_of

OperationKind = Literal["index", "delete"]
OperationType = Literal["index", "create"]
VersionType = Literal["internal", "external", "external_gte"]
Outcome = Literal["created", "updated", "deleted", "not_found", "failed"]

UNASSIGNED_SEQ_NO = -2
"""The sequence number of an operation that never got one, as Elasticsearch writes it."""


@dataclass(slots=True)
class Operation:
    """One write to one document, already routed to the shard.

    id: the document's `_id`
    routing: custom routing value, None if the id routed it
    source: the document as the bytes that `_source` returns; empty for a delete
    input: number of the document among the inputs of the ParsedBatch that comes with it; -1 for a delete
    op_type: `create` fails if the document exists
    version: the version given by the client for external version types, else None
    if_seq_no, if_primary_term: the document must have exactly these; None if not asked for
    auto_id: the id was generated for this operation, so that no document can have it
    """

    kind: OperationKind
    id: str
    routing: str | None = None
    source: bytes = b""
    input: int = -1
    op_type: OperationType = "index"
    version: int | None = None
    version_type: VersionType = "internal"
    if_seq_no: int | None = None
    if_primary_term: int | None = None
    auto_id: bool = False


@dataclass(slots=True)
class OperationResult:
    """What became of one operation; `error` is None exactly if it was applied and logged.

    result: Elasticsearch's word for it; `failed` stands beside an error
    """

    seq_no: int
    primary_term: int
    version: int
    result: Outcome
    error: FindlingError | None = None

    @property
    def created(self) -> bool:
        """True if a document came to be that was not there."""
        return self.result == "created"


@dataclass(slots=True)
class GetResult:
    """A document as get by id returns it.

    stored: what is stored of it (findling.mapping.documents.stored_source)
    """

    id: str
    stored: bytes
    version: int
    seq_no: int
    primary_term: int
    routing: str | None = None

    @property
    def source(self) -> bytes:
        """The JSON text of `_source`; empty if there is none."""
        return source_of(self.stored)


@dataclass(frozen=True, slots=True)
class ShardId:
    """Which shard of which index; errors carry it to the client."""

    index: str
    number: int = 0
    index_uuid: str = "_na_"

    def error_metadata(self) -> dict[str, str]:
        """The members that stand beside the reason of a shard's error."""
        return {"index_uuid": self.index_uuid, "shard": str(self.number), "index": self.index}
