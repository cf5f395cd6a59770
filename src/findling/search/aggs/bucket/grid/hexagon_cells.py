"""Hexagons of Uber's H3 as cells; needs the package h3."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.base.runs import distinct_rows
from findling.mapping.types.geo.geo_point import decode_points
from findling.search.aggs.bucket.grid.cells import Charge
from findling.search.geo.hexagons import (
    children_of,
    coarsest,
    flat_outline,
    hexagons_of,
    outline_of,
    surroundings,
)
from findling.search.geo.query_geometry import flat_parts
from findling.search.query.geo.geo_bounding_box import Box

shapely = lazy_module("shapely", optional=True)
# cells that are compared with a shape at once
_BLOCK: Final = 1 << 10


@dataclass(frozen=True, slots=True)
class HexagonCells:
    """The hexagons of one resolution. box: None, or what their outlines have to reach into."""

    resolution: int
    box: Box | None = None

    def of_points(self, points: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the hexagons of the points."""
        return hexagons_of(*decode_points(points), self.resolution)

    def inside(self, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns which hexagons overlap the box."""
        if self.box is None:
            return np.ones(len(cells), np.bool_)
        distinct, places = np.unique(cells, return_inverse=True)
        found = np.array([self._overlaps(cell, self.box) for cell in distinct.tolist()], np.bool_)
        overlapping: NDArray[np.bool_] = found[places]
        return overlapping

    def of_shapes(self, geometries: NDArray[np.object_], charge: Charge) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Returns the hexagons that geometries meet, on the plane of degrees as Elasticsearch has it for shapes."""
        parts, of = flat_parts(geometries)
        points = shapely.get_dimensions(parts) == 0
        x, y = shapely.get_coordinates(parts[points]).reshape(-1, 2).T
        owners, cells = [of[points]], [hexagons_of(y, x, self.resolution)]
        box = None if self.box is None else _shape_of(self.box)
        for place in np.flatnonzero(~points).tolist():
            found = np.array(list(self._met(parts[place], box, charge)), np.int64)
            owners.append(np.full(len(found), of[place]))
            cells.append(found)
        places, numbers = distinct_rows(np.concatenate(owners), np.concatenate(cells))
        inside = self.inside(numbers)
        return places[inside].astype(np.intp), numbers[inside]

    def _met(self, part: Any, box: Any, charge: Charge) -> Iterator[int]:
        """Yields the hexagons that a line or polygon meets, from coarse to fine."""
        wanted = [part] if box is None else [part, box]
        for shape in wanted:
            shapely.prepare(shape)
        stack = [(coarsest(), 0)]
        while stack:
            block, level = stack.pop()
            charge(len(block))
            if level == self.resolution:
                outlines = np.array([flat_outline(cell) for cell in block], dtype=object)
                yield from itertools.compress(block, shapely.intersects(part, outlines).tolist())
                continue
            rest = []
            for cell, is_met, is_whole in zip(block, *_judged(wanted, block), strict=True):
                if is_whole:
                    charge(7 ** (self.resolution - level))
                    yield from children_of(cell, self.resolution)
                elif is_met:
                    rest += children_of(cell, level + 1)
            stack += [(rest[low : low + _BLOCK], level + 1) for low in range(0, len(rest), _BLOCK)]

    def text(self, cell: int) -> str:
        """Returns the hexagon's address."""
        return f"{cell:x}"

    def _overlaps(self, cell: int, box: Box) -> bool:
        lon, lat = outline_of(cell).T
        if lat.max() < box.bottom or lat.min() > box.top:
            return False
        right = box.right + (360 if box.left > box.right else 0)
        return any(lon.min() + turn < right and lon.max() + turn > box.left for turn in (-360, 0, 360))


def _judged(shapes: list[Any], block: list[int]) -> tuple[list[bool], list[bool]]:
    """Returns which cells may hold cells that meet all shapes, and which of them only such cells."""
    around = np.array([surroundings(cell) for cell in block], dtype=object)
    # near the poles nothing is known
    unknown: NDArray[np.bool_] = shapely.is_missing(around)
    met, whole = np.ones(len(block), np.bool_), ~unknown
    for shape in shapes:
        meets: NDArray[np.bool_] = shapely.intersects(shape, around)
        met &= unknown | meets
        whole &= shapely.covers(shape, around)
    return met.tolist(), whole.tolist()


def _shape_of(box: Box) -> Any:
    if box.left <= box.right:
        return shapely.box(box.left, box.bottom, box.right, box.top)
    halves = [shapely.box(-180, box.bottom, box.right, box.top), shapely.box(box.left, box.bottom, 180, box.top)]
    return shapely.multipolygons(halves)
