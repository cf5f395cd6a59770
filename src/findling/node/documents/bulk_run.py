"""A bulk request all of whose actions index (or create) documents of one index: kept as columns from body to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import orjson

from findling.base.duplicate_keys import may_repeat
from findling.base.error_body import error_object
from findling.base.errors import FindlingError
from findling.base.work.json_decoding import decode
from findling.cluster.state import IndexMetadata
from findling.index.operations.operation import OperationType
from findling.index.operations.operation_run import RunResult
from findling.mapping.documents.json_documents import JsonDocuments
from findling.node.documents.bulk_item import BulkItem, shards_of_write
from findling.node.documents.bulk_request import BulkDefaults
from findling.node.documents.bulk_run_actions import read_run_actions
from findling.node.documents.request_lines import RequestLines


@dataclass(slots=True)
class BulkRun:
    """What the client asked for: n documents, nothing said about them but index and id.

    ids: n, None if the client leaves them to the server
    documents: n objects; sources: their bytes
    type_name: their mapping type, None if the client speaks of none
    """

    action: OperationType
    index: str
    ids: list[str] | None
    sources: Sequence[bytes]
    documents: Sequence[dict[str, Any]]
    defaults: BulkDefaults
    type_name: str | None = None

    def __len__(self) -> int:
        return len(self.sources)

    def items(self) -> list[BulkItem]:
        """Returns the same as single writes."""
        defaults = self.defaults
        return [
            BulkItem(
                self.action,
                self.index,
                doc_id,
                defaults.routing,
                source,
                require_alias=defaults.require_alias,
                fetch_source=defaults.fetch_source,
                pipeline=defaults.pipeline,
                type_name=self.type_name,
            )
            for doc_id, source in zip(self.ids or repeat(None), self.sources, strict=False)
        ]


@dataclass(slots=True)
class BulkRunOutcome:
    """What became of a run.

    ids: n, those of the server included
    forced_refresh: whether the request refreshed
    type_name: mapping type of the documents, None if the client speaks of none
    """

    action: OperationType
    metadata: IndexMetadata
    ids: list[str]
    result: RunResult
    took_ms: int
    forced_refresh: bool = False
    type_name: str | None = None

    @property
    def errors(self) -> dict[int, FindlingError]:
        """Place of each write that failed -> why."""
        return self.result.errors

    @property
    def _identity(self) -> dict[str, object]:
        typed = {} if self.type_name is None else {"_type": self.type_name}
        return {"_index": self.metadata.name, **typed}

    def body(self) -> dict[str, Any]:
        """Returns the bulk response."""
        seq_nos, versions, updated = (
            column.tolist() for column in (self.result.seq_nos, self.result.versions, self.result.updated)
        )
        items = [
            self.failed(i) if i in self.errors else self.succeeded(doc_id, versions[i], seq_nos[i], updated[i])
            for i, doc_id in enumerate(self.ids)
        ]
        return {"errors": bool(self.errors), "took": self.took_ms, "items": items}

    def succeeded(self, doc_id: object, version: object, seq_no: object, updated: bool) -> dict[str, Any]:
        """Returns the answer to one write, with given values in it."""
        answer = {
            **self._identity,
            "_id": doc_id,
            "_version": version,
            "result": "updated" if updated else "created",
            **({"forced_refresh": True} if self.forced_refresh else {}),
            "_shards": shards_of_write(self.metadata),
            "_seq_no": seq_no,
            "_primary_term": self.result.primary_term,
            "status": 200 if updated else 201,
        }
        return {self.action: answer}

    def failed(self, place: int) -> dict[str, Any]:
        """Returns the answer to a write that failed."""
        error = self.errors[place]
        answer = {**self._identity, "_id": self.ids[place], "status": error.status}
        return {self.action: {**answer, "error": error_object(error)}}


def parse_run(body: bytes, defaults: BulkDefaults) -> BulkRun | None:
    """Returns a bulk body as a run; None if it is none or anything in it is out of the ordinary, such as an error."""
    if not body.endswith(b"\n") or defaults.require_data_stream or defaults.list_executed_pipelines:
        return None
    lines = RequestLines(body)
    if not len(lines) or len(lines) % 2:
        return None
    try:
        actions = read_run_actions(lines.every_second(0), defaults.index)
        documents = None if actions is None else _documents(lines.every_second(1))
    except orjson.JSONDecodeError:
        return None
    if actions is None or documents is None:
        return None
    action, index, ids, type_name = actions
    return BulkRun(action, index, ids, *documents, defaults, type_name or defaults.type_name)


def _documents(lines: RequestLines) -> tuple[Sequence[bytes], Sequence[dict[str, Any]]] | None:
    """Returns the lines and their documents; None if one is no object, or one that may have a name twice.

    Raises orjson.JSONDecodeError if one is no JSON. Names in objects within are looked at only where documents are
    taken one by one.
    """
    lines = lines.without_returns()
    documents = JsonDocuments.read(lines.text, lines.starts, lines.ends)
    if documents is not None:
        return documents.sources, documents
    sources = lines.to_list()
    decoded = list(map(decode, sources))
    plain = set(map(type, decoded)) == {dict} and not any(map(may_repeat, sources, decoded))
    return (sources, decoded) if plain else None
