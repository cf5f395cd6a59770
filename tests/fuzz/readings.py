"""Requests that would tell what is hidden if they could: every way to read a byte of a document, or to count one.

One of `SEARCHES` and `OTHERS` each: who adds an API that reads documents adds a line.
"""

import json
import random
from typing import Any, Final

from tests.fuzz.generator import HostileRequest

SECRET: Final = "zqxsecret"
UNTOLD: Final = "zqxuntold"
"""A word that no request brings along, so that every answer with it has told something."""
HIDDEN_NUMBER: Final = 777_000_777
HIDDEN_DAY: Final = "1999-09-09"
FIELDS: Final = ("title", "title.raw", "tag", "n", "d", "hidden", "hidden.raw", "hidden_rank", "tenant", "ip", "_id",
                 "_source", "*", "parts.name", "parts.hidden", "suggest", "rank", "place", "join")  # fmt: skip
_JSON: Final = {"content-type": "application/json"}
_LINES: Final = {"content-type": "application/x-ndjson"}
_STATISTICS: Final = {"term_statistics": True, "field_statistics": True}


def queries(field: str) -> list[Any]:
    """Returns queries that would find what is hidden, or tell of it by a score."""
    document = {"title": SECRET, "tag": SECRET}
    inner = {"name": "i", "size": 20, "fields": ["*"], "docvalue_fields": ["n"]}
    return [
        {"match_all": {}},
        {"exists": {"field": field}},
        {"prefix": {field: "zq"}},
        {"wildcard": {field: "*qx*"}},
        {"fuzzy": {field: "zqxsecre"}},
        {"regexp": {field: "zq.*"}},
        {"query_string": {"query": f"{SECRET}* OR {HIDDEN_NUMBER}"}},
        {"simple_query_string": {"query": f"{SECRET}", "fields": ["*"]}},
        {"multi_match": {"query": SECRET, "fields": ["*"]}},
        {"more_like_this": {"like": [{"_index": "fuzz", "_id": "t1"}], "min_term_freq": 1, "min_doc_freq": 1}},
        {"terms": {"tag": {"index": "fuzz", "id": "t1", "path": "tag"}}},
        {"terms": {"hidden.raw": {"index": "fuzz", "id": "t0", "path": "hidden"}}},
        {"ids": {"values": ["t0", "t1", "t3"]}},
        {"script_score": {"query": {"match_all": {}}, "script": {"source": "doc['n'].size()"}}},
        {"script": {"script": "doc['hidden.raw'].size() > 0"}},
        {"function_score": {"query": {"range": {"n": {"gte": 0}}}, "field_value_factor": {"field": "n", "missing": 1}}},
        {"function_score": {"functions": [{"gauss": {"n": {"origin": HIDDEN_NUMBER, "scale": 1}}}]}},
        {"rank_feature": {"field": "rank", "saturation": {}}},
        {"rank_feature": {"field": "hidden_rank", "log": {"scaling_factor": 1}}},
        {"distance_feature": {"field": "d", "origin": HIDDEN_DAY, "pivot": "1d"}},
        {"nested": {"path": "parts", "query": {"match_all": {}}, "inner_hits": inner, "ignore_unmapped": True}},
        {"nested": {"path": "parts", "query": {"exists": {"field": "parts.hidden"}}, "inner_hits": inner}},
        {"has_child": {"type": "part", "query": {"match_all": {}}, "inner_hits": inner}},
        {"has_child": {"type": "part", "query": {"term": {"tag": SECRET}}, "score_mode": "max"}},
        {"has_parent": {"parent_type": "whole", "query": {"term": {"tag": SECRET}}, "inner_hits": inner}},
        {"parent_id": {"type": "part", "id": "t1"}},
        {"percolate": {"field": "query", "document": document}},
        {"percolate": {"field": "query", "index": "fuzz", "id": "t1"}},
        {"geo_distance": {"distance": "9000km", "place": [1, 1]}},
        {"geo_bounding_box": {"place": {"top_left": [-10, 10], "bottom_right": [10, -10]}}},
        {"knn": {"field": "v", "query_vector": [1, 2, 3], "k": 10, "num_candidates": 10}},
        {"match_phrase_prefix": {"hidden": "zqxsecreth"}},
        {"span_multi": {"match": {"prefix": {"title": "zq"}}}},
        {"intervals": {"title": {"wildcard": {"pattern": "zq*"}}}},
        {"terms_set": {"tag": {"terms": [SECRET], "minimum_should_match_script": {"source": "1"}}}},
        {"range": {"n": {"gte": 100}}},
        {"pinned": {"ids": ["t1"], "organic": {"match_all": {}}}},
        {"semantic": {"field": "meaning", "query": SECRET}},
    ]


def aggregations(field: str) -> list[Any]:
    """Returns aggregations that would count what is hidden, or name it."""
    return [
        {"terms": {"field": field}},
        {"terms": {"field": field, "min_doc_count": 0}},
        {"significant_terms": {"field": field, "min_doc_count": 1}},
        {"cardinality": {"field": field}},
        {"top_hits": {"size": 20}},
        {"max": {"field": "n"}},
        {"global": {}, "aggs": {"t": {"terms": {"field": field, "min_doc_count": 0}}}},
        {"global": {}, "aggs": {"t": {"top_hits": {"size": 50, "fields": ["*"]}}}},
        {"missing": {"field": field}},
        {"composite": {"sources": [{"a": {"terms": {"field": field}}}]}},
        {"rare_terms": {"field": field}},
        {"top_metrics": {"metrics": {"field": "n"}, "sort": {"n": "desc"}}},
        {"significant_text": {"field": "title", "min_doc_count": 1}},
        {"multi_terms": {"terms": [{"field": field}, {"field": "n"}]}},
        {"frequent_item_sets": {"fields": [{"field": "tag"}, {"field": "hidden.raw"}], "minimum_set_size": 1}},
        {"auto_date_histogram": {"field": "d", "buckets": 3}},
        {"date_histogram": {"field": "d", "calendar_interval": "year", "min_doc_count": 0}},
        {"scripted_metric": {"init_script": "state.a = []", "map_script": "state.a.add(doc['n'].value)",
                             "combine_script": "return state.a", "reduce_script": "return states"}},
        {"string_stats": {"field": field, "show_distribution": True}},
        {"categorize_text": {"field": field, "min_doc_count": 1}},
        {"geo_bounds": {"field": "place"}},
        {"geohash_grid": {"field": "place", "precision": 3}},
        {"nested": {"path": "parts"}, "aggs": {"t": {"terms": {"field": "parts.name"}}}},
        {"children": {"type": "part"}, "aggs": {"t": {"top_hits": {"size": 20}}}},
        {"parent": {"type": "part"}, "aggs": {"t": {"top_hits": {"size": 20}}}},
        {"matrix_stats": {"fields": ["n", "rank"]}},
        {"boxplot": {"field": "n"}},
        {"percentiles": {"field": "n"}},
        {"adjacency_matrix": {"filters": {"a": {"term": {"tag": SECRET}}, "b": {"match_all": {}}}}},
        {"filters": {"filters": {"a": {"prefix": {"hidden.raw": "zq"}}, "b": {"match_all": {}}}}},
        {"terms": {"script": "params._source.toString()"}},
        {"sampler": {"shard_size": 10}, "aggs": {"k": {"significant_text": {"field": "hidden"}}}},
    ]  # fmt: skip


def extras(rng: random.Random, field: str) -> list[dict[str, Any]]:
    """Returns members of searches that would show what is hidden."""
    emitted = {"type": "keyword", "script": "emit(params._source.toString())"}
    lookup = {"type": "lookup", "target_index": "fuzz", "input_field": "tag", "target_field": "tag",
              "fetch_fields": ["*"]}  # fmt: skip
    return [
        {"fields": ["*"]},
        {"fields": [{"field": "_source"}, "hidden*", "parts.*"]},
        {"docvalue_fields": [field]},
        {"stored_fields": ["*"]},
        {"_source": ["hid*", "parts.hidden"]},
        {"sort": [{field: "desc"}]},
        {"sort": [{"_script": {"type": "number", "script": "doc['n'].value"}}]},
        {"sort": [{"n": {"order": "desc"}}], "search_after": [HIDDEN_NUMBER + 1]},
        {"highlight": {"fields": {"*": {}}, "no_match_size": 100}},
        {
            "highlight": {
                "fields": {"hidden": {"type": "plain", "number_of_fragments": 0}},
                "require_field_match": False,
            }
        },
        {"suggest": {"s": {"text": "zqxsecrt", "term": {"field": field, "suggest_mode": "always"}}}},
        {"suggest": {"s": {"prefix": "zq", "completion": {"field": "suggest"}}}},
        {"suggest": {"s": {"text": "zqxsecrt", "phrase": {"field": "title", "max_errors": 2}}}},
        {"explain": True},
        {"profile": True},
        {"collapse": {"field": "tenant", "inner_hits": {"name": "i", "size": 20, "fields": ["*"]}}},
        {"rescore": {"query": {"rescore_query": rng.choice(queries(field))}}},
        {"script_fields": {"s": {"script": "params._source.toString()"}}},
        {"script_fields": {"s": {"script": f"doc['{field}'].toString()"}}},
        {"script_fields": {"s": {"script": f"field('{field}').toString()"}}},
        {"runtime_mappings": {"r": emitted}, "fields": ["r"], "aggs": {"x": {"terms": {"field": "r"}}}},
        {"runtime_mappings": {"r": lookup}, "fields": ["r"]},
        {"runtime_mappings": {"hidden.raw": {"type": "keyword"}}, "fields": ["hidden.raw"]},
        {"aggs": {"x": rng.choice(aggregations(field))}},
        {"aggs": {"x": rng.choice(aggregations(field))}},
        {"post_filter": rng.choice(queries(field))},
        {"knn": {"field": "v", "query_vector": [9, 9, 9], "k": 10, "num_candidates": 20}},
        {"indices_boost": [{"fuzz": 2}], "version": True, "seq_no_primary_term": True},
    ]


def search_of(rng: random.Random) -> HostileRequest:
    """Returns a search, or another reading, that would find what is hidden if it could."""
    field = rng.choice(FIELDS)
    if rng.random() < 0.35:
        return _other_reading(rng, field, rng.choice(queries(field)))
    body = {"query": rng.choice(queries(field)), "size": rng.choice([0, 20, 20])}
    for extra in rng.sample(extras(rng, field), rng.randrange(4)):
        body |= extra
    asked, parameters = rng.choice(
        [
            *[("_search", rng.choice(("", "?request_cache=true", "?scroll=1m", "?rest_total_hits_as_int=true")))] * 4,
            ("_async_search", rng.choice(("", "?keep_on_completion=true", "?wait_for_completion_timeout=1ms"))),
            ("_count", ""),
            ("_validate/query", rng.choice(("", "?explain=true", "?rewrite=true"))),
            ("_explain/t1", ""),
        ]
    )
    sent = body if asked.endswith("search") else {"query": body["query"]}
    several = ["fuzz", "fuzz-2", "fuzz*", "al", "fuzz-stream", "fuzz-s*", "fuzz-stream::data"]
    index = rng.choice(["fuzz", "fuzz-2"] if asked == "_explain/t1" else several)
    return _json("POST", f"/{index}/{asked}{parameters}", sent)


def _json(method: str, target: str, body: Any) -> HostileRequest:
    return HostileRequest(method, target, _JSON, json.dumps(body).encode())


def _lines(target: str, *lines: Any) -> HostileRequest:
    return HostileRequest("POST", target, _LINES, b"".join(json.dumps(line).encode() + b"\n" for line in lines))


def _other_reading(rng: random.Random, field: str, query: Any) -> HostileRequest:
    """Returns a request that reads documents without being a search, or is a search in another dress."""
    index, number = rng.choice(["fuzz", "fuzz-2", "fuzz-stream"]), rng.randrange(6)
    readings = [*_by_id(index, number, field), *_searches(index, query, field), *_writes(index, number, query),
                *_told_of_indices(index)]  # fmt: skip
    return rng.choice(readings)


def _by_id(index: str, number: int, field: str) -> list[HostileRequest]:
    of_fields = [{"_id": f"t{number}", "fields": [field]}, {"_id": "t1", **_STATISTICS}]
    wanted = {"docs": [{"_index": index, "_id": f"t{number}", "stored_fields": ["hidden", "tag"]}, {"_index": index,
              "_id": "t1", "_source": ["hidden"]}]}  # fmt: skip
    return [
        HostileRequest("GET", f"/{index}/_doc/t{number}?stored_fields=*,hidden&_source=true", {}, b""),
        HostileRequest("GET", f"/{index}/_doc/t{number}?realtime=true&_source_includes=hid*", {}, b""),
        HostileRequest("GET", f"/{index}/_doc/t1?version=999", {}, b""),
        HostileRequest("GET", f"/{index}/_source/t{number}?_source=hidden", {}, b""),
        _json("POST", f"/{index}/_termvectors/t{number}", {"fields": [field, "title", "hidden"], **_STATISTICS}),
        _json("POST", f"/{index}/_termvectors", {"doc": {"title": f"fox {number}", "hidden": "fox"}, **_STATISTICS}),
        _json("POST", f"/{index}/_mtermvectors", {"docs": of_fields}),
        _json("POST", f"/{index}/_mget?stored_fields=*", {"ids": [f"t{number}", "t1"]}),
        _json("POST", f"/{index}/_mget", {"ids": [f"t{number}", "t1"]}),
        _json("POST", "/_mget", wanted),
        _json(
            "POST", f"/{index}/_explain/t{number}?_source=true&stored_fields=*", {"query": {"prefix": {field: "zq"}}}
        ),
    ]


def _searches(index: str, query: Any, field: str) -> list[HostileRequest]:
    rrf = {"rrf": {"retrievers": [{"standard": {"query": query}}, {"standard": {"query": {"match_all": {}}}}]}}
    knn = {"knn": {"field": "v", "query_vector": [9, 9, 9], "k": 10, "num_candidates": 20}}
    rule = {"pinned": {"ids": ["t1", "t3"], "retriever": {"standard": {"query": query}}}}
    reranked = {"text_similarity_reranker": {"retriever": {"standard": {"query": query}}, "field": "hidden",
                "inference_text": SECRET}}  # fmt: skip
    rated = {"id": "r", "request": {"query": query}, "ratings": [{"_index": index, "_id": "t1", "rating": 1}]}
    group = {"field": "tenant", "inner_hits": {"name": "i", "fields": ["*"]}}
    source = json.dumps({"query": query, "fields": ["*"], "size": 20})
    tile = {"query": query, "fields": ["tag", "hidden", "n"], "grid_precision": 0, "with_labels": True,
            "aggs": {"m": {"max": {"field": "n"}}}}  # fmt: skip
    context = {"index": index, "document": {"n": 1}, "query": query}
    return [
        *(_json("POST", f"/{index}/_search", {"retriever": one, "fields": ["*"], "explain": True})
          for one in (rrf, knn, rule, reranked, {"standard": {"query": query, "collapse": group}})),
        _json("POST", f"/{index}/_search", {"query": query, "collapse": group}),
        _json("POST", f"/{index}/_search/template", {"source": source}),
        _lines(f"/{index}/_msearch/template", {}, {"source": source}, {"index": "fuzz*"}, {"source": source}),
        _lines("/_msearch", {"index": index}, {"query": query, "fields": ["*"]}, {"index": "fuzz"}, {"size": 20}),
        _json("POST", f"/{index}/_rank_eval", {"requests": [rated], "metric": {"precision": {}}}),
        _json("POST", f"/{index}/_mvt/place/0/0/0", tile),
        _json("POST", f"/{index}/_field_caps?fields=*", {"index_filter": query}),
        _json("POST", f"/{index}/_field_caps?fields=*&include_empty_fields=false", {}),
        *(_json("POST", f"/{index}/_terms_enum", {"field": field, "string": start}) for start in ("z", "zq", "")),
        _json("POST", "/_scripts/painless/_execute", {"script": "doc['hidden.raw'].toString()", "context": "filter",
              "context_setup": context}),
        HostileRequest("GET", f"/{index}/_search?q=hidden:zq*&stored_fields=*&docvalue_fields=n", {}, b""),
        HostileRequest("GET", f"/{index}/_search?q=tag:{SECRET}&sort=n:desc&size=20", {}, b""),
        HostileRequest("GET", f"/_cat/count/{index}?format=json", {}, b""),
        HostileRequest("GET", f"/{index}/_count?q=tag:{SECRET}", {}, b""),
        HostileRequest("GET", f"/{index}/_validate/query?rewrite=true&q=hidden:zq*", {}, b""),
    ]  # fmt: skip


def _writes(index: str, number: int, query: Any) -> list[HostileRequest]:
    """Returns writes, which read: who asks may not write here, or may (`copy`), and what it copies is its own."""
    copied = {"source": {"index": index, "query": query}, "dest": {"index": "copy"}}
    return [
        _json("POST", "/_reindex?refresh=true", copied),
        _json("POST", f"/{index}/_update/t{number}?_source=true", {"script": "ctx._source.x = 1"}),
        _json("POST", f"/{index}/_update/t1?_source=true", {"doc": {"x": 1}}),
        _lines("/_bulk?_source=true", {"update": {"_index": index, "_id": "t1", "_source": True}}, {"doc": {"x": 1}}),
        _json("POST", f"/{index}/_update_by_query?refresh=true", {"query": query}),
        _json("POST", f"/{index}/_delete_by_query", {"query": {"term": {"tag": "no such"}}}),
        _json("POST", "/copy/_search?size=50", {"query": {"match_all": {}}, "fields": ["*"]}),
        HostileRequest("GET", "/copy/_search?size=100", {}, b""),
    ]


def _told_of_indices(index: str) -> list[HostileRequest]:
    targets = ("_stats", "_stats/fielddata?fields=*", "_segments", "_recovery", "_search_shards", "_mapping",
               "_settings", "_mapping/field/*", "_alias", "_ilm/explain", "_shard_stores")  # fmt: skip
    wholes = (f"/_cat/indices/{index}?format=json", f"/_cat/shards/{index}", f"/_cat/segments/{index}",
              "/_cat/fielddata?fields=*", "/_tasks?detailed=true", "/_nodes/stats", "/_nodes/hot_threads",
              f"/_cluster/state/metadata/{index}", f"/_resolve/index/{index}*", "/_cat/aliases", "/_remote/info",
              f"/{index}/_disk_usage?run_expensive_tasks=true")  # fmt: skip
    return [HostileRequest("GET", target, {}, b"") for target in (*(f"/{index}/{one}" for one in targets), *wholes)]
