"""Pages of a composite aggregation in the order of a sorted index: the same as of any other, of fewer documents."""

import json
from random import Random
from typing import Any

import pytest

from findling.search.aggs.base.aggregator import Leaf
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.combined.combined_keys import CombinedKeysAggregator
from tests.reference.api import Api

PROPERTIES = {"n": {"type": "long"}, "k": {"type": "keyword"}, "d": {"type": "double"}}
SORT = {"number_of_shards": 2, "sort.field": ["k", "n"], "sort.order": ["desc", "asc"]}
ASKED: list[list[dict[str, Any]]] = [
    [{"k": {"terms": {"field": "k", "order": "desc"}}}],
    [{"k": {"terms": {"field": "k", "order": "desc"}}}, {"n": {"terms": {"field": "n"}}}],
    [{"k": {"terms": {"field": "k"}}}, {"n": {"terms": {"field": "n"}}}],
    [{"k": {"terms": {"field": "k", "order": "desc", "missing_bucket": True}}}],
    [{"n": {"terms": {"field": "n"}}}],
    [{"k": {"terms": {"field": "k", "order": "desc"}}}, {"n": {"histogram": {"field": "n", "interval": 3}}}],
]


def fill(api: Api, documents: list[dict[str, Any]]) -> None:
    for name, settings in (("sorted", SORT), ("plain", {"number_of_shards": 1})):
        assert api.put(f"/{name}", {"settings": settings, "mappings": {"properties": PROPERTIES}}).status == 200
        for part in range(3):
            pairs = enumerate(documents[part::3])
            lines = [(f'{{"index":{{"_id":"{part}-{i}"}}}}', document) for i, document in pairs]
            body = "".join(f"{action}\n{json.dumps(document)}\n" for action, document in lines)
            assert not api.post(f"/{name}/_bulk?refresh", body).body["errors"]
        api.post(f"/{name}/_delete_by_query?refresh", {"query": {"term": {"d": 3}}})


def pages(api: Api, name: str, sources: list[dict[str, Any]], query: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    asked: dict[str, Any] = {"size": 4, "sources": sources}
    while True:
        inner = {"sum": {"sum": {"field": "d"}}}
        body = {"size": 0, "query": query, "aggs": {"a": {"composite": asked, "aggs": inner}}}
        result = api.post(f"/{name}/_search", body).body["aggregations"]["a"]
        found += result["buckets"]
        if "after_key" not in result:
            return found
        asked["after"] = result["after_key"]


@pytest.mark.parametrize("odd", ["none", "missing", "several"])
def test_pages_are_the_same(api: Api, odd: str) -> None:
    random = Random(odd)
    documents = [
        {"k": f"k{random.randrange(7)}", "n": random.randrange(6), "d": random.randrange(9)} for _ in range(300)
    ]
    for document in documents[::25]:
        if odd == "missing":
            del document[random.choice("kn")]
        elif odd == "several":
            document |= {"k": ["k0", "k6"], "n": [5, 0]}
    fill(api, documents)
    queries: list[dict[str, Any]] = [{"match_all": {}}, {"range": {"d": {"gte": 4}}}]
    for sources in ASKED:
        for query in queries:
            assert pages(api, "sorted", sources, query) == pages(api, "plain", sources, query), sources


def test_few_documents_are_looked_at(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(api, [{"k": f"k{i // 40:02}", "n": i % 4, "d": 1.0} for i in range(1200)])
    sizes = []
    collect = CombinedKeysAggregator.collect

    def counted(self: CombinedKeysAggregator, leaf: Leaf, rows: Rows) -> None:
        sizes.append(rows.size)
        collect(self, leaf, rows)

    monkeypatch.setattr(CombinedKeysAggregator, "collect", counted)
    composite: dict[str, Any] = {"size": 2, "sources": ASKED[0]}
    for after in ({}, {"after": {"k": "k11"}}):
        body = {"size": 0, "aggs": {"a": {"composite": composite | after}}}
        result = api.post("/sorted/_search", body).body["aggregations"]["a"]
        assert [bucket["doc_count"] for bucket in result["buckets"]] == [40, 40]
    assert sum(sizes) == 160
