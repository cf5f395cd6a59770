"""All documents of an index, batch by batch, straight from a snapshot of its shards."""

from collections.abc import Iterator

from findling.cluster.state import IndexMetadata
from findling.index.operations.operation import GetResult
from findling.index.searcher import Searcher
from findling.node.services.node import Node

_BATCH = 1000


def scan_documents(node: Node, index: IndexMetadata) -> Iterator[list[GetResult]]:
    """Yields every live document that is refreshed or not, in batches; writes made meanwhile are not seen."""
    for shard in node.indices.get(index).shards():
        shard.refresh()
        with shard.searcher() as searcher:
            yield from _batches(searcher)


def _batches(searcher: Searcher) -> Iterator[list[GetResult]]:
    for view in searcher.segments:
        visible = view.visible
        docs = range(view.max_doc) if visible is None else visible.to_docs().tolist()
        for start in range(0, len(docs), _BATCH):
            chosen = list(docs[start : start + _BATCH])
            reader = view.reader
            ids = reader.ids.get_many(chosen)
            sources = reader.source.get_many(chosen)
            routings = reader.routing_of(chosen)
            yield [
                GetResult(doc_id.decode("utf-8", "surrogatepass"), source, 1, 0, 1, routing)
                for doc_id, source, routing in zip(ids, sources, routings, strict=True)
            ]
