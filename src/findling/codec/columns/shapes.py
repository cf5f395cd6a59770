"""The geometries of one field in one segment: ordinals into their dictionary, and the bounds of each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.codec.columns.ordinals import OrdinalColumn
from findling.mapping.geo.shape_terms import bounds_of, decode_shapes


@dataclass(frozen=True, slots=True)
class ShapeColumn:
    """Geometries, decoded only when their bounds do not settle a query.

    ordinals: which geometries a document has
    bounds: (n_terms, 4) west, south, east, north
    """

    ordinals: OrdinalColumn
    bounds: NDArray[np.float64]

    @classmethod
    def open(cls, ordinals: OrdinalColumn) -> "ShapeColumn":
        """Reads the bounds of all geometries."""
        dictionary = ordinals.dictionary
        return cls(ordinals, bounds_of(dictionary.terms(range(dictionary.n_terms))))

    def meeting(self, bounds: NDArray[np.float64]) -> NDArray[np.intp]:
        """Returns the ordinals of the geometries whose bounds meet (west, south, east, north)."""
        mine, (west, south, east, north) = self.bounds, bounds
        meets = (mine[:, 0] <= east) & (mine[:, 2] >= west) & (mine[:, 1] <= north) & (mine[:, 3] >= south)
        return np.flatnonzero(meets)

    def geometries(self, ords: NDArray[np.intp]) -> NDArray[np.object_]:
        """Returns the shapely geometries of some ordinals."""
        return decode_shapes(self.ordinals.dictionary.terms(ords))
