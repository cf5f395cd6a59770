"""elasticsearch-py 7, 8 and 9, asynchronous: the same life of an index."""

import asyncio
import sys

import elasticsearch
from elasticsearch import AsyncElasticsearch
from elasticsearch.helpers import async_bulk, async_scan, async_streaming_bulk


async def main() -> None:
    client = AsyncElasticsearch([sys.argv[1]])
    try:
        actions = [{"_index": "notes", "_id": str(n), "text": f"note {n}"} for n in range(500)]
        assert await async_bulk(client, actions, refresh=True) == (500, [])
        changes = [{"_op_type": "delete", "_index": "notes", "_id": str(n)} for n in range(10)]
        assert all([ok async for ok, _ in async_streaming_bulk(client, changes, refresh=True)])
        assert len([hit async for hit in async_scan(client, index="notes", size=50)]) == 490
        found = await client.search(index="notes", body={"query": {"match": {"text": "499"}}})
        assert [hit["_id"] for hit in found["hits"]["hits"]] == ["499"]
        answers = await asyncio.gather(*(client.get(index="notes", id=str(n)) for n in range(20, 60)))
        assert [answer["_source"]["text"] for answer in answers] == [f"note {n}" for n in range(20, 60)]
        await client.indices.delete(index="notes")
    finally:
        await client.close()
    print(elasticsearch.__version__)


asyncio.run(main())
