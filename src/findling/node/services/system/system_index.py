"""Reads and writes the documents of one system index."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

import orjson

from findling.base.clock import Clock
from findling.base.errors import IllegalArgumentError, VersionConflictError
from findling.base.work.breakers import MemoryAccount
from findling.base.work.json_encoding import encode
from findling.cluster.system_index import SystemIndexDescriptor, Write
from findling.index.operations.operation import GetResult, Operation, OperationResult
from findling.mapping.parsed_batch import ParsedBatch
from findling.node.services.index_service import IndexService
from findling.node.services.system.document import Revision, SystemAnswer, SystemDocument
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.context import ShardContext
from findling.search.phases import fetch_phase, query_phase
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardHit

_PAGE: Final = 500
_EVERYTHING: Final[Mapping[str, Any]] = {"match_all": {}}
_ONLY_SHARD: Final = 0

Service = Callable[[SystemIndexDescriptor, bool], IndexService | None]
"""Descriptor, whether to make the index -> its service, None if it is not there."""


class WriteLog(Protocol):
    """Orders the writes of all nodes of a cluster."""

    def write(self, index: "SystemIndex", writes: Sequence[Write]) -> list[Revision]:
        """Has every node carry out writes, this one before it returns. Raises as SystemIndex.write."""


class SystemIndex:
    """One system index. It is made by the first write; until then there is nothing to be read.

    account: gives the memory that one search may use
    log: gives what its writes go through in a cluster, None for none
    """

    def __init__(
        self,
        descriptor: SystemIndexDescriptor,
        service: Service,
        clock: Clock,
        account: Callable[[], MemoryAccount],
        log: Callable[[], WriteLog | None],
    ) -> None:
        self._descriptor = descriptor
        self._log = log
        self._others: list[Callable[[Sequence[str]], None]] = []
        self._service = service
        self._clock = clock
        self._account = account

    @property
    def name(self) -> str:
        return self._descriptor.name

    def on_change(self, told: Callable[[Sequence[str]], None]) -> None:
        """Has a function called with the ids of documents that other nodes have written."""
        self._others.append(told)

    def tell(self, ids: Sequence[str]) -> None:
        """Tells whoever wants to know what other nodes have written."""
        for told in self._others:
            told(ids)

    def get(self, id: str) -> SystemDocument | None:
        """Returns a document, None if there is none. Sees every write that has returned."""
        return next(iter(self.get_many([id])), None)

    def get_many(self, ids: Sequence[str]) -> list[SystemDocument]:
        """Returns those documents of ids that are there. Sees every write that has returned."""
        service = self._service(self._descriptor, False)
        found = [] if service is None else service.shard(_ONLY_SHARD).get_many(ids)
        return [_document(one) for one in found if one is not None]

    def put(
        self, id: str, source: Mapping[str, Any], *, expected: Revision | None = None, create: bool = False
    ) -> Revision:
        """Writes a document and returns its revision; it is on stable storage then.

        expected: the revision the document must still have; create: there must be no such document
        Raises VersionConflictError if that does not hold, DocumentParsingError for values that the mapping refuses.
        """
        (revision,) = self.write([Write(id, source, expected, create)])
        return revision

    def write(self, writes: Sequence[Write]) -> list[Revision]:
        """Carries out several writes, which a crash leaves all or none of; they are on stable storage then.

        No two of them are of one document. Raises the first error; the writes before and after it are carried out all
        the same, so whoever wants all or none of those that may conflict keeps others from writing meanwhile.
        """
        log = self._log()
        return self.carry_out(writes) if log is None else log.write(self, writes)

    def check(self, writes: Sequence[Write]) -> None:
        """Raises what would keep writes from being carried out now."""
        for write in writes:
            found = self.get(write.id) if write.create or write.expected is not None else None
            if write.create and found is not None:
                raise VersionConflictError(f"[{write.id}]: version conflict, document already exists")
            if write.expected is not None and (found is None or found.revision != write.expected):
                raise VersionConflictError(f"[{write.id}]: version conflict, the document is another")
        self._parsed(writes)

    def carry_out(self, writes: Sequence[Write]) -> list[Revision]:
        """Carries out writes here alone, as `write`."""
        service = self._made()
        parsed = self._parsed(writes)
        operations, n_inputs = [], 0
        for write in writes:
            operation = Operation("delete", write.id)
            if write.source is not None:
                operation = Operation(
                    "index",
                    write.id,
                    source=encode(write.source),
                    input=n_inputs,
                    op_type="create" if write.create else "index",
                )
                n_inputs += 1
            if write.expected is not None:
                operation.if_seq_no, operation.if_primary_term = write.expected
            operations.append(operation)
        return [_revision(result) for result in self._apply(service, operations, parsed)]

    def _parsed(self, writes: Sequence[Write]) -> ParsedBatch:
        service = self._made()
        documents = [(write.id, dict(write.source)) for write in writes if write.source is not None]
        parsed = service.mapping.parse_batch([id for id, _ in documents], [source for _, source in documents])
        for error in parsed.errors.values():
            raise error
        return parsed

    def delete(self, id: str, *, expected: Revision | None = None) -> bool:
        """Deletes a document; returns whether there was one. Raises VersionConflictError."""
        service = self._service(self._descriptor, False)
        if service is None:
            return False
        if self._log() is not None:
            was_there = self.get(id) is not None
            self.write([Write(id, None, expected)])
            return was_there
        operation = Operation("delete", id)
        if expected is not None:
            operation.if_seq_no, operation.if_primary_term = expected
        (result,) = self._apply(service, [operation])
        return result.result == "deleted"

    def search(
        self, query: Mapping[str, Any] = _EVERYTHING, *, sort: Sequence[Any] = ("_score",), size: int = 1000
    ) -> list[SystemDocument]:
        """Returns the best documents that a query of the query DSL finds. Sees every write that has returned."""
        with self._snapshot() as ctx:
            return [] if ctx is None else self._page(ctx, {"query": query, "sort": list(sort), "size": size})[0]

    def scan(self, query: Mapping[str, Any] = _EVERYTHING) -> Iterator[SystemDocument]:
        """Yields all documents that a query finds, as they were when it began, the oldest segments first."""
        with self._snapshot() as ctx:
            if ctx is None:
                return
            body: dict[str, Any] = {"query": query, "sort": ["_doc"], "size": _PAGE}
            while True:
                documents, hits = self._page(ctx, body)
                yield from documents
                if len(hits) < _PAGE:
                    return
                body["search_after"] = [hits[-1].doc]

    def answer(self, body: Mapping[str, Any], typed_keys: bool) -> SystemAnswer:
        """Returns hits of a search, their number, and its aggregations. Sees every write that has returned."""
        with self._snapshot() as ctx:
            if ctx is None:
                return SystemAnswer([], None, 0, None)
            request = SearchRequest.parse({"seq_no_primary_term": True, "track_total_hits": True, **body}, {})
            if request.search_after is not None and request.sort is None:
                raise IllegalArgumentError("Sort must contain at least one field.")
            result = query_phase(request, ctx)
            shown = fetch_phase(request, ctx, list(result.hits)[request.from_ :])
            found = None
            if request.aggregations is not None:
                partial = request.aggregations.reduce([result.aggregations], ReduceContext(account=ctx.account))
                found = request.aggregations.render(partial, typed_keys)
            sorts: list[Any] | None = None if request.sort is None else [hit["sort"] for hit in shown]
            return SystemAnswer([_shown(hit) for hit in shown], sorts, result.total, found)

    def _made(self) -> IndexService:
        service = self._service(self._descriptor, True)
        assert service is not None
        return service

    def _apply(
        self, service: IndexService, operations: Sequence[Operation], parsed: ParsedBatch | None = None
    ) -> list[OperationResult]:
        results = service.primary(_ONLY_SHARD).apply(operations, parsed)
        for result in results:
            if result.error is not None:
                raise result.error
        return results

    @contextmanager
    def _snapshot(self) -> Iterator[ShardContext | None]:
        """Gives a context of all that has been written; None if there is nothing."""
        service = self._service(self._descriptor, False)
        if service is None:
            yield None
            return
        account = self._account()
        try:
            with service.shard(_ONLY_SHARD).searcher(refresh=True) as searcher:
                yield ShardContext(
                    mapping=service.mapping,
                    analysis=service.analysis,
                    searcher=searcher,
                    account=account,
                    index=service.name,
                    now_ms=self._clock.now_ms(),
                    settings=service.metadata.settings,
                )
        finally:
            account.close()

    def _page(self, ctx: ShardContext, body: Mapping[str, Any]) -> tuple[list[SystemDocument], list[ShardHit]]:
        request = SearchRequest.parse({"seq_no_primary_term": True, "track_total_hits": False, **body}, {})
        hits = list(query_phase(request, ctx).hits)
        return [_shown(hit) for hit in fetch_phase(request, ctx, hits)], hits


def _document(found: GetResult) -> SystemDocument:
    return SystemDocument(found.id, orjson.loads(found.source), Revision(found.seq_no, found.primary_term))


def _shown(hit: Mapping[str, Any]) -> SystemDocument:
    source = orjson.loads(orjson.dumps(hit["_source"]))  # it is bytes to be spliced in
    return SystemDocument(hit["_id"], source, Revision(hit["_seq_no"], hit["_primary_term"]))


def _revision(result: OperationResult) -> Revision:
    return Revision(result.seq_no, result.primary_term)
