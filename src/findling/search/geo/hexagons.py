"""Hexagons of Uber's H3, a hierarchy of cells of nearly one size; needs the package h3."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module

h3 = lazy_module("h3.api.basic_int", optional=True)
shapely = lazy_module("shapely", optional=True)
MOST_RESOLUTION: Final = 15
# hexagons do not lie wholly in the one that they are of: so far beyond it, as a part of its breadth, there are none
_MARGIN: Final = 0.3
# outlines that are kept, as searches ask for the same ones again
_KEPT: Final = 1 << 15


def check_package() -> None:
    """Raises IllegalArgumentError if the package is not there."""
    try:
        h3.latlng_to_cell  # noqa: B018
    except ModuleNotFoundError:
        raise IllegalArgumentError("hexagons need a package: pip install h3") from None


def hexagon_of(address: str) -> int:
    """Returns the cell of an address. Raises IllegalArgumentError."""
    check_package()
    try:
        cell = int(address, 16)
    except ValueError:
        cell = 0
    if not (0 <= cell < 2**63 and h3.is_valid_cell(cell)):
        raise IllegalArgumentError(f"Invalid h3 address: {address}")
    return cell


def outline_of(cell: int) -> NDArray[np.float64]:
    """Returns (n, 2) longitudes and latitudes of a cell's corners; longitudes go on beyond 180 over the date line."""
    corners = np.array(h3.cell_to_boundary(cell))[:, ::-1].copy()
    if np.ptp(corners[:, 0]) > 180:
        corners[corners[:, 0] < 0, 0] += 360
    return corners


def center_of(cell: int) -> tuple[float, float]:
    """Returns longitude and latitude of a cell's middle."""
    lat, lon = h3.cell_to_latlng(cell)
    return float(lon), float(lat)


def hexagons_of(lat: NDArray[np.float64], lon: NDArray[np.float64], resolution: int) -> NDArray[np.int64]:
    """Returns the cell of each point in degrees, (n,) int64."""
    of_point = h3.latlng_to_cell
    cells = [of_point(*point, resolution) for point in zip(lat.tolist(), lon.tolist(), strict=True)]
    return np.array(cells, np.int64)


def resolution_of(cell: int) -> int:
    """Returns how fine the grid is that a cell is of."""
    return int(h3.get_resolution(cell))


def coarsest() -> list[int]:
    """Returns the cells that cover the globe."""
    return list(h3.get_res0_cells())


def children_of(cell: int, resolution: int) -> list[int]:
    """Returns the cells of a finer grid that are of a cell."""
    return list(h3.cell_to_children(cell, resolution))


@lru_cache(_KEPT)
def flat_outline(cell: int) -> Any:
    """Returns a cell as polygons on the plane of degrees, from -180 to 180."""
    outline = _around_pole(cell)
    if outline is None:
        outline = shapely.polygons(outline_of(cell))
    if outline.bounds[2] <= 180:
        return outline
    return shapely.multipolygons([outline, _turned(outline, -360)])


def parent_of(cell: int) -> int | None:
    """Returns the cell of the next coarser grid that a cell is of, None for one of the coarsest."""
    resolution = resolution_of(cell)
    return int(h3.cell_to_parent(cell, resolution - 1)) if resolution else None


def overlapping_of(cell: int) -> list[int]:
    """Returns the cells of the next finer grid that lie partly in a cell and are of others: 6, of a pentagon 5."""
    resolution = resolution_of(cell)
    if resolution == MOST_RESOLUTION:
        return []
    outline, middle = flat_outline(cell), h3.cell_to_center_child(cell, resolution + 1)
    # those around its children; what they share beyond a corner is a twelfth of them or so
    around = h3.grid_ring(middle, 2)
    return [
        one
        for one in around
        if shapely.area(shapely.intersection(flat_outline(one), outline)) > 0.01 * shapely.area(flat_outline(one))
    ]


def flat_geojson(cell: int) -> dict[str, Any]:
    """Returns a cell as GeoJSON on the plane of degrees."""
    shown: dict[str, Any] = json.loads(shapely.to_geojson(flat_outline(cell)))
    return shown


@lru_cache(_KEPT)
def surroundings(cell: int) -> Any | None:
    """Returns polygons that hold all finer cells of a cell; None near the poles, where there are none on the plane."""
    outline = flat_outline(cell)
    west, south, east, north = shapely.bounds(shapely.get_geometry(outline, 0)).tolist()
    margin = _MARGIN * max(east - west, north - south)
    if south - margin <= -90 or north + margin >= 90:
        return None
    if west - margin >= -180 and east + margin <= 180:
        return shapely.buffer(outline, margin, join_style="mitre")
    # what goes beyond 180 degrees comes back on the other side
    sides = [_turned(outline, degrees) for degrees in (-360, 0, 360)]
    return shapely.union_all([shapely.buffer(side, margin, join_style="mitre") for side in sides])


def _turned(outline: Any, degrees: float) -> Any:
    return shapely.transform(outline, lambda points: points + np.array([degrees, 0.0]))


def _around_pole(cell: int) -> Any | None:
    """Returns the polygon of the cell that a pole lies in, None for other cells."""
    resolution = resolution_of(cell)
    pole = next((lat for lat in (90.0, -90.0) if h3.latlng_to_cell(lat, 0.0, resolution) == cell), None)
    if pole is None:
        return None
    corners = np.array(h3.cell_to_boundary(cell))[:, ::-1]
    corners = corners[np.argsort(corners[:, 0])]
    (west, first), (east, last) = corners[0], corners[-1]
    edge = last + (first - last) * (180 - east) / (west + 360 - east)
    return shapely.polygons([[-180, pole], [-180, edge], *corners.tolist(), [180, edge], [180, pole]])
