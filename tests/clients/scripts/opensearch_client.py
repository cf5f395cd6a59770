"""opensearch-py, synchronous and asynchronous."""

import asyncio
import sys

import opensearchpy
from opensearchpy import AsyncOpenSearch, OpenSearch, helpers

URL = sys.argv[1]
client = OpenSearch([URL])
client.indices.create(index="films", body={"mappings": {"properties": {"year": {"type": "integer"}}}})
actions = [{"_index": "films", "_id": str(n), "title": f"film {n}", "year": 1900 + n} for n in range(100)]
assert helpers.bulk(client, actions, refresh=True) == (100, [])
assert sum(1 for _ in helpers.scan(client, index="films", size=10)) == 100
found = client.search(
    index="films", body={"query": {"range": {"year": {"gte": 1990}}}, "aggs": {"y": {"avg": {"field": "year"}}}}
)
assert found["hits"]["total"]["value"] == 10
assert found["aggregations"]["y"]["value"] == 1994.5
assert not client.exists(index="films", id="none")
try:
    client.get(index="films", id="none")
    raise AssertionError("a missing document was found")
except opensearchpy.NotFoundError:
    pass


async def main() -> None:
    other = AsyncOpenSearch([URL])
    try:
        assert (await other.count(index="films"))["count"] == 100
    finally:
        await other.close()


asyncio.run(main())
client.indices.delete(index="films")
print(opensearchpy.__version__)
