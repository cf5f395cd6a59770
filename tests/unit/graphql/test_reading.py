"""Documents by id and in pages."""

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
