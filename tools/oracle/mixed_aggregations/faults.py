"""Makes a search wrong: other types, other values, unknown names, members left out, twice or elsewhere."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

from tools.oracle.mixed_aggregations.pools import Draw, Json

ODD: Final = (
    None,
    [],
    {},
    "",
    -1,
    0,
    1.5,
    True,
    "x",
    2**40,
    [1],
    ["x"],
    {"x": 1},
    "1",
    -0.5,
    [None],
    "null",
    [[]],
    "true",
    1e308,
)
NAMES: Final = (
    "unknown",
    "field",
    "missing",
    "script",
    "format",
    "size",
    "meta",
    "aggs",
    "params",
    "boost",
    "keyed",
    "value_type",
    "min_doc_count",
)


def places(value: Any) -> Iterator[Json]:
    """Yields all objects of a value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from places(inner)


def spoilt(draw: Draw, aggs: Json) -> Json:
    """Returns aggregations in which one thing is not as it was."""
    changed = copy.deepcopy(aggs)
    place = draw.choice([place for place in places(changed) if place] or [changed])
    name = draw.choice(list(place) or ["unknown"])
    way = draw.random()
    if way < 0.4:
        place[name] = copy.deepcopy(draw.choice(ODD))
    elif way < 0.55:
        place[draw.choice(NAMES)] = copy.deepcopy(draw.choice(ODD))
    elif way < 0.7 and name in place:
        del place[name]
    elif way < 0.8 and name in place:
        place[_mistyped(draw, name)] = place.pop(name)
    elif way < 0.9 and name in place:
        place[name] = [place[name]]
    elif name in place:
        place[name] = str(place[name]) if not isinstance(place[name], dict | list) else {"value": place[name]}
    return changed


def _mistyped(draw: Draw, name: str) -> str:
    if len(name) < 2:
        return name + draw.choice((">", "[x]", " ", "é"))
    at = draw.randrange(len(name) - 1)
    return draw.choice(
        (name[:at] + name[at + 1 :], name + "s", name.upper(), name[:at] + name[at + 1] + name[at] + name[at + 2 :])
    )
