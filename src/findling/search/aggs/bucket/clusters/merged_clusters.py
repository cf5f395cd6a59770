"""Merges the clusters of all shards into few."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

import numpy as np

from findling.search.aggs.base.aggregation import Partial


def merged_clusters(clusters: Sequence[Partial], most: int) -> list[Partial]:
    """Returns at most `most` clusters by centroid, which do not overlap; "aggs" is the list of those of their parts."""
    if not clusters:
        return []
    ranked = sorted(clusters, key=lambda cluster: float(cluster["key"]))
    alone = [{**cluster, "aggs": [cluster["aggs"]]} for cluster in ranked]
    distinct = [_together(list(equal)) for _, equal in groupby(alone, key=lambda cluster: cluster["key"])]
    ends = _ends(distinct, most)
    merged = [_merged(distinct[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    merged = [_merged(list(equal)) for _, equal in groupby(merged, key=lambda cluster: cluster["min"])]
    for one, other in pairwise(merged):
        if other["min"] < one["max"]:
            one["max"] = other["min"] = (one["max"] + other["min"]) / 2
    return merged


def _ends(clusters: Sequence[Partial], most: int) -> list[int]:
    """Returns behind which clusters the merged ones end: the two closest become one until there are few enough."""
    centroids = np.array([cluster["key"] for cluster in clusters])
    counts = np.array([cluster["count"] for cluster in clusters])
    ends = np.arange(1, len(clusters) + 1)
    while len(ends) > most:
        place = int(np.argmin(np.diff(centroids)))
        both = counts[place] + counts[place + 1]
        sums = centroids[place] * counts[place] + centroids[place + 1] * counts[place + 1]
        centroids[place + 1], counts[place + 1] = sums / both, both
        centroids, counts, ends = np.delete(centroids, place), np.delete(counts, place), np.delete(ends, place)
    return [int(end) for end in ends]


def _merged(parts: Sequence[Partial]) -> Partial:
    """Returns a cluster as it is, or several as one: the last one's documents are added up first."""
    return parts[0] if len(parts) == 1 else _together(parts[::-1])


def _together(parts: Sequence[Partial]) -> Partial:
    count, total = 0, 0.0
    for part in parts:
        count += part["count"]
        total += part["count"] * part["key"]
    return {
        "key": total / count,
        "min": min(part["min"] for part in parts),
        "max": max(part["max"] for part in parts),
        "count": count,
        "aggs": [aggs for part in parts for aggs in part["aggs"]],
    }
