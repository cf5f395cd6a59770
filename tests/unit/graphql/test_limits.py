"""What asks for too much is refused before anything is done."""

import time
from typing import Any

import pytest

from findling.base.errors import TaskCancelledError
from findling.graphql.request import Caller, GraphQLRequest, OnlyQueriesError
from findling.graphql.service import GraphQL
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines


@pytest.fixture(autouse=True)
def chain(api: Api) -> None:
    """An index whose documents lead to each other without an end."""
    relations = {"next": {"target": "links", "from": "to"}, "all": {"target": "links", "to": "to"}}
    properties = {"to": {"type": "keyword"}, "n": {"type": "integer"}}
    api.put("/links", {"mappings": {"_meta": {"graphql": {"relations": relations}}, "properties": properties}})
    api.post("/_bulk?refresh=true", bulk_lines("links", {"a": {"to": "b", "n": 1}, "b": {"to": "a", "n": 2}}))


def refusal(api: Api, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = api.post("/_graphql", {"query": query, "variables": variables or {}})
    assert (answer.status, "data" in answer.body) == (400, False), answer.text
    error: dict[str, Any] = answer.body["errors"][0]
    return error


def setting(api: Api, name: str, value: object) -> None:
    assert api.put("/_cluster/settings", {"transient": {f"graphql.{name}": value}}).status == 200


def nested(depth: int) -> str:
    return '{links_by_pk(_id: "a") ' + "{next " * depth + "{n}" + "}" * depth + "}"


def test_depth(api: Api) -> None:
    assert "errors" not in api.post("/_graphql", {"query": nested(13)}).body
    error = refusal(api, nested(14))
    assert error["message"] == "The operation has 16 levels, more than the 15 that are allowed."
    assert error["extensions"] == {"type": "graphql_limit_exception", "limit": "depth", "status": 400}
    setting(api, "max_depth", 16)
    assert "errors" not in api.post("/_graphql", {"query": nested(14)}).body


def test_depth_through_fragments(api: Api) -> None:
    fragments = " ".join(f"fragment F{n} on Links {{next {{...F{n + 1}}}}}" for n in range(20))
    error = refusal(api, '{links_by_pk(_id: "a") {...F0}} ' + fragments + " fragment F20 on Links {n}")
    assert error["message"] == "The operation has 22 levels, more than the 15 that are allowed."


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        ("{links(first: 1000) {nodes {n all(first: 99) {n}}}}", {}, 1 + 1000 * (1 + 1 + 1 + 99)),
        ("query ($n: Int) {links(first: $n) {nodes {n}}}", {"n": 60_000}, 1 + 60_000 * 2),
        ("query ($n: Int = 60000) {links(first: $n) {nodes {n}}}", {}, 1 + 60_000 * 2),
        ("query ($n: Int) {links(limit: $n) {...L}} fragment L on LinksConnection {nodes {n}}", {"n": 60_000}, 120_001),
        ("{links {nodes {all {all {all {all {n}}}}}}}", {}, None),
        ("{links_aggregate {terms(field: n, size: 60000) {key}}}", {}, 60_002),
    ],
)
def test_cost(api: Api, query: str, variables: dict[str, Any], cost: int | None) -> None:
    setting(api, "max_cost", 60_001)
    error = refusal(api, query, variables)
    assert error["extensions"]["limit"] == "cost"
    if cost is not None:
        assert error["message"] == f"The operation may cost up to {cost}, more than the 60001 that are allowed."


def test_fragments_that_grow_by_powers_are_weighed_at_once(api: Api) -> None:
    fragments = " ".join(
        f"fragment F{n} on Links {{a: next {{...F{n + 1}}} b: next {{...F{n + 1}}}}}" for n in range(12)
    )
    setting(api, "max_cost", 1000)
    started = time.thread_time()
    error = refusal(api, '{links_by_pk(_id: "a") {...F0}} ' + fragments + " fragment F12 on Links {n}")
    assert error["extensions"]["limit"] == "cost"
    assert time.thread_time() - started < 2


def test_tokens(api: Api) -> None:
    setting(api, "max_tokens", 20)
    assert "errors" not in api.post("/_graphql", {"query": "{links {nodes {n}}}"}).body
    error = refusal(api, "{links {nodes {" + "n " * 20 + "}}}")
    assert error["message"] == "Syntax Error: Document contains more than 20 tokens. Parsing aborted."
    assert refusal(api, "#" + "x" * 4000)["extensions"]["limit"] == "tokens"


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("{" + "links {nodes {n}} " * 200 + "}", "repeated fields"),
        ("{" + "...{links {nodes {n}}} " * 200 + "}", "repeated fields"),
        (
            "{" + " ".join(f"...F{n}" for n in range(60)) + "}"
            + " ".join(f"fragment F{n} on Query {{links {{nodes {{n}}}}}}" for n in range(60)),
            "fragments",
        ),
    ],
)  # fmt: skip
def test_what_takes_long_to_validate(api: Api, query: str, limit: str) -> None:
    assert refusal(api, query)["extensions"]["limit"] == limit


def test_introspection(api: Api) -> None:
    loop = "{__schema {types {fields {type {fields {type {fields {type {fields {name}}}}}}}}}}"
    assert refusal(api, loop)["message"] == "Maximum introspection depth exceeded"
    setting(api, "introspection", False)
    assert "introspection has been disabled" in refusal(api, "{__schema {types {name}}}")["message"]
    assert api.post("/_graphql", {"query": "{__typename}"}).body == {"data": {"__typename": "Query"}}


def test_time(api: Api) -> None:
    setting(api, "timeout", "0ms")
    body = api.post("/_graphql", {"query": "{links {nodes {n}}}"}).body
    assert body["data"] == {"links": None}
    assert body["errors"][0]["message"] == "the operation took longer than [0ms]"
    assert body["errors"][0]["extensions"] == {"type": "timeout_exception", "status": 408}


def test_a_client_that_left_is_not_worked_for(node: Node) -> None:
    def gone() -> None:
        raise TaskCancelledError("gone")

    result = node.kept(GraphQL).execute(GraphQLRequest("{links {nodes {n}}}"), Caller(gone))
    assert result.errors[0]["extensions"]["type"] == "task_cancelled_exception"


def test_where_there_may_be_queries_only(node: Node) -> None:
    with pytest.raises(OnlyQueriesError):
        node.kept(GraphQL).execute(
            GraphQLRequest("mutation {delete_links(_id: 1) {result}}"), Caller(only_queries=True)
        )


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("", None, "Syntax Error: Unexpected <EOF>."),
        ("{", None, "Syntax Error: Expected Name, found <EOF>."),
        ("fragment F on Links {n}", None, "Fragment 'F' is never used."),
        ("query a {__typename} query b {__typename}", None,
         "Must provide operation name if query contains multiple operations."),
        ("query a {__typename}", "b", "Unknown operation named 'b'."),
        ("{" * 3000, None, "Syntax Error: Expected Name, found '{'."),
        ("{links_by_pk {n}}", None,
         "Argument 'Query.links_by_pk(_id:)' of type 'ID!' is required, but it was not provided."),
    ],
)  # fmt: skip
def test_documents_that_are_wrong(api: Api, query: str, name: str | None, message: str) -> None:
    answer = api.post("/_graphql", {"query": query, "operationName": name})
    assert (answer.status, answer.body["errors"][0]["message"]) == (400, message)


def test_memory(api: Api) -> None:
    api.put("/links/_doc/big?refresh=true", {"text": "x" * 100_000})
    assert api.put("/_cluster/settings", {"transient": {"indices.breaker.request.limit": "400kb"}}).status == 200
    body = api.post("/_graphql", {"query": '{links(where: {_id: {_eq: "big"}}) {nodes {_id}}}'}).body
    assert body["data"] == {"links": None}
    assert body["errors"][0]["extensions"]["type"] == "circuit_breaking_exception"
    assert body["errors"][0]["extensions"]["status"] == 429
    assert "errors" not in api.post("/_graphql", {"query": '{links(where: {_id: {_eq: "a"}}) {nodes {_id}}}'}).body
