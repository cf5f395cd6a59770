"""An application sees the request that was sent, whatever front end it came through, and its answer arrives."""

import gzip
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from findling.serverless.http.adapter import Adapter
from findling.serverless.http.request import http_event
from tests.unit.serverless.http.lambda_events import SHAPES, answer_of, event_of


class Echo:
    """Answers with what it was asked."""

    def __init__(self) -> None:
        self.started = self.ended = 0
        self.loops: set[int] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        message = await receive()
        await self.answer(scope, message["body"], send)

    async def _live(self, scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.started += 1
                scope["state"]["given"] = "once"
                await send({"type": "lifespan.startup.complete"})
            else:
                self.ended += 1
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def answer(self, scope: Any, body: bytes, send: Any) -> None:
        headers = [(b"content-type", b"application/json"), (b"x-elastic-product", b"Elasticsearch")]
        status, told = 200, json.dumps(self._told(scope, body)).encode()
        if scope["path"] == "/cookies":
            headers += [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
        elif scope["path"] == "/fails":
            raise RuntimeError("on purpose")
        elif scope["path"] == "/gzip":
            headers, told = [*headers, (b"content-encoding", b"gzip")], gzip.compress(told)
        elif scope["path"] == "/bytes":
            told = bytes(range(256))
        elif scope["path"].startswith("/large"):
            told = (b'"' if "quotes" in scope["path"] else os.urandom(8).hex().encode()) * (5 << 20)
            told = told[: 5 << 20] if "fits" in scope["path"] or "quotes" in scope["path"] else told[: 20 << 20]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": told[:5], "more_body": True})
        await send({"type": "http.response.body", "body": told[5:]})

    def _told(self, scope: Any, body: bytes) -> dict[str, Any]:
        return {
            "method": scope["method"],
            "path": scope["path"],
            "raw_path": scope["raw_path"].decode(),
            "root_path": scope["root_path"],
            "query": scope["query_string"].decode(),
            "headers": {name.decode(): value.decode() for name, value in scope["headers"]},
            "body": body.decode("latin-1"),
            "state": scope["state"],
            "client": scope["client"],
        }


@pytest.fixture
def adapter() -> Iterator[Adapter]:
    made = Adapter(Echo())
    yield made
    made.close()


def ask(adapter: Adapter, event: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    request = http_event(event)
    assert request is not None
    return answer_of(adapter(request))


def told(adapter: Adapter, shape: str, method: str, target: str, **more: Any) -> Any:
    status, headers, body = ask(adapter, event_of(shape, method, target, **more))
    assert status == 200
    assert ("x-elastic-product", "Elasticsearch") in headers
    return json.loads(body)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/x-ndjson",
        "application/vnd.elasticsearch+json; compatible-with=9",
        "application/cbor",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_bodies_arrive(adapter: Adapter, shape: str, kind: str, method: str) -> None:
    body = '{"query":{"match":{"t":"grüße"}}}\n'.encode()
    seen = told(adapter, shape, method, "/i/_search", headers={"Content-Type": kind}, body=body)
    assert (seen["method"], seen["path"], seen["body"].encode("latin-1")) == (method, "/i/_search", body)
    assert seen["headers"]["content-type"] == kind
    assert seen["client"] == ["127.0.0.1", 0]


@pytest.mark.parametrize("shape", SHAPES)
def test_bodies_that_are_no_text(adapter: Adapter, shape: str) -> None:
    body = gzip.compress(b"packed")
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/octet-stream"}
    assert told(adapter, shape, "POST", "/_bulk", headers=headers, body=body)["body"].encode("latin-1") == body


@pytest.mark.parametrize("shape", SHAPES)
def test_queries_and_stages(adapter: Adapter, shape: str) -> None:
    seen = told(adapter, shape, "GET", "/i/_search?q=a%3Ab%20c&size=5&pretty=")
    assert seen["path"] == "/i/_search"
    assert seen["query"].replace("+", "%20") == "q=a%3Ab%20c&size=5&pretty="
    assert seen["root_path"] == ("/dev" if shape in ("rest", "http") else "")
    assert told(adapter, shape, "GET", "/")["path"] == "/"


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "http"])
def test_encoded_slashes_stay(adapter: Adapter, shape: str) -> None:
    seen = told(adapter, shape, "PUT", "/i/_doc/a%2Fb%20c", body=b"{}")
    assert seen["raw_path"] == "/i/_doc/a%2Fb%20c"
    assert seen["path"] == "/i/_doc/a/b c"


def test_a_path_that_begins_as_the_stage_is_called(adapter: Adapter) -> None:
    event = event_of("rest", "GET", "/dev/_search")
    assert json.loads(ask(adapter, event)[2])["path"] == "/dev/_search"
    event["requestContext"]["path"] = "/dev/_search"  # by a domain of its own: no stage
    seen = json.loads(ask(adapter, event)[2])
    assert (seen["path"], seen["root_path"]) == ("/dev/_search", "")
    event = event_of("http", "GET", "/_search")
    event["requestContext"]["domainName"] = "search.example.com"
    event["rawPath"] = "/dev/_search"
    assert json.loads(ask(adapter, event)[2])["path"] == "/dev/_search"


@pytest.mark.parametrize("shape", SHAPES)
def test_cookies_both_ways(adapter: Adapter, shape: str) -> None:
    event = event_of(shape, "GET", "/cookies", {"Cookie": "x=1; y=2"})
    _, headers, body = ask(adapter, event)
    assert json.loads(body)["headers"]["cookie"] == "x=1; y=2"
    assert sorted(value for name, value in headers if name.lower() == "set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize("shape", SHAPES)
def test_answers_that_are_no_text(adapter: Adapter, shape: str) -> None:
    _, headers, body = ask(adapter, event_of(shape, "GET", "/gzip"))
    assert ("content-encoding", "gzip") in headers
    assert json.loads(gzip.decompress(body))["path"] == "/gzip"
    assert ask(adapter, event_of(shape, "GET", "/bytes"))[2] == bytes(range(256))


@pytest.mark.parametrize("shape", SHAPES)
def test_head_has_no_body(adapter: Adapter, shape: str) -> None:
    assert ask(adapter, event_of(shape, "HEAD", "/"))[2] == b""


@pytest.mark.parametrize("shape", SHAPES)
def test_what_fails_is_an_error_as_elasticsearch_tells_it(adapter: Adapter, shape: str) -> None:
    status, _, body = ask(adapter, event_of(shape, "GET", "/fails"))
    assert status == 500
    assert json.loads(body)["error"]["reason"] == "on purpose"


@pytest.mark.parametrize("shape", SHAPES)
def test_answers_that_are_too_large(adapter: Adapter, shape: str) -> None:
    limit = 1_000_000 if shape.startswith("alb") else 6 << 20
    for path in ("/large", "/large-quotes", "/large-fits"):
        for headers in ({}, {"Accept-Encoding": "gzip, br"}):
            request = http_event(event_of(shape, "GET", path, headers))
            assert request is not None
            result = adapter(request)
            assert len(json.dumps(result)) <= limit
            if result["statusCode"] == 413:
                assert "is larger than what Lambda passes on" in result["body"]
                assert not headers
            else:
                body = answer_of(result)[2]
                plain = gzip.decompress(body) if headers and body[:2] == b"\x1f\x8b" else body
                assert len(plain) >= 5 << 20


def test_the_lifespan_runs_once_on_one_loop() -> None:
    echo = Echo()
    adapter = Adapter(echo)
    for _ in range(20):
        assert told(adapter, "url", "GET", "/")["state"] == {"given": "once"}
    assert (echo.started, echo.ended) == (1, 0)
    adapter.close()
    assert (echo.started, echo.ended) == (1, 1)


def test_files_stay_as_few(adapter: Adapter) -> None:
    told(adapter, "url", "GET", "/")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(300):
        told(adapter, "url", "GET", "/")
    assert len(os.listdir("/proc/self/fd")) == before


def test_an_application_that_does_not_start() -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    with pytest.raises(RuntimeError, match="no database"):
        Adapter(fails)


def test_an_application_without_a_lifespan() -> None:
    async def plain(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    adapter = Adapter(plain)
    assert ask(adapter, event_of("rest", "GET", "/"))[0] == 204
    adapter.close()


@pytest.mark.parametrize("event", [{}, {"Records": []}, {"command": "x"}, {"requestContext": {"connectionId": "x"}}])
def test_what_is_no_http(event: dict[str, Any]) -> None:
    assert http_event(event) is None
