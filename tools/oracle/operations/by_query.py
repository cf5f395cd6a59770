"""Requests that change many documents: _reindex, _update_by_query, _delete_by_query."""

from __future__ import annotations

import random
from typing import Any, Final

from tools.oracle.faulty_parameters import faulty
from tools.oracle.operations.documents import SCRIPTS, body_text
from tools.oracle.operations.drawing import PREFIX, Request, chance, pick, query_of, request, some
from tools.oracle.operations.world import ALIASES, INDICES, ROUTED

QUERIES: Final[tuple[Any, ...]] = (
    {"match_all": {}},
    {"term": {"k": "a"}},
    {"range": {"n": {"gte": 2}}},
    {"ids": {"values": ["1", "2"]}},
    {"match_none": {}},
    {"nope": {}},
    {"exists": {"field": "t"}},
    {"match": {"n": "x"}},
    {"bool": {"must_not": {"term": {"k": "b"}}}},
)
_PARAMETERS: Final = {
    "conflicts": ["proceed", "abort", "nope"],
    "refresh": ["true", "false"],
    "slices": ["1", "2", "auto", "0", "x"],
    "requests_per_second": ["1000", "-1", "0", "x"],
    "max_docs": ["1", "2", "0", "-1", "x"],
    "scroll_size": ["1", "1000", "0", "x"],
    "wait_for_active_shards": ["1", "0"],
    "timeout": ["1m"],
    "scroll": ["1m", "x"],
    "routing": ["x"],
    "q": ["k:a", "n:[2 TO *]", "("],
    "df": ["k"],
    "sort": ["n:desc", "nope"],
    "terminate_after": ["1"],
    "ignore_unavailable": ["true"],
    "allow_no_indices": ["false"],
    "expand_wildcards": ["all"],
    "pipeline": ["_none", "nope"],
    "preference": ["_local"],
    "from": ["1"],
}


def _name(rng: random.Random) -> str:
    others = [*ALIASES, f"{PREFIX}-w*", "nope", f"{PREFIX}-a,{PREFIX}-m", f"{PREFIX}-c"]
    return rng.choice([name for name in INDICES if name != ROUTED]) if chance(rng, 0.75) else rng.choice(others)


def _script(rng: random.Random) -> Any:
    script: Any = {"source": rng.choice(SCRIPTS), "lang": "painless", "params": {"by": rng.choice([1, 2])}}
    return script if chance(rng, 0.9) else rng.choice([{"id": "nope"}, "ctx._source.n = 1", {}, {"source": "ctx.op="}])


def _change(rng: random.Random) -> Request:
    kind = rng.choice(["_update_by_query", "_delete_by_query"])
    body: dict[str, Any] = {}
    if kind == "_delete_by_query" or chance(rng, 0.6):
        body["query"] = rng.choice(QUERIES)
    if kind == "_update_by_query" and chance(rng, 0.6):
        body["script"] = _script(rng)
    extra = {
        "max_docs": rng.choice([1, 2, 0, "x"]),
        "conflicts": rng.choice(["proceed", "nope"]),
        "slice": {"id": 0, "max": 2},
        "size": 1,
        "sort": [{"n": "asc"}],
        "nope": 1,
        "_source": ["k"],
    }
    for name, value in extra.items():
        if chance(rng, 0.05):
            body[name] = value
    given = None if chance(rng, 0.05) else body_text(rng, faulty(rng, body) if chance(rng, 0.06) else body, 0.03)
    return request("POST", f"/{_name(rng)}/{kind}{query_of(rng, _PARAMETERS, 0.05)}", given)


def _reindex(rng: random.Random) -> Request:
    source: dict[str, Any] = {"index": rng.choice([_name(rng), some(rng, INDICES, 1, 2)])}
    for name, value in {
        "query": rng.choice(QUERIES),
        "_source": rng.choice([["k", "n"], "k", False, {"excludes": ["t"]}]),
        "size": rng.choice([1, 100, 0, -1]),
        "sort": [{"n": "desc"}],
        "slice": {"id": 0, "max": 2},
        "nope": 1,
    }.items():
        if chance(rng, 0.5 if name == "query" else 0.07):
            source[name] = value
    destination: dict[str, Any] = {
        "index": rng.choice([f"{PREFIX}-re1", f"{PREFIX}-re2", *INDICES[:2], *ALIASES[:2], "UP"])
    }
    for name, value in {
        "op_type": rng.choice(["create", "index", "nope"]),
        "version_type": rng.choice(["external", "internal", "nope"]),
        "routing": rng.choice(["keep", "discard", "=x", "x"]),
        "pipeline": rng.choice(["_none", "nope"]),
        "nope": 1,
    }.items():
        if chance(rng, 0.12):
            destination[name] = value
    body: dict[str, Any] = {"source": source, "dest": destination}
    for name, value in {
        "script": _script(rng),
        "max_docs": rng.choice([1, 2, 0]),
        "size": 2,
        "conflicts": rng.choice(["proceed", "nope"]),
        "nope": 1,
    }.items():
        if chance(rng, 0.35 if name == "script" else 0.06):
            body[name] = value
    known = {
        key: _PARAMETERS[key]
        for key in (
            "refresh",
            "slices",
            "requests_per_second",
            "max_docs",
            "timeout",
            "scroll",
            "wait_for_active_shards",
        )
    }
    return request(
        "POST",
        f"/_reindex{query_of(rng, {**known, 'require_alias': ['true']}, 0.06)}",
        body_text(rng, faulty(rng, body) if chance(rng, 0.1) else body, 0.03),
    )


def _settle(_: random.Random) -> Request:
    return request("POST", f"/{PREFIX}-*/_refresh")


def _count(rng: random.Random) -> Request:
    body = {"query": {"match_all": {}}, "sort": [{"n": "asc"}, {"k": "asc"}]}
    return request(
        "POST",
        f"/{rng.choice([*INDICES, f'{PREFIX}-re1'])}/_search?filter_path=hits.total,hits.hits._source,error,status",
        body,
    )


_KINDS: Final = ((_change, 8), (_reindex, 8), (_settle, 4), (_count, 2))


def draw(rng: random.Random) -> Request:
    """Returns one request that changes many documents."""
    return pick(rng, _KINDS)
