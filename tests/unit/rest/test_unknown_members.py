"""Every route, asked with a parameter and with a body that it does not know: it says so, and does nothing."""

import re

import pytest

from findling.rest.route import Route
from findling.rest.routes import SERVED
from tests.reference.api import Answer, Api

PLACES = {"index": "a", "target": "a", "id": "1", "block": "write", "type": "_doc", "metric": "_all"}
# a document may have any member; a validation says what is wrong with a query, as its answer
FREE = re.compile(r"/\{index\}/(_doc|_create|\{type\})(/\{id\}(/_create)?)?$|.*/_validate/query$")
# OPA passes over what it does not know
_PAGES = ("/_policy", "/_identity", "/_console")
"""What others' protocols, and pages that come back from a log-in, add to the query string is not looked at."""
OWN = [route for route in SERVED if route.is_checked or not route.path.startswith(_PAGES)]
METHODS = [(method, route) for route in OWN for method in route.methods if method != "HEAD"]


def target_of(api: Api, route: Route) -> str:
    places = {**PLACES, "task_id": f"{api.node.id}:1"}
    return re.sub(r"\{(\w+)\}", lambda found: places.get(found[1], "x"), route.path)


@pytest.fixture
def shop(api: Api) -> Api:
    api.put("/a/_doc/1?refresh=true", {"n": 1})
    return api


def told_first(api: Api, answer: Answer, method: str, target: str, body: object = None) -> None:
    """Checks that an answer tells what is wrong with the rest of a request, as Elasticsearch tells it first."""
    alone = api.call(method, target, body)
    assert alone.status == 400, (method, target)
    assert alone.error == answer.error, (method, target)


def test_unknown_parameters(shop: Api) -> None:
    for method, route in METHODS:
        answer = shop.call(method, f"{target_of(shop, route)}?junk_parameter=1")
        assert answer.status == 400, (method, route.path)
        if "unrecognized parameter: [junk_parameter]" not in answer.text:
            told_first(shop, answer, method, target_of(shop, route))


def test_unknown_members_of_bodies(shop: Api) -> None:
    for method, route in METHODS:
        if method in ("POST", "PUT") and not route.typed and not route.ndjson and not FREE.match(route.path):
            shop.put("/a", {})
            answer = shop.call(method, target_of(shop, route), {"junk_member": {"x": 1}})
            assert answer.status >= 400, (method, route.path, answer.text)
    assert list(shop.node.cluster.state.indices) == ["a"]


def test_bodies_that_nobody_reads(shop: Api) -> None:
    for target in ("/a/_refresh", "/a/_close", "/_flush", "/_forcemerge", "/a/_search_shards", "/_tasks/_cancel"):
        reason = f"request [POST {target}] does not support having a body"
        assert shop.post(target, {"n": 1}).error == (400, "illegal_argument_exception", reason)
    assert not shop.node.cluster.state.indices["a"].closed


def test_no_route_is_given_a_body_that_its_handler_never_reads(shop: Api) -> None:
    """GET, HEAD and DELETE, and whatever else says that it takes none."""
    bodiless = [(method, route) for method, route in METHODS if not route.takes_body and route.is_checked]
    assert len(bodiless) > 200
    for method, route in bodiless:
        target = target_of(shop, route)
        reason = f"request [{method} {target}] does not support having a body"
        answer = shop.call(method, target, {"n": 1})
        if answer.error != (400, "illegal_argument_exception", reason):
            told_first(shop, answer, method, target)
    assert shop.get("/a/_doc/1").body["_version"] == 1


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/a/_search", {"query": {"term": {"n": {"value": 1, "junk": 2}}}}),
        ("/a/_search", {"aggs": {"s": {"sum": {"field": "n", "junk": 2}}}}),
        ("/a/_search", {"_source": {"junk": 1}}),
        ("/a/_count", {"query": {"match_all": {"junk": 1}}}),
        ("/a/_delete_by_query", {"query": {"match_all": {"junk": 1}}}),
        ("/a/_delete_by_query", {"query": {"match_all": {}}, "slice": {"id": 0, "max": 2, "junk": 1}}),
        ("/a/_update_by_query", {"query": {"match_all": {"junk": 1}}}),
        ("/_reindex", {"source": {"index": "a", "junk": {}}, "dest": {"index": "b"}}),
        ("/_reindex", {"source": {"index": "a"}, "dest": {"index": "b", "junk": 1}}),
        ("/_aliases", {"actions": [{"add": {"index": "a", "alias": "b", "junk": 1}}]}),
        ("/_mget", {"docs": [{"_index": "a", "_id": "1", "junk": 1}]}),
        ("/a/_update/1", {"doc": {}, "_source": {"junk": 1}}),
        ("/_index_template/t", {"index_patterns": ["t*"], "template": {"junk": {}}}),
        ("/_component_template/t", {"template": {"junk": {}}}),
        ("/_analyze", {"text": "a", "tokenizer": "standard", "filter": [{"type": "nothing"}]}),
        ("/a/_clone/b", {"settings": {"junk": 1}}),
        ("/_cluster/reroute", {"commands": [{"junk": {}}]}),
        ("/_cluster/reroute", {"commands": [], "junk": 1}),
        ("/_cluster/reroute", {"commands": [{"cancel": {"index": "a", "shard": 0, "node": "_local", "junk": 1}}]}),
        ("/a/_pit?keep_alive=1m", {"junk": 1}),
        ("/a/_pit?keep_alive=1m", {"index_filter": {"match_all": {}}}),
    ],
)
def test_unknown_members_further_in(shop: Api, target: str, body: dict[str, object]) -> None:
    method = "PUT" if "_template" in target else "POST"
    answer = shop.call(method, target, body)
    assert answer.status == 400, answer.text
    assert shop.get("/a/_doc/1").body["_version"] == 1
