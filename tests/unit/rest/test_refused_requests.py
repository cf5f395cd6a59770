"""Of a request that may not be carried out, what is wrong with it is told before: in Elasticsearch's order."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.security.authc.authentication import User
from findling.security.roles.parse import parse_role
from tests.reference.api import Answer, Api

Ask = Callable[..., Answer]
_GROUPS = [
    {"names": ["a*"], "privileges": ["read"], "query": '{"term": {"n": 1}}'},
    {"names": ["a*"], "privileges": ["create_index"]},
]


@pytest.fixture
def ann(tmp_path: Path) -> Iterator[Ask]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, security=True)) as node:
        assert node.security is not None
        node.security.roles.put(parse_role("some", {"indices": _GROUPS}))
        node.security.users.put(User("ann", ("some",)), "a-long-password", None)
        node.security.users.put(User("root", ("superuser",)), "a-long-password", None)
        api = Api(node)

        def ask(method: str, target: str, body: object = None, user: str = "ann", **headers: str) -> Answer:
            credentials = b64encode(f"{user}:a-long-password".encode()).decode()
            return api.call(method, target, body, {"authorization": f"Basic {credentials}", **headers})

        yield ask


@pytest.mark.parametrize(
    ("method", "target", "body", "kind"),
    [
        ("PUT", "/_security/role/x", {"nope": 1}, "parse_exception"),
        ("POST", "/_security/user/root/_has_privileges", {}, "parse_exception"),
        ("POST", "/_security/api_key", {"nope": 1}, "x_content_parse_exception"),
        ("POST", "/b/_search", {"nope": 1}, "parsing_exception"),
        ("POST", "/b/_search?size=-1", None, "illegal_argument_exception"),
        ("POST", "/_bulk", "", "parse_exception"),
        ("GET", "/_cluster/health?nope=1", None, "illegal_argument_exception"),
    ],
)
def test_what_is_wrong_comes_before_the_refusal(ann: Ask, method: str, target: str, body: object, kind: str) -> None:
    answer = ann(method, target, body)
    assert (answer.status, answer.body["error"]["type"]) == (400, kind)


def test_refused_otherwise_and_nothing_done(ann: Ask) -> None:
    assert ann("PUT", "/_security/role/x", {"cluster": ["all"]}).status == 403
    assert ann("GET", "/_security/role/x", user="root").status == 404
    assert ann("POST", "/_bulk", '{"index": {"_index": "b"}}\n{}\n').status == 403
    assert ann("HEAD", "/b", user="root").status == 404


def test_who_may_not_ask_for_another_is_told_last(ann: Ask) -> None:
    behalf = {"es-security-runas-user": "root"}
    assert ann("PATCH", "/b/_search", **behalf).status == 405
    assert ann("POST", "/b/_search?size=-1", **behalf).status == 400
    assert ann("GET", "/b/_search", **behalf).status == 403
    assert ann("GET", "/_security/_authenticate", **behalf).status == 403


def test_an_index_is_created_by_whoever_may_create_one_of_that_name(ann: Ask) -> None:
    assert ann("PUT", "/b-1").error[2] == (
        "action [indices:admin/create] is unauthorized for user [ann] with effective roles [some] on indices [b-1], "
        "this action is granted by the index privileges [create_index,manage,all]"
    )
    assert ann("PUT", "/a-1").status == 200


def test_privileges_over_the_same_names_are_one(ann: Ask) -> None:
    (group,) = ann("GET", "/_security/user/_privileges").body["indices"]
    assert group == {"names": ["a*"], "privileges": ["create_index", "read"], "allow_restricted_indices": False}


def test_browsers_ask_what_may_be_asked_without_credentials(ann: Ask) -> None:
    assert ann("OPTIONS", "/b/_search", authorization="").status == 200
    assert ann("OPTIONS", "/b/_search", {"size": 1}).error[1] == "status_exception"
    assert ann("OPTIONS", "/no/such/place", authorization="").status == 200


def test_what_is_left_out_need_not_be_allowed(ann: Ask) -> None:
    for name in ("a-1", "b-1"):
        assert ann("PUT", f"/{name}", user="root").status == 200
    assert ann("POST", "/a*,-b-1/_search").status == 200
    assert ann("POST", "/-b-1/_search").status == 403


def test_restricted_indices_matter_where_a_pattern_reaches_them(ann: Ask) -> None:
    def has(name: str) -> bool:
        group = {"names": [name], "privileges": ["write"], "allow_restricted_indices": True}
        asked = ann("POST", "/_security/user/_has_privileges", {"index": [group]}, user="root")
        return bool(asked.body["has_all_requested"])

    assert [has(name) for name in ("a-1", "a*", "*", ".security-7", ".s*", ".x*")] == [
        True,
        True,
        False,
        False,
        False,
        True,
    ]


def test_the_name_of_a_token_is_looked_at_first(ann: Ask) -> None:
    answer = ann("POST", "/_security/service/elastic/kibana/credential/token/_a")
    assert answer.error[:2] == (400, "action_request_validation_exception")
    assert ann("POST", "/_security/service/elastic/kibana/credential/token/a").status == 403


def test_a_request_that_names_no_index_finds_none(ann: Ask) -> None:
    for user in ("ann", "root"):
        answer = ann("POST", "/_search?allow_no_indices=false", user=user)
        assert answer.error == (404, "index_not_found_exception", "no such index [[]]")


def test_a_sort_key_that_is_empty(ann: Ask) -> None:
    answer = ann("POST", "/_security/_query/user", {"sort": [{}]}, user="root")
    assert answer.body["error"]["caused_by"]["type"] == "parsing_exception"
