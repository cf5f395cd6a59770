"""Hexagons of Uber's H3 as cells; needs the package h3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.mapping.types.geo.geo_point import decode_points
from findling.search.aggs.bucket.grid.cells import Charge
from findling.search.geo.hexagons import (
    children_of,
    coarsest,
    flat_outline,
    hexagons_of,
    outline_of,
    resolution_of,
    surroundings,
)
from findling.search.geo.query_geometry import flat_parts
from findling.search.query.geo.geo_bounding_box import Box

shapely = lazy_module("shapely", optional=True)


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
        pairs = np.unique(np.stack((np.concatenate(owners), np.concatenate(cells))), axis=1)
        pairs = pairs[:, self.inside(pairs[1])]
        return pairs[0].astype(np.intp), pairs[1]

    def _met(self, part: Any, box: Any, charge: Charge) -> Iterator[int]:
        """Yields the hexagons that a line or polygon meets, from coarse to fine."""
        wanted = [part] if box is None else [part, box]
        for shape in wanted:
            shapely.prepare(shape)
        stack = coarsest()
        while stack:
            cell = stack.pop()
            charge(1)
            level = resolution_of(cell)
            if level == self.resolution:
                if shapely.intersects(part, flat_outline(cell)):
                    yield cell
                continue
            around = surroundings(cell)
            if around is not None:
                if not all(shapely.intersects(shape, around) for shape in wanted):
                    continue
                if all(shapely.covers(shape, around) for shape in wanted):
                    charge(7 ** (self.resolution - level))
                    yield from children_of(cell, self.resolution)
                    continue
            stack.extend(children_of(cell, level + 1))

    def text(self, cell: int) -> str:
        """Returns the hexagon's address."""
        return f"{cell:x}"

    def _overlaps(self, cell: int, box: Box) -> bool:
        lon, lat = outline_of(cell).T
        if lat.max() < box.bottom or lat.min() > box.top:
            return False
        right = box.right + (360 if box.left > box.right else 0)
        return any(lon.min() + turn < right and lon.max() + turn > box.left for turn in (-360, 0, 360))


def _shape_of(box: Box) -> Any:
    if box.left <= box.right:
        return shapely.box(box.left, box.bottom, box.right, box.top)
    halves = [shapely.box(-180, box.bottom, box.right, box.top), shapely.box(box.left, box.bottom, 180, box.top)]
    return shapely.multipolygons(halves)
