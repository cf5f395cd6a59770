"""Which segments to merge: tiers of similar size, after Lucene's TieredMergePolicy."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

MEGABYTE = 1 << 20
_MOST_AT_REST = 1024 * MEGABYTE


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """What the choice depends on; defaults are Elasticsearch's.

    segments_per_tier: how many segments of similar size may stand before they are merged
    max_merge_at_once: most segments of one merge
    floor_segment_bytes: smaller segments count as this large, so that the tiniest are merged together at once
    max_merged_segment_bytes: largest segment that a background merge makes
    deletes_pct_allowed: share of deleted docs above which segments are merged just to be rid of them
    """

    segments_per_tier: float = 10.0
    max_merge_at_once: int = 10
    floor_segment_bytes: int = 2 * MEGABYTE
    max_merged_segment_bytes: int = 5 * 1024 * MEGABYTE
    deletes_pct_allowed: float = 20.0

    def at_rest(self) -> "MergePolicy":
        """Returns the policy of a shard that nobody writes to: searches pay for each segment, and there is time.

        One segment may stand in a tier, so that a byte is copied a few times more; merges end at a gigabyte, which
        takes seconds.
        """
        most = min(self.max_merged_segment_bytes, _MOST_AT_REST)
        return replace(self, segments_per_tier=1.0, max_merged_segment_bytes=most)


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """What the policy knows of one segment. `deleted` of its `max_doc` docs are not live.

    unfinished: whether it misses what only merges make, as the graphs of many vectors
    """

    name: str
    size_bytes: int
    max_doc: int
    deleted: int = 0
    unfinished: bool = False

    @property
    def live_bytes(self) -> int:
        """Estimate of the bytes that a merge of the segment keeps."""
        return self.size_bytes if not self.max_doc else self.size_bytes * (self.max_doc - self.deleted) // self.max_doc


def find_merges(
    segments: Sequence[SegmentSize], policy: MergePolicy, merging: Set[str] = frozenset()
) -> list[list[str]]:
    """Returns the merges to do now, each a list of segment names in index order.

    merging: segments that a running merge holds; left alone
    """
    order = {segment.name: i for i, segment in enumerate(segments)}
    free = sorted((s for s in segments if s.name not in merging), key=lambda s: (-s.live_bytes, order[s.name]))
    free = _without_large(free, policy)
    merges: list[list[str]] = []
    while (chosen := _best_merge(free, policy)) is not None:
        merges.append(sorted((segment.name for segment in chosen), key=order.__getitem__))
        free = [segment for segment in free if segment not in chosen]
    return merges + [[segment.name] for segment in free if segment.unfinished]


def find_forced_merges(segments: Sequence[SegmentSize], max_num_segments: int) -> list[list[str]]:
    """Returns the one merge, if any, that leaves at most `max_num_segments` segments and no deleted docs.

    The smallest segments are merged; segments with deletes count as needing it.
    """
    if len(segments) <= max_num_segments and not any(s.deleted or s.unfinished for s in segments):
        return []
    whole = [segment for segment in segments if not segment.deleted and not segment.unfinished]
    keep = sorted(whole, key=lambda s: -s.live_bytes)[: max_num_segments - 1]
    kept = {segment.name for segment in keep}
    return [[segment.name for segment in segments if segment.name not in kept]]


def find_expunge_merges(segments: Sequence[SegmentSize], allowed_pct: float = 10.0) -> list[list[str]]:
    """Returns one merge for each segment of which more than `allowed_pct` percent is deleted."""
    return [[s.name] for s in segments if s.deleted * 100 > allowed_pct * s.max_doc]


def _without_large(segments: list[SegmentSize], policy: MergePolicy) -> list[SegmentSize]:
    """Leaves out segments above half the maximum, but for those that hold deletes when there are too many of these."""
    max_doc = sum(segment.max_doc for segment in segments)
    deleted = sum(segment.deleted for segment in segments)
    too_many_deletes = deleted * 100 > policy.deletes_pct_allowed * max(max_doc, 1)
    limit = policy.max_merged_segment_bytes / 2
    return [
        segment
        for segment in segments
        if segment.live_bytes <= limit
        or (too_many_deletes and segment.deleted * 100 > policy.deletes_pct_allowed * segment.max_doc)
    ]


def _best_merge(segments: list[SegmentSize], policy: MergePolicy) -> list[SegmentSize] | None:
    """Returns the merge with the best score among all runs of neighbours in size, None if the tiers are not full.

    segments: sorted by live bytes, largest first
    """
    allowed = _allowed_segments(segments, policy)
    deletes_only = len(segments) <= allowed
    if deletes_only and not _exceeds_deletes(segments, policy):
        return None
    best: list[SegmentSize] | None = None
    best_score = float("inf")
    for start in range(len(segments)):
        candidate = _take_run(segments, start, policy)
        if len(candidate) < 2 and not (candidate and candidate[0].deleted):
            continue
        if deletes_only and not any(segment.deleted for segment in candidate):
            continue
        score = _score(candidate, policy)
        if score < best_score:
            best, best_score = candidate, score
    return best


def _allowed_segments(segments: list[SegmentSize], policy: MergePolicy) -> int:
    """Returns how many segments full tiers would hold for this many bytes."""
    remaining = sum(segment.live_bytes for segment in segments)
    level = max(policy.floor_segment_bytes, min((s.live_bytes for s in segments), default=0))
    allowed = 0.0
    while remaining > 0:
        at_level = remaining / level
        if at_level < policy.segments_per_tier or level >= policy.max_merged_segment_bytes:
            allowed += -(-remaining // level)
            break
        allowed += policy.segments_per_tier
        remaining -= int(policy.segments_per_tier * level)
        level = min(policy.max_merged_segment_bytes, level * policy.max_merge_at_once)
    return int(max(allowed, policy.segments_per_tier))


def _exceeds_deletes(segments: list[SegmentSize], policy: MergePolicy) -> bool:
    max_doc = sum(segment.max_doc for segment in segments)
    return sum(segment.deleted for segment in segments) * 100 > policy.deletes_pct_allowed * max(max_doc, 1)


def _take_run(segments: list[SegmentSize], start: int, policy: MergePolicy) -> list[SegmentSize]:
    """Returns up to max_merge_at_once segments from `start` on that together stay below the maximum."""
    run: list[SegmentSize] = []
    total = 0
    for segment in segments[start:]:
        if len(run) == policy.max_merge_at_once:
            break
        if run and total + segment.live_bytes > policy.max_merged_segment_bytes:
            continue  # a smaller one may still fit
        run.append(segment)
        total += segment.live_bytes
    return run


def _score(candidate: list[SegmentSize], policy: MergePolicy) -> float:
    """Lower is better: even sizes, small totals, many deletes. The exponents are Lucene's."""
    floored = [max(segment.live_bytes, policy.floor_segment_bytes) for segment in candidate]
    before = max(sum(segment.size_bytes for segment in candidate), 1)
    after = sum(segment.live_bytes for segment in candidate)
    skew = (
        1.0 / policy.max_merge_at_once
        if len(candidate) >= policy.max_merge_at_once and after >= (policy.max_merged_segment_bytes)
        else floored[0] / sum(floored)
    )
    return float(skew * max(after, 1) ** 0.05 * (max(after, 1) / before) ** 2)
