"""Paths to handlers."""

import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from findling.base.rooms import modules_of
from findling.identity.service import Identity
from findling.identity.web import management, routes
from findling.identity.web.request import Request
from findling.identity.web.response import Response

Handler = Callable[[Identity, Request], Response]
_PART: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """One path. shared: pages of applications may call it from a browser (CORS)"""

    methods: tuple[str, ...]
    path: str
    handler: Handler
    shared: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        pieces = _PART.split(self.path)
        return re.compile(
            "".join(f"(?P<{piece}>[^/]+)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))
        )


class Router:
    """Finds routes."""

    def __init__(self, found: Iterable[Route]) -> None:
        self._patterns = [(route.pattern, route) for route in found]

    def find(self, path: str) -> list[tuple[Route, dict[str, str]]]:
        """Returns the routes of a path, for whatever method, and the values of their parts."""
        matched = ((route, pattern.fullmatch(path)) for pattern, route in self._patterns)
        return [
            (route, {name: unquote(value) for name, value in match.groupdict().items()})
            for route, match in matched
            if match is not None
        ]


def all_routes() -> list[Route]:
    """Returns the routes of all modules of `routes` and `management` that have some."""
    rooms = modules_of(sys.modules[routes.__name__], sys.modules[management.__name__])
    return [route for module in rooms if "ROUTES" in vars(module) for route in module.ROUTES]
