"""Requests of web pages from elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.rest.cors import CorsPolicy
from findling.rest.request import Request
from tests.reference.api import Api

PAGE = "http://localhost:5601"


@pytest.fixture
def open_api(tmp_path: Path) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "open", sync=False, background=False, cors_origins=f"{PAGE}, http://other")
    with Node(config) as started:
        yield Api(started)


def test_nothing_is_allowed_by_default(api: Api) -> None:
    assert "access-control-allow-origin" not in api.get("/", origin=PAGE).headers


def test_answers_and_errors_are_for_the_page(open_api: Api) -> None:
    assert open_api.get("/", origin=PAGE).headers["access-control-allow-origin"] == PAGE
    refused = open_api.get("/nope", origin=PAGE)
    assert (refused.status, refused.headers["access-control-allow-origin"]) == (404, PAGE)
    assert "access-control-allow-origin" not in open_api.get("/").headers


def test_other_pages_are_refused(open_api: Api) -> None:
    assert open_api.put("/x", {}, origin="http://evil").status == 403
    assert open_api.head("/x").status == 404


def test_preflight(open_api: Api) -> None:
    asked = {"origin": PAGE, "access-control-request-method": "PUT"}
    answer = open_api.call("OPTIONS", "/x/_doc/1", headers=asked)
    assert answer.status == 200
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-max-age"] == "1728000"
    assert open_api.call("OPTIONS", "/", headers={"origin": PAGE}).headers["allow"] == "GET,DELETE,HEAD"


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [
        ("*", "http://any", True),
        (r"/https?:\/\/localhost(:[0-9]+)?/", "https://localhost:80", True),
        (r"/https?:\/\/localhost(:[0-9]+)?/", "https://localhost.evil", False),
        ("a,b", "c", False),
    ],
)
def test_policies(origins: str, origin: str, allowed: bool) -> None:
    request = Request("GET", "/", {}, {}, {"origin": origin})
    assert (CorsPolicy(origins).early_answer(request) is None) == allowed
