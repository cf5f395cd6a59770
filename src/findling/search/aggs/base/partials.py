"""The partial results of aggregations: what a shard sends to where all shards' results come together.

One type for each family, of plain values and NumPy arrays, which `wire` turns into bytes and back. What holds for all:

- The order of a bucket list is part of its meaning. Terms come in the order of the request and, where that ties, by
  key; histograms by key, ascending; composite keys in the order of their sources; ranges by lower, then upper end;
  filters as in the request. So merging never sorts what one shard has given alone, and ties go to the lower key.
- A key is what compares the same on every shard: text, numbers, or hexadecimal digits of terms whose text does not sort
  as they do (`text` then says how it is shown).
- Merging is associative but for sums of doubles, which are rounded once for all that come together; results of shards
  are merged in the order of index and shard number.
- `format` says how numbers are shown; it travels with them because only shards know the mapping.
"""

from typing import Any, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray


class FiguresPartial(TypedDict):
    """min, max, sum, avg, stats, extended_stats: what the aggregation needs of these. min, max: None for no values."""

    count: int
    format: dict[str, Any]
    min: NotRequired[float | None]
    max: NotRequired[float | None]
    sum: NotRequired[float]
    squares: NotRequired[float]


class CountPartial(TypedDict):
    """value_count."""

    count: int


class WeightedPartial(TypedDict):
    """weighted_avg: sums of value times weight, and of weights."""

    sum: float
    weight: float
    format: dict[str, Any]


class GroupsPartial(TypedDict):
    """t_test: how many numbers two groups have, their sums and sums of squares; paired has differences and nothing."""

    counts: list[int]
    sums: list[float]
    squares: list[float]
    format: dict[str, Any]


class RatePartial(TypedDict):
    """rate: a sum, and how many units of time the bucket stands for.

    span: of a counter: its first and last time, first and last value, and what was lost where it began anew; the
    divisor is the seconds of the unit then
    """

    sum: float
    divisor: float
    format: dict[str, Any]
    span: NotRequired[list[float]]


class ValuesPartial(TypedDict):
    """percentiles, percentile_ranks, median_absolute_deviation, boxplot: sorted values, or the centroids of a digest.

    values: (n,) float64, non-decreasing; ends: (n,) int64 how many there are up to each, None: one each
    digest: `merging` or `tree`, what they are the centroids of; bounds: of the values then
    """

    format: dict[str, Any]
    values: NDArray[np.float64]
    ends: NDArray[np.int64] | None
    digest: NotRequired[str]
    bounds: NotRequired[list[float]]


class MatrixPartial(TypedDict):
    """matrix_stats: number of documents, means of the fields, sums of powers 2 to 4 and of products of distances."""

    count: int
    fields: list[str]
    means: list[float]
    moments: list[list[float]]
    products: list[list[float]]


class StringsPartial(TypedDict):
    """string_stats: number and lengths of values; characters: how often each of them stands in them, by its code."""

    count: int
    min_length: int
    max_length: int
    characters: dict[str, int]


class DistinctPartial(TypedDict):
    """cardinality: what is kept of few hashes, (n,) uint32 increasing, or registers of a sketch of many."""

    precision: int
    encoded: NotRequired[NDArray[np.uint32]]
    registers: NotRequired[bytes]


class BoxPartial(TypedDict):
    """geo_bounds, cartesian_bounds: latitudes, and longitudes west and east of Greenwich apart; infinite if none."""

    bottom: float
    top: float
    west_low: float
    west_high: float
    east_low: float
    east_high: float


class CentroidPartial(TypedDict):
    """geo_centroid, cartesian_centroid: how many points or shapes, and of those of the greatest dimension the weights
    (1, length or area) and the sums of their coordinates times these."""

    count: int
    dimension: int
    weight: float
    x: float
    y: float


class LinePartial(TypedDict):
    """geo_line: (n,) int64 encoded points, (n,) float64 what they are sorted by; complete: whether these are all."""

    points: NDArray[np.int64]
    numbers: NDArray[np.float64]
    complete: bool


class HitsPartial(TypedDict):
    """top_hits: the first from + size hits, each {"order": values it compares by, "hit": JSON}."""

    total: int
    max_score: float | None
    hits: list[dict[str, Any]]


class TopMetricsPartial(TypedDict):
    """top_metrics: what each of the first documents is ordered by, and its metrics as shown and as ordered by."""

    top: list[dict[str, Any]]


class SingleBucketPartial(TypedDict):
    """filter, missing, global, nested, reverse_nested, sampler, diversified_sampler. aggs: partials by name.

    unmapped: of a sample by a field that is not mapped
    """

    count: int
    aggs: dict[str, Any]
    unmapped: NotRequired[bool]


class TermsPartial(TypedDict):
    """terms: {"key", "text", "count", "error", "aggs"} of each bucket, and the count of all that are left out."""

    kind: str
    format: dict[str, Any] | None
    buckets: list[dict[str, Any]]
    other: int
    error: int


class SignificantTermsPartial(TypedDict):
    """significant_terms: buckets as those of terms with "background", and how many documents there are of both."""

    kind: str
    format: dict[str, Any] | None
    found: int
    background: int
    buckets: list[dict[str, Any]]


class RareTermsPartial(TypedDict):
    """rare_terms: buckets as those of terms, and the keys that are not rare on the shard."""

    kind: str
    format: dict[str, Any] | None
    buckets: list[dict[str, Any]]
    common: list[Any]


class CategoriesPartial(TypedDict):
    """categorize_text: buckets of "tokens" and their "weights", "common": {token: weight}, "range" of them in order,
    "length" of the first text, "longest", "count", "aggs"."""

    buckets: list[dict[str, Any]]


class IntervalsPartial(TypedDict):
    """histogram, date_histogram: buckets with documents; empty: the partials of one without, to fill gaps with.

    bounds: extended bounds of dates as ms, [None, None] for none
    """

    format: dict[str, Any]
    buckets: list[dict[str, Any]]
    empty: dict[str, Any]
    bounds: NotRequired[list[int | None]]


class AutoIntervalsPartial(TypedDict):
    """auto_date_histogram: as IntervalsPartial; step: the place of the intervals' unit, multiple: how many of it."""

    format: dict[str, Any]
    buckets: list[dict[str, Any]]
    empty: dict[str, Any]
    step: int
    multiple: int


class ItemSetsPartial(TypedDict):
    """frequent_item_sets: distinct transactions of documents, of which there are `total`.

    items: [number of the field, key, how it is shown] of each; ids: (n,) int64 their places, one transaction after
    the other; ends: (m,) int64 where each ends; counts: (m,) int64 how many documents have it; sets: once reduced
    """

    items: list[list[Any]]
    ids: NDArray[np.int64]
    ends: NDArray[np.int64]
    counts: NDArray[np.int64]
    total: int
    sets: NotRequired[list[dict[str, Any]]]


class KeyedPartial(TypedDict):
    """ip_prefix, adjacency_matrix, grids: {"key", "count", "aggs"} of buckets with documents; of grids the fullest."""

    buckets: list[dict[str, Any]]


class SeriesPartial(TypedDict):
    """time_series: {"key", "dimensions", "count", "aggs"} of series; the key is what they sort by, in hexadecimal."""

    buckets: list[dict[str, Any]]


class ClustersPartial(TypedDict):
    """variable_width_histogram: {"key", "min", "max", "count", "aggs"} of clusters of values, by centroid, the key."""

    format: dict[str, Any]
    buckets: list[dict[str, Any]]


class RangesPartial(TypedDict):
    """range, date_range, ip_range, geo_distance: [key, low, high], count and partials of each range."""

    format: dict[str, Any]
    ranges: list[list[Any]]
    counts: list[int]
    aggs: list[dict[str, Any]]


class FiltersPartial(TypedDict):
    """filters: count and partials of each filter, the rest last."""

    counts: list[int]
    aggs: list[dict[str, Any]]


class CompositePartial(TypedDict):
    """composite: {"key", "shown", "count", "aggs"} of the first buckets behind `after`."""

    buckets: list[dict[str, Any]]


class ScriptedPartial(TypedDict):
    """scripted_metric: what the combine scripts of shards returned; value: what the reduce script made of them."""

    states: list[Any]
    value: NotRequired[Any]
