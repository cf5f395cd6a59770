"""What was acknowledged, and so what may be found after a crash."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

Documents = dict[str, int]
Indices = dict[str, Documents]
RECORDS: Final = "(records)"
"""The index that stands for what a node keeps besides documents; it is always there."""
NOTHING: Final[Indices] = {RECORDS: {}}


@dataclass(frozen=True)
class Step:
    """One thing a workload does.

    kind: bulk, record, create, delete, resize; refresh, flush and merge change nothing
    changes: of a bulk or record; None deletes a document. Of a resize: the documents of its source
    source: of a resize
    """

    kind: str
    index: str
    changes: dict[str, int | None] = field(default_factory=dict)
    source: str = ""
    how: str = ""

    def to_json(self) -> dict[str, Any]:
        return self.__dict__

    def applied(self, indices: Indices) -> Indices:
        """Returns the indices after it."""
        if self.kind == "create":
            return {**indices, self.index: {}}
        if self.kind == "delete":
            return {name: documents for name, documents in indices.items() if name != self.index}
        if self.kind == "resize":
            return {**indices, self.index: dict(self.changes)}
        if self.kind not in ("bulk", "record"):
            return indices
        if self.index not in indices:  # of an index whose making is in doubt
            return indices
        documents = {**indices[self.index], **self.changes}
        return {**indices, self.index: {key: value for key, value in documents.items() if value is not None}}


def still_in_doubt(doubts: Sequence[Step], done: Step) -> list[Step]:
    """Returns what is left of steps that were refused, once a later one is acknowledged: of what it does, nothing."""
    left = []
    for doubt in doubts:
        if doubt.index != done.index:
            left.append(doubt)
        elif doubt.kind == done.kind == "bulk" or doubt.kind == done.kind == "record":
            changes = {doc_id: value for doc_id, value in doubt.changes.items() if doc_id not in done.changes}
            left += [replace(doubt, changes=changes)] if changes else []
        elif done.kind not in ("bulk", "record"):
            left.append(doubt)
    return left


def faults(found: Indices, known: Indices, *doubts: Step | None) -> list[str]:
    """Returns what is wrong with the indices found, if `known` was acknowledged and each doubt may have happened.

    A bulk in doubt may be there in part, document by document; an index is there with all its documents or not at all.
    """
    states = [known, *(doubt.applied(known) for doubt in doubts if doubt is not None)]
    wrong = []
    for name in sorted(found.keys() | {name for state in states for name in state}):
        allowed = [state[name] for state in states if name in state]
        if name in found and not allowed:
            wrong.append(f"index {name} of {len(found[name])} documents came back")
        elif name in found:
            wrong += _wrong_documents(name, found[name], allowed)
        elif len(allowed) == len(states):
            wrong.append(f"lost index {name} of {len(known[name])} documents")
    return wrong


def _wrong_documents(name: str, found: Documents, allowed: list[Documents]) -> list[str]:
    ids = sorted(found.keys() | {doc_id for documents in allowed for doc_id in documents})
    bad = [i for i in ids if all(found.get(i) != documents.get(i) for documents in allowed)]
    if not bad:
        return []
    lost = sum(i not in found for i in bad)
    return [f"{name}: {len(bad)} of {len(ids)} documents are not as acknowledged ({lost} missing), such as {bad[0]}"]
