"""Shard numbers, as Elasticsearch computes them."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.cluster.routing import check_routing_shards, hash_text, search_shards, shard_of, shards_of
from findling.cluster.state import IndexMetadata, default_routing_shards


def index(shards: int, **settings: Any) -> IndexMetadata:
    flat = {f"index.{key}": str(value) for key, value in settings.items()}
    return IndexMetadata("i", "u", {"index.number_of_shards": str(shards), **flat})


@pytest.mark.parametrize(
    ("text", "expected"),
    # from Elasticsearch's Murmur3HashFunctionTests
    [("hell", 0x5A0CB7C3), ("hello", 0xD7C31989), ("hello w", 0x22AB2984), ("hello wo", 0xDF0CA123),
     ("hello wor", 0xE7744D61), ("The quick brown fox jumps over the lazy dog", 0xE07DB09C),
     ("The quick brown fox jumps over the lazy cog", 0x4E63D2AD)],
)  # fmt: skip
def test_hash(text: str, expected: int) -> None:
    assert hash_text(text) & 0xFFFFFFFF == expected


@pytest.mark.parametrize(
    ("shards", "routing"), [(1, 1024), (2, 1024), (3, 768), (5, 640), (9, 576), (1000, 2000), (1024, 2048)]
)
def test_default_routing_shards(shards: int, routing: int) -> None:
    assert default_routing_shards(shards) == routing


def test_batches_agree_with_single_look_ups() -> None:
    metadata = index(5)
    ids = [f"doc-{i}" for i in range(300)]
    routings = [None if i % 3 else f"r{i}" for i in range(300)]
    expected = [shard_of(metadata, doc_id, routing) for doc_id, routing in zip(ids, routings, strict=True)]
    assert shards_of(metadata, ids, routings) == expected
    assert set(expected) == set(range(5))


def test_splitting_keeps_documents_together() -> None:
    before, after = index(2, number_of_routing_shards=8), index(4, number_of_routing_shards=8)
    for i in range(200):
        assert shard_of(after, str(i)) // 2 == shard_of(before, str(i))


def test_partitions_spread_one_routing_value() -> None:
    metadata = index(8, routing_partition_size=3, number_of_routing_shards=8)
    ids = [str(i) for i in range(100)]
    places = {shard_of(metadata, doc_id, "tenant") for doc_id in ids}
    assert places <= set(search_shards(metadata, "tenant"))
    assert len(places) == 3
    assert shards_of(metadata, ids, ["tenant"] * 100) == [shard_of(metadata, doc_id, "tenant") for doc_id in ids]


def test_shards_of_a_search() -> None:
    metadata = index(5)
    assert search_shards(metadata, None) == [0, 1, 2, 3, 4]
    assert search_shards(metadata, "a") == [shard_of(metadata, "x", "a")]
    assert search_shards(metadata, "a,b") == sorted({shard_of(metadata, "x", "a"), shard_of(metadata, "x", "b")})


@pytest.mark.parametrize(
    ("settings", "shards", "reason"),
    [
        ({"index.number_of_routing_shards": "3"}, 5, "must be >= index.number_of_shards"),
        ({"index.number_of_routing_shards": "7"}, 5, r"the number of source shards \[5\] must be a factor of \[7\]"),
        ({"index.routing_partition_size": "1280"}, 5, r"less than the number of routing shards \[640\] for \[x\]"),
    ],
)
def test_refused(settings: dict[str, Any], shards: int, reason: str) -> None:
    with pytest.raises(IllegalArgumentError, match=reason):
        check_routing_shards(settings, shards, "x")
