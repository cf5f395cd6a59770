"""What grids have in common: cells that are numbers, of points, in a box, and shown as text."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Cells(Protocol):
    """The cells of one precision."""

    def of_points(self, points: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the cell of each encoded point; cells compare as Elasticsearch's numbers do."""

    def inside(self, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns which cells overlap the box that the request gives; all without one."""

    def text(self, cell: int) -> str:
        """Returns a cell as a key shows it."""
