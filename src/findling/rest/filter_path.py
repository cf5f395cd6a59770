"""The `filter_path` parameter: which parts of an answer are sent.

Patterns are dotted paths; `*` stands for anything within one name, `**` for one name or more, a leading `-` takes
away, `\\.` is a dot within a name. Lists are walked through without taking a name of the path.

All patterns are followed at once, as an automaton: a state is the set of places that have been reached in them.
"""

from __future__ import annotations

import re
from typing import Any, Final

import orjson

from findling.base.wildcards import matches

State = frozenset[tuple[int, int]]
"""Places reached: (pattern, names of it that are behind)."""

_NOTHING: Final = object()
_FEW_NAMES: Final = 100
_DOT: Final = re.compile(r"(?<!\\)\.")


def filter_body(body: object, text: str) -> Any:
    """Returns the parts of a body that the parameter asks for; {} if none."""
    kept, dropped = parse_filters(text)
    if kept.patterns:
        body = _keep(body, kept, kept.start())
    if dropped.patterns and body is not _NOTHING:
        body = _drop(body, dropped, dropped.start())
    return {} if body is _NOTHING else body


def parse_filters(text: str) -> tuple[Paths, Paths]:
    """Returns the paths to keep and the paths to take away."""
    patterns = [pattern.strip() for pattern in text.split(",") if pattern.strip()]
    kept = dict.fromkeys(pattern for pattern in patterns if not pattern.startswith("-"))
    dropped = dict.fromkeys(pattern[1:] for pattern in patterns if pattern.startswith("-"))
    return Paths(tuple(map(_names, kept))), Paths(tuple(map(_names, dropped)))


def _names(pattern: str) -> tuple[str, ...]:
    return tuple(name.replace("\\.", ".") for name in _DOT.split(pattern))


class Paths:
    """Patterns of paths, each the names from the top."""

    def __init__(self, patterns: tuple[tuple[str, ...], ...]) -> None:
        self.patterns = patterns
        self._known: dict[tuple[State, str], tuple[State, bool]] = {}
        self._keeps = sum(map(len, patterns)) <= _FEW_NAMES  # states of more are too large to be kept

    def start(self) -> State:
        return frozenset((i, 0) for i in range(len(self.patterns)))

    def step(self, state: State, name: str) -> tuple[State, bool]:
        """Returns where a name leads, and whether a pattern ends there."""
        known = self._known.get((state, name))
        if known is None:
            known = self._step(state, name)
            if self._keeps:
                self._known[state, name] = known
        return known

    def _step(self, state: State, name: str) -> tuple[State, bool]:
        reached: list[tuple[int, int]] = []
        for i, at in state:
            if at == len(self.patterns[i]):
                continue
            wanted = self.patterns[i][at]
            if wanted == "**":
                reached += [(i, at), (i, at + 1)]
            elif matches(wanted, name):
                reached.append((i, at + 1))
        found = frozenset(reached)
        return found, any(at == len(self.patterns[i]) for i, at in found)


def _decoded(value: object) -> object:
    """Returns a value; a document that is JSON text already is decoded, to be looked into."""
    return orjson.loads(orjson.dumps(value)) if isinstance(value, orjson.Fragment) else value


def _keep(value: object, paths: Paths, state: State) -> Any:
    value = _decoded(value)
    if isinstance(value, dict):
        members: dict[str, Any] = {}
        for name, member in value.items():
            left, ended = paths.step(state, name)
            inner = member if ended else _keep(member, paths, left) if left else _NOTHING
            if inner is not _NOTHING:
                members[name] = inner
        return members or _NOTHING
    if isinstance(value, list):
        items = [item for item in (_keep(item, paths, state) for item in value) if item is not _NOTHING]
        return items or _NOTHING
    return _NOTHING


def _drop(value: object, paths: Paths, state: State) -> object:
    value = _decoded(value)
    if isinstance(value, dict):
        members: dict[str, Any] = {}
        for name, member in value.items():
            left, ended = paths.step(state, name)
            if not ended:
                inner = _drop(member, paths, left) if left else member
                if inner is not _NOTHING:
                    members[name] = inner
        return members or (_NOTHING if value else value)
    if isinstance(value, list):
        items = [item for item in (_drop(item, paths, state) for item in value) if item is not _NOTHING]
        return items or (_NOTHING if value else value)
    return value
