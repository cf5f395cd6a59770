"""Requests about indices: made, changed, resized, rolled over, closed, looked at."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, Final

from tools.oracle.faulty_parameters import faulty
from tools.oracle.operations.documents import body_text
from tools.oracle.operations.drawing import PREFIX, Request, chance, pick, query_of, request, some
from tools.oracle.operations.world import ALIASES, CLOSED, INDICES

_TIMES: Final = {
    "timeout": ["1s", "30s", "x"],
    "master_timeout": ["1s", "30s", "-1"],
    "wait_for_active_shards": ["1", "0", "x"],
}
_OPTIONS: Final = {
    "ignore_unavailable": ["true", "false"],
    "allow_no_indices": ["true", "false"],
    "expand_wildcards": ["open", "closed", "all", "none", "hidden", "open,closed"],
}
_SHOWN: Final = {
    **_OPTIONS,
    "flat_settings": ["true"],
    "include_defaults": ["false"],
    "local": ["true"],
    "human": ["true"],
}
NEW: Final = tuple(f"{PREFIX}-{name}" for name in ("new1", "new2", "new3", "t1", "log-000001"))
ODD_NAMES: Final = (
    "-x",
    "_x",
    "UPPER",
    "a%23b",
    "a%20b",
    "..",
    f"{PREFIX}%2C",
    "a:b",
    "+x",
    f"%3C{PREFIX}-%7Bnow%2Fd%7D%3E",
    "x" * 256,
)


def expression(rng: random.Random) -> str:
    """Returns one name, or several, or a pattern."""
    odd = [
        f"{PREFIX}-*",
        f"{PREFIX}-a*,-{PREFIX}-al",
        f"{PREFIX}-nope",
        "_all",
        f"{PREFIX}-w*",
        f"-{PREFIX}-a",
        "*,-*",
        f"{PREFIX}-z*",
        CLOSED,
    ]
    known = [*INDICES, *ALIASES, *NEW[:2]]
    if chance(rng, 0.6):
        return rng.choice(known)
    return ",".join(some(rng, known, 2, 3)) if chance(rng, 0.3) else rng.choice(odd)


SETTINGS: Final[dict[str, Sequence[Any]]] = {
    "number_of_shards": [1, 2, 3, "4", 0, -1, 1025, "x", 1.5, None],
    "number_of_replicas": [0, 1, "0", -1, "x", None],
    "refresh_interval": ["1s", -1, "-1", "5", "x", 0, None, "10ms"],
    "max_result_window": [10, "100", 0, -5, None],
    "blocks.write": [True, False, "true", "x", None],
    "blocks.read_only": [False, "no"],
    "blocks.read_only_allow_delete": [False, None],
    "hidden": [True, False, "x"],
    "auto_expand_replicas": ["0-1", "0-all", "false", "1-0", "x"],
    "codec": ["default", "best_compression", "nope"],
    "mapping.total_fields.limit": [1000, 2, "x", -1],
    "mapping.depth.limit": [20, 0],
    "routing_partition_size": [1, 2, 5],
    "number_of_routing_shards": [6, 12, 7],
    "default_pipeline": ["_none", "nope"],
    "final_pipeline": ["_none"],
    "priority": [1, 0, -1, 10],
    "query.default_field": ["t", ["t", "k"], 5],
    "sort.field": ["n", ["n", "k"], "nope", "t"],
    "sort.order": ["desc", ["asc", "desc"], "up"],
    "nope": [1, "x"],
    "uuid": ["abc"],
    "creation_date": [5],
    "version.created": [1],
    "translog.durability": ["async", "request", "nope"],
    "translog.flush_threshold_size": ["1gb", "x", 5],
    "merge.policy.max_merged_segment": ["1gb", "x"],
    "unassigned.node_left.delayed_timeout": ["5m", "x"],
    "max_ngram_diff": [2, -1],
    "gc_deletes": ["60s", "x"],
    "soft_deletes.enabled": [True, False],
    "similarity.default.type": ["BM25", "nope"],
    "analysis.analyzer.a.type": ["standard", "nope", "custom"],
    "analysis.analyzer.b.tokenizer": ["whitespace", "nope"],
    "search.slowlog.threshold.query.warn": ["1s", "x", -1],
    "load_fixed_bitset_filters_eagerly": [True],
    "mode": ["standard", "time_series", "nope", "logsdb"],
}


def settings(rng: random.Random, most: int = 3) -> dict[str, Any]:
    """Returns settings, by their flat names, with or without `index.`, or one within another."""
    found: dict[str, Any] = {}
    for name in some(rng, list(SETTINGS), 0, most):
        value = rng.choice(SETTINGS[name])
        if chance(rng, 0.5):
            value = SETTINGS[name][0]
        form = rng.random()
        if form < 0.4:
            found[name] = value
        elif form < 0.75:
            found[f"index.{name}"] = value
        else:
            inner = found.setdefault("index", {})
            inner[name] = value
    return found


FIELDS: Final[tuple[Any, ...]] = (
    {"type": "keyword"},
    {"type": "keyword", "ignore_above": 5, "doc_values": False},
    {"type": "text", "analyzer": "standard", "fields": {"raw": {"type": "keyword"}}},
    {"type": "text", "analyzer": "nope"},
    {"type": "long", "coerce": False},
    {"type": "date", "format": "yyyy-MM-dd||epoch_millis"},
    {"type": "date", "format": "nope["},
    {"type": "object", "enabled": False},
    {"type": "nested", "properties": {"x": {"type": "keyword"}}},
    {"properties": {"y": {"type": "integer"}}},
    {"type": "alias", "path": "k"},
    {"type": "alias", "path": "nope"},
    {"type": "geo_point"},
    {"type": "dense_vector", "dims": 3},
    {"type": "dense_vector", "dims": -3},
    {"type": "nope"},
    {"type": "boolean", "null_value": True},
    {"type": "ip", "ignore_malformed": True},
    {"type": "flattened", "depth_limit": 2},
    {"type": "text", "copy_to": ["k"]},
    {"type": "keyword", "meta": {"unit": "ms"}},
    {"type": "integer", "nope": 1},
    {"type": "binary"},
    {"type": "completion"},
    {"type": "integer_range"},
    {},
    "text",
    None,
)


def mappings(rng: random.Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if chance(rng, 0.85):
        names = ["k", "t", "n", "new", "o", "o.c", "d", "deep.er", "x y", "_id", ""]
        weights = [6, 4, 4, 8, 4, 3, 3, 3, 1, 1, 1]
        found["properties"] = {rng.choices(names, weights)[0]: rng.choice(FIELDS) for _ in range(rng.randint(0, 3))}
    extra: dict[str, Any] = {
        "dynamic": rng.choice([True, False, "strict", "runtime", "true", "nope"]),
        "_source": rng.choice(
            [{"enabled": False}, {"excludes": ["k"]}, {"includes": "k"}, {"nope": 1}, {"mode": "synthetic"}]
        ),
        "_routing": rng.choice([{"required": True}, {"required": False}, {"nope": 1}]),
        "_meta": rng.choice([{"a": 1}, "x"]),
        "date_detection": rng.choice([True, False, "x"]),
        "numeric_detection": True,
        "dynamic_date_formats": rng.choice([["yyyy"], "yyyy"]),
        "dynamic_templates": rng.choice(
            [
                [{"a": {"match_mapping_type": "string", "mapping": {"type": "keyword"}}}],
                [{"a": {"match": "x*", "mapping": {"type": "nope"}}}],
                [{"a": {"mapping": {}}}],
                [],
                {"a": 1},
                [{"a": {"match_mapping_type": "nope", "mapping": {}}}],
                [{"a": {"path_match": "o.*", "runtime": {"type": "long"}}}],
            ]
        ),
        "runtime": rng.choice(
            [{"r": {"type": "long"}}, {"r": {"type": "nope"}}, {"r": None}, {"r": {"type": "keyword", "nope": 1}}]
        ),
        "_field_names": {"enabled": True},
        "subobjects": rng.choice([True, False]),
        "nope": {},
        "_doc": {"properties": {}},
    }
    for name, value in extra.items():
        if chance(rng, 0.05):
            found[name] = value
    return faulty(rng, found) if chance(rng, 0.06) else found


def alias_options(rng: random.Random) -> dict[str, Any]:
    extra = {
        "filter": rng.choice([{"term": {"k": "a"}}, {"nope": {}}, {}, {"match_all": {}}, {"range": {"n": {"gte": 1}}}]),
        "routing": rng.choice(["x", "x,y", 5]),
        "index_routing": rng.choice(["x", "x,y"]),
        "search_routing": rng.choice(["x", "x,y"]),
        "is_write_index": rng.choice([True, False, "x"]),
        "is_hidden": rng.choice([True, False]),
    }
    found = {name: value for name, value in extra.items() if chance(rng, 0.18)}
    return faulty(rng, found) if chance(rng, 0.08) else found


def definition(rng: random.Random) -> dict[str, Any]:
    """Returns the body of an index that is made."""
    body: dict[str, Any] = {}
    if chance(rng, 0.7):
        body["settings"] = {"number_of_replicas": 0, **settings(rng)}
    if chance(rng, 0.6):
        body["mappings"] = mappings(rng)
    if chance(rng, 0.4):
        body["aliases"] = {rng.choice([*ALIASES, f"{PREFIX}-al9", "UP*", *INDICES[:1]]): alias_options(rng)}
    return faulty(rng, body) if chance(rng, 0.06) else body


def _create(rng: random.Random) -> Request:
    name = rng.choice(NEW) if chance(rng, 0.8) else rng.choice([*INDICES, *ALIASES, *ODD_NAMES])
    body = None if chance(rng, 0.15) else body_text(rng, definition(rng), 0.05)
    return request("PUT", f"/{name}{query_of(rng, _TIMES, 0.06)}", body)


def _delete(rng: random.Random) -> Request:
    name = (
        rng.choice(NEW)
        if chance(rng, 0.8)
        else rng.choice([*ALIASES, f"{PREFIX}-z*", f"{PREFIX}-nope", f"{PREFIX}-new1,{PREFIX}-new2"])
    )
    return request("DELETE", f"/{name}{query_of(rng, {**_OPTIONS, **_TIMES}, 0.08)}")


def _look(rng: random.Random) -> Request:
    kinds = [
        "",
        "/_settings",
        "/_mapping",
        "/_alias",
        "/_settings/index.number*",
        "/_mapping/field/k,o.*",
        "/_alias/" + rng.choice(ALIASES),
        "/_settings/index.nope",
        "/_mapping/field/*",
        f"/_alias/{PREFIX}-*",
        "/_alias/nope",
    ]
    kind = rng.choice(kinds)
    extra = {"features": ["aliases", "mappings", "settings,aliases", "nope"]} if kind == "" else {}
    if "field" in kind:
        extra = {"include_defaults": ["true"]}
    method = "HEAD" if kind in ("", "/_alias/" + ALIASES[0]) and chance(rng, 0.2) else "GET"
    return request(method, f"/{expression(rng)}{kind}{query_of(rng, {**_SHOWN, **extra}, 0.1)}")


def _put_settings(rng: random.Random) -> Request:
    body: Any = settings(rng, 2)
    if chance(rng, 0.2):
        body = {"settings": body}
    known = {
        **_OPTIONS,
        **_TIMES,
        "preserve_existing": ["true", "false"],
        "reopen": ["true"],
        "flat_settings": ["true"],
    }
    return request(
        "PUT",
        f"/{expression(rng)}/_settings{query_of(rng, known, 0.06)}",
        body_text(rng, faulty(rng, body) if chance(rng, 0.05) else body, 0.03),
    )


def _put_mapping(rng: random.Random) -> Request:
    known = {**_OPTIONS, **_TIMES, "write_index_only": ["true", "false"]}
    return request(
        rng.choice(["PUT", "POST"]),
        f"/{expression(rng)}/_mapping{query_of(rng, known, 0.06)}",
        body_text(rng, mappings(rng), 0.04),
    )


def _open_close(rng: random.Random) -> Request:
    name = rng.choice(NEW) if chance(rng, 0.7) else expression(rng)
    return request("POST", f"/{name}/{rng.choice(['_open', '_close'])}{query_of(rng, {**_OPTIONS, **_TIMES}, 0.08)}")


def _block(rng: random.Random) -> Request:
    kind = rng.choice(["write", "write", "read", "metadata", "nope"])
    return request(
        "PUT",
        f"/{rng.choice([*NEW, INDICES[1]])}/_block/{kind}{query_of(rng, {**_OPTIONS, **_TIMES}, 0.06)}",
    )


def _resize(rng: random.Random) -> Request:
    kind = rng.choice(["_shrink", "_split", "_clone"])
    body: dict[str, Any] = {}
    if chance(rng, 0.8):
        body["settings"] = {
            "index.number_of_replicas": 0,
            **rng.choice([{}, {"index.number_of_shards": rng.choice([1, 2, 3, 4, 6])}, settings(rng, 1)]),
        }
    if chance(rng, 0.2):
        body["aliases"] = {f"{PREFIX}-al9": alias_options(rng)}
    if chance(rng, 0.1):
        body[rng.choice(["mappings", "nope", "max_primary_shard_size"])] = rng.choice([{}, "1gb", 5])
    source, target = rng.choice([*NEW, *INDICES]), rng.choice([*NEW, *NEW, *ODD_NAMES[:3], *INDICES])
    return request(
        rng.choice(["PUT", "POST"]), f"/{source}/{kind}/{target}{query_of(rng, _TIMES, 0.06)}", body if body else None
    )


def _rollover(rng: random.Random) -> Request:
    conditions = {
        "max_docs": rng.choice([1, 2, 1000, "1", 0, -1]),
        "max_age": rng.choice(["7d", "0s", "x"]),
        "max_size": rng.choice(["1gb", "0b", "x"]),
        "max_primary_shard_size": rng.choice(["1gb", "0b"]),
        "max_primary_shard_docs": rng.choice([1, 1000]),
        "min_docs": rng.choice([1, 1000]),
        "min_age": "0s",
        "nope": 1,
    }
    body: dict[str, Any] = {"settings": {"number_of_replicas": 0}}
    if chance(rng, 0.7):
        body["conditions"] = {name: conditions[name] for name in some(rng, list(conditions), 1, 2)}
    if chance(rng, 0.1):
        body["mappings"] = mappings(rng)
    if chance(rng, 0.1):
        body["aliases"] = {f"{PREFIX}-al9": alias_options(rng)}
    alias = rng.choice([ALIASES[1], ALIASES[1], *ALIASES, *INDICES[:2], "nope"])
    target = rng.choice(["", "", f"/{rng.choice(NEW)}", "/UP"])
    known = {**_TIMES, "dry_run": ["true", "false"], "lazy": ["true"]}
    return request(
        "POST",
        f"/{alias}/_rollover{target}{query_of(rng, known, 0.12)}",
        faulty(rng, body) if chance(rng, 0.08) else body,
    )


def _administer(rng: random.Random) -> Request:
    kind = rng.choice(["_refresh", "_flush", "_forcemerge", "_cache/clear"])
    known: dict[str, Sequence[Any]] = dict(_OPTIONS)
    if kind == "_forcemerge":
        known.update(
            {
                "max_num_segments": ["1", "0", "-1"],
                "only_expunge_deletes": ["true"],
                "flush": ["true"],
                "wait_for_completion": ["true"],
            }
        )
    elif kind == "_flush":
        known.update({"force": ["true"], "wait_if_ongoing": ["true", "false"]})
    elif kind == "_cache/clear":
        known.update({"fielddata": ["true"], "query": ["true"], "fields": ["k"], "request": ["true"]})
    return request("POST", f"/{expression(rng)}/{kind}{query_of(rng, known, 0.1)}")


def _resolve(rng: random.Random) -> Request:
    if chance(rng, 0.5):
        return request("GET", f"/_resolve/index/{expression(rng)}{query_of(rng, _OPTIONS, 0.1)}")
    counts = "filter_path=error,status,_all.*.docs.count,indices.*.primaries.docs.count"
    states = "filter_path=error,status,metadata.indices.*.state,metadata.indices.*.aliases"
    kinds = [
        f"/_cat/indices/{PREFIX}-*?format=json&h=index,health,status,pri,rep,docs.count&s=index",
        f"/_cat/aliases/{PREFIX}-*?format=json&s=alias,index",
        f"/_cat/count/{expression(rng)}?format=json&h=count",
        f"/_cat/shards/{PREFIX}-*?format=json&h=index,shard,prirep,state,docs&s=index,shard",
        f"/_cluster/health/{expression(rng)}?level=indices&timeout=1s",
        f"/{expression(rng)}/_count",
        f"/{expression(rng)}/_stats/docs?level={rng.choice(['cluster', 'indices', 'shards', 'nope'])}&{counts}",
        f"/{expression(rng)}/_segments?filter_path=error,status,_shards",
        f"/{expression(rng)}/_recovery?filter_path=error,status,*.shards.id,*.shards.stage",
        f"/{expression(rng)}/_field_caps?fields={rng.choice(['k', '*', 'o.*', 'nope', ''])}",
        f"/{expression(rng)}/_validate/query?q=k:a",
        f"/_cluster/state/metadata/{expression(rng)}?{states}",
    ]
    return request("GET", rng.choice(kinds))


_KINDS: Final = (
    (_create, 7),
    (_delete, 4),
    (_look, 6),
    (_put_settings, 6),
    (_put_mapping, 6),
    (_open_close, 3),
    (_block, 1),
    (_resize, 4),
    (_rollover, 4),
    (_administer, 2),
    (_resolve, 4),
)


def draw(rng: random.Random) -> Request:
    """Returns one request about indices."""
    return pick(rng, _KINDS)
