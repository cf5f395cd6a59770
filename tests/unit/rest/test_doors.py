"""What a web page may not do to the server, and what other clients may."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

WRITES = (
    "/store/_delete_by_query?q=*",
    "/store/_close",
    "/store/_refresh",
    "/_bulk?source=%7B%7D&source_content_type=application/x-ndjson",
    "/_aliases?source=%7B%7D&source_content_type=application/json",
    "/store/_update_by_query",
    "/store/_doc?source=%7B%7D&source_content_type=application/json",
)


@pytest.mark.parametrize("target", WRITES)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:3000", "host": "localhost:9200", "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_pages_from_elsewhere_change_nothing(api: Api, target: str, headers: dict[str, str]) -> None:
    api.put("/store/_doc/1?refresh=true", {"a": 1})
    answer = api.call("POST", target, headers=headers)
    assert (answer.status, answer.body["error"]["type"]) == (403, "security_exception")
    assert "[cors_origins]" in answer.body["error"]["reason"]
    assert api.get("/store/_count").body["count"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "127.0.0.1:9200"},
        {"origin": "http://localhost:9200", "host": "localhost:9200", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
def test_other_clients_and_own_pages_write(api: Api, headers: dict[str, str]) -> None:
    api.put("/store", {})
    assert api.call("POST", "/store/_refresh", headers=headers).status == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:9200", "localhost.evil.example", "", "[evil]"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_name_that_is_not_this_machines_is_refused(api: Api, method: str, host: str) -> None:
    answer = api.call(method, "/_cluster/health", headers={"host": host})
    assert (answer.status, answer.body["error"]["type"]) == (403, "security_exception")
    assert "[allowed_hosts]" in answer.body["error"]["reason"]


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:9200", "search.localhost:1", "127.0.0.1", "[::1]:9200", "10.1.2.3:80"]
)
def test_names_of_this_machine(api: Api, host: str) -> None:
    assert api.get("/", host=host).status == 200


@pytest.fixture
def named(tmp_path: Path) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "n", sync=False, background=False, allowed_hosts="search.example, b")
    with Node(config) as started:
        yield Api(started)


def test_allowed_hosts(named: Api) -> None:
    assert named.get("/", host="search.example:443").status == 200
    assert named.get("/", host="evil.example").status == 403
    # behind a proxy the page's own name is not that of the Host header
    page = {"host": "localhost:9200", "origin": "https://search.example"}
    assert named.call("PUT", "/x", {}, page).status == 200
    assert named.call("PUT", "/y", {}, {**page, "origin": "https://evil.example"}).status == 403


@pytest.mark.parametrize(("host", "allowed"), [("0.0.0.0", None), ("127.0.0.1", "*")])
def test_any_host(tmp_path: Path, host: str, allowed: str | None) -> None:
    config = NodeConfig(data=tmp_path / "n", host=host, sync=False, background=False, allowed_hosts=allowed)
    with Node(config) as started:
        assert Api(started).get("/", host="search.example").status == 200


def test_pages_that_cors_lets_in(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "n", sync=False, background=False, cors_origins="http://app.example")
    with Node(config) as started:
        api = Api(started)
        page = {"origin": "http://app.example", "sec-fetch-site": "cross-site"}
        assert api.call("PUT", "/x", {}, page).status == 200
        assert api.call("PUT", "/y", {}, {**page, "origin": "http://other.example"}).status == 403
