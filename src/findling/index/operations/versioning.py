"""When a write conflicts with the document that is there, in the rules and words of Elasticsearch.

Source: Elasticsearch's VersionType and InternalEngine.planIndexingAsPrimary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from findling.base.errors import VersionConflictError
from findling.index.operations.operation import Operation, ShardId

NOT_FOUND = -1


class DocumentHolder(Protocol):
    """Where documents live: a buffer or a segment."""

    def delete(self, numbers: Sequence[int]) -> None:
        """Marks documents as dead, by their number in this holder."""


@dataclass(slots=True)
class DocumentVersion:
    """The latest state of one id: of a live document, or of a recent delete.

    holder, number: where the document is; None and -1 for a delete
    """

    version: int
    seq_no: int
    primary_term: int
    holder: DocumentHolder | None = None
    number: int = -1

    @property
    def deleted(self) -> bool:
        """Whether the latest operation on the id was a delete."""
        return self.holder is None


def is_unconditional(operation: Operation) -> bool:
    """Returns whether nothing about the present document can make the operation fail."""
    return operation.if_seq_no is None and operation.op_type == "index" and operation.version_type == "internal"


def find_conflict(operation: Operation, current: DocumentVersion | None, shard: ShardId) -> VersionConflictError | None:
    """Returns why the operation may not be applied to the document as it is, None if it may.

    current: None if the id is neither there nor recently deleted
    """
    if operation.if_seq_no is not None:
        problem = _seq_no_conflict(operation, current)
    else:
        problem = _version_conflict(operation, current)
    if problem is None:
        return None
    return VersionConflictError(f"[{operation.id}]: version conflict, {problem}", **shard.error_metadata())


def next_version(operation: Operation, current: DocumentVersion | None) -> int:
    """Returns the version the document has after the operation."""
    if operation.version_type != "internal" and operation.version is not None:
        return operation.version
    return 1 if current is None else current.version + 1


def _seq_no_conflict(operation: Operation, current: DocumentVersion | None) -> str | None:
    wanted = f"required seqNo [{operation.if_seq_no}], primary term [{operation.if_primary_term}]."
    if current is None or current.deleted:
        return f"{wanted} but no document was found"
    if (current.seq_no, current.primary_term) == (operation.if_seq_no, operation.if_primary_term):
        return None
    return f"{wanted} current document has seqNo [{current.seq_no}] and primary term [{current.primary_term}]"


def _version_conflict(operation: Operation, current: DocumentVersion | None) -> str | None:
    if operation.version_type == "internal":
        return _internal_conflict(operation, current)
    if current is None:
        return None
    given = operation.version if operation.version is not None else NOT_FOUND
    provided = f"the one provided [{given}]"
    if operation.version_type == "external" and current.version >= given:
        return f"current version [{current.version}] is higher or equal to {provided}"
    if operation.version_type == "external_gte" and current.version > given:
        return f"current version [{current.version}] is higher than {provided}"
    return None


def _internal_conflict(operation: Operation, current: DocumentVersion | None) -> str | None:
    exists = current is not None and not current.deleted
    if operation.op_type == "create":
        return f"document already exists (current version [{current.version}])" if current and exists else None
    if operation.version is None or (current is not None and current.version == operation.version):
        return None
    if current is None:
        return f"document does not exist (expected version [{operation.version}])"
    return f"current version [{current.version}] is different than the one provided [{operation.version}]"
