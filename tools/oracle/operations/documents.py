"""Requests about single documents and many at once."""

from __future__ import annotations

import json
import random
from typing import Any, Final

from tools.oracle.faulty_parameters import ODD, faulty
from tools.oracle.operations.drawing import PREFIX, Request, broken, chance, pick, query_of, request, some
from tools.oracle.operations.world import ALIASES, CLOSED, INDICES, source

IDS: Final = ("1", "2", "3", "4", "new", "a%20b", "%C3%A9", "x" * 513, "_id", "1%2F2")
_WAIT: Final = {
    "refresh": ["true", "false", "", "wait_for"],
    "timeout": ["1s", "10", "1m"],
    "wait_for_active_shards": ["1", "0", "x"],
}
_VERSIONS: Final = {
    "version": ["1", "2", "5", "0", "9223372036854775807", "-3"],
    "version_type": ["external", "external_gte", "internal", "nope", "external_gt"],
    "if_seq_no": ["0", "1", "5", "-1", "-2"],
    "if_primary_term": ["1", "2", "0", "-1"],
}
_WRITE: Final = {
    **_WAIT,
    **_VERSIONS,
    "op_type": ["index", "create", "nope", "update"],
    "routing": ["x", "y", "x,y", ""],
    "require_alias": ["true", "false"],
    "require_data_stream": ["true", "false"],
    "pipeline": ["_none", "nope"],
    "include_source_on_error": ["true", "false"],
}
_SHOWN: Final = {
    "_source": ["true", "false", "k", "o.*", "k,n", "nope"],
    "_source_includes": ["k", "o*", "*"],
    "_source_excludes": ["k", "o.a", "*"],
    "stored_fields": ["k", "_none_", "_source", "t", "_routing", "o"],
    "routing": ["x", "y"],
    "preference": ["_local", "_only_local", "abc", "_nope"],
    "realtime": ["true", "false"],
    "refresh": ["true", "false"],
    "version": ["1", "2", "7"],
    "version_type": ["internal", "external", "external_gte"],
    "filter_path": ["_id,found", "-_source", "_source.k"],
}


def name(rng: random.Random) -> str:
    odd = [
        CLOSED,
        f"{PREFIX}-new1",
        f"{PREFIX}-a,{PREFIX}-m",
        f"{PREFIX}-*",
        "_all",
        f"{PREFIX}-UP",
        "-x",
        f"%3C{PREFIX}-d%3E",
    ]
    return rng.choice(INDICES) if chance(rng, 0.75) else rng.choice([*ALIASES, *odd])


def id_of(rng: random.Random) -> str:
    return rng.choice(IDS[:5]) if chance(rng, 0.9) else rng.choice(IDS)


def document(rng: random.Random) -> Any:
    """Returns a document that is mostly right."""
    found = source(rng)
    if chance(rng, 0.3):
        wrong = {
            "n": ["x", {}, 2**40, [], [1, "x"], 1.7, True, ""],
            "d": ["nope", True, {}, "2024-13-01", [], None],
            "b": ["maybe", 1, "False", [], {}],
            "ip": ["300.1.1.1", 5, ""],
            "k": [{"a": 1}, 5, None, [[["deep"]]]],
            "o": [5, "text", [1, 2], None, [{"a": "x"}]],
            "o.a": [3, "x", {"b": 1}],
            "t": [{"a": 1}, 5, True, [{}]],
            "": [1],
            "a..b": [1],
            ".x": [1],
            "x.": [{"y": 1}],
            " ": [2],
            "_id": ["1"],
            "_source": [{}],
            "new": [1, "text", {"deep": {"er": True}}, "2024-01-01", 2**70, [1.5, "x"]],
            "comments": [{"author": "x", "stars": 3}, [{"author": "y"}, {"stars": 300}], "x"],
        }
        field = rng.choice(list(wrong))
        found[field] = rng.choice(wrong[field])
    return found


def body_text(rng: random.Random, body: Any, share: float = 0.06) -> str:
    text = json.dumps(body)
    return broken(rng, text) if chance(rng, share) else text


def _index(rng: random.Random) -> Request:
    way = rng.choice(["_doc", "_doc", "_create"])
    if way == "_doc" and chance(rng, 0.1):
        return request(rng.choice(["POST", "PUT"]), f"/{name(rng)}/_doc{query_of(rng, _WRITE)}", document(rng))
    method = rng.choice(["PUT", "POST"])
    return request(method, f"/{name(rng)}/{way}/{id_of(rng)}{query_of(rng, _WRITE)}", body_text(rng, document(rng)))


def _delete(rng: random.Random) -> Request:
    known = {key: value for key, value in _WRITE.items() if key not in ("op_type", "require_alias", "pipeline")}
    return request("DELETE", f"/{name(rng)}/_doc/{id_of(rng)}{query_of(rng, known)}")


def _get(rng: random.Random) -> Request:
    way = rng.choice(["_doc", "_doc", "_source"])
    return request(rng.choice(["GET", "GET", "HEAD"]), f"/{name(rng)}/{way}/{id_of(rng)}{query_of(rng, _SHOWN)}")


SCRIPTS: Final = (
    "ctx._source.n = 5",
    "ctx.op = 'none'",
    "ctx.op = 'delete'",
    "ctx.op = 'nope'",
    "ctx._source.remove('k')",
    "ctx._source.n = params.by",
    "ctx._source.k = ctx._id",
    "ctx._version = 7",
    "ctx._source.x = ctx._now > 0",
    "ctx._routing = 'z'",
    "ctx.nope = 1",
)


def update(rng: random.Random) -> dict[str, Any]:
    """Returns the body of an update."""
    kind = rng.random()
    body: dict[str, Any] = {}
    if kind < 0.55:
        body["doc"] = document(rng)
        if chance(rng, 0.25):
            body["doc_as_upsert"] = rng.choice([True, False, "true", "x"])
        if chance(rng, 0.15):
            body["detect_noop"] = rng.choice([True, False])
    elif kind < 0.9:
        script: Any = {"source": rng.choice(SCRIPTS), "params": {"by": rng.choice([1, "x", None])}}
        body["script"] = script if chance(rng, 0.8) else script["source"]
        if chance(rng, 0.2):
            body["scripted_upsert"] = rng.choice([True, False])
    if chance(rng, 0.25):
        body["upsert"] = document(rng)
    if chance(rng, 0.15):
        body["_source"] = rng.choice([True, False, "k", ["n", "o"], {"includes": ["k"]}, {"excludes": "k"}, 5])
    if chance(rng, 0.05):
        body.update({"if_seq_no": rng.choice([0, 1, 9]), "if_primary_term": 1})
    return faulty(rng, body) if chance(rng, 0.12) else body


def _update(rng: random.Random) -> Request:
    known = {
        **_WAIT,
        "retry_on_conflict": ["0", "3", "-1"],
        "routing": ["x", "y"],
        "if_seq_no": ["0", "1"],
        "if_primary_term": ["1"],
        "_source": ["true", "k", "false"],
        "_source_includes": ["k", "n"],
        "require_alias": ["true", "false"],
        "version": ["1"],
        "lang": ["painless"],
    }
    return request("POST", f"/{name(rng)}/_update/{id_of(rng)}{query_of(rng, known, 0.1)}", body_text(rng, update(rng)))


def _item(rng: random.Random) -> dict[str, Any]:
    item: dict[str, Any] = {"_id": rng.choice(["1", "2", "3", "9"])}
    extra = {
        "_index": rng.choice([*INDICES, *ALIASES, f"{PREFIX}-UP", "nope-x"]),
        "routing": "x",
        "_source": rng.choice([False, True, "k", ["k", "n"], {"include": ["k"]}, {"excludes": ["o"]}]),
        "stored_fields": rng.choice(["k", ["k", "t"], "_none_", []]),
        "version": rng.choice([1, 2]),
        "version_type": rng.choice(["external", "nope"]),
        "_routing": "x",
    }
    for member, value in extra.items():
        if chance(rng, 0.4 if member == "_index" else 0.08):
            item[member] = value
    return item


def _mget(rng: random.Random) -> Request:
    body: dict[str, Any] = {"docs": [_item(rng) for _ in range(rng.randint(0 if chance(rng, 0.1) else 1, 3))]}
    if chance(rng, 0.3):
        body = {"ids": some(rng, ["1", "2", "nope", 3, "9"])}
    if chance(rng, 0.12):
        body = faulty(rng, body)
    known = {key: value for key, value in _SHOWN.items() if key not in ("version", "version_type")}
    path = rng.choice([f"/{name(rng)}/_mget", f"/{name(rng)}/_mget", "/_mget"])
    return request(rng.choice(["GET", "POST"]), path + query_of(rng, known, 0.1), body_text(rng, body, 0.04))


def _action(rng: random.Random, lone: bool) -> list[str]:
    kind = rng.choice(["index", "index", "create", "update", "delete"])
    about: dict[str, Any] = {"_id": rng.choice(["1", "2", "3", "8", "new"])}
    if lone or chance(rng, 0.3):
        about["_index"] = name(rng) if chance(rng, 0.8) else rng.choice(["UP", "", None, 5])
    extra = {
        "routing": rng.choice(["x", 5, None]),
        "version": rng.choice([1, 5, "7"]),
        "version_type": rng.choice(["external", "external_gte", "nope"]),
        "if_seq_no": rng.choice([0, 3]),
        "if_primary_term": 1,
        "require_alias": rng.choice([True, False]),
        "retry_on_conflict": 2,
        "_source": rng.choice([True, "k"]),
        "pipeline": "_none",
        "dynamic_templates": {"new": "nope"},
        "op_type": "create",
        "nope": 1,
        "_routing": "x",
    }
    for member, value in extra.items():
        if chance(rng, 0.04):
            about[member] = value
    if chance(rng, 0.04):
        about = rng.choice([{}, [], "x", None, {"_id": ""}, {"_id": 5}])
    lines = [json.dumps({kind: about})]
    if kind == "update":
        lines.append(json.dumps(update(rng)))
    elif kind != "delete":
        lines.append(json.dumps(document(rng)))
    return lines


def bulk_body(rng: random.Random, lone: bool) -> str:
    lines = [line for _ in range(rng.randint(1, 4)) for line in _action(rng, lone)]
    if chance(rng, 0.08):
        odd = [
            "",
            "{",
            "[]",
            "{}",
            '{"nope":{}}',
            '{"index":{}',
            "null",
            '{"index":{"_id":"1"},"x":1}',
            json.dumps(rng.choice(ODD)),
        ]
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(odd))
    return "\n".join(lines) + ("\n" if chance(rng, 0.97) else "")


def _bulk(rng: random.Random) -> Request:
    known = {
        **_WAIT,
        "routing": ["x"],
        "_source": ["true", "k"],
        "pipeline": ["_none", "nope"],
        "require_alias": ["true", "false"],
        "list_executed_pipelines": ["true"],
        "require_data_stream": ["true"],
    }
    lone = chance(rng, 0.4)
    path = "/_bulk" if lone else f"/{rng.choice(INDICES) if chance(rng, 0.85) else name(rng)}/_bulk"
    return request(rng.choice(["POST", "PUT"]), path + query_of(rng, known, 0.06), bulk_body(rng, lone))


def _term_vectors(rng: random.Random) -> Request:
    known = {
        "fields": ["t", "t,k", "*", "nope"],
        "term_statistics": ["true"],
        "field_statistics": ["true", "false"],
        "positions": ["false"],
        "offsets": ["false"],
        "payloads": ["true", "false"],
        "realtime": ["true", "false"],
        "routing": ["x"],
    }
    body: dict[str, Any] | None = None
    where = f"/{name(rng)}/_termvectors/{id_of(rng)}"
    if chance(rng, 0.4):
        body = {"fields": some(rng, ["t", "k", "n"])}
        if chance(rng, 0.5):
            body["doc"], where = source(rng), where.rsplit("/", 1)[0]
        if chance(rng, 0.2):
            body["per_field_analyzer"] = {"t": rng.choice(["keyword", "whitespace"])}
        if chance(rng, 0.15):
            body[rng.choice(["nope", "positions", "offsets"])] = rng.choice([True, False])
    return request(rng.choice(["GET", "POST"]), where + query_of(rng, known, 0.12), body)


def _refresh(rng: random.Random) -> Request:
    return request("POST", f"/{name(rng)}/{rng.choice(['_refresh', '_refresh', '_flush', '_count'])}")


def _search(rng: random.Random) -> Request:
    body = {
        "query": {"match_all": {}},
        "sort": [{"n": "asc"}, {"k": "asc"}],
        "version": True,
        "seq_no_primary_term": True,
    }
    return request("POST", f"/{rng.choice(INDICES)}/_search?filter_path=hits.total,error,status", body)


_KINDS: Final = (
    (_index, 6),
    (_delete, 2),
    (_get, 5),
    (_update, 6),
    (_mget, 4),
    (_bulk, 8),
    (_term_vectors, 2),
    (_refresh, 2),
    (_search, 1),
)


def draw(rng: random.Random) -> Request:
    """Returns one request about documents."""
    return pick(rng, _KINDS)
