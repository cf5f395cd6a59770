"""Whatever a client sends to whatever route: never a 500, and an error of a known shape."""

from typing import Any

import orjson
import pytest

from findling.rest.route import Route
from findling.rest.routes import ALL_ROUTES
from tests.reference.api import Api, bulk_lines

_PARTS = {
    "index": "store",
    "target": "new",
    "id": "1",
    "type": "mobile",
    "name": "thing",
    "block": "write",
    "fields": "name",
    "metric": "_all",
    "node_id": "_local",
    "task_id": "x:1",
    "feature": "disk",
    "scroll_id": "zzz",
    "index_metric": "docs",
    "target_name": "http",
    "new_index": "other",
}

BODIES: list[bytes] = [
    b"[]",
    b'"text"',
    b"12",
    b"null",
    b"{",
    b'{"a"',
    b"\xff\xfe",
    b'{"query": 1}',
    b'{"query": {"match": 5}}',
    b'{"query": {"bool": {"must": "x"}}}',
    b'{"settings": 5, "mappings": [], "aliases": 1}',
    b'{"mappings": {"properties": {"x": {"type": "nope"}}}}',
    b'{"size": "many", "from": -1, "sort": 5, "aggs": 7}',
    b'{"docs": [1, {"_id": {}}], "ids": {}}',
    b'{"actions": [{"add": 5}, 7]}',
    b'{"doc": 5, "upsert": [], "detect_noop": "x"}',
    b'{"source": {"index": 5}, "dest": {"index": {}}}',
    b'{"index_patterns": 5, "template": 5, "composed_of": 7, "priority": "x"}',
    b'{"index_patterns": ["x*"], "template": {"settings": {"a": 1}, "mappings": 5}}',
    b'{"persistent": 5, "transient": {"a": 1}}',
    b'{"persistent": {"search.max_buckets": "x"}}',
    b'{"text": {}, "analyzer": 5, "filter": 5}',
    b'{"text": ["a"], "tokenizer": 7, "char_filter": [5]}',
    b'{"scroll_id": 5, "id": 5, "scroll": {}}',
    b'{"pit": 5}',
    b'{"pit": {"id": "abc", "keep_alive": 5}}',
    b'{"conditions": {"max_docs": {}}, "commands": [{"x": 1}]}',
    b'{"field": {}, "fields": 5, "string": 5, "size": "x"}',
    b'{"index": {"_id": 1}}\n{"a": 1}\n{"update": {"_id": 1}}\n5\n',
    b'{"index": {}}\n',
    b'{"delete": {"_id": {}}}\n',
    b"{}\n{}\n",
    b"[" * 2000 + b"]" * 2000,
    b'{"query":' + b'{"bool":{"must":' * 400 + b'{"match_all":{}}' + b"}}" * 400 + b"}",
]


@pytest.fixture
def full(api: Api) -> Api:
    fill(api)
    return api


def fill(api: Api) -> None:
    """Makes the index that requests are about, unless it is there."""
    if "store" in api.node.cluster.state.indices:
        return
    api.put("/store", {"mappings": {"properties": {"name": {"type": "text"}, "price": {"type": "double"}}}})
    api.post("/_bulk?refresh=true", bulk_lines("store", {str(i): {"name": f"n {i}", "price": i} for i in range(3)}))


def path_of(route: Route) -> str:
    return "/".join(_PARTS.get(part[1:-1], "x") if part.startswith("{") else part for part in route.path.split("/"))


def measures(route: Route) -> bool:
    """Whether a route takes its time: it has tests of its own."""
    return route.path.endswith(("/hot_threads", "/hotthreads"))


def checked(answer: Any, what: str) -> None:
    assert answer.status != 500, f"{what}: {answer.text[:300]}"
    assert answer.headers["x-elastic-product"] == "Elasticsearch"
    if answer.status >= 400 and answer.raw and answer.headers["content-type"].startswith("application/json"):
        body = orjson.loads(answer.raw)
        if isinstance(body.get("error"), dict) and "is_running" not in body:  # that is a search which has failed
            assert body["status"] == answer.status
            assert {"type", "reason", "root_cause"} <= body["error"].keys(), what


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:40].decode("latin-1"))
def test_bodies(full: Api, body: bytes) -> None:
    for route in ALL_ROUTES:
        # OPA answers 500 where health is undefined
        if measures(route) or route.path == "/_policy/health/{path*}":
            continue
        for method in route.methods:
            fill(full)
            kind = "application/x-ndjson" if route.ndjson else "application/json"
            target = path_of(route)
            checked(full.call(method, target, body, {"content-type": kind}), f"{method} {target} {body[:60]!r}")


_WAITING = ("status", "nodes", "active_shards", "events", "metadata_version")


@pytest.mark.parametrize("value", ["", "x", "-1", "99999999999999999999", "true", "1d", "%00", "a,b*,-c"])
def test_parameters(full: Api, value: str) -> None:
    waiting = {"timeout", *(f"wait_for_{what}" for what in _WAITING)}
    for route in ALL_ROUTES:
        if measures(route):
            continue
        method, target = route.methods[0], path_of(route)
        for name in sorted(route.parameters - waiting):
            body = {"query": {"match_all": {}}} if method == "POST" else None
            what = f"{method} {target}?{name}={value}"
            fill(full)
            checked(full.call(method, f"{target}?{name}={value}", body), what)


@pytest.mark.parametrize(
    "name", ["%ff", "a%20b", "A", "..", "%2F", "_x", "-a", "%3Ca-%7Bnow%3E", "%F0%9F%90%A6", "*", "a,b,,", "x" * 300]
)
def test_names(full: Api, name: str) -> None:
    for route in ALL_ROUTES:
        if "{index}" in route.path or "{name}" in route.path or "{id}" in route.path:
            target = "/".join(
                name
                if part in ("{index}", "{name}", "{id}")
                else _PARTS.get(part[1:-1], "x")
                if part.startswith("{")
                else part
                for part in route.path.split("/")
            )
            # the health of an index that is missing is waited for
            target += "?timeout=1ms" if "/health" in target else ""
            for method in route.methods:
                fill(full)
                checked(full.call(method, target, {"a": 1} if method != "GET" else None), f"{method} {target}")
