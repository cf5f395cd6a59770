"""The parameters of metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tools.oracle.mixed_aggregations.pools import ANY, DATES, NUMBERS, Draw, Json

PLAIN: Final = ("min", "max", "sum", "avg", "stats", "value_count", "median_absolute_deviation")


def _plain(draw: Draw) -> Json:
    return draw.sourced(*NUMBERS, *DATES, "ok", "ages")


def _extended_stats(draw: Draw) -> Json:
    return _plain(draw) | draw.some({}, sigma=(0, 1, 3.5, "2", -1, None))


def _cardinality(draw: Draw) -> Json:
    return draw.sourced(*ANY) | draw.some(
        {},
        precision_threshold=(0, 10, 40000, 50000, -1, "7", 2.5),
        execution_hint=("global_ordinals", "segment_ordinals", "direct", "save_memory_heuristic", "x"),
    )


def _percentiles(draw: Draw) -> Json:
    body = draw.sourced(*NUMBERS, *DATES) | draw.some(
        {}, percents=([50], [1, 50.5, 99.9], [0, 100], [20, 10], ["25"], 30, [], [101], [-1], None), keyed=(True, False)
    )
    return body | _method(draw)


def _method(draw: Draw) -> Json:
    if draw.maybe(0.3):
        return {
            "hdr": draw.choice(({}, {"number_of_significant_value_digits": draw.choice((0, 1, 3, 5, 6))}, {"x": 1}))
        }
    hint = {"compression": 200, "execution_hint": draw.choice(("high_accuracy", "default", "x"))}
    return draw.some({}, tdigest=({}, {"compression": 50}, {"compression": -1}, hint))


def _percentile_ranks(draw: Draw) -> Json:
    values = ([5], [1, 20.5], ["7"], [], 7, [1e12], ["2023-05-05"], [50, 5], [None], None)
    body = draw.sourced(*NUMBERS, *DATES) | {"values": draw.choice(values)}
    return body | draw.some({}, keyed=(True, False)) | _method(draw)


def _weighted_avg(draw: Draw) -> Json:
    parts = {"value": draw.sourced(*NUMBERS), "weight": draw.sourced(*NUMBERS)}
    return parts | draw.some({}, 0.1, format=("0.0", "yyyy"), value_type=("long", "double", "date", "x"))


def _top_hits(draw: Draw) -> Json:
    source = (False, True, "kind", ["qty", "k*"], {"includes": ["who.*"], "excludes": "who.age"}, {"x": 1}, [], 5)
    fields = (["kind"], ["qty", {"field": "placed", "format": "yyyy"}], [{"field": "k*"}], ["note"], "kind", [{"f": 1}])
    sorts = (
        [{"qty": "desc"}, "_doc"], [{"placed": {"order": "asc", "missing": "_first"}}, {"sku": "desc"}], "sku",
        ["_score", "_doc"],
        [{"nothing": "asc"}], [{"nothing": {"unmapped_type": "long"}}, "_doc"], [{"note": "asc"}],
        {"price": {"mode": "avg", "order": "desc"}},
        [{"_geo_distance": {"place": "48,5", "order": "asc"}}, "_doc"], [{"qty": "up"}],
        [{"items.n": {"nested": {"path": "items"}, "order": "asc"}}, "_doc"],
        [{"_script": {"type": "number", "script": "doc['qty'].size()", "order": "asc"}}, "_doc"],
    )  # fmt: skip
    return draw.some(
        {"sort": [{"placed": "asc"}, {"qty": "asc"}, {"sku": "asc"}], "size": draw.choice((1, 2, 3))},
        0.15,
        sort=sorts, size=(0, 5, 101, -1, "2"), **{"from": (0, 1, 200, -1)}, _source=source, docvalue_fields=fields,
        fields=fields,
        stored_fields=("_none_", ["kind"], "note"), version=(True, False, "x"), seq_no_primary_term=(True, False),
        explain=(True, False), track_scores=(True, False), highlight=({"fields": {"words": {}}},
            {"fields": {"note": {"type": "plain"}}}, {}),
        script_fields=({"x": {"script": "doc['qty'].size()"}}, {"x": {"script": "1 +"}}, {"x": {}}, 5),
    )  # fmt: skip


def _geo(draw: Draw) -> Json:
    body: Json = {"field": draw.field("place", "place", "place", "place", "kind", "qty")}
    return body | draw.some({}, 0.15, missing=("48,5", {"lat": 1, "lon": 2}, "x", 5, "u09"))


def _geo_bounds(draw: Draw) -> Json:
    return _geo(draw) | draw.some({}, wrap_longitude=(True, False, "x", "false"))


def _scripted_metric(draw: Draw) -> Json:
    return draw.some(
        {
            "init_script": "state.n = []",
            "map_script": draw.choice(("state.n.add(doc['qty'].size())",
                "if (doc['price'].size() > 0) { state.n.add(doc['price'].value) }")),
            "combine_script": draw.choice(("state.n.size()", "double s = 0; for (x in state.n) { s += x } return s")),
            "reduce_script": draw.choice(("double s = 0; for (x in states) { s += x == null ? 0 : x } return s",
                "states.size()")),
        },
        0.07,
        params=({"x": 1}, 5), init_script=(None, 5, "1 +"), map_script=("params.x", {"source": "state.n.add(1)"}),
        combine_script=("null", {"id": "none"}), reduce_script=("params.y", "states[0].nope()"),
    )  # fmt: skip


def kinds(draw: Draw) -> dict[str, Callable[[], Json]]:
    """Returns what draws the parameters of each metric, by type."""
    makers: dict[str, Callable[[Draw], Any]] = {
        **dict.fromkeys(PLAIN, _plain), "extended_stats": _extended_stats, "cardinality": _cardinality,
        "percentiles": _percentiles, "percentile_ranks": _percentile_ranks, "weighted_avg": _weighted_avg,
        "top_hits": _top_hits, "geo_bounds": _geo_bounds, "geo_centroid": _geo, "scripted_metric": _scripted_metric,
    }  # fmt: skip
    return {kind: lambda make=make: make(draw) for kind, make in makers.items()}
