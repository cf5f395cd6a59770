"""WebSockets with security on: who may open one, whose rights an operation has, and what ends it."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.graphql.pump import Patience
from findling.rest.graphql.socket import SocketLimits
from findling.rest.server import ServerThread
from findling.security.authc.authentication import User
from findling.security.roles.parse import parse_role
from findling.security.service import Security
from tests.reference.api import Api
from tests.unit.rest.graphql.test_sockets import Client, limit, opened

CHANGES = "subscription {docs_changes(after: -1) {id node {title}}}"
ROLES: dict[str, dict[str, Any]] = {
    "reader": {
        "cluster": ["manage_own_api_key"],
        "indices": [
            {
                "names": ["docs"],
                "privileges": ["read"],
                "field_security": {"grant": ["*"], "except": ["secret"]},
                "query": {"term": {"tenant": "a"}},
            }
        ],
    },
    "stranger": {"cluster": ["monitor"]},
}


def basic(name: str, password: str | None = None) -> str:
    return "Basic " + b64encode(f"{name}:{password or f'{name}-password'}".encode()).decode()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    log = tmp_path / "audit.json"
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=4, security=True, audit_log=log)
    with Node(config) as started:
        assert started.security is not None
        started.security.users.bootstrap("elastic-password")
        for name, body in ROLES.items():
            started.security.roles.put(parse_role(name, body))
            started.security.users.put(User(name, (name,)), f"{name}-password", None)
        yield started


@pytest.fixture
def security(node: Node) -> Security:
    assert node.security is not None
    return node.security


class Admin:
    """Writes as `elastic`."""

    def __init__(self, node: Node) -> None:
        self.api = Api(node)

    def call(self, method: str, path: str, body: Any) -> Any:
        answer = self.api.call(method, path, body, {"authorization": basic("elastic")})
        assert answer.status in (200, 201), answer
        return answer.body

    def write(self, doc_id: str, tenant: str, title: str = "t") -> None:
        document = {"tenant": tenant, "title": title, "secret": "hidden"}
        self.call("PUT", f"/docs/_doc/{doc_id}?refresh=true", document)


@pytest.fixture
def admin(node: Node) -> Admin:
    admin = Admin(node)
    properties = {name: {"type": "keyword"} for name in ("tenant", "title", "secret")}
    admin.call("PUT", "/docs", {"mappings": {"properties": properties}})
    return admin


@pytest.fixture
def server(node: Node, admin: Admin) -> Iterator[ServerThread]:
    with ServerThread(node) as started:
        limit(started, SocketLimits(patience=Patience(renewal_s=0.05)))
        yield started


def start(client: Client, authorization: str | None = None) -> None:
    client.say(type="connection_init", payload={"Authorization": authorization} if authorization else {})
    assert client.hear() == {"type": "connection_ack"}


def test_nobody_begins(server: ServerThread) -> None:
    with opened(server) as client:
        client.say(type="connection_init")
        assert client.closed_with() == (4403, "Forbidden")


def test_nothing_is_done_before_one_is_known(server: ServerThread) -> None:
    with opened(server) as client:
        client.subscribe("1", "{__typename}")
        assert client.closed_with() == (4401, "Unauthorized")


def test_wrong_credentials_open_nothing(server: ServerThread) -> None:
    for wrong in (basic("reader", "wrong"), basic("nobody"), "Bearer nonsense", "ApiKey YTpi"):
        with (
            pytest.raises(InvalidStatus) as refused,
            opened(server, additional_headers={"Authorization": wrong}),
        ):
            pass
        assert refused.value.response.status_code == 401
        assert "ApiKey" in refused.value.response.headers.get_all("www-authenticate")
        with opened(server) as client:
            client.say(type="connection_init", payload={"headers": {"authorization": wrong}})
            assert client.closed_with() == (4403, "Forbidden")


def test_the_first_message_counts_more_than_the_upgrade(server: ServerThread) -> None:
    with opened(server, additional_headers={"Authorization": basic("reader")}) as client:
        client.say(type="connection_init", payload={"Authorization": basic("reader", "wrong")})
        assert client.closed_with() == (4403, "Forbidden")


def test_documents_and_fields_that_are_hidden_are_no_events(server: ServerThread, admin: Admin) -> None:
    admin.write("1", "b")
    admin.write("2", "a", "first")
    with opened(server, additional_headers={"Authorization": basic("reader")}) as client:
        start(client)
        client.subscribe("1", CHANGES)
        admin.write("3", "b")
        admin.write("4", "a", "second")
        heard = [client.hear()["payload"]["data"]["docs_changes"] for _ in range(2)]
        assert heard == [{"id": "2", "node": {"title": "first"}}, {"id": "4", "node": {"title": "second"}}]
        client.subscribe("2", CHANGES.replace("title", "secret"))
        said = client.hear()
        assert (said["id"], said["type"]) == ("2", "error")
        assert "hidden" not in str(said)


def test_an_index_that_one_may_not_see_is_none(server: ServerThread) -> None:
    with opened(server, additional_headers={"Authorization": basic("stranger")}) as client:
        start(client)
        client.subscribe("1", CHANGES)
        said = client.hear()
        assert (said["id"], said["type"]) == ("1", "error")


def heard_after(client: Client, admin: Admin, doc_id: str) -> Any:
    """Returns what comes next once a document that the reader might see was written."""
    admin.write(doc_id, "a", doc_id)
    return client.hear()


def test_rights_that_are_taken_away_end_what_they_gave(server: ServerThread, admin: Admin, security: Security) -> None:
    with opened(server, additional_headers={"Authorization": basic("reader")}) as client:
        start(client)
        client.subscribe("1", CHANGES)
        assert heard_after(client, admin, "1")["type"] == "next"
        security.roles.put(parse_role("reader", {"cluster": ["monitor"]}))
        said = heard_after(client, admin, "2")
        assert (said["id"], said["type"]) == ("1", "error")
        assert said["payload"][0]["extensions"]["type"] == "security_exception"


def test_documents_that_a_role_hides_from_now_on_come_no_more(
    server: ServerThread, admin: Admin, security: Security
) -> None:
    with opened(server, additional_headers={"Authorization": basic("reader")}) as client:
        start(client)
        client.subscribe("1", CHANGES)
        assert heard_after(client, admin, "1")["payload"]["data"]["docs_changes"]["id"] == "1"
        group = {"names": ["docs"], "privileges": ["read"], "query": {"term": {"tenant": "b"}}}
        security.roles.put(parse_role("reader", {"indices": [group]}))
        admin.write("2", "a")
        admin.write("3", "b")
        assert client.hear()["payload"]["data"]["docs_changes"]["id"] == "3"


def test_whoever_may_not_come_in_any_more_is_closed(server: ServerThread, admin: Admin, security: Security) -> None:
    with opened(server, additional_headers={"Authorization": basic("reader")}) as client:
        start(client)
        client.subscribe("1", CHANGES)
        assert heard_after(client, admin, "1")["type"] == "next"
        security.users.set_enabled("reader", False, "elastic")
        assert client.closed_with() == (4403, "Forbidden")  # nothing has to happen for that


def test_keys_and_tokens_end_too(server: ServerThread, admin: Admin) -> None:
    key = admin.call("POST", "/_security/api_key", {"name": "k"})
    token = admin.call("POST", "/_security/oauth2/token", {"grant_type": "client_credentials"})["access_token"]
    for credentials, path, body in (
        (f"ApiKey {key['encoded']}", "/_security/api_key", {"ids": [key["id"]]}),
        (f"Bearer {token}", "/_security/oauth2/token", {"token": token}),
    ):
        with opened(server) as client:
            start(client, credentials)
            client.subscribe("1", CHANGES)
            assert heard_after(client, admin, path.rpartition("/")[2])["type"] == "next"
            admin.call("DELETE", path, body)
            with pytest.raises(ConnectionClosed) as closed:
                while True:  # what was written for an earlier one comes first
                    client.hear()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4403


def test_operations_are_audited(server: ServerThread, node: Node) -> None:
    assert node.config.audit_log is not None
    with opened(server, additional_headers={"Authorization": basic("reader")}) as client:
        start(client)
        client.subscribe("1", "{__typename}")
        assert client.hear()["type"] == "next"
    with opened(server) as client:
        client.say(type="connection_init")
        client.closed_with()
    text = node.config.audit_log.read_text()
    assert '"event.action":"access_granted"' in text
    assert '"event.action":"anonymous_access_denied"' in text
    assert "reader-password" not in text
