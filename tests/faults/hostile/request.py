"""One hostile request, made by its kind from a seed."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

JSON_TYPE = {"content-type": "application/json"}
NDJSON_TYPE = {"content-type": "application/x-ndjson"}


@dataclass(frozen=True, slots=True)
class HostileRequest:
    """What is sent, and what had to be sent before.

    target: path and query string, encoded
    before: requests that make what this one is about; they are not hostile
    copies: how many clients send it at once
    declared: Content-Length, where it is not that of the body: the rest never comes
    """

    method: str
    target: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON_TYPE))
    before: tuple["HostileRequest", ...] = ()
    copies: int = 1
    declared: int | None = None


Kind = Callable[[random.Random], HostileRequest]


def post(target: str, body: object, *before: HostileRequest, copies: int = 1) -> HostileRequest:
    return HostileRequest("POST", target, _bytes(body), before=before, copies=copies)


def put(target: str, body: object, *before: HostileRequest) -> HostileRequest:
    return HostileRequest("PUT", target, _bytes(body), before=before)


def delete(target: str) -> HostileRequest:
    return HostileRequest("DELETE", target, headers={})


def lines(target: str, values: Sequence[object], *before: HostileRequest, copies: int = 1) -> HostileRequest:
    """Returns a request with a body of lines."""
    body = b"".join(_bytes(value) + b"\n" for value in values)
    return HostileRequest("POST", target, body, dict(NDJSON_TYPE), before, copies)


def search(body: object, *before: HostileRequest, copies: int = 1) -> HostileRequest:
    return post("/store/_search", body, *before, copies=copies)


def query(body: object, *before: HostileRequest, copies: int = 1) -> HostileRequest:
    return search({"query": body}, *before, copies=copies)


def aggregation(body: object, *before: HostileRequest, copies: int = 1) -> HostileRequest:
    return search({"size": 0, "aggs": {"a": body}}, *before, copies=copies)


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


def about(rng: random.Random, size: int) -> int:
    """Returns a number between half of `size` and twice it."""
    return int(size * rng.uniform(0.5, 2))
