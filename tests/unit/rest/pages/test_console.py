"""The console as it is served, built or not."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.pages.built_page import BuiltPage
from findling.rest.pages.console import CONSOLE
from findling.rest.request import Request
from tests.reference.api import Api


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    data = tmp_path_factory.mktemp("console")
    with Node(NodeConfig(data=data, sync=False, background=False, threads=2, security=True)) as node:
        yield Api(node)


@pytest.fixture
def built(tmp_path: Path) -> BuiltPage:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<head></head>")
    (tmp_path / "assets/index-x1.js.gz").write_bytes(gzip.compress(b"let a"))
    return BuiltPage("A page", tmp_path, "make it", "default-src 'self'")


@pytest.mark.parametrize("path", ["/_console", "/_console/"])
def test_whoever_asks_gets_the_page(api: Api, path: str) -> None:
    """While security is on too: it asks who one is itself."""
    answer = api.get(path)
    assert answer.status == (200 if CONSOLE.is_built() else 501)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'self'; style-src 'self' 'unsafe-inline';")
    assert answer.headers["cache-control"] == "no-cache"
    assert "http://" not in answer.text
    assert "https://" not in answer.text


def test_the_identity_provider_leads_back_with_parameters(api: Api) -> None:
    assert api.get("/_console/?code=a&state=b&iss=c").status == api.get("/_console/").status


def test_nothing_else_of_it_is_open_to_all(api: Api) -> None:
    assert api.get("/_console/other").status == 401
    assert api.put("/_console", {}).status == 401


@pytest.mark.parametrize("name", ["nothing.js", "..%2Findex.html", "%2e%2e", "index.html", "stamp"])
def test_files_that_there_are_not(api: Api, name: str) -> None:
    assert api.get(f"/_console/assets/{name}").status == 404


def test_without_node_it_says_why_it_is_not_there(tmp_path: Path) -> None:
    answer = BuiltPage("A page", tmp_path / "nowhere", "make it", "default-src 'self'").show("Do this.")
    assert answer.status == 501
    assert isinstance(answer.body, bytes)
    for text in (b"A page is not there", b"Node.js 20.19", b"<code>make it</code>", b"Do this."):
        assert text in answer.body


@pytest.mark.parametrize(("accepted", "body"), [("gzip, br", None), ("identity", b"let a")])
def test_files_are_kept_for_ever(built: BuiltPage, accepted: str, body: bytes | None) -> None:
    headers = {"accept-encoding": accepted}
    answer = built.asset(Request("GET", "/", {"file": "index-x1.js"}, {}, headers))
    assert answer.headers is not None
    assert answer.headers["cache-control"].endswith("immutable")
    assert answer.headers.get("content-encoding") == (None if body else "gzip")
    assert body is None or answer.body == body
    assert answer.content_type is not None
    assert "javascript" in answer.content_type


def test_what_stands_in_the_head(built: BuiltPage) -> None:
    assert built.show("", "<meta>").body == b"<head>\n    <meta></head>"


def test_names_to_complete_by(api: Api) -> None:
    answer = api.get("/_console/surface").body
    search = next(route for route in answer["routes"] if route["path"] == "/{index}/_search")
    assert search["methods"] == ["GET", "POST"]
    assert {"routing", "pretty"} <= set(search["parameters"])
    assert {"match", "bool"} <= set(answer["queries"])
    assert "terms" in answer["aggregations"]
