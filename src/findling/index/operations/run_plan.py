"""Plans a run of operations as columns, where nothing can be refused: the planner's result for the usual case."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from findling.index.buffer import AcceptedDocuments
from findling.index.operations.operation_run import OperationRun, RunResult
from findling.index.operations.versioning import DocumentHolder, DocumentVersion
from findling.index.translog.operation_log import INDEX_OPERATION, LoggedBatch
from findling.mapping.parsed_batch import ParsedBatch


@dataclass(slots=True)
class RunPlan:
    """What a run will do; all of its operations are accepted.

    versions: (n,) int64, the version that each document gets
    updated: (n,) bool, whether it replaces a document
    replaced: holder -> numbers of the documents that die
    """

    run: OperationRun
    first_seq_no: int
    primary_term: int
    versions: npt.NDArray[np.int64]
    updated: npt.NDArray[np.bool_]
    replaced: dict[DocumentHolder, list[int]] = field(default_factory=dict)

    @property
    def seq_nos(self) -> npt.NDArray[np.int64]:
        return np.arange(self.first_seq_no, self.first_seq_no + len(self.run), dtype=np.int64)

    def logged(self) -> LoggedBatch:
        """Returns what the log shall hold."""
        run = self.run
        return LoggedBatch(
            primary_term=self.primary_term,
            seq_nos=self.seq_nos,
            versions=self.versions,
            kinds=np.full(len(run), INDEX_OPERATION, dtype=np.uint8),
            ids=run.ids,
            routings=[run.routing] * len(run),
            sources=run.sources,
        )

    def documents(self, parsed: ParsedBatch, logged: LoggedBatch) -> AcceptedDocuments:
        """Returns the documents that enter the buffer: all of `parsed`."""
        store = parsed.stored_source
        return AcceptedDocuments(
            batch=parsed,
            ids=logged.ids,
            sources=logged.sources if store is None else list(map(store, logged.sources)),
            routings=logged.routings,
            seq_nos=logged.seq_nos,
            versions=logged.versions,
            primary_term=self.primary_term,
            hashed=self.run.hashed_ids,
        )

    def result(self) -> RunResult:
        """Returns what the client is told."""
        return RunResult(self.primary_term, self.seq_nos, self.versions, self.updated, {})


def plan_run(
    run: OperationRun,
    known: Mapping[str, DocumentVersion],
    parsed: ParsedBatch,
    first_seq_no: int,
    primary_term: int,
    docs_left: int,
) -> RunPlan | None:
    """Returns the plan that OperationPlanner makes of the same operations; None if it may refuse or reorder something.

    known: the state of every id that has one
    docs_left: docs that the shard still takes
    """
    if parsed.errors or parsed.n_docs > docs_left or len(parsed.roots) != len(run):
        return None
    if not run.auto_id and len(set(run.ids)) < len(run):
        return None
    plan = RunPlan(
        run, first_seq_no, primary_term, np.ones(len(run), dtype=np.int64), np.zeros(len(run), dtype=np.bool_)
    )
    if known:
        if run.op_type == "create" and any(state.holder is not None for state in known.values()):
            return None
        _continue_versions(plan, known)
    return plan


def _continue_versions(plan: RunPlan, known: Mapping[str, DocumentVersion]) -> None:
    for place, doc_id in enumerate(plan.run.ids):
        current = known.get(doc_id)
        if current is None:
            continue
        plan.versions[place] = current.version + 1
        if current.holder is not None:
            plan.updated[place] = True
            plan.replaced.setdefault(current.holder, []).append(current.number)
