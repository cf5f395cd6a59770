"""Every route has its action, and nobody comes past the door."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.route import Route
from findling.rest.route_actions import FREE, actions_of
from findling.rest.routes import ALL_ROUTES
from findling.security.authc.authentication import User
from findling.security.privileges import cluster_privileges, index_privileges
from tests.reference.api import Api


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    data: Path = tmp_path_factory.mktemp("guard") / "data"
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2, security=True)) as node:
        assert node.security is not None
        node.security.users.put(User("nobody", ()), "nobody-password", None)
        yield Api(node)


def path_of(route: Route) -> str:
    return "/".join("x" if part.startswith("{") else part for part in route.path.split("/"))


@pytest.mark.parametrize("route", ALL_ROUTES, ids=lambda route: f"{route.methods[0]} {route.path}")
def test_every_route_has_an_action_that_some_privilege_grants(route: Route) -> None:
    for action in actions_of(route):
        of_cluster = cluster_privileges.is_cluster_action(action)
        granting = (cluster_privileges if of_cluster else index_privileges).privileges_granting(action)
        assert granting, action


def test_without_credentials_nothing_is_answered(api: Api) -> None:
    for route in ALL_ROUTES:
        if route.is_public:
            continue
        for method in route.methods:
            answer = api.call(method, path_of(route))
            assert answer.status == 401, (method, route.path, answer.status)
            if method != "HEAD":
                assert answer.body["error"]["type"] == "security_exception"
    assert api.call("GET", "/no/such/route/here").status == 401


def test_what_is_open_to_all() -> None:
    assert {route.path for route in ALL_ROUTES if route.is_public} == {
        "/_console",
        "/_console/assets/{file}",
        "/_console/surface",
        "/_identity",
        "/_identity/logo",
        "/_identity/token",
        "/_ready",
    }


def test_load_balancers_have_no_credentials(api: Api) -> None:
    answer = api.get("/_ready")
    assert (answer.status, answer.body) == (200, {"ready": True})


def test_without_privileges_nothing_is_done(api: Api) -> None:
    credentials = {"authorization": f"Basic {b64encode(b'nobody:nobody-password').decode()}"}
    state = api.node.cluster.state
    for route in ALL_ROUTES:
        if route.is_public or not FREE.isdisjoint(actions_of(route)):
            continue  # what one may do for oneself: the handler asks
        for method in route.methods:
            answer = api.call(method, path_of(route), headers=credentials)
            # what is wrong with a request itself is told before, as Elasticsearch does
            assert answer.status in (400, 403, 405), (method, route.path, answer.status, answer.text)
    assert api.node.cluster.state is state


def test_documents_that_may_not_be_written_have_ids_where_there_is_an_index(api: Api) -> None:
    basic = {"authorization": "Basic " + b64encode(b"nobody:nobody-password").decode()}
    assert api.node.security is not None
    api.node.security.users.put(User("root", ("superuser",)), "root-password", None)
    root = {"authorization": "Basic " + b64encode(b"root:root-password").decode()}
    assert api.call("PUT", "/there", headers=root).status == 200
    assert (
        api.call("PUT", "/_security/role/creator", {"indices": [{"names": ["x"], "privileges": ["all"]}]}, root).status
        == 200
    )
    api.node.security.users.put(User("nobody", ("creator",)), "nobody-password", None)
    writes = '{"index":{"_index":"there"}}\n{}\n{"index":{"_index":"nowhere"}}\n{}\n'
    lines = writes + '{"delete":{"_index":"there","_id":"1"}}\n'
    items = api.call("POST", "/_bulk", lines, basic).body["items"]
    api.node.security.users.put(User("nobody", ()), "nobody-password", None)
    outcomes = [outcome for item in items for outcome in item.values()]
    assert [outcome["status"] for outcome in outcomes] == [403, 403, 403]
    assert isinstance(outcomes[0]["_id"], str)
    assert [outcome["_id"] for outcome in outcomes[1:]] == [None, "1"]
