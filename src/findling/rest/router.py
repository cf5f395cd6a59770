"""Finds the handler for a method and a path: a trie of path segments.

A literal segment goes before a parameter, with backtracking. Segments are decoded after splitting, so that an encoded
slash stays inside its segment. A last parameter "{name*}" takes all segments that are left, as they came over the wire,
where nothing else does. A segment that starts with "_" is not an index, but for `_all`, nor a type, but for
`_doc`. Only where nothing else is served it is taken for an index after all, whose name is then refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from findling.base.errors import IllegalArgumentError
from findling.rest.route import Route

_NAMES: Final = {"index": "_all", "target": "_all", "type": "_doc"}


@dataclass(slots=True)
class _Node:
    """One segment. rest: what takes all further segments, by the name of its parameter"""

    literals: "dict[str, _Node]" = field(default_factory=dict)
    rest: "tuple[str, _Node] | None" = None
    parameters: "list[tuple[str, _Node]]" = field(default_factory=list)
    routes: dict[str, Route] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """What a path leads to. `route` is None if only other methods (`allowed`) are served there."""

    route: Route | None
    parameters: dict[str, str]
    allowed: frozenset[str]


class Router:
    """All routes of the server."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            self.add(route)

    def add(self, route: Route) -> None:
        """Adds a route. Raises ValueError if its method and path are taken."""
        node = self._root
        for segment in _split(route.path):
            node = _descend(node, segment)
        for method in route.methods:
            if method in node.routes:
                raise ValueError(f"two routes for {method} {route.path}")
            node.routes[method] = route

    @staticmethod
    def key(method: str, path: str) -> tuple[str, ...]:
        """Returns what two routes must not have in common: the names of a path's parameters count for nothing."""
        return (method, *("{}" if segment.startswith("{") else segment for segment in _split(path)))

    def find(self, method: str, raw_path: str) -> Match | None:
        """Returns the match for a path as it came over the wire (percent-encoded), or None if nothing lives there.

        Raises IllegalArgumentError for a segment that is not UTF-8.
        """
        segments = [decode_segment(segment) for segment in _split(raw_path)]
        found = _search(self._root, segments, 0, method)
        if found is not None:
            node, values = found
            route = node.routes.get(method) or node.routes["GET"]
            return Match(route, values, frozenset(node.routes))
        allowed: set[str] = set()
        _collect(self._root, segments, 0, allowed)
        return Match(None, {}, frozenset(allowed)) if allowed else self._odd_index(method, segments)

    def _odd_index(self, method: str, segments: list[str]) -> Match | None:
        """Returns the match for a path that begins with a name no index can have."""
        index = next((child for name, child in self._root.parameters if name == "index"), None)
        if not segments or index is None:
            return None
        found = _search(index, segments, 1, method)
        if found is not None:
            node, values = found
            route = node.routes.get(method) or node.routes["GET"]
            return None if route.typed else Match(route, {**values, "index": segments[0]}, frozenset(node.routes))
        allowed: set[str] = set()
        if len(segments) == 1:
            allowed.update(index.routes)
        elif len(segments) == 2 and segments[1] in index.literals:
            allowed.update(index.literals[segments[1]].routes)
        return Match(None, {}, frozenset(allowed)) if allowed else None


def served(route: Route) -> set[tuple[str, ...]]:
    """Returns the keys of a route, with that of HEAD where there is a GET: without an answer it is refused."""
    methods = {*route.methods, *(("HEAD",) if "GET" in route.methods else ())}
    return {Router.key(method, route.path) for method in methods}


def decode_segment(segment: str) -> str:
    """Returns one path segment without percent-encoding. Raises IllegalArgumentError if it is not UTF-8."""
    if "%" not in segment:
        return segment
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError as error:
        raise IllegalArgumentError(f"partial escape sequence at end of string: {segment}") from error


def _split(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _descend(node: _Node, segment: str) -> _Node:
    if not segment.startswith("{"):
        return node.literals.setdefault(segment, _Node())
    name = segment[1:-1]
    if name.endswith("*"):
        node.rest = node.rest or (name[:-1], _Node())
        return node.rest[1]
    for known, child in node.parameters:
        if known == name:
            return child
    child = _Node()
    node.parameters.append((name, child))
    return child


def _accepts(name: str, segment: str) -> bool:
    return name not in _NAMES or not segment.startswith("_") or segment == _NAMES[name]


def _serves(node: _Node, method: str) -> bool:
    return method in node.routes or (method == "HEAD" and "GET" in node.routes and node.routes["GET"].answers_head)


def _search(node: _Node, segments: list[str], depth: int, method: str) -> tuple[_Node, dict[str, str]] | None:
    if depth == len(segments):
        return (node, {}) if _serves(node, method) else None
    segment = segments[depth]
    literal = node.literals.get(segment)
    if literal is not None:
        found = _search(literal, segments, depth + 1, method)
        if found is not None or (depth + 1 == len(segments) and literal.routes):
            return found  # a name that is served by other methods is no parameter
    for name, child in node.parameters:
        if _accepts(name, segment):
            found = _search(child, segments, depth + 1, method)
            if found is not None:
                found[1][name] = segment
                return found
    return _rest_of(node, segments[depth:], method)


def _rest_of(node: _Node, segments: list[str], method: str) -> tuple[_Node, dict[str, str]] | None:
    if node.rest is None:
        return None
    name, child = node.rest
    if not _serves(child, method):
        return None
    return child, {name: "/".join(quote(segment, safe="") for segment in segments)}


def _collect(node: _Node, segments: list[str], depth: int, allowed: set[str]) -> None:
    """Adds the methods served at a path, whatever way leads there."""
    if depth == len(segments):
        allowed.update(node.routes)
        return
    segment = segments[depth]
    literal = node.literals.get(segment)
    if literal is not None:
        _collect(literal, segments, depth + 1, allowed)
        if depth + 1 == len(segments) and literal.routes:
            return
    for name, child in node.parameters:
        if _accepts(name, segment):
            _collect(child, segments, depth + 1, allowed)
    if node.rest is not None:
        allowed.update(node.rest[1].routes)
