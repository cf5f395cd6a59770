"""Errors of queries between documents, as Elasticsearch words them."""

from typing import Any

import pytest

from tests.reference.api import Api

JOIN = {"j": {"type": "join", "relations": {"question": "answer"}}}
ALL: Any = {"match_all": {}}
SHARD = "query_shard_exception"
ARGUMENT = "illegal_argument_exception"
PARSING = "parsing_exception"


@pytest.mark.parametrize(
    ("query", "kind", "reason"),
    [
        ({"has_child": {"query": ALL}}, ARGUMENT, "[has_child] requires 'type' field"),
        ({"has_child": {"type": "answer"}}, ARGUMENT, "[has_child] requires 'query' field"),
        ({"has_child": {"type": None, "query": ALL}}, ARGUMENT, "[has_child] requires 'type' field"),
        ({"has_child": {"type": "answer", "query": []}}, ARGUMENT, "[has_child] requires 'query' field"),
        ({"has_child": {"type": "x", "query": ALL}}, SHARD, "[has_child] join field [j] doesn't hold [x] as a child"),
        (
            {"has_child": {"type": "answer", "query": ALL, "min_children": 0}},
            ARGUMENT,
            "[has_child] requires positive 'min_children' field",
        ),
        (
            {"has_child": {"type": "answer", "query": ALL, "min_children": 2, "max_children": 1}},
            ARGUMENT,
            "[has_child] 'max_children' is less than 'min_children'",
        ),
        (
            {"has_child": {"type": "answer", "query": ALL, "score_mode": "SUM"}},
            ARGUMENT,
            "No score mode for child query [SUM] found",
        ),
        ({"has_child": {"type": "answer", "query": ALL, "x": 1}}, PARSING, "[has_child] query does not support [x]"),
        ({"has_child": {"type": {}, "query": ALL}}, PARSING, "[has_child] query does not support [type]"),
        ({"has_parent": {"query": ALL}}, ARGUMENT, "[has_parent] requires 'parent_type' field"),
        ({"has_parent": {"parent_type": "question"}}, ARGUMENT, "[has_parent] requires 'query' field"),
        (
            {"has_parent": {"parent_type": "answer", "query": ALL}},
            SHARD,
            "[has_parent] join field [j] doesn't hold [answer] as a parent",
        ),
        ({"has_parent": {"type": "question", "query": ALL}}, PARSING, "[has_parent] query does not support [type]"),
        ({"parent_id": {"id": "1"}}, ARGUMENT, "[parent_id] requires 'type' field"),
        ({"parent_id": {"type": "answer"}}, ARGUMENT, "[parent_id] requires 'id' field"),
        ({"parent_id": {"type": "answer", "id": None}}, PARSING, "[parent_id] query does not support [id]"),
        ({"parent_id": {"type": "question", "id": "1"}}, SHARD, "[parent_id] no relation found for child [question]"),
    ],
)
def test_refused(api: Api, query: Any, kind: str, reason: str) -> None:
    assert api.put("/questions", {"mappings": {"properties": JOIN}}).status == 200
    assert _cause(api.post("/questions/_search", {"query": query})) == (400, kind, reason)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"has_child": {"type": "a", "query": ALL}}, "[has_child] no join field has been configured"),
        ({"has_parent": {"parent_type": "a", "query": ALL}}, "[has_parent] no join field has been configured"),
        ({"parent_id": {"type": "a", "id": "1"}}, "[parent_id] no join field found for index [plain]"),
    ],
)
def test_no_join_field(api: Api, query: Any, reason: str) -> None:
    assert api.put("/plain", {"mappings": {"properties": {"n": {"type": "long"}}}}).status == 200
    assert _cause(api.post("/plain/_search", {"query": query})) == (400, SHARD, reason)
    ((name, members),) = query.items()
    lenient = {name: {**members, "ignore_unmapped": True}}
    assert api.post("/plain/_search", {"query": lenient}).body["hits"]["hits"] == []


@pytest.mark.parametrize("name", ["has_child", "has_parent", "parent_id"])
def test_expensive_queries(api: Api, name: str) -> None:
    api.put("/questions", {"mappings": {"properties": JOIN}})
    setting = {"persistent": {"search.allow_expensive_queries": False}}
    assert api.put("/_cluster/settings", setting).status == 200
    body: Any = {"type": "answer", "id": "1"} if name == "parent_id" else {"query": ALL}
    if name != "parent_id":
        body |= {"type": "answer"} if name == "has_child" else {"parent_type": "question"}
    status, kind, reason = _cause(api.post("/questions/_search", {"query": {name: body}}))
    assert (status, kind) == (400, "exception")
    assert reason == "[joining] queries cannot be executed when 'search.allow_expensive_queries' is set to false."


def _cause(answer: Any) -> tuple[int, str, str]:
    root = answer.body["error"]["root_cause"][0]
    return answer.status, root["type"], root["reason"]


def test_as_written_and_rewritten(api: Api) -> None:
    api.put("/questions", {"mappings": {"properties": JOIN}})
    api.put("/questions/_doc/1?refresh=true", {"j": "question"})
    query = {"has_child": {"type": "answer", "query": ALL, "boost": 3}}
    told = api.post("/questions/_validate/query?explain=true", {"query": query}).body["explanations"][0]["explanation"]
    assert told == "(LateParsingQuery {joinField=j#question})^3.0"
    told = api.post("/questions/_validate/query?rewrite=true", {"query": query}).body["explanations"][0]["explanation"]
    assert told == "(GlobalOrdinalsQuery{joinField=j#question})^3.0"
