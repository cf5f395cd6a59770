"""Counts of a sample as those of all documents."""

from __future__ import annotations

import math
from typing import Any, Final

# members of partials, and of their buckets, that count documents
_COUNTS: Final = ("count", "other", "error", "found", "background")


def scaled_count(count: int, share: float) -> int:
    """Returns how many there are for `count` in a sample of that share, rounded as Java does."""
    return math.floor(count / share + 0.5)


def scaled_counts(partial: dict[str, Any], share: float) -> dict[str, Any]:
    """Returns the partial of a bucket aggregation with all of its own counts scaled; those inside are left."""
    result = _scaled(partial, share)
    if "counts" in partial:
        result["counts"] = [scaled_count(count, share) for count in partial["counts"]]
    if "buckets" in partial:
        result["buckets"] = [_scaled(bucket, share) for bucket in partial["buckets"]]
    return result


def _scaled(members: dict[str, Any], share: float) -> dict[str, Any]:
    return {
        name: scaled_count(value, share) if name in _COUNTS and value > 0 else value for name, value in members.items()
    }
