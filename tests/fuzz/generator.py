"""Requests from a seed: any route with any parameters, and a body in which something is wrong."""

import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from findling.rest.route import COMMON, Route
from findling.rest.routes import SERVED
from tests.fuzz.bodies import as_bytes, bodies, queries
from tests.fuzz.recorded import RecordedRequest
from tests.fuzz.values import HOSTILE, paths, replaced, spoiled

NAMES: Final = ("fuzz", "fuzz", "fuzz", "fuzz", "fuzz-2", "al", "fuzz*", "_all", "*", "gone", "new",
                "fuzz,gone", "-fuzz",
                "<fuzz-{now/d}>", ".x", "_x", "A", "a" * 300, "é", "a\0b", "a\nb", "*a" * 30 + "b", "fuzz:x",
                "")  # fmt: skip
PARTS: Final = {
    "id": ("1", "2", "new", "x" * 600, "é/ ", "\0", "%"), "name": ("al", "tpl", "*", "c", "gone", "_all"),
    "type": ("_doc", "mobile", "x"), "fields": ("*", "title", "n", "nope"), "target": ("copy", "fuzz", "UP"),
    "block": ("write", "read", "metadata", "read_only", "nope"), "task_id": ("x:1", "1", "a:b:c", "x:" + "9" * 30),
    "metric": ("docs", "_all", "store,docs", "nope"), "node_id": ("_all", "_local", "nope", "x:y"),
    "set": ("s", "gone"), "rule": ("1", "gone"), "scroll_id": ("AAAA", "é"),
}  # fmt: skip
WORDS: Final = ("true", "false", "", "0", "1", "-1", "5", "1.5", "x", "*", "a,b", "open", "all", "none", "1s",
                "-1s", "0ms",
                "1kb", "2147483648", "9" * 5_000, "9" * 25, "null", "NaN", "é", "\0", "\n", "n:asc", "n:x",
                "_score", "n",
                "tag", "t*", "external", "and", "OR", "(a OR", "title:fox", "/[/", "[1 TO", "yaml", "cbor", "text", "b",
                "ms", "1d", "_local", "_shards:0|_local", "json", "*a" * 30 + "b", "-title", "{}",
                '{"query":1}')  # fmt: skip
WAITS: Final = ("wait_for_active_shards", "wait_for_completion", "requests_per_second", "wait_for_status", "scroll",
                "wait_for_nodes", "wait_for_no_relocating_shards", "wait_for_no_initializing_shards", "wait_for_events",
                "wait_for_metadata_version", "wait_for_timeout", "timeout", "master_timeout", "keep_alive")  # fmt: skip
NEVER: Final = ("/_nodes/shutdown",)
TYPES: Final = ("application/json",) * 12 + (
    "application/yaml", "application/x-ndjson", "text/plain", "application/cbor", "x", "",
    "application/json; charset=x",
    "application/vnd.elasticsearch+json; compatible-with=8", "application/vnd.elasticsearch+json; compatible-with=99",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HostileRequest:
    """One request. target: path and query string, encoded."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    def as_curl(self) -> str:
        shown = self.body[:2_000].decode("utf-8", "replace")
        return f"curl -X{self.method} '{self.target}' -H '{self.headers}' -d '{shown}'"


class Generator:
    """Makes requests; the same seed gives the same ones.

    waiting: whether requests may wait for what does not come, for seconds
    """

    def __init__(self, seed: int, waiting: bool = False) -> None:
        self.seed = seed
        self._rng = random.Random(seed)
        self._waiting = waiting
        self._routes = [route for route in SERVED if route.path not in NEVER]
        # a search has as many sorts of bodies as all others together
        self._routes += [route for route in self._routes if route.path == "/{index}/_search"] * 20
        self._routes += [route for route in self._routes if route.path in ("/{index}", "/{index}/_mapping")] * 10

    def request(self) -> HostileRequest:
        """Returns the next request."""
        rng = self._rng
        route = rng.choice(self._routes)
        method = rng.choice(route.methods) if rng.random() < 0.97 else rng.choice(["GET", "PUT", "POST", "DELETE"])
        if method == "DELETE" and rng.random() < 0.9:
            method = rng.choice(route.methods)
        target = self._path(route.path) + self._query(route)
        headers = {"content-type": rng.choice(TYPES), **({"accept": rng.choice(TYPES)} if rng.random() < 0.1 else {})}
        body = b"" if rng.random() < 0.1 or method == "HEAD" else self._body(route)
        return HostileRequest(method, target, headers, body)

    def changed(self, request: RecordedRequest) -> HostileRequest:
        """Returns a request that was recorded, with something wrong in it."""
        rng, path = self._rng, request.target.split("?")[0]
        body = request.body
        for _ in range(rng.choice((0, 1, 1, 1, 2, 3)) if isinstance(body, (dict, list)) else 0):
            with suppress(RecursionError):
                body = spoiled(body, rng, queries())
        more = self._query(rng.choice(self._routes)) if rng.random() < 0.1 else ""
        target = path + more if more else request.target
        kind = "application/x-ndjson" if isinstance(request.body, list) else "application/json"
        return HostileRequest(request.method, target, {"content-type": kind}, self._cut(_raw(body)))

    def unchanged(self, request: RecordedRequest) -> HostileRequest:
        """Returns a request as it was recorded."""
        kind = "application/x-ndjson" if isinstance(request.body, list) else "application/json"
        return HostileRequest(request.method, request.target, {"content-type": kind}, _raw(request.body))

    def _path(self, path: str) -> str:
        words = []
        for word in path.split("/"):
            name = word.strip("{}")
            if word == name:
                words.append(word)
            elif name == "index":
                words.append(quote(self._rng.choice(NAMES), safe=""))
            else:
                words.append(quote(self._rng.choice((*PARTS.get(name, ("x",)), "*", "é")), safe=""))
        return "/".join(words)

    def _query(self, route: Route) -> str:
        rng = self._rng
        names = sorted((route.parameters | COMMON) - {"error_trace"})
        if not self._waiting:
            names = [name for name in names if name not in WAITS]
        chosen = {
            name: rng.choice(WORDS) for name in rng.sample(names, min(len(names), rng.choice((0, 0, 1, 1, 2, 4))))
        }
        if not self._waiting and "timeout" in route.parameters:
            chosen["timeout"] = "1ms"
        if rng.random() < 0.03:
            chosen["nope"] = "1"
        text = "&".join(f"{name}={quote(value, safe='')}" for name, value in chosen.items())
        if rng.random() < 0.01:
            text += "&%ff=%"
        return f"?{text}" if text else ""

    def _body(self, route: Route) -> bytes:
        rng = self._rng
        body = rng.choice(bodies(route.path))
        for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
            with suppress(RecursionError):  # what is nested already
                body = spoiled(body, rng, queries())
        return self._cut(_encoded(body, route.ndjson))

    def _cut(self, raw: bytes) -> bytes:
        rng = self._rng
        if rng.random() < 0.04 and raw:
            place = rng.randrange(len(raw))
            raw = rng.choice(
                (raw[:place], raw[:place] + bytes([rng.randrange(256)]) + raw[place + 1 :], raw + b"}", b"[" * 2_000)
            )
        return raw


def _encoded(body: object, lines: bool) -> bytes:
    try:
        return as_bytes(body, lines)
    except (TypeError, ValueError, RecursionError):
        return b"{}"


def _raw(body: object) -> bytes:
    if body is None:
        return b""
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else _encoded(body, isinstance(body, list))


def every_wrong_value(path: str, step: int, offset: int) -> list[bytes]:
    """Returns the bodies of a path with each part in turn replaced by one hostile value, chosen by the numbers."""
    found = []
    number = offset
    for body in bodies(path):
        for place in list(paths(body))[1:]:
            number += step
            found.append(as_bytes(replaced(body, place, HOSTILE[number % len(HOSTILE)]), isinstance(body, list)))
    return found
