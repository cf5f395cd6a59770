"""Carries out batches of operations: check, number, log, then change buffers, tombstones and live docs."""

from collections.abc import Mapping, Sequence

import numpy as np

from findling.index.buffer import AcceptedDocuments
from findling.index.operations.operation import Operation, OperationResult
from findling.index.operations.operation_plan import OperationPlan, OperationPlanner
from findling.index.operations.operation_run import OperationRun, RunResult
from findling.index.operations.run_plan import plan_run
from findling.index.operations.versioning import DocumentHolder, DocumentVersion
from findling.index.segment_entry import SegmentEntry
from findling.index.shard_state import ShardState
from findling.index.translog.operation_log import DELETE_OPERATION, LoggedBatch, OperationLog
from findling.mapping.parsed_batch import ParsedBatch

NOTHING_PARSED = ParsedBatch(n_docs=0, roots=np.empty(0, dtype=np.int32))


class OperationWriter:
    """Applies operations to the shard's state, one batch at a time under the write lock."""

    def __init__(self, state: ShardState, log: OperationLog) -> None:
        self._state = state
        self._log = log

    def apply(
        self, operations: Sequence[Operation], parsed: ParsedBatch | None
    ) -> tuple[list[OperationResult], int | None]:
        """Applies a batch; returns its results and the log position to sync, None if nothing was accepted.

        Raises OSError if the log cannot take it; then nothing has changed.
        """
        parsed = parsed if parsed is not None else NOTHING_PARSED
        with self._state.write_lock:
            plan = self.decide(operations, parsed)
            if not plan.accepted:
                return plan.results, None
            logged = plan.logged()
            position = self._log_and_carry_out(logged, plan.documents(parsed, logged), plan.replaced, plan.tombstones)
        return plan.results, position

    def decide(self, operations: Sequence[Operation], parsed: ParsedBatch) -> OperationPlan:
        """Returns what a batch would do to the documents as they are now; nothing has changed."""
        state = self._state
        with state.write_lock:
            state.check_open()
            known = state.resolve(operation.id for operation in operations if not operation.auto_id)
            return self._planner().plan(
                operations, known, parsed.errors, state.settings.max_docs, self._docs_left(parsed, len(operations))
            )

    def apply_run(self, run: OperationRun, parsed: ParsedBatch) -> tuple[RunResult, int | None]:
        """Does what `apply` does with the same operations one by one."""
        state = self._state
        with state.write_lock:
            state.check_open()
            known = {} if run.auto_id else state.resolve(run.ids, run.hashed_ids)
            docs_left = state.settings.max_docs - state.max_doc()
            plan = plan_run(run, known, parsed, state.seq_nos.next, state.seq_nos.primary_term, docs_left)
            if plan is None:
                results, position = self.apply(run.operations(), parsed)
                return RunResult.of(results, state.seq_nos.primary_term), position
            logged = plan.logged()
            position = self._log_and_carry_out(logged, plan.documents(parsed, logged), plan.replaced, {})
        return plan.result(), position

    def replay(self, batch: LoggedBatch, parsed: ParsedBatch) -> None:
        """Applies operations from the log again, with the numbers they have; input i of `parsed` is the i-th index.

        The caller makes sure that none of them is applied already.
        """
        state = self._state
        with state.write_lock:
            operations = logged_operations(batch)
            known = state.resolve(batch.ids)
            planner = OperationPlanner(
                state.shard_id, int(batch.seq_nos[0]), batch.primary_term, state.buffer, len(state.buffer)
            )
            plan = planner.replay(operations, batch.versions.tolist(), known)
            for seq_no in batch.seq_nos.tolist():
                state.seq_nos.mark_processed(seq_no)
            self._carry_out(plan.documents(parsed, batch), plan.replaced, plan.tombstones)

    def _planner(self) -> OperationPlanner:
        state = self._state
        seq_nos = state.seq_nos
        return OperationPlanner(state.shard_id, seq_nos.next, seq_nos.primary_term, state.buffer, len(state.buffer))

    def _docs_left(self, parsed: ParsedBatch, n_operations: int) -> int:
        left = self._state.settings.max_docs - self._state.max_doc()
        return n_operations if parsed.n_docs <= left else left

    def _log_and_carry_out(
        self,
        logged: LoggedBatch,
        documents: AcceptedDocuments,
        replaced: Mapping[DocumentHolder, list[int]],
        tombstones: Mapping[str, DocumentVersion],
    ) -> int:
        position = self._log.append(logged)
        self._state.seq_nos.take(len(logged))
        self._carry_out(documents, replaced, tombstones)
        return position

    def _carry_out(
        self,
        documents: AcceptedDocuments,
        replaced: Mapping[DocumentHolder, list[int]],
        tombstones: Mapping[str, DocumentVersion],
    ) -> None:
        """Changes the state; nothing here may fail half way: the log has it already."""
        state = self._state
        if documents.ids:
            state.buffer.add(documents)
        for holder, numbers in replaced.items():
            holder.delete(numbers)
            state.deletes_pending |= isinstance(holder, SegmentEntry)
        if len(state.versions):
            for doc_id in documents.ids:
                state.versions.discard(doc_id)
        self._add_tombstones(tombstones)

    def _add_tombstones(self, tombstones: Mapping[str, DocumentVersion]) -> None:
        for doc_id, version in tombstones.items():
            self._state.versions.add_tombstone(doc_id, version)


def logged_operations(batch: LoggedBatch) -> list[Operation]:
    """Returns the operations of a logged batch; their inputs number the documents in order."""
    operations = []
    inputs = 0
    columns = zip(batch.kinds.tolist(), batch.ids, batch.routings, batch.sources, strict=True)
    for kind, doc_id, routing, source in columns:
        if kind == DELETE_OPERATION:
            operations.append(Operation("delete", doc_id, routing))
        else:
            operations.append(Operation("index", doc_id, routing, source, inputs))
            inputs += 1
    return operations
