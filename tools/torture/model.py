"""What was acknowledged, and so what may be found after a crash."""

from dataclasses import dataclass, field
from typing import Any

Documents = dict[str, int]
Indices = dict[str, Documents]


@dataclass(frozen=True)
class Step:
    """One thing a workload does.

    kind: bulk, create, delete, resize; refresh, flush and merge change nothing
    changes: of a bulk; None deletes a document
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
            return {**indices, self.index: dict(indices[self.source])}
        if self.kind != "bulk":
            return indices
        documents = {**indices[self.index], **self.changes}
        return {**indices, self.index: {key: value for key, value in documents.items() if value is not None}}


def faults(found: Indices, known: Indices, doubt: Step | None) -> list[str]:
    """Returns what is wrong with the indices found, if `known` was acknowledged and `doubt` may have happened.

    A bulk in doubt may be there in part, document by document; an index is there with all its documents or not at all.
    """
    wrong = []
    after = known if doubt is None else doubt.applied(known)
    for name in sorted(found.keys() | known.keys() | after.keys()):
        if name not in found:
            if name in known and name in after:
                wrong.append(f"lost index {name} of {len(known[name])} documents")
        elif name not in known and name not in after:
            wrong.append(f"index {name} of {len(found[name])} documents came back")
        else:
            allowed = [state[name] for state in (known, after) if name in state]
            wrong += _wrong_documents(name, found[name], allowed)
    return wrong


def _wrong_documents(name: str, found: Documents, allowed: list[Documents]) -> list[str]:
    ids = sorted(found.keys() | {doc_id for documents in allowed for doc_id in documents})
    bad = [i for i in ids if all(found.get(i) != documents.get(i) for documents in allowed)]
    if not bad:
        return []
    lost = sum(i not in found for i in bad)
    return [f"{name}: {len(bad)} of {len(ids)} documents are not as acknowledged ({lost} missing), such as {bad[0]}"]
