"""Grids of rectangles: which cells a box leaves, and which of them shapes meet."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.base.runs import distinct_rows
from findling.search.aggs.bucket.grid.cells import Charge
from findling.search.geo.query_geometry import flat_parts

shapely = lazy_module("shapely", optional=True)

Whole = NDArray[np.int64]
Doubles = NDArray[np.float64]
Edges = tuple[Doubles, Doubles, Doubles, Doubles]

# cells that are compared with a shape at once
_BLOCK: Final = 1 << 12
_FIRST_BLOCK: Final = 64
_MOST_CELLS: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Window:
    """Cells from first to last of columns and rows; none if a last one is below its first."""

    first_column: int
    last_column: int
    first_row: int
    last_row: int

    def clipped(self, spans: Whole) -> Whole:
        """Returns (n, 4) spans without what is outside."""
        lows = np.maximum(spans[:, ::2], (self.first_column, self.first_row))
        highs = np.minimum(spans[:, 1::2], (self.last_column, self.last_row))
        return np.stack((lows[:, 0], highs[:, 0], lows[:, 1], highs[:, 1]), axis=1)


class Rectangles(ABC):
    """Base: a grid of one precision. Columns are counted from the west, rows from whichever end."""

    @property
    @abstractmethod
    def size(self) -> tuple[int, int]:
        """How many columns and rows there are."""

    @abstractmethod
    def spans(self, bounds: Doubles) -> Whole:
        """Returns (n, 4) first and last column, first and last row of bounds; the last before the first for none.

        bounds: (n, 4) west, south, east, north, of the precision that is stored
        """

    @abstractmethod
    def edges(self, spans: Whole) -> Edges:
        """Returns west, south, east, north of spans: the outermost of what is stored that lies in the cells."""

    @abstractmethod
    def keys(self, columns: Whole, rows: Whole) -> Whole:
        """Returns the numbers of cells."""

    @abstractmethod
    def windows(self) -> list[Window]:
        """Returns what the box of the request leaves, without a cell in two of them."""

    def of_shapes(self, geometries: NDArray[np.object_], charge: Charge) -> tuple[NDArray[np.intp], Whole]:
        """Returns pairs of a geometry's index and a cell that it meets, each once, by geometry."""
        parts, of = flat_parts(geometries)
        spans = self.spans(shapely.bounds(parts).reshape(-1, 4))
        owners: list[NDArray[np.intp]] = [np.empty(0, np.intp)]
        cells: list[Whole] = [np.empty(0, np.int64)]
        for window in self.windows():
            for places, found in self._in_window(parts, spans, window, charge):
                owners.append(of[places])
                cells.append(found)
        places, numbers = distinct_rows(np.concatenate(owners), np.concatenate(cells))
        return places.astype(np.intp), numbers

    def _in_window(
        self, parts: NDArray[np.object_], spans: Whole, window: Window, charge: Charge
    ) -> Iterator[tuple[NDArray[np.intp], Whole]]:
        clipped = window.clipped(spans)
        some = (clipped[:, ::2] <= clipped[:, 1::2]).all(axis=1)
        # what lies in one cell meets it
        single = some & (spans[:, ::2] == spans[:, 1::2]).all(axis=1)
        places = np.flatnonzero(single)
        charge(len(places))
        yield places, self.keys(clipped[places, 0], clipped[places, 2])
        for place in np.flatnonzero(some & ~single).tolist():
            for found in _met(self, parts[place], clipped[place], charge):
                yield np.full(len(found), place), found


def _met(grid: Rectangles, part: Any, span: Whole, charge: Charge) -> Iterator[Whole]:
    """Yields the cells that a point, line or polygon meets, from coarse to fine, deepest first.

    span: (4,) what they may be; blocks of 2^level by 2^level cells are judged as one where they can be
    """
    shapely.prepare(part)
    is_area = part.geom_type == "Polygon"
    level = _first_level(span)
    stack = [(*_mesh(span >> level), level)]
    while stack:
        columns, rows, level = stack.pop()
        charge(len(columns))
        blocks = _clipped_blocks(columns, rows, level, span)
        boxes = shapely.box(*grid.edges(blocks))
        meets = shapely.intersects(part, boxes)
        if level == 0:
            yield grid.keys(columns[meets], rows[meets])
            continue
        whole = meets & shapely.covers(part, boxes) if is_area else np.zeros(len(boxes), np.bool_)
        yield _all_of(grid, blocks[whole], charge)
        rest = np.flatnonzero(meets & ~whole)
        columns, rows = _halves(columns[rest], rows[rest], level - 1, span)
        stack += [
            (columns[low : low + _BLOCK], rows[low : low + _BLOCK], level - 1) for low in range(0, len(columns), _BLOCK)
        ]


def _first_level(span: Whole) -> int:
    """Returns the finest level of which there are few blocks."""
    level = 0
    while math.prod((span[1::2] >> level) - (span[::2] >> level) + 1) > _FIRST_BLOCK:
        level += 1
    return level


def _mesh(span: Whole) -> tuple[Whole, Whole]:
    columns, rows = np.meshgrid(np.arange(span[0], span[1] + 1), np.arange(span[2], span[3] + 1))
    return columns.ravel(), rows.ravel()


def _clipped_blocks(columns: Whole, rows: Whole, level: int, span: Whole) -> Whole:
    """Returns (n, 4) the spans of blocks."""
    lasts = (1 << level) - 1
    return np.stack(
        (
            np.maximum(columns << level, span[0]),
            np.minimum((columns << level) + lasts, span[1]),
            np.maximum(rows << level, span[2]),
            np.minimum((rows << level) + lasts, span[3]),
        ),
        axis=1,
    )


def _halves(columns: Whole, rows: Whole, level: int, span: Whole) -> tuple[Whole, Whole]:
    """Returns the four blocks of the next level in each block, without those outside."""
    columns = np.add.outer((0, 1, 0, 1), 2 * columns).ravel()
    rows = np.add.outer((0, 0, 1, 1), 2 * rows).ravel()
    low, high = span[::2] >> level, span[1::2] >> level
    kept = (columns >= low[0]) & (columns <= high[0]) & (rows >= low[1]) & (rows <= high[1])
    return columns[kept], rows[kept]


def _all_of(grid: Rectangles, blocks: Whole, charge: Charge) -> Whole:
    """Returns all cells of blocks."""
    widths = blocks[:, 1] - blocks[:, 0] + 1
    counts = widths * (blocks[:, 3] - blocks[:, 2] + 1)
    # as many may be more than 64 bits hold
    n_cells = sum(counts.tolist())
    if n_cells > _MOST_CELLS:
        raise IllegalArgumentError("Tile aggregation array overflow")
    charge(n_cells)
    of = np.repeat(np.arange(len(blocks)), counts)
    places = np.arange(n_cells) - np.repeat(np.cumsum(counts) - counts, counts)
    return grid.keys(blocks[of, 0] + places % widths[of], blocks[of, 2] + places // widths[of])


def windows_of(columns: tuple[float, float], rows: tuple[float, float], size: tuple[int, int]) -> list[Window]:
    """Returns the windows of a box.

    columns, rows: where it begins and ends, as parts of the whole; what only touches it is left out. Columns that end
        before they begin go over the date line.
    """
    n_columns, n_rows = size
    first, last = max(math.floor(columns[0] * n_columns), 0), min(math.ceil(columns[1] * n_columns), n_columns) - 1
    top, bottom = max(math.floor(rows[0] * n_rows), 0), min(math.ceil(rows[1] * n_rows), n_rows) - 1
    if columns[0] <= columns[1]:
        return [Window(first, last, top, bottom)]
    return [Window(0, last, top, bottom), Window(max(first, last + 1), n_columns - 1, top, bottom)]
