"""What grids have in common: cells that are numbers, of points, in a box, and shown as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# accounts for so many cells about to be made; raises CircuitBreakingError, or that a search is cancelled
Charge = Callable[[int], None]


class Cells(Protocol):
    """The cells of one precision."""

    def of_points(self, points: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the cell of each encoded point; cells compare as Elasticsearch's numbers do."""

    def inside(self, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns which cells overlap the box that the request gives; all without one."""

    def of_shapes(self, geometries: NDArray[np.object_], charge: Charge) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Returns pairs of a geometry's index and a cell in the box that it meets, each once, by geometry.

        charge: accounts for cells about to be made, and raises if the search is cancelled
        """

    def text(self, cell: int) -> str:
        """Returns a cell as a key shows it."""
