"""Which shard a document belongs to: exactly as Elasticsearch decides it."""

from collections.abc import Sequence
from typing import Any

from findling.base.errors import IllegalArgumentError, ResourceNotFoundError
from findling.cluster.state import IndexMetadata, default_routing_shards
from findling.kernels.columns import murmur3
from findling.mapping.time_series.routing_hash import decode_hash


def hash_text(text: str) -> int:
    """Returns the signed 32-bit Murmur3 (x86, seed 0) of a text's UTF-16LE code units."""
    return int(murmur3.hash_texts([text])[0])


def shard_of(index: IndexMetadata, doc_id: str, routing: str | None = None) -> int:
    """Returns the shard number of one document. Raises ResourceNotFoundError or IllegalArgumentError."""
    if index.is_time_series:
        return shard_of_series(index, doc_id, routing)
    if index.number_of_shards == 1:
        return 0
    offset = 0
    if index.routing_partition_size > 1:
        offset = hash_text(doc_id) % index.routing_partition_size
    return _place(index, hash_text(doc_id if routing is None else routing) + offset)


def shards_of(index: IndexMetadata, ids: Sequence[str], routings: Sequence[str | None]) -> list[int]:
    """Returns the shard numbers of many documents."""
    if index.number_of_shards == 1:
        return [0] * len(ids)
    if index.routing_partition_size > 1 or index.is_time_series:
        return [shard_of(index, doc_id, routing) for doc_id, routing in zip(ids, routings, strict=True)]
    keys = [doc_id if routing is None else routing for doc_id, routing in zip(ids, routings, strict=True)]
    factor = index.routing_shards // index.number_of_shards
    hashes = murmur3.hash_texts(keys).astype("int64")
    shards: list[int] = ((hashes % index.routing_shards) // factor).tolist()
    return shards


def shards_of_routing(index: IndexMetadata, routing: str) -> list[int]:
    """Returns the shards that may hold documents of one routing value, sorted."""
    hashed = hash_text(routing)
    return sorted({_place(index, hashed + offset) for offset in range(index.routing_partition_size)})


def search_shards(index: IndexMetadata, routing: str | None) -> list[int]:
    """Returns the shards a search has to ask: all, or those of the comma-separated routing values."""
    if routing is not None and index.is_time_series:
        raise refused_by_series(index, "searching with a specified routing")
    if routing is None:
        return list(range(index.number_of_shards))
    values = [value for value in routing.split(",") if value]
    return sorted({shard for value in values for shard in shards_of_routing(index, value)})


def shard_of_series(index: IndexMetadata, doc_id: str, routing: str | None) -> int:
    """Returns the shard number of a document of a time series, which its id says.

    Raises IllegalArgumentError for a routing, ResourceNotFoundError for an id that no document can have.
    """
    if routing is not None:
        raise refused_by_series(index, "specifying routing")
    hashed = decode_hash(doc_id)
    if hashed is None:
        raise ResourceNotFoundError(f"invalid id [{doc_id}] for index [{index.name}] in time_series mode")
    return _place(index, hashed)


def shard_of_hash(index: IndexMetadata, hashed: int) -> int:
    """Returns the shard number of a routing hash."""
    return _place(index, hashed)


def refused_by_series(index: IndexMetadata, operation: str) -> IllegalArgumentError:
    """Returns the error of an operation that indices of time series do not support."""
    return IllegalArgumentError(
        f"{operation} is not supported because the destination index [{index.name}] is in time_series mode"
    )


def _place(index: IndexMetadata, hashed: int) -> int:
    routing_shards = index.routing_shards
    return (_signed(hashed) % routing_shards) // (routing_shards // index.number_of_shards)


def _signed(value: int) -> int:
    return ((value + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)


def check_routing_shards(settings: dict[str, Any], number_of_shards: int, name: str) -> None:
    """Raises IllegalArgumentError if `index.number_of_routing_shards` or the partition size does not fit."""
    routing_shards = int(settings.get("index.number_of_routing_shards") or number_of_shards)
    if routing_shards < number_of_shards:
        raise IllegalArgumentError(
            f"index.number_of_routing_shards [{routing_shards}] must be >= index.number_of_shards [{number_of_shards}]"
        )
    if routing_shards % number_of_shards:
        raise IllegalArgumentError(
            f"the number of source shards [{number_of_shards}] must be a factor of [{routing_shards}]"
        )
    partition_size = int(settings.get("index.routing_partition_size", 1))
    given = settings.get("index.number_of_routing_shards")
    routing_shards = int(given or default_routing_shards(number_of_shards))
    if partition_size != 1 and partition_size >= routing_shards:
        raise IllegalArgumentError(
            f"routing partition size [{partition_size}] should be a positive number less than the number of routing "
            f"shards [{routing_shards}] for [{name}]"
        )
