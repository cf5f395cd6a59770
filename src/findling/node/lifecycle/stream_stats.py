"""`GET _data_stream/_stats`: how large streams are and how new their newest document is."""

from collections.abc import Sequence
from typing import Any

from findling.base.units import format_bytes
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.named_streams import OPTIONS, named_streams
from findling.node.lifecycle.newest import newest_timestamp
from findling.node.services.index_selection import shards_header
from findling.node.services.node import Node


def data_stream_stats(
    node: Node, names: Sequence[str], options: IndicesOptions = OPTIONS, human: bool = False
) -> dict[str, Any]:
    """Returns figures of streams. Raises IndexNotFoundError. human: with sizes as text"""
    state = node.cluster.state
    found = named_streams(state, names, options)
    shown = [_shown(node, stream, human) for stream in found]
    total = sum(each["store_size_bytes"] for each in shown)
    opened = [state.indices[name] for stream in found for name in stream.indices if not state.indices[name].closed]
    return {
        "_shards": shards_header(opened),
        "data_stream_count": len(found),
        "backing_indices": sum(each["backing_indices"] for each in shown),
        **({"total_store_size": format_bytes(total)} if human else {}),
        "total_store_size_bytes": total,
        "data_streams": shown,
    }


def _shown(node: Node, stream: DataStream, human: bool) -> dict[str, Any]:
    size = sum(index_bytes(node, name) for name in stream.indices)
    return {
        "data_stream": stream.name,
        "backing_indices": len(stream.indices),
        **({"store_size": format_bytes(size)} if human else {}),
        "store_size_bytes": size,
        "maximum_timestamp": newest_timestamp(node, stream),
    }


def index_bytes(node: Node, name: str) -> int:
    """Returns the bytes that an index has on disk, 0 if it is closed or gone."""
    index = node.cluster.state.indices.get(name)
    if index is None or index.closed:
        return 0
    return sum(shard.stats().store_bytes for shard in node.indices.get(index).running().values())
