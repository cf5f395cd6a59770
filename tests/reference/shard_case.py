"""What the tests of the shard share: a mapping, a shard in a directory, documents in."""

from pathlib import Path
from typing import Any

import numpy as np
import orjson

from findling.analysis.registry import AnalysisRegistry
from findling.base.clock import FixedClock
from findling.index.operations.operation import Operation, OperationResult, ShardId
from findling.index.shard import Shard
from findling.index.shard_settings import ShardSettings
from findling.mapping.mapping import Mapping

SHARD_ID = ShardId("test", 0, "uuid")
DEFINITION = {
    "dynamic": "strict",
    "properties": {
        "title": {"type": "text"},
        "tag": {"type": "keyword"},
        "n": {"type": "long"},
        "price": {"type": "double"},
        "parts": {"type": "nested", "properties": {"name": {"type": "keyword"}}},
    },
}


# splits at blanks and changes nothing, which makes it plain to see where tokens go
BLANK_ANALYSIS = AnalysisRegistry.from_settings({"analyzer": {"default": {"type": "whitespace"}}})


class ShardCase:
    """A shard in a directory, that can be written to, crashed and opened again.

    fsync: off, because a test cannot pull the plug anyway
    """

    def __init__(self, path: Path, settings: ShardSettings | None = None, definition: Any = None) -> None:
        self.path = path
        self.clock = FixedClock(1_000_000)
        self.settings = settings if settings is not None else ShardSettings(fsync=False)
        self.mapping = Mapping.from_json(definition or DEFINITION, BLANK_ANALYSIS)
        if not path.exists():
            Shard.create(path, sync=self.settings.fsync)
        self.shard = self.open()

    def open(self, path: Path | None = None) -> Shard:
        return Shard.open(path or self.path, SHARD_ID, lambda: self.mapping, self.settings, clock=self.clock)

    def crash(self) -> None:
        """Forgets the shard without closing it and opens another one from its files, as after kill -9."""
        self.shard = self.open()

    def reopen(self) -> None:
        self.shard.close()
        self.shard = self.open()

    def apply(self, operations: list[Operation], documents: list[dict[str, Any]]) -> list[OperationResult]:
        """Applies operations; the i-th document is that of the i-th index operation."""
        ids = [operation.id for operation in operations if operation.kind == "index"]
        for number, operation in enumerate(o for o in operations if o.kind == "index"):
            operation.input = number
            operation.source = operation.source or orjson.dumps(documents[number])
        parsed = self.mapping.parse_batch(ids, documents) if documents else None
        return self.shard.apply(operations, parsed)

    def index(self, doc_id: str, document: dict[str, Any] | None = None, **options: Any) -> OperationResult:
        return self.apply([Operation("index", doc_id, **options)], [document if document is not None else {"n": 1}])[0]

    def delete(self, doc_id: str, **options: Any) -> OperationResult:
        return self.apply([Operation("delete", doc_id, **options)], [])[0]

    def get(self, doc_id: str, realtime: bool = True) -> dict[str, Any] | None:
        found = self.shard.get_many([doc_id], realtime)[0]
        return None if found is None else orjson.loads(found.source)

    def searchable(self) -> dict[str, Any]:
        """Returns what a searcher sees: the sources of all visible documents, by id."""
        with self.shard.searcher() as searcher:
            documents = {}
            for view in searcher.segments:
                docs = np.arange(view.max_doc, dtype=np.int32) if view.visible is None else view.visible.to_docs()
                sources = view.reader.source.get_many(docs)
                ids = [raw.decode() for raw in view.reader.ids.get_many(docs)]
                assert not documents.keys() & set(ids), "an id is visible twice"
                documents |= {i: orjson.loads(source) for i, source in zip(ids, sources, strict=True)}
            assert len(documents) == searcher.num_docs
            return documents
