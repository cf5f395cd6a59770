"""The audit log: each of its events, from a real request; its files; and what never stands in it."""

import http.client
import json
import stat
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.server import ServerThread
from findling.security.audit import AuditLog
from findling.security.authc.authentication import User
from findling.security.roles.parse import parse_role

PASSWORD = "a-secret-that-is-not-told"


class Audited:
    """A server with an audit log."""

    def __init__(self, server: ServerThread, log: Path) -> None:
        self.address = server.url.rpartition("/")[2]
        self.log = log

    def ask(
        self, who: str | None, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        sent = {"Content-Type": "application/json", **(headers or {})}
        if who is not None and " " in who:
            sent["Authorization"] = who
        elif who is not None:
            sent["Authorization"] = "Basic " + b64encode(f"{who}:{PASSWORD}".encode()).decode()
        connection = http.client.HTTPConnection(self.address, timeout=20)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), sent)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"{}")
        finally:
            connection.close()

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        found = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [event for event in found if kind is None or event["event.type"] == kind]

    def last(self) -> dict[str, Any]:
        return self.events()[-1]


@contextmanager
def audited(directory: Path, **options: Any) -> Iterator[Audited]:
    log = directory / "audit.json"
    config = NodeConfig(
        data=directory / "data", sync=False, background=False, threads=2, security=True, audit_log=log, **options
    )
    with Node(config) as node:
        assert node.security is not None
        node.security.users.bootstrap(PASSWORD)
        for name, body in (("watcher", {"cluster": ["monitor"]}), ("deputy", {"run_as": ["watcher"]})):
            node.security.roles.put(parse_role(name, body))
            node.security.users.put(User(name, (name,)), PASSWORD, None)
        with ServerThread(node) as server:
            yield Audited(server, log)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    with audited(tmp_path_factory.mktemp("audited")) as server:
        yield server


def test_who_is_let_in(server: Audited) -> None:
    assert server.ask("watcher", "GET", "/_cluster/health")[0] == 200
    event = server.last()
    assert event.pop("timestamp")[-6:] == "+00:00"
    assert event == {
        "type": "audit",
        "node.name": "findling-1",
        "event.type": "rest",
        "event.action": "access_granted",
        "authentication.type": "REALM",
        "user.name": "watcher",
        "user.realm": "default_native",
        "user.roles": ["watcher"],
        "action": "cluster:monitor/health",
        "origin.address": "127.0.0.1",
        "request.method": "GET",
        "url.path": "/_cluster/health",
        "request.id": event["request.id"],
    }


@pytest.mark.parametrize(
    ("who", "path", "headers", "status", "expected"),
    [
        ("watcher", "/secret/_search", {}, 403, {"event.action": "access_denied", "user.name": "watcher",
                                                 "action": "indices:data/read/search", "indices": "secret"}),
        ("watcher", "/_security/user", {}, 403, {"event.action": "access_denied"}),
        ("Basic d2F0Y2hlcjp3cm9uZw==", "/", {}, 401, {"event.action": "authentication_failed"}),
        ("Basic nonsense", "/", {}, 401, {"event.action": "authentication_failed"}),
        ("ApiKey YTpi", "/", {}, 401, {"event.action": "authentication_failed"}),
        ("Bearer nonsense", "/", {}, 401, {"event.action": "authentication_failed"}),
        (None, "/a/_search", {}, 401, {"event.action": "anonymous_access_denied", "url.path": "/a/_search"}),
        ("watcher", "/", {"es-security-runas-user": "elastic"}, 403, {"event.action": "run_as_denied"}),
        ("watcher", "/_nodes/reload_secure_settings", {}, 405, None),
    ],
)  # fmt: skip
def test_who_is_not(
    server: Audited, who: str | None, path: str, headers: dict[str, str], status: int, expected: dict[str, Any] | None
) -> None:
    before = len(server.events())
    assert server.ask(who, "GET", path, headers=headers)[0] == status
    events = server.events()[before:]
    if expected is None:
        assert events == []
    else:
        assert [expected | event for event in events] == events[-1:]


def test_on_behalf_of_another(server: Audited) -> None:
    before = len(server.events())
    assert server.ask("deputy", "GET", "/_cluster/health", headers={"es-security-runas-user": "watcher"})[0] == 200
    events = server.events()[before:]
    assert [event["event.action"] for event in events] == ["run_as_granted", "access_granted"]
    assert {(event["user.name"], event["user.run_by.name"]) for event in events} == {("watcher", "deputy")}


def test_an_id_that_was_made_up(server: Audited) -> None:
    for who in ("elastic", "watcher"):
        assert server.ask(who, "POST", "/_search/scroll", {"scroll_id": "nonsense"})[0] == 403
        denied, tampered = server.events()[-2:]
        assert (denied["event.action"], tampered["event.action"]) == ("access_denied", "tampered_request")
        assert (tampered["user.name"], tampered["action"]) == (who, "indices:data/read/scroll")


CHANGES: list[tuple[str, str, Any, str, dict[str, str] | None]] = [
    ("PUT", "/_security/user/new", {"password": PASSWORD, "roles": []}, "put_user", {"username": "new"}),
    ("PUT", "/_security/user/new/_disable", None, "change_disable_user", {"username": "new"}),
    ("PUT", "/_security/user/new/_enable", None, "change_enable_user", {"username": "new"}),
    ("PUT", "/_security/user/new/_password", {"password": PASSWORD}, "change_password", {"username": "new"}),
    ("DELETE", "/_security/user/new", None, "delete_user", {"username": "new"}),
    ("PUT", "/_security/role/r", {"cluster": ["monitor"]}, "put_role", {"name": "r"}),
    ("POST", "/_security/role", {"roles": {"r": {}}}, "put_role", None),
    ("DELETE", "/_security/role", {"names": ["nope"]}, "delete_role", None),
    ("DELETE", "/_security/role/r", None, "delete_role", {"name": "r"}),
    ("PUT", "/_security/role_mapping/m", {"enabled": True, "roles": ["r"], "rules": {"field": {"username": "*"}}},
     "put_role_mapping", {"name": "m"}),
    ("DELETE", "/_security/role_mapping/m", None, "delete_role_mapping", {"name": "m"}),
    ("PUT", "/_security/privilege", {"app": {"read": {"actions": ["data:read"]}}}, "put_privileges", None),
    ("DELETE", "/_security/privilege/app/read", None, "delete_privileges", {"application": "app", "name": "read"}),
    ("POST", "/_security/api_key", {"name": "k"}, "create_apikey", None),
    ("POST", "/_security/api_key/grant", {"grant_type": "password", "username": "watcher", "password": PASSWORD,
                                          "api_key": {"name": "k"}}, "create_apikey", None),
    ("POST", "/_security/api_key/_bulk_update", {"ids": ["nope"]}, "change_apikeys", None),
    ("DELETE", "/_security/api_key", {"name": "k"}, "invalidate_apikeys", None),
    ("POST", "/_security/service/elastic/kibana/credential/token/t", None, "create_service_token",
     {"namespace": "elastic", "service": "kibana", "name": "t"}),
    ("DELETE", "/_security/service/elastic/kibana/credential/token/t", None, "delete_service_token",
     {"namespace": "elastic", "service": "kibana", "name": "t"}),
    ("DELETE", "/_security/oauth2/token", {"username": "watcher"}, "invalidate_token", None),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "name", "changed"), CHANGES)
def test_what_is_changed_of_security(
    server: Audited, method: str, path: str, body: Any, name: str, changed: dict[str, str] | None
) -> None:
    before = len(server.events("security_config_change"))
    server.ask("elastic", "PUT", path.replace("/_enable", ""), {"password": PASSWORD, "roles": []})
    before = len(server.events("security_config_change"))
    status, answer = server.ask("elastic", method, path, body)
    assert status == 200, answer
    (event,) = server.events("security_config_change")[before:]
    assert (event["event.action"], event["user.name"], event.get("changed")) == (name, "elastic", changed)


def test_what_is_refused_or_wrong_changes_nothing(server: Audited) -> None:
    before = len(server.events("security_config_change"))
    assert server.ask("watcher", "PUT", "/_security/user/x", {"password": PASSWORD, "roles": []})[0] == 403
    assert server.ask("elastic", "PUT", "/_security/user/x", {"password": "x", "roles": []})[0] == 400
    assert len(server.events("security_config_change")) == before


def test_nothing_secret_is_told(server: Audited) -> None:
    _, key = server.ask("elastic", "POST", "/_security/api_key", {"name": "secret"})
    assert server.ask(f"ApiKey {key['encoded']}", "GET", "/_security/_authenticate")[0] == 200
    assert server.last()["apikey.name"] == "secret"
    text = server.log.read_text()
    assert not any(secret in text for secret in (PASSWORD, key["api_key"], key["encoded"]))
    assert stat.S_IMODE(server.log.stat().st_mode) == 0o600


def test_who_may_not_connect(tmp_path: Path) -> None:
    with audited(tmp_path, denied_addresses=("127.0.0.0/8",)) as server:
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            server.ask("elastic", "GET", "/")
        (event,) = server.events()
        assert (event["event.type"], event["event.action"]) == ("ip_filter", "connection_denied")
        assert event["origin.address"] == "127.0.0.1"


def test_every_authentication_if_it_is_wanted(tmp_path: Path) -> None:
    with audited(tmp_path, audit_events=("_all",)) as server:
        server.ask("watcher", "GET", "/_cluster/health")
        assert [event["event.action"] for event in server.events()] == ["authentication_success", "access_granted"]


def test_only_the_events_that_are_wanted(tmp_path: Path) -> None:
    with audited(tmp_path, audit_events=("access_denied", "security_config_change")) as server:
        server.ask("watcher", "GET", "/_cluster/health")
        server.ask("watcher", "GET", "/_security/user")
        server.ask("elastic", "PUT", "/_security/role/r", {})
        assert [event["event.action"] for event in server.events()] == ["access_denied", "put_role"]


def test_a_file_that_is_full_gets_a_number(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.json", "n", max_bytes=400)
    for number in range(40):
        log.write("access_granted", None, action=f"a{number}")
    log.close()
    files = [tmp_path / "audit.json", *(tmp_path / f"audit.json.{number}" for number in range(1, 9))]
    assert sorted(tmp_path.iterdir()) == sorted(files)
    told = [json.loads(line)["action"] for path in reversed(files) for line in path.read_text().splitlines()]
    assert told == [f"a{number}" for number in range(40 - len(told), 40)]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert all(path.stat().st_size <= 400 for path in files)
