"""Hexagons of Uber's H3, a hierarchy of cells of nearly one size; needs the package h3."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module

h3 = lazy_module("h3.api.basic_int", optional=True)
MOST_RESOLUTION: Final = 15


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
