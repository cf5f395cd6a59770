"""The settings of an index that its shards follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

from findling.base.settings import parse_float, parse_size
from findling.base.units import parse_time_ms
from findling.codec.index_sort import IndexSort
from findling.index.merge_policy import MergePolicy

Durability = Literal["request", "async"]
MAX_DOCS = 2_147_483_519
"""Most documents, nested and deleted ones included, that one shard takes. Source: Lucene's IndexWriter.MAX_DOCS."""


@dataclass(frozen=True, slots=True)
class ShardSettings:
    """What one shard does when.

    durability: `request` syncs the translog before an operation is acknowledged, `async` only when `sync` is called
    flush_threshold_bytes: translog size at which needs_flush() says so
    buffer_bytes: estimated memory of buffered documents at which a writer refreshes
    gc_deletes_ms: how long deletes are remembered for versioning
    index_sort: what the documents of a segment are in the order of
    newest_first: a field; segments with its greatest values are read first. None: segments are read as they were made
    merge_idle_after_ms: without writes for so long the shard is at rest, and merged to fewer segments; below 0: never
    fsync: false leaves out every sync, for shards that need not outlive the machine, as in tests
    """

    durability: Durability = "request"
    flush_threshold_bytes: int = 512 << 20
    buffer_bytes: int = 64 << 20
    gc_deletes_ms: int = 60_000
    max_refresh_listeners: int = 1000
    max_docs: int = MAX_DOCS
    fsync: bool = True
    index_sort: IndexSort = ()
    newest_first: str | None = None
    merge_policy: MergePolicy = field(default_factory=MergePolicy)
    merge_idle_after_ms: int = 10_000

    @classmethod
    def from_index_settings(cls, flat: Mapping[str, object], buffer_bytes: int = 64 << 20) -> Self:
        """Reads flat index settings (`index.translog.durability`...); what is not set has Elasticsearch's default."""

        def read(key: str, default: str) -> str:
            value = flat.get(key)
            return default if value is None else str(value)

        def read_bytes(key: str, default: str) -> int:
            return int(parse_size(key, read(key, default)))

        policy = "index.merge.policy."
        durability: Durability = (
            "async" if read("index.translog.durability", "request").lower() == "async" else "request"
        )
        return cls(
            durability=durability,
            flush_threshold_bytes=read_bytes("index.translog.flush_threshold_size", "512mb"),
            buffer_bytes=buffer_bytes,
            gc_deletes_ms=parse_time_ms(read("index.gc_deletes", "60s"), "index.gc_deletes"),
            max_refresh_listeners=int(read("index.max_refresh_listeners", "1000")),
            merge_policy=MergePolicy(
                segments_per_tier=parse_float(policy, read(policy + "segments_per_tier", "10")),
                max_merge_at_once=int(read(policy + "max_merge_at_once", "10")),
                floor_segment_bytes=read_bytes(policy + "floor_segment", "2mb"),
                max_merged_segment_bytes=read_bytes(policy + "max_merged_segment", "5gb"),
                deletes_pct_allowed=parse_float(policy, read(policy + "deletes_pct_allowed", "20")),
            ),
            merge_idle_after_ms=parse_time_ms(read("index.merge.idle.after", "10s"), "index.merge.idle.after"),
        )
