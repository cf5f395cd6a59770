"""The `filter_path` parameter: which parts of an answer are sent.

Patterns are dotted paths; `*` stands for anything within one name, `**` for any number of names, a leading `-` takes
away. Lists are walked through without taking a name of the path.
"""

from functools import lru_cache
from typing import Any

import orjson

from findling.cluster.wildcards import matches

Path = tuple[str, ...]
_NOTHING = object()


@lru_cache(maxsize=256)
def parse_filters(text: str) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Returns the paths to keep and the paths to take away."""
    patterns = [pattern.strip() for pattern in text.split(",") if pattern.strip()]
    kept = tuple(tuple(pattern.split(".")) for pattern in patterns if not pattern.startswith("-"))
    dropped = tuple(tuple(pattern[1:].split(".")) for pattern in patterns if pattern.startswith("-"))
    return kept, dropped


def filter_body(body: Any, text: str) -> Any:
    """Returns the parts of a body that the parameter asks for; {} if none."""
    kept, dropped = parse_filters(text)
    if kept:
        body = _keep(body, kept)
    if dropped and body is not _NOTHING:
        body = _drop(body, dropped)
    return {} if body is _NOTHING else body


@lru_cache(maxsize=4096)
def _advance(paths: tuple[Path, ...], name: str) -> tuple[tuple[Path, ...], bool]:
    """Returns what is left of the paths below a name, and whether one of them ends here."""
    left: list[Path] = []
    ended = False
    for path in paths:
        head, rest = path[0], path[1:]
        if head == "**":
            left.append(path)
            if rest:
                below, end = _advance((rest,), name)
                left.extend(below)
                ended = ended or end
            else:
                ended = True
        elif matches(head, name):
            left.extend([rest] if rest else [])
            ended = ended or not rest
    return tuple(left), ended


def _decoded(value: Any) -> Any:
    """Returns a value; a document that is JSON text already is decoded, to be looked into."""
    return orjson.loads(orjson.dumps(value)) if isinstance(value, orjson.Fragment) else value


def _keep(value: Any, paths: tuple[Path, ...]) -> Any:
    value = _decoded(value)
    if isinstance(value, dict):
        members: dict[str, Any] = {}
        for name, member in value.items():
            left, ended = _advance(paths, name)
            inner = member if ended else _keep(member, left) if left else _NOTHING
            if inner is not _NOTHING:
                members[name] = inner
        return members or _NOTHING
    if isinstance(value, list):
        items = [item for item in (_keep(item, paths) for item in value) if item is not _NOTHING]
        return items or _NOTHING
    return _NOTHING


def _drop(value: Any, paths: tuple[Path, ...]) -> Any:
    value = _decoded(value)
    if isinstance(value, dict):
        members: dict[str, Any] = {}
        for name, member in value.items():
            left, ended = _advance(paths, name)
            if not ended:
                inner = _drop(member, left) if left else member
                if inner is not _NOTHING:
                    members[name] = inner
        return members or (_NOTHING if value else value)
    if isinstance(value, list):
        items = [item for item in (_drop(item, paths) for item in value) if item is not _NOTHING]
        return items or (_NOTHING if value else value)
    return value
