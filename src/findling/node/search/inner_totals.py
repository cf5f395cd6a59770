"""`rest_total_hits_as_int` below the hits of a search: totals of inner hits and top_hits as of Elasticsearch 6."""

from collections.abc import Iterable
from typing import Any


def inner_totals_as_int(hits: Iterable[dict[str, Any]]) -> None:
    """Makes the totals of the inner hits of rendered hits plain numbers, in place, at any depth."""
    for hit in hits:
        for found in hit.get("inner_hits", {}).values():
            _as_int(found["hits"])


def bucket_totals_as_int(aggregations: object) -> None:
    """Does the same for all hits in rendered aggregations."""
    if isinstance(aggregations, list):
        for entry in aggregations:
            bucket_totals_as_int(entry)
    elif isinstance(aggregations, dict):
        found = aggregations.get("hits")
        if isinstance(found, dict) and isinstance(found.get("hits"), list):
            _as_int(found)
            return
        for entry in aggregations.values():
            bucket_totals_as_int(entry)


def _as_int(found: dict[str, Any]) -> None:
    total = found.get("total")
    if isinstance(total, dict):
        found["total"] = total["value"]
    inner_totals_as_int(found["hits"])
