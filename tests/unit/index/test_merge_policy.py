"""Which segments are merged, and when nothing is."""

import random

from findling.index.merge_policy import (
    MEGABYTE,
    MergePolicy,
    SegmentSize,
    find_expunge_merges,
    find_forced_merges,
    find_merges,
)

POLICY = MergePolicy()


def sizes(*megabytes: float, deleted: int = 0) -> list[SegmentSize]:
    return [SegmentSize(f"_{i}", int(size * MEGABYTE), 1000, deleted) for i, size in enumerate(megabytes)]


def test_few_segments_are_left_alone() -> None:
    assert find_merges([], POLICY) == []
    assert find_merges(sizes(*[1] * 10), POLICY) == []


def test_a_full_tier_is_merged_at_once() -> None:
    merges = find_merges(sizes(*[1] * 11), POLICY)
    assert [len(merge) for merge in merges] == [10]
    assert merges[0] == sorted(merges[0], key=lambda name: int(name[1:]))


def test_large_segments_stay_out_of_merges_of_small_ones() -> None:
    merges = find_merges(sizes(4000, 3000, *[1] * 12), POLICY)
    assert merges
    assert all("_0" not in merge and "_1" not in merge for merge in merges)


def test_segments_under_merge_are_not_taken_twice() -> None:
    segments = sizes(*[1] * 22)
    busy = {f"_{i}" for i in range(10)}
    assert all(not busy & set(merge) for merge in find_merges(segments, POLICY, busy))


def test_a_merge_stays_below_the_maximum() -> None:
    policy = MergePolicy(max_merged_segment_bytes=100 * MEGABYTE)
    segments = sizes(*[40] * 30)
    for merge in find_merges(segments, policy):
        assert len(merge) * 40 <= 100


def test_many_deletes_bring_a_merge_of_their_own() -> None:
    assert find_merges(sizes(100, deleted=100), POLICY) == []
    assert find_merges(sizes(100, deleted=300), POLICY) == [["_0"]]
    large = [SegmentSize("_0", 4000 * MEGABYTE, 1000, 600)]
    assert find_merges(large, POLICY) == [["_0"]]


def test_growing_shards_keep_a_logarithmic_number_of_segments() -> None:
    """Flushes of 1 to 3 MB, each followed by the policy's merges: the work stays within a few copies of each byte."""
    random.seed(7)
    segments: list[SegmentSize] = []
    copied = total = 0
    for number in range(500):
        size = random.randint(1, 3) * MEGABYTE
        total += size
        segments.append(SegmentSize(f"_{number}", size, 10))
        for merge in find_merges(segments, POLICY):
            merged = [segment for segment in segments if segment.name in merge]
            segments = [segment for segment in segments if segment.name not in merge]
            bytes_merged = sum(segment.size_bytes for segment in merged)
            copied += bytes_merged
            segments.append(SegmentSize(merge[0] + "m", bytes_merged, sum(segment.max_doc for segment in merged)))
        assert len(segments) <= 35
    assert copied < 4 * total


def test_forced_merges_leave_the_number_asked_for() -> None:
    assert find_forced_merges(sizes(5), 1) == []
    assert find_forced_merges(sizes(5, deleted=1), 1) == [["_0"]]
    assert find_forced_merges(sizes(5, 1, 1), 1) == [["_0", "_1", "_2"]]
    assert find_forced_merges(sizes(5, 1, 1), 2) == [["_1", "_2"]]
    assert find_forced_merges(sizes(5, 1, 1), 3) == []
    assert find_forced_merges([], 1) == []


def test_expunging_takes_segments_with_a_tenth_deleted() -> None:
    segments = [SegmentSize("_0", 1, 100, 10), SegmentSize("_1", 1, 100, 11), SegmentSize("_2", 1, 100, 0)]
    assert find_expunge_merges(segments) == [["_1"]]


def test_a_segment_without_docs_has_its_whole_size() -> None:
    assert SegmentSize("_0", 77, 0).live_bytes == 77


def test_at_rest_a_segment_may_stand_in_each_tier() -> None:
    policy = POLICY.at_rest()
    assert find_merges(sizes(*[10] * 9), POLICY) == []
    assert [len(merge) for merge in find_merges(sizes(*[10] * 9), policy)] == [9]
    assert find_merges(sizes(500, 30), policy) == []
    assert find_merges(sizes(600, 600, 600), policy) == [], "what is large stays"


def test_at_rest_the_work_of_a_growing_shard_stays_logarithmic() -> None:
    """A flush of 2 MB at a time, and rest after each: a byte is copied a few times per tier."""
    segments: list[SegmentSize] = []
    copied = 0
    for number in range(500):
        segments.append(SegmentSize(f"_{number}", 2 * MEGABYTE, 1000))
        while merges := find_merges(segments, POLICY.at_rest()):
            chosen = {name for merge in merges for name in merge}
            size = sum(segment.size_bytes for segment in segments if segment.name in chosen)
            copied += size
            segments = [segment for segment in segments if segment.name not in chosen]
            segments.append(SegmentSize(f"_m{number}_{len(segments)}", size, 1000))
    assert len(segments) <= 6
    assert copied < 7 * 500 * 2 * MEGABYTE
