"""A client for tests that calls the application in-process, and what they read from answers."""

from typing import Any

import orjson

from findling.node.services.node import Node
from findling.rest.app import App, create_app
from findling.rest.request import Request


class Answer:
    """Status, headers and body of a response."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], raw: bytes) -> None:
        self.status = status
        self.headers = {name.decode(): value.decode("latin-1") for name, value in headers}
        self.raw = raw

    @property
    def text(self) -> str:
        return self.raw.decode()

    @property
    def body(self) -> Any:
        return orjson.loads(self.raw)

    @property
    def error(self) -> tuple[int, str, str]:
        """Status, type and reason of an error."""
        return self.status, self.body["error"]["type"], self.body["error"]["reason"]


class Api:
    """Calls like `api.put("/store", {...})`; bodies are objects, or text for NDJSON."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.app: App = create_app(node)

    def call(self, method: str, target: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        path, _, query = target.partition("?")
        named = dict(headers or {})
        raw = b""
        if body is not None:
            kind = "application/x-ndjson" if isinstance(body, str) else "application/json"
            named.setdefault("content-type", kind)
            raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else orjson.dumps(body)
        rendered = self.app.handle(Request(method, path, {}, {}, named, raw), query)
        return Answer(rendered.status, rendered.headers, rendered.whole)

    def get(self, target: str, body: Any = None, **headers: str) -> Answer:
        return self.call("GET", target, body, _dashed(headers))

    def put(self, target: str, body: Any = None, **headers: str) -> Answer:
        return self.call("PUT", target, body, _dashed(headers))

    def post(self, target: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", target, body, _dashed(headers))

    def delete(self, target: str, body: Any = None, **headers: str) -> Answer:
        return self.call("DELETE", target, body, _dashed(headers))

    def head(self, target: str) -> Answer:
        return self.call("HEAD", target)

    def ids(self, target: str, body: Any = None) -> list[str]:
        """Returns the ids of a search's hits."""
        answer = self.post(target, body or {})
        assert answer.status == 200, answer.text
        return [hit["_id"] for hit in answer.body["hits"]["hits"]]


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def bulk_lines(index: str, documents: dict[str, Any], routing: dict[str, str] | None = None, named: bool = True) -> str:
    """Returns the bulk body that indexes documents by id.

    routing: by id, of those that have one; named: whether the index takes ids
    """
    lines = []
    for doc_id, document in documents.items():
        action = {"_index": index, "_id": doc_id} if named else {"_index": index}
        if routing is not None and doc_id in routing:
            action["routing"] = routing[doc_id]
        lines += [orjson.dumps({"index": action}), orjson.dumps(document)]
    return b"\n".join(lines).decode() + "\n"
