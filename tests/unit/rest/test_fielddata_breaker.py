"""What searches make and keep for later ones counts as fielddata, until it is gone."""

import gc
from typing import Any

import pytest

from tests.reference.api import Api

TEXT = {"mappings": {"properties": {"t": {"type": "text", "fielddata": True}, "k": {"type": "keyword"}}}}
WORDS = {"size": 0, "aggs": {"a": {"terms": {"field": "t"}}}}
KEYWORDS = {"size": 0, "query": {"exists": {"field": "k"}}, "aggs": {"a": {"terms": {"field": "k"}}}}


@pytest.fixture
def store(api: Api) -> Api:
    assert api.put("/store", TEXT).status == 200
    for segment in range(2):
        lines = "".join(
            f'{{"index":{{}}}}\n{{"t":"one two three word{number}","k":"k{segment}-{number}"}}\n'
            for number in range(100)
        )
        assert api.call("POST", "/store/_bulk?refresh=true", lines.encode()).status == 200
    return api


def limit(api: Api, value: str | None) -> None:
    assert api.put("/_cluster/settings", {"transient": {"indices.breaker.fielddata.limit": value}}).status == 200


def fielddata(api: Api) -> dict[str, Any]:
    gc.collect()
    (stats,) = api.get("/_nodes/stats/breaker").body["nodes"].values()
    return dict(stats["breakers"]["fielddata"])


def test_uninverted_text_counts_until_it_is_forgotten(store: Api) -> None:
    assert fielddata(store)["estimated_size_in_bytes"] == 0
    assert store.post("/store/_search?request_cache=false", WORDS).status == 200
    held = fielddata(store)["estimated_size_in_bytes"]
    # of each of the postings an ordinal, of each document its first, in two segments; and their global ordinals
    assert held >= 2 * (400 * 4 + 100 * 4)
    assert store.post("/store/_search?request_cache=false", WORDS).status == 200
    assert fielddata(store)["estimated_size_in_bytes"] == held
    assert store.post("/store/_cache/clear?query=true").status == 200
    assert fielddata(store)["estimated_size_in_bytes"] == held
    assert store.post("/store/_cache/clear?fielddata=true").status == 200
    assert fielddata(store)["estimated_size_in_bytes"] < held
    assert store.post("/store/_search?request_cache=false", WORDS).status == 200
    assert store.delete("/store").status == 200
    assert fielddata(store)["estimated_size_in_bytes"] == 0


def test_global_ordinals_count_as_long_as_their_searcher_lives(store: Api) -> None:
    assert store.post("/store/_search?request_cache=false", KEYWORDS).status == 200
    held = fielddata(store)["estimated_size_in_bytes"]
    assert held >= 200 * 4
    assert store.put("/store/_doc/1?refresh=true", {"t": "new"}).status == 201
    assert fielddata(store)["estimated_size_in_bytes"] < held


def test_what_does_not_fit_is_refused_and_not_made(store: Api) -> None:
    limit(store, "1kb")
    refused = store.post("/store/_search?request_cache=false", WORDS)
    assert refused.status == 429
    (cause,) = refused.body["error"]["root_cause"]
    assert cause["type"] == "circuit_breaking_exception"
    assert cause["reason"].startswith("[fielddata] Data too large, data for [t] would be [")
    assert cause["reason"].endswith("which is larger than the limit of [1024/1kb]")
    stats = fielddata(store)
    assert (stats["estimated_size_in_bytes"], stats["tripped"] > 0) == (0, True)
    limit(store, None)
    assert store.post("/store/_search?request_cache=false", WORDS).status == 200
