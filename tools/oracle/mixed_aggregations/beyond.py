"""The parameters of aggregations that the core of Elasticsearch lacks and OpenSearch has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tools.oracle.mixed_aggregations.pools import DATES, MISSING, ZONES, Draw, Json

NUMBERS: Final = ("qty", "price", "small", "exact", "scaled", "half", "big")


def _adjacency_matrix(draw: Draw) -> Json:
    filters = {name: draw.query() for name in draw.sample(("a", "b", "c&d", "e"), draw.randint(1, 3))}
    return draw.some({"filters": filters}, separator=("|", "", 5))


def _auto_date_histogram(draw: Draw) -> Json:
    return {"field": draw.field(*DATES)} | draw.some(
        {}, buckets=(1, 3, 10, 100, 0, -1, 90000), minimum_interval=("month", "day", "year", "x", "minute"),
        time_zone=(*ZONES, "x"), format=("yyyy", "yyyy-MM-dd"), missing=MISSING[:10]
    )  # fmt: skip


def _multi_terms(draw: Draw) -> Json:
    fields = ("kind", "ok", "tags", "qty", "placed", "host", "scaled", "exact", "low")
    terms = [
        {"field": draw.field(*fields)} | draw.some({}, 0.1, missing=("x", 5, True)) for _ in range(draw.randint(1, 3))
    ]
    order = ({"_key": "asc"}, {"_count": "asc"}, {"m": "desc"}, {"_key": "desc"})
    return draw.some(
        {"terms": terms},
        0.2,
        size=(1, 3, 100, 0, -1),
        min_doc_count=(0, 1, 2),
        order=order,
        shard_size=(1, 100),
        show_term_doc_count_error=(True,),
    )


def _matrix_stats(draw: Draw) -> Json:
    return draw.some(
        {"fields": [draw.field(*NUMBERS) for _ in range(draw.randint(1, 3))]},
        mode=("avg", "min", "max", "sum", "median", "x"),
        missing=({"qty": 5}, 5, {"nothing": 1}),
    )


def _relatives(draw: Draw, kind: str) -> Json:
    return draw.some({}, 1.0, type=(kind, kind, kind, "nope", 5))


def _of_numbers(draw: Draw) -> Json:
    return {"field": draw.choice(("exact", "scaled", "exact", "scaled", "link", "shape"))} | draw.some(
        {}, 0.2, missing=(5, -1, 2.5, "x", 2**63), format=("0.00",)
    )


def kinds(draw: Draw) -> dict[str, Callable[[], Json]]:
    """Returns what draws the parameters of each, by type."""
    plain = ("min", "max", "sum", "avg", "stats", "value_count", "cardinality", "extended_stats")
    return {
        "adjacency_matrix": lambda: _adjacency_matrix(draw),
        "auto_date_histogram": lambda: _auto_date_histogram(draw), "multi_terms": lambda: _multi_terms(draw),
        "matrix_stats": lambda: _matrix_stats(draw), "children": lambda: _relatives(draw, "line"),
        "parent": lambda: _relatives(draw, "line"),
        draw.choice(plain): lambda: _of_numbers(draw),
        "terms": lambda: _of_numbers(draw) | draw.some({}, order=({"_key": "asc"}, {"_key": "desc"}), size=(3, 100)),
        "range": lambda: _of_numbers(draw) | {"ranges": draw.choice(([{"to": 5}, {"from": 5}], [{"from": 2.5,
            "to": 1e19}]))},
        "geohash_grid": lambda: {"field": "shape", "precision": draw.choice((1, 2))},
        "geotile_grid": lambda: {"field": "shape", "precision": draw.choice((1, 3))},
        "geo_bounds": lambda: {"field": "shape"},
        "composite": lambda: {"sources": [{"a": {"terms": {"field": draw.choice(("exact", "scaled"))}}}], "size": 4},
    }  # fmt: skip
