"""Mutations: one write, many, and what is wrong with them."""

from typing import Any

import pytest

from tests.reference.api import Api
from tests.unit.graphql.conftest import Ask

PROPERTIES = {
    "title": {"type": "text"},
    "likes": {"type": "integer"},
    "@on": {"type": "date"},
    "tags": {"type": "keyword", "meta": {"graphql": "list"}},
    "author": {"properties": {"name": {"type": "keyword"}}},
    "parts": {"type": "nested", "properties": {"no": {"type": "integer"}}},
}


@pytest.fixture(autouse=True)
def posts(api: Api) -> None:
    api.put("/posts", {"mappings": {"dynamic": "strict", "properties": PROPERTIES}})


def failure(api: Api, query: str, **variables: Any) -> dict[str, Any]:
    body = api.post("/_graphql", {"query": query, "variables": variables}).body
    error: dict[str, Any] = body["errors"][0]
    return error


def test_create_index_update_delete(ask: Ask, api: Api) -> None:
    document = {
        "title": "one", "_x40_on": "2024-01-02", "tags": ["a", "b"], "author": {"name": "Ada"}, "parts": [{"no": 1}],
    }  # fmt: skip
    query = """mutation ($document: PostsInput) {
        create_posts(_id: "1", document: $document) {_id _version _seq_no _primary_term result status
            node {title tags author {name} parts {no} _source}}
    }"""
    created = ask(query, document=document)["create_posts"]
    node = created.pop("node")
    assert created == {
        "_id": "1", "_version": 1, "_seq_no": 0, "_primary_term": 1, "result": "created", "status": 201,
    }  # fmt: skip
    assert (node["tags"], node["author"], node["parts"]) == (["a", "b"], {"name": "Ada"}, [{"no": 1}])
    assert node["_source"]["@on"] == "2024-01-02"
    update = (
        'mutation {update_posts(_id: "1", document: {likes: 3}, ifSeqNo: 0, ifPrimaryTerm: 1) {result node {likes}}}'
    )
    assert ask(update)["update_posts"] == {"result": "updated", "node": {"likes": 3}}
    assert ask('mutation {index_posts(_id: "1", source: {title: "two"}) {_version}}')["index_posts"] == {"_version": 3}
    assert api.get("/posts/_doc/1").body["_source"] == {"title": "two"}
    delete = 'mutation {delete_posts(_id: "1") {result node {title}} again: delete_posts(_id: "1") {result status}}'
    assert ask(delete) == {
        "delete_posts": {"result": "deleted", "node": None},
        "again": {"result": "not_found", "status": 404},
    }


def test_refresh_makes_a_write_searchable(ask: Ask) -> None:
    query = 'mutation {create_posts(source: {title: "seen"}, refresh: %s) {_id}}'
    ask(query % "FALSE")
    assert ask("{posts {totalCount {value}}}")["posts"]["totalCount"]["value"] == 0
    ask(query % "TRUE")
    assert ask("{posts {totalCount {value}}}")["posts"]["totalCount"]["value"] == 2


def test_many_writes(api: Api) -> None:
    query = """mutation ($operations: [PostsOperation!]!) {
        bulk_posts(operations: $operations, refresh: TRUE) {errors items {action _id result status}}
    }"""
    operations = [
        {"create": {"_id": "1", "document": {"likes": 1}}},
        {"index": {"_id": "2", "source": {"likes": "many"}}},
        {"update": {"_id": "1", "document": {"likes": 2}}},
        {"create": {"_id": "1", "document": {"likes": 1}}},
        {"delete": {"_id": "9"}},
    ]
    body = api.post("/_graphql", {"query": query, "variables": {"operations": operations}}).body
    assert body["data"]["bulk_posts"] == {
        "errors": True,
        "items": [
            {"action": "create", "_id": "1", "result": "created", "status": 201},
            None,
            {"action": "update", "_id": "1", "result": "updated", "status": 200},
            None,
            {"action": "delete", "_id": "9", "result": "not_found", "status": 404},
        ],
    }
    found = [(error["path"], error["extensions"]["type"], error["extensions"]["status"]) for error in body["errors"]]
    assert found == [
        (["bulk_posts", "items", 1], "document_parsing_exception", 400),
        (["bulk_posts", "items", 3], "version_conflict_engine_exception", 409),
    ]


def test_what_the_node_refuses_is_an_error_with_its_path_and_type(api: Api) -> None:
    error = failure(api, "mutation {a: create_posts(source: {no: 1}) {_id}}")
    assert error["path"] == ["a"]
    assert error["extensions"]["type"] == "strict_dynamic_mapping_exception"
    assert error["extensions"]["status"] == 400
    api.put("/posts/_doc/1", {})
    error = failure(api, 'mutation {update_posts(_id: "1", document: {likes: 1}, ifSeqNo: 7, ifPrimaryTerm: 1) {_id}}')
    assert (error["extensions"]["type"], error["extensions"]["status"]) == ("version_conflict_engine_exception", 409)
    error = failure(api, 'mutation {update_posts(_id: "absent", document: {likes: 1}) {_id}}')
    assert (error["extensions"]["type"], error["extensions"]["status"]) == ("document_missing_exception", 404)
    error = failure(api, 'mutation {index_posts(_id: "1", document: {}, ifSeqNo: 1) {_id}}')
    assert error["message"] == "Validation Failed: 1: ifSeqNo is set, but primary term is [0];"
    error = failure(api, 'mutation {index_posts(_id: "1") {_id}}')
    assert error["message"] == "one of [document] and [source] must be given"


def test_what_the_schema_refuses_is_not_carried_out(api: Api) -> None:
    for document in ('{likes: "one"}', "{likes: 4000000000}", "{no: 1}", "{tags: {}}", "[]"):
        answer = api.post("/_graphql", {"query": f"mutation {{create_posts(document: {document}) {{_id}}}}"})
        assert (answer.status, "data" in answer.body) == (400, False), answer.text


def test_writes_through_an_alias(api: Api, ask: Ask) -> None:
    api.put("/posts2", {"mappings": {"properties": {"title": {"type": "text"}}}})
    actions = [
        {"add": {"index": "posts", "alias": "all"}},
        {"add": {"index": "posts2", "alias": "all", "is_write_index": True}},
        {"add": {"index": "posts", "alias": "none"}},
        {"add": {"index": "posts2", "alias": "none"}},
    ]
    api.post("/_aliases", {"actions": actions})
    written = ask('mutation {create_all(_id: "1", document: {title: "x"}) {_index node {__typename title}}}')
    assert written["create_all"] == {"_index": "posts2", "node": {"__typename": "Posts2", "title": "x"}}
    fields = ask('{__type(name: "Mutation") {fields {name}}}')["__type"]["fields"]
    assert "create_none" not in {field["name"] for field in fields}
