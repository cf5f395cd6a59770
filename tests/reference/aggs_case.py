"""What the tests of aggregations share: shards with real segments, and running a request over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from findling.analysis.registry import AnalysisRegistry
from findling.base.work.breakers import MemoryAccount, unlimited_account
from findling.index.operations.operation import Operation
from findling.search.aggs import ShardCollector, parse_aggregations
from findling.search.aggs.base.aggregator import HitsFetcher
from findling.search.context import ShardContext
from findling.search.query.base import parse_query
from tests.reference.shard_case import ShardCase

NOW_MS = 1_709_300_000_000  # 2024-03-01T13:33:20Z


class AggsCase:
    """An index of several shards.

    batches: for each shard its segments, each a list of documents; ids are numbers in order of appearance
    deleted: ids to delete once all is indexed
    """

    def __init__(
        self,
        path: Path,
        properties: Mapping[str, Any],
        batches: Sequence[Sequence[Sequence[dict[str, Any]]]],
        deleted: Iterable[int] = (),
        name: str = "idx",
    ) -> None:
        self.name = name
        self.shards = [
            ShardCase(path / str(i), definition={"properties": dict(properties)}) for i in range(len(batches))
        ]
        number = 0
        places: dict[int, ShardCase] = {}
        for shard, segments in zip(self.shards, batches, strict=True):
            for documents in segments:
                ids = [str(number + i) for i in range(len(documents))]
                places |= dict.fromkeys(range(number, number + len(documents)), shard)
                number += len(documents)
                if documents:
                    results = shard.apply([Operation("index", id_) for id_ in ids], list(documents))
                    assert all(result.error is None for result in results), results
                shard.shard.refresh()
        for id_ in deleted:
            places[id_].delete(str(id_))
        for shard in self.shards:
            shard.shard.refresh()

    def close(self) -> None:
        """Closes all shards."""
        for shard in self.shards:
            shard.shard.close()

    def partials(
        self,
        aggs: Mapping[str, Any],
        query: Mapping[str, Any] | None = None,
        check: Callable[[], None] = lambda: None,
        account: MemoryAccount | None = None,
        fetch_hits: HitsFetcher | None = None,
    ) -> list[Any]:
        """Returns what each shard gives. account: whose memory it is; None: as much as it wants."""
        aggregations = parse_aggregations(aggs)
        results = []
        for number, shard in enumerate(self.shards):
            with shard.shard.searcher() as searcher:
                ctx = ShardContext(
                    shard.mapping,
                    AnalysisRegistry(),
                    searcher,
                    account or unlimited_account(),
                    self.name,
                    number,
                    now_ms=NOW_MS,
                    check=check,
                )
                collector = ShardCollector(aggregations, ctx, fetch_hits)
                weight = None if query is None else parse_query(query).rewrite(ctx).weight(ctx, False)
                for segment in ctx.segments:
                    if weight is None:
                        docs = None if segment.visible is None else segment.visible.to_docs()
                    else:
                        docs = weight.filter(segment).restrict(segment.visible).docs()
                    scores = None if docs is None else np.arange(len(docs), 0, -1, dtype=np.float32)
                    collector.collect(segment, docs, scores)
                results.append(collector.partial())
        return results

    def run(
        self,
        aggs: Mapping[str, Any],
        query: Mapping[str, Any] | None = None,
        typed_keys: bool = False,
        **options: Any,
    ) -> dict[str, Any]:
        """Returns the `aggregations` object of the response."""
        aggregations = parse_aggregations(aggs)
        return aggregations.render(aggregations.reduce(self.partials(aggs, query, **options)), typed_keys)

    def one(self, agg: Mapping[str, Any], query: Mapping[str, Any] | None = None, **options: Any) -> dict[str, Any]:
        """Returns the response of a single aggregation."""
        result: dict[str, Any] = self.run({"a": agg}, query, **options)["a"]
        return result
