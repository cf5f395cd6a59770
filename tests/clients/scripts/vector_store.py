"""elasticsearch-py 8 and 9 as a store of vectors, with the requests that LangChain's ElasticsearchStore sends."""

import math
import sys

import elasticsearch
from elasticsearch import Elasticsearch, helpers

client = Elasticsearch(sys.argv[1])
INDEX = "store"
DIMS = 8


def embedding(number):
    """Returns a vector that turns with the number."""
    return [math.cos(number * (place + 1) / 60) for place in range(DIMS)]


def cosine(left, right):
    return sum(a * b for a, b in zip(left, right, strict=True)) / math.hypot(*left) / math.hypot(*right)


def nearest(numbers):
    """Returns the ids of the five that are nearest to what is asked."""
    return [str(number) for number in sorted(numbers, key=lambda number: -cosine(asked, embedding(number)))[:5]]


def ids(answer):
    return [hit["_id"] for hit in answer["hits"]["hits"]]


def by_id(answer):
    return {hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]}


vector = {"type": "dense_vector", "dims": DIMS, "index": True, "similarity": "cosine"}
client.indices.create(
    index=INDEX, mappings={"properties": {"vector": vector, "text": {"type": "text"}}}, settings={"number_of_shards": 1}
)
documents = [
    {
        "_op_type": "index",
        "_index": INDEX,
        "_id": str(number),
        "text": f"page {number} of {'atlas' if number % 3 == 0 else 'novel'}",
        "metadata": {"source": "even" if number % 2 == 0 else "odd", "page": number},
        "vector": embedding(number),
    }
    for number in range(60)
]
assert helpers.bulk(client, documents, stats_only=True, refresh="wait_for", request_timeout=60) == (60, 0)

asked = embedding(7.2)
knn = {"field": "vector", "query_vector": asked, "k": 5, "num_candidates": 50}
only = [{"term": {"metadata.source.keyword": "even"}}]

near = client.search(index=INDEX, knn=knn, size=5, source_includes=["text", "metadata"])
assert ids(near) == nearest(range(60)) == ["7", "8", "6", "5", "9"], near
assert set(near["hits"]["hits"][0]["_source"]) == {"text", "metadata"}
for name, score in by_id(near).items():
    assert abs(score - (1 + cosine(asked, embedding(int(name)))) / 2) < 0.01, (name, score)

filtered = client.search(index=INDEX, knn={**knn, "filter": only}, size=5)
assert ids(filtered) == nearest(range(0, 60, 2)), filtered

words = {"bool": {"must": [{"match": {"text": {"query": "atlas"}}}], "filter": only}}
alone = by_id(client.search(index=INDEX, query=words, size=60))
hybrid = client.search(index=INDEX, knn={**knn, "filter": only}, query=words, size=20)
assert sorted(alone) == sorted(str(number) for number in range(0, 60, 6))
assert hybrid["hits"]["total"]["value"] == len(alone.keys() | by_id(filtered).keys())
expected = {name: alone.get(name, 0) + by_id(filtered).get(name, 0) for name in alone.keys() | by_id(filtered).keys()}
for name, score in by_id(hybrid).items():
    assert abs(score - expected[name]) < 1e-5, (name, score, expected[name])
assert by_id(hybrid).keys() == expected.keys()
assert ids(hybrid)[0] == "6"

exact = {"source": "cosineSimilarity(params.query_vector, 'vector') + 1.0", "params": {"query_vector": asked}}
scored = client.search(index=INDEX, query={"script_score": {"query": {"match_all": {}}, "script": exact}}, size=3)
assert ids(scored) == nearest(range(60))[:3]

try:
    client.search(index=INDEX, knn={**knn, "query_vector": [1, 2]})
    reason = ""
except elasticsearch.BadRequestError as refused:
    reason = str(refused)
assert "different number of dimensions" in reason, reason

client.delete_by_query(index=INDEX, query={"terms": {"_id": ["7", "8"]}}, refresh=True)
assert ids(client.search(index=INDEX, knn=knn)) == nearest(set(range(60)) - {7, 8})
client.indices.delete(index=INDEX)
print("ok")
