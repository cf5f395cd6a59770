"""Examples of the bodies of all actions, by the last word of their paths; what is wrong with them comes later."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from findling.mapping.field_type import registered_types, type_class
from tests.batteries.features import all_features, corpus
from tests.fuzz.more_bodies import bodies_of_path
from tests.fuzz.recorded import bodies_by_route
from tests.golden.analysis import agreement

MATCH = {"query": {"match": {"title": "fox"}}}
SEARCHES: list[Any] = [
    {
        "query": {"bool": {"must": [{"match": {"title": "fox"}}], "filter": {"range": {"n": {"gte": 1}}}}},
        "from": 0, "size": 3, "sort": [{"n": {"order": "desc", "missing": "_last", "mode": "min"}}, "_score", "_doc"],
        "_source": {"includes": ["t*"], "excludes": ["body"]}, "track_total_hits": 5, "min_score": 0.1,
        "fields": ["title", {"field": "day", "format": "yyyy"}], "docvalue_fields": [{"field": "n"}], "version": True,
        "seq_no_primary_term": True, "explain": True, "stored_fields": ["_none_"], "timeout": "1s",
        "terminate_after": 10, "indices_boost": [{"fuzz": 1.5}], "stats": ["a"], "track_scores": True,
        "post_filter": {"term": {"tag": "beta"}}, "profile": False, "script_fields": {}, "runtime_mappings": {},
    },
    {"sort": [{"n": "asc"}, {"_id": "asc"}], "search_after": [5, "1"], "size": 2},
    {"sort": [{"parts.n": {"order": "asc", "nested": {"path": "parts", "filter": {"term": {"parts.name": "u"}}}}}]},
    {"sort": [{"_geo_distance": {"place": [10, 40], "order": "asc", "unit": "km", "mode": "min"}}]},
    {"slice": {"id": 0, "max": 2, "field": "_id"}, "query": {"match_all": {}}},
    {"collapse": {"field": "tag", "inner_hits": {"name": "x", "size": 1}}, "rescore": {"window_size": 5, "query": {
        "rescore_query": {"match": {"title": "fox"}}, "query_weight": 1, "rescore_query_weight": 2}}},
    {"highlight": {"fields": {"title": {"type": "unified", "number_of_fragments": 1}}}, **MATCH},
    {"suggest": {"x": {"text": "fxo", "term": {"field": "title"}}}},
    {"query": {"nested": {"path": "parts", "query": {"term": {"parts.name": "u"}}, "inner_hits": {"size": 1}}}},
    {"query": {"query_string": {"query": "title:(fox AND brown~2) OR n:[1 TO 5] /ab*/ \"a b\"~2^3"}}},
    {"knn": {"field": "v", "query_vector": [1, 2, 3], "k": 1, "num_candidates": 2}},
    {"pit": {"id": "AAAA", "keep_alive": "1m"}},
]  # fmt: skip
INDEX_SETTINGS: dict[str, Any] = {
    "number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "1s", "max_result_window": 100,
    "routing": {"allocation": {"include": {"_name": "x"}}}, "mapping": {"total_fields": {"limit": 1000}},
    "sort.field": "n", "similarity": {"default": {"type": "BM25", "b": 0.5}}, "translog": {"durability": "async"},
    "hidden": False, "codec": "default", "max_ngram_diff": 2, "query.default_field": ["title"],
}  # fmt: skip
ALIASES = {"al": {"filter": {"term": {"tag": "beta"}}, "routing": "1", "is_write_index": True, "is_hidden": False}}
TEMPLATE = {"index_patterns": ["tpl-*"], "priority": 3, "version": 1, "_meta": {"a": 1}, "composed_of": ["c"],
            "template": {"settings": {"number_of_shards": 1}, "mappings": {"properties": {"a": {"type": "long"}}},
                         "aliases": {"x": {}}}, "allow_auto_create": True,
                         "data_stream": {"hidden": False}}  # fmt: skip
# what fields cannot be without
NEEDED: dict[str, dict[str, Any]] = {
    "alias": {"path": "n"},
    "dense_vector": {"dims": 3},
    "scaled_float": {"scaling_factor": 10},
    "semantic_text": {"inference_id": "model"},
}
DOCUMENT = next(iter(corpus()["documents"].values()))
VALUES = [1, "a", True, 1.5, "2020-01-01", [1, 2, 3], {"lat": 1, "lon": 2}, {"gte": 1, "lt": 2}, "10.0.0.1",
          {"type": "point", "coordinates": [1, 2]}, {"input": ["a"], "weight": 2}, {"a": 1.5}, "POINT (1 2)", "AAAA",
          {"name": "q", "parent": "1"}]  # fmt: skip

ACTIONS: dict[str, list[Any]] = {
    "_bulk": [[{"index": {"_id": "1", "routing": "a", "version": 3, "version_type": "external", "if_seq_no": 1,
                          "if_primary_term": 1, "require_alias": False, "dynamic_templates": {"a": "b"}}}, DOCUMENT,
               {"delete": {"_id": "2"}}, {"update": {"_id": "3", "retry_on_conflict": 2}},
               {"doc": {"n": 1}, "doc_as_upsert": True, "upsert": {}, "detect_noop": False, "_source": True},
               {"create": {"_index": "fuzz-2"}}, {"n": 1}]],
    "_msearch": [[{"index": "fuzz", "search_type": "query_then_fetch", "routing": "a", "preference": "_local"},
                  SEARCHES[0], {}, MATCH, {"index": ["fuzz-2"], "ignore_unavailable": True}, {"size": 0}]],
    "_mget": [{"docs": [{"_index": "fuzz", "_id": "1", "_source": ["t*"], "routing": "a", "stored_fields": ["n"],
                         "version": 1, "version_type": "internal"}, {"_id": "2"}]}, {"ids": ["1", 2]}],
    "_count": [MATCH], "_query": [{**MATCH}], "_explain": [MATCH],
    "_delete_by_query": [{"query": {"term": {"tag": "none"}}, "max_docs": 2, "conflicts": "proceed", "slice":
                          {"id": 0, "max": 2}, "sort": ["n"]}],
    "_update_by_query": [{"query": {"term": {"tag": "none"}}, "max_docs": 2, "conflicts": "proceed"}],
    "_reindex": [{"source": {"index": ["fuzz-2"], "query": {"match_all": {}}, "size": 10, "_source": ["n"], "slice":
                  {"id": 0, "max": 2}, "sort": ["n"]}, "dest": {"index": "copy", "version_type": "external", "op_type":
                  "create", "routing": "=a"}, "max_docs": 2, "conflicts": "proceed"},
                 {"source": {"index": "fuzz", "remote": {"host": "http://localhost:1"}}, "dest": {"index": "copy"}}],
    "_field_caps": [{"fields": ["t*", "n"], "index_filter": {"range": {"n": {"gte": 1}}}, "runtime_mappings": {}}],
    "_terms_enum": [{"field": "tag", "string": "b", "size": 5, "timeout": "1s", "case_insensitive": True,
                     "index_filter": {"term": {"tag": "beta"}}, "search_after": "a"}],
    "_analyze": [{"text": ["The QUICK fox", "b"], "tokenizer": "standard", "filter": ["lowercase", {"type": "stop",
                  "stopwords": ["the"]}], "char_filter": ["html_strip"], "explain": True, "attributes": ["keyword"]},
                 {"field": "title", "text": "x"}, {"analyzer": "english", "text": "foxes"}],
    "_mapping": [], "_settings": [{"index": INDEX_SETTINGS}, {"index.refresh_interval": None, "settings": {"a": 1}}],
    "_aliases": [{"actions": [{"add": {"index": "fuzz", "alias": "al", **ALIASES["al"]}},
                              {"remove": {"indices": ["fuzz*"], "aliases": ["a*"], "must_exist": False}},
                              {"remove_index": {"index": "gone"}}]}],
    "_alias": [ALIASES["al"]], "_block": [{}],
    "_template": [{"index_patterns": ["old-*"], "order": 1, "version": 2, "settings": {"number_of_shards": 1},
                   "mappings": {"properties": {"a": {"type": "long"}}}, "aliases": {"x": {}}}],
    "_index_template": [TEMPLATE], "_simulate": [TEMPLATE], "_simulate_index": [TEMPLATE],
    "_component_template": [{"template": TEMPLATE["template"], "version": 1, "_meta": {}}],
    "_rollover": [{"conditions": {"max_age": "1d", "max_docs": 5, "max_size": "1gb", "min_docs": 1}, "settings":
                   {"number_of_shards": 1}, "mappings": {"properties": {}}, "aliases": {"x": {}}}],
    "_split": [{"settings": {"index.number_of_shards": 2}, "aliases": {"x": {}}}],
    "_shrink": [{"settings": {"index.number_of_shards": 1}, "max_primary_shard_size": "1gb"}],
    "_clone": [{"settings": {"index.number_of_replicas": 0}, "aliases": {"x": {}}}],
    "_pit": [{"id": "AAAA"}, {"index_filter": {"term": {"tag": "beta"}}}],
    "scroll": [{"scroll_id": "AAAA", "scroll": "1m"}, {"scroll_id": ["AAAA", "BBBB"]}],
    "_synonyms": [{"synonyms_set": [{"id": "1", "synonyms": "a, b => c"}]}, {"synonyms": "a, b"}],
    "settings": [{"persistent": {"action.destructive_requires_name": False, "search.max_buckets": 1000},
                  "transient": {"indices.recovery.max_bytes_per_sec": "40mb", "cluster.max_shards_per_node": 500}}],
    "reroute": [{"commands": [{"move": {"index": "fuzz", "shard": 0, "from_node": "a", "to_node": "b"}},
                              {"cancel": {"index": "fuzz", "shard": 0, "node": "a", "allow_primary": True}}]}],
    "explain": [{"index": "fuzz", "shard": 0, "primary": True, "current_node": "x"}],
    "_update": [{"doc": {"n": 1}, "doc_as_upsert": True, "detect_noop": False, "upsert": {"n": 2}, "_source": ["n"]},
                {"script": {"source": "ctx._source.n += 1", "lang": "painless", "params": {"a": 1}}}],
}  # fmt: skip


@cache
def queries() -> list[Any]:
    """Returns searches of all queries and aggregations of the batteries, and those above."""
    found = list(SEARCHES)
    for feature in all_features():
        for example in [*feature.examples, *feature.spec.get("refused", [])]:
            if feature.kind == "queries":
                found.append({"query": example})
            else:
                found.append({"size": 0, "aggs": feature.in_place(example)})
    return found


@cache
def analyses() -> list[Any]:
    """Returns the bodies of new indices with all components of analysis, with the parameters of the golden cases."""
    kinds = sorted(path.name.removesuffix(".json.xz") for path in agreement.HERE.glob("*.json.xz"))
    cases = [case.analysis for kind in kinds for case in agreement.golden_cases(kind)]
    return [{"settings": {"analysis": {key: value for key, value in case.items() if key != "index"}}} for case in cases]


@cache
def mappings() -> list[Any]:
    """Returns mappings with all field types and all of their parameters."""
    fields = []
    for name in registered_types():
        needed = NEEDED.get(name, {})
        parameters = {key: parameter.default for key, parameter in type_class(name, "f").PARAMETERS.items()}
        fields += [{"type": name, **needed}, *({"type": name, **needed, key: parameters[key]} for key in parameters)]
    roots = [
        {"dynamic": "strict", "date_detection": False, "numeric_detection": True, "dynamic_date_formats": ["yyyy"],
         "_source": {"enabled": True, "includes": ["a"]}, "_routing": {"required": False}, "_meta": {"a": 1}},
        {"dynamic_templates": [{"t": {"match": "a*", "match_pattern": "regex", "match_mapping_type": "string",
                                      "path_unmatch": ["b.*"], "mapping": {"type": "{dynamic_type}"}}}]},
        {"properties": {"o": {"type": "object", "dynamic": "runtime", "enabled": True, "subobjects": False,
                              "properties": {"p": {"type": "nested", "include_in_root": True}}}}},
        {"runtime": {"r": {"type": "long"}}},
    ]  # fmt: skip
    return [{"properties": {"f": field}} for field in fields] + roots


@cache
def documents() -> list[Any]:
    return [*corpus()["documents"].values(), *({"f": value, "n": value, "day": value} for value in VALUES)]


@cache
def bodies(path: str) -> list[Any]:
    """Returns examples of the body that a path takes, ours and recorded ones; a list for lines."""
    return [*_own_bodies(path), *bodies_by_route().get(path, ())]


def _own_bodies(path: str) -> list[Any]:
    of_path = bodies_of_path(path)
    if of_path:
        return of_path
    words = [word for word in path.split("/") if word and not word.startswith("{")]
    last = words[-1] if words else ""
    if last in ("_search", "_validate", "_count", "_delete_by_query", "_update_by_query", "_explain", "query"):
        return queries() if last == "_search" else [*ACTIONS.get(last, []), *({"query": q} for q in _only_queries())]
    if last in ("_mapping", "_mappings"):
        return mappings()
    if last in ("_doc", "_create") or "{type}" in path:
        return documents()
    if not words and path.startswith("/{index}"):
        whole = [{"settings": INDEX_SETTINGS, "mappings": {"properties": {"a": {"type": "long"}}}, "aliases": ALIASES}]
        return [*whole, *analyses(), *({"mappings": mapping} for mapping in mappings())]
    return ACTIONS.get(last, [{}, MATCH, DOCUMENT])


def _only_queries() -> Iterator[Any]:
    return (body["query"] for body in queries() if "query" in body)


def as_bytes(body: Any, lines: bool) -> bytes:
    """Returns a body as it is sent; numbers beyond JSON's as Python writes them."""
    if lines and isinstance(body, list):
        return b"".join(json.dumps(line).encode("utf-8", "surrogatepass") + b"\n" for line in body)
    return json.dumps(body).encode("utf-8", "surrogatepass")
