"""Which kinds of values each aggregation is counted by in `_nodes/usage`, as `_nodes/aggregations` lists them."""

from typing import Final

_NUMBERS: Final = "boolean counter date numeric"
_ANYTHING: Final = "boolean date geopoint ip keyword numeric range"
_TERMS: Final = "boolean date ip keyword numeric"
_POINTS: Final = "geopoint geoshape"

_TYPES: Final = {
    "adjacency_matrix": "other",
    "auto_date_histogram": "boolean date numeric",
    "avg": _NUMBERS,
    "boxplot": "counter histogram numeric",
    "cardinality": "boolean counter date geopoint ip keyword numeric range",
    "date_histogram": "date numeric range",
    "date_range": "boolean date numeric",
    "diversified_sampler": "boolean date keyword numeric",
    "extended_stats": _NUMBERS,
    "geo_bounds": "geopoint position",
    "geo_centroid": "geopoint position",
    "geo_distance": "geopoint",
    "geohash_grid": "geopoint",
    "geohex_grid": _POINTS,
    "geotile_grid": "geopoint",
    "histogram": "boolean counter date numeric range",
    "ip_prefix": "ip",
    "ip_range": "ip",
    "max": _NUMBERS,
    "median_absolute_deviation": "counter numeric",
    "min": _NUMBERS,
    "missing": _ANYTHING,
    "percentile_ranks": _NUMBERS,
    "percentiles": _NUMBERS,
    "range": _NUMBERS,
    "rare_terms": _TERMS,
    "significant_terms": _TERMS,
    "stats": _NUMBERS,
    "string_stats": "keyword",
    "sum": _NUMBERS,
    "t_test": "numeric",
    "terms": _TERMS,
    "top_metrics": "other",
    "value_count": "boolean counter date geopoint ip keyword numeric range",
    "variable_width_histogram": "counter numeric",
    "weighted_avg": "numeric",
}


def values_types(name: str) -> list[str]:
    """Returns the kinds of values that an aggregation takes; "other" if it takes none."""
    return _TYPES.get(name, "other").split()
