"""geo_grid: the address of a cell of a grid of the globe becomes its outline, which can be indexed as a shape."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register
from findling.ingest.text_processor import FieldOptions
from findling.mapping.geo.geo_point_text import GEOHASH_DIGITS, geohash_bounds
from findling.mapping.geo.geometry_formats import envelope_of, wkt_of
from findling.search.geo.hexagons import (
    check_package,
    children_of,
    flat_geojson,
    hexagon_of,
    overlapping_of,
    parent_of,
    resolution_of,
)
from findling.search.geo.tiles import MOST_ZOOM, tile_numbers


class Cell(ABC):
    """A cell of a grid, made of its address. Raises FindlingError for an address of none."""

    @property
    @abstractmethod
    def geometry(self) -> dict[str, Any]:
        """Its outline as GeoJSON."""

    @property
    @abstractmethod
    def precision(self) -> int:
        """How fine its grid is."""

    @property
    @abstractmethod
    def parent(self) -> str:
        """Address of the cell of the next coarser grid that it is of; empty: there is none."""

    @property
    @abstractmethod
    def children(self) -> list[str]:
        """Addresses of the cells of the next finer grid that are of it."""

    @property
    def non_children(self) -> list[str]:
        """Addresses of the cells of the next finer grid that lie partly in it and are of others."""
        return []


class Tile(Cell):
    """A square of a map: `zoom/x/y`."""

    def __init__(self, address: str) -> None:
        self._zoom, self._x, self._y = tile_numbers(address)
        if self._zoom > MOST_ZOOM or max(self._x, self._y) >= 1 << self._zoom:
            raise IllegalArgumentError(f"Zoom/X/Y combination is not valid: {address}")

    @property
    def geometry(self) -> dict[str, Any]:
        tiles = 1 << self._zoom
        west, east = (x / tiles * 360 - 180 for x in (self._x, self._x + 1))
        north, south = (
            math.degrees(math.atan(math.sinh(math.pi - 2 * math.pi * y / tiles))) for y in (self._y, self._y + 1)
        )
        return envelope_of((west, south, east, north))

    @property
    def precision(self) -> int:
        return self._zoom

    @property
    def parent(self) -> str:
        return f"{self._zoom - 1}/{self._x // 2}/{self._y // 2}" if self._zoom else ""

    @property
    def children(self) -> list[str]:
        if self._zoom == MOST_ZOOM:
            return []
        left, top = 2 * self._x, 2 * self._y
        return [f"{self._zoom + 1}/{x}/{y}" for y in (top, top + 1) for x in (left, left + 1)]


class Geohash(Cell):
    """A rectangle of degrees: the digits of a geohash."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._bounds = geohash_bounds(address)

    @property
    def geometry(self) -> dict[str, Any]:
        south, north, west, east = self._bounds
        return envelope_of((west, south, east, north))

    @property
    def precision(self) -> int:
        return len(self._address)

    @property
    def parent(self) -> str:
        return self._address[:-1]

    @property
    def children(self) -> list[str]:
        return [self._address + digit for digit in GEOHASH_DIGITS]


class Hexagon(Cell):
    """A hexagon of H3: the hexadecimal digits of its index."""

    def __init__(self, address: str) -> None:
        self._cell = hexagon_of(address)

    @property
    def geometry(self) -> dict[str, Any]:
        return flat_geojson(self._cell)

    @property
    def precision(self) -> int:
        return resolution_of(self._cell)

    @property
    def parent(self) -> str:
        parent = parent_of(self._cell)
        return "" if parent is None else f"{parent:x}"

    @property
    def children(self) -> list[str]:
        return [f"{cell:x}" for cell in children_of(self._cell, resolution_of(self._cell) + 1)]

    @property
    def non_children(self) -> list[str]:
        return [f"{cell:x}" for cell in overlapping_of(self._cell)]


GRIDS: Final[Mapping[str, Callable[[str], Cell]]] = {"geohash": Geohash, "geotile": Tile, "geohex": Hexagon}
_TOLD: Final[Mapping[str, Callable[[Cell], object]]] = {
    "parent_field": lambda cell: cell.parent,
    "children_field": lambda cell: cell.children,
    "non_children_field": lambda cell: cell.non_children,
    "precision_field": lambda cell: cell.precision,
}


@dataclass(slots=True)
class GeoGridOptions:
    """What is written of a cell. extra: parameter of a field -> where; as_text: well-known text instead of GeoJSON"""

    grid: Callable[[str], Cell]
    as_text: bool
    extra: dict[str, FieldPath]


class GeoGridProcessor(Processor):
    """Writes the outline of a cell, and what is asked for of its neighbours in other grids."""

    kind = "geo_grid"

    def __init__(self, field: FieldOptions, options: GeoGridOptions) -> None:
        self._field = field
        self._options = options

    def process(self, document: IngestDocument) -> None:
        address = self._field.value(document)
        if address is None:
            return
        if not isinstance(address, str):
            raise IllegalArgumentError(f"field [{self._field.field.text}] must be a String tile address")
        try:
            self._write(document, self._options.grid(address))
        except FindlingError as error:
            raise IllegalArgumentError("invalid tile definition") from error

    def _write(self, document: IngestDocument, cell: Cell) -> None:
        geometry = cell.geometry
        self._field.target.set(document, wkt_of(geometry) if self._options.as_text else geometry)
        for name, path in self._options.extra.items():
            value = _TOLD[name](cell)
            if value not in ("", []):
                path.set(document, value)


@register("geo_grid")
def make_geo_grid(making: Making) -> GeoGridProcessor:
    """Reads {"geo_grid": {"field": "cell", "tile_type": "geohex", "parent_field": "parent"}}."""
    given = making.configuration
    field = FieldOptions(given)
    extra = {name: path for name in _TOLD if (path := given.text(name))}
    grid = given.required_text("tile_type")
    if grid.lower() not in GRIDS:
        raise given.fault("tile_type", f"illegal value [{grid}], valid values are [GEOHASH, GEOTILE, GEOHEX]")
    if grid.lower() == "geohex":
        check_package()
    form = given.text("target_format") or "GEOJSON"
    if form.lower().strip() not in ("geojson", "wkt"):
        raise given.fault("target_format", f"illegal value [{form}], valid values are [WKT, GEOJSON]")
    paths = {name: field_path(text) for name, text in extra.items()}
    return GeoGridProcessor(field, GeoGridOptions(GRIDS[grid.lower()], form.lower().strip() == "wkt", paths))
