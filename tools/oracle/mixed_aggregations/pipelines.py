"""The parameters of pipelines, and the aggregations that their paths lead to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tools.oracle.mixed_aggregations.pools import NUMBER_FORMATS, Draw, Json

FIGURES: Final[Json] = {
    "m": {"avg": {"field": "price"}}, "s": {"stats": {"field": "qty"}}, "e": {"extended_stats": {"field": "small"}},
    "p": {"percentiles": {"field": "price", "percents": [50, 90]}}, "c": {"cardinality": {"field": "sku"}},
    "f": {"filter": {"term": {"ok": True}}, "aggs": {"m": {"max": {"field": "price"}},
        "s": {"stats": {"field": "qty"}}}},
    "t": {"terms": {"field": "kind", "size": 3}, "aggs": {"m": {"sum": {"field": "qty"}}}},
    "n": {"nested": {"path": "items"}, "aggs": {"m": {"avg": {"field": "items.price"}}}},
    "w": {"weighted_avg": {"value": {"field": "price"}, "weight": {"field": "qty"}}},
    "g": {"geo_bounds": {"field": "place"}}, "gc": {"geo_centroid": {"field": "place"}},
    "h": {"top_hits": {"size": 1, "sort": ["_doc"]}},
    "r": {"percentile_ranks": {"field": "price", "values": [20, 50.5]}},
    "mad": {"median_absolute_deviation": {"field": "qty"}},
    "l": {"max": {"field": "placed"}}, "ra": {"range": {"field": "qty", "ranges": [{"to": 5}, {"from": 5,
        "key": "high"}]}},
}  # fmt: skip
PATHS: Final = (
    "m", "m", "m", "_count", "_count", "_key", "m.value", "s.avg", "s.max", "s.sum", "s", "x", "m.x", "p.50",
    "p[50.0]", "p.90.0", "p", "f>m",
    "f>_count", "f", "f>s.min", "t>m", "t['book']>m", "t['book']>_count", "t['zz']>m", "t._bucket_count", "t",
    "e.std_deviation",
    "e.std_upper", "e.variance", "f>x", "", "m>m", "c", "w", "n>m", "n>_count", "g", "g.top", "g.bottom", "g.left",
    "gc", "gc.lat", "gc.count", "gc.value",
    "h", "h._score", "h.x", "h[_score]", "r.20", "r[50.5]", "r", "mad", "l", "l.value", "ra['high']>_count",
    "ra['*-5.0']>_count", "ra>_count", "_bucket_count",
    "t[book]>m", "m.", ">m", "f>>m", "f>m.value", "g.top.lat", "g.x", "mad.value", "c.value", "s.std_deviation",
    "e.std_deviation_bounds", "_count.value",
)  # fmt: skip
GAPS: Final = ("skip", "insert_zeros", "keep_values", "x", None)
FORMATS: Final = (*NUMBER_FORMATS, "yyyy", 5)


def _path(draw: Draw) -> str:
    return draw.choice(PATHS if draw.maybe(0.5) else PATHS[:11])


def _inside(draw: Draw, **more: Any) -> Json:
    return (
        {"buckets_path": _path(draw)}
        | draw.some({}, 0.15, gap_policy=GAPS, format=FORMATS)
        | draw.some({}, 0.4, **more)
    )


def _scripted(draw: Draw, script: tuple[Any, ...]) -> Json:
    paths = draw.choice(
        ({"a": _path(draw), "b": _path(draw)}, {"a": _path(draw)}, _path(draw), [_path(draw)])
        if draw.maybe(0.2)
        else ({"a": _path(draw), "b": _path(draw)},)
    )
    return {"buckets_path": paths, "script": draw.choice(script)} | draw.some({}, 0.15, gap_policy=GAPS)


def _bucket_script(draw: Draw) -> Json:
    scripts = (
        "params.a + params.b",
        {"source": "params.a * 2"},
        {"source": "params.a + params.n", "params": {"n": 5}},
        "null",
        "1 +",
        "params.zz",
        "params.a * 1.0",
    )
    return _scripted(draw, scripts) | draw.some({}, 0.15, format=FORMATS)


def _bucket_selector(draw: Draw) -> Json:
    return _scripted(draw, ("params.a > params.b", {"source": "params.a >= 3"}, "true", "false", "1 +"))


def _bucket_sort(draw: Draw) -> Json:
    sort = [{_path(draw): draw.choice(({"order": "desc"}, {"order": "asc"}, "desc"))}]
    return draw.some({}, 0.6, sort=sort) | draw.some(
        {}, 0.3, size=(1, 3, 0, -1), gap_policy=GAPS, **{"from": (0, 1, 5, -1)}
    )


def _moving_fn(draw: Draw) -> Json:
    call = draw.choice((
        "max(values)", "min(values)", "sum(values)", "unweightedAvg(values)", "linearWeightedAvg(values)",
        "ewma(values, 0.3)", "holt(values, 0.3, 0.1)",
        "stdDev(values, MovingFunctions.unweightedAvg(values))", "holtWinters(values, 0.3, 0.1, 0.1, 2, true)",
    ))  # fmt: skip
    return _inside(draw, shift=(-1, 0, 1, 2)) | {
        "window": draw.choice((1, 2, 3, 10)),
        "script": f"MovingFunctions.{call}",
    }


def inside(draw: Draw) -> dict[str, Callable[[], Json]]:
    """Returns what draws the parameters of pipelines that stand inside a parent."""
    return {
        "cumulative_sum": lambda: {"buckets_path": _path(draw)} | draw.some({}, 0.15, format=FORMATS),
        "bucket_script": lambda: _bucket_script(draw),
        "serial_diff": lambda: _inside(draw, lag=(1, 2, 3, 50, 0, -1, "2", None)),
    }  # fmt: skip


def inside_opensearch(draw: Draw) -> dict[str, Callable[[], Json]]:
    return {
        "derivative": lambda: _inside(draw, unit=("day", "1d", "month", "10s", "x")),
        "moving_fn": lambda: _moving_fn(draw),
        "bucket_selector": lambda: _bucket_selector(draw), "bucket_sort": lambda: _bucket_sort(draw),
    }  # fmt: skip


def beside(draw: Draw) -> dict[str, Callable[[], Json]]:
    """Returns what draws the parameters of pipelines that stand beside others."""

    def make(**more: Any) -> Json:
        first = draw.choice(("h>", "h>", "h>", "h>", "o>", "h", "z>", "h>t>", "h['book']>", "h>f>", "h>>"))
        return (
            {"buckets_path": first + _path(draw)}
            | draw.some({}, 0.15, gap_policy=GAPS, format=FORMATS)
            | draw.some({}, 0.35, **more)
        )

    return {
        **dict.fromkeys(("avg_bucket", "sum_bucket", "min_bucket", "max_bucket", "stats_bucket"), make),
        "extended_stats_bucket": lambda: make(sigma=(0, 1, 3.5, -1, "2")),
        "percentiles_bucket": lambda: make(
            percents=([50], [0, 25.5, 100], [10, 5], [], [101], "x", ["5"]), keyed=(True, False, "x")
        ),
    }
