"""A few thousand hostile requests, in-process: each is answered by what is wrong with it, never by 500."""

import logging
from collections.abc import Iterator

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.fuzz.check import fault, preparation
from tests.fuzz.generator import Generator, HostileRequest, every_wrong_value
from tests.reference.api import Api

RESET_AFTER = 250


@pytest.fixture(scope="module")
def hostile_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path_factory.mktemp("fuzz"), sync=False, background=False, threads=2)
    with Node(config) as node:
        yield Api(node)


def send(api: Api, request: HostileRequest) -> str | None:
    """Returns what is wrong with the answer, with the request."""
    answer = api.call(request.method, request.target, request.body, dict(request.headers))
    found = fault(answer.status, answer.raw)
    return None if found is None else f"{found}: {request.as_curl()}\n  {answer.raw[:600]!r}"


def prepare(api: Api) -> None:
    for request in preparation():
        api.call(request.method, request.target, request.body, dict(request.headers))


@pytest.mark.parametrize("seed", range(4))
def test_random_requests(hostile_api: Api, seed: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "findling.rest")
    generator = Generator(seed)
    faults = []
    for number in range(750):
        if number % RESET_AFTER == 0:
            prepare(hostile_api)
        found = send(hostile_api, generator.request())
        if found is not None:
            faults.append(found)
    assert not faults, f"{len(faults)} of 750:\n" + "\n".join(faults[:10])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/fuzz/_search"),
        ("PUT", "/{index}"),
        ("PUT", "/fuzz/_mapping"),
        ("PUT", "/fuzz/_doc/1"),
        ("POST", "/_mget"),
        ("POST", "/_bulk"),
        ("POST", "/_msearch"),
        ("POST", "/fuzz/_field_caps"),
        ("POST", "/_analyze"),
        ("POST", "/_aliases"),
        ("POST", "/_reindex"),
        ("PUT", "/_index_template/t"),
        ("PUT", "/_template/t"),
        ("PUT", "/_component_template/t"),
        ("PUT", "/_cluster/settings"),
        ("POST", "/_cluster/reroute"),
        ("PUT", "/fuzz/_settings"),
        ("POST", "/al/_rollover"),
        ("POST", "/fuzz/_update/1"),
        ("POST", "/fuzz/_terms_enum"),
        ("PUT", "/_synonyms/s"),
    ],
)
def test_a_wrong_value_in_each_place(
    hostile_api: Api, method: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One value for each part of each example; with `make fuzz` at random places, all."""
    caplog.set_level(logging.CRITICAL, "findling.rest")
    prepare(hostile_api)
    lines = path in ("/_bulk", "/_msearch")
    headers = {"content-type": "application/x-ndjson" if lines else "application/json"}
    target = "/wrong" if path == "/{index}" else path
    faults = []
    for body in every_wrong_value(path, step=7, offset=3)[:500]:
        found = send(hostile_api, HostileRequest(method, target, headers, body))
        if found is not None:
            faults.append(found)
        if path == "/{index}":
            hostile_api.delete("/wrong")
    assert not faults, f"{len(faults)}:\n" + "\n".join(faults[:10])
