"""Applies the writes of one request to one shard: parse as one batch, update the mapping, log once."""

import copy
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from findling.base.duplicate_keys import find_duplicate, may_repeat
from findling.base.errors import (
    DocumentMissingError,
    DocumentParsingError,
    DocumentSourceMissingError,
    FindlingError,
    RoutingMissingError,
    VersionConflictError,
    XContentParseError,
)
from findling.base.json_values import json_text
from findling.index.operations.operation import GetResult, Operation, OperationResult
from findling.index.shard import Shard
from findling.mapping.parsed_batch import ParsedBatch
from findling.node.documents.bulk_item import BulkItem, read_update, shards_of_write
from findling.node.documents.document_update import UpdateBody, load_document, merge_document, unparsable
from findling.node.documents.named_templates import map_by_templates
from findling.node.documents.semantic_texts import embed
from findling.node.documents.series_routing import describe_conflict, name_documents
from findling.node.documents.update_script import DELETE, NOOP, UpdateScripts
from findling.node.services.index_service import IndexService
from findling.node.services.inference import InferenceEndpoints
from findling.node.services.slow_log import log_slow_indexing
from findling.script.definition import ScriptDefinition
from findling.script.types import Long


@dataclass(slots=True)
class _Pending:
    """Operations not applied yet, side by side with their items and documents."""

    items: list[BulkItem] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    documents: list[dict[str, Any]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def add(self, item: BulkItem, operation: Operation, document: dict[str, Any] | None) -> None:
        if document is not None:
            operation.input = len(self.documents)
            self.documents.append(document)
        self.items.append(item)
        self.operations.append(operation)
        self.ids.add(operation.id)


class ShardWriter:
    """Writes items to one shard, in order. An item that fails carries its error; the others go on."""

    def __init__(
        self,
        service: IndexService,
        number: int,
        scripts: UpdateScripts,
        endpoints: InferenceEndpoints,
        forced_refresh: bool = False,
    ) -> None:
        self.service = service
        self.number = number
        self.shard: Shard = service.primary(number)
        self.forced_refresh = forced_refresh
        self._scripts = scripts
        self._endpoints = endpoints
        self.applied = False
        self._pending = _Pending()
        self._routing_required = service.mapping.routing_required

    def write(self, items: list[BulkItem]) -> None:
        """Applies the items; acknowledged means synced, once, at the end."""
        for item in items:
            try:
                self._prepare(item)
            except FindlingError as error:
                item.fail(error)
        self._flush()
        if self.applied:
            with self.service.while_open():
                self.shard.acknowledge()

    def _prepare(self, item: BulkItem) -> None:
        if self._routing_required and item.routing is None:
            raise routing_missing(self.service.name, item.id or "")
        if item.action == "update":
            self._prepare_update(item)
        elif item.action == "delete":
            self._pending.add(item, _operation(item, "delete"), None)
        else:
            document = self._document(item)  # may begin another batch
            self._pending.add(item, _operation(item, "index"), document)

    def _document(self, item: BulkItem) -> dict[str, object]:
        document = _parse_source(item)
        if item.dynamic_templates:
            self._flush()
            templates = item.dynamic_templates
            map_by_templates(self.service, item.id or "", document, item.routing, templates, item.source)
        return document

    def _prepare_update(self, item: BulkItem) -> None:
        if item.id in self._pending.ids:
            self._flush()
        body = read_update(item)
        attempts = 1 + item.retry_on_conflict
        while True:
            attempts -= 1
            result = self._update_once(item, body, attempts)
            if result is None:
                return

    def _update_once(self, item: BulkItem, body: UpdateBody, attempts: int) -> bool | None:
        """Plans one attempt. Returns None when done; True to try again after a conflict."""
        current = self.shard.get_many([item.id or ""])[0]
        planned = self._upsert(item, body) if current is None else self._merge(item, body, current)
        if planned is None:
            return None
        operation, document = planned
        self._pending.add(item, operation, document)
        if item.retry_on_conflict or body.fetch_source is not None or item.fetch_source is not None:
            self._flush()
            if isinstance(item.error, VersionConflictError) and attempts > 0:
                item.error = None
                return True
            self._show_source(item, body, operation, document)
        return None

    def _upsert(self, item: BulkItem, body: UpdateBody) -> tuple[Operation, dict[str, Any] | None] | None:
        document = body.upsert if body.upsert is not None else body.doc if body.doc_as_upsert else None
        if document is None:
            raise DocumentMissingError(f"[{item.id}]: document missing", **self.shard.shard_id.error_metadata())
        if body.script is not None and body.scripted_upsert:
            made = self._scripts.upsert(body.script, copy.deepcopy(document), self.service.name, item.id or "")
            if made.op == NOOP:
                self._missing_noop(item)
                return None
            document = made.source
        operation = _operation(item, "index")
        operation.op_type = "create"
        operation.source = json_text(document)
        return operation, document

    def _merge(
        self, item: BulkItem, body: UpdateBody, current: GetResult
    ) -> tuple[Operation, dict[str, Any] | None] | None:
        """Returns the write that an update comes to, None for a noop."""
        wanted = (item.if_seq_no, item.if_primary_term)
        if item.if_seq_no is not None and wanted != (current.seq_no, current.primary_term):
            raise self._conflict(item, current)
        if not current.source:
            raise DocumentSourceMissingError(
                f"[{item.id}]: document source missing", **self.shard.shard_id.error_metadata()
            )
        document = load_document(current.source)
        if body.script is not None:
            return self._scripted(item, body, current, body.script)
        changed = merge_document(document, body.doc or {})
        if not changed and body.detect_noop:
            self._noop(item, body, current, document)
            return None
        return self._rewrite(item, current, document), document

    def _scripted(
        self, item: BulkItem, body: UpdateBody, current: GetResult, script: ScriptDefinition
    ) -> tuple[Operation, dict[str, Any] | None] | None:
        """Returns the write that a script's update comes to, None for a noop."""
        metadata = {
            "_index": self.service.name,
            "_id": item.id,
            "_version": Long(current.version),
            "_routing": current.routing,
            "_type": self.service.metadata.type_name or "_doc",
        }
        made = self._scripts.update(script, load_document(current.source), metadata)
        if made.op == NOOP:
            self._noop(item, body, current, made.source)
            return None
        if made.op == DELETE:
            operation = self._rewrite(item, current, {})
            operation.kind, operation.source = "delete", b""
            return operation, None
        return self._rewrite(item, current, made.source), made.source

    def _rewrite(self, item: BulkItem, current: GetResult, document: Mapping[str, object]) -> Operation:
        """Returns the write of a document that is there, bound to what it is now."""
        operation = _operation(item, "index")
        operation.routing = current.routing if item.routing is None else item.routing
        operation.source = json_text(document)
        operation.if_seq_no, operation.if_primary_term = current.seq_no, current.primary_term
        return operation

    def _conflict(self, item: BulkItem, current: GetResult) -> VersionConflictError:
        return VersionConflictError(
            f"[{item.id}]: version conflict, required seqNo [{item.if_seq_no}], primary term "
            f"[{item.if_primary_term}]. "
            f"current document has seqNo [{current.seq_no}] and primary term [{current.primary_term}]",
            **self.shard.shard_id.error_metadata(),
        )

    def _missing_noop(self, item: BulkItem) -> None:
        """Answers an update that makes no document where there is none."""
        shards = shards_of_write(self.service.metadata)
        item.outcome = {"_version": -1, "result": "noop", "_shards": shards, "get": {"found": False}}
        item.status = 200
        self.shard.count_noop_update()

    def _noop(self, item: BulkItem, body: UpdateBody, current: GetResult, document: Mapping[str, object]) -> None:
        item.outcome = {
            "_version": current.version,
            "result": "noop",
            **({"forced_refresh": True} if self.forced_refresh else {}),
            "_shards": shards_of_write(self.service.metadata),
            "_seq_no": current.seq_no,
            "_primary_term": current.primary_term,
        }
        item.status = 200
        self.shard.count_noop_update()
        self._add_get(item, body, current.seq_no, current.primary_term, document)

    def _show_source(
        self, item: BulkItem, body: UpdateBody, operation: Operation, document: Mapping[str, object] | None
    ) -> None:
        if item.error is None:
            self._add_get(item, body, item.outcome["_seq_no"], item.outcome["_primary_term"], document)

    def _add_get(
        self, item: BulkItem, body: UpdateBody, seq_no: int, primary_term: int, document: Mapping[str, object] | None
    ) -> None:
        wanted = item.fetch_source if item.fetch_source is not None else body.fetch_source
        if wanted is None or not wanted.enabled:
            return
        found = item.outcome["get"] = {"_seq_no": seq_no, "_primary_term": primary_term, "found": True}
        if document is not None:
            found["_source"] = wanted.on_fields(self.service.mapping.vector_fields).filter(document)

    def _flush(self) -> None:
        """Applies what is pending."""
        pending, self._pending = self._pending, _Pending()
        if not pending.items:
            return
        parsed = self._parse(pending)
        if parsed is not None and parsed.identities is not None:
            name_documents(self.service.name, pending.items, pending.operations, parsed)
        keep = []
        for item, operation in zip(pending.items, pending.operations, strict=True):
            fault = parsed.errors.get(operation.input) if parsed is not None and operation.input >= 0 else None
            if fault is not None:
                item.fail(fault)
            else:
                keep.append((item, operation))
        if keep:
            operations = [operation for _, operation in keep]
            started = time.perf_counter()
            with self.service.while_open():
                results: list[OperationResult] = self.shard.apply(operations, parsed, sync=False)
            self.applied = True
            copies = self.service.copies(self.number)
            self._log_slow([item for item, operation in keep if operation.input >= 0], started)
            for (item, operation), result in zip(keep, results, strict=True):
                if parsed is not None and parsed.identities is not None:
                    describe_conflict(operation, result, parsed)
                item.succeed(self.service.metadata, result, self.forced_refresh, copies)

    def _log_slow(self, items: Sequence[BulkItem], started: float) -> None:
        elapsed_ms, metadata = (time.perf_counter() - started) * 1000, self.service.metadata
        ids, sources = [item.id or "" for item in items], [item.source for item in items]
        log_slow_indexing(metadata.settings, metadata.name, metadata.uuid, elapsed_ms, ids, sources)

    def _parse(self, pending: _Pending) -> ParsedBatch | None:
        """Returns the documents as columns, after the mapping has all fields that they bring."""
        if not pending.documents:
            return None
        indexing = [operation for operation in pending.operations if operation.input >= 0]
        failed: dict[int, FindlingError] = {}
        if self.service.mapping.semantic_fields:
            failed = embed(self.service, self._endpoints, indexing, pending.documents)
        ids = [operation.id for operation in indexing]
        routings = [operation.routing for operation in indexing]
        sources = [operation.source for operation in indexing]
        documents = pending.documents
        if failed:
            documents = [{} if i in failed else document for i, document in enumerate(documents)]
        parsed = parse_documents(self.service, ids, documents, routings, sources.__getitem__)
        parsed.errors.update(failed)
        return parsed


def parse_documents(
    service: IndexService,
    ids: list[str],
    documents: Sequence[dict[str, Any]],
    routings: list[str | None],
    raw: Callable[[int], bytes] | None = None,
) -> ParsedBatch:
    """Returns documents as columns, merging the new fields they bring into the mapping first.

    raw: number of a document -> its JSON text, for the places that errors name
    A document whose new fields do not fit the mapping becomes an error of its own.
    """
    errors: dict[int, FindlingError] = {}
    while True:
        parsed = service.mapping.parse_batch(ids, documents, routings, raw)
        if parsed.mapping_update is None:
            parsed.errors.update(errors)
            return parsed
        try:
            service.merge_mapping(parsed.mapping_update, adding=True)
        except FindlingError as error:
            if len(documents) == 1:
                return _failed(1, {0: error})
            return _one_by_one(service, ids, documents, routings, raw)


def _one_by_one(
    service: IndexService,
    ids: list[str],
    documents: Sequence[dict[str, Any]],
    routings: list[str | None],
    raw: Callable[[int], bytes] | None,
) -> ParsedBatch:
    """Finds the documents that cannot be taken, then parses the others together (failed ones as empty objects)."""
    errors: dict[int, FindlingError] = {}
    for i, document in enumerate(documents):
        text = None if raw is None else partial(_only, raw, i)
        single = parse_documents(service, [ids[i]], [document], [routings[i]], text)
        for error in single.errors.values():
            errors[i] = error
    sound = [{} if i in errors else document for i, document in enumerate(documents)]
    parsed = service.mapping.parse_batch(ids, sound, routings, raw)
    parsed.errors.update(errors)
    return parsed


def _only(raw: Callable[[int], bytes], place: int, number: int) -> bytes:
    """Returns the JSON text of the one document of a batch, which is at a place in another."""
    return raw(place + number)


def _failed(n_inputs: int, errors: dict[int, FindlingError]) -> ParsedBatch:
    return ParsedBatch(0, np.full(n_inputs, -1, dtype=np.int32), errors=errors)


def _operation(item: BulkItem, kind: Any) -> Operation:
    return Operation(
        kind,
        item.id or "",
        item.routing,
        item.source,
        op_type="create" if item.action == "create" else "index",
        version=item.version,
        version_type=item.version_type,  # type: ignore[arg-type]
        if_seq_no=item.if_seq_no if item.action != "update" else None,
        if_primary_term=item.if_primary_term if item.action != "update" else None,
        auto_id=item.auto_id,
    )


def _parse_source(item: BulkItem) -> dict[str, object]:
    try:
        document = load_document(item.source)
    except XContentParseError as error:
        raise DocumentParsingError(error.reason) from error
    twice = find_duplicate(item.source) if may_repeat(item.source, document) else None
    if twice is not None:
        raise unparsable(item.source, twice) from twice.error(item.source)
    return document


def routing_missing(index: str, doc_id: str) -> RoutingMissingError:
    """Returns the error for a document of an index that requires routing."""
    return RoutingMissingError(f"routing is required for [{index}]/[{doc_id}]", index_uuid="_na_", index=index)
