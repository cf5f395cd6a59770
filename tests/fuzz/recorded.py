"""Requests that real servers have answered (tests/golden), in the order in which they stand there.

A world is one file of them: what makes its indices, and what was asked. Hostile requests are made of the latter.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.rest.router import Router
from findling.rest.routes import ALL_ROUTES
from tests.golden.scenarios import record as scenarios
from tests.golden.security import record as security

_SCRIPTS: Final = Path(__file__).parents[1] / "golden" / "scripts"
_SEARCHES: Final = Path(__file__).parents[1] / "golden" / "searches"
_ROUTER: Final = Router(ALL_ROUTES)


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request. body: JSON, a list of JSON for lines, or None"""

    method: str
    target: str
    body: Any


@dataclass(frozen=True, slots=True)
class World:
    """What was asked of some indices, and the requests that make these."""

    name: str
    setup: tuple[RecordedRequest, ...]
    requests: tuple[RecordedRequest, ...]


@cache
def worlds() -> tuple[World, ...]:
    return (*_scenarios(), *_security(), *_scripts(), _searches())


@cache
def bodies_by_route() -> dict[str, list[Any]]:
    """Returns the bodies that were sent to each route, by its path."""
    found: dict[str, list[Any]] = {}
    for world in worlds():
        for request in (*world.setup, *world.requests):
            try:
                match = _ROUTER.find(request.method, request.target.split("?")[0])
            except FindlingError:
                continue
            if request.body is not None and match is not None and match.route is not None:
                found.setdefault(match.route.path, []).append(request.body)
    return found


def _scenarios() -> Iterator[World]:
    for name in scenarios.names():
        lines = scenarios.lines(name)
        setup = tuple(_request(line.method, line.path, line.body) for line in lines if line.sets_up)
        asked = tuple(_request(line.method, line.path, line.body) for line in lines if not line.sets_up)
        yield World(name, setup, asked)


def _security() -> Iterator[World]:
    for name in security.names():
        lines = [line for line in security.lines(name) if re.search(r"\{\w+\.\w+\}", line.path) is None]
        setup = tuple(_request(line.method, line.path, line.body) for line in lines if line.sets_up)
        yield World(f"security {name}", setup, tuple(_request(line.method, line.path, line.body) for line in lines))


def _scripts() -> Iterator[World]:
    for path in sorted(_SCRIPTS.glob("*.json")):
        whole = json.loads(path.read_text())
        if isinstance(whole, dict) and "cases" in whole:
            setup = tuple(RecordedRequest(*request) for request in whole["setup"])
            yield World(path.stem, setup, tuple(RecordedRequest(*case["request"]) for case in whole["cases"]))


def _searches() -> World:
    corpus = json.loads((_SEARCHES / "corpus.json").read_text())
    new = {"settings": corpus["settings"], "mappings": corpus["mappings"]}
    requests = []
    for text in json.loads((_SEARCHES / "recorded.json").read_text()):
        method, target, body = json.loads(text)
        requests.append(RecordedRequest(method, target.replace("{index}", "searches"), body))
    return World("searches", (RecordedRequest("PUT", "/searches", new),), tuple(requests))


def _request(method: str, path: str, body: str | None) -> RecordedRequest:
    if body is None:
        return RecordedRequest(method, path, None)
    try:
        return RecordedRequest(method, path, json.loads(body))
    except ValueError:
        pass
    try:
        return RecordedRequest(method, path, [json.loads(line) for line in body.splitlines()])
    except ValueError:
        return RecordedRequest(method, path, body)
