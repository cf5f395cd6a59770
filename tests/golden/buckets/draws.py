"""How parameters are drawn."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from tests.golden.buckets.corpus import Drawn, Json
from tests.golden.buckets.pools import ODD_FIELDS, ODD_VALUES, OMITTED, OTHERS, Wrong


class Draws(ABC):
    """Draws aggregations; at most one value is wrong, for servers may tell of any one of several.

    wrong: how likely a parameter is wrong, as long as none is
    """

    def __init__(self, drawn: Drawn, wrong: float = 0.08) -> None:
        self._drawn = drawn
        self._wrong = wrong if drawn.maybe() else 0.0

    def pick(self, values: tuple[Any, ...]) -> Any:
        """Returns a copy of one of the values, a wrong one only if there has been none."""
        drawn = self._drawn
        wrong = [value.value for value in values if isinstance(value, Wrong)]
        if wrong and drawn.maybe(self._wrong * 2):
            self._wrong = 0.0
            return copy.deepcopy(drawn.choice(wrong))
        right = [value for value in values if not isinstance(value, Wrong)]
        return copy.deepcopy(drawn.choice(right)) if right else OMITTED

    @abstractmethod
    def kinds(self) -> dict[str, Callable[[], Json]]:
        """Returns what draws the parameters of each aggregation, by type."""

    def spoilt(self, made: Json) -> Json:
        """Returns parameters with one that is odd, unknown or missing, if there has been none."""
        drawn = self._drawn
        if drawn.maybe(self._wrong):
            self._wrong = 0.0
            name = drawn.choice([*made, "no_such_parameter", *OTHERS])
            made[name] = copy.deepcopy(drawn.choice(ODD_VALUES))
        elif drawn.maybe(self._wrong / 4) and made:
            self._wrong = 0.0
            del made[drawn.choice(list(made))]
        return made

    def some(self, always: Json, **optional: tuple[Any, ...]) -> Json:
        """Returns parameters that are always there, with some of the others."""
        drawn = self._drawn
        made = dict(always)
        for name, values in optional.items():
            if drawn.maybe(0.25):
                made[name] = self.pick(values)
                if made[name] is OMITTED:
                    del made[name]
        return made

    def field(self, usual: tuple[str, ...]) -> str:
        """Returns the name of a field."""
        if self._drawn.maybe(self._wrong):
            self._wrong = 0.0
            return self._drawn.choice(ODD_FIELDS)
        return self._drawn.choice(usual)

    def values_of(self, field: str) -> tuple[Any, ...]:
        """Returns values that a field may have, in various forms."""
        return {
            "tag": ("alpha", "none", 5),
            "one": ("u", "q"),
            "n": (3, "7", 2.5),
            "i": (1, 100),
            "price": (2.5, 3),
            "day": ("2024-01-05", 1704067200000),
            "ok": (True, "false", 1),
            "host": ("10.0.1.7", "::1"),
        }.get(field, ("x", 5, True, "2024-01-05"))
