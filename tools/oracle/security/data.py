"""Requests about documents and indices, as users whose roles grant some of it."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any, Final

from tools.oracle.security.world import FIELDS, INDICES, NAMES, PASSWORD, USERS, some

from tests.golden.security.record import Line

EXPRESSIONS: Final = (
    *NAMES,
    "*",
    "_all",
    "a*",
    "*1",
    "b*",
    "log*",
    "-a1",
    "*,-a1",
    "a*,-a2",
    "z*",
    ".*",
    "%3Clog-2024%3E",
    "al*",
)
OPTIONS: Final = (
    "ignore_unavailable=true",
    "allow_no_indices=false",
    "expand_wildcards=all",
    "expand_wildcards=none",
    "expand_wildcards=hidden,open",
    "expand_wildcards=closed",
)
QUERIES: Final[Sequence[Any]] = (
    {"match_all": {}},
    {"term": {"k": "x"}},
    {"match": {"t": "two"}},
    {"range": {"n": {"gte": 1}}},
    {"exists": {"field": "h"}},
    {"exists": {"field": "o"}},
    {"term": {"o.p": "p1"}},
    {"query_string": {"query": "two hidden"}},
    {"ids": {"values": ["0", "2"]}},
    {"term": {"t.raw": "one two"}},
    {"multi_match": {"query": "two x", "fields": ["*"]}},
    {"prefix": {"h": "hid"}},
    {"terms": {"k": {"index": "b1", "id": "1", "path": "k"}}},
    {"simple_query_string": {"query": "two"}},
    {"term": {"_index": "a1"}},
    {"match_none": {}},
    {
        "more_like_this": {
            "fields": ["t"],
            "like": [{"_index": "a1", "_id": "1"}],
            "min_term_freq": 1,
            "min_doc_freq": 1,
        }
    },
    {"nope": {}},
    {"match": {"n": "abc"}},
)
AGGS: Final[Sequence[Any]] = (
    {"terms": {"field": "k"}},
    {"terms": {"field": "h"}},
    {"max": {"field": "n"}},
    {"cardinality": {"field": "o.p"}},
    {"value_count": {"field": "nope"}},
    {"missing": {"field": "h"}},
    {"terms": {"field": "_index"}},
    {"global": {}},
    {"filter": {"term": {"k": "x"}}},
    {"terms": {"field": "k", "min_doc_count": 0}},
    {"avg": {"field": "t"}},
    {"date_histogram": {"field": "d", "calendar_interval": "day"}},
    {"significant_terms": {"field": "k"}},
    {"top_hits": {"size": 1, "_source": ["k", "h"]}},
)


def who(rng: random.Random) -> str:
    """Returns who asks: mostly a user with few rights."""
    user = f"{rng.choice(USERS)}:{PASSWORD}"
    if rng.random() < 0.06:
        return f"{user}>{rng.choice([*USERS, 'nobody', 'elastic'])}"
    return "elastic" if rng.random() < 0.05 else user


def expression(rng: random.Random) -> str:
    return ",".join(some(rng, EXPRESSIONS, 1, rng.choice([1, 1, 2, 3])))


def with_options(rng: random.Random, path: str) -> str:
    if rng.random() < 0.35:
        return f"{path}{'&' if '?' in path else '?'}{'&'.join(some(rng, OPTIONS, 1, 2))}"
    return path


def search_body(rng: random.Random) -> dict[str, Any]:
    """Returns a search of some parts."""
    body: dict[str, Any] = {"query": rng.choice(QUERIES)} if rng.random() < 0.8 else {}
    body["sort"] = rng.choice(
        [
            ["_index", "n"],
            [{"k": "desc"}, "_index"],
            ["_index", {"nope": {"unmapped_type": "long"}}],
            ["h", "_index", "n"],
        ]
    )
    parts: dict[str, Callable[[], Any]] = {
        "aggs": lambda: {"a": rng.choice(AGGS)},
        "_source": lambda: rng.choice([False, ["h", "k"], {"excludes": ["o"]}, "o.*", "t"]),
        "fields": lambda: some(rng, FIELDS),
        "docvalue_fields": lambda: some(rng, ["n", "k", "h", "o.p", "t.raw", "nope"]),
        "stored_fields": lambda: some(rng, ["_none_", "_source", "k"], 1, 1),
        "highlight": lambda: {"fields": {rng.choice(["t", "*", "h", "k"]): {}}},
        "suggest": lambda: {"s": {"text": "twoo", "term": {"field": "t", "suggest_mode": "always"}}},
        "profile": lambda: rng.choice([True, False]),
        "explain": lambda: rng.choice([True, False]),
        "size": lambda: rng.choice([0, 2, 20]),
        "collapse": lambda: {"field": rng.choice(["k", "h", "nope"])},
        "runtime_mappings": lambda: {"r": {"type": "keyword"}},
        "post_filter": lambda: rng.choice(QUERIES),
        "track_total_hits": lambda: rng.choice([True, False, 1]),
        "version": lambda: True,
        "indices_boost": lambda: [{rng.choice(NAMES): 2}],
        "min_score": lambda: 0.1,
        "rescore": lambda: {"query": {"rescore_query": rng.choice(QUERIES)}},
        "terminate_after": lambda: 10,
        "knn": lambda: {"field": "v", "query_vector": [1], "k": 1, "num_candidates": 2},
        "nope": lambda: 1,
    }
    for name in some(rng, parts, 0, 3):
        body[name] = parts[name]()
    if {"rescore", "collapse"} & body.keys():
        body.pop("sort")
    if "runtime_mappings" in body:
        body.setdefault("fields", ["r"])
    return body


def _search(rng: random.Random) -> tuple[str, str, Any]:
    path = rng.choice([f"/{expression(rng)}/_search", "/_search"]) if rng.random() < 0.9 else "/_search"
    return "POST", with_options(rng, path), search_body(rng)


def _count(rng: random.Random) -> tuple[str, str, Any]:
    return "POST", with_options(rng, f"/{expression(rng)}/_count"), {"query": rng.choice(QUERIES)}


def _get(rng: random.Random) -> tuple[str, str, Any]:
    tail = rng.choice(
        ["", "?_source=k,h", "?stored_fields=k", "?realtime=false", "?routing=7", "?_source_excludes=t", "?version=9"]
    )
    kind = rng.choice(["_doc", "_doc", "_source", "_termvectors", "_explain"])
    body = {"query": rng.choice(QUERIES)} if kind == "_explain" else None
    return (
        "HEAD" if kind in ("_doc", "_source") and rng.random() < 0.3 else "GET",
        f"/{rng.choice(NAMES)}/{kind}/{rng.randrange(4)}{tail if kind in ('_doc', '_source') else ''}",
        body,
    )


def _write(rng: random.Random) -> tuple[str, str, Any]:
    name, doc_id = rng.choice([*NAMES, "new-1", "a-new", "log-new"]), rng.randrange(5)
    return rng.choice(
        [
            ("PUT", f"/{name}/_doc/{doc_id}", {"k": "x", "n": 5}),
            ("POST", f"/{name}/_doc/{doc_id}?refresh=true", {"k": "x", "h": "hid"}),
            ("PUT", f"/{name}/_create/{doc_id}", {"k": "x"}),
            ("POST", f"/{name}/_update/{doc_id}", {"doc": {"k": "z"}}),
            ("POST", f"/{name}/_update/{doc_id}", {"doc": {"k": "z"}, "doc_as_upsert": True}),
            ("DELETE", f"/{name}/_doc/{doc_id}", None),
            ("POST", f"/{name}/_update/{doc_id}", {"nope": 1}),
            ("PUT", f"/{name}/_doc/{doc_id}", {"n": "abc"}),
            ("PUT", f"/{name}/_doc/{doc_id}?pipeline=nope", {"n": 1}),
            ("PUT", f"/{name}/_doc/{doc_id}?require_alias=true", {"n": 1}),
            ("PUT", f"/{name}/_doc/{doc_id}", {"new_field": rng.randrange(3)}),
        ]
    )


def _bulk(rng: random.Random) -> tuple[str, str, Any]:
    lines: list[Any] = []
    for _ in range(rng.randint(1, 5)):
        target = {"_index": rng.choice([*NAMES, "new-1"]), "_id": str(rng.randrange(4))}
        action = rng.choice(["index", "create", "update", "delete"])
        lines.append({action: target})
        if action != "delete":
            lines.append({"doc": {"k": "y"}} if action == "update" else {"k": "y", "n": rng.choice([1, "abc"])})
    return (
        "POST",
        rng.choice(["/_bulk", "/_bulk?refresh=true", "/a1/_bulk"]),
        "".join(json.dumps(line) + "\n" for line in lines),
    )


def _mget(rng: random.Random) -> tuple[str, str, Any]:
    docs = [{"_index": rng.choice(NAMES), "_id": str(rng.randrange(4))} for _ in range(rng.randint(1, 4))]
    return rng.choice(
        [("POST", "/_mget", {"docs": docs}), ("POST", f"/{rng.choice(NAMES)}/_mget", {"ids": ["0", "1", "9"]})]
    )


def _msearch(rng: random.Random) -> tuple[str, str, Any]:
    lines = []
    for _ in range(rng.randint(1, 3)):
        lines += [
            {"index": expression(rng).replace("%3Clog-2024%3E", "a1")},
            {"query": rng.choice(QUERIES), "sort": ["_index", "n"]},
        ]
    return (
        "POST",
        "/_msearch?filter_path=responses.hits.hits._id,responses.hits.total,responses.error,responses.status",
        "".join(json.dumps(line) + "\n" for line in lines),
    )


_READ: Final = (
    "_mapping",
    "_settings?flat_settings=true&filter_path=*.settings.index.hidden,error,status",
    "_alias",
    "_mapping/field/k,h,t.raw",
    "_alias/al",
    "_alias/*",
    "_field_caps?fields=*",
    "_field_caps?fields=k,h",
    "_validate/query",
    "_segments?filter_path=indices.*.shards.*.num_committed_segments,error,status",
    "_stats?filter_path=indices.*.primaries.docs.count,_all.primaries.docs,error,status",
    "_search_shards?filter_path=indices,error,status",
    "_recovery?filter_path=*.shards.type,error,status",
    "",
    "_refresh",
    "_flush",
    "_forcemerge",
    "_cache/clear",
    "_rank_eval",
    "_terms_enum",
    "_open",
    "_disk_usage?run_expensive_tasks=true&filter_path=error,status",
    "_field_usage_stats?filter_path=error,status",
    "_shard_stores?filter_path=error,status",
    "_alias/nope",
    "_alias/log*,-log",
    "_block/write",
    "_analyze",
)
_METHOD: Final = {
    "_validate/query": "POST",
    "_refresh": "POST",
    "_flush": "POST",
    "_forcemerge": "POST",
    "_cache/clear": "POST",
    "_open": "POST",
    "_disk_usage": "POST",
    "_terms_enum": "POST",
    "_block/write": "PUT",
    "_analyze": "POST",
}


def _metadata(rng: random.Random) -> tuple[str, str, Any]:
    what = rng.choice([part for part in _READ if part != "_rank_eval"])
    method = next((found for part, found in _METHOD.items() if what.startswith(part)), "GET")
    body = {
        "_terms_enum": {"field": rng.choice(["k", "h", "nope"]), "string": ""},
        "_validate/query": {"query": rng.choice(QUERIES)},
        "_analyze": {"text": "a b", "field": rng.choice(["t", "k"])},
    }.get(what)
    path = f"/{expression(rng)}/{what}" if what else f"/{expression(rng)}?filter_path=*.aliases,error,status"
    if what == "_analyze":
        path = f"/{rng.choice(NAMES)}/_analyze"
    return method, with_options(rng, path), body


def _administer(rng: random.Random) -> tuple[str, str, Any]:
    name, other = rng.choice(NAMES), rng.choice(NAMES)
    return rng.choice(
        [
            ("DELETE", f"/{expression(rng)}", None),
            (
                "PUT",
                f"/{rng.choice(['new-1', 'a-new', 'b-new', 'a1'])}",
                rng.choice([None, {"aliases": {"al9": {}}}, {"aliases": {"a-9": {"filter": {"term": {"k": "x"}}}}}]),
            ),
            ("PUT", f"/{expression(rng)}/_mapping", {"properties": {"extra": {"type": "keyword"}}}),
            ("PUT", f"/{expression(rng)}/_settings", {"index": {"refresh_interval": "5s"}}),
            (
                "POST",
                "/_aliases",
                {
                    "actions": [
                        {rng.choice(["add", "remove"]): {"index": name, "alias": rng.choice(["al", "al-new", "bal"])}}
                    ]
                },
            ),
            (
                "POST",
                "/_aliases",
                {
                    "actions": [
                        {"add": {"index": "a*", "alias": "al-new"}},
                        {"remove": {"indices": ["b1", "a1"], "alias": "alias-*"}},
                    ]
                },
            ),
            ("POST", "/_aliases", {"actions": [{"remove_index": {"index": name}}]}),
            ("PUT", f"/{name}/_alias/{rng.choice(['al-new', 'bal', 'a1'])}", None),
            ("DELETE", f"/{expression(rng)}/_alias/{rng.choice(['al', '*', 'nope', 'al*'])}", None),
            ("POST", f"/{name}/_clone/new-1", None),
            ("POST", f"/{name}/_rollover", None),
            ("POST", f"/{name}/_rollover/new-1", {"conditions": {"max_docs": 1}}),
            ("POST", f"/{name}/_close", None),
            ("POST", f"/{name}/_shrink/{other}", None),
            ("PUT", "/_index_template/t1", {"index_patterns": ["zz*"]}),
            ("GET", "/_index_template/t1", None),
            ("DELETE", "/_index_template/t1", None),
            ("POST", "/_index_template/_simulate_index/a1", None),
            ("PUT", "/_component_template/c1", {"template": {}}),
            ("PUT", "/_cluster/settings", {"transient": {"search.max_buckets": None}}),
        ]
    )


_CLUSTER: Final = (
    "GET /_cluster/health?filter_path=error,timed_out",
    "GET /_cat/indices/{x}?h=index&s=index",
    "GET /_cat/aliases/{x}?h=alias,index&s=alias,index",
    "GET /_cat/count/{x}?h=count",
    "GET /_cat/shards/{x}?h=index,shard&s=index",
    "GET /_cat/nodes?h=role",
    "GET /_nodes?filter_path=error,status",
    "GET /_cluster/state?filter_path=error,status",
    "GET /_tasks?filter_path=error,status",
    "GET /_cluster/state/metadata/{x}?filter_path=metadata.indices.*.state,error,status",
    "GET /_cat/templates?h=nope",
    "GET /_resolve/index/{x}",
    "GET /_cluster/pending_tasks?filter_path=error,status",
    "GET /_cluster/health/{x}?filter_path=error,number_of_data_nodes",
    "GET /_cluster/stats?filter_path=error,status",
    "GET /_snapshot",
    "GET /_snapshot/nope",
    "GET /_cat/repositories",
    "GET /_ingest/pipeline/nope",
    "GET /_scripts/nope",
    "PUT /_scripts/s1",
    "GET /_cluster/settings",
    "POST /_cluster/reroute?filter_path=error,status",
    "GET /_remote/info",
    "GET /_cat/plugins?h=component&s=component",
    "GET /_search_shards?filter_path=indices,error,status",
    "GET /_mapping",
    "GET /_alias",
    "GET /_settings?filter_path=*.settings.index.hidden,error,status",
    "GET /_field_caps?fields=k",
    "POST /_tasks/x:1/_cancel",
    "GET /_tasks/x:1",
    "GET /_cat/allocation?h=shards",
    "GET /_cat/thread_pool/nope",
    "GET /_cat/fielddata?h=field",
    "GET /_cat/segments/{x}?h=index&s=index",
    "GET /_cat/recovery/{x}?h=index&s=index",
    "GET /_nodes/stats?filter_path=error,status",
    "GET /_nodes/hot_threads?threads=0",
    "GET /_license?filter_path=error,status",
    "GET /_cluster/allocation/explain",
    "DELETE /_snapshot/nope",
    "PUT /_snapshot/nope",
    "GET /_dangling?filter_path=error,status",
    "POST /_flush",
    "POST /_refresh",
    "GET /_index_template",
    "GET /_template",
    "GET /_component_template/nope",
    "GET /_all/_search?size=0&filter_path=hits.total,error,status",
)


def _cluster(rng: random.Random) -> tuple[str, str, Any]:
    method, _, path = rng.choice(_CLUSTER).partition(" ")
    return (
        method,
        path.replace("{x}", expression(rng)),
        {"script": {"lang": "painless", "source": "1"}} if "_scripts" in path and method == "PUT" else None,
    )


def _point_in_time(rng: random.Random) -> tuple[str, str, Any]:
    return rng.choice(
        [
            ("POST", with_options(rng, f"/{expression(rng)}/_pit?keep_alive=1m"), None),
            ("POST", "/_search", {"pit": {"id": "{pit.id}", "keep_alive": "1m"}, "sort": ["_index", "n"]}),
            ("POST", "/_search/scroll", {"scroll_id": "{scroll._scroll_id}"}),
            ("DELETE", "/_search/scroll", {"scroll_id": "{scroll._scroll_id}"}),
            ("DELETE", "/_pit", {"id": "{pit.id}"}),
            ("POST", "/_search/scroll", {"scroll_id": "nope"}),
        ]
    )


_KINDS: Final = (
    (_search, 8),
    (_count, 2),
    (_get, 4),
    (_write, 4),
    (_bulk, 3),
    (_mget, 2),
    (_msearch, 2),
    (_metadata, 6),
    (_administer, 4),
    (_cluster, 4),
    (_point_in_time, 1),
)


def request(rng: random.Random) -> Line:
    """Returns one request about documents, indices or the cluster."""
    kind = rng.choices([kind for kind, _ in _KINDS], [weight for _, weight in _KINDS])[0]
    method, path, body = kind(rng)
    text = body if isinstance(body, str) or body is None else json.dumps(body)
    return Line(who(rng), method, path, text, None, False)


def openers(rng: random.Random) -> list[Line]:
    """Returns the requests that open what later ones may go on with."""
    asker = f"{rng.choice(USERS)}:{PASSWORD}"
    return [
        Line("elastic", "POST", "/a1,b1/_pit?keep_alive=5m", None, "pit", False),
        Line(asker, "POST", f"/{rng.choice(INDICES)}/_search?scroll=1m&size=1", '{"sort": ["n"]}', "scroll", False),
    ]
