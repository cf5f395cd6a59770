"""The filter cache remembers, forgets the oldest, and lets segments go."""

import gc

import numpy as np

from findling.kernels.search.doc_filter import DocFilter
from findling.search.doc_set import DocSet
from findling.search.filter_cache import FilterCache


class Segment:
    """Anything that can be referred to weakly."""


def make(docs: list[int], size: int = 1_000) -> DocSet:
    return DocSet.from_docs(np.array(docs, np.int32), size)


def never() -> DocSet:
    raise AssertionError("computed again")


def test_a_filter_is_computed_once_per_segment() -> None:
    cache, first, second = FilterCache(100_000, 0), Segment(), Segment()
    assert cache.get(first, "q", 1_000, lambda: make([1])).docs().tolist() == [1]
    assert cache.get(first, "q", 1_000, never).docs().tolist() == [1]
    assert cache.get(second, "q", 1_000, lambda: make([2])).docs().tolist() == [2]
    assert (cache.hits, cache.misses, len(cache)) == (1, 2, 2)


def test_the_least_recently_used_goes_first() -> None:
    cost = 512 + 4 + 125
    cache, segment = FilterCache(2 * cost, 0), Segment()
    for query in ("a", "b"):
        cache.get(segment, query, 1_000, lambda: make([1]))
    cache.get(segment, "a", 1_000, never)
    cache.get(segment, "c", 1_000, lambda: make([1]))
    assert cache.evictions == 1
    assert cache.used_bytes == 2 * cost
    cache.get(segment, "a", 1_000, never)
    assert cache.get(segment, "b", 1_000, lambda: make([3])).docs().tolist() == [3]


def test_entries_go_with_their_segment() -> None:
    cache, segment, other = FilterCache(100_000, 0), Segment(), Segment()
    cache.get(segment, "q", 1_000, lambda: make([1]))
    del segment
    gc.collect()
    cache.get(other, "q", 1_000, lambda: make([2]))
    assert len(cache) == 1
    assert cache.used_bytes == 512 + 4 + 125


def test_what_is_not_cached() -> None:
    segment = Segment()
    off, small, tiny = FilterCache(0), FilterCache(100_000), FilterCache(600, 0)
    for cache, size in ((off, 5_000), (small, 999), (tiny, 1_000)):
        cache.get(segment, "q", size, lambda size=size: make([1], size))
        assert len(cache) == 0


def test_statistics_and_clearing() -> None:
    cache, segment = FilterCache(100_000, 0), Segment()
    cache.get(segment, "q", 1_000, lambda: make([1]))
    cache.get(segment, "q", 1_000, never)
    assert cache.stats() == {
        "memory_size_in_bytes": 641,
        "total_count": 2,
        "hit_count": 1,
        "miss_count": 1,
        "cache_size": 1,
        "cache_count": 1,
        "evictions": 0,
    }
    cache.clear()
    assert (len(cache), cache.used_bytes) == (0, 0)


def test_a_filter_over_a_snapshot_is_made_once() -> None:
    cache, snapshot = FilterCache(100_000, 0), Segment()
    made = DocFilter(3)
    assert cache.get_filter(snapshot, "q", 1_000, lambda: made) is made
    assert cache.get_filter(snapshot, "q", 1_000, lambda: DocFilter(3)) is made
    assert (cache.hits, cache.used_bytes) == (1, 512 + 125)
    del snapshot
    gc.collect()
    other = Segment()
    assert cache.get_filter(other, "q", 1_000, lambda: DocFilter(3)) is not made
    assert len(cache) == 1
