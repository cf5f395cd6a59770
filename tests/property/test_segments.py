"""Documents in many segments are found, scored and counted as in one."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.property.query_strategies import PROPERTIES, corpora, queries
from tests.reference.search_case import SearchCase

AGGREGATIONS: dict[str, Any] = {
    "tags": {"terms": {"field": "tag"}, "aggs": {"n": {"stats": {"field": "n"}}}},
    "counted": {"terms": {"field": "tag", "missing": "none"}},
    "numbers": {"terms": {"field": "n"}},
    "stats": {"extended_stats": {"field": "n"}},
    "prices": {"max": {"field": "price"}},
    "least": {"min": {"field": "n", "missing": 9}},
    "middle": {"percentiles": {"field": "price"}},
    "intervals": {"histogram": {"field": "n", "interval": 2}, "aggs": {"tags": {"cardinality": {"field": "tag"}}}},
    "distinct": {"cardinality": {"field": "price"}},
    "distinct_tags": {"cardinality": {"field": "tag"}},
}
BODIES: tuple[dict[str, Any], ...] = (
    {"size": 3, "track_total_hits": False},
    {"size": 5, "track_total_hits": 2},
    {"size": 100, "track_total_hits": True},
    {"size": 0},
    {"size": 0, "aggs": AGGREGATIONS},
    {"size": 2, "track_total_hits": True, "aggs": AGGREGATIONS},
    {"size": 2, "sort": ["n"], "aggs": AGGREGATIONS},
    {"size": 4, "sort": [{"_score": "asc"}, "_doc"]},
    {"size": 4, "min_score": 0.1},
    {"size": 3, "sort": ["n"]},
    {"size": 3, "sort": [{"n": {"order": "desc", "missing": "_first"}}]},
    {"size": 100, "sort": [{"price": "desc"}]},
    {"size": 2, "sort": [{"price": {"missing": 2.5}}], "track_scores": True},
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora(), queries, st.integers(1, 4))
def test_segments_make_no_difference(corpus: Any, query: dict[str, Any], size: int) -> None:
    documents = {id_: source for segment in corpus[0] for id_, source in segment.items()}
    ids = list(documents)
    with tempfile.TemporaryDirectory() as directory:
        one, many = (SearchCase(Path(directory) / name, PROPERTIES) for name in ("one", "many"))
        if documents:
            one.add(documents)
        for start in range(0, len(ids), size):
            many.add({id_: documents[id_] for id_ in ids[start : start + size]})
        try:
            for body in BODIES:
                assert many.search({"query": query, **body}) == one.search({"query": query, **body})
        finally:
            one.shard.close()
            many.shard.close()
