"""Aggregations that are many, deep, or make buckets without end."""

from random import Random

from tests.faults.hostile.request import HostileRequest, about, aggregation, search


def ten_thousand(rng: Random) -> HostileRequest:
    return search({"size": 0, "aggs": {f"a{n}": {"terms": {"field": "k"}} for n in range(about(rng, 10_000))}})


def ten_thousand_metrics(rng: Random) -> HostileRequest:
    return search({"size": 0, "aggs": {f"a{n}": {"cardinality": {"field": "k"}} for n in range(about(rng, 10_000))}})


def ranges(rng: Random) -> HostileRequest:
    found = [{"from": n, "to": n + 100} for n in range(about(rng, 100_000))]
    return aggregation({"range": {"field": "n", "ranges": found}})


def ranges_in_terms(rng: Random) -> HostileRequest:
    found = [{"from": n} for n in range(about(rng, 5_000))]
    return aggregation(
        {"terms": {"field": "k", "size": 1000}, "aggs": {"r": {"range": {"field": "n", "ranges": found}}}}
    )


def date_ranges(rng: Random) -> HostileRequest:
    found = [{"from": f"now-{n}d/d"} for n in range(about(rng, 50_000))]
    return aggregation({"date_range": {"field": "d", "ranges": found}})


def filters(rng: Random) -> HostileRequest:
    found = {f"f{n}": {"match": {"t": f"word w{n}"}} for n in range(about(rng, 20_000))}
    return aggregation({"filters": {"filters": found}})


def adjacency(rng: Random) -> HostileRequest:
    found = {f"f{n}": {"range": {"n": {"gte": n}}} for n in range(about(rng, 2_000))}
    return aggregation({"adjacency_matrix": {"filters": found}})


def sources(rng: Random) -> HostileRequest:
    found = [{f"s{n}": {"terms": {"field": "k"}}} for n in range(about(rng, 500))]
    return aggregation({"composite": {"size": 10_000, "sources": found}})


def deep(rng: Random) -> HostileRequest:
    n = about(rng, 3_000)
    return search(b'{"size":0,"aggs":' + b'{"a":{"filter":{"match_all":{}},"aggs":' * n + b"{}" + b"}}" * n + b"}")


def intervals(rng: Random) -> HostileRequest:
    return aggregation({"histogram": {"field": "n", "interval": 10 ** -about(rng, 9), "min_doc_count": 0}})


def bounds(rng: Random) -> HostileRequest:
    extended = {"min": 0, "max": about(rng, 10**12)}
    return aggregation({"histogram": {"field": "n", "interval": 1, "extended_bounds": extended, "min_doc_count": 0}})


def milliseconds(rng: Random) -> HostileRequest:
    inner = {"date_histogram": {"field": "d", "fixed_interval": "1ms"}}
    return aggregation({"terms": {"field": "k", "size": 20_000}, "aggs": {"d": inner}})


def terms_in_terms(rng: Random) -> HostileRequest:
    inner: dict[str, object] = {"terms": {"field": "k", "size": 2**31 - 1}}
    for _ in range(5):
        inner = {"terms": {"field": rng.choice(["k", "n"]), "size": 10_000, "min_doc_count": 0}, "aggs": {"x": inner}}
    return aggregation(inner)


def shard_sizes(rng: Random) -> HostileRequest:
    return aggregation({"terms": {"field": "k", "size": 2**31 - 1, "shard_size": 2**31 - 1}})


def top_hits(rng: Random) -> HostileRequest:
    return aggregation({"terms": {"field": "k", "size": 20_000}, "aggs": {"h": {"top_hits": {"size": 100}}}})


def percents(rng: Random) -> HostileRequest:
    found = [n / 10_000 for n in range(about(rng, 500_000))]
    return aggregation({"percentiles": {"field": "n", "percents": found, "tdigest": {"compression": 10**9}}})


def digits(rng: Random) -> HostileRequest:
    return aggregation({"percentiles": {"field": "n", "hdr": {"number_of_significant_value_digits": 5}}})


def compressed_in_terms(rng: Random) -> HostileRequest:
    inner = {"percentiles": {"field": "n", "tdigest": {"compression": 10**6}}}
    return aggregation({"terms": {"field": "k", "size": 20_000}, "aggs": {"p": inner}})


def scripted_memory(rng: Random) -> HostileRequest:
    loop = "for (int i = 0; i < 1000000; ++i) { state.l.add('x' + i) }"
    scripts = {
        "init_script": "state.l = []",
        "map_script": loop,
        "combine_script": "state.l",
        "reduce_script": "states",
    }
    return aggregation({"scripted_metric": scripts})


def scripted_terms(rng: Random) -> HostileRequest:
    source = "def l = []; for (int i = 0; i < 10000; ++i) { l.add(i + '-' + doc['n'].value) } return l"
    return aggregation({"terms": {"script": {"source": source}, "size": 100_000}})


def significant_text(rng: Random) -> HostileRequest:
    return aggregation({"significant_text": {"field": "t", "size": 100_000, "shard_size": 10**8, "min_doc_count": 1}})


def item_sets(rng: Random) -> HostileRequest:
    fields = [{"field": "k"}, {"field": "n"}, {"field": "d"}]
    return aggregation({"frequent_item_sets": {"fields": fields, "minimum_set_size": 1, "minimum_support": 1e-9,
                                               "size": 10**6}})  # fmt: skip


def hexagons(rng: Random) -> HostileRequest:
    return aggregation({"geohex_grid": {"field": "p", "precision": 15, "size": 10**6}})


def tiles_of_shapes(rng: Random) -> HostileRequest:
    return aggregation({"geotile_grid": {"field": "g", "precision": 29, "size": 10**6}})


def matrix(rng: Random) -> HostileRequest:
    return aggregation({"matrix_stats": {"fields": ["n"] * about(rng, 3_000)}})


def pipelines(rng: Random) -> HostileRequest:
    inner = {f"p{n}": {"cumulative_sum": {"buckets_path": "_count" if n == 0 else f"p{n - 1}"}} for n in range(2_000)}
    return aggregation({"histogram": {"field": "n", "interval": 1}, "aggs": inner})


def moving_windows(rng: Random) -> HostileRequest:
    moving = {"moving_fn": {"buckets_path": "_count", "window": 10**6, "script": "MovingFunctions.stdDev(values, 1)"}}
    return aggregation({"histogram": {"field": "n", "interval": 1}, "aggs": {"m": moving}})


def includes(rng: Random) -> HostileRequest:
    return aggregation({"terms": {"field": "k", "include": "(a|b)*a" + "(a|b)" * about(rng, 20)}})


def listed_terms(rng: Random) -> HostileRequest:
    return aggregation({"terms": {"field": "k", "include": [f"k{n}" for n in range(about(rng, 500_000))]}})


def multi_terms(rng: Random) -> HostileRequest:
    return aggregation({"multi_terms": {"terms": [{"field": "k"}, {"field": "n"}] * 50, "size": 10**6}})


def categories(rng: Random) -> HostileRequest:
    return aggregation({"categorize_text": {"field": "t", "size": 10_000, "similarity_threshold": 1}})


def geo_lines(rng: Random) -> HostileRequest:
    inner = {"geo_line": {"point": {"field": "p"}, "sort": {"field": "n"}, "size": 10_000}}
    return aggregation({"terms": {"field": "k", "size": 20_000}, "aggs": {"l": inner}})


KINDS = (
    ten_thousand, ten_thousand_metrics, ranges, ranges_in_terms, date_ranges, filters, adjacency, sources, deep,
    intervals, bounds, milliseconds, terms_in_terms, shard_sizes, top_hits, percents, digits, compressed_in_terms,
    scripted_memory, scripted_terms, significant_text, item_sets, hexagons, tiles_of_shapes, matrix, pipelines,
    moving_windows, includes, listed_terms, multi_terms, categories, geo_lines,
)  # fmt: skip
