"""The trie of path segments."""

import pytest

from findling.base.errors import IllegalArgumentError
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route, route
from findling.rest.router import Router
from findling.rest.routes import ALL_ROUTES


def handler(node: Node, request: Request) -> Response:
    return Response({})


def router(*routes: tuple[str, str]) -> Router:
    made: list[Route] = []
    for methods, path in routes:
        made += route(methods, path, handler)
    return Router(made)


@pytest.fixture
def small() -> Router:
    return router(
        ("GET", "/"), ("GET PUT", "/{index}"), ("GET POST", "/{index}/_search"), ("GET", "/_search"),
        ("GET DELETE", "/{index}/_doc/{id}"), ("GET", "/{index}/{type}/{id}"), ("HEAD", "/_alias/{name}"),
        ("GET", "/_cat/{name}/x"), ("GET", "/_cat/indices"),
    )  # fmt: skip


def test_head_is_answered_where_elasticsearch_has_it_and_by_what_it_has_not() -> None:
    found = router(("GET HEAD", "/"), ("GET", "/_tasks"), ("GET", "/_policy/x"))
    for path, answered in (("/", True), ("/_tasks", False), ("/_policy/x", True)):
        match = found.find("HEAD", path)
        assert match is not None
        assert (match.route is not None) is answered


@pytest.mark.parametrize(
    ("method", "path", "route_path", "values"),
    [
        ("GET", "/", "/", {}),
        ("GET", "/store", "/{index}", {"index": "store"}),
        ("GET", "/_all", "/{index}", {"index": "_all"}),
        ("GET", "/_search/", "/_search", {}),
        ("POST", "/a,b/_search", "/{index}/_search", {"index": "a,b"}),
        ("GET", "/a/_doc/x%2Fy", "/{index}/_doc/{id}", {"index": "a", "id": "x/y"}),
        ("GET", "/a/_doc/_search", "/{index}/_doc/{id}", {"index": "a", "id": "_search"}),
        ("GET", "/%3Clogs-%7Bnow%2Fd%7D%3E/_search", "/{index}/_search", {"index": "<logs-{now/d}>"}),
        ("GET", "/a/mobile/1", "/{index}/{type}/{id}", {"index": "a", "type": "mobile", "id": "1"}),
        ("HEAD", "/_alias/x", "/_alias/{name}", {"name": "x"}),
        ("GET", "/_cat/indices/x", "/_cat/{name}/x", {"name": "indices"}),
    ],
)
def test_found(small: Router, method: str, path: str, route_path: str, values: dict[str, str]) -> None:
    match = small.find(method, path)
    assert match is not None
    assert match.route is not None
    assert (match.route.path, match.parameters) == (route_path, values)


@pytest.mark.parametrize("path", ["/a/b", "/_a/b", "/a/_nope/c", "/a/b/c/d", "/_x/_doc/1/2"])
def test_nothing_there(small: Router, path: str) -> None:
    assert small.find("GET", path) is None


@pytest.mark.parametrize("path", ["/_nope", "/_nope/_doc/1"])
def test_a_name_that_no_index_can_have_comes_last(small: Router, path: str) -> None:
    match = small.find("GET", path)
    assert match is not None
    assert match.parameters["index"] == "_nope"


def test_other_methods_are_named(small: Router) -> None:
    match = small.find("DELETE", "/store/_search")
    assert match is not None
    assert match.route is None
    assert match.allowed == {"GET", "POST"}


def test_a_segment_must_be_utf8(small: Router) -> None:
    with pytest.raises(IllegalArgumentError):
        small.find("GET", "/%ff")


def test_a_route_is_added_once(small: Router) -> None:
    with pytest.raises(ValueError, match="two routes for PUT"):
        small.add(route("PUT", "/{index}", handler)[0])


def test_the_whole_table_is_consistent() -> None:
    table = Router(ALL_ROUTES)
    for entry in ALL_ROUTES:
        sample = "/".join("x" if part.startswith("{") else part for part in entry.path.split("/"))
        for method in entry.methods:
            match = table.find(method, sample)
            assert match is not None
            assert match.route is not None, f"{method} {sample}"
