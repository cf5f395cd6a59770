"""A bulk request all of whose actions index (or create) documents of one index: kept as columns from body to answer."""

from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final

import orjson

from findling.base.error_body import error_object
from findling.base.errors import FindlingError
from findling.cluster.state import IndexMetadata
from findling.index.operation import OperationType
from findling.index.operation_run import RunResult
from findling.node.bulk_item import MAX_ID_BYTES, BulkItem, shards_of_write
from findling.node.bulk_request import BulkDefaults

_RUN_ACTIONS: Final = ("index", "create")
_PLAIN_KEYS: Final = frozenset({"_index", "_id", "_type"})


@dataclass(slots=True)
class BulkRun:
    """What the client asked for: n documents, nothing said about them but index and id.

    ids: n, None if the client leaves them to the server
    documents: n decoded objects; sources: their bytes
    """

    action: OperationType
    index: str
    ids: list[str] | None
    sources: list[bytes]
    documents: list[dict[str, Any]]
    defaults: BulkDefaults

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
            )
            for doc_id, source in zip(self.ids or repeat(None), self.sources, strict=False)
        ]


@dataclass(slots=True)
class BulkRunOutcome:
    """What became of a run.

    ids: n, those of the server included
    forced_refresh: whether the request refreshed
    """

    action: OperationType
    metadata: IndexMetadata
    ids: list[str]
    result: RunResult
    took_ms: int
    forced_refresh: bool = False

    @property
    def errors(self) -> dict[int, FindlingError]:
        """Place of each write that failed -> why."""
        return self.result.errors

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

    def succeeded(self, doc_id: Any, version: Any, seq_no: Any, updated: bool) -> dict[str, Any]:
        """Returns the answer to one write, with given values in it."""
        answer = {
            "_index": self.metadata.name,
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
        answer = {"_index": self.metadata.name, "_id": self.ids[place], "status": error.status}
        return {self.action: {**answer, "error": error_object(error)}}


def parse_run(body: bytes, defaults: BulkDefaults) -> BulkRun | None:
    """Returns a bulk body as a run; None if it is none or anything in it is out of the ordinary, such as an error."""
    lines = body.split(b"\n")
    if len(lines) < 3 or len(lines) % 2 == 0 or lines[-1] or defaults.pipeline not in (None, "_none"):
        return None
    try:
        actions = _decoded(lines[:-1:2])
        documents = list(map(orjson.loads, lines[1::2]))
    except orjson.JSONDecodeError:
        return None
    plain = _read_actions(actions, defaults)
    if plain is None or set(map(type, documents)) != {dict}:
        return None
    sources = lines[1::2]
    if b"\r" in body:
        sources = [source.rstrip(b"\r") for source in sources]
    return BulkRun(*plain, sources, documents, defaults)


def _decoded(lines: list[bytes]) -> list[Any]:
    """Returns the values of the lines; lines without ids are all alike and decoded once."""
    first = lines[0]
    if lines.count(first) == len(lines):
        return [orjson.loads(first)] * len(lines)
    return list(map(orjson.loads, lines))


def _read_actions(actions: list[Any], defaults: BulkDefaults) -> tuple[OperationType, str, list[str] | None] | None:
    """Returns action, index and ids that the action lines name."""
    if set(map(type, actions)) != {dict} or set(map(len, actions)) != {1}:
        return None
    for action in _RUN_ACTIONS:
        if action in actions[0] and all(action in line for line in actions):
            return _read_parameters(action, [line[action] for line in actions], defaults)  # type: ignore[arg-type]
    return None


def _read_parameters(
    action: OperationType, parameters: list[Any], defaults: BulkDefaults
) -> tuple[OperationType, str, list[str] | None] | None:
    if set(map(type, parameters)) != {dict}:
        return None
    shapes = set(map(tuple, parameters))
    if len(shapes) > 1:
        return None
    keys = shapes.pop()
    if not _PLAIN_KEYS.issuperset(keys):
        return None
    indices = {line["_index"] for line in parameters} if "_index" in keys else {defaults.index}
    index = indices.pop()
    if indices or type(index) is not str or not index:
        return None
    if "_id" not in keys:
        return action, index, None
    ids = [line["_id"] for line in parameters]
    return (action, index, ids) if _are_plain(ids) else None


def _are_plain(ids: list[Any]) -> bool:
    return set(map(type, ids)) == {str} and "" not in ids and max(map(len, ids)) * 4 <= MAX_ID_BYTES
