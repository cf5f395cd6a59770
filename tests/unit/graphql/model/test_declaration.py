"""Declarations of schemas: what they mean, and the member that is named where one is wrong."""

from copy import deepcopy
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError
from findling.graphql.model.declaration import shown_name, source_name
from findling.graphql.model.parse_declaration import parse_declaration

RIGHT: dict[str, Any] = {
    "paths": ["/api"],
    "types": {
        "User": {"index": "users", "fields": {"id": "_id", "userName": {}}, "hidden": ["password"]},
        "Post": {"index": "posts", "relations": {"user": {"type": "User", "from": "user_id"}}},
    },
    "queries": {
        "users": {"type": "User", "sort": "userName"},
        "user": {"type": "User", "by": "id", "context": "me", "not_found": "No user {id}"},
    },
    "mutations": {
        "createPost": {"type": "Post", "action": "create", "required": ["title"], "set": {"userId": "me"}},
        "updatePost": {"type": "Post", "action": "update", "argument": "post", "input": "Params", "fields": ["title"]},
        "deletePost": {"type": "Post", "action": "delete", "not_found": "No post {id}"},
    },
    "context": {"me": {"header": "X-Token", "index": "tokens", "by": "_id", "value": "user_id"}},
}


def test_what_a_declaration_means() -> None:
    found = parse_declaration(RIGHT)
    user, post = found.types
    assert user.fields is not None
    assert [(one.name, one.path, one.is_id) for one in user.fields] == [
        ("id", "_id", True),
        ("userName", "user_name", False),
    ]
    assert post.fields is None
    assert (post.relations[0].own, post.relations[0].key, post.relations[0].many) == ("user_id", "_id", False)
    assert found.contexts[0].header == "x-token"
    assert found.mutations[0].given == (("userId", "me"),)
    assert {found: 1}[parse_declaration(deepcopy(RIGHT))] == 1
    assert not parse_declaration({}).types


def test_names() -> None:
    assert [source_name(name) for name in ("userId", "name", "aBC")] == ["user_id", "name", "a_b_c"]
    assert [shown_name(path) for path in ("user_id", "address.city_name", "@a")] == [
        "userId",
        "addressCityName",
        "_x40_a",
    ]


def test_hidden_are_objects_with_all_in_them_and_what_they_are_in() -> None:
    (user,) = parse_declaration({"types": {"U": {"index": "u", "hidden": ["a.b", "c"]}}}).types
    assert [user.hides(path) for path in ("a", "a.b", "a.b.d", "c", "c.x")] == [True] * 5
    assert not any(user.hides(path) for path in ("a.c", "a.bc", "cc"))


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("wrong", 1, "unknown member [wrong]"),
        ("paths", "/api", "[paths] must be a list of texts"),
        ("paths", ["/_search"], "[paths]: [/_search]"),
        ("paths", ["api"], "[paths]: [api]"),
        ("paths", ["/"], "[paths]: [/]"),
        ("paths", ["/API"], "[paths]: [/API]"),
        ("types", [], "[types] must be an object"),
        ("types.1a", {"index": "x"}, "[types.1a] is no name"),
        ("types.__A", {"index": "x"}, "[types.__A] is no name"),
        ("types.Query", {"index": "x"}, "[types.Query] is the name of another type"),
        ("types.User", 1, "[types.User] must be an object"),
        ("types.User.index", None, "[types.User.index] must be a text"),
        ("types.User.colour", 1, "unknown member [types.User.colour]"),
        ("types.User.fields.a", 1, "[types.User.fields.a] must be the name of a field of documents, or an object"),
        ("types.User.fields.a", {"type": "Int"}, "[types.User.fields.a.type] must be one of ['ID']"),
        ("types.User.fields.a", "password", "[types.User.fields.a] is a field that is hidden"),
        ("types.User.hidden", "a", "[types.User.hidden] must be a list of texts"),
        ("types.Post.relations.user.type", "No", "[types.Post.relations.user.type] must be a declared type, not [No]"),
        ("types.Post.relations.user.limit", 0, "[types.Post.relations.user.limit] must be a number from 1 to 10000"),
        ("types.Post.relations.user.many", "x", "[types.Post.relations.user.many] must be a boolean"),
        ("queries.users.type", "No", "[queries.users.type] must be a declared type"),
        ("queries.users.not_found", "x", "unknown member [queries.users.not_found]"),
        ("queries.user.sort", "x", "unknown member [queries.user.sort]"),
        ("queries.user.context", "no", "[queries.user.context] must be a declared context, not [no]"),
        ("queries.user.not_found", "No {name}", "[queries.user.not_found] has [{name}], which is no argument"),
        ("mutations.createPost.action", "make", "[mutations.createPost.action] must be one of"),
        ("mutations.createPost.fields", [], "unknown member [mutations.createPost.fields]"),
        ("mutations.createPost.set.userId", "no", "[mutations.createPost.set.userId] must be a declared context"),
        ("mutations.createPost.optional", ["title"], "[mutations.createPost] names the field [title] twice"),
        ("mutations.createPost.refresh", "soon", "[mutations.createPost.refresh] must be one of"),
        ("mutations.updatePost.fields", [], "[mutations.updatePost.fields] must name a field"),
        ("mutations.updatePost.input", "User", "[mutations.updatePost.input] is the name of another type, [User]"),
        ("mutations.updatePost.argument", "a b", "[mutations.updatePost.argument] is no name"),
        ("mutations.updatePost.argument", "id", "[mutations.updatePost.argument] must not be [id]"),
        ("context.me.header", "", "[context.me.header] must be a text"),
        ("context.me.by", None, "[context.me.by] must be a text"),
    ],
)
def test_what_is_wrong(place: str, value: Any, said: str) -> None:
    body = deepcopy(RIGHT)
    *above, last = place.split(".")
    holder = body
    for name in above:
        holder = holder[name]
    holder[last] = value
    with pytest.raises(IllegalArgumentError) as caught:
        parse_declaration(body)
    assert said in caught.value.reason


def test_no_object() -> None:
    with pytest.raises(IllegalArgumentError, match="a declaration must be an object"):
        parse_declaration([])
