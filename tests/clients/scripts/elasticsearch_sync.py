"""elasticsearch-py 7, 8 and 9: documents, bulk helpers, search, aggregations, errors."""

import sys

import elasticsearch
from elasticsearch import Elasticsearch, helpers

client = Elasticsearch([sys.argv[1]])


def expect(kind, text, call):
    try:
        call()
    except kind as error:
        if text not in str(error):
            raise
    else:
        raise AssertionError(f"no {kind.__name__}")


MAPPINGS = {"properties": {"title": {"type": "text"}, "tag": {"type": "keyword"}, "size": {"type": "long"}}}

assert client.ping()
assert client.info()["tagline"] == "You Know, for Search"
client.indices.create(index="books", body={"mappings": MAPPINGS})
assert client.indices.exists(index="books")

created = client.index(index="books", id="1", body={"title": "The quick brown fox", "tag": "a", "size": 1})
assert (created["result"], created["_version"]) == ("created", 1)
updated = client.update(index="books", id="1", body={"doc": {"size": 2}})
assert (updated["result"], updated["_version"]) == ("updated", 2)
assert client.get(index="books", id="1")["_source"]["size"] == 2
assert client.exists(index="books", id="1")
assert not client.exists(index="books", id="2")

actions = (
    {"_index": "books", "_id": str(n), "title": f"book number {n}", "tag": "ab"[n % 2], "size": n}
    for n in range(2, 1002)
)
assert helpers.bulk(client, actions, chunk_size=300) == (1000, [])
more = ({"_op_type": "create", "_index": "books", "_id": str(n), "title": "more"} for n in range(1000, 1004))
outcomes = [ok for ok, _ in helpers.streaming_bulk(client, more, raise_on_error=False)]
assert outcomes == [False, False, True, True], outcomes
client.indices.refresh(index="books")

assert client.count(index="books")["count"] == 1003
assert sum(1 for _ in helpers.scan(client, index="books", query={"query": {"match_all": {}}}, size=100)) == 1003
found = client.search(
    index="books",
    body={
        "query": {"bool": {"must": [{"match": {"title": "book"}}], "filter": [{"range": {"size": {"gte": 990}}}]}},
        "aggs": {"tags": {"terms": {"field": "tag"}, "aggs": {"most": {"max": {"field": "size"}}}}},
        "sort": [{"size": "desc"}],
        "size": 3,
    },
)
assert found["hits"]["total"] == {"value": 12, "relation": "eq"}
assert [hit["_source"]["size"] for hit in found["hits"]["hits"]] == [1001, 1000, 999]
assert [(b["key"], b["most"]["value"]) for b in found["aggregations"]["tags"]["buckets"]] == [
    ("a", 1000.0),
    ("b", 1001.0),
]

answers = client.mget(index="books", body={"ids": ["1", "none"]})["docs"]
assert [answer["found"] for answer in answers] == [True, False]
assert client.delete(index="books", id="1")["result"] == "deleted"

expect(elasticsearch.NotFoundError, "", lambda: client.get(index="books", id="1"))
expect(
    elasticsearch.NotFoundError,
    "index_not_found_exception",
    lambda: client.search(index="missing", body={"query": {"match_all": {}}}),
)
expect(
    elasticsearch.ConflictError,
    "version_conflict_engine_exception",
    lambda: client.index(index="books", id="3", body={"title": "conflict"}, op_type="create"),
)
expect(
    getattr(elasticsearch, "BadRequestError", None) or elasticsearch.RequestError,
    "unknown query [nonsense]",
    lambda: client.search(index="books", body={"query": {"nonsense": {}}}),
)

client.indices.put_alias(index="books", name="library")
assert list(client.indices.get_alias(name="library")) == ["books"]
client.indices.refresh(index="library")
assert client.count(index="library")["count"] == 1002
assert client.cluster.health()["status"] in ("green", "yellow")
assert "books" in client.cat.indices(index="books", h="index")
client.indices.delete(index="books")
print(elasticsearch.__version__)
