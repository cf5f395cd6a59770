"""Related documents, and how often the node is asked for them."""

import pytest

from findling.graphql.resolve.backend import Backend
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines
from tests.unit.graphql.conftest import Ask

TEXT = {"type": "text", "fields": {"keyword": {"type": "keyword"}}}
KEYWORD = {"type": "keyword"}
RELATIONS = {
    "users": {"posts": {"target": "posts", "to": "user_id"}},
    "posts": {
        "user": {"target": "users", "from": "user_id"},
        "tags": {"target": "tags", "from": "tag_ids", "many": True},
    },
    "tags": {"posts": {"target": "posts", "to": "tag_ids"}},
}
PROPERTIES = {
    "users": {"name": TEXT, "age": {"type": "integer"}},
    "posts": {"title": TEXT, "user_id": KEYWORD, "tag_ids": KEYWORD, "likes": {"type": "long"}},
    "tags": {"name": KEYWORD},
}


@pytest.fixture(autouse=True)
def blog(api: Api) -> None:
    for name, properties in PROPERTIES.items():
        meta = {"graphql": {"relations": RELATIONS[name]}}
        assert api.put(f"/{name}", {"mappings": {"_meta": meta, "properties": properties}}).status == 200
    users = {str(n): {"name": f"User {n}", "age": n % 7} for n in range(20)}
    posts = {
        str(n): {"title": f"post {n}", "user_id": str(n % 20), "tag_ids": ["1", "3"], "likes": n} for n in range(99)
    }
    tags = {str(n): {"name": f"tag {n}"} for n in range(4)}
    for name, documents in (("users", users), ("posts", posts), ("tags", tags)):
        api.post("/_bulk?refresh=true", bulk_lines(name, documents))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows with each call of the node."""
    made: list[int] = []
    begin = Backend._begin
    monkeypatch.setattr(Backend, "_begin", lambda backend: (made.append(1), begin(backend))[1])
    return made


def test_users_with_posts_with_their_users_and_an_aggregation_take_four_calls(ask: Ask, calls: list[int]) -> None:
    query = """query ($where: UsersWhere) {
        users(where: $where, sort: [{age: DESC}, {name: ASC}], first: 10) {
            nodes {_id age posts(first: 3) {title user {_id name}}}
        }
        users_aggregate(where: $where) {count terms(field: age) {key docCount avg(field: age)}}
    }"""
    data = ask(query, where={"age": {"_gte": 2}})
    assert len(calls) == 4
    users = data["users"]["nodes"]
    assert [user["age"] for user in users] == [6, 6, 5, 5, 5, 4, 4, 4, 3, 3]
    for user in users:
        assert [post["title"] for post in user["posts"]] == [f"post {int(user['_id']) + n}" for n in (0, 20, 40)]
        assert {post["user"]["name"] for post in user["posts"]} == {f"User {user['_id']}"}
    buckets = data["users_aggregate"]["terms"]
    assert [(one["key"], one["docCount"], one["avg"]) for one in buckets] == [
        (2, 3, 2.0), (3, 3, 3.0), (4, 3, 4.0), (5, 3, 5.0), (6, 2, 6.0),
    ]  # fmt: skip


def test_both_ways_through_an_array(ask: Ask, calls: list[int]) -> None:
    data = ask('{posts_by_pk(_id: "5") {tags {name posts(first: 2, sort: {likes: DESC}) {likes}}}}')
    assert data["posts_by_pk"]["tags"] == [
        {"name": "tag 1", "posts": [{"likes": 98}, {"likes": 97}]},
        {"name": "tag 3", "posts": [{"likes": 98}, {"likes": 97}]},
    ]
    assert len(calls) == 3


def test_lists_with_arguments(ask: Ask) -> None:
    query = """{
        users_by_pk(_id: "3") {
            liked: posts(where: {likes: {_gt: 40}}, sort: {likes: ASC}, first: 2, offset: 1) {likes}
            found: posts(query: "title:23") {likes}
            none: posts(first: 0) {likes}
        }
    }"""
    assert ask(query)["users_by_pk"] == {
        "liked": [{"likes": 63}, {"likes": 83}],
        "found": [{"likes": 23}],
        "none": [],
    }


def test_what_leads_nowhere(api: Api, ask: Ask) -> None:
    api.put("/posts/_doc/lost?refresh=true", {"title": "lost", "user_id": "nobody"})
    api.put("/posts/_doc/bare?refresh=true", {"title": "bare"})
    query = "{posts(where: {likes: {_exists: false}}) {nodes {_id user {_id} tags {_id}}}}"
    assert ask(query)["posts"]["nodes"] == [
        {"_id": "lost", "user": None, "tags": []},
        {"_id": "bare", "user": None, "tags": []},
    ]


def test_an_error_of_one_list_is_that_of_its_parents_only(api: Api) -> None:
    body = api.post(
        "/_graphql", {"query": "{users(first: 2) {nodes {_id posts(query: {no: {}}) {_id}}} tags {nodes {_id}}}"}
    ).body
    assert body["data"]["users"]["nodes"] == [{"_id": "0", "posts": None}, {"_id": "1", "posts": None}]
    assert len(body["data"]["tags"]["nodes"]) == 4
    assert [error["path"] for error in body["errors"]] == [["users", "nodes", n, "posts"] for n in (0, 1)]
    extensions = body["errors"][0]["extensions"]
    assert (extensions["type"], extensions["status"]) == ("x_content_parse_exception", 400)
    assert extensions["caused_by"]["reason"] == "unknown query [no]"


def test_a_relation_to_what_is_not_there_is_none(api: Api, node: Node) -> None:
    meta = {"graphql": {"relations": {"a": {"target": "absent"}, "b": {"target": "tags", "from": "absent"}, "c": 1}}}
    api.put("/odd", {"mappings": {"_meta": meta, "properties": {"name": KEYWORD}}})
    body = api.post("/_graphql", {"query": '{__type(name: "Odd") {fields {name}}}'}).body
    names = {field["name"] for field in body["data"]["__type"]["fields"]}
    assert {"a", "b", "c"}.isdisjoint(names)
    assert "name" in names


def test_relations_declared_beside_mappings(api: Api, ask: Ask) -> None:
    declared = {"index": "tags", "name": "fans", "target": "users", "from": "_id", "to": "_id", "many": False}
    assert api.put("/_graphql/relations", {"relations": [{**declared, "to": "_id"}]}).body == {"acknowledged": True}
    assert api.get("/_graphql/relations").body == {"relations": [declared]}
    assert ask('{tags_by_pk(_id: "3") {fans {name}}}')["tags_by_pk"] == {"fans": {"name": "User 3"}}
    assert api.delete("/_graphql/relations").status == 200
    assert api.get("/_graphql/relations").body == {"relations": []}
    assert api.post("/_graphql", {"query": "{tags {nodes {fans {name}}}}"}).status == 400


ONE = {"index": "a", "name": "b", "target": "c"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "[relations] must be a list of relations"),
        ({"relations": [], "more": 1}, "unknown member [more]"),
        ({"relations": [1]}, "a relation must be an object"),
        ({"relations": [{"name": "a"}]}, "[index] of a relation must be a text"),
        (
            {"relations": [{"index": "a", "name": "b", "target": "c", "many": 1}]},
            "[many] of a relation must be a boolean",
        ),
        ({"relations": [{"index": "a", "name": "b", "target": "c", "of": 1}]}, "unknown member [of] of a relation"),
        (
            {"relations": [{"index": "a", "name": "b", "target": "c"}] * 2},
            "the relation [b] of [a] is declared twice",
        ),
    ],
)
def test_declarations_that_are_wrong(api: Api, body: object, reason: str) -> None:
    assert api.put("/_graphql/relations", body).error == (400, "illegal_argument_exception", reason)
