"""Random metric and pipeline aggregations, sound and faulty ones.

    python -m tools.oracle.aggregations --seed 1 --requests 300 --judge elasticsearch --server URL --findling URL

Both servers get the same documents in two shards; what differs in figures or errors is printed with its request, then
how many of the requests of each aggregation agree.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from typing import Any, Final

from tools.oracle.client import Server
from tools.oracle.faulty_parameters import faulty

from tests.batteries.compare import differences
from tests.batteries.requests import outcome

Json = dict[str, Any]

INDEX: Final = "metrics-oracle"
SUMS: Final = 1e-9
NUMBERS: Final = ("l", "i", "by", "d", "f", "h")
FIELDS: Final = (
    *NUMBERS, *NUMBERS, "day", "nano", "ok", "host", "tag", "tags", "title", "place", "span", "days", "parts.n", "flat",
    "flat.a", "al", "run", "nothing", "nothing.here", "_id", "_index", "bin", "obj",
)  # fmt: skip
MAPPINGS: Final[Json] = {
    "runtime": {"run": {"type": "long", "script": {"source": "emit(doc['i'].size() == 0 ? 0 : doc['i'].value * 2)"}}},
    "properties": {
        "l": {"type": "long"}, "i": {"type": "integer"}, "by": {"type": "byte"}, "d": {"type": "double"},
        "f": {"type": "float"}, "h": {"type": "half_float"}, "day": {"type": "date"}, "nano": {"type": "date_nanos"},
        "ok": {"type": "boolean"}, "host": {"type": "ip"}, "tag": {"type": "keyword"}, "tags": {"type": "keyword"},
        "title": {"type": "text"}, "place": {"type": "geo_point"}, "span": {"type": "integer_range"},
        "days": {"type": "date_range"}, "flat": {"type": "flattened"}, "al": {"type": "alias", "path": "i"},
        "bin": {"type": "binary"}, "obj": {"properties": {"n": {"type": "long"}}},
        "parts": {"type": "nested", "properties": {"n": {"type": "integer"}, "k": {"type": "keyword"}}},
    },
}  # fmt: skip


def documents(rng: random.Random, n: int) -> list[Json]:
    """Returns documents; a field has one value, several or none."""
    makers = {
        "l": lambda: rng.randint(-9, 99) + (2**53 if rng.random() < 0.05 else 0),
        "i": lambda: rng.randint(0, 20),
        "by": lambda: rng.randint(-5, 5),
        "d": lambda: round(rng.uniform(-50, 100), 3),
        "f": lambda: round(rng.uniform(0, 10), 2),
        "h": lambda: rng.randint(0, 40) / 4,
        "day": lambda: f"2024-{rng.randint(1, 3):02d}-{rng.randint(1, 28):02d}T{rng.randint(0, 23):02d}:00:00Z",
        "nano": lambda: f"2024-01-{rng.randint(1, 28):02d}T00:00:00.{rng.randint(0, 999999999):09d}Z",
        "ok": lambda: rng.random() < 0.5,
        "host": lambda: f"10.0.{rng.randint(0, 2)}.{rng.randint(0, 5)}",
        "tag": lambda: rng.choice("abcde"),
        "title": lambda: " ".join(rng.choices(("fox", "bear", "dog"), k=3)),
        "place": lambda: {"lat": rng.randint(-80, 80), "lon": rng.randint(-179, 179)},
        "span": lambda: {"gte": rng.randint(0, 5), "lte": rng.randint(5, 9)},
        "days": lambda: {"gte": "2024-01-01", "lte": f"2024-02-{rng.randint(1, 28):02d}"},
        "flat": lambda: {"a": rng.choice("xyz"), "b": rng.randint(0, 3)},
        "obj": lambda: {"n": rng.randint(0, 3)},
    }  # fmt: skip
    found = []
    for _ in range(n):
        document: Json = {name: make() for name, make in makers.items() if rng.random() < 0.85}
        for name in ("i", "d", "ok", "host", "place", "day"):
            if rng.random() < 0.15:
                document[name] = [makers[name]() for _ in range(rng.randint(2, 3))]
        document["tags"] = rng.sample("pqrst", rng.randint(0, 3))
        document["parts"] = [{"n": rng.randint(0, 9), "k": rng.choice("uv")} for _ in range(rng.randint(0, 3))]
        found.append(document)
    return found


def values_source(rng: random.Random) -> Json:
    """Returns a field, perhaps with what goes with it."""
    source: Json = {"field": rng.choice(FIELDS)}
    if rng.random() < 0.25:
        source["missing"] = rng.choice((0, 7, -3.5, "12", "2024-05-05", True, "x", "10.0.0.9", 1e300, "1,2"))
    if rng.random() < 0.2:
        source["format"] = rng.choice(("0.00", "#,##0.0", "yyyy", "yyyy-MM-dd", "'x'0", "$0"))
    return source


def _percentiles(rng: random.Random, key: str) -> Json:
    body: Json = values_source(rng)
    if key == "values" or rng.random() < 0.5:
        body[key] = rng.choice(([50], [1, 50.5, 99.9], [0, 100], [5, 5], [20, 10], ["25"], 30))
    if rng.random() < 0.2:
        body["keyed"] = rng.choice((True, False, "false"))
    if rng.random() < 0.3:
        body["hdr"] = rng.choice(({}, {"number_of_significant_value_digits": rng.randint(0, 5)}))
    elif rng.random() < 0.3:
        body["tdigest"] = rng.choice(({}, {"compression": 50}, {"compression": 200, "execution_hint": "high_accuracy"}))
    return body


def metric(rng: random.Random) -> tuple[str, Json]:
    """Returns the type and the body of a metric."""
    kind = rng.choice((
        "min", "max", "sum", "avg", "value_count", "stats", "extended_stats", "cardinality", "percentiles",
        "percentile_ranks", "median_absolute_deviation", "weighted_avg", "top_hits", "geo_bounds", "geo_centroid",
        "missing",
    ))  # fmt: skip
    if kind in ("percentiles", "percentile_ranks"):
        return kind, _percentiles(rng, "percents" if kind == "percentiles" else "values")
    if kind == "weighted_avg":
        value, weight = values_source(rng), values_source(rng)
        for part in (value, weight):
            part.pop("format", None)
        body: Json = {"value": value, "weight": weight}
        return kind, {**body, "format": "0.0"} if rng.random() < 0.2 else body
    if kind == "top_hits":
        return kind, _top_hits(rng)
    body = values_source(rng)
    if kind.startswith("geo_"):
        body = {"field": rng.choice(("place", "place", "place", *FIELDS))}
        if rng.random() < 0.3:
            body["missing"] = rng.choice(("10,20", "POINT(3 4)", {"lat": 1, "lon": 2}, "drm3btev3e86", 5))
        if kind == "geo_bounds" and rng.random() < 0.4:
            body["wrap_longitude"] = rng.choice((True, False))
    if kind == "cardinality" and rng.random() < 0.4:
        body["precision_threshold"] = rng.choice((0, 1, 10, 40000, 99999))
    if kind == "cardinality" and rng.random() < 0.4:
        body["execution_hint"] = rng.choice(
            (
                "global_ordinals",
                "segment_ordinals",
                "direct",
                "save_time_heuristic",
                "save_memory_heuristic",
                "DIRECT",
                "x",
            )
        )
    if kind == "extended_stats" and rng.random() < 0.5:
        body["sigma"] = rng.choice((0, 1, 2.5, 3))
    if kind == "median_absolute_deviation" and rng.random() < 0.4:
        body["compression"] = rng.choice((10, 1000, 5000))
    return kind, body


def _top_hits(rng: random.Random) -> Json:
    body: Json = {"sort": [{rng.choice(("i", "l", "d", "tag", "day")): rng.choice(("asc", "desc"))}, "_doc"]}
    choices: Json = {
        "size": rng.randint(1, 4), "from": rng.randint(0, 2), "_source": rng.choice((False, "tag", ["i", "t*"])),
        "docvalue_fields": ["i"], "fields": ["tag", "i"], "version": True, "seq_no_primary_term": True,
        "track_scores": True, "stored_fields": rng.choice(("_none_", ["tag"])), "explain": rng.random() < 0.5,
    }  # fmt: skip
    return body | {key: choices[key] for key in rng.sample(sorted(choices), rng.randint(0, 3))}


def _policy(rng: random.Random) -> Json:
    body: Json = {}
    if rng.random() < 0.4:
        body["gap_policy"] = rng.choice(("skip", "insert_zeros", "keep_values"))
    if rng.random() < 0.2:
        body["format"] = rng.choice(("0.00", "#.#"))
    return body


PATHS: Final = (
    "m", "m", "_count", "_key", "m.value", "s.avg", "s.max", "s.count", "s", "x", "m.x", "p.50", "p[50.0]", "p.50.0",
    "p", "f>m", "f>_count", "f", "f>s.min", "t>m", "t['a']>m", "t['a']>_count", "t['zz']>m", "t._bucket_count", "t",
    "e.std_deviation", "e.std_upper", "e.variance", "f>x", "", "m>m", "c", "w", "f['a']", "m.", "t[a]>m",
)  # fmt: skip


def inside(rng: random.Random) -> tuple[str, Json]:
    """Returns the type and the body of a pipeline that works inside a parent."""
    kind = rng.choice((
        "cumulative_sum", "serial_diff", "bucket_script", "bucket_selector", "derivative", "moving_fn", "bucket_sort",
    ))  # fmt: skip
    body: Json = {"buckets_path": rng.choice(PATHS), **_policy(rng)}
    if kind == "serial_diff" and rng.random() < 0.5:
        body["lag"] = rng.choice((1, 2, 3, 50))
    if kind == "cumulative_sum":
        body.pop("gap_policy", None)
    if kind == "derivative" and rng.random() < 0.3:
        body["unit"] = rng.choice(("day", "1d", "hour", "month", "10s", "1w"))
    if kind == "moving_fn":
        function = rng.choice((
            "max(values)", "min(values)", "sum(values)", "unweightedAvg(values)", "linearWeightedAvg(values)",
            "stdDev(values, MovingFunctions.unweightedAvg(values))", "ewma(values, 0.3)", "holt(values, 0.3, 0.1)",
            "holtWinters(values, 0.3, 0.1, 0.1, 2, true)",
        ))  # fmt: skip
        body |= {"window": rng.choice((1, 2, 3, 10)), "script": f"MovingFunctions.{function}"}
        if rng.random() < 0.3:
            body["shift"] = rng.choice((-1, 0, 1, 2))
    if kind in ("bucket_script", "bucket_selector"):
        paths = {"a": rng.choice(PATHS), "b": rng.choice(PATHS[:8])}
        body["buckets_path"] = rng.choice((paths, paths, {"a": rng.choice(PATHS), "b": "_count"}))
        script = "params.a + params.b" if kind == "bucket_script" else "params.a > params.b"
        body["script"] = rng.choice((script, {"source": script}))
        if kind == "bucket_selector":
            body.pop("format", None)
    if kind == "bucket_sort":
        body.pop("buckets_path")
        body.pop("format", None)
        choices: Json = {"from": rng.randint(0, 3), "size": rng.randint(1, 4)}
        body |= {key: choices[key] for key in rng.sample(sorted(choices), rng.randint(0, 2))}
        if rng.random() < 0.8:
            body["sort"] = [{rng.choice(PATHS): {"order": rng.choice(("asc", "desc"))}}]
    return kind, body


def beside(rng: random.Random) -> tuple[str, Json]:
    """Returns the type and the body of a pipeline that works beside others."""
    kind = rng.choice((
        "avg_bucket", "sum_bucket", "min_bucket", "max_bucket", "stats_bucket", "extended_stats_bucket",
        "percentiles_bucket",
    ))  # fmt: skip
    body: Json = {
        "buckets_path": rng.choice(("h>", "h>", "h>", "o>", "h", "z>", "o>h>")) + rng.choice(PATHS),
        **_policy(rng),
    }
    if kind == "extended_stats_bucket" and rng.random() < 0.4:
        body["sigma"] = rng.choice((0, 1, 3.5))
    if kind == "percentiles_bucket" and rng.random() < 0.5:
        body["percents"] = rng.choice(([50], [0, 25.5, 100], [10, 5], []))
    if kind == "percentiles_bucket" and rng.random() < 0.3:
        body["keyed"] = rng.choice((True, False))
    return kind, body


def _bucketed(rng: random.Random, inner: Json) -> Json:
    """Returns a bucket aggregation around others."""
    date: Json = {"field": "day", "calendar_interval": rng.choice(("day", "week", "month"))}
    parents: list[Json] = [
        {"date_histogram": date}, {"date_histogram": date},
        {"histogram": {"field": "i", "interval": rng.choice((2, 3, 5))}},
        {"histogram": {"field": "i", "interval": 3, "min_doc_count": rng.randint(0, 3)}}, {"terms": {"field": "tag"}},
        {"range": {"field": "i", "ranges": [{"to": 5}, {"from": 5, "to": 9}, {"from": 90}]}},
        {"filters": {"filters": {"a": {"term": {"tag": "a"}}, "b": {"match_none": {}}}}},
    ]  # fmt: skip
    return {**rng.choice(parents), "aggs": inner}


def _figures(rng: random.Random) -> Json:
    """Returns aggregations that PATHS lead to."""
    m: Json = {rng.choice(("sum", "avg", "max", "min", "value_count", "cardinality")): {"field": rng.choice(NUMBERS)}}
    return {
        "m": m, "s": {"stats": {"field": "d"}}, "e": {"extended_stats": {"field": "l"}},
        "p": {"percentiles": {"field": "f", "percents": [50, 99.5]}},
        "f": {"filter": {"term": {"ok": True}}, "aggs": {"m": {"avg": {"field": "d"}}, "s": {"stats": {"field": "i"}}}},
        "t": {"terms": {"field": "tag"}, "aggs": {"m": {"sum": {"field": "i"}}}},
        "c": {"cardinality": {"field": "tags"}},
        "w": {"weighted_avg": {"value": {"field": "d"}, "weight": {"field": "f"}}},
    }  # fmt: skip


def request(rng: random.Random) -> tuple[str, Json]:
    """Returns the type in question and a search."""
    family = rng.random()
    if family < 0.45:
        kind, body = metric(rng)
    elif family < 0.75:
        kind, body = inside(rng)
    else:
        kind, body = beside(rng)
    if rng.random() < 0.3:
        body = faulty(rng, body)
    own: Json = {"a": {kind: body}}
    if family < 0.45:
        aggs = own if rng.random() < 0.6 else {"h": _bucketed(rng, own)}
        if rng.random() < 0.1:
            aggs = {"n": {"nested": {"path": "parts"}, "aggs": own}}
    elif family < 0.75:
        aggs = {"h": _bucketed(rng, _figures(rng) | own)}
    else:
        aggs = {"h": _bucketed(rng, _figures(rng)), **own}
    query = rng.choice(({"match_all": {}}, {"match_all": {}}, {"term": {"ok": True}}, {"match_none": {}}))
    return kind, {"size": 0, "query": query, "aggs": aggs}


def for_opensearch(rng: random.Random, body: Any) -> Any:
    """Returns a request without what OpenSearch has not, and without percentiles, which it estimates otherwise."""
    if isinstance(body, list):
        return [for_opensearch(rng, entry) for entry in body]
    if isinstance(body, dict):
        members = ((_without_percentiles(rng, key), value) for key, value in body.items())
        return {key: for_opensearch(rng, value) for key, value in members if value != "keep_values" and key != "p"}
    return _without_percentiles(rng, body) if isinstance(body, str) else body


def _without_percentiles(rng: random.Random, path: str) -> str:
    """Returns another path for those to percentiles, and for faulty ones that OpenSearch refuses in other words."""
    is_other = path in ("s", "m.") or (path in PATHS and path.startswith("p") and path != "p")
    return rng.choice(("m", "s.avg", "_count")) if is_other else path


_AS_ELASTICSEARCH: Final = (
    (r"Can't get text on a (\w+) at ([0-9:]+)", r"Expected text at \2 but found \1"),
    (r"insert_zeros, skip\]", "insert_zeros, skip, keep_values]"), ("leftObject", "left"), ("rightObject", "right"),
)  # fmt: skip


def told(status: int, answer: Json, judge: str) -> Json:
    """Returns what is compared: figures, or type and words of an error and of its cause.

    OpenSearch has some other words, and tells what goes wrong while it reduces as its own fault.
    """
    if judge == "opensearch":
        words = json.dumps(answer)
        for other, own in _AS_ELASTICSEARCH:
            words = re.sub(other, own, words)
        status, answer = 400 if status == 500 else status, json.loads(words)
    found = outcome(status, answer)
    error = answer.get("error")
    failures = answer.get("_shards", {}).get("failures")
    if isinstance(error, dict):
        root = (error.get("root_cause") or [error])[0] if error["type"] == "search_phase_execution_exception" else error
        if not error.get("root_cause"):
            root = error.get("caused_by", error)
        found["reason"] = root.get("reason")
        found["cause"] = root.get("caused_by", error.get("caused_by", {})).get("reason")
    elif failures:
        found["reason"] = failures[0]["reason"].get("reason")
    return found


def filled(servers: list[Server], rng: random.Random) -> None:
    """Makes the index on all servers."""
    found = documents(rng, 90)
    lines = [line for n, document in enumerate(found) for line in ({"index": {"_id": str(n)}}, document)]
    for server in servers:
        server.call("DELETE", f"/{INDEX}")
        mappings = MAPPINGS
        if server.name == "opensearch":
            mappings = {"properties": {k: v for k, v in MAPPINGS["properties"].items() if k != "flat"}}
        settings = {"number_of_shards": 2, "number_of_replicas": 0}
        status, answer = server.call("PUT", f"/{INDEX}", {"settings": settings, "mappings": mappings})
        assert status == 200, answer
        body = "".join(json.dumps(line) + "\n" for line in lines)
        status, answer = server.call("POST", f"/{INDEX}/_bulk?refresh=true", body)
        assert status == 200, answer
        assert not answer["errors"], str(answer)[:2000]
        for n in (3, 17, 40):
            server.call("DELETE", f"/{INDEX}/_doc/{n}?refresh=true")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.oracle.aggregations", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--judge", default="elasticsearch", choices=("elasticsearch", "opensearch"))
    parser.add_argument("--server", required=True)
    parser.add_argument("--findling", required=True)
    parser.add_argument("--only", help="aggregations, with commas between")
    options = parser.parse_args()
    judge, findling = Server(options.judge, options.server), Server("findling", options.findling)
    rng = random.Random(options.seed)
    filled([judge, findling], rng)
    only = options.only.split(",") if options.only else None
    asked: Counter[str] = Counter()
    alike: Counter[str] = Counter()
    while sum(asked.values()) < options.requests:
        kind, body = request(rng)
        if only and kind not in only:
            continue
        if options.judge == "opensearch":
            body = for_opensearch(rng, body)
        path = f"/{INDEX}/_search" + rng.choice(("", "", "?typed_keys=true"))
        expected, found = (told(*server.call("POST", path, body), options.judge) for server in (judge, findling))
        asked[kind] += 1
        lines = list(differences(expected, found, SUMS))
        alike[kind] += not lines
        if lines:
            print(json.dumps(body["aggs"]), *lines[:4], sep="\n    ", flush=True)
    for kind in sorted(asked):
        print(f"{kind}: {alike[kind]} of {asked[kind]}")
    print(f"{sum(alike.values())} of {sum(asked.values())} alike")
    for server in (judge, findling):
        server.call("DELETE", f"/{INDEX}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
