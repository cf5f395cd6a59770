"""Decides what a batch of operations does, before anything is changed.

Pure: from the operations, what parsing made of them and what is known of their ids come results, log entries and the
documents that come and go. The same input always gives the same plan, which replay relies on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.index.buffer import AcceptedDocuments
from findling.index.operations.batch_selection import select_inputs
from findling.index.operations.operation import UNASSIGNED_SEQ_NO, Operation, OperationResult, Outcome, ShardId
from findling.index.operations.versioning import (
    DocumentHolder,
    DocumentVersion,
    find_conflict,
    is_unconditional,
    next_version,
)
from findling.index.translog.operation_log import DELETE_OPERATION, INDEX_OPERATION, LoggedBatch
from findling.mapping.parsed_batch import ParsedBatch


@dataclass(slots=True)
class OperationPlan:
    """What a batch will do.

    results: one per operation
    accepted: the operations that will be done, in order; their versions stand in `versions`
    replaced: holder -> numbers of the documents that die
    tombstones: id -> its state, for the ids whose last operation in the batch is a delete
    """

    first_seq_no: int
    primary_term: int
    results: list[OperationResult] = field(default_factory=list)
    accepted: list[Operation] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)
    replaced: dict[DocumentHolder, list[int]] = field(default_factory=dict)
    tombstones: dict[str, DocumentVersion] = field(default_factory=dict)

    def logged(self) -> LoggedBatch:
        """Returns what the log shall hold."""
        accepted, count = self.accepted, len(self.accepted)
        kinds = (DELETE_OPERATION if operation.kind == "delete" else INDEX_OPERATION for operation in accepted)
        return LoggedBatch(
            primary_term=self.primary_term,
            seq_nos=np.arange(self.first_seq_no, self.first_seq_no + count, dtype=np.int64),
            versions=np.array(self.versions, dtype=np.int64),
            kinds=np.fromiter(kinds, dtype=np.uint8, count=count),
            ids=[operation.id for operation in accepted],
            routings=[operation.routing for operation in accepted],
            sources=[operation.source for operation in accepted],
        )

    def documents(self, parsed: ParsedBatch, logged: LoggedBatch) -> AcceptedDocuments:
        """Returns the documents that enter the buffer."""
        chosen = [operation for operation in self.accepted if operation.kind == "index"]
        indexed = logged.kinds == INDEX_OPERATION
        sources = [operation.source for operation in chosen]
        return AcceptedDocuments(
            batch=select_inputs(parsed, [operation.input for operation in chosen]),
            ids=[operation.id for operation in chosen],
            sources=sources if parsed.stored_source is None else list(map(parsed.stored_source, sources)),
            routings=[operation.routing for operation in chosen],
            seq_nos=logged.seq_nos[indexed],
            versions=logged.versions[indexed],
            primary_term=self.primary_term,
        )


class OperationPlanner:
    """Plans one batch. `buffer`, of which `next_slot` is free, is where its documents will go."""

    def __init__(
        self, shard: ShardId, first_seq_no: int, primary_term: int, buffer: DocumentHolder, next_slot: int
    ) -> None:
        self._shard = shard
        self._buffer = buffer
        self._next_slot = next_slot
        self._plan = OperationPlan(first_seq_no, primary_term)

    def plan(
        self,
        operations: Sequence[Operation],
        known: Mapping[str, DocumentVersion],
        errors: Mapping[int, FindlingError],
        max_docs: int,
        docs_left: int,
    ) -> OperationPlan:
        """Returns the plan.

        known: the state of every id that has one; ids of `auto_id` operations need not be looked up
        errors: input number -> why its document could not be parsed
        docs_left: documents that the shard, of at most max_docs, still takes
        """
        latest = dict(known)
        repeated = _has_repeated_ids(operations)
        for operation in operations:
            current = latest.get(operation.id)
            error = None if operation.kind == "delete" else errors.get(operation.input)
            if error is None and not is_unconditional(operation):
                error = find_conflict(operation, current, self._shard)
            if error is None and operation.kind == "index" and len(self._plan.accepted) >= docs_left:
                error = IllegalArgumentError(f"Number of documents in the shard cannot exceed [{max_docs}]")
            if error is not None:
                self._plan.results.append(OperationResult(UNASSIGNED_SEQ_NO, 0, -1, "failed", error))
                continue
            version = next_version(operation, current)
            self._accept(operation, current, version)
            if repeated:
                latest[operation.id] = self._state_after(operation, version)
        return self._plan

    def replay(
        self, operations: Sequence[Operation], versions: Sequence[int], known: Mapping[str, DocumentVersion]
    ) -> OperationPlan:
        """Returns the plan of operations that were accepted before, with the versions they got then."""
        latest = dict(known)
        for operation, version in zip(operations, versions, strict=True):
            self._accept(operation, latest.get(operation.id), version)
            latest[operation.id] = self._state_after(operation, version)
        return self._plan

    def _accept(self, operation: Operation, current: DocumentVersion | None, version: int) -> None:
        plan = self._plan
        seq_no = plan.first_seq_no + len(plan.accepted)
        exists = current is not None and current.holder is not None
        if current is not None and current.holder is not None:
            plan.replaced.setdefault(current.holder, []).append(current.number)
        plan.accepted.append(operation)
        plan.versions.append(version)
        outcome: Outcome
        if operation.kind == "delete":
            outcome = "deleted" if exists else "not_found"
            plan.tombstones[operation.id] = DocumentVersion(version, seq_no, plan.primary_term)
        else:
            outcome = "updated" if exists else "created"
            plan.tombstones.pop(operation.id, None)
            self._next_slot += 1
        plan.results.append(OperationResult(seq_no, plan.primary_term, version, outcome))

    def _state_after(self, operation: Operation, version: int) -> DocumentVersion:
        """Returns the state of the id of the operation accepted last."""
        plan = self._plan
        if operation.kind == "delete":
            return plan.tombstones[operation.id]
        seq_no = plan.first_seq_no + len(plan.accepted) - 1
        return DocumentVersion(version, seq_no, plan.primary_term, self._buffer, self._next_slot - 1)


def _has_repeated_ids(operations: Sequence[Operation]) -> bool:
    return len({operation.id for operation in operations}) < len(operations)
