"""The disk usage API: how many bytes of an index each of its fields takes, and for what."""

from collections import defaultdict
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.cluster.name_resolution import IndicesOptions
from findling.codec.segment import Segment
from findling.mapping.mapping import Mapping
from findling.node.indices.maintenance import flush
from findling.node.services.index_selection import select
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node

_PURPOSES: Final = ("stored_fields", "doc_values", "points", "norms", "term_vectors", "knn_vectors")
_IDS: Final = "_id"
_SOURCE: Final = "_source"

Sizes = dict[str, dict[str, int]]


def disk_usage(
    node: Node, expression: str, options: IndicesOptions, is_expensive_fine: bool, flush_before: bool = True
) -> dict[str, object]:
    """Returns the sizes of each field's structures in the open segments of indices.

    Raises IllegalArgumentError unless the client says that it knows what it asks for.
    """
    if not is_expensive_fine:
        raise IllegalArgumentError(
            "analyzing the disk usage of an index is expensive and resource intensive, the parameter "
            "[run_expensive_tasks] must be set to [true] in order for the task to be performed"
        )
    indices = select(node, expression, options)
    if flush_before:
        flush(node, expression, options)
    usages = {index.name: _of_index(node.indices.get(index)) for index in indices if not index.closed}
    shards = sum(index.number_of_shards for index in indices)
    return {"_shards": {"total": shards, "successful": shards, "failed": 0}, **usages}


def _of_index(service: IndexService) -> dict[str, object]:
    sizes: Sizes = defaultdict(lambda: defaultdict(int))
    store = 0
    for shard in service.here().values():
        store += shard.stats().store_bytes
        with shard.searcher() as searcher:
            for segment in searcher.segments:
                _add(sizes, segment.reader.segment, service.mapping)
    whole: dict[str, int] = defaultdict(int)
    for of_field in sizes.values():
        for purpose, size in of_field.items():
            whole[purpose] += size
    fields = {name: _shown(of_field) for name, of_field in sorted(sizes.items())}
    return {"store_size_in_bytes": store, "all_fields": _shown(whole), "fields": fields}


def _shown(of_field: dict[str, int]) -> dict[str, Any]:
    return {
        "total_in_bytes": sum(of_field.values()),
        "inverted_index": {"total_in_bytes": of_field.get("inverted_index", 0)},
        **{f"{purpose}_in_bytes": of_field.get(purpose, 0) for purpose in _PURPOSES},
    }


def _add(sizes: Sizes, segment: Segment, mapping: Mapping) -> None:
    for name in segment.names():
        field, _, array = name.rpartition("/")
        purpose = _purpose(field, array, mapping, segment.has(f"{field}/terms.data"))
        sizes["_nested_path" if field == "_roots" else field][purpose] += segment.nbytes(name)


def _purpose(field: str, array: str, mapping: Mapping, has_terms: bool) -> str:
    """Returns what an array of a field is for. Values that are searched only count as points."""
    if field == _SOURCE or (field == _IDS and array not in ("slots", "buckets")):
        return "stored_fields"
    if array.startswith("vectors"):
        return "knn_vectors"
    if array == "norms":
        return "norms"
    if array.startswith("ordinals"):
        return "doc_values"
    if has_terms or field == _IDS:
        return "inverted_index"
    known = mapping.field(field)
    return "points" if known is not None and known.type.get("doc_values") is False else "doc_values"
