"""The aggregations that are raced, in their families; benchmarks/lucene/Aggregations.java has a collector for each."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

MONTH_MS: Final = 30 * 86_400_000
_FEW: Final = {"npm": {"term": {"registry": "npm"}}, "wanted": {"range": {"downloads": {"gte": 1_000}}}}
_PLACE: Final = {"lat": 40.0, "lon": -100.0}
_MONTHS: Final = {"field": "month", "calendar_interval": "month", "min_doc_count": 1}
_MEAN: Final = {"mean": {"avg": {"field": "downloads"}}}


@dataclass(frozen=True)
class Raced:
    """An aggregation of the race.

    field: only a corpus that has it is asked; shown: the figures that are compared, all of them if it names none
    estimate: the engines' sketches differ; tantivy: Tantivy has it too
    """

    family: str
    body: dict[str, Any]
    field: str = "registry"
    shown: tuple[str, ...] = ()
    estimate: bool = False
    tantivy: bool = False


def _ranges(*bounds: object) -> list[dict[str, Any]]:
    """Returns ranges that lie side by side, named r0 and so on; the first and the last have one bound."""
    pairs = enumerate(pairwise([None, *bounds, None]))
    return [
        {"key": f"r{i}"} | {name: bound for name, bound in (("from", low), ("to", high)) if bound is not None}
        for i, (low, high) in pairs
    ]


def _numbers(kind: str, *shown: str, tantivy: bool = False) -> Raced:
    return Raced("figures", {kind: {"field": "downloads"}}, shown=shown, tantivy=tantivy)


AGGREGATIONS: Final[dict[str, Raced]] = {
    "terms_few": Raced("terms", {"terms": {"field": "registry"}}, tantivy=True),
    "terms_many": Raced("terms", {"terms": {"field": "id"}}, tantivy=True),
    "terms_avg": Raced("terms", {"terms": {"field": "registry"}, "aggs": _MEAN}, tantivy=True),
    "multi_terms": Raced("terms", {"multi_terms": {"terms": [{"field": "registry"}, {"field": "version"}]}}),
    "rare_terms": Raced("terms", {"rare_terms": {"field": "month", "max_doc_count": 100}}),
    "significant_terms": Raced("terms", {"significant_terms": {"field": "version", "shard_min_doc_count": 3}}),
    "missing": Raced("terms", {"missing": {"field": "month"}}),
    "date_histogram": Raced("intervals", {"date_histogram": _MONTHS}),
    "date_histogram_zone": Raced("intervals", {"date_histogram": {**_MONTHS, "time_zone": "America/New_York"}}),
    "date_histogram_terms": Raced(
        "intervals", {"date_histogram": _MONTHS, "aggs": {"of": {"terms": {"field": "registry"}, "aggs": _MEAN}}}
    ),
    "histogram": Raced(
        "intervals", {"histogram": {"field": "month", "interval": MONTH_MS, "min_doc_count": 1}}, tantivy=True
    ),
    "range": Raced("ranges", {"range": {"field": "downloads", "ranges": _ranges(10, 1_000, 100_000)}}, tantivy=True),
    "date_range": Raced(
        "ranges", {"date_range": {"field": "month", "ranges": _ranges("2000-01-01", "2015-07-01", "2022-01-01")}}
    ),
    "filters": Raced("filters", {"filters": {"filters": _FEW}}),
    "adjacency_matrix": Raced("filters", {"adjacency_matrix": {"filters": _FEW}}),
    "composite": Raced(
        "composite",
        {
            "composite": {
                "size": 100,
                "sources": [
                    {"registry": {"terms": {"field": "registry"}}},
                    {"month": {"date_histogram": {"field": "month", "calendar_interval": "month"}}},
                ],
            }
        },
    ),
    "sampler": Raced("sampling", {"sampler": {"shard_size": 100}, "aggs": {"of": {"terms": {"field": "registry"}}}}),
    "value_count": _numbers("value_count", tantivy=True),
    "avg": _numbers("avg", tantivy=True),
    "stats": _numbers("stats", "count", "min", "max", "avg", "sum", tantivy=True),
    "extended_stats": _numbers("extended_stats", "count", "min", "max", "avg", "sum", "sum_of_squares", "variance"),
    "weighted_avg": Raced(
        "figures", {"weighted_avg": {"value": {"field": "downloads"}, "weight": {"field": "downloads"}}}
    ),
    "string_stats": Raced(
        "figures",
        {"string_stats": {"field": "id"}},
        shown=("count", "min_length", "max_length", "avg_length", "entropy"),
    ),
    "top_metrics": Raced(
        "figures", {"top_metrics": {"metrics": {"field": "downloads"}, "sort": {"downloads": "desc"}, "size": 3}}
    ),
    "top_hits": Raced(
        "figures", {"top_hits": {"size": 3, "sort": [{"downloads": "desc"}], "_source": False}}, shown=("sort",)
    ),
    "cardinality": Raced("sketches", {"cardinality": {"field": "id"}}, estimate=True, tantivy=True),
    "cardinality_numbers": Raced("sketches", {"cardinality": {"field": "downloads"}}, estimate=True, tantivy=True),
    "percentiles": Raced("sketches", {"percentiles": {"field": "downloads"}}, estimate=True, tantivy=True),
    "percentile_ranks": Raced(
        "sketches", {"percentile_ranks": {"field": "downloads", "values": [100, 10_000]}}, estimate=True
    ),
    "median_absolute_deviation": Raced(
        "sketches", {"median_absolute_deviation": {"field": "downloads"}}, estimate=True
    ),
    "geotile_grid": Raced("geo", {"geotile_grid": {"field": "place", "precision": 6}}, field="place"),
    "geo_distance": Raced(
        "geo",
        {"geo_distance": {"field": "place", "origin": _PLACE, "unit": "km", "ranges": _ranges(500, 1_500, 3_000)}},
        field="place",
    ),
    "geo_bounds": Raced("geo", {"geo_bounds": {"field": "place"}}, field="place"),
    "geo_centroid": Raced("geo", {"geo_centroid": {"field": "place"}}, field="place"),
}
