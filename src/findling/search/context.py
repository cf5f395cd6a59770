"""What a search sees: ShardContext for one shard's snapshot, SegmentContext for one of its segments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from findling.base.work.breakers import MemoryAccount
from findling.codec.bitmap import Bitmap
from findling.mapping.similarity import DEFAULT, Similarity
from findling.script.service import UNCHECKED, ScriptService
from findling.search.doc_set import DocSet
from findling.search.filter_cache import FilterCache
from findling.search.snapshot import Snapshot, TermLookup
from findling.search.statistics import ShardStatistics

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry
    from findling.codec.segment_reader import SegmentReader
    from findling.index.operations.operation import GetResult
    from findling.index.searcher import Searcher, SegmentView
    from findling.mapping.mapped_field import MappedField
    from findling.mapping.mapping import Mapping as IndexMapping
    from findling.search.profile.dfs_profiler import DfsProfiler
    from findling.search.profile.search_profiler import SearchProfiler
    from findling.search.query.base import Query

NESTED_PATH_FIELD: Final = "_nested_path"
NO_CACHE: Final = FilterCache(0)
DEFAULT_MAX_BUCKETS: Final = 65_536


def _never_cancelled() -> None:
    """The check of a search without deadline."""


def _no_document(index: str, id: str, routing: str | None) -> GetResult | None:
    """The stored document of a search that may not read other indices."""
    return None


def _no_lookup(index: str, id: str, routing: str | None) -> Mapping[str, Any] | None:
    """The terms lookup of a search that may not read other indices."""
    return None


class SegmentContext:
    """One segment of a search.

    reader: the segment's structures
    ord: its number within the searcher
    doc_base: what makes its docs unique within the shard
    """

    def __init__(self, view: SegmentView, ord: int, filters: FilterCache = NO_CACHE) -> None:
        self.view = view
        self.reader: SegmentReader = view.reader
        self.ord = ord
        self.doc_base: int = view.doc_base
        self.max_doc: int = view.reader.max_doc
        self._filters = filters

    @property
    def visible(self) -> Bitmap | None:
        """Live root documents, the only ones that are hits; None means all docs."""
        return self.view.visible

    @property
    def live(self) -> Bitmap | None:
        """Documents that are not deleted, nested ones included; None means all docs."""
        return self.view.live

    @property
    def live_count(self) -> int:
        """How many documents are not deleted, nested ones included."""
        return self.max_doc if self.live is None else self.live.count()

    @cached_property
    def roots(self) -> Bitmap:
        """Root documents, deleted ones included."""
        roots = self.reader.roots
        return Bitmap.full(self.max_doc) if roots is None else roots

    def nested(self, path: str | None) -> Bitmap:
        """Returns the nested documents under `path`, or the root documents for None; deleted ones included."""
        if path is None:
            return self.roots
        terms = self.reader.terms(NESTED_PATH_FIELD)
        ord_ = -1 if terms is None else terms.lookup(path.encode())
        if terms is None or ord_ < 0:
            return Bitmap.empty(self.max_doc)
        return Bitmap.from_docs(terms.docs(ord_), self.max_doc)

    def cached(self, query: object, compute: Callable[[], DocSet]) -> DocSet:
        """Returns the doc set of a rewritten (hashable) query, from the filter cache if it is there."""
        return self._filters.get(self.reader, query, self.max_doc, compute)


@dataclass
class ShardContext:
    """One shard's snapshot and what queries need to know about it, for the length of one search.

    account: the memory that the search may use; whoever made the context closes it
    now_ms: the time of "now" in date maths, the same on all shards
    settings: flat index settings
    check: raises if the search is cancelled or its deadline has passed; called between segments and kernel windows
    lookup: (index, id, routing) -> _source of a document for terms lookup, None if missing
    document: (index, id, routing) -> a stored document, None if missing
    document_type: mapping type of the index's documents, None if it has none
    allow_expensive, max_buckets: the cluster settings search.allow_expensive_queries and search.max_buckets
    profiler: measures the query phase while that runs, None if nobody asked for a profile
    dfs: measures what comes before the query phase, None if nothing does or nobody asked
    alias_filter: what documents must match to be seen through the aliases that were asked for
    scripts: compiles the scripts of requests
    request_size: how many hits the search shows, None for what is no search
    place: of the shard among all those of the search, over all indices
    is_restricted: whether only a part of the shard is to be seen (`search.restriction`)
    unrepeatable: what may make the answer another one the next time, though the snapshot is the same; shared by all
        contexts that are made of this one
    node_id: of the node that has the shard
    also_named: the other names by which the index is reached: aliases, its data stream and the aliases of that
    """

    mapping: IndexMapping
    analysis: AnalysisRegistry
    searcher: Searcher
    account: MemoryAccount
    index: str
    shard: int = 0
    document_type: str | None = None
    now_ms: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)
    check: Callable[[], None] = _never_cancelled
    lookup: Callable[[str, str, str | None], Mapping[str, Any] | None] = _no_lookup
    document: Callable[[str, str, str | None], GetResult | None] = _no_document
    filters: FilterCache = NO_CACHE
    allow_expensive: bool = True
    max_buckets: int = DEFAULT_MAX_BUCKETS
    nested_scope: str | None = None
    outer_scope: str | None = None
    profiler: SearchProfiler | None = None
    dfs: DfsProfiler | None = None
    alias_filter: Query | None = None
    scripts: ScriptService = UNCHECKED
    request_size: int | None = None
    place: int = 0
    is_restricted: bool = False
    unrepeatable: list[str] = field(default_factory=list)
    node_id: str | None = None
    also_named: Callable[[], Iterable[str]] = tuple

    def __post_init__(self) -> None:
        memo = self.searcher.memo
        kept = memo.get("snapshot")
        if kept is None or kept[0] is not self.filters:
            views = enumerate(self.searcher.segments)
            segments = tuple([SegmentContext(view, ord, self.filters) for ord, view in views])
            kept = memo["snapshot"] = self.filters, Snapshot(segments, self.filters)
        self.snapshot: Snapshot = kept[1]
        # the segments of the snapshot in order of doc_base
        self.segments: tuple[SegmentContext, ...] = self.snapshot.segments
        self.terms = TermLookup(self.snapshot)
        self._similarities: dict[str, Similarity] = {}
        # collection statistics over all segments; replaced for dfs_query_then_fetch
        self.statistics = ShardStatistics((self.terms,), memo.setdefault("field_statistics", {}))

    @property
    def searcher_token(self) -> object:
        """What stands for the state of the shard that this search sees, equal for searches that see the same one."""
        return self.searcher.memo.setdefault("token", object())

    def field(self, name: str) -> MappedField | None:
        """Returns the mapped field of a name (aliases resolved), None if unmapped."""
        return self.mapping.field(name)

    def constant(self, name: str) -> str | None:
        """Returns the value that all documents of the index have in a metadata field; None for other fields."""
        return {"_index": self.index, "_type": self.document_type, "_tier": "data_content"}.get(name)

    def has_constant(self, name: str, matches: Callable[[str], bool]) -> bool | None:
        """Tells whether what all documents have in a metadata field matches; None for other fields.

        An index has all the names by which it is reached.
        """
        actual = self.constant(name)
        if actual is None:
            return None
        if matches(actual):
            return True
        if name != "_index":
            return False
        self.unrepeatable.append("names of the index")
        return any(map(matches, self.also_named()))

    @property
    def identity(self) -> dict[str, object]:
        """What all hits of the index begin with: its name, and the type of documents that have one."""
        typed = {} if self.document_type is None else {"_type": self.document_type}
        return {"_index": self.index, **typed}

    @property
    def whereabouts(self) -> dict[str, object]:
        """What hits with explanations say of where they are: their shard and its node."""
        return {"_shard": f"[{self.index}][{self.shard}]", "_node": self.node_id}

    def similarity(self, name: str) -> Similarity:
        """Returns how the matches of a field score."""
        found = self._similarities.get(name)
        if found is None:
            found = self._similarities[name] = self._similarity(name)
        return found

    def _similarity(self, name: str) -> Similarity:
        field = self.field(name)
        return DEFAULT if field is None else field.type.similarity

    @contextmanager
    def within(self, path: str | None) -> Iterator[None]:
        """Makes `path` (None: whole documents) the nested scope while an inner query is rewritten and weighed."""
        outer = self.outer_scope, self.nested_scope
        self.outer_scope, self.nested_scope = self.nested_scope, path
        try:
            yield
        finally:
            self.outer_scope, self.nested_scope = outer

    def setting(self, key: str, default: int) -> int:
        """Returns a whole-number index setting, with or without its `index.` prefix in the settings."""
        value = self.settings.get(key, self.settings.get(key.removeprefix("index.")))
        return default if value is None else int(value)
