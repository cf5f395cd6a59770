"""The APIs of Elasticsearch that are not there: each says so itself.

`data/not_supported.txt` has a line for each: its name in the clients, methods, path. A line that another table of
routes has come to serve counts no more.
"""

from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Final, NamedTuple

from findling.base.errors import NotSupportedError
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Handler, Route
from findling.rest.router import Router, served

_FILE: Final = resources.files("findling.rest").joinpath("data/not_supported.txt")


class Absent(NamedTuple):
    """An API that is not there."""

    name: str
    methods: tuple[str, ...]
    path: str


def absent_apis(routes: Sequence[Route]) -> list[Absent]:
    """Returns the known APIs that none of the routes serves."""
    there = {key for route in routes for key in served(route)}
    found = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        name, methods, path = line.split()
        missing = tuple(method for method in methods.split(",") if Router.key(method, path) not in there)
        if missing:
            found.append(Absent(name, missing, path))
    return found


def not_supported_routes(routes: Sequence[Route]) -> list[Route]:
    """Returns the routes of the APIs that are not there."""
    return list(_routes(absent_apis(routes)))


def _routes(apis: Iterable[Absent]) -> Iterable[Route]:
    for api in apis:
        yield Route(api.methods, api.path, _refusal(api.name), frozenset(), is_checked=False)


def _refusal(name: str) -> Handler:
    def refuse(node: Node, request: Request) -> Response:
        raise NotSupportedError.of(name)

    return refuse
