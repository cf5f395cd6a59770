"""The parameters of aggregations that make buckets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tools.oracle.mixed_aggregations.pools import (
    ANY,
    DATE_FORMATS,
    DATES,
    NUMBERS,
    RANGES,
    ZONES,
    Draw,
    Json,
)  # fmt: skip

COUNTS: Final = (0, 1, 2, 5, -1, "1", 1.5, None)
SIZES: Final = (1, 2, 3, 5, 20, 100, 0, -1, "3", 2.7, 2**31)
ORDERS: Final = (
    {"_count": "asc"}, {"_key": "desc"}, {"_key": "asc"}, [{"_count": "desc"}, {"_key": "desc"}], {"_count": "DESC"},
    {"_term": "asc"}, {"_time": "asc"}, {"_count": "up"}, {"nope": "asc"}, {}, [], "_key", {"_key": 1}, None,
    {"m": "desc"},
    {"s.max": "asc"}, {"s": "asc"}, {"f>m": "desc"}, {"f>s.avg": "asc"}, [{"m": "asc"}, {"_key": "asc"}],
    {"p.50": "asc"},
    {"p[50]": "desc"}, {"s[max]": "desc"}, {"e.variance": "desc"}, {"e.std_deviation_bounds.upper": "asc"},
    {"f": "asc"},
    {"c": "desc"}, {"t>m": "asc"}, {"m.value": "asc"}, {"m.x": "asc"}, {"f>nope": "asc"}, {"f>": "asc"},
    {"_count": "asc", "_key": "asc"},
)  # fmt: skip
CALENDAR: Final = (
    "minute",
    "1m",
    "hour",
    "1h",
    "day",
    "1d",
    "week",
    "1w",
    "month",
    "1M",
    "quarter",
    "1q",
    "year",
    "1y",
    "2d",
    "x",
    "",
    5,
)
FIXED: Final = ("12h", "30d", "7d", "1d", "90m", "1000000s", "10ms", "1M", "x", "0d", "-1d", "1.5d", "", 86400000, None)
COARSE: Final = ("month", "1M", "quarter", "year", "week", "1y", "1q")
LONG: Final = ("30d", "45d", "100d", "365d", "1000h", "20d")
OFFSETS: Final = ("+6h", "-1d", "+15d", "10", "-3h", "x", "", "1.5h", 3600000, "+1M")


def _terms(draw: Draw) -> Json:
    field = draw.field(*ANY)
    clude = (
        "s.*", ".*[ao].*", "b|m.*", ["book", "s1", "new"], [1, 2], ["true"], {"partition": 0, "num_partitions": 3},
        "[", [], 5,
        {"partition": 5, "num_partitions": 3}, {"x": 1}, ["10.0.0.1", "10.0.1.1"], ["2023-01-01"], [0.1],
        {"pattern": "s.*"}, "", [None],
        ["red"], {"partition": 1, "num_partitions": 2}, [True], "~(book)", "<1-9>", "@", "#",
    )  # fmt: skip
    return (
        {"field": field}
        | draw.some({}, 0.2, size=SIZES, order=ORDERS, min_doc_count=COUNTS, include=clude)
        | draw.some(
            {}, 0.08, exclude=clude, shard_size=SIZES, shard_min_doc_count=COUNTS, show_term_doc_count_error=(True,
                False, "x"),
            collect_mode=("breadth_first", "depth_first", "x"), execution_hint=("map", "global_ordinals", "x"),
            value_type=("string", "long", "double", "date", "ip", "boolean", "x", "numeric"),
        )
        | {key: value for key, value in draw.sourced(field).items() if key != "field"}
    )  # fmt: skip


def _rare_terms(draw: Draw) -> Json:
    return draw.sourced("sku", "sku", "qty", "kind", "placed", "host", "big") | draw.some(
        {}, max_doc_count=(1, 2, 5, 0, 101, "3"), precision=(0.001, 0.5, 0, "0.01"), include=("s1.*", ["s1", "s2"],
            [1]), exclude=("s2.*", "["),
    )  # fmt: skip


HEURISTICS: Final = {
    "jlh": ({}, {"x": 1}, None),
    "mutual_information": ({}, {"include_negatives": True}, {"background_is_superset": False},
        {"include_negatives": "x"}),
    "chi_square": ({}, {"include_negatives": True}, {"background_is_superset": False, "include_negatives": True}),
    "gnd": ({}, {"background_is_superset": False}, {"include_negatives": True}),
    "percentage": ({}, {"x": 1}),
    "script_heuristic": ({"script": "params._subset_freq / (params._superset_freq + 1.0)"},
        {"script": {"source": "params._subset_size + params.x", "params": {"x": 2}}}, {}, {"script": "1 +"}),
}  # fmt: skip


def _significant(draw: Draw, *fields: str) -> Json:
    body = {"field": draw.field(*fields)} | draw.some(
        {}, size=SIZES, min_doc_count=(1, 2, 0, -1), shard_size=(5, 50, 0), shard_min_doc_count=(0, 1, 2),
        background_filter=(draw.query(),),
        include=("s.*", ["book", "new"], ".*e.*"), exclude=("b.*", ["map"]),
    )  # fmt: skip
    if draw.maybe(0.5):
        body["min_doc_count"] = draw.choice((1, 2))
    for _ in range(1 + draw.maybe(0.05)):
        if draw.maybe(0.5):
            name = draw.choice(list(HEURISTICS))
            body[name] = draw.choice(HEURISTICS[name])
    return body


def _significant_terms(draw: Draw) -> Json:
    return _significant(
        draw, "kind", "tags", "sku", "qty", "words", "placed", "ok", "host", "attrs.color", "label"
    ) | draw.some({}, 0.1, execution_hint=("map", "global_ordinals", "x"), format=("0.0", "yyyy"), missing=("x", 5))


def _significant_text(draw: Draw) -> Json:
    return _significant(draw, "note", "words", "note", "words", "kind") | draw.some(
        {}, 0.15, filter_duplicate_text=(True, False, "x"), source_fields=(["note"], ["words", "note"], [], "note", [5])
    )


def _histogram(draw: Draw) -> Json:
    bounds = (
        {"min": -5, "max": 20},
        {"min": 3},
        {"max": 7},
        {"min": 9, "max": 1},
        {},
        {"min": "x"},
        {"min": "1"},
        {"x": 1},
        5,
        None,
    )
    order = (*ORDERS[:7], *ORDERS[14:16])
    body = draw.sourced("qty", "price", "small", "half", "twice", "who.age", "tiny", "ages", "rates", "big")
    body["interval"] = draw.choice((1, 2, 5, 10, 50, 0.5, 100, 25))
    if body.get("field") in ("big", "stamp", "placed") or draw.maybe(0.05):
        body["min_doc_count"] = 1
    return body | draw.some(
        {}, 0.13, interval=(0, -1, "5", "x", None, 1e-3), offset=(1, -3, 0.5, "2", "x"), order=order, keyed=(True,
            False, "true"), min_doc_count=(0, 1, 2, -1),
        extended_bounds=bounds, hard_bounds=bounds,
    )  # fmt: skip


def _date_histogram(draw: Draw) -> Json:
    body = draw.sourced(*DATES, "window", formats=DATE_FORMATS)
    name = draw.choice(("calendar_interval", "fixed_interval"))
    body[name] = draw.choice(COARSE if name == "calendar_interval" else LONG)
    if draw.maybe(0.12):
        body[name] = draw.choice(CALENDAR if name == "calendar_interval" else FIXED)
        body["min_doc_count"] = 1
    if draw.maybe(0.03):
        body["interval"] = draw.choice(("day", "1d", 5))
    bounds = (
        {"min": "2022-06-01", "max": "2024-06-01"}, {"min": "2023-01-01"}, {"max": "2023"}, {"min": "now/y",
            "max": "2020"}, {}, {"min": "x"},
        {"min": 1672531200000, "max": 1704067200000}, {"min": "2023-01-01||/M", "max": "2023-06-01||+1M/M"},
        {"x": 1}, {"min": "01/02/2023"},
    )  # fmt: skip
    return body | draw.some(
        {}, 0.14, time_zone=(*ZONES, "x", 2, None), offset=OFFSETS, keyed=(True, False), min_doc_count=(0, 1, 2),
        order=ORDERS[:7], format=DATE_FORMATS,
        extended_bounds=bounds, hard_bounds=bounds,
    )  # fmt: skip


def _range(draw: Draw) -> Json:
    ranges = (
        [{"to": 5}, {"from": 5, "to": 9}, {"from": 9}], [{"from": 2, "to": 4, "key": "a"}, {"to": 3}], [{"from": "3",
            "to": "7.5"}], [{}],
        [{"from": None, "to": 5}], [{"from": 7, "to": 3}], [], 5, [5], [{"x": 1}], [{"from": "x"}], [{"key": "all"}],
        [{"to": 5, "key": 5}],
        [{"from": -1e9, "to": 1e20}], [{"mask": "10.0.0.0/8"}], [{"from": True}], [{"to": 5}, {"to": 5}],
    )  # fmt: skip
    return (
        draw.sourced(*NUMBERS)
        | {"ranges": draw.choice(ranges if draw.maybe(0.4) else ranges[:4])}
        | draw.some({}, keyed=(True, False))
    )


def _date_range(draw: Draw) -> Json:
    ranges = (
        [{"to": "2023-06-01"}, {"from": "2023-06-01"}], [{"from": "2022-01-01||/y", "to": "2023-01-01||+6M/d",
            "key": "k"}], [{"from": 1672531200000}],
        [{"to": "now-10y/y"}, {"from": "now-10y/y"}], [{"from": "01/02/2023", "to": "01/05/2023"}], [{"to": "xx"}],
        [{"from": "2024"}, {}], [], [{"to": 5.5}],
        [{"from": "2023", "to": "2022"}], [{"x": 1}], [{"from": None}], [{"from": "2023-01", "to": "2023-02"}],
        [{"to": "1672531200"}], [{"from": "2023-W01"}],
    )  # fmt: skip
    return (
        draw.sourced(*DATES, formats=DATE_FORMATS)
        | {"ranges": draw.choice(ranges if draw.maybe(0.5) else ranges[:4])}
        | draw.some(
            {},
            0.15,
            keyed=(True, False),
            time_zone=(*ZONES, "x", 5),
            format=("yyyy-MM-dd", "dd/MM/yyyy", "yyyy", "x", "epoch_second"),
        )
    )


def _ip_range(draw: Draw) -> Json:
    ranges = (
        [{"to": "10.0.1.0"}, {"from": "10.0.1.0"}], [{"mask": "10.0.0.0/24"}, {"mask": "10.0.1.0/25", "key": "m"}],
        [{"mask": "2001:db8::/64"}],
        [{"from": "10.0.0.5", "to": "10.0.2.1", "key": "x"}], [{"from": "::", "to": "ffff::"}], [],
        [{"mask": "10.0.0.0"}], [{"mask": "10.0.0.0/99"}],
        [{"from": "x"}], [{"from": 5}], [{}], [{"mask": "0.0.0.0/0"}], [{"to": "10.0.0.5", "from": None}],
        [{"mask": None}],
    )  # fmt: skip
    return (
        draw.sourced("host")
        | {"ranges": draw.choice(ranges if draw.maybe(0.4) else ranges[:5])}
        | draw.some({}, keyed=(True, False))
    )


def _ip_prefix(draw: Draw) -> Json:
    return draw.sourced("host") | draw.some(
        {"prefix_length": draw.choice((8, 16, 24, 32, 0, 30))}, 0.15, prefix_length=(33, 64, 129, -1, "8", None),
        is_ipv6=(True, False, "x"),
        append_prefix_length=(True, False), keyed=(True, False), min_doc_count=(0, 1, 2, -1),
    )  # fmt: skip


def _filters(draw: Draw) -> Json:
    named = {name: draw.query() for name in draw.sample(("a", "b", "x y", "_z"), draw.randint(1, 3))}
    filters = (
        draw.choice((named, named, list(named.values())))
        if draw.maybe(0.9)
        else draw.choice(({}, [], 5, {"a": 1}, [1], {"a": {}}, None, [[]]))
    )
    return draw.some(
        {"filters": filters}, 0.15, other_bucket=(True, False, "x"), other_bucket_key=("rest", 5), keyed=(True, False)
    )


def _geo_distance(draw: Draw) -> Json:
    ranges = (
        [{"to": 3000}, {"from": 3000}],
        [{"from": 100, "to": 9000, "key": "far"}],
        [{}],
        [],
        [{"from": 5, "to": 1}],
        [{"x": 1}],
        [{"to": "x"}],
    )
    origins = (
        "48,5",
        {"lat": 48, "lon": 5},
        [5, 48],
        "POINT (5 48)",
        "u09",
        {"lat": 200, "lon": 1},
        5,
        "x",
        None,
        [1],
        {"type": "Point", "coordinates": [5, 48]},
    )
    return (
        {"field": draw.field("place"), "origin": draw.choice(origins if draw.maybe(0.3) else origins[:4]),
            "ranges": draw.choice(ranges[:3] if draw.maybe(0.8) else ranges)}
        | draw.some({}, 0.15, unit=("km", "mi", "m", "x", 5), distance_type=("plane", "arc", "x"), keyed=(True,
            False), missing=("48,5", "x"))
    )  # fmt: skip


def _grid(draw: Draw, precisions: tuple[Any, ...]) -> Json:
    bounds = (
        {"top_left": "52,0", "bottom_right": "13,90"}, {"top": 60, "left": -100, "bottom": -30, "right": 90},
        {"wkt": "BBOX (0, 90, 52, -13)"}, {}, "x", {"top": 1},
        {"top_left": "10,170", "bottom_right": "-10,-170"}, {"top_right": "52,90", "bottom_left": "13,0"},
        {"top_left": "1,1", "bottom_right": "2,2"},
    )  # fmt: skip
    return {"field": draw.field("place")} | draw.some(
        {}, 0.2, precision=precisions, size=SIZES, shard_size=(1, 5, 50, 0), bounds=bounds, missing=("48,5", "x")
    )


def _composite(draw: Draw) -> Json:
    sources: list[Any] = []
    after: Json = {}
    for name in ("a", "b", "c")[: draw.choice((1, 1, 2, 2, 3))]:
        kind, body, value = _source(draw)
        body |= draw.some(
            {},
            0.12,
            order=("asc", "desc", "x"),
            missing_bucket=(True, False, "x"),
            missing_order=("first", "last", "default", "x"),
        )
        if "missing_order" in body and draw.maybe(0.8):
            body["missing_bucket"] = True
        sources.append({name: {kind: body}})
        after[name] = draw.choice((value, value, value, value, None, "x", 5))
    if draw.maybe(0.04):
        sources = draw.choice(([], [{}], [{"a": {}}], 5, [{"a": {"range": {"field": "qty"}}}], sources * 2, [5]))
    return draw.some(
        {"sources": sources}, size=(1, 3, 20, 0, -1, 1000, 70000), after=(after, after, after, {}, {"x": 1}, 5)
    )


def _source(draw: Draw) -> tuple[str, Json, Any]:
    afters = {
        "kind": "film",
        "sku": "s3",
        "qty": 5,
        "price": 20.5,
        "ok": True,
        "host": "10.0.1.5",
        "placed": 1680000000000,
        "label": "k-film",
    }
    kind = draw.choice(("terms", "terms", "histogram", "date_histogram", "geotile_grid"))
    if kind == "terms":
        field = draw.field("kind", "sku", "qty", "price", "ok", "host", "placed", "label", "tags", "fine", "who.name")
        return (
            kind,
            draw.some(
                {"field": field},
                0.05,
                missing=("x", 5),
                script=("doc['qty'].size()",),
                value_type=("long",),
                format=("yyyy", "0.0"),
            ),
            afters.get(field, "new"),
        )
    if kind == "histogram":
        return (
            kind,
            draw.some(
                {"field": draw.field(*NUMBERS), "interval": draw.choice((5, 10, 2.5))},
                0.05,
                interval=(0, -1, "x"),
                missing=(1,),
                offset=(1,),
            ),
            5,
        )
    if kind == "date_histogram":
        body = {
            "field": draw.field(*DATES),
            **draw.choice(({"calendar_interval": draw.choice(COARSE)}, {"fixed_interval": draw.choice(LONG)})),
        }
        extra = draw.some({}, 0.12, time_zone=ZONES, format=DATE_FORMATS, offset=OFFSETS, interval=("1d",))
        return kind, body | extra, 1672531200000
    return (
        kind,
        draw.some(
            {"field": draw.field("place"), "precision": draw.choice((0, 2, 5, 7))},
            0.1,
            precision=(30, -1),
            bounds=({"top_left": "52,0", "bottom_right": "13,90"},),
        ),
        "5/16/10",
    )


def kinds(draw: Draw) -> dict[str, Callable[[], Json]]:
    """Returns what draws the parameters of each, by type."""
    sampler = (1, 5, 50, 0, -1, "5")
    return {
        "terms": lambda: _terms(draw), "rare_terms": lambda: _rare_terms(draw),
        "significant_terms": lambda: _significant_terms(draw),
        "significant_text": lambda: _significant_text(draw), "histogram": lambda: _histogram(draw),
        "date_histogram": lambda: _date_histogram(draw),
 "range": lambda: _range(draw), "date_range": lambda: _date_range(draw),
        "ip_range": lambda: _ip_range(draw), "ip_prefix": lambda: _ip_prefix(draw), "filter": draw.query,
        "filters": lambda: _filters(draw),
        "missing": lambda: draw.some({"field": draw.field(*ANY, *RANGES, "place")}, 0.1, missing=("x", 5)),
        "global": dict,
        "nested": lambda: {"path": draw.choice(("items", "items", "items.parts", "who", "nothing", "kind", ""))},
        "reverse_nested": lambda: draw.some({}, path=("items", "items", "nothing", "who")),
        "sampler": lambda: draw.some({}, shard_size=sampler),
        "diversified_sampler": lambda: draw.some({"field": draw.field("kind", "qty", "ok", "sku", "placed")},
            shard_size=sampler, max_docs_per_value=(1, 2, 0), execution_hint=("map", "bytes_hash", "global_ordinals",
                "x")),
        "random_sampler": lambda: draw.some({"probability": draw.choice((0.5, 0.2, 1.0, 0.3)), "seed": 7}, 0.1,
            probability=(0, 2, "x", 0.7), shard_seed=(1, 5)),
        "geo_distance": lambda: _geo_distance(draw), "geohash_grid": lambda: _grid(draw, (1, 2, 3, 5, 12, 0, 13,
            "1000km", "x", "2", 2.5)),
        "geotile_grid": lambda: _grid(draw, (0, 1, 3, 7, 29, 30, -1, "4", "x")),
        "composite": lambda: _composite(draw),
    }  # fmt: skip
