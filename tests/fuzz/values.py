"""Values that belong nowhere, and ways to spoil a JSON value by one of them."""

import copy
import random
from collections.abc import Iterator
from typing import Any

Path = tuple[Any, ...]
"""Keys and positions from the top."""

HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 3, 1.5, 10_001, 2**31, -(2**31) - 1, 2**63, -(2**63) - 1, 2**64, 1e308, 5e-324, -0.0,
    float("nan"), float("inf"), "", " ", "x", "0", "-1", "1.5", "true", "NaN", "Infinity", "1e400", "9" * 5_000,
    "9" * 25, "²", "٣", "2020-01-01", "2020-99-99", "now/d", "now-1000000y", "||", "*", "a*", "_all", "*a" * 30 + "b",
    "(a+)+$", "[", "(", "\\", "{", "/", "%", "\0", "\n", "\ud800", "é" * 100, "x" * 40_000, "a.b..c", ".", "..", "_id",
    "tag", "title", "parts", "parts.n", "n", "day", "place", "keyword", "text", "1d", "-1d", "1kb", "50%",
    "3<75%", "asc",
    "BOOST", "10.0.0.0/33", "::/129", "POINT (1", "drm3btev3e86", "Europe/Nowhere", "+99:99", [], {}, [None], [[]],
    [{}], [1, "a"], ["", ""], {"": ""}, {"a": {}}, {"field": "n"}, {"match_all": {}}, {"source": "1", "lang": "x"},
    {"type": "keyword"}, {"value": 1}, [0.5, -1, 1e999], {"lat": 91, "lon": 181}, list(range(50)),
)  # fmt: skip


def paths(value: Any, prefix: Path = ()) -> Iterator[Path]:
    """Yields where the parts of a value stand, itself first."""
    yield prefix
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in items:
        yield from paths(entry, (*prefix, key))


def replaced(value: Any, path: Path, new: Any) -> Any:
    """Returns a copy with something else at a path."""
    if not path:
        return new
    top = copy.deepcopy(value)
    inner = top
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return top


def at(value: Any, path: Path) -> Any:
    """Returns what stands at a path."""
    for key in path:
        value = value[key]
    return value


def spoiled(value: Any, rng: random.Random, others: list[Any]) -> Any:
    """Returns a copy with one thing wrong; others: bodies from which parts may be taken."""
    places = list(paths(value))
    path = rng.choice(places[1:] or places)
    kind = rng.random()
    part = at(value, path)
    if kind < 0.55:
        return replaced(value, path, rng.choice(HOSTILE))
    if kind < 0.65:
        return replaced(value, path, rng.choice([[part], {"x": part}, [part, part], str(part), [part] * 40]))
    if kind < 0.75:
        other = rng.choice(others)
        return replaced(value, path, copy.deepcopy(at(other, rng.choice(list(paths(other))))))
    if kind < 0.8:
        return replaced(value, path, _nested(part, rng.choice([25, 120, 450])))
    return _with_other_keys(value, path, part, rng)


def _nested(part: Any, depth: int) -> Any:
    for _ in range(depth):
        part = {"bool": {"must": part}} if depth < 100 else [part]
    return part


def _with_other_keys(value: Any, path: Path, part: Any, rng: random.Random) -> Any:
    """Returns a copy in which a member is missing, renamed, or has an unknown one beside it."""
    parent = copy.deepcopy(at(value, path[:-1])) if path else value
    if not path or not isinstance(parent, dict):
        return replaced(value, path, [part, rng.choice(HOSTILE)])
    choice = rng.randrange(3)
    if choice != 1:
        parent.pop(path[-1])
    if choice == 1:
        parent[rng.choice(["nope", "", "a.b", "*", "_source", "boost", "size", "type", "query"])] = rng.choice(HOSTILE)
    if choice == 2:
        parent[rng.choice([str(path[-1]) + "s", str(path[-1]).upper(), "é", "x" * 300])] = part
    return replaced(value, path[:-1], parent)
