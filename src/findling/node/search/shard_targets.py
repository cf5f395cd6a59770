"""The shards that a search-like request goes to, each with a snapshot and a context to evaluate queries in."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from findling.base.errors import FindlingError, IllegalArgumentError, IndexGoneError
from findling.base.work.breakers import MemoryAccount
from findling.cluster.access import current_access
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.name_resolution import IndicesOptions, ResolvedIndex, resolve_search
from findling.cluster.routing import search_shards
from findling.cluster.state import ClusterState
from findling.cluster.transport import FarShard
from findling.index.operations.operation import GetResult
from findling.index.searcher import Searcher
from findling.node.documents.get_document import GetRequest, find_document, look_up
from findling.node.services.index_blocks import check_blocks
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.visibility import visible
from findling.search.context import NO_CACHE, ShardContext
from findling.search.query.base import Query, parse_query
from findling.search.query.bool import BoolQuery
from findling.search.query.match_all import MatchAllQuery
from findling.search.query.primitive.slice import Slice
from findling.search.runtime.overlay import with_computed
from findling.search.vectors.knn_section import SectionHits

Check = Callable[[], None]


def never() -> None:
    """The check of a request that cannot be cancelled."""


@dataclass(slots=True)
class ShardTarget:
    """One shard to ask.

    resolved: the index, with the filters of the aliases it was reached through
    context: None if the shard cannot be opened; then `error` says why
    boost: factor of the scores
    part: what a slice has of the shard's documents, None without slices
    nearest: what was found here for the search's `knn` sections, empty without any
    searcher: the snapshot
    far: how the shard is asked if it is on another node: then there is neither context nor searcher here
    nodes: those whose copies may be read, in order; None: any
    account: of the memory of the request
    """

    resolved: ResolvedIndex
    service: IndexService
    number: int
    context: ShardContext | None = None
    error: FindlingError | None = None
    filters: tuple[dict[str, Any], ...] = field(default=())
    boost: float = 1.0
    part: Query | None = None
    nearest: tuple[SectionHits, ...] = ()
    searcher: Searcher | None = None
    far: FarShard | None = None
    nodes: tuple[str, ...] | None = None
    account: MemoryAccount | None = None

    @property
    def is_open(self) -> bool:
        """Whether the shard can be asked."""
        return self.context is not None or self.far is not None

    @property
    def index(self) -> str:
        return self.service.name

    @property
    def uuid(self) -> str:
        return self.service.uuid

    @property
    def ready(self) -> ShardContext:
        """The context. Raises what kept the shard from being opened."""
        if self.context is None:
            raise self.error or FindlingError(f"[{self.index}][{self.number}] is not open")
        return self.context

    @property
    def key(self) -> tuple[str, int]:
        return self.service.uuid, self.number


def find_targets(
    node: Node,
    expression: str | Sequence[str] | None,
    options: IndicesOptions,
    routing: str | None = None,
    types: Sequence[str] = (),
) -> list[ShardTarget]:
    """Returns the shards of all indices that an expression means, without snapshots yet.

    types: mapping types that documents must have; of an index with another type there is nothing to be seen
    """
    targets = []
    for resolved in resolve_search(node.cluster.state, expression, options, node.clock.now_ms()):
        check_blocks(resolved.index, "read")
        service = node.indices.get(resolved.index)
        service.last_search = time.monotonic()
        filters = resolved.filters if resolved.index.has_type(types) else ({"match_none": {}},)
        for number in search_shards(resolved.index, routing_of(resolved.routing, routing)):
            targets.append(ShardTarget(resolved, service, number, filters=filters))
    if len(targets) > 1:
        # the order in which equal hits come: as in Elasticsearch, the first shards of all indices, then the second ones
        targets.sort(key=lambda target: (target.number, target.index))
    return targets


def routing_of(of_alias: str | None, of_request: str | None) -> str | None:
    """Returns the routing values that both allow."""
    if of_alias is None or of_request is None:
        return of_alias if of_request is None else of_request
    both = [value for value in of_request.split(",") if value in of_alias.split(",")]
    return ",".join(both) or of_alias


def check_shard_count(node: Node, targets: Sequence[ShardTarget]) -> None:
    """Raises IllegalArgumentError if a search asks more shards than `action.search.shard_count.limit` allows."""
    if len(targets) < 2:
        return  # no limit is below one
    limit = cluster_setting(node.cluster.state, "action.search.shard_count.limit")
    if len(targets) > limit:
        raise IllegalArgumentError(
            f"Trying to query {len(targets)} shards, which is over the limit of {limit}. This limit exists because "
            "querying many shards at the same time can make the job of the coordinating node very CPU and/or memory "
            "intensive. It is usually a better idea to have a smaller number of larger shards. Update "
            "[action.search.shard_count.limit] to a greater value if you really want to query that many shards at the "
            "same time."
        )


def cut(targets: Sequence[ShardTarget], wanted: Slice | None) -> None:
    """Narrows targets to a slice: the shards of all indices together are divided, in their order."""
    if wanted is not None:
        for place, target in enumerate(targets):
            target.part = wanted.on_shard(place, len(targets))


class opened:
    """Gives every target a snapshot and a context for the length of a with block.

    The contexts share an account of memory, which is given back at its end: the answer has to be made inside.
    """

    def __init__(self, node: Node, targets: list[ShardTarget], check: Check = never) -> None:
        self._node = node
        self._targets = targets
        self._check = check
        self._account = node.account()
        self._held: list[Searcher] = []
        self._far: FarTargets | None = None

    def __enter__(self) -> list[ShardTarget]:
        now_ms = self._node.clock.now_ms()
        try:
            if self._node.others is not None:
                self._far = FarTargets(self._node, now_ms, self._check)
                self._far.find(self._targets)
            for place, target in enumerate(self._targets):
                target.account = self._account
                if target.far is None:
                    self._open(target, now_ms)
                if target.context is not None:
                    target.context.place = place
        except BaseException:
            self._release()
            raise
        return self._targets

    def __exit__(self, *exception: object) -> None:
        self._release()

    def _open(self, target: ShardTarget, now_ms: int) -> None:
        try:
            searcher = acquire_searcher(self._node, target)
        except IndexGoneError:
            raise
        except FindlingError as error:
            target.error = error
            return
        self._held.append(searcher)
        target.searcher = searcher
        target.context = make_context(self._node, target, searcher, now_ms, self._account, self._check)

    def _release(self) -> None:
        self._account.close()
        for searcher in self._held:
            searcher.release()
        if self._far is not None:
            self._far.close()


class FarTargets:
    """Those targets of one request whose shards are read on other nodes. `close` lets these forget the request."""

    def __init__(self, node: Node, now_ms: int, check: Check) -> None:
        assert node.others is not None
        self._shards = node.others.far
        self._reading = self._shards.reading({"now_ms": now_ms, "access": current_access()}, check)

    def find(self, targets: Sequence[ShardTarget]) -> None:
        """Gives the targets that are not here what they are asked by."""
        for place, target in enumerate(targets):
            if not self._shards.is_here(*target.key, target.nodes):
                target.far = self._shard(target, place, target.nodes, None)

    def kept(self, target: ShardTarget, place: int, node: str, reader: str) -> None:
        """Gives a target what a snapshot is asked by that a node keeps under an id."""
        target.far = self._shard(target, place, (node,), reader)

    def _shard(self, target: ShardTarget, place: int, nodes: Sequence[str] | None, reader: str | None) -> FarShard:
        return self._reading.shard(
            *target.key,
            place,
            nodes,
            index=target.index,
            version=target.resolved.index.version,
            filters=target.filters,
            via=target.resolved.via,
            reader=reader,
        )

    def close(self) -> None:
        self._reading.close()


def acquire_searcher(node: Node, target: ShardTarget) -> Searcher:
    """Returns a snapshot of a shard; brings an index up to date that nobody searched for a while."""
    shard = target.service.shard(target.number)
    if (node.config.read_your_writes or target.service.stale) and shard.failure is None:
        target.service.stale = False
        shard.refresh()
    return shard.searcher()


def make_context(
    node: Node, target: ShardTarget, searcher: Searcher, now_ms: int, account: MemoryAccount, check: Check = never
) -> ShardContext:
    """Returns what queries on a snapshot need to know. account: closed by the caller, once the answer is made."""
    service = target.service
    unrepeatable: list[str] = []

    def lookup(index: str, doc_id: str, routing: str | None) -> Mapping[str, Any] | None:
        unrepeatable.append("terms of another document")
        return look_up(node, index, doc_id, routing)

    def document(index: str, doc_id: str, routing: str | None) -> GetResult | None:
        unrepeatable.append("another document")
        return find_document(node, GetRequest(index, doc_id, routing))[1]

    context = ShardContext(
        mapping=service.mapping,
        analysis=service.analysis,
        searcher=searcher,
        account=account,
        index=service.name,
        shard=target.number,
        document_type=target.resolved.index.type_name,
        now_ms=now_ms,
        settings=service.metadata.settings,
        check=check,
        lookup=lookup,
        document=document,
        filters=node.filters if service.setting("index.queries.cache.enabled") else NO_CACHE,
        allow_expensive=cluster_setting(node.cluster.state, "search.allow_expensive_queries"),
        max_buckets=cluster_setting(node.cluster.state, "search.max_buckets"),
        scripts=node.scripts,
        unrepeatable=unrepeatable,
        node_id=node.id,
        also_named=lambda: other_names(node.cluster.state, service.name),
        alias_filter=alias_filter(target.filters) if target.filters else None,
    )
    runtime = service.mapping.options.runtime
    context = with_computed(context, runtime, compiles=False) if runtime else context
    return visible(node, context, target.resolved.via)


def other_names(state: ClusterState, index: str) -> list[str]:
    """Returns the names of aliases and data streams by which an index is reached."""
    metadata = state.indices.get(index)
    aliases = () if metadata is None else metadata.aliases
    return [*aliases, *state.streams.names_of(index)]


def alias_filter(filters: Sequence[Mapping[str, object]]) -> Query:
    """Returns the query that a document must match to be seen through aliases with these filters: one of them."""
    queries = tuple(parse_query(body) for body in filters)
    return queries[0] if len(queries) == 1 else BoolQuery(should=queries)


def narrowed(query: Query | None, target: ShardTarget) -> Query | None:
    """Returns a query under what narrows a target: the filters of the aliases it was reached through, and a slice."""
    filters = [alias_filter(target.filters)] if target.filters else []
    filters += [] if target.part is None else [target.part]
    if not filters:
        return query
    return BoolQuery(must=(MatchAllQuery() if query is None else query,), filter=tuple(filters))
