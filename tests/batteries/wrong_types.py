"""Parameters of other JSON types than they should be: each member of an example in turn, at any depth."""

import copy
from collections.abc import Iterator
from typing import Any

WRONG: tuple[Any, ...] = (
    None,
    True,
    "",
    "x",
    -1,
    0,
    1.5,
    10**400,
    1e300,
    [],
    ["x"],
    [[1]],
    [None],
    {},
    {"x": 1},
    "NaN",
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yields the places of all members."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield (*here, key)
            yield from paths(entry, (*here, key))
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield (*here, number)
            yield from paths(entry, (*here, number))


def with_value(example: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Returns a copy with another value at a place."""
    changed = copy.deepcopy(example)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def wrongly_typed(example: Any) -> Iterator[tuple[str, Any]]:
    """Yields what was changed, and the example with it."""
    for path in paths(example):
        for value in WRONG:
            where = ".".join(map(str, path))
            yield f"{where} = {str(value)[:20]}", with_value(example, path, value)
