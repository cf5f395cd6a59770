"""Makes the parameters of a request wrong: other types, other values, names that nobody knows, members left out."""

from __future__ import annotations

import copy
import random
from typing import Any, Final

ODD: Final = (
    None, [], {}, "", -1, 0, 1.5, True, "x", 2**40, [1], ["x"], {"x": 1}, "1", -0.5, [None], "null", [[]],
)  # fmt: skip


def faulty(rng: random.Random, body: dict[str, Any]) -> dict[str, Any]:
    """Returns parameters of which one, at any depth, is not as it was."""
    changed = copy.deepcopy(body)
    place = changed
    while rng.random() < 0.5:
        inner = [value for value in place.values() if isinstance(value, dict) and value]
        if not inner:
            break
        place = rng.choice(inner)
    way = rng.random()
    if way < 0.15:
        place["unknown_one"] = rng.choice(ODD)
    elif place and way < 0.35:
        del place[rng.choice(sorted(place))]
    elif place:
        place[rng.choice(sorted(place))] = copy.deepcopy(rng.choice(ODD))
    return changed
