"""How many vectors an index holds, and what dense ones take outside of Python's memory."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from findling.codec.segment_reader import SegmentReader
from findling.index.shard import Shard
from findling.node.services.index_service import IndexService

NO_DENSE: Final[dict[str, Any]] = {
    "value_count": 0,
    "off_heap": {f"total_{kind}_bytes": 0 for kind in ("size", "veb_size", "vec_size", "veq_size", "vex_size")},
}
NO_SPARSE: Final = {"value_count": 0}


def vector_figures(service: IndexService, shards: Iterable[Shard]) -> dict[str, Any]:
    """Returns `dense_vector` and `sparse_vector` of statistics.

    vec are vectors as they came, veq those of a byte or less a dimension, vex graphs; veb, bits, stand among veq here
    """
    vectors = [field.name for field in service.mapping.fields() if field.type.is_vector]
    found = {"dense": 0, "vec": 0, "veq": 0, "vex": 0, "sparse": 0}
    for shard in shards if vectors else ():
        with shard.searcher() as searcher:
            for view in searcher.segments:
                _add(found, view.reader, vectors)
    sizes = {"vec": found["vec"], "veq": found["veq"], "vex": found["vex"]}
    off_heap = {"total_size_bytes": sum(sizes.values()), "total_veb_size_bytes": 0}
    off_heap |= {f"total_{kind}_size_bytes": size for kind, size in sizes.items()}
    return {
        "dense_vector": {"value_count": found["dense"], "off_heap": off_heap},
        "sparse_vector": {"value_count": found["sparse"]},
    }


def _add(found: dict[str, int], reader: SegmentReader, vectors: Collection[str]) -> None:
    """Adds the values of vector fields in a segment, and the bytes of those that are dense."""
    for name in reader.fields.keys() & vectors:
        kind = "dense" if reader.segment.has(f"{name}/vectors") else "sparse"
        found[kind] += reader.fields[name].value_count
    for array in reader.segment.names():
        field, _, part = array.rpartition("/")
        if field in vectors and part.startswith(("vectors", "graph.")):
            found[_file(part)] += reader.segment.nbytes(array)


def _file(part: str) -> str:
    """Returns the kind of Lucene's file in which an array of a vector field would stand."""
    if part in ("graph.numbers", "graph.corrections"):
        return "veq"
    return "vex" if part.startswith("graph.") else "vec"
