"""What the tests of searching share: an index of one shard, documents in, searches as JSON."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from findling.analysis.registry import AnalysisRegistry
from findling.base.clock import FixedClock
from findling.base.work.breakers import unlimited_account
from findling.codec.index_sort import IndexSort
from findling.index.operations.operation import Operation, ShardId
from findling.index.shard import Shard
from findling.index.shard_settings import ShardSettings
from findling.mapping.mapping import Mapping
from findling.search.context import ShardContext
from findling.search.filter_cache import FilterCache
from findling.search.phases import fetch_phase, merge_results, query_phase
from findling.search.query.base import Query, Weight, parse_query
from findling.search.request import SearchRequest

NOW_MS = 1_700_000_000_000  # 2023-11-14T22:13:20Z


class SearchCase:
    """One shard that can be written to and searched.

    filters: give a cache to have filters cached even in small segments
    """

    def __init__(
        self,
        path: Path,
        properties: AnyMapping[str, Any],
        shard: int = 0,
        index: str = "test",
        analysis: AnyMapping[str, Any] | None = None,
        index_sort: IndexSort = (),
        index_settings: AnyMapping[str, Any] | None = None,
        root_options: AnyMapping[str, Any] | None = None,
    ) -> None:
        self.analysis = AnalysisRegistry.from_settings(dict(analysis or {}))
        definition = {**(root_options or {}), "properties": dict(properties)}
        self.mapping = Mapping.from_json(definition, self.analysis, index_settings)
        self.settings: dict[str, Any] = {}
        self.filters = FilterCache(1 << 20, min_segment_docs=0)
        self.index = index
        self.number = shard
        Shard.create(path, sync=False)
        self.shard = Shard.open(
            path,
            ShardId(index, shard, "uuid"),
            lambda: self.mapping,
            ShardSettings(fsync=False, index_sort=index_sort),
            clock=FixedClock(NOW_MS),
        )
        self.sources: dict[str, AnyMapping[str, Any]] = {}

    def add(self, documents: AnyMapping[str, AnyMapping[str, Any]], routing: str | None = None) -> None:
        """Indexes documents by id as one segment."""
        ids = list(documents)
        sources = [dict(documents[id_]) for id_ in ids]
        routings = None if routing is None else [routing] * len(ids)
        parsed = self.mapping.parse_batch(ids, sources, routings)
        if parsed.mapping_update is not None:
            self.mapping = self.mapping.merge(parsed.mapping_update, adding=True)
            parsed = self.mapping.parse_batch(ids, sources, routings)
        assert not parsed.errors, parsed.errors
        operations = [
            Operation("index", id_, routing=routing, source=orjson.dumps(source), input=i)
            for i, (id_, source) in enumerate(zip(ids, sources, strict=True))
        ]
        for result in self.shard.apply(operations, parsed):
            assert result.error is None, result.error
        self.sources.update(documents)
        self.shard.refresh()

    def delete(self, *ids: str) -> None:
        """Deletes documents."""
        self.shard.apply([Operation("delete", id_) for id_ in ids])
        for id_ in ids:
            self.sources.pop(id_, None)
        self.shard.refresh()

    def context(self, **members: Any) -> ShardContext:
        """Returns a context on the current snapshot."""
        return ShardContext(
            mapping=self.mapping,
            analysis=self.analysis,
            searcher=self.shard.searcher(),
            account=unlimited_account(),
            index=self.index,
            shard=self.number,
            now_ms=NOW_MS,
            settings=self.settings,
            filters=self.filters,
            **members,
        )

    def weight(self, query: AnyMapping[str, Any] | Query, scoring: bool = True) -> tuple[ShardContext, Weight]:
        """Returns the evaluation of a query with its context."""
        ctx = self.context()
        parsed = query if isinstance(query, Query) else parse_query(query)
        return ctx, parsed.rewrite(ctx).weight(ctx, scoring)

    def ids(self, query: AnyMapping[str, Any]) -> set[str]:
        """Returns the ids of all documents that match a query."""
        return set(self.scores(query))

    def scores(self, query: AnyMapping[str, Any]) -> dict[str, float]:
        """Returns the score of every document that matches a query, by id."""
        body = {"query": query, "size": 10_000, "_source": False}
        return {hit["_id"]: hit["_score"] for hit in self.search(body)["hits"]["hits"]}

    def order(self, body: AnyMapping[str, Any]) -> list[str]:
        """Returns the ids of a search's hits in order."""
        return [hit["_id"] for hit in self.search(body)["hits"]["hits"]]

    def search(self, body: AnyMapping[str, Any], params: AnyMapping[str, Any] | None = None) -> dict[str, Any]:
        """Returns the response of a search of this shard alone, after a round through JSON."""
        return search([self], body, params)


def search(
    cases: Sequence[SearchCase], body: AnyMapping[str, Any], params: AnyMapping[str, Any] | None = None
) -> dict[str, Any]:
    """Returns the response of a search over several shards, after a round through JSON."""
    request = SearchRequest.parse(body, params)
    contexts = [case.context() for case in cases]
    merged = merge_results(request, [query_phase(request, ctx) for ctx in contexts])
    fetched = {i: fetch_phase(request, ctx, merged.of_shard(i)) for i, ctx in enumerate(contexts)}
    response: dict[str, Any] = {"timed_out": merged.timed_out, "hits": merged.render(merged.assemble(fetched))}
    if merged.terminated_early:
        response["terminated_early"] = True
    result: dict[str, Any] = orjson.loads(orjson.dumps(response))
    return result
