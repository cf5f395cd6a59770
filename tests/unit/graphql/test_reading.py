"""Documents by id and in pages."""

from typing import Any

import pytest

from tests.reference.api import Api, bulk_lines
from tests.unit.graphql.conftest import Ask

PROPERTIES = {
    "name": {"type": "text"},
    "age": {"type": "integer"},
    "@timestamp": {"type": "date"},
    "address": {"properties": {"city": {"type": "keyword"}}},
}


@pytest.fixture(autouse=True)
def users(api: Api) -> None:
    api.put("/users", {"mappings": {"properties": PROPERTIES}})
    documents = {
        str(n): {"name": f"user {n}", "age": n, "@timestamp": 1700000000000, "address": {"city": "Bonn"}}
        for n in range(5)
    }
    api.post("/_bulk?refresh=true", bulk_lines("users", documents))


def test_a_document_by_its_id(ask: Ask) -> None:
    data = ask('{users_by_pk(_id: "3") {_id _seq_no name age _x40_timestamp address {city}}}')
    assert data["users_by_pk"] == {
        "_id": "3",
        "_seq_no": 3,
        "name": "user 3",
        "age": 3,
        "_x40_timestamp": "2023-11-14T22:13:20.000Z",
        "address": {"city": "Bonn"},
    }
    assert ask('{users_by_pk(_id: "9") {_id}}') == {"users_by_pk": None}


def test_pages_follow_each_other(ask: Ask) -> None:
    query = """query ($after: String) {
        users(first: 2, after: $after) {nodes {age} totalCount {value relation} pageInfo {hasNextPage endCursor}}
    }"""
    ages, after, more = [], None, True
    while more:
        page = ask(query, after=after)["users"]
        ages.append([node["age"] for node in page["nodes"]])
        assert page["totalCount"] == {"value": 5, "relation": "eq"}
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert ages == [[0, 1], [2, 3], [4]]


def test_pages_over_shards_leave_nothing_out(api: Api, ask: Ask) -> None:
    """Documents of different shards have the same sequence numbers, and here the same age."""
    api.put("/many", {"settings": {"number_of_shards": 5}, "mappings": {"properties": {"age": {"type": "integer"}}}})
    api.post("/_bulk?refresh=true", bulk_lines("many", {str(n): {"age": n % 2} for n in range(40)}))
    query = """query ($after: String, $first: Int) {
        many(sort: {age: DESC}, first: $first, after: $after) {
            edges {cursor node {_id age}} pageInfo {hasNextPage hasPreviousPage startCursor endCursor}
        }
    }"""
    for first in (1, 3, 7):
        found: list[dict[str, Any]] = []
        after = None
        while True:
            page = ask(query, after=after, first=first)["many"]
            found += [edge["node"] for edge in page["edges"]]
            assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
            assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        assert [node["age"] for node in found] == [1] * 20 + [0] * 20
        assert sorted(int(node["_id"]) for node in found) == list(range(40))
    offset = ask("{many(sort: {age: ASC}, offset: 38, limit: 5) {nodes {age} pageInfo {hasPreviousPage hasNextPage}}}")
    info = {"hasPreviousPage": True, "hasNextPage": False}
    assert offset["many"] == {"nodes": [{"age": 1}, {"age": 1}], "pageInfo": info}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("first: 1, limit: 1", "[first] and [limit] mean the same: only one of them may be given"),
        ("first: -1", "[first], [limit] and [offset] must not be negative"),
        ('after: "x"', "[after] is no cursor of this search"),
        ('after: "WzFd"', "[after] is no cursor of this search"),
        ('after: "W1sxLjAsMV1d", offset: 1', "[after] and [offset] cannot be used together"),
    ],
)
def test_arguments_of_pages_that_are_wrong(api: Api, arguments: str, message: str) -> None:
    error = api.post("/_graphql", {"query": f"{{users({arguments}) {{nodes {{_id}}}}}}"}).body["errors"][0]
    assert error == {
        "message": message,
        "locations": [{"line": 1, "column": 2}],
        "path": ["users"],
        "extensions": {"type": "illegal_argument_exception", "status": 400},
    }


def test_orders_highlights_and_groups(ask: Ask) -> None:
    query = """{
        users(where: {name: {_match: "user"}}, sort: [{age: DESC}, {_score: DESC}], first: 1) {
            edges {score sort highlight node {age}} maxScore
        }
        marked: users(query: "name:3", highlight: {fields: ["name"], preTags: ["<b>"], postTags: ["</b>"]}) {
            edges {highlight}
        }
        grouped: users(collapse: address__city) {nodes {address {city}}}
    }"""
    data = ask(query)
    edge = data["users"]["edges"][0]
    assert (edge["node"]["age"], edge["sort"][0], edge["highlight"]) == (4, 4, {"name": ["<em>user</em> 4"]})
    assert data["marked"]["edges"] == [{"highlight": {"name": ["user <b>3</b>"]}}]
    assert data["grouped"]["nodes"] == [{"address": {"city": "Bonn"}}]
