"""The newest timestamp of a data stream."""

from findling.cluster.access import under
from findling.cluster.streams.data_stream import TIMESTAMP_FIELD, DataStream
from findling.node.search.search import SearchCall, search
from findling.node.services.node import Node


def newest_timestamp(node: Node, stream: DataStream) -> int:
    """Returns the greatest `@timestamp` of a stream's documents, ms since 1970; 0 if it has none."""
    state = node.cluster.state
    opened = [name for name in stream.indices if not state.indices[name].closed]
    body = {"size": 0, "track_total_hits": False, "aggs": {"newest": {"max": {"field": TIMESTAMP_FIELD}}}}
    if not opened:
        return 0
    with under(None):  # of the stream as a whole, whoever asks
        answer = search(node, SearchCall(opened, body))
    value = answer["aggregations"]["newest"]["value"]
    return 0 if value is None else int(value)
