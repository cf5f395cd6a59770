"""Random geometries, and how they are asked for: the same for everybody who gives the same seed.

Coordinates have no corners or edges in common, for Elasticsearch keeps 32 bits of the geometries of queries as well,
and OpenSearch, the judge of shapes, does not.
"""

import math
import random
from collections.abc import Callable
from typing import Any, ClassVar

Json = dict[str, Any]
RELATIONS = ("intersects", "disjoint", "within", "contains")


class Shapes:
    """Draws geometries within some degrees around (0, 0)."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def document(self) -> Json:
        if self._random.random() < 0.05:
            return {}
        return {"g": self._geometry()}

    def query(self) -> Json:
        kind = self._random.random()
        if kind < 0.1:
            return {"geo_distance": {"distance": f"{self._random.randint(50, 900)}km", "g": self._place()}}
        if kind < 0.2:
            west, south = self._place()
            return {"geo_bounding_box": {"g": {"top_left": [west, south + 9], "bottom_right": [west + 8, south]}}}
        relation = self._random.choice(RELATIONS)
        shape = self._geometry()
        while relation == "within" and "line" in shape["type"]:
            shape = self._geometry()
        if relation != "contains" and self._random.random() < 0.1:
            shape = {"type": "circle", "coordinates": self._place(), "radius": f"{self._random.randint(1, 900)}km"}
        return {"geo_shape": {"g": {"shape": shape, "relation": relation}}}

    def _geometry(self) -> Json:
        kind = self._random.choice(list(self._kinds))
        return self._kinds[kind](self)

    def _number(self) -> float:
        return round(self._random.uniform(-20, 20), 5)

    def _place(self) -> list[float]:
        return [self._number(), self._number()]

    def _places(self, least: int, most: int) -> list[list[float]]:
        return [self._place() for _ in range(self._random.randint(least, most))]

    def _ring(self) -> list[list[float]]:
        """Draws a ring that does not cross itself: corners around a place."""
        x, y = self._place()
        far = self._random.uniform(1, 6)
        turns = sorted(self._random.uniform(0, 2 * math.pi) for _ in range(self._random.randint(3, 7)))
        ring = [[round(x + far * math.cos(turn), 5), round(y + far * math.sin(turn), 5)] for turn in turns]
        return [*ring, ring[0]]

    def _with_hole(self) -> list[list[list[float]]]:
        x, y = self._place()
        return [_square(x, y, 8.1234), _square(x + 2, y + 2, 4.1234)[::-1]]

    def _envelope(self) -> list[list[float]]:
        x, y = self._place()
        return [[x, round(y + self._random.uniform(1, 9), 5)], [round(x + self._random.uniform(1, 9), 5), y]]

    def _collection(self) -> Json:
        parts = [{"type": "point", "coordinates": self._place()}, {"type": "polygon", "coordinates": [self._ring()]}]
        return {"type": "geometrycollection", "geometries": parts}

    _kinds: ClassVar[dict[str, Callable[["Shapes"], Json]]] = {
        "point": lambda self: {"type": "point", "coordinates": self._place()},
        "multipoint": lambda self: {"type": "multipoint", "coordinates": self._places(1, 3)},
        "line": lambda self: {"type": "linestring", "coordinates": self._places(2, 4)},
        "lines": lambda self: {"type": "multilinestring", "coordinates": [self._places(2, 2), self._places(2, 3)]},
        "polygon": lambda self: {"type": "polygon", "coordinates": [self._ring()]},
        "hole": lambda self: {"type": "polygon", "coordinates": self._with_hole()},
        "polygons": lambda self: {"type": "multipolygon", "coordinates": [[self._ring()], [self._ring()]]},
        "envelope": lambda self: {"type": "envelope", "coordinates": self._envelope()},
        "collection": lambda self: self._collection(),
    }


def _square(x: float, y: float, side: float) -> list[list[float]]:
    corners = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return [[round(east, 5), round(north, 5)] for east, north in corners]
