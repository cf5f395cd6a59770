"""All aggregations; importing this module registers them."""

from findling.search.aggs import (
    avg,
    date_histogram,
    extended_stats,
    filter,
    global_,
    histogram,
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
    "avg", "date_histogram", "extended_stats", "filter", "global_", "histogram", "max", "min", "missing", "nested", "reverse_nested", "stats", "sum", "terms", "value_count",
]  # fmt: skip
