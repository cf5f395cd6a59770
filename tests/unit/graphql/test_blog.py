"""examples/blog: a declared schema with names of its own, from its page's requests to what must not be."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.reference.api import Api

BLOG = Path(__file__).parents[3] / "examples" / "blog"
LOGGED_IN = {"authorization": "Bearer token-of-ada"}
Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def blog(api: Api) -> None:
    for name, index in json.loads((BLOG / "indices.json").read_text()).items():
        assert api.put(f"/{name}", index).status == 200
    assert not api.post("/_bulk?refresh=true", (BLOG / "data.ndjson").read_text()).body["errors"]
    answer = api.put("/_graphql/schema", json.loads((BLOG / "schema.json").read_text()))
    assert (answer.status, answer.body) == (200, {"acknowledged": True}), answer.text


@pytest.fixture
def send(api: Api) -> Send:
    def send(query: str, headers: dict[str, str] | None = None, path: str = "/api", **variables: Any) -> Any:
        body = {"query": query, "variables": variables}
        return api.call("POST", path, body, {"accept": "application/json", **(headers or {})}).body

    return send


def test_the_page(send: Send) -> None:
    blocks = re.findall(r"```(graphql|json)\n(.*?)```", (BLOG / "README.md").read_text(), re.DOTALL)
    done = 0
    for place, (kind, text) in enumerate(blocks):
        if kind != "graphql":
            continue
        given = [json.loads(inner) for _, inner in blocks[place + 1 : place + 3]] if "$" in text else []
        wanted = given[1] if given else json.loads(blocks[place + 1][1])
        answer = send(text, **(given[0] if given else {}))
        assert answer["data"] == wanted["data"], (text, answer)
        assert [error["message"] for error in answer.get("errors", ())] == [*filter(None, [wanted.get("message")])]
        done += 1
    assert done == 8


def test_lists_and_one_post_with_what_is_around_it(send: Send) -> None:
    assert send("{accountsUsers {id name email}}")["data"]["accountsUsers"] == [
        {"id": "1", "name": "Ada", "email": "ada@example.com"},
        {"id": "2", "name": "Konrad", "email": "konrad@example.com"},
    ]
    post = send('{blogPost(id: "2") {title accountsUserId user {name posts {id}}}}')["data"]["blogPost"]
    assert post == {"title": "Plans", "accountsUserId": "2", "user": {"name": "Konrad", "posts": [{"id": "2"}]}}
    assert send("{accountsUsers(first: 1, offset: 1) {name}}")["data"] == {"accountsUsers": [{"name": "Konrad"}]}


def test_what_is_not_there(send: Send) -> None:
    answer = send("{blogPost(id: 9) {id}}")
    assert answer["data"] == {"blogPost": None}
    (error,) = answer["errors"]
    assert (error["message"], error["path"]) == ("Post id 9 not found", ["blogPost"])
    assert error["extensions"] == {"type": "not_found", "status": 404}
    answer = send('mutation {updatePost(id: 9, post: {title: "x"}) {id}}')
    assert answer["errors"][0]["message"] == "Post id 9 not found"


def test_required_arguments(send: Send) -> None:
    for wrong in (
        'mutation {createPost(title: "x", body: "y") {id}}',
        'mutation {createPost(title: null, body: "y", accountsUserId: 1) {id}}',
        "{accountsUser {id}}",
        'mutation {updatePost(id: 1, post: {words: "x"}) {id}}',
    ):
        assert "data" not in send(wrong)


def test_an_update_changes_what_it_names(send: Send) -> None:
    answer = send("mutation {updatePost(id: 1, post: {body: null, accountsUserId: 2}) {title body user {name}}}")
    assert answer["data"]["updatePost"] == {"title": "Engines", "body": None, "user": {"name": "Konrad"}}
    assert send("mutation {updatePost(id: 1) {title}}")["data"]["updatePost"] == {"title": "Engines"}


def test_a_password_is_written_and_never_read(api: Api, send: Send) -> None:
    made = send('mutation {createUser(name: "Eve", email: "eve@example.com", password: "p") {id name}}')["data"]
    assert made["createUser"]["name"] == "Eve"
    assert api.get(f"/accounts_users/_doc/{made['createUser']['id']}").body["_source"]["password"] == "p"
    assert "Cannot query field 'password'" in send("{accountsUsers {password}}")["errors"][0]["message"]
    fields = send('{__type(name: "AccountsUser") {fields {name}}}')["data"]["__type"]["fields"]
    assert [one["name"] for one in fields] == ["id", "name", "email", "posts"]


def test_a_token_says_who_asks(send: Send) -> None:
    assert send("{currentUser {name}}", LOGGED_IN)["data"] == {"currentUser": {"name": "Ada"}}
    written = send('mutation {writePost(title: "Mine") {title user {name}}}', LOGGED_IN)
    assert written["data"]["writePost"] == {"title": "Mine", "user": {"name": "Ada"}}
    for headers in (
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": "token-of-ada"},
        {"authorization": "Bearer "},
    ):
        (error,) = send("{currentUser {name}}", headers)["errors"]
        assert error["message"] == "Log in first."
        assert error["extensions"]["status"] == 401


def test_the_paths(api: Api, send: Send) -> None:
    for path in ("/api", "/api/", "/api/graphiql", "/_graphql/declared"):
        assert send("{__typename}", path=path) == {"data": {"__typename": "Query"}}
        assert api.get(f"{path}?query=%7BblogPosts%7Bid%7D%7D").body["data"]["blogPosts"]
        page = api.get(path, accept="text/html")
        assert page.headers["content-type"].startswith("text/html")
        assert path in page.text
    assert api.get("/api/_search").status == 404
    assert send("{blogPosts {nodes {_id}}}", path="/_graphql")["errors"]  # the generated schema has other names
    assert send("{blog_posts {nodes {_id}}}", path="/_graphql")["data"]


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/api", None),
        ("/api/_doc/1", {"a": 1}),
        ("/other", {"aliases": {"api": {}}}),
        ("/blog_posts/_alias/api", None),
        ("/_index_template/t", {"index_patterns": ["api"]}),
        ("/_index_template/t", {"index_patterns": ["x-*"], "template": {"aliases": {"api": {}}}}),
        ("/_component_template/t", {"template": {"aliases": {"api": {}}}}),
        ("/_template/t", {"index_patterns": ["api"]}),
    ],
)
def test_names_that_a_path_has(api: Api, target: str, body: Any) -> None:
    if target == "/api":
        assert api.put("/api").error[:2] == (400, "invalid_index_name_exception")
        api.delete("/_graphql/schema")
        assert api.put("/api").status == 200
        answer = api.put("/_graphql/schema", json.loads((BLOG / "schema.json").read_text()))
        assert (answer.status, answer.body["error"]["type"]) == (400, "illegal_argument_exception")
        assert "[api] is an index, alias or template" in answer.body["error"]["reason"]
        return
    answer = api.put(target, body)
    assert (answer.status, answer.body["error"]["type"]) == (400, "invalid_index_name_exception"), answer.text
    assert "GraphQL is served at [/api]" in answer.body["error"]["reason"]
    api.delete("/_graphql/schema")
    assert api.put(target, body).status < 300


def test_names_that_writes_would_make(api: Api) -> None:
    answer = api.post("/_bulk", '{"index": {"_index": "api"}}\n{"a": 1}\n{"index": {"_index": "sessions"}}\n{}\n').body
    assert [one["index"]["status"] for one in answer["items"]] == [400, 201]


def test_shown_and_removed(api: Api) -> None:
    assert api.get("/_graphql/schema").body == json.loads((BLOG / "schema.json").read_text())
    assert api.delete("/_graphql/schema").status == 200
    for method, path in (("GET", "/_graphql/schema"), ("DELETE", "/_graphql/schema"), ("POST", "/_graphql/declared")):
        assert api.call(method, path, {"query": "{__typename}"} if method == "POST" else None).status == 404
    assert api.post("/api", {"query": "{__typename}"}).status == 405


def test_what_mappings_no_longer_have_is_left_out(api: Api, send: Send) -> None:
    api.delete("/accounts_users")
    assert send("{blogPosts {title}}")["data"]
    for gone in ("{accountsUsers {id}}", "{blogPosts {user {id}}}"):
        assert "Cannot query field" in send(gone)["errors"][0]["message"]
