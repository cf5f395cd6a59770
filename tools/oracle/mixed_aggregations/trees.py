"""Whole searches, each made from a seed alone."""

from __future__ import annotations

import copy
import json
from typing import Final

from tools.oracle.mixed_aggregations import beyond, buckets, metrics, pipelines
from tools.oracle.mixed_aggregations.corpus import BARE, EMPTY, ORDERS, OTHER
from tools.oracle.mixed_aggregations.faults import spoilt
from tools.oracle.mixed_aggregations.pools import Draw, Json

TARGETS: Final = (
    f"{ORDERS},{OTHER}", f"{ORDERS},{EMPTY}", EMPTY, BARE, f"{ORDERS},{BARE}", "aggs-*", OTHER, "aggs-missing",
    f"{ORDERS},aggs-missing",
    "aggs-none*",
)  # fmt: skip
OPTIONS: Final = (
    "typed_keys=true", "ignore_unavailable=true", "typed_keys=true&rest_total_hits_as_int=true",
    "filter_path=aggregations.a.*",
    "batched_reduce_size=2", "allow_no_indices=false", "pre_filter_shard_size=1", "size=0", "request_cache=true",
    "typed_keys", "max_concurrent_shard_requests=1", "search_type=dfs_query_then_fetch",
)  # fmt: skip
PARENTS: Final = (
    "terms",
    "date_histogram",
    "histogram",
    "filters",
    "range",
    "nested",
    "sampler",
    "composite",
    "filter",
    "date_range",
)


class Trees:
    """Draws searches.

    opensearch: what it has alone, without what it lacks
    """

    def __init__(self, seed: int, *, opensearch: bool = False) -> None:
        self._draw = Draw(seed)
        self._opensearch = opensearch
        self._metrics = metrics.kinds(self._draw)
        self._buckets = buckets.kinds(self._draw)
        self._inside = pipelines.inside(self._draw)
        if opensearch:
            more = beyond.kinds(self._draw)
            self._buckets = {
                **more,
                "date_histogram": self._buckets["date_histogram"],
                "terms": self._buckets["terms"],
                "histogram": self._buckets["histogram"],
            }
            self._inside = pipelines.inside_opensearch(self._draw)

    def search(self) -> tuple[str, Json, str]:
        """Returns the path, the body and the type in question of a search."""
        draw = self._draw
        kind, aggs = self._aggregations()
        faults = draw.choices((0, 1, 2), (6, 4, 1))[0]
        for _ in range(faults):
            aggs = spoilt(draw, aggs)
        body: Json = {"size": 0, "aggs": aggs}
        if draw.maybe(0.3):
            body["query"] = draw.query()
        body |= draw.some(
            {},
            0.03,
            aggregations=(aggs,),
            post_filter=({"term": {"ok": True}},),
            size=(1,),
            track_total_hits=(False, 5),
            profile=(False,),
            min_score=(0.5,),
            timeout=("10s",),
        )
        if draw.maybe(0.04):
            body["runtime_mappings"] = draw.choice((
                {"qty": {"type": "keyword", "script": "emit('q')"}}, {"nothing": {"type": "long",
                    "script": {"source": "emit(7)"}}}, {"kind": {"type": "long"}},
                {"loose": {"type": "long"}}, {"x": {"type": "nope"}},
            ))  # fmt: skip
        body = dict(sorted(body.items(), key=lambda member: draw.random())) if draw.maybe(0.2) else body
        index = draw.choice(TARGETS) if draw.maybe(0.2) else ORDERS
        option = draw.choice(OPTIONS) if draw.maybe(0.25) else ""
        return f"/{index}/_search" + (f"?{option}" if option else ""), body, kind

    def _aggregations(self) -> tuple[str, Json]:
        draw = self._draw
        family = draw.random()
        if family < 0.25 and not self._opensearch:
            kind = draw.choice(list(self._metrics))
            own = {"a": {kind: self._metrics[kind]()}}
            return kind, own if draw.maybe(0.5) else {"h": self._parent(own)}
        if family < 0.75:
            kind = draw.choice(list(self._buckets))
            own = {"a": self._bucket(kind)}
            return kind, own if draw.maybe(0.65) else {"h": self._parent(own)}
        if family < 0.88:
            kind = draw.choice(list(self._inside))
            return kind, {"h": self._parent({**self._figures(), "a": {kind: self._inside[kind]()}}, at_top=True)}
        makers = pipelines.beside(draw)
        kind = draw.choice(list(makers))
        return kind, {"h": self._parent(self._figures(), at_top=True), "a": {kind: makers[kind]()}}

    def _figures(self) -> Json:
        figures = copy.deepcopy(pipelines.FIGURES)
        return (
            figures
            if not self._opensearch
            else {name: figures[name] for name in figures if name not in ("p", "r", "mad", "gc", "h", "g")}
        )

    def _bucket(self, kind: str) -> Json:
        draw = self._draw
        body: Json = {kind: self._buckets[kind]()}
        children: Json = {}
        if "order" in json.dumps(body) and draw.maybe(0.9):
            children |= copy.deepcopy(
                {name: pipelines.FIGURES[name] for name in "mseftc" + ("" if self._opensearch else "p")}
            )
        if draw.maybe(0.3):
            made = draw.choice(list(self._metrics))
            children["x"] = {made: self._metrics[made]()} if not self._opensearch else {"avg": {"field": "qty"}}
        if draw.maybe(0.2):
            made = draw.choice(list(self._buckets))
            children["y"] = {made: self._buckets[made]()}
            if draw.maybe(0.3):
                children["y"]["aggs"] = {"z": {"max": {"field": "price"}}}
        if children:
            body[draw.choice(("aggs", "aggs", "aggregations"))] = children
        if draw.maybe(0.04):
            body["meta"] = draw.choice(({"x": [1]}, {}, 5, None, "x"))
        return body

    def _parent(self, inner: Json, *, at_top: bool = False) -> Json:
        """Returns a bucket aggregation around others, mostly a sound one."""
        draw = self._draw
        sound: list[Json] = [
            {"date_histogram": {"field": "placed", "calendar_interval": draw.choice(("quarter", "year", "month"))}},
            {"date_histogram": {"field": "placed", "fixed_interval": "200d", "time_zone": "Europe/Berlin",
                "keyed": True}},
            {"histogram": {"field": "qty", "interval": draw.choice((2, 3, 5)), "min_doc_count": draw.choice((0,
                1))}}, {"terms": {"field": "kind"}},
            {"terms": {"field": "tags", "size": 2, "order": {"_key": "desc"}}},
            {"filters": {"filters": {"x": {"term": {"ok": True}}, "none": {"match_none": {}}}}},
        ]  # fmt: skip
        if not at_top:
            sound += [
                {"nested": {"path": "items"}}, {"sampler": {"shard_size": 30}}, {"global": {}},
                {"missing": {"field": "kind"}}, {"filter": {"exists": {"field": "qty"}}},
                {"composite": {"sources": [{"k": {"terms": {"field": "kind"}}}]}}, {"range": {"field": "price",
                    "ranges": [{"to": 30}, {"from": 30}]}},
                {"geotile_grid": {"field": "place", "precision": 1}},
            ]  # fmt: skip
        if draw.maybe(0.15):
            kind = draw.choice(list(self._buckets))
            return {kind: self._buckets[kind](), "aggs": inner}
        return {**draw.choice(sound), "aggs": inner}


def search(seed: int, *, opensearch: bool = False) -> tuple[str, Json, str]:
    """Returns path, body and type of the search of a seed."""
    return Trees(seed, opensearch=opensearch).search()
