"""All aggregations; importing this module registers them."""

from findling.search.aggs import (
    avg,
    extended_stats,
    filter,
    global_,
    max,
    min,
    missing,
    nested,
    reverse_nested,
    stats,
    sum,
    terms,
    value_count,
)

__all__ = [
    "avg", "extended_stats", "filter", "global_", "max", "min", "missing", "nested", "reverse_nested", "stats", "sum", "terms",
    "value_count",
]  # fmt: skip
